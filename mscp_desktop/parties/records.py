"""Organisations with their names, the list of relevant agencies, people with their posts, and requests to agencies."""

from datetime import date, datetime
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


class NameKind(StrEnum):
    """Why an organisation has another name."""

    SPELLING = "spelling"  # how some people write it
    FORMER = "former name"  # what it was called, from a date to a date


class OrganisationAlias(Record):
    """Another name by which an organisation is written, or was called; no two organisations share one.

    Only a former name has dates: a day in [start, end) is one on which it was the name.
    """

    __tablename__ = "organisation_alias"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str]
    kind: Mapped[NameKind] = mapped_column(Choice(NameKind))
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]


class RelevantAgency(Record):
    """An organisation on the published list of relevant agencies, from the first list that names it.

    `end` is the first list that no longer does. `involvement` says how it takes part, one way to a line.
    """

    __tablename__ = "relevant_agency"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    heading: Mapped[str]
    position: Mapped[int]
    involvement: Mapped[str | None]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    note: Mapped[str | None]


class AgencyReview(Record):
    """A review of the list of relevant agencies, or a publication of it; the list of its day is the answer to it."""

    __tablename__ = "agency_review"

    held: Mapped[PartialDate]
    source: Mapped[str | None]  # what published it, or where it was decided
    note: Mapped[str | None]


class Person(Record):
    """Somebody who holds or held a seat, or may do so.

    `post` and `organisation_id` are those of today, since `post_from` where that is known; what came before stands in
    `former_post`.
    """

    __tablename__ = "person"

    name: Mapped[str]
    post: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    post_from: Mapped[PartialDate | None]
    email: Mapped[str | None]
    telephone: Mapped[str | None]
    mobile: Mapped[str | None]
    privacy_notice: Mapped[PartialDate | None]  # when they were given it
    left: Mapped[PartialDate | None]  # the first day on which they had no more part in the partnership
    note: Mapped[str | None]


class PersonAlias(Record):
    """Another name by which a person is written; two people can share one."""

    __tablename__ = "person_alias"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]


class FormerPost(Record):
    """A post that a person had in [start, end) before the one of today."""

    __tablename__ = "former_post"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    post: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]


class CopyKind(StrEnum):
    """Why somebody gets a copy of what is sent to another."""

    ASSISTANT = "assistant"
    COPIED = "copied"


class CopiedPerson(Record):
    """Somebody who gets a copy of what is sent to a person: their assistant, or another."""

    __tablename__ = "copied_person"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    copy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[CopyKind] = mapped_column(Choice(CopyKind))


class PostTitle(Record):
    """Another title of one and the same post: "LADO" for "Local Authority Designated Officer"."""

    __tablename__ = "post_title"

    post: Mapped[str]
    title: Mapped[str]


class AgencyRequest(Record):
    """A workbook that was sent to an organisation to be filled in and returned; its uid stands in the workbook.

    `outcome` says how it closed.
    """

    __tablename__ = "agency_request"

    kind: Mapped[str]  # what is asked: "membership"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    due: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
