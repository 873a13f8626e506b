"""The cockpit of an audit day: opening 12 cases by 20 services by 40 questions, and from a key to a durable grade.

Bare is the same in hand-written SQL on the same encrypted database: the rows read, and the one row read, updated,
written into history and committed, with nothing painted.
"""

import json

from day_vault import CASES, QUESTIONS, SERVICES, make_day, make_tool
from figures import Figure, own_home, percentile, run_whole, show
from sample_vault import open_new

from mscp_desktop.audits.rules.programme import quarter_of
from mscp_desktop.foundation.operations import run

MOST_OPEN, MOST_KEY = 200, 100  # milliseconds at the 95th percentile


def measure() -> list[Figure]:
    """Return the figures."""
    with own_home() as (folder, env):
        place = folder / "MSCP Desktop"
        with open_new(place) as vault:
            year = quarter_of(vault.store.clock.today())[0] + 1  # the sample leaves the next one free
            tool = run(vault.store, vault.actor, make_tool).value
            audit, user = run(vault.store, vault.actor, make_day, year, tool).value, vault.actor.uid
        found = json.loads(run_whole("day_in_window.py", str(place), user, audit, env=env)[1])
    opened, keys = found["open"], found["keys"]
    words = f"open a day, {CASES} cases by {SERVICES} services by {QUESTIONS} questions"
    return [
        Figure(words, opened, found["open_bare"], f"95th {MOST_OPEN} ms", percentile(opened) <= MOST_OPEN),
        Figure("key to a durable grade, painted", keys, found["keys_bare"], f"95th {MOST_KEY} ms",
               percentile(keys) <= MOST_KEY),
    ]  # fmt: skip


if __name__ == "__main__":
    show(measure())
