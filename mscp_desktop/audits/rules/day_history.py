"""What was decided of a section of a case before: who graded how, when, also of a grade that was taken back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import AgreedGrade, AuditCase, AuditService, OwnGrade, ServiceCase
from mscp_desktop.foundation.bookkeeping import HistoryEntry, HistoryValue, OperationRow
from mscp_desktop.foundation.history import Entry, canonical, entries_of

MOST = 6
GIVEN = ("audits.set_own_grade", "audits.set_own_evidence", "audits.take_return")
"""The operations by which a service's grade comes in; others only open what was sealed, or merge it."""


@dataclass(frozen=True, slots=True)
class Before:
    """One decision on a section: what was agreed and what had been before; None where nothing was."""

    at: datetime
    by: str
    now: str | None
    before: str | None
    why: str | None

    def words(self) -> str:
        """Return it in words: "Good instead of Inadequate", "Good", or "Good taken back"."""
        if self.now is None:
            return f"{self.before} taken back"
        return self.now if self.before is None else f"{self.now} instead of {self.before}"


def decisions(session: Session, case_uid: str, section_uid: str, service_uid: str | None = None) -> tuple[Before, ...]:
    """Return what was agreed of a section of a case, the newest first and no more than `MOST`.

    With a service it is how that one graded it since the reveal.
    """
    of_case, owner, table = select(AuditCase.id).where(AuditCase.uid == case_uid), "case_id", AgreedGrade.__tablename__
    if service_uid is not None:
        service = select(AuditService.id).where(AuditService.uid == service_uid).scalar_subquery()
        of_case = select(ServiceCase.id).where(
            ServiceCase.case_id == of_case.scalar_subquery(), ServiceCase.service_id == service
        )
        owner, table = "service_case_id", OwnGrade.__tablename__
    case = session.scalar(of_case)
    section = session.scalar(select(ToolSection.id).where(ToolSection.uid == section_uid))
    if case is None or section is None:
        return ()
    made = (
        select(HistoryEntry.row_uid)
        .join(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
        .where(
            HistoryEntry.table_name == table, HistoryEntry.kind == "insert",
            HistoryValue.payload.contains(_inside({owner: [None, case]}), autoescape=True),
            HistoryValue.payload.contains(_inside({"section_id": [None, section]}), autoescape=True),
        )
    )  # fmt: skip
    entries = [one for uid in session.scalars(made.distinct()).all() for one in entries_of(session, table, uid, MOST)]
    entries = [one for one in entries if service_uid is None or one.kind != "insert" or one.operation in GIVEN]
    entries.sort(key=lambda one: one.id, reverse=True)
    names = dict(session.execute(select(Grade.id, Grade.name)).all())
    found = (_decided(one, names) for one in entries)
    return tuple(one for one in found if one is not None)[:MOST]


def changed_since(session: Session, uids: Collection[str]) -> frozenset[str]:
    """Return which of these own grades of services, by uid, were given or changed after the reveal."""
    if not uids:
        return frozenset()
    query = (
        select(HistoryEntry.row_uid, HistoryEntry.kind, HistoryEntry.fields)
        .join(OperationRow, OperationRow.id == HistoryEntry.operation_id)
        .where(
            HistoryEntry.table_name == OwnGrade.__tablename__, HistoryEntry.row_uid.in_(uids),
            or_(HistoryEntry.kind == "update", OperationRow.name.in_(GIVEN)),
        )
    )  # fmt: skip
    return frozenset(
        uid
        for uid, kind, fields in session.execute(query)
        if kind == "insert" or {"grade_id", "applies"} & set(fields.split(","))
    )


def _inside(pairs: dict[str, list[int | None]]) -> str:
    """Return pairs as they stand inside the values of an entry."""
    return canonical(pairs)[1:-1]


def _decided(entry: Entry, names: dict[int, str]) -> Before | None:
    """Return what an entry decided; None where it left the grade as it was."""
    if entry.values is None or (entry.kind == "update" and not {"grade_id", "applies"} & entry.values.keys()):
        return None
    old, new = entry.values.get("grade_id", (None, None))

    def said(grade: object) -> str:
        return names.get(grade, "a grade that is gone") if isinstance(grade, int) else "does not apply"

    return Before(
        entry.at, entry.actor, None if entry.kind == "delete" else said(new),
        None if entry.kind == "insert" else said(old), entry.reason,
    )  # fmt: skip
