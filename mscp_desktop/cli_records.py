"""What the command line does with people and rosters, of a vault that is open."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from mscp_desktop.desktop.panel.wizard_words import RecordChange, count_words, record_changes
from mscp_desktop.foundation.operations import rehearse, run
from mscp_desktop.foundation.row_changes import RowChange
from mscp_desktop.foundation.typed_dates import parse_date
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.roster.page.fields import CHANGES
from mscp_desktop.roster.rules.leaving import Left, leaver_named, record_leaver


def leave(vault: Vault, name: str, start: str, *, dry_run: bool) -> None:
    """Record that somebody leaves, every seat of theirs vacant from then, and print what is left open.

    A dry run prints what would change instead. Raises `UserError` where nobody has the name, or more than one.
    """
    leaves = parse_date(start, vault.frame.clock.today())
    with vault.store.reading() as session:
        person = leaver_named(session, name)
        uid = person.uid
    if dry_run:
        shown = rehearse(vault.store, vault.actor, record_leaver, _describe, uid, leaves=leaves, vacant=True)
        print(f"{shown.summary}. {count_words(shown.said)} Nothing was changed.")
        _print_changes(shown.said)
        left: Left = shown.value
    else:
        outcome = run(vault.store, vault.actor, record_leaver, uid, leaves=leaves, vacant=True)
        left = outcome.value
        said = outcome.announcement
        print(f"{said.summary if said is not None else 'Nothing changed'}.")
    if left.open:
        print("Left open:")
    for words in left.open:
        print(f"- {words}.")


def _describe(session: Session, rows: list[RowChange]) -> tuple[RecordChange, ...]:
    return record_changes(session, rows, CHANGES)


def _print_changes(changes: Sequence[RecordChange]) -> None:
    for one in changes:
        print(f"{one.done.value}: {one.title}")
        for change in one.changes:
            before = f"{change.before} -> " if change.before else ""
            print(f"  {change.label}: {before}{change.after or 'gone'}")
