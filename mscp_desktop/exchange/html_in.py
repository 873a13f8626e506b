"""Tables in HTML: what web pages, Word and Excel put on the clipboard."""

import re
from html.parser import HTMLParser

from mscp_desktop.exchange.sheet import MAX_COLUMNS, MAX_ROWS, Sheet, SheetRow, check_size, clean, trimmed

_TAG = re.compile(
    r"</?(?:b|i|u|p|br|table|tbody|thead|tr|td|th|ul|ol|li|div|span|strong|em|font|a)\b[^<>]*>", re.IGNORECASE
)
_SILENT = frozenset({"head", "style", "script", "title", "xml", "noscript", "template", "del", "object", "svg"})
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "base", "wbr", "area", "source", "embed"})
_PARTING = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "section", "article", "header",
    "footer", "dl", "dt", "dd", "pre", "hr", "br", "caption", "address", "figure", "main", "aside", "nav",
})  # fmt: skip
_HIDDEN = re.compile(r"mso-hide\s*:\s*all|display\s*:\s*none|visibility\s*:\s*hidden")
_FRAGMENT = re.compile(r"<!--\s*StartFragment\s*-->(?P<inside>.*)<!--\s*EndFragment\s*-->", re.DOTALL | re.IGNORECASE)
_MOST_SPANNED = 1_000


def has_tags(text: str) -> bool:
    """Say whether text holds HTML's markup, as a page does whose source was copied."""
    return _TAG.search(text) is not None


def words_of_html(text: str) -> str:
    """Return the words of a piece of HTML, with an end of line for each of its paragraphs and items."""
    return "\n".join(cell for row in html_rows(text) for cell in row if cell)


def html_sheet(html: str, name: str) -> Sheet:
    """Return the tables of a page one below the other, with the words between them as rows of one cell."""
    found = _FRAGMENT.search(html)
    rows = html_rows(found["inside"] if found else html)
    return Sheet(name, trimmed([SheetRow(at, row) for at, row in enumerate(rows, 1)]))


def html_rows(html: str) -> list[tuple[str, ...]]:
    """Return the rows of HTML, whatever it holds; a table inside a cell gives rows of its own.

    Raises `UnreadableError` where there are more than people keep.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    check_size(len(reader.rows), max((len(row) for row in reader.rows), default=0), "The pasted page")
    return reader.rows


class _Table:
    """A table that is not closed yet: the row in hand, and cells that reach down into the next rows."""

    def __init__(self) -> None:
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.wide = self.deep = 1
        self.reaching: dict[int, tuple[int, str]] = {}  # column: rows left, words


class _Reader(HTMLParser):
    """Collects rows; what is never closed ends with the table round it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[str, ...]] = []
        self._tables: list[_Table] = []
        self._loose: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        said = {name: value or "" for name, value in attrs}
        if self._silent or tag in _SILENT or _HIDDEN.search(said.get("style", "").lower()):
            if tag not in _VOID:
                self._silent.append(tag)
            return
        if tag == "table":
            self._end_cell()
            self._end_row(keep_reach=True)
            self._say_loose()
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._end_row()
            self._tables[-1].row = []
        elif tag in ("td", "th") and self._tables:
            self._end_cell()
            table = self._tables[-1]
            table.row = [] if table.row is None else table.row
            table.cell = []
            table.wide, table.deep = _span(said.get("colspan"), MAX_COLUMNS), _span(said.get("rowspan"), _MOST_SPANNED)
        elif tag in _PARTING:
            self._part()

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if self._silent:
            if tag in self._silent:
                while self._silent and self._silent.pop() != tag:
                    pass
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_cell()
            self._end_row()
        elif tag == "table" and self._tables:
            self._end_cell()
            self._end_row()
            self._tables.pop()
        elif tag in _PARTING:
            self._part()

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._silent:
            return
        words = re.sub(r"[ \t\r\f]*\n[ \t\n\r\f]*", " ", data)
        table = self._tables[-1] if self._tables else None
        if table is None:
            self._loose.append(words)
        elif table.cell is not None:
            table.cell.append(words)

    def finish(self) -> None:
        """Take what is still open."""
        while self._tables:
            self._end_cell()
            self._end_row()
            self._tables.pop()
        self._say_loose()

    def _part(self) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None:
            self._say_loose()
        elif table.cell is not None:
            table.cell.append("\n")

    def _say_loose(self) -> None:
        words = clean("".join(self._loose))
        self._loose.clear()
        if words:
            self._add((words,))

    def _end_cell(self) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.cell is None or table.row is None:
            return
        words = clean("".join(table.cell))
        self._reach(table)
        if table.deep > 1:
            table.reaching[len(table.row)] = (table.deep - 1, words)
        table.row.append(words)
        table.row += [""] * (min(table.wide, MAX_COLUMNS) - 1)
        table.cell = None

    def _reach(self, table: _Table) -> None:
        """Put the words of cells that reach down from above into the row in hand."""
        while table.row is not None and len(table.row) in table.reaching:
            left, words = table.reaching.pop(len(table.row))
            if left > 1:
                table.reaching[len(table.row)] = (left - 1, words)
            table.row.append(words)

    def _end_row(self, *, keep_reach: bool = False) -> None:
        table = self._tables[-1] if self._tables else None
        if table is None or table.row is None:
            return
        if not keep_reach:
            self._reach(table)
        self._add(tuple(table.row))
        table.row = None

    def _add(self, row: tuple[str, ...]) -> None:
        if len(self.rows) <= MAX_ROWS:  # one more than is taken, so that it is told
            self.rows.append(row)


def _span(said: str | None, most: int) -> int:
    return max(1, min(int(said), most)) if said and said.isdecimal() and len(said) < len("100000") else 1
