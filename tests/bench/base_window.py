"""What the first window is held against: an empty PySide6 window. It ends once that has been painted."""

import os
import sys

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget


class Painted(QObject):
    """Ends the process as soon as a window has been painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Expose:
            QTimer.singleShot(0, lambda: os._exit(0))
        return super().eventFilter(watched, event)


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    window = QWidget()
    window.show()
    painted = Painted(window)
    window.windowHandle().installEventFilter(painted)
    sys.exit(application.exec())
