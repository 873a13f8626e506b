import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.exchange.csv_out import guard_text, unguard_text, write_table
from mscp_desktop.exchange.sheet_table import (
    CellValue,
    Column,
    SheetTable,
    clean_text,
    plain_cell,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.partial_dates import PartialDate

HOSTILE = [
    *"=+-@'\t\r\n,;\"|%&<>_x0 a\u00e9",
    "\u2212",
    "\uff1d",
    "\uff0b",
    "\uff0d",
    "\uff20",
    "\ufe66",
    "\u207c",
    "\u200b",
    "\ufeff",
    "\u00a0",
    "\u2028",
    "\x85",
    "\x00",
    "\x1b",
    "\ud800",
    "\uffff",
    "\U0001f600",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://x")',
]
TEXTS = st.lists(st.sampled_from(HOSTILE), max_size=8).map("".join)
COLUMNS = (
    Column("Agency"),
    Column("Since", ColumnKind.DATE),
    Column("Seats", ColumnKind.NUMBER),
    Column("Paid", ColumnKind.MONEY),
)


def _table(*rows: tuple[CellValue, ...], facts: tuple[tuple[str, CellValue], ...] = ()) -> SheetTable:
    return SheetTable("Roster", COLUMNS, rows, facts)


def _bytes(table: SheetTable, *, with_facts: bool = False) -> bytes:
    stream = io.BytesIO()
    write_table(stream, table, with_facts=with_facts)
    assert not stream.closed
    return stream.getvalue()


def _read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_table_is_quoted_text_and_bare_figures() -> None:
    data = _bytes(
        _table(
            ("Kent Police", date(2025, 3, 14), 3, 676400),
            ("M\u00f4r, \u201cthe\u201d sea", PartialDate(2025, 3), Decimal("1E+3"), -1230),
            (None, PartialDate(2025, 3, 1), Fraction(1, 2), None),
            ("not recorded", "not recorded", -2.5, "not recorded"),
        )
    )
    assert data.decode("utf-8") == (
        '\ufeff"Agency","Since","Seats","Paid"\r\n'
        '"Kent Police","2025-03-14",3,6764.00\r\n'
        '"M\u00f4r, \u201cthe\u201d sea","2025-03",1000,-12.30\r\n'
        '"","2025-03-01",0.5,""\r\n'
        '"not recorded","not recorded",-2.5,"not recorded"\r\n'
    )


def test_facts_go_above_only_where_asked_for() -> None:
    table = _table(facts=(("As at", date(2025, 3, 14)), ("Partnership", "=Medway"), ("Rows", 12)))
    assert _read(_bytes(table)) == [["Agency", "Since", "Seats", "Paid"]]
    assert _read(_bytes(table, with_facts=True))[:5] == [
        ["Roster"],
        ["As at", "2025-03-14"],
        ["Partnership", "'=Medway"],
        ["Rows", "12"],
        [],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44 1634",
        "-5",
        "\u22125",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\ttab",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
        "\uff1d1+1",
        "\uff0b1",
        "\uff0d1",
        "\uff20SUM",
        "\ufe661",
        "\u207c1",
        " " * 500 + "=1",
        "'=1",
    ],
)
def test_what_could_be_a_formula_is_guarded(text: str) -> None:
    assert guard_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "14 March", "'quoted'", "(5)", "Children's", "5-6", " text", "#N/A", "|"])
def test_other_text_is_left_alone(text: str) -> None:
    assert guard_text(text) == unguard_text(text) == text


@given(TEXTS)
def test_guarded_text_comes_back(text: str) -> None:
    assert unguard_text(guard_text(text)) == text


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_no_text_is_a_formula_and_all_comes_back(texts: list[str]) -> None:
    table = SheetTable("T", (Column("Text"), Column("Count", ColumnKind.NUMBER)), [(text, -1) for text in texts])
    rows = _read(_bytes(table))[1:]
    assert [unguard_text(row[0]) for row in rows] == [clean_text(text) for text in texts]
    assert all(row[1] == "-1" for row in rows)
    assert not any(row[0].lstrip()[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") for row in rows)


def test_headings_and_yes_and_no() -> None:
    table = SheetTable(
        "T", (Column("=Heading"), Column("Chair", ColumnKind.NUMBER)), [(12, True), (date(2025, 1, 2), False)]
    )
    assert _read(_bytes(table)) == [["'=Heading", "Chair"], ["12", "Yes"], ["2 January 2025", "No"]]


def test_control_characters_are_seen_and_line_ends_are_one() -> None:
    assert clean_text("a\x00b\x1b\r\nc\rd\u2028e\tf") == "a\u2400b\u241b\nc\nd\ne\tf"
    assert clean_text("\ud800\uffff\ufffe") == "\ufffd" * 3
    assert clean_text("\U0001f600 \u0175") == "\U0001f600 \u0175"


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (5, ColumnKind.DATE),
        (5.0, ColumnKind.MONEY),
        (Decimal(5), ColumnKind.MONEY),
        (float("nan"), ColumnKind.NUMBER),
        (Decimal("inf"), ColumnKind.NUMBER),
        (datetime(2025, 3, 14, tzinfo=UTC), ColumnKind.DATE),
    ],
)
def test_values_of_the_wrong_kind_are_bugs(value: CellValue, kind: ColumnKind) -> None:
    with pytest.raises(InternalError):
        plain_cell(value, kind)


def test_rows_fit_their_columns() -> None:
    with pytest.raises(InternalError, match="Row 1 has 1 cells for 4 columns"):
        _table((None,) * 4, (None,))
    with pytest.raises(InternalError):
        SheetTable("T", (), [])


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "roster.csv"
    target.write_text("before")
    failing = SheetTable("T", (Column("Paid", ColumnKind.MONEY),), [(1,), (2.5,)])
    with pytest.raises(InternalError):
        write_table(target, failing)
    assert target.read_text() == "before"
    write_table(target, _table(("Kent Police", None, 1, 1)))
    assert _read(target.read_bytes())[1] == ["Kent Police", "", "1", "0.01"]
    assert [path.name for path in tmp_path.iterdir()] == ["roster.csv"]


def test_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        write_table(tmp_path / "nowhere" / "roster.csv", _table())
