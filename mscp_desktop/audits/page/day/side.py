"""What stands beside the cursor: what the cell is, the grades with when each is given, words of it, and questions."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mscp_desktop.assessment.rules.scales import GradeRow
from mscp_desktop.audits.page.grade_marks import draw_mark
from mscp_desktop.audits.page.watching import watched
from mscp_desktop.audits.rules.day import AgreedCell, CellWords, Day, Line, OwnCell, Stand
from mscp_desktop.audits.rules.day_history import Before
from mscp_desktop.desktop.delegates import current_tokens
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.history_list import short_moment
from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.tokens import grown
from mscp_desktop.desktop.values import Field, Kind
from mscp_desktop.foundation.partial_dates import format_day

REASON = Field(
    "reason", "Why", Kind.MULTILINE, empty="Enter saves it", watched=watched,
    check=lambda value: None if any(one.isalpha() for one in value) else "A reason is given in words.",
)  # fmt: skip
EVIDENCE = Field("evidence", "Evidence", Kind.MULTILINE, empty="Enter saves it", watched=watched)


class _Mark(QWidget):
    """The mark of one grade."""

    def __init__(self, grade: GradeRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._grade = grade
        self.setFixedSize(grown(38), grown(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        painter, font = QPainter(self), QFont(self.font())
        font.setBold(True)
        painter.setFont(font)
        draw_mark(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), self._grade, current_tokens())
        painter.end()


class GradeCard(QFrame):
    """A grade that can be given: its key, its name, and when it is given."""

    chosen = Signal(int)

    def __init__(self, at: int, grade: GradeRow, parent: QWidget) -> None:
        super().__init__(parent)
        self._at, self._given = at, False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(grown(8), grown(6), grown(8), grown(6))
        row.setSpacing(grown(8))
        row.addWidget(_Mark(grade, self), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        self.name = label(f"{at}  {grade.name}", "strong", wrap=True)
        words.addWidget(self.name)
        self._when = label(grade.descriptor or "", "small", wrap=True)
        self._when.setVisible(bool(grade.descriptor))
        words.addWidget(self._when)
        row.addLayout(words, 1)
        self.setAccessibleName(f"{at}: {grade.name}. {grade.descriptor or ''}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the room that the words take once they are wrapped."""
        super().resizeEvent(event)
        for one in (self.name, self._when):
            one.setMinimumHeight(one.heightForWidth(one.width()))

    def show_given(self, *, given: bool) -> None:
        """Mark it as the grade of the cell in hand."""
        self._given = given
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, stronger around the grade that is given."""
        painter, tokens = QPainter(self), current_tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.accent_soft if self._given else tokens.surface))
        painter.setPen(QPen(QColor(tokens.text if self._given else tokens.line), 2 if self._given else 1))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Give it."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit(self._at)


class Side(QScrollArea):
    """The panel beside the grid; `written` is (key, value) of a field that was left, `done` that a key left it."""

    written = Signal(str, object)
    done = Signal(bool)  # with Enter
    chosen = Signal(int)

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self._today = tasks.store.clock.today
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        inner.setProperty("role", "plain")
        inner.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # never wider than there is room
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(grown(14), grown(12), grown(14), grown(12))
        self._column.setSpacing(grown(8))
        self.title = label("", "strong", wrap=True)
        self.about = label("", "small", wrap=True)
        self.reason, self.evidence = (FieldWidget(one, tasks, tasks.store.clock.today, inner)
                                      for one in (REASON, EVIDENCE))  # fmt: skip
        self.read = label("", wrap=True)
        self.dissents = label("", wrap=True)
        self.questions = label("", "small", wrap=True)
        self.reason.label.setWordWrap(True)
        self.fields = {"reason": self.reason, "evidence": self.evidence}
        self.earlier = label("", "small", wrap=True)
        self._cards_box = QWidget(inner)
        self._cards_box.setProperty("role", "plain")
        self._cards = QVBoxLayout(self._cards_box)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(grown(6))
        self.cards: list[GradeCard] = []
        self._scale: tuple[GradeRow, ...] = ()
        for one in (self.title, self.about, self.earlier, self.reason, self.evidence, self._cards_box, self.read,
                    self.dissents, self.questions):  # fmt: skip
            self._column.addWidget(one)
        self._column.addStretch(1)
        self.setWidget(inner)
        for field in (self.reason, self.evidence):
            field.changed.connect(self.written)
            field.escaped.connect(lambda _: self.done.emit(False))
            for control in field.editor.focusable():
                control.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter and Esc of the fields as the way back to the grid: what was typed is saved with both."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if (entered and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier) or (
                event.key() == Qt.Key.Key_Escape
            ):
                field = self.reason if watched in self.reason.editor.focusable() else self.evidence
                field.leave()
                if not (entered and field.sentence and field.dirty and field.draft() and self._unread(field)):
                    self.done.emit(entered)
                return True
        return super().eventFilter(watched, event)

    def _unread(self, field: FieldWidget) -> bool:
        """Say whether what stands in a field can't be saved as it is."""
        check, text = field.field.check, field.draft() or ""
        return check is not None and bool(text.strip()) and check(text) is not None

    def show_cell(self, day: Day, line: Line, at: int | None, *, typed: bool = False) -> None:
        """Show a cell of the grid: of a service by its place, or None for what was agreed.

        `typed` says that a reason was typed there which is not saved.
        """
        sealed = day.revealed_at is None
        if day.grades != self._scale:
            self._fill_cards(day.grades)
        cell: OwnCell | AgreedCell | None = line.agreed if at is None else line.own[at]
        given = None if cell is None or cell.grade is None else cell.grade.uid
        for card, grade in zip(self.cards, self._scale, strict=False):
            card.show_given(given=grade.uid == given)
        if at is None:
            self.title.setText(f"{line.section.name}: agreed grade")
            self.about.setText(_agreed_words(day, line))
        else:
            self.title.setText(f"{line.section.name}, {day.services[at].name}")
            self.about.setText(_own_words(line.own[at], sealed=sealed))
        agreed = line.agreed
        shows = at is None and agreed is not None and (typed or agreed.owed or bool(agreed.reason))
        self.reason.setVisible(shows)
        if agreed is not None and shows:
            self.reason.label.setText(why_words(day, line) if agreed.owed or agreed.reason else "Why")
            self.reason.show_value(agreed.reason, 0)
        if not self.evidence.dirty:
            self.evidence.hide()
        self.read.hide()
        if day.revealed_at is None:
            self.earlier.hide()
        dissents = () if agreed is None or at is not None else agreed.dissents
        self.dissents.setText("\n".join(f"{one.service} does not share this: {one.words}" for one in dissents))
        self.dissents.setVisible(bool(dissents))
        asked = "\n".join(f"• {one.text}" for one in line.section.questions)
        self.questions.setText("\n".join(one for one in (line.section.about or "", asked) if one))
        self.questions.setVisible(bool(self.questions.text()))

    def show_words(self, words: CellWords) -> None:
        """Show what the service in hand wrote of the section."""
        self.evidence.show_value(words.evidence, 0)
        said = [words.evidence] if words.evidence else []
        said += [f"{question}\n{answer}" for question, answer in words.answers]
        self.read.setText("\n\n".join(said))
        self.read.setVisible(bool(said))
        self.show_before(words.before, also_one=True)

    def show_before(self, decided: tuple[Before, ...], *, also_one: bool = False) -> None:
        """Show what was decided of the section before, where there is more than what stands there."""
        year = self._today().year
        said = [f"{short_moment(one.at, year)}, {one.by}: {one.words()}{f' ({one.why})' if one.why else ''}"
                for one in decided]  # fmt: skip
        self.earlier.setText("\n".join(said))
        shows = bool(decided) if also_one else len(decided) > 1 or any(one.now is None for one in decided)
        self.earlier.setVisible(shows)

    def open_evidence(self) -> None:
        """Let the evidence of the cell in hand be typed."""
        self.evidence.show()
        self.ensureWidgetVisible(self.evidence)
        self.evidence.focus()

    def open_reason(self) -> bool:
        """Let the reason be typed; False where none is asked for."""
        if self.reason.isHidden():
            return False
        self.ensureWidgetVisible(self.reason)
        self.reason.focus()
        return True

    def leave(self) -> None:
        """Have what is typed saved."""
        for field in (self.reason, self.evidence):
            field.leave()

    def forget(self) -> None:
        """Show another cell's fields: what was typed in this one is saved by now."""
        for field in (self.reason, self.evidence):
            field.clear()
        self.evidence.hide()
        self.earlier.hide()

    def _fill_cards(self, grades: tuple[GradeRow, ...]) -> None:
        for card in self.cards:
            self._cards.removeWidget(card)
            card.deleteLater()
        self._scale = grades
        self.cards = [GradeCard(at, grade, self._cards_box) for at, grade in enumerate(grades, 1)]
        for card in self.cards:
            card.chosen.connect(self.chosen)
            self._cards.addWidget(card)


def why_words(day: Day, line: Line) -> str:
    """Return what a reason is asked for: "Why, since School graded Inadequate"."""
    agreed = line.agreed
    key = None if agreed is None or agreed.grade is None else agreed.grade.uid
    others: dict[str, list[str]] = {}
    for service, cell in zip(day.services, line.own, strict=True):
        if cell.grade is not None and cell.grade.uid != key:
            others.setdefault(cell.grade.name, []).append(service.short)
    said = [f"{_listed(names)} graded {grade}" for grade, names in others.items()]
    return f"Why, since {_listed(said)}" if said else "Why"


def _listed(words: list[str]) -> str:
    if len(words) > 3:  # noqa: PLR2004 - more than that nobody reads
        return f"{', '.join(words[:2])} and {len(words) - 2} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _agreed_words(day: Day, line: Line) -> str:
    if day.revealed_at is None:
        return "The grades are sealed. Once they are revealed, the group agrees one here."
    graded = sum(one.grade is not None for one in line.own)
    said = f"{graded} service{'' if graded == 1 else 's'} graded"
    if line.agreed is None:
        return f"{said}; a reason is needed where yours differs."
    one = line.agreed
    by = f"Decided by {one.decided_by} on {format_day(one.decided_at.astimezone().date())}."
    return f"{by} Changed since: {one.changed_why}" if one.changed_why else by


def _own_words(cell: OwnCell, *, sealed: bool) -> str:
    if cell.stand is Stand.NOT_KNOWN:
        return "The child is not known to this service."
    if cell.stand is Stand.MISSING:
        return "Nothing is in for this section."
    if sealed:
        return "In, and sealed until the grades are revealed."
    return cell.words()[:1].upper() + cell.words()[1:]
