"""What is asked and shown of an audit and of a theme: their fields, and how they are said."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.assessment.records import Tool
from mscp_desktop.assessment.rules.tools import tool_choices
from mscp_desktop.audits.page.watching import watched
from mscp_desktop.audits.records import AuditState, AuditTheme
from mscp_desktop.audits.rules import programme, themes
from mscp_desktop.audits.rules.programme import QUARTERS, AuditRow, ThemeRow
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import Act, Cell, Choice, Field, Kind, Line, Lines, Look, Picked, Tone, pill
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import Decision
from mscp_desktop.priorities.records import Priority
from mscp_desktop.priorities.rules.priorities import priority_choices

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TONES = {
    AuditState.PROPOSED: Tone.WARNING, AuditState.AGREED: Tone.INFO, AuditState.HELD: Tone.GOOD,
    AuditState.CLOSED: Tone.NEUTRAL, AuditState.CANCELLED: Tone.NEUTRAL,
}  # fmt: skip
MONTHS_OF = {1: "April to June", 2: "July to September", 3: "October to December", 4: "January to March"}


def wrong_year(said: str) -> str | None:
    """Return what is wrong with a typed financial year; None for a right one."""
    try:
        Year.parse(YearKind.FINANCIAL, said)
    except UserError as error:
        return str(error)
    return None


def find_theme(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of themes offers for what was typed, with when each was audited last."""
    return [Picked(*one) for one in programme.theme_choices(session, typed, date.max)]


def find_decision(session: "Session", typed: str) -> list[Picked]:
    """Return the decisions whose number or meeting holds what was typed, the newest first."""
    return [Picked(*one) for one in programme.agreeing_decisions(session, typed)]


THEME = Field(
    "theme", "Theme", Kind.PICKER, required=True, find=find_theme, add="Add “{}” as a new theme", noun="theme",
)  # fmt: skip
YEAR = Field("year", "Year", help="A financial year: 2026-27", required=True, check=wrong_year, longest=9)
QUARTER = Field(
    "quarter", "Quarter", Kind.CHOICE, required=True,
    choices=tuple(Choice(one, f"{one}, {MONTHS_OF[one]}") for one in QUARTERS),
)  # fmt: skip
GROUP = Field("group", "Who audits", Kind.PICKER, find=find_group, noun="group", opens="groups", empty="not recorded")
DECISION = Field(
    "decision", "Agreed with", Kind.PICKER, "The Executive's decision, by its number or its meeting",
    find=find_decision, noun="decision", opens="decision", empty="no decision is linked",
)  # fmt: skip
TOOL = Field(
    "tool", "Tool", Kind.PICKER, find=lambda session, typed: [Picked(*one) for one in tool_choices(session, typed)],
    noun="tool", opens="assessment_tool", empty="none chosen",
)  # fmt: skip
HELD = Field("held_on", "Held on", Kind.PARTIAL_DATE, "A month is enough", empty="not held yet")
CASES = Field("cases", "Cases", Kind.NUMBER, "How many were looked at", least=1, most=500, empty="not recorded")
LEARNING = Field(
    "learning", "What was learned", Kind.MULTILINE, empty="nothing recorded", private=True, watched=watched
)
PUBLISHED = Field("published", "Published in", help="Where its counts come from", empty="not published")
NOTE = Field("note", "Note", Kind.RICH, private=True, watched=watched)
FIELDS = (THEME, YEAR, QUARTER, GROUP, DECISION, TOOL, HELD, CASES, LEARNING, PUBLISHED, NOTE)
WHY = (Field("why", "Why is it cancelled?", Kind.MULTILINE, "The reason stays with the audit", required=True),)
LABELS = {field.key: field.label for field in FIELDS} | {
    "theme_id": "Theme", "group_id": "Who audits", "decision_id": "Agreed with", "tool_id": "Tool", "state": "State",
    "cancelled_why": "Why it is cancelled", "number": "Number", "selection": "How the cases were chosen",
    "key_holder": "Who holds the key", "minutes": "Minutes for a case", "closed_on": "Closed on",
    "cleared_on": "Details of cases cleared on",
}  # fmt: skip
THEME_FIELDS = (
    Field("name", "Theme", required=True),
    Field(
        "priority", "Priority it serves", Kind.PICKER, noun="priority", opens="priority", empty="none",
        find=lambda session, typed: [Picked(*one) for one in priority_choices(session, typed, date.max)],
    ),
    Field("required", "The plan asks for it", Kind.YES_NO),
    Field("note", "Note", Kind.MULTILINE),
)  # fmt: skip
THEME_LABELS = {
    "name": "Theme", "priority_id": "Priority it serves", "required": "The plan asks for it", "ended": "Used until",
    "note": "Note",
}  # fmt: skip


def with_priority(found: dict[str, Any]) -> dict[str, Any]:
    """Return a theme's values as its operations take them: the priority by uid."""
    given = {name: value for name, value in found.items() if name != "priority"}
    return given | (
        {"priority_uid": found["priority"].uid if found["priority"] else None} if "priority" in found else {}
    )


THEMES = Lines(
    "themes", "Themes", "a theme", ("Theme", "Priority", "Audits"), "No theme is recorded.", THEME_FIELDS,
    add=lambda _uid, found: Act(themes.add_theme, (found.pop("name"),), with_priority(found)),
    change=lambda uid, version, found: Act(themes.change_theme, (uid, version), with_priority(found)),
    remove=lambda uid: Act(themes.remove_theme, (uid,)),
    changing=(
        *THEME_FIELDS,
        Field("ended", "Used until", Kind.PARTIAL_DATE, "From then on no audit is planned on it", empty="in use"),
    ),
)  # fmt: skip


def theme_line(one: ThemeRow) -> Line:
    """Return a theme as a line: its name, whether the plan asks for it, its priority and its audits."""
    priority = Picked(one.priority_uid, one.priority or "") if one.priority_uid else None
    audits = f"{one.audits} audit{'' if one.audits == 1 else 's'}, "
    said = f"{audits if one.audits else ''}{programme.last_words(one)}"
    ended = f", used until {one.ended}" if one.ended else ""
    required = ", the plan asks for it" if one.required else ""
    return Line(
        one.uid, one.version, (f"{one.name}{required}{ended}", one.priority or Cell("none", Look.UNKNOWN), said),
        {
            "name": one.name, "priority": priority, "required": one.required, "ended": one.ended, "note": one.note,
        },
    )  # fmt: skip


def state_cell(one: AuditRow) -> Cell:
    """Return the state of an audit as a status, which explains itself on hover."""
    more = {
        AuditState.AGREED: f"Agreed with {one.decision}" if one.decision else "",
        AuditState.CANCELLED: one.cancelled_why or "",
    }.get(one.state, "")
    return pill(one.state.value.capitalize(), TONES[one.state], more)


def values_of(one: AuditRow) -> dict[str, Any]:
    """Return the values of an audit's fields."""
    return {
        "theme": Picked(one.theme_uid, one.theme), "year": programme.year_of(one.year).label, "quarter": one.quarter,
        "group": Picked(one.group_uid, one.group or "") if one.group_uid else None,
        "decision": Picked(one.decision_uid, one.decision or "") if one.decision_uid else None,
        "tool": Picked(one.tool_uid, one.tool or "") if one.tool_uid else None,
        "held_on": one.held_on, "cases": one.cases, "learning": one.learning, "published": one.published,
        "note": one.note,
    }  # fmt: skip


def with_keys(found: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as the operations take them: records by uid, a new theme by name, the year as a number."""
    picked = {"theme", "group", "decision", "tool"}
    given = {name: value for name, value in found.items() if name not in picked}
    given |= {f"{one}_uid": found[one].uid if found[one] else None for one in picked & found.keys()}
    theme = found.get("theme")
    if theme is not None and theme.uid is None:
        given["new_theme"] = theme.title
    if "year" in given:
        given["year"] = Year.parse(YearKind.FINANCIAL, given["year"]).start_year
    return given


_NAMED: dict[str, Any] = {
    "theme_id": (AuditTheme, lambda one: one.name), "group_id": (Group, lambda one: one.name),
    "decision_id": (Decision, lambda one: f"D{one.number}"), "tool_id": (Tool, lambda one: one.words()),
    "priority_id": (Priority, lambda one: one.title),
}  # fmt: skip


def history_words(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of an audit or a theme in words, for history."""
    if isinstance(value, int) and field in _NAMED:
        model, words = _NAMED[field]
        found = session.get(model, value)
        return words(found) if found is not None else "a record that was deleted"
    if field == "year" and isinstance(value, int):
        return programme.year_of(value).label
    return stored_words(field, value)
