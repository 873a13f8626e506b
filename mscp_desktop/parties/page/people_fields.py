"""The fields and lines of people: contact details, other names, posts over time, and who else gets copies."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import history_items
from mscp_desktop.desktop.values import Act, Cell, Choice, Field, HistoryItem, Kind, Line, Lines, Look, Making, Picked
from mscp_desktop.foundation.attachments import with_papers
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.spans import span_words
from mscp_desktop.parties.page.fields import ORGANISATION, find_person, find_post, organisation_words, with_organisation
from mscp_desktop.parties.records import CopyKind, Person
from mscp_desktop.parties.rules.copies import KIND_WORDS, add_copy, change_copy, copies_of, remove_copy
from mscp_desktop.parties.rules.people import (
    add_person,
    add_person_alias,
    aliases_of_person,
    change_person_alias,
    person_history,
    remove_person_alias,
)
from mscp_desktop.parties.rules.posts import (
    add_former_post,
    add_post_title,
    change_former_post,
    change_post_title,
    former_posts,
    move_post,
    post_titles,
    remove_former_post,
    remove_post_title,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

POST = Field("post", "Post", Kind.PICKER, find=find_post, free=True)
EMAIL = Field("email", "E-mail", Kind.EMAIL, private=True)
TELEPHONE = Field("telephone", "Telephone", Kind.TELEPHONE, private=True)
MOBILE = Field("mobile", "Mobile", Kind.TELEPHONE, private=True)
NEW_PERSON = (Field("name", "Name", required=True), POST, ORGANISATION, EMAIL, TELEPHONE)
PERSON_FIELDS = (
    Field("name", "Name", required=True),
    Field("post", "Post", Kind.PICKER, "To put it right; for another post use New post", find=find_post, free=True),
    ORGANISATION,
    EMAIL, TELEPHONE, MOBILE,
    Field("post_from", "In this post since", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known"),
    Field("privacy_notice", "Privacy notice given", Kind.PARTIAL_DATE, empty="not recorded"),
    Field("left", "Left", Kind.PARTIAL_DATE, "The first day without them; This person leaves ends their seats too",
          empty="still takes part"),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
PERSON_LABELS = {
    "name": "Name", "post": "Post", "organisation_id": "Organisation", "post_from": "In this post since",
    "email": "E-mail", "telephone": "Telephone", "mobile": "Mobile", "privacy_notice": "Privacy notice given",
    "left": "Left", "note": "Note",
}  # fmt: skip
LINE_LABELS = {
    "person_alias": {"name": "Also written"},
    "former_post": {
        "post": "Former post", "organisation_id": "Former organisation", "start": "Former post from",
        "end": "Former post until",
    },
    "copied_person": {"copy_id": "Gets copies", "kind": "Why they get copies"},
}  # fmt: skip


def _add_person(found: dict[str, Any]) -> Act:
    organisation: Picked | None = found.get("organisation")
    rest = {name: found[name] for name in ("post", "email", "telephone")}
    return Act(add_person, (found["name"],), rest | {"organisation_uid": organisation.uid if organisation else None})


MAKE_PERSON = Making("Add “{}” with their details…", "Add a person", "Add the person", NEW_PERSON, _add_person)
NEW_POST = (
    Field("post", "New post", Kind.PICKER, find=find_post, free=True),
    ORGANISATION,
    Field("start", "From", Kind.PARTIAL_DATE, "Their post of today becomes a former one then", empty="not known"),
)


def new_post(uid: str, found: dict[str, Any]) -> Act:
    """Return the move of a person to another post."""
    return Act(move_post, (uid,), with_organisation(found))


ALIASES = Lines(
    "aliases", "Also written", "another name", ("Name",), "No other name is recorded.",
    fields=(Field("name", "Name", required=True, help="As some people write it, or before a marriage"),),
    add=lambda uid, found: Act(add_person_alias, (uid, found["name"])),
    change=lambda uid, version, found: Act(change_person_alias, (uid, version), found),
    remove=lambda uid: Act(remove_person_alias, (uid,)),
)  # fmt: skip
FORMER_POSTS = Lines(
    "former_posts", "Former posts", "a former post", ("Post", "Organisation", "When"), "No former post is recorded.",
    fields=(
        POST,
        ORGANISATION,
        Field("start", "From", Kind.PARTIAL_DATE, "A month or a year is enough", empty="not known"),
        Field("end", "Until", Kind.PARTIAL_DATE, "The first day they no longer had it", empty="not known"),
    ),
    add=lambda uid, found: Act(add_former_post, (uid,), with_organisation(found)),
    change=lambda uid, version, found: Act(change_former_post, (uid, version), with_organisation(found)),
    remove=lambda uid: Act(remove_former_post, (uid,)),
)  # fmt: skip


def _with_copy(found: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in found.items() if name != "copy"}
    if "copy" not in found:
        return rest
    picked: Picked = found["copy"]
    return rest | {"copy_uid": picked.uid, "new_name": picked.title if picked.uid is None else None}


COPIES = Lines(
    "copies", "Assistants and copies", "somebody who gets copies", ("Person", "Why"),
    "Nobody else gets what is sent to them.",
    fields=(
        Field(
            "copy", "Person", Kind.PICKER, required=True, find=find_person, add="Add “{}” as a new person",
            making=MAKE_PERSON,
        ),
        Field(
            "kind", "Why", Kind.CHOICE, required=True,
            choices=tuple(Choice(kind, KIND_WORDS[kind]) for kind in CopyKind),
        ),
    ),
    add=lambda uid, found: Act(add_copy, (uid,), _with_copy(found)),
    change=lambda uid, version, found: Act(change_copy, (uid, version), _with_copy(found)),
    remove=lambda uid: Act(remove_copy, (uid,)),
    begins={"kind": CopyKind.ASSISTANT},
)  # fmt: skip
COPIED_FOR = Lines("copied_for", "Gets copies for", "a copy", ("Person", "Why"), "Gets nobody else's copies.")
PERSON_LINES = (ALIASES, FORMER_POSTS, COPIES, COPIED_FOR)


def person_lines(session: "Session", person: Person) -> dict[str, tuple[Line, ...]]:
    """Return the lines of a person; for whom they get copies is listed only where there is somebody."""
    aliases = tuple(
        Line(one.uid, one.version, (one.name,), {"name": one.name}) for one in aliases_of_person(session, person.id)
    )
    former = tuple(
        Line(
            one.uid, one.version,
            (
                one.post or Cell("not recorded", Look.UNKNOWN), body.name if body else "",
                span_words(one.start, one.end) or Cell("not known", Look.UNKNOWN),
            ),
            {
                "post": one.post, "organisation": Picked(body.uid, body.name) if body else None, "start": one.start,
                "end": one.end,
            },
            Place("organisation", body.uid) if body else None,
        )
        for one, body in former_posts(session, person.id)
    )  # fmt: skip
    copied = copies_of(session, [person.id])
    mine = tuple(
        Line(
            one.uid, one.version, (one.copy, KIND_WORDS[one.kind]),
            {"copy": Picked(one.copy_uid, one.copy), "kind": one.kind}, Place("person", one.copy_uid),
        )
        for one in copied
        if one.person_uid == person.uid
    )  # fmt: skip
    theirs = tuple(
        Line(one.uid, one.version, (one.person, FOR_WORDS[one.kind]), {}, Place("person", one.person_uid))
        for one in copied
        if one.copy_uid == person.uid
    )
    found = {"aliases": aliases, "former_posts": former, "copies": mine}
    return found | ({"copied_for": theirs} if theirs else {})


FOR_WORDS = {CopyKind.ASSISTANT: "As their assistant", CopyKind.COPIED: "Copied"}


def history_of_person(session: "Session", uid: str) -> tuple[HistoryItem, ...]:
    """Return the changes of a person, of their papers and of the lines that belong to them, newest first."""

    def words(field: str, value: Any) -> str:
        if field == "copy_id" and isinstance(value, int):
            person = session.get(Person, value)
            return person.name if person else "a person who was deleted"
        if field == "kind" and isinstance(value, str):
            return KIND_WORDS[CopyKind(value)]
        return organisation_words(session, field, value)

    entries = with_papers(session, "person", uid, entries_of(session, "person", uid, None))
    own = history_items(entries, PERSON_LABELS, words, rich=("note",))
    lines = [
        item
        for entry in person_history(session, uid)
        for item in history_items(
            [entry], LINE_LABELS[entry.table], words,
            lambda one, field: f"{one.table}.{field}",
        )
    ]  # fmt: skip
    return tuple(sorted((*own, *lines), key=lambda item: item.entry_id, reverse=True))


TITLES = Lines(
    "titles", "Posts with several titles", "a title", ("Post", "Also called"),
    "No post has another title. Where one post goes by several, record them here: each then finds the others.",
    fields=(
        Field("post", "Post", Kind.PICKER, "As it is recorded", required=True, find=find_post, free=True),
        Field("title", "Also called", required=True, help="Such as “LADO” for the designated officer"),
    ),
    add=lambda _, found: Act(add_post_title, (found["post"], found["title"])),
    change=lambda uid, version, found: Act(change_post_title, (uid, version), found),
    remove=lambda uid: Act(remove_post_title, (uid,)),
)  # fmt: skip


def title_lines(session: "Session") -> Mapping[str, tuple[Line, ...]]:
    """Return every post with another title, by post."""
    return {
        "titles": tuple(
            Line(one.uid, one.version, (one.post, one.title), {"post": one.post, "title": one.title})
            for one in post_titles(session)
        )
    }
