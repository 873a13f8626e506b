"""The year planner for 12 groups, 52 meetings and 150 people, against the same programme handed to HiGHS bare.

Both solve one year with the same columns and rows; ours also works them out from groups, people and the calendar,
places each date finely, and says in words why a date is not ideal.
"""

import random
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import highspy
import numpy as np
from figures import Figure, by_ratio, show

from mscp_desktop.foundation.working_days import WorkingCalendar
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.meetings.rules.planning.model import NEAR_ENOUGH, NODES, YearModel
from mscp_desktop.meetings.rules.planning.slots import slots_of
from mscp_desktop.meetings.rules.planning.solve import solve
from mscp_desktop.meetings.rules.planning.values import GroupWish, PlanRequest, Sitting, Standing, Start
from mscp_desktop.meetings.rules.planning.words import told

YEAR = Year(YearKind.FINANCIAL, 2025)
OWED = (2, 6, 6, 4, 6, 4, 6, 4, 4, 4, 3, 3)  # 52
PEOPLE, SEATS, RUNS = 150, 15, 5
TARGET, MOST = 6, 2000  # ratio; milliseconds
Rows = list[tuple[list[int], float, float]]


def partnership(*, patterns: bool) -> PlanRequest:
    """Return an invented partnership, always the same; with `patterns` each group has its weekday, week and time."""
    chance = random.Random(20250401)  # noqa: S311  invented seats
    groups, chairs = [], set()
    for number, owed in enumerate(OWED):
        members = sorted({f"person {chance.randrange(PEOPLE)}" for _ in range(SEATS)})
        chairs.add(members[0])
        wishes: dict[str, Any] = {
            "weekday": number % 5, "week": number % 4 + 1, "start_time": ("09:30", "14:00")[number % 2], "length": 120,
        } if patterns else {}  # fmt: skip
        groups.append(
            GroupWish(
                f"group {number}", f"Group {number}", owed, YEAR.first_day, YEAR.last_day, apart=365 // (2 * owed),
                parent_uid=None if not number else "group 0" if number == 1 else "group 1",
                before_parent=10 if number else None, papers_before=5,
                sittings=(Sitting(YEAR.first_day, frozenset(members)),), **wishes,
            )
        )  # fmt: skip
    standing = (Standing(YEAR.first_day, frozenset(chairs)),)
    return PlanRequest(
        YEAR, date(2025, 4, 1), Start.PREFERENCES, WorkingCalendar(), tuple(groups), standing=standing
    )  # fmt: skip


def ours(request: PlanRequest) -> None:
    """Plan the year, in words."""
    plan = solve(request)
    assert len(plan.meetings) == sum(OWED)
    told(plan)


def bare(costs: list[int], rows: Rows) -> None:
    """Hand the same columns and rows to HiGHS from plain lists."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(costs), len(rows)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = np.array(costs, float), np.zeros(len(costs)), np.ones(len(costs))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(costs)
    lp.row_lower_, lp.row_upper_ = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_col_, lp.a_matrix_.num_row_ = len(costs), len(rows)
    places = [place for row in rows for place in row[0]]
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = np.array(places, np.int32), np.ones(len(places))
    solver = highspy.Highs()
    for name, value in (
        ("output_flag", False), ("threads", 1), ("parallel", "off"), ("mip_max_nodes", NODES),
        ("mip_rel_gap", 0.0), ("mip_abs_gap", float(NEAR_ENOUGH)),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    solver.run()


def timed(work: Callable[[], None]) -> float:
    """Return the milliseconds that something took."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def measure() -> list[Figure]:
    """Return the figures."""
    figures = []
    for patterns, words in ((False, "evenly"), (True, "by preferred days")):
        request = partnership(patterns=patterns)
        programme = YearModel(request, slots_of(request)).programme
        ours(request)
        taken, plain = [], []
        for _ in range(RUNS):
            taken.append(timed(lambda request=request: ours(request)))  # type: ignore[misc]
            plain.append(timed(lambda made=programme: bare(made.costs, made.rows)))  # type: ignore[misc]
        figures.append(
            by_ratio(f"a year of {sum(OWED)} meetings planned {words}, against HiGHS bare", taken, plain, TARGET)
        )
        figures.append(Figure("the same, at the most", taken, (), f"{MOST} ms", max(taken) <= MOST))
    return figures


if __name__ == "__main__":
    show(measure())
