"""What the fields and lines of seats offer and mean, and what records are called where changes are shown first."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.panel.wizard_words import RecordWords
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Field,
    HistoryItem,
    Kind,
    Line,
    Lines,
    Look,
    Picked,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import Entry
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.row_changes import Stored
from mscp_desktop.foundation.spans import Span, span_words
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.page.fields import ORGANISATION, find_person
from mscp_desktop.parties.page.people_fields import MAKE_PERSON
from mscp_desktop.roster.records import Seat, SeatRole
from mscp_desktop.roster.rules import chairs, delegation, deputies, leaving, rosters
from mscp_desktop.roster.rules.chairs import ChairTerm, When

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NO_END = "no end recorded"
NOTHING = {
    "person_id": "nobody", "seat_id": "vacant", "start": "not known", "end": NO_END, "left": "still takes part",
}  # fmt: skip
POST = Field(
    "post", "Post", Kind.PICKER, free=True,
    find=lambda session, typed: [Picked(None, post, words) for post, words in rosters.post_choices(session, typed)],
)  # fmt: skip
START = Field("start", "From", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known")
END = Field("end", "Until", Kind.PARTIAL_DATE, "The first day it no longer is so", empty=NO_END)
NOTE = Field("note", "Note", Kind.RICH, private=True)
SEAT_FIELDS = (
    Field(
        "holder", "Held by", Kind.PICKER, "To put somebody right; for a successor use New holder",
        find=find_person, add="Add “{}” as a new person", making=MAKE_PERSON, opens="person",
    ),
    Field("since", "From", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known"),
    Field("until", "Until", Kind.PARTIAL_DATE, "The first day they no longer held it", empty=NO_END),
    POST,
    Field(
        "either_post", "Who may sit", Kind.CHOICE, "Where the post names two, as in “Reviewing Officer or Chair”",
        empty="the post", choices=(Choice(True, "Either of the two posts"),),
    ),
    ORGANISATION,
    Field(
        "role", "Role in the group", Kind.CHOICE, required=True,
        choices=tuple(Choice(role, role.value.capitalize()) for role in SeatRole),
    ),
    Field("start", "Seat begins", Kind.PARTIAL_DATE, "Where the group has had it only since then", empty="not known"),
    Field("end", "Seat ends", Kind.PARTIAL_DATE, "The first day the group no longer has it", empty="goes on"),
    NOTE,
)  # fmt: skip
SEAT_LABELS = {
    "post": "Post", "either_post": "Who may sit", "organisation_id": "Organisation",
    "role": "Role in the group", "start": "Seat begins", "end": "Seat ends", "note": "Note",
    "position": "Place in the list",
}  # fmt: skip
TENURE_LABELS = {"person_id": "Held by", "start": "From", "end": "Until"}
DEPUTY_LABELS = {
    "person_id": "Deputy", "post": "Post of the deputy", "start": "Deputises from", "end": "Deputises until",
    "note": "Note on the deputy",
}  # fmt: skip
DELEGATION_LABELS = {
    "lead_seat_id": "Delegated by", "delegate_seat_id": "Delegated to", "functions": "Delegated functions",
    "start": "Delegated from", "end": "Delegated until", "source": "Source of the delegation",
    "note": "Note on the delegation",
}  # fmt: skip
CHAIR_LABELS = {"seat_id": "Chair", "start": "Term from", "end": "Term until", "note": "Note"}
LABELS = {
    "seat": SEAT_LABELS, "tenure": TENURE_LABELS, "deputy": DEPUTY_LABELS, "delegation": DELEGATION_LABELS,
    "chairing": CHAIR_LABELS,
}  # fmt: skip


def over_cell(start: PartialDate | None, end: PartialDate | None, day: date) -> Cell | str:
    """Return a word for what does not hold on a day: it is over, or still to come."""
    if Span(start, end).shown_at(day):
        return ""
    return pill("to come", Tone.INFO) if start is not None and start.earliest() > day else pill("over", Tone.NEUTRAL)


def stored(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of a seat, or of what belongs to it, in words for history and for a last step."""
    if isinstance(value, int) and field in {"person_id", "organisation_id", "successor_id"}:
        return rosters.name_of(session, field, value)
    if isinstance(value, int) and field in {"seat_id", "lead_seat_id", "delegate_seat_id"}:
        return leaving.seat_in_group(session, value)
    if field == "either_post":
        return "either of the two posts" if value else "the post"
    if value is None:
        return NOTHING.get(field, stored_words(field, value))
    return stored_words(field, value)


def named(found: dict[str, Any], key: str = "person") -> dict[str, Any]:
    """Return a picked person as operations take one: by uid, or by the name of a new one."""
    rest = {name: value for name, value in found.items() if name != key}
    if key not in found:
        return rest
    picked: Picked | None = found[key]
    return rest | {
        "person_uid": picked.uid if picked else None,
        "new_name": picked.title if picked and picked.uid is None else None,
    }


def history_of(session: "Session", entries: Iterable[Entry]) -> tuple[HistoryItem, ...]:
    """Return the changes of a seat and of what belongs to it for a panel, each field by its table's own words.

    A value of what belongs to a seat is restored by its table's name before its own, since the panel shows the version
    of the seat.
    """
    return tuple(
        item
        for entry in entries
        for item in history_items(
            [entry], LABELS[entry.table], partial(stored, session),
            lambda one, field: field if one.table == "seat" else f"{one.table}.{field}", rich=("note",),
        )
    )  # fmt: skip


DEPUTIES = Lines(
    "deputies", "Named deputies", "a named deputy", ("Deputy", "Post", "When", "State", "Note"),
    "Nobody is named to sit here when the holder can't.",
    fields=(
        Field(
            "person", "Person", Kind.PICKER, find=find_person, add="Add “{}” as a new person", making=MAKE_PERSON,
            empty="no person named",
        ),
        Field("post", "Post", Kind.PICKER, "Where a post deputises, whoever has it", free=True, find=POST.find,
              empty="no post named"),
        START,
        Field("end", "Until", Kind.PARTIAL_DATE, "The first day they no longer deputise", empty=NO_END),
        Field("note", "Note", Kind.MULTILINE, empty="no note"),
    ),
    add=lambda seat, found: Act(deputies.add_deputy, (seat,), named(found)),
    change=lambda uid, version, found: Act(deputies.change_deputy, (uid, version), named(found)),
    remove=lambda uid: Act(deputies.remove_deputy, (uid,)),
)  # fmt: skip


def deputy_lines(session: "Session", seat_uid: str, day: date) -> tuple[Line, ...]:
    """Return the named deputies of a seat, those of the day first."""
    found = [
        (Span(one.start, one.end).shown_at(day), Line(
            one.uid, one.version,
            (
                person.name if person else "", one.post or "", span_words(one.start, one.end),
                over_cell(one.start, one.end, day), one.note or "",
            ),
            {
                "person": Picked(person.uid, person.name) if person else None, "post": one.post, "start": one.start,
                "end": one.end, "note": one.note,
            },
            Place("person", person.uid) if person else None,
        ))
        for one, person in deputies.deputies_of(session, seat_uid)
    ]  # fmt: skip
    return tuple(line for _, line in sorted(found, key=lambda pair: not pair[0]))


def _seat_picked(session: "Session", typed: str, *, lead: bool) -> list[Picked]:
    return [Picked(*one) for one in delegation.partner_seats(session, typed, lead=lead)]


def _with_seats(found: dict[str, Any]) -> dict[str, Any]:
    changed = dict(found)
    for key in ("lead", "delegate"):
        if key in changed:
            changed[f"{key}_seat_uid"] = changed.pop(key).uid
    return changed


def _delegation_lines(key: str, title: str, empty: str, other: Field, *, lead: bool) -> Lines:
    """Return how delegations are listed on the seat of one side; `other` picks the seat of the other side."""

    def add(seat: str, found: dict[str, Any]) -> Act:
        rest = {name: value for name, value in found.items() if name != other.key}
        seats = (seat, found[other.key].uid) if lead else (found[other.key].uid, seat)
        return Act(delegation.add_delegation, seats, rest)

    return Lines(
        key, title, "a delegation", ("Partner", "Functions", "When", "State", "Source"), empty,
        fields=(
            other,
            Field("functions", "Functions", Kind.MULTILINE, "One to a line"),
            START,
            Field("end", "Until", Kind.PARTIAL_DATE, "The first day it is no longer delegated", empty=NO_END),
            Field("source", "Source", help="What it is recorded in"),
            Field("note", "Note", Kind.MULTILINE, empty="no note"),
        ),
        add=add,
        change=lambda uid, version, found: Act(delegation.change_delegation, (uid, version), _with_seats(found)),
        remove=lambda uid: Act(delegation.remove_delegation, (uid,)),
    )  # fmt: skip


DELEGATES = _delegation_lines(
    "delegates", "Delegated to", "Nothing is recorded that this partner has delegated.",
    Field("delegate", "Delegated to", Kind.PICKER, required=True, find=partial(_seat_picked, lead=False)), lead=True,
)  # fmt: skip
DELEGATED = _delegation_lines(
    "delegated", "Delegated by", "Nothing is recorded that was delegated to this seat.",
    Field("lead", "Delegated by", Kind.PICKER, required=True, find=partial(_seat_picked, lead=True)), lead=False,
)  # fmt: skip


def delegation_lines(session: "Session", seat_uid: str, day: date) -> dict[str, tuple[Line, ...]]:
    """Return what a seat delegates, or what is delegated to it, by the key of its lines; nothing for other seats."""
    if not delegation.takes_part(session, seat_uid):
        return {}
    leads = delegation.delegates(session, seat_uid)
    made = []
    for one in delegation.delegations_of(session, seat_uid, day):
        other = (
            (one.delegate_seat_uid, one.delegate, one.delegate_holder)
            if leads
            else (one.lead_seat_uid, one.lead, one.lead_holder)
        )
        uid, seat, holder = other
        made.append(Line(
            one.uid, one.version,
            (
                f"{seat} ({holder})" if holder else seat, "; ".join(one.functions),
                span_words(one.start, one.end) or Cell("not known", Look.UNKNOWN), over_cell(one.start, one.end, day),
                one.source or Cell("not recorded", Look.UNKNOWN),
            ),
            {
                "delegate" if leads else "lead": Picked(uid, seat), "functions": "\n".join(one.functions) or None,
                "start": one.start, "end": one.end, "source": one.source, "note": one.note,
            },
            Place("seat", uid),
        ))  # fmt: skip
    return {"delegates" if leads else "delegated": tuple(made)}


def chair_lines(group_uid: str) -> Lines:
    """Return how the terms of a group's chair are listed, recorded and corrected."""

    def act(found: dict[str, Any], start: Mapping[str, Any]) -> dict[str, Any]:
        seat: Picked | None = found.get("seat")
        rest = {name: value for name, value in found.items() if name != "seat"}
        return rest | ({"seat_uid": seat.uid if seat else None} if "seat" in found else {}) | dict(start)

    def add(group: str, found: dict[str, Any]) -> Act:
        seat: Picked | None = found.pop("seat", None)
        if seat is None:
            return Act(chairs.record_vacant_chair, (group,), found)
        return Act(chairs.record_chair, (seat.uid,), found)

    return Lines(
        "terms", "Terms", "a term", ("Chair", "Held by", "Term", "State", "Note"),
        "No term is recorded. Where the chair rotates, record for how long which seat chairs.",
        fields=(
            Field(
                "seat", "Seat that chairs", Kind.PICKER, "Leave empty where the chair is vacant for that time",
                empty="vacant: nobody chairs",
                find=lambda session, typed: [Picked(*one) for one in chairs.group_seats(session, group_uid, typed)],
            ),
            Field("start", "Term from", Kind.PARTIAL_DATE, "A term that would still run ends then", empty="not known"),
            Field("end", "Term until", Kind.PARTIAL_DATE, "The first day of the next term", empty=NO_END),
            Field("note", "Note", Kind.MULTILINE, empty="no note"),
        ),
        add=lambda group, found: add(group, dict(found)),
        change=lambda uid, version, found: Act(chairs.change_chair, (uid, version), act(found, {})),
        remove=lambda uid: Act(chairs.remove_chair, (uid,)),
    )  # fmt: skip


WHEN = {When.NOW: ("now", Tone.GOOD), When.OVER: ("over", Tone.NEUTRAL), When.COMING: ("to come", Tone.INFO)}


def chair_line(one: ChairTerm) -> Line:
    """Return one term of a chair as a line."""
    held = Cell(one.held_by, Look.UNKNOWN) if one.held_by == "not recorded" else one.held_by
    return Line(
        one.uid, one.version,
        (
            Cell(one.seat, Look.STRONG), "" if one.seat_uid is None else held,
            span_words(one.start, one.end) or Cell("not known", Look.UNKNOWN), pill(*WHEN[one.when]), one.note or "",
        ),
        {
            "seat": Picked(one.seat_uid, one.seat) if one.seat_uid else None, "start": one.start, "end": one.end,
            "note": one.note,
        },
        Place("seat", one.seat_uid) if one.seat_uid else None,
    )  # fmt: skip


def _tenure_name(session: "Session", held: Mapping[str, Stored]) -> str:
    """Return what a tenure is called among others: who, and which seat of which group."""
    person = held.get("person_id")
    who = "Vacant" if person is None else rosters.name_of(session, "person_id", int(person))
    return f"{who}: {leaving.seat_in_group(session, int(held['seat_id'] or 0))}"


def _deputy_name(session: "Session", held: Mapping[str, Stored]) -> str:
    person = held.get("person_id")
    who = held.get("post") if person is None else rosters.name_of(session, "person_id", int(person))
    return f"{who}, deputy: {leaving.seat_in_group(session, int(held['seat_id'] or 0))}"


def _seat_name(session: "Session", held: Mapping[str, Stored]) -> str:
    body = held.get("organisation_id")
    of = f", {rosters.name_of(session, 'organisation_id', int(body))}" if body is not None else ""
    return f"Seat: {leaving.seat_in_group(session, int(held['id'] or 0))}{of}"


def _chairing_name(session: "Session", held: Mapping[str, Stored]) -> str:
    group, seat = session.get(Group, int(held["group_id"] or 0)), held.get("seat_id")
    name = group.name if group else "a group that was deleted"
    row = session.get(Seat, int(seat)) if seat is not None else None
    return f"Chair of {name}: {'vacant' if row is None else rosters.seat_with_body(session, row)}"


def _delegation_name(session: "Session", held: Mapping[str, Stored]) -> str:
    return f"Delegation by {leaving.seat_in_group(session, int(held['lead_seat_id'] or 0))}"


def _copy_name(session: "Session", held: Mapping[str, Stored]) -> str:
    person, copied = (rosters.name_of(session, "person_id", int(held[key] or 0)) for key in ("person_id", "copy_id"))
    return f"{copied}: {'assistant of' if held.get('kind') == 'assistant' else 'copied for'} {person}"


def _group_copy_name(session: "Session", held: Mapping[str, Stored]) -> str:
    group = session.get(Group, int(held["group_id"] or 0))
    who = rosters.name_of(session, "person_id", int(held["person_id"] or 0))
    return f"{who}: copies of {group.name if group else 'a group that was deleted'}"


def _post_name(session: "Session", held: Mapping[str, Stored]) -> str:
    who = rosters.name_of(session, "person_id", int(held["person_id"] or 0))
    return f"Former post of {who}: {held.get('post') or 'post not recorded'}"


def _name(_session: "Session", held: Mapping[str, Stored]) -> str:
    return str(held["name"])


SPAN = {"start": "From", "end": "Until"}
CHANGES = {
    "tenure": RecordWords(_tenure_name, TENURE_LABELS, stored),
    "deputy": RecordWords(_deputy_name, SPAN, stored),
    "seat": RecordWords(_seat_name, SEAT_LABELS, stored),
    "chairing": RecordWords(_chairing_name, CHAIR_LABELS, stored),
    "delegation": RecordWords(_delegation_name, SPAN, stored),
    "copied_person": RecordWords(_copy_name, {"kind": "Why"}, stored),
    "group_copy": RecordWords(_group_copy_name, {"note": "Note"}, stored),
    "former_post": RecordWords(
        _post_name, {"post": "Post", "organisation_id": "Organisation", **SPAN}, stored,
    ),
    "person": RecordWords(
        _name,
        {
            "name": "Name", "post": "Post", "organisation_id": "Organisation", "post_from": "Post since",
            "email": "E-mail", "telephone": "Telephone", "left": "Left",
        },
        stored,
    ),
    "organisation": RecordWords(_name, {"ended": "Ended", "successor_id": "Succeeded by"}, stored),
}  # fmt: skip
"""How the records that a leaver, a joiner or a reorganisation touches are called, and their fields in words."""
