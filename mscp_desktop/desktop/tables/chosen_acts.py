"""What is done with the rows that are chosen: each act is one change, is told of, and can be taken back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tables.bulk import counted, emptied
from mscp_desktop.desktop.tables.taking_back import notice_with_undo
from mscp_desktop.desktop.tables.view import RecordTable
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation.operations import Outcome

if TYPE_CHECKING:
    from mscp_desktop.desktop.tables.page import TableParts


class ChosenActs:
    """Acts on the chosen rows of a page's table; `say` takes what the foot of the window is to say."""

    def __init__(
        self, page: QWidget, tasks: Tasks, table: RecordTable, parts: "TableParts", say: Callable[[Notice], object]
    ) -> None:
        self._page, self._tasks, self._table, self._parts, self._say = page, tasks, table, parts, say

    def settable(self) -> list[Field]:
        """Return the fields that can be set for several records at once."""
        wanted = () if self._parts.many is None else self._parts.many.fields
        return [field for field in self._parts.fields if field.key in wanted]

    def emptiable(self) -> list[Field]:
        """Return those of them that can be emptied for several at once."""
        many = self._parts.many
        return [] if many is None else [field for field in self.settable() if many.can_empty(field)]

    def do(self, act_of: Callable[[Sequence[str]], Act]) -> None:
        """Do something with all rows that are chosen."""
        self._table.with_uids(partial(self._do, act_of))

    def _do(self, act_of: Callable[[Sequence[str]], Act], uids: Sequence[str]) -> None:
        if uids:
            act = act_of(uids)
            then = partial(self.say_done, len(uids)) if len(uids) > 1 else None
            self._tasks.write(act.operation, *act.args, then=then, owner=self._page, **act.kwargs)
            self._table.focus_rows()

    def say_done(self, number: int, outcome: Outcome[Any] | None) -> None:
        """Say what was done with several rows at once, and offer to take it back."""
        if outcome is not None and outcome.announcement is not None:
            words = counted(self._parts.name, number)
            self._say(notice_with_undo(self._tasks, words, outcome.announcement, self._say))

    def empty(self, field: Field) -> None:
        """Empty a field of all rows that are chosen."""
        many = self._parts.many
        if many is not None:
            self.do(lambda uids: many.act(uids, emptied(field)))

    def change(self, field: Field) -> None:
        """Ask for the one value of a field that all rows that are chosen are to have."""
        self._table.with_uids(partial(self._ask, field))

    def _ask(self, field: Field, uids: Sequence[str]) -> None:
        many = self._parts.many
        if many is None or not uids:
            return
        words = counted(self._parts.name, len(uids))

        def done(_value: Any) -> None:
            self._table.choose(uids)  # the change may have sorted them elsewhere
            self._table.focus_rows()
            self.say_done(len(uids), dialog.outcome)

        dialog = AskDialog(
            self._tasks, f"{field.label} of {words}", many.asked(field), {}, f"Change {words}",
            lambda found: many.act(uids, found), self._page, done,
        )  # fmt: skip
        dialog.open()
