"""What the calendar shows of meetings, in the words and values of the window's calendars."""

from datetime import date

from mscp_desktop.desktop.calendar.values import Day, DayChip, Days
from mscp_desktop.desktop.values import Cell, Tone, pill
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.calendar import NOT_MARKED, Off, Stretch, day_words, standing_words, state_words
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow

TONES = {"planned": Tone.INFO, "held": Tone.GOOD, NOT_MARKED: Tone.WARNING}


def days_of(stretch: Stretch, today: date, blocked_for: frozenset[str]) -> Days:
    """Return a stretch as the window's calendars show it.

    What is blocked for single groups counts for those of `blocked_for`, which are those that are shown; none are all.
    """
    by_day = stretch.by_day()
    known = {}
    for day in sorted({*by_day, *stretch.off}):
        off = [one for one in stretch.off.get(day, ()) if _counts(one, blocked_for)]
        meetings = by_day.get(day, [])
        said = day_words(day, meetings, off, today)
        chips = tuple(chip_of(one, stretch.mark(one.group_uid), today, stretch.day_off(one)) for one in meetings)
        every = any(one.group_uid is None for one in off)
        known[day] = Day(day, said, chips, tuple(_note(stretch, one) for one in off), every)
    return Days(stretch.first, stretch.last, today, known)


def chip_of(meeting: MeetingRow, mark: str, today: date, off: str = "") -> DayChip:
    """Return a meeting as it stands on a day; `off` says that none is held on it: "on a Saturday"."""
    state = standing_words(meeting, off, today)
    cancelled = meeting.state is MeetingState.CANCELLED
    time = f"{meeting.start_time} " if meeting.start_time and meeting.kind not in BETWEEN else ""
    return DayChip(
        meeting.uid, mark, f"{time}{meeting.group_words()}", state, tone_of(meeting, today, off), cancelled,
        movable=meeting.state is MeetingState.PLANNED,
    )  # fmt: skip


def tone_of(meeting: MeetingRow, today: date, off: str = "") -> Tone:
    """Return the tone of how a meeting stands; what was cancelled or decided between meetings has none.

    One that is planned for a day on which none is held is to be looked at.
    """
    found = TONES.get(state_words(meeting, today), Tone.NEUTRAL)
    return Tone.WARNING if off and found is Tone.INFO else found


def state_pill(meeting: MeetingRow, today: date, off: str = "") -> Cell:
    """Return how a meeting stands, as a status."""
    return pill(standing_words(meeting, off, today), tone_of(meeting, today, off))


def _counts(off: Off, groups: frozenset[str]) -> bool:
    return off.group_uid is None or not groups or off.group_uid in groups


def _note(stretch: Stretch, off: Off) -> str:
    only = "" if off.group_uid is None else f"{stretch.mark(off.group_uid)} only: "  # first, for a name may be cut
    return f"{only}{off.name}"
