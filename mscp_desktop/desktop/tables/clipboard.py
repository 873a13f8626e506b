"""Rows as a spreadsheet takes them from the clipboard, and a block from a spreadsheet as rows; no Qt."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from html import escape

from mscp_desktop.desktop.tables.model import PAGE
from mscp_desktop.desktop.tasks import Progress
from mscp_desktop.desktop.values import Query, TableSource, words_of
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.store import Store

_FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_FIGURES = re.compile(r"[+-][0-9 .,()/]*")
_AS_TEXT = " style='mso-number-format:\"\\@\"'"  # so that Excel keeps the first 0 of a telephone number


def lines_of(
    store: Store,
    asked: tuple[TableSource, Query],
    ids: Sequence[int],
    columns: Sequence[int],
    *,
    headings: bool,
    progress: Progress | None = None,
) -> list[Sequence[str]]:
    """Return rows in this order with these columns, as lines of words; runs on any thread."""
    source, query = asked
    lines: list[Sequence[str]] = [[source.columns[at].words for at in columns]] if headings else []
    with store.reading() as session:
        for start in range(0, len(ids), PAGE):
            if progress is not None:
                progress.step(start, len(ids))
            page = ids[start : start + PAGE]
            rows = {row.id: row for row in source.rows(session, page, query)}
            lines += [[words_of(rows[key].cells[at]) for at in columns] for key in page if key in rows]
    return lines


def as_tab_separated(lines: Iterable[Sequence[str]]) -> str:
    """Return lines as spreadsheets take them from the clipboard; nothing in them becomes a formula there."""
    return "".join("\t".join(_quoted(_guarded(words)) for words in line) + "\n" for line in lines)


def as_html(lines: Sequence[Sequence[str]], kinds: Sequence[ColumnKind], *, headings: bool) -> str:
    """Return lines as a table for Excel, Word and Outlook; texts stay texts, numbers and dates are read as such."""
    rows = []
    for number, line in enumerate(lines):
        tag = "th" if headings and number == 0 else "td"
        cells = (
            f"<{tag}{_AS_TEXT if kind is ColumnKind.TEXT else ''}>{_breaks(_guarded(words))}</{tag}>"
            for words, kind in zip(line, kinds, strict=True)
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<html><head><meta charset="utf-8"></head><body><table>{"".join(rows)}</table></body></html>'


def read_block(text: str) -> list[list[str]]:
    """Return the rows of a block as a spreadsheet puts it on the clipboard; a blank line is a row of empty cells.

    Blank lines at the end are no rows: their numbers are needed only where others come after them.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    rows = [[_unguarded(cell.strip()) for cell in row] for row in reader]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _guarded(words: str) -> str:
    return f"'{words}" if _is_risky(words) else words


def _unguarded(words: str) -> str:
    return words[1:] if words.startswith("'") and _is_risky(words[1:]) else words


def _is_risky(words: str) -> bool:
    start = unicodedata.normalize("NFKC", words[:1])
    return start.startswith(_FORMULA_STARTERS) and not _PLAIN_FIGURES.fullmatch(words)


def _quoted(words: str) -> str:
    if any(mark in words for mark in '\t\n\r"'):
        return '"' + words.replace('"', '""') + '"'
    return words


def _breaks(words: str) -> str:
    return escape(words).replace("\n", "<br>")
