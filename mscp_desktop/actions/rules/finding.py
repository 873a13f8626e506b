"""How search finds actions: by number, words, owner and group; of a confidential one it says no more than that."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action
from mscp_desktop.actions.rules.actions import seat_title, state_words
from mscp_desktop.actions.rules.changes import named
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.roster.records import Seat

TITLE = 90  # characters of an action that stand in a title


def _describe(session: Session, action: Action) -> SearchText:
    number = named(action)
    if action.confidential:
        return SearchText(f"{number}, a confidential action")
    words = " ".join(action.text.split())
    title = f"{words[:TITLE].rstrip()}…" if len(words) > TITLE else words
    group = session.get(Group, action.group_id) if action.group_id else None
    owner = _owner(session, action)
    detail = ", ".join(part for part in (state_words(action.state), owner, group.name if group else None) if part)
    more = (
        words if len(words) > TITLE else None,
        group.short if group else None,
        action.source,
        action.evidence,
        action.impact,
    )
    return SearchText(f"{number}, {title}", f"Action, {detail}", "; ".join(part for part in more if part))


def _owner(session: Session, action: Action) -> str | None:
    if action.seat_id is not None:
        seat = session.get_one(Seat, action.seat_id)
        return seat_title(seat, session.get(Organisation, seat.organisation_id) if seat.organisation_id else None)
    if action.person_id is not None:
        return session.get_one(Person, action.person_id).name
    return session.get_one(Organisation, action.organisation_id).name if action.organisation_id else None


def _of_group(session: Session, group: Group) -> Iterable[Action]:
    return session.scalars(select(Action).where(Action.group_id == group.id)).all()


def _of_person(session: Session, person: Person) -> Iterable[Action]:
    return session.scalars(select(Action).where(Action.person_id == person.id)).all()


def _of_seat(session: Session, seat: Seat) -> Iterable[Action]:
    return session.scalars(select(Action).where(Action.seat_id == seat.id)).all()


def _of_organisation(session: Session, organisation: Organisation) -> Iterable[Action]:
    seats = select(Seat.id).where(Seat.organisation_id == organisation.id)
    owned = (Action.organisation_id == organisation.id) | Action.seat_id.in_(seats)
    return session.scalars(select(Action).where(owned)).all()


SEARCH = (
    SearchSource(
        "action", Action, _describe,
        {
            Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True),
            Person: Resting(frozenset({"name"}), _of_person, by_key=True),
            Seat: Resting(frozenset({"post", "organisation_id"}), _of_seat, by_key=True),
            Organisation: Resting(frozenset({"name"}), _of_organisation, by_key=True),
        },
    ),
)  # fmt: skip
