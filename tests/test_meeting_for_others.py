"""A meeting for who may not change it, and for a room that may not see all of it."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hands import Hands
from minuted import CANARY, Minuted
from pdf_reading import read
from programs import show_work
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot
from vaults import table_hashes

from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import NotAllowedError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.rules import agenda_changes
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.minutes_changes import raise_action
from mscp_desktop.opened import Work

ROLE = Qt.ItemDataRole


@pytest.fixture
def open_work(qtbot: QtBot, theme: Theme, minuted: Minuted) -> Iterator[Callable[[], Work]]:
    """Return a function that opens the window on the vault, as unlocking does."""
    works: list[Work] = []

    def build() -> Work:
        made = show_work(minuted.vault, theme, qtbot)
        works.append(made)
        return made

    yield build
    for one in works:
        one.close()


def hands_of(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy or any(window.busy for window in work.previews.windows))
    made.settle()
    return made


def test_who_may_not_write_reads_a_meeting_and_changes_nothing(open_work: Callable[[], Work], minuted: Minuted) -> None:
    held, medway = minuted, minuted.vault
    item = {one.item.uid: one.item for one in held.minutes().items}[held.plan]
    with medway.store.reading() as session:
        before = table_hashes(session)
    medway.actor = Actor("0198-fay", "Fay Finance", frozenset({Role.FINANCE}))
    work = open_work()
    said: list[str] = []
    work.tasks.failure.connect(lambda error: said.append(str(error)))
    hands = hands_of(work)
    work.window.open(Place("meeting", held.first))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    hands.press("Ctrl+N")
    hands.type("Another item")
    hands.press("Return")
    dialog = QApplication.activeWindow()
    assert dialog is not None
    assert "business manager" in _seen(dialog)
    hands.press("Escape", "Ctrl+P")
    assert item.title in read(work.previews.windows[-1].paper.pdf).text
    hands.press("Escape", "Alt+3", "P", "Alt+4")
    hands.type("Not for me to write")
    hands.press("Ctrl+Return", "Ctrl+Shift+D")
    hands.type("Nor to decide")
    hands.press("Return")
    assert "business manager" in _seen(work.window)
    assert said == [], "what they may not do is held back, and never begun"
    hands.press("Ctrl+Shift+O")
    shown = work.previews.windows[-1].paper
    assert shown.name.startswith("Public minutes of ")
    assert item.title in read(shown.pdf).text
    hands.press("Escape")
    with pytest.raises(NotAllowedError, match="business manager"):
        run(medway.store, medway.actor, agenda_changes.add_item, held.first, "Another item")
    with medway.store.reading() as session:
        assert table_hashes(session) == before


def test_presenting_hides_what_is_confidential_on_every_page_of_a_meeting(
    open_work: Callable[[], Work], minuted: Minuted
) -> None:
    held, work = minuted, open_work()
    hands = hands_of(work)
    held.do(raise_action, held.secret, f"Visit the family {CANARY}", due=date(2025, 1, 10))
    held.do(add_decision, held.first, f"The family {CANARY} is visited", item_uid=held.secret)
    places = (
        Place("meeting", f"{held.first}/agenda"), Place("meeting", f"{held.first}/minutes"),
        Place("actions"), Place("decisions"),
    )  # fmt: skip

    def look(place: Place) -> str:
        work.window.open(place)
        hands.settle()
        page = work.window.page
        if isinstance(page, MeetingPage):
            page.part.show_record(held.secret)
        elif isinstance(page, TablePage):
            page.table.focus_rows()
        hands.settle()
        return _seen(work.window)

    for place in places:
        assert CANARY in look(place), place
    home = look(Place("home"))  # where such a matter is never named
    assert "confidential" in home
    assert CANARY not in home
    hands.press("Ctrl+Shift+P")
    assert work.window.presenting.on
    for place in places:
        assert CANARY not in look(place), place
    work.window.open(places[1])
    hands.settle()
    hands.press("Ctrl+Shift+P")  # from the minutes too
    assert not work.window.presenting.on
    assert not work.previews.windows
    assert CANARY in look(places[0])


def _seen(window: QWidget) -> str:
    """Return every word that stands in a window: labels, buttons, fields, rows, and what they say on hover."""
    found = []
    for one in [window, *window.findChildren(QWidget)]:
        if not one.isVisible():
            continue
        found += [one.toolTip(), one.accessibleName(), one.accessibleDescription()]
        for name in ("text", "toPlainText"):
            if hasattr(one, name):
                found.append(str(getattr(one, name)()))
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            model = one.model()
            for row in range(model.rowCount()):
                for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
                    index = model.index(row, column)
                    found += [str(index.data(role) or "") for role in (ROLE.DisplayRole, ROLE.ToolTipRole)]
    return "\n".join(found)
