"""Operations on organisations and their other names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import NameKind, Organisation, OrganisationAlias, OrganisationKind
from mscp_desktop.parties.rules.names import free_name, take_uids
from mscp_desktop.parties.rules.words import field_words, many_words, put_words


@dataclass(frozen=True, slots=True)
class BodySeat:
    """A seat of an organisation: which group's, what it is called there, and who holds it in words."""

    uid: str
    group: str
    group_uid: str
    post: str
    role: str
    holder: str


@dataclass(frozen=True, slots=True)
class Kin:
    """The organisations that an organisation succeeded, and those that are parts of it, by name."""

    predecessors: tuple[Organisation, ...]
    parts: tuple[Organisation, ...]


def kin_of(session: Session, organisation_id: int) -> Kin:
    """Return whom an organisation succeeded and what its parts are."""
    found = [
        tuple(session.scalars(select(Organisation).where(column == organisation_id).order_by(Organisation.name)))
        for column in (Organisation.successor_id, Organisation.parent_id)
    ]
    return Kin(*found)


@operation("parties.add_organisation")
def add_organisation(
    session: WorkSession,
    name: str,
    *,
    short: str | None = None,
    kind: OrganisationKind = OrganisationKind.BODY,
    sector: str | None = None,
) -> str:
    """Add an organisation and return its uid."""
    organisation = Organisation(
        name=free_name(session, name), short=free_name(session, short) if short and short.strip() else None,
        kind=kind, sector=sector, statutory=False,
    )  # fmt: skip
    session.add(organisation)
    session.flush()
    session.say(f"Added {organisation.name}")
    return organisation.uid


@operation("parties.change_organisation")
def change_organisation(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of an organisation; its name may not mean another one."""
    organisation = Organisation.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = free_name(session, fields["name"] or "", organisation)
    if "short" in fields:
        short = (fields["short"] or "").strip()
        fields["short"] = free_name(session, short, organisation) if short else None
    take_uids(session, fields, "parent", "successor")
    if organisation.id in (fields.get("parent_id"), fields.get("successor_id")):
        raise UserError(f"{organisation.name} can't be a part of itself or follow itself. Choose another organisation.")
    for field in ("parent_id", "successor_id"):
        if fields.get(field) is not None:
            refuse_circle(session, organisation, field, fields[field])
    changed = change_record(session, organisation, version, fields)
    session.say(f"{field_words(changed)} of {organisation.name}")


def refuse_circle(session: WorkSession, organisation: Organisation, field: str, key: int) -> None:
    """Raise `UserError` where the chain of parents or of successors would come back to where it began."""
    met = {organisation.id}
    names = [organisation.name]
    while key is not None:
        one = session.get_one(Organisation, key)
        names.append(one.name)
        if key in met:
            words = " is part of " if field == "parent_id" else " is succeeded by "
            raise UserError(f"That would go round in a circle: {words.join(names)}. Choose another organisation.")
        met.add(key)
        key = getattr(one, field)


@operation("parties.add_alias")
def add_alias(
    session: WorkSession,
    organisation_uid: str,
    name: str,
    *,
    kind: NameKind = NameKind.SPELLING,
    start: PartialDate | None = None,
    end: PartialDate | None = None,
) -> str:
    """Record another name of an organisation, and return its uid; only a former name has dates."""
    organisation = Organisation.by_uid(session, organisation_uid)
    _require_dated(kind, start, end)
    alias = OrganisationAlias(
        organisation_id=organisation.id, name=free_name(session, name, organisation), kind=kind, start=start, end=end
    )
    session.add(alias)
    session.flush()
    session.say(f"“{alias.name}” as a {'former ' if kind is NameKind.FORMER else ''}name of {organisation.name}")
    return alias.uid


@operation("parties.change_alias")
def change_alias(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change another name of an organisation: name, kind, start, end."""
    alias = OrganisationAlias.by_uid(session, uid)
    organisation = session.get_one(Organisation, alias.organisation_id)
    if "name" in fields:
        fields["name"] = free_name(session, fields["name"] or "", organisation)
    kind, start, end = (fields.get(name, getattr(alias, name)) for name in ("kind", "start", "end"))
    _require_dated(kind, start, end)
    changed = change_record(session, alias, version, fields)
    session.say(f"{field_words(changed)} of “{alias.name}”, another name of {organisation.name}")


def _require_dated(kind: NameKind, start: PartialDate | None, end: PartialDate | None) -> None:
    if kind is not NameKind.FORMER and (start is not None or end is not None):
        raise UserError("Only a former name has dates. Leave them empty, or choose “former name” as its kind.")
    require_order(start, end)


@operation("parties.remove_alias")
def remove_alias(session: WorkSession, uid: str) -> None:
    """Remove one of an organisation's other names."""
    alias = OrganisationAlias.by_uid(session, uid)
    session.say(f"“{alias.name}” is no longer a name of an organisation")
    session.delete(alias)


@operation("parties.change_organisations")
def change_organisations(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several organisations, whatever they say now."""
    for uid in uids:
        change_organisation(session, uid, Organisation.by_uid(session, uid).version, **fields)
    session.say(many_words(fields, len(uids), "organisations"))


@operation("parties.put_organisations")
def put_organisations(session: WorkSession, bodies: Sequence[tuple[str | None, int, dict[str, Any]]]) -> list[str]:
    """Change and add organisations as a block says, all or none, as `put_people` does; return their uids in order."""
    put = []
    for uid, version, given in bodies:
        fields, key, at = dict(given), uid, version
        if key is None:
            key = add_organisation(session, fields.pop("name", None) or "")
            at = Organisation.by_uid(session, key).version
        if fields:
            change_organisation(session, key, at, **fields)
        put.append(key)
    session.say(put_words(len(bodies), sum(uid is None for uid, _, _ in bodies), "organisation", "organisations"))
    return put
