"""PDFs as other people's programs make them: turned, cropped, with outlines, links, forms, a password, or damage."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

LINES = 40


def plain(words: str, pages: int = 2, *, size: tuple[float, float] = A4, footed: bool = False) -> bytes:
    """A PDF by ReportLab, untagged: each page says its words and number; `footed` pages bear one of their own."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for number in range(1, pages + 1):
        canvas.setFont("Helvetica", 16)
        canvas.drawString(72, size[1] - 90, f"{words}, its page {number}")
        canvas.setFont("Helvetica", 10)
        for line in range(LINES):
            y = size[1] - 130 - line * 14
            if y > 60:
                canvas.drawString(72, y, f"Line {line + 1} of page {number} says something about {words.lower()}.")
        if footed:
            canvas.drawRightString(size[0] - 28, 20, f"own foot {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lying(words: str, pages: int = 1) -> bytes:
    """A PDF in landscape."""
    return plain(words, pages, size=landscape(A4))


def with_outline(words: str, pages: int = 3) -> bytes:
    """A PDF with bookmarks, and on each page links to the last: by name, by page, and to the web."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{words}, its page {number}")
        canvas.bookmarkPage(f"p{number}")
        canvas.addOutlineEntry(f"Chapter {number}", f"p{number}", 0)
        canvas.bookmarkPage(f"s{number}")
        canvas.addOutlineEntry(f"Section {number}.1", f"s{number}", 1)
        canvas.linkURL("https://www.example.org/", (72, 600, 200, 620))
        canvas.showPage()
    canvas.save()
    with pikepdf.open(BytesIO(out.getvalue())) as pdf:
        last = pdf.pages[-1].obj
        for page in pdf.pages:
            notes: Any = page.obj.get(Name.Annots, Array())
            for target in (Array([last, Name.Fit]), pikepdf.String("the last")):
                notes.append(pdf.make_indirect(Dictionary(
                    Type=Name.Annot, Subtype=Name.Link, Rect=[72, 500, 200, 520], Dest=target,
                )))  # fmt: skip
            page.obj.Annots = notes
        tree = pikepdf.NameTree.new(pdf)
        tree["the last"] = Array([last, Name.Fit])
        pdf.Root.Names = Dictionary(Dests=tree.obj)
        return saved(pdf)


def changed(data: bytes, change: Callable[[pikepdf.Page], None], **how: Any) -> bytes:
    """A PDF whose pages were changed."""
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            change(page)
        return saved(pdf, **how)


def saved(pdf: pikepdf.Pdf, **how: Any) -> bytes:
    """A PDF as bytes."""
    out = BytesIO()
    pdf.save(out, **how)
    return out.getvalue()


def turned(data: bytes, degrees: int) -> bytes:
    """A PDF whose pages are shown turned clockwise."""
    return changed(data, lambda page: page.rotate(degrees, relative=False))


def cropped(data: bytes, box: tuple[float, float, float, float]) -> bytes:
    """A PDF of whose pages a part is shown."""

    def crop(page: pikepdf.Page) -> None:
        page.cropbox = Array(list(box))

    return changed(data, crop)


def locked(data: bytes, *, reading: str = "secret") -> bytes:
    """A PDF that asks for a password to be read; with an empty one, only for changing it."""
    return changed(data, lambda _: None, encryption=pikepdf.Encryption(owner="owner", user=reading))


def filled_form(value: str) -> bytes:
    """A PDF with a form in which a field is filled in."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.drawString(72, 700, "A form")
    canvas.acroForm.textfield(name="who", value=value, x=72, y=640, width=200, height=20)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def hidden_layer() -> bytes:
    """A PDF with a layer that is not shown."""
    with pikepdf.open(BytesIO(plain("Layers", 1))) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Draft"))
        pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=Dictionary(Order=[layer], OFF=[layer]))
        page = pdf.pages[0]
        page.obj.Resources.Properties = Dictionary(L0=layer)
        page.contents_add(pdf.make_stream(b"/OC /L0 BDC\n0 0 0 rg 100 100 300 200 re f\nEMC\n"))
        return saved(pdf)


def scan(*, dark: bool = False) -> bytes:
    """A PDF whose page is one picture, as a scanner makes it."""
    picture = Image.new("L", (827, 1169), 40 if dark else 255)
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pagesize=A4)
    from reportlab.lib.utils import ImageReader  # noqa: PLC0415

    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 400)) -> bytes:
    """A picture."""
    out = BytesIO()
    Image.new("RGB", size, (29, 112, 184)).save(out, kind)
    return out.getvalue()


def no_pages() -> bytes:
    """A PDF without a page."""
    return saved(pikepdf.new())
