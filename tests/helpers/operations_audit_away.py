"""How audits leave the office, and are given up, at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.audits.records import Audit, AuditAway
from mscp_desktop.audits.rules import away
from mscp_desktop.foundation.base import new_uid

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    return {
        "audits.take_away": lambda s: (
            away.take_away, (chooser.need(s, Audit).uid, new_uid(), chooser.text() or ""), {},
        ),
        "audits.end_away": lambda s: (away.end_away, (chooser.need(s, AuditAway).uid, chooser.text() or ""), {}),
    }  # fmt: skip
