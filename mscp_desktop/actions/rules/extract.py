"""An agency's actions as a form: it says how far each is, may propose another date, and what each has changed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import ActionRow, actions_of_organisation, state_words, watched_actions
from mscp_desktop.exchange.returns import Asked, FormColumn, FormRow, ReturnForm
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import AgencyRequest, Organisation
from mscp_desktop.parties.rules.requests import AgencyRow, agency_rows, new_request, require_open

KIND = "actions"
DONE, NOT_YET = "Done", "Not yet"
SAID = dict.fromkeys(("yes", "y", "complete", "completed", "finished"), DONE) | dict.fromkeys(
    ("no", "n", "not done", "not yet done", "not complete", "not completed", "in progress", "ongoing", "open"), NOT_YET
)
"""What people type over the two answers."""
COLUMNS = (
    FormColumn("number", "No.", width=7),
    FormColumn("action", "Action", width=48),
    FormColumn("owner", "Owner", width=26),
    FormColumn("group", "For", width=18),
    FormColumn("due", "Due", width=17),
    FormColumn("state", "As we have it", width=16),
    FormColumn("last", "Last heard", width=34),
    FormColumn("progress", "How far is it?", Asked.TEXT, width=36, help="What has happened since we last heard"),
    FormColumn(
        "done", "Is it done?", Asked.CHOICE, (DONE, NOT_YET), 11, f"{DONE}: say also when, and what shows it.",
        also=SAID,
    ),
    FormColumn("done_on", "Done on", Asked.DATE, width=15, help="14 March 2025"),
    FormColumn("evidence", "What shows that it is done?", Asked.TEXT, width=34, help="A document, a decision"),
    FormColumn("new_due", "Another date that you propose", Asked.DATE, width=16, help="Say why beside it", ahead=True),
    FormColumn("why", "Why another date?", Asked.TEXT, width=28),
    FormColumn(
        "impact", "What has it changed, and what shows that?", Asked.TEXT, width=38,
        help="For what is done: the difference it made for children, families or staff",
    ),
)  # fmt: skip


def actions_asked(session: Session, organisation: Organisation, day: date) -> list[ActionRow]:
    """Return the actions that an agency is asked about: those that come back, without confidential ones."""
    rows = actions_of_organisation(session, organisation.uid, day)
    return [row for row in rows if not row.confidential]


def agencies_with_actions(session: Session, today: date) -> list[AgencyRow]:
    """Return every organisation that answers for an action which comes back, by name, and the last request to it."""
    numbers: dict[str, int] = {}
    for row in watched_actions(session, None):
        if row.owner.agency_uid is not None and not row.confidential:
            numbers[row.owner.agency_uid] = numbers.get(row.owner.agency_uid, 0) + 1
    ids = select(Organisation.id, Organisation.uid).where(Organisation.uid.in_(numbers))
    return agency_rows(session, KIND, {key: numbers[uid] for key, uid in session.execute(ids)}, today)


@operation("actions.ask_actions")
def ask_actions(session: WorkSession, organisation_uid: str, *, due: date | None = None) -> str:
    """Put on record that an agency is asked about its actions, and return the uid of the request.

    A request that is still open is closed by it: what was sent for that is not taken in any more.
    """
    organisation = Organisation.by_uid(session, organisation_uid)
    if not actions_asked(session, organisation, session.clock.today()):
        raise UserError(f"{organisation.name} has no action that is open or waits for its impact, so there is nothing"
                        " to ask.")  # fmt: skip
    request = new_request(session, KIND, organisation, due)
    session.say(f"Asked {organisation.name} about its actions")
    return request.uid


@operation("actions.ask_many_actions")
def ask_many_actions(session: WorkSession, organisation_uids: Sequence[str], *, due: date | None = None) -> list[str]:
    """Ask several agencies at once, and return the uids of the requests in the same order."""
    made = [ask_actions(session, uid, due=due) for uid in organisation_uids]
    session.say(f"Asked {len(made)} agenc{'y' if len(made) == 1 else 'ies'} about their actions")
    return made


def actions_form(session: Session, request_uid: str, today: date) -> ReturnForm:
    """Return the form of a request; raises `UserError` where the request is closed."""
    request = AgencyRequest.by_uid(session, request_uid)
    organisation = session.get_one(Organisation, request.organisation_id)
    require_open(request, organisation)
    partnership = session.scalars(select(Partnership)).one()
    rows = [FormRow(row.uid, row.version, _cells(row)) for row in actions_asked(session, organisation, today)]
    by = f" by {format_day(request.due)}" if request.due else ""
    return ReturnForm(
        KIND, request.uid, partnership.name, partnership.uid, organisation.name, organisation.uid,
        f"Actions of {organisation.name}",
        (
            f"{partnership.name} asks how far your actions are, as at {format_day(today)}.",
            f"Answer in the yellow columns and send this workbook back{by}. Leave empty what has not changed.",
            "An action is done once something shows it, and closed once its impact is shown. Keep the format (.xlsx).",
        ),
        COLUMNS, rows, today,
    )  # fmt: skip


def _cells(row: ActionRow) -> tuple[str | None, ...]:
    read = (
        row.words(), row.text, row.owner.words, row.group_words(), format_day(row.due) if row.due else "no date",
        state_words(row.state, row.late), row.last_words(),
    )  # fmt: skip
    return (*read, *(None,) * (len(COLUMNS) - len(read)))
