"""Words as search takes them: what is typed as the index is asked for it, and what was found with the reason why."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

APOSTROPHES = re.compile("['\u2019]")
WORD = re.compile("[^\\W_]+(?:['\u2019][^\\W_]+)*")  # "children's" is one word
PIECE = re.compile(r"[^\W_]+")
LONGEST_QUERY = 200
IDLE = frozenset({  # words that say nothing beside others
    "a", "an", "the", "of", "for", "to", "in", "on", "is", "was", "were", "are", "it", "who", "when", "what", "where",
    "which", "how", "do", "i", "we", "my", "our", "can", "next",
})  # fmt: skip
SHORT = 3  # letters of a word that keeps its ending
BETWEEN = r"[^\W_]*[\W_]+"  # the rest of a word, and what parts it from the next
BEFORE, ROOM = 24, 84  # letters of a reason that stand before its first word, and after where that begins

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
NAMED = "|".join(month[:3] for month in MONTHS)
DAY = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<day>\d{1,2})(?:/(?P<month>\d{1,2})(?:/(?P<year>\d{1,4}))?|(?P<sign>[.-])(?P<dotted>\d{1,2})(?P=sign)"
    r"(?P<dotted_year>\d{2,4}))"
    rf"|(?P<said_day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<name>(?:{NAMED})[a-z]*)\.?(?:,?\s+(?P<said_year>\d{{1,4}}))?"
    r")(?![\w/])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word that was typed, or one day in any usual spelling, as it is compared: in small letters, without marks."""

    says: str
    whole: tuple[str, ...] = ()  # the words that are meant; none for all that begin so

    @property
    def match(self) -> str:
        """What the index is asked for: words that begin so, or are one of the words that are meant."""
        if self.whole:
            each = " OR ".join(f'"{one}"' for one in self.whole)
            return f"({each})"
        return f'"{self.says}"*'


def terms_of(typed: str, *, days: bool = True) -> list[Term]:
    """Return what was typed as terms; with `days` a day such as 18/11/2026 or 18th Nov is one: "18 november 2026"."""
    typed = unicodedata.normalize("NFC", typed[:LONGEST_QUERY])
    terms: list[Term] = []
    at = 0
    for found in DAY.finditer(typed) if days else ():
        said = _day_words(found)
        if said is not None:
            terms += [*_words(typed[at : found.start()]), Term(said)]
            at = found.end()
    return [*terms, *_words(typed[at:])]


def _words(typed: str) -> list[Term]:
    return [Term(folded(APOSTROPHES.sub("", word))) for word in WORD.findall(typed)]


def _day_words(found: re.Match[str]) -> str | None:
    """Return a day as titles say it: "18 november 2026"; None for what is no day."""
    day = int(found["iso_day"] or found["day"] or found["said_day"])
    year = found["iso_year"] or found["year"] or found["dotted_year"] or found["said_year"] or ""
    if found["name"]:
        month = next((one for one in MONTHS if one.startswith(found["name"].casefold())), "")
        if found["name"].casefold() == "sept":
            month = "september"
    else:
        number = int(found["iso_month"] or found["month"] or found["dotted"])
        month = MONTHS[number - 1] if 0 < number <= len(MONTHS) else ""
    if not month or not 0 < day <= 31:  # noqa: PLR2004 - the days of a month
        return None
    if len(year) == 2 and year != "20":  # noqa: PLR2004 - "26" is 2026; "20" is what somebody typed of it so far
        year = f"20{year}"
    return f"{day} {month} {year}".strip()


def without_endings(terms: Sequence[Term]) -> list[Term]:
    """Return terms that find a word and its plural: "priorit", which is "priority" or "priorities".

    They find no more than these: "minuts" is no plural of what begins "minutes".
    """
    return [_without_ending(term) for term in terms]


def _without_ending(term: Term) -> Term:
    word = term.says
    for ending in ("ies", "y", "sses", "xes", "ches", "shes", "s") if len(word) > SHORT + 1 else ():
        if word.endswith(ending) and not word.endswith("ss"):
            if ending in {"ies", "y"}:
                stem = word[: -len(ending)]
                return Term(stem, (f"{stem}y", f"{stem}ies"))
            stem = word[:-1] if ending == "s" else word[:-2]
            return Term(stem, (stem, word))
    return term


def query_of(terms: Sequence[Term], *, titled: bool) -> str:
    """Return what the index is asked for: all terms, anywhere or in a title or another name."""
    match = " AND ".join(term.match for term in terms)
    return f"title : ({match})" if titled else match


def folded(words: str) -> str:
    """Return words as they are compared: without accents and case."""
    if words.isascii():
        return words.strip().casefold()
    parts = unicodedata.normalize("NFD", words.strip())
    return "".join(one for one in parts if not unicodedata.combining(one)).casefold()


def without_apostrophes(words: str) -> list[str]:
    """Return the words that have an apostrophe as they are often typed: "childrens" for "children's"."""
    return [APOSTROPHES.sub("", word) for word in WORD.findall(words) if APOSTROPHES.search(word)]


def plain(words: str) -> str:
    """Return words for comparison, a space before each; where one has an apostrophe without it first, then parted."""
    said = folded(words)
    if "'" in said or "\u2019" in said:
        said = f"{APOSTROPHES.sub('', said)} {said}"
    return " " + " ".join(PIECE.findall(said))


def phrase_of(terms: Sequence[Term]) -> str:
    """Return the terms as they stand in what `plain` gives."""
    return " " + " ".join(term.says for term in terms)


def begin_words(terms: Iterable[Term], said: str) -> bool:
    """Say whether each term begins a word of what `plain` gave."""
    return all(f" {term.says}" in said for term in terms)


def cut_out(words: str, terms: Sequence[Term], besides: str | None = None) -> tuple[str, ...]:
    """Return the part of a text in which the terms stand, in pieces: each second one is of their words.

    It is empty where none is found there; with `besides`, which `plain` gave of what stands beside the text, also where
    one of them is in neither.
    """
    marks = _marks(words, terms)
    if not marks:
        return ()
    if besides is not None and len(terms) > 1:
        there = {term for _, _, term in marks}
        if any(term.says not in there and f" {term.says}" not in besides for term in terms):
            return ()
    first = max(marks, key=lambda one: (len({term for start, _, term in marks if 0 <= start - one[0] < ROOM}), -one[0]))
    start, end = _window(words, first[0])
    pieces, at = ["\u2026" if start else ""], start
    for begins, ends, _ in marks:
        if begins < at or ends > end:
            continue
        between = words[at:begins]
        if len(pieces) > 1 and not between.strip():
            pieces[-2:] = [pieces[-2] + between + words[begins:ends], ""]  # words side by side are one piece
        else:
            pieces[-1] += between
            pieces += [words[begins:ends], ""]
        at = ends
    pieces[-1] += words[at:end].rstrip() + ("\u2026" if end < len(words.rstrip()) else "")
    return tuple(pieces)


def _window(words: str, at: int) -> tuple[int, int]:
    """Return from where to where a text is shown: a short one whole, else words around where the first term begins."""
    if len(words) <= BEFORE + ROOM:
        return 0, len(words)
    start, end = max(0, at - BEFORE), min(len(words), at + ROOM)
    if start:
        start = words.find(" ", start, at) + 1 or at
    if end < len(words):
        end = words.rfind(" ", at, end)
        end = end if end > at else min(len(words), at + ROOM)
    return start, end


def _marks(words: str, terms: Sequence[Term]) -> list[tuple[int, int, str]]:
    """Return where words begin with a term, and where these end."""
    said = tuple(sorted({term.says for term in terms}, key=len, reverse=True))
    wanted = _wanted(said)
    found = list(wanted.finditer(words))
    if not found and not words.isascii():
        found = list(wanted.finditer("".join(_letter(one) for one in words)))
    return [(one.start(), one.end(), said[(one.lastindex or 1) - 1]) for one in found]


@lru_cache(maxsize=8)
def _wanted(said: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the words that begin so; made once for all that is found at a key stroke."""
    each = "|".join(f"({BETWEEN.join(_letters(part) for part in one.split())})" for one in said)
    return re.compile(f"(?<![^\\W_])(?:{each})(?:['\u2019]?[^\\W_])*", re.IGNORECASE)


def _letters(word: str) -> str:
    return "['\u2019]?".join(re.escape(letter) for letter in word)


def _letter(letter: str) -> str:
    """Return a letter without its accent, as one letter."""
    return unicodedata.normalize("NFD", letter)[0]
