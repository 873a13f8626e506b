"""Operations on terms of reference: a draft is agreed, later reviewed, and in time superseded by another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, TermsOfReference, TermsState
from mscp_desktop.groups.rules.terms import terms_on
from mscp_desktop.parties.rules.words import field_words


@operation("groups.add_terms")
def add_terms(
    session: WorkSession, group_uid: str, *, edition: str | None = None, state: TermsState = TermsState.DRAFT,
    agreed: PartialDate | None = None, agreed_by_uid: str | None = None, review: PartialDate | None = None,
    text: str | None = None, note: str | None = None,
) -> str:  # fmt: skip
    """Add a version of a group's terms of reference and return its uid: a draft, or one that was agreed already."""
    group = Group.by_uid(session, group_uid)
    by = _key(session, agreed_by_uid)
    _require_dates(session, state, agreed, by, review)
    terms = TermsOfReference(
        group_id=group.id, edition=_text(edition), state=state, agreed=agreed, agreed_by_id=by, review=review,
        text=_text(text), note=_text(note),
    )  # fmt: skip
    session.add(terms)
    session.flush()
    session.say(f"Added terms of reference of {group.name}{_called(terms)}, {state.value}")
    return terms.uid


@operation("groups.change_terms")
def change_terms(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of a version: edition, agreed, agreed_by_uid, review, text, note; its state changes by itself."""
    terms = TermsOfReference.by_uid(session, uid)
    if "agreed_by_uid" in fields:
        fields["agreed_by_id"] = _key(session, fields.pop("agreed_by_uid"))
    for name in ("edition", "text", "note"):
        if name in fields:
            fields[name] = _text(fields[name])
    if fields.keys() & {"agreed", "agreed_by_id", "review"}:
        now = {name: fields.get(name, getattr(terms, name)) for name in ("agreed", "agreed_by_id", "review")}
        _require_dates(session, terms.state, now["agreed"], now["agreed_by_id"], now["review"])
    changed = change_record(session, terms, version, fields)
    said = {{"agreed_by_id": "agreed_by", "review": "review_date"}.get(name, name): None for name in changed}
    session.say(f"{field_words(said)} of the terms of reference of {_group(session, terms)}")


@operation("groups.agree_terms")
def agree_terms(
    session: WorkSession,
    uid: str,
    *,
    agreed: PartialDate | None,
    agreed_by_uid: str | None = None,
    review: PartialDate | None = None,
) -> None:
    """Record that a draft was agreed, when and by whom; from then it holds, and a review of the one before is over."""
    terms = TermsOfReference.by_uid(session, uid)
    if terms.state is not TermsState.DRAFT:
        raise UserError("This version was agreed already. Only a draft is agreed; add a new version for a new text.")
    if agreed is None:
        raise UserError("Say when it was agreed. A month or a year is enough.")
    by = _key(session, agreed_by_uid)
    _require_dates(session, TermsState.AGREED, agreed, by, review)
    terms.state, terms.agreed, terms.agreed_by_id, terms.review = TermsState.AGREED, agreed, by, review
    query = select(TermsOfReference).where(
        TermsOfReference.group_id == terms.group_id,
        TermsOfReference.id != terms.id,
        TermsOfReference.state == TermsState.UNDER_REVIEW,
    )
    for former in session.scalars(query):
        former.state = TermsState.AGREED
    session.say(f"Terms of reference of {_group(session, terms)}{_called(terms)} agreed {format_date(agreed)}")


@operation("groups.begin_review")
def begin_review(session: WorkSession, uid: str) -> None:
    """Record that the version in force is under review; it goes on to hold."""
    terms = TermsOfReference.by_uid(session, uid)
    if terms.state is not TermsState.AGREED or terms_on(session).get(terms.group_id) is not terms:
        raise UserError("Only the version in force is reviewed, and only once at a time. Choose the one in force.")
    terms.state = TermsState.UNDER_REVIEW
    session.say(f"Terms of reference of {_group(session, terms)} are under review")


@operation("groups.end_review")
def end_review(session: WorkSession, uid: str, *, review: PartialDate | None = None) -> None:
    """Record that a review left a version as it is, and when the next one is due; None is not recorded."""
    terms = TermsOfReference.by_uid(session, uid)
    if terms.state is not TermsState.UNDER_REVIEW:
        raise UserError("This version is not under review, so there is no review to end.")
    require_order(terms.agreed, review, "review")
    terms.state, terms.review = TermsState.AGREED, review
    session.say(f"Review of the terms of reference of {_group(session, terms)} ended without a change")


@operation("groups.remove_terms")
def remove_terms(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete drafts with their papers; what was agreed stays on record."""
    names = []
    for uid in uids:
        terms = TermsOfReference.by_uid(session, uid)
        if terms.state is not TermsState.DRAFT:
            raise ConflictError(
                f"The terms of reference of {_group(session, terms)}{_called(terms)} were agreed, so they stay on"
                " record. Only a draft is removed; nothing was changed."
            )
        names.append(f"{_group(session, terms)}{_called(terms)}")
        remove_papers_of(session, terms.__tablename__, uid)
        session.delete(terms)
    session.say(f"Removed the draft terms of reference of {'; '.join(names)}")


@operation("groups.set_reviews")
def set_reviews(session: WorkSession, uids: Sequence[str], *, review: PartialDate | None) -> None:
    """Set when the review of several versions is due."""
    for uid in uids:
        change_terms(session, uid, TermsOfReference.by_uid(session, uid).version, review=review)
    session.say(f"Review date of {len(uids)} terms of reference")


def _require_dates(
    session: WorkSession, state: TermsState, agreed: PartialDate | None, by: int | None, review: PartialDate | None
) -> None:
    if state is TermsState.DRAFT and (agreed is not None or by is not None):
        raise UserError("A draft is not agreed yet, so it has no date of that. Use “Agree this version” once it is.")
    if agreed is not None and agreed.earliest() > session.clock.today():
        raise UserError(f"{agreed} is still to come. Record the agreement once it has been given.")
    require_order(agreed, review, "review")


def _key(session: WorkSession, uid: str | None) -> int | None:
    return None if uid is None else Group.by_uid(session, uid).id


def _group(session: WorkSession, terms: TermsOfReference) -> str:
    return session.get_one(Group, terms.group_id).name


def _called(terms: TermsOfReference) -> str:
    return f", edition {terms.edition}" if terms.edition else ""


def _text(typed: str | None) -> str | None:
    trimmed = (typed or "").strip()
    return trimmed or None
