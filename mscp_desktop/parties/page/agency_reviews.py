"""Reviews of the list of relevant agencies: the wizard that records one, and the window of all with what changed."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import RecordWords, record_changes
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import NOT_RECORDED, Act, Choice, Detail, Field, Kind, Line, Lines
from mscp_desktop.foundation.partial_dates import PartialDate, format_date, format_day
from mscp_desktop.parties.page.fields import organisation_words
from mscp_desktop.parties.rules import agencies, agency_changes
from mscp_desktop.parties.rules.agencies import AgencyChange, AgencyList, Review

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.row_changes import Stored

FIELDS = (
    Field("held", "Reviewed on", Kind.PARTIAL_DATE, "A month or a year is enough", required=True),
    Field("source", "Where it was decided or published", help="A meeting, or the document that has the list"),
    Field("note", "Note", Kind.RICH, private=True),
)
LABELS = {field.key: field.label for field in FIELDS}
LINE_LABELS = {"start": "On the list from", "end": "No longer on it from"}
REVIEWS = Lines(
    "reviews", "Reviews and publications", "a review of the list", ("Held", "Source"),
    "No review of the list is recorded.", FIELDS,
    add=lambda _uid, found: Act(agency_changes.record_review, (found["held"],), _said(found)),
    change=lambda uid, version, found: Act(agency_changes.change_review, (uid, version), found),
    remove=lambda uid: Act(agency_changes.remove_review, (uid,)),
)  # fmt: skip
CHANGES = Lines("changes", "What changed", "a change", ("Agency", "Heading", "What happened"), "Nothing changed.")
WATCHED = frozenset({"relevant_agency", "agency_review", "organisation", "organisation_alias"})


def open_reviews(tasks: Tasks, day: date, parent: "QWidget") -> None:
    """Show every review of the list, and what changed by a day since the review before the last one."""
    RecordDialog(
        tasks, "Reviews of the relevant agencies", day.isoformat(), _load, (CHANGES, REVIEWS), parent, watches=WATCHED
    ).open()


def _load(session: "Session", uid: str) -> Detail:
    day = date.fromisoformat(uid)
    _, before = agencies.review_before(session, day)
    changes = () if before is None else agencies.changes_between(session, before.held.earliest(), day)
    since = f"What changed since {before.words()}" if before is not None else "There is one list to compare, or none"
    return Detail(
        "reviews of agencies", uid, 0, f"Relevant agencies as at {format_day(day)}", f"{since}.",
        lines={
            "changes": tuple(_change_line(place, change) for place, change in enumerate(changes)),
            "reviews": tuple(_review_line(review) for review in agencies.reviews(session)),
        },
    )  # fmt: skip


def _change_line(place: int, one: AgencyChange) -> Line:
    return Line(f"change {place}", 0, (one.name, one.heading, one.words))


def _review_line(one: Review) -> Line:
    cells = (format_date(one.held), one.source or NOT_RECORDED)
    return Line(one.uid, one.version, cells, {"held": one.held, "source": one.source, "note": one.note})


def open_review(tasks: Tasks, day: date, parent: "QWidget") -> None:
    """Lead through a review of the list as at a day: when and where, who stays, and what that changes."""
    tasks.read(
        lambda session: agencies.agencies_on(session, day), partial(_ask, tasks, parent), key=f"review {id(parent)}",
        owner=parent,
    )  # fmt: skip


def _ask(tasks: Tasks, parent: "QWidget", found: AgencyList) -> None:
    stays = tuple(
        Field(
            one.uid, one.name, Kind.CHOICE, required=True,
            choices=(Choice(True, f"Stays, under {one.heading}"), Choice(False, "Leaves the list")),
        )
        for one in found.agencies
    )  # fmt: skip
    about = Step(
        "When was the list reviewed?", FIELDS,
        "The list as it is then recorded is the outcome of the review. Agencies that join are put on the list by"
        " “Add to the list”, with the date of the review.",
    )  # fmt: skip
    who = Step(
        "Who stays on the list?", stays,
        f"{found.count_words()}, as at {format_day(found.day)}. Who leaves is off the list from the review's date on.",
    )  # fmt: skip
    begins = {one.uid: True for one in found.agencies} | {"held": PartialDate.of(found.day)}
    Wizard(
        tasks, "Review of the relevant agencies", (about, who) if stays else (about,), begins, "Record the review",
        _recorded, lambda session, rows: record_changes(session, rows, WORDS), parent,
    ).open()  # fmt: skip


def _recorded(found: dict[str, Any]) -> Act:
    leaving = [uid for uid, stays in found.items() if stays is False]
    return Act(agency_changes.record_review, (found["held"],), _said(found) | {"leaving": leaving})


def _said(found: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": found["source"], "note": found["note"]}


def _line_name(session: "Session", held: "Mapping[str, Stored]") -> str:
    return f"{organisation_words(session, 'organisation_id', held.get('organisation_id'))}, relevant agency"


WORDS = {
    "relevant_agency": RecordWords(_line_name, LINE_LABELS),
    "agency_review": RecordWords(lambda _session, _held: "Review of the relevant agencies", LABELS),
}
