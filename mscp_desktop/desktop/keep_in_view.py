"""Keeps what has the keyboard in view where it stands in something that scrolls."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QScrollArea, QWidget

AIR = 12  # pixels that are kept beside it, for the ring around what has the keyboard


def keep_in_view(shown: QWidget, *, afresh: bool = False) -> None:
    """Scroll each area that a widget stands in until it is seen, or its top where it is higher than the area.

    With `afresh`, as once a page was laid out anew, an area goes back to its top where the widget is seen from there.
    """
    above = shown.parentWidget()
    while above is not None:
        inside = above.widget() if isinstance(above, QScrollArea) else None
        if isinstance(above, QScrollArea) and inside is not None and inside.isAncestorOf(shown):
            _scroll(above, inside, shown, afresh=afresh)
        above = above.parentWidget()


def _scroll(area: QScrollArea, inside: QWidget, shown: QWidget, *, afresh: bool) -> None:
    bar = area.verticalScrollBar()
    place = QRect(shown.mapTo(inside, QPoint(0, 0)), shown.size())
    if afresh and (place.bottom() < area.viewport().height() or place.top() < area.viewport().height() // 3):
        bar.setValue(0)
    elif place.height() + 2 * AIR > area.viewport().height():
        top = max(place.top() - AIR, 0)
        if not bar.value() <= place.top() <= bar.value() + area.viewport().height() // 3:
            bar.setValue(top)
    else:
        area.ensureWidgetVisible(shown, 0, AIR)
