"""Which actions serve a priority, and how many of them are open, done, and have shown an impact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action, ActionState


@dataclass(frozen=True, slots=True)
class Served:
    """How many actions serve a priority, by how far they are; `overdue` are among those that are open."""

    open: int = 0
    overdue: int = 0
    done: int = 0
    impact: int = 0

    @property
    def all(self) -> int:
        """How many there are, without those that were withdrawn."""
        return self.open + self.done + self.impact

    def words(self) -> str:
        """Return them in words: "3 open (1 overdue), 2 done, 1 impact shown"."""
        late = f" ({self.overdue:,} overdue)" if self.overdue else ""
        parts = ((self.open, f"open{late}"), (self.done, "done"), (self.impact, "impact shown"))
        return ", ".join(f"{number:,} {words}" for number, words in parts if number) or "no actions"


def served_by(session: Session, day: date) -> Mapping[int, Served]:
    """Return how many actions serve each priority, by its id; overdue is as on `day`."""
    number = func.count()
    late = (Action.state == ActionState.OPEN) & (Action.due < day)
    query = (
        select(
            Action.priority_id,
            number.filter(Action.state == ActionState.OPEN),
            number.filter(late),
            number.filter(Action.state == ActionState.DONE),
            number.filter(Action.state == ActionState.IMPACT_SHOWN),
        )
        .where(Action.priority_id.is_not(None))
        .group_by(Action.priority_id)
    )
    return {key: Served(*counts) for key, *counts in session.execute(query) if key is not None}
