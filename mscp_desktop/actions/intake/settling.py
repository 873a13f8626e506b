"""What an entry of an action log means as an action: its days, its state and what shows it; the rest goes to notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from mscp_desktop.actions.intake.reading import LogEntry
from mscp_desktop.actions.intake.words import (
    PLAIN,
    Meaning,
    Told,
    date_in,
    date_under,
    heard,
    is_short,
    is_tick,
    state_of,
    without_dates,
)
from mscp_desktop.actions.records import ActionState
from mscp_desktop.foundation.heading_words import plain_heading
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.roster.intake.resolving import Answer, Option, Question, What

LOG = "Action log"
WAYS = (
    (ActionState.OPEN, "open, and still to be done"), (ActionState.DONE, "done"),
    (ActionState.WITHDRAWN, "withdrawn"),
)  # fmt: skip


@dataclass(slots=True)
class Settled:
    """An action as a row gives it. `updates` are what was heard, by day; `notes` what fits no field, with its head.

    `remarks` are sentences on what was not understood, `status` the question on a status that nobody knows. An action
    that is done has its `evidence`, one that is withdrawn its `why`. `raised_told` says whether the row tells when it
    was raised; else that is the day of the log, or an earlier one that the row tells.
    """

    text: str
    raised: date
    source: str
    due: date | None = None
    state: ActionState = ActionState.OPEN
    done_on: date | None = None
    evidence: str | None = None
    impact: str | None = None
    why: str | None = None
    confidential: bool = False
    updates: list[tuple[date, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    status: Question | None = None
    raised_told: bool = True

    def note(self) -> str | None:
        """Return what fits no field, a line to each."""
        return "\n".join(f"{head}: {words}" for head, words in self.notes) or None


def settle(entry: LogEntry, day: date, answers: Mapping[str, Answer]) -> Settled:
    """Return what a row means; `day` is that of the list, and nothing in it was done or heard after that."""
    return _Settler(entry, day, answers).settled()


class _Settler:
    def __init__(self, entry: LogEntry, day: date, answers: Mapping[str, Answer]) -> None:
        self.entry, self.day, self.answers = entry, day, answers
        ref = " ".join(entry.cell(Meaning.REF).split())
        self.made = Settled(entry.cell(Meaning.TEXT), day, f"{LOG}, no. {ref}" if ref else LOG)
        self.made.notes += entry.notes

    def settled(self) -> Settled:
        made, entry = self.made, self.entry
        made.confidential = is_tick(entry.cell(Meaning.CONFIDENTIAL))
        if entry.cell(Meaning.CONFIDENTIAL) and not made.confidential:
            self._note(Meaning.CONFIDENTIAL)
        raised = self._past(Meaning.RAISED, first=True)
        if raised is None and entry.cell(Meaning.GROUP):
            told = date_in(entry.cell(Meaning.GROUP), self.day).date
            raised = told.exact() if told is not None and without_dates(entry.cell(Meaning.GROUP)) else None
            raised = raised if raised is not None and raised <= self.day else None
        raised = raised or entry.day_above
        due = self._due(raised)
        state = self._state()
        made.updates += heard(entry.cell(Meaning.UPDATE), self.day) if entry.cell(Meaning.UPDATE) else []
        done_on = self._done_on(state)
        made.state = state
        if raised is None:
            known = [one for one in (due, done_on, *(on for on, _ in made.updates)) if one is not None]
            raised = min([self.day, *known])
            made.raised_told = False
        made.raised, made.due = raised, due
        self._say_end(done_on)
        return made

    # ---- days

    def _past(self, meaning: Meaning, *, first: bool = False) -> date | None:
        """Return the day that a cell tells, which can't lie after that of the list; else its words go to the notes."""
        words = self.entry.cell(meaning)
        if not words:
            return None
        told = date_under(words, self.day)
        found = None if told.date is None else told.date.earliest() if first else told.date.latest()
        if found is not None and found > self.day and str(found.year) not in words:
            found = found.replace(year=found.year - 1) if (found.month, found.day) != (2, 29) else None
        if found is not None and first and found > self.day:
            found = None
        if found is not None and found > self.day:
            found = self.day if told.date is not None and told.date.earliest() <= self.day else None
        if not told.whole or found is None:
            self._note(meaning)
        if found is None:
            past = told.date is not None
            self._remark(meaning, "lies after the day of the list" if past else "is no date that can be read")
        else:
            self._say_taken(meaning, told, found)
        return found

    def _due(self, raised: date | None) -> date | None:
        entry = self.entry
        found = None
        for meaning in (Meaning.REVISED, Meaning.DUE):
            words = entry.cell(meaning)
            if not words:
                continue
            told = date_under(words, self.day, raised)
            day = told.date.latest() if told.date is not None else None
            if day is not None and raised is not None and day < raised:
                self._remark(meaning, f"lies before it was raised ({format_day(raised)})")
                day = None
            elif day is None:
                self._remark(meaning, "is no date that can be read")
            elif found is None:
                self._say_taken(meaning, told, day)
            if not told.whole or day is None or found is not None:
                self._note(meaning)
            found = found or day
        return found

    def _done_on(self, state: ActionState) -> date | None:
        words = self.entry.cell(Meaning.DONE_ON)
        if not words:
            status = self.entry.cell(Meaning.STATUS) or self.entry.cell(Meaning.RAG)
            told = date_in(status, self.day) if status else None
            found = told.date.exact() if told is not None and told.date is not None else None
            return found if found is not None and found <= self.day else None
        if is_tick(words) or state_of(words) is not None or date_under(words, self.day).date is None:
            if not is_tick(words):
                self._note(Meaning.DONE_ON)
            return None
        found = self._past(Meaning.DONE_ON)
        if state is not ActionState.DONE and found is not None:
            self._note(Meaning.DONE_ON)
            return None
        return found

    # ---- how far it is

    def _state(self) -> ActionState:
        """Return how far it is: by its status, else its colour, the day it was done, or the title above it."""
        entry = self.entry
        status, colour, done = (entry.cell(one) for one in (Meaning.STATUS, Meaning.RAG, Meaning.DONE_ON))
        if colour:
            self._note(Meaning.RAG)
        if is_tick(status) and plain_heading(status) not in {*PLAIN, "x"}:  # a cross may mean that it is not
            return ActionState.DONE
        if status and plain_heading(status) not in PLAIN:
            self._note(Meaning.STATUS)
        for words in (status, colour):
            if words:
                return self._state_in(words, Meaning.STATUS if words is status else Meaning.RAG)
        if done:
            ends = is_tick(done) or date_under(done, self.day).date is not None
            return ActionState.DONE if ends else state_of(done) or ActionState.OPEN
        return entry.state_above or ActionState.OPEN

    def _state_in(self, words: str, meaning: Meaning) -> ActionState:
        found = state_of(words)
        if found is not None:
            return found
        if not is_short(words):
            return ActionState.OPEN
        plain = " ".join(words.casefold().split())
        head = self.entry.headings.get(meaning, "Status")
        question = Question(
            f"status:{plain}", What.STATUS, words, f"What does “{words}” under “{head}” say of an action?",
            tuple(Option(Answer(name=state.value), said.capitalize()) for state, said in WAYS), True, remembered=False,
        )  # fmt: skip
        self.made.status = question
        answer = self.answers.get(question.key)
        states = {state.value: state for state, _ in WAYS}
        return states.get(answer.name or "", ActionState.OPEN) if answer is not None else ActionState.OPEN

    def _say_end(self, done_on: date | None) -> None:
        """Give an action that is over what its state rests on; of one that is open such words go to the notes."""
        made, entry = self.made, self.entry
        evidence, impact = entry.cell(Meaning.EVIDENCE), entry.cell(Meaning.IMPACT)
        said = entry.cell(Meaning.STATUS) or entry.cell(Meaning.RAG) or entry.cell(Meaning.DONE_ON)
        shown = f"The action log says “{' '.join(said.split())}”." if said and not date_in(said, self.day).whole else ""
        if made.state is ActionState.DONE:
            made.evidence = evidence or shown or "It stands as done in the action log."
            made.impact = impact or None
            on = done_on
            if on is not None and on < made.raised:
                made.remarks.append(
                    f"It can't have been done on {format_day(on)}, before it was raised ({format_day(made.raised)});"
                    " that day goes to the notes."
                )
                made.notes.append(("Done on", format_day(on)))
                on = None
            if on is None:
                made.remarks.append(
                    f"No day is told on which it was done: {format_day(self.day)}, the day of the log, stands there."
                )
            made.done_on = on or self.day
            return
        if made.state is ActionState.WITHDRAWN:
            made.why = shown or "It stands as withdrawn in the action log."
        for meaning in (Meaning.EVIDENCE, Meaning.IMPACT):
            if entry.cell(meaning):
                self._note(meaning)

    # ---- what is left

    def _note(self, meaning: Meaning) -> None:
        one = (self.entry.headings.get(meaning, meaning.value.capitalize()), self.entry.cell(meaning))
        if one not in self.made.notes:
            self.made.notes.append(one)

    def _remark(self, meaning: Meaning, what: str) -> None:
        self.made.remarks.append(f"{self._quoted(meaning)} {what}; it goes to the notes.")

    def _say_taken(self, meaning: Meaning, told: Told, day: date) -> None:
        """Say which day stands for a month, or for a number that a spreadsheet counts days by."""
        counted = self.entry.cell(meaning).strip()[:5].isdigit()
        if told.date is not None and (told.date.day is None or counted):
            self.made.remarks.append(f"{self._quoted(meaning)} is taken for {format_day(day)}.")

    def _quoted(self, meaning: Meaning) -> str:
        words = " ".join(self.entry.cell(meaning).split())
        return f"“{words[:60]}” under “{self.entry.headings.get(meaning, meaning.value)}”"
