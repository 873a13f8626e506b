"""The year as a mixed-integer programme: one yes or no for each meeting and each day it could have."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.meetings.rules.planning.hard_rules import at_one_time, lead_up, minutes
from mscp_desktop.meetings.rules.planning.slots import Slot, widened
from mscp_desktop.meetings.rules.planning.values import GroupWish, PlanRequest
from mscp_desktop.meetings.rules.planning.weights import WEIGHTS

NODES = 400  # branches after which the best plan found is taken
NEAR_ENOUGH = 20  # points above a plan that can't be bettered: far less than a meeting left out
HALF = 0.5
PASSES = 3  # over the groups that lack a date, as long as one more finds one


@dataclass(slots=True)
class Programme:
    """Columns and rows as they are handed to the solver; every column is a yes or no.

    A row is the columns that it adds up, and the least and the most that they may come to.
    """

    costs: list[int] = field(default_factory=list)
    rows: list[tuple[list[int], float, float]] = field(default_factory=list)

    def column(self, cost: int) -> int:
        """Add a column, and return its place."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def at_most(self, places: Sequence[int], most: float = 1) -> None:
        """Say that the columns add up to no more than so many."""
        self.rows.append((list(places), float("-inf"), most))

    def exactly_one(self, places: Sequence[int]) -> None:
        """Say that one of the columns holds."""
        self.rows.append((list(places), 1.0, 1.0))


def find_days(request: PlanRequest, slots: Sequence[Slot], step: Callable[[], None]) -> list[date | None]:
    """Return the day of each slot, None where it has none. `step` may raise to stop.

    The year is solved as a whole among the days near the ideal ones. A group of which a meeting finds none is given
    far more days, beside the others near where they are: so each programme is small.
    """
    step()
    if not slots:
        return []
    found = YearModel(request, slots).solve(step)
    for _ in range(PASSES):
        left = found.count(None)
        for uid in dict.fromkeys(slot.group.uid for slot, day in zip(slots, found, strict=True) if day is None):
            wider = widened(request, slots, found, uid)
            found = YearModel(request, wider).solve(step, found)
            slots = [new if new.group.uid == uid else old for old, new in zip(slots, wider, strict=True)]
        if found.count(None) == left:
            break
    return found


class YearModel:
    """The programme of one request's slots; `solve` gives each slot its day, or None."""

    def __init__(self, request: PlanRequest, slots: Sequence[Slot]) -> None:
        self._request, self._slots = request, slots
        self.programme = Programme()
        self._of: list[dict[date, int]] = []
        self._without: list[int] = []
        self._on: dict[str, dict[date, list[int]]] = {}
        self._groups: dict[str, GroupWish] = {}
        self._add_slots()
        self._keep_apart()
        self._keep_before_parents()
        self._keep_people_in_one_place()

    def solve(self, step: Callable[[], None], begin: Sequence[date | None] = ()) -> list[date | None]:
        """Return the day of each slot, None where it has none; `begin` are days that are known to keep the rules."""
        step()
        values = run_programme(self.programme, step, self._values(begin) if begin else ())
        return [next((day for day, place in own.items() if values[place] > HALF), None) for own in self._of]

    def _values(self, days: Sequence[date | None]) -> list[int]:
        """Return the columns of a plan that is known."""
        values = [0] * len(self.programme.costs)
        for place, day in enumerate(days):
            values[self._without[place] if day is None else self._of[place][day]] = 1
        return values

    def _add_slots(self) -> None:
        for slot in self._slots:
            made = {day: self.programme.column(cost) for day, cost in zip(slot.days, slot.costs, strict=True)}
            without = self.programme.column(WEIGHTS.unplanned)
            self.programme.exactly_one([*made.values(), without])
            self._of.append(made)
            self._without.append(without)
            self._groups[slot.group.uid] = slot.group
            on = self._on.setdefault(slot.group.uid, {})
            for day, place in made.items():
                on.setdefault(day, []).append(place)

    def _keep_apart(self) -> None:
        """Keep the meetings of one group in their order, and the least gap between any two."""
        for (place, one), (other_place, other) in combinations(enumerate(self._slots), 2):
            if one.group is not other.group or not one.days or not other.days:
                continue
            gap = timedelta(days=one.group.apart)
            if other.days[0] >= one.days[-1] + gap:
                continue
            first, second = self._of[place], self._of[other_place]
            for number, day in enumerate(one.days):
                early = [second[late] for late in other.days if late < day + gap]
                if early:
                    self.programme.at_most([*(first[later] for later in one.days[number:]), *early])

    def _keep_before_parents(self) -> None:
        for uid, group in self._groups.items():
            above = self._on.get(group.parent_uid or "")
            if group.before_parent is None or above is None:
                continue
            own, gap = self._on[uid], group.apart
            for day, parents in above.items():
                begins = lead_up(self._request.calendar, group.before_parent, day)
                near = [begins + timedelta(days=n) for n in range((day - begins).days + 1)]
                for start in range(0, len(near), gap):  # within a gap there is one meeting of the group at the most
                    places = [place for one in near[start : start + gap] for place in own.get(one, ())]
                    if places:
                        self.programme.at_most([*parents, *places])

    def _keep_people_in_one_place(self) -> None:
        together: dict[tuple[str, ...], list[tuple[date, date]]] = {}
        for first, until, sets in self._stretches():
            for groups in sets:
                together.setdefault(groups, []).append((first, until))
        for groups, spans in together.items():
            days = sorted({day for uid in groups for day in self._on[uid]})
            for day in days:
                if any(first <= day < until for first, until in spans):
                    here = [uid for uid in groups if day in self._on[uid]]
                    if len(here) > 1:
                        self.programme.at_most([place for uid in here for place in self._on[uid][day]])

    def _stretches(self) -> Iterable[tuple[date, date, set[tuple[str, ...]]]]:
        """Yield the stretches in which people stay the same, with the sets of groups that can't meet at once."""
        request, groups = self._request, sorted(self._groups.values(), key=lambda one: one.uid)
        turns = {one.since for one in request.standing} | {one.since for group in groups for one in group.sittings}
        bounds = [date.min, *sorted(turns), date.max]
        times = {group.uid: minutes(group.start_time, group.length) for group in groups}
        for first, until in pairwise(bounds):
            members = {group.uid: group.members_on(first) for group in groups}
            found: set[tuple[str, ...]] = set()
            for person in request.standing_on(first):
                own = [uid for uid, people in members.items() if person in people]
                for begins in {times[uid] for uid in own}:
                    moment = None if begins is None else (begins[0], begins[0] + 1)
                    # those whose time is not known overlap each other and every moment
                    sharing = tuple(
                        uid for uid in own
                        if (times[uid] is None if moment is None else at_one_time(moment, times[uid]))
                    )  # fmt: skip
                    if len(sharing) > 1:
                        found.add(sharing)
            yield first, until, {one for one in found if not any(set(one) < set(other) for other in found)}


def run_programme(programme: Programme, step: Callable[[], None], begin: Sequence[int] = ()) -> Sequence[float]:
    """Return the value of each column at the least cost; `begin` are values that keep the rows, to begin with.

    The same programme gives the same values: one thread, one seed and a limit that counts branches, so nothing depends
    on how fast the computer is.
    """
    import highspy  # noqa: PLC0415 - 100 ms, for those who plan
    import numpy as np  # noqa: PLC0415 - it comes with highspy

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0),
        ("mip_max_nodes", NODES), ("mip_rel_gap", 0.0), ("mip_abs_gap", float(NEAR_ENOUGH)),
    ):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(_as_lp(highspy, np, programme))
    if begin:
        solver.setSolution(len(begin), np.arange(len(begin), dtype=np.int32), np.array(begin, dtype=np.double))
    stopped: list[BaseException] = []

    def ask(event: Any) -> None:
        if stopped:
            event.interrupt()
            return
        try:
            step()
        except BaseException as error:  # noqa: BLE001 - nothing may leave a callback of the solver: it is raised below
            stopped.append(error)
            event.interrupt()

    solver.cbMipInterrupt.subscribe(ask)
    solver.run()
    if stopped:
        raise stopped[0]
    values: Sequence[float] = solver.getSolution().col_value
    if len(values) != len(programme.costs) or not solver.getInfo().primal_solution_status:
        raise InternalError(f"The solver ended without a plan: {solver.getModelStatus()}.")
    return values


def _as_lp(highspy: Any, np: Any, programme: Programme) -> Any:
    lp, columns = highspy.HighsLp(), len(programme.costs)
    lp.num_col_, lp.num_row_ = columns, len(programme.rows)
    lp.col_cost_ = np.array(programme.costs, dtype=np.double)
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.ones(columns)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    lp.row_lower_ = np.array([low for _, low, _ in programme.rows], dtype=np.double)
    lp.row_upper_ = np.array([high for _, _, high in programme.rows], dtype=np.double)
    matrix, places = lp.a_matrix_, [place for row, _, _ in programme.rows for place in row]
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = columns, len(programme.rows)
    matrix.start_ = np.cumsum([0, *(len(row) for row, _, _ in programme.rows)]).astype(np.int32)
    matrix.index_, matrix.value_ = np.array(places, dtype=np.int32), np.ones(len(places))
    return lp
