"""Slips of the keyboard: the known word that is nearest to one that nobody knows."""

from collections.abc import Iterable

LONG, LONGER = 4, 8  # letters from which a word may have one slip, and two


def most_slips(word: str) -> int:
    """Return how many slips a word of this length may have and still be taken for another."""
    return 0 if len(word) < LONG or not word.isalpha() else 1 if len(word) < LONGER else 2


def nearest(word: str, known: Iterable[tuple[str, int]]) -> str | None:
    """Return the known word that differs from this one by the fewest slips; None where none is near.

    `known` gives words with how often they stand somewhere: of those as near the commoner one is meant. A word may be
    typed to its end or only begun.
    """
    most = most_slips(word)
    best: tuple[int, int, int, str] | None = None
    letters = set(word)
    for other, often in known if most else ():
        begun = other[: len(word) + most]
        if len(begun) < len(word) - most or len(letters ^ set(begun)) > 2 * most + (len(begun) > len(word)):
            continue
        whole, part = slips(word, begun)
        whole += len(other) - len(begun)
        if part <= most and (best is None or (part, whole, -often, other) < best):
            best = part, whole, -often, other
    return None if best is None else best[3]


def slips(typed: str, word: str) -> tuple[int, int]:
    """Return how many letters differ from a word, and from the nearest beginning of it.

    A letter too much, one missing, one for another, or two that changed places are a slip each.
    """
    before: list[int] = []
    row = list(range(len(word) + 1))
    for line, letter in enumerate(typed, 1):
        former, before, row = before, row, [line]
        for column, other in enumerate(word, 1):
            cost = min(before[column] + 1, row[column - 1] + 1, before[column - 1] + (letter != other))
            if line > 1 and column > 1 and letter == word[column - 2] and typed[line - 2] == other:
                cost = min(cost, former[column - 2] + 1)
            row.append(cost)
    return row[-1], min(row[max(0, len(typed) - 2) :], default=row[-1])
