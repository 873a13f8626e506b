"""The pages of relevant agencies and of organisations, used by keyboard: list, review, change from a date, merge."""

from collections.abc import Callable, Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hands import wait_while
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vaults import table_hashes

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.panel.wizard import Wizard
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Picked, words_of
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.page.agencies import AgenciesPage
from mscp_desktop.parties.page.people import PeoplePage
from mscp_desktop.parties.rules.agencies import agencies_on
from mscp_desktop.parties.rules.agency_changes import record_review
from mscp_desktop.parties.rules.names import organisation_uids_named
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.page.organisations import OrganisationsPage
from mscp_desktop.roster.page.people import PeoplePage as SeatedPeoplePage

Show = Callable[[type[TablePage]], Any]
Settle = Callable[[], None]


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def settle(tasks: Tasks) -> Settle:
    def wait() -> None:
        for _ in range(3):
            QApplication.processEvents()
            wait_while(lambda: tasks.busy)

    return wait


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks, settle: Settle) -> Show:
    def build(kind: type[Any]) -> TablePage:
        page: TablePage = kind(tasks)
        page.prepare()
        qtbot.addWidget(page)
        tasks.announced.connect(page.hear)
        page.resize(1170, 688)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        settle()
        page.table.focus_rows()
        return page

    return build


def call(page: TablePage, name: str) -> None:
    (command,) = (one for one in page.commands() if one.name == name)
    assert command.ready
    command.call()


def dialog_of(page: TablePage, kind: type[Any]) -> Any:
    (found,) = (one for one in page.findChildren(kind) if one.isVisible())
    return found


def names(page: TablePage) -> list[str]:
    return [words_of(row.cells[1]) for place in range(page.table.model.rowCount())
            if (row := page.table.model.row_at(place)) is not None]  # fmt: skip


def chips(page: AgenciesPage, vault: Vault) -> list[str]:
    with vault.store.reading() as session:
        return [words_of(chip) for chip in page.parts.head(session, page.table.query).chips]  # type: ignore[misc]


def hashes(vault: Vault) -> dict[str, str]:
    with vault.store.reading() as session:
        return table_hashes(session)


def test_the_list_is_shown_under_its_headings_as_at_any_day(
    show: Show, settle: Settle, medway: Vault, tasks: Tasks
) -> None:
    page = show(AgenciesPage)
    with medway.store.reading() as session:
        lists = {day: [one.name for one in agencies_on(session, day).agencies] for day in (
            date(2022, 11, 1), date(2025, 1, 15),
        )}  # fmt: skip
    assert page.table.query.group == "heading"
    assert names(page) == lists[date(2025, 1, 15)]
    assert chips(page, medway) == [
        "reviewed December 2024", "next review due by 31 December 2025", "5 joined, 4 left since October 2022",
    ]  # fmt: skip
    page.as_at.choose(date(2022, 11, 1))
    settle()
    assert names(page) == lists[date(2022, 11, 1)]
    page.as_at.choose(date(2021, 11, 1))
    settle()
    assert names(page) == []
    assert chips(page, medway) == ["Not known before October 2022"]
    page.as_at.line.setText("October 2022")
    page.as_at.line.editingFinished.emit()
    settle()
    assert page.as_at.day == date(2022, 10, 1)
    assert names(page) == lists[date(2022, 11, 1)], "a list that is dated by its month is there as at that month"
    page.as_at.choose(date(2021, 11, 1))
    asked: list[tuple[str, Request]] = []
    page.wanted.connect(lambda name, request: asked.append((name, request)))
    call(page, "agencies.print")
    assert asked == [("relevant-agencies", Request(date(2025, 1, 15), date(2021, 11, 1)))]
    with medway.store.reading() as session:
        (gone,) = (one for one in agencies_on(session, date(2022, 11, 1)).agencies if one.name == "NSPCC")
    page.open_place(gone.uid)
    settle()
    assert page.as_at.day == date(2022, 10, 1)
    assert page.panel.uid == gone.uid
    page.as_at.go_today()
    settle()
    call(page, "agencies.reviews")
    settle()
    dialog = dialog_of(page, RecordDialog)
    lines = {key: [[words_of(cell) for cell in line.cells] for line in found]
             for key, found in dialog.panel.detail.lines.items()}  # fmt: skip
    assert [line[0] for line in lines["reviews"]] == ["December 2024", "October 2022"]
    assert [line[0] for line in lines["changes"]][:2] == [
        "Kent, Surrey and Sussex Community Rehabilitation Company",
        "Central and North West London NHS Foundation Trust",
    ]
    assert len(lines["changes"]) == 9
    assert dialog.panel.detail.subtitle == "What changed since October 2022, Annual Report 2021-22."
    run(medway.store, medway.actor, record_review, PartialDate(2025, 1), source="Executive")
    tasks.announced.emit(SimpleNamespace(touched=frozenset({("agency_review", "x")})))
    settle()
    assert dialog.panel.detail.lines["changes"] == ()
    assert len(dialog.panel.detail.lines["reviews"]) == 3


def test_an_agency_joins_changes_from_a_date_moves_and_leaves(
    show: Show, settle: Settle, medway: Vault, tasks: Tasks
) -> None:
    page = show(AgenciesPage)
    stood = hashes(medway)
    with medway.store.reading() as session:
        (nspcc,) = organisation_uids_named(session, "NSPCC")
    page.table.view.selectRow(1)
    settle()
    call(page, "agencies.add")
    dialog = dialog_of(page, AskDialog)
    assert dialog.fields["heading"].read() == "Probation"  # as the agency in hand
    dialog.fields["organisation"].show_value(Picked(nspcc, "NSPCC"), 0)
    dialog.fields["heading"].show_value("Voluntary Sector", 0)
    dialog.fields["involvement"].show_value("Sub-groups\nLeadership Group", 0)
    dialog.accept_button.click()
    settle()
    assert names(page).index("NSPCC") == names(page).index("Forward Trust") + 1
    new = page.panel.detail
    assert (new.title, new.values["heading"], new.values["start"]) == (
        "NSPCC", "Voluntary Sector", PartialDate(2025, 1, 15),
    )  # fmt: skip
    call(page, "agencies.up")
    settle()
    assert names(page).index("NSPCC") + 1 == names(page).index("Forward Trust")
    road = names(page).index("Turning Point")
    select(page, "Turning Point")
    settle()
    call(page, "agencies.change_from")
    dialog = dialog_of(page, AskDialog)
    dialog.fields["involvement"].show_value("Executive", 0)
    dialog.accept_button.click()
    settle()
    assert page.panel.detail.values["involvement"] == "Executive"
    assert page.panel.detail.facts == (("On the list since", "October 2022"),)
    assert names(page).index("Turning Point") == road
    page.as_at.choose(date(2025, 1, 14))
    settle()
    select(page, "Turning Point")
    settle()
    assert page.panel.detail.values["involvement"] == "Leadership Group\nSub-groups"
    page.as_at.go_today()
    settle()
    select(page, "Faith Groups")
    settle()
    call(page, "agencies.end")
    dialog = dialog_of(page, AskDialog)
    assert dialog.windowTitle() == "Take off the list: Faith Groups"
    dialog.accept_button.click()
    settle()
    assert "Faith Groups" not in names(page)
    for _ in range(4):
        tasks.undo()
        settle()
    assert hashes(medway) == stood


def select(page: TablePage, name: str) -> None:
    place = next(
        place for place in range(page.table.model.rowCount())
        if (row := page.table.model.row_at(place)) is not None and words_of(row.cells[1]) == name
    )  # fmt: skip
    page.table.view.selectRow(place)


def test_a_review_leads_through_the_list_and_shows_what_it_changes(
    show: Show, settle: Settle, medway: Vault, tasks: Tasks
) -> None:
    page = show(AgenciesPage)
    stood = hashes(medway)
    call(page, "agencies.review")
    settle()
    wizard = dialog_of(page, Wizard)
    wizard.fields[0]["source"].show_value("Executive, January 2025", 0)
    wizard.go_on()
    assert len(wizard.fields[1]) == 29
    leaver = next(field for field in wizard.fields[1].values() if field.field.label == "Faith Groups")
    leaver.show_value(False, 0)
    wizard.go_on()
    settle()
    assert wizard.at_end
    assert wizard.summary.text() == (
        "Relevant agencies reviewed, 15 January 2025; 1 left it. 2 records: 1 changed, 1 added."
    )
    assert [wizard.changes.topLevelItem(place).text(0) for place in range(2)] == [
        "Changed: Faith Groups, relevant agency", "Added: Review of the relevant agencies",
    ]  # fmt: skip
    assert hashes(medway) == stood
    wizard.go_on()
    settle()
    assert "Faith Groups" not in names(page)
    assert chips(page, medway)[:2] == ["reviewed 15 January 2025", "next review due by 15 January 2026"]
    assert chips(page, medway)[2] == "1 left since December 2024"
    tasks.undo()
    settle()
    assert hashes(medway) == stood


def test_an_organisation_shows_its_names_kin_seats_and_times_on_the_list(
    show: Show, settle: Settle, medway: Vault
) -> None:
    page = show(OrganisationsPage)
    with medway.store.reading() as session:
        (probation,) = organisation_uids_named(session, "Probation Service")
        (council,) = organisation_uids_named(session, "Medway Council")
    page.open_place(probation)
    settle()
    detail = page.panel.detail
    assert detail.facts == (
        ("Succeeded", "Kent, Surrey and Sussex Community Rehabilitation Company (ended June 2021)"),
    )
    lines = {key: [[words_of(cell) for cell in line.cells] for line in found] for key, found in detail.lines.items()}
    assert lines["aliases"] == [["National Probation Service", "Former name", "until June 2021"]]
    assert lines["listed"] == [["Probation", "from October 2022", "Leadership Group, Sub-groups"]]
    assert [line[0] for line in lines["seats"]] == [
        "Multi-Agency Case File Audit", "Performance Management and Quality Assurance",
        "Multi-Agency Safeguarding Hub (MASH) Strategic Board", "Policy and Procedures Group",
    ]  # fmt: skip
    assert all(line.opens is not None and line.opens.kind == "seat" for line in detail.lines["seats"])
    page.open_place(council)
    settle()
    assert page.panel.detail.subtitle == "statutory partner, local authority"
    assert "Medway Council Public Health" in words_of(dict(page.panel.detail.facts)["Its parts"])
    asked: list[str] = []
    page.wanted.connect(lambda name, _request: asked.append(name))
    call(page, "organisations.print")
    assert asked == ["organisations"]


def test_two_organisations_are_merged_after_every_change_was_shown(
    show: Show, settle: Settle, medway: Vault, tasks: Tasks, qtbot: QtBot
) -> None:
    page = show(OrganisationsPage)
    stood = hashes(medway)
    with medway.store.reading() as session:
        uids = {name: organisation_uids_named(session, name)[0] for name in ("Medway Primary Heads", "MELA")}
    page.open_place(uids["Medway Primary Heads"])
    settle()
    call(page, "organisations.merge")
    settle()
    wizard = dialog_of(page, Wizard)
    assert wizard.windowTitle() == "Merge Medway Primary Heads"
    wizard.fields[0]["other"].show_value(Picked(uids["MELA"], "Medway Educational Leaders Association"), 0)
    wizard.fields[0]["keep"].show_value("other", 0)
    wizard.go_on()
    settle()
    items = [wizard.changes.topLevelItem(place) for place in range(wizard.changes.topLevelItemCount())]
    shown = {item.text(0): [[item.child(row).text(column) for column in range(3)] for row in range(item.childCount())]
             for item in items}  # fmt: skip
    seat = "Changed: Seat: MELA Chair, member of Early Help Board, Medway Educational Leaders Association"
    assert shown[seat] == [["Organisation", "Medway Primary Heads", "Medway Educational Leaders Association"]]
    assert "Added: Other name: Medway Primary Heads" in shown
    assert "Removed: Organisation: Medway Primary Heads" in shown
    assert hashes(medway) == stood
    wizard.go_on()
    settle()
    assert page.panel.uid == uids["MELA"]
    assert page.table.model.rowCount() == 61
    tasks.undo()
    settle()
    assert hashes(medway) == stood
    failures: list[UserError] = []
    tasks.failure.connect(failures.append)
    page.table.view.selectRow(0)
    for _ in range(2):
        qtbot.keyClick(page.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    call(page, "organisations.merge")
    settle()
    assert [str(one) for one in failures] == ["Two are merged at a time. Choose one, or two, and try again."]


def menu_of(page: TablePage) -> dict[str, bool]:
    """Return what stands first in the menu of the rows in hand, and whether it can be done with them."""
    given = page.commands()
    own = [command for command in page.table.doing() if command.name not in ("record.edit", "record.remove")]
    assert all(any(command is one for one in given) for command in own), "one command, wherever it is asked for"
    return {command.name: command.ready for command in own}


@pytest.mark.parametrize(
    ("kind", "several"),
    [
        (AgenciesPage, {"agencies.change_from": False, "agencies.end": True}),
        (OrganisationsPage, {"organisations.merge": True, "organisations.reorganise": False}),
        (SeatedPeoplePage, {
            "people.new_post": False, "people.leaves": False, "people.joins": True, "people.merge": True,
        }),
    ],
)  # fmt: skip
def test_what_can_be_done_with_a_row_stands_first_in_its_menu(
    show: Show, settle: Settle, kind: type[TablePage], several: dict[str, bool]
) -> None:
    page = show(kind)
    assert [command.name for command in page.table.doing()][:2] == ["record.edit", "record.remove"]
    page.table.view.selectRow(page.table.model.rowCount() - 1)
    settle()
    assert list(menu_of(page)) == list(several)
    assert all(menu_of(page).values())
    page.table.view.selectAll()
    settle()
    assert menu_of(page) == several, "what is asked of one is not asked of whoever was in view before"


def test_a_person_is_asked_for_before_anything_is_recorded(
    show: Show, settle: Settle, medway: Vault, qtbot: QtBot
) -> None:
    page = show(PeoplePage)
    before = hashes(medway)
    call(page, "people.add")
    settle()
    form = dialog_of(page, AskDialog)
    assert list(form.fields) == ["name", "post", "organisation", "email", "telephone"]
    name = form.fields["name"].editor.focusable()[0]
    qtbot.keyClick(name, Qt.Key.Key_Return)
    settle()
    assert form.isVisible(), "nobody is recorded without a name"
    qtbot.keyClicks(name, "Ada Byron")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    settle()
    assert not any(one.isVisible() for one in page.findChildren(AskDialog))
    assert hashes(medway) == before
    call(page, "people.add")
    settle()
    form = dialog_of(page, AskDialog)
    assert form.fields["name"].draft() == "Ada Byron", "what was left unsaved is offered again"
    form._drop_button.click()
    settle()
    assert form.fields["name"].draft() is None, "what was dropped is gone"
    with medway.store.reading() as session:
        (police,) = organisation_uids_named(session, "Kent Police")
    told = {
        "name": "Ada Byron", "post": "Analyst", "organisation": Picked(police, "Kent Police"),
        "email": "ada@example.org", "telephone": "01634 306000",
    }  # fmt: skip
    for key, value in told.items():
        form.fields[key].show_value(value, 0)
    form.accept_button.click()
    settle()
    assert {key: page.panel.detail.values[key] for key in told} == told
    assert page.table.current_uid() == page.panel.uid


def test_two_people_chosen_together_are_merged(
    show: Show, settle: Settle, medway: Vault, qtbot: QtBot, tasks: Tasks
) -> None:
    store, actor = medway.store, medway.actor
    for name in ("Aaron Aardvark", "Aaron Aardwark"):
        run(store, actor, add_person, name)
    page = show(PeoplePage)
    page.table.view.selectRow(0)
    qtbot.keyClick(page.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    call(page, "people.merge")
    settle()
    wizard = dialog_of(page, Wizard)
    wizard.go_on()
    settle()
    assert wizard.summary.text().startswith("Aaron Aardwark and Aaron Aardvark are one person. 2 records")
    wizard.go_on()
    settle()
    assert page.panel.detail.title == "Aaron Aardvark"
    assert page.table.model.rowCount() == 7
