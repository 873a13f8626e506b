"""Terms of reference: the versions of each group's, which of them holds on a day, and whose review is overdue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_date
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group, TermsOfReference, TermsState

LONGEST_FOUND = 4000  # characters of a text that are searched


class Standing(StrEnum):
    """What a version is on a day; the last agreed one is in force, also while it is under review."""

    DRAFT = "draft"
    IN_FORCE = "in force"
    UNDER_REVIEW = "in force, under review"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """One version as pages and documents show it; `overdue` says that its review was certainly due before the day."""

    id: int
    uid: str
    version: int
    group: str
    group_uid: str
    edition: str | None
    standing: Standing
    agreed: PartialDate | None
    agreed_by: str | None
    agreed_by_uid: str | None
    review: PartialDate | None
    overdue: bool
    text: str | None
    note: str | None

    def title(self) -> str:
        """Return what the version is called: "Edition 2", or by when it was agreed."""
        if self.edition:
            return f"Edition {self.edition}" if self.edition[0].isdigit() else self.edition
        if self.standing is Standing.DRAFT:
            return "Draft"
        return f"Agreed {format_date(self.agreed)}" if self.agreed else "Undated version"

    def review_words(self) -> str:
        """Return when its review is due, and that it is overdue where it is; nothing for a draft or a former one."""
        if self.standing in (Standing.DRAFT, Standing.SUPERSEDED):
            return format_date(self.review, "")
        return f"{format_date(self.review)}, overdue" if self.overdue else format_date(self.review, "not recorded")


def terms_on(session: Session, day: date | None = None) -> dict[int, TermsOfReference]:
    """Return the terms of reference that hold on a day, by the group's key; of several agreed ones the last.

    One whose date is not known counts as older than any that is dated; a draft holds nowhere. Without a day all that
    is recorded counts.
    """
    agreed = select(TermsOfReference).where(TermsOfReference.state != TermsState.DRAFT)
    return _in_force(one for one in session.scalars(agreed) if not _later(one, day))


def _in_force(agreed: Iterable[TermsOfReference]) -> dict[int, TermsOfReference]:
    found: dict[int, TermsOfReference] = {}
    for one in sorted(agreed, key=_age):
        found[one.group_id] = one
    return found


def _age(terms: TermsOfReference) -> tuple[PartialDate, int]:
    return terms.agreed or PartialDate(1), terms.id


def _later(terms: TermsOfReference, day: date | None) -> bool:
    return day is not None and terms.agreed is not None and terms.agreed.earliest() > day


def terms_words(terms: TermsOfReference | None) -> str:
    """Return what is known of a group's terms of reference, None being that there are none."""
    if terms is None:
        return "not recorded"
    said = [f"agreed {format_date(terms.agreed)}" if terms.agreed else "date agreed not recorded"]
    if terms.state is TermsState.UNDER_REVIEW:
        said.append("under review")
    elif terms.review:
        said.append(f"review due {format_date(terms.review)}")
    else:
        said.append("review date not recorded")
    return ", ".join(said)


_BY = aliased(Group)
_VERSIONS = (
    select(TermsOfReference, Group, _BY)
    .join(Group, Group.id == TermsOfReference.group_id)
    .outerjoin(_BY, _BY.id == TermsOfReference.agreed_by_id)
    .order_by(Group.position, Group.id)
)


def terms_versions(session: Session, day: date, group_uid: str | None = None) -> list[TermsVersion]:
    """Return the versions that there were on a day, of all groups in published order or of one.

    Drafts stand first and then the newest. A draft has no day, so it is there on all of them.
    """
    query = _VERSIONS if group_uid is None else _VERSIONS.where(Group.uid == group_uid)
    rows = [(terms, group, above) for terms, group, above in session.execute(query) if not _later(terms, day)]
    holds = _in_force(terms for terms, _, _ in rows if terms.state is not TermsState.DRAFT)
    made: list[TermsVersion] = []
    for terms, group, above in rows:
        standing = _standing(terms, holds.get(terms.group_id))
        there = Span(group.start, group.end).shown_at(day)
        due = terms.review is not None and terms.review.is_before(day) is Answer.YES
        made.append(
            TermsVersion(
                terms.id, terms.uid, terms.version, group.name, group.uid, terms.edition, standing, terms.agreed,
                above.name if above else None, above.uid if above else None, terms.review,
                due and there and standing in (Standing.IN_FORCE, Standing.UNDER_REVIEW), terms.text, terms.note,
            )
        )  # fmt: skip
    places = {uid: place for place, uid in enumerate(dict.fromkeys(one.group_uid for one in made))}
    made.sort(key=lambda one: (one.agreed or PartialDate(1), one.id), reverse=True)
    return sorted(made, key=lambda one: (places[one.group_uid], one.standing is not Standing.DRAFT))


def _standing(terms: TermsOfReference, holds: TermsOfReference | None) -> Standing:
    if terms.state is TermsState.DRAFT:
        return Standing.DRAFT
    if terms is not holds:
        return Standing.SUPERSEDED
    return Standing.UNDER_REVIEW if terms.state is TermsState.UNDER_REVIEW else Standing.IN_FORCE


def version_of(session: Session, uid: str, day: date) -> TermsVersion | None:
    """Return one version as it is on a day; None where there is none."""
    return next((one for one in terms_versions(session, day) if one.uid == uid), None)


def overdue_terms(session: Session, today: date) -> list[TermsVersion]:
    """Return the versions in force whose review was due before today, for groups that are there."""
    return [one for one in terms_versions(session, today) if one.overdue]


def groups_without_terms(session: Session, day: date) -> list[str]:
    """Return the names of the groups that are there on a day and of which no version holds then, in published order."""
    holds = terms_on(session, day)
    groups = session.scalars(select(Group).order_by(Group.position, Group.id))
    return [group.name for group in groups if group.id not in holds and Span(group.start, group.end).shown_at(day)]


def terms_id(session: Session, uid: str) -> int | None:
    """Return the id of a version by uid; None where it is gone."""
    return session.scalar(select(TermsOfReference.id).where(TermsOfReference.uid == uid))


def terms_history(session: Session, group_uid: str) -> list[Entry]:
    """Return the changes of all versions of a group's terms of reference, newest first."""
    query = (
        select(TermsOfReference.uid)
        .join(Group, Group.id == TermsOfReference.group_id)
        .where(Group.uid == group_uid)
    )  # fmt: skip
    found = [entry for uid in session.scalars(query) for entry in entries_of(session, "terms_of_reference", uid)]
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def _searched(one: TermsVersion) -> str:
    return " ".join(part for part in (one.group, one.edition, one.standing.value, one.agreed_by) if part)


TERMS: PlainTable[TermsVersion] = PlainTable(
    {
        "group": lambda one: one.group,
        "edition": lambda one: one.edition,
        "standing": lambda one: one.standing.value,
        "agreed": lambda one: one.agreed,
        "review": lambda one: one.review,
    },
    _searched,
)
"""The versions of all groups as a table finds them."""


def _describe(session: Session, terms: TermsOfReference) -> SearchText:
    group = session.get(Group, terms.group_id)
    about = " ".join(part for part in (terms.edition, terms.state.value) if part)
    return SearchText(
        f"Terms of reference of {group.name if group else 'a group that was deleted'}", about,
        plain_words(terms.text)[:LONGEST_FOUND],
    )  # fmt: skip


def _of_group(session: Session, group: Group) -> Iterable[TermsOfReference]:
    return session.scalars(select(TermsOfReference).where(TermsOfReference.group_id == group.id)).all()


SEARCH = (
    SearchSource("terms", TermsOfReference, _describe, {Group: Resting(frozenset({"name"}), _of_group, by_key=True)}),
)
