"""How a plan becomes the year's meetings: in one operation, which one undo takes back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ChangedMeanwhileError, UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Meeting
from mscp_desktop.meetings.rules.meetings import (
    BETWEEN,
    add_meeting,
    cancel_meeting,
    change_meeting,
    meetings_between,
    remove_meetings,
)
from mscp_desktop.meetings.rules.patterns import pattern_history
from mscp_desktop.meetings.rules.planning.hard_rules import many
from mscp_desktop.meetings.rules.planning.reading import AROUND
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, KnownMeeting, Plan, PlanRequest, Start

MOVABLE = (Hold.FREE, Hold.PINNED)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of the dates of a plan: how many meetings were added, moved, pinned or freed, deleted and cancelled.

    `elsewhere` counts those that kept their day and took over time or place; `stays` names the meetings whose own place
    or link is not the one that their group prefers, and stays. Those deleted and cancelled are none of the dates.
    """

    dates: int
    added: int
    moved: int
    held_fast: int
    deleted: int
    cancelled: int
    elsewhere: int = 0
    stays: tuple[str, ...] = ()

    def words(self) -> str:
        """Return it as a sentence's part: "47 meetings, 44 added, 1 moved, 2 as they were"."""
        changed = self.added + self.moved + self.held_fast + self.elsewhere
        parts = (
            (self.added, "added"), (self.moved, "moved"), (self.held_fast, "pinned or no longer pinned"),
            (self.elsewhere, "given the time and place their groups prefer"), (self.dates - changed, "as they were"),
        )  # fmt: skip
        out = ((self.deleted, "deleted"), (self.cancelled, "cancelled"))
        said = [many(self.dates, "meeting"), *(f"{number} {words}" for number, words in parts if number)]
        beside = " and ".join(f"{number} {words}" for number, words in out if number)
        return ", ".join(said) + (f"; beside them {beside}, for which the plan has no date" if beside else "")


@operation("meetings.adopt_plan")
def adopt_plan(session: WorkSession, plan: Plan, *, remove: bool = True) -> Adopted:
    """Put a plan on record: new meetings are added, those on record move to their new days, with their agendas.

    A plan from preferences gives the meetings that it dates the time and length their groups prefer, and the place and
    link too where they had none or one that was preferred before; those set by hand stay. With `remove`, planned
    meetings of the year that are not pinned and that the plan has no date for are deleted; one with an agenda, or that
    other calendars know of, is cancelled with its reason instead. Raises `ChangedMeanwhileError` where meetings around
    the year were changed since the plan was worked out.
    """
    _refuse_changed(session, plan)
    year = plan.request.year.label
    deleted = cancelled = 0
    for one in left_out(plan) if remove else ():
        meeting = Meeting.by_uid(session, one.uid or "")
        if next(referring(session, meeting), None) or meeting.outside_uid or meeting.agenda_sent:
            cancel_meeting(session, meeting.uid, f"Left out of the plan of {year}")
            cancelled += 1
        else:
            remove_meetings(session, [meeting.uid])
            deleted += 1
    moved, held_fast, elsewhere, stays = _change(session, plan)
    new = [dated for dated in plan.meetings if dated.meeting is None or dated.meeting.uid is None]
    for dated in new:
        group = plan.request.group(dated.group_uid)
        add_meeting(
            session, dated.group_uid, dated.day, start_time=group.start_time, length=group.length, place=group.place,
            link=group.link, pinned=dated.hold is Hold.PINNED,
        )  # fmt: skip
    done = Adopted(len(plan.meetings), len(new), moved, held_fast, deleted, cancelled, elsewhere, stays)
    session.say(f"Adopted the plan of {year}: {done.words()}")
    return done


def left_out(plan: Plan) -> list[KnownMeeting]:
    """Return the planned meetings of the year that are free to move and that a plan has no date for."""
    taken = {one.meeting.uid for one in plan.meetings if one.meeting is not None}
    return [
        one
        for one in plan.request.known
        if plan.request.counts(one) and one.hold is Hold.FREE and one.uid is not None and one.uid not in taken
    ]


def group_words(session: Session, group_id: int) -> str:
    """Return a group by the name that fits in a list of changes; that it is gone where it is."""
    group = session.get(Group, group_id)
    return "A group that was deleted" if group is None else group.short or group.name


def _refuse_changed(session: WorkSession, plan: Plan) -> None:
    year = plan.request.year
    groups = {one.uid for one in plan.request.groups}
    now = {
        (one.uid, one.version)
        for one in meetings_between(session, year.first_day - AROUND, year.last_day + AROUND, cancelled=False)
        if one.kind not in BETWEEN and one.group_uid in groups
    }
    if now != {(one.uid, one.version) for one in plan.request.known if one.uid is not None}:
        raise ChangedMeanwhileError(
            f"Meetings of {year.label} were changed since this plan was worked out. Nothing was done; solve it again."
        )


def _change(session: WorkSession, plan: Plan) -> tuple[int, int, int, tuple[str, ...]]:
    """Move meetings on record, and pin or free them; each in turn, so that none lands where another still is."""
    waiting, stays = [], []
    former = {one.uid: _former(session, one.uid) for one in plan.request.groups}
    for dated in (one for one in plan.meetings if one.hold in MOVABLE):
        fields, kept = _wanted(session, plan.request, dated, former[dated.group_uid])
        stays += kept
        if fields:
            waiting.append((dated, fields))
    moved = sum("day" in fields for _, fields in waiting)
    held_fast = sum("day" not in fields and "pinned" in fields for _, fields in waiting)
    elsewhere = len(waiting) - moved - held_fast
    while waiting:
        later, done = [], 0
        for one, fields in waiting:
            meeting = one.meeting
            if meeting is None or meeting.uid is None:
                continue
            if "day" in fields and _in_the_way(session, one, [other for other, _ in waiting if other is not one]):
                later.append((one, fields))
                continue
            change_meeting(session, meeting.uid, meeting.version, **fields)
            done += 1
        if later and not done:
            raise UserError("Two meetings of a group would change places. Move one of them by hand, then solve again.")
        waiting = later
    return moved, held_fast, elsewhere, tuple(stays)


def _former(session: WorkSession, group_uid: str) -> dict[str, set[Any]]:
    """Return the places and links that a group preferred at some time, by the field's name."""
    found: dict[str, set[Any]] = {"place": set(), "link": set()}
    for entry in pattern_history(session, group_uid):
        for name, values in (entry.values or {}).items():
            if name in found:
                found[name].update(values)
    return found


def _wanted(
    session: WorkSession, request: PlanRequest, one: Dated, former: dict[str, set[Any]]
) -> tuple[dict[str, Any], list[str]]:
    """Return what has to change of a meeting on record, and what of it stays though the group prefers otherwise."""
    if one.meeting is None or one.meeting.uid is None:
        return {}, []
    meeting = Meeting.by_uid(session, one.meeting.uid)
    fields: dict[str, Any] = {}
    if meeting.day != one.day:
        fields["day"] = one.day
    if meeting.pinned != (one.hold is Hold.PINNED):
        fields["pinned"] = one.hold is Hold.PINNED
    if request.start is not Start.PREFERENCES or (one.hold is Hold.PINNED and "day" not in fields):
        return fields, []
    group, stays = request.group(one.group_uid), []
    for name in ("start_time", "length", "place", "link"):
        now, liked = getattr(meeting, name), getattr(group, name)
        if liked is None or now == liked:
            continue
        if name in former and now is not None and now not in former[name]:
            stays.append(f"{group.name}, {format_day(one.day)}: the {name} {now} stays; {liked} is preferred now.")
        else:
            fields[name] = liked
    return fields, stays


def _in_the_way(session: WorkSession, one: Dated, waiting: list[Dated]) -> bool:
    """Say whether another meeting of the group, which has yet to move, is on the day that one moves to."""
    uids = [other.meeting.uid for other in waiting if other.meeting is not None and other.group_uid == one.group_uid]
    return any(Meeting.by_uid(session, uid).day == one.day for uid in uids if uid is not None)
