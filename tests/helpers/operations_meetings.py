"""How the operations of what groups owe, how the year is planned, and how meetings are moved are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Meeting, MeetingKind
from mscp_desktop.meetings.rules import meetings

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def whole() -> date:
        return date(rng.randrange(2024, 2027), rng.randrange(1, 13), rng.randrange(1, 29))

    def time() -> str | None:
        return rng.choice((None, "9:30", "2pm", "14.00"))

    return {
        "meetings.add_meeting": lambda s: (
            meetings.add_meeting,
            (chooser.need(s, Group).uid, whole()),
            chooser.some(
                {
                    "kind": lambda: rng.choice(list(MeetingKind)), "start_time": time, "place": chooser.text,
                    "length": lambda: rng.choice((None, 90, 120)), "note": chooser.text,
                }
            ),
        ),
        "meetings.change_meeting": lambda s: chooser._change(
            s, meetings.change_meeting, Meeting,
            {"day": whole, "start_time": time, "place": chooser.text, "note": chooser.text},
        ),
        "meetings.cancel_meeting": lambda s: (
            meetings.cancel_meeting, (chooser.need(s, Meeting).uid, chooser.words()), {},
        ),
        "meetings.plan_again": lambda s: (meetings.plan_again, (chooser.need(s, Meeting).uid,), {}),
        "meetings.hold_meeting": lambda s: (meetings.hold_meeting, (chooser.need(s, Meeting).uid,), {}),
        "meetings.remove_meetings": lambda s: (meetings.remove_meetings, (chooser.several(s, Meeting),), {}),
    }  # fmt: skip
