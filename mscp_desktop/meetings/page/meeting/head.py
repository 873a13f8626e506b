"""What stands above the parts of a meeting: whose it is, when and where, and how far it is."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from mscp_desktop.desktop.values import Cell, Crumb, Head, Look, Tone, pill
from mscp_desktop.desktop.workspace.values import Above, Step
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.rules.meetings import MeetingRow
from mscp_desktop.meetings.rules.places import Workspace
from mscp_desktop.meetings.rules.quorum import NOT_YET, quorum_shown

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_STATES = {MeetingState.PLANNED: Tone.INFO, MeetingState.HELD: Tone.GOOD, MeetingState.CANCELLED: Tone.BAD}
_MINUTES = {
    MinutesState.DRAFT: Tone.WARNING, MinutesState.CLEARED: Tone.INFO, MinutesState.CIRCULATED: Tone.INFO,
    MinutesState.APPROVED: Tone.GOOD, MinutesState.CLOSED: Tone.GOOD,
}  # fmt: skip


def chips_of(row: MeetingRow) -> tuple[Cell, ...]:
    """Return what is said of a meeting in a glance: its state, its kind where that is not the usual, its minutes."""
    said = [pill(row.state.value.capitalize(), _STATES[row.state], row.cancelled_why or "")]
    if row.kind is not MeetingKind.ORDINARY:
        said.append(Cell(row.kind.value.capitalize(), Look.PILL))
    if row.minutes in _MINUTES:
        said.append(pill(f"Minutes {row.minutes.value}", _MINUTES[row.minutes]))
    return tuple(said)


def quorum_chip(session: "Session", uid: str, today: date) -> tuple[Cell, ...]:
    """Return whether a meeting is quorate, or would be by the apologies so far, or that this is not known yet.

    Nothing where no rule is recorded, or no attendance is entered.
    """
    quorum = quorum_shown(session, uid, today)
    if quorum.met is None and not quorum.open():
        return ()
    more = "\n".join([quorum.sentence(), *quorum.why])
    if quorum.met is None:
        return (pill(NOT_YET, Tone.NEUTRAL if quorum.ahead else Tone.WARNING, more),)
    return (pill(quorum.state(), Tone.GOOD if quorum.met else Tone.BAD, more),)


def above_of(space: Workspace, further: Sequence[Cell]) -> Above[MeetingRow]:
    """Return what stands above the parts of a meeting; `further` are chips of its parts, such as its quorum."""
    row = space.row
    crumbs = (Crumb("Meetings", Place("meetings", row.uid)), Crumb(row.group, Place("group", row.group_uid)))
    line = [row.when_words(), row.where_words()]
    if row.state is MeetingState.CANCELLED and row.cancelled_why:
        line.append(f"cancelled: {row.cancelled_why}")
    before, after = (None if one is None else Step(one.uid, format_day(one.day)) for one in (space.before, space.after))
    return Above(row.uid, row, Head(row.title(), crumbs, chips_of(row)), ", ".join(line), further, before, after)
