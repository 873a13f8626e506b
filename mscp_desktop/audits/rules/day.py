"""The day of an audit as the cockpit shows it: cases, services and sections, and the grades of the case in hand."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Tool, ToolQuestion, ToolSection
from mscp_desktop.assessment.rules.scales import GradeRow, scale_of_tool
from mscp_desktop.audits.records import (
    AgeBand,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditService,
    AuditState,
    AuditTheme,
    Dissent,
    Known,
    OwnAnswer,
    OwnGrade,
    PlanStatus,
    ServiceCase,
    case_words,
)
from mscp_desktop.audits.rules.agreed import owed
from mscp_desktop.audits.rules.day_history import Before, changed_since, decisions
from mscp_desktop.audits.rules.moderation import is_over
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.audits.rules.sealing import graded_in
from mscp_desktop.foundation.partial_dates import PartialDate

_APART = {1: "one grade apart", 2: "two grades apart", 3: "three grades apart"}


class Stand(StrEnum):
    """What stands in the cell of a service: before the reveal never a grade."""

    GRADED = "graded"
    NOT_APPLICABLE = "does not apply"
    IN = "in"
    MISSING = "missing"
    NOT_KNOWN = "not known to them"


@dataclass(frozen=True, slots=True)
class DayQuestion:
    """A question of a section."""

    uid: str
    text: str


@dataclass(frozen=True, slots=True)
class DaySection:
    """A section of the tool, in its place there."""

    id: int
    uid: str
    name: str
    about: str | None
    overall: bool
    questions: tuple[DayQuestion, ...]


@dataclass(frozen=True, slots=True)
class DayService:
    """A service with the words above its column."""

    id: int
    uid: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class DayCase:
    """A case of the day; `agreed` of the tool's sections are agreed, and `owed` reasons are still to be given."""

    id: int
    uid: str
    position: int
    reference: str | None
    age_band: AgeBand | None
    plan_status: PlanStatus | None
    seconds: int
    agreed: int
    owed: int
    overall: bool  # the overall grade is agreed

    def name(self) -> str:
        """Return how it is called: "Case N-03"."""
        return f"Case {self.reference or self.position}"

    def about(self) -> str:
        """Return what is known of it, which no projector shows: "aged 5 to 9, child protection plan"."""
        aged = None if self.age_band is None else self.age_band.value
        said = [
            "" if aged is None else aged if self.age_band is AgeBand.UNBORN else f"aged {aged}",
            "" if self.plan_status is None else self.plan_status.value,
        ]
        return ", ".join(one for one in said if one)

    def state(self, sections: int) -> str:
        """Return how far it is, of so many sections: "not begun", "5 of 9 agreed", "2 reasons owed" or "finished"."""
        if self.agreed < sections or not sections:
            return f"{self.agreed} of {sections} agreed" if self.agreed else "not begun"
        reasons = f"{self.owed} reason{'' if self.owed == 1 else 's'} owed"
        return reasons if self.owed else "finished"


@dataclass(frozen=True, slots=True)
class OwnCell:
    """What a service says of a section."""

    stand: Stand
    grade: GradeRow | None = None
    evidence: bool = False  # there is some to be read
    late: bool = False  # it was given or changed after the reveal

    def words(self) -> str:
        """Return it in words: "Requires improvement", and that it came after the reveal."""
        said = self.stand.value if self.grade is None else self.grade.name
        return f"{said}, after the reveal" if self.late else said


@dataclass(frozen=True, slots=True)
class DissentRow:
    """A service that does not share an agreed grade."""

    service_uid: str
    service: str
    words: str


@dataclass(frozen=True, slots=True)
class AgreedCell:
    """What was agreed of a section; without a grade it does not apply. `owed` says that a reason is still to come."""

    grade: GradeRow | None
    reason: str | None
    changed_why: str | None
    decided_by: str
    decided_at: datetime
    dissents: tuple[DissentRow, ...] = ()
    owed: bool = False

    def words(self) -> str:
        """Return it in words: "Good", with what is owed."""
        said = "does not apply" if self.grade is None else self.grade.name
        return f"{said}, a reason is owed" if self.owed else said


@dataclass(frozen=True, slots=True)
class Line:
    """A section of the case in hand, with a cell for each service in their order, and what was agreed."""

    section: DaySection
    own: tuple[OwnCell, ...]
    agreed: AgreedCell | None

    @property
    def apart(self) -> int:
        """How many grades lie between the best and the lowest that services gave."""
        places = [one.grade.position for one in self.own if one.grade is not None]
        return max(places) - min(places) if places else 0

    @property
    def differing(self) -> int:
        """How many services gave another grade than most did."""
        given = Counter(one.grade.uid for one in self.own if one.grade is not None)
        return sum(given.values()) - max(given.values(), default=0)

    def apart_words(self) -> str:
        """Return how far the services are apart: "two grades apart"; empty where they agree."""
        return _APART.get(self.apart, f"{self.apart} grades apart") if self.apart else ""

    def with_own(self, at: int | None, cell: OwnCell) -> "Line":
        """Return the line with another cell of the service at a place."""
        own = tuple(cell if place == at else one for place, one in enumerate(self.own))
        return replace(self, own=own).with_agreed(self.agreed)

    def with_agreed(self, agreed: AgreedCell | None) -> "Line":
        """Return the line with another agreed grade, which owes a reason where a service graded otherwise."""
        if agreed is None:
            return replace(self, agreed=None)
        key = None if agreed.grade is None else agreed.grade.uid
        other = any(one.grade is not None and one.grade.uid != key for one in self.own)
        return replace(self, agreed=replace(agreed, owed=other and agreed.reason is None))


@dataclass(frozen=True, slots=True)
class Day:
    """All that the cockpit shows; `lines` are of the case in hand, in the order of the tool."""

    audit_uid: str
    title: str  # "Audit 12, Neglect"
    theme: str
    state: AuditState
    revealed_at: datetime | None
    minutes: int | None
    over: bool  # the day is past: what was agreed changes only with a reason
    grades: tuple[GradeRow, ...]
    services: tuple[DayService, ...]
    cases: tuple[DayCase, ...]
    sections: tuple[DaySection, ...]
    in_hand: DayCase | None
    lines: tuple[Line, ...]

    def by_disagreement(self) -> tuple[Line, ...]:
        """Return the lines with the most disagreement first; the overall grade is agreed last."""
        return tuple(sorted(self.lines, key=lambda one: (one.section.overall, -one.apart, -one.differing)))

    def with_cell(self, section: str, service: str | None, cell: "OwnCell | AgreedCell | None") -> "Day":
        """Return the day with another cell in the case in hand, by uids; without a service it is what was agreed."""
        places = {one.uid: at for at, one in enumerate(self.services)}
        lines = tuple(
            one if one.section.uid != section else one.with_own(places.get(service or ""), cell)
            if isinstance(cell, OwnCell) else one.with_agreed(cell)
            for one in self.lines
        )  # fmt: skip
        case = self.in_hand
        if case is None:
            return self
        agreed = [one for one in lines if one.agreed is not None]
        made = replace(
            case, agreed=len(agreed), owed=sum(one.agreed is not None and one.agreed.owed for one in agreed),
            overall=any(one.section.overall for one in agreed),
        )  # fmt: skip
        cases = tuple(made if one is case or one.uid == case.uid else one for one in self.cases)
        return replace(self, lines=lines, cases=cases, in_hand=made)

    def counted(self) -> str:
        """Return how far the case in hand is: "5 of 9 sections agreed", the overall grade being one of them."""
        return f"{sum(one.agreed is not None for one in self.lines)} of {len(self.lines)} sections agreed"


@dataclass(frozen=True, slots=True)
class CellWords:
    """What a service wrote of a section once it is revealed: its evidence, and its answers by (question, answer).

    `before` is how it graded the section since, the newest first.
    """

    evidence: str | None
    answers: tuple[tuple[str, str], ...]
    before: tuple[Before, ...] = ()


def day_of(session: Session, audit_uid: str, today: date, case_uid: str | None = None) -> Day | None:
    """Return the day of an audit with a case in hand, the first where none is named; None where the audit is gone."""
    query = select(Audit, AuditTheme.name).join(AuditTheme, AuditTheme.id == Audit.theme_id)
    found = session.execute(query.where(Audit.uid == audit_uid)).first()
    if found is None:
        return None
    audit, theme = found
    tool = None if audit.tool_id is None else session.get(Tool, audit.tool_id)
    scale = None if tool is None else scale_of_tool(session, tool.uid)
    grades = {} if scale is None else {one.id: one for one in scale.grades}
    sections = _sections(session, audit.tool_id)
    of_audit = select(AuditService).where(AuditService.audit_id == audit.id)
    services = tuple(
        DayService(one.id, one.uid, one.name, one.short or one.name)
        for one in session.scalars(of_audit.order_by(AuditService.position, AuditService.id))
    )
    cases = _cases(session, audit.id, sections)
    in_hand = next((one for one in cases if one.uid == case_uid), next(iter(cases), None))
    revealed = audit.revealed_at is not None
    lines = () if in_hand is None else _lines(session, in_hand, sections, services, grades, revealed=revealed)
    return Day(
        audit.uid, f"{number_words(audit.number)}, {theme}", theme, audit.state, audit.revealed_at, audit.minutes,
        is_over(audit, PartialDate.of(today)), tuple(grades.values()), services, cases, sections, in_hand, lines,
    )  # fmt: skip


def renewed(session: Session, day: Day) -> Day:
    """Return a day with its cells and counts read again; what they are of has not changed."""
    case = day.in_hand
    audit = session.scalar(select(Audit.id).where(Audit.uid == day.audit_uid))
    if case is None or audit is None:
        return day
    cases, grades = _cases(session, audit, day.sections), {one.id: one for one in day.grades}
    revealed = day.revealed_at is not None
    lines = _lines(session, case, day.sections, day.services, grades, revealed=revealed)
    return replace(day, cases=cases, in_hand=next((one for one in cases if one.uid == case.uid), None), lines=lines)


def words_of_cell(session: Session, case_uid: str, service_uid: str, section_uid: str) -> CellWords:
    """Return what a service wrote of a section of a case; before the reveal there is nothing to be read."""
    of_cell = (
        select(ServiceCase.id)
        .join(AuditCase, AuditCase.id == ServiceCase.case_id)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .where(AuditCase.uid == case_uid, AuditService.uid == service_uid)
    )
    section = select(ToolSection.id).where(ToolSection.uid == section_uid)
    evidence = session.scalar(
        select(OwnGrade.evidence).where(OwnGrade.service_case_id.in_(of_cell), OwnGrade.section_id.in_(section))
    )
    said = session.execute(
        select(ToolQuestion.text, OwnAnswer.answer)
        .join(ToolQuestion, ToolQuestion.id == OwnAnswer.question_id)
        .where(OwnAnswer.service_case_id.in_(of_cell), ToolQuestion.section_id.in_(section))
        .order_by(ToolQuestion.position, ToolQuestion.id)
    ).all()
    before = decisions(session, case_uid, section_uid, service_uid)
    return CellWords(evidence, tuple((question, answer) for question, answer in said), before)


def _sections(session: Session, tool_id: int | None) -> tuple[DaySection, ...]:
    of_tool = select(ToolSection).where(ToolSection.tool_id == tool_id)
    asked: dict[int, list[DayQuestion]] = {}
    query = (
        select(ToolQuestion.section_id, ToolQuestion.uid, ToolQuestion.text)
        .join(ToolSection, ToolSection.id == ToolQuestion.section_id)
        .where(ToolSection.tool_id == tool_id)
        .order_by(ToolQuestion.position, ToolQuestion.id)
    )
    for section_id, uid, text in session.execute(query):
        asked.setdefault(section_id, []).append(DayQuestion(uid, text))
    return tuple(
        DaySection(one.id, one.uid, one.name, one.about, one.overall, tuple(asked.get(one.id, ())))
        for one in session.scalars(of_tool.order_by(ToolSection.position, ToolSection.id))
    )


def _cases(session: Session, audit: int, sections: Sequence[DaySection]) -> tuple[DayCase, ...]:
    overall = {one.id for one in sections if one.overall}
    agreed: dict[int, set[int]] = {}
    given = (
        select(AgreedGrade.case_id, AgreedGrade.section_id)
        .join(AuditCase, AuditCase.id == AgreedGrade.case_id)
        .where(AuditCase.audit_id == audit)
    )
    for case_id, section_id in session.execute(given):
        agreed.setdefault(case_id, set()).add(section_id)
    owing = Counter(case for _, case, _ in owed(session, [audit]))
    query = select(AuditCase).where(AuditCase.audit_id == audit).order_by(AuditCase.position, AuditCase.id)
    return tuple(
        DayCase(
            one.id, one.uid, one.position, one.reference, one.age_band, one.plan_status, one.seconds,
            len(agreed.get(one.id, ())), owing[case_words(one.reference, one.position)],
            bool(overall & agreed.get(one.id, set())),
        )
        for one in session.scalars(query)
    )  # fmt: skip


def _lines(
    session: Session, case: DayCase, sections: Sequence[DaySection], services: Sequence[DayService],
    grades: dict[int, GradeRow], *, revealed: bool,
) -> tuple[Line, ...]:  # fmt: skip
    own = _own(session, case, sections, services, grades, revealed=revealed)
    agreed = _agreed(session, case, grades)
    missing = OwnCell(Stand.MISSING)
    return tuple(
        Line(section, tuple(own.get((one.id, section.id), missing) for one in services), None).with_agreed(
            agreed.get(section.id)
        )
        for section in sections
    )


def _own(
    session: Session, case: DayCase, sections: Sequence[DaySection], services: Sequence[DayService],
    grades: dict[int, GradeRow], *, revealed: bool,
) -> dict[tuple[int, int], OwnCell]:  # fmt: skip
    """Return the cells of services that say something, by the keys of service and section."""
    of_case = select(ServiceCase.service_id, ServiceCase.known).where(ServiceCase.case_id == case.id)
    found = {
        (service_id, section.id): OwnCell(Stand.NOT_KNOWN)
        for service_id, known in session.execute(of_case)
        for section in sections
        if known is Known.NOT_KNOWN
    }
    if not revealed:
        keys = {one.uid: one.id for one in services}
        ids = {one.uid: one.id for one in sections}
        for service, graded in graded_in(session, case.uid).items():
            if service not in keys:
                continue  # added since
            found.update({(keys[service], ids[uid]): OwnCell(Stand.IN) for uid in graded if uid in ids})
        return found
    rows = (
        select(
            ServiceCase.service_id, OwnGrade.section_id, OwnGrade.grade_id, OwnGrade.applies,
            OwnGrade.evidence.is_not(None), ServiceCase.late, OwnGrade.uid,
        )
        .join(OwnGrade, OwnGrade.service_case_id == ServiceCase.id)
        .where(ServiceCase.case_id == case.id)
    )  # fmt: skip
    given = session.execute(rows).all()
    since = changed_since(session, [uid for *_, late, uid in given if late])
    for service_id, section_id, grade_id, applies, evidence, _, uid in given:
        grade = grades.get(grade_id or 0)
        stand = Stand.GRADED if grade else Stand.MISSING if applies else Stand.NOT_APPLICABLE
        found[service_id, section_id] = OwnCell(stand, grade, bool(evidence), uid in since)
    return found


def _agreed(session: Session, case: DayCase, grades: dict[int, GradeRow]) -> dict[int, AgreedCell]:
    dissents: dict[int, list[DissentRow]] = {}
    query = (
        select(Dissent, AuditService)
        .join(AuditService, AuditService.id == Dissent.service_id)
        .join(AgreedGrade, AgreedGrade.id == Dissent.agreed_id)
        .where(AgreedGrade.case_id == case.id)
        .order_by(AuditService.position, Dissent.id)
    )
    for one, service in session.execute(query):
        dissents.setdefault(one.agreed_id, []).append(DissentRow(service.uid, service.name, one.words))
    return {
        one.section_id: AgreedCell(
            grades.get(one.grade_id or 0), one.reason, one.changed_why, one.decided_by, one.decided_at,
            tuple(dissents.get(one.id, ())),
        )
        for one in session.scalars(select(AgreedGrade).where(AgreedGrade.case_id == case.id))
    }  # fmt: skip
