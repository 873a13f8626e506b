"""Audits that agencies and schools made themselves, as they told the partnership of them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate


class AuditKind(StrEnum):
    """Whose audit it is."""

    AGENCY = "single-agency audit"
    SCHOOL = "school's safeguarding audit"
    OTHER = "other"


class Outcome(StrEnum):
    """What the group that considered an audit made of it."""

    ACCEPTED = "accepted"
    QUESTIONS = "questions asked"
    MORE_WANTED = "more assurance wanted"


class AgencyAudit(Record):
    """One audit that an agency or a school made itself; the report can be kept with it as a paper.

    `body` names who made it where that is no organisation on record, or which part of one: one school beside the class
    of schools. `made` is when it was done, `cases` how many cases or records were looked at. `grade_words` is the grade
    in the agency's own words, `grade_id` the grade of a scale that fits it. `group_id` is where it is considered,
    `brought_on` the day of the meeting that it is brought to. `outcome`, `considered_on` and `response` are what that
    group made of it, when, and in which words. `next_due` is when the next one is expected.
    """

    __tablename__ = "agency_audit"

    kind: Mapped[AuditKind] = mapped_column(Choice(AuditKind))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    body: Mapped[str | None]
    subject: Mapped[str]
    priority_id: Mapped[int | None] = mapped_column(ForeignKey("priority.id"), index=True)
    made: Mapped[PartialDate | None]
    received: Mapped[date | None]
    cases: Mapped[int | None]
    grade_words: Mapped[str | None]
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"), index=True)
    strengths: Mapped[str | None]
    learning: Mapped[str | None]
    planned: Mapped[str | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    brought_on: Mapped[date | None]
    outcome: Mapped[Outcome | None] = mapped_column(Choice(Outcome))
    considered_on: Mapped[date | None]
    response: Mapped[str | None]
    next_due: Mapped[PartialDate | None]
    confidential: Mapped[bool]
    note: Mapped[str | None]
