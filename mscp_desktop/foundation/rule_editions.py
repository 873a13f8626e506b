"""Statutory numbers as data, with source, edition and dates; each date computed from one explains itself."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from mscp_desktop.foundation.errors import InternalError, UserError
from mscp_desktop.foundation.partial_dates import MONTHS, PartialDate, days_in, format_day
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.working_days import WorkingCalendar, WorkingDayCount

SHIPPED_RULES = "rules/statutory.toml"
"""Where the shipped rules lie in the folder of resources."""

_MONTHS_A_YEAR = 12


class Unit(StrEnum):
    """What a rule's number counts."""

    WORKING_DAYS = "working days"
    WORKING_DAYS_BEFORE = "working days before"
    MONTHS = "months"
    YEARS = "years"
    PER_YEAR = "per year"
    DAY_OF_YEAR = "by day and month"


class Force(StrEnum):
    """How binding a rule is; "check" was shipped from memory and is still to be held against its source."""

    MUST = "must"
    EXPECTED = "expected"
    CHECK = "check"


_FORCE_SENTENCES = {
    Force.MUST: "This is required.",
    Force.EXPECTED: "This is expected practice.",
    Force.CHECK: "This rule still has to be checked against its source.",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule is written down; edition and paragraph as far as they are known."""

    document: str
    edition: str = ""
    paragraph: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.document, self.edition, self.paragraph) if part)


@dataclass(frozen=True, slots=True)
class RuleEdition:
    """One edition of one rule.

    `number` counts in `unit`; for a day of the year it is the day, and `month` is given only there.
    `trigger` is a noun phrase without a capital: "the notification of the serious incident". The edition
    applies in `[applies_from, until)`; None is not known, and no end recorded. `is_local` marks an edition
    that the partnership wrote over or beside the shipped ones. Raises `UserError` for values that make no
    rule.
    """

    key: str
    title: str
    number: int
    unit: Unit
    trigger: str
    source: Source
    force: Force
    month: int | None = None
    applies_from: PartialDate | None = None
    until: PartialDate | None = None
    note: str = ""
    is_local: bool = False

    def __post_init__(self) -> None:
        if not (self.key and self.title and self.trigger and self.source.document):
            raise UserError("A rule needs a key, a title, a trigger and a source. Fill in what is empty.")
        if self.number < 1:
            raise UserError(f"The number of “{self.title}” is {self.number}: it has to be 1 or more.")
        if (self.unit is Unit.DAY_OF_YEAR) != (self.month is not None):
            raise UserError(f"“{self.title}” needs a month where it falls on a day of the year, and none elsewhere.")
        # 2023 has no 29 February, so that a yearly day exists in every year.
        if self.month is not None and not (1 <= self.month <= len(MONTHS) and self.number <= days_in(2023, self.month)):
            raise UserError(f"“{self.title}” falls on a day that not every year has. Correct its day and month.")
        require_order(self.applies_from, self.until)

    @property
    def allowance(self) -> str:
        """The number in words: "15 working days", "2 years", "6 times a year", "by 30 September"."""
        if self.month is not None:
            return f"by {self.number} {MONTHS[self.month - 1]}"
        if self.unit is Unit.PER_YEAR:
            return "once a year" if self.number == 1 else f"{self.number} times a year"
        if self.unit is Unit.WORKING_DAYS_BEFORE:
            return f"{self.number} working day{'' if self.number == 1 else 's'} before"
        return f"{self.number} {self.unit.removesuffix('s') if self.number == 1 else self.unit}"

    def applies_on(self, day: date) -> bool:
        """Return whether the edition is the one to use on a day, by the rule of `Span.shown_at`."""
        return Span(self.applies_from, self.until).shown_at(day)


@dataclass(frozen=True, slots=True)
class DueDate:
    """A date computed by a rule, with all it was computed from; `count` where working days were counted."""

    rule: RuleEdition
    trigger_day: date
    day: date
    count: WorkingDayCount | None = None

    def explain(self) -> tuple[str, ...]:
        """Return plain sentences: due date, trigger, rule, what was skipped, source, how binding it is."""
        rule = self.rule
        return (
            f"Due on {format_day(self.day, weekday=True)}.",
            f"Counted from {rule.trigger}: {format_day(self.trigger_day, weekday=True)}.",
            f"Rule: {rule.title}, {rule.allowance}.",
            *(self.count.skipped_sentences() if self.count is not None else ()),
            f"Source: {rule.source}{' (set by the partnership)' if rule.is_local else ''}.",
            _FORCE_SENTENCES[rule.force],
            *((rule.note,) if rule.note else ()),
        )


def load_rules(path: Path) -> tuple[RuleEdition, ...]:
    """Return the editions of a TOML file with a `[[rule]]` for each; `InternalError` for a bad file."""
    return parse_rules(path.read_text(encoding="utf-8"))


def parse_rules(text: str) -> tuple[RuleEdition, ...]:
    """Return the editions that TOML text holds, by key and date; `InternalError` for a bad text."""
    try:
        entries = tomllib.loads(text)["rule"]
        editions = [_edition(entry) for entry in entries]
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, UserError) as error:
        raise InternalError(f"The shipped rules cannot be read: {error}.") from error
    return merge_editions(editions, ())


def merge_editions(shipped: Iterable[RuleEdition], local: Iterable[RuleEdition]) -> tuple[RuleEdition, ...]:
    """Return all editions by key and date; a local one replaces the shipped one of the same key and date.

    Two shipped or two local editions of one key and date are refused with `UserError`, as neither can win.
    """
    merged = _by_identity(shipped) | _by_identity(local)
    return tuple(merged[identity] for identity in sorted(merged))


def edition_at(rules: Iterable[RuleEdition], key: str, day: date) -> RuleEdition | None:
    """Return the edition of a rule that applies on a day, or None where none is recorded for it.

    Of several, the one that applies from the latest date wins, so that a newer edition need not close the
    older; a date that is not known is the earliest. A key that no edition has is our bug.
    """
    editions = [rule for rule in rules if rule.key == key]
    if not editions:
        raise InternalError(f"There is no rule {key!r}.")
    return max((rule for rule in editions if rule.applies_on(day)), key=_identity, default=None)


def due_date(rule: RuleEdition, trigger_day: date, working: WorkingCalendar) -> DueDate:
    """Return the date that a rule gives for a trigger.

    Working days are counted after the trigger, or before it where the rule says so. Months and years end on the same
    day of the month, or its last day where it is shorter. A day of the year is the first one on or after the trigger.
    Only working days move a date: the others may fall on a weekend. Raises `UserError` where working days leave the
    years known, and `InternalError` for a rule that counts occasions in a year.
    """
    match rule.unit:
        case Unit.WORKING_DAYS:
            count = working.add_working_days(trigger_day, rule.number)
            return DueDate(rule, trigger_day, count.day, count)
        case Unit.WORKING_DAYS_BEFORE:
            count = working.add_working_days(trigger_day, -rule.number)
            return DueDate(rule, trigger_day, count.day, count)
        case Unit.MONTHS:
            return DueDate(rule, trigger_day, _months_after(trigger_day, rule.number))
        case Unit.YEARS:
            return DueDate(rule, trigger_day, _months_after(trigger_day, rule.number * _MONTHS_A_YEAR))
        case Unit.DAY_OF_YEAR if rule.month is not None:
            this_year = date(trigger_day.year, rule.month, rule.number)
            year = trigger_day.year + (this_year < trigger_day)
            return DueDate(rule, trigger_day, date(year, rule.month, rule.number))
        case _:
            raise InternalError(f"{rule.key} counts {rule.unit} and gives no date.")


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, days_in(year, month + 1)))


def _identity(rule: RuleEdition) -> tuple[str, str]:
    return rule.key, "" if rule.applies_from is None else rule.applies_from.earliest().isoformat()


def _by_identity(rules: Iterable[RuleEdition]) -> dict[tuple[str, str], RuleEdition]:
    found: dict[tuple[str, str], RuleEdition] = {}
    for rule in rules:
        if found.setdefault(_identity(rule), rule) is not rule:
            since = "an unknown date" if rule.applies_from is None else str(rule.applies_from)
            raise UserError(f"“{rule.title}” has two editions from {since}. Correct the date of one of them.")
    return found


def _edition(entry: Mapping[str, Any]) -> RuleEdition:
    values = dict(entry)
    dates: Sequence[str] = ("applies_from", "until")
    return RuleEdition(
        **{
            **values,
            "unit": Unit(values["unit"]),
            "force": Force(values["force"]),
            "source": Source(**values["source"]),
            **{name: PartialDate.from_iso(values[name]) for name in dates if name in values},
        }
    )
