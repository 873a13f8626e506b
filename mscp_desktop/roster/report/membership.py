"""The workbook in which an organisation confirms who sits for it."""

from sqlalchemy.orm import Session

from mscp_desktop.exchange.returns_out import form_workbook
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.parties.rules.requests import waiting_request
from mscp_desktop.roster.rules.membership import KIND, ask_membership, membership_form


@operation("roster.ask_membership_by_name")
def ask_by_request(session: WorkSession, request: Request) -> str:
    """Put on record that the organisation of a request is asked, and return the uid of that."""
    organisation = organisation_named(session, request.organisation or "")
    uid = ask_membership(session, organisation.uid)
    session.say(f"Asked {organisation.name} to confirm its members")
    return uid


def membership_workbook(session: Session, request: Request) -> bytes:
    """Return the workbook of the request that waits for an answer."""
    organisation = organisation_named(session, request.organisation or "")
    uid = waiting_request(session, KIND, organisation.uid)
    if uid is None:
        raise UserError(f"{organisation.name} is not being asked at the moment, so there is nothing to write.")
    return form_workbook(membership_form(session, uid, request.today))
