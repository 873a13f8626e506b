"""What the fields, forms and lines of actions offer and mean."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules import changes
from mscp_desktop.actions.rules.actions import ActionRow, UpdateRow
from mscp_desktop.actions.rules.owners import owner_choices
from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import Act, Cell, Field, Kind, Line, Lines, Look, Picked, Tone, from_today, pill
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.priorities.records import Priority
from mscp_desktop.priorities.rules.priorities import priority_choices
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules.rosters import seat_with_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

OWNERS = {"seat": "seat_uid", "person": "person_uid", "organisation": "organisation_uid"}
TONES = {
    "open": Tone.INFO, "overdue": Tone.BAD, "done, impact not shown": Tone.WARNING, "impact shown": Tone.GOOD,
    "withdrawn": Tone.NEUTRAL,
}  # fmt: skip
LABELS = {
    "text": "Action", "seat_id": "Owner, a seat", "person_id": "Owner, a person",
    "organisation_id": "Owner, an organisation", "group_id": "Group that watches it", "priority_id": "Serves",
    "raised": "Raised", "due": "Due", "state": "State", "done_on": "Done on", "evidence": "What shows that",
    "impact_on": "Impact shown on", "impact": "Its impact", "why": "Reason", "source": "Comes from",
    "confidential": "Confidential", "note": "Note",
}  # fmt: skip
NAMED: dict[str, tuple[type[Any], str]] = {
    "person_id": (Person, "name"), "organisation_id": (Organisation, "name"), "group_id": (Group, "name"),
    "priority_id": (Priority, "title"),
}  # fmt: skip
STAYS = frozenset(
    {"seat_id", "person_id", "organisation_id", "state", "done_on", "evidence", "impact_on", "impact", "why", "number"}
)
"""What history shows and never puts back by itself: the state rests on it, or there is one owner only."""


def find_priority(today: "Callable[[], date]") -> "Callable[[Session, str], list[Picked]]":
    """Return what a picker of priorities asks: those that hold today come first."""
    return lambda session, typed: [Picked(*one) for one in priority_choices(session, typed, today())]


def find_owner(today: "Callable[[], date]") -> "Callable[[Session, str], list[Picked]]":
    """Return what a picker of owners asks; what it picks is named by its kind as well as its uid."""

    def find(session: "Session", typed: str) -> list[Picked]:
        return [
            Picked(f"{one.kind}:{one.uid}", one.words, one.detail, one.called)
            for one in owner_choices(session, typed, today())
        ]

    return find


def owner_of(row: ActionRow) -> Picked | None:
    """Return an action's owner as its picker shows it."""
    owner = row.owner
    return None if owner.kind is None else Picked(f"{owner.kind}:{owner.uid}", owner.words, owner.holder or "")


def with_keys(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as the operations take them: owner, group and priority by their uids."""
    found = {name: value for name, value in fields.items() if name not in {"owner", "group", "priority"}}
    for name in ("group", "priority"):
        if name in fields:
            picked: Picked | None = fields[name]
            found[f"{name}_uid"] = picked.uid if picked else None
    if "owner" in fields:
        owner: Picked | None = fields["owner"]
        kind, _, uid = ("" if owner is None else owner.uid or "").partition(":")
        found |= {OWNERS[kind]: uid} if kind in OWNERS else {"seat_uid": None}
    return found


def fields_of(today: "Callable[[], date]") -> tuple[Field, ...]:
    """Return the fields of an action, as the panel and the form of a new one have them."""
    return (
        Field("text", "Action", Kind.MULTILINE, "What is to be done", required=True),
        Field(
            "owner", "Owner", Kind.PICKER, "A seat, whoever holds it; a person; or an organisation", empty="no owner",
            find=find_owner(today),
        ),
        Field("due", "Due", Kind.DAY, "To agree another date, add an update", empty="no date", since=from_today),
        Field("group", "Group that watches it", Kind.PICKER, "On whose next agenda it comes back", empty="no group",
              find=find_group, noun="group", opens="groups"),
        Field("priority", "Serves", Kind.PICKER, "A priority of the partnership", empty="serves no priority",
              find=find_priority(today), opens="priority"),
        Field("raised", "Raised", Kind.DAY, required=True),
        Field("source", "Comes from", help="A meeting, an audit, a review, in words"),
        Field(
            "confidential", "Confidential", Kind.YES_NO, "Left out of what is public, and hidden while presenting",
            required=True,
        ),
        Field("note", "Note", Kind.RICH, private=True),
    )  # fmt: skip


def of_new(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Return the fields that are asked for when an action is added: few enough for a small screen.

    It is raised that day; what it serves and a note can be put in the panel, which is shown next.
    """
    asked = (field for field in fields if field.key not in {"raised", "priority", "note"})
    plain = (replace(field, help="") if field.key in {"due", "text", "group", "source"} else field for field in asked)
    return tuple(replace(field, empty="what is to be done") if field.key == "text" else field for field in plain)


DONE = (
    Field("evidence", "What shows that it is done?", Kind.MULTILINE,
          "Such as: minutes of 12 March, the new form in use. A document can be kept with the action as a paper",
          required=True),
    Field("done_on", "Done on", Kind.DAY, required=True),
)  # fmt: skip
IMPACT = (
    Field("impact", "What has it changed, and what shows that?", Kind.MULTILINE,
          "Such as: of 20 files audited in May, 18 hold the child's view; in January it was 9", required=True),
    Field("impact_on", "Shown on", Kind.DAY, required=True),
)  # fmt: skip
WITHDRAW = (Field("why", "Why is it withdrawn?", Kind.MULTILINE, "The reason stays with the action", required=True),)
REOPEN = (Field("why", "Why is it opened again?", Kind.MULTILINE, "What showed it until now stays as an update",
                required=True),)  # fmt: skip
WHY = (
    Field("why", "Why another date?", Kind.MULTILINE, "It is kept with each, beside the date that was moved",
          required=True),
)  # fmt: skip
UPDATE = (
    Field("text", "What was heard", Kind.MULTILINE, required=True),
    Field("teller", "From whom"),
    Field("heard", "On", Kind.DAY, required=True),
    Field("due", "New due date", Kind.DAY, "Only where another one was agreed; the old one stays on record",
          empty="stays as it is", since=from_today),
)  # fmt: skip
UPDATES = Lines(
    "updates", "What was heard", "an update", ("When", "What", "From whom"), "Nothing was heard yet.", UPDATE[:3],
    change=lambda uid, version, found: Act(changes.change_update, (uid, version), found),
    remove=lambda uid: Act(changes.remove_update, (uid,)),
)  # fmt: skip


def correction_of(row: ActionRow) -> tuple[Field, ...]:
    """Return the fields that say what shows an action's state, for correcting them."""
    if row.state is ActionState.DONE:
        return DONE
    return (*DONE, *IMPACT) if row.state is ActionState.IMPACT_SHOWN else WITHDRAW


def update_lines(found: Sequence[UpdateRow]) -> tuple[Line, ...]:
    """Return what was heard of an action as lines, the newest first; a date that was moved stands with its update."""
    return tuple(
        Line(
            one.uid, one.version,
            (
                format_day(one.heard),
                f"{one.text}\nDue date moved from {format_day(one.due_was)}" if one.due_was else one.text,
                one.teller or "",
            ),
            {"heard": one.heard, "teller": one.teller, "text": one.text},
        )
        for one in found
    )  # fmt: skip


def state_cell(row: ActionRow) -> Cell:
    """Return how far an action is as a chip, short enough for a column: word, shape and colour."""
    words = row.state_words()
    more = f"{row.late:,} day{'' if row.late == 1 else 's'} overdue" if row.late else words.capitalize()
    return pill("done" if row.state is ActionState.DONE else words, TONES[words], more)


def facts_of(row: ActionRow) -> tuple[tuple[str, Cell | str], ...]:
    """Return what is known of an action and not edited in its fields: how far it is, and what shows that."""
    facts: list[tuple[str, Cell | str]] = [("State", state_cell(row))]
    if row.late:
        facts.append(("Overdue", f"{row.late:,} day{'' if row.late == 1 else 's'}"))
    if row.owner.kind == "seat":
        held = "vacant" if row.owner.vacant else row.owner.holder or "not recorded"
        facts.append(("Held by", held))
    if row.done_on is not None:
        facts.append(("Done", f"{format_day(row.done_on)}: {row.evidence}"))
    if row.state is ActionState.DONE:
        facts.append(("Impact", Cell("not shown yet", Look.UNKNOWN)))
    if row.impact_on is not None:
        facts.append(("Impact", f"{format_day(row.impact_on)}: {row.impact}"))
    if row.why is not None:
        facts.append(("Withdrawn" if row.state is ActionState.WITHDRAWN else "Reopened", row.why))
    return tuple(facts)


def words_in_history(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of an action in words."""
    if field == "confidential":
        return "yes" if value else "no"
    if isinstance(value, int) and field == "seat_id":
        seat = session.get(Seat, value)
        return seat_with_body(session, seat) if seat else "a seat that was deleted"
    if isinstance(value, int) and field in NAMED:
        model, name = NAMED[field]
        record = session.get(model, value)
        return str(getattr(record, name)) if record is not None else "a record that was deleted"
    return stored_words(field, value)


def action_line(one: ActionRow) -> Line:
    """Return an action as a line that opens it."""
    state = pill(one.state_words(), TONES[one.state_words()], one.due_words())
    text = "confidential" if one.confidential else one.text
    return Line(one.uid, one.version, (one.words(), text, one.owner.words, state), opens=Place("action", one.uid))
