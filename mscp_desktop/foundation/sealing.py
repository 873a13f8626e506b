"""Sealed content: kept in the vault, and read by nobody until it is revealed.

A record holds its key, and history holds the key's changes: what is sealed stands in neither. Undo puts a former key
back, and what it leads to is still there until it is forgotten. One module of a feature may import this one: an import
contract names it, so that every door passes through it.
"""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import new_uid
from mscp_desktop.foundation.bookkeeping import SealedContent
from mscp_desktop.foundation.errors import DamagedError
from mscp_desktop.foundation.history import BOOKKEEPING
from mscp_desktop.foundation.store import WorkSession


def seal(session: WorkSession, payload: str, within: str) -> str:
    """Keep content sealed and return its key; it never changes: what is sealed anew has a new key.

    `within` is the uid of what it is forgotten with.
    """
    key = new_uid()
    row = {"key": key, "within": within, "payload": payload}
    session.execute(insert(SealedContent), [row], execution_options=BOOKKEEPING)
    return key


def unseal(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """Return what is sealed under each key; raises `DamagedError` where something is not there."""
    wanted = set(keys)
    rows = session.execute(select(SealedContent.key, SealedContent.payload).where(SealedContent.key.in_(wanted)))
    found: dict[str, str] = dict(rows.all())
    if found.keys() != wanted:
        raise DamagedError("Something that was sealed is not there any more. Nothing was changed; restore a backup.")
    return found


def forget_sealed(session: WorkSession, within: str) -> None:
    """Take all that was ever sealed for something away for good, also what only undo could still reach."""
    session.execute(delete(SealedContent).where(SealedContent.within == within), execution_options=BOOKKEEPING)
