"""How soon the program is there: its first window, and its first page once the passphrase has been accepted.

Whole processes, ours and the bare libraries' in turn, so that a busy machine slows both. Each runs once before, so that
both find their code compiled.
"""

import json

from figures import Figure, by_ratio, own_home, run_whole, show
from sample_vault import PASSPHRASE, YEARS, make

WINDOWS = 9
HOMES = 5
RATIO = 1.3
SOON = 400  # milliseconds
LONGEST_GAP = 50  # milliseconds


def measure() -> list[Figure]:
    """Return the figures."""
    with own_home() as (folder, env):
        place = folder / "MSCP Desktop"
        make(place)
        ours, bare = [], []
        for _ in range(WINDOWS + 1):
            ours.append(run_whole("first_window.py", env=env)[0])
            bare.append(run_whole("base_window.py", env=env)[0])
        window = by_ratio("first window, whole process", ours[1:], bare[1:], RATIO)
        given = (PASSPHRASE, str(place))
        whole, bare_whole, accepted, bare_accepted, longest = [], [], [], [], []
        for _ in range(HOMES + 1):
            loaded = json.loads(run_whole("home.py", env=env)[1])
            accepted.append(loaded["accepted"])
            longest.append(max(loaded["gaps"]))
            whole.append(run_whole("home.py", *given, env=env)[0])
            took, said = run_whole("base_home.py", *given, env=env)
            bare_whole.append(took)
            bare_accepted.append(json.loads(said)["accepted"])
        home = Figure(
            f"passphrase accepted to rows shown, {YEARS} years", accepted[1:], bare_accepted[1:], f"{SOON} ms",
            sorted(accepted[1:])[HOMES // 2] <= SOON,
        )  # fmt: skip
        gaps = Figure(
            "longest gap of the main thread while loading", longest[1:], (), f"worst {LONGEST_GAP} ms",
            max(longest[1:]) <= LONGEST_GAP,
        )  # fmt: skip
        return [
            window,
            by_ratio("start to rows shown, nothing loaded before", whole[1:], bare_whole[1:], RATIO),
            home,
            gaps,
        ]


if __name__ == "__main__":
    show(measure())
