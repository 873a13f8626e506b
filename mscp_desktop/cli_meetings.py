"""What the command line does with a year's meetings: it plans them, prints the plan, and adopts it where asked."""

import argparse
from pathlib import Path

from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.meetings.records import MeetingKind, MeetingState
from mscp_desktop.meetings.report.plan import plan_table
from mscp_desktop.meetings.rules.meetings import meetings_between
from mscp_desktop.meetings.rules.planning.adopting import adopt_plan
from mscp_desktop.meetings.rules.planning.reading import request_of
from mscp_desktop.meetings.rules.planning.solve import solve
from mscp_desktop.meetings.rules.planning.values import Plan, Start
from mscp_desktop.meetings.rules.planning.words import broken_words, left_over, summary, told, without_report
from mscp_desktop.meetings.rules.times import span_words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--year", required=True, metavar="YEAR", help="the financial year, such as 2025-26")
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument(
        "--from-last-year", action="store_true", help="begin with last year's dates, each in the same week"
    )
    begin.add_argument(
        "--as-planned", action="store_true", help="keep the dates that are planned now; so it is where there are any"
    )
    begin.add_argument("--afresh", action="store_true", help="begin as groups like to meet, and move what is planned")
    parser.add_argument(
        "--adopt",
        action="store_true",
        help="put the plan that is printed on record; without it nothing is changed. What is planned already is kept,"
        " unless --afresh or --from-last-year says otherwise",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the plan as .xlsx or .csv as well")


def plan_year(vault: Vault, session: Session, options: argparse.Namespace) -> Plan:
    """Work out the plan that was asked for, print it with what could not be met, and write it where a file is named."""
    year = Year.parse(YearKind.FINANCIAL, options.year)
    today = vault.frame.clock.today()
    if options.adopt and year.last_day < today:
        raise UserError(f"{year.label} is over: its meetings are held or not. Nothing was changed; name a coming year.")
    if options.out is not None and options.out.suffix.lower() not in {".xlsx", ".csv"}:
        raise UserError(f"“{options.out.name}” was not written: end the file's name in .xlsx or .csv.")
    plan = solve(request_of(session, year, today, _start(session, year, options)))
    print(f"{summary(plan)}.")
    for one in sorted(told(plan), key=lambda said: (said.dated.day, said.dated.start_time or "", said.group)):
        when = f"{format_day(one.dated.day, weekday=True)}, {span_words(one.dated.start_time, one.dated.length)}"
        meaning = [*([broken_words(one.broken)] if one.broken else []), *one.effects]
        more = f" ({'; '.join(meaning)})" if meaning else ""
        print(f"{one.dated.day.isoformat()}  {one.group}: {when}, {one.state}{more}")
    for words, reasons in left_over(plan):
        print(f"Not met: {words}: {'; '.join(reasons)}.")
    for words in without_report(plan):
        print(f"To be known: {words}")
    for words in plan.worse:
        print(f"A fixed date breaks a rule: {words}")
    if options.out is not None:
        _write(plan, options.out, partnership_name(session))
    return plan


def _start(session: Session, year: Year, options: argparse.Namespace) -> Start:
    """Return where to begin: what is planned is kept, unless another beginning is named."""
    if options.from_last_year:
        return Start.LAST_YEAR
    planned = not options.afresh and any(
        one.state is MeetingState.PLANNED and one.kind is MeetingKind.ORDINARY
        for one in meetings_between(session, year.first_day, year.last_day)
    )  # fmt: skip
    return Start.AS_PLANNED if options.as_planned or planned else Start.PREFERENCES


def adopt(vault: Vault, plan: Plan) -> None:
    """Put a plan on record, and say what became of it."""
    outcome = run(vault.store, vault.actor, adopt_plan, plan)
    print(f"Adopted: {outcome.value.words()}.")


def _write(plan: Plan, out: Path, partnership: str) -> None:
    from mscp_desktop.exchange import csv_out, xlsx_out  # noqa: PLC0415 - XlsxWriter is needed for a file only

    write = xlsx_out.write_table if out.suffix.lower() == ".xlsx" else csv_out.write_table
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write(out, plan_table(plan, partnership))
    except OSError as error:
        raise UserError(
            f"“{out}” could not be written ({error.strerror or error}). No data was changed; choose another file or"
            " folder."
        ) from error
    print(f"Written: {out}")
