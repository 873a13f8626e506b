"""An invented table of fees: every kind of column, sums, groups and filters, from rows that are plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Cell,
    Choice,
    Column,
    Filtering,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.money import format_money
from mscp_desktop.foundation.partial_dates import PartialDate


@dataclass(frozen=True, slots=True)
class Fee:
    id: int
    body: str
    sector: str | None
    pence: int
    paid: PartialDate | None
    status: str

    @property
    def uid(self) -> str:
        return f"fee-{self.id}"


FEES = (
    Fee(1, "Kent Police", "police", 676400, PartialDate(2024, 3, 14), "paid"),
    Fee(2, "Medway Council", "local authority", 1250050, PartialDate(2024), "paid"),
    Fee(3, "Faith Groups", None, 0, None, "waived"),
    Fee(4, "NHS Kent and Medway", "health", 900000, PartialDate(2025, 1), "due"),
    Fee(5, "British Transport Police", "police", -5000, None, "due"),
    Fee(6, "Kent Community Health", "health", 125, PartialDate(2024, 11), "paid"),
)
COLUMNS = (
    Column("body", "Body", 200, filter=Filtering.TEXT),
    Column("sector", "Sector", 120, filter=Filtering.TEXT, groups=True),
    Column("fee", "Fee", 110, ColumnKind.MONEY, filter=Filtering.MONEY, total=True),
    Column("paid", "Paid on", 120, ColumnKind.DATE, filter=Filtering.DATE, empty="not paid"),
    Column(
        "status", "Status", 90, filter=Filtering.CHOICE, groups=True,
        choices=(Choice("paid", "Paid"), Choice("due", "Due"), Choice("waived", "Waived")),
    ),
    Column("number", "Number", 80, ColumnKind.NUMBER, filter=Filtering.NUMBER),
)  # fmt: skip
TABLE: PlainTable[Fee] = PlainTable(
    {
        "body": lambda fee: fee.body,
        "sector": lambda fee: fee.sector,
        "fee": lambda fee: fee.pence,
        "paid": lambda fee: fee.paid,
        "status": lambda fee: fee.status,
        "number": lambda fee: fee.id,
    },
    lambda fee: f"{fee.body} {fee.sector or ''}",
    sums=("fee",),
)


def _cells(fee: Fee) -> tuple[Cell | str, ...]:
    return (
        fee.body,
        fee.sector or NOT_RECORDED,
        Cell(format_money(fee.pence), value=fee.pence),
        Cell(str(fee.paid), value=fee.paid) if fee.paid else Cell("not paid", NOT_RECORDED.look),
        pill(fee.status, Tone.GOOD if fee.status == "paid" else Tone.WARNING),
        Cell(str(fee.id), value=fee.id),
    )


def source_of(fees: Sequence[Fee] = FEES) -> TableSource:
    """Return the source of these fees."""
    by_id = {fee.id: fee for fee in fees}

    def found(_session: Any, query: Query, column: str, typed: str) -> list[int]:
        return [fee.id for fee in TABLE.found(fees, query, column, typed)]

    return TableSource(
        COLUMNS,
        lambda _session, query: [fee.id for fee in TABLE.rows(fees, query)],
        lambda _session, ids, _query: [Row(one, by_id[one].uid, _cells(by_id[one])) for one in ids if one in by_id],
        lambda _session, uid: next((fee.id for fee in fees if fee.uid == uid), None),
        lambda _session, _query, number: f"{number} fees",
        lambda _session, query: TABLE.sections(fees, query),
        lambda _session, query: TABLE.totals(fees, query),
        found,
        lambda _session, _query: len(fees),
    )
