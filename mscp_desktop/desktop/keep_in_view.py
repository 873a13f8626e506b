"""Keeps what has the keyboard in view where it stands in something that scrolls."""

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

AIR = 12  # pixels that are kept beside it, for the ring around what has the keyboard
RING = 4  # without which nothing is scrolled


class FocusInView(QObject):
    """Scrolls in a dialog to what takes the keyboard; the main window does so for its pages."""

    def __init__(self, within: QWidget) -> None:
        super().__init__(within)
        self._within = within
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None and self._within.isAncestorOf(new):
            keep_in_view(new)


def keep_in_view(shown: QWidget, *, afresh: bool = False) -> None:
    """Scroll each area that a widget stands in until it is seen, or its top where it is higher than the area.

    With `afresh`, as once a page was laid out anew, an area goes back to its top where the widget is seen from there.
    """
    above = shown.parentWidget()
    while above is not None:
        inside = above.widget() if isinstance(above, QScrollArea) else None
        if isinstance(above, QScrollArea) and inside is not None and inside.isAncestorOf(shown):
            scroll_to(above, shown, afresh=afresh)
        above = above.parentWidget()


def keep_part_in_view(shown: QWidget, part: QRect) -> None:
    """Scroll each area that a widget stands in until a part of it is seen, as the row in hand of a list."""
    above = shown.parentWidget()
    while above is not None:
        inside = above.widget() if isinstance(above, QScrollArea) else None
        if isinstance(above, QScrollArea) and inside is not None and inside.isAncestorOf(shown):
            _scroll(above, QRect(shown.mapTo(inside, part.topLeft()), part.size()), RING, afresh=False)
        above = above.parentWidget()


def scroll_to(area: QScrollArea, shown: QWidget, air: int = AIR, *, afresh: bool = False) -> None:
    """Scroll one area so; `air` is kept above and below. Qt itself shows no more of a text than the cursor's line."""
    inside = area.widget()
    if inside is not None:
        _scroll(area, QRect(shown.mapTo(inside, QPoint(0, 0)), shown.size()), air, afresh=afresh)


def _scroll(area: QScrollArea, place: QRect, air: int, *, afresh: bool) -> None:
    """Scroll an area until a place on what it holds is seen."""
    bar, high = area.verticalScrollBar(), area.viewport().height()
    if afresh and (place.bottom() < high or place.top() < high // 3):
        bar.setValue(0)
    elif place.height() + 2 * air > high:
        if not bar.value() <= place.top() <= bar.value() + max(high - place.height(), high // 3):
            bar.setValue(max(place.top() - min(air, max(AIR, high - place.height())), 0))
    elif place.top() - min(air, RING) < bar.value():
        bar.setValue(place.top() - air)
    elif place.bottom() + min(air, RING) > bar.value() + high:
        bar.setValue(place.bottom() + air - high)
