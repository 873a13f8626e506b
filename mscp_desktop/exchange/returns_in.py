"""A form as it comes back: read whole or refused, each cell that can't be taken named."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from mscp_desktop.exchange.returns import Answer, Asked, FormColumn, Problem, Returned, ReturnedRow
from mscp_desktop.exchange.returns_out import FORMAT, HIDDEN, ID_HEADING, SHEET
from mscp_desktop.exchange.sheet import TooLargeError
from mscp_desktop.exchange.xlsx_in import check_archive, load_book
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.safe_files import read_bytes
from mscp_desktop.foundation.typed_dates import parse_date

LARGEST = 5 * 1024 * 1024  # bytes of the file
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_LINES = 5000
LONGEST = 4000  # characters of an answer
FIRST_COUNTED = date(1899, 12, 30)
COUNTED = range(20_000, 80_000)  # from 1954 to 2119
_NOT_OURS = "is not a form that was sent out from here"


@dataclass(frozen=True, slots=True)
class _Facts:
    values: Mapping[str, str]
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How cells are read: `asks` says of a row's uid which columns are asked in it; a `quiet` problem repeats none."""

    columns: Sequence[FormColumn]
    facts: _Facts
    today: date
    unworked: frozenset[str]
    asks: Callable[[str], frozenset[str]] | None
    quiet: bool


def read_form(
    path: Path, kind: str, columns: Sequence[FormColumn], today: date, *,
    asks: Callable[[str], frozenset[str]] | None = None, quiet: bool = False,
) -> Returned:  # fmt: skip
    """Return a form as it was filled in; `columns` are those it was sent with, `today` is for dates without a year.

    `asks` gives for a row's uid the keys of the columns that are asked in it, where that is not all. What is wrong with
    a cell is said without what stands in it where that is `quiet`.

    Raises `UserError` where the file is none of our forms, is of another kind, or has lost its hidden parts. Answers
    that can't be taken are among the problems, and their cell counts as empty.
    """
    data = read_bytes(path, LARGEST)
    book = _open(data, path.name)
    if SHEET not in book.sheetnames or HIDDEN not in book.sheetnames:
        raise UserError(f"“{path.name}” {_NOT_OURS}, or it lost its hidden sheet when it was saved. Nothing was read.")
    facts = _facts(book[HIDDEN], path.name)
    if facts.values["format"] != FORMAT:
        raise UserError(f"“{path.name}” was made by another version of the program. Send the form out again.")
    if facts.values["kind"] != kind:
        raise UserError(f"“{path.name}” is a form for something else ({facts.values['kind']}). Choose another file.")
    lines = [list(line) for line in book[SHEET].iter_rows(max_row=_last(book[SHEET]))]
    places, top = _places(lines, columns, path.name)
    reading = _Reading(columns, facts, today, _unworked(data), asks, quiet)
    problems: list[Problem] = []
    rows = []
    seen: dict[str, str] = {}
    for line in lines[top + 1 :]:
        row = _row(line, places, reading, problems)
        if row is None:
            continue
        if row.uid is not None and row.uid in seen:
            cell = line[places[columns[0].key]].coordinate
            words = f"stands a second time: the same row is at {seen[row.uid]} too"
            problems.append(Problem(cell, words, uid=row.uid))
            continue
        if row.uid is not None:
            seen[row.uid] = line[places[columns[0].key]].coordinate
        rows.append(row)
    missing = tuple(uid for uid in facts.versions if uid not in seen)
    values = facts.values
    return Returned(
        values["kind"], values["request"], values["partnership"], values["sender name"], values["sender"],
        _made(values["made"], path.name), tuple(rows), missing, tuple(problems),
    )  # fmt: skip


def kind_of(path: Path) -> str | None:
    """Return of which kind a workbook says that it is a form from here; None for any other file that can be read.

    Raises `UserError` where it can't be read as a workbook.
    """
    asked = request_of(path)
    return None if asked is None else asked[0]


def request_of(path: Path) -> tuple[str, str, str] | None:
    """Return the kind of a form, the request that it answers, and the uid of the partnership that sent it.

    None and errors are as `kind_of` has them.
    """
    book = _open(read_bytes(path, LARGEST), path.name)
    if SHEET not in book.sheetnames or HIDDEN not in book.sheetnames:
        return None
    values = _facts(book[HIDDEN], path.name).values
    return values["kind"], values["request"], values["partnership"]


def _open(data: bytes, name: str) -> Any:
    """Return a workbook; whatever the library makes of a damaged file is said in one sentence."""
    try:
        check_archive(data, name, LARGEST_UNPACKED)
        return load_book(data, stored=True)
    except TooLargeError:
        raise
    except Exception as error:  # the library raises what its parts raise: a dozen kinds
        raise UserError(
            f"“{name}” can't be read as an Excel workbook (.xlsx). Ask for it again, or save it anew."
        ) from error


def _unworked(data: bytes) -> frozenset[str]:
    """Return the cells of the form with a formula: what it came to may not be stored, so the cell would look empty."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = (archive.read(one) for one in archive.namelist() if one.startswith("xl/worksheets/"))
        if not any(b"<f>" in part or b"<f " in part for part in sheets):
            return frozenset()
    sheet = load_book(data, stored=False)[SHEET]
    return frozenset(
        cell.coordinate for line in sheet.iter_rows(max_row=_last(sheet)) for cell in line if cell.data_type == "f"
    )


def _last(sheet: Any) -> int:
    """Return the last line to be read: to ask for one that is not there makes every cell up to it."""
    return min(int(sheet.max_row), MOST_LINES)


def _facts(sheet: Any, name: str) -> _Facts:
    values: dict[str, str] = {}
    versions: dict[str, int] = {}
    for line in sheet.iter_rows(max_row=_last(sheet), max_col=3, values_only=True):
        key, value, more = (None if cell is None else str(cell) for cell in (*line, None, None, None)[:3])
        if key == "row" and value and more and more.isdecimal():
            versions[value] = int(more)
        elif key and value:
            values[key] = value
    needed = ("format", "kind", "request", "partnership", "sender", "sender name", "made")
    if any(key not in values for key in needed):
        raise UserError(f"“{name}” {_NOT_OURS}, or its hidden sheet was changed. Nothing was read.")
    return _Facts(values, versions)


def _made(written: str, name: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise UserError(f"“{name}” {_NOT_OURS}, or its hidden sheet was changed. Nothing was read.") from error


def _places(lines: list[list[Any]], columns: Sequence[FormColumn], name: str) -> tuple[dict[str, int], int]:
    """Return where each column stands and the line of headings; columns may have been moved, not taken away."""
    for top, line in enumerate(lines):
        if line and line[0].value == ID_HEADING:
            headings = [_plain(cell.value) for cell in line]
            try:
                return {column.key: headings.index(column.heading) for column in columns}, top
            except ValueError:
                lost = next(column.heading for column in columns if column.heading not in headings)
                raise UserError(
                    f"“{name}” has lost its column “{lost}”. Put the heading back, or send the form out again."
                ) from None
    raise UserError(f"“{name}” has lost its first, hidden column. Send the form out again; nothing was read.")


def _row(line: list[Any], places: Mapping[str, int], reading: _Reading, problems: list[Problem]) -> ReturnedRow | None:
    """Return a line as it was filled in, None where it is empty."""
    columns, facts, unworked = reading.columns, reading.facts, reading.unworked
    uid = _plain(line[0].value) or None
    asked = None if uid is None or reading.asks is None else reading.asks(uid)
    if uid is not None and uid not in facts.versions:
        cell = line[places[columns[0].key]].coordinate
        problems.append(Problem(cell, "stands in a row that was not sent in this form"))
        return None
    answers: dict[str, Answer] = {}
    cells: dict[str, str | None] = {}
    for column in columns:
        cell = line[places[column.key]]
        if column.asked is None:
            cells[column.key] = _plain(cell.value) or None
            continue
        try:
            if cell.data_type == "e":
                raise UserError(f"holds an error of the spreadsheet ({cell.value}). Type the answer in.")
            if str(cell.value).startswith("=") or (cell.value is None and cell.coordinate in unworked):
                raise UserError("begins with “=”, so it is a formula or text that looks like one. Type the words in.")
            if asked is not None and column.key not in asked and _plain(cell.value):
                raise UserError("is filled in, and nothing is asked there. Move it to the column that it belongs to.")
            answers[column.key] = _answer(cell.value, column, reading)
        except UserError as error:
            answers[column.key] = None
            problems.append(Problem(cell.coordinate, str(error), column.key, uid))
    said = any(answer is not None for answer in answers.values())
    if uid is None and not said and not any(cells.values()):
        return None
    return ReturnedRow(uid, facts.versions.get(uid or ""), line[0].row, answers, cells)


def _plain(value: Any) -> str:
    """Return a cell as text: a whole number without decimals, spaces trimmed."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if "\n" not in str(value) else str(value).strip()


def _serial_day(text: str) -> date | None:
    """Return the day that a spreadsheet counts as this number in a cell that shows text; a year is none."""
    number = int(text) if text.isdecimal() else 0
    return FIRST_COUNTED + timedelta(days=number) if number in COUNTED else None


def _answer(value: Any, column: FormColumn, reading: _Reading) -> Answer:
    """Return an answer as its column takes it; raises `UserError` that says what would be right."""
    try:
        return _taken(value, column, reading.today)
    except UserError as error:
        if not reading.quiet or len(_plain(value)) > LONGEST:
            raise
        right = f"one of: {', '.join(column.choices)}" if column.choices else f"a {column.asked}"
        raise UserError(f"can't be read; it has to be {right}.") from error


def _taken(value: Any, column: FormColumn, today: date) -> Answer:
    if isinstance(value, datetime):
        value = value.date()
    text = _plain(value)
    if not text:
        return None
    if len(text) > LONGEST:
        raise UserError(f"has {len(text):,} characters; at most {LONGEST:,} can be taken.")
    match column.asked:
        case Asked.CHOICE:
            said = text.casefold().rstrip(".! ")
            found = next((choice for choice in column.choices if choice.casefold() == said), column.also.get(said))
            if found is None:
                raise UserError(f"says “{text[:60]}”; it has to be one of: {', '.join(column.choices)}.")
            return found
        case Asked.DATE:
            since = today if column.ahead else None
            day = _serial_day(text) if isinstance(value, int | float) else value
            return PartialDate.of(day) if isinstance(day, date) else parse_date(text, today, since)
        case Asked.NUMBER:
            if not re.fullmatch(r"-?[0-9]{1,9}", text):
                raise UserError(f"says “{text[:60]}”; it has to be a whole number.")
            return int(text)
        case _:
            return text
