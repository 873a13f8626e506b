"""The services' own grades: sealed until the audit is revealed, and from then on records like any other.

Nothing else reads what is sealed. What leaves this module before the reveal is which sections a service graded, and a
number: how many cells a second answer changes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
    OwnAnswer,
    OwnGrade,
    ServiceCase,
)
from mscp_desktop.audits.rules.changes import AUDITORS, hold_audit, said_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.sealing import forget_sealed, seal, unseal
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.words import trimmed

CORRECTED_BY = "changing a grade with its reason"


@dataclass(frozen=True, slots=True)
class Own:
    """What one service says of one case, by the uids of sections and questions.

    `grades` has a grade's uid, and None where the section does not apply; a section that is not in it is not graded.
    """

    grades: Mapping[str, str | None] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Return whether nothing is said."""
        return not (self.grades or self.evidence or self.answers)

    def with_more(self, more: "Own") -> "Own":
        """Return this with what another says laid over it; what the other leaves empty stays."""
        return Own({**self.grades, **more.grades}, {**self.evidence, **more.evidence}, {**self.answers, **more.answers})


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of a section or question, by its uid, that said something else before: `before` and `now` in words."""

    uid: str
    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A service that has not answered about all cases: how many it has, and whether it is still asked."""

    uid: str
    name: str
    answered: int
    cases: int

    def words(self) -> str:
        """Return it in words: "Kent Police (4 of 6 cases)"."""
        return f"{self.name} ({self.answered} of {self.cases} cases)" if self.answered else self.name


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
    rows = _from_rows(session, [one.id for one, _ in found if one.sealed is None])
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
    rows = _from_rows(session, [one.id for one, _, _ in found])
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
    _refuse_foreign(session, audit, own)
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
    applies: bool = True,
) -> None:  # fmt: skip
    """Set how a service grades a section of a case; no grade takes it away, or says that the section does not apply."""
    service, case, audit, kept = _to_change(session, service_uid, case_uid)
    own = _own(session, kept)
    grades = {key: value for key, value in own.grades.items() if key != section_uid}
    if grade_uid is not None or not applies:
        grades[section_uid] = grade_uid if applies else None
    changed = Own(grades, own.evidence, own.answers)
    _refuse_foreign(session, audit, Own({section_uid: grades.get(section_uid)}))
    _store(session, audit, kept, changed, Known.KNOWN)
    section = ToolSection.by_uid(session, section_uid)
    session.say(f"{'Graded' if section_uid in grades else 'Took the grade away of'} {section.name} of {_case(case)}, by"
                f" {service.name}")  # fmt: skip


@operation("audits.set_own_evidence", AUDITORS)
def set_own_evidence(
    session: WorkSession, service_uid: str, case_uid: str, section_uid: str, evidence: str | None
) -> None:
    """Set the evidence that a service gives for its grade of a section of a case; nothing takes it away."""
    service, case, audit, kept = _to_change(session, service_uid, case_uid)
    own, words = _own(session, kept), trimmed(evidence)
    said = {key: value for key, value in own.evidence.items() if key != section_uid}
    if words is not None:
        said[section_uid] = words
    _refuse_foreign(session, audit, Own(evidence={section_uid: ""}))
    _store(session, audit, kept, Own(own.grades, said, own.answers), Known.KNOWN)
    section = ToolSection.by_uid(session, section_uid)
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
            _put_in_rows(session, one, own)
    session.flush()
    forget_sealed(session, audit.uid)
    said = f", before {len(missing)} of the services had answered" if missing else ""
    session.say(f"Revealed the services' own grades of {said_of(session, audit)}{said}")


def forget_own(session: WorkSession, audit: Audit) -> None:
    """Take away all that services said of an audit, sealed or not, as a part of a purge; who answered stays."""
    query = select(ServiceCase).join(AuditCase, AuditCase.id == ServiceCase.case_id)
    for one in session.scalars(query.where(AuditCase.audit_id == audit.id)).all():
        one.sealed = None
        for row in [*_grades(session, [one.id]), *_answers(session, [one.id])]:
            session.delete(row)
    session.flush()
    forget_sealed(session, audit.uid)


def _case(case: AuditCase) -> str:
    return f"Case {case.reference}" if case.reference else f"case {case.position}"


def _where(session: WorkSession, service_uid: str, case_uid: str) -> tuple[AuditService, AuditCase, Audit]:
    service, case = AuditService.by_uid(session, service_uid), AuditCase.by_uid(session, case_uid)
    if service.audit_id != case.audit_id:
        raise UserError(f"{_case(case)} is of another audit than the one that {service.name} answers about.")
    audit = session.get_one(Audit, case.audit_id)
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


def _refuse_foreign(session: WorkSession, audit: Audit, own: Own) -> None:
    """Refuse sections and questions of another tool, and grades of another scale."""
    tool = session.get_one(Tool, audit.tool_id)
    sections = set(session.scalars(select(ToolSection.uid).where(ToolSection.tool_id == tool.id)))
    of_tool = select(ToolQuestion.uid).join(ToolSection, ToolSection.id == ToolQuestion.section_id)
    questions = set(session.scalars(of_tool.where(ToolSection.tool_id == tool.id))) if own.answers else set[str]()
    if (own.grades.keys() | own.evidence.keys()) - sections or own.answers.keys() - questions:
        raise UserError(f"That is no section or question of {tool.words()}. Nothing was changed.")
    given = {one for one in own.grades.values() if one is not None}
    if given - set(session.scalars(select(Grade.uid).where(Grade.scale_id == tool.scale_id))):
        raise UserError(f"That is no grade of the scale of {tool.words()}. Nothing was changed.")


def _store(session: WorkSession, audit: Audit, kept: ServiceCase, own: Own, known: Known | None) -> None:
    """Keep the whole of what a service says of a case, sealed or in records."""
    mark_used(session, session.get_one(Tool, audit.tool_id), session.clock.today())
    kept.known, kept.graded = known, len(own.grades)
    if audit.revealed_at is not None:
        kept.late = True
        _put_in_rows(session, kept, own)
    elif own.is_empty():
        kept.sealed = None
    else:
        payload = {"grades": dict(own.grades), "evidence": dict(own.evidence), "answers": dict(own.answers)}
        kept.sealed = seal(session, json.dumps(payload, ensure_ascii=False, sort_keys=True), audit.uid)
    session.flush()


def _put_in_rows(session: WorkSession, kept: ServiceCase, own: Own) -> None:
    """Let the records of a service's grades and answers say what it says now."""
    sections = {
        one.uid: one.id
        for one in session.scalars(select(ToolSection).where(ToolSection.uid.in_(own.grades.keys() | own.evidence)))
    }
    questions = {
        one.uid: one.id for one in session.scalars(select(ToolQuestion).where(ToolQuestion.uid.in_(own.answers)))
    }
    grades = {
        one.uid: one.id
        for one in session.scalars(select(Grade).where(Grade.uid.in_([each for each in own.grades.values() if each])))
    }
    graded = {one.section_id: one for one in _grades(session, [kept.id])}
    for uid, section_id in sections.items():
        applies = not (uid in own.grades and own.grades[uid] is None)
        grade_id, evidence = grades.get(own.grades.get(uid) or ""), own.evidence.get(uid)
        row = graded.pop(section_id, None)
        if row is None:
            session.add(
                OwnGrade(
                    service_case_id=kept.id, section_id=section_id, grade_id=grade_id, applies=applies,
                    evidence=evidence,
                )
            )  # fmt: skip
        elif (row.grade_id, row.applies, row.evidence) != (grade_id, applies, evidence):
            row.grade_id, row.applies, row.evidence = grade_id, applies, evidence
    answered = {one.question_id: one for one in _answers(session, [kept.id])}
    for uid, question_id in questions.items():
        said = answered.pop(question_id, None)
        if said is None:
            session.add(OwnAnswer(service_case_id=kept.id, question_id=question_id, answer=own.answers[uid]))
        elif said.answer != own.answers[uid]:
            said.answer = own.answers[uid]
    for gone in (*graded.values(), *answered.values()):
        session.delete(gone)


def _own(session: Session, kept: ServiceCase) -> Own:
    """Return what a service says of a case, sealed or not: for what is kept and compared here, and nobody else."""
    if kept.sealed is not None:
        return _read(unseal(session, [kept.sealed])[kept.sealed])
    return _from_rows(session, [kept.id]).get(kept.id, Own())


def _read(payload: str) -> Own:
    found = json.loads(payload)
    return Own(found["grades"], found["evidence"], found["answers"])


def _grades(session: Session, kept: Sequence[int]) -> Sequence[OwnGrade]:
    return session.scalars(select(OwnGrade).where(OwnGrade.service_case_id.in_(kept)).order_by(OwnGrade.id)).all()


def _answers(session: Session, kept: Sequence[int]) -> Sequence[OwnAnswer]:
    return session.scalars(select(OwnAnswer).where(OwnAnswer.service_case_id.in_(kept)).order_by(OwnAnswer.id)).all()


def _from_rows(session: Session, kept: Sequence[int]) -> dict[int, Own]:
    grades: dict[int, dict[str, str | None]] = {key: {} for key in kept}
    evidence: dict[int, dict[str, str]] = {key: {} for key in kept}
    answers: dict[int, dict[str, str]] = {key: {} for key in kept}
    rows = (
        select(OwnGrade, ToolSection.uid, Grade.uid)
        .join(ToolSection, ToolSection.id == OwnGrade.section_id)
        .outerjoin(Grade, Grade.id == OwnGrade.grade_id)
        .where(OwnGrade.service_case_id.in_(kept))
    )
    for one, section, grade in session.execute(rows):
        if grade or not one.applies:
            grades[one.service_case_id][section] = grade
        if one.evidence:
            evidence[one.service_case_id][section] = one.evidence
    said = (
        select(OwnAnswer.service_case_id, ToolQuestion.uid, OwnAnswer.answer)
        .join(ToolQuestion, ToolQuestion.id == OwnAnswer.question_id)
        .where(OwnAnswer.service_case_id.in_(kept))
    )
    for key, question, answer in session.execute(said):
        answers[key][question] = answer
    return {key: Own(grades[key], evidence[key], answers[key]) for key in kept}


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
