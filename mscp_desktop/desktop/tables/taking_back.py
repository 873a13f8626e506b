"""What the foot of the window says once several rows were changed at once, with a way to take it back."""

from collections.abc import Callable
from textwrap import shorten

from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import Step, next_steps

LONGEST = 140  # characters of what was done: names of many rows
LATER = "Something was changed after it. Undo (Ctrl+Z) takes back the newest change first, then the one before."


def notice_with_undo(tasks: Tasks, number: str, said: Announcement, notify: Callable[[Notice], object]) -> Notice:
    """Return a notice that says what was done with so many rows; its button takes back that, never something later."""

    def answer(steps: tuple[Step | None, Step | None]) -> None:
        if steps[0] is not None and steps[0].operation_uid == said.operation_uid:
            tasks.undo()
        else:
            notify(Notice(LATER, Weight.WARNING))

    def take_back() -> None:
        tasks.read(lambda session: next_steps(session, tasks.actor.uid), answer, key="taking back", owner=tasks)

    words = f"{shorten(said.summary, LONGEST, placeholder='…')} ({number})"
    return Notice(words, action=("Undo", take_back), passing=True)
