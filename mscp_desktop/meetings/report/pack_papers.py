"""The papers of a pack, each as what goes into it: a PDF as it came, a picture on a page of ours, or a sheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy.orm import Session

from mscp_desktop.exchange import office
from mscp_desktop.foundation.attachments import Paper, content_of
from mscp_desktop.foundation.errors import DamagedError
from mscp_desktop.foundation.store import private_room
from mscp_desktop.meetings.rules.papers import PaperRow
from mscp_desktop.printing import blocks
from mscp_desktop.printing.enclosing import UnusableError, count_pages
from mscp_desktop.printing.pictures import UnreadableError, photo

LEFT_OUT = "This paper is confidential. It is left out of this copy of the pack."
NO_FILE = "No file is kept with this paper: it is handed out separately."
SEPARATE = "It is enclosed separately, as it came."
KINDS = {
    ".docx": "a Word document", ".doc": "a Word document", ".odt": "a text document", ".rtf": "a text document",
    ".xlsx": "an Excel workbook", ".xls": "an Excel workbook", ".ods": "a spreadsheet", ".csv": "a table (CSV)",
    ".pptx": "a PowerPoint presentation", ".ppt": "a PowerPoint presentation", ".odp": "a presentation",
    ".msg": "an e-mail", ".eml": "an e-mail", ".zip": "a packed folder",
}  # fmt: skip
_PDF, _PDF_WITHIN = b"%PDF-", 1024  # bytes within which a PDF says that it is one
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file of a paper as it goes into a pack; a PDF of `pages` pages, or the blocks of a sheet of ours.

    `name` is the file's name where a paper has several. `separate` names a file that only a sheet stands for.
    """

    paper: PaperRow
    name: str
    pdf: bytes | None
    pages: int
    sheet: tuple[blocks.Block, ...] = ()
    separate: str = ""


def enclosures(session: Session, paper: PaperRow, *, public: bool, wanted: Callable[[], None]) -> Iterator[Enclosure]:
    """Yield what goes into a pack of one paper; `wanted` is called between files, and may raise to stop."""
    if public and paper.confidential:
        yield _sheet(paper, "", LEFT_OUT)
    elif not paper.files:
        yield _sheet(paper, "", NO_FILE)
    else:
        for file in paper.files:
            wanted()
            yield _enclosure(session, paper, file, wanted)


def _enclosure(session: Session, paper: PaperRow, file: Paper, wanted: Callable[[], None]) -> Enclosure:
    name = file.name if len(paper.files) > 1 else ""
    try:
        data = content_of(session, file.uid)[1]
    except DamagedError as error:
        return _sheet(paper, name, str(error))
    if data.startswith(_PICTURES):
        return _picture(paper, file, name, data)
    if _PDF in data[:_PDF_WITHIN]:
        return _pdf(paper, file, name, data)
    ending = PurePosixPath(file.name).suffix.lower()
    program: Path | None = office.converter() if ending in office.ENDINGS else None
    made = None if program is None else office.as_pdf(program, file.name, data, private_room(session), wanted)
    if made is not None:
        return _pdf(paper, file, name, made)
    kind = KINDS.get(ending, f"a file of another kind ({ending or 'without an ending'})")
    return _sheet(paper, name, f"This paper is {kind}, “{file.name}”. {SEPARATE}", file.name)


def _pdf(paper: PaperRow, file: Paper, name: str, data: bytes) -> Enclosure:
    try:
        return Enclosure(paper, name, data, count_pages(data))
    except UnusableError as error:
        return _sheet(paper, name, f"{error} It is “{file.name}”. {SEPARATE}", file.name)


def _picture(paper: PaperRow, file: Paper, name: str, data: bytes) -> Enclosure:
    try:
        figure = blocks.figure(photo(data), f"A picture, “{file.name}”. What it shows is not described.")
    except UnreadableError:
        said = f"The picture “{file.name}” is damaged and can't be shown. {SEPARATE}"
        return _sheet(paper, name, said, file.name)
    return Enclosure(paper, name, None, 1, (figure,))


def _sheet(paper: PaperRow, name: str, words: str, separate: str = "") -> Enclosure:
    return Enclosure(paper, name, None, 1, (blocks.callout("", words),), separate)
