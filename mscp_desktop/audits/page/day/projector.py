"""The second window, for the room: the section in hand in large type, and nothing that could tell whose case it is."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mscp_desktop.audits.page.day.grid import draw_cell
from mscp_desktop.audits.page.grade_marks import draw_mark
from mscp_desktop.audits.rules.day import Day, Line, Stand
from mscp_desktop.desktop.delegates import current_tokens
from mscp_desktop.desktop.tokens import Tokens

LINES = 24  # of text that a window is high


class Projector(QWidget):
    """Shows theme, place of the case in the day, section, grades once revealed, what was agreed, and the clock.

    Never the reference of a case, an age, a plan, evidence or a reason.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle("For the room")
        self.setMinimumSize(320, 240)
        self.resize(1280, 720)
        self._day: Day | None = None
        self._line: Line | None = None
        self._clock = ""

    def show_line(self, day: Day | None, line: Line | None, clock: str) -> None:
        """Show a section of the case in hand."""
        self._day, self._line, self._clock = day, line, clock
        self.setAccessibleName(" ".join(self.words()))
        self.update()

    def words(self) -> list[str]:
        """Return all that stands there, as it is read out."""
        day, line = self._day, self._line
        if day is None or day.in_hand is None:
            return []
        said = [day.theme, self._case(day), self._clock]
        if line is None:
            return said
        said.append(line.section.name)
        if day.revealed_at is None:
            said.append("The services' grades are sealed")
        else:
            said += [f"{service.short}: {cell.words()}" for service, cell in zip(day.services, line.own, strict=True)
                     if cell.stand is not Stand.NOT_KNOWN]  # fmt: skip
            agreed = line.agreed
            given = "not yet" if agreed is None else "does not apply" if agreed.grade is None else agreed.grade.name
            said.append(f"Agreed: {given}")
        return [*said, *(f"{one.name}: {one.descriptor or ''}" for one in day.grades)]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it is gone."""
        self.closed.emit()
        super().closeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw all of it for the size of the window."""
        painter, tokens, day, line = QPainter(self), current_tokens(), self._day, self._line
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        unit = min(self.height() / LINES, self.width() / (LINES * 1.5))
        edge = unit * 1.2
        if day is not None and day.in_hand is not None:
            self._head(painter, tokens, day, unit, edge)
            if line is not None:
                self._section(painter, tokens, day, line, unit, edge)
        painter.end()

    @staticmethod
    def _case(day: Day) -> str:
        at = next((place for place, one in enumerate(day.cases, 1) if one == day.in_hand), 1)
        return f"Case {at} of {len(day.cases)}"

    def _font(self, size: float, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(8, round(size)))
        font.setBold(bold)
        return font

    def _write(
        self, painter: QPainter, room: QRectF, words: str, size: float, ink: str, *, bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft, wrap: bool = False,
    ) -> None:  # fmt: skip
        font = self._font(size, bold=bold)
        painter.setFont(font)
        painter.setPen(QColor(ink))
        if not wrap:
            words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, round(room.width()))
        flags = int(align | Qt.AlignmentFlag.AlignVCenter) | (int(Qt.TextFlag.TextWordWrap) if wrap else 0)
        painter.drawText(room, flags, words)

    def _head(self, painter: QPainter, tokens: Tokens, day: Day, unit: float, edge: float) -> None:
        wide, right = self.width() - 2 * edge, Qt.AlignmentFlag.AlignRight
        top = QRectF(edge, unit * 0.6, wide, unit * 1.8)
        self._write(painter, top, self._clock, unit * 1.5, tokens.text, bold=True, align=right)
        room = QRectF(edge, top.top(), wide * 0.75, top.height())
        self._write(painter, room, f"{day.theme}, {self._case(day).lower()}", unit * 1.1, tokens.secondary)

    def _section(self, painter: QPainter, tokens: Tokens, day: Day, line: Line, unit: float, edge: float) -> None:
        wide = self.width() - 2 * edge
        self._write(painter, QRectF(edge, unit * 2.6, wide, unit * 2.6), line.section.name, unit * 2.1, tokens.text,
                    bold=True)  # fmt: skip
        top, bottom = unit * 5.2, unit * 12.8
        agreed_wide = wide * 0.27
        if day.revealed_at is None:
            self._write(painter, QRectF(edge, top, wide, bottom - top), "The services' grades are sealed.", unit * 1.4,
                        tokens.secondary)  # fmt: skip
        else:
            self._services(painter, tokens, day, line, QRectF(edge, top, wide - agreed_wide - unit, bottom - top), unit)
            box = QRectF(edge + wide - agreed_wide, top, agreed_wide, bottom - top)
            self._agreed(painter, tokens, line, box, unit)
        self._scale(painter, tokens, day, QRectF(edge, bottom + unit * 0.4, wide, self.height() - bottom - unit), unit)

    def _services(self, painter: QPainter, tokens: Tokens, day: Day, line: Line, room: QRectF, unit: float) -> None:
        known = [(service, cell) for service, cell in zip(day.services, line.own, strict=True)
                 if cell.stand is not Stand.NOT_KNOWN]  # fmt: skip
        if not known:
            return
        across = max(1, min(len(known), 4 if len(known) <= 8 else 5 if len(known) <= 15 else 7))  # noqa: PLR2004
        down = -(-len(known) // across)
        each, high = room.width() / across, min(room.height() / down, unit * 4.2)
        for at, (service, cell) in enumerate(known):
            left, top = room.left() + at % across * each, room.top() + at // across * high
            size = min(unit * 0.9, high * 0.26)
            self._write(painter, QRectF(left + 2, top, each - 6, size * 1.5), service.short, size, tokens.secondary,
                        align=Qt.AlignmentFlag.AlignHCenter)  # fmt: skip
            box = QRectF(0, 0, min(each * 0.7, high * 0.9), high * 0.5)
            box.moveCenter(QRectF(left, top + size * 1.5, each, high - size * 1.7).center())
            if cell.grade is not None:
                painter.setFont(self._font(box.height() * 0.6, bold=True))
                draw_mark(painter, box, cell.grade, tokens)
            else:
                draw_cell(painter, box.toRect(), cell, tokens, self._font(box.height() * 0.45))

    def _agreed(self, painter: QPainter, tokens: Tokens, line: Line, box: QRectF, unit: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawRoundedRect(box, unit * 0.4, unit * 0.4)
        head = QRectF(box.left(), box.top() + unit * 0.4, box.width(), unit * 1.6)
        self._write(painter, head, "Agreed", unit * 1.2, tokens.text, bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        grade = None if line.agreed is None else line.agreed.grade
        name = "not yet" if line.agreed is None else "does not apply" if grade is None else grade.name
        if grade is not None:
            mark = QRectF(0, 0, min(box.width() * 0.7, unit * 6), unit * 3.4)
            mark.moveCenter(box.center())
            painter.setFont(self._font(unit * 2.1, bold=True))
            draw_mark(painter, mark, grade, tokens)
        foot = QRectF(box.left() + 4, box.bottom() - unit * 2.6, box.width() - 8, unit * 2.4)
        self._write(painter, foot, name, unit * 0.95, tokens.text, align=Qt.AlignmentFlag.AlignHCenter, wrap=True)

    def _scale(self, painter: QPainter, tokens: Tokens, day: Day, room: QRectF, unit: float) -> None:
        if not day.grades:
            return
        across = 2 if len(day.grades) > 1 else 1
        down = -(-len(day.grades) // across)
        each, high = room.width() / across, room.height() / down
        for at, one in enumerate(day.grades):
            box = QRectF(room.left() + at % across * each, room.top() + at // across * high, each - unit, high)
            mark = QRectF(box.left(), box.top() + unit * 0.2, unit * 2.2, unit * 1.4)
            painter.setFont(self._font(unit * 0.85, bold=True))
            draw_mark(painter, mark, one, tokens)
            words = QRectF(mark.right() + unit * 0.5, box.top(), box.right() - mark.right() - unit * 0.5, unit * 1.8)
            self._write(painter, words, one.name, unit * 0.95, tokens.text, bold=True)
            under = QRectF(words.left(), words.bottom(), words.width(), max(0.0, high - unit * 1.9))
            flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
            size = unit * 0.95
            while size > unit * 0.4 and _high(self._font(size), under, flags, one.descriptor or "") > under.height():
                size -= unit * 0.04
            painter.setFont(self._font(size))
            painter.setPen(QColor(tokens.secondary))
            painter.drawText(under, flags, one.descriptor or "")


def _high(font: QFont, room: QRectF, flags: int, words: str) -> float:
    """Return how high words are in the width of a room."""
    return float(QFontMetrics(font).boundingRect(room.toRect(), flags, words).height())
