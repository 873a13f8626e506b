"""Seats, tenures, named deputies, chairs, and what lead partners have delegated."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate


class SeatRole(StrEnum):
    """What a seat is in its group."""

    CHAIR = "chair"
    VICE_CHAIR = "vice chair"
    DEPUTY_CHAIR = "deputy chair"
    MEMBER = "member"
    ADVISER = "adviser"
    SCRUTINEER = "scrutineer"


class Seat(Record):
    """A place in a group, which exists while nobody holds it; it may lack a post, an organisation, or both."""

    __tablename__ = "seat"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    position: Mapped[int]
    post: Mapped[str | None]
    post_published: Mapped[str | None]  # as the arrangements print it, where that differs
    either_post: Mapped[bool]  # the post names two, either of which may sit
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[SeatRole] = mapped_column(Choice(SeatRole))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)  # the seat it carries on
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    note: Mapped[str | None]


class Tenure(Record):
    """What is known of a seat in the half-open span [start, end): a person holds it, or (no person) it is vacant.

    Where no tenure covers a day, who held the seat is not recorded. A start of null is not known.
    """

    __tablename__ = "tenure"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]


class Deputy(Record):
    """Somebody named to sit in a seat when its holder can't, in [start, end): a person, a post, or both."""

    __tablename__ = "deputy"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    post: Mapped[str | None]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    note: Mapped[str | None]


class Chairing(Record):
    """The term for which a seat chairs a group whose chair rotates; the next is recorded, never computed.

    Without a seat the chair is recorded as vacant for that time.
    """

    __tablename__ = "chairing"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    note: Mapped[str | None]


class Delegation(Record):
    """What a lead safeguarding partner has delegated to a delegated safeguarding partner, each by their seat."""

    __tablename__ = "delegation"

    lead_seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    delegate_seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    functions: Mapped[str | None]  # one to a line
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    source: Mapped[str | None]
    note: Mapped[str | None]
