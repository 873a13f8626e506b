"""Two rows of one log that say the same of one group: one action told of twice, or two, as somebody answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mscp_desktop.actions.intake.owners import Whose
from mscp_desktop.actions.intake.reading import LogEntry
from mscp_desktop.actions.intake.settling import Settled
from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import NOBODY, ActionRow, Owner
from mscp_desktop.roster.intake.resolving import Answer, Option, Question, What

ROW = "row:"  # begins what stands for the uid of an action that a row makes
ANOTHER = Answer(name="another")
"""The answer that a row with the words of one above is about another action."""


@dataclass(frozen=True, slots=True)
class Above:
    """A row that is taken in, its place, and the action as it stands after it: `new` where that row makes it."""

    place: int
    entry: LogEntry
    raised: object
    there: ActionRow
    new: bool

    def words(self) -> str:
        """Return which action a row below means by it."""
        return "It is the same action as " + (self.entry.where if self.new else f"{self.there.words()}, as in"
                                              f" {self.entry.where}")  # fmt: skip


def place_of(uid: str) -> int | None:
    """Return the place of the row that makes an action, None for an action that is on record."""
    return int(uid.removeprefix(ROW)) if uid.startswith(ROW) else None


def made_by(place: int, action: Settled, owner: Whose | None, group: Whose | None) -> ActionRow:
    """Return the action that a row makes, as rows below it find it."""
    own = NOBODY if owner is None else Owner(
        owner.kind, owner.uid, owner.name, None, None, owner.uid if owner.kind == "organisation" else None
    )  # fmt: skip
    shown = action.state is ActionState.DONE and bool(action.impact)
    return ActionRow(
        0, f"{ROW}{place}", 1, 0, action.text, own, None, None, None if group is None else group.uid, False, None, None,
        action.raised, action.due, 0, ActionState.IMPACT_SHOWN if shown else action.state, action.done_on,
        action.evidence, None, action.impact if shown else None, action.why, action.source, None, action.confidential,
        action.note(), None,
    )  # fmt: skip


def told_more(
    there: ActionRow, action: Settled, owner: Whose | None, fill: Sequence[str], *, done: bool, impact: bool
) -> ActionRow:
    """Return an action as it stands once a row has told more of it."""
    if "due date" in fill:
        there = replace(there, due=action.due)
    if "owner" in fill and owner is not None:
        there = replace(there, owner=Owner(owner.kind, owner.uid, owner.name, None, None, None))
    if done:
        there = replace(there, state=ActionState.DONE, done_on=action.done_on, evidence=action.evidence)
    return replace(there, state=ActionState.IMPACT_SHOWN, impact=action.impact) if impact else there


def twin_question(place: int, entry: LogEntry, text: str, twins: Sequence[Above]) -> Question:
    """Return the question whether a row is about an action that a row above is about, which has the same words."""
    one = twins[0].entry.where if len(twins) == 1 else "one above"
    why = "what it says more is told of that action"
    options = [Option(Answer(f"{ROW}{twin.place}"), f"The same as {twin.entry.where}", why) for twin in twins]
    return Question(
        f"twin:{place}", What.ACTION, text, f"Is it the same action as {one}? {entry.where[:1].upper()}"
        f"{entry.where[1:]} has the same words.",
        (*options, Option(ANOTHER, "Another action, with the same words")), True, remembered=False,
    )  # fmt: skip
