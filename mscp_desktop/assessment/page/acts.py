"""What can be done with a tool as a whole, on the page of all tools and on that of one."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from mscp_desktop.assessment.page.fields import GRADES
from mscp_desktop.assessment.records import ToolState
from mscp_desktop.assessment.rules import changes, scales
from mscp_desktop.assessment.rules.tools import ToolRow
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tables.taking_back import notice_with_undo
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Detail, Field, Line, Picked
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.operations import Outcome

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

COPYING = (Field("name", "Name of the copy", required=True, help="Change its grades once it is there"),)


class ToolActs:
    """Copies, puts in use, retires and prints the tool that a page has in hand; `shown` gives it, None for none."""

    def __init__(self, prefix: str, page: Page, tasks: Tasks, shown: Callable[[], ToolRow | None]) -> None:
        self._prefix, self._page, self._tasks, self._shown = prefix, page, tasks, shown
        self.copy = Command(
            f"{prefix}.copy", "Copy it for the next edition", self._copy, "Ctrl+Shift+D", self._works,
            called="duplicate next cycle version new",
        )  # fmt: skip
        self.use = Command(
            f"{prefix}.use",
            "Put it in use",
            self._use,
            "Ctrl+Shift+U",
            self._may_be_used,
            called="release start",
        )

    def commands(self) -> list[Command]:
        """Return what else can be done, besides `copy` and `use`, by commands that are named after the page."""
        prefix = self._prefix
        return [
            Command(
                f"{prefix}.draft", "Make it a draft again", self._draft, None, self._may_be_draft,
                called="take back unlock",
            ),
            Command(f"{prefix}.retire", "Retire it", self._retire, None, self._may_retire, called="end stop"),
            Command(
                f"{prefix}.scale", "Show its grades", self._scale, "Ctrl+Shift+G", self._has_tool,
                called="scale descriptors letters shape",
            ),
            Command(
                f"{prefix}.copy_scale", "Copy its scale, to change the grades…", self._copy_scale, None,
                self._may_take_scale,
            ),
            Command(
                f"{prefix}.preview", "Preview its grading sheet", self.preview, "Ctrl+P", self._has_tool,
                called="print blank form",
            ),
        ]  # fmt: skip

    def preview(self) -> None:
        """Have the tool's grading sheet shown as it prints."""
        row = self._shown()
        if row is not None:
            today = self._tasks.store.clock.today()
            self._page.wanted.emit("grading-sheet", Request(today, today, tool=row.uid))

    def _has_tool(self) -> bool:
        return self._shown() is not None

    def _works(self) -> bool:
        return self._tasks.locked() is None and self._has_tool()

    def _may_be_used(self) -> bool:
        row = self._shown()
        return self._works() and row is not None and row.state is not ToolState.IN_USE

    def _may_be_draft(self) -> bool:
        row = self._shown()
        return self._works() and row is not None and row.state is not ToolState.DRAFT and row.first_used is None

    def _may_retire(self) -> bool:
        row = self._shown()
        return self._works() and row is not None and row.state is not ToolState.RETIRED

    def _may_take_scale(self) -> bool:
        row = self._shown()
        return self._works() and row is not None and row.first_used is None

    def _copy(self) -> None:
        row = self._shown()
        if row is not None:
            self._tasks.write(
                changes.copy_tool, row.uid, owner=self._page,
                then=lambda done: self._page.navigate.emit(Place("tool", done.value)),
            )  # fmt: skip

    def _use(self) -> None:
        row = self._shown()
        if row is not None:
            self._tasks.write(changes.put_in_use, row.uid, then=self._say, owner=self._page)

    def _say(self, outcome: Outcome[None]) -> None:
        """Say what became of the tool, which nothing else on the page does at once."""
        if outcome.announcement is not None:
            said = notice_with_undo(self._tasks, "", outcome.announcement, self._page.said.emit)
            self._page.said.emit(replace(said, words=f"{outcome.announcement.summary}."))

    def _draft(self) -> None:
        row = self._shown()
        if row is not None:
            self._tasks.write(changes.take_back, row.uid, then=self._say, owner=self._page)

    def _retire(self) -> None:
        row = self._shown()
        if row is not None:
            self._tasks.write(changes.retire, row.uid, then=self._say, owner=self._page)

    def _scale(self) -> None:
        row = self._shown()
        if row is not None:
            RecordDialog(
                self._tasks, f"Grades of {row.name}", row.scale_uid, _load_scale, (GRADES,), self._page,
                watches=frozenset({"grade", "grade_scale", "assessment_tool"}),
            ).open()  # fmt: skip

    def _copy_scale(self) -> None:
        row = self._shown()
        if row is not None:
            uid = row.uid
            AskDialog(
                self._tasks, "Copy its scale", COPYING, {}, "Copy the scale",
                lambda found: Act(changes.take_own_scale, (uid, found["name"])), self._page,
                lambda _: self._scale_of(uid), about=f"{row.scale}, for {row.words()}", place=f"scale {uid}",
            ).open()  # fmt: skip

    def _scale_of(self, uid: str) -> None:
        """Show the grades of a tool whose scale is another by now."""
        self._tasks.read(
            lambda session: scales.scale_of_tool(session, uid),
            lambda scale: None if scale is None else RecordDialog(
                self._tasks, f"Grades of {scale.name}", scale.uid, _load_scale, (GRADES,), self._page,
                watches=frozenset({"grade", "grade_scale", "assessment_tool"}),
            ).open(),
            owner=self._page,
        )  # fmt: skip


def _load_scale(session: "Session", uid: str) -> Detail | None:
    scale = scales.scale_of(session, uid)
    if scale is None:
        return None
    locked = ""
    if scale.used_by:
        locked = f"Work has been done with it, by {scale.used_by}, so its grades stay as they are."
    lines = tuple(
        Line(
            one.uid, one.version, (one.name, one.letters, one.shape.value, one.descriptor or ""),
            {
                "name": one.name, "letters": one.letters, "shape": one.shape, "descriptor": one.descriptor,
                "position": one.position,
            },
            locked=locked,
        )
        for one in scale.grades
    )  # fmt: skip
    return Detail(
        "grade_scale", uid, scale.version, scale.name, scale.note or "", lines={"grades": lines}, history=None,
        locked=locked,
    )  # fmt: skip


def picked_scale(row: ToolRow) -> Picked:
    """Return a tool's scale as a field shows it."""
    return Picked(row.scale_uid, row.scale)
