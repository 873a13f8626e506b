"""The search index: kept in the transaction that changes a record, read at every key stroke."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, text
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Record, from_plain, model_of
from mscp_desktop.foundation.bookkeeping import (
    SEARCH_ADD,
    SEARCH_ADD_WORDS,
    SEARCH_CHANGE,
    SEARCH_CHANGE_WORDS,
    SEARCH_FORGET,
    SEARCH_KEPT,
    SearchEntry,
)
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.engine import driver_of
from mscp_desktop.foundation.history import BOOKKEEPING
from mscp_desktop.foundation.row_changes import KEPT_APART, RowChange

WORD = re.compile(r"[^\W_]+", re.UNICODE)
APOSTROPHE = re.compile("\\w+(?:['\u2019]\\w+)+")
LONGEST_QUERY = 200
CANDIDATES = 60

# Made once: each key stroke runs it.
MATCHES = text(
    "SELECT e.kind, e.uid, e.title, e.detail FROM search_entry AS e JOIN"
    " (SELECT rowid AS found FROM search_words WHERE search_words MATCH :match LIMIT :many) ON e.id = found"
)


@dataclass(frozen=True, slots=True)
class SearchText:
    """What can be found of one record: its title, a line that tells it from others, and further words."""

    title: str
    detail: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Resting:
    """Which records say something of another one: those that `find` gives, where one of its `fields` changed.

    `find` is asked for that other record as it is and as it was, so it may only read its columns and the session.
    `by_key` says that it gives those that refer to it by its key: of a new record they are new, or changed, themselves.
    """

    fields: frozenset[str]
    find: Callable[[Session, Any], Iterable[Record]]
    by_key: bool = False


@dataclass(frozen=True, slots=True)
class SearchSource:
    """How one kind of record is searched.

    `describe` gives a record's text, or None for one that is not searched. `rests_on` names the other kinds of record
    that such a text holds something of.
    """

    kind: str
    model: type[Record]
    describe: Callable[[Session, Any], SearchText | None]
    rests_on: Mapping[type[Record], Resting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found. It opens itself, or the record `of` which it is a part."""

    kind: str
    uid: str
    title: str
    detail: str
    of: Place | None = None


class SearchIndex:
    """Keeps the index for the sources it is given."""

    def __init__(self, sources: Sequence[SearchSource]) -> None:
        self._by_table = {source.model.__tablename__: source for source in sources}
        self._resting: dict[str, list[tuple[SearchSource, Resting]]] = {}
        for source in sources:
            for model, resting in source.rests_on.items():
                self._resting.setdefault(model.__tablename__, []).append((source, resting))

    def described(self, session: Session, record: Record) -> SearchText | None:
        """Return what search says of a record; None for one that is not searched."""
        source = self._by_table.get(record.__tablename__)
        return None if source is None else source.describe(session, record)

    def refresh(self, session: Session, connection: Connection, changes: Iterable[RowChange]) -> None:
        """Describe the changed records again, and those whose text rests, or rested, on one of them."""
        stale: dict[tuple[str, str], tuple[SearchSource, int]] = {}
        for change in changes:
            own = self._by_table.get(change.table)
            if own is not None:
                stale[change.table, change.uid] = own, change.row_id
            for source, resting in self._resting.get(change.table, ()):
                if change.kind == "update" and not resting.fields & change.values.keys():
                    continue
                if change.kind == "insert" and resting.by_key:
                    continue
                for one in _now_and_before(session, change):
                    for other in resting.find(session, one):
                        stale[other.__tablename__, other.uid] = source, other.id
        for (_, uid), (source, row_id) in stale.items():
            record = session.get(source.model, row_id)  # most often at hand, and then it costs no query
            _put(connection, source.kind, uid, None if record is None else source.describe(session, record))

    def rebuild(self, session: Session) -> int:
        """Describe everything afresh and return the number of records that can be found."""
        connection = session.connection()
        connection.execute(text("DELETE FROM search_words"), execution_options=BOOKKEEPING)
        connection.execute(delete(SearchEntry), execution_options=BOOKKEEPING)
        found = 0
        for source in self._by_table.values():
            for record in session.scalars(select(source.model)):
                described = source.describe(session, record)
                if described is not None:
                    _put(connection, source.kind, record.uid, described)
                    found += 1
        return found


def _now_and_before(session: Session, change: RowChange) -> Iterator[Record]:
    """Yield a changed record as it is and as it was, as far as it is there."""
    model = model_of(change.table)
    record = session.get(model, change.row_id)  # most often at hand, and then it costs no query
    if record is not None:
        yield record
    if change.kind == "insert":
        return
    columns, dialect = model.__table__.columns, session.connection().dialect
    former = model(id=change.row_id, uid=change.uid)
    for column in columns:
        if column.name not in KEPT_APART:
            setattr(former, column.name, None if record is None else getattr(record, column.name))
    for name, (old, _) in change.values.items():
        setattr(former, name, from_plain(columns[name], old, dialect))
    yield former


def _put(connection: Connection, kind: str, uid: str, said: SearchText | None) -> None:
    """Make the index say this of one record, touching it only where that differs."""
    driver = driver_of(connection)
    kept = driver.execute(SEARCH_KEPT, (kind, uid)).fetchone()
    if said is None:
        if kept is not None:
            for statement in SEARCH_FORGET:
                driver.execute(statement, (kept[0],))
        return
    body = " ".join([said.detail, said.words, *_without_apostrophes(f"{said.title} {said.detail} {said.words}")])
    if kept is None:
        made = driver.execute(SEARCH_ADD, (kind, uid, said.title, said.detail)).lastrowid
        driver.execute(SEARCH_ADD_WORDS, (said.title, body, made))
        return
    row_id, title, detail, words_title, words_body = kept
    if (title, detail) != (said.title, said.detail):
        driver.execute(SEARCH_CHANGE, (said.title, said.detail, row_id))
    if (words_title, words_body) != (said.title, body):
        driver.execute(SEARCH_CHANGE_WORDS, (said.title, body, row_id))


def _without_apostrophes(words: str) -> list[str]:
    """Return the words that have an apostrophe as they are often typed: "childrens" for "children's"."""
    return [re.sub("['\u2019]", "", word) for word in APOSTROPHE.findall(words)]


def find(session: Session, typed: str, limit: int = 12) -> list[SearchHit]:
    """Return the best matches for what has been typed so far: every word begins a word of the record.

    Titles that begin with it come first, then matches in the title, then the others. The number of candidates is
    bounded, not ranked over all matches, so that the commonest word answers as fast as the rarest.
    """
    words = WORD.findall(unicodedata.normalize("NFC", typed[:LONGEST_QUERY]))
    if not words:
        return []
    match = " ".join(f'"{word}"*' for word in words)
    hits: dict[tuple[str, str], tuple[int, SearchHit]] = {}
    for turn, query in enumerate((f"title : ({match})", match)):
        for row in session.execute(MATCHES, {"match": query, "many": CANDIDATES}):
            hits.setdefault((row.kind, row.uid), (turn, SearchHit(row.kind, row.uid, row.title, row.detail)))
        if len(hits) >= limit:
            break
    first = _folded(typed[:LONGEST_QUERY])

    def rank(found: tuple[int, SearchHit]) -> tuple[bool, int, int]:
        turn, hit = found
        return not _folded(hit.title).startswith(first), turn, len(hit.title)

    return [hit for _, hit in sorted(hits.values(), key=rank)][:limit]


def _folded(words: str) -> str:
    """Return words as they are compared: without accents and case."""
    parts = unicodedata.normalize("NFD", words.strip())
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()
