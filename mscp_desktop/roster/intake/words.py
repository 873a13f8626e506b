"""What the words in people's own tables mean: headings, roles, vacancies, names, bodies, how often a group meets."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.heading_words import HEADINGS
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.typed_dates import parse_date
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.records import SeatRole


class Meaning(StrEnum):
    """What a column holds."""

    NAME = "name"
    FORENAME = "forename"
    SURNAME = "surname"
    ADDRESS = "form of address"
    POST = "post"
    ORGANISATION = "organisation"
    ROLE = "role in the group"
    EMAIL = "e-mail"
    TELEPHONE = "telephone"
    MOBILE = "mobile"
    GROUP = "group"
    SINCE = "since"
    UNTIL = "until"
    NOTE = "note"
    MIXED = "name, post and organisation"
    NOTHING = "not taken"


_KNOWN = {words: Meaning(meaning) for meaning, many in HEADINGS.items() for words in many.split("|")}
AMBIGUOUS = frozenset({"role", "title", "roles"})  # their meaning shows only in what stands below them
COURTESY = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "cllr", "councillor", "rev", "sir"})
_RANKS = frozenset({"dc", "ds", "di", "dci", "dsupt", "supt", "pc", "ch", "insp", "sgt", "acc", "det", "cdr", "hon"})
_PARTICLES = frozenset({"de", "da", "van", "von", "der", "den", "la", "le", "al", "bin", "ap", "o", "mac", "mc", "del"})

_NOTHING = frozenset({"", "n a", "na", "none", "unknown", "n k", "not known", "not applicable", "nil", "not recorded"})
_CHAIR = r"chair(?:person|man|woman)?"
_ROLES = (
    (SeatRole.VICE_CHAIR, rf"vice[ -]?{_CHAIR}"),
    (SeatRole.DEPUTY_CHAIR, rf"(?:deputy|dep\.?|assistant)[ -]?{_CHAIR}"),
    (SeatRole.CHAIR, rf"(?:co[ -]?)?{_CHAIR}"),
)
_ROLE = "|".join(words for _, words in _ROLES)
_BEFORE = re.compile(rf"(?P<role>{_ROLE})\s*(?:[-\u2013\u2014:,/]\s*|\(\s*(?=.+\)$)|$)", re.IGNORECASE)
_AFTER = re.compile(rf"\s*(?:[(\[]\s*(?P<role>{_ROLE})\s*[)\]]|\s[-\u2013\u2014]\s*(?P<last>{_ROLE}))$", re.IGNORECASE)
_ROLE_CELLS = {
    "member": SeatRole.MEMBER, "core member": SeatRole.MEMBER, "full member": SeatRole.MEMBER,
    "standing member": SeatRole.MEMBER, "adviser": SeatRole.ADVISER, "advisor": SeatRole.ADVISER,
    "professional adviser": SeatRole.ADVISER, "professional advisor": SeatRole.ADVISER,
    "scrutineer": SeatRole.SCRUTINEER, "independent scrutineer": SeatRole.SCRUTINEER,
}  # fmt: skip
_VACANT = re.compile(
    r"(?:t\.?b\.?[cad]\.?|to be (?:confirmed|advised|agreed|appointed|determined|nominated)|"
    r"(?:currently |now |position |post |seat )?vacan(?:t|cy)(?: (?:post|seat|position))?|recruiting)"
    r"\s*(?:[-\u2013\u2014:,]?\s*[(\[]?\s*(?:from|since|as of|as at)\s+(?P<since>[^)\]]+?)\s*[)\]]?)?\.?",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:council|nhs|trust|police|icb|ccgs?|integrated care board|commissioning groups?|constabulary|services?|"
    r"college|schools?|academ(?:y|ies)|association|partnership|foundation|healthcare|charity|ltd|limited|cic|plc|"
    r"agency|authority|board|church|diocese|university|hospitals?|cafcass|borough|county|providers?|heads|gps|units?|homes|"
    r"groups?|people|england|archives|rescue|probation|company|companies|commissioner|institution)\b",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:head of|headteacher|director|manager|nurse|officer|lead|leads|doctor|chief|assistant|deputy|coordinator|"
    r"co-ordinator|adviser|advisor|worker|practitioner|analyst|auditor|inspector|superintendent|supt|dci|chair|"
    r"specialist|consultant|midwife|gp|secretary|administrator|representatives?|member|scrutineer|constable|commander|"
    r"sergeant|teacher|solicitor|supervisor)\b",
    re.IGNORECASE,
)
_PROFESSION = re.compile(
    r"\b(?:executive|principal|principle|professional|safeguarding|designated|named|strategic|programme|operations|"
    r"children|adults?|health|education|social|early|help)\b",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"\b(?:group|sub-?group|board|panel|meeting|committee|network|forum|executive|hub|audit|lessons|assurance)\b",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W\d_][^\W\d_'\u2019.\-]*(?:['\u2019\-.][^\W\d_]+)*\.?")
_LONGEST_NAME = 5  # words
_BULLET = re.compile(
    r"^[\u2022\u25cb\u25e6\u00b7\u25aa\u25cf\uf0b7*o\u2043\u2219]\s+|"
    r"^[\u2022\u25cb\u25e6\u00b7\u25aa\u25cf\uf0b7*]\s*|^[-\u2013]\s+"
)
_KEYS = re.compile(
    r"(?P<key>frequency|membership|members|core functions?|functions?|purpose|remit|quorum|report(?:s|ing) to|"
    r"accountable to|terms of reference|venue|meets|aims?|objectives?)\s*:?",
    re.IGNORECASE,
)
_NUMBERS = {
    word: at
    for at, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_TIMES = re.compile(
    r"(?:(?P<often>once|twice|thrice)|(?P<number>\w+) (?:times|meetings?)) (?:a|per|each|every|in a) ?"
    r"(?P<span>year|annum|quarter|month)"
)
_EVERY = re.compile(r"(?:once )?every (?:(?P<number>\w+) )?(?P<span>months?|years?|quarters?)")
_NAMED = {
    "monthly": (1, 1), "bi monthly": (1, 2), "bimonthly": (1, 2), "quarterly": (1, 3), "termly": (3, 12),
    "annually": (1, 12), "yearly": (1, 12), "six monthly": (1, 6), "half yearly": (1, 6), "bi annually": (2, 12),
}  # fmt: skip
_SPANS = {"year": 12, "annum": 12, "quarter": 3, "month": 1}
MARKED = re.compile(r"[#*_]+")


@dataclass(frozen=True, slots=True)
class Vacant:
    """A seat that is vacant: since when, None for not known."""

    since: PartialDate | None


def heading_of(words: str) -> Meaning | None:
    """Return what a column heading means, `NOTHING` for one that only its column can tell, None for no heading."""
    plain = heading_words(words)
    return Meaning.NOTHING if plain in AMBIGUOUS else _KNOWN.get(plain)


def heading_words(words: str) -> str:
    """Return a heading in the form in which two spellings are equal."""
    return normal_name(MARKED.sub(" ", words.replace("'", "").replace("_", " "))).replace(" no ", " ")


def is_nothing(words: str) -> bool:
    """Say whether a cell says that it holds nothing: "n/a", "-", "not known"."""
    return normal_name(words.replace("/", " ").replace(".", " ")) in _NOTHING


def role_of(words: str) -> SeatRole | None:
    """Return the role that a cell names, None where it is no role."""
    plain = normal_name(words)
    found = _BEFORE.fullmatch(plain)
    return _role(found["role"]) if found is not None else _ROLE_CELLS.get(plain)


def _role(words: str) -> SeatRole:
    return next(role for role, form in _ROLES if re.fullmatch(form, words.strip(), re.IGNORECASE))


def without_role(words: str) -> tuple[SeatRole | None, str]:
    """Return the role that stands before or behind a post or name, and the rest: "Chair - Chief Nurse"."""
    before = _BEFORE.match(words)
    if before is not None:
        rest = words[before.end() :].strip()
        return _role(before["role"]), rest.removesuffix(")") if before[0].rstrip().endswith("(") else rest
    after = _AFTER.search(words)
    if after is not None:
        return _role(after["role"] or after["last"]), words[: after.start()].strip()
    return None, words


def vacancy_of(words: str, today: date) -> Vacant | None:
    """Return the vacancy that a cell tells of, None for none; raises `UserError` where its date can't be read."""
    found = _VACANT.fullmatch(words.strip().strip("()[]*").strip())
    if found is None:
        return None
    return Vacant(parse_date(found["since"], today) if found["since"] else None)


def is_body(words: str) -> bool:
    """Say whether words look like an organisation's name, not a post."""
    if words.isupper() and " " not in words and len(words) > 1:
        return _JOB.search(words) is None
    return _BODY.search(words) is not None and _JOB.search(words) is None


def is_name(words: str) -> bool:
    """Say whether words look like the name of one person."""
    if re.search(r"[\d@/&]", words) or any(form.search(words) for form in (_JOB, _PROFESSION, _BODY)):
        return False
    parts = [one for one in words.replace(",", " ").split() if one.casefold().strip(".") not in COURTESY | _RANKS]
    if not 1 < len(parts) <= _LONGEST_NAME and not (len(parts) == 1 and len(words.split()) > 1):
        return False
    plain = [one for one in parts if one.casefold() not in _PARTICLES]
    return bool(plain) and all(_NAME_WORD.fullmatch(one) and one[0].isupper() for one in plain)


def is_group(words: str) -> bool:
    """Say whether words look like a group's name."""
    return _GROUP.search(words) is not None


def key_of(words: str) -> str | None:
    """Return which fact of a group a cell is the label of, as one word: "frequency", "membership"; None for none."""
    found = _KEYS.fullmatch(words.strip())
    if found is None:
        return None
    key = found["key"].casefold()
    return "membership" if key in ("members", "membership") else key


def plain_words(words: str) -> str:
    """Return words in one line, without the marks of a list before them."""
    return " ".join(_BULLET.sub("", words).split())


def tidy_post(words: str) -> str:
    """Return a post without the comma or full stop that slipped in behind it."""
    return words.rstrip(" ,;:.") or words


def names_two_posts(post: str) -> bool:
    """Say whether a post names two, either of which may sit: "Reviewing Officer or Child Protection Chair"."""
    outside = re.sub(r"\([^()]*\)", " ", post)
    return re.search(r"\S\s+or\s+\S", outside) is not None


def frequency_of(words: str) -> tuple[int, int] | None:
    """Return (times, months) that words tell: "6 times per year" is six in twelve months; None where they don't."""
    plain = re.sub(r"[^\w ]+", " ", words.casefold())
    plain = " ".join(plain.split())
    for name, found in _NAMED.items():
        if re.search(rf"\b{name}\b", plain):
            return found
    times = _TIMES.search(plain)
    if times is not None:
        often = {"once": 1, "twice": 2, "thrice": 3}.get(times["often"] or "") or _number(times["number"] or "")
        return (often, _SPANS[times["span"]]) if often else None
    every = _EVERY.search(plain)
    if every is not None:
        number = _number(every["number"] or "1")
        return (1, number * _SPANS[every["span"].rstrip("s")]) if number else None
    return None


def _number(words: str) -> int:
    return int(words) if words.isdecimal() and len(words) < len("100") else _NUMBERS.get(words, 0)


def date_of(words: str, today: date) -> PartialDate | None:
    """Return the date in a cell, None where it says that there is none; raises `UserError` for what is no date."""
    if is_nothing(words) or _VACANT.fullmatch(words):
        return None
    return parse_date(re.sub(r" \d{1,2}:\d\d$", "", words), today)


def email_of(words: str) -> str | None:
    """Return the e-mail address in a cell, None where it says that there is none; raises `UserError` otherwise."""
    if is_nothing(words) or _VACANT.fullmatch(words):
        return None
    found = re.search(r"[^\s@<>;,()\[\]:\"]+@[^\s@<>;,()\[\]:\"]+\.[^\s@<>;,()\[\]:\".]{2,}", words)
    if found is None:
        raise UserError(f"“{words[:60]}” is no e-mail address: write it as name@example.gov.uk, or leave it empty.")
    return found[0].rstrip(".")


def telephone_of(words: str) -> str | None:
    """Return the telephone number in a cell, with the nought that a spreadsheet took away; as `email_of` otherwise."""
    if is_nothing(words) or _VACANT.fullmatch(words):
        return None
    line = " ".join(words.split())
    digits = re.sub(r"\D", "", line)
    if not 5 <= len(digits) <= 40 or len(line) > 80:  # noqa: PLR2004 - two numbers with their extensions fit
        raise UserError(f"“{line[:60]}” is no telephone number: write it in figures, or leave it empty.")
    return f"0{line}" if re.fullmatch(r"[1237]\d{9}", line) else line
