"""A tool as a blank grading sheet: its grades, its sections with their questions, and room to write."""

from sqlalchemy.orm import Session

from mscp_desktop.assessment.rules.scales import ScaleRow, scale_of
from mscp_desktop.assessment.rules.tools import IN_WORDS, SectionRow, WholeTool, tool_named, whole_tool
from mscp_desktop.exchange.blank_form import BlankForm, BlankSection, blank_workbook
from mscp_desktop.exchange.sheet_table import CellValue, Column, SheetTable
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Text

GAP = "\u00a0"  # a space that stays
ROOM = "\n".join([GAP] * 5)  # lines that are left free to write on
WIDE = GAP * 6
ASKS = "What is asked"
HEADS = ("Reference of the case", "Agency or service", "Graded by", "Day")
WARNING = "Write the reference only: no name, date of birth, address or NHS number."
NOT_GRADED = ("N", "Does not apply", "What is asked does not apply to this case.")
UNKNOWN = "Where your agency does not know the child, say so: that is an answer too."
EVIDENCE = "Evidence, and where it is found"


def grading_sheet_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return the blank sheet of a tool: who grades what, the grades, and each section with room for its answers."""
    tool, scale = _tool(session, request)
    about = Document(
        title=f"Grading sheet: {tool.row.words()}", partnership=partnership_name(session), printed_on=request.today,
        subtitle=_stands(tool), asks=HEADS[0],
    )  # fmt: skip
    story: list[blocks.Block] = []
    if tool.row.note:
        story.append(blocks.paragraph(tool.row.note))
    story += [
        blocks.facts([(words, f"{GAP}\n{GAP}") for words in HEADS]),
        blocks.note(WARNING),
        blocks.heading(1, "The grades"),
        *([blocks.leading(scale.note)] if scale.note else []),
        blocks.table(
            (blocks.column("Grade", 1.5, heads_rows=True), blocks.column("", 0.5), blocks.column("What it means", 5)),
            [(name, blocks.strong(letters), meaning) for letters, name, meaning in _grades(scale)],
        ),
        blocks.note(UNKNOWN),
    ]
    for section in tool.sections:
        story += _section(section, scale)
    if not tool.sections:
        story.append(blocks.paragraph("This tool has no section yet."))
    return about, story


def grading_sheet_workbook(session: Session, request: Request) -> bytes:
    """Return the blank sheet of a tool as a workbook, to be printed or filled in."""
    tool, scale = _tool(session, request)
    sections = [
        BlankSection(
            f"{one.position}. {one.name}", one.about or "",
            [(asked.number, asked.text, asked.help or "") for asked in one.questions], _grade_of(one),
        )
        for one in tool.sections
    ]  # fmt: skip
    called = f"{tool.row.words()}, {tool.row.state.value}"
    notes = (partnership_name(session), _stands(tool), tool.row.note or "", scale.note or "", UNKNOWN)
    return blank_workbook(
        BlankForm(
            f"Grading sheet: {tool.row.words()}", called, partnership_name(session), tuple(filter(None, notes)), HEADS,
            WARNING, _grades(scale), ("No.", ASKS, EVIDENCE), sections,
        )
    )  # fmt: skip


def _stands(tool: WholeTool) -> str:
    return f"{IN_WORDS[tool.row.kind]}, edition {tool.row.edition}, {tool.row.state.value}"


def _grades(scale: ScaleRow) -> list[tuple[str, str, str]]:
    """Return letters, name and meaning of each grade, and of what is not graded."""
    return [*((one.letters, one.name, one.descriptor or "") for one in scale.grades), NOT_GRADED]


def _grade_of(section: SectionRow) -> str:
    return "Overall grade" if section.overall else f"Grade for {section.name.lower()}"


def _section(section: SectionRow, scale: ScaleRow) -> list[blocks.Block]:
    """Return a section's heading, its questions with room for evidence, and the grades to choose from."""
    asked: list[tuple[Text, str]] = [
        ([one.number, " ", one.text, *([blocks.quiet(f"\n{one.help}")] if one.help else [])], ROOM)
        for one in section.questions
    ]
    choices = WIDE.join(f"☐{GAP}{letters}" for letters, _, _ in _grades(scale))
    table = blocks.table(
        (blocks.column(ASKS, 3.2, heads_rows=True), blocks.column(EVIDENCE, 3.8)), asked,
        empty="No question is asked yet.",
    )  # fmt: skip
    return [
        blocks.heading(1, f"{section.position}. {section.name}"),
        *([blocks.leading(section.about)] if section.about else []),
        table,
        blocks.keep(blocks.facts([(_grade_of(section), choices), ("Why", ROOM)])),
    ]


def grading_sheet_table(session: Session, request: Request) -> SheetTable:
    """Return the sheet as a table, for what reads one: a row a question, and one for the grade of each section."""
    tool, scale = _tool(session, request)
    columns = (
        Column("Section", width=26), Column("No.", width=7), Column(ASKS, width=60), Column("Help", width=40),
        Column("Grade", width=10), Column("Evidence", width=50),
    )  # fmt: skip
    rows: list[tuple[CellValue, ...]] = []
    for section in tool.sections:
        rows += [(section.name, one.number, one.text, one.help, None, None) for one in section.questions]
        rows.append((section.name, str(section.position), _grade_of(section), section.about, None, None))
    used = tool.row.first_used
    return SheetTable(
        f"Grading sheet: {tool.row.words()}", columns, rows,
        (
            ("Partnership", partnership_name(session)), ("Edition", tool.row.edition),
            ("State", tool.row.state.value), ("First used", "not yet" if used is None else format_day(used)),
            *((f"{letters}, {name}", meaning) for letters, name, meaning in _grades(scale)),
        ),
    )  # fmt: skip


def _tool(session: Session, request: Request) -> tuple[WholeTool, ScaleRow]:
    row = tool_named(session, request.tool or "")
    tool, scale = whole_tool(session, row.uid), scale_of(session, row.scale_uid)
    if tool is None or scale is None:
        raise UserError("This tool was deleted. Nothing was made.")
    return tool, scale
