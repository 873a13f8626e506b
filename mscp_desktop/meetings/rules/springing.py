"""What springs from a confidential item is confidential too: items that carry it on, its actions, ratifications.

Decisions and challenges have no mark of their own: they are as confidential as their item is at the moment.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import AgendaItem, Decision

ITEM = "agenda_item"  # the kind of place that an action of an item came from


def puts_up(number: int) -> ColumnElement[bool]:
    """Return what says that an item puts the decision of this number up for ratification."""
    called = f"Ratify D{number}"
    return or_(AgendaItem.title == called, AgendaItem.title.startswith(f"{called} of "))


def hide_what_springs(session: WorkSession, item: AgendaItem) -> str:
    """Make confidential what springs from a confidential item, also by way of other items; say how much that was.

    "2 actions and 1 other item"; empty where nothing was to be hidden. What was hidden so stays hidden until somebody
    says otherwise of it by itself.
    """
    items = _springing(session, item)
    hidden = [one for one in items if not one.confidential]
    for one in hidden:
        one.confidential = True
    actions = [one for one in _actions_of(session, [item, *items]) if not one.confidential]
    for action in actions:
        action.confidential = True
    return _counted(actions, hidden)


def still_hidden(session: WorkSession, item: AgendaItem) -> str:
    """Say how much stays confidential that springs from an item which no longer is; empty where nothing does."""
    items = [one for one in _springing(session, item) if one.confidential]
    return _counted([one for one in _actions_of(session, [item]) if one.confidential], items)


def confidential_among(session: Session, uids: Iterable[str | None]) -> set[str]:
    """Return which of these are the uids of confidential items."""
    query = select(AgendaItem.uid).where(AgendaItem.uid.in_({one for one in uids if one}))
    return set(session.scalars(query.where(AgendaItem.confidential.is_(True))))


def _springing(session: Session, item: AgendaItem) -> list[AgendaItem]:
    """Return the items that carry an item on or bring it to another group, and those that ratify its decisions."""
    found: dict[int, AgendaItem] = {item.id: item}
    open_: list[AgendaItem] = [item]
    while open_:
        at = open_.pop()
        query = select(AgendaItem).where(or_(AgendaItem.carried_from_id == at.id, AgendaItem.sent_from_id == at.id))
        later = list(session.scalars(query))
        for number in session.scalars(select(Decision.number).where(Decision.item_id == at.id)).all():
            later += session.scalars(select(AgendaItem).where(AgendaItem.group_id == at.group_id, puts_up(number)))
        new = [one for one in later if one.id not in found]
        found |= {one.id: one for one in new}
        open_ += new
    return list(found.values())[1:]


def _actions_of(session: Session, items: Sequence[AgendaItem]) -> Sequence[Action]:
    uids = [one.uid for one in items]
    return session.scalars(select(Action).where(Action.source_kind == ITEM, Action.source_uid.in_(uids))).all()


def _counted(actions: Sequence[Action], items: Sequence[AgendaItem]) -> str:
    counts = ((len(actions), "action"), (len(items), "other item"))
    return " and ".join(f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in counts if number)
