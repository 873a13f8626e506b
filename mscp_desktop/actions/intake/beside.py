"""Sets the rows of an action log beside the actions that are on record, and beside the rows above them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from mscp_desktop.actions.intake.planned import More, PlannedAction, plain, whose_of
from mscp_desktop.actions.intake.reading import LogEntry
from mscp_desktop.actions.intake.settling import LOG, Settled
from mscp_desktop.actions.intake.twins import ROW, Above, made_by, place_of, told_more, twin_question
from mscp_desktop.actions.intake.words import Meaning
from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.roster.intake.fates import Fate
from mscp_desktop.roster.intake.resolving import Answer, Option, Question, What

SHOWN = 70  # characters of an action that say which it is
NEW = Answer(name="new")


@dataclass(slots=True)
class Beside:
    """The actions `there`, all that was heard of each in `updates`, and the rows that were taken so far.

    `own` are the questions that this asks; `day` is that of the log.
    """

    answers: Mapping[str, Answer]
    day: date
    there: Sequence[ActionRow]
    updates: dict[str, str]
    own: dict[str, Question] = field(default_factory=dict)
    owned: dict[str, bool] = field(default_factory=dict)  # whether each action has an owner
    above: dict[tuple[str, str], list[Above]] = field(default_factory=dict)  # by group and words
    meant: set[str] = field(default_factory=set)  # actions that are there, which rows above mean

    def __post_init__(self) -> None:
        self.owned.update({one.uid: one.owner.kind is not None for one in self.there})

    def has_owner(self, row: PlannedAction) -> bool:
        """Say whether a row means an action that is there and has its owner already."""
        return row.there is not None and self.owned.get(row.there, False)

    def wait(self, row: PlannedAction, action: Settled) -> None:
        """Keep a row that asks something else first, so that a row below with its words is asked of at once."""
        if row.group is None or row.group.kind:
            made = made_by(row.place, action, None, row.group)
            self._twins(row).append(Above(row.place, row.entry, action.raised, made, new=True))

    def row(self, row: PlannedAction, action: Settled) -> PlannedAction:
        """Return what a row is beside the actions that are there and the rows above it."""
        twins = self._twins(row)
        lines = _lines(row.entry)
        again = next((one for one in twins if one.raised == action.raised and _lines(one.entry) == lines), None)
        if again is not None:
            return replace(row, fate=Fate.LEFT_OUT, words=f"It says the same as {again.entry.where}.", questions=())
        row, found = self._there(row, action)
        if row.fate is Fate.ASKS:
            return row
        if found is None and twins:
            row, twin = self._twin(row, action, twins)
            if twin is not None:
                told = self._more(row, twin.there, twin.words())
                twins[twins.index(twin)] = replace(twin, there=self._after(told, twin.there))
                return told
            if row.fate is Fate.ASKS:
                return row
        if found is None:
            made = made_by(row.place, action, whose_of(row), row.group)
            self.owned[made.uid] = made.owner.kind is not None
            twins.append(Above(row.place, row.entry, action.raised, self._after(row, made), new=True))
            return replace(row, words=_new_words(row))
        self.meant.add(found.uid)
        told = self._more(row, found, f"It is here already as {found.words()}")
        twins.append(Above(row.place, row.entry, action.raised, self._after(told, found), new=False))
        return told

    def _there(self, row: PlannedAction, action: Settled) -> tuple[PlannedAction, ActionRow | None]:
        """Return the action on record that a row means, None for none; or the row as one that must be asked of it."""
        group = row.group.uid if row.group is not None else None
        same = [one for one in self._of_group(group) if plain(one.text) == plain(action.text)]
        dated = [one for one in same if one.raised == action.raised or not row.entry.cell(Meaning.RAISED)]
        by_number = [one for one in self._of_group(group) if self._same_number(row.entry, action, one)]
        found = next((one for one in dated or same if one in by_number), None)
        if found is None and len(dated) == 1 and not _other_number(dated[0], row.entry, action):
            found = dated[0]
        near = [one for one in dict.fromkeys([*by_number, *same]) if one is not found]
        if found is not None or not near:
            return row, found
        answer = self._ask(row, near)
        question = f"action:{row.place}"
        row = replace(row, questions=(*row.questions, question))
        if answer is None:
            return replace(row, fate=Fate.ASKS, words=self.own[question].words), None
        return row, next((one for one in near if one.uid == answer.uid), None)

    def _twin(
        self, row: PlannedAction, action: Settled, twins: Sequence[Above]
    ) -> tuple[PlannedAction, Above | None]:  # fmt: skip
        """Return the row above whose action a row is about, as somebody answered; or the row as one that asks."""
        question = twin_question(row.place, row.entry, action.text, twins)
        self.own[question.key] = question
        row = replace(row, questions=(*row.questions, question.key))
        said = self.answers.get(question.key)
        if said is None:
            return replace(row, fate=Fate.ASKS, words=question.words), None
        return row, next((one for one in twins if f"{ROW}{one.place}" == said.uid), None)

    def _twins(self, row: PlannedAction) -> list[Above]:
        """Return the rows above with the words and the group of a row, to which that row is added."""
        group = row.group.uid if row.group is not None else None
        return self.above.setdefault((group or "", plain(row.entry.cell(Meaning.TEXT))), [])

    def _after(self, row: PlannedAction, there: ActionRow) -> ActionRow:
        """Return an action as it stands once a row is taken in, and keep what that row tells of it as heard."""
        more, action = row.more, row.action
        updates = action.updates if more is None and action is not None else () if more is None else more.updates
        self.updates[there.uid] = " ".join([self.updates.get(there.uid, ""), *(words for _, words in updates)])
        if more is None or action is None:
            return there
        return told_more(there, action, whose_of(row), more.fill, done=more.done, impact=more.impact)

    def _of_group(self, group: str | None) -> list[ActionRow]:
        there = (one for one in self.there if one.uid not in self.meant)
        return [one for one in there if group is None or one.group_uid in (group, None)]

    def _same_number(self, entry: LogEntry, action: Settled, one: ActionRow) -> bool:
        ref = " ".join(entry.cell(Meaning.REF).split())
        return bool(ref) and (ref.upper() == one.words() or (action.source != LOG and one.source == action.source))

    def _ask(self, row: PlannedAction, near: Sequence[ActionRow]) -> Answer | None:
        key = f"action:{row.place}"
        options = [Option(Answer(one.uid), f"{one.words()}, {_short(one.text)}", _why(row, one)) for one in near[:4]]
        words = "Is it an action that is here already?"
        self.own[key] = Question(
            key, What.ACTION, row.entry.cell(Meaning.TEXT), words,
            (*options, Option(NEW, "No, it is another action")), True, remembered=False,
        )  # fmt: skip
        return self.answers.get(key)

    def _more(self, row: PlannedAction, there: ActionRow, words: str) -> PlannedAction:
        """Return a row that means an action which is there, as `words` say, with what it tells more of it."""
        action = row.action
        if action is None:
            return row
        heard = plain(" ".join(filter(None, (self.updates.get(there.uid), there.note, there.evidence, there.impact,
                                             there.why))))  # fmt: skip
        updates = [one for one in action.updates if plain(one[1]) not in heard]
        fill = []
        says = [f"{head}: {words}" for head, words in action.notes]
        can_be_due = there.due is None and there.state is ActionState.OPEN
        if action.due is not None and can_be_due and action.due >= there.raised:
            fill.append("due date")
        elif action.due is not None and action.due != there.due:
            says.append(f"Due {format_day(action.due)}")
        if whose_of(row) is not None and there.owner.kind is None:
            fill.append("owner")
        else:
            says += _other_owner(row, there)
        done = action.state is ActionState.DONE and there.state is ActionState.OPEN and action.done_on is not None
        done = done and (action.done_on or there.raised) >= there.raised
        impact = bool(action.impact) and (done or there.state is ActionState.DONE)
        if action.state is ActionState.WITHDRAWN and there.state is not ActionState.WITHDRAWN:
            says.append("It is withdrawn")
        if action.impact and not impact and plain(action.impact) not in heard:
            says.append(f"Impact: {action.impact}")
        says = [one for one in says if plain(one) not in heard]
        if says:
            updates.append((self.day, f"The action log says: {'; '.join(says)}"))
        more = More(tuple(updates), tuple(fill), done, impact)
        changed = more.words()
        if not changed:
            twin = place_of(there.uid) is not None
            fate = Fate.LEFT_OUT if twin else Fate.SAME
            return replace(row, fate=fate, words=f"{words}.", there=there.uid, more=more)
        return replace(
            row, fate=Fate.CHANGED, words=f"{words}, and the log tells more: {', '.join(changed)}.", there=there.uid,
            more=more,
        )  # fmt: skip


def _other_owner(row: PlannedAction, there: ActionRow) -> list[str]:
    """Return what a row says of another owner than the action has, of one whose owner nobody knows of its agency."""
    owner, own = whose_of(row), there.owner
    if owner is None or owner.uid == own.uid or plain(owner.name) == plain(own.words):
        return []
    if row.owner is None or row.owner.kind is not None or row.owner.asked is None:
        return [f"Owner {owner.name}"]
    if owner.uid == own.agency_uid:
        return []
    return [f"{row.entry.headings.get(Meaning.AGENCY, 'Agency')}: {row.entry.cell(Meaning.AGENCY)}"]


def _lines(entry: LogEntry) -> list[str]:
    return [" ".join(words.split()) for words in entry.all_words()]


def _other_number(one: ActionRow, entry: LogEntry, action: Settled) -> bool:
    """Say whether an action that is there has another number of a log than a row."""
    numbered = (one.source or "").startswith(f"{LOG}, no.")
    return bool(entry.cell(Meaning.REF)) and numbered and one.source != action.source


def _why(row: PlannedAction, one: ActionRow) -> str:
    if plain(one.text) == plain(row.entry.cell(Meaning.TEXT)):
        return "has the same words"
    return "has the same number, and other words"


def _new_words(row: PlannedAction) -> str:
    action = row.action
    if action is None:
        return ""
    owner = whose_of(row)
    state = "done, its impact shown" if action.impact and action.state is ActionState.DONE else action.state.value
    due = f", due {format_day(action.due)}" if action.due else ""
    whose = f", owned by {owner.name}" if owner else ""
    return " ".join([f"A new action: {state}{due}{whose}.", *action.remarks])


def _short(words: str) -> str:
    line = " ".join(words.split())
    return f"{line[:SHOWN].rstrip()}…" if len(line) > SHOWN else line
