"""The register, its answers and the priorities through the real window, by keyboard; after each the vault is read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hands import Hands
from programs import show_work
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.actions.page.actions import ActionsPage
from mscp_desktop.actions.page.priorities import PrioritiesPage
from mscp_desktop.actions.page.returns import ReturnsPage
from mscp_desktop.actions.records import Action, ActionState
from mscp_desktop.actions.rules import changes
from mscp_desktop.actions.rules.actions import ActionRow, action_rows, updates_of
from mscp_desktop.actions.rules.returned import take_actions
from mscp_desktop.catalogue import KIND_WORDS, STATES
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.exchange.returns_out import SHEET
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.opened import Work
from mscp_desktop.parties.page.answer import AnswerDialog
from mscp_desktop.parties.rules.names import organisation_uids_named
from mscp_desktop.parties.rules.requests import Fate
from mscp_desktop.priorities.rules.priorities import priorities_on
from mscp_desktop.roster.page.import_dialog.dialog import ImportDialog

TODAY = date(2025, 1, 15)


@pytest.fixture
def work(qtbot: QtBot, theme: Theme, medway: Vault) -> Iterator[Work]:
    made = show_work(medway, theme, qtbot)
    yield made
    made.close()


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy)
    made.settle()
    return made


def do(vault: Vault, what: Callable[..., object], *args: object, **more: object) -> Any:
    return run(vault.store, vault.actor, what, *args, **more).value  # type: ignore[arg-type]


def open_page(work: Work, hands: Hands, place: str, uid: str | None = None) -> Any:
    assert work.window.open(Place(place, uid))
    hands.settle()
    page = work.window.page
    assert isinstance(page, TablePage)
    page.take_keyboard()
    return page


def dialog(page: TablePage, kind: type[Any], hands: Hands) -> Any:
    hands.settle()
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def actions(vault: Vault) -> list[ActionRow]:
    with vault.store.reading() as session:
        return action_rows(session, TODAY)


def shown(page: TablePage) -> list[list[str]]:
    model = page.table.view.model()
    return [[str(model.index(row, column).data()) for column in range(5)] for row in range(model.rowCount())]


def test_an_action_from_its_words_to_its_impact(work: Work, hands: Hands, medway: Vault) -> None:
    page = open_page(work, hands, "actions")
    assert isinstance(page, ActionsPage)
    assert page.badge == ""
    hands.press("Ctrl+N")
    form = dialog(page, AskDialog, hands)
    hands.type("Write to all schools")
    hands.press("Tab")
    hands.type("Richard Hicks")  # a person, who holds a seat too: the name in full is the person's
    hands.press("Tab")
    hands.type("20/1/2025")
    hands.press("Tab")
    hands.type("Executive Group")
    hands.press("Tab")
    assert form.accept_button.isEnabled()
    hands.click(form.accept_button)
    (row,) = actions(medway)
    assert (row.text, row.owner.words, row.due, row.group) == (
        "Write to all schools", "Richard Hicks", date(2025, 1, 20), "Executive Group",
    )  # fmt: skip
    page.take_keyboard()
    hands.press("Ctrl+U")
    dialog(page, AskDialog, hands)
    hands.type("Half are written")
    hands.press("Tab")
    hands.type("R Hicks")
    hands.press("Return")
    with medway.store.reading() as session:
        assert [(one.teller, one.text) for one in updates_of(session, row.uid)] == [("R Hicks", "Half are written")]
    page.take_keyboard()
    hands.press("Ctrl+Shift+D")
    form = dialog(page, AskDialog, hands)
    hands.click(form.accept_button)
    assert form.isVisible(), "without what shows it an action is not done"
    hands.type("98 letters")
    hands.click(form.accept_button)
    assert actions(medway)[0].state is ActionState.DONE
    said = work.window.bottom.keys.text()
    assert "Ctrl+Shift+Y show its impact" in said
    assert "Ctrl+Shift+D" not in said, "it is done already"
    page.take_keyboard()
    hands.press("Ctrl+Shift+Y")
    form = dialog(page, AskDialog, hands)
    hands.type("Calls doubled")
    hands.click(form.accept_button)
    row = actions(medway)[0]
    assert (row.state, row.evidence, row.impact) == (ActionState.IMPACT_SHOWN, "98 letters", "Calls doubled")
    assert shown(page)[0][2] == "impact shown"


def test_overdue_ones_are_counted_found_and_hidden_while_presenting(work: Work, hands: Hands, medway: Vault) -> None:
    with medway.store.reading() as session:
        police = organisation_uids_named(session, "Kent Police")[0]
        executive = group_named(session, "Executive").uid
    old = {"raised": date(2024, 1, 5), "due": date(2024, 3, 1)}
    late = do(medway, changes.add_action, "Late one", organisation_uid=police, **old)
    work.tasks.write(changes.add_action, "Secret one", confidential=True, **old)
    hands.settle()
    assert work.window.pages["actions"].badge == "2", "counted before anybody has opened the page"
    with medway.store.reading() as session:
        hits = find(session, "overdue actions", today=date(2025, 1, 1), kinds=KIND_WORDS, states=STATES)
        assert [hit.title for hit in hits][:2] == ["A1, Late one", "A2, a confidential action"]
        assert find(session, "late action", today=date(2024, 1, 6), kinds=KIND_WORDS, states=STATES)[0].kind == "action"
    do(medway, changes.add_action, "From a meeting", source_kind="group", source_uid=executive, source="Executive")
    page = open_page(work, hands, "actions")
    assert [line[:2] for line in shown(page)] == [["A1", "Late one"], ["A2", "Secret one"], ["A3", "From a meeting"]]
    page.present(presenting=True)
    hands.settle()
    assert [line[:2] for line in shown(page)] == [["A1", "Late one"], ["A3", "From a meeting"]]
    asked: list[Request] = []
    page.wanted.connect(lambda _name, request: asked.append(request))
    next(one for one in page.commands() if one.name == "actions.preview").call()
    assert asked[0].public
    page.present(presenting=False)
    hands.settle()
    assert len(shown(page)) == 3
    page.table.filter.setText("kent police")
    hands.settle()
    assert [line[:2] for line in shown(page)] == [["A1", "Late one"]]
    page.table.filter.setText("A3")
    hands.settle()
    assert [line[:2] for line in shown(page)] == [["A3", "From a meeting"]]
    hands.settle()
    page.open_place(late)
    page.table.filter.setText("")
    hands.settle()
    gone: list[Place] = []
    page.navigate.connect(gone.append)
    next(one for one in page.commands() if one.name == "actions.owner").call()
    assert gone[-1] == Place("organisation", police)


def _is_written_back(work: Work, page: TablePage, hands: Hands, answer: AnswerDialog, draft: Path) -> None:
    """Draft what could not be taken; of an answer of which nothing could be, Enter never closes the request."""
    assert answer.accept_button.isDefault()
    assert answer.full.text() == "", "every word stands in its row"
    hands.click(answer.back_button)
    assert answer.full.text() == f"The draft is {draft}."
    assert "Partly" in draft.read_text(encoding="utf-8")
    told: list[str] = []
    spent = replace(answer._answer, lines=(replace(answer._shown[0], fate=Fate.UNUSABLE, answer=None),))
    nothing = AnswerDialog(work.tasks, spent, "Action", take_actions, page, told.append, lambda wrote: wrote("There."))
    nothing.show()
    assert (nothing.back_button.isDefault(), nothing.accept_button.isDefault()) == (True, False)
    hands.click(nothing.back_button)
    assert told == ["There. The request to Kent Police stays open."]
    answer.activateWindow()
    hands.settle()


def test_an_agency_is_asked_and_its_answer_is_dropped_on_the_window(
    work: Work, hands: Hands, medway: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with medway.store.reading() as session:
        police = organisation_uids_named(session, "Kent Police")[0]
    first = do(medway, changes.add_action, "Write to all schools", organisation_uid=police)
    do(medway, changes.add_action, "Add neglect", organisation_uid=police)
    page = open_page(work, hands, "action-returns")
    assert isinstance(page, ReturnsPage)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    hands.press("Ctrl+N")
    form = dialog(page, AskDialog, hands)
    hands.click(form.accept_button)
    next(one for one in work.window.commands() if one.name == "import.actions").call()  # from another page's menu
    hands.settle()
    (taking,) = work.window.findChildren(ImportDialog)
    assert (taking.isVisible(), taking.windowTitle()) == (True, "Import an action log")
    assert work.window.page is page
    taking.reject()
    book = tmp_path / "Actions of Kent Police.xlsx"
    sheets = openpyxl.load_workbook(book)
    sheets[SHEET]["I7"], sheets[SHEET]["I8"], sheets[SHEET]["J8"] = "Begun", "Begun too", "Partly"
    sheets.save(book)
    open_page(work, hands, "groups")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(book))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, none)
    assert work.imports.eventFilter(work.window, drop)
    hands.settle()
    assert work.window.page is page
    answer = dialog(page, AnswerDialog, hands)
    assert answer.accept_button.text() == "Make 2 changes"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "back.eml"), ""))
    _is_written_back(work, page, hands, answer, tmp_path / "back.eml")
    answer.list.setFocus()
    answer.list.setCurrentCell(1, 0)
    hands.press("Space")
    assert (answer.accept_button.text(), answer.leave_button.text()) == ("Make 1 change", "Take it after all")
    hands.click(answer.accept_button)
    with medway.store.reading() as session:
        assert [one.text for one in updates_of(session, first)] == ["Begun"]
    assert [row.last_words() for row in actions(medway)] == ["15 January 2025, Kent Police: Begun", ""]


def test_several_get_another_group_or_none_and_the_buttons_are_of_what_comes_next(
    work: Work, hands: Hands, medway: Vault
) -> None:
    uids = [do(medway, changes.add_action, text) for text in ("One", "Two")]
    do(medway, changes.mark_done, uids[0], "A letter")
    page = open_page(work, hands, "actions", uids[1])

    def offered() -> list[str]:
        return [one.text() for _, one in page.head.buttons if one.isVisible() and one.isEnabled()]

    assert offered() == ["Add an update…", "Mark done…", "Withdraw…", "Add an action"]
    page.open_place(uids[0])
    hands.settle()
    assert offered() == ["Add an update…", "Show its impact…", "Reopen…", "Add an action"]
    commands = [one.name for one in page.commands()]
    assert len(commands) == len(set(commands))
    page.table.view.setFocus()
    hands.press("Ctrl+A")
    group = next(field for field in page.acts.settable() if field.key == "group")
    page.acts.change(group)
    form = dialog(page, AskDialog, hands)
    hands.type("PMQA")
    hands.press("Return")
    hands.click(form.accept_button)
    assert {row.group_short for row in actions(medway)} == {"PMQA"}
    page.table.view.selectAll()
    hands.settle()
    (menu,) = page.chosen.change.menu().findChildren(QMenu)
    next(one for one in menu.actions() if one.text().startswith("Group")).trigger()
    hands.settle()
    assert {row.group for row in actions(medway)} == {None}
    work.tasks.undo()
    hands.settle()
    assert {row.group_short for row in actions(medway)} == {"PMQA"}

    page.open_place(uids[0])
    page._choose_one()
    page.open_place(uids[0])
    hands.settle()
    next(one for one in page.commands() if one.name == "actions.reopen").call()
    form = dialog(page, AskDialog, hands)
    hands.type("It was a draft")
    hands.click(form.accept_button)
    with medway.store.reading() as session:
        assert session.scalars(select(Action.why).where(Action.uid == uids[0])).one() == "It was a draft"


def test_a_date_for_several_is_never_emptied_by_nothing_and_has_its_reason(
    work: Work, hands: Hands, medway: Vault
) -> None:
    old = {"raised": date(2024, 1, 5), "due": date(2024, 3, 1), "source": "Audit"}
    uids = [do(medway, changes.add_action, text, **old) for text in ("One", "Two", "Three")]
    page = open_page(work, hands, "actions")
    hands.press("Ctrl+A")
    due, group = (next(one for one in page.acts.settable() if one.key == key) for key in ("due", "group"))
    page.acts.change(due)
    form = dialog(page, AskDialog, hands)
    hands.press("Return")
    assert form.isVisible(), "nothing typed is no answer"
    assert "needed" in form.fields["due"].sentence
    hands.type("1 March")
    hands.press("Tab")
    hands.type("The audit is late")
    hands.click(form.accept_button)
    assert {row.due for row in actions(medway)} == {date(2025, 3, 1)}
    with medway.store.reading() as session:
        heard = [updates_of(session, uid) for uid in uids]
    assert {(one[0].text, one[0].due_was) for one in heard} == {("The audit is late", date(2024, 3, 1))}
    empties = [one.text() for menu in page.chosen.change.menu().findChildren(QMenu) for one in menu.actions()]
    assert [words for words in empties if "no date" in words] == []
    assert any(words.startswith("Group") for words in empties)
    do(medway, changes.change_actions, uids, group_uid=None)
    assert page.parts.many is not None
    assert page.parts.many.can_empty(group)
    do(medway, changes.mark_done, uids[0], "A letter")
    with pytest.raises(UserError, match="A1 is not open"):
        do(medway, changes.move_due_dates, uids, date(2025, 4, 1), "Again")
    assert {row.due for row in actions(medway)} == {date(2025, 3, 1)}


def test_priorities_with_their_outcomes_and_what_serves_them(work: Work, hands: Hands, medway: Vault) -> None:
    with medway.store.reading() as session:
        neglect = priorities_on(session, TODAY)[3]
    do(medway, changes.add_action, "Add neglect to the audits", priority_uid=neglect.uid)
    page = open_page(work, hands, "priority", neglect.uid)
    assert isinstance(page, PrioritiesPage)
    assert page.panel.detail is not None
    assert dict(page.panel.detail.facts)["Actions"] == "1 open"
    assert [line.cells[0] for line in page.panel.detail.lines["served"]] == ["A1, Add neglect to the audits"]
    assert [row[0] for row in shown(page)][:2] == ["Effective partnerships", shown(page)[1][0]]
    done = do(medway, changes.add_action, "Train the panel", raised=date(2024, 1, 5))
    do(medway, changes.mark_done, done, "A list")
    next(one for one in page.commands() if one.name == "priorities.serve").call()
    form = dialog(page, AskDialog, hands)
    hands.type("train the")
    hands.press("Return")
    hands.click(form.accept_button)
    assert [line.cells[0] for line in page.panel.detail.lines["served"]] == [
        "A1, Add neglect to the audits", "A2, Train the panel",
    ]  # fmt: skip
    next(one for one in page.commands() if one.name == "priorities.outcome").call()
    form = dialog(page, AskDialog, hands)
    hands.type("Fewer children neglected")
    hands.click(form.accept_button)
    assert page.panel.detail.lines["outcomes"][-1].cells[0] == "Fewer children neglected"
    page.take_keyboard()
    hands.press("Alt+Up")
    with medway.store.reading() as session:
        assert [row.title for row in priorities_on(session, TODAY)][2:4] == ["Neglect", "Domestic abuse"]
    hands.press("Ctrl+N")
    form = dialog(page, AskDialog, hands)
    hands.type("Online harm")
    hands.click(form.accept_button)
    with medway.store.reading() as session:
        assert priorities_on(session, TODAY)[-1].title == "Online harm"
