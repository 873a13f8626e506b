"""The workbook that a service fills in: a row for each case, section and question, and what the grades mean."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Tool
from mscp_desktop.assessment.rules.tools import WholeTool, whole_tool
from mscp_desktop.audits.records import Audit, AuditCase, AuditReturn, AuditService, Known, PlanStatus
from mscp_desktop.audits.rules.cases import period_words
from mscp_desktop.audits.rules.programme import AuditRow, audit_row
from mscp_desktop.exchange.returns import Asked, FormColumn, FormNotes, FormRow, ReturnForm
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Partnership

KIND = "audit-return"
KNOWN, NOT_KNOWN = "Known", "Not known to us"
NOT_APPLY = "Does not apply"
LONGEST_LIST = 255  # characters of a list of choices in a spreadsheet
ROOM = 2  # lines for an answer
ABOUT, SECTION, QUESTION = "known", "section", "question"  # the kinds of rows
_ASKED = {
    ABOUT: frozenset({"known"}), SECTION: frozenset({"grade", "words"}), QUESTION: frozenset({"words"}),
}  # fmt: skip
ANSWERS = {KNOWN: Known.KNOWN, NOT_KNOWN: Known.NOT_KNOWN}
_KNOWN_SAID = dict.fromkeys(("yes", "y"), KNOWN) | dict.fromkeys(
    ("no", "n", "not known", "unknown", "not known to you"), NOT_KNOWN
)
_NOT_APPLY_SAID = dict.fromkeys(("n/a", "na", "n.a", "not applicable", "none"), NOT_APPLY)
_PLANS = {PlanStatus.NONE: "no plan", PlanStatus.EARLY_HELP: "early help plan"}


def row_uid(case_uid: str, kind: str, part_uid: str = "") -> str:
    """Return the identity of a row of the workbook: of a case, what is asked in it, and of what."""
    return "/".join(one for one in (case_uid, kind, part_uid) if one)


def row_parts(uid: str) -> tuple[str, str, str]:
    """Return (case, kind, section or question) of the identity of a row; the kind is empty where it is none."""
    case, _, rest = uid.partition("/")
    kind, _, part = rest.partition("/")
    return case, kind if kind in _ASKED else "", part


def asked_in(uid: str) -> frozenset[str]:
    """Return the columns that are asked in a row of the workbook."""
    return _ASKED.get(row_parts(uid)[1], frozenset())


def grade_names(session: Session, tool: Tool) -> dict[str, str]:
    """Return what stands in the list of grades for each grade of a tool's scale, and the grade's uid.

    Letters stand for the names where a spreadsheet could not hold these in a list.
    """
    grades = session.scalars(select(Grade).where(Grade.scale_id == tool.scale_id).order_by(Grade.position)).all()
    names = [one.name for one in grades]
    fits = not any("," in one for one in names) and len(",".join([*names, NOT_APPLY])) <= LONGEST_LIST
    return {(one.name if fits else one.letters): one.uid for one in grades}


def columns_of(session: Session, tool: Tool) -> tuple[FormColumn, ...]:
    """Return the columns of the workbook of a tool."""
    grades = grade_names(session, tool)
    scale = session.scalars(select(Grade).where(Grade.scale_id == tool.scale_id)).all()
    said = {uid: name for name, uid in grades.items()}
    also = {one.casefold(): said[each.uid] for each in scale for one in (each.letters, each.name)}
    return (
        FormColumn("case", "Case", width=12),
        FormColumn("what", "What is asked", width=62),
        FormColumn(
            "known", "Is the child known to you?", Asked.CHOICE, (KNOWN, NOT_KNOWN), 16,
            f"{NOT_KNOWN} is an answer: then leave the rest of the case empty.", also=_KNOWN_SAID,
        ),
        FormColumn(
            "grade", "Your grade", Asked.CHOICE, (*grades, NOT_APPLY), 22,
            "What each grade means stands on the sheet “Grades”.", also=also | _NOT_APPLY_SAID,
        ),
        FormColumn(
            "words", "Your evidence, or your answer", Asked.TEXT, width=70,
            help="No names, dates of birth, addresses or NHS numbers, please.",
        ),
    )  # fmt: skip


def return_form(session: Session, return_uid: str, today: date) -> ReturnForm:
    """Return the workbook of a return; raises `UserError` where it has closed."""
    sent, service, audit, tool = return_of(session, return_uid)
    if sent.closed_at is not None:
        raise UserError(f"What {service.name} was sent has closed ({sent.outcome}). Send it anew; nothing was written.")
    row = audit_row(session, audit.uid)
    whole = whole_tool(session, tool.uid)
    if row is None or whole is None:
        raise UserError("The audit or its tool is no longer there. Nothing was written.")
    partnership = session.scalars(select(Partnership)).one()
    cases = session.scalars(
        select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.position, AuditCase.id)
    ).all()
    by = f" by {format_day(sent.due)}" if sent.due else ""
    back = f"to {partnership.sender}" if partnership.sender else "as an answer to the e-mail that it came with"
    return ReturnForm(
        KIND, sent.uid, partnership.name, partnership.uid, service.name, service.uid,
        form_title(row, service.name, sent.edition),
        (
            f"From {partnership.name}; edition {sent.edition}, made out on {format_day(today)}.",
            f"1. Say for each case whether the child is known to you. Where it is “{NOT_KNOWN}”, leave the rest empty.",
            "2. Choose a grade for each section, the overall one too. The sheet “Grades” says what each one means.",
            "3. Beside the grade write your evidence, and beside each question your answer. Leave grey cells.",
            "Your grades stay sealed: nobody is shown them until all services have answered. Keep the format (.xlsx).",
        ),
        columns_of(session, tool), tuple(_rows(cases, whole)), today,
        notes=(_grades(session, tool),), room=ROOM,
        lead=f"Please grade {number_of(len(cases))}, and send this workbook back{by}, {back}.",
        warning="No names, dates of birth, addresses or NHS numbers, please: of nobody, and in no cell.",
    )  # fmt: skip


def form_title(row: AuditRow, service: str, edition: int) -> str:
    """Return what a workbook is called: "Audit 12, Neglect: Early help, edition 1"."""
    return f"{row.title()}: {service}, edition {edition}"


def number_of(cases: int) -> str:
    """Return a number of cases: "6 cases"."""
    return f"{cases} case{'' if cases == 1 else 's'}"


def return_of(session: Session, return_uid: str) -> tuple[AuditReturn, AuditService, Audit, Tool]:
    """Return what a return is of; raises `UserError` where it is not here, or its audit has lost its tool."""
    sent = session.scalars(select(AuditReturn).where(AuditReturn.uid == return_uid)).one_or_none()
    if sent is None:
        raise UserError(
            "What this workbook answers is not in this vault; it may have been undone. Send the workbook out again."
        )
    service = session.get_one(AuditService, sent.service_id)
    audit = session.get_one(Audit, service.audit_id)
    if audit.tool_id is None:
        raise UserError("The audit that this workbook is of has no tool any more. Nothing was read.")
    return sent, service, audit, session.get_one(Tool, audit.tool_id)


def case_facts(case: AuditCase) -> str:
    """Return what is told of a case: age band, plan, the time that is looked at, and never more."""
    age = None if case.age_band is None else f"age {case.age_band.value}"
    plan = None if case.plan_status is None else _PLANS.get(case.plan_status, case.plan_status.value)
    period = period_words(case.look_from, case.look_until)
    said = "; ".join(one for one in (age, plan, f"look at {period}" if period else "") if one)
    return said[:1].upper() + said[1:]


def _rows(cases: Sequence[AuditCase], tool: WholeTool) -> Iterator[FormRow]:
    for case in cases:
        name = case.reference or str(case.position)
        about = (name, case_facts(case), None, None, None)
        yield FormRow(row_uid(case.uid, ABOUT), case.version, about, _ASKED[ABOUT], head=True)
        for section in tool.sections:
            words = f"{section.position}. {section.name}" + (f": {section.about}" if section.about else "")
            uid = row_uid(case.uid, SECTION, section.uid)
            yield FormRow(uid, section.version, (name, words, None, None, None), _ASKED[SECTION], head=True)
            for one in section.questions:
                asked = f"{one.number} {one.text}" + (f" ({one.help})" if one.help else "")
                uid = row_uid(case.uid, QUESTION, one.uid)
                yield FormRow(uid, one.version, (name, asked, None, None, None), _ASKED[QUESTION])


def _grades(session: Session, tool: Tool) -> FormNotes:
    names = {uid: name for name, uid in grade_names(session, tool).items()}
    grades = session.scalars(select(Grade).where(Grade.scale_id == tool.scale_id).order_by(Grade.position)).all()
    rows = [
        (names[one.uid], f"{'' if names[one.uid] == one.name else f'{one.name}. '}{one.descriptor or ''}")
        for one in grades
    ]
    rows.append((NOT_APPLY, "The section does not concern your service in this case."))
    return FormNotes("Grades", ("Grade", "What it means"), tuple(rows), (24, 110))
