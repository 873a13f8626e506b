"""Search as it answers at every key stroke: what fits, in what order, and why; and what was probably meant."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from time import perf_counter
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from mscp_desktop.foundation.search import DAYS, NUMBER_BITS, SearchHit, id_of
from mscp_desktop.foundation.search_words import (
    IDLE,
    Term,
    begin_words,
    cut_out,
    phrase_of,
    plain,
    query_of,
    terms_of,
    without_endings,
)
from mscp_desktop.foundation.spelling import most_slips, nearest

CANDIDATES = 60
MOST_HITS = 100  # that are ranked and handed over
PAIR = 2  # words: a kind, and how of it stands what is looked for
FIRST = 12  # of these no more than `OF_A_KIND` are of one kind, while there are others
OF_A_KIND = 4
PATIENCE = 0.003  # seconds after which kinds that come later are no longer looked for
SOON = 45  # days ahead in which the next meeting is looked for, where there are more than can be looked at

States = Mapping[tuple[str, str], Callable[[Session, date], Sequence[str]]]
"""What of a kind is found by a word for how it stands on a day: a function gives the uids, the most urgent first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is asked by a word beside a name of one `kind`: "chair PMQA" who chairs it.

    `find` is given the uids that the name may mean, the likeliest first, and the day; `besides` are words that say
    nothing more. With `bare` the word is answered without a name as well, with no uids.
    """

    kind: str
    find: Callable[[Session, Sequence[str], date], Sequence[SearchHit]]
    besides: frozenset[str] = frozenset()
    bare: bool = False


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
WORDS_OF = text(
    "SELECT w.rowid, w.title, w.body FROM json_each(:ids) AS one JOIN search_words AS w ON w.rowid = one.value"
)
NAMED = text(
    "SELECT e.kind, e.uid, e.title, e.detail FROM json_each(:uids) AS one JOIN search_entry AS e"
    " ON e.uid = one.value AND e.kind = :kind ORDER BY one.key"
)
ANY = text("SELECT 1 FROM search_words WHERE search_words MATCH :match LIMIT 1")
KNOWN = text(
    "SELECT DISTINCT term FROM search_words_known WHERE term >= :first AND term < :end AND col IN :columns"
).bindparams(bindparam("columns", expanding=True))


class Level(IntEnum):
    """How well a record fits what was typed, the best first."""

    WHOLE = 0  # it is its title or one of its names
    BEGINS = 1  # one of these begins with it
    PHRASE = 2  # its title holds it, word by word
    TITLE = 3  # its title has all the words
    NAMES = 4  # it and its other names have them
    TEXT = 5  # what else is said of it has them


@dataclass(slots=True)
class _Match:
    """A hit, and what ranks it: its kind's place, its day (0 for none), and how well it fits which of the terms."""

    hit: SearchHit
    row_id: int
    place: int
    day: int
    titled: bool
    level: Level = Level.TEXT
    terms: Sequence[Term] = ()
    said: str = ""  # its title, as it is compared

    @property
    def tier(self) -> int:
        """0 where what was typed stands in a title as it is; then its words in one, in other names, in the text."""
        return max(0, self.level - Level.PHRASE)


def find(
    session: Session,
    typed: str,
    limit: int = MOST_HITS,
    *,
    today: date | None = None,
    kinds: Mapping[str, str] | None = None,
    states: States | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> list[SearchHit]:
    """Return the best matches for what has been typed so far: every word begins a word of the record.

    The first `FIRST` are a mix of kinds, in the order of the sources: those with what was typed in a title first, then
    those with its words there, then those that mention them. Of a kind, titles that begin with it come first, as
    `Level` says; among equals the next to come as at `today`, then the latest. A word of `kinds` beside others asks for
    that kind, and with a word of `states` alone for those that stand so, which then come before all; so does what a
    word of `answers` asks of what is named beside it. A day can be spelt in any usual way. Where nothing is found,
    endings of plurals are left aside, then words that say nothing. The number of candidates of a
    kind is bounded, and the time in which kinds are looked for, so that the commonest word answers about as fast as
    the rarest.
    """
    terms = terms_of(typed)
    day = 0 if today is None else today.toordinal()
    ranked = _found(session, terms, day, kinds or {})
    if not ranked and terms != (said := terms_of(typed, days=False)):
        terms, ranked = said, _found(session, said, day, kinds or {})
    if not ranked and terms != (fewer := without_endings(terms)):
        ranked = _found(session, fewer, day, {})
    first: list[SearchHit] = []
    if today is not None:
        first = _in_state(session, terms, today, kinds or {}, states or {})
        first = first or _answered(session, terms, today, answers or {})
    if not ranked and not first and terms != (telling := [one for one in terms if one.says not in IDLE]):
        ranked = _found(session, telling, day, kinds or {})
    there = {(hit.kind, hit.uid) for hit in first}
    rest = [one for one in ranked[:limit] if (one.hit.kind, one.hit.uid) not in there] if first else ranked[:limit]
    return [*first, *_explained(session, rest)][:limit]


def _in_state(
    session: Session, terms: Sequence[Term], today: date, kinds: Mapping[str, str], states: States
) -> list[SearchHit]:
    """Return the records of a kind that stand as is said of it, where just these two words were typed."""
    says = [term.says for term in terms]
    for word, state in zip(says, reversed(says), strict=True) if len(says) == len({*says}) == PAIR else ():
        find_them = states.get((kinds.get(word, ""), state))
        if find_them is not None:
            uids = json.dumps(list(find_them(session, today)[:MOST_HITS]))
            return [SearchHit(*row) for row in session.execute(NAMED, {"uids": uids, "kind": kinds[word]})]
    return []


def _answered(session: Session, terms: Sequence[Term], today: date, answers: Mapping[str, Answer]) -> list[SearchHit]:
    """Return what a word asks of those that the other words name."""
    for asking in terms if answers else ():
        answer = answers.get(asking.says)
        if answer is None:
            continue
        idle = {asking.says, *IDLE, *answer.besides}
        named = [one for one in terms if one.says not in idle]
        uids = _named(session, named, answer.kind)
        if uids or (answer.bare and not named):
            return list(answer.find(session, uids, today))
    return []


def _named(session: Session, terms: Sequence[Term], kind: str) -> list[str]:
    """Return which records of a kind are meant by words that stand in their titles or other names, the best fit."""
    if not terms:
        return []
    found: dict[int, _Match] = {}
    asked = {"match": query_of(terms, titled=True), "kind": kind, "many": CANDIDATES}
    _take(found, session.execute(OF_KIND, asked), titled=True)
    _set_levels(session, list(found.values()), terms)
    best = min((one.level for one in found.values()), default=None)
    fitting = [one for one in found.values() if one.level == best]
    return [one.hit.uid for one in sorted(fitting, key=lambda one: (len(one.hit.title), one.row_id))]


def _found(session: Session, terms: Sequence[Term], day: int, kinds: Mapping[str, str]) -> list[_Match]:
    """Return what fits the terms, the best first."""
    if not terms:
        return []
    asked, said = _of_kind(session, terms, kinds)
    _set_levels(session, asked, said)
    have = {one.row_id for one in asked}
    others = [one for one in _matches(session, terms, day) if one.row_id not in have and (one.titled or not asked)]
    _set_levels(session, others, terms)
    ranked = _mixed(asked + others, day)
    if asked:
        wanted, phrase = {one.hit.kind for one in asked}, phrase_of(terms)
        ranked.sort(key=lambda one: (not one.said.startswith(phrase), one.hit.kind not in wanted))
    return ranked


def _of_kind(session: Session, terms: Sequence[Term], kinds: Mapping[str, str]) -> tuple[list[_Match], Sequence[Term]]:
    """Return the matches of the kind that one of several words asks for, by the others, and these."""
    for number, term in enumerate(terms if len(terms) > 1 else ()):
        kind = kinds.get(term.says)
        if kind is None:
            continue
        others = [*terms[:number], *terms[number + 1 :]]
        others = [one for one in others if kinds.get(one.says) != kind] or others
        for wanted in (others, without_endings(others)):
            found: dict[int, _Match] = {}
            for titled in (True, False):
                rows = session.execute(
                    OF_KIND, {"match": query_of(wanted, titled=titled), "kind": kind, "many": CANDIDATES}
                )
                _take(found, rows, titled=titled)
            if found:
                return list(found.values()), wanted
    return [], terms


def _matches(session: Session, terms: Sequence[Term], day: int) -> list[_Match]:
    """Return matches of every kind: of each the first ones, the newest, and where there are many those around today."""
    found: dict[int, _Match] = {}
    until = perf_counter() + PATIENCE
    for titled in (True, False):
        query, first = query_of(terms, titled=titled), 0
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


def _set_levels(session: Session, found: Sequence[_Match], terms: Sequence[Term]) -> None:
    """Note of each match how well it fits the terms; other names are read where the title alone does not."""
    phrase, named = phrase_of(terms), dict[int, _Match]()
    for one in found:
        one.terms = terms
        one.said = said = plain(one.hit.title)
        if begin_words(terms, said):
            one.level = _level(said, phrase)
        elif one.titled:
            named[one.row_id] = one
    for row in session.execute(WORDS_OF, {"ids": json.dumps(list(named))}) if named else ():
        levels = (_level(plain(name), phrase) for name in row.title.split("\n")[:-1])
        best = min(levels, default=Level.NAMES)
        named[row.rowid].level = best if best <= Level.BEGINS else Level.NAMES


def _level(said: str, phrase: str) -> Level:
    if said == phrase:
        return Level.WHOLE
    return Level.BEGINS if said.startswith(phrase) else Level.PHRASE if phrase in said else Level.TITLE


def _explained(session: Session, found: Sequence[_Match]) -> list[SearchHit]:
    """Return hits, each with the reason why it was found where its title does not say it."""
    unsaid: dict[int, _Match] = {}
    for one in found:
        if begin_words(one.terms, one.said):
            continue
        why = cut_out(one.hit.detail, one.terms, one.said) if one.level is Level.TEXT else ()
        if why:
            one.hit = _because(one.hit, why)
        else:
            unsaid[one.row_id] = one
    for row in session.execute(WORDS_OF, {"ids": json.dumps(list(unsaid))}) if unsaid else ():
        one = unsaid[row.rowid]
        one.hit = _because(one.hit, _reason(row, one.terms, titled=one.level is not Level.TEXT))
    return [one.hit for one in found]


def _because(hit: SearchHit, why: tuple[str, ...]) -> SearchHit:
    return SearchHit(hit.kind, hit.uid, hit.title, hit.detail, hit.of, why)


def _reason(row: Any, terms: Sequence[Term], *, titled: bool) -> tuple[str, ...]:
    """Return why a record was found, from what the index keeps of it: another name, or a part of its text."""
    detail, words = row.body.split("\n")[:2]
    texts = row.title.split("\n")[1:-1] if titled else [words]
    whole = (cut_out(one, terms, "") for one in texts)
    found = next((one for one in whole if one), ()) or cut_out(f"{' '.join(texts)} {detail}", terms)
    lead = "also called: " if titled else "mentions: "
    return (lead + found[0], *found[1:]) if found else ()


def _mixed(found: Sequence[_Match], day: int) -> list[_Match]:
    """Return matches, best first: the first of them a mix of kinds, each kind in one piece, then all others."""
    coming = {
        kind: min((one.day for one in found if one.hit.kind == kind and one.day >= day), default=0)
        for kind in {one.hit.kind for one in found}
    }

    def rank(one: _Match) -> tuple[object, ...]:
        if one.day == 0:
            return one.level, 3, 0, len(one.hit.title), one.row_id
        turn = 0 if day and one.day == coming[one.hit.kind] else 1 if one.day < day or not day else 2
        return one.level, turn, one.day if turn == 2 else -one.day, 0, one.row_id  # noqa: PLR2004

    by_kind: dict[str, list[_Match]] = {}
    for one in sorted(found, key=rank):
        by_kind.setdefault(one.hit.kind, []).append(one)

    def stands(kind: str) -> tuple[object, ...]:
        best = by_kind[kind][0]
        return best.level is not Level.WHOLE, best.tier, best.place, kind

    order = sorted(by_kind, key=stands)
    shares = _shares({kind: (len(by_kind[kind]), by_kind[kind][0].level is not Level.TEXT) for kind in order})
    first = [one for kind in order for one in by_kind[kind][: shares[kind]]]
    return first + [one for kind in order for one in by_kind[kind][shares[kind] :]]


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


def mended(
    session: Session, typed: str, also: Iterable[str] = (), *, names_only: bool = False
) -> tuple[str, list[tuple[str, str]]]:
    """Return what was probably meant, and which words that were typed begin no known one, each with the nearest.

    There are none where nothing is near, or several are as near. Known are the words of the index, which holds nothing
    that is confidential, and `also`, in small letters. With `names_only` a word is mended by those of titles and names
    alone.
    """
    terms, others = terms_of(typed, days=False), set(also)
    meant = [_meant(session, term, others, names_only=names_only) for term in terms]
    changed = [(term.says, one) for term, one in zip(terms, meant, strict=True) if one != term.says]
    return " ".join(meant), changed


def _meant(session: Session, term: Term, others: set[str], *, names_only: bool) -> str:
    """Return the known word nearest to one that begins none; the word itself where it does, or where none is near."""
    begun = any(other.startswith(term.says) for other in others)
    if begun or not most_slips(term.says) or session.execute(ANY, {"match": term.match}).first() is not None:
        return term.says
    known = set(others)
    for letter in {*term.says[:2]}:  # the first two letters may have changed places
        bounds = {
            "first": letter,
            "end": chr(ord(letter) + 1),
            "columns": ["title"] if names_only else ["title", "body"],
        }
        known.update(session.scalars(KNOWN, bounds))
    return nearest(term.says, known) or term.says


def _place_and_day(row_id: int) -> tuple[int, int]:
    """Return the place of an entry's kind, and its day as an ordinal, 0 where it has none."""
    place, back = divmod(row_id >> NUMBER_BITS, DAYS)
    return place - 1, DAYS - 1 - back
