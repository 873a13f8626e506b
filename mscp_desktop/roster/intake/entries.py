"""What one row of a sheet says, before anything is compared with the vault."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.roster.records import SeatRole

if TYPE_CHECKING:  # the window names the kinds of sheets, and must not wait for what reads them
    from mscp_desktop.roster.intake.layout import ColumnSeen

LONGEST = 200  # characters of a name, post or organisation


class Kind(StrEnum):
    """What a sheet is taken for."""

    ROSTER = "roster"
    PEOPLE = "people"
    ACTIONS = "actions"


@dataclass(frozen=True, slots=True)
class Known:
    """Names in their normal form that the vault holds already; they help to tell what a cell is."""

    bodies: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """Somebody as a row names them."""

    name: str
    email: str | None = None
    telephone: str | None = None
    mobile: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row says. `out` is why it is passed over, `refused` why it can't be taken; else it is a seat or person.

    `frequency` is what was told of the group before its seats.
    """

    where: str
    said: str
    group: str | None = None
    post: str | None = None
    published: str | None = None
    either: bool = False
    organisation: str | None = None
    role: SeatRole | None = None
    person: ReadPerson | None = None
    vacant: bool = False
    since: PartialDate | None = None
    until: PartialDate | None = None
    note: str | None = None
    out: str = ""
    refused: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """The entries of sheets, with what was seen on the way."""

    entries: list[Entry] = field(default_factory=list)
    columns: "list[ColumnSeen]" = field(default_factory=list)
    frequencies: dict[str, tuple[int, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
