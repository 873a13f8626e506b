"""The day that a list is of, as its own titles tell it: "Action log as at 3 November 2026"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.typed_dates import parse_date

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAYS = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|"
    rf"\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH},? \d{{4}}|{_MONTH} \d{{4}})(?![\w/-])",
    re.IGNORECASE,
)
_AS_AT = re.compile(
    r"\b(?:as at|as of|as on|correct at|correct as at|(?:last )?updated(?: on)?|up to date)\b", re.IGNORECASE
)
LONGEST = 120  # characters of a title that are shown


@dataclass(frozen=True, slots=True)
class DayTold:
    """The day that a title tells of the whole list; `where` and `said` are the title's row and words."""

    day: PartialDate
    where: str
    said: str

    def words(self) -> str:
        """Return where it was read: "row 1 says “PMQA action log as at 3 November 2026”"."""
        said = self.said if len(self.said) <= LONGEST else f"{self.said[:LONGEST].rstrip()}…"
        return f"{self.where} says “{said}”"


def day_told(titles: Iterable[tuple[str, str]], today: date) -> DayTold | None:
    """Return the day that titles, each with where it stands, tell of a list; None for none, or several.

    A day that is still to come is that of a next meeting. "As at" and "updated" say more than another day.
    """
    found, sure = [], []
    for where, said in titles:
        words = " ".join(said.split())
        for match in _DAYS.finditer(words):
            day = _read(match[0].replace(",", ""), today)
            if day is not None and day.earliest() <= today:
                told = DayTold(day, where, words)
                found.append(told)
                if _AS_AT.search(words[: match.start()]):
                    sure.append(told)
    for some in (sure, found):
        if len({one.day for one in some}) == 1:
            return some[0]
    return None


def _read(words: str, today: date) -> PartialDate | None:
    try:
        return parse_date(words, today)
    except UserError:
        return None
