"""Operations on strategic plans, their priorities, and the outcomes of these."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import func, select

from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import referring
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import field_words, trimmed
from mscp_desktop.priorities.records import Outcome, Priority, StrategicPlan
from mscp_desktop.priorities.rules.priorities import plans

_TEXTS = frozenset({"aim", "means", "source", "note", "measure"})
_KEYS = {"lead_group_uid": ("lead_group_id", Group), "plan_uid": ("plan_id", StrategicPlan)}
_SAID = {"lead_group_id": "lead_group", "plan_id": "plan"}
_SHOWN = 60  # characters of an outcome that stand in a sentence
Placed = TypeVar("Placed", Priority, Outcome)


@operation("priorities.add_plan")
def add_plan(
    session: WorkSession, name: str, *, start: PartialDate | None = None, end: PartialDate | None = None,
    agreed: PartialDate | None = None, source: str | None = None, note: str | None = None,
) -> str:  # fmt: skip
    """Add a strategic plan and return its uid."""
    require_order(start, end)
    plan = StrategicPlan(
        name=_free_name(session, name), start=start, end=end, agreed=agreed, source=trimmed(source),
        note=trimmed(note),
    )  # fmt: skip
    session.add(plan)
    session.flush()
    session.say(f"Added the plan {plan.name}")
    return plan.uid


@operation("priorities.change_plan")
def change_plan(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change name, start, end, agreed, source or note of a plan."""
    plan = StrategicPlan.by_uid(session, uid)
    if "name" in fields:
        fields["name"] = _free_name(session, fields["name"], plan)
    require_order(fields.get("start", plan.start), fields.get("end", plan.end))
    changed = change_record(session, plan, version, _trimmed(fields))
    session.say(f"{field_words(changed)} of the plan {plan.name}")


@operation("priorities.remove_plan")
def remove_plan(session: WorkSession, uid: str) -> None:
    """Delete a plan that was entered by mistake; one that has priorities stays."""
    plan = StrategicPlan.by_uid(session, uid)
    if next(referring(session, plan), None) is not None:
        raise ConflictError(f"{plan.name} has priorities, so it can't be deleted. Give it an end; nothing was changed.")
    session.say(f"Deleted the plan {plan.name}")
    session.delete(plan)


@operation("priorities.add_priority")
def add_priority(
    session: WorkSession, title: str, *, plan_uid: str | None = None, new_plan: str | None = None,
    aim: str | None = None, means: str | None = None, lead_group_uid: str | None = None,
    start: PartialDate | None = None,
) -> str:  # fmt: skip
    """Add a priority at the end of a plan and return its uid.

    The plan is a known one, a new one by its name, or else the newest; `start` is only for one that begins later.
    """
    if new_plan:
        plan_uid = add_plan(session, new_plan)
    newest = next(iter(plans(session)), None)
    if plan_uid is None and newest is None:
        raise UserError("A priority stands in a plan, and none is recorded yet. Name the plan that sets it.")
    plan = StrategicPlan.by_uid(session, plan_uid or (newest.uid if newest else ""))
    last = session.scalar(select(func.max(Priority.position)).where(Priority.plan_id == plan.id)) or 0
    require_order(start, plan.end, "start")
    priority = Priority(
        plan_id=plan.id, position=last + 1, title=_words(title, "A priority needs a title."), aim=trimmed(aim),
        means=trimmed(means), start=start,
        lead_group_id=None if lead_group_uid is None else Group.by_uid(session, lead_group_uid).id,
    )  # fmt: skip
    session.add(priority)
    session.flush()
    session.say(f"Added the priority {priority.title}")
    return priority.uid


@operation("priorities.change_priority")
def change_priority(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change title, aim, means, lead_group_uid, plan_uid, start, end, source or note of a priority.

    `new_plan` names a plan that is added for it. In another plan it takes the last place. An end says from which day on
    it is no longer a priority.
    """
    priority = Priority.by_uid(session, uid)
    if fields.get("new_plan"):
        fields["plan_uid"] = add_plan(session, fields["new_plan"])
    fields.pop("new_plan", None)
    if "title" in fields:
        fields["title"] = _words(fields["title"], "A priority needs a title.")
    for name, (column, model) in _KEYS.items():
        if name in fields:
            other = fields.pop(name)
            fields[column] = None if other is None else model.by_uid(session, other).id
    if "plan_id" in fields:
        if fields["plan_id"] is None:
            raise UserError("A priority stands in a plan. Choose another one, or end it.")
        if fields["plan_id"] != priority.plan_id:
            last = session.scalar(select(func.max(Priority.position)).where(Priority.plan_id == fields["plan_id"]))
            fields["position"] = (last or 0) + 1
    require_order(fields.get("start", priority.start), fields.get("end", priority.end))
    changed = change_record(session, priority, version, _trimmed(fields))
    said = dict.fromkeys(_SAID.get(name, name) for name in changed if name != "position")
    session.say(f"{field_words(said)} of the priority {priority.title}")


@operation("priorities.end_priority")
def end_priority(session: WorkSession, uid: str, end: PartialDate) -> None:
    """Record from when something is no longer a priority; what serves it stays with it."""
    priority = Priority.by_uid(session, uid)
    require_order(priority.start, end)
    priority.end = end
    session.say(f"{priority.title} is no longer a priority from {format_date(end)}")


@operation("priorities.move_priority_by")
def move_priority_by(session: WorkSession, uid: str, by: int) -> None:
    """Move a priority up (negative) or down by so many places in its plan, as far as that goes."""
    priority = Priority.by_uid(session, uid)
    query = select(Priority).where(Priority.plan_id == priority.plan_id).order_by(Priority.position, Priority.id)
    place = _move(list(session.scalars(query)), priority, by)
    session.say(f"Moved the priority {priority.title} to place {place}")


@operation("priorities.remove_priorities")
def remove_priorities(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete priorities that were entered by mistake, with outcomes and papers; one that is served is ended."""
    names = []
    for uid in uids:
        priority = Priority.by_uid(session, uid)
        remove_papers_of(session, priority.__tablename__, uid)
        for outcome in session.scalars(select(Outcome).where(Outcome.priority_id == priority.id)).all():
            session.delete(outcome)
        session.flush()
        if next(referring(session, priority), None) is not None:
            raise ConflictError(
                f"There are actions that serve {priority.title}, so it can't be deleted. End it instead; nothing was"
                " changed."
            )
        names.append(priority.title)
        session.delete(priority)
        session.flush()
    session.say(f"Deleted the priorit{'y' if len(names) == 1 else 'ies'} {', '.join(names)}")


@operation("priorities.add_outcome")
def add_outcome(
    session: WorkSession, priority_uid: str, text: str, *, measure: str | None = None, note: str | None = None
) -> str:
    """Add an outcome at the end of a priority's and return its uid; `measure` says how it would be seen."""
    priority = Priority.by_uid(session, priority_uid)
    last = session.scalar(select(func.max(Outcome.position)).where(Outcome.priority_id == priority.id)) or 0
    outcome = Outcome(
        priority_id=priority.id, position=last + 1, text=_outcome(text), measure=trimmed(measure), note=trimmed(note)
    )
    session.add(outcome)
    session.flush()
    session.say(f"Added an outcome of {priority.title}: {_short(outcome.text)}")
    return outcome.uid


@operation("priorities.change_outcome")
def change_outcome(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change text, measure or note of an outcome."""
    outcome = Outcome.by_uid(session, uid)
    if "text" in fields:
        fields["text"] = _outcome(fields["text"])
    changed = change_record(session, outcome, version, _trimmed(fields))
    session.say(f"{field_words(changed)} of an outcome of {_title(session, outcome)}")


@operation("priorities.move_outcome_by")
def move_outcome_by(session: WorkSession, uid: str, by: int) -> None:
    """Move an outcome up (negative) or down by so many places, as far as they go."""
    outcome = Outcome.by_uid(session, uid)
    query = select(Outcome).where(Outcome.priority_id == outcome.priority_id).order_by(Outcome.position, Outcome.id)
    place = _move(list(session.scalars(query)), outcome, by)
    session.say(f"Moved an outcome of {_title(session, outcome)} to place {place}")


@operation("priorities.remove_outcome")
def remove_outcome(session: WorkSession, uid: str) -> None:
    """Delete an outcome that was entered by mistake."""
    outcome = Outcome.by_uid(session, uid)
    session.say(f"Removed an outcome of {_title(session, outcome)}: {_short(outcome.text)}")
    session.delete(outcome)


def _move(ordered: list[Placed], moved: Placed, by: int) -> int:
    """Put one of the ordered records so many places on, and return its new place, counted from 1."""
    place = max(0, min(ordered.index(moved) + by, len(ordered) - 1))
    ordered.remove(moved)
    ordered.insert(place, moved)
    for position, one in enumerate(ordered, 1):
        if one.position != position:
            one.position = position
    return place + 1


def _free_name(session: WorkSession, name: str | None, own: StrategicPlan | None = None) -> str:
    said = _words(name, "A plan needs a name.")
    for other in session.scalars(select(StrategicPlan)):
        if other is not own and normal_name(other.name) == normal_name(said):
            raise UserError(f"There is already a plan called {other.name}. Give this one another name.")
    return said


def _words(typed: str | None, missing: str) -> str:
    said = " ".join((typed or "").split())
    if not said:
        raise UserError(missing)
    return said


def _outcome(typed: str | None) -> str:
    return _words(typed, "Say what is to be different: an outcome needs words.")


def _trimmed(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: trimmed(value) if name in _TEXTS else value for name, value in fields.items()}


def _title(session: WorkSession, outcome: Outcome) -> str:
    return session.get_one(Priority, outcome.priority_id).title


def _short(words: str) -> str:
    return f"{words[:_SHOWN].rstrip()}…" if len(words) > _SHOWN else words
