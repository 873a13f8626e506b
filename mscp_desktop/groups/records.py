"""Groups: the tiers of the partnership, its sub-groups, and the boards it is linked to."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate


class Tier(StrEnum):
    """Where a group stands in the partnership."""

    ACCOUNTABLE = "accountable officers"
    EXECUTIVE = "executive"
    SUB_GROUP = "sub-group"
    LINKED = "linked board"


class Scope(StrEnum):
    """Whether a group is the partnership's own or shared with a neighbour."""

    LOCAL = "local"
    JOINT = "joint"


class Group(Record):
    """A group of the partnership, or a board outside it that it is linked to.

    A frequency is `times` in every `months`: 6 and 12 for six a year, 1 and 2 for every two months; null is not stated.
    `known_from` is the first time for which the membership is known: before it nothing is said about any seat.
    """

    __tablename__ = "partnership_group"

    name: Mapped[str]
    short: Mapped[str | None]
    aliases: Mapped[str | None]  # one to a line
    tier: Mapped[Tier] = mapped_column(Choice(Tier))
    scope: Mapped[Scope] = mapped_column(Choice(Scope))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    position: Mapped[int]
    functions: Mapped[str | None]  # one to a line
    times: Mapped[int | None]
    months: Mapped[int | None]
    terms_agreed: Mapped[PartialDate | None]
    terms_review: Mapped[PartialDate | None]
    known_from: Mapped[PartialDate | None]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    source: Mapped[str | None]
    note: Mapped[str | None]
