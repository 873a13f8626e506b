"""From the first window to the last: setting up, unlocking, locking, closing, and what is there the next morning."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hands import Hands
from password_stores import Hung, KeptInMind, Locked, Null
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select
from vaults import PASSPHRASE, USER_NAME

from mscp_desktop import opened
from mscp_desktop.app import Program
from mscp_desktop.desktop.entrance.entrance import Entrance
from mscp_desktop.desktop.entrance.first_run import FirstRunWindow
from mscp_desktop.desktop.entrance.passphrase import PassphraseDialog
from mscp_desktop.desktop.entrance.unlock import UnlockWindow
from mscp_desktop.desktop.entrance.users_sheet import PersonForm, UsersSheet
from mscp_desktop.desktop.frame.window import MainWindow
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.foundation import backups, keys, pointer
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.device_keys import DeviceKeys
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.safe_files import read_slots
from mscp_desktop.foundation.settings import read_settings
from mscp_desktop.foundation.vault import Frame, Vault, open_vault, users_of
from mscp_desktop.groups.rules import all_groups, group_named
from mscp_desktop.parties.records import Person

Begin = Callable[..., tuple[Program, Hands]]


@pytest.fixture
def begin(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, frame: Frame, monkeypatch: pytest.MonkeyPatch, derived_once: None
) -> Iterator[Begin]:
    """Return a function that starts the program on a place, as `run_window` does."""
    monkeypatch.setattr(opened, "FRAME", frame)
    qapp.setQuitOnLastWindowClosed(False)
    programs: list[Program] = []

    def start(place: Path, store: Any = None) -> tuple[Program, Hands]:
        forget(qapp)
        laptop = DeviceKeys(None if store is None else lambda: store, patience=60)
        program = Program(qapp, place, tmp_path / "settings.json", device_keys=laptop)
        programs.append(program)
        hands = Hands(lambda: busy(program))
        program.begin()
        hands.settle()
        return program, hands

    yield start
    for program in programs:
        end(program)
        program.theme.close()
        program.deleteLater()
        program.theme.deleteLater()
    forget(qapp)


def forget(qapp: QApplication) -> None:
    """Delete windows that were closed: each would be dressed again by the next theme."""
    for window in [one for one in qapp.topLevelWidgets() if isinstance(one, MainWindow | Entrance)]:
        if not window.isVisible():
            window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def busy(program: Program) -> bool:
    entrance: Any = program.entrance
    waiting = entrance is not None and entrance.worker.busy
    return waiting or (program.work is not None and program.work.tasks.busy)


def end(program: Program) -> None:
    """Let go of what a failed test left open."""
    work, program.work = program.work, None
    if work is not None:
        work.close()
        work.window.deleteLater()
    if program.entrance is not None and isValid(program.entrance):
        program.entrance.close()


def unlock(program: Program, hands: Hands, passphrase: str = PASSPHRASE) -> None:
    assert isinstance(program.entrance, UnlockWindow)
    hands.type(passphrase)
    hands.press("Return")


def window_of(program: Program) -> MainWindow:
    assert program.work is not None
    return program.work.window


def page_of(program: Program) -> TablePage:
    page = window_of(program).page
    assert isinstance(page, TablePage)
    return page


def vault_of(program: Program) -> Vault:
    assert program.work is not None
    return program.work.vault


@pytest.fixture
def closed(medway: Vault) -> Path:
    """The place of a closed vault with Medway's arrangements."""
    medway.close()
    return medway.place


TYPIST = 200 / 60  # keys in a second: forty words in a minute, as an office types


def test_a_new_user_is_at_medway_in_under_a_minute_by_keyboard_alone(begin: Begin, tmp_path: Path) -> None:
    program, hands = begin(tmp_path / "new")
    first = program.entrance
    assert isinstance(first, FirstRunWindow)
    form = first.form
    hands.press("Return")
    for text in ("Ada Byron", PASSPHRASE, PASSPHRASE):
        hands.type(text)
        hands.press("Return")
    assert form.typed.hasFocus()
    hands.type("".join(form.key.text().split()))
    hands.press("Return")
    assert page_of(program).table.footer.text().startswith("17 groups")
    assert (hands.presses, hands.clicks) == (106, 0)
    assert hands.presses / TYPIST < 35, "seconds, of which the program takes one or two more"
    assert [name for _, name in users_of(tmp_path / "new")] == ["Ada Byron"]
    with vault_of(program).store.reading() as session:
        assert len(all_groups(session)) == 17
        assert partnership_name(session) == "Medway Safeguarding Children Partnership"


def test_a_weak_passphrase_is_refused_before_anything_is_made(begin: Begin, tmp_path: Path) -> None:
    place = tmp_path / "new"
    program, hands = begin(place)
    form = program.entrance.form  # type: ignore[union-attr]
    hands.press("Return")
    for text in ("Ada Byron", "short", "short"):
        hands.type(text)
        hands.press("Return")
    assert form.you_problem.isVisible()
    assert form.passphrase.hasFocus()
    assert not pointer.has_vault(place)
    hands.type(PASSPHRASE)  # over the one that was refused, which is selected
    hands.press("Return", "Ctrl+A")
    hands.type(PASSPHRASE)
    hands.press("Return")
    assert form.key_page.isVisible()


def test_an_empty_partnership_has_its_name_and_says_what_to_do_first(begin: Begin, tmp_path: Path) -> None:
    program, hands = begin(tmp_path / "new")
    form = program.entrance.form  # type: ignore[union-attr]
    hands.click(form.empty)
    hands.press("Return")
    for text in ("Sampleshire Partnership", "Ada Byron", PASSPHRASE, PASSPHRASE):
        hands.type(text)
        hands.press("Return")
    hands.type("".join(form.key.text().split()))
    hands.press("Return")
    page = page_of(program)
    assert page.table.model.rowCount() == 0
    assert page.table._first_act.isVisible()
    hands.click(page.table._first_act)
    hands.type("Executive")
    hands.press("Return")
    with vault_of(program).store.reading() as session:
        assert [facts.name for facts in all_groups(session)] == ["Executive"]
        assert partnership_name(session) == "Sampleshire Partnership"


def test_a_wrong_passphrase_is_said_and_the_right_one_opens_where_it_was_left(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands, "wrong horse battery staple")
    entrance = program.entrance
    assert isinstance(entrance, UnlockWindow)
    assert entrance.form.problem.isVisible()
    assert program.work is None
    hands.start()
    unlock(program, hands)  # over the wrong one, which is selected
    assert hands.count == len(PASSPHRASE) + 1
    hands.press("Ctrl+2")
    hands.press("Ctrl+L")
    assert program.work is None
    assert isinstance(program.entrance, UnlockWindow)
    unlock(program, hands)
    assert page_of(program).key == "people"


def test_locking_lets_another_in_and_backs_up_what_changed(begin: Begin, closed: Path, frame: Frame) -> None:
    assert backups.backups_of(closed) == []
    program, hands = begin(closed)
    unlock(program, hands)
    hands.press("Ctrl+2", "Ctrl+N")
    hands.type("Ada Byron")
    hands.press("Ctrl+L")  # the field at hand is saved
    assert isinstance(program.entrance, UnlockWindow)
    assert len(backups.backups_of(closed)) == 1
    with open_vault(closed, frame, users_of(closed)[0][0], PASSPHRASE) as vault, vault.store.reading() as session:
        assert session.scalars(select(Person.name).where(Person.name == "Ada Byron")).all() == ["Ada Byron"]


def test_closing_backs_up_what_changed_to_the_last_field_and_nothing_twice(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands)
    work = program.work
    assert work is not None
    hands.press("Return", "Ctrl+A")
    hands.type("Accountable Officers")
    hands.press("Ctrl+Q")
    assert program.work is None
    assert not work.window.isVisible()
    assert len(backups.backups_of(closed)) == 1
    assert read_settings(closed.parent / "settings.json")["user"] == users_of(closed)[0][0]

    program, hands = begin(closed)
    unlock(program, hands)
    vault = vault_of(program)
    assert not backups.changed_since_backup(vault)
    with vault.store.reading() as session:
        assert group_named(session, "Accountable Officers").name == "Accountable Officers"
    hands.press("Ctrl+Q")
    assert program.work is None
    assert len(backups.backups_of(closed)) == 1


def test_what_was_typed_and_is_not_valid_yet_is_there_the_next_morning(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands)
    with vault_of(program).store.reading() as session:
        place = Place("group", group_named(session, "Learning Lessons").uid)
    window_of(program).open(Place("groups", place.uid))
    hands.settle()
    hands.press("Return")
    page = page_of(program)
    page.panel.fields["times"].focus()
    hands.press("Ctrl+A")
    hands.type("as often as needed")
    hands.press("Ctrl+Q")
    assert program.work is None

    program, hands = begin(closed)
    unlock(program, hands)
    page = page_of(program)
    assert page.panel.uid == place.uid
    field = page.panel.fields["times"]
    assert field.draft() == "as often as needed"
    assert "typed earlier" in field.sentence
    with vault_of(program).store.reading() as session:
        assert group_named(session, "Learning Lessons").times == 6
    field.focus()
    hands.press("Escape")
    assert field.draft() is None


def test_a_backup_that_fails_is_said_and_holds_nobody_for_good(begin: Begin, closed: Path) -> None:
    (closed / "backups").write_text("a file where the folder should be", encoding="utf-8")
    program, hands = begin(closed)
    unlock(program, hands)
    hands.press("Return", "Ctrl+A")
    hands.type("Accountable Officers")
    hands.press("Ctrl+Q")
    window = window_of(program)
    assert window.isVisible()
    assert "The backup was not made" in window.notices.words
    assert "Your data is saved" in window.notices.words
    with vault_of(program).store.reading() as session:
        assert group_named(session, "Accountable Officers").name == "Accountable Officers"
    hands.press("Ctrl+Q")
    assert not window.isVisible()
    assert program.work is None


def test_the_user_is_named_and_two_windows_never_work_at_once(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    assert isinstance(program.entrance, UnlockWindow)
    assert program.entrance.form.who.currentText() == USER_NAME
    unlock(program, hands)
    other, others = begin(closed)
    unlock(other, others)
    assert other.work is None
    assert isinstance(other.entrance, UnlockWindow)
    assert "open" in other.entrance.form.problem.text()
    assert program.work is not None


def remembered(program: Program) -> bool:
    return vault_of(program).actor.uid in program.laptop.users.values()


def test_a_laptop_that_remembers_opens_by_itself_until_it_is_locked(begin: Begin, closed: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed, store)
    hands.click(program.entrance.form.remember)  # type: ignore[union-attr]
    program.entrance.form.passphrase.setFocus()  # type: ignore[union-attr]
    unlock(program, hands)
    assert "remembers you" in window_of(program).notices.words
    assert remembered(program)
    hands.press("Ctrl+Q")

    program, hands = begin(closed, store)
    assert program.work is not None, "nothing was typed"
    assert program.work.window.isVisible()
    hands.press("Ctrl+L")
    assert isinstance(program.entrance, UnlockWindow)
    assert program.entrance.remember
    assert not program.entrance.form.recall.isVisible()
    program.entrance.close()

    program, hands = begin(closed, store)  # to end the program and start it again is no way round
    assert program.work is None
    unlock(program, hands)
    hands.press("Ctrl+Q")

    program, hands = begin(closed, store)
    assert program.work is not None
    (secret,) = store.kept.values()
    assert secret not in (closed.parent / "settings.json").read_text(encoding="utf-8")


def test_what_the_password_store_lost_is_remembered_again(begin: Begin, closed: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed, store)
    work = program.work
    assert work is None
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    hands.press("Ctrl+Q")
    store.kept.clear()

    program, hands = begin(closed, store)
    assert "no longer holds" in program.entrance.form.told.text()  # type: ignore[union-attr]
    unlock(program, hands)
    assert len(store.kept) == 1
    hands.press("Ctrl+Q")
    program, hands = begin(closed, store)
    assert program.work is not None


def test_a_store_that_does_not_keep_is_said_once_the_partnership_is_open(begin: Begin, closed: Path) -> None:
    for store, words in ((Null(), "keeps nothing"), (Locked(), "is locked")):
        program, hands = begin(closed, store)
        slots = read_slots(closed / pointer.read_pointer(closed).folder)
        program.entrance.form.remember.click()  # type: ignore[union-attr]
        unlock(program, hands)
        said = window_of(program).notices.words
        assert words in said
        assert "nothing was changed" in said
        assert not remembered(program)
        assert vault_of(program).slots == slots
        hands.press("Ctrl+Q")


def test_unticked_the_laptop_forgets(begin: Begin, closed: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed, store)
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    hands.press("Ctrl+L")
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    assert "asks for your passphrase from now on" in window_of(program).notices.words
    assert not remembered(program)
    assert store.kept == {}
    assert not keys.has_keyring(vault_of(program).slots, vault_of(program).actor.uid)


def test_a_laptop_is_forgotten_by_a_command(begin: Begin, closed: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed, store)
    unlock(program, hands)
    for name, then in (("remember", True), ("forget.here", False)):
        (command,) = (one for one in window_of(program).commands() if one.name == name)
        assert command.ready
        command.call()
        hands.settle()
        assert remembered(program) is then
        assert not command.ready
    assert store.kept == {}


def test_what_is_typed_outlives_a_lock_that_nobody_asked_for(begin: Begin, closed: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed, store)
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    hands.press("Return")
    page_of(program).panel.fields["times"].focus()
    hands.press("Ctrl+A")
    hands.type("as often as needed")
    assert program.work is not None
    program.work.auto_lock.idle.ended.emit()
    hands.settle()
    assert program.work is None
    entrance = program.entrance
    assert isinstance(entrance, UnlockWindow)
    assert "nobody touched a key" in entrance.form.told.text()
    assert not entrance.form.recall.isVisible(), "nobody has said who is there"
    unlock(program, hands)
    assert page_of(program).panel.fields["times"].draft() == "as often as needed"


def test_a_form_that_stood_open_has_what_was_typed_when_it_is_opened_again(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands)
    hands.press("Ctrl+N")
    hands.type("Neglect Task Gr")
    assert program.work is not None
    program.work.auto_lock.session.happened.emit("session")
    hands.busy = lambda: program.work is not None
    hands.settle()
    hands.busy = lambda: busy(program)
    unlock(program, hands)
    hands.press("Ctrl+N")
    form = window_of(program).findChild(AskDialog)
    assert form is not None
    assert form.fields["name"].draft() == "Neglect Task Gr"
    assert "typed earlier" in form.fields["name"].sentence
    hands.type("oup")
    hands.press("Return")
    with vault_of(program).store.reading() as session:
        assert group_named(session, "Neglect Task Group")
    hands.press("Ctrl+N")
    (form,) = (one for one in window_of(program).findChildren(AskDialog) if one.isVisible())
    assert form.fields["name"].draft() is None
    hands.press("Escape")


def test_after_the_laptops_own_lock_one_press_opens_what_it_remembers(begin: Begin, closed: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed, store)
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    assert program.work is not None
    program.work.auto_lock.session.happened.emit("session")
    hands.settle()
    assert program.work is None, "it stays locked while the screen is"
    assert "Locked with the laptop" in program.entrance.form.told.text()  # type: ignore[union-attr]
    hands.press("Return")
    assert program.work is not None


def test_a_failing_backup_keeps_no_abandoned_window_open(begin: Begin, closed: Path) -> None:
    (closed / "backups").write_text("a file where the folder should be", encoding="utf-8")
    program, hands = begin(closed)
    unlock(program, hands)
    hands.press("Return", "Ctrl+A")
    hands.type("Accountable Officers")
    assert program.work is not None
    program.work.auto_lock.idle.ended.emit()
    hands.settle()
    assert program.work is None
    assert isinstance(program.entrance, UnlockWindow)


def test_nothing_locks_while_somebody_presents(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands)
    work = program.work
    assert work is not None
    work.window.presenting.start()
    for happened in (work.auto_lock.idle.ended, work.auto_lock.idle.slept):
        happened.emit()
    work.auto_lock.session.happened.emit("session")
    hands.settle()
    assert program.work is work
    work.window.presenting.stop()
    work.auto_lock.session.happened.emit("session")
    hands.settle()
    assert program.work is None


def test_coming_back_takes_the_warning_away(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands)
    work = program.work
    assert work is not None
    work.auto_lock.idle.warned.emit(30)
    assert "Locking in 30 seconds" in work.window.notices.words
    hands.settle()
    work.auto_lock.idle._warned = 30
    QTest.keyClick(work.window.windowHandle(), Qt.Key.Key_Shift)
    assert work.window.notices.words == ""


def test_a_colleague_is_added_in_the_window_and_chooses_a_passphrase_of_their_own(begin: Begin, closed: Path) -> None:
    program, hands = begin(closed)
    unlock(program, hands)
    hands.press("Ctrl+K")
    hands.type("see who can")
    hands.press("Return")
    sheet = window_of(program).findChild(UsersSheet)
    assert sheet is not None
    hands.click(sheet.add)
    first = "purple monkey dishwasher tree"
    hands.type("Ann Lee")
    form = sheet.findChild(PersonForm)
    assert form is not None
    for field in (form.first, form.again):
        field.setFocus()
        hands.type(first)
    hands.press("Return")
    assert sheet.table.rowCount() == 2
    hands.click(sheet.close_button)
    hands.press("Ctrl+L")

    entrance = program.entrance
    assert isinstance(entrance, UnlockWindow)
    entrance.form.who.setCurrentText("Ann Lee")
    entrance.form.passphrase.setFocus()
    unlock(program, hands, first)
    dialog = window_of(program).findChild(PassphraseDialog)
    assert dialog is not None
    assert dialog.isVisible()
    own = "seven green bottles on a wall"
    for text, after in ((first, "Tab"), (own, "Tab"), (own, "Return")):
        hands.type(text)
        hands.press(after)
    assert not dialog.isVisible()
    assert vault_of(program).actor.name == "Ann Lee"
    hands.press("Ctrl+L")
    unlock(program, hands, own)
    assert program.work is not None
    assert not [one for one in window_of(program).findChildren(PassphraseDialog) if one.isVisible()]


def test_a_password_store_that_hangs_holds_nobody_up(begin: Begin, closed: Path) -> None:
    store = Hung()
    program, hands = begin(closed, store)
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    hands.type(PASSPHRASE)
    hands.busy = lambda: program.work is None
    hands.press("Return")
    work = program.work
    assert work is not None
    assert store.asked.wait(5)
    assert work.tasks.busy
    hands.busy = lambda: program.work is not None
    hands.press("Ctrl+Q")  # nobody waits for it any more
    store.free.set()
    with open_vault(closed, work.vault.frame, users_of(closed)[0][0], PASSPHRASE) as vault:
        assert not keys.has_keyring(vault.slots, vault.actor.uid)
