"""The recovery key on paper: one page, drawn straight to a printer and never kept as a file."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from mscp_desktop.desktop.tokens import FAMILY
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.recovery_keys import in_lines

MARGIN = 25.0  # millimetres
TITLE = "Recovery key"
WORDS = """This key opens the partnership's data in MSCP Desktop when every passphrase is lost. Whoever holds it and a \
copy of the data can read everything.

Keep this sheet in a locked place, apart from the laptop. Don't photograph, scan or copy it. If it is lost or \
seen, make a new key: this one then opens nothing that is saved from then on.

To use it: start the program, choose “I have lost my passphrase”, and type the key."""

ChoosePrinter = Callable[[QWidget], "QPrinter | None"]


def ask_for_printer(parent: QWidget) -> QPrinter | None:
    """Ask which printer to use; None where the person cancels."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print the recovery key")
    return printer if dialog.exec() == QDialog.DialogCode.Accepted else None


def print_recovery_key(key: str, today: date, parent: QWidget, choose: ChoosePrinter = ask_for_printer) -> bool:
    """Print the key and say whether it was printed; `UserError` where that would be a file, or no printer takes it."""
    printer = choose(parent)
    if printer is None:
        return False
    if printer.outputFormat() != QPrinter.OutputFormat.NativeFormat or printer.outputFileName():
        raise UserError(
            "That would save the key as a file, where others could find it. Nothing was printed; choose a printer, or"
            " write the key down."
        )
    draw_key(printer, key, today)
    return True


def draw_key(printer: QPrinter, key: str, today: date) -> None:
    """Draw the page with the key; `UserError` where the printer takes none."""
    printer.setDocName(TITLE)
    page = QPageSize(QPageSize.PageSizeId.A4)
    margins = QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN)
    printer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    painter = QPainter()
    if not painter.begin(printer):
        raise UserError("The printer did not take the page. Nothing was printed; try another, or write the key down.")
    try:
        layout = printer.pageLayout().paintRectPixels(printer.resolution())
        room = QRectF(0, 0, layout.width(), layout.height())
        line = printer.resolution() / 72 * 8
        top = _text(painter, room, 0, TITLE, 24, bold=True) + line
        top = _text(painter, room, top, f"Made on {format_day(today)}", 11) + 3 * line
        top = _text(painter, room, top, in_lines(key), 22, bold=True) + 3 * line
        _text(painter, room, top, WORDS, 12)
    finally:
        painter.end()


def _text(painter: QPainter, room: QRectF, top: float, words: str, points: float, *, bold: bool = False) -> float:
    """Draw words from a height on, and return where they end."""
    font = QFont(FAMILY)
    font.setPointSizeF(points)
    font.setBold(bold)
    painter.setFont(font)
    place = room.adjusted(0, top, 0, 0)
    flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
    needed = painter.boundingRect(place, flags, words)
    painter.drawText(place, flags, words)
    return top + needed.height()
