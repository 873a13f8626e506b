"""Documents in memory, drawn and read by PDFium, which works for one thread at a time."""

import ctypes
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtGui import QImage

from mscp_desktop.foundation.pdfium import LOCK

POINTS_PER_INCH = 72
PAGES_KEPT = 6  # pages that stay read: each tile of a page would read it again
SHEER_WHITE = 0xFFFFFFFF


class Box(NamedTuple):
    """A part of a page, in points from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of a document's outline; level 0 is the highest, pages count from 0, `top` is in points from above."""

    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says, in the order in which it was written, and where each character stands."""

    text: str
    boxes: Sequence[Box]


class PdfFile:
    """A PDF held in memory. Any thread may ask it; who opened it closes it, after the last of them is done.

    `first` is the number of its first page: 1, or where a part of something larger is numbered on from another.
    """

    def __init__(self, data: bytes) -> None:
        import pypdfium2  # noqa: PLC0415 - its library of 8 MB is read when the first document is shown

        with LOCK:
            self._document = pypdfium2.PdfDocument(data)
            self._document.init_forms()  # without it what was filled into a form would look empty
            self.first = _first_number(self._document)
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                self._document.get_page_size(number) for number in range(len(self._document))
            )
        self._raw: Any = pypdfium2.raw
        self._pages: OrderedDict[int, Any] = OrderedDict()

    def close(self) -> None:
        """Let go of the document."""
        with LOCK:
            for page in self._pages.values():
                page.close()
            self._pages.clear()
            self._document.close()

    def draw(self, number: int, whole: tuple[int, int], area: tuple[int, int, int, int]) -> QImage:
        """Return a part (x, y, width, height) of a page that is `whole` pixels wide and high, on white paper."""
        x, y, width, height = area
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(SHEER_WHITE)
        pixels = (ctypes.c_ubyte * image.sizeInBytes()).from_buffer(image.bits())
        raw = self._raw
        with LOCK:
            bitmap = raw.FPDFBitmap_CreateEx(width, height, raw.FPDFBitmap_BGRx, pixels, image.bytesPerLine())
            raw.FPDF_RenderPageBitmap(bitmap, self._page(number).raw, -x, -y, *whole, 0, raw.FPDF_ANNOT)
            if self._document.formenv is not None:
                raw.FPDF_FFLDraw(
                    self._document.formenv.raw, bitmap, self._page(number).raw, -x, -y, *whole, 0, raw.FPDF_ANNOT
                )
            raw.FPDFBitmap_Destroy(bitmap)
        return image

    def text(self, number: int) -> PageText:
        """Return what a page says and where."""
        raw, height = self._raw, self.sizes[number][1]
        letters: list[str] = []
        boxes: list[Box] = []
        found = raw.FS_RECTF()
        with LOCK:
            page = self._page(number)
            held = raw.FPDFText_LoadPage(page.raw)
            try:
                for index in range(raw.FPDFText_CountChars(held)):
                    code = raw.FPDFText_GetUnicode(held, index)
                    raw.FPDFText_GetLooseCharBox(held, index, found)
                    letters.append(chr(code) if 0 < code <= 0x10FFFF else " ")  # noqa: PLR2004 - Unicode ends there
                    boxes.append(Box(found.left, height - found.top, found.right, height - found.bottom))
            finally:
                raw.FPDFText_ClosePage(held)
        return PageText("".join(letters), boxes)

    def words(self, number: int) -> str:
        """Return what a page says; quicker than `text`."""
        raw = self._raw
        with LOCK:
            held = raw.FPDFText_LoadPage(self._page(number).raw)
            try:
                count = raw.FPDFText_CountChars(held)
                buffer = (ctypes.c_ushort * (2 * count + 1))()  # a character may take two
                kept = raw.FPDFText_GetText(held, 0, count, buffer)
            finally:
                raw.FPDFText_ClosePage(held)
        return bytes(buffer)[: 2 * max(kept - 1, 0)].decode("utf-16-le", "replace")

    def headings(self) -> list[Heading]:
        """Return the outline, in order."""
        found = []
        with LOCK:
            for mark in self._document.get_toc():
                place = mark.get_dest()
                page = None if place is None else place.get_index()
                if page is None:
                    continue
                _, view = place.get_view()
                height = self.sizes[page][1]
                top = height - view[1] if len(view) > 1 and view[1] else 0.0
                found.append(Heading(mark.level, mark.get_title(), page, max(top, 0.0)))
        return found

    def _page(self, number: int) -> Any:
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._document[number]
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)[1].close()
        self._pages.move_to_end(number)
        return page


def readable(data: bytes) -> bool:
    """Return whether a PDF can be shown: whole, with pages, without a password, and no form of Adobe's own kind."""
    import pypdfium2  # noqa: PLC0415 - as above

    try:
        with LOCK:
            document = pypdfium2.PdfDocument(data)
            own_form = document.get_formtype() == pypdfium2.raw.FORMTYPE_XFA_FULL  # its pages say "please wait" to us
            if not own_form:
                document.init_forms()
            pages = len(document)
            document.close()
    except pypdfium2.PdfiumError:
        return False
    return pages > 0 and not own_form


def picture_of(data: bytes, scale: float) -> QImage:
    """Return the first page of a PDF, `scale` pixels to a point; a chart's drawing comes to the screen this way."""
    file = PdfFile(data)
    try:
        wide, high = (max(1, round(side * scale)) for side in file.sizes[0])
        return file.draw(0, (wide, high), (0, 0, wide, high))
    finally:
        file.close()


def matches(text: str, typed: str) -> list[tuple[int, int]]:
    """Return where (start, end) a text holds what was typed, whatever its capitals and however its lines break."""
    words = typed.split()
    if not words:
        return []
    pattern = r"\s+".join(re.escape(word) for word in words)
    return [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]


def lines_of(boxes: Iterable[Box]) -> list[Box]:
    """Return the boxes of characters as one box for each line of them."""
    lines: list[Box] = []
    for box in boxes:
        if box.right <= box.left:
            continue
        if lines:
            last = lines[-1]
            middle = (box.top + box.bottom) / 2
            if last.top <= middle <= last.bottom and box.left >= last.left:
                lines[-1] = Box(last.left, min(last.top, box.top), box.right, max(last.bottom, box.bottom))
                continue
        lines.append(box)
    return lines


def character_at(page: PageText, x: float, y: float) -> int:
    """Return the place of the character nearest to a point: lines count before letters; -1 on an empty page."""
    best, index = float("inf"), -1
    for number, box in enumerate(page.boxes):
        if box.right <= box.left:
            continue
        above = max(box.top - y, 0.0, y - box.bottom)
        beside = max(box.left - x, 0.0, x - box.right)
        far = above * 1000 + beside
        if far < best:
            best, index = far, number
    return index


def _first_number(document: Any) -> int:
    """Return the number that a document gives its first page where it numbers all of them on from it; else 1."""
    count = len(document)
    first, last = (document.get_page_label(number) for number in (0, count - 1)) if count else ("", "")
    told = first.isascii() and first.isdecimal() and last == str(int(first) + count - 1)
    return int(first) if told else 1
