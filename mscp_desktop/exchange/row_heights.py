"""How high a row of a sheet has to be for its words: no spreadsheet works that out for a row that it did not write."""

from math import ceil

LINE, AIR = 15.0, 4.0
"""Points of a line of text, and of the air in a row."""

HIGHEST = 400.0
"""Points: a row can be 409 high."""


def lines_of(text: str, width: float) -> int:
    """Return how many lines a text takes at the most in a column of so many characters.

    A column is as wide as so many digits, and words are narrower on average; those of bold capitals are not.
    """
    return sum(max(1, ceil((len(line) + 4) / (width * 0.9))) for line in text.split("\n"))


def height_of(lines: float) -> float:
    """Return how high a row of so many lines is, in points."""
    return min(HIGHEST, lines * LINE + AIR)
