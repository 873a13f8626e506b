"""The pages of the guide, as files of Markdown, and the search through them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mscp_desktop.foundation.paths import resources

FIRST = "index"
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
MARKS = re.compile(r"!\[[^\]]*\]\([^)]*\)|[*_`#>|]")
WORD = re.compile(r"\w+")
APOSTROPHES = str.maketrans("", "", "'’")  # noqa: RUF001 - the curly one is the one that people paste


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page: `name` is its file's, `text` its Markdown, the title its first heading."""

    name: str
    title: str
    text: str

    def links(self) -> list[str]:
        """Return where its links lead: "custody.md", "page:groups", "command:backup"."""
        return [found[2] for found in LINK.finditer(self.text)]

    def words(self) -> list[str]:
        """Return its words in small letters, without its marks."""
        return _words(self)

    def plain(self) -> str:
        """Return what it says below its title in one line, without its marks."""
        return _plain(self)


@lru_cache(maxsize=64)  # the pages are searched at each key stroke
def _words(page: GuidePage) -> list[str]:
    return WORD.findall(f"{page.title} {page.plain()}".translate(APOSTROPHES).casefold())


@lru_cache(maxsize=64)
def _plain(page: GuidePage) -> str:
    return " ".join(MARKS.sub(" ", LINK.sub(r"\1", page.text.partition("\n")[2])).split())


def folder() -> Path:
    """Return where the pages and their pictures lie."""
    return resources() / "guide"


def guide_pages() -> tuple[GuidePage, ...]:
    """Return all pages, in the order in which the first one names them."""
    read = {file.stem: _page(file) for file in sorted(folder().glob("*.md"))}
    named = [target.removesuffix(".md") for target in read[FIRST].links()]
    order = [FIRST, *(name for name in named if name in read)]
    return tuple(read[name] for name in dict.fromkeys([*order, *read]))


def matching(pages: Iterable[GuidePage], typed: str) -> list[GuidePage]:
    """Return the pages in which each typed word begins a word; those with all of them in the title come first."""
    wanted = WORD.findall(typed.translate(APOSTROPHES).casefold())
    if not wanted:
        return []
    in_title, in_text = [], []
    for page in pages:
        if _begin(wanted, WORD.findall(page.title.translate(APOSTROPHES).casefold())):
            in_title.append(page)
        elif _begin(wanted, page.words()):
            in_text.append(page)
    return [*in_title, *in_text]


def _begin(wanted: Sequence[str], there: Sequence[str]) -> bool:
    return all(any(word.startswith(piece) for word in there) for piece in wanted)


def _page(file: Path) -> GuidePage:
    text = file.read_text("utf-8")
    return GuidePage(file.stem, text.partition("\n")[0].lstrip("# ").strip(), text)
