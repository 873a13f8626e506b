"""Purging: what history holds of a record is taken away for good, and the chain still verifies."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import forget_content
from mscp_desktop.foundation.backups import backups_of, last_day_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Operation, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession, private_room


@operation("history.purge", corrected_by="entering it again by hand")
def purge(session: WorkSession, records: Sequence[tuple[str, str]], reason: str) -> int:
    """Take away every former value, the words of every operation, and every draft of these records (table, uid).

    That these records were changed, when and by whom stays; what they said is gone, and no undo brings it back. The
    words of operations that made another record refer to one of them go too. A record that still stands keeps what it
    says now: delete it first, in an operation of its own, where that is to go as well. Papers that were removed from
    these records, or with them, go along with their bytes. The reason stays in history, so
    it must not repeat what is purged. Returns how many values and texts were taken away; where there is nothing to
    take, nothing is recorded.
    """
    why = " ".join(reason.split())
    if not why:
        raise UserError("Say why this is purged: the reason is what history keeps. Nothing was changed.")
    session.reason = why
    papers = forget_content(session, records)
    count = session.purge_history([*records, *papers])
    number = len(set(records))
    session.say(f"Purged the history of {number} record{'' if number == 1 else 's'}")
    return count


def redacting(what: Operation[..., Any]) -> Operation[..., Any]:
    """Return an operation that does another one, and takes texts for good out of what that one changes.

    It is called with the texts, then as the other is, and returns what that one returns. They go from history, from the
    words of operations and from drafts; search follows the record. Where history held one of them, undo stops here.
    """

    def redact(session: WorkSession, texts: Sequence[str], /, *args: Any, **kwargs: Any) -> Any:
        made = what(session, *args, **kwargs)
        if session.purge_texts(texts):
            session.corrected_by = "typing it again by hand"
            held = still_held(session)
            session.say(
                f"{session.summary}. What was redacted is gone from history and search too{held and f'. {held}'}"
            )
        return made

    return operation("history.redact", what.roles)(redact)


def still_held(session: Session) -> str:
    """Return a sentence that says which backups still hold what is purged, and until when; empty where none does."""
    found = backups_of(private_room(session).parent)
    if not found:
        return ""
    newest, oldest = found[0].made_at.astimezone().date(), found[-1].made_at.astimezone().date()
    number = "1 backup" if len(found) == 1 else f"{len(found)} backups"
    since = f"of {format_day(newest)}" if oldest == newest else f"from {format_day(oldest)} to {format_day(newest)}"
    return (
        f"{number} {since} still hold{'s' if len(found) == 1 else ''} it, as do copies that were made before; the last"
        f" of these backups goes by {format_day(last_day_of(newest))}, as newer ones are made"
    )
