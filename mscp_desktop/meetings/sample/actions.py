"""Invented actions in every state, with what was heard of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mscp_desktop.actions.records import Action, ActionState, ActionUpdate
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.sample.contents import Matter
from mscp_desktop.meetings.sample.people import Rosters
from mscp_desktop.meetings.sample.words import EVIDENCE, HEARD

RAISED, SECOND = 0.5, 0.08  # of matters
SERVES = 0.4  # of actions, where priorities are recorded
BY_SEAT, BY_BODY, BY_PERSON = 0.7, 0.87, 0.96  # of actions, each up to here; the rest has no owner
OLD, FORGOTTEN, DUE_WITHIN = 120, 400, (21, 30, 45, 60, 90)  # days
COMING = ((0.85, ActionState.OPEN), (0.97, ActionState.DONE), (1.0, ActionState.IMPACT_SHOWN))
LATELY = (
    (0.35, ActionState.OPEN), (0.7, ActionState.DONE), (0.95, ActionState.IMPACT_SHOWN), (1.0, ActionState.WITHDRAWN),
)  # fmt: skip
LONG_AGO = (
    (0.015, ActionState.OPEN), (0.08, ActionState.DONE), (0.96, ActionState.IMPACT_SHOWN),
    (1.0, ActionState.WITHDRAWN),
)  # fmt: skip
CLOSED = ((0.95, ActionState.IMPACT_SHOWN), (1.0, ActionState.WITHDRAWN))


@dataclass(slots=True)
class Actions:
    """The actions that follow from matters, numbered in the order of time."""

    rng: random.Random
    today: date
    rosters: Rosters
    groups: dict[int, Group]
    priorities: Sequence[int]

    def raised(self, matters: Sequence[Matter], number: int) -> Iterator[Action]:
        """Give the actions of matters that were minuted, numbered from `number` on."""
        for one in matters:
            chance = self.rng.random()
            for second in (False, True)[: (chance < RAISED) + (chance < SECOND)]:
                if one.held:
                    yield self._action(one, number, second=second)
                    number += 1

    def _action(self, one: Matter, number: int, *, second: bool) -> Action:
        rng, raised = self.rng, one.meeting.day
        group = self.groups[one.meeting.group_id]
        due = raised + timedelta(days=rng.choice(DUE_WITHIN))
        state = self._state(due)
        action = Action(
            number=number, text=f"Report back on: {one.topic.title[0].lower()}{one.topic.title[1:]}" if second
            else one.topic.action, group_id=group.id, raised=raised, due=due, state=state,
            source_kind="agenda_item", source_uid=one.item.uid, confidential=one.item.confidential,
            source=f"{group.short or group.name}, {format_day(raised)}: {one.item.title}",
            priority_id=rng.choice(self.priorities) if self.priorities and rng.random() < SERVES else None,
        )  # fmt: skip
        if one.item.confidential:
            action.source = f"{group.short or group.name}, {format_day(raised)}"
        self._own(action, one)
        if state in (ActionState.DONE, ActionState.IMPACT_SHOWN):
            action.done_on = min(self.today, raised + timedelta(days=rng.randrange(10, (due - raised).days + 20)))
            action.evidence = EVIDENCE
        if state is ActionState.IMPACT_SHOWN:
            action.impact_on = min(self.today, (action.done_on or raised) + timedelta(days=60))
            action.impact = one.topic.impact
        if state is ActionState.WITHDRAWN:
            action.why = "Overtaken by new guidance"
        return action

    def _state(self, due: date) -> ActionState:
        chance, late = self.rng.random(), (self.today - due).days
        shares = COMING if late < 0 else LATELY if late < OLD else LONG_AGO if late < FORGOTTEN else CLOSED
        return next(state for upto, state in shares if chance < upto)

    def _own(self, action: Action, one: Matter) -> None:
        sitting = self.rosters.at(one.meeting.group_id, one.meeting.day)
        chance = self.rng.random()
        if not sitting or chance >= BY_PERSON:
            return
        who = self.rng.choice(sitting)
        if chance < BY_SEAT or (chance < BY_BODY and who.seat.organisation_id is None):
            action.seat_id = who.seat.id
        elif chance < BY_BODY:
            action.organisation_id = who.seat.organisation_id
        else:
            action.person_id = who.person.id

    def heard(self, actions: Sequence[Action]) -> Iterator[ActionUpdate]:
        """Give what was heard of actions; some were given more time."""
        for action in actions:
            for count in range(self.rng.choice((0, 0, 1, 1, 2))):
                day = action.raised + timedelta(days=20 + 25 * count)
                if day <= min(self.today, action.done_on or self.today):
                    yield ActionUpdate(
                        action_id=action.id, heard=day, text=self.rng.choice(HEARD), teller="The owner",
                        due_was=action.due - timedelta(days=20) if count and action.due else None,
                    )  # fmt: skip
