"""How the operations of priorities and actions are called at random."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.actions.intake.importing import import_actions
from mscp_desktop.actions.intake.plan import plan_log
from mscp_desktop.actions.records import Action, ActionUpdate
from mscp_desktop.actions.rules import changes, extract, returned
from mscp_desktop.exchange.sheet_in import read_bytes
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import AgencyRequest, Organisation, Person
from mscp_desktop.priorities.records import Outcome, Priority, StrategicPlan
from mscp_desktop.priorities.rules import changes as priority_changes
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.records import Seat

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    return _of_actions(chooser) | _of_priorities(chooser)


def _of_actions(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng

    def whole() -> date:
        return date(rng.randrange(2024, 2027), rng.randrange(1, 13), rng.randrange(1, 29))

    def owner(session: Session) -> dict[str, str | None]:
        name, model = rng.choice((("seat_uid", Seat), ("person_uid", Person), ("organisation_uid", Organisation)))
        return {name: chooser.uid(session, model)}

    def uid(session: Session) -> str:
        found: str = chooser.need(session, Action).uid
        return found

    def log(session: Session) -> Any:
        """Import a few rows of a log; what is unsure is answered with the first answer that is offered."""
        rows = [
            f"{rng.randrange(5)},{chooser.words()},{chooser.words()},{rng.choice(('', '14/3/2024', 'asap'))},"
            f"{rng.choice(('open', 'closed', 'withdrawn', 'blue'))},{chooser.words()}"
            for _ in range(rng.randrange(1, 3))
        ]
        sheets = read_bytes(("Ref,Action,Owner,Due,Status,Progress\n" + "\n".join(rows)).encode(), "log.csv").sheets
        asked = Asked(sheets, Kind.ACTIONS, PartialDate(2025), rng.choice((None, "Executive")), without_refused=True)
        for _ in range(3):
            plan = plan_log(session, asked, date(2025, 1, 15))
            found = {
                key: plan.questions[key].options[0].answer
                for row in plan.rows if row.fate is Fate.ASKS for key in row.questions
            }  # fmt: skip
            asked = replace(asked, answers={**asked.answers, **found})
        return import_actions, (asked,), {}

    return {
        "intake.import_actions": log,
        "actions.add_action": lambda s: (
            changes.add_action,
            (chooser.words(),),
            owner(s)
            | {"group_uid": chooser.uid(s, Group), "priority_uid": chooser.uid(s, Priority), "raised": date(2024, 1, 5)}
            | chooser.some({"due": whole, "source": chooser.text, "confidential": lambda: rng.random() < 0.5}),
        ),
        "actions.change_action": lambda s: chooser._change(
            s, changes.change_action, Action,
            {
                "text": chooser.words, "due": whole, "note": chooser.text, "evidence": chooser.words,
                "impact": chooser.words, "person_uid": lambda: chooser.uid(s, Person),
                "group_uid": lambda: chooser.uid(s, Group), "confidential": lambda: rng.random() < 0.5,
            },
        ),
        "actions.change_actions": lambda s: (
            changes.change_actions, (chooser.several(s, Action),),
            chooser.some({"due": whole, "group_uid": lambda: chooser.uid(s, Group)}),
        ),
        "actions.add_update": lambda s: (
            changes.add_update,
            (uid(s), chooser.words()),
            {"teller": chooser.text(), "due": rng.choice((None, whole()))},
        ),
        "actions.move_due_dates": lambda s: (
            changes.move_due_dates, (chooser.several(s, Action), whole(), chooser.words()), {},
        ),
        "actions.change_update": lambda s: chooser._change(
            s, changes.change_update, ActionUpdate, {"text": chooser.words, "teller": chooser.text},
        ),
        "actions.remove_update": lambda s: (changes.remove_update, (chooser.need(s, ActionUpdate).uid,), {}),
        "actions.mark_done": lambda s: (changes.mark_done, (uid(s), chooser.words()), {}),
        "actions.show_impact": lambda s: (changes.show_impact, (uid(s), chooser.words()), {}),
        "actions.withdraw": lambda s: (changes.withdraw, (uid(s), chooser.words()), {}),
        "actions.reopen": lambda s: (changes.reopen, (uid(s), chooser.words()), {}),
        "actions.remove_actions": lambda s: (changes.remove_actions, (chooser.several(s, Action),), {}),
        "actions.ask_actions": lambda s: (extract.ask_actions, (chooser.need(s, Organisation).uid,), {}),
        "actions.ask_many_actions": lambda s: (
            extract.ask_many_actions, (chooser.several(s, Organisation),), {"due": date(2025, 2, 3)},
        ),
        "actions.take_actions": lambda s: (
            returned.take_actions,
            (
                chooser.need(s, AgencyRequest).uid,
                [returned.ActionAnswer(uid(s), chooser.words(), evidence=rng.choice((None, chooser.words())))],
                "1 change",
            ),
            {},
        ),
    }  # fmt: skip


def _of_priorities(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng
    return {
        "priorities.add_plan": lambda _: (
            priority_changes.add_plan, (chooser.words(),), {"start": chooser.day(), "agreed": chooser.day()},
        ),
        "priorities.change_plan": lambda s: chooser._change(
            s, priority_changes.change_plan, StrategicPlan,
            {"name": chooser.words, "start": chooser.day, "end": chooser.day, "note": chooser.text},
        ),
        "priorities.remove_plan": lambda s: (
            priority_changes.remove_plan, (chooser.need(s, StrategicPlan).uid,), {},
        ),
        "priorities.add_priority": lambda s: (
            priority_changes.add_priority,
            (chooser.words(),),
            {
                "plan_uid": chooser.uid(s, StrategicPlan), "new_plan": rng.choice((None, None, chooser.words())),
                "aim": chooser.text(), "means": chooser.text(), "lead_group_uid": chooser.uid(s, Group),
            },
        ),
        "priorities.change_priority": lambda s: chooser._change(
            s, priority_changes.change_priority, Priority,
            {
                "title": chooser.words, "aim": chooser.text, "start": chooser.day, "end": chooser.day,
                "lead_group_uid": lambda: chooser.uid(s, Group), "plan_uid": lambda: chooser.uid(s, StrategicPlan),
            },
        ),
        "priorities.end_priority": lambda s: (
            priority_changes.end_priority, (chooser.need(s, Priority).uid, chooser.day() or PartialDate(2025)), {},
        ),
        "priorities.move_priority_by": lambda s: (
            priority_changes.move_priority_by, (chooser.need(s, Priority).uid, rng.randrange(-4, 5)), {},
        ),
        "priorities.remove_priorities": lambda s: (
            priority_changes.remove_priorities, (chooser.several(s, Priority),), {},
        ),
        "priorities.add_outcome": lambda s: (
            priority_changes.add_outcome, (chooser.need(s, Priority).uid, chooser.words()),
            {"measure": chooser.text()},
        ),
        "priorities.change_outcome": lambda s: chooser._change(
            s, priority_changes.change_outcome, Outcome, {"text": chooser.words, "measure": chooser.text},
        ),
        "priorities.move_outcome_by": lambda s: (
            priority_changes.move_outcome_by, (chooser.need(s, Outcome).uid, rng.randrange(-4, 5)), {},
        ),
        "priorities.remove_outcome": lambda s: (priority_changes.remove_outcome, (chooser.need(s, Outcome).uid,), {}),
    }  # fmt: skip
