"""What becomes of each row of an action log, before anything is changed: new, there already, told more of, or asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.intake.beside import Beside
from mscp_desktop.actions.intake.owners import Owners, Whose, owners_of
from mscp_desktop.actions.intake.planned import PlannedAction
from mscp_desktop.actions.intake.reading import ABOVE, LogEntry, LogReading, read_log
from mscp_desktop.actions.intake.settling import Settled, settle
from mscp_desktop.actions.intake.words import Meaning, without_dates
from mscp_desktop.actions.records import Action, ActionUpdate
from mscp_desktop.actions.rules.actions import ActionRow, action_rows
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, count_rows, fates_words
from mscp_desktop.roster.intake.layout import ColumnSeen
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.intake.resolving import Answer, Question
from mscp_desktop.roster.intake.titles import DayTold, day_told

OPEN = (Fate.NEW, Fate.SAME, Fate.CHANGED, Fate.ASKS)
"""The fates of rows that come in, or may."""


@dataclass(frozen=True, slots=True)
class LogPlan:
    """All rows in the order of the log, and what is asked of them."""

    rows: tuple[PlannedAction, ...]
    questions: dict[str, Question]
    columns: tuple[ColumnSeen, ...]
    notes: tuple[str, ...]
    kind: Kind = Kind.ACTIONS
    group_seen: str | None = None
    day_seen: DayTold | None = None
    gaps: tuple[str, ...] = ()

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
    told = day_told([(one.where, one.said) for one in reading.entries if one.out == ABOVE], today)
    return LogPlan(
        tuple(rows), questions, tuple(reading.columns), tuple(notes), group_seen=seen, day_seen=told,
        gaps=_gaps(reading),
    )  # fmt: skip


def _gaps(reading: LogReading) -> tuple[str, ...]:
    """Return what no column is taken for, and what happens then, where there are actions at all."""
    held = {one.meaning for one in reading.columns}
    if not any(one.cell(Meaning.TEXT) for one in reading.entries):
        return ()
    found = []
    if not {Meaning.OWNER, Meaning.AGENCY} & held:
        found.append("No column is taken for the owner, so every action that is new comes in without one.")
    if not {Meaning.DUE, Meaning.REVISED} & held:
        found.append("No column is taken for the due date, so no action comes in with one, and none can be overdue.")
    return tuple(found)


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
        self.beside = Beside(asked.answers, day, there, updates)

    def questions(self) -> dict[str, Question]:
        return {**self.names.questions, **self.beside.own}

    def row(self, place: int, entry: LogEntry) -> PlannedAction:
        """Return what becomes of a row."""
        left = self.asked.answers.get(f"row:{place}", Answer()).leave
        if entry.out or left:
            words = _sentence(entry.out) if entry.out else "You left it out."
            return PlannedAction(place, entry, Fate.LEFT_OUT, words)
        if entry.refused:
            return PlannedAction(place, entry, Fate.REFUSED, " ".join([entry.refused, *self._else_wrong(entry)]))
        return self._read(place, entry)

    def _read(self, place: int, entry: LogEntry) -> PlannedAction:
        """Return what becomes of a row that can be read."""
        action = settle(entry, self.day, self.asked.answers)
        names = self._names(entry)
        keys = names.keys()
        if action.status is not None:
            self.beside.own[action.status.key] = action.status
            keys = (*keys, action.status.key)
        row = PlannedAction(
            place, entry, Fate.NEW, "", action, names.owner, names.agency, names.group, questions=keys
        )  # fmt: skip
        if any(self.asked.answers.get(key, Answer()).leave for key in keys):
            return replace(row, fate=Fate.LEFT_OUT, words="You left out the rows with this name.")
        waits = [key for key in keys if self.questions()[key].needed and key not in self.asked.answers]
        whose = {one.asked for one in (names.owner, names.agency) if one is not None and one.asked}
        words = " ".join(self.questions()[key].words for key in waits)
        besides = " ".join(action.remarks)
        asks = replace(row, fate=Fate.ASKS, words=words, besides=besides) if waits else row
        if not whose.issuperset(waits):
            self.beside.wait(row, action)
            return asks
        self._keep_names(row)
        found = self.beside.row(row, action)
        if found.fate is Fate.ASKS:
            found = replace(found, besides=besides)
        if self.beside.has_owner(found):  # it keeps that owner, so nothing depends on who is meant
            found = replace(found, questions=tuple(key for key in found.questions if key not in whose))
        elif waits and found.fate in (Fate.NEW, Fate.SAME, Fate.CHANGED):
            found = asks
        return found

    def _else_wrong(self, entry: LogEntry) -> list[str]:
        """Return what else is unsure of a row that can't be taken, so that it is mended once."""
        action, names = settle(entry, self.day, self.asked.answers), self._names(entry)
        found = [one for one in action.remarks if one.startswith("“")]
        unsure = [(Meaning.GROUP, names.group), (Meaning.AGENCY, names.agency), (Meaning.OWNER, names.owner)]
        found += [
            f"“{entry.cell(meaning)}” under “{entry.headings[meaning]}” is not known for certain."
            for meaning, whose in unsure if whose is not None and whose.kind is None and entry.cell(meaning)
        ]  # fmt: skip
        if action.status is not None and action.status.key not in self.asked.answers:
            found.append(action.status.words)
        return found

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


def _told(session: Session) -> dict[str, str]:
    """Return all that was heard of each action, by its uid."""
    found: dict[str, str] = {}
    query = select(Action.uid, ActionUpdate.text).join(Action, Action.id == ActionUpdate.action_id)
    for uid, words in session.execute(query.order_by(ActionUpdate.id)):
        found[uid] = f"{found.get(uid, '')} {words}"
    return found


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
