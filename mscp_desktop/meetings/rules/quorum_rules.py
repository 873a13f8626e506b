"""A group's quorum as rules: what they count, from when, and where they are written down."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.spans import span_words as dates_words
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import APPROVED, Meeting, QuorumKind, QuorumRule
from mscp_desktop.parties.rules.words import field_words, trimmed

WHOLE = 100  # per cent
NUMBERED = {QuorumKind.SEATS: "seats", QuorumKind.SHARE: "per cent of the seats"}
"""The kinds that need a number; a number of agencies may be left out, and then each agency has to be there."""

COUNTED = frozenset({"kind", "number", "deputies_count", "needs_chair"})
"""What a rule asks for, and so what decides a quorum."""


class ReachesBackError(UserError):
    """A rule would hold for meetings that are over and approved, and nobody has said that it is meant to."""


@dataclass(frozen=True, slots=True)
class QuorumRuleRow:
    """One rule as pages show it."""

    uid: str
    version: int
    kind: QuorumKind
    number: int | None
    deputies_count: bool
    needs_chair: bool
    start: PartialDate | None
    end: PartialDate | None
    source: str | None
    note: str | None

    def words(self) -> str:
        """Return what the rule asks for: "4 seats, deputies counted, with somebody who may chair"."""
        deputies = "deputies counted" if self.deputies_count else "deputies not counted"
        chair = ", with somebody who may chair" if self.needs_chair else ""
        return f"{kind_words(self.kind, self.number)}, {deputies}{chair}"

    def dates(self) -> str:
        """Return from when to when it holds; empty where neither is known."""
        return dates_words(self.start, self.end)


def kind_words(kind: QuorumKind, number: int | None) -> str:
    """Return what is counted: "Every statutory partner", "4 seats", "Each agency", "50% of the seats"."""
    if kind is QuorumKind.STATUTORY:
        return "Every statutory partner"
    if kind is QuorumKind.AGENCIES:
        return "Each agency" if number is None else f"{number} agenc{'y' if number == 1 else 'ies'}"
    return f"{number}% of the seats" if kind is QuorumKind.SHARE else f"{number} seat{'' if number == 1 else 's'}"


def quorum_rules(session: Session, group_uid: str) -> list[QuorumRuleRow]:
    """Return every rule of a group's quorum, of any time, in the order in which they were entered."""
    return rules_by_group(session, [group_uid]).get(group_uid, [])


def rules_by_group(session: Session, group_uids: Collection[str]) -> dict[str, list[QuorumRuleRow]]:
    """Return the rules of these groups, by group, as `quorum_rules` does; a group without one is not there."""
    found: dict[str, list[QuorumRuleRow]] = {}
    for uid, one in session.execute(_RULES, {"groups": list(group_uids)}):
        found.setdefault(uid, []).append(_row(one))
    return found


_RULES = (
    select(Group.uid, QuorumRule)
    .join(QuorumRule, QuorumRule.group_id == Group.id)
    .where(Group.uid.in_(bindparam("groups", expanding=True)))
    .order_by(QuorumRule.id)
)


def rules_on(rules: Iterable[QuorumRuleRow], day: date) -> list[QuorumRuleRow]:
    """Return those of a group's rules that hold on a day; an uncertain date counts from its first day."""
    return [one for one in rules if Span(one.start, one.end).shown_at(day)]


def _row(one: QuorumRule) -> QuorumRuleRow:
    return QuorumRuleRow(
        one.uid, one.version, one.kind, one.number, one.deputies_count, one.needs_chair, one.start, one.end,
        one.source, one.note,
    )  # fmt: skip


def quorum_words(rules: Sequence[QuorumRuleRow]) -> str:
    """Return what rules of one time ask for together; "not recorded" where there is none."""
    return "; and ".join(one.words() for one in rules) or "not recorded"


@operation("meetings.add_quorum_rule")
def add_quorum_rule(
    session: WorkSession,
    group_uid: str,
    kind: QuorumKind,
    *,
    number: int | None = None,
    deputies_count: bool = True,
    needs_chair: bool = False,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    source: str | None = None,
    note: str | None = None,
    over_approved: bool = True,
) -> str:
    """Record a rule of a group's quorum and return its uid; rules of one time hold all.

    Raises `ReachesBackError` where it would hold for meetings whose minutes are approved, unless that is meant:
    `over_approved`.
    """
    group = Group.by_uid(session, group_uid)
    require_order(start, end)
    if not over_approved:
        span = Span(start, end)
        _refuse_approved(session, group, "also hold", span.shown_at, None)
    row = QuorumRule(
        group_id=group.id, kind=kind, number=_number(kind, number), deputies_count=deputies_count,
        needs_chair=needs_chair, start=start, end=end, source=trimmed(source), note=trimmed(note),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.say(f"Quorum of {group.name}: {_row(row).words()}")
    return row.uid


@operation("meetings.change_quorum_rule")
def change_quorum_rule(
    session: WorkSession, /, uid: str, version: int, *, over_approved: bool = True, **fields: Any
) -> None:
    """Correct a rule: kind, number, deputies_count, needs_chair, start, end, source, note.

    A quorum that changed is a second rule: the first one has an end, and the next begins there. Raises
    `ReachesBackError` as `add_quorum_rule` does, also where the rule would be another, or hold no longer, for meetings
    whose minutes are approved.
    """
    row = QuorumRule.by_uid(session, uid)
    for name in ("source", "note"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    for name in ("deputies_count", "needs_chair"):
        if name in fields:
            fields[name] = bool(fields[name])
    require_order(fields.get("start", row.start), fields.get("end", row.end))
    if fields.keys() & {"kind", "number"}:
        kind = fields.get("kind", row.kind)
        fields["number"] = _number(kind, fields.get("number", row.number))
    group = session.get_one(Group, row.group_id)
    if not over_approved:
        _refuse_change(session, group, row, fields)
    changed = change_record(session, row, version, fields)
    session.say(f"{field_words(changed)} of the quorum of {group.name}")


@operation("meetings.remove_quorum_rule")
def remove_quorum_rule(session: WorkSession, uid: str) -> None:
    """Delete a rule that was entered by mistake; one that held is ended instead."""
    row = QuorumRule.by_uid(session, uid)
    session.say(f"Removed from the quorum of {session.get_one(Group, row.group_id).name}: {_row(row).words()}")
    session.delete(row)


def _refuse_change(session: Session, group: Group, row: QuorumRule, fields: dict[str, Any]) -> None:
    was, then = Span(row.start, row.end), Span(fields.get("start", row.start), fields.get("end", row.end))
    _refuse_approved(session, group, "also hold", lambda day: then.shown_at(day) and not was.shown_at(day), row.uid)
    _refuse_approved(
        session, group, "no longer hold", lambda day: was.shown_at(day) and not then.shown_at(day), row.uid
    )
    if any(fields[name] != getattr(row, name) for name in fields.keys() & COUNTED):
        _refuse_approved(session, group, "be another", then.shown_at, row.uid)


def _refuse_approved(
    session: Session, group: Group, what: str, touches: Callable[[date], bool], own: str | None
) -> None:
    """Refuse what would alter the quorum of approved meetings; `own` is the rule that is changed, None for a new one.

    The sentence says what stands beside the rule then, as rules of one time hold all and none replaces another.
    """
    query = select(Meeting.day).where(Meeting.group_id == group.id, Meeting.minutes.in_(APPROVED)).order_by(Meeting.day)
    days = [day for day in session.scalars(query) if touches(day)]
    if not days:
        return
    many = f"{len(days)} meetings whose minutes are" if len(days) > 1 else "a meeting whose minutes are"
    first = f", the first on {format_day(days[0])}" if len(days) > 1 else f", that of {format_day(days[0])}"
    rules = quorum_rules(session, group.uid)
    others = {one.uid: one for day in days for one in rules_on(rules, day) if one.uid != own}
    beside = "No other rule holds then."
    if others:
        called = "; and ".join(f"“{one.words()}”" for one in others.values())
        beside = f"It replaces nothing: beside it {called} hold{'s' if len(others) == 1 else ''} then."
    mend = {"also hold": "Give a later From", "no longer hold": "Leave the dates as they were"}.get(what, "Leave it")
    raise ReachesBackError(
        f"This rule would {what} for {many} approved{first}, and their quorum be worked out anew. {beside} {mend}, or"
        f" {'record' if own is None else 'save'} it once more to have it so. Nothing was changed yet."
    )


def _number(kind: QuorumKind, number: int | None) -> int | None:
    """Return the number that a kind has; raises `UserError` where it lacks one, or has one that can't be."""
    if kind is QuorumKind.STATUTORY:
        return None
    if number is None and kind in NUMBERED:
        raise UserError(f"Say how many {NUMBERED[kind]} make the quorum.")
    if number is not None and number < 1:
        raise UserError("A quorum is one at least. Write how many have to be there.")
    if kind is QuorumKind.SHARE and number is not None and number > WHOLE:
        raise UserError("A share of the seats is 100 per cent at the most.")
    return number
