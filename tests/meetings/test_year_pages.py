"""The pages of the year, of all meetings and of their set-up, by keyboard on a real vault."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hands import Hands, wait_while
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from mscp_desktop.desktop.charts.chart_view import ChartDialog
from mscp_desktop.desktop.delegates import PADDING, pill_size, small
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Cell, pill, words_of
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.queries import Filter, Query
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings import lists
from mscp_desktop.meetings.page.meetings import MeetingsPage
from mscp_desktop.meetings.page.setup import MeetingSetupPage
from mscp_desktop.meetings.page.year import TONES, YearPage
from mscp_desktop.meetings.page.year_bars import BarCell
from mscp_desktop.meetings.records import MeetingKind, MeetingState, QuorumKind
from mscp_desktop.meetings.rules.checks import checks
from mscp_desktop.meetings.rules.due import TO_MARK, TO_SEND, due
from mscp_desktop.meetings.rules.meetings import (
    add_meeting,
    cancel_meeting,
    hold_meeting,
    meeting_row,
    meetings_between,
)
from mscp_desktop.meetings.rules.obligations import Verdict, own_number
from mscp_desktop.meetings.rules.patterns import add_blocked, blocked_periods, pattern_of
from mscp_desktop.meetings.rules.quorum_changes import add_quorum_rule
from mscp_desktop.meetings.rules.quorum_rules import quorum_rules

TODAY = date(2025, 1, 15)


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


@pytest.fixture
def uids(medway: Vault) -> dict[str, str]:
    """Some meetings around today: held, past and not marked, cancelled, planned, and decided by e-mail."""

    def add(name: str, day: date, **fields: Any) -> str:
        made: str = run(medway.store, medway.actor, add_meeting, group(medway, name), day, **fields).value
        return made

    found = {
        "held": add("PMQA", date(2024, 11, 6), start_time="10:00", length=90, place="Room 1"),
        "past": add("PMQA", date(2025, 1, 8), start_time="10:00", length=90, place="Room 1"),
        "off": add("PMQA", date(2025, 2, 5), start_time="10:00"),
        "next": add("Executive Group", date(2025, 1, 29), start_time="14:00", link="https://example.org/1"),
        "later": add("PMQA", date(2025, 5, 7)),
        "mail": add("Executive Group", date(2024, 12, 3), kind=MeetingKind.BY_EMAIL),
    }
    run(medway.store, medway.actor, hold_meeting, found["held"])
    run(medway.store, medway.actor, hold_meeting, found["mail"])
    run(medway.store, medway.actor, cancel_meeting, found["off"], "No business")
    return found


def group(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        return group_named(session, name).uid


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


def call(page: TablePage, name: str, hands: Hands) -> None:
    command = next(one for one in page.commands() if one.name == name)
    assert command.ready, name
    command.call()
    hands.settle()


def ready(page: TablePage, name: str) -> bool:
    return next(one for one in page.commands() if one.name == name).ready


def dialog(page: TablePage, kind: type[Any], hands: Hands) -> Any:
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def row(page: TablePage, uid: str) -> list[str]:
    """Return the words of a row, by its record."""
    model = page.table.model
    at = next(at for at in range(model.rowCount()) if model.row_at(at).uid == uid)  # type: ignore[union-attr]
    return [words_of(cell) for cell in model.row_at(at).cells]  # type: ignore[union-attr]


def test_the_table_has_what_comes_first_and_finds_by_how_meetings_stand(medway: Vault, uids: dict[str, str]) -> None:
    table = lists.meetings_table(TODAY)
    names = {lists_id: name for name, uid in uids.items() if (lists_id := _id(medway, uid))}

    def found(**asked: Any) -> list[str]:
        with medway.store.reading() as session:
            return [names[one] for one in table.ids(session, Query(**asked))]

    assert found() == ["past", "next", "off", "later", "mail", "held"], "what is to be marked comes first"
    by = lambda column, *among: {"filters": (Filter(column, "", among=among),)}  # noqa: E731 - said once
    assert found(**by("state", lists.TO_MARK)) == ["past"]
    assert found(**by("state", "held", "cancelled")) == ["off", "mail", "held"]
    assert found(**by("minutes", "not written")) == ["mail", "held"]
    assert found(**by("agenda", None)) == ["off", "mail"]
    assert found(text="executive 2025") == ["next"]
    assert found(sort="time")[-1] in ("later", "mail")
    with medway.store.reading() as session:
        for key, words in (
            ("year", ["2024-25", "2025-26"]),
            ("state", ["Cancelled", "Held", "Planned", "To be marked"]),
        ):
            sections = table.sections(session, Query(group=key))
            assert [one.words for one in sections] == words
            assert sum(one.count for one in sections) == 6
        assert table.sections(session, Query(group="month"))[0].words == "November 2024"
        assert lists.places_in_use(session, "room") == ["Room 1"]


def _id(vault: Vault, uid: str) -> int | None:
    with vault.store.reading() as session:
        return lists.meeting_id(session, uid)


def test_what_is_due_and_to_look_at_around_today(medway: Vault, uids: dict[str, str]) -> None:
    run(medway.store, medway.actor, add_blocked, "Inspection", date(2025, 5, 6), last=date(2025, 5, 9))
    with medway.store.reading() as session:
        asked = {(one.about, one.place.uid): one for one in due(session, TODAY)}
        found = {one.place.uid: one for one in checks(session, TODAY)}
    mark = asked[TO_MARK, uids["past"]]
    assert (mark.day, mark.verb) == (date(2025, 1, 8), "Mark it")
    (send,) = [one for (about, _), one in asked.items() if about == TO_SEND]
    assert send.day == date(2025, 1, 22)  # five working days before 29 January
    assert "Weekend days not counted: 2." in send.explain
    assert "Rule: Agenda sent out, 5 working days before." in send.explain
    assert found[uids["past"]].why == "Its day is past, and it is neither marked as held nor cancelled."
    assert found[uids["later"]].why == "That day is not free: Inspection."
    assert any("no minutes are written" in one.what for one in found.values())
    assert any("can't meet what it owes in 2024-25 any more" in one.what for one in found.values())
    assert uids["off"] not in found


def test_a_year_is_looked_through_and_given_a_number_of_its_own(
    qtbot: QtBot, medway: Vault, tasks: Tasks, uids: dict[str, str]
) -> None:
    page = YearPage(tasks)
    hands = shown(qtbot, tasks, page)
    pmqa = group(medway, "PMQA")
    assert page.head.heading.text() == "Year 2024-25"
    cells = row(page, pmqa)
    assert cells[:3] == ["PMQA", "1 held, 1 planned, 4 to plan", "can't be met"]
    assert cells[3:7] == ["6", "1", "1", "4"]
    model = page.table.model
    bar = next(cell for cell in model.row_at(0).cells if isinstance(cell, BarCell))  # type: ignore[union-attr]
    assert (bar.held, bar.planned, bar.missing) == (0, 0, 2)
    call(page, "year.after", hands)
    assert page.head.heading.text() == "Year 2025-26"
    assert row(page, pmqa)[3:7] == ["6", "0", "1", "5"]
    assert page.place() == f"2025-26 {page.panel.uid}"
    page.open_place(f"2025-26 {pmqa}")
    hands.settle()
    assert page.panel.uid == pmqa
    assert not ready(page, "year.frequency")
    call(page, "year.owed", hands)
    asked = dialog(page, AskDialog, hands)
    asked.fields["owed"].show_value(4, 0)
    asked.fields["reason"].show_value("Two are joined with the audit group's", 0)
    asked.accept_button.click()
    hands.settle()
    assert row(page, pmqa)[3:7] == ["4", "0", "1", "3"]
    detail = page.panel.detail
    assert detail is not None
    assert dict(detail.facts)["Owed"] == (
        "4. Set for 2025-26: Two are joined with the audit group's. Its frequency is 6 times a year."
    )
    assert [words_of(line.cells[0]) for line in detail.lines["meetings"]] == ["Wednesday 7 May 2025"]
    call(page, "year.frequency", hands)
    with medway.store.reading() as session:
        assert own_number(session, pmqa, 2025) is None
    went: list[Place] = []
    page.navigate.connect(went.append)
    page.table.focus_rows()
    hands.press("Return")
    call(page, "year.plan", hands)
    assert went == [Place("meetings", pmqa), Place("planner", "2025-26")]
    wanted: list[tuple[str, Any]] = []
    page.wanted.connect(lambda name, request: wanted.append((name, request)))
    call(page, "year.preview", hands)
    call(page, "year.group", hands)
    call(page, "year.record", hands)
    assert [(name, one.year, one.group) for name, one in wanted] == [
        ("obligations", "2025-26", None), ("obligations", "2025-26", "Performance Management and Quality Assurance"),
        ("year-record", "2025-26", None),
    ]  # fmt: skip
    call(page, "year.chart", hands)
    chart = dialog(page, ChartDialog, hands)
    wait_while(lambda: chart.view.picture.busy)
    assert not chart.view.picture.image.isNull()
    assert chart.view.table.rowCount() == 11
    chart.accept()


def test_meetings_are_opened_and_moved_from_their_table(
    qtbot: QtBot, medway: Vault, tasks: Tasks, uids: dict[str, str]
) -> None:
    page = MeetingsPage(tasks)
    hands = shown(qtbot, tasks, page)

    assert page.table.current_uid() == uids["past"], "what is to be marked comes first"
    with medway.store.reading() as session:
        assert page.table.model.source.summary(session, Query(), 6).endswith("the next on Wednesday 29 January 2025")
    page.open_place(uids["next"])
    hands.settle()
    assert row(page, uids["past"])[:6] == ["Wed 8 January 2025", "10:00", "PMQA", "Room 1", "Ordinary", lists.TO_MARK]
    assert row(page, uids["mail"])[1:3] == ["between", "Executive Group, by e-mail"]
    went: list[Place] = []
    page.navigate.connect(went.append)
    page.table.focus_rows()
    hands.press("Return")
    assert went == [Place("meeting", uids["next"])]
    assert not ready(page, "meetings.held")  # it is to come
    page.panel.edit()
    day = page.panel.fields["day"]
    day.focus()
    hands.press("Ctrl+A")
    hands.type("1 feb 2025")
    hands.press("Return")
    assert "no working day: a Saturday" in day.sentence
    assert "Move it to another day" in day.sentence
    hands.press("Escape", "Escape")
    call(page, "meetings.move", hands)
    asked = dialog(page, AskDialog, hands)
    asked.fields["day"].show_value(date(2025, 2, 1), 0)
    asked.look()
    hands.settle()
    assert asked.accept_button.text() == "Move it all the same"
    asked.accept_button.click()
    hands.settle()
    with medway.store.reading() as session:
        assert meeting_row(session, uids["next"]).day == date(2025, 2, 1)
    detail = page.panel.detail
    assert detail is not None
    said = [value.words for words, value in detail.facts if words == "Breaks a rule" and isinstance(value, Cell)]
    assert said == ["1 February 2025 is no working day: a Saturday."]


def test_meetings_are_marked_cancelled_and_decided_between(
    qtbot: QtBot, medway: Vault, tasks: Tasks, uids: dict[str, str]
) -> None:
    page = MeetingsPage(tasks)
    hands = shown(qtbot, tasks, page)
    went: list[Place] = []
    page.navigate.connect(went.append)

    def state(name: str) -> MeetingState:
        with medway.store.reading() as session:
            return meeting_row(session, uids[name]).state

    page.open_place(uids["past"])
    hands.settle()
    call(page, "meetings.held", hands)
    assert state("past") is MeetingState.HELD
    call(page, "meetings.again", hands)
    assert state("past") is MeetingState.PLANNED
    page.open_place(uids["next"])
    hands.settle()
    call(page, "meetings.cancel", hands)
    asked = dialog(page, AskDialog, hands)
    asked.fields["why"].show_value("The chair is away", 0)
    asked.accept_button.click()
    hands.settle()
    assert state("next") is MeetingState.CANCELLED
    assert words_of(dict(page.panel.detail.facts)["Why"]) == "The chair is away"  # type: ignore[union-attr]
    page.open_place(group(medway, "PMQA"))
    hands.settle()
    assert page.table.model.rowCount() == 4
    call(page, "meetings.between", hands)
    asked = dialog(page, AskDialog, hands)
    asked.fields["note"].show_value("A reply that could not wait", 0)
    asked.accept_button.click()
    hands.settle()
    with medway.store.reading() as session:
        (made,) = meetings_between(session, TODAY, TODAY)
    assert (made.kind, made.note, went[-1]) == (
        MeetingKind.BY_EMAIL, "A reply that could not wait", Place("meeting", made.uid),
    )  # fmt: skip


def test_a_quorum_from_a_day_on_leaves_the_one_before_it(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    page = MeetingSetupPage(tasks)
    hands = shown(qtbot, tasks, page)
    pmqa = group(medway, "PMQA")
    run(tasks.store, tasks.actor, add_quorum_rule, pmqa, QuorumKind.AGENCIES, number=4)
    run(tasks.store, tasks.actor, add_meeting, pmqa, date(2024, 11, 18))
    page.open_place(pmqa)
    hands.settle()
    section = page.panel.lines["quorum"]
    section.view.setFocus()
    section.view.setCurrentIndex(section.view.model().index(0, 0))
    for leaves in (True, False):  # what was typed comes back in a form that is opened again, and is saved once more
        section.change()
        asked = dialog(page, AskDialog, hands)
        hands.settle()
        asked.fields["kind"].show_value(QuorumKind.SEATS, 0)
        asked._ask_what_is_meant()
        if leaves:
            asked.fields["start"].focus()
            hands.type("1/2/2025")
            asked.fields["seats"].focus()
            hands.type("4 of 99")
        hands.press("Ctrl+Return")
        if leaves:
            assert "not 99" in asked.fields["seats"].sentence
            hands.press("Escape")
    with medway.store.reading() as session:
        assert [(one.words(), one.dates(), one.note) for one in quorum_rules(session, pmqa)] == [
            ("4 agencies, deputies counted", "to 31 January 2025", None),
            ("4 seats, deputies counted", "from 1 February 2025", "Written as 4 of 99."),
        ]


def test_how_groups_like_to_meet_is_set_and_days_are_kept_free(qtbot: QtBot, medway: Vault, tasks: Tasks) -> None:
    page = MeetingSetupPage(tasks)
    hands = shown(qtbot, tasks, page)
    pmqa = group(medway, "PMQA")
    page.open_place(pmqa)
    hands.settle()
    assert row(page, pmqa)[:5] == ["PMQA", "no preference", "not fixed", "not recorded", "not fixed"]
    call(page, "setup.quorum", hands)
    section = page.panel.lines["quorum"]
    assert section.add_button.hasFocus()
    assert section.heading.visibleRegion().boundingRect().height() == section.heading.height()  # it is in view
    standing = page.panel.detail.lines["standing"]  # type: ignore[union-attr]
    assert [words_of(one.cells[0])[:2] for one in standing] == [f"{place}." for place in range(1, 9)]
    page.panel.edit()
    field = page.panel.fields["start_time"]
    field.focus()
    hands.type("half ten")
    hands.press("Return")
    assert "not a time of the day" in field.sentence
    hands.press("Ctrl+A")
    hands.type("9.30am")
    hands.press("Return")
    with medway.store.reading() as session:
        assert pattern_of(session, pmqa).start_time == "09:30"
    assert row(page, pmqa)[2] == "09:30"
    call(page, "setup.block", hands)
    asked = dialog(page, AskDialog, hands)
    asked.fields["name"].show_value("Holidays", 0)
    asked.fields["first"].show_value(date(2025, 8, 4), 0)
    asked.fields["group"].focus()
    hands.type("All schools")
    asked.accept_button.click()
    assert asked.fields["group"].sentence == (
        "No group is called “All schools”: choose one from the list, or leave it empty: all groups."
    )
    asked.fields["group"].restore()
    asked.accept_button.click()
    hands.settle()
    with medway.store.reading() as session:
        (period,) = blocked_periods(session, date(2025, 8, 1), date(2025, 8, 31))
    assert (period.name, period.last, period.group) == ("Holidays", date(2025, 8, 4), None)
    lines = page.panel.detail.lines["blocked"]  # type: ignore[union-attr]
    assert [words_of(cell) for cell in lines[0].cells] == ["4 August 2025", "Holidays", "All groups"]
    went: list[Place] = []
    page.navigate.connect(went.append)
    call(page, "setup.year", hands)
    assert went == [Place("year", pmqa)]


def test_columns_that_stand_aside_are_shown_once_they_are_chosen(qtbot: QtBot, tasks: Tasks) -> None:
    page = YearPage(tasks)
    hands = shown(qtbot, tasks, page)
    headings = page.table.view.headings
    keys = [column.key for column in page.parts.source.columns]
    aside = [at for at, column in enumerate(page.parts.source.columns) if column.aside]
    assert [keys[at] for at in aside] == ["cancelled", "next", "frequency", "whose", "extra"]
    assert all(headings.isSectionHidden(at) for at in aside)
    headings.share(750)  # beside the panel in a window of 1366 pixels
    assert sum(headings.sectionSize(at) for at in headings.shown()) <= 750
    status = QFontMetrics(small(page.table.view.font()))
    wide = max(pill_size(status, pill(verdict.value, TONES[verdict])).width() for verdict in Verdict)
    assert headings.sectionSize(keys.index("state")) >= wide + 2 * PADDING, "no state is cut"
    headings.choose(aside[0], shown=True)
    kept = page.table.state()
    headings.reset_columns()
    assert headings.isSectionHidden(aside[0])
    page.table.set_state(kept)
    hands.settle()
    assert not headings.isSectionHidden(aside[0])
    assert headings.isSectionHidden(aside[1])
