"""A tool as a blank grading sheet: its grades, its sections with their questions, and room to write."""

from sqlalchemy.orm import Session

from mscp_desktop.assessment.rules.scales import ScaleRow, scale_of
from mscp_desktop.assessment.rules.tools import IN_WORDS, SectionRow, WholeTool, tool_named, whole_tool
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

GAP = "\u00a0"  # a space that stays
ROOM = "\n".join([GAP] * 6)  # lines that are left free to write on
WIDE = GAP * 6
ASKS = "What is asked"
HEADS = ("Reference of the case", "Agency or service", "Graded by", "Day")


def grading_sheet_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the blank sheet of a tool: who grades what, the grades, and each section with room for its answers."""
    tool, scale = _tool(session, request)
    about = Document(
        title=f"Grading sheet: {tool.row.name}", partnership=partnership_name(session), printed_on=request.today,
        subtitle=f"{IN_WORDS[tool.row.kind]}, edition {tool.row.edition}, {tool.row.state.value}",
    )  # fmt: skip
    story: list[blocks.Block] = []
    if tool.row.note:
        story.append(blocks.paragraph(tool.row.note))
    story += [
        blocks.facts([(words, f"{GAP}\n{GAP}") for words in HEADS]),
        blocks.note("Write the reference only: no name, date of birth, address or NHS number."),
        blocks.heading(1, "The grades"),
        *([blocks.paragraph(scale.note)] if scale.note else []),
        blocks.table(
            (blocks.column("Grade", 1.5, heads_rows=True), blocks.column("", 0.5), blocks.column("What it means", 5)),
            [(one.name, blocks.strong(one.letters), one.descriptor or "") for one in scale.grades],
            empty="The scale has no grade yet.",
        ),
        blocks.note(
            "N is for what does not apply to this case. Where your agency does not know the child, say so: that is an"
            " answer too."
        ),
    ]
    for number, section in enumerate(tool.sections):
        story += [*([] if number else [blocks.page_break()]), blocks.keep(*_section(section, scale))]
    if not tool.sections:
        story.append(blocks.paragraph("This tool has no section yet."))
    return about, story


def _section(section: SectionRow, scale: ScaleRow) -> list[blocks.Block]:
    """Return a section's heading, its questions with room for evidence, and the grades to choose from."""
    asked: list[tuple[Text, str]] = [
        ([one.number, " ", one.text, *([blocks.quiet(f"\n{one.help}")] if one.help else [])], ROOM)
        for one in section.questions
    ]
    choices = WIDE.join(f"☐{GAP}{one}" for one in [*(grade.letters for grade in scale.grades), "N"])
    overall = "Overall grade" if section.overall else f"Grade for {section.name.lower()}"
    table = blocks.table(
        (blocks.column(ASKS, 3.2, heads_rows=True), blocks.column("Evidence, and where it is found", 3.8)), asked,
        empty="No question is asked yet.",
    )  # fmt: skip
    return [
        blocks.heading(1, f"{section.position}. {section.name}"),
        *([blocks.paragraph(section.about)] if section.about else []),
        table,
        blocks.facts([(overall, choices), ("Why", ROOM)]),
    ]


def grading_sheet_table(session: Session, request: Request) -> SheetTable:
    """Return the sheet as a table: a row a question, and one for the grade of each section."""
    tool, scale = _tool(session, request)
    columns = (
        Column("Section", width=26), Column("No.", width=7), Column(ASKS, width=60), Column("Help", width=40),
        Column("Grade", width=10), Column("Evidence", width=50),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = []
    for section in tool.sections:
        rows += [(section.name, one.number, one.text, one.help, None, None) for one in section.questions]
        grade = "Overall grade" if section.overall else f"Grade for {section.name.lower()}"
        rows.append((section.name, str(section.position), grade, section.about, None, None))
    used = tool.row.first_used
    return SheetTable(
        f"Grading sheet: {tool.row.name}", columns, rows,
        (
            ("Partnership", partnership_name(session)), ("Edition", tool.row.edition),
            ("State", tool.row.state.value), ("First used", "not yet" if used is None else format_day(used)),
            *((f"{one.letters}, {one.name}", one.descriptor) for one in scale.grades),
        ),
    )  # fmt: skip


def _tool(session: Session, request: Request) -> tuple[WholeTool, ScaleRow]:
    row = tool_named(session, request.tool or "")
    tool, scale = whole_tool(session, row.uid), scale_of(session, row.scale_uid)
    if tool is None or scale is None:
        raise UserError("This tool was deleted. Nothing was made.")
    return tool, scale
