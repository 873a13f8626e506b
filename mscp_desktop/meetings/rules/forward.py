"""The forward plan: the business of meetings still to come, and of the backlogs, over all groups."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingState
from mscp_desktop.meetings.rules.agendas import ROUTINE, ItemRow, untimed_rows

BACKLOG, ON_AGENDA = "Backlog", "Agenda"


def when_words(one: ItemRow) -> str:
    """Return when a matter comes up: "12 March 2025", or that it waits in the backlog, and until when."""
    if one.day is not None:
        return format_day(one.day)
    return BACKLOG if one.wanted is None else f"{BACKLOG}, wanted {one.wanted}"


PLAN: PlainTable[ItemRow] = PlainTable(
    {
        "day": lambda one: one.wanted if one.day is None else PartialDate.of(one.day),
        "group": lambda one: one.group,
        "title": lambda one: one.title,
        "purpose": lambda one: one.purpose.value.capitalize(),
        "presenter": lambda one: one.presenter,
        "state": lambda one: ON_AGENDA if one.day is not None else BACKLOG,
    },
    lambda one: " ".join((one.title, one.group, one.presenter or "", plain_words(one.brief or ""), when_words(one))),
)


def forward_plan(
    session: Session, today: date, group_uid: str | None = None, *, first: date | None = None, last: date | None = None
) -> list[ItemRow]:
    """Return what comes up from today on: by meeting in the order of time, and then the backlogs.

    What is on every agenda, such as apologies, is left out. `first` and `last` narrow it to meetings of these days;
    the backlogs then hold what is wanted by the last day, and what is wanted at no time in particular.
    """
    waits = AgendaItem.meeting_id.is_(None)
    comes = (Meeting.day >= (first or today)) & (Meeting.state == MeetingState.PLANNED)
    if last is not None:
        comes &= Meeting.day <= last
    query = (
        select(AgendaItem, Meeting.day)
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Group, Group.id == AgendaItem.group_id)
        .where(AgendaItem.source.not_in(ROUTINE), or_(waits, comes))
        .order_by(Meeting.day.is_(None), Meeting.day, Group.position, AgendaItem.position, AgendaItem.id)
    )
    if group_uid is not None:
        query = query.where(Group.uid == group_uid)
    items = [item for item, _ in session.execute(query) if _wanted_by(item, last)]
    return _backlogs_by_wish(untimed_rows(session, items))


def forward_id(session: Session, uid: str) -> int | None:
    """Return the id of an item by uid; None where it is gone."""
    return session.scalar(select(AgendaItem.id).where(AgendaItem.uid == uid))


def _wanted_by(item: AgendaItem, last: date | None) -> bool:
    return item.meeting_id is not None or last is None or item.wanted is None or item.wanted.earliest() <= last


def _backlogs_by_wish(rows: Iterable[ItemRow]) -> list[ItemRow]:
    found = list(rows)
    waiting = [one for one in found if one.day is None]
    waiting.sort(key=lambda one: one.wanted.earliest() if one.wanted else date.max)
    return [*(one for one in found if one.day is not None), *waiting]
