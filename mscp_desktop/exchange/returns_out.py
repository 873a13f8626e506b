"""A form as a workbook: protected but for the cells to fill in, with choices and hints where they are typed."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mscp_desktop.exchange.returns import Asked, FormColumn, FormNotes, FormRow, ReturnForm
from mscp_desktop.exchange.row_heights import height_of, lines_of
from mscp_desktop.exchange.sheet_table import clean_text
from mscp_desktop.exchange.xlsx_out import OPTIONS, write_text

FORMAT = "1"
SHEET = "Form"
HIDDEN = "Do not change"
ID_HEADING = "Row"
_A4 = 9
_LONGEST_HINT = 255
_FIXED = b' customHeight="1"'
_TITLE_HEIGHT = 24.0
_FOOTER_TEXT = 100


@dataclass(frozen=True, slots=True)
class _Looks:
    title: Format
    line: Format
    strong: Format  # a line that stands out
    heading: Format
    asked: Format  # a heading over cells to fill in
    read: Format
    answer: Format
    head: Format  # a cell of a row that stands out
    unasked: Format  # a cell of a column to fill in, in a row where it is not asked


def form_workbook(form: ReturnForm) -> bytes:
    """Return a form as an XLSX workbook."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": form.title, "author": form.partnership})
        looks = _Looks(
            title=book.add_format({"bold": True, "font_size": 14}),
            line=book.add_format({"text_wrap": False}),
            strong=book.add_format({"bold": True}),
            heading=book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EEEFEF"}),
            asked=book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#FFF7BF"}),
            read=book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#B1B4B6"}),
            answer=book.add_format({
                "text_wrap": True, "valign": "top", "border": 1, "border_color": "#505A5F", "locked": False,
                "num_format": "@",
            }),
            head=book.add_format({
                "bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#B1B4B6",
                "bg_color": "#D2E2F1",
            }),
            unasked=book.add_format({"border": 1, "border_color": "#B1B4B6", "bg_color": "#EEEFEF"}),
        )  # fmt: skip
        _fill(book.add_worksheet(SHEET), form, looks)
        for notes in form.notes:
            _note(book.add_worksheet(notes.name), notes, looks, f"{form.title}: {notes.name}")
        _identify(book.add_worksheet(HIDDEN), form)
    return _growing(stream.getvalue())


def _growing(book: bytes) -> bytes:
    """Let rows grow with what is typed into them: a height that is given is else kept for good."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = old.read(one)
            new.writestr(one, part.replace(_FIXED, b"") if one.filename.startswith("xl/worksheets/") else part)
    return stream.getvalue()


def _fill(sheet: Worksheet, form: ReturnForm, looks: _Looks) -> None:
    sheet.set_row(0, _TITLE_HEIGHT)
    write_text(sheet, 0, 1, form.title, looks.title)
    said = [(form.lead, looks.strong), *((line, looks.line) for line in form.lines), (form.warning, looks.strong)]
    said = [(words, look) for words, look in said if words]
    for at, (words, look) in enumerate(said, 1):
        write_text(sheet, at, 1, words, look)
    top = len(said) + 2
    sheet.set_column(0, 0, None, None, {"hidden": True})
    write_text(sheet, top, 0, ID_HEADING, looks.heading)
    for at, column in enumerate(form.columns, 1):
        write_text(sheet, top, at, column.heading, looks.heading if column.asked is None else looks.asked)
        sheet.set_column(at, at, column.width)
    sheet.set_row(top, height_of(max(lines_of(one.heading, one.width) for one in form.columns)))
    for down, row in enumerate(form.rows, top + 1):
        sheet.set_row(down, height_of(_lines(form, row)))
        write_text(sheet, down, 0, row.uid, looks.read)
        for at, (column, cell) in enumerate(zip(form.columns, row.cells, strict=True), 1):
            write_text(sheet, down, at, cell or "", _look(looks, row, column))
    last = top + len(form.rows) + form.spare
    for down in range(top + 1 + len(form.rows), last + 1):
        sheet.set_row(down, height_of(form.room))
        for at in range(1, len(form.columns) + 1):
            write_text(sheet, down, at, "", looks.answer)
    for at, column in enumerate(form.columns, 1):
        _hint(sheet, [(top + 1 + first, at, top + 1 + last, at) for first, last in _asked_in(form, column)], column)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    _print(sheet, form.title)


def _lines(form: ReturnForm, row: FormRow) -> int:
    """Return how many lines a row takes: those of its longest words, and room for those that are asked."""
    said = [
        lines_of(clean_text(cell), column.width) for column, cell in zip(form.columns, row.cells, strict=True) if cell
    ]
    asked = any(column.asked is Asked.TEXT and row.asks(column) for column in form.columns)
    return max([*said, form.room if asked else 1])


def _print(sheet: Worksheet, title: str) -> None:
    """Print a sheet on landscape A4, as wide as the page, with what it is of and the page's number in the foot."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{' '.join(clean_text(title).split())[:_FOOTER_TEXT].replace('&', '&&')}&RPage &P of &N")


def _look(looks: _Looks, row: FormRow, column: FormColumn) -> Format:
    if row.asks(column):
        return looks.answer
    if column.asked is not None:
        return looks.unasked
    return looks.head if row.head else looks.read


def _asked_in(form: ReturnForm, column: FormColumn) -> list[tuple[int, int]]:
    """Return the first and the last of each run of rows, spare ones too, in which a column is asked."""
    asked = [row.asks(column) for row in form.rows] + [column.asked is not None] * form.spare
    runs: list[tuple[int, int]] = []
    for at, one in enumerate(asked):
        if one and runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        elif one:
            runs.append((at, at))
    return runs


def _note(sheet: Worksheet, notes: FormNotes, looks: _Looks, title: str) -> None:
    for at, (heading, width) in enumerate(zip(notes.headings, notes.widths, strict=True)):
        write_text(sheet, 0, at, heading, looks.heading)
        sheet.set_column(at, at, width)
    for down, row in enumerate(notes.rows, 1):
        sheet.set_row(down, height_of(max(map(lines_of, map(clean_text, row), notes.widths))))
        for at, words in enumerate(row):
            write_text(sheet, down, at, words, looks.read)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    _print(sheet, title)


def _hint(sheet: Worksheet, cells: list[tuple[int, int, int, int]], column: FormColumn) -> None:
    """Offer the choices of a column, and say what it takes when one of its cells is entered.

    `cells` are rectangles: first row, first column, last row, last column.
    """
    if not cells:
        return
    said: dict[str, Any]
    if column.asked is Asked.CHOICE:
        said = {
            "validate": "list", "source": list(column.choices), "error_title": "Not one of the answers",
            "error_message": f"Choose one of: {', '.join(column.choices)}."[:_LONGEST_HINT],
        }  # fmt: skip
    else:
        said = {"validate": "any"}
    if column.help:
        said |= {"input_title": column.heading[:32], "input_message": column.help[:_LONGEST_HINT]}
    if said != {"validate": "any"}:
        sheet.data_validation(*cells[0], said | ({"other_cells": cells[1:]} if cells[1:] else {}))


def _identify(sheet: Worksheet, form: ReturnForm) -> None:
    facts = {
        "format": FORMAT, "kind": form.kind, "request": form.request, "partnership": form.partnership_uid,
        "sender": form.sender_uid, "sender name": form.sender, "made": form.made.isoformat(),
    }  # fmt: skip
    for at, (name, value) in enumerate(facts.items()):
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, value)
    for at, row in enumerate(form.rows, len(facts)):
        sheet.write_string(at, 0, "row")
        sheet.write_string(at, 1, row.uid)
        sheet.write_string(at, 2, str(row.version))
    sheet.very_hidden()
    sheet.protect()
