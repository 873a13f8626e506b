"""Drafts: what somebody typed and has not saved, valid or not, as it comes back after a lock, a crash or a kill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.bookkeeping import Draft, HistoryEntry, SearchEntry
from mscp_desktop.foundation.contracts import Place

FORM = "form"  # the kind under which drafts of a form are kept, by its title: it belongs to no record
BETWEEN = "\t"  # parts where a form is opened


@dataclass(frozen=True, slots=True)
class Kept:
    """One field's draft: the text, and the text that it was typed over, where that is known."""

    text: str
    over: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in one field, by its key; `label` says which in words."""

    field: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A record or form in which something was typed and not saved; `kind` and `uid` say which, `title` in words.

    A record that search does not list keeps the title it had. `typed` are its fields, the last of them as it was at
    `at`. `opens` is where it goes on: the record, or the page on which
    the form was opened; None where that is not known.
    """

    kind: str
    uid: str
    title: str
    typed: tuple[Typed, ...]
    at: datetime
    opens: Place | None


def place_of(kind: str, uid: str) -> str:
    """Return under which name the drafts of a record are kept."""
    return f"{kind}:{uid}"


def words_of(label: str, title: str, opens: Place | None = None) -> str:
    """Return what a draft is listed by: its field's label, what it is of, and where its form is opened."""
    where = "" if opens is None else BETWEEN.join((opens.kind, opens.uid or "", opens.does))
    return "\n".join((" ".join(label.split()), " ".join(title.split()), where)).rstrip("\n")


def _opened_at(words: str) -> Place | None:
    kind, uid, does = [*words.split(BETWEEN), "", "", ""][:3]
    return Place(kind, uid or None, does) if kind else None


def drafts_at(session: Session, user_uid: str, place: str) -> dict[str, Kept]:
    """Return what a user typed in each field of a place."""
    query = select(Draft).where(Draft.user_uid == user_uid, Draft.place == place)
    return {row.field: Kept(row.text, row.over, row.at) for row in session.scalars(query)}


def unfinished(session: Session, user_uid: str) -> list[Unfinished]:
    """Return each record and form in which a user left something unsaved, the newest first.

    A record that was deleted has nothing to finish; once that is undone, what was typed in it is listed again.
    """
    places: dict[str, list[Draft]] = {}
    for row in session.scalars(select(Draft).where(Draft.user_uid == user_uid).order_by(Draft.at, Draft.field)):
        places.setdefault(row.place, []).append(row)
    listed = (_listed(session, place, rows) for place, rows in places.items() if not _is_deleted(session, place))
    return sorted(listed, key=lambda one: one.at, reverse=True)


def _is_deleted(session: Session, place: str) -> bool:
    kind, _, uid = place.partition(":")
    entries = select(HistoryEntry.kind).where(HistoryEntry.table_name == kind, HistoryEntry.row_uid == uid)
    return session.scalar(entries.order_by(HistoryEntry.id.desc()).limit(1)) == "delete"


def _listed(session: Session, place: str, rows: Sequence[Draft]) -> Unfinished:
    kind, _, uid = place.partition(":")
    newest = rows[-1]
    named = session.scalar(select(SearchEntry.title).where(SearchEntry.kind == kind, SearchEntry.uid == uid))
    _, title, opened = _parts(newest)
    typed = tuple(Typed(row.field, _parts(row)[0] or row.field, row.text) for row in rows)
    opens = _opened_at(opened) if kind == FORM else Place(kind, uid)
    return Unfinished(kind, uid, named or title, typed, newest.at, opens)


def _parts(row: Draft) -> list[str]:
    return [*row.words.split("\n", 2), "", "", ""][:3]


def unfinished_elsewhere(session: Session, user_uid: str, besides: str) -> tuple[str, ...]:
    """Return in what a user left something unsaved, besides one place: titles, the newest first."""
    return tuple(one.title for one in unfinished(session, user_uid) if place_of(one.kind, one.uid) != besides)
