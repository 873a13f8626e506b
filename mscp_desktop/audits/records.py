"""Multi-agency audits: themes and schedule, an audit's cases, who answers about them, and how they were graded."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.errors import ConflictError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.row_changes import RowChange

FIRST_QUARTER, LAST_QUARTER = 1, 4


class AuditTheme(Record):
    """What an audit can be about; `required` says that the plan asks for it, `ended` from when it is used no more."""

    __tablename__ = "audit_theme"

    name: Mapped[str]
    priority_id: Mapped[int | None] = mapped_column(ForeignKey("priority.id"), index=True)
    required: Mapped[bool]
    ended: Mapped[PartialDate | None]
    note: Mapped[str | None]


class AuditState(StrEnum):
    """How far an audit is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


TO_COME = (AuditState.PROPOSED, AuditState.AGREED)
"""States of an audit that is planned."""
ON_RECORD = (AuditState.HELD, AuditState.CLOSED)
"""States of an audit that took place."""


class Audit(Record):
    """One audit of the programme; `number` is its lasting number in the partnership ("Audit 12").

    `year` is the calendar year in which its financial year begins, `quarter` 1 to 4 of that year: 1 is April to June.
    `group_id` is who audits, `decision_id` with which decision the schedule was agreed. `cases` is how many cases were
    looked at, null is not recorded. `published` says where its counts were published, where they come from there.

    `selection` is how its cases were chosen, `key_holder` who outside this program can tell whose case a reference is.
    `minutes` is how long a case has on the day. Until `revealed_at` the services' own grades are sealed; `revealed_why`
    is the reason where they were revealed before all were in, and `revealed_by` who decided that. From `closed_on` it
    is counted how long the details of its cases are kept; `cleared_on` is the day on which they were purged.

    The draft of its overview went to the agencies on `draft_sent_on`, who say by `check_due` what is wrong in it; the
    overview was final on `final_on`. On `learning_agreed_on` the sub-groups agreed what is learned, with
    `learning_decision_id`.
    """

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(unique=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("audit_theme.id"), index=True)
    year: Mapped[int]
    quarter: Mapped[int]
    held_on: Mapped[PartialDate | None]
    state: Mapped[AuditState] = mapped_column(Choice(AuditState))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("assessment_tool.id"), index=True)
    cases: Mapped[int | None]
    published: Mapped[str | None]
    learning: Mapped[str | None]
    cancelled_why: Mapped[str | None]
    note: Mapped[str | None]
    selection: Mapped[str | None]
    key_holder: Mapped[str | None]
    minutes: Mapped[int | None]
    revealed_at: Mapped[datetime | None]
    revealed_by: Mapped[str | None]
    revealed_why: Mapped[str | None]
    closed_on: Mapped[date | None]
    cleared_on: Mapped[date | None]
    draft_sent_on: Mapped[date | None]
    check_due: Mapped[date | None]
    final_on: Mapped[date | None]
    learning_agreed_on: Mapped[PartialDate | None]
    learning_decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Keep an audit revealed once it is, and its tool once a workbook of it is out or a service has answered."""
        before, after = change.values.get("revealed_at", (None, None))
        if change.kind == "update" and before is not None and after is None:
            raise ConflictError("What was revealed can't be sealed again. Nothing was changed.")
        tool = change.values.get("tool_id", (None, None))[0]
        if change.kind == "update" and tool is not None and _is_asked(session, change.row_id):
            raise ConflictError(
                "Services have been asked by this tool, so the audit keeps it: their answers rest on it. Nothing was"
                " changed."
            )


def _is_asked(session: Session, audit_id: int) -> bool:
    """Return whether a workbook went out to a service of an audit, or one has answered."""
    services = select(AuditService.id).where(AuditService.audit_id == audit_id)
    sent = select(AuditReturn.id).where(AuditReturn.service_id.in_(services)).limit(1)
    said = select(ServiceCase.id).where(ServiceCase.service_id.in_(services), ServiceCase.known.is_not(None)).limit(1)
    return session.scalar(sent) is not None or session.scalar(said) is not None


class PublishedGrade(Record):
    """How many cases of an audit got a grade, as published: of an audit whose cases are not in this program."""

    __tablename__ = "published_grade"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grade.id"), index=True)
    cases: Mapped[int]


class AgeBand(StrEnum):
    """How old a child was in the time that an audit looks at; never a date of birth."""

    UNBORN = "unborn"
    UNDER_ONE = "under 1"
    ONE_TO_FOUR = "1 to 4"
    FIVE_TO_NINE = "5 to 9"
    TEN_TO_FIFTEEN = "10 to 15"
    SIXTEEN_UP = "16 and 17"
    OLDER = "18 and over"


class PlanStatus(StrEnum):
    """Which plan a child had in the time that an audit looks at."""

    NONE = "no plan"
    EARLY_HELP = "early help"
    CHILD_IN_NEED = "child in need plan"
    CHILD_PROTECTION = "child protection plan"
    LOOKED_AFTER = "looked after"
    CARE_LEAVER = "care leaver"


class AuditCase(Record):
    """A case of an audit, by reference only; null `reference` after its details were purged.

    An audit looks at what was done for the child in [look_from, look_until], both as far as they are known. `seconds`
    is how long the case took on the day.
    """

    __tablename__ = "audit_case"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    position: Mapped[int]
    reference: Mapped[str | None]
    age_band: Mapped[AgeBand | None] = mapped_column(Choice(AgeBand))
    plan_status: Mapped[PlanStatus | None] = mapped_column(Choice(PlanStatus))
    look_from: Mapped[PartialDate | None]
    look_until: Mapped[PartialDate | None]
    summary: Mapped[str | None]
    seconds: Mapped[int]


def case_words(reference: str | None, position: int) -> str:
    """Return what a case is called: by its reference, or by its position once that is gone."""
    return f"Case {reference}" if reference else f"Case {position}"


class RiskNow(Record):
    """A child of a case found to be at risk now: what was seen, who was told of it and when, and what they did."""

    __tablename__ = "risk_now"

    case_id: Mapped[int] = mapped_column(ForeignKey("audit_case.id"), index=True)
    seen_at: Mapped[datetime]
    what: Mapped[str]
    told: Mapped[str | None]
    told_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class ReviewName(Record):
    """A name under which a review was published: no child's own name, and known when it is typed."""

    __tablename__ = "review_name"

    name: Mapped[str]
    published: Mapped[PartialDate | None]
    note: Mapped[str | None]


class AuditService(Record):
    """A seat or service that answers about an audit's cases; `short` stands above its column."""

    __tablename__ = "audit_service"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    short: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    email: Mapped[str | None]


class AuditReturn(Record):
    """A workbook that was sent to a service; its uid stands in the workbook, and only the newest `edition` is taken in.

    `outcome` says how it closed: taken in with so many answers, sent again, or without an answer and why.
    """

    __tablename__ = "audit_return"

    service_id: Mapped[int] = mapped_column(ForeignKey("audit_service.id"), index=True)
    edition: Mapped[int]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
    due: Mapped[date | None]
    chased_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class Known(StrEnum):
    """Whether a service knows the child of a case."""

    KNOWN = "known"
    NOT_KNOWN = "not known to us"


class ServiceCase(Record):
    """What one service says of one case: whether the child is known to it, and how much it has answered.

    Until the audit is revealed its own grades and words lie sealed under `sealed`, and only how many sections it graded
    is told. `late` says that they came after the reveal, when others' could be seen.
    """

    __tablename__ = "service_case"

    service_id: Mapped[int] = mapped_column(ForeignKey("audit_service.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_case.id"), index=True)
    known: Mapped[Known | None] = mapped_column(Choice(Known))
    graded: Mapped[int]
    sealed: Mapped[str | None]
    late: Mapped[bool]

    @classmethod
    def refuse_change(cls, session: Session, change: RowChange) -> None:
        """Seal nothing in an audit that is revealed, also where undo or restore would: it is forgotten there."""
        if change.kind != "delete" and change.values.get("sealed", (None, None))[1] is not None:
            query = (
                select(Audit.revealed_at)
                .join(AuditCase, AuditCase.audit_id == Audit.id)
                .join(cls, cls.case_id == AuditCase.id)
            )
            if session.scalar(query.where(cls.id == change.row_id)) is not None:
                raise ConflictError(
                    "The services' own grades have been revealed since, so nothing is sealed here any more. Nothing was"
                    " changed."
                )


class OwnGrade(Record):
    """A service's own grade of a section of a case, once revealed, or that the section does not apply to it.

    Without a grade a section that applies has only evidence so far.
    """

    __tablename__ = "own_grade"

    service_case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("tool_section.id"), index=True)
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"), index=True)
    applies: Mapped[bool]
    evidence: Mapped[str | None]


class OwnAnswer(Record):
    """What a service answered to a question about a case, once revealed."""

    __tablename__ = "own_answer"

    service_case_id: Mapped[int] = mapped_column(ForeignKey("service_case.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("tool_question.id"), index=True)
    answer: Mapped[str]


class AgreedGrade(Record):
    """The grade of a section of a case as the audit group decided it; without a grade the section does not apply.

    `reason` says why where a service graded it otherwise, `changed_why` why it was changed after the day.
    """

    __tablename__ = "agreed_grade"

    case_id: Mapped[int] = mapped_column(ForeignKey("audit_case.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("tool_section.id"), index=True)
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"), index=True)
    reason: Mapped[str | None]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str]
    changed_why: Mapped[str | None]


class Dissent(Record):
    """A service that does not share an agreed grade, in its words."""

    __tablename__ = "dissent"

    agreed_id: Mapped[int] = mapped_column(ForeignKey("agreed_grade.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("audit_service.id"), index=True)
    words: Mapped[str]


class AccuracyComment(Record):
    """What a service said of the draft overview, on a day, and what became of it."""

    __tablename__ = "accuracy_comment"

    service_id: Mapped[int] = mapped_column(ForeignKey("audit_service.id"), index=True)
    said_on: Mapped[date]
    words: Mapped[str]
    answer: Mapped[str | None]


class LearningTheme(Record):
    """What findings of several audits are about, such as the child's voice; `ended` from when it is used no more."""

    __tablename__ = "learning_theme"

    name: Mapped[str]
    ended: Mapped[PartialDate | None]
    note: Mapped[str | None]


class FindingKind(StrEnum):
    """What a finding is."""

    STRENGTH = "strength"
    IMPROVEMENT = "area for improvement"
    GOOD_PRACTICE = "good practice"
    ESCALATION = "escalation"


class AuditFinding(Record):
    """What an audit found; `number` is its place in it. An escalation says to whom it went, when, and what followed."""

    __tablename__ = "audit_finding"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    number: Mapped[int]
    kind: Mapped[FindingKind] = mapped_column(Choice(FindingKind))
    text: Mapped[str]
    section_id: Mapped[int | None] = mapped_column(ForeignKey("tool_section.id"), index=True)
    learning_id: Mapped[int | None] = mapped_column(ForeignKey("learning_theme.id"), index=True)
    escalated_to: Mapped[str | None]
    escalated_on: Mapped[PartialDate | None]
    outcome: Mapped[str | None]


class FindingCase(Record):
    """A case that a finding was made in."""

    __tablename__ = "finding_case"

    finding_id: Mapped[int] = mapped_column(ForeignKey("audit_finding.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_case.id"), index=True)


class FindingAgency(Record):
    """An organisation that a finding is about."""

    __tablename__ = "finding_agency"

    finding_id: Mapped[int] = mapped_column(ForeignKey("audit_finding.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)


class AuditAway(Record):
    """An audit that left the office in a bundle of its own, to be graded elsewhere by `to_name`, and came back.

    `key` is the id of its bundle's vault, so that its return is known; it is expected by `due`. The first `merged_to`
    operations of its history are merged already. `base` is in the bundle alone: the key of what it held as it left.
    """

    __tablename__ = "audit_away"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    to_name: Mapped[str]
    left_at: Mapped[datetime]
    left_by: Mapped[str]
    due: Mapped[date | None]
    merged_at: Mapped[datetime | None]
    merged_to: Mapped[int | None]
    outcome: Mapped[str | None]
    base: Mapped[str | None]
