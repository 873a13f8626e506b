"""What the columns of a sheet hold: told by its headings, in one row or two, or else by what stands in them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mscp_desktop.exchange.sheet import Sheet, SheetRow, column_letters
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.intake.words import (
    COURTESY,
    Meaning,
    heading_of,
    heading_words,
    is_body,
    is_name,
    role_of,
    without_role,
)

Columns = Mapping[int, Meaning]
MOSTLY = 0.5
LOOKED_AT = 200  # rows below a heading
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_PHONE = re.compile(r"\+?[\d ()/.-]{9,20}")
_DATE = re.compile(r"\d{1,2}[/. -](?:\d{1,2}|[A-Za-z]{3,9})[/. -]\d{2,4}|[A-Za-z]{3,9} \d{4}|\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """One column as a person may put it right: `key` names it, `meaning` is what it is taken for."""

    key: str
    heading: str
    meaning: StrEnum
    sample: str


def is_heading_row(row: SheetRow) -> bool:
    """Say whether a row holds headings: two known ones at least, and as many as anything else; or one alone."""
    cells = [cell for cell in row.cells if cell]
    known = sum(heading_of(cell) is not None for cell in cells)
    return known > 1 and known >= len(cells) * MOSTLY


def is_upper_heading(row: SheetRow) -> bool:
    """Say whether a row can be the upper of two heading rows: short words, of which one at least is a heading."""
    cells = [cell for cell in row.cells if cell]
    return bool(cells) and any(_hints(cell) for cell in cells) and all(len(cell) < 40 for cell in cells)  # noqa: PLR2004 - a heading is short


def _hints(cell: str) -> bool:
    words = heading_words(cell)
    return heading_of(cell) is not None or words in {"contact details", "contact", "details", "member details", "about"}


def columns_of(
    sheet: Sheet, top: int, known: Callable[[str], bool], said: Mapping[str, Meaning]
) -> tuple[dict[int, Meaning], int, list[ColumnSeen]]:
    """Return what each column under the heading row `top` holds, how many heading rows there are, and the list of it.

    `known` tells an organisation's name, `said` is what a person chose for a column's key.
    """
    rows = sheet.rows
    deep = 1
    titles = list(rows[top].cells)
    if top + 1 < len(rows) and _is_second(rows[top + 1]):
        deep = 2
        lower = rows[top + 1].cells
        titles = [
            _joined(titles[at] if at < len(titles) else "", lower[at] if at < len(lower) else "")
            for at in range(max(len(titles), len(lower)))
        ]
    body = [row.cells for row in rows[top + deep : top + deep + LOOKED_AT] if not row.blank]
    found: dict[int, Meaning] = {}
    for at, title in enumerate(titles):
        meaning = heading_of(title)
        if meaning is not None and meaning is not Meaning.NOTHING and meaning not in found.values():
            found[at] = meaning
    for at, title in enumerate(titles):
        if heading_of(title) is Meaning.NOTHING:
            found[at] = _unclear(heading_words(title), _column(body, at), set(found.values()))
    _name_is_all(found, body, known)
    bare = [at for at in range(max((len(row) for row in body), default=0)) if at >= len(titles) or not titles[at]]
    guessed = guessed_columns([[row[at] if at < len(row) else "" for at in bare] for row in body], known)
    for place, meaning in guessed.items():
        if meaning not in found.values() and meaning not in (Meaning.MIXED, Meaning.NOTE):
            found[bare[place]] = meaning
    titles += [""] * (max(bare, default=-1) + 1 - len(titles))
    seen = []
    for at, title in enumerate(titles):
        values = _column(body, at)
        if title or values:
            key = heading_words(title) or f"column {column_letters(at).lower()}"
            found[at] = said.get(key, found.get(at, Meaning.NOTHING))
            seen.append(
                ColumnSeen(key, title or f"Column {column_letters(at)}", found[at], values[0] if values else "")
            )
    return found, deep, seen


def _is_second(lower: SheetRow) -> bool:
    """Say whether the row under a heading row holds headings too."""
    if is_heading_row(lower):
        return True
    cells = [cell for cell in lower.cells if cell]
    return bool(cells) and all(heading_of(cell) is not None for cell in cells) and not all(
        role_of(cell) is not None for cell in cells
    )  # fmt: skip


def _joined(upper: str, lower: str) -> str:
    """Return the heading of a column with two: the lower one, unless only both together or the upper say something."""
    both = f"{upper} {lower}".strip()
    if heading_of(both) is not None:
        return both
    return lower if lower and (heading_of(lower) is not None or not upper) else upper


def _column(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in rows if at < len(row) and row[at]]


def _unclear(heading: str, values: Sequence[str], taken: set[Meaning]) -> Meaning:
    """Return what "Role" or "Title" means by what stands below it."""
    if heading == "title" and values and _share(values, lambda one: one.casefold().strip(".") in COURTESY) > MOSTLY:
        return Meaning.ADDRESS
    roles = _share(values, lambda one: role_of(one) is not None)
    if Meaning.POST in taken or (heading != "title" and roles > MOSTLY):
        return Meaning.ROLE if Meaning.ROLE not in taken else Meaning.NOTHING
    return Meaning.POST


def _name_is_all(found: dict[int, Meaning], body: Sequence[Sequence[str]], known: Callable[[str], bool]) -> None:
    """Put right a column of names that holds posts or bodies, as under "Member" or "Representative"."""
    at = next((place for place, meaning in found.items() if meaning is Meaning.NAME), None)
    if at is None or not (values := _column(body, at)):
        return
    names = _share(values, lambda one: is_name(without_role(one)[1].split(",")[0]))
    if names >= MOSTLY:
        return
    bodies = _share(values, lambda one: known(one) or is_body(one))
    if bodies > MOSTLY and Meaning.ORGANISATION not in found.values():
        found[at] = Meaning.ORGANISATION
    elif names == 0 and Meaning.POST not in found.values():
        found[at] = Meaning.POST


def guessed_columns(rows: Sequence[Sequence[str]], known: Callable[[str], bool]) -> dict[int, Meaning]:
    """Return what the columns of rows without headings hold, by what stands in them."""
    width = max((len(row) for row in rows), default=0)
    found: dict[int, Meaning] = {}
    words: dict[int, list[str]] = {}
    for at in range(width):
        values = _column(rows, at)
        if not values:
            continue
        if _share(values, lambda one: _EMAIL.search(one) is not None) > MOSTLY:
            found[at] = Meaning.EMAIL
        elif _share(values, lambda one: _PHONE.fullmatch(one) is not None) > MOSTLY:
            mobile = _share(values, lambda one: one.replace(" ", "").startswith(("07", "7", "+447"))) > MOSTLY
            found[at] = Meaning.MOBILE if mobile else Meaning.TELEPHONE
        elif _share(values, lambda one: _DATE.fullmatch(one) is not None) > MOSTLY:
            found[at] = Meaning.SINCE
        elif len(values) > 1 and _share(values, lambda one: role_of(one) is not None) > MOSTLY:
            found[at] = Meaning.ROLE
        else:
            words[at] = values
    _guess_words(found, words, known)
    return found


def _guess_words(found: dict[int, Meaning], words: dict[int, list[str]], known: Callable[[str], bool]) -> None:
    names = {at: _share(values, is_name) for at, values in words.items()}
    best = max(names, key=lambda at: names[at], default=None)
    if best is not None and names[best] > MOSTLY and len(words) > 1:
        found[best] = Meaning.NAME
        del words[best]
    bodies = {at: _share(values, lambda one: known(one) or is_body(one)) for at, values in words.items()}
    body = max(bodies, key=lambda at: (bodies[at], at), default=None)
    if len(words) == 1 and body is not None:
        alone = Meaning.MIXED if Meaning.NAME not in found.values() else Meaning.POST
        found[body] = Meaning.ORGANISATION if bodies[body] > MOSTLY and alone is Meaning.POST else alone
        return
    if body is not None:
        found[body] = Meaning.ORGANISATION
        del words[body]
    for at in words:
        found[at] = Meaning.POST if Meaning.POST not in found.values() else Meaning.NOTE
        if Meaning.NOTE in found.values():
            break


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(holds(one) for one in values) / len(values) if values else 0.0


def knower(names: frozenset[str]) -> Callable[[str], bool]:
    """Return a function that tells whether words are one of these names, which are in their normal form."""
    return lambda words: normal_name(words) in names
