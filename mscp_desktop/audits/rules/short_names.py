"""Short names of seats, as they stand above a narrow column: “Early help”, “Kent Police”, “Designated nurse”."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from mscp_desktop.parties.rules.names import normal_name

WIDE, LINES = 10, 2
"""Characters of a line above a column, and how many lines stand there."""

LEAST, WIDEST = 2, 11
"""Characters of the longest word of a name."""

ROLES = frozenset((
    "adviser", "advisor", "analyst", "assistant", "auditor", "chair", "chief", "coordinator", "deputy", "director",
    "executive", "head", "independent", "lead", "leads", "liaison", "manager", "named", "officer", "operational",
    "practice", "practitioner", "representative", "representatives", "senior", "service", "services", "specialist",
    "support", "team", "teams", "worker",
))  # fmt: skip
"""Words that say what somebody is, and not which service it is."""

SAFEGUARDING = "safeguarding"
JOINING = frozenset(("and", "for", "of", "or", "the", "in", "on", "to", "with", "single", "&", "/", "-", "\N{EN DASH}"))
KEPT_POSTS = re.compile(r"(designated|named) (nurse|doctor|gp|midwife|professional)\b", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\(([A-Z]{2,6})\)")


@dataclass(frozen=True, slots=True)
class Called:
    """A seat: its post, its organisation, and whether that answers by `several` seats."""

    post: str | None
    organisation: str | None
    organisation_short: str | None
    several: bool


def short_names(seats: Sequence[Called], taken: Iterable[str] = ()) -> list[str]:
    """Return a short name for each seat in turn, each another, and none of those that are `taken`."""
    used = {normal_name(one) for one in taken}
    found = []
    for seat in seats:
        offers = [fitted(one) for one in _offers(seat)]
        offers = [one for one in offers if LEAST <= max(map(len, one.split()), default=0) <= WIDEST] or offers
        free = next((one for one in offers if one and normal_name(one) not in used), None)
        stem = next((one for one in offers if one), "Seat")
        name = free or next(each for each in _numbered(stem) if normal_name(each) not in used)
        used.add(normal_name(name))
        found.append(name)
    return found


def fitted(words: str) -> str:
    """Return as many of the words as stand on two lines of a column; a word that is too long stands alone there."""
    lines = [""]
    for word in words.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= WIDE or not lines[-1]:
            lines[-1] = joined
        elif len(lines) < LINES:
            lines.append(word)
        else:
            break
    kept = " ".join(lines).split()
    while kept and kept[-1].casefold() in JOINING:
        kept.pop()
    return " ".join(kept)


def _offers(seat: Called) -> Iterable[str]:
    """Yield names for a seat, the best first: an organisation's where it answers by this seat alone."""
    post, body = seat.post or "", seat.organisation_short or _body(seat.organisation or "")
    kept = KEPT_POSTS.match(post)
    if kept is not None and (not seat.organisation_short or seat.several or kept[1].casefold() == "designated"):
        yield _sentence(kept[0])
    if not seat.several and body:
        yield body
    acronym = IN_BRACKETS.search(post)
    if acronym is not None:
        yield acronym[1]
    yield _service(post) if kept is None else _sentence(kept[0])
    if not seat.several:
        yield body
    yield _sentence(post)


def _body(organisation: str) -> str:
    """Return what an organisation is called without what kind of body it is, from the end where it is long."""
    words = [one for one in organisation.split() if normal_name(one) not in ("service", "trust", "nhs", "foundation")]
    while len(words) > 1 and fitted(" ".join(words)) != " ".join(words):
        words.pop(0)
    return " ".join(words)


def _service(post: str) -> str:
    """Return the part of a post that says most plainly which service it is, without roles."""
    parts = [one for one in (_without_roles(part) for part in re.split(r"[,(/]", post)) if one]
    words = max(parts, key=lambda one: (len(one) > 1, -len(one)), default=[])
    return "Adults" if [one.casefold() for one in words] == ["adult"] else _sentence(words)


def _without_roles(part: str) -> list[str]:
    words = [one.strip("().;:") for one in part.split()]
    words = [one for one in words if one and one.casefold() not in ROLES]
    plain = [one for one in words if one.casefold() != SAFEGUARDING] or words
    while plain and plain[0].casefold() in JOINING:
        plain.pop(0)
    while plain and plain[-1].casefold() in JOINING:
        plain.pop()
    return plain


def _sentence(words: str | Sequence[str]) -> str:
    """Return words as a sentence begins; short ones in capitals stay."""
    found = [
        one if one.isupper() and len(one) > 1 else one.lower()
        for one in (words.split() if isinstance(words, str) else words)
    ]
    said = " ".join(found)
    return said[:1].upper() + said[1:]


def _numbered(stem: str) -> Iterable[str]:
    return (f"{stem} {number}" for number in count(2))
