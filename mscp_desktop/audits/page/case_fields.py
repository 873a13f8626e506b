"""What is asked and shown of an audit's cases: their fields, risks, how they were chosen, and names of reviews."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mscp_desktop.audits.page.watching import watched
from mscp_desktop.audits.records import AgeBand, PlanStatus, ReviewName
from mscp_desktop.audits.rules import case_changes, risk
from mscp_desktop.audits.rules.cases import AuditFacts, CaseRow, RiskRow, moment_words
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import Act, Cell, Choice, Field, Kind, Line, Lines, Look, Tone, pill
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.typed_dates import parse_day
from mscp_desktop.meetings.rules.times import read_time

MOST_AT_ONCE = 60
REFERENCES_ONLY = "Cases stand here by reference only: no name, no date of birth, no NHS number, no address."
REFERENCE = Field(
    "reference", "Reference", help="Such as N-03; who holds the key outside knows whose case it is", required=True,
    longest=case_changes.LONGEST, watched=watched,
)  # fmt: skip
AGE = Field(
    "age_band", "Age", Kind.CHOICE, "In the time that is looked at; never a date of birth",
    choices=tuple(Choice(one, one.value) for one in AgeBand),
)  # fmt: skip
PLAN = Field("plan_status", "Plan", Kind.CHOICE, choices=tuple(Choice(one, one.value) for one in PlanStatus))
FROM = Field("look_from", "Look back from", Kind.PARTIAL_DATE, "A month is enough")
UNTIL = Field("look_until", "Look back until", Kind.PARTIAL_DATE)
SUMMARY = Field(
    "summary", "Summary", Kind.MULTILINE, "What happened, so that nobody could tell whose case it is", private=True,
    watched=watched, empty="nothing written yet",
)  # fmt: skip
FIELDS = (REFERENCE, AGE, PLAN, FROM, UNTIL, SUMMARY)
NUMBER = Field(
    "number", "How many", Kind.NUMBER, "The references below follow", least=1, most=MOST_AT_ONCE, required=True
)
REFERENCES = Field(
    "references", "References", Kind.MULTILINE, "One to a line; type over those that are proposed", required=True,
    watched=watched,
)  # fmt: skip
ADDING = (NUMBER, REFERENCES, FROM, UNTIL, AGE, PLAN)
SELECTION = Field(
    "selection", "How the cases were chosen", Kind.MULTILINE, "Such as: at random from children on a plan on 1 March",
    watched=watched,
)  # fmt: skip
KEY_HOLDER = Field(
    "key_holder", "Who holds the key to the references", watched=watched, private=True,
    help="Somebody outside this program, who can tell whose case a reference is",
)  # fmt: skip
MINUTES = Field(
    "minutes", "Minutes for a case", Kind.NUMBER, "The clock on the day", least=1, most=case_changes.MOST_MINUTES,
    unit="minutes", empty="no clock",
)  # fmt: skip
CHOOSING = (SELECTION, KEY_HOLDER, MINUTES)
LABELS = {field.key: field.label for field in FIELDS} | {"position": "Place in order", "seconds": "Seconds on the day"}
RISK_LABELS = {
    "seen_at": "Seen", "what": "What was seen", "told": "Who was told", "told_at": "Told", "outcome": "What they did",
}  # fmt: skip
_MOMENT = re.compile(r"(?P<day>.+?)(?:,| at)?\s+(?P<time>[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?)", re.IGNORECASE)


def read_moment(typed: str) -> datetime:
    """Return the moment that was typed, "14 March 2025 at 10:15", as it was here; `UserError` for anything else."""
    found = _MOMENT.fullmatch(" ".join(typed.split()))
    if found is None:
        raise UserError("Write the day and the time: 14 March 2025 at 10:15.")
    day = parse_day(found["day"], datetime.now().astimezone().date())
    hour, minute = (read_time(found["time"]) or "00:00").split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute)).astimezone()


def wrong_moment(typed: str) -> str | None:
    """Return what is wrong with a typed moment; None for a right one."""
    try:
        read_moment(typed)
    except UserError as error:
        return str(error)
    return None


WHAT = Field("what", "What was seen", Kind.MULTILINE, required=True, watched=watched, private=True)
SEEN = Field("seen_at", "Seen on", help="Day and time: 14 March 2025 at 10:15", empty="now", check=wrong_moment)
TOLD = Field(
    "told", "Who was told", watched=watched, empty="nobody yet",
    help="Such as the front door of children's social care; due at once until somebody was",
)  # fmt: skip
TOLD_AT = Field("told_at", "Told on", help="Day and time", empty="now, where somebody is named", check=wrong_moment)
OUTCOME = Field("outcome", "What they did", Kind.MULTILINE, watched=watched, private=True)
RISK_FIELDS = (WHAT, SEEN, TOLD, TOLD_AT, OUTCOME)


def with_moments(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's values as the operations take them: moments as such; an empty one is left out."""
    moments = {one: read_moment(found[one]) for one in ("seen_at", "told_at") if found.get(one)}
    return {one: said for one, said in found.items() if one not in ("seen_at", "told_at")} | moments


def risk_act(case_uid: str, found: Mapping[str, Any]) -> Act:
    """Return what records that a child of a case is at risk."""
    given = with_moments(found)
    return Act(risk.record_risk, (case_uid, given.pop("what")), given)


def _changed(uid: str, version: int, found: dict[str, Any]) -> Act:
    given = with_moments(found)
    if "told_at" in found and found["told_at"] is None:
        given["told_at"] = None
    return Act(risk.change_risk, (uid, version), given)


RISKS = Lines(
    "risks", "A child is at risk now", "a child at risk", ("Seen", "What", "Told"),
    "Nothing is recorded. Where somebody sees a child at risk, record it here and tell children's services at once.",
    RISK_FIELDS, add=risk_act, change=_changed, remove=lambda uid: Act(risk.remove_risk, (uid,)), private=True,
)  # fmt: skip


def risk_line(one: RiskRow) -> Line:
    """Return a child at risk as a line: when and what was seen, who was told, what they did."""
    told: Cell | str = one.told_words() or pill("nobody told yet", Tone.BAD)
    if one.outcome and isinstance(told, str):
        told = f"{told}. {one.outcome}"
    return Line(
        one.uid, one.version, (moment_words(one.seen_at), one.what, told),
        {
            "what": one.what, "seen_at": moment_words(one.seen_at), "told": one.told,
            "told_at": None if one.told_at is None else moment_words(one.told_at), "outcome": one.outcome,
        },
    )  # fmt: skip


def mark_cell(one: CaseRow) -> Cell | str:
    """Return the mark of a case: that a child is at risk now, and whether somebody was told."""
    if not one.risks:
        return ""
    if one.waits():
        return pill("nobody told", Tone.BAD, "A child is at risk now, and nobody is recorded as told")
    return pill("told", Tone.WARNING, "; ".join(risk.told_words() for risk in one.risks))


def values_of(one: CaseRow) -> dict[str, Any]:
    """Return the values of a case's fields."""
    return {
        "reference": one.reference, "age_band": one.age_band, "plan_status": one.plan_status,
        "look_from": one.look_from, "look_until": one.look_until, "summary": one.summary,
    }  # fmt: skip


def chips_of(facts: AuditFacts) -> tuple[Cell, ...]:
    """Return what stands above an audit's cases: how many, minutes, how they were chosen, and who waits to be told."""
    found = []
    if facts.waiting:
        said = "a child is at risk" if facts.waiting == 1 else f"{facts.waiting} children are at risk"
        found.append(pill(f"{said}: tell somebody", Tone.BAD, "Nobody is recorded as told"))
    if facts.cases:
        found.append(Cell("1 case" if facts.cases == 1 else f"{facts.cases} cases", Look.PILL))
    if facts.minutes:
        found.append(Cell(f"{facts.minutes} minute{'' if facts.minutes == 1 else 's'} each", Look.PILL))
    if facts.cleared_on:
        found.append(pill(f"details cleared on {format_date(facts.cleared_on)}", Tone.NEUTRAL, facts.why_locked()))
    elif facts.cases:
        chosen = "recorded how chosen" if facts.selection else "how they were chosen is not recorded"
        found.append(pill(chosen, Tone.GOOD if facts.selection else Tone.WARNING, facts.selection or ""))
        held = "key held outside" if facts.key_holder else "who holds the key is not recorded"
        found.append(pill(held, Tone.GOOD if facts.key_holder else Tone.WARNING))
    return tuple(found)


def listed_references(typed: str) -> list[str]:
    """Return the references that were typed, each in a line of its own, or with commas between."""
    return [said for one in re.split(r"[\n,;]", typed) if (said := " ".join(one.split()))]


def history_words(field: str, value: Any) -> str:
    """Return a stored value of a case or of a risk in words."""
    if field in ("seen_at", "told_at") and isinstance(value, str):
        return moment_words(datetime.fromisoformat(value))
    return stored_words(field, value)


NAME_FIELDS = (
    Field("name", "Name", help="As the review calls the child, such as “Child A”", required=True, longest=80),
    Field("published", "Published", Kind.PARTIAL_DATE, "A year is enough"),
    Field("note", "Note", Kind.MULTILINE, empty="none"),
)
NAME_LABELS = {field.key: field.label for field in NAME_FIELDS}
NAMES = Lines(
    "names", "Names", "a name", ("Name", "Published", "Note"),
    "No name is recorded. Under such a name a review spoke of a child; texts that use one are pointed out.",
    NAME_FIELDS,
    add=lambda _uid, found: Act(case_changes.add_review_name, (found.pop("name"),), found),
    change=lambda uid, version, found: Act(case_changes.change_review_name, (uid, version), found),
    remove=lambda uid: Act(case_changes.remove_review_name, (uid,)),
)  # fmt: skip


def name_line(one: ReviewName) -> Line:
    """Return a name of a published review as a line."""
    published: Cell | str = format_date(one.published) if one.published else Cell("not recorded", Look.UNKNOWN)
    values = {"name": one.name, "published": one.published, "note": one.note}
    return Line(one.uid, one.version, (one.name, published, one.note or ""), values)


def same_period(rows: Sequence[CaseRow]) -> tuple[PartialDate | None, PartialDate | None]:
    """Return the look-back that the last case has, with which the next ones begin."""
    return (rows[-1].look_from, rows[-1].look_until) if rows else (None, None)
