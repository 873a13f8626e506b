"""The list of relevant agencies."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.parties.records import (
    Organisation,
    RelevantAgency,
)


@dataclass(frozen=True, slots=True)
class ListedAgency:
    """One line of the published list of relevant agencies."""

    heading: str
    name: str


def relevant_agencies(session: Session) -> list[ListedAgency]:
    """Return the relevant agencies in published order."""
    query = (
        select(RelevantAgency.heading, Organisation.name)
        .join(Organisation, Organisation.id == RelevantAgency.organisation_id)
        .where(RelevantAgency.end.is_(None))
        .order_by(RelevantAgency.position)
    )
    return [ListedAgency(heading, name) for heading, name in session.execute(query)]
