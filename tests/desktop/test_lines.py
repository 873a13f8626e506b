"""The lines of a record in its panel: an organisation's other names by keyboard, and what every section keeps to."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.detail import DetailPanel
from mscp_desktop.desktop.panel.lines import FIRST, LinesSection
from mscp_desktop.desktop.panel.lines_view import LinesModel
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Act,
    Cell,
    Choice,
    Detail,
    Field,
    Kind,
    Line,
    Lines,
    Tone,
    pill,
)
from mscp_desktop.foundation.bookkeeping import Draft
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import Store
from mscp_desktop.parties.page.fields import ORGANISATION
from mscp_desktop.parties.page.organisations import OrganisationsPage
from mscp_desktop.parties.records import NameKind, Organisation, OrganisationAlias
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_alias

Do = Callable[..., Any]
FORMER = NameKind.FORMER


@pytest.fixture
def do(store: Store, actor: Any) -> Do:
    return partial(run, store, actor)


@pytest.fixture
def hands(tasks: Tasks) -> Hands:
    return Hands(lambda: tasks.busy)


def open_page(qtbot: QtBot, tasks: Tasks, hands: Hands, uid: str) -> OrganisationsPage:
    page = OrganisationsPage(tasks)
    page.prepare()
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    hands.settle()
    page.open_place(uid)
    hands.settle()
    return page


def spoken(section: LinesSection) -> list[str]:
    model = section.view.lines
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.data(model.index(row), role) for row in range(model.rowCount())]


def dialog() -> AskDialog:
    found = QApplication.activeWindow()
    assert isinstance(found, AskDialog), found
    return found


def tab_to(hands: Hands, wanted: QWidget, most: int = 30) -> None:
    for _ in range(most):
        if QApplication.focusWidget() is wanted:
            return
        hands.press("Tab")
    raise AssertionError(f"{wanted} has no place in the order of Tab")


def seen(section: LinesSection) -> list[str]:
    return [one.text() for one in section.findChildren(QPushButton) if one.isVisible()]


def test_other_names_are_added_changed_removed_and_taken_back_by_keyboard(
    qtbot: QtBot, tasks: Tasks, store: Store, do: Do, hands: Hands
) -> None:
    uid = do(add_organisation, "NHS Kent and Medway").value
    page = open_page(qtbot, tasks, hands, uid)
    section = page.panel.lines["aliases"]
    assert section.empty.isVisible()
    assert section.empty.text() == "It is known by no other name."
    assert seen(section) == ["Add another name…"]
    page.edit()
    tab_to(hands, section.add_button)
    hands.press("Space")
    form = dialog()
    assert form.fields["kind"].value is NameKind.SPELLING
    hands.type("Medway CCG")
    hands.press("Tab", "Down", "Tab")
    hands.type("2013")
    tab_to(hands, form.fields["end"].editor.focusable()[0])
    hands.type("July 2022")
    hands.press("Return")
    assert spoken(section) == ["Name: Medway CCG, Kind: Former name, Dates: 2013 to July 2022"]
    assert section.current is not None  # the line made just now has the mark
    assert seen(section) == ["Change…", "Remove", "Add another name…"]

    do(add_alias, uid, "ICB")
    hands.settle()
    assert [line.cells[0] for line in section.view.lines.lines] == ["ICB", "Medway CCG"]
    assert section.current.cells[0] == "Medway CCG"  # also after it moved
    section.view.setFocus()
    hands.press("F2")
    assert dialog().fields["end"].value == PartialDate(2022, 7)
    hands.type("Medway Clinical Commissioning Group")
    hands.press("Return")
    assert section.current.cells[0] == "Medway Clinical Commissioning Group"
    with store.reading() as session:
        alias = session.scalars(select(OrganisationAlias).where(OrganisationAlias.kind == FORMER)).one()
        changed = entries_of(session, "organisation_alias", alias.uid)[0]
        assert changed.values is not None
        assert set(changed.values) == {"name"}  # only what differs is sent
    assert QApplication.focusWidget() is section.view

    hands.press("Delete")
    assert spoken(section) == ["Name: ICB"]
    assert section.current.cells[0] == "ICB"  # the next one has the mark
    hands.press("Delete")
    assert section.empty.isVisible()
    assert QApplication.focusWidget() is section.add_button
    for _ in range(2):
        tasks.undo()
        hands.settle()
    assert [line.cells[0] for line in section.view.lines.lines] == ["ICB", "Medway Clinical Commissioning Group"]
    section.view.setFocus()
    hands.press("Insert", "Escape", "Escape")
    assert QApplication.focusWidget() is page.table.view  # Escape leads back to the rows, as from a field


def test_what_is_not_right_is_refused_by_the_field_and_nothing_is_done_without_a_difference(
    qtbot: QtBot, tasks: Tasks, do: Do, hands: Hands
) -> None:
    uid = do(add_organisation, "NHS Kent and Medway").value
    do(add_alias, uid, "ICB")
    page = open_page(qtbot, tasks, hands, uid)
    section = page.panel.lines["aliases"]
    section.view.setFocus()
    heard: list[object] = []
    tasks.announced.connect(heard.append)
    hands.press("Return", "Return")
    assert QApplication.focusWidget() is section.view
    assert heard == []
    hands.press("Return", "Tab", "Tab")
    hands.type("2013")
    hands.press("Return")
    form = dialog()
    assert "Only a former name has dates" in form.fields["end"].sentence
    assert form.fields["start"].editor.text() == "2013"
    assert heard == []
    hands.press("Escape", "Escape", "Escape")
    assert QApplication.activeWindow() is page


def test_a_conflict_says_who_changed_it_and_the_next_try_saves_over_it(
    qtbot: QtBot, tasks: Tasks, do: Do, hands: Hands
) -> None:
    uid = do(add_organisation, "NHS Kent and Medway").value
    alias = do(add_alias, uid, "ICB").value
    page = open_page(qtbot, tasks, hands, uid)
    section = page.panel.lines["aliases"]
    section.view.setFocus()
    hands.press("Return")
    hands.type("Care Board")
    do(change_alias, alias, 1, name="Integrated Board")
    hands.settle()
    hands.press("Return")
    form = dialog()
    assert form.fields["end"].sentence.startswith("Business manager changed this at")
    assert "“Integrated Board”" in form.fields["end"].sentence
    assert form.fields["name"].editor.text() == "Care Board"
    hands.press("Return")
    assert spoken(section) == ["Name: Care Board"]


def test_what_is_typed_is_kept_for_its_record_alone(
    qtbot: QtBot, tasks: Tasks, store: Store, do: Do, hands: Hands
) -> None:
    one, other = (do(add_organisation, name).value for name in ("Kent Police", "Medway Council"))
    page = open_page(qtbot, tasks, hands, one)
    section = page.panel.lines["aliases"]
    section.add()
    hands.settle()
    hands.type("The force")
    dialog().keep()
    dialog().reject()
    hands.settle()
    with store.reading() as session:
        assert session.scalars(select(Draft)).one().words == f"Name\nAdd another name: Kent Police\n{page.key}\t{one}\t"
    page.open_place(other)
    hands.settle()
    section.add()
    hands.settle()
    assert dialog().fields["name"].editor.text() == ""
    hands.press("Escape")
    page.open_place(one)
    hands.settle()
    section.add()
    hands.settle()
    assert dialog().fields["name"].editor.text() == "The force"
    dialog().reject()


@pytest.mark.parametrize(
    ("kind", "start", "end", "words"),
    [
        (NameKind.SPELLING, PartialDate(2013), None, "Only a former name has dates"),
        (NameKind.SPELLING, None, PartialDate(2013), "Only a former name has dates"),
        (FORMER, PartialDate(2014), PartialDate(2013), "is before the start"),
    ],
)
def test_only_a_former_name_has_dates_and_they_are_in_order(
    do: Do, kind: NameKind, start: PartialDate | None, end: PartialDate | None, words: str
) -> None:
    uid = do(add_organisation, "Kent Police").value
    with pytest.raises(UserError, match=words):
        do(add_alias, uid, "Kent Constabulary", kind=kind, start=start, end=end)
    alias = do(add_alias, uid, "Kent Constabulary", kind=FORMER, start=PartialDate(2012), end=PartialDate(2013)).value
    with pytest.raises(UserError, match=words):
        do(change_alias, alias, 1, kind=kind, start=start, end=end)
    with pytest.raises(UserError, match="Only a former name has dates"):
        do(change_alias, alias, 1, kind=NameKind.SPELLING)
    do(change_alias, alias, 1, kind=NameKind.SPELLING, start=None, end=None)


POSTS = Lines(
    "posts", "Former posts", "a former post", ("Post", "Organisation", "Dates", "State"), "None is recorded.",
    (Field("post", "Post"),), change=lambda uid, version, found: Act(change_alias, (uid, version), found),
    remove=lambda uid: Act(change_alias, (uid, 1), {}),
)  # fmt: skip
SECRET = Lines("secret", "Seen by few", "a secret", ("What",), "None.", private=True)
LONG = "Head of the multi-agency safeguarding hub and of all its networks, working groups and task-and-finish groups"
SHOWN = (
    Line("1", 1, (LONG, "Medway Council", NOT_RECORDED, ""), opens=Place("person", "1")),
    Line("2", 1, ("Chair", "", "2013", pill("ended", Tone.WARNING)), locked="It comes from the published list."),
    Line("3", 1, (Cell("Vice chair", more="For a year."), "Kent Police", "2014", "")),
)


@pytest.fixture
def show(qtbot: QtBot, tasks: Tasks, hands: Hands) -> Callable[..., DetailPanel]:
    """Return a function that opens a panel on a record with lines that were not loaded from anywhere."""

    def build(*lines: Line, locked: str = "", width: int = 340) -> DetailPanel:
        detail = Detail(
            "person", "1", 1, "Ada", lines={"posts": lines, "secret": (Line("9", 1, ("A word",)),)}, locked=locked
        )
        panel = DetailPanel(
            tasks, (), lambda _session, _uid: detail, lambda *_: Act(change_alias), lines=(POSTS, SECRET)
        )  # fmt: skip
        qtbot.addWidget(panel)
        panel.resize(width, 700)
        panel.show()
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        panel.show_record("1")
        hands.settle()
        return panel

    return build


def test_a_line_is_read_out_with_its_columns_and_offers_what_it_can(
    show: Callable[..., DetailPanel], hands: Hands
) -> None:
    panel = show(*SHOWN)
    section = panel.lines["posts"]
    went: list[Place] = []
    panel.navigate.connect(went.append)
    view = section.view
    assert spoken(section)[1] == "Post: Chair, Dates: 2013, State: ended"
    assert QAccessible.queryAccessibleInterface(view).text(QAccessible.Text.Name) == "Former posts"
    spoken_line = QAccessible.queryAccessibleInterface(view).child(0).text(QAccessible.Text.Name)
    assert spoken_line == f"Post: {LONG}, Organisation: Medway Council, Dates: not recorded"
    view.setFocus()
    assert view.current is SHOWN[0]
    assert view.selectionModel().isRowSelected(0)
    assert view.accessibleDescription() == "Enter changes it, Delete removes it, Control and Enter opens it"
    assert seen(section) == ["Change…", "Remove", "Open"]  # nothing is added here
    assert section.change_button.accessibleName() == f"Change {LONG}"
    hands.press("Ctrl+Return", "Insert")
    assert went == [Place("person", "1")]
    hands.press("Down")
    assert section.reason.text() == SHOWN[1].locked
    assert seen(section) == []
    assert SHOWN[1].locked in view.lines.data(view.lines.index(1), Qt.ItemDataRole.ToolTipRole)
    assert "For a year." in view.lines.data(view.lines.index(2), Qt.ItemDataRole.ToolTipRole)
    hands.press("Return", "Delete", "Ctrl+Return")
    assert QApplication.activeWindow() is panel
    assert len(went) == 1
    assert not section.reason.isHidden()
    hands.press("Down")
    assert section.reason.isHidden()


def test_a_locked_record_can_only_be_read(show: Callable[..., DetailPanel], hands: Hands) -> None:
    panel = show(*SHOWN, locked="This copy is read only.")
    section = panel.lines["posts"]
    section.view.setFocus()
    assert seen(section) == ["Open"]
    hands.press("Return", "Delete", "Insert", "F2")
    assert QApplication.activeWindow() is panel
    assert section.view.lines.lines == SHOWN


def test_a_line_that_is_only_read_is_followed_by_enter(show: Callable[..., DetailPanel], hands: Hands) -> None:
    panel = show(*SHOWN, locked="This copy is read only.")
    went: list[Place] = []
    panel.navigate.connect(went.append)
    panel.lines["posts"].view.setFocus()
    hands.press("Return", "Down", "Return")
    assert went == [Place("person", "1")]


def test_private_lines_are_hidden_while_presenting(show: Callable[..., DetailPanel]) -> None:
    panel = show(*SHOWN)
    panel.show_private(shown=False)
    assert [key for key, one in panel.lines.items() if one.isVisible()] == ["posts"]
    panel.show_private(shown=True)
    assert all(one.isVisible() for one in panel.lines.values())


@pytest.mark.parametrize("size", [100, 200])
def test_lines_wrap_and_nothing_scrolls_inside_the_panel(
    show: Callable[..., DetailPanel], theme: Theme, hands: Hands, size: int
) -> None:
    theme.resize(size)
    panel = show(*SHOWN)
    view = panel.lines["posts"].view
    assert view.verticalScrollBar().maximum() == 0
    low = view.visualRect(view.lines.index(2)).bottom()
    assert abs(view.viewport().rect().bottom() - low) <= 1
    one_line = view.visualRect(view.lines.index(2)).height()
    before = view.visualRect(view.lines.index(0)).height()
    assert before > one_line
    panel.resize(panel.width() * 2, 700)
    hands.settle()
    assert view.visualRect(view.lines.index(0)).height() < before
    assert view.verticalScrollBar().maximum() == 0


def test_of_many_lines_the_first_are_shown_until_all_are_asked_for(
    show: Callable[..., DetailPanel], hands: Hands
) -> None:
    many = tuple(Line(str(number), 1, (f"Post {number}", "", "", "")) for number in range(FIRST + 12))
    section = show(*many).lines["posts"]
    assert section.view.lines.rowCount() == FIRST
    assert section.more_button.text() == "and 12 more"
    section.more_button.setFocus()
    hands.press("Space")
    assert section.view.lines.rowCount() == FIRST + 12
    assert QApplication.focusWidget() is section.view
    assert section.current is many[FIRST]
    assert not section.more_button.isVisible()
    panel = section.window()
    assert isinstance(panel, DetailPanel)
    view, area = section.view, panel.findChildren(QScrollArea)[0]
    panel.resize(340, 300)
    hands.settle()
    for key in ("End", "Home", "Down", "End", "Up"):
        hands.press(key)
        line = view.visualRect(view.currentIndex())
        at = view.viewport().mapTo(area.viewport(), line.center())
        assert area.viewport().rect().contains(at), key


def test_the_model_keeps_to_the_rules_of_models() -> None:
    model = LinesModel(POSTS.columns)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for lines in ((), SHOWN, SHOWN[:1], ()):
        model.show_lines(lines)
        assert model.rowCount() == len(lines)
    assert model.data(model.index(5)) is None
    with pytest.raises(InternalError, match="does not fit the columns Post, Organisation"):
        model.show_lines((Line("9", 1, ("A word",)),))


def test_a_form_takes_a_record_that_is_made_in_a_form_of_its_own(
    qtbot: QtBot, tasks: Tasks, store: Store, hands: Hands
) -> None:
    got: list[dict[str, Any]] = []
    parent = QWidget()
    qtbot.addWidget(parent)
    fields = (ORGANISATION, Field("start", "From", Kind.PARTIAL_DATE))
    form = AskDialog(tasks, "Add a former post", fields, {}, "Add it", got.append, parent, place="posts 1")
    form.open()
    qtbot.waitUntil(form.isActiveWindow)
    hands.type("Kent Constabulary")
    hands.press("Down", "Return")
    inner = dialog()
    assert inner is not form
    assert inner.fields["name"].editor.text() == "Kent Constabulary"
    hands.press("Return")
    form.activateWindow()
    hands.settle()
    hands.press("Tab")
    hands.type("2013")
    hands.press("Return")
    assert got[0]["start"] == PartialDate(2013)
    assert got[0]["organisation"].title == "Kent Constabulary"
    with store.reading() as session:
        assert Organisation.by_uid(session, got[0]["organisation"].uid).name == "Kent Constabulary"


def test_a_long_form_has_a_scroll_bar_and_its_buttons_stay_in_view(
    qtbot: QtBot, tasks: Tasks, theme: Theme, hands: Hands
) -> None:
    theme.resize(200)
    kinds = (Kind.TEXT, Kind.CHOICE, Kind.PARTIAL_DATE, Kind.PICKER, Kind.MULTILINE, Kind.RICH, Kind.DAY)
    fields = [
        Field(kind.value, kind.value.capitalize(), kind, "What helps to fill it in", choices=(Choice(1, "One"),),
              find=lambda _session, _typed: ())
        for kind in kinds
    ]  # fmt: skip
    parent = QWidget()
    qtbot.addWidget(parent)
    form = AskDialog(tasks, "A long form", fields, {}, "Do it", lambda _: None, parent, about="Kent Police")
    form.open()
    qtbot.waitUntil(form.isActiveWindow)
    hands.settle()
    room = form.screen().availableGeometry()
    assert form.height() <= room.height()
    assert form.width() <= room.width()
    assert form.area.verticalScrollBar().maximum() > 0
    assert form.rect().contains(form.accept_button.geometry())
    last = form.fields[Kind.DAY.value].editor.focusable()[0]
    assert last.visibleRegion().isEmpty()
    tab_to(hands, last)
    assert last.visibleRegion().boundingRect().height() == last.height()
    form._refused(UserError("Not that day.", field=Kind.PARTIAL_DATE.value))
    said = {field.field.kind: field.sentence for field in form.fields.values() if field.sentence}
    assert said == {Kind.PARTIAL_DATE: "Not that day."}, "it stands by the field that it is about, not by the last"
    form._refused(UserError("Nothing of it."))
    assert form.fields[Kind.DAY.value].sentence == "Nothing of it."
    form.reject()
