"""A plan of a year as a table for a spreadsheet, before anything of it is on record."""

from mscp_desktop.exchange.sheet_table import Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.meetings.rules.planning.values import Plan
from mscp_desktop.meetings.rules.planning.words import broken_words, left_over, summary, told
from mscp_desktop.meetings.rules.times import span_words

COLUMNS = (
    Column("Day", ColumnKind.DATE), Column("Weekday"), Column("Group"), Column("Number", ColumnKind.NUMBER),
    Column("Time"), Column("Place"), Column("State"), Column("Papers due"), Column("What it means"),
)  # fmt: skip


def plan_table(plan: Plan, partnership: str) -> SheetTable:
    """Return the dates of a plan in the order of time; what could not be met stands among the facts."""
    rows = []
    for one in sorted(told(plan), key=lambda said: (said.dated.day, said.dated.start_time or "", said.group)):
        group = plan.request.group(one.dated.group_uid)
        rows.append((
            one.dated.day, f"{one.dated.day:%A}", one.group, one.dated.number,
            span_words(one.dated.start_time, one.dated.length), group.place or ("online" if group.link else ""),
            one.state, one.papers, "; ".join([*([broken_words(one.broken)] if one.broken else []), *one.effects]),
        ))  # fmt: skip
    facts = [("Partnership", partnership), ("Plan", summary(plan)), ("Begun", plan.request.start.value)]
    facts += [(words, "; ".join(reasons)) for words, reasons in left_over(plan)]
    facts += [("A fixed date breaks a rule", words) for words in plan.worse]
    return SheetTable(f"Plan of meetings, {plan.request.year.label}", COLUMNS, rows, tuple(facts))
