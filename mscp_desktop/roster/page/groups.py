"""The page of groups with what rosters add to it: who chairs each, and the seats that end with a group."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import RecordChange, RecordWords, record_changes
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Field, Kind
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.row_changes import RowChange, Stored
from mscp_desktop.groups.page import groups as groups_page
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules import ending, leaving, rosters

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

END = Step(
    "When does it end?",
    (Field("end", "Ends on", Kind.PARTIAL_DATE, "The first day it is no longer there", required=True),),
    "Its seats end with it, with whoever holds them, named deputies, its chair's term, and what was delegated to or by"
    " them. The next step shows each of them first. To plan an end, set the group's own “Ends” instead.",
)  # fmt: skip
ENDS = {"start": "From", "end": "Until"}


def _words(_session: "Session", field: str, value: Stored) -> str:
    return "no end recorded" if value is None else stored_words(field, value)


def _group_name(_session: "Session", held: Mapping[str, Stored]) -> str:
    return str(held["name"])


def _seat_words(session: "Session", key: Stored) -> str:
    seat = session.get(Seat, key)
    return "a seat that was deleted" if seat is None else rosters.seat_words(session, seat)


def _seat_name(session: "Session", held: Mapping[str, Stored]) -> str:
    return f"Seat: {_seat_words(session, held['id'])}"


def _of_seat(what: str, session: "Session", held: Mapping[str, Stored]) -> str:
    """Return what rests on a seat by who it is and the seat's name: "Jane Roe: Head of Safeguarding"."""
    seat, person = held.get("seat_id"), held.get("person_id")
    called = rosters.name_of(session, "person_id", int(person)) if person is not None else what
    return called if seat is None else f"{called}: {_seat_words(session, seat)}"


def _delegation_name(session: "Session", held: Mapping[str, Stored]) -> str:
    return f"Delegation to {leaving.seat_in_group(session, int(held['delegate_seat_id'] or 0))}"


CHANGES = {
    "partnership_group": RecordWords(_group_name, {"end": "Ends"}, _words),
    "seat": RecordWords(_seat_name, ENDS, _words),
    "tenure": RecordWords(partial(_of_seat, "Vacant"), ENDS, _words),
    "deputy": RecordWords(partial(_of_seat, "Deputy"), ENDS, _words),
    "chairing": RecordWords(partial(_of_seat, "Term of the chair"), ENDS, _words),
    "delegation": RecordWords(_delegation_name, ENDS, _words),
}


def _described(session: "Session", rows: list[RowChange]) -> tuple[RecordChange, ...]:
    """Return what will change in words: the group, its seats, and then what rests on them, each in their order."""
    tables = list(CHANGES)
    return record_changes(session, sorted(rows, key=lambda row: (tables.index(row.table), row.row_id)), CHANGES)


def _ended(uid: str, found: dict[str, Any]) -> Act:
    return Act(ending.end_group, (uid,), {"end": found["end"]})


class GroupsPage(groups_page.GroupsPage):
    """All groups, each with its chair; a group is ended here with its seats."""

    watches = groups_page.GroupsPage.watches | {"seat", "tenure", "chairing"}

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, rosters.chair_words)

    def commands(self) -> list[Command]:
        """Return what can be done with groups, and how one is ended."""
        end = Command(
            "groups.end", "End the group, with its seats…", self._end, "Ctrl+Shift+X", self._has_group_to_change
        )
        return [*super().commands(), end]

    def _end(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            end = detail.values["end"] or PartialDate.of(self._tasks.store.clock.today())
            Wizard(
                self._tasks, f"End {detail.title}", (END,), {"end": end}, "End the group", partial(_ended, detail.uid),
                _described, self,
            ).open()  # fmt: skip
