"""What an audit holds, as plain rows that two copies of it can be compared by: whatever their ids are."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import (
    AccuracyComment,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditFinding,
    AuditService,
    Dissent,
    FindingAgency,
    FindingCase,
    LearningTheme,
    RiskNow,
    ServiceCase,
)
from mscp_desktop.audits.rules.sealing import Cells
from mscp_desktop.foundation.base import Record, plain
from mscp_desktop.parties.records import Organisation

Row = dict[str, str | int | None]
NOT_OWN = frozenset({"id", "uid", "version"})


@dataclass(frozen=True, slots=True)
class Kind:
    """How the rows of a table are compared.

    `same_by` are the columns by which two rows that were made apart are one; otherwise it is the uid. `left` stays as
    it is in the office. The columns of a unit are taken together, and only the first of its two parts is compared.
    """

    model: type[Record]
    words: str
    same_by: tuple[str, ...] = ()
    left: frozenset[str] = frozenset()
    units: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()

    @property
    def table(self) -> str:
        """Return its table."""
        return str(self.model.__tablename__)

    def columns(self) -> tuple[str, ...]:
        """Return the columns that are compared or follow."""
        return columns_of(self.model, self.left)

    def groups(self) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
        """Return what is compared and taken together: (compared, following) columns."""
        together = {name for compared, following in self.units for name in (*compared, *following)}
        return (*self.units, *(((name,), ()) for name in self.columns() if name not in together))


@cache
def columns_of(model: type[Record], left: frozenset[str]) -> tuple[str, ...]:
    """Return a table's columns but for some."""
    return tuple(one.name for one in model.__table__.columns if one.name not in NOT_OWN | left)


@cache
def refers(model: type[Record]) -> dict[str, str]:
    """Return the table that each column refers to."""
    return {one.name: key.column.table.name for one in model.__table__.columns for key in one.foreign_keys}


KINDS = (
    Kind(Audit, "the audit", left=frozenset({
        "number", "theme_id", "year", "quarter", "group_id", "decision_id", "tool_id", "cases", "published",
        "cancelled_why", "cleared_on", "learning_decision_id", "revealed_at", "revealed_by", "revealed_why",
    })),
    Kind(AuditCase, "cases"),
    Kind(AuditService, "services", left=frozenset({"email", "seat_id"})),
    Kind(RiskNow, "children at risk now"),
    Kind(ServiceCase, "answers", ("service_id", "case_id"), frozenset({"graded", "sealed"})),
    Kind(AgreedGrade, "agreed grades", ("case_id", "section_id"), units=(
        (("grade_id", "reason", "changed_why"), ("decided_at", "decided_by")),
    )),
    Kind(Dissent, "dissents", ("agreed_id", "service_id")),
    Kind(AccuracyComment, "comments on the draft"),
    Kind(AuditFinding, "findings"),
    Kind(FindingCase, "cases of findings", ("finding_id", "case_id")),
    Kind(FindingAgency, "agencies of findings", ("finding_id", "organisation_id")),
)  # fmt: skip
"""All that is merged, parents first."""
TABLES = {one.table: one for one in KINDS}
CELLS = "cells"


@dataclass(slots=True)
class Content:
    """An audit's rows by table and key, each column as it is stored and each reference as the other row's key.

    `uids` are the rows' uids there; `cells` is what services say, by the key of the service case.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    uids: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: dict[str, Cells] = field(default_factory=dict)

    def text(self) -> str:
        """Return the rows as text."""
        return json.dumps(self.rows, ensure_ascii=False, sort_keys=True)


def keyed(cells: dict[tuple[str, str], Cells]) -> dict[str, Cells]:
    """Return what services say by the key of the service case."""
    return {"+".join(pair): held for pair, held in cells.items()}


def records_of(session: Session, audit: Audit) -> dict[str, list[Any]]:
    """Return the records of an audit by table."""

    def within(model: Any, column: Any, keys: list[int]) -> list[Any]:
        return list(session.scalars(select(model).where(column.in_(keys)).order_by(model.id)))

    cases = within(AuditCase, AuditCase.audit_id, [audit.id])
    services = within(AuditService, AuditService.audit_id, [audit.id])
    agreed = within(AgreedGrade, AgreedGrade.case_id, [one.id for one in cases])
    findings = within(AuditFinding, AuditFinding.audit_id, [audit.id])
    own, places = [one.id for one in cases], [one.id for one in services]
    found = {
        Audit: [audit], AuditCase: cases, AuditService: services, RiskNow: within(RiskNow, RiskNow.case_id, own),
        ServiceCase: within(ServiceCase, ServiceCase.case_id, own), AgreedGrade: agreed,
        Dissent: within(Dissent, Dissent.agreed_id, [one.id for one in agreed]),
        AccuracyComment: within(AccuracyComment, AccuracyComment.service_id, places), AuditFinding: findings,
        FindingCase: within(FindingCase, FindingCase.finding_id, [one.id for one in findings]),
        FindingAgency: within(FindingAgency, FindingAgency.finding_id, [one.id for one in findings]),
    }  # fmt: skip
    return {model.__tablename__: records for model, records in found.items()}


def content_of(session: Session, audit_uid: str, cells: dict[str, Cells]) -> Content:
    """Return what an audit holds, with what its services say."""
    audit, dialect = Audit.by_uid(session, audit_uid), session.connection().dialect
    names: dict[str, dict[int, str]] = {
        "tool_section": dict(session.execute(select(ToolSection.id, ToolSection.uid)).all()),
        "grade": dict(session.execute(select(Grade.id, Grade.uid)).all()),
        "organisation": dict(session.execute(select(Organisation.id, Organisation.uid)).all()),
        "learning_theme": dict(session.execute(select(LearningTheme.id, LearningTheme.name)).all()),
    }
    found, records = Content(cells=cells), records_of(session, audit)
    for kind in KINDS:
        rows, uids, own = found.rows.setdefault(kind.table, {}), found.uids.setdefault(kind.table, {}), {}
        leads, columns = refers(kind.model), kind.model.__table__.columns
        for record in records[kind.table]:
            row: Row = {}
            for name in kind.columns():
                held = plain(columns[name], getattr(record, name), dialect)
                led = names.get(leads.get(name, ""), {})
                row[name] = led.get(held) if name in leads and isinstance(held, int) else held
            key = "+".join(str(row[name]) for name in kind.same_by) or record.uid
            rows[key], uids[key], own[record.id] = row, record.uid, key
        names[kind.table] = own
    return found
