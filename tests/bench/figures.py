"""What every bench gives: figures in milliseconds, beside those of the bare libraries, and how they are printed."""

import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HEADINGS = ("", "ratio", "median", "95th", "worst", "bare", "bare 95th", "bare worst", "target", "")
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was timed: `ours` and `bare` in milliseconds, in the order in which they were taken.

    `reached` is None where nothing was promised.
    """

    name: str
    ours: Sequence[float]
    bare: Sequence[float] = ()
    target: str = ""
    reached: bool | None = None

    @property
    def ratio(self) -> float | None:
        """How many times as long as the bare libraries we take, median against median."""
        return statistics.median(self.ours) / statistics.median(self.bare) if self.bare else None


def percentile(values: Sequence[float], share: float = 0.95) -> float:
    """Return the value that this share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def by_ratio(name: str, ours: Sequence[float], bare: Sequence[float], most: float) -> Figure:
    """Return a figure that is held against the bare libraries."""
    figure = Figure(name, ours, bare, f"ratio {most:g}")
    assert figure.ratio is not None
    return Figure(name, ours, bare, figure.target, figure.ratio <= most)


def show(figures: Sequence[Figure]) -> None:
    """Print the figures as aligned lines, in milliseconds."""
    rows = [HEADINGS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        first, *others = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        print(" ".join([row[0].ljust(len(first)), *others]).rstrip())


def _row(figure: Figure) -> tuple[str, ...]:
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    verdict = "" if figure.reached is None else "reached" if figure.reached else "MISSED"
    return (figure.name, ratio, *_spread(figure.ours), *_spread(figure.bare), figure.target, verdict)


def _spread(values: Sequence[float]) -> tuple[str, str, str]:
    if not values:
        return "", "", ""
    return f"{statistics.median(values):.2f}", f"{percentile(values):.2f}", f"{max(values):.2f}"


def run_whole(script: str, *arguments: str, env: dict[str, str]) -> tuple[float, str]:
    """Run one of the scripts beside this file as a process of its own; return its milliseconds and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, HERE / script, *arguments], env=env, check=True, capture_output=True, text=True, timeout=60
    )
    return (time.perf_counter() - start) * 1000, done.stdout


@contextmanager
def own_home() -> Iterator[tuple[Path, dict[str, str]]]:
    """Give a folder, and an environment whose settings, data and compiled code lie in it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        yield folder, env | {
            "HOME": name, "LOCALAPPDATA": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name,
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "QT_QPA_PLATFORM": "offscreen",
        }  # fmt: skip
