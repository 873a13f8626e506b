"""The year planner as a drawing: a row a month, weekdays below each other, and the letters of who meets on each day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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
WEEKEND_SHARE = 0.44  # so that the numbers of two weekend days don't read as one
HEAD = 11.0
GROUPS_ACROSS = 3
LEGEND_LINE = 9.4
LEGEND_GAP = 8.0
LEGEND_PART = 4.0  # between the groups, the line below them and the notes
AIR = 0.6
BESIDE = 4.0  # points before a day's number and after it
BOX = 0.9  # points around letters in a box
ON_DAY_OFF = "Underlined: on a weekend, a bank holiday or a day kept free. "
LEGEND_WORDS = "A day with a line across is a bank holiday, or kept free of meetings."
MORE_WORDS = " “+2 (1)” is two more meetings, which are named below under (1)."
LISTED_WORDS = " “+2” is two more meetings: the list on the next page names them."
MOST_NOTES = 24  # days whose further meetings are named below; with more the months would be too low
_MOST_PASSES = 4


class MarkKind(StrEnum):
    """How the letters of a group look: plain where it will meet, white in a box where it met, framed for a decision."""

    PLANNED = "planned"
    HELD = "held"
    BETWEEN = "decided between meetings"


KEY = (
    ("Letters stand for groups: a meeting that is ", None), ("planned", MarkKind.PLANNED), (", one that was ", None),
    ("held", MarkKind.HELD), (", and a matter ", None), ("decided between meetings", MarkKind.BETWEEN),
    (" by the chair or by e-mail. What was cancelled stands in the list only.", None),
)  # fmt: skip
"""The line of the legend that shows each of them, as plain words and as letters of that kind."""


@dataclass(frozen=True, slots=True)
class DayMark:
    """The letters of a group on a day; `off` says that no meeting is held on it: they are underlined."""

    letters: str
    kind: MarkKind = MarkKind.PLANNED
    off: bool = False

    def words(self) -> str:
        """Return it where it can't be drawn: "PMQA", "PMQA (held)", "PMQA (on a day off)"."""
        kind = "" if self.kind is MarkKind.PLANNED else f" ({self.kind})"
        return f"{self.letters}{kind}{' (on a day off)' if self.off else ''}"


@dataclass(frozen=True, slots=True)
class PlannerDay:
    """What stands on a day of the planner: the marks of each group, and whether no meeting is held."""

    marks: tuple[DayMark, ...] = ()
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
        self._notes: dict[date, tuple[int, tuple[DayMark, ...]]] = {}  # what does not fit into a day, and its number
        weekend = sum(column % 7 >= 5 for column in range(COLUMNS))  # noqa: PLR2004 - Saturday and Sunday
        self._unit = (width - LABEL) / (COLUMNS - weekend + weekend * WEEKEND_SHARE)
        self._edges = [LABEL]
        for column in range(COLUMNS):
            self._edges.append(self._edges[-1] + self._unit * self._share(column))
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Set how high a month is: what has no room in its day is named below, which takes room from the months."""
        lines = -(-len(self.planner.legend) // GROUPS_ACROSS) + 2  # the key, and what a line across means
        for _ in range(_MOST_PASSES):
            below = self._note_lines()
            gaps = LEGEND_GAP + LEGEND_PART * (2 if below else 1)
            self._row = (self.height - HEAD - gaps - (lines + below) * LEGEND_LINE) / 12
            left_out = {day: self._packed(day)[1] for day in self.planner.days}
            numbered = enumerate((day for day, marks in left_out.items() if marks), 1)
            self._notes = {day: (number, left_out[day]) for number, day in numbered}
            if len(self._notes) > MOST_NOTES:
                self._notes = {}
            if self._note_lines() == below:
                break

    def _note_lines(self) -> int:
        return -(-len(self._notes) // self._notes_across())

    def _notes_across(self) -> int:
        """Return how many notes stand side by side: one where they are long."""
        widest = max((wide_of(one, "regular", SIZE) for one in self._note_words()), default=0.0)
        return 1 if widest > self.width / GROUPS_ACROSS - LEGEND_GAP else GROUPS_ACROSS

    def _note_words(self) -> list[str]:
        return [
            f"({number}) {day.day} {MONTHS[day.month - 1]}: {', '.join(one.words() for one in marks)}"
            for day, (number, marks) in self._notes.items()
        ]

    def _packed(self, day: date) -> tuple[list[list[DayMark]], tuple[DayMark, ...]]:
        """Return the marks on each line of a day, the line of its number first, and those that have no room."""
        marks = list(self.planner.days[day].marks)
        room = int((self._row - SIZE - 2 * AIR) // LEADING)
        wide = self._unit * self._share(day.weekday()) - 0.6
        if day.weekday() >= 5 and any(wide_of(mark.letters, "bold", SIZE) > wide for mark in marks):  # noqa: PLR2004
            return [[]], tuple(marks)  # the days of a weekend are narrow: letters that are cut name nobody
        if len(marks) <= room:
            return [[], *([mark] for mark in marks)], ()
        beside = wide + 0.3 - BESIDE - wide_of(str(day.day), "regular", SIZE)
        whole = _fill(marks, [beside, *[wide] * room])
        if whole is not None:
            return whole, ()
        for shown in range(len(marks) - 1, -1, -1):
            lines = _fill(marks[:shown], [beside, *[wide] * (room - 1)])
            if lines is not None:
                return lines, tuple(marks[shown:])
        return [[]], tuple(marks)

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
        if not known.marks:
            return
        (first, *lines), left_out = self._packed(day)
        if first:  # the line of the number has room for them
            self._marks(first, left + BESIDE + wide_of(str(day.day), "regular", SIZE), right, top - SIZE - AIR)
        shown = [line for line in lines if line]
        for at, line in enumerate(shown, 1):
            self._marks(line, left, right, top - SIZE - AIR - at * LEADING)
        if left_out:
            number = f" ({self._notes[day][0]})" if day in self._notes else ""
            y = top - SIZE - AIR - (len(shown) + 1) * LEADING
            words = f"+{len(left_out)}{number}"
            if number and wide_of(words, "bold", SIZE) > right - left and not shown:
                words = number.strip()
            self._words(words, (left + right) / 2, y, ACCENT, face="bold", middle=True)

    def _underlined(self, day: date) -> bool:
        """Say whether letters are underlined on a day; what is named below says in words that it is a day off."""
        return any(mark.off for line in self._packed(day)[0] for mark in line)

    def _marks(self, marks: Sequence[DayMark], left: float, right: float, y: float) -> None:
        """Write the letters of groups in the middle of a day, cut where they are wider than it."""
        words = [one.letters for one in marks]
        while len(words) == 1 and len(words[0]) > 1 and wide_of(words[0], "bold", SIZE) > right - left - 0.3:
            words = [words[0][:-1]]
        space = wide_of(" ", "bold", SIZE)
        x = (left + right - sum(wide_of(one, "bold", SIZE) for one in words) - space * (len(words) - 1)) / 2
        for one, letters in zip(marks, words, strict=True):
            wide_letters = self._mark(letters, one.kind, x, y)
            if one.off:
                self.made.add(Line(x, y - 1.1, x + wide_letters, y - 1.1, strokeColor=HexColor(INK), strokeWidth=0.9))
            x += wide_letters + space

    def _mark(self, words: str, kind: MarkKind, x: float, y: float) -> float:
        """Write words as a group's letters look on a day, and return how wide they are."""
        wide = wide_of(words, "bold", SIZE)
        if kind is not MarkKind.PLANNED:
            held = kind is MarkKind.HELD
            self.made.add(Rect(
                x - BOX, y - 1.35, wide + 2 * BOX, SIZE, fillColor=HexColor(ACCENT if held else PAPER),
                strokeColor=HexColor(ACCENT), strokeWidth=0.5,
            ))  # fmt: skip
        self._words(words, x, y, PAPER if kind is MarkKind.HELD else ACCENT, face="bold")
        return wide

    def _legend(self, top: float) -> None:
        across = self.width / GROUPS_ACROSS
        per = -(-len(self.planner.legend) // GROUPS_ACROSS)
        for at, (mark, name) in enumerate(self.planner.legend):
            x, y = (at // per) * across, top - (at % per) * LEGEND_LINE - SIZE
            self._words(mark, x, y, ACCENT, face="bold")
            self._words(_cut(name, across - LABEL), x + LABEL * 0.85, y, INK)
        y, x = top - per * LEGEND_LINE - LEGEND_PART - SIZE, LABEL * 0.85
        for part, kind in KEY:
            if kind is None:
                self._words(part, x, y, QUIET)
                x += wide_of(part, "regular", SIZE)
            else:
                beside = 0.0 if kind is MarkKind.PLANNED else 2 * BOX  # a box has air around it
                x += self._mark(part, kind, x + beside, y) + 2 * beside
        y -= LEGEND_LINE
        self.made.add(Rect(0, y - 1, 9, 7.5, fillColor=HexColor(OFF), strokeColor=HexColor(RULE), strokeWidth=0.4))
        self.made.add(Line(1, y, 8, y + 5.5, strokeColor=HexColor("#9aa3a9"), strokeWidth=0.6))
        more = any(self._packed(day)[1] for day in self.planner.days)
        under = ON_DAY_OFF if any(self._underlined(day) for day in self.planner.days) else ""
        words = f"{under}{LEGEND_WORDS}{MORE_WORDS if self._notes else LISTED_WORDS if more else ''}"
        self._words(words, LABEL * 0.85, y, QUIET)
        across, down = self.width / self._notes_across(), max(1, self._note_lines())
        y -= LEGEND_PART
        for at, note in enumerate(self._note_words()):
            self._words(_cut(note, across), (at // down) * across, y - (at % down + 1) * LEGEND_LINE, INK)

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


def _fill(marks: Sequence[DayMark], widths: Sequence[float]) -> list[list[DayMark]] | None:
    """Put each mark on the first line that has room for it beside what is there; None where one has none.

    A line that is empty takes a mark that is wider than it, but for the first one, which has the number of the day.
    """
    lines: list[list[DayMark]] = [[] for _ in widths]
    for mark in marks:
        for at, (line, wide) in enumerate(zip(lines, widths, strict=True)):
            if wide_of(" ".join(one.letters for one in (*line, mark)), "bold", SIZE) <= wide or (at and not line):
                line.append(mark)
                break
        else:
            return None
    return lines


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
