"""How a table and the panel beside it share their room until somebody draws the line between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from mscp_desktop.desktop.tables.rows import RowsView

LEAST_PANEL = 240  # pixels
MOST_PANEL = 0.34  # of the room, where the columns lack some of it


def share_room(splitter: QSplitter, view: RowsView, panel: int, least: int = LEAST_PANEL) -> None:
    """Give the panel its width, or what the table's columns leave of it, where that keeps them from scrolling sideways.

    It is no narrower than its parts need, which is `least`.
    """
    whole, table, side = sum(splitter.sizes()), splitter.widget(0), splitter.widget(1)
    if not whole or table is None or side is None or splitter.orientation() is Qt.Orientation.Vertical:
        return
    left = whole - view.headings.least_room() - (table.width() - view.viewport().width())
    lowest = max(LEAST_PANEL, min(least, whole // 2), side.minimumSizeHint().width())
    wanted = max(min(panel, round(whole * MOST_PANEL) if left < lowest else left), lowest)
    if wanted != splitter.sizes()[1]:
        splitter.setSizes([whole - wanted, wanted])
