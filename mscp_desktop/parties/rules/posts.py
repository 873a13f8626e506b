"""Posts: what people were before, and the several titles of one and the same post."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import FormerPost, Organisation, Person, PostTitle
from mscp_desktop.parties.rules.names import normal_name, organisation_id, take_uids
from mscp_desktop.parties.rules.words import field_words, trimmed

_TITLES = select(PostTitle.post, PostTitle.title).order_by(PostTitle.id)  # made once: each saved field runs it


@operation("parties.move_post")
def move_post(
    session: WorkSession,
    person_uid: str,
    *,
    post: str | None = None,
    organisation_uid: str | None = None,
    start: PartialDate | None = None,
) -> None:
    """Give a person another post, employer, or both, from a date on, and keep what they were as a former post.

    The seats they hold stay theirs.
    """
    person = Person.by_uid(session, person_uid)
    put_post(session, person, trimmed(post), organisation_id(session, organisation_uid), start)
    body = session.get(Organisation, person.organisation_id) if person.organisation_id else None
    place = ", ".join(part for part in (person.post, body.name if body else None) if part)
    since = f" from {format_date(start)}" if start else ""
    session.say(f"{person.name} is {place or 'without a post'}{since}")


def put_post(
    session: WorkSession, person: Person, post: str | None, organisation: int | None, start: PartialDate | None
) -> None:
    """Move a person's post of today among the former ones, and set another, as a part of another operation."""
    if (person.post, person.organisation_id) == (post, organisation):
        raise UserError(f"{person.name} already has this post. Choose another post or organisation.")
    if person.post_from is not None and start is not None:
        require_order(person.post_from, start, "start")
    if person.post or person.organisation_id:
        session.add(FormerPost(
            person_id=person.id, post=person.post, organisation_id=person.organisation_id, start=person.post_from,
            end=start,
        ))  # fmt: skip
    person.post, person.organisation_id, person.post_from = post, organisation, start
    session.flush()


@operation("parties.add_former_post")
def add_former_post(
    session: WorkSession,
    person_uid: str,
    *,
    post: str | None = None,
    organisation_uid: str | None = None,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
) -> str:
    """Record a post that a person had before the one of today, and return its uid."""
    person = Person.by_uid(session, person_uid)
    require_order(start, end)
    former = FormerPost(
        person_id=person.id, post=trimmed(post), organisation_id=organisation_id(session, organisation_uid),
        start=start, end=end,
    )  # fmt: skip
    _refuse_empty(former.post, former.organisation_id)
    session.add(former)
    session.flush()
    session.say(f"A former post of {person.name}")
    return former.uid


@operation("parties.change_former_post")
def change_former_post(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct a former post: post, organisation_uid, start, end."""
    former = FormerPost.by_uid(session, uid)
    take_uids(session, fields, "organisation")
    if "post" in fields:
        fields["post"] = trimmed(fields["post"])
    require_order(fields.get("start", former.start), fields.get("end", former.end))
    _refuse_empty(fields.get("post", former.post), fields.get("organisation_id", former.organisation_id))
    changed = change_record(session, former, version, fields)
    person = session.get_one(Person, former.person_id)
    session.say(f"{field_words(changed)} of a former post of {person.name}")


@operation("parties.remove_former_post")
def remove_former_post(session: WorkSession, uid: str) -> None:
    """Delete a former post that was entered by mistake."""
    former = FormerPost.by_uid(session, uid)
    session.say(f"Removed a former post of {session.get_one(Person, former.person_id).name}")
    session.delete(former)


def _refuse_empty(post: str | None, organisation: int | None) -> None:
    if not post and not organisation:
        raise UserError("Say which post it was, or with which organisation.")


@operation("parties.add_post_title")
def add_post_title(session: WorkSession, post: str, title: str) -> str:
    """Record that a post is also called by another title, and return the title's uid.

    Raises `UserError` where the title already stands for another post.
    """
    made = PostTitle(post=_needed(post, "post"), title=_needed(title, "title"))
    _refuse_title(session, made.post, made.title, None)
    session.add(made)
    session.flush()
    session.say(f"{made.post} is also called {made.title}")
    return made.uid


@operation("parties.change_post_title")
def change_post_title(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct another title of a post: post, title."""
    row = PostTitle.by_uid(session, uid)
    for name in ("post", "title"):
        if name in fields:
            fields[name] = _needed(fields[name], name)
    _refuse_title(session, fields.get("post", row.post), fields.get("title", row.title), row.id)
    change_record(session, row, version, fields)
    session.say(f"{row.post} is also called {row.title}")


@operation("parties.remove_post_title")
def remove_post_title(session: WorkSession, uid: str) -> None:
    """Forget that two titles are of one post."""
    row = PostTitle.by_uid(session, uid)
    session.say(f"{row.title} is no longer a title of {row.post}")
    session.delete(row)


def _needed(text: str | None, what: str) -> str:
    words = " ".join((text or "").split())
    if not words:
        raise UserError(f"Say which {what} is meant.")
    return words


def _refuse_title(session: WorkSession, post: str, title: str, own: int | None) -> None:
    if normal_name(post) == normal_name(title):
        raise UserError(f"“{title}” is the post itself. Type another title of it.")
    for key, of_post, said in session.execute(select(PostTitle.id, PostTitle.post, PostTitle.title)):
        if key != own and normal_name(said) == normal_name(title):
            raise UserError(f"“{said}” is already a title of {of_post}. Remove it there first.")


def titles_by_post(session: Session) -> Mapping[str, tuple[str, ...]]:
    """Return the other titles of every post that has some, by each of its titles in the form of `normal_name`."""
    return {
        normal_name(one): tuple(other for other in titles if normal_name(other) != normal_name(one))
        for titles in _known_titles(session)
        for one in titles
    }


def titles_of(session: Session, post: str | None) -> tuple[str, ...]:
    """Return the other titles of a post, whichever of them it is called by."""
    if not post:
        return ()
    wanted = normal_name(post)
    for titles in reversed(_known_titles(session)):
        others = tuple(one for one in titles if normal_name(one) != wanted)
        if len(others) < len(titles):
            return others
    return ()


def _known_titles(session: Session) -> Sequence[list[str]]:
    """Return all titles of each post that has several, the one it is listed under first."""
    named: dict[str, list[str]] = {}
    for post, title in session.execute(_TITLES):
        named.setdefault(normal_name(post), [post]).append(title)
    return list(named.values())


def post_titles(session: Session) -> list[PostTitle]:
    """Return every other title of a post, by post."""
    return list(session.scalars(select(PostTitle).order_by(PostTitle.post, PostTitle.id)))


def titles_history(session: Session) -> list[Entry]:
    """Return the changes of all other titles of posts that are there, newest first."""
    found: list[Entry] = []
    for uid in session.scalars(select(PostTitle.uid)):
        found += entries_of(session, "post_title", uid)
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def former_posts(session: Session, person_id: int) -> list[tuple[FormerPost, Organisation | None]]:
    """Return what a person was before, the latest first."""
    query = (
        select(FormerPost, Organisation)
        .outerjoin(Organisation, Organisation.id == FormerPost.organisation_id)
        .where(FormerPost.person_id == person_id)
    )
    rows = [(former, body) for former, body in session.execute(query)]
    return sorted(rows, key=lambda row: (row[0].end or row[0].start or PartialDate(1), row[0].id), reverse=True)
