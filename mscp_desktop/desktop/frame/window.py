"""The main window: rail, top bar, pages, notices and bottom bar, and the way between places."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from mscp_desktop.desktop.commands import Command, action_of
from mscp_desktop.desktop.focus_order import last_in, tab_through
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.frame.bottom_bar import BottomBar, usable
from mscp_desktop.desktop.frame.finding import Search, Ways
from mscp_desktop.desktop.frame.looking import Looking
from mscp_desktop.desktop.frame.notices import NoticeLog
from mscp_desktop.desktop.frame.pages import PageEntry, Pages, bring_forward, scrolled
from mscp_desktop.desktop.frame.presenting import WORDS, Band, Presenting
from mscp_desktop.desktop.frame.rail import Rail, ways_to
from mscp_desktop.desktop.frame.screens import has_title_bar, onto_a_screen
from mscp_desktop.desktop.frame.tools import Facts, Tools
from mscp_desktop.desktop.frame.top_bar import NARROW, Doings, TopBar
from mscp_desktop.desktop.frame.undoing import Undoing
from mscp_desktop.desktop.frame.visits import Visits
from mscp_desktop.desktop.keep_in_view import keep_in_view
from mscp_desktop.desktop.messages import Notice, NoticeStrip, notice_of
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.save_dialog import last_folder, recall_folder
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.settings import Settings
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import Step, next_steps

SIZE = QSize(1366, 768)
SMALLEST = QSize(640, 360)  # what 1366 by 768 leaves at 200%
FRAMED = (0, 300)  # milliseconds after it is shown by which a system has said what it draws around a window
LOW = 560  # pixels at 100%: in a lower window what stands above the rows of a page keeps to a line
NARROW_PRESENTED, LOW_PRESENTED = 1280, 640  # the same while somebody presents: the rows are what is looked at
HINT = ("F1", "guide")
FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit)


class MainWindow(QMainWindow):
    """Everything a person sees once the vault is open; `closing` is emitted before the window goes."""

    closing = Signal()

    def __init__(
        self,
        tasks: Tasks,
        entries: Sequence[PageEntry],
        make: Callable[[PageEntry], Page],
        theme: Theme,
        *,
        partnership: str,
        search: Search,
        on_lock: Callable[[], None],
        may_close: Callable[[], bool] = lambda: True,
        read_only: str | None = None,
        backed_up: str = "",
        extra: Sequence[Command] = (),
        settings: Settings | None = None,
        facts: Facts = list,
    ) -> None:
        """Each page of `entries` is made by `make` when it is first wanted.

        `read_only` is the sentence of a vault that can't be changed; `extra` are the application's own commands.
        `may_close` is asked before the window goes; where it says no, it closes the window later itself. `facts` are
        what is said of the vault under About.
        """
        super().__init__()
        self.tasks = tasks
        self.pages = Pages(entries, lambda entry: self._take(make(entry)))
        self._theme = theme
        self._on_lock = on_lock
        self._may_close = may_close
        self._extra = tuple(extra)
        self._visits = Visits()
        ways = Ways(self.open, self._page_of, self._open_guide, tasks.held_back, self._say_held)
        self.looking = Looking(self, search, ways, self._visits)
        self._actions: list[QAction] = []
        self._framed = False
        self._arriving = False  # a page comes into view just now
        self.presenting = Presenting(theme, self)
        self.log = NoticeLog(tasks.store.clock.now)
        self.tools = Tools(self, theme, Settings() if settings is None else settings, facts)
        self.setWindowTitle(f"{partnership} – MSCP Desktop")  # noqa: RUF001 - a dash parts them, as elsewhere
        self.setWindowIcon(theme.icon("app", "accent"))
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.undoing = Undoing(tasks, lambda: self.page, self.notify)
        doings = Doings(self.looking.ask, self.undoing.undo, tasks.redo, self.lock, self.back, self.forward)
        # all is made in its place, as Tab goes: to move it there later would have the style sheet read again for it
        whole = QWidget(self)
        self.top = TopBar(theme, partnership, tasks.actor.name, doings, whole)
        self.banner = Band(theme, "warning", read_only or "", parent=whole)
        self.banner.setVisible(read_only is not None)
        self.band = Band(theme, "present", WORDS, ("Stop presenting", self.presenting.stop), whole)
        self.band.hide()
        self.rail = Rail([page for page in entries if not page.under], theme, whole)
        self.stack = QStackedWidget(whole)
        self.notices = NoticeStrip(theme, whole)
        self.bottom = BottomBar(theme, self._stop, self.tools.show_running, self.tools.show_notices, whole)
        self.bottom.show_backup(backed_up)
        self._lay_out(whole)
        self._own = self._own_commands(entries)
        self.tools.fill_menu(self.top.menu, self._own, self._extra)
        keyed = {command.shortcut: command for command in reversed(self._own) if command.shortcut}  # the first has them
        self._always = {keys: action_of(command, self, self._refuse) for keys, command in keyed.items()}
        self.addActions(list(self._always.values()))
        self._connect()
        FocusRing(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self._read_steps()

    @property
    def page(self) -> Page | None:
        """The page in view."""
        shown = self.stack.currentWidget()
        found = shown.widget() if isinstance(shown, QScrollArea) else None
        return found if isinstance(found, Page) else None

    def commands(self) -> list[Command]:
        """Return everything that can be asked for here: the page's commands first."""
        page = self.page
        return [*([] if page is None else page.commands()), *self._own]

    def own_commands(self) -> list[Command]:
        """Return what can be asked for on every page."""
        return list(self._own)

    def open(self, place: Place) -> bool:
        """Take the person to a place, and remember where they were; False where no page shows such a thing."""
        entry = self._page_of(place)
        if entry is None:
            self.notify(Notice("There is no page for this yet. Nothing was changed."))
            return False
        self.name_here()
        place, does = replace(place, does=""), place.does
        self._visits.go(place)
        page = self.pages[entry.key]
        self._show(page, place)
        if does:
            self.tasks.read(lambda _: None, lambda _: self._call(page, does), owner=self)  # after what the page reads
        return True

    def back(self) -> None:
        """Go to the place before."""
        self._walk(-1)

    def forward(self) -> None:
        """Go to the place that was left by `back`."""
        self._walk(1)

    def lock(self) -> None:
        """Save the field at hand, and lock."""
        self.save_field()
        self._on_lock()

    def notify(self, notice: Notice) -> None:
        """Show a notice above the bottom bar, and keep it in the list of notices."""
        self.log.add(notice)
        self.notices.show_notice(notice)
        self.show_unseen()

    def show_unseen(self) -> None:
        """Show how many notices wait to be looked at."""
        self.bottom.show_unseen(self.log.unseen)

    def save_field(self) -> None:
        """Have the field that has the keyboard save itself, by taking the keyboard from it."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()

    def state(self) -> dict[str, Any]:
        """Return what is to be as it was at the next start."""
        here = self._visits.here
        kept: dict[str, Any] = {"window": self.saveGeometry().toBase64().toStdString()}
        kept["pages"] = self.pages.arrangements()
        kept["folder"] = last_folder()
        if here is not None:
            kept |= {"page": here.kind, "record": here.uid or ""}
        return kept

    def restore(self, state: dict[str, Any]) -> None:
        """Put the window where it was left; what can't be found gives the first page."""
        if state.get("window"):
            self.restoreGeometry(QByteArray.fromBase64(state["window"].encode()))
            onto_a_screen(self)
        recall_folder(state.get("folder"))
        self.pages.arrange(state.get("pages"))
        place = Place(state.get("page", ""), state.get("record") or None)
        if self._page_of(place) is None and self.pages:
            place = Place(next(iter(self.pages)))
        if self.pages:
            self.open(place)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the window onto its screen once more, now that the system says what it draws around it."""
        super().showEvent(event)
        if not self._framed:
            self._framed = True
            for moment in FRAMED:
                QTimer.singleShot(moment, self, self._fit_frame)

    def _fit_frame(self) -> None:
        if has_title_bar(self):
            onto_a_screen(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page the room where there is little."""
        super().resizeEvent(event)
        self._fit()

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Go on in reading order: notices and bottom bar are last, though pages and what they show are made later."""
        last = last_in(self)
        if last is not None and not self.bottom.isAncestorOf(last):
            tab_through([last, self.notices, self.bottom])
        return super().focusNextPrevChild(forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say why nothing comes of what is typed into a field that whoever works here can't change."""
        super().keyPressEvent(event)
        focused, locked = self.focusWidget(), self.tasks.locked()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if locked and plain and event.text().strip() and isinstance(focused, FIELDS) and focused.isReadOnly():
            self._say_held(locked)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save the field at hand; the application does the rest."""
        self.save_field()
        if not self._may_close():
            event.ignore()
            return
        self.presenting.stop()
        self.closing.emit()
        super().closeEvent(event)

    def _lay_out(self, whole: QWidget) -> None:
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.top, self.banner, self.band):
            column.addWidget(part)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        column.addLayout(middle, 1)
        middle.addWidget(self.rail)
        right = QVBoxLayout()
        middle.addLayout(right, 1)
        right.addWidget(self.stack, 1)
        right.addWidget(self.notices)  # beside the rail: a notice takes no room from the pages there
        column.addWidget(self.bottom)
        self.setCentralWidget(whole)

    def _take(self, page: Page) -> Page:
        """Take in a page that was made just now, as if it had always been here."""
        area = scrolled(page, self.stack)
        area.verticalScrollBar().rangeChanged.connect(partial(self._keep_in_view, afresh=True))
        page.navigate.connect(self.open)
        page.moved.connect(partial(self._moved, page.key))
        page.turned.connect(partial(self._turned, page.key))
        page.badged.connect(lambda: self.rail.show_badge(page.key, page.badge))
        if page.badge:
            self.rail.show_badge(page.key, page.badge)
        page.set_low(low=self._low())
        if self.presenting.on:
            page.present(presenting=True)
        return page

    def _connect(self) -> None:
        self.rail.chosen.connect(self._go)
        self.tasks.announced.connect(self._hear)
        self.tasks.failure.connect(self._failed)
        self.tasks.changed.connect(self._show_running)
        self._theme.changed.connect(self._fit)
        self.presenting.changed.connect(self._present)
        self.notices.more.clicked.connect(self.tools.show_notices)

    def _own_commands(self, pages: Sequence[PageEntry]) -> list[Command]:
        return [
            Command("search", "Find anything", self.top.search.start, "Ctrl+K"),
            *ways_to(pages, self._go),
            Command(
                "undo", "Undo the last change", self.undoing.undo, "Ctrl+Z", lambda: self.top.step_back is not None
            ),
            Command("redo", "Redo what was undone", self.tasks.redo, "Ctrl+Y", self.top.redo.isEnabled),
            Command("back", "Go back", self.back, "Alt+Left", lambda: self._visits.can_go_back),
            Command("forward", "Go forward", self.forward, "Alt+Right", lambda: self._visits.can_go_forward),
            Command("refresh", "Read this page again", self._refresh, "F5"),
            Command("region", "Go to the next part of the window", self._next_region, "F6"),
            Command("menu", "Open the menu", self.top.who.click, "F10"),
            *self._extra,
            *self.tools.commands(),
            Command("lock", "Lock", self.lock, "Ctrl+L", called="log sign out"),
            Command("quit", "Close the program", self._quit, "Ctrl+Q", called="quit exit"),
            *self.tools.choices(),  # last, so that they come after what is asked for more often
        ]  # fmt: skip

    def _page_of(self, place: Place) -> PageEntry | None:
        return self.pages.showing(place.kind)

    def _go(self, key: str) -> None:
        self.open(Place(key))

    def _show(self, page: Page, place: Place) -> None:
        self.save_field()
        page.prepare()
        if page is not self.page or place.uid != page.place():
            self.notices.leave()
        bring_forward(page, self.stack)
        self.rail.show_page(page.under or page.key)
        page.open_place(place.uid)
        self._bind()
        self.top.show_ways(back=self._visits.can_go_back, forward=self._visits.can_go_forward)
        self.bottom.show_hints(self._hints(page))
        self._arriving = True
        page.take_keyboard()
        self._keep_in_view()
        QTimer.singleShot(0, self, self._arrived)  # after what follows the keyboard
        self.undoing.leave()

    def _arrived(self) -> None:
        self._arriving = False

    def _call(self, page: Page, does: str) -> None:
        """Call a command of the page in view, where it is still that one."""
        command = next((one for one in page.commands() if one.name == does), None)
        if page is self.page and command is not None:
            command.call()

    def _walk(self, by: int) -> None:
        self.name_here()
        place = self._visits.step(by)
        entry = None if place is None else self._page_of(place)
        if place is not None and entry is not None:
            self._show(self.pages[entry.key], place)

    def _moved(self, key: str) -> None:
        page = self.page
        here = self._visits.here
        if page is not None and page.key == key and here is not None:
            self._visits.move(Place(here.kind, page.place()))
            self.bottom.show_hints(self._hints(page))

    def _turned(self, key: str) -> None:
        """Take over the commands of a page of several parts, another of which is in view now."""
        page = self.page
        if page is not None and page.key == key:
            self._bind()
            self.bottom.show_hints(self._hints(page))

    def _bind(self) -> None:
        """Give the shortcuts of the page to the window; those of the window that the page wants too rest meanwhile."""
        for action in self._actions:
            self.removeAction(action)
            action.deleteLater()
        page = self.page
        wanted: dict[str, Command] = {}
        for command in [] if page is None else page.commands():
            if command.shortcut:
                wanted.setdefault(command.shortcut, command)
        self._actions = [action_of(command, self, self._refuse) for command in wanted.values()]
        for shortcut, action in self._always.items():
            action.setEnabled(shortcut not in wanted)
        self.addActions(self._actions)

    def name_here(self) -> None:
        """Note what the place in view is called, for the list of places."""
        if self.page is not None:
            self._visits.name(self.page.caption())

    def _refuse(self, command: Command) -> None:
        """Say why the keys of a command do nothing, where that is only who works here."""
        words = self.tasks.held_back(command)
        if words:
            self._say_held(words)

    def _say_held(self, words: str) -> None:
        if self.notices.words != words:
            self.notify(Notice(words, here=True))

    def _hints(self, page: Page) -> list[tuple[str, str]]:
        """Return the keys that help most on a page, without those that do nothing for who works here."""
        return [*usable(page.hints(), page.commands(), self.tasks), HINT]

    def _open_guide(self, name: str) -> None:
        self.tools.show_guide(name)

    def _present(self, presenting: bool) -> None:
        self.band.setVisible(presenting)
        self.notices.hide_words(presenting)
        self.top.show_private(shown=not presenting)
        self.bottom.show_private(shown=not presenting)
        self._fit()
        for page in self.pages.made():
            page.present(presenting=presenting)

    def _fit(self) -> None:
        """Give the page the room where there is little."""
        self.rail.show_narrow(self.width() < grown(NARROW_PRESENTED if self.presenting.on else NARROW))
        for page in self.pages.made():
            page.set_low(low=self._low())

    def _low(self) -> bool:
        return self.height() < grown(LOW_PRESENTED if self.presenting.on else LOW)

    def _follow(self, *_: object) -> None:
        """Scroll to what takes the keyboard, and again once all has the size that it gets with it."""
        self._keep_in_view()
        QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self, *_: object, afresh: bool = False) -> None:
        """Scroll to what has the keyboard, also where the page came to be longer than its room."""
        focused = self.focusWidget()
        if focused is not None and isValid(self.stack) and self.stack.isAncestorOf(focused):
            keep_in_view(focused, afresh=afresh or self._arriving)  # a page comes into view from its top

    def _hear(self, announcement: Announcement) -> None:
        now = self.tasks.store.clock.now().astimezone()
        self.bottom.show_saved(f"Saved {now:%H:%M}", announcement.summary)
        if announcement.kind in ("undo", "redo"):
            self.notify(Notice(announcement.summary))
        self.undoing.hear(announcement, redo=self.top.redo.isEnabled())
        for page in self.pages.made():
            page.hear(announcement)
        self._read_steps()

    def _read_steps(self) -> None:
        uid = self.tasks.actor.uid
        self.tasks.read(lambda session: next_steps(session, uid), self._show_steps, key="undo", owner=self)

    def _show_steps(self, steps: tuple[Step | None, Step | None]) -> None:
        back, again = map(self.undoing.offered, steps)
        self.top.show_steps(back, again, since=self.undoing.since)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.notify(replace(notice_of(error), here=True))
        else:
            self.tools.show_mistake(error)

    def _show_running(self) -> None:
        self.bottom.show_running(self.tasks.running())

    def _stop(self, number: int) -> None:
        words = next((one.words for one in self.tasks.running() if one.number == number), "")
        self.tasks.cancel(number)
        self.notify(Notice(f"Stopped: {words}. Nothing of it was saved." if words else "Stopped."))

    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()

    def _next_region(self) -> None:
        """Move the keyboard through the parts of the page, then to the top bar, the rail, and back."""
        focused = self.focusWidget()
        page = self.page
        if page is not None and focused is not None and page.isAncestorOf(focused) and page.next_part():
            return
        reason = Qt.FocusReason.TabFocusReason
        if focused is not None and self.top.isAncestorOf(focused):
            self.rail.focus_page()
        elif focused is not None and self.rail.isAncestorOf(focused) and self.page is not None:
            inside = self.page.focusWidget() or self.page
            if inside is self.page:
                self.page.take_keyboard()
            else:
                inside.setFocus(reason)
        else:
            self.top.search.line.setFocus(reason)

    def _quit(self) -> None:
        self.close()
