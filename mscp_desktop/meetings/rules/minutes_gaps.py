"""What minutes leave open that somebody will ask for: who was there, what was typed and not recorded, owners, sides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.foundation.bookkeeping import Draft
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import FORM, place_of
from mscp_desktop.meetings.rules.attendance import Attended, attendance_of
from mscp_desktop.meetings.rules.challenges import NOBODY, ChallengeRow
from mscp_desktop.meetings.rules.meetings import BETWEEN
from mscp_desktop.meetings.rules.minutes import Minutes
from mscp_desktop.meetings.rules.places import ATTENDANCE, MINUTES, meeting_place
from mscp_desktop.roster.rules.rosters import Holding

TAKEN_DOWN = {"decision": "a decision", "action": "an action", "challenge": "a challenge"}
_SAYS = ("text", "about")  # the field of a form that says what it is about


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is left open, in a sentence that tells nothing confidential, and where it is mended."""

    words: str
    place: Place


def gaps_of(
    minutes: Minutes, attended: Attended | None = None, unfinished: Iterable[tuple[str, str]] = ()
) -> list[Gap]:
    """Return what minutes leave open, in the order of the agenda; who was there comes first.

    `unfinished` are items, by uid, with what was typed under each and not recorded: keys of `TAKEN_DOWN`.
    """
    return [*_attendance(attended), *_gaps(minutes, list(unfinished))]


def gaps_at(session: Session, minutes: Minutes, user_uid: str, typed: Iterable[tuple[str, str]] = ()) -> list[Gap]:
    """Return what minutes leave open by what is stored now; `typed` is what a user types at the moment besides."""
    kept = unfinished_in(session, minutes, user_uid)
    unfinished = dict.fromkeys([*((uid, kind) for uid, kinds in kept.items() for kind in kinds), *typed])
    between = minutes.meeting.kind in BETWEEN
    return gaps_of(minutes, None if between else attendance_of(session, minutes.meeting.uid), unfinished)


def unfinished_in(session: Session, minutes: Minutes, user_uid: str) -> dict[str, dict[str, str]]:
    """Return what a user typed in forms under items and did not record: by item its words, by the kind of form."""
    places = {
        place_of(FORM, f"{kind} {one.item.uid}"): (one.item.uid, kind) for one in minutes.items for kind in TAKEN_DOWN
    }
    query = select(Draft).where(Draft.user_uid == user_uid, Draft.place.in_(places)).order_by(Draft.at)
    found: dict[str, dict[str, str]] = {}
    for row in session.scalars(query):
        uid, kind = places[row.place]
        of_item = found.setdefault(uid, {})
        of_item[kind] = row.text if row.field in _SAYS else of_item.get(kind, "")
    return found


def _attendance(attended: Attended | None) -> Iterator[Gap]:
    """Yield that attendance is not entered: at all, or of seats whose holders are known."""
    blank = [] if attended is None else attended.not_recorded()
    if attended is None or not blank:
        return
    held = [one for one in blank if one.seat.holding is Holding.HELD]
    number = f" of {len(held)} seat{'' if len(held) == 1 else 's'}" if attended.recorded() else ""
    if held or not attended.recorded():
        yield Gap(f"Attendance{number} is not entered.", meeting_place(attended.meeting.uid, ATTENDANCE))


def _gaps(minutes: Minutes, unfinished: list[tuple[str, str]]) -> Iterator[Gap]:
    for one in minutes.items:
        where = f"Item {one.item.number}: "
        for uid, kind in unfinished:
            if uid == one.item.uid:
                words = f"{where}{TAKEN_DOWN[kind]} is typed and not recorded."
                yield Gap(words, Place("agenda_item", f"{uid}/{MINUTES}"))
        for action in one.actions:
            if action.owner.kind is None and action.state is not ActionState.WITHDRAWN:
                yield Gap(f"{where}action {action.words()} has no owner.", Place("action", action.uid))
        place = None if minutes.writable else Place("agenda_item", f"{one.item.uid}/{MINUTES}")
        yield from _open_sides(one.challenges, f"{where}challenge", place)
    place = None if minutes.writable else meeting_place(minutes.meeting.uid, MINUTES)
    yield from _open_sides(minutes.loose_challenges, "Challenge", place)


def _open_sides(rows: tuple[ChallengeRow, ...], called: str, place: Place | None) -> Iterator[Gap]:
    """Yield challenges that don't name both sides; `place` is where minutes are set back that can't be changed."""
    for row in rows:
        missing = {
            (True, True): "who challenged whom",
            (True, False): "who made it",
            (False, True): "whom it was made to",
        }
        said = missing.get((row.by == NOBODY, row.to == NOBODY))
        if said is not None:
            yield Gap(f"{called} {row.name()} does not say {said}.", place or Place("challenge", row.uid))
