"""What the command line does with an audit that leaves the office, and with one that comes back."""

import argparse
from pathlib import Path

from mscp_desktop.audits.rules.away import audit_numbered
from mscp_desktop.audits.rules.away_bundles import office_of, write_away
from mscp_desktop.audits.rules.merging_changes import look, merge_bundle
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.typed_dates import parse_day
from mscp_desktop.foundation.vault import Vault

BOTH = {"here": False, "back": True}


def add_away(parser: argparse.ArgumentParser) -> None:
    """Declare what taking an audit away takes."""
    parser.add_argument("--audit", type=int, required=True, metavar="NUMBER", help="the audit's number")
    parser.add_argument("--to", required=True, metavar="NAME", help="who takes it, and opens it there")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.mscp")
    parser.add_argument("--due", metavar="DATE", help="by when it comes back")
    _add_bundle_passphrase(parser)


def add_merge(parser: argparse.ArgumentParser) -> None:
    """Declare what merging takes."""
    parser.add_argument("file", type=Path, metavar="FILE.mscp")
    parser.add_argument("--dry-run", action="store_true", help="print what would change, and change nothing")
    parser.add_argument(
        "--conflicts",
        choices=sorted(BOTH),
        help="what to keep where both changed the same: what is here, or what came back; without it nothing is merged",
    )
    _add_bundle_passphrase(parser)


def _add_bundle_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bundle-passphrase-file", required=True, metavar="FILE",
        help="a file whose first line is the passphrase of the bundle",
    )  # fmt: skip


def take_away(vault: Vault, options: argparse.Namespace, passphrase: str) -> None:
    """Write an audit as a bundle of its own, and print its recovery key."""
    due = parse_day(options.due, vault.frame.clock.today()) if options.due else None
    with vault.store.reading() as session:
        audit = audit_numbered(session, options.audit)
    office = office_of(vault.store, vault.actor)
    written = write_away(office, audit, options.to, passphrase, options.out, due)
    print(f"Wrote {written.file}: audit {options.audit} and nothing else. {written.to_name} opens it there.")
    print(f"Recovery key: {written.recovery}")
    print("It is shown once, and opens the bundle where its passphrase is lost. The audit here can be worked on too.")


def merge(vault: Vault, options: argparse.Namespace, passphrase: str) -> None:
    """Print what came back, and merge it where nothing has to be decided, or it is said what to keep."""
    office = office_of(vault.store, vault.actor)
    coming = look(office, options.file, passphrase)
    for line in (*coming.told, *coming.lines):
        print(line)
    for one in coming.asked:
        print(f"{one.what}\n  here: {one.ours} ({one.ours_by})\n  came back: {one.theirs} ({one.theirs_by})")
    if options.dry_run or coming.already:
        return
    if coming.asked and options.conflicts is None:
        raise UserError(
            f"Both changed the same {len(coming.asked)} times. Decide each in the window, or keep one side of all by"
            " --conflicts; nothing was changed."
        )
    choices = {one.id: BOTH[options.conflicts] for one in coming.asked}
    print(f"Merged: {merge_bundle(office, options.file, passphrase, choices)}.")
