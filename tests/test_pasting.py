"""Rows pasted from a spreadsheet onto people and organisations: nobody is overwritten who was not meant."""

from collections.abc import Callable, Iterator

import pytest
from hands import wait_while
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tables.paste import heads_of
from mscp_desktop.desktop.tables.paste_dialog import PasteDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.page.organisations import OrganisationsPage
from mscp_desktop.parties.page.people import PEOPLE_SOURCE, PERSON_FIELDS, PeoplePage
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.people import add_person

Settle = Callable[[], None]
Paste = Callable[[str], PasteDialog]
PEOPLE = ("Aa One", "Aa Two", "Aa Three")


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


def shown(page: TablePage, qtbot: QtBot, tasks: Tasks, settle: Settle) -> TablePage:
    page.prepare()
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    settle()
    return page


@pytest.fixture
def page(qtbot: QtBot, tasks: Tasks, settle: Settle, medway: Vault) -> TablePage:
    """The page of people, with three more at the beginning of the list."""
    for name in PEOPLE:
        run(medway.store, medway.actor, add_person, name)
    return shown(PeoplePage(tasks), qtbot, tasks, settle)


@pytest.fixture
def paste(page: TablePage, settle: Settle) -> Paste:
    def into(block: str) -> PasteDialog:
        QApplication.clipboard().setText(block)
        page.paste()
        settle()
        return next(one for one in page.findChildren(PasteDialog) if one.isVisible())

    return into


def listed(dialog: PasteDialog) -> list[list[str]]:
    rows = range(dialog.list.rowCount())
    return [[(item.text() if (item := dialog.list.item(row, at)) else "") for at in range(5)] for row in rows]


def choose(dialog: PasteDialog, words: str, settle: Settle) -> None:
    action = next(one for one in dialog.menu.actions() if words in one.text())
    action.trigger()
    settle()


def people(vault: Vault) -> dict[str, tuple[str | None, str | None, str | None]]:
    with vault.store.reading() as session:
        query = select(Person.name, Person.post, Organisation.name, Person.email).outerjoin(Organisation)
        return {name: (post, body, email) for name, post, body, email in session.execute(query)}


NEW = "Zoë Ames\tNurse\tKent Police\tzoe@example.org\nYan Bell\tClerk\t\t\nXenia Cole\tHead\t\t\n"


def test_rows_without_headings_are_added_and_overwrite_nobody(
    qtbot: QtBot, page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    before = people(medway)
    dialog = paste(NEW)
    assert (dialog.by_name.text(), dialog.by_name.isChecked()) == ("Add 3 new people", True)
    assert dialog.over.text() == "Change the 3 rows from Aa One on"
    assert "3 will be added" in dialog.said.text()
    assert dialog.accept_button.text() == "Add 3 people"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle()
    after = people(medway)
    assert {name: after[name] for name in before} == before
    assert after["Zoë Ames"] == ("Nurse", "Kent Police", "zoe@example.org")
    chosen = page.table.selected_uids()
    with medway.store.reading() as session:
        assert sorted(Person.by_uid(session, uid).name for uid in chosen) == ["Xenia Cole", "Yan Bell", "Zoë Ames"]
    current = page.table.view.visualRect(page.table.view.currentIndex())
    assert page.table.view.viewport().rect().contains(current.topLeft()), "the new rows are in view"


def test_laying_over_names_is_asked_for_and_shown_as_renaming(
    qtbot: QtBot, page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    dialog = paste(NEW)
    dialog.over.click()
    settle()
    names = [row for row in listed(dialog) if row[2] == "Name"]
    assert [(row[1], row[4]) for row in names] == [
        ("Aa One", "Zoë Ames (renames Aa One)"),
        ("Aa Three", "Yan Bell (renames Aa Three)"),
        ("Aa Two", "Xenia Cole (renames Aa Two)"),
    ]
    assert dialog.accept_button.text() == "Change 3 people"
    dialog.by_name.click()
    settle()
    assert "renames" not in str(listed(dialog))
    dialog.over.click()
    settle()
    dialog.accept_button.click()
    settle()
    assert "Zoë Ames" in people(medway)
    assert "Aa One" not in people(medway)


def test_rows_that_name_somebody_change_that_person_wherever_they_lie(
    page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    dialog = paste("Aa Two\tSergeant\n\nNew Person\tConstable\n")
    assert dialog.by_name.text() == "Add 1 new person and change 1 person found by name"
    assert [row[:3] for row in listed(dialog)] == [
        ["1", "Aa Two", "Post"], ["3", "New Person", "Name"], ["3", "New Person", "Post"],
    ]  # fmt: skip
    dialog.accept_button.click()
    settle()
    assert people(medway)["Aa Two"][0] == "Sergeant"
    assert people(medway)["Aa One"][0] is None
    page.table.view.setCurrentIndex(page.table.model.index(0, 0))
    same = paste("Aa One\tInspector\nAa Three\tClerk\n")
    assert not same.over.isVisible(), "names that stand where they lie need no question"


def test_headings_are_known_by_their_common_spellings_and_others_are_left_out(
    page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    dialog = paste("Full name\tJob title\tAgency\tEmail\tTel.\tShoe size\nAa Two\tChief\tMCH\ta@b.org\t01634 1\t43\n")
    assert [row[:3] for row in listed(dialog)] == [
        ["2", "Aa Two", what] for what in ("Post", "Organisation", "E-mail", "Telephone")
    ]
    assert "Left out: “Shoe size”, for nothing here is called so." in dialog.notes.text()
    dialog.accept_button.click()
    settle()
    assert people(medway)["Aa Two"] == ("Chief", "Medway Community Healthcare", "a@b.org")
    assert "Full name" not in people(medway)


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("Name\tNotes to self", ["name", None]),
        ("E-MAIL ADDRESS:\tphone", ["email", "telephone"]),
        ("Name\tTel\tPhone", ["name", "telephone", None]),
        ("Role\tOrganization\tMember", ["post", "organisation", "name"]),
        ("Ann Example\tChair", None),
        ("Member\tKent Police", None),
        ("Ann\tPost\tKent Police", None),
        ("Ann Example", None),
    ],
)
def test_a_first_line_is_a_heading_line_where_most_of_it_are_headings(
    line: str, fields: list[str | None] | None, tasks: Tasks
) -> None:
    parts = PeoplePage(tasks).parts
    assert parts.paste is not None
    found = heads_of(line.split("\t"), PEOPLE_SOURCE.columns, {one.key: one for one in PERSON_FIELDS}, parts.paste)
    assert (None if found is None else [one and one.key for one in found.fields]) == fields


def test_a_misspelt_organisation_is_asked_about_and_each_answer_counts_for_all_rows(
    page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    wrong = "Medway NHS Foundatoin Trust"
    block = f"Name\tOrganisation\nAa One\t{wrong}\nAa Two\t{wrong}\nAa Three\tQuite New Ltd\n"
    dialog = paste(block)
    assert "Did you mean Medway NHS Foundation Trust?" in listed(dialog)[0][4]
    assert not dialog.accept_button.isEnabled()
    assert next(one.text() for one in dialog.menu.actions()) == "Use Medway NHS Foundation Trust"
    choose(dialog, "Use Medway NHS Foundation Trust", settle)
    assert listed(dialog)[0][1] == "Aa Three", "one answer is enough for both rows"
    assert "as a new organisation" in " ".join(one.text() for one in dialog.menu.actions())
    choose(dialog, "Add “Quite New Ltd”", settle)
    assert [row[4] for row in listed(dialog)] == [
        "Medway NHS Foundation Trust", "Medway NHS Foundation Trust", "Quite New Ltd (new)",
    ]  # fmt: skip
    dialog.accept_button.click()
    settle()
    after = people(medway)
    assert [after[name][1] for name in PEOPLE] == [
        "Medway NHS Foundation Trust", "Medway NHS Foundation Trust", "Quite New Ltd",
    ]  # fmt: skip


def test_what_cannot_be_taken_is_left_out_alone_or_with_its_row(
    page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    dialog = paste("Name\tPost\tOrganisation\nAa One\tClerk\tNowhere Ltd\nAa Two\tNurse\tElsewhere Ltd\n")
    choose(dialog, "Leave “Nowhere Ltd” out", settle)
    choose(dialog, "Leave row 3 out", settle)
    assert "1 will be left out" in dialog.said.text()
    dialog.accept_button.click()
    settle()
    assert people(medway)["Aa One"][:2] == ("Clerk", None)
    assert people(medway)["Aa Two"][:2] == (None, None)


def test_of_people_of_one_name_the_one_who_is_meant_is_chosen(
    page: TablePage, paste: Paste, settle: Settle, medway: Vault
) -> None:
    uids = [run(medway.store, medway.actor, add_person, "Sam Same", post=post).value for post in ("Nurse", "Clerk")]
    dialog = paste("Name\tE-mail\nSam Same\tsam@example.org\n")
    assert "2 are called “Sam Same”. Say which of them is meant." in listed(dialog)[0][4]
    words = [one.text() for one in dialog.menu.actions()]
    assert words == [
        "This is Sam Same, Nurse", "This is Sam Same, Clerk", "Add another person of this name", "Leave row 2 out",
    ]  # fmt: skip
    choose(dialog, "Clerk", settle)
    dialog.accept_button.click()
    settle()
    with medway.store.reading() as session:
        assert [Person.by_uid(session, uid).email for uid in uids] == [None, "sam@example.org"]


def test_organisations_without_headings_are_added_too(
    qtbot: QtBot, tasks: Tasks, settle: Settle, medway: Vault
) -> None:
    page = shown(OrganisationsPage(tasks), qtbot, tasks, settle)
    QApplication.clipboard().setText("Quite New Ltd\tQN\nKent Police\tKP\n")
    page.paste()
    settle()
    dialog = next(one for one in page.findChildren(PasteDialog) if one.isVisible())
    assert dialog.by_name.text() == "Add 1 new organisation and change 1 organisation found by name"
    dialog.accept_button.click()
    settle()
    with medway.store.reading() as session:
        shorts = {one.name: one.short for one in session.scalars(select(Organisation))}
    assert (shorts["Quite New Ltd"], shorts["Kent Police"]) == ("QN", "KP")
