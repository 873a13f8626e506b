"""Calendar files as Outlook, Google and a council write them: days, local times, series, links, and what is refused."""

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.exchange import ics_in
from mscp_desktop.exchange.ics_in import FoundCalendar, read_calendar, read_calendar_file
from mscp_desktop.exchange.sheet import UnreadableError

FILES = Path(__file__).parent / "files"
FIRST, LAST = date(2025, 1, 1), date(2026, 3, 31)
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_ABC%40thread.v2/0?context=%7b%22Tid%22%3a%2211%22%7d"


def found(name: str, first: date = FIRST, last: date = LAST) -> FoundCalendar:
    return read_calendar_file(FILES / name, first, last)


def calendar(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", "")).encode()


def event(*lines: str) -> bytes:
    return calendar("BEGIN:VEVENT", *lines, "END:VEVENT")


def read(data: bytes) -> FoundCalendar:
    return read_calendar(data, "dates.ics", FIRST, LAST)


def test_a_teams_meeting_from_outlook_keeps_its_room_its_link_and_its_hour() -> None:
    (one,) = found("outlook_teams.ics").events
    assert (one.first, one.last, one.start, one.length) == (date(2025, 3, 31), date(2025, 3, 31), "10:00", 120)
    assert (one.name, one.place, one.link) == ("Joint Exploitation Group", "Room 4, Gun Wharf", TEAMS)
    assert one.uid.startswith("040000008200E00074C5B7101A82E008")
    assert one.uid.endswith("F1A6F0C0D7B1EE4A9B31C9A1")
    assert not one.cancelled


def test_a_cancellation_names_the_same_meeting_and_is_known_as_one() -> None:
    (one,) = found("outlook_cancelled.ics").events
    (before,) = found("outlook_teams.ics").events
    assert one.cancelled
    assert one.uid == before.uid
    assert one.name == "Joint Exploitation Group", "without what Outlook puts before it"
    assert (one.first, one.start) == (before.first, before.start), "Windows' zone is known without its rules as well"


def test_a_series_is_worked_out_across_the_change_of_the_clocks_with_its_exceptions() -> None:
    events = found("outlook_series.ics").events
    assert [(one.first.isoformat(), one.start, one.length) for one in events] == [
        ("2025-09-24", "10:00", 90), ("2025-10-22", "10:00", 90), ("2025-11-28", "14:00", 90),
        ("2026-01-28", "10:00", 90),
    ], "the fourth Wednesday; December is taken out, November was moved to the Friday"  # fmt: skip
    assert [one.uid for one in events] == [
        f"0400SERIES/{day}" for day in ("20250924", "20251022", "20251126", "20260128")
    ]
    assert {one.place for one in events} == {"Sessions House"}


def test_leave_from_google_is_whole_days_and_times_in_london() -> None:
    leave, away, *clinics = sorted(
        found("google_leave.ics").events, key=lambda one: (one.name != "Manager on leave", one.name)
    )
    assert (leave.first, leave.last, leave.start) == (date(2025, 8, 11), date(2025, 8, 22), None)
    assert (away.name, away.start, away.length) == ("Away day, whole team", "09:30", 450), (
        "UTC is an hour behind in July"
    )
    assert [one.first.day for one in clinics] == [6, 13, 20, 27]
    assert {(one.start, one.place, one.link) for one in clinics} == {
        ("16:00", None, "https://meet.google.com/abc-defg-hij")
    }


def test_a_councils_term_dates_are_days_with_the_last_one_included() -> None:
    assert [(one.name, one.first.isoformat(), one.last.isoformat()) for one in found("council_terms.ics").events] == [
        ("Staff training day", "2025-09-01", "2025-09-01"),
        ("School holiday: October half term", "2025-10-27", "2025-10-31"),
        ("School holiday: Christmas", "2025-12-22", "2026-01-02"),
    ]


def test_only_the_days_that_are_asked_for_are_read() -> None:
    assert len(found("google_leave.ics", date(2025, 1, 10), date(2025, 1, 20)).events) == 2
    assert [one.name for one in found("council_terms.ics", date(2026, 1, 1), date(2026, 1, 9)).events] == [
        "School holiday: Christmas"
    ], "it began before them"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no calendar file"),
        (b"Day,Time\r\n1,2\r\n", "no calendar file"),
        (b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nEND:VCALENDAR\r\n", "old vCalendar file"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n", "cut off"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "damaged"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 5001 + b"END:VCALENDAR\r\n", "5,000 entries"),
        (event("UID:1", "DTSTART;VALUE=DATE:20250101", "RRULE:FREQ=DAILY") * 20, "3,000 dates"),
    ],
)
def test_what_is_no_calendar_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableError, match=words):
        read(data)


def test_a_file_that_is_too_large_or_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ics_in, "MAX_BYTES", 1000)
    large = tmp_path / "large.ics"
    large.write_bytes(event("UID:1", f"SUMMARY:{'x' * 2000}"))
    with pytest.raises(UnreadableError, match="larger than any calendar"):
        read_calendar_file(large, FIRST, LAST)
    with pytest.raises(UnreadableError, match="could not be opened"):
        read_calendar_file(tmp_path / "none.ics", FIRST, LAST)


@pytest.mark.parametrize(("first", "last"), [(LAST, FIRST), (date(2020, 1, 1), date(2027, 1, 1))])
def test_days_that_make_no_sense_are_refused(first: date, last: date) -> None:
    with pytest.raises(UnreadableError):
        read_calendar(event("UID:1"), "dates.ics", first, last)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART:2025033",), "its day can't be read"),
        (("SUMMARY:No day",), "its day can't be read"),
        (("DTSTART:20250301T100000Z", "RRULE:FREQ=SECONDLY"), "more often than each day"),
        (("DTSTART:20250301T100000Z", "RRULE:FREQ=OFTEN"), "can't be read"),
        (("DTSTART;VALUE=DATE:00010101", "RRULE:FREQ=DAILY"), "it begins in the year 1"),
    ],
)
def test_an_entry_that_cant_be_taken_is_named_and_the_others_are_read(lines: tuple[str, ...], words: str) -> None:
    data = calendar(
        "BEGIN:VEVENT", "UID:bad", "SUMMARY:Bad one", *lines, "END:VEVENT",
        "BEGIN:VEVENT", "UID:good", "DTSTART;VALUE=DATE:20250401", "SUMMARY:Good one", "END:VEVENT",
    )  # fmt: skip
    read_in = read(data)
    assert [one.name for one in read_in.events] == ["Good one"]
    assert words in read_in.notes[0]


def test_a_zone_that_nobody_knows_is_taken_as_local_and_said_so() -> None:
    read_in = read(event("UID:1", "SUMMARY:Far", "DTSTART;TZID=Middle Earth Time:20250701T100000"))
    assert [(one.start, one.length) for one in read_in.events] == [("10:00", None)]
    assert "“Middle Earth Time”" in read_in.notes[0]


@pytest.mark.parametrize(
    ("day", "written", "local"),
    [
        ("20250330", "T090000Z", "10:00"), ("20250329", "T090000Z", "09:00"),
        ("20251026", "T090000Z", "09:00"), ("20251025", "T090000Z", "10:00"),
        ("20260329", "T090000Z", "10:00"),
    ],
)  # fmt: skip
def test_a_time_of_the_world_is_right_on_the_days_around_the_changes(day: str, written: str, local: str) -> None:
    (one,) = read(event("UID:1", f"DTSTART:{day}{written}")).events
    assert one.start == local


def test_an_entry_that_stands_twice_counts_once_and_as_cancelled_where_one_of_them_is() -> None:
    same = ("BEGIN:VEVENT", "UID:1", "DTSTART:20250401T090000Z")
    read_in = read(calendar(*same, "END:VEVENT", *same, "SEQUENCE:1", "STATUS:CANCELLED", "END:VEVENT"))
    assert [one.cancelled for one in read_in.events] == [True]


@given(st.binary(max_size=300), st.integers(0, 1200))
def test_any_damage_ends_in_dates_or_in_a_sentence(noise: bytes, at: int) -> None:
    data = (FILES / "outlook_series.ics").read_bytes()
    with suppress(UnreadableError):
        assert all(one.first <= one.last for one in read(data[:at] + noise + data[at + len(noise) :]).events)
