"""Operations on organisations and their other names."""

from collections.abc import Sequence
from typing import Any

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import NameKind, Organisation, OrganisationAlias, OrganisationKind
from mscp_desktop.parties.rules.names import free_name, take_uids
from mscp_desktop.parties.rules.words import field_words, many_words, put_words


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
    changed = change_record(session, organisation, version, fields)
    session.say(f"{field_words(changed)} of {organisation.name}")


@operation("parties.add_alias")
def add_alias(session: WorkSession, organisation_uid: str, name: str) -> str:
    """Record another name by which an organisation is written, and return its uid."""
    organisation = Organisation.by_uid(session, organisation_uid)
    alias = OrganisationAlias(
        organisation_id=organisation.id, name=free_name(session, name, organisation), kind=NameKind.SPELLING
    )
    session.add(alias)
    session.flush()
    session.say(f"“{alias.name}” as a name of {organisation.name}")
    return alias.uid


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
def put_organisations(session: WorkSession, bodies: Sequence[tuple[str | None, int, dict[str, Any]]]) -> None:
    """Change and add organisations as a block says, all or none, as `put_people` does."""
    for uid, version, given in bodies:
        fields, key, at = dict(given), uid, version
        if key is None:
            key = add_organisation(session, fields.pop("name", None) or "")
            at = Organisation.by_uid(session, key).version
        if fields:
            change_organisation(session, key, at, **fields)
    session.say(put_words(len(bodies), sum(uid is None for uid, _, _ in bodies), "organisation", "organisations"))
