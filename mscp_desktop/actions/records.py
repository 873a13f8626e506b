"""Actions of the whole program, and what was heard of them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mscp_desktop.foundation.base import Choice, Record


class ActionState(StrEnum):
    """How far an action is: done is not yet the end, its impact is to be shown."""

    OPEN = "open"
    DONE = "done"
    IMPACT_SHOWN = "impact shown"
    WITHDRAWN = "withdrawn"


class Action(Record):
    """Something that was agreed to be done; `number` is its lasting number in the partnership ("A12").

    Its owner is a seat (whoever holds it), a person, or an organisation: one of them, or none where that is still to
    be settled. `group_id` is the group that watches it, on whose agenda it comes back. `source_kind` and `source_uid`
    are the place it came from, and `source` says it in words, also after that is gone. `evidence` is what shows that
    it is done, `impact` what shows that it had an effect. `why` is the reason of one that was withdrawn or reopened.
    """

    __tablename__ = "action"

    number: Mapped[int] = mapped_column(unique=True)
    text: Mapped[str]
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("partnership_group.id"), index=True)
    priority_id: Mapped[int | None] = mapped_column(ForeignKey("priority.id"), index=True)
    raised: Mapped[date]
    due: Mapped[date | None]
    state: Mapped[ActionState] = mapped_column(Choice(ActionState))
    done_on: Mapped[date | None]
    evidence: Mapped[str | None]
    impact_on: Mapped[date | None]
    impact: Mapped[str | None]
    why: Mapped[str | None]
    source_kind: Mapped[str | None]
    source_uid: Mapped[str | None] = mapped_column(index=True)
    source: Mapped[str | None]
    confidential: Mapped[bool]
    note: Mapped[str | None]


class ActionUpdate(Record):
    """What was heard of an action on a day; `teller` says from whom, `due_was` the due date that it moved."""

    __tablename__ = "action_update"

    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    heard: Mapped[date]
    teller: Mapped[str | None]
    text: Mapped[str]
    due_was: Mapped[date | None]
