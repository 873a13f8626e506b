"""Somebody leaves: what ends, what becomes vacant, what stays; and the wizard that shows it first."""

from collections.abc import Callable, Iterator

import pytest
from hands import Hands, wait_while
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.desktop.panel.wizard import MADE_ANEW, Wizard
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.roster.page import RosterPage
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.changes import add_seat, change_tenure, record_holder
from mscp_desktop.roster.rules.leaving import record_leaver

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


@pytest.fixture
def case(empty_vault: Vault) -> Case:
    return Case(empty_vault)


def test_every_seat_ends_and_is_vacant_from_then(case: Case) -> None:
    assert case.do(record_leaver, case.jane, leaves=JUNE, vacant=True) == 2
    for seat in (0, 1):
        assert case.spans(seat) == [("Jane Roe", "2023", "2024-06-01"), (None, "2024-06-01", None)]
    assert case.spans(2) == []


def test_without_a_vacancy_who_follows_is_not_recorded(case: Case) -> None:
    case.do(record_leaver, case.jane, leaves=SPRING, vacant=False)
    assert case.spans(0) == [("Jane Roe", "2023", "2024-03")]


def test_what_ended_before_and_what_belongs_to_others_stays(case: Case) -> None:
    case.do(record_holder, case.seats[0], person_uid=case.john, start=SPRING)
    case.do(record_holder, case.seats[2], person_uid=case.john, start=YEAR)
    assert case.do(record_leaver, case.jane, leaves=JUNE, vacant=True) == 1
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
    with pytest.raises(UserError, match="John Doe holds no seat that goes on after 1 June 2024"):
        case.do(record_leaver, case.john, leaves=JUNE, vacant=True)


def test_undo_brings_all_of_it_back(case: Case) -> None:
    before = [case.spans(seat) for seat in range(3)]
    case.do(record_leaver, case.jane, leaves=JUNE, vacant=True)
    announced = undo(case.vault.store, case.vault.actor)
    assert announced is not None
    assert announced.summary == "Undid: Jane Roe leaves on 1 June 2024: 2 seats"
    assert [case.spans(seat) for seat in range(3)] == before


@pytest.fixture
def page(qtbot: QtBot, case: Case) -> Iterator[RosterPage]:
    theme = Theme(QApplication.instance())  # type: ignore[arg-type]
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
    theme.close()


@pytest.fixture
def hands(page: RosterPage) -> Hands:
    return Hands(lambda: page._tasks.busy)


def begin(page: RosterPage, hands: Hands) -> Wizard:
    next(one for one in page.commands() if one.name == "roster.leaves").call()
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
    assert wizard.summary.text() == ("Jane Roe leaves on 1 June 2024: 2 seats. 4 records: 2 changed, 2 added.")
    until = [("Until", "no end recorded", "1 June 2024")]
    vacancy = [("From", "", "1 June 2024")]
    assert sorted(told(wizard)) == sorted([
        ("Changed: Jane Roe: Head, Executive", until), ("Changed: Jane Roe: Lead, Executive", until),
        ("Added: Vacant: Head, Executive", vacancy), ("Added: Vacant: Lead, Executive", vacancy),
    ])  # fmt: skip
    assert case.spans(0) == [("Jane Roe", "2023", None)]
    assert wizard.next.text() == "End these seats"
    hands.press("Return")
    assert case.spans(0) == [("Jane Roe", "2023", "2024-06-01"), (None, "2024-06-01", None)]


def test_a_change_meanwhile_is_shown_and_not_done_unseen(page: RosterPage, hands: Hands, case: Case) -> None:
    wizard = begin(page, hands)
    wizard.fields[0]["leaves"].show_value(JUNE, 0)
    hands.press("Return")
    assert len(told(wizard)) == 4
    case.do(change_tenure, case.held[1], 1, end=SPRING)  # a colleague, in another window
    hands.settle()
    assert wizard.said.text() == MADE_ANEW
    assert len(told(wizard)) == 2
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
