"""One meeting from its date to its approved minutes, in the real window on a real vault; after each step both are read.

Each step is counted in keystrokes and clicks, and held against the same in Word, Outlook, Excel and Acrobat, written
out key by key for somebody who knows them well and has the files open. What both have to say (names, titles,
discussion) is typed on both sides; what only the program's picker knows from its first letters is typed in full there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hands import Hands
from minuted import CANARY, Minuted
from papers_made import lying, plain, with_outline
from pdf_reading import read
from PySide6.QtCore import QAbstractListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from vaults import StillClock, problems, table_hashes

from mscp_desktop.desktop.tables.page import TablePage
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import NotAllowedError
from mscp_desktop.foundation.issued import issued_content, issued_of
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.pdfium import LOCK
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.records import MeetingState, MinutesState, Purpose
from mscp_desktop.meetings.rules import agenda_changes
from mscp_desktop.meetings.rules.agenda_matters import matter_under
from mscp_desktop.meetings.rules.agendas import ItemRow, agenda_of
from mscp_desktop.meetings.rules.attendance import attendance_of
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import MeetingRow, meetings_between
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.meetings.rules.minutes_changes import raise_action
from mscp_desktop.meetings.rules.papers import PaperState, papers_of
from mscp_desktop.meetings.rules.quorum import Quorum, quorum_of
from mscp_desktop.opened import Work

ROLE = Qt.ItemDataRole
FIRST, NEXT = date(2025, 2, 5), date(2025, 3, 26)
GROUP, TITLE = "Executive Group", "Neglect strategy 2025"
FILES = {"neglect.pdf": plain("Neglect", 2), "risks.pdf": lying("Risks"), "log.pdf": with_outline("Actions", 3)}
PAPERS = (("Neglect strategy", "negl"), ("Risk register", "risk"), ("Action log", "action"))
DEPUTY = "Kim Kent"
ACTIONS = ("Send the audit plan", "Share the custody figures", "Write to all schools")
DECISIONS = ("The strategy is agreed", "It is published in March")
CHALLENGED, ANSWERED = "Custody figures came late", "They come by the 5th from now on"
DISCUSSED = "Members welcomed the strategy and asked for a shorter summary for schools."

SAVED = ("Ctrl+S",)
OTHERWISE = {
    "dates": (
        # Outlook, for each of two meetings: whom to ask, subject, day, begin, end, send
        *(("Ctrl+Shift+Q", *"executive group", "Tab", *"Executive Group", "Tab", *"5/2/2025", "Tab", *"10:00", "Tab",
           "Tab", *"12:00", "Alt+S") * 2),
        # Excel, the year planner that others look at: found, typed
        *(("Ctrl+F", *"executive", "Return", "Escape", "End", "Right", *"5/2/2025", "Return") * 2), *SAVED,
    ),
    "agenda": (
        # Word: last time's agenda, kept under another name, its date replaced throughout
        "Ctrl+O", *"agenda executive 4 december", "Return", "F12", *"agenda executive 5 february", "Return",
        "Ctrl+H", *"4 December 2024", "Tab", *"5 February 2025", "Alt+A", "Return", "Escape",
        # what was last time's own item: overwritten; times are typed anew for it and for what comes after
        "Ctrl+F", *"strategy", "Return", "Escape", "Home", "Shift+End", *TITLE, "Tab", *"Decide", "Tab", *"20",
        "Tab", *"11:05", "Tab", *"11:25", *SAVED,
    ),
    "papers": (
        # Outlook: each attachment saved; Excel, the tracker: item, paper, received, cleared by, on
        *(key for title, _ in PAPERS for key in (
            "Shift+F10", "A", *title, "Return", "Alt+Tab", "Ctrl+End", "Home", "Down", *title, "Tab", *title, "Tab",
            "Ctrl+;", "Tab", *"Lee", "Tab", "Ctrl+;", "Alt+Tab",
        )), *SAVED,
    ),
    "pack": (
        # Word: the agenda as PDF; Acrobat: combine, five files chosen, put in order, page numbers, four bookmarks
        "F12", "Tab", "P", "Return",
        "Alt+F", "R", "M", *("click",) * 5, *("drag",) * 2, "Return", "Ctrl+S", *"pack executive 5 february", "Return",
        *("click",) * 7, *(key for title, _ in PAPERS for key in ("F2", *title, "Return")), "F2", *"Agenda", "Return",
        *SAVED,
    ),
    "quorum": (
        # Word: the terms of reference, to see what the quorum is; twice, for it is looked up again for the deputy
        *(("Ctrl+O", *"terms of reference executive", "Return", "Ctrl+F", *"quor", "Return", "Ctrl+W") * 2),
        # Word, the attendance table of the minutes: each seat found, what they said typed
        *(("Ctrl+F", *"constable", "Return", "Escape", "Tab", "Tab", *"Apologies") * 2), *"Deputy: ", *DEPUTY, *SAVED,
    ),
    "minutes": (
        # Word: present for eight seats; the heading of each item found, and its words
        *(("Down", *"Present") * 8),
        "Ctrl+F", *"matters arising", "Return", "Escape", "End", "Return", *"Nothing else arose.",
        # three actions in the minutes with owner and day, and again in the action log in Excel, numbered there
        *(key for text, owner, day in zip(
            ACTIONS, ("Chief Nurse, ICB", "Kent Police", "Paul Lumsdon"), ("28/02/2025", "14/03/2025", "13/02/2025"),
            strict=True,
        ) for key in (
            "Return", *"ACTION: ", *text, "Tab", *owner, "Tab", *day, "Shift+Home", "Ctrl+C", "Alt+Tab", "Ctrl+End",
            "Home", "Down", *"A1", "Tab", "Ctrl+V", "Tab", *owner, "Tab", *day, "Tab", *"Open", "Alt+Tab",
        )),
        "Ctrl+F", *"neglect", "Return", "Escape", "End", "Return", *DISCUSSED,
        # two decisions, bold, and once more in the log of decisions
        *(key for text in DECISIONS for key in (
            "Return", "Ctrl+B", *"Decision 1: ", *text, "Ctrl+B", "Shift+Home", "Ctrl+C", "Alt+Tab", "Ctrl+End",
            "Down", "Ctrl+V", "Tab", *"05/02/2025", "Alt+Tab",
        )),
        # a challenge, in the minutes and in the log of challenges, which has its own columns
        "Return", *"Challenge by the ICB to Kent Police: ", *CHALLENGED, *ANSWERED, "Alt+Tab", "Ctrl+End", "Home",
        "Down", *"05/02/2025", "Tab", *"ICB", "Tab", *"Kent Police", "Tab", *CHALLENGED, "Tab", *ANSWERED, "Alt+Tab",
        *SAVED,
    ),
    "approval": (
        # Word: what is cleared and what was circulated are files of their own; Excel, the tracker: three days
        "F12", "End", *" cleared", "Return", "F12", "End", *" circulated", "Return",
        "Ctrl+H", *"Draft", "Tab", *"Approved on 26 March 2025", "Alt+A", "Return", "Escape",
        "F12", "End", *" approved", "Tab", "P", "Return",
        "Alt+Tab", "Ctrl+F", *"executive", "Return", "Escape", *(("Tab", "Ctrl+;") * 3), *SAVED,
    ),
    "next": (
        # Word: last time's agenda under another name, its date replaced; Excel: the log filtered by group and state
        "F12", *"agenda executive 26 march", "Return",
        "Ctrl+H", *"5 February 2025", "Tab", *"26 March 2025", "Alt+A", "Return", "Escape",
        "Alt+Tab", "Ctrl+Home", "Ctrl+Shift+L", "Alt+Down", *"executive", "Return",
        "Right", "Alt+Down", *"open", "Return",
        "Ctrl+A", "Ctrl+C", "Alt+Tab", "Ctrl+F", *"matters arising", "Return", "Escape", "End", "Return", "Ctrl+V",
        *SAVED,
    ),
}  # fmt: skip
"""What each step takes without the program; sending e-mails is left out on both sides."""


@pytest.fixture
def open_work(qtbot: QtBot, theme: Theme, medway: Vault) -> Iterator[Callable[[], Work]]:
    """Return a function that opens the window on the vault, as unlocking does."""
    works: list[Work] = []

    def build() -> Work:
        made = Work(medway, theme, lambda *_: None)
        works.append(made)
        qtbot.addWidget(made.window)
        with qtbot.waitActive(made.window):
            made.window.show()
            made.window.activateWindow()
        made.window.restore({})
        return made

    yield build
    for one in works:
        one.close()


@pytest.fixture
def work(open_work: Callable[[], Work]) -> Iterator[Work]:
    """The window, in which nothing may fail."""
    made = open_work()
    failed: list[Exception] = []
    made.tasks.failure.connect(failed.append)
    yield made
    assert failed == []


def hands_of(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy or any(window.busy for window in work.previews.windows))
    made.settle()
    return made


@pytest.fixture
def hands(work: Work) -> Hands:
    return hands_of(work)


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
    "dates": 47, "agenda": 30, "papers": 93, "pack": 4, "quorum": 28, "minutes": 368, "approval": 51, "next": 3,
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
    for title, item in PAPERS:
        hands.press("Ctrl+N")
        hands.type(title)
        hands.press("Tab")
        hands.type(item)
        hands.press("Return", "Return", "Ctrl+Shift+V")
    hands.press("Ctrl+A", "Ctrl+Shift+L")
    hands.type("Lee")
    hands.press("Return")
    desk.end("papers")
    rows = desk.read(papers_of, desk.meeting(FIRST).uid, date(2025, 1, 15))
    assert [row.number for row in rows] == ["5a", "7a", "9a"]
    assert {row.state for row in rows} == {PaperState.CLEARED}
    assert {row.cleared_by for row in rows} == {"Lee"}
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
    desk.find("quor")
    hands.press("Return")
    assert desk.quorum().met is not False
    hands.press("Ctrl+Home", "Down", "Down", "A", "Down", "Down", "A")
    quorum = desk.quorum()
    assert quorum.met is False
    assert "A deputy for Kent Police would mend it" in quorum.reason()
    assert "A deputy for Kent Police would mend it" in _words(desk.work.window)
    hands.press("Up", "D")
    hands.type(DEPUTY)
    hands.press("Return", "Return", "Return")  # not in the register: it asks whether the name is meant
    desk.end("quorum")
    assert desk.quorum().met is not False
    attended = desk.read(attendance_of, desk.meeting(FIRST).uid)
    assert [one.came_words() for one in attended.seats if one.seat.organisation == "Kent Police"][-1].startswith(DEPUTY)


def _minutes(desk: Desk) -> None:
    """Hold the meeting, and minute it: discussion, three actions, two decisions and a challenge."""
    hands = desk.hands
    desk.begin()
    desk.find("as held")
    hands.press("Shift+P", "Alt+4", "Alt+Down", "Alt+Down", "Alt+Down")
    hands.type("Nothing else arose.")
    for text, owner, keys, due in (
        (ACTIONS[0], "chief n", ("Down", "Return"), "28 feb"),
        (ACTIONS[1], "kent police", ("Return",), "14 mar"),
        (ACTIONS[2], "lumsdon", ("Down", "Down", "Return"), "next thu"),  # his seat comes before himself
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
    assert len(desk.read(attendance_of, minutes.meeting.uid).not_recorded()) == 0


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
        (kept,) = issued_of(session, "meeting", desk.meeting(FIRST).uid)
        _, pdf = issued_content(session, kept.uid)
    words = read(pdf).text
    for said in (DISCUSSED, *ACTIONS, *DECISIONS, CHALLENGED, DEPUTY):
        assert said in words, said


def test_who_may_not_write_reads_a_meeting_and_changes_nothing(open_work: Callable[[], Work], medway: Vault) -> None:
    held = Minuted(medway)
    item = {one.item.uid: one.item for one in held.minutes().items}[held.plan]
    with medway.store.reading() as session:
        before = table_hashes(session)
    medway.actor = Actor("0198-fay", "Fay Finance", frozenset({Role.FINANCE}))
    work = open_work()
    said: list[str] = []
    work.tasks.failure.connect(lambda error: said.append(str(error)))
    hands = hands_of(work)
    work.window.open(Place("meeting", held.first))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    hands.press("Ctrl+N")
    hands.type("Another item")
    hands.press("Return")
    dialog = QApplication.activeWindow()
    assert dialog is not None
    assert "business manager" in _seen(dialog)
    hands.press("Escape", "Ctrl+P")
    assert item.title in read(work.previews.windows[-1].paper.pdf).text
    hands.press("Escape", "Alt+3", "P", "Alt+4")
    hands.type("Not for me to write")
    hands.press("Ctrl+Return", "Ctrl+Shift+D")
    hands.type("Nor to decide")
    hands.press("Return")
    assert "business manager" in _seen(work.window)
    assert "business manager" in " ".join(said)
    hands.press("Ctrl+P")
    assert item.title in read(work.previews.windows[-1].paper.pdf).text
    hands.press("Escape")
    with pytest.raises(NotAllowedError, match="business manager"):
        run(medway.store, medway.actor, agenda_changes.add_item, held.first, "Another item")
    with medway.store.reading() as session:
        assert table_hashes(session) == before


def test_presenting_hides_what_is_confidential_on_every_page_of_a_meeting(
    work: Work, hands: Hands, medway: Vault
) -> None:
    held = Minuted(medway)
    held.do(raise_action, held.secret, f"Visit the family {CANARY}", due=date(2025, 1, 10))
    held.do(add_decision, held.first, f"The family {CANARY} is visited", item_uid=held.secret)
    places = (
        Place("meeting", f"{held.first}/agenda"), Place("meeting", f"{held.first}/minutes"),
        Place("actions"), Place("decisions"), Place("home"),
    )  # fmt: skip

    def look(place: Place) -> str:
        work.window.open(place)
        hands.settle()
        page = work.window.page
        if isinstance(page, MeetingPage) and isinstance(page.part, TablePage):
            page.part.table.reload(held.secret)
        elif isinstance(page, MeetingPage):
            page.part.show_item(held.secret)  # type: ignore[attr-defined]
        elif isinstance(page, TablePage):
            page.table.focus_rows()
        hands.settle()
        return _seen(work.window)

    for place in places:
        assert CANARY in look(place), place
    hands.press("Ctrl+Shift+P")
    assert work.window.presenting.on
    for place in places:
        assert CANARY not in look(place), place
    work.window.open(places[1])
    hands.settle()
    hands.press("Ctrl+Shift+P")  # from the minutes too, where it once showed a document
    assert not work.window.presenting.on
    assert not work.previews.windows
    assert CANARY in look(places[0])


def _seen(window: QWidget) -> str:
    """Return every word that stands in a window: labels, buttons, fields, rows, and what they say on hover."""
    found = []
    for one in [window, *window.findChildren(QWidget)]:
        if not one.isVisible():
            continue
        found += [one.toolTip(), one.accessibleName(), one.accessibleDescription()]
        for name in ("text", "toPlainText"):
            if hasattr(one, name):
                found.append(str(getattr(one, name)()))
        if isinstance(one, QAbstractItemView) and one.model() is not None:
            model = one.model()
            for row in range(model.rowCount()):
                for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount()):
                    index = model.index(row, column)
                    found += [str(index.data(role) or "") for role in (ROLE.DisplayRole, ROLE.ToolTipRole)]
    return "\n".join(found)


def _words(widget: QWidget) -> str:
    labels = widget.findChildren(QLabel)
    return "\n".join(one.text() for one in labels if one.isVisible())
