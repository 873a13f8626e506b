"""Undo and redo as the window has them: nothing of an earlier day goes by surprise, and a lost redo is told."""

from collections.abc import Callable

from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import EarlierError, Step


class Undoing:
    """What Ctrl+Z does: a change from before the vault was opened is named first, and taken back when asked again."""

    def __init__(self, tasks: Tasks, here: Callable[[], object], say: Callable[[Notice], None]) -> None:
        """`here` is the page in view: who has gone to another one since is asked anew."""
        self._tasks, self._here, self._say = tasks, here, say
        self.since = tasks.store.clock.now()
        self._named: tuple[str, object] | None = None
        self._leaving = 0

    def undo(self) -> None:
        """Take back the last change, or name it first where it was made before the vault was opened."""
        named = self._named
        agreed = named[0] if named is not None and named[1] is self._here() else None
        self._named = None
        self._tasks.undo(self.since, agreed, self._failed)

    def offered(self, step: Step | None) -> Step | None:
        """Return a step where whoever works here may take it now.

        The business manager may take back what they did on another day too. Others may take back what they did since
        the vault was opened, which their role let them do: what they did before that, they may have done in another.
        """
        if step is None or self._tasks.store.read_only is not None:
            return None
        return step if self._tasks.locked() is None or step.at >= self.since else None

    def leave(self) -> None:
        """Take note that another page comes into view, so that what is asked to be written just now saves itself."""
        self._leaving += 1
        self._tasks.after_writes(self._left)

    def hear(self, announcement: Announcement, *, redo: bool) -> None:
        """Say so where a text that saved itself as its page was left has emptied redo; `redo` says that it held one."""
        if self._leaving and redo and announcement.kind == "do":
            self._say(
                Notice(
                    f"What you had typed was saved as you left: “{announcement.summary}”. What was undone before it can"
                    " no longer be done again."
                )
            )

    def _left(self) -> None:
        self._leaving -= 1

    def _failed(self, error: Exception) -> None:
        if isinstance(error, EarlierError):
            self._named = (error.operation_uid, self._here())
            self._say(Notice(str(error), here=True))
        else:
            self._tasks.failure.emit(error)
