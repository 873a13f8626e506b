"""What a look at the actions finds: no owner, an owner's seat that is vacant, overdue, done without an impact."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import WATCHED, ActionRow, action_rows
from mscp_desktop.foundation.contracts import Finding, Place
from mscp_desktop.foundation.partial_dates import format_day

NO_OWNER, VACANT = "Actions without an owner", "Actions of vacant seats"
LATE, UNSHOWN = "Overdue actions", "Actions without an impact"
WAIT = 90
"""Days after which an action that is done should have shown its impact: about one round of quarterly meetings."""
SHOWN = 80  # characters of an action that stand in a sentence


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield what needs a look in the actions as they stand today."""
    rows = [row for row in action_rows(session, today) if row.state in WATCHED]
    for row in rows:
        place = Place("action", row.uid)
        if row.state is ActionState.OPEN and row.owner.kind is None:
            yield Finding(NO_OWNER, f"{called(row)} has no owner", f"Raised {format_day(row.raised)}.", place)
        if row.state is ActionState.OPEN and row.owner.vacant:
            why = f"It belongs to {row.owner.words}, and nobody holds that seat."
            yield Finding(VACANT, f"{called(row)} has nobody to do it", why, place)
    for row in rows:
        if row.late:
            why = f"Due {row.due_words()}."
            yield Finding(LATE, f"{called(row)} is overdue", why, Place("action", row.uid))
    for row in rows:
        if row.state is ActionState.DONE and row.done_on is not None and (today - row.done_on).days > WAIT:
            why = f"It was done on {format_day(row.done_on)}, {(today - row.done_on).days:,} days ago."
            yield Finding(UNSHOWN, f"{called(row)} has shown no impact", why, Place("action", row.uid))


def called(row: ActionRow) -> str:
    """Return an action in a sentence, cut where it is long; of a confidential one its number only."""
    if row.confidential:
        return f"{row.words()}, confidential,"
    words = " ".join(row.text.split())
    return f"{row.words()}, “{words[:SHOWN].rstrip()}…”," if len(words) > SHOWN else f"{row.words()}, “{words}”,"
