"""A group that met on 8 January 2025 and meets again on 12 February, with an agenda of three items of its own."""

from datetime import date
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import AgendaItem, Presence, QuorumKind
from mscp_desktop.meetings.report.minutes import approved_pdf
from mscp_desktop.meetings.rules import agenda_changes, approval, attendance_changes, meetings, quorum_changes
from mscp_desktop.meetings.rules.approval import Approving
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.roster.rules.rosters import roster_at

GROUP = "Learning Lessons"
FIRST, SECOND, TODAY = date(2025, 1, 8), date(2025, 2, 12), date(2025, 1, 15)
CANARY = "Quetzalcoatl"  # a word of the confidential item, and of nothing else


class Minuted:
    """The vault with both meetings; the clock stands at 15 January until `held_again` moves it on."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        with vault.store.reading() as session:
            self.group = group_named(session, GROUP).uid
        self.first = self.do(meetings.add_meeting, self.group, FIRST, start_time="10:00", length=120, place="Gun Wharf")
        self.second = self.do(meetings.add_meeting, self.group, SECOND, start_time="10:00", length=120)
        self.audit, self.secret, self.plan = (
            self.do(agenda_changes.add_item, self.first, title, confidential=hidden, length=20, brief=brief)
            for title, hidden, brief in (
                ("Section 11 returns", False, None),
                (f"Family {CANARY}", True, f"{CANARY} before"),
                ("Neglect strategy", False, "To agree the strategy"),
            )
        )
        self.do(meetings.hold_meeting, self.first)

    def do(self, what: Any, *args: Any, **more: Any) -> Any:
        """Run an operation and return its value."""
        return run(self.vault.store, self.vault.actor, what, *args, **more).value

    def minutes(self, uid: str | None = None) -> Minutes:
        """Return the minutes of the first meeting, or of another."""
        with self.vault.store.reading() as session:
            return minutes_of(session, uid or self.first, TODAY)

    def version(self, item: str) -> int:
        """Return the version of an item."""
        with self.vault.store.reading() as session:
            return AgendaItem.by_uid(session, item).version

    def titles(self, meeting: str | None) -> list[str]:
        """Return the titles on the agenda of a meeting, or in the group's backlog."""
        with self.vault.store.reading() as session:
            found = session.scalars(select(AgendaItem).order_by(AgendaItem.position)).all()
            where = None if meeting is None else meetings.meeting_row(session, meeting).id
            return [one.title for one in found if one.meeting_id == where]

    def lack_quorum(self) -> None:
        """Record that nobody but one was at the first meeting, where every seat is needed."""
        with self.vault.store.reading() as session:
            seats = [one.uid for one in roster_at(session, self.group, FIRST).seats]
        self.do(quorum_changes.add_quorum_rule, self.group, QuorumKind.SEATS, number=len(seats))
        self.do(attendance_changes.set_presences, self.first, seats, Presence.APOLOGIES)

    def circulate(self) -> None:
        """Clear and circulate the minutes of the first meeting."""
        self.do(approval.clear_minutes, self.first, "Ann Ash")
        self.do(approval.circulate_minutes, self.first)

    def held_again(self, clock: Any) -> None:
        """Let the second meeting take place."""
        clock.move(days=30)
        self.do(meetings.hold_meeting, self.second)

    def approve(self, approving: Approving) -> None:
        """Approve the minutes of the first meeting with a real PDF."""
        with self.vault.store.reading() as session:
            seen, name, pdf = approved_pdf(session, self.first, approving, self.vault.frame.clock.today())
        self.do(approval.approve_minutes, self.first, approving, seen, name, pdf)
