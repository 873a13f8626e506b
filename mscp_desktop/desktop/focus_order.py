"""Tab goes as the eye does: down, and to the right, whatever was made first."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import createdByPython


def focusable_in(part: QWidget) -> list[QWidget]:
    """Return what can have the keyboard in a part of a window, itself included, in the order of Tab."""
    return [step for step in _chain([part]) if _takes_keys(step)]


def last_in(window: QWidget) -> QWidget | None:
    """Return what Tab comes to last in a window, None where nothing in it can have the keyboard."""
    step: QWidget | None = _given(window.previousInFocusChain())
    while step is not None and step is not window:
        if step.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return step
        step = _given(step.previousInFocusChain())
    return None


def tab_through(parts: Sequence[QWidget]) -> None:
    """Have Tab go through these parts of one window one after the other."""
    chain = [step for step in _chain(parts) if step in parts or _takes_keys(step)]
    order: list[QWidget] = []
    for part in parts:
        start = chain.index(part)
        order += [one for one in _within(part, chain[start:] + chain[:start]) if _takes_keys(one)]
    for before, after in pairwise(order):
        QWidget.setTabOrder(before, after)


def keep_focus(old: Sequence[QWidget], new: Sequence[QWidget], otherwise: QWidget | None = None) -> None:
    """Give the keyboard, where something `old` has it that will go, to what stands for that in the `new` parts.

    That is what has the same object name, else the same accessible name, else what stands in the same place, or the
    last; where there is nothing, `otherwise`. To be called while all are there: what has gone has given the keyboard to
    anything.
    """
    focused = next((part.window().focusWidget() for part in old), None)
    had = next((part for part in old if focused is not None and (part is focused or part.isAncestorOf(focused))), None)
    if had is None or focused is None:
        return
    before, after = _takers(old), _takers(new)
    called, name = focused.objectName(), focused.accessibleName()
    same = next((one for one in after if called and one.objectName() == called), None)
    same = same or next((one for one in after if name and one.accessibleName() == name), None)
    if same is None and after:
        same = after[min(before.index(focused) if focused in before else 0, len(after) - 1)]
    found = same or otherwise
    if found is not None:
        found.setFocus(Qt.FocusReason.OtherFocusReason)


def _takers(parts: Sequence[QWidget]) -> list[QWidget]:
    """Return what can have the keyboard in parts that are no window's yet, in the order they were made."""
    within = [one for part in parts for one in (part, *part.findChildren(QWidget))]
    return [one for one in within if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def _chain(parts: Sequence[QWidget]) -> list[QWidget]:
    """Return what these parts of one window hold, themselves included, in the order of Tab from the first of them on.

    It goes no further than the last of them: a window in which many pages were shown holds thousands.
    """
    if not parts:
        return []
    window = parts[0].window()
    within = (one for part in parts for one in (part, *part.findChildren(QWidget)))
    awaited = {one for one in within if one.window() is window}  # what pops up has a chain of its own
    chain: list[QWidget] = []
    step: QWidget | None = parts[0]
    while step is not None:
        if step in awaited:
            chain.append(step)
            awaited.discard(step)
        step = _given(step.nextInFocusChain()) if awaited else None
        if step is parts[0]:
            break
    return chain


def _within(part: QWidget, widgets: Sequence[QWidget]) -> list[QWidget]:
    return [one for one in widgets if one is part or part.isAncestorOf(one)]


def _takes_keys(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None


def _given(step: QWidget | None) -> QWidget | None:
    """Return what the chain of Tab gave, as a child of nothing but its own parent.

    PySide takes it for a child of the widget that was asked: once that one is deleted, all that Python holds of the
    rest of the window counts as deleted too, and a menu that is opened then ends the program. Qt itself does nothing
    where a widget is given the parent that it has. A parent that Qt made, such as the inside of a scroll area, has to
    be its own parent's in turn: Python lets it go at once, and what stands in it would count as deleted with it.
    """
    child = step
    while child is not None:
        parent = child.parentWidget()
        child.setParent(parent)
        child = None if parent is None or createdByPython(parent) else parent
    return step
