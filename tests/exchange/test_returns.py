"""Forms that go out and come back: what was filled in is read, and what can't be taken is named by its cell."""

import io
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mscp_desktop.exchange.returns import Asked, FormColumn, FormRow, Returned, ReturnForm
from mscp_desktop.exchange.returns_in import read_form
from mscp_desktop.exchange.returns_out import HIDDEN, SHEET, form_workbook
from mscp_desktop.foundation.errors import InternalError, MissingError, UserError
from mscp_desktop.foundation.partial_dates import PartialDate

TODAY = date(2025, 1, 15)
COLUMNS = (
    FormColumn("group", "Group"),
    FormColumn("post", "Post"),
    FormColumn("right", "Is this right?", Asked.CHOICE, ("Yes", "Somebody else", "Vacant")),
    FormColumn("name", "New name", Asked.TEXT, help="First name and last name"),
    FormColumn("since", "Since", Asked.DATE, help="A month is enough"),
    FormColumn("count", "How many", Asked.NUMBER),
)
ROWS = tuple(
    FormRow(f"uid-{place}", place + 1, (f"Group {place}", f"=Post {place}", None, None, None, None))
    for place in range(6)
)
FORM = ReturnForm(
    "membership", "request-1", "Example Partnership", "vault-1", "Example Trust", "trust-1",
    "Who sits for Example Trust", ("Fill in the yellow columns.", "Send it back by 1 February 2025."), COLUMNS, ROWS,
    TODAY, spare=3,
)  # fmt: skip
FIRST_LINE = 6  # of the rows, in the sheet


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_workbook(FORM))
    return path


def filled(path: Path, fill: Callable[[Any], object]) -> Path:
    book = openpyxl.load_workbook(path)
    fill(book)
    book.save(path)
    return path


def read(path: Path) -> Returned:
    return read_form(path, "membership", COLUMNS, TODAY)


def test_an_untouched_form_comes_back_as_it_went(form: Path) -> None:
    returned = read(form)
    assert (returned.request, returned.sender_uid, returned.sender) == ("request-1", "trust-1", "Example Trust")
    assert (returned.partnership_uid, returned.made) == ("vault-1", TODAY)
    assert [(row.uid, row.version, row.line) for row in returned.rows] == [
        (row.uid, row.version, FIRST_LINE + place) for place, row in enumerate(ROWS)
    ]
    assert [row.cells["post"] for row in returned.rows] == [f"=Post {place}" for place in range(6)]
    assert all(answer is None for row in returned.rows for answer in row.answers.values())
    assert returned.problems == ()
    assert returned.missing == ()


def test_what_is_filled_in_is_read_by_its_kind(form: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book[SHEET]
        sheet["D6"], sheet["E6"], sheet["F6"], sheet["G6"] = "somebody else", " Ada  Example ", "March 2024", 3.0
        sheet["F7"], sheet["F8"] = date(2024, 5, 1), "1/9"
        sheet["B12"], sheet["E12"] = "Group of their own", "Noor Example"

    returned = read(filled(form, fill))
    assert returned.problems == ()
    first, second, third = returned.rows[:3]
    assert first.answers == {
        "right": "Somebody else", "name": "Ada Example", "since": PartialDate(2024, 3), "count": 3,
    }  # fmt: skip
    assert second.answers["since"] == PartialDate(2024, 5, 1)
    assert third.answers["since"] == PartialDate(2025, 9, 1)
    added = returned.rows[-1]
    assert (added.uid, added.line) == (None, 12)
    assert (added.cells["group"], added.answers["name"]) == ("Group of their own", "Noor Example")


def test_what_was_filled_in_with_libreoffice_is_read() -> None:
    """The workbook is `FORM`, opened, filled in and saved as XLSX by LibreOffice 7.4; one date is a formula."""
    returned = read(Path(__file__).with_name("filled_by_libreoffice.xlsx"))
    assert (returned.request, returned.problems, returned.missing) == ("request-1", (), ())
    assert [(row.uid, row.version) for row in returned.rows] == [
        *((row.uid, row.version) for row in ROWS), (None, None),
    ]  # fmt: skip
    said = [{key: value for key, value in row.answers.items() if value is not None} for row in returned.rows]
    assert said == [
        {"right": "Somebody else", "name": "Ada Example", "since": PartialDate(2024, 3), "count": 3},
        {"right": "Yes"},
        {"since": PartialDate(2024, 5, 1)},
        {},
        {},
        {"name": "über & Söhne"},
        {"name": "Noor Example"},
    ]


def test_rows_and_columns_may_be_moved_and_rows_taken_away(form: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book[SHEET]
        sheet["E7"] = "Moved Along"
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=6, max_row=10)]  # without the last
        for at, line in enumerate(reversed(lines), 6):
            for column, value in enumerate(line, 1):
                sheet.cell(at, column, value)
        sheet.delete_rows(11)
        sheet.insert_cols(3)

    returned = read(filled(form, fill))
    assert [row.uid for row in returned.rows] == ["uid-4", "uid-3", "uid-2", "uid-1", "uid-0"]
    assert returned.rows[3].answers["name"] == "Moved Along"
    assert returned.missing == ("uid-5",)


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("D6", "perhaps", "has to be one of: Yes, Somebody else, Vacant"),
        ("F7", "31/2/2025", "31/2/2025"),
        ("G8", "three", "whole number"),
        ("E9", "x" * 5000, "5,000 characters"),
        ("E10", "#REF!", "error of the spreadsheet"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(form: Path, cell: str, value: str, said: str) -> None:
    returned = read(filled(form, lambda book: book[SHEET].__setitem__(cell, value)))
    (problem,) = returned.problems
    assert problem.cell == cell
    assert said in problem.words
    assert len(returned.rows) == len(ROWS)


def test_a_row_that_was_copied_or_comes_from_another_form_is_named(form: Path) -> None:
    def fill(book: Any) -> None:
        sheet = book[SHEET]
        sheet["A12"], sheet["B12"] = "uid-0", "Group 0"
        sheet["A13"], sheet["B13"] = "uid-of-another", "Group 9"

    returned = read(filled(form, fill))
    assert [(one.cell, one.words) for one in returned.problems] == [
        ("B12", "stands a second time: the same row is at B6 too"),
        ("B13", "stands in a row that was not sent in this form"),
    ]


def _no_hidden_sheet(book: Any) -> None:
    del book[HIDDEN]


def _emptied(book: Any) -> None:
    book[HIDDEN].delete_rows(1, 4)


def _other_day(book: Any) -> None:
    book[HIDDEN]["B7"] = "soon"


def _no_column(book: Any) -> None:
    book[SHEET]["E5"] = "Name of the new one"


def _no_ids(book: Any) -> None:
    book[SHEET].delete_cols(1)


def _newer(book: Any) -> None:
    book[HIDDEN]["B1"] = "2"


def _other_kind(book: Any) -> None:
    book[HIDDEN]["B2"] = "audit"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_no_hidden_sheet, "lost its hidden sheet"),
        (_emptied, "hidden sheet was changed"),
        (_other_day, "hidden sheet was changed"),
        (_no_column, "has lost its column “New name”"),
        (_no_ids, "has lost its first, hidden column"),
        (_newer, "another version of the program"),
        (_other_kind, "a form for something else"),
    ],
)
def test_a_workbook_that_is_no_such_form_is_refused(form: Path, spoil: Callable[[Any], None], said: str) -> None:
    with pytest.raises(UserError, match=said):
        read(filled(form, spoil))


def test_a_file_that_is_no_workbook_is_refused_and_one_that_is_not_there_too(tmp_path: Path) -> None:
    other = tmp_path / "notes.xlsx"
    other.write_bytes(b"Dear all, here is our answer")
    with pytest.raises(UserError, match=r"can't be read as an Excel workbook"):
        read(other)
    with pytest.raises(MissingError):
        read(tmp_path / "gone.xlsx")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_a_damaged_file_is_refused_or_read_as_it_was(form: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - chance, the same each time
    data = bytearray(form.read_bytes())
    if rng.random() < 0.3:
        data = data[: rng.randrange(len(data))]
    for _ in range(rng.randrange(1, 6)):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    spoilt = form.with_name("spoilt.xlsx")
    spoilt.write_bytes(bytes(data))
    try:
        returned = read(spoilt)
    except UserError:
        return
    assert returned.request == "request-1"
    assert {row.uid for row in returned.rows} <= {row.uid for row in ROWS}


def test_only_the_cells_to_fill_in_are_open_and_nothing_is_a_formula(form: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form.read_bytes()))
    sheet = book[SHEET]
    assert sheet.protection.sheet
    assert sheet["B6"].protection.locked
    assert not sheet["D6"].protection.locked
    assert sheet["C6"].value == "=Post 0"
    assert sheet["C6"].data_type == "s"
    assert sheet.column_dimensions["A"].hidden
    assert book[HIDDEN].sheet_state == "veryHidden"
    assert [one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"] == [
        '"Yes,Somebody else,Vacant"'
    ]


def test_a_choice_with_a_comma_is_a_mistake_of_ours() -> None:
    """A spreadsheet's list of choices is parted at commas."""
    with pytest.raises(InternalError):
        FormColumn("right", "Is this right?", Asked.CHOICE, ("Yes", "No, it is vacant"))
