"""Grades a case in the cockpit: `day_in_window.py PLACE USER AUDIT`.

Prints JSON: `open`, the milliseconds from asking for the day until it is painted, and `keys`, from the key until the
grade is durable and painted as saved; `open_bare` and `keys_bare` are the same statements in hand-written SQL.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sample_vault import PASSPHRASE
from sqlalchemy import text

from mscp_desktop.audits.page.day.part import DayPart
from mscp_desktop.catalogue import SEARCH
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.tokens import Scheme
from mscp_desktop.foundation.vault import Frame, Vault, open_vault

OPENED, PRESSED = 20, 60
# ruff: noqa: ISC004 - a statement goes over two lines

READ = (
    "SELECT * FROM audit WHERE uid = :uid",
    "SELECT c.* FROM audit_case c JOIN audit a ON a.id = c.audit_id WHERE a.uid = :uid ORDER BY c.position",
    "SELECT s.* FROM audit_service s JOIN audit a ON a.id = s.audit_id WHERE a.uid = :uid ORDER BY s.position",
    "SELECT t.* FROM tool_section t JOIN audit a ON a.tool_id = t.tool_id WHERE a.uid = :uid",
    "SELECT q.* FROM tool_question q JOIN tool_section t ON t.id = q.section_id JOIN audit a ON a.tool_id = t.tool_id"
    " WHERE a.uid = :uid",
    "SELECT s.service_id, o.section_id, o.grade_id FROM own_grade o JOIN service_case s ON s.id = o.service_case_id"
    " WHERE s.case_id = (SELECT MIN(c.id) FROM audit_case c JOIN audit a ON a.id = c.audit_id WHERE a.uid = :uid)",
    "SELECT g.* FROM agreed_grade g JOIN audit_case c ON c.id = g.case_id JOIN audit a ON a.id = c.audit_id"
    " WHERE a.uid = :uid",
)


GRADE = (
    "SELECT s.*, c.*, a.*, k.* FROM own_grade o JOIN service_case k ON k.id = o.service_case_id JOIN audit_service s"
    " ON s.id = k.service_id JOIN audit_case c ON c.id = k.case_id JOIN audit a ON a.id = c.audit_id WHERE o.id = :own",
    "SELECT * FROM own_grade WHERE id = :own",
    "UPDATE own_grade SET grade_id = :grade, version = version + 1 WHERE id = :own",
    "INSERT INTO operation (uid, at, actor_uid, actor_name, name, kind, entries, text_digest, mac)"
    " SELECT :uid, at, actor_uid, actor_name, name, kind, 1, text_digest, mac FROM operation ORDER BY id DESC LIMIT 1",
    "INSERT INTO operation_text (operation_id, nonce, payload) SELECT MAX(o.id), t.nonce, t.payload FROM operation o,"
    " (SELECT * FROM operation_text ORDER BY operation_id DESC LIMIT 1) t",
    "INSERT INTO history_entry (operation_id, kind, table_name, row_uid, row_id, revision, fields, digest)"
    " SELECT (SELECT MAX(id) FROM operation), kind, table_name, row_uid, row_id, revision, fields, digest"
    " FROM history_entry ORDER BY id DESC LIMIT 1",
    "INSERT INTO history_value (entry_id, nonce, payload) SELECT (SELECT MAX(id) FROM history_entry), nonce, payload"
    " FROM history_value ORDER BY entry_id DESC LIMIT 1",
)


def run(place: Path, user: str, audit: str) -> None:
    """Open the day again and again, and give one cell grade after grade."""
    application = QApplication([])
    theme = Theme(application, Scheme.LIGHT)
    with open_vault(place, Frame(SEARCH), user, PASSPHRASE) as vault:
        tasks = Tasks(vault.store, vault.actor)
        opened = []
        for _ in range(OPENED):
            page = DayPart(tasks)
            tasks.announced.connect(page.hear)
            page.resize(1170, 688)
            page.show()
            QCoreApplication.processEvents()
            began = time.perf_counter()
            page.open_place(audit)
            while page.day is None or tasks.busy:
                QCoreApplication.processEvents()
            page.grid.viewport().repaint()
            opened.append((time.perf_counter() - began) * 1000)
            if len(opened) < OPENED:
                page.close()
                page.deleteLater()
        keys = []
        for at in range(PRESSED):
            rows = page.grid.days.rowCount()
            page.grid.go(at % rows, page.grid.days.agreed_at)
            cell = page.grid.currentIndex()
            began = time.perf_counter()
            page.grading.grade((at + at // rows) % 4 + 1)
            while page.grid.days.pending:
                QCoreApplication.processEvents()
            page.grid.viewport().repaint(page.grid.visualRect(cell))  # what is different, as the window draws it
            keys.append((time.perf_counter() - began) * 1000)
            QTest.qWait(5)
        page.close()
        tasks.close()
        found = {"open": opened, "keys": keys, **_bare(vault, audit)}
    theme.close()
    print(json.dumps(found))


def _bare(vault: Vault, audit: str) -> dict[str, list[float]]:
    """Return the times of the same reads, and of the same row read, changed and kept in history, made durable."""
    opened, keys = [], []
    for _ in range(OPENED):
        began = time.perf_counter()
        with vault.store.engine.connect() as connection:
            for query in READ:
                connection.execute(text(query), {"uid": audit} if ":uid" in query else {}).all()
        opened.append((time.perf_counter() - began) * 1000)
    with vault.store.writing() as session:
        own, grade = session.execute(text("SELECT MAX(id), MIN(grade_id) FROM own_grade")).one()
    for at in range(PRESSED):
        began = time.perf_counter()
        with vault.store.writing() as session:
            raw = session.connection().connection.driver_connection
            assert raw is not None
            for statement in GRADE:
                raw.execute(statement, {"grade": grade, "own": own, "uid": f"bare {at}"})
        keys.append((time.perf_counter() - began) * 1000)
    return {"open_bare": opened, "keys_bare": keys}


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
