"""A group's quorum as rules: what they count, from when, and where they are written down."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span
from mscp_desktop.foundation.spans import span_words as dates_words
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import QuorumKind, QuorumRule

WHOLE = 100  # per cent


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
        found.setdefault(uid, []).append(rule_row(one))
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


def rule_row(one: QuorumRule) -> QuorumRuleRow:
    """Return a rule as pages show it."""
    return QuorumRuleRow(
        one.uid, one.version, one.kind, one.number, one.deputies_count, one.needs_chair, one.start, one.end,
        one.source, one.note,
    )  # fmt: skip


def quorum_words(rules: Sequence[QuorumRuleRow]) -> str:
    """Return what rules of one time ask for together; "not recorded" where there is none."""
    return "; and ".join(one.words() for one in rules) or "not recorded"
