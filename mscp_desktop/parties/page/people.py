"""The page of people."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tables.bulk import Many
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.paste import Paste, Pasted
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Column,
    Detail,
    Filtering,
    Head,
    Lines,
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.heading_words import spellings
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.parties import lists
from mscp_desktop.parties.page.fields import RESTORE, known, picked_organisation, removal, with_organisation
from mscp_desktop.parties.page.merging import PEOPLE, open_merge
from mscp_desktop.parties.page.people_fields import (
    MAKE_PERSON,
    NEW_PERSON,
    NEW_POST,
    PERSON_FIELDS,
    PERSON_LINES,
    TITLES,
    history_of_person,
    new_post,
    person_lines,
    title_lines,
)
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.names import id_of, people_named
from mscp_desktop.parties.rules.people import change_people, change_person, put_people
from mscp_desktop.parties.rules.posts import titles_history, titles_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Load = Callable[["Session", str, Query], Detail | None]


def load_person(session: "Session", uid: str, _query: Query) -> Detail | None:
    """Return a person for the panel, with the lines that this feature knows of."""
    key = id_of(session, Person, uid)
    if key is None:
        return None
    person = session.get_one(Person, key)
    organisation = picked_organisation(session, person.organisation_id)
    about = ", ".join(part for part in (person.post, organisation.title if organisation else "") if part)
    values = {field.key: getattr(person, field.key) for field in PERSON_FIELDS if field.key != "organisation"}
    titles = titles_of(session, person.post)
    facts = (
        *((("Takes part", pill(f"no longer from {format_date(person.left)}", Tone.WARNING)),) if person.left else ()),
        *((("Post also called", ", ".join(titles)),) if titles else ()),
    )
    return Detail(
        "person", uid, person.version, person.name, about, values | {"organisation": organisation}, facts=facts,
        lines=person_lines(session, person), papers="person", history=history_of_person(session, uid),
    )  # fmt: skip


def _save_person(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(change_person, (uid, version), with_organisation(fields))


def _put_people(records: Sequence[Pasted]) -> Act:
    return Act(put_people, ([(one.uid, one.version, _as_put(one)) for one in records],))


def _as_put(one: Pasted) -> dict[str, Any]:
    """Return the values of a pasted row as the operation takes them: an organisation that is new by its name."""
    picked: Picked | None = one.values.get("organisation")
    fields = with_organisation(dict(one.values))
    if picked is not None and picked.uid is None:
        del fields["organisation_uid"]
        fields["new_organisation"] = picked.title
    return fields


def _cells(one: lists.PersonRow) -> tuple[Cell | str, ...]:
    return (
        one.name, known(one.post), known(one.organisation), known(one.email), known(one.telephone),
        Cell("left", Look.UNKNOWN, more=f"Left {format_date(one.left)}", value=one.left) if one.left else "",
    )  # fmt: skip


PEOPLE_SOURCE = TableSource(
    columns=(
        Column("name", "Name", 130, filter=Filtering.TEXT, spelt=spellings("name")),
        Column("post", "Post", 150, filter=Filtering.TEXT, groups=True, spelt=("role", "roles", *spellings("post"))),
        Column(
            "organisation", "Organisation", 150, filter=Filtering.TEXT, groups=True, spelt=spellings("organisation")
        ),
        Column("email", "E-mail", 137, filter=Filtering.TEXT, private=True, spelt=spellings("e-mail")),
        Column("telephone", "Telephone", 120, filter=Filtering.TEXT, private=True, spelt=spellings("telephone")),
        Column("left", "Left", 66, filter=Filtering.DATE, empty="still takes part"),
    ),
    ids=lists.PEOPLE.ids,
    rows=lambda session, ids, _query: [Row(one.id, one.uid, _cells(one)) for one in lists.person_rows(session, ids)],
    id_of=lambda session, uid: id_of(session, Person, uid),
    summary=lambda _session, _query, number: f"{number:,} {'person' if number == 1 else 'people'}",
    whole=lists.PEOPLE.whole,
    sections=lists.PEOPLE.sections,
    found=lists.PEOPLE.found,
)


def _restore(entry: int, name: str, version: int) -> Act:
    """Return what puts a former value back; of a line, whose version the panel does not show, by its table."""
    table, _, field = name.rpartition(".")
    return Act(RESTORE, (entry, field, None if table else version))


class PeoplePage(TablePage):
    """Everybody who holds or held a seat."""

    key = "people"
    title = "People"
    shortcut = "Alt+P"
    icon = "people"
    guide = "people"
    kinds = frozenset({"person"})
    watches = frozenset(
        {"person", "organisation", "attachment", "person_alias", "former_post", "copied_person", "post_title"}
    )

    def __init__(self, tasks: Tasks, lines: tuple[Lines, ...] = PERSON_LINES, load: Load = load_person) -> None:
        """`lines` and `load` are those of a page that shows more of a person than this feature knows."""
        add = Command("people.add", "Add a person", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        self._posting = Command(
            "people.new_post", "New post…", self._new_post, "Ctrl+Shift+N", self._has_person,
            called="moves job employer organisation promoted",
        )  # fmt: skip
        self._merging = Command(
            "people.merge", "Merge with…", self._merge, "Ctrl+Shift+J", self._can_merge,
            called="duplicate same person two names",
        )  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "People", PEOPLE_SOURCE, PERSON_FIELDS, load, _save_person,
                Empty("People who hold seats stand here. There are none yet.", add),
                head=lambda _session, _query: Head("People"),
                restore=_restore,
                remove=lambda uids: removal("person", uids),
                many=Many(
                    ("post", "organisation", "privacy_notice"),
                    lambda uids, found: Act(change_people, (list(uids),), with_organisation(found)),
                ),
                paste=Paste(
                    _put_people, people_named, makes=frozenset({"organisation"}), called=("person", "people")
                ),
                lines=lines,
            ),
            actions=(add,),
        )  # fmt: skip

    def commands(self) -> list[Command]:
        """Return what can be done with people, and where the titles of posts are kept."""
        return [
            *super().commands(),
            *self.person_commands(),
            Command("people.titles", "Titles of posts…", self._titles, called="post also called synonym"),
            self._merging,
        ]

    def row_commands(self) -> list[Command]:
        """Return what can be done with the person in hand, for its menu."""
        return [*super().row_commands(), *self.person_commands(), self._merging]

    def person_commands(self) -> list[Command]:
        """Return what comes to pass with people and can be recorded here; a page that knows of more adds it."""
        return [self._posting]

    def _has_person(self) -> bool:
        shows_one = self.side.currentWidget() is self.panel  # else several rows are chosen, and none is meant alone
        return self._tasks.locked() is None and self.panel.detail is not None and shows_one

    def _can_merge(self) -> bool:
        return self._tasks.locked() is None and self.table.current_uid() is not None

    def _merge(self) -> None:
        self.table.with_uids(lambda uids: open_merge(self._tasks, PEOPLE, uids, self, self.open_place))

    def _add(self) -> None:
        AskDialog(
            self._tasks, MAKE_PERSON.title, NEW_PERSON, {}, MAKE_PERSON.verb, MAKE_PERSON.act, self, self.edit_new,
            command="people.add",
        ).open()  # fmt: skip

    def _new_post(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            today = PartialDate.of(self._tasks.store.clock.today())
            AskDialog(
                self._tasks, f"New post: {detail.title}", NEW_POST,
                {"organisation": detail.values["organisation"], "start": today}, "Record the new post",
                partial(new_post, detail.uid), self,
            ).open()  # fmt: skip

    def _titles(self) -> None:
        RecordDialog(
            self._tasks, "Titles of posts", "titles", _load_titles, (TITLES,), self,
            watches=frozenset({"post_title"}), restore=lambda entry, name, _: Act(RESTORE, (entry, name, None)),
        ).open()  # fmt: skip


def _load_titles(session: "Session", uid: str) -> Detail:
    words = "A post found by one of its titles is found by all of them."
    entries = titles_history(session)
    told = {entry.summary: entry for entry in entries if entry.kind == "insert"}.values()  # many came by one operation
    shown = [entry for entry in entries if entry.kind != "insert" or entry in told]
    history = history_items(shown, {"post": "Post", "title": "Also called"})
    return Detail("post titles", uid, 0, "Titles of posts", words, lines=title_lines(session), history=history)
