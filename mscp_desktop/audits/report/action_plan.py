"""The action plan of an audit: what was found, what is done about it, by whom and by when, and what came of it."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow
from mscp_desktop.audits.records import FindingKind
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.findings import FindingRow, finding_facts, finding_rows
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

COLUMNS = (
    blocks.column("No.", 0.7, heads_rows=True), blocks.column("What is done", 2.7), blocks.column("Owner", 1.7),
    blocks.column("Due", 1.2), blocks.column("State", 1.1), blocks.column("Progress and impact", 3),
)  # fmt: skip
HEADED = {
    FindingKind.IMPROVEMENT: "Areas for improvement", FindingKind.ESCALATION: "Escalated",
    FindingKind.STRENGTH: "Strengths", FindingKind.GOOD_PRACTICE: "Good practice",
}  # fmt: skip
NO_ACTION = "No action came from this yet."
CONFIDENTIAL = "confidential"


def action_plan_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return an audit's findings by kind, each with its actions, and where whoever watches them signs."""
    audit = audit_asked_for(session, request)
    rows = finding_rows(session, audit.uid, request.as_at)
    facts = finding_facts(session, audit.uid)
    actions = _actions(rows)
    late = [one for one in actions if one.late]
    watching = list(dict.fromkeys(one.group for one in actions if one.group)) or (
        [facts.watches] if facts is not None and facts.watches else []
    )
    about = Document(
        title=f"Action plan of {audit.title()}", partnership=partnership_name(session), printed_on=request.today,
        as_at=request.as_at, landscape=True,
    )  # fmt: skip
    story: list[blocks.Block] = [
        blocks.facts([
            ("Held", audit.held_words() or "not recorded"), ("Who audits", audit.group or "not recorded"),
            ("Findings", _counted(rows)),
            ("Actions", f"{len(actions)}, of which {len(late)} overdue" if actions else "none yet"),
            ("Watched by", ", ".join(watching) or "not recorded"),
            ("Learning agreed", facts.agreed_words() if facts and facts.learning_agreed_on else "not yet"),
        ], share=0.2),
    ]  # fmt: skip
    if late:
        story += [blocks.heading(1, "Overdue"), blocks.table(COLUMNS, [_line(one) for one in late])]
    for kind, heading in HEADED.items():
        of_kind = [one for one in rows if one.kind is kind]
        if not of_kind:
            continue
        story.append(blocks.heading(1, heading))
        with_actions = kind in (FindingKind.IMPROVEMENT, FindingKind.ESCALATION)
        for one in of_kind:
            story += _finding(one, asks=with_actions)
    if not rows:
        story.append(blocks.paragraph("No finding of this audit is recorded yet."))
    story += [
        blocks.heading(1, "Signed"),
        blocks.table(
            (blocks.column("For", 3, heads_rows=True), blocks.column("Name", 3), blocks.column("Signature", 3),
             blocks.column("Date", 1.5)),
            [(name, "\n ", "", "") for name in watching or ["Whoever watches this plan"]],
        ),
    ]  # fmt: skip
    return about, story


def action_plan_sheet(session: Session, request: Request) -> SheetTable:
    """Return a row an action, and one for a finding that has none."""
    audit = audit_asked_for(session, request)
    columns = (
        Column("Finding", ColumnKind.NUMBER, 9), Column("Kind", width=20), Column("What was found", width=60),
        Column("Learning theme", width=30), Column("Raised", width=30), Column("Section", width=26),
        Column("Agencies", width=34), Column("Escalated", width=30), Column("What followed", width=34),
        Column("Action no.", width=10), Column("Action", width=50), Column("Owner", width=36),
        Column("Watched by", width=30), Column("Due", ColumnKind.DATE, 14),
        Column("Days overdue", ColumnKind.NUMBER, 12), Column("State", width=22), Column("Last heard", width=44),
        Column("What shows that it is done", width=44), Column("Impact", width=44),
    )  # fmt: skip
    made: list[tuple[CellValue, ...]] = []
    for one in finding_rows(session, audit.uid, request.as_at):
        found: tuple[CellValue, ...] = (
            one.number, one.kind.value, one.text, one.learning.name if one.learning else None,
            one.raised_words() or None, one.section, one.agency_words() or None, one.escalated_words() or None,
            one.outcome,
        )  # fmt: skip
        made += [found + _cells(action) for action in one.actions] or [found + (None,) * (len(columns) - len(found))]
    facts = (("Audit", audit.title()), ("As at", format_day(request.as_at)))
    return SheetTable(f"Action plan of {audit.title()}", columns, made, facts)


def _actions(rows: Sequence[FindingRow]) -> list[ActionRow]:
    return [action for one in rows for action in one.actions if action.state is not ActionState.WITHDRAWN]


def _counted(rows: Sequence[FindingRow]) -> str:
    counts = [(heading, sum(one.kind is kind for one in rows)) for kind, heading in HEADED.items()]
    return "; ".join(f"{heading}: {number}" for heading, number in counts if number) or "none yet"


def _finding(one: FindingRow, *, asks: bool) -> list[blocks.Block]:
    """Return a finding with what it is about and its actions; `asks` says that one without an action says so."""
    about = [
        part for part in (
            f"{one.learning.name}{', ' if one.raised_words() else ''}{one.raised_words()}" if one.learning else "",
            one.section or "", one.agency_words(), f"Escalated {one.escalated_words()}" if one.escalated_to else "",
        ) if part
    ]  # fmt: skip
    story: list[blocks.Block] = [blocks.heading(2, f"{one.number}. {one.text}")]
    if about:
        story.append(blocks.note("; ".join(about)))
    if one.outcome:
        story.append(blocks.paragraph(f"What followed: {one.outcome}"))
    if one.actions:
        story.append(blocks.table(COLUMNS, [_line(action) for action in one.actions]))
    elif asks and one.outcome is None:
        story.append(blocks.paragraph(NO_ACTION))
    return story


def _line(one: ActionRow) -> tuple[Text, ...]:
    late = blocks.strong(one.due_words()) if one.late else one.due_words()
    state = blocks.strong(one.state_words()) if one.late else one.state_words()
    owner = one.owner.full_words() if one.owner.kind else blocks.quiet(one.owner.words)
    heard = "" if one.confidential else _progress(one)
    return one.words(), _text(one), owner, late, state, heard or blocks.quiet("nothing heard yet")


def _progress(one: ActionRow) -> str:
    done = f"Done {format_day(one.done_on)}: {one.evidence}" if one.done_on else ""
    impact = f"Impact {format_day(one.impact_on)}: {one.impact}" if one.impact_on else ""
    why = one.why if one.state is ActionState.WITHDRAWN else ""
    return "\n".join(part for part in (done, impact, why, "" if done else one.last_words()) if part)


def _text(one: ActionRow) -> str:
    return CONFIDENTIAL if one.confidential else one.text


def _cells(one: ActionRow) -> tuple[CellValue, ...]:
    shut = one.confidential
    return (
        one.words(), _text(one), one.owner.full_words() if one.owner.kind else None, one.group, one.due,
        one.late or None, one.state_words(), None if shut else one.last_words() or None,
        None if shut else one.evidence, None if shut else one.impact,
    )  # fmt: skip
