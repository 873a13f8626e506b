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
MOST_PIXELS = 20_000  # across


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
        """Return where a line of the wanted width and height stands best on a page, counted from 0.

        The foot of the page is looked at first, and its head only where nothing is free there.
        """
        deep = min(size[1], INSETS[1] + wanted[1] + 2 * AIR)
        darkest, best = -1, (max(0.0, size[0] - SIDE - wanted[0]), INSETS[0])
        for low, heights in (
            (0.0, INSETS),
            (size[1] - deep, tuple(size[1] - inset - wanted[1] for inset in INSETS)),
        ):
            band = self._band(number, size, low, low + deep)
            if band is None:
                break
            for y in heights:
                for x in _across(size[0], wanted[0]):
                    found = band.darkest(x - AIR, y - AIR, x + wanted[0] + AIR, y + wanted[1] + AIR)
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

    def _band(self, number: int, size: tuple[float, float], low: float, high: float) -> "_Band | None":
        """Return a band of a page as it is shown, from one height to another."""
        if self._document is None:
            return None
        try:
            with LOCK:
                page = self._document[number]
                unit = page.get_size()[0] / size[0]  # where PDFium counts in another unit than the page
                scale = min(SCALE, MOST_PIXELS / max(1.0, size[0] * unit))
                bitmap = page.render(
                    scale=scale, grayscale=True, crop=(0, low * unit, 0, max(0.0, (size[1] - high) * unit))
                )
                pixels = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
                band = _Band(pixels, bitmap.stride, bitmap.width, bitmap.height, scale * unit, high)
                bitmap.close()
                page.close()
        except (self._error, IndexError, ValueError, OSError, MemoryError):
            return None
        return band


class _Band(NamedTuple):
    """The pixels of a band of a page, in shades from 0 to 255; `scale` is pixels to the point, `high` its upper end."""

    pixels: bytes
    stride: int
    width: int
    height: int
    scale: float
    high: float

    def darkest(self, left: float, low: float, right: float, high: float) -> int:
        """Return the darkest shade in a box of the page; 0 where the box is not on it."""
        first, last = max(0, int((self.high - high) * self.scale)), int((self.high - low) * self.scale) + 1
        start, end = max(0, int(left * self.scale)), min(self.width, int(right * self.scale) + 1)
        rows = range(first, min(self.height, last))
        return min((min(self.pixels[row * self.stride + start : row * self.stride + end], default=0) for row in rows),
                   default=0)  # fmt: skip


def _across(wide: float, wanted: float) -> Iterator[float]:
    """Yield where a line may begin across a page: at its right, in the middle, at its left."""
    yield max(0.0, wide - SIDE - wanted)
    yield max(0.0, (wide - wanted) / 2)
    yield min(SIDE, max(0.0, wide - wanted))
