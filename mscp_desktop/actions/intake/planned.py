"""What one row of an action log says, and what becomes of it."""

import re
from dataclasses import dataclass
from datetime import date

from mscp_desktop.actions.intake.owners import Whose
from mscp_desktop.actions.intake.reading import LogEntry
from mscp_desktop.actions.intake.settling import Settled
from mscp_desktop.roster.intake.fates import Fate


@dataclass(frozen=True, slots=True)
class More:
    """What a row tells of an action that is there: `fill` are fields that are empty there, `updates` what is new.

    `done` and `impact` say that the log is further than the action here.
    """

    updates: tuple[tuple[date, str], ...] = ()
    fill: tuple[str, ...] = ()
    done: bool = False
    impact: bool = False

    def words(self) -> list[str]:
        """Return in words what changes."""
        said = [f"its {' and '.join(self.fill)}"] if self.fill else []
        said += [f"{len(self.updates)} update{'' if len(self.updates) == 1 else 's'} more"] if self.updates else []
        said += ["it is done"] if self.done else []
        return said + (["its impact is shown"] if self.impact else [])


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """One row, what it says, and what becomes of it; `there` is the uid of an action that it means.

    That is "row:" and a place where a row above makes the action. `besides` is what else is to be known while it asks.
    """

    place: int
    entry: LogEntry
    fate: Fate
    words: str
    action: Settled | None = None
    owner: Whose | None = None
    agency: Whose | None = None
    group: Whose | None = None
    there: str | None = None
    more: More | None = None
    besides: str = ""
    questions: tuple[str, ...] = ()


def whose_of(row: PlannedAction) -> Whose | None:
    """Return who owns the action of a row: its owner, else its agency."""
    for one in (row.owner, row.agency):
        if one is not None and one.kind is not None:
            return one
    return None


def plain(words: str) -> str:
    """Return words in the form in which two spellings of an action are equal: case, marks and spaces set aside."""
    return " ".join(re.findall(r"\w+", words.casefold()))
