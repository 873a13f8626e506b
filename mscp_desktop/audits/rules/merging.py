"""Two copies of an audit made one again, three ways: what it was when it left, what it is here, and what came back.

What only one side changed is taken. What both changed to the same is the same. What both changed to different things
is for a person to decide: a clash. It is pure: two bundles merged in either order come to the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mscp_desktop.audits.records import AuditState, Known
from mscp_desktop.audits.rules.away_content import CELLS, KINDS, TABLES, Content, Kind, Row, refers
from mscp_desktop.audits.rules.sealing import Cell, Cells

Address = tuple[str, str]
"""A table and a row's key in it."""
WHOLE = ""
NOT_KNOWN = Known.NOT_KNOWN.value
FURTHER = (AuditState.PROPOSED, AuditState.AGREED, AuditState.HELD, AuditState.CLOSED)
NUMBERED = {"audit_case": "position", "audit_service": "position", "audit_finding": "number"}


@dataclass(frozen=True, slots=True)
class Clash:
    """What both sides changed to different things: `part` names the column or cell, or nothing for the whole row.

    A side that took it away has None.
    """

    table: str
    key: str
    part: str
    ours: Any
    theirs: Any

    @property
    def id(self) -> str:
        """Return what names it in either order and at any time."""
        return f"{self.table}/{self.key}/{self.part}"


Choose = Callable[[Clash], bool]
"""Return whether theirs is taken."""


@dataclass(slots=True)
class Counted:
    """How many rows a table, or cells, came to have, changed or lost by what came back."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(slots=True)
class Merged:
    """What an audit comes to hold, what had to be decided for it, and what it takes from what came back."""

    content: Content
    clashes: list[Clash] = field(default_factory=list)
    taken: dict[str, Counted] = field(default_factory=dict)


def merge(base: Content, ours: Content, theirs: Content, choose: Choose) -> Merged:
    """Return the merger of two sides of what an audit was when it left."""
    return _Merging(base, ours, theirs, choose).merged()


class _Merging:
    def __init__(self, base: Content, ours: Content, theirs: Content, choose: Choose) -> None:
        self._base, self._ours, self._theirs, self._choose = base, ours, theirs, choose
        self._done = Merged(Content())
        self._dropped: set[Address] = set()
        self._follow: dict[Address, Content] = {}
        self._touched = {id(side): _touched(base, side) for side in (ours, theirs)}

    def merged(self) -> Merged:
        for kind in KINDS:
            self._done.content.rows[kind.table] = {}
            sides = (self._base, self._ours, self._theirs)
            for key in sorted(set().union(*(side.rows.get(kind.table, {}) for side in sides))):
                row = self._row(kind, key)
                if row is None:
                    self._dropped.add((kind.table, key))
                else:
                    self._done.content.rows[kind.table][key] = row
        self._number()
        self._count()
        return self._done

    def _decide(self, clash: Clash) -> bool:
        self._done.clashes.append(clash)
        return self._choose(clash)

    def _row(self, kind: Kind, key: str) -> Row | None:
        """Return what a row comes to be; None where it goes."""
        base, ours, theirs = (side.rows.get(kind.table, {}).get(key) for side in (self._base, self._ours, self._theirs))
        address = (kind.table, key)
        above = [one for row in (ours, theirs, base) if row is not None for one in _above(kind, row)]
        led = next((self._follow[one] for one in above if one in self._follow), None)
        if led is not None:
            self._follow[address] = led
            return self._whole(kind, key, led)
        if any(one in self._dropped for one in above) or (ours is None and theirs is None):
            return None
        if ours is not None and theirs is not None:
            return self._both(kind, key, base, ours, theirs)
        if base is not None:
            return self._removed(kind, key, ours, theirs)
        return self._whole(kind, key, self._ours if theirs is None else self._theirs)

    def _whole(self, kind: Kind, key: str, side: Content) -> Row | None:
        """Return a row as one side has it, with what is said there."""
        row = side.rows.get(kind.table, {}).get(key)
        if kind.table == "service_case" and row is not None:
            self._done.content.cells[key] = dict(side.cells.get(key, {}))
        was = self._base.rows.get(kind.table, {}).get(key)
        same = row is not None and _compared(kind, row) == _compared(kind, was)
        return None if row is None else dict(was if same and was is not None else row)

    def _both(self, kind: Kind, key: str, base: Row | None, ours: Row, theirs: Row) -> Row | None:
        if kind.table != "service_case":
            return self._columns(kind, key, base, ours, theirs)
        if (ours["known"] == NOT_KNOWN) != (theirs["known"] == NOT_KNOWN):
            said = self._theirs if ours["known"] == NOT_KNOWN else self._ours
            if said.cells.get(key, {}) != self._base.cells.get(key, {}):
                clash = Clash(kind.table, key, "known", {"known": ours["known"]}, {"known": theirs["known"]})
                return self._whole(kind, key, self._theirs if self._decide(clash) else self._ours)
        row = self._columns(kind, key, base, ours, theirs)
        self._cells(key, row, base)
        return row

    def _removed(self, kind: Kind, key: str, ours: Row | None, theirs: Row | None) -> Row | None:
        """Return a row that a side took away: it goes, unless the other side worked on it and a person keeps it."""
        side = self._theirs if ours is None else self._ours
        address = (kind.table, key)
        if address not in self._touched[id(side)]:
            return None
        held = self._theirs if self._decide(Clash(kind.table, key, WHOLE, ours, theirs)) else self._ours
        self._follow[address] = held
        return self._whole(kind, key, held)

    def _columns(self, kind: Kind, key: str, base: Row | None, ours: Row, theirs: Row) -> Row:
        merged = dict(ours)
        for compared, following in kind.groups():
            before = None if base is None else [base[name] for name in compared]
            here, there = ([row[name] for name in compared] for row in (ours, theirs))
            both = (*compared, *following)
            if there == here:
                first = min((ours, theirs), key=lambda row: [str(row[name]) for name in following])
                if following and here != before:
                    merged |= {name: first[name] for name in both}
            elif there == before:
                continue
            elif here == before or self._theirs_wins(kind.table, key, compared, ours, theirs):
                merged |= {name: theirs[name] for name in both}
        return merged

    def _theirs_wins(self, table: str, key: str, compared: tuple[str, ...], ours: Row, theirs: Row) -> bool:
        """Return whether theirs is taken where both differ; what has one right answer is asked of nobody."""
        name = compared[0]
        here, there = ours[name], theirs[name]
        if name == NUMBERED.get(table):
            return str(there).zfill(9) < str(here).zfill(9)
        if name == "seconds":
            return int(there or 0) > int(here or 0)
        if (table, name) == ("audit", "state") and {here, there} <= set(FURTHER):
            return FURTHER.index(AuditState(str(there))) > FURTHER.index(AuditState(str(here)))
        values = ({one: ours[one] for one in compared}, {one: theirs[one] for one in compared})
        return self._decide(Clash(table, key, name, *values))

    def _cells(self, key: str, row: Row, base: Row | None) -> None:
        """Merge what a service says of a case; of a child not known to it nothing is said."""
        was = self._base.cells.get(key, {}) if base is not None else {}
        here, there = self._ours.cells.get(key, {}), self._theirs.cells.get(key, {})
        merged: Cells = {}
        for cell in sorted(was.keys() | here.keys() | there.keys()):
            before, mine, other = was.get(cell), here.get(cell), there.get(cell)
            taken = mine
            if other not in (mine, before) and (
                mine == before or self._decide(Clash(CELLS, key, "+".join(cell), mine, other))
            ):
                taken = other
            if taken is not None:
                merged[cell] = taken
        self._done.content.cells[key] = {} if row["known"] == NOT_KNOWN else merged

    def _number(self) -> None:
        """Number anew where two were given one place: what was there when it left first, then as they were made."""
        for table, column in NUMBERED.items():
            rows, was = self._done.content.rows[table], self._base.rows.get(table, {})
            if len({row[column] for row in rows.values()}) < len(rows):
                order = sorted(rows, key=lambda key: (key not in was, rows[key][column] if key in was else 0, key))
                for at, key in enumerate(order, 1):
                    rows[key] = {**rows[key], column: at}

    def _count(self) -> None:
        for table, rows in self._done.content.rows.items():
            self._compare(table, self._ours.rows.get(table, {}), rows)
        self._compare(CELLS, _flat(self._ours.cells), _flat(self._done.content.cells))

    def _compare(self, what: str, before: dict[Any, Any], after: dict[Any, Any]) -> None:
        count = Counted(
            len(after.keys() - before.keys()),
            sum(before[key] != after[key] for key in before.keys() & after.keys()),
            len(before.keys() - after.keys()),
        )
        if count != Counted():
            self._done.taken[what] = count


def _flat(cells: dict[str, Cells]) -> dict[tuple[str, tuple[str, str]], Cell]:
    return {(key, cell): held for key, part in cells.items() for cell, held in part.items()}


def _above(kind: Kind, row: Row) -> Iterator[Address]:
    """Yield the rows that a row belongs to."""
    for name, table in refers(kind.model).items():
        if table in TABLES and table != "audit" and row.get(name) is not None:
            yield table, str(row[name])


def _compared(kind: Kind, row: Row | None) -> list[str | int | None] | None:
    """Return what of a row is compared: not who entered it, and when."""
    return None if row is None else [row[name] for compared, _ in kind.groups() for name in compared]


def _touched(base: Content, side: Content) -> set[Address]:
    """Return the rows that a side changed, or to which it added, changed or removed what belongs to them."""
    found: set[Address] = set()
    for kind in reversed(KINDS):
        was, now = base.rows.get(kind.table, {}), side.rows.get(kind.table, {})
        for key in was.keys() | now.keys():
            if kind.table == "service_case" and base.cells.get(key, {}) != side.cells.get(key, {}):
                found.add((kind.table, key))
            if _compared(kind, was.get(key)) != _compared(kind, now.get(key)) or (kind.table, key) in found:
                found.add((kind.table, key))
                found |= set(_above(kind, now.get(key) or was.get(key) or {}))
    return found
