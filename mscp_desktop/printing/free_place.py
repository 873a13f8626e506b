"""Where on a page that was made elsewhere a line of small print finds room, without touching what stands there.

A page is looked at as it is shown: cropped and turned. Lengths are in the page's own units, which are points unless it
says otherwise.
"""

import ctypes
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from mscp_desktop.foundation.pdfium import LOCK

Box = tuple[float, float, float, float]
SCALE = 0.5  # pixels of the look at a page for each point
WHITE = 245  # of 255: what is as light counts as empty
INSETS = (18.0, 30.0, 10.0)
SIDE = 28.0
AIR = 2.0
MOST_PIXELS = 4_000_000


class Spot(NamedTuple):
    """Where a line begins, from the lower left corner of the page as it is shown, and whether that is empty paper."""

    x: float
    y: float
    free: bool


class Shown(NamedTuple):
    """What is shown of a page: the box in its own coordinates, and by how many degrees it is turned clockwise."""

    box: Box
    turned: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as they are seen."""
        left, low, right, high = self.box
        return (high - low, right - left) if self.turned % 180 else (right - left, high - low)

    def matrix(self, x: float, y: float) -> tuple[float, ...]:
        """Return the matrix that sets a line upright at a place of the page as it is shown."""
        left, low, right, high = self.box
        return {
            0: (1, 0, 0, 1, left + x, low + y),
            90: (0, 1, -1, 0, right - y, low + x),
            180: (-1, 0, 0, -1, right - x, high - y),
            270: (0, -1, 1, 0, left + y, high - x),
        }[self.turned]


class Looks:
    """The pages of a PDF as they are shown; where PDFium can't show one, no place of it is known to be free."""

    def __init__(self, data: bytes) -> None:
        import pypdfium2  # noqa: PLC0415 - its library of 8 MB is read when the first document is bound

        self._document: Any = None
        self._error = pypdfium2.PdfiumError
        with LOCK, suppress(pypdfium2.PdfiumError):
            self._document = pypdfium2.PdfDocument(data)
            self._document.init_forms()

    def spot(self, number: int, size: tuple[float, float], wanted: tuple[float, float]) -> Spot:
        """Return where a line of the wanted width and height stands best on a page, counted from 0."""
        places = list(_places(size, wanted))
        picture = self._picture(number, size)
        if picture is None:
            return Spot(*places[0], free=False)
        pixels, stride, width, height, scale = picture
        darkest = -1
        best = places[0]
        for x, y in places:
            rows = range(
                max(0, int((size[1] - y - wanted[1] - AIR) * scale)), min(height, int((size[1] - y + AIR) * scale) + 1)
            )
            left, right = max(0, int((x - AIR) * scale)), min(width, int((x + wanted[0] + AIR) * scale) + 1)
            found = min((min(pixels[row * stride + left : row * stride + right], default=0) for row in rows), default=0)
            if found >= WHITE:
                return Spot(x, y, free=True)
            if found > darkest:
                darkest, best = found, (x, y)
        return Spot(*best, free=False)

    def close(self) -> None:
        """Let go of the document."""
        if self._document is not None:
            with LOCK:
                self._document.close()
            self._document = None

    def _picture(self, number: int, size: tuple[float, float]) -> tuple[bytes, int, int, int, float] | None:
        scale = min(SCALE, (MOST_PIXELS / max(1.0, size[0] * size[1])) ** 0.5)
        if self._document is None:
            return None
        try:
            with LOCK:
                page = self._document[number]
                bitmap = page.render(scale=scale, grayscale=True, draw_annots=True, may_draw_forms=True)
                pixels = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
                found = (pixels, bitmap.stride, bitmap.width, bitmap.height, scale)
                bitmap.close()
                page.close()
        except (self._error, IndexError, OSError, MemoryError):
            return None
        return found


def _places(size: tuple[float, float], wanted: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Yield where a line may begin: the foot of the page before its head, the right before middle and left."""
    wide, high = size
    across = (max(0.0, wide - SIDE - wanted[0]), max(0.0, (wide - wanted[0]) / 2), min(SIDE, max(0.0, wide - wanted[0])))
    for inset in INSETS:
        for y in (inset, high - inset - wanted[1]):
            yield from ((x, y) for x in across)
