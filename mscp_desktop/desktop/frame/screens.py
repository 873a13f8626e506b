"""A window is put where all of it can be seen, also when it is larger than the screen or its screen has gone."""

from PySide6.QtCore import QMargins, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStyle, QWidget

LEAST = 120  # pixels of a window that must be on a screen, each way, for it to be meant there
BORDER = 8  # pixels at each side that a system may draw around a window


def onto_a_screen(window: QWidget) -> None:
    """Move a window with its frame onto the nearest screen where not all of it can be seen, and make it fit there."""
    places = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if places and not window.isMaximized() and not window.isFullScreen():
        margins = frame_of(window)
        wanted = window.geometry().marginsAdded(margins)
        put = fitted(wanted, places)
        if put != wanted:
            window.setGeometry(put.marginsRemoved(margins))


def has_title_bar(window: QWidget) -> bool:
    """Say whether the system has put a window into a frame by now."""
    return window.geometry().top() - window.frameGeometry().top() > BORDER


def frame_of(window: QWidget) -> QMargins:
    """Return what the system draws around a window; before it is shown that is not known, and a usual frame stands."""
    inner, outer = window.geometry(), window.frameGeometry()
    if window.isVisible() or inner != outer:
        return QMargins(
            inner.left() - outer.left(), inner.top() - outer.top(), outer.right() - inner.right(),
            outer.bottom() - inner.bottom(),
        )  # fmt: skip
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    return QMargins(BORDER, title + BORDER, BORDER, BORDER)


def fitted(wanted: QRect, places: list[QRect]) -> QRect:
    """Return where a window's frame goes that wants to be there, on screens with these places."""
    seen = [(wanted & place).size() for place in places]
    if sum(size.width() * size.height() for size in seen if not size.isEmpty()) >= wanted.width() * wanted.height():
        return wanted
    held = [
        (size.width() * size.height(), place)
        for size, place in zip(seen, places, strict=True)
        if min(size.width(), size.height()) >= LEAST
    ]
    if held:
        nearest = max(held, key=lambda one: one[0])[1]
    else:
        nearest = min(places, key=lambda place: (place.center() - wanted.center()).manhattanLength())
    size = wanted.size().boundedTo(nearest.size())
    left = max(nearest.left(), min(wanted.left(), nearest.right() + 1 - size.width()))
    top = max(nearest.top(), min(wanted.top(), nearest.bottom() + 1 - size.height()))
    return QRect(QPoint(left, top), size)
