"""Whom a written name means: known by an exact name, unsure with candidates and why, or unknown; never a silent guess.

For an import: `match_organisation(session, written)` and `match_person(session, written)` answer one name. Where many
names are asked, `organisation_index(session)` and `person_index(session)` read what there is once, and
`match_in(index, written)` answers from it. An answer given by a person is kept with `parties.add_alias`, or for people
as another name, so that the same spelling is exact the next time.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from math import log

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.parties.records import Organisation, OrganisationAlias, Person, PersonAlias
from mscp_desktop.parties.rules.names import normal_name

CANDIDATES_SHOWN = 6
ALIKE = 0.86  # of difflib's ratio: one letter in eight may differ
SHARED = 0.4  # of the weight of the words of two names
SMALL_WORDS = frozenset({"and", "of", "the", "for", "in", "at", "ltd", "limited", "plc", "cic", "llp", "uk"})
COURTESY = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "cllr", "councillor", "rev", "sir"})
INITIALS_FROM = 2
MANY = 3  # initials that are no coincidence
CLOSE = 0.94  # of difflib's ratio, for two names of which nobody asked
LONG = 8  # letters


class MatchStatus(StrEnum):
    """How far a written name is matched."""

    KNOWN = "known"
    UNSURE = "unsure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One that may be meant, and why, as words that stand after its name: "“MCH” is its short name"."""

    uid: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """Whom a written name means: where it is known one uid and name, where unsure the candidates, best first."""

    status: MatchStatus
    uid: str | None = None
    name: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """One of the names of a record in the forms that are compared."""

    uid: str
    written: str
    normal: str
    loose: str
    long: str  # its short names written in full
    words: frozenset[str]
    initials: str


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Every name there is, read once; `titles` are the records' own names, `whole` the names that are abbreviations."""

    people: bool
    titles: Mapping[str, str]
    names: tuple[_Named, ...]
    exact: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, str]
    weights: Mapping[str, float]
    places: Mapping[str, frozenset[str]]  # for people: the organisations they may be written with

    def pairs(self) -> list[tuple[str, str, str]]:
        """Return pairs of records that may be one, each once, and why; only names that are alike are compared."""
        found: dict[tuple[str, str], str] = {}
        for why, key in _KEYS:
            groups: dict[str, list[_Named]] = {}
            for one in self.names:
                for value in key(one):
                    groups.setdefault(value, []).append(one)
            for members in groups.values():
                for place, one in enumerate(members):
                    for other in members[place + 1 :]:
                        same = why != _SPELT or (one.loose != other.loose and _alike(one.loose, other.loose) >= CLOSE)
                        if one.uid != other.uid and same and not (self.people and why == _SHORT):
                            uids = (min(one.uid, other.uid), max(one.uid, other.uid))
                            found.setdefault(uids, why.format(one.written, other.written))
        order = {uid: place for place, uid in enumerate(self.titles)}
        turned = [
            (one, other, why) if order[one] < order[other] else (other, one, why) for (one, other), why in found.items()
        ]
        return sorted(turned, key=lambda pair: (order[pair[0]], order[pair[1]]))


_SAME = "“{}” and “{}” differ only in small words"
_ORDER = "“{}” and “{}” are the same words in another order"
_FULL = "“{}” and “{}” are the same with the abbreviations in full"
_SHORT = "“{}” and “{}”: one is the initials of the other"
_SPELT = "“{}” and “{}” are spelt almost alike"
_KEYS: tuple[tuple[str, Callable[[_Named], tuple[str, ...]]], ...] = (
    (_SAME, lambda one: (one.loose,) if one.loose else ()),
    (_ORDER, lambda one: (" ".join(sorted(one.loose.split())),) if " " in one.loose else ()),
    (_FULL, lambda one: (one.long,) if " " in one.long else ()),
    (_SHORT, lambda one: (one.normal,) if _is_short(one) else (one.initials,) if len(one.initials) > MANY else ()),
    (_SPELT, lambda one: (one.loose[:4], f"*{one.loose[-4:]}") if len(one.loose) > LONG else ()),
)


def _is_short(one: _Named) -> bool:
    return " " not in one.normal and one.written.isupper()


def match_organisation(session: Session, written: str) -> Match:
    """Return which organisation a written name means."""
    return match_in(organisation_index(session), written)


def match_person(session: Session, written: str, organisation_uid: str | None = None) -> Match:
    """Return whom a written name means; where it stands beside an organisation, a namesake elsewhere is asked about."""
    return match_in(person_index(session), written, organisation_uid)


def organisation_index(session: Session) -> NameIndex:
    """Return all names of all organisations: full, short, other spellings and former names."""
    bodies = session.execute(select(Organisation.id, Organisation.uid, Organisation.name, Organisation.short)).all()
    titles = {uid: name for _, uid, name, _ in bodies}
    uids = {key: uid for key, uid, _, _ in bodies}
    names = [(uid, name) for _, uid, name, _ in bodies] + [(uid, short) for _, uid, _, short in bodies if short]
    others = session.execute(select(OrganisationAlias.organisation_id, OrganisationAlias.name))
    names += [(uids[key], name) for key, name in others]
    return _index(titles, names, people=False, places={})


def person_index(session: Session) -> NameIndex:
    """Return all names of all people, with the organisations beside which each may be written."""
    people = session.execute(select(Person.id, Person.uid, Person.name, Person.organisation_id)).all()
    bodies = {
        key: (uid, parent)
        for key, uid, parent in session.execute(select(Organisation.id, Organisation.uid, Organisation.parent_id))
    }
    titles = {uid: name for _, uid, name, _ in people}
    uids = {key: uid for key, uid, _, _ in people}
    names = [(uid, name) for _, uid, name, _ in people]
    names += [(uids[key], name) for key, name in session.execute(select(PersonAlias.person_id, PersonAlias.name))]
    return _index(titles, names, people=True, places={uid: _around(body, bodies) for _, uid, _, body in people})


def index_of(titles: Mapping[str, str], *, people: bool) -> NameIndex:
    """Return an index of names that are no records yet, each under a key of its own in the place of a uid."""
    return _index(titles, list(titles.items()), people=people, places={})


def match_in(index: NameIndex, written: str, organisation_uid: str | None = None) -> Match:
    """Return whom a written name means among the names of an index; an empty name is unknown."""
    normal = normal_name(written)
    if not normal:
        return Match(MatchStatus.UNKNOWN)
    exact = _exact(index, written, normal)
    if len(exact) == 1:
        return _one(index, exact[0], organisation_uid)
    if exact:
        several = tuple(Candidate(uid, index.titles[uid], "has exactly this name") for uid in exact)
        return Match(MatchStatus.UNSURE, candidates=several[:CANDIDATES_SHOWN])
    best: dict[str, tuple[float, str]] = {}
    guesses = list(_guesses(index, written, normal)) or list(_guesses_of_parts(index, written))
    for score, uid, why in guesses:
        if uid not in best or best[uid][0] < score:
            best[uid] = (score, why)
    ranked = sorted(best.items(), key=lambda one: (-one[1][0], index.titles[one[0]], one[0]))[:CANDIDATES_SHOWN]
    if not ranked:
        return Match(MatchStatus.UNKNOWN)
    return Match(
        MatchStatus.UNSURE, candidates=tuple(Candidate(uid, index.titles[uid], why) for uid, (_, why) in ranked)
    )


def _around(body: int | None, bodies: Mapping[int, tuple[str, int | None]]) -> frozenset[str]:
    """Return an organisation, what it is part of, and its parts."""
    if body is None:
        return frozenset()
    uid, parent = bodies[body]
    parts = {one for one, above in bodies.values() if above == body}
    return frozenset({uid, *parts} | ({bodies[parent][0]} if parent is not None else set()))


def _index(
    titles: Mapping[str, str], names: Sequence[tuple[str, str]], *, people: bool, places: Mapping[str, frozenset[str]]
) -> NameIndex:
    exact: dict[str, list[str]] = {}
    whole: dict[str, str] = {}
    for uid, name in names:
        key = normal_name(name)
        if uid not in exact.setdefault(key, []):
            exact[key].append(uid)
        if " " not in key and not people and normal_name(titles[uid]) != key:
            whole.setdefault(key, normal_name(titles[uid]))
    forms = tuple(_forms(uid, name, whole) for uid, name in names)
    per_record: dict[str, set[str]] = {}
    for one in forms:
        per_record.setdefault(one.uid, set()).update(one.words)
    counted = Counter(word for words in per_record.values() for word in words)
    weights = {word: log(1 + len(per_record) / number) for word, number in counted.items()}
    return NameIndex(
        people,
        dict(titles),
        forms,
        {key: tuple(uids) for key, uids in exact.items()},
        whole,
        weights,
        dict(places),
    )


def _forms(uid: str, name: str, whole: Mapping[str, str]) -> _Named:
    normal = normal_name(name)
    long = _in_full(normal, whole)
    words = frozenset(_loose(long).split())
    parts = [one for one in re.split(r"[\s-]+", re.sub(r"\(.*?\)", " ", normal)) if one not in SMALL_WORDS]
    return _Named(uid, name, normal, _loose(normal), _loose(long), words, "".join(one[0] for one in parts if one))


def _loose(normal: str) -> str:
    """Return a normal form without small words, plural apostrophes and what makes two spellings of one word."""
    plain = normal.replace("'s", "s").replace("'", "").replace("multi agency", "multiagency")
    return " ".join(word for word in plain.split() if word not in SMALL_WORDS and word not in COURTESY)


def _in_full(normal: str, whole: Mapping[str, str]) -> str:
    """Return a normal form with each abbreviation written in full where it stands in a longer name."""
    words = normal.split()
    return normal if len(words) == 1 else " ".join(whole.get(word, word) for word in words)


def _exact(index: NameIndex, written: str, normal: str) -> tuple[str, ...]:
    """Return who has exactly this name; "Full name (SHORT)" is exact where both are names of one and the same."""
    found = index.exact.get(normal, ())
    bracketed = re.fullmatch(r"\s*(.+?)\s*\(([^()]+)\)\s*", written)
    if not found and bracketed is not None:
        sides = [index.exact.get(normal_name(side), ()) for side in bracketed.groups()]
        if sides[0] == sides[1] and len(sides[0]) == 1:
            return sides[0]
    return found


def _one(index: NameIndex, uid: str, organisation_uid: str | None) -> Match:
    around = index.places.get(uid, frozenset())
    if organisation_uid is not None and around and organisation_uid not in around:
        why = "has exactly this name, and works for another organisation"
        return Match(MatchStatus.UNSURE, candidates=(Candidate(uid, index.titles[uid], why),))
    return Match(MatchStatus.KNOWN, uid, index.titles[uid])


def _guesses(index: NameIndex, written: str, normal: str) -> Iterator[tuple[float, str, str]]:
    """Yield (score from 0 to 1, uid, why) of who may be meant."""
    yield from _by_parts(index, written)
    asked = _forms("", written, index.whole)
    turned = frozenset(asked.loose.split())
    for one in index.names:
        other = "" if one.written == index.titles[one.uid] else f": “{one.written}”"
        if asked.loose and one.loose == asked.loose:
            yield 0.97, one.uid, f"has the same name but for small words{other}"
        elif asked.long == one.long and asked.long:
            yield 0.95, one.uid, f"has the same name with its abbreviations in full{other}"
        elif index.people and turned and turned == frozenset(one.loose.split()):
            yield 0.95, one.uid, "has the same names in another order"
        elif (score := _alike(asked.loose, one.loose)) >= ALIKE:
            whose = "their" if index.people else "its"
            like = f"{whose} other name “{one.written}”" if other else f"{whose} name"
            yield 0.9 * score, one.uid, f"“{written.strip()}” is spelt almost like {like}"
        if not index.people:
            yield from _by_initials(asked, one, normal, other)
        elif _initials_fit(asked.loose, one.loose):
            yield 0.8, one.uid, "has this family name and this initial"
        yield from _by_words(index, asked, one)


def _guesses_of_parts(index: NameIndex, written: str) -> Iterator[tuple[float, str, str]]:
    """Yield who may be meant by one part of a cell that names several."""
    parts = [part for part in _parts(written) if normal_name(part)]
    for part in parts if len(parts) > 1 else ():
        for score, uid, _ in _guesses(index, part, normal_name(part)):
            yield score / 2, uid, f"may be “{part.strip()}”, a part of what was written"


def _parts(written: str) -> list[str]:
    return re.split(r"\s+[-\u2013\u2014]\s+|[,/:;|]|\s+-|-\s+|\s+(?:and|&)\s+", written)


def _by_parts(index: NameIndex, written: str) -> Iterator[tuple[float, str, str]]:
    """Yield who is named by what stands inside or outside brackets, or on one side of a dash, comma or slash."""
    outside = re.sub(r"\(.*?\)|\[.*?\]", " ", written)
    pieces = [(0.94, outside, "is what stands outside the brackets")] if outside != written else []
    pieces += [
        (0.92, one, f"is “{one.strip()}”, which stands in brackets") for one in re.findall(r"\((.*?)\)", written)
    ]
    for part in _parts(outside):
        pieces.append((0.7, part, f"is “{part.strip()}”, a part of what was written"))
    for score, piece, why in pieces:
        for uid in index.exact.get(normal_name(piece), ()):
            yield score, uid, why


def _by_initials(asked: _Named, one: _Named, normal: str, other: str) -> Iterator[tuple[float, str, str]]:
    """Yield a name of which the written one is the initials, or the other way round; `other` adds it in words."""
    single = normal.replace(" ", "")
    if len(single) > INITIALS_FROM and " " not in normal:
        if single == one.initials:
            yield 0.85, one.uid, f"has these initials{other}"
        elif asked.written.isupper() and (single in one.initials or _skips(single, one.initials)):
            together = one.initials.startswith(single) or one.initials.endswith(single)
            yield 0.75 if together else 0.65, one.uid, f"has these initials among its own{other}"
    if len(asked.initials) > INITIALS_FROM and asked.initials == one.normal:
        yield 0.85, one.uid, f"is shortened to its initials, “{one.written}”"


def _skips(short: str, initials: str) -> bool:
    """Say whether a short name leaves some initials out between its first and last letter, as "KMPT" does."""
    if len(short) <= INITIALS_FROM or not initials or (short[0], short[-1]) != (initials[0], initials[-1]):
        return False
    rest = iter(initials)
    return all(letter in rest for letter in short)


def _by_words(index: NameIndex, asked: _Named, one: _Named) -> Iterator[tuple[float, str, str]]:
    """Yield a name that shares the words that tell names apart; a word that few names have counts for more."""
    shared = asked.words & one.words
    if not shared:
        return
    weigh = max(index.weights.values(), default=1.0)
    both = sum(index.weights.get(word, weigh) for word in shared)
    smaller = min(_weight(index, asked.words, weigh), _weight(index, one.words, weigh))
    union = _weight(index, asked.words | one.words, weigh)
    score = 0.35 * both / smaller + 0.4 * both / union
    if score >= SHARED:
        words = ", ".join(f"“{word}”" for word in one.written.split() if _loose(normal_name(word)) in shared)
        yield score, one.uid, f"shares {words}" if words else f"is like “{one.written}”"


def _weight(index: NameIndex, words: Iterable[str], weigh: float) -> float:
    return sum(index.weights.get(word, weigh) for word in words)


@lru_cache(maxsize=1 << 15)  # every look at the checks compares the same names again
def _alike(one: str, other: str) -> float:
    if not one or not other or abs(len(one) - len(other)) > max(len(one), len(other)) * (1 - ALIKE) * 2:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _initials_fit(asked: str, one: str) -> bool:
    """Say whether two names of people end alike and begin with the same letter, one of them with that letter alone."""
    first, other = asked.split(), one.split()
    if len(first) < INITIALS_FROM or len(other) < INITIALS_FROM or first[-1] != other[-1]:
        return False
    return first[0][0] == other[0][0] and 1 in (len(first[0]), len(other[0]))


def organisation_named(session: Session, written: str) -> Organisation:
    """Return the organisation of this name; raises `UserError` that names those that may be meant where none has it."""
    match = match_organisation(session, written)
    if match.uid is not None and match.status is MatchStatus.KNOWN:
        return Organisation.by_uid(session, match.uid)
    near = ", ".join(candidate.name for candidate in match.candidates)
    offered = f" Did you mean: {near}?" if near else " Use one of its names as they stand under Organisations."
    raise UserError(f"There is no organisation called “{written}”.{offered}")
