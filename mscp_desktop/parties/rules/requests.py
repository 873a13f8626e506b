"""Requests to agencies: a form goes out, waits for its answer, and what comes back is told from what is stale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.returns import Returned
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import AgencyRequest, Organisation

T = TypeVar("T")
REPLACED = "asked again"
NO_ANSWER = "no answer"  # of a row, as an outcome counts them


class Asking(StrEnum):
    """How far it is with asking an agency."""

    NEVER = "never asked"
    WAITING = "waiting"
    OVERDUE = "overdue"
    PART = "answered in part"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request to an agency; `outcome` says how it closed."""

    uid: str
    version: int
    made: date
    made_by: str
    due: date | None
    closed: date | None
    outcome: str | None

    def state(self, today: date) -> Asking:
        """Return how far it is on a day; on the day it is due it is not late yet."""
        if self.closed is not None:
            return Asking.PART if NO_ANSWER in (self.outcome or "") else Asking.CLOSED
        return Asking.OVERDUE if self.due is not None and self.due < today else Asking.WAITING


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An organisation that can be asked about so many rows, and the last request to it."""

    id: int
    uid: str
    name: str
    rows: int
    last: RequestRow | None
    state: Asking


class Fate(StrEnum):
    """What becomes of a row that came back."""

    CHANGES = "changes"
    CONFIRMED = "confirmed"
    BY_HAND = "to see to by hand"
    UNUSABLE = "can't be taken"
    UNANSWERED = NO_ANSWER


@dataclass(frozen=True, slots=True)
class AnswerLine(Generic[T]):
    """A row that came back, with its number in the sheet (0: it was not there any more) and what becomes of it.

    `not_taken` are its cells that can't be taken, each in words, where others of the row can. One that is `private` is
    about something confidential, which no letter names.
    """

    line: int
    about: str
    fate: Fate
    words: str
    answer: T | None = None
    not_taken: tuple[str, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class AgencyAnswer(Generic[T]):
    """An agency's whole answer, before any of it is taken in."""

    request_uid: str
    organisation_uid: str
    organisation: str
    lines: tuple[AnswerLine[T], ...]

    def count_words(self, left: int = 0) -> str:
        """Return how many rows there are of each fate: "2 changes, 5 confirmed"; `left` changes are not made."""
        counts = {fate: sum(line.fate is fate for line in self.lines) for fate in Fate}
        counts[Fate.CHANGES] -= left
        said = [
            f"{number} {'change' if fate is Fate.CHANGES and number == 1 else fate.value}"
            for fate, number in counts.items()
            if number
        ]
        return ", ".join([*said, *([f"{left} left as {'it was' if left == 1 else 'they were'}"] if left else [])]) or (
            "no rows"
        )

    def refused(self) -> list[tuple[AnswerLine[T], tuple[str, ...]]]:
        """Return the rows of which something can't be taken, each with what that is."""
        return [
            (line, line.not_taken or (line.words,)) for line in self.lines
            if line.not_taken or line.fate is Fate.UNUSABLE
        ]  # fmt: skip

    def is_spent(self) -> bool:
        """Say whether nothing of it can be taken: the request then still waits for an answer."""
        good = (Fate.CHANGES, Fate.CONFIRMED, Fate.BY_HAND)
        return not any(line.fate in good for line in self.lines)

    def answers(self) -> list[T]:
        """Return what changes."""
        return [line.answer for line in self.lines if line.answer is not None]


def agency_rows(session: Session, kind: str, rows: Mapping[int, int], today: date) -> list[AgencyRow]:
    """Return the organisations with these ids, by name, each with how many rows there are and the last request."""
    last: dict[int, RequestRow] = {}
    made = select(AgencyRequest).where(AgencyRequest.kind == kind).order_by(AgencyRequest.made_at, AgencyRequest.id)
    for request in session.scalars(made):
        last[request.organisation_id] = _request_row(request)
    bodies = session.scalars(select(Organisation).where(Organisation.id.in_(rows)).order_by(Organisation.name))
    return [
        AgencyRow(
            one.id, one.uid, one.name, rows[one.id], last.get(one.id),
            last[one.id].state(today) if one.id in last else Asking.NEVER,
        )
        for one in bodies
    ]  # fmt: skip


def requests_to(session: Session, kind: str, organisation_uid: str) -> list[RequestRow]:
    """Return every request of a kind to an organisation, the newest first."""
    query = (
        select(AgencyRequest)
        .join(Organisation, Organisation.id == AgencyRequest.organisation_id)
        .where(AgencyRequest.kind == kind, Organisation.uid == organisation_uid)
        .order_by(AgencyRequest.id.desc())
    )
    return [_request_row(request) for request in session.scalars(query)]


def any_waiting(session: Session, kind: str) -> bool:
    """Say whether any request of a kind waits for an answer."""
    waiting = select(AgencyRequest.id).where(AgencyRequest.kind == kind, AgencyRequest.closed_at.is_(None)).limit(1)
    return session.scalar(waiting) is not None


def waiting_request(session: Session, kind: str, organisation_uid: str) -> str | None:
    """Return the uid of the request of a kind to an organisation that waits for an answer."""
    organisation = Organisation.by_uid(session, organisation_uid)
    return session.scalar(
        select(AgencyRequest.uid).where(
            AgencyRequest.kind == kind, AgencyRequest.organisation_id == organisation.id,
            AgencyRequest.closed_at.is_(None),
        )
    )  # fmt: skip


def new_request(session: WorkSession, kind: str, organisation: Organisation, due: date | None) -> AgencyRequest:
    """Put a request on record, and close one that is still open: what was sent for that is not taken in any more."""
    before = waiting_request(session, kind, organisation.uid)
    if before is not None:
        former = AgencyRequest.by_uid(session, before)
        former.closed_at, former.outcome = session.clock.now(), REPLACED
    request = AgencyRequest(
        kind=kind, organisation_id=organisation.id, made_at=session.clock.now(), made_by=session.actor.name, due=due,
    )  # fmt: skip
    session.add(request)
    session.flush()
    return request


def close_answered(session: WorkSession, request: AgencyRequest, organisation: Organisation, outcome: str) -> str:
    """Close a request whose answer was taken in, and return what the operation that took it in says."""
    request.closed_at, request.outcome = session.clock.now(), outcome
    session.flush()
    return f"Took in the answer of {organisation.name}: {outcome}"


@operation("parties.close_request")
def close_request(session: WorkSession, uid: str, outcome: str) -> None:
    """Close a request without an answer that could be taken in, and say why ("answered by telephone")."""
    request = AgencyRequest.by_uid(session, uid)
    organisation = session.get_one(Organisation, request.organisation_id)
    require_open(request, organisation)
    said = " ".join(outcome.split())
    if not said:
        raise UserError("Say how it was closed, such as “answered by telephone”.")
    request.closed_at, request.outcome = session.clock.now(), said
    session.say(f"Closed the request to {organisation.name}: {said}")


def require_open(request: AgencyRequest, organisation: Organisation) -> None:
    """Raise `UserError` where a request was answered, replaced or closed."""
    if request.closed_at is None:
        return
    day = format_day(request.closed_at.astimezone().date())
    if request.outcome == REPLACED:
        raise UserError(
            f"This is out of date: {organisation.name} was asked again on {day}. Take in the answer to that instead."
        )
    raise UserError(f"The answer of {organisation.name} was taken in on {day} already ({request.outcome}).")


def request_answered(
    session: Session, returned: Returned, organisation_uid: str | None
) -> tuple[AgencyRequest, Organisation]:
    """Return the open request that a form which came back answers, and whom it went to.

    `organisation_uid` is the agency whose answer is expected, None for whichever asked. Raises `UserError` where the
    form is from another partnership, of another agency, of a request that is not known here, answered, or replaced.
    """
    partnership = session.scalars(select(Partnership)).one()
    if returned.partnership_uid != partnership.uid:
        raise UserError("This form was sent out by another partnership. Nothing was read.")
    request = session.scalars(select(AgencyRequest).where(AgencyRequest.uid == returned.request)).one_or_none()
    if request is None:
        raise UserError(
            "The request that this form answers is not in this vault; it may have been undone. Send the form out again."
        )
    asked = session.get_one(Organisation, request.organisation_id)
    if organisation_uid is not None and asked.uid != organisation_uid:
        expected = Organisation.by_uid(session, organisation_uid)
        raise UserError(f"This form was sent to {asked.name}, not to {expected.name}. Choose the other file.")
    if returned.sender_uid != asked.uid:
        raise UserError(f"This form says it is from {returned.sender}, but the request went to {asked.name}.")
    require_open(request, asked)
    return request, asked


def spoilt_lines(returned: Returned) -> dict[int, list[str]]:
    """Return what is wrong with the cells of a form that came back, by the number of their line."""
    spoilt: dict[int, list[str]] = {}
    for problem in returned.problems:
        spoilt.setdefault(problem.line, []).append(f"{problem.cell} {problem.words}")
    return spoilt


def left_over(
    spoilt: Mapping[int, Sequence[str]], missing: Sequence[str], names: Mapping[str, str]
) -> list[AnswerLine[Any]]:
    """Return the lines of what no row was made of: cells outside rows, and records whose rows were deleted."""
    return [
        *(
            AnswerLine[Any](number, "a row of the form", Fate.UNUSABLE, " ".join(said))
            for number, said in spoilt.items()
        ),
        *(
            AnswerLine[Any](0, names[uid], Fate.UNANSWERED, "its row was deleted from the form")
            for uid in missing
            if uid in names
        ),
    ]


def _request_row(request: AgencyRequest) -> RequestRow:
    closed = request.closed_at.astimezone().date() if request.closed_at else None
    made = request.made_at.astimezone().date()
    return RequestRow(request.uid, request.version, made, request.made_by, request.due, closed, request.outcome)
