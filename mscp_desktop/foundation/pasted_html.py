"""What Word, Outlook, Excel and browsers put on the clipboard, cleaned to simple text.

Kept are words, paragraphs, line ends, lists, bold and italic. Left out are fonts, colours, comments, deleted text,
scripts and pictures; a table becomes a line for each row.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from mscp_desktop.foundation.simple_text import Block, Run, Shape, SimpleText, tidy

_SILENT = frozenset(
    {"head", "style", "script", "title", "xml", "noscript", "template", "del", "object", "svg", "select"}
)
_EMPTY = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "base", "wbr", "area", "source", "embed"})
_PARTING = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "blockquote", "section", "article",
    "header", "footer", "dl", "dt", "dd", "pre", "hr", "caption", "address", "figure", "body", "main", "aside", "nav",
})  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN = re.compile(r"mso-hide\s*:\s*all|display\s*:\s*none|visibility\s*:\s*hidden|mso-element\s*:\s*comment")
_WORD_LIST = re.compile(r"mso-list\s*:\s*(?!ignore|none|skip)[^;]*?\blevel(?P<level>[0-9])")
_LIST_MARK = re.compile(r"mso-list\s*:\s*ignore")
_WEIGHT = re.compile(r"(?<![\w-])font-weight\s*:\s*(?P<weight>[a-z]+|[0-9]+)")
_SLANT = re.compile(r"(?<![\w-])font-style\s*:\s*(?P<slant>[a-z]+)")
_COUNTED = re.compile(r"\(?(?:[0-9]{1,3}|[a-z]{1,4})[.)]", re.IGNORECASE)
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(?P<inside>.*)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
_BOLD_FROM = 600
CELLS = " | "


@dataclass(frozen=True, slots=True)
class Pasted:
    """A cleaned text, and how many pictures were left out of it."""

    text: SimpleText
    pictures: int = 0

    def notice(self) -> str:
        """Return the sentence about what was left out; nothing where all was taken."""
        if not self.pictures:
            return ""
        many = "A picture was" if self.pictures == 1 else f"{self.pictures} pictures were"
        return f"{many} left out: text holds none. Add it as a file under Papers."


def from_html(html: str) -> Pasted:
    """Return the text of an HTML clipboard; whatever it holds, some text comes back."""
    found = _FRAGMENT.search(html)
    reader = _Reader()
    reader.feed(found["inside"] if found else html)
    reader.close()
    reader.finish()
    return Pasted(tidy(reader.blocks), reader.pictures)


@dataclass(slots=True)
class _Open:
    """An element that is not closed yet, with what it does to the words inside."""

    tag: str
    silent: bool = False
    bold: bool | None = None
    italic: bool | None = None
    mark: bool = False  # Word's own bullet or number before the item of a list
    address: str = ""
    text_from: int = 0


@dataclass(slots=True)
class _Item:
    """Where the words go at the moment."""

    shape: Shape = Shape.PARAGRAPH
    step: int = 0
    runs: list[Run] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects blocks; an element that is never closed ends with the one round it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self.pictures = 0
        self._open: list[_Open] = []
        self._now = _Item()
        self._mark = ""
        self._lists: list[Shape] = []
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        said = {name: value or "" for name, value in attrs}
        style = said.get("style", "").lower()
        if tag in _EMPTY or (":" in tag and tag.startswith("v:")):
            self._empty(tag, said)
            if tag in _EMPTY:
                return
        if tag in _PARTING and not self._in_cell():
            self._part()
            self._begin(tag, style)
        elif tag in _PARTING:
            self._now.runs.append(Run(" "))
        if tag in ("td", "th"):
            self._cells += 1
            if self._cells > 1:
                self._now.runs.append(Run(CELLS))
        if tag == "tr":
            self._cells = 0
            self._now.runs.append(Run("\n"))
        made = _Open(tag, silent=self._is_silent(tag, style, said.get("class", "")))
        made.mark = _LIST_MARK.search(style) is not None
        made.bold, made.italic = _look(tag, style)
        made.address = said.get("href", "").strip() if tag == "a" else ""
        made.text_from = len(self._now.runs)
        self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element without content."""
        self._empty(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what was left open inside."""
        if not any(one.tag == tag for one in self._open):
            return
        while self._open:
            one = self._open.pop()
            if one.address and not self._silenced():
                self._say_address(one)
            if one.tag in _PARTING and not self._in_cell():
                self._part()
                if one.tag in ("ul", "ol") and self._lists:
                    self._lists.pop()
            if one.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._silenced():
            return
        if any(one.mark for one in self._open):
            self._mark += data
            return
        words = re.sub(r"[\t\n\r\f ]+", " ", data) if not any(one.tag == "pre" for one in self._open) else data
        self._now.runs.append(Run(words, self._is("bold"), self._is("italic")))

    def finish(self) -> None:
        """Take what is still open."""
        self._part()

    def _is(self, what: str) -> bool:
        said = [getattr(one, what) for one in self._open if getattr(one, what) is not None]
        return bool(said and said[-1])

    def _in_cell(self) -> bool:
        """Say whether this is inside a table's cell, whose paragraphs stay in its row's line."""
        return any(one.tag in ("td", "th") for one in self._open)

    def _silenced(self) -> bool:
        return any(one.silent for one in self._open)

    def _is_silent(self, tag: str, style: str, named: str) -> bool:
        return tag in _SILENT or "MsoCommentReference" in named or _HIDDEN.search(style) is not None

    def _empty(self, tag: str, said: dict[str, str]) -> None:
        if self._silenced():
            return
        if tag == "br":
            self._now.runs.append(Run("\n"))
        elif tag == "hr":
            self._part()
        elif tag in {"img", "v:imagedata"}:
            tracking = said.get("width") == "1" and said.get("height") == "1"
            self.pictures += not tracking

    def _begin(self, tag: str, style: str) -> None:
        """Begin a block: an item of a list of HTML or of Word, or a paragraph."""
        if tag in ("ul", "ol"):
            self._lists.append(Shape.NUMBER if tag == "ol" else Shape.BULLET)
        elif tag == "li":
            self._now = _Item(self._lists[-1] if self._lists else Shape.BULLET, max(0, len(self._lists) - 1))
        else:
            word = _WORD_LIST.search(style)
            if word is not None:
                self._now = _Item(Shape.BULLET, int(word["level"]) - 1)
                self._mark = ""

    def _part(self) -> None:
        """End the block at hand; what follows inside an item, such as its paragraph, goes on with the item."""
        now, self._now = self._now, _Item()
        words = "".join(run.words for run in now.runs)
        if not words.strip() and now.shape is not Shape.PARAGRAPH:
            self._now = now
            return
        shape = now.shape
        if shape is Shape.BULLET and _COUNTED.fullmatch(self._mark.strip()) and self._mark.strip() != "o":
            shape = Shape.NUMBER
        self._mark = ""
        self.blocks.append(Block(shape, tuple(now.runs), now.step))

    def _say_address(self, link: _Open) -> None:
        """Put a link's address behind its words, where the words are not the address."""
        words = "".join(run.words for run in self._now.runs[link.text_from :]).strip()
        address = re.sub(r"\Amailto:", "", link.address, flags=re.IGNORECASE).split("?subject")[0]
        worth = link.address.lower().startswith(("http://", "https://", "mailto:")) and words
        if worth and _bare(address) != _bare(words):
            self._now.runs.append(Run(f" ({address})"))


def _bare(address: str) -> str:
    return re.sub(r"\Ahttps?://", "", address.strip().lower()).rstrip("/")


def _look(tag: str, style: str) -> tuple[bool | None, bool | None]:
    """Return what an element says of bold and italic; None where it says nothing."""
    bold: bool | None = True if tag in ("b", "strong", "th", *_HEADINGS) else None
    italic: bool | None = True if tag in ("i", "em", "cite") else None
    weight, slant = _WEIGHT.search(style), _SLANT.search(style)
    if weight is not None:
        said = weight["weight"]
        bold = int(said) >= _BOLD_FROM if said.isdigit() else said in ("bold", "bolder")
    if slant is not None:
        italic = slant["slant"] in ("italic", "oblique")
    return bold, italic
