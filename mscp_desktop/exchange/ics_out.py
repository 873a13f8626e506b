"""Meetings as calendar files: iCalendar (RFC 5545), with invitations and cancellations for Outlook (RFC 5546).

A time is local, with the name of its zone and that zone's rules in the file, so that it stays right when the clocks
change. What has no time is a whole day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from email.headerregistry import Address
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vText
from icalendar.cal import Component
from icalendar.cal.timezone import TimezoneDaylight, TimezoneStandard

from mscp_desktop.foundation.errors import InternalError

PRODUCT = "-//MSCP Desktop//Meetings//EN"
LONDON = "Europe/London"
UNKNOWN_LENGTH = 60  # minutes that a meeting takes in a calendar where nobody fixed its length
TEAMS = ("teams.microsoft.com", "teams.live.com", "teams.cloud.microsoft")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Method(StrEnum):
    """What a calendar is asked to do with a file."""

    PUBLISH = "PUBLISH"  # show these
    REQUEST = "REQUEST"  # an invitation, or a change of one
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One meeting as other calendars are told of it.

    `start` is a local time such as "10:00", None for a whole day; `length` is in minutes. `sequence` counts what was
    changed since it was first sent out. `description` holds nothing confidential: it travels by e-mail. `sender` is who
    invites, whom an invitation and a cancellation name.
    """

    uid: str
    sequence: int
    summary: str
    day: date
    start: str | None = None
    length: int | None = None
    zone: str = LONDON
    place: str | None = None
    link: str | None = None
    description: str = ""
    categories: tuple[str, ...] = ()
    cancelled: bool = False
    to: tuple[Address, ...] = field(default=())
    copied: tuple[Address, ...] = field(default=())
    sender: Address | None = None


def write_calendar(
    events: Sequence[CalendarEvent], stamp: datetime, *, method: Method = Method.PUBLISH, name: str = ""
) -> bytes:
    """Return a calendar file; `stamp` is when it is made, `name` what a calendar calls it.

    Raises `KeyError` for a zone that is not known, and `InternalError` for an invitation that nobody sends.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    if name:
        calendar.add("x-wr-calname", vText(_plain(name)))
    for zone in sorted({event.zone for event in events if event.start is not None}):
        calendar.add_component(_zone(zone))
    for event in events:
        calendar.add_component(_event(event, stamp, method))
    data: bytes = calendar.to_ical()
    return data


def is_teams(link: str) -> bool:
    """Say whether a link leads to a meeting in Microsoft Teams."""
    return any(f"//{host}/" in link for host in TEAMS)


def _event(event: CalendarEvent, stamp: datetime, method: Method) -> Component:
    made = Event()
    made.add("uid", _plain(event.uid))
    made.add("dtstamp", stamp.astimezone(timezone.utc))  # noqa: UP017 - icalendar knows this one as "Z"
    made.add("sequence", event.sequence)
    summary = " ".join(_plain(event.summary).split())
    made.add("summary", f"Cancelled: {summary}" if event.cancelled else summary)
    _add_times(made, event)
    place = " ".join(_plain(event.place or "").split())
    link = _plain(event.link or "").replace("\n", "")
    where = "; ".join(part for part in (place, link) if part)
    if where:
        made.add("location", where)
    said = [*(["This meeting is cancelled."] if event.cancelled else []), _plain(event.description)]
    said += [f"Join online: {link}"] if link else []
    if any(said):
        made.add("description", "\n".join(part for part in said if part))
    if link.startswith(("https://", "http://")) and " " not in link:
        made.add("url", link)
        if is_teams(link):
            made.add("x-microsoft-skypeteamsmeetingurl", vText(link))
    if event.categories:
        made.add("categories", [_plain(one) for one in event.categories])
    free = event.cancelled or event.start is None
    made.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT" if free else "OPAQUE")
    made.add("x-microsoft-cdo-busystatus", vText("FREE" if free else "BUSY"))
    if method is not Method.PUBLISH:
        _add_people(made, event)
    return made


def _add_times(made: Event, event: CalendarEvent) -> None:
    if event.start is None:
        made.add("dtstart", event.day)
        made.add("dtend", event.day + timedelta(days=1))
        made.add("x-microsoft-cdo-alldayevent", vText("TRUE"))
        return
    zone = ZoneInfo(event.zone)
    begins = datetime.combine(event.day, time.fromisoformat(event.start), zone)
    if event.length is None:
        made.add("dtstart", begins)
        made.add("duration", timedelta(minutes=UNKNOWN_LENGTH))
        return
    made.add("dtstart", begins)
    lasting = begins.astimezone(timezone.utc) + timedelta(minutes=event.length)  # noqa: UP017 - as above
    made.add("dtend", lasting.astimezone(zone))


def _add_people(made: Event, event: CalendarEvent) -> None:
    if event.sender is None:
        raise InternalError("An invitation names who invites.")
    made.add("organizer", _person(event.sender), encode=False)
    for people, part in ((event.to, "REQ-PARTICIPANT"), (event.copied, "OPT-PARTICIPANT")):
        for one in people:
            person = _person(one)
            person.params["ROLE"] = part
            person.params["PARTSTAT"] = "NEEDS-ACTION"
            person.params["RSVP"] = "FALSE" if event.cancelled else "TRUE"
            made.add("attendee", person, encode=False)


def _person(one: Address) -> vCalAddress:
    person = vCalAddress(f"mailto:{one.addr_spec}")
    if one.display_name:
        person.params["CN"] = _plain(one.display_name).replace('"', "'").replace("\n", " ")
    return person


def _zone(name: str) -> Component:
    """Return a zone's rules; London's as the law has them, which Outlook reads better than a list of each change."""
    if name != LONDON:
        return Timezone.from_tzid(name)
    zone = Timezone()
    zone.add("tzid", name)
    for kind, called, before, after, first, month in (
        (TimezoneDaylight, "BST", 0, 1, datetime(1996, 3, 31, 1), 3),  # noqa: DTZ001 - a zone's own clock
        (TimezoneStandard, "GMT", 1, 0, datetime(1996, 10, 27, 2), 10),  # noqa: DTZ001 - as above
    ):
        part = kind()
        part.add("tzname", called)
        part.add("dtstart", first)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone


def _plain(text: str) -> str:
    """Return words without what no calendar file can hold."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")).strip()
