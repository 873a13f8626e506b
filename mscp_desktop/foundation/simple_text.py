"""Simple text: paragraphs, bulleted and numbered lists, bold and italic words, kept as a small part of Markdown.

What is stored reads well as it stands, in a CSV, in history and in search. All of it, and nothing else:

- a blank line parts paragraphs; a single line end stays a line end;
- "- one" is a line of a bulleted list and "1. one" one of a numbered list; two spaces before it set it a step
  deeper, two steps at the most;
- "**bold**", "*italic*" and "***both***" mark words; a backslash before a star, or before the mark of what is no
  list, makes it plain;
- links are their text and address, nothing to be clicked.

Text that was written without any of this is itself: every text is simple text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

DEEPEST = 2
_ITEM = re.compile(r"(?P<step> *)(?:(?P<bullet>[-•*])|(?P<number>[0-9]{1,3})[.)])[ \t]+(?P<rest>.*)")
_LIKE_ITEM = re.compile(r"( *)(?:([0-9]{1,3})(\\*)([.)])|(\\*)([-•]))(?=[ \t])")
_STARS = re.compile(r"(\\*)(\*+)")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_MOST_STARS = 3
Letter = tuple[str, bool, bool]  # a character, whether it is bold, whether it is italic


class Shape(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look."""

    words: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or an item of a list; `number` counts the items of a numbered list, `step` how deep it stands.

    Runs may hold line ends in a paragraph.
    """

    shape: Shape
    runs: tuple[Run, ...]
    step: int = 0
    number: int = 0

    def words(self) -> str:
        """Return what it says without its marks."""
        return "".join(run.words for run in self.runs)


@dataclass(frozen=True, slots=True)
class SimpleText:
    """A text as its blocks."""

    blocks: tuple[Block, ...]

    def stored(self) -> str:
        """Return the text as it is kept; `from_stored` gives these blocks again."""
        lines: list[str] = []
        before: Block | None = None
        for block in self.blocks:
            listed = block.shape is not Shape.PARAGRAPH
            in_list = before is not None and before.shape is not Shape.PARAGRAPH
            if before is not None and not (listed and in_list):
                lines.append("")
            lines.append(_stored_block(block))
            before = block
        return "\n".join(lines)

    def words(self) -> str:
        """Return the text as plain words, with a bullet or number before the items of lists."""
        lines: list[str] = []
        for at, block in enumerate(self.blocks):
            if at and Shape.PARAGRAPH in (block.shape, self.blocks[at - 1].shape):
                lines.append("")
            mark = {Shape.BULLET: "• ", Shape.NUMBER: f"{block.number}. "}.get(block.shape, "")
            lines.append("  " * block.step + mark + block.words())
        return "\n".join(lines)


def from_stored(text: str) -> SimpleText:
    """Return the blocks of a stored text; any text has some reading, and none is refused."""
    return SimpleText(tuple(_numbered(_joined(text))))


def from_plain(text: str) -> SimpleText:
    """Return the blocks of text that came from elsewhere: lists are seen by their marks, stars stay stars."""
    blocks = []
    for part in re.split(r"\n[ \t]*(?:\n[ \t]*)+", _LINE_ENDS.sub("\n", text)):
        lines: list[str] = []
        for line in part.split("\n"):
            item = _ITEM.fullmatch(line.replace("\t", " ").rstrip())
            if item is None or not item["rest"]:
                lines.append(line)
                continue
            blocks.append(Block(Shape.PARAGRAPH, (Run("\n".join(lines)),)))
            lines = []
            shape = Shape.BULLET if item["bullet"] else Shape.NUMBER
            blocks.append(Block(shape, (Run(item["rest"]),), min(len(item["step"]) // 2, DEEPEST)))
        blocks.append(Block(Shape.PARAGRAPH, (Run("\n".join(lines)),)))
    return tidy(blocks)


def plain_words(text: str | None) -> str:
    """Return a stored text as plain words, for a table's cell, a search or a sentence."""
    return from_stored(text).words() if text else ""


def tidy(blocks: Iterable[Block]) -> SimpleText:
    """Return blocks as a text: empty ones left out, runs of one look joined, numbers counted anew."""
    kept = []
    for block in blocks:
        letters = [(sign, run.bold, run.italic) for run in block.runs for sign in _LINE_ENDS.sub("\n", run.words)]
        runs = _merged(letters, one_line=block.shape is not Shape.PARAGRAPH)
        if runs:
            deepest = 0 if block.shape is Shape.PARAGRAPH else min(block.step, DEEPEST)
            kept.append(Block(block.shape, runs, deepest))
    return SimpleText(tuple(_numbered(kept)))


def _joined(text: str) -> Iterator[Block]:
    """Yield the blocks of a text: lines of a paragraph belong together until a blank line or a list."""
    waiting: list[str] = []
    for line in [*_LINE_ENDS.sub("\n", text).split("\n"), ""]:
        item = _ITEM.fullmatch(line)
        if item is None and line.strip():
            waiting.append(_unslashed(line.strip()))
            continue
        if waiting:
            runs = _merged(_letters("\n".join(waiting)), one_line=False)
            if runs:
                yield Block(Shape.PARAGRAPH, runs)
            waiting = []
        if item is not None:
            runs = _merged(_letters(item["rest"]), one_line=True)
            shape = Shape.BULLET if item["bullet"] else Shape.NUMBER
            if runs:
                yield Block(shape, runs, min(len(item["step"]) // 2, DEEPEST))


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks with the items of each numbered list counted from one."""
    counts = [0] * (DEEPEST + 1)
    for block in blocks:
        if block.shape is Shape.PARAGRAPH:
            counts = [0] * (DEEPEST + 1)
            yield block
            continue
        counts[block.step + 1 :] = [0] * (DEEPEST - block.step)
        counts[block.step] = counts[block.step] + 1 if block.shape is Shape.NUMBER else 0
        yield Block(block.shape, block.runs, block.step, counts[block.step])


def _letters(text: str) -> list[Letter]:
    """Return the characters of one block with their looks; a star without its fellow is itself."""
    pieces: list[tuple[str, str]] = []  # what it is ("words", "**" or "*"), and its characters
    at = 0
    while (found := _STARS.search(text, at)) is not None:
        pieces.append(("words", text[at : found.start()]))
        slashes, stars = len(found[1]), found[2]
        pieces.append(("words", "\\" * (slashes // 2)))
        at = found.end()
        if slashes % 2:
            pieces.append(("words", "*"))
            at = found.start(2) + 1
        elif len(stars) > _MOST_STARS or _stands_alone(text, found.start(2), found.end()):
            pieces.append(("words", stars))
        else:
            pieces += [(mark, mark) for mark in {1: ("*",), 2: ("**",), 3: ("**", "*")}[len(stars)]]
    pieces.append(("words", text[at:]))
    looks = {"**": False, "*": False}
    left = {mark: sum(kind == mark for kind, _ in pieces) for mark in looks}
    letters: list[Letter] = []
    for kind, words in pieces:
        if kind in looks:
            left[kind] -= 1
            if left[kind] or looks[kind]:
                looks[kind] = not looks[kind]
                continue
        letters += [(sign, looks["**"], looks["*"]) for sign in words]
    return letters


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Say whether stars have space on both sides, as in "2 * 3"."""
    return not text[max(0, start - 1) : start].strip() and not text[end : end + 1].strip()


def _merged(letters: Iterable[Letter], *, one_line: bool) -> tuple[Run, ...]:
    """Return letters as runs: spaces in a row are one, none stand at a line's ends, none has its own look."""
    kept: list[Letter] = []
    gap = ""
    for sign, bold, italic in letters:
        if sign.isspace():
            gap = "\n" if "\n" in (gap, sign) and not one_line else " "
        elif sign != "\x00":
            if gap and kept:
                kept.append((gap, kept[-1][1] and bold, kept[-1][2] and italic))
            gap = ""
            kept.append((sign, bold, italic))
    return tuple(
        Run("".join(sign for sign, _, _ in group), bold, italic)
        for (bold, italic), group in groupby(kept, key=lambda letter: letter[1:])
    )


def _stored_block(block: Block) -> str:
    words, bold, italic = "", False, False
    for run in (*block.runs, Run("")):
        stars = "*" * ((run.bold != bold) * 2 + (run.italic != italic))
        slashes = len(words) - len(words.rstrip("\\")) if stars else 0
        words += "\\" * slashes + stars + _STARS.sub(lambda found: found[1] * 2 + "\\*" * len(found[2]), run.words)
        bold, italic = run.bold, run.italic
    if block.shape is Shape.PARAGRAPH:
        return "\n".join(_LIKE_ITEM.sub(_slashed, line, count=1) if _LIKE_ITEM.match(line) else line
                         for line in words.split("\n"))  # fmt: skip
    mark = "- " if block.shape is Shape.BULLET else f"{block.number}. "
    return "  " * block.step + mark + words


def _slashed(found: re.Match[str]) -> str:
    before, number, slashes, point, bullet_slashes, bullet = found.groups("")
    return f"{before}{number}\\{slashes or bullet_slashes}{point or bullet}"


def _unslashed(line: str) -> str:
    found = _LIKE_ITEM.match(line)
    if found is None or not (found[3] or found[5]):
        return line
    at = found.start(3) if found[3] else found.start(5)
    return line[:at] + line[at + 1 :]
