"""How the rows of a table are found: filtered, sorted, grouped and summed by its columns, in SQL or from values."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, String, Text, and_, func, literal_column, or_, type_coerce
from sqlalchemy.orm import Session

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter, Query, Section

T = TypeVar("T")
NOTHING = "not recorded"
_FIRST_DAY = "-01-01"  # after a year or a month, cut to ten characters, it gives the first day of a partial date


@dataclass(frozen=True, slots=True)
class By:
    """A column as SQL finds it: its value, and `also` further texts in which typed words count.

    `words` says a value as a heading over its rows; `empty` are the words for none.
    """

    value: Any
    also: tuple[Any, ...] = ()
    words: Callable[[Any], str] = str
    empty: str = NOTHING


@dataclass(frozen=True, slots=True)
class SqlTable:
    """Rows that one statement finds; its methods are what a table's source needs.

    `rows` selects the ids, with the joins that the columns need. `order` is the rows' own order and ends in what is
    unique. `holds` says whether a row holds a typed word, given as a pattern for LIKE. `sums` are the keys of the
    columns that are summed; `scope` is compared with the query's.
    """

    rows: Select[Any]
    columns: Mapping[str, By]
    order: tuple[Any, ...]
    holds: Callable[[str], ColumnElement[bool]]
    sums: tuple[str, ...] = ()
    scope: Any = None

    def ids(self, session: Session, query: Query) -> list[int]:
        """Return the ids of the rows that a query asks for, in its order."""
        return list(session.scalars(self._narrowed(query).order_by(*self._ordered(query))))

    def whole(self, session: Session, query: Query) -> int:
        """Return how many rows there are, whatever the query filters."""
        everything = self._narrowed(replace(query, text="", filters=()))
        return session.scalar(everything.with_only_columns(func.count(), maintain_column_froms=True)) or 0

    def sections(self, session: Session, query: Query) -> list[Section]:
        """Return the headings over the rows in the order of the rows; none where they are not grouped."""
        if query.group is None:
            return []
        by = self.columns[query.group]
        value = _there(by)
        statement = (
            self._narrowed(query)
            .with_only_columns(value, func.count(), *self._summed(), maintain_column_froms=True)
            .group_by(value)
            .order_by(*_sorted(value, descending=_turned(query)))
        )
        return [
            Section(by.empty if one is None else by.words(one), count, dict(zip(self.sums, _whole(sums), strict=True)))
            for one, count, *sums in session.execute(statement)
        ]

    def totals(self, session: Session, query: Query) -> dict[str, int]:
        """Return the sums over all rows that a query asks for."""
        if not self.sums:
            return {}
        statement = self._narrowed(query).with_only_columns(*self._summed(), maintain_column_froms=True)
        return dict(zip(self.sums, _whole(session.execute(statement).one()), strict=True))

    def found(self, session: Session, query: Query, column: str, typed: str) -> list[int]:
        """Return the ids of the rows whose cell in a column begins with what was typed, in the query's order."""
        begins = type_coerce(self.columns[column].value, Text).ilike(f"{_escaped(typed)}%", escape="\\")
        return list(session.scalars(self._narrowed(query).where(begins).order_by(*self._ordered(query))))

    def _narrowed(self, query: Query) -> Select[Any]:
        statement = self.rows
        for word in query.text.split():
            statement = statement.where(self.holds(_pattern(word)))
        if self.scope is not None:
            statement = statement.where(self.scope == query.scope)
        return statement.where(*(_condition(self.columns[one.column], one) for one in query.filters))

    def _ordered(self, query: Query) -> list[Any]:
        order: list[Any] = []
        if query.group is not None:
            order += _sorted(_there(self.columns[query.group]), descending=_turned(query))
        if query.sort is not None:
            order.append(_sorted(_there(self.columns[query.sort]), descending=query.descending)[0])
        return [*order, *self.order]

    def _summed(self) -> list[Any]:
        return [func.sum(self.columns[key].value) for key in self.sums]


@dataclass(frozen=True, slots=True)
class PlainTable(Generic[T]):
    """Rows that rules have made already, such as a roster as at a day; it answers as `SqlTable` does.

    `columns` give each column's value, None for nothing recorded. `text` is all that typed words are looked for in.
    """

    columns: Mapping[str, Callable[[T], Any]]
    text: Callable[[T], str]
    sums: tuple[str, ...] = ()
    empty: Mapping[str, str] = field(default_factory=dict)

    def rows(self, items: Iterable[T], query: Query) -> list[T]:
        """Return the items that a query asks for, in its order."""
        words = query.text.casefold().split()
        kept = [one for one in items if all(word in self.text(one).casefold() for word in words)]
        for wanted in query.filters:
            value = self.columns[wanted.column]
            kept = [one for one in kept if fits(wanted, value(one))]
        if query.sort is not None:
            kept = _in_order(kept, self.columns[query.sort], descending=query.descending)
        if query.group is not None:
            kept = _in_order(kept, self.columns[query.group], descending=_turned(query))
        return kept

    def sections(self, items: Iterable[T], query: Query) -> list[Section]:
        """Return the headings over the rows in the order of the rows; none where they are not grouped."""
        if query.group is None:
            return []
        value, empty = self.columns[query.group], self.empty.get(query.group, NOTHING)
        found = []
        for _, members in groupby(self.rows(items, query), lambda one: _key(value(one))):
            rows = list(members)
            said = value(rows[0])
            found.append(Section(empty if said in (None, "") else str(said), len(rows), self._summed(rows)))
        return found

    def totals(self, items: Iterable[T], query: Query) -> dict[str, int]:
        """Return the sums over all rows that a query asks for."""
        return self._summed(self.rows(items, query))

    def found(self, items: Iterable[T], query: Query, column: str, typed: str) -> list[T]:
        """Return the rows whose cell in a column begins with what was typed, in the query's order."""
        value = self.columns[column]
        return [one for one in self.rows(items, query) if _key(value(one)).startswith(typed.casefold())]

    def _summed(self, items: Sequence[T]) -> dict[str, int]:
        return {key: sum(self.columns[key](one) or 0 for one in items) for key in self.sums}


def fits(wanted: Filter, value: Any) -> bool:
    """Say whether a value is what a filter asks for."""
    if wanted.contains:
        said = str(value if value is not None else "").casefold()
        return all(word in said for word in wanted.contains.casefold().split())
    if wanted.among:
        return (None if value in (None, "") else value) in wanted.among
    if value is None:
        return False
    if isinstance(value, PartialDate):
        value = value.earliest()
    return (wanted.least is None or value >= wanted.least) and (wanted.most is None or value <= wanted.most)


def _condition(by: By, wanted: Filter) -> ColumnElement[bool]:
    text = type_coerce(by.value, Text)
    if wanted.contains:
        texts = (text, *by.also)
        return and_(
            *(or_(*(one.ilike(_pattern(word), escape="\\") for one in texts)) for word in wanted.contains.split())
        )
    if wanted.among:
        values = [one for one in wanted.among if one is not None]
        parts: list[ColumnElement[bool]] = [by.value.in_(values)] if values else []
        if len(values) < len(wanted.among):
            parts += [by.value.is_(None), *([by.value == ""] if isinstance(by.value.type, String) else [])]
        return or_(*parts)
    value = by.value
    if isinstance(wanted.least or wanted.most, date):
        value = func.substr(text.concat(_FIRST_DAY), 1, 10)
    bounds = []
    if wanted.least is not None:
        bounds.append(value >= _bound(wanted.least))
    if wanted.most is not None:
        bounds.append(value <= _bound(wanted.most))
    return and_(*bounds)


def _bound(bound: int | date) -> int | str:
    return bound.isoformat() if isinstance(bound, date) else bound


def _sorted(value: Any, *, descending: bool) -> list[Any]:
    """Return by what a column is sorted: letters of either case alike first, then as they are; nothing comes last."""
    forms = [func.lower(value), value] if isinstance(value.type, String) else [value]
    return [(one.desc() if descending else one.asc()).nulls_last() for one in forms]


def _there(by: By) -> Any:
    return (
        func.nullif(by.value, literal_column("''"), type_=by.value.type)
        if isinstance(by.value.type, String)
        else by.value
    )


def _turned(query: Query) -> bool:
    return query.descending and query.sort == query.group


def _whole(sums: Iterable[Any]) -> list[int]:
    return [one or 0 for one in sums]


def _pattern(word: str) -> str:
    return f"%{_escaped(word)}%"


def _escaped(typed: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", typed.strip())


def _in_order(items: list[T], value: Callable[[T], Any], *, descending: bool) -> list[T]:
    there = [one for one in items if value(one) not in (None, "")]
    there.sort(key=lambda one: _sort_key(value(one)), reverse=descending)
    return there + [one for one in items if value(one) in (None, "")]


def _sort_key(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _key(value: Any) -> str:
    return "" if value is None else str(value).casefold()
