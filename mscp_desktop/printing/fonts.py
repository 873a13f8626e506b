"""Faces of printed text: Open Sans, DejaVu Sans where it lacks a character, and a visible mark where both do.

A character that neither family holds is drawn as the replacement mark, yet keeps its own code in the PDF, so
that copying, searching and reading aloud still give what was typed.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from mscp_desktop.foundation.paths import resources
from mscp_desktop.printing.style import Face

MARK = "\ufffd"
FACES: dict[Face, tuple[str, str]] = {
    "regular": ("OpenSans-Regular", "DejaVuSans"),
    "bold": ("OpenSans-Bold", "DejaVuSans-Bold"),
    "italic": ("OpenSans-Italic", "DejaVuSans"),
    "bold-italic": ("OpenSans-BoldItalic", "DejaVuSans-Bold"),
}
NAMES = tuple(dict.fromkeys(name for pair in FACES.values() for name in pair))

BUILDING = threading.RLock()
"""Held while a document is built: ReportLab keeps fonts and settings per process, not per document."""

_CMAP_BLOCK = 100  # the most entries that a CMap section may hold
_ALIASES = {0x2011: 0x2D, 0x2010: 0x2D, 0x02BC: 0x2019}
_BREAKS = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[ \t\x1f\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]+")
_PLAIN = re.compile(r"[\n\x20-\x7e\xa0-\xac\xae-\u017f\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u20ac]*")


class EmbeddedFont(TTFont):  # type: ignore[misc]
    """A TrueType font whose text can be read back from the PDF, also above U+FFFF."""

    def __init__(self, name: str, filename: str, *, readable: bool) -> None:
        super().__init__(name, filename, asciiReadable=readable, shapable=False)
        self.covered = frozenset(self.face.charToGlyph)

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> Any:  # noqa: N802
        """Return runs of codes by subset; a character that the font lacks gets the replacement mark."""
        if not text.isascii():
            self.adopt(text)
        return super().splitString(text, doc, encoding)

    def adopt(self, text: str) -> None:
        """Give characters that this font lacks the glyph and width of an alias or of the mark."""
        glyphs = self.face.charToGlyph
        for code in map(ord, text):
            if code not in glyphs:
                source = _ALIASES.get(code, ord(MARK))
                glyphs[code] = glyphs[source if source in glyphs else ord(MARK)]
                self.face.charWidths[code] = self.face.charWidths[source]

    def addObjects(self, doc: Any) -> None:  # noqa: N802
        """Write the font's subsets, each with a map from its codes to text."""
        state = self.state[doc]
        state.frozen = 1
        basic = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(state.subsets):
            name = self.getSubsetInternalName(number, doc)[1:]
            base = (SUBSETN(number) + b"+" + self.face.name).decode("ascii")
            font = pdfdoc.PDFTrueTypeFont()
            font.Name = name
            font.BaseFont = base
            font.FirstChar = 0
            font.LastChar = len(subset) - 1
            font.Widths = pdfdoc.PDFArray([self.face.getCharWidth(code) for code in subset])
            stream = pdfdoc.PDFStream(content=to_unicode(base, subset))
            stream.filters = [pdfdoc.PDFZCompress]
            font.ToUnicode = doc.Reference(stream, "toUnicode:" + base)
            font.FontDescriptor = self.face.addSubsetObjects(doc, base, subset)
            doc.Reference(font, name)
            basic[name] = font
        del self.state[doc]


def to_unicode(name: str, subset: list[int]) -> bytes:
    """Return the CMap that maps a subset's codes to text, with characters above U+FFFF as surrogate pairs."""
    entries = [
        f"<{code:02X}> <{chr(char).encode('utf-16-be').hex().upper()}>" for code, char in enumerate(subset) if char
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name.replace('+', '-')} def /CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
    ]
    for start in range(0, len(entries), _CMAP_BLOCK):
        block = entries[start : start + _CMAP_BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode("ascii")


def register() -> None:
    """Make the shipped faces known to ReportLab; the second and later calls cost nothing."""
    with BUILDING:
        for name in NAMES:
            if not isinstance(pdfmetrics._fonts.get(name), EmbeddedFont):  # noqa: SLF001
                path = resources() / "fonts" / f"{name}.ttf"
                readable = name.startswith("OpenSans")
                pdfmetrics.registerFont(EmbeddedFont(name, str(path), readable=readable))


def font(name: str) -> Any:
    """Return a registered font by its ReportLab name."""
    return pdfmetrics.getFont(name)


@lru_cache(maxsize=20_000)
def width(text: str, name: str, size: float) -> float:
    """Return the width in points of a text that is set in one font."""
    return float(pdfmetrics.stringWidth(text, name, size))


def clean(text: str) -> str:
    r"""Return a text fit for print: composed, line breaks as \n, spaces as one, invisible characters gone.

    Control characters, lone surrogates and unassigned codes become the replacement mark.
    """
    if not _PLAIN.fullmatch(text):
        text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
        text = "".join(_printable(char) for char in text)
    return _SPACES.sub(" ", text)


@lru_cache(maxsize=4_000)
def _printable(char: str) -> str:
    if char in "\n\t\x1f":
        return char
    if char in "\u202f\u2007":
        return "\u00a0"
    category = unicodedata.category(char)
    if category == "Cf" or "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":
        return ""
    return MARK if category in {"Cc", "Cs", "Co", "Cn"} else char


def runs(text: str, face: Face) -> list[tuple[str, str]]:
    """Return a cleaned text as (font name, text) runs; the font changes where the face lacks a character."""
    own, other = FACES[face]
    if text.isascii():
        return [(own, text)]
    first, second = font(own).covered, font(other).covered
    result: list[tuple[str, str]] = []
    for char in text:
        code = ord(char)
        plain = char == "\n" or code in first or code in _ALIASES
        name = own if plain or code not in second or _needs_shaping(char) else other
        if result and result[-1][0] == name:
            result[-1] = (name, result[-1][1] + char)
        else:
            result.append((name, char))
    for name, part in result:
        font(name).adopt(part.replace("\n", ""))
    return result


@lru_cache(maxsize=4_000)
def _needs_shaping(char: str) -> bool:
    """Whether a character is of a right-to-left script, which is wrong when set as it was typed."""
    return unicodedata.bidirectional(char) in {"R", "AL", "AN"}
