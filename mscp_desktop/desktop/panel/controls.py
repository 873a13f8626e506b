"""Which control stands behind which kind of field."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

from PySide6.QtWidgets import QWidget

from mscp_desktop.desktop.panel.editors import ChoiceEditor, Editor, LineEditor, MultilineEditor, YesNoEditor
from mscp_desktop.desktop.panel.picker import PickerEditor
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Field, Kind

Maker = Callable[[Field, Callable[[], date], QWidget | None], Editor]
_MAKERS: dict[Kind, Maker] = {
    Kind.MULTILINE: MultilineEditor,
    Kind.CHOICE: ChoiceEditor,
    Kind.YES_NO: YesNoEditor,
}
_LATER = {  # slower to load; a page that has none does without
    Kind.DAY: ("mscp_desktop.desktop.panel.day_picker", "DateEditor"),
    Kind.PARTIAL_DATE: ("mscp_desktop.desktop.panel.day_picker", "DateEditor"),
    Kind.RICH: ("mscp_desktop.desktop.panel.rich_editor", "RichEditor"),
    Kind.SEVERAL: ("mscp_desktop.desktop.panel.several", "SeveralEditor"),
}


def make_editor(field: Field, today: Callable[[], date], tasks: Tasks, parent: QWidget | None = None) -> Editor:
    """Return the control for a field; a picker looks names up by the tasks."""
    if field.kind is Kind.PICKER:
        return PickerEditor(field, today, tasks, parent)
    if field.kind in _LATER:
        module, name = _LATER[field.kind]
        made: Editor = getattr(import_module(module), name)(field, today, parent)
        return made
    return _MAKERS.get(field.kind, LineEditor)(field, today, parent)
