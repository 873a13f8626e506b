"""How the rules of a group's quorum are recorded, corrected and removed; decisions not yet approved follow them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_day
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import APPROVED, Meeting, MeetingState, QuorumKind, QuorumRule
from mscp_desktop.meetings.rules.quorum import NOT_MEMBERS
from mscp_desktop.meetings.rules.quorum_rules import WHOLE, quorum_rules, rule_row, rules_on
from mscp_desktop.meetings.rules.ratification import following_quorum
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.roster.rules.rosters import roster_at

NUMBERED = {QuorumKind.SEATS: "seats", QuorumKind.SHARE: "per cent of the seats"}
"""The kinds that need a number; a number of agencies may be left out, and then each agency has to be there."""

COUNTED = frozenset({"kind", "number", "deputies_count", "needs_chair"})
"""What a rule asks for, and so what decides a quorum."""

_WRITTEN = re.compile(r"\s*Written as [0-9]+ of [0-9]+\.")


class NotMeantYetError(UserError):
    """What is asked for of a rule is likely a slip, or reaches back, and nobody has said that it is meant."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@operation("meetings.add_quorum_rule")
def add_quorum_rule(
    session: WorkSession,
    group_uid: str,
    kind: QuorumKind,
    *,
    number: int | None = None,
    of: int | None = None,
    deputies_count: bool = True,
    needs_chair: bool = False,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
    source: str | None = None,
    note: str | None = None,
    meant: bool = True,
) -> str:
    """Record a rule of a group's quorum and return its uid; rules of one time hold all.

    `of` is how many seats there are by whoever wrote "4 of 6", which is compared, and kept in the note. Unless
    it is `meant`, raises `NotMeantYetError` where the group has another number, and where the rule would hold for
    meetings whose minutes are approved.
    """
    group = Group.by_uid(session, group_uid)
    require_order(start, end)
    row = QuorumRule(
        group_id=group.id, kind=kind, number=_number(kind, number), deputies_count=deputies_count,
        needs_chair=needs_chair, start=start, end=end, source=trimmed(source),
        note=_as_written(trimmed(note), number, of),
    )  # fmt: skip
    if not meant:
        span = Span(start, end)
        _refuse(_seats_differ(session, group, of, start), _reaches_back(session, group, "also hold", span.shown_at))
    with following_quorum(session, group=group):
        session.add(row)
        session.flush()
        session.say(f"Quorum of {group.name}: {rule_row(row).words()}")
    return row.uid


@operation("meetings.change_quorum_rule")
def change_quorum_rule(
    session: WorkSession, /, uid: str, version: int, *, of: int | None = None, meant: bool = True, **fields: Any
) -> None:
    """Correct a rule: kind, number, deputies_count, needs_chair, start, end, source, note.

    A quorum that is another from a later day on than its own first one is a second rule: the first ends on that day,
    and what was changed begins. A later start never leaves earlier meetings without a rule: `UserError`.

    Unless it is `meant`, raises `NotMeantYetError` as `add_quorum_rule` does, also where the rule would be another, or
    hold no longer, for meetings whose minutes are approved.
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
        if of is not None or fields["number"] != row.number:
            fields["note"] = _as_written(fields.get("note", row.note), fields["number"], of)
    group = session.get_one(Group, row.group_id)
    second = _is_second(session, group, row, fields)
    if not meant:
        differ = _seats_differ(session, group, of, fields.get("start", row.start))
        _refuse(differ, *_change_reaches_back(session, group, row, fields, second=second))
    with following_quorum(session, group=group):
        if second:
            _end_and_begin(session, group, row, version, fields)
        else:
            changed = change_record(session, row, version, fields)
            session.say(f"{field_words(changed)} of the quorum of {group.name}")


@operation("meetings.remove_quorum_rule")
def remove_quorum_rule(session: WorkSession, uid: str) -> None:
    """Delete a rule that was entered by mistake; one that held is ended instead."""
    row = QuorumRule.by_uid(session, uid)
    group = session.get_one(Group, row.group_id)
    with following_quorum(session, group=group):
        session.say(f"Removed from the quorum of {group.name}: {rule_row(row).words()}")
        session.delete(row)


_Doubt = tuple[str, str] | None  # the sentence, and the field that it is about


def _refuse(*warnings: _Doubt) -> None:
    found = [one for one in warnings if one is not None]
    if found:
        raise NotMeantYetError(" ".join(sentence for sentence, _ in found), found[0][1])


def _seats_differ(session: WorkSession, group: Group, of: int | None, start: PartialDate | None) -> _Doubt:
    """Say so where the group has another number of seats than is named beside the quorum."""
    day = session.clock.today()
    if start is not None:
        day = max(day, start.earliest())
    seats = sum(one.role not in NOT_MEMBERS for one in roster_at(session, group.uid, day).seats)
    if of is None or of == seats:
        return None
    there = f"{seats or 'no'} seat{'' if seats == 1 else 's'} that count{'s' if seats == 1 else ''}"
    return f"The group has {there}, not {of}. Correct it here or on its roster, or save once more as it is.", "seats"


def _is_second(session: Session, group: Group, row: QuorumRule, fields: dict[str, Any]) -> bool:
    """Say whether what is asked for is another rule from a later day on, so that the one before it stays.

    Where only its dates, source or note are others, that is a correction, unless earlier meetings would have no rule.
    """
    start: PartialDate | None = fields.get("start")
    if start is None or (row.start is not None and start.earliest() <= row.start.earliest()):
        return False
    if _counts_other(row, fields):
        return True
    bare = _left_bare(session, group, row, fields)
    if bare and all(fields[name] == getattr(row, name) for name in fields.keys() & {"source", "note"}):
        which = f"the meeting on {format_day(bare[0])}"
        if len(bare) > 1:
            which = f"{len(bare)} meetings, the first on {format_day(bare[0])},"
        raise UserError(
            f"This rule would no longer hold for {which} and no other rule does. Leave the day as it was, and record"
            " first what held before; or remove this rule, and record it anew.",
            field="start",
        )
    return bool(bare)


def _left_bare(session: Session, group: Group, row: QuorumRule, fields: dict[str, Any]) -> list[date]:
    """Return the days of the group's meetings before a later start on which no rule would hold any more."""
    was, start = Span(row.start, row.end), fields["start"].earliest()
    rest = [one for one in quorum_rules(session, group.uid) if one.uid != row.uid]
    query = select(Meeting.day).where(
        Meeting.group_id == group.id, Meeting.state != MeetingState.CANCELLED, Meeting.day < start
    )
    days = session.scalars(query.order_by(Meeting.day))
    return [day for day in days if was.shown_at(day) and not rules_on(rest, day)]


def _end_and_begin(session: WorkSession, group: Group, row: QuorumRule, version: int, fields: dict[str, Any]) -> None:
    """End a rule on the day from which another holds, which is as it was but for what was changed."""
    names = ("kind", "number", "deputies_count", "needs_chair", "start", "end", "source", "note")
    following = QuorumRule(group_id=group.id, **{name: fields.get(name, getattr(row, name)) for name in names})
    ended = row.end is not None and row.end.earliest() <= fields["start"].earliest()
    change_record(session, row, version, {"end": row.end if ended else fields["start"]})
    session.add(following)
    session.flush()
    session.say(f"Quorum of {group.name} from {following.start}: {rule_row(following).words()}")


def _counts_other(row: QuorumRule, fields: dict[str, Any]) -> bool:
    return any(fields[name] != getattr(row, name) for name in fields.keys() & COUNTED)


def _change_reaches_back(
    session: WorkSession, group: Group, row: QuorumRule, fields: dict[str, Any], *, second: bool
) -> tuple[_Doubt, ...]:
    """Say what a change would alter of the quorum of approved meetings; a `second` rule leaves the first its own."""
    was, then = Span(row.start, row.end), Span(fields.get("start", row.start), fields.get("end", row.end))
    if _counts_other(row, fields):
        days = _approved(session, group, then.shown_at)
        if days:
            said = (
                f"This would also change the quorum of {_meetings(days)}. To have it hold from a day on, write that day"
                f" at From, such as {format_day(session.clock.today())}: the rule as it was then ends there. Or save"
                " once more to change it for those meetings too."
            )
            return ((said, "start"),)
    more = _reaches_back(session, group, "also hold", lambda day: then.shown_at(day) and not was.shown_at(day), row)
    if second:
        return (more,)
    less = _reaches_back(
        session, group, "no longer hold", lambda day: was.shown_at(day) and not then.shown_at(day), row
    )
    return more, less and (less[0], "start" if "start" in fields else "end")


def _reaches_back(
    session: Session, group: Group, what: str, touches: Callable[[date], bool], own: QuorumRule | None = None
) -> _Doubt:
    """Say for which approved meetings a rule would hold, or no longer, and what stands beside it then.

    Rules of one time hold all, and none replaces another. `own` is the rule that is changed, None for a new one.
    """
    days = _approved(session, group, touches)
    if not days:
        return None
    rules = [one for one in quorum_rules(session, group.uid) if own is None or one.uid != own.uid]
    others = {one.uid: one for day in days for one in rules_on(rules, day)}
    called = " and ".join(f"“{one.words()}”" for one in others.values())
    beside = f", beside {called}" if others else ", and no other rule does"
    mend = "Give a later day" if what == "also hold" else "Leave the day as it was"
    again = "record" if own is None else "save"
    return (
        f"This rule would {what} for {_meetings(days)}{beside}. {mend}, or {again} it once more to have it so.",
        "start",
    )


def _approved(session: Session, group: Group, touches: Callable[[date], bool]) -> list[date]:
    """Return the days of the group's approved meetings that are touched."""
    query = select(Meeting.day).where(Meeting.group_id == group.id, Meeting.minutes.in_(APPROVED)).order_by(Meeting.day)
    return [day for day in session.scalars(query) if touches(day)]


def _meetings(days: list[date]) -> str:
    if len(days) == 1:
        return f"a meeting whose minutes are approved, that of {format_day(days[0])}"
    return f"{len(days)} meetings whose minutes are approved, the first on {format_day(days[0])}"


def _as_written(note: str | None, number: int | None, of: int | None) -> str | None:
    """Return a note that tells what the terms say, "Written as 4 of 6.", and no longer what another number was of."""
    rest = _WRITTEN.sub("", note or "").strip()
    written = f"Written as {number} of {of}." if of is not None else ""
    return " ".join(part for part in (rest, written) if part) or None


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
