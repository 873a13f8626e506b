"""The register of actions as a document: how old they are, what is open by group, and what was closed in a year."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.report.ageing import ageing, ageing_chart, ageing_table
from mscp_desktop.actions.report.choosing import chosen
from mscp_desktop.actions.rules.actions import WATCHED, ActionRow
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.printing import blocks, style
from mscp_desktop.printing.chart_values import alternative
from mscp_desktop.printing.charts import draw
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

A_YEAR = timedelta(days=365)
NO_GROUP = "Watched by no group"
COLUMNS = (
    blocks.column("No.", 0.5, heads_rows=True), blocks.column("Action", 3), blocks.column("Owner", 2),
    blocks.column("Due", 1.2), blocks.column("State", 1.2), blocks.column("Last heard", 2.4),
)  # fmt: skip
CLOSED = (
    blocks.column("No.", 0.5, heads_rows=True), blocks.column("Action", 3), blocks.column("Owner", 1.8),
    blocks.column("State", 1.1), blocks.column("What shows it", 3.6),
)  # fmt: skip


def actions_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the register: in figures, by age as a chart and its table, open actions by group, and those closed."""
    rows = chosen(session, request)
    partnership = partnership_name(session)
    of = request.of()
    about = Document(
        title=f"Actions: {of}" if of else "Actions", partnership=partnership, printed_on=request.today,
        as_at=request.as_at, landscape=True,
    )  # fmt: skip
    watched = [row for row in rows if row.state in WATCHED]
    story: list[blocks.Block] = [_figures(rows)]
    bands = ageing(rows, request.as_at)
    chart = ageing_chart(bands)
    if chart is not None:
        width = style.PORTRAIT[0] - 2 * style.MARGIN_SIDE
        story += [
            blocks.heading(1, chart.title), blocks.figure(draw(chart, width), alternative(chart)), ageing_table(bands),
        ]  # fmt: skip
    for name, members in _by_group(session, watched):
        story += [blocks.heading(1, name), blocks.table(COLUMNS, [_line(row, request) for row in members])]
    if not watched:
        story.append(blocks.paragraph("No action is open, and none waits for its impact to be shown."))
    since = request.as_at - A_YEAR
    closed = [row for row in rows if row.state is ActionState.IMPACT_SHOWN and (row.impact_on or date.min) > since]
    if closed:
        story += [
            blocks.heading(1, f"Impact shown since {format_day(since)}"),
            blocks.table(CLOSED, [_closed(row, request) for row in closed]),
        ]
    if any(row.confidential for row in rows):
        story.append(blocks.note("Confidential actions are in this copy. The public one leaves them out."))
    return about, story


def _figures(rows: Sequence[ActionRow]) -> blocks.Facts:
    number = {state: sum(row.state is state for row in rows) for state in ActionState}
    late = sum(row.late > 0 for row in rows)
    return blocks.facts([
        ("Open", f"{number[ActionState.OPEN]:,}, of which {late:,} overdue"),
        ("Done, impact not shown", f"{number[ActionState.DONE]:,}"),
        ("Impact shown", f"{number[ActionState.IMPACT_SHOWN]:,}"),
        ("Withdrawn", f"{number[ActionState.WITHDRAWN]:,}"),
    ])  # fmt: skip


def _by_group(session: Session, rows: Sequence[ActionRow]) -> list[tuple[str, list[ActionRow]]]:
    """Return actions under the names of their groups in published order, those that are late first."""
    order: list[str | None] = [*(facts.uid for facts in all_groups(session)), None]
    found: dict[str | None, list[ActionRow]] = {}
    for row in sorted(rows, key=lambda row: (row.state is not ActionState.OPEN, row.due or date.max, row.number)):
        found.setdefault(row.group_uid, []).append(row)
    return [(found[uid][0].group or NO_GROUP, found[uid]) for uid in order if uid in found]


def _line(row: ActionRow, request: Request) -> tuple[Text, ...]:
    late = blocks.strong(row.due_words()) if row.late else row.due_words()
    state = blocks.strong(row.state_words()) if row.late else row.state_words()
    return (row.words(), _text(row), _owner(row, request), late, state, row.last_words() or blocks.quiet("nothing yet"))


def _closed(row: ActionRow, request: Request) -> tuple[Text, ...]:
    shown = f"Done {format_day(row.done_on)}: {row.evidence}" if row.done_on else ""
    impact = f"Impact {format_day(row.impact_on)}: {row.impact}" if row.impact_on else ""
    return row.words(), _text(row), _owner(row, request), row.state_words(), f"{shown}\n{impact}"


def _text(row: ActionRow) -> str:
    return f"{row.text} (confidential)" if row.confidential else row.text


def _owner(row: ActionRow, request: Request) -> Text:
    if row.owner.kind is None:
        return blocks.quiet(row.owner.words)
    return row.owner.words if request.public else row.owner.full_words()


def actions_sheet(session: Session, request: Request) -> SheetTable:
    """Return the register as a table, a row an action, closed ones too."""
    texts = (
        ("No.", 8), ("Action", 60), ("Owner", 36), ("Held by", 24), ("Agency", 36), ("Group", 30), ("Serves", 30),
        ("State", 22),
    )  # fmt: skip
    columns = (
        *(Column(name, width=width) for name, width in texts),
        Column("Raised", ColumnKind.DATE, 14), Column("Due", ColumnKind.DATE, 14),
        Column("Days overdue", ColumnKind.NUMBER, 12), Column("Done on", ColumnKind.DATE, 14),
        Column("What shows that", width=44), Column("Impact on", ColumnKind.DATE, 14), Column("Impact", width=44),
        Column("Reason", width=30), Column("Last heard", width=44), Column("Comes from", width=30),
        *(() if request.public else (Column("Confidential", width=12),)),
    )  # fmt: skip
    rows = [_cells(row, request) for row in chosen(session, request)]
    of = request.of()
    facts = (("As at", format_day(request.as_at)), *((("Of", of),) if of else ()))
    return SheetTable("Actions", columns, rows, facts)


def _cells(row: ActionRow, request: Request) -> tuple[CellValue, ...]:
    owner = row.owner
    return (
        row.words(), row.text, owner.words if owner.kind else None, None if request.public else owner.holder,
        owner.agency, row.group, row.priority, row.state_words(), row.raised, row.due, row.late or None, row.done_on,
        row.evidence, row.impact_on, row.impact, row.why, row.last_words() or None, row.source,
        *(() if request.public else ("yes" if row.confidential else None,)),
    )  # fmt: skip
