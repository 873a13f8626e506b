"""The page of audit figures: what graded audits tell, chosen by audit, theme and year, each chart beside its table."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from mscp_desktop.desktop.charts.chart_view import ChartPicture, Graph, table_of
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.parts import button, frame, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.foundation.contracts import Request

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.audits.report.figures import Shown, Told

MARGIN, GAP = 24, 12
BESIDE = 980  # pixels at 100%: from this width on the chart stands beside its table
NAMES = 190
ALL_AUDITS, ALL_THEMES, EVERY_YEAR = "All audits", "All themes", "All years"
DOCUMENT = "audit-figures"

Choices = tuple[list[tuple[str, str]], list[tuple[str, str]], list[str]]


class FiguresPage(Page):
    """Agreed grades by audit, theme, section and year, and agencies' own grades beside them."""

    key = "audit-figures"
    title = "Audit figures"
    icon = "audits"
    guide = "audit-figures"
    under = "audits"
    called = "statistics grades trend agencies own grade agreed distribution chart"
    watches = frozenset(
        {
            "audit", "audit_theme", "published_grade", "audit_case", "agreed_grade", "own_grade", "service_case",
            "audit_service", "organisation", "grade", "grade_scale", "tool_section",
        }
    )  # fmt: skip

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks
        self._found: Told | None = None
        self._pictures: list[ChartPicture] = []
        self._audit: str | None = None

    def build(self) -> None:
        """Make the choices, what there is to read, and the place for a chart with its table."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, 16, MARGIN, 16)
        outer.setSpacing(GAP)
        top = QHBoxLayout()
        outer.addLayout(top)
        top.addWidget(label(self.title, "title"), 1)
        top.addWidget(button("Preview", self.preview, tip="Preview the figures as they print (Ctrl+P)"))
        top.addWidget(button("Save as XLSX…", self.save, tip="Save the figures as a workbook (Ctrl+Shift+S)"))
        self.audit, self.theme, self.year, self.which = (  # after the buttons above them, for Tab
            self._choice(name) for name in ("Audit", "Theme", "Year", "What is counted")
        )
        row = QHBoxLayout()
        outer.addLayout(row)
        row.setSpacing(GAP)
        for words, box, share in (
            ("A&udit", self.audit, 3), ("&Theme", self.theme, 3), ("&Year", self.year, 2),
            ("What is &counted", self.which, 4),
        ):  # fmt: skip
            column = QVBoxLayout()
            row.addLayout(column, share)
            column.setSpacing(4)
            name = label(words.replace("&", ""), "label")
            name.setBuddy(box)
            column.addWidget(name)
            column.addWidget(box)
        self.remarks = label("", "secondary", wrap=True, name="What is not told, and why")
        self.note = label("", "secondary", wrap=True, name="What is counted, in words")
        outer.addWidget(self.remarks)
        card = frame("card")
        inside = QVBoxLayout(card)
        self.heading = label("", "heading", wrap=True)
        inside.addWidget(self.heading)
        inside.addWidget(self.note)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._middle.setSpacing(GAP)
        inside.addLayout(self._middle, 1)
        self._card = card
        outer.addWidget(card, 1)
        self._chart: QScrollArea | None = None
        self._table: QWidget | None = None
        for box in (self.audit, self.theme, self.year):
            box.currentIndexChanged.connect(self._chosen)
        self.which.currentIndexChanged.connect(self._show_table)

    def commands(self) -> list[Command]:
        """Return what can be done with the figures."""
        return [
            Command("figures.preview", "Preview the audit figures", self.preview, "Ctrl+P", acts="print save export"),
            Command("figures.save", "Save the audit figures as XLSX…", self.save, "Ctrl+Shift+S", self._has,
                    called="Excel spreadsheet", acts="save export"),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+P", "preview"), ("Ctrl+Shift+S", "save as XLSX")]

    def open_place(self, uid: str | None) -> None:
        """Show the figures of an audit, or of all."""
        self._audit = uid
        self.prepare()
        self.refresh()

    def take_keyboard(self) -> None:
        """Give the keyboard to the first choice."""
        if self._built:
            self.audit.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read what can be chosen, and the figures of what is."""
        self._tasks.read(_choices, self._fill, key=f"choices {id(self)}", owner=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chart beside its table, or above it where there is little room."""
        super().resizeEvent(event)
        self.prepare()
        wide = self.width() >= grown(BESIDE)
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def preview(self) -> None:
        """Show the figures as they print."""
        self.wanted.emit(DOCUMENT, self.request())

    def save(self) -> None:
        """Save the figures as a workbook."""
        self.wanted_file.emit(DOCUMENT, self.request(), ".xlsx")

    def request(self) -> Request:
        """Return what is chosen."""
        today = self._tasks.store.clock.today()
        if not self._built:
            return Request(today, today)
        return Request(
            today, today, audit=self.audit.currentData(), theme=self.theme.currentData(), year=self.year.currentData()
        )

    def _has(self) -> bool:
        return self._found is not None and bool(self._found.tables)

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setMinimumContentsLength(8)
        return box

    def _fill(self, found: Choices) -> None:
        audits, themes, years = found
        asked, self._audit = self._audit, None
        _offer(self.audit, [(ALL_AUDITS, None), *((name, uid) for uid, name in audits)], asked)
        _offer(self.theme, [(ALL_THEMES, None), *((name, uid) for uid, name in themes)])
        _offer(self.year, [(EVERY_YEAR, None), *((one, one) for one in years)])
        self._read()

    def _chosen(self) -> None:
        one = self.audit.currentData() is not None
        for box in (self.theme, self.year):  # of one audit they are what they are
            box.setEnabled(not one)
            if one and box.currentIndex():
                blocked = box.blockSignals(True)
                box.setCurrentIndex(0)
                box.blockSignals(blocked)
        self._read()

    def _read(self) -> None:
        self._tasks.read(partial(_told, self.request()), self._show, key=f"figures {id(self)}", owner=self)

    def _show(self, found: "Told") -> None:
        self._found = found
        self.remarks.setText("\n".join(found.remarks))
        self.remarks.setVisible(bool(found.remarks))
        kept = self.which.currentText()
        blocked = self.which.blockSignals(True)
        self.which.clear()
        self.which.addItems([one.title for one in found.tables])
        self.which.setCurrentIndex(max(0, self.which.findText(kept)) if found.tables else -1)
        self.which.blockSignals(blocked)
        self._card.setVisible(bool(found.tables))
        self._show_table()
        self.rephrased.emit()

    def _show_table(self) -> None:
        self._clear()
        at = self.which.currentIndex()
        if self._found is None or not 0 <= at < len(self._found.tables):
            return
        one = self._found.tables[at]
        self.heading.setText(one.title)
        self.note.setText(one.note)
        graph = _graph(one)
        if one.chart is not None:
            picture = ChartPicture(graph, self)
            self._pictures.append(picture)
            scroll = QScrollArea(self, widgetResizable=True)
            scroll.setFrameShape(QFrame.Shape.NoFrame)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setWidget(picture)
            self._chart = scroll
            self._middle.addWidget(scroll, 4)
        self._table = _table(graph, self)
        self._middle.addWidget(self._table, 6)

    def _clear(self) -> None:
        for picture in self._pictures:
            picture.close_lane()
        self._pictures.clear()
        for widget in (self._chart, self._table):
            if widget is not None:
                self._middle.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._chart = self._table = None


def _table(graph: Graph, parent: QWidget) -> QTableWidget:
    """Return the table with room for its names, which take a second line where they are long."""
    broken = (graph.headings[0], *(one.replace(" ", "\n") for one in graph.headings[1:]))
    table = table_of(replace(graph, headings=broken), parent)
    table.setWordWrap(True)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
    table.setColumnWidth(0, grown(NAMES))
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table


def _offer(box: QComboBox, items: list[tuple[str, str | None]], chosen: str | None = None) -> None:
    """Fill a choice, keeping what was chosen where that is still there."""
    kept = chosen if chosen is not None else box.currentData()
    blocked = box.blockSignals(True)
    box.clear()
    for words, value in items:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, next((at for at, (_, value) in enumerate(items) if value == kept), 0)))
    box.blockSignals(blocked)


def _choices(session: "Session") -> Choices:
    from mscp_desktop.audits.report.figures import choices  # noqa: PLC0415 - ReportLab costs 100 ms

    return choices(session)


def _told(request: Request, session: "Session") -> "Told":
    from mscp_desktop.audits.report.figures import told  # noqa: PLC0415 - as above

    return told(session, request)


def _graph(one: "Shown") -> Graph:
    """Return a table as the window shows it, with its drawing where it has one."""
    from mscp_desktop.printing import charts  # noqa: PLC0415 - as above

    if one.chart is None:
        return Graph(one.title, one.note, one.headings, one.rows, lambda _width, _look: b"")
    title, said, _, _, paint = charts.shown(one.chart)
    return Graph(title, said, one.headings, one.rows, paint)
