"""What a chair's report rests on: a group's meetings in a time, who came, what was decided, and its actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action, ActionState
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import (
    AgendaItem,
    Challenge,
    ChallengeState,
    Decision,
    Meeting,
    MeetingState,
    Presence,
)
from mscp_desktop.meetings.rules.attendance import attendance_of
from mscp_desktop.meetings.rules.attendance_register import in_percent
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow, meetings_between

_FIRST = date(1900, 1, 1)
_CUT = 160  # characters of a decision or an action that stand in a line
CAME = (Presence.PRESENT, Presence.DEPUTY)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What happened in a group in a time; `places` counts the seats of its meetings whose attendance is recorded.

    `decisions` are (number, text) of those not confidential, `hidden` how many are. `asked` are the titles of what was
    sent up, `overdue` (number, text) of open actions past their date on the last day.
    """

    held: tuple[date, ...]
    cancelled: tuple[date, ...]
    came: int
    places: int
    decisions: tuple[tuple[int, str], ...]
    hidden: int
    inquorate: int
    raised: int
    closed: int
    open: int
    overdue: tuple[tuple[int, str], ...]
    challenges: int
    unanswered: int
    asked: tuple[str, ...]

    def pairs(self) -> list[tuple[str, str]]:
        """Return the facts as labels with words."""
        held = ", ".join(format_day(day) for day in self.held) or "none"
        if self.cancelled:
            held += f" (cancelled: {', '.join(format_day(day) for day in self.cancelled)})"
        filled = "not recorded"
        if self.places:
            filled = f"{in_percent(self.came, self.places)}%, {self.came} of {self.places} places filled"
        decided = str(len(self.decisions) + self.hidden)
        if self.inquorate:
            decided += f", {self.inquorate} of them without a quorum"
        said = f"{self.raised} raised, {self.closed} closed, {self.open} open"
        if self.overdue:
            said += f", {len(self.overdue)} of them overdue"
        made = f"{self.challenges} made, {self.unanswered} awaiting an answer" if self.challenges else "none"
        return [
            ("Meetings held", held),
            ("Attendance", filled),
            ("Decisions", decided),
            ("Actions", said),
            ("Challenges", made),
        ]


def report_facts(session: Session, group_uid: str, since: date | None, until: date) -> ReportFacts:
    """Return what happened in a group in [since, until)."""
    group = Group.by_uid(session, group_uid)
    met = [
        one
        for one in meetings_between(session, since or _FIRST, until - timedelta(days=1), group_uid)
        if one.kind not in BETWEEN
    ]
    held = [one for one in met if one.state is MeetingState.HELD]
    came, places = _attended(session, held)
    ids = select(Meeting.id).where(
        Meeting.group_id == group.id, Meeting.day >= (since or _FIRST), Meeting.day < until,
        Meeting.state != MeetingState.CANCELLED,
    )  # fmt: skip
    decided = session.execute(
        select(Decision.number, Decision.text, Decision.inquorate, AgendaItem.confidential)
        .outerjoin(AgendaItem, AgendaItem.id == Decision.item_id)
        .where(Decision.meeting_id.in_(ids))
        .order_by(Decision.number)
    ).all()
    challenges = session.scalars(select(Challenge.state).where(Challenge.meeting_id.in_(ids))).all()
    actions = session.scalars(select(Action).where(Action.group_id == group.id, Action.raised < until)).all()
    opened = [one for one in actions if one.state is ActionState.OPEN]
    sent = (
        select(AgendaItem.title, AgendaItem.confidential)
        .where(AgendaItem.sent_from_id.in_(select(AgendaItem.id).where(AgendaItem.meeting_id.in_(ids))))
        .where(AgendaItem.group_id == group.parent_id)
        .order_by(AgendaItem.id)
    )
    first = since or _FIRST
    return ReportFacts(
        tuple(one.day for one in held),
        tuple(one.day for one in met if one.state is MeetingState.CANCELLED),
        came,
        places,
        tuple((number, _cut(text)) for number, text, _, hidden in decided if not hidden),
        sum(bool(hidden) for _, _, _, hidden in decided),
        sum(inquorate for _, _, inquorate, _ in decided),
        sum(one.raised >= first for one in actions),
        sum(one.done_on is not None and first <= one.done_on < until for one in actions),
        len(opened),
        tuple((one.number, _cut(one.text)) for one in opened if one.due and one.due < until and not one.confidential),
        len(challenges),
        sum(state is ChallengeState.OPEN for state in challenges),
        tuple(title for title, hidden in session.execute(sent) if not hidden),
    )


def first_words(facts: ReportFacts) -> tuple[str | None, str | None, str | None]:
    """Return what a new report begins with: assurance, exceptions and asks, as lists that the chair edits."""
    assurance = [f"D{number}: {text}" for number, text in facts.decisions]
    exceptions = [f"A{number} is overdue: {text}" for number, text in facts.overdue]
    if facts.inquorate:
        what = "decision was" if facts.inquorate == 1 else "decisions were"
        exceptions.append(f"{facts.inquorate} {what} taken without a quorum")
    exceptions += [f"The meeting of {format_day(day)} was cancelled" for day in facts.cancelled]
    if facts.unanswered:
        what = "challenge awaits" if facts.unanswered == 1 else "challenges await"
        exceptions.append(f"{facts.unanswered} {what} an answer")
    return _listed(assurance), _listed(exceptions), _listed(facts.asked)


def _attended(session: Session, held: Sequence[MeetingRow]) -> tuple[int, int]:
    """Return how many seats were filled and how many there were, over the meetings whose attendance is recorded."""
    came = places = 0
    for meeting in held:
        attended = attendance_of(session, meeting.uid)
        if attended.recorded():
            came += len(attended.with_presence(*CAME))
            places += len(attended.with_presence(*Presence)) + len(attended.not_recorded())
    return came, places


def _listed(lines: Sequence[str]) -> str | None:
    return "\n".join(f"- {line}" for line in lines) or None


def _cut(text: str) -> str:
    words = " ".join(plain_words(text).split())
    return words if len(words) <= _CUT else f"{words[:_CUT].rsplit(' ', 1)[0]}…"
