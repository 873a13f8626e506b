"""Days that a rule gives, each with the sentences that explain it."""

from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.foundation import local_rules
from mscp_desktop.foundation.errors import UserError


def by_rule(session: Session, key: str, trigger: date) -> tuple[date | None, tuple[str, ...]]:
    """Return the day that a rule gives with its reasons; no day where no edition of it applies then."""
    try:
        found = local_rules.due(session, key, trigger)
    except UserError as error:
        return None, (str(error),)
    return found.day, found.explain()
