"""One meeting from its date to its approved minutes, in the real window on a real vault; after each step both are read.

Each step is counted in keystrokes and clicks, and held against the same in Word, Outlook, Excel and Acrobat, written
out key by key for somebody who knows them well and has the files open. What both have to say (names, titles,
discussion) is typed on both sides; what only the program's picker knows from its first letters is typed in full there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hands import Hands
from office_keys import ACTIONS, ANSWERED, CHALLENGED, DECISIONS, DEPUTY, DISCUSSED, OTHERWISE, PAPERS, TITLE
from papers_made import lying, plain, with_outline
from pdf_reading import read
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from vaults import StillClock, problems

from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.issued import issued_content, issued_of
from mscp_desktop.foundation.pdfium import LOCK
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.records import MeetingState, MinutesState, Purpose
from mscp_desktop.meetings.rules.agenda_matters import matter_under
from mscp_desktop.meetings.rules.agendas import ItemRow, agenda_of
from mscp_desktop.meetings.rules.attendance import attendance_of
from mscp_desktop.meetings.rules.meetings import MeetingRow, meetings_between
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.meetings.rules.papers import PaperState, papers_of
from mscp_desktop.meetings.rules.quorum import Quorum, quorum_of
from mscp_desktop.opened import Work
from mscp_desktop.roster.rules.rosters import Holding

ROLE = Qt.ItemDataRole
FIRST, NEXT = date(2025, 2, 5), date(2025, 3, 26)
GROUP = "Executive Group"
FILES = {"neglect.pdf": plain("Neglect", 2), "risks.pdf": lying("Risks"), "log.pdf": with_outline("Actions", 3)}


@pytest.fixture
def work(qtbot: QtBot, theme: Theme, medway: Vault) -> Iterator[Work]:
    """The window, in which nothing may fail."""
    made = Work(medway, theme, lambda *_: None)
    failed: list[Exception] = []
    made.tasks.failure.connect(failed.append)
    qtbot.addWidget(made.window)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    made.window.restore({})
    yield made
    made.close()
    assert failed == []


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy or any(window.busy for window in work.previews.windows))
    made.settle()
    return made


@dataclass
class Desk:
    """Who works at the window, what each step took, and what the vault holds after it."""

    work: Work
    hands: Hands
    took: dict[str, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Count the next step from here."""
        self.hands.start()

    def end(self, step: str) -> None:
        """Take down what a step took, all of it without the mouse."""
        assert self.hands.clicks == 0
        self.took[step] = self.hands.count

    def find(self, typed: str) -> None:
        """Go to a page or give a command by the search box."""
        self.hands.press("Ctrl+K")
        self.hands.type(typed)
        self.hands.press("Return")

    def read(self, function: Any, *args: Any) -> Any:
        with self.work.vault.store.reading() as session:
            return function(session, *args)

    def meeting(self, day: date) -> MeetingRow:
        (found,) = self.read(meetings_between, day, day)
        assert isinstance(found, MeetingRow)
        return found

    def agenda(self, day: date = FIRST) -> list[ItemRow]:
        return list(self.read(agenda_of, self.meeting(day).uid))

    def minutes(self) -> Minutes:
        found = self.read(minutes_of, self.meeting(FIRST).uid)
        assert isinstance(found, Minutes)
        return found

    def quorum(self) -> Quorum:
        found = self.read(quorum_of, self.meeting(FIRST).uid)
        assert isinstance(found, Quorum)
        return found

    def printed(self) -> bytes:
        """Return the document that Ctrl+P shows, and close it again."""
        self.hands.press("Ctrl+P")
        pdf = self.work.previews.windows[-1].paper.pdf
        self.hands.press("Escape")
        assert not self.work.previews.windows
        return bytes(pdf)


def test_a_meeting_from_its_date_to_its_approved_minutes(
    work: Work, hands: Hands, medway: Vault, clock: StillClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(work, hands)
    _dates(desk)
    _agenda(desk)
    _papers(desk, tmp_path, monkeypatch)
    _pack(desk)
    _quorum(desk)
    clock.move(days=(FIRST - clock.today()).days)
    _minutes(desk)
    _cleared(desk)
    _next(desk)
    clock.move(days=(NEXT - clock.today()).days)
    _approved(desk)
    assert problems(medway) == []
    for step, took in desk.took.items():
        assert took < len(OTHERWISE[step]), (step, took, len(OTHERWISE[step]))
    assert desk.took == TOOK


TOOK = {
    "dates": 47, "agenda": 30, "papers": 95, "pack": 4, "quorum": 34, "minutes": 366, "approval": 51, "next": 3,
}  # fmt: skip


def _dates(desk: Desk) -> None:
    """Plan two meetings, the later one first, so that the earlier is at hand."""
    hands = desk.hands
    desk.begin()
    desk.find("meetings")
    hands.press("Ctrl+N")
    hands.type("exec")
    hands.press("Return", "Tab")
    hands.type("26 mar")
    hands.press("Tab")
    hands.type("10")
    hands.press("Tab")
    hands.type("120")
    hands.press("Return", "Ctrl+N", "Tab")  # the group is there
    hands.type("5 feb")
    hands.press("Tab")
    hands.type("10")
    hands.press("Tab")
    hands.type("120")
    hands.press("Return", "Ctrl+Return")
    desk.end("dates")
    for day in (FIRST, NEXT):
        row = desk.meeting(day)
        assert (row.group, row.start_time, row.length, row.state) == (GROUP, "10:00", 120, MeetingState.PLANNED)
    page = desk.work.window.page
    assert isinstance(page, MeetingPage)
    assert page.caption() == desk.meeting(FIRST).title()


def _agenda(desk: Desk) -> None:
    """Make the agenda of the standing items, and add one item for decision."""
    hands = desk.hands
    desk.begin()
    hands.press("Return", "Ctrl+N")
    hands.type(TITLE)
    hands.press("Tab", "Up", "Tab", "Tab")
    hands.type("20")
    hands.press("Return")
    desk.end("agenda")
    items = desk.agenda()
    assert [one.title for one in items][-2:] == [TITLE, "Any other business"]
    assert [one.title for one in items][2:5] == ["Minutes of the last meeting", "Matters arising", "Action log"]
    own = items[-2]
    assert (own.purpose, own.start, own.end) == (Purpose.DECIDE, "11:05", "11:25")


def _papers(desk: Desk, folder: Path, patch: pytest.MonkeyPatch) -> None:
    """Enter three papers, receive each as a PDF, and clear all three at once."""
    hands = desk.hands
    waiting = [folder / name for name in FILES]
    for file in waiting:
        file.write_bytes(FILES[file.name])
    names = iter(waiting)

    def choose(*_: object) -> tuple[list[str], str]:
        file = next(names)
        hands.presses += len(file.stem) + 1  # typed in the system's own window, and Return
        return [str(file)], ""

    patch.setattr(QFileDialog, "getOpenFileNames", choose)
    desk.begin()
    hands.press("Alt+2")
    for number, (title, item) in enumerate(PAPERS):
        hands.press("Ctrl+N" if number else "Return")  # of an empty list, the first button has the keyboard
        hands.type(title)
        hands.press("Tab")
        hands.type(item)
        hands.press("Return", "Return", "Ctrl+Shift+V")
    hands.press("Ctrl+A", "Ctrl+Shift+L")
    hands.type("lee")
    hands.press("Down", "Return", "Return")
    desk.end("papers")
    rows = desk.read(papers_of, desk.meeting(FIRST).uid, date(2025, 1, 15))
    assert [row.number for row in rows] == ["5a", "7a", "9a"]
    assert {row.state for row in rows} == {PaperState.CLEARED}
    assert {row.cleared_by for row in rows} == {"Lee-Anne Farach"}
    assert sorted(file.name for row in rows for file in row.files) == sorted(FILES)


def _pack(desk: Desk) -> None:
    """See the pack, and record that it went out."""
    desk.begin()
    pdf = desk.printed()
    desk.hands.press("Ctrl+Shift+N", "Return")
    desk.end("pack")
    with LOCK:
        document = pypdfium2.PdfDocument(pdf)
        labels = [document.get_page_label(at) for at in range(len(document))]
        texts = [page.get_textpage().get_text_range() for page in document]
        titles = [one.get_title() for one in document.get_toc()]
        document.close()
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    assert len(labels) == 2 + 6, "a cover, the agenda, and two, one and three pages of papers"
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(labels)}" in text
    for title, _ in PAPERS:
        assert any(title in one for one in titles), titles
    row = desk.meeting(FIRST)
    assert row.pack_sent == date(2025, 1, 15)


def _quorum(desk: Desk) -> None:
    """Record the rule, enter apologies that break it, and a deputy who mends it."""
    hands = desk.hands
    assert desk.quorum().met is None
    desk.begin()
    hands.press("Alt+3")
    desk.find("record quor")
    hands.press("Return")
    assert desk.quorum().met is not False
    hands.press("Ctrl+Home", "Down", "Down", "A", "Down", "Down", "A")
    quorum = desk.quorum()
    assert quorum.met is False
    assert "A deputy for Kent Police would mend it" in quorum.reason()
    assert "A deputy for Kent Police would mend it" in _words(desk.work.window)
    hands.press("Up", "D")
    hands.type(DEPUTY)
    hands.press("Return", "Return")  # not in the register: it is taken as a name, which the list offers
    desk.end("quorum")
    assert desk.quorum().met is not False
    attended = desk.read(attendance_of, desk.meeting(FIRST).uid)
    assert [one.came_words() for one in attended.seats if one.seat.organisation == "Kent Police"][-1].startswith(DEPUTY)


def _minutes(desk: Desk) -> None:
    """Hold the meeting, and minute it: discussion, three actions, two decisions and a challenge."""
    hands = desk.hands
    desk.begin()
    desk.find("as held")
    hands.press("Shift+P", "Alt+4")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Discussion", "what is typed now is minuted"
    hands.press("Alt+Down", "Alt+Down", "Alt+Down")
    hands.type("Nothing else arose.")
    for text, owner, keys, due in (
        (ACTIONS[0], "chief n", ("Down", "Return"), "28 feb"),
        (ACTIONS[1], "kent police", ("Return",), "14 mar"),
        (ACTIONS[2], "lumsdon", ("Down", "Down", "Return"), "13 feb"),  # his seat comes before himself
    ):
        hands.press("Ctrl+Shift+T")
        hands.type(text)
        hands.press("Tab")
        hands.type(owner)
        hands.press(*keys, "Tab")
        hands.type(due)
        hands.press("Return")
    hands.press(*("Alt+Down",) * 5)
    hands.type(DISCUSSED)
    for text in DECISIONS:
        hands.press("Ctrl+Shift+D")
        hands.type(text)
        hands.press("Return")
    hands.press("Ctrl+Shift+L")
    hands.type(CHALLENGED)
    hands.press("Tab")
    hands.type("icb")
    hands.press("Return", "Tab")
    hands.type("kent police")
    hands.press("Return", "Tab")
    hands.type(ANSWERED)
    hands.press("Return", "Ctrl+Return")
    desk.end("minutes")
    minutes = desk.minutes()
    assert minutes.meeting.state is MeetingState.HELD
    arising, own = minutes.items[3], minutes.items[-2]
    assert (arising.item.discussion, own.item.discussion) == ("Nothing else arose.", DISCUSSED)
    assert [(one.text, one.due) for one in arising.actions] == list(
        zip(ACTIONS, (date(2025, 2, 28), date(2025, 3, 14), date(2025, 2, 13)), strict=True)
    )
    owners = [one.owner for one in arising.actions]
    assert [one.kind for one in owners] == ["seat", "organisation", "person"]
    assert [one.words for one in owners][1:] == ["Kent Police", "Paul Lumsdon"]
    assert [(one.text, one.inquorate) for one in own.decisions] == [(text, False) for text in DECISIONS]
    (challenge,) = own.challenges
    assert (challenge.about, challenge.answer, challenge.to) == (CHALLENGED, ANSWERED, "Kent Police")
    assert desk.quorum().met is True
    left = desk.read(attendance_of, minutes.meeting.uid).not_recorded()
    assert {one.seat.holding for one in left} == {Holding.NOT_RECORDED}, "nobody is present whom nobody knows"


def _cleared(desk: Desk) -> None:
    """Have the chair clear the minutes, and circulate them."""
    desk.begin()
    desk.find("clear by")
    desk.hands.press("Return")
    assert desk.minutes().approval.state is MinutesState.CLEARED
    desk.find("circul")
    desk.hands.press("Return")
    desk.end("approval")
    assert desk.minutes().approval.state is MinutesState.CIRCULATED


def _next(desk: Desk) -> None:
    """Make the next meeting's agenda, on which the actions stand."""
    desk.begin()
    desk.hands.press("Alt+PgDown", "Alt+1", "Return")
    desk.end("next")
    items = {one.title: one.uid for one in desk.agenda(NEXT)}
    said = [one.words for one in desk.read(matter_under, items["Matters arising"])]
    printed = read(desk.printed()).text
    for text in ACTIONS:
        assert sum(text in words for words in said) == 1, said
        assert text in printed


def _approved(desk: Desk) -> None:
    """Approve the minutes at the next meeting; what is approved is kept as it is."""
    before = desk.took["approval"]
    desk.begin()
    desk.find("as held")
    desk.hands.press("Alt+4", "Alt+Down", "Alt+Down")
    desk.find("approve the last")
    desk.hands.press("Return")
    desk.end("approval")
    desk.took["approval"] += before
    approval = desk.minutes().approval
    assert (approval.state, approval.approved) == (MinutesState.APPROVED, NEXT)
    with desk.work.vault.store.reading() as session:
        sent, kept = issued_of(session, "meeting", desk.meeting(FIRST).uid)
        assert [sent.kind, kept.kind] == ["pack", "minutes"]
        _, pdf = issued_content(session, kept.uid)
    words = read(pdf).text
    for said in (DISCUSSED, *ACTIONS, *DECISIONS, CHALLENGED, DEPUTY):
        assert said in words, said


def _words(widget: QWidget) -> str:
    labels = widget.findChildren(QLabel)
    return "\n".join(one.text() for one in labels if one.isVisible())
