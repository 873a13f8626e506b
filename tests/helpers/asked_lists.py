"""A list asked in every way that a page can, for whoever looks at what the database is asked."""

from sqlalchemy.orm import Session

from mscp_desktop.foundation.listings import SqlTable
from mscp_desktop.foundation.queries import Filter, Query


def listed(session: Session, table: SqlTable) -> list[int]:
    """Narrow, sort, group and search a list by each of its columns, and return what it holds."""
    for column in table.columns:
        filters = [Filter(column, "", among=("a", None)), Filter(column, "", contains="a e")]
        if column == "frequency":
            filters.append(Filter(column, "", least=1, most=9))
        query = Query(column, text="a e", filters=tuple(filters), group=column)
        table.ids(session, query)
        table.sections(session, query)
        table.totals(session, query)
        table.found(session, query, column, "a")
    return table.ids(session, Query())
