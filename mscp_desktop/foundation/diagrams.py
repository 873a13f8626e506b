"""Boxes and lines as values: laid out once, then drawn on paper and in the window."""

from collections.abc import Callable
from dataclasses import dataclass

Measure = Callable[[str, bool], float]
"""Returns how wide words are, bold or not, in the unit of the diagram."""


@dataclass(frozen=True, slots=True)
class DiagramBox:
    """One box: its corner from the upper left, its lines of words, and its place in the order of reading.

    `heading` is set bold, `below` plainly after it. `words` say all of it in a sentence, and `facts` what is said on
    hover. `dashed` frames what is shared with others, `rounded` what stands outside, `doubled` what is there for a time
    only. `above` is the uid of the box it hangs from.
    """

    uid: str
    x: float
    y: float
    width: float
    height: float
    heading: tuple[str, ...]
    below: tuple[str, ...]
    words: str
    facts: str
    above: str | None
    dashed: bool
    rounded: bool
    doubled: bool = False


@dataclass(frozen=True, slots=True)
class DiagramLine:
    """A connector of level and upright strokes through these points."""

    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """Words that stand by themselves, with the left end of their baseline."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """All of it; boxes stand in the order of reading, and letters are `size` of the unit high."""

    width: float
    height: float
    size: float
    leading: float
    inside: float
    boxes: tuple[DiagramBox, ...]
    lines: tuple[DiagramLine, ...]
    captions: tuple[Caption, ...]
