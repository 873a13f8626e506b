"""What a service says of a case, what differs or is missing of it, and the records of it once it is revealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Tool, ToolQuestion, ToolSection
from mscp_desktop.assessment.rules.changes import mark_used
from mscp_desktop.audits.records import Audit, Known, OwnAnswer, OwnGrade, ServiceCase
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.store import WorkSession


@dataclass(frozen=True, slots=True)
class Own:
    """What one service says of one case, by the uids of sections and questions.

    `grades` has a grade's uid, and None where the section does not apply; a section that is not in it is not graded.
    """

    grades: Mapping[str, str | None] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Return whether nothing is said."""
        return not (self.grades or self.evidence or self.answers)

    def with_more(self, more: "Own") -> "Own":
        """Return this with what another says laid over it; what the other leaves empty stays."""
        return Own({**self.grades, **more.grades}, {**self.evidence, **more.evidence}, {**self.answers, **more.answers})


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of a section or question, by its uid, that said something else before: `before` and `now` in words."""

    uid: str
    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A service that has not answered about all cases: how many it has, and whether it is still asked."""

    uid: str
    name: str
    answered: int
    cases: int

    def words(self) -> str:
        """Return it in words: "Kent Police (4 of 6 cases)"."""
        return f"{self.name} ({self.answered} of {self.cases} cases)" if self.answered else self.name


def section_of(session: WorkSession, audit: Audit, uid: str) -> ToolSection:
    """Return a section of the audit's tool; one of another is refused, as is a draft of a tool."""
    found = session.execute(
        select(ToolSection, Tool).join(Tool, Tool.id == audit.tool_id).where(ToolSection.uid == uid)
    ).first()
    section, tool = (ToolSection.by_uid(session, uid), session.get_one(Tool, audit.tool_id)) if found is None else found
    if section.tool_id != tool.id:
        raise UserError(f"That is no section or question of {tool.words()}. Nothing was changed.")
    mark_used(session, tool, session.clock.today())
    return section


def grade_of(session: WorkSession, audit: Audit, uid: str) -> Grade:
    """Return a grade of the scale of the audit's tool; one of another is refused."""
    grade, tool = Grade.by_uid(session, uid), session.get_one(Tool, audit.tool_id)
    if grade.scale_id != tool.scale_id:
        raise UserError(f"That is no grade of the scale of {tool.words()}. Nothing was changed.")
    return grade


def row_of(session: WorkSession, audit: Audit, kept: ServiceCase, section: ToolSection) -> OwnGrade:
    """Return the record of a service's grade of a section once it is revealed, a new one where there is none."""
    if not kept.late:
        kept.late = audit.revealed_at is not None
    if kept.known is not Known.KNOWN:
        kept.known = Known.KNOWN
    query = select(OwnGrade).where(OwnGrade.service_case_id == kept.id, OwnGrade.section_id == section.id)
    found = session.scalars(query.order_by(OwnGrade.id)).first()
    if found is None:
        found = OwnGrade(
            service_case_id=kept.id, section_id=section.id, grade_id=None, applies=True, evidence=None
        )  # fmt: skip
    return found


def is_graded(row: OwnGrade) -> bool:
    """Say whether a record has a grade, or says that the section does not apply."""
    return row.grade_id is not None or not row.applies


def put_row(session: WorkSession, row: OwnGrade) -> None:
    """Keep a record that was changed; one that says nothing any more goes."""
    empty = not is_graded(row) and row.evidence is None
    if row not in session and not empty:
        session.add(row)
    elif row in session and empty:
        session.delete(row)
    session.flush()


def refuse_foreign(session: WorkSession, audit: Audit, own: Own) -> None:
    """Refuse sections and questions of another tool, and grades of another scale."""
    tool = session.get_one(Tool, audit.tool_id)
    sections = set(session.scalars(select(ToolSection.uid).where(ToolSection.tool_id == tool.id)))
    of_tool = select(ToolQuestion.uid).join(ToolSection, ToolSection.id == ToolQuestion.section_id)
    questions = set(session.scalars(of_tool.where(ToolSection.tool_id == tool.id))) if own.answers else set[str]()
    if (own.grades.keys() | own.evidence.keys()) - sections or own.answers.keys() - questions:
        raise UserError(f"That is no section or question of {tool.words()}. Nothing was changed.")
    given = {one for one in own.grades.values() if one is not None}
    if given - set(session.scalars(select(Grade.uid).where(Grade.scale_id == tool.scale_id))):
        raise UserError(f"That is no grade of the scale of {tool.words()}. Nothing was changed.")


def put_in_rows(session: WorkSession, kept: ServiceCase, own: Own) -> None:
    """Let the records of a service's grades and answers say what it says now."""
    sections = {
        one.uid: one.id
        for one in session.scalars(select(ToolSection).where(ToolSection.uid.in_(own.grades.keys() | own.evidence)))
    }
    questions = {
        one.uid: one.id for one in session.scalars(select(ToolQuestion).where(ToolQuestion.uid.in_(own.answers)))
    }
    grades = {
        one.uid: one.id
        for one in session.scalars(select(Grade).where(Grade.uid.in_([each for each in own.grades.values() if each])))
    }
    graded = {one.section_id: one for one in grades_of(session, [kept.id])}
    for uid, section_id in sections.items():
        applies = not (uid in own.grades and own.grades[uid] is None)
        grade_id, evidence = grades.get(own.grades.get(uid) or ""), own.evidence.get(uid)
        row = graded.pop(section_id, None)
        if row is None:
            session.add(
                OwnGrade(
                    service_case_id=kept.id, section_id=section_id, grade_id=grade_id, applies=applies,
                    evidence=evidence,
                )
            )  # fmt: skip
        elif (row.grade_id, row.applies, row.evidence) != (grade_id, applies, evidence):
            row.grade_id, row.applies, row.evidence = grade_id, applies, evidence
    answered = {one.question_id: one for one in answers_of(session, [kept.id])}
    for uid, question_id in questions.items():
        said = answered.pop(question_id, None)
        if said is None:
            session.add(OwnAnswer(service_case_id=kept.id, question_id=question_id, answer=own.answers[uid]))
        elif said.answer != own.answers[uid]:
            said.answer = own.answers[uid]
    for gone in (*graded.values(), *answered.values()):
        session.delete(gone)


def grades_of(session: Session, kept: Sequence[int]) -> Sequence[OwnGrade]:
    """Return the records of grades and evidence of services' cases, by the keys of those."""
    return session.scalars(select(OwnGrade).where(OwnGrade.service_case_id.in_(kept)).order_by(OwnGrade.id)).all()


def answers_of(session: Session, kept: Sequence[int]) -> Sequence[OwnAnswer]:
    """Return the records of answers of services' cases, by the keys of those."""
    return session.scalars(select(OwnAnswer).where(OwnAnswer.service_case_id.in_(kept)).order_by(OwnAnswer.id)).all()


def from_rows(session: Session, kept: Sequence[int]) -> dict[int, Own]:
    """Return what the records of services' cases say, by the keys of those."""
    grades: dict[int, dict[str, str | None]] = {key: {} for key in kept}
    evidence: dict[int, dict[str, str]] = {key: {} for key in kept}
    answers: dict[int, dict[str, str]] = {key: {} for key in kept}
    rows = (
        select(OwnGrade, ToolSection.uid, Grade.uid)
        .join(ToolSection, ToolSection.id == OwnGrade.section_id)
        .outerjoin(Grade, Grade.id == OwnGrade.grade_id)
        .where(OwnGrade.service_case_id.in_(kept))
    )
    for one, section, grade in session.execute(rows):
        if grade or not one.applies:
            grades[one.service_case_id][section] = grade
        if one.evidence:
            evidence[one.service_case_id][section] = one.evidence
    said = (
        select(OwnAnswer.service_case_id, ToolQuestion.uid, OwnAnswer.answer)
        .join(ToolQuestion, ToolQuestion.id == OwnAnswer.question_id)
        .where(OwnAnswer.service_case_id.in_(kept))
    )
    for key, question, answer in session.execute(said):
        answers[key][question] = answer
    return {key: Own(grades[key], evidence[key], answers[key]) for key in kept}
