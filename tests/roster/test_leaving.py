"""Somebody leaves: what ends, what becomes vacant, what stays; and the wizard that shows it first."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hands import Hands, wait_while
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from vaults import table_hashes

from mscp_desktop.desktop.panel.record_dialog import ListDialog
from mscp_desktop.desktop.panel.wizard import LEFT_OPEN, MADE_ANEW, Wizard
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import GroupCopy
from mscp_desktop.groups.rules import copies as group_copies
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.parties.records import CopiedPerson, CopyKind, Person
from mscp_desktop.parties.rules.copies import add_copy
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.roster.page.roster import RosterPage
from mscp_desktop.roster.records import Chairing, Deputy, Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.chairs import record_chair
from mscp_desktop.roster.rules.changes import add_seat, change_tenure, record_holder, remove_seats
from mscp_desktop.roster.rules.deputies import add_deputy
from mscp_desktop.roster.rules.leaving import record_leaver
from mscp_desktop.roster.rules.rosters import chair_words, roster_at, tenure_at

SPRING, JUNE, YEAR = PartialDate(2024, 3), PartialDate(2024, 6, 1), PartialDate(2023)
Spans = list[tuple[str | None, str | None, str | None]]


class Case:
    """A group with three seats; Jane Roe holds the first two."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.group = self.do(add_group, "Executive")
        self.jane, self.john = self.do(add_person, "Jane Roe"), self.do(add_person, "John Doe")
        self.seats = [self.do(add_seat, self.group, post=post) for post in ("Head", "Lead", "Nurse")]
        self.held = [self.do(record_holder, seat, person_uid=self.jane, start=YEAR) for seat in self.seats[:2]]

    def do(self, what: Callable[..., object], *args: object, **more: object) -> str:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type, return-value]

    def spans(self, seat: int) -> Spans:
        """Return who held a seat, as (name, None for vacant; from; until), oldest first."""
        with self.vault.store.reading() as session:
            query = (
                select(Person.name, Tenure.start, Tenure.end)
                .select_from(Tenure)
                .outerjoin(Person, Person.id == Tenure.person_id)
                .join(Seat, Seat.id == Tenure.seat_id)
                .where(Seat.uid == self.seats[seat])
                .order_by(Tenure.id)
            )
            return [(name, start and start.iso(), end and end.iso()) for name, start, end in session.execute(query)]


@pytest.fixture(scope="module")
def case_template(kept: Any, empty_template: Any) -> Any:
    return kept(Case, empty_template)


@pytest.fixture
def case(case_template: Any, reopened: Any) -> Case:
    return reopened(case_template)


def test_every_seat_ends_and_is_vacant_from_then(case: Case) -> None:
    assert case.do(record_leaver, case.jane, leaves=JUNE, vacant=True).seats == 2
    for seat in (0, 1):
        assert case.spans(seat) == [("Jane Roe", "2023", "2024-06-01"), (None, "2024-06-01", None)]
    assert case.spans(2) == []


def test_without_a_vacancy_who_follows_is_not_recorded(case: Case) -> None:
    case.do(record_leaver, case.jane, leaves=SPRING, vacant=False)
    assert case.spans(0) == [("Jane Roe", "2023", "2024-03")]


def test_what_ended_before_and_what_belongs_to_others_stays(case: Case) -> None:
    case.do(record_holder, case.seats[0], person_uid=case.john, start=SPRING)
    case.do(record_holder, case.seats[2], person_uid=case.john, start=YEAR)
    assert case.do(record_leaver, case.jane, leaves=JUNE, vacant=True).seats == 1
    assert case.spans(0) == [("Jane Roe", "2023", "2024-03"), ("John Doe", "2024-03", None)]
    assert case.spans(2) == [("John Doe", "2023", None)]


def test_a_vacancy_lasts_until_the_successor_who_is_recorded(case: Case) -> None:
    case.do(record_holder, case.seats[0], person_uid=case.john, start=PartialDate(2024, 9))
    case.do(record_leaver, case.jane, leaves=JUNE, vacant=True)
    assert case.spans(0) == [
        ("Jane Roe", "2023", "2024-06-01"), ("John Doe", "2024-09", None), (None, "2024-06-01", "2024-09"),
    ]  # fmt: skip


def test_a_seat_that_begins_later_is_named_and_nothing_is_changed(case: Case) -> None:
    case.do(change_tenure, case.held[1], 1, start=PartialDate(2025, 2))
    with pytest.raises(UserError, match="Jane Roe is recorded as Lead from February 2025"):
        case.do(record_leaver, case.jane, leaves=JUNE, vacant=True)
    assert case.spans(0) == [("Jane Roe", "2023", None)]


def test_who_holds_nothing_can_not_leave(case: Case) -> None:
    case.do(record_leaver, case.john, leaves=PartialDate(2024, 5, 1), vacant=True)
    with pytest.raises(UserError, match="John Doe left on 1 May 2024 and holds nothing that goes on after 1 June 2024"):
        case.do(record_leaver, case.john, leaves=JUNE, vacant=True)


def test_undo_brings_all_of_it_back(case: Case) -> None:
    before = [case.spans(seat) for seat in range(3)]
    case.do(record_leaver, case.jane, leaves=JUNE, vacant=True)
    announced = undo(case.vault.store, case.vault.actor)
    assert announced is not None
    assert announced.summary == "Undid: Jane Roe leaves on 1 June 2024: 2 seats"
    assert [case.spans(seat) for seat in range(3)] == before


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, case: Case) -> Iterator[RosterPage]:
    tasks = Tasks(case.vault.store, case.vault.actor)
    made = RosterPage(tasks)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    made.open_place(case.seats[0])
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


@pytest.fixture
def hands(page: RosterPage) -> Hands:
    return Hands(lambda: page._tasks.busy)


def begin(page: RosterPage, hands: Hands) -> Wizard:
    next(one for one in page.commands() if one.name == "roster.leaves").call()
    hands.settle()
    (wizard,) = [one for one in page.findChildren(Wizard) if one.isVisible()]
    wizard.activateWindow()
    hands.settle()
    return wizard


def told(wizard: Wizard) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Return what the last step shows: each record with its fields, now and then."""
    found = []
    for at in range(wizard.changes.topLevelItemCount()):
        item = wizard.changes.topLevelItem(at)
        assert item is not None
        below = [item.child(row) for row in range(item.childCount())]
        found.append((item.text(0), [(one.text(0), one.text(1), one.text(2)) for one in below if one is not None]))
    return found


def test_the_wizard_shows_exactly_what_it_then_does(page: RosterPage, hands: Hands, case: Case) -> None:
    wizard = begin(page, hands)
    assert wizard.windowTitle() == "Jane Roe leaves"
    assert wizard.count.text() == "Step 1 of 2"
    wizard.fields[0]["leaves"].show_value(JUNE, 0)
    hands.press("Return")
    assert wizard.at_end
    counted = "5 records: 3 changed, 2 added. 2 left open."
    assert wizard.summary.text() == f"Jane Roe leaves on 1 June 2024: 2 seats. {counted}"
    until = [("Until", "no end recorded", "1 June 2024")]
    vacancy = [("From", "", "1 June 2024")]
    open_seats = ["Executive: Head is vacant", "Executive: Lead is vacant"]
    assert told(wizard)[0] == (LEFT_OPEN, [(words, "", "") for words in open_seats])
    assert sorted(told(wizard)[1:]) == sorted([
        ("Changed: Jane Roe", [("Left", "still takes part", "1 June 2024")]),
        ("Changed: Jane Roe: Head, Executive", until), ("Changed: Jane Roe: Lead, Executive", until),
        ("Added: Vacant: Head, Executive", vacancy), ("Added: Vacant: Lead, Executive", vacancy),
    ])  # fmt: skip
    assert case.spans(0) == [("Jane Roe", "2023", None)]
    assert wizard.next.text() == "Record that they leave"
    hands.press("Return")
    (after,) = page.findChildren(ListDialog)
    assert after.lines == tuple(open_seats)
    hands.click(after.close_button)
    assert case.spans(0) == [("Jane Roe", "2023", "2024-06-01"), (None, "2024-06-01", None)]


def test_a_change_meanwhile_is_shown_and_not_done_unseen(page: RosterPage, hands: Hands, case: Case) -> None:
    wizard = begin(page, hands)
    wizard.fields[0]["leaves"].show_value(JUNE, 0)
    hands.press("Return")
    assert len(told(wizard)) == 6
    case.do(change_tenure, case.held[1], 1, end=SPRING)  # a colleague, in another window
    hands.settle()
    assert wizard.said.text() == MADE_ANEW
    assert len(told(wizard)) == 4
    hands.press("Return")
    assert case.spans(0)[0] == ("Jane Roe", "2023", "2024-06-01")
    assert case.spans(1) == [("Jane Roe", "2023", "2024-03")]


def test_a_change_elsewhere_disturbs_nobody(page: RosterPage, hands: Hands, case: Case) -> None:
    wizard = begin(page, hands)
    wizard.fields[0]["leaves"].show_value(JUNE, 0)
    hands.press("Return")
    case.do(change_person, case.john, 1, post="Nurse")
    hands.settle()
    assert wizard.said.text() == ""
    assert wizard.next.isEnabled()


def test_a_refusal_is_said_and_back_leads_to_what_was_typed(page: RosterPage, hands: Hands, case: Case) -> None:
    wizard = begin(page, hands)
    wizard.fields[0]["leaves"].show_value(PartialDate(2022), 0)
    hands.press("Return")
    assert "which is after 2022" in wizard.said.text()
    assert not wizard.next.isEnabled()
    hands.press("Alt+Left")
    assert wizard.step == 0
    assert wizard.fields[0]["leaves"].editor.read() == PartialDate(2022)
    hands.press("Escape")
    assert not any(one.isVisible() for one in page.findChildren(Wizard))
    assert case.spans(0) == [("Jane Roe", "2023", None)]


def test_a_field_that_is_needed_is_asked_for(page: RosterPage, hands: Hands) -> None:
    wizard = begin(page, hands)
    wizard.fields[0]["leaves"].show_value(None, 0)
    wizard.next.click()
    assert wizard.step == 0
    assert wizard.fields[0]["leaves"].sentence


def test_only_a_seat_that_is_held_offers_it(page: RosterPage, hands: Hands, case: Case) -> None:
    command = next(one for one in page.commands() if one.name == "roster.leaves")
    assert command.ready
    page.open_place(case.seats[2])
    hands.settle()
    assert not command.ready


def test_a_person_in_three_seats_leaves_and_one_undo_brings_all_back(case: Case) -> None:
    """Held on the last day and vacant on the next, chairs included; views of days before and after are right."""
    last, first = date(2024, 5, 31), date(2024, 6, 1)
    case.do(change_group, case.group, 1, known_from=None)
    chairing = case.do(add_seat, case.group, post="Chair of it", role=SeatRole.CHAIR)
    case.seats.append(chairing)
    other = case.do(add_group, "Audit")
    case.do(change_group, other, 1, known_from=None)
    elsewhere = case.do(add_seat, other, post="Auditor")
    case.do(record_holder, elsewhere, person_uid=case.jane, start=PartialDate(2023, 9))
    case.do(record_chair, elsewhere, start=PartialDate(2023, 9), end=PartialDate(2024, 9))
    deputy = case.do(add_deputy, case.seats[2], person_uid=case.jane, start=YEAR)
    helper = case.do(add_person, "Ann Poe")
    case.do(add_copy, case.jane, copy_uid=helper)
    case.do(add_copy, case.john, copy_uid=case.jane, kind=CopyKind.COPIED)
    case.do(group_copies.add_copy, other, person_uid=case.jane)

    def view(day: date) -> list[tuple[str, ...]]:
        with case.vault.store.reading() as session:
            seats = [
                (one.post or "", one.holder_words(), ", ".join(one.deputies))
                for group in (case.group, other)
                for one in roster_at(session, group, day).seats
            ]
            return [*seats, (chair_words(session, case.group, day), chair_words(session, other, day))]

    before = {day: view(day) for day in (last, first, date(2024, 8, 31), date(2025, 1, 1))}
    with case.vault.store.reading() as session:
        hashes = table_hashes(session)
    left = case.do(record_leaver, case.jane, leaves=JUNE, vacant=True)
    assert view(last)[:-1] == before[last][:-1]
    assert before[last][-1] == ("Chair of it", "Jane Roe, Auditor (to September 2024)")
    assert view(last)[-1] == ("Chair of it", "Jane Roe, Auditor (to 1 June 2024)")
    assert view(first) == [
        ("Head", "Vacant since 1 June 2024", ""), ("Lead", "Vacant since 1 June 2024", ""),
        ("Nurse", "Not recorded", ""), ("Chair of it", "Not recorded", ""),
        ("Auditor", "Vacant since 1 June 2024", ""), ("Chair of it", "vacant (to September 2024)"),
    ]  # fmt: skip
    assert view(date(2025, 1, 1))[-1][1] == "not recorded; the last recorded term ended in September 2024"
    assert (left.seats, left.deputyships, left.copies) == (3, 1, 3)  # type: ignore[attr-defined]
    assert left.open == (  # type: ignore[attr-defined]
        "Executive: Head is vacant", "Executive: Lead is vacant", "Audit: Auditor is vacant",
        "Audit: the chair is vacant until September 2024; the next chair is not recorded",
        "Ann Poe assisted Jane Roe, and now assists nobody",
        "John Doe: Jane Roe got copies for them, and nobody does now",
    )  # fmt: skip
    with case.vault.store.reading() as session:
        assert Person.by_uid(session, case.jane).left == JUNE
        assert session.scalars(select(CopiedPerson)).all() == []
        assert session.scalars(select(GroupCopy)).all() == []
        assert Deputy.by_uid(session, deputy).end == JUNE
    undo(case.vault.store, case.vault.actor)
    assert {day: view(day) for day in before} == before
    with case.vault.store.reading() as session:
        assert table_hashes(session) == hashes


def test_a_term_can_stay_with_the_seat(case: Case) -> None:
    case.do(change_group, case.group, 1, known_from=None)
    case.do(record_chair, case.seats[0], start=YEAR, end=PartialDate(2025))
    left = case.do(record_leaver, case.jane, leaves=JUNE, vacant=True, chair_ends=False)
    assert "Executive: the chair stays with Head (to 2025)" in left.open  # type: ignore[attr-defined]
    with case.vault.store.reading() as session:
        assert chair_words(session, case.group, date(2024, 6, 1)) == "vacant, Head (to 2025)"


def test_a_term_that_begins_on_that_day_is_vacant_as_a_whole(case: Case) -> None:
    case.do(record_chair, case.seats[0], start=JUNE, end=PartialDate(2025, 6))
    case.do(record_leaver, case.jane, leaves=JUNE, vacant=True)
    with case.vault.store.reading() as session:
        (term,) = session.scalars(select(Chairing)).all()
        assert (term.seat_id, term.start, term.end) == (None, JUNE, PartialDate(2025, 6))


DAYS = st.builds(PartialDate, st.just(2024), st.integers(1, 12), st.one_of(st.none(), st.integers(1, 28)))


@given(
    start=st.one_of(st.none(), DAYS),
    end=st.one_of(st.none(), DAYS),
    next_start=st.one_of(st.none(), DAYS),
    leaves=DAYS,
    vacant=st.booleans(),
)
@settings(max_examples=15)
def test_who_is_shown_on_each_day_against_a_plain_computation(
    leaving_vault: Vault,
    start: PartialDate | None,
    end: PartialDate | None,
    next_start: PartialDate | None,
    leaves: PartialDate,
    vacant: bool,
) -> None:
    """Before the day nothing is another; from it on the person is in no seat, and another who is recorded stays."""
    vault, days = leaving_vault, [date(2023, 12, 31) + timedelta(days=16 * step) for step in range(25)]
    days += [leaves.earliest() - timedelta(days=1), leaves.earliest()]
    with vault.store.transaction(vault.actor, "test") as session:
        for tenure in session.scalars(select(Tenure)):
            session.delete(tenure)
        seat, jane, john = session.scalars(select(Seat)).one(), *session.scalars(select(Person).order_by(Person.id))
        session.add(Tenure(seat_id=seat.id, person_id=jane.id, start=start, end=end))
        if next_start is not None:
            session.add(Tenure(seat_id=seat.id, person_id=john.id, start=next_start, end=None))
        session.say("a case")
        uid, john_id = jane.uid, john.id

    def shown() -> list[int | str | None]:
        with vault.store.reading() as session:
            rows = [(one, None) for one in session.scalars(select(Tenure).order_by(Tenure.id))]
            found = [tenure_at(rows, day) for day in days]
            return ["nothing" if one is None else one[0].person_id for one in found]

    before = shown()
    try:
        run(vault.store, vault.actor, record_leaver, uid, leaves=leaves, vacant=vacant)
    except UserError:
        assert shown() == before
        return
    after = shown()
    for day, was, now in zip(days, before, after, strict=True):
        john_is_there = next_start is not None and next_start.earliest() <= day
        if day < leaves.earliest() or was in (john_id, "nothing"):
            assert now == was, day
        elif john_is_there:
            assert now == john_id, day
        else:
            assert now == (None if vacant else "nothing"), day
    undo(vault.store, vault.actor)
    assert shown() == before


@pytest.fixture
def leaving_vault(case: Case) -> Vault:
    case.do(remove_seats, case.seats[1:])
    return case.vault
