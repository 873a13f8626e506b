"""An audit's cases as pages and documents show them: by reference only, how far each is answered, and risks seen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.records import (
    AgeBand,
    Audit,
    AuditCase,
    AuditService,
    AuditState,
    AuditTheme,
    Known,
    PlanStatus,
    ReviewName,
    RiskNow,
    ServiceCase,
    case_words,
)
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.partial_dates import PartialDate, format_day

FIGURES = 2  # at the least, of a proposed reference
BEGINNING = 90  # characters of a summary that stand in a row


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A child found to be at risk now; nobody was told of it while `told` is None."""

    id: int
    uid: str
    version: int
    case_uid: str
    seen_at: datetime
    what: str
    told: str | None
    told_at: datetime | None
    outcome: str | None

    def waits(self) -> bool:
        """Return whether somebody has still to be told."""
        return self.told is None

    def told_words(self) -> str:
        """Return who was told and when; empty while nobody was."""
        return "" if self.told is None or self.told_at is None else f"{self.told}, {moment_words(self.told_at)}"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of an audit; `answered` of its audit's `services` have answered about it in full by now."""

    id: int
    uid: str
    version: int
    audit_uid: str
    position: int
    reference: str | None
    age_band: AgeBand | None
    plan_status: PlanStatus | None
    look_from: PartialDate | None
    look_until: PartialDate | None
    summary: str | None
    seconds: int
    answered: int
    services: int
    risks: tuple[RiskRow, ...]

    def title(self) -> str:
        """Return what it is called: "Case N-03", or "Case 3" once its reference is gone."""
        return case_words(self.reference, self.position)

    def look_back(self) -> str:
        """Return the time that is looked at in words; empty where it is not recorded."""
        return period_words(self.look_from, self.look_until)

    def answered_words(self) -> str:
        """Return how many services have answered: "4 of 16"; empty where nobody is asked."""
        return f"{self.answered} of {self.services}" if self.services else ""

    def beginning(self) -> str:
        """Return how its summary begins, in one line."""
        whole = " ".join((self.summary or "").split())
        return whole if len(whole) <= BEGINNING else f"{whole[:BEGINNING].rsplit(' ', 1)[0]}…"

    def waits(self) -> bool:
        """Return whether a child of it is at risk now, and nobody is recorded as told."""
        return any(one.waits() for one in self.risks)


@dataclass(frozen=True, slots=True)
class AuditFacts:
    """What holds for all cases of an audit; of `waiting` children at risk nobody was told yet."""

    id: int
    uid: str
    version: int
    number: int
    theme: str
    state: AuditState
    selection: str | None
    key_holder: str | None
    minutes: int | None
    closed_on: date | None
    cleared_on: date | None
    cases: int
    waiting: int

    def title(self) -> str:
        """Return its number and theme: "Audit 12, Neglect"."""
        return f"{number_words(self.number)}, {self.theme}"

    def why_locked(self) -> str:
        """Return why its cases can't be changed; empty where they can."""
        if self.cleared_on is not None:
            return f"The details of these cases were cleared on {format_day(self.cleared_on)}; their grades remain."
        if self.state in (AuditState.CLOSED, AuditState.CANCELLED):
            return f"{number_words(self.number)} is {self.state.value}. Open it again to change its cases."
        return ""


def period_words(first: PartialDate | None, until: PartialDate | None) -> str:
    """Return a look-back period: "March 2025 to March 2026", "from March 2025"; empty where nothing is known."""
    if first is not None and until is not None:
        return f"{first} to {until}"
    return f"from {first}" if first is not None else f"until {until}" if until is not None else ""


def moment_words(at: datetime) -> str:
    """Return a moment where the user is: "14 March 2025 at 10:15"."""
    here = at.astimezone()
    return f"{format_day(here.date())} at {here:%H:%M}"


def audit_facts(session: Session, uid: str) -> AuditFacts | None:
    """Return what holds for all cases of an audit; None where it is gone."""
    found = session.execute(
        select(Audit, AuditTheme.name).join(AuditTheme, AuditTheme.id == Audit.theme_id).where(Audit.uid == uid)
    ).first()
    if found is None:
        return None
    one, theme = found
    of_audit = select(AuditCase.id).where(AuditCase.audit_id == one.id)
    waiting = select(func.count()).where(RiskNow.case_id.in_(of_audit), RiskNow.told.is_(None))
    cases = select(func.count()).where(AuditCase.audit_id == one.id)
    return AuditFacts(
        one.id, one.uid, one.version, one.number, theme, one.state, one.selection, one.key_holder, one.minutes,
        one.closed_on, one.cleared_on, session.scalar(cases) or 0, session.scalar(waiting) or 0,
    )  # fmt: skip


def case_rows(session: Session, audit_uid: str, ids: Iterable[int] | None = None) -> list[CaseRow]:
    """Return an audit's cases in order, or those of them with these keys."""
    query = (
        select(AuditCase, Audit.uid)
        .join(Audit, Audit.id == AuditCase.audit_id)
        .where(Audit.uid == audit_uid)
        .order_by(AuditCase.position, AuditCase.id)
    )
    if ids is not None:
        query = query.where(AuditCase.id.in_(list(ids)))
    return _rows(session, [(one, audit) for one, audit in session.execute(query)])


def case_row(session: Session, uid: str) -> CaseRow | None:
    """Return one case; None where it is gone."""
    query = select(AuditCase, Audit.uid).join(Audit, Audit.id == AuditCase.audit_id).where(AuditCase.uid == uid)
    return next(iter(_rows(session, [(one, audit) for one, audit in session.execute(query)])), None)


def case_id(session: Session, uid: str) -> int | None:
    """Return the id of a case by uid; None where it is gone."""
    return session.scalar(select(AuditCase.id).where(AuditCase.uid == uid))


def audit_of_case(session: Session, uid: str) -> str | None:
    """Return the uid of the audit that a case is of; None where it is gone."""
    return session.scalar(select(Audit.uid).join(AuditCase, AuditCase.audit_id == Audit.id).where(AuditCase.uid == uid))


def _rows(session: Session, found: Sequence[tuple[AuditCase, str]]) -> list[CaseRow]:
    keys = [one.id for one, _ in found]
    audits = {one.audit_id for one, _ in found}
    asked = select(AuditService.audit_id, func.count()).where(AuditService.audit_id.in_(audits))
    services = {one[0]: one[1] for one in session.execute(asked.group_by(AuditService.audit_id))}
    answered = _answered(session, audits, keys)
    risks: dict[int, list[RiskRow]] = {}
    query = select(RiskNow, AuditCase.uid).join(AuditCase, AuditCase.id == RiskNow.case_id)
    for risk, case in session.execute(query.where(RiskNow.case_id.in_(keys)).order_by(RiskNow.seen_at, RiskNow.id)):
        row = RiskRow(
            risk.id, risk.uid, risk.version, case, risk.seen_at, risk.what, risk.told, risk.told_at, risk.outcome
        )
        risks.setdefault(risk.case_id, []).append(row)
    return [
        CaseRow(
            one.id, one.uid, one.version, audit, one.position, one.reference, one.age_band, one.plan_status,
            one.look_from, one.look_until, one.summary, one.seconds, answered.get(one.id, 0),
            services.get(one.audit_id, 0), tuple(risks.get(one.id, ())),
        )
        for one, audit in found
    ]  # fmt: skip


def _answered(session: Session, audits: Iterable[int], cases: Sequence[int]) -> dict[int, int]:
    """Return by case how many services have answered in full: they don't know the child, or graded every section."""
    sections = (
        select(func.count())
        .select_from(ToolSection)
        .join(Audit, Audit.tool_id == ToolSection.tool_id)
        .where(Audit.id == AuditCase.audit_id)
        .correlate(AuditCase)
        .scalar_subquery()
    )
    whole = (ServiceCase.known == Known.NOT_KNOWN) | ((sections > 0) & (ServiceCase.graded >= sections))
    query = (
        select(ServiceCase.case_id, func.count())
        .join(AuditCase, AuditCase.id == ServiceCase.case_id)
        .where(AuditCase.audit_id.in_(audits), ServiceCase.case_id.in_(cases), whole)
        .group_by(ServiceCase.case_id)
    )
    return {one[0]: one[1] for one in session.execute(query)}


def proposed_references(session: Session, audit_uid: str, number: int) -> list[str]:
    """Return so many references that an audit has not: its theme's letter and the numbers after those there are."""
    facts = audit_facts(session, audit_uid)
    letter = next((sign.upper() for sign in (facts.theme if facts else "") if sign.isalpha()), "C")
    there = {one.reference for one in case_rows(session, audit_uid) if one.reference}
    pattern = re.compile(rf"{re.escape(letter)}-([0-9]+)", re.IGNORECASE)
    last = max((int(found[1]) for one in there if (found := pattern.fullmatch(one))), default=0)
    return [f"{letter}-{at:0{FIGURES}d}" for at in range(last + 1, last + 1 + number)]


def review_names(session: Session) -> list[ReviewName]:
    """Return the names that reviews were published under, by name."""
    return sorted(session.scalars(select(ReviewName)), key=lambda one: (one.name.casefold(), one.id))


def watched_names(session: Session) -> tuple[str, ...]:
    """Return the names alone, to be pointed out in a text."""
    return tuple(one.name for one in review_names(session))


def look_back_of(session: Session, uid: str) -> date | None:
    """Return the first day that could lie in the time looked at of a case, or of what a risk was seen in, by uid."""
    found = session.scalar(select(AuditCase.look_from).where(AuditCase.uid == uid)) or session.scalar(
        select(AuditCase.look_from).join(RiskNow, RiskNow.case_id == AuditCase.id).where(RiskNow.uid == uid)
    )
    return None if found is None else found.earliest()
