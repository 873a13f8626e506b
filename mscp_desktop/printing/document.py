"""A document in house style: title block, running header and footer, and its blocks, as tagged PDF."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reportlab import rl_config

from mscp_desktop.foundation.contracts import PUBLIC, public_name
from mscp_desktop.foundation.partial_dates import MONTHS
from mscp_desktop.foundation.safe_files import write_atomically
from mscp_desktop.printing import fonts, style
from mscp_desktop.printing.blocks import Block
from mscp_desktop.printing.canvas import FOOTER, HEADER, Look, Placed, TaggedCanvas
from mscp_desktop.printing.compose import Composer, Pieces
from mscp_desktop.printing.layout import Column, Padded
from mscp_desktop.printing.style import TextStyle, long_date
from mscp_desktop.printing.tags import Tag
from mscp_desktop.printing.text import Paragraph, plain

UNTITLED = "Untitled document"
DAY = re.compile(rf"\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}")
RUNNING_GAP = 24.0
ASKED = 150.0  # points of a line to write on
ELLIPSIS = "…"
_BASE_FONTS = ("canvas_basefontname", "defaultGraphicsFontName")


@dataclass(frozen=True, slots=True)
class Document:
    """What stands around the blocks: title, whose it is, the day it speaks of and the day of printing.

    `large` is A3 in place of A4. `asks` is what is to be written by hand at the head of each further page, with a line
    for it. `printed_on` is also the PDF's own date, so that the same document of the same day is the same file.
    """

    title: str
    partnership: str
    printed_on: date
    subtitle: str = ""
    as_at: date | None = None
    landscape: bool = False
    large: bool = False
    asks: str = ""


def as_public(document: Document) -> Document:
    """Return a document whose title, which stands in each foot too, says that it is public; under it stands why."""
    subtitle = "\n".join(part for part in (document.subtitle, PUBLIC) if part)
    return replace(document, title=public_name(document.title), subtitle=subtitle)


def build(
    document: Document,
    blocks: Sequence[Block],
    progress: Callable[[int], None] | None = None,
    counting: Callable[[int, int], str] | None = None,
) -> bytes:
    """Return the document as PDF/UA-1.

    `progress` is called with the number of each page once it is laid out, and may raise to cancel; what it
    raises reaches the caller as it is. `counting` says what stands in the foot of page n of all, where this document
    is to be a part of another.
    """
    with fonts.BUILDING:
        fonts.register()
        before = {name: getattr(rl_config, name) for name in _BASE_FONTS}
        try:
            for name in _BASE_FONTS:
                setattr(rl_config, name, fonts.FACES["regular"][0])
            return _build(document, blocks, progress or (lambda _page: None), counting or _page_words)
        finally:
            for name, value in before.items():
                setattr(rl_config, name, value)


def write(
    document: Document, blocks: Sequence[Block], path: Path, progress: Callable[[int], None] | None = None
) -> None:
    """Write the document to a file, which is replaced only by a finished one."""
    write_atomically(path, build(document, blocks, progress))


def _page_words(number: int, count: int) -> str:
    return f"Page {number} of {count}"


def _build(
    document: Document, blocks: Sequence[Block], progress: Callable[[int], None], counting: Callable[[int, int], str]
) -> bytes:
    upright = style.LARGE if document.large else style.PORTRAIT
    size = (upright[1], upright[0]) if document.landscape else upright
    width = size[0] - 2 * style.MARGIN_SIDE
    top = size[1] - style.MARGIN_TOP
    title = _one_line(document.title) or UNTITLED
    canvas = TaggedCanvas(
        size,
        title=title,
        author=_one_line(document.partnership),
        subject=_one_line(document.subtitle),
        day=document.printed_on,
    )
    root = Tag("Document", None)
    pieces: Pieces = [*_title_block(document, title, root)]
    pieces += Composer(root, width, top - style.MARGIN_BOTTOM).compose(blocks)
    column = Column(canvas, style.MARGIN_SIDE, top, width, style.MARGIN_BOTTOM, progress)
    column.fill(pieces)
    column.turn()
    return canvas.finish(root, _running(document, title, size, counting))


def _title_block(document: Document, title: str, root: Tag) -> list[Padded | Paragraph]:
    dates = [f"As at {long_date(document.as_at)}"] if document.as_at else []
    dates.append(f"Printed {long_date(document.printed_on)}")
    pieces: list[Padded | Paragraph] = []
    if plain(document.partnership):
        pieces.append(Paragraph(document.partnership, style.PARTNERSHIP, Tag("P", root)))
    pieces.append(Paragraph(_with_days_whole(title), style.TITLE, Tag("H1", root), keeps_next=True))
    if plain(document.subtitle):
        pieces.append(Paragraph(document.subtitle, style.SUBTITLE, Tag("P", root)))
    pieces.append(Paragraph(" · ".join(dates), style.DATES, Tag("P", root)))
    return pieces


def _running(
    document: Document, title: str, size: tuple[float, float], counting: Callable[[int, int], str]
) -> Callable[[TaggedCanvas, int, int], None]:
    """Return what draws the header and footer of page n of all."""
    across, high = size
    left, right = style.MARGIN_SIDE, across - style.MARGIN_SIDE
    dated = f" · As at {long_date(document.as_at)}" if document.as_at else ""
    owner, asks = _one_line(document.partnership), _one_line(document.asks)
    asks_width = _width(asks, style.RUNNING) + ASKED + 4 if asks else 0.0

    def draw(canvas: TaggedCanvas, number: int, count: int) -> None:
        page = counting(number, count)
        foot = style.MARGIN_BOTTOM - 30
        room = right - left - RUNNING_GAP
        page_width = _width(page, style.RUNNING)
        name = _shorten(title, style.RUNNING, room - page_width - _width(dated, style.RUNNING))
        canvas.paint([((left, foot + 15, right - left, 0.5), style.RULE)])
        if number == 1:
            canvas.paint([((left, high - 44, 44, 4), style.ACCENT)])
        elif owner or asks:
            head = [_placed(_shorten(owner, style.RUNNING, room - asks_width), left, high - 40)]
            canvas.show(HEADER, [*head, *([_placed(asks, right - asks_width, high - 40)] if asks else [])])
            canvas.paint([((right - ASKED, high - 42, ASKED if asks else 0, 0.5), style.INK)])
        canvas.show(FOOTER, [_placed(name + dated, left, foot), _placed(page, right - page_width, foot)])

    return draw


def _with_days_whole(title: str) -> str:
    """Keep each day on one line."""
    return DAY.sub(lambda day: day.group().replace(" ", "\N{NO-BREAK SPACE}"), title)


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())


def _placed(text: str, x: float, y: float) -> Placed:
    look = style.RUNNING
    return Placed(x, y, [(Look(name, look.size, look.colour), part) for name, part in fonts.runs(text, look.face)])


def _width(text: str, look: TextStyle) -> float:
    return sum(fonts.width(part, name, look.size) for name, part in fonts.runs(text, look.face))


def _shorten(text: str, look: TextStyle, room: float) -> str:
    """Return a text cut, with an ellipsis, to the width it may have."""
    if _width(text, look) <= room:
        return text
    kept = bisect_right(range(len(text)), room, key=lambda count: _width(text[:count] + ELLIPSIS, look)) - 1
    return text[: max(kept, 0)].rstrip() + ELLIPSIS
