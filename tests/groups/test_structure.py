"""The structure: who is in it on a day, how its chart is laid out, its document, and the page."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hands import Hands, wait_while
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import Node as Element
from pdf_reading import failures, read
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.desktop.charts.structure_view import neighbour
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.diagrams import Diagram, DiagramBox
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.page.structure import StructurePage
from mscp_desktop.groups.records import Scope, Tier
from mscp_desktop.groups.rules.groups import add_group, all_groups, change_group, group_facts
from mscp_desktop.groups.structure import MOST_IN_COLUMN, Node, Structure, lay_out, structure_at

TODAY = date(2025, 1, 15)


def wide(words: str, bold: bool) -> float:
    return len(words) * (5.5 if bold else 5.0)


def node(
    uid: str, parent: str | None = None, name: str = "A group", *, linked: bool = False, limited: bool = False
) -> Node:
    until = "to March 2027" if limited else ""
    return Node(
        uid, name, "Sub-group", "monthly", "not recorded", parent,
        joint=False, linked=linked, limited=limited, until=until,
    )  # fmt: skip


def structure(vault: Vault, day: date = TODAY) -> Structure:
    with vault.store.reading() as session:
        return structure_at(session, day)


def add(vault: Vault, name: str, parent: str | None = None, **more: object) -> str:
    uid = run(vault.store, vault.actor, add_group, name, parent_uid=parent).value
    if more:
        with vault.store.reading() as session:
            version = group_facts(session, uid).version
        run(vault.store, vault.actor, change_group, uid, version, **more)
    return uid


def apart(first: DiagramBox, second: DiagramBox) -> bool:
    return (
        first.x + first.width <= second.x or second.x + second.width <= first.x
        or first.y + first.height <= second.y or second.y + second.height <= first.y
    )  # fmt: skip


def crosses(diagram: Diagram) -> list[str]:
    """Return the boxes through whose inside a connector runs."""
    found = []
    for line in diagram.lines:
        (x1, y1), (x2, y2) = line.points
        for box in diagram.boxes:
            inside_x = max(min(x1, x2), box.x + 0.01) <= min(max(x1, x2), box.x + box.width - 0.01)
            inside_y = max(min(y1, y2), box.y + 0.01) <= min(max(y1, y2), box.y + box.height - 0.01)
            if inside_x and inside_y:
                found.append(box.uid)
    return found


MADE = st.tuples(st.integers(0, 30), st.text("abc XYZ", max_size=60), st.booleans(), st.booleans())


@given(st.lists(MADE, max_size=30))
def test_boxes_never_meet_and_no_connector_runs_through_one(made: list[tuple[int, str, bool, bool]]) -> None:
    nodes = []
    for number, (above, name, linked, limited) in enumerate(made):
        parent = f"g{above}" if above < number else None
        nodes.append(node(f"g{number}", parent, name, linked=linked, limited=limited))
    diagram = lay_out(Structure(tuple(nodes)), wide)
    assert sorted(box.uid for box in diagram.boxes) == sorted(one.uid for one in nodes)
    boxes = diagram.boxes
    for at, box in enumerate(boxes):
        assert all(apart(box, other) for other in boxes[at + 1 :])
        assert box.x >= 0
        assert box.x + box.width <= diagram.width
        assert box.y + box.height <= diagram.height
    assert crosses(diagram) == []
    places = {box.uid: at for at, box in enumerate(boxes)}
    for one in nodes:
        if one.parent is not None:
            assert places[one.parent] < places[one.uid]
            assert boxes[places[one.parent]].y < boxes[places[one.uid]].y
    for line in diagram.lines:
        (x1, y1), (x2, y2) = line.points
        assert x1 == x2 or y1 == y2
    for caption in diagram.captions:
        assert all(caption.y <= box.y for box in boxes if box.x < caption.x + 160 and caption.x < box.x + box.width)
    assert {box.uid for box in boxes if box.doubled} == {one.uid for one in nodes if one.limited}


def test_many_leaves_hang_in_columns_and_few_stand_side_by_side() -> None:
    few = lay_out(Structure((node("top"), *(node(f"k{n}", "top") for n in range(3)))), wide)
    assert len({box.y for box in few.boxes[1:]}) == 1
    many = lay_out(Structure((node("top"), *(node(f"k{n}", "top") for n in range(11)))), wide)
    columns: dict[float, int] = {}
    for box in many.boxes[1:]:
        columns[box.x] = columns.get(box.x, 0) + 1
    assert sorted(columns.values()) == [3, 4, 4]
    assert max(columns.values()) <= MOST_IN_COLUMN


def test_what_is_below_one_of_many_groups_hangs_under_it_in_its_column() -> None:
    nodes = [node("top"), *(node(f"k{n}", "top") for n in range(8))]
    nodes += [node("low", "k2"), node("task", "low", limited=True), node("other", "k2")]
    diagram = lay_out(Structure(tuple(nodes)), wide)
    box = {one.uid: one for one in diagram.boxes}
    assert [one.uid for one in diagram.boxes][1:7] == ["k0", "k1", "k2", "low", "task", "other"]
    assert box["k2"].x < box["low"].x == box["other"].x < box["task"].x < box["k2"].x + box["k2"].width
    assert box["k2"].y < box["low"].y < box["task"].y < box["other"].y
    columns = {one.x for one in diagram.boxes if one.uid.startswith("k")}
    assert len(columns) == 3  # 11 boxes in columns of about four
    assert "To March 2027" in box["task"].below
    assert "to March 2027, reports to A group" in box["task"].words


def test_groups_above_which_none_is_recorded_stand_together_under_words_that_say_so() -> None:
    few = lay_out(Structure(tuple(node(f"g{n}") for n in range(3))), wide)
    assert (few.captions, len({box.y for box in few.boxes})) == ((), 1)
    many = lay_out(Structure(tuple(node(f"g{n}") for n in range(8))), wide)
    assert [caption.words for caption in many.captions] == ["No group above is recorded"]
    assert (len({box.x for box in many.boxes}), many.lines) == (2, ())
    beside = lay_out(Structure((node("top"), node("kid", "top"), node("stray"), node("board", linked=True))), wide)
    assert [caption.words for caption in beside.captions] == ["No group above is recorded", "Linked boards"]
    assert [box.uid for box in beside.boxes] == ["top", "kid", "stray", "board"]


def test_the_legend_names_the_frames_that_occur(empty_vault: Vault) -> None:
    add(empty_vault, "Board")
    assert structure(empty_vault).legend() == ""
    add(empty_vault, "Task", tier=Tier.TASK_AND_FINISH, end=PartialDate(2026, 7))
    add(empty_vault, "Joint", scope=Scope.JOINT, shared_with="Kent\nThe adults board")
    found = structure(empty_vault)
    assert found.legend() == (
        "A dashed frame: joint, shared with a neighbour. A double frame: a task-and-finish group, which ends."
    )
    assert [one.words(None) for one in found.nodes][1:] == [
        "Task: task-and-finish group, to July 2026, frequency not stated",
        "Joint: sub-group, joint, shared with Kent and The adults board, frequency not stated",
    ]
    assert [one.name for one in structure(empty_vault, date(2026, 7, 1)).nodes] == ["Board", "Joint"]
    with empty_vault.store.reading() as session:
        _, data = make_pdf(session, report_named("structure"), Request(TODAY, TODAY))
    assert failures(data) == []
    assert "A double frame: a task-and-finish group" in read(data).root.text


def test_every_word_of_a_name_is_in_its_box_and_fits() -> None:
    name = "Performance " + "Unbelievablylongwordwithoutanybreakwhatsoeverinit " + "and Quality"
    (box,) = lay_out(Structure((node("one", name=name),)), wide).boxes
    assert "".join("".join(box.heading).split()) == "".join(name.split())
    assert all(wide(line, bold=True) <= box.width - 16 for line in box.heading)
    assert box.words.startswith(name)


def test_medways_structure_is_as_published(medway: Vault) -> None:
    found = structure(medway)
    with medway.store.reading() as session:
        facts = {one.uid: one for one in all_groups(session)}
    assert {one.uid for one in found.nodes} == set(facts)
    assert all(one.parent == facts[one.uid].parent_uid for one in found.nodes)
    diagram = lay_out(found, wide)
    assert [caption.words for caption in diagram.captions] == ["Linked boards"]
    assert {box.rounded for box in diagram.boxes if facts[box.uid].tier is Tier.LINKED} == {True}
    assert all(box.dashed == (facts[box.uid].scope is Scope.JOINT) for box in diagram.boxes)


def test_a_group_is_there_between_its_start_and_its_end(empty_vault: Vault) -> None:
    top = add(empty_vault, "Executive")
    middle = add(empty_vault, "Board", top, start=PartialDate(2023), end=PartialDate(2024, 7))
    low = add(empty_vault, "Task group", middle, start=PartialDate(2022, 3))
    by_day = {
        date(2021, 1, 1): {top: None},
        date(2022, 6, 1): {top: None, low: top},
        date(2024, 6, 30): {top: None, middle: top, low: middle},
        date(2024, 7, 1): {top: None, low: top},
    }
    for day, meant in by_day.items():
        assert {one.uid: one.parent for one in structure(empty_vault, day).nodes} == meant
    assert structure(empty_vault).first_day == date(2022, 3, 1)


def test_before_anything_is_known_nothing_is_said(medway: Vault) -> None:
    found = structure(medway, date(1999, 1, 1))
    assert found.nodes == ()
    assert found.unknown_before is not None
    with medway.store.reading() as session, pytest.raises(UserError, match="not known before"):
        make_pdf(session, report_named("structure"), Request(TODAY, date(1999, 1, 1)))


def listed(holder: Element) -> dict[str, object]:
    """Return a nested list as item -> items below it."""
    found: dict[str, object] = {}
    for item in holder.kids:
        body = item.kids[-1]
        inner = [kid for kid in body.kids if kid.type == "L"]
        words = next((kid.text for kid in body.kids if kid.type == "P"), body.text)
        found[words] = listed(inner[0]) if inner else {}
    return found


def test_the_document_has_the_chart_as_a_figure_and_the_same_as_a_nested_list(medway: Vault) -> None:
    with medway.store.reading() as session:
        title, data = make_pdf(session, report_named("structure"), Request(TODAY, TODAY))
    assert title == "Structure"
    assert failures(data) == []
    reading = read(data)
    (figure,) = reading.root.find("Figure")
    found = structure(medway)
    assert figure.alternative.startswith(f"Chart of {len(found.nodes)} groups")
    tree = listed(reading.root.find("L")[0])

    def same(entries: dict[str, object], parent: str | None) -> None:
        below = found.below(parent)
        assert [words.partition(":")[0] for words in entries] == [one.name for one in below]
        for one, inner in zip(below, entries.values(), strict=True):
            assert isinstance(inner, dict)
            same(inner, one.uid)

    same(tree, None)
    drawn = figure.text.replace(" ", "")
    assert all(one.name.replace(" ", "") in drawn for one in found.nodes)


def test_the_table_has_a_row_for_each_group(medway: Vault, tmp_path: Path) -> None:
    with medway.store.reading() as session:
        write_report(session, report_named("structure"), Request(TODAY, TODAY), tmp_path / "structure.csv")
    lines = list(csv.reader((tmp_path / "structure.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [line[0] for line in lines[-len(structure(medway).nodes) :]] == [one.name for one in structure(medway).nodes]


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    yield made
    made.resize(100)
    made.close()


@pytest.fixture
def page(qtbot: QtBot, theme: Theme, medway: Vault) -> Iterator[StructurePage]:
    tasks = Tasks(medway.store, medway.actor)
    made = StructurePage(tasks)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    wait_while(lambda: tasks.busy)
    made.view.setFocus()
    yield made
    tasks.close()


def test_arrows_go_where_they_point_and_enter_opens_the_roster(page: StructurePage, medway: Vault) -> None:
    hands, gone = Hands(), []
    page.navigate.connect(gone.append)
    found = structure(medway)
    top, executive = found.nodes[0], found.nodes[1]
    boxes = {box.uid: box for box in page.view.boxes}
    assert page.place() == top.uid
    said = page.view.accessibleName()
    assert said.startswith("Accountable Officers Meeting: accountable officers, meets twice a year")
    hands.press("Down")
    assert page.place() == executive.uid
    hands.press("Up", "Up")
    assert page.place() == top.uid
    page.view.show_current(next(box.uid for box in page.view.boxes if box.words.startswith("Learning Lessons")))
    here = boxes[page.place()]
    hands.press("Down")
    below = boxes[page.place()]
    assert below.words.startswith("Multi-Agency Case File Audit")
    assert (below.x, below.y > here.y) == (here.x, True)
    hands.press("Up", "Right")
    beside = boxes[page.place()]
    assert beside.x >= here.x + here.width
    assert beside.y < here.y + here.height
    hands.press("Left")
    assert page.place() == here.uid
    hands.press("Home", "Left")
    assert page.place() == top.uid
    hands.press("End")
    assert page.place() == page.view.boxes[-1].uid
    hands.press("Return")
    assert gone == [Place("group", page.view.boxes[-1].uid)]


def test_arrows_reach_every_box_and_lead_up_from_what_hangs_from_nothing(page: StructurePage) -> None:
    boxes = page.view.boxes
    reached, waiting = {boxes[0].uid}, [boxes[0]]
    while waiting:
        here = waiting.pop()
        for right, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            found = neighbour(boxes, here, right, down)
            if found is None:
                continue
            assert (found.x - here.x) * right + (found.y - here.y) * down > 0
            if found.uid not in reached:
                reached.add(found.uid)
                waiting.append(found)
    assert reached == {box.uid for box in boxes}
    adults = next(box for box in boxes if "Adult" in box.words and box.above is None)
    above = neighbour(boxes, adults, 0, -1)
    assert above is None or above.y < adults.y


def test_its_letters_grow_with_the_text_and_ctrl_0_is_the_texts(page: StructurePage, theme: Theme) -> None:
    before = page.view.zoom()
    theme.resize(150)
    Hands().settle()
    assert page.view.zoom() > before * 1.4
    assert page.view.sizeHint().height() < page.view.height(), "its page does not grow with it, and it with its page"
    page.view.fit()
    assert page.view.zoom() < before * 1.2, "all of it is in view when that is asked for"
    keys = {key for command in page.commands() for key in (command.shortcut, *command.also)}
    assert not keys & {"Ctrl+0", "Ctrl+-", "Ctrl+=", "Ctrl++"}


def test_it_zooms_and_fits_and_a_double_click_opens(page: StructurePage) -> None:
    hands, gone = Hands(), []
    page.navigate.connect(gone.append)
    fitted = page.view.zoom()
    hands.press("+")
    assert page.view.zoom() == pytest.approx(fitted * 1.2)
    hands.press("-", "-")
    assert page.view.zoom() == pytest.approx(fitted / 1.2)
    hands.press("0")
    assert page.view.zoom() == pytest.approx(fitted)
    box = page.view.boxes[3]
    middle = page.view.mapFromScene(box.x + box.width / 2, box.y + box.height / 2)
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert page.place() == box.uid
    QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert gone == [Place("group", box.uid)]
    assert page.view.itemAt(middle + QPoint(1, 1)) is not None


def test_the_page_shows_the_day_that_is_asked_for(page: StructurePage, medway: Vault) -> None:
    asked: list[tuple[str, date]] = []
    page.wanted.connect(lambda name, request: asked.append((name, request.as_at)))
    page.as_at.day = date(1999, 1, 1)
    page.refresh()
    wait_while(lambda: page._tasks.busy)
    assert "not known before" in page._empty.text()
    assert page._stack.currentIndex() == 1
    page.commands()[0].call()
    assert asked == [("structure", date(1999, 1, 1))]
