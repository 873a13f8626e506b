"""Goes down the rows of sheets: headings, groups, facts of groups, and the rows that tell of seats and people."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from mscp_desktop.exchange.sheet import Sheet, SheetRow, problem_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.roster.intake import words as say
from mscp_desktop.roster.intake.cells import CellError, items
from mscp_desktop.roster.intake.entries import LONGEST, Entry, Kind, Known, Reading
from mscp_desktop.roster.intake.layout import (
    Columns,
    columns_of,
    guessed_columns,
    is_heading_row,
    is_upper_heading,
    knower,
)
from mscp_desktop.roster.intake.seats import SeatReader
from mscp_desktop.roster.intake.words import Meaning


def read_sheets(
    sheets: Sequence[Sheet],
    kind: Kind,
    today: date,
    known: Known,
    *,
    said: Mapping[str, Meaning] | None = None,
    hidden_too: bool = False,
) -> Reading:
    """Return what the rows of sheets say; every row that is not blank has an entry.

    `said` is what a person chose for columns, by their key.
    """
    reading = Reading()
    for sheet in sheets:
        name = sheet.name if len(sheets) > 1 else ""
        _SheetReader(sheet, kind, today, known, said or {}, reading, name, hidden_too=hidden_too).read()
        reading.notes += [f"{name}: {note}" if name else note for note in sheet.notes]
    return reading


def guess_kind(sheets: Sequence[Sheet]) -> Kind:
    """Return what sheets most likely are: a list of people has addresses and no groups."""
    if any(sheet.row_word == "card" for sheet in sheets):
        return Kind.PEOPLE
    meanings = {say.heading_of(cell) for sheet in sheets for row in sheet.rows[:15] for cell in row.cells if cell}
    if {Meaning.GROUP, Meaning.ROLE, Meaning.SINCE} & meanings:
        return Kind.ROSTER
    addresses = {Meaning.EMAIL, Meaning.TELEPHONE, Meaning.MOBILE} & meanings
    named = {Meaning.NAME, Meaning.SURNAME} & meanings
    return Kind.PEOPLE if addresses and named else Kind.ROSTER


class _SheetReader:
    """Goes down one sheet, and remembers what holds for the rows below: the headings, the group, what is told of it."""

    def __init__(
        self, sheet: Sheet, kind: Kind, today: date, known: Known, said: Mapping[str, Meaning], reading: Reading,
        name: str, *, hidden_too: bool,
    ) -> None:  # fmt: skip
        self.sheet, self.kind, self.today, self.reading, self.name = sheet, kind, today, reading, name
        self.known_body, self.known_group = knower(known.bodies), knower(known.groups)
        self.seats = SeatReader(kind, today, self.known_body, knower(known.people))
        self.said, self.hidden_too = said, hidden_too
        self.columns: Columns | None = None
        self.about = ""  # the fact of the group that the rows tell, where they tell no seats
        self.group: str | None = self._group_of_sheet()
        self.guessed: dict[int, Meaning] = {}
        self.shift = False
        self.unguessed = True  # whether a part of the sheet begins whose columns were not guessed yet

    def read(self) -> None:
        rows, at = self.sheet.rows, 0
        while at < len(rows):
            at += self._take(at)

    # ---- rows that are no seats

    def _take(self, at: int) -> int:
        """Take the row at a place, and return how many rows that was."""
        row = self.sheet.rows[at]
        if row.blank:
            return 1
        headed = self._headings(at)
        self.unguessed = self.unguessed or headed > 0
        if headed:
            return headed
        if row.hidden and not self.hidden_too:
            self._out(row, "the row is hidden in the sheet")
        elif row.repeats:
            self._out(row, "the same row stands above")
        elif self.about and not row.cells[0]:
            self._out(row, f"it is about the group's {self.about}, and no seat")
        elif self._is_heading(at) or self._is_fact(row):
            self.unguessed = True
        else:
            self.about = ""
            self._entries(row, at)
        return 1

    def _headings(self, at: int) -> int:
        """Take heading rows, and return how many there were."""
        rows = self.sheet.rows
        top = at
        if not is_heading_row(rows[at]):
            if not (at + 1 < len(rows) and is_heading_row(rows[at + 1]) and is_upper_heading(rows[at])):
                return 0
            if len([cell for cell in rows[at].cells if cell]) == 1 and say.heading_of(_only(rows[at])) is None:
                return 0
        self.columns, deep, seen = columns_of(self.sheet, top, self.known_body, self.said)
        self.about = ""
        fresh = {one.key for one in self.reading.columns}
        self.reading.columns += [one for one in seen if one.key not in fresh]
        for row in rows[at : at + deep]:
            if self.sheet.row_word != "card":
                self._out(row, "it holds the headings")
        return deep

    def _is_heading(self, at: int) -> bool:
        """Take a row that names the group of the rows below it, the title of the sheet, or is text."""
        row = self.sheet.rows[at]
        cells = [cell for cell in row.cells if cell]
        if len(cells) != 1 or self.kind is Kind.PEOPLE or row.part or say.key_of(cells[0]) is not None:
            return False
        words = say.plain_words(say.MARKED.sub("", cells[0]).rstrip(":"))
        if len(words) > LONGEST or not row.cells[0] or cells[0].startswith("##"):
            if self.columns is None and row.cells[0]:
                self._out(row, "it is text, and no row of a table")
            return self.columns is None and bool(row.cells[0])
        below = next((one for one in self.sheet.rows[at + 1 :] if not one.blank), None)
        headed = below is not None and is_heading_row(below)
        told = below is not None and say.key_of(_only(below)) is not None
        parted = below is not None and len([cell for cell in below.cells if cell]) > 1
        group = self._group_in(words)
        if group is None and told:
            group = words
        if group is not None and (headed or told or self.known_group(group) or (parted and not self.known_body(words))):
            self.group, self.about = group, ""
            self.columns = None if told else self.columns
            self._out(row, f"it is the heading of {group}")
            return True
        first = self.columns is None and all(one.out for one in self.reading.entries)
        if headed or (first and (parted or self._leads_to_headings(at))):
            self._out(row, "it is a title")
            return True
        return False

    def _leads_to_headings(self, at: int) -> bool:
        """Say whether only lines of one cell stand between a row and the headings of a table below it."""
        for row in self.sheet.rows[at + 1 :]:
            if is_heading_row(row):
                return True
            if len([cell for cell in row.cells if cell]) > 1:
                return False
        return False

    def _group_in(self, words: str) -> str | None:
        """Return the group that a heading names: a known one, or the heading without what belongs to a title."""
        if self.known_group(words):
            return words
        plain = re.sub(
            r"(?i)\b(?:membership|members|roster|contacts?|contact list|distribution list|list|mailing|details|"
            r"updated|as at|as of|version|v\d+|draft|final|january|february|march|april|may|june|july|august|september|"
            r"october|november|december|\d{1,2}(?:st|nd|rd|th)?|\d{4}(?:[-/]\d{2,4})?)\b",
            " ", words,
        )  # fmt: skip
        plain = " ".join(
            re.sub(
                r"[\s:\u2013\u2014-]+$|^[\s:\u2013\u2014-]+", "", re.sub(r"\s[-\u2013\u2014]\s*$", "", plain)
            ).split()
        )
        plain = re.sub(r"\(\s*\)", "", plain).strip(" -\u2013\u2014:,/.")
        plain = re.sub(r"^(?i:of|for)\s+(?i:the\s+)?|[\s:,\u2013\u2014-]+(?i:and|of|for|the|&)$", "", plain)
        plain = plain.strip(" -\u2013\u2014:,/.")
        if self.known_group(plain):
            return plain
        return plain if plain and say.is_group(plain) and len(plain) <= LONGEST else None

    def _group_of_sheet(self) -> str | None:
        name = self.sheet.name
        return name if self.kind is Kind.ROSTER and self.known_group(name) else (
            name if self.name and self.kind is Kind.ROSTER and say.is_group(name) else None
        )  # fmt: skip

    def _is_fact(self, row: SheetRow) -> bool:
        """Take a row that begins with the label of a fact; one that begins the membership can hold a seat as well."""
        if self.columns is not None or not row.cells:
            return False
        key = say.key_of(row.cells[0])
        if key is None:
            return False
        rest = [cell for cell in row.cells[1:] if cell]
        self.about = "" if key == "membership" else key
        if key == "membership":
            if not rest:
                self._out(row, "it is the label of the rows below")
                return True
            return False
        if key == "frequency" and self.group and rest:
            found = say.frequency_of(rest[0])
            if found is not None:
                self.reading.frequencies[self.group] = found
        self._out(row, f"it is about the group's {key}, and no seat")
        return True

    def _out(self, row: SheetRow, why: str) -> None:
        self.reading.entries.append(Entry(self._where(row), _said(row), out=why))

    def _where(self, row: SheetRow, column: int | None = None) -> str:
        words = self.sheet.row_words(row) if column is None else self.sheet.cell_words(row, column)
        return f"{self.name}, {words}" if self.name else words

    # ---- rows that are seats or people

    def _entries(self, row: SheetRow, at: int) -> None:
        """Take a row that tells of seats or people; each line of a list in one cell is one of its own."""
        spoilt: dict[int | None, str] = {
            column: problem for column, cell in enumerate(row.cells)
            if (self.columns is None or self.columns.get(column, Meaning.NOTHING) is not Meaning.NOTHING)
            and (problem := problem_of(cell))
        }  # fmt: skip
        if spoilt:
            self._refuse(row, spoilt)
            return
        try:
            made = list(self._headed(row) if self.columns is not None else self._bare(row, at))
        except CellError as error:
            self._refuse(row, {error.column: str(error)})
            return
        except UserError as error:
            self._refuse(row, {None: str(error)})
            return
        self.reading.entries += [replace(one, said=_said(row)) for one in made]

    def _refuse(self, row: SheetRow, wrong: Mapping[int | None, str]) -> None:
        """Refuse a row with all that is wrong with its cells, so that it is mended once."""
        every = {**self._unread(row, wrong), **wrong}
        places = sorted(every, key=lambda at: -1 if at is None else at)
        words = " ".join(f"{capital(self._where(row, at))}: {every[at]}" for at in places)
        self.reading.entries.append(Entry(self._where(row), _said(row), refused=words))

    def _unread(self, row: SheetRow, without: Container[int | None]) -> dict[int | None, str]:
        """Return why cells under a heading of dates or addresses can't be read, by their columns."""
        found: dict[int | None, str] = {}
        for column, meaning in (self.columns or {}).items():
            words = row.cells[column] if column < len(row.cells) and column not in without else ""
            try:
                if words and meaning in (Meaning.SINCE, Meaning.UNTIL):
                    say.date_of(words, self.today)
                elif words and meaning in (Meaning.TELEPHONE, Meaning.MOBILE):
                    say.telephone_of(words)
            except UserError as error:
                found[column] = str(error)
        return found

    def _headed(self, row: SheetRow) -> Iterator[Entry]:
        values: dict[Meaning, tuple[str, int]] = {}
        for column, meaning in sorted((self.columns or {}).items()):
            words = row.cells[column] if column < len(row.cells) else ""
            if meaning is not Meaning.NOTHING and words and meaning not in values:
                values[meaning] = (words, column)
        if not values:
            yield Entry(self._where(row), "", out="none of its columns is taken")
            return
        yield from self.seats.read(self._where(row), self.group, values)

    def _bare(self, row: SheetRow, at: int) -> Iterator[Entry]:
        """Read a row without headings above it: by the place of its cells, or each line of its only cell by itself."""
        cells = list(row.cells)
        offset = 0
        if say.key_of(cells[0]) == "membership":
            cells, offset = cells[1:], 1
        self._guess(at)
        while cells and not cells[0] and (self.shift or offset):
            cells, offset = cells[1:], offset + 1
        filled = [(place, cell) for place, cell in enumerate(cells) if cell]
        if len(filled) == 1:
            column, words = filled[0]
            for part in items(words):
                yield from self.seats.read(self._where(row), self.group, {Meaning.MIXED: (part, column + offset)})
            return
        values: dict[Meaning, tuple[str, int]] = {}
        for place, words in filled:
            meaning = self.guessed.get(place, Meaning.NOTHING)
            if meaning is not Meaning.NOTHING and meaning not in values:
                values[meaning] = (words, place + offset)
        yield from self.seats.read(self._where(row), self.group, values)

    def _guess(self, at: int) -> None:
        """Guess what the columns of this part of the sheet hold, once for each part."""
        if not self.unguessed:
            return
        self.unguessed = False
        part: list[list[str]] = []
        for row in self.sheet.rows[at:]:
            cells = [cell for cell in row.cells if cell]
            if row.blank or row.repeats:
                continue
            if part and (
                is_heading_row(row) or (len(cells) == 1 and say.key_of(cells[0]) is None and say.is_group(cells[0]))
            ):
                break
            if say.key_of(row.cells[0]) not in (None, "membership"):
                break
            part.append(list(row.cells[1:] if say.key_of(row.cells[0]) == "membership" else row.cells))
        shifted = [_without_lead(cells) for cells in part]
        widths = [len([cell for cell in cells if cell]) for cells in shifted]
        self.shift = max(widths, default=0) <= 2  # noqa: PLR2004 - a post and an organisation
        self.guessed = guessed_columns(shifted if self.shift else part, self.known_body)
        alone = [item for cells in part for cell in cells if cell and self.shift for item in items(cell)]
        self.seats.names = sum(map(_begins_with_name, alone)) * 2 > len(alone)


def _begins_with_name(words: str) -> bool:
    return say.is_name(words) or say.is_name(say.without_role(words.split(",", maxsplit=1)[0])[1])


def _without_lead(cells: Iterable[str]) -> list[str]:
    made = list(cells)
    while made and not made[0]:
        made.pop(0)
    return made


def _only(row: SheetRow) -> str:
    return next(cell for cell in row.cells if cell)


def _said(row: SheetRow) -> str:
    return " | ".join(" ".join(cell.split()) for cell in row.cells if cell)[:400]
