"""An agency is asked who sits for it: the form that goes out, and what each answer that comes back does."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from vaults import StillClock, table_hashes

from mscp_desktop.exchange.returns_in import read_form
from mscp_desktop.exchange.returns_out import SHEET, form_workbook
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, all_groups, change_group
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.names import people_named
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.parties.rules.requests import AgencyAnswer, Asking, Fate, close_request, requests_to
from mscp_desktop.roster.rules.answers import SeatAnswer, read_answer, take_membership
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.membership import (
    COLUMNS,
    KIND,
    agencies,
    ask_many_membership,
    ask_membership,
    membership_form,
)
from mscp_desktop.roster.rules.rosters import Holding, roster_at

TODAY = date(2025, 1, 15)
FIRST = 7  # the line of the first seat in the sheet
RIGHT, NAME, EMAIL, _, SINCE, _ = "FGHIJK"


class Agency:
    """Elm Trust with four seats in one group, and a form that was sent to it."""

    folder: Path
    form: Path

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.uid = self.do(add_organisation, "Elm Trust")
        self.other = self.do(add_organisation, "Oak Council")
        self.group = self.do(add_group, "Executive")
        self.do(change_group, self.group, 1, known_from=PartialDate(2023))
        self.ada = self.do(add_person, "Ada Ash", organisation_uid=self.uid)
        self.seats = [
            self.do(add_seat, self.group, post=post, organisation_uid=self.uid)
            for post in ("Head", "Nurse", "Doctor", "Midwife")
        ]
        self.do(record_holder, self.seats[0], person_uid=self.ada, start=PartialDate(2023))
        self.do(record_vacancy, self.seats[2])
        self.request = self.do(ask_membership, self.uid, due=date(2025, 2, 1))

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def write(self, name: str) -> Path:
        path = self.folder / name
        with self.vault.store.reading() as session:
            path.write_bytes(form_workbook(membership_form(session, self.request, TODAY)))
        return path

    def fill(self, cells: dict[str, object]) -> None:
        book = openpyxl.load_workbook(self.form)
        for cell, value in cells.items():
            book[SHEET][cell] = value
        book.save(self.form)

    def read(self, expected: str | None = None) -> AgencyAnswer[SeatAnswer]:
        returned = read_form(self.form, KIND, COLUMNS, TODAY)
        with self.vault.store.reading() as session:
            return read_answer(session, returned, expected or self.uid, TODAY)

    def fates(self, cells: dict[str, object]) -> list[tuple[Fate, str]]:
        self.fill(cells)
        return [(line.fate, line.words) for line in self.read().lines]

    def take(self) -> int:
        answer = self.read()
        taken: int = self.do(take_membership, answer.request_uid, answer.answers(), answer.count_words())
        return taken

    def holders(self, day: date = TODAY) -> list[str]:
        with self.vault.store.reading() as session:
            return [seat.holder_words() for seat in roster_at(session, self.group, day).seats]


@pytest.fixture(scope="module")
def agency_template(kept: Any, empty_template: Any) -> Any:
    return kept(Agency, empty_template)


@pytest.fixture
def agency(agency_template: Any, reopened: Any, tmp_path: Path) -> Agency:
    made: Agency = reopened(agency_template)
    made.folder = tmp_path
    made.form = made.write("form.xlsx")
    return made


def test_the_form_says_what_is_on_record(agency: Agency) -> None:
    sheet = openpyxl.load_workbook(agency.form)[SHEET]
    assert sheet["B1"].value == "Who sits for Elm Trust"
    assert "by 1 February 2025" in sheet["B3"].value
    assert [[sheet.cell(line, column).value for column in range(2, 6)] for line in range(FIRST, FIRST + 4)] == [
        ["Executive", "Head", "Member", "Ada Ash"],
        ["Executive", "Nurse", "Member", "not recorded"],
        ["Executive", "Doctor", "Member", "vacant"],
        ["Executive", "Midwife", "Member", "not recorded"],
    ]
    assert [line.fate for line in agency.read().lines] == [Fate.UNANSWERED] * 4


def test_an_answer_changes_the_roster_in_one_operation_and_one_undo_takes_it_back(agency: Agency) -> None:
    with agency.vault.store.reading() as session:
        before = table_hashes(session)
    agency.fill({
        f"{RIGHT}7": "Somebody else", f"{NAME}7": "Ben Birch", f"{SINCE}7": "December 2024",
        f"{EMAIL}7": "b@example.org",
        f"{RIGHT}8": "somebody else", f"{NAME}8": "Ben  Birch",
        f"{RIGHT}9": "Yes",
        f"{RIGHT}10": "Vacant", f"{SINCE}10": date(2025, 1, 1),
    })  # fmt: skip
    answer = agency.read()
    assert [(line.line, line.about, line.fate, line.words) for line in answer.lines] == [
        (7, "Head, Executive", Fate.CHANGES, "Ben Birch, who is new here, from December 2024"),
        (8, "Nurse, Executive", Fate.CHANGES, "Ben Birch, who is new here"),
        (9, "Doctor, Executive", Fate.CONFIRMED, "vacant"),
        (10, "Midwife, Executive", Fate.CHANGES, "vacant from 1 January 2025"),
    ]
    assert answer.count_words() == "3 changes, 1 confirmed"
    assert agency.take() == 3
    assert agency.holders() == [
        "Ben Birch", "Ben Birch", "Vacant, since when not known", "Vacant since 1 January 2025",
    ]  # fmt: skip
    assert agency.holders(date(2024, 11, 30))[0] == "Ada Ash"
    with agency.vault.store.reading() as session:
        assert len(people_named(session, "Ben Birch")) == 1
        assert Person.by_uid(session, people_named(session, "Ben Birch")[0]).email == "b@example.org"
        assert [(one.state(TODAY), one.outcome) for one in requests_to(session, KIND, agency.uid)] == [
            (Asking.CLOSED, "3 changes, 1 confirmed")
        ]
    undo(agency.vault.store, agency.vault.actor)
    with agency.vault.store.reading() as session:
        assert table_hashes(session) == before


Answers = dict[str, str | PartialDate]
FATES: tuple[tuple[Answers, int, Fate, str], ...] = (
    ({"right": "Yes"}, 0, Fate.CONFIRMED, "Ada Ash"),
    ({"right": "Yes", "email": "ada@example.org"}, 0, Fate.CHANGES, "how Ada Ash is reached"),
    ({"right": "Yes", "remark": "until May"}, 0, Fate.BY_HAND, "confirmed, with a remark: “until May”"),
    ({"right": "Somebody else"}, 0, Fate.UNUSABLE, "say who holds the seat now"),
    ({"name": "Ada Ash", "since": PartialDate(2023)}, 0, Fate.CONFIRMED, "Ada Ash, as recorded"),
    (
        {"right": "Somebody else", "name": "Ben Birch"}, 0, Fate.UNUSABLE,
        "say from when Ben Birch holds it: Ada Ash is recorded until then",
    ),
    ({"right": "Vacant"}, 0, Fate.UNUSABLE, "say from when it is vacant: Ada Ash is recorded until then"),
    ({"right": "Not our seat"}, 0, Fate.BY_HAND, "Elm Trust says that this is not its seat"),
    ({"right": "Yes"}, 1, Fate.BY_HAND, "confirmed, but who holds it is not recorded here; ask for the name"),
    ({"remark": "under review"}, 1, Fate.BY_HAND, "only a remark: “under review”"),
    ({"since": PartialDate(2023)}, 1, Fate.BY_HAND, "only a date"),
    ({"right": "Vacant"}, 3, Fate.CHANGES, "vacant"),
)  # fmt: skip


def test_each_answer_has_its_fate(agency: Agency) -> None:
    returned = read_form(agency.form, KIND, COLUMNS, TODAY)
    with agency.vault.store.reading() as session:
        for given, place, fate, words in FATES:
            rows = list(returned.rows)
            rows[place] = replace(rows[place], answers={**rows[place].answers, **given})
            answer = read_answer(session, replace(returned, rows=tuple(rows)), agency.uid, TODAY)
            assert answer.lines[place].fate is fate, words
            assert answer.lines[place].words == words


def test_a_cell_that_can_t_be_taken_and_a_seat_that_is_added_are_said(agency: Agency) -> None:
    found = agency.fates({f"{RIGHT}8": "Maybe", "B12": "Executive", "C12": "Matron", f"{NAME}12": "Cy Cedar"})
    assert found[1][0] is Fate.UNUSABLE
    assert found[1][1].startswith("F8 says “Maybe”; it has to be one of: Yes")
    assert found[4] == (Fate.BY_HAND, "Elm Trust names a seat that is not on record (Cy Cedar)")


def test_of_two_people_of_one_name_the_agency_s_own_is_meant(agency: Agency) -> None:
    theirs = agency.do(add_person, "Dee Dogwood", organisation_uid=agency.uid)
    agency.do(add_person, "Dee Dogwood", organisation_uid=agency.other)
    agency.fill({f"{RIGHT}8": "Somebody else", f"{NAME}8": "DEE DOGWOOD"})
    assert agency.read().answers()[0].person_uid == theirs
    agency.do(add_person, "Dee Dogwood", organisation_uid=agency.uid)
    assert [line.words for line in agency.read().lines if line.fate is Fate.UNUSABLE] == [
        "there is more than one DEE DOGWOOD; record the holder by hand"
    ]


def test_a_seat_that_changed_here_meanwhile_is_not_overwritten(agency: Agency) -> None:
    agency.do(record_holder, agency.seats[1], new_name="Eve Elm", start=PartialDate(2025))
    agency.fill({f"{RIGHT}8": "Somebody else", f"{NAME}8": "Ben Birch", f"{SINCE}8": "2025"})
    assert [line.words for line in agency.read().lines if line.fate is Fate.UNUSABLE] == [
        "the seat was changed here since the form was sent; look at both"
    ]


def test_a_stale_form_and_one_of_another_agency_are_refused_with_the_reason(agency: Agency) -> None:
    with pytest.raises(UserError, match="was sent to Elm Trust, not to Oak Council"):
        agency.read(agency.other)
    first = agency.form
    agency.request = agency.do(ask_membership, agency.uid)
    with pytest.raises(UserError, match=r"out of date: Elm Trust was asked again on 15 January 2025"):
        agency.read()
    agency.form = agency.write("second.xlsx")
    agency.take()
    with pytest.raises(UserError, match=r"was taken in on 15 January 2025 already \(4 no answer\)"):
        agency.read()
    agency.form = first
    with pytest.raises(UserError, match="out of date"):
        agency.read()


def test_a_form_of_another_partnership_or_of_an_undone_request_is_refused(agency: Agency) -> None:
    returned = replace(read_form(agency.form, KIND, COLUMNS, TODAY), partnership_uid="another")
    with agency.vault.store.reading() as session, pytest.raises(UserError, match="sent out by another partnership"):
        read_answer(session, returned, None, TODAY)
    undo(agency.vault.store, agency.vault.actor)
    with pytest.raises(UserError, match="it may have been undone"):
        agency.read()


def test_many_agencies_are_asked_at_once_and_a_request_can_be_closed_by_hand(medway: Vault, clock: StillClock) -> None:
    with medway.store.reading() as session:
        found = agencies(session, clock.today())
        seats = [
            seat.organisation
            for facts in all_groups(session)
            for seat in roster_at(session, facts.uid, clock.today()).seats
            if seat.organisation
        ]
    assert {one.name: one.rows for one in found} == dict(Counter(seats))
    assert {one.state for one in found} == {Asking.NEVER}
    uids = [one.uid for one in found]
    made = run(medway.store, medway.actor, ask_many_membership, uids, due=date(2025, 1, 14)).value
    with medway.store.reading() as session:
        assert {one.state for one in agencies(session, clock.today())} == {Asking.OVERDUE}
        assert {one.state for one in agencies(session, date(2025, 1, 14))} == {Asking.WAITING}
        form = membership_form(session, made[0], clock.today())
        assert len(form.rows) == found[0].rows
    run(medway.store, medway.actor, close_request, made[0], "  answered by  telephone ")
    with pytest.raises(UserError, match="answered by telephone"):
        run(medway.store, medway.actor, close_request, made[0], "again")
    with medway.store.reading() as session:
        assert requests_to(session, KIND, uids[0])[0].outcome == "answered by telephone"
        assert agencies(session, clock.today())[0].state is Asking.CLOSED


def test_an_agency_without_a_seat_is_not_asked(agency: Agency) -> None:
    with pytest.raises(UserError, match="Oak Council has no seat today"):
        agency.do(ask_membership, agency.other)


def test_vacant_and_not_recorded_stay_apart(agency: Agency) -> None:
    agency.fill({f"{RIGHT}10": "Vacant"})
    agency.take()
    with agency.vault.store.reading() as session:
        assert [seat.holding for seat in roster_at(session, agency.group, TODAY).seats] == [
            Holding.HELD, Holding.NOT_RECORDED, Holding.VACANT, Holding.VACANT,
        ]  # fmt: skip
