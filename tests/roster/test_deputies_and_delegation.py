"""Named deputies, what lead partners have delegated, and how the panel of a seat lists both."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from hands import Hands, wait_while
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Picked, words_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.roster.page.roster import RosterPage
from mscp_desktop.roster.rules.changes import change_seat, remove_seats
from mscp_desktop.roster.rules.delegation import (
    add_delegation,
    change_delegation,
    delegations_at,
    delegations_of,
    remove_delegation,
)
from mscp_desktop.roster.rules.deputies import add_deputy, change_deputy, deputies_of, remove_deputy
from mscp_desktop.roster.rules.rosters import RosterSeat, roster_at

DAY = date(2025, 1, 15)


def seats(vault: Vault, group: str, day: date = DAY) -> list[RosterSeat]:
    with vault.store.reading() as session:
        return list(roster_at(session, group_named(session, group).uid, day).seats)


@pytest.fixture
def do(medway: Vault) -> Callable[..., Any]:
    return lambda what, *args, **more: run(medway.store, medway.actor, what, *args, **more).value


def test_the_three_published_delegations(medway: Vault) -> None:
    """Source 001 names who takes on for whom, by agency; since when is not published."""
    with medway.store.reading() as session:
        found = delegations_at(session, DAY)
        assert [(one.lead_holder, one.delegate_holder) for one in found] == [
            ("Richard Hicks", "Lee-Anne Farach"), ("Paul Bentley", "Paul Lumsdon"), ("Tim Smith", "Simon Wilson"),
        ]  # fmt: skip
        assert {one.start for one in found} == {None}
        assert {one.source for one in found} == {"Multi-Agency Safeguarding Arrangements"}
        assert delegations_of(session, found[0].delegate_seat_uid, DAY) == [found[0]]


def test_deputies_are_named_corrected_and_over(medway: Vault, do: Callable[..., Any]) -> None:
    seat = seats(medway, "Executive")[0].uid
    uid = do(add_deputy, seat, new_name="Ann Poe", start=PartialDate(2025, 1), end=PartialDate(2025, 3))
    do(add_deputy, seat, post="Head of Quality")
    with pytest.raises(UserError, match="Say who deputises"):
        do(add_deputy, seat)
    assert seats(medway, "Executive")[0].deputies == ("Ann Poe", "Head of Quality")
    assert seats(medway, "Executive", date(2025, 3, 1))[0].deputies == ("Head of Quality",)
    with pytest.raises(UserError, match="before the start"):
        do(change_deputy, uid, 1, end=PartialDate(2024))
    do(change_deputy, uid, 1, end=None, post="Deputy Director")
    assert seats(medway, "Executive", date(2025, 3, 1))[0].deputies == ("Ann Poe", "Head of Quality")
    do(remove_deputy, uid)
    with medway.store.reading() as session:
        assert [deputy.post for deputy, _ in deputies_of(session, seat)] == ["Head of Quality"]


def test_a_delegation_ends_and_a_removed_seat_takes_its_own_along(medway: Vault, do: Callable[..., Any]) -> None:
    lead, delegate = seats(medway, "Accountable Officers")[0].uid, seats(medway, "Executive")[4].uid
    with pytest.raises(UserError, match="can't delegate to itself"):
        do(add_delegation, lead, lead)
    uid = do(add_delegation, lead, delegate, functions="Audit\nTraining", start=PartialDate(2025))
    do(change_delegation, uid, 1, end=PartialDate(2026), functions="Audit")
    with medway.store.reading() as session:
        assert [one.functions for one in delegations_of(session, delegate, DAY)] == [("Audit",)]
        assert len(delegations_at(session, date(2025, 12, 31))) == 4
        assert len(delegations_at(session, date(2026, 1, 1))) == 3
    do(remove_seats, [delegate])
    undo(medway.store, medway.actor)
    do(remove_delegation, uid)
    with medway.store.reading() as session:
        assert delegations_of(session, delegate, DAY) == []


@pytest.fixture
def page(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[RosterPage]:
    tasks = Tasks(medway.store, medway.actor)
    made = RosterPage(tasks)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    made.show()
    qtbot.waitExposed(made)
    made.open_place(seats(medway, "Executive")[2].uid)
    wait_while(lambda: tasks.busy)
    yield made
    tasks.close()


def lines(page: RosterPage, key: str) -> list[list[str]]:
    section = page.panel.lines[key]
    return [[words_of(cell) for cell in line.cells] for line in section.view.lines.lines]


def test_the_panel_lists_and_adds_them(page: RosterPage, medway: Vault) -> None:
    hands = Hands(lambda: page._tasks.busy)
    panel = page.panel
    assert panel.lines["delegated"].isVisibleTo(panel)
    assert not panel.lines["delegates"].isVisibleTo(panel)
    ((partner, functions, *_),) = lines(page, "delegated")
    assert partner == "Chief Constable, Kent Police (Tim Smith)"
    assert functions
    assert lines(page, "deputies") == []
    panel.lines["deputies"].add()
    (dialog,) = [one for one in panel.findChildren(AskDialog) if one.isVisible()]
    dialog.fields["person"].show_value(Picked(None, "Ann Poe"), 0)
    dialog.fields["start"].show_value(PartialDate(2025, 1), 0)
    dialog._done()
    hands.settle()
    assert lines(page, "deputies") == [["Ann Poe", "", "from January 2025", "", ""]]
    assert "Ann Poe deputises as Assistant Chief Constable" in {item.summary for item in panel.detail.history}  # type: ignore[union-attr]
    page.open_place(seats(medway, "Learning Lessons")[0].uid)
    hands.settle()
    assert not panel.lines["delegated"].isVisibleTo(panel)
    assert panel.lines["deputies"].isVisibleTo(panel)


def test_terms_of_the_chair_are_shown_recorded_and_corrected(page: RosterPage, medway: Vault) -> None:
    hands = Hands(lambda: page._tasks.busy)
    assert any("next chair: not recorded" in chip.accessibleName() for chip in _chips(page))
    next(one for one in page.commands() if one.name == "roster.terms").call()
    hands.settle()
    (dialog,) = page.findChildren(RecordDialog)
    section = dialog.panel.lines["terms"]
    assert [words_of(cell) for cell in section.view.lines.lines[0].cells] == [
        "Assistant Chief Constable, Kent Police", "Simon Wilson", "September 2024 to September 2025", "now", "",
    ]  # fmt: skip
    section.add()
    (asked,) = [one for one in dialog.findChildren(AskDialog) if one.isVisible()]
    nurse = seats(medway, "Executive")[1]
    asked.fields["seat"].show_value(Picked(nurse.uid, "Chief Nurse"), 0)
    asked.fields["start"].show_value(PartialDate(2025, 9), 0)
    asked._done()
    hands.settle()
    assert [words_of(line.cells[3]) for line in section.view.lines.lines] == ["to come", "now"]
    said = {words: words_of(cell) for words, cell in dialog.panel.detail.facts}  # type: ignore[union-attr]
    assert said["Next"].startswith("Chief Nurse, NHS Kent and Medway")
    dialog.close_button.click()


def _chips(page: RosterPage) -> list[Any]:
    from mscp_desktop.desktop.delegates import Chip  # noqa: PLC0415 - only here

    return [chip for chip in page.findChildren(Chip) if chip.isVisibleTo(page)]


def test_either_of_two_posts_and_the_end_of_a_seat(medway: Vault, do: Callable[..., Any]) -> None:
    seat = seats(medway, "Executive")[3]
    do(change_seat, seat.uid, seat.version, post="Nurse or Doctor", either_post=True, end=PartialDate(2025, 3))
    shown = seats(medway, "Executive")[3]
    assert shown.post_words() == "Nurse or Doctor (either may sit)"
    assert seat.uid not in {one.uid for one in seats(medway, "Executive", date(2025, 3, 1))}
