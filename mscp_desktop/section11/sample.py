"""Invents audits that agencies and schools made themselves, with what a group made of them."""

import random
from datetime import date, timedelta

from sqlalchemy import func, select

from mscp_desktop.assessment.records import Grade
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Meeting, MeetingState
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.section11.records import AgencyAudit, AuditKind, Outcome

SEED = 20211101
CONSIDERS = "performance"  # what stands in the name of the group that audits of agencies are brought to
SCHOOLS, INVENTED = "schools", ("Hilltop School", "Riverside Academy", "St Bride's School", "Old Mill School")
TO_READ, WAIT = timedelta(days=21), timedelta(days=40)
MADE = (
    ("Referrals to the front door", "Most records give a clear reason for concern.",
     "The child's own words are missing in a third of them.", "A prompt in the form, and a look again in six months."),
    ("Supervision of difficult cases", "Supervision takes place on time.",
     "Decisions are written down without the reasons for them.", "Reasons are asked for in each record."),
    ("Children not brought to appointments", "Parents are called on the day.",
     "Nobody asks what a missed appointment means for the child.", "A short course for all teams."),
)  # fmt: skip
SCHOOL = ("Safeguarding in school", "Staff know whom to tell.",
          "New staff wait too long for their first training.", "Training in the first week.")  # fmt: skip


def fill_agency_audits(session: WorkSession, years: int) -> int:
    """Invent two audits of agencies and one of a school for each of the last `years` years; return how many."""
    bodies = list(session.scalars(select(Organisation).order_by(Organisation.id)))
    schools = [one for one in bodies if SCHOOLS in normal_name(one.name).split()]
    agencies = [one for one in bodies if one not in schools][:8]
    if not agencies:
        return 0
    rng = random.Random(SEED)  # noqa: S311 - invented data, the same each time
    today = session.clock.today()
    scale = session.scalar(select(func.min(Grade.scale_id)))
    grades = list(session.scalars(select(Grade).where(Grade.scale_id == scale).order_by(Grade.position)))
    group = next(
        (one for one in session.scalars(select(Group).order_by(Group.position)) if CONSIDERS in normal_name(one.name)),
        None,
    )
    met = select(Meeting.day).where(Meeting.state == MeetingState.HELD).order_by(Meeting.day)
    held = [] if group is None else list(session.scalars(met.where(Meeting.group_id == group.id)))
    made = 0
    for ago in range(years, 0, -1):
        first = today - timedelta(days=365 * ago)
        for at in range(3):
            day = first + timedelta(days=110 * at + rng.randrange(30))
            school = at == 2 and bool(schools)  # noqa: PLR2004 - the third of a year
            subject, strengths, learning, planned = SCHOOL if school else MADE[made % len(MADE)]
            body = rng.choice(schools if school else agencies)
            audit = AgencyAudit(
                kind=AuditKind.SCHOOL if school else AuditKind.AGENCY, organisation_id=body.id,
                body=rng.choice(INVENTED) if school else None, subject=subject, made=PartialDate(day.year, day.month),
                received=day + TO_READ, cases=None if school else rng.randint(8, 40), strengths=strengths,
                learning=learning, planned=planned, confidential=False,
                grade_words=rng.choice(("Green", "Amber")) if school else None,
                grade_id=rng.choice(grades[1:3]).id if len(grades) > 2 and not school else None,  # noqa: PLR2004
                next_due=PartialDate(day.year + 2, day.month) if school else None,
            )  # fmt: skip
            _consider(rng, audit, day + WAIT, held, None if group is None else group.id)
            session.add(audit)
            made += 1
    session.flush()
    return made


def _consider(rng: random.Random, audit: AgencyAudit, least: date, held: list[date], group: int | None) -> None:
    """Have an audit considered at the first meeting of the group after it came in; without one it waits."""
    met = next((day for day in held if day >= least), None)
    if met is not None:
        audit.group_id, audit.brought_on, audit.considered_on = group, met, met
        audit.outcome = rng.choice((Outcome.ACCEPTED, Outcome.ACCEPTED, Outcome.QUESTIONS))
        audit.response = (
            "What became of it is asked again in six months." if audit.outcome is Outcome.QUESTIONS else None
        )
