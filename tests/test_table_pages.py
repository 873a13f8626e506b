"""Several rows at once on the real pages: one field set for all, removal, pasting from a spreadsheet, saved files."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hands import wait_while
from openpyxl import load_workbook
from pdf_reading import failures, read
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from vaults import table_hashes as hashes_of

from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.export import ShownTable
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tables.paste_dialog import PasteDialog
from mscp_desktop.desktop.tasks import Cancelled, Progress, Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.page.groups import GroupsPage
from mscp_desktop.groups.rules.groups import all_groups, group_named
from mscp_desktop.opened import Work
from mscp_desktop.parties.page.organisations import OrganisationsPage
from mscp_desktop.parties.page.people import PeoplePage
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.organisations import change_organisations
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.page.roster import RosterPage
from mscp_desktop.roster.records import Seat, SeatRole
from mscp_desktop.roster.rules.changes import record_vacancy
from mscp_desktop.table_files import write_shown

Show = Callable[[type[TablePage]], TablePage]
TODAY = date(2025, 1, 15)


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def settle(tasks: Tasks) -> Callable[[], None]:
    def wait() -> None:
        for _ in range(3):
            QApplication.processEvents()
            wait_while(lambda: tasks.busy)

    return wait


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks, settle: Callable[[], None], medway: Vault) -> Show:
    """Return a function that shows a page on Medway's vault; a roster is that of Learning Lessons."""

    def build(kind: type[Any]) -> TablePage:
        page: TablePage = kind(tasks)
        page.prepare()
        qtbot.addWidget(page)
        tasks.announced.connect(page.hear)
        page.resize(1170, 688)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        if kind is RosterPage:
            with medway.store.reading() as session:
                page.open_place(group_named(session, "Learning Lessons").uid)
        settle()
        page.table.focus_rows()
        return page

    return build


def hashes(vault: Vault) -> dict[str, str]:
    with vault.store.reading() as session:
        return hashes_of(session)


def choose(qtbot: QtBot, page: TablePage, number: int) -> list[str]:
    page.table.view.selectRow(0)
    for _ in range(number - 1):
        qtbot.keyClick(page.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    return page.table.selected_uids()


def button(page: TablePage, words: str) -> QPushButton:
    return next(one for one in page.chosen.findChildren(QPushButton) if one.text() == words)


def dialog_of(page: TablePage, kind: type[Any]) -> Any:
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def paste(page: TablePage, settle: Callable[[], None], text: str) -> PasteDialog:
    QApplication.clipboard().setText(text)
    page.paste()
    settle()
    found: PasteDialog = dialog_of(page, PasteDialog)
    return found


def listed(dialog: PasteDialog) -> list[list[str]]:
    rows = []
    for row in range(dialog.list.rowCount()):
        items = [dialog.list.item(row, column) for column in range(5)]
        rows.append([item.text() if item is not None else "" for item in items])
    return rows


@pytest.fixture
def people(medway: Vault) -> list[str]:
    """Three people more, at the beginning of the list."""
    names = ("Aa One", "Aa Three", "Aa Two")
    return [run(medway.store, medway.actor, add_person, name).value for name in names]


def shown_of(page: TablePage) -> ShownTable:
    told: list[ShownTable] = []
    page.saving.connect(told.append)
    page.save()
    return told[0]


def progress() -> Progress:
    return Progress("Making it", lambda: None)


def test_several_seats_are_changed_and_removed_as_one_change_and_taken_back(
    qtbot: QtBot, show: Show, settle: Callable[[], None], medway: Vault, tasks: Tasks
) -> None:
    page = show(RosterPage)
    several_seats_are_removed_as_one_change(qtbot, page, settle, medway, tasks)
    one_field_is_set_for_all_chosen_seats_and_undone_at_once(qtbot, page, settle, medway, tasks)
    enter_opens_the_menu_of_a_button(qtbot, page)
    what_is_done_is_said_and_taken_back_by_the_notice(qtbot, page, settle, medway, tasks)


def several_seats_are_removed_as_one_change(
    qtbot: QtBot, page: TablePage, settle: Callable[[], None], medway: Vault, tasks: Tasks
) -> None:
    before = hashes(medway)
    uids = choose(qtbot, page, 3)
    assert page.side.currentWidget() is page.chosen
    assert page.chosen.heading.text() == "3 seats chosen"
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return)
    assert button(page, "Change a field of all…").hasFocus()
    qtbot.mouseClick(button(page, "Remove 3 seats"), Qt.MouseButton.LeftButton)
    settle()
    with medway.store.reading() as session:
        assert session.scalars(select(Seat.uid).where(Seat.uid.in_(uids))).all() == []
    assert page.side.currentWidget() is page.panel
    tasks.undo()
    settle()
    assert hashes(medway) == before


def one_field_is_set_for_all_chosen_seats_and_undone_at_once(
    qtbot: QtBot, page: TablePage, settle: Callable[[], None], medway: Vault, tasks: Tasks
) -> None:
    before = hashes(medway)
    uids = choose(qtbot, page, 4)
    fields = page.chosen.change.menu().actions()
    assert [action.text() for action in fields] == [
        "Organisation…", "Role in the group…", "Seat begins…", "Seat ends…", "Note…", "", "Empty a field of all",
    ]  # fmt: skip
    fields[1].trigger()
    dialog = dialog_of(page, AskDialog)
    assert dialog.windowTitle() == "Role in the group of 4 seats"
    dialog.fields["role"].show_value(SeatRole.ADVISER, 0)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle()
    with medway.store.reading() as session:
        assert set(session.scalars(select(Seat.role).where(Seat.uid.in_(uids)))) == {SeatRole.ADVISER}
    assert page.table.selected_uids() == uids, "they stay chosen"
    tasks.undo()
    settle()
    assert hashes(medway) == before


def enter_opens_the_menu_of_a_button(qtbot: QtBot, page: TablePage) -> None:
    choose(qtbot, page, 2)
    page.edit()
    for one in (page.chosen.change, page.table.columns_button):
        one.setFocus()
        menu, opened = one.menu(), list[bool]()
        menu.aboutToShow.connect(partial(opened.append, True))
        menu.aboutToShow.connect(partial(QTimer.singleShot, 0, menu.close))
        qtbot.keyClick(one, Qt.Key.Key_Return)
        assert opened == [True]


def what_is_done_is_said_and_taken_back_by_the_notice(
    qtbot: QtBot, page: TablePage, settle: Callable[[], None], medway: Vault, tasks: Tasks
) -> None:
    said: list[Notice] = []
    page.said.connect(said.append)
    before = hashes(medway)
    choose(qtbot, page, 3)
    page.edit()
    qtbot.keyClick(button(page, "Remove 3 seats"), Qt.Key.Key_Return)
    settle()
    assert said[0].words.startswith("Deleted the seats")
    assert said[0].words.endswith("(3 seats)")
    assert not said[0].lasting
    after = hashes(medway)
    run(medway.store, medway.actor, add_person, "Aa Later")
    assert said[0].action is not None
    said[0].action[1]()
    settle()
    assert "changed after it" in said[1].words, "the notice takes nothing else back"
    tasks.undo()
    settle()
    assert hashes(medway) == after
    said[0].action[1]()
    settle()
    assert hashes(medway) == before
    choose(qtbot, page, 1)
    page.remove()
    settle()
    assert len(said) == 2, "of one row nothing is said"


def test_a_roster_is_filtered_and_read_as_at_a_day(
    qtbot: QtBot, show: Show, settle: Callable[[], None], tasks: Tasks
) -> None:
    page = show(RosterPage)
    every_filter_and_group_answers(page, settle)
    vacant_and_not_recorded_are_found_apart(page, settle)
    a_vacancy_is_said_once_with_its_day_as_a_person_writes_it(page, settle, tasks)
    enter_in_as_at_goes_on_to_the_rows_and_undo_there_is_the_windows(qtbot, page, settle)


def every_filter_and_group_answers(page: TablePage, settle: Callable[[], None]) -> None:
    table = page.table
    everything = len(table.model.ids)
    table.show_filters(shown=True)
    assert table.filter_row is not None
    for editor in table.filter_row.editors.values():
        column = editor.column
        if hasattr(editor, "tick"):
            editor.tick(None)
        else:
            editor.setText(column.empty)
        settle()
        missing = len(table.model.ids)
        editor.drop()
        settle()
        assert missing <= everything == len(table.model.ids)
        if column.groups:
            table.group_by(column.key)
            settle()
            counts = {section.words: section.count for section in table.model.found.sections}
            assert sum(counts.values()) == everything
            assert counts.get(column.empty, 0) == missing
            table.group_by(None)
            settle()


def vacant_and_not_recorded_are_found_apart(page: TablePage, settle: Callable[[], None]) -> None:
    page.table.show_filters(shown=True)
    row = page.table.filter_row
    assert row is not None
    holder: Any = row.editors[3]
    holder.setText("not recorded")
    settle()
    silent = len(page.table.model.ids)
    holder.setText("vacant")
    settle()
    vacant = len(page.table.model.ids)
    assert silent > 0
    assert page.table.model.rowCount() == vacant
    assert silent + vacant <= 19
    holder.drop()
    settle()


def a_vacancy_is_said_once_with_its_day_as_a_person_writes_it(
    page: TablePage, settle: Callable[[], None], tasks: Tasks
) -> None:
    uid = page.table.current_uid()
    begins = PartialDate(2025, 1, 15)
    tasks.write(record_vacancy, uid, start=begins)
    settle()
    cell = page.table.model.row_at(page.table.view.currentIndex().row()).cells[3]
    assert (cell.words, cell.more) == ("vacant from 15 January 2025", "")
    assert ("On 15 January 2025", cell.words) in [(name, fact.words) for name, fact in page.panel.detail.facts]
    page.table.ask(as_at=date(2025, 1, 16))
    settle()
    cell = page.table.model.row_at(page.table.view.currentIndex().row()).cells[3]
    assert cell.words == "vacant since 15 January 2025"


def enter_in_as_at_goes_on_to_the_rows_and_undo_there_is_the_windows(
    qtbot: QtBot, page: TablePage, settle: Callable[[], None]
) -> None:
    asked: list[bool] = []
    action = QAction(page)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(lambda: asked.append(True))
    page.addAction(action)
    line = page.as_at.line
    page.as_at.start()
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True], "nothing was typed here yet"
    qtbot.keyClicks(line, "1 jan 25")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]
    assert line.text() != "1 jan 25", "what was typed is undone first"
    line.selectAll()
    qtbot.keyClicks(line, "1 jan 25")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert page.table.query.as_at == date(2025, 1, 1)
    assert page.table.view.hasFocus()
    page.as_at.start()
    qtbot.keyClicks(line, "nonsense")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.hasFocus(), "what can't be read stays to be put right"
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), page.table.view.hasFocus()) == ("1 January 2025", True)


def test_organisations_are_filtered_chosen_changed_and_saved(
    qtbot: QtBot, show: Show, settle: Callable[[], None], medway: Vault, tasks: Tasks, tmp_path: Path
) -> None:
    page = show(OrganisationsPage)
    every_filter_and_group_answers(page, settle)
    esc_and_choose_one_only_lead_back_to_the_record(qtbot, page, settle)
    a_worked_out_column_is_not_pasted_into(page, settle, tasks)
    a_sector_is_set_and_one_that_cannot_be_changed_stops_all(qtbot, page, settle, medway)
    a_saved_pdf_has_headings_over_groups_and_csv_the_plain_rows(page, settle, tmp_path)
    a_save_that_is_stopped_leaves_no_file(page, tmp_path)


def esc_and_choose_one_only_lead_back_to_the_record(qtbot: QtBot, page: TablePage, settle: Callable[[], None]) -> None:
    choose(qtbot, page, 2)
    page.edit()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert page.table.view.hasFocus()
    qtbot.mouseClick(button(page, "Choose one only"), Qt.MouseButton.LeftButton)
    settle()
    assert page.side.currentWidget() is page.panel
    assert len(page.table.selected_uids()) == 1


def a_worked_out_column_is_not_pasted_into(page: TablePage, settle: Callable[[], None], tasks: Tasks) -> None:
    told: list[Exception] = []
    tasks.failure.connect(told.append)
    page.table.view.setCurrentIndex(page.table.model.index(0, 2))
    QApplication.clipboard().setText("health\tStatutory partner")
    page.paste()
    settle()
    assert "“Part in the partnership” can't be pasted into" in str(told[0])


def a_sector_is_set_and_one_that_cannot_be_changed_stops_all(
    qtbot: QtBot, page: TablePage, settle: Callable[[], None], medway: Vault
) -> None:
    uids = choose(qtbot, page, 2)
    run(medway.store, medway.actor, change_organisations, uids, sector="voluntary")
    with medway.store.reading() as session:
        assert set(session.scalars(select(Organisation.sector).where(Organisation.uid.in_(uids)))) == {"voluntary"}
    before = hashes(medway)
    with pytest.raises(UserError, match="can't be a part of itself"):
        run(medway.store, medway.actor, change_organisations, uids, parent_uid=uids[0])
    assert hashes(medway) == before
    settle()


def a_saved_pdf_has_headings_over_groups_and_csv_the_plain_rows(
    page: TablePage, settle: Callable[[], None], tmp_path: Path
) -> None:
    page.table.group_by("sector")
    settle()
    page.table.fold_all(folded=True)
    shown = shown_of(page)
    write_shown(shown, "Medway", TODAY, tmp_path / "t.pdf", progress())
    written = (tmp_path / "t.pdf").read_bytes()
    assert failures(written) == []
    text = read(written).text
    assert "Grouped by" in text
    first = page.table.model.found.sections[0]
    assert f"{first.words} ({first.count})" in text
    assert "Kent Police" in text, "folding is for the eye: the rows are written"
    write_shown(shown, "Medway", TODAY, tmp_path / "t.csv", progress())
    csv = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert csv[0] == '"Name","Short name","Sector","Part in the partnership","Kind"'
    assert len(csv) == len(page.table.model.ids) + 1
    with pytest.raises(UserError, match=r"end the file's name in \.xlsx"):
        write_shown(shown, "Medway", TODAY, tmp_path / "t.docx", progress())


def a_save_that_is_stopped_leaves_no_file(page: TablePage, tmp_path: Path) -> None:
    shown = shown_of(page)
    stopped = progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        write_shown(shown, "Medway", TODAY, tmp_path / "stopped.xlsx", stopped)
    assert list(tmp_path.glob("stopped.*")) == []


def test_people_are_filtered_copied_and_pasted_back_and_what_cannot_be_pasted_is_refused(
    show: Show, settle: Callable[[], None], tasks: Tasks
) -> None:
    page = show(PeoplePage)
    every_filter_and_group_answers(page, settle)
    what_is_copied_can_be_pasted_back_and_changes_nothing(page, settle, tasks)
    for column, text, said in (
        (0, "", "nothing to paste"),
        (3, "a\tb\tc\td\te\tf", "The block has 6 columns and the table"),
        (0, "Name\tPost", "holds headings only"),
        (0, "x\n" * 2001, "paste at most 2,000 at once"),
    ):
        a_block_that_cannot_be_laid_over_the_table_is_refused(page, settle, tasks, column, text, said)


def what_is_copied_can_be_pasted_back_and_changes_nothing(
    page: TablePage, settle: Callable[[], None], tasks: Tasks
) -> None:
    page.table.view.selectAll()
    page.table.copy(headings=True)
    mime = QApplication.clipboard().mimeData()
    assert mime.html().count("<tr>") == page.table.model.rowCount() + 1
    told: list[Exception] = []
    tasks.failure.connect(told.append)
    page.paste()
    settle()
    assert [str(error) for error in told] == ["All of this stands in the table already, so there is nothing to change."]


def a_block_that_cannot_be_laid_over_the_table_is_refused(
    page: TablePage, settle: Callable[[], None], tasks: Tasks, column: int, text: str, said: str
) -> None:
    told: list[Exception] = []
    tasks.failure.connect(told.append)
    page.table.view.setCurrentIndex(page.table.model.index(0, column))
    QApplication.clipboard().setText(text)
    page.paste()
    settle()
    assert [isinstance(error, UserError) and said in str(error) for error in told] == [True], told


def test_a_block_is_pasted_over_rows_and_by_headings_and_what_cannot_be_taken_is_left_out(
    qtbot: QtBot, show: Show, settle: Callable[[], None], medway: Vault, tasks: Tasks, people: list[str]
) -> None:
    page = show(PeoplePage)
    a_block_goes_over_the_rows_from_the_current_cell(qtbot, page, settle, medway, tasks)
    headings_find_their_columns_and_records_and_add_new_ones(page, settle, medway, tasks)
    what_cannot_be_taken_is_said_where_and_can_be_left_out(page, settle, medway)


def a_block_goes_over_the_rows_from_the_current_cell(
    qtbot: QtBot, page: TablePage, settle: Callable[[], None], medway: Vault, tasks: Tasks
) -> None:
    before = hashes(medway)
    page.table.view.setCurrentIndex(page.table.model.index(0, 3))
    dialog = paste(page, settle, "one@example.org\t01634 306000\r\n\t\r\ntwo@example.org\t01622 652000\r\n")
    assert listed(dialog) == [
        ["1", "Aa One", "E-mail", "not recorded", "one@example.org"],
        ["1", "Aa One", "Telephone", "not recorded", "01634 306000"],
        ["3", "Aa Two", "E-mail", "not recorded", "two@example.org"],
        ["3", "Aa Two", "Telephone", "not recorded", "01622 652000"],
    ]
    assert hashes(medway) == before, "a preview changes nothing"
    assert dialog.accept_button.text() == "Change 2 people"
    assert "laid over the 2 rows from Aa One on" in dialog.notes.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle()
    with medway.store.reading() as session:
        found = {one.name: (one.email, one.telephone) for one in session.scalars(select(Person))}
    assert found["Aa One"] == ("one@example.org", "01634 306000")
    assert found["Aa Three"] == (None, None), "a blank line leaves the row below it as it is"
    assert found["Aa Two"] == ("two@example.org", "01622 652000")
    tasks.undo()
    settle()
    assert hashes(medway) == before


def headings_find_their_columns_and_records_and_add_new_ones(
    page: TablePage, settle: Callable[[], None], medway: Vault, tasks: Tasks
) -> None:
    before = hashes(medway)
    block = "Organisation\tName\tPost\nkent police\tAa Two\tSergeant\nMCH\tSiân \u0141uk\t'=2+2\n"
    dialog = paste(page, settle, block)
    assert [row[:3] for row in listed(dialog)] == [
        ["2", "Aa Two", "Organisation"],
        ["2", "Aa Two", "Post"],
        ["3", "Siân \u0141uk", "Organisation"],
        ["3", "Siân \u0141uk", "Name"],
        ["3", "Siân \u0141uk", "Post"],
    ]
    dialog.accept_button.click()
    settle()
    with medway.store.reading() as session:
        query = select(Person.name, Person.post, Organisation.name).join(Organisation)
        rows = {name: (post, body) for name, post, body in session.execute(query)}
    assert rows["Aa Two"] == ("Sergeant", "Kent Police")
    assert rows["Siân \u0141uk"] == ("=2+2", "Medway Community Healthcare")
    tasks.undo()
    settle()
    assert hashes(medway) == before


def what_cannot_be_taken_is_said_where_and_can_be_left_out(
    page: TablePage, settle: Callable[[], None], medway: Vault
) -> None:
    block = (
        "Name\tE-mail\tOrganisation\nAa One\tno address\tNowhere Ltd\nAa Two\ttwo@example.org\t\nAa Two\tx@y.org\t\n"
    )
    dialog = paste(page, settle, block)
    wrong = [row for row in listed(dialog) if row[0] in ("2", "4")]
    assert [row[:3] for row in wrong] == [
        ["2", "Aa One", "E-mail"],
        ["2", "Aa One", "Organisation"],
        ["4", "Aa Two", "Row"],
    ]
    assert "Nothing here is called “Nowhere Ltd”" in wrong[1][4]
    assert "stands in the block twice" in wrong[2][4]
    dialog.list.setCurrentCell(1, 0)
    assert "Nowhere Ltd" in dialog.full.text()
    assert not dialog.accept_button.isEnabled()
    dialog.leave_out.setChecked(True)
    assert dialog.accept_button.text() == "Change 1 person"
    dialog.accept_button.click()
    settle()
    with medway.store.reading() as session:
        emails = {one.name: one.email for one in session.scalars(select(Person))}
    assert (emails["Aa One"], emails["Aa Two"]) == (None, "two@example.org")


def test_what_is_counted_under_a_table_is_what_it_shows(show: Show, settle: Callable[[], None], medway: Vault) -> None:
    groups = show(GroupsPage)
    every_filter_and_group_answers(groups, settle)
    groups.table.query = Query(filters=(Filter("frequency", "more than 5", least=6),))
    groups.table.reload()
    settle()
    shown = len(groups.table.model.ids)
    said = groups.table.footer.text()
    with medway.store.reading() as session:
        often = [facts.meetings_a_year or 0 for facts in all_groups(session)]
    assert shown == sum(one > 5 for one in often) > 0
    assert (
        said == f"{shown} of {len(often)} groups, {sum(one for one in often if one > 5)} meetings a year in those shown"
    )

    roster = show(RosterPage)
    whole = len(roster.table.model.ids)
    roster.table.filter.setText("kent")
    settle()
    typed, found = roster.table.footer.text(), len(roster.table.model.ids)
    assert 0 < found < whole
    assert typed == f"{found} of {whole} seats: {found} not recorded"
    roster.table.filter.clear()
    roster.table.query = Query(
        scope=roster.table.query.scope, as_at=TODAY, filters=(Filter("organisation", "kent", contains="kent"),)
    )
    roster.table.reload()
    settle()
    assert roster.table.footer.text().startswith(f"{len(roster.table.model.ids)} of {whole} seats: ")


def test_how_tables_are_arranged_lasts_from_one_start_to_the_next_and_nothing_of_the_data_is_kept(
    medway: Vault, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Vault, "close", lambda _self: None)  # two windows, one after the other, on one open vault
    theme = Theme(qapp, Scheme.LIGHT)
    try:
        first = Work(medway, theme, lambda *_: None)
        first.window.restore({"pages": {"people": {"sort": "post"}, "groups": "nonsense", "gone": {}}})
        first.window.open(Place("organisations"))
        wait_while(lambda: first.tasks.busy)
        page: Any = first.window.page
        page.table.view.headings.choose(1, shown=False)
        page.table.view.headings.shift(3, -1)
        page.table.sort_by("sector", descending=True)
        page.table.group_by("involvement")
        page.table.show_filters(shown=True)
        page.table.filter_row.editors[0].setText("Kent Police")
        wait_while(lambda: first.tasks.busy)
        kept = json.loads(json.dumps(first.window.state()))
        assert kept["pages"]["people"] == {"sort": "post"}, "a page nobody visited is as it was left"
        assert "Police" not in str(kept)
        first.close()
        first.window.deleteLater()
        second = Work(medway, theme, lambda *_: None)
        second.window.restore(kept)
        wait_while(lambda: second.tasks.busy)
        again: Any = second.window.page
        assert again.key == "organisations"
        assert again.table.view.headings.shown() == [0, 3, 2, 4]
        assert again.table.model.query == Query("sector", descending=True, group="involvement")
        assert again.table.filter_row.isVisibleTo(again)
        assert again.table.model.found.sections[0].words == "Ended"
        second.window.open(Place("people"))
        assert second.window.pages["people"].table.query.sort == "post"
        second.close()
        second.window.deleteLater()
    finally:
        theme.close()


def test_a_saved_workbook_holds_what_is_shown_and_says_of_what(
    show: Show, settle: Callable[[], None], tmp_path: Path
) -> None:
    page = show(RosterPage)
    page.table.view.headings.choose(0, shown=False)
    page.table.view.headings.shift(3, -1)
    page.table.filter.setText("kent")
    page.table.sort_by("organisation")
    page.table.group_by("role")
    settle()
    shown = shown_of(page)
    out = tmp_path / "table.xlsx"
    write_shown(shown, "Medway", TODAY, out, progress())
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    facts = [row[0] for row in rows[:7] if row]
    assert facts[0] == "Learning Lessons"
    assert facts[1:] == [
        "Partnership: Medway", "As at: 15 January 2025", "Filtered by: “kent”", "Sorted by: Organisation",
        "Grouped by: Role", f"Rows: {len(page.table.model.ids)}",
    ]  # fmt: skip
    start = next(at for at, row in enumerate(rows) if row == ["Organisation", "Held by", "Role"])
    model = page.table.model
    lines = [at for at in range(model.rowCount()) if model.id_at(at) is not None]
    assert rows[start + 1 :] == [[model.index(at, column).data() for column in (1, 3, 2)] for at in lines]
    assert len(lines) > 1
