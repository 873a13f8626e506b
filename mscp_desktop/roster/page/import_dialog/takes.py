"""What an import dialog takes in: how a list is planned and taken in, and how its rows and columns are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.wizard_words import RecordWords
from mscp_desktop.desktop.values import Cell, Field, Picked
from mscp_desktop.exchange.sheet import Sheet
from mscp_desktop.foundation.operations import Operation
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import ListPlanned
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.intake.resolving import What

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Finds = Mapping[What, "Callable[[Session, str], list[Picked]]"]


@dataclass(frozen=True, slots=True)
class Takes:
    """One kind of list, or several: `guess` tells which one sheets are, and `kinds` asks where that is not plain.

    `about` stands in the first step above the buttons, `cells` and `columns` are the table of the rows, `meanings` what
    a column may hold, `files` the kinds of files that are offered, `finds` what the pickers of questions ask, `words`
    the records in the last step.
    """

    titles: Mapping[Kind | None, str]
    about: str
    plan: "Callable[[Session, Asked, date], ListPlanned]"
    take: Operation[..., Any]
    words: Mapping[str, RecordWords]
    cells: Callable[[Any, Kind], tuple[Cell, ...]]
    columns: Callable[[Kind], tuple[tuple[str, int], ...]]
    meanings: Sequence[StrEnum]
    finds: Finds
    guess: Callable[[Sequence[Sheet]], Kind]
    kinds: Field | None
    group: Field
    as_at: Field
    files: str
