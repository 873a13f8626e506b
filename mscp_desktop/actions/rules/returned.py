"""An agency's answer about its actions: what each row means, and taking it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow, state_words
from mscp_desktop.actions.rules.changes import add_update, mark_done, show_impact
from mscp_desktop.actions.rules.extract import DONE, NOT_YET, actions_asked
from mscp_desktop.exchange.returns import Returned, ReturnedRow
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import AgencyRequest, Organisation
from mscp_desktop.parties.rules.requests import (
    AgencyAnswer,
    AnswerLine,
    Fate,
    close_answered,
    left_over,
    request_answered,
    require_open,
    spoilt_lines,
)

RESTED_ON = frozenset(
    {
        "text", "seat_id", "person_id", "organisation_id", "raised", "due", "state", "done_on", "evidence", "impact_on",
        "impact",
    }
)  # fmt: skip
"""What an agency's answer rests on: the words of an action, whose it is, its dates and how far it is."""
SHOWN = 70  # characters of an action that say which it is


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """What an agency says of an action: an update, another date with its reason, done with evidence, its impact."""

    uid: str
    progress: str | None = None
    due: date | None = None
    why: str | None = None
    evidence: str | None = None
    done_on: date | None = None
    impact: str | None = None

    def words(self) -> str:
        """Return in words what it changes."""
        when = f" on {format_day(self.done_on)}" if self.done_on else ""
        parts = [
            f"update: “{self.progress}”" if self.progress else "",
            f"due {format_day(self.due)} instead: “{self.why}”" if self.due else "",
            f"done{when}: “{self.evidence}”" if self.evidence else "",
            f"impact: “{self.impact}”" if self.impact else "",
        ]
        return "; ".join(part for part in parts if part)


Verdict = tuple[Fate, str, ActionAnswer | None, tuple[str, ...]]


def read_answer(
    session: Session, returned: Returned, organisation_uid: str | None, today: date
) -> AgencyAnswer[ActionAnswer]:
    """Return what a form that came back means for the actions as they stand now; nothing is changed.

    `organisation_uid` is the agency whose answer is expected, None for whichever asked. Raises what
    `request_answered` raises for a form that is stale or was not asked for.
    """
    request, asked = request_answered(session, returned, organisation_uid)
    rows = {row.uid: row for row in actions_asked(session, asked, today)}
    return AgencyAnswer(request.uid, asked.uid, asked.name, tuple(_lines(session, returned, rows, today)))


def _lines(
    session: Session, returned: Returned, rows: dict[str, ActionRow], today: date
) -> Iterator[AnswerLine[ActionAnswer]]:
    spoilt = spoilt_lines(returned)
    for row in returned.rows:
        problems = spoilt.pop(row.line, [])
        action = rows.get(row.uid or "")
        name = _name(action) if action else " ".join(one for one in (row.cells["number"], row.cells["action"]) if one)
        own = {one.key: f"{one.cell} {one.words}" for one in returned.problems if one.line == row.line and one.key}
        if len(own) < len(problems):  # the row itself is in doubt
            yield AnswerLine(row.line, name or "a new row", Fate.UNUSABLE, " ".join(problems))
            continue
        fate, words, answer, wrong = _fate(session, row, action, own, today)
        private = action is not None and action.confidential
        yield AnswerLine(row.line, name or "a new row", fate, words, answer, wrong, private)
    yield from left_over(spoilt, returned.missing, {uid: _name(row) for uid, row in rows.items()})


def _name(row: ActionRow) -> str:
    text = " ".join(row.text.split())
    return f"{row.words()}, {text[:SHOWN].rstrip()}…" if len(text) > SHOWN else f"{row.words()}, {text}"


def _fate(
    session: Session, row: ReturnedRow, action: ActionRow | None, spoilt: Mapping[str, str], today: date
) -> Verdict:
    """Return what becomes of a row; `spoilt` says why cells can't be read, by the keys of their columns."""
    if row.uid is None:
        return Fate.BY_HAND, "an action that is not on record; add it by hand", None, ()
    if action is None:
        return Fate.UNUSABLE, "this action was closed, or is another's, since the form was sent", None, ()
    if not spoilt and all(value is None for value in row.answers.values()):
        return Fate.UNANSWERED, "", None, ()
    beside = any(value is not None for key, value in row.answers.items() if key != "progress")
    if beside and _is_changed(session, action, row.version):
        return _kept(row, action, spoilt)
    return _said(row, action, spoilt, today)


def _kept(row: ReturnedRow, action: ActionRow, spoilt: Mapping[str, str]) -> Verdict:
    """Return what becomes of a row about an action that was changed since: its words stay as an update, no more."""
    heard = [f"{label}{said}" for key, label in HEARD.items() if (said := _text(row, key))]
    due = f", due {format_day(action.due)}" if action.due else ""
    now = f"changed since the form was sent: it is now {state_words(action.state, action.late)}{due}"
    return _verdict(ActionAnswer(action.uid, "\n".join(heard) or None), [now, *spoilt.values()])


def _is_changed(session: Session, action: ActionRow, version: int | None) -> bool:
    """Say whether what an answer rests on is another than in the version that was sent; what was undone is not."""
    if version is None or action.version == version:
        return action.version != version
    first: dict[str, object] = {}
    last: dict[str, object] = {}
    for entry in reversed(entries_of(session, "action", action.uid, None, after_revision=version)):
        if entry.values is None:
            return True
        for name in RESTED_ON & entry.values.keys():
            before, last[name] = entry.values[name]
            first.setdefault(name, before)
    return first != last


def _said(row: ReturnedRow, action: ActionRow, spoilt: Mapping[str, str], today: date) -> Verdict:
    """Return what a row says: each cell that can be taken is, and each that can't is named."""
    return _verdict(*_Cells(row, action, spoilt, today).read())


def _verdict(answer: ActionAnswer, wrong: Sequence[str]) -> Verdict:
    """Return what becomes of a row of which so much can be taken, and that can't."""
    said = "; ".join(one.rstrip(".") for one in wrong)
    if answer.words():
        named = f"; not taken: {said}" if wrong else ""
        return Fate.CHANGES, f"{answer.words()}{named}", answer, tuple(wrong)
    if wrong:
        return Fate.UNUSABLE, said, None, tuple(wrong)
    return Fate.CONFIRMED, "not done yet, and nothing new", None, ()


class _Cells:
    """The cells of one row beside its action; `wrong` gathers what can't be taken."""

    def __init__(self, row: ReturnedRow, action: ActionRow, spoilt: Mapping[str, str], today: date) -> None:
        self.row, self.action, self.spoilt, self.today = row, action, spoilt, today
        self.closed = action.state is ActionState.DONE
        self.wrong = list(spoilt.values())

    def read(self) -> tuple[ActionAnswer, list[str]]:
        heard = [one for one in (_text(self.row, "progress"),) if one]
        evidence, done_on = self._done()
        done = self.closed or evidence is not None
        due, why = (None, None) if done else self._due()
        if done:
            self._not_due()
        impact = _text(self.row, "impact")
        if impact and self.closed and self.row.answers["done"] == NOT_YET:
            impact = None
        elif impact and not done:  # what it has changed stays as heard, for its own place is of what is done
            heard.append(f"{HEARD['impact']}{impact}")
            self._not(DONE_KEY, "says what it has changed, but not that it is done: that is kept as an update")
            impact = None
        if not done and due is None and _text(self.row, "why"):
            heard.append(f"{HEARD['why']}{_text(self.row, 'why')}")
        given = _text(self.row, "evidence")
        if given and not done:
            heard.append(f"{HEARD['evidence']}{given}")
        return ActionAnswer(self.action.uid, "\n".join(heard) or None, due, why, evidence, done_on, impact), self.wrong

    def _not(self, key: str, words: str) -> None:
        """Name what can't be taken, unless its cell was named already."""
        if key not in self.spoilt:
            self.wrong.append(words)

    def _done(self) -> tuple[str | None, date | None]:
        """Return what shows that it is done and since when; nothing where it is not done, or that is in doubt."""
        row, action = self.row, self.action
        done, evidence, told = row.answers["done"] == DONE, _text(row, "evidence"), row.answers["done_on"]
        day = _day(row, "done_on")
        if self.closed:
            if done or evidence or told is not None:
                self._not(DONE_KEY, "it is recorded as done here already; only its impact is asked for")
            elif row.answers["done"] == NOT_YET:
                self._not(DONE_KEY, "it is recorded as done already")
            return None, None
        if not done:
            if evidence or told is not None:
                kept = ": that is kept as an update" if evidence else ""
                self._not(DONE_KEY, f"says what shows it, but not that it is done{kept}")
            return None, None
        if day is not None and day > self.today:
            self.wrong.append("was done on a day that is still to come: what shows it is kept as an update"
                              if evidence else "was done on a day that is still to come")  # fmt: skip
            return None, None
        if not evidence:
            self._not("evidence", "says that it is done, but not what shows that")
            return None, None
        if told is not None and day is None:
            self.wrong.append("give the whole day on which it was done: the day on which this comes in stands there")
        elif day is not None and day < action.raised:
            self.wrong.append(f"was done before it was raised ({format_day(action.raised)}): the day on which this"
                              " comes in stands there")  # fmt: skip
            day = None
        return evidence, day

    def _due(self) -> tuple[date | None, str | None]:
        row, action = self.row, self.action
        day, why, told = _day(row, "new_due"), _text(row, "why"), row.answers["new_due"]
        if told is not None and day is None:
            self.wrong.append("give the whole day on which it is to be due")
        elif day is not None and not why:
            self._not("why", "proposes another date without saying why")
        elif day is not None and day < action.raised:
            self.wrong.append(f"proposes a date before it was raised ({format_day(action.raised)})")
        elif day is None and why:
            self._not("new_due", "says why another date, but not which")
        else:
            return day, why
        return None, None

    def _not_due(self) -> None:
        if self.row.answers["new_due"] is not None:
            self.wrong.append("is done, and yet has another date")


DONE_KEY = "done"
HEARD = {
    "progress": "", "evidence": "What shows that it is done, as they say: ",
    "impact": "What it has changed, as they say: ", "why": "Why another date, as they say: ",
}  # fmt: skip
"""What stands before an agency's words that are kept as an update, by the column they came in."""


def _text(row: ReturnedRow, key: str) -> str | None:
    value = row.answers[key]
    return value if isinstance(value, str) else None


def _day(row: ReturnedRow, key: str) -> date | None:
    value = row.answers[key]
    return value.earliest() if isinstance(value, PartialDate) and value.day is not None else None


@operation("actions.take_actions")
def take_actions(session: WorkSession, request_uid: str, answers: Sequence[ActionAnswer], outcome: str) -> int:
    """Record what an agency says of its actions, close its request, and return how many actions changed."""
    request = AgencyRequest.by_uid(session, request_uid)
    organisation = session.get_one(Organisation, request.organisation_id)
    require_open(request, organisation)
    for answer in answers:
        said = "\n".join(part for part in (answer.progress, answer.why if answer.due else None) if part)
        if said:
            add_update(session, answer.uid, said, teller=organisation.name, due=answer.due)
        if answer.evidence:
            mark_done(session, answer.uid, answer.evidence, done_on=answer.done_on)
        if answer.impact:
            show_impact(session, answer.uid, answer.impact)
    session.say(close_answered(session, request, organisation, outcome))
    return len(answers)
