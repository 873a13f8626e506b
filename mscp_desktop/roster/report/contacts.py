"""How people are reached: as a list to print, a table, contact cards, and a draft e-mail to them."""

from sqlalchemy.orm import Session

from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.exchange.vcard_out import Card, write_cards
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name, partnership_sender
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Run
from mscp_desktop.roster.rules.contacts import Contact, group_contacts, people_contacts

NOBODY = "Nobody is recorded there on that day, so there is nobody to write to."


def contacts_of(session: Session, request: Request) -> tuple[str, list[Contact]]:
    """Return the title and the people: of a group, of an organisation, or all; raises `UserError` where there are none.

    A request that names both means those of the group who work for the organisation.
    """
    body = None if request.organisation is None else organisation_named(session, request.organisation)
    if request.group is None:
        title = f"Contacts at {body.name}" if body else "Contacts"
        found = people_contacts(session, body.uid if body else None, request.as_at)
    else:
        group = group_named(session, request.group)
        found = group_contacts(session, group.uid, request.as_at)
        title = f"Contacts of {group.name}"
        if body is not None:
            title = f"{title}, {body.name}"
            found = [one for one in found if one.organisation == body.name]
    if not found:
        raise UserError(NOBODY)
    return title, found


def contacts_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the list of contacts."""
    title, found = contacts_of(session, request)
    partnership = partnership_name(session)
    about = Document(
        title=title, partnership=partnership, printed_on=request.today, as_at=request.as_at, landscape=True
    )
    columns = (
        blocks.column("Name", 1.6, heads_rows=True), blocks.column("Post", 2.2), blocks.column("Organisation", 2.0),
        *((blocks.column("In the group as", 1.8),) if request.group else ()), blocks.column("E-mail", 2.8),
        blocks.column("Telephone", 1.5),
    )  # fmt: skip
    rows = [
        (
            one.name, _known(one.post), _known(one.organisation), *((_why(one),) if request.group else ()),
            _known(one.email), _known("\n".join(part for part in (one.telephone, one.mobile) if part)),
        )
        for one in found
    ]  # fmt: skip
    personal = "These are personal details: keep this list as you keep the partnership's records, and shred it after."
    return about, [blocks.table(columns, rows), blocks.note(personal)]


def _known(value: str | None) -> str | Run:
    return value or blocks.quiet("not recorded")


def _why(one: Contact) -> str:
    return "; ".join(one.why)


def contacts_sheet(session: Session, request: Request) -> SheetTable:
    """Return the same as a table."""
    title, found = contacts_of(session, request)
    why = request.group is not None
    columns = (
        Column("Name", width=26), Column("Post", width=40), Column("Organisation", width=40),
        *((Column("In the group as", width=40),) if why else ()), Column("E-mail", width=34),
        Column("Telephone", width=18), Column("Mobile", width=18),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = [
        (
            one.name, one.post, one.organisation, *((_why(one),) if why else ()), one.email, one.telephone, one.mobile,
        )
        for one in found
    ]  # fmt: skip
    return SheetTable(title, columns, rows, (("As at", format_day(request.as_at)),))


def contact_cards(session: Session, request: Request) -> bytes:
    """Return the people as contact cards."""
    _, found = contacts_of(session, request)
    return write_cards(
        Card(one.uid, one.name, one.post, one.organisation, one.email, one.telephone, one.mobile) for one in found
    )


def mail_draft(session: Session, request: Request) -> bytes:
    """Return an e-mail to the people that is still to be written and sent; deputies, assistants and others are copied.

    Raises `UserError` where nobody has an address that can be written to.
    """
    _, found = contacts_of(session, request)
    reached = [(one, address_of(one.name, one.email)) for one in found if one.email]
    to = [address for one, address in reached if address is not None and not one.copied]
    copied = [address for one, address in reached if address is not None and one.copied]
    if not to and not copied:
        raise UserError("Nobody there has an e-mail address on record. Add one under People first.")
    return draft(to, request.group or request.organisation or "", "", copied, sender=partnership_sender(session))
