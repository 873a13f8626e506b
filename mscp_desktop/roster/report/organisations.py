"""Organisations as a document: names, part in the partnership, seats and successors, as at a day."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.parties.records import OrganisationKind
from mscp_desktop.parties.rules.register import RegisterEntry, organisation_register
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text
from mscp_desktop.roster.rules.sitting import seats_by_body

TITLE = "Organisations"


def organisations_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return every organisation as at a day, or the one that is asked for."""
    found = organisation_register(session, request.as_at, request.organisation)
    seats = seats_by_body(session, request.as_at)
    partnership = partnership_name(session)
    about = Document(
        title=TITLE if request.organisation is None else found[0].name, partnership=partnership,
        printed_on=request.today, as_at=request.as_at, landscape=True,
    )  # fmt: skip
    columns = [
        blocks.column("Organisation", 2.6, heads_rows=True),
        blocks.column("Other names", 2.6),
        blocks.column("Sector", 1.1),
        blocks.column("Part in the partnership", 2.4),
        blocks.column("Seats", 2.3),
    ]
    rows = [_row(one, seats.get(one.uid, {})) for one in found]
    classes = sum(one.kind is OrganisationKind.CLASS for one in found)
    count = f"{len(found):,} organisation{'' if len(found) == 1 else 's'}"
    words = f"{count}, {classes} of them a class of bodies rather than one." if classes else f"{count}."
    return about, [blocks.table(columns, rows, empty="No organisations are recorded."), blocks.note(words)]


def _row(one: RegisterEntry, seats: Mapping[str, int]) -> tuple[Text, ...]:
    name = f"{one.name}\na class of bodies" if one.kind is OrganisationKind.CLASS else one.name
    part = [*([one.part] if one.part else []), *one.ways]
    part += [f"Part of {one.parent}"] if one.parent else []
    part += [capital(one.end_words())] if one.end_words() else []
    return (
        name,
        "\n".join(one.others),
        one.sector or blocks.quiet("Not recorded"),
        "\n".join(part) or blocks.quiet("None recorded"),
        "\n".join(f"{group}: {number}" if number > 1 else group for group, number in seats.items()),
    )


def organisations_sheet(session: Session, request: Request) -> SheetTable:
    """Return the same organisations as one table, a row an organisation."""
    found = organisation_register(session, request.as_at, request.organisation)
    seats = seats_by_body(session, request.as_at)
    columns = (
        Column("Organisation", width=46), Column("Other names", width=50), Column("Kind", width=16),
        Column("Sector", width=16), Column("Part of", width=30), Column("Part in the partnership", width=22),
        Column("How it is involved", width=40), Column("Seats", ColumnKind.NUMBER, 8), Column("Groups", width=50),
        Column("Ended", width=16), Column("Succeeded by", width=40), Column("Note", width=60),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            one.name, "; ".join(one.others) or None,
            "Class of bodies" if one.kind is OrganisationKind.CLASS else "Body", one.sector, one.parent,
            one.part or None, ", ".join(one.ways) or None, sum(seats.get(one.uid, {}).values()),
            "; ".join(seats.get(one.uid, {})) or None, format_date(one.ended) if one.ended else None, one.successor,
            plain_words(one.note or "") or None,
        )
        for one in found
    ]  # fmt: skip
    return SheetTable(TITLE, columns, rows, (("As at", format_day(request.as_at)),))
