"""The pages of audit tools by keyboard, and the grading sheet that they print, on a real vault."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hands import Hands, wait_while
from pdf_reading import failures, read
from pytestqt.qtbot import QtBot

from mscp_desktop.assessment.page.tool import ToolPage
from mscp_desktop.assessment.page.tools import ToolsPage
from mscp_desktop.assessment.records import Tool
from mscp_desktop.assessment.report import HEADS, WARNING
from mscp_desktop.assessment.rules import changes, tools
from mscp_desktop.assessment.rules.tools import WholeTool
from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.exchange.blank_form import LINE, ROOM
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.vault import Vault

TODAY = date(2025, 1, 15)  # of the tests' clock
MOST_PAGES = 8


@operation("tests.use_tool")
def use(session: WorkSession, uid: str) -> None:
    changes.mark_used(session, Tool.by_uid(session, uid), TODAY)
    session.say("Worked with a tool")


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


def shown(qtbot: QtBot, tasks: Tasks, page: TablePage) -> Hands:
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    page.show()
    page.activateWindow()
    wait_while(lambda: tasks.busy)
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    return hands


def ready(page: TablePage, *names: str) -> list[bool]:
    return [next(one for one in page.commands() if one.name == name).ready for name in names]


def call(page: TablePage, name: str, hands: Hands) -> None:
    command = next(one for one in page.commands() if one.name == name)
    assert command.ready, name
    command.call()
    hands.settle()


def rows(page: TablePage) -> list[tuple[str, str, str]]:
    """Return the number, the words and the mark of each row."""
    model = page.table.model
    shown = [[model.index(at, column).data() or "" for column in (0, 1, 3)] for at in range(model.rowCount())]
    return [(one[0], one[1], one[2]) for one in shown]


def tool_of(vault: Vault, words: str) -> WholeTool:
    with vault.store.reading() as session:
        found = tools.whole_tool(session, tools.tool_named(session, words).uid)
    assert found is not None
    return found


def test_tools_are_listed_opened_and_copied_by_the_keyboard(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    listed, gone = ToolsPage(tasks), list[Place]()
    listed.navigate.connect(gone.append)
    hands = shown(qtbot, tasks, listed)
    first = tool_of(medway, "Neglect")
    listed.open_place(first.row.uid)
    hands.settle()
    listed.table.focus_rows()
    hands.press("Return")
    call(listed, "tools.copy", hands)
    copy = tool_of(medway, "Neglect, edition 2")
    assert gone == [Place("tool", first.row.uid), Place("tool", copy.row.uid)]
    listed.open_place(copy.row.uid)
    hands.settle()
    assert listed.panel.detail is not None
    facts = {words: getattr(value, "words", value) for words, value in listed.panel.detail.facts}
    assert facts["Made from"] == "Neglect, edition 1"
    assert facts["Changes"] == "no changes"
    call(listed, "tools.retire", hands)
    assert tool_of(medway, "Neglect, edition 2").row.state.value == "retired"


def test_a_copy_is_changed_moved_and_put_in_use_by_the_keyboard(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    run(medway.store, medway.actor, changes.copy_tool, tool_of(medway, "Neglect").row.uid)
    copy = tool_of(medway, "Neglect, edition 2")
    page, wanted, said = ToolPage(tasks), list[tuple[str, Request]](), list[Notice]()
    page.wanted.connect(lambda name, request: wanted.append((name, request)))
    page.said.connect(said.append)
    hands = shown(qtbot, tasks, page)
    page.open_place(copy.row.uid)
    hands.settle()
    assert page.caption() == "Neglect, edition 2"
    assert len(rows(page)) == copy.row.sections + copy.row.questions
    assert rows(page)[0] == ("1", "Recognition", "")
    assert {key for key, field in page.panel.fields.items() if not field.isHidden()} <= {"name", "about", "overall"}
    page.open_place(copy.sections[0].questions[0].uid)
    hands.settle()
    assert {key for key, field in page.panel.fields.items() if not field.isHidden()} == {"text", "help"}
    call(page, "tool.add", hands)
    (dialog,) = [one for one in page.findChildren(AskDialog) if one.isVisible()]
    dialog.activateWindow()
    hands.settle()
    dialog.fields["text"].show_value("Who was asked?", 0)
    dialog.accept_button.click()
    hands.settle()
    assert rows(page)[2] == ("1.2", "Who was asked?", "new")
    call(page, "tool.down", hands)
    assert [one[1] for one in rows(page)[2:4]] == [copy.sections[0].questions[1].text, "Who was asked?"]
    page.edit()
    hands.settle()
    assert page.panel.fields["text"].isAncestorOf(page.focusWidget() or page)
    page.open_place(copy.sections[0].questions[2].uid)
    hands.settle()
    page.table.focus_rows()
    hands.press("Del")
    hands.settle()
    assert tool_of(medway, "Neglect, edition 2").changes() == "1 new, 1 left out"
    assert "1 left out" in [one.words for one in page.chips()]
    tasks.undo()
    hands.settle()
    assert len(rows(page)) == copy.row.sections + copy.row.questions + 1
    primary = page.head.acts.buttons[-1][1]
    assert (primary.text(), primary.isVisible(), primary.isEnabled()) == ("Put it in use", True, True)
    primary.click()
    hands.settle()
    assert tool_of(medway, "Neglect").row.edition == 2
    assert [one.words for one in said] == ["Put Neglect, edition 2 in use, and retired edition 1."]
    assert [one.words for one in page.chips()][::2] == ["in use", "questions change in a draft only"]
    may = ready(page, "tool.add", "tool.section", "tool.up", "record.remove", "tool.draft")
    assert (may, primary.isVisible()) == ([*[False] * 4, True], False)
    assert page.panel.locked.text().startswith("It is in use, so its sections and questions stay as they are.")
    call(page, "tool.preview", hands)
    assert wanted == [("grading-sheet", Request(TODAY, TODAY, tool=copy.row.uid))]


def test_a_used_tool_says_why_it_stays_and_offers_the_copy(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    tool = tool_of(medway, "Domestic abuse")
    run(medway.store, medway.actor, use, tool.row.uid)
    page = ToolPage(tasks)
    hands = shown(qtbot, tasks, page)
    page.open_place(tool.sections[1].questions[0].uid)
    hands.settle()
    assert page.panel.locked.text().startswith(
        "It has been used since 15 January 2025, so it stays as it was answered."
    )
    assert ready(page, "tool.add", "tool.section", "tool.up", "tool.draft", "tool.copy_scale") == [False] * 5
    assert ready(page, "tool.copy", "tool.retire", "tool.preview") == [True] * 3
    assert page.hints()[0] == ("Ctrl+Shift+D", "copy for the next edition")
    call(page, "tool.scale", hands)
    (scale,) = [one for one in page.findChildren(RecordDialog) if one.isVisible()]
    assert scale.panel.detail is not None
    assert [line.cells[1] for line in scale.panel.detail.lines["grades"]] == ["O", "G", "RI", "I"]
    assert "by Domestic abuse, edition 1, so its grades stay as they are" in scale.panel.locked.text()
    scale.reject()


def test_the_grading_sheet_holds_every_grade_and_question_and_room_to_write(medway: Vault) -> None:
    tool, entry = tool_of(medway, "Physical abuse"), report_named("grading-sheet")
    asked = [(section.name, one) for section in tool.sections for one in section.questions]
    with medway.store.reading() as session:
        title, data = make_pdf(session, entry, Request(TODAY, TODAY, tool="physical abuse, edition 1"))
        with pytest.raises(UserError, match="Say which"):
            make_pdf(session, entry, Request(TODAY, TODAY))
        with pytest.raises(UserError, match="There is no tool called “Physics”"):
            make_pdf(session, entry, Request(TODAY, TODAY, tool="Physics"))
    assert title == "Grading sheet: Physical abuse, edition 1"
    assert failures(data) == []
    file = read(data)
    root = file.root
    headings = [one.text for one in root.find("H2")]
    assert headings == ["The grades", *(f"{section.position}. {section.name}" for section in tool.sections)]
    grades, *sections = root.find("Table")
    assert [row.text.split("The ")[0].strip() for row in grades.find("TR")[1:]] == [
        "OutstandingO", "GoodG", "Requires improvementRI", "InadequateI",
        "Does not applyNWhat is asked does not apply to this case.",
    ]  # fmt: skip
    assert sum(len(table.find("TR")) - 1 for table in sections) == len(asked)
    words = " ".join(root.text.split())
    for _, one in asked:
        assert one.text in words
        assert (one.help or "") in words
    assert file.page_count <= MOST_PAGES
    running = "".join(file.artifacts)
    assert running.count("Reference of the case") == file.page_count - 1
    assert running.count("Grading sheet: Physical abuse, edition 1") == file.page_count


def test_the_grading_workbook_is_a_form_to_fill_in_on_upright_paper(medway: Vault, tmp_path: Path) -> None:
    tool, entry = tool_of(medway, "Physical abuse"), report_named("grading-sheet")
    assert entry.endings() == [".pdf", ".xlsx", ".csv"]
    with medway.store.reading() as session:
        for ending in (".xlsx", ".csv"):
            write_report(session, entry, Request(TODAY, TODAY, tool="Physical abuse"), tmp_path / f"sheet{ending}")
    table = (tmp_path / "sheet.csv").read_text("utf-8-sig")
    assert all(one.text.split('"')[0] in table for section in tool.sections for one in section.questions)
    sheet = openpyxl.load_workbook(tmp_path / "sheet.xlsx", rich_text=True).worksheets[0]
    rows = {str(row[0].value or ""): row for row in sheet.iter_rows()}
    for words in (*HEADS, *(f"Grade for {one.name.lower()}" for one in tool.sections[:-1]), "Overall grade", "Why"):
        assert not rows[words][2].protection.locked
        assert rows[words][2].value is None
    assert WARNING in rows
    assert [one.value for one in rows["N"]] == ["N", "Does not apply", "What is asked does not apply to this case."]
    for section in tool.sections:
        assert rows[f"{section.position}. {section.name}"][0].protection.locked
        for one in section.questions:
            _, words, room = rows[one.number]
            assert str(words.value) == "\n".join(filter(None, (one.text, one.help)))
            assert words.border.left.style == "thin"
            assert not room.protection.locked
            assert (sheet.row_dimensions[room.row].height or 0) >= LINE * ROOM
    choices = sheet.data_validations.dataValidation
    assert [one.formula1 for one in choices] == ['"O,G,RI,I,N"'] * len(tool.sections)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (
        "portrait",
        9,
        0,
    )
    top = rows[f"{tool.row.words()}, in use. Reference of the case:"][0].row
    assert sheet.print_title_rows == f"${top}:${top + 1}"
    assert sheet.oddFooter.left.text == "Physical abuse, edition 1, in use"
    assert sheet.oddFooter.right.text == "Page &P of &N"
