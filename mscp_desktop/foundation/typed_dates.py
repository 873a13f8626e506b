"""Dates as a British officer types them: day before month, this year unless another is named."""

import re
from contextlib import suppress
from datetime import date, timedelta

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS, PartialDate, days_in

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years outside these are slips of the finger."""

_YEARS_AHEAD = 20
FEBRUARY, LEAP_YEAR = 2, 2024
_YEAR_FIGURES = 4
_SHORTEST_NAME = 3
_RELATIVE = {"today": 0, "tomorrow": 1, "yesterday": -1}
_NAMED_WEEKDAY = re.compile(r"(?:(?P<which>next|this|last) )?(?P<name>[a-z]+)\.?")
_MONTH_OR_YEAR = re.compile(r"(?P<which>next|this|last) (?P<span>month|year)")
_EDGE = re.compile(r"(?:the )?(?P<edge>end|start|beginning) (?:of )?(?:the )?(?P<rest>.+)")
_AHEAD = re.compile(
    r"in (?P<ahead>[0-9]{1,3}) (?P<span>day|week|month|year)s?"
    r"|(?P<ago>[0-9]{1,3}) (?P<past>day|week|month|year)s? ago"
)
_WHICH = {"next": 1, "this": 0, "last": -1}
_LEADING_WEEKDAY = re.compile(r"(?P<name>[a-z]+)\.? (?P<rest>.*[0-9].*)")
_NUMBERS = re.compile(r"[0-9]+(?:[/. -][0-9]+)*")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})[ /.-]?(?P<month>[a-z]+)\.?(?:[ /.-]?(?P<year>[0-9]{2}|[0-9]{4}))?")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]+)\.?(?:[ /.-]?(?P<number>[0-9]+)(?: (?P<year>[0-9]{4}))?)?")


def parse_date(text: str, today: date, since: date | None = None) -> PartialDate:
    """Return the date that was typed, known to the day, month or year; raise `UserError` for anything else.

    Taken are "14/3/2025", "14/3", "14 Mar", "14th March 2025", "Fri 14 March", "March 14 2025", "Mar 2023",
    "March", "3/2023", "2023", "2025-03-14", "today", "tomorrow", "yesterday", names of weekdays, "next month",
    "end of March", "start of 2026", "in 2 weeks" and "3 days ago". No year means today's; a year of two figures
    is the one from 79 years back to 20 ahead. "thu" is the first Thursday from today on, today included; "next
    thu" is the Thursday of next week and "last thu" that of last week, weeks beginning on Monday.

    Where `since` is given, as for a day by which something is due, all but "today", "tomorrow" and "yesterday" counts
    from that day, and a date without a year is the next such one from it on.
    """
    typed = _plain(text)
    if not typed:
        raise UserError("There is no date here: write it as 14 March 2025, or leave it empty where it is not known.")
    relative = _relative_day(typed, today, since or today)
    if relative is not None:
        return _checked(relative.year, relative.month, relative.day, text)
    edge = _EDGE.fullmatch(typed)
    if edge is not None:
        return _edge_of(edge["edge"], edge["rest"], text, today, since)
    span = _MONTH_OR_YEAR.fullmatch(typed)
    if span is not None:
        return _whole_span(span["which"], span["span"], since or today)
    leading = _LEADING_WEEKDAY.fullmatch(typed)
    weekday = None if leading is None else _place(leading["name"], WEEKDAYS)
    if leading is None or weekday is None:
        return _coming_date(typed, text, today, since)
    found = _coming_date(leading["rest"], text, today, since)
    day = found.exact()
    if day is None or day.weekday() != weekday:
        actual = "" if day is None else f": {found} is a {WEEKDAYS[day.weekday()]}"
        raise UserError(f"{_short(text)} does not fit together{actual}. Correct the day or leave the weekday out.")
    return found


def parse_day(text: str, today: date, since: date | None = None) -> date:
    """Return the day that was typed, read as by `parse_date`; `UserError` where only a month is named."""
    found = parse_date(text, today, since)
    day = found.exact()
    if day is None:
        raise UserError(f"{found} is a whole {found.known_to}, and a day is needed here: write it as 14 March 2025.")
    return day


def _relative_day(typed: str, today: date, since: date) -> date | None:
    """Return the day that is named by its distance: from today in one word, and else from `since`."""
    if typed in _RELATIVE:
        return today + timedelta(days=_RELATIVE[typed])
    counted = _AHEAD.fullmatch(typed)
    if counted is not None:
        number = int(counted["ahead"]) if counted["ahead"] else -int(counted["ago"])
        return _counted(number, counted["span"] or counted["past"], since)
    named = _NAMED_WEEKDAY.fullmatch(typed)
    weekday = None if named is None else _place(named["name"], WEEKDAYS)
    if named is None or weekday is None:
        return None
    ahead = weekday - since.weekday()
    which = named["which"]
    return since + timedelta(days=ahead % 7 if which in (None, "this") else 7 * _WHICH[which] + ahead)


def _counted(number: int, span: str, today: date) -> date:
    """Return the day so many days, weeks, months or years from today; a month's last day where it is shorter."""
    if span in ("day", "week"):
        return today + timedelta(days=number * (7 if span == "week" else 1))
    years, month = divmod(today.month - 1 + number * (12 if span == "year" else 1), 12)
    return date(today.year + years, month + 1, min(today.day, days_in(today.year + years, month + 1)))


def _whole_span(which: str, span: str, today: date) -> PartialDate:
    if span == "year":
        return PartialDate(today.year + _WHICH[which])
    first = _counted(_WHICH[which], "month", today.replace(day=1))
    return PartialDate(first.year, first.month)


def _edge_of(edge: str, rest: str, text: str, today: date, since: date | None) -> PartialDate:
    """Return the first or last day of a month or year: "end of March"."""
    span = _MONTH_OR_YEAR.fullmatch(rest if " " in rest else f"this {rest}")
    whole = (
        _whole_span(span["which"], span["span"], since or today)
        if span is not None
        else _coming_date(rest, text, today, since)
    )
    if whole.day is not None:
        raise UserError(f"{_short(text)} is not a date: {whole} is a day, which has no {edge}. Write {whole}.")
    return PartialDate.of(whole.latest() if edge == "end" else whole.earliest())


def _coming_date(typed: str, text: str, today: date, since: date | None) -> PartialDate:
    """Return a date as it is written; without a year the first such one that does not end before `since`."""
    if since is None:
        return _written_date(typed, text, today)
    following = date(since.year + 1, 1, 1)
    try:
        found = _written_date(typed, text, since)
    except UserError:  # 29 February, for one, is not in each year
        if since.month > FEBRUARY:
            return _written_date(typed, text, following)
        with suppress(UserError):
            return _written_date(typed, text, following)
        raise
    return found if found.latest() >= since else _written_date(typed, text, following)


def _written_date(typed: str, text: str, today: date) -> PartialDate:
    if _NUMBERS.fullmatch(typed):
        return _from_numbers(re.split(r"[/. -]", typed), text, today)
    found = _DAY_FIRST.fullmatch(typed)
    if found is not None:
        month = _month(found["month"], text)
        return _checked(_year(found["year"], today), month, int(found["day"]), text)
    found = _MONTH_FIRST.fullmatch(typed)
    if found is None:
        raise _not_a_date(text)
    month = _month(found["month"], text)
    number = found["number"] or ""
    if found["year"]:
        return _checked(int(found["year"]), month, int(number), text)
    if number and len(number) != _YEAR_FIGURES:
        raise _day_or_year(number, month, text, today)
    return _checked(_year(number, today), month, None, text)


def _from_numbers(parts: list[str], text: str, today: date) -> PartialDate:
    if max(len(part) for part in parts) > _YEAR_FIGURES:
        raise _not_a_date(text)
    long = [len(part) == _YEAR_FIGURES for part in parts]
    numbers = [int(part) for part in parts]
    year: int
    month: int | None
    day: int | None
    match long:
        case [True]:
            year, month, day = numbers[0], None, None
        case [True, False]:
            year, month, day = numbers[0], numbers[1], None
        case [False, True]:
            year, month, day = numbers[1], numbers[0], None
        case [False, False]:
            year, month, day = today.year, numbers[1], numbers[0]
        case [True, False, False]:
            year, month, day = numbers[0], numbers[1], numbers[2]
        case [False, False, True]:
            year, month, day = numbers[2], numbers[1], numbers[0]
        case [False, False, False] if len(parts[2]) == len("25"):
            year, month, day = _year(parts[2], today), numbers[1], numbers[0]
        case _:
            raise _not_a_date(text)
    return _checked(year, month, day, text)


def _day_or_year(number: str, month: int, text: str, today: date) -> UserError:
    """Return the error for "Mar 23", which is one day to some people and a whole month to others."""
    if len(number) > len("25"):
        return _not_a_date(text)
    name = MONTHS[month - 1]
    whole = f"{name} {_year(number, today)} for the month"
    if not 1 <= int(number) <= days_in(today.year, month):
        return UserError(f"{_short(text)} is not a date: write {whole}.")
    return UserError(f"{_short(text)} could be a day or a year: write {int(number)} {name} for the day, or {whole}.")


def _checked(year: int, month: int | None, day: int | None, text: str) -> PartialDate:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"{_short(text)} is not a date here: years go from {FIRST_YEAR} to {LAST_YEAR}.")
    if month is not None and not 1 <= month <= len(MONTHS):
        raise UserError(
            f"{_short(text)} is not a date: there is no month {month}. The day comes first, as in 14/3/2025."
        )
    if month is not None and day is not None and not 1 <= day <= days_in(year, month):
        never = not 1 <= day <= days_in(LEAP_YEAR, month)  # whatever year is meant
        many = "28 or 29 days" if never and month == FEBRUARY else f"{days_in(year, month)} days"
        raise UserError(f"{_short(text)} is not a date: {MONTHS[month - 1]}{'' if never else f' {year}'} has {many}.")
    return PartialDate(year, month, day)


def _year(figures: str | None, today: date) -> int:
    if not figures:
        return today.year
    if len(figures) == _YEAR_FIGURES:
        return int(figures)
    latest = today.year + _YEARS_AHEAD
    return latest - (latest - int(figures)) % 100


def _month(name: str, text: str) -> int:
    place = _place("sep" if name == "sept" else name, MONTHS)
    if place is None:
        raise _not_a_date(text)
    return place + 1


def _place(name: str, names: tuple[str, ...]) -> int | None:
    """Return where a name or its beginning of three letters or more stands in a list."""
    if len(name) < _SHORTEST_NAME:
        return None
    return next((at for at, full in enumerate(names) if full.lower().startswith(name)), None)


def _plain(text: str) -> str:
    """Return the text in small letters, single spaces, without commas and ordinal endings, and "of" beside a month.

    Between numbers, as in "4 of 6" or "4, 6", both stay, for that is no date.
    """
    typed = re.sub(r"(?<![0-9]),|,(?!\s*[0-9]{1,3}\b)", " ", text.lower())
    typed = re.sub(r"(?<=[0-9])(?:st|nd|rd|th)\b", "", " ".join(typed.split()))
    typed = re.sub(r"(?<=[0-9] )of (?=[a-z])|(?<=[a-z] )of (?=[0-9]{4}\b)", "", typed)
    return re.sub(r" ?([/.\u2010-\u2013-]) ?", lambda found: found[1] if found[1] in "/." else "-", typed)


def _not_a_date(text: str) -> UserError:
    return UserError(f"{_short(text)} is not a date: write it as 14 March 2025, 14/3 or March 2025.")


def _short(text: str, length: int = 40) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
