"""The workbook in which an organisation says how far its actions are, and the e-mail that brings it."""

from datetime import date
from email.headerregistry import Address

from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import actions_of_organisation
from mscp_desktop.actions.rules.extract import KIND, actions_form, ask_actions
from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.exchange.returns import ReturnForm
from mscp_desktop.exchange.returns_out import form_workbook
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partnership import partnership_sender
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.parties.rules.requests import waiting_request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@operation("actions.ask_actions_by_name")
def ask_by_request(session: WorkSession, request: Request) -> str:
    """Put on record that the organisation of a request is asked, and return the uid of that."""
    organisation = organisation_named(session, request.organisation or "")
    uid = ask_actions(session, organisation.uid)
    session.say(f"Asked {organisation.name} about its actions")
    return uid


def extract_workbook(session: Session, request: Request) -> bytes:
    """Return the workbook of the request that waits for an answer."""
    return form_workbook(_form(session, request))


def extract_mail(session: Session, request: Request) -> bytes:
    """Return an e-mail with that workbook, still to be sent; raises `UserError` where nobody has an address."""
    form = _form(session, request)
    mail = mail_with(session, form, form_workbook(form))
    if mail is None:
        raise UserError(
            f"Nobody who answers for an action of {form.sender} has an e-mail address on record. Add one under People,"
            " or send the workbook by hand."
        )
    return mail


def mail_with(session: Session, form: ReturnForm, book: bytes) -> bytes | None:
    """Return an e-mail to those who own the actions of a form, with its workbook; None where nobody has an address."""
    to = owners_of(session, form.sender_uid, form.made)
    if not to:
        return None
    number = len(form.rows)
    body = "\n\n".join((
        "Dear colleagues,",
        f"{form.lines[0]} The workbook that comes with this has {number} action{'' if number == 1 else 's'}.",
        form.lines[1], form.lines[2], "With kind regards", form.partnership,
    ))  # fmt: skip
    return draft(
        to, form.title, body + "\n", attached=[(f"{form.title}.xlsx", XLSX, book)], sender=partnership_sender(session)
    )


def owners_of(session: Session, organisation_uid: str, day: date) -> list[Address]:
    """Return the addresses of those who own the actions of an organisation: people, and who holds the seats then."""
    uids: dict[str, None] = {}
    for row in actions_of_organisation(session, organisation_uid, day):
        if row.owner.kind == "person" and row.owner.uid is not None:
            uids[row.owner.uid] = None
        elif row.owner.holder_uid is not None:
            uids[row.owner.holder_uid] = None
    people = [Person.by_uid(session, uid) for uid in uids]
    found = [address_of(one.name, one.email) for one in people if one.email and one.left is None]
    return [address for address in found if address is not None]


def _form(session: Session, request: Request) -> ReturnForm:
    organisation = organisation_named(session, request.organisation or "")
    uid = waiting_request(session, KIND, organisation.uid)
    if uid is None:
        raise UserError(f"{organisation.name} is not being asked at the moment, so there is nothing to write.")
    return actions_form(session, uid, request.today)
