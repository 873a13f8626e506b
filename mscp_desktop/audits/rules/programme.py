"""The programme as pages and documents show it: themes, audits by year and quarter, and how many a year has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, GradeShape, Tool
from mscp_desktop.audits.records import (
    FIRST_QUARTER,
    LAST_QUARTER,
    ON_RECORD,
    TO_COME,
    Audit,
    AuditCase,
    AuditState,
    AuditTheme,
    PublishedGrade,
)
from mscp_desktop.audits.rules.agreed import overall_counts
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import Entry, entries_with_parts
from mscp_desktop.foundation.local_rules import all_rules
from mscp_desktop.foundation.partial_dates import MONTHS, PartialDate, format_date, format_day
from mscp_desktop.foundation.rule_editions import edition_at
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, Decision, Meeting
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.priorities.records import Priority

AUDITS_A_YEAR = "audits-a-year"  # the key of a rule
QUARTERS = tuple(range(FIRST_QUARTER, LAST_QUARTER + 1))
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class GradeCount:
    """How many cases of an audit got one grade."""

    uid: str
    scale_id: int
    position: int
    name: str
    letters: str
    shape: GradeShape
    cases: int

    def words(self) -> str:
        """Return it in words: "2 requires improvement"."""
        return f"{self.cases} {self.name[:1].lower()}{self.name[1:]}"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit as pages and documents show it; `grades` run from the best to the lowest.

    `graded_here` says that its cases are in this program, so that their number and grades are counted from them.
    """

    id: int
    uid: str
    version: int
    number: int
    theme_id: int
    theme_uid: str
    theme: str
    required: bool
    priority: str | None
    priority_uid: str | None
    plan_id: int | None
    year: int
    quarter: int
    held_on: PartialDate | None
    state: AuditState
    group: str | None
    group_short: str | None
    group_uid: str | None
    decision: str | None
    decision_uid: str | None
    tool: str | None
    tool_uid: str | None
    cases: int | None
    grades: tuple[GradeCount, ...]
    published: str | None
    learning: str | None
    cancelled_why: str | None
    note: str | None
    graded_here: bool

    def name(self) -> str:
        """Return its lasting number: "Audit 12"."""
        return number_words(self.number)

    def title(self) -> str:
        """Return its number and theme: "Audit 12, Neglect"."""
        return f"{self.name()}, {self.theme}"

    def when(self) -> tuple[int, int]:
        """Return its year and quarter, by which audits are in order."""
        return self.year, self.quarter

    def is_over(self, today: date) -> bool:
        """Return whether its quarter is over."""
        return quarter_days(self.year, self.quarter)[1] < today

    def held_words(self) -> str:
        """Return when it was held: "12 March 2026"; empty where that is not so, or not recorded."""
        return "" if self.held_on is None else format_date(self.held_on)

    def grade_words(self) -> str:
        """Return its grades in words: "1 good, 3 inadequate"; empty where none are recorded."""
        return ", ".join(one.words() for one in self.grades if one.cases)


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """A theme; `last` is when it was audited last, `audits` how many audits of it are on record."""

    id: int
    uid: str
    version: int
    name: str
    required: bool
    priority: str | None
    priority_uid: str | None
    ended: PartialDate | None
    note: str | None
    audits: int
    last: AuditRow | None

    def is_used(self, day: date) -> bool:
        """Return whether audits are still done on it on a day."""
        return Span(None, self.ended).shown_at(day)


def number_words(number: int) -> str:
    """Return an audit's lasting number in a sentence: "Audit 12"."""
    return f"Audit {number}"


def year_of(start_year: int) -> Year:
    """Return the financial year that begins in a calendar year."""
    return Year(YearKind.FINANCIAL, start_year)


def quarter_days(start_year: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of a quarter of a financial year; 1 is April to June."""
    first = year_of(start_year).first_day
    months = [first.month + _MONTHS_A_QUARTER * (at - 1) for at in (quarter, quarter + 1)]
    begins = [date(start_year + (month - 1) // len(MONTHS), (month - 1) % len(MONTHS) + 1, 1) for month in months]
    return begins[0], date.fromordinal(begins[1].toordinal() - 1)


def quarter_of(day: date) -> tuple[int, int]:
    """Return the year, by the calendar year in which it begins, and the quarter in which a day lies."""
    year = Year.containing(YearKind.FINANCIAL, day)
    return year.start_year, ((day.month - year.first_day.month) % len(MONTHS)) // _MONTHS_A_QUARTER + 1


def quarter_words(start_year: int, quarter: int) -> str:
    """Return a quarter in words: "quarter 1 of 2026-27"."""
    return f"quarter {quarter} of {year_of(start_year)}"


def short_quarter(start_year: int, quarter: int) -> str:
    """Return a quarter as a column shows it, in an order that is that of time: "2026-27 Q1"."""
    return f"{year_of(start_year)} Q{quarter}"


def quarter_months(start_year: int, quarter: int) -> str:
    """Return the months of a quarter: "April to June 2026"."""
    first, last = quarter_days(start_year, quarter)
    return f"{MONTHS[first.month - 1]} to {MONTHS[last.month - 1]} {last.year}"


def audits_a_year(session: Session, start_year: int) -> int:
    """Return how many audits a year has by the rule that holds on its first day; 0 where none is recorded."""
    rule = edition_at(all_rules(session), AUDITS_A_YEAR, year_of(start_year).first_day)
    return 0 if rule is None else rule.number


def most_a_quarter(session: Session, start_year: int) -> int:
    """Return how many audits a quarter takes: those of the year spread over it, and one at the least."""
    return max(1, -(-audits_a_year(session, start_year) // len(QUARTERS)))


def audit_rows(session: Session, ids: Iterable[int] | None = None) -> list[AuditRow]:
    """Return audits by year and quarter, all of them where no keys are named."""
    query = (
        select(Audit, AuditTheme, Priority, Group, Decision, Meeting.day, Tool)
        .join(AuditTheme, AuditTheme.id == Audit.theme_id)
        .outerjoin(Priority, Priority.id == AuditTheme.priority_id)
        .outerjoin(Group, Group.id == Audit.group_id)
        .outerjoin(Decision, Decision.id == Audit.decision_id)
        .outerjoin(Meeting, Meeting.id == Decision.meeting_id)
        .outerjoin(Tool, Tool.id == Audit.tool_id)
        .order_by(Audit.year, Audit.quarter, Audit.number)
    )
    if ids is not None:
        query = query.where(Audit.id.in_(list(ids)))
    counts, here = _counts(session), set(session.scalars(select(AuditCase.audit_id).distinct()))
    return [
        AuditRow(
            one.id, one.uid, one.version, one.number, theme.id, theme.uid, theme.name, theme.required,
            priority.title if priority else None, priority.uid if priority else None,
            priority.plan_id if priority else None, one.year, one.quarter, one.held_on, one.state,
            group.name if group else None, group.short if group else None, group.uid if group else None,
            f"D{decision.number}, {format_day(day)}" if decision else None, decision.uid if decision else None,
            tool.words() if tool else None, tool.uid if tool else None,
            one.cases, tuple(counts.get(one.id, ())), one.published, one.learning, one.cancelled_why, one.note,
            one.id in here,
        )
        for one, theme, priority, group, decision, day, tool in session.execute(query)
    ]  # fmt: skip


def audit_row(session: Session, uid: str) -> AuditRow | None:
    """Return one audit; None where it is gone."""
    key = audit_id(session, uid)
    return None if key is None else next(iter(audit_rows(session, [key])), None)


def audit_id(session: Session, uid: str) -> int | None:
    """Return the id of an audit by uid; None where it is gone."""
    return session.scalar(select(Audit.id).where(Audit.uid == uid))


def audit_history(session: Session, uid: str) -> list[Entry]:
    """Return the changes of an audit, with those of its published counts, newest first."""
    return entries_with_parts(session, Audit.by_uid(session, uid), "published_grade", "audit_id")


def audits_of_year(session: Session, start_year: int) -> list[AuditRow]:
    """Return the audits of a financial year by quarter, cancelled ones too."""
    return audit_rows(session, session.scalars(select(Audit.id).where(Audit.year == start_year)))


def audits_of_decision(session: Session, uid: str) -> list[AuditRow]:
    """Return the audits that were agreed with a decision."""
    found = select(Audit.id).join(Decision, Decision.id == Audit.decision_id).where(Decision.uid == uid)
    return audit_rows(session, session.scalars(found))


def agreed_with(session: Session, uid: str) -> list[tuple[str, str, Place]]:
    """Return what was agreed with a decision, for its page: each audit, how it stands, and where it is."""
    return [
        (f"{one.title()}, {quarter_words(*one.when())}", one.state.value, Place("audit", one.uid))
        for one in audits_of_decision(session, uid)
    ]


def count_to_come(session: Session) -> int:
    """Return how many audits are planned and not held yet."""
    return len(session.scalars(select(Audit.id).where(Audit.state.in_(TO_COME))).all())


def themes(session: Session) -> list[ThemeRow]:
    """Return every theme by name, those that are used no more last."""
    held: dict[int, list[AuditRow]] = {}
    for row in audit_rows(session):
        if row.state in ON_RECORD:
            held.setdefault(row.theme_id, []).append(row)
    query = select(AuditTheme, Priority).outerjoin(Priority, Priority.id == AuditTheme.priority_id)
    found = [
        ThemeRow(
            one.id, one.uid, one.version, one.name, one.required, priority.title if priority else None,
            priority.uid if priority else None, one.ended, one.note, len(held.get(one.id, ())),
            max(held.get(one.id, ()), key=AuditRow.when, default=None),
        )
        for one, priority in session.execute(query)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.ended is not None, one.name.casefold()))


def theme_choices(session: Session, typed: str, day: date) -> list[tuple[str, str, str]]:
    """Return (uid, name, detail) of the themes in use on a day whose name holds what was typed."""
    wanted = normal_name(typed)
    return [
        (one.uid, one.name, last_words(one)) for one in themes(session)
        if one.is_used(day) and wanted in normal_name(one.name)
    ]  # fmt: skip


def last_words(theme: ThemeRow) -> str:
    """Return when a theme was audited last: "last audited in March 2022", or that none is on record."""
    if theme.last is None:
        return "no audit on record"
    when = theme.last.held_on
    if when is None:
        return f"last audited in {quarter_words(*theme.last.when())}"
    return f"last audited in {MONTHS[when.month - 1]} {when.year}" if when.month else f"last audited in {when.year}"


def agreeing_decisions(session: Session, typed: str) -> list[tuple[str, str, str]]:
    """Return (uid, number with meeting, words) of decisions that hold what was typed, the newest first.

    Of a confidential one only its number and meeting are said, and found.
    """
    query = (
        select(Decision, AgendaItem, Group, Meeting.day)
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .outerjoin(AgendaItem, AgendaItem.id == Decision.item_id)
        .order_by(Meeting.day.desc(), Decision.number.desc())
    )
    words = typed.casefold().split()
    found = []
    for one, item, group, day in session.execute(query):
        title = f"D{one.number}, {group.short or group.name}, {format_day(day)}"
        hidden = item is not None and item.confidential
        said = "confidential" if hidden else f"{item.title}: {one.text}" if item is not None else one.text
        if all(word in f"{title} {group.name} {said}".casefold() for word in words):
            found.append((one.uid, title, said))
    return found


def _counts(session: Session) -> dict[int, list[GradeCount]]:
    """Return the grades of each audit: as agreed of its cases where some are graded here, else as published."""
    found: dict[int, list[GradeCount]] = {}
    query = (
        select(PublishedGrade, Grade)
        .join(Grade, Grade.id == PublishedGrade.grade_id)
        .order_by(Grade.scale_id, Grade.position, PublishedGrade.id)
    )
    for count, grade in session.execute(query):
        one = GradeCount(grade.uid, grade.scale_id, grade.position, grade.name, grade.letters, grade.shape, count.cases)
        found.setdefault(count.audit_id, []).append(one)
    for audit_id, graded in overall_counts(session).items():
        found[audit_id] = [
            GradeCount(one.uid, one.scale_id, one.position, one.name, one.letters, one.shape, number)
            for one, number in graded
        ]
    return found


def grades_to_give(session: Session, uid: str) -> tuple[GradeCount, ...]:
    """Return the grades that an audit can be given, from the best, each with how many cases have it by now.

    They are those it has, or else those of its tool's scale, or else of the scale that audits were graded on most.
    """
    row = audit_row(session, uid)
    scale = None if row is None else row.grades[0].scale_id if row.grades else _scale_of_tool(session, row.tool_uid)
    if scale is None:
        used = select(Grade.scale_id).join(PublishedGrade, PublishedGrade.grade_id == Grade.id)
        most = used.group_by(Grade.scale_id).order_by(func.count().desc(), Grade.scale_id)
        scale = session.scalar(most.limit(1)) or session.scalar(select(func.min(Grade.scale_id)))
    there = {one.uid: one.cases for one in (row.grades if row else ())}
    return tuple(
        GradeCount(one.uid, one.scale_id, one.position, one.name, one.letters, one.shape, there.get(one.uid, 0))
        for one in session.scalars(select(Grade).where(Grade.scale_id == scale).order_by(Grade.position, Grade.id))
    )


def _scale_of_tool(session: Session, uid: str | None) -> int | None:
    return None if uid is None else session.scalar(select(Tool.scale_id).where(Tool.uid == uid))
