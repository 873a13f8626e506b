"""An audit away from the office: recorded here, and made into a small vault of its own that holds nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Scale, Tool, ToolQuestion, ToolSection
from mscp_desktop.audits.records import Audit, AuditAway, AuditCase, AuditState, AuditTheme, Known, LearningTheme
from mscp_desktop.audits.rules.away_content import KINDS, columns_of, content_of, keyed, records_of, refers
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.audits.rules.sealing import Cells, cells_of, keep_cells, seal_base
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.words import trimmed

UNUSED = "the file was not written"
Records = Mapping[type[Record], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class AwayRow:
    """An audit that left; `here` says that this is what left, and not the office."""

    uid: str
    key: str
    to_name: str
    left_at: datetime
    left_by: str
    due: date | None
    merged_at: datetime | None
    outcome: str | None
    here: bool

    def is_out(self) -> bool:
        """Return whether it is expected back."""
        return self.merged_at is None and self.outcome is None

    def words(self) -> str:
        """Return where it is: "Away with Ann Example since 3 May 2025, back by 9 May 2025"."""
        since = format_day(self.left_at.astimezone().date())
        by = f", back by {format_day(self.due)}" if self.due else ""
        if self.here:
            return f"Away from the office since {since}{by}"
        if self.is_out():
            return f"Away with {self.to_name} since {since}{by}"
        if self.merged_at is not None:
            return f"{self.to_name}'s work was merged on {format_day(self.merged_at.astimezone().date())}"
        return f"Was with {self.to_name} from {since}: {self.outcome}"


def aways_of(session: Session, audit_uid: str) -> list[AwayRow]:
    """Return when and with whom an audit left, the last first."""
    query = select(AuditAway).join(Audit, Audit.id == AuditAway.audit_id).where(Audit.uid == audit_uid)
    return [
        AwayRow(
            one.uid, one.key, one.to_name, one.left_at, one.left_by, one.due, one.merged_at, one.outcome,
            one.base is not None,
        )
        for one in session.scalars(query.order_by(AuditAway.id.desc()))
    ]  # fmt: skip


def audit_numbered(session: Session, number: int) -> str:
    """Return the uid of an audit by its number."""
    found = session.scalar(select(Audit.uid).where(Audit.number == number))
    if found is None:
        raise UserError(f"There is no audit {number}. Nothing was changed.")
    return found


@operation("audits.take_away", AUDITORS)
def take_away(session: WorkSession, audit_uid: str, key: str, to_name: str, due: date | None = None) -> None:
    """Record that an audit leaves the office with somebody, in the bundle of a vault with an id of its own."""
    audit, name = Audit.by_uid(session, audit_uid), trimmed(to_name)
    if name is None:
        raise UserError("Say who takes the audit away. Nothing was changed.", field="to_name")
    if due is not None and due < session.clock.today():
        raise UserError("The day by which it comes back is over already. Nothing was changed.", field="due")
    if audit.state in (AuditState.CANCELLED, AuditState.CLOSED):
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}, so there is nothing to grade elsewhere.")
    if session.scalar(select(AuditCase.id).where(AuditCase.audit_id == audit.id).limit(1)) is None:
        raise UserError(f"{number_words(audit.number)} has no cases yet. Add them first; nothing was changed.")
    if audit.tool_id is None:
        raise UserError(f"{number_words(audit.number)} has no tool to grade by. Choose one first.")
    if any(one.here for one in aways_of(session, audit_uid)):
        raise UserError("This is away from the office itself. Take it away anew in the office, after it is merged.")
    session.add(
        AuditAway(
            audit_id=audit.id, key=key, to_name=name, left_at=session.clock.now(), left_by=session.actor.name, due=due
        )
    )
    session.say(f"{said_of(session, audit)} left the office with {name}")


@operation("audits.end_away", AUDITORS)
def end_away(session: WorkSession, uid: str, why: str) -> None:
    """Record that an audit will not come back from where it went, and why; undone, it can be merged after all."""
    away, reason = AuditAway.by_uid(session, uid), trimmed(why)
    if reason is None:
        raise UserError("Say why it will not come back: the reason goes into history.", field="why")
    if away.base is not None:
        raise UserError("This is away from the office itself: only there it can be said that it will not come back.")
    if away.merged_at is not None or away.outcome is not None:
        raise UserError("It is not away any more. Nothing was changed.")
    away.outcome, session.reason = reason, reason
    session.say(f"{said_of(session, session.get_one(Audit, away.audit_id))} will not come back from {away.to_name}")


@dataclass(frozen=True, slots=True)
class Leaving:
    """All that goes with an audit: the records of its tool and names, those of its own, and what services say."""

    key: str
    frame: Records
    own: Records
    first_used: date | None
    cells: dict[tuple[str, str], Cells]
    known: dict[tuple[str, str], Known | None]


def leaving(session: Session, audit_uid: str, key: str) -> "Leaving":
    """Return what goes with an audit: its tool with sections, questions and scale, its theme, and what is its own.

    Of organisations there are the names of those that its services and findings name, of learning themes the names.
    """
    audit = Audit.by_uid(session, audit_uid)
    tool = session.get_one(Tool, audit.tool_id)

    def those(model: Any, column: Any, keys: list[int]) -> list[Any]:
        return list(session.scalars(select(model).where(column.in_(keys)).order_by(model.id)))

    sections = those(ToolSection, ToolSection.tool_id, [tool.id])
    records = records_of(session, audit)
    named = {
        one.organisation_id for table in ("audit_service", "finding_agency") for one in records[table]
        if one.organisation_id is not None
    }  # fmt: skip
    frame = {
        Organisation: those(Organisation, Organisation.id, sorted(named)),
        Scale: [session.get_one(Scale, tool.scale_id)], Grade: those(Grade, Grade.scale_id, [tool.scale_id]),
        Tool: [tool], ToolSection: sections,
        ToolQuestion: those(ToolQuestion, ToolQuestion.section_id, [one.id for one in sections]),
        AuditTheme: [session.get_one(AuditTheme, audit.theme_id)],
        LearningTheme: list(session.scalars(select(LearningTheme).order_by(LearningTheme.id))),
    }  # fmt: skip
    away = session.scalars(select(AuditAway).where(AuditAway.key == key)).one()
    own = {one.model: records[one.table] for one in KINDS}
    services, cases = ({one.id: one.uid for one in records[table]} for table in ("audit_service", "audit_case"))
    known = {(services[one.service_id], cases[one.case_id]): one.known for one in records["service_case"]}
    cells = cells_of(session, audit_uid)
    return Leaving(key, frame, {**own, AuditAway: [away]}, tool.first_used, cells, known)


LEFT_BEHIND: Mapping[str, frozenset[str]] = {
    "organisation": frozenset({"sector", "note", "ended", "statutory"}),
    "assessment_tool": frozenset({"note", "first_used"}), "audit_theme": frozenset({"note", "required"}),
    "learning_theme": frozenset({"note"}), "grade_scale": frozenset({"note"}),
    "audit_service": frozenset({"email"}), "service_case": frozenset({"graded", "sealed"}),
}  # fmt: skip
"""What of a record does not go; and no reference to what does not go."""
INSTEAD: Mapping[str, Any] = {"statutory": False, "required": False, "graded": 0}


@operation("audits.fill_away", AUDITORS, corrected_by="taking the audit away anew")
def fill_away(session: WorkSession, going: Leaving) -> dict[str, dict[int, int]]:
    """Put the tool and the names that an audit needs into the empty vault that leaves with it."""
    ids: dict[str, dict[int, int]] = {}
    _copy(session, going.frame, ids)
    session.say("Made for an audit away from the office: its tool and scale")
    return ids


@operation("audits.fill_away_own", AUDITORS, corrected_by="taking the audit away anew")
def fill_away_own(session: WorkSession, going: Leaving, ids: dict[str, dict[int, int]]) -> None:
    """Put the audit itself into the vault that leaves with it, and seal what it held, to compare with on its return."""
    _copy(session, going.own, ids)
    for tool in session.scalars(select(Tool)):
        tool.first_used = going.first_used
    session.flush()
    for (service, case), cells in going.cells.items():
        keep_cells(session, service, case, cells, going.known[service, case])
    away = session.scalars(select(AuditAway).where(AuditAway.key == going.key)).one()
    audit = session.get_one(Audit, away.audit_id)
    base = content_of(session, audit.uid, keyed(cells_of(session, audit.uid)))
    away.base = seal_base(session, audit.uid, base.text(), away.uid)
    session.say(f"{said_of(session, audit)}, as it left the office")


def _copy(session: WorkSession, records: Records, ids: dict[str, dict[int, int]]) -> None:
    """Add records as they are but for what is left behind, with the same uids; what they refer to comes before them."""
    for model, found in records.items():
        leads, behind = refers(model), LEFT_BEHIND.get(model.__tablename__, frozenset())
        made: list[tuple[int, Record]] = []
        for one in found:
            values = {}
            for column in columns_of(model, frozenset()):
                held: Any = INSTEAD.get(column) if column in behind else getattr(one, column)
                values[column] = ids.get(leads[column], {}).get(held) if column in leads else held
            made.append((one.id, model(uid=one.uid, **values)))
        session.add_all([record for _, record in made])
        session.flush()
        ids[model.__tablename__] = {former: record.id for former, record in made}
