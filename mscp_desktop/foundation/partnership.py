"""The partnership that a vault holds: its name."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.store import WorkSession


def partnership_name(session: Session) -> str:
    """Return the partnership's name."""
    return session.scalars(select(Partnership.name)).one()


@operation("partnership.rename", MANAGER)
def rename(session: WorkSession, name: str) -> None:
    """Give the partnership another name."""
    trimmed = " ".join(name.split())
    if not trimmed:
        raise UserError("A partnership needs a name.")
    session.scalars(select(Partnership)).one().name = trimmed
    session.say(f"The partnership is called {trimmed}")
