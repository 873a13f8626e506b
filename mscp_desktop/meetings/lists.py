"""Meetings, decisions and challenges as tables list them: what is found, in what order, what stands as a heading."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Integer, Text, case, cast, func, literal, or_, select, type_coerce
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.listings import By, SqlTable
from mscp_desktop.foundation.partial_dates import MONTHS, format_day
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import (
    AgendaItem,
    Challenge,
    Decision,
    Meeting,
    MeetingKind,
    MeetingState,
    MinutesState,
)
from mscp_desktop.meetings.rules.decisions import QUORATE, RATIFIED, TO_RATIFY
from mscp_desktop.meetings.rules.meetings import BETWEEN
from mscp_desktop.meetings.rules.obligations import Verdict
from mscp_desktop.parties.records import Organisation

TO_MARK = Verdict.TO_MARK.value
STATES = (MeetingState.PLANNED.value, TO_MARK, MeetingState.HELD.value, MeetingState.CANCELLED.value)
SENT, NOT_SENT = "sent", "not sent"
ONLINE = "online"
_APRIL = 4


def state_of(state: MeetingState, day: date, today: date) -> str:
    """Return how a meeting stands on a day, in a word of `STATES`: one that is past is to be marked as held."""
    return TO_MARK if state is MeetingState.PLANNED and day < today else state.value


def _state(today: date) -> ColumnElement[str]:
    return case((_to_mark(today), literal(TO_MARK)), else_=type_coerce(Meeting.state, Text))


def _to_mark(today: date) -> ColumnElement[bool]:
    return (Meeting.state == MeetingState.PLANNED) & (Meeting.day < today)


def _minutes() -> ColumnElement[str | None]:
    """Return how far the minutes are; nothing where there is nothing to write yet."""
    none = (Meeting.minutes == MinutesState.NONE) & (Meeting.state != MeetingState.HELD)
    return case((none, None), else_=type_coerce(Meeting.minutes, Text))


def _sent() -> ColumnElement[str | None]:
    """Return whether the agenda went out; nothing for what has none."""
    none = (Meeting.agenda_sent.is_(None)) & (Meeting.state == MeetingState.CANCELLED)
    between = Meeting.kind.in_(BETWEEN)
    return case((between | none, None), (Meeting.agenda_sent.is_not(None), literal(SENT)), else_=literal(NOT_SENT))


def _where() -> ColumnElement[str | None]:
    return func.coalesce(Meeting.place, case((Meeting.link.is_not(None), literal(ONLINE)), else_=None))


def _month() -> ColumnElement[str]:
    return func.substr(type_coerce(Meeting.day, Text), 1, 7)


def month_words(month: str) -> str:
    """Return a month that is written as "2025-03" in words."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def _year() -> ColumnElement[int]:
    day = type_coerce(Meeting.day, Text)
    before = case((cast(func.substr(day, 6, 2), Integer) < _APRIL, 1), else_=0)
    return cast(func.substr(day, 1, 4), Integer) - before


def year_words(start: int) -> str:
    """Return the financial year that begins in a year, as "2025-26"."""
    return Year(YearKind.FINANCIAL, start).label


def _holds(like: str) -> ColumnElement[bool]:
    searched = (
        Group.name, Group.short, Group.aliases, Meeting.place, Meeting.link, type_coerce(Meeting.day, Text),
        type_coerce(Meeting.kind, Text), Meeting.cancelled_why,
    )  # fmt: skip
    return or_(*(one.ilike(like, escape="\\") for one in searched))


def meetings_table(today: date) -> SqlTable:
    """Return every meeting: what is to be marked, then today's and what is to come, the next one first, then what was.

    What was stands with the newest first; what waits to be marked with the one that waits longest.
    """
    coming = case((Meeting.day >= today, Meeting.day), (_to_mark(today), Meeting.day), else_=None)
    return SqlTable(
        select(Meeting.id).join(Group, Group.id == Meeting.group_id),
        {
            "day": By(Meeting.day, words=format_day),
            "time": By(Meeting.start_time, empty="time not fixed"),
            "group": By(Group.name, (Group.short,)),
            "where": By(_where(), (Meeting.link,), empty="place not fixed"),
            "kind": By(type_coerce(Meeting.kind, Text), words=str.capitalize),
            "state": By(_state(today), words=str.capitalize),
            "minutes": By(_minutes(), words=lambda state: f"Minutes {state}", empty="no minutes"),
            "agenda": By(_sent(), words=lambda sent: f"Agenda {sent}", empty="no agenda"),
            "month": By(_month(), words=month_words),
            "year": By(_year(), words=year_words),
        },
        (coming.asc().nulls_last(), Meeting.day.desc(), Meeting.start_time, Group.position, Meeting.id),
        _holds,
    )


def next_day(session: Session, ids: Sequence[int], today: date) -> date | None:
    """Return the day of the next of some meetings, today's among them; None where all of them are past."""
    return session.scalar(select(func.min(Meeting.day)).where(Meeting.id.in_(ids), Meeting.day >= today))


def meeting_id(session: Session, uid: str) -> int | None:
    """Return the id of a meeting by uid; None where it is gone."""
    return session.scalar(select(Meeting.id).where(Meeting.uid == uid))


def places_in_use(session: Session, typed: str, most: int = 12) -> list[str]:
    """Return the places where meetings were held or planned and that hold what was typed, the most used first."""
    wanted = typed.casefold().split()
    query = (
        select(Meeting.place).where(Meeting.place.is_not(None), Meeting.kind == MeetingKind.ORDINARY)
        .group_by(Meeting.place).order_by(func.count().desc(), Meeting.place)
    )  # fmt: skip
    found = [place for place in session.scalars(query) if place and all(word in place.casefold() for word in wanted)]
    return found[:most]


_MET, _OF, _UNDER, _RATIFIED = aliased(Meeting), aliased(Group), aliased(AgendaItem), aliased(Meeting)


def decisions_table() -> SqlTable:
    """Return every decision, the newest first; words typed are looked for in what was decided, and where."""
    standing = case(
        (~Decision.inquorate, QUORATE), (Decision.ratified_at_id.is_(None), TO_RATIFY), else_=RATIFIED,
    )  # fmt: skip
    return SqlTable(
        select(Decision.id)
        .join(_MET, _MET.id == Decision.meeting_id)
        .join(_OF, _OF.id == _MET.group_id)
        .outerjoin(_UNDER, _UNDER.id == Decision.item_id),
        {
            "number": By(Decision.number),
            "day": By(_MET.day),
            "group": By(_OF.name, (_OF.short,)),
            "text": By(Decision.text, (Decision.dissent,)),
            "item": By(_UNDER.title, empty="no item"),
            "standing": By(standing, words=str.capitalize),
        },
        (Decision.number.desc(),),
        lambda like: or_(
            *(
                one.ilike(like, escape="\\")
                for one in (Decision.text, Decision.dissent, _OF.name, _OF.short, _UNDER.title)
            )
        ),
    )


_BY, _TO = aliased(Organisation), aliased(Organisation)


def challenges_table() -> SqlTable:
    """Return every challenge, the newest first; words typed are looked for in both sides, the matter and the answer."""
    who = func.coalesce(_BY.name, Challenge.by_whom)
    whom = func.coalesce(_TO.name, Challenge.to_whom)
    return SqlTable(
        select(Challenge.id)
        .outerjoin(_MET, _MET.id == Challenge.meeting_id)
        .outerjoin(_OF, _OF.id == _MET.group_id)
        .outerjoin(_UNDER, _UNDER.id == Challenge.item_id)
        .outerjoin(_BY, _BY.id == Challenge.by_organisation_id)
        .outerjoin(_TO, _TO.id == Challenge.to_organisation_id),
        {
            "number": By(Challenge.number),
            "made": By(Challenge.made),
            "by": By(who, (Challenge.by_whom, _BY.short)),
            "to": By(whom, (Challenge.to_whom, _TO.short)),
            "about": By(Challenge.about, (Challenge.answer,)),
            "state": By(type_coerce(Challenge.state, Text), words=str.capitalize),
            "group": By(_OF.name, (_OF.short,), empty="outside a meeting"),
        },
        (Challenge.number.desc(),),
        lambda like: or_(
            *(
                one.ilike(like, escape="\\")
                for one in (
                    Challenge.about, Challenge.answer, Challenge.by_whom, Challenge.to_whom, _BY.name, _BY.short,
                    _TO.name, _TO.short, _OF.name, _OF.short,
                )
            )
        ),
    )  # fmt: skip
