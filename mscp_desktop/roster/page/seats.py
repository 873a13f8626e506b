"""The seats of a roster as the table lists them and the panel shows one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.values import (
    Cell,
    Choice,
    Column,
    Crumb,
    Detail,
    Filtering,
    Head,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import format_date, format_day, on_date
from mscp_desktop.groups.rules.groups import group_facts, place_words
from mscp_desktop.roster.page.fields import (
    delegation_lines,
    deputy_lines,
    history_of,
)
from mscp_desktop.roster.rules import chairs, rosters
from mscp_desktop.roster.rules.rosters import Holding, Roster, RosterSeat

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LONGEST_CHAIR = 44  # characters of a chip that leaves room for the others in its line


def _roster(session: "Session", query: Query) -> Roster | None:
    if query.scope is None or query.as_at is None:
        return None
    return rosters.roster_at(session, query.scope, query.as_at)


def _seats(session: "Session", query: Query) -> Sequence[RosterSeat]:
    roster = _roster(session, query)
    return () if roster is None else roster.seats


def _rows(session: "Session", ids: Sequence[int], query: Query) -> Sequence[Row]:
    roster, wanted = _roster(session, query), set(ids)
    if roster is None:
        return []
    return [Row(seat.id, seat.uid, _cells(seat, roster.day)) for seat in roster.seats if seat.id in wanted]


def _cells(seat: RosterSeat, day: date) -> tuple[Cell | str, ...]:
    leads = seat.role in rosters.CHAIRS or seat.chairs_until is not None
    return (
        _post(seat),
        seat.organisation or Cell("Not stated", Look.UNKNOWN),
        Cell(seat.role_words(), Look.STRONG if leads else Look.PLAIN),
        _holder(seat, day),
    )


def _post(seat: RosterSeat) -> Cell | str:
    if not seat.post:
        return Cell("Not stated", Look.UNKNOWN)
    also = f"Also called {', '.join(seat.titles)}" if seat.titles else ""
    return Cell(seat.post_words(), more=also) if also or seat.either_post else seat.post


def _holder(seat: RosterSeat, day: date) -> Cell | str:
    if seat.holding is Holding.HELD:
        return seat.holder or ""
    if seat.holding is Holding.VACANT:
        if seat.since is None:
            return pill("vacant", Tone.WARNING, "Since when is not known")
        return pill(_vacant_words(seat, day), Tone.WARNING)
    return Cell(
        "not recorded", Look.UNKNOWN, more="Nobody has entered who holds this seat; that does not make it vacant"
    )


def _vacant_words(seat: RosterSeat, day: date) -> str:
    """Return that a seat is vacant, and since when; on the first day of the vacancy, from when."""
    if seat.since is None:
        return "vacant, since when not known"
    return f"vacant {'from' if seat.since.earliest() >= day else 'since'} {format_date(seat.since)}"


def _summary(session: "Session", query: Query, number: int) -> str:
    """Return the count of seats by what is known; where some are filtered out, of those that are shown."""
    roster = _roster(session, query)
    if roster is None or not query.narrowed or not roster.seats:
        return "" if roster is None else roster.count_words()
    shown = replace(roster, seats=tuple(rosters.SEATS.rows(roster.seats, query)))
    _, _, known = shown.count_words().partition(": ")
    of = f"{number} of {len(roster.seats)} seat{'' if len(roster.seats) == 1 else 's'}"
    return f"{of}: {known}" if known else of


SOURCE = TableSource(
    columns=(
        Column("post", "Post", 210, filter=Filtering.TEXT, empty="not stated"),
        Column("organisation", "Organisation", 165, filter=Filtering.TEXT, empty="not stated", groups=True),
        Column(
            "role", "Role", 125, filter=Filtering.CHOICE, groups=True,
            choices=tuple(Choice(words, words) for words in rosters.ROLE_WORDS),
        ),
        Column("holder", "Held by", 165, filter=Filtering.TEXT, groups=True),
    ),
    ids=lambda session, query: [seat.id for seat in rosters.SEATS.rows(_seats(session, query), query)],
    rows=_rows,
    id_of=rosters.seat_id,
    summary=_summary,
    sections=lambda session, query: rosters.SEATS.sections(_seats(session, query), query),
    found=lambda session, query, column, typed: [
        seat.id for seat in rosters.SEATS.found(_seats(session, query), query, column, typed)
    ],
)  # fmt: skip


def head_of(session: "Session", query: Query) -> Head:
    """Return what stands above a roster: the group, how often it meets, who chairs it, its terms of reference."""
    if query.scope is None or query.as_at is None:
        return Head("Roster", (Crumb("Groups", Place("groups")),))
    facts, roster = group_facts(session, query.scope, query.as_at), rosters.roster_at(session, query.scope, query.as_at)
    crumbs = (Crumb("Groups", Place("groups", facts.uid)), Crumb(place_words(facts.tier, facts.scope)))
    unknown = () if roster.unknown_before is None else (pill(roster.count_words(), Tone.INFO),)
    if facts.known_from is None and roster.seats:
        unknown = (pill("from which day is not recorded", Tone.INFO, rosters.UNDATED),)
    chips = (
        *unknown,
        pill("frequency not stated" if facts.frequency == "not stated" else f"meets {facts.frequency}", Tone.NEUTRAL),
        *_chair(session, roster),
        pill(f"terms of reference: {facts.terms}", Tone.NEUTRAL if facts.terms != "not recorded" else Tone.WARNING),
    )
    return Head(facts.name, crumbs, chips, facts.known_from.earliest() if facts.known_from else None)


def _chair(session: "Session", roster: rosters.Roster) -> tuple[Cell, ...]:
    """Return who chairs in few words, with all of them on hover, and where the chair rotates who is next."""
    chair, terms = roster.chair_words(), chairs.chair_terms(session, roster.group_uid, roster.day)
    over = terms.over()
    if chair.startswith("not recorded"):
        words = f"chair: the term ended {on_date(over.end)}" if over and over.end else "chair: not recorded"
        now = pill(words, Tone.WARNING, chair)
    elif chair.startswith("vacant"):
        now = pill(f"chair: {chair}", Tone.WARNING)
    else:
        now = pill(f"chair: {shorten(chair, LONGEST_CHAIR, placeholder='…')}", Tone.NEUTRAL, chair)
    if not terms.terms:
        return (now,)
    coming = terms.next_words()
    words = f"next chair: {shorten(coming, LONGEST_CHAIR, placeholder='…')}"
    return (now, pill(words, Tone.NEUTRAL, coming))


def load_seat(session: "Session", uid: str, query: Query) -> Detail | None:
    """Return a seat as at the day in view; None where it was not there."""
    roster = _roster(session, query)
    seat = next((one for one in roster.seats if one.uid == uid), None) if roster else None
    if roster is None or seat is None:
        return None
    organisation = Picked(seat.organisation_uid, seat.organisation or "") if seat.organisation_uid else None
    values: dict[str, Any] = {
        "holder": Picked(seat.holder_uid, seat.holder or "") if seat.holder_uid else None,
        "since": seat.since, "until": seat.until, "post": seat.post, "either_post": seat.either_post or None,
        "organisation": organisation, "role": seat.role, "start": seat.start, "end": seat.end, "note": seat.note,
        "tenure": seat.tenure, "vacant": seat.holding is Holding.VACANT,
    }  # fmt: skip
    lines = {"deputies": deputy_lines(session, uid, roster.day), **delegation_lines(session, uid, roster.day)}
    return Detail(
        "seat", uid, seat.version, seat.post or seat.organisation or seat.role_words(), f"Seat in {roster.group}",
        values, facts=_facts(seat, roster.day), lines=lines,
        history=history_of(session, rosters.seat_history(session, uid)),
    )  # fmt: skip


def _facts(seat: RosterSeat, day: date) -> tuple[tuple[str, Cell | str], ...]:
    """Return what is read of a seat above its fields."""
    found: list[tuple[str, Cell | str]] = []
    if seat.holding is Holding.VACANT:
        found.append((f"On {format_day(day)}", pill(_vacant_words(seat, day), Tone.WARNING)))
    if seat.chairs_until:
        found.append(("Chairs", rosters.until_words(seat.chairs_until)))
    if seat.titles:
        found.append(("Post also called", ", ".join(seat.titles)))
    return tuple(found)
