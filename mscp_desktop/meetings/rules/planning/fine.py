"""The last step of a plan: each group's dates are placed finely beside those of the others, so that few clash."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from mscp_desktop.meetings.rules.planning.alternatives import clash_cost
from mscp_desktop.meetings.rules.planning.reasons import Others, why_not_beside
from mscp_desktop.meetings.rules.planning.slots import Slot, prices
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, PlanRequest

AROUND = timedelta(days=6)  # on either side of a date, the days among which its place is chosen
ROUNDS = 4

Days = list[date | None]


def placed_finely(
    request: PlanRequest, slots: Sequence[Slot], found: Sequence[date | None], fixed: Sequence[Dated],
    step: Callable[[], None],
) -> Days:  # fmt: skip
    """Return the days of slots after each group in turn was placed at the least cost beside all others as they stand.

    Every rule holds that held before, and no group's cost rises; it ends once nothing gets better.
    """
    days = list(found)
    for _ in range(ROUNDS):
        before = list(days)
        for uid in dict.fromkeys(slot.group.uid for slot in slots):
            step()
            _place_group(request, slots, days, fixed, uid)
        if days == before:
            break
    return days


def _place_group(request: PlanRequest, slots: Sequence[Slot], days: Days, fixed: Sequence[Dated], uid: str) -> None:
    """Place the meetings of one group, in their order and a least gap apart, at the least cost together."""
    others = Others.of(request, [*fixed, *(
        Dated(slot.group.uid, slot.number, day, Hold.FREE, slot.group.start_time, slot.group.length)
        for slot, day in zip(slots, days, strict=True)
        if day is not None and slot.group.uid != uid
    )])  # fmt: skip
    own = sorted((day, place) for place, day in enumerate(days) if day is not None and slots[place].group.uid == uid)
    best: dict[date, tuple[int, tuple[date, ...]]] = {}
    for number, (now, place) in enumerate(own):
        slot = slots[place]
        offered: dict[date, tuple[int, tuple[date, ...]]] = {}
        for day in sorted({now, *(one for one in slot.all_days if abs(one - now) <= AROUND)}):
            if day != now and why_not_beside(others, slot.group, day) is not None:
                continue
            so_far = (0, ()) if number == 0 else _cheapest(best, day - timedelta(days=slot.group.apart))
            if so_far is not None:
                alone = sum(price for price, _ in prices(request, slot.group, slot.wanted, day))
                cost = so_far[0] + alone + clash_cost(others, slot.group, day)
                offered[day] = (cost, (*so_far[1], day))
        best = offered
    if best:
        chosen = min(best.values())[1]
        for day, (_, place) in zip(chosen, own, strict=True):
            days[place] = day


def _cheapest(best: dict[date, tuple[int, tuple[date, ...]]], latest: date) -> tuple[int, tuple[date, ...]] | None:
    """Return the cheapest dates of the meetings before that end by a day."""
    return min((dates for day, dates in best.items() if day <= latest), default=None)
