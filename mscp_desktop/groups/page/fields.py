"""What the pages of groups and of their terms of reference share: pickers, and the lines under a group."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.values import Act, Cell, Choice, Field, Kind, Line, Lines, Picked, Tone, pill
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import format_date
from mscp_desktop.foundation.simple_text import plain_words
from mscp_desktop.groups.records import GroupCopy, TermsState
from mscp_desktop.groups.rules import copies, terms_changes
from mscp_desktop.groups.rules.groups import group_choices
from mscp_desktop.groups.rules.terms import Standing, TermsVersion
from mscp_desktop.parties.page.fields import find_person
from mscp_desktop.parties.records import Organisation, Person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

UNDER_REVIEW = "under review"
STANDING_TONES = {
    Standing.DRAFT: Tone.INFO, Standing.IN_FORCE: Tone.GOOD, Standing.UNDER_REVIEW: Tone.WARNING,
    Standing.SUPERSEDED: Tone.NEUTRAL,
}  # fmt: skip


def find_group(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of groups offers for what was typed."""
    return [Picked(*one) for one in group_choices(session, typed)]


EDITION = Field("edition", "Edition", help="A number or a name: 2, or December 2024", empty="none")
AGREED = Field("agreed", "Agreed", Kind.PARTIAL_DATE, "A month or a year is enough")
AGREED_BY = Field(
    "agreed_by", "Agreed by", Kind.PICKER, "The group that agreed it", find=find_group, opens="groups", noun="group",
)  # fmt: skip
REVIEW = Field("review", "Review due", Kind.PARTIAL_DATE)
STATE = Field(
    "state", "How far it is", Kind.CHOICE, required=True,
    choices=(
        Choice(TermsState.DRAFT, "A draft"), Choice(TermsState.AGREED, "Agreed"),
        Choice(TermsState.UNDER_REVIEW, "Agreed, and under review"),
    ),
)  # fmt: skip


def with_agreed_by(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: the group that agreed by its uid."""
    picked: Picked | None = fields.get("agreed_by")
    rest = {name: value for name, value in fields.items() if name != "agreed_by"}
    return rest | ({"agreed_by_uid": picked.uid if picked else None} if "agreed_by" in fields else {})


def added_version(group_uid: str, found: dict[str, Any]) -> Act:
    """Return the operation that adds a version of a group's terms of reference."""
    return Act(terms_changes.add_terms, (group_uid,), with_agreed_by(found))


def standing_cell(one: TermsVersion) -> Cell:
    """Return what a version is as a chip."""
    words = UNDER_REVIEW if one.standing is Standing.UNDER_REVIEW else one.standing.value
    return pill(words, STANDING_TONES[one.standing], one.standing.value.capitalize())


def review_cell(one: TermsVersion) -> Cell | str:
    """Return when its review is due, as a warning where it is overdue."""
    if one.overdue:
        return pill(f"overdue, {format_date(one.review)}", Tone.WARNING, f"Review was due {format_date(one.review)}")
    return one.review_words()


VERSIONS = Lines(
    "terms", "Terms of reference", "a version", ("Version", "State", "Review due"),
    "No version is recorded.", (EDITION, STATE, AGREED, AGREED_BY, REVIEW), add=added_version,
    begins={"state": TermsState.DRAFT},
)  # fmt: skip


def version_lines(versions: Sequence[TermsVersion]) -> tuple[Line, ...]:
    """Return the versions of a group's terms of reference as lines, each of which leads to it."""
    return tuple(
        Line(one.uid, one.version, (one.title(), standing_cell(one), review_cell(one)), {}, Place("terms", one.uid))
        for one in versions
    )


def _who(found: dict[str, Any]) -> dict[str, Any]:
    fields = {name: value for name, value in found.items() if name != "person"}
    if "person" in found:
        picked: Picked | None = found["person"]
        fields["person_uid"] = picked.uid if picked else None
        fields["new_name"] = picked.title if picked and picked.uid is None else None
    return fields


COPIES = Lines(
    "copies", "Gets the papers without a seat", "somebody", ("Who", "Where", "Note"),
    "Nobody is recorded.",
    (
        Field("person", "Who", Kind.PICKER, required=True, find=find_person, add="Add “{}” as a new person"),
        Field("note", "Note", help="Why, or how they get them"),
    ),
    add=lambda group, found: Act(copies.add_copy, (group,), _who(found)),
    change=lambda uid, version, found: Act(copies.change_copy, (uid, version), _who(found)),
    remove=lambda uid: Act(copies.remove_copy, (uid,)),
)  # fmt: skip


def copy_lines(found: Sequence[tuple[GroupCopy, Person, Organisation | None]]) -> tuple[Line, ...]:
    """Return who gets a group's papers as lines, each of which leads to the person."""
    return tuple(
        Line(
            copy.uid, copy.version,
            (
                person.name, ", ".join(part for part in (person.post, body.name if body else None) if part),
                plain_words(copy.note),
            ),
            {"person": Picked(person.uid, person.name), "note": copy.note}, Place("person", person.uid),
        )
        for copy, person, body in found
    )  # fmt: skip
