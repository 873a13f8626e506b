"""The page on which agencies are asked about their actions, and their answers are taken in."""

from typing import TYPE_CHECKING

from mscp_desktop.actions.rules import extract, returned
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Crumb
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.parties.page.asking import AskingPage, Asks

if TYPE_CHECKING:
    from datetime import date
    from email.headerregistry import Address

    from sqlalchemy.orm import Session

    from mscp_desktop.exchange.returns import ReturnForm


def _mail(session: "Session", form: "ReturnForm", book: bytes) -> bytes | None:
    from mscp_desktop.actions.report.extract import mail_with  # noqa: PLC0415 - with the first workbook only

    return mail_with(session, form, book)


def _owners(session: "Session", organisation_uid: str, day: "date") -> "list[Address]":
    from mscp_desktop.actions.report.extract import owners_of  # noqa: PLC0415 - as above

    return owners_of(session, organisation_uid, day)


ASKS = Asks(
    extract.KIND, "action", "actions", "Answer", "about their actions", extract.COLUMNS, extract.agencies_with_actions,
    extract.ask_many_actions, extract.actions_form, returned.read_answer, returned.take_actions, _mail, _owners,
)  # fmt: skip


class ReturnsPage(AskingPage):
    """Agencies that answer for actions: who was asked how far they are, who has answered, and who is late."""

    key = "action-returns"
    title = "Answers of agencies"
    icon = "actions"
    section = 1
    guide = "actions"
    under = "actions"
    called = "action returns extract workbook chase"
    watches = frozenset(
        {"agency_request", "organisation", "action", "action_update", "seat", "person", "partnership_group"}
    )
    asks = ASKS
    crumbs = (Crumb("Actions", Place("actions")),)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, "Agencies that answer for an action stand here. No action names one yet.")
