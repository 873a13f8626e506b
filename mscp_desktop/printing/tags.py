"""The structure tree of a tagged PDF: what each piece of content is, in reading order.

Tags are made with the story, in the order in which they are to be read. Which page and which marked content
they came to stand on is known to the canvas alone, so that building a second time starts clean.
"""

from collections.abc import Mapping
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject, PDFString  # type: ignore[import-untyped]

from mscp_desktop.foundation.errors import InternalError

KEPT_WHEN_EMPTY = frozenset({"TD", "TH"})
"""Types that count by their place, so that they stay in the tree without content."""


class Tag:
    """One element of the structure: a PDF type such as "P" or "TR", and the tags or content inside it.

    `inline` tags (links) stand among their parent's own text and take their place when they are drawn;
    all others stand in the order in which they were made.
    """

    __slots__ = ("attributes", "inline", "kids", "parent", "type")

    def __init__(
        self, kind: str, parent: "Tag | None", *, inline: bool = False, attributes: Mapping[str, str | int] | None = None
    ) -> None:
        self.type = kind
        self.parent = parent
        self.inline = inline
        self.attributes = attributes or {}
        self.kids: list[Tag] = []
        if parent is not None and not inline:
            parent.kids.append(self)


def figure_tag(parent: Tag, alternative: str) -> Tag:
    """Return a figure's tag with the sentence that stands for the picture."""
    return Tag("Figure", parent, attributes={"Alt": alternative})


def header_tag(parent: Tag, scope: str, span: int = 1) -> Tag:
    """Return the tag of a header cell for its "Column" or "Row", over `span` columns."""
    return Tag("TH", parent, attributes={"Scope": scope, "ColSpan": span})


class Raw(PDFObject):  # type: ignore[misc]
    """A PDF object that is written as it stands."""

    __RefOnly__ = 1

    def __init__(self, text: str = "") -> None:
        self.text = text

    def format(self, _document: Any) -> bytes:
        """Return the object's bytes."""
        return self.text.encode("latin-1")


def string(text: str) -> str:
    """Return a text as a PDF string."""
    encoded: bytes = PDFString(text).format(_NotEncrypted)
    return encoded.decode("latin-1")


class _NotEncrypted:
    from reportlab.pdfbase.pdfdoc import NoEncryption as _Plain  # noqa: PLC0415

    encrypt = _Plain()
