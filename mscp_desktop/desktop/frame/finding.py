"""What the search box lists: records, pages, commands and the guide; the last places while nothing is typed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.orm import Session

from mscp_desktop.desktop.commands import SHORT, Command, asks_to_do, found_by, matching, plain_words
from mscp_desktop.desktop.frame.guide_pages import GuidePage
from mscp_desktop.desktop.frame.guide_pages import matching as matching_guide
from mscp_desktop.desktop.frame.pages import PageEntry
from mscp_desktop.desktop.frame.search_box import Found
from mscp_desktop.desktop.frame.visits import Visits
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.finding import MOST_HITS
from mscp_desktop.foundation.search import SearchHit
from mscp_desktop.foundation.search_words import IDLE, cut_out, terms_of

FEW = 3  # commands for one word, up to which they come before all that only holds it
CHOICES = ("look.", "size.", "wait.")  # one command for each value: they come after what is asked for more often
MOST_RECORDS, MOST_COMMANDS, MOST_GUIDE, MOST_RECENT = 12, 7, 3, 8

Search = Callable[[Session, str], list[SearchHit]]
Groups = list[tuple[str, list[Found]]]


@dataclass(frozen=True, slots=True)
class Ways:
    """Where what is found leads: to a place, or to a page of the guide; `page_of` gives the page that shows a place.

    `held` says why a command can't be called, where that is only who works here, and `refuse` says so to them.
    """

    open: Callable[[Place], object]
    page_of: Callable[[Place], PageEntry | None]
    open_guide: Callable[[str], None]
    held: Callable[[Command], str]
    refuse: Callable[[str], None]


def found(
    typed: str,
    hits: Sequence[SearchHit],
    commands: Sequence[Command],
    guide: Sequence[GuidePage],
    ways: Ways,
    *,
    private: bool = False,
) -> Groups:
    """Return what to list for what was typed; `private` leaves out papers, and what tells records of one name apart.

    A command that only others may call is listed too, and says so. Pages and commands whose own words begin with what
    was typed come first: of a command all of them, or two at least, for many commands begin with the same verb. So do
    those of which more than their verb was typed: "print year"; and all of them before records that only mention it.
    What was found by words that its own do not say shows by which.
    """
    records = [
        _record(hit, ways, private=private)
        for hit in hits
        if ways.page_of(place_of(hit)) is not None and not (private and hit.of is not None)
    ]  # fmt: skip
    named = matching(commands, typed, ready=False)
    fitting = [command for command in named if command.ready]
    if not private:
        records = _told_apart(records)
    seen = len(records)
    if seen > MOST_RECORDS + 1:
        words = f"Show the best {seen}" if seen >= MOST_HITS else f"Show all {seen}"
        more = f"{words} records for “{typed.strip()}”"
        records[MOST_RECORDS:] = [Found(more, "", "", lambda: None, tuple(records[MOST_RECORDS:]))]
    verb = _plain(typed).partition(" ")[0]
    fitting.sort(
        key=lambda one: (
            one.name.startswith(CHOICES), len(found_by(one, typed)), not _plain(one.words).startswith(verb),
        )
    )  # fmt: skip
    pages = [
        Found(
            command.words.removeprefix("Go to "), "", command.keys() or "page", command.call, why=_also(command, typed)
        )
        for command in fitting
        if command.name.startswith("page.")
    ]
    others = [
        Found(command.words, "", command.keys() or "command", command.call, why=_also(command, typed))
        for command in fitting
        if not command.name.startswith(("page.", "search"))
    ]
    others += [
        Found(command.words, "", "not available", partial(ways.refuse, why), why=(why,), off=True)
        for command in named
        if (why := ways.held(command))
    ]
    first = [one for one in pages if _plain(one.words).startswith(_plain(typed))]
    meant = [one for one in others if _meant(_plain(one.words), _plain(typed))]
    if not meant:
        own = {command.words for command in named if _begun_or_called(command, _plain(typed))}
        meant = [one for one in others if one.words in own] if len(own) <= FEW else []
    pages = [*first, *(one for one in pages if one not in first)]
    others = [*meant, *(one for one in others if one not in meant)]
    told = [
        Found(page.title, "", "guide", partial(ways.open_guide, page.name), why=_mentions(page, typed))
        for page in matching_guide(guide, typed)[:MOST_GUIDE]
    ]
    groups = [
        ("Records", records), ("Pages", pages), ("Commands", others[:MOST_COMMANDS]), ("Guide", told),
    ]  # fmt: skip
    only_mentioned = " " in typed.strip() and all("".join(one.why).startswith("mentions") for one in records)
    if only_mentioned or any(asks_to_do(command, typed) for command in fitting):
        groups = [groups[2], groups[1], groups[0], groups[3]]
    elif meant:
        groups.insert(0, groups.pop(2))
    if first:
        groups.insert(0, groups.pop(groups.index(("Pages", pages))))
    return groups


def _told_apart(records: Sequence[Found]) -> list[Found]:
    """Return records with a number behind the name of each that says the same as one before it."""
    said: Counter[object] = Counter()
    numbered: list[Found] = []
    for one in records:
        said[key := (one.words, one.detail, one.right, one.why)] += 1
        numbered.append(one if said[key] == 1 else replace(one, words=f"{one.words} ({said[key]})"))
    return numbered


def _also(command: Command, typed: str) -> tuple[str, ...]:
    """Return by which words a command was found, where its own do not say them."""
    by = found_by(command, typed)
    words = [one.strip(",") for one in plain_words(f"{command.called} {command.acts}")]
    said = dict.fromkeys(next((one for one in words if one.startswith(piece)), piece) for piece in by)
    return ("also found by: ", " ".join(said)) if said else ()


def _mentions(page: GuidePage, typed: str) -> tuple[str, ...]:
    """Return where a page of the guide says what was typed, where its title does not."""
    terms = terms_of(typed, days=False)
    terms = [one for one in terms if one.says not in IDLE] or terms
    if not terms or cut_out(page.title, terms, ""):
        return ()
    why = cut_out(page.plain(), terms)
    return ("mentions: " + why[0], *why[1:]) if why else ()


def _plain(words: str) -> str:
    return " ".join(plain_words(words))


def _meant(words: str, typed: str) -> bool:
    return words == typed or (" " in typed and f" {typed}" in f" {words}")


def _begun_or_called(command: Command, typed: str) -> bool:
    """Say whether a command begins with a word, or has it among its further words; what is done elsewhere has not."""
    elsewhere = command.name.startswith(("page.", "lead."))
    return len(typed) > SHORT and (
        _plain(command.words).startswith(typed) or (not elsewhere and typed in plain_words(command.called))
    )


def _record(hit: SearchHit, ways: Ways, *, private: bool) -> Found:
    """Return a record as a line; where its detail is why it was found, that stands below and not beside its name."""
    why = () if private else hit.why
    beside = private or (why and why[0].startswith("\u2026")) or "".join(why) == hit.detail
    where = hit.kind.replace("_", " ")
    return Found(hit.title, "" if beside else hit.detail, where, partial(ways.open, place_of(hit)), why=why)


def words_of(commands: Sequence[Command], guide: Sequence[GuidePage]) -> set[str]:
    """Return the words by which commands and pages are found, for somebody who mistypes one."""
    said = [f"{one.words} {one.called} {one.acts}" for one in commands] + [page.title for page in guide]
    return {word for words in said for word in plain_words(words) if word.isalpha()}


def said_instead(slips: Sequence[tuple[str, str]]) -> str:
    """Return how it is said that other words were looked for than those typed."""
    typed, meant = (" and ".join(f"\u201c{one}\u201d" for one in words) for words in zip(*slips, strict=True))
    return f"Nothing is found for {typed}. Shown for {meant}."


def place_of(hit: SearchHit) -> Place:
    """Return the place that something found opens."""
    return Place(hit.kind, hit.uid) if hit.of is None else hit.of


def recent(visits: Visits, ways: Ways) -> Groups:
    """Return the places that were visited last, newest first, without the one in view."""
    lines: list[Found] = []
    for place in visits.latest():
        page = ways.page_of(place)
        if page is not None and len(lines) < MOST_RECENT:
            words = visits.named(place) or page.title
            right = page.title if words != page.title else "page"
            if all((one.words, one.right) != (words, right) for one in lines):
                lines.append(Found(words, "", right, partial(ways.open, place)))
    return [("Where you were", lines)]
