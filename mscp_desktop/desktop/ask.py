"""A small form that asks for a few values before an operation is done."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from mscp_desktop.desktop.fields import FieldWidget
from mscp_desktop.desktop.focus_ring import FocusRing
from mscp_desktop.desktop.parts import button, label
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field
from mscp_desktop.foundation.errors import UserError

NARROWEST = 420


class AskDialog(QDialog):
    """Asks for values and hands them over when all are right; Esc leaves without a change."""

    def __init__(
        self,
        tasks: Tasks,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        verb: str,
        then: Callable[[dict[str, Any]], None],
        parent: QWidget,
    ) -> None:
        """`verb` is what the button says and does, such as "Record the new holder"."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(NARROWEST)
        self._then = then
        self.fields = {field.key: FieldWidget(field, tasks, tasks.store.clock.today, self) for field in fields}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(label(title, "heading", wrap=True))
        for key, widget in self.fields.items():
            widget.show_value(values.get(key), 0)
            widget.editor.escaped.connect(self.reject)
            column.addWidget(widget)
        self.accept_button = button(verb, self._done, kind="primary")
        self.accept_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(button("Cancel", self.reject))
        buttons.addWidget(self.accept_button)
        column.addLayout(buttons)
        FocusRing(self)
        next(iter(self.fields.values())).focus()

    def _done(self) -> None:
        """Hand the values over, or show beside the first field that is not right what would be."""
        found: dict[str, Any] = {}
        for key, widget in self.fields.items():
            try:
                found[key] = widget.editor.read()
            except UserError as error:
                widget.refuse(str(error))
                widget.focus()
                return
            if found[key] is None and widget.field.required:
                widget.refuse(f"{widget.field.label} is needed here.")
                widget.focus()
                return
        self.accept()
        self._then(found)
