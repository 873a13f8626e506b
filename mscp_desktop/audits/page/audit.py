"""The workspace of one audit: its cases, what services answer about them, and the day, each a part of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscp_desktop.audits.page.acts import AuditActs
from mscp_desktop.audits.page.away import AwayActs
from mscp_desktop.audits.page.cases import CasesPart
from mscp_desktop.audits.page.day.part import DayPart
from mscp_desktop.audits.page.fields import TONES
from mscp_desktop.audits.page.findings import FindingsPart
from mscp_desktop.audits.page.overview import OverviewPart
from mscp_desktop.audits.page.returns import ReturnsPart
from mscp_desktop.audits.rules import places
from mscp_desktop.audits.rules.away import AwayRow
from mscp_desktop.audits.rules.places import Workspace, audit_place
from mscp_desktop.audits.rules.programme import AuditRow, quarter_words
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Cell, Crumb, Head, Look, Tone, pill
from mscp_desktop.desktop.workspace.page import WorkspacePage
from mscp_desktop.desktop.workspace.values import Above, Opened, Part, Step
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.parties.rules.words import capital

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

PARTS: tuple[Part, ...] = (
    Part(places.CASES, "Cases", CasesPart),
    Part(places.RETURNS, "Returns", ReturnsPart),
    Part(places.DAY, "The day", DayPart),
    Part(places.FINDINGS, "Findings", FindingsPart),
    Part(places.OVERVIEW, "Overview", OverviewPart),
)
LIST = "Open the list of audits"
AWAY = "What is graded here and there is merged when it comes back"


class AuditPage(WorkspacePage[Workspace]):
    """One audit with its parts."""

    key = "audit-work"
    title = "Audit"
    icon = "audits"
    guide = "audits"
    under = "audits"
    called = "cases returns grading day cockpit moderation findings learning overview"
    kinds = frozenset({"audit_case", "audit_service", "audit_finding", "accuracy_comment"})
    watches = frozenset(
        {"audit_away", "audit", "audit_theme", "audit_case", "audit_service", "service_case", "decision", "risk_now"}
    )
    steps = ("Go to the audit before", "Go to the audit after")
    named = "Parts of the audit"
    listed = "audits"
    kept = 3  # of which one is ready at a time: open again, close, mark as held

    def __init__(self, tasks: Tasks, parts: Sequence[Part] = PARTS) -> None:
        super().__init__(tasks, parts)
        self._with_it = AuditActs(self.key, self, tasks, self._audit, keyed=False)
        self._away = AwayActs(self.key, self, tasks, self._audit, self._aways)

    def acts(self) -> Sequence[Command]:
        """Return what can be done with the audit: as on the page of all of them."""
        one = self._with_it
        return (*self._away.commands(), one.agree, one.cancel, one.reopen, one.close, one.hold)

    def read_place(self, session: "Session", asked: str | None, today: "date") -> Opened[Workspace]:
        """Return the audit that a place is of; the next one where none is named, or the last."""
        del today
        where = places.where_of(session, asked)
        space = None if where is None else places.workspace_of(session, where.audit)
        if where is not None and space is not None:
            return Opened(_above(space), where.part, where.record)
        if asked:
            return Opened(None, None, None, "This audit was deleted. Undo may bring it back.", LIST)
        none = "One audit with its cases, returns and its day stands here. None is in the programme yet."
        return Opened(None, None, None, none, LIST)

    def place_of(self, uid: str, part: str) -> Place:
        """Return the place of a part of an audit."""
        return audit_place(uid, part)

    def _audit(self) -> AuditRow | None:
        return None if self.row is None else self.row.row

    def _aways(self) -> Sequence[AwayRow]:
        return () if self.row is None else self.row.aways


def _above(space: Workspace) -> Above[Workspace]:
    row = space.row
    said = [pill(row.state.value.capitalize(), TONES[row.state], row.cancelled_why or "")]
    if space.at_risk:
        more = "What was seen is recorded, and not that anybody was told"
        said.append(pill(f"{space.at_risk} at risk now, nobody told", Tone.BAD, more))
    if row.cases:
        said.append(Cell(f"{row.cases} case{'' if row.cases == 1 else 's'}", Look.PILL))
    if space.revealed:
        said.append(Cell("Grades revealed", Look.PILL))
    said += [pill(one.words(), Tone.WARNING, AWAY) for one in space.aways if one.is_out() or one.here]
    line = [row.held_words() or capital(quarter_words(*row.when())), row.group or "", row.tool or "no tool chosen"]
    head = Head(row.title(), (Crumb("Audits", Place("audits", row.uid)),), tuple(said))
    before, after = (None if one is None else Step(one.uid, one.title()) for one in (space.before, space.after))
    return Above(row.uid, space, head, ", ".join(one for one in line if one), (), before, after)
