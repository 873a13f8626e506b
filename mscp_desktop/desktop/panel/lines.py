"""The lines that belong to the record in view: listed under its fields, and added, changed and removed there."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.keep_in_view import keep_in_view
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.lines_view import LinesView
from mscp_desktop.desktop.parts import button, label, literal
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Line, Lines, words_of
from mscp_desktop.foundation.errors import ConflictError

FIRST = 8


class LinesSection(QWidget):
    """The lines of one kind of the record in view; `changed` tells that it should be read again."""

    changed = Signal()
    navigate = Signal(object)  # go to what a line names: Place

    def __init__(self, lines: Lines, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = lines
        self._tasks = tasks
        self._owner = ("", "")  # uid and title of the record
        self._found: tuple[Line, ...] = ()
        self._locked = True
        self._whole = False  # more than the first few are shown
        self._wanted: str | None = None  # the line made just now
        self.heading = label(lines.title, "heading", wrap=True)
        self.view = LinesView(lines, self)
        self.empty = label(lines.empty, "secondary", wrap=True)
        self.reason = label("", "small", wrap=True)
        self.more_button = button("", self._show_whole, kind="link")
        self.add_button = button(f"Add {lines.one}…", self.add, tip=f"Add {lines.one} (Ins, in the list)")
        self.change_button = button("Change…", self.change, kind="link", tip="Change this line (Enter)")
        self.remove_button = button("Remove", self.remove, kind="link", tip="Remove this line (Del)")
        self.open_button = button("Open", self.follow, kind="link", tip="Go to what it names (Ctrl+Enter)")
        self._acts = tuple(
            self._action(*one)
            for one in (
                ("Change…", "Enter", self.change), ("Remove", "Del", self.remove),
                ("Open", "Ctrl+Enter", self.follow), (f"Add {lines.one}…", "Ins", self.add),
            )
        )  # fmt: skip
        self._lay_out()
        self.view.changing.connect(self._enter)
        self.view.removing.connect(self.remove)
        self.view.adding.connect(self.add)
        self.view.following.connect(self.follow)
        self.view.chosen.connect(self._offer)
        self._offer()

    @property
    def current(self) -> Line | None:
        """The line that can be changed, removed or followed now."""
        return self.view.current

    def show_lines(self, owner: tuple[str, str], found: Sequence[Line], *, locked: bool) -> None:
        """Show the lines of a record (uid, title); the mark stays on its line where that is still there."""
        another = owner[0] != self._owner[0]
        if another:
            self._whole, self._wanted = False, None
        shown = (owner, tuple(found), locked)
        if shown == (self._owner, self._found, self._locked) and self._wanted is None:
            return
        before = None if another else self.current
        gone = self.view.currentIndex().row()
        self._owner, self._found, self._locked = shown
        uids = [line.uid for line in self._found]
        wanted = self._wanted if self._wanted in uids else None if before is None else before.uid
        if before is not None and wanted not in uids and uids:  # it was removed: the next one takes its place
            wanted = uids[min(gone, len(uids) - 1)]
        self._wanted = None
        self._show(wanted)

    def take_keyboard(self) -> None:
        """Take the keyboard, to the lines or to what adds the first one, with the heading in view."""
        (self.view if self._found else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)
        keep_in_view(self)

    def add(self) -> None:
        """Ask for another line."""
        act, (uid, title) = self.lines.add, self._owner
        if act is not None and not self._locked:
            words = f"Add {self.lines.one}"
            AskDialog(
                self._tasks, words, self.lines.fields, self.lines.begins, words, partial(act, uid), self, self._added,
                about=title, place=f"{self.lines.key} {uid}",
            ).open()  # fmt: skip

    def change(self) -> None:
        """Ask what the line should be."""
        line, act = self.current, self.lines.change
        if line is None or act is None or self._locked or line.locked:
            return
        change, begun, shown = act, dict(line.values), _Version(line.version)

        def changed(found: dict[str, Any]) -> Act | None:
            differ = {key: value for key, value in found.items() if value != begun.get(key)}
            return change(line.uid, self._version(line.uid, shown), differ) if differ else None

        def refused(error: Exception) -> None:
            if isinstance(error, ConflictError):  # they have been told, and may save theirs over it
                shown.told = True
                self.changed.emit()

        dialog = AskDialog(
            self._tasks, f"Change “{_called(line)}”", self.lines.changing or self.lines.fields, begun,
            "Save the change", changed, self, about=self._owner[1], place=f"{self.lines.key} {line.uid}",
        )  # fmt: skip
        dialog.refused.connect(refused)
        dialog.open()

    def remove(self) -> None:
        """Remove the line; undo brings it back."""
        line, act = self.current, self.lines.remove
        if line is not None and act is not None and not self._locked and not line.locked:
            doing = act(line.uid)
            self._tasks.write(
                doing.operation, *doing.args, then=lambda _: self.changed.emit(), owner=self, **doing.kwargs
            )

    def follow(self) -> None:
        """Go to what the line names."""
        line = self.current
        if line is not None and line.opens is not None:
            self.navigate.emit(line.opens)

    def _enter(self) -> None:
        """Change the line, or go to what it names where it is only read here."""
        (self.follow if self.change_button.isHidden() else self.change)()

    def _version(self, uid: str, shown: "_Version") -> int:
        """Return the version a change is made over: that shown when it began, or after a conflict that of now."""
        now = next((line.version for line in self._found if line.uid == uid), shown.number)
        return now if shown.told else shown.number

    def _added(self, made: object) -> None:
        self._wanted = made if isinstance(made, str) else None
        self.changed.emit()

    def _show(self, wanted: str | None) -> None:
        inside = self._has_keyboard()
        uids = [line.uid for line in self._found]
        if wanted in uids and uids.index(wanted) >= FIRST:
            self._whole = True
        hidden = 0 if self._whole or len(uids) <= FIRST + 1 else len(uids) - FIRST
        self.view.setVisible(bool(uids))
        self.empty.setVisible(not uids)
        self.view.show_lines(self._found[: len(uids) - hidden], wanted)
        self.more_button.setText(f"and {hidden} more")
        self.more_button.setAccessibleName(f"Show {hidden} more of {self.lines.title}")
        self.more_button.setVisible(hidden > 0)
        self._offer()
        if inside and not self._has_keyboard():  # what had it is hidden now
            (self.view if uids else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show_whole(self) -> None:
        self._whole = True
        before = self.current
        self._show(self._found[FIRST].uid if before is None else before.uid)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        """Offer what can be done with the line that has the mark."""
        line, lines = self.current, self.lines
        name = "" if line is None else _called(line)
        free = line is not None and not self._locked and not line.locked
        offered = (
            free and lines.change is not None,
            free and lines.remove is not None,
            line is not None and line.opens is not None,
            lines.add is not None and not self._locked,
        )
        buttons = (self.change_button, self.remove_button, self.open_button, self.add_button)
        keys = ("Enter changes it", "Delete removes it", "Control and Enter opens it", "Insert adds one")
        self.view.setAccessibleDescription(", ".join(said for said, one in zip(keys, offered, strict=True) if one))
        for shown, act, one in zip(buttons, self._acts, offered, strict=True):
            shown.setVisible(one)
            act.setVisible(one)
            if shown is not self.add_button:
                shown.setAccessibleName(f"{shown.text().removesuffix('…')} {name}")
        self.reason.setText("" if line is None else line.locked)
        self.reason.setVisible(bool(self.reason.text()))

    def _action(self, words: str, keys: str, function: Callable[[], None]) -> QAction:
        """Return an entry of the menu of a line; its key is only named there, the view itself hears it."""
        made = QAction(f"{literal(words)}\t{keys}", self.view)
        made.triggered.connect(lambda _: function())
        self.view.addAction(made)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.heading, self.view, self.empty):
            column.addWidget(part)
        column.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.reason)
        acts = FlowLayout(gap=12)
        column.addLayout(acts)
        for one in (self.change_button, self.remove_button, self.open_button, self.add_button):
            acts.addWidget(one)


class _Version:
    """Over which version a line is being changed; `told` that its person knows what somebody else made of it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.told = False


def _called(line: Line) -> str:
    """Return what a line is called in a sentence."""
    return next((words for words in map(words_of, line.cells) if words), "this line")
