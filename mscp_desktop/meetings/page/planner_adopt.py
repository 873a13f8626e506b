"""How a plan is adopted: what becomes of dates it leaves out, then exactly what will change, then one operation."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import Done, RecordChange, RecordWords, record_changes
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.planning.adopting import Adopted, adopt_plan, group_words, left_out
from mscp_desktop.meetings.rules.planning.hard_rules import many
from mscp_desktop.meetings.rules.planning.values import Plan

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.row_changes import Stored

LABELS = {
    "day": "Day", "start_time": "Begins at", "length": "Lasts", "place": "Place", "link": "Link", "pinned": "Pinned",
    "state": "State", "cancelled_why": "Why it was cancelled",
}  # fmt: skip


def open_adopting(
    tasks: Tasks, plan: Plan, warnings: tuple[str, ...], parent: QWidget, then: Callable[[Adopted], None]
) -> None:
    """Show what adopting a plan changes, and do it where that is wanted; `warnings` are listed before."""
    Wizard(
        tasks, f"Adopt the plan of {plan.request.year.label}", _steps(plan), {"remove": True},
        "Adopt the plan", lambda found: Act(adopt_plan, (plan,), {"remove": found.get("remove", True)}), _describe,
        parent, then, lambda done: (*warnings, *done.stays),
        lambda done: f"The plan of {plan.request.year.label} will be put on record: {done.words()}.",
    ).open()  # fmt: skip


def _steps(plan: Plan) -> tuple[Step, ...]:
    out = left_out(plan)
    if not out:
        return ()
    field = Field(
        "remove", f"{many(len(out), 'planned meeting')} that the plan has no date for", Kind.CHOICE,
        "One with an agenda is cancelled, with its reason on record; the others are deleted", required=True,
        choices=(Choice(True, "Take off the year"), Choice(False, "Leave as planned")),
    )  # fmt: skip
    said = "; ".join(f"{plan.request.group(one.group_uid).name}, {format_day(one.day)}" for one in out)
    return (Step("What the plan leaves out", (field,), f"The plan has no date for: {said}."),)


def _describe(session: "Session", rows: Any) -> Any:
    found = record_changes(session, rows, {"meeting": RecordWords(_name, LABELS, _words)})
    return tuple(_short(one) if one.done is Done.ADDED else one for one in found)


def _short(one: RecordChange) -> RecordChange:
    """Leave out of a new meeting what is so of each, or not fixed."""
    plain = {"no", "planned", stored_words("", None)}
    return replace(one, changes=tuple(change for change in one.changes if change.after not in plain))


def _name(session: "Session", held: Mapping[str, "Stored"]) -> str:
    day = date.fromisoformat(str(held["day"]))
    return f"{group_words(session, int(held['group_id'] or 0))}, {format_day(day, weekday=True)}"


def _words(_session: "Session", field: str, value: "Stored") -> str:
    if field == "pinned":
        return "yes" if value else "no"
    return stored_words(field, value)
