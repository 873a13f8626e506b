"""Reads what the cells of one row say of seats and people: roles, vacancies, names, and all of them in one cell."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.roster.intake import words as say
from mscp_desktop.roster.intake.cells import CellError, Cells, several
from mscp_desktop.roster.intake.entries import LONGEST, Entry, Kind, ReadPerson
from mscp_desktop.roster.intake.words import Meaning
from mscp_desktop.roster.records import SeatRole


@dataclass(slots=True)
class SeatReader:
    """Reads rows; `names` says whether the rows of one cell, at this place of the sheet, name people."""

    kind: Kind
    today: date
    known_body: Callable[[str], bool]
    known_person: Callable[[str], bool]
    names: bool = False

    def read(self, where: str, group: str | None, values: dict[Meaning, tuple[str, int]]) -> Iterator[Entry]:
        """Yield the entries of a row whose cells are known: more than one where several people stand in one cell."""
        made = Cells(values, self.today)
        group = say.plain_words(made.words(Meaning.GROUP)) or group
        until = made.read(Meaning.UNTIL, say.date_of)
        if until is not None and until.latest() <= self.today:
            yield Entry(where, "", out=f"their time ended: {until}")
            return
        since = made.read(Meaning.SINCE, say.date_of)
        base = Entry(
            where, "", group=group, since=since, until=until, note=made.words(Meaning.NOTE) or None,
        )  # fmt: skip
        base, names = self._facts(base, made)
        emails = several(made.words(Meaning.EMAIL)) if len(names) > 1 else [made.words(Meaning.EMAIL)]
        paired = len(emails) == len(names)
        found = []
        for at, name in enumerate(names):
            made.put(Meaning.EMAIL, emails[at] if paired else (made.words(Meaning.EMAIL) if at == 0 else ""))
            found.append(ReadPerson(
                name, made.read(Meaning.EMAIL, lambda words, _: say.email_of(words)),
                made.read(Meaning.TELEPHONE, lambda words, _: say.telephone_of(words)) if at == 0 else None,
                made.read(Meaning.MOBILE, lambda words, _: say.telephone_of(words)) if at == 0 else None,
            ))  # fmt: skip
        self._check_lengths(base, found, made)
        if self.kind is Kind.PEOPLE:
            yield from self._people(base, found)
            return
        if not found:
            if not base.vacant and (base.post, base.organisation, base.role) == (None, None, None):
                yield replace(base, out="it names no post, organisation or role")
                return
            yield base
        for at, person in enumerate(found):
            remarks = (
                (f"{len(found)} people stand in one cell, so there is a seat for each.",) if len(found) > 1 else ()
            )
            part = f" ({at + 1} of {len(found)})" if len(found) > 1 else ""
            yield replace(base, person=person, remarks=base.remarks + remarks, where=f"{base.where}{part}")

    def _people(self, base: Entry, found: Sequence[ReadPerson]) -> Iterator[Entry]:
        if not found:
            yield replace(base, out="the post is vacant" if base.vacant else "it names no person")
        for person in found:
            yield replace(base, person=person, vacant=False)

    def _check_lengths(self, base: Entry, found: Sequence[ReadPerson], made: Cells) -> None:
        told: list[tuple[str | None, tuple[Meaning, ...]]] = [
            (base.post, (Meaning.POST, Meaning.MIXED)),
            (base.organisation, (Meaning.ORGANISATION, Meaning.MIXED)),
        ]
        told += [(one.name, (Meaning.NAME, Meaning.MIXED)) for one in found] + [(base.group, (Meaning.GROUP,))]
        for words, meanings in told:
            if words is not None and len(words) > LONGEST:
                column = next((made.column(one) for one in meanings if made.words(one)), None)
                raise CellError(
                    f"it holds {len(words)} characters, too many for one name or post. Part it into rows.", column
                )

    def _facts(self, base: Entry, made: Cells) -> tuple[Entry, list[str]]:
        """Return the entry with role, post, organisation and vacancy, and the names of people."""
        places = (Meaning.NAME, Meaning.FORENAME, Meaning.SURNAME, Meaning.POST, Meaning.ORGANISATION)
        vacant = next((found for one in places if (found := made.vacancy(one)) is not None), None)
        role_words = say.plain_words(made.words(Meaning.ROLE))
        role, remarks = say.role_of(role_words) if role_words else None, base.remarks
        if role_words and role is None and not say.is_nothing(role_words):
            remarks = (*remarks, f"The role “{role_words}” is kept as a note.")
            base = replace(base, note="\n".join(one for one in (base.note, f"Role in the list: {role_words}") if one))
        post, organisation = say.plain_words(made.post()), say.plain_words(made.words(Meaning.ORGANISATION))
        names = made.names()
        if made.words(Meaning.MIXED):
            names, post, organisation, mixed_role, mixed = self._mixed(
                made.words(Meaning.MIXED), made.column(Meaning.MIXED)
            )
            role, vacant = role or mixed_role, vacant or mixed
        elif len(names) == 1 and "," in names[0]:
            names, post, organisation = self._in_one(names[0], post, organisation)
        first, post = say.without_role(post)
        if first is None and names:
            named_roles = [say.without_role(one) for one in names]
            first = named_roles[0][0]
            names = [rest for _, rest in named_roles if rest]
        if post and vacant is None:
            vacant = say.vacancy_of(post, self.today)
            post = post if vacant is None else ""
        if first is not None and post and not organisation and self._is_body(post):
            post, organisation = "", post
        post = "" if say.is_nothing(post) else post
        organisation = "" if say.is_nothing(organisation) else organisation
        tidy = say.tidy_post(post)
        told = replace(
            base, post=tidy or None, published=post if tidy != post else None, either=say.names_two_posts(tidy),
            organisation=say.tidy_post(organisation) or None, role=role or first,
            vacant=vacant is not None and not names,
            since=base.since or (vacant.since if vacant is not None else None), remarks=remarks,
        )  # fmt: skip
        return told, names

    def _in_one(self, words: str, post: str, organisation: str) -> tuple[list[str], str, str]:
        """Return names, post and organisation where a name's cell holds more: "Jane Smith, Chief Nurse, NHS Kent"."""
        parts = [one.strip() for one in words.split(",") if one.strip()]
        if len(parts) > 1 and all(say.is_name(one) for one in parts):
            return parts, post, organisation
        if len(parts) == 2 and say.is_name(f"{parts[1]} {parts[0]}") and not say.is_name(parts[0]):  # noqa: PLR2004 - surname, forename
            return [f"{parts[1]} {parts[0]}"], post, organisation
        if not organisation and len(parts) > 1 and self._is_body(parts[-1]):
            organisation = parts.pop()
        return [parts[0]], post or ", ".join(parts[1:]), organisation

    def _mixed(self, words: str, column: int | None) -> tuple[list[str], str, str, SeatRole | None, say.Vacant | None]:
        """Read one cell that holds everything: role, name, post, organisation, or that the seat is vacant."""
        role, rest = say.without_role(say.plain_words(words))
        try:
            vacant = say.vacancy_of(rest, self.today)
        except UserError as error:
            raise CellError(str(error), column) from error
        if not rest or vacant is not None:
            return [], "", "", role, vacant
        if self._is_body(rest):
            return [], "", rest, role, None
        parts = [one.strip() for one in re.split(r",|\s[-\u2013\u2014|]\s|\n", rest) if one.strip()]
        if role is None and parts:
            role, parts[0] = say.without_role(parts[0])
            rest = rest if role is None else ", ".join(parts)
        names = [one for one in parts if say.is_name(one)]
        alone = say.is_name(rest) and (self.names or self.known_person(rest) or self.kind is Kind.PEOPLE)
        if alone or (len(parts) > 1 and names and names[0] == parts[0]):
            found, post, organisation = self._in_one(", ".join(parts), "", "")
            return found, post, organisation, role, None
        if self.kind is Kind.PEOPLE:
            return [parts[0]], ", ".join(parts[1:]), "", role, None
        if len(parts) > 1 and self._is_body(parts[-1]):
            return [], rest[: rest.rindex(parts[-1])].rstrip(" ,-\u2013\u2014|"), parts[-1], role, None
        return [], rest, "", role, None

    def _is_body(self, words: str) -> bool:
        return self.known_body(words) or say.is_body(words)
