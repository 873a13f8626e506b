"""What the minutes read of a meeting, and what they say of it in words: how far they are, and how its time goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mscp_desktop.foundation.drafts import Kept
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.page.meeting.minutes_discussion import kept_drafts
from mscp_desktop.meetings.rules.agendas import PURPOSE_WORDS, ItemRow
from mscp_desktop.meetings.rules.approval import (
    Earlier,
    approvers,
    coming_approver,
    earlier_minutes,
    proposed_approver,
    to_approve_at,
)
from mscp_desktop.meetings.rules.decisions import DecisionRow, to_ratify
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.meetings.rules.minutes_gaps import unfinished_in
from mscp_desktop.meetings.rules.quorum import NOT_YET, Quorum, quorum_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Found:
    """What the part reads of a meeting: its minutes, drafts, quorum, and what else can be decided at it."""

    minutes: Minutes
    drafts: Mapping[str, Kept]
    unfinished: Mapping[str, Mapping[str, str]]  # by item: the words of each form in which something is kept, by kind
    quorum: Quorum
    approvers: tuple[tuple[str, str], ...]
    approves: tuple[tuple[str, str], ...]  # earlier meetings whose minutes this one has before it
    ratifies: tuple[DecisionRow, ...]
    earlier: Earlier | None  # whose minutes it has before it
    proposed: str | None  # which of `approvers` is proposed: an ordinary meeting
    coming: str | None  # the next ordinary meeting, still to come, that can approve these
    today: date

    @property
    def ahead(self) -> bool:
        """Whether the meeting is still to come."""
        return self.minutes.meeting.day > self.today


def status_words(found: Found) -> str:
    """Return how far the minutes are, and what there is to mind: no quorum, corrections, the action log."""
    minutes = found.minutes
    said = [minutes.approval.words()]
    if found.quorum.met is False and minutes.writable:
        said.append("No quorum: a decision taken now is put up for ratification")
    if found.quorum.open() and minutes.writable:
        said.append(f"{NOT_YET}: {found.quorum.words.partition(': ')[2]}")
    if minutes.approval.actions_sent is not None:
        said.append(f"Action log sent on {format_day(minutes.approval.actions_sent)}")
    if minutes.corrections:
        number = len(minutes.corrections)
        said.append(f"{number} correction{'' if number == 1 else 's'}")
    return ". ".join(said) + "."


def ahead_words(found: Found) -> str:
    """Return that the meeting is still to come, for who writes its minutes; nothing where it is not."""
    day = format_day(found.minutes.meeting.day)
    return f"This meeting is on {day}. What is written here stands before it took place." if found.ahead else ""


def low_words(found: Found) -> str:
    """Return both in a few words, for a low window: that it is to come, and how far the minutes are."""
    day = f"Still to come, on {format_day(found.minutes.meeting.day)}. " if found.ahead else ""
    return day + status_words(found)


def about_words(item: ItemRow) -> str:
    """Return in a line when an item comes up, what for, who presents it, and what goes with it."""
    said = [item.time_words(), PURPOSE_WORDS[item.purpose], item.presenter or ""]
    if item.papers:
        said.append(f"{item.papers} paper{'' if item.papers == 1 else 's'}")
    if item.confidential:
        said.append("Left out of public minutes")
    return " · ".join(part for part in said if part)


def pace_words(minutes: Minutes, item_uid: str | None, now: datetime) -> str:
    """Return the time at the meeting and how that agrees with its agenda; nothing on another day than its own."""
    meeting = minutes.meeting
    local = now.astimezone(ZoneInfo(meeting.zone))
    one = None if item_uid is None else minutes.item(item_uid)
    if local.date() != meeting.day or meeting.start_time is None:
        return ""
    said = f"Now {local:%H:%M}"
    if one is None or one.item.start is None or one.item.end is None:
        return said
    clock = f"{local:%H:%M}"
    if clock > one.item.end:
        return f"{said}: this item was to end at {one.item.end}, {_between(one.item.end, clock)} minutes behind"
    if clock < one.item.start:
        return f"{said}: this item was to begin at {one.item.start}, {_between(clock, one.item.start)} minutes ahead"
    return f"{said}: this item is in its time, to {one.item.end}"


def _between(first: str, last: str) -> int:
    hours = [int(one[:2]) * 60 + int(one[3:]) for one in (first, last)]
    return hours[1] - hours[0]


def read_minutes(session: "Session", uid: str, user_uid: str, today: date) -> Found:
    """Return what the minutes of a meeting show, with what a user typed in them and did not save."""
    minutes = minutes_of(session, uid, today)
    drafts = {} if not minutes.writable else kept_drafts(session, user_uid, [one.item for one in minutes.items])
    unfinished = unfinished_in(session, minutes, user_uid) if minutes.writable else {}
    return Found(
        minutes, drafts, unfinished, quorum_of(session, uid), tuple(approvers(session, uid, today)),
        tuple(to_approve_at(session, uid)),
        tuple(
            one for one in to_ratify(session, minutes.meeting.group_uid)
            if one.meeting_uid != uid and one.meeting_day <= minutes.meeting.day
        ),
        earlier_minutes(session, uid), proposed_approver(session, uid, today), coming_approver(session, uid, today),
        today,
    )  # fmt: skip
