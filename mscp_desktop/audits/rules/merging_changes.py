"""An audit that came back is merged: what would be taken, what a person has to decide, and the act itself."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, ToolQuestion, ToolSection
from mscp_desktop.audits.records import (
    Audit,
    AuditAway,
    AuditCase,
    AuditFinding,
    AuditReturn,
    AuditService,
    AuditState,
    Known,
    LearningTheme,
    case_words,
)
from mscp_desktop.audits.rules.away_bundles import Office, opened
from mscp_desktop.audits.rules.away_content import CELLS, KINDS, TABLES, Content, Row, content_of, keyed, refers
from mscp_desktop.audits.rules.changes import AUDITORS, said_of
from mscp_desktop.audits.rules.merging import WHOLE, Clash, Counted, Merged, merge
from mscp_desktop.audits.rules.programme import number_words
from mscp_desktop.audits.rules.sealing import Cell, cells_of, keep_cells, read_base, reveal_merged
from mscp_desktop.audits.rules.sealing import seen as seen_cell
from mscp_desktop.foundation.base import from_plain
from mscp_desktop.foundation.bookkeeping import HistoryEntry, OperationRow
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import Organisation

OWN_WORDS = {"grades": "its own grade", "evidence": "its evidence", "answers": "its answer"}
SEALED = "entered; it stays sealed until the audit is revealed"
GONE = "taken away"
REVEALS = (
    "What came back was revealed there, so the services' own grades are revealed here too when it is merged. That can't"
    " be undone."
)
REVEALED_HERE = "The audit is revealed here, so what was graded away is to be seen from now on."


@dataclass(frozen=True, slots=True)
class Asked:
    """A clash in words: what it is about, what each side holds, and who entered that and when."""

    id: str
    what: str
    ours: str
    theirs: str
    ours_by: str
    theirs_by: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What merging would do: a line for each kind of thing taken, what must be decided, and what to know before."""

    audit_uid: str
    title: str
    to_name: str
    lines: tuple[str, ...]
    asked: tuple[Asked, ...]
    told: tuple[str, ...]
    already: bool = False


def look(office: Office, file: Path, passphrase: str, audit_uid: str | None = None) -> Coming:
    """Return what merging a bundle would do; nothing is changed. Another audit's or partnership's is refused."""
    with (
        opened(office, file, passphrase, lambda key: _require(office, key, audit_uid)) as came,
        office.store.reading() as ours, came.store.reading() as theirs,
    ):  # fmt: skip
        away = _away(ours, came.pointer.vault_id)
        audit = ours.get_one(Audit, away.audit_id)
        operations, _ = came.store.chain.head(theirs.connection())
        if (away.merged_to or 0) >= operations:
            return Coming(audit.uid, number_words(audit.number), away.to_name, (), (), (_twice(away),), already=True)
        merged = _merged(ours, theirs, away, lambda _: False)
        asked = tuple(_asked(ours, theirs, audit, clash) for clash in merged.clashes)
        told = _told(audit, theirs.scalars(select(Audit).where(Audit.uid == audit.uid)).one())
        return Coming(audit.uid, number_words(audit.number), away.to_name, _lines(merged), asked, told)


def merge_bundle(
    office: Office, file: Path, passphrase: str, choices: Mapping[str, bool], audit_uid: str | None = None
) -> str:
    """Merge a bundle by what was decided, clash by clash, whether theirs is taken; return what was done in words."""
    with (
        opened(office, file, passphrase, lambda key: _require(office, key, audit_uid)) as came,
        came.store.reading() as theirs,
    ):  # fmt: skip
        operations, _ = came.store.chain.head(theirs.connection())
        return run(
            office.store, office.actor, merge_away, came.pointer.vault_id, theirs, operations, choices
        ).value  # fmt: skip


@operation("audits.merge_away", AUDITORS)
def merge_away(session: WorkSession, key: str, theirs: Session, operations: int, choices: Mapping[str, bool]) -> str:
    """Merge what came back into an audit, in one act; `operations` is how long its history was there by then.

    Raises `ConflictError` where something has to be decided that `choices` does not have.
    """
    away = _away(session, key)
    if (away.merged_to or 0) >= operations:
        return _twice(away)
    audit = session.get_one(Audit, away.audit_id)
    _refuse_closed(audit)
    undecided: list[Clash] = []

    def choose(clash: Clash) -> bool:
        if clash.id not in choices:
            undecided.append(clash)
        return choices.get(clash.id, False)

    ours = content_of(session, audit.uid, keyed(cells_of(session, audit.uid)))
    there = content_of(theirs, audit.uid, keyed(cells_of(theirs, audit.uid)))
    merged = merge(_base(theirs, away), ours, there, choose)
    if undecided:
        raise ConflictError(
            f"{len(undecided)} thing{'' if len(undecided) == 1 else 's'} must be decided first, or changed since it was"
            " looked at. Look again; nothing was changed."
        )
    revealed = theirs.scalars(select(Audit).where(Audit.uid == audit.uid)).one()
    if revealed.revealed_at is not None and audit.revealed_at is None:
        reveal_merged(session, audit, revealed)
    elif revealed.revealed_at is not None and audit.revealed_at and revealed.revealed_at < audit.revealed_at:
        audit.revealed_at, audit.revealed_by = revealed.revealed_at, revealed.revealed_by
        audit.revealed_why = revealed.revealed_why
    _put(session, audit, ours, there, merged.content)
    away.merged_at, away.merged_to, away.outcome = session.clock.now(), operations, None
    lines = _lines(merged)
    session.say(f"Merged what {away.to_name} did away from the office into {said_of(session, audit)}")
    return "; ".join(lines) if lines else "nothing had been changed there"


def _away(session: Session, key: str) -> AuditAway:
    found = session.scalars(select(AuditAway).where(AuditAway.key == key)).first()
    if found is None:
        raise UserError(
            "This bundle is no audit that left from here: it is another partnership's, or a whole partnership. Nothing"
            " was changed."
        )
    if found.base is not None:
        raise UserError("This is away from the office itself. It is merged in the office; nothing was changed.")
    if found.outcome is not None:
        raise UserError(
            f"It was recorded that this one will not come back from {found.to_name}: {found.outcome}. Undo that in the"
            " history if it is merged after all; nothing was changed."
        )
    return found


def _require(office: Office, key: str, audit_uid: str | None) -> None:
    """Refuse a bundle that is none of this partnership's, or another audit's than the one in hand."""
    with office.store.reading() as session:
        audit = session.get_one(Audit, _away(session, key).audit_id)
        if audit_uid is not None and audit.uid != audit_uid:
            raise UserError(f"This bundle is of {number_words(audit.number)}. Open that one and merge it there.")
        _refuse_closed(audit)


def _refuse_closed(audit: Audit) -> None:
    if audit.cleared_on is not None:
        raise UserError("The details of its cases were cleared here, so nothing can be merged into it any more.")
    if audit.state in (AuditState.CLOSED, AuditState.CANCELLED):
        raise UserError(
            f"{number_words(audit.number)} is {audit.state.value} here. Open it again first; nothing was changed."
        )


def _twice(away: AuditAway) -> str:
    day = "" if away.merged_at is None else f" on {format_day(away.merged_at.astimezone().date())}"
    return f"This was merged already{day}. Merging it again changes nothing."


def _base(theirs: Session, away: AuditAway) -> Content:
    kept = theirs.scalar(select(AuditAway.base).where(AuditAway.key == away.key))
    if kept is None:
        raise UserError("This bundle does not hold what it left with, so it can't be compared. Nothing was changed.")
    rows, cells = read_base(theirs, kept)
    return Content(json.loads(rows), cells=keyed(cells))


def _merged(ours: Session, theirs: Session, away: AuditAway, choose: Callable[[Clash], bool]) -> Merged:
    uid = ours.get_one(Audit, away.audit_id).uid
    here, there = (content_of(one, uid, keyed(cells_of(one, uid))) for one in (ours, theirs))
    return merge(_base(theirs, away), here, there, choose)


def _told(ours: Audit, theirs: Audit) -> tuple[str, ...]:
    if theirs.revealed_at is not None and ours.revealed_at is None:
        return (REVEALS,)
    return (REVEALED_HERE,) if ours.revealed_at is not None and theirs.revealed_at is None else ()


def _lines(merged: Merged) -> tuple[str, ...]:
    said = []
    for table, count in merged.taken.items():
        words = "services' own grades and words" if table == CELLS else TABLES[table].words
        said.append(f"{words}: {_counted(count)}")
    return tuple(said)


def _counted(count: Counted) -> str:
    parts = ((count.added, "new"), (count.changed, "changed"), (count.removed, "taken away"))
    return ", ".join(f"{number} {word}" for number, word in parts if number)


def _put(session: WorkSession, audit: Audit, ours: Content, theirs: Content, final: Content) -> None:
    """Let the records say what an audit came to hold."""
    ids = _names(session)
    going: list[Any] = []
    for kind in KINDS:
        own = ids.setdefault(kind.table, {})
        rows = final.rows[kind.table]
        for key, uid in ours.uids[kind.table].items():
            record = kind.model.by_uid(session, uid)
            own[key] = record.id
            if key not in rows:
                going.append(record)
            elif rows[key] != ours.rows[kind.table][key]:
                _set(session, kind.model, record, rows[key], ids)
        for key in rows.keys() - ours.uids[kind.table].keys():
            more = {"graded": 0} if kind.table == "service_case" else {}
            made = kind.model(uid=theirs.uids[kind.table][key], **more)
            _set(session, kind.model, made, rows[key], ids, audit)
            session.add(made)
            session.flush()
            own[key] = made.id
    _keep(session, ours, final)
    for record in reversed(going):
        if isinstance(record, AuditService):
            for sent in session.scalars(select(AuditReturn).where(AuditReturn.service_id == record.id)).all():
                session.delete(sent)
        session.delete(record)
    audit.cases = len(final.rows["audit_case"])
    session.flush()


def _keep(session: WorkSession, ours: Content, final: Content) -> None:
    """Keep what services say, sealed or not; of a service or case that goes nothing is kept."""
    for key in ours.rows["service_case"].keys() | final.rows["service_case"].keys():
        row = final.rows["service_case"].get(key)
        cells = final.cells.get(key, {}) if row is not None else {}
        if row is not None and key in ours.rows["service_case"] and cells == ours.cells.get(key, {}):
            continue
        service, case = key.split("+")
        known = Known(str(row["known"])) if row is not None and row["known"] else None
        keep_cells(session, service, case, cells, known)


def _names(session: WorkSession) -> dict[str, dict[Any, int]]:
    return {
        "tool_section": dict(session.execute(select(ToolSection.uid, ToolSection.id)).all()),
        "grade": dict(session.execute(select(Grade.uid, Grade.id)).all()),
        "organisation": dict(session.execute(select(Organisation.uid, Organisation.id)).all()),
        "learning_theme": dict(session.execute(select(LearningTheme.name, LearningTheme.id)).all()),
    }  # fmt: skip


def _set(
    session: WorkSession, model: Any, record: Any, row: Row, ids: dict[str, dict[Any, int]], audit: Audit | None = None
) -> None:
    dialect, columns, leads = session.connection().dialect, model.__table__.columns, refers(model)
    for name, held in row.items():
        value = from_plain(columns[name], held, dialect) if name not in leads or held is None else None
        if name in leads and held is not None:
            if leads[name] == "learning_theme" and held not in ids["learning_theme"]:
                ids["learning_theme"][held] = _new_theme(session, str(held))
            value = ids[leads[name]].get(held)
            if value is None:
                raise UserError(
                    "What came back names something that is no longer there in the office, such as an organisation."
                    " Nothing was changed."
                )
        if getattr(record, name) != value or audit is not None:
            setattr(record, name, value)


def _new_theme(session: WorkSession, name: str) -> int:
    made = LearningTheme(name=name)
    session.add(made)
    session.flush()
    return made.id


def _asked(ours: Session, theirs: Session, audit: Audit, clash: Clash) -> Asked:
    """Return a clash in words; of what is sealed, that there is something, and no more."""
    table, columns = ("service_case", ("sealed", "graded")) if clash.table == CELLS else (clash.table, ())
    columns = columns or (tuple(clash.ours) if clash.part != WHOLE else ())
    return Asked(
        clash.id, _about(ours, theirs, clash), _value(ours, audit, clash, clash.ours),
        _value(ours, audit, clash, clash.theirs), _by(ours, audit, table, clash.key, columns),
        _by(theirs, audit, table, clash.key, columns),
    )  # fmt: skip


def _value(session: Session, audit: Audit, clash: Clash, held: Any) -> str:
    if held is None:
        return GONE
    if isinstance(held, Cell):
        if audit.revealed_at is None:
            return SEALED
        said = seen_cell(session, audit.uid, held)
        if clash.part.startswith("grades+"):
            return "does not apply" if said is None else _grade(session, said)
        return said or ""
    if clash.part == WHOLE:
        return "kept, with what was done with it"
    shown = [_grade(session, one) if name == "grade_id" else str(one) for name, one in held.items() if one is not None]
    return ", ".join(shown) or "nothing"


def _grade(session: Session, uid: str) -> str:
    return session.scalar(select(Grade.name).where(Grade.uid == uid)) or "a grade"


def _about(ours: Session, theirs: Session, clash: Clash) -> str:
    """Return what a clash is about: "Case N-03, Recognition: the agreed grade"."""
    words, keys = [], clash.key.split("+") + (clash.part.split("+")[1:] if clash.table == CELLS else [])
    for uid in keys:
        found = _called(ours, uid) or _called(theirs, uid)
        if found:
            words.append(found)
    if clash.table == CELLS:
        kind = OWN_WORDS[clash.part.split("+")[0]]
    elif clash.part == WHOLE:
        kind = "one side took it away"
    else:
        kind = {"grade_id": "the agreed grade"}.get(clash.part, clash.part.removesuffix("_id").replace("_", " "))
    return f"{', '.join(words)}: {kind}" if words else kind


def _called(session: Session, uid: str) -> str | None:
    case = session.scalars(select(AuditCase).where(AuditCase.uid == uid)).first()
    if case is not None:
        return case_words(case.reference, case.position)
    number = session.scalar(select(AuditFinding.number).where(AuditFinding.uid == uid))
    if number is not None:
        return f"finding {number}"
    for query in (
        select(AuditService.name).where(AuditService.uid == uid),
        select(ToolSection.name).where(ToolSection.uid == uid),
        select(ToolQuestion.text).where(ToolQuestion.uid == uid),
    ):  # fmt: skip
        found = session.scalar(query)
        if found:
            return found
    return None


def _by(session: Session, audit: Audit, table: str, key: str, columns: tuple[str, ...]) -> str:
    """Return who last changed something of a row, and when; empty where history does not say."""
    content = content_of(session, audit.uid, {})
    uid = content.uids.get(table, {}).get(key)
    query = (
        select(OperationRow.actor_name, OperationRow.at, HistoryEntry.fields)
        .join(HistoryEntry, HistoryEntry.operation_id == OperationRow.id)
        .where(HistoryEntry.table_name == table, HistoryEntry.row_uid == uid)
        .order_by(HistoryEntry.id.desc())
    )
    for actor, at, fields in session.execute(query) if uid else ():
        if not columns or set(columns) & set(fields.split(",")):
            return f"{actor}, {format_day(at.astimezone().date())} at {at.astimezone():%H:%M}"
    return ""
