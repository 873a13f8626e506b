"""The list of relevant agencies as a document: a tagged PDF with what changed, and the same lines for a spreadsheet."""

from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.parties.rules.agencies import (
    AgencyChange,
    AgencyList,
    ListedAgency,
    Review,
    ReviewDue,
    agencies_on,
    changes_between,
    review_before,
    review_due,
)
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document

TITLE = "Relevant agencies"


def agencies_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the list as at a day, with what joined, left, or was succeeded or renamed since the review before."""
    found = agencies_on(session, request.as_at)
    partnership = partnership_name(session)
    about = Document(title=TITLE, partnership=partnership, printed_on=request.today, as_at=request.as_at)
    if found.unknown_before is not None:
        since = format_date(found.unknown_before)
        return about, [blocks.paragraph(f"The list of relevant agencies is not known before {since}.")]
    last, before = review_before(session, request.as_at)
    story: list[blocks.Block] = [
        blocks.facts(_facts(found, last, review_due(session, request.as_at))),
        blocks.heading(1, "The list"),
    ]
    if last is not None and last.note:
        story.append(blocks.note(f"{format_date(last.held)}: {plain_words(last.note)}"))
    story.append(_table(found))
    if before is not None:
        changes = changes_between(session, before.held.earliest(), request.as_at)
        story += _changes(before, changes, request.as_at)
    return about, story


def _facts(found: AgencyList, last: Review | None, due: ReviewDue) -> list[tuple[str, str]]:
    pairs = [("On the list", found.count_words())]
    pairs.append(("Last reviewed", last.words() if last is not None else "not recorded"))
    if due.due is not None:
        late = "; overdue" if due.overdue else ""
        pairs.append(
            ("Next review", f"due by {format_day(due.due.day)}, {due.due.rule.allowance} after the last{late}")
        )
    return pairs


def _table(found: AgencyList) -> blocks.Table:
    columns = [
        blocks.column("Agency", 3.2, heads_rows=True),
        blocks.column("How it is involved", 3.2),
        blocks.column("On the list since", 1.4),
    ]
    rows: list[blocks.TableRow] = []
    heading = None
    for one in found.agencies:
        if one.heading != heading:
            heading = one.heading
            rows.append(blocks.subheading(heading.words))
        rows.append((_name(one), "\n".join(one.ways()) or blocks.quiet("Not recorded"), _since(one)))
    return blocks.table(columns, rows, empty="No relevant agencies are recorded for this day.")


def _name(one: ListedAgency) -> str:
    return f"{one.name}\n{plain_words(one.note)}" if one.note else one.name


def _since(one: ListedAgency) -> str:
    until = f"\nuntil {format_date(one.until)}" if one.until is not None else ""
    return f"{format_date(one.since)}{until}"


def _changes(before: Review, changes: tuple[AgencyChange, ...], day: date) -> list[blocks.Block]:
    title = blocks.heading(1, f"What changed since {format_date(before.held)}")
    if not changes:
        return [title, blocks.paragraph(f"The list is the same as that of {format_date(before.held)}.")]
    columns = [
        blocks.column("Agency", 3.2, heads_rows=True),
        blocks.column("Heading", 1.5),
        blocks.column("What happened", 3.2),
    ]
    rows = [(one.name, one.heading, capital(one.words)) for one in changes]
    compared = f"The list of {before.words()} compared with that of {format_day(day)}."
    return [title, blocks.note(compared), blocks.table(columns, rows)]


def agencies_sheet(session: Session, request: Request) -> SheetTable:
    """Return the list as one table, a row an agency; where it is not known yet, a row says so."""
    found = agencies_on(session, request.as_at)
    columns = (
        Column("As at", ColumnKind.DATE, 14), Column("Heading", width=20), Column("Agency", width=46),
        Column("How it is involved", width=40), Column("On the list since", width=18), Column("Until", width=18),
        Column("Sector", width=16), Column("Note", width=50),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            found.day, one.heading.words, one.name, ", ".join(one.ways()) or None, format_date(one.since),
            format_date(one.until) if one.until else None, one.sector, plain_words(one.note or "") or None,
        )
        for one in found.agencies
    ]  # fmt: skip
    if found.unknown_before is not None:
        rows.append((found.day, None, found.count_words(), None, None, None, None, None))
    return SheetTable(TITLE, columns, rows, (("As at", format_day(request.as_at)),))
