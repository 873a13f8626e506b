"""The page of audits, from a proposal to grades, and the programme as a document that is read back."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hands import Hands, wait_while
from pdf_reading import failures, read
from pytestqt.qtbot import QtBot

from mscp_desktop.audits.page.audits import AuditsPage
from mscp_desktop.audits.page.grade_marks import GradesCell, GradesDelegate
from mscp_desktop.audits.rules import changes, programme
from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.desktop.charts.chart_view import ChartDialog
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Picked, words_of
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import add_meeting

TODAY = date(2025, 1, 15)
REQUEST = Request(TODAY, TODAY)


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    del qtbot, theme
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


def dialog(page: AuditsPage, kind: type[Any], hands: Hands) -> Any:
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def decide(vault: Vault) -> str:
    """Record a decision of the Executive."""
    with vault.store.reading() as session:
        executive = group_named(session, "Executive").uid
    meeting = run(vault.store, vault.actor, add_meeting, executive, date(2025, 1, 8)).value
    return run(vault.store, vault.actor, add_decision, meeting, "Themes", inquorate=False).value


def shown(page: AuditsPage, tasks: Tasks, qtbot: QtBot) -> Hands:
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    page.show()
    page.activateWindow()
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    return hands


def call(page: AuditsPage, hands: Hands, name: str) -> None:
    command = next(one for one in page.commands() if one.name == f"audits.{name}")
    assert command.ready, name
    command.call()
    hands.settle()


def ready(page: AuditsPage) -> set[str]:
    return {one.name.removeprefix("audits.") for one in page.row_commands() if one.ready}


def cells(page: AuditsPage, at: int) -> list[str]:
    return [words_of(cell) for cell in page.table.model.row_at(at).cells]  # type: ignore[union-attr]


def finish(page: AuditsPage, hands: Hands, **values: Any) -> None:
    """Fill in the form that is open, and do what it is for."""
    asked = dialog(page, AskDialog, hands)
    for key, value in values.items():
        asked.fields[key].show_value(value, 0)
    asked.accept_button.click()
    hands.settle()


def test_the_page_from_a_proposal_to_grades(medway: Vault, tasks: Tasks, qtbot: QtBot) -> None:
    decided, page = decide(medway), AuditsPage(tasks)
    hands = shown(page, tasks, qtbot)
    assert cells(page, 0)[:7] == [
        "Physical abuse", "none", "2021-22 Q1", "Closed", "April 2021", "6", "2 requires improvement, 4 inadequate",
    ]  # fmt: skip
    grades = page.table.model.row_at(0).cells[6]  # type: ignore[union-attr]
    assert isinstance(grades, GradesCell)
    assert [(one.letters, one.cases) for one in grades.grades] == [("RI", 2), ("I", 4)]
    assert len({one.shape for one in grades.grades}) == 2
    assert isinstance(page.table.view.itemDelegateForColumn(6), GradesDelegate)
    assert "reopen" in ready(page)
    assert not {"hold", "grades", "agree", "cancel"} & ready(page)

    call(page, hands, "propose")
    finish(page, hands)
    assert page.table.model.rowCount() == 5
    assert cells(page, 0)[:4] == ["Domestic abuse", "Domestic abuse", "2024-25 Q4", "Proposed"]
    assert page.panel.detail is not None
    assert page.panel.detail.title == "Audit 5, Domestic abuse"

    call(page, hands, "agree")
    finish(page, hands, decision=Picked(decided, "D1, Executive, 8 January 2025"))
    detail = page.panel.detail
    assert detail.subtitle == "Quarter 4 of 2024-25, agreed"
    went: list[Place] = []
    page.navigate.connect(went.append)
    call(page, hands, "decision")
    assert went == [Place("decision", decided)]
    with medway.store.reading() as session:
        back = [("Audit 5, Domestic abuse, quarter 4 of 2024-25", "agreed", Place("audit", page.panel.uid))]
        assert programme.agreed_with(session, decided) == back

    call(page, hands, "hold")
    finish(page, hands, held_on=PartialDate(2025, 1, 9))
    call(page, hands, "grades")
    with medway.store.reading() as session:
        by_name = {one.name: one.uid for one in programme.grades_to_give(session, page.panel.uid or "")}
    finish(page, hands, **{by_name["Good"]: 3, by_name["Outstanding"]: 1})
    assert cells(page, 0)[3:7] == ["Held", "9 January 2025", "4", "1 outstanding, 3 good"]
    history = [item.summary for item in page.panel.detail.history or ()]
    assert history[0] == "Grades of Audit 5, Domestic abuse: 1 outstanding, 3 good"
    undo(medway.store, medway.actor)
    page.refresh()
    hands.settle()
    assert cells(page, 0)[5:7] == ["", ""]

    call(page, hands, "themes")
    themes = dialog(page, RecordDialog, hands)
    assert len(themes.panel.detail.lines["themes"]) == 6
    themes.close_button.click()
    call(page, hands, "chart")
    wait_while(lambda: tasks.busy)
    dialog(page, ChartDialog, hands).close()
    page.close()


def test_the_document_says_what_the_data_say(medway: Vault, tmp_path: Path) -> None:
    entry = report_named("audit-programme")
    with medway.store.reading() as session:
        neglect = next(one.uid for one in programme.themes(session) if one.name == "Neglect")
    run(medway.store, medway.actor, changes.add_audit, 2025, 2, theme_uid=neglect)
    with medway.store.reading() as session:
        title, data = make_pdf(session, entry, REQUEST)
        write_report(session, entry, REQUEST, tmp_path / "all.csv")
        _, of_year = make_pdf(session, entry, replace(REQUEST, year="2025-26"))
        with pytest.raises(UserError):
            make_pdf(session, entry, replace(REQUEST, group="Executive"))
    assert failures(data) == []
    found = read(data)
    assert title == found.title == "Programme of multi-agency audits"
    tables = {tuple(table[0]): table[1:] for table in found.tables()}
    grades = ("Outstanding", "Good", "Requires improvement", "Inadequate")
    assert tables[("Audit", "Audits", "n", *grades)] == [
        ["Physical abuse, April 2021", "1", "6", "0", "0", "2 (33%)", "4 (67%)"],
        ["Child sexual exploitation, September 2021", "1", "5", "0", "1 (20%)", "1 (20%)", "3 (60%)"],
        ["Children with disabilities, December 2021", "1", "5", "0", "0", "2 (40%)", "3 (60%)"],
        ["Parental mental health, March 2022", "1", "5", "0", "2 (40%)", "1 (20%)", "2 (40%)"],
        ["Total", "4", "21", "0", "3 (14%)", "6 (29%)", "12 (57%)"],
    ]
    assert tables[("Year", "Audits", "n", *grades)] == [["2021-22", "4", "21", "0", "3 (14%)", "6 (29%)", "12 (57%)"]]
    schedule = next(rows for head, rows in tables.items() if head[0] == "Quarter")
    assert schedule[-1] == [
        "2025-26, quarter 2: July to September 2025", "5", "Neglect", "Neglect", "proposed",
        "no decision is linked", "CFAG",
    ]  # fmt: skip
    assert "Physical abuse" not in [row[2] for row in read(of_year).tables()[0][1:]]
    rows = list(csv.reader((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0][9:13] == ["Cases", "Good", "Requires improvement", "Inadequate"]
    assert [sum(int(row[at] or 0) for row in rows[1:5]) for at in range(9, 13)] == [21, 3, 6, 12]
