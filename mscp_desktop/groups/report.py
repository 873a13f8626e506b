"""The structure as a document: a chart with the same as a list after it, and as a table for a spreadsheet."""

from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.diagrams import Diagram
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.structure import Node, Structure, lay_out, structure_at
from mscp_desktop.printing import blocks
from mscp_desktop.printing.diagrams import draw_diagram, measure, room_for
from mscp_desktop.printing.document import Document

LEAST, MOST = 0.85, 1.35  # below it A4 is too small to read, above it letters are larger than they need be


def structure_of(session: Session, day: date) -> Structure:
    """Return the structure of a day; raises `UserError` where there is none to print."""
    found = structure_at(session, day)
    if found.unknown_before is not None:
        raise UserError(f"The structure is not known before {format_date(found.unknown_before)}. Choose a later day.")
    if not found.nodes:
        raise UserError("There are no groups on that day, so there is no structure to print. Add a group first.")
    return found


def structure_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the chart on a page of A4 on its side, or of A3 where it would be too small, and the same as a list."""
    found = structure_of(session, request.as_at)
    chart = lay_out(found, measure)
    large = _scale(chart, large=False) < LEAST
    partnership = partnership_name(session)
    about = Document(
        title="Structure", partnership=partnership, printed_on=request.today, as_at=request.as_at, landscape=True,
        large=large,
    )  # fmt: skip
    count = len(found.nodes)
    said = f"Chart of {count} group{'' if count == 1 else 's'} and whom each reports to. The same stands as a list."
    story: list[blocks.Block] = [
        blocks.figure(draw_diagram(chart, _scale(chart, large=large)), said, found.legend()),
        blocks.page_break(),
        blocks.heading(1, "The structure as a list"),
        blocks.bullets([_item(found, node) for node in found.below(None)]),
    ]
    return about, story


def _scale(chart: Diagram, *, large: bool) -> float:
    wide, high = room_for(large=large)
    return min(MOST, wide / chart.width, high / chart.height)


def _item(structure: Structure, node: Node) -> blocks.Item:
    meets = "frequency not stated" if node.meets == "not stated" else f"meets {node.meets}"
    shared = f", shared with {' and '.join(node.shared_with)}" if node.shared_with else ""
    until = f", {node.until}" if node.until else ""
    words = (blocks.strong(node.name), f": {node.place.lower()}{shared}{until}, {meets}")
    return blocks.item(words, [_item(structure, kid) for kid in structure.below(node.uid)])


def structure_sheet(session: Session, request: Request) -> SheetTable:
    """Return the groups as a table, a row a group."""
    found = structure_of(session, request.as_at)
    names = {node.uid: node.name for node in found.nodes}
    columns = (
        Column("Group", width=44), Column("Where it stands", width=26), Column("Shared with", width=34),
        Column("Reports to", width=34), Column("Until", width=16), Column("Meets", width=18),
        Column("Terms of reference", width=40),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            node.name, node.place, ", ".join(node.shared_with) or None, names.get(node.parent or ""),
            node.until.removeprefix("to ") or None, node.meets, node.terms,
        )
        for node in found.nodes
    ]  # fmt: skip
    return SheetTable("Structure", columns, rows, (("As at", format_day(request.as_at)),))
