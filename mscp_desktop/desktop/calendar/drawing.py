"""How a calendar's days and what is on them are painted: by word, shape and colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen

from mscp_desktop.desktop.calendar.values import DayChip
from mscp_desktop.desktop.delegates import LEFT, RIGHT, current_tokens, draw_shape, small
from mscp_desktop.desktop.tokens import Tokens, as_words, grown
from mscp_desktop.desktop.values import Tone

CORNER = 4
CENTRE = int(Qt.AlignmentFlag.AlignCenter)
RING = 2.0


@dataclass(frozen=True, slots=True)
class Pens:
    """The fonts, colours and measures of one painting, worked out once for all of its cells."""

    tokens: Tokens
    font: QFont
    bold: QFont
    small: QFont
    small_bold: QFont
    metrics: QFontMetrics
    small_metrics: QFontMetrics
    hatch: QBrush
    colours: Mapping[str, QColor]

    def colour(self, name: str) -> QColor:
        """Return a colour of the look by its name."""
        return self.colours[name]

    @property
    def chip_height(self) -> int:
        """How high what stands on a day is drawn."""
        return self.small_metrics.height() + grown(4)


def pens_of(font: QFont) -> Pens:
    """Return what is painted with, in the look and the text size of this moment."""
    tokens, little = current_tokens(), small(font)
    bold, little_bold = QFont(font), QFont(little)
    bold.setBold(True)
    little_bold.setBold(True)
    hatch = QBrush(QColor(tokens.line), Qt.BrushStyle.BDiagPattern)
    return Pens(
        tokens, font, bold, little, little_bold, QFontMetrics(font), QFontMetrics(little), hatch, _colours(tokens)
    )


@cache
def _colours(tokens: Tokens) -> Mapping[str, QColor]:
    """Return the colours of a look, made once: a year has hundreds of cells."""
    return {name: QColor(words) for name, words in as_words(tokens).items() if words.startswith("#")}


INKS = {Tone.NEUTRAL: "secondary", Tone.INFO: "info", Tone.GOOD: "good", Tone.WARNING: "warning", Tone.BAD: "danger"}


def grounds(pens: Pens, tone: Tone) -> tuple[QColor, QColor, QColor]:
    """Return ink, ground and edge of a tone."""
    if tone is Tone.NEUTRAL:
        return pens.colour("secondary"), pens.colour("surface"), pens.colour("border")
    name = INKS[tone]
    return pens.colour(name), pens.colour(f"{name}_soft"), pens.colour(f"{name}_line")


def draw_chip(painter: QPainter, box: QRect, chip: DayChip, pens: Pens, *, chosen: bool = False) -> None:
    """Draw what stands on a day: shape, words, and how it stands in a word where there is room for it."""
    ink, ground, edge = grounds(pens, chip.tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(pens.colour("accent") if chosen else edge, 2 if chosen else 1)
    if chip.tone is Tone.NEUTRAL:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(ground)
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
    side = max(7, round(pens.small_metrics.capHeight() * 0.9))
    left = box.left() + grown(5)
    if chip.tone is not Tone.NEUTRAL:
        draw_shape(painter, chip.tone, QRectF(left, box.center().y() + 1 - side / 2, side, side), ink)
        left += side + grown(4)
    room = box.right() - grown(3) - left
    font = QFont(pens.small)
    font.setStrikeOut(chip.struck)
    painter.setFont(font)
    painter.setPen(ink if chip.struck else pens.colour("text"))
    words = pens.small_metrics.elidedText(chip.words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(left, box.top(), room, box.height()), LEFT, words)
    rest = room - pens.small_metrics.horizontalAdvance(words) - grown(6)
    if chip.state and pens.small_metrics.horizontalAdvance(chip.state) <= rest:
        painter.setFont(pens.small)
        painter.setPen(ink)
        right = QRect(box.right() - grown(4) - rest, box.top(), rest, box.height())
        painter.drawText(right, RIGHT, chip.state)
    painter.restore()


def draw_ring(painter: QPainter, box: QRect, pens: Pens) -> None:
    """Draw what shows where the keyboard is: yellow outside, black inside."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for name, inset in (("focus", RING / 2), ("focus_inner", RING * 1.5)):
        painter.setPen(QPen(pens.colour(name), RING))
        painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), CORNER, CORNER)
    painter.restore()


def draw_target(painter: QPainter, box: QRect, pens: Pens) -> None:
    """Draw where something that is moved would go to."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(pens.colour("accent_soft"))
    pen = QPen(pens.colour("accent"), 2)
    pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawRoundedRect(QRectF(box).adjusted(1.5, 1.5, -1.5, -1.5), CORNER, CORNER)
    painter.restore()


def draw_today(painter: QPainter, centre: QPointF, radius: float, pens: Pens) -> None:
    """Draw the disc behind the number of today."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pens.colour("text"))
    painter.drawEllipse(centre, radius, radius)
    painter.restore()
