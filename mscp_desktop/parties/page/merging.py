"""The wizard that makes one of two organisations, or of two people; its last step shows every record that changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import RecordWords, record_changes
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Picked
from mscp_desktop.foundation.base import Record, model_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.parties.page.fields import find_organisation, find_person
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.merging import merge_organisations, merge_people, referring_columns

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.operations import Operation
    from mscp_desktop.foundation.row_changes import RowChange, Stored
    from mscp_desktop.foundation.search import SearchIndex

MOST = 2
KEEP_FIRST, KEEP_OTHER = "first", "other"
OWN_LABELS = {
    "name": "Name", "short": "Short name", "sector": "Sector", "parent_id": "Part of", "note": "Note", "post": "Post",
    "post_from": "Post from", "organisation_id": "Organisation", "email": "E-mail", "telephone": "Telephone",
    "mobile": "Mobile", "privacy_notice": "Privacy notice", "owner_uid": "Kept with",
    "involvement": "How it is involved", "start": "From", "end": "Until",
}  # fmt: skip
CALLED = {
    "organisation_alias": "Other name", "person_alias": "Other name", "attachment": "Paper",
    "former_post": "Post before", "copied_person": "Who gets copies", "agency_request": "Request to the agency",
    "partnership_group": "Group",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merging:
    """What is merged: how it is called, what its picker finds, and the operation (kept uid, dropped uid)."""

    model: type[Organisation | Person]
    one: str
    find: "Callable[[Session, str], Sequence[Picked]]"
    operation: "Operation[[str, str], str]"


ORGANISATIONS = Merging(Organisation, "organisation", find_organisation, merge_organisations)
PEOPLE = Merging(Person, "person", find_person, merge_people)


def open_merge(
    tasks: Tasks, merging: Merging, uids: Sequence[str], parent: "QWidget", then: Callable[[str], None]
) -> None:
    """Lead through the merge of one chosen record with another, or of two chosen ones; `then` gets the kept uid.

    More than two are refused: they are merged two at a time.
    """
    if len(uids) > MOST:
        tasks.failure.emit(UserError("Two are merged at a time. Choose one, or two, and try again."))
    elif uids:
        tasks.read(
            lambda session: [_picked(session, merging, uid) for uid in uids],
            lambda chosen: _open(tasks, merging, chosen, parent, then), key=f"merge {id(parent)}", owner=parent,
        )  # fmt: skip


def _picked(session: "Session", merging: Merging, uid: str) -> Picked:
    return Picked(uid, merging.model.by_uid(session, uid).name)


def _open(
    tasks: Tasks, merging: Merging, chosen: Sequence[Picked], parent: "QWidget", then: Callable[[str], None]
) -> None:
    first = chosen[0]
    other = chosen[1] if len(chosen) > 1 else None
    fields = (
        Field(
            "other", f"The same {merging.one} as {first.title}", Kind.PICKER, required=True,
            find=partial(_find_other, merging, first.uid or ""), opens=merging.one,
        ),
        Field(
            "keep", "Which record is kept", Kind.CHOICE,
            "Where the two differ its values stand; what it does not say is taken from the other", required=True,
            choices=(
                Choice(KEEP_FIRST, first.title),
                Choice(KEEP_OTHER, other.title if other else "The one chosen above"),
            ),
        ),
    )  # fmt: skip
    words = (
        "All that refers to the one that goes is moved to the one that is kept, and its names are kept as other names."
        " The next step shows each change first; undo takes all of it back."
    )
    Wizard(
        tasks, f"Merge {first.title}", (Step(f"Which two are one {merging.one}?", fields, words),),
        {"other": other, "keep": KEEP_FIRST}, "Merge them", partial(_act, merging, first.uid or ""),
        lambda session, rows: record_changes(
            session, rows, _words(merging, tasks.store.search, rows)
        ),
        parent, then,
    ).open()  # fmt: skip


def _find_other(merging: Merging, uid: str, session: "Session", typed: str) -> list[Picked]:
    return [one for one in merging.find(session, typed) if one.uid != uid]


def _act(merging: Merging, first: str, found: dict[str, Any]) -> Act:
    other: Picked = found["other"]
    kept, dropped = (first, other.uid) if found["keep"] == KEEP_FIRST else (other.uid, first)
    return Act(merging.operation, (kept, dropped))


def _words(merging: Merging, search: "SearchIndex", rows: "Sequence[RowChange]") -> dict[str, RecordWords]:
    """Return how each table's changes are said: a record by what search calls it, a reference by whom it means."""
    columns: dict[str, set[str]] = {row.table: set() for row in rows}
    for model, column in referring_columns(merging.model):
        columns.setdefault(model.__tablename__, set()).add(column.name)
    own = merging.model.__tablename__
    gone = {row.row_id: row for row in rows if row.kind == "delete" and row.table == own}
    names = {key: str(row.values["name"][0]) for key, row in gone.items()}
    uids = {row.uid: str(row.values["name"][0]) for row in gone.values()}
    return {
        table: RecordWords(
            partial(_title, search, table),
            OWN_LABELS | dict.fromkeys(sorted(columns[table] - set(OWN_LABELS)), "Refers to"),
            partial(_value, merging, columns[table], names, uids),
        )
        for table in {row.table for row in rows}
    }


def _title(search: "SearchIndex", table: str, session: "Session", held: "Mapping[str, Stored]") -> str:
    """Return what a record is called: by itself, else by the records it belongs to."""
    words = CALLED.get(table) or table.replace("_", " ").capitalize()
    model = model_of(table)
    said = _described(search, session, model, held.get("id"))
    if said is None and isinstance(held.get("name"), str):
        said = str(held["name"])
    if said is None:
        parts = [
            _described(search, session, model_of(key.column.table.name), held.get(column.name))
            for column in model.__table__.columns
            for key in column.foreign_keys
        ]
        said = ", ".join(part for part in parts if part)
    return f"{words}: {said}" if said else words


def _described(search: "SearchIndex", session: "Session", model: type[Record], key: "Stored") -> str | None:
    record = session.get(model, int(key)) if key is not None else None
    found = search.described(session, record) if record is not None else None
    if found is None:
        return None
    return f"{found.title}, {found.detail}" if model.__tablename__ == "seat" and found.detail else found.title


def _value(
    merging: Merging, references: set[str], names: "Mapping[int, str]", uids: "Mapping[str, str]", session: "Session",
    field: str, value: "Stored",
) -> str:  # fmt: skip
    """Return a stored value in words; who goes is named too, who is no longer there while the changes stand."""
    if value is None:
        return stored_words(field, value)
    if field in references:
        return names.get(int(value)) or _name(session.get(merging.model, int(value)))
    if field in {"organisation_id", "parent_id"}:
        return _name(session.get(Organisation, int(value)))
    if field == "owner_uid":
        return uids.get(str(value)) or _name(merging.model.by_uid(session, str(value)))
    return stored_words(field, value)


def _name(one: Record | None) -> str:
    return one.name if isinstance(one, Organisation | Person) else "a record that was deleted"
