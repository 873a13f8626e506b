"""How chairs' reports are made, changed, agreed and taken back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import ChairsReport, Meeting, MeetingState
from mscp_desktop.meetings.rules.chairs_reports import period_start, reports_to
from mscp_desktop.meetings.rules.chairs_reports_facts import first_words, report_facts
from mscp_desktop.meetings.rules.meetings import meeting_row
from mscp_desktop.parties.rules.words import field_words, trimmed

TEXTS = ("assurance", "exceptions", "asks", "note")


@operation("meetings.make_report")
def make_report(session: WorkSession, group_uid: str, meeting_uid: str) -> str:
    """Begin a group's report to a meeting of the group it reports to, and return its uid.

    It covers the time since that group last met, and begins with what is on record of it: decisions, what is overdue
    or went wrong, and what was sent up. Raises `ConflictError` where there is one.
    """
    group, meeting = Group.by_uid(session, group_uid), Meeting.by_uid(session, meeting_uid)
    if group.parent_id != meeting.group_id:
        to = session.get_one(Group, meeting.group_id)
        raise UserError(f"{group.name} does not report to {to.name}, so it has no report for its meetings.")
    if meeting.state is MeetingState.CANCELLED:
        raise UserError("That meeting was cancelled. Make the report for the next one.")
    known = select(ChairsReport).filter_by(group_id=group.id, meeting_id=meeting.id)
    if session.scalars(known).first() is not None:
        raise ConflictError(f"There is a chair's report of {group.name} for {format_day(meeting.day)} already.")
    since = period_start(session, meeting_row(session, meeting_uid))
    assurance, exceptions, asks = first_words(report_facts(session, group_uid, since, meeting.day))
    report = ChairsReport(
        group_id=group.id, meeting_id=meeting.id, since=since, until=meeting.day, assurance=assurance,
        exceptions=exceptions, asks=asks,
    )  # fmt: skip
    session.add(report)
    session.flush()
    session.say(f"Began {_words(session, report)}")
    return report.uid


@operation("meetings.make_reports")
def make_reports(session: WorkSession, meeting_uid: str) -> int:
    """Begin every report that a meeting still misses, and return how many those were."""
    missing = [row for row in reports_to(session, meeting_uid) if row.uid is None]
    for row in missing:
        make_report(session, row.group_uid, meeting_uid)
    if missing:
        many = f"{len(missing)} chair's report{'' if len(missing) == 1 else 's'}"
        session.say(f"Began {many} for {format_day(missing[0].meeting_day)}")
    return len(missing)


@operation("meetings.change_report")
def change_report(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change assurance, exceptions, asks, since, until or note of a report that is not agreed yet."""
    report = ChairsReport.by_uid(session, uid)
    if report.agreed is not None and fields.keys() - {"note"}:
        raise UserError(
            f"This report was agreed on {format_day(report.agreed)}, so it stays as it is. Make it a draft again first."
        )
    for name in TEXTS:
        if name in fields:
            fields[name] = trimmed(fields[name])
    since, until = fields.get("since", report.since), fields.get("until", report.until)
    if until is None or (since is not None and since >= until):
        raise UserError("The time that a report covers ends after it begins. Give the day on which it is received.")
    changed = change_record(session, report, version, fields)
    session.say(f"{field_words(changed)} of {_words(session, report)}")


@operation("meetings.agree_report")
def agree_report(session: WorkSession, uid: str, *, day: date | None = None, by: str | None = None) -> None:
    """Put on record that a report's chair agreed it: on a day, today without one."""
    report = ChairsReport.by_uid(session, uid)
    if not any((report.assurance, report.exceptions, report.asks)):
        raise UserError("This report says nothing yet. Write what it assures, what went wrong or what it asks.")
    agreed = day or session.clock.today()
    if agreed > session.clock.today():
        raise UserError(f"{format_day(agreed)} is still to come. Give the day on which it was agreed.")
    report.agreed, report.agreed_by = agreed, trimmed(by)
    session.say(f"Agreed {_words(session, report)}")


@operation("meetings.reopen_report")
def reopen_report(session: WorkSession, uid: str) -> None:
    """Make an agreed report a draft again, so that it can be changed."""
    report = ChairsReport.by_uid(session, uid)
    report.agreed, report.agreed_by = None, None
    session.say(f"Made {_words(session, report)} a draft again")


@operation("meetings.remove_reports")
def remove_reports(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete reports that are drafts; one that was agreed stays."""
    for uid in uids:
        report = ChairsReport.by_uid(session, uid)
        if report.agreed is not None:
            raise UserError("A report that was agreed can't be deleted. Make it a draft again first.")
        words = _words(session, report)
        remove_papers_of(session, report.__tablename__, uid)
        session.delete(report)
        session.flush()
        session.say(f"Deleted {words}")
    if len(uids) > 1:
        session.say(f"Deleted {len(uids)} chairs' reports")


def _words(session: WorkSession, report: ChairsReport) -> str:
    group, meeting = session.get_one(Group, report.group_id), session.get_one(Meeting, report.meeting_id)
    return f"the chair's report of {group.short or group.name} for {format_day(meeting.day)}"
