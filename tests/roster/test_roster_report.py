"""The roster as a document: read back from the PDF as a screen reader would, from the workbook and from the CSV."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from pdf_reading import Reading, failures, read

from mscp_desktop.catalogue import report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import GroupFacts, add_group, all_groups, change_group, group_named
from mscp_desktop.roster.intake.starts import read_start
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.rosters import Holding, Roster, roster_at

TODAY = date(2025, 1, 15)
BEFORE = date(2024, 11, 30)
LONG = "The Right Honourable " + "Featherstonehaugh-Cholmondeley-" * 6 + "Marjoribanks of Wetwang"
HOSTILE = (
    LONG, "<b>Robert</b>'); DROP TABLE seat;--", '=HYPERLINK("http://example.org","x")', "+44 1634 000000", "@SUM(A1)",
    "Siân Gŵynne & <para>", "李小龍", "\u202eevil\u202c", "W" * 400,
)  # fmt: skip


def document(vault: Vault, out: Path, group: str | None = None, as_at: date = TODAY) -> Path:
    with vault.store.reading() as session:
        write_report(session, report_named("roster"), Request(TODAY, as_at, group), out)
    return out


def rosters(vault: Vault, as_at: date = TODAY) -> list[tuple[GroupFacts, Roster]]:
    with vault.store.reading() as session:
        found = [(facts, roster_at(session, facts.uid, as_at)) for facts in all_groups(session)]
    return [(facts, roster) for facts, roster in found if roster.seats]


def seat_rows(reading: Reading) -> list[list[list[str]]]:
    """Return the tables of seats, without their headings."""
    return [table[1:] for table in reading.tables() if table[0][:2] == ["No.", "Post"]]


def test_the_pdf_lists_every_seat_in_published_order(medway: Vault, tmp_path: Path) -> None:
    data = document(medway, tmp_path / "rosters.pdf").read_bytes()
    reading = read(data)
    groups = rosters(medway)
    first, *names = [node.text for node in reading.root.find("H2")]
    assert (first, names) == ("Seats at a glance", [facts.name for facts, _ in groups])
    published = {one["name"]: one for one in read_start("medway")["group"]}
    for (facts, roster), rows in zip(groups, seat_rows(reading), strict=True):
        seats = published[facts.name]["seat"]
        assert [row[0] for row in rows] == [str(number) for number in range(1, len(seats) + 1)]
        assert [row[1].removesuffix(" (either may sit)") for row in rows] == [
            one.get("post") or "Not stated" for one in seats
        ]
        assert [row[1].endswith("(either may sit)") for row in rows] == [bool(one.get("either_post")) for one in seats]
        assert [row[2:] for row in rows] == [
            [seat.organisation or "Not stated", seat.role_words(), seat.holder_words()] for seat in roster.seats
        ]
    assert failures(data) == []
    assert reading.title == "Rosters"
    assert reading.language == "en-GB"
    assert not reading.untagged
    assert all(reading.fonts.values())
    assert [words for level, words in reading.outline if words in published] == [facts.name for facts, _ in groups]
    assert "15 January 2025" in "".join(reading.artifacts) + reading.text


def test_it_reads_in_the_order_of_the_data(medway: Vault, tmp_path: Path) -> None:
    text = read(document(medway, tmp_path / "one.pdf", "Learning Lessons").read_bytes()).text
    (roster,) = (found for facts, found in rosters(medway) if facts.name == "Learning Lessons")
    at = text.index("Seats")
    for seat in roster.seats:
        for words in (seat.post or "Not stated", seat.organisation or "Not stated", seat.role_words()):
            at = text.index(words, at)
    assert text.index("19 seats: 19 not recorded.") > at


def test_vacant_and_not_recorded_are_told_apart(medway: Vault, tmp_path: Path) -> None:
    reading = read(document(medway, tmp_path / "rosters.pdf").read_bytes())
    held_by = [row[4] for rows in seat_rows(reading) for row in rows]
    assert held_by.count("Vacant, since when not known") == 2
    assert set(held_by) - {"Vacant, since when not known", "Not recorded"} <= {
        seat.holder for _, roster in rosters(medway) for seat in roster.seats
    }
    assert held_by.count("Not recorded") > 100


def test_a_workbook_and_a_csv_hold_the_same_seats(medway: Vault, tmp_path: Path) -> None:
    headings = ("Group", "As at", "Seat", "Post", "Organisation", "Role", "Held by", "Since")
    day = date(2025, 1, 15)
    expected = [
        (facts.name, day, number, seat.post or "", seat.organisation or "", seat.role_words(), seat.holder_words())
        for facts, roster in rosters(medway)
        for number, seat in enumerate(roster.seats, 1)
    ]
    sheet = openpyxl.load_workbook(document(medway, tmp_path / "rosters.xlsx")).active
    assert sheet is not None
    rows = [tuple("" if cell is None else cell for cell in row) for row in sheet.iter_rows(values_only=True)]
    top = next(number for number, row in enumerate(rows) if row[:2] == ("Group", "As at"))
    assert rows[top][:8] == headings
    assert [(row[0], row[1].date(), *row[2:7]) for row in rows[top + 1 :]] == expected
    assert any("15 January 2025" in str(cell) for row in rows[:top] for cell in row)
    with document(medway, tmp_path / "rosters.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert tuple(lines[0]) == headings
    assert [tuple(line[:7]) for line in lines[1:]] == [tuple(str(part) for part in row) for row in expected]


def test_a_spreadsheet_of_an_unknown_day_says_why_it_holds_no_seats(medway: Vault, tmp_path: Path) -> None:
    out = tmp_path / "before.csv"
    request = Request(date(2025, 1, 15), date(2020, 1, 1), "PMQA")
    with medway.store.reading() as session:
        write_report(session, report_named("roster"), request, out, lambda *_: None)
    with out.open(encoding="utf-8-sig", newline="") as file:
        _, *lines = list(csv.reader(file))
    name = "Performance Management and Quality Assurance"
    assert lines == [[name, "2020-01-01", "", "", "", "", "not known before December 2024", ""]]


def test_long_names_and_hostile_text_stay_text(medway: Vault, tmp_path: Path) -> None:
    group = run(medway.store, medway.actor, add_group, "<i>Group</i> & Co").value
    for name in HOSTILE:
        seat = run(medway.store, medway.actor, add_seat, group, post=f"Post of {name[:60]}").value
        run(medway.store, medway.actor, record_holder, seat, new_name=name[:400], start=PartialDate(2023, 3))
    data = document(medway, tmp_path / "hostile.pdf", "<i>Group</i> & Co").read_bytes()
    assert failures(data) == []
    reading = read(data)
    assert reading.title == "Roster of <i>Group</i> & Co"
    (rows,) = seat_rows(reading)
    kept = [name for name in HOSTILE if "\u202e" not in name]
    shown = ["".join(row[4].split()) for row in rows]
    for name in kept:
        assert "".join(name.split()) in shown, name
    sheet = openpyxl.load_workbook(document(medway, tmp_path / "hostile.xlsx", "<i>Group</i> & Co")).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert '=HYPERLINK("http://example.org","x")' in {cell.value for cell in cells}
    with document(medway, tmp_path / "hostile.csv", "<i>Group</i> & Co").open(encoding="utf-8-sig", newline="") as file:
        fields = [field for line in csv.reader(file) for field in line]
    assert not [field for field in fields if field.startswith(("=", "+", "@"))]


def test_before_the_first_known_day_the_answer_is_not_known(medway: Vault, tmp_path: Path) -> None:
    data = document(medway, tmp_path / "before.pdf", as_at=BEFORE).read_bytes()
    assert failures(data) == []
    reading = read(data)
    assert not [row for rows in seat_rows(reading) for row in rows if row[0].isdigit()]
    assert "The membership is not known before December 2024." in reading.text
    assert "Vacant" not in reading.text
    assert "30 November 2024" in "".join(reading.artifacts) + reading.text


def test_a_vacancy_says_since_when_and_a_successor_is_shown_from_the_day(medway: Vault, tmp_path: Path) -> None:
    with medway.store.reading() as session:
        group = group_named(session, "Learning Lessons").uid
        first, second, *_ = roster_at(session, group, TODAY).seats
    run(medway.store, medway.actor, record_vacancy, first.uid, start=PartialDate(2025, 1))
    run(medway.store, medway.actor, record_holder, second.uid, new_name="Ada Byron", start=PartialDate(2025, 1, 15))
    (rows,) = seat_rows(read(document(medway, tmp_path / "now.pdf", "Learning Lessons").read_bytes()))
    assert [row[4] for row in rows[:2]] == ["Vacant since January 2025", "Ada Byron"]
    earlier = document(medway, tmp_path / "then.pdf", "Learning Lessons", date(2024, 12, 31))
    (rows,) = seat_rows(read(earlier.read_bytes()))
    assert [row[4] for row in rows[:2]] == ["Not recorded", "Not recorded"]


def test_a_group_without_seats_prints_and_no_groups_are_refused(empty_vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no groups with seats"):
        document(empty_vault, tmp_path / "rosters.pdf")
    assert not (tmp_path / "rosters.pdf").exists()
    uid = run(empty_vault.store, empty_vault.actor, add_group, "New group").value
    data = document(empty_vault, tmp_path / "one.pdf", "New group").read_bytes()
    assert failures(data) == []
    assert "No seats are recorded." in read(data).text
    with empty_vault.store.reading() as session:
        version = group_named(session, "New group").version
    run(empty_vault.store, empty_vault.actor, change_group, uid, version, name="Renamed group")
    assert (
        read(document(empty_vault, tmp_path / "two.pdf", "renamed group").read_bytes()).title
        == "Roster of Renamed group"
    )


def test_all_rosters_begin_with_how_many_seats_of_each_group_are_held(medway: Vault, tmp_path: Path) -> None:
    reading = read(document(medway, tmp_path / "rosters.pdf").read_bytes())
    groups = rosters(medway)
    figures = reading.tables()[0]
    assert figures[0] == ["Group", *(holding.value.capitalize() for holding in Holding)]
    assert [(row[0], [int(figure) for figure in row[1:]]) for row in figures[1:]] == [
        (facts.name, [sum(seat.holding is holding for seat in roster.seats) for holding in Holding])
        for facts, roster in groups
    ]
    (figure,) = reading.root.find("Figure")
    assert figure.alternative.startswith("Seats by what is known of them. A stacked bar chart of")
    one = read(document(medway, tmp_path / "one.pdf", groups[0][0].name).read_bytes())
    assert one.root.find("Figure") == []
