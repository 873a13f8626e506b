"""The overview of one audit: how it was done, how its cases were graded, what it found, and the accuracy check."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import AccuracyComment, Audit, AuditService, AuditState, FindingKind
from mscp_desktop.audits.rules.cases import AuditFacts, CaseRow, audit_facts, case_rows
from mscp_desktop.audits.rules.day import Day, Line, day_of
from mscp_desktop.audits.rules.findings import FindingRow, finding_rows
from mscp_desktop.audits.rules.learning import Comparison, comparison
from mscp_desktop.audits.rules.programme import AuditRow, audit_row
from mscp_desktop.audits.rules.services import ServiceRow, service_rows
from mscp_desktop.foundation.errors import MissingError
from mscp_desktop.foundation.partial_dates import PartialDate, format_day


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What a service said of the draft, and what became of it."""

    id: int
    uid: str
    version: int
    service_uid: str
    service: str
    said_on: date
    words: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class Check:
    """How far the accuracy check of an audit's overview is."""

    audit_uid: str
    title: str
    sent: date | None
    due: date | None
    final: date | None
    comments: tuple[CommentRow, ...]

    @property
    def open(self) -> int:
        """How many comments have no answer yet."""
        return sum(one.answer is None for one in self.comments)

    def words(self) -> str:
        """Return how far it is in words."""
        if self.final is not None:
            return f"final since {format_day(self.final)}"
        if self.sent is None:
            return "draft, not sent to the agencies yet"
        by = f", comments by {format_day(self.due)}" if self.due else ""
        return f"draft, sent to the agencies on {format_day(self.sent)}{by}"


@dataclass(frozen=True, slots=True)
class CaseGraded:
    """A case with its sections: what services said of each, and what was agreed."""

    row: CaseRow
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the documents of one audit are made from; without a day it has no cases here."""

    row: AuditRow
    facts: AuditFacts
    day: Day
    check: Check
    services: tuple[ServiceRow, ...]
    cases: tuple[CaseGraded, ...]
    findings: tuple[FindingRow, ...]
    comparison: Comparison | None  # with the audit before this one on the same theme
    learning_agreed: PartialDate | None

    @property
    def revealed(self) -> bool:
        """Whether the services' own grades can be told."""
        return self.day.revealed_at is not None

    def of_kind(self, kind: FindingKind) -> list[FindingRow]:
        """Return the findings of one kind, by number."""
        return [one for one in self.findings if one.kind is kind]

    def answered(self) -> int:
        """Return how many services have answered about every case."""
        return sum(one.cases > 0 and one.answered >= one.cases for one in self.services)


def overview_of(session: Session, uid: str, today: date) -> Overview:
    """Return the overview of an audit; raises `MissingError` where it is gone."""
    row, facts, day = audit_row(session, uid), audit_facts(session, uid), day_of(session, uid, today)
    if row is None or facts is None or day is None:
        raise MissingError("This audit was deleted. Nothing was made.")
    graded = []
    for one in case_rows(session, uid):
        of_case = day_of(session, uid, today, one.uid)
        graded.append(CaseGraded(one, () if of_case is None else of_case.lines))
    learning = session.scalar(select(Audit.learning_agreed_on).where(Audit.uid == uid))
    return Overview(
        row, facts, day, check_of(session, uid), tuple(service_rows(session, uid, today)), tuple(graded),
        tuple(finding_rows(session, uid, today)), comparison(session, uid, today), learning,
    )  # fmt: skip


def fingerprint(overview: Overview) -> str:
    """Return what tells an overview from one that says something else; how far its check is does not count."""
    bare = replace(overview, row=replace(overview.row, version=0), facts=replace(overview.facts, version=0))
    told = replace(bare, check=replace(overview.check, final=None), day=replace(overview.day, state=AuditState.HELD))
    return hashlib.sha256(repr(told).encode()).hexdigest()


def check_of(session: Session, uid: str) -> Check:
    """Return how far the accuracy check of an audit is; raises `MissingError` where the audit is gone."""
    row = audit_row(session, uid)
    if row is None:
        raise MissingError("This audit was deleted.")
    audit = session.get_one(Audit, row.id)
    return Check(
        uid, row.title(), audit.draft_sent_on, audit.check_due, audit.final_on, tuple(comment_rows(session, uid))
    )


def comment_rows(session: Session, audit_uid: str) -> list[CommentRow]:
    """Return what the services of an audit said of its draft, the first first."""
    query = (
        select(AccuracyComment, AuditService)
        .join(AuditService, AuditService.id == AccuracyComment.service_id)
        .join(Audit, Audit.id == AuditService.audit_id)
        .where(Audit.uid == audit_uid)
        .order_by(AccuracyComment.said_on, AccuracyComment.id)
    )
    return [
        CommentRow(one.id, one.uid, one.version, service.uid, service.name, one.said_on, one.words, one.answer)
        for one, service in session.execute(query)
    ]


def comment_id(session: Session, uid: str) -> int | None:
    """Return the id of a comment by uid; None where it is gone."""
    return session.scalar(select(AccuracyComment.id).where(AccuracyComment.uid == uid))


def audit_of_comment(session: Session, uid: str) -> str | None:
    """Return the uid of the audit that a comment is on; None where it is gone."""
    return session.scalar(
        select(Audit.uid)
        .join(AuditService, AuditService.audit_id == Audit.id)
        .join(AccuracyComment, AccuracyComment.service_id == AuditService.id)
        .where(AccuracyComment.uid == uid)
    )


def service_choices(session: Session, audit_uid: str) -> list[tuple[str, str]]:
    """Return (uid, name) of the services that a comment can be from, in their order."""
    query = select(AuditService.uid, AuditService.name).join(Audit, Audit.id == AuditService.audit_id)
    found = query.where(Audit.uid == audit_uid).order_by(AuditService.position, AuditService.id)
    return [(uid, name) for uid, name in session.execute(found)]
