"""Simple text, as people write it in a note or in terms of reference, as blocks of a document."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from mscp_desktop.foundation import simple_text
from mscp_desktop.foundation.simple_text import Shape
from mscp_desktop.printing import blocks
from mscp_desktop.printing.text import Run


def rich_blocks(text: str | None) -> list[blocks.Block]:
    """Return the paragraphs and lists of a stored text; below a list's first step its items have bullets."""
    made: list[blocks.Block] = []
    for listed, group in groupby(
        simple_text.from_stored(text or "").blocks, lambda one: one.shape is not Shape.PARAGRAPH
    ):
        if listed:
            made += _lists(list(group))
        else:
            made += [blocks.paragraph(*_runs(one)) for one in group if one.runs]
    return made


def _runs(block: simple_text.Block) -> tuple[str | Run, ...]:
    return tuple(Run(run.words, bold=run.bold, italic=run.italic) for run in block.runs)


def _lists(lines: Sequence[simple_text.Block]) -> Iterable[blocks.Block]:
    """Yield a list for each run of lines of one shape at the first step, with what stands deeper below them."""
    at = 0
    while at < len(lines):
        shape, end = lines[at].shape, at + 1
        while end < len(lines) and (lines[end].step > 0 or lines[end].shape is shape):
            end += 1
        items = _items(lines[at:end])
        yield blocks.numbered(items) if shape is Shape.NUMBER else blocks.bullets(items)
        at = end


def _items(lines: Sequence[simple_text.Block]) -> list[blocks.Item]:
    made, at = [], 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].step > lines[at].step:
            end += 1
        made.append(blocks.item(_runs(lines[at]), _items(lines[at + 1 : end])))
        at = end
    return made
