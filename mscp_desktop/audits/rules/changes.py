"""Operations on the audits of the programme: proposed, agreed, held with their counts, closed, or cancelled."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Tool, ToolKind, ToolState
from mscp_desktop.assessment.rules.changes import mark_used
from mscp_desktop.audits.records import (
    FIRST_QUARTER,
    LAST_QUARTER,
    ON_RECORD,
    TO_COME,
    Audit,
    AuditCase,
    AuditService,
    AuditState,
    AuditTheme,
    PublishedGrade,
    RiskNow,
    case_words,
)
from mscp_desktop.audits.rules.agreed import owed, ungraded
from mscp_desktop.audits.rules.programme import most_a_quarter, number_words, quarter_days, quarter_words
from mscp_desktop.audits.rules.themes import add_theme
from mscp_desktop.foundation.bookkeeping import HistoryEntry
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_date, on_date
from mscp_desktop.foundation.store import Role, WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Decision
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_CASES = 500
AROUND = timedelta(days=366)  # an audit is held at most so long before or after its quarter
AUDITORS = frozenset({Role.MANAGER, Role.AUDIT})
"""Who records what an audit found; the schedule is the manager's."""
_NAMED = 3  # sections in a sentence
_TEXTS = frozenset({"published", "learning", "note"})
_KEYS: dict[str, tuple[str, Any]] = {
    "theme_uid": ("theme_id", AuditTheme), "group_uid": ("group_id", Group), "decision_uid": ("decision_id", Decision),
    "tool_uid": ("tool_id", Tool),
}  # fmt: skip
_SAID = {
    "theme_id": "theme", "group_id": "who audits", "decision_id": "agreed with", "tool_id": "tool",
    "held_on": "day of holding", "published": "source of the counts",
}  # fmt: skip
_PLANNED = {"theme_id": "theme", "year": "year"}
_AFTERWARDS = frozenset({"learning", "note", "published"})
"""What may still change of an audit that is closed or cancelled."""


@operation("audits.add_audit")
def add_audit(
    session: WorkSession, year: int, quarter: int, *, theme_uid: str | None = None, new_theme: str | None = None,
    group_uid: str | None = None, note: str | None = None,
) -> str:  # fmt: skip
    """Propose an audit for a quarter of the financial year that begins in `year`, and return its uid.

    The theme is a known one, or a new one by its name. Where nobody says who audits, it is the group of the audit
    before; the tool is the one in use that is named after the theme, where there is one. A quarter that has as many
    audits as the rule of the year gives it takes no more.
    """
    if new_theme:
        theme_uid = add_theme(session, new_theme)
    if theme_uid is None:
        raise UserError("An audit has a theme. Choose one, or name a new one.", field="theme")
    theme = AuditTheme.by_uid(session, theme_uid)
    _refuse_full(session, year, quarter)
    audit = Audit(
        number=_next_number(session), theme_id=theme.id, year=year, quarter=quarter, state=AuditState.PROPOSED,
        tool_id=_tool_for(session, theme),
        group_id=_auditing(session) if group_uid is None else Group.by_uid(session, group_uid).id, note=trimmed(note),
    )  # fmt: skip
    session.add(audit)
    session.flush()
    session.say(f"Proposed {said_of(session, audit)}, for {quarter_words(year, quarter)}")
    return audit.uid


@operation("audits.adopt_proposal")
def adopt_proposal(session: WorkSession, year: int, chosen: Sequence[tuple[int, str]]) -> list[str]:
    """Propose an audit for each (quarter, uid of a theme), as one change; return their uids."""
    if not chosen:
        raise UserError("No theme is chosen, so there is nothing to propose. Choose a theme for a quarter.")
    twice = {theme for _, theme in chosen if [one for _, one in chosen].count(theme) > 1}
    if twice:
        names = " and ".join(sorted(AuditTheme.by_uid(session, one).name for one in twice))
        raise UserError(f"{names} is chosen for two quarters. Choose another theme for one of them, or leave it empty.")
    made = [add_audit(session, year, quarter, theme_uid=theme) for quarter, theme in chosen]
    number = "an audit" if len(made) == 1 else f"{len(made)} audits"
    session.say(f"Proposed {number} for {year}-{(year + 1) % 100:02d}")
    return made


@operation("audits.change_audit")
def change_audit(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change theme_uid, year, quarter, group_uid, decision_uid, tool_uid, held_on, cases, published, learning or note.

    Theme and year are the schedule's: they change while an audit is proposed, its quarter until it is held. Of one
    that is closed or cancelled only what was learned, the source and the note change.
    """
    audit = Audit.by_uid(session, uid)
    if fields.get("new_theme"):
        fields["theme_uid"] = add_theme(session, fields["new_theme"])
    fields.pop("new_theme", None)
    for name, (column, model) in _KEYS.items():
        if name in fields:
            other = fields.pop(name)
            fields[column] = None if other is None else model.by_uid(session, other).id
    fields = {name: trimmed(value) if name in _TEXTS else value for name, value in fields.items()}
    before = (audit.year, audit.quarter)
    changed = change_record(session, audit, version, fields)
    _refuse_change(session, audit, changed)
    if (audit.year, audit.quarter) != before:
        _refuse_full(session, audit.year, audit.quarter, audit)
    _check_cases(session, audit)
    said = dict.fromkeys(_SAID.get(one, one) for one in changed)
    session.say(f"{field_words(said)} of {said_of(session, audit)}")


@operation("audits.agree_audits")
def agree_audits(session: WorkSession, uids: Sequence[str], decision_uid: str) -> None:
    """Record that the Executive agreed audits of the schedule with a decision; one held before stays held."""
    decision = Decision.by_uid(session, decision_uid)
    names = []
    for uid in uids:
        audit = Audit.by_uid(session, uid)
        if audit.state is AuditState.CANCELLED:
            raise UserError(f"{number_words(audit.number)} is cancelled, so there is nothing to agree.")
        audit.decision_id = decision.id
        if audit.state is AuditState.PROPOSED:
            audit.state = AuditState.AGREED
        names.append(said_of(session, audit))
    if not names:
        raise UserError("No audit is waiting to be agreed. Nothing was changed.")
    what = names[0] if len(names) == 1 else f"{len(names)} audits"
    session.say(f"Agreed {what}, with D{decision.number}")


@operation("audits.hold_audit", AUDITORS)
def hold_audit(
    session: WorkSession, uid: str, held_on: PartialDate, *, group_uid: str | None = None, cases: int | None = None
) -> None:
    """Record that an audit took place, on a day as far as it is known, who audited, and how many cases.

    The tool that it was made with stays as it is from then on.
    """
    audit = Audit.by_uid(session, uid)
    if audit.state not in TO_COME:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value} already. Nothing was changed.")
    audit.held_on, audit.state = held_on, AuditState.HELD
    if group_uid is not None:
        audit.group_id = Group.by_uid(session, group_uid).id
    if cases is not None:
        audit.cases = cases
    _refuse_day(session, audit)
    _check_cases(session, audit)
    if audit.tool_id is not None:
        mark_used(session, session.get_one(Tool, audit.tool_id), held_on.earliest())
    session.say(f"{said_of(session, audit)}, was held {on_date(held_on)}")


@operation("audits.close_audit")
def close_audit(session: WorkSession, uid: str, why: str | None = None) -> None:
    """Close an audit of which nothing more is awaited, and in which no child is at risk without somebody told.

    Where cases have no agreed overall grade, `why` says why it is closed all the same.
    """
    audit = Audit.by_uid(session, uid)
    if audit.state is not AuditState.HELD:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}. An audit is closed once it is held.")
    at_risk = session.scalars(
        select(AuditCase).join(RiskNow, RiskNow.case_id == AuditCase.id)
        .where(AuditCase.audit_id == audit.id, RiskNow.told.is_(None))
    ).first()  # fmt: skip
    if at_risk is not None:
        raise UserError(
            f"A child of {case_words(at_risk.reference, at_risk.position)} is at risk now, and nobody is recorded as"
            " told. Record who was told before the audit is closed."
        )
    missing = [f"{section} of {case}" for _, case, section in owed(session, [audit.id])]
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        raise UserError(
            f"{number_words(audit.number)} can't be closed yet: a reason is owed where a service graded otherwise than"
            f" was agreed. It is missing for {', '.join(missing[:_NAMED])}{more}."
        )
    open_cases = ungraded(session, audit.id)
    session.reason = trimmed(why) or session.reason
    if open_cases and trimmed(why) is None:
        has = "has" if len(open_cases) == 1 else "have"
        raise UserError(
            f"{number_words(audit.number)} can't be closed yet: {' and '.join(open_cases)} {has} no agreed overall"
            " grade. Agree it, or say why the audit is closed all the same."
        )
    audit.state, audit.closed_on = AuditState.CLOSED, session.clock.today()
    session.say(f"Closed {said_of(session, audit)}")


@operation("audits.cancel_audit")
def cancel_audit(session: WorkSession, uid: str, why: str) -> None:
    """Cancel an audit that is planned, with the reason; its quarter is free again."""
    audit, reason = Audit.by_uid(session, uid), trimmed(why)
    if audit.state not in TO_COME:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}, so it can't be cancelled.")
    if reason is None:
        raise UserError("Say why it is cancelled: the reason stays with the audit.", field="why")
    audit.state, audit.cancelled_why = AuditState.CANCELLED, reason
    session.say(f"Cancelled {said_of(session, audit)}")


@operation("audits.reopen_audit")
def reopen_audit(session: WorkSession, uid: str) -> None:
    """Open a closed audit again, or take up a cancelled one as proposed or agreed."""
    audit = Audit.by_uid(session, uid)
    if audit.state is AuditState.CLOSED:
        audit.state, audit.closed_on = AuditState.HELD, None
    elif audit.state is AuditState.CANCELLED:
        _refuse_full(session, audit.year, audit.quarter, audit)
        audit.state = AuditState.PROPOSED if audit.decision_id is None else AuditState.AGREED
        audit.cancelled_why = None
    else:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}, so there is nothing to open again.")
    session.say(f"Opened {said_of(session, audit)} again")


@operation("audits.set_counts", AUDITORS)
def set_counts(session: WorkSession, uid: str, counts: Mapping[str, int], published: str | None = None) -> None:
    """Set how many cases of an audit got which grade, by the grade's uid, and where that was published.

    Their sum is the number of its cases. Grades of two scales are refused, and so is an audit that isn't held. Nothing
    for every grade takes the counts away.
    """
    audit = Audit.by_uid(session, uid)
    if audit.state not in ON_RECORD:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}. Mark it as held before it has grades.")
    if case_count(session, audit):
        raise UserError(
            f"The cases of {number_words(audit.number)} are in this program, and its grades are counted from them."
            " Nothing was changed."
        )
    if audit.state is AuditState.CLOSED:
        raise UserError(f"{number_words(audit.number)} is closed. Open it again to change its grades.")
    wanted = _graded(session, counts)
    there = {one.grade_id: one for one in session.scalars(_counts_of(audit))}
    for grade, number in wanted.items():
        found = there.pop(grade.id, None)
        if found is None:
            session.add(PublishedGrade(audit_id=audit.id, grade_id=grade.id, cases=number))
        elif found.cases != number:
            found.cases = number
    for gone in there.values():
        session.delete(gone)
    before = audit.cases
    if wanted:
        audit.cases = sum(wanted.values())
    if published is not None:
        audit.published = trimmed(published)
    said = ", ".join(f"{number} {grade.name[:1].lower()}{grade.name[1:]}"
                     for grade, number in sorted(wanted.items(), key=lambda pair: pair[0].position))  # fmt: skip
    instead = f"; {audit.cases} cases instead of {before}" if before not in (None, audit.cases) else ""
    session.say(f"Grades of {said_of(session, audit)}: {said or 'none'}{instead}")


@operation("audits.remove_audits")
def remove_audits(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete audits that were entered by mistake; what was held stays, and no number is given again."""
    names = []
    for uid in uids:
        audit = Audit.by_uid(session, uid)
        if audit.state in ON_RECORD:
            raise ConflictError(f"{number_words(audit.number)} was held, so it stays on record. Nothing was changed.")
        if audit.state is AuditState.AGREED:
            raise ConflictError(
                f"The Executive agreed {number_words(audit.number)}, so it stays on record. Cancel it with the reason;"
                " nothing was changed."
            )
        if case_count(session, audit) or session.scalar(_services_of(audit)) is not None:
            raise ConflictError(
                f"{number_words(audit.number)} has cases, or services that answer about them. Remove those first, or"
                " cancel it with the reason; nothing was changed."
            )
        names.append(number_words(audit.number))
        session.delete(audit)
        session.flush()
    session.say(f"Deleted {', '.join(names)}")


def _graded(session: WorkSession, counts: Mapping[str, int]) -> dict[Grade, int]:
    """Return the cases of each grade that has some; refuse what can't be a count, and grades of two scales."""
    wanted = {Grade.by_uid(session, one): number for one, number in counts.items() if number}
    if any(not 0 < number <= MOST_CASES for number in wanted.values()):
        raise UserError(f"The number of cases of a grade is 0 to {MOST_CASES}.")
    if len({grade.scale_id for grade in wanted}) > 1:
        raise UserError("These grades are of two scales, and an audit is graded on one. Nothing was changed.")
    return wanted


def said_of(session: Session, audit: Audit) -> str:
    """Return an audit in history: its number and theme."""
    return f"{number_words(audit.number)}, {session.get_one(AuditTheme, audit.theme_id).name}"


def _auditing(session: WorkSession) -> int | None:
    """Return the group that made, or makes, the newest audit of which that is recorded."""
    query = select(Audit.group_id).where(Audit.group_id.is_not(None)).order_by(Audit.year.desc(), Audit.quarter.desc())
    return session.scalars(query.limit(1)).first()


def _tool_for(session: WorkSession, theme: AuditTheme) -> int | None:
    """Return the newest tool in use that has the name of a theme."""
    query = select(Tool).where(Tool.kind == ToolKind.CASE_AUDIT, Tool.state == ToolState.IN_USE)
    found = session.scalars(query.order_by(Tool.edition.desc())).all()
    return next((one.id for one in found if normal_name(one.name) == normal_name(theme.name)), None)


def _next_number(session: WorkSession) -> int:
    """Return a number that no audit has had: no id is given twice, and the number is the id to come."""
    table = Audit.__tablename__
    made = session.scalar(select(func.max(HistoryEntry.row_id)).where(HistoryEntry.table_name == table)) or 0
    there = session.execute(select(func.max(Audit.id), func.max(Audit.number))).one()
    return max(made, *(one or 0 for one in there)) + 1


def _refuse_full(session: WorkSession, year: int, quarter: int, own: Audit | None = None) -> None:
    if not FIRST_QUARTER <= quarter <= LAST_QUARTER:
        raise UserError("A year has quarters 1 to 4: choose one of them.", field="quarter")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.", field="year")
    query = select(Audit).where(Audit.year == year, Audit.quarter == quarter, Audit.state != AuditState.CANCELLED)
    others = [one for one in session.scalars(query.order_by(Audit.number)) if one is not own]
    if len(others) >= most_a_quarter(session, year):
        where = quarter_words(year, quarter)
        cancel = ", or cancel that one first" if others[0].state in TO_COME else ""
        raise UserError(
            f"{where[:1].upper()}{where[1:]} has {said_of(session, others[0])}. Choose another quarter{cancel}.",
            field="quarter",
        )


def _refuse_change(session: WorkSession, audit: Audit, changed: Mapping[str, Any]) -> None:
    name = number_words(audit.number)
    if audit.state in (AuditState.CLOSED, AuditState.CANCELLED) and changed.keys() - _AFTERWARDS:
        raise UserError(f"{name} is {audit.state.value}. Open it again to change this.")
    for column, words in _PLANNED.items():
        if column in changed and audit.state is not AuditState.PROPOSED:
            raise UserError(f"{name} is {audit.state.value}, so its {words} stays. Cancel it and propose another one.")
    if "quarter" in changed and audit.state not in TO_COME:
        raise UserError(f"{name} is {audit.state.value}, so its quarter stays.")
    if changed.keys() & {"held_on", "cases"} and audit.state in TO_COME:
        raise UserError(f"{name} is {audit.state.value}. Mark it as held first.")
    if "held_on" in changed:
        if audit.held_on is None:
            raise UserError(f"{name} was held: say when, as far as it is known.")
        _refuse_day(session, audit)
    if "decision_id" in changed and audit.state is AuditState.AGREED and audit.decision_id is None:
        raise UserError(f"{name} is agreed, so it has the decision that agreed it. Choose another one instead.")
    if "decision_id" in changed and audit.state is AuditState.PROPOSED:
        audit.state = AuditState.AGREED


def _refuse_day(session: WorkSession, audit: Audit) -> None:
    """Refuse a day of holding that is still to come, or more than a year from the audit's quarter."""
    if audit.held_on is None:
        return
    if PartialDate.of(session.clock.today()).is_before(audit.held_on) is Answer.YES:
        raise UserError(
            f"{format_date(audit.held_on)} is still to come, so the audit can't have been held then.", field="held_on"
        )
    (first, last), when = quarter_days(audit.year, audit.quarter), quarter_words(audit.year, audit.quarter)
    if audit.held_on.latest() < first - AROUND or audit.held_on.earliest() > last + AROUND:
        raise UserError(
            f"{format_date(audit.held_on)} is more than a year from its quarter, {when}. Check the day, or change the"
            " quarter first.",
            field="held_on",
        )


def _check_cases(session: WorkSession, audit: Audit) -> None:
    if audit.cases is not None and not 0 < audit.cases <= MOST_CASES:
        raise UserError(
            f"The number of cases is 1 to {MOST_CASES}; leave it empty where it is not known.", field="cases"
        )
    counted = sum(one.cases for one in session.scalars(_counts_of(audit)))
    if counted and audit.cases != counted:
        raise UserError(f"Its grades add up to {counted} cases. Change the grades, and the number follows.")
    there = case_count(session, audit)
    if there and audit.cases != there:
        number = "1 case" if there == 1 else f"{there} cases"
        raise UserError(f"It has {number} in this program, and the number follows them. Add or remove cases instead.")


def case_count(session: Session, audit: Audit) -> int:
    """Return how many cases of an audit are in this program."""
    return session.scalar(select(func.count()).where(AuditCase.audit_id == audit.id)) or 0


def _services_of(audit: Audit) -> Any:
    return select(AuditService.id).where(AuditService.audit_id == audit.id).limit(1)


def _counts_of(audit: Audit) -> Any:
    return select(PublishedGrade).where(PublishedGrade.audit_id == audit.id)
