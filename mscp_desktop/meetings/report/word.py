"""A document's blocks as a Word file: what stands on paper stands there too, in Word's own headings and tables."""

from collections.abc import Iterator, Sequence

from mscp_desktop.exchange import docx_out
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.printing.text import Run, Text, plain

EVEN = 1.0


def word_file(document: Document, story: Sequence[blocks.Block]) -> bytes:
    """Return a document as a .docx file."""
    above = [one for one in (document.partnership, document.subtitle) if one]
    above.append(f"Printed {format_day(document.printed_on)}")
    parts = [part for block in story for part in _parts(block)]
    return docx_out.make_docx(
        document.title, document.partnership, document.printed_on, above, parts, foot=document.title
    )


def _parts(block: blocks.Block) -> Iterator[docx_out.Part]:
    match block:
        case blocks.Heading():
            yield docx_out.Heading(block.level, _words(block.text))
        case blocks.Paragraph():
            yield docx_out.Paragraph(_words(block.text), block.small)
        case blocks.ItemList():
            yield from _items(block.items, numbered=block.numbered, step=0)
        case blocks.Facts():
            rows = tuple((_words(name), _words(said)) for name, said in block.pairs)
            yield docx_out.Table(("About", "Particulars"), rows, heads=True, widths=(block.share, EVEN - block.share))
        case blocks.Callout():
            yield docx_out.Box(block.title, _words(block.text))
        case blocks.Table():
            yield from _table(block)
        case blocks.Keep():
            yield from (part for one in block.blocks for part in _parts(one))
        case blocks.Figure():
            yield docx_out.Paragraph((docx_out.Words(block.alternative, italic=True),))


def _items(items: Sequence[blocks.Item], *, numbered: bool, step: int) -> Iterator[docx_out.Part]:
    for one in items:
        yield docx_out.Item(_words(one.text), numbered, step)
        yield from _items(one.items, numbered=False, step=step + 1)


def _table(table: blocks.Table) -> Iterator[docx_out.Part]:
    if not table.rows:
        yield docx_out.Paragraph(_words(table.empty))
        return
    rows: list[tuple[docx_out.Text, ...]] = []
    for row in table.rows:
        if isinstance(row, blocks.Subheading):
            rows.append((_words(row.text),))
        else:
            rows.append(tuple(_words(cell) for cell in (row.cells if isinstance(row, blocks.Total) else row)))
    yield docx_out.Table(
        tuple(one.title for one in table.columns), tuple(rows), heads=table.columns[0].heads_rows,
        widths=tuple(one.width or EVEN for one in table.columns),
    )  # fmt: skip


def _words(text: Text) -> docx_out.Text:
    parts = [text] if isinstance(text, str | Run) else text
    return tuple(
        docx_out.Words(one.text, one.bold, one.italic, one.quiet)
        if isinstance(one, Run)
        else docx_out.Words(plain(one))
        for one in parts
    )
