"""A document in the window: pages, sizes, searching, copying, printing, saving, and the copy to read."""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hands import Hands, wait_while
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QPageRanges, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from mscp_desktop.desktop.deliveries import Cancelled
from mscp_desktop.desktop.preview import tiles as preview_tiles
from mscp_desktop.desktop.preview import view as preview_view
from mscp_desktop.desktop.preview.file import Box, PdfFile, character_at, lines_of, matches
from mscp_desktop.desktop.preview.previews import Paper, Previews, file_name
from mscp_desktop.desktop.preview.printer import chosen_pages, lay_paper, print_pages
from mscp_desktop.desktop.preview.view import Fit
from mscp_desktop.desktop.preview.window import OPENED, PreviewWindow
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document, build

DAY = date(2025, 3, 14)


def _story(count: int) -> bytes:
    story: list[blocks.Block] = []
    for number in range(1, count + 1):
        story += [
            blocks.heading(1, f"Chapter {number}"),
            blocks.paragraph(f"Siân Gŵynne & 李小龍 hold seat {number}. " + "Safeguarding children is for all. " * 8),
            blocks.page_break(),
        ]
    return build(Document("A report", "The partnership", DAY), story[:-1])


@pytest.fixture(scope="session")
def five_pages() -> bytes:
    return _story(5)


@pytest.fixture(scope="session")
def thousand_pages() -> bytes:
    document, file = pypdfium2.PdfDocument.new(), BytesIO()
    for _ in range(1000):
        document.new_page(595, 842).close()
    document.save(file)
    document.close()
    return file.getvalue()


@pytest.fixture
def previews(qtbot: QtBot, theme: Theme, tasks: Tasks, tmp_path: Path) -> Iterator[Previews]:
    made = Previews(tasks, theme, tmp_path / "reading")
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, previews: Previews) -> Callable[..., PreviewWindow]:
    """Return a function that shows a document in a window of 1000 by 800, and waits until it is drawn."""
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(1200, 860)

    def make(data: bytes, **more: object) -> PreviewWindow:
        window = previews.show(Paper("A report", data, **more), parent)  # type: ignore[arg-type]
        window.resize(1000, 800)
        qtbot.waitExposed(window)
        QApplication.processEvents()
        wait_while(lambda: window.busy)
        return window

    return make


def drawn(window: PreviewWindow) -> None:
    window.view.viewport().repaint()
    QApplication.processEvents()
    wait_while(lambda: window.busy)


def dark_share(window: PreviewWindow) -> float:
    """Return the share of the view's pixels that are ink."""
    image = window.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    pixels = bytes(image.constBits())
    return sum(pixel < 100 for pixel in pixels) / len(pixels)


def test_pages_are_drawn_off_the_main_thread_and_seen(
    show: Callable[..., PreviewWindow], five_pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, draw = set(), PdfFile.draw

    def noted(self: PdfFile, *args: object) -> object:
        threads.add(threading.current_thread().name)
        return draw(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(PdfFile, "draw", noted)
    window = show(five_pages)
    assert window.view.count == 5
    assert dark_share(window) > 0.005
    assert threads == {"pages"}


def test_sizes_fit_zoom_and_stay_within_bounds(show: Callable[..., PreviewWindow], five_pages: bytes) -> None:
    window = show(five_pages)
    view, hands = window.view, Hands(lambda: window.busy)
    wide = view.zoom
    hands.press("Ctrl+2")
    assert view.fit is Fit.PAGE
    assert view.zoom < wide
    assert window.bar.sizes.currentText() == "Fit page"
    hands.press("Ctrl+0")
    assert (view.fit, view.zoom, window.bar.sizes.currentText()) == (None, 1.0, "100%")
    hands.press("Ctrl+=")
    assert view.zoom == 1.1
    for _ in range(20):
        view.step(1)
    assert view.zoom == 4.0
    wheel = QWheelEvent(
        QPointF(50, 50), QPointF(50, 50), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom == 3.0
    for _ in range(20):
        view.step(-1)
    assert view.zoom == 0.25
    drawn(window)
    assert dark_share(window) > 0.0001  # small letters are grey


def test_the_page_in_view_is_told_gone_to_and_offered_to_a_screen_reader(
    show: Callable[..., PreviewWindow], five_pages: bytes
) -> None:
    window = show(five_pages)
    hands = Hands(lambda: window.busy)
    assert window.view.accessibleName() == "Page 1 of 5 of A report"
    hands.press("Ctrl+G")
    hands.type("4")
    hands.press("Return")
    assert window.view.page == 3
    assert window.view.hasFocus()
    assert window.view.accessibleName() == "Page 4 of 5 of A report"
    assert "Chapter 4" in window.view.accessibleDescription()
    hands.press("Ctrl+PgDown")
    assert (window.view.page, window.bar.page.text()) == (4, "5")
    hands.press("Home")
    assert window.view.page == 0
    hands.press("F8")
    assert "Chapter 1" in window.words.toPlainText()
    assert "Siân Gŵynne & 李小龍 hold seat 1." in window.words.toPlainText().replace("\n", " ")


def test_pages_are_called_by_the_numbers_that_the_document_gives_them(
    show: Callable[..., PreviewWindow], five_pages: bytes
) -> None:
    with pikepdf.open(BytesIO(five_pages)) as pdf:
        pdf.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D, St=64)])
        out = BytesIO()
        pdf.save(out)
    window = show(out.getvalue())
    hands = Hands(lambda: window.busy)
    assert window.view.accessibleName() == "Page 64 of 68 of A report"
    hands.press("Ctrl+G")
    hands.type("67")
    hands.press("Return")
    assert (window.view.page, window.bar.page.text()) == (3, "67")
    assert window.thumbnails.model().index(3, 0).data() == "Page 67"
    printer = QPrinter()
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("65-66"))
    assert chosen_pages(printer, 5, 0, 64) == [1, 2]


def test_headings_lead_to_their_pages(show: Callable[..., PreviewWindow], five_pages: bytes) -> None:
    window = show(five_pages)
    hands = Hands(lambda: window.busy)
    hands.press("F7")
    assert [window.outline.item(row).text().strip() for row in range(window.outline.count())] == [
        f"Chapter {number}" for number in range(1, 6)
    ]
    hands.press("Down", "Down", "Return")
    assert window.view.page in {1, 2}
    assert window.outline.hasFocus()


@pytest.mark.parametrize("wide", [1200, 900, 520])
def test_no_button_is_cut_off_however_narrow_the_window_is(
    show: Callable[..., PreviewWindow], five_pages: bytes, theme: Theme, wide: int
) -> None:
    theme.resize(150)
    window = show(five_pages)
    window.resize(wide, 700)
    QApplication.processEvents()
    buttons = [one for one in window.bar.findChildren(QPushButton) if one.isVisible()]
    assert len(buttons) == 10
    for one in buttons:
        assert one.width() >= one.sizeHint().width(), one.accessibleName()
        assert window.bar.rect().contains(one.geometry()), one.accessibleName()
        assert one.accessibleName(), "also where the words have given way to the picture"


def test_small_pages_lead_through_the_document_and_follow_it(
    show: Callable[..., PreviewWindow], five_pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads, draw = set(), PdfFile.draw

    def noted(self: PdfFile, number: int, *args: object) -> object:
        threads.add((threading.current_thread().name, number))
        return draw(self, number, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(PdfFile, "draw", noted)
    window = show(five_pages)
    small, hands = window.thumbnails, Hands(lambda: window.busy)
    assert not any(name == "small pages" for name, _ in threads), "nothing is drawn for a list that nobody opened"
    hands.press("F9")
    drawn(window)
    assert small.hasFocus()
    picture = small.viewport().grab().toImage()
    paper = small.paper(0, small.visualRect(small.model().index(0, 0)))
    inked = {picture.pixelColor(x, y).lightness() < 128 for x in range(paper.left(), paper.right())
             for y in range(paper.top(), paper.bottom())}  # fmt: skip
    assert inked == {True, False}, "the first page is drawn, not only its paper"
    hands.press("Down", "Down")
    assert (window.view.page, small.currentIndex().row()) == (2, 2)
    hands.press("End")
    assert small.currentIndex().row() == 4
    hands.press("Esc", "Home")
    assert window.view.hasFocus()
    assert small.currentIndex().row() == 0, "the list follows the pages"
    assert small.model().data(small.currentIndex()) == "Page 1"
    hands.press("F7")
    assert window.outline.isVisible()
    assert not small.isVisible(), "one list at a time"
    hands.press("F9", "F9")
    assert not small.isVisible()
    assert window.view.hasFocus()


def test_of_a_long_document_only_the_small_pages_in_view_are_drawn(
    show: Callable[..., PreviewWindow], thousand_pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, numbers, draw = show(thousand_pages), set(), PdfFile.draw

    def noted(self: PdfFile, number: int, *args: object) -> object:
        numbers.add((threading.current_thread().name, number))
        return draw(self, number, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(PdfFile, "draw", noted)
    Hands(lambda: window.busy).press("F9", "End")
    window.thumbnails.viewport().repaint()
    wait_while(lambda: window.busy)
    small = {number for name, number in numbers if name == "small pages"}
    assert 999 in small
    assert len(small) < 30


def test_what_was_filled_into_a_form_is_seen() -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(300, 200))
    canvas.acroForm.textfield(name="grade", value="Requires improvement", x=20, y=100, width=200, height=30)
    canvas.showPage()
    canvas.save()
    file = PdfFile(out.getvalue())
    image = file.draw(0, (300, 200), (0, 0, 300, 200))
    dark = sum(image.pixelColor(x, y).lightness() < 90 for x in range(22, 218) for y in range(72, 98))
    file.close()
    assert dark > 60, "the letters, not only the frame of the field"


def test_only_what_can_be_read_is_shown_as_a_pdf(previews: Previews, qtbot: QtBot, five_pages: bytes) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    locked = BytesIO()
    canvas = Canvas(locked, encrypt="a password")
    canvas.drawString(72, 72, "Not for everyone")
    canvas.save()
    for refused in (b"%PDF-1.7 cut off", locked.getvalue()):
        assert not previews.show_pdf("Terms.pdf", refused, parent)
    assert previews.windows == []
    assert previews.show_pdf("Terms of reference.pdf", five_pages, parent)
    assert previews.windows[0].windowTitle() == "Terms of reference \u2013 Preview"
    previews.close()


def test_what_is_found_is_counted_walked_through_and_marked(
    show: Callable[..., PreviewWindow], five_pages: bytes
) -> None:
    window = show(five_pages)
    hands = Hands(lambda: window.busy)
    hands.press("Ctrl+F")
    hands.type("HOLD seat")
    hands.press("Return")
    assert window.bar._count.text() == "1 of 5"
    hands.press("Return", "F3")
    assert window.bar._count.text() == "3 of 5"
    assert window.view.page == 2
    hands.press("Shift+F3", "Shift+F3", "Shift+F3")
    assert window.bar._count.text() == "5 of 5"
    hands.press("Ctrl+F")
    hands.type("nowhere at all")
    hands.press("Return")
    assert window.bar._count.text() == "Not found"
    hands.press("Esc")
    assert window.view.hasFocus()
    assert window.finder.hits == []


def test_marked_text_is_copied_and_without_a_mark_the_page(
    show: Callable[..., PreviewWindow], five_pages: bytes
) -> None:
    window = show(five_pages)
    view, hands = window.view, Hands(lambda: window.busy)
    hands.press("Ctrl+C")
    assert "Chapter 1" in QGuiApplication.clipboard().text()
    assert "Nothing was marked" in window.said
    text = view._texts[0]
    ((start, end),) = matches(text.text, "hold seat 1")
    place, scale = view._place(0), view._scale()

    def spot(index: int) -> QPoint:
        box = text.boxes[index]
        middle = QPointF((box.left + box.right) / 2 * scale, (box.top + box.bottom) / 2 * scale)
        return (QPointF(place.topLeft()) + middle).toPoint()

    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=spot(start))
    QTest.mouseMove(view.viewport(), spot(end - 1))
    view.viewport().repaint()
    wait_while(lambda: window.busy)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=spot(end - 1))
    hands.press("Ctrl+C")
    assert QGuiApplication.clipboard().text() == "hold seat 1"


def test_memory_is_bounded_however_long_the_document_is(
    show: Callable[..., PreviewWindow], thousand_pages: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview_tiles, "MOST_BYTES", 12 * 1024 * 1024)
    window = show(thousand_pages)
    for number in range(0, 1000, 25):
        window.view.show_page(number)
        drawn(window)
        assert window.view.held <= 12 * 1024 * 1024
    assert window.view.page == 975
    assert len(window.view._texts) <= preview_view.TEXTS_KEPT
    window.view.show_page(999)
    drawn(window)
    assert window.view.accessibleName() == "Page 1000 of 1000 of A report"


def grey(file: PdfFile, number: int) -> bytes:
    """Return how light each pixel of a page is, the page being 300 wide."""
    size = (300, 424)
    return bytes(file.draw(number, size, (0, 0, *size)).convertToFormat(QImage.Format.Format_Grayscale8).constBits())


@pytest.fixture
def printer(tmp_path: Path) -> QPrinter:
    made = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "printed.pdf"))
    return made


def test_chosen_pages_are_printed_as_they_are_seen(
    show: Callable[..., PreviewWindow], five_pages: bytes, printer: QPrinter, tmp_path: Path, settle: Callable[[], None]
) -> None:
    window = show(five_pages)
    lay_paper(printer, (595.3, 841.9), paper=True)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setPageRanges(QPageRanges.fromString("2,4-5"))
    window.print_to(printer)
    settle()
    assert window.said == "Sent 3 pages to the printer."
    printed, made = PdfFile((tmp_path / "printed.pdf").read_bytes()), PdfFile(five_pages)
    try:
        assert len(printed.sizes) == 3
        for at, number in enumerate((1, 3, 4)):
            first, second = (grey(file, page) for file, page in ((printed, at), (made, number)))
            apart = sum(abs(one - other) > 90 for one, other in zip(first, second, strict=True))
            assert apart < 0.1 * sum(pixel < 165 for pixel in second)
    finally:
        printed.close()
        made.close()


def test_printing_stops_where_it_is_told_to(five_pages: bytes, printer: QPrinter) -> None:
    told: list[int] = []

    def step(done: int, _total: int) -> None:
        told.append(done)
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_pages(five_pages, printer, [0, 1, 2, 3], step)
    assert told[-1] == 2
    assert printer.printerState() in {QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Idle}


def test_what_is_saved_is_what_is_seen_and_the_other_kinds_are_made(
    show: Callable[..., PreviewWindow], five_pages: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
) -> None:  # fmt: skip
    answers = [str(tmp_path / "a.pdf"), str(tmp_path / "a.csv"), ""]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (answers.pop(0), "PDF (*.pdf)"))
    window = show(five_pages, kinds="PDF (*.pdf);;CSV (*.csv)", write=lambda out, _progress: out.write_text("one,two"))
    hands = Hands(lambda: window.busy)
    for _ in range(3):
        hands.press("Ctrl+S")
        settle()
    assert (tmp_path / "a.pdf").read_bytes() == five_pages
    assert (tmp_path / "a.csv").read_text() == "one,two"
    assert window.said == f"Saved a.csv in {tmp_path}."


def test_the_copy_to_read_is_private_and_goes_with_the_vault(
    show: Callable[..., PreviewWindow], previews: Previews, five_pages: bytes, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None],
) -> None:  # fmt: skip
    opened: list[Path] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile())) or True)
    window = show(five_pages)
    for _ in range(2):
        Hands(lambda: window.busy).press("Ctrl+O")
        settle()
    assert window.said == OPENED
    assert [copy.name for copy in opened] == ["A report.pdf", "A report (2).pdf"]
    assert opened[0].read_bytes() == five_pages
    if os.name == "posix":
        assert stat.S_IMODE(opened[0].stat().st_mode) == stat.S_IRUSR
        assert stat.S_IMODE(opened[0].parent.stat().st_mode) == stat.S_IRWXU
    previews.close()
    assert previews.windows == []
    assert not opened[0].parent.exists()


def test_a_copy_left_by_a_run_that_was_cut_short_is_removed(tasks: Tasks, previews: Previews, tmp_path: Path) -> None:
    (tmp_path / "left" / "deeper").mkdir(parents=True)
    (tmp_path / "left" / "deeper" / "Minutes.pdf").write_bytes(b"old")
    (tmp_path / "left" / "deeper" / "Minutes.pdf").chmod(stat.S_IRUSR)
    (tmp_path / "left" / "Roster.pdf").write_bytes(b"old")
    Previews(tasks, previews._theme, tmp_path / "left")
    assert not (tmp_path / "left").exists()


def test_without_a_reader_it_is_said_and_no_copy_stays(
    show: Callable[..., PreviewWindow], five_pages: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
) -> None:  # fmt: skip
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    window = show(five_pages)
    Hands(lambda: window.busy).press("Ctrl+O")
    settle()
    assert "no program for PDF files" in window.said
    assert list((tmp_path / "reading").iterdir()) == []


def test_every_control_has_a_name_and_the_keyboard_reaches_it(
    show: Callable[..., PreviewWindow], five_pages: bytes
) -> None:
    window = show(five_pages)
    hands, seen = Hands(lambda: window.busy), set()
    for _ in range(20):
        focused = window.focusWidget()
        assert focused is not None
        assert focused.accessibleName(), focused
        seen.add(focused.accessibleName())
        hands.press("Tab")
    wanted = {"Page", "Size of the pages", "Find in the document", "Print…", "Save as…", "Open in the PDF reader"}
    assert wanted <= seen
    window.resize(480, 300)
    QApplication.processEvents()
    assert window.width() <= 640
    assert window.height() <= 360


@pytest.mark.parametrize(
    ("words", "name"),
    [("Roster of A/B: what?", "Roster of A B what"), ("...", "Document"), ("x" * 200, "x" * 120)],
)
def test_a_title_becomes_a_name_for_a_file(words: str, name: str) -> None:
    assert file_name(words) == name


def test_places_are_found_whatever_capitals_and_line_breaks() -> None:
    text = "The Head of\r\nService (a.b) and the head OF  service"
    assert [text[start:end] for start, end in matches(text, " head  of service")] == [
        "Head of\r\nService", "head OF  service",
    ]  # fmt: skip
    assert [text[start:end] for start, end in matches(text, "(a.b")] == ["(a.b"]
    assert matches(text, "  ") == []


def test_characters_become_one_box_a_line() -> None:
    boxes = [Box(0, 0, 5, 10), Box(5, 1, 9, 10), Box(9, 0, 9, 0), Box(0, 12, 5, 22)]
    assert lines_of(boxes) == [Box(0, 0, 9, 10), Box(0, 12, 5, 22)]


def test_the_nearest_character_is_on_the_nearest_line(five_pages: bytes) -> None:
    file = PdfFile(five_pages)
    try:
        text = file.text(0)
    finally:
        file.close()
    at = text.text.index("Chapter")
    box = text.boxes[at]
    assert character_at(text, box.left + 0.5, (box.top + box.bottom) / 2) == at
    assert character_at(text, box.left - 40, (box.top + box.bottom) / 2) == at
