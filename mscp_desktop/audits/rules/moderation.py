"""Operations of the day: what the audit group agrees of each section of a case, why, and who does not share it.

An agreed grade is decided by people. It is never worked out from the services' grades, nor proposed from them.
"""

from sqlalchemy import select

from mscp_desktop.assessment.records import Grade, Tool, ToolSection
from mscp_desktop.audits.records import (
    ON_RECORD,
    TO_COME,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditService,
    AuditState,
    Dissent,
    case_words,
)
from mscp_desktop.audits.rules.changes import AUDITORS, hold_audit, said_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.words import trimmed

MOST_SECONDS = 3600
"""Of one call of the clock: it is told each half minute."""


@operation("audits.begin_day", AUDITORS)
def begin_day(session: WorkSession, audit_uid: str) -> None:
    """Record that an audit is held today."""
    hold_audit(session, audit_uid, PartialDate.of(session.clock.today()))
    session.say(f"Began the day of {said_of(session, Audit.by_uid(session, audit_uid))}")


@operation("audits.agree_grade", AUDITORS)
def agree_grade(
    session: WorkSession, case_uid: str, section_uid: str, grade_uid: str | None, why: str | None = None
) -> None:
    """Set the grade of a section of a case as it was agreed; without a grade the section does not apply.

    Another grade has reasons of its own: what was given for the former one goes. After the day `why` says why it is
    changed.
    """
    audit, case, section = _where(session, case_uid, section_uid)
    grade = None if grade_uid is None else Grade.by_uid(session, grade_uid)
    if grade is not None and grade.scale_id != session.get_one(Tool, audit.tool_id).scale_id:
        raise UserError(f"{grade.name} is no grade of the scale of this audit. Nothing was changed.")
    key, now = None if grade is None else grade.id, session.clock.now()
    found = _agreed(session, case, section)
    if found is not None and found.grade_id == key:
        return
    if found is None:
        _refuse_silent(session, audit, why, first=True)
        session.add(
            AgreedGrade(
                case_id=case.id, section_id=section.id, grade_id=key, reason=None, decided_at=now,
                decided_by=session.actor.name, changed_why=trimmed(why) if _is_over(session, audit) else None,
            )
        )  # fmt: skip
    else:
        _refuse_silent(session, audit, why)
        found.grade_id, found.reason, found.decided_at, found.decided_by = key, None, now, session.actor.name
        found.changed_why = trimmed(why) if _is_over(session, audit) else None
    session.flush()
    said = "does not apply" if grade is None else grade.name
    session.say(f"Agreed {section.name} of {_called(case)}: {said}")


@operation("audits.set_reason", AUDITORS)
def set_reason(
    session: WorkSession, case_uid: str, section_uid: str, reason: str | None, why: str | None = None
) -> None:
    """Say why a section was agreed as it was, where a service graded it otherwise."""
    audit, case, section = _where(session, case_uid, section_uid)
    found, words = _need(session, case, section), trimmed(reason)
    if words is not None and not any(one.isalpha() for one in words):
        raise UserError("A reason is given in words. The grade stays as it is.")
    if words == found.reason:
        return
    if found.reason is not None:
        _refuse_silent(session, audit, why)
        found.changed_why = trimmed(why) if _is_over(session, audit) else found.changed_why
    found.reason = words
    session.say(f"Why {section.name} of {_called(case)} was agreed so")


@operation("audits.take_back_agreed", AUDITORS)
def take_back_agreed(session: WorkSession, case_uid: str, section_uid: str, why: str | None = None) -> None:
    """Take an agreed grade back, with its reason and who did not share it: the section is open again."""
    audit, case, section = _where(session, case_uid, section_uid)
    found = _need(session, case, section)
    _refuse_silent(session, audit, why)
    for one in session.scalars(select(Dissent).where(Dissent.agreed_id == found.id)).all():
        session.delete(one)
    session.flush()
    session.delete(found)
    session.flush()
    session.say(f"Took back what was agreed of {section.name} of {_called(case)}")


@operation("audits.set_dissent", AUDITORS)
def set_dissent(
    session: WorkSession, case_uid: str, section_uid: str, service_uid: str, words: str | None, why: str | None = None
) -> None:
    """Keep what a service says that does not share an agreed grade; without words it shares it after all."""
    audit, case, section = _where(session, case_uid, section_uid)
    agreed, said = _need(session, case, section), trimmed(words)
    service = AuditService.by_uid(session, service_uid)
    if service.audit_id != audit.id:
        raise UserError(f"{service.name} does not answer about this audit. Nothing was changed.")
    query = select(Dissent).where(Dissent.agreed_id == agreed.id, Dissent.service_id == service.id)
    found = session.scalars(query.order_by(Dissent.id)).first()
    if (None if found is None else found.words) == said:
        return
    if found is None:
        session.add(Dissent(agreed_id=agreed.id, service_id=service.id, words=said or ""))
    else:
        _refuse_silent(session, audit, why)
        if said is None:
            session.delete(found)
        else:
            found.words = said
    session.flush()
    shares = "shares" if said is None else "does not share"
    session.say(f"{service.name} {shares} what was agreed of {section.name} of {_called(case)}")


@operation("audits.add_seconds", AUDITORS, aside=True)
def add_seconds(session: WorkSession, case_uid: str, seconds: int) -> None:
    """Add to the time that a case took on the day; undo steps over it."""
    case = AuditCase.by_uid(session, case_uid)
    if not 0 < seconds <= MOST_SECONDS:
        raise UserError(f"The clock is told 1 to {MOST_SECONDS:,} seconds at a time.")
    case.seconds += seconds
    session.say(f"Time on {_called(case)}")


def is_over(audit: Audit, today: PartialDate) -> bool:
    """Return whether the day of an audit is past, so that what was agreed changes only with a reason."""
    held = audit.held_on
    past = audit.state in ON_RECORD and held is not None and held.latest() < today.earliest()
    return audit.state is AuditState.CLOSED or past


def _is_over(session: WorkSession, audit: Audit) -> bool:
    return is_over(audit, PartialDate.of(session.clock.today()))


def _called(case: AuditCase) -> str:
    return case_words(case.reference, case.position)


def _where(session: WorkSession, case_uid: str, section_uid: str) -> tuple[Audit, AuditCase, ToolSection]:
    query = select(AuditCase, ToolSection, Audit).join(Audit, Audit.id == AuditCase.audit_id)
    query = query.join(ToolSection, ToolSection.uid == section_uid).where(AuditCase.uid == case_uid)
    found = session.execute(query).first()
    if found is None:  # one of them is gone, and says so
        case, section = AuditCase.by_uid(session, case_uid), ToolSection.by_uid(session, section_uid)
        audit = session.get_one(Audit, case.audit_id)
    else:
        case, section, audit = found
    if section.tool_id != audit.tool_id:
        raise UserError(f"{section.name} is no section of this audit's tool. Nothing was changed.")
    if audit.state is AuditState.CANCELLED:
        raise UserError(f"{number_words(audit.number)} is cancelled, so nothing is agreed in it.")
    if audit.revealed_at is None:
        raise UserError(
            "The services' own grades are still sealed. Reveal them first: what is agreed rests on what they found."
        )
    if audit.state in TO_COME:
        raise UserError(f"{said_of(session, audit)} is not marked as held. Begin the day first.")
    return audit, case, section


def _agreed(session: WorkSession, case: AuditCase, section: ToolSection) -> AgreedGrade | None:
    query = select(AgreedGrade).where(AgreedGrade.case_id == case.id, AgreedGrade.section_id == section.id)
    return session.scalars(query.order_by(AgreedGrade.id)).first()


def _need(session: WorkSession, case: AuditCase, section: ToolSection) -> AgreedGrade:
    found = _agreed(session, case, section)
    if found is None:
        raise UserError(f"Nothing is agreed of {section.name} yet. Agree a grade first.")
    return found


def _refuse_silent(session: WorkSession, audit: Audit, why: str | None, *, first: bool = False) -> None:
    """Take the reason of a change after the day, and refuse one without; what was left open may still be agreed."""
    reason = trimmed(why)
    if reason is None and _is_over(session, audit) and not (first and audit.state is not AuditState.CLOSED):
        when = "is closed" if audit.state is AuditState.CLOSED else "was held before today"
        raise UserError(f"{number_words(audit.number)} {when}: say why this is changed. Nothing was changed yet.")
    session.reason = reason or session.reason
