"""What is asked and shown of a service that answers about an audit's cases."""

from typing import Any

from mscp_desktop.audits.rules.services import ReturnRow, ServiceRow, Stand, missing_words
from mscp_desktop.desktop.values import (
    NOT_RECORDED,
    Cell,
    Choice,
    Column,
    Field,
    Filtering,
    Kind,
    Line,
    Lines,
    Look,
    Picked,
    Row,
    Tone,
    from_today,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.parties.page.fields import ORGANISATION

TONES = {
    Stand.NEVER: Tone.NEUTRAL, Stand.WAITING: Tone.INFO, Stand.OVERDUE: Tone.WARNING, Stand.IN_PART: Tone.WARNING,
    Stand.IN: Tone.GOOD, Stand.CLOSED: Tone.NEUTRAL,
}  # fmt: skip
NAME = Field("name", "Service", help="A team, a service or a seat, such as: Early help", required=True)
SHORT = Field("short", "Short name", help="It stands above its column on the day", empty="its whole name", longest=24)
EMAIL = Field("email", "E-mail", Kind.EMAIL, "Where its workbook goes", empty="not recorded")
FIELDS = (NAME, SHORT, ORGANISATION, EMAIL)
DUE = (
    Field(
        "due", "Answer by", Kind.DAY, "It stands in the workbook; leave it empty for no date", empty="no date",
        since=from_today,
    ),
)  # fmt: skip
WHY = (Field("why", "Why without an answer?", help="Such as: nobody could be freed; the chair agreed", required=True),)
SENT = Lines(
    "sent", "Workbooks sent", "a workbook", ("Edition", "Answer by", "How it stands"), "No workbook was made out yet."
)
LABELS = {field.key: field.label for field in FIELDS} | {
    "organisation_id": "Organisation", "position": "Place", "edition": "Edition", "due": "Answer by",
    "chased_on": "Reminded", "outcome": "How it closed",
}  # fmt: skip
LISTED: PlainTable[ServiceRow] = PlainTable(
    {
        "name": lambda one: one.name,
        "organisation": lambda one: one.organisation,
        "stand": lambda one: one.stand.value,
        "answered": lambda one: one.answered,
        "graded": lambda one: one.graded,
        "sent": lambda one: one.last.sent if one.last else None,
        "due": lambda one: one.last.due if one.last else None,
        "chased": lambda one: one.last.chased if one.last else None,
    },
    lambda one: " ".join(part for part in (one.name, one.short, one.organisation, one.stand.value) if part),
    empty={"sent": "never sent", "due": "no date", "chased": "not yet", "organisation": "not recorded"},
)
COLUMNS = (
    Column("name", "Service", 290, filter=Filtering.TEXT, stretches=True),
    Column("organisation", "Organisation", 150, filter=Filtering.TEXT, groups=True, aside=True),
    Column(
        "stand", "Answer", 110, filter=Filtering.CHOICE, groups=True, whole=True,
        choices=tuple(Choice(one.value, one.value.capitalize()) for one in Stand),
    ),
    Column("answered", "Cases", 70, ColumnKind.NUMBER, filter=Filtering.NUMBER, whole=True,
           more="How many cases it has answered"),
    Column("graded", "Sections", 92, ColumnKind.NUMBER, filter=Filtering.NUMBER, whole=True,
           more="How many sections it has graded, of those it is asked about"),
    Column("sent", "Sent", 152, ColumnKind.DATE, filter=Filtering.DATE, empty="never sent", aside=True),
    Column("due", "Answer by", 152, ColumnKind.DATE, filter=Filtering.DATE, empty="no date", yields=True),
    Column("chased", "Reminded", 152, ColumnKind.DATE, filter=Filtering.DATE, empty="not yet", aside=True),
)  # fmt: skip


def row_of(one: ServiceRow) -> Row:
    """Return a service as a row; never a grade of it."""
    last = one.last
    cells = (
        Cell(one.name, more=one.short or ""), one.organisation or NOT_RECORDED, stand_cell(one),
        Cell(one.answered_words(), value=one.answered), Cell(one.graded_words(), value=one.graded),
        _day(last.sent if last else None), _day(last.due if last else None), _day(last.chased if last else None),
    )  # fmt: skip
    return Row(one.id, one.uid, cells)


def stand_cell(one: ServiceRow) -> Cell:
    """Return how far a service is, as a pill that says more."""
    said = one.last.outcome if one.stand is Stand.CLOSED and one.last else None
    return pill(one.stand.value, TONES[one.stand], said or one.stand.value)


def facts_of(one: ServiceRow) -> tuple[tuple[str, Cell | str], ...]:
    """Return what is told of a service and only read."""
    late: tuple[tuple[str, Cell | str], ...] = (("Late", "Something of it came after the reveal"),) if one.late else ()
    return (
        ("Answer", stand_cell(one)), ("Cases answered", one.answered_words()),
        ("Sections graded", one.graded_words() or "nothing to grade"), *late,
    )  # fmt: skip


def values_of(one: ServiceRow) -> dict[str, Any]:
    """Return what a service's fields hold."""
    organisation = Picked(one.organisation_uid, one.organisation) if one.organisation_uid and one.organisation else None
    return {"name": one.name, "short": one.short, "organisation": organisation, "email": one.email}


def sent_line(one: ReturnRow) -> Line:
    """Return a workbook that went out as a line."""
    due = f"by {format_day(one.due)}" if one.due else "no date"
    if one.closed is not None:
        stands: Cell | str = f"{one.outcome}, {format_day(one.closed)}"
    else:
        chased = f", reminded {format_day(one.chased)}" if one.chased else ""
        stands = Cell(f"waiting for an answer{chased}", Look.UNKNOWN)
    return Line(one.uid, one.version, (f"{one.edition}, sent {format_day(one.sent)}", due, stands))


def chips_of(rows: list[ServiceRow], *, revealed: bool) -> tuple[Cell, ...]:
    """Return how the whole stands: how many are in, what is missing, and whether the grades are sealed."""
    if not rows:
        return ()
    inside = sum(one.stand is Stand.IN for one in rows)
    whole = inside == len(rows)
    found = [pill(f"{inside} of {len(rows)} in", Tone.GOOD if whole else Tone.INFO)]
    if missing := missing_words(rows):
        late = any(one.stand is Stand.OVERDUE for one in rows)
        found.append(pill(missing, Tone.WARNING if late else Tone.NEUTRAL))
    seal = "The services' own grades are shown." if revealed else "Nobody sees a service's grades until the reveal."
    found.append(pill("revealed" if revealed else "sealed", Tone.GOOD if revealed else Tone.NEUTRAL, seal))
    return tuple(found)


def _day(day: Any) -> Cell | str:
    return "" if day is None else Cell(format_day(day), value=day)
