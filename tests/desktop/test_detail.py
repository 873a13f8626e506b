"""The panel of one record: saving, drafts, conflicts, history, and what is read only."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from people_feature import FIELDS, SAVE, add_people, change_person, load, remove_people, restore
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from vaults import typed_at

from mscp_desktop.desktop.panel.detail import DetailPanel
from mscp_desktop.desktop.panel.editors import ChoiceEditor, LineEditor
from mscp_desktop.desktop.panel.history_list import FIRST
from mscp_desktop.desktop.panel.picker import PickerEditor
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Detail
from mscp_desktop.foundation.bookkeeping import OperationRow
from mscp_desktop.foundation.errors import NotAllowedError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Actor, Store
from mscp_desktop.foundation.undo import undo
from mscp_desktop.parties.records import Organisation, Person

Settle = Callable[[], None]
Do = Callable[..., Any]
Show = Callable[..., DetailPanel]


@pytest.fixture
def do(store: Store, actor: Actor) -> Do:
    return partial(run, store, actor)


@pytest.fixture
def uids(do: Do) -> list[str]:
    found: list[str] = do(add_people, ["Ada", "Ben"], ["Medway Council", "Kent Police"]).value
    return found


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks, settle: Settle) -> Show:
    """Return a function that opens a panel on a record."""

    def build(uid: str | None, read: Callable[[Session, str], Detail | None] = load) -> DetailPanel:
        panel = DetailPanel(tasks, FIELDS, read, SAVE, restore=restore)
        tasks.announced.connect(lambda _: panel.reload())
        qtbot.addWidget(panel)
        panel.resize(340, 700)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        panel.show_record(uid)
        settle()
        return panel

    return build


def write(qtbot: QtBot, panel: DetailPanel, key: str, text: str) -> None:
    editor = panel.fields[key].editor
    assert isinstance(editor, LineEditor | PickerEditor)
    panel.fields[key].focus()
    editor.line.selectAll()
    qtbot.keyClicks(editor.line, text)


def text_of(panel: DetailPanel, key: str) -> str:
    return panel.fields[key].editor.text()


def stored(store: Store, uid: str, column: str) -> Any:
    with store.reading() as session:
        return session.scalar(select(getattr(Person, column)).where(Person.uid == uid))


def operations(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(OperationRow)) or 0


def links(panel: DetailPanel) -> list[QPushButton]:
    QApplication.processEvents()
    return [button for button in panel.history.findChildren(QPushButton) if button.isVisibleTo(panel.history)]


def test_a_field_that_is_left_is_saved_as_one_operation(
    qtbot: QtBot, store: Store, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    assert panel.title.text() == "Ada"
    assert text_of(panel, "organisation") == "Medway Council"
    before = operations(store)
    write(qtbot, panel, "email", "ada@example.org")
    qtbot.keyClick(panel.fields["email"].editor.focusable()[0], Qt.Key.Key_Tab)
    settle()
    assert stored(store, uids[0], "email") == "ada@example.org"
    assert operations(store) == before + 1
    assert panel.detail is not None
    assert panel.detail.version == 2
    assert not panel.fields["email"].dirty
    for button in links(panel):
        assert button.accessibleName()


def test_quick_changes_of_one_field_do_not_get_in_each_others_way(
    qtbot: QtBot, store: Store, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    for text in ("one@x.org", "two@x.org", "three@x.org"):
        write(qtbot, panel, "email", text)
        panel.fields["email"].leave()
    write(qtbot, panel, "telephone", "01634 306000")
    panel.fields["telephone"].leave()
    settle()
    assert stored(store, uids[0], "email") == "three@x.org"
    assert stored(store, uids[0], "telephone") == "01634 306000"
    assert [field.sentence for field in panel.fields.values()] == [""] * len(FIELDS)


def test_a_picked_organisation_and_a_new_one_are_saved(
    qtbot: QtBot, store: Store, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    write(qtbot, panel, "organisation", "kent police")
    panel.leave()
    settle()
    with store.reading() as session:
        kent = session.scalar(select(Organisation.id).where(Organisation.name == "Kent Police"))
    assert stored(store, uids[0], "organisation_id") == kent
    assert text_of(panel, "organisation") == "Kent Police"
    write(qtbot, panel, "organisation", "Barnardo's")
    settle()
    editor = panel.fields["organisation"].editor
    assert isinstance(editor, PickerEditor)
    popup = editor.completer.popup()
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Up)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    settle()
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 3
    value = panel.fields["organisation"].value
    assert value.uid


def test_a_choice_is_saved(qtbot: QtBot, store: Store, uids: list[str], show: Show, settle: Settle) -> None:
    panel = show(uids[1])
    editor = panel.fields["post"].editor
    assert isinstance(editor, ChoiceEditor)
    panel.fields["post"].focus()
    qtbot.keyClick(editor.box, Qt.Key.Key_Down)
    panel.leave()
    settle()
    assert stored(store, uids[1], "post") == "Member"


def test_what_is_not_valid_is_kept_as_a_draft_and_comes_back(
    qtbot: QtBot, store: Store, actor: Actor, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    write(qtbot, panel, "organisation", "Nobody at all")
    write(qtbot, panel, "name", " ")
    assert "No one is recorded" in panel.fields["organisation"].sentence
    panel.show_record(uids[1])
    settle()
    assert text_of(panel, "name") == "Ben"
    assert typed_at(store, actor.uid, f"person:{uids[0]}") == {"organisation": "Nobody at all", "name": " "}
    panel.show_record(uids[0])
    settle()
    assert text_of(panel, "organisation") == "Nobody at all"
    assert "not saved" in panel.fields["organisation"].sentence
    panel.fields["organisation"].focus()
    for key in ("organisation", "name"):
        qtbot.keyClick(panel.fields[key].editor.focusable()[0], Qt.Key.Key_Escape)
    settle()
    assert (text_of(panel, "organisation"), text_of(panel, "name")) == ("Medway Council", "Ada")
    assert typed_at(store, actor.uid, f"person:{uids[0]}") == {}


def test_drafts_are_kept_while_somebody_types(
    qtbot: QtBot, store: Store, actor: Actor, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    assert not panel._drafts.isActive()
    write(qtbot, panel, "email", "half")
    field = panel.fields["email"]
    field._unread.timeout.emit()
    assert panel._drafts.isActive()
    assert panel._drafts.interval() + field._unread.interval() < 2000
    panel._drafts.timeout.emit()
    settle()
    place = f"person:{uids[0]}"
    assert typed_at(store, actor.uid, place) == {"email": "half"}
    panel.leave()
    settle()
    assert stored(store, uids[0], "email") == "half"
    assert typed_at(store, actor.uid, place) == {}
    panel.keep_drafts()
    assert not panel._drafts.isActive()


def test_the_same_field_changed_elsewhere_asks_and_another_merges(
    qtbot: QtBot, tasks: Tasks, do: Do, store: Store, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    write(qtbot, panel, "email", "mine@x.org")
    tasks.write(change_person, uids[0], 1, email="theirs@x.org", telephone="1")
    settle()
    assert text_of(panel, "email") == "mine@x.org"
    assert text_of(panel, "telephone") == "1"
    panel.fields["email"].leave()
    settle()
    field = panel.fields["email"]
    assert stored(store, uids[0], "email") == "theirs@x.org"
    assert "“theirs@x.org”" in field.sentence
    assert "“mine@x.org”" in field.sentence
    assert field._mine.isVisible()
    qtbot.mouseClick(field._mine, Qt.MouseButton.LeftButton)
    settle()
    assert stored(store, uids[0], "email") == "mine@x.org"
    assert field.sentence == ""
    write(qtbot, panel, "telephone", "2")
    version = panel.fields["telephone"].version
    do(change_person, uids[0], version, name="Ada Lovelace")
    panel.fields["telephone"].leave()
    settle()
    assert stored(store, uids[0], "telephone") == "2"
    assert panel.title.text() == "Ada Lovelace"


def test_undo_elsewhere_is_shown_here(
    qtbot: QtBot, tasks: Tasks, store: Store, actor: Actor, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(uids[0])
    write(qtbot, panel, "email", "a@x.org")
    panel.leave()
    settle()
    undo(store, actor)
    QApplication.processEvents()
    settle()
    assert text_of(panel, "email") == ""


def test_a_refused_save_leaves_the_text_with_its_reason(
    qtbot: QtBot, uids: list[str], show: Show, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = show(uids[0])
    for error, said in (
        (UserError("This is refused."), "This is refused."),
        (NotAllowedError("Not for you."), "Not for you."),
    ):
        refusing(panel, error, monkeypatch)
        write(qtbot, panel, "email", "kept@x.org")
        panel.fields["email"].leave()
        settle()
        assert panel.fields["email"].sentence == said
        assert text_of(panel, "email") == "kept@x.org"


def refusing(panel: DetailPanel, error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(
        panel, "_save", lambda *_: replace(SAVE("", 0, {}), operation=replace(change_person, function=refuse))
    )


def test_a_save_refused_after_moving_on_is_told_and_kept(
    qtbot: QtBot, tasks: Tasks, store: Store, actor: Actor, uids: list[str], show: Show, settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    failures: list[Exception] = []
    tasks.failure.connect(failures.append)
    panel = show(uids[0])
    refusing(panel, RuntimeError("bug"), monkeypatch)
    write(qtbot, panel, "email", "kept@x.org")
    panel.show_record(uids[1])
    settle()
    settle()
    assert [str(error) for error in failures] == ["bug"]
    assert typed_at(store, actor.uid, f"person:{uids[0]}") == {"email": "kept@x.org"}
    assert text_of(panel, "email") == ""


def test_history_tells_and_restores(
    qtbot: QtBot, do: Do, store: Store, uids: list[str], show: Show, settle: Settle
) -> None:
    do(change_person, uids[0], 1, email="old@x.org")
    do(change_person, uids[0], 2, email="new@x.org")
    panel = show(uids[0])
    said = [label.text() for label in panel.history.findChildren(QWidget) if hasattr(label, "text")]
    assert "Email: old@x.org → new@x.org" in said
    assert "Starting data" in said
    assert "14 Mar, 12:00" in said
    restore_first = links(panel)[0]
    assert restore_first.accessibleName() == "Put back Email: old@x.org"
    assert restore_first.text() == "Put back “old@x.org”"
    qtbot.mouseClick(restore_first, Qt.MouseButton.LeftButton)
    settle()
    assert stored(store, uids[0], "email") == "old@x.org"
    assert text_of(panel, "email") == "old@x.org"


def test_a_long_history_is_shown_in_part_first(
    qtbot: QtBot, do: Do, uids: list[str], show: Show, settle: Settle
) -> None:
    for version in range(1, FIRST + 3):
        do(change_person, uids[0], version, telephone=str(version))
    panel = show(uids[0])
    more = links(panel)[-1]
    assert more.text() == "Show 3 older"
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert len(links(panel)) == FIRST + 2


def test_a_copy_and_a_locked_record_can_be_read_only(
    qtbot: QtBot, store: Store, do: Do, uids: list[str], show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(change_person, uids[0], 1, email="a@x.org")

    def locked(session: Session, uid: str) -> Detail | None:
        detail = load(session, uid)
        return None if detail is None else replace(detail, locked="Only the finance officer changes this.")

    panel = show(uids[0], locked)
    assert panel.locked.text() == "Only the finance officer changes this."
    editor = panel.fields["email"].editor
    assert isinstance(editor, LineEditor)
    assert editor.line.isReadOnly()
    assert links(panel) == []
    monkeypatch.setattr(store, "read_only", "This is a copy of 14 March 2025.")
    assert show(uids[0]).locked.text() == "This is a copy of 14 March 2025."


def test_no_record_and_one_that_is_gone_say_so(
    qtbot: QtBot, tasks: Tasks, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(None)
    assert panel._nothing.isVisible()
    panel.show_record(uids[0])
    settle()
    assert not panel._nothing.isVisible()
    tasks.write(remove_people, [uids[0]])
    settle()
    assert panel._nothing.isVisible()
    panel.edit()
    panel.keep_drafts()


@pytest.mark.parametrize("names", [1, 12])
def test_facts_have_the_height_their_words_need_and_no_more(
    qtbot: QtBot, uids: list[str], show: Show, names: int
) -> None:
    words = "; ".join(["Kent and Medway Integrated Care Board"] * names)
    panel = show(uids[0], lambda session, uid: replace(load(session, uid), facts=(("Also written", words),)))  # type: ignore[type-var]
    named, said = (
        next(one for one in panel.findChildren(QLabel) if one.text() == text) for text in ("Also written", words)
    )
    first = next(iter(panel.fields.values()))
    for wide in (340, 600, 340):
        panel.resize(wide, 700)
        qtbot.waitUntil(lambda: said.height() == said.heightForWidth(said.width()))
        assert named.y() == said.y()
        assert first.y() - said.geometry().bottom() <= 17


def test_markup_in_names_is_shown_as_typed(qtbot: QtBot, do: Do, uids: list[str], show: Show) -> None:
    do(change_person, uids[0], 1, name="<b>Ada</b>")
    panel = show(uids[0])
    assert panel.title.textFormat() is Qt.TextFormat.PlainText
    assert panel.title.text() == "<b>Ada</b>"


def test_escape_in_a_clean_field_leads_back(qtbot: QtBot, uids: list[str], show: Show) -> None:
    panel = show(uids[0])
    panel.edit()
    first = panel.fields["name"].editor.focusable()[0]
    assert first.hasFocus()
    with qtbot.waitSignal(panel.escaped):
        qtbot.keyClick(first, Qt.Key.Key_Escape)


def test_fields_are_made_one_in_each_turn_for_the_record_that_is_wanted_by_then(
    qtbot: QtBot, uids: list[str], show: Show, tasks: Tasks, settle: Settle
) -> None:
    panel = show(None)
    assert not panel.fields
    made: list[int] = []
    beat = QTimer(panel, interval=0)

    def look() -> None:
        made.append(len(panel.fields))
        if made[-1] and not any(made[:-1]):  # before there is a field to show the first one in
            assert panel.detail is None
            panel.show_record(uids[1])
            panel.edit()

    beat.timeout.connect(look)
    beat.start()
    panel.show_record(uids[0])
    panel.edit()
    settle()
    beat.stop()
    assert {1, len(FIELDS) - 1} <= set(made)
    assert list(panel.fields) == [field.key for field in FIELDS]
    assert panel.detail is not None
    assert text_of(panel, "name") == "Ben"
    assert panel.fields["name"].editor.focusable()[0].hasFocus()
    seen = [panel.fields[field.key].y() for field in FIELDS]
    assert seen == sorted(seen)
    assert seen[-1] < panel.history.y()


def test_nothing_is_shown_where_nothing_is_wanted_once_the_fields_are_made(
    qtbot: QtBot, uids: list[str], show: Show, settle: Settle
) -> None:
    panel = show(None)
    panel.show_record(uids[0])
    qtbot.waitUntil(lambda: bool(panel.fields))
    panel.show_record(None)
    settle()
    assert len(panel.fields) == len(FIELDS)
    assert panel.detail is None
    assert not panel.title.isVisible()
