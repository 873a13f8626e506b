"""Operations on who answers about an audit's cases, and on the workbooks that go out to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from mscp_desktop.assessment.records import Tool, ToolState
from mscp_desktop.assessment.rules.changes import mark_used
from mscp_desktop.audits.records import Audit, AuditCase, AuditReturn, AuditService, AuditState, ServiceCase
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.audits.rules.sealing import section_count
from mscp_desktop.audits.rules.services import REPLACED
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.roster.records import Seat

_TEXTS = frozenset({"short", "email"})
_WHOLE = (AuditState.CLOSED, AuditState.CANCELLED)


@dataclass(frozen=True, slots=True)
class NewService:
    """A service to be added: `short` stands above its column, `email` is where its workbook goes."""

    name: str
    short: str | None = None
    organisation_uid: str | None = None
    seat_uid: str | None = None
    email: str | None = None


@operation("audits.add_service", AUDITORS)
def add_service(
    session: WorkSession, audit_uid: str, name: str, *, short: str | None = None, organisation_uid: str | None = None,
    email: str | None = None,
) -> str:  # fmt: skip
    """Add a service that answers about an audit's cases, at the end, and return its uid."""
    (uid,) = add_services(session, audit_uid, [NewService(name, short, organisation_uid, None, email)])
    return uid


@operation("audits.add_services", AUDITORS)
def add_services(session: WorkSession, audit_uid: str, services: Sequence[NewService]) -> list[str]:
    """Add several services, such as the seats of the group that audits, and return their uids."""
    if not services:
        raise UserError("No seat is chosen, so there is nothing to add.")
    audit = _open(session, audit_uid)
    made = []
    place = len(_services(session, audit))
    for number, one in enumerate(services, place + 1):
        body = None if one.organisation_uid is None else Organisation.by_uid(session, one.organisation_uid)
        seat = None if one.seat_uid is None else Seat.by_uid(session, one.seat_uid)
        service = AuditService(
            audit_id=audit.id, position=number, name=_free_name(session, audit, one.name), short=trimmed(one.short),
            organisation_id=body.id if body else None, seat_id=seat.id if seat else None, email=trimmed(one.email),
        )  # fmt: skip
        session.add(service)
        session.flush()
        made.append(service)
    what = made[0].name if len(made) == 1 else f"{len(made)} services"
    session.say(f"Added {what} to those who answer in {said_of(session, audit)}")
    return [one.uid for one in made]


@operation("audits.change_service", AUDITORS)
def change_service(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, short, organisation_uid or email of a service."""
    service = AuditService.by_uid(session, uid)
    audit = _open(session, session.get_one(Audit, service.audit_id).uid)
    if "name" in fields:
        fields["name"] = _free_name(session, audit, fields["name"], service)
    if "organisation_uid" in fields:
        other = fields.pop("organisation_uid")
        fields["organisation_id"] = None if other is None else Organisation.by_uid(session, other).id
    fields = {name: trimmed(value) if name in _TEXTS else value for name, value in fields.items()}
    changed = change_record(session, service, version, fields)
    session.say(f"{field_words(changed)} of {service.name}, which answers in {number_words(audit.number)}")


@operation("audits.move_service_by", AUDITORS)
def move_service_by(session: WorkSession, uid: str, by: int) -> None:
    """Move a service up (negative) or down by so many places."""
    service = AuditService.by_uid(session, uid)
    audit = _open(session, session.get_one(Audit, service.audit_id).uid)
    order = _services(session, audit)
    place = order.index(service)
    order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
    _put_in_order(order)
    session.say(f"Moved {service.name} to place {service.position} of those who answer in {number_words(audit.number)}")


@operation("audits.remove_services", AUDITORS)
def remove_services(session: WorkSession, uids: Sequence[str]) -> None:
    """Take services out of an audit, with what was sent to them; one that has answered stays."""
    names = []
    for uid in uids:
        service = AuditService.by_uid(session, uid)
        audit = _open(session, session.get_one(Audit, service.audit_id).uid)
        answers = session.scalars(select(ServiceCase).where(ServiceCase.service_id == service.id)).all()
        if any(one.known is not None or one.graded or one.sealed for one in answers):
            raise ConflictError(
                f"{service.name} has answered, so it stays among those who answer. Nothing was changed."
            )
        for gone in (*answers, *_returns(session, service)):
            session.delete(gone)
        session.flush()
        session.delete(service)
        session.flush()
        _put_in_order(_services(session, audit))
        names.append(service.name)
    what = names[0] if len(names) == 1 else f"{len(names)} services"
    session.say(f"Took {what} out of those who answer")


@operation("audits.send_returns", AUDITORS)
def send_returns(session: WorkSession, uids: Sequence[str], *, due: date | None = None) -> list[str]:
    """Put on record that services get a workbook, and return the uids of their returns in the same order.

    One that is still open closes: what comes back of that edition is not taken in any more. From the first one on the
    tool stays as it is.
    """
    if not uids:
        raise UserError("No service is chosen, so there is nothing to send.")
    made = []
    audits = {}
    for uid in uids:
        service = AuditService.by_uid(session, uid)
        audit = _ready_to_send(session, session.get_one(Audit, service.audit_id))
        audits[audit.id] = audit
        before = _returns(session, service)
        for former in before:
            if former.closed_at is None:
                former.closed_at, former.outcome = session.clock.now(), REPLACED
        sent = AuditReturn(
            service_id=service.id, edition=max((one.edition for one in before), default=0) + 1,
            sent_at=session.clock.now(), sent_by=session.actor.name, due=due,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        made.append(sent.uid)
    for audit in audits.values():
        mark_used(session, session.get_one(Tool, audit.tool_id), session.clock.today())
    to = service.name if len(made) == 1 else f"{len(made)} services"
    session.say(f"Made out the workbook{'' if len(made) == 1 else 's'} of {said_of(session, audit)}, for {to}")
    return made


@operation("audits.chase_returns", AUDITORS)
def chase_returns(session: WorkSession, uids: Sequence[str]) -> int:
    """Put on record that services are reminded today of the workbook that is with them; return how many.

    One without an e-mail address gets no reminder, so none is put on record.
    """
    chased = 0
    audit: Audit | None = None
    for uid in uids:
        service = AuditService.by_uid(session, uid)
        audit = session.get_one(Audit, service.audit_id)
        waiting = next((one for one in _returns(session, service) if one.closed_at is None), None)
        if waiting is not None and service.email:
            waiting.chased_on, chased = session.clock.today(), chased + 1
    if audit is None or not chased:
        raise UserError("No answer is waited for of a service with an e-mail address, so there is nobody to remind.")
    number = "1 service" if chased == 1 else f"{chased} services"
    session.say(f"Reminded {number} of the workbook of {said_of(session, audit)}")
    return chased


@operation("audits.close_return", AUDITORS)
def close_return(session: WorkSession, service_uid: str, why: str) -> None:
    """Close what was sent to a service without an answer, with the reason."""
    service = AuditService.by_uid(session, service_uid)
    waiting = next((one for one in _returns(session, service) if one.closed_at is None), None)
    reason = trimmed(why)
    if waiting is None:
        raise UserError(f"No answer of {service.name} is being waited for. Nothing was changed.")
    if reason is None:
        raise UserError("Say why it is closed without an answer: the reason stays with it.")
    waiting.closed_at, waiting.outcome = session.clock.now(), reason
    session.say(f"Closed what {service.name} was sent, without an answer: {reason}")


def _open(session: WorkSession, audit_uid: str) -> Audit:
    audit = Audit.by_uid(session, audit_uid)
    if audit.state in _WHOLE:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}. Open it again to change who answers.")
    return audit


def _ready_to_send(session: WorkSession, audit: Audit) -> Audit:
    """Refuse to send workbooks of an audit that lacks a tool in use, its cases, or is over."""
    name = number_words(audit.number)
    _open(session, audit.uid)
    if audit.tool_id is None:
        raise UserError(f"{name} has no tool to grade by, so there is nothing to ask. Choose one first.")
    tool = session.get_one(Tool, audit.tool_id)
    if tool.state is not ToolState.IN_USE and tool.first_used is None:
        raise UserError(f"{tool.words()} is not in use. Put it in use first; nothing was sent.")
    if not section_count(session, tool.id):
        raise UserError(f"{tool.words()} has no section, so there is nothing to grade. Nothing was sent.")
    if not session.scalars(select(AuditCase.id).where(AuditCase.audit_id == audit.id).limit(1)).all():
        raise UserError(f"{name} has no cases yet, so there is nothing to ask. Add its cases first.")
    return audit


def _free_name(session: WorkSession, audit: Audit, name: str | None, own: AuditService | None = None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A service needs a name, such as “Early help”.")
    others = [one for one in _services(session, audit) if one is not own]
    if any(normal_name(one.name) == normal_name(said) for one in others):
        raise UserError(f"{said} answers in {number_words(audit.number)} already. Give this one another name.")
    return said


def _services(session: WorkSession, audit: Audit) -> list[AuditService]:
    query = select(AuditService).where(AuditService.audit_id == audit.id)
    return list(session.scalars(query.order_by(AuditService.position, AuditService.id)))


def _returns(session: WorkSession, service: AuditService) -> list[AuditReturn]:
    query = select(AuditReturn).where(AuditReturn.service_id == service.id)
    return list(session.scalars(query.order_by(AuditReturn.edition.desc(), AuditReturn.id.desc())))


def _put_in_order(order: Sequence[AuditService]) -> None:
    for place, one in enumerate(order, 1):
        if one.position != place:
            one.position = place
