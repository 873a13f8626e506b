"""Operations on an audit's cases: added by reference, described, put in order and removed; and how they were chosen."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from mscp_desktop.audits.records import (
    AgreedGrade,
    Audit,
    AuditCase,
    AuditState,
    FindingCase,
    PublishedGrade,
    ReviewName,
    RiskNow,
    ServiceCase,
    case_words,
)
from mscp_desktop.audits.rules.changes import AUDITORS, MOST_CASES, case_count, said_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import Answer, PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.words import field_words, many_words, trimmed

LONGEST = 40  # characters of a reference
MOST_MINUTES = 480
_TEXTS = frozenset({"reference", "summary"})
_SAID = {
    "age_band": "age band", "plan_status": "plan", "look_from": "look-back period", "look_until": "look-back period",
}  # fmt: skip
_CHOOSING = {
    "selection": "how its cases were chosen", "key_holder": "who holds the key", "minutes": "minutes for a case",
}  # fmt: skip


@operation("audits.add_cases", AUDITORS)
def add_cases(session: WorkSession, /, audit_uid: str, references: Sequence[str], **fields: Any) -> list[str]:
    """Add cases to an audit by their references, all with the same fields as far as they are given; return their uids.

    The fields are age_band, plan_status, look_from and look_until. The audit's number of cases follows.
    """
    audit = open_audit(Audit.by_uid(session, audit_uid))
    wanted = [reference for one in references if (reference := trimmed(one)) is not None]
    if not wanted:
        raise UserError("A case has a reference: name at least one, such as N-01.", field="references")
    if session.scalar(select(PublishedGrade.id).where(PublishedGrade.audit_id == audit.id).limit(1)) is not None:
        raise UserError(
            f"The grades of {number_words(audit.number)} were entered as counts. Take those away before its cases are"
            " entered one by one; nothing was changed."
        )
    there = case_count(session, audit)
    if there + len(wanted) > MOST_CASES:
        raise UserError(f"An audit has {MOST_CASES} cases at the most. Nothing was changed.")
    last = session.scalar(select(func.max(AuditCase.position)).where(AuditCase.audit_id == audit.id)) or 0
    made = [
        AuditCase(audit_id=audit.id, position=at, reference=reference, seconds=0, summary=None, **fields)
        for at, reference in enumerate(wanted, last + 1)
    ]
    for case in made:
        _check(case)
        session.add(case)
    session.flush()
    _refuse_same(session, audit)
    audit.cases = there + len(made)
    what = case_words(wanted[0], 0) if len(made) == 1 else f"{len(made)} cases"
    session.say(f"Added {what} to {said_of(session, audit)}")
    return [case.uid for case in made]


@operation("audits.change_case", AUDITORS)
def change_case(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change reference, age_band, plan_status, look_from, look_until or summary of a case."""
    case = AuditCase.by_uid(session, uid)
    audit = open_audit(session.get_one(Audit, case.audit_id))
    changed = change_record(session, case, version, _trimmed(fields))
    _check(case)
    session.flush()
    if "reference" in changed:
        _refuse_same(session, audit)
    said = dict.fromkeys(_SAID.get(one, one) for one in changed)
    session.say(f"{field_words(said)} of {case_words(case.reference, case.position)}, {said_of(session, audit)}")


@operation("audits.change_cases", AUDITORS)
def change_cases(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set age_band, plan_status, look_from or look_until of several cases alike."""
    for uid in uids:
        case = AuditCase.by_uid(session, uid)
        open_audit(session.get_one(Audit, case.audit_id))
        change_record(session, case, case.version, fields)
        _check(case)
    session.say(many_words({_SAID.get(name, name): None for name in fields}, len(uids), "cases"))


@operation("audits.move_case", AUDITORS)
def move_case(session: WorkSession, uid: str, by: int) -> None:
    """Move a case up (-1) or down (1) by so many places, as far as there are."""
    case = AuditCase.by_uid(session, uid)
    audit = open_audit(session.get_one(Audit, case.audit_id))
    cases = list(session.scalars(_in_order(audit)))
    at = cases.index(case)
    cases.insert(max(0, min(at + by, len(cases) - 1)), cases.pop(at))
    for place, one in enumerate(cases, 1):
        if one.position != place:
            one.position = place
    session.say(f"Moved {case_words(case.reference, case.position)} of {said_of(session, audit)}")


@operation("audits.remove_cases", AUDITORS)
def remove_cases(session: WorkSession, uids: Sequence[str]) -> None:
    """Remove cases that were entered by mistake; one that was answered or graded, or had a child at risk, stays."""
    names = []
    for uid in uids:
        case = AuditCase.by_uid(session, uid)
        audit, name = session.get_one(Audit, case.audit_id), case_words(case.reference, case.position)
        open_audit(audit)
        asked = list(session.scalars(select(ServiceCase).where(ServiceCase.case_id == case.id)))
        if any(one.known is not None or one.graded or one.sealed is not None for one in asked):
            raise ConflictError(f"Services have answered about {name}, so it stays. Nothing was changed.")
        if session.scalar(select(AgreedGrade.id).where(AgreedGrade.case_id == case.id).limit(1)) is not None:
            raise ConflictError(f"{name} is graded, so it stays. Nothing was changed.")
        if session.scalar(select(RiskNow.id).where(RiskNow.case_id == case.id).limit(1)) is not None:
            raise ConflictError(f"A child of {name} was found to be at risk, so it stays. Nothing was changed.")
        if session.scalar(select(FindingCase.id).where(FindingCase.case_id == case.id).limit(1)) is not None:
            raise ConflictError(f"A finding was made in {name}, so it stays. Nothing was changed.")
        names.append(name)
        for one in asked:
            session.delete(one)
        session.flush()
        session.delete(case)
        session.flush()
        audit.cases = case_count(session, audit) or None
    session.say(f"Removed {', '.join(names)}")


@operation("audits.set_selection", AUDITORS)
def set_selection(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Set how an audit's cases were chosen (selection), who outside holds the key (key_holder), or minutes for a case.

    `minutes` is how long a case has on the day, 1 to 480; None is not set.
    """
    audit = open_audit(Audit.by_uid(session, uid))
    given = {
        name: value if name == "minutes" else trimmed(value) for name, value in fields.items() if name in _CHOOSING
    }
    changed = change_record(session, audit, version, given)
    if audit.minutes is not None and not 0 < audit.minutes <= MOST_MINUTES:
        raise UserError(f"A case has 1 to {MOST_MINUTES} minutes; leave it empty for no clock.", field="minutes")
    session.say(f"{field_words({_CHOOSING[one]: None for one in changed})} of {said_of(session, audit)}")


@operation("audits.add_review_name", AUDITORS)
def add_review_name(
    session: WorkSession, name: str, *, published: PartialDate | None = None, note: str | None = None
) -> str:
    """Record a name that a review was published under, and return its uid."""
    made = ReviewName(name=_known_once(session, name, None), published=published, note=trimmed(note))
    session.add(made)
    session.flush()
    session.say(f"Added the name {made.name} of a published review")
    return made.uid


@operation("audits.change_review_name", AUDITORS)
def change_review_name(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, published or note of a name that a review was published under."""
    one = ReviewName.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _known_once(session, fields["name"], one)
    if "note" in fields:
        fields["note"] = trimmed(fields["note"])
    changed = change_record(session, one, version, fields)
    session.say(f"{field_words(changed)} of the name {one.name} of a published review")


@operation("audits.remove_review_name", AUDITORS)
def remove_review_name(session: WorkSession, uid: str) -> None:
    """Remove a name that no review was published under."""
    one = ReviewName.by_uid(session, uid)
    session.say(f"Removed the name {one.name} of a published review")
    session.delete(one)


def _known_once(session: WorkSession, name: str, own: ReviewName | None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("Write the name that the review was published under.", field="name")
    same = [one for one in session.scalars(select(ReviewName)) if one.name.casefold() == said.casefold()]
    if any(one is not own for one in same):
        raise UserError(f"The name {said} is in the list already.", field="name")
    return said


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: trimmed(value) if name in _TEXTS else value for name, value in fields.items()}


def open_audit(audit: Audit) -> Audit:
    """Return an audit whose cases can still be changed, and refuse another."""
    if audit.cleared_on is not None:
        raise UserError(f"The details of the cases of {number_words(audit.number)} were cleared. Nothing was changed.")
    if audit.state in (AuditState.CLOSED, AuditState.CANCELLED):
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}. Open it again to change its cases.")
    return audit


def _in_order(audit: Audit) -> Any:
    return select(AuditCase).where(AuditCase.audit_id == audit.id).order_by(AuditCase.position, AuditCase.id)


def _check(case: AuditCase) -> None:
    """Refuse a case without a reference, one that is too long to be one, and a look-back that ends before it begins."""
    if case.reference is None:
        raise UserError("A case has a reference, such as N-03: it is all that it is known by here.", field="reference")
    if len(case.reference) > LONGEST or "\n" in case.reference:
        raise UserError(
            f"A reference is short: one line of at most {LONGEST} characters, such as N-03.", field="reference"
        )
    if case.look_from and case.look_until and case.look_until.is_before(case.look_from) is Answer.YES:
        raise UserError("The look-back period ends before it begins. Correct one of its dates.", field="look_until")


def _refuse_same(session: WorkSession, audit: Audit) -> None:
    seen: set[str] = set()
    for case in session.scalars(_in_order(audit)):
        said = (case.reference or "").casefold()
        if said in seen:
            words = f"This audit has two cases {case.reference}. Give each a reference of its own."
            raise UserError(words, field="reference")
        seen.add(said)
