"""The pages of people and of organisations."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.paste import Paste, Pasted
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Look,
    Making,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties import lists
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.choices import organisation_choices, person_choices, post_choices
from mscp_desktop.parties.rules.names import id_of, names_of, organisation_uids_named, people_named
from mscp_desktop.parties.rules.organisations import (
    add_organisation,
    change_organisation,
    change_organisations,
    put_organisations,
)
from mscp_desktop.parties.rules.people import add_person, change_people, change_person, put_people
from mscp_desktop.parties.rules.removal import delete_parties

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)


def known(value: str | None) -> Cell | str:
    """Return a value as a cell, with "not recorded" told apart."""
    return value or Cell("not recorded", Look.UNKNOWN)


def find_organisation(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of organisations offers for what was typed."""
    return [Picked(*choice) for choice in organisation_choices(session, typed)]


def picked_organisation(session: "Session", key: int | None) -> Picked | None:
    """Return an organisation as a picker shows it."""
    organisation = session.get(Organisation, key) if key else None
    return None if organisation is None else Picked(organisation.uid, organisation.name)


def organisation_words(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of history in words; keys of organisations become their names."""
    if field in {"organisation_id", "parent_id", "successor_id"} and isinstance(value, int):
        organisation = session.get(Organisation, value)
        return organisation.name if organisation else "an organisation that was deleted"
    return stored_words(field, value)


def find_person(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of people offers for what was typed."""
    return [Picked(*choice) for choice in person_choices(session, typed)]


def find_post(session: "Session", typed: str) -> list[Picked]:
    """Return the titles of posts in use, each with how many people have it."""
    return [
        Picked(None, post, f"{many} {'person' if many == 1 else 'people'}")
        for post, many in post_choices(session, typed)
    ]


def _add_organisation(found: dict[str, Any]) -> Act:
    return Act(add_organisation, (found["name"],), {"short": found["short"], "sector": found["sector"]})


MAKE_ORGANISATION = Making(
    "Add “{}” as a new organisation…",
    "Add an organisation",
    "Add the organisation",
    (Field("name", "Name", required=True), Field("short", "Short name", empty="none"), Field("sector", "Sector")),
    _add_organisation,
)
ORGANISATION = Field(
    "organisation", "Organisation", Kind.PICKER, find=find_organisation, opens="organisation",
    making=MAKE_ORGANISATION,
)  # fmt: skip
POST = Field("post", "Post", Kind.PICKER, find=find_post, free=True)
EMAIL = Field("email", "E-mail", Kind.EMAIL, private=True)
TELEPHONE = Field("telephone", "Telephone", Kind.TELEPHONE, private=True)
PERSON_FIELDS = (Field("name", "Name", required=True), POST, ORGANISATION, EMAIL, TELEPHONE)
PERSON_LABELS = {
    "name": "Name",
    "post": "Post",
    "organisation_id": "Organisation",
    "email": "E-mail",
    "telephone": "Telephone",
}


def _load_person(session: "Session", uid: str, _query: Query) -> Detail | None:
    key = id_of(session, Person, uid)
    if key is None:
        return None
    person = session.get_one(Person, key)
    organisation = picked_organisation(session, person.organisation_id)
    about = ", ".join(part for part in (person.post, organisation.title if organisation else "") if part)
    values = {
        "name": person.name, "post": person.post, "organisation": organisation, "email": person.email,
        "telephone": person.telephone,
    }  # fmt: skip
    return Detail(
        "person", uid, person.version, person.name, about, values,
        papers="person",
        history=history_items(
            with_papers(session, "person", uid, entries_of(session, "person", uid, None)), PERSON_LABELS,
            lambda field, value: organisation_words(session, field, value),
        ),
    )  # fmt: skip


def with_organisation(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: a picked organisation by its uid."""
    picked: Picked | None = fields.get("organisation")
    rest = {name: value for name, value in fields.items() if name != "organisation"}
    return rest | ({"organisation_uid": picked.uid if picked else None} if "organisation" in fields else {})


def _add_person(found: dict[str, Any]) -> Act:
    organisation: Picked | None = found.get("organisation")
    rest = {name: found[name] for name in ("post", "email", "telephone")}
    return Act(add_person, (found["name"],), rest | {"organisation_uid": organisation.uid if organisation else None})


MAKE_PERSON = Making("Add “{}” with their details…", "Add a person", "Add the person", PERSON_FIELDS, _add_person)


def _save_person(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(change_person, (uid, version), with_organisation(fields))


def _put_people(records: Sequence[Pasted]) -> Act:
    return Act(put_people, ([(one.uid, one.version, with_organisation(dict(one.values))) for one in records],))


PEOPLE_SOURCE = TableSource(
    columns=(
        Column("name", "Name", 130, filter=Filtering.TEXT),
        Column("post", "Post", 150, filter=Filtering.TEXT, groups=True),
        Column("organisation", "Organisation", 150, filter=Filtering.TEXT, groups=True),
        Column("email", "E-mail", 137, filter=Filtering.TEXT, private=True),
        Column("telephone", "Telephone", 112, filter=Filtering.TEXT, private=True),
    ),
    ids=lists.PEOPLE.ids,
    rows=lambda session, ids, _query: [
        Row(
            one.id,
            one.uid,
            (one.name, known(one.post), known(one.organisation), known(one.email), known(one.telephone)),
        )
        for one in lists.person_rows(session, ids)
    ],
    id_of=lambda session, uid: id_of(session, Person, uid),
    summary=lambda _session, _query, number: f"{number:,} {'person' if number == 1 else 'people'}",
    whole=lists.PEOPLE.whole,
    sections=lists.PEOPLE.sections,
    found=lists.PEOPLE.found,
)


class PeoplePage(TablePage):
    """Everybody who holds or held a seat."""

    key = "people"
    title = "People"
    icon = "people"
    guide = "people"
    kinds = frozenset({"person"})
    watches = frozenset({"person", "organisation", "attachment"})

    def __init__(self, tasks: Tasks) -> None:
        add = Command("people.add", "Add a person", self._add, "Ctrl+N", lambda: tasks.store.read_only is None)
        super().__init__(
            tasks,
            TableParts(
                "People", PEOPLE_SOURCE, PERSON_FIELDS, _load_person, _save_person,
                Empty("People who hold seats stand here. There are none yet.", add),
                head=lambda _session, _query: Head("People"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: _removal("person", uids),
                many=Many(
                    ("post", "organisation"),
                    lambda uids, found: Act(change_people, (list(uids),), with_organisation(found)),
                ),
                paste=Paste(_put_people, people_named),
            ),
            actions=(add,),
        )  # fmt: skip

    def _add(self) -> None:
        self._tasks.write(add_person, "New person", then=lambda outcome: self.edit_new(outcome.value), owner=self)


def _removal(kind: str, uids: Sequence[str]) -> Act:
    return Act(delete_parties, (kind, list(uids)))


ORGANISATION_FIELDS = (
    Field("name", "Name", required=True),
    Field("short", "Short name"),
    Field("sector", "Sector"),
    Field("parent", "Part of", Kind.PICKER, find=find_organisation, opens="organisation"),
    Field(
        "ended", "Ended", Kind.PARTIAL_DATE, "Where the body is no more: a month or a year is enough", empty="goes on"
    ),
    Field("successor", "Succeeded by", Kind.PICKER, find=find_organisation, opens="organisation"),
    Field("note", "Note", Kind.RICH, private=True),
)
ORGANISATION_LABELS = {
    "name": "Name", "short": "Short name", "sector": "Sector", "parent_id": "Part of", "ended": "Ended",
    "successor_id": "Succeeded by", "note": "Note",
}  # fmt: skip


def _load_organisation(session: "Session", uid: str, _query: Query) -> Detail | None:
    key = id_of(session, Organisation, uid)
    if key is None:
        return None
    one = session.get_one(Organisation, key)
    aliases = names_of(session, one)[1:]
    values = {
        "name": one.name, "short": one.short, "sector": one.sector,
        "parent": picked_organisation(session, one.parent_id), "ended": one.ended,
        "successor": picked_organisation(session, one.successor_id), "note": one.note,
    }  # fmt: skip
    return Detail(
        "organisation", uid, one.version, one.name, one.sector or "", values,
        facts=(("Also written", "; ".join(aliases) or Cell("no other name", Look.UNKNOWN)),),
        history=history_items(
            entries_of(session, "organisation", uid, None), ORGANISATION_LABELS,
            lambda field, value: organisation_words(session, field, value), rich=("note",),
        ),
    )  # fmt: skip


def _with_bodies(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: picked organisations by their uids."""
    changed = dict(fields)
    for name in ("parent", "successor"):
        if name in changed:
            picked: Picked | None = changed.pop(name)
            changed[f"{name}_uid"] = picked.uid if picked else None
    return changed


def _save_organisation(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(change_organisation, (uid, version), _with_bodies(fields))


def _put_organisations(records: Sequence[Pasted]) -> Act:
    rows = [(one.uid, one.version, _with_bodies(dict(one.values))) for one in records]
    return Act(put_organisations, (rows,))


def _organisation_cells(one: lists.OrganisationRow) -> tuple[Cell | str, ...]:
    involvement: Cell | str = ""
    if one.ended:
        involvement = pill(one.ended, Tone.WARNING)
    elif one.involvement:
        involvement = pill(one.involvement, Tone.GOOD if one.involvement == "Statutory partner" else Tone.INFO)
    return (one.name, one.short or "", known(one.sector), involvement)


ORGANISATION_SOURCE = TableSource(
    columns=(
        Column("name", "Name", 250, filter=Filtering.TEXT),
        Column("short", "Short name", 85, filter=Filtering.TEXT, empty="no short name"),
        Column("sector", "Sector", 100, filter=Filtering.TEXT, groups=True),
        Column(
            "involvement", "Part in the partnership", 200, filter=Filtering.CHOICE, groups=True,
            empty="no part recorded",
            choices=(
                Choice(lists.STATUTORY, "Statutory partner"), Choice(lists.LISTED, "Relevant agency"),
                Choice(lists.ENDED, "Ended"),
            ),
        ),
    ),
    ids=lists.ORGANISATIONS.ids,
    rows=lambda session, ids, _query: [
        Row(one.id, one.uid, _organisation_cells(one)) for one in lists.organisation_rows(session, ids)
    ],
    id_of=lambda session, uid: id_of(session, Organisation, uid),
    summary=lambda _session, _query, number: f"{number:,} organisation{'' if number == 1 else 's'}",
    whole=lists.ORGANISATIONS.whole,
    sections=lists.ORGANISATIONS.sections,
    found=lists.ORGANISATIONS.found,
)  # fmt: skip


class OrganisationsPage(TablePage):
    """Bodies, and classes of bodies, that take part."""

    key = "organisations"
    title = "Organisations"
    icon = "organisation"
    guide = "people"
    kinds = frozenset({"organisation"})
    watches = frozenset({"organisation", "organisation_alias", "relevant_agency"})

    def __init__(self, tasks: Tasks) -> None:
        add = Command(
            "organisations.add", "Add an organisation", self._add, "Ctrl+N", lambda: tasks.store.read_only is None
        )
        super().__init__(
            tasks,
            TableParts(
                "Organisations", ORGANISATION_SOURCE, ORGANISATION_FIELDS, _load_organisation, _save_organisation,
                Empty("Bodies that take part in the partnership stand here. There are none yet.", add),
                head=lambda _session, _query: Head("Organisations"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: _removal("organisation", uids),
                many=Many(
                    ("sector", "parent", "ended", "successor"),
                    lambda uids, found: Act(change_organisations, (list(uids),), _with_bodies(found)),
                ),
                paste=Paste(_put_organisations, organisation_uids_named),
            ),
            actions=(add,),
        )  # fmt: skip

    def _add(self) -> None:
        AskDialog(
            self._tasks, "Add an organisation", ORGANISATION_FIELDS[:1], {}, "Add the organisation",
            lambda found: Act(add_organisation, (found["name"],)), self, self.edit_new,
        ).open()  # fmt: skip
