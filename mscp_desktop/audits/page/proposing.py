"""The themes that are proposed for a year: taken as they are, or changed, and put into the schedule as one change."""

from typing import TYPE_CHECKING, Any

from mscp_desktop.audits.rules import changes
from mscp_desktop.audits.rules.programme import quarter_months, year_of
from mscp_desktop.audits.rules.proposal import Proposal, proposal, year_to_plan
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ABOUT = (
    "A theme for each quarter that has none, with why it comes now. Change what you like, or leave a quarter empty. It"
    " is proposed until the Executive has agreed it, and one undo takes all of it back."
)


def open_proposal(tasks: Tasks, page: Page) -> None:
    """Show what is proposed for the first year with a quarter to plan."""
    today = tasks.store.clock.today()

    def read(session: "Session") -> Proposal:
        return proposal(session, year_to_plan(session, today), today)

    tasks.read(read, lambda found: _ask(found, tasks, page), owner=page)


def _ask(found: Proposal, tasks: Tasks, page: Page) -> None:
    year = year_of(found.year)
    if not found.candidates:
        none = f"Every theme stands in {year} already." if found.themes else "No theme of audits is recorded yet."
        page.said.emit(Notice(f"{none} Add one in “Audit themes…”."))
        return
    fields, values = [], {}
    names = tuple(Choice(one.uid, f"{one.name}: {one.reason}") for one in found.candidates)
    for place, (quarter, candidate) in enumerate(found.quarters):
        key, words = f"quarter {place}", f"Quarter {quarter}, {quarter_months(found.year, quarter)}"
        fields.append(Field(key, words, Kind.CHOICE, empty="no audit", choices=names))
        values[key] = candidate.uid if candidate is not None else None

    def act(typed: dict[str, Any]) -> Act:
        chosen = [
            (quarter, typed[f"quarter {place}"])
            for place, (quarter, _) in enumerate(found.quarters)
            if typed[f"quarter {place}"] is not None
        ]
        return Act(changes.adopt_proposal, (found.year, chosen))

    AskDialog(
        tasks, f"Themes for {year}", fields, values, "Put them into the schedule", act, page,
        lambda made: page.open_place(made[0]), about=ABOUT, command="audits.propose", drafts=False,
    ).open()  # fmt: skip
