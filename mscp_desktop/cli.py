"""The command line: a thin door onto the same operations as the window, for help desks, scripts and tests.

Exit 0; 1 with one sentence on standard error for what the user can mend; 2 for wrong usage.
"""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from mscp_desktop import cli_audits, cli_import, cli_meetings, cli_records
from mscp_desktop.catalogue import CHECKS, SEARCH, record_report, report_named, write_report
from mscp_desktop.documents import REPORTS
from mscp_desktop.foundation import backups, keys, lineage, paths, users
from mscp_desktop.foundation.bundle_file import read_bundle_slots
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.copies import in_words
from mscp_desktop.foundation.errors import DamagedError, UserError
from mscp_desktop.foundation.history import entries_since
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.typed_dates import parse_day
from mscp_desktop.foundation.vault import Frame, Vault, open_vault, user_named
from mscp_desktop.roster.intake.starts import EMPTY, read_start, starts
from mscp_desktop.sampling import fill
from mscp_desktop.starting import start_partnership

FIRST_USER = "Business manager"
LONGEST_SAMPLE = 50

Options = argparse.Namespace


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # a Windows console may stand at a code page without a minus sign
    options = _parser().parse_args(arguments)
    command: Callable[[Options], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Nothing that was not reported as done was changed.", file=sys.stderr)
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mscp-desktop",
        allow_abbrev=False,
        description="The program of a safeguarding children partnership's business unit. Without a command it opens the"
        " window.",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[Options], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words, allow_abbrev=False)
        made.set_defaults(command=command)
        made.add_argument(
            "--vault",
            type=Path,
            default=paths.managed_place(),
            metavar="DIR",
            help="the vault's folder (default: the managed place)",
        )
        made.add_argument("--user", metavar="NAME", help="who works (default: the only user, or the first made)")
        made.add_argument(
            "--passphrase-file", metavar="FILE", help="a file whose first line is the passphrase; - is standard input"
        )
        return made

    add("window", _window, "open the window on a vault")
    made = add("new", _new, "make a partnership")
    made.add_argument(
        "--from",
        dest="start",
        default="empty",
        metavar="|".join([*starts(), "empty"]),
        help="published arrangements to start from",
    )
    made.add_argument("--name", default="New partnership", help="the partnership's name, where it starts empty")
    made = add(
        "demo", _demo, "make a sample partnership, print its roster, and open the window where there is a display"
    )
    made.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where the sample goes (default: out)"
    )
    made = add("export", _export, "write a document; the file's ending chooses its form, of those that --list names")
    _add_document(made)
    add("check", _check, "check the vault and its data")
    made = add("history", _history, "list every change, oldest first")
    made.add_argument("--json", action="store_true", help="one JSON object a line")
    made = add("backup", _backup, "write a verified backup")
    made.add_argument("--out", type=Path, required=True, metavar="FILE")
    made = add("restore", _restore, "put a backup in the place of what is there, which is backed up first")
    made.add_argument("file", type=Path, metavar="FILE")
    made = add("bundle", _bundle, "write the whole partnership as one encrypted file")
    made.add_argument("--out", type=Path, required=True, metavar="FILE.mscp")
    made.add_argument("--hand-over", action="store_true", help="make the other laptop's the working one")
    made = add("open-bundle", _open_bundle, "open a bundle: a copy to read, or a hand-over to work on")
    made.add_argument("file", type=Path, metavar="FILE.mscp")
    made = add("take-back", _take_back, "work here again after a hand-over that will not come back")
    made.add_argument("--reason", required=True)
    made = add("add-user", _add_user, "let a colleague unlock the partnership, with a passphrase of their own")
    made.add_argument("name", metavar="NAME", help="the colleague's name")
    made.add_argument(
        "--role",
        action="append",
        choices=[role.value for role in Role],
        required=True,
        help="may be given more than once",
    )
    made.add_argument("--new-passphrase-file", required=True, metavar="FILE", help="a file whose first line is theirs")
    made = add("remove-user", _remove_user, "take a colleague's passphrase out of this vault")
    made.add_argument("name", metavar="NAME", help="the colleague's name")
    made = add("leaver", _leaver, "record that somebody leaves: every seat and deputyship of theirs ends")
    made.add_argument("name", metavar="NAME", help="the person, by any of their names")
    made.add_argument("--from", dest="start", required=True, metavar="DATE", help="the first day without them")
    made.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    cli_import.add_arguments(add("import", _import, "take in a roster, a list of people, or an action log"))
    cli_meetings.add_arguments(add("plan-year", _plan_year, "plan a year's meetings; print the plan, or adopt it"))
    cli_audits.add_away(add("audit-away", _audit_away, "write one audit as an encrypted bundle to grade elsewhere"))
    cli_audits.add_merge(add("audit-merge", _audit_merge, "merge an audit that was graded elsewhere"))
    made = add("sample", _sample, "fill the seats with invented people, and invent how they met")
    made.add_argument("--years", type=_years, required=True, metavar="N")
    return parser


def _add_document(made: argparse.ArgumentParser) -> None:
    made.add_argument("document", nargs="?", help="the document's name")
    made.add_argument("--list", action="store_true", help="list the documents")
    made.add_argument("--out", type=Path, metavar="FILE")
    made.add_argument("--group", metavar="NAME", help="one group only, by any of its names")
    made.add_argument("--organisation", metavar="NAME", help="one organisation only, by any of its names")
    made.add_argument("--post", metavar="TITLE", help="one post only, by its title")
    made.add_argument(
        "--meeting",
        metavar="DAY",
        help="one meeting only, by its day, such as 2025-03-12 or 12/3/2025; --group says whose. For a chair's report"
        " --group is whose report it is, and DAY when the group it reports to meets",
    )
    made.add_argument("--year", metavar="YEAR", help="one financial year only, such as 2025-26")
    made.add_argument("--public", action="store_true", help="without what is confidential")
    made.add_argument(
        "--from",
        dest="sender",
        metavar="ADDRESS",
        help="the e-mail address that invites to a meeting; without it a calendar file only shows the meeting",
    )
    made.add_argument("--tool", metavar="NAME", help="an audit tool by its name, such as “Neglect, edition 2”")
    made.add_argument(
        "--audit",
        metavar="NUMBER",
        help="one audit by its number, such as 12, or by theme and day: “Neglect, March 2026”",
    )
    made.add_argument("--theme", metavar="NAME", help="audits of one theme only, by its name")
    made.add_argument("--as-at", metavar="DATE", help="the day it speaks of, such as 31/12/2024 (default: today)")


def _years(text: str) -> int:
    years = int(text) if text.isdecimal() else 0
    if not 1 <= years <= LONGEST_SAMPLE:
        raise argparse.ArgumentTypeError(f"N is a whole number from 1 to {LONGEST_SAMPLE}")
    return years


def passphrase_of(options: Options, prompt: str = "Passphrase: ") -> str:
    """Return the passphrase from the file that was named, or from the keyboard; never from an argument."""
    if options.passphrase_file == "-":  # noqa: S105 - it stands for standard input
        line = sys.stdin.readline()
    elif options.passphrase_file:
        try:
            with Path(options.passphrase_file).open(encoding="utf-8-sig") as file:
                line = file.readline()
        except (OSError, UnicodeDecodeError) as error:
            raise UserError(
                f"The passphrase file “{options.passphrase_file}” can't be read. Nothing was changed."
            ) from error
    elif sys.stdin is not None and sys.stdin.isatty():
        line = getpass.getpass(prompt)
    else:
        raise UserError("A passphrase is needed. Name a file that holds it by --passphrase-file; - is standard input.")
    return line.rstrip("\r\n")


def _open(options: Options, *, to_change: bool) -> Vault:
    frame, user = Frame(SEARCH), user_named(options.vault, options.user)
    return open_vault(options.vault, frame, user, passphrase_of(options), to_change=to_change)


@contextmanager
def _reading(options: Options) -> Iterator[tuple[Vault, Session]]:
    """Open the vault to read, beside an open window too; what the disk or a damaged file does is told in words."""
    with _open(options, to_change=False) as vault, in_words(vault.db_file), vault.store.reading() as session:
        yield vault, session


def _request(options: Options, vault: Vault) -> Request:
    today = vault.frame.clock.today()
    as_at = parse_day(options.as_at, today) if options.as_at else today
    meeting = parse_day(options.meeting, today).isoformat() if options.meeting else None
    return Request(
        today, as_at, options.group, options.organisation, options.post, meeting, options.year, options.public,
        options.sender, options.tool, options.audit, options.theme,
    )  # fmt: skip


def _window(options: Options) -> int:
    from mscp_desktop import app  # noqa: PLC0415 - Qt is for the window only

    return app.run_window(options.vault)


def _new(options: Options) -> int:
    if options.start != EMPTY:
        read_start(options.start)  # refused before a passphrase is asked for
    passphrase = passphrase_of(options, "New passphrase: ")
    if not options.passphrase_file and passphrase_of(options, "The same once more: ") != passphrase:
        raise UserError("The two passphrases differ. Nothing was made; try again.")
    user = options.user or FIRST_USER
    vault, recovery = start_partnership(
        options.vault, Frame(SEARCH), options.start, user_name=user, passphrase=passphrase, name=options.name
    )
    vault.close()
    print(f"Made the partnership in {options.vault}.")
    print(f"Recovery key: {recovery}")
    print(
        "Write it down and keep it apart from the laptop. It is shown once; without it a lost passphrase loses the data"
        " for good."
    )
    return 0


def _demo(options: Options) -> int:
    from mscp_desktop.demo import run_demo  # noqa: PLC0415 - the demo is a program of its own

    return run_demo(options.out)


def _export(options: Options) -> int:
    if options.list:
        for entry in REPORTS:
            endings = ", ".join(ending[1:].upper() for ending in entry.endings())
            print(f"{entry.name:20} {entry.words} ({endings})")
        return 0
    if not options.document or not options.out:
        print("usage: mscp-desktop export DOCUMENT --out FILE, or export --list", file=sys.stderr)
        return 2
    entry = report_named(options.document)
    if entry.recorded_by is not None:
        with _open(options, to_change=True) as vault:
            record_report(vault.store, vault.actor, entry, _request(options, vault))
    with _reading(options) as (vault, session):
        write_report(session, entry, _request(options, vault), options.out)
    print(f"Wrote {options.out}.")
    return 0


def _check(options: Options) -> int:
    with _reading(options) as (vault, session):
        problems = list(vault.store.chain.problems(session.connection()))
        if session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
            problems.append("The database did not pass its own check.")
        if problems:
            raise DamagedError(" ".join([*problems, "Restore a backup."]))
        operations, _ = vault.store.chain.head(session.connection())
        counted = f"{operations} operation{'' if operations == 1 else 's'}"
        print(f"The vault is whole: {counted} in an unbroken history.")
        made = backups.backups_of(vault.place)
        print(f"Newest backup: {_moment(made[0].made_at)}." if made else "There is no backup yet.")
        findings = [finding for check in CHECKS for finding in check(session, vault.frame.clock.today())]
        for finding in findings:
            print(f"- {finding.what}. {finding.why}")
        print(f"{len(findings)} to look at." if findings else "Nothing to look at in the data.")
    return 0


def _history(options: Options) -> int:
    with _reading(options) as (_, session):
        for entry in entries_since(session):
            if options.json:
                print(json.dumps({
                    "at": entry.at.isoformat(), "actor": entry.actor, "operation": entry.operation,
                    "summary": entry.summary, "reason": entry.reason, "kind": entry.kind,
                    "table": entry.table, "uid": entry.row_uid, "revision": entry.revision, "values": entry.values,
                }, ensure_ascii=False))  # fmt: skip
            else:
                fields = "purged" if entry.values is None else ", ".join(sorted(entry.values))
                when = f"{entry.at.astimezone():%Y-%m-%d %H:%M}"
                print(f"{when} {entry.actor}: {entry.summary} [{entry.kind} {entry.table}: {fields}]")
    return 0


def _backup(options: Options) -> int:
    with _open(options, to_change=False) as vault:
        manifest = lineage.export_bundle(vault, options.out, "backup")
    print(f"Backed up {manifest.operation_count} operations to {options.out}, and checked the file.")
    return 0


def _user_of(options: Options) -> str:
    """Return the uid of the user in a bundle's own slots, for the bundle may be older than the vault."""
    users = keys.users(read_bundle_slots(options.file))
    for uid, name in users:
        if options.user is None or name.casefold() == options.user.casefold():
            return uid
    raise UserError(
        f"There is no user called “{options.user}” in this file. There is: {', '.join(name for _, name in users)}."
    )


def _restore(options: Options) -> int:
    user = _user_of(options)
    backups.restore(options.file, options.vault, Frame(SEARCH), user, passphrase_of(options))
    print(f"Restored {options.file} into {options.vault}. What was there before is kept beside it.")
    return 0


def _bundle(options: Options) -> int:
    with _open(options, to_change=options.hand_over) as vault:
        if options.hand_over:
            lineage.hand_over(vault, options.out)
            print(f"Wrote {options.out}. Here it can only be read now, until it comes back or is taken back.")
        else:
            lineage.export_bundle(vault, options.out, "copy")
            print(f"Wrote {options.out}: a copy, to read elsewhere.")
    return 0


def _open_bundle(options: Options) -> int:
    user = _user_of(options)
    opened = lineage.open_bundle(options.file, options.vault, Frame(SEARCH), user, passphrase_of(options))
    if opened.state is State.WORKING:
        print(f"This is now the working partnership, in {options.vault}.")
    else:
        print(f"A copy to read, as of {_moment(opened.made_at)}, is in {options.vault}.")
    return 0


def _moment(at: datetime) -> str:
    here = at.astimezone()
    return f"{format_day(here.date())} at {here:%H:%M}"


def _take_back(options: Options) -> int:
    with _open(options, to_change=True) as vault:
        lineage.take_back(vault, options.reason)
    print("The partnership is worked on here again. A bundle that was changed elsewhere meanwhile will be refused.")
    return 0


def _add_user(options: Options) -> int:
    theirs = argparse.Namespace(passphrase_file=options.new_passphrase_file)
    with _open(options, to_change=True) as vault:
        users.add_user(vault, options.name, passphrase_of(theirs), frozenset(Role(role) for role in options.role))
    print(f"{options.name} can now unlock the partnership.")
    return 0


def _remove_user(options: Options) -> int:
    with _open(options, to_change=True) as vault:
        users.remove_user(vault, user_named(options.vault, options.name))
    print(f"{options.name} can no longer unlock this vault. Backups and bundles made before still open with theirs.")
    return 0


def _leaver(options: Options) -> int:
    with _open(options, to_change=True) as vault:
        cli_records.leave(vault, options.name, options.start, dry_run=options.dry_run)
    return 0


def _import(options: Options) -> int:
    if options.json and not options.dry_run:
        print("usage: --json goes with --dry-run", file=sys.stderr)
        return 2
    if options.dry_run:
        with _reading(options) as (vault, session):
            cli_import.show(vault, session, options)
        return 0
    with _open(options, to_change=True) as vault:
        cli_import.take(vault, options)
    return 0


def _plan_year(options: Options) -> int:
    if not options.adopt:
        with _reading(options) as (vault, session):
            cli_meetings.plan_year(vault, session, options)
        return 0
    with _open(options, to_change=True) as vault:
        with vault.store.reading() as session:
            plan = cli_meetings.plan_year(vault, session, options)
        cli_meetings.adopt(vault, plan)
    return 0


def _audit_away(options: Options) -> int:
    with _open(options, to_change=True) as vault:
        cli_audits.take_away(vault, options, _bundle_passphrase(options))
    return 0


def _audit_merge(options: Options) -> int:
    with _open(options, to_change=True) as vault:
        cli_audits.merge(vault, options, _bundle_passphrase(options))
    return 0


def _bundle_passphrase(options: Options) -> str:
    return passphrase_of(argparse.Namespace(passphrase_file=options.bundle_passphrase_file))


def _sample(options: Options) -> int:
    with _open(options, to_change=True) as vault:
        made = run(vault.store, vault.actor, fill, options.years).value
    over = "1 year" if options.years == 1 else f"{options.years} years"
    print(f"Filled the seats with {made.people} invented people over {over}; they met {made.meetings:,} times.")
    return 0
