"""What must hold of a broken list: it is read right, or refused with the cell named, and never taken in by halves."""

import random
import re
from collections import Counter
from dataclasses import replace
from datetime import date

from mutated_sheets import HEADINGS, Mutated, Row, mutated
from vaults import table_hashes

from mscp_desktop.exchange.sheet import UnreadableError
from mscp_desktop.exchange.sheet_in import read_bytes
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import rehearse
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.roster.intake.entries import Entry, Kind
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import Asked, Fate, Plan, make_plan
from mscp_desktop.roster.intake.words import role_of

TODAY = date(2025, 1, 15)
CELL = re.compile(r"(?:Row|Line) \d+(?:, line \d+)?(?:, column [A-Z]+)?: ")


def check_one(vault: Vault, seed: int, *, whole: bool) -> str:
    """Break a list by a seed, check what becomes of it, and return "refused", "asked" or "taken".

    Where not the `whole` of it is checked, only every third list is taken in as well.
    """
    broken = mutated(random.Random(seed))  # noqa: S311 - a drill is to be the same each time
    try:
        book = read_bytes(broken.data, broken.name)
    except UnreadableError as error:
        return "refused" if broken.name in str(error) else f"{seed} leaks {error}"
    sheets = tuple(sheet for sheet in book.sheets if not sheet.hidden) or book.sheets
    asked = Asked(sheets, Kind.ROSTER, PartialDate(2025, 1, 15), "Learning Lessons", without_refused=seed % 2 == 0)
    with vault.store.reading() as session:
        plan = make_plan(session, asked, TODAY)
    _whole(broken, asked, plan, seed)
    for _ in range(6):  # every question is answered, some by leaving the rows out
        questions = plan.open_questions()
        if not questions:
            break
        given = {one.key: one.options[seed % len(one.options)].answer for one in questions}
        asked = replace(asked, answers={**asked.answers, **given})
        with vault.store.reading() as session:
            plan = make_plan(session, asked, TODAY)
    outcome = "taken"
    if not whole and seed % 3:  # the slow half of the check
        return "asked" if plan.open_questions() else outcome
    try:
        shown = rehearse(vault.store, vault.actor, import_rows, lambda _session, rows: rows, asked)
    except UserError as error:
        outcome = "asked" if re.search(r"[Rr]ow \d+", str(error)) else f"{seed} leaks {error}"
    else:
        seats = sum(row.table == "seat" and row.kind == "insert" for row in shown.said)
        assert seats == plan.count(Fate.NEW), seed
    return outcome


def check_many(vault: Vault, seeds: range, *, whole: bool) -> Counter[str]:
    """Check the lists of many seeds, of which none may change the vault, and return how often each came of it."""

    def hashes() -> dict[str, str]:
        with vault.store.reading() as session:
            return table_hashes(session)

    before = hashes()
    outcomes = Counter(check_one(vault, seed, whole=whole) for seed in seeds)
    assert hashes() == before
    assert set(outcomes) <= {"refused", "taken", "asked"}
    return outcomes


def _whole(broken: Mutated, asked: Asked, plan: Plan, seed: int) -> None:
    """Check that every row has its fate, that untouched rows say what they said, and that no cell strays."""
    filled = [(sheet, row) for sheet in asked.sheets for row in sheet.rows if not row.blank]
    told = {entry.where.split(" (")[0] for entry in (one.entry for one in plan.rows)}
    for sheet, row in filled:
        name = f"{sheet.name}, {sheet.row_words(row)}" if len(asked.sheets) > 1 else sheet.row_words(row)
        assert name in told, (seed, name)
    for one in plan.rows:
        if one.fate is Fate.REFUSED:
            assert CELL.match(one.words), (seed, one.words)
        entry = one.entry
        own = set(entry.said.replace(",", " ").replace("|", " ").split())
        for words in (entry.post, entry.organisation, entry.person.name if entry.person else None):
            assert words is None or set(words.replace(",", " ").replace("|", " ").split()) <= own, (
                seed,
                words,
                entry.said,
            )
    if broken.exact:  # what was read of a broken archive is what stood there
        values = {row.cells for _, row in filled}
        assert all(_trimmed(row) in values for row in broken.intact), seed
    if _headed(plan):
        entries = [one.entry for one in plan.rows]
        for row in broken.intact:
            assert any(_says(entry, row) for entry in entries), (seed, broken.done, row)


def _trimmed(row: Row) -> Row:
    return row[:-1] if row and not row[-1] else row


def _headed(plan: Plan) -> bool:
    return [column.heading for column in plan.columns][: len(HEADINGS)] == list(HEADINGS)


def _says(entry: Entry, row: Row) -> bool:
    name, post, body, role, email, _ = row
    if entry.person is None or entry.refused:
        return False
    return (
        (entry.person.name, entry.post, entry.organisation, entry.person.email) == (name, post, body, email)
        and entry.role == (role_of(role) if role else None)
    )  # fmt: skip
