"""Goes down the rows of an action log: headings, titles of its parts, and the rows that tell of actions."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mscp_desktop.actions.intake.words import (
    LONGEST_HEADING,
    Meaning,
    date_in,
    heading_of,
    hint_of,
    section_state,
    state_of,
    without_dates,
)
from mscp_desktop.actions.records import ActionState
from mscp_desktop.exchange.sheet import MAX_CELL, Sheet, SheetRow, column_letters, problem_of
from mscp_desktop.foundation.heading_words import plain_heading
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.roster.intake.layout import ColumnSeen

MOSTLY = 0.5
LOOKED_AT = 200  # rows below a heading
ABOVE = "it stands above the headings"
LONGEST_SAID = 400  # characters
LONGEST_REF = 14
ANY_DAY = date(2025, 1, 1)  # to tell whether words are a date, whichever


@dataclass(slots=True)
class LogEntry:
    """What one row says, cell by cell, and what the titles above it say of its group, day and state.

    `out` is why a row is passed over, `refused` why it can't be taken. `notes` are cells that fit no field, with
    the heads of their columns, and `headings` the heads of the others.
    """

    where: str
    said: str
    cells: dict[Meaning, str] = field(default_factory=dict)
    headings: dict[Meaning, str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    group_above: str | None = None
    day_above: date | None = None
    state_above: ActionState | None = None
    out: str = ""
    refused: str = ""

    def cell(self, meaning: Meaning) -> str:
        """Return what stands under a meaning, nothing where there is no such cell."""
        return self.cells.get(meaning, "")

    def all_words(self) -> list[str]:
        """Return every cell of it that was taken."""
        return [*self.cells.values(), *(words for _, words in self.notes)]


@dataclass(slots=True)
class LogReading:
    """The entries of all sheets, with what was seen on the way."""

    entries: list[LogEntry] = field(default_factory=list)
    columns: list[ColumnSeen] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_log(
    sheets: Sequence[Sheet],
    today: date,
    known_group: Callable[[str], str | None],
    *,
    said: Mapping[str, Meaning] | None = None,
    hidden_too: bool = False,
) -> LogReading:
    """Return what the rows of an action log say; every row that is not blank has an entry, or is part of one.

    `known_group` gives the name of the group that words name, `said` is what a person chose for columns, by their key.
    """
    reading = LogReading()
    for sheet in sheets:
        name = sheet.name if len(sheets) > 1 else ""
        _SheetReader(sheet, today, known_group, said or {}, reading, name, hidden_too=hidden_too).read()
        reading.notes += [f"{name}: {note}" if name else note for note in sheet.notes]
    return reading


def is_heading_row(row: SheetRow) -> bool:
    """Say whether a row holds the headings of an action log: two at least that are known, and as many as others."""
    cells = [cell for cell in row.cells if cell]
    known = {heading_of(cell) for cell in cells} - {None}
    short = all(len(cell) <= LONGEST_HEADING for cell in cells)
    return short and len(known) > 1 and sum(heading_of(one) is not None for one in cells) >= len(cells) * MOSTLY


class _SheetReader:
    """Goes down one sheet, and remembers what holds for the rows below: the headings, the group, the day, the state."""

    def __init__(
        self, sheet: Sheet, today: date, known_group: Callable[[str], str | None], said: Mapping[str, Meaning],
        reading: LogReading, name: str, *, hidden_too: bool,
    ) -> None:  # fmt: skip
        self.sheet, self.today, self.known_group, self.said = sheet, today, known_group, said
        self.reading, self.name, self.hidden_too = reading, name, hidden_too
        self.columns: dict[int, Meaning] = {}
        self.titles: list[str] = []
        self.group = known_group(sheet.name)
        self.day: date | None = None
        self.state = section_state(sheet.name)
        self.last: LogEntry | None = None  # of this table, which a row without an action carries on

    def read(self) -> None:
        rows = self.sheet.rows
        first = next((at for at, row in enumerate(rows) if is_heading_row(row)), None)
        if first is None:
            self._take_columns([], [row.cells for row in rows if not row.blank])
        for at, row in enumerate(rows):
            if row.blank:
                continue
            if first is not None and at < first:
                self._title(row)
                self._out(row, ABOVE)
            elif is_heading_row(row):
                body = [one.cells for one in rows[at + 1 : at + 1 + LOOKED_AT] if not one.blank and not one.hidden]
                self._take_columns(list(row.cells), body)
                self._out(row, "it holds the headings")
            elif row.hidden and not self.hidden_too:
                self._out(row, "the row is hidden in the sheet")
            elif row.repeats:
                self._out(row, "the same row stands above")
            else:
                self._take(row)

    # ---- columns

    def _take_columns(self, titles: list[str], body: Sequence[Sequence[str]]) -> None:
        self.last = None
        width = max([len(titles), *(len(row) for row in body)], default=0)
        titles = titles + [""] * (width - len(titles))
        found: dict[int, Meaning] = {}
        for by in (heading_of, hint_of):
            for at, title in enumerate(titles):
                meaning = by(title) if title and at not in found else None
                if meaning is not None and (meaning is Meaning.UPDATE or meaning not in found.values()):
                    found[at] = meaning
        bare = [at for at in range(width) if at not in found and _column(body, at)]
        if not any(titles):
            found |= _guessed(body, bare)
        elif Meaning.TEXT not in found.values() and bare:
            found[max(bare, key=lambda at: _length(body, at))] = Meaning.TEXT
        self.columns, self.titles = {}, []
        seen = {one.key for one in self.reading.columns}
        for at, title in enumerate(titles):
            values = _column(body, at)
            key = plain_heading(title) or f"column {column_letters(at).lower()}"
            self.columns[at] = self.said.get(key, found.get(at, Meaning.NOTE))
            self.titles.append(title or f"Column {column_letters(at)}")
            if key not in seen and (title or values):
                seen.add(key)
                sample = values[0] if values else ""
                self.reading.columns.append(ColumnSeen(key, self.titles[at], self.columns[at], sample))

    # ---- rows

    def _take(self, row: SheetRow) -> None:
        filled = [at for at, cell in enumerate(row.cells) if cell]
        first = min(self.columns, default=0)
        if len(filled) == 1 and filled[0] == first and self._is_title(row.cells[first], first):
            self._title(row)
            self._out(row, "it is the title of the rows below")
            return
        spoilt = {
            at: f"{capital(self._where(row, at))}: {problem}" for at in filled
            if self.columns.get(at) is not Meaning.NOTHING and (problem := problem_of(row.cells[at][:MAX_CELL]))
        }  # fmt: skip
        entry = self._entry(row, spoilt)
        if spoilt:  # what else stands in it is read too, so that all that is wrong with it is said at once
            entry.refused = " ".join(spoilt.values())
            self.reading.entries.append(entry)
            return
        if entry.cell(Meaning.TEXT):
            same = self.last is not None and _is_same(self.last, entry)
            if same and self.last is not None and (entry.cells, entry.notes) == (self.last.cells, self.last.notes):
                self._out(row, f"it says the same as {self.last.where}")
                return
            if same and self.last is not None:
                _carry_on(self.last, entry)
                self._out(row, f"it carries on {self.last.where}")
                return
            self.last = entry
            self.reading.entries.append(entry)
        elif not entry.all_words():
            self._out(row, "none of its columns is taken")
        elif not entry.cell(Meaning.REF) and self.last is not None:
            _carry_on(self.last, entry)
            self._out(row, f"it carries on {self.last.where}")
        elif len(entry.all_words()) == 1 and entry.cell(Meaning.REF):
            self._out(row, "it has a number, and nothing else")
        else:
            entry.refused = f"{capital(entry.where)} says no action: nothing stands in the column for that."
            self.reading.entries.append(entry)

    def _entry(self, row: SheetRow, without: Container[int] = ()) -> LogEntry:
        made = LogEntry(
            self._where(row), _said(row), group_above=self.group, day_above=self.day, state_above=self.state
        )
        for at, words in enumerate(row.cells):
            meaning = self.columns.get(at, Meaning.NOTE)
            if not words or meaning is Meaning.NOTHING or at in without:
                continue
            title = self.titles[at] if at < len(self.titles) else f"Column {column_letters(at)}"
            if meaning is Meaning.NOTE or (meaning in made.cells and meaning is not Meaning.UPDATE):
                made.notes.append((title, words))
            elif meaning in made.cells:
                made.cells[meaning] += f"\n{words}"
            else:
                made.cells[meaning], made.headings[meaning] = words, title
        return made

    def _is_title(self, words: str, column: int) -> bool:
        """Say whether the only cell of a row is a title; in a column of actions only where it names what is known."""
        meaning = self.columns.get(column)
        if meaning is Meaning.TEXT:
            named = self.known_group(words) is not None and (len(words) <= LONGEST_HEADING)
            return named or section_state(words) is not None
        if meaning is Meaning.REF:
            return len(words) > LONGEST_REF or not any(letter.isdigit() for letter in words)
        return self.last is None or section_state(words) is not None or self.known_group(words) is not None

    def _title(self, row: SheetRow) -> None:
        """Take from a title what it says of the rows below: their group, their day, and how far they are."""
        self.last = None
        for words in (cell for cell in row.cells if cell):
            self.group = self.known_group(without_dates(words)) or self.group
            told = date_in(words, self.today).date
            day = told.exact() if told is not None else None
            self.day = day if day is not None and day <= self.today else self.day
            self.state = section_state(words) or self.state

    def _out(self, row: SheetRow, why: str) -> None:
        self.reading.entries.append(LogEntry(self._where(row), _said(row), out=why))

    def _where(self, row: SheetRow, column: int | None = None) -> str:
        words = self.sheet.row_words(row) if column is None else self.sheet.cell_words(row, column)
        return f"{self.name}, {words}" if self.name else words


def _is_same(last: LogEntry, entry: LogEntry) -> bool:
    """Say whether a row is about the action of the row above: its merged cells say the number and the words again."""
    both = (Meaning.REF, Meaning.TEXT, Meaning.GROUP, Meaning.RAISED)
    return all(last.cell(one) == entry.cell(one) for one in both) and bool(entry.cell(Meaning.REF))


def _carry_on(last: LogEntry, entry: LogEntry) -> None:
    """Add to an action what a further row of it says."""
    for meaning, words in entry.cells.items():
        there = last.cells.get(meaning)
        if there is None:
            last.cells[meaning], last.headings[meaning] = words, entry.headings[meaning]
        elif words != there and words not in there.split("\n"):
            last.cells[meaning] = f"{there}\n{words}"
    last.notes += [one for one in entry.notes if one not in last.notes]
    last.said = f"{last.said} | {entry.said}"[:LONGEST_SAID]


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in rows if at < len(row) and row[at]]


def _length(rows: Sequence[Sequence[str]], at: int) -> float:
    values = _column(rows, at)
    return sum(map(len, values)) / len(values) if values else 0.0


def _guessed(body: Sequence[Sequence[str]], columns: Sequence[int]) -> dict[int, Meaning]:
    """Return what columns without headings hold: days, a status, a number; the longest words are the actions."""
    if not columns:
        return {}
    text = max(columns, key=lambda at: _length(body, at))
    found = {text: Meaning.TEXT}
    dated = [at for at in columns if at != text and _share(_column(body, at), _is_dated) > MOSTLY]
    days = (Meaning.DUE,) if len(dated) == 1 else (Meaning.RAISED, Meaning.DUE, Meaning.DONE_ON)
    found |= dict(zip(dated, days, strict=False))
    for at in columns:
        meaning = None if at in found or at in dated else _guess(_column(body, at))
        if meaning is not None and meaning not in found.values():
            found[at] = meaning
    return found


def _guess(values: Sequence[str]) -> Meaning:
    if _share(values, lambda one: state_of(one) is not None) > MOSTLY:
        return Meaning.STATUS
    numbers = _share(values, lambda one: len(one) <= LONGEST_REF and one[-1].isdigit()) > MOSTLY
    return Meaning.REF if numbers else Meaning.OWNER


def _is_dated(words: str) -> bool:
    return any(letter.isdigit() for letter in words) and date_in(words, ANY_DAY).whole


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(holds(one) for one in values) / len(values) if values else 0.0


def _said(row: SheetRow) -> str:
    return " | ".join(" ".join(cell.split()) for cell in row.cells if cell)[:LONGEST_SAID]
