"""An agency's answer about its members: what each row means, and taking it in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.exchange.returns import Returned, ReturnedRow
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import AgencyRequest, Organisation, Person
from mscp_desktop.parties.rules.names import people_named
from mscp_desktop.parties.rules.people import change_person, new_person
from mscp_desktop.parties.rules.requests import (
    AgencyAnswer,
    AnswerLine,
    Fate,
    close_answered,
    left_over,
    request_answered,
    require_open,
    spoilt_lines,
)
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules.changes import record_holder, record_vacancy
from mscp_desktop.roster.rules.membership import (
    NOT_OURS,
    OTHER,
    VACANT,
    YES,
    HeldSeat,
    seats_of,
)


@dataclass(frozen=True, slots=True)
class SeatAnswer:
    """What an answer changes: who holds a seat from when (no name: vacant), or only how its holder is reached."""

    seat_uid: str
    holder: bool  # whether the holder changes
    person_uid: str | None = None
    name: str | None = None
    start: PartialDate | None = None
    email: str | None = None
    telephone: str | None = None


Verdict = tuple[Fate, str, SeatAnswer | None]


def read_answer(
    session: Session, returned: Returned, organisation_uid: str | None, today: date
) -> AgencyAnswer[SeatAnswer]:
    """Return what a form that came back means for the rosters as they stand now; nothing is changed.

    `organisation_uid` is the agency whose answer is expected, None for whichever asked. Raises what
    `request_answered` raises for a form that is stale or was not asked for.
    """
    request, asked = request_answered(session, returned, organisation_uid)
    seats = {held.seat.uid: held for held in seats_of(session, asked, today)}
    return AgencyAnswer(request.uid, asked.uid, asked.name, tuple(_lines(session, returned, seats, asked)))


def _lines(
    session: Session, returned: Returned, seats: dict[str, HeldSeat], asked: Organisation
) -> Iterator[AnswerLine[SeatAnswer]]:
    spoilt = spoilt_lines(returned)
    for row in returned.rows:
        problems = spoilt.pop(row.line, [])
        held = seats.get(row.uid or "")
        name = held.words() if held else ", ".join(one for one in (row.cells["post"], row.cells["group"]) if one)
        fate, words, answer = (
            (Fate.UNUSABLE, " ".join(problems), None) if problems else _fate(session, row, held, asked)
        )
        yield AnswerLine(row.line, name or "a new row", fate, words, answer)
    yield from left_over(spoilt, returned.missing, {uid: held.words() for uid, held in seats.items()})


def _fate(session: Session, row: ReturnedRow, held: HeldSeat | None, asked: Organisation) -> Verdict:
    """Return what becomes of a row whose cells can all be taken."""
    remark = row.answers["remark"]
    said = f": “{remark}”" if remark else ""
    if row.uid is None:
        who = row.answers["name"] or "no name"
        return Fate.BY_HAND, f"{asked.name} names a seat that is not on record ({who}){said}", None
    if held is None:
        return Fate.UNUSABLE, "this seat has ended, or is another body's, since the form was sent", None
    if all(value is None for value in row.answers.values()):
        return Fate.UNANSWERED, "", None
    if held.fingerprint() != row.version:
        return Fate.UNUSABLE, "the seat was changed here since the form was sent; look at both", None
    return _said_of(session, row, held, asked, said)


def _said_of(session: Session, row: ReturnedRow, held: HeldSeat, asked: Organisation, said: str) -> Verdict:
    """Return what an answer says of a seat that is as it was when it was asked about."""
    match row.answers["right"]:
        case answer if answer == NOT_OURS:
            return Fate.BY_HAND, f"{asked.name} says that this is not its seat{said}", None
        case answer if answer == VACANT:
            return _vacant(row, held)
        case answer if answer == OTHER or (answer is None and row.answers["name"]):
            return _successor(session, row, held, asked)
        case None if not (row.answers["email"] or row.answers["telephone"]):
            return Fate.BY_HAND, f"only a remark{said}" if said else "only a date", None
        case _:
            return _confirmed(row, held, said)


def _vacant(row: ReturnedRow, held: HeldSeat) -> Verdict:
    start = row.answers["since"]
    since = start if isinstance(start, PartialDate) else None
    if held.tenure is not None and held.person is None:
        return Fate.CONFIRMED, "vacant", None
    if held.person is not None and since is None:
        return Fate.UNUSABLE, f"say from when it is vacant: {held.person.name} is recorded until then", None
    words = f"vacant{f' from {format_date(since)}' if since else ''}"
    return Fate.CHANGES, words, SeatAnswer(held.seat.uid, holder=True, start=since)


def _successor(session: Session, row: ReturnedRow, held: HeldSeat, asked: Organisation) -> Verdict:
    name, start = row.answers["name"], row.answers["since"]
    if not isinstance(name, str):
        return Fate.UNUSABLE, "say who holds the seat now", None
    since = start if isinstance(start, PartialDate) else None
    if held.person is not None and since is None:
        return Fate.UNUSABLE, f"say from when {name} holds it: {held.person.name} is recorded until then", None
    found = people_named(session, name)
    theirs = [uid for uid in found if Person.by_uid(session, uid).organisation_id == asked.id]
    if len(theirs) > 1 or (not theirs and len(found) > 1):
        return Fate.UNUSABLE, f"there is more than one {name}; record the holder by hand", None
    known = theirs or found
    if known and held.person is not None and held.person.uid == known[0]:
        return Fate.CONFIRMED, f"{held.person.name}, as recorded", None
    answer = SeatAnswer(
        held.seat.uid, holder=True, person_uid=known[0] if known else None, name=name, start=since,
        email=_words(row, "email"), telephone=_words(row, "telephone"),
    )  # fmt: skip
    new = "" if known else ", who is new here"
    return Fate.CHANGES, f"{name}{new}{f', from {format_date(since)}' if since else ''}", answer


def _confirmed(row: ReturnedRow, held: HeldSeat, said: str) -> Verdict:
    if row.answers["right"] == YES and held.person is None and held.tenure is None:
        return Fate.BY_HAND, "confirmed, but who holds it is not recorded here; ask for the name", None
    email, telephone = _words(row, "email"), _words(row, "telephone")
    person = held.person
    if person is not None and ((email and email != person.email) or (telephone and telephone != person.telephone)):
        answer = SeatAnswer(held.seat.uid, holder=False, person_uid=person.uid, email=email, telephone=telephone)
        return Fate.CHANGES, f"how {person.name} is reached", answer
    if said:
        return Fate.BY_HAND, f"confirmed, with a remark{said}", None
    return Fate.CONFIRMED, held.holder_words(), None


def _words(row: ReturnedRow, key: str) -> str | None:
    value = row.answers[key]
    return value if isinstance(value, str) else None


@operation("roster.take_membership")
def take_membership(session: WorkSession, request_uid: str, answers: Sequence[SeatAnswer], outcome: str) -> int:
    """Make the changes that an agency's answer means, close its request, and return how many seats changed holder."""
    request = AgencyRequest.by_uid(session, request_uid)
    organisation = session.get_one(Organisation, request.organisation_id)
    require_open(request, organisation)
    for answer in answers:
        _take(session, answer, organisation)
    session.say(close_answered(session, request, organisation, outcome))
    return sum(answer.holder for answer in answers)


def _take(session: WorkSession, answer: SeatAnswer, organisation: Organisation) -> None:
    reached = {
        name: value for name, value in (("email", answer.email), ("telephone", answer.telephone)) if value is not None
    }
    if answer.holder and answer.name is None:
        record_vacancy(session, answer.seat_uid, start=answer.start)
        return
    uid = answer.person_uid
    if uid is None:
        seat = Seat.by_uid(session, answer.seat_uid)
        made = people_named(session, answer.name or "")  # for a seat before this one
        uid = made[0] if made else _new(session, answer, seat, organisation, reached)
    elif reached:
        change_person(session, uid, Person.by_uid(session, uid).version, **reached)
    if answer.holder:
        record_holder(session, answer.seat_uid, person_uid=uid, start=answer.start)


def _new(
    session: WorkSession, answer: SeatAnswer, seat: Seat, organisation: Organisation, reached: dict[str, str]
) -> str:
    return new_person(session, answer.name or "", post=seat.post, organisation_id=organisation.id, **reached).uid
