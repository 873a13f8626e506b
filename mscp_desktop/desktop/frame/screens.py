"""A window is put where it can be seen, also when a screen it stood on has gone."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

LEAST = 120  # pixels of a window that must be on a screen, each way


def onto_a_screen(window: QWidget) -> None:
    """Move a window to the nearest screen where too little of it can be seen, and make it no larger than that."""
    places = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if places and not window.isMaximized() and not window.isFullScreen():
        wanted = window.geometry()
        put = fitted(wanted, places)
        if put != wanted:
            window.setGeometry(put)


def fitted(wanted: QRect, places: list[QRect]) -> QRect:
    """Return where a window goes that wants to be there, on screens with these places."""
    if any(min(wanted.intersected(place).width(), wanted.intersected(place).height()) >= LEAST for place in places):
        return wanted
    nearest = min(places, key=lambda place: (place.center() - wanted.center()).manhattanLength())
    size = wanted.size().boundedTo(nearest.size())
    left = max(nearest.left(), min(wanted.left(), nearest.right() + 1 - size.width()))
    top = max(nearest.top(), min(wanted.top(), nearest.bottom() + 1 - size.height()))
    return QRect(QPoint(left, top), size)
