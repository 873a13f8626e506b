"""What features offer each other across ranks: values and signatures, no behaviour."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mscp_desktop.foundation.store import Role


PUBLIC = "Public version: what is confidential is left out"
"""What stands on every document and table that is made for the public."""
ALL_YEARS = "all"
"""The year of a request for all of them, of a document that is else of one."""


def public_name(words: str) -> str:
    """Return a document's title, or the name of its file, as that of its public edition: "Public minutes of PMQA"."""
    return f"Public {words[:1].lower()}{words[1:]}"


class ColumnKind(StrEnum):
    """What a table's column holds; money is integer pence. Numbers and money stand right, in figures of one width."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person can be taken: a page's key or a kind of record, and the uid of one where it is meant.

    `does` is the name of a command that is called there.
    """

    kind: str
    uid: str | None = None
    does: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a document is asked for: the day of printing, the day it speaks of, and what it is of where it is of one.

    A group and an organisation are given by any of their names, a post by its title, a meeting by its uid or by its day
    as "2025-03-12" beside its group, a year as "2025-26". `public` leaves out what is confidential. `sender` is the
    e-mail address that invites. An audit tool is given by its name, as "Neglect, edition 2", or by its uid; an
    audit by its number, as "12" or "Audit 12", by its theme and day, as "Neglect, 12/3/2026", or by its uid.
    A theme of audits is given by its name, or by its uid.
    """

    today: date
    as_at: date
    group: str | None = None
    organisation: str | None = None
    post: str | None = None
    meeting: str | None = None
    year: str | None = None
    public: bool = False
    sender: str | None = None
    tool: str | None = None
    audit: str | None = None
    theme: str | None = None

    def of(self) -> str:
        """Return what the document is of, in words: empty where it is of all."""
        return ", ".join(part for part in (self.post, self.organisation, self.group) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found, which explains itself: what, why it matters or since when, and where to mend it.

    `about` is what it is about, such as "Vacant seats": findings are grouped by it.
    """

    about: str
    what: str
    why: str
    place: Place


@dataclass(frozen=True, slots=True)
class Due:
    """Something that somebody has to do, by a day: what, why, where, and how the day was found.

    `about` is what kind of thing it is ("Minutes to approve"): home groups by it. `day` is None for what is due as
    soon as it can be. `explain` are the sentences of "why this date?". `verb` is what the button says. `role` is whose
    work it is first, None for the business manager's. What is `urgent` stands before everything else.
    """

    about: str
    what: str
    why: str
    day: date | None
    place: Place
    verb: str
    explain: tuple[str, ...] = ()
    role: "Role | None" = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A document the program makes; `pdf` and `sheet` are "module:function", imported when it is made.

    `files` are what else it is made as, or in place of what `sheet` would give: a file's ending and "module:function",
    which returns the file's bytes. `takes` names the fields of a `Request` that narrow it, and `needs` those without
    which it can't be made. `recorded_by` is the "module:operation" that puts on record that it goes out: it is called
    with the request before the file is made.
    `bound` stands in the place of `pdf` where the PDF is bound from several: it is called with what tells how many
    pages are done besides, and returns the title and the bytes. `ever` says that it is also made of `ALL_YEARS`.
    """

    name: str
    words: str
    pdf: str | None
    sheet: str | None
    files: tuple[tuple[str, str], ...] = ()
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    recorded_by: str | None = None
    bound: str | None = None
    ever: bool = False

    def endings(self) -> list[str]:
        """Return the endings of the files that it is made as."""
        made = [*([".pdf"] if self.pdf or self.bound else []), *([".xlsx", ".csv"] if self.sheet else [])]
        return list(dict.fromkeys([*made, *(ending for ending, _ in self.files)]))
