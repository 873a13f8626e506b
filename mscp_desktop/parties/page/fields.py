"""What the fields of people, organisations and seats offer and mean, for the pages that share them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.history_items import stored_words
from mscp_desktop.desktop.values import Act, Cell, Field, Kind, Look, Making, Picked
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.parties.records import Organisation
from mscp_desktop.parties.rules.choices import organisation_choices, person_choices, post_choices, sector_choices
from mscp_desktop.parties.rules.matching import match_organisation
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.removal import delete_parties

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)


def known(value: str | None) -> Cell | str:
    """Return a value as a cell, with "not recorded" told apart."""
    return value or Cell("not recorded", Look.UNKNOWN)


def find_organisation(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of organisations offers for what was typed."""
    return [Picked(*choice) for choice in organisation_choices(session, typed)]


def near_organisation(session: "Session", written: str) -> list[Picked]:
    """Return the organisations that a misspelt name may mean, best first."""
    return [Picked(one.uid, one.name) for one in match_organisation(session, written).candidates]


def picked_organisation(session: "Session", key: int | None) -> Picked | None:
    """Return an organisation as a picker shows it."""
    organisation = session.get(Organisation, key) if key else None
    return None if organisation is None else Picked(organisation.uid, organisation.name)


def organisation_words(session: "Session", field: str, value: Any) -> str:
    """Return a stored value of history in words; keys of organisations become their names."""
    if field in {"organisation_id", "parent_id", "successor_id"} and isinstance(value, int):
        organisation = session.get(Organisation, value)
        return organisation.name if organisation else "an organisation that was deleted"
    return stored_words(field, value)


def find_sector(session: "Session", typed: str) -> list[Picked]:
    """Return the sectors in use, each with how many organisations are of it."""
    return [
        Picked(None, sector, f"{many} organisation{'' if many == 1 else 's'}")
        for sector, many in sector_choices(session, typed)
    ]


def find_person(session: "Session", typed: str) -> list[Picked]:
    """Return what a picker of people offers for what was typed."""
    return [Picked(*choice) for choice in person_choices(session, typed)]


def find_post(session: "Session", typed: str) -> list[Picked]:
    """Return the posts in use, each with how many people have it and what else it is called."""
    return [
        Picked(None, post, ", also ".join([f"{many} {'person' if many == 1 else 'people'}", *others]))
        for post, many, others in post_choices(session, typed)
    ]


def _add_organisation(found: dict[str, Any]) -> Act:
    return Act(add_organisation, (found["name"],), {"short": found["short"], "sector": found["sector"]})


MAKE_ORGANISATION = Making(
    "Add “{}” as a new organisation…",
    "Add an organisation",
    "Add the organisation",
    (Field("name", "Name", required=True), Field("short", "Short name", empty="none"), Field("sector", "Sector")),
    _add_organisation,
)
ORGANISATION = Field(
    "organisation", "Organisation", Kind.PICKER, find=find_organisation, opens="organisation",
    making=MAKE_ORGANISATION, near=near_organisation, noun="organisation",
)  # fmt: skip


def with_organisation(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form's fields as an operation takes them: a picked organisation by its uid."""
    picked: Picked | None = fields.get("organisation")
    rest = {name: value for name, value in fields.items() if name != "organisation"}
    return rest | ({"organisation_uid": picked.uid if picked else None} if "organisation" in fields else {})


def removal(kind: str, uids: Sequence[str]) -> Act:
    """Return the deletion of people or of organisations."""
    return Act(delete_parties, (kind, list(uids)))
