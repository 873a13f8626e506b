"""The register: shares of what is recorded, rows of missed meetings, agencies, years, checks and the document."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import failures, read
from vaults import StillClock

from mscp_desktop.catalogue import make_chart, make_pdf, report_named, write_report
from mscp_desktop.foundation.contracts import ALL_YEARS, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.meetings.records import MeetingKind, Presence, QuorumKind
from mscp_desktop.meetings.rules.attendance_changes import set_presence
from mscp_desktop.meetings.rules.attendance_checks import attendance_checks
from mscp_desktop.meetings.rules.attendance_register import (
    NOTHING,
    Register,
    SeatCell,
    Tally,
    group_met_last,
    groups_met,
    missed_in_a_row,
    register,
    tally_of,
    years_met,
)
from mscp_desktop.meetings.rules.meetings import add_meeting, cancel_meeting
from mscp_desktop.meetings.rules.quorum_changes import add_quorum_rule
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.rules.changes import add_seat, change_seat, record_holder, record_vacancy

Do = Callable[..., Any]
P, A, D, X = Presence.PRESENT, Presence.APOLOGIES, Presence.DEPUTY, Presence.ABSENT
LETTERS = {"P": P, "A": A, "D": D, "X": X}
YEAR = Year(YearKind.FINANCIAL, 2024)


class Book:
    """A group of three seats of two agencies; each letter of a line is a meeting, a dot one that is not recorded."""

    def __init__(self, vault: Vault, do: Do) -> None:
        self.vault, self.do = vault, do
        self.group = do(add_group, "Executive")
        do(change_group, self.group, 1, known_from=None)
        self.police, self.council = do(add_organisation, "Kent Police"), do(add_organisation, "Medway Council")
        self.seats = [
            do(add_seat, self.group, post=post, organisation_uid=body)
            for post, body in (("Constable", self.police), ("Director", self.council), ("Head", self.council))
        ]
        self.ann = do(add_person, "Ann Poe")
        do(record_holder, self.seats[0], person_uid=self.ann, start=PartialDate(2023))
        self.meetings: list[str] = []

    def meet(self, *lines: str, first: date = date(2024, 5, 7)) -> None:
        """Hold monthly meetings; line n says who was there in seat n."""
        for at in range(max(map(len, lines))):
            day = first + timedelta(days=28 * at)
            meeting = self.do(add_meeting, self.group, day)
            self.meetings.append(meeting)
            for seat, line in zip(self.seats, lines, strict=False):
                letter = line[at : at + 1]
                if letter in LETTERS:
                    name = {"name": "Cy Doe"} if letter == "D" else {}
                    self.do(set_presence, meeting, seat, LETTERS[letter], **name)

    def now(self, today: date = date(2025, 1, 15), **more: Any) -> Register:
        with self.vault.store.reading() as session:
            return register(session, today, group_uid=self.group, **more)

    def found(self, today: date = date(2025, 1, 15)) -> list[tuple[str, str]]:
        with self.vault.store.reading() as session:
            return [(one.what, one.why) for one in attendance_checks(session, today)]


@pytest.fixture
def do(empty_vault: Vault) -> Do:
    return lambda what, *args, **more: run(empty_vault.store, empty_vault.actor, what, *args, **more).value


@pytest.fixture
def book(empty_vault: Vault, do: Do) -> Book:
    return Book(empty_vault, do)


def test_shares_are_of_what_is_recorded_and_deputies_are_counted_apart(book: Book) -> None:
    book.meet("PPDA", "P.X.", "....")
    found = book.now(year=YEAR)
    assert [one.tally for one in found.seats] == [Tally(2, 1, 1, 0, 0), Tally(1, 0, 0, 1, 2), Tally(blank=4)]
    assert [one.tally.share_words() for one in found.seats] == ["75% of 4", "50% of 2", "not recorded"]
    assert [one.tally.share() for one in found.seats] == [75, 50, None]
    assert [Tally(part, absent=whole - part).share() for part, whole in ((2, 3), (34, 41), (1, 8), (199, 200))] == [
        67, 83, 13, 100,
    ], "a half is rounded up"  # fmt: skip
    assert ["".join(cell.letter or "." for cell in one.cells) for one in found.seats] == ["PPDA", "P.X.", "...."]
    assert found.seats[0].cells[2].words == "Deputy: Cy Doe"
    assert [(one.name, one.seats, one.tally, one.meetings, one.there) for one in found.agencies] == [
        ("Kent Police", 1, Tally(2, 1, 1, 0, 0), 4, 3), ("Medway Council", 2, Tally(1, 0, 0, 1, 6), 2, 1),
    ]  # fmt: skip
    assert found.count_words() == ("4 meetings, 3 seats; 4 of 6 attended, 1 of them by a deputy; 6 not recorded")


def test_cancelled_meetings_meetings_to_come_and_decisions_by_email_are_no_part(book: Book, do: Do) -> None:
    book.meet("PP")
    do(cancel_meeting, do(add_meeting, book.group, date(2024, 12, 3)), "snow")
    do(add_meeting, book.group, date(2024, 12, 10), kind=MeetingKind.BY_EMAIL)
    ahead = do(add_meeting, book.group, date(2025, 2, 4))
    do(set_presence, ahead, book.seats[0], A)
    assert [one.row.uid for one in book.now().meetings] == book.meetings
    assert len(book.now(today=date(2025, 2, 4)).meetings) == 3


@pytest.mark.parametrize(
    ("line", "number", "still"),
    [
        ("PAXA", 3, True), ("AAAP", 3, False), ("AADA", 2, False), ("AA.A", 2, False), ("PPPP", 0, False),
        ("XAX.", 3, True), ("....", 0, False), ("AAPAA", 2, True),
    ],
)  # fmt: skip
def test_meetings_missed_in_a_row(line: str, number: int, still: bool) -> None:
    """A deputy ends a row, and so does a meeting of which nothing is recorded."""
    cells = [NOTHING if one == "." else SeatCell(one, "", LETTERS[one]) for one in line]
    days = [date(2024, 5, 7) + timedelta(days=28 * at) for at in range(len(line))]
    run, goes_on = missed_in_a_row(zip(days, cells, strict=True), days[0])
    assert ((run.number if run else 0), goes_on) == (number, still)


def test_a_row_goes_on_over_holders_and_over_the_end_of_a_year(book: Book, do: Do) -> None:
    book.meet("A", first=date(2024, 3, 5))
    book.meet("A", first=date(2024, 4, 9))
    do(record_holder, book.seats[0], new_name="Bo Roe", start=PartialDate(2024, 5))
    book.meet("X", first=date(2024, 5, 7))
    line = book.now(year=YEAR).seats[0]
    assert line.run is not None
    assert line.run.words() == "3 in a row, 5 March 2024 to 7 May 2024"
    assert (line.run.holders, line.holder, len(line.cells)) == (("Ann Poe", "Bo Roe"), "Bo Roe", 2)


def test_a_seat_that_was_not_there_then_and_a_vacant_one_are_told_apart(book: Book, do: Do) -> None:
    do(record_vacancy, book.seats[1], start=PartialDate(2024))
    do(change_seat, book.seats[2], 1, start=PartialDate(2024, 6))
    book.meet("PP")
    found = book.now()
    assert ["".join(cell.letter for cell in one.cells) for one in found.seats] == ["PP", "VV", "\u2013"]
    assert [one.tally for one in found.seats] == [Tally(2), Tally(), Tally(blank=1)]


def test_years_groups_and_one_agency(book: Book, do: Do) -> None:
    book.meet("A", "P", first=date(2024, 3, 5))
    book.meet("PP", "PA", first=date(2024, 5, 7))
    do(add_quorum_rule, book.group, QuorumKind.SEATS, number=2)
    other = do(add_group, "Board")
    found = book.now()
    assert [(one.name, one.seats, one.tally.recorded, one.meetings, one.there) for one in found.years] == [
        ("2024-25", 3, 4, 2, 1), ("2023-24", 3, 2, 1, 0),
    ]  # fmt: skip
    only = book.now(organisation_uid=book.police)
    assert (only.title, [one.organisation for one in only.seats]) == (
        "Kent Police, Executive, all years",
        ["Kent Police"],
    )
    with book.vault.store.reading() as session:
        assert [one.label for one in years_met(session, book.group)] == ["2024-25", "2023-24"]
        assert groups_met(session) == [(book.group, "Executive")]
        assert group_met_last(session) == book.group
        assert years_met(session, other) == []
        assert register(session, date(2025, 1, 15), group_uid=other).count_words() == (
            "0 meetings, 0 seats; nothing is recorded"
        )


def test_checks_name_rows_of_absences_and_years_without_attendance(book: Book, do: Do) -> None:
    book.meet("PAXA", "AX..", "P...")
    found = book.found()
    assert found == [
        (
            "Constable, Kent Police missed the last 3 meetings of Executive",
            "3 in a row, 4 June 2024 to 30 July 2024, without a deputy. It was held by Ann Poe.",
        ),
        (
            "Director, Medway Council has not been at Executive in 2024-25",
            "Of the 2 meetings that are recorded neither the holder nor a deputy came to one.",
        ),
    ]
    # a seat that has ended, and one that was filled again, are chased no more
    do(change_seat, book.seats[1], 1, end=PartialDate(2024, 12))
    book.meet("P", first=date(2024, 12, 3))
    assert book.found() == []


@given(st.text(alphabet="PADX.", max_size=12))
def test_a_tally_counts_each_letter_once(letters: str) -> None:
    cells = [NOTHING if one == "." else SeatCell(one, "", LETTERS[one]) for one in letters]
    tally = tally_of(cells)
    assert (tally.present, tally.deputy, tally.apologies, tally.absent, tally.blank) == tuple(
        letters.count(one) for one in "PDAX."
    )
    assert tally.recorded + tally.blank == len(letters)
    assert (tally.share() is None) == (tally.recorded == 0)
    assert sum((tally_of([one]) for one in cells), Tally()) == tally


# ---- the document


def test_the_document_is_read_back_as_pdf_csv_and_workbook(
    book: Book, do: Do, clock: StillClock, tmp_path: Path
) -> None:
    clock.move(days=150)
    book.meet("PAXAPPPPPPPP.D", "P" * 14, "")
    do(add_quorum_rule, book.group, QuorumKind.SEATS, number=2)
    today = date(2025, 6, 15)
    request = Request(today, today, group="Executive", year=ALL_YEARS)
    entry = report_named("attendance")
    with book.vault.store.reading() as session:
        for ending in (".pdf", ".csv", ".xlsx"):
            write_report(session, entry, request, tmp_path / f"attendance{ending}")
        chart = make_chart(session, "attendance", Request(today, date(2025, 1, 15)))
        with pytest.raises(UserError, match="No meeting took place: Executive, 2020-21"):
            write_report(session, entry, Request(today, today, group="Executive", year="2020-21"), tmp_path / "x.pdf")
        title, _ = make_pdf(session, entry, replace(request, year=None))
        assert title == "Attendance: Executive, 2025-26", "of the year of the day, where none is named"
    pdf = (tmp_path / "attendance.pdf").read_bytes()
    assert failures(pdf) == []
    found = read(pdf)
    text = " ".join(found.text.split())
    for said in (
        "Executive, all years", "3 or more meetings missed in a row", "3 in a row, 4 June 2024 to 30 July 2024",
        "Executive, 2024-25", "Executive, 2025-26", "Attendance by agency", "7 May", "77% of 13",
    ):  # fmt: skip
        assert said in text, said
    csv = (tmp_path / "attendance.csv").read_text(encoding="utf-8-sig")
    assert "Deputy: Cy Doe" in csv
    assert chart.categories == ("Kent Police", "Medway Council")
