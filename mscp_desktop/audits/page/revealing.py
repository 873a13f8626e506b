"""The form that reveals the services' own grades: nothing takes that back, so it says what will happen."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.own_rows import Missing
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Field, Kind

WHY = Field("why", "Why they are revealed before all are in", Kind.MULTILINE, required=True)
BY = Field("by", "Who decided it", Kind.TEXT, "The chair of the day", required=True)
FOR_GOOD = (
    "From then on everybody here sees how each service graded itself, and it can't be sealed again. What comes in later"
    " is marked as late."
)


def ask_reveal(tasks: Tasks, audit_uid: str, parent: QWidget, then: Callable[[], None] | None = None) -> None:
    """Ask whether the grades of an audit are to be revealed, and where not all are in, why and who decided it."""
    tasks.read(
        lambda session: sealing.not_in(session, audit_uid), partial(_ask, tasks, audit_uid, parent, then), owner=parent
    )


def _ask(
    tasks: Tasks, audit_uid: str, parent: QWidget, then: Callable[[], None] | None, missing: Sequence[Missing]
) -> None:
    said = f"Not in yet: {'; '.join(one.words() for one in missing)}." if missing else "All services have answered."
    AskDialog(
        tasks, "Reveal the services' own grades?", (WHY, BY) if missing else (), {}, "Reveal them for good",
        lambda found: Act(sealing.reveal, (audit_uid, found.get("why"), found.get("by"))), parent,
        lambda _: then() if then is not None else None, about=f"{said} {FOR_GOOD}", place=f"reveal {audit_uid}",
    ).open()  # fmt: skip
