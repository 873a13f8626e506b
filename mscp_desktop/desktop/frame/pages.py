"""The pages of a window: what is said of each before anybody visits it, and the page itself once it is wanted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget

from mscp_desktop.desktop.page import Page


@dataclass(frozen=True, slots=True)
class Lead:
    """What is done on a page, as its command says it, so that the search box leads there from anywhere.

    `does` is the command that is called there, and `changes` says that it is not for who only reads. `called` and
    `acts` are those of the command, also where it is in view.
    """

    words: str
    does: str = ""
    changes: bool = True
    called: str = ""
    acts: str = ""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page as rail, search box and shortcuts name it; its attributes are those of the `Page` of the same names.

    `target` names its class as "module:class", which is loaded when the page is first wanted; `given` is handed to the
    class besides. A page that `counts` shows a number in the rail, and so is made before anybody visits it. `acts` are
    verbs of what is done there, which find it beside a word of its own.
    """

    key: str
    title: str
    target: str
    icon: str = "document"
    section: int = 0
    under: str = ""
    shortcut: str = ""
    called: str = ""
    acts: str = ""
    leads: tuple[Lead, ...] = ()
    kinds: frozenset[str] = frozenset()
    counts: bool = False
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """The module of the page's class."""
        return self.target.partition(":")[0]

    def load(self) -> Callable[..., Page]:
        """Return the page's class."""
        made: Callable[..., Page] = getattr(import_module(self.module), self.target.partition(":")[2])
        return made


class Pages(Mapping[str, Page]):
    """The pages by key, in the order of the rail; each is made by `make` when it is first asked for."""

    def __init__(self, entries: Sequence[PageEntry], make: Callable[[PageEntry], Page]) -> None:
        self.entries = {entry.key: entry for entry in entries}
        self._make = make
        self._made: dict[str, Page] = {}
        self._left: dict[str, dict[str, Any]] = {}  # how they were left, also those that were not made yet

    def __getitem__(self, key: str) -> Page:
        if key not in self._made:
            self._made[key] = self._make(self.entries[key])
            self._made[key].arrange(self._left.get(key, {}))
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def made(self) -> list[Page]:
        """Return the pages that were made so far."""
        return list(self._made.values())

    def arrange(self, left: object) -> None:
        """Arrange the pages as `arrangements` found them, those that are not made yet once they are."""
        found = left.items() if isinstance(left, dict) else ()
        self._left |= {key: one for key, one in found if key in self.entries and isinstance(one, dict)}
        for key, page in self._made.items():
            page.arrange(self._left.get(key, {}))

    def arrangements(self) -> dict[str, dict[str, Any]]:
        """Return how each page is arranged; one that nobody wanted is as it was left."""
        return self._left | {key: page.arrangement() for key, page in self._made.items()}

    def showing(self, kind: str) -> PageEntry | None:
        """Return what is said of the page that shows a kind of place; None where none does."""
        if kind in self.entries:
            return self.entries[kind]
        return next((entry for entry in self.entries.values() if kind in entry.kinds), None)


def scrolled(page: Page, stack: QStackedWidget) -> QScrollArea:
    """Put a page into the stack, and return the area in which it scrolls where the window is smaller than it can be."""
    area = QScrollArea(stack, widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    stack.addWidget(area)
    area.setWidget(page)  # last, for the style sheet is read again for all that is moved
    return area


def bring_forward(page: Page, stack: QStackedWidget) -> None:
    """Show a page that was put into the stack."""
    areas = [stack.widget(at) for at in range(stack.count())]
    stack.setCurrentWidget(next(one for one in areas if isinstance(one, QScrollArea) and one.widget() is page))
