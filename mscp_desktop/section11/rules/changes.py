"""Operations on the log of agencies' audits: added, brought to a group, considered, followed by actions, removed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from mscp_desktop.actions.records import Action
from mscp_desktop.actions.rules.changes import add_action
from mscp_desktop.assessment.records import Grade
from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import take_uids
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.priorities.records import Priority
from mscp_desktop.section11.records import AgencyAudit, AuditKind, Outcome
from mscp_desktop.section11.rules.log import KIND

TEXTS = ("body", "grade_words", "strengths", "learning", "planned", "response", "note")
_PLAIN = {
    "organisation_id": "organisation", "body": "organisation", "priority_id": "priority", "made": "day",
    "grade_id": "grade", "grade_words": "grade", "group_id": "group", "brought_on": "day at the group",
    "considered_on": "day considered", "next_due": "next date", "planned": "planned steps",
}  # fmt: skip


@operation("section11.add_agency_audit")
def add_agency_audit(
    session: WorkSession, subject: str, *, kind: AuditKind = AuditKind.AGENCY, organisation_uid: str | None = None,
    body: str | None = None, priority_uid: str | None = None, made: PartialDate | None = None,
    received: date | None = None, cases: int | None = None, grade_words: str | None = None,
    grade_uid: str | None = None, strengths: str | None = None, learning: str | None = None,
    planned: str | None = None, next_due: PartialDate | None = None, confidential: bool = False,
    note: str | None = None,
) -> str:  # fmt: skip
    """Add an audit that an agency or a school made itself, and return its uid; who made it is never left out."""
    audit = AgencyAudit(
        kind=kind, subject=_subject(subject), body=trimmed(body), made=made, received=received, cases=cases,
        grade_words=trimmed(grade_words), strengths=trimmed(strengths), learning=trimmed(learning),
        planned=trimmed(planned), next_due=next_due, confidential=confidential, note=trimmed(note),
        organisation_id=_key(session, Organisation, organisation_uid),
        priority_id=_key(session, Priority, priority_uid), grade_id=_key(session, Grade, grade_uid),
    )  # fmt: skip
    _require(session, audit)
    session.add(audit)
    session.flush()
    session.say(f"Added {_said(session, audit)}")
    return audit.uid


@operation("section11.change_agency_audit")
def change_agency_audit(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of an agency's audit; organisation, priority, grade and group are given by their uids."""
    audit = AgencyAudit.by_uid(session, uid)
    take_uids(session, fields, "organisation")
    for name, model in (("priority", Priority), ("grade", Grade), ("group", Group)):
        if f"{name}_uid" in fields:
            fields[f"{name}_id"] = _key(session, model, fields.pop(f"{name}_uid"))
    if "subject" in fields:
        fields["subject"] = _subject(fields["subject"])
    for name in TEXTS:
        if name in fields:
            fields[name] = trimmed(fields[name])
    changed = change_record(session, audit, version, fields)
    _require(session, audit)
    said = field_words({_PLAIN.get(one, one): None for one in changed})
    session.say(f"{said} of {_said(session, audit)}")


@operation("section11.bring_agency_audits")
def bring_agency_audits(
    session: WorkSession, uids: Sequence[str], group_uid: str, brought_on: date | None = None
) -> None:
    """Record which group considers audits, and at its meeting of which day; an audit considered already stays so."""
    group = Group.by_uid(session, group_uid)
    names = []
    for uid in uids:
        audit = AgencyAudit.by_uid(session, uid)
        if audit.outcome is not None:
            raise ConflictError(
                f"What a group made of {_said(session, audit)}, is on record, so it is not brought to a group again."
                " Empty that first; nothing was changed."
            )
        audit.group_id, audit.brought_on = group.id, brought_on
        _require(session, audit)
        names.append(_said(session, audit))
    day = f", {format_day(brought_on)}" if brought_on else ""
    session.say(f"Brought {'; '.join(names)} to {group.short or group.name}{day}")


@operation("section11.consider_agency_audit")
def consider_agency_audit(
    session: WorkSession, uid: str, outcome: Outcome, considered_on: date, response: str | None = None,
    group_uid: str | None = None,
) -> None:  # fmt: skip
    """Record what a group made of an audit, and on which day; a group is named where none was yet."""
    audit = AgencyAudit.by_uid(session, uid)
    if considered_on > session.clock.today():
        raise UserError(
            f"{format_day(considered_on)} is still to come. Record what the group made of it once it has met.",
            field="considered_on",
        )
    if group_uid is not None:
        audit.group_id = Group.by_uid(session, group_uid).id
    audit.outcome, audit.considered_on, audit.response = outcome, considered_on, trimmed(response)
    _require(session, audit)
    session.say(f"{_said(session, audit)}, was considered on {format_day(considered_on)}: {outcome.value}")


@operation("section11.raise_action")
def raise_action(
    session: WorkSession, audit_uid: str, text: str, *, seat_uid: str | None = None, person_uid: str | None = None,
    organisation_uid: str | None = None, group_uid: str | None = None, due: date | None = None,
) -> str:  # fmt: skip
    """Add an action that follows from an audit to the register, and return its uid; confidential as the audit is.

    Where nobody says which group watches it, it is the one that considers the audit.
    """
    audit = AgencyAudit.by_uid(session, audit_uid)
    if group_uid is None and audit.group_id is not None:
        group_uid = session.get_one(Group, audit.group_id).uid
    priority = None if audit.priority_id is None else session.get_one(Priority, audit.priority_id).uid
    uid = add_action(
        session, text, seat_uid=seat_uid, person_uid=person_uid, organisation_uid=organisation_uid,
        group_uid=group_uid, priority_uid=priority, due=due, source_kind=KIND, source_uid=audit.uid,
        source="A confidential audit of an agency" if audit.confidential else _title(session, audit),
        confidential=audit.confidential,
    )  # fmt: skip
    session.say(f"{session.summary}, from {_said(session, audit)}")
    return uid


@operation("section11.remove_agency_audits")
def remove_agency_audits(session: WorkSession, uids: Sequence[str]) -> None:
    """Remove audits that were entered by mistake, with their papers; one that has actions stays."""
    names = []
    for uid in uids:
        audit = AgencyAudit.by_uid(session, uid)
        query = select(Action.id).where(Action.source_kind == KIND, Action.source_uid == uid).limit(1)
        if session.scalar(query) is not None:
            raise ConflictError(f"Actions came from {_said(session, audit)}, so it stays. Nothing was changed.")
        names.append(_said(session, audit))
        remove_papers_of(session, KIND, uid)
        session.delete(audit)
        session.flush()
    session.say(f"Removed {'; '.join(names)}")


def _require(session: WorkSession, audit: AgencyAudit) -> None:
    """Refuse an audit of nobody, days that can't be, and an outcome that nobody gave."""
    today = session.clock.today()
    if audit.organisation_id is None and audit.body is None:
        raise UserError("Say who made the audit: an organisation, or the name of the school or service.")
    if audit.made is not None and audit.made.earliest() > today:
        raise UserError(f"{audit.made} is still to come. For one that is awaited, fill in when the next is expected.")
    if audit.received is not None and audit.received > today:
        raise UserError(f"{format_day(audit.received)} is still to come, so it was not received then.")
    if audit.brought_on is not None and audit.group_id is None:
        raise UserError("Say to which group it is brought, or leave the day out.")
    if audit.outcome is None and (audit.considered_on is not None or audit.response is not None):
        raise UserError("Say what the group made of it: accepted, questions asked, or more assurance wanted.")
    if audit.outcome is not None and audit.group_id is None:
        raise UserError("Say which group considered it.")
    if audit.next_due is not None and audit.made is not None and audit.next_due < audit.made:
        raise UserError("The next one can't be expected before this one was made.")


def _subject(typed: str | None) -> str:
    said = trimmed(typed)
    if said is None:
        raise UserError("An audit needs a subject: what was looked at.")
    return said


def _key(session: WorkSession, model: type[Record], uid: str | None) -> int | None:
    return None if uid is None else model.by_uid(session, uid).id


def _title(session: WorkSession, audit: AgencyAudit) -> str:
    organisation = None if audit.organisation_id is None else session.get_one(Organisation, audit.organisation_id).name
    return f"{', '.join(part for part in (audit.body, organisation) if part)}: {audit.subject}"


def _said(session: WorkSession, audit: AgencyAudit) -> str:
    """Return an audit in history: "the audit of Kent Police: missing children", or that it is confidential."""
    return "a confidential audit" if audit.confidential else f"the audit of {_title(session, audit)}"
