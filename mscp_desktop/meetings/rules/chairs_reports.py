"""Chairs' reports: one page from a group to the group it reports to, for its next meeting; which are due, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due, Finding, Place
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import ChairsReport, Meeting
from mscp_desktop.meetings.rules.meetings import MeetingRow, meeting_before, meeting_row, meetings_after
from mscp_desktop.meetings.rules.papers import deadline_of

PAPERS_BEFORE = 5  # working days before a meeting, where its pattern gives no number
WEEK = 7  # days
AHEAD = 28  # days for which reports that are due are told of
LONG_AGO = 366  # days for which former reports are listed
_LONGEST_FOUND = 4000  # characters of a text that are searched


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A chair's report, or the place of one that is still to be made: then `uid` is None.

    It goes to `receiver` at its meeting, and covers the meetings of `group` in [since, until); `since` is None where
    the receiver never met before. `due` is when papers are due for that meeting.
    """

    id: int
    uid: str | None
    version: int
    group: str
    group_short: str | None
    group_uid: str
    receiver: str
    meeting_uid: str
    meeting_day: date
    since: date | None
    until: date
    due: date
    assurance: str | None
    exceptions: str | None
    asks: str | None
    agreed: date | None
    agreed_by: str | None
    note: str | None

    def key(self) -> str:
        """Return what stands for its uid in a list that has missing reports too."""
        return self.uid or f"{self.meeting_uid}/{self.group_uid}"

    def state(self) -> str:
        """Return how far it is: "missing", "draft" or "agreed"."""
        if self.uid is None:
            return "missing"
        return "draft" if self.agreed is None else "agreed"

    def period_words(self) -> str:
        """Return the time that it covers: "13 January 2025 to 9 March 2025"."""
        last = format_day(self.until - timedelta(days=1))
        return f"to {last}" if self.since is None else f"{format_day(self.since)} to {last}"

    def title(self) -> str:
        """Return what it is called: "Chair's report of PMQA"."""
        return f"Chair's report of {self.group_short or self.group}"


REPORTS: PlainTable[ReportRow] = PlainTable(
    {
        "meeting": lambda one: one.meeting_day,
        "receiver": lambda one: one.receiver,
        "group": lambda one: one.group,
        "state": lambda one: one.state(),
        "due": lambda one: one.due,
        "agreed": lambda one: one.agreed,
    },
    lambda one: " ".join(
        part
        for part in (one.group, one.group_short, one.receiver, one.state(), *_texts(one), one.agreed_by)
        if part is not None
    ),
)


def _texts(one: ReportRow) -> list[str]:
    return [plain_words(text) for text in (one.assurance, one.exceptions, one.asks)]


def reporting_groups(session: Session, group_uid: str, day: date) -> list[Group]:
    """Return the groups that report to one on a day, in published order; boards that are only linked do not."""
    group = Group.by_uid(session, group_uid)
    found = session.scalars(select(Group).where(Group.parent_id == group.id).order_by(Group.position, Group.id))
    return [one for one in found if one.tier is not Tier.LINKED and Span(one.start, one.end).shown_at(day)]


def reports_to(session: Session, meeting_uid: str) -> list[ReportRow]:
    """Return the reports that a meeting receives, one for each group that reports to its group, also those missing."""
    meeting = meeting_row(session, meeting_uid)
    made = {
        one.group_id: one for one in session.scalars(select(ChairsReport).where(ChairsReport.meeting_id == meeting.id))
    }
    groups = reporting_groups(session, meeting.group_uid, meeting.day)
    groups += [
        group
        for group in session.scalars(select(Group).where(Group.id.in_(made)).order_by(Group.position))
        if group not in groups
    ]
    if not groups:
        return []
    since, due = period_start(session, meeting), papers_due(session, meeting)[0]
    return [_row(one, made.get(one.id), meeting, since, due) for one in groups]


def reports_listed(session: Session, today: date) -> list[ReportRow]:
    """Return the reports of the last year with those of the next meeting of each group that others report to.

    The coming ones come first, then the latest.
    """
    query = (
        select(Meeting.uid)
        .join(ChairsReport, ChairsReport.meeting_id == Meeting.id)
        .where(Meeting.day >= today - timedelta(days=LONG_AGO))
        .distinct()
    )
    uids = set(session.scalars(query)) | {one.uid for one in receiving(session, today)}
    rows = [row for uid in uids for row in reports_to(session, uid)]
    place = {group.uid: at for at, group in enumerate(session.scalars(select(Group).order_by(Group.position)))}
    rows.sort(key=lambda row: (row.meeting_day, row.meeting_uid, place[row.group_uid]))
    coming = [row for row in rows if row.meeting_day >= today]
    former = [row for row in rows if row.meeting_day < today and row.uid is not None]
    former.sort(key=lambda row: -row.meeting_day.toordinal())
    return [replace(row, id=at) for at, row in enumerate([*coming, *former], 1)]


def receiving(session: Session, today: date) -> list[MeetingRow]:
    """Return the next meeting, from today on, of each group that others report to."""
    parents = select(Group.parent_id).where(Group.parent_id.is_not(None))
    groups = session.scalars(select(Group).where(Group.id.in_(parents)).order_by(Group.position)).all()
    coming = meetings_after(session, [group.id for group in groups], today - timedelta(days=1))
    found = [coming[group.id][0] for group in groups if group.id in coming]
    return [one for one in found if reporting_groups(session, one.group_uid, one.day)]


def report_row(session: Session, uid: str) -> ReportRow | None:
    """Return one report, or the place of a missing one by its key; None where it is gone."""
    meeting_uid, parted, group_uid = uid.partition("/")
    if parted:
        there = session.scalars(select(Meeting.id).where(Meeting.uid == meeting_uid)).first()
        rows = reports_to(session, meeting_uid) if there is not None else []
        return next((row for row in rows if row.group_uid == group_uid), None)
    report = session.scalars(select(ChairsReport).where(ChairsReport.uid == uid)).first()
    if report is None:
        return None
    meeting = session.get_one(Meeting, report.meeting_id)
    return next(row for row in reports_to(session, meeting.uid) if row.uid == uid)


def period_start(session: Session, meeting: MeetingRow) -> date | None:
    """Return the day on which a receiving group last met before a meeting; None where it never did."""
    last = meeting_before(session, meeting.group_id, meeting.day)
    return None if last is None else last.day


def papers_due(session: Session, meeting: MeetingRow) -> tuple[date, tuple[str, ...]]:
    """Return when the papers of a meeting are due, reports among them, and the sentences that say why."""
    deadline = deadline_of(session, meeting)
    if deadline.day is not None:
        return deadline.day, deadline.explain
    try:
        count = working_calendar(session).add_working_days(meeting.day, -PAPERS_BEFORE)
    except UserError:  # bank holidays of that year are not known yet
        return meeting.day - timedelta(days=WEEK), deadline.explain
    return count.day, (*deadline.explain, *count.explain())


def report_history(session: Session, uid: str) -> list[Entry]:
    """Return a report's history, the newest first."""
    return entries_of(session, "chairs_report", uid, None)


def report_id(session: Session, uid: str, today: date) -> int | None:
    """Return the place of a report in the list of reports, of a meeting's uid its first; None where it is not there."""
    rows = reports_listed(session, today)
    found = next((row.id for row in rows if uid in {row.uid, row.key()}), None)
    return found or next((row.id for row in rows if row.meeting_uid == uid), None)


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Tell of each report that is missing for a meeting so near that its papers are due."""
    for meeting in receiving(session, today):
        if meeting.day > today + timedelta(days=AHEAD):
            continue
        for row in reports_to(session, meeting.uid):
            if row.uid is None and row.due <= today:
                yield Finding(
                    "Chairs' reports",
                    f"{row.group} has no chair's report for {row.receiver}, {format_day(row.meeting_day)}",
                    f"Papers for that meeting were due on {format_day(row.due)}.",
                    Place("chairs_report", row.key()),
                )


def due(session: Session, today: date) -> Iterator[Due]:
    """Tell of each report for a coming meeting that is not agreed yet."""
    for meeting in receiving(session, today):
        if meeting.day > today + timedelta(days=AHEAD):
            continue
        _, counted = papers_due(session, meeting)
        for row in reports_to(session, meeting.uid):
            if row.agreed is None:
                what = f"Chair's report of {row.group_short or row.group} for {meeting.title()}"
                why = "It is a draft: its chair has not agreed it." if row.uid else "It is not begun."
                explain = (f"{meeting.group} meets on {format_day(meeting.day, weekday=True)}.", *counted)
                verb = "Finish it" if row.uid else "Begin it"
                yield Due("Chairs' reports", what, why, row.due, Place("chairs_report", row.key()), verb, explain)


def _row(group: Group, report: ChairsReport | None, meeting: MeetingRow, since: date | None, due: date) -> ReportRow:
    if report is None:
        return ReportRow(
            0, None, 0, group.name, group.short, group.uid, meeting.group, meeting.uid, meeting.day, since,
            meeting.day, due, None, None, None, None, None, None,
        )  # fmt: skip
    return ReportRow(
        report.id, report.uid, report.version, group.name, group.short, group.uid, meeting.group, meeting.uid,
        meeting.day, report.since, report.until, due, report.assurance, report.exceptions, report.asks, report.agreed,
        report.agreed_by, report.note,
    )  # fmt: skip


def _describe(session: Session, report: ChairsReport) -> SearchText:
    group = session.get_one(Group, report.group_id)
    meeting = session.get_one(Meeting, report.meeting_id)
    to = session.get_one(Group, meeting.group_id)
    words = " ".join(plain_words(text) for text in (report.assurance, report.exceptions, report.asks))
    title = f"Chair's report of {group.short or group.name}"
    detail = f"To {to.short or to.name}, {format_day(meeting.day)}"
    return SearchText(title, detail, words[:_LONGEST_FOUND], day=meeting.day)


def _of_group(session: Session, group: Group) -> list[ChairsReport]:
    return list(session.scalars(select(ChairsReport).where(ChairsReport.group_id == group.id)))


def _of_meeting(session: Session, meeting: Meeting) -> list[ChairsReport]:
    return list(session.scalars(select(ChairsReport).where(ChairsReport.meeting_id == meeting.id)))


SEARCH = (
    SearchSource(
        "chairs_report", ChairsReport, _describe,
        {
            Group: Resting(frozenset({"name", "short"}), _of_group, by_key=True),
            Meeting: Resting(frozenset({"day"}), _of_meeting, by_key=True),
        },
    ),
)  # fmt: skip
