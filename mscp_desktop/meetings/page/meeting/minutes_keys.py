"""The keys with which minutes are taken down: an entry under the item at hand, and the way through the items."""

from functools import partial
from typing import TYPE_CHECKING

from mscp_desktop.desktop.commands import Command
from mscp_desktop.meetings.page.meeting.minutes_fields import ACTION, CHALLENGE, DECISION

if TYPE_CHECKING:
    from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart


def taking_down(part: "MinutesPart") -> list[Command]:
    """Return the commands that take something down in a part, and go through its items."""

    def has_item() -> bool:
        return part.current_item() is not None

    return [
        Command("minutes.decision", "Record a decision", partial(part.take_down, DECISION), "Ctrl+Shift+D",
                part.writable),
        Command("minutes.action", "Add an action", partial(part.take_down, ACTION), "Ctrl+Shift+T", part.writable),
        Command("minutes.challenge", "Record a challenge", partial(part.take_down, CHALLENGE), "Ctrl+Shift+L",
                part.writable),
        Command("minutes.next", "Go to the next item", partial(part.step, 1), "Alt+Down", has_item),
        Command("minutes.before", "Go to the item before", partial(part.step, -1), "Alt+Up", has_item),
    ]  # fmt: skip


def hints_of(*, writable: bool) -> list[tuple[str, str]]:
    """Return the keys that help most in minutes that can be written, or in others."""
    if not writable:
        return [("Alt+Down", "next item"), ("Ctrl+P", "preview")]
    return [
        ("Ctrl+Shift+D", "decision"), ("Ctrl+Shift+T", "action"), ("Ctrl+Shift+L", "challenge"),
        ("Alt+Down", "next item"),
    ]  # fmt: skip
