"""Actions as pages and documents show them: owner, how late each is, what was last heard, and where it came from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.actions.records import Action, ActionState, ActionUpdate
from mscp_desktop.actions.rules.changes import number_words
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.priorities.records import Priority
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.rosters import tenure_at

OVERDUE = "overdue"
DONE_WORDS = "done, impact not shown"
NO_OWNER = "no owner"
WATCHED = (ActionState.OPEN, ActionState.DONE)
"""The states of an action that still comes back to the group that watches it."""


def state_words(state: ActionState, late: int = 0) -> str:
    """Return how far an action is: "open", "overdue", "done, impact not shown", "impact shown", "withdrawn"."""
    if state is ActionState.OPEN and late > 0:
        return OVERDUE
    return DONE_WORDS if state is ActionState.DONE else state.value


STATE_WORDS = (ActionState.OPEN.value, OVERDUE, DONE_WORDS, ActionState.IMPACT_SHOWN.value, ActionState.WITHDRAWN.value)


def days_late(state: ActionState, due: date | None, day: date) -> int:
    """Return for how many days an open action is overdue; on the day it is due it is not late yet."""
    return max(0, (day - due).days) if state is ActionState.OPEN and due is not None else 0


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns an action: a seat with its holder of the day, a person, an organisation, or nobody yet (kind None).

    `agency` is the organisation that answers for it: itself, or that of the seat or the person. `vacant` says that
    nobody holds the seat on that day, `gone` that the person has left or the organisation has ended by then.
    """

    kind: str | None
    uid: str | None
    words: str
    holder: str | None
    agency: str | None
    agency_uid: str | None
    vacant: bool = False
    holder_uid: str | None = None
    gone: bool = False

    def full_words(self) -> str:
        """Return the owner with the holder of the seat: "Chief Nurse, NHS Kent and Medway (Ann Ash)"."""
        return f"{self.words} ({self.holder})" if self.holder else self.words


NOBODY = Owner(None, None, NO_OWNER, None, None, None)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as pages and documents show it; `late` are the days for which it is overdue, 0 where it is not.

    `group_over` says that the group has ended by then. `last` is what was heard last, with its day and teller.
    `source_place` is the place it came from, None where that is not kept here.
    """

    id: int
    uid: str
    version: int
    number: int
    text: str
    owner: Owner
    group: str | None
    group_short: str | None
    group_uid: str | None
    group_over: bool
    priority: str | None
    priority_uid: str | None
    raised: date
    due: date | None
    late: int
    state: ActionState
    done_on: date | None
    evidence: str | None
    impact_on: date | None
    impact: str | None
    why: str | None
    source: str | None
    source_place: Place | None
    confidential: bool
    note: str | None
    last: "UpdateRow | None"

    def words(self) -> str:
        """Return its number as people write it: "A12"."""
        return number_words(self.number)

    def group_words(self) -> str | None:
        """Return the group by the name that fits in a narrow place."""
        return self.group_short or self.group

    def state_words(self) -> str:
        """Return how far it is on that day: "open", "overdue", "done, impact not shown" and so on."""
        return state_words(self.state, self.late)

    def due_words(self) -> str:
        """Return when it is due, and for how long it is late: "3 March 2025, 12 days overdue"."""
        if self.due is None:
            return "no date"
        late = f", {self.late:,} day{'' if self.late == 1 else 's'} overdue" if self.late else ""
        return f"{format_day(self.due)}{late}"

    def last_words(self) -> str:
        """Return what was heard last, with its day; empty where nothing was."""
        return "" if self.last is None else self.last.words()

    def age(self, day: date) -> int:
        """Return for how many days it has been there on a day."""
        return max(0, (day - self.raised).days)


@dataclass(frozen=True, slots=True)
class UpdateRow:
    """What was heard of an action on a day; `due_was` is the due date that it moved."""

    uid: str
    version: int
    heard: date
    teller: str | None
    text: str
    due_was: date | None

    def words(self) -> str:
        """Return day, teller and text in one line: "3 March 2025, Ann Ash: …"."""
        who = f", {self.teller}" if self.teller else ""
        return f"{format_day(self.heard)}{who}: {self.text}"


_BODY = aliased(Organisation)  # of the seat
_EMPLOYER = aliased(Organisation)  # of the person
_Found: TypeAlias = Select[Action, Seat, Organisation, Person, Organisation, Organisation, Group, Priority]


def _query() -> _Found:
    return (
        select(Action, Seat, _BODY, Person, _EMPLOYER, Organisation, Group, Priority)
        .outerjoin(Seat, Seat.id == Action.seat_id)
        .outerjoin(_BODY, _BODY.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Action.person_id)
        .outerjoin(_EMPLOYER, _EMPLOYER.id == Person.organisation_id)
        .outerjoin(Organisation, Organisation.id == Action.organisation_id)
        .outerjoin(Group, Group.id == Action.group_id)
        .outerjoin(Priority, Priority.id == Action.priority_id)
        .order_by(Action.number)
    )


def action_rows(session: Session, day: date | None, ids: Iterable[int] | None = None) -> list[ActionRow]:
    """Return actions by their keys, or all, by number, as they stand today: late and held as on `day`.

    Without a day none is late, and a seat is not shown with its holder.
    """
    query = _query() if ids is None else _query().where(Action.id.in_(list(ids)))
    return _rows(session, query, day)


def watched_actions(session: Session, day: date | None) -> list[ActionRow]:
    """Return the actions that still come back, by number: those that are open, and done without an impact shown."""
    return _rows(session, _query().where(Action.state.in_(WATCHED)), day)


def action_row(session: Session, uid: str, day: date) -> ActionRow | None:
    """Return one action; None where it is gone."""
    return next(iter(_rows(session, _query().where(Action.uid == uid), day)), None)


def actions_of_source(session: Session, kind: str, uids: Sequence[str], day: date | None = None) -> list[ActionRow]:
    """Return the actions that came from these places, by number; with a day also how late each is, and who holds it."""
    return _rows(session, _query().where(Action.source_kind == kind, Action.source_uid.in_(list(uids))), day)


def open_actions_of_group(session: Session, group_uid: str, day: date) -> list[ActionRow]:
    """Return what comes back to a group on a day: its open actions, and those done of which no impact is shown.

    Those overdue longest come first, then by due date and number. One that was raised after that day is left out.
    """
    query = _query().where(Group.uid == group_uid, Action.state.in_(WATCHED), Action.raised <= day)
    return sorted(_rows(session, query, day), key=_urgency)


def actions_of_organisation(
    session: Session, organisation_uid: str, day: date, states: Sequence[ActionState] = WATCHED
) -> list[ActionRow]:
    """Return the actions that an organisation answers for: its own, its seats' and its people's, the latest first."""
    owned = or_(*(one.uid == organisation_uid for one in (Organisation, _BODY, _EMPLOYER)))
    return sorted(_rows(session, _query().where(owned, Action.state.in_(states)), day), key=_urgency)


def actions_of_person(session: Session, person_uid: str, day: date) -> list[ActionRow]:
    """Return the actions that come back and that a person owns, by name or as the holder of a seat on a day."""
    rows = watched_actions(session, day)
    person = session.scalars(select(Person).where(Person.uid == person_uid)).first()
    held = set() if person is None else _seats_held(session, person.id, day)
    mine = [row for row in rows if row.owner.uid is not None and row.owner.uid in {person_uid, *held}]
    return sorted(mine, key=_urgency)


def actions_of_priority(session: Session, priority_uid: str, day: date) -> list[ActionRow]:
    """Return the actions that serve a priority, by urgency; withdrawn ones are left out."""
    query = _query().where(Priority.uid == priority_uid, Action.state != ActionState.WITHDRAWN)
    return sorted(_rows(session, query, day), key=_urgency)


def updates_of(session: Session, uid: str) -> list[UpdateRow]:
    """Return what was heard of an action, the newest first."""
    query = (
        select(ActionUpdate)
        .join(Action, Action.id == ActionUpdate.action_id)
        .where(Action.uid == uid)
        .order_by(ActionUpdate.heard.desc(), ActionUpdate.id.desc())
    )
    return [_update(one) for one in session.scalars(query)]


def seat_title(seat: Seat, body: Organisation | None) -> str:
    """Return a seat by post and organisation: "Chief Nurse, NHS Kent and Medway"; by its role where it has no post."""
    if not seat.post:
        return f"{seat.role.value} seat" + (f" of {body.name}" if body else "")
    return f"{seat.post}, {body.name}" if body else seat.post


def _by(when: PartialDate | None, day: date | None) -> bool:
    return when is not None and day is not None and when.earliest() <= day


def holders_on(session: Session, seats: Iterable[int], day: date | None) -> dict[int, tuple[Tenure, Person | None]]:
    """Return what is recorded of these seats on a day, by their ids: a tenure with its person, None where vacant."""
    wanted = set(seats)
    if day is None or not wanted:
        return {}
    query = select(Tenure, Person).outerjoin(Person, Person.id == Tenure.person_id).order_by(Tenure.id)
    tenures: dict[int, list[tuple[Tenure, Person | None]]] = {}
    for tenure, person in session.execute(query.where(Tenure.seat_id.in_(wanted))):
        tenures.setdefault(tenure.seat_id, []).append((tenure, person))
    at = {seat: tenure_at(pairs, day) for seat, pairs in tenures.items()}
    return {seat: pair for seat, pair in at.items() if pair is not None}


def last_moves(session: Session) -> dict[str, UpdateRow]:
    """Return the last update that moved the due date of each action whose date was moved, by the action's uid."""
    query = (
        select(ActionUpdate, Action.uid)
        .join(Action, Action.id == ActionUpdate.action_id)
        .where(ActionUpdate.due_was.is_not(None))
        .order_by(ActionUpdate.heard, ActionUpdate.id)
    )
    return {uid: _update(one) for one, uid in session.execute(query)}


def action_id(session: Session, uid: str) -> int | None:
    """Return the id of an action by uid; None where it is gone."""
    return session.scalar(select(Action.id).where(Action.uid == uid))


def _urgency(row: ActionRow) -> tuple[int, date, int]:
    """Return by what actions are sorted: those still to be done, then those that wait for their impact, then the rest.

    Within each by due date and number.
    """
    rank = WATCHED.index(row.state) if row.state in WATCHED else len(WATCHED)
    return rank, row.due or date.max, row.number


def _rows(session: Session, query: _Found, day: date | None) -> list[ActionRow]:
    found = [tuple(one) for one in session.execute(query)]
    held = holders_on(session, [one[1].id for one in found if one[1] is not None], day)
    last = _last_updates(session, [one[0].id for one in found])
    return [_row(one, held, last.get(one[0].id), day) for one in found]


def _row(
    found: tuple[Any, ...], held: dict[int, tuple[Tenure, Person | None]], last: UpdateRow | None, day: date | None
) -> ActionRow:
    action, group, priority = found[0], found[6], found[7]
    late = 0 if day is None else days_late(action.state, action.due, day)
    place = Place(action.source_kind, action.source_uid) if action.source_kind and action.source_uid else None
    return ActionRow(
        action.id, action.uid, action.version, action.number, action.text, _owner(found, held, day),
        group.name if group else None, group.short if group else None, group.uid if group else None,
        group is not None and _by(group.end, day),
        priority.title if priority else None, priority.uid if priority else None,
        action.raised, action.due, late, action.state, action.done_on, action.evidence, action.impact_on,
        action.impact, action.why, action.source, place, action.confidential, action.note, last,
    )  # fmt: skip


def _owner(found: tuple[Any, ...], held: dict[int, tuple[Tenure, Person | None]], day: date | None) -> Owner:
    _, seat, body, person, employer, organisation, _, _ = found
    if seat is not None:
        tenure, holder = held.get(seat.id, (None, None))
        words = seat_title(seat, body)
        return Owner(
            "seat", seat.uid, words, holder.name if holder else None, body.name if body else None,
            body.uid if body else None, day is not None and tenure is not None and holder is None,
            holder.uid if holder else None,
        )  # fmt: skip
    if person is not None:
        uid = employer.uid if employer else None
        return Owner(
            "person", person.uid, person.name, None, employer.name if employer else None, uid,
            gone=_by(person.left, day),
        )  # fmt: skip
    if organisation is not None:
        return Owner(
            "organisation", organisation.uid, organisation.name, None, organisation.name, organisation.uid,
            gone=_by(organisation.ended, day),
        )  # fmt: skip
    return NOBODY


def _seats_held(session: Session, person_id: int, day: date) -> set[str]:
    held_ever = select(Tenure.seat_id).where(Tenure.person_id == person_id)
    seats = {one.id: one.uid for one in session.scalars(select(Seat).where(Seat.id.in_(held_ever)))}
    held = holders_on(session, list(seats), day)
    return {uid for key, uid in seats.items() if key in held and held[key][0].person_id == person_id}


def _last_updates(session: Session, actions: list[int]) -> dict[int, UpdateRow]:
    if not actions:
        return {}
    query = select(ActionUpdate).order_by(ActionUpdate.heard, ActionUpdate.id)
    return {one.action_id: _update(one) for one in session.scalars(query.where(ActionUpdate.action_id.in_(actions)))}


def _update(one: ActionUpdate) -> UpdateRow:
    return UpdateRow(one.uid, one.version, one.heard, one.teller, one.text, one.due_was)
