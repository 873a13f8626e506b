"""A form as a workbook: protected but for the cells to fill in, with choices and hints where they are typed."""

import io
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mscp_desktop.exchange.returns import Asked, FormColumn, ReturnForm
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
        )  # fmt: skip
        _fill(book.add_worksheet(SHEET), form, looks)
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
            write_text(sheet, down, at, cell or "", looks.read if column.asked is None else looks.answer)
    last = top + len(form.rows) + form.spare
    for down in range(top + 1 + len(form.rows), last + 1):
        for at in range(1, len(form.columns) + 1):
            write_text(sheet, down, at, "", looks.answer)
    if last > top:
        for at, column in enumerate(form.columns, 1):
            _hint(sheet, top + 1, last, at, column)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LPage &P of &N")


def _hint(sheet: Worksheet, first: int, last: int, at: int, column: FormColumn) -> None:
    """Offer the choices of a column, and say what it takes when one of its cells is entered."""
    if column.asked is None:
        return
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
        sheet.data_validation(first, at, last, at, said)


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
