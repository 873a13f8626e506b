"""Groups: the tiers of the partnership, its sub-groups and those below, and the boards it is linked to."""

from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record
from mscp_desktop.foundation.partial_dates import PartialDate


class Tier(StrEnum):
    """Where a group stands in the partnership."""

    ACCOUNTABLE = "accountable officers"
    EXECUTIVE = "executive"
    LEADERSHIP = "leadership group"
    SUB_GROUP = "sub-group"
    OPERATIONAL = "operational group"
    WORKING = "working group"
    TASK_AND_FINISH = "task-and-finish group"
    NETWORK = "network"
    LINKED = "linked board"


class Scope(StrEnum):
    """Whether a group is the partnership's own or shared with a neighbour."""

    LOCAL = "local"
    JOINT = "joint"


class Group(Record):
    """A group of the partnership, or a board outside it that it is linked to.

    A frequency is `times` in every `months`: 6 and 12 for six a year, 1 and 2 for every two months; null is not stated.
    `known_from` is the first time for which the membership is known: before it nothing is said about any seat.
    `shared_with` names the neighbours of a joint group. `in_arrangements` and `in_chart` say whether the published
    arrangements and the published structure chart show it; null is not recorded.
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
    shared_with: Mapped[str | None]
    in_arrangements: Mapped[bool | None]
    in_chart: Mapped[bool | None]
    known_from: Mapped[PartialDate | None]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    source: Mapped[str | None]
    note: Mapped[str | None]


class TermsState(StrEnum):
    """How far terms of reference are."""

    DRAFT = "draft"
    AGREED = "agreed"
    UNDER_REVIEW = "under review"


class TermsOfReference(Record):
    """One version of a group's terms of reference; the last agreed one holds, also while it is under review.

    A document of its own can be kept with it as a paper.
    """

    __tablename__ = "terms_of_reference"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    edition: Mapped[str | None]  # "2", "December 2024"
    state: Mapped[TermsState] = mapped_column(Choice(TermsState))
    agreed: Mapped[PartialDate | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    review: Mapped[PartialDate | None]
    text: Mapped[str | None]
    note: Mapped[str | None]


class GroupCopy(Record):
    """Somebody who gets a group's papers and holds no seat in it."""

    __tablename__ = "group_copy"

    group_id: Mapped[int] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str | None]
