"""An agency's answer about its actions: what each row means, and taking it in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow
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


Verdict = tuple[Fate, str, ActionAnswer | None]


def read_answer(
    session: Session, returned: Returned, organisation_uid: str | None, today: date
) -> AgencyAnswer[ActionAnswer]:
    """Return what a form that came back means for the actions as they stand now; nothing is changed.

    `organisation_uid` is the agency whose answer is expected, None for whichever asked. Raises what
    `request_answered` raises for a form that is stale or was not asked for.
    """
    request, asked = request_answered(session, returned, organisation_uid)
    rows = {row.uid: row for row in actions_asked(session, asked, today)}
    return AgencyAnswer(request.uid, asked.name, tuple(_lines(session, returned, rows, today)))


def _lines(
    session: Session, returned: Returned, rows: dict[str, ActionRow], today: date
) -> Iterator[AnswerLine[ActionAnswer]]:
    spoilt = spoilt_lines(returned)
    for row in returned.rows:
        problems = spoilt.pop(row.line, [])
        action = rows.get(row.uid or "")
        name = _name(action) if action else " ".join(one for one in (row.cells["number"], row.cells["action"]) if one)
        fate, words, answer = _spoilt(row, action, problems) if problems else _fate(session, row, action, today)
        yield AnswerLine(row.line, name or "a new row", fate, words, answer)
    yield from left_over(spoilt, returned.missing, {uid: _name(row) for uid, row in rows.items()})


def _name(row: ActionRow) -> str:
    text = " ".join(row.text.split())
    return f"{row.words()}, {text[:SHOWN].rstrip()}…" if len(text) > SHOWN else f"{row.words()}, {text}"


def _spoilt(row: ReturnedRow, action: ActionRow | None, problems: Sequence[str]) -> Verdict:
    """Return what becomes of a row with a cell that can't be taken: what is new stands by itself, and is taken."""
    progress = _text(row, "progress")
    if action is None or progress is None:
        return Fate.UNUSABLE, " ".join(problems), None
    answer = ActionAnswer(action.uid, progress)
    return Fate.CHANGES, f"{answer.words()}; the rest of the row can't be taken: {' '.join(problems)}", answer


def _fate(session: Session, row: ReturnedRow, action: ActionRow | None, today: date) -> Verdict:
    """Return what becomes of a row whose cells can all be taken."""
    if row.uid is None:
        return Fate.BY_HAND, "an action that is not on record; add it by hand", None
    if action is None:
        return Fate.UNUSABLE, "this action was closed, or is another's, since the form was sent", None
    if all(value is None for value in row.answers.values()):
        return Fate.UNANSWERED, "", None
    changed = "the action was changed here since the form was sent; look at both"
    wrong = changed if _is_changed(session, action, row.version) else _wrong(row, action, today)
    return (Fate.UNUSABLE, wrong, None) if wrong else _said(row, action)


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


def _said(row: ReturnedRow, action: ActionRow) -> Verdict:
    answer = ActionAnswer(
        action.uid, _text(row, "progress"), _day(row, "new_due"), _text(row, "why"), _text(row, "evidence"),
        _day(row, "done_on"), _text(row, "impact"),
    )  # fmt: skip
    if answer.words():
        return Fate.CHANGES, answer.words(), answer
    return Fate.CONFIRMED, "not done yet, and nothing new", None


def _wrong(row: ReturnedRow, action: ActionRow, today: date) -> str:
    """Return why what a row says of an action can't be so; empty where it can."""
    done = row.answers["done"] == DONE
    closed = action.state is ActionState.DONE
    evidence, impact, why = (_text(row, key) for key in ("evidence", "impact", "why"))
    for key, words in (("done_on", "it was done"), ("new_due", "it is to be due")):
        if row.answers[key] is not None and _day(row, key) is None:
            return f"give the whole day on which {words}"
    done_on, new_due = _day(row, "done_on"), _day(row, "new_due")
    checks = (
        (closed and (done or evidence or done_on), "it is recorded as done here already; only its impact is asked for"),
        (closed and row.answers["done"] == NOT_YET, "it is recorded as done here; look at both"),
        (done and not evidence, "says that it is done, but not what shows that"),
        (not closed and not done and (evidence or done_on), "says what shows it, but not that it is done"),
        (not closed and not done and impact, "says what it has changed, but not that it is done"),
        ((done or closed) and new_due, "is done, and yet has another date"),
        (new_due and not why, "proposes another date without saying why"),
        (why and not new_due, "says why another date, but not which"),
        (new_due and new_due < action.raised, f"proposes a date before it was raised ({format_day(action.raised)})"),
        (done_on and done_on > today, "was done on a day that is still to come"),
        (done_on and done_on < action.raised, f"was done before it was raised ({format_day(action.raised)})"),
    )  # fmt: skip
    return next((words for holds, words in checks if holds), "")


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
