"""Run every bench, or the one that is named, and print its figures: ours, beside those of the bare libraries."""

import os
import sys
from importlib import import_module

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from figures import HERE, show

NAMES = (
    "start",
    "save",
    "search",
    "tables",
    "calendar",
    "planner",
    "typing",
    "minutes",
    "printing",
    "pack",
    "audit_day",
)


def main(asked: list[str]) -> int:
    """Print the figures and return the exit code: 0 also where a target is missed, for a busy machine misses some."""
    unknown = [name for name in asked if name not in NAMES]
    if unknown:
        print(f"There is no bench {', '.join(unknown)}. There are: {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    sys.path.insert(0, str(HERE))
    print("Milliseconds. Bare is the same work with the bare libraries, in a script of this folder.")
    show([figure for name in asked or NAMES for figure in import_module(f"bench_{name}").measure()])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
