"""Operations of the accuracy check: the draft overview goes out, what agencies say of it, and its final form."""

from datetime import date
from typing import Any

from sqlalchemy import select

from mscp_desktop.audits.records import TO_COME, AccuracyComment, Audit, AuditService, AuditState
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.overview import check_of, fingerprint, overview_of
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.foundation.errors import ChangedMeanwhileError, UserError
from mscp_desktop.foundation.issued import issue_document
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.words import field_words, trimmed

KIND = "audit-overview"
"""What the kept overview is called in the catalogue of documents."""


@operation("audits.send_draft", AUDITORS)
def send_draft(session: WorkSession, audit_uid: str, due: date) -> None:
    """Record that the draft overview went to the agencies today, who say by a day what is wrong in it."""
    audit, today = _audit(session, audit_uid), session.clock.today()
    _refuse_early(session, audit)
    _refuse_final(audit)
    if due < today:
        raise UserError(f"{format_day(due)} is past. Give the agencies a day to come for their comments.")
    audit.draft_sent_on, audit.check_due = today, due
    session.say(f"Sent the draft overview of {said_of(session, audit)} to the agencies, comments by {format_day(due)}")


@operation("audits.add_comment", AUDITORS)
def add_comment(
    session: WorkSession, service_uid: str, words: str, *, said_on: date | None = None, answer: str | None = None
) -> str:
    """Record what a service said of the draft, today where no day is given, and return its uid."""
    service = AuditService.by_uid(session, service_uid)
    audit = session.get_one(Audit, service.audit_id)
    _refuse_cancelled(audit)
    _refuse_final(audit)
    if audit.draft_sent_on is None:
        raise UserError("The draft has not gone to the agencies yet, so none can have said anything of it.")
    comment = AccuracyComment(
        service_id=service.id, said_on=_day(session, audit, said_on), words=_words(words), answer=trimmed(answer)
    )
    session.add(comment)
    session.flush()
    session.say(f"{service.name} commented on the draft overview of {said_of(session, audit)}")
    return comment.uid


@operation("audits.change_comment", AUDITORS)
def change_comment(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change words, said_on or answer of a comment; the answer says what became of it."""
    comment, service, audit = _comment(session, uid)
    _refuse_final(audit)
    if "words" in fields:
        fields["words"] = _words(fields["words"])
    if "said_on" in fields:
        fields["said_on"] = _day(session, audit, fields["said_on"])
    if "answer" in fields:
        fields["answer"] = trimmed(fields["answer"])
    changed = change_record(session, comment, version, fields)
    session.say(f"{field_words(changed)} of what {service.name} said of the draft overview")


@operation("audits.remove_comments", AUDITORS)
def remove_comments(session: WorkSession, uids: list[str]) -> None:
    """Remove comments that were recorded by mistake."""
    for uid in uids:
        comment, service, audit = _comment(session, uid)
        _refuse_final(audit)
        session.delete(comment)
        session.flush()
    what = f"what {service.name} said" if len(uids) == 1 else f"{len(uids)} comments"
    session.say(f"Removed {what} of the draft overview of {number_words(audit.number)}")


@operation("audits.finish_overview", AUDITORS, corrected_by="making the overview a draft again")
def finish_overview(session: WorkSession, audit_uid: str, seen: str, name: str, pdf: bytes) -> None:
    """Record that the overview is final, and keep its PDF as issued under this file name; no undo takes that back.

    `seen` is the `fingerprint` of what the PDF shows: where it changed since, nothing is done. Every comment has its
    answer by then.
    """
    audit, today = _audit(session, audit_uid), session.clock.today()
    _refuse_early(session, audit)
    _refuse_final(audit)
    if audit.draft_sent_on is None:
        raise UserError("The draft has not gone to the agencies for their accuracy check yet. Send it first.")
    waiting = check_of(session, audit_uid).open
    if waiting:
        said = "1 comment has" if waiting == 1 else f"{waiting} comments have"
        raise UserError(f"{said} no answer yet. Say what became of each, then the overview can be final.")
    if fingerprint(overview_of(session, audit_uid, today)) != seen:
        raise ChangedMeanwhileError(
            "The audit was changed since its overview was prepared. Nothing was done; look at it again."
        )
    if not pdf.startswith(b"%PDF"):
        raise UserError("The final overview is kept as a PDF, and none was made. Nothing was changed.")
    audit.final_on = today
    session.flush()
    issue_document(session, KIND, "audit", audit.uid, f"Overview of {said_of(session, audit)}", name, pdf)
    session.say(f"Final: overview of {said_of(session, audit)}")


@operation("audits.reopen_overview", AUDITORS)
def reopen_overview(session: WorkSession, audit_uid: str) -> None:
    """Make a final overview a draft again; what was kept as final stays kept, and the next final stands beside it."""
    audit = _audit(session, audit_uid)
    if audit.final_on is None:
        raise UserError("This overview is a draft. Nothing was changed.")
    audit.final_on = None
    session.say(f"A draft again: overview of {said_of(session, audit)}")


def _audit(session: WorkSession, uid: str) -> Audit:
    audit = Audit.by_uid(session, uid)
    _refuse_cancelled(audit)
    return audit


def _comment(session: WorkSession, uid: str) -> tuple[AccuracyComment, AuditService, Audit]:
    comment = AccuracyComment.by_uid(session, uid)
    service = session.get_one(AuditService, comment.service_id)
    return comment, service, session.get_one(Audit, service.audit_id)


def _words(words: str | None) -> str:
    said = trimmed(words)
    if said is None:
        raise UserError("Write what the agency said.")
    return said


def _day(session: WorkSession, audit: Audit, day: date | None) -> date:
    said, today = day or session.clock.today(), session.clock.today()
    if said > today:
        raise UserError(f"{format_day(said)} is still to come. Give the day on which it was said.")
    if audit.draft_sent_on is not None and said < audit.draft_sent_on:
        raise UserError(
            f"The draft went out on {format_day(audit.draft_sent_on)}, so it was said on that day or later."
        )
    return said


def _refuse_cancelled(audit: Audit) -> None:
    if audit.state is AuditState.CANCELLED:
        raise UserError(f"{number_words(audit.number)} is cancelled, so it has no overview.")


def _refuse_final(audit: Audit) -> None:
    if audit.final_on is not None:
        raise UserError(
            f"The overview is final since {format_day(audit.final_on)}. Make it a draft again to change its check."
        )


def _refuse_early(session: WorkSession, audit: Audit) -> None:
    services = session.scalar(select(AuditService.id).where(AuditService.audit_id == audit.id).limit(1))
    if services is None:
        raise UserError("No service answers about this audit here, so there is nobody to check its overview.")
    if audit.revealed_at is None or audit.state in TO_COME:
        raise UserError(
            f"{said_of(session, audit)} is not held and revealed yet. Its overview goes out once grades are agreed."
        )
