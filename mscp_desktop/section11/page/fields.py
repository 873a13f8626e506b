"""What is asked and shown of an agency's audit: its fields, its actions, and how stored values are said."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.assessment.records import Grade
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import (
    Cell,
    Choice,
    Field,
    Kind,
    Lines,
    Picked,
    Tone,
    Watched,
    from_today,
    pill,
)
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.page.fields import find_organisation
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.words import capital
from mscp_desktop.priorities.records import Priority
from mscp_desktop.priorities.rules.priorities import priority_choices
from mscp_desktop.section11.records import AuditKind, Outcome
from mscp_desktop.section11.rules.log import AgencyAuditRow, Standing, grade_choices

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TONES = {
    Standing.EXPECTED: Tone.NEUTRAL, Standing.RECEIVED: Tone.WARNING, Standing.BROUGHT: Tone.INFO,
    Standing.CONSIDERED: Tone.GOOD,
}  # fmt: skip


def watched(_session: "Session", _uid: str) -> Watched:
    """Return what a text is held against: it points out numbers, births and postcodes of any time."""
    return Watched()


KIND = Field(
    "kind", "Kind", Kind.CHOICE, required=True, choices=tuple(Choice(one, capital(one.value)) for one in AuditKind)
)  # fmt: skip
ORGANISATION = Field(
    "organisation", "Who made it", Kind.PICKER, "An agency, or a class of them such as schools", find=find_organisation,
    noun="organisation", opens="organisation", empty="no organisation on record",
)  # fmt: skip
BODY = Field(
    "body", "School or service", help="One school, or a part of an agency, that is no organisation on record",
    longest=120, empty="none",
)  # fmt: skip
SUBJECT = Field("subject", "Subject", help="What was looked at", required=True, longest=200, watched=watched)
MADE = Field("made", "Made", Kind.PARTIAL_DATE, "A month or a year is enough")
RECEIVED = Field("received", "Received on", Kind.DAY, empty="not received yet")
CASES = Field("cases", "Cases", Kind.NUMBER, "Cases or records that were looked at", least=0, most=100_000)
GRADE_WORDS = Field(
    "grade_words", "Grade, as they put it", help="In the agency's own words", longest=120, empty="none given"
)
GRADE = Field(
    "grade", "Grade of a scale", Kind.PICKER, "Only where one fits", noun="grade", empty="none fits",
    find=lambda session, typed: [Picked(*one) for one in grade_choices(session, typed)],
)  # fmt: skip
STRENGTHS = Field("strengths", "Strengths", Kind.MULTILINE, empty="nothing recorded", private=True, watched=watched)
LEARNING = Field(
    "learning", "What was learned", Kind.MULTILINE, empty="nothing recorded", private=True, watched=watched
)
PLANNED = Field("planned", "What will be done", Kind.MULTILINE, empty="nothing recorded", private=True, watched=watched)
PRIORITY = Field(
    "priority", "Priority it serves", Kind.PICKER, noun="priority", opens="priority", empty="none",
    find=lambda session, typed: [Picked(*one) for one in priority_choices(session, typed, date.max)],
)  # fmt: skip
GROUP = Field(
    "group", "Group that considers it", Kind.PICKER, find=find_group, noun="group", opens="groups", empty="none yet"
)
BROUGHT = Field("brought_on", "At its meeting of", Kind.DAY, empty="no day yet")
OUTCOME = Field(
    "outcome", "What the group made of it", Kind.CHOICE, empty="not considered yet",
    choices=tuple(Choice(one, capital(one.value)) for one in Outcome),
)  # fmt: skip
CONSIDERED = Field("considered_on", "Considered on", Kind.DAY, empty="not considered yet")
RESPONSE = Field(
    "response", "In its words", Kind.MULTILINE, "Questions, or what else it wants to see", empty="nothing recorded",
    private=True, watched=watched,
)  # fmt: skip
NEXT = Field("next_due", "Next one expected", Kind.PARTIAL_DATE, "Due on Home then", empty="not agreed")
CONFIDENTIAL = Field(
    "confidential", "Confidential", Kind.YES_NO, "Left out of what is public, and hidden while presenting"
)
NOTE = Field("note", "Note", Kind.RICH, private=True, watched=watched)
FIELDS = (
    ORGANISATION, BODY, SUBJECT, KIND, MADE, CASES, GRADE_WORDS, GRADE, STRENGTHS, LEARNING, PLANNED, RECEIVED, GROUP,
    BROUGHT, OUTCOME, CONSIDERED, RESPONSE, NEXT, PRIORITY, CONFIDENTIAL, NOTE,
)  # fmt: skip
NEW = (ORGANISATION, BODY, KIND, SUBJECT, MADE, RECEIVED, CASES, GRADE_WORDS, GRADE, LEARNING)
BRINGING = (
    Field("group", "Group", Kind.PICKER, required=True, find=find_group, noun="group"),
    Field("brought_on", "At its meeting of", Kind.DAY, empty="no day yet", since=from_today),
)
CONSIDERING = (
    Field("group", "Group", Kind.PICKER, required=True, find=find_group, noun="group"),
    Field("considered_on", "Considered on", Kind.DAY, required=True),
    Field("outcome", "What the group made of it", Kind.CHOICE, required=True, choices=OUTCOME.choices),
    RESPONSE,
)
ACTIONS = Lines(
    "actions", "Actions", "an action", ("No.", "Action", "Owner", "State"),
    "No action came from it yet. One that is made here stands in the register of actions.", private=True,
)  # fmt: skip
LABELS = {field.key: field.label for field in FIELDS} | {
    "organisation_id": "Who made it", "grade_id": "Grade of a scale", "priority_id": "Priority it serves",
    "group_id": "Group that considers it",
}  # fmt: skip
_PICKED = ("organisation", "grade", "priority", "group")
_NAMED: dict[str, tuple[type[Any], str]] = {
    "organisation_id": (Organisation, "name"), "grade_id": (Grade, "name"), "priority_id": (Priority, "title"),
    "group_id": (Group, "name"),
}  # fmt: skip


def values_of(one: AgencyAuditRow) -> dict[str, Any]:
    """Return the values of an audit's fields."""
    picked = {
        "organisation": (one.organisation_uid, one.organisation), "grade": (one.grade_uid, one.grade),
        "priority": (one.priority_uid, one.priority), "group": (one.group_uid, one.group),
    }  # fmt: skip
    plain = {field.key: getattr(one, field.key) for field in FIELDS if field.key not in picked}
    return plain | {name: Picked(uid, said or "") if uid else None for name, (uid, said) in picked.items()}


def with_keys(found: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as the operations take them: records by uid."""
    given = {name: value for name, value in found.items() if name not in _PICKED}
    return given | {f"{one}_uid": found[one].uid if found[one] else None for one in _PICKED if one in found}


def standing_cell(one: AgencyAuditRow) -> Cell:
    """Return how far an audit is as a status, which says more on hover."""
    standing = one.standing()
    tone = Tone.WARNING if one.outcome in (Outcome.QUESTIONS, Outcome.MORE_WANTED) else TONES[standing]
    return pill(capital(one.state()), tone, capital(one.standing_words()))


def history_words(session: "Session", field: str, value: Any) -> str:
    """Return a stored value in words, for history."""
    if isinstance(value, int) and field in _NAMED:
        model, name = _NAMED[field]
        found = session.get(model, value)
        return getattr(found, name) if found is not None else "a record that was deleted"
    if field == "confidential":
        return "yes" if value else "no"
    return stored_words(field, value)
