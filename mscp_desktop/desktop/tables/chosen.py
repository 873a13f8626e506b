"""What is read of the selected rows of a table: their uids for an operation, their words for the clipboard."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from mscp_desktop.desktop.tables.clipboard import as_html, as_tab_separated, lines_of
from mscp_desktop.desktop.tables.model import PAGE
from mscp_desktop.desktop.tasks import Progress

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.desktop.tables.view import RecordTable

COPIED_AT_ONCE = 2000  # rows; more are read beside the window's thread


def with_uids(table: "RecordTable", then: Callable[[list[str]], None]) -> None:
    """Call with the uids of the selected rows; many are read beside the window's thread."""
    ids, source, query = table.selected_ids(), table.model.source, table.model.query
    if len(ids) <= PAGE:
        then(table.selected_uids())
        return

    def read(session: "Session") -> list[str]:
        pages = (source.rows(session, ids[start : start + PAGE], query) for start in range(0, len(ids), PAGE))
        uids = {row.id: row.uid for page in pages for row in page}
        return [uids[one] for one in ids if one in uids]

    table.tasks.read(read, then, owner=table)


def copy_rows(table: "RecordTable", *, headings: bool) -> None:
    """Put the selected rows on the clipboard as text and as a table, with the columns that are shown."""
    model, tasks = table.model, table.tasks
    shown, ids = table.view.headings.chosen(), table.selected_ids()
    lines = partial(lines_of, tasks.store, (model.source, model.query), ids, shown, headings=headings)

    def made(progress: Progress | None = None) -> tuple[str, str]:
        found = lines(progress=progress)
        kinds = [model.source.columns[at].kind for at in shown]
        return as_tab_separated(found), as_html(found, kinds, headings=headings)

    if len(ids) <= COPIED_AT_ONCE:
        _to_clipboard(made())
    else:
        tasks.work(f"Copying {len(ids):,} rows", made, _to_clipboard, owner=table)


def _to_clipboard(made: tuple[str, str]) -> None:
    mime = QMimeData()
    mime.setText(made[0])
    mime.setHtml(made[1])
    QGuiApplication.clipboard().setMimeData(mime)
