"""Gives invented audits their cases and the services that answer about them: one is sealed, one is graded."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from mscp_desktop.assessment.records import Grade, Tool, ToolQuestion, ToolSection, ToolState
from mscp_desktop.assessment.rules.changes import mark_used
from mscp_desktop.audits.records import (
    ON_RECORD,
    AgeBand,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditReturn,
    AuditService,
    AuditTheme,
    Dissent,
    Known,
    OwnAnswer,
    OwnGrade,
    PlanStatus,
    RiskNow,
    ServiceCase,
)
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.audits.rules.returned import take_return
from mscp_desktop.audits.rules.service_changes import NewService, add_services, send_returns
from mscp_desktop.audits.rules.services import REPLACED, seat_services
from mscp_desktop.audits.sample.words import (
    ANSWERS,
    AT_RISK,
    CASES,
    DISSENTS,
    EVIDENCE,
    GRADED,
    KEY_HOLDER,
    REASONS,
    SELECTION,
)
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.names import normal_name

CASE_MINUTES = 45
ANSWER_IN, THIRD, SIXTH = timedelta(days=14), 3, 6
NOT_KNOWN, WITH_EVIDENCE = 0.5, 0.4  # how often a service does not know the child, or writes evidence
SENT_BEFORE = timedelta(days=28)  # before its day
BEGINS, ENDS = time(9, 30, tzinfo=UTC), time(15, 45, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Ruler:
    """What an audit is graded by."""

    sections: Sequence[ToolSection]
    questions: Sequence[ToolQuestion]
    grades: Sequence[Grade]


def ask_services(session: WorkSession, rng: random.Random, audit: Audit) -> None:
    """Give the audit that comes next its cases, and ask its group's seats; two thirds have answered, sealed."""
    tool, today = _tool_for(session, audit), session.clock.today()
    cases = _choose_cases(session, audit, CASES)
    seats = seat_services(session, audit.uid, today)
    if tool is None or not seats:
        return
    audit.tool_id = tool.id
    session.flush()
    new = [NewService(one.name, one.short, one.organisation_uid, one.seat_uid, one.email) for one in seats]
    sent = send_returns(session, add_services(session, audit.uid, new), due=today + ANSWER_IN)
    ruler = _ruler(session, tool)
    for at, one in enumerate(sent):
        if at % THIRD != THIRD - 1:  # one in three is still waited for, and one of them has answered a part
            take_return(session, one, [_answer(rng, case, ruler) for case in cases])
        elif at == THIRD - 1:
            take_return(session, one, [_answer(rng, cases[0], ruler)])


def grade_audit(session: WorkSession, rng: random.Random, audit: Audit, overall: Sequence[int]) -> bool:
    """Give an audit that was held its cases, what services answered, and what was agreed; return whether it could.

    `overall` is the place of each case's agreed overall grade on the scale. Where nobody audits, or by no tool, there
    is nothing to ask and nobody to ask it of.
    """
    tool, held = _tool_for(session, audit), audit.held_on
    day = None if held is None else held.earliest()
    seats = [] if day is None else seat_services(session, audit.uid, max(day, session.clock.today()))
    if tool is None or day is None or not seats:
        return False
    ruler = _ruler(session, tool)
    overall = [min(at, len(ruler.grades) - 1) for at in overall]
    audit.tool_id, audit.cases = tool.id, len(overall)
    audit.revealed_at = datetime.combine(day, BEGINS)
    mark_used(session, tool, day)
    cases = _choose_cases(session, audit, GRADED[: len(overall)])
    new = [NewService(one.name, one.short, one.organisation_uid, one.seat_uid, one.email) for one in seats]
    uids = add_services(session, audit.uid, new)
    services = session.scalars(
        select(AuditService).where(AuditService.uid.in_(uids)).order_by(AuditService.position)
    ).all()
    session.add_all(_returns(session, services, day))
    agreed = [[_near(rng, at, ruler) for _ in ruler.sections] for at in overall]
    for grades, at in zip(agreed, overall, strict=True):
        for place, section in enumerate(ruler.sections):
            if section.overall:
                grades[place] = at
    otherwise = _answer_openly(session, rng, ruler, services, cases, agreed)
    _agree(session, rng, ruler, cases, agreed, otherwise, audit.revealed_at + timedelta(minutes=10))
    what, told, outcome = AT_RISK
    seen = datetime.combine(day, ENDS) - timedelta(hours=3)
    session.add(
        RiskNow(case_id=cases[2].id, seen_at=seen, what=what, told=told, told_at=seen + timedelta(minutes=20),
                outcome=outcome)
    )  # fmt: skip
    session.flush()
    return True


def graded_audit(session: WorkSession) -> tuple[Audit, list[AuditCase]] | None:
    """Return the newest audit whose cases are graded here, and its cases in their order; None where there is none."""
    query = select(Audit).where(Audit.revealed_at.is_not(None), Audit.state.in_(ON_RECORD))
    audit = session.scalars(query.order_by(Audit.year.desc(), Audit.quarter.desc(), Audit.number.desc())).first()
    if audit is None:
        return None
    cases = select(AuditCase).where(AuditCase.audit_id == audit.id)
    return audit, list(session.scalars(cases.order_by(AuditCase.position)))


def _choose_cases(
    session: WorkSession, audit: Audit, chosen: Sequence[tuple[AgeBand, PlanStatus, str | None]]
) -> list[AuditCase]:
    """Give an audit its cases, by reference only, with how they were chosen."""
    theme = session.get_one(AuditTheme, audit.theme_id).name
    audit.selection, audit.key_holder, audit.minutes, audit.cases = SELECTION, KEY_HOLDER, CASE_MINUTES, len(chosen)
    began, until, letter = PartialDate(audit.year - 1, 4), PartialDate(audit.year, 4), theme[:1].upper()
    made = [
        AuditCase(
            audit_id=audit.id, position=at, reference=f"{letter}-{at:02d}", age_band=age, plan_status=plan,
            look_from=began, look_until=until, summary=summary, seconds=0,
        )
        for at, (age, plan, summary) in enumerate(chosen, 1)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def _tool_for(session: WorkSession, audit: Audit) -> Tool | None:
    """Return the tool in use that is called as the audit's theme is, or the first."""
    theme = normal_name(session.get_one(AuditTheme, audit.theme_id).name)
    tools = session.scalars(select(Tool).where(Tool.state == ToolState.IN_USE).order_by(Tool.id)).all()
    return next((one for one in tools if normal_name(one.name) in theme), next(iter(tools), None))


def _ruler(session: WorkSession, tool: Tool) -> _Ruler:
    sections = select(ToolSection).where(ToolSection.tool_id == tool.id).order_by(ToolSection.position)
    questions = (
        select(ToolQuestion)
        .join(ToolSection, ToolSection.id == ToolQuestion.section_id)
        .where(ToolSection.tool_id == tool.id)
        .order_by(ToolSection.position, ToolQuestion.position)
    )
    grades = select(Grade).where(Grade.scale_id == tool.scale_id).order_by(Grade.position)
    return _Ruler(session.scalars(sections).all(), session.scalars(questions).all(), session.scalars(grades).all())


def _near(rng: random.Random, place: int, ruler: _Ruler) -> int:
    """Return a place on the scale that is mostly this one, and sometimes one beside it."""
    return max(0, min(len(ruler.grades) - 1, place + rng.choice((-1, 0, 0, 0, 1))))


def _answer(rng: random.Random, case: AuditCase, ruler: _Ruler) -> tuple[str, Own, Known | None]:
    """Return what a service says of a case: one in six does not know the child."""
    if rng.randrange(SIXTH) == 0:
        return case.uid, Own(), Known.NOT_KNOWN
    middle = rng.randrange(1, len(ruler.grades))
    given = {one.uid: ruler.grades[_near(rng, middle, ruler)].uid for one in ruler.sections}
    return case.uid, Own(given, {one.uid: rng.choice(EVIDENCE) for one in ruler.sections}), Known.KNOWN


def _returns(session: WorkSession, services: Sequence[AuditService], day: date) -> Iterator[AuditReturn]:
    """Yield the workbooks that went out four weeks before the day, all answered; every sixth was sent again."""
    sent = datetime.combine(day, BEGINS) - SENT_BEFORE
    due, by = day - ANSWER_IN, session.actor.name
    for at, one in enumerate(services):
        again = at % SIXTH == SIXTH - 1
        if again:
            yield AuditReturn(service_id=one.id, edition=1, sent_at=sent, sent_by=by, due=due, chased_on=None,
                              closed_at=sent + timedelta(days=3), outcome=REPLACED)  # fmt: skip
        late = at % THIRD == 0
        yield AuditReturn(
            service_id=one.id, edition=1 + again, sent_at=sent + timedelta(days=3 * again), sent_by=by, due=due,
            chased_on=due if late else None, closed_at=sent + timedelta(days=9 + at % 5 + 5 * late), outcome="answered",
        )  # fmt: skip


def _answer_openly(
    session: WorkSession, rng: random.Random, ruler: _Ruler, services: Sequence[AuditService],
    cases: Sequence[AuditCase], agreed: Sequence[Sequence[int]],
) -> dict[tuple[int, int], list[AuditService]]:  # fmt: skip
    """Record what services graded themselves, and return who graded otherwise, by the places of case and section.

    A service grades itself as was agreed or one better, seldom worse. Half of them don't know the child.
    """
    said = [
        ServiceCase(
            service_id=one.id, case_id=case.id, sealed=None, late=False,
            **({"known": Known.NOT_KNOWN, "graded": 0} if at and rng.random() < NOT_KNOWN else
               {"known": Known.KNOWN, "graded": len(ruler.sections)}),
        )
        for at, one in enumerate(services) for case in cases
    ]  # fmt: skip
    session.add_all(said)
    session.flush()
    places = {one.id: at for at, one in enumerate(cases)}
    named = {one.id: one for one in services}
    otherwise: dict[tuple[int, int], list[AuditService]] = {}
    for kept in said:
        if kept.known is Known.NOT_KNOWN:
            continue
        at = places[kept.case_id]
        for place, section in enumerate(ruler.sections):
            own = max(0, min(len(ruler.grades) - 1, agreed[at][place] + rng.choice((-1, -1, 0, 0, 0, 0, 0, 0, 1))))
            if own != agreed[at][place]:
                otherwise.setdefault((at, place), []).append(named[kept.service_id])
            evidence = rng.choice(EVIDENCE) if rng.random() < WITH_EVIDENCE else None
            session.add(
                OwnGrade(
                    service_case_id=kept.id, section_id=section.id, grade_id=ruler.grades[own].id, applies=True,
                    evidence=evidence,
                )
            )  # fmt: skip
        if ruler.questions:
            question = rng.choice(ruler.questions)
            session.add(OwnAnswer(service_case_id=kept.id, question_id=question.id, answer=rng.choice(ANSWERS)))
    session.flush()
    return otherwise


def _agree(
    session: WorkSession, rng: random.Random, ruler: _Ruler, cases: Sequence[AuditCase],
    agreed: Sequence[Sequence[int]], otherwise: dict[tuple[int, int], list[AuditService]], began: datetime,
) -> None:  # fmt: skip
    """Record what the group agreed of each section, with reasons where a service graded otherwise, and dissents."""
    made: dict[tuple[int, int], AgreedGrade] = {}
    for at, case in enumerate(cases):
        case.seconds = rng.randrange(35 * 60, 52 * 60)
        for place, section in enumerate(ruler.sections):
            made[at, place] = AgreedGrade(
                case_id=case.id, section_id=section.id, grade_id=ruler.grades[agreed[at][place]].id,
                reason=rng.choice(REASONS) if (at, place) in otherwise else None, changed_why=None,
                decided_by=session.actor.name,
                decided_at=began + timedelta(minutes=55 * at + 5 * place),
            )  # fmt: skip
    session.add_all(made.values())
    session.flush()
    session.add_all(
        Dissent(agreed_id=made[key].id, service_id=otherwise[key][0].id, words=words)
        for key, words in zip(sorted(otherwise)[:: max(1, len(otherwise) - 1)], DISSENTS, strict=False)
    )
    session.flush()
