"""What is due of actions: each by its date, what is done and has shown no impact, and what agencies are asked."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow, UpdateRow, last_moves, watched_actions
from mscp_desktop.actions.rules.checks import WAIT, called
from mscp_desktop.actions.rules.extract import KIND, agencies_with_actions
from mscp_desktop.foundation.contracts import Due, Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.parties.rules.requests import Asking, any_waiting

ABOUT, ANSWERS = "Actions", "Answers of agencies"
HIDDEN = "It is confidential: open it to read more."


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield what is due of actions, late or coming; each says how its day was found."""
    moves = last_moves(session)
    for row in watched_actions(session, today):
        if row.state is ActionState.OPEN and row.due is not None:
            yield _open(row, moves.get(row.uid))
        elif row.state is ActionState.DONE and row.done_on is not None:
            yield _unshown(row, row.done_on)
    yield from _answers(session, today)


def _open(row: ActionRow, moved: UpdateRow | None) -> Due:
    whose = f"Owner: {row.owner.full_words()}." if row.owner.kind else "It has no owner."
    from_where = f" ({row.source})" if row.source and not row.confidential else ""
    if moved is not None and moved.due_was is not None:
        told = f" {moved.teller} said so" if moved.teller else " It was moved"
        how = f"It was due on {format_day(moved.due_was)}.{told} on {format_day(moved.heard)}."
    else:
        how = f"The date that was agreed when it was raised{from_where}."
    return Due(
        ABOUT, _title(row), HIDDEN if row.confidential else whose, row.due, Place("action", row.uid), "Open",
        (f"Raised on {format_day(row.raised)}.", how),
    )  # fmt: skip


def _unshown(row: ActionRow, done_on: date) -> Due:
    return Due(
        ABOUT, f"Show the impact of {_called(row)}", f"Done on {format_day(done_on)}.",
        done_on + timedelta(days=WAIT), Place("action", row.uid), "Show it",
        (
            f"{WAIT} days after it was done on {format_day(done_on)}: about one round of quarterly meetings.",
            "An action is closed once it is shown what it has changed.",
        ),
    )  # fmt: skip


def _answers(session: Session, today: date) -> Iterator[Due]:
    for one in agencies_with_actions(session, today) if any_waiting(session, KIND) else ():
        if one.last is not None and one.state in (Asking.WAITING, Asking.OVERDUE) and one.last.due is not None:
            yield Due(
                ANSWERS, f"Answer of {one.name} about its actions", f"Asked on {format_day(one.last.made)}.",
                one.last.due, Place("action-returns", one.uid), "See",
                (f"The date to answer by that stands in the workbook of {format_day(one.last.made)}.",),
            )  # fmt: skip


def _title(row: ActionRow) -> str:
    said = called(row).rstrip(",")
    return said if row.confidential else said.replace("“", "").replace("”", "")


def _called(row: ActionRow) -> str:
    """Return an action as it stands after "the impact of": "A2: Write to all schools"."""
    return _title(row) if row.confidential else _title(row).replace(",", ":", 1)
