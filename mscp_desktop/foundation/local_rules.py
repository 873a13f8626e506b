"""The calendar and the rules that hold in this partnership: England's and the shipped ones, with its own over them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.paths import resources
from mscp_desktop.foundation.records import CalendarDay, LocalRule
from mscp_desktop.foundation.rule_editions import (
    SHIPPED_RULES,
    DueDate,
    Force,
    RuleEdition,
    Source,
    Unit,
    due_date,
    edition_at,
    load_rules,
    merge_editions,
)
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.working_days import WorkingCalendar

OWN_PRACTICE = "The partnership's own practice"
_LESS_IS_LOOSER = frozenset({Unit.WORKING_DAYS_BEFORE, Unit.PER_YEAR})


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as it stands on a day: the edition that holds, the published one, and those that begin later."""

    key: str
    place: int
    now: RuleEdition
    published: RuleEdition
    later: tuple[RuleEdition, ...]

    @property
    def is_looser(self) -> bool:
        """Whether it is set looser than the published one, which is required."""
        return looser_than_required(self.published, self.now.number, self.now.month)


def rule_lines(session: Session, day: date) -> list[RuleLine]:
    """Return every rule in the order in which they are published; one without an edition on that day has its next."""
    rules, shipped = all_rules(session), _shipped()
    made = []
    for place, key in enumerate(dict.fromkeys(rule.key for rule in shipped), 1):
        editions = [rule for rule in rules if rule.key == key]
        now = edition_at(rules, key, day) or editions[0]
        later = tuple(one for one in editions if one is not now and _begins_after(one, day))
        made.append(RuleLine(key, place, now, published_at(key, day), later))
    return made


def published_at(key: str, day: date) -> RuleEdition:
    """Return the shipped edition of a rule on a day, its first where none holds yet; an unknown key is our bug."""
    found = edition_at(_shipped(), key, day)
    return found if found is not None else next(rule for rule in _shipped() if rule.key == key)


def looser_than_required(published: RuleEdition, number: int, month: int | None) -> bool:
    """Say whether a number asks less than a published one that is required: more time, or fewer times a year."""
    if published.force is not Force.MUST:
        return False
    own, theirs = (month or 0, number), (published.month or 0, published.number)
    return own < theirs if published.unit in _LESS_IS_LOOSER else own > theirs


def rule_history(session: Session, key: str) -> list[Entry]:
    """Return the changes of the partnership's own editions of a rule, newest first."""
    uids = session.scalars(select(LocalRule.uid).where(LocalRule.key == key)).all()
    found = (entry for uid in uids for entry in entries_of(session, LocalRule.__tablename__, uid))
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def _begins_after(rule: RuleEdition, day: date) -> bool:
    over = rule.until is not None and rule.until == rule.applies_from
    return rule.applies_from is not None and rule.applies_from.earliest() > day and not over


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


@operation("rules.set_days", MANAGER)
def set_days(
    session: WorkSession, key: str, number: int, applies_from: date, why: str, *, month: int | None = None,
    agreed: str | None = None, loosened: bool = False,
) -> str:  # fmt: skip
    """Set the number of a rule as the partnership's own from a day on, and return the uid of that edition.

    `agreed` says where that was agreed. Raises `UserError` where nothing would change, and where the number asks less
    than what is required, unless `loosened` says that this is known.
    """
    published = published_at(key, applies_from)
    now = edition_at(all_rules(session), key, applies_from) or published
    if not why.strip():
        raise UserError("Say why: the reason stays with the rule, and beside each date that it gives.")
    if now.is_local and (now.number, now.month) == (number, month):
        raise UserError(f"“{now.title}” is {now.allowance} on that day already, so there is nothing to change.")
    looser = looser_than_required(published, number, month)
    if looser and not loosened:
        raise UserError(
            f"“{published.title}” is required: {published.allowance}, by {published.source}. What you set asks less"
            " than that. Give a number that keeps it, or say that it is set all the same; nothing was changed."
        )
    force = Force.MUST if published.force is Force.MUST and not looser else Force.EXPECTED
    asks = "This asks less than what is required. " if looser else ""
    rule = RuleEdition(
        key, published.title, number, published.unit, published.trigger, Source((agreed or "").strip() or OWN_PRACTICE),
        force, month, PartialDate.of(applies_from), None,
        f"{asks}Why: {_sentence(why)} Published: {published.allowance}, {published.source}.",
    )  # fmt: skip
    uid = set_rule(session, rule)
    session.say(f"{rule.title}: {rule.allowance} from {PartialDate.of(applies_from)} on")
    return uid


@operation("rules.follow_published", MANAGER)
def follow_published(session: WorkSession, key: str, from_day: date, why: str) -> None:
    """Let the published edition of a rule hold again from a day on; what was set stays on record until then."""
    if not why.strip():
        raise UserError("Say why: the reason stays with the rule.")
    rows = _open_rows(session.scalars(select(LocalRule).where(LocalRule.key == key)), from_day)
    if not rows:
        raise UserError("The published rule holds on that day already, so there is nothing to change.")
    for row in rows:
        first = row.applies_from.earliest() if row.applies_from is not None else from_day
        row.until = row.applies_from if first >= from_day else PartialDate.of(from_day)
        row.note = f"{row.note} Ended: {_sentence(why)}"
    published = published_at(key, from_day)
    session.say(f"{published.title}: {published.allowance} again, as published, from {PartialDate.of(from_day)} on")


def _open_rows(rows: Iterable[LocalRule], day: date) -> list[LocalRule]:
    """Return the editions that hold on a day or later."""
    return [
        row for row in rows
        if row.until is None or (row.until.earliest() > day and row.until != row.applies_from)
    ]  # fmt: skip


def _sentence(words: str) -> str:
    line = " ".join(words.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."
