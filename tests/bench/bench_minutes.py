"""From a key to its letter on the screen while minutes are typed, with ten years of meetings and 40 items behind.

A thread posts the keys into the discussion of an item, as a keyboard does, and the time runs until that text has been
painted; drafts are kept every two seconds meanwhile. Bare is a text box of Qt's own in an empty window, with the same
text in it.
"""

import json
from datetime import date

from figures import Figure, own_home, percentile, run_whole, show
from minutes_text import ITEMS, LONG
from sample_vault import YEARS, open_new
from sqlalchemy import func, select

from mscp_desktop.foundation.operations import run
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import Meeting
from mscp_desktop.meetings.rules.agenda_changes import add_item
from mscp_desktop.meetings.rules.meetings import add_meeting
from mscp_desktop.meetings.rules.minutes_changes import set_discussion
from mscp_desktop.sampling import fill

MOST = 16  # milliseconds at the 95th percentile: one picture of a screen that shows sixty a second


def measure() -> list[Figure]:
    """Return the figures."""
    with own_home() as (folder, env):
        place = folder / "MSCP Desktop"
        with open_new(place) as vault:
            with vault.store.reading() as session:
                meetings = session.scalar(select(func.count()).select_from(Meeting)) or 0
                group = group_named(session, "PMQA").uid
            if not meetings:
                run(vault.store, vault.actor, fill, YEARS)
            meeting = run(vault.store, vault.actor, add_meeting, group, date(2027, 1, 3)).value
            items = [run(vault.store, vault.actor, add_item, meeting, f"Item {at}").value for at in range(ITEMS)]
            for item in items:
                run(vault.store, vault.actor, set_discussion, item, 1, LONG)
            with vault.store.reading() as session:
                meetings = session.scalar(select(func.count()).select_from(Meeting)) or 0
        ours = json.loads(run_whole("minutes_in_window.py", str(place), items[ITEMS // 2], env=env)[1])
        bare = json.loads(run_whole("base_minutes.py", env=env)[1])
    words = f"key to paint in minutes, {meetings} meetings behind"
    return [Figure(words, ours["keys"], bare["keys"], f"95th {MOST} ms", percentile(ours["keys"]) <= MOST)]


if __name__ == "__main__":
    show(measure())
