"""Who can open it: the list, its forms, and a new recovery key, as somebody clicks and types through them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from hands import wait_while
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from vaults import PASSPHRASE

from mscp_desktop.access_commands import AccessCommands
from mscp_desktop.desktop.entrance.passphrase import PassphraseDialog
from mscp_desktop.desktop.entrance.recovery_print import draw_key, print_recovery_key
from mscp_desktop.desktop.entrance.recovery_sheet import RecoverySheet
from mscp_desktop.desktop.entrance.users_sheet import PersonForm, UsersSheet
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation import keys, users
from mscp_desktop.foundation.device_keys import DeviceKeys, Laptop
from mscp_desktop.foundation.errors import UserError, WrongPassphraseError
from mscp_desktop.foundation.recovery_keys import in_lines, new_recovery_key
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.undo import next_steps
from mscp_desktop.foundation.vault import Vault

ANNS = "purple monkey dishwasher tree"
READER = frozenset({Role.READER})


class Office:
    """The commands of an open vault before a window, and what they said."""

    def __init__(self, vault: Vault, qtbot: QtBot) -> None:
        self.vault, self.said = vault, list[Notice]()
        self.tasks = Tasks(vault.store, vault.actor)
        self.commands = AccessCommands(vault, self.tasks, self.said.append, Laptop(DeviceKeys(), {}, lambda: None))
        self.window = self.commands.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()

    def call(self, name: str) -> None:
        (command,) = (one for one in self.commands.commands() if one.name == name)
        assert command.ready
        command.call()
        self.settle()

    def settle(self) -> None:
        wait_while(lambda: self.tasks.busy)

    def sheet(self) -> UsersSheet:
        self.call("users")
        (sheet,) = (one for one in self.window.findChildren(UsersSheet) if one.isVisible())
        return sheet


@pytest.fixture
def office(empty_vault: Vault, qtbot: QtBot, derived_once: None) -> Iterator[Office]:
    made = Office(empty_vault, qtbot)
    yield made
    made.tasks.close()


def form_of(parent: QWidget) -> PersonForm:
    (form,) = (one for one in parent.findChildren(PersonForm) if one.isVisible())
    return form


def rows(sheet: UsersSheet) -> list[tuple[str, ...]]:
    table = sheet.table
    return [
        tuple(table.item(row, column).text() for column in range(table.columnCount()))  # type: ignore[union-attr]
        for row in range(table.rowCount())
    ]


def test_a_person_is_added_by_keyboard_and_listed(office: Office, qtbot: QtBot) -> None:
    sheet = office.sheet()
    assert [row[0] for row in rows(sheet)] == ["Business manager (you)"]
    qtbot.keyClick(sheet, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = form_of(sheet)
    qtbot.keyClicks(form.name, "Ann Lee")
    qtbot.keyClicks(form.first, "short")
    form.accept_button.click()
    assert "at least 12" in form.problem.text()
    assert form.first.selectedText() == "short"
    assert form.advice.text() == "", "it is said once"
    qtbot.keyClicks(form.first, ANNS)
    assert not form.problem.isVisible()
    qtbot.keyClicks(form.again, ANNS + "x")
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    assert "differ" in form.problem.text()
    form.again.setText(ANNS)
    qtbot.keyClick(form.again, Qt.Key.Key_Return)
    office.settle()
    assert not form.isVisible()
    assert rows(sheet)[0] == (
        "Ann Lee\nTo choose their own passphrase", "Reader", "15 January 2025\nby Business manager",
    )  # fmt: skip
    (ann,) = (uid for uid, name in keys.users(office.vault.slots) if name == "Ann Lee")
    assert keys.open_with_passphrase(office.vault.slots, ann, ANNS) == office.vault.data_key
    assert office.said[-1].words == "Ann Lee can open it now."


@pytest.fixture
def ann(office: Office) -> str:
    return users.add_user(office.vault, "Ann Lee", ANNS, READER, own=True)


def choose(sheet: UsersSheet, uid: str) -> None:
    sheet.table.setCurrentCell([user.uid for user in sheet._users].index(uid), 0)


def test_a_person_is_renamed_and_given_another_role(office: Office, ann: str, qtbot: QtBot) -> None:
    sheet = office.sheet()
    choose(sheet, ann)
    qtbot.keyClick(sheet.table, Qt.Key.Key_Return)
    form = form_of(sheet)
    assert form.name.text() == "Ann Lee"
    assert not form.first.isVisible()
    form.roles[Role.READER].click()
    form.accept_button.click()
    assert form.problem.text().startswith("\u25b2 Tick at least one"), "colour is never alone"
    form.roles[Role.AUDIT].click()
    form.name.setText("Business Manager")
    form.accept_button.click()
    office.settle()
    assert "Another user" in form.problem.text()
    form.name.setText("Ann Byron")
    form.accept_button.click()
    office.settle()
    assert rows(sheet)[0][:2] == ("Ann Byron", "Audit group")
    assert sheet.chosen is not None
    assert sheet.chosen.uid == ann


def test_a_lost_passphrase_is_replaced_by_a_colleague(office: Office, ann: str, qtbot: QtBot) -> None:
    sheet = office.sheet()
    choose(sheet, ann)
    sheet.reset.click()
    form = form_of(sheet)
    assert not form.name.isVisible()
    assert not form.roles[Role.READER].isVisible()
    for line in (form.first, form.again):
        qtbot.keyClicks(line, PASSPHRASE)
    form.accept_button.click()
    office.settle()
    assert keys.open_with_passphrase(office.vault.slots, ann, PASSPHRASE) == office.vault.data_key
    assert rows(sheet)[0][0] == "Ann Lee\nTo choose their own passphrase"
    with office.vault.store.reading() as session:
        back, _ = next_steps(session, office.vault.actor.uid)
    assert back is None, "undo passes over who may open it"
    lines = sheet.table.fontMetrics().height() * 2
    assert sheet.table.rowHeight(0) > lines


def test_a_person_is_removed_once_that_is_confirmed(office: Office, ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = office.sheet()
    choose(sheet, ann)
    asked: list[str] = []
    for answer in (False, True):
        monkeypatch.setattr(
            "mscp_desktop.access_commands.confirm", lambda *said, answer=answer: asked.append(said[2]) or answer
        )
        sheet.remove.click()
        office.settle()
    assert "Copies and backups from before still open" in asked[0]
    assert [row[0] for row in rows(sheet)] == ["Business manager (you)"]
    with pytest.raises(UserError, match="no such user"):
        keys.open_with_passphrase(office.vault.slots, ann, ANNS)


def test_the_own_role_is_given_up_once_another_can_give_it_back(
    office: Office, ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    users.change_user(office.vault, ann, 1, "Ann Lee", frozenset({Role.MANAGER}))
    sheet = office.sheet()
    choose(sheet, office.vault.actor.uid)
    sheet.change.click()
    form = form_of(sheet)
    form.roles[Role.MANAGER].click()
    for answer in (False, True):
        monkeypatch.setattr("mscp_desktop.access_commands.confirm", lambda *_, answer=answer: answer)
        form.accept_button.click()
        office.settle()
        assert form.isVisible() is not answer
    assert office.said[-1].words.endswith("from the next time you open it: lock, and open it again.")
    assert rows(sheet)[1][1] == "Audit group, finance officer, reader"


def test_nobody_removes_themselves_and_a_reader_only_looks(office: Office, ann: str, qtbot: QtBot) -> None:
    sheet = office.sheet()
    choose(sheet, office.vault.actor.uid)
    assert [one.isEnabled() for one in (sheet.add, sheet.change, sheet.reset, sheet.remove)] == [
        True, True, False, False,
    ]  # fmt: skip
    sheet.accept()
    office.vault.actor = Actor(ann, "Ann Lee", READER)
    sheet = office.sheet()
    choose(sheet, office.vault.slots.slots[0].user_uid or "")
    assert not any(one.isEnabled() for one in (sheet.add, sheet.change, sheet.reset, sheet.remove))
    qtbot.keyClick(sheet.table, Qt.Key.Key_Return)
    assert not sheet.findChildren(PersonForm)
    assert not next(one for one in office.commands.commands() if one.name == "recovery.new").ready


def test_a_passphrase_that_a_colleague_chose_is_to_be_changed(office: Office, qtbot: QtBot) -> None:
    office.commands.ask_for_own_passphrase()
    office.settle()
    assert not office.window.findChildren(PassphraseDialog)
    ann = users.add_user(office.vault, "Ann Lee", ANNS, READER)
    office.vault.actor = Actor(ann, "Ann Lee", READER)
    office.commands.ask_for_own_passphrase(typed=True)
    office.settle()
    (dialog,) = office.window.findChildren(PassphraseDialog)
    assert not dialog.old.isVisible(), "it was typed just now"
    for line in (dialog.new, dialog.again):
        qtbot.keyClicks(line, ANNS)
    dialog.change_button.click()
    office.settle()
    assert "your colleague chose" in dialog.problem.text()
    dialog.reject()
    put_off = office.said[-1]
    assert put_off.words.startswith("You still open it with the passphrase that a colleague chose")
    assert put_off.action is not None
    put_off.action[1]()
    dialog = next(one for one in office.window.findChildren(PassphraseDialog) if one.isVisible())
    for line, text in ((dialog.old, ANNS), (dialog.new, PASSPHRASE), (dialog.again, PASSPHRASE)):
        qtbot.keyClicks(line, text)
    dialog.change_button.click()
    office.settle()
    assert not dialog.isVisible()
    with office.vault.store.reading() as session:
        assert not users.has_given_passphrase(session, ann)
    assert keys.open_with_passphrase(office.vault.slots, ann, PASSPHRASE) == office.vault.data_key


def test_a_new_recovery_key_counts_once_it_was_typed_back(
    office: Office, empty_template: object, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = empty_template.recovery  # type: ignore[attr-defined]
    office.call("recovery.new")
    (sheet,) = office.window.findChildren(RecoverySheet)
    for typed, words in (("", "character"), (new_recovery_key(), "not the one above")):
        sheet.typed.setText(typed)
        sheet.use_button.click()
        assert words in sheet.problem.text()
    assert keys.open_with_recovery(office.vault.slots, former) == office.vault.data_key
    assert sheet.shown.text() == in_lines(sheet.key)
    sheet.typed.setText(sheet.key.lower())
    sheet.use_button.click()
    office.settle()
    assert not sheet.isVisible()
    assert keys.open_with_recovery(office.vault.slots, sheet.key) == office.vault.data_key
    with pytest.raises(WrongPassphraseError):
        keys.open_with_recovery(office.vault.slots, former)


def test_the_key_is_printed_on_one_page(tmp_path: Path, qapp: QApplication) -> None:
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "key.pdf"))
    key = new_recovery_key()
    draw_key(printer, key, date(2025, 1, 15))
    pages = pypdfium2.PdfDocument(str(tmp_path / "key.pdf"))
    words = " ".join(pages[0].get_textpage().get_text_range().split())
    assert " ".join(in_lines(key).split()) in words
    assert "15 January 2025" in words
    assert words.endswith("and type the key.")
    assert len(pages) == 1
    pages.close()


def test_a_key_is_never_printed_into_a_file(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    out = tmp_path / "key.pdf"

    def to_file(_: QWidget) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFileName(str(out))
        return printer

    with pytest.raises(UserError, match="save the key as a file"):
        print_recovery_key(new_recovery_key(), date(2025, 1, 15), parent, to_file)
    assert not out.exists()
    assert not print_recovery_key(new_recovery_key(), date(2025, 1, 15), parent, lambda _: None)


def test_a_printer_that_fails_is_said_beside_the_key(
    office: Office, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def fail(*_: object) -> bool:
        raise UserError("The printer did not take the page.")

    monkeypatch.setattr("mscp_desktop.desktop.entrance.recovery_print.print_recovery_key", fail)
    office.call("recovery.new")
    (sheet,) = office.window.findChildren(RecoverySheet)
    sheet.print_button.click()
    assert sheet.problem.text() == "The printer did not take the page."


@pytest.mark.parametrize("make", ["sheet", "recovery", "person"])
def test_everything_that_can_be_used_has_a_name(make: str, office: Office) -> None:
    made: QWidget = {"sheet": Office.sheet, "recovery": recovery, "person": person}[make](office)
    for widget in made.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus.value:
            text = "" if isinstance(widget, QLineEdit) else getattr(widget, "text", str)()
            assert widget.accessibleName() or text, widget


def recovery(office: Office) -> RecoverySheet:
    office.call("recovery.new")
    return office.window.findChildren(RecoverySheet)[0]


def person(office: Office) -> PersonForm:
    sheet = office.sheet()
    sheet.add.click()
    return form_of(sheet)
