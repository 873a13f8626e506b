"""Tables that are text: CSV in the encodings and with the separators that people meet, and what is pasted."""

import csv
import io
import re
from collections import Counter

from mscp_desktop.exchange.csv_out import unguard_text
from mscp_desktop.exchange.html_in import has_tags, html_rows, words_of_html
from mscp_desktop.exchange.sheet import (
    MAX_ROWS,
    Sheet,
    SheetRow,
    UnreadableError,
    check_size,
    clean,
    trimmed,
)

SEPARATORS = ("\t", ";", ",", "|")
_LOOKED_AT = 200  # lines, to find the separator
_SEP_LINE = re.compile(r"sep=(?P<sep>.)\r?\n?", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NO_TEXT = 0.02  # share of zero bytes above which a file is UTF-16 or no text at all


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or Windows' Western European; what can't be read becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    zeros = data.count(0)
    if zeros > len(data) * _NO_TEXT:
        odd = sum(1 for byte in data[1::2] if byte == 0)
        return data.decode("utf-16-le" if odd * 2 >= zeros else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    if not lenient.replace("\ufffd", "").isascii():
        return lenient  # UTF-8 that was damaged: its cells are named, not guessed at
    return data.decode("cp1252", "replace")


def csv_sheet(data: bytes, name: str) -> Sheet:
    """Return the table in a CSV file, whichever separator it has; raises `UnreadableError`."""
    text = decode(data)
    said = _SEP_LINE.match(text)
    first = 1
    if said is not None:
        text, first = text[said.end() :], 2
    separator = said["sep"] if said is not None else separator_of(text)
    cells = _parsed(text, separator, name)
    rows = [SheetRow(at, tuple(clean(unguard_text(cell)) for cell in row)) for at, row in enumerate(cells, first)]
    return Sheet(name, trimmed(rows))


def separator_of(text: str) -> str:
    """Return what parts the cells of a table: that which parts most lines into the same number of cells."""
    lines = text.splitlines(keepends=True)[:_LOOKED_AT]
    best, most = ",", 0.0
    for separator in SEPARATORS:
        try:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if any(row))
        except csv.Error:
            continue
        parted = sum(number for width, number in counts.items() if width > 1)
        usual = max((number for width, number in counts.items() if width > 1), default=0)
        score = parted + usual
        if score > most:
            best, most = separator, score
    return best


def pasted_sheet(text: str, name: str) -> Sheet:
    """Return the rows of pasted text: cells parted by tabs, with whole tables in cells that hold markup.

    Lines without a tab are cells of their own, unless the first of them is a line of CSV headings.
    """
    flat = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\t" not in flat and _is_csv(flat):
        cells = _parsed(flat, separator_of(flat), name)
    elif '"' in flat:
        cells = _block(flat, name)
    else:
        cells = [line.split("\t") for line in flat.split("\n")]
        check_size(len(cells), max((len(row) for row in cells), default=0), name)
    rows: list[SheetRow] = []
    awaited: list[tuple[str, ...]] = []
    for number, line in enumerate(cells, 1):
        made, inside = _line(number, line)
        seen = tuple(cell for cell in (made[0].cells if made else ()) if cell)
        if inside:
            awaited = inside
        elif awaited and len(made) == 1 and seen == awaited[0]:
            awaited = awaited[1:]
            made = [SheetRow(number, made[0].cells, repeats=True)]
        elif seen:
            awaited = []
        rows += made
    return Sheet(name, trimmed(rows))


def _is_csv(text: str) -> bool:
    """Say whether lines without a tab are CSV all the same: most of them have the same number of cells, three or more.

    A list of "name, post, organisation" has that too, and reads the same either way.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and len({len(row) for row in csv.reader(lines)}) == 1 and "," in lines[0] and '"' in text


def _block(text: str, name: str) -> list[list[str]]:
    """Return lines parted by tabs, in which a cell with several lines is quoted as Excel does."""
    try:
        return _parsed(text, "\t", name)
    except UnreadableError:  # a quotation mark that opens no cell
        return [line.split("\t") for line in text.split("\n")]


def _parsed(text: str, separator: str, name: str) -> list[list[str]]:
    """Return the cells of text as pandas reads them: all as words, nothing taken for a number, a date or missing."""
    import pandas as pd  # noqa: PLC0415 - pandas costs half a second

    if not text.strip():
        return []
    if text.count("\n") > MAX_ROWS * 20:
        check_size(text.count("\n"), 0, name)
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True)]
        check_size(len(widths), max(widths, default=0), name)
        frame = pd.read_csv(
            io.StringIO(text), sep=separator, engine="python", header=None, names=range(max(1, *widths, 1)), dtype=str,
            keep_default_na=False, na_filter=False, index_col=False, skip_blank_lines=False, on_bad_lines="error",
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        raise UnreadableError(_why(error, name)) from error
    frame = frame.fillna("")
    return [[str(cell) for cell in row] for row in frame.itertuples(index=False)]


def _why(error: Exception, name: str) -> str:
    said = str(error)
    line = re.search(r"line (?P<line>[0-9]+)", said)
    if "unexpected end" in said or "EOF" in said:
        return f"“{name}” ends inside a quotation: a quotation mark is missing, or the file is cut off. Save it again."
    where = f"Row {line['line']} of “{name}”" if line else f"“{name}”"
    return f"{where} can't be read as a table. Open it in a spreadsheet, and save it as XLSX."


def _line(number: int, cells: list[str]) -> tuple[list[SheetRow], list[tuple[str, ...]]]:
    """Return the rows of one line, and the rows that stood as a table inside one of its cells."""
    at = next((place for place, cell in enumerate(cells) if has_tags(cell) and "<t" in cell.lower()), None)
    if at is None:
        return [SheetRow(number, tuple(words_of_html(one) if has_tags(one) else clean(one) for one in cells))], []
    before = tuple(words_of_html(one) if has_tags(one) else clean(one) for one in cells[:at])
    rows = [SheetRow(number, before)] if any(before) else []
    inside = [tuple(cell for cell in row) for row in html_rows(cells[at])]
    rows += [SheetRow(number, row, part) for part, row in enumerate(inside, 1)]
    filled = [row for row in inside if any(row)]
    after = [clean(one) for one in cells[at + 1 :] if clean(one)]
    if after and after != [cell for row in filled for cell in row if cell]:
        rows.append(SheetRow(number, tuple(after), len(inside) + 1))
    return rows, [tuple(cell for cell in row if cell) for row in filled]
