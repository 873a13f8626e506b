"""From a key to its letter on the screen, while a PDF of 1,000 pages is made and an import writes.

A thread posts the keys into a field of a record's panel, as a keyboard does, and the time runs until that field has
been painted. Bare is a line of Qt's own in an empty window, with nothing else going on.
"""

import json

from figures import Figure, own_home, percentile, run_whole, show
from sample_vault import make

MOST = 16  # milliseconds at the 95th percentile: one picture of a screen that shows sixty a second


def measure() -> list[Figure]:
    """Return the figures."""
    with own_home() as (folder, env):
        place = folder / "MSCP Desktop"
        make(place)
        ours = json.loads(run_whole("typing_in_window.py", str(place), env=env)[1])
        bare = json.loads(run_whole("base_typing.py", env=env)[1])
    reached = percentile(ours["keys"]) <= MOST and ours["pages"] > 0 and ours["rows"] > 0
    words = f"key to paint, {ours['pages']} pages printed and {ours['rows']} rows imported meanwhile"
    return [Figure(words, ours["keys"], bare["keys"], f"95th {MOST} ms", reached)]


if __name__ == "__main__":
    show(measure())
