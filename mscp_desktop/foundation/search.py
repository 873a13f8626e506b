"""The search index: kept in the transaction that changes a record, read at every key stroke."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
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

WORD = re.compile(r"[^\W_]+", re.UNICODE)
APOSTROPHE = re.compile("\\w+(?:['\u2019]\\w+)+")
LONGEST_QUERY = 200
CANDIDATES = 60
MOST_HITS = 100  # that are ranked and handed over
FIRST = 12  # of these no more than `OF_A_KIND` are of one kind, while there are others
OF_A_KIND = 4
PATIENCE = 0.003  # seconds after which kinds that come later are no longer looked for
SOON = 45  # days ahead in which the next meeting is looked for, where there are more than can be looked at
SHORT = 3  # letters of a word that keeps its ending

# An entry's id says its kind's place among the sources, its day, the latest first, and a number: what stands in an id
# needs no reading to pass over a whole kind, or to find the newest of one.
NUMBER_BITS, DAY_BITS = 24, 22
NUMBERS, DAYS = 1 << NUMBER_BITS, 1 << DAY_BITS

# Made once: each key stroke runs them.
MATCHES = text(
    "SELECT e.id, e.kind, e.uid, e.title, e.detail FROM search_entry AS e JOIN"
    " (SELECT rowid AS found FROM search_words WHERE search_words MATCH :match AND rowid >= :first"
    " ORDER BY rowid LIMIT :many) ON e.id = found ORDER BY e.id"
)
OF_KIND = text(
    "SELECT e.id, e.kind, e.uid, e.title, e.detail FROM search_words AS w JOIN search_entry AS e ON e.id = w.rowid"
    " WHERE w.search_words MATCH :match AND e.kind = :kind LIMIT :many"
)
BEYOND = text("SELECT 1 FROM search_entry WHERE id >= :first LIMIT 1")


@dataclass(frozen=True, slots=True)
class SearchText:
    """What can be found of one record: its title, a line that tells it from others, and further words.

    `names` are others that it goes by, found as its title is. `day` is when it is, or was, dealt with: of one kind, the
    next to come is found first, then the latest.
    """

    title: str
    detail: str = ""
    words: str = ""
    names: str = ""
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
        whole = f"{said.title} {said.names}".strip()
        body = " ".join([said.detail, said.words, *_without_apostrophes(f"{whole} {said.detail} {said.words}")])
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


def _place_and_day(row_id: int) -> tuple[int, int]:
    """Return the place of an entry's kind, and its day as an ordinal, 0 where it has none."""
    place, back = divmod(row_id >> NUMBER_BITS, DAYS)
    return place - 1, DAYS - 1 - back


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


def _without_apostrophes(words: str) -> list[str]:
    """Return the words that have an apostrophe as they are often typed: "childrens" for "children's"."""
    return [re.sub("['\u2019]", "", word) for word in APOSTROPHE.findall(words)]


@dataclass(slots=True)
class _Match:
    """A hit, and what ranks it: its kind's place, its day (0 for none), and whether its title holds the words."""

    hit: SearchHit
    row_id: int
    place: int
    day: int
    titled: bool


def find(
    session: Session,
    typed: str,
    limit: int = MOST_HITS,
    *,
    today: date | None = None,
    kinds: Mapping[str, str] | None = None,
) -> list[SearchHit]:
    """Return the best matches for what has been typed so far: every word begins a word of the record.

    The first `FIRST` are a mix of kinds, in the order of the sources: those with a match in the title first. Of a kind,
    titles that begin with it come first, then matches in the title, then the others; among equals the next to come as
    at `today`, then the latest. A word of `kinds` beside others asks for that kind. Where nothing is found, endings of
    plurals are left aside. The number of candidates of a kind is bounded, and the time in which kinds are looked for,
    so that the commonest word answers about as fast as the rarest.
    """
    words = WORD.findall(unicodedata.normalize("NFC", typed[:LONGEST_QUERY]))
    if not words:
        return []
    day = 0 if today is None else today.toordinal()
    asked = _of_kind(session, words, kinds or {})
    have = {one.row_id for one in asked}
    others = (one for one in _matches(session, words, day) if one.row_id not in have)
    found = asked + [one for one in others if one.titled or not asked]
    if not found:
        fewer = [_without_ending(word) for word in words]
        found = _matches(session, fewer, day) if fewer != words else []
    whole = _folded(typed[:LONGEST_QUERY])
    ranked = _mixed(found, whole, day)
    if asked:
        wanted = {one.hit.kind for one in asked}
        ranked.sort(key=lambda hit: (not _folded(hit.title).startswith(whole), hit.kind not in wanted))
    return ranked[:limit]


def _of_kind(session: Session, words: Sequence[str], kinds: Mapping[str, str]) -> list[_Match]:
    """Return the matches of the kind that one of several words asks for, by the others."""
    for number, word in enumerate(words if len(words) > 1 else ()):
        kind = kinds.get(_folded(word))
        others = [*words[:number], *words[number + 1 :]]
        if kind is None:
            continue
        others = [one for one in others if kinds.get(_folded(one)) != kind] or others
        for wanted in (others, [_without_ending(one) for one in others]):
            found: dict[int, _Match] = {}
            for titled in (True, False):
                rows = session.execute(
                    OF_KIND, {"match": _query(wanted, titled=titled), "kind": kind, "many": CANDIDATES}
                )
                _take(found, rows, titled=titled)
            if found:
                return list(found.values())
    return []


def _matches(session: Session, words: Sequence[str], day: int) -> list[_Match]:
    """Return matches of every kind: of each the first ones, the newest, and where there are many those around today."""
    found: dict[int, _Match] = {}
    until = perf_counter() + PATIENCE
    for titled in (True, False):
        query, first = _query(words, titled=titled), 0
        if len(found) >= FIRST and perf_counter() > until:
            break
        while True:
            rows = session.execute(MATCHES, {"match": query, "first": first, "many": CANDIDATES}).all()
            _take(found, rows, titled=titled)
            if len(rows) < CANDIDATES or perf_counter() > until:
                break
            place, last = _place_and_day(rows[-1].id)
            soon = id_of(place, date.fromordinal(day + SOON)) if day and last > day + SOON else 0
            first = max(rows[-1].id + 1, soon) if soon else id_of(place + 1, date.max)
            if session.execute(BEYOND, {"first": first}).first() is None:
                break
    return list(found.values())


def _take(found: dict[int, _Match], rows: Iterable[Any], *, titled: bool) -> None:
    for row in rows:
        if row.id not in found:
            place, day = _place_and_day(row.id)
            found[row.id] = _Match(SearchHit(row.kind, row.uid, row.title, row.detail), row.id, place, day, titled)


def _query(words: Sequence[str], *, titled: bool) -> str:
    match = " ".join(f'"{word}"*' for word in words)
    return f"title : ({match})" if titled else match


def _mixed(found: Sequence[_Match], typed: str, day: int) -> list[SearchHit]:
    """Return hits, best first: the first of them a mix of kinds, each kind in one piece, then all others."""
    coming = {
        kind: min((one.day for one in found if one.hit.kind == kind and one.day >= day), default=0)
        for kind in {one.hit.kind for one in found}
    }

    def rank(one: _Match) -> tuple[object, ...]:
        begins = _folded(one.hit.title).startswith(typed)
        if one.day == 0:
            return not begins, not one.titled, 3, 0, len(one.hit.title), one.row_id
        turn = 0 if day and one.day == coming[one.hit.kind] else 1 if one.day < day or not day else 2
        return not begins, not one.titled, turn, one.day if turn == 2 else -one.day, 0, one.row_id  # noqa: PLR2004

    by_kind: dict[str, list[_Match]] = {}
    for one in sorted(found, key=rank):
        by_kind.setdefault(one.hit.kind, []).append(one)

    def stands(kind: str) -> tuple[object, ...]:
        best = by_kind[kind][0]
        return _folded(best.hit.title) != typed, not best.titled, best.place, kind

    order = sorted(by_kind, key=stands)
    shares = _shares({kind: (len(by_kind[kind]), by_kind[kind][0].titled) for kind in order})
    first = [one.hit for kind in order for one in by_kind[kind][: shares[kind]]]
    return first + [one.hit for kind in order for one in by_kind[kind][shares[kind] :]]


def _shares(kinds: Mapping[str, tuple[int, bool]]) -> dict[str, int]:
    """Return how many of each kind stand among the first; given how many there are, and whether titles match."""
    shares = dict.fromkeys(kinds, 0)

    def deal(most: int, among: Iterable[str]) -> None:
        among = list(among)
        for _ in range(most):
            for kind in among:
                if sum(shares.values()) < FIRST and shares[kind] < min(most, kinds[kind][0]):
                    shares[kind] += 1

    deal(1, kinds)
    deal(OF_A_KIND, (kind for kind, (_, titled) in kinds.items() if titled))
    deal(OF_A_KIND, kinds)
    deal(FIRST, kinds)
    return shares


def _without_ending(word: str) -> str:
    """Return what a word and its plural begin with: "priorit" for "priorities" and "priority"."""
    if len(word) <= SHORT + 1:
        return word
    for ending in ("ies", "y", "sses", "xes", "ches", "shes", "s"):
        if word.casefold().endswith(ending) and not word.casefold().endswith("ss"):
            return word[: -len(ending)] if ending in {"ies", "y", "s"} else word[:-2]
    return word


def _folded(words: str) -> str:
    """Return words as they are compared: without accents and case."""
    parts = unicodedata.normalize("NFD", words.strip())
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()
