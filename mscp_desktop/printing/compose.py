"""From blocks to pieces of a page, each with its tag in the order of reading."""

from collections.abc import Sequence
from dataclasses import replace

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.printing import blocks as b
from mscp_desktop.printing import style
from mscp_desktop.printing.grid import Grid, Row
from mscp_desktop.printing.layout import (
    Break,
    Labelled,
    Padded,
    Picture,
    Piece,
    Stack,
    Together,
    callout_piece,
    ruled_piece,
)
from mscp_desktop.printing.style import TextStyle
from mscp_desktop.printing.tags import Tag
from mscp_desktop.printing.text import Paragraph, Text, plain

INDENT = 16.0
BULLETS = ("\u2022", "\u2013")
Pieces = list[Piece | Break | Together]


class Composer:
    """Turns the blocks of one document into pieces; it remembers the level of the last heading."""

    def __init__(self, root: Tag, width: float, height: float) -> None:
        self.root = root
        self.width = width
        self.height = height
        self._level = 0

    def compose(self, blocks: Sequence[b.Block]) -> Pieces:
        """Return the pieces of blocks, with their tags made in the same order."""
        pieces: Pieces = []
        for block in blocks:
            pieces += self._block(block)
        return pieces

    def _block(self, block: b.Block) -> Pieces:
        pieces: Pieces = []
        match block:
            case b.Heading():
                pieces.append(self._heading(block))
            case b.Paragraph():
                look = style.NOTE if block.small else style.BODY
                pieces.append(Paragraph(block.text, look, Tag("P", self.root), keeps_next=block.leads))
            case b.ItemList():
                pieces += self._whole_list(block)
            case b.Facts():
                pieces += self._facts(block)
            case b.Table():
                pieces.append(self._table(block))
            case b.Figure():
                pieces += self._figure(block)
            case b.Callout():
                pieces.append(self._callout(block))
            case b.PageBreak():
                pieces.append(Break())
            case b.Keep():
                pieces.append(Together(self.compose(block.blocks)))
        return pieces

    def _whole_list(self, block: b.ItemList) -> list[Labelled]:
        if not block.items:
            return []
        pieces = self._list(block.items, self.root, 0, numbered=block.numbered)
        return [*pieces[:-1], replace(pieces[-1], after=style.BODY.after)]

    def _heading(self, block: b.Heading) -> Piece:
        if block.level > self._level + 1:
            raise InternalError(f"A heading of level {block.level} follows one of level {self._level}.")
        self._level = block.level
        tag = Tag(f"H{block.level + 1}", self.root)
        look = style.HEADINGS[block.level - 1]
        return Paragraph(block.text, look, tag, keeps_next=True, outline=block.level - 1)

    def _list(self, items: Sequence[b.Item], parent: Tag, depth: int, *, numbered: bool) -> list[Labelled]:
        holder = Tag("L", parent, scope="Decimal" if numbered else "Disc")
        pieces: list[Labelled] = []
        for number, entry in enumerate(items, start=1):
            element = Tag("LI", holder)
            sign = f"{number}." if numbered else BULLETS[depth % len(BULLETS)]
            label = Paragraph(sign, style.ITEM, Tag("Lbl", element))
            body = Tag("LBody", element)
            text = Paragraph(entry.text, style.ITEM, Tag("P", body) if entry.items else body)
            own = INDENT + (6 if numbered and len(items) > 9 else 0)  # noqa: PLR2004  two digits
            pieces.append(Labelled(label, text, own, after=style.ITEM.after, keeps_next=bool(entry.items)))
            if entry.items:
                below = self._list(entry.items, body, depth + 1, numbered=False)
                pieces += [Labelled(None, piece, own, after=piece.after) for piece in below]
        return pieces

    def _facts(self, block: b.Facts) -> list[Padded]:
        holder = Tag("L", self.root)
        pieces = []
        for name, value in block.pairs:
            element = Tag("LI", holder)
            label = Paragraph(name, style.LABEL, Tag("Lbl", element))
            body = Paragraph(value, style.VALUE, Tag("LBody", element))
            line = Labelled(label, body, self.width * block.share, gap=12)
            pieces.append(ruled_piece(line, inside=4.5, after=0))
        if pieces:
            pieces[-1] = replace(pieces[-1], after=14)
        return pieces

    def _table(self, block: b.Table) -> Piece:
        if not block.rows:
            return Paragraph(block.empty, style.EMPTY, Tag("P", self.root))
        holder = Tag("Table", self.root)
        looks = [replace(style.CELL, align=column.align) for column in block.columns]
        line = Tag("TR", Tag("THead", holder))
        head = Row(
            [
                Paragraph(
                    column.title,
                    replace(style.COLUMN_HEAD, align=column.align),
                    Tag("TH", line, scope="Column"),
                )
                for column in block.columns
            ]
        )
        body = Tag("TBody", holder)
        rows: list[Row] = []
        for entry in block.rows:
            if isinstance(entry, b.Subheading):
                body = Tag("TBody", holder) if body.kids else body
                tag = Tag("TH", Tag("TR", body), scope="Column", span=len(block.columns))
                rows.append(Row([Paragraph(entry.text, style.SUBHEADING, tag)], heads=True))
                continue
            summed = isinstance(entry, b.Total)
            cells = entry.cells if isinstance(entry, b.Total) else entry
            line = Tag("TR", body)
            rows.append(
                Row(
                    [
                        self._cell(cell, column, replace(look, face="bold") if summed else look, line)
                        for cell, column, look in zip(cells, block.columns, looks, strict=True)
                    ],
                    total=summed,
                )
            )
        weights = [column.width for column in block.columns]
        names = frozenset(at for at, column in enumerate(block.columns) if column.names)
        whole = Grid(head, rows, weights, 16, names)
        if head.height(whole.widths(self.width)) > self.height / 3:
            # a header that would fill every page is read once, as the first row
            whole = Grid(None, [head, *rows], weights, 16, names)
        return whole

    @staticmethod
    def _cell(text: Text, column: b.Column, look: TextStyle, line: Tag) -> Paragraph:
        return Paragraph(text, look, Tag("TH", line, scope="Row") if column.heads_rows else Tag("TD", line))

    def _figure(self, block: b.Figure) -> Pieces:
        tag = Tag("Figure", self.root, alternative=plain(block.alternative))
        tallest = self.height - (60 if block.caption else 0)
        picture = Picture(block.drawing, tag, tallest, keeps_next=bool(block.caption))
        if not block.caption:
            return [picture]
        return [Together([picture, Paragraph(block.caption, style.CAPTION, Tag("P", self.root))])]

    def _callout(self, block: b.Callout) -> Piece:
        look = style.CALLOUT
        inside = replace(look, before=0, after=0)
        inner: list[Piece] = []
        if plain(block.title):
            inner.append(Paragraph(block.title, replace(inside, face="bold"), Tag("P", self.root)))
        inner.append(Paragraph(block.text, inside, Tag("P", self.root)))
        return callout_piece(Stack(inner), look.before, look.after)
