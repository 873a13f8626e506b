"""Which audit a document is asked for."""

from sqlalchemy.orm import Session

from mscp_desktop.audits.rules.programme import AuditRow, audit_rows, quarter_days
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.typed_dates import parse_date
from mscp_desktop.parties.rules.names import normal_name

_LISTED = 8  # audits in a sentence


def audit_asked_for(session: Session, request: Request) -> AuditRow:
    """Return the audit of a request: by uid, by number, as "12" or "Audit 12", or by theme, with its day where several.

    Raises `UserError` that lists the audits where there is no such one, or several.
    """
    words, rows = " ".join((request.audit or "").split()), audit_rows(session)
    number = words.casefold().removeprefix("audit").strip()
    found = [one for one in rows if one.uid == words or (number.isdecimal() and one.number == int(number))]
    if not found:
        found = [one for one in rows if normal_name(one.theme) == normal_name(words)]
    if not found and "," in words:
        theme, _, day = words.rpartition(",")
        when = parse_date(day.strip(), request.today)
        found = [one for one in rows if normal_name(one.theme) == normal_name(theme) and _was(one, when)]
    if len(found) == 1:
        return found[0]
    offered = ", ".join(one.title() for one in (found or rows)[-_LISTED:]) or "none yet"
    if found:
        raise UserError(f"Several audits are meant by “{words}”: {offered}. Say which by its number.")
    raise UserError(f"There is no audit “{words}”. The newest audits are: {offered}.")


def _was(row: AuditRow, when: PartialDate) -> bool:
    """Return whether an audit was held on a day, as far as both are known, or is planned for its quarter."""
    if row.held_on is None:
        first, last = quarter_days(*row.when())
        return when.earliest() <= last and when.latest() >= first
    return row.held_on.earliest() <= when.latest() and when.earliest() <= row.held_on.latest()
