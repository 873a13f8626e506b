"""Times of the day as people type and read them: "14:00", "2pm", "half past" left to people."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mscp_desktop.foundation.errors import UserError

_TYPED = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.h]?(?P<minute>[0-9]{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE
)
_NOON = 12
LONGEST = 24 * 60  # minutes


def read_time(typed: str | None) -> str | None:
    """Return a time as it is kept, "09:30", from "9:30", "0930", "9.30am" or "2pm"; None for nothing.

    Raises `UserError` for what is no time of the day.
    """
    text = (typed or "").strip()
    if not text:
        return None
    if text.casefold() in {"noon", "midday"}:
        return "12:00"
    found = _TYPED.fullmatch(text)
    if found is not None:
        hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").casefold()[:1]
        if half and 1 <= hour <= _NOON:
            hour = hour % _NOON + (_NOON if half == "p" else 0)
        elif half:
            hour = -1
        if 0 <= hour < 24 and minute < 60:  # noqa: PLR2004 - hours of a day, minutes of an hour
            return f"{hour:02d}:{minute:02d}"
    raise UserError(f"“{text[:20]}” is not a time of the day. Write it as 14:00, or as 2pm.")


def end_of(start: str | None, length: int | None) -> str | None:
    """Return the time at which something ends that begins at a time and lasts so many minutes; None if not known.

    What ends after midnight ends on the next day, and only the time is said.
    """
    if start is None or length is None:
        return None
    began = datetime.combine(date(2000, 1, 1), time.fromisoformat(start))
    return f"{began + timedelta(minutes=length):%H:%M}"


def span_words(start: str | None, length: int | None) -> str:
    """Return from when to when: "10:00 to 12:00", "10:00", or "time not fixed"."""
    if start is None:
        return "time not fixed"
    end = end_of(start, length)
    return start if end is None else f"{start} to {end}"


def length_words(minutes: int | None) -> str:
    """Return how long something lasts: "45 minutes", "2 hours", "1 hour 30 minutes"; "not fixed" for None."""
    if minutes is None:
        return "not fixed"
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} hour{'' if hours == 1 else 's'}"] if hours else []
    if rest or not hours:
        said.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(said)


def instant(day: date, start: str, zone: str) -> datetime:
    """Return the moment at which a local time falls on a day in a zone; the clocks' changes are minded."""
    return datetime.combine(day, time.fromisoformat(start), ZoneInfo(zone))
