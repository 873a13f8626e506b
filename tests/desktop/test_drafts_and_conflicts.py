"""Nothing typed is lost: through a kill, beside another process, and where two changed the same field."""

import signal
from collections.abc import Callable, Iterator
from typing import Any

import other_process
import pytest
from hands import wait_while
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select

from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.unfinished import UnfinishedDialog, show_unfinished
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Query
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.drafts import unfinished
from mscp_desktop.foundation.errors import InUseError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.purging import purge
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key
from mscp_desktop.groups.page.groups import GroupsPage
from mscp_desktop.opened import Work
from mscp_desktop.parties.page.people import PeoplePage
from mscp_desktop.parties.page.people_fields import MAKE_PERSON
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.parties.rules.removal import delete_parties

Show = Callable[..., Any]


@pytest.fixture
def ann(empty_vault: Vault) -> str:
    """A person with a number and an address."""
    uid: str = run(
        empty_vault.store,
        empty_vault.actor,
        add_person,
        "Ann Lee",
        email="ann@example.org",
        telephone="01634 306000",
    ).value
    return uid


def shown(qtbot: QtBot, tasks: Tasks, page: Page, uid: str) -> Any:
    """Show a page on a record, as a window of its own would."""
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1000, 700)
    page.show()
    made: Any = page
    made.panel.show_record(uid)
    wait_while(lambda: tasks.busy)
    return made.panel


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Callable[[Vault], Tasks]]:
    """Return a function that begins to work in an open vault, as a window does."""
    made: list[Tasks] = []

    def begin(vault: Vault) -> Tasks:
        made.append(Tasks(vault.store, vault.actor))
        return made[-1]

    yield begin
    for tasks in made:
        tasks.close()


def telephone(vault: Vault, uid: str) -> str | None:
    with vault.store.reading() as session:
        return Person.by_uid(session, uid).telephone


def write(qtbot: QtBot, field: Any, text: str) -> None:
    field.focus()
    field.editor.line.selectAll()
    qtbot.keyClicks(field.editor.line, text)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows ends processes another way")
def test_a_killed_window_of_another_process_and_the_conflict_resolved_in_the_window(
    qtbot: QtBot, empty_vault: Vault, ann: str, frame: Frame, window: Callable[[Vault], Tasks]
) -> None:
    empty_vault.close()
    typed = {"email": "ann.lee@", "telephone": "01634 306001"}
    typist = other_process.start(empty_vault, ann, typed)
    assert typist.stdout is not None
    assert typist.stdout.readline().strip() == other_process.STARTED
    with pytest.raises(InUseError, match="open in another window"):
        open_with_key(empty_vault.place, frame, empty_vault.actor.uid, empty_vault.data_key)
    typist.send_signal(signal.SIGKILL)
    assert typist.wait(10) == -signal.SIGKILL
    typist.stdout.close()
    with open_with_key(empty_vault.place, frame, empty_vault.actor.uid, empty_vault.data_key) as vault:
        more = {"telephone": "01634 999999", "post": "Head of Service"}
        run(vault.store, vault.actor, change_person, ann, 1, **more)
    with open_with_key(empty_vault.place, frame, empty_vault.actor.uid, empty_vault.data_key) as vault:
        tasks = window(vault)
        panel = shown(qtbot, tasks, PeoplePage(tasks), ann)
        email, number = panel.fields["email"], panel.fields["telephone"]
        assert email.editor.text() == "ann.lee@"
        assert "is not an e-mail address" in email.sentence
        assert "typed earlier and not saved" in email.sentence
        assert panel.fields["post"].editor.text() == "Head of Service"
        assert number.editor.text() == "01634 306001"
        assert number.asking
        for said in ("Theirs: “01634 999999”", "Yours: “01634 306001”", "Before: “01634 306000”", vault.actor.name):
            assert said in number.sentence
        number.focus()
        qtbot.keyClick(number.editor.line, Qt.Key.Key_End)
        qtbot.keyClicks(number.editor.line, "2")
        assert "Yours: “01634 3060012”" in number.sentence
        qtbot.keyClick(number.editor.line, Qt.Key.Key_Backspace)
        qtbot.mouseClick(number._mine, Qt.MouseButton.LeftButton)
        wait_while(lambda: tasks.busy)
        assert telephone(vault, ann) == "01634 306001"
        assert number.sentence == ""
        with vault.store.reading() as session:
            assert [[typed.field for typed in one.typed] for one in unfinished(session, vault.actor.uid)] == [["email"]]
        tasks.close()


def test_two_windows_change_one_record(
    qtbot: QtBot, empty_vault: Vault, ann: str, window: Callable[[Vault], Tasks]
) -> None:
    one, two = window(empty_vault), window(empty_vault)
    first, second = shown(qtbot, one, PeoplePage(one), ann), shown(qtbot, two, PeoplePage(two), ann)
    write(qtbot, first.fields["telephone"], "1111")
    write(qtbot, second.fields["telephone"], "2222")
    write(qtbot, second.fields["email"], "new@example.org")
    wait_while(lambda: one.busy or two.busy)
    assert telephone(empty_vault, ann) == "2222"
    first.leave()
    wait_while(lambda: one.busy or two.busy)
    field = first.fields["telephone"]
    assert telephone(empty_vault, ann) == "2222"
    assert field.asking
    assert "Theirs: “2222”" in field.sentence
    assert "Before: “01634 306000”" in field.sentence
    write(qtbot, field, "2222")
    assert (field.dirty, field.asking, field.sentence) == (False, False, "")  # both say the same
    field.ask("2222", field.version)
    qtbot.mouseClick(field._theirs, Qt.MouseButton.LeftButton)
    second.leave()
    wait_while(lambda: one.busy or two.busy)
    assert field.editor.text() == "2222"
    assert first.fields["email"].editor.text() == "new@example.org"
    assert telephone(empty_vault, ann) == "2222"


def test_an_unanswered_conflict_outlives_the_window_and_a_purge_takes_drafts_along(
    qtbot: QtBot, empty_vault: Vault, ann: str, window: Callable[[Vault], Tasks]
) -> None:
    one = window(empty_vault)
    page = PeoplePage(one)
    panel = shown(qtbot, one, page, ann)
    write(qtbot, panel.fields["telephone"], "1111")
    run(empty_vault.store, empty_vault.actor, change_person, ann, 1, telephone="2222")
    panel.leave()
    wait_while(lambda: one.busy)
    assert panel.fields["telephone"].asking
    panel.show_record(None)
    wait_while(lambda: one.busy)
    panel.show_record(ann)
    wait_while(lambda: one.busy)
    assert panel.fields["telephone"].asking
    assert panel.fields["telephone"].editor.text() == "1111"
    qtbot.keyClick(panel.fields["telephone"].editor.line, Qt.Key.Key_Escape)
    wait_while(lambda: one.busy)
    assert panel.fields["telephone"].editor.text() == "2222"

    write(qtbot, panel.fields["email"], "half")
    panel.leave()
    wait_while(lambda: one.busy)
    with empty_vault.store.reading() as session:
        assert len(unfinished(session, empty_vault.actor.uid)) == 1
    run(empty_vault.store, empty_vault.actor, purge, [("person", ann)], "Asked to be forgotten")
    with empty_vault.store.reading() as session:
        assert unfinished(session, empty_vault.actor.uid) == []
    show_unfinished(one, lambda _: None, panel)
    wait_while(lambda: one.busy)
    dialog = panel.findChild(UnfinishedDialog)
    assert dialog.found == ()
    assert "Nothing is unfinished" in dialog.findChild(type(panel.title)).text()


def test_what_is_unfinished_is_listed_leads_there_and_is_not_shown_while_somebody_presents(
    qtbot: QtBot, medway: Vault, window: Callable[[Vault], Tasks]
) -> None:
    uid = run(medway.store, medway.actor, add_person, "Ann Lee").value
    tasks = window(medway)
    people = PeoplePage(tasks)
    panel = shown(qtbot, tasks, people, uid)
    write(qtbot, panel.fields["email"], "half")
    write(qtbot, panel.fields["telephone"], "x")
    panel.show_record(None)
    groups = GroupsPage(tasks)
    with medway.store.reading() as session:
        group = groups.parts.source.rows(session, groups.parts.source.ids(session, Query())[:1], Query())
    other = shown(qtbot, tasks, groups, group[0].uid)
    assert other.elsewhere.text() == "Unfinished: 1 entry elsewhere"  # one record, though two of its fields
    assert "Ann Lee" in other.elsewhere.toolTip()
    other.show_private(shown=False)
    assert not other.elsewhere.isVisible()
    other.reload()
    wait_while(lambda: tasks.busy)
    assert not other.elsewhere.isVisible()
    show_unfinished(tasks, lambda _: None, other, hidden=True)
    wait_while(lambda: tasks.busy)
    dialog = other.findChild(UnfinishedDialog)
    words = " ".join(one.text() for one in dialog.findChildren(type(other.title)))
    assert "Unfinished: 1 entry" in words
    assert "hidden while you present" in words
    assert "half" not in words
    dialog.reject()
    other.show_private(shown=True)
    assert other.elsewhere.isVisible()

    gone: list[Place] = []
    other.navigate.connect(gone.append)
    dialog, links = list_unfinished(qtbot, tasks, other)
    (listed,) = dialog.found
    assert listed.title == "Ann Lee"
    assert {(typed.label, typed.text) for typed in listed.typed} == {("E-mail", "half"), ("Telephone", "x")}
    qtbot.mouseClick(links["Go to Ann Lee"], Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    assert gone == [Place("person", uid)]
    run(medway.store, medway.actor, delete_parties, "person", [uid])
    with medway.store.reading() as session:
        assert unfinished(session, medway.actor.uid) == []
    undo(medway.store, medway.actor)
    with medway.store.reading() as session:
        assert [one.title for one in unfinished(session, medway.actor.uid)] == ["Ann Lee"]
    a_form_that_is_left_is_one_entry_and_said_of_at_once(qtbot, tasks, other)
    with medway.store.reading() as session:
        assert unfinished(session, medway.actor.uid) == []


def list_unfinished(qtbot: QtBot, tasks: Tasks, panel: Any) -> tuple[Any, dict[str, QPushButton]]:
    """Press the panel's link, and return the list it shows with its buttons by name."""
    qtbot.mouseClick(panel.elsewhere, Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    (dialog,) = [one for one in panel.findChildren(UnfinishedDialog) if one.isVisible()]
    return dialog, {one.accessibleName(): one for one in dialog.findChildren(QPushButton) if one.accessibleName()}


def a_form_that_is_left_is_one_entry_and_said_of_at_once(qtbot: QtBot, tasks: Tasks, panel: Any) -> None:
    form = AskDialog(tasks, "Add a person", MAKE_PERSON.fields, {}, "Add the person", MAKE_PERSON.act, panel)
    form.show()
    wait_while(lambda: tasks.busy)
    write(qtbot, form.fields["name"], "Bo")
    write(qtbot, form.fields["email"], "bo@")
    form.reject()
    wait_while(lambda: tasks.busy)
    assert panel.elsewhere.text() == "Unfinished: 2 entries elsewhere"
    dialog, links = list_unfinished(qtbot, tasks, panel)
    for title in ("Ann Lee", "Add a person"):
        qtbot.mouseClick(links[f"Drop what was typed in {title}"], Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    assert dialog.heading.text() == "Nothing is unfinished"
    assert not panel.elsewhere.isVisible()


@pytest.fixture
def work(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Work]:
    """The whole window on Medway's arrangements."""
    made = Work(medway, theme, lambda *_: None)
    qtbot.addWidget(made.window)
    made.window.show()
    made.window.restore({})
    yield made
    made.close()


def test_the_window_lists_what_is_unfinished_which_leads_back_to_the_record_and_into_the_form(
    qtbot: QtBot, medway: Vault, work: Work
) -> None:
    def settle() -> None:
        for _ in range(3):
            QApplication.processEvents()
            wait_while(lambda: work.tasks.busy)

    def call(name: str) -> None:
        next(one for one in work.window.commands() if one.name == name).call()
        settle()

    uid = run(medway.store, medway.actor, add_person, "Ann Lee").value
    medway.store.save_draft(medway.actor.uid, f"person:{uid}", "email", "half", over="", words="E-mail\nAnn Lee")
    next(one for one in work.window.commands() if one.words == "Show unfinished entries").call()
    wait_while(lambda: work.tasks.busy)
    dialog = work.window.findChild(UnfinishedDialog)
    assert isinstance(dialog, UnfinishedDialog)
    assert [typed.text for one in dialog.found for typed in one.typed] == ["half"]
    links = [one for one in dialog.findChildren(QPushButton) if one.text() == "Go there"]
    qtbot.mouseClick(links[0], Qt.MouseButton.LeftButton)
    settle()
    page: Any = work.window.page
    assert page.panel.uid == uid
    assert page.panel.fields["email"].editor.text() == "half"

    work.window.open(Place("meeting-setup"))
    settle()
    call("setup.block")
    (form,) = [one for one in work.window.findChildren(AskDialog) if one.isVisible()]
    qtbot.keyClicks(form.fields["name"].editor.focusable()[0], "Half term")
    form.reject()
    settle()
    work.window.open(Place("people"))
    settle()
    call("unfinished")
    (dialog,) = [one for one in work.window.findChildren(UnfinishedDialog) if one.isVisible()]
    named = {one.accessibleName(): one for one in dialog.findChildren(QPushButton) if one.isVisible()}
    named["Go to Keep days free of meetings"].click()
    settle()
    assert work.window.page is work.window.pages["meeting-setup"]
    (form,) = [one for one in work.window.findChildren(AskDialog) if one.isVisible()]
    assert form.fields["name"].read() == "Half term"
    form.reject()


def test_a_form_gives_back_what_was_typed_until_it_is_saved_or_dropped(
    qtbot: QtBot, empty_vault: Vault, window: Callable[[Vault], Tasks]
) -> None:
    tasks = window(empty_vault)
    over = QWidget()
    qtbot.addWidget(over)
    over.show()

    def open_form() -> AskDialog:
        fields = MAKE_PERSON.fields
        made = AskDialog(tasks, "Add a person", fields, {}, "Add the person", MAKE_PERSON.act, over)
        made._drafts.setInterval(0)
        made.show()
        wait_while(lambda: tasks.busy)
        return made

    empty = open_form()
    qtbot.mouseClick(empty.accept_button, Qt.MouseButton.LeftButton)
    assert empty.fields["name"].sentence
    empty.reject()
    form = open_form()
    assert not form._drop_button.isVisible()  # nothing was typed
    write(qtbot, form.fields["name"], "Ann")
    write(qtbot, form.fields["email"], "ann@")
    wait_while(lambda: form._drafts.isActive() or tasks.busy)
    again = open_form()  # as after a kill: the first was neither saved nor dropped
    assert again.fields["name"].draft() == "Ann"
    assert again.fields["email"].draft() == "ann@"
    assert "is not an e-mail address" in again.fields["email"].sentence
    with empty_vault.store.reading() as session:
        (left,) = unfinished(session, empty_vault.actor.uid)
        assert {one.label for one in left.typed} == {"Name", "E-mail"}
    qtbot.keyClick(again.fields["email"].editor.line, Qt.Key.Key_Escape)  # keeps it, the second time as the first
    wait_while(lambda: tasks.busy)
    assert not isValid(again)
    third = open_form()
    assert "drop" not in third.fields["name"].sentence.casefold()
    assert third.fields["email"].draft() == "ann@"
    assert third._drop_button.isVisible()
    qtbot.mouseClick(third._drop_button, Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    with empty_vault.store.reading() as session:
        assert unfinished(session, empty_vault.actor.uid) == []
    assert third.fields["email"].draft() is None
    write(qtbot, third.fields["name"], "Ann Lee")
    qtbot.keyClick(third.fields["name"].editor.line, Qt.Key.Key_Escape)  # leaves at once, and keeps the text
    wait_while(lambda: tasks.busy)
    last = open_form()
    assert last.fields["name"].draft() == "Ann Lee"
    qtbot.mouseClick(last.accept_button, Qt.MouseButton.LeftButton)
    wait_while(lambda: tasks.busy)
    with empty_vault.store.reading() as session:
        assert session.scalars(select(Person.name)).all() == ["Ann Lee"]
        assert unfinished(session, empty_vault.actor.uid) == []
    assert not open_form()._drop_button.isVisible()


def test_tab_comes_to_what_saves_a_form_before_what_leaves_it(
    qtbot: QtBot, empty_vault: Vault, window: Callable[[Vault], Tasks]
) -> None:
    tasks = window(empty_vault)
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    fields = MAKE_PERSON.fields
    form = AskDialog(tasks, "Add a person", fields, {}, "Add the person", MAKE_PERSON.act, over)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    wait_while(lambda: tasks.busy)
    form.fields[fields[-1].key].editor.focusable()[-1].setFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.accept_button
    QTest.keyClick(form.accept_button, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Cancel"
