"""Purging: what history holds of a record is taken away for good, and the chain still verifies."""

from collections.abc import Sequence

from mscp_desktop.foundation.attachments import forget_content
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession


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
