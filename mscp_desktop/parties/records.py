"""Organisations with their other names, the list of relevant agencies, and people."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate


class OrganisationKind(StrEnum):
    """Whether a name stands for one body or for many alike."""

    BODY = "body"
    CLASS = "class"


class Organisation(Record):
    """A body that takes part, or a class of bodies that the arrangements name as one ("Faith Groups")."""

    __tablename__ = "organisation"

    name: Mapped[str]
    short: Mapped[str | None]
    kind: Mapped[OrganisationKind] = mapped_column(Choice(OrganisationKind))
    sector: Mapped[str | None]
    statutory: Mapped[bool]  # one of the three safeguarding partners
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    ended: Mapped[PartialDate | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    note: Mapped[str | None]


class OrganisationAlias(Record):
    """Another name by which an organisation is written; no two organisations share one."""

    __tablename__ = "organisation_alias"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]


class RelevantAgency(Record):
    """An organisation on the published list of relevant agencies, from a date to a date."""

    __tablename__ = "relevant_agency"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    heading: Mapped[str]
    position: Mapped[int]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]


class Person(Record):
    """Somebody who holds or held a seat, or may do so."""

    __tablename__ = "person"

    name: Mapped[str]
    post: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str | None]
    telephone: Mapped[str | None]
