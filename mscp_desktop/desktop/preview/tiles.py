"""What was drawn of a document's pages: tiles, made on a thread where they are wanted, the newest of them kept."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtGui import QImage

from mscp_desktop.desktop.deliveries import Deliveries
from mscp_desktop.desktop.lanes import Lane
from mscp_desktop.desktop.preview.file import PdfFile

TILE = 1024  # device pixels
MOST_BYTES = 96 * 1024 * 1024


class Tile(NamedTuple):
    """A square of a page at a width in device pixels; column -1 is the whole page, made small."""

    page: int
    wide: int
    column: int
    row: int


class Tiles:
    """The drawn tiles of one document; `drawn` is called when another is there."""

    def __init__(
        self,
        file: PdfFile,
        deliveries: Deliveries,
        drawn: Callable[[], None],
        name: str = "pages",
        most_bytes: int | None = None,
    ) -> None:
        """`name` is that of the thread; of what was drawn the newest `most_bytes` are kept, 96 MB unless it is said."""
        self._file, self._deliveries, self._drawn = file, deliveries, drawn
        self._most = MOST_BYTES if most_bytes is None else most_bytes
        self._lane = Lane(name)
        self._images: OrderedDict[Tile, QImage] = OrderedDict()
        self._wanted: frozenset[Tile] = frozenset()
        self._asked: set[Tile] = set()
        self.held = 0  # bytes

    def get(self, tile: Tile) -> QImage | None:
        """Return a tile, None where it is not drawn."""
        image = self._images.get(tile)
        if image is not None:
            self._images.move_to_end(tile)
        return image

    def ask(self, wanted: dict[Tile, tuple[int, int]]) -> None:
        """Have what is missing drawn, and nothing that is no longer seen; each with its whole page's size in pixels."""
        self._wanted = frozenset(wanted)
        for tile, size in wanted.items():
            if tile not in self._asked:
                self._asked.add(tile)
                self._deliveries.send(
                    self._lane, partial(self._draw, tile, size), partial(self._keep, tile), owner=self._deliveries
                )

    def close(self) -> None:
        """Draw no more."""
        self._wanted = frozenset()
        self._lane.drop()
        self._lane.stop(patience=None)

    def _draw(self, tile: Tile, size: tuple[int, int]) -> QImage | None:
        """Draw a tile, on the thread of pages; None where it is no longer wanted."""
        if tile not in self._wanted:
            return None
        if tile.column < 0:
            wide, high = self._file.sizes[tile.page]
            whole = size if tile.wide == size[0] else (tile.wide, max(1, round(tile.wide * high / wide)))
            return self._file.draw(tile.page, whole, (0, 0, *whole))
        return self._file.draw(tile.page, size, area_of(size, tile))

    def _keep(self, tile: Tile, image: QImage | None) -> None:
        self._asked.discard(tile)
        if image is not None:
            self._images[tile] = image
            self.held += image.sizeInBytes()
            while self.held > self._most and len(self._images) > 1:
                self.held -= self._images.popitem(last=False)[1].sizeInBytes()
        self._drawn()


def area_of(size: tuple[int, int], tile: Tile) -> tuple[int, int, int, int]:
    """Return the part (x, y, width, height) of a page of this size, in device pixels, that a tile covers."""
    x, y = tile.column * TILE, tile.row * TILE
    return x, y, min(TILE, size[0] - x), min(TILE, size[1] - y)
