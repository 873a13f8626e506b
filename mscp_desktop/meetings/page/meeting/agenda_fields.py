"""What an agenda item offers to be filled in, how it is listed, and what its panel shows."""

from typing import TYPE_CHECKING

from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.values import (
    Cell,
    Choice,
    Column,
    Detail,
    Field,
    Kind,
    Line,
    Lines,
    Look,
    Picked,
    Row,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import Purpose, Source
from mscp_desktop.meetings.rules.agenda_matters import matter_under
from mscp_desktop.meetings.rules.agendas import CONFIDENTIAL, PURPOSE_WORDS, Agenda, ItemRow, item_history
from mscp_desktop.meetings.rules.meetings import meeting_row
from mscp_desktop.meetings.rules.times import length_words
from mscp_desktop.parties.rules.choices import person_choices
from mscp_desktop.roster.rules.rosters import CHAIRS, roster_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

LONGEST_ITEM = 12 * 60
HIDDEN = "This item is confidential. It is hidden while you present."
SOURCE_WORDS = {
    Source.OWN: "Its own matter",
    Source.APOLOGIES: "Apologies",
    Source.DECLARATIONS: "Declarations of interest",
    Source.LAST_MINUTES: "Minutes of the last meeting",
    Source.MATTERS_ARISING: "Matters arising",
    Source.ACTIONS: "Action log",
    Source.MANAGERS_OVERVIEW: "Business manager's overview",
    Source.RISKS: "Risk register",
    Source.CHAIRS_REPORTS: "Chairs' reports",
    Source.OTHER_BUSINESS: "Any other business",
}
PURPOSES = tuple(Choice(one, one.value.capitalize()) for one in Purpose)  # by letters: not all as “To …”
PURPOSE_TONES = {Purpose.DECIDE: Tone.WARNING, Purpose.DISCUSS: Tone.INFO, Purpose.NOTE: Tone.NEUTRAL}
SOURCES = tuple(Choice(one, words) for one, words in SOURCE_WORDS.items())
TITLE = Field("title", "Item", required=True, longest=300)
PURPOSE = Field("purpose", "Purpose", Kind.CHOICE, choices=PURPOSES, required=True)
LENGTH = Field("length", "Length", Kind.NUMBER, empty="not fixed", least=1, most=LONGEST_ITEM, unit="minutes")
CONFIDENTIAL_FIELD = Field(
    "confidential", "Confidential", Kind.YES_NO, "Left out of what is public, and hidden while you present",
    required=True,
)  # fmt: skip
SOURCE = Field("source", "What it is about", Kind.CHOICE, "What the program puts under it", choices=SOURCES)
BRIEF = Field("brief", "Brief", Kind.RICH, "What the meeting is told and asked. It stands on the agenda", empty="none")
NOTE = Field("note", "Note", Kind.RICH, empty="none", private=True)
LABELS = {
    "title": "Item", "purpose": "Purpose", "length": "Length", "confidential": "Confidential",
    "source": "What it is about", "brief": "Brief", "note": "Note", "presenter": "Presenter", "wanted": "Wanted",
}  # fmt: skip
MATTERS = Lines("matters", "Under this item", "line", ("By itself",), "The program has nothing to put here.")
ORIGINS = Lines("origins", "Where it came from, and went", "way", ("Item",), "It began here.")
COLUMNS = (
    Column("number", "No.", 60, ColumnKind.NUMBER, sortable=False),
    Column(
        "time", "Time", 66, sortable=False, whole=True, more="When it is taken, by the lengths of the items before it"
    ),
    Column("title", "Item", 250, sortable=False, stretches=True),
    Column("purpose", "Purpose", 106, sortable=False, whole=True),
    Column("presenter", "Presenter", 110, sortable=False),
    Column("length", "Min.", 64, ColumnKind.NUMBER, sortable=False, more="Its length in minutes"),
    Column(
        "mark",
        "Mark",
        134,
        sortable=False,
        whole=True,
        more="What stands out: over time, confidential, where it came from",
    ),
)


def presenter_field(find: "Callable[[Session, str], Sequence[Picked]]") -> Field:
    """Return the field of who presents an item, which offers what `find` gives and takes any name."""
    return Field("presenter", "Presenter", Kind.PICKER, "A seat's holder, or any name", find=find, free=True)


def find_presenter(session: "Session", meeting_uid: str | None, typed: str) -> list[Picked]:
    """Return who may present at a meeting by what was typed: who holds a seat on its day, then other people."""
    words = typed.casefold().split()
    found: dict[str, Picked] = {}
    if meeting_uid is not None:
        meeting = meeting_row(session, meeting_uid)
        for seat in roster_at(session, meeting.group_uid, meeting.day).seats:
            where = ", ".join(part for part in (seat.post, seat.organisation) if part)
            if seat.holder and all(word in f"{seat.holder} {where}".casefold() for word in words):
                found.setdefault(seat.holder, Picked(None, seat.holder, where))
    if words:
        for _, name, where, *_rest in person_choices(session, typed):
            found.setdefault(name, Picked(None, name, where))
    return list(found.values())


def find_clearer(session: "Session", meeting_uid: str | None, typed: str) -> list[Picked]:
    """Return who may clear what goes to a meeting or comes of it: who chairs it, and then as `find_presenter`."""
    found = find_presenter(session, meeting_uid, typed)
    if meeting_uid is None:
        return found
    meeting = meeting_row(session, meeting_uid)
    seats = roster_at(session, meeting.group_uid, meeting.day).seats
    chairs = {seat.holder for seat in seats if seat.role in CHAIRS or seat.chairs_until}
    return sorted(found, key=lambda one: one.title not in chairs)


def item_cells(row: ItemRow, *, private: bool) -> tuple[Cell | str, ...]:
    """Return an item as a row of the agenda; where `private` is not shown, a confidential one says only that."""
    hidden = row.confidential and not private
    return (
        row.number,
        Cell(row.start or "", more=row.time_words()),
        Cell(CONFIDENTIAL, Look.UNKNOWN) if hidden else row.title,
        purpose_cell(row),
        "" if hidden else row.presenter or "",
        Cell("", value=None) if row.length is None else Cell(str(row.length), value=row.length),
        mark_of(row),
    )


def purpose_cell(row: ItemRow) -> Cell:
    """Return what a meeting is asked to do with an item, in one word."""
    return pill(row.purpose.value.capitalize(), PURPOSE_TONES[row.purpose], PURPOSE_WORDS[row.purpose])


def mark_of(row: ItemRow) -> Cell | str:
    """Return what stands out about an item, the weightiest of it; the rest is said on hover."""
    marks: list[tuple[str, Tone]] = []
    if row.over:
        marks.append((f"{row.over} min over", Tone.BAD))
    if row.confidential:
        marks.append(("Confidential", Tone.WARNING))
    if row.carried_from is not None:
        marks.append(("Carried", Tone.INFO))
    if row.sent_from is not None:
        marks.append(("From a group", Tone.INFO))
    if row.went:
        marks.append(("Goes on", Tone.NEUTRAL))
    if not marks:
        return ""
    more = [words for words, _ in marks[1:]] + row.origins()
    return pill(*marks[0], "\n".join(more))


def item_rows(agenda: "Sequence[ItemRow]", ids: "Sequence[int]", *, private: bool) -> list[Row]:
    """Return the items of these ids as rows."""
    wanted = set(ids)
    return [Row(one.id, one.uid, item_cells(one, private=private)) for one in agenda if one.id in wanted]


def agenda_chips(agenda: Agenda, *, changed: bool = False) -> tuple[Cell, ...]:
    """Return what is said of an agenda above its rows: whether it fits its meeting, and whether it went out.

    `changed` says that it is no longer as it went out.
    """
    if not agenda.items:
        return ()
    fits = agenda.meeting.length is not None and not agenda.over
    words = length_words(agenda.minutes)
    if agenda.over:
        chip = pill(f"{words}, {length_words(agenda.over)} over", Tone.BAD, agenda.words())
    else:
        spare = f", {length_words(agenda.spare)} spare" if agenda.spare else ""
        chip = pill(f"{words}{spare}", Tone.GOOD if fits else Tone.NEUTRAL, agenda.words())
    sent = agenda.meeting.agenda_sent
    if sent and changed:
        words = f"It went out on {format_day(sent)}, and differs by now: send it again."
        return chip, pill("Changed since it went out", Tone.WARNING, words)
    return chip, pill(f"Sent {format_day(sent)}", Tone.GOOD) if sent else pill("Not sent", Tone.NEUTRAL)


def item_detail(session: "Session", row: ItemRow, *, private: bool) -> Detail:
    """Return an item as its panel shows it; where `private` is not shown, a confidential one says only that."""
    if row.confidential and not private:
        return Detail("agenda_item", row.uid, row.version, CONFIDENTIAL, locked=HIDDEN, history=None, hidden=True)
    when = row.time_words() or ("no time yet" if row.meeting_uid else "")
    facts = (("Time", when),) if when else ()
    matters = tuple(
        Line(f"{row.uid}-{at}", 0, (one.full_words(),), opens=one.place, locked="The program puts this here.")
        for at, one in enumerate(matter_under(session, row.uid))
        if private or not one.confidential
    )
    origins = tuple(
        Line(f"{row.uid}+{at}", 0, (one.words,), opens=one.place, locked="It was carried or sent.")
        for at, one in enumerate(
            one for one in (row.carried_from, row.sent_from, *row.went) if one is not None
        )
    )  # fmt: skip
    lines = ({"matters": matters} if matters else {}) | ({"origins": origins} if origins else {})
    return Detail(
        "agenda_item", row.uid, row.version, row.title,
        f"Item {row.number}, {row.group}" if row.number else f"Backlog of {row.group}",
        {
            "title": row.title, "purpose": row.purpose, "presenter": row.presenter, "length": row.length,
            "confidential": row.confidential, "source": row.source, "brief": row.brief, "note": row.note,
            "wanted": row.wanted,
        },
        facts=facts, lines=lines,
        history=history_items(
            item_history(session, row.uid), LABELS, _history_words, rich=("brief", "note"),
        ),
    )  # fmt: skip


def _history_words(field: str, value: object) -> str:
    if field == "purpose" and isinstance(value, str):
        return PURPOSE_WORDS[Purpose(value)]
    if field == "source" and isinstance(value, str):
        return SOURCE_WORDS[Source(value)]
    if field == "confidential":
        return "yes" if value else "no"
    return "none" if value is None else str(value)
