"""Invents audits of earlier years and the schedule of this one, with counts of grades."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from mscp_desktop.assessment.records import Grade
from mscp_desktop.audits.records import Audit, AuditState, AuditTheme, PublishedGrade
from mscp_desktop.audits.rules.programme import QUARTERS, quarter_days, quarter_of
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import Decision, Meeting
from mscp_desktop.parties.rules.names import normal_name

SEED = 20210401
INTO_QUARTER, WEDNESDAY = timedelta(days=40), 2
LEAST_CASES, MOST_CASES = 5, 6
AUDIT_GROUP = "case file audit"  # what stands in the name of the group that audits
LEARNING = (
    "What the child said was written down more often than before, and seldom used in the plan.",
    "Agencies shared what they knew early. Who would follow it up was not always said.",
    "Assessments named the risks; plans did not say how anybody would see that they became less.",
    "Supervision was on file in most cases, and reflected on the child's days in few of them.",
)


def fill_audits(session: WorkSession, years: int) -> int:
    """Invent an audit for each quarter of the last `years` years that has none, and the rest of this year's schedule.

    Return how many; the same each time. Without themes, or a scale of grades, nothing is invented.
    """
    themes = list(session.scalars(select(AuditTheme).where(AuditTheme.ended.is_(None)).order_by(AuditTheme.id.desc())))
    scale = session.scalar(select(func.min(Grade.scale_id)))
    grades = list(session.scalars(select(Grade).where(Grade.scale_id == scale).order_by(Grade.position)))
    if not themes or not grades:
        return 0
    rng = random.Random(SEED)  # noqa: S311 - invented data, the same each time
    today = session.clock.today()
    this_year, now = quarter_of(today)
    there = {(one.year, one.quarter) for one in session.scalars(select(Audit))}
    number = session.scalar(select(func.max(Audit.number))) or 0
    group, decisions = _audit_group(session), _decisions(session)
    made = 0
    for year in range(this_year - years, this_year + 1):
        for quarter in QUARTERS:
            if (year, quarter) in there:
                continue
            first = quarter_days(year, quarter)[0]
            agreed = max((one for one in decisions if one[0] < first), default=None)
            over = (year, quarter) < (this_year, now)
            audit = Audit(
                number=number + made + 1, theme_id=themes[made % len(themes)].id, year=year, quarter=quarter,
                state=_state(over=over, old=year < this_year, agreed=agreed is not None),
                group_id=group, decision_id=None if agreed is None else agreed[1],
            )  # fmt: skip
            session.add(audit)
            session.flush()
            if over:
                _hold(session, rng, audit, first, grades)
            made += 1
    session.flush()
    return made


def _state(*, over: bool, old: bool, agreed: bool) -> AuditState:
    if over:
        return AuditState.CLOSED if old else AuditState.HELD
    return AuditState.AGREED if agreed else AuditState.PROPOSED


def _hold(session: WorkSession, rng: random.Random, audit: Audit, first: date, grades: Sequence[Grade]) -> None:
    """Give an audit a day, counts and what was learned; later years are graded a little better."""
    day = first + INTO_QUARTER + timedelta(days=rng.randrange(14))
    day += timedelta(days=(WEDNESDAY - day.weekday()) % 7)
    better = min(3, max(0, audit.year - 2020))
    weights = [(1 + better, 3 + 3 * better, 8, 9 - 2 * better)[min(at, 3)] for at in range(len(grades))]
    number = rng.randint(LEAST_CASES, MOST_CASES)
    given = rng.choices(range(len(grades)), weights, k=number)
    audit.held_on, audit.cases, audit.learning = PartialDate.of(day), number, rng.choice(LEARNING)
    session.add_all(
        PublishedGrade(audit_id=audit.id, grade_id=grades[at].id, cases=given.count(at)) for at in sorted(set(given))
    )


def _audit_group(session: WorkSession) -> int | None:
    groups = session.scalars(select(Group).order_by(Group.position))
    return next((one.id for one in groups if AUDIT_GROUP in normal_name(one.name)), None)


def _decisions(session: WorkSession) -> list[tuple[date, int]]:
    """Return the day and key of each decision of the Executive."""
    query = (
        select(Meeting.day, Decision.id)
        .join(Decision, Decision.meeting_id == Meeting.id)
        .join(Group, Group.id == Meeting.group_id)
        .where(Group.tier == Tier.EXECUTIVE)
    )
    return [(day, key) for day, key in session.execute(query)]
