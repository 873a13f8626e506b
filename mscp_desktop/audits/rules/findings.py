"""What an audit found, as pages and documents show it: with its theme, section, cases, agencies and actions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow, actions_of_source
from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.records import (
    Audit,
    AuditCase,
    AuditFinding,
    AuditService,
    AuditState,
    AuditTheme,
    FindingAgency,
    FindingCase,
    FindingKind,
    case_words,
)
from mscp_desktop.audits.rules.learning import FINDING, LearningRow, learning_rows
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.contracts import Due, Place
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, format_day
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Decision, Meeting
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.choices import organisation_choices
from mscp_desktop.parties.rules.names import normal_name

_Found: TypeAlias = Select[AuditFinding, Audit, str, ToolSection]
ESCALATED = "Escalations without what followed"


@dataclass(frozen=True, slots=True)
class Tied:
    """A case or an agency that a finding is tied to: the tie's uid and version, the record's uid, and its name."""

    uid: str
    version: int
    of: str
    name: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding; `learning` is its theme with how often that was raised, None where it has none."""

    id: int
    uid: str
    version: int
    audit_uid: str
    audit: str
    number: int
    kind: FindingKind
    text: str
    section: str | None
    section_uid: str | None
    learning: LearningRow | None
    escalated_to: str | None
    escalated_on: PartialDate | None
    outcome: str | None
    cases: tuple[Tied, ...]
    agencies: tuple[Tied, ...]
    actions: tuple[ActionRow, ...]

    def title(self) -> str:
        """Return what it is called: "Finding 3"."""
        return f"Finding {self.number}"

    def case_words(self) -> str:
        """Return its cases by reference."""
        return ", ".join(one.name.removeprefix("Case ") for one in self.cases)

    def agency_words(self) -> str:
        """Return its agencies by name."""
        return ", ".join(one.name for one in self.agencies)

    def raised_words(self) -> str:
        """Return how often its theme was raised; empty where it has none, or it never was."""
        return "" if self.learning is None else self.learning.words()

    def action_words(self) -> str:
        """Return its actions with how far each is: "A12 open, A14 overdue"."""
        return ", ".join(f"{one.words()} {one.state_words()}" for one in self.actions)

    def escalated_words(self) -> str:
        """Return to whom it went and when: "to the Executive, 12 March 2026"; empty for what was not escalated."""
        if self.kind is not FindingKind.ESCALATION:
            return ""
        when = f", {format_date(self.escalated_on)}" if self.escalated_on else ""
        return f"to {self.escalated_to}{when}"


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What holds for all findings of an audit: whether they can change, its tool, and whether learning is agreed.

    `watches` is who watches the actions that come from it: the group above the one that audits, or else that.
    """

    uid: str
    version: int
    title: str
    state: AuditState
    tool_id: int | None
    learning_agreed_on: PartialDate | None
    decision_uid: str | None
    decision: str | None
    watches_uid: str | None
    watches: str | None

    def why_locked(self) -> str:
        """Return why its findings can't be changed; empty where they can."""
        if self.state in (AuditState.CLOSED, AuditState.CANCELLED):
            return f"{self.title} is {self.state.value}. Open it again to change its findings."
        return ""

    def agreed_words(self) -> str:
        """Return when the learning was agreed, and with which decision; empty where it is not yet."""
        if self.learning_agreed_on is None:
            return ""
        return format_date(self.learning_agreed_on) + (f", with {self.decision}" if self.decision else "")


def finding_facts(session: Session, audit_uid: str) -> FindingFacts | None:
    """Return what holds for all findings of an audit; None where it is gone."""
    query = (
        select(Audit, AuditTheme.name, Group, Decision, Meeting.day)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .outerjoin(Group, Group.id == Audit.group_id)
        .outerjoin(Decision, Decision.id == Audit.learning_decision_id)
        .outerjoin(Meeting, Meeting.id == Decision.meeting_id)
    )
    found = session.execute(query.where(Audit.uid == audit_uid)).first()
    if found is None:
        return None
    one, theme, group, decision, day = found
    above = None if group is None or group.parent_id is None else session.get(Group, group.parent_id)
    watches = above or group
    return FindingFacts(
        one.uid, one.version, f"{number_words(one.number)}, {theme}", one.state, one.tool_id, one.learning_agreed_on,
        decision.uid if decision else None, f"D{decision.number}, {format_day(day)}" if decision else None,
        watches.uid if watches else None, watches.name if watches else None,
    )  # fmt: skip


def finding_rows(
    session: Session, audit_uid: str, day: date | None = None, ids: Iterable[int] | None = None
) -> list[FindingRow]:
    """Return an audit's findings by number, or those of them with these keys; with a day, how late actions are then."""
    query = _query().where(Audit.uid == audit_uid)
    if ids is not None:
        query = query.where(AuditFinding.id.in_(list(ids)))
    return _rows(session, query, day)


def finding_row(session: Session, uid: str, day: date | None = None) -> FindingRow | None:
    """Return one finding; None where it is gone."""
    return next(iter(_rows(session, _query().where(AuditFinding.uid == uid), day)), None)


def finding_id(session: Session, uid: str) -> int | None:
    """Return the id of a finding by uid; None where it is gone."""
    return session.scalar(select(AuditFinding.id).where(AuditFinding.uid == uid))


def marks_of(session: Session, audit_uid: str) -> dict[tuple[str | None, str | None], int]:
    """Return how many findings an audit has by (uid of a case, uid of a section), each None where it is of none."""
    query = (
        select(AuditCase.uid, ToolSection.uid)
        .select_from(AuditFinding)
        .join(Audit, Audit.id == AuditFinding.audit_id)
        .outerjoin(FindingCase, FindingCase.finding_id == AuditFinding.id)
        .outerjoin(AuditCase, AuditCase.id == FindingCase.case_id)
        .outerjoin(ToolSection, ToolSection.id == AuditFinding.section_id)
        .where(Audit.uid == audit_uid)
    )
    found: dict[tuple[str | None, str | None], int] = {}
    for case, section in session.execute(query):
        found[case, section] = found.get((case, section), 0) + 1
    return found


def section_choices(session: Session, audit_uid: str, typed: str = "") -> list[tuple[str, str]]:
    """Return (uid, name) of the sections of an audit's tool whose name holds what was typed."""
    query = select(ToolSection).join(Audit, Audit.tool_id == ToolSection.tool_id).where(Audit.uid == audit_uid)
    wanted = normal_name(typed)
    return [
        (one.uid, one.name) for one in session.scalars(query.order_by(ToolSection.position, ToolSection.id))
        if wanted in normal_name(one.name)
    ]  # fmt: skip


def case_choices(session: Session, audit_uid: str, typed: str = "") -> list[tuple[str, str]]:
    """Return (uid, name) of an audit's cases whose name holds what was typed."""
    query = select(AuditCase).join(Audit, Audit.id == AuditCase.audit_id).where(Audit.uid == audit_uid)
    rows = session.scalars(query.order_by(AuditCase.position, AuditCase.id))
    named = [(one.uid, case_words(one.reference, one.position)) for one in rows]
    return [one for one in named if typed.strip().casefold() in one[1].casefold()]


def asked_agencies(session: Session, audit_uid: str) -> list[tuple[str, str]]:
    """Return (uid, name) of the organisations that answer about an audit's cases, each once."""
    query = (
        select(Organisation.uid, Organisation.name)
        .join(AuditService, AuditService.organisation_id == Organisation.id)
        .join(Audit, Audit.id == AuditService.audit_id)
        .where(Audit.uid == audit_uid)
        .order_by(AuditService.position, AuditService.id)
    )
    return list(dict.fromkeys((uid, name) for uid, name in session.execute(query)))


def agency_choices(session: Session, audit_uid: str, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, name, detail) of organisations for what was typed: first those that answer about the audit."""
    asked = dict(asked_agencies(session, audit_uid))
    wanted = typed.strip().casefold()
    first = [(uid, name, "answers in this audit") for uid, name in asked.items() if wanted in name.casefold()]
    others = [(uid, name, detail) for uid, name, detail, _ in organisation_choices(session, typed) if uid not in asked]
    return [*first, *others]


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield each escalation of which nobody recorded what followed."""
    query = _query().where(
        AuditFinding.kind == FindingKind.ESCALATION, AuditFinding.outcome.is_(None),
        Audit.state.not_in((AuditState.CLOSED, AuditState.CANCELLED)),
    )  # fmt: skip
    for one in _rows(session, query, today):
        when = one.escalated_on.earliest() if one.escalated_on else None
        went = f"It went {one.escalated_words()}." if one.escalated_to else "To whom it went is not recorded."
        yield Due(
            ESCALATED, f"{one.audit}, finding {one.number}: what followed?",
            f"{went} What followed is not recorded yet.", when, Place(FINDING, one.uid), "Record what followed",
            ("What an audit escalates is followed until it is recorded what came of it.",),
        )  # fmt: skip


def waiting_uids(session: Session, day: date) -> list[str]:
    """Return the escalations of which nobody recorded what followed."""
    return [one.place.uid for one in due(session, day) if one.place.uid is not None]


def _query() -> _Found:
    return (
        select(AuditFinding, Audit, AuditTheme.name, ToolSection)
        .join(Audit, Audit.id == AuditFinding.audit_id)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .outerjoin(ToolSection, ToolSection.id == AuditFinding.section_id)
        .order_by(Audit.year, Audit.quarter, Audit.number, AuditFinding.number, AuditFinding.id)
    )


def _rows(session: Session, query: _Found, day: date | None) -> list[FindingRow]:
    found = [(one, audit, theme, section) for one, audit, theme, section in session.execute(query)]
    keys = [one[0].id for one in found]
    themes = {one[0].learning_id for one in found if one[0].learning_id is not None}
    learning = {one.id: one for one in learning_rows(session, themes)} if themes else {}
    cases, agencies = _cases(session, keys), _agencies(session, keys)
    actions: dict[str, list[ActionRow]] = {}
    for action in actions_of_source(session, FINDING, [one[0].uid for one in found], day):
        if action.source_place is not None and action.source_place.uid is not None:
            actions.setdefault(action.source_place.uid, []).append(action)
    return [
        FindingRow(
            one.id, one.uid, one.version, audit.uid, f"{number_words(audit.number)}, {theme}", one.number, one.kind,
            one.text, section.name if section else None, section.uid if section else None,
            learning.get(one.learning_id or 0), one.escalated_to, one.escalated_on, one.outcome,
            tuple(cases.get(one.id, ())), tuple(agencies.get(one.id, ())), tuple(actions.get(one.uid, ())),
        )
        for one, audit, theme, section in found
    ]  # fmt: skip


def _cases(session: Session, keys: list[int]) -> dict[int, list[Tied]]:
    query = select(FindingCase, AuditCase).join(AuditCase, AuditCase.id == FindingCase.case_id)
    found: dict[int, list[Tied]] = {}
    for tie, case in session.execute(
        query.where(FindingCase.finding_id.in_(keys)).order_by(AuditCase.position, FindingCase.id)
    ):
        one = Tied(tie.uid, tie.version, case.uid, case_words(case.reference, case.position))
        found.setdefault(tie.finding_id, []).append(one)
    return found


def _agencies(session: Session, keys: list[int]) -> dict[int, list[Tied]]:
    query = select(FindingAgency, Organisation).join(Organisation, Organisation.id == FindingAgency.organisation_id)
    found: dict[int, list[Tied]] = {}
    for tie, body in session.execute(
        query.where(FindingAgency.finding_id.in_(keys)).order_by(Organisation.name, FindingAgency.id)
    ):
        found.setdefault(tie.finding_id, []).append(Tied(tie.uid, tie.version, body.uid, body.name))
    return found


def overdue(rows: Iterable[FindingRow]) -> list[ActionRow]:
    """Return the actions of findings that are overdue."""
    return [action for one in rows for action in one.actions if action.state is ActionState.OPEN and action.late]
