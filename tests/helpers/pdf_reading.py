"""Reads a tagged PDF back as a screen reader would: its structure tree with the text of each element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import page as page_validation
import pikepdf

PAINTING = frozenset(["Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do"])


@dataclass
class Node:
    """An element of the structure: its PDF type, its own text with that of what is inside it, and its elements."""

    type: str
    parts: list["str | Node"] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    alternative: str = ""
    annotations: list[Any] = field(default_factory=list)

    @property
    def kids(self) -> list["Node"]:
        return [part for part in self.parts if isinstance(part, Node)]

    @property
    def raw(self) -> str:
        return "".join(part if isinstance(part, str) else part.raw for part in self.parts)

    @property
    def text(self) -> str:
        return self.raw.strip()

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all inside it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def find(self, *types: str) -> list["Node"]:
        """Return the elements of these types inside it, in reading order."""
        return [node for node in self.walk() if node.type in types]


@dataclass
class Reading:
    """What was read from a PDF."""

    root: Node
    title: str
    language: str
    page_count: int
    outline: list[tuple[int, str]]
    artifacts: list[str]
    """The artifacts' text, by page."""
    untagged: list[tuple[int, str]]
    """Painting operators that are neither tagged nor artifacts, with their page."""
    nested: int
    """How often marked content was opened inside other marked content."""
    fonts: dict[str, bool]
    """Each font's name, and whether it is embedded."""

    def tables(self) -> list[list[list[str]]]:
        """Return each table as rows of the texts of its cells, header rows included."""
        return [[[cell.text for cell in row.kids] for row in table.find("TR")] for table in self.root.find("Table")]

    @property
    def text(self) -> str:
        """All tagged text in reading order, one element that holds text on each line."""
        return "\n".join(
            node.text for node in self.root.walk() if node.text and any(isinstance(part, str) for part in node.parts)
        )


def failures(data: bytes) -> list[str]:
    """Return what a PDF/UA-1 validator finds wrong: nothing, for a document of ours."""
    report = page_validation.validate_pdf_bytes(data, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def read(data: bytes) -> Reading:
    """Read a tagged PDF back."""
    with pikepdf.open(BytesIO(data)) as pdf:
        contents = [_Content(page) for page in pdf.pages]
        pages = {page.objgen: content for page, content in zip(pdf.pages, contents, strict=True)}
        tree = pdf.Root.StructTreeRoot
        kids = tree.K if isinstance(tree.K, pikepdf.Array) else [tree.K]
        with pdf.open_outline() as outline:
            entries = list(_outline(outline.root, 0))
        return Reading(
            root=_node(kids[0], None, pages),
            title=str(pdf.docinfo.get("/Title", "")),
            language=str(pdf.Root.Lang),
            page_count=len(pdf.pages),
            outline=entries,
            artifacts=["".join(content.artifacts) for content in contents],
            untagged=[(number, name) for number, content in enumerate(contents, 1) for name in content.untagged],
            nested=sum(content.nested for content in contents),
            fonts={name: embedded for content in contents for name, embedded in content.fonts.items()},
        )


def _outline(items: Any, level: int) -> Iterator[tuple[int, str]]:
    for entry in items:
        yield level, str(entry.title)
        yield from _outline(entry.children, level + 1)


def _node(element: Any, page: Any, pages: dict[Any, "_Content"]) -> Node:
    node = Node(str(element.S).lstrip("/"), alternative=str(element.get("/Alt", "")))
    for attributes in _each(element.get("/A")):
        node.attributes |= {str(key).lstrip("/"): str(value).lstrip("/") for key, value in attributes.items()}
    page = element.get("/Pg", page)
    for kid in _each(element.get("/K")):
        if isinstance(kid, pikepdf.Dictionary):
            kind = str(kid.get("/Type", ""))
            if kind == "/OBJR":
                node.annotations.append(dict(kid.Obj.items()))
            elif kind == "/MCR":
                node.parts.append(pages[kid.get("/Pg", page).objgen].marked[int(kid.MCID)])
            else:
                node.parts.append(_node(kid, page, pages))
        else:
            node.parts.append(pages[page.objgen].marked[int(kid)])
    return node


def _each(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


class _Content:
    """The text of a page's marked content, by its id, and what is not tagged."""

    def __init__(self, page: Any) -> None:
        self.marked: dict[int, str] = {}
        self.artifacts: list[str] = []
        self.untagged: list[str] = []
        self.nested = 0
        fonts = page.Resources.Font
        self.maps = {name: to_unicode(font) for name, font in fonts.items()}
        self.names = {name: str(font.BaseFont) for name, font in fonts.items()}
        embedded = {str(font.BaseFont): "/FontFile2" in font.get("/FontDescriptor", {}) for font in fonts.values()}
        self.fonts: dict[str, bool] = {}
        current: dict[int, str] = {}
        stack: list[int | None] = []
        for instruction in pikepdf.parse_content_stream(page):
            operands: Any = instruction.operands
            name = str(instruction.operator)
            if name in {"BMC", "BDC"}:
                self.nested += bool(stack)
                inside: Any = operands[1] if name == "BDC" else {}
                stack.append(int(inside.MCID) if "/MCID" in inside else None)
                self._put(stack, "")
            elif name == "EMC":
                stack.pop()
            elif name == "Tf":
                current = self.maps[str(operands[0])]
                used = self.names[str(operands[0])]
            elif name == "Tj":
                self.fonts[used] = embedded[used]
                self._put(stack, "".join(current.get(code, "\0") for code in bytes(operands[0])))
            if name in PAINTING and not stack:
                self.untagged.append(name)

    def _put(self, stack: list[int | None], text: str) -> None:
        if stack and stack[-1] is not None:
            self.marked[stack[-1]] = self.marked.get(stack[-1], "") + text
        elif stack:
            self.artifacts.append(text)

    def __getitem__(self, number: int) -> str:
        return self.marked.get(number, "")


def to_unicode(font: Any) -> dict[int, str]:
    """Return a font's map from its codes to text."""
    if "/ToUnicode" not in font:
        return {}
    stream = font.ToUnicode.read_bytes().decode("ascii")
    return {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"^<([0-9A-F]{2})> <([0-9A-F]+)>$", stream, re.MULTILINE)
    }
