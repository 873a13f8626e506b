"""The page of organisations with the seats that each has, which rosters know and organisations do not."""

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.parties.page import organisations as organisations_page
from mscp_desktop.roster.page.wizards import open_reorganisation
from mscp_desktop.roster.rules.sitting import seats_of_body


class OrganisationsPage(organisations_page.OrganisationsPage):
    """Bodies, and classes of bodies, that take part, with their seats."""

    watches = organisations_page.OrganisationsPage.watches | {"seat", "tenure", "person", "partnership_group"}

    def __init__(self, tasks: Tasks) -> None:
        self._moving = Command(
            "organisations.reorganise", "Its seats move to another…", self._reorganise, "Ctrl+Shift+O", self._has_body,
            called="reorganisation successor takes over restructure",
        )  # fmt: skip
        super().__init__(tasks, seats_of_body)

    def commands(self) -> list[Command]:
        """Return what can be done with organisations, the move of all seats to another one included."""
        return [*super().commands(), self._moving]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the organisation in hand, the move of its seats included."""
        return [*super().row_commands(), self._moving]

    def _has_body(self) -> bool:
        shows_one = self.side.currentWidget() is self.panel  # else several rows are chosen, and none is meant alone
        return self._tasks.locked() is None and self.panel.detail is not None and shows_one

    def _reorganise(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            open_reorganisation(self._tasks, detail.uid, detail.title, self._tasks.store.clock.today(), self)
