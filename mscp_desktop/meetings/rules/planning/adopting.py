"""How a plan becomes the year's meetings: in one operation, which one undo takes back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import ChangedMeanwhileError, UserError
from mscp_desktop.foundation.operations import operation
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
from mscp_desktop.meetings.rules.planning.hard_rules import many
from mscp_desktop.meetings.rules.planning.reading import AROUND
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, KnownMeeting, Plan

MOVABLE = (Hold.FREE, Hold.PINNED)


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of a plan: how many meetings were added, moved, pinned or freed, deleted and cancelled."""

    added: int
    moved: int
    held_fast: int
    deleted: int
    cancelled: int

    def words(self) -> str:
        """Return it in a sentence: "50 added, 2 moved"."""
        parts = (
            (self.added, "added"), (self.moved, "moved"), (self.held_fast, "pinned or no longer pinned"),
            (self.deleted, "deleted"), (self.cancelled, "cancelled"),
        )  # fmt: skip
        return ", ".join(f"{number} {words}" for number, words in parts if number) or "nothing to change"


@operation("meetings.adopt_plan")
def adopt_plan(session: WorkSession, plan: Plan, *, remove: bool = True) -> Adopted:
    """Put a plan on record: new meetings are added, those on record move to their new days, with their agendas.

    With `remove`, planned meetings of the year that are not pinned and that the plan has no date for are deleted; one
    with an agenda, or that other calendars know of, is cancelled with its reason instead. Raises
    `ChangedMeanwhileError` where meetings around the year were changed since the plan was worked out.
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
    moved, held_fast = _change(session, plan)
    new = [dated for dated in plan.meetings if dated.meeting is None or dated.meeting.uid is None]
    for dated in new:
        group = plan.request.group(dated.group_uid)
        add_meeting(
            session, dated.group_uid, dated.day, start_time=group.start_time, length=group.length, place=group.place,
            link=group.link, pinned=dated.hold is Hold.PINNED,
        )  # fmt: skip
    done = Adopted(len(new), moved, held_fast, deleted, cancelled)
    session.say(f"Adopted the plan of {year}: {many(len(plan.meetings), 'meeting')}, {done.words()}")
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


def _change(session: WorkSession, plan: Plan) -> tuple[int, int]:
    """Move meetings on record, and pin or free them; each in turn, so that none lands where another still is."""
    waiting = [(one, _wanted(session, one)) for one in plan.meetings if one.hold in MOVABLE]
    waiting = [(one, fields) for one, fields in waiting if fields]
    moved = sum("day" in fields for _, fields in waiting)
    held_fast = sum("day" not in fields for _, fields in waiting)
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
    return moved, held_fast


def _wanted(session: WorkSession, one: Dated) -> dict[str, Any]:
    """Return what has to change of a meeting on record; nothing for a new one."""
    if one.meeting is None or one.meeting.uid is None:
        return {}
    meeting = Meeting.by_uid(session, one.meeting.uid)
    fields: dict[str, Any] = {}
    if meeting.day != one.day:
        fields["day"] = one.day
    if meeting.pinned != (one.hold is Hold.PINNED):
        fields["pinned"] = one.hold is Hold.PINNED
    return fields


def _in_the_way(session: WorkSession, one: Dated, waiting: list[Dated]) -> bool:
    """Say whether another meeting of the group, which has yet to move, is on the day that one moves to."""
    uids = [other.meeting.uid for other in waiting if other.meeting is not None and other.group_uid == one.group_uid]
    return any(Meeting.by_uid(session, uid).day == one.day for uid in uids if uid is not None)
