"""The forward plan and the agenda as documents, read back; the public ones keep what is confidential to themselves."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from agenda_case import TODAY, AgendaCase
from pdf_reading import Reading, failures, read

from mscp_desktop.catalogue import report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.meetings.records import Presence, Purpose, Source
from mscp_desktop.meetings.rules import agenda_changes, agenda_matters, carrying, forward
from mscp_desktop.meetings.rules.attendance_changes import set_presence
from mscp_desktop.roster.rules.changes import add_seat, record_holder

HOSTILE = "<b>Robert</b>'); DROP TABLE agenda_item;-- =1+1 " + "Featherstonehaugh" * 9


@pytest.fixture
def case(agenda_case: AgendaCase) -> AgendaCase:
    made = agenda_case
    brief = "The group is asked to **agree** it.\n\n- who leads\n- by when"
    made.do(agenda_changes.add_item, made.below[0], "Apologies", source=Source.APOLOGIES, length=5)
    made.do(agenda_changes.add_item, made.below[0], "Child Q", confidential=True, brief="Secret.", presenter="Ann Ash")
    made.do(agenda_changes.add_item, made.below[0], "Budget", brief=brief, presenter="Joe Oak", purpose=Purpose.DECIDE)
    made.do(agenda_changes.add_item, made.below[1], HOSTILE)
    made.do(carrying.add_matter, made.pmqa, "Soon", wanted=PartialDate(2025, 2))
    made.do(carrying.add_matter, made.pmqa, "Next year", wanted=PartialDate(2026, 5))
    made.do(carrying.add_matter, made.executive, "Hidden matter", confidential=True)
    return made


def made(case: AgendaCase, name: str, out: Path, **asked: object) -> Path:
    with case.vault.store.reading() as session:
        write_report(session, report_named(name), Request(TODAY, TODAY, **asked), out)  # type: ignore[arg-type]
    return out


def paper(case: AgendaCase, name: str, tmp_path: Path, **asked: object) -> Reading:
    data = made(case, name, tmp_path / "document.pdf", **asked).read_bytes()
    assert failures(data) == []
    return read(data)


def test_the_plan_has_meetings_in_time_and_then_what_waits(case: AgendaCase) -> None:
    rows = case.read(forward.forward_plan, TODAY)
    assert [(forward.when_words(one), one.group, one.title[:20]) for one in rows] == [
        ("20 January 2025", "PMQA", "Child Q"),
        ("20 January 2025", "PMQA", "Budget"),
        ("3 March 2025", "PMQA", HOSTILE[:20]),
        ("Backlog, wanted February 2025", "PMQA", "Soon"),
        ("Backlog, wanted May 2026", "PMQA", "Next year"),
        ("Backlog", "Executive", "Hidden matter"),
    ]
    of_year = case.read(forward.forward_plan, TODAY, case.pmqa, last=date(2025, 3, 31))
    assert [one.title for one in of_year][-1] == "Soon"


def test_the_plan_is_a_document_and_a_table(case: AgendaCase, tmp_path: Path) -> None:
    reading = paper(case, "forward-plan", tmp_path, group="PMQA", year="2024-25")
    headings = [node.text for node in reading.root.find("H2")]
    assert headings == ["Monday 20 January 2025", "Monday 3 March 2025", "Waiting in the backlogs"]
    assert [row[0] for table in reading.tables() for row in table[1:]] == ["Child Q", "Budget", HOSTILE, "Soon"]
    public = paper(case, "forward-plan", tmp_path, public=True)
    assert "Child Q" not in public.text
    assert "Hidden matter" not in public.text
    assert public.text.count("Confidential item") == 2
    book = openpyxl.load_workbook(made(case, "forward-plan", tmp_path / "plan.xlsx", public=True))
    cells = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
    said = str(cells)
    assert "Secret" not in said
    assert "Ann Ash" not in said
    assert "Budget" in said
    lines = made(case, "forward-plan", tmp_path / "plan.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.reader(lines))
    assert [row[2] for row in rows[1:3]] == ["Child Q", "Budget"]
    assert rows[2][4] == "Joe Oak"


def test_the_public_agenda_keeps_the_numbers_and_says_no_more(case: AgendaCase, tmp_path: Path) -> None:
    whole = paper(case, "agenda", tmp_path, meeting="2025-01-20", group="PMQA")
    assert whole.title == "Agenda: Performance Management and Quality Assurance, 20 January 2025"
    for words in ("Secret.", "Monday 20 January 2025, 10:00 to 11:00", "who leads", "3. Budget"):
        assert words in whole.text
    public = paper(case, "agenda", tmp_path, meeting=case.below[0], public=True)
    (table,) = public.tables()
    assert table[1:] == [
        ["1", "10:00", "Apologies", "To discuss", ""], ["2", "10:05", "Confidential item", "", ""],
        ["3", "10:05", "Budget", "To decide", "Joe Oak"],
    ]  # fmt: skip
    for words in ("Secret", "Child Q", "Ann Ash"):
        assert words not in public.text


def test_an_agenda_says_which_report_is_missing(case: AgendaCase, tmp_path: Path) -> None:
    case.do(agenda_changes.add_item, case.above[1], "Chairs' reports", source=Source.CHAIRS_REPORTS)
    found = paper(case, "agenda", tmp_path, meeting=case.above[1])
    assert "Performance Management and Quality Assurance: no report yet" in " ".join(found.text.split())


def test_an_agenda_is_refused_in_words(case: AgendaCase, tmp_path: Path) -> None:
    for asked, words in (
        ({"meeting": case.below[2]}, "has no agenda yet"),
        ({"meeting": "2025-01-21", "group": "PMQA"}, "no meeting on 21 January 2025. Its next one is on 3 March 2025"),
        ({"meeting": "2025-01-20"}, "name the group too"),
        ({}, "is made of one meeting"),
    ):
        with pytest.raises(UserError, match=words):
            made(case, "agenda", tmp_path / "agenda.pdf", **asked)


def test_apologies_of_a_seat_without_post_and_agency_name_its_role(case: AgendaCase) -> None:
    seat = case.do(add_seat, case.pmqa, start=PartialDate(2024))
    case.do(record_holder, seat, new_name="Petra Mahmood", start=PartialDate(2024))
    case.do(set_presence, case.below[0], seat, Presence.APOLOGIES)
    item = case.do(agenda_changes.add_item, case.below[0], "Apologies", source=Source.APOLOGIES)
    (said,) = case.read(agenda_matters.matter_under, item)
    assert said.words == "Petra Mahmood, Member seat"
