"""Pieces of a page and how they flow from page to page. Lengths are in points, `top` is a page's y."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from reportlab.graphics import renderPDF

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.printing.canvas import TaggedCanvas
from mscp_desktop.printing.pictures import Photo
from mscp_desktop.printing.style import ACCENT, RULE, TINT, Colour
from mscp_desktop.printing.tags import Tag

NEVER = float("inf")
HAIRLINE = 0.5


class Piece(Protocol):
    """Something that takes its place in a column of a page."""

    @property
    def before(self) -> float:
        """The air wanted above it, unless it begins the page."""

    @property
    def after(self) -> float:
        """The air wanted below it."""

    @property
    def keeps_next(self) -> bool:
        """Whether it must not end a page."""

    def height(self, width: float, enough: float = NEVER) -> float:
        """Return its height; once that is more than `enough`, any larger number will do."""

    def least(self, width: float) -> float:
        """Return the height of the smallest part that may stand at the foot of a page."""

    def split(self, width: float, room: float) -> "tuple[Piece, Piece] | None":
        """Return the part that fits into `room` and the rest, or None where it must move on whole."""

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw it with its upper left corner at (x, top)."""


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Together:
    """Pieces that share a page where one page can hold them."""

    pieces: "Sequence[Piece | Break | Together]"


@dataclass(frozen=True, slots=True)
class Padded:
    """A piece with air around it, and a ground, a bar at the left or a rule below."""

    inner: Piece
    sides: float = 0.0
    inside: float = 0.0
    ground: Colour | None = None
    bar: Colour | None = None
    rule: Colour | None = None
    before: float = 0.0
    after: float = 0.0
    keeps_next: bool = False

    def height(self, width: float, enough: float = NEVER) -> float:
        """Return its height."""
        return self.inner.height(width - 2 * self.sides, enough) + 2 * self.inside

    def least(self, width: float) -> float:
        """Return the least of what is inside, with the air."""
        return self.inner.least(width - 2 * self.sides) + 2 * self.inside

    def split(self, width: float, room: float) -> "tuple[Padded, Padded] | None":
        """Split what is inside; each part keeps the air."""
        parts = self.inner.split(width - 2 * self.sides, room - 2 * self.inside)
        if parts is None:
            return None
        return replace(self, inner=parts[0], after=0, rule=None), replace(self, inner=parts[1], before=0)

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw ground, bar and rule, then what is inside."""
        high = self.height(width)
        boxes: list[tuple[tuple[float, float, float, float], Colour]] = []
        if self.ground:
            boxes.append(((x, top - high, width, high), self.ground))
        if self.bar:
            boxes.append(((x, top - high, 3, high), self.bar))
        if self.rule:
            boxes.append(((x, top - high, width, HAIRLINE), self.rule))
        canvas.paint(boxes)
        self.inner.draw(canvas, x + self.sides, top - self.inside, width - 2 * self.sides)


@dataclass(frozen=True, slots=True)
class Stack:
    """Pieces one below the other without air between them."""

    pieces: Sequence[Piece]
    before: float = 0.0
    after: float = 0.0
    keeps_next: bool = False

    def height(self, width: float, _enough: float = NEVER) -> float:
        """Return the sum of the heights."""
        return sum(piece.height(width) for piece in self.pieces)

    def least(self, width: float) -> float:
        """Return all but the last piece, and the least of that."""
        return sum(piece.height(width) for piece in self.pieces[:-1]) + self.pieces[-1].least(width)

    def split(self, width: float, room: float) -> "tuple[Stack, Stack] | None":
        """Split at the piece that no longer fits."""
        for index, piece in enumerate(self.pieces):
            high = piece.height(width)
            if high > room:
                parts = piece.split(width, room)
                upper = [*self.pieces[:index], *(parts[:1] if parts else ())]
                lower = [parts[1] if parts else piece, *self.pieces[index + 1 :]]
                return (Stack(upper), Stack(lower)) if upper else None
            room -= high
        return None

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw each below the one before."""
        for piece in self.pieces:
            piece.draw(canvas, x, top, width)
            top -= piece.height(width)


def callout_piece(inner: Piece, before: float, after: float) -> Padded:
    """Return a piece on a tinted ground with a bar in the accent colour."""
    return Padded(inner, sides=16, inside=11, ground=TINT, bar=ACCENT, before=before, after=after)


def ruled_piece(inner: Piece, inside: float, after: float) -> Padded:
    """Return a piece with a thin rule below."""
    return Padded(inner, inside=inside, rule=RULE, after=after)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label beside a body: a bullet and its item, a term and its value. `indent` is the body's distance."""

    label: Piece | None
    body: Piece
    indent: float
    gap: float = 0.0
    after: float = 0.0
    before: float = 0.0
    keeps_next: bool = False

    def height(self, width: float, enough: float = NEVER) -> float:
        """Return the height of the taller of the two."""
        high = self.body.height(width - self.indent, enough)
        return max(high, self.label.height(self.indent - self.gap)) if self.label else high

    def least(self, width: float) -> float:
        """Return the least of the body, or the whole label where that is more."""
        low = self.body.least(width - self.indent)
        return max(low, self.label.height(self.indent - self.gap)) if self.label else low

    def split(self, width: float, room: float) -> "tuple[Labelled, Labelled] | None":
        """Split the body; the label stays with its first part, and is itself split where it is very long."""
        label, rest = self.label, None
        if label and label.height(self.indent - self.gap) > room:
            parts = label.split(self.indent - self.gap, room)
            if parts is None:
                return None
            label, rest = parts
        body = self.body.split(width - self.indent, room)
        if body is None:
            if self.body.height(width - self.indent) > room or rest is None:
                return None
            body = (self.body, Nothing())
        return replace(self, label=label, body=body[0], after=0), replace(self, label=rest, body=body[1], before=0)

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw the label, then the body."""
        if self.label:
            self.label.draw(canvas, x, top, self.indent - self.gap)
        self.body.draw(canvas, x + self.indent, top, width - self.indent)


@dataclass(frozen=True, slots=True)
class Nothing:
    """A piece that takes no room: the rest of a body that has ended before its label."""

    before: float = 0.0
    after: float = 0.0
    keeps_next: bool = False

    def height(self, _width: float, _enough: float = NEVER) -> float:
        """Return nothing."""
        return 0.0

    def least(self, _width: float) -> float:
        """Return nothing."""
        return 0.0

    def split(self, _width: float, _room: float) -> "tuple[Nothing, Nothing] | None":
        """Nothing can be split into nothing and nothing."""
        return self, self

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw nothing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A ReportLab drawing or a photograph, made smaller where it is wider or taller than the column."""

    drawing: Any
    tag: Tag
    tallest: float
    before: float = 4.0
    after: float = 6.0
    keeps_next: bool = False

    def _scale(self, width: float) -> float:
        return float(min(1.0, width / self.drawing.width, self.tallest / self.drawing.height))

    def height(self, width: float, _enough: float = NEVER) -> float:
        """Return its height after scaling."""
        return float(self.drawing.height) * self._scale(width)

    def least(self, width: float) -> float:
        """Return the whole height: a picture is never split."""
        return self.height(width)

    def split(self, _width: float, _room: float) -> None:
        """Return None: a picture is never split."""
        return

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw the picture as one figure."""
        scale, high = self._scale(width), self.height(width)
        canvas.saveState()
        with canvas.marked(self.tag):
            canvas.translate(x, top - high)
            canvas.scale(scale, scale)
            if isinstance(self.drawing, Photo):
                canvas.drawImage(self.drawing.reader, 0, 0, self.drawing.width, self.drawing.height, mask="auto")
            else:
                renderPDF.draw(self.drawing, canvas, 0, 0)
        canvas.restoreState()
        canvas.structure.boxes[self.tag] = (x, top - high, x + self.drawing.width * scale, top)


@dataclass(slots=True)
class Column:
    """The part of every page that is filled from top to bottom, and how far it is filled."""

    canvas: TaggedCanvas
    x: float
    top: float
    width: float
    bottom: float
    turned: Callable[[int], None]
    y: float = field(init=False)
    owed: float = field(init=False, default=0.0)
    fresh: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        self.y = self.top

    def turn(self) -> None:
        """End the page and begin another."""
        self.canvas.showPage()
        self.turned(self.canvas.getPageNumber() - 1)
        self.y, self.owed, self.fresh = self.top, 0.0, True

    def fill(self, pieces: "Sequence[Piece | Break | Together]") -> None:
        """Place pieces one below the other, on as many pages as they need."""
        for index, piece in enumerate(pieces):
            if isinstance(piece, Break):
                if not self.fresh:
                    self.turn()
            elif isinstance(piece, Together):
                if not self.fresh and self._room(piece) < self._whole(piece) <= self.top - self.bottom:
                    self.turn()
                self.fill(piece.pieces)
            else:
                if not self.fresh and self._room(piece) < self._start(pieces, index):
                    self.turn()
                self._place(piece)

    def _place(self, piece: Piece) -> None:
        while True:
            room = self._room(piece)
            high = piece.height(self.width, room)
            rest: Piece | None = None
            if high > room:
                parts = piece.split(self.width, room)
                if parts is None:
                    if self.fresh:
                        raise InternalError(f"A {type(piece).__name__} is taller than a page and cannot be split.")
                    self.turn()
                    continue
                piece, rest = parts
                high = piece.height(self.width)
            self.y -= 0 if self.fresh else max(self.owed, piece.before)
            piece.draw(self.canvas, self.x, self.y, self.width)
            self.y -= high
            self.owed, self.fresh = piece.after, False
            if rest is None:
                return
            self.turn()
            piece = rest

    def _room(self, piece: "Piece | Break | Together") -> float:
        wanted = 0.0 if isinstance(piece, Break | Together) else piece.before
        return self.y - self.bottom - (0 if self.fresh else max(self.owed, wanted)) + 0.01

    def _whole(self, group: "Together") -> float:
        """Return the height of pieces that share a page."""
        high, owed = 0.0, 0.0
        for piece in group.pieces:
            if isinstance(piece, Together):
                high += self._whole(piece) + owed
                owed = 0.0
            elif not isinstance(piece, Break):
                high += max(owed, piece.before) + piece.height(self.width)
                owed = piece.after
        return high

    def _start(self, pieces: "Sequence[Piece | Break | Together]", index: int) -> float:
        """Return the least room for a piece with those that it must not leave behind."""
        piece = pieces[index]
        if isinstance(piece, Break):
            return 0.0
        if isinstance(piece, Together):
            return min(self._whole(piece), self.top - self.bottom)
        if not piece.keeps_next or index + 1 >= len(pieces):
            return piece.least(self.width)
        following = pieces[index + 1]
        gap = 0.0 if isinstance(following, Break | Together) else max(piece.after, following.before)
        return piece.height(self.width) + gap + self._start(pieces, index + 1)
