"""Who answers about an audit's cases, and how far each is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain, count

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import (
    Audit,
    AuditCase,
    AuditReturn,
    AuditService,
    AuditTheme,
    Known,
    ServiceCase,
)
from mscp_desktop.audits.rules.sealing import is_answered, section_count
from mscp_desktop.audits.rules.short_names import Called, short_names
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules.rosters import roster_at

PAIR = 2  # seats of one body that are told apart by it: it is a council that has more
REPLACED = "sent again"
"""How a workbook closes when a newer one goes out: nothing of it is taken in any more."""


class Stand(StrEnum):
    """How far a service is with its answer."""

    NEVER = "never sent"
    WAITING = "waiting"
    OVERDUE = "overdue"
    IN_PART = "in part"
    IN = "in"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """A workbook that went out; `outcome` says how it closed."""

    uid: str
    version: int
    edition: int
    sent: date
    sent_by: str
    due: date | None
    chased: date | None
    closed: date | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service that answers about `cases` cases, of which it has `answered` so many.

    It has graded `graded` of the `asked` sections: those of the cases whose child it knows. `late` says that something
    of it came after the reveal.
    """

    id: int
    uid: str
    version: int
    position: int
    name: str
    short: str | None
    organisation: str | None
    organisation_uid: str | None
    seat_uid: str | None
    email: str | None
    cases: int
    answered: int
    graded: int
    asked: int
    late: bool
    returns: tuple[ReturnRow, ...]  # the newest first
    stand: Stand

    @property
    def last(self) -> ReturnRow | None:
        """Return the newest workbook, None where none was sent."""
        return self.returns[0] if self.returns else None

    def column(self) -> str:
        """Return what stands above its column."""
        return self.short or self.name

    def is_missing(self) -> bool:
        """Return whether its answer is still waited for: a workbook is with it."""
        return self.last is not None and self.last.closed is None and self.answered < self.cases

    def has_one_out(self) -> bool:
        """Return whether a workbook is with it whose answer is still taken in: a newer one would end that."""
        return self.last is not None and self.last.closed is None

    def graded_words(self) -> str:
        """Return how many sections it has graded: "46 of 54"; empty where there is nothing to grade."""
        return f"{self.graded} of {self.asked}" if self.asked or self.graded else ""

    def answered_words(self) -> str:
        """Return how many cases it has answered: "4 of 6"."""
        return f"{self.answered} of {self.cases}"


@dataclass(frozen=True, slots=True)
class SeatService:
    """A seat of the audit's group that can be asked, as a service: its name, organisation and holder's address."""

    seat_uid: str
    name: str
    short: str | None
    organisation: str | None
    organisation_uid: str | None
    email: str | None


def service_rows(session: Session, audit_uid: str, today: date) -> list[ServiceRow]:
    """Return the services of an audit in their order; none of an audit that is gone."""
    audit = session.scalars(select(Audit).where(Audit.uid == audit_uid)).one_or_none()
    if audit is None:
        return []
    sections = section_count(session, audit.tool_id)
    cases = len(session.scalars(select(AuditCase.id).where(AuditCase.audit_id == audit.id)).all())
    answers: dict[int, list[ServiceCase]] = {}
    of_audit = select(ServiceCase).join(AuditCase, AuditCase.id == ServiceCase.case_id)
    for one in session.scalars(of_audit.where(AuditCase.audit_id == audit.id)):
        answers.setdefault(one.service_id, []).append(one)
    sent: dict[int, list[ReturnRow]] = {}
    returns = select(AuditReturn).join(AuditService, AuditService.id == AuditReturn.service_id)
    for each in session.scalars(returns.where(AuditService.audit_id == audit.id).order_by(AuditReturn.edition.desc())):
        sent.setdefault(each.service_id, []).append(_return_row(each))
    query = (
        select(AuditService, Organisation)
        .outerjoin(Organisation, Organisation.id == AuditService.organisation_id)
        .where(AuditService.audit_id == audit.id)
        .order_by(AuditService.position, AuditService.id)
    )
    seats = _seat_uids(session)
    found = []
    for service, body in session.execute(query):
        said = answers.get(service.id, [])
        answered = sum(is_answered(one.known, one.graded, sections) for one in said)
        not_known = sum(one.known is Known.NOT_KNOWN for one in said)
        rows = tuple(sent.get(service.id, ()))
        begun = any(one.graded or one.known for one in said)
        found.append(
            ServiceRow(
                service.id, service.uid, service.version, service.position, service.name, service.short,
                body.name if body else None, body.uid if body else None, seats.get(service.seat_id or 0),
                service.email, cases, answered, sum(one.graded for one in said), sections * (cases - not_known),
                any(one.late for one in said), rows,
                _stand(rows[0] if rows else None, today, whole=bool(cases) and answered >= cases, begun=begun),
            )
        )  # fmt: skip
    return found


def service_id(session: Session, uid: str) -> int | None:
    """Return the id of a service by uid; None where it is gone."""
    return session.scalar(select(AuditService.id).where(AuditService.uid == uid))


def missing_words(rows: list[ServiceRow]) -> str:
    """Return how many answers are waited for: "5 of 16 missing, due 14 March 2025"; empty where none is."""
    missing = [one for one in rows if one.is_missing()]
    if not missing:
        return ""
    days = [one.last.due for one in missing if one.last and one.last.due]
    return f"{len(missing)} of {len(rows)} missing" + (f", due {format_day(min(days))}" if days else "")


def seat_services(session: Session, audit_uid: str, day: date) -> list[SeatService]:
    """Return the seats of the audit's group that are no service of it yet, in the roster's order.

    Of seats with the same post and organisation the second is numbered; one that names neither is left out. Their short
    names are told apart from one another's, and from those of the services that are there.
    """
    audit = Audit.by_uid(session, audit_uid)
    group = None if audit.group_id is None else session.get(Group, audit.group_id)
    if group is None:
        return []
    there = session.scalars(select(AuditService).where(AuditService.audit_id == audit.id)).all()
    seats = _seat_uids(session)
    taken = {seats[one.seat_id] for one in there if one.seat_id in seats}
    named = {normal_name(one.name) for one in there}
    people = {one.uid: one.email for one in session.scalars(select(Person).where(Person.email.is_not(None)))}
    seats_there = roster_at(session, group.uid, day).seats
    known_by = Counter(seat.organisation_uid for seat in seats_there if seat.organisation_uid)
    free = [seat for seat in seats_there if seat.uid not in taken and (seat.post or seat.organisation)]
    shorts = short_names(
        [
            Called(seat.post, seat.organisation, seat.organisation_short, known_by[seat.organisation_uid or ""] > PAIR)
            for seat in free
        ],
        [one.short for one in there if one.short],
    )
    found = []
    for seat, short in zip(free, shorts, strict=True):
        called = ", ".join(one for one in (seat.post, seat.organisation) if one)
        names = chain([called], (f"{called} ({number})" for number in count(2)))
        name = next(one for one in names if normal_name(one) not in named)
        named.add(normal_name(name))
        found.append(
            SeatService(
                seat.uid, name, short, seat.organisation, seat.organisation_uid, people.get(seat.holder_uid or ""),
            )
        )  # fmt: skip
    return found


def group_of(session: Session, audit_uid: str) -> str | None:
    """Return the name of the group that audits, None where none is recorded."""
    query = select(Group.name).join(Audit, Audit.group_id == Group.id)
    return session.scalar(query.where(Audit.uid == audit_uid))


def _seat_uids(session: Session) -> dict[int, str]:
    return dict(session.execute(select(Seat.id, Seat.uid)).all())


def _return_row(one: AuditReturn) -> ReturnRow:
    closed = one.closed_at.astimezone().date() if one.closed_at else None
    sent = one.sent_at.astimezone().date()
    return ReturnRow(one.uid, one.version, one.edition, sent, one.sent_by, one.due, one.chased_on, closed, one.outcome)


def _stand(last: ReturnRow | None, today: date, *, whole: bool, begun: bool) -> Stand:
    if whole:
        return Stand.IN
    if last is not None and last.closed is not None:
        return Stand.CLOSED
    if last is not None and last.due is not None and last.due < today:
        return Stand.OVERDUE
    if begun:
        return Stand.IN_PART
    return Stand.NEVER if last is None else Stand.WAITING


def open_audits(session: Session) -> Iterator[tuple[Audit, str]]:
    """Yield the audits that have a workbook out which has not closed, and the name of each one's theme."""
    query = (
        select(Audit, AuditTheme.name)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .join(AuditService, AuditService.audit_id == Audit.id)
        .join(AuditReturn, AuditReturn.service_id == AuditService.id)
        .where(AuditReturn.closed_at.is_(None))
        .order_by(Audit.id)
        .distinct()
    )
    yield from session.execute(query).all()
