"""A block from a spreadsheet, laid over a table: what each of its cells would change, before any is changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.field_values import read_value, refuse_value, say_value
from mscp_desktop.desktop.values import Act, Column, Detail, Field, Kind, Picked
from mscp_desktop.foundation.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 2000  # rows that are pasted at once
_LISTED = 6  # choices named in a sentence


@dataclass(frozen=True, slots=True)
class Pasted:
    """One record as it is to be: `uid` None is a new one; `values` are by the fields' keys, and only what changes."""

    uid: str | None
    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paste:
    """What a block may change: `act` turns the records into one operation.

    `fields` name the field that a column stands for where its key is another; a column that is no field can't be
    pasted into. `named` is the field by whose words a row with headings finds its record, as `find` answers with uids.
    With `adds` rows that are not there yet become new records.
    """

    act: Callable[[Sequence[Pasted]], Act]
    find: "Callable[[Session, str], Sequence[str]]"
    named: str = "name"
    fields: Mapping[str, str] = field(default_factory=dict)
    adds: bool = True


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell: what it says now and afterwards; `problem` is the sentence for one that can't be taken."""

    label: str
    before: str
    after: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the block: which record it changes, or that it is new, and how."""

    number: int
    title: str
    new: bool
    cells: tuple[PlannedCell, ...]
    record: Pasted | None

    @property
    def wrong(self) -> bool:
        """Whether something in it can't be taken."""
        return any(cell.problem for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a block would do; rows that change nothing have no cells."""

    rows: tuple[PlannedRow, ...]

    @property
    def wrong(self) -> int:
        """How many rows can't be taken."""
        return sum(row.wrong for row in self.rows)

    def records(self) -> list[Pasted]:
        """Return what can be taken and changes something."""
        return [row.record for row in self.rows if row.record is not None and row.cells and not row.wrong]

    def words(self) -> str:
        """Return in a sentence what would happen."""
        good = [row for row in self.rows if row.cells and not row.wrong]
        new = sum(row.new for row in good)
        parts = [
            f"{number:,} {words}"
            for number, words in (
                (len(good) - new, "will change"), (new, "will be added"), (self.wrong, "can't be taken as they are"),
                (sum(not row.cells for row in self.rows), "say already what stands there"),
            )
            if number
        ]  # fmt: skip
        return f"Of {len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}, {', '.join(parts)}."


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block goes: the columns from the current one on, and the uids of the rows from the current one down."""

    columns: tuple[Column, ...]
    uids: tuple[str, ...]
    every: tuple[Column, ...]  # all columns, among which headings in the block are looked for


def plan_paste(
    session: "Session",
    paste: Paste,
    fields: Sequence[Field],
    load: "Callable[[Session, str], Detail | None]",
    target: Target,
    block: Sequence[Sequence[str]],
    today: date,
) -> Plan:
    """Return what a block would do. Raises `UserError` where it can't be laid over the table at all."""
    if not block:
        raise UserError("There is nothing to paste: copy some cells in the spreadsheet first. Nothing was changed.")
    if len(block) > MOST:
        raise UserError(f"These are {len(block):,} rows; paste at most {MOST:,} at once. Nothing was changed.")
    by_key = {one.key: one for one in fields}
    named = _heads(block[0], target.every, by_key, paste)
    rows = list(block[1:]) if named else list(block)
    headings = named or _following(target.columns, max(len(row) for row in rows), by_key, paste)
    if not rows:
        raise UserError("This block holds headings only. Copy the rows below them too. Nothing was changed.")
    by_name = bool(named) and any(one is not None and one.key == paste.named for one in headings)
    planner = _Planner(session, paste, load, today)
    return Plan(tuple(planner.rows(rows, headings, None if by_name else target.uids, first=2 if named else 1)))


class _Planner:
    """Plans row by row."""

    def __init__(
        self, session: "Session", paste: Paste, load: "Callable[[Session, str], Detail | None]", today: date
    ) -> None:
        self._session, self._paste, self._load, self._today = session, paste, load, today

    def rows(
        self, rows: Sequence[Sequence[str]], headings: Sequence[Field | None], uids: Sequence[str] | None, *, first: int
    ) -> Iterator[PlannedRow]:
        """Yield each row; `uids` are the records they fall on, None where they are found by name."""
        seen: set[str] = set()
        for at, row in enumerate(rows):
            said = {one.key: words for one, words in zip(headings, row, strict=False) if one is not None}
            number = first + at
            if uids is None:
                found = list(self._paste.find(self._session, said.get(self._paste.named, "")))
                problem = "" if len(found) <= 1 else f"{len(found)} are called so: paste without headings."
                uid = found[0] if len(found) == 1 else None
            else:
                uid, problem = (uids[at], "") if at < len(uids) else (None, "")
            if uid in seen:
                problem = "This one stands in the block twice. Leave one of the two rows out."
            seen |= {uid} if uid is not None else set()
            if uid is None and not problem and not self._paste.adds:
                problem = "There is no such row here, and rows are not added by pasting."
            planned = self._row(number, uid, row, headings)
            if problem:
                title = said.get(self._paste.named) or planned.title
                yield PlannedRow(number, title, new=False, cells=(PlannedCell("Row", "", title, problem),), record=None)
            else:
                yield planned

    def _row(self, number: int, uid: str | None, row: Sequence[str], headings: Sequence[Field | None]) -> PlannedRow:
        detail = None if uid is None else self._load(self._session, uid)
        now: Mapping[str, Any] = {} if detail is None else detail.values
        cells, values = [], {}
        for one, words in zip(headings, row, strict=False):
            if one is None:
                continue
            before = say_value(one, now.get(one.key)) if detail is not None else ""
            try:
                value = read_cell(self._session, one, words, self._today)
            except UserError as error:
                cells.append(PlannedCell(one.label, before, words, str(error)))
                continue
            if not _same(value, now.get(one.key)):
                values[one.key] = value
                cells.append(PlannedCell(one.label, before, say_value(one, value)))
        name = values.get(self._paste.named)
        if detail is None and name is None:
            missing = "A new row needs a name: paste the names too."
            cells = [PlannedCell("Row", "", " ".join(row), missing)]
        title = detail.title if detail is not None else str(name or "")
        record = Pasted(uid, 0 if detail is None else detail.version, values)
        return PlannedRow(number, title, detail is None, tuple(cells), record)


def _same(value: Any, now: Any) -> bool:
    if isinstance(value, Picked) and isinstance(now, Picked):
        return value.uid == now.uid
    return bool(value == now)


def read_cell(session: "Session", one: Field, words: str, today: date) -> Any:
    """Return the value that a cell of a spreadsheet means for a field; `UserError` says what would be right."""
    typed = words.strip()
    if typed.casefold() in ("", one.empty.casefold(), "not recorded"):
        value: Any = None
    elif one.kind is Kind.CHOICE:
        value = _choice(one, typed)
    elif one.kind is Kind.YES_NO:
        answers = {"yes": True, "y": True, "no": False, "n": False}
        if typed.casefold() not in answers:
            raise UserError(f"“{typed}” is neither yes nor no.")
        value = answers[typed.casefold()]
    elif one.kind is Kind.PICKER and not one.free:
        value = _picked(session, one, typed)
    else:
        value = read_value(replace(one, kind=Kind.TEXT) if one.kind is Kind.PICKER else one, typed, today)
    refuse_value(one, value)
    return value


def _choice(one: Field, typed: str) -> Any:
    for choice in one.choices:
        if typed.casefold() in (choice.words.casefold(), str(choice.value).casefold()):
            return choice.value
    listed = ", ".join(choice.words for choice in one.choices[:_LISTED])
    raise UserError(f"“{typed}” is not one of: {listed}{'…' if len(one.choices) > _LISTED else ''}.")


def _picked(session: "Session", one: Field, typed: str) -> Any:
    found = list(one.find(session, typed)) if one.find is not None else []
    same = [each for each in found if typed.casefold() in (each.title.casefold(), each.called.casefold())]
    if len(same) == 1:
        return same[0]
    if same:
        raise UserError(f"{len(same)} are called “{typed}”: choose one of them in the panel instead.")
    raise UserError(f"Nothing here is called “{typed}”. Add it first, or correct the name.")


def _heads(
    row: Sequence[str], columns: Sequence[Column], fields: Mapping[str, Field], paste: Paste
) -> list[Field | None] | None:
    """Return the fields that a row of headings names, None where it is no such row."""
    words: dict[str, Field | None] = {column.words.casefold(): _field_of(column, fields, paste) for column in columns}
    words |= {one.label.casefold(): one for one in fields.values()}
    written = [cell.strip().casefold() for cell in row]
    if not all(cell in words for cell in written if cell):
        return None
    return [words.get(cell) for cell in written]


def _following(columns: Sequence[Column], number: int, fields: Mapping[str, Field], paste: Paste) -> list[Field | None]:
    """Return the fields of the columns from the current one on."""
    if number > len(columns):
        raise UserError(
            f"The block has {number} columns and the table {len(columns)} from the current one on. Go to the column"
            " where it begins (Left and Right), or copy the headings too. Nothing was changed."
        )
    found = [_field_of(column, fields, paste) for column in columns[:number]]
    for column, one in zip(columns, found, strict=False):
        if one is None:
            raise UserError(
                f"“{column.words}” can't be pasted into: it is worked out from other details. Hide or move that column,"
                " or copy the headings too. Nothing was changed."
            )
    return found


def _field_of(column: Column, fields: Mapping[str, Field], paste: Paste) -> Field | None:
    return fields.get(paste.fields.get(column.key, column.key))
