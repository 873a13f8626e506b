"""Operations: a change has a name, says who may make it, and whether undo can take it back."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Record, model_of, plain
from mscp_desktop.foundation.errors import ChangedMeanwhileError, ConflictError, InternalError, NotAllowedError
from mscp_desktop.foundation.history import canonical, entries_of
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.row_changes import KEPT_APART, RowChange, Stored
from mscp_desktop.foundation.store import Actor, Announcement, Role, Store, WorkSession

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
QUOTED = 80  # characters of a value that stand in a sentence
MANAGER = frozenset({Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Operation(Generic[P, R]):
    """One named way to change data.

    Its inverse is history itself: undo puts back what each row was. `corrected_by` is for an operation that has no
    inverse, and names the act that corrects it ("a credit note"); undo stops there.
    """

    name: str
    roles: frozenset[Role]
    function: Callable[Concatenate[WorkSession, P], R]
    corrected_by: str | None = None
    aside: bool = False

    def __call__(self, session: WorkSession, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it as a part of the transaction at hand."""
        return self.function(session, *args, **kwargs)


def operation(
    name: str, roles: frozenset[Role] = MANAGER, corrected_by: str | None = None, *, aside: bool = False
) -> Callable[[Callable[Concatenate[WorkSession, P], R]], Operation[P, R]]:
    """Make a function of a session and values an operation; the name is "feature.verb_object"."""

    def wrap(function: Callable[Concatenate[WorkSession, P], R]) -> Operation[P, R]:
        return Operation(name, roles, function, corrected_by, aside)

    return wrap


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What an operation returned, and what its commit announced: None where nothing changed."""

    value: R
    announcement: Announcement | None


def run(store: Store, actor: Actor, what: Operation[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Outcome[R]:
    """Run one operation in a transaction of its own.

    Raises `NotAllowedError` where the actor lacks the role, and whatever the operation refuses with; then nothing has
    changed.
    """
    _refuse_role(actor, what)
    kind = "aside" if what.aside else "do"
    with store.transaction(actor, what.name, kind=kind, corrected_by=what.corrected_by) as session:
        value = what(session, *args, **kwargs)
    return Outcome(value, session.announcement)


def _refuse_role(actor: Actor, what: Operation[..., Any]) -> None:
    if not actor.roles & what.roles:
        able = " or the ".join(sorted(role.value for role in what.roles))
        raise NotAllowedError(f"This is for the {able}. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Rehearsal(Generic[R, T]):
    """What an operation would do: its words, what was said of its row changes, and their fingerprint.

    Two rehearsals have one fingerprint where they would change the same rows, at the same versions, to the same values.
    """

    value: R
    summary: str
    said: T
    count: int
    fingerprint: str


def rehearse(
    store: Store,
    actor: Actor,
    what: Operation[..., R],
    describe: Callable[[Session, list[RowChange]], T],
    /,
    *args: Any,
    **kwargs: Any,
) -> Rehearsal[R, T]:
    """Run an operation for real and take everything back; return what it would have changed.

    `describe` is called while the changes stand, so that it can read new names too. Raises what `run` would raise.
    """
    _refuse_role(actor, what)
    with store.rehearsal(actor, what.name) as session:
        value = what(session, *args, **kwargs)
        session.flush()
        rows = session.changes.net()
        said = describe(session, rows)
        return Rehearsal(value, session.summary, said, len(rows), _fingerprint(rows))


def as_rehearsed(what: Operation[P, R], fingerprint: str) -> Operation[P, R]:
    """Return an operation that is refused where it would do anything else than a rehearsal showed."""

    def checked(session: WorkSession, /, *args: P.args, **kwargs: P.kwargs) -> R:
        value = what(session, *args, **kwargs)
        session.flush()
        if _fingerprint(session.changes.net()) != fingerprint:
            raise ChangedMeanwhileError(
                "Something that this rests on was changed meanwhile. Nothing was done; look at what it would do now."
            )
        return value

    return Operation(what.name, what.roles, checked, what.corrected_by, what.aside)


def stored_values(session: Session, row: RowChange) -> dict[str, Stored]:
    """Return all that a changed row holds now, as it is stored; of a removed one, what it held."""
    if row.kind == "delete":
        return {name: old for name, (old, _) in row.values.items()}
    record, dialect = model_of(row.table).by_uid(session, row.uid), session.connection().dialect
    columns = record.__table__.columns
    return {column.name: plain(column, getattr(record, column.name), dialect) for column in columns}


def _fingerprint(rows: list[RowChange]) -> str:
    """Return a digest of row changes; the identifiers of new rows are drawn anew each time, and left out.

    Nor does the order count: the rows that one flush writes come in none.
    """
    said = sorted(
        canonical([row.kind, row.table, *(() if row.kind == "insert" else (row.uid, row.revision)), row.values])
        for row in rows
    )
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def change_record(
    session: WorkSession, record: Record, version: int, fields: dict[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Set fields of a record that was shown at `version`, and return those that changed as name -> (old, new).

    Where somebody else changed it since, other fields merge; the same field is refused with `ConflictError`, which
    names what stands there now.
    """
    columns = record.__table__.columns
    unknown = set(fields) - ({column.name for column in columns} - KEPT_APART)
    if unknown:
        raise InternalError(f"{record.__tablename__} has no field {', '.join(sorted(unknown))}.")
    dialect = session.get_bind().dialect
    if record.version != version:
        _refuse_overlap(session, record, version, fields)
    changed = {}
    for name, new in fields.items():
        old = getattr(record, name)
        if plain(columns[name], old, dialect) != plain(columns[name], new, dialect):
            setattr(record, name, new)
            changed[name] = (old, new)
    return changed


def _refuse_overlap(session: Session, record: Record, version: int, fields: dict[str, Any]) -> None:
    dialect = session.connection().dialect
    for entry in entries_of(session, record.__tablename__, record.uid, None, after_revision=version):
        touched = set(fields) if entry.values is None else set(fields) & set(entry.values)
        for name in sorted(touched):
            column, now, new = record.__table__.columns[name], getattr(record, name), fields[name]
            if plain(column, now, dialect) == plain(column, new, dialect):
                continue
            at = entry.at.astimezone()
            stands = "" if column.foreign_keys else f"; it now says {_quoted(now)}, and you have {_quoted(new)}"
            raise ConflictError(
                f"{entry.actor} changed this at {at:%H:%M} on {format_day(at.date())} while you had it open{stands}."
                " What you typed is kept; look at both and save again."
            )


def _quoted(value: Any) -> str:
    if value is None:
        return "nothing"
    said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return f"“{said[:QUOTED]}…”" if len(said) > QUOTED else f"“{said}”"
