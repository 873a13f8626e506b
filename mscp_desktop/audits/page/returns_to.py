"""To which services workbooks may go, which of these ways is proposed, and the day by which they are to answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mscp_desktop.audits.rules.services import ServiceRow


@dataclass(frozen=True, slots=True)
class Way:
    """Services to which workbooks may go together."""

    key: str
    words: str
    rows: tuple[ServiceRow, ...]


def sending_ways(rows: Sequence[ServiceRow], current: ServiceRow | None, *, several: bool) -> list[Way]:
    """Return to whom workbooks may go: to `rows`, which `several` says were chosen, to the service in hand, to the new.

    The first is the one that is proposed: never all, where that would end editions that are out.
    """
    if several:
        return [Way("chosen", f"The {len(rows)} chosen", tuple(rows))]
    fresh = tuple(one for one in rows if one.last is None)
    every = Way("all", f"All {len(rows)} that have not answered", tuple(rows))
    one = [] if current is None else [Way("one", f"Only {current.name}", (current,))]
    if not any(each.has_one_out() for each in rows):
        return [every, *one]
    never = [Way("never", f"The {len(fresh)} that were never sent one", fresh)] if fresh else []
    return [*one, *never, every]


def proposed_due(wanted: Sequence[ServiceRow], services: Sequence[ServiceRow], today: date) -> date | None:
    """Return the day by which services are to answer: their own, else the one most others have; never one gone by."""
    for rows in (wanted, services):
        days = Counter(one.last.due for one in rows if one.last and one.last.due and one.last.due >= today)
        if days:
            return max(days, key=lambda day: (days[day], day))
    return None
