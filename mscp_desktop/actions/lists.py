"""Actions as a table lists them: what is found, in what order, and how many are overdue."""

from datetime import date

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mscp_desktop.actions.records import Action, ActionState
from mscp_desktop.actions.rules.actions import DONE_WORDS, NO_OWNER, OVERDUE, STATE_WORDS
from mscp_desktop.actions.rules.changes import number_words
from mscp_desktop.foundation.listings import By, SqlTable
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.priorities.records import Priority
from mscp_desktop.roster.records import Seat, Tenure

PUBLIC = "public"
"""The scope of a query that leaves out what is confidential."""

_BODY, _EMPLOYER, _HOLDER = aliased(Organisation), aliased(Organisation), aliased(Person)
_SEAT = case(
    (Seat.post.is_not(None), Seat.post.concat(func.coalesce(", " + _BODY.name, ""))),
    else_=type_coerce(Seat.role, Text).concat(" seat").concat(func.coalesce(" of " + _BODY.name, "")),
)
_OWNER = case((Action.seat_id.is_not(None), _SEAT), else_=func.coalesce(Person.name, Organisation.name))
_AGENCY = func.coalesce(Organisation.name, _BODY.name, _EMPLOYER.name)
_SHORTS = func.coalesce(Organisation.short, _BODY.short, _EMPLOYER.short)
_GROUP = func.coalesce(Group.short, Group.name)
_NUMBER = "A" + cast(Action.number, Text)


def _late(day: date) -> ColumnElement[bool]:
    return and_(Action.state == ActionState.OPEN, Action.due < day)


def _holders(day: date) -> ColumnElement[str]:
    """Return who holds the seat that owns an action from a day on, so that they are found by their names."""
    return (
        select(func.aggregate_strings(_HOLDER.name, " "))
        .join(Tenure, Tenure.person_id == _HOLDER.id)
        .where(
            Tenure.seat_id == Action.seat_id,
            or_(Tenure.end.is_(None), type_coerce(Tenure.end, Text) > day.isoformat()),
        )
        .correlate(Action)
        .scalar_subquery()
    )


def actions_table(day: date, scope: str | None = None) -> SqlTable:
    """Return every action as it stands on a day, those that are late first; `PUBLIC` leaves out confidential ones.

    A typed word may stand in its number, its words, its owner or the holder of that seat, its group or its source.
    """
    late, holders = _late(day), _holders(day)
    state = case((late, OVERDUE), (Action.state == ActionState.DONE, DONE_WORDS), else_=type_coerce(Action.state, Text))
    order = (OVERDUE, *(words for words in STATE_WORDS if words != OVERDUE))
    rank = case(*((state == words, place) for place, words in enumerate(order)), else_=len(order))
    searched = (
        _NUMBER, Action.text, _OWNER, _AGENCY, _SHORTS, holders, Group.name, Group.short, Priority.title, Action.source,
    )  # fmt: skip
    rows = (
        select(Action.id)
        .outerjoin(Seat, Seat.id == Action.seat_id)
        .outerjoin(_BODY, _BODY.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .outerjoin(_EMPLOYER, _EMPLOYER.id == Person.organisation_id)
        .outerjoin(Organisation, Organisation.id == Action.organisation_id)
        .outerjoin(Group, Group.id == Action.group_id)
        .outerjoin(Priority, Priority.id == Action.priority_id)
    )
    return SqlTable(
        rows.where(Action.confidential.is_(False)) if scope == PUBLIC else rows,
        {
            "number": By(Action.number, words=number_words),
            "text": By(Action.text, (_NUMBER,)),
            "owner": By(_OWNER, (holders,), empty=NO_OWNER),
            "agency": By(_AGENCY, (_SHORTS,), empty="no agency"),
            "group": By(_GROUP, (Group.name,), empty="no group"),
            "due": By(type_coerce(Action.due, Text), words=_day_words, empty="no date"),
            "state": By(state, words=str.capitalize),
            "priority": By(Priority.title, empty="serves no priority"),
            "source": By(Action.source),
            "raised": By(type_coerce(Action.raised, Text), words=_day_words),
        },
        (rank, Action.due.asc().nulls_last(), Action.number),
        lambda like: or_(*(one.ilike(like, escape="\\") for one in searched)),
    )


def _day_words(iso: str) -> str:
    return str(PartialDate.from_iso(iso))


def overdue_count(session: Session, day: date) -> int:
    """Return how many actions are overdue on a day."""
    return session.scalar(select(func.count()).select_from(Action).where(_late(day))) or 0


def overdue_uids(session: Session, day: date) -> list[str]:
    """Return the actions that are overdue on a day, those overdue longest first."""
    return list(session.scalars(select(Action.uid).where(_late(day)).order_by(Action.due, Action.number)))


def state_counts(session: Session, day: date, scope: str | None = None) -> tuple[int, int, int]:
    """Return how many actions are open, how many of those are overdue, and how many wait for their impact."""
    number = func.count()
    query = select(
        number.filter(Action.state == ActionState.OPEN),
        number.filter(_late(day)),
        number.filter(Action.state == ActionState.DONE),
    )
    if scope == PUBLIC:
        query = query.where(Action.confidential.is_(False))
    found = session.execute(query).one()
    return found[0], found[1], found[2]
