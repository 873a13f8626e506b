"""How a person changes a plan before it is solved again or adopted: each change gives a new plan and a new draft."""

from dataclasses import dataclass, replace
from datetime import date

from mscp_desktop.meetings.rules.planning.checker import breaches
from mscp_desktop.meetings.rules.planning.solve import numbered
from mscp_desktop.meetings.rules.planning.values import Dated, Draft, Hold, Pin, Plan, PlanRequest

MOVABLE = (Hold.FREE, Hold.PINNED)


@dataclass(frozen=True, slots=True)
class Revised:
    """A plan in work: what it began from as recorded, what the person changed, and the plan as it stands."""

    base: PlanRequest
    draft: Draft
    plan: Plan

    def moved(self, dated: Dated, day: date) -> "Revised":
        """Pin a meeting to a day, the one it has or another; the others stay where they are."""
        uid = None if dated.meeting is None else dated.meeting.uid
        pins = (*_without_pin(self.draft, dated), Pin(dated.group_uid, day, uid))
        return self._with(
            replace(self.draft, pins=pins, freed=self.draft.freed - {uid or ""}), dated,
            replace(dated, day=day, hold=Hold.PINNED),
        )  # fmt: skip

    def freed(self, dated: Dated) -> "Revised":
        """Let a pinned meeting be moved again by the next solving."""
        uid = None if dated.meeting is None else dated.meeting.uid
        freed = self.draft.freed | ({uid} if uid is not None else set())
        draft = replace(self.draft, pins=_without_pin(self.draft, dated), freed=freed)
        return self._with(draft, dated, replace(dated, hold=Hold.FREE))

    def without(self, dated: Dated) -> "Revised":
        """Leave a meeting out: its group has one fewer, and adopting the plan takes it off the year."""
        draft = self.freed(dated).draft
        return self._with(_more(draft, dated.group_uid, -1), dated, None)

    def with_more(self, group_uid: str) -> "Revised":
        """Give a group one meeting more, for the next solving to place."""
        return replace(self, draft=_more(self.draft, group_uid, 1))

    def _with(self, draft: Draft, old: Dated, new: Dated | None) -> "Revised":
        request = draft.applied(self.base)
        meetings = [one for one in self.plan.meetings if one != old]
        if new is not None:
            known = {one.uid: one for one in request.known if one.uid is not None}
            of = new.meeting and known.get(new.meeting.uid or "", new.meeting)
            meetings.append(replace(new, meeting=of))
        ordered = numbered(request, meetings)
        worse = tuple(one.words for one in breaches(request, ordered))
        return Revised(self.base, draft, Plan(request, ordered, self.plan.unplanned, worse))


def _without_pin(draft: Draft, dated: Dated) -> tuple[Pin, ...]:
    uid = None if dated.meeting is None else dated.meeting.uid
    return tuple(one for one in draft.pins if not _is_of(one, dated, uid))


def _is_of(pin: Pin, dated: Dated, uid: str | None) -> bool:
    if uid is not None or pin.uid is not None:
        return pin.uid == uid
    return dated.hold is Hold.PINNED and (pin.group_uid, pin.day) == (dated.group_uid, dated.day)


def _more(draft: Draft, group_uid: str, by: int) -> Draft:
    counts = dict(draft.more)
    counts[group_uid] = counts.get(group_uid, 0) + by
    return replace(draft, more=tuple(sorted((uid, number) for uid, number in counts.items() if number)))
