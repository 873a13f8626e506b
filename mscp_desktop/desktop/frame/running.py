"""All long work that runs, each with how far it is and a way to stop it."""

from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.sheet import Sheet
from mscp_desktop.desktop.tasks import Running, Tasks
from mscp_desktop.desktop.tokens import grown

SIZE = (520, 320)
WHOLE = 1000  # of a progress bar


def show_progress(bar: QProgressBar, running: Running) -> None:
    """Show how far a piece of work is; it moves to and fro while nobody knows how much there is."""
    bar.setRange(0, 0 if running.total is None else WHOLE)
    if running.total:
        bar.setValue(min(WHOLE, running.done * WHOLE // running.total))
    bar.setAccessibleName(f"Progress of {running.words}")


class RunningDialog(Sheet):
    """Lists what runs while it runs; the window can be used meanwhile."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("Running work", SIZE, parent)
        self._tasks = tasks
        self._rows: dict[int, tuple[QWidget, ...]] = {}
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        self._nothing = label("Nothing is running now.", "secondary")
        lines.addWidget(self._nothing)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        self.show_content(inside)
        tasks.changed.connect(self._show)
        self._show()
        self.begin(hugs=True)

    def _show(self) -> None:
        running, before = self._tasks.running(), set(self._rows)
        gone = self._rows.keys() - {one.number for one in running}
        for number in gone:
            for widget in self._rows.pop(number):
                widget.hide()
                widget.deleteLater()
        for one in running:
            if one.number not in self._rows:
                self._rows[one.number] = self._row(one)
            bar = self._rows[one.number][1]
            if isinstance(bar, QProgressBar):
                show_progress(bar, one)
        self._nothing.setVisible(not running)
        if self.isVisible() and self._rows.keys() != before:
            self.hug()

    def _row(self, one: Running) -> tuple[QWidget, ...]:
        at = self._grid.rowCount()
        words, bar = label(one.words, wrap=True), QProgressBar(textVisible=False)
        bar.setFixedWidth(grown(120))
        number = one.number
        stop = button("Cancel", lambda: self._tasks.cancel(number), name=f"Cancel: {one.words}")
        made = (words, bar, stop)
        for place, widget in enumerate(made):
            self._grid.addWidget(widget, at, place)
        return made
