"""Terms of reference: which version holds, and what is known of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.groups.records import TermsOfReference, TermsState


def terms_in_force(session: Session) -> dict[int, TermsOfReference]:
    """Return the terms of reference that hold, by the group's key: of several agreed ones the last.

    One whose date is not known counts as older than any that is dated; a draft holds nowhere.
    """
    found: dict[int, TermsOfReference] = {}
    agreed = select(TermsOfReference).where(TermsOfReference.state != TermsState.DRAFT)
    for one in sorted(session.scalars(agreed), key=_age):
        found[one.group_id] = one
    return found


def _age(terms: TermsOfReference) -> tuple[PartialDate, int]:
    return terms.agreed or PartialDate(1), terms.id


def terms_words(terms: TermsOfReference | None) -> str:
    """Return what is known of a group's terms of reference, None being that there are none."""
    if terms is None:
        return "not recorded"
    said = [f"agreed {format_date(terms.agreed)}" if terms.agreed else "date agreed not recorded"]
    if terms.state is TermsState.UNDER_REVIEW:
        said.append("under review")
    elif terms.review:
        said.append(f"review due {format_date(terms.review)}")
    else:
        said.append("review date not recorded")
    return ", ".join(said)
