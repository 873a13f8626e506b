"""Locking, by hand, by the laptop and when nobody is there, and a laptop that remembers who works at it."""

from pathlib import Path

from password_stores import Hung, KeptInMind, Locked, Null
from programs import Begin, busy, page_of, unlock, vault_of, window_of
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from vaults import PASSPHRASE

from mscp_desktop.app import Program
from mscp_desktop.desktop.entrance.unlock import UnlockWindow
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.foundation import keys, pointer
from mscp_desktop.foundation.safe_files import read_slots
from mscp_desktop.foundation.vault import open_vault, users_of
from mscp_desktop.groups.rules.groups import group_named


def remembered(program: Program) -> bool:
    return vault_of(program).actor.uid in program.laptop.users.values()


def test_a_laptop_that_remembers_opens_by_itself_until_it_is_locked_or_the_store_forgets(
    begin: Begin, closed_medway: Path
) -> None:
    store = KeptInMind()
    program, hands = begin(closed_medway, store)
    hands.click(program.entrance.form.remember)  # type: ignore[union-attr]
    program.entrance.form.passphrase.setFocus()  # type: ignore[union-attr]
    unlock(program, hands)
    assert "remembers you" in window_of(program).notices.words
    assert remembered(program)
    hands.press("Ctrl+Q")

    program, hands = begin(closed_medway, store)
    assert program.work is not None, "nothing was typed"
    assert program.work.window.isVisible()
    hands.press("Ctrl+L")
    assert isinstance(program.entrance, UnlockWindow)
    assert program.entrance.remember
    assert not program.entrance.form.recall.isVisible()
    program.entrance.close()

    program, hands = begin(closed_medway, store)  # to end the program and start it again is no way round
    assert program.work is None
    unlock(program, hands)
    hands.press("Ctrl+Q")

    program, hands = begin(closed_medway, store)
    assert program.work is not None
    (secret,) = store.kept.values()
    assert secret not in (closed_medway.parent / "settings.json").read_text(encoding="utf-8")
    hands.press("Ctrl+Q")
    store.kept.clear()

    program, hands = begin(closed_medway, store)
    assert "no longer holds" in program.entrance.form.told.text()  # type: ignore[union-attr]
    unlock(program, hands)
    assert len(store.kept) == 1
    hands.press("Ctrl+Q")
    program, hands = begin(closed_medway, store)
    assert program.work is not None, "it is remembered again"


def test_what_is_typed_outlives_locks_that_nobody_asked_for(begin: Begin, closed_medway: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed_medway, store)
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    hands.press("Alt+G", "Return")
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

    hands.press("Alt+G", "Ctrl+N")  # a form that stood open
    hands.type("Neglect Task Gr")
    assert program.work is not None
    program.work.auto_lock.session.happened.emit("session")
    hands.busy = lambda: program.work is not None
    hands.settle()
    hands.busy = lambda: busy(program)
    hands.settle()
    assert program.work is None, "it stays locked while the screen is"
    assert "Locked with the laptop" in program.entrance.form.told.text()  # type: ignore[union-attr]
    hands.press("Return")  # one press opens what the laptop remembers
    assert program.work is not None
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


def test_a_store_that_does_not_keep_is_said_once_the_partnership_is_open(begin: Begin, closed_medway: Path) -> None:
    for store, words in ((Null(), "keeps nothing"), (Locked(), "is locked")):
        program, hands = begin(closed_medway, store)
        slots = read_slots(closed_medway / pointer.read_pointer(closed_medway).folder)
        program.entrance.form.remember.click()  # type: ignore[union-attr]
        unlock(program, hands)
        said = window_of(program).notices.words
        assert words in said
        assert "nothing was changed" in said
        assert not remembered(program)
        assert vault_of(program).slots == slots
        hands.press("Ctrl+Q")


def test_a_laptop_forgets_when_it_is_unticked_and_by_a_command(begin: Begin, closed_medway: Path) -> None:
    store = KeptInMind()
    program, hands = begin(closed_medway, store)
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    hands.press("Ctrl+L")
    program.entrance.form.remember.click()  # type: ignore[union-attr]
    unlock(program, hands)
    assert "asks for your passphrase from now on" in window_of(program).notices.words
    assert not remembered(program)
    assert store.kept == {}
    assert not keys.has_keyring(vault_of(program).slots, vault_of(program).actor.uid)
    for name, then in (("remember", True), ("forget.here", False)):
        (command,) = (one for one in window_of(program).commands() if one.name == name)
        assert command.ready
        command.call()
        hands.settle()
        assert remembered(program) is then
        assert not command.ready
    assert store.kept == {}


def test_coming_back_takes_the_warning_away_and_nothing_locks_while_somebody_presents(
    begin: Begin, closed_medway: Path
) -> None:
    program, hands = begin(closed_medway)
    unlock(program, hands)
    work = program.work
    assert work is not None
    work.auto_lock.idle.warned.emit(30)
    assert "Locking in 30 seconds" in work.window.notices.words
    hands.settle()
    work.auto_lock.idle._warned = 30
    QTest.keyClick(work.window.windowHandle(), Qt.Key.Key_Shift)
    assert work.window.notices.words == ""

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


def test_a_failing_backup_keeps_no_abandoned_window_open(begin: Begin, closed_medway: Path) -> None:
    (closed_medway / "backups").write_text("a file where the folder should be", encoding="utf-8")
    program, hands = begin(closed_medway)
    unlock(program, hands)
    hands.press("Alt+G", "Return", "Ctrl+A")
    hands.type("Accountable Officers")
    assert program.work is not None
    program.work.auto_lock.idle.ended.emit()
    hands.settle()
    assert program.work is None
    assert isinstance(program.entrance, UnlockWindow)


def test_a_password_store_that_hangs_holds_nobody_up(begin: Begin, closed_medway: Path) -> None:
    store = Hung()
    program, hands = begin(closed_medway, store)
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
    with open_vault(closed_medway, work.vault.frame, users_of(closed_medway)[0][0], PASSPHRASE) as vault:
        assert not keys.has_keyring(vault.slots, vault.actor.uid)
