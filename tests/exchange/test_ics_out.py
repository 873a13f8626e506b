"""Calendar files as they go out, read back by two parsers that are not ours, and line by line."""

import re
from datetime import UTC, date, datetime, timedelta
from email.headerregistry import Address
from typing import Any
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from letters import ANY

from mscp_desktop.exchange.ics_in import read_calendar
from mscp_desktop.exchange.ics_out import CalendarEvent, Method, write_calendar
from mscp_desktop.foundation.errors import InternalError

STAMP = datetime(2025, 1, 15, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3aabc%40thread.v2/0?context=%7b%22Tid%22%7d"
SENDER = Address("MSCP", "unit", "example.org")
MEETING = CalendarEvent("one@mscp-desktop", 0, "PMQA", date(2025, 3, 12), "10:00", 120, place="Gun Wharf")


def written(*events: CalendarEvent, method: Method = Method.PUBLISH) -> bytes:
    return write_calendar(events, STAMP, method=method, name="Calendar 2024-25")


def by_vobject(data: bytes) -> list[Any]:
    (calendar,) = vobject.readComponents(data.decode())
    return list(calendar.vevent_list)


def by_ics(data: bytes) -> list[Any]:
    return sorted(ics.Calendar(data.decode()).events)


def lines(data: bytes) -> list[str]:
    """Return the whole lines of a file, those that were folded put together again."""
    return data.replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2025, 3, 29), 10), (date(2025, 3, 30), 9), (date(2025, 3, 31), 9),
        (date(2025, 10, 25), 9), (date(2025, 10, 26), 10), (date(2025, 10, 27), 10),
        (date(2026, 3, 28), 10), (date(2026, 3, 29), 9), (date(2026, 10, 24), 9), (date(2026, 10, 25), 10),
    ],
)  # fmt: skip
def test_a_time_stays_right_when_the_clocks_change(day: date, utc: int) -> None:
    data = written(CalendarEvent("one", 0, "PMQA", day, "10:00", 120))
    (one,), (other,) = by_vobject(data), by_ics(data)
    moment = datetime(day.year, day.month, day.day, utc, tzinfo=UTC)
    assert one.dtstart.value.astimezone(UTC) == moment
    assert one.dtend.value.astimezone(UTC) == moment + timedelta(hours=2)
    assert other.begin.datetime == moment
    assert other.end.datetime == moment + timedelta(hours=2)
    assert f"DTSTART;TZID=Europe/London:{day:%Y%m%d}T100000" in lines(data)


def test_the_rules_of_the_zone_are_those_of_the_law() -> None:
    (calendar,) = vobject.readComponents(written(MEETING).decode())
    zone = calendar.vtimezone.gettzinfo()
    for day, hours in (
        (datetime(2025, 3, 30, 0, 59), 0), (datetime(2025, 3, 30, 2, 1), 1),  # noqa: DTZ001 - the zone's own clock
        (datetime(2026, 10, 25, 0, 30), 1), (datetime(2026, 10, 25, 2, 1), 0),  # noqa: DTZ001 - as above
    ):  # fmt: skip
        assert zone.utcoffset(day) == timedelta(hours=hours), day


def test_what_has_no_time_is_a_whole_day_that_takes_none() -> None:
    data = written(CalendarEvent("one", 0, "PMQA", date(2025, 3, 30)))
    (one,), (other,) = by_vobject(data), by_ics(data)
    assert (one.dtstart.value, one.dtend.value) == (date(2025, 3, 30), date(2025, 3, 31))
    assert other.all_day
    assert "VTIMEZONE" not in data.decode()
    assert "TRANSP:TRANSPARENT" in lines(data)


def test_what_has_no_length_takes_an_hour() -> None:
    (other,) = by_ics(written(CalendarEvent("one", 0, "PMQA", date(2025, 3, 12), "10:00")))
    assert other.duration == timedelta(hours=1)


def test_moving_raises_the_sequence_under_the_same_name() -> None:
    before = by_vobject(written(MEETING))[0]
    moved = CalendarEvent("one@mscp-desktop", 1, "PMQA", date(2025, 3, 19), "10:00", 120, sender=SENDER)
    after = by_vobject(written(moved, method=Method.REQUEST))[0]
    assert before.uid.value == after.uid.value == "one@mscp-desktop"
    assert (before.sequence.value, after.sequence.value) == ("0", "1")


def test_cancelling_says_so_to_people_and_to_calendars() -> None:
    gone = CalendarEvent("one", 2, "PMQA", date(2025, 3, 12), "10:00", 120, cancelled=True, sender=SENDER)
    data = written(gone, method=Method.CANCEL)
    (one,), (other,) = by_vobject(data), by_ics(data)
    assert one.status.value == "CANCELLED"
    assert other.status == "CANCELLED"
    assert one.summary.value == other.name == "Cancelled: PMQA"
    assert one.description.value == "This meeting is cancelled."
    assert {"METHOD:CANCEL", "SEQUENCE:2", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"} <= {*lines(data)}


def test_a_meeting_in_teams_keeps_its_link_where_people_and_outlook_look_for_it() -> None:
    online = CalendarEvent("one", 0, "PMQA", date(2025, 3, 12), "10:00", 60, place="Room 4, Gun Wharf", link=TEAMS)
    (one,) = by_vobject(written(online))
    assert one.location.value == f"Room 4, Gun Wharf; {TEAMS}"
    assert f"Join online: {TEAMS}" in one.description.value
    assert one.url.value == TEAMS
    assert one.x_microsoft_skypeteamsmeetingurl.value == TEAMS
    (elsewhere,) = by_vobject(written(CalendarEvent("one", 0, "PMQA", date(2025, 3, 12), link="ask the chair")))
    assert not hasattr(elsewhere, "url"), "words are no address"


def test_an_invitation_names_who_is_asked_and_who_gets_a_copy() -> None:
    asked = CalendarEvent(
        "one", 0, "PMQA", date(2025, 3, 12), "10:00", 60,
        to=(Address('Ann "Nan" Example', "ann", "example.org"),), copied=(Address("", "pa", "example.org"),),
        sender=SENDER,
    )  # fmt: skip
    (one,) = by_vobject(written(asked, method=Method.REQUEST))
    ann, copied = one.attendee_list
    assert (ann.value, ann.params["ROLE"], ann.params["RSVP"]) == (
        "mailto:ann@example.org", ["REQ-PARTICIPANT"], ["TRUE"],
    )  # fmt: skip
    assert ann.params["CN"] == ["Ann 'Nan' Example"]
    assert (copied.value, copied.params["ROLE"]) == ("mailto:pa@example.org", ["OPT-PARTICIPANT"])
    assert (one.organizer.value, one.organizer.params["CN"]) == ("mailto:unit@example.org", ["MSCP"])
    shown = by_vobject(written(asked))[0]
    assert not hasattr(shown, "attendee"), "a calendar that is only shown asks nobody"
    assert not hasattr(shown, "organizer")


def test_an_invitation_that_nobody_sends_is_not_written() -> None:
    with pytest.raises(InternalError, match="names who invites"):
        written(MEETING, method=Method.REQUEST)


def test_no_meeting_is_called_public() -> None:
    assert "CLASS" not in written(MEETING).decode()


TEXT = st.text(ANY, max_size=120) | st.sampled_from(
    ("a, b; c\\d", "one\ntwo\r\nthree", "🙂 “Ünïcode” Łódź", "x" * 200, "é" * 90, "BEGIN:VEVENT", "a:b;c=d\\n")
)
EVENTS = st.builds(
    CalendarEvent,
    uid=st.uuids().map(str),
    sequence=st.integers(0, 99),
    summary=TEXT,
    day=st.dates(date(2017, 1, 1), date(2032, 12, 31)),
    start=st.none() | st.times().map(lambda one: f"{one:%H:%M}"),
    length=st.none() | st.integers(1, 1439),
    place=st.none() | TEXT,
    description=TEXT,
    categories=st.just(()) | st.tuples(TEXT.filter(str.strip)),
    cancelled=st.booleans(),
)


# what fails is not made smaller: these parsers are slow
@settings(max_examples=15, phases=[Phase.generate])
@given(st.lists(EVENTS, min_size=1, max_size=2, unique_by=lambda one: one.uid))
def test_whatever_people_write_comes_back_from_two_parsers(events: list[CalendarEvent]) -> None:
    data = written(*events)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75, "octets"
        line.decode()  # no letter is cut apart
        assert b"\n" not in line.replace(b"\r", b"\n")
    found = {one.uid.value: one for one in by_vobject(data)}
    others = {one.uid: one for one in by_ics(data)}
    assert found.keys() == others.keys() == {one.uid for one in events}
    for event in events:
        one, other = found[event.uid], others[event.uid]
        said = " ".join(_seen(event.summary).split())
        wanted = f"Cancelled: {said}" if event.cancelled else said
        assert one.summary.value == wanted
        if "\\" not in wanted:  # that parser takes a backslash before an n for the end of a line
            assert (other.name or "") == wanted
        if event.start is None:
            assert one.dtstart.value == event.day
        else:
            hour, minute = map(int, event.start.split(":"))
            local = datetime(event.day.year, event.day.month, event.day.day, hour, minute, tzinfo=LONDON)
            if local.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == local.replace(tzinfo=None):
                assert one.dtstart.value.replace(tzinfo=None) == local.replace(tzinfo=None)
                assert other.begin.datetime == local
        (back,) = [one for one in read_calendar(data, "own.ics", event.day, event.day).events if one.uid == event.uid]
        assert (back.first, back.cancelled) == (event.day, event.cancelled)


def _seen(text: str) -> str:
    """Return what a calendar file can hold of a text."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
