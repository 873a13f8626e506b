"""Who can open the partnership: its users, what each may do, and who changed that last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.entrance.entrance import advise, reveal
from mscp_desktop.desktop.flow import FlowLayout
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.messages import announce, notice_of
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import Sheet, end_form
from mscp_desktop.desktop.shown_table import shown_table
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.keys import name_problem, passphrase_problem
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.users import UserFacts

SIZE = (820, 540)
NARROWEST = 440
ABOVE, BESIDE, MARGIN = 4, 10, 8  # pixels around the words of a cell, and what the style keeps free besides
TALLEST = 1000
WRAPPED = Qt.TextFlag.TextWordWrap.value
HEADINGS = ("Name", "May", "Last changed")
MAY = {
    Role.MANAGER: "change everything, and say who can open it",
    Role.AUDIT: "grade and moderate audits",
    Role.FINANCE: "record contributions, invoices and spending",
    Role.READER: "read, search and print",
}
SAID = (
    "Each has a passphrase of their own. Who is removed can't open this vault any more; copies and backups from before"
    " still open with the passphrases of then. Undo passes over what is done here: change it back here."
)


@dataclass(frozen=True, slots=True)
class Doings:
    """What the sheet calls; each opens a form or asks first."""

    add: Callable[[], None]
    change: Callable[[UserFacts], None]
    reset: Callable[[UserFacts], None]
    remove: Callable[[UserFacts], None]


class UsersSheet(Sheet):
    """The list; what can be done stands under it. `mine` is the uid of who is working, `may` whether they may."""

    def __init__(self, doings: Doings, mine: str, parent: QWidget, *, may: bool) -> None:
        super().__init__("Who can open it", SIZE, parent)
        self._mine, self._may = mine, may
        self._users: Sequence[UserFacts] = ()
        why = "" if may else " Only a business manager changes them."
        self.column.insertWidget(1, label(SAID + why, "secondary", wrap=True))
        self.table = shown_table("Who can open it", HEADINGS)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setWordWrap(True)
        self.table.setStyleSheet(f"QTableWidget::item {{ padding: {ABOVE}px {BESIDE}px; }}")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.sectionResized.connect(lambda *_: self._fit_rows())
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.itemSelectionChanged.connect(self._offer)
        self.table.itemActivated.connect(lambda _: self._call(doings.change))
        self.add = button("Add a person…", doings.add, tip="Add a person (Ctrl+N)")
        QShortcut(QKeySequence("Ctrl+N"), self, self.add.click)  # which does nothing where it is disabled
        self.change = button("Change…", lambda: self._call(doings.change))
        self.reset = button("New passphrase…", lambda: self._call(doings.reset))
        self.remove = button("Remove…", lambda: self._call(doings.remove))
        row = FlowLayout()
        for one in (self.add, self.change, self.reset, self.remove):
            row.addWidget(one)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 4, 4, 4)  # room for the ring around what has the keyboard
        column.addWidget(self.table, 1)
        column.addLayout(row)
        self.show_content(inside)
        self.begin(self.table)
        self._offer()

    @property
    def chosen(self) -> UserFacts | None:
        """The user whose row is chosen."""
        row = self.table.currentRow()
        return self._users[row] if 0 <= row < len(self._users) else None

    def stands_in(self) -> bool:
        """Say whether another business manager has a passphrase of their own, and so may give that role again."""
        others = (user for user in self._users if user.uid != self._mine and not user.given)
        return any(Role.MANAGER in user.roles for user in others)

    def show_users(self, users: Sequence[UserFacts]) -> None:
        """List them, with the row of before chosen still."""
        before = self.chosen
        self._users = users
        self.table.setRowCount(len(users))
        for row, user in enumerate(users):
            name = f"{user.name} (you)" if user.uid == self._mine else user.name
            given = "\nTo choose their own passphrase" if user.given else ""
            roles = ", ".join(role.value for role in user.roles).capitalize()
            when = ""
            if user.changed_at is not None:
                when = f"{format_day(user.changed_at.astimezone().date())}\nby {user.changed_by}"
            for column, words in enumerate((name + given, roles, when)):
                self.table.setItem(row, column, QTableWidgetItem(words))
        self._fit_rows()
        uids = [user.uid for user in users]
        wanted = before.uid if before is not None else self._mine
        if users:
            self.table.setCurrentCell(uids.index(wanted) if wanted in uids else 0, 0)
        self._offer()

    def _fit_rows(self) -> None:
        """Give each row the height of its words, wrapped; of padding Qt's own measure knows nothing."""
        table, metrics = self.table, self.table.fontMetrics()
        for row in range(table.rowCount()):
            items = [(table.columnWidth(at), table.item(row, at)) for at in range(table.columnCount())]
            high = [
                metrics.boundingRect(QRect(0, 0, wide - 2 * BESIDE - MARGIN, TALLEST), WRAPPED, item.text()).height()
                for wide, item in items
                if item is not None
            ]
            table.setRowHeight(row, max(high, default=0) + 2 * ABOVE + MARGIN)

    def _call(self, function: Callable[[UserFacts], None]) -> None:
        user = self.chosen
        if user is not None and self._may:
            function(user)

    def _offer(self) -> None:
        user = self.chosen
        self.add.setEnabled(self._may)
        self.change.setEnabled(self._may and user is not None)
        for one in (self.reset, self.remove):
            one.setEnabled(self._may and user is not None and user.uid != self._mine)


@dataclass(frozen=True, slots=True)
class Person:
    """What the form was filled with; `passphrase` is empty where none was asked for."""

    name: str
    roles: frozenset[Role]
    passphrase: str
    own: bool


class PersonForm(QDialog):
    """Asks for a name, roles and a passphrase, or for some of them; `done` is given this form and what it holds.

    It stays open until `accept` or `refuse` is called.
    """

    def __init__(
        self,
        title: str,
        verb: str,
        done: "Callable[[PersonForm, Person], None]",
        parent: QWidget,
        *,
        user: UserFacts | None = None,
        asks: tuple[str, ...] = ("name", "roles", "passphrase"),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(grown(NARROWEST))
        self._done, self._user, self._asks = done, user, asks
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        column.addWidget(label(title, "title", wrap=True))
        self.name = self._line(column, "Name, as it will stand in the history")
        self.name.setText("" if user is None else user.name)
        self.roles = self._role_boxes(column, frozenset({Role.READER}) if user is None else frozenset(user.roles))
        self.first = self._line(column, "Passphrase", hidden=True)
        self.advice = label("", "small", wrap=True)
        column.addWidget(self.advice)
        self.again = self._line(column, "Passphrase, once more", hidden=True)
        self.shown = QCheckBox("Show what I type")
        self.own = QCheckBox("They typed it themselves")
        self.own.setToolTip("Otherwise they are asked to choose their own when they open it")
        self.own.setAccessibleDescription(self.own.toolTip())
        for box in (self.shown, self.own):
            column.addWidget(box)
        self.problem = label("", "error", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.accept_button = button(verb, self._finish, kind="primary")
        end_form(column, button("Cancel", self.reject), self.accept_button)
        self._leave_out()
        self.first.textEdited.connect(self._advise)
        self.shown.toggled.connect(lambda shown: reveal(shown, self.first, self.again))
        FocusRing(self)
        (self.name if "name" in asks else self.first).setFocus()

    def refuse(self, error: Exception) -> None:
        """Say why nothing was changed; what was typed stays."""
        self.accept_button.setEnabled(True)
        self._say(notice_of(error).words, self.name if "name" in self._asks else self.first)

    def _line(self, column: QVBoxLayout, words: str, *, hidden: bool = False) -> QLineEdit:
        line = QLineEdit(self, maxLength=1024)
        line.setAccessibleName(words)
        if hidden:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        named = QLabel(words, self)
        named.setProperty("role", "label")
        named.setBuddy(line)
        column.addWidget(named)
        column.addWidget(line)
        return line

    def _role_boxes(self, column: QVBoxLayout, held: frozenset[Role]) -> dict[Role, QCheckBox]:
        self._may = label("May", "label")
        column.addWidget(self._may)
        boxes = {}
        for role, words in MAY.items():
            boxes[role] = box = QCheckBox(f"{role.value.capitalize()}: {words}")
            box.setChecked(role in held)
            column.addWidget(box)
        return boxes

    def _leave_out(self) -> None:
        """Hide what is not asked for, with its labels."""
        parts: dict[str, list[QWidget]] = {
            "name": [self.name],
            "roles": [self._may, *self.roles.values()],
            "passphrase": [self.first, self.again, self.advice, self.shown, self.own],
        }
        labels = {one.buddy(): one for one in self.findChildren(QLabel) if one.buddy() is not None}
        for part, widgets in parts.items():
            if part not in self._asks:
                for widget in widgets:
                    widget.hide()
                    if widget in labels:
                        labels[widget].hide()
        self.own.setVisible("passphrase" in self._asks and "name" in self._asks)

    def _finish(self) -> None:
        name = self.name.text().strip()
        roles = frozenset(role for role, box in self.roles.items() if box.isChecked())
        passphrase = self.first.text()
        if "name" in self._asks and (problem := name_problem(name)):
            self._say(problem, self.name)
        elif "roles" in self._asks and not roles:
            self._say("Tick at least one of what they may do.", self.roles[Role.READER])
        elif "passphrase" in self._asks and (problem := passphrase_problem(passphrase)):
            self.advice.clear()  # it says the same
            self._say(problem, self.first)
        elif "passphrase" in self._asks and passphrase != self.again.text():
            self._say("The two passphrases differ. Type the second one again.", self.again)
        else:
            self.problem.hide()
            self.accept_button.setEnabled(False)
            self._done(self, Person(name, roles, passphrase, self.own.isChecked()))

    def _advise(self, typed: str) -> None:
        self.problem.hide()
        advise(self.advice, passphrase_problem(typed), typed)

    def _say(self, words: str, field: QWidget) -> None:
        self.problem.setText(f"\u25b2 {words}")  # colour is never alone
        self.problem.show()
        self.adjustSize()
        announce(self.problem, words)
        field.setFocus()
        if isinstance(field, QLineEdit):
            field.selectAll()
