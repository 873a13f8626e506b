"""The page on which agencies are asked to confirm their members, and their answers are taken in."""

from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.parties.page.asking import AskingPage, Asks
from mscp_desktop.roster.rules import answers, membership

ASKS = Asks(
    membership.KIND, "seat", "seats", "Confirmation", "to confirm", membership.COLUMNS, membership.agencies,
    membership.ask_many_membership, membership.membership_form, answers.read_answer, answers.take_membership,
)  # fmt: skip


class MembershipPage(AskingPage):
    """Agencies that have seats: who was asked to confirm them, who has answered, and who is late."""

    key = "membership"
    title = "Membership"
    shortcut = "Alt+M"
    icon = "checklist"
    guide = "membership"
    kinds = frozenset({"agency"})
    watches = frozenset({"agency_request", "organisation", "seat", "tenure", "partnership_group"})
    asks = ASKS

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, "Agencies that have seats stand here. No seat names an agency yet.")
