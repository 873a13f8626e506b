"""Calendar files (iCalendar, RFC 5545) as Outlook, Google and councils write them, as plain local dates and times.

Names of zones may be Windows' own ("GMT Standard Time"). What repeats is worked out over the days that are asked for.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mscp_desktop.exchange.sheet import UnreadableError, clean
from mscp_desktop.exchange.text_in import decode

MAX_BYTES = 10 * 1024 * 1024
MAX_EVENTS = 5_000
MAX_REPEATING = 500
MAX_FOUND = 3_000
MAX_DAYS = 6 * 366
MAX_TEXT = 500  # characters of a name or a place
EARLIEST, LATEST = 1970, 2199  # years outside these are slips
LONDON = "Europe/London"
SAVE_AGAIN = "Save it again from the calendar it comes from, as an iCalendar file (.ics), and choose that file."
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MEETING_LINK = re.compile(
    r"https://(?:[\w-]+\.)*(?:teams\.microsoft\.com|teams\.live\.com|teams\.cloud\.microsoft|zoom\.us|meet\.google\.com"
    r"|webex\.com|gotomeeting\.com)/[^\s<>\"'\\]+",
    re.IGNORECASE,
)
_LINK = re.compile(r"https://[^\s<>\"'\\]+", re.IGNORECASE)
_LINK_PROPERTIES = (
    "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGCONFLINK", "X-GOOGLE-CONFERENCE", "CONFERENCE",
)  # fmt: skip
_ONLINE_ROOMS = re.compile(r"(?:microsoft teams(?: meeting)?|teams meeting|online|zoom(?: meeting)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """One thing in a calendar file, once for each time that it repeats; `last` is included.

    `uid` names it in the calendar it comes from, each repetition apart. `start` is the local time in London, None for
    whole days; `length` is in minutes, None where no end is given.
    """

    uid: str
    name: str
    first: date
    last: date
    start: str | None = None
    length: int | None = None
    place: str | None = None
    link: str | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class FoundCalendar:
    """What a calendar file holds between two days, in the order of time; `notes` say what was passed over."""

    name: str
    events: tuple[FoundEvent, ...]
    notes: tuple[str, ...] = ()


def read_calendar_file(file: Path, first: date, last: date) -> FoundCalendar:
    """Return what a calendar file holds from `first` to `last`; raises `UnreadableError` for what can't be taken."""
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableError(f"“{file.name}” could not be opened ({error.strerror or error}).") from error
    return read_calendar(data, file.name, first, last)


def read_calendar(data: bytes, name: str, first: date, last: date) -> FoundCalendar:
    """Return what the bytes of a calendar file hold from `first` to `last`; raises `UnreadableError`."""
    import recurring_ical_events  # noqa: PLC0415 - it costs 100 ms, and is needed for a calendar file only

    if last < first:
        raise UnreadableError("The last day is before the first one. Choose the days the other way round.")
    if (last - first).days > MAX_DAYS:
        raise UnreadableError("Choose at most six years at a time: what repeats is worked out for each day of them.")
    calendars = _calendars(data, name)
    notes: list[str] = []
    found: list[FoundEvent] = []
    for calendar in calendars:
        cancels = str(calendar.get("METHOD", "")).upper() == "CANCEL"
        series = _leave_out_broken(calendar, notes)
        try:
            asked = recurring_ical_events.of(calendar, skip_bad_series=True)
            for component in asked.between(first, last + timedelta(days=1)):
                event = _event(component, series, cancels=cancels)
                if event.first <= last and event.last >= first:
                    found.append(event)
                if len(found) > MAX_FOUND:
                    raise UnreadableError(f"“{name}” has over {MAX_FOUND:,} dates in these days. Choose fewer days.")
        except UnreadableError:
            raise
        except Exception as error:  # the parser and the recurrences let many kinds of errors out
            raise UnreadableError(f"“{name}” holds a date that can't be worked out. {SAVE_AGAIN}") from error
    found.sort(key=lambda one: (one.first, one.start or "", one.name, one.uid))
    return FoundCalendar(name, tuple(_each_once(found)), tuple(notes))


def _calendars(data: bytes, name: str) -> list[Any]:
    from icalendar import Calendar  # noqa: PLC0415 - it costs 60 ms

    if len(data) > MAX_BYTES:
        raise UnreadableError(f"“{name}” is larger than any calendar: {MAX_BYTES // 1024**2} MB is the most.")
    text = decode(data)
    start = text.lstrip("\ufeff \t\r\n")
    if not start.upper().startswith("BEGIN:VCALENDAR"):
        raise UnreadableError(f"“{name}” is no calendar file. {SAVE_AGAIN}")
    if re.search(r"^VERSION:1\.0\s*$", text[:2000], re.MULTILINE | re.IGNORECASE):
        raise UnreadableError(f"“{name}” is an old vCalendar file, and not read here. {SAVE_AGAIN}")
    if text.upper().count("BEGIN:VEVENT") > MAX_EVENTS:
        raise UnreadableError(f"“{name}” has more than {MAX_EVENTS:,} entries. Save fewer of them, or fewer years.")
    if "END:VCALENDAR" not in text.upper():
        raise UnreadableError(f"“{name}” was cut off: it has no end. {SAVE_AGAIN}")
    try:
        found = Calendar.from_ical(start, multiple=True)
    except Exception as error:  # ValueError, and what broken properties raise
        words = f"“{name}” is damaged, or no calendar file. Nothing was taken from it. {SAVE_AGAIN}"
        raise UnreadableError(words) from error
    return [one for one in found if one.name == "VCALENDAR"]


def _leave_out_broken(calendar: Any, notes: list[str]) -> frozenset[str]:
    """Take out of a calendar what has no day that can be read, or repeats too often, and say so.

    Return the names of what repeats.
    """
    series: set[str] = set()
    kept, repeating = [], 0
    for component in calendar.subcomponents:
        if component.name == "VEVENT":
            words = _short(_text(component, "SUMMARY")) or "an entry without a name"
            why = _why_not(component)
            if why:
                notes.append(f"Left out “{words}”: {why}.")
                continue
            if component.get("RRULE") is not None:
                repeating += 1
            if any(component.get(one) is not None for one in ("RRULE", "RDATE", "RECURRENCE-ID")):
                series.add(_short(_text(component, "UID")))
            zone = _unknown_zone(component)
            if zone:
                notes.append(f"“{words}” is in a time zone not known here (“{zone}”): its time counts as local.")
        kept.append(component)
    if repeating > MAX_REPEATING:
        raise UnreadableError(f"The file has more than {MAX_REPEATING} entries that repeat. Save fewer of them.")
    calendar.subcomponents = kept
    return frozenset(series)


def _why_not(component: Any) -> str:
    try:
        begins = component.get("DTSTART").dt
    except (AttributeError, ValueError, TypeError):
        return "its day can't be read"
    if not isinstance(begins, date):
        return "its day can't be read"
    if not EARLIEST <= begins.year <= LATEST:
        return f"it begins in the year {begins.year}"
    rules = component.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules is not None else []:
        try:
            often = {str(one).upper() for one in rule.get("FREQ", [])}
        except (AttributeError, TypeError, ValueError):
            return "how it repeats can't be read"
        if often & _TOO_OFTEN:
            return "it repeats more often than each day"
    return ""


def _unknown_zone(component: Any) -> str:
    begins = component["DTSTART"]
    zone = begins.params.get("TZID") if hasattr(begins, "params") else None
    naive = isinstance(begins.dt, datetime) and begins.dt.tzinfo is None
    return str(zone) if zone and naive else ""


def _event(component: Any, series: frozenset[str], *, cancels: bool) -> FoundEvent:
    begins, ends = component["DTSTART"].dt, _end(component)
    uid = _short(_text(component, "UID"))
    told = component.get("RECURRENCE-ID")
    if uid in series and told is not None:
        uid = f"{uid}/{told.dt:%Y%m%d}"
    place, link = _where(component)
    name = _short(_text(component, "SUMMARY")) or "No name"
    gone = cancels or _text(component, "STATUS").upper() == "CANCELLED"
    if gone:
        name = re.sub(r"^(?:cancell?ed)\s*:\s*", "", name, flags=re.IGNORECASE) or name
    if not isinstance(begins, datetime):
        last = ends - timedelta(days=1) if isinstance(ends, date) and ends > begins else begins
        return FoundEvent(uid, name, begins, last, None, None, place, link, gone)
    local = _local(begins)
    until = _local(ends) if isinstance(ends, datetime) else None
    length = None if until is None or until <= local else _minutes(begins, ends)
    last = local.date() if until is None or until <= local else (until - timedelta(microseconds=1)).date()
    if length is not None and length >= 24 * 60:
        length = None  # as long as days: the days say it
    return FoundEvent(uid, name, local.date(), last, f"{local:%H:%M}", length, place, link, gone)


def _end(component: Any) -> Any:
    try:
        if component.get("DTEND") is not None:
            return component["DTEND"].dt
        if component.get("DURATION") is not None:
            return component["DTSTART"].dt + component["DURATION"].dt
    except (AttributeError, ValueError, TypeError, OverflowError):
        return None
    return None


def _minutes(begins: datetime, ends: datetime) -> int:
    if begins.tzinfo is not None and ends.tzinfo is not None:  # hours that pass, also where the clocks change between
        return round((ends - begins.astimezone(ends.tzinfo)).total_seconds() / 60)
    return round((ends.replace(tzinfo=None) - begins.replace(tzinfo=None)).total_seconds() / 60)


def _local(moment: datetime) -> datetime:
    """Return a moment as clocks in London show it; a time without a zone is taken as one of theirs."""
    return moment if moment.tzinfo is None else moment.astimezone(ZoneInfo(LONDON)).replace(tzinfo=None)


def _where(component: Any) -> tuple[str | None, str | None]:
    """Return the place, and the link of a meeting that is held online."""
    location, described = _text(component, "LOCATION"), _text(component, "DESCRIPTION")
    told = [_text(component, name) for name in _LINK_PROPERTIES]
    link = next((one for one in told if one.lower().startswith("https://")), None)
    for text in (location, described, _text(component, "URL")):
        if link is None and (found := _MEETING_LINK.search(text)):
            link = found[0].rstrip(").,;>]")
    if link is None and (found := _LINK.search(location)):
        link = found[0].rstrip(").,;>]")
    parts = [part.strip(" ,") for part in re.split(r"[;\n]", _LINK.sub("", location))]
    rooms = [part for part in parts if part and not _ONLINE_ROOMS.fullmatch(part)]
    return _short("; ".join(rooms)) or None, link


def _text(component: Any, name: str) -> str:
    try:
        value = component.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        return "" if value is None else clean(str(value))
    except (ValueError, AttributeError, TypeError):  # a property that is broken
        return ""


def _short(text: str) -> str:
    return " ".join(text.split())[:MAX_TEXT]


def _each_once(events: list[FoundEvent]) -> list[FoundEvent]:
    """Return what is left when the same entry stands in the file twice: the cancelled one, or the first."""
    kept: dict[tuple[str, date, str | None] | int, FoundEvent] = {}
    for at, event in enumerate(events):
        key: tuple[str, date, str | None] | int = (event.uid, event.first, event.start) if event.uid else at
        if key not in kept or event.cancelled:
            kept[key] = event
    return list(kept.values())
