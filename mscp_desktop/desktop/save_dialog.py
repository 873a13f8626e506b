"""Asking for files and folders: each time where the last one was chosen, also after the program was closed."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from mscp_desktop.desktop.messages import confirm

FOLDER = "exportsFolder"  # the application's property: where files are proposed to be saved
LAST = "lastFolder"  # the same: where the last file was chosen


def propose_folder(folder: Path | None) -> None:
    """Propose this folder for files from now on, until another is chosen; None leaves it to the computer."""
    _keep(FOLDER, "" if folder is None else str(folder))
    _keep(LAST, "")


def ask_where(parent: QWidget, title: str, proposal: str, kinds: str) -> Path | None:
    """Ask for a file to write; an ending that is missing is added, none is replaced, no file is lost unasked.

    `kinds` is written as Qt does: "PDF (*.pdf);;Excel (*.xlsx)". None is no file.
    """
    typed, kind = QFileDialog.getSaveFileName(parent, title, _placed(proposal), kinds)
    if not typed:
        return None
    ending = kind.partition("*")[2].rstrip(")") or kinds.partition("*")[2].partition(")")[0]
    known = [part.partition(")")[0] for part in kinds.split("*")[1:]]
    whole = typed if any(typed.lower().endswith(one) for one in known) else typed + ending
    out = Path(whole)
    remember_folder(out.parent)
    words = f"{out.name} is there already. What is in it now would be lost."
    if whole != typed and out.exists() and not confirm(parent, "Replace it?", words, "Replace it"):
        return None
    return out


def ask_which(parent: QWidget, title: str, kinds: str, folder: str = "") -> Path | None:
    """Ask for a file to read, in `folder` where one is given, which is not remembered then; None is no file."""
    name, _ = QFileDialog.getOpenFileName(parent, title, folder or start_folder(), kinds)
    if not name:
        return None
    if not folder:
        remember_folder(Path(name).parent)
    return Path(name)


def ask_which_many(parent: QWidget, title: str) -> Sequence[Path]:
    """Ask for files to read, of any kind."""
    names, _ = QFileDialog.getOpenFileNames(parent, title, start_folder())
    if names:
        remember_folder(Path(names[0]).parent)
    return [Path(name) for name in names]


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder to write into; None is no folder."""
    name = QFileDialog.getExistingDirectory(parent, title, start_folder())
    if not name:
        return None
    remember_folder(Path(name))
    return Path(name)


def remember_folder(folder: Path) -> None:
    """Propose the folder in which a file was chosen for the next one."""
    _keep(LAST, str(folder.absolute()))


def last_folder() -> str:
    """Return the folder in which the last file was chosen, to be proposed at the next start; empty where none was."""
    application = QApplication.instance()
    return str((application and application.property(LAST)) or "")


def recall_folder(folder: object) -> None:
    """Propose the folder of the last time, unless one is set to be proposed, or was chosen by now."""
    application = QApplication.instance()
    proposed = application is not None and (application.property(LAST) or application.property(FOLDER))
    if isinstance(folder, str) and folder and not proposed:
        _keep(LAST, folder)


def start_folder() -> str:
    """Return the folder that is proposed for files: the last one, the one to save in, or the documents."""
    application = QApplication.instance()
    kept = () if application is None else (application.property(LAST), application.property(FOLDER))
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((folder for folder in (*kept, documents) if folder and Path(folder).is_dir()), "")


def _keep(name: str, value: str) -> None:
    application = QApplication.instance()
    if application is not None:
        application.setProperty(name, value)


def _placed(proposal: str) -> str:
    return str(Path(start_folder()) / proposal) if start_folder() else proposal
