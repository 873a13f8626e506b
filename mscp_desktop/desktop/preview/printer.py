"""Printing a document: its pages are drawn at the printer's resolution, band by band, on a thread."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from mscp_desktop.desktop.deliveries import Cancelled
from mscp_desktop.desktop.preview.file import POINTS_PER_INCH, PdfFile
from mscp_desktop.foundation.errors import UserError

FINEST = 600  # dots to an inch: more is not seen
BAND = 1024  # rows drawn at once
FUZZY = QPageSize.SizeMatchPolicy.FuzzyMatch


def chosen_pages(printer: QPrinter, count: int, current: int, first: int = 1) -> list[int]:
    """Return the pages that were chosen in the print dialog, counted from 0, in the order and number of printing.

    `first` is the number by which the dialog calls the first page.
    """
    match printer.printRange():
        case QPrinter.PrintRange.CurrentPage:
            pages = [current]
        case QPrinter.PrintRange.PageRange:
            ranges = printer.pageRanges()
            pages = [number for number in range(count) if ranges.isEmpty() or ranges.contains(number + first)]
        case _:
            pages = list(range(count))
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    times = 1 if printer.supportsMultipleCopies() else printer.copyCount()
    if times > 1 and not printer.collateCopies():
        return [number for number in pages for _ in range(times)]
    return pages * times


def lay_paper(printer: QPrinter, size: tuple[float, float], *, paper: bool = False) -> None:
    """Turn the printer's paper as a page of this size, in points, is; with `paper`, propose paper of its size too."""
    wide, high = size
    layout = printer.pageLayout()
    chosen = layout.pageSize()
    if paper:
        chosen = QPageSize(QSizeF(min(wide, high), max(wide, high)), QPageSize.Unit.Point, "", FUZZY)
    turned = QPageLayout.Orientation.Landscape if wide > high else QPageLayout.Orientation.Portrait
    laid = QPageLayout(chosen, turned, layout.margins())
    laid.setMode(QPageLayout.Mode.FullPageMode)  # our documents bring margins that every printer keeps
    printer.setPageLayout(laid)


def print_pages(data: bytes, printer: QPrinter, pages: list[int], step: Callable[[int, int], None]) -> int:
    """Print pages of a document, on any thread, and return how many were printed.

    `step` is told how many are done, and may raise `Cancelled`; then the job is given up.
    """
    file = PdfFile(data)
    painter = QPainter()
    try:
        for done, number in enumerate(pages):
            step(done, len(pages))
            lay_paper(printer, file.sizes[number])
            begun = printer.newPage() if painter.isActive() else painter.begin(printer)
            if not begun:
                raise UserError(
                    "The printer did not take the document. Nothing was changed; see whether it is switched on and"
                    " can be reached, and print again."
                )
            _print_page(file, number, printer, painter, partial(step, done, len(pages)))
        step(len(pages), len(pages))
    except Cancelled:
        printer.abort()
        raise
    finally:
        if painter.isActive():
            painter.end()
        file.close()
    return len(pages)


def _print_page(
    file: PdfFile, number: int, printer: QPrinter, painter: QPainter, still_wanted: Callable[[], None]
) -> None:
    wide, high = file.sizes[number]
    paper = printer.paperRect(QPrinter.Unit.Point)  # a page that is larger is made smaller
    shrunk = min(1.0, paper.width() / wide, paper.height() / high)
    dots = printer.resolution() / POINTS_PER_INCH * shrunk
    finer = min(printer.resolution(), FINEST) / POINTS_PER_INCH * shrunk
    size = (max(1, round(wide * finer)), max(1, round(high * finer)))
    for top in range(0, size[1], BAND):
        still_wanted()
        rows = min(BAND, size[1] - top)
        image = file.draw(number, size, (0, top, size[0], rows))
        scale = dots / finer
        painter.drawImage(QRectF(0, top * scale, size[0] * scale, rows * scale), image)
