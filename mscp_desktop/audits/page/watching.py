"""What the texts of an audit are held against while they are typed."""

from typing import TYPE_CHECKING

from mscp_desktop.audits.rules.cases import look_back_of, watched_names
from mscp_desktop.desktop.values import Watched

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def watched(session: "Session", uid: str) -> Watched:
    """Return names of published reviews, and from when on dates are ordinary: the look-back of a case, where it is one.

    `uid` is that of a case or of a risk seen in it; of anything else that time is not known.
    """
    return Watched(watched_names(session), look_back_of(session, uid) if uid else None)
