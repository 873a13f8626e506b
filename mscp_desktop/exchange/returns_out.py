"""A form as a workbook: protected but for the cells to fill in, with choices and hints where they are typed."""

import io
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mscp_desktop.exchange.returns import Asked, FormColumn, FormNotes, FormRow, ReturnForm
from mscp_desktop.exchange.xlsx_out import OPTIONS, write_text

FORMAT = "1"
SHEET = "Form"
HIDDEN = "Do not change"
ID_HEADING = "Row"
_A4 = 9
_LONGEST_HINT = 255


@dataclass(frozen=True, slots=True)
class _Looks:
    title: Format
    line: Format
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
            _note(book.add_worksheet(notes.name), notes, looks)
        _identify(book.add_worksheet(HIDDEN), form)
    return stream.getvalue()


def _fill(sheet: Worksheet, form: ReturnForm, looks: _Looks) -> None:
    write_text(sheet, 0, 1, form.title, looks.title)
    for at, line in enumerate(form.lines, 1):
        write_text(sheet, at, 1, line, looks.line)
    top = len(form.lines) + 2
    sheet.set_column(0, 0, None, None, {"hidden": True})
    write_text(sheet, top, 0, ID_HEADING, looks.heading)
    for at, column in enumerate(form.columns, 1):
        write_text(sheet, top, at, column.heading, looks.heading if column.asked is None else looks.asked)
        sheet.set_column(at, at, column.width)
    for down, row in enumerate(form.rows, top + 1):
        write_text(sheet, down, 0, row.uid, looks.read)
        for at, (column, cell) in enumerate(zip(form.columns, row.cells, strict=True), 1):
            write_text(sheet, down, at, cell or "", _look(looks, row, column))
    last = top + len(form.rows) + form.spare
    for down in range(top + 1 + len(form.rows), last + 1):
        for at in range(1, len(form.columns) + 1):
            write_text(sheet, down, at, "", looks.answer)
    for at, column in enumerate(form.columns, 1):
        _hint(sheet, [(top + 1 + first, at, top + 1 + last, at) for first, last in _asked_in(form, column)], column)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LPage &P of &N")


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


def _note(sheet: Worksheet, notes: FormNotes, looks: _Looks) -> None:
    for at, (heading, width) in enumerate(zip(notes.headings, notes.widths, strict=True)):
        write_text(sheet, 0, at, heading, looks.heading)
        sheet.set_column(at, at, width)
    for down, row in enumerate(notes.rows, 1):
        for at, words in enumerate(row):
            write_text(sheet, down, at, words, looks.read)
    sheet.freeze_panes(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


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
