"""Invents audits of earlier years with counts of grades, one with graded cases, and the schedule of this year."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from mscp_desktop.assessment.records import Grade
from mscp_desktop.audits.records import Audit, AuditState, AuditTheme, PublishedGrade
from mscp_desktop.audits.rules.programme import QUARTERS, quarter_days, quarter_of
from mscp_desktop.audits.sample.asked import ask_services, grade_audit
from mscp_desktop.audits.sample.found import find
from mscp_desktop.audits.sample.words import LEARNING
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import Decision, Meeting
from mscp_desktop.parties.rules.names import normal_name

SEED = 20210401
INTO_QUARTER, WEDNESDAY = timedelta(days=40), 2
LEAST_CASES, MOST_CASES = 5, 6
AUDIT_GROUP = "case file audit"  # what stands in the name of the group that audits
AGREES = "schedule of audits"  # what stands in a decision that agrees one


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
    made, held = 0, []
    last = (this_year, now - 1) if now > QUARTERS[0] else (this_year - 1, QUARTERS[-1])
    for year in range(this_year - years, this_year + 1):
        for quarter in QUARTERS:
            if (year, quarter) in there:
                continue
            first = quarter_days(year, quarter)[0]
            agreed = max((one for one in decisions if one[0] < first), default=None)
            over = (year, quarter) < (this_year, now)
            audit = Audit(
                number=number + made + 1, theme_id=themes[made % len(themes)].id, year=year, quarter=quarter,
                state=_state(over=over, old=(year, quarter) < last, agreed=agreed is not None),
                group_id=group, decision_id=None if agreed is None else agreed[1],
            )  # fmt: skip
            session.add(audit)
            session.flush()
            if over:
                _hold(session, rng, audit, first, grades, counted=(year, quarter) != last)
                held.append(audit)
            elif (year, quarter) == (this_year, now):
                ask_services(session, rng, audit)
            made += 1
    session.flush()
    find(session, rng, held)
    return made


def _state(*, over: bool, old: bool, agreed: bool) -> AuditState:
    if over:
        return AuditState.CLOSED if old else AuditState.HELD
    return AuditState.AGREED if agreed else AuditState.PROPOSED


def _hold(
    session: WorkSession, rng: random.Random, audit: Audit, first: date, grades: Sequence[Grade], *, counted: bool
) -> None:
    """Give an audit a day, grades and what was learned; later years are graded a little better.

    Of one that is `counted`, and of one that nobody can be asked about, only the counts are known.
    """
    day = first + INTO_QUARTER + timedelta(days=rng.randrange(14))
    day += timedelta(days=(WEDNESDAY - day.weekday()) % 7)
    better = min(3, max(0, audit.year - 2020))
    weights = [(1 + better, 3 + 3 * better, 8, 9 - 2 * better)[min(at, 3)] for at in range(len(grades))]
    number = rng.randint(LEAST_CASES, MOST_CASES)
    given = rng.choices(range(len(grades)), weights, k=number)
    audit.held_on, audit.cases, audit.learning = PartialDate.of(day), number, rng.choice(LEARNING)
    if not counted and grade_audit(session, rng, audit, given):
        return
    session.add_all(
        PublishedGrade(audit_id=audit.id, grade_id=grades[at].id, cases=given.count(at)) for at in sorted(set(given))
    )


def _audit_group(session: WorkSession) -> int | None:
    groups = session.scalars(select(Group).order_by(Group.position))
    return next((one.id for one in groups if AUDIT_GROUP in normal_name(one.name)), None)


def _decisions(session: WorkSession) -> list[tuple[date, int]]:
    """Return the day and key of each decision of the Executive that agreed a schedule of audits."""
    query = (
        select(Meeting.day, Decision.id)
        .join(Decision, Decision.meeting_id == Meeting.id)
        .join(Group, Group.id == Meeting.group_id)
        .where(Group.tier == Tier.EXECUTIVE, Decision.text.contains(AGREES))
    )
    return [(day, key) for day, key in session.execute(query)]
