"""What agencies' audits ask for: what groups made of them to be recorded, the next ones to be asked for; what is amiss.

No source says within how many days an audit that came in is considered, so none is counted: one that no group was
named for is a finding of the checks, and not due on a day.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due, Finding, Place
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.section11.rules.log import CONFIDENTIAL, KIND, AgencyAuditRow, Standing, audit_rows, followed

TO_RECORD, NEXT = "Agencies' audits that a group considered", "Agencies' audits expected"
NO_GROUP, NO_GRADE = "Agencies' audits no group considers", "Agencies' audits without grade and learning"


def _title(one: AgencyAuditRow) -> str:
    return CONFIDENTIAL if one.confidential else one.title()


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield the audits whose meeting has been without its outcome on record, and those whose next one is due."""
    rows = audit_rows(session)
    done = followed(rows)
    for one in rows:
        if one.standing() is Standing.BROUGHT and one.brought_on is not None and one.brought_on < today:
            group = one.group_short or one.group
            yield Due(
                TO_RECORD, _title(one), f"It was brought to {group}. Record what {group} made of it.", one.brought_on,
                Place(KIND, one.uid), "Record it", (f"{group} was to consider it on {format_day(one.brought_on)}.",),
            )  # fmt: skip
        if one.next_due is not None and one.uid not in done and one.next_due.earliest() <= today:
            yield Due(
                NEXT, _title(one), f"The next one is expected: {format_date(one.next_due)}. None is on record yet.",
                one.next_due.latest(), Place(KIND, one.uid), "Open the last one",
                (f"The last one says that the next is expected: {format_date(one.next_due)}.",),
            )  # fmt: skip


def checks(session: Session, _today: date) -> Iterator[Finding]:
    """Yield the audits that came in and that no group was named for, and those that say neither grade nor learning."""
    for one in audit_rows(session):
        if one.standing() is Standing.RECEIVED:
            why = "Name the group that considers it, or record what was made of it."
            yield Finding(NO_GROUP, f"{_title(one)}, {one.standing_words()}", why, Place(KIND, one.uid))
        if one.received is not None and not one.graded() and not (one.learning or one.strengths):
            why = "What it found can't be told from the log. Add the grade and what was learned from its report."
            yield Finding(NO_GRADE, _title(one), why, Place(KIND, one.uid))
