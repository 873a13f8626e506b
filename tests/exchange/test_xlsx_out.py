import io
import re
import tempfile
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from mscp_desktop.exchange import xlsx_out
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable, clean_text
from mscp_desktop.exchange.xlsx_out import LONGEST_TEXT, sheet_name, write_table
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate

HOSTILE = [
    *"=+-@'\t\r\n,\"&<>_ a\u00e9",
    "\uff1d",
    "\x00",
    "\x0b",
    "\x1f",
    "\x7f",
    "\ud800",
    "\ufffe",
    "\U0001f600",
    "=1+1",
    "{=SUM(A1)}",
    "http://example.org",
    "mailto:a@example.org",
    "internal:Sheet1!A1",
    "_x0041_",
    "x0041_",
    "<r>",
    "</r>",
    "<t>",
    "]]>",
    "&amp;",
    "#N/A",
    "12",
    "TRUE",
    "1e5",
]
TEXTS = st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join)
CREATED = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
COLUMNS = (
    Column("Agency", width=30),
    Column("Since", ColumnKind.DATE),
    Column("Seats", ColumnKind.NUMBER),
    Column("Paid", ColumnKind.MONEY),
)
TABLE = SheetTable(
    "Roster: Executive & friends",
    COLUMNS,
    [
        ("Kent Police", date(2025, 3, 14), 3, 676400),
        ("Medway Council", PartialDate(2025, 3, 1), Decimal("2.5"), -1230),
        ("KSCMP", PartialDate(2025, 3), 10**16, "not recorded"),
        ("", PartialDate(2025), None, None),
        ("Old", date(1899, 12, 31), True, 10**16),
    ],
    (("Partnership", "Medway"), ("As at", date(2025, 3, 14)), ("Rows", 5), ("Nothing", None)),
)


def _bytes(table: SheetTable) -> bytes:
    stream = io.BytesIO()
    write_table(stream, table, created=CREATED)
    return stream.getvalue()


def _open(data: bytes) -> tuple[Workbook, Worksheet]:
    book = openpyxl.load_workbook(io.BytesIO(data), rich_text=False)
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def _one_column(*values: CellValue, kind: ColumnKind = ColumnKind.TEXT) -> SheetTable:
    return SheetTable("T", (Column("Value", kind),), [(value,) for value in values])


def _excel_texts(data: bytes) -> list[str]:
    """Return the shared strings as Excel reads them: `_xHHHH_` unescaped once in each text element."""
    part = openpyxl.xml.functions.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    return [
        "".join(
            re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text.text or "")
            for text in string.iter(f"{space}t")
        )
        for string in part.iter(f"{space}si")
    ]


def midnight(day: int) -> datetime:
    return CREATED.replace(day=day, hour=0, minute=0, tzinfo=None)


def test_a_table_has_real_dates_numbers_and_money() -> None:
    _, sheet = _open(_bytes(TABLE))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows[:5]] == [
        "Roster: Executive & friends",
        "Partnership: Medway",
        "As at: 14 March 2025",
        "Rows: 5",
        "Nothing:",
    ]
    assert rows[6] == ["Agency", "Since", "Seats", "Paid"]
    assert rows[7:] == [
        ["Kent Police", midnight(14), 3, 6764],
        ["Medway Council", midnight(1), 2.5, -12.3],
        ["KSCMP", "March 2025", "10000000000000000", "not recorded"],
        [None, "2025", None, None],
        ["Old", "31 December 1899", "Yes", "100000000000000.00"],
    ]
    assert sheet["B8"].number_format == "d mmmm yyyy"
    assert sheet["D8"].number_format == '"£"#,##0.00;"\u2212£"#,##0.00'


def test_the_sheet_is_ready_to_read_and_print() -> None:
    book, sheet = _open(_bytes(TABLE))
    assert sheet.title == "Roster Executive & friends"
    assert sheet.freeze_panes == "A8"
    assert sheet.auto_filter.ref == "A7:D12"
    assert sheet.print_title_rows == "$7:$7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet["A1"].font.bold
    assert sheet["A7"].font.bold
    assert sheet.column_dimensions["A"].width == pytest.approx(30, abs=1)
    assert 14 < sheet.column_dimensions["B"].width < 22
    assert sheet.oddFooter.left.text == "Roster: Executive && friends"
    assert book.properties.title == "Roster: Executive & friends"
    assert book.properties.created == CREATED.replace(tzinfo=None)


def test_an_empty_table_keeps_its_headings() -> None:
    _, sheet = _open(_bytes(SheetTable("Empty", COLUMNS, [])))
    assert [cell.value for cell in sheet[2]] == ["Agency", "Since", "Seats", "Paid"]
    assert sheet.auto_filter.ref == "A2:D2"


def test_the_same_table_gives_the_same_bytes() -> None:
    assert _bytes(TABLE) == _bytes(TABLE)


@settings(max_examples=30)
@given(st.lists(TEXTS, min_size=1, max_size=12), TEXTS)
def test_no_text_is_a_formula_and_all_comes_back(texts: list[str], title: str) -> None:
    table = SheetTable(title, (Column(title), Column("Count", ColumnKind.NUMBER)), [(text, -1) for text in texts])
    data = _bytes(table)
    _, sheet = _open(data)
    rows = list(sheet.iter_rows(min_row=3))
    assert all(row[0].data_type in {"s", "n"} and row[0].hyperlink is None for row in rows)
    assert all(row[1].value == -1 for row in rows)
    kept = set(_excel_texts(data))
    for row, text in zip(rows, texts, strict=True):
        cleaned = clean_text(text)
        assert (row[0].value is None) is (not cleaned)
        assert not cleaned or cleaned in kept
        if "x005F_" not in cleaned:
            assert (row[0].value or "") == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "<r>x</r>",
        "<r><t>bold</t></r>",
        "<r></si></sst></r>",
        "<r>_x0041_x0042_ \n </r>",
        "<r></r>",
        "<r>&amp;</r>",
        "_x0041_",
        "_x0041_x0041_",
        "a_x0041_x000D_x0041_b",
    ],
)
def test_text_that_looks_like_the_files_own_mark_up_is_text(text: str) -> None:
    data = _bytes(_one_column(text))
    assert text in _excel_texts(data)
    _, sheet = _open(data)
    assert sheet["A3"].value == text


@given(st.integers(-(10**12), 10**12))
@settings(max_examples=15)
def test_money_is_exact_to_the_penny(pence: int) -> None:
    _, sheet = _open(_bytes(_one_column(pence, kind=ColumnKind.MONEY)))
    value = sheet["A3"].value
    assert isinstance(value, int | float)
    assert Decimal(str(value)) * 100 == pence


def test_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    whole, long, wide = "a" * LONGEST_TEXT, "a" * (LONGEST_TEXT + 1), "\U0001f600" * LONGEST_TEXT
    _, sheet = _open(_bytes(_one_column(whole, long, wide)))
    assert sheet["A3"].value == whole
    for cell in ("A4", "A5"):
        value = sheet[cell].value
        assert isinstance(value, str)
        assert len(value.encode("utf-16-le")) // 2 <= LONGEST_TEXT
        assert re.search(r"\u2026 \[cut here: the whole text has 32,76[78] characters\]$", value)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Roster", "Roster"),
        ("Money: 2024/25 [draft]?*", "Money 2024 25 draft"),
        ("'quoted'", "quoted"),
        ("History", "Table"),
        ("", "Table"),
        (":/\\", "Table"),
        ("Kent and Medway Health Safeguarding Group", "Kent and Medway Health Safeguar"),
        ("\U0001f600 Smile\x00", "Smile"),
    ],
)
def test_sheets_are_named_as_excel_allows(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_out, "MOST_ROWS", 5)
    with pytest.raises(UserError, match="more than a workbook holds"):
        _bytes(TABLE)


def test_nothing_is_written_to_temporary_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(*args: object, **kwargs: object) -> None:
        raise AssertionError("a temporary file was asked for")

    for name in ("mkstemp", "mkdtemp", "NamedTemporaryFile", "TemporaryFile"):
        monkeypatch.setattr(tempfile, name, refused)
    write_table(tmp_path / "roster.xlsx", TABLE)
    assert [path.name for path in tmp_path.iterdir()] == ["roster.xlsx"]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "roster.xlsx"
    target.write_text("before")
    write_table(target, TABLE, created=CREATED)
    assert target.read_bytes() == _bytes(TABLE)
    with pytest.raises(UserError):
        write_table(tmp_path / "nowhere" / "roster.xlsx", TABLE)
    with pytest.raises(UserError):
        write_table(tmp_path, TABLE)
