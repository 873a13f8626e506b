"""The mapped base class and the column types that every record is made of."""

from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

import uuid_utils
from sqlalchemy import ColumnElement, Dialect, Integer, MetaData, Select, Text, TypeDecorator, bindparam, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column

from mscp_desktop.foundation.errors import ConflictError, InternalError
from mscp_desktop.foundation.partial_dates import PartialDate

if TYPE_CHECKING:
    from mscp_desktop.foundation.row_changes import RowChange

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_uid() -> str:
    """Return a UUIDv7 as text: unique everywhere, and sorted by the time it was made."""
    return str(uuid_utils.uuid7())


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, stored as ISO text that sorts as time does."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the stored text; a naive time is refused, since its zone would be a guess."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the stored moment with its zone."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A whole date, stored as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Return the stored text."""
        del dialect
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Return the stored date."""
        del dialect
        return None if value is None else date.fromisoformat(value)


_read_partial = lru_cache(maxsize=1 << 14)(PartialDate.from_iso)  # a roster has the same few dates in all its rows


class PartialDay(TypeDecorator[PartialDate]):
    """A date known to the day, the month or the year, stored as an ISO prefix; null is not known."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        """Return the stored text."""
        del dialect
        return None if value is None else value.iso()

    def process_result_value(self, value: Any, dialect: Dialect) -> PartialDate | None:
        """Return the stored date as far as it is known."""
        del dialect
        return None if value is None else _read_partial(value)


class Flag(TypeDecorator[bool]):
    """Yes or no, stored as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """Return the stored number."""
        del dialect
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        """Return the stored answer."""
        del dialect
        return None if value is None else bool(value)


class Choice(TypeDecorator[StrEnum]):
    """One word of a fixed list, stored as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Return the stored text; a word outside the list is refused, and not repeated in the error."""
        del dialect
        if value is None:
            return None
        if value not in set(self.choices):
            raise ValueError(f"Not a word of the list {self.choices.__name__}.")
        return self.choices(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Return the word as a member of the list."""
        del dialect
        return None if value is None else self.choices(value)


class Base(DeclarativeBase):
    """All tables: strict, named by one convention, identifiers never used twice."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: Instant,
        date: Day,
        PartialDate: PartialDay,
        bool: Flag,
    }


class Record(Base):
    """A row that people change: it has a lasting uid, a version, and its changes are history."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-3)
    uid: Mapped[str] = mapped_column(unique=True, default=new_uid, sort_order=-2)
    version: Mapped[int] = mapped_column(sort_order=-1)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805 - SQLAlchemy calls it with the class
        return ({"sqlite_strict": True, "sqlite_autoincrement": True},)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy calls it with the class
        # history counts the versions, so that a record that was deleted and put back goes on where it was
        return {"version_id_col": cls.version, "version_id_generator": False}

    @classmethod
    def by_uid(cls, session: Session, uid: str) -> Self:
        """Return the record, or raise `ConflictError` where it has been deleted since it was shown."""
        found: Self | None = session.scalars(with_uid(cls), {"wanted": uid}).first()
        if found is None:
            raise ConflictError(
                "This record is no longer there: it was deleted after it was shown. Nothing was changed."
            )
        return found

    @classmethod
    def refuse_change(cls, session: Session, change: "RowChange") -> None:
        """Raise `ConflictError` for a change that nothing may make to such a row: no operation, undo or restore.

        It is asked once for each row that a transaction changed, before the commit.
        """


@cache
def with_uid(model: type[Record]) -> Select[Any]:
    """Return the query for a record by its uid, made once for each kind: every saved field begins with it."""
    return select(model).where(model.uid == bindparam("wanted"))


@cache
def model_of(table: str) -> type[Record]:
    """Return the mapped class of a record's table."""
    for mapper in Base.registry.mappers:
        found = mapper.class_
        if issubclass(found, Record) and found.__tablename__ == table:
            return found
    raise InternalError(f"No record is kept in the table {table}.")


def plain(column: ColumnElement[Any], value: Any, dialect: Dialect) -> str | int | None:
    """Return a value as it is stored and as history keeps it: text, integer or null."""
    kind = column.type
    stored: str | int | None = kind.process_bind_param(value, dialect) if isinstance(kind, TypeDecorator) else value
    return stored


def from_plain(column: ColumnElement[Any], stored: str | int | None, dialect: Dialect) -> Any:
    """Return the value that `plain` was given."""
    kind = column.type
    return kind.process_result_value(stored, dialect) if isinstance(kind, TypeDecorator) else stored
