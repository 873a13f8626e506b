"""What people do with groups, rosters and people, in the real window on a real vault; after each the vault is read.

Every everyday task is counted in keystrokes and clicks. The figure beside it is what the same task takes in the Word
table or the workbook that the roster is kept in now, with the file already open and at its first page.
"""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from filled import fill_pages
from hands import Hands
from minuted import Minuted
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from vaults import table_hashes

from mscp_desktop.desktop.delegates import Chip
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.model import RowsModel, listing
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import FOR_READING, Frame, Vault, open_with_key
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.opened import Work
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.roster.rules.rosters import Holding, Roster, roster_at

TODAY = date(2025, 1, 15)
GROUP = "Learning Lessons"
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def open_work(qtbot: QtBot, theme: Theme) -> Iterator[Callable[[Vault], Work]]:
    """Return a function that opens the window on an open vault, as unlocking does."""
    works: list[Work] = []

    def build(vault: Vault) -> Work:
        work = Work(vault, theme, lambda *_: None)
        works.append(work)
        failed: list[Exception] = []
        work.tasks.failure.connect(failed.append)
        qtbot.addWidget(work.window)
        with qtbot.waitActive(work.window):
            work.window.show()
            work.window.activateWindow()
        work.window.restore({})
        return work

    yield build
    for work in works:
        work.close()


@pytest.fixture
def work(open_work: Callable[[Vault], Work], medway: Vault) -> Work:
    """The window on Medway's arrangements, at its first page."""
    return open_work(medway)


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy)
    made.settle()
    return made


def page_of(work: Work) -> TablePage:
    page = work.window.page
    assert isinstance(page, TablePage)
    return page


def roster(vault: Vault, name: str = GROUP, day: date = TODAY) -> Roster:
    with vault.store.reading() as session:
        return roster_at(session, group_named(session, name).uid, day)


def holder(vault: Vault, place: int = 0, day: date = TODAY) -> str | None:
    return roster(vault, day=day).seats[place].holder


def open_roster(work: Work, hands: Hands) -> TablePage:
    """Open the roster of Learning Lessons at its first seat."""
    with work.vault.store.reading() as session:
        work.window.open(Place("group", group_named(session, GROUP).uid))
    hands.settle()
    page = page_of(work)
    assert page.heading.text() == GROUP
    assert page.table.view.hasFocus()
    return page


def open_dialogs(page: TablePage) -> list[QDialog]:
    return [dialog for dialog in page.findChildren(QDialog) if dialog.isVisible()]


def said(page: TablePage) -> str:
    """Return what the history in the panel says."""
    return "\n".join(label.text() for label in page.panel.history.findChildren(QLabel) if label.isVisible())


def test_groups_and_people_are_found_from_home_added_and_changed(work: Work, hands: Hands, medway: Vault) -> None:
    assert work.window.page is work.window.pages["home"]
    groups_are_in_published_order(work, hands)
    hands.press("Ctrl+K")  # a page's whole name finds the page first
    hands.type("people")
    hands.press("Return")
    assert page_of(work).key == "people"
    a_person_is_added_and_found_again_while_typing(work, hands, medway)
    a_group_is_changed_and_a_mistake_is_marked_not_lost(work, hands, medway)
    next(one for one in work.commands.commands() if one.name == "partnership.rename").call()
    hands.settle()
    hands.type("Kent and Süd")
    hands.press("Return")
    assert any("Kent and Süd" in label.text() for label in work.window.top.findChildren(QLabel))


def groups_are_in_published_order(work: Work, hands: Hands) -> None:
    hands.start()
    hands.press("Alt+G")
    page = page_of(work)
    assert page.key == "groups"
    assert page.table.footer.text() == "17 groups, 52 meetings a year in all"
    assert page.panel.title.text() == "Accountable Officers Meeting"
    hands.press("Ctrl+Return")
    assert page_of(work).key == "roster"
    assert page_of(work).heading.text() == "Accountable Officers Meeting"
    assert page_of(work).table.footer.text().startswith("3 seats: ")
    hands.press("Alt+Left")
    assert page_of(work).key == "groups"
    assert hands.count == 3  # in Word: the table of contents, the heading, and the way back: 4
    hands.start()
    hands.press("Ctrl+K")
    hands.type("case f")
    hands.press("Return")
    assert page_of(work).heading.text() == "Multi-Agency Case File Audit"
    assert hands.count == 8  # in Word: Ctrl+F, as many letters, and Return once for each mention before it


def a_person_is_added_and_found_again_while_typing(work: Work, hands: Hands, medway: Vault) -> None:
    hands.start()
    hands.press("Alt+P", "Ctrl+N")
    hands.type("Ada Byron")
    hands.press("Tab")
    hands.type("Named Nurse")
    hands.press("Tab")
    hands.type("kent pol")
    hands.press("Down", "Return", "Return")
    typed = len("Ada Byron" + "Named Nurse" + "kent pol")
    assert hands.count == typed + 7  # a workbook: sheet, end, three cells, saved: as many; no history
    with medway.store.reading() as session:
        person = session.scalars(select(Person).where(Person.name == "Ada Byron")).one()
        assert person.post == "Named Nurse"
        assert session.get_one(Organisation, person.organisation_id).name == "Kent Police"
        uid = person.uid
    hands.press("Alt+G")
    assert page_of(work).key == "groups"
    hands.start()
    hands.press("Ctrl+K")
    hands.type("byr")
    hands.press("Return")
    assert page_of(work).key == "people"
    assert page_of(work).panel.uid == uid
    assert hands.count == 5  # Ctrl+F in each document that may name her: more


def a_group_is_changed_and_a_mistake_is_marked_not_lost(work: Work, hands: Hands, medway: Vault) -> None:
    hands.press("Alt+G")
    page = page_of(work)
    hands.press("Down", "Down", "Return", "Ctrl+A")
    hands.type("Learning from Practice")
    hands.press("Return")
    with medway.store.reading() as session:
        assert group_named(session, "Learning from Practice").name == "Learning from Practice"
    field = page.panel.fields["times"]
    field.focus()
    hands.type("often")
    hands.press("Tab")
    assert field.sentence, "a mistake is marked"
    assert field.draft() == "often", "and not lost"
    with medway.store.reading() as session:
        assert group_named(session, "Learning from Practice").times == 6
    field.focus()
    hands.press("Escape")
    assert field.draft() is None


def test_a_holder_is_corrected_seen_in_history_undone_restored_and_succeeded(
    work: Work, hands: Hands, medway: Vault
) -> None:
    page = open_roster(work, hands)
    a_holder_is_corrected_and_restored(page, hands, medway)
    open_roster(work, hands)
    hands.press("Return", "Ctrl+A")
    hands.type("Tim Smith")
    assert page.panel.fields["holder"].editor.offered()
    hands.press("Tab")
    assert holder(medway) == "Tim Smith", "a name is saved when its field is left with the list open"
    a_successor_takes_over_from_a_date(page, hands, medway)
    hands.press("Return", "Tab")
    hands.type("Mar 2023")
    hands.press("Tab", "Escape", "Ctrl+Shift+V")
    hands.type("Feb 2023")
    hands.press("Return")
    (dialog,) = open_dialogs(page)
    assert isinstance(dialog, AskDialog)
    assert dialog.fields["start"].editor.text() == "Feb 2023", "a refused form stays with what was typed"
    assert "March 2023" in dialog.fields["start"].sentence
    assert holder(medway) == "Tim Smith"
    hands.press("Escape")


def a_holder_is_corrected_and_restored(page: TablePage, hands: Hands, medway: Vault) -> None:
    hands.start()
    hands.press("Return")
    hands.type("Siân Gŵynne")
    hands.press("Down", "Return")
    assert hands.count == len("Siân Gŵynne") + 3  # in Word: two clicks, the name, saved; and no history
    assert holder(medway) == "Siân Gŵynne"
    assert roster(medway).seats[0].holding is Holding.HELD

    hands.start()
    hands.press("Ctrl+A")
    hands.type("Ada Byron")
    hands.press("Down", "Return")
    assert holder(medway) == "Ada Byron"
    assert "Held by: Siân Gŵynne → Ada Byron" in said(page)

    hands.start()
    hands.press("Escape", "Ctrl+Z")
    assert holder(medway) == "Siân Gŵynne"
    assert hands.count == 2
    hands.press("Ctrl+Y")
    assert holder(medway) == "Ada Byron"

    hands.start()
    name = "Put back Held by: Siân Gŵynne"
    hands.click(next(one for one in page.panel.findChildren(QPushButton) if one.accessibleName() == name))
    assert holder(medway) == "Siân Gŵynne"
    assert hands.count == 1


def a_successor_takes_over_from_a_date(page: TablePage, hands: Hands, medway: Vault) -> None:
    hands.press("Escape")
    hands.start()
    hands.press("Ctrl+Shift+N")
    hands.type("Mair Ŵyn")
    hands.press("Down", "Return", "Tab")
    hands.type("1/1")
    hands.press("Return")
    assert not open_dialogs(page)
    assert hands.count <= len("Mair Ŵyn" + "1/1") + 6  # in Word both names, both dates, and the log of changes: more
    assert holder(medway) == "Mair Ŵyn"
    assert holder(medway, day=date(2024, 12, 31)) == "Tim Smith"
    assert roster(medway).seats[0].since == PartialDate(2025, 1, 1)
    hands.press("Ctrl+Z")
    assert holder(medway) == "Tim Smith"


def test_a_seat_falls_vacant_and_another_is_added_deleted_and_brought_back(
    work: Work, hands: Hands, medway: Vault
) -> None:
    page = open_roster(work, hands)
    assert roster(medway).seats[0].holding is Holding.NOT_RECORDED  # which is not the same as vacant
    hands.start()
    hands.press("Ctrl+Shift+V")
    hands.type("10 Jan")
    hands.press("Return")
    assert hands.count == len("10 Jan") + 2  # in Word: the cell, the name marked, "Vacant since 10 January", saved
    seat = roster(medway).seats[0]
    assert seat.holding is Holding.VACANT
    assert seat.since == PartialDate(2025, 1, 10)
    assert page.table.footer.text().startswith("19 seats: 1 vacant")
    assert roster(medway, day=date(2025, 1, 9)).seats[0].holding is Holding.NOT_RECORDED
    hands.press("Ctrl+Shift+V", "Escape")
    assert roster(medway).seats[0] == seat

    hands.press("Ctrl+Z")
    hands.press("Ctrl+Shift+V", "Tab", "Tab")  # what does it comes first: who goes on with Tab and Enter means it
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Cancel"
    hands.press("Return")
    assert not open_dialogs(page)
    assert roster(medway).seats[0].holding is Holding.NOT_RECORDED

    open_roster(work, hands)
    with medway.store.reading() as session:
        before = table_hashes(session)
    hands.start()
    hands.press("Ctrl+N", "Escape")
    assert len(roster(medway).seats) == 20
    new = roster(medway).seats[-1]
    assert page.table.current_uid() == new.uid
    assert new.holding is Holding.NOT_RECORDED
    hands.press("Delete")
    assert [seat.uid for seat in roster(medway).seats].count(new.uid) == 0
    hands.press("Ctrl+Z")
    assert roster(medway).seats[-1].uid == new.uid
    hands.press("Ctrl+Z")
    assert hands.count == 5  # in Word: a row inserted, deleted, and taken back twice: as many, if it is not yet closed
    assert len(roster(medway).seats) == 19
    with medway.store.reading() as session:
        assert table_hashes(session) == before


def test_a_roster_is_read_as_at_a_day_filtered_sorted_and_saved_and_no_file_is_lost_unasked(
    work: Work, hands: Hands, medway: Vault, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = open_roster(work, hands)
    before_the_first_known_day_nothing_is_claimed(page, hands)
    page.as_at.line.setFocus()
    page.as_at.line.selectAll()
    hands.type("31/13/2024")
    hands.press("Return")
    assert "31/13/2024" in work.window.notices.words, "a day that is none is said to be none"
    assert page.as_at.line.text() == "31/13/2024"
    assert page.table.query.as_at == TODAY
    hands.press("Escape")
    rows_are_filtered_sorted_and_change_places(page, hands, medway)
    there = tmp_path / "Rosters 14.3.pdf"
    there.write_bytes(b"another document")
    typed = [str(tmp_path / "Rosters 14.3.2025"), str(tmp_path / "before.csv")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (typed.pop(0), "PDF (*.pdf)"))
    hands.press("Ctrl+Shift+S")
    page.table.ask(as_at=date(2024, 12, 31))
    hands.settle()
    hands.press("Ctrl+Shift+S")
    assert there.read_bytes() == b"another document"
    assert (tmp_path / "Rosters 14.3.2025.pdf").read_bytes().startswith(b"%PDF")
    lines = (tmp_path / "before.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + 19
    assert all(GROUP in line for line in lines[1:])
    assert "31 December 2024" in work.window.notices.words


def before_the_first_known_day_nothing_is_claimed(page: TablePage, hands: Hands) -> None:
    hands.start()
    hands.click(page.as_at.line)
    hands.press("Ctrl+A")
    hands.type("30 Nov 2024")
    hands.press("Return")
    assert hands.count == len("30 Nov 2024") + 3  # in Word: last year's file, where somebody kept one
    assert page.table.model.rowCount() == 0
    chips = [chip.accessibleName() for chip in page.findChildren(Chip) if chip.isVisible()]
    assert "Not known before December 2024" in chips
    assert not any("vacant" in words for words in chips)
    hands.click(page.as_at.back)
    assert page.table.model.rowCount() == 19


def rows_are_filtered_sorted_and_change_places(page: TablePage, hands: Hands, medway: Vault) -> None:
    hands.start()
    hands.press("Ctrl+F")
    hands.type("police")
    seats = roster(medway).seats
    wanted = [seat.id for seat in seats if "police" in f"{seat.post} {seat.organisation}".casefold()]
    assert wanted
    assert list(page.table.model.ids) == wanted
    hands.press("Escape")
    assert hands.count == len("police") + 2  # in Word: Ctrl+F, the word, and one match at a time
    assert list(page.table.model.ids) == [seat.id for seat in seats]

    page.table.view.headings.sectionClicked.emit(1)
    hands.settle()
    by_name = sorted(seats, key=lambda seat: (seat.organisation is None, (seat.organisation or "").casefold()))
    assert list(page.table.model.ids) == [seat.id for seat in by_name]
    for _ in range(2):  # the other way round, then as published again
        page.table.view.headings.sectionClicked.emit(1)
        hands.settle()
    assert list(page.table.model.ids) == [seat.id for seat in seats]

    order = [seat.uid for seat in seats]
    page.table.view.selectRow(0)
    hands.settle()
    hands.start()
    hands.press("Alt+Down", "Alt+Down", "Alt+Up")
    assert [seat.uid for seat in roster(medway).seats] == [order[1], order[0], *order[2:]]
    assert hands.count == 3  # Word has the same keys, with Shift


def test_a_copy_that_can_only_be_read_says_so_and_refuses_every_door(
    open_work: Callable[[Vault], Work], medway: Vault, frame: Frame
) -> None:
    vault = open_with_key(medway.place, frame, medway.actor.uid, medway.data_key, to_change=False)
    work = open_work(vault)
    hands = Hands(lambda: work.tasks.busy)
    hands.settle()
    assert work.window.banner.isVisible()
    assert FOR_READING in [label.text() for label in work.window.banner.findChildren(QLabel)]
    with medway.store.reading() as session:
        before = table_hashes(session)
    hands.press("Alt+G")
    groups = page_of(work)
    hands.press("Ctrl+N")
    page = open_roster(work, hands)
    hands.press("Ctrl+N", "Ctrl+Shift+N", "Ctrl+Shift+V", "Alt+Down")
    assert not open_dialogs(page)
    for shown in (groups, page):
        enabled = {command.words: button.isEnabled() for command, button in shown.head.buttons}
        leading = {"Open its roster", "Show as a chart"}
        assert not any(able for words, able in enabled.items() if words not in leading), enabled
    hands.press("Return")
    hands.type("Somebody")
    hands.press("Escape")
    assert page.panel.fields["holder"].draft() is None
    assert page.panel.locked.text() == FOR_READING
    page.table.focus_rows()
    hands.press("Delete")
    assert work.window.notices.words == FOR_READING
    hands.press("Ctrl+Z")
    with medway.store.reading() as session:
        assert table_hashes(session) == before


def test_item_models_keep_their_promises_to_qt(open_work: Callable[[Vault], Work], minuted: Minuted) -> None:
    fill_pages(minuted)
    work = open_work(minuted.vault)
    hands = Hands(lambda: work.tasks.busy)
    hands.settle()
    testers = [QAbstractItemModelTester(work.window.top.search.model, FATAL)]
    used = ("roster", "people", "agencies")  # as at a day, from SQL, and grouped at first
    for key in used:
        work.window.open(Place(key))
        page = open_roster(work, hands) if key == "roster" else page_of(work)
        testers.append(QAbstractItemModelTester(page.table.model, FATAL))
        hands.settle()
        _use(page, hands)
        _arrange(page, hands)
    hands.press("Ctrl+K")
    hands.type("me")
    hands.press("Down", "Escape")
    aside = {*used, "tool"}  # the sections of a tool stand in their own order, as an agenda does
    tables = [page for page in work.window.pages.values() if isinstance(page, TablePage) and page.key not in aside]
    for page in tables:
        _arrange_rows(work, page)
    assert len(testers) == 1 + len(used) < len(tables)


def _use(page: TablePage, hands: Hands) -> None:
    """Add a row, take it back and do it again, filter, and find."""
    hands.press("Ctrl+N")
    if page.key == "people":
        hands.type("Aaron Aardvark")
        hands.press("Return")
    hands.press("Escape")
    hands.press("Ctrl+Z", "Ctrl+Y", "Ctrl+F")
    hands.type("me")
    hands.press("Escape")
    hands.type("me")
    hands.press("Escape")
    hands.press("Ctrl+Home", "Left", "Right", "Left", "Ctrl+Z", "Ctrl+Y")


def _arrange(page: TablePage, hands: Hands) -> None:
    """Group, fold, and sort."""
    page.table.group_by(next(column.key for column in page.table.model.source.columns if column.groups))
    hands.settle()
    page.table.fold_all(folded=True)
    page.table.group_by(None)
    hands.settle()
    page.table.sort_by(page.table.model.source.columns[0].key, descending=True)
    hands.settle()
    _all_are_there(page.table.model)


def _arrange_rows(work: Work, page: TablePage) -> None:
    """Group, fold, and sort the rows of a page that nobody looks at: it has the same model."""
    source = page.parts.source
    model = RowsModel(work.tasks, source)
    tester = QAbstractItemModelTester(model, FATAL)
    group = next(column.key for column in source.columns if column.groups)
    for query in (Query(as_at=TODAY, group=group), Query(source.columns[0].key, descending=True, as_at=TODAY)):
        with work.vault.store.reading() as session:
            model.show(listing(session, source, query))
        if query.group is not None:
            model.fold_all(folded=True)
    _all_are_there(model)
    del tester


def _all_are_there(model: RowsModel) -> None:
    rows = model.rowCount()
    assert rows > 1
    assert model.index(rows - 1, 0).data(Qt.ItemDataRole.DisplayRole)
