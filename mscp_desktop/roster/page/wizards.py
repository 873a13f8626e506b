"""What is done with many seats at once, each shown before it is done: a leaver, a joiner, a reorganisation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.panel.record_dialog import ListDialog, RecordDialog
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import record_changes
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Cell, Choice, Detail, Field, Kind, Look, Picked, Tone, pill
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, on_date
from mscp_desktop.parties.page.fields import MAKE_ORGANISATION, ORGANISATION, RESTORE, find_organisation, find_person
from mscp_desktop.parties.page.people_fields import EMAIL, POST, TELEPHONE
from mscp_desktop.roster.page.fields import CHANGES, chair_line, chair_lines, history_of
from mscp_desktop.roster.rules import chairs, joining, leaving, reorganising
from mscp_desktop.roster.rules.joining import SeatOffered

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.desktop.page import Page

LEAVES = (
    Field("leaves", "First day without them", Kind.PARTIAL_DATE, "The day after their last one", required=True),
    Field(
        "vacant", "From then each of their seats is", Kind.CHOICE, required=True,
        choices=(Choice(True, "Vacant"), Choice(False, "Not recorded")),
    ),
)  # fmt: skip
LEAVER_WORDS = (
    "Every seat they hold in any group ends on that day, and so does every deputyship. They are taken out of lists of"
    " copies at once, for those have no dates. The next step shows each change, and what is left open."
)
OPEN_WORDS = "All of it is done, and Undo takes it back. This is left for you to see to:"


def open_leaver(tasks: Tasks, person_uid: str, name: str, day: date, parent: QWidget) -> None:
    """Ask when somebody leaves, show what ends then, and do it; of a chair for a term, ask whether that ends too."""

    def begin(groups: list[str]) -> None:
        words = f"Their term as chair of {' and of '.join(groups)}"
        chair = Field(
            "chair_ends", words, Kind.CHOICE, "Whoever chairs next is recorded, never worked out", required=True,
            choices=(
                Choice(True, "Ends then, and the chair is vacant until the term's end"),
                Choice(False, "Stays with the seat, for whoever takes it"),
            ),
        )  # fmt: skip
        step = Step("When do they leave?", (*LEAVES, *([chair] if groups else [])), LEAVER_WORDS)
        Wizard(
            tasks, f"{name} leaves", (step,),
            {"leaves": PartialDate.of(day), "vacant": True, "chair_ends": True}, "Record that they leave",
            lambda found: Act(leaving.record_leaver, (person_uid,), found), _describe, parent,
            lambda left: _show_open(f"{name} leaves: what is left open", left.open, parent), lambda left: left.open,
        ).open()  # fmt: skip

    tasks.read(lambda session: chairs.chairs_held(session, person_uid, day), begin, owner=parent)


def _describe(session: "Session", rows: Any) -> Any:
    return record_changes(session, rows, CHANGES)


def _show_open(title: str, lines: Sequence[str], parent: QWidget) -> None:
    """Show what is left open once it is done, so that it can be copied."""
    if lines:
        ListDialog(title, OPEN_WORDS, lines, parent).open()


WHO = (
    Field(
        "person", "Who joins", Kind.PICKER, "Somebody who is known already, or a new name", required=True,
        find=find_person, add="Add “{}” as a new person", empty="type a name",
    ),
    Field("start", "From", Kind.PARTIAL_DATE, "Their first day", required=True),
    POST, ORGANISATION, EMAIL, TELEPHONE,
)  # fmt: skip
SEATS = Field("seats", "Seats they take", Kind.SEVERAL, "Those that nobody holds then", empty="No seat is free then")
DEPUTISES = Field("deputises", "Seats they deputise in", Kind.SEVERAL, empty="There is no seat then")
WHO_WORDS = (
    "Leave post, organisation and contact details empty for somebody who is known already and keeps theirs. Another"
    " post moves the one of today among their former posts."
)
SEATS_WORDS = "Those of their organisation, or of the group in view, come first. Type to find others."


def open_joiner(
    tasks: Tasks, day: date, parent: QWidget, then: Callable[[Any], None] | None = None, group_uid: str | None = None
) -> None:
    """Ask who joins, from when, and which seats they take and deputise in; `then` is given the person's uid."""

    def seats(session: "Session", found: dict[str, Any]) -> list[SeatOffered]:
        body: Picked | None = found.get("organisation")
        start: PartialDate = found["start"]
        known = joining.employer_of(session, found["person"].uid)
        return joining.seats_offered(
            session, start.earliest(), organisation_uid=body.uid if body else known, group_uid=group_uid
        )

    def free(session: "Session", found: dict[str, Any]) -> Mapping[str, Sequence[Choice]]:
        return {"seats": [_choice(one) for one in seats(session, found) if not one.held]}

    def held(session: "Session", found: dict[str, Any]) -> Mapping[str, Sequence[Choice]]:
        taken = set(found.get("seats") or ())
        return {"deputises": [_choice(one) for one in seats(session, found) if one.uid not in taken]}

    steps = (
        Step("Who joins?", WHO, WHO_WORDS),
        Step("Which seats do they take?", (SEATS,), SEATS_WORDS, free),
        Step("Where do they deputise?", (DEPUTISES,), "Leave all empty where they are nobody's deputy.", held),
    )
    Wizard(
        tasks, "Somebody joins", steps, {"start": PartialDate.of(day)}, "Record that they join", _joins, _describe,
        parent, then,
    ).open()  # fmt: skip


def _choice(one: SeatOffered) -> Choice:
    return Choice(one.uid, f"{one.group}: {one.seat} ({one.holder[:1].lower()}{one.holder[1:]})" if not one.held else
                  f"{one.group}: {one.seat} ({one.holder})")  # fmt: skip


def _joins(found: dict[str, Any]) -> Act:
    person: Picked = found["person"]
    body: Picked | None = found["organisation"]
    who = {"person_uid": person.uid, "new_name": person.title if person.uid is None else None}
    rest = {name: found[name] for name in ("start", "post", "email", "telephone", "seats", "deputises")}
    return Act(joining.record_joiner, (), who | rest | {"organisation_uid": body.uid if body else None})


def open_reorganisation(tasks: Tasks, uid: str, name: str, day: date, parent: QWidget) -> None:
    """Ask which organisation follows one, and from when; show all that moves, and do it."""

    def begin(counts: tuple[int, int]) -> None:
        seats, people = (f"{number} {one if number == 1 else many}" for number, one, many in (
            (counts[0], "seat", "seats"), (counts[1], "person", "people"),
        ))  # fmt: skip
        words = (
            f"As at this day {name} has {seats} and employs {people}. Each seat ends, and one of the other organisation"
            " begins at the same place, with its deputies, its terms as chair and what is delegated."
        )
        Wizard(
            tasks, f"{name} is reorganised", (Step("Where does its work go?", MOVES, words),),
            {"start": PartialDate.of(day), "holders_stay": True, "ends": True, "people_move": True},
            "Move the seats", partial(_moves, uid), _describe, parent,
            lambda done: _show_open(f"{name} was reorganised", done.open, parent), lambda done: done.open,
        ).open()  # fmt: skip

    tasks.read(lambda session: reorganising.reorganisation_counts(session, uid, day), begin, owner=parent)


MOVES = (
    Field(
        "to", "Its seats move to", Kind.PICKER, required=True, find=find_organisation, making=MAKE_ORGANISATION,
        noun="organisation", empty="type a name",
    ),
    Field("start", "From", Kind.PARTIAL_DATE, "The first day of the other organisation", required=True),
    Field(
        "holders_stay", "Who holds the seats", Kind.CHOICE, required=True,
        choices=(Choice(True, "The same people stay"), Choice(False, "Not recorded")),
    ),
    Field("ends", "Does the organisation end then?", Kind.YES_NO, "It is then succeeded by the other", required=True),
    Field("people_move", "Do its people move too?", Kind.YES_NO, "Their former post is kept", required=True),
)  # fmt: skip


def _moves(uid: str, found: dict[str, Any]) -> Act:
    rest = {name: found[name] for name in ("start", "holders_stay", "ends", "people_move")}
    return Act(reorganising.record_reorganisation, (uid, found["to"].uid), rest)


def open_chair_terms(tasks: Tasks, group_uid: str, day: date, page: "Page") -> None:
    """Show every term of a group's chair, past, present and next, where they are recorded and corrected."""
    dialog = RecordDialog(
        tasks, "Terms of the chair", group_uid, partial(_load_terms, day), (chair_lines(group_uid),), page,
        watches=frozenset({"chairing", "tenure", "seat"}), restore=_restore,
    )  # fmt: skip
    dialog.navigate.connect(page.navigate)
    dialog.open()


def _restore(entry: int, name: str, _version: int) -> Act:
    return Act(RESTORE, (entry, name.rpartition(".")[2], None))


def _load_terms(day: date, session: "Session", uid: str) -> Detail:
    found = chairs.chair_terms(session, uid, day)
    now, over = found.now(), found.over()
    coming = found.next_words()
    shown: tuple[str, Cell | str] = ("Now", "not recorded")
    if now is not None:
        shown = ("Now", _now_cell(now))
    elif over is not None and over.end is not None:
        shown = ("Now", pill(f"the term ended {on_date(over.end)}", Tone.WARNING))
    next_cell = Cell(coming, Look.UNKNOWN) if coming == "not recorded" else coming
    return Detail(
        "chair terms", uid, 0, f"Chair of {found.group}", "Who chairs next is recorded, never worked out.",
        facts=(shown, ("Next", next_cell)), lines={"terms": tuple(chair_line(one) for one in reversed(found.terms))},
        history=history_of(session, chairs.terms_history(session, uid)),
    )  # fmt: skip


def _now_cell(term: chairs.ChairTerm) -> Cell | str:
    until = f"to {format_date(term.end)}" if term.end else "no end recorded"
    if term.seat_uid is None:
        return pill(f"vacant, {until}", Tone.WARNING)
    return f"{term.seat}, {until}"
