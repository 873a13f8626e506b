"""One PDF bound from several: our own pages, which stay tagged, and PDFs of others, which stay as they came.

The pages of others keep their size, turn, content, annotations, forms and links; nothing of them is drawn anew. What is
added is one line with the number of the page, where the page is empty: an artifact in a stream of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.printing import fonts, style
from mscp_desktop.printing.canvas import FOOTER, WITHIN
from mscp_desktop.printing.enclosed_tags import BoundTree
from mscp_desktop.printing.free_place import Looks, Shown

CLAIM = b"<pdfuaid:part>1</pdfuaid:part>\n"  # PDF/UA is claimed of documents that are ours from end to end
FACE = Name("/MSCPNumbers")
MOST_MARKS = 500  # of one part's own outline
DEEPEST = 4
DROP = 0.25  # of the size of the letters: what reaches below the line


class UnusableError(UserError):
    """A PDF of others can't be a part of a document; the sentence says why, and stands in its place."""


@dataclass(frozen=True, slots=True)
class Part:
    """A PDF that becomes a part of a document.

    `ours` was made by this kit and bears its page numbers already. The pages of another are numbered, `label` standing
    before the number.
    """

    title: str
    pdf: bytes
    ours: bool
    label: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark: its page, counted from 0 over the whole document, and the bookmarks below it.

    Where `part` is the number of a part, the bookmarks which that part brings along come last below it.
    """

    title: str
    page: int
    kids: "tuple[Mark, ...]" = ()
    part: int | None = None


def within(part: int) -> str:
    """Return the address of a link to the first page of a part, counted from 0."""
    return f"{WITHIN}{part}"


def count_pages(data: bytes) -> int:
    """Return how many pages a PDF has; raises `UnusableError` where it can't be a part of a document."""
    with _opened(data) as pdf:
        return len(pdf.pages)


def headings_of(data: bytes) -> list[tuple[str, int]]:
    """Return the bookmarks of the highest level of a PDF, each with its page counted from 0."""
    with _opened(data) as pdf:
        return [(mark.title, mark.page) for mark in _own_marks(pdf, 0)]


def bind(
    parts: Sequence[Part],
    marks: Sequence[Mark],
    words: Callable[[int], str],
    *,
    first: int = 1,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Return the parts as one PDF; the first of them is ours.

    `words` say the number of a page, counted from 0 over the whole, as it is printed: "Page 7 of 63". `first` is the
    number of the first page, by which readers call the pages too. `progress` is called with the number of pages that
    are done, and may raise to cancel.
    """
    tell = progress or (lambda _done: None)
    with ExitStack() as stack:
        pdf = stack.enter_context(pikepdf.open(BytesIO(parts[0].pdf)))
        tree = BoundTree(pdf)
        starts = [0]
        numbers = _Numbers(pdf, parts, words) if not all(part.ours for part in parts) else None
        newest = pdf.pdf_version
        own: dict[int, list[Mark]] = {}
        for number, part in enumerate(parts[1:], start=1):
            start = len(pdf.pages)
            starts.append(start)
            source = stack.enter_context(_opened(part.pdf))
            if not part.ours:
                own[number] = list(_own_marks(source, start))
            pdf.add_pages_from(source)
            pages = [pdf.pages[number] for number in range(start, len(pdf.pages))]
            tagged = tree.take(source, pages, part.title)
            if not tagged:
                tree.enclose(pages, part.title)
            if numbers is not None and not part.ours:
                numbers.stamp(part, pages, start, tell, tagged=tagged)
            _keep_layers(pdf, source)
            newest = max(newest, source.pdf_version)
            tell(len(pdf.pages))
        tree.write()
        _outline(pdf, marks, own)
        _name_places(pdf, starts)
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=first)]))
        if numbers is not None:
            _claim_nothing(pdf)
        out = BytesIO()
        pdf.save(
            out, deterministic_id=True, min_version=newest, compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none, object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        )  # fmt: skip
    return out.getvalue()


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(BytesIO(data))
        count = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise UnusableError("This PDF asks for a password, so it can't be a part of this document.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnusableError("This PDF is damaged and can't be read.") from error
    if not count:
        pdf.close()
        raise UnusableError("This PDF has no pages.")
    form = pdf.Root.get(Name.AcroForm)
    waits: Any = pdf.Root.get(Name.NeedsRendering, False)
    if waits or (isinstance(form, Dictionary) and Name.XFA in form and not len(form.get(Name.Fields, Array()))):
        pdf.close()
        raise UnusableError("This PDF is a form that only the program it was made with can show.")
    return pdf


class _Numbers:
    """What prints the number of each page of others, in the kit's own face."""

    def __init__(self, pdf: pikepdf.Pdf, parts: Sequence[Part], words: Callable[[int], str]) -> None:
        self._pdf, self._words = pdf, words
        self._size, self._codes, self._width = style.RUNNING.size, {}, {}  # type: ignore[var-annotated]
        self._before = pdf.make_stream(b"q\n")
        self._before_tagged = pdf.make_stream(b"/P << /MCID 0 >> BDC\nq\n")
        self._font = self._make_font({char for part in parts for char in part.label})

    def stamp(
        self, part: Part, pages: Sequence[pikepdf.Page], start: int, tell: Callable[[int], None], *, tagged: bool
    ) -> None:
        """Print the numbers of a part's pages, each where its page is empty; where none is, on a white ground."""
        looks = Looks(part.pdf)
        try:
            for place, page in enumerate(pages):
                tell(start + place)
                words = (
                    f"{part.label} \u00b7 {self._words(start + place)}" if part.label else self._words(start + place)
                )
                self._print(page, looks, place, words, tagged=tagged)
        finally:
            looks.close()

    def _print(self, page: pikepdf.Page, looks: Looks, place: int, words: str, *, tagged: bool) -> None:
        shown = _shown(page)
        wide, high = sum(self._width[char] for char in words), self._size
        spot = looks.spot(place, shown.size, (wide, high))
        ground = "" if spot.free else f"1 1 1 rg {-3} {-2.5 - DROP * high:.2f} {wide + 6:.2f} {high + 5:.2f} re f\n"
        matrix = " ".join(
            f"{value:g}" for value in (round(one, 3) for one in shown.matrix(spot.x, spot.y + DROP * high))
        )
        colour = " ".join(f"{value:g}" for value in style.INK)
        text = b"".join(self._codes[char] for char in words)
        content = (
            f"\nQ\n{'' if tagged else 'EMC'}\n{FOOTER}\nq\n{matrix} cm\n{ground}BT\n{colour} rg\n{FACE} {high:g} Tf\n"
            f"<{text.hex()}> Tj\nET\nQ\nEMC\n"
        ).encode()
        there = page.obj.get(Name.Contents)
        streams = [] if there is None else list(there) if isinstance(there, Array) else [there]
        before = self._before if tagged else self._before_tagged
        page.obj.Contents = Array([before, *streams, self._pdf.make_stream(content)])
        if not isinstance(page.obj.get(Name.Resources), Dictionary):
            page.obj.Resources = Dictionary()
        if not isinstance(page.obj.Resources.get(Name.Font), Dictionary):
            page.obj.Resources.Font = Dictionary()
        page.obj.Resources.Font[FACE] = self._font

    def _make_font(self, chars: set[str]) -> Any:
        """Return the face with the characters that are needed, and remember their codes and widths."""
        fonts.register()
        needed = "".join(sorted({*chars, *map(chr, range(32, 127)), "\u00b7"}))
        known = [(name, text) for name, text in fonts.runs(needed, "regular") if name == fonts.FACES["regular"][0]]
        name, kept = fonts.FACES["regular"][0], "".join(text for _, text in known)
        out = BytesIO()
        with fonts.BUILDING:
            before, rl_config.canvas_basefontname = rl_config.canvas_basefontname, name
            try:
                canvas = Canvas(out, invariant=1)
                canvas.setFont(name, self._size)
                face = fonts.font(name)
                for char in kept:
                    ((subset, code),) = face.splitString(char, canvas._doc)  # noqa: SLF001 - as the kit's canvas does
                    if subset == 0:
                        self._codes[char] = code if isinstance(code, bytes) else code.encode("latin-1")
                        self._width[char] = fonts.width(char, name, self._size)
                canvas.drawString(0, 0, kept)
                canvas.showPage()
                canvas.save()
            finally:
                rl_config.canvas_basefontname = before
        for char in chars - self._codes.keys():  # what the face lacks
            self._codes[char], self._width[char] = self._codes["?"], self._width["?"]
        with pikepdf.open(BytesIO(out.getvalue())) as made:
            listed: Any = made.pages[0].obj.Resources.Font
            key = next(key for key in dict(listed) if key.endswith("+0"))
            return self._pdf.copy_foreign(made.make_indirect(listed[key]))


def _shown(page: pikepdf.Page) -> Shown:
    """Return what is shown of a page."""
    media, crop = (_box(one) for one in (page.mediabox, page.cropbox))
    box = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    if box[0] >= box[2] or box[1] >= box[3]:
        box = media
    turned = int(page.obj.get(Name.Rotate, 0)) % 360
    return Shown(box, turned if turned % 90 == 0 else 0)


def _box(found: Any) -> tuple[float, float, float, float]:
    one, two, three, four = (float(value) for value in found)
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _keep_layers(pdf: pikepdf.Pdf, source: pikepdf.Pdf) -> None:
    """Keep the layers of a part as they are shown in it: without this what is hidden there would be seen."""
    there = source.Root.get(Name.OCProperties)
    if not isinstance(there, Dictionary) or not isinstance(there.get(Name.OCGs), Array):
        return
    theirs: Any = pdf.copy_foreign(source.make_indirect(there) if not there.is_indirect else there)
    if Name.OCProperties not in pdf.Root:
        pdf.Root.OCProperties = theirs
        return
    own: Any = pdf.Root.OCProperties
    own.OCGs.extend(theirs.OCGs)
    for key in (Name.ON, Name.OFF, Name.Order, Name.Locked):
        more = theirs.get(Name.D, Dictionary()).get(key)
        if isinstance(more, Array):
            own.D[key] = Array([*own.D.get(key, Array()), *more])
    base = theirs.get(Name.D, Dictionary()).get(Name.BaseState)
    if base == Name.OFF:  # hidden but for those that are named
        named = {one.objgen for one in theirs.D.get(Name.ON, Array())}
        own.D.OFF = Array([*own.D.get(Name.OFF, Array()), *(one for one in theirs.OCGs if one.objgen not in named)])


def _outline(pdf: pikepdf.Pdf, marks: Sequence[Mark], own: dict[int, list[Mark]]) -> None:
    if Name.Outlines in pdf.Root:
        del pdf.Root.Outlines

    def entry(mark: Mark) -> pikepdf.OutlineItem:
        item = pikepdf.OutlineItem(mark.title, mark.page)
        item.children = [entry(one) for one in (*mark.kids, *own.get(-1 if mark.part is None else mark.part, ()))]
        item.is_closed = mark.part is not None
        return item

    with pdf.open_outline() as outline:
        outline.root[:] = [entry(mark) for mark in marks]
    pdf.Root.PageMode = Name.UseOutlines


def _own_marks(pdf: pikepdf.Pdf, start: int) -> Iterator[Mark]:
    """Yield the bookmarks that a PDF brings along; those that lead nowhere in it are left out with what is below."""
    if Name.Outlines not in pdf.Root:
        return
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    left = [MOST_MARKS]

    def made(items: Sequence[pikepdf.OutlineItem], depth: int) -> Iterator[Mark]:
        for item in items:
            page = _leads_to(pdf, item, numbers)
            if page is None or not left[0]:
                continue
            left[0] -= 1
            kids = tuple(made(item.children, depth + 1)) if depth < DEEPEST else ()
            yield Mark(str(item.title), start + page, kids)

    try:
        with pdf.open_outline(max_depth=DEEPEST) as outline:
            found = tuple(made(outline.root, 1))
    except (pikepdf.PdfError, pikepdf.OutlineStructureError, ValueError, TypeError, KeyError):
        return
    yield from found


def _leads_to(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem, numbers: dict[tuple[int, int], int]) -> int | None:
    """Return the page of a bookmark, counted from 0."""
    target: Any = item.destination
    if target is None and isinstance(item.action, Dictionary) and item.action.get(Name.S) == Name.GoTo:
        target = item.action.get(Name.D)
    if isinstance(target, pikepdf.String | str):
        names = pdf.Root.get(Name.Names, Dictionary()).get(Name.Dests)
        target = pikepdf.NameTree(names).get(str(target)) if isinstance(names, Dictionary) else None
    elif isinstance(target, Name):
        target = pdf.Root.get(Name.Dests, Dictionary()).get(target)
    if isinstance(target, Dictionary):
        target = target.get(Name.D)
    if not isinstance(target, Array) or not len(target):
        return None
    page = target[0]
    return numbers.get(page.objgen) if isinstance(page, Dictionary) else None


def _name_places(pdf: pikepdf.Pdf, starts: Sequence[int]) -> None:
    """Give the first page of each part the name by which links within lead to it."""
    if Name.Names not in pdf.Root:
        pdf.Root.Names = pdf.make_indirect(Dictionary())
    names: Any = pdf.Root.Names
    if Name.Dests not in names:
        names.Dests = pikepdf.NameTree.new(pdf).obj
    there = pikepdf.NameTree(names.Dests)
    for number, start in enumerate(starts):
        there[within(number)] = Array([pdf.pages[start].obj, Name.Fit])


def _claim_nothing(pdf: pikepdf.Pdf) -> None:
    """Take back the claim that all of the document is PDF/UA, which nobody knows of pages of others."""
    packet: Any = pdf.Root.Metadata
    packet.write(packet.read_bytes().replace(CLAIM, b""))
