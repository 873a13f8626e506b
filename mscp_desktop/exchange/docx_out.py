"""A text as a Word document: real headings, lists, tables with header rows, language and title, for screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, TypeAlias

from mscp_desktop.exchange.sheet_table import clean_text

if TYPE_CHECKING:
    from docx.document import Document as WordFile
    from docx.text.paragraph import Paragraph as WordParagraph

LANGUAGE = "en-GB"
FACE = "Arial"  # on every office's computers, as ours is not
DEEPEST = 3  # lists in Word's own styles have three steps
_TINT, _LINE, _ACCENT, _QUIET = "EEF3F8", "B1B4B6", "1D70B8", "505A5F"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    quiet: bool = False


Text: TypeAlias = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3 below the title."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a `small` one is set in small letters."""

    text: Text
    small: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, so many steps deep."""

    text: Text
    numbered: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A few sentences set apart under a short title."""

    title: str
    text: Text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a row of headings, which is repeated on each page; `heads` says that rows have a heading.

    A row of one cell goes over all columns and names the rows after it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    heads: bool = False
    widths: tuple[float, ...] = field(default=())


Part: TypeAlias = Heading | Paragraph | Item | Box | Table


def make_docx(
    title: str, author: str, made: date, above: Sequence[str], parts: Sequence[Part], foot: str = ""
) -> bytes:
    """Return a Word file; `above` are the lines under its title, `foot` stands at the foot of each page."""
    from docx import Document  # noqa: PLC0415 - python-docx costs 100 ms, and few save a Word file

    word = Document()
    _set_up(word, clean_text(title), clean_text(author), made)
    word.add_heading(clean_text(title), 0)
    for line in above:
        _add(word, (Words(line, quiet=True),))
    for part in parts:
        _put(word, part)
    if foot:
        footer = word.sections[0].footer.paragraphs[0]
        footer.text = clean_text(foot)
        _field(footer, " · Page ", "PAGE")
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def _set_up(word: "WordFile", title: str, author: str, made: date) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415 - as above

    core = word.core_properties
    core.title, core.author, core.language, core.subject = title, author, LANGUAGE, title
    core.created = core.modified = datetime.combine(made, time(12), UTC).replace(tzinfo=None)
    core.comments, core.last_modified_by, core.revision = "", author, 1
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style: Any = word.styles[name]
        style.font.name = FACE
        made_of = style.element.get_or_add_rPr()
        fonts = made_of.get_or_add_rFonts()
        for which in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(which), FACE)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
            fonts.attrib.pop(qn(theme), None)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x0B, 0x0C, 0x0C)
    normal: Any = word.styles["Normal"]
    normal.font.size = Pt(10.5)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): LANGUAGE})
    normal.element.get_or_add_rPr().append(language)
    said = (*word.styles.element.iter(qn("w:lang")), *word.settings.element.iter(qn("w:themeFontLang")))
    for lang in said:
        lang.set(qn("w:val"), LANGUAGE)
    for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 12), ("Heading 3", 11)):
        sized: Any = word.styles[name]
        sized.font.size, sized.font.bold = Pt(size), True


def _put(word: "WordFile", part: Part) -> None:
    match part:
        case Heading():
            _fill(word.add_heading("", max(1, min(part.level, 3))), part.text)
        case Paragraph():
            _add(word, part.text, small=part.small)
        case Item():
            step = min(part.step, DEEPEST - 1) + 1
            name = ("List Number" if part.numbered else "List Bullet") + (f" {step}" if step > 1 else "")
            _fill(word.add_paragraph(style=name), part.text)
        case Box():
            _box(word, part)
        case Table():
            _table(word, part)


def _add(word: "WordFile", text: Text, *, small: bool = False) -> None:
    _fill(word.add_paragraph(), text, small=small)


def _fill(paragraph: "WordParagraph", text: Text, *, small: bool = False) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - as above

    for words in text:
        run = paragraph.add_run(clean_text(words.text))
        run.bold, run.italic = words.bold or None, words.italic or None
        if small:
            run.font.size = Pt(9)
        if words.quiet or small:
            run.font.color.rgb = RGBColor.from_string(_QUIET)


def _box(word: "WordFile", box: Box) -> None:
    """Set a paragraph on a tinted ground with a line at its left: no table, which a screen reader would announce."""
    from docx.shared import Cm  # noqa: PLC0415 - as above

    paragraph = word.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.3)
    _fill(paragraph, (*([Words(f"{box.title}. ", bold=True)] if box.title else []), *box.text))
    ground = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no borders or shading of its own
    lines = _element("w:pBdr")
    lines.append(_element("w:left", val="single", sz="24", space="6", color=_ACCENT))
    ground.insert_element_before(lines, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    shade = _element("w:shd", val="clear", color="auto", fill=_TINT)
    ground.insert_element_before(shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _table(word: "WordFile", table: Table) -> None:
    made = word.add_table(rows=1, cols=len(table.columns))
    made.style = "Table Grid"
    look = made._tbl.tblPr.find(_name("w:tblLook"))  # noqa: SLF001 - as above
    if look is not None:
        for key, value in {"firstRow": "1", "firstColumn": "1" if table.heads else "0", "noHBand": "1"}.items():
            look.set(_name(f"w:{key}"), value)
    for cell, title in zip(made.rows[0].cells, table.columns, strict=True):
        _fill(cell.paragraphs[0], (Words(title, bold=True),))
        cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=_TINT))  # noqa: SLF001
    head = made.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    head.append(_element("w:cantSplit"))
    head.append(_element("w:tblHeader"))
    for row in table.rows:
        cells = made.add_row().cells
        if len(row) == 1:
            joined = cells[0].merge(cells[-1])
            _fill(joined.paragraphs[0], tuple(Words(one.text, bold=True) for one in row[0]))
            continue
        for at, (cell, text) in enumerate(zip(cells, row, strict=True)):
            words = tuple(Words(one.text, bold=True) for one in text) if table.heads and at == 0 else text
            _fill(cell.paragraphs[0], words)
    _spread(made, table)
    _dress(made)
    word.add_paragraph()


def _spread(made: Any, table: Table) -> None:
    """Give the columns their shares of the page's width."""
    from docx.shared import Cm  # noqa: PLC0415 - as above

    shares = table.widths or (1.0,) * len(table.columns)
    whole = sum(shares)
    made.autofit = False
    for at, share in enumerate(shares):
        wide = Cm(16.6 * share / whole)
        made.columns[at].width = wide
        for row in made.rows:
            if len(row.cells) > at:
                row.cells[at].width = wide


def _dress(made: Any) -> None:
    """Draw thin grey lines, and give the words in cells some air."""
    from docx.shared import Pt  # noqa: PLC0415 - as above

    lines = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        lines.append(_element(f"w:{side}", val="single", sz="4", space="0", color=_LINE))
    for side in ("left", "right", "insideV"):
        lines.append(_element(f"w:{side}", val="nil"))
    look = made._tbl.tblPr  # noqa: SLF001 - python-docx has no borders of its own
    look.insert_element_before(lines, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    for row in made.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)


def _field(paragraph: "WordParagraph", before: str, code: str) -> None:
    """Add a field that Word fills in, such as the number of the page."""
    paragraph.add_run(before)
    run = paragraph.add_run()
    for kind in ("begin", None, "end"):
        if kind is None:
            text = _element("w:instrText")
            text.text = code
            run._r.append(text)  # noqa: SLF001 - python-docx has no fields
        else:
            run._r.append(_element("w:fldChar", fldCharType=kind))  # noqa: SLF001 - as above


def _element(name: str, **values: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above

    made = OxmlElement(name)
    for key, value in values.items():
        made.set(_name(f"w:{key}"), value)
    return made


def _name(name: str) -> str:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    return str(qn(name))
