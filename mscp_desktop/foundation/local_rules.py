"""The calendar and the rules that hold in this partnership: England's and the shipped ones, with its own over them."""

from datetime import date
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.paths import resources
from mscp_desktop.foundation.records import CalendarDay, LocalRule
from mscp_desktop.foundation.rule_editions import (
    SHIPPED_RULES,
    DueDate,
    RuleEdition,
    Source,
    due_date,
    edition_at,
    load_rules,
    merge_editions,
)
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.working_days import WorkingCalendar


def working_calendar(session: Session) -> WorkingCalendar:
    """Return England's working days with the partnership's own closures and openings over them."""
    days = session.scalars(select(CalendarDay).order_by(CalendarDay.day))
    return WorkingCalendar.with_days((one.day, one.name, one.working) for one in days)


def all_rules(session: Session) -> tuple[RuleEdition, ...]:
    """Return every edition of every rule, the partnership's own in the place of shipped ones of the same identity."""
    local = [
        RuleEdition(
            key=row.key, title=row.title, number=row.number, unit=row.unit, trigger=row.trigger,
            source=Source(row.document, row.edition, row.paragraph), force=row.force, month=row.month,
            applies_from=row.applies_from, until=row.until, note=row.note, is_local=True,
        )
        for row in session.scalars(select(LocalRule).order_by(LocalRule.id))
    ]  # fmt: skip
    return merge_editions(_shipped(), local)


@cache
def _shipped() -> tuple[RuleEdition, ...]:
    """Return the shipped editions, read once: each date that is due asks for one."""
    return load_rules(resources() / SHIPPED_RULES)


def due(session: Session, key: str, trigger_day: date) -> DueDate:
    """Return the date that a rule gives for a trigger, which explains itself; `UserError` where no edition applies."""
    rule = edition_at(all_rules(session), key, trigger_day)
    if rule is None:
        raise UserError(f"No edition of the rule “{key}” applies on that day. Add one, or correct its dates.")
    return due_date(rule, trigger_day, working_calendar(session))


@operation("calendar.set_day", MANAGER)
def set_day(session: WorkSession, day: date, name: str, *, working: bool) -> str:
    """Record that a day differs from England's calendar, and return its uid; the day's former entry is replaced."""
    row = session.scalars(select(CalendarDay).where(CalendarDay.day == day)).first()
    if row is None:
        row = CalendarDay(day=day, name=name, working=working)
        session.add(row)
    else:
        row.name, row.working = name, working
    session.flush()
    session.say(f"{name}: {'a working day' if working else 'not a working day'}")
    return row.uid


@operation("calendar.clear_day", MANAGER)
def clear_day(session: WorkSession, uid: str) -> None:
    """Let England's calendar hold again on a day."""
    row = CalendarDay.by_uid(session, uid)
    session.say(f"{row.name} follows England's calendar again")
    session.delete(row)


@operation("rules.set_rule", MANAGER)
def set_rule(session: WorkSession, rule: RuleEdition) -> str:
    """Record an edition of a rule as the partnership's own; one of the same start is replaced. Return its uid."""
    found = session.scalars(select(LocalRule).where(LocalRule.key == rule.key)).all()
    row = next((one for one in found if one.applies_from == rule.applies_from), None)
    values = {
        "key": rule.key, "title": rule.title, "number": rule.number, "unit": rule.unit, "month": rule.month,
        "trigger": rule.trigger, "document": rule.source.document, "edition": rule.source.edition,
        "paragraph": rule.source.paragraph, "force": rule.force, "applies_from": rule.applies_from, "until": rule.until,
        "note": rule.note,
    }  # fmt: skip
    if row is None:
        row = LocalRule(**values)
        session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
    session.say(f"Rule: {rule.title}, {rule.allowance}")
    return row.uid
