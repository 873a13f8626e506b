"""What the planner would rather have: each wish with its price, in one table.

A price is in points. A plan of all dates that can be had costs the least it can; one meeting left out costs more than
all wishes together could. The hard rules are no wishes, and have no price.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """The prices, each for one meeting."""

    unplanned: int = 100_000  # a meeting that is owed has no date
    day_off: int = 2  # each day away from where even gaps, or last year's week, would have it
    far_day: int = 4  # each such day more beyond FAR
    weekday: int = 40  # another weekday than the group's
    week: int = 24  # another week of the month than the group's
    clash: int = 6  # each member who would have to be in two places
    busy: int = 10  # another meeting at the same time, which the business unit serves as well
    august: int = 20  # in August, when schools and many offices are away
    turn_of_year: int = 60  # between 20 December and 3 January
    moved: int = 150  # another day than the one planned now, where a plan begins with those
    papers: int = 12  # the day its papers are due lies in a blocked period


FAR = 10
"""Days from its ideal day beyond which each one counts more."""

WEIGHTS = Weights()
