"""A ReportLab canvas whose every mark is either tagged content or an artifact."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from itertools import groupby
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.printing import fonts
from mscp_desktop.printing.style import Colour
from mscp_desktop.printing.tags import Box, Raw, Structure, Tag, pdf_string

LANGUAGE = "en-GB"
CREATOR = "MSCP Desktop"
ARTIFACT = "/Artifact BMC"
HEADER = "/Artifact << /Type /Pagination /Subtype /Header >> BDC"
FOOTER = "/Artifact << /Type /Pagination /Subtype /Footer >> BDC"
WITHIN = "within:"
"""How the address of a place in the document itself begins; what binds several PDFs into one makes these places."""

UNDERLINE_DROP = 0.13  # of the size of the letters, as are the next two
UNDERLINE_WEIGHT = 0.055
LINK_DEPTH = 0.25

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class Link(NamedTuple):
    """A link's tag, its address, and the sentence that describes it to who cannot see it."""

    tag: Tag
    address: str
    description: str


class Look(NamedTuple):
    """How a run of letters is drawn: font name, size in points, colour, and the link that it is part of."""

    font: str
    size: float
    colour: Colour
    link: Link | None = None


class Placed(NamedTuple):
    """A line of text on the page: where its baseline begins, and its runs."""

    x: float
    y: float
    parts: Sequence[tuple[Look, str]]


class Letters(NamedTuple):
    """A run of text with the place where its baseline begins."""

    x: float
    y: float
    look: Look
    text: str


class TaggedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps the document's structure; `finish` returns the PDF."""

    def __init__(self, page_size: tuple[float, float], *, title: str, author: str, subject: str, day: date) -> None:
        self._output = BytesIO()
        self.structure = Structure()
        self._open = False
        super().__init__(
            self._output, pagesize=page_size, pageCompression=1, invariant=1, pdfVersion=(1, 7), lang=LANGUAGE
        )
        self.setTitle(title)
        self.setAuthor(author)
        self.setSubject(subject)
        self.setCreator(CREATOR)
        self.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}")
        self.setViewerPreference("DisplayDocTitle", "true")
        self._packet = XMP.format(
            title=escape(title),
            author=escape(author),
            language=LANGUAGE,
            creator=CREATOR,
            day=day.isoformat(),
            producer=escape(self._doc.info.producer),
        ).encode()

    def begin(self, owner: Tag | str) -> None:
        """Open marked content that belongs to a tag, or one of the artifacts; it never nests."""
        if self._open:
            raise InternalError("Marked content was opened inside other marked content.")
        self._open = True
        if isinstance(owner, Tag):
            self._code.append(f"/{owner.type} << /MCID {self.structure.mark(owner)} >> BDC")
        else:
            self._code.append(owner)

    def end(self) -> None:
        """Close the marked content."""
        self._open = False
        self._code.append("EMC")

    @contextmanager
    def marked(self, owner: Tag | str) -> Iterator[None]:
        """Mark what is drawn inside as a tag's content, or as an artifact."""
        self.begin(owner)
        yield
        self.end()

    def paint(self, boxes: Iterable[tuple[Box, Colour]]) -> None:
        """Fill rectangles (x, y, width, height) as decoration."""
        code = [
            f"{_rgb(colour)} rg {x:.2f} {y:.2f} {w:.2f} {h:.2f} re f"
            for (x, y, w, h), colour in boxes
            if w > 0 and h > 0
        ]
        if code:
            with self.marked(ARTIFACT):
                self._code.extend(code)

    def show(self, owner: Tag | str, lines: Iterable[Placed]) -> None:
        """Draw lines of text as the content of one tag, with links as tags inside it."""
        letters: list[Letters] = []
        for x, y, parts in lines:
            left = x
            for look, text in parts:
                letters.append(Letters(left, y, look, text))
                left += fonts.width(text, look.font, look.size)
        for wanted, group in groupby(letters, lambda each: each.look.link.tag if each.look.link else owner):
            with self.marked(wanted):
                self._write(group)
        links = [each for each in letters if each.look.link]
        if links:
            self._link(links)

    def _write(self, letters: Iterable[Letters]) -> None:
        """Write one text object; font and colour are set where they change."""
        code, document = self._code, self._doc
        shown: tuple[str, int, float] | None = None
        ink: Colour | None = None
        code.append("BT")
        for x, y, look, text in letters:
            code.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
            if look.colour is not ink:
                code.append(f"{_rgb(look.colour)} rg")
                ink = look.colour
            face = fonts.font(look.font)
            for subset, codes in face.splitString(text, document):
                if shown != (look.font, subset, look.size):
                    code.append(f"{face.getSubsetInternalName(subset, document)} {look.size:g} Tf")
                    shown = (look.font, subset, look.size)
                code.append(f"({self._escape(codes)}) Tj")
        code.append("ET")

    def _link(self, letters: Iterable[Letters]) -> None:
        """Underline letters, and lay their links over them."""
        lines: list[tuple[Box, Colour]] = []
        for x, y, look, text in letters:
            if look.link is None:
                continue
            size = look.size
            across = fonts.width(text.rstrip(" "), look.font, size)
            lines.append(((x, y - size * UNDERLINE_DROP, across, size * UNDERLINE_WEIGHT), look.colour))
            annotation = Raw()
            key = self.structure.link(look.link.tag, annotation)
            area = f"{x:.2f} {y - size * LINK_DEPTH:.2f} {x + across:.2f} {y + size:.2f}"
            annotation.text = (
                f"<< /Type /Annot /Subtype /Link /Rect [{area}] /Border [0 0 0] /F 4 /StructParent {key}"
                f" /Contents {pdf_string(look.link.description)} /A << {_action(look.link.address)} >> >>"
            )
            self._annotationrefs.append(self._doc.Reference(annotation))
        self.paint(lines)

    def bookmark(self, title: str, level: int, top: float) -> None:
        """Enter a heading (level 0 is the highest) into the reader's outline."""
        key = f"h{len(self._destinations)}"
        self.bookmarkHorizontalAbsolute(key, top)
        self.addOutlineEntry(title, key, level)

    def _setAnnotations(self, page: Any) -> None:  # noqa: N802
        super()._setAnnotations(page)
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = self.structure.close_page()
        page.Tabs = pdfdoc.PDFName("S")

    def finish(self, root: Tag, running: Callable[["TaggedCanvas", int, int], None]) -> bytes:
        """Return the PDF; `running` draws header and footer of page n of all, once all pages are known."""
        document = self._doc
        pages = document.Pages.pages
        for number, page in enumerate(pages, start=1):
            self._code.clear()
            running(self, number, len(pages))
            page.stream += "\n".join(self._code) + "\n"
            document.updateSignature(page.stream)
        self._code.clear()
        self._only_embedded()
        catalog = document.Catalog
        catalog.StructTreeRoot = self.structure.write(document, root, pages)
        catalog.MarkInfo = Raw("<< /Marked true >>")
        catalog.Metadata = pdfdoc.PDFStream(
            pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")}),
            self._packet,
        )
        self.save()
        return self._output.getvalue()

    def _only_embedded(self) -> None:
        strangers = set(self._doc.fontMapping) - set(fonts.NAMES)
        if strangers:
            raise InternalError(f"A drawing uses fonts that are not embedded: {', '.join(sorted(strangers))}.")


def _action(address: str) -> str:
    if address.startswith(WITHIN):
        return f"/S /GoTo /D {pdf_string(address)}"
    return f"/S /URI /URI {pdf_string(address)}"


def _rgb(colour: Colour) -> str:
    return f"{colour[0]:g} {colour[1]:g} {colour[2]:g}"
