"""Organisations as a register as at a day: all that a document says of each."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import Span
from mscp_desktop.parties.records import NameKind, Organisation, OrganisationAlias, OrganisationKind
from mscp_desktop.parties.rules.agencies import agencies_on
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.parties.rules.names import DatedNames, former_names, name_on, normal_name


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One organisation on a day: `name` is the one of that day, `others` all further names, former ones with dates.

    `ended` is given from that day on.

    `part` says what part it has in the partnership, empty where none is recorded; `ways` how it is involved as a
    relevant agency.
    """

    uid: str
    name: str
    others: tuple[str, ...]
    kind: OrganisationKind
    sector: str | None
    parent: str | None
    part: str
    ways: tuple[str, ...]
    ended: PartialDate | None
    successor: str | None
    note: str | None

    def end_words(self) -> str:
        """Return since when it is no more, and what carries it on; empty where it goes on."""
        parts = [f"ended {format_date(self.ended)}"] if self.ended else []
        return "; ".join([*parts, *([f"succeeded by {self.successor}"] if self.successor else [])])


def organisation_register(session: Session, day: date, named: str | None = None) -> list[RegisterEntry]:
    """Return every organisation as at a day, by name; with `named`, only the one that bears that name.

    Raises `UserError` where nobody has that name.
    """
    bodies = {one.id: one for one in session.scalars(select(Organisation))}
    former = former_names(session)
    called = {key: name_on(DatedNames(one.name, former.get(key, ())), day) for key, one in bodies.items()}
    others: dict[int, list[str]] = {}
    for alias in session.scalars(select(OrganisationAlias).order_by(OrganisationAlias.id)):
        others.setdefault(alias.organisation_id, []).append(_alias_words(alias))
    listed = {one.organisation_uid: one for one in agencies_on(session, day).agencies}
    wanted = [organisation_named(session, named)] if named is not None else list(bodies.values())
    made = []
    for one in wanted:
        line = listed.get(one.uid)
        names = [*([one.name] if called[one.id] != one.name else []), *([one.short] if one.short else [])]
        said = {normal_name(called[one.id]), normal_name(f"{one.name} {one.short}")}
        names += [name for name in others.get(one.id, ()) if normal_name(name) not in said]
        over = one.ended is None or not Span(None, one.ended).shown_at(day)
        made.append(RegisterEntry(
            one.uid, called[one.id], tuple(names), one.kind, one.sector, called.get(one.parent_id or 0),
            "Statutory partner" if one.statutory else "Relevant agency" if line else "", line.ways() if line else (),
            one.ended if over else None, called.get(one.successor_id or 0) if over else None, one.note,
        ))  # fmt: skip
    return sorted(made, key=lambda entry: (entry.name.casefold(), entry.uid))


def _alias_words(alias: OrganisationAlias) -> str:
    if alias.kind is not NameKind.FORMER:
        return alias.name
    until = f" until {format_date(alias.end)}" if alias.end else ""
    return f"{alias.name} (former name{until})"
