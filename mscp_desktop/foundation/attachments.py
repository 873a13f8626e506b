"""Papers kept with a record: files inside the encrypted database, never paths to somewhere else.

The record of a paper (name, size, digest, who, when) is history as every record is; its bytes stand beside, under
their digest, and are never history. A paper that is removed keeps its bytes, so that undo brings it back; a purge takes
them away for good. Two papers of the same bytes share them.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import model_of
from mscp_desktop.foundation.bookkeeping import AttachmentPiece, HistoryEntry, HistoryValue, SearchEntry
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import ConflictError, DamagedError, UserError
from mscp_desktop.foundation.finding import Answer, States, find
from mscp_desktop.foundation.history import BOOKKEEPING, Entry, entries_of
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.records import Attachment, IssuedDocument
from mscp_desktop.foundation.search import SearchHit, SearchSource, SearchText
from mscp_desktop.foundation.store import WorkSession

MOST_BYTES = 50_000_000
LONGEST_NAME = 150
PIECE = 1024 * 1024
REFUSED = frozenset({
    "exe", "com", "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "msi", "msp", "mst", "scr",
    "hta", "lnk", "jar", "app", "dmg", "pkg", "sh", "command", "reg", "dll", "sys", "cpl", "pif", "url",
    "scf", "inf", "iso", "img", "vhd", "vhdx", "chm", "gadget", "application", "appref-ms", "desktop", "deb", "rpm",
    "apk", "xll", "py", "pyw", "settingcontent-ms", "library-ms", "search-ms", "msc",
})  # fmt: skip
"""Endings of files that a computer runs rather than shows."""

_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\x00\x00\x00\x01",
)
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as a list shows it; `size` is in bytes."""

    uid: str
    version: int
    name: str
    size: int
    added_at: datetime
    added_by: str


def _describe(_session: Session, paper: Attachment) -> SearchText:
    return SearchText(paper.name)


SEARCH = (SearchSource("paper", Attachment, _describe),)


def find_with_papers(
    session: Session,
    typed: str,
    *,
    today: date | None = None,
    kinds: Mapping[str, str] | None = None,
    states: States | None = None,
    answers: Mapping[str, Answer] | None = None,
) -> list[SearchHit]:
    """Return what `search.find` finds, and of each paper the record that it is kept with."""
    hits = find(session, typed, today=today, kinds=kinds, states=states, answers=answers)
    papers = [hit.uid for hit in hits if hit.kind == SEARCH[0].kind]
    if not papers:
        return hits
    query = (
        select(Attachment.uid, Attachment.owner_table, Attachment.owner_uid, SearchEntry.title)
        .outerjoin(SearchEntry, SearchEntry.uid == Attachment.owner_uid)
        .where(Attachment.uid.in_(papers))
    )
    kept = {row.uid: (row.title or "", Place(row.owner_table, row.owner_uid)) for row in session.execute(query)}
    return [
        replace(hit, detail=kept[hit.uid][0], of=kept[hit.uid][1]) if hit.uid in kept else hit
        for hit in hits
        if hit.uid in kept or hit.uid not in papers
    ]


def size_words(size: int) -> str:
    """Return a size in words: "12 KB", "3.4 MB"."""
    if size < 1000:  # noqa: PLR2004 - as people count
        return f"{size} byte{'' if size == 1 else 's'}"
    if size < 1_000_000:  # noqa: PLR2004
        return f"{round(size / 1000)} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".0 ", " ")


def papers_of(session: Session, owner_table: str, owner_uid: str) -> list[Paper]:
    """Return the papers of a record, by name."""
    query = select(Attachment).where(Attachment.owner_table == owner_table, Attachment.owner_uid == owner_uid)
    found = [
        Paper(one.uid, one.version, one.name, one.size, one.added_at, one.added_by) for one in session.scalars(query)
    ]
    return sorted(found, key=lambda paper: (paper.name.casefold(), paper.uid))


def read_file(file: Path) -> tuple[str, bytes]:
    """Return the name and content of a file on this computer that may be kept.

    Raises `UserError` where it is none, too large, empty, a program, or can't be read.
    """
    try:
        if not file.is_file():
            raise UserError(f"“{file.name}” is not a file, so nothing was added. Add the files in it one by one.")
        with file.open("rb") as opened:
            return fit(file.name, _read(opened, file.name))
    except OSError as error:
        raise UserError(
            f"“{file.name}” could not be read ({error.strerror or error}), so it was not added. Close the program that"
            " holds it, or copy it to this computer first."
        ) from error


def _read(opened: BinaryIO, name: str) -> bytes:
    data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UserError(
            f"“{name}” is larger than {size_words(MOST_BYTES)}, so it was not added. Make it smaller, for example by"
            " saving it as a PDF with smaller pictures."
        )
    return data


def fit(name: str, data: bytes) -> tuple[str, bytes]:
    """Return a name and content as they are kept; raises `UserError` for what is not kept here."""
    kept = fit_name(name)
    if not data:
        raise UserError(f"“{kept}” is empty, so it was not added. Check that it was saved.")
    if len(data) > MOST_BYTES:
        raise UserError(f"“{kept}” is larger than {size_words(MOST_BYTES)}, so it was not added.")
    if data.startswith(_PROGRAMS):
        raise UserError(f"“{kept}” is a program, whatever its name says, so it was not added.")
    return kept, data


def fit_name(name: str) -> str:
    """Return a name that a file can have on any system; raises `UserError` for one of a program and for none."""
    plain = "".join(sign for sign in unicodedata.normalize("NFC", name) if unicodedata.category(sign) != "Cf")
    kept = " ".join(_UNFIT.sub(" ", plain).split()).strip(" .")
    if not kept:
        raise UserError("A paper needs a name.")
    ending = PurePosixPath(kept).suffix
    if ending[1:].casefold() in REFUSED:
        raise UserError(
            f"“{kept}” is a program or a shortcut ({ending.lower()}), and those are not kept here: opening one could"
            " harm this computer. Documents, sheets, pictures and PDFs are welcome."
        )
    if _RESERVED.fullmatch(kept):
        kept = f"Paper {kept}"
    return kept if len(kept) <= LONGEST_NAME else kept[: LONGEST_NAME - len(ending)].rstrip(" .") + ending


@operation("papers.add")
def add_paper(session: WorkSession, owner_table: str, owner_uid: str, name: str, data: bytes) -> str:
    """Keep a paper with a record and return its uid; a name that is taken there gets a number."""
    owner = model_of(owner_table).by_uid(session, owner_uid)
    kept, data = fit(name, data)
    digest = keep_bytes(session, data)
    paper = Attachment(
        owner_table=owner_table, owner_uid=owner_uid, name=_free_name(session, owner_table, owner_uid, kept),
        size=len(data), digest=digest, added_at=session.clock.now(), added_by=session.actor.name,
    )  # fmt: skip
    session.add(paper)
    session.flush()
    session.say(f"Added the paper {paper.name} to {getattr(owner, 'name', 'a record')}")
    return paper.uid


def keep_bytes(session: WorkSession, data: bytes) -> str:
    """Keep bytes in pieces, once for all who hold them, and return their digest."""
    digest = hashlib.sha256(data).hexdigest()
    if session.scalar(select(AttachmentPiece.number).where(AttachmentPiece.digest == digest).limit(1)) is None:
        for number in range(0, len(data), PIECE):
            row = {"digest": digest, "number": number // PIECE, "data": data[number : number + PIECE]}
            session.execute(insert(AttachmentPiece), [row], execution_options=BOOKKEEPING)
    return digest


def kept_bytes(session: Session, digest: str) -> bytes | None:
    """Return the bytes of a digest, or None where they are not what was kept."""
    query = select(AttachmentPiece.data).where(AttachmentPiece.digest == digest).order_by(AttachmentPiece.number)
    data = b"".join(session.scalars(query))
    return data if hashlib.sha256(data).hexdigest() == digest else None


@operation("papers.rename")
def rename_paper(session: WorkSession, uid: str, name: str) -> None:
    """Give a paper another name; its ending stays where none is given."""
    paper = Attachment.by_uid(session, uid)
    wanted = fit_name(name)
    ending = PurePosixPath(paper.name).suffix
    if not PurePosixPath(wanted).suffix:
        wanted = fit_name(f"{wanted}{ending}")
    before = paper.name
    if wanted != before:
        paper.name = _free_name(session, paper.owner_table, paper.owner_uid, wanted, but=uid)
    session.say(f"Renamed the paper {before} to {paper.name}")


@operation("papers.remove")
def remove_paper(session: WorkSession, uid: str) -> None:
    """Remove a paper; undo brings it back with its bytes."""
    paper = Attachment.by_uid(session, uid)
    session.say(f"Removed the paper {paper.name}")
    session.delete(paper)


def remove_papers_of(session: WorkSession, owner_table: str, owner_uid: str) -> None:
    """Remove every paper of a record, as a part of the operation that deletes it."""
    query = select(Attachment).where(Attachment.owner_table == owner_table, Attachment.owner_uid == owner_uid)
    for paper in session.scalars(query):
        session.delete(paper)
    session.flush()


def content_of(session: Session, uid: str) -> tuple[str, bytes]:
    """Return the name and bytes of a paper; raises `DamagedError` where they are not what was kept."""
    paper = session.scalar(select(Attachment).where(Attachment.uid == uid))
    if paper is None:
        raise ConflictError("This paper is no longer there: it was removed after it was shown.")
    data = kept_bytes(session, paper.digest)
    if data is None:
        raise DamagedError(f"“{paper.name}” is not what was kept. Nothing was changed; a backup may still hold it.")
    return paper.name, data


def forget_content(session: WorkSession, records: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Take the bytes of removed papers away for good, before their history is purged.

    `records` are (table, uid) of what is purged: papers themselves, and records whose removed papers go along.
    Returns the papers. Bytes that another paper holds, also a removed one that undo could bring back, stay.
    """
    purged = set(records)
    standing = set(session.scalars(select(Attachment.uid)))
    gone: dict[str, str] = {}
    needed = {*session.scalars(select(Attachment.digest)), *session.scalars(select(IssuedDocument.digest))}
    for uid, owner, digest in _ever(session):
        if uid not in standing and (("attachment", uid) in purged or owner in purged):
            gone[uid] = digest
        else:
            needed.add(digest)
    for digest in set(gone.values()) - needed:
        session.execute(delete(AttachmentPiece).where(AttachmentPiece.digest == digest), execution_options=BOOKKEEPING)
    return [("attachment", uid) for uid in sorted(gone)]


def _ever(session: Session) -> Iterator[tuple[str, tuple[str, str], str]]:
    """Yield (uid, (owner's table, owner's uid), digest) of every paper whose adding history still holds."""
    query = (
        select(HistoryEntry.row_uid, HistoryValue.payload)
        .join(HistoryValue, HistoryValue.entry_id == HistoryEntry.id)
        .where(HistoryEntry.table_name == "attachment", HistoryEntry.kind == "insert")
        .order_by(HistoryEntry.id)
    )
    for uid, payload in session.execute(query):
        values = {name: pair[1] for name, pair in json.loads(payload).items()}
        yield uid, (values["owner_table"], values["owner_uid"]), values["digest"]


def with_papers(session: Session, owner_table: str, owner_uid: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return a record's history with that of the papers it has and had, newest first; theirs are words only."""
    # a paper that was removed and brought back was added twice
    uids = dict.fromkeys(uid for uid, owner, _ in _ever(session) if owner == (owner_table, owner_uid))
    found = [replace(entry, values=None) for uid in uids for entry in entries_of(session, "attachment", uid)]
    return sorted([*entries, *found], key=lambda entry: entry.id, reverse=True)


def _free_name(session: Session, owner_table: str, owner_uid: str, name: str, but: str = "") -> str:
    taken = {paper.name.casefold() for paper in papers_of(session, owner_table, owner_uid) if paper.uid != but}
    return next(one for one in _numbered(name) if one.casefold() not in taken)


def _numbered(name: str) -> Iterable[str]:
    yield name
    ending = PurePosixPath(name).suffix
    stem = name.removesuffix(ending)
    number = 2
    while True:
        yield f"{stem} ({number}){ending}"
        number += 1
