"""What the programme of audits asks for: quarters to plan, a schedule to agree, audits to mark; and what is amiss."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.audits.records import TO_COME, AuditState
from mscp_desktop.audits.rules.agreed import owed
from mscp_desktop.audits.rules.programme import (
    AUDITS_A_YEAR,
    QUARTERS,
    AuditRow,
    audit_rows,
    audits_a_year,
    quarter_days,
    quarter_months,
    quarter_of,
    quarter_words,
    themes,
    year_of,
)
from mscp_desktop.audits.rules.proposal import free_quarters
from mscp_desktop.foundation.contracts import Due, Finding, Place
from mscp_desktop.foundation.local_rules import all_rules
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.rule_editions import edition_at
from mscp_desktop.parties.rules.words import capital

TO_PLAN, TO_AGREE, TO_MARK = "Audits to plan", "Audits to be agreed", "Audits to mark as held"
MISSED, UNMARKED, NOT_AGREED, NEVER = (
    "Quarters without an audit", "Audits not marked", "Audits nobody agreed", "Themes that no audit was about",
)  # fmt: skip
REASONS_OWED = "Agreed grades without their reason"
PAGE, PROPOSE = "audits", "audits.propose"
PLANNING = timedelta(days=92)  # before a year begins, its schedule is due


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield the quarters that have no audit, audits that wait for the Executive, and those to mark as held.

    Where no theme and no audit is recorded, no programme is kept here, and nothing is asked for.
    """
    rows = audit_rows(session)
    if not rows and not themes(session):
        return
    year, _ = quarter_of(today)
    for start in (year, year + 1):
        if year_of(start).first_day - today <= PLANNING:
            yield from _to_plan(session, start, today, rows)
            yield from _to_agree(start, rows)
    yield from _to_mark(rows, today)


def _to_plan(session: Session, year: int, today: date, rows: Sequence[AuditRow]) -> Iterator[Due]:
    free = free_quarters(session, year, today, rows)
    if free:
        which = ", ".join(str(one) for one in dict.fromkeys(free))
        quarters = f"quarter{'' if len(set(free)) == 1 else 's'} {which}"
        rule = edition_at(all_rules(session), AUDITS_A_YEAR, year_of(year).first_day)
        explain = () if rule is None else (
            f"Rule: {rule.title}, {rule.allowance}.", f"Source: {rule.source}.",
            "An audit is planned before its quarter begins.",
        )  # fmt: skip
        first = quarter_days(year, free[0])[0]
        yield Due(
            TO_PLAN, f"Plan the audit{'' if len(free) == 1 else 's'} of {year_of(year)}",
            f"No audit is planned for {quarters}.", first, Place(PAGE, None, PROPOSE), "Propose themes", explain,
        )  # fmt: skip


def _to_agree(year: int, rows: Sequence[AuditRow]) -> Iterator[Due]:
    waiting = [one for one in rows if one.year == year and one.state is AuditState.PROPOSED]
    if waiting:
        number = "1 audit waits" if len(waiting) == 1 else f"{len(waiting)} audits wait"
        first = quarter_days(*waiting[0].when())[0]
        yield Due(
            TO_AGREE, f"Schedule of audits {year_of(year)}", f"{number} for the Executive to agree.", first,
            Place(PAGE, waiting[0].uid), "Open the schedule",
            ("The Executive agrees the schedule of audits.", f"By {format_day(first)}, when the first quarter begins."),
        )  # fmt: skip


def _to_mark(rows: Sequence[AuditRow], today: date) -> Iterator[Due]:
    for one in rows:
        if one.state in TO_COME and one.is_over(today):
            last = quarter_days(*one.when())[1]
            why = f"It was planned for {quarter_months(*one.when())}. Mark it as held, or cancel it with the reason."
            said = (f"Its quarter ended on {format_day(last)}.",)
            yield Due(TO_MARK, one.title(), why, last, Place(PAGE, one.uid), "Mark it", said)


def checks(session: Session, today: date) -> Iterator[Finding]:
    """Yield what is amiss in the programme: missed quarters, audits not marked or agreed, themes still to be served."""
    rows, found = audit_rows(session), themes(session)
    if not rows and not found:
        return
    yield from _reasons_owed(session, rows)
    year, quarter = quarter_of(today)
    wanted = audits_a_year(session, year)
    if wanted >= len(QUARTERS):
        kept = {one.quarter for one in rows if one.year == year and one.state is not AuditState.CANCELLED}
        for missed in (one for one in QUARTERS if one < quarter and one not in kept):
            yield Finding(
                MISSED, f"{capital(quarter_words(year, missed))} had no audit",
                f"{wanted} are held in a year, and none is recorded for {quarter_months(year, missed)}.", Place(PAGE),
            )  # fmt: skip
    for one in rows:
        place = Place(PAGE, one.uid)
        if one.state in TO_COME and one.is_over(today):
            yield Finding(UNMARKED, f"{one.title()}: did it take place?",
                          f"{capital(quarter_words(*one.when()))} is over.", place)  # fmt: skip
        elif one.decision_uid is None and _wants_agreeing(one, today):
            why = "The Executive agrees the schedule of audits, and no decision is linked with this one."
            yield Finding(NOT_AGREED, f"{one.title()}: who agreed it?", why, place)
    for theme in found:
        if theme.required and not theme.audits and theme.is_used(today):
            yield Finding(
                NEVER, f"No audit of {theme.name} is on record", "The plan requires one.",
                Place(PAGE, None, PROPOSE),
            )  # fmt: skip


def _wants_agreeing(one: AuditRow, today: date) -> bool:
    """Return whether an audit should have been agreed: its quarter began, and it wasn't only published."""
    return one.state is not AuditState.CANCELLED and not one.published and quarter_days(*one.when())[0] <= today


def _reasons_owed(session: Session, rows: Sequence[AuditRow]) -> Iterator[Finding]:
    number = Counter(audit for audit, _, _ in owed(session))
    for one in rows:
        if number[one.id]:
            said = "a reason is" if number[one.id] == 1 else f"{number[one.id]} reasons are"
            why = "Where a service graded otherwise than was agreed, it is said why."
            yield Finding(REASONS_OWED, f"{one.title()}: {said} owed", why, Place(PAGE, one.uid))
