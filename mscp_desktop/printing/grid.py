"""Tables: rows of paragraphs that flow over pages under a repeated header, in the order of the data."""

from collections.abc import Sequence
from dataclasses import dataclass

from mscp_desktop.printing.canvas import ARTIFACT, TaggedCanvas
from mscp_desktop.printing.layout import HAIRLINE, NEVER
from mscp_desktop.printing.style import BAND, INK, RULE, Colour
from mscp_desktop.printing.text import Paragraph

PAD_X = 6.0
PAD_Y = 4.5
HEAD_RULE = 1.0
FEW = 5  # rows that the last page of a table is to have
FEWEST = 3  # the same of a short table; and those that its first page is to have
MOST_HELD = 120.0  # points that the first rows of a table may take to be kept together
TALL = 160.0  # a row higher than this may be split between pages
SMALL = 170.0  # a table no higher than this is kept on one page
LEAST_SPLIT = 48.0  # the least height, in points, of a row's first part
WIDEST_NAME = 0.27  # of the table, up to which a name is not broken
WIDEST_SHARE = 0.55  # of the table, that one column may claim while others need room

_Boxes = list[tuple[tuple[float, float, float, float], Colour]]


@dataclass(slots=True)
class Row:
    """A row of cells; a `heads` row (a sub-heading) is one cell across all, kept with the next row."""

    cells: list[Paragraph]
    heads: bool = False
    total: bool = False
    high: float = -1.0
    continued: bool = False

    def height(self, widths: Sequence[float]) -> float:
        """Return the height of the tallest cell, with its air."""
        if self.high < 0:
            if self.heads:
                self.high = self.cells[0].height(sum(widths) - 2 * PAD_X) + 2 * PAD_Y
            else:
                pairs = zip(self.cells, widths, strict=True)
                tallest = max(cell.height(width - 2 * PAD_X) for cell, width in pairs)
                self.high = max(tallest, self.cells[0].style.leading) + 2 * PAD_Y
        return self.high

    def split(self, widths: Sequence[float], room: float) -> "tuple[Row, Row] | None":
        """Split every cell that is too tall; the others stay in the first part."""
        inner = room - 2 * PAD_Y
        wide = [sum(widths)] if self.heads else list(widths)
        upper: list[Paragraph] = []
        lower: list[Paragraph] = []
        for cell, width in zip(self.cells, wide, strict=True):
            across = width - 2 * PAD_X
            if cell.height(across) <= inner:
                upper.append(cell)
                lower.append(Paragraph("", cell.style, cell.tag))
                continue
            parts = cell.split(across, inner)
            if parts is None:
                return None
            upper.append(parts[0])
            lower.append(parts[1])
        return Row(upper, self.heads, self.total, continued=True), Row(lower, self.heads, self.total)


class Grid:
    """A table, or the part of one that is still to be placed."""

    __slots__ = (
        "_first",
        "_head",
        "_repeated",
        "_rows",
        "_widths",
        "after",
        "before",
        "keeps_next",
        "names",
        "weights",
    )

    def __init__(
        self,
        head: Row | None,
        rows: list[Row],
        weights: Sequence[float | None],
        after: float,
        names: frozenset[int] = frozenset(),
    ) -> None:
        """`names` are the columns whose cells are kept on one line where there is room."""
        self.before = 0.0
        self.after = after
        self.keeps_next = False
        self.weights = weights
        self.names = names
        self._head = head
        self._rows = rows
        self._first = 0
        self._repeated = False
        self._widths: tuple[float, list[float]] = (-1.0, [])

    def widths(self, width: float) -> list[float]:
        """Return the width of each column: shares where weights are given, else by what the cells hold."""
        if self._widths[0] != width:
            rows = [row for row in ([self._head] if self._head else []) + self._rows if not row.heads]
            self._widths = (width, column_widths(self.weights, rows, width, self.names))
        return self._widths[1]

    def _head_height(self, widths: Sequence[float]) -> float:
        return self._head.height(widths) if self._head else 0.0

    def height(self, width: float, enough: float = NEVER) -> float:
        """Return its height, measuring no more rows than `enough` asks for."""
        widths = self.widths(width)
        high = self._head_height(widths)
        for index in range(self._first, len(self._rows)):
            if high > enough:
                break
            high += self._rows[index].height(widths)
        return high

    def least(self, width: float) -> float:
        """Return the height of a small table, else of the header with the first few rows and their sub-headings."""
        if (whole := self.height(width, SMALL)) <= SMALL:
            return whole
        widths = self.widths(width)
        high, rows = self._head_height(widths), 0
        for row in self._rows[self._first :]:
            tall = row.height(widths)
            if rows and high + tall > MOST_HELD:
                break
            high += min(tall, LEAST_SPLIT) if tall > TALL else tall
            rows += not row.heads
            if rows == FEWEST or tall > TALL:
                break
        return high

    def split(self, width: float, room: float) -> "tuple[Grid, Grid] | None":
        """Return the rows that fit and the rest, under the same header."""
        widths = self.widths(width)
        left = room - self._head_height(widths)
        index = self._first
        while index < len(self._rows) and self._rows[index].height(widths) <= left:
            left -= self._rows[index].height(widths)
            index += 1
        rows = self._rows
        if index < len(rows) and rows[index].height(widths) > TALL and left >= LEAST_SPLIT:
            parts = rows[index].split(widths, left)
            if parts:
                rows = [*rows[:index], *parts, *rows[index + 1 :]]
                index += 1
        elif index == len(rows) - 1 and index - self._first > 1:
            index -= 1  # no row is left alone on the last page
        for few in (FEW, FEWEST):
            if 0 < len(rows) - index < few and index - self._first >= 2 * few:
                index = len(rows) - few  # nor few, where the page before can spare some
                break
        while index > self._first and rows[index - 1].heads and not rows[index - 1].continued:
            index -= 1
        if index == self._first:
            return None
        upper = self._part(rows[:index], self._first, repeated=self._repeated)
        lower = self._part(rows, index, repeated=True)
        upper.after = lower.before = 0.0
        return upper, lower

    def _part(self, rows: list[Row], first: int, *, repeated: bool) -> "Grid":
        part = Grid(self._head, rows, self.weights, self.after, self.names)
        part.before = self.before
        part._first, part._repeated, part._widths = first, repeated, self._widths
        return part

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw grounds, text and rules; a header that was read before is an artifact here."""
        widths = self.widths(width)
        rows = self._rows[self._first :]
        bands: _Boxes = []
        rules: _Boxes = []
        y = top - self._head_height(widths)
        if self._head:
            rules.append(((x, y, width, HEAD_RULE), INK))
        places = []
        for row in rows:
            high = row.height(widths)
            places.append(y)
            if row.heads:
                bands.append(((x, y - high, width, high), BAND))
            if row.total:
                rules.append(((x, y, width, HEAD_RULE), INK))
            y -= high
            if not row.continued:
                rules.append(((x, y, width, HAIRLINE), RULE))
        canvas.paint(bands)
        if self._head:
            self._draw_row(canvas, self._head, x, top, widths, hidden=self._repeated)
        for row, place in zip(rows, places, strict=True):
            self._draw_row(canvas, row, x, place, widths, hidden=False)
        canvas.paint(rules)

    def _draw_row(
        self, canvas: TaggedCanvas, row: Row, x: float, top: float, widths: Sequence[float], *, hidden: bool
    ) -> None:
        wide = [sum(widths)] if row.heads else widths
        low = row is self._head
        for cell, width in zip(row.cells, wide, strict=True):
            across = width - 2 * PAD_X
            # column heads stand on their rule, whatever the number of their lines
            start = top - PAD_Y - (row.height(widths) - 2 * PAD_Y - cell.height(across) if low else 0)
            owner = ARTIFACT if hidden or cell.tag is None else cell.tag
            canvas.show(owner, cell.place(x + PAD_X, start, across))
            x += width


def column_widths(
    weights: Sequence[float | None], rows: Sequence[Row], width: float, names: frozenset[int] = frozenset()
) -> list[float]:
    """Return column widths that sum to `width`.

    Where all columns are weighted, the weights are shares. Where some are not, 1 is an even share, and the
    rest is divided among the others so that each has room for its longest word and, where it can, line. In columns of
    `names` a whole line counts as a word, unless it is so long that it would take the room of others.
    """
    columns = range(len(weights))
    free = [index for index in columns if weights[index] is None]
    if not free:
        total = sum(weight or 0 for weight in weights)
        return [width * (weight or 0) / total for weight in weights]
    fixed = {index: width * weight / len(weights) for index in columns if (weight := weights[index]) is not None}
    scale = min(1.0, width * 0.8 / sum(fixed.values())) if fixed else 1.0
    left = width - sum(fixed.values()) * scale
    least, wanted = {}, {}
    for index in free:
        sizes = [row.cells[index].natural() for row in rows]
        words = [size[0] for size in sizes]
        if index in names:
            words += [size[1] for size in sizes if size[1] <= left * WIDEST_NAME]
        least[index] = min(max(words, default=0) + 2 * PAD_X + 0.5, left * WIDEST_SHARE)
        wanted[index] = max(
            least[index], min(max((size[1] for size in sizes), default=0) + 2 * PAD_X + 0.5, left * 0.9)
        )
    found = _share([least[index] for index in free], [wanted[index] for index in free], left)
    shares = dict(zip(free, found, strict=True))
    return [fixed[index] * scale if index in fixed else shares[index] for index in columns]


def _share(least: Sequence[float], wanted: Sequence[float], left: float) -> list[float]:
    if sum(wanted) <= left:
        return [want * left / sum(wanted) for want in wanted]
    if sum(least) >= left:
        return [low * left / sum(least) for low in least]
    give = (left - sum(least)) / (sum(wanted) - sum(least))
    return [low + (want - low) * give for low, want in zip(least, wanted, strict=True)]
