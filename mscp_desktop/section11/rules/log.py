"""The log of agencies' audits as pages and documents show it: who, on what, how graded, and what a group made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import ActionRow, actions_of_source
from mscp_desktop.assessment.records import Grade, Scale
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, format_day
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Meeting, MeetingState
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import names_on, normal_name
from mscp_desktop.priorities.records import Priority
from mscp_desktop.section11.records import AgencyAudit, AuditKind, Outcome

KIND = AgencyAudit.__tablename__
NOBODY, CONFIDENTIAL = "not recorded", "A confidential audit"


class Standing(StrEnum):
    """How far the partnership has dealt with an audit."""

    EXPECTED = "not received"
    RECEIVED = "received"
    BROUGHT = "with a group"
    CONSIDERED = "considered"


STATES = (Standing.EXPECTED.value, Standing.RECEIVED.value, Standing.BROUGHT.value, *(one.value for one in Outcome))
"""How an audit can stand, with what a group made of it in the place of that it considered it."""


@dataclass(frozen=True, slots=True)
class AgencyAuditRow:
    """An audit of an agency as pages and documents show it; the organisation by the name of the audit's day.

    `meeting_uid` is the meeting of its group on the day that it is brought to; None where none is on record.
    `actions` are those that came from it.
    """

    id: int
    uid: str
    version: int
    kind: AuditKind
    organisation: str | None
    organisation_uid: str | None
    body: str | None
    subject: str
    priority: str | None
    priority_uid: str | None
    made: PartialDate | None
    received: date | None
    cases: int | None
    grade_words: str | None
    grade: str | None
    grade_uid: str | None
    strengths: str | None
    learning: str | None
    planned: str | None
    group: str | None
    group_short: str | None
    group_uid: str | None
    brought_on: date | None
    meeting_uid: str | None
    outcome: Outcome | None
    considered_on: date | None
    response: str | None
    next_due: PartialDate | None
    confidential: bool
    note: str | None
    actions: tuple[ActionRow, ...]

    def who(self) -> str:
        """Return who made it: "Hilltop School, Medway Primary Schools"."""
        return ", ".join(part for part in (self.body, self.organisation) if part) or NOBODY

    def title(self) -> str:
        """Return whose audit on what: "Kent Police: missing children"."""
        return f"{self.who()}: {self.subject}"

    def day(self) -> date | None:
        """Return the day by which it is put in order and in a year: when it was made, or else received."""
        return self.made.earliest() if self.made is not None else self.received

    def year(self) -> str | None:
        """Return its financial year, as "2025-26"; of an audit of a calendar year alone that in which it begins."""
        day = self.day()
        return None if day is None else Year.containing(YearKind.FINANCIAL, day).label

    def graded(self) -> str:
        """Return the grade: that of a scale, and the agency's own words where they differ."""
        own = self.grade_words
        if self.grade is None or own is None or normal_name(own) == normal_name(self.grade):
            return self.grade or own or ""
        return f"{self.grade} (“{own}”)"

    def standing(self) -> Standing:
        """Return how far the partnership has dealt with it."""
        if self.outcome is not None:
            return Standing.CONSIDERED
        if self.group is not None:
            return Standing.BROUGHT
        return Standing.EXPECTED if self.received is None else Standing.RECEIVED

    def state(self) -> str:
        """Return how far it is in a word or two, one of `STATES`."""
        return self.standing().value if self.outcome is None else self.outcome.value

    def standing_words(self) -> str:
        """Return how far it is, with where and when: "accepted by PMQA on 3 June 2025"."""
        group = self.group_short or self.group
        if self.outcome is not None:
            by = f" by {group}" if group else ""
            return f"{self.outcome.value}{by}{f' on {format_day(self.considered_on)}' if self.considered_on else ''}"
        if group:
            return f"brought to {group}{f', {format_day(self.brought_on)}' if self.brought_on else ''}"
        return f"received on {format_day(self.received)}" if self.received else "not received yet"

    def made_words(self) -> str:
        """Return when it was made; empty where that is not recorded."""
        return format_date(self.made) if self.made is not None else ""

    def action_words(self) -> str:
        """Return its actions with how far each is: "A12 open, A14 overdue"."""
        return ", ".join(f"{one.words()} {one.state_words()}" for one in self.actions)


def _query() -> Select[AgencyAudit, Organisation, Priority, Grade, Group]:
    return (
        select(AgencyAudit, Organisation, Priority, Grade, Group)
        .outerjoin(Organisation, Organisation.id == AgencyAudit.organisation_id)
        .outerjoin(Priority, Priority.id == AgencyAudit.priority_id)
        .outerjoin(Grade, Grade.id == AgencyAudit.grade_id)
        .outerjoin(Group, Group.id == AgencyAudit.group_id)
    )


def audit_rows(
    session: Session, ids: Iterable[int] | None = None, *, today: date | None = None, public: bool = False
) -> list[AgencyAuditRow]:
    """Return the audits of agencies, the latest first, or those with these keys; `public` leaves out confidential ones.

    With a day, how late their actions are then.
    """
    query = _query() if ids is None else _query().where(AgencyAudit.id.in_(list(ids)))
    if public:
        query = query.where(AgencyAudit.confidential.is_(False))
    return _rows(session, query, today)


def audit_row(session: Session, uid: str, today: date | None = None) -> AgencyAuditRow | None:
    """Return one audit; None where it is gone."""
    return next(iter(_rows(session, _query().where(AgencyAudit.uid == uid), today)), None)


def audit_id(session: Session, uid: str) -> int | None:
    """Return the id of an audit by uid; None where it is gone."""
    return session.scalar(select(AgencyAudit.id).where(AgencyAudit.uid == uid))


def audits_for(
    session: Session, year: str | None = None, organisation: str | None = None, *, public: bool = False
) -> list[AgencyAuditRow]:
    """Return the audits of a financial year, as "2025-26", and of an organisation by uid; None is all of them."""
    wanted = None if year is None else Year.parse(YearKind.FINANCIAL, year).label
    return [
        one for one in audit_rows(session, public=public)
        if wanted in (None, one.year()) and organisation in (None, one.organisation_uid)
    ]  # fmt: skip


def count_waiting(session: Session) -> int:
    """Return how many audits were received and not considered by any group yet."""
    return sum(one.standing() in (Standing.RECEIVED, Standing.BROUGHT) for one in audit_rows(session))


def followed(rows: Sequence[AgencyAuditRow]) -> set[str]:
    """Return the uids of the audits after which the next one has come.

    The next is a later one of the same kind and by the same body; of an agency's also on the same subject.
    """
    by_key: dict[tuple[AuditKind, str | None, str, str], list[AgencyAuditRow]] = {}
    for one in rows:
        subject = "" if one.kind is AuditKind.SCHOOL else normal_name(one.subject)
        by_key.setdefault((one.kind, one.organisation_uid, normal_name(one.body or ""), subject), []).append(one)
    latest = {key: max(one.day() or date.min for one in found) for key, found in by_key.items()}
    return {one.uid for key, found in by_key.items() for one in found if (one.day() or date.min) < latest[key]}


def grade_choices(session: Session, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, grade, scale) of the grades whose name holds what was typed, scale by scale, the best first."""
    query = select(Grade, Scale).join(Scale, Scale.id == Grade.scale_id).order_by(Scale.name, Scale.id, Grade.position)
    wanted = normal_name(typed)
    return [(one.uid, one.name, scale.name) for one, scale in session.execute(query) if wanted in normal_name(one.name)]


def _rows(
    session: Session, query: Select[AgencyAudit, Organisation, Priority, Grade, Group], today: date | None
) -> list[AgencyAuditRow]:
    found = list(session.execute(query))
    if not found:
        return []
    days = {_day(one) for one, *_ in found}
    names = {day: names_on(session, day) for day in days if day is not None}
    meetings = _meetings(session, [one for one, *_ in found])
    actions: dict[str, list[ActionRow]] = {}
    for action in actions_of_source(session, KIND, [one.uid for one, *_ in found], today):
        if action.source_place is not None and action.source_place.uid is not None:
            actions.setdefault(action.source_place.uid, []).append(action)
    rows = [
        AgencyAuditRow(
            one.id, one.uid, one.version, one.kind, _named(body, names.get(_day(one) or date.min, {})),
            None if body is None else body.uid, one.body, one.subject, None if priority is None else priority.title,
            None if priority is None else priority.uid, one.made, one.received, one.cases, one.grade_words,
            None if grade is None else grade.name, None if grade is None else grade.uid, one.strengths, one.learning,
            one.planned, None if group is None else group.name, None if group is None else group.short,
            None if group is None else group.uid, one.brought_on, meetings.get((one.group_id, one.brought_on)),
            one.outcome, one.considered_on, one.response, one.next_due, one.confidential, one.note,
            tuple(actions.get(one.uid, ())),
        )
        for one, body, priority, grade, group in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-(row.day() or date.min).toordinal(), row.title().casefold(), row.id))


def _day(one: AgencyAudit) -> date | None:
    return one.made.earliest() if one.made is not None else one.received


def _named(body: Organisation | None, names: dict[int, str]) -> str | None:
    return None if body is None else names.get(body.id, body.name)


def _meetings(session: Session, audits: Sequence[AgencyAudit]) -> dict[tuple[int | None, date | None], str]:
    """Return the uid of the meeting of each group on each day that an audit is brought to."""
    days = {one.brought_on for one in audits if one.brought_on is not None}
    if not days:
        return {}
    query = select(Meeting.group_id, Meeting.day, Meeting.uid).where(
        Meeting.day.in_(days), Meeting.state != MeetingState.CANCELLED
    )
    return {(group, day): uid for group, day, uid in session.execute(query)}
