"""The main window: rail, top bar, pages, notices and bottom bar, and the way between places."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from mscp_desktop.desktop.bottom_bar import BottomBar
from mscp_desktop.desktop.commands import Command, action_of, item_of, matching
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import Notice, NoticeStrip, notice_of
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.rail import MOST_SHORTCUTS, Rail
from mscp_desktop.desktop.search_box import Found
from mscp_desktop.desktop.shortcut_sheet import ShortcutSheet
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.desktop.top_bar import NARROW, Doings, TopBar
from mscp_desktop.desktop.visits import Visits
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.search import SearchHit
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import Step, next_steps

Search = Callable[[Session, str], list[SearchHit]]
SIZE = QSize(1366, 768)
SMALLEST = QSize(640, 360)  # what 1366 by 768 leaves at 200%
MOST_COMMANDS = 5


class MainWindow(QMainWindow):
    """Everything a person sees once the vault is open; `closing` is emitted before the window goes."""

    closing = Signal()

    def __init__(
        self,
        tasks: Tasks,
        pages: Sequence[Page],
        theme: Theme,
        *,
        partnership: str,
        search: Search,
        on_lock: Callable[[], None],
        may_close: Callable[[], bool] = lambda: True,
        read_only: str | None = None,
        backed_up: str = "",
        extra: Sequence[Command] = (),
    ) -> None:
        """`read_only` is the sentence of a vault that can't be changed; `extra` are the application's own commands.

        `may_close` is asked before the window goes; where it says no, it closes the window later itself.
        """
        super().__init__()
        self.tasks = tasks
        self.pages = {page.key: page for page in pages}
        self._theme = theme
        self._search = search
        self._on_lock = on_lock
        self._may_close = may_close
        self._extra = tuple(extra)
        self._visits = Visits()
        self._actions: list[QAction] = []
        self.setWindowTitle(f"{partnership} – MSCP Desktop")  # noqa: RUF001 - a dash parts them, as elsewhere
        self.setWindowIcon(theme.icon("app", "accent"))
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        doings = Doings(self._ask, tasks.undo, tasks.redo, self.lock, self.back, self.forward)
        self.top = TopBar(theme, partnership, tasks.actor.name, doings)
        self.rail = Rail([page for page in pages if not page.under], theme)
        self.stack = QStackedWidget()
        self.notices = NoticeStrip(theme)
        self.bottom = BottomBar(theme, self._stop)
        self.bottom.show_backup(backed_up)
        self._lay_out(read_only)
        self._own = self._own_commands([page for page in pages if not page.under])
        self._fill_menu()
        self._connect(pages)
        FocusRing(self)
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

    def open(self, place: Place) -> bool:
        """Take the person to a place, and remember where they were; False where no page shows such a thing."""
        page = self._page_of(place)
        if page is None:
            self.notify(Notice("There is no page for this yet. Nothing was changed."))
            return False
        self._visits.go(place)
        self._show(page, place)
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
        """Show a notice above the bottom bar."""
        self.notices.show_notice(notice)

    def save_field(self) -> None:
        """Have the field that has the keyboard save itself, by taking the keyboard from it."""
        focused = self.focusWidget()
        if focused is not None:
            focused.clearFocus()

    def state(self) -> dict[str, str]:
        """Return what is to be as it was at the next start."""
        here = self._visits.here
        kept = {"window": self.saveGeometry().toBase64().toStdString(), "look": self._theme.scheme.value}
        if here is not None:
            kept |= {"page": here.kind, "record": here.uid or ""}
        return kept

    def restore(self, state: dict[str, str]) -> None:
        """Put the window where it was left; what can't be found gives the first page."""
        if state.get("window"):
            self.restoreGeometry(QByteArray.fromBase64(state["window"].encode()))
        place = Place(state.get("page", ""), state.get("record") or None)
        if self._page_of(place) is None and self.pages:
            place = Place(next(iter(self.pages)))
        if self.pages:
            self.open(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page the room where there is little."""
        super().resizeEvent(event)
        self.rail.show_narrow(self.width() < NARROW)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save the field at hand; the application does the rest."""
        self.save_field()
        if not self._may_close():
            event.ignore()
            return
        self.closing.emit()
        super().closeEvent(event)

    def _lay_out(self, read_only: str | None) -> None:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        self.banner = QFrame()
        self.banner.setProperty("role", "banner")
        self.banner.setProperty("status", "warning")
        row = QHBoxLayout(self.banner)
        row.setContentsMargins(16, 4, 16, 4)
        row.setSpacing(12)
        self._banner_icon = label()
        row.addWidget(self._banner_icon)
        row.addWidget(label(read_only or "", wrap=True), 1)
        self.banner.setAccessibleName(read_only or "")
        self.banner.setVisible(read_only is not None)
        column.addWidget(self.banner)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self.stack, 1)
        column.addLayout(middle, 1)
        column.addWidget(self.notices)
        column.addWidget(self.bottom)
        self.setCentralWidget(whole)

    def _connect(self, pages: Sequence[Page]) -> None:
        for page in pages:
            area = _scroll_area()
            self.stack.addWidget(area)
            area.setWidget(page)  # last, for the style sheet is read again for all that is moved
            page.navigate.connect(self.open)
            page.moved.connect(partial(self._moved, page.key))
        self.rail.chosen.connect(self._go)
        self.tasks.announced.connect(self._hear)
        self.tasks.failure.connect(self._failed)
        self.tasks.changed.connect(self._show_running)
        self._theme.changed.connect(self._dress)
        self._dress()

    def _own_commands(self, pages: Sequence[Page]) -> list[Command]:
        undoable, redoable = self.top.undo.isEnabled, self.top.redo.isEnabled
        return [
            Command("search", "Find anything", self.top.search.start, "Ctrl+K"),
            *(
                Command(
                    f"page.{page.key}", f"Go to {page.title}", partial(self._go, page.key),
                    f"Ctrl+{number}" if number <= MOST_SHORTCUTS else None,
                )
                for number, page in enumerate(pages, 1)
            ),
            Command("undo", "Undo the last change", self.tasks.undo, "Ctrl+Z", undoable),
            Command("redo", "Redo what was undone", self.tasks.redo, "Ctrl+Y", redoable),
            Command("back", "Go back", self.back, "Alt+Left", lambda: self._visits.can_go_back),
            Command("forward", "Go forward", self.forward, "Alt+Right", lambda: self._visits.can_go_forward),
            Command("refresh", "Read this page again", self._refresh, "F5"),
            Command("region", "Go to the next part of the window", self._next_region, "F6"),
            Command("menu", "Open the menu", self.top.who.click, "F10"),
            *(
                Command(f"look.{look.name.lower()}", f"Set the look: {look.value}", partial(self._theme.choose, look))
                for look in Scheme
            ),
            *self._extra,
            Command("shortcuts", "Show the keyboard shortcuts", self._show_shortcuts, "F1"),
            Command("lock", "Lock", self.lock, "Ctrl+L"),
            Command("quit", "Close the program", self._quit, "Ctrl+Q"),
        ]  # fmt: skip

    def _fill_menu(self) -> None:
        menu = self.top.menu
        shown = {"shortcuts", "lock", "quit"} | {command.name for command in self._extra}
        looks = menu.addMenu("Look")
        looks.aboutToShow.connect(lambda: _tick(looks.actions(), f"look.{self._theme.scheme.name.lower()}"))
        for command in self._own:
            if command.name.startswith("look."):
                words = command.words.partition(": ")[2].capitalize()
                item_of(command, looks, words).setCheckable(True)
            elif command.name in shown:
                if command.name == "shortcuts":
                    menu.addSeparator()
                item_of(command, menu)

    def _page_of(self, place: Place) -> Page | None:
        if place.kind in self.pages:
            return self.pages[place.kind]
        return next((page for page in self.pages.values() if place.kind in page.kinds), None)

    def _go(self, key: str) -> None:
        self.open(Place(key))

    def _show(self, page: Page, place: Place) -> None:
        self.save_field()
        page.prepare()
        self.stack.setCurrentIndex(list(self.pages).index(page.key))
        self.rail.show_page(page.under or page.key)
        page.open_place(place.uid)
        self._bind()
        self.top.show_ways(back=self._visits.can_go_back, forward=self._visits.can_go_forward)
        self.bottom.show_hints([*page.hints(), ("F1", "keys")])
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _walk(self, by: int) -> None:
        place = self._visits.step(by)
        page = None if place is None else self._page_of(place)
        if place is not None and page is not None:
            self._show(page, place)

    def _moved(self, key: str) -> None:
        page = self.page
        here = self._visits.here
        if page is not None and page.key == key and here is not None:
            self._visits.move(Place(here.kind, page.place()))
            self.bottom.show_hints([*page.hints(), ("F1", "keys")])

    def _bind(self) -> None:
        """Give the shortcuts of page and window to the window; where both want the same keys the page has them."""
        for action in self._actions:
            self.removeAction(action)
            action.deleteLater()
        self._actions = []
        taken: set[str] = set()
        for command in self.commands():
            if command.shortcut and command.shortcut not in taken:
                taken.add(command.shortcut)
                self._actions.append(action_of(command, self))
        self.addActions(self._actions)

    def _ask(self, typed: str) -> None:
        answer = partial(self._answer, typed)
        self.tasks.read(lambda session: self._search(session, typed), answer, key="search", owner=self)

    def _answer(self, typed: str, hits: list[SearchHit]) -> None:
        records = [
            Found(hit.title, hit.detail, hit.kind.replace("_", " "), partial(self.open, Place(hit.kind, hit.uid)))
            for hit in hits
            if self._page_of(Place(hit.kind, hit.uid)) is not None
        ]
        commands = matching(self.commands(), typed)
        pages = [
            Found(self.pages[command.name[5:]].title, "", command.keys(), command.call)
            for command in commands
            if command.name.startswith("page.")
        ]
        others = [
            Found(command.words, "", command.keys(), command.call)
            for command in commands
            if not command.name.startswith(("page.", "search"))
        ]
        groups = [("Records", records), ("Pages", pages), ("Commands", others[:MOST_COMMANDS])]
        if any(page.title.casefold() == typed.strip().casefold() for page in self.pages.values()):
            groups.insert(0, groups.pop(1))  # who types a page's whole name means the page
        self.top.search.show_found(typed, groups)

    def _hear(self, announcement: Announcement) -> None:
        now = self.tasks.store.clock.now().astimezone()
        self.bottom.show_saved(f"Saved {now:%H:%M}", announcement.summary)
        if announcement.kind != "do":
            self.notify(Notice(announcement.summary))
        for page in self.pages.values():
            page.hear(announcement)
        self._read_steps()

    def _read_steps(self) -> None:
        uid = self.tasks.actor.uid
        self.tasks.read(lambda session: next_steps(session, uid), self._show_steps, key="undo", owner=self)

    def _show_steps(self, steps: tuple[Step | None, Step | None]) -> None:
        self.top.show_steps(*((None, None) if self.tasks.store.read_only else steps))

    def _failed(self, error: Exception) -> None:
        self.notify(notice_of(error))

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
            (self.page.focusWidget() or self.page).setFocus(reason)
        else:
            self.top.search.line.setFocus(reason)

    def _show_shortcuts(self) -> None:
        page = self.page
        groups = [("The window", self._own)]
        if page is not None:
            groups.insert(0, (page.title, page.commands()))
        ShortcutSheet(groups, self).open()

    def _quit(self) -> None:
        self.close()

    def _dress(self) -> None:
        self._banner_icon.setPixmap(self._theme.picture("warning", "warning"))


def _scroll_area() -> QScrollArea:
    """Return the area of a page, which scrolls where the window is smaller than the page can be."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _tick(actions: Sequence[QAction], name: str) -> None:
    for action in actions:
        action.setChecked(action.objectName() == name)
