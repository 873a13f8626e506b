"""The part on which an audit's findings stand: added with cases and agencies, made an action, compared and agreed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from audit_made import AuditMade, made_audit
from hands import Hands
from pytestqt.qtbot import QtBot

from mscp_desktop.actions.rules.actions import action_rows
from mscp_desktop.audits.page.day.part import DayPart
from mscp_desktop.audits.page.findings import FindingsPart
from mscp_desktop.audits.records import FindingKind
from mscp_desktop.audits.rules import changes, findings
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import words_of
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    return made_audit(medway)


@pytest.fixture
def tasks(qtbot: QtBot, made: AuditMade, theme: Theme) -> Iterator[Tasks]:
    del qtbot, theme
    found = Tasks(made.vault.store, made.vault.actor)
    yield found
    found.close()


def call(page: Any, hands: Hands, name: str) -> None:
    command = next(one for one in page.commands() if one.name == name)
    assert command.ready, name
    command.call()
    hands.settle()


def dialog(page: Any, hands: Hands) -> AskDialog:
    (found,) = [one for one in page.findChildren(AskDialog) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def fill(asked: AskDialog, hands: Hands, **values: Any) -> None:
    for key, value in values.items():
        asked.fields[key].show_value(value, 0)
    asked.accept_button.click()
    hands.settle()


def test_findings_are_added_acted_on_and_agreed(made: AuditMade, tasks: Tasks, qtbot: QtBot) -> None:
    page = FindingsPart(tasks)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    hands = Hands(lambda: tasks.busy)
    page.open_place(made.audit)
    hands.settle()
    call(page, hands, "findings.add")
    asked = dialog(page, hands)
    assert asked.fields["escalated_to"].isHidden()
    fill(asked, hands, text="No chronology", cases=tuple(made.cases[:1]))
    (one,) = made.read(findings.finding_rows, made.audit)
    assert (one.text, one.kind, one.case_words()) == ("No chronology", FindingKind.IMPROVEMENT, "N-01")
    shown = [words_of(cell) for cell in page.table.model.row_at(0).cells]  # type: ignore[union-attr]
    assert shown[:3] == ["1", "area for improvement", "No chronology"]
    page.show_record(one.uid)
    hands.settle()
    call(page, hands, "findings.action")
    fill(dialog(page, hands), hands, text="Write one form of a chronology")
    (action,) = [row for row in made.read(action_rows, date(2025, 1, 15)) if row.source_place is not None]
    assert action.source_place == Place("audit_finding", one.uid)
    page.refresh()
    hands.settle()
    went: list[Place] = []
    page.navigate.connect(went.append)
    call(page, hands, "findings.open_action")
    assert went == [Place("action", action.uid)]
    assert not next(command for command in page.commands() if command.name == "findings.agree").ready
    made.do(changes.hold_audit, made.audit, PartialDate(2025, 1, 10))
    page.refresh()
    hands.settle()
    call(page, hands, "findings.agree")
    fill(dialog(page, hands), hands, agreed_on=PartialDate(2025, 1, 14))
    assert made.read(findings.finding_facts, made.audit).agreed_words() == "14 January 2025"
    page.show_private(shown=False)
    hands.settle()
    assert not page.panel.isHidden()


def test_the_cockpit_adds_a_finding_of_the_section_in_hand(made: AuditMade, tasks: Tasks, qtbot: QtBot) -> None:
    page = DayPart(tasks)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    hands = Hands(lambda: tasks.busy)
    page.open_place(made.audit)
    hands.settle()
    call(page, hands, "day.finding")
    fill(dialog(page, hands), hands, text="Seen alone each time", kind=FindingKind.STRENGTH)
    (one,) = made.read(findings.finding_rows, made.audit)
    assert (one.section_uid, [tie.of for tie in one.cases]) == (made.sections[0], made.cases[:1])
    assert page.view.found.text() == "◆ 1 finding, 1 here"
    assert made.read(findings.marks_of, made.audit) == {(made.cases[0], made.sections[0]): 1}
