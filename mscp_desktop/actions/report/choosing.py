"""Which actions a document is asked for."""

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow, action_rows, actions_of_organisation
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.rules.matching import organisation_named


def chosen(session: Session, request: Request) -> list[ActionRow]:
    """Return the actions that a request is of, by number; a public document has no confidential ones."""
    if request.organisation is None:
        rows = action_rows(session, request.as_at)
    else:
        body = organisation_named(session, request.organisation)
        found = actions_of_organisation(session, body.uid, request.as_at, tuple(ActionState))
        rows = sorted(found, key=lambda row: row.number)
    if request.group is not None:
        group = group_named(session, request.group).uid
        rows = [row for row in rows if row.group_uid == group]
    return [row for row in rows if not (request.public and row.confidential)]
