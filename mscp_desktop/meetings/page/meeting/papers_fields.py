"""What a paper offers to be filled in, how it is listed, and what its panel shows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Detail,
    Field,
    Filtering,
    Kind,
    Look,
    Picked,
    Row,
    Tone,
    from_today,
    pill,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.records import AgendaItem
from mscp_desktop.meetings.rules import paper_changes
from mscp_desktop.meetings.rules.papers import CONFIDENTIAL, TABLE, Deadline, PaperRow, PaperState, papers_words
from mscp_desktop.parties.page.fields import find_organisation, organisation_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from mscp_desktop.meetings.rules.meetings import MeetingRow

HIDDEN = "This paper is confidential. It is hidden while you present."
TONES = {
    PaperState.NOT_ASKED: Tone.NEUTRAL, PaperState.WAITING: Tone.INFO, PaperState.LATE: Tone.BAD,
    PaperState.RECEIVED: Tone.WARNING, PaperState.CLEARED: Tone.GOOD, PaperState.IN_PACK: Tone.GOOD,
    PaperState.SUPPLEMENT: Tone.WARNING, PaperState.SENT_LATER: Tone.GOOD,
}  # fmt: skip
TITLE = Field("title", "Paper", required=True, longest=300)
DUE = Field("due", "Due", Kind.DAY, "Empty: as the group has its papers", empty="as the group has it", since=from_today)
CONFIDENTIAL_FIELD = Field(
    "confidential",
    "Confidential",
    Kind.YES_NO,
    "Left out of what is public, and hidden while you present",
    required=True,
)
ORGANISATION = Field(
    "organisation",
    "Agency",
    Kind.PICKER,
    find=find_organisation,
    opens="organisation",
    empty="not recorded",
    noun="organisation",
)
CLEARED_BY = Field("cleared_by", "Cleared by")
AFTERWARDS = (
    Field("chased", "Asked for on", Kind.DAY, empty="not asked yet"),
    Field("received", "Received on", Kind.DAY, empty="not received yet"),
    Field("cleared", "Cleared on", Kind.DAY, "From then on it may go out", empty="not cleared yet"),
    CLEARED_BY,
    Field("supplement", "For a supplement", Kind.YES_NO, "It goes out after the pack", required=True),
    CONFIDENTIAL_FIELD,
    Field("note", "Note", Kind.RICH, private=True),
)
SENDING = (Field("day", "Went out on", Kind.DAY, required=True),)
LABELS = {
    "title": "Paper", "author": "Author", "organisation_id": "Agency", "due": "Due", "chased": "Asked for on",
    "received": "Received on", "cleared": "Cleared on", "cleared_by": "Cleared by",
    "supplement": "For a supplement", "sent": "Sent on", "confidential": "Confidential", "note": "Note",
    "item_id": "Item",
}  # fmt: skip
COLUMNS = (
    Column(
        "title", "Paper", 146, filter=Filtering.TEXT, more="The item's number with a letter, and the title",
        stretches=True,
    ),
    Column("from", "From", 70, filter=Filtering.TEXT, more="Author and agency", yields=True),
    Column("due", "Due", 156, ColumnKind.DATE, filter=Filtering.DATE, empty="not fixed"),
    Column(
        "state", "State", 178, filter=Filtering.CHOICE, groups=True,
        choices=tuple(Choice(one.value, one.value.capitalize()) for one in PaperState),
    ),
    Column(
        "pages", "Pages", 64, ColumnKind.NUMBER, sortable=False, yields=True,
        more="Its pages in the pack: those of its PDF files, and one for each other file",
    ),
    Column("file", "File", 64, filter=Filtering.TEXT, empty="none", yields=True),
    Column("item", "Item", 130, filter=Filtering.TEXT, groups=True, aside=True),
)  # fmt: skip
PAPERS: PlainTable[PaperRow] = PlainTable(
    columns={
        "title": lambda one: one.title,
        "item": lambda one: one.item_words(),
        "from": lambda one: one.from_words() or None,
        "due": lambda one: one.due,
        "state": lambda one: one.state.value,
        "file": lambda one: one.file_words() or None,
    },
    text=lambda one: f"{one.number} {one.item_title} {one.title} {one.from_words()} {one.file_words()}",
)


def author_field(find: "Callable[[Session, str], Sequence[Picked]]") -> Field:
    """Return the field of who writes a paper, which offers what `find` gives and takes any name."""
    return Field("author", "Author", Kind.PICKER, "A seat's holder, or any name", find=find, free=True)


def afterwards(find: "Callable[[Session, str], Sequence[Picked]]") -> tuple[Field, ...]:
    """Return the fields of what becomes of a paper; who clears it is offered as `find` gives them."""
    by = replace(CLEARED_BY, kind=Kind.PICKER, find=find, free=True)
    return tuple(by if one is CLEARED_BY else one for one in AFTERWARDS)


def clearing(find: "Callable[[Session, str], Sequence[Picked]]") -> tuple[Field, ...]:
    """Return the fields of who cleared papers and when; `find` offers who may, and any name does."""
    return (
        Field("by", "Cleared by", Kind.PICKER, "Usually the chair of the meeting", required=True, find=find, free=True),
        Field("day", "Cleared on", Kind.DAY, required=True),
    )


def item_field(find: "Callable[[Session, str], Sequence[Picked]]") -> Field:
    """Return the field of the item that a paper belongs to."""
    return Field(
        "item", "Item", Kind.PICKER, "The item of the agenda that needs it", required=True, find=find, noun="item"
    )


INSTEAD, BESIDES = "instead", "besides"
"""How files come to a paper that was cleared with others: as another version of it, or as more of it."""


def instead_field(row: PaperRow | None) -> Field:
    """Return the field that asks how files come to a paper with some; None for one whose files are not named."""
    names = "those that are there" if row is None else row.file_words()
    return Field(
        "how", "They come", Kind.CHOICE, "What went out stays as it was sent, and history keeps what is replaced",
        required=True, choices=(Choice(INSTEAD, f"In the place of {names}"), Choice(BESIDES, "Besides those")),
    )  # fmt: skip


def files_words(number: int) -> str:
    """Return a number of files in words."""
    return f"{number} file{'' if number == 1 else 's'}"


def paper_rows(
    rows: Sequence[PaperRow], ids: Sequence[int], pages: Mapping[str, int | None], *, private: bool
) -> list[Row]:
    """Return the papers of these ids as rows; `pages` are those of files whose pages were counted, by their uid."""
    wanted = set(ids)
    return [Row(one.id, one.uid, _cells(one, pages, private=private)) for one in rows if one.id in wanted]


def _cells(row: PaperRow, pages: Mapping[str, int | None], *, private: bool) -> tuple[Cell | str, ...]:
    hidden = row.confidential and not private
    title: Cell | str = f"{row.number}. {'Confidential: ' if row.confidential else ''}{row.title}"
    if hidden:
        title = Cell(f"{row.number}. {CONFIDENTIAL}", Look.UNKNOWN)
    item = CONFIDENTIAL if row.item_confidential and not private else row.item_words()
    why = "\n".join(row.explain)
    due = Cell(format_day(row.due), value=row.due, more=why) if row.due else Cell("not fixed", Look.UNKNOWN, more=why)
    number = sum(pages.get(file.uid) or 1 for file in row.files)  # others than PDFs have a page of their own
    return (
        title, "" if hidden else row.from_words(), due,
        pill(row.state.value.capitalize(), TONES[row.state], _more(row)),
        Cell(str(number), value=number) if row.files else "", "" if hidden else row.file_words(), item,
    )  # fmt: skip


def _more(row: PaperRow) -> str:
    said = [
        f"{words} {format_day(day)}"
        for words, day in (("Asked for on", row.chased), ("Received on", row.received), ("Cleared on", row.cleared))
        if day is not None
    ]
    if row.cleared_by:
        said[-1:] = [f"{said[-1]} by {row.cleared_by}"]
    if row.state is PaperState.SENT_LATER and row.sent is not None:
        said.append(f"Sent as a supplement on {format_day(row.sent)}")
    return "\n".join([*said, *(["Confidential"] if row.confidential else [])])


def papers_chips(meeting: "MeetingRow", rows: Sequence[PaperRow], deadline: Deadline) -> tuple[Cell, ...]:
    """Return what is said of a meeting's papers above their rows: by when they are due, and whether the pack went."""
    why = "\n".join(deadline.explain)
    chips = [pill(f"Due {format_day(deadline.day)}" if deadline.day else "No deadline", Tone.NEUTRAL, why)]
    late = sum(row.state is PaperState.LATE for row in rows)
    if late:
        chips.append(pill(f"{late} late", Tone.BAD, papers_words(rows)))
    if meeting.pack_sent is not None:
        chips.append(pill(f"Pack sent {format_day(meeting.pack_sent)}", Tone.GOOD))
    elif rows:
        chips.append(pill("Pack not sent", Tone.NEUTRAL))
    if meeting.pack_sent is not None and any(row.state is PaperState.SUPPLEMENT for row in rows):
        chips.append(pill("Supplement not sent", Tone.WARNING))
    return tuple(chips)


def paper_detail(session: "Session", row: PaperRow, *, private: bool) -> Detail:
    """Return a paper as its panel shows it; where `private` is not shown, a confidential one says only that."""
    if row.confidential and not private:
        return Detail(TABLE, row.uid, row.version, CONFIDENTIAL, locked=HIDDEN, history=None, hidden=True)
    due = format_day(row.due, weekday=True) if row.due else "not fixed"
    why = "\n".join(row.explain)
    entries = with_papers(session, TABLE, row.uid, entries_of(session, TABLE, row.uid, None))
    return Detail(
        TABLE, row.uid, row.version, row.title, f"Paper {row.number}, {row.item_title}",
        {
            "title": row.title, "item": Picked(row.item_uid, row.item_words()), "author": row.author,
            "organisation": Picked(row.organisation_uid, row.organisation or "") if row.organisation_uid else None,
            "due": row.due if row.due_set else None, "chased": row.chased, "received": row.received,
            "cleared": row.cleared, "cleared_by": row.cleared_by, "supplement": row.supplement,
            "confidential": row.own_confidential, "note": row.note,
        },
        facts=(
            ("State", pill(row.state.value.capitalize(), TONES[row.state], _more(row))),
            ("Due", due), ("Why this date?", Cell(row.explain[0], more=why)),
            *((("Sent on", format_day(row.sent)),) if row.state is PaperState.SENT_LATER and row.sent else ()),
            *((("Item", "Confidential, so its papers are too"),) if row.item_confidential else ()),
        ),
        papers=TABLE,
        history=history_items(entries, LABELS, lambda field, value: _words(session, field, value), _restored,
                              rich=("note",)),
    )  # fmt: skip


def _restored(_entry: object, field: str) -> str | None:
    return None if field == "item_id" else field


def _words(session: "Session", field: str, value: Any) -> str:
    if field in {"confidential", "supplement"}:
        return "yes" if value else "no"
    if field == "item_id":
        item = session.get(AgendaItem, value) if isinstance(value, int) else None
        return item.title if item else "an item that was deleted"
    return organisation_words(session, field, value)


def save_paper(uid: str, version: int, found: dict[str, Any]) -> Act:
    """Return the operation that saves what was changed in the panel."""
    return Act(paper_changes.change_paper, (uid, version), named(found))


def named(found: dict[str, Any]) -> dict[str, Any]:
    """Return what a form gives as the operations take it: records by their uids."""
    fields = dict(found)
    for name in ("organisation", "item"):
        if name in fields:
            picked = fields.pop(name)
            fields[f"{name}_uid"] = None if picked is None else picked.uid
    return fields
