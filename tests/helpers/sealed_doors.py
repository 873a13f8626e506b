"""Every way into what is recorded, to look for what is sealed."""

import io
import json
import re
import zipfile
from contextlib import suppress
from typing import Any

from audit_made import AuditMade
from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import Audit
from mscp_desktop.audits.rules import sealing, services
from mscp_desktop.catalogue import CHECKS, DUE, SEARCH, resolve
from mscp_desktop.documents import REPORTS
from mscp_desktop.foundation.bookkeeping import SealedContent
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.drafts import unfinished
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.undo import next_steps
from mscp_desktop.foundation.vault import Vault

CANARY = "Kanarienvogel"
GRADE = "Inadequate"


def raw(session: Session) -> str:
    """Return all that the tables hold, but for the one in which it is sealed."""
    connection, found = session.connection(), []
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
        if name != SealedContent.__tablename__:
            rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"')  # noqa: S608 - a table's own name
            found += [f"{name} {json.dumps([str(one) for one in row])}" for row in rows]
    return "\n".join(found)


def told_in(made: object) -> str:
    """Return what a document says: of a file that is packed, what stands in its parts."""
    if isinstance(made, bytes) and zipfile.is_zipfile(io.BytesIO(made)):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            return "\n".join(archive.read(one).decode("utf-8", "replace") for one in archive.namelist())
    return repr(made)


def documents(session: Session, vault: Vault, audit: str, *, of_audits: bool) -> str:
    """Return what the documents of audits say, or every other one that can be made of this vault."""
    today, made = vault.store.clock.today(), []
    for entry in REPORTS:
        if (".audits." in repr((entry.pdf, entry.sheet, entry.files))) != of_audits:
            continue
        takes = {
            "group": "Executive Group",
            "tool": "Neglect",
            "organisation": "NELFT",
            "year": "2024-25",
            "audit": audit,
        }
        given: dict[str, Any] = {name: takes[name] for name in entry.needs if name in takes}
        others = () if entry.sheet or entry.bound else (entry.pdf,)
        for one in (entry.sheet, *others, *(what for _, what in entry.files)):
            with suppress(UserError):
                made += [] if one is None else [told_in(resolve(one)(session, Request(today, today, **given)))]
    assert len(made) > (4 if of_audits else 15)
    return "\n".join(made)


def doors(made: AuditMade, *, documented: bool = True, others: bool = False) -> dict[str, str]:
    """Return what is to be seen by every way into what is recorded."""
    vault = made.vault
    today = vault.store.clock.today()
    with vault.store.reading() as session:
        number = str(Audit.by_uid(session, made.audit).number)
        more = {"other documents": documents(session, vault, number, of_audits=False)} if others else {}
        return more | {
            "tables": raw(session),
            "documents": documents(session, vault, number, of_audits=True) if documented else "",
            "search": repr([find(session, words, today=today) for words in (CANARY, CANARY[:5], GRADE)]),
            "search texts": repr([
                source.describe(session, one) for source in SEARCH for one in session.scalars(select(source.model))
            ]),
            "drafts": repr(unfinished(session, vault.actor.uid)),
            "undo": repr(next_steps(session, vault.actor.uid)),
            "due": repr([list(one(session, today)) for one in DUE]),
            "checks": repr([list(one(session, today)) for one in CHECKS]),
            "services": repr(services.service_rows(session, made.audit, today)),
            "own": repr(sealing.own_of(session, made.audit)),
            "missing": repr(sealing.not_in(session, made.audit)),
        }  # fmt: skip


def told(made: AuditMade, found: dict[str, str]) -> dict[str, tuple[bool, int]]:
    """Return of each door whether the canary words are there, and how often the canary grade is named."""
    grade = made.grades[GRADE]
    return {name: (CANARY in text, len(re.findall(f"{GRADE}|{grade}", text))) for name, text in found.items()}
