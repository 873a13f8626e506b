"""Documents that were approved or issued: kept as they went out, and never changed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.attachments import fit, keep_bytes, kept_bytes
from mscp_desktop.foundation.base import model_of
from mscp_desktop.foundation.errors import DamagedError
from mscp_desktop.foundation.records import IssuedDocument
from mscp_desktop.foundation.store import WorkSession


def issue_document(
    session: WorkSession, kind: str, subject_table: str, subject_uid: str, title: str, name: str, data: bytes
) -> str:
    """Keep a document of a record as it goes out and return its uid; a part of an operation that undo does not reach.

    `kind` is the document's name in the catalogue, `name` that of the file.
    """
    model_of(subject_table).by_uid(session, subject_uid)
    kept, data = fit(name, data)
    document = IssuedDocument(
        kind=kind, subject_table=subject_table, subject_uid=subject_uid, title=title, name=kept, size=len(data),
        digest=keep_bytes(session, data), issued_at=session.clock.now(), issued_by=session.actor.name,
    )  # fmt: skip
    session.add(document)
    session.flush()
    return document.uid


def issued_of(session: Session, subject_table: str, subject_uid: str) -> Sequence[IssuedDocument]:
    """Return what was issued of a record, the first first."""
    query = (
        select(IssuedDocument)
        .where(IssuedDocument.subject_table == subject_table, IssuedDocument.subject_uid == subject_uid)
        .order_by(IssuedDocument.id)
    )
    return session.scalars(query).all()


def issued_content(session: Session, uid: str) -> tuple[str, bytes]:
    """Return the file's name and the bytes of an issued document; raises `DamagedError` where they are not those."""
    document = IssuedDocument.by_uid(session, uid)
    data = kept_bytes(session, document.digest)
    if data is None:
        raise DamagedError(
            f"“{document.name}” is not what was issued. Nothing was changed; a backup may still hold it."
        )
    return document.name, data
