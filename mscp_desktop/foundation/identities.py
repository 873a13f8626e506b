"""What in a text could tell whose case it is: NHS numbers, dates of birth, postcodes, and names of published reviews.

A text is only pointed at: whoever wrote it knows what it means. So that people go on reading what is said, the dates of
ordinary events are left alone. A full date is surely one of birth where words say so ("born", "DOB"). It is probably
one where it could be that of a child, lies before the time that is looked at, and stands as such dates do: after
somebody's name or "child", before an age, or alone in its line. After "on", a weekday or an acronym, or at the head of
an entry of a chronology, a date is that of an event; and so is any in the time that is looked at.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mscp_desktop.foundation.partial_dates import MONTHS, WEEKDAYS

CHILDHOOD = 19  # years back from today in which a child of a case was born
RECENT = 2  # years back that are looked at where no other time is known
_OLDEST = 1900
_ROUND = 120  # characters beside a date that are looked at


class Identity(StrEnum):
    """What a spot in a text looks like."""

    NHS_NUMBER = "NHS number"
    BIRTH = "date of birth"
    MAYBE_BIRTH = "date"
    POSTCODE = "postcode"
    REVIEW = "name"


_LOOKS = {  # of one spot, and of several
    Identity.NHS_NUMBER: ("This looks like an NHS number: {}", "These look like NHS numbers: {}"),
    Identity.BIRTH: ("This looks like a date of birth: {}", "These look like dates of birth: {}"),
    Identity.MAYBE_BIRTH: ("This may be a date of birth: {}", "These may be dates of birth: {}"),
    Identity.POSTCODE: ("This looks like a postcode: {}", "These look like postcodes: {}"),
    Identity.REVIEW: (
        "A review was published under the name {}. Keep it only if this text is about that review.",
        "Reviews were published under the names {}. Keep them only if this text is about those reviews.",
    ),
}
_SAID = 3  # spots that are named in a sentence


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text, from `start` up to but without `end`, and what it looks like; `text` is what stands there."""

    start: int
    end: int
    kind: Identity
    text: str

    @property
    def words(self) -> str:
        """What is said of it: "This looks like an NHS number: 943 476 5919"."""
        return words_of([self])

    @property
    def marker(self) -> str:
        """What stands in its place once it is redacted."""
        return f"[{self.kind.value} removed]"


def words_of(spots: Sequence[Spot]) -> str:
    """Return what is said of spots of one kind; each text is named once, and of many the first."""
    said = list(dict.fromkeys(" ".join(one.text.split()) for one in spots))
    named = ", ".join(said[:_SAID])
    more = f" and {len(said) - _SAID} more" if len(said) > _SAID else ""
    return _LOOKS[spots[0].kind][len(said) > 1].format(f"{named}{more}")


def find_identities(text: str, names: Iterable[str], today: date, since: date | None = None) -> tuple[Spot, ...]:
    """Return the spots of a text that could tell whose case it is, in order; no two overlap.

    `names` are those under which reviews were published. From `since` on lies the time that is looked at, whose dates
    are those of events; None takes the last two years for it.
    """
    first = since or _years_back(today, RECENT)
    found = [
        *_nhs_numbers(text), *_dates(text, today, min(first, today)), *_postcodes(text), *_review_names(text, names),
    ]  # fmt: skip
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda one: (list(Identity).index(one.kind), one.start)):
        if all(spot.end <= other.start or spot.start >= other.end for other in kept):
            kept.append(spot)
    return tuple(sorted(kept, key=lambda one: one.start))


@dataclass(frozen=True, slots=True)
class Pointed:
    """How often each kind was found in texts, and where: the names under which they were given."""

    counts: Mapping[Identity, int]
    where: tuple[str, ...]

    def words(self) -> str:
        """Return what is said of them: "2 NHS numbers and 1 postcode, in B4 and C7"; empty where nothing was found."""
        parts = [f"{number} {_several(kind, number)}" for kind, number in self.counts.items() if number]
        if not parts:
            return ""
        places = list(dict.fromkeys(self.where))
        named = [*places[:_SAID], *([f"{len(places) - _SAID} more"] if len(places) > _SAID else [])]
        return f"{_listed(parts)}, in {_listed(named)}"


def identities_in(
    texts: Iterable[tuple[str, str]], names: Sequence[str], today: date, since: date | None = None
) -> Pointed:
    """Return what stands in texts, each given with where it is, such as the cell of a workbook; a warning, no more."""
    counts: Counter[Identity] = Counter()
    where = []
    for place, text in texts:
        for spot in find_identities(text, names, today, since):
            counts[spot.kind] += 1
            where.append(place)
    return Pointed({kind: counts[kind] for kind in Identity if counts[kind]}, tuple(where))


def _several(kind: Identity, number: int) -> str:
    one, many = {
        Identity.NHS_NUMBER: ("NHS number", "NHS numbers"),
        Identity.BIRTH: ("date of birth", "dates of birth"),
        Identity.MAYBE_BIRTH: ("date that may be one of birth", "dates that may be of birth"),
        Identity.POSTCODE: ("postcode", "postcodes"),
        Identity.REVIEW: ("name of a published review", "names of published reviews"),
    }[kind]
    return one if number == 1 else many


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# NHS numbers

_GAP = r"[\s\u2010-\u2013-]{1,2}"
_FIGURES = re.compile(rf"(?<![\w£$€.,/:+])[0-9]+(?:{_GAP}[0-9]+)*(?![0-9\w]|[.,/:][0-9])")
_GROUP = re.compile("[0-9]+")
_LENGTH = 10
_GROUPINGS = {(10,), (3, 3, 4), (3, 7), (6, 4), (4, 3, 3), (5, 5), (3, 3, 2, 2), (1,) * _LENGTH}  # as they are written


def _nhs_numbers(text: str) -> Iterable[Spot]:
    for run in _FIGURES.finditer(text):
        groups = list(_GROUP.finditer(run[0]))
        at = 0
        while at < len(groups):
            taken = next((size for size in range(1, _LENGTH + 1) if _is_number(groups[at : at + size], size)), 0)
            if taken:
                start, end = run.start() + groups[at].start(), run.start() + groups[at + taken - 1].end()
                yield Spot(start, end, Identity.NHS_NUMBER, text[start:end])
            at += taken or 1


def _is_number(groups: Sequence[re.Match[str]], size: int) -> bool:
    """Say whether groups of figures are an NHS number as it is written, with the right last figure."""
    if len(groups) != size or tuple(len(one[0]) for one in groups) not in _GROUPINGS:
        return False
    figures = [int(figure) for one in groups for figure in one[0]]
    return len(set(figures)) > 1 and check_digit(figures[:-1]) == figures[-1]


def check_digit(figures: Sequence[int]) -> int | None:
    """Return the tenth figure of an NHS number by the nine before it; None where there is no number of that kind."""
    left = sum(figure * weight for figure, weight in zip(figures, range(_LENGTH, 1, -1), strict=True)) % 11
    found = (11 - left) % 11
    return None if found == _LENGTH else found


# dates of birth

_MONTH = rf"(?:{'|'.join(f'{one[:3]}(?:{one[3:]})?' if len(one) > 3 else one for one in MONTHS)}|Sept)"  # noqa: PLR2004
_DATE = re.compile(
    r"(?<![\w./-])(?:"
    r"(?P<y1>[0-9]{4})-(?P<m1>[0-9]{1,2})-(?P<d1>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})(?P<by>[./ -])(?P<m2>[0-9]{1,2})(?P=by)(?P<y2>[0-9]{4}|[0-9]{2})"
    rf"|(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -]?(?:of )?(?P<m3>{_MONTH})\.?,?[ -]?(?P<y3>[0-9]{{4}}|'?[0-9]{{2}})"
    rf"|(?P<m4>{_MONTH})\.? (?P<d4>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<y4>[0-9]{{4}})"
    r")(?![\w/-]|\.[0-9])",
    re.IGNORECASE,
)
_SAYS_BIRTH = re.compile(
    r"(?:\bborn\b|\bd\.? ?o\.? ?b\b\.?|\b(?:date of )?birth(?:day| ?date)?\b|\bb\.|\bEDD\b|\bdate of delivery\b)"
    r"[^.,;\n]{0,30}\Z",
    re.IGNORECASE,
)
_SAYS_BIRTH_AFTER = re.compile(
    r"\s*[(\[,\u2013-]?\s*(?:is )?(?:\w+ )?(?:d\.? ?o\.? ?b\b|date of birth|birthday)", re.IGNORECASE
)
_AGE_AFTER = re.compile(
    r"\s*[(\[,;\u2013-]?\s*(?:now )?(?:aged?\b|[0-9]{1,2} ?(?:years?|yrs?|y/?o|months?)\b)", re.IGNORECASE
)
_WORD_BEFORE = re.compile(r"(?P<word>[A-Za-z][\w'\u2019-]*)\s*[,(\[:;\u2013-]{0,2}\s*\Z")
_PEOPLE = _words("""
    child children baby infant boy girl son daughter sibling siblings brother sister twin twins subject person mother
    mum father dad yp he she
""")
_NO_NAMES = _words("""
    assessment attendance audit board care case check conference contact court decision discharge discussion early
    education episode event group health help hearing home hospital initial meeting notes note order panel plan police
    policy probation protection published record referral report response return review school section service services
    social strategy supervision team update version visit
    a after an and at before between by date dated during for from in of on since the till to until
""") | {said.casefold() for one in (*MONTHS, *WEEKDAYS) for said in (one, one[:3])}
"""Words before the date of an event, though they may begin with a capital as names do."""


def _dates(text: str, today: date, since: date) -> Iterable[Spot]:
    for match in _DATE.finditer(text):
        day = _day_of(match, today)
        if day is None:
            continue
        line = max(text.rfind("\n", 0, match.start()) + 1, match.start() - _ROUND)
        before, after = text[line : match.start()], text[match.end() : match.end() + _ROUND].split("\n", 1)[0]
        if _SAYS_BIRTH.search(before) or _SAYS_BIRTH_AFTER.match(after):
            yield Spot(*match.span(), Identity.BIRTH, match[0])
        elif _years_back(today, CHILDHOOD) < day < since and _stands_like_birth(before, after):
            yield Spot(*match.span(), Identity.MAYBE_BIRTH, match[0])


def _stands_like_birth(before: str, after: str) -> bool:
    """Say whether a date stands as those of birth do: with an age, alone, or after somebody."""
    if _AGE_AFTER.match(after):
        return True
    if not before.strip(" \t([-•*"):
        return not after.strip(" \t)].,;")
    found = _WORD_BEFORE.search(before)
    if found is None:
        return False
    word = found["word"]
    known = word.casefold().removesuffix("'s").removesuffix("\u2019s")
    named = word[:1].isupper() and not word.isupper() and known not in _NO_NAMES
    return known in _PEOPLE or named


def _day_of(match: re.Match[str], today: date) -> date | None:
    """Return the day that was written, a year of two figures as the last such one; None where there is no such day."""
    year, month, day = (next(match[f"{part}{way}"] for way in "1234" if match[f"d{way}"]) for part in "ymd")
    number = int(month) if month.isdecimal() else _month_of(month)
    whole = int(year.lstrip("'"))
    if len(year.lstrip("'")) == 2:  # noqa: PLR2004 - two figures
        whole += today.year - today.year % 100
        whole -= 100 if whole > today.year + 1 else 0
    with suppress(ValueError):
        return date(whole, number, int(day)) if _OLDEST <= whole <= today.year + 1 else None
    return None


def _month_of(name: str) -> int:
    return next(at for at, one in enumerate(MONTHS, 1) if one[:3].casefold() == name[:3].casefold())


def _years_back(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))  # a year back there may be no 29 February


# postcodes

_AREAS = _words("""
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk fy g gl
    gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng nn np nr nw ol ox
    pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub w wa wc wd wf wn
    wr ws wv yo ze
""")
_POSTCODE = re.compile(
    r"(?<![\w-])(?P<area>[A-Z]{1,2})[0-9][A-Z0-9]? {0,2}(?P<inward>[0-9][ABD-HJLNP-UW-Z]{2})(?![\w-])", re.IGNORECASE
)
_ORDINALS = frozenset({"1st", "2nd", "3rd", *(f"{figure}th" for figure in range(10))})


def _postcodes(text: str) -> Iterable[Spot]:
    for match in _POSTCODE.finditer(text):
        if match["area"].casefold() in _AREAS and match["inward"] not in _ORDINALS:  # "s11 2nd", but "S11 2ND"
            yield Spot(*match.span(), Identity.POSTCODE, match[0])


# names of published reviews


def _review_names(text: str, names: Iterable[str]) -> Iterable[Spot]:
    """Return where a name stands as it is written, or in capitals: "the eve of the hearing" is no Eve."""
    for name in names:
        words = name.split()
        for said in dict.fromkeys((tuple(words), tuple(word.upper() for word in words))):
            if said:
                joined = r"\s+".join(re.escape(word) for word in said)
                for match in re.finditer(rf"(?<!\w){joined}(?!\w)", text):
                    yield Spot(*match.span(), Identity.REVIEW, match[0])
