"""Asking for a file to write."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from mscp_desktop.desktop.messages import confirm

FOLDER = "exportsFolder"  # the application's property: where files are proposed to be saved


def propose_folder(folder: Path | None) -> None:
    """Propose this folder for every file that is saved from now on; None leaves it to the computer."""
    application = QApplication.instance()
    if application is not None:
        application.setProperty(FOLDER, "" if folder is None else str(folder))


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
    words = f"{out.name} is there already. What is in it now would be lost."
    if whole != typed and out.exists() and not confirm(parent, "Replace it?", words, "Replace it"):
        return None
    return out


def start_folder() -> str:
    """Return the folder that is proposed for files, nothing where that is left to the computer."""
    application = QApplication.instance()
    folder = "" if application is None else str(application.property(FOLDER) or "")
    return folder if folder and Path(folder).is_dir() else ""


def _placed(proposal: str) -> str:
    return str(Path(start_folder()) / proposal) if start_folder() else proposal
