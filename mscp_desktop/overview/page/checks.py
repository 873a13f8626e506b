"""The page of what a look at the data finds: each finding says what, why, and leads to where it is mended."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Column, Detail, Filtering, Head, Query, Row, TableSource
from mscp_desktop.foundation.contracts import Finding
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.store import Announcement

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FINDINGS: PlainTable[tuple[int, Finding]] = PlainTable(
    {"about": lambda one: one[1].about, "what": lambda one: one[1].what, "why": lambda one: one[1].why},
    lambda one: f"{one[1].about} {one[1].what} {one[1].why}",
)


class _Found:
    """What was found last: rows are asked for by their place in it, on the thread that found them."""

    def __init__(self, checks: "Sequence[Callable[[Session, date], Iterator[Finding]]]", tasks: Tasks) -> None:
        self._checks, self._tasks = checks, tasks
        self.findings: list[tuple[int, Finding]] = []

    def look(self, session: "Session", query: Query) -> list[int]:
        """Look at the data, and return the places of what a query asks for."""
        today = self._tasks.store.clock.today()
        found = (finding for check in self._checks for finding in check(session, today))
        self.findings = list(enumerate(found, 1))
        return [place for place, _ in FINDINGS.rows(self.findings, query)]

    def rows(self, _session: "Session", ids: Sequence[int], _query: Query) -> list[Row]:
        """Return rows by their places; one that is no longer found is left out."""
        wanted = set(ids)
        return [
            Row(place, uid_of(place), (one.about, one.what, one.why)) for place, one in self.findings if place in wanted
        ]

    def at(self, uid: str | None) -> Finding | None:
        """Return a finding by the uid of its row."""
        return next((one for place, one in self.findings if uid_of(place) == uid), None)


def uid_of(place: int) -> str:
    """Return what stands for a finding's uid: it has none of its own, and is found anew each time."""
    return f"finding-{place}"


def place_of(_session: "Session", uid: str) -> int | None:
    """Return the place in a uid."""
    number = uid.removeprefix("finding-")
    return int(number) if number.isdecimal() else None


def _nothing_to_save(_uid: str, _version: int, _fields: dict[str, Any]) -> Act:
    raise InternalError("A finding has no field that could be saved.")


class ChecksPage(TablePage):
    """What needs a look; Enter leads to where it is mended, and what is mended is gone from the list."""

    key = "checks"
    title = "Checks"
    shortcut = "Alt+C"
    icon = "check"
    guide = "checks"
    section = 1
    panel_wide = 240  # the rows say nearly all of it

    def __init__(self, tasks: Tasks, checks: "Sequence[Callable[[Session, date], Iterator[Finding]]]") -> None:
        self._found = _Found(checks, tasks)
        mend = Command("checks.mend", "Go there", self._go, "Ctrl+Return", lambda: self.panel.uid is not None)
        super().__init__(
            tasks,
            TableParts(
                "Findings", self._source(), (), self._read, _nothing_to_save,
                Empty("Nothing needs a look: every check is content with the data as it stands today."),
                head=lambda _session, _query: Head("Checks"), nothing="Choose a finding to read all of it.",
            ),
            actions=(mend,),
        )  # fmt: skip

    def edit(self) -> None:
        """Go to where the finding is mended: there is nothing to edit here."""
        self._go()

    def hear(self, announcement: Announcement) -> None:
        """Look again after any change: a check may rest on every table."""
        del announcement
        self._stale = True
        if self.isVisible():
            self._catch_up()

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "go there"), ("Ctrl+F", "filter")]

    def _source(self) -> TableSource:
        found = self._found
        return TableSource(
            columns=(
                Column("about", "About", 170, filter=Filtering.TEXT, groups=True),
                Column("what", "What", 330, filter=Filtering.TEXT),
                Column("why", "Why", 300, filter=Filtering.TEXT),
            ),
            ids=found.look,
            rows=found.rows,
            id_of=place_of,
            summary=lambda _session, _query, number: f"{number} to look at",
            sections=lambda _session, query: FINDINGS.sections(found.findings, query),
            found=lambda _session, query, column, typed: [
                place for place, _ in FINDINGS.found(found.findings, query, column, typed)
            ],
        )

    def _read(self, _session: "Session", uid: str, _query: Query) -> Detail | None:
        one = self._found.at(uid)
        if one is None:
            return None
        return Detail("finding", uid, 1, one.what, one.about, facts=(("Why", one.why),), history=None)

    def _go(self) -> None:
        one = self._found.at(self.panel.uid)
        if one is not None:
            self.navigate.emit(one.place)
