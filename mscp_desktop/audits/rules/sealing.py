"""The services' own grades: sealed until the audit is revealed, and from then on records like any other.

Nothing else reads what is sealed. What leaves this module before the reveal is which sections a service graded, and a
number: how many cells a second answer changes.
"""

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Tool, ToolQuestion, ToolSection
from mscp_desktop.assessment.rules.changes import mark_used
from mscp_desktop.audits.records import (
    TO_COME,
    Audit,
    AuditCase,
    AuditService,
    AuditState,
    Known,
    ServiceCase,
    case_words,
)
from mscp_desktop.audits.rules.changes import AUDITORS, hold_audit, said_of
from mscp_desktop.audits.rules.own_rows import (
    Difference,
    Missing,
    Own,
    answers_of,
    from_rows,
    grade_of,
    grades_of,
    is_graded,
    put_in_rows,
    put_row,
    refuse_foreign,
    row_of,
    section_of,
)
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.sealing import forget_sealed, seal, unseal
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.words import trimmed

CORRECTED_BY = "changing a grade with its reason"


class Cell:
    """One thing that a service says, to be compared and kept and not to be seen; null is that it does not apply."""

    __slots__ = ("_held",)

    def __init__(self, held: str | None) -> None:
        self._held = held

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same."""
        return isinstance(other, Cell) and self._held == other._held

    def __hash__(self) -> int:
        """Return the same for cells that say the same."""
        return hash(self._held)

    def __repr__(self) -> str:
        """Return that there is something, and not what."""
        return "sealed"


Cells = dict[tuple[str, str], Cell]
"""What a service says of a case, by (grades, evidence or answers; the uid of a section or question)."""


def is_revealed(session: Session, audit_uid: str) -> bool:
    """Return whether the services' own grades of an audit can be seen."""
    return session.scalar(select(Audit.revealed_at).where(Audit.uid == audit_uid)) is not None


def section_count(session: Session, tool_id: int | None) -> int:
    """Return how many sections a tool has; none where there is no tool."""
    return len(session.scalars(select(ToolSection.id).where(ToolSection.tool_id == tool_id)).all())


def not_in(session: Session, audit_uid: str) -> list[Missing]:
    """Return the services that have not answered about all cases, in their order."""
    audit = Audit.by_uid(session, audit_uid)
    sections = section_count(session, audit.tool_id)
    cases = session.scalars(select(AuditCase.id).where(AuditCase.audit_id == audit.id)).all()
    answered: dict[int, int] = {}
    query = select(ServiceCase).join(AuditCase, AuditCase.id == ServiceCase.case_id)
    for one in session.scalars(query.where(AuditCase.audit_id == audit.id)):
        if is_answered(one.known, one.graded, sections):
            answered[one.service_id] = answered.get(one.service_id, 0) + 1
    services = select(AuditService).where(AuditService.audit_id == audit.id)
    return [
        Missing(one.uid, one.name, answered.get(one.id, 0), len(cases))
        for one in session.scalars(services.order_by(AuditService.position, AuditService.id))
        if answered.get(one.id, 0) < len(cases)
    ]


def is_answered(known: Known | None, graded: int, sections: int) -> bool:
    """Return whether a service has answered about a case: it does not know the child, or graded every section."""
    return known is Known.NOT_KNOWN or (sections > 0 and graded >= sections)


def graded_in(session: Session, case_uid: str) -> dict[str, frozenset[str]]:
    """Return which sections of a case each service graded, by uids, whether or not it is revealed how."""
    query = (
        select(ServiceCase, AuditService.uid)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .join(AuditCase, AuditCase.id == ServiceCase.case_id)
        .where(AuditCase.uid == case_uid)
    )
    found = session.execute(query).all()
    rows = from_rows(session, [one.id for one, _ in found if one.sealed is None])
    payloads = unseal(session, [one.sealed for one, _ in found if one.sealed is not None])
    return {
        service: frozenset((rows[one.id] if one.sealed is None else _read(payloads[one.sealed])).grades)
        for one, service in found
    }


def own_of(session: Session, audit_uid: str) -> dict[tuple[str, str], Own]:
    """Return what each service says of each case, by (service's uid, case's uid); nothing before the reveal."""
    if not is_revealed(session, audit_uid):
        return {}
    query = (
        select(ServiceCase, AuditService.uid, AuditCase.uid)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .join(AuditCase, AuditCase.id == ServiceCase.case_id)
        .join(Audit, Audit.id == AuditCase.audit_id)
        .where(Audit.uid == audit_uid)
    )
    found = session.execute(query).all()
    rows = from_rows(session, [one.id for one, _, _ in found])
    return {(service, case): rows.get(one.id, Own()) for one, service, case in found}


def differs_from_sealed(session: Session, service_uid: str, case_uid: str, own: Own, known: Known | None = None) -> int:
    """Return how many cells that hold something would come to hold another thing; what it is is not told."""
    return len(_differing(session, service_uid, case_uid, own, known))


def differences(
    session: Session, service_uid: str, case_uid: str, own: Own, known: Known | None = None
) -> list[Difference]:
    """Return the cells that would come to hold another thing, with both values; none of them before the reveal."""
    service = AuditService.by_uid(session, service_uid)
    if not is_revealed(session, session.get_one(Audit, service.audit_id).uid):
        return []
    named = dict(session.execute(select(Grade.uid, Grade.name)).all())

    def said(kind: str, value: str | None, *, there: bool) -> str:
        if kind != "grade":
            return value or "nothing"
        return (named.get(value, "nothing") if value else "does not apply") if there else "nothing"

    names = dict(session.execute(select(ToolSection.uid, ToolSection.name)).all())
    names |= dict(session.execute(select(ToolQuestion.uid, ToolQuestion.text)).all())
    return [
        Difference(uid, names.get(uid, ""), said(kind, old, there=True), said(kind, new, there=there))
        for kind, uid, old, new, there in _differing(session, service_uid, case_uid, own, known)
    ]


def keep_own(session: WorkSession, service_uid: str, case_uid: str, own: Own, known: Known | None) -> None:
    """Keep what a service says of a case over what it said before, as a part of an operation.

    Before the reveal it is sealed, after it in records, and late. A child that is not known has no grades: what was
    there goes. `known` None leaves it as it is, and grades and answers say that the child is known.
    """
    service, case, audit = _where(session, service_uid, case_uid)
    refuse_foreign(session, audit, own)
    kept = _service_case(session, service, case)
    if known is Known.NOT_KNOWN and not own.is_empty():
        raise UserError(
            f"{service.name} says that the child of {_case(case)} is not known to it, and grades it all the same. Ask"
            " them which holds; nothing was changed."
        )
    if known is Known.NOT_KNOWN:
        if kept.known is not known:
            _store(session, audit, kept, Own(), Known.NOT_KNOWN)
        return
    whole = _own(session, kept).with_more(own)
    _store(session, audit, kept, whole, known or (kept.known if whole.is_empty() else Known.KNOWN))


@operation("audits.set_own_grade", AUDITORS)
def set_own_grade(
    session: WorkSession, service_uid: str, case_uid: str, section_uid: str, grade_uid: str | None,
    applies: bool = True, replace: bool = False, why: str | None = None,
) -> None:  # fmt: skip
    """Set how a service grades a section of a case; no grade takes it away, or says that the section does not apply.

    A grade that is sealed goes only with `replace`, whether or not it is another: nobody could see that it went. Once
    revealed it changes only with a reason, and its case is late.
    """
    service, case, audit, kept = _to_change(session, service_uid, case_uid)
    section, graded = section_of(session, audit, section_uid), grade_uid is not None or not applies
    grade = None if grade_uid is None or not applies else grade_of(session, audit, grade_uid)
    if audit.revealed_at is None:
        own = _own(session, kept)
        if section_uid in own.grades and not replace:
            raise UserError(
                f"{service.name} has answered {section.name} of {_case(case)}, and what it says is sealed. It stays as"
                " it is until somebody says that it is to be replaced."
            )
        grades = {key: value for key, value in own.grades.items() if key != section_uid}
        if graded:
            grades[section_uid] = None if grade is None else grade.uid
        _store(session, audit, kept, Own(grades, own.evidence, own.answers), Known.KNOWN)
    else:
        row, reason = row_of(session, audit, kept, section), trimmed(why)
        if is_graded(row) and reason is None:
            raise UserError(
                f"The grades of {number_words(audit.number)} are revealed: say why {service.name} grades {section.name}"
                f" of {_case(case)} otherwise now. Nothing was changed yet."
            )
        session.reason = reason or session.reason
        kept.graded += int(graded) - int(is_graded(row))
        row.grade_id, row.applies = None if grade is None else grade.id, applies
        put_row(session, row)
    session.say(f"{'Graded' if graded else 'Took the grade away of'} {section.name} of {_case(case)}, by"
                f" {service.name}")  # fmt: skip


@operation("audits.set_own_evidence", AUDITORS)
def set_own_evidence(
    session: WorkSession, service_uid: str, case_uid: str, section_uid: str, evidence: str | None
) -> None:
    """Set the evidence that a service gives for its grade of a section of a case; nothing takes it away."""
    service, case, audit, kept = _to_change(session, service_uid, case_uid)
    section, words = section_of(session, audit, section_uid), trimmed(evidence)
    if audit.revealed_at is None:
        own = _own(session, kept)
        said = {key: value for key, value in own.evidence.items() if key != section_uid}
        if words is not None:
            said[section_uid] = words
        _store(session, audit, kept, Own(own.grades, said, own.answers), Known.KNOWN)
    else:
        row = row_of(session, audit, kept, section)
        row.evidence = words
        put_row(session, row)
    session.say(f"Evidence for {section.name} of {_case(case)}, by {service.name}")


@operation("audits.set_known", AUDITORS)
def set_known(session: WorkSession, service_uid: str, case_uid: str, known: Known | None) -> None:
    """Say whether the child of a case is known to a service; of one that is not, what was graded goes."""
    service, case, audit = _where(session, service_uid, case_uid)
    kept = _service_case(session, service, case)
    own = Own() if known is Known.NOT_KNOWN else _own(session, kept)
    _store(session, audit, kept, own, known)
    said = "whether it is known is open" if known is None else known.value
    session.say(f"{_case(case)}, by {service.name}: {said}")


@operation("audits.reveal", AUDITORS, corrected_by=CORRECTED_BY)
def reveal(session: WorkSession, audit_uid: str, why: str | None = None, by: str | None = None) -> None:
    """Show the services' own grades of an audit to everybody, for good.

    Where not all are in, `why` is the reason and `by` who decided it: the chair. What was sealed is forgotten, also
    what only undo could still have put back.
    """
    audit = Audit.by_uid(session, audit_uid)
    if audit.revealed_at is not None:
        raise UserError(f"{number_words(audit.number)} is revealed already. Nothing was changed.")
    if audit.state is AuditState.CANCELLED:
        raise UserError(f"{number_words(audit.number)} is cancelled, so there is nothing to reveal.")
    query = select(ServiceCase).join(AuditCase, AuditCase.id == ServiceCase.case_id)
    kept = session.scalars(query.where(AuditCase.audit_id == audit.id).order_by(ServiceCase.id)).all()
    if not kept:
        raise UserError(f"No service has answered about {number_words(audit.number)} yet, so there is nothing to see.")
    missing = not_in(session, audit_uid)
    reason, decider = trimmed(why), trimmed(by)
    if missing and (reason is None or decider is None):
        raise UserError(
            f"Not all have answered: {'; '.join(one.words() for one in missing)}. Say why it is revealed all the same,"
            " and who decided it."
        )
    if audit.state in TO_COME:
        hold_audit(session, audit_uid, PartialDate.of(session.clock.today()))
    payloads = unseal(session, [one.sealed for one in kept if one.sealed is not None])
    audit.revealed_at, audit.revealed_why, audit.revealed_by = session.clock.now(), reason, decider
    for one in kept:
        if one.sealed is not None:
            own = _read(payloads[one.sealed])
            one.sealed = None
            put_in_rows(session, one, own)
    session.flush()
    forget_sealed(session, audit.uid)
    said = f", before {len(missing)} of the services had answered" if missing else ""
    session.say(f"Revealed the services' own grades of {said_of(session, audit)}{said}")


def forget_own(session: WorkSession, audit: Audit) -> None:
    """Take away all that services said of an audit, sealed or not, as a part of a purge; who answered stays."""
    query = select(ServiceCase).join(AuditCase, AuditCase.id == ServiceCase.case_id)
    for one in session.scalars(query.where(AuditCase.audit_id == audit.id)).all():
        one.sealed = None
        for row in [*grades_of(session, [one.id]), *answers_of(session, [one.id])]:
            session.delete(row)
    session.flush()
    forget_sealed(session, audit.uid)


def _case(case: AuditCase) -> str:
    return case_words(case.reference, case.position)


def _where(session: WorkSession, service_uid: str, case_uid: str) -> tuple[AuditService, AuditCase, Audit]:
    query = select(AuditService, AuditCase, Audit).join(Audit, Audit.id == AuditService.audit_id)
    query = query.join(AuditCase, AuditCase.uid == case_uid).where(AuditService.uid == service_uid)
    found = session.execute(query).first()
    if found is None:  # one of them is gone, and says so
        service, case = AuditService.by_uid(session, service_uid), AuditCase.by_uid(session, case_uid)
        audit = session.get_one(Audit, case.audit_id)
    else:
        service, case, audit = found
    if service.audit_id != case.audit_id:
        raise UserError(f"{_case(case)} is of another audit than the one that {service.name} answers about.")
    if audit.tool_id is None:
        raise UserError(f"{number_words(audit.number)} has no tool to grade by. Choose one first.")
    if audit.state in (AuditState.CANCELLED, AuditState.CLOSED):
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}, so nothing more is graded in it.")
    return service, case, audit


def _to_change(
    session: WorkSession, service_uid: str, case_uid: str
) -> tuple[AuditService, AuditCase, Audit, ServiceCase]:
    service, case, audit = _where(session, service_uid, case_uid)
    kept = _service_case(session, service, case)
    if kept.known is Known.NOT_KNOWN:
        raise UserError(
            f"{service.name} says that the child of {_case(case)} is not known to it. Change that first, where it"
            " should grade it all the same."
        )
    return service, case, audit, kept


def _service_case(session: WorkSession, service: AuditService, case: AuditCase) -> ServiceCase:
    query = select(ServiceCase).where(ServiceCase.service_id == service.id, ServiceCase.case_id == case.id)
    found = session.scalars(query.order_by(ServiceCase.id)).first()
    if found is None:
        found = ServiceCase(service_id=service.id, case_id=case.id, known=None, graded=0, sealed=None, late=False)
        session.add(found)
        session.flush()
    return found


def _store(session: WorkSession, audit: Audit, kept: ServiceCase, own: Own, known: Known | None) -> None:
    """Keep the whole of what a service says of a case, sealed or in records."""
    mark_used(session, session.get_one(Tool, audit.tool_id), session.clock.today())
    kept.known, kept.graded = known, len(own.grades)
    if audit.revealed_at is not None:
        kept.late = True
        put_in_rows(session, kept, own)
    elif own.is_empty():
        kept.sealed = None
    else:
        payload = {"grades": dict(own.grades), "evidence": dict(own.evidence), "answers": dict(own.answers)}
        kept.sealed = seal(session, json.dumps(payload, ensure_ascii=False, sort_keys=True), audit.uid)
    session.flush()


def _own(session: Session, kept: ServiceCase) -> Own:
    """Return what a service says of a case, sealed or not: for what is kept and compared here, and nobody else."""
    if kept.sealed is not None:
        return _read(unseal(session, [kept.sealed])[kept.sealed])
    return from_rows(session, [kept.id]).get(kept.id, Own())


def _read(payload: str) -> Own:
    found = json.loads(payload)
    return Own(found["grades"], found["evidence"], found["answers"])


def _differing(
    session: Session, service_uid: str, case_uid: str, own: Own, known: Known | None
) -> list[tuple[str, str, str | None, str | None, bool]]:
    """Return (kind, uid, old, new, whether there is a new one) of the cells that would change."""
    query = (
        select(ServiceCase)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .join(AuditCase, AuditCase.id == ServiceCase.case_id)
        .where(AuditService.uid == service_uid, AuditCase.uid == case_uid)
    )
    kept = session.scalars(query).first()
    if kept is None:
        return []
    before = _own(session, kept)
    found: list[tuple[str, str, str | None, str | None, bool]] = []
    pairs: tuple[tuple[str, Mapping[str, str | None], Mapping[str, str | None]], ...] = (
        ("grade", before.grades, own.grades),
        ("words", dict(before.evidence), dict(own.evidence)),
        ("words", dict(before.answers), dict(own.answers)),
    )
    for kind, old, new in pairs:
        for uid, value in old.items():
            if known is Known.NOT_KNOWN or (uid in new and new[uid] != value):
                found.append((kind, uid, value, new.get(uid), uid in new))
    return found


def cells_of(session: Session, audit_uid: str) -> dict[tuple[str, str], Cells]:
    """Return what services say, by (service's uid, case's uid), as cells that can only be compared and kept."""
    query = (
        select(ServiceCase, AuditService.uid, AuditCase.uid)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .join(AuditCase, AuditCase.id == ServiceCase.case_id)
        .join(Audit, Audit.id == AuditCase.audit_id)
        .where(Audit.uid == audit_uid)
    )
    found = session.execute(query).all()
    rows = from_rows(session, [one.id for one, _, _ in found if one.sealed is None])
    payloads = unseal(session, [one.sealed for one, _, _ in found if one.sealed is not None])
    return {
        (service, case): _cells(rows[one.id] if one.sealed is None else _read(payloads[one.sealed]))
        for one, service, case in found
    }


def keep_cells(session: WorkSession, service_uid: str, case_uid: str, cells: Cells, known: Known | None) -> None:
    """Keep cells as the whole of what a service says of a case, sealed or not, as a part of an operation."""
    service, case = AuditService.by_uid(session, service_uid), AuditCase.by_uid(session, case_uid)
    audit, kept = session.get_one(Audit, case.audit_id), _service_case(session, service, case)
    own, late = _own_of(cells), kept.late
    if own != _own(session, kept) or kept.known is not known:
        _store(session, audit, kept, own, known)
        kept.late = late


def seen(session: Session, audit_uid: str, cell: Cell) -> str | None:
    """Return what a cell says, once the audit is revealed here."""
    if not is_revealed(session, audit_uid):
        raise UserError("The services' own grades are sealed until they are revealed.")
    return cell._held  # noqa: SLF001 - nothing outside this module opens a cell


def reveal_merged(session: WorkSession, audit: Audit, revealed: Audit) -> None:
    """Reveal an audit as its copy was revealed elsewhere, as a part of a merge, which then has no inverse."""
    query = select(ServiceCase).join(AuditCase, AuditCase.id == ServiceCase.case_id)
    kept = session.scalars(query.where(AuditCase.audit_id == audit.id).order_by(ServiceCase.id)).all()
    payloads = unseal(session, [one.sealed for one in kept if one.sealed is not None])
    audit.revealed_at, audit.revealed_by = revealed.revealed_at, revealed.revealed_by
    audit.revealed_why = revealed.revealed_why
    for one in kept:
        if one.sealed is not None:
            own = _read(payloads[one.sealed])
            one.sealed = None
            put_in_rows(session, one, own)
    session.flush()
    forget_sealed(session, audit.uid)
    session.corrected_by = CORRECTED_BY


def seal_base(session: WorkSession, audit_uid: str, rows: str, within: str) -> str:
    """Seal what an audit held when it left, its rows as text and its cells, and return the key; no reveal opens it."""
    cells = [
        [service, case, kind, uid, cell._held]  # noqa: SLF001 - as above
        for (service, case), held in cells_of(session, audit_uid).items()
        for (kind, uid), cell in held.items()
    ]
    return seal(session, json.dumps({"rows": rows, "cells": cells}, ensure_ascii=False), within)


def read_base(session: Session, key: str) -> tuple[str, dict[tuple[str, str], Cells]]:
    """Return the rows and cells that `seal_base` sealed."""
    found = json.loads(unseal(session, [key])[key])
    cells: dict[tuple[str, str], Cells] = {}
    for service, case, kind, uid, held in found["cells"]:
        cells.setdefault((service, case), {})[kind, uid] = Cell(held)
    return found["rows"], cells


def _cells(own: Own) -> Cells:
    parts = (("grades", own.grades), ("evidence", own.evidence), ("answers", own.answers))
    return {(kind, uid): Cell(held) for kind, part in parts for uid, held in part.items()}


def _own_of(cells: Cells) -> Own:
    parts: dict[str, dict[str, str | None]] = {"grades": {}, "evidence": {}, "answers": {}}
    for (kind, uid), cell in cells.items():
        parts[kind][uid] = cell._held  # noqa: SLF001 - as above
    words = {kind: {uid: held or "" for uid, held in parts[kind].items()} for kind in ("evidence", "answers")}
    return Own(parts["grades"], words["evidence"], words["answers"])
