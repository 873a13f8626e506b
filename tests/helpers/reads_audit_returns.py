"""What reads an audit's services and their answers: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from mscp_desktop.assessment.records import Tool
from mscp_desktop.audits.records import Audit, AuditCase, AuditReturn, AuditService
from mscp_desktop.audits.rules import own_rows, returned, returns, returns_due, sealing, services
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.exchange.returns import Returned
from mscp_desktop.foundation.errors import UserError


def _first(session: Any, model: Any, uid: str) -> str:
    return session.scalars(select(model.uid).limit(1)).first() or uid


def _form(session: Any, day: Any, uid: str) -> None:
    with suppress(UserError):
        returns.return_form(session, _first(session, AuditReturn, uid), day)
    for tool in session.scalars(select(Tool).limit(1)):
        returns.columns_of(session, tool)
        returns.grade_names(session, tool)


def _read(session: Any, day: Any, uid: str) -> None:
    sent = _first(session, AuditReturn, uid)
    back = Returned(returns.KIND, sent, uid, "", uid, day, (), (), ())
    with suppress(UserError):
        returned.read_return(session, back, day)
    with suppress(UserError):
        returns.return_of(session, sent)


def _sealed(session: Any, _day: Any, uid: str) -> None:
    with suppress(UserError):
        sealing.not_in(session, _first(session, Audit, uid))
    with suppress(UserError):
        service, case = _first(session, AuditService, uid), _first(session, AuditCase, uid)
        sealing.differs_from_sealed(session, service, case, Own())
        sealing.differences(session, service, case, Own())


def _seats(session: Any, day: Any, uid: str) -> None:
    with suppress(UserError):
        services.seat_services(session, _first(session, Audit, uid), day)


READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: services.service_rows(s, _first(s, Audit, uid), day),
    lambda s, day, uid: (services.service_id(s, uid), services.group_of(s, uid), list(services.open_audits(s))),
    lambda s, day, uid: (own_rows.grades_of(s, [1]), own_rows.answers_of(s, [1]), own_rows.from_rows(s, [1])),
    lambda s, day, uid: (sealing.is_revealed(s, uid), sealing.section_count(s, 1), sealing.own_of(s, uid)),
    _sealed,
    _seats,
    _form,
    _read,
    lambda s, day, uid: (list(returns_due.due(s, day)), list(returns_due.checks(s, day))),
)
