"""Tables as people keep them are read; what is damaged, hidden or dangerous is named."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from mscp_desktop.exchange import sheet
from mscp_desktop.exchange.sheet import Sheet, UnreadableError, column_letters, problem_of
from mscp_desktop.exchange.sheet_in import read_bytes, read_file, read_pasted


def cells(read: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in read.rows]


def only(data: bytes, name: str = "list.csv") -> Sheet:
    (found,) = read_bytes(data, name).sheets
    return found


def workbook(fill: "object") -> bytes:
    book = openpyxl.Workbook()
    fill(book)  # type: ignore[operator]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_in_the_encodings_and_with_the_separators_of_excel(encoding: str, separator: str) -> None:
    text = f'Name{separator}Post\r\nZoë O\'Neill{separator}Head of Café\r\n\r\n"A{separator}B"{separator}Lead\r\n'
    assert cells(only(text.encode(encoding))) == [
        ("Name", "Post"), ("Zoë O'Neill", "Head of Café"), (), (f"A{separator}B".replace("\t", " "), "Lead"),
    ]  # fmt: skip


def test_csv_keeps_words_as_they_are_and_takes_our_own_guard_away() -> None:
    read = only(b"sep=;\nNA;007;TRUE;1e5;'=1+1\n")
    assert cells(read) == [("NA", "007", "TRUE", "1e5", "=1+1")]
    assert read.cell_words(read.rows[0], 4) == "row 2, column E"
    assert "formula" in (problem_of("=1+1") or "")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\0\0\0\0", "is empty"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file, or has a password"),
        (b"PK\x03\x04nonsense", "damaged or cut off"),
        (bytes(range(1, 32)) * 20, "no table that can be read"),
        (b'a,"b\nc,d\n', "ends inside a quotation"),
        (b",".join([b"a"] * 101), "101 columns, and 100 is the most"),
        (b"a,b\n" * 10_001, "10,001 rows, and 10,000 is the most"),
        (b"BEGIN:VCARD\nFN:Ann Example\n", "Card 1: “list.csv” was cut off"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_what_is_no_table_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        read_bytes(data, "list.csv")


def test_a_damaged_character_is_named_with_its_cell_not_guessed() -> None:
    read = only("Name,Post\nZoë,Head\nAn".encode() + b"\xff\xfe" + b"n,Lead\n")
    assert [problem_of(cell) is not None for row in read.rows for cell in row.cells] == [False] * 4 + [True, False]
    assert "can't be read" in (problem_of("\x01") or "")
    assert "2,001 characters" in (problem_of("a" * 2001) or "")


def test_a_workbook_shows_what_excel_shows() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        one = book.active
        one.title = "Executive"
        one.append(["Membership of the Executive"])
        one.merge_cells("A1:D1")
        one["A1"].font = Font(bold=True)
        one.append([None, "Name", "Agency", "Since"])
        one.append([1, "Ann Example", "Medway Council", datetime(2024, 9, 1)])  # noqa: DTZ001 - as a workbook has it
        one.append([2.0, "Bea Sample", None, datetime(2024, 9, 1)])  # noqa: DTZ001 - as above
        one.merge_cells("C3:C4")
        one["D4"].number_format = "mmm-yy"
        one.append([3, "Cy Hidden", "Kent Police", datetime(2023, 1, 1)])  # noqa: DTZ001 - as above
        one["D5"].number_format = "yyyy"
        one.row_dimensions[5].hidden = True
        one.append([4, "=1+1", True, "#REF!"])
        other = book.create_sheet("Old")
        other.append(["x"])
        other.sheet_state = "hidden"

    first, second = read_bytes(workbook(fill), "list.xlsx").sheets
    assert cells(first) == [
        ("Membership of the Executive",), ("", "Name", "Agency", "Since"),
        ("1", "Ann Example", "Medway Council", "1 September 2024"),
        ("2", "Bea Sample", "Medway Council", "September 2024"),
        ("3", "Cy Hidden", "Kent Police", "2023"), ("4", "=…", "Yes", "#REF!"),
    ]  # fmt: skip
    assert [row.hidden for row in first.rows] == [False] * 4 + [True, False]
    assert first.notes == (
        "1 row is hidden in the sheet.",
        "What stands in merged cells counts for each of their rows.",
    )
    assert (first.hidden, second.hidden) == (False, True)


def test_an_archive_that_is_a_bomb_or_lies_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(parts: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        return out.getvalue()

    book = {"xl/workbook.xml": b"<workbook/>"}
    with pytest.raises(UnreadableError, match="more than a table ever needs"):
        read_bytes(made({**book, "xl/worksheets/sheet1.xml": b" " * 6_000_000}), "bomb.xlsx")
    with pytest.raises(UnreadableError, match="more than a table ever needs"):
        read_bytes(made({f"xl/{at}.xml": b"x" for at in range(2_001)}), "many.xlsx")
    entities = b'<!DOCTYPE a [<!ENTITY b "bb">]><workbook>&b;</workbook>'
    with pytest.raises(UnreadableError, match="declarations that no workbook needs"):
        read_bytes(made({"xl/workbook.xml": entities}), "entities.xlsx")
    with pytest.raises(UnreadableError, match="no Excel workbook"):
        read_bytes(made({"word/document.xml": b"<a/>"}), "letter.docx")
    monkeypatch.setattr(sheet, "MAX_ROWS", 3)
    with pytest.raises(UnreadableError, match="is the most"):
        read_bytes(workbook(lambda one: [one.active.append(["x"]) for _ in range(4)]), "long.xlsx")


def test_a_file_that_is_gone_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match="can't be read"):
        read_file(tmp_path / "none.csv")
    monkeypatch.setattr("mscp_desktop.exchange.sheet_in.MAX_BYTES", 10)
    (tmp_path / "large.csv").write_bytes(b"a,b\n" * 10)
    with pytest.raises(UnreadableError, match="is the most"):
        read_file(tmp_path / "large.csv")


def test_a_pasted_page_gives_its_tables_with_the_words_between() -> None:
    html = (
        "<html><body>outside<!--StartFragment--><h2>Executive&nbsp;Group</h2><table><tr><th rowspan=2>Chair</th>"
        "<td colspan=2>Ann<br>Bea</td><td>x</td></tr>"
        "<tr><td style='display:none'>no</td><td>Kent &amp; Medway</td></tr>"
        "<tr><td>Membership:<table><tr><td>Head<td>Council</table></td></tr></table><script>alert(1)</script>"
        "<!--EndFragment--></body></html>"
    )
    (read,) = read_pasted("", html).sheets
    assert cells(read) == [
        ("Executive Group",), ("Chair", "Ann\nBea", "", "x"), ("Chair", "Kent & Medway"), ("Membership:",),
        ("Head", "Council"),
    ]  # fmt: skip


def test_pasted_text_is_parted_by_tabs_and_quoted_cells_stay_whole() -> None:
    (read,) = read_pasted('Name\tPost\r\n"Ann\nExample"\tHead\r\n"Odd\tLead\r\n').sheets
    assert cells(read)[0] == ("Name", "Post")
    assert cells(read)[1][1:] == ("Head",) or cells(read)[2][1:] == ("Head",)
    (lines,) = read_pasted("Ann Example, Head, Medway Council\n\nBea Sample").sheets
    assert cells(lines) == [("Ann Example, Head, Medway Council",), (), ("Bea Sample",)]


CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Example;Ann;;Dr;\r\nFN:Dr Ann Example\r\nORG:Medway Council;Children\r\n"
    "TITLE:Head of\r\n  Safeguarding\\, north\r\nTEL;TYPE=WORK,VOICE:01634 000000\r\nTEL;TYPE=CELL:07700 900001\r\n"
    'item1.EMAIL;TYPE="INTERNET":ann@example.gov.uk\r\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB\r\nEND:VCARD\r\n'
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:O'Neill;Zo=C3=\r\n=AB\r\n"
    "TEL;WORK;FAX:1\r\nTEL;HOME:01474 000000\r\nEMAIL;PREF;INTERNET:zoe@example.org\r\nEND:VCARD\r\n"
    'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Cy Sample\r\nTEL;VALUE=uri;TYPE="voice,cell":tel:+44-7700-900002\r\nEND:VCARD\r\n'
)


def test_address_cards_of_three_versions() -> None:
    read = only(CARDS.encode(), "cards.vcf")
    assert cells(read)[1:] == [
        ("Dr Ann Example", "Head of Safeguarding, north", "Medway Council", "ann@example.gov.uk", "01634 000000",
         "07700 900001", ""),
        ("Zoë O'Neill", "", "", "zoe@example.org", "01474 000000", "", ""),
        ("Cy Sample", "", "", "", "", "+44-7700-900002", ""),
    ]  # fmt: skip
    assert read.cell_words(read.rows[2], 3) == "card 2, email"


def test_columns_have_letters() -> None:
    assert [column_letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
