"""What a look at the actions finds: no owner, an owner who is gone, a group that is over, overdue, no impact shown."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow, watched_actions
from mscp_desktop.foundation.contracts import Finding, Place
from mscp_desktop.foundation.partial_dates import format_day

NO_OWNER, VACANT, OVER = "Actions without an owner", "Actions whose owner is gone", "Actions of groups that are over"
WAIT = 90
"""Days after which an action that is done should have shown its impact: about one round of quarterly meetings."""
LATE, UNSHOWN = "Overdue actions", f"Actions without an impact after {WAIT} days"
SHOWN = 80  # characters of an action that stand in a sentence


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield what needs a look in the actions as they stand today."""
    rows = watched_actions(session, today)
    for row in rows:
        place = Place("action", row.uid)
        if row.state is ActionState.OPEN and row.owner.kind is None:
            yield Finding(NO_OWNER, f"{called(row)} has no owner", f"Raised {format_day(row.raised)}.", place)
        if row.state is ActionState.OPEN and (row.owner.vacant or row.owner.gone):
            yield Finding(VACANT, f"{called(row)} has nobody to do it", _gone(row), place)
        if row.group_over:
            why = f"It would come back to {row.group}, which has ended. Give it to another group."
            yield Finding(OVER, f"{called(row)} comes back on no agenda", why, place)
    for row in rows:
        if row.late:
            why = f"Due {row.due_words()}."
            yield Finding(LATE, f"{called(row)} is overdue", why, Place("action", row.uid))
    for row in rows:
        if row.state is ActionState.DONE and row.done_on is not None and (today - row.done_on).days > WAIT:
            why = f"It was done on {format_day(row.done_on)}, {(today - row.done_on).days:,} days ago."
            yield Finding(UNSHOWN, f"{called(row)} has shown no impact", why, Place("action", row.uid))


def _gone(row: ActionRow) -> str:
    if row.confidential:
        return "Its owner is gone, or nobody holds the seat."
    if row.owner.vacant:
        return f"It belongs to {row.owner.words}, and nobody holds that seat."
    return f"It belongs to {row.owner.words}, {'who has left' if row.owner.kind == 'person' else 'which has ended'}."


def called(row: ActionRow) -> str:
    """Return an action in a sentence, cut where it is long; of a confidential one its number only."""
    if row.confidential:
        return f"{row.words()}, confidential,"
    words = " ".join(row.text.split())
    return f"{row.words()}, “{words[:SHOWN].rstrip()}…”," if len(words) > SHOWN else f"{row.words()}, “{words}”,"
