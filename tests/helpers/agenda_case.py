"""An Executive with a sub-group, their meetings, and a short way to change and read them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Tier
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.meetings.rules.agendas import ItemRow, agenda_of, backlog_of
from mscp_desktop.meetings.rules.meetings import add_meeting

TODAY = date(2025, 1, 15)


class AgendaCase:
    """The Executive meets on 29 January and 26 March, PMQA below it on 20 January, 3 March and 2 June."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.executive = self.do(add_group, "Executive", tier=Tier.EXECUTIVE)
        self.pmqa = self.do(add_group, "Performance Management and Quality Assurance", parent_uid=self.executive)
        self.do(change_group, self.pmqa, 1, short="PMQA")
        self.above = [self.meeting(self.executive, date(2025, 1, 29)), self.meeting(self.executive, date(2025, 3, 26))]
        days = (date(2025, 1, 20), date(2025, 3, 3), date(2025, 6, 2))
        self.below = [self.meeting(self.pmqa, day) for day in days]

    def meeting(self, group: str, day: date, **more: Any) -> str:
        return str(self.do(add_meeting, group, day, **{"start_time": "10:00", "length": 60, **more}))

    def do(self, what: Any, *args: Any, **more: Any) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value

    def read(self, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
        with self.vault.store.reading() as session:
            return function(session, *args, **more)

    def look(self, function: Callable[[Session], Any]) -> Any:
        with self.vault.store.reading() as session:
            return function(session)

    def agenda(self, meeting: str) -> list[ItemRow]:
        return list(self.read(agenda_of, meeting))

    def titles(self, meeting: str) -> list[str]:
        return [one.title for one in self.agenda(meeting)]

    def backlog(self, group: str) -> list[str]:
        return [one.title for one in self.read(backlog_of, group)]

    def uid_of(self, meeting: str, title: str) -> str:
        return next(one.uid for one in self.agenda(meeting) if one.title == title)
