"""Sums, numbers and dates on their way to a file, and blocks on their way through the clipboard."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from fees import FEES, source_of
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pdf_reading import read
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.tables.clipboard import as_html, as_tab_separated, read_block
from mscp_desktop.desktop.tables.export import facts_of, shown_table
from mscp_desktop.desktop.tables.view import Empty, RecordTable
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.queries import Filter
from mscp_desktop.table_files import write_shown

Settle = Callable[[], None]
TODAY = date(2025, 3, 14)


def table_of(qtbot: QtBot, tasks: Tasks, settle: Settle) -> RecordTable:
    table = RecordTable(tasks, source_of(), name="Fees", empty=Empty("No fees yet."))
    qtbot.addWidget(table)
    table.reload()
    settle()
    return table


def test_money_numbers_and_dates_are_such_in_a_workbook_and_the_total_is_said(
    qtbot: QtBot, tasks: Tasks, settle: Settle, tmp_path: Path
) -> None:
    table = table_of(qtbot, tasks, settle)
    table.view.headings.choose(1, shown=False)
    table.group_by("sector")
    settle()
    out = tmp_path / "fees.xlsx"
    write_shown(shown_table(table, "Fees"), "Medway", TODAY, out, Progress("", lambda: None))
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [cell for row in rows for cell in row if str(cell).startswith("Total")] == ["Total of fee: £28,215.75"]
    start = next(at for at, row in enumerate(rows) if row[1] == "Body")
    assert rows[start] == ["Sector", "Body", "Fee", "Paid on", "Status", "Number"], "the hidden group comes first"
    assert rows[start + 1] == ["health", "NHS Kent and Medway", 9000, "January 2025", "due", 4]
    assert rows[start + 4] == ["police", "Kent Police", 6764, datetime(2024, 3, 14), "paid", 1]  # noqa: DTZ001
    assert rows[-1] == ["not recorded", "Faith Groups", 0, "not paid", "waived", 3]


def test_a_pdf_has_sums_over_each_group_and_a_total(qtbot: QtBot, tasks: Tasks, settle: Settle, tmp_path: Path) -> None:
    table = table_of(qtbot, tasks, settle)
    table.group_by("sector")
    settle()
    write_shown(shown_table(table, "Fees"), "Medway", TODAY, tmp_path / "f.pdf", Progress("", lambda: None))
    rows = read((tmp_path / "f.pdf").read_bytes()).tables()[-1]
    assert rows[0] == ["Body", "Sector", "Fee", "Paid on", "Status", "Number"]
    assert rows[1] == ["health (2), Fee £9,001.25"]
    assert rows[-1] == ["Total", "", "£28,215.75", "", "", ""]
    assert len(rows) == 1 + len(FEES) + 4 + 1


def test_what_a_table_is_of_is_said_in_words() -> None:
    columns = source_of().columns
    query = Query("fee", descending=True, text="kent", as_at=TODAY, filters=(Filter("status", "Paid or Due"),))
    assert facts_of(columns, query, 1234) == (
        ("As at", "14 March 2025"), ("Filtered by", "“kent”; Status: Paid or Due"), ("Sorted by", "Fee, last first"),
        ("Rows", "1,234"),
    )  # fmt: skip
    assert facts_of(columns, Query(), 0) == (("Rows", "0"),)


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x85\u2028\u2029"), max_size=8)


@given(rows=st.lists(st.lists(CELLS.map(str.strip), min_size=2, max_size=2), min_size=1, max_size=4))
def test_every_block_comes_back_from_the_clipboard_as_it_went(rows: list[list[str]]) -> None:
    last = max((at for at, row in enumerate(rows, 1) if any(row)), default=0)
    assert read_block(as_tab_separated(rows)) == rows[:last]


def test_quotes_tabs_and_lines_within_cells_are_read_as_excel_writes_them() -> None:
    block = '"one\ntwo"\t"say ""yes"""\t5" pipe\r\n\t\t\r\nlast\r\n'
    assert read_block(block) == [["one\ntwo", 'say "yes"', '5" pipe'], ["", "", ""], ["last"]]
    assert read_block("") == []


def test_html_for_the_clipboard_is_escaped_and_text_stays_text(qtbot: QtBot, tasks: Tasks, settle: Settle) -> None:
    html = as_html([["A & <b>", "£5.00"], ["=1+1\nx", "01634"]], [ColumnKind.TEXT, ColumnKind.MONEY], headings=False)
    assert "A &amp; &lt;b&gt;" in html
    assert "&#x27;=1+1<br>x" in html
    assert html.count("mso-number-format") == 2
    table = table_of(qtbot, tasks, settle)
    table.view.selectRow(0)
    table.copy(headings=True)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.html().count("<th") == 6
    assert mime.text().splitlines()[1].startswith("Kent Police\tpolice\t£6,764.00\t14 March 2024")
