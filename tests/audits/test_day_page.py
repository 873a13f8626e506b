"""A case graded and moderated by the keyboard alone, counted against a spreadsheet; and what the projector shows."""

from collections.abc import Iterator

import pytest
from audit_made import AuditMade, made_audit
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.page.day.model import UNSAVED_ROLE
from mscp_desktop.audits.page.day.part import DayPart
from mscp_desktop.audits.records import AgreedGrade, AuditCase, OwnGrade, ServiceCase
from mscp_desktop.audits.rules import sealing, service_changes
from mscp_desktop.desktop.commands import action_of
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.drafts import FORM, drafts_at, place_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.vault import Vault

REASON = "Two assessments, neither with the father"
SERVICES = 10


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    del qtbot, theme
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


def opened(made: AuditMade, tasks: Tasks, qtbot: QtBot) -> tuple[DayPart, Hands]:
    """Show the cockpit with its keys bound as the window binds them."""
    page = DayPart(tasks)
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    tasks.failure.connect(lambda error: pytest.fail(str(error)))

    def bind() -> None:
        for action in page.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly):
            page.removeAction(action)
            action.deleteLater()
        page.addActions([action_of(command, page) for command in page.commands()])

    page.turned.connect(bind)
    page.resize(1170, 640)
    page.show()
    page.activateWindow()
    page.open_place(made.audit)
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    page.take_keyboard()
    hands.settle()
    return page, hands


def spreadsheet(sections: int, reasons: int) -> int:
    """Return the keys of the same in a spreadsheet that is open and laid out, for somebody who knows it well."""
    each_service = sections * 2 + 3  # a letter and Enter for each section; Ctrl+Up, Down, Right to the next column
    agreed = sections * 2 + reasons * (len(REASON) + 3)  # Right and Left around each reason, and Enter
    return SERVICES * each_service + agreed + 2  # Ctrl+S


def test_a_full_case_is_graded_and_moderated_in_fewer_keys_than_in_a_spreadsheet(  # noqa: PLR0915 - one window
    medway: Vault, tasks: Tasks, qtbot: QtBot
) -> None:
    made = made_audit(medway)
    for at in range(SERVICES - len(made.services)):
        made.services.append(made.do(service_changes.add_service, made.audit, f"Service {at + 4}"))
    page, hands = opened(made, tasks, qtbot)
    tester = QAbstractItemModelTester(page.grid.days, QAbstractItemModelTester.FailureReportingMode.Fatal)
    number = len(made.sections)
    assert page.grid.days.rowCount() == number
    typed = {(service, section): 2 for service in range(SERVICES) for section in range(number)}
    typed |= {(4, 2): 4, (5, 2): 3, (6, 5): 3}
    hands.start()
    for service in range(SERVICES):
        for section in range(number):
            hands.presses += 1
            qtbot.keyClick(page.grid, str(typed[service, section]))  # without waiting: as fast as it goes
        assert page.grid.currentIndex() == page.grid.days.index(number - 1, service), "it stays with its service"
        hands.presses += 2
        qtbot.keyClick(page.grid, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
        qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    hands.settle()
    assert page.grid.days.pending == 0
    assert {page.grid.days.cell(row, 3).words() for row in range(number)} == {"in"}  # type: ignore[union-attr]
    assert made.read(lambda s: s.scalars(select(OwnGrade)).all()) == [], "sealed"
    hands.press("R")
    (asked,) = [one for one in page.findChildren(AskDialog) if one.isVisible()]
    asked.activateWindow()
    hands.settle()
    asked.fields["why"].show_value("The second case is for the afternoon", 0)
    asked.fields["by"].show_value("Ann, chair", 0)
    hands.presses += 2
    asked.accept_button.click()
    hands.settle()
    page.activateWindow()
    hands.settle()
    given = made.read(
        lambda s: s.execute(
            select(ServiceCase.service_id, ToolSection.position, Grade.position)
            .join(OwnGrade, OwnGrade.service_case_id == ServiceCase.id)
            .join(ToolSection, ToolSection.id == OwnGrade.section_id)
            .join(Grade, Grade.id == OwnGrade.grade_id)
        ).all()
    )
    ids = sorted({service for service, _, _ in given})
    assert {(ids.index(service), section - 1): grade for service, section, grade in given} == typed

    assert page.grid.days.said(0, page.grid.days.agreed_at).endswith("two grades apart")
    assert page.grid.currentIndex().column() == page.grid.days.agreed_at
    hands.press("3")
    hands.type(REASON)
    hands.press("Return", "2")
    hands.type(REASON)
    hands.press("Return")
    for _ in range(number - 2):
        hands.press("2")
    agreed = made.read(lambda s: s.scalars(select(AgreedGrade)).all())
    assert len(agreed) == number
    assert [one.reason for one in agreed if one.reason] == [REASON, REASON]
    assert page.day is not None
    assert page.day.in_hand is not None
    assert page.day.in_hand.state(number) == "finished"
    assert hands.clicks == 0
    counted, otherwise = hands.count, spreadsheet(number, 2)
    assert counted == SERVICES * (number + 2) + 3 + number + 2 * (len(REASON) + 1)
    assert counted < otherwise, (counted, otherwise)
    del tester


def test_the_cockpit_says_what_failed_and_the_projector_tells_nothing_that_identifies(  # noqa: PLR0915 - one window
    medway: Vault, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_audit(medway)
    page, hands = opened(made, tasks, qtbot)
    assert page.grid.days.said(0, 1).endswith(", Kent Police, missing")
    asked: list[str] = []
    answers = iter((False, True))
    monkeypatch.setattr(
        "mscp_desktop.audits.page.day.grading.confirm", lambda *said: asked.append(said[2]) or next(answers)
    )
    hands.press("Right", "3", "N", "Up", "4")
    assert page.grid.currentIndex().row() == 1, "left as it is"
    hands.press("Backspace", "E")
    assert asked == ["Kent Police has answered this. Replace its sealed grade?"] * 2
    hands.type("Seen twice")
    hands.press("Return")
    assert page.grid.hasFocus()
    assert page.grid.days.cell(0, 1).words() == "in"  # type: ignore[union-attr]
    assert page.grid.days.cell(1, 1).words() == "missing"  # type: ignore[union-attr]
    hands.press("PgDown")
    assert page.view.heading.text() == "Case N-02"
    qtbot.keyClick(page.grid, Qt.Key.Key_PageUp)
    qtbot.keyClick(page.grid, "4")  # before the case came
    hands.settle()
    assert page.view.heading.text() == "Case N-01"
    hands.press("P")
    assert page.projector is not None
    before = " ".join(page.projector.words())
    assert "sealed" in before
    made.do(sealing.reveal, made.audit, "All that is needed is there", "Ann, chair")
    hands.settle()
    own = made.read(lambda s: {(one.grade_id is None, one.evidence) for one in s.scalars(select(OwnGrade))})
    assert (False, None) in own, "graded in the case that was on its way"
    hands.press("2")
    shown = " ".join(page.projector.words())
    assert "Case 1 of 2" in shown
    for secret in ("N-01", "Seen twice", "Audit 5"):
        assert secret not in before + shown
    for word in ("Neglect at home", "Kent Police"):
        assert word in shown
    hands.press("Escape", "T")
    page.clock._began -= 65  # type: ignore[operator]
    assert page.clock.words() == "01:05"
    hands.press("T")
    assert made.read(lambda s: s.scalars(select(AuditCase.seconds).where(AuditCase.uid == made.cases[0])).one()) == 65

    page.grid.go(0, page.grid.days.agreed_at)
    hands.settle()
    hands.press("2", "Escape")
    page.grid.go(0, page.grid.days.agreed_at)
    hands.settle()
    was = page.grid.days.said(0, page.grid.days.agreed_at)

    def refuse(*_: object, **__: object) -> None:
        raise UserError("Not today. Nothing was changed.")

    monkeypatch.setattr("mscp_desktop.desktop.tasks.run", refuse)
    hands.press("1")
    assert page.grid.days.said(0, page.grid.days.agreed_at) == was
    assert page.view.state_line.text() == "Not today. Nothing was changed."
    page.grid.go(0, page.grid.days.agreed_at)
    hands.press("E")
    hands.type("Seen by both")
    hands.press("Return")
    assert page.grid.currentIndex().row() == 1, "it was left before it was refused"
    assert not page.side.reason.isVisible()
    hands.press("Up")
    assert (page.side.reason.draft(), page.side.reason.sentence) == ("Seen by both", "Not today. Nothing was changed.")
    assert page.grid.days.data(page.grid.currentIndex(), UNSAVED_ROLE)
    kept = made.read(drafts_at, medway.actor.uid, place_of(FORM, f"day {made.cases[0]}"))
    assert [one.text for one in kept.values()] == ["Seen by both"]
    monkeypatch.undo()
    page.side.reason.focus()
    hands.press("Return")
    assert made.read(drafts_at, medway.actor.uid, place_of(FORM, f"day {made.cases[0]}")) == {}
    assert not page.grid.days.data(page.grid.days.index(0, page.grid.days.agreed_at), UNSAVED_ROLE)
    page.grid.go(0, page.grid.days.agreed_at)
    hands.press("3")
    page.words.read()
    hands.settle()
    assert " instead of Good" in page.side.earlier.text()
    order = [one.section.uid for one in page.grid.days.lines]
    at = next(row for row in range(len(order)) if page.grid.days.cell(row, 1).words() != "missing")  # type: ignore[union-attr]
    page.grid.go(at, 1)
    hands.settle()
    hands.press("1")
    (why,) = [one for one in page.findChildren(AskDialog) if one.isVisible()]
    assert why.windowTitle() == "Why is it changed after the reveal?"
    why.fields["why"].show_value("The wrong file was sent", 0)
    why.accept_button.click()
    hands.settle()
    page.activateWindow()
    page.grid.go(at, 1)
    page.words.read()
    hands.settle()
    assert page.grid.days.cell(at, 1).words() == "Outstanding, after the reveal"  # type: ignore[union-attr]
    assert "Outstanding instead of " in page.side.earlier.text()
    assert "(The wrong file was sent)" in page.side.earlier.text()
    assert [one.section.uid for one in page.grid.days.lines] == order, "rows stay while a case is in hand"
    hands.press("Ctrl+Shift+K")
    (risk,) = [one for one in page.findChildren(AskDialog) if one.isVisible()]
    assert risk.fields["case"].read() == made.cases[0]
    risk.reject()
    page.close()
    assert page.projector is None
