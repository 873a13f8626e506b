"""What is asked and shown of a finding: its fields, what it is tied to, its actions, and learning themes."""

from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.actions.page.fields import action_line
from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.page.fields import find_decision
from mscp_desktop.audits.page.watching import watched
from mscp_desktop.audits.records import FindingKind, LearningTheme
from mscp_desktop.audits.rules import finding_changes, findings
from mscp_desktop.audits.rules.findings import FindingFacts, FindingRow, Tied
from mscp_desktop.audits.rules.learning import Comparison, LearningRow, learning_choices
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Field,
    Kind,
    Line,
    Lines,
    Look,
    Picked,
    Tone,
    from_today,
    pill,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.orm import Session

TONES = {
    FindingKind.STRENGTH: Tone.GOOD, FindingKind.IMPROVEMENT: Tone.WARNING, FindingKind.GOOD_PRACTICE: Tone.INFO,
    FindingKind.ESCALATION: Tone.BAD,
}  # fmt: skip
ESCALATES = ("kind", (FindingKind.ESCALATION,))
ESCALATION = frozenset({"escalated_to", "escalated_on", "outcome"})


def find_learning(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of learning themes offers, each with how often it was raised."""
    return [Picked(*one) for one in learning_choices(session, typed, date.max)]


KIND = Field(
    "kind", "Kind", Kind.CHOICE, required=True, choices=tuple(Choice(one, one.value) for one in FindingKind)
)  # fmt: skip
TEXT = Field(
    "text", "What was found", Kind.MULTILINE, "So that nobody could tell whose case it is", required=True,
    watched=watched,
)  # fmt: skip
LEARNING = Field(
    "learning", "Learning theme", Kind.PICKER, "What findings of several audits are about", find=find_learning,
    add="Add “{}” as a new learning theme", noun="learning theme", empty="no theme",
)  # fmt: skip
TO = Field(
    "escalated_to", "Escalated to", help="Such as: the Executive, or the safeguarding lead of an agency",
    only_for=ESCALATES, watched=watched,
)  # fmt: skip
ON = Field("escalated_on", "Escalated on", Kind.PARTIAL_DATE, only_for=ESCALATES)
OUTCOME = Field(
    "outcome", "What followed", Kind.MULTILINE, "Due on Home until it is recorded", only_for=ESCALATES,
    watched=watched, empty="nothing recorded yet",
)  # fmt: skip
AGREEING = (
    Field("agreed_on", "Agreed on", Kind.PARTIAL_DATE, "Left empty it is not agreed", empty="not agreed yet"),
    Field(
        "decision", "With which decision", Kind.PICKER, "By its number, its meeting or its words", find=find_decision,
        noun="decision", opens="decision", empty="no decision is linked",
    ),
)  # fmt: skip
LABELS = {one.key: one.label for one in (KIND, TEXT, TO, ON, OUTCOME)} | {
    "section_id": "Section", "learning_id": "Learning theme", "number": "Number",
}  # fmt: skip
ACTIONS = Lines(
    "actions", "Actions", "an action", ("No.", "Action", "Owner", "State"),
    "No action came from it yet. One that is made here stands in the register of actions.",
)  # fmt: skip
THEME_FIELDS = (
    Field("name", "Learning theme", required=True, longest=120),
    Field("note", "Note", Kind.MULTILINE, empty="none"),
)
THEME_LABELS = {"name": "Learning theme", "ended": "Used until", "note": "Note"}
THEMES = Lines(
    "themes", "Learning themes", "a learning theme", ("Theme", "Raised", "Findings"), "No learning theme is recorded.",
    THEME_FIELDS,
    add=lambda _uid, found: Act(finding_changes.add_learning_theme, (found.pop("name"),), found),
    change=lambda uid, version, found: Act(finding_changes.change_learning_theme, (uid, version), found),
    remove=lambda uid: Act(finding_changes.remove_learning_theme, (uid,)),
    changing=(
        *THEME_FIELDS,
        Field("ended", "Used until", Kind.PARTIAL_DATE, "From then on no finding is given it", empty="in use"),
    ),
)  # fmt: skip
COMPARED = Lines(
    "compared", "What was found", "a theme", ("Learning theme", "Then", "Now", "What became of it"),
    "Neither of the two audits has findings.",
)  # fmt: skip
STILL_OPEN = Lines(
    "open", "Actions of then that are still open", "an action", ("No.", "Action", "Owner", "State"), "None is open."
)


def section_field(audit: "Callable[[], str | None]") -> Field:
    """Return the field of a section; `audit` gives the uid of the audit whose tool it is of."""
    return Field(
        "section", "Section", Kind.PICKER, noun="section", empty="none",
        find=lambda session, typed: [
            Picked(*one) for one in findings.section_choices(session, audit() or "", typed)
        ],
    )  # fmt: skip


def fields_of(audit: "Callable[[], str | None]") -> tuple[Field, ...]:
    """Return the fields of a finding of an audit."""
    return (KIND, TEXT, LEARNING, section_field(audit), TO, ON, OUTCOME)


def tie_lines(audit: "Callable[[], str | None]") -> tuple[Lines, ...]:
    """Return the cases and the agencies of a finding as lines that are added and removed."""
    case = Field(
        "case", "Case", Kind.PICKER, required=True, noun="case", private=True,
        find=lambda session, typed: [Picked(*one) for one in findings.case_choices(session, audit() or "", typed)],
    )  # fmt: skip
    agency = Field(
        "organisation", "Agency", Kind.PICKER, "Those that answer in this audit come first", required=True,
        noun="organisation",
        find=lambda session, typed: [Picked(*one) for one in findings.agency_choices(session, audit() or "", typed)],
    )  # fmt: skip
    return (
        Lines(
            "cases", "Cases", "a case", ("Case",), "It is tied to no case.", (case,), private=True,
            add=lambda uid, found: Act(finding_changes.tie_case, (uid, found["case"].uid)),
            remove=lambda uid: Act(finding_changes.untie_case, (uid,)),
        ),
        Lines(
            "agencies", "Agencies", "an agency", ("Agency",), "It is about no agency in particular.", (agency,),
            add=lambda uid, found: Act(finding_changes.tie_agency, (uid, found["organisation"].uid)),
            remove=lambda uid: Act(finding_changes.untie_agency, (uid,)),
        ),
        ACTIONS,
    )  # fmt: skip


def adding_fields(
    audit: str, cases: "Sequence[tuple[str, str]]", agencies: "Sequence[tuple[str, str]]"
) -> tuple[Field, ...]:
    """Return the fields of the form that adds a finding: its cases and the agencies that answer are there to tick."""
    more = []
    if cases:
        choices = tuple(Choice(uid, name) for uid, name in cases)
        more.append(Field("cases", "Cases", Kind.SEVERAL, choices=choices, private=True))
    if agencies:
        choices = tuple(Choice(uid, name) for uid, name in agencies)
        more.append(Field("agencies", "Agencies", Kind.SEVERAL, choices=choices))
    return (KIND, TEXT, TO, ON, LEARNING, section_field(lambda: audit), *more)


def add_act(audit: str, found: dict[str, Any]) -> Act:
    """Return what adds a finding."""
    given = with_keys(found)
    given["case_uids"] = given.pop("cases", None) or ()
    given["organisation_uids"] = given.pop("agencies", None) or ()
    return Act(finding_changes.add_finding, (audit, given.pop("kind"), given.pop("text")), given)


def with_keys(found: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as the operations take them: section and theme by uid, a new theme by its name."""
    given = {name: value for name, value in found.items() if name not in ("section", "learning")}
    if "section" in found:
        given["section_uid"] = found["section"].uid if found["section"] else None
    if "learning" in found:
        picked = found["learning"]
        if picked is not None and picked.uid is None:
            given["new_learning"] = picked.title
        else:
            given["learning_uid"] = picked.uid if picked else None
    return given


def kind_cell(one: FindingRow) -> Cell:
    """Return what a finding is, by word, shape and colour."""
    return pill(one.kind.value, TONES[one.kind], one.escalated_words())


def learning_cell(one: FindingRow) -> Cell | str:
    """Return a finding's theme with how often it was raised; on hover in which audits."""
    if one.learning is None:
        return ""
    said = one.raised_words()
    return Cell(one.learning.name + (f", {said}" if said else ""), more=one.learning.named())


def values_of(one: FindingRow) -> dict[str, Any]:
    """Return the values of a finding's fields."""
    learning = one.learning
    return {
        "kind": one.kind, "text": one.text,
        "learning": None if learning is None else Picked(learning.uid, learning.name, learning.words()),
        "section": Picked(one.section_uid, one.section or "") if one.section_uid else None,
        "escalated_to": one.escalated_to, "escalated_on": one.escalated_on, "outcome": one.outcome,
    }  # fmt: skip


def lines_of(one: FindingRow) -> dict[str, tuple[Line, ...]]:
    """Return what a finding is tied to, and its actions, as lines."""
    return {
        "cases": tuple(tied_line(tie) for tie in one.cases), "agencies": tuple(tied_line(tie) for tie in one.agencies),
        "actions": tuple(action_line(action) for action in one.actions),
    }  # fmt: skip


def tied_line(tie: Tied) -> Line:
    """Return a case or an agency as a line."""
    return Line(tie.uid, tie.version, (tie.name,))


def theme_line(one: LearningRow) -> Line:
    """Return a learning theme as a line: in which audits it was raised, and how many findings it has."""
    ended = f", used until {one.ended}" if one.ended else ""
    raised: Cell | str = Cell(one.words(), more=one.named()) if one.words() else Cell("not yet", Look.UNKNOWN)
    if one.named() and isinstance(raised, Cell):
        raised = f"{raised.words}: {one.named()}" if one.words() else one.named()
    return Line(
        one.uid, one.version, (f"{one.name}{ended}", raised, str(one.findings)),
        {"name": one.name, "note": one.note, "ended": one.ended},
    )  # fmt: skip


def compared_lines(found: Comparison) -> dict[str, tuple[Line, ...]]:
    """Return two audits beside each other as lines."""
    compared = tuple(
        Line(str(at), 1, (one.theme, "\n".join(one.then) or "nothing", "\n".join(one.now) or "nothing", one.words))
        for at, one in enumerate(found.lines)
    )
    return {"compared": compared, "open": tuple(action_line(one) for one in found.open_actions)}


def chips_of(facts: FindingFacts, rows: "Sequence[FindingRow]") -> tuple[Cell, ...]:
    """Return what stands above an audit's findings: how many of each kind, and whether the learning is agreed."""
    found = []
    for kind in FindingKind:
        number = sum(one.kind is kind for one in rows)
        if number:
            found.append(pill(f"{number} {plural(kind, number)}", TONES[kind]))
    if facts.learning_agreed_on is not None:
        found.append(pill(f"learning agreed {facts.learning_agreed_on}", Tone.GOOD, facts.agreed_words()))
    elif rows:
        found.append(pill("learning not agreed yet", Tone.WARNING, "Slides are made once it is agreed"))
    late = findings.overdue(rows)
    if late:
        found.append(pill(f"{len(late)} action{'' if len(late) == 1 else 's'} overdue", Tone.BAD))
    return tuple(found)


def plural(kind: FindingKind, number: int) -> str:
    """Return a kind of finding for a number of them: "2 areas for improvement"."""
    if number == 1 or kind is FindingKind.GOOD_PRACTICE:
        return kind.value
    return "areas for improvement" if kind is FindingKind.IMPROVEMENT else f"{kind.value}s"


def action_fields(owner: Field, group: Field) -> tuple[Field, ...]:
    """Return the fields of the form that makes an action from a finding."""
    return (
        Field("text", "Action", Kind.MULTILINE, "What is to be done", required=True, watched=watched), owner,
        Field("due", "Due", Kind.DAY, empty="no date", since=from_today), group,
    )  # fmt: skip


_NAMED: dict[str, Any] = {"section_id": ToolSection, "learning_id": LearningTheme}


def history_words(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of a finding in words, for history."""
    if isinstance(value, int) and field in _NAMED:
        found = session.get(_NAMED[field], value)
        return found.name if found is not None else "a record that was deleted"
    return stored_words(field, value)
