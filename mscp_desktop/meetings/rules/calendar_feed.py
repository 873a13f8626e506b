"""Meetings as other calendars are told of them: what goes out, under which name, and to whom."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from email.headerregistry import Address

from sqlalchemy.orm import Session

from mscp_desktop.exchange.ics_out import CalendarEvent, Method, write_calendar
from mscp_desktop.exchange.mail_draft import address_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.meetings.records import MeetingKind, MeetingState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow
from mscp_desktop.roster.rules.contacts import group_contacts

OURS = "mscp-desktop"
"""What stands behind the @ of the names that we give to meetings in calendars; it names no domain."""


def uid_of(meeting: MeetingRow) -> str:
    """Return the name of a meeting in calendars, the same for ever: that of the calendar it came from, or ours."""
    return meeting.outside_uid or f"{meeting.uid}@{OURS}"


def event_of(meeting: MeetingRow, to: tuple[Address, ...] = (), copied: tuple[Address, ...] = ()) -> CalendarEvent:
    """Return a meeting as an event: its group, time and place, and nothing of its agenda or why it was cancelled."""
    called = (
        meeting.group if meeting.group_short in {None, meeting.group} else f"{meeting.group} ({meeting.group_short})"
    )
    if meeting.kind is MeetingKind.EXTRAORDINARY:
        called = f"{called}, extraordinary meeting"
    said = "" if meeting.start_time is not None else "The time is not fixed yet."
    if meeting.start_time is not None and meeting.length is None:
        said = "How long it lasts is not fixed yet."
    return CalendarEvent(
        uid_of(meeting), meeting.sequence, called, meeting.day, meeting.start_time, meeting.length, meeting.zone,
        meeting.place, meeting.link, said, (meeting.group_words(),), meeting.state is MeetingState.CANCELLED, to,
        copied,
    )  # fmt: skip


def feed(meetings: Iterable[MeetingRow], name: str, today: date) -> bytes:
    """Return the calendar file of many meetings, cancelled ones among them; decisions between meetings are left out.

    Imported again after a change, it moves what was moved and strikes what was cancelled.
    """
    shown = [event_of(one) for one in meetings if one.kind not in BETWEEN]
    return write_calendar(shown, _stamp(today), name=name)


def invitation(
    session: Session, meeting: MeetingRow, today: date, sender: Address | None = None
) -> tuple[bytes, Method]:
    """Return one meeting as an invitation, or as its cancellation, to the members of its group on that day.

    An invitation names who invites (RFC 5546, 3.2.2). Without a sender the meeting is only shown: a calendar takes it
    in, and its changes, but nobody is asked for an answer. So is one that another calendar gave its name: who invited
    to it is the one to change it. Raises `UserError` for a decision between meetings.
    """
    if meeting.kind in BETWEEN:
        raise UserError("This is a decision between meetings: there is nothing to come to. Choose a meeting.")
    method = Method.CANCEL if meeting.state is MeetingState.CANCELLED else Method.REQUEST
    if meeting.outside_uid is not None or sender is None:
        return write_calendar([event_of(meeting)], _stamp(today)), Method.PUBLISH
    if not sender.display_name:
        sender = Address(partnership_name(session), addr_spec=sender.addr_spec)
    event = replace(event_of(meeting, *invited(session, meeting)), sender=sender)
    return write_calendar([event], _stamp(today), method=method), method


def invited(session: Session, meeting: MeetingRow) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """Return the addresses of the members of that day, and of those who get a copy; none for whom none is recorded."""
    contacts = group_contacts(session, meeting.group_uid, meeting.day)
    reached = [(one, address_of(one.name, one.email)) for one in contacts if one.email]
    to = tuple(address for one, address in reached if address is not None and not one.copied)
    return to, tuple(address for one, address in reached if address is not None and one.copied)


def _stamp(today: date) -> datetime:
    """Return when a file is made; the day will do, and the same file is made again on the same day."""
    return datetime.combine(today, time(), UTC)
