"""Strategic plans, their priorities, and the outcomes that each priority is to bring."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.partial_dates import PartialDate


class StrategicPlan(Record):
    """A plan that sets priorities for [start, end)."""

    __tablename__ = "strategic_plan"

    name: Mapped[str]
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    agreed: Mapped[PartialDate | None]
    source: Mapped[str | None]
    note: Mapped[str | None]


class Priority(Record):
    """One priority of a plan; `start` is later than the plan's where it was announced for later.

    `means` are what is to be done for it in general, one to a line.
    """

    __tablename__ = "priority"

    plan_id: Mapped[int] = mapped_column(ForeignKey("strategic_plan.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    aim: Mapped[str | None]
    means: Mapped[str | None]
    lead_group_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    source: Mapped[str | None]
    note: Mapped[str | None]


class Outcome(Record):
    """What a priority is to change, and how that would be seen."""

    __tablename__ = "outcome"

    priority_id: Mapped[int] = mapped_column(ForeignKey("priority.id"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    measure: Mapped[str | None]
    note: Mapped[str | None]
