"""The structure tree of a tagged PDF: what each piece of content is, in reading order.

Tags are made with the story, in the order in which they are to be read. Which page and which marked content
they came to stand on is known to the canvas's `Structure` alone, so that building a second time starts clean.
"""

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject

from mscp_desktop.foundation.errors import InternalError

Box = tuple[float, float, float, float]
KEPT_WHEN_EMPTY = frozenset({"TD", "TH"})
"""Types that count by their place in a row, and so stay in the tree without content."""


class Tag:
    """One element of the structure: a PDF type such as "P" or "TR", and the tags or content inside it.

    An `inline` tag (a link) stands among its parent's own text and takes its place when it is drawn; all
    others stand in the order in which they were made. `scope` is what a header cell heads, "Column" or "Row", or
    how a list is numbered ("Disc", "Decimal"), `span` a cell's columns, `alternative` a figure's sentence.
    """

    __slots__ = ("alternative", "inline", "kids", "parent", "scope", "span", "type")

    def __init__(
        self,
        kind: str,
        parent: "Tag | None",
        *,
        inline: bool = False,
        scope: str = "",
        span: int = 1,
        alternative: str = "",
    ) -> None:
        self.type = kind
        self.parent = parent
        self.inline = inline
        self.scope = scope
        self.span = span
        self.alternative = alternative
        self.kids: list[Tag] = []
        if parent is not None and not inline:
            parent.kids.append(self)


class Raw(PDFObject):  # type: ignore[misc]
    """A PDF object that is written as it stands."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, _document: Any) -> bytes:
        """Return the object's bytes."""
        return self.text.encode("ascii")


class Structure:
    """Where the tags of one document came to stand: marked content by page, and links."""

    def __init__(self) -> None:
        self.keys: list[list[Tag] | Tag] = []  # the parent tree: a page's owners by content id, or a link's tag
        self.content: dict[Tag, list[tuple[int, int] | Raw | Tag]] = {}
        self.boxes: dict[Tag, Box] = {}
        self.pages: list[int] = []  # each page's key in the parent tree
        self._owners: list[Tag] | None = None

    def mark(self, tag: Tag) -> int:
        """Return the id of the next marked content of this page, which belongs to `tag`."""
        owners = self.open_page()
        if tag.kids:
            raise InternalError(f"A {tag.type} that holds tags was given content of its own.")
        self._entries(tag).append((len(self.pages) - 1, len(owners)))
        owners.append(tag)
        return len(owners) - 1

    def link(self, tag: Tag, annotation: Raw) -> int:
        """Put a link's annotation into its tag; return its key in the parent tree."""
        self.open_page()
        self._entries(tag).append(annotation)
        self.keys.append(tag)
        return len(self.keys) - 1

    def open_page(self) -> list[Tag]:
        """Return the owners of this page's content, beginning the page where it is new."""
        if self._owners is None:
            self._owners = []
            self.pages.append(len(self.keys))
            self.keys.append(self._owners)
        return self._owners

    def close_page(self) -> int:
        """End the page; return its key in the parent tree."""
        self.open_page()
        self._owners = None
        return self.pages[-1]

    def _entries(self, tag: Tag) -> list[tuple[int, int] | Raw | Tag]:
        entries = self.content.get(tag)
        if entries is None:
            entries = self.content[tag] = []
            if tag.inline and tag.parent is not None:
                self._entries(tag.parent).append(tag)
        return entries

    def write(self, document: Any, root: Tag, pages: Sequence[Any]) -> Raw:
        """Write the tree under `root` into a ReportLab document; return its StructTreeRoot."""
        tree, parents = Raw(), Raw()
        number = _numbering(document)
        top = number(tree)
        page_numbers = [number(page) for page in pages]
        numbers: dict[Tag, int] = {}
        written: list[tuple[Tag, Raw]] = []
        self._enrol(root, number, numbers, written)
        for tag, element in written:
            parent = top if tag.parent is None else numbers[tag.parent]
            element.text = self._element(tag, parent, numbers, page_numbers, number)
        parents.text = self._parent_tree(numbers)
        tree.text = (
            f"<< /Type /StructTreeRoot /K [{numbers[root]} 0 R] /ParentTree {number(parents)} 0 R"
            f" /ParentTreeNextKey {len(self.keys)} >>"
        )
        return tree

    def _enrol(self, tag: Tag, number: Any, numbers: dict[Tag, int], written: list[tuple[Tag, Raw]]) -> bool:
        """Number a tag and what is inside it, in reading order; leave out what was never drawn."""
        kids = [entry for entry in self.content.get(tag, ()) if isinstance(entry, Tag)] or tag.kids
        element = Raw()
        place = len(written)
        written.append((tag, element))
        full = [self._enrol(kid, number, numbers, written) for kid in kids]
        if not (any(full) or self.content.get(tag) or tag.type in KEPT_WHEN_EMPTY or tag.parent is None):
            del written[place:]
            return False
        numbers[tag] = number(element)
        return True

    def _element(self, tag: Tag, parent: int, numbers: dict[Tag, int], pages: list[int], number: Any) -> str:
        entries = self.content.get(tag, ())
        first = next((entry[0] for entry in entries if isinstance(entry, tuple)), None)
        parts: list[str] = [f"{numbers[kid]} 0 R" for kid in tag.kids if kid in numbers]
        for entry in entries:
            if isinstance(entry, Tag):
                parts.append(f"{numbers[entry]} 0 R")
            elif isinstance(entry, Raw):
                parts.append(f"<< /Type /OBJR /Obj {number(entry)} 0 R >>")
            elif entry[0] == first:
                parts.append(str(entry[1]))
            else:
                parts.append(f"<< /Type /MCR /Pg {pages[entry[0]]} 0 R /MCID {entry[1]} >>")
        text = f"<< /Type /StructElem /S /{tag.type} /P {parent} 0 R"
        if first is not None:
            text += f" /Pg {pages[first]} 0 R"
        if parts:
            text += f" /K [{' '.join(parts)}]"
        if tag.alternative:
            text += f" /Alt {pdf_string(tag.alternative)}"
        return f"{text}{self._attributes(tag)} >>"

    def _attributes(self, tag: Tag) -> str:
        if tag.type == "L":
            return f" /A << /O /List /ListNumbering /{tag.scope or 'None'} >>"
        if tag.scope or tag.span > 1:
            scope = f" /Scope /{tag.scope}" if tag.scope else ""
            span = f" /ColSpan {tag.span}" if tag.span > 1 else ""
            return f" /A << /O /Table{scope}{span} >>"
        if tag in self.boxes:
            box = " ".join(f"{value:.2f}" for value in self.boxes[tag])
            return f" /A << /O /Layout /Placement /Block /BBox [{box}] >>"
        return ""

    def _parent_tree(self, numbers: dict[Tag, int]) -> str:
        parts = []
        for key, owner in enumerate(self.keys):
            if isinstance(owner, Tag):
                parts.append(f"{key} {numbers[owner]} 0 R")
            else:
                parts.append(f"{key} [{' '.join(f'{numbers[tag]} 0 R' for tag in owner)}]")
        return f"<< /Nums [{' '.join(parts)}] >>"


def _numbering(document: Any) -> Any:
    """Return a function that gives an object its number in the file, entering it where it is new."""
    numbers = document.idToObjectNumberAndVersion

    def number(thing: Any) -> int:
        found: int = numbers[document.Reference(thing).name][0]
        return found

    return number


def pdf_string(text: str) -> str:
    """Return a text as a PDF string of seven-bit characters."""
    if text.isascii() and text.isprintable():
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        return f"({escaped})"
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
