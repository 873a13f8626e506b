"""Paragraphs: plain strings with a few looks, broken into lines that can be split across pages.

Text is never markup here: no string is parsed, so none can break a document or slip in a tag.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from mscp_desktop.printing import fonts
from mscp_desktop.printing.canvas import ARTIFACT, WITHIN, Link, Look, Placed, TaggedCanvas
from mscp_desktop.printing.layout import NEVER
from mscp_desktop.printing.style import ACCENT, SECONDARY, Align, Face, TextStyle
from mscp_desktop.printing.tags import Tag

SCHEMES = frozenset({"http", "https", "mailto", WITHIN[:-1]})
LEAST_LINES = 2
NARROWEST = 12.0
_SHIFT: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
_SOFT_BREAKS = "/-._@?&=:,;"


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a paragraph with a look of its own; `address` makes it a link."""

    text: str
    bold: bool = False
    italic: bool = False
    quiet: bool = False
    address: str = ""


Text = str | Run | Sequence[str | Run]
"""What a paragraph says: a string, a run, or several of either in a row."""

Spans = list[tuple[Look, str]]


class Line(NamedTuple):
    """A line's width without the space that ends it, and its runs."""

    width: float
    parts: Spans


def plain(text: Text) -> str:
    """Return what a text says, without looks, cleaned for print."""
    parts = [text] if isinstance(text, str | Run) else text
    return fonts.clean("".join(part if isinstance(part, str) else part.text for part in parts))


class Paragraph:
    """A paragraph in one style, the content of one tag (or an artifact, without one)."""

    __slots__ = ("_lines", "_outline", "_spans", "_width", "after", "before", "keeps_next", "style", "tag")

    def __init__(
        self,
        text: Text,
        style: TextStyle,
        tag: Tag | None,
        *,
        keeps_next: bool = False,
        outline: int | None = None,
    ) -> None:
        self.style = style
        self.tag = tag
        self.before = style.before
        self.after = style.after
        self.keeps_next = keeps_next
        self._outline = (outline, plain(text)) if outline is not None else None
        self._spans = _spans(text, style, tag)
        self._lines: list[Line] = []
        self._width = -1.0

    def lines(self, width: float) -> list[Line]:
        """Return the lines that the paragraph takes in a column of this width."""
        if width != self._width:
            self._lines = break_lines(self._spans, max(width, NARROWEST))
            self._width = width
        return self._lines

    def natural(self) -> tuple[float, float]:
        """Return the width of the longest word and that of the longest line, were there room for it."""
        if len(self._spans) == 1 and "\n" not in self._spans[0][1]:
            look, text = self._spans[0]
            word = max((fonts.width(part, look.font, look.size) for part in text.split(" ")), default=0.0)
            return word, fonts.width(text, look.font, look.size)
        broken = break_lines(self._spans, NEVER)
        words = [sum(_measure(part) for part in word) for line in _hard_lines(self._spans) for word in _words(line)]
        return max(words, default=0.0), max((line.width for line in broken), default=0.0)

    def height(self, width: float, _enough: float = NEVER) -> float:
        """Return the height of all lines."""
        return len(self.lines(width)) * self.style.leading

    def least(self, width: float) -> float:
        """Return the height of the first two lines."""
        return min(len(self.lines(width)), LEAST_LINES) * self.style.leading

    def split(self, width: float, room: float) -> "tuple[Paragraph, Paragraph] | None":
        """Return the lines that fit and the rest, leaving no single line alone where there is a choice."""
        lines = self.lines(width)
        count = int((room + 0.01) // self.style.leading)
        if len(lines) - count == 1 and count > LEAST_LINES:
            count -= 1
        if count < 1 or count >= len(lines):
            return None
        return self._part(lines[:count], first=True), self._part(lines[count:], first=False)

    def _part(self, lines: list[Line], *, first: bool) -> "Paragraph":
        part = object.__new__(Paragraph)
        part.style, part.tag, part.keeps_next = self.style, self.tag, self.keeps_next
        part.before, part.after = (self.before, 0.0) if first else (0.0, self.after)
        part._outline = self._outline if first else None
        part._spans, part._lines, part._width = self._spans, lines, self._width
        return part

    def draw(self, canvas: TaggedCanvas, x: float, top: float, width: float) -> None:
        """Draw the lines, and enter a heading into the outline."""
        if self._outline:
            canvas.bookmark(self._outline[1], self._outline[0], top + self.style.leading / 2)
        canvas.show(self.tag or ARTIFACT, self.place(x, top, width))

    def place(self, x: float, top: float, width: float) -> Iterator[Placed]:
        """Yield each line with the place where its baseline begins."""
        style = self.style
        y = top - (style.leading + style.size * 0.72) / 2
        for line in self.lines(width):
            left = x + (width - line.width) * _SHIFT[style.align]
            yield Placed(left, y, line.parts)
            y -= style.leading


def _spans(text: Text, style: TextStyle, tag: Tag | None) -> Spans:
    spans: Spans = []
    for part in [text] if isinstance(text, str | Run) else text:
        run = Run(part) if isinstance(part, str) else part
        words = fonts.clean(run.text)
        if not words:
            continue
        bold = run.bold or style.face.startswith("bold")
        italic = run.italic or style.face.endswith("italic")
        face: Face = ("bold-italic" if italic else "bold") if bold else ("italic" if italic else "regular")
        colour = SECONDARY if run.quiet else style.colour
        link = None
        if tag is not None and allowed(run.address):
            where = "in this document" if run.address.startswith(WITHIN) else run.address
            link = Link(Tag("Link", tag, inline=True), run.address, f"{words.strip()} ({where})")
            colour = ACCENT
        spans += [(Look(name, style.size, colour, link), piece) for name, piece in fonts.runs(words, face)]
    return spans


def allowed(address: str) -> bool:
    """Whether an address may become a link: web pages, e-mail and places within, written in plain characters."""
    if not address.isascii() or not address.isprintable() or " " in address:
        return False
    try:
        return urlsplit(address).scheme.lower() in SCHEMES
    except ValueError:
        return False


def break_lines(spans: Spans, room: float) -> list[Line]:
    """Return spans of text as lines no wider than `room`; only a word wider than that is cut."""
    if len(spans) == 1 and "\n" not in spans[0][1]:
        look, text = spans[0]
        text = text.strip(" ")
        across = fonts.width(text, look.font, look.size)
        if across <= room:
            return [Line(across, [(look, text)])] if text else []
    lines: list[Line] = []
    hard = _hard_lines(spans)
    for number, line in enumerate(hard, start=1):
        lines += _fill(line, room, last=number == len(hard))
    return lines


def _hard_lines(spans: Spans) -> list[Spans]:
    lines: list[Spans] = [[]]
    for look, text in spans:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append((look, part))
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines if lines != [[]] else []


def _words(spans: Spans) -> Iterator[Spans]:
    word: Spans = []
    for look, text in spans:
        for number, part in enumerate(text.split(" ")):
            if number and word:
                yield word
                word = []
            if part:
                word.append((look, part))
    if word:
        yield word


def _measure(part: tuple[Look, str]) -> float:
    return fonts.width(part[1], part[0].font, part[0].size)


def _fill(spans: Spans, room: float, *, last: bool) -> list[Line]:
    """Fill lines with words; a line keeps the space that ends it, lest words run together when read."""
    lines: list[Line] = []
    line: Spans = []
    used = 0.0
    for word in _words(spans):
        across = sum(map(_measure, word))
        if line:
            before = line[-1][0]
            gap = (before if before.link is word[0][0].link else before._replace(link=None), " ")
            if used + _measure(gap) + across <= room:
                line.append(gap)
                line += word
                used += _measure(gap) + across
                continue
            lines.append(Line(used, _merge([*line, gap])))
        chunks = [word] if across <= room else list(_chop(word, room))
        lines += [Line(sum(map(_measure, chunk)), chunk) for chunk in chunks[:-1]]
        line = chunks[-1]
        used = sum(map(_measure, line))
    if line and not last:
        line = [*line, (line[-1][0]._replace(link=None), " ")]
    lines.append(Line(used, _merge(line)))
    return lines


def _chop(word: Spans, room: float) -> Iterator[Spans]:
    """Cut a word that is wider than `room`, after a stroke, hyphen or stop where one is near."""
    chunk: Spans = []
    used = 0.0
    for look, text in word:
        start = 0
        for index, char in enumerate(text):
            across = _measure((look, char))
            if used + across > room and (chunk or index > start):
                cut = max(text.rfind(stop, start, index) for stop in _SOFT_BREAKS) + 1
                if cut <= start + (index - start) // 2:
                    cut = index
                yield [*chunk, (look, text[start:cut])] if cut > start else chunk
                chunk, used, start = [], _measure((look, text[cut:index])), cut
            used += across
        chunk.append((look, text[start:]))
    yield chunk


def _merge(parts: Spans) -> Spans:
    merged: Spans = []
    for look, text in parts:
        if merged and merged[-1][0] == look:
            merged[-1] = (look, merged[-1][1] + text)
        else:
            merged.append((look, text))
    return merged
