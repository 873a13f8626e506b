"""The roster as a document: a tagged PDF, and the same rows for a spreadsheet."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.rules.groups import GroupFacts, all_groups, group_facts, group_named, place_words
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import Chart, ChartKind, Series
from mscp_desktop.printing.charts import chart_blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Run
from mscp_desktop.roster.rules.rosters import UNDATED, Holding, Roster, RosterSeat, rosters_of


@dataclass(frozen=True, slots=True)
class RosterPage:
    """One group as its roster prints it."""

    facts: GroupFacts
    roster: Roster


def roster_pages(session: Session, group: str | None, as_at: date) -> list[RosterPage]:
    """Return what a roster prints: one group by name, or every group that has seats."""
    if group is None:
        chosen = all_groups(session, as_at)
    else:
        chosen = [group_facts(session, group_named(session, group).uid, as_at)]
    rosters = rosters_of(session, [facts.uid for facts in chosen])
    pages = [RosterPage(facts, rosters[facts.uid](as_at)) for facts in chosen]
    pages = [page for page in pages if group is not None or page.roster.seats or page.roster.unknown_before]
    if not pages:
        raise UserError(
            "There are no groups with seats yet, so there is no roster to print. Add a group and its seats first."
        )
    return pages


def roster_blocks(pages: list[RosterPage], *, alone: bool = False) -> list[blocks.Block]:
    """Return the document's blocks: for each group what it is for, and its seats in published order.

    A group that is `alone` in a document has its name in the title.
    """
    below = 1 if alone else 2
    story: list[blocks.Block] = []
    for page in pages:
        facts = page.facts
        story += [
            blocks.keep(
                *([] if alone else [blocks.heading(1, facts.name)]),
                blocks.facts([
                    ("Tier", place_words(facts.tier, facts.scope)),
                    *([("Shared with", ", ".join(facts.shared_with))] if facts.shared_with else []),
                    *([("Reports to", facts.parent)] if facts.parent else []),
                    ("Meets", facts.frequency),
                    ("Chair", page.roster.chair_words()),
                    ("Terms of reference", facts.terms),
                    ("Source", facts.source or "entered here"),
                ]),
            ),
        ]  # fmt: skip
        if facts.functions:
            story += [blocks.heading(below, "What it is for"), blocks.bullets(facts.functions)]
        story += [blocks.heading(below, "Seats"), seats_table(page.roster)]
        if page.roster.seats:
            undated = "" if facts.known_from else f" {UNDATED}."
            story.append(blocks.note(f"{page.roster.count_words()}.{undated}"))
    return story


def seats_table(roster: Roster) -> blocks.Table:
    """Return the seats of a roster in published order, or why there are none."""
    empty = (
        f"The membership is not known before {format_date(roster.unknown_before)}."
        if roster.unknown_before
        else "No seats are recorded."
    )
    rows = [
        (
            str(place),
            seat.post_words() if seat.post else blocks.quiet("Not stated"),
            seat.organisation_words() if seat.organisation else blocks.quiet("Not stated"),
            seat.role_words(),
            _holder(seat.holding, _with_deputies(seat)),
        )
        for place, seat in enumerate(roster.seats, 1)
    ]
    columns = [
        blocks.column("No.", 0.3, align="right"),
        blocks.column("Post", heads_rows=True),
        blocks.column("Organisation"),
        blocks.column("Role", names=True),
        blocks.column("Held by", names=True),
    ]
    return blocks.table(columns, rows, empty=empty)


def _with_deputies(seat: RosterSeat) -> str:
    """Return who holds a seat, and who is named to sit when they can't."""
    return f"{seat.holder_words()} (deputy: {', '.join(seat.deputies)})" if seat.deputies else seat.holder_words()


def _holder(holding: Holding, words: str) -> str | Run:
    if holding is Holding.HELD:
        return words
    return blocks.strong(words) if holding is Holding.VACANT else blocks.quiet(words)


def seats_chart(pages: list[RosterPage]) -> Chart | None:
    """Return how many seats of each group are held, vacant and not recorded; None where no seat is known."""
    known = [page for page in pages if page.roster.seats]
    if not known:
        return None
    series = [
        Series(
            holding.value.capitalize(),
            tuple(sum(seat.holding is holding for seat in page.roster.seats) for page in known),
        )
        for holding in Holding
    ]
    groups = tuple(page.facts.name for page in known)
    return Chart("Seats by what is known of them", ChartKind.STACKED, groups, tuple(series), "seats")


def seats_in_view(session: Session, request: Request) -> Chart:
    """Return the chart of every group's seats as at a day; raises `UserError` where there are none."""
    chart = seats_chart(roster_pages(session, None, request.as_at))
    if chart is None:
        raise UserError(f"No seats are known on {format_day(request.as_at)}. Choose a later day.")
    return chart


def roster_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the roster of one group, or of every group that has seats."""
    pages = roster_pages(session, request.group, request.as_at)
    partnership = partnership_name(session)
    title = f"Roster of {pages[0].facts.name}" if request.group else "Rosters"
    about = Document(title=title, partnership=partnership, printed_on=request.today, as_at=request.as_at)
    story = roster_blocks(pages, alone=request.group is not None)
    chart = None if request.group else seats_chart(pages)
    if chart is not None:
        width = style.PORTRAIT[0] - 2 * style.MARGIN_SIDE
        story = [blocks.heading(1, "Seats at a glance"), *chart_blocks(chart, width), blocks.page_break(), *story]
    return about, story


def roster_sheet(session: Session, request: Request) -> SheetTable:
    """Return the same seats as one table, a row a seat; where nothing of a group is known yet, a row says so."""
    pages, as_at = roster_pages(session, request.group, request.as_at), request.as_at
    columns = (
        Column("Group", width=34), Column("As at", ColumnKind.DATE, 14), Column("Seat", ColumnKind.NUMBER, 6),
        Column("Post", width=44), Column("Organisation", width=40), Column("Role", width=14),
        Column("Held by", width=26), Column("Since", width=16),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = []
    for page in pages:
        roster = page.roster
        if roster.unknown_before is not None:
            reason = f"not known before {format_date(roster.unknown_before)}"
            rows.append((page.facts.name, as_at, None, None, None, None, reason, None))
        rows += [
            (
                page.facts.name, as_at, place, seat.post, seat.organisation, seat.role_words(), seat.holder_words(),
                None if seat.holding is Holding.NOT_RECORDED else format_date(seat.since),
            )
            for place, seat in enumerate(roster.seats, 1)
        ]  # fmt: skip
    title = f"Roster of {pages[0].facts.name}" if len(pages) == 1 else "Rosters"
    return SheetTable(title, columns, rows, (("As at", format_day(as_at)),))
