"""What is typed under a column's heading: read as a filter, and said in words again; no Qt."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from mscp_desktop.desktop.values import Choice, Column, Filtering
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.money import MINUS, parse_money
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter
from mscp_desktop.foundation.typed_dates import parse_date

HINTS = {
    Filtering.TEXT: "Contains…",
    Filtering.CHOICE: "Any",
    Filtering.NUMBER: "5, >5, 5 to 10",
    Filtering.MONEY: "£5, >£5, £5 to £10",
    Filtering.DATE: "2024, after 14/3",
}
SURE = 5  # letters of the words for nothing after which they are meant

_ABOVE = ("more than", "over", "after", ">")
_BELOW = ("less than", "under", "before", "<")
_FROM = ("at least", "since", "from", ">=", "\u2265")
_TO = ("at most", "until", "up to", "to", "<=", "\u2264")
_SIGNS = sorted((*_ABOVE, *_BELOW, *_FROM, *_TO), key=len, reverse=True)
_SPAN = re.compile(r"(?:from |between )?(?P<least>.+?)(?: to | and | ?\u2013 ?| - |\.\.)(?P<most>.+)")
_CLOSE_SPAN = re.compile(r"(?P<least>[£0-9][£0-9,.]*)-(?P<most>[£0-9][£0-9,.]*)")
_MOST_FIGURES = 15

Bounds = tuple[Any, Any]  # the least and most that something typed stands for: both the same for a number


def read_filter(column: Column, typed: str, today: date) -> Filter | None:
    """Return what was typed under a column as a filter, None for nothing; `UserError` says what would be right."""
    text = " ".join(typed.split())
    if not text or column.filter is None:
        return None
    if is_nothing(column, text):
        return Filter(column.key, column.empty, among=(None,))
    if column.filter is Filtering.TEXT:
        return Filter(column.key, text, contains=text)
    read = _READ[column.filter]
    least, most = _range(text.lower(), lambda part: read(part, today), whole_days=column.filter is Filtering.DATE)
    if least is not None and most is not None and least > most:
        raise UserError("The first is after the second here: turn them round.")
    return Filter(column.key, text, least=least, most=most)


def choice_filter(column: Column, values: Sequence[Any]) -> Filter | None:
    """Return the filter for some of a column's choices, None for all or none of them."""
    chosen = [one for one in answers(column) if one.value in values]
    if not chosen or len(chosen) == len(answers(column)):
        return None
    said = " or ".join(one.words for one in chosen)
    return Filter(column.key, said, among=tuple(one.value for one in chosen))


def answers(column: Column) -> list[Choice]:
    """Return what can be chosen under a column: its choices, and last nothing."""
    return [*column.choices, Choice(None, column.empty.capitalize())]


def is_nothing(column: Column, text: str) -> bool:
    """Say whether the words for nothing were typed, or so much of them that nothing else is meant."""
    wanted = text.casefold()
    return any(
        wanted == words or (len(wanted) >= SURE and words.startswith(wanted))
        for words in (column.empty.casefold(), "not recorded")
    )


def _range(text: str, read: Callable[[str], Bounds], *, whole_days: bool) -> Bounds:
    """Return the bounds of ">5", "from 5", "5 to 10" or "5", both included."""
    sign = next((one for one in _SIGNS if text.startswith(one)), "")
    if sign and not (sign == "from" and _SPAN.fullmatch(text)):
        least, most = read(text[len(sign) :].strip())
        if sign in _ABOVE:
            return _next(most, 1), None
        if sign in _BELOW:
            return None, _next(least, -1)
        return (least, None) if sign in _FROM else (None, most)
    span = _SPAN.fullmatch(text) or (None if whole_days else _CLOSE_SPAN.fullmatch(text))
    if span is None:
        return read(text.removeprefix("=").strip())
    return read(span["least"])[0], read(span["most"])[1]


def _next(value: Any, step: int) -> Any:
    return value + timedelta(days=step) if isinstance(value, date) else value + step


def _date(text: str, today: date) -> Bounds:
    found: PartialDate = parse_date(text, today)
    return found.earliest(), found.latest()


def _money(text: str, today: date) -> Bounds:
    del today
    pence = parse_money(text)
    return pence, pence


def _number(text: str, today: date) -> Bounds:
    del today
    plain = text.replace(MINUS, "-").replace(",", "").replace(" ", "")
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _MOST_FIGURES:
        raise UserError(f"“{text[:40]}” is not a number: write 5, >5, <5 or 5 to 10.")
    return int(plain), int(plain)


_READ: dict[Filtering, Callable[[str, date], Bounds]] = {
    Filtering.DATE: _date,
    Filtering.MONEY: _money,
    Filtering.NUMBER: _number,
}
