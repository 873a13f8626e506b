"""What a document says, as values: headings, paragraphs, lists, facts, tables, figures.

Strings are plain text wherever they come from; looks and links are given by `strong`, `emphasis`, `quiet`
and `link`, alone or in a sequence with strings: `paragraph("Chair: ", strong(name))`. A line break in a
string is a line break on paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.printing.style import HEADINGS, Align
from mscp_desktop.printing.text import Run, Text


def strong(text: str) -> Run:
    """Return a run in bold."""
    return Run(text, bold=True)


def emphasis(text: str) -> Run:
    """Return a run in italics."""
    return Run(text, italic=True)


def quiet(text: str) -> Run:
    """Return a run in the secondary colour."""
    return Run(text, quiet=True)


def link(text: str, address: str) -> Run:
    """Return a link by `https:`, `http:` or `mailto:`; with any other address it stays plain text."""
    return Run(text, address=address)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3 below the document's title."""

    level: int
    text: Text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of body text, or a `small` one in the secondary colour; one that `leads` never ends a page."""

    text: Text
    small: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list, with the list below it."""

    text: Text
    items: "tuple[Item, ...]" = ()


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list with bullets or numbers."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values, one below the other; `share` is the labels' part of the width."""

    pairs: tuple[tuple[str, Text], ...]
    share: float = 0.3


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: its heading, width, alignment, and whether its cells head their rows.

    A width of 1 is an even share of the table; None goes by what the cells hold. What stands in a column of `names`,
    whose width is None, is not broken where the table has room for it on one line.
    """

    title: str
    width: float | None = None
    align: Align = "left"
    heads_rows: bool = False
    names: bool = False


@dataclass(frozen=True, slots=True)
class Subheading:
    """A table's row that names the rows after it."""

    text: Text


@dataclass(frozen=True, slots=True)
class Total:
    """A table's row of sums, set in bold under a rule."""

    cells: tuple[Text, ...]


TableRow = Sequence[Text] | Subheading | Total


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells in the order in which they are read; `empty` is said where there are none."""

    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A ReportLab drawing, the sentence that stands for it, and a caption."""

    drawing: Any
    alternative: str
    caption: Text = ""


@dataclass(frozen=True, slots=True)
class Callout:
    """A few sentences set apart on a tinted ground."""

    title: str
    text: Text


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Blocks that share a page where one page can hold them."""

    blocks: "tuple[Block, ...]"


Block = Heading | Paragraph | ItemList | Facts | Table | Figure | Callout | PageBreak | Keep


def heading(level: int, text: Text) -> Heading:
    """Return a heading of level 1 to 3; it never ends a page, and enters the reader's outline."""
    if not 1 <= level <= len(HEADINGS):
        raise InternalError(f"A heading has level 1 to {len(HEADINGS)}, not {level}.")
    return Heading(level, text)


def paragraph(*parts: str | Run) -> Paragraph:
    """Return a paragraph of body text."""
    return Paragraph(parts)


def leading(*parts: str | Run) -> Paragraph:
    """Return a paragraph of body text that stays with what follows."""
    return Paragraph(parts, leads=True)


def note(*parts: str | Run) -> Paragraph:
    """Return a paragraph in small letters of the secondary colour."""
    return Paragraph(parts, small=True)


def _items(items: Iterable[Text | Item]) -> tuple[Item, ...]:
    return tuple(item if isinstance(item, Item) else Item(item) for item in items)


def item(text: Text, items: Iterable[Text | Item] = ()) -> Item:
    """Return an item of a list, with the items below it."""
    return Item(text, _items(items))


def bullets(items: Iterable[Text | Item]) -> ItemList:
    """Return a list with bullets."""
    return ItemList(_items(items))


def numbered(items: Iterable[Text | Item]) -> ItemList:
    """Return a list numbered from 1, below which lists have bullets."""
    return ItemList(_items(items), numbered=True)


def facts(pairs: Iterable[tuple[str, Text]], *, share: float = 0.3) -> Facts:
    """Return labels with their values; `share` is the labels' part of the width."""
    return Facts(tuple(pairs), share)


def column(
    title: str, width: float | None = None, *, align: Align = "left", heads_rows: bool = False, names: bool = False
) -> Column:
    """Return a table's column; see `Column`."""
    return Column(title, width, align, heads_rows, names)


def subheading(text: Text) -> Subheading:
    """Return a table's row that names the rows after it."""
    return Subheading(text)


def total(*cells: Text) -> Total:
    """Return a table's row of sums."""
    return Total(cells)


def table(columns: Sequence[Column], rows: Iterable[TableRow], *, empty: str = "Nothing is recorded.") -> Table:
    """Return a table with a header that is repeated on every page; each row has a cell for each column."""
    kept = tuple(rows)
    for row in kept:
        if not isinstance(row, Subheading):
            cells = row.cells if isinstance(row, Total) else row
            if len(cells) != len(columns):
                raise InternalError(f"A row of {len(cells)} cells was given to a table of {len(columns)} columns.")
    return Table(tuple(columns), kept, empty)


def figure(drawing: Any, alternative: str, caption: Text = "") -> Figure:
    """Return a ReportLab drawing, its text in the kit's fonts, with the sentence that stands for it."""
    if not alternative.strip():
        raise InternalError("A figure needs a sentence that stands for it.")
    return Figure(drawing, alternative, caption)


def callout(title: str, *parts: str | Run) -> Callout:
    """Return a few sentences set apart under a short title, which may be empty."""
    return Callout(title, parts)


def page_break() -> PageBreak:
    """Return the beginning of a new page."""
    return PageBreak()


def keep(*blocks: Block) -> Keep:
    """Return blocks that share a page where one page can hold them."""
    return Keep(blocks)
