"""Charts: declared figures become one drawing, for paper and, in another palette, for the window.

No meaning rests on colour: each series has a pattern or a marker of its own, its name stands beside it, every bar bears
its figure, and the figures stand in a table as well.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, Shape, String
from reportlab.lib.colors import Color, HexColor

from mscp_desktop.printing import blocks, fonts
from mscp_desktop.printing.chart_values import PALETTES, Chart, ChartKind, Palette, alternative, cell, headings, rows
from mscp_desktop.printing.style import Face

SIZE, LEADING = 9.0, 12.0
BAR, BAR_GAP = 15.0, 9.0
HATCH = 4.5  # points between the lines of a pattern
SWATCH = 11.0
TICKS = 5
LINE_HEIGHT = 190.0
NAMES_SHARE = 0.36  # the most of the width that names may take
FIGURE_GAP = 5.0
DASHES: tuple[tuple[int, ...] | None, ...] = (None, (5, 2), (2, 2), (7, 2, 2, 2), (1, 2), (9, 3))


def draw(chart: Chart, width: float, palette: Palette = PALETTES["light"]) -> Drawing:
    """Return the drawing, `width` points wide and as high as it needs."""
    with fonts.BUILDING:
        fonts.register()
        return _Painter(chart, width, palette).drawing()


def picture(chart: Chart, width: float, look: str) -> bytes:
    """Return the drawing as a PDF of one page of its size, in the palette of a look: "light", "dark", "contrast"."""
    with fonts.BUILDING:
        data: bytes = renderPDF.drawToString(draw(chart, width, PALETTES[look]))
        return data


def shown(chart: Chart) -> tuple[str, str, tuple[str, ...], tuple[tuple[str, ...], ...], Callable[[float, str], bytes]]:
    """Return a chart as a window shows it: title, alternative, headings and rows of its table, and what draws it."""
    return chart.title, alternative(chart), headings(chart), tuple(rows(chart)), partial(picture, chart)


def chart_blocks(chart: Chart, width: float) -> list[blocks.Block]:
    """Return the chart as a figure with its table after it."""
    figures = [blocks.column(name, align="right") for name in headings(chart)[1:]]
    table = blocks.table([blocks.column(chart.category, heads_rows=True), *figures], rows(chart))
    return [blocks.figure(draw(chart, width), alternative(chart), f"{chart.title}, in {chart.unit}"), table]


def ticks(least: float, most: float) -> list[float]:
    """Return round figures, at most six, from nothing or the least to the first that is not less than the most."""
    low, reach = min(least, 0.0), max(most, 0.0)
    span = (reach - low) or 1.0
    unit = 10.0 ** math.floor(math.log10(span / TICKS))
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times * TICKS >= span)
    if span >= 1 and step < 1 and span == round(span):
        step = 1.0  # what is counted has no halves
    first = math.floor(low / step + 1e-9)
    last = math.ceil(reach / step - 1e-9)
    return [round(number * step, 10) for number in range(first, max(last, first + 1) + 1)]


class _Painter:
    """Makes one drawing; heights are counted from above and turned at the end."""

    def __init__(self, chart: Chart, width: float, palette: Palette) -> None:
        self.chart, self.width, self.palette = chart, width, palette
        self._shapes: list[Callable[[float], Sequence[Shape]]] = []
        self._high = 0.0

    def drawing(self) -> Drawing:
        if len(self.chart.series) > 1:
            self._legend()
        if self.chart.kind is ChartKind.LINE:
            self._lines()
        else:
            self._bars()
        made = Drawing(self.width, self._high)
        made.add(Rect(0, 0, self.width, self._high, fillColor=HexColor(self.palette.paper), strokeColor=None))
        for shapes in self._shapes:
            for shape in shapes(self._high):
                made.add(shape)
        return made

    def _put(self, make: Callable[[float], Sequence[Shape]]) -> None:
        """Add shapes, made once the height is known."""
        self._shapes.append(make)

    def _text(
        self,
        words: str,
        x: float,
        down: float,
        *,
        colour: str | None = None,
        face: Face = "regular",
        align: float = 0.0,
    ) -> None:
        """Write words with their baseline `down` points from above; `align` is 0 left, 0.5 middle, 1 right of x."""
        runs = fonts.runs(fonts.clean(words), face)
        ink = HexColor(colour or self.palette.ink)
        left = x - align * sum(fonts.width(part, name, SIZE) for name, part in runs)

        def make(high: float) -> list[Shape]:
            at, made = left, []
            for name, part in runs:
                made.append(String(at, high - down, part, fontName=name, fontSize=SIZE, fillColor=ink))
                at += fonts.width(part, name, SIZE)
            return made

        self._put(make)

    def _legend(self) -> None:
        x, down = 0.0, 10.0
        for number, one in enumerate(self.chart.series):
            wide = SWATCH + 5 + _wide(one.name)
            if x and x + wide > self.width:
                x, down = 0.0, down + LEADING + 4
            if self.chart.kind is ChartKind.LINE:
                self._stroke(number, [(x, down - 3), (x + SWATCH, down - 3)])
                self._marker(number, x + SWATCH / 2, down - 3)
            else:
                self._block(number, x, down - SWATCH + 2, SWATCH, SWATCH)
            self._text(one.name, x + SWATCH + 5, down)
            x += wide + 18
        self._high = down + 12

    def _bars(self) -> None:
        chart = self.chart
        stacked = chart.kind is ChartKind.STACKED
        names = [_wrapped(name, self.width * NAMES_SHARE) for name in chart.categories]
        left = max((_wide(line) for lines in names for line in lines), default=0.0) + 10
        sums = [
            (sum if stacked else max)(one.values[at] or 0 for one in chart.series)
            for at in range(len(chart.categories))
        ]
        marks = ticks(0, max(sums, default=1) or 1)
        figure = _wide(chart.say(max(sums, default=0))) + FIGURE_GAP + 6
        scale = (self.width - left - figure) / marks[-1]
        top = self._high + 2
        down = top
        for at, lines in enumerate(names):
            bars = 1 if stacked else len(chart.series)
            room = max(BAR * bars, LEADING * len(lines))
            first = down + (room - LEADING * len(lines)) / 2 + SIZE
            for number, line in enumerate(lines):
                self._text(line, left - 10, first + number * LEADING, align=1.0)
            self._row(at, left, down + (room - BAR * bars) / 2, scale, stacked=stacked)
            down += room + BAR_GAP
        bottom = down - BAR_GAP / 2
        self._rules([left + mark * scale for mark in marks], top - 2, bottom)
        for mark in marks:
            self._text(chart.say(mark), left + mark * scale, bottom + 12, colour=self.palette.quiet, align=0.5)
        self._text(chart.unit, left, bottom + 25, colour=self.palette.quiet)
        self._high = bottom + 32

    def _row(self, at: int, left: float, down: float, scale: float, *, stacked: bool) -> None:
        chart = self.chart
        x = left
        for number, one in enumerate(chart.series):
            value = one.values[at]
            top = down if stacked else down + number * BAR
            wide = (value or 0) * scale
            self._block(number, x, top + 1, wide, BAR - 2)
            words = cell(chart, value)
            if not stacked:
                self._text(words, x + wide + FIGURE_GAP, top + BAR - 4)
            elif value and _wide(words) + 8 <= wide:
                self._tag(words, x + wide / 2, top)
            x += wide if stacked else 0
        if stacked:
            whole = sum(one.values[at] or 0 for one in chart.series)
            self._text(chart.say(whole), x + FIGURE_GAP, down + BAR - 4, face="bold")

    def _tag(self, words: str, middle: float, top: float) -> None:
        """Write a figure on paper of its own, so that it reads on any pattern."""
        wide, paper = _wide(words) + 6, HexColor(self.palette.paper)
        self._put(
            lambda high: [
                Rect(middle - wide / 2, high - top - BAR + 3, wide, BAR - 6, fillColor=paper, strokeColor=None)
            ]
        )
        self._text(words, middle, top + BAR - 4.4, align=0.5)

    def _lines(self) -> None:
        chart = self.chart
        known = [value for one in chart.series for value in one.values if value is not None]
        marks = ticks(min(known, default=0), max(known, default=1) or 1)
        left = max([_wide(chart.say(mark)) + 8 for mark in marks] + [_wide(name) / 2 for name in chart.categories[:1]])
        self._text(chart.unit, 0, self._high + 9, colour=self.palette.quiet)
        top = self._high + 20
        bottom = top + LINE_HEIGHT
        span = marks[-1] - marks[0]
        last = max(_wide(cell(chart, one.values[-1])) for one in chart.series) if chart.categories else 0.0
        step = (self.width - left - last - 16) / max(len(chart.categories) - 1, 1)

        def height(value: float) -> float:
            return bottom - (value - marks[0]) / span * LINE_HEIGHT

        for mark in marks:
            self._rules([], 0, 0, across=[(left, self.width - last - 8, height(mark))])
            self._text(chart.say(mark), left - 6, height(mark) + 3, colour=self.palette.quiet, align=1.0)
        for at in _spaced(chart.categories, step):
            self._text(chart.categories[at], left + at * step, bottom + 14, colour=self.palette.quiet, align=0.5)
        for number, one in enumerate(chart.series):
            points = [
                None if value is None else (left + at * step, height(value)) for at, value in enumerate(one.values)
            ]
            for run in _runs(points):
                self._stroke(number, run)
                for x, down in run:
                    self._marker(number, x, down)
            end = one.values[-1] if one.values else None
            if end is not None:
                self._text(chart.say(end), left + (len(one.values) - 1) * step + 7, height(end) + 3, face="bold")
        self._high = bottom + 22

    def _rules(
        self, upright: Sequence[float], top: float, bottom: float, across: Sequence[tuple[float, float, float]] = ()
    ) -> None:
        """Draw thin lines behind everything else."""
        rule, axis = HexColor(self.palette.rule), HexColor(self.palette.quiet)

        def make(high: float) -> list[Shape]:
            made: list[Shape] = [
                Line(x, high - top, x, high - bottom, strokeColor=axis if at == 0 else rule, strokeWidth=0.75)
                for at, x in enumerate(upright)
            ]
            made += [
                Line(first, high - down, last, high - down, strokeColor=rule, strokeWidth=0.75)
                for first, last, down in across
            ]
            return made

        self._shapes.insert(0, make)

    def _ink(self, number: int) -> Color:
        ink = self.chart.series[number].ink
        return HexColor(self.palette.inks[number if ink is None else ink])

    def _block(self, number: int, x: float, top: float, wide: float, tall: float) -> None:
        """Draw a bar in the pattern of its series: full, slanted, empty, crossed, level, upright."""
        if wide <= 0:
            return
        ink, paper = self._ink(number), HexColor(self.palette.paper)

        def make(high: float) -> list[Shape]:
            low = high - top - tall
            box = Rect(x, low, wide, tall, fillColor=ink if number == 0 else paper, strokeColor=ink, strokeWidth=1)
            strokes = [Line(*line, strokeColor=ink, strokeWidth=1.1) for line in _pattern(number, x, low, wide, tall)]
            return [box, *strokes]

        self._put(make)

    def _stroke(self, number: int, points: Sequence[tuple[float, float]]) -> None:
        ink = self._ink(number)
        self._put(
            lambda high: [
                PolyLine(
                    [side for x, down in points for side in (x, high - down)],
                    strokeColor=ink, strokeWidth=1.8, strokeDashArray=DASHES[number],
                )
            ]
            if len(points) > 1
            else []
        )  # fmt: skip

    def _marker(self, number: int, x: float, down: float) -> None:
        """Draw a point in the shape of its series."""
        ink, paper, half = self._ink(number), HexColor(self.palette.paper), 3.0
        shapes: dict[int, list[tuple[float, float]]] = {
            1: [(-1, -1), (1, -1), (1, 1), (-1, 1)], 2: [(0, 1.3), (1.2, -0.9), (-1.2, -0.9)],
            3: [(0, 1.4), (1.4, 0), (0, -1.4), (-1.4, 0)], 4: [(0, -1.3), (1.2, 0.9), (-1.2, 0.9)],
        }  # fmt: skip
        corners = shapes.get(number)

        def make(high: float) -> list[Shape]:
            y = high - down
            if corners is None:
                fill = ink if number == 0 else paper
                return [Circle(x, y, half, fillColor=fill, strokeColor=ink, strokeWidth=1.2)]
            flat = [side for dx, dy in corners for side in (x + dx * half, y + dy * half)]
            return [Polygon(flat, fillColor=paper, strokeColor=ink, strokeWidth=1.2)]

        self._put(make)


def _pattern(number: int, x: float, y: float, wide: float, tall: float) -> Iterator[tuple[float, float, float, float]]:
    """Yield the lines of a series' pattern inside a box."""
    slants = {1: (1,), 3: (1, -1)}.get(number, ())
    for slant in slants:
        start = x - tall
        while start < x + wide:
            first, last = max(start, x), min(start + tall, x + wide)
            if last > first:
                low, high = first - start, last - start
                if slant < 0:
                    low, high = tall - low, tall - high
                yield first, y + low, last, y + high
            start += HATCH
    if number == 4:  # noqa: PLR2004 - the fifth series
        level = y + HATCH
        while level < y + tall:
            yield x, level, x + wide, level
            level += HATCH
    if number == 5:  # noqa: PLR2004 - the sixth series
        at = x + HATCH
        while at < x + wide:
            yield at, y, at, y + tall
            at += HATCH


def _runs(points: Sequence[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Yield the stretches of points between which none is missing."""
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []


def _spaced(names: Sequence[str], step: float) -> range:
    """Return which names have room side by side: each, every second, and so on, the first among them."""
    widest = max((_wide(name) for name in names), default=0.0) + 8
    return range(0, len(names), max(1, math.ceil(widest / max(step, 1))))


def _wide(words: str, face: Face = "regular") -> float:
    return sum(fonts.width(part, name, SIZE) for name, part in fonts.runs(fonts.clean(words), face))


def _wrapped(name: str, room: float) -> list[str]:
    """Return a name in at most two lines that fit, cut where even these do not hold it."""
    words, lines = name.split(), [""]
    for word in words:
        grown = f"{lines[-1]} {word}".strip()
        if _wide(grown) <= room or not lines[-1]:
            lines[-1] = grown
        else:
            lines.append(word)
    if len(lines) > 2:  # noqa: PLR2004 - two lines stand beside a bar
        lines = [lines[0], " ".join(lines[1:])]
    return [_cut(line, room) for line in lines]


def _cut(line: str, room: float) -> str:
    if _wide(line) <= room:
        return line
    while line and _wide(f"{line}…") > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
