"""The first step of an import: which file or clipboard, what it is, and what its columns hold."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.save_dialog import ask_which
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Choice, Field
from mscp_desktop.desktop.values import Kind as FieldKind
from mscp_desktop.exchange.sheet import Book
from mscp_desktop.exchange.sheet_in import read_file, read_pasted
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import ListPlanned
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.page.import_dialog.takes import Takes

ALL_SHEETS = -1
GAPS = "Where a column below holds it, choose that there."
HIDDEN = Field(
    "hidden", "Hidden rows", FieldKind.CHOICE, required=True,
    choices=(Choice(False, "Leave them out"), Choice(True, "Take them too")),
)  # fmt: skip


class SourceStep(QWidget):
    """Reads a file off the main thread, guesses what it is, and lets each guess be put right.

    `changed` is called whenever something else is asked for, with None while there is nothing to import.
    """

    def __init__(
        self, tasks: Tasks, takes: Takes, kind: Kind | None, group: str | None, changed: Callable[[Asked | None], None],
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._tasks, self._takes, self._changed, self._wished = tasks, takes, changed, kind
        self._book: Book | None = None
        self.asked: Asked | None = None
        self._as_at = PartialDate.of(tasks.store.clock.today())
        self._group = group
        self._proposed: str | None = None
        self._dated = self._said_day = False  # whether the list has its day, and whether somebody said it
        self.choose = button("Choose a file…", self.ask_for_file, kind="primary")
        self.paste = button("Paste what you copied", self.paste_clipboard)
        self.said, self.notes = label("", "strong", wrap=True), label("", "secondary", wrap=True)
        self.gaps, self.told = label("", "strong", wrap=True), label("", "secondary", wrap=True)
        self.error = label("", "error", wrap=True)
        self.fields: dict[str, FieldWidget] = {}
        self.columns: dict[str, FieldWidget] = {}
        self._form = QGridLayout()
        self._column_form = QGridLayout()
        self.column_title = label("What its columns hold", "strong")
        self._lay_out()

    def ask_for_file(self) -> None:
        """Ask for a file and read it."""
        file = ask_which(self, "Import from a file", self._takes.files)
        if file is not None:
            self.read(file)

    def paste_clipboard(self) -> None:
        """Read what was copied: a table of a page, a document or a spreadsheet, or plain lines."""
        clipboard = QGuiApplication.clipboard()
        mime = clipboard.mimeData()
        text, html = clipboard.text(), "" if mime is None else mime.html()
        if not text.strip() and not html.strip():
            self._refuse(UserError("Nothing was copied that could be pasted. Copy the table first, then come back."))
            return
        self._read("Reading what was pasted", lambda progress: _stepped(progress, lambda: read_pasted(text, html)))

    def read(self, file: Path) -> None:
        """Read a file."""
        self._read(f"Reading {file.name}", lambda progress: _stepped(progress, lambda: read_file(file)))

    def show_plan(self, plan: ListPlanned) -> None:
        """Show what the columns are taken for and lack, and propose the group and the day that titles tell."""
        self.gaps.setText("\n".join([*(f"▲ {one}" for one in plan.gaps), GAPS]))
        self.gaps.setVisible(bool(plan.gaps))
        self._propose(plan)
        told = plan.day_seen if self.asked is not None and "as_at" in self.fields else None
        same = told is not None and self.asked is not None and told.day == self.asked.as_at
        self.told.setText(f"{self._takes.as_at.label} {told.day}: {told.words()}." if told is not None and same else "")
        self.told.setVisible(same)
        if [one.key for one in plan.columns] == list(self.columns):
            return
        _empty(self._column_form)
        self.columns = {}
        for at, column in enumerate(plan.columns):
            heading = label(column.heading, wrap=True)
            sample = label(column.sample.replace("\n", " ")[:60], "secondary", wrap=True)
            field = Field(
                column.key, f"What “{column.heading[:40]}” holds", FieldKind.CHOICE, required=True,
                choices=tuple(Choice(one, f"{one.value[:1].upper()}{one.value[1:]}") for one in self._takes.meanings),
            )  # fmt: skip
            widget = FieldWidget(field, self._tasks, self._tasks.store.clock.today)
            widget.label.hide()
            widget.show_value(column.meaning, 0)
            widget.changed.connect(self._column_changed)
            self.columns[column.key] = widget
            for place, part in enumerate((heading, sample, widget)):
                self._column_form.addWidget(part, at, place)
        self.column_title.setVisible(bool(self.columns))

    def _propose(self, plan: ListPlanned) -> None:
        """Put a group and a day into the form once; whoever changes a field has said that it is another, or none."""
        asked, group, told = self.asked, plan.group_seen, plan.day_seen
        if asked is None:
            return
        if group is not None and not self._group and self._proposed is None and "group" in self.fields:
            self._proposed = self._group = group
            self.fields["group"].show_value(group, 0)
            asked = replace(asked, group=group)
        if told is not None and not self._dated and "as_at" in self.fields:
            self._dated = True
            self._as_at = told.day
            self.fields["as_at"].show_value(told.day, 0)
            asked = replace(asked, as_at=told.day)
        if asked != self.asked:
            self.asked = asked
            self._changed(asked)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(4, 4, 12, 4)
        column.setSpacing(12)
        column.addWidget(label(self._takes.about, wrap=True))
        buttons = QHBoxLayout()
        column.addLayout(buttons)
        buttons.addWidget(self.choose)
        buttons.addWidget(self.paste)
        buttons.addStretch(1)
        for part in (self.error, self.said, self.notes, self.gaps):
            part.hide()
            column.addWidget(part)
        for form in (self._form, self._column_form):
            form.setHorizontalSpacing(16)
            form.setVerticalSpacing(10)
        self._form.setColumnStretch(0, 1)
        self._form.setColumnStretch(1, 1)
        for place, share in enumerate((3, 4, 4)):
            self._column_form.setColumnStretch(place, share)
        column.addLayout(self._form)
        self.told.hide()
        column.addWidget(self.told)
        self.column_title.hide()
        column.addWidget(self.column_title)
        column.addLayout(self._column_form)
        column.addStretch(1)
        area = QScrollArea(self, widgetResizable=True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def _read(self, words: str, function: Callable[[Progress], Book]) -> None:
        self.error.hide()
        self.said.setText(f"{words}…")
        self.said.show()
        self._tasks.work(words, function, then=self._take, failed=self._refuse, owner=self)

    def _refuse(self, error: Exception) -> None:
        self.said.setVisible(self._book is not None)
        if self._book is not None:
            self._say_book(self._book)
        words = str(error) if isinstance(error, UserError) else "It was not read. Nothing was changed."
        self.error.setText(words)
        self.error.show()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, book: Book) -> None:
        self._book = book
        if self._proposed is not None and self._group == self._proposed:
            self._group = None
        self._proposed = None
        if not self._said_day:
            self._dated, self._as_at = False, PartialDate.of(self._tasks.store.clock.today())
        shown = [sheet for sheet in book.sheets if not sheet.hidden] or list(book.sheets)
        kind = self._wished if self._wished is not None else self._takes.guess(shown)
        if self._takes.kinds is not None and any(sheet.row_word == "card" for sheet in book.sheets):
            kind = Kind.PEOPLE
        self.asked = Asked(tuple(shown), kind, self._as_at, self._group)
        self._say_book(book)
        self._make_fields(book)
        self.choose.setProperty("kind", None)
        self._changed(self.asked)

    def _say_book(self, book: Book) -> None:
        rows = sum(not row.blank for sheet in book.sheets for row in sheet.rows)
        sheets = f"{len(book.sheets)} sheets, " if len(book.sheets) > 1 else ""
        name = book.name if book.name == "What was pasted" else f"“{book.name}”"
        self.said.setText(f"{name}: {sheets}{rows:,} row{'' if rows == 1 else 's'} with something in them.")
        self.said.show()
        notes = [
            f"{sheet.name}: {note}" if len(book.sheets) > 1 else note for sheet in book.sheets for note in sheet.notes
        ]
        notes += [f"The sheet “{sheet.name}” is hidden." for sheet in book.sheets if sheet.hidden]
        self.notes.setText("\n".join(notes[:12]))
        self.notes.setVisible(bool(notes))

    def _make_fields(self, book: Book) -> None:
        _empty(self._form)
        _empty(self._column_form)
        self.fields, self.columns = {}, {}
        if self.asked is None:
            return
        kinds = self._takes.kinds
        fields: list[tuple[Field, object]] = [] if kinds is None else [(kinds, self.asked.kind)]
        if len(book.sheets) > 1:
            choices = [Choice(ALL_SHEETS, "All that are not hidden")]
            choices += [
                Choice(at, f"{sheet.name}{' (hidden)' if sheet.hidden else ''}") for at, sheet in enumerate(book.sheets)
            ]
            fields.append(
                (Field("sheet", "Sheet", FieldKind.CHOICE, required=True, choices=tuple(choices)), ALL_SHEETS)
            )
        if self.asked.kind is not Kind.PEOPLE:
            fields += [(self._takes.group, self._group), (self._takes.as_at, self._as_at)]
        if any(row.hidden for sheet in book.sheets for row in sheet.rows):
            fields.append((HIDDEN, False))
        for at, (field, value) in enumerate(fields):
            widget = FieldWidget(field, self._tasks, self._tasks.store.clock.today)
            widget.show_value(value, 0)
            widget.changed.connect(self._field_changed)
            self.fields[field.key] = widget
            self._form.addWidget(widget, at // 2, at % 2, Qt.AlignmentFlag.AlignTop)

    def _field_changed(self, key: str, value: object) -> None:
        if self.asked is None or self._book is None:
            return
        self.fields[key].saved(value)
        if key == "kind" and isinstance(value, Kind):
            self._wished = value
            self.asked = replace(self.asked, kind=value, columns=())
            self._make_fields(self._book)
        elif key == "sheet" and isinstance(value, int):
            sheets = self._book.sheets
            chosen = tuple(one for one in sheets if not one.hidden) or sheets
            self.asked = replace(self.asked, sheets=chosen if value == ALL_SHEETS else (sheets[value],))
        elif key == "group":
            self._group = str(value) if value else None
            self.asked = replace(self.asked, group=self._group)
        elif key == "as_at" and isinstance(value, PartialDate):
            self._dated = self._said_day = True
            self._as_at = value
            self.asked = replace(self.asked, as_at=value)
        elif key == "hidden":
            self.asked = replace(self.asked, hidden_too=bool(value))
        self._changed(self.asked)

    def _column_changed(self, key: str, value: object) -> None:
        if self.asked is not None and isinstance(value, StrEnum):
            self.columns[key].saved(value)
            columns = {**dict(self.asked.columns), key: value}
            self.asked = replace(self.asked, columns=tuple(columns.items()))
            self._changed(self.asked)


def dropped_file(event: QDropEvent) -> Path | None:
    """Return the one file of this computer that is dropped, None for anything else."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _stepped(progress: Progress, function: Callable[[], Book]) -> Book:
    """Read, unless somebody stopped it meanwhile."""
    found = function()
    progress.step(1, 1)
    return found


def _empty(form: QGridLayout) -> None:
    while form.count():
        item = form.takeAt(0)
        widget = None if item is None else item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
