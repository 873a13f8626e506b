"""The year planner as a drawing: a row a month, weekdays below each other, and the letters of who meets on each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reportlab.graphics.shapes import Drawing, Line, Rect, String
from reportlab.lib.colors import HexColor

from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS
from mscp_desktop.printing import fonts
from mscp_desktop.printing.style import Face

INK, QUIET, ACCENT, RULE = "#0b0c0c", "#505a5f", "#134f85", "#cdd1d4"
PAPER, WEEKEND, OFF, TINT = "#ffffff", "#eceff1", "#d9dee2", "#e8f0f8"
SIZE, LEADING = 6.6, 6.9  # points; nothing on the planner is smaller
HEAD_SIZE = 7.5
LABEL = 46.0  # points that the names of months take
WEEKS = 6  # a month can reach into six weeks, less the last five days
COLUMNS = 37
WEEKEND_SHARE = 0.38
HEAD = 11.0
GROUPS_ACROSS = 3
LEGEND_LINE = 9.4
LEGEND_GAP = 8.0
AIR = 0.6
LEGEND_WORDS = (
    "A day with a line across is a bank holiday, or kept free of meetings. “+2” is two more: the list names them."
)


@dataclass(frozen=True, slots=True)
class PlannerDay:
    """What stands on a day of the planner: the letters of each group that meets, and whether no meeting is held."""

    marks: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Planner:
    """A year from the first of a month on: its days that are not empty, and what the letters stand for."""

    first: date
    days: Mapping[date, PlannerDay]
    legend: Sequence[tuple[str, str]]


def draw_planner(planner: Planner, width: float, height: float) -> Drawing:
    """Return the planner, as wide and high as it may be; the legend stands below the months."""
    with fonts.BUILDING:
        fonts.register()
        return _Painter(planner, width, height).drawing()


class _Painter:
    def __init__(self, planner: Planner, width: float, height: float) -> None:
        self.planner, self.width, self.height = planner, width, height
        self.made = Drawing(width, height)
        lines = -(-len(planner.legend) // GROUPS_ACROSS) + 1
        self._legend_top = height - (height - LEGEND_GAP - lines * LEGEND_LINE)
        weekend = sum(column % 7 >= 5 for column in range(COLUMNS))  # noqa: PLR2004 - Saturday and Sunday
        self._unit = (width - LABEL) / (COLUMNS - weekend + weekend * WEEKEND_SHARE)
        self._edges = [LABEL]
        for column in range(COLUMNS):
            self._edges.append(self._edges[-1] + self._unit * self._share(column))
        self._row = (height - HEAD - LEGEND_GAP - lines * LEGEND_LINE) / 12

    def drawing(self) -> Drawing:
        for column in range(COLUMNS):
            middle = (self._edges[column] + self._edges[column + 1]) / 2
            self._words(WEEKDAYS[column % 7][:1], middle, self.height - SIZE - 1, QUIET, middle=True)
        for number in range(12):
            self._month(number)
        bottom = self.height - HEAD - 12 * self._row
        self._line(0, bottom, self.width, bottom)
        self._legend(bottom - LEGEND_GAP)
        return self.made

    def _share(self, column: int) -> float:
        return WEEKEND_SHARE if column % 7 >= 5 else 1.0  # noqa: PLR2004 - Saturday and Sunday

    def _month(self, number: int) -> None:
        years, month = divmod(self.planner.first.month - 1 + number, 12)
        first = date(self.planner.first.year + years, month + 1, 1)
        top = self.height - HEAD - number * self._row
        self._line(0, top, self.width, top)
        self._words(MONTHS[month], 0, top - HEAD_SIZE - 1.5, INK, face="bold", size=HEAD_SIZE)
        self._words(str(first.year), 0, top - 2 * HEAD_SIZE - 2.5, QUIET)
        day, column = first, first.weekday()
        while day.month == first.month:
            self._day(day, self._edges[column], self._edges[column + 1], top)
            day, column = day + timedelta(days=1), column + 1

    def _day(self, day: date, left: float, right: float, top: float) -> None:
        known = self.planner.days.get(day, PlannerDay())
        weekend = day.weekday() >= 5  # noqa: PLR2004 - Saturday
        ground = OFF if known.off else WEEKEND if weekend else TINT if known.marks else PAPER
        low = top - self._row
        self.made.add(Rect(left, low, right - left, self._row, fillColor=HexColor(ground), strokeColor=HexColor(RULE),
                           strokeWidth=0.4))  # fmt: skip
        if known.off:
            self.made.add(Line(left + 1, low + 1, right - 1, top - 1, strokeColor=HexColor("#9aa3a9"), strokeWidth=0.6))
        if weekend and not known.marks:
            self._words(str(day.day), (left + right) / 2, top - SIZE - AIR, QUIET, middle=True)
            return
        self._words(str(day.day), left + 1.5, top - SIZE - AIR, INK if known.marks else QUIET)
        room = int((self._row - SIZE - 2 * AIR) // LEADING)
        marks = list(known.marks)
        beside = left + 3 + wide_of(str(day.day), "regular", SIZE)
        if len(marks) > room and wide_of(marks[0], "bold", SIZE) <= right - beside - 1:
            self._mark(marks.pop(0), beside, right, top - SIZE - AIR)  # the line of the number has room for one
        if len(marks) > room:
            marks = [*marks[: max(0, room - 1)], f"+{len(marks) - max(0, room - 1)}"]
        for at, mark in enumerate(marks, 1):
            self._mark(mark, left, right, top - SIZE - AIR - at * LEADING)

    def _mark(self, mark: str, left: float, right: float, y: float) -> None:
        """Write the letters of a group in the middle of a day, cut where they are wider than it."""
        words = mark
        while len(words) > 1 and wide_of(words, "bold", SIZE) > right - left - 0.6:
            words = words[:-1]
        self._words(words, (left + right) / 2, y, ACCENT, face="bold", middle=True)

    def _legend(self, top: float) -> None:
        across = self.width / GROUPS_ACROSS
        per = -(-len(self.planner.legend) // GROUPS_ACROSS)
        for at, (mark, name) in enumerate(self.planner.legend):
            x, y = (at // per) * across, top - (at % per) * LEGEND_LINE - SIZE
            self._words(mark, x, y, ACCENT, face="bold")
            self._words(_cut(name, across - LABEL), x + LABEL * 0.85, y, INK)
        y = top - per * LEGEND_LINE - SIZE
        self.made.add(Rect(0, y - 1, 9, 7.5, fillColor=HexColor(OFF), strokeColor=HexColor(RULE), strokeWidth=0.4))
        self.made.add(Line(1, y, 8, y + 5.5, strokeColor=HexColor("#9aa3a9"), strokeWidth=0.6))
        self._words(LEGEND_WORDS, LABEL * 0.85, y, QUIET)

    def _line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.made.add(Line(x1, y1, x2, y2, strokeColor=HexColor(RULE), strokeWidth=0.6))

    def _words(
        self, words: str, x: float, y: float, colour: str, *, face: Face = "regular", size: float = SIZE,
        middle: bool = False,
    ) -> None:  # fmt: skip
        if middle:
            x -= wide_of(words, face, size) / 2
        for name, part in fonts.runs(fonts.clean(words), face):
            self.made.add(String(x, y, part, fontName=name, fontSize=size, fillColor=HexColor(colour)))
            x += fonts.width(part, name, size)


def wide_of(words: str, face: Face, size: float) -> float:
    """Return how wide words are, in points."""
    fonts.register()
    return sum(fonts.width(part, name, size) for name, part in fonts.runs(fonts.clean(words), face))


def _cut(words: str, room: float) -> str:
    if wide_of(words, "regular", SIZE) <= room:
        return words
    while words and wide_of(f"{words}…", "regular", SIZE) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"
