"""The page of people with what rosters add to it: their seats, and somebody who leaves or joins."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Cell, Detail, Line, Lines, Look, Query
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.spans import span_words
from mscp_desktop.parties.page import people as people_page
from mscp_desktop.parties.page.people_fields import PERSON_LINES
from mscp_desktop.roster.page.fields import over_cell
from mscp_desktop.roster.page.wizards import open_joiner, open_leaver
from mscp_desktop.roster.rules.holding import SeatOfPerson, seats_of_person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

SEATS = Lines(
    "seats", "Seats now and before", "a seat", ("Seat", "Group", "When", "State"), "No seat is recorded, now or before."
)


def _count_words(seats: "Sequence[SeatOfPerson]") -> Cell | str:
    """Return how many seats somebody holds now, and in how many they deputise."""
    held, deputy = (sum(one.now and one.deputy is which for one in seats) for which in (False, True))
    parts = [f"holds {held}"] if held else []
    parts += [f"deputises in {deputy}"] if deputy else []
    return ", ".join(parts) or Cell("none recorded", Look.UNKNOWN)


def _seat_lines(seats: "Sequence[SeatOfPerson]", day: "date") -> tuple[Line, ...]:
    return tuple(
        Line(
            one.uid, 0,
            (
                f"Deputy: {one.seat}" if one.deputy else one.seat, one.group, span_words(one.start, one.end),
                "" if one.now else over_cell(one.start, one.end, day),
            ),
            opens=Place("seat", one.seat_uid),
        )
        for one in seats
    )  # fmt: skip


def _loading(today: "Callable[[], date]") -> people_page.Load:
    def load(session: "Session", uid: str, query: Query) -> Detail | None:
        detail = people_page.load_person(session, uid, query)
        if detail is None:
            return None
        seats = seats_of_person(session, uid, today())
        facts = (("Seats now", _count_words(seats)), *detail.facts)
        return replace(detail, facts=facts, lines={"seats": _seat_lines(seats, today()), **detail.lines})

    return load


class PeoplePage(people_page.PeoplePage):
    """Everybody who holds or held a seat, with their seats."""

    watches = people_page.PeoplePage.watches | {"seat", "tenure", "deputy", "partnership_group"}

    def __init__(self, tasks: Tasks) -> None:
        self._leaving = Command(
            "people.leaves", "This person leaves…", self._leaves, "Ctrl+Shift+L", self._has_person,
            called="leaver resigns retires",
        )  # fmt: skip
        self._joining = Command(
            "people.joins", "Somebody joins…", self._joins, "Ctrl+Shift+A", lambda: tasks.locked() is None,
            called="joiner starter new member",
        )  # fmt: skip
        super().__init__(tasks, (SEATS, *PERSON_LINES), _loading(tasks.store.clock.today))

    def person_commands(self) -> list[Command]:
        """Return what comes to pass with people, whoever leaves or joins included."""
        return [*super().person_commands(), self._leaving, self._joining]

    def _leaves(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            open_leaver(self._tasks, detail.uid, detail.title, self._tasks.store.clock.today(), self)

    def _joins(self) -> None:
        open_joiner(self._tasks, self._tasks.store.clock.today(), self, self.edit_new)
