"""Relevant agencies and organisations as documents: read back as a screen reader would, from workbooks and from CSV."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pdf_reading import Reading, failures, read

from mscp_desktop.catalogue import report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.rules.agencies import agencies_on
from mscp_desktop.parties.rules.agency_changes import add_agency, record_review
from mscp_desktop.parties.rules.names import organisation_uids_named
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation
from mscp_desktop.roster.intake.starts import read_start
from mscp_desktop.roster.rules.sitting import seats_by_body

TODAY, OLD = date(2025, 1, 15), date(2022, 11, 1)
LONG = "The Right Honourable " + "Featherstonehaugh-Cholmondeley-" * 5 + "Trust"
HOSTILE = (
    LONG,
    "<b>Robert</b>'); DROP TABLE organisation;--",
    '=HYPERLINK("http://example.org","x")',
    "李小龍 & <para>",
)


def made(vault: Vault, name: str, out: Path, as_at: date = TODAY, **of: Any) -> Path:
    with vault.store.reading() as session:
        write_report(session, report_named(name), Request(TODAY, as_at, **of), out)
    return out


def lists(vault: Vault, day: date) -> list[Any]:
    with vault.store.reading() as session:
        return list(agencies_on(session, day).agencies)


def rows_of(reading: Reading, first: str) -> list[list[str]]:
    return [row for table in reading.tables() if table[0][0] == first for row in table[1:]]


@pytest.mark.parametrize("day", [OLD, TODAY])
def test_the_pdf_has_the_whole_list_under_its_headings(medway: Vault, tmp_path: Path, day: date) -> None:
    data = made(medway, "relevant-agencies", tmp_path / "list.pdf", day).read_bytes()
    reading = read(data)
    rows = rows_of(reading, "Agency")
    listed = lists(medway, day)
    expected: list[str] = []
    for place, one in enumerate(listed):
        if place == 0 or one.heading != listed[place - 1].heading:
            expected.append(one.heading.words)
        expected.append(one.name)
    found = [
        row[0].removesuffix(one.note or "").strip() if (one := by_name(listed, row[0])) else row[0] for row in rows
    ]
    assert found[: len(expected)] == expected
    assert failures(data) == []
    assert (reading.title, reading.language, reading.untagged) == ("Relevant agencies", "en-GB", [])
    text = " ".join(reading.text.split())
    said = {row[0].split("\n")[0]: " ".join(row[1].split()) for row in rows[: len(expected)] if len(row) > 1}
    for one in listed:
        ways = next(words for name, words in said.items() if name.startswith(one.name))
        assert ways == (" ".join(" ".join(one.ways()).split()) or "Not recorded")
    changed = "What changed since October 2022" in text
    assert changed == (day == TODAY)
    if changed:
        assert "Ended in June 2021 and left the list; succeeded by Probation Service, which is on it" in text
        assert "due by 31 December 2025, 1 year after the last" in text


def by_name(listed: list[Any], cell: str) -> Any:
    return next((one for one in listed if cell.startswith(one.name) and cell != one.heading.words), None)


def test_what_changed_overdue_and_a_day_before_the_first_list(medway: Vault, tmp_path: Path) -> None:
    late = read(made(medway, "relevant-agencies", tmp_path / "late.pdf", date(2026, 2, 1)).read_bytes()).text
    assert "after the last; overdue" in " ".join(late.split())
    early = read(made(medway, "relevant-agencies", tmp_path / "early.pdf", date(2021, 1, 1)).read_bytes()).text
    assert "is not known before October 2022" in early
    run(medway.store, medway.actor, record_review, PartialDate(2025, 1, 10))
    same = read(made(medway, "relevant-agencies", tmp_path / "same.pdf").read_bytes()).text
    assert "The list is the same as that of December 2024." in " ".join(same.split())


def test_the_lists_table_holds_the_same_lines(medway: Vault, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made(medway, "relevant-agencies", tmp_path / "list.xlsx"))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    head = next(place for place, row in enumerate(cells) if row[0] == "As at" and row[1] == "Heading")
    body = [row for row in cells[head + 1 :] if row[2]]
    listed = lists(medway, TODAY)
    assert [(row[1], row[2], row[4]) for row in body] == [
        (one.heading.words, one.name, str(one.since)) for one in listed
    ]
    assert [row[3] for row in body] == [", ".join(one.ways()) or None for one in listed]
    with made(medway, "relevant-agencies", tmp_path / "early.csv", date(2021, 1, 1)).open(encoding="utf-8-sig") as file:
        assert list(csv.reader(file))[1][2] == "Not known before October 2022"


def test_organisations_with_names_part_seats_and_successor(medway: Vault, tmp_path: Path) -> None:
    data = made(medway, "organisations", tmp_path / "all.pdf").read_bytes()
    reading = read(data)
    assert failures(data) == []
    rows = {row[0].removesuffix("a class of bodies").strip(): row for row in rows_of(reading, "Organisation")}
    names = {row["name"] for row in read_start("medway")["organisation"]}
    assert set(rows) == names
    mch = rows["Medway Community Healthcare"]
    assert mch[1] == "MCH"  # not again as “Medway Community Healthcare (MCH)”
    assert "Relevant agency" in mch[3]
    assert "Ended July 2022; succeeded by NHS Kent and Medway Integrated Care Board" in " ".join(
        rows["Kent and Medway Clinical Commissioning Group"][3].split()
    )
    assert "Multi-Agency Case File Audit: 7" in rows["Medway Council"][4]
    assert "62 organisations, 15 of them a class of bodies" in reading.text
    book = openpyxl.load_workbook(made(medway, "organisations", tmp_path / "all.xlsx"))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]
    head = next(place for place, row in enumerate(cells) if row[0] == "Organisation")
    body = {row[0]: row for row in cells[head + 1 :] if row[2]}
    assert set(body) == names
    with medway.store.reading() as session:
        seats = seats_by_body(session, TODAY)
        for name in names:
            (uid,) = organisation_uids_named(session, name)
            assert body[name][7] == sum(seats.get(uid, {}).values())
    assert body["Probation Service"][1] == "National Probation Service (former name until June 2021)"


def test_one_organisation_by_any_name_or_a_sentence(medway: Vault, tmp_path: Path) -> None:
    reading = read(made(medway, "organisations", tmp_path / "one.pdf", organisation="mch").read_bytes())
    assert reading.title == "Medway Community Healthcare"
    assert len(rows_of(reading, "Organisation")) == 1
    with pytest.raises(UserError, match="no organisation called “Nobody”"):
        made(medway, "organisations", tmp_path / "none.pdf", organisation="Nobody")
    with pytest.raises(UserError, match="is not made of one organisation"):
        made(medway, "relevant-agencies", tmp_path / "none.pdf", organisation="MCH")


def test_hostile_names_stand_in_every_document_as_they_are(empty_vault: Vault, tmp_path: Path) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    for place, name in enumerate(HOSTILE):
        uid = run(store, actor, add_organisation, name).value
        run(store, actor, change_organisation, uid, 1, note=name, sector=name)
        run(store, actor, add_agency, uid, HOSTILE[place - 1], start=PartialDate(2024), involvement=name)
    for report in ("organisations", "relevant-agencies"):
        data = made(empty_vault, report, tmp_path / f"{report}.pdf").read_bytes()
        assert failures(data) == []
        text = "".join(read(data).text.split())
        assert all("".join(name.split()) in text for name in HOSTILE)
        book = openpyxl.load_workbook(made(empty_vault, report, tmp_path / f"{report}.xlsx"))
        values = [cell for row in book.active.iter_rows() for cell in row]
        assert set(HOSTILE) <= {cell.value for cell in values}
        assert all(cell.data_type != "f" for cell in values)
