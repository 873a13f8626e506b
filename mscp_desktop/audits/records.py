"""The programme of multi-agency audits: themes, the audits of a schedule, and grades that were published as counts."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate

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


class PublishedGrade(Record):
    """How many cases of an audit got a grade, as published: of an audit whose cases are not in this program."""

    __tablename__ = "published_grade"

    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    grade_id: Mapped[int] = mapped_column(ForeignKey("grade.id"), index=True)
    cases: Mapped[int]
