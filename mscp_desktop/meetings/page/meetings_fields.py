"""What the pages of meetings and of their patterns show and ask: columns, fields, cells and history."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import (
    Cell,
    Choice,
    Column,
    Field,
    Filtering,
    Kind,
    Look,
    Picked,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS, format_day
from mscp_desktop.meetings import lists
from mscp_desktop.meetings.records import MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.rules.meetings import BETWEEN, MeetingRow
from mscp_desktop.meetings.rules.times import LONGEST, read_time, span_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STATE_TONES = {
    MeetingState.PLANNED.value: Tone.INFO, lists.TO_MARK: Tone.WARNING, MeetingState.HELD.value: Tone.GOOD,
    MeetingState.CANCELLED.value: Tone.NEUTRAL,
}  # fmt: skip
MINUTES_TONES = {
    MinutesState.NONE: Tone.WARNING, MinutesState.DRAFT: Tone.INFO, MinutesState.CLEARED: Tone.INFO,
    MinutesState.CIRCULATED: Tone.INFO,
}  # fmt: skip
SHORT_DAY = 3  # letters of a weekday in a narrow column


def check_time(typed: str) -> str | None:
    """Return what would be right where a text is no time of the day."""
    try:
        read_time(typed)
    except UserError as error:
        return str(error)
    return None


def find_place(session: "Session", typed: str) -> list[Picked]:
    """Return the places in use that hold what was typed."""
    return [Picked(None, place) for place in lists.places_in_use(session, typed)]


TIME = Field("start_time", "Begins at", help="As 14:00 or 2pm", empty="not fixed", check=check_time)
LENGTH = Field("length", "Lasts", Kind.NUMBER, empty="not fixed", least=1, most=LONGEST - 1, unit="minutes")
PLACE = Field("place", "Place", Kind.PICKER, free=True, find=find_place, empty="not fixed")
LINK = Field("link", "Link", help="Where it is held online", empty="none")
KIND = Field(
    "kind", "Kind", Kind.CHOICE, "Only ordinary meetings count for what a group owes", required=True,
    choices=tuple(Choice(kind, kind.value.capitalize()) for kind in MeetingKind),
)  # fmt: skip
FIELDS = (
    Field("day", "Day", Kind.DAY, "“14 Mar”, “next thu” or “in 2 weeks” do", required=True),
    TIME, LENGTH, PLACE, LINK, KIND,
    Field("pinned", "Pinned", Kind.YES_NO, required=True, help="It keeps its date where the year is planned again"),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
LABELS = {field.key: field.label for field in FIELDS} | {
    "pinned": "Pinned", "state": "State", "cancelled_why": "Why it was cancelled", "minutes": "Minutes",
    "agenda_sent": "Agenda sent", "pack_sent": "Papers sent", "actions_sent": "Action log sent",
    "cleared": "Minutes cleared", "cleared_by": "Minutes cleared by", "circulated": "Minutes circulated",
    "approved": "Minutes approved", "approved_how": "How they were approved", "amendments": "Amendments",
    "closed": "Minutes closed", "minutes_by": "Minutes by",
}  # fmt: skip
RESTORED = frozenset(field.key for field in FIELDS)

COLUMNS = (
    Column("day", "Day", 184, ColumnKind.DATE, filter=Filtering.DATE),
    Column("time", "Time", 58, filter=Filtering.TEXT, empty="time not fixed"),
    Column("group", "Group", 122, filter=Filtering.TEXT, groups=True),
    Column("where", "Where", 84, filter=Filtering.TEXT, empty="place not fixed"),
    Column(
        "kind", "Kind", 110, filter=Filtering.CHOICE, groups=True, aside=True,
        choices=tuple(Choice(kind.value, kind.value.capitalize()) for kind in MeetingKind),
    ),
    Column(
        "state", "State", 144, filter=Filtering.CHOICE, groups=True,
        choices=tuple(Choice(state, state.capitalize()) for state in lists.STATES),
    ),
    Column(
        "agenda", "Agenda", 84, filter=Filtering.CHOICE, groups=True, empty="no agenda", more="Whether it went out",
        choices=(Choice(lists.SENT, "Sent"), Choice(lists.NOT_SENT, "Not sent")),
    ),
    Column(
        "minutes", "Minutes", 98, filter=Filtering.CHOICE, groups=True, empty="no minutes",
        choices=tuple(Choice(state.value, state.value.capitalize()) for state in MinutesState),
    ),
    Column("month", "Month", 110, groups=True, aside=True),
    Column("year", "Financial year", 100, groups=True, aside=True),
)  # fmt: skip


def cells(row: MeetingRow, today: date) -> tuple[Cell | str, ...]:
    """Return a meeting as a row of the table."""
    between = row.kind in BETWEEN
    year = row.day.year - (row.day.month < 4)  # noqa: PLR2004 - April
    return (
        Cell(f"{WEEKDAYS[row.day.weekday()][:SHORT_DAY]} {format_day(row.day)}", value=row.day),
        _time_cell(row),
        _group_cell(row),
        ""
        if between
        else Cell(row.where_words(), more=row.link or "")
        if row.place or row.link
        else unknown("not fixed"),
        row.kind.value.capitalize(),
        state_cell(row, today),
        _agenda_cell(row),
        minutes_cell(row),
        f"{MONTHS[row.day.month - 1]} {row.day.year}",
        lists.year_words(year),
    )


def _time_cell(row: MeetingRow) -> Cell | str:
    if row.kind in BETWEEN:
        return Cell("between", Look.UNKNOWN, more=f"{row.kind.value.capitalize()}, between meetings")
    return (
        unknown("not fixed")
        if row.start_time is None
        else Cell(row.start_time, more=span_words(row.start_time, row.length))
    )


def _group_cell(row: MeetingRow) -> Cell:
    words = row.group_words() if row.kind is MeetingKind.ORDINARY else f"{row.group_words()}, {row.kind.value}"
    return Cell(words, more=row.group if row.group_short else "")


def unknown(words: str) -> Cell:
    """Return words for what nobody has recorded yet."""
    return Cell(words, Look.UNKNOWN)


def state_cell(row: MeetingRow, today: date) -> Cell:
    """Return how a meeting stands as a status; what is past is to be marked as held."""
    state = lists.state_of(row.state, row.day, today)
    more = row.cancelled_why or ""
    if state == lists.TO_MARK:
        more = "It is past: mark it as held, or cancel it with the reason"
    return pill(state, STATE_TONES[state], more)


def minutes_cell(row: MeetingRow) -> Cell | str:
    """Return how far the minutes are; nothing where there is nothing to write yet."""
    if row.minutes is MinutesState.NONE and row.state is not MeetingState.HELD:
        return ""
    tone = MINUTES_TONES.get(row.minutes)
    return row.minutes.value if tone is None else pill(row.minutes.value, tone)


def _agenda_cell(row: MeetingRow) -> Cell | str:
    if row.kind in BETWEEN or (row.agenda_sent is None and row.state is MeetingState.CANCELLED):
        return ""
    if row.agenda_sent is None:
        return lists.NOT_SENT
    papers = f"; papers sent {format_day(row.pack_sent)}" if row.pack_sent else "; papers not sent"
    return Cell(lists.SENT, more=f"Agenda sent {format_day(row.agenda_sent)}{papers}")


def history_words(_session: "Session", field: str, value: Any) -> str:
    """Return a stored value of a meeting in words."""
    if field == "pinned" and value is not None:
        return "yes" if value else "no"
    if field == "length" and isinstance(value, int):
        return f"{value} minutes"
    return stored_words(field, value)
