"""Operations on findings and learning: added, tied, put in order, turned into actions; and the learning agreed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from mscp_desktop.actions.records import Action
from mscp_desktop.actions.rules.changes import add_action
from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.records import (
    ON_RECORD,
    Audit,
    AuditCase,
    AuditFinding,
    AuditState,
    FindingAgency,
    FindingCase,
    FindingKind,
    LearningTheme,
    case_words,
)
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.findings import finding_facts
from mscp_desktop.audits.rules.learning import FINDING, unused_learning
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, on_date
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.records import Decision
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, many_words, trimmed

_TEXTS = frozenset({"text", "escalated_to", "outcome"})
_ESCALATION = ("escalated_to", "escalated_on", "outcome")
_SAID = {
    "text": "words", "section_id": "section", "learning_id": "learning theme", "escalated_to": "to whom it went",
    "escalated_on": "when it went", "outcome": "what followed",
}  # fmt: skip


@operation("audits.add_finding", AUDITORS)
def add_finding(
    session: WorkSession, audit_uid: str, kind: FindingKind, text: str, *, section_uid: str | None = None,
    learning_uid: str | None = None, new_learning: str | None = None, case_uids: Sequence[str] = (),
    organisation_uids: Sequence[str] = (), escalated_to: str | None = None, escalated_on: PartialDate | None = None,
    outcome: str | None = None,
) -> str:  # fmt: skip
    """Add what an audit found, last in its order, and return its uid.

    It is tied to cases of that audit, to organisations, a section of its tool and a learning theme: a known one, or a
    new one by its name. Only an escalation says to whom it went, when, and what followed.
    """
    audit = _open(Audit.by_uid(session, audit_uid))
    if new_learning:
        learning_uid = add_learning_theme(session, new_learning)
    last = session.scalar(select(func.max(AuditFinding.number)).where(AuditFinding.audit_id == audit.id)) or 0
    escalates = kind is FindingKind.ESCALATION
    finding = AuditFinding(
        audit_id=audit.id, number=last + 1, kind=kind, text=trimmed(text) or "",
        section_id=_section(session, audit, section_uid), learning_id=_learning(session, learning_uid),
        escalated_to=trimmed(escalated_to) if escalates else None, escalated_on=escalated_on if escalates else None,
        outcome=trimmed(outcome) if escalates else None,
    )  # fmt: skip
    _check(session, finding)
    session.add(finding)
    session.flush()
    for uid in dict.fromkeys(case_uids):
        tie_case(session, finding.uid, uid)
    for uid in dict.fromkeys(organisation_uids):
        tie_agency(session, finding.uid, uid)
    session.say(f"Added {_named(session, finding)}")
    return finding.uid


@operation("audits.change_finding", AUDITORS)
def change_finding(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change kind, text, section_uid, learning_uid (or new_learning), escalated_to, escalated_on or outcome.

    What becomes something else than an escalation no longer says to whom it went and what followed.
    """
    finding = AuditFinding.by_uid(session, uid)
    audit = _open(session.get_one(Audit, finding.audit_id))
    if fields.get("new_learning"):
        fields["learning_uid"] = add_learning_theme(session, fields["new_learning"])
    fields.pop("new_learning", None)
    if "section_uid" in fields:
        fields["section_id"] = _section(session, audit, fields.pop("section_uid"))
    if "learning_uid" in fields:
        fields["learning_id"] = _learning(session, fields.pop("learning_uid"), finding.learning_id)
    if fields.get("kind", finding.kind) is not FindingKind.ESCALATION:
        fields |= {one: None for one in _ESCALATION if getattr(finding, one) is not None or one in fields}
    given = {name: trimmed(value) if name in _TEXTS else value for name, value in fields.items()}
    if "text" in given:
        given["text"] = given["text"] or ""
    changed = change_record(session, finding, version, given)
    _check(session, finding)
    session.say(f"{field_words({_SAID.get(one, one): None for one in changed})} of {_named(session, finding)}")


@operation("audits.change_findings", AUDITORS)
def change_findings(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set kind, section_uid or learning_uid of several findings alike."""
    if fields.get("new_learning"):
        fields["learning_uid"] = add_learning_theme(session, fields["new_learning"])
    fields.pop("new_learning", None)
    for uid in uids:
        change_finding(session, uid, AuditFinding.by_uid(session, uid).version, **fields)
    said = {_SAID.get(name.replace("_uid", "_id"), name): None for name in fields}
    session.say(many_words(said, len(uids), "findings"))


@operation("audits.move_finding", AUDITORS)
def move_finding(session: WorkSession, uid: str, by: int) -> None:
    """Move a finding up (-1) or down (1) by so many places, as far as there are; their numbers follow."""
    finding = AuditFinding.by_uid(session, uid)
    audit = _open(session.get_one(Audit, finding.audit_id))
    rows = _in_order(session, audit)
    at = rows.index(finding)
    rows.insert(max(0, min(at + by, len(rows) - 1)), rows.pop(at))
    _number(session, rows)
    session.say(f"Moved {_named(session, finding)}")


@operation("audits.remove_findings", AUDITORS)
def remove_findings(session: WorkSession, uids: Sequence[str]) -> None:
    """Remove findings that were entered by mistake; one that has actions stays."""
    names, audits = [], {}
    for uid in uids:
        finding = AuditFinding.by_uid(session, uid)
        audit = _open(session.get_one(Audit, finding.audit_id))
        if _actions(session, finding):
            raise ConflictError(
                f"Actions came from {_named(session, finding)}, so it stays. Nothing was changed."
            )  # fmt: skip
        names.append(_named(session, finding))
        audits[audit.id] = audit
        for tie in (FindingCase, FindingAgency):
            for one in session.scalars(select(tie).where(tie.finding_id == finding.id)):
                session.delete(one)
        session.flush()
        session.delete(finding)
        session.flush()
    for audit in audits.values():
        _number(session, _in_order(session, audit))
    session.say(f"Removed {', '.join(names)}")


@operation("audits.tie_case", AUDITORS)
def tie_case(session: WorkSession, uid: str, case_uid: str) -> str:
    """Tie a finding to a case of its audit, and return the tie's uid."""
    finding, case = AuditFinding.by_uid(session, uid), AuditCase.by_uid(session, case_uid)
    _open(session.get_one(Audit, finding.audit_id))
    name = case_words(case.reference, case.position)
    if case.audit_id != finding.audit_id:
        raise UserError(f"{name} is a case of another audit. Choose one of this audit.", field="case")
    there = select(FindingCase.id).where(FindingCase.finding_id == finding.id, FindingCase.case_id == case.id)
    if session.scalar(there) is not None:
        raise UserError(f"The finding is tied to {name} already.", field="case")
    tie = FindingCase(finding_id=finding.id, case_id=case.id)
    session.add(tie)
    session.flush()
    session.say(f"Tied {_named(session, finding)}, to {name}")
    return tie.uid


@operation("audits.tie_agency", AUDITORS)
def tie_agency(session: WorkSession, uid: str, organisation_uid: str) -> str:
    """Tie a finding to an organisation that it is about, and return the tie's uid."""
    finding, body = AuditFinding.by_uid(session, uid), Organisation.by_uid(session, organisation_uid)
    _open(session.get_one(Audit, finding.audit_id))
    there = select(FindingAgency.id).where(
        FindingAgency.finding_id == finding.id, FindingAgency.organisation_id == body.id
    )
    if session.scalar(there) is not None:
        raise UserError(f"The finding is tied to {body.name} already.", field="organisation")
    tie = FindingAgency(finding_id=finding.id, organisation_id=body.id)
    session.add(tie)
    session.flush()
    session.say(f"Tied {_named(session, finding)}, to {body.name}")
    return tie.uid


@operation("audits.untie_case", AUDITORS)
def untie_case(session: WorkSession, uid: str) -> None:
    """Take a case away from a finding, by the tie's uid."""
    session.say(_untie(session, FindingCase.by_uid(session, uid), "a case"))


@operation("audits.untie_agency", AUDITORS)
def untie_agency(session: WorkSession, uid: str) -> None:
    """Take an organisation away from a finding, by the tie's uid."""
    session.say(_untie(session, FindingAgency.by_uid(session, uid), "an agency"))


@operation("audits.raise_action", AUDITORS)
def raise_action(
    session: WorkSession, finding_uid: str, text: str, *, seat_uid: str | None = None, person_uid: str | None = None,
    organisation_uid: str | None = None, group_uid: str | None = None, due: date | None = None,
    raised: date | None = None,
) -> str:  # fmt: skip
    """Add an action that follows from a finding to the register, and return its uid.

    Where nobody says which group watches it, it is the one above the group that audits, or else that. Without `raised`
    it is raised today.
    """
    finding = AuditFinding.by_uid(session, finding_uid)
    audit = session.get_one(Audit, finding.audit_id)
    if group_uid is None:
        facts = finding_facts(session, audit.uid)
        group_uid = None if facts is None else facts.watches_uid
    uid = add_action(
        session, text, seat_uid=seat_uid, person_uid=person_uid, organisation_uid=organisation_uid,
        group_uid=group_uid, due=due, raised=raised, source_kind=FINDING, source_uid=finding.uid,
        source=_source(session, finding),
    )  # fmt: skip
    session.say(f"{session.summary}, from {_named(session, finding)}")
    return uid


@operation("audits.agree_learning", AUDITORS)
def agree_learning(
    session: WorkSession, audit_uid: str, agreed_on: PartialDate | None, decision_uid: str | None = None
) -> None:
    """Record on which day it was agreed what is learned from an audit, and with which decision; None takes it back."""
    audit = Audit.by_uid(session, audit_uid)
    if audit.state not in ON_RECORD:
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}: its learning is agreed once it is held.")
    if agreed_on is None and decision_uid is not None:
        raise UserError("Say when it was agreed, or leave the decision out.", field="agreed_on")
    if agreed_on is not None and agreed_on.earliest() > session.clock.today():
        raise UserError("That day is still to come: the learning is agreed once that has been.", field="agreed_on")
    audit.learning_agreed_on = agreed_on
    audit.learning_decision_id = None if decision_uid is None else Decision.by_uid(session, decision_uid).id
    if agreed_on is None:
        session.say(f"The learning of {said_of(session, audit)}, is not agreed")
    else:
        session.say(f"The learning of {said_of(session, audit)}, was agreed {on_date(agreed_on)}")


@operation("audits.add_learning_theme", AUDITORS)
def add_learning_theme(session: WorkSession, name: str, *, note: str | None = None) -> str:
    """Add a learning theme and return its uid."""
    theme = LearningTheme(name=_free_name(session, name), note=trimmed(note))
    session.add(theme)
    session.flush()
    session.say(f"Added the learning theme {theme.name}")
    return theme.uid


@operation("audits.change_learning_theme", AUDITORS)
def change_learning_theme(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, ended or note of a learning theme; an end says from when it is chosen no more."""
    theme = LearningTheme.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _free_name(session, fields["name"], theme)
    if "note" in fields:
        fields["note"] = trimmed(fields["note"])
    changed = change_record(session, theme, version, fields)
    said = {("end" if one == "ended" else one): None for one in changed}
    session.say(f"{field_words(said)} of the learning theme {theme.name}")


@operation("audits.remove_learning_theme", AUDITORS)
def remove_learning_theme(session: WorkSession, uid: str) -> None:
    """Delete a learning theme that was entered by mistake; one that a finding has is ended instead."""
    theme = LearningTheme.by_uid(session, uid)
    if not unused_learning(session, theme.id):
        raise ConflictError(
            f"There are findings on {theme.name}, so it can't be deleted. Give it an end instead; nothing was changed."
        )
    session.say(f"Deleted the learning theme {theme.name}")
    session.delete(theme)


def _open(audit: Audit) -> Audit:
    if audit.state in (AuditState.CLOSED, AuditState.CANCELLED):
        raise UserError(f"{number_words(audit.number)} is {audit.state.value}. Open it again to change its findings.")
    return audit


def _check(session: WorkSession, finding: AuditFinding) -> None:
    if not finding.text:
        raise UserError("Say what was found.", field="text")
    if finding.kind is FindingKind.ESCALATION and finding.escalated_to is None:
        raise UserError("Say to whom it was escalated.", field="escalated_to")
    if finding.escalated_on is not None and finding.escalated_on.earliest() > session.clock.today():
        raise UserError("That day is still to come: say when it was escalated.", field="escalated_on")


def _section(session: WorkSession, audit: Audit, uid: str | None) -> int | None:
    if uid is None:
        return None
    section = ToolSection.by_uid(session, uid)
    if section.tool_id != audit.tool_id:
        raise UserError("That is a section of another tool. Choose one of the audit's tool.", field="section")
    return section.id


def _learning(session: WorkSession, uid: str | None, own: int | None = None) -> int | None:
    if uid is None:
        return None
    theme = LearningTheme.by_uid(session, uid)
    if theme.id != own and theme.ended is not None and theme.ended.earliest() <= session.clock.today():
        raise UserError(f"{theme.name} is no longer a learning theme. Choose another.", field="learning")
    return theme.id


def _free_name(session: WorkSession, name: str | None, own: LearningTheme | None = None) -> str:
    said = " ".join((name or "").split())
    if not said:
        raise UserError("A learning theme needs a name: what the findings on it are about.", field="name")
    for other in session.scalars(select(LearningTheme)):
        if other is not own and normal_name(other.name) == normal_name(said):
            raise UserError(f"There is already a learning theme called {other.name}. Choose that.", field="name")
    return said


def _in_order(session: WorkSession, audit: Audit) -> list[AuditFinding]:
    query = select(AuditFinding).where(AuditFinding.audit_id == audit.id)
    return list(session.scalars(query.order_by(AuditFinding.number, AuditFinding.id)))


def _number(session: WorkSession, rows: Sequence[AuditFinding]) -> None:
    """Number findings in this order; actions that name one by its number, and nobody reworded, name the new one."""
    for number, one in enumerate(rows, 1):
        if one.number == number:
            continue
        before = _source(session, one)
        one.number = number
        for action in _actions(session, one):
            if action.source == before:
                action.source = _source(session, one)


def _actions(session: WorkSession, finding: AuditFinding) -> list[Action]:
    query = select(Action).where(Action.source_kind == FINDING, Action.source_uid == finding.uid)
    return list(session.scalars(query))


def _untie(session: WorkSession, tie: FindingCase | FindingAgency, what: str) -> str:
    """Take a tie away, and return what that is called."""
    finding = session.get_one(AuditFinding, tie.finding_id)
    _open(session.get_one(Audit, finding.audit_id))
    session.delete(tie)
    return f"Took {what} from {_named(session, finding)}"


def _source(session: WorkSession, finding: AuditFinding) -> str:
    return f"{said_of(session, session.get_one(Audit, finding.audit_id))}, finding {finding.number}"


def _named(session: WorkSession, finding: AuditFinding) -> str:
    return f"finding {finding.number} of {said_of(session, session.get_one(Audit, finding.audit_id))}"
