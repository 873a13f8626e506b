"""What becomes of each row of an action log, before anything is changed: new, there already, told more of, or asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.intake.owners import Owners, Whose, owners_of
from mscp_desktop.actions.intake.reading import ABOVE, LogEntry, read_log
from mscp_desktop.actions.intake.settling import LOG, Settled, settle
from mscp_desktop.actions.intake.words import Meaning, without_dates
from mscp_desktop.actions.records import Action, ActionState, ActionUpdate
from mscp_desktop.actions.rules.actions import ActionRow, action_rows
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, count_rows, fates_words
from mscp_desktop.roster.intake.layout import ColumnSeen
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.intake.resolving import Answer, Option, Question, What

SHOWN = 70  # characters of an action that say which it is
NEW = Answer(name="new")
OPEN = (Fate.NEW, Fate.SAME, Fate.CHANGED, Fate.ASKS)
"""The fates of rows that come in, or may."""


@dataclass(frozen=True, slots=True)
class More:
    """What a row tells of an action that is there: `fill` are fields that are empty there, `updates` what is new.

    `done` and `impact` say that the log is further than the action here.
    """

    updates: tuple[tuple[date, str], ...] = ()
    fill: tuple[str, ...] = ()
    done: bool = False
    impact: bool = False

    def words(self) -> list[str]:
        """Return in words what changes."""
        said = [f"its {' and '.join(self.fill)}"] if self.fill else []
        said += [f"{len(self.updates)} update{'' if len(self.updates) == 1 else 's'} more"] if self.updates else []
        said += ["it is done"] if self.done else []
        return said + (["its impact is shown"] if self.impact else [])


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One row, what it says, and what becomes of it; `there` is the uid of an action that it means."""

    place: int
    entry: LogEntry
    fate: Fate
    words: str
    action: Settled | None = None
    owner: Whose | None = None
    agency: Whose | None = None
    group: Whose | None = None
    there: str | None = None
    more: More | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LogPlan:
    """All rows in the order of the log, and what is asked of them."""

    rows: tuple[PlannedAction, ...]
    questions: dict[str, Question]
    columns: tuple[ColumnSeen, ...]
    notes: tuple[str, ...]
    kind: Kind = Kind.ACTIONS
    group_seen: str | None = None

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return count_rows(self.rows, fate)

    def words(self) -> str:
        """Return the count of rows by their fates: "12 rows are new, 3 need an answer"."""
        return fates_words(self.rows)


def plan_log(session: Session, asked: Asked, today: date) -> LogPlan:
    """Return what would become of each row of an action log."""
    day = min(asked.as_at.latest(), today)
    names = owners_of(session, asked.answers, day)
    said = {key: Meaning(one) for key, one in asked.columns}
    reading = read_log(asked.sheets, day, names.group_named, said=said, hidden_too=asked.hidden_too)
    whole = _named_throughout(reading.entries)
    planner = _Planner(asked, names, day, action_rows(session, None), _told(session), whole)
    rows = [planner.row(place, entry) for place, entry in enumerate(reading.entries)]
    needed = {key for row in rows for key in row.questions}
    questions = {key: one for key, one in planner.questions().items() if key in needed}
    passed = [one.heading for one in reading.columns if one.meaning is Meaning.NOTHING and one.sample]
    noted = [one.heading for one in reading.columns if one.meaning is Meaning.NOTE and one.sample]
    notes = list(reading.notes)
    notes += [f"Not taken: what stands under {', '.join(passed)}."] if passed else []
    notes += [f"For the notes: what stands under {', '.join(noted)}."] if noted else []
    if any(row.fate is Fate.NEW and row.action is not None and not row.action.raised_told for row in rows):
        notes.append("Where no day is told on which it was raised, that is the day of the log, or an earlier one.")
    if any(row.fate is Fate.NEW and row.group is None for row in rows):
        notes.append(
            "Some rows name no group: go back and choose whose log it is, so that they come back on its agenda."
        )
    titles = [one.said for one in reading.entries if one.out == ABOVE and one.group_above is None]
    seen = names.group_in(titles) if any(row.fate in OPEN and row.group is None for row in rows) else None
    seen = names.group_index.titles[whole] if whole is not None else seen
    return LogPlan(tuple(rows), questions, tuple(reading.columns), tuple(notes), group_seen=seen)


def _named_throughout(entries: Sequence[LogEntry]) -> str | None:
    """Return the uid of the one group that titles name for every row, None where they name several or leave rows."""
    named = {one.group_above for one in entries if not one.out}
    return named.pop() if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class _Names:
    group: Whose | None
    agency: Whose | None
    owner: Whose | None

    def keys(self) -> tuple[str, ...]:
        return tuple(one.asked for one in (self.group, self.agency, self.owner) if one is not None and one.asked)


class _Planner:
    def __init__(
        self, asked: Asked, names: Owners, day: date, there: Sequence[ActionRow], updates: dict[str, str],
        whole: str | None,
    ) -> None:  # fmt: skip
        """`whole` is the uid of the group that the titles name for the whole log; who says another one is followed."""
        self.asked, self.names, self.day, self.whole = asked, names, day, whole
        self.there, self.updates = there, updates
        self.owned = {one.uid: one.owner.kind is not None for one in there}
        self.own: dict[str, Question] = {}
        self.seen: dict[tuple[str, str, str, date], LogEntry] = {}
        self.meant: set[str] = set()  # actions that are there, which rows above mean

    def questions(self) -> dict[str, Question]:
        return {**self.names.questions, **self.own}

    def row(self, place: int, entry: LogEntry) -> PlannedAction:
        """Return what becomes of a row."""
        if entry.out:
            return PlannedAction(place, entry, Fate.LEFT_OUT, _sentence(entry.out))
        if self.asked.answers.get(f"row:{place}", Answer()).leave:
            return PlannedAction(place, entry, Fate.LEFT_OUT, "You left it out.")
        if entry.refused:
            return PlannedAction(place, entry, Fate.REFUSED, entry.refused)
        action = settle(entry, self.day, self.asked.answers)
        names = self._names(entry)
        keys = names.keys()
        if action.status is not None:
            self.own[action.status.key] = action.status
            keys = (*keys, action.status.key)
        row = PlannedAction(
            place, entry, Fate.NEW, "", action, names.owner, names.agency, names.group, questions=keys
        )  # fmt: skip
        if any(self.asked.answers.get(key, Answer()).leave for key in keys):
            return replace(row, fate=Fate.LEFT_OUT, words="You left out the rows with this name.")
        waits = [key for key in keys if self.questions()[key].needed and key not in self.asked.answers]
        whose = {one.asked for one in (names.owner, names.agency) if one is not None and one.asked}
        asks = replace(row, fate=Fate.ASKS, words=self.questions()[waits[0]].words) if waits else row
        if not whose.issuperset(waits):
            return asks
        self._keep_names(row)
        found = self._beside(row)
        if self._has_owner(found):  # it keeps that owner, so nothing depends on who is meant
            found = replace(found, questions=tuple(key for key in found.questions if key not in whose))
        elif waits and found.fate in (Fate.NEW, Fate.SAME, Fate.CHANGED):
            found = asks
        return found

    def _has_owner(self, row: PlannedAction) -> bool:
        """Say whether a row means an action that is there and has its owner already."""
        return row.there is not None and self.owned.get(row.there, False)

    # ---- names

    def _names(self, entry: LogEntry) -> _Names:
        written = without_dates(entry.cell(Meaning.GROUP))
        above = Whose("group", entry.group_above, self.names.group_index.titles[entry.group_above], exact=True) if (
            entry.group_above and not (self.whole and self.asked.group)
        ) else None  # fmt: skip
        group = self.names.group(written) if written else above
        if group is None and self.asked.group:
            group = self.names.group(self.asked.group)
        agency = self.names.agency(entry.cell(Meaning.AGENCY)) if entry.cell(Meaning.AGENCY) else None
        whose = entry.cell(Meaning.OWNER)
        uid = group.uid if group is not None else None
        owner = self.names.owner(whose, uid, agency) if whose else None
        return _Names(group, agency, owner)

    def _keep_names(self, row: PlannedAction) -> None:
        """Put into the notes what is written of a group, an owner or an agency and not said by what they stand for."""
        action, entry, owner = row.action, row.entry, row.owner
        if action is None:
            return
        if owner is not None and owner.kind is None and row.agency is not None and row.agency.kind:
            action.remarks.append(
                f"Nobody is known as “{owner.name or entry.cell(Meaning.OWNER)}”: its agency owns it."
            )
        elif owner is not None and owner.kind is None:
            action.remarks.append("It is taken without an owner.")
        elif owner is not None and owner.kind == "seat" and owner.asked is None:
            action.remarks += self.names.guess_words(entry.cell(Meaning.OWNER), owner)
        self._keep(action, entry, Meaning.OWNER, owner)
        agency, meant = row.agency, owner if owner is not None and owner.kind else row.agency
        said = meant is agency or (
            agency is not None and meant is not None and agency.uid is not None
            and (meant.uid == agency.uid or agency.uid in self.names.people.places.get(meant.uid or "", frozenset()))
        )  # fmt: skip
        self._keep(action, entry, Meaning.AGENCY, agency if said else None)
        group = row.group if entry.cell(Meaning.GROUP) else None
        if entry.cell(Meaning.GROUP):
            self._keep(action, entry, Meaning.GROUP, group)

    def _keep(self, action: Settled, entry: LogEntry, meaning: Meaning, whose: Whose | None) -> None:
        words = entry.cell(meaning)
        if words and (whose is None or whose.kind is None or not whose.exact or words != without_dates(words)):
            action.notes.append((entry.headings.get(meaning, meaning.value.capitalize()), words))

    # ---- beside what is there

    def _beside(self, row: PlannedAction) -> PlannedAction:
        """Return what a row is beside the actions that are there and the rows above it."""
        action = row.action
        if action is None:
            return row
        group = row.group.uid if row.group is not None else None
        mark = (group or "", plain(action.text), action.source, action.raised)
        above = self.seen.setdefault(mark, row.entry)
        if above is not row.entry:
            return _double(row, above)
        same = [one for one in self._of_group(group) if plain(one.text) == mark[1]]
        dated = [one for one in same if one.raised == action.raised or not row.entry.cell(Meaning.RAISED)]
        by_number = [one for one in self._of_group(group) if self._same_number(row.entry, action, one)]
        both = [one for one in dated or same if one in by_number]
        found = next(iter(both), None)
        if found is None and len(dated) == 1 and not _other_number(dated[0], row.entry, action):
            found = dated[0]
        near = [one for one in dict.fromkeys([*by_number, *same]) if one is not found]
        if found is None and near:
            answer = self._ask(row, near)
            if answer is None:
                question = f"action:{row.place}"
                return replace(
                    row, fate=Fate.ASKS, words=self.own[question].words, questions=(*row.questions, question)
                )
            found = next((one for one in near if one.uid == answer.uid), None)
            row = replace(row, questions=(*row.questions, f"action:{row.place}"))
        if found is None:
            return replace(row, words=_new_words(row))
        self.meant.add(found.uid)
        return self._more(row, found)

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
        return self.asked.answers.get(key)

    def _more(self, row: PlannedAction, there: ActionRow) -> PlannedAction:
        """Return a row that means an action which is there, with what it tells more of it."""
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
        words = f"It is here already as {there.words()}"
        if not changed:
            return replace(row, fate=Fate.SAME, words=f"{words}.", there=there.uid, more=more)
        return replace(
            row, fate=Fate.CHANGED, words=f"{words}, and the log tells more: {', '.join(changed)}.", there=there.uid,
            more=more,
        )  # fmt: skip


def _told(session: Session) -> dict[str, str]:
    """Return all that was heard of each action, by its uid."""
    found: dict[str, str] = {}
    query = select(Action.uid, ActionUpdate.text).join(Action, Action.id == ActionUpdate.action_id)
    for uid, words in session.execute(query.order_by(ActionUpdate.id)):
        found[uid] = f"{found.get(uid, '')} {words}"
    return found


def whose_of(row: PlannedAction) -> Whose | None:
    """Return who owns the action of a row: its owner, else its agency."""
    for one in (row.owner, row.agency):
        if one is not None and one.kind is not None:
            return one
    return None


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


def plain(words: str) -> str:
    """Return words in the form in which two spellings of an action are equal: case, marks and spaces set aside."""
    return " ".join(re.findall(r"\w+", words.casefold()))


def _double(row: PlannedAction, above: LogEntry) -> PlannedAction:
    """Return a row about an action that a row above is about: one that says the same is left out."""
    entry = row.entry
    if _lines(entry) == _lines(above):
        return replace(row, fate=Fate.LEFT_OUT, words=f"It says the same as {above.where}.", questions=())
    where = f"{entry.where[:1].upper()}{entry.where[1:]}"
    return replace(
        row, fate=Fate.REFUSED, questions=(),
        words=f"{where} is about the same action as {above.where}, and would make a second one of it. Put both into one"
        " row, or leave this one out.",
    )  # fmt: skip


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


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
