"""Invents audits of earlier years and the schedule of this one, with counts of grades."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from mscp_desktop.assessment.records import Grade, Tool, ToolSection, ToolState
from mscp_desktop.audits.records import (
    AgeBand,
    Audit,
    AuditCase,
    AuditState,
    AuditTheme,
    Known,
    PlanStatus,
    PublishedGrade,
)
from mscp_desktop.audits.rules.programme import QUARTERS, quarter_days, quarter_of
from mscp_desktop.audits.rules.returned import take_return
from mscp_desktop.audits.rules.sealing import Own
from mscp_desktop.audits.rules.service_changes import NewService, add_services, send_returns
from mscp_desktop.audits.rules.services import seat_services
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
LEARNING = (
    "What the child said was written down more often than before, and seldom used in the plan.",
    "Agencies shared what they knew early. Who would follow it up was not always said.",
    "Assessments named the risks; plans did not say how anybody would see that they became less.",
    "Supervision was on file in most cases, and reflected on the child's days in few of them.",
)
CASE_MINUTES = 45
ANSWER_IN, THIRD = timedelta(days=14), 3
EVIDENCE = (
    "Seen in the chronology and in two of three contacts.",
    "Recorded in supervision; the plan was changed within the month.",
    "Nothing on file shows it, and the worker remembers it.",
    "The school told us; we wrote back within two days.",
)
CASES = (
    (AgeBand.FIVE_TO_NINE, PlanStatus.CHILD_PROTECTION, ("One of three children at home. School noted hunger and missed"
     " days; a first conference was held late, and a grandparent gave steady support.")),
    (AgeBand.ONE_TO_FOUR, PlanStatus.CHILD_IN_NEED, ("Health visitor and nursery worked closely with a parent who was"
     " unwell. The plan did not change when the family moved.")),
    (AgeBand.TEN_TO_FIFTEEN, PlanStatus.CHILD_PROTECTION, ("Often missing from school. Police and youth workers knew"
     " where the child spent time; the plan did not say so.")),
    (AgeBand.UNDER_ONE, PlanStatus.CHILD_PROTECTION, ("Known before birth. Midwives and social workers met often, and"
     " the other parent was not spoken to.")),
    (AgeBand.SIXTEEN_UP, PlanStatus.LOOKED_AFTER, ("In a second placement, with one worker throughout, who wrote down"
     " what the young person wanted and what became of it.")),
    (AgeBand.TEN_TO_FIFTEEN, PlanStatus.EARLY_HELP, None),
)  # fmt: skip


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
            elif (year, quarter) == (this_year, now):
                theme = themes[made % len(themes)].name
                _choose_cases(session, audit, theme)
                _ask_services(session, rng, audit, theme)
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


def _choose_cases(session: WorkSession, audit: Audit, theme: str) -> None:
    """Give the audit that comes next its cases, by reference only, with how they were chosen."""
    began = PartialDate(audit.year - 1, 4)
    audit.selection = "At random from the children on the list of the theme on one day; two were taken out as too new."
    audit.key_holder, audit.minutes, audit.cases = "Audit officer of the lead agency", CASE_MINUTES, len(CASES)
    letter = theme[:1].upper()
    session.add_all(
        AuditCase(
            audit_id=audit.id, position=at, reference=f"{letter}-{at:02d}", age_band=age, plan_status=plan,
            look_from=began, look_until=PartialDate(audit.year, 4), summary=summary, seconds=0,
        )
        for at, (age, plan, summary) in enumerate(CASES, 1)
    )  # fmt: skip


def _ask_services(session: WorkSession, rng: random.Random, audit: Audit, theme: str) -> None:
    """Send the audit that comes next to the seats of its group; two thirds have answered, and it is sealed."""
    tools = session.scalars(select(Tool).where(Tool.state == ToolState.IN_USE).order_by(Tool.id)).all()
    tool = next((one for one in tools if normal_name(one.name) in normal_name(theme)), next(iter(tools), None))
    today = session.clock.today()
    seats = seat_services(session, audit.uid, today)
    if tool is None or not seats:
        return
    audit.tool_id = tool.id
    session.flush()
    new = [NewService(one.name, one.short, one.organisation_uid, one.seat_uid, one.email) for one in seats]
    uids = add_services(session, audit.uid, new)
    sent = send_returns(session, uids, due=today + ANSWER_IN)
    grades = session.scalars(select(Grade.uid).where(Grade.scale_id == tool.scale_id).order_by(Grade.position)).all()
    sections = session.scalars(
        select(ToolSection.uid).where(ToolSection.tool_id == tool.id).order_by(ToolSection.position)
    ).all()
    cases = session.scalars(
        select(AuditCase.uid).where(AuditCase.audit_id == audit.id).order_by(AuditCase.position)
    ).all()
    for at, one in enumerate(sent):
        if at % THIRD != THIRD - 1:  # one in three is still waited for, and one of them has answered a part
            take_return(session, one, [_answer(rng, case, sections, grades) for case in cases])
        elif at == THIRD - 1:
            take_return(session, one, [_answer(rng, cases[0], sections, grades)])


def _answer(
    rng: random.Random, case: str, sections: Sequence[str], grades: Sequence[str]
) -> tuple[str, Own, Known | None]:
    """Return what a service says of a case: one in six does not know the child."""
    if rng.randrange(6) == 0:
        return case, Own(), Known.NOT_KNOWN
    middle = rng.randrange(1, len(grades))
    given = {one: grades[max(0, min(len(grades) - 1, middle + rng.choice((-1, 0, 0, 1))))] for one in sections}
    return case, Own(given, {one: rng.choice(EVIDENCE) for one in sections}), Known.KNOWN


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
