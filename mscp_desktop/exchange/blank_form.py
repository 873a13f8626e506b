"""A blank form as a workbook: to be printed and written on, or filled in on the screen, on upright A4."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from mscp_desktop.exchange.row_heights import AIR, LINE, lines_of
from mscp_desktop.exchange.sheet_table import clean_text
from mscp_desktop.exchange.xlsx_out import OPTIONS, write_text

SHEET = "Grading sheet"
WIDTHS = (9.0, 42.0, 50.0)
"""Of the three columns, in characters: fitted to the paper's width they are printed at nearly their own size."""

ROOM = 6
"""Lines that are left free to write on."""

LONGEST_HINT = 255
_A4 = 9


@dataclass(frozen=True, slots=True)
class BlankSection:
    """A section: what it is about, its questions as (number, question, help), and what its grade is called."""

    name: str
    about: str
    questions: Sequence[tuple[str, str, str]]
    grade: str


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A form without answers.

    `called` stands in the foot and over each further page, `notes` under the title. `heads` are asked once, the first
    of them again on each page. `grades` are the letters, name and meaning of each grade to choose.
    """

    title: str
    called: str
    partnership: str
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    warning: str
    grades: Sequence[tuple[str, str, str]]
    asks: tuple[str, str, str]
    sections: Sequence[BlankSection]


@dataclass(frozen=True, slots=True)
class _Looks:
    title: Format
    line: Format
    label: Format
    warning: Format
    heading: Format
    section: Format
    read: Format
    strong: Format
    quiet: Format
    answer: Format
    grade: Format


def blank_workbook(form: BlankForm) -> bytes:
    """Return a form as an XLSX workbook, in which only what is to be filled in can be changed."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, OPTIONS) as book:
        book.set_properties({"title": form.title, "author": form.partnership})
        frame = {"border": 1, "border_color": "#505A5F"}
        cell = {"text_wrap": True, "valign": "top", "align": "left", "indent": 1, **frame}
        looks = _Looks(
            title=book.add_format({"bold": True, "font_size": 14}),
            line=book.add_format({"text_wrap": True, "valign": "top"}),
            label=book.add_format(cell | {"bold": True}),
            warning=book.add_format({"text_wrap": True, "valign": "top", "bold": True}),
            heading=book.add_format(cell | {"bold": True, "bg_color": "#EEEFEF"}),
            section=book.add_format(cell | {"bold": True, "font_size": 12, "bg_color": "#D2E2F1"}),
            read=book.add_format(cell),
            strong=book.add_format({"bold": True}),
            quiet=book.add_format({"font_color": "#505A5F"}),
            answer=book.add_format(cell | {"locked": False, "num_format": "@"}),
            grade=book.add_format(cell | {"locked": False, "num_format": "@", "bold": True}),
        )
        _Filling(book.add_worksheet(SHEET), form, looks).fill()
    return stream.getvalue()


class _Filling:
    """Writes a form into a sheet from above; `at` is the next row."""

    def __init__(self, sheet: Worksheet, form: BlankForm, looks: _Looks) -> None:
        self.sheet, self.form, self.looks, self.at = sheet, form, looks, 0

    def fill(self) -> None:
        """Write all there is, and how it is printed."""
        sheet, form, looks = self.sheet, self.form, self.looks
        for at, width in enumerate(WIDTHS):
            sheet.set_column(at, at, width)
        self._across(form.title, looks.title, size=14)
        for words in form.notes:
            self._across(words, looks.line)
        first = self.at
        for words in form.heads:
            self._answer(words, looks.answer, 1.6)
        self._across(form.warning, looks.warning)
        self.at += 1
        self._row(("Letters", "Grade", "What it means"), looks.heading)
        for letters, name, meaning in form.grades:
            self._row((letters, name, meaning), looks.read)
        self.at += 1
        top = self.at
        self._again(first)
        self._row(form.asks, looks.heading)
        for section in form.sections:
            self._section(section)
        sheet.repeat_rows(top, top + 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_portrait()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, self.at - 1, len(WIDTHS) - 1)
        sheet.set_footer(f"&L{_line(form.called)[:100].replace('&', '&&')}&RPage &P of &N")

    def _section(self, section: BlankSection) -> None:
        self._across(section.name, self.looks.section, size=12)
        if section.about:
            self._across(section.about, self.looks.read)
        for number, question, help_words in section.questions:
            lines = lines_of(question, WIDTHS[1]) + (lines_of(help_words, WIDTHS[1]) if help_words else 0)
            self.sheet.set_row(self.at, max(lines, ROOM) * LINE + AIR)
            write_text(self.sheet, self.at, 0, number, self.looks.read)
            asked, helped = clean_text(question), clean_text(help_words)
            if helped:
                self.sheet.write_rich_string(
                    self.at, 1, self.looks.strong, asked, self.looks.quiet, f"\n{helped}", self.looks.read
                )
            else:
                write_text(self.sheet, self.at, 1, asked, self.looks.label)
            write_text(self.sheet, self.at, 2, "", self.looks.answer)
            self.at += 1
        letters = [one[0] for one in self.form.grades]
        self.sheet.data_validation(
            self.at, 2, self.at, 2,
            {
                "validate": "list", "source": letters, "error_title": "Not one of the grades",
                "error_message": f"Choose one of: {', '.join(letters)}."[:LONGEST_HINT],
                "input_title": "Grade", "input_message": "; ".join(
                    f"{letters}: {name}" for letters, name, _ in self.form.grades
                )[:LONGEST_HINT],
            },
        )  # fmt: skip
        self._answer(section.grade, self.looks.grade, 1.6)
        self._answer("Why", self.looks.answer, ROOM)

    def _across(self, words: str, look: Format, *, size: int = 11) -> None:
        shown = clean_text(words)
        self.sheet.set_row(self.at, lines_of(shown, sum(WIDTHS) * 11 / size) * LINE * size / 11 + AIR)
        self.sheet.merge_range(self.at, 0, self.at, 2, "", look)
        write_text(self.sheet, self.at, 0, shown, look)
        self.at += 1

    def _row(self, words: tuple[str, str, str], look: Format) -> None:
        lines = max(lines_of(one, width) for one, width in zip(words, WIDTHS, strict=True))
        self.sheet.set_row(self.at, lines * LINE + AIR)
        for column, one in enumerate(words):
            write_text(self.sheet, self.at, column, clean_text(one), look)
        self.at += 1

    def _answer(self, words: str, look: Format, lines: float) -> None:
        """Write a label over the first two columns, and leave the third to be filled in."""
        shown = clean_text(words)
        self.sheet.set_row(self.at, max(lines, lines_of(shown, WIDTHS[0] + WIDTHS[1])) * LINE + AIR)
        self.sheet.merge_range(self.at, 0, self.at, 1, "", self.looks.label)
        write_text(self.sheet, self.at, 0, shown, self.looks.label)
        write_text(self.sheet, self.at, 2, "", look)
        self.at += 1

    def _again(self, first: int) -> None:
        """Say over each page which form it is, with the first of what is asked once, or room for it."""
        shown = f"{_line(self.form.called)}. {self.form.heads[0]}:"
        self.sheet.set_row(self.at, max(1.6, lines_of(shown, WIDTHS[0] + WIDTHS[1])) * LINE + AIR)
        self.sheet.merge_range(self.at, 0, self.at, 1, "", self.looks.label)
        write_text(self.sheet, self.at, 0, shown, self.looks.label)
        asked = f"C{first + 1}"
        self.sheet.write_formula(self.at, 2, f'=IF({asked}="","",{asked})', self.looks.read, "")
        self.at += 1


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())
