"""Attendance through the window: keys, the quorum as it changes, a deputy, guests, and the register over the year."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hands import Hands, wait_while
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from vaults import StillClock

from mscp_desktop.desktop.delegates import pill_size
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Cell
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.meetings.page import attendance_cells
from mscp_desktop.meetings.page.attendance import AttendancePage
from mscp_desktop.meetings.page.attendance_cells import INTEREST_AT, KEYS_AHEAD, KEYS_SENTENCE
from mscp_desktop.meetings.page.meeting.attendance_part import AttendancePart
from mscp_desktop.meetings.records import Presence, QuorumKind
from mscp_desktop.meetings.rules.attendance import Attended, attendance_of
from mscp_desktop.meetings.rules.attendance_changes import set_presence
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import add_meeting
from mscp_desktop.meetings.rules.places import ATTENDANCE, meeting_place
from mscp_desktop.meetings.rules.quorum import quorum_of
from mscp_desktop.meetings.rules.quorum_changes import add_quorum_rule
from mscp_desktop.meetings.rules.quorum_rules import quorum_rules
from mscp_desktop.opened import Work
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.deputies import add_deputy

BODIES = ("Medway Council", "ICB", "Kent Police", "NELFT", "Barnardo's")


class Case:
    """An executive of five seats, the last of them vacant, that asks for the three statutory partners."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.group = self.do(add_group, "Executive")
        self.do(change_group, self.group, 1, known_from=None)
        since = PartialDate(2024)
        self.seats = []
        for name, holder in zip(BODIES, ("Ann Poe", "Bo Roe", "Cy Doe", "Di Low", None), strict=True):
            body = self.do(add_organisation, name)
            self.do(change_organisation, body, 1, statutory=name in BODIES[:3])
            seat = self.do(add_seat, self.group, post=f"{name} lead", organisation_uid=body, start=since)
            if holder is None:
                self.do(record_vacancy, seat, start=since)
            else:
                self.do(record_holder, seat, new_name=holder, start=since)
            self.seats.append(seat)
        self.do(add_deputy, self.seats[2], new_name="Ed Fox")
        self.meeting = self.do(add_meeting, self.group, date(2025, 1, 22), start_time="10:00", length=120)

    def do(self, what: Any, *args: Any, **more: Any) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value

    def meet_last_year(self) -> None:
        """Record who was at four meetings of the autumn, of which the ICB missed the last three."""
        self.do(add_quorum_rule, self.group, QuorumKind.SEATS, number=3)
        days = [date(2024, 9, 3), date(2024, 10, 8), date(2024, 11, 5), date(2024, 12, 10)]
        for at, day in enumerate(days):
            meeting = self.do(add_meeting, self.group, day)
            for seat, letters in zip(self.seats, ("PPPP", "PAXA", "PPPA", "P..."), strict=False):
                known = {"P": Presence.PRESENT, "A": Presence.APOLOGIES, "X": Presence.ABSENT}
                if letters[at] in known:
                    self.do(set_presence, meeting, seat, known[letters[at]])

    def now(self) -> Attended:
        with self.vault.store.reading() as session:
            return attendance_of(session, self.meeting)

    def words(self) -> list[str]:
        return [one.presence_words() for one in self.now().seats]

    def met(self) -> bool | None:
        with self.vault.store.reading() as session:
            return quorum_of(session, self.meeting).met


@pytest.fixture(scope="module")
def case_template(kept: Any, empty_template: Any) -> Any:
    return kept(Case, empty_template)


@pytest.fixture
def case(case_template: Any, reopened: Any) -> Case:
    return reopened(case_template)


@pytest.fixture
def work(qtbot: QtBot, theme: Theme, case: Case) -> Iterator[Work]:
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


def part_of(work: Work, hands: Hands, case: Case) -> AttendancePart:
    work.window.open(meeting_place(case.meeting, ATTENDANCE))
    hands.settle()
    part: Any = work.window.page.part  # type: ignore[union-attr]
    assert isinstance(part, AttendancePart)
    return part


def chip(part: AttendancePart) -> str:
    assert part.banner._chip is not None
    return part.banner._chip.cell.words


def dialog() -> AskDialog:
    (found,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, AskDialog) and one.isVisible()]
    return found


def test_apologies_break_the_quorum_and_a_deputy_mends_it(
    work: Work, hands: Hands, case: Case, clock: StillClock
) -> None:
    part = part_of(work, hands, case)
    assert part.table.view.hasFocus()
    QAbstractItemModelTester(part.table.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert chip(part) == "Quorum not recorded"
    hands.start()
    hands.click(part.banner.record)
    hands.press("Return")  # every statutory partner is what the form begins with
    assert hands.count == 2
    with case.vault.store.reading() as session:
        assert [one.kind for one in quorum_rules(session, case.group)] == [QuorumKind.STATUTORY]
    assert chip(part) == "Would be quorate"
    # a week before: two keys for apologies, then nobody can be said to have been there
    hands.start()
    hands.press("Down", "Down", "A")
    assert hands.count == 3
    assert case.words()[2] == "Apologies"
    assert chip(part) == "Would not be quorate"
    assert part.banner.words.text() == (
        "Kent Police would be missing. A deputy for Kent Police would mend it: Ed Fox is named."
    )
    assert part.banner.counts.text() == "5 seats: 1 with apologies, 1 vacant, 3 expected"
    assert [part.table.model.index(row, 3).data() for row in (2, 3, 4)] == ["Apologies", "Expected", "Vacant"]
    assert part.panel.detail is not None
    assert part.panel.detail.locked == KEYS_AHEAD
    assert ("P", "expected after all") in part.hints()
    assert next(one.words for one in part.commands() if one.name == "attendance.present") == "Mark as expected"
    for key in ("P", "X"):
        work.window.notices.clear()
        hands.press(key)
        assert case.words()[3] == "Not recorded", "nobody was there yet"
        assert work.window.notices.words.startswith("The meeting is on 22 January 2025.")
    hands.press("Up", "P")
    assert case.words()[2] == "Not recorded", "they come after all"
    hands.press("A", "Up", "Space")
    assert case.words()[2] == "Not recorded"
    hands.press("Space")
    # the day itself: everybody else is there, and then the deputy
    clock.move(days=7)
    part.refresh()
    hands.settle()
    hands.start()
    hands.press("Shift+P")
    assert case.words() == ["Present", "Present", "Apologies", "Present", "Not recorded"]
    assert (case.met(), chip(part)) == (False, "Not quorate")
    hands.press("D")
    assert dialog().fields["who"].value.title == "Ed Fox", "the named deputy stands there"
    hands.press("Return")
    assert hands.count == 3, "all but one are there, and a deputy came"
    assert case.words()[2] == "Deputy: Ed Fox"
    assert (case.met(), chip(part)) == (True, "Quorate")
    assert part.banner.counts.text() == "5 seats: 3 present, 1 by a deputy, 1 vacant"
    hands.press("Ctrl+Z")
    assert (case.words()[2], chip(part)) == ("Apologies", "Not quorate")
    hands.press("Ctrl+Y")
    assert case.met() is True


def test_it_is_told_where_decisions_turn_and_where_a_deputy_does_not_count(
    work: Work, hands: Hands, case: Case, clock: StillClock
) -> None:
    clock.move(days=7)
    case.do(add_quorum_rule, case.group, QuorumKind.STATUTORY)
    case.do(add_quorum_rule, case.group, QuorumKind.SEATS, number=1, deputies_count=False)
    case.do(add_decision, case.meeting, "To go on")
    case.do(add_seat, case.group, post="Headteacher")
    banner = part_of(work, hands, case).banner
    hands.press("Shift+P")
    assert work.window.notices.words == (
        "1 seat was left: nobody is recorded as holder. Where somebody was there, enter that seat by itself."
    )
    hands.press("Ctrl+Home", "X")
    assert work.window.notices.words == "D1 to be ratified."
    hands.settle()
    banner.set_low(low=True)
    assert (banner.words.isHidden(), banner.counts.isHidden()) == (False, True), "why it is not quorate stays in view"
    hands.press("Up", "P")
    assert (case.words()[0], case.met()) == ("Present", True)
    assert work.window.notices.words == "D1 no longer to be ratified."
    hands.press("D")
    said = " ".join(one.text() for one in dialog().findChildren(QLabel))
    assert "Deputies do not count for this part of the quorum: 1 seat, deputies not counted." in said
    dialog().reject()


def test_single_keys_go_down_the_list_and_are_only_letters_in_a_field(
    work: Work, hands: Hands, case: Case, clock: StillClock
) -> None:
    clock.move(days=7)
    part = part_of(work, hands, case)
    hands.start()
    hands.press("P", "A", "X", "P", "X")
    assert hands.count == 5
    assert case.words() == ["Present", "Apologies", "Absent", "Present", "Absent"]
    hands.press("P")  # of the vacant seat nobody is present; it says why
    assert case.words()[4] == "Absent"
    assert "vacant on 22 January 2025" in work.window.notices.words
    hands.press("Backspace", "Ctrl+Home", "Shift+Down", "X")
    assert case.words() == ["Absent", "Absent", "Absent", "Present", "Not recorded"]
    hands.press("Ctrl+Z")
    assert case.words()[:2] == ["Present", "Apologies"]
    hands.press("Up", "Return")
    assert part.panel.fields["interest"].isVisible()
    assert not part.panel.fields["who"].isVisible()
    hands.type("A paid trustee of D")
    hands.press("Ctrl+Return")
    own = case.now().seats[0].entered
    assert own is not None
    assert own.interest == "A paid trustee of D"
    assert case.words()[0] == "Present"
    # a guest by Ctrl+N, whom the register does not know
    hands.press("Escape", "Ctrl+N")
    hands.type("Fay Gow")
    assert [one.text() for one in dialog().fields["who"].editor._offers.findItems("", Qt.MatchFlag.MatchContains)] == [  # type: ignore[attr-defined]
        "Enter “Fay Gow” by name only", "Add “Fay Gow” to the register…",
    ]  # fmt: skip
    hands.press("Return")  # the offer that is highlighted: nobody is called so
    assert not dialog().fields["who"].sentence
    hands.press("Return")
    assert [one.name for one in case.now().guests] == ["Fay Gow"]
    assert part.panel.title.text() == "Fay Gow"
    assert part.panel.fields["organisation"].isVisible()
    hands.press("Ctrl+Shift+K")
    copied = QGuiApplication.clipboard().text()
    assert "Present:\n  Ann Poe, Medway Council lead, Medway Council" in copied
    assert "In attendance:\n  Fay Gow" in copied
    assert "Ann Poe: A paid trustee of D" in copied
    hands.press("A")
    assert case.now().guests[0].presence is Presence.APOLOGIES
    hands.press("Del")
    assert case.now().guests == ()


def test_nineteen_seats_are_seen_at_once_and_long_names_are_cut(
    work: Work, hands: Hands, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(14):
        seat = case.do(add_seat, case.group, post=f"Head of Service {number}", start=PartialDate(2024))
        case.do(
            record_holder, seat, new_name=f"Alexandra Featherstonehaugh-Cholmondeley {number}", start=PartialDate(2024)
        )
    asked: list[str] = []
    monkeypatch.setattr(attendance_cells, "attendance_of", lambda *of: asked.append(of[1]) or attendance_of(*of))
    part = part_of(work, hands, case)
    assert asked == [case.meeting] * 2, "once for the rows and what stands above them, and once for the panel"
    view = part.table.view
    assert part.table.model.rowCount() == 19
    assert view.rowViewportPosition(18) + view.rowHeight(18) <= view.viewport().height()
    assert view.rowHeight(0) >= view.fontMetrics().height()
    work.window.resize(683, 384)
    hands.settle()
    pill = pill_size(view.fontMetrics(), Cell("Present")).height()
    assert view.rowHeight(0) >= pill + 2, "some are scrolled to, so each has room around its status"
    assert view.isColumnHidden(INTEREST_AT), "names need its room"
    assert part.panel.detail is not None
    assert part.panel.detail.locked == KEYS_AHEAD
    work.window.open(meeting_place(case.do(add_meeting, case.group, date(2025, 1, 8)), ATTENDANCE))
    hands.settle()
    assert part.panel.detail.locked == KEYS_SENTENCE, "the same seat at another meeting"


def test_the_register_shows_the_year_and_leads_to_meeting_and_seat(work: Work, hands: Hands, case: Case) -> None:
    case.meet_last_year()
    work.window.open(Place("attendance"))
    hands.settle()
    page = work.window.page
    assert isinstance(page, AttendancePage)
    assert page.groups.currentText() == "Executive"
    assert page.matrix.hasFocus()

    def shown(row: int) -> list[str]:
        return [page.matrix.item(row, column).text() for column in range(page.matrix.columnCount())]  # type: ignore[union-attr]

    headings = [page.matrix.horizontalHeaderItem(at).text() for at in range(7)]  # type: ignore[union-attr]
    assert headings == ["Agency", "Attended", "In a row", "3 Sep", "8 Oct", "5 Nov", "10 Dec"]
    assert shown(1) == ["ICB", "25% of 4", "3 in a row", "P", "A", "X", "A"]
    assert shown(3) == ["NELFT", "100% of 1", "", "P", "", "", ""]
    assert shown(5)[3:] == ["yes", "?", "?", "no"]
    said = page.matrix.item(1, 4)
    assert said is not None
    assert said.data(0x000B) == "ICB lead, 8 Oct 24: Apologies: Bo Roe"  # the role of accessible text
    hands.press("Alt+2")
    assert shown(1)[:3] == ["1", "25% of 4", "1"]
    hands.press("Alt+3")
    assert (page.matrix.verticalHeaderItem(0).text(), shown(0)[-1]) == ("2024-25", "1 of 4")  # type: ignore[union-attr]
    hands.press("Alt+1", "Ctrl+Home", "Down", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Seat\tAgency\nICB lead\tICB"
    hands.press("Right", "Right", "Right", "Return")
    assert work.window.page is not None
    assert work.window.page.key == "meeting"
    assert isinstance(work.window.page.part, AttendancePart)  # type: ignore[attr-defined]
    assert work.window.page.caption() == "Executive, 3 September 2024"
    hands.press("Alt+Left")
    assert work.window.page is page
    hands.press("Ctrl+P")
    wait_while(lambda: not work.previews.windows)
    hands.settle()
    assert work.previews.windows[-1].paper.name.startswith("Attendance")


def test_seats_that_missed_several_in_a_row_are_listed_and_all_groups_are_told_apart(
    work: Work, hands: Hands, case: Case
) -> None:
    case.meet_last_year()
    work.window.open(Place("attendance"))
    hands.settle()
    page = work.window.page
    assert isinstance(page, AttendancePage)

    def shown(row: int) -> list[str]:
        return [page.matrix.item(row, column).text() for column in range(4)]  # type: ignore[union-attr]

    hands.press("Alt+4")
    assert page.matrix.rowCount() == 1
    assert shown(0) == ["Executive", "ICB", "3 in a row", "8 October 2024 to 10 December 2024"]
    page.groups.setCurrentIndex(0)
    hands.settle()
    hands.press("Alt+1")
    assert page.matrix.horizontalHeaderItem(0).text() == "Group"  # type: ignore[union-attr]
    assert page.matrix._corner.text() == "Seat", "the column of names has a heading"
    assert shown(1) == ["Executive", "ICB", "25% of 4", "3 in a row"]
    assert page._request().year == "2024-25"
    page.years.setCurrentIndex(page.years.count() - 1)
    hands.settle()
    assert page._request().year == "all", "the document is of all years too"
