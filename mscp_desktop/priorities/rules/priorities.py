"""Priorities as pages and documents show them: the plan that sets each, its outcomes, and whether it holds on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.search import Resting, SearchSource, SearchText
from mscp_desktop.foundation.spans import Span
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.priorities.records import Outcome, Priority, StrategicPlan


class Standing(StrEnum):
    """Whether a priority holds on a day."""

    CURRENT = "current"
    TO_COME = "to come"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What a priority is to change, and how that would be seen."""

    uid: str
    version: int
    text: str
    measure: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """A priority as pages and documents show it; `since` and `until` are its own dates, or else those of its plan."""

    id: int
    uid: str
    version: int
    title: str
    aim: str | None
    means: str | None
    plan: str
    plan_uid: str
    lead: str | None
    lead_uid: str | None
    start: PartialDate | None
    end: PartialDate | None
    since: PartialDate | None
    until: PartialDate | None
    standing: Standing
    outcomes: tuple[OutcomeRow, ...]
    source: str | None
    note: str | None

    def span_words(self) -> str:
        """Return from when until when it holds: "since April 2022", "September 2022 until April 2023"."""
        if self.until is None:
            return f"since {format_date(self.since)}" if self.since else "dates not recorded"
        return f"{format_date(self.since)} until {format_date(self.until)}"


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan that sets priorities; `priorities` is how many it has."""

    uid: str
    version: int
    name: str
    start: PartialDate | None
    end: PartialDate | None
    agreed: PartialDate | None
    source: str | None
    note: str | None
    priorities: int


def priorities_on(session: Session, day: date) -> list[PriorityRow]:
    """Return every priority, the newest plan's first and each plan's in its order, with its standing on a day."""
    query = (
        select(Priority, StrategicPlan, Group)
        .join(StrategicPlan, StrategicPlan.id == Priority.plan_id)
        .outerjoin(Group, Group.id == Priority.lead_group_id)
        .order_by(Priority.position, Priority.id)
    )
    outcomes: dict[int, list[OutcomeRow]] = {}
    for one in session.scalars(select(Outcome).order_by(Outcome.position, Outcome.id)):
        outcomes.setdefault(one.priority_id, []).append(
            OutcomeRow(one.uid, one.version, one.text, one.measure, one.note)
        )
    found = [
        (plan, _row(priority, plan, lead, outcomes.get(priority.id, ()), day))
        for priority, plan, lead in session.execute(query)
    ]
    return [row for _, row in sorted(found, key=lambda pair: _newest_first(pair[0]))]


def plans(session: Session) -> list[PlanRow]:
    """Return every plan, the newest first."""
    counts: dict[int, int] = {}
    for key in session.scalars(select(Priority.plan_id)):
        counts[key] = counts.get(key, 0) + 1
    return [
        PlanRow(
            one.uid, one.version, one.name, one.start, one.end, one.agreed, one.source, one.note, counts.get(one.id, 0),
        )
        for one in sorted(session.scalars(select(StrategicPlan)), key=_newest_first)
    ]  # fmt: skip


def plan_of(session: Session, uid: str) -> PlanRow | None:
    """Return one plan; None where it is gone."""
    return next((one for one in plans(session) if one.uid == uid), None)


def plan_choices(session: Session, typed: str) -> list[tuple[str, str]]:
    """Return (uid, name) of plans whose name holds what was typed, the newest first."""
    return [(one.uid, one.name) for one in plans(session) if normal_name(typed) in normal_name(one.name)]


def priority_choices(session: Session, typed: str, day: date) -> list[tuple[str, str, str]]:
    """Return (uid, title, plan) of priorities whose title holds what was typed; those that hold on a day come first."""
    wanted = normal_name(typed)
    rows = [row for row in priorities_on(session, day) if wanted in normal_name(row.title)]
    return [(row.uid, row.title, row.plan) for row in sorted(rows, key=lambda row: row.standing is Standing.ENDED)]


def priority_id(session: Session, uid: str) -> int | None:
    """Return the id of a priority by uid; None where it is gone."""
    return session.scalar(select(Priority.id).where(Priority.uid == uid))


def _newest_first(plan: StrategicPlan) -> tuple[int, int]:
    start = plan.start.earliest() if plan.start is not None else date.min
    return -start.toordinal(), plan.id


def _row(
    priority: Priority, plan: StrategicPlan, lead: Group | None, outcomes: Sequence[OutcomeRow], day: date
) -> PriorityRow:
    since, until = priority.start or plan.start, priority.end or plan.end
    if until is not None and until.earliest() <= day:
        standing = Standing.ENDED
    else:
        standing = Standing.CURRENT if Span(since, None).shown_at(day) else Standing.TO_COME
    return PriorityRow(
        priority.id, priority.uid, priority.version, priority.title, priority.aim, priority.means, plan.name, plan.uid,
        lead.name if lead else None, lead.uid if lead else None, priority.start, priority.end, since, until, standing,
        tuple(outcomes), priority.source, priority.note,
    )  # fmt: skip


def _describe(session: Session, priority: Priority) -> SearchText:
    plan = session.get_one(StrategicPlan, priority.plan_id)
    outcomes = session.scalars(select(Outcome).where(Outcome.priority_id == priority.id).order_by(Outcome.position))
    words = [priority.aim or "", priority.means or "", *(one.text for one in outcomes)]
    return SearchText(priority.title, f"Priority of {plan.name}", " ".join(words))


def _of_plan(session: Session, plan: StrategicPlan) -> Iterable[Priority]:
    return session.scalars(select(Priority).where(Priority.plan_id == plan.id)).all()


def _of_outcome(session: Session, outcome: Outcome) -> Iterable[Priority]:
    return session.scalars(select(Priority).where(Priority.id == outcome.priority_id)).all()


SEARCH = (
    SearchSource(
        "priority", Priority, _describe,
        {
            StrategicPlan: Resting(frozenset({"name"}), _of_plan, by_key=True),
            Outcome: Resting(frozenset({"text", "position"}), _of_outcome),
        },
    ),
)  # fmt: skip
