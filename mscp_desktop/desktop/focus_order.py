"""Tab goes as the eye does: down, and to the right, whatever was made first."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def focusable_in(part: QWidget) -> list[QWidget]:
    """Return what can have the keyboard in a part of a window, itself included, in the order of Tab."""
    found: list[QWidget] = []
    step: QWidget | None = part
    while step is not None:
        inside = step is part or part.isAncestorOf(step)
        if inside and step.focusPolicy() != Qt.FocusPolicy.NoFocus and step.focusProxy() is None:
            found.append(step)
        step = step.nextInFocusChain()
        if step is part:
            break
    return found


def tab_through(parts: Sequence[QWidget]) -> None:
    """Have Tab go through these parts of one window one after the other."""
    for before, after in pairwise([one for part in parts for one in focusable_in(part)]):
        QWidget.setTabOrder(before, after)
