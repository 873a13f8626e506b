"""Slips of the keyboard: the known word that is nearest to one that nobody knows."""

from collections.abc import Iterable

LONG, LONGER = 4, 8  # letters from which a word may have one slip, and two
SHORT = 5  # letters up to which a word is taken for a whole one only


def most_slips(word: str) -> int:
    """Return how many slips a word of this length may have and still be taken for another."""
    return 0 if len(word) < LONG or not word.isalpha() else 1 if len(word) < LONGER else 2


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that differs from this one by the fewest slips; None where none is near, or several are.

    A longer word may be typed to its end or only begun. A short one is like too many others: it is taken for a whole
    word, which begins as it does, or with its first two letters in each other's place.
    """
    most, short = most_slips(word), len(word) <= SHORT
    best: tuple[int, int] | None = None
    near: set[str] = set()
    letters = set(word)
    for other in known if most else ():
        if short and (len(other) > len(word) + most or (other[0] != word[0] and other[:2] != word[1::-1])):
            continue
        begun = other[: len(word) + most]
        if len(begun) < len(word) - most or len(letters ^ set(begun)) > 2 * most + (len(begun) > len(word)):
            continue
        whole, part = slips(word, begun)
        whole += len(other) - len(begun)
        rank = (whole if short else part), whole
        if rank[0] <= most and (best is None or rank <= best):
            near = near | {other} if rank == best else {other}
            best = rank
    return near.pop() if len(near) == 1 else None


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
