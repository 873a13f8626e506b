"""The search index: kept in the transaction that changes a record, read at every key stroke."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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
    SEARCH_NEXT,
    SearchEntry,
)
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.engine import driver_of
from mscp_desktop.foundation.history import BOOKKEEPING
from mscp_desktop.foundation.row_changes import KEPT_APART, RowChange
from mscp_desktop.foundation.search_words import (
    without_apostrophes,
)

# An entry's id says its kind's place among the sources, its day, the latest first, and a number: what stands in an id
# needs no reading to pass over a whole kind, or to find the newest of one.
NUMBER_BITS, DAY_BITS = 24, 22
NUMBERS, DAYS = 1 << NUMBER_BITS, 1 << DAY_BITS


@dataclass(frozen=True, slots=True)
class SearchText:
    """What can be found of one record: its title, a line that tells it from others, and further words.

    `names` are others that it goes by, found next after its title. `day` is when it is, or was, dealt with: of one
    kind, the next to come is found first, then the latest.
    """

    title: str
    detail: str = ""
    words: str = ""
    names: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Resting:
    """Which records say something of another one: those that `find` gives, where one of its `fields` changed.

    `find` is asked for that other record as it is and as it was, so it may only read its columns and the session.
    `by_key` says that it gives those that refer to it by its key, or by that of one they rest on too: of a new record
    they are new, or changed, themselves.
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
    """One thing found. It opens itself, or the record `of` which it is a part.

    `why` says where what was typed stands, unless that is its title: in pieces, of which each second one is what fits.
    """

    kind: str
    uid: str
    title: str
    detail: str
    of: Place | None = None
    why: tuple[str, ...] = ()


class SearchIndex:
    """Keeps the index for the sources it is given."""

    def __init__(self, sources: Sequence[SearchSource]) -> None:
        self.sources = tuple(sources)
        self._by_table = {source.model.__tablename__: source for source in sources}
        self._places = {source.kind: place for place, source in enumerate(sources)}
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
            self._put(connection, source.kind, uid, None if record is None else source.describe(session, record))

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
                    self._put(connection, source.kind, record.uid, described)
                    found += 1
        return found

    def _put(self, connection: Connection, kind: str, uid: str, said: SearchText | None) -> None:
        """Make the index say this of one record, touching it only where that differs."""
        driver = driver_of(connection)
        kept = driver.execute(SEARCH_KEPT, (kind, uid)).fetchone()
        first = 0 if said is None else id_of(self._places[kind], said.day)
        if kept is not None and (said is None or kept[0] - kept[0] % NUMBERS != first):
            for statement in SEARCH_FORGET:
                driver.execute(statement, (kept[0],))
            kept = None
        if said is None:
            return
        whole, body = _lines(said)
        if kept is None:
            made = driver.execute(SEARCH_NEXT, (first, first, first + NUMBERS)).fetchone()[0]
            driver.execute(SEARCH_ADD, (made, kind, uid, said.title, said.detail))
            driver.execute(SEARCH_ADD_WORDS, (whole, body, made))
            return
        row_id, title, detail, words_title, words_body = kept
        if (title, detail) != (said.title, said.detail):
            driver.execute(SEARCH_CHANGE, (said.title, said.detail, row_id))
        if (words_title, words_body) != (whole, body):
            driver.execute(SEARCH_CHANGE_WORDS, (whole, body, row_id))


def id_of(place: int, day: date | None, number: int = 0) -> int:
    """Return the id of an entry of the kind in this place; a kind's entries without a day come after the others."""
    back = DAYS - 1 - (0 if day is None else day.toordinal())
    return (((place + 1) << DAY_BITS) + back << NUMBER_BITS) + number


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


def _lines(said: SearchText) -> tuple[str, str]:
    """Return what the index keeps of a record: its names and its text, line by line.

    The last line of each has the words with an apostrophe as they are typed without it.
    """
    title, names = " ".join(said.title.split()), (" ".join(one.split()) for one in said.names)
    body = f"{' '.join(said.detail.split())}\n{' '.join(said.words.split())}"
    whole = "\n".join([title, *names])
    parted = [" ".join(without_apostrophes(one)) for one in (whole, body)]
    return f"{whole}\n{parted[0]}", f"{body}\n{parted[1]}"
