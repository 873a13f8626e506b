"""The cells of one row by what they mean, and lists that stand in one cell."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.roster.intake import words as say
from mscp_desktop.roster.intake.words import Meaning

_T = TypeVar("_T")


class CellError(UserError):
    """What is wrong with one cell."""

    def __init__(self, what: str, column: int | None) -> None:
        super().__init__(what)
        self.column = column


class Cells:
    """The cells of one row by what they mean."""

    def __init__(self, values: dict[Meaning, tuple[str, int]], today: date) -> None:
        self._values, self._today = dict(values), today

    def words(self, meaning: Meaning) -> str:
        """Return what stands there, nothing where there is no such cell."""
        return self._values.get(meaning, ("", 0))[0]

    def column(self, meaning: Meaning) -> int | None:
        """Return the column of a cell."""
        return self._values[meaning][1] if meaning in self._values else None

    def put(self, meaning: Meaning, words: str) -> None:
        """Set what stands in a cell that is there."""
        if meaning in self._values:
            self._values[meaning] = (words, self._values[meaning][1])

    def read(self, meaning: Meaning, function: Callable[[str, date], _T | None]) -> _T | None:
        """Return the value of a cell; raises `CellError` that names it."""
        words = self.words(meaning)
        if not words:
            return None
        try:
            return function(words, self._today)
        except UserError as error:
            raise CellError(str(error), self.column(meaning)) from error

    def vacancy(self, meaning: Meaning) -> say.Vacant | None:
        """Return the vacancy that a cell tells of; the cell then holds nothing else."""
        found = self.read(meaning, say.vacancy_of)
        if found is not None:
            self.put(meaning, "")
        return found

    def post(self) -> str:
        """Return the post, which may stand under "Role"."""
        return self.words(Meaning.POST)

    def names(self) -> list[str]:
        """Return the people that are named, of one cell or of forename and surname apart."""
        apart = " ".join(
            self.words(one) for one in (Meaning.FORENAME, Meaning.SURNAME) if not say.is_nothing(self.words(one))
        )
        whole = self.words(Meaning.NAME) or apart
        address = self.words(Meaning.ADDRESS)
        if say.is_nothing(whole):
            return []
        found = [say.plain_words(one) for one in several(whole)]
        found = [one for one in found if not say.is_nothing(one)]
        if (
            address.casefold().strip(".") in {"dr", "prof", "professor", "cllr", "councillor", "rev", "sir"}
            and len(found) == 1
        ):
            return [f"{address} {found[0]}"]
        return found


def several(words: str) -> list[str]:
    """Part a cell with several people or addresses: at line ends, semicolons, slashes, "&" and "and"."""
    return [one.strip() for one in re.split(r"\n|;|\s*/\s*|\s+&\s+|\s+and\s+", words) if one.strip()]


def items(words: str) -> list[str]:
    """Part a list that stands in one cell: at line ends, and where two spaces or more stand between its items."""
    lines = [one for line in words.split("\n") for one in re.split(r"\s{2,}|(?<=\s)[\u2022\u25cb](?=\s)", line)]
    return [one.strip() for one in lines if one.strip()]
