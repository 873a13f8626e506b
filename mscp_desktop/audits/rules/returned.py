"""A workbook that came back from a service: what it would bring, told without its words while they are sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Tool, ToolQuestion, ToolSection
from mscp_desktop.audits.records import Audit, AuditCase, AuditReturn, AuditService, Known, case_words
from mscp_desktop.audits.rules.cases import watched_names
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.own_rows import Difference, Own
from mscp_desktop.audits.rules.returns import (
    ABOUT,
    ANSWERS,
    KIND,
    NOT_APPLY,
    QUESTION,
    SECTION,
    asked_in,
    columns_of,
    grade_names,
    number_of,
    return_of,
    row_parts,
)
from mscp_desktop.audits.rules.sealing import (
    differences,
    differs_from_sealed,
    is_revealed,
    keep_own,
    not_in,
)
from mscp_desktop.audits.rules.services import REPLACED
from mscp_desktop.exchange.returns import Problem, Returned, ReturnedRow
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.identities import find_identities
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.store import WorkSession

_LEAST = 3  # letters of a service's name that may stand in that of a file


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What a workbook says of one case; `own` is for taking it in, and never shown.

    `graded` of `sections` sections are graded; `differs` cells said another thing before, and `differences` are these
    once the audit is revealed. `problems` name the cells that can't be taken. One that `contradicts` says both that the
    child is not known and how it was helped: nothing of it is taken.
    """

    case_uid: str
    case: str
    known: Known | None
    graded: int
    sections: int
    answered: int
    questions: int
    own: Own = field(repr=False)
    differs: int = 0
    differences: tuple[Difference, ...] = field(default=(), repr=False)
    problems: tuple[str, ...] = ()
    contradicts: bool = False
    missing: int = 0  # rows that were deleted
    identities: tuple[tuple[str, tuple[int, ...]], ...] = ()  # what kinds of words could tell whose case it is, where

    def is_said(self) -> bool:
        """Return whether anything of it can be taken."""
        return not self.contradicts and (self.known is not None or not self.own.is_empty())

    def is_whole(self) -> bool:
        """Return whether the case is answered: the child is not known, or every section is graded."""
        return not self.contradicts and (
            self.known is Known.NOT_KNOWN or (self.sections > 0 and self.graded >= self.sections)
        )

    def words(self) -> str:
        """Return how complete it is: "8 of 9 sections graded, 30 of 38 questions answered"."""
        if self.contradicts:
            return "says that the child is not known, and grades or answers all the same: ask them which holds"
        if self.known is Known.NOT_KNOWN:
            return Known.NOT_KNOWN.value
        if not self.is_said():
            return "nothing is said of it"
        asked = f", {self.answered} of {self.questions} questions answered" if self.questions else ""
        return f"{self.graded} of {self.sections} sections graded{asked}"


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """A service's whole workbook, before anything of it is taken in; `others` are problems outside of every case.

    `again` says that something of the service is in already, `late` that the audit is revealed. `closed` says how the
    workbook was closed before it came back.
    """

    return_uid: str
    service_uid: str
    service: str
    audit_uid: str
    audit: str
    edition: int
    cases: tuple[CaseAnswer, ...]
    others: tuple[str, ...]
    late: bool
    closed: str
    file: str = ""  # the name of the workbook's file
    other: str = ""  # another service of the audit, which the name of the file names

    def takes(self) -> list[CaseAnswer]:
        """Return the cases of which something can be taken."""
        return [one for one in self.cases if one.is_said()]

    def count_words(self) -> str:
        """Return how complete it is: "4 of 6 cases complete, 3 cells can't be read, 2 differ from before"."""
        whole = sum(one.is_whole() for one in self.cases)
        wrong = len(self.others) + sum(len(one.problems) for one in self.cases)
        refused = sum(one.contradicts for one in self.cases)
        differs = sum(one.differs for one in self.cases)
        said = [f"{whole} of {number_of(len(self.cases))} complete"]
        if refused:
            said.append(f"{number_of(refused)} can't be taken")
        if wrong:
            said.append(f"{wrong} cell{'' if wrong == 1 else 's'} can't be taken")
        if differs:
            said.append(f"{differs} cell{' differs' if differs == 1 else 's differ'} from what was taken in before")
        return ", ".join(said)


def read_return(
    session: Session, returned: Returned, today: date, *, audit_uid: str | None = None, service_uid: str | None = None,
    file: str = "",
) -> ServiceAnswer:  # fmt: skip
    """Return what a workbook that came back brings; nothing is changed.

    `file` is the name of its file, which says nothing of whose it is, and is held against the services' names.
    `audit_uid` and `service_uid` are whose answer is expected, None for whichever was asked. Raises `UserError` where
    it is from another partnership, audit or service, or an edition that was sent out anew since.
    """
    _refuse_elsewhere(session, returned.partnership_uid)
    sent, service, audit, tool = return_of(session, returned.request)
    if audit_uid is not None and audit.uid != audit_uid:
        raise UserError(f"This workbook is of {said_of(session, audit)}, which is another audit. Nothing was read.")
    if service_uid is not None and service.uid != service_uid:
        expected = AuditService.by_uid(session, service_uid)
        raise UserError(f"This workbook was sent to {service.name}, not to {expected.name}. Choose the other file.")
    if returned.sender_uid != service.uid:
        raise UserError(
            f"This workbook says it is from {returned.sender}, but it was sent to {service.name}. Ask who filled it in;"
            " nothing was read."
        )
    _refuse_replaced(session, sent, service, file)
    cases = session.scalars(
        select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.position, AuditCase.id)
    ).all()
    reading = _Reading(session, returned, service, tool, today, revealed=is_revealed(session, audit.uid))
    return ServiceAnswer(
        sent.uid, service.uid, service.name, audit.uid, said_of(session, audit), sent.edition,
        tuple(reading.case(one) for one in cases), reading.others({one.uid for one in cases}), reading.revealed,
        (sent.outcome or "") if sent.closed_at is not None else "", file, _named_in(session, file, service, audit),
    )  # fmt: skip


def read_file(
    session: Session, file: Path, today: date, *, audit_uid: str | None = None, service_uid: str | None = None
) -> ServiceAnswer:
    """Return what a workbook brings, as `read_return` does; no error repeats what stands in a cell."""
    from mscp_desktop.exchange.returns_in import read_form, request_of  # noqa: PLC0415 - openpyxl is for an answer only

    asked = request_of(file)
    if asked is None or asked[0] != KIND:
        raise UserError(f"“{file.name}” is no workbook of an audit that was sent out from here. Nothing was read.")
    _refuse_elsewhere(session, asked[2])
    *_, tool = return_of(session, asked[1])
    returned = read_form(file, KIND, columns_of(session, tool), today, asks=asked_in, quiet=True)
    return read_return(session, returned, today, audit_uid=audit_uid, service_uid=service_uid, file=file.name)


@operation("audits.take_return", AUDITORS)
def take_return(session: WorkSession, return_uid: str, answers: Sequence[tuple[str, Own, Known | None]]) -> int:
    """Take in what a service says of cases: (case's uid, what, whether known); return of how many.

    The workbook closes once the service has answered about every case; until then more may come back.
    """
    sent, service, audit, _ = return_of(session, return_uid)
    _refuse_replaced(session, sent, service)
    if not answers:
        raise UserError(f"The workbook of {service.name} says nothing that can be taken. Nothing was changed.")
    for case_uid, own, known in answers:
        keep_own(session, service.uid, case_uid, own, known)
    left = next((one for one in not_in(session, audit.uid) if one.uid == service.uid), None)
    if left is None and sent.closed_at is None:
        sent.closed_at, sent.outcome = session.clock.now(), "answered"
    late = ", after the reveal" if audit.revealed_at is not None else ""
    how = "all cases" if left is None else f"{left.answered} of {number_of(left.cases)}"
    session.say(f"Took in the answer of {service.name} in {said_of(session, audit)}: {how}{late}")
    return len(answers)


def _refuse_elsewhere(session: Session, partnership_uid: str) -> None:
    if partnership_uid != session.scalars(select(Partnership)).one().uid:
        raise UserError("This workbook was sent out by another partnership. Nothing was read.")


def _refuse_replaced(session: Session, sent: AuditReturn, service: AuditService, file: str = "") -> None:
    """Refuse an edition that was sent out anew since."""
    if sent.outcome != REPLACED:
        return
    query = select(AuditReturn).where(AuditReturn.service_id == sent.service_id)
    last = session.scalars(query.order_by(AuditReturn.edition.desc())).first() or sent
    which = f"“{file}”" if file else "This"
    raise UserError(
        f"{which} is edition {sent.edition} of the workbook of {service.name}; edition {last.edition} was sent on"
        f" {format_day(last.sent_at.astimezone().date())}. Take in the answer to that instead; nothing was read."
    )


def _named_in(session: Session, file: str, service: AuditService, audit: Audit) -> str:
    """Return another service of the audit whose name stands in that of a file, or nothing.

    What fits more of the file's name counts: that of the service itself, which may have a part in common, or another's.
    """
    words = _plain(Path(file).stem).replace(_plain(said_of(session, audit)), " ")
    others = session.scalars(select(AuditService).where(AuditService.audit_id == audit.id)).all()
    fits = [(_fit(one, words), one is service, one.name) for one in others]
    most, own, name = max(fits, default=(0, True, ""))
    return name if most and not own else ""


def _fit(service: AuditService, words: str) -> int:
    """Return how many letters of a file's name are those of a service: its name or its short name as a whole."""
    first, _, _ = service.name.partition(",")
    called = {_plain(one).strip() for one in (service.name, first, service.short or "")}
    return max((len(one) for one in called if len(one) >= _LEAST and f" {one} " in words), default=0)


def _plain(words: str) -> str:
    """Return the words alone, each between spaces, however they are joined in the name of a file."""
    return f" {' '.join(''.join(one if one.isalnum() else ' ' for one in words.casefold()).split())} "


class _Reading:
    """A workbook beside the audit that it is of; `revealed` says that what is in it may be compared in words."""

    def __init__(
        self, session: Session, returned: Returned, service: AuditService, tool: Tool, today: date, *, revealed: bool
    ) -> None:
        self.session, self.returned, self.service, self.revealed = session, returned, service, revealed
        self.today, self.names = today, watched_names(session)
        self.grades = grade_names(session, tool)
        self.sections = set(session.scalars(select(ToolSection.uid).where(ToolSection.tool_id == tool.id)))
        of_tool = select(ToolQuestion.uid).join(ToolSection, ToolSection.id == ToolQuestion.section_id)
        self.questions = set(session.scalars(of_tool.where(ToolSection.tool_id == tool.id)))
        twice = {one.uid for one in returned.problems if one.uid is not None and one.key is None}
        self.rows: dict[str, list[ReturnedRow]] = {}
        for row in returned.rows:
            if row.uid is not None and row.uid not in twice:
                self.rows.setdefault(row_parts(row.uid)[0], []).append(row)

    def case(self, case: AuditCase) -> CaseAnswer:
        """Return what is said of a case."""
        own, known = self._own(self.rows.get(case.uid, ()))
        contradicts = known is Known.NOT_KNOWN and not own.is_empty()
        before = (self.service.uid, case.uid, own, known)
        differs = 0 if contradicts else differs_from_sealed(self.session, *before)
        shown = differences(self.session, *before) if differs and self.revealed else []
        return CaseAnswer(
            case.uid, case_words(case.reference, case.position), known, len(own.grades), len(self.sections),
            len(own.answers), len(self.questions), own, differs, tuple(shown), self._problems(case.uid), contradicts,
            sum(row_parts(uid)[0] == case.uid for uid in self.returned.missing), self._identities(case),
        )  # fmt: skip

    def others(self, cases: set[str]) -> tuple[str, ...]:
        """Return the problems of what is of no case, and the rows that were added."""
        found = [
            f"{one.cell} {one.words}" for one in self.returned.problems
            if one.uid is None or row_parts(one.uid)[0] not in cases
        ]  # fmt: skip
        found += [f"Row {row.line} was added, and belongs to no case" for row in self.returned.rows if row.uid is None]
        gone = sum(uid not in cases for uid in self.rows)
        if gone:
            found.append(f"{number_of(gone)} in it {'is' if gone == 1 else 'are'} not in the audit any more")
        return tuple(found)

    def _own(self, rows: Sequence[ReturnedRow]) -> tuple[Own, Known | None]:
        grades: dict[str, str | None] = {}
        evidence: dict[str, str] = {}
        answers: dict[str, str] = {}
        known: Known | None = None
        for row in rows:
            _, kind, part = row_parts(row.uid or "")
            grade, words = _text(row.answers, "grade"), _text(row.answers, "words")
            if kind == ABOUT:
                known = ANSWERS.get(_text(row.answers, "known") or "")
            elif kind == SECTION and part in self.sections:
                if grade is not None:
                    grades[part] = None if grade == NOT_APPLY else self.grades[grade]
                if words is not None:
                    evidence[part] = words
            elif kind == QUESTION and part in self.questions and words is not None:
                answers[part] = words
        own = Own(grades, evidence, answers)
        return own, Known.KNOWN if known is None and not own.is_empty() else known

    def _identities(self, case: AuditCase) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """Return by kind the rows in which something could tell whose case it is, and never what stands there."""
        since = case.look_from.earliest() if case.look_from else None
        found: dict[str, list[int]] = {}
        for row in self.rows.get(case.uid, ()):
            spots = find_identities(_text(row.answers, "words") or "", self.names, self.today, since)
            for kind in dict.fromkeys(one.kind.value for one in spots):
                found.setdefault(kind, []).append(row.line)
        return tuple((kind, tuple(lines)) for kind, lines in found.items())

    def _problems(self, case_uid: str) -> tuple[str, ...]:
        def mine(one: Problem) -> bool:
            return one.uid is not None and row_parts(one.uid)[0] == case_uid

        return tuple(f"{one.cell} {one.words}" for one in self.returned.problems if mine(one))


def _text(answers: Mapping[str, object], key: str) -> str | None:
    value = answers.get(key)
    return value if isinstance(value, str) else None
