"""The partnership that a vault holds: its name, and the e-mail address that it writes from."""

from email.errors import MessageError
from email.headerregistry import Address

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.store import WorkSession


def partnership_name(session: Session) -> str:
    """Return the partnership's name."""
    return session.scalars(select(Partnership.name)).one()


def partnership_sender(session: Session) -> Address | None:
    """Return who invites to meetings and writes e-mails, under the partnership's name; None where none is recorded."""
    name, sender = session.execute(select(Partnership.name, Partnership.sender)).one()
    return None if sender is None else Address(name, addr_spec=sender)


def sentence_of_sender(typed: str) -> str | None:
    """Return what is wrong with an e-mail address that is to be written from; None where nothing is."""
    try:
        right = bool(Address(addr_spec=typed.strip()).domain)
    except (MessageError, ValueError, IndexError):  # what the parser raises for "a@" and worse
        right = False
    return None if right else f"“{typed.strip()}” is not an e-mail address. Write it as unit@example.org."


@operation("partnership.change", MANAGER)
def change_partnership(session: WorkSession, name: str, sender: str | None = None) -> None:
    """Give the partnership its name, and the e-mail address that it writes from; None for no address."""
    trimmed, address = " ".join(name.split()), (sender or "").strip() or None
    if not trimmed:
        raise UserError("A partnership needs a name.")
    if address is not None and (sentence := sentence_of_sender(address)):
        raise UserError(sentence)
    partnership = session.scalars(select(Partnership)).one()
    said = [f"The partnership is called {trimmed}"] if trimmed != partnership.name else []
    if address != partnership.sender:
        said.append(f"It writes from {address}" if address else "It has no e-mail address of its own")
    partnership.name, partnership.sender = trimmed, address
    session.say("; ".join(said) or f"The partnership is called {trimmed}")
