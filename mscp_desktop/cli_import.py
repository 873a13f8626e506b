"""What the command line does with lists from elsewhere: it shows what becomes of each row, or takes the list in."""

import argparse
import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from mscp_desktop.actions.intake.importing import import_actions
from mscp_desktop.actions.intake.plan import plan_log
from mscp_desktop.actions.intake.planned import PlannedAction, whose_of
from mscp_desktop.exchange.csv_out import guard_text
from mscp_desktop.exchange.sheet_in import read_file
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.typed_dates import parse_date
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, ListPlanned, RowPlanned
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import Asked, PlannedRow, make_plan
from mscp_desktop.roster.intake.resolving import Answer

HEADINGS = (
    "row", "fate", "group", "post", "organisation", "role", "person", "vacant", "since", "what",
    "answers needed", "said",
)  # fmt: skip
ACTION_HEADINGS = (
    "row", "fate", "group", "action", "owner", "raised", "due", "state", "done on", "what", "answers needed", "said",
)  # fmt: skip
MAX_ANSWERS = 5_000_000  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("what", choices=[kind.value for kind in Kind])
    parser.add_argument("file", type=Path, metavar="FILE", help="XLSX or CSV; for people also vCard")
    parser.add_argument("--dry-run", action="store_true", help="print what would become of each row, as CSV")
    parser.add_argument("--json", action="store_true", help="print the rows of a dry run as one JSON object a line")
    parser.add_argument("--group", metavar="NAME", help="the group of rows that name none")
    parser.add_argument("--as-at", metavar="DATE", help="the day of the list (default: that of its title, else today)")
    parser.add_argument("--leave-out", action="store_true", help="leave out the rows that can't be taken")
    parser.add_argument("--answers", type=Path, metavar="FILE", help="answers to what is unsure, as JSON")


def _asked(vault: Vault, options: argparse.Namespace) -> Asked:
    """Return what is to be imported; hidden sheets are not. Raises `UserError` where a file can't be read."""
    today = vault.frame.clock.today()
    day = parse_date(options.as_at, today) if options.as_at else PartialDate.of(today)
    book = read_file(options.file)
    sheets = tuple(sheet for sheet in book.sheets if not sheet.hidden) or book.sheets
    answers = {} if options.answers is None else _answers(options.answers)
    return Asked(sheets, Kind(options.what), day, options.group, without_refused=options.leave_out, answers=answers)


def show(vault: Vault, session: Session, options: argparse.Namespace) -> None:
    """Print what would become of each row, as CSV, or as one JSON object a line; nothing is changed."""
    asked, plan = _planned(session, vault, options)
    if options.json:
        for row in plan.rows:
            print(json.dumps(_object(plan, row), ensure_ascii=False))
        return
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    headings = ACTION_HEADINGS if asked.kind is Kind.ACTIONS else HEADINGS
    writer.writerow(headings)
    for row in plan.rows:
        told = _object(plan, row)
        questions = "; ".join(one["words"] for one in told["questions"] if one["needed"])
        writer.writerow([guard_text(str(told.get(name) or "")) for name in headings[:-2]] + [
            guard_text(questions), guard_text(told["said"]),
        ])  # fmt: skip
    print(out.getvalue(), end="")


def take(vault: Vault, options: argparse.Namespace) -> None:
    """Import, and print what became of the rows; raises `UserError` that lists the rows which need an answer."""
    with vault.store.reading() as session:
        asked, plan = _planned(session, vault, options)
    waiting = [row for row in plan.rows if row.fate is Fate.ASKS]
    if waiting:
        lines = "\n".join(f"- {row.entry.where}: {row.words}" for row in waiting)
        raise UserError(
            f"{'1 row needs' if len(waiting) == 1 else f'{len(waiting)} rows need'} an answer, so nothing was imported."
            f" See the answers that are offered by --dry-run --json, and give them by --answers FILE.\n{lines}"
        )
    refused = [row for row in plan.rows if row.fate is Fate.REFUSED]
    if refused and not options.leave_out:
        lines = "\n".join(f"- {row.words}" for row in refused)
        raise UserError(
            f"{'1 row' if len(refused) == 1 else f'{len(refused)} rows'} can't be taken, so nothing was imported. Mend"
            f" the list, or leave such rows out by --leave-out.\n{lines}"
        )
    take_in = import_actions if asked.kind is Kind.ACTIONS else import_rows
    outcome = run(vault.store, vault.actor, take_in, asked)
    counts: dict[str, int] = outcome.value
    print(f"Imported {asked.kind.value}: " + ", ".join(f"{number:,} {fate}" for fate, number in counts.items()) + ".")
    for row in refused:
        print(f"- {row.words}")


def _planned(session: Session, vault: Vault, options: argparse.Namespace) -> tuple[Asked, ListPlanned]:
    """Return what is to be imported, and its plan; without `--as-at` it is of the day that the list's title tells."""
    asked, today = _asked(vault, options), vault.frame.clock.today()
    make = plan_log if asked.kind is Kind.ACTIONS else make_plan
    plan = make(session, asked, today)
    told = None if options.as_at else plan.day_seen
    if told is None or told.day == asked.as_at:
        return asked, plan
    asked = replace(asked, as_at=told.day)
    return asked, make(session, asked, today)


def _object(plan: ListPlanned, row: RowPlanned) -> dict[str, Any]:
    questions = [
        {
            "key": question.key, "words": question.words, "needed": question.needed,
            "options": [
                {"answer": _plain(option.answer), "name": option.name, "why": option.why} for option in question.options
            ],
        }
        for key in row.questions
        if (question := plan.questions.get(key)) is not None
    ]  # fmt: skip
    about = _action(row) if isinstance(row, PlannedAction) else _seat(row) if isinstance(row, PlannedRow) else {}
    return {
        "row": row.entry.where, "fate": row.fate.value, **about, "what": row.words, "questions": questions,
        "said": row.entry.said,
    }  # fmt: skip


def _seat(row: PlannedRow) -> dict[str, Any]:
    entry = row.entry
    return {
        "group": row.group.name if row.group else entry.group,
        "post": entry.post, "organisation": row.organisation.name if row.organisation else entry.organisation,
        "role": entry.role.value if entry.role else None,
        "person": row.person.name if row.person else entry.person.name if entry.person else None,
        "vacant": "yes" if entry.vacant else None, "since": entry.since.iso() if entry.since else None,
    }  # fmt: skip


def _action(row: PlannedAction) -> dict[str, Any]:
    action, owner = row.action, whose_of(row)
    days = {"raised": action.raised, "due": action.due, "done on": action.done_on} if action else {}
    return {
        "group": row.group.name if row.group and row.group.kind else None, "action": action.text if action else None,
        "owner": owner.name if owner else None, "state": action.state.value if action else None,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }  # fmt: skip


def _plain(answer: Answer) -> dict[str, Any]:
    if answer.leave:
        return {"leave": True}
    return {"uid": answer.uid} if answer.uid is not None else {"name": answer.name}


def _answers(file: Path) -> Mapping[str, Answer]:
    """Return the answers in a file: one JSON object, each question's key with one of the answers offered."""
    wrong = (
        f'“{file.name}” holds no answers: one JSON object is needed, such as {{"organisation:mch": {{"name": "MCH"}}}}.'
    )
    try:
        if file.stat().st_size > MAX_ANSWERS:
            raise UserError(wrong)
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(wrong) from error
    if not isinstance(found, dict):
        raise UserError(wrong)
    made = {}
    for key, told in found.items():
        fields = told if isinstance(told, dict) else {}
        uid, name, leave = fields.get("uid"), fields.get("name"), fields.get("leave")
        if not (leave is True or isinstance(uid, str) or isinstance(name, str)):
            raise UserError(f"The answer to “{key}” says neither “uid”, “name” nor “leave”. Nothing was changed.")
        made[key] = Answer(
            uid if isinstance(uid, str) else None, name if isinstance(name, str) else None, leave is True
        )
    return made
