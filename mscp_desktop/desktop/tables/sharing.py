"""How a table and the panel beside it share their room until somebody draws the line between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from mscp_desktop.desktop.tables.header import RowsView

LEAST_PANEL = 240  # pixels


def share_room(splitter: QSplitter, view: RowsView, panel: int) -> None:
    """Give the panel its width, or what the table's columns leave of it, where that keeps them from scrolling sideways.

    It is no narrower than its parts need.
    """
    whole, table, side = sum(splitter.sizes()), splitter.widget(0), splitter.widget(1)
    if not whole or table is None or side is None or splitter.orientation() is Qt.Orientation.Vertical:
        return
    left = whole - view.headings.least_room() - (table.width() - view.viewport().width())
    lowest = max(LEAST_PANEL, side.minimumSizeHint().width())
    wanted = max(panel if left < lowest else min(panel, left), lowest)
    if wanted != splitter.sizes()[1]:
        splitter.setSizes([whole - wanted, wanted])
