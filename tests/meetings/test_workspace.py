"""The workspace of a meeting through the window: its agenda made, reordered, carried on and printed; its parts."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from agenda_case import AgendaCase
from hands import Hands
from pdf_reading import failures, read
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from vaults import StillClock

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.meetings.page.meeting.agenda_part import AgendaPart
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.records import MeetingState, Purpose
from mscp_desktop.meetings.rules import agenda_changes, carrying
from mscp_desktop.meetings.rules.meetings import meeting_row
from mscp_desktop.opened import Work


@pytest.fixture
def case(agenda_case: AgendaCase) -> AgendaCase:
    return agenda_case


@pytest.fixture
def work(qtbot: QtBot, theme: Theme, case: AgendaCase) -> Iterator[Work]:
    made = Work(case.vault, theme, lambda _file, _purpose: None)
    made.window.resize(1366, 768)
    made.window.restore({})
    made.window.show()
    yield made
    made.close()
    made.window.deleteLater()


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy or any(window.busy for window in work.previews.windows))
    made.settle()
    return made


def opened(work: Work, hands: Hands, uid: str) -> MeetingPage:
    work.window.open(Place("meeting", uid))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    return page


def agenda(page: MeetingPage) -> AgendaPart:
    assert isinstance(page.part, AgendaPart)
    return page.part


def dialog() -> AskDialog:
    found = [one for one in QApplication.topLevelWidgets() if isinstance(one, AskDialog) and one.isVisible()]
    assert len(found) == 1
    return found[0]


def chips(part: Any) -> list[str]:
    return [part.head._chips.itemAt(at).widget().cell.words for at in range(part.head._chips.count())]


def check_agenda(pdf: bytes, titles: list[str]) -> None:
    """Read the agenda back from its PDF."""
    assert failures(pdf) == []
    reading = read(pdf)
    (table,) = reading.tables()
    assert [row[0] for row in table[1:]] == [str(number) for number in range(1, len(titles) + 1)]
    assert [row[2].removesuffix(" (confidential)") for row in table[1:]] == titles
    assert table[6][1:] == ["10:30", "Neglect audit (confidential)", "To discuss", ""]
    assert "The items take 25 minutes longer than the meeting." in reading.text


def test_an_agenda_is_made_reordered_carried_on_printed_and_sent(work: Work, hands: Hands, case: AgendaCase) -> None:
    meeting, later = case.below[:2]
    page = opened(work, hands, meeting)
    assert page.head.page_head.heading.text() == "PMQA, 20 January 2025"
    assert page.head.when.text() == "Monday 20 January 2025, 10:00 to 11:00, place not fixed"
    part = agenda(page)
    assert part.table._first_act.text() == "Make the agenda from the standing items"
    hands.start()
    hands.press("Return")
    assert hands.count == 1
    assert len(case.titles(meeting)) == 8
    assert chips(part) == ["55 minutes, 5 minutes spare", "Not sent"]
    hands.press("Ctrl+N")
    hands.type("Neglect audit")
    hands.press("Return")
    assert case.titles(meeting)[-2:] == ["Neglect audit", "Any other business"]
    assert part.panel.title.text() == "Neglect audit"
    hands.press("Alt+Up", "Alt+Up")
    assert case.titles(meeting)[5:] == [
        "Neglect audit", "Business manager's overview", "Risk register", "Any other business",
    ]  # fmt: skip
    assert part.panel.title.text() == "Neglect audit", "the item stays in hand while it moves"
    hands.press("Return")  # into the panel
    hands.press("Tab", "Tab", "Tab")
    hands.type("30")
    hands.press("Return", "Escape")
    assert case.agenda(meeting)[5].length == 30
    assert chips(part)[0] == "1 hour 25 minutes, 25 minutes over"
    assert part.table.footer.text().startswith("9 items, 1 hour 25 minutes of 1 hour: 25 minutes over")
    hands.press("Ctrl+Shift+K")
    assert case.agenda(meeting)[5].confidential
    _a_paper_is_asked_of_the_item_in_hand(hands, "6. Neglect audit")
    assert part.item_in_hand(later) is None
    hands.press("Ctrl+Shift+D")
    assert dialog().fields["to"].value == later, "the next meeting is offered"
    dialog().accept_button.click()
    hands.settle()
    assert "Neglect audit" not in case.titles(meeting)
    assert case.titles(later) == ["Neglect audit"]
    hands.press("Ctrl+Z")
    assert case.titles(meeting)[5] == "Neglect audit"
    hands.press("Ctrl+Shift+N")
    dialog().accept_button.click()
    hands.settle()
    assert case.read(meeting_row, meeting).agenda_sent == date(2025, 1, 15)
    assert chips(part)[1] == "Sent 15 January 2025"
    _differs_until_put_back(part, hands)
    hands.press("Ctrl+P")
    check_agenda(work.previews.windows[-1].paper.pdf, case.titles(meeting))
    work.previews.close()


def _a_paper_is_asked_of_the_item_in_hand(hands: Hands, item: str) -> None:
    hands.press("Alt+2", "Ctrl+N")
    assert dialog().fields["item"].value.title == item
    dialog().reject()
    hands.settle()
    hands.press("Alt+1")


def _differs_until_put_back(part: AgendaPart, hands: Hands) -> None:
    said: list[str] = []
    part.said.connect(lambda notice: said.append(notice.words))
    part.table.focus_rows()
    hands.press("Alt+Up")
    assert said[-1] == "The agenda went out on 15 January 2025; it now differs: send it again."
    assert chips(part)[1] == "Changed since it went out"
    hands.press("Alt+Down")
    assert chips(part)[1] == "Sent 15 January 2025"


def test_items_are_dragged_and_hidden_while_presenting(work: Work, hands: Hands, case: AgendaCase) -> None:
    meeting = case.below[0]
    for title in ("One", "Two", "Three"):
        case.do(agenda_changes.add_item, meeting, title)
    case.do(agenda_changes.add_item, meeting, "Child Q", confidential=True, presenter="Ann Ash")
    part = agenda(opened(work, hands, meeting))
    view = part.table.view
    high = view.rowHeight(0)
    start = QPoint(200, view.rowViewportPosition(2) + high // 2)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for at in (start + QPoint(0, -10), QPoint(200, 4)):
        QTest.mouseMove(view.viewport(), at)
        hands.settle()
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(200, 4))
    hands.settle()
    assert case.titles(meeting) == ["Three", "One", "Two", "Child Q"]
    hands.press("Down", "Down", "Down")
    assert part.panel.title.text() == "Child Q"
    work.window.presenting.start()
    hands.settle()
    shown = " ".join(str(part.table.model.index(3, at).data()) for at in range(part.table.model.columnCount()))
    assert "Confidential item" in shown
    assert "Child Q" not in shown
    assert "Ann Ash" not in shown
    assert part.panel.title.text() == "Confidential item"
    assert part.panel.fields["title"].value in (None, "")
    assert not any(one.isVisible() for one in part.panel.fields.values())  # an empty one would say what is not so
    work.window.presenting.stop()
    hands.settle()
    assert part.panel.title.text() == "Child Q"


def test_each_part_has_the_keys_of_the_page_and_back_leads_to_it(work: Work, hands: Hands, case: AgendaCase) -> None:
    first, second = case.below[:2]
    page = opened(work, hands, first)
    words = [page.head.tabs.tabText(at) for at in range(page.head.tabs.count())]
    assert words[0] == "Agenda"
    last = len(words)
    names = {command.name for command in work.window.commands()}
    assert "agenda.make" in names
    hands.press(f"Alt+{last}")
    assert page.part is page.parts[-1]
    assert page.place() == f"{first}/{page._declared[-1].key}"
    assert "agenda.make" not in {command.name for command in work.window.commands()}
    assert not any(action.objectName() == "agenda.make" for action in work.window.actions()), "its keys are free"
    hands.press("Alt+PgDown")
    assert page.caption() == "PMQA, 3 March 2025"
    assert page.part is page.parts[-1], "the same part of the next meeting"
    hands.press("Alt+1")
    assert page.place() == second
    hands.press("Alt+Left")
    assert page.caption() == "PMQA, 20 January 2025"
    assert page.part is page.parts[-1]
    kept = page.arrangement()
    assert kept["part"] == page._declared[-1].key
    page.head.tabs.setFocus()
    hands.press(*["Left"] * (last - 1))
    assert page.part is page.parts[0]
    item = case.do(agenda_changes.add_item, second, "One")
    work.window.open(Place("agenda_item", item))
    hands.settle()
    assert page.caption() == "PMQA, 3 March 2025"
    assert agenda(page).panel.title.text() == "One"
    waiting = case.do(carrying.add_matter, case.pmqa, "Waiting")
    work.window.open(Place("agenda_item", waiting))
    hands.settle()
    assert page._leads.text() == "Open the forward plan"
    hands.click(page._leads)
    plan: Any = work.window.page
    assert plan.key == "forward-plan"
    assert plan.panel.title.text() == "Waiting"


def test_a_meeting_is_held_or_cancelled_where_that_can_be_done(
    work: Work, hands: Hands, case: AgendaCase, clock: StillClock
) -> None:
    page = opened(work, hands, case.below[1])
    buttons = {command.name: shown for command, shown in page.head.page_head.buttons}
    assert not buttons["meeting.hold"].isVisible(), "it is still to come"
    hands.click(buttons["meeting.cancel"])
    hands.type("Half term")
    hands.press("Return")
    assert case.read(meeting_row, case.below[1]).state is MeetingState.CANCELLED
    assert "cancelled: Half term" in page.head.when.text()
    hands.click(buttons["meeting.again"])
    assert case.read(meeting_row, case.below[1]).state is MeetingState.PLANNED
    clock.move(days=60)
    hands.press("F5")
    hands.click(buttons["meeting.hold"])
    assert case.read(meeting_row, case.below[1]).state is MeetingState.HELD
    assert not buttons["meeting.cancel"].isVisible()


def test_the_forward_plan_gives_a_matter_its_meeting(work: Work, hands: Hands, case: AgendaCase) -> None:
    work.window.open(Place("forward-plan"))
    hands.settle()
    hands.press("Return")  # the first action of the empty table
    form = dialog()
    hands.type("PMQA")
    hands.press("Down", "Return")
    form.fields["title"].focus()
    hands.type("Sufficiency")
    hands.press("Return")
    assert case.backlog(case.pmqa) == ["Sufficiency"]
    page: Any = work.window.page
    assert page.panel.title.text() == "Sufficiency"
    hands.press("Escape", "Ctrl+Shift+D")
    dialog().accept_button.click()
    hands.settle()
    assert case.titles(case.below[0]) == ["Sufficiency"]
    hands.press("Ctrl+Return")
    meeting = work.window.page
    assert isinstance(meeting, MeetingPage)
    assert agenda(meeting).panel.title.text() == "Sufficiency"
    assert agenda(meeting).panel.fields["purpose"].value is Purpose.DISCUSS
