"""The work of `base_home.py`."""

import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import cryptography.hazmat.primitives.ciphers.aead
import cryptography.hazmat.primitives.kdf.hkdf  # noqa: F401 - the program loads it
import filelock  # noqa: F401 - as above
import platformdirs  # noqa: F401 - as above
import PySide6.QtSvg  # noqa: F401 - as above
import sqlcipher3.dbapi2 as sqlcipher
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMainWindow,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import QueuePool, create_engine, select
from sqlalchemy.orm import configure_mappers, sessionmaker

from mscp_desktop.catalogue import DUE
from mscp_desktop.foundation import keys, pointer
from mscp_desktop.foundation.bookkeeping import Draft, OperationRow, OperationText, VaultValue
from mscp_desktop.foundation.records import LineageEvent, Partnership, UserAccount
from mscp_desktop.foundation.safe_files import read_slots
from mscp_desktop.foundation.store import Role
from mscp_desktop.overview.rules import needs

PRAGMAS = (
    "cipher_log_level = NONE", "journal_mode = WAL", "busy_timeout = 5000", "foreign_keys = ON", "trusted_schema = OFF",
    "secure_delete = ON", "cell_size_check = ON", "recursive_triggers = ON", "temp_store = MEMORY",
    "cache_size = -131072", "synchronous = FULL",
)  # fmt: skip


def connect(file: Path, key: bytes) -> Any:
    """Open one encrypted connection."""
    connection = sqlcipher.connect(f"file:{file}?mode=rw", uri=True, isolation_level=None, check_same_thread=False)
    connection.set_key(b"x'" + key.hex().encode() + b"'")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


class Painted(QObject):
    """Ends the process once the table has been painted."""

    def __init__(self, accepted: float, table: QTableView) -> None:
        super().__init__(table)
        self.accepted = accepted

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """End after the first paint."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.end)
        return super().eventFilter(watched, event)

    def end(self) -> None:
        """Print what was found."""
        print(json.dumps({"accepted": (time.perf_counter() - self.accepted) * 1000}), flush=True)
        os._exit(0)


def rows_of(file: Path, key: bytes, user: str) -> tuple[str, list[list[str]]]:
    """Run the queries that the program runs on its way to the first page; return its title and rows."""
    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=lambda: connect(file, key), poolclass=QueuePool, pool_size=5
    )
    with sessionmaker(engine)() as session:
        session.execute(
            select(UserAccount.name, UserAccount.roles, UserAccount.removed).where(UserAccount.uid == user)
        ).one()
        session.scalars(select(LineageEvent).order_by(LineageEvent.id.desc()).limit(1)).first()
        session.scalar(select(VaultValue.value).where(VaultValue.name == "slots"))
        title = session.scalar(select(Partnership.name)) or ""
        session.execute(
            select(
                OperationRow.uid, OperationRow.kind, OperationRow.target_uid, OperationRow.corrected_by,
                OperationText.payload,
            )
            .outerjoin(OperationText, OperationText.operation_id == OperationRow.id)
            .where(OperationRow.actor_uid == user)
            .order_by(OperationRow.id.desc())
        ).all()  # fmt: skip
        session.execute(select(Draft.field, Draft.text).where(Draft.user_uid == user)).all()
        found = needs(session, date.today(), DUE, frozenset({Role.MANAGER}))  # noqa: DTZ011 - as the program's clock
        rows = [[one.when, one.due.what, one.due.why, one.due.verb] for one in found]
    return title, rows


def main(passphrase: str, place: Path) -> int:
    """Open the vault and show what is due."""
    application = QApplication(sys.argv[:1])
    configure_mappers()
    found = pointer.read_pointer(place)
    slots = read_slots(place / found.folder)
    user = keys.users(slots)[0][0]
    data_key = keys.open_with_passphrase(slots, user, passphrase)
    accepted = time.perf_counter()
    title, rows = rows_of(place / found.folder / "data.db", keys.derive(data_key, found.vault_id, "db"), user)
    window = QMainWindow()
    window.resize(1366, 768)
    middle = QWidget()
    across = QHBoxLayout(middle)
    rail = QListWidget()
    rail.addItems(["Home", "Calendar", "Groups", "People", "Organisations"])
    across.addWidget(rail)
    column = QVBoxLayout()
    column.addWidget(QLabel(title))
    table = QTableView()
    model = QStandardItemModel(0, len(rows[0]), table)
    for row in rows:
        model.appendRow([QStandardItem(text) for text in row])
    table.setModel(model)
    column.addWidget(table)
    across.addLayout(column, 1)
    window.setCentralWidget(middle)
    table.viewport().installEventFilter(Painted(accepted, table))
    window.setWindowFlag(Qt.WindowType.Window)
    window.show()
    return application.exec()
