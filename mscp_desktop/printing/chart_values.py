"""What a chart says, as values, in words and as a table; `charts` draws it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mscp_desktop.foundation.errors import InternalError


class ChartKind(StrEnum):
    """What a chart is of."""

    BARS = "bar chart"  # one series, or several beside each other
    STACKED = "stacked bar chart"
    LINE = "line chart"  # over months or other steps of time


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a chart as #rrggbb: paper, letters, lines, and one ink for each series."""

    paper: str
    ink: str
    quiet: str
    rule: str
    inks: tuple[str, ...]


PALETTES = {
    "light": Palette(
        "#ffffff", "#0b0c0c", "#505a5f", "#cdd1d4",
        ("#1d70b8", "#b45309", "#505a5f", "#00703c", "#d4351c", "#0b0c0c"),
    ),
    "dark": Palette(
        "#1d2125", "#f3f4f5", "#b3bbc1", "#343a40",
        ("#6fb1e6", "#f0a860", "#b3bbc1", "#7fd3a3", "#ff9f92", "#ffffff"),
    ),
    "contrast": Palette(
        "#000000", "#ffffff", "#ffffff", "#9a9a9a",
        ("#7fd4ff", "#ffdc6b", "#ffffff", "#7dffa9", "#ff9f95", "#ffffff"),
    ),
}  # fmt: skip
MOST_SERIES = len(PALETTES["light"].inks)
BLUE, ORANGE, GREY, GREEN, RED, PLAIN = range(MOST_SERIES)
"""The places of the inks, by what they are in a light palette."""


def plain_figure(value: float) -> str:
    """Return a number with commas, and decimals only where it has some."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.1f}"


@dataclass(frozen=True, slots=True)
class Series:
    """A row of figures, one for each category; None is not known, and leaves a gap.

    `ink` is the place of its colour in a palette, where that is not its own place among the series.
    """

    name: str
    values: tuple[float | None, ...]
    ink: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """What a chart says. `categories` are what is counted or the steps of time, `unit` says what the figures are."""

    title: str
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    category: str = "Group"
    say: Callable[[float], str] = plain_figure

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise InternalError(f"A chart has 1 to {MOST_SERIES} series, not {len(self.series)}.")
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise InternalError("Each series of a chart has a figure, or None, for each category.")
        if self.kind is not ChartKind.LINE and any((value or 0) < 0 for one in self.series for value in one.values):
            raise InternalError("A bar can't be shorter than nothing.")


def alternative(chart: Chart) -> str:
    """Return the sentences that stand for the drawing."""
    said = [f"{chart.title}. A {chart.kind.value} of {len(chart.categories)} {_plural(chart)}, in {chart.unit}."]
    for one in chart.series:
        known = [(value, name) for value, name in zip(one.values, chart.categories, strict=True) if value is not None]
        if not known:
            said.append(f"{one.name}: not known.")
        elif chart.kind is ChartKind.LINE:
            (low, when_low), (high, when_high) = min(known, key=_first), max(known, key=_first)
            first, last = known[0], known[-1]
            said.append(
                f"{one.name}: from {chart.say(first[0])} in {first[1]} to {chart.say(last[0])} in {last[1]}; lowest"
                f" {chart.say(low)} in {when_low}, highest {chart.say(high)} in {when_high}."
            )
        else:
            most, where = max(known, key=_first)
            whole = chart.say(sum(value for value, _ in known))
            said.append(f"{one.name}: {whole} in all, most in {where} ({chart.say(most)}).")
    return " ".join([*said, "The figures stand in the table."])


def rows(chart: Chart) -> list[tuple[str, ...]]:
    """Return the figures as words, a row for each category, as a table beside the chart shows them."""
    return [(name, *(cell(chart, one.values[at]) for one in chart.series)) for at, name in enumerate(chart.categories)]


def headings(chart: Chart) -> tuple[str, ...]:
    """Return the columns' names of `rows`."""
    return (chart.category, *(one.name for one in chart.series))


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def _plural(chart: Chart) -> str:
    word = chart.category.lower()
    return word if len(chart.categories) == 1 else f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def cell(chart: Chart, value: float | None) -> str:
    """Return a figure in words."""
    return "not known" if value is None else chart.say(value)
