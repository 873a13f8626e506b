"""What groups mean: their frequency in words, their place in the structure, and how they are changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.search import SearchSource, SearchText
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group, GroupCopy, Scope, TermsOfReference, TermsState, Tier
from mscp_desktop.groups.rules.terms import terms_on, terms_words
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, many_words

A_YEAR = 12
COUNTS = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A group as pages and documents show it."""

    uid: str
    version: int
    name: str
    short: str | None
    tier: Tier
    scope: Scope
    parent: str | None
    parent_uid: str | None
    functions: tuple[str, ...]
    frequency: str
    meetings_a_year: int | None
    terms: str
    known_from: PartialDate | None
    source: str | None
    note: str | None
    shared_with: tuple[str, ...]
    start: PartialDate | None
    end: PartialDate | None
    in_arrangements: bool | None
    in_chart: bool | None

    def there_on(self, day: date) -> bool:
        """Say whether the group is there on a day, as far as its start and end are known."""
        return Span(self.start, self.end).shown_at(day)


def frequency_words(times: int | None, months: int | None) -> str:
    """Return a frequency as it is said: "6 times a year", "every 2 months", "monthly", "not stated"."""
    if times is None or months is None:
        return "not stated"
    if months == A_YEAR:
        return f"{COUNTS.get(times, f'{times} times')} a year"
    if times == 1:
        return "monthly" if months == 1 else f"every {months} months"
    return f"{COUNTS.get(times, f'{times} times')} every {'month' if months == 1 else f'{months} months'}"


def meetings_a_year(times: int | None, months: int | None) -> int | None:
    """Return how many meetings a frequency owes in a year; None where it is not stated."""
    return None if times is None or months is None else times * A_YEAR // months


def group_facts(session: Session, uid: str, day: date | None = None) -> GroupFacts:
    """Return one group with the terms of reference of a day; raises `ConflictError` where it is gone."""
    group = Group.by_uid(session, uid)
    parent = session.get(Group, group.parent_id) if group.parent_id else None
    return _facts(group, parent, terms_on(session, day).get(group.id))


def all_groups(session: Session, day: date | None = None) -> list[GroupFacts]:
    """Return every group in published order, with the terms of reference of a day."""
    terms = terms_on(session, day)
    return [_facts(group, above, terms.get(group.id)) for group, above in session.execute(_ALL)]


_PARENT = aliased(Group)
_ALL = (  # made once: most pages run it
    select(Group, _PARENT).outerjoin(_PARENT, _PARENT.id == Group.parent_id).order_by(Group.position, Group.id)
)


def _facts(group: Group, parent: Group | None, terms: TermsOfReference | None) -> GroupFacts:
    return GroupFacts(
        group.uid, group.version, group.name, group.short, group.tier, group.scope,
        parent.name if parent else None, parent.uid if parent else None,
        tuple((group.functions or "").splitlines()), frequency_words(group.times, group.months),
        meetings_a_year(group.times, group.months), terms_words(terms),
        group.known_from, group.source, group.note, tuple((group.shared_with or "").splitlines()),
        group.start, group.end, group.in_arrangements, group.in_chart,
    )  # fmt: skip


def group_names(session: Session) -> dict[str, tuple[str, str]]:
    """Return the uid and the name of each group by each of its names, normal: the first in published order has it."""
    found: dict[str, tuple[str, str]] = {}
    for group in session.scalars(select(Group).order_by(Group.position, Group.id)):
        for name in (group.name, group.short, *(group.aliases or "").splitlines()):
            if name:
                found.setdefault(normal_name(name), (group.uid, group.name))
    return found


def group_named(session: Session, name: str) -> Group:
    """Return the group of this name, short name or alias; raises `UserError` that lists the names where none has it."""
    wanted = normal_name(name)
    groups = list(session.scalars(select(Group).order_by(Group.position, Group.id)))
    for group in groups:
        names = [group.name, group.short or "", *(group.aliases or "").splitlines()]
        if wanted in {normal_name(one) for one in names if one}:
            return group
    raise UserError(f"There is no group called “{name}”. The groups are: {', '.join(group.name for group in groups)}.")


@operation("groups.add_group")
def add_group(
    session: WorkSession,
    name: str,
    *,
    tier: Tier = Tier.SUB_GROUP,
    scope: Scope = Scope.LOCAL,
    parent_uid: str | None = None,
    start: PartialDate | None = None,
) -> str:
    """Add a group at the end of the list and return its uid; without a start it counts as there all along."""
    last = session.scalar(select(func.max(Group.position))) or 0
    group = Group(
        name=_free_name(session, name), tier=tier, scope=scope, position=last + 1,
        parent_id=Group.by_uid(session, parent_uid).id if parent_uid else None,
        known_from=PartialDate.of(session.clock.today()), start=start,
    )  # fmt: skip
    session.add(group)
    session.flush()
    session.say(f"Added the group {group.name}")
    return group.uid


@operation("groups.change_group")
def change_group(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of a group; `parent_uid` moves it under another, never under itself or a group below it."""
    group = Group.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _free_name(session, fields["name"] or "", group)
    if "parent_uid" in fields:
        parent_uid = fields.pop("parent_uid")
        fields["parent_id"] = _parent_id(session, group, parent_uid)
    if any(fields.get(name) is not None and fields[name] < 1 for name in ("times", "months")):
        raise UserError(
            "A frequency counts from one: once in so many months, or so many times. Leave out what is not stated."
        )
    require_order(fields.get("start", group.start), fields.get("end", group.end))
    changed = change_record(session, group, version, fields)
    session.say(f"{field_words(changed)} of {group.name}")


@operation("groups.change_groups")
def change_groups(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several groups, whatever they say now."""
    for uid in uids:
        change_group(session, uid, Group.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "groups"))


def _parent_id(session: WorkSession, group: Group, parent_uid: str | None) -> int | None:
    if parent_uid is None:
        return None
    above: Group | None = Group.by_uid(session, parent_uid)
    chosen = above
    seen: set[int] = set()
    while above is not None and above.id not in seen:
        seen.add(above.id)
        if above.id == group.id:
            raise UserError(f"{group.name} can't report to itself or to a group below it. Choose another group.")
        above = session.get(Group, above.parent_id) if above.parent_id else None
    return chosen.id if chosen else None


def _free_name(session: WorkSession, name: str, own: Group | None = None) -> str:
    trimmed = " ".join(name.split())
    if not trimmed:
        raise UserError("A group needs a name.")
    for other in session.scalars(select(Group)):
        if (own is None or other.id != own.id) and normal_name(other.name) == normal_name(trimmed):
            raise UserError(f"There is already a group called {other.name}. Give this one another name.")
    return trimmed


@operation("groups.move_group")
def move_group(session: WorkSession, uid: str, to: int) -> None:
    """Move a group to a place in the published order, counted from 1; the groups between move up or down by one."""
    group = Group.by_uid(session, uid)
    ordered = select(Group).order_by(Group.position, Group.id)
    others = [one for one in session.scalars(ordered) if one.id != group.id]
    others.insert(max(0, min(to - 1, len(others))), group)
    for place, one in enumerate(others, 1):
        if one.position != place:
            one.position = place
    session.say(f"Moved {group.name} to place {others.index(group) + 1}")


@operation("groups.move_group_by")
def move_group_by(session: WorkSession, uid: str, by: int) -> None:
    """Move a group up (negative) or down by so many places, as far as the list goes."""
    ordered = list(session.scalars(select(Group.uid).order_by(Group.position, Group.id)))
    move_group(session, uid, max(1, (ordered.index(uid) if uid in ordered else 0) + 1 + by))


@operation("groups.delete_group")
def delete_group(session: WorkSession, uid: str) -> None:
    """Delete a group that was entered by mistake, with its papers, drafts and copies; one that has met is ended.

    Refused where it has seats, groups below it, terms of reference that were agreed, meetings or actions.
    """
    group = Group.by_uid(session, uid)
    remove_papers_of(session, group.__tablename__, uid)
    own = (
        select(GroupCopy).where(GroupCopy.group_id == group.id),
        select(TermsOfReference).where(
            TermsOfReference.group_id == group.id, TermsOfReference.state == TermsState.DRAFT
        ),
    )  # fmt: skip
    for query in own:
        for record in session.scalars(query).all():
            remove_papers_of(session, record.__tablename__, record.uid)
            session.delete(record)
    session.flush()
    if next(referring(session, group), None) is not None:
        raise ConflictError(
            f"{group.name} has seats, groups below it, agreed terms, meetings or actions, so it can't be deleted. End"
            " it instead; nothing was changed."
        )
    session.say(f"Deleted the group {group.name}")
    session.delete(group)


@operation("groups.delete_groups")
def delete_groups(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete several groups that were entered by mistake: all of them, or none."""
    names = []
    for uid in uids:
        names.append(Group.by_uid(session, uid).name)
        delete_group(session, uid)
        session.flush()
    session.say(f"Deleted the group{'' if len(names) == 1 else 's'} {', '.join(names)}")


def groups_below(session: Session, uid: str, day: date) -> list[str]:
    """Return the names of the groups that report to one and are there on a day, in published order."""
    above = aliased(Group)
    query = select(Group).join(above, above.id == Group.parent_id).where(above.uid == uid)
    below = session.scalars(query.order_by(Group.position, Group.id))
    return [group.name for group in below if Span(group.start, group.end).shown_at(day)]


def group_choices(session: Session, typed: str) -> list[tuple[str, str, str, str]]:
    """Return (uid, name, tier, short name) of groups whose name or short name holds what was typed."""
    wanted = normal_name(typed)
    groups = session.scalars(select(Group).order_by(Group.position))
    return [
        (group.uid, group.name, group.tier.value, group.short or "")
        for group in groups
        if wanted in normal_name(f"{group.name} {group.short or ''}")
    ]


def _describe(_session: Session, group: Group) -> SearchText:
    names = tuple(name for name in (group.short, *(group.aliases or "").splitlines()) if name and name.strip())
    return SearchText(group.name, f"{group.scope} {group.tier}", names=names)


SEARCH = (SearchSource("group", Group, _describe),)


TIER_WORDS = {
    Tier.ACCOUNTABLE: "Accountable officers",
    Tier.EXECUTIVE: "Executive",
    Tier.LEADERSHIP: "Leadership group",
    Tier.SUB_GROUP: "Sub-group",
    Tier.OPERATIONAL: "Operational group",
    Tier.WORKING: "Working group",
    Tier.TASK_AND_FINISH: "Task-and-finish group",
    Tier.NETWORK: "Network",
    Tier.LINKED: "Linked board",
}


def place_words(tier: Tier, scope: Scope) -> str:
    """Return where a group stands, and whether it is shared."""
    return TIER_WORDS[tier] + (", joint" if scope is Scope.JOINT else "")


def id_of(session: Session, uid: str) -> int | None:
    """Return the id of a group by uid; None where it is gone."""
    return session.scalar(select(Group.id).where(Group.uid == uid))
