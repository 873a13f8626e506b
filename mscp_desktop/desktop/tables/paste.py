"""A block from a spreadsheet, laid over a table: what each of its cells would change, before any is changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.field_values import read_value, refuse_value, say_value
from mscp_desktop.desktop.values import Act, Column, Detail, Field, Kind, Picked
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.heading_words import plain_heading

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 2000  # rows that are pasted at once
_LISTED = 6  # choices named in a sentence
_OFFERED = 6  # records that may be meant


@dataclass(frozen=True, slots=True)
class Pasted:
    """One record as it is to be: `uid` None is a new one; `values` are by the fields' keys, and only what changes."""

    uid: str | None
    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Paste:
    """What a block may change: `act` turns the records into one operation, which returns their uids in that order.

    `fields` name the field that a column stands for where its key is another; a column that is no field can't be
    pasted into. `named` is the field by whose words a row with a name finds its record, as `find` answers with uids.
    With `adds` rows that are not there yet become new records. `makes` are the pickers for which `act` takes a record
    that is not there yet, under its name. `called` is what one and what several of the records are called.
    """

    act: Callable[[Sequence[Pasted]], Act]
    find: "Callable[[Session, str], Sequence[str]]"
    named: str = "name"
    fields: Mapping[str, str] = field(default_factory=dict)
    adds: bool = True
    makes: frozenset[str] = frozenset()
    called: tuple[str, str] = ("row", "rows")

    def counted(self, number: int, which: str = "") -> str:
        """Return so many of the records: "3 new people"."""
        return f"{number:,} {which}{self.called[number != 1]}"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said of a block where it can be meant in several ways.

    `over` says that it is laid over the rows from the current one down, although it names its rows; `cells` which
    record is meant by a name in a field, None to leave that detail out; `rows` which record a row is of by its uid,
    "" for a new one, None to leave the row out.
    """

    over: bool = False
    cells: Mapping[tuple[str, str], Picked | None] = field(default_factory=dict)
    rows: Mapping[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """One way to mean what can't be taken as it is: its words, and the answers with it."""

    words: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell: what it says now and afterwards.

    `problem` is the sentence for one that can't be taken, `warning` what a person should look at twice. `options` are
    the ways out of a problem.
    """

    label: str
    before: str
    after: str
    problem: str = ""
    warning: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row of the block: which record it changes, or that it is new, and how; `left` was left out when asked."""

    number: int
    title: str
    new: bool
    cells: tuple[PlannedCell, ...]
    record: Pasted | None
    left: bool = False

    @property
    def wrong(self) -> bool:
        """Whether something in it can't be taken."""
        return any(cell.problem for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a block would do; rows that change nothing have no cells.

    `by_name` and `over` are the words for the two ways to take a block that names its rows without a heading, empty
    where there is only one. `notes` are sentences on what is left out, and on where the block goes.
    """

    rows: tuple[PlannedRow, ...]
    by_name: str = ""
    over: str = ""
    notes: tuple[str, ...] = ()

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
                (sum(not row.cells and not row.left for row in self.rows), "say already what stands there"),
                (sum(row.left for row in self.rows), "will be left out"),
            )
            if number
        ]  # fmt: skip
        return f"Of {len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}, {', '.join(parts)}."


@dataclass(frozen=True, slots=True)
class Target:
    """Where a block goes: the columns from the current one on, and the rows from the current one down.

    `names` are what the rows are called, in the order of their `uids`.
    """

    columns: tuple[Column, ...]
    uids: tuple[str, ...]
    names: tuple[str, ...]
    every: tuple[Column, ...]  # all columns, among which headings in the block are looked for


def plan_paste(
    session: "Session",
    paste: Paste,
    fields: Sequence[Field],
    load: "Callable[[Session, str], Detail | None]",
    target: Target,
    block: Sequence[Sequence[str]],
    today: date,
    answers: Answers | None = None,
) -> Plan:
    """Return what a block would do. Raises `UserError` where it can't be laid over the table at all.

    Rows with a name are found by it, and are new where nobody has it. A block is laid over the rows that stand in the
    table only where it has no names, or where a person asks for that.
    """
    answers = answers or Answers()
    numbered = [(number, row) for number, row in enumerate(block, 1) if any(row)]
    if not numbered:
        raise UserError("There is nothing to paste: copy some cells in the spreadsheet first. Nothing was changed.")
    if len(numbered) > MOST:
        raise UserError(f"These are {len(numbered):,} rows; paste at most {MOST:,} at once. Nothing was changed.")
    by_key = {one.key: one for one in fields}
    heads = heads_of(numbered[0][1], target.every, by_key, paste)
    first = numbered[0][0] + (1 if heads is not None else 0)
    if heads is not None:
        numbered = numbered[1:]
    if not numbered:
        raise UserError("This block holds headings only. Copy the rows below them too. Nothing was changed.")
    wide = max(len(row) for _, row in numbered)
    headings = heads.fields if heads else _following(target.columns, wide, by_key, paste)
    named = [at for at, one in enumerate(headings) if one is not None and one.key == paste.named]
    places = [number - first for number, _ in numbered]  # a blank line passes over the row below it
    laid = [target.uids[at] if at < len(target.uids) else None for at in places]
    over, words = not named, ("", "")
    if named and heads is None:
        called = [row[named[0]] if named[0] < len(row) else "" for _, row in numbered]
        over = [name.casefold() for name in called] == [
            target.names[at].casefold() if at < len(target.names) else "" for at in places
        ]
        if not over:
            words = _ways(session, paste, called, target, laid)
            over = answers.over
    planner = _Planner(session, paste, load, today, answers, laying=bool(over and words[1]))
    rows = tuple(planner.rows(numbered, headings, laid if over else None))
    return Plan(rows, *words, notes=_notes(heads, target, laid, over=not named, paste=paste))


def _ways(
    session: "Session", paste: Paste, called: Sequence[str], target: Target, laid: Sequence[str | None]
) -> tuple[str, str]:
    """Return the words for the two ways to take rows that name themselves, where no heading says which is meant."""
    known = sum(bool(name) and bool(paste.find(session, name)) for name in called)
    new = len(called) - known
    by_name = " and ".join(
        part
        for part, number in (
            (f"Add {paste.counted(new, 'new ')}", new),
            (f"{'change' if new else 'Change'} {paste.counted(known)} found by name", known),
        )
        if number
    )
    under = sum(uid is not None for uid in laid)
    if not under:
        return "", ""
    beyond = f", and add {len(laid) - under:,} new" if len(laid) > under else ""
    whole = f"the {under:,} rows from {target.names[0]} on" if under > 1 else f"the row of {target.names[0]}"
    return by_name, f"Change {whole}{beyond}"


def _notes(
    heads: "Heads | None", target: Target, laid: Sequence[str | None], *, over: bool, paste: Paste
) -> tuple[str, ...]:
    notes = [] if heads is None else list(heads.notes())
    under = sum(uid is not None for uid in laid)
    if over and under:
        notes.append(
            f"The block names no {paste.called[1]}, so it is laid over the {under:,} rows from {target.names[0]} on."
            if under > 1
            else f"The block names no {paste.called[1]}, so it is laid over the row of {target.names[0]}."
        )
    return tuple(notes)


class _Planner:
    """Plans row by row."""

    def __init__(
        self,
        session: "Session",
        paste: Paste,
        load: "Callable[[Session, str], Detail | None]",
        today: date,
        answers: Answers,
        *,
        laying: bool,
    ) -> None:
        """With `laying` rows that name themselves are laid over others, whose names they would change."""
        self._session, self._paste, self._load, self._today = session, paste, load, today
        self._answers, self._laying = answers, laying
        self._near: dict[tuple[str, str], list[Picked]] = {}  # what may be meant, asked once for many rows

    def rows(
        self,
        rows: Sequence[tuple[int, Sequence[str]]],
        headings: Sequence[Field | None],
        laid: Sequence[str | None] | None,
    ) -> Iterator[PlannedRow]:
        """Yield each row; `laid` are the records they fall on, None where they are found by name."""
        seen: set[str] = set()
        for at, (number, row) in enumerate(rows):
            said = {one.key: words for one, words in zip(headings, row, strict=False) if one is not None}
            name = said.get(self._paste.named, "")
            if number in self._answers.rows and self._answers.rows[number] is None:
                yield PlannedRow(number, name, new=False, cells=(), record=None, left=True)
                continue
            uid, problem, options = self._whose(number, name) if laid is None else (laid[at], "", ())
            if uid in seen:
                problem, options = "This one stands in the block twice. Leave one of the two rows out.", ()
            seen |= {uid} if uid is not None else set()
            if uid is None and not problem and not self._paste.adds:
                problem = "There is no such row here, and rows are not added by pasting."
            planned = self._row(number, uid, row, headings)
            if problem:
                title = name or planned.title
                cell = PlannedCell("Row", "", title, problem, options=(*options, self._without(number)))
                yield PlannedRow(number, title, new=False, cells=(cell,), record=None)
            else:
                yield planned

    def _whose(self, number: int, name: str) -> tuple[str | None, str, tuple[Option, ...]]:
        """Return whose row it is by its name; where several have that name, the question and who may be meant."""
        answered = self._answers.rows.get(number)
        if answered is not None:
            return answered or None, "", ()
        found = list(self._paste.find(self._session, name))
        if len(found) <= 1:
            return (found[0] if found else None), "", ()
        options = []
        for uid in found[:_OFFERED]:
            detail = self._load(self._session, uid)
            if detail is not None:
                about = f", {detail.subtitle}" if detail.subtitle else ""
                options.append(self._meaning(number, uid, f"This is {detail.title}{about}"))
        if self._paste.adds:
            options.append(self._meaning(number, "", f"Add another {self._paste.called[0]} of this name"))
        return None, f"{len(found)} are called “{name}”. Say which of them is meant.", tuple(options)

    def _meaning(self, number: int, uid: str | None, words: str) -> Option:
        return Option(words, replace(self._answers, rows={**self._answers.rows, number: uid}))

    def _without(self, number: int) -> Option:
        return self._meaning(number, None, f"Leave row {number:,} out")

    def _row(self, number: int, uid: str | None, row: Sequence[str], headings: Sequence[Field | None]) -> PlannedRow:
        detail = None if uid is None else self._load(self._session, uid)
        now: Mapping[str, Any] = {} if detail is None else detail.values
        cells, values = [], {}
        for one, words in zip(headings, row, strict=False):
            if one is None:
                continue
            before = say_value(one, now.get(one.key)) if detail is not None else ""
            key = (one.key, words.strip().casefold())
            try:
                if key in self._answers.cells:
                    value: Any = self._answers.cells[key]
                    if value is None:
                        continue  # this detail is left out
                else:
                    value = read_cell(self._session, one, words, self._today)
            except UserError as error:
                cells.append(self._refused(number, one, before, words, error))
                continue
            if not _same(value, now.get(one.key)):
                values[one.key] = value
                renames = self._laying and detail is not None and one.key == self._paste.named
                warning = f"renames {detail.title}" if renames and detail is not None else ""
                made = " (new)" if isinstance(value, Picked) and value.uid is None and not one.free else ""
                cells.append(PlannedCell(one.label, before, f"{say_value(one, value)}{made}", warning=warning))
        name = values.get(self._paste.named)
        if detail is None and name is None:
            missing = "A new row needs a name: paste the names too."
            cells = [PlannedCell("Row", "", " ".join(row), missing, options=(self._without(number),))]
        title = detail.title if detail is not None else str(name or "")
        record = Pasted(uid, 0 if detail is None else detail.version, values)
        return PlannedRow(number, title, detail is None, tuple(cells), record)

    def _refused(self, number: int, one: Field, before: str, words: str, error: UserError) -> PlannedCell:
        """Return a cell that can't be taken, with what else may be meant by it."""
        typed, problem = words.strip(), str(error)
        key, known = (one.key, typed.casefold()), self._answers.cells
        options: list[Option] = []
        if key not in self._near:
            self._near[key] = list(one.near(self._session, typed))[:_OFFERED] if one.near is not None and typed else []
        near = self._near[key]
        if near:
            problem = f"Nothing here is called “{typed}”. Did you mean {near[0].title}?"
        options += [Option(f"Use {each.title}", replace(self._answers, cells={**known, key: each})) for each in near]
        if one.key in self._paste.makes and typed:
            picked = Picked(None, typed)
            made = f"Add “{typed}” as a new {one.label.lower()}"
            options.append(Option(made, replace(self._answers, cells={**known, key: picked})))
        if not one.required:
            left = f"Leave “{typed}” out"
            options.append(Option(left, replace(self._answers, cells={**known, key: None})))
        return PlannedCell(one.label, before, words, problem, options=(*options, self._without(number)))


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


@dataclass(frozen=True, slots=True)
class Heads:
    """A line of headings: the field of each, None for one that is not taken; and the headings left out, with why."""

    fields: tuple[Field | None, ...]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    worked_out: tuple[str, ...] = ()

    def notes(self) -> Iterator[str]:
        """Yield sentences on the headings that are left out."""
        for headings, why in (
            (self.unknown, "nothing here is called so"), (self.twice, "another column stands for the same"),
            (self.worked_out, "it is worked out from other details"),
        ):  # fmt: skip
            if headings:
                listed = ", ".join(f"“{one}”" for one in headings)
                yield f"Left out: {listed}, for {why}."


def heads_of(row: Sequence[str], columns: Sequence[Column], fields: Mapping[str, Field], paste: Paste) -> Heads | None:
    """Return what a row of headings names, None where it is no such row: most of its cells must be headings."""
    own = {plain_heading(one.label): one for one in fields.values()}
    meant: dict[str, Field | None] = {}
    for column in columns:
        one = _field_of(column, fields, paste)
        for words in (*column.spelt, column.words):
            meant[plain_heading(words)] = one
    meant |= own
    written = [plain_heading(cell) for cell in row]
    known = [cell for cell in written if cell in meant]
    plain = {*own, *(plain_heading(column.words) for column in columns if _field_of(column, fields, paste) is not None)}
    filled = sum(bool(cell) for cell in row)
    half = 2 * len(known) == filled and any(
        cell in plain and (one := meant[cell]) is not None and one.key == paste.named for cell in known
    )
    if not known or (2 * len(known) <= filled and not half):
        return None
    found: list[Field | None] = []
    unknown, twice, worked_out = [], [], []
    for cell, said in zip(row, written, strict=True):
        one = meant.get(said)
        if not cell:
            one = None
        elif said not in meant:
            unknown.append(cell)
        elif one is None:
            worked_out.append(cell)
        elif one in found:
            twice.append(cell)
            one = None
        found.append(one)
    return Heads(tuple(found), tuple(unknown), tuple(twice), tuple(worked_out))


def _following(
    columns: Sequence[Column], number: int, fields: Mapping[str, Field], paste: Paste
) -> Sequence[Field | None]:
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
