"""How old and how late open actions are, as declared figures and as a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.report.choosing import chosen
from mscp_desktop.actions.rules.actions import ActionRow
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.printing import blocks
from mscp_desktop.printing.chart_values import Chart, ChartKind, Series

BANDS = ((30, "0 to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"), (None, "Over 180 days"))
"""How many days after it was raised an action counts in which band: up to so many, both ends included."""


@dataclass(frozen=True, slots=True)
class Band:
    """The open actions of one age: not due yet, without a date, and overdue."""

    words: str
    coming: int
    undated: int
    overdue: int

    @property
    def all(self) -> int:
        """How many there are."""
        return self.coming + self.undated + self.overdue


def ageing(rows: Iterable[ActionRow], day: date) -> list[Band]:
    """Return open actions by the days since they were raised."""
    opened = [row for row in rows if row.state is ActionState.OPEN]
    return [_band(words, [row for row in opened if _in(row.age(day), place)]) for place, (_, words) in enumerate(BANDS)]


def _in(age: int, place: int) -> bool:
    most, least = BANDS[place][0], BANDS[place - 1][0] if place else None
    return (most is None or age <= most) and (least is None or age > least)


def _band(words: str, rows: Sequence[ActionRow]) -> Band:
    overdue, undated = sum(row.late > 0 for row in rows), sum(row.due is None for row in rows)
    return Band(words, len(rows) - overdue - undated, undated, overdue)


def ageing_chart(bands: Sequence[Band]) -> Chart | None:
    """Return the figures as stacked bars; None where no action is open."""
    if not any(band.all for band in bands):
        return None
    series = [
        Series("Overdue", tuple(band.overdue for band in bands)),
        Series("Not due yet", tuple(band.coming for band in bands)),
    ]
    if any(band.undated for band in bands):
        series.append(Series("No date", tuple(band.undated for band in bands)))
    return Chart(
        "Open actions by age", ChartKind.STACKED, tuple(band.words for band in bands), tuple(series), "actions",
        "Since it was raised",
    )  # fmt: skip


def ageing_table(bands: Sequence[Band]) -> blocks.Table:
    """Return the same figures as a table, with their sums."""
    columns = (
        blocks.column("Since it was raised", 2, heads_rows=True), blocks.column("Overdue", align="right"),
        blocks.column("Not due yet", align="right"), blocks.column("No date", align="right"),
        blocks.column("All open", align="right"),
    )  # fmt: skip
    rows: list[blocks.TableRow] = [
        (band.words, str(band.overdue), str(band.coming), str(band.undated), str(band.all)) for band in bands
    ]
    sums = (sum(getattr(band, name) for band in bands) for name in ("overdue", "coming", "undated", "all"))
    rows.append(blocks.total("Total", *(str(number) for number in sums)))
    return blocks.table(columns, rows)


def ageing_in_view(session: Session, request: Request) -> Chart:
    """Return the chart for the window; raises `UserError` where no action is open."""
    chart = ageing_chart(ageing(chosen(session, request), request.as_at))
    if chart is None:
        raise UserError("No action is open, so there is no age to show.")
    return chart
