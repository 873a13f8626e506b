"""Whatever is done can be taken back: random operations of every feature, then undo all, then redo all."""

# ruff: noqa: S311 - chance, the same each time

import random
from collections import Counter
from collections.abc import Callable

import pytest
from features import modules_of
from random_operations import Chooser, call_random
from vaults import COLLEAGUE, problems, search_holds, table_hashes, table_rows

from mscp_desktop.foundation import attachments, local_rules
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import Operation
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.foundation.undo import redo, undo
from mscp_desktop.foundation.vault import Vault

UNDONE, REFUSED = 5, 2  # of two people
WORKED, TRIED = 14, 120  # operations that changed something, and how often one is tried: many find nothing to work on
NOT_RANDOM = {  # a statutory rule; an empty vault; a purge; what undo steps over; what it stops at; two vaults
    "rules.set_rule", "start.load", "audits.clear_cases", "audits.add_seconds", "audits.reveal",
    "audits.fill_away", "audits.fill_away_own", "audits.merge_away",
}  # fmt: skip


def hashes(vault: Vault) -> dict[str, str]:
    with vault.store.reading() as session:
        return table_hashes(session)


def to_the_end(step: Callable[[], Announcement | None]) -> int:
    """Take step after step until there is none, or one that has no inverse, and return how many."""
    taken = 0
    while True:
        try:
            if step() is None:
                return taken
        except ConflictError:
            raise
        except UserError:  # the starting data, which no undo takes back
            return taken
        taken += 1


def index_is_in_step(vault: Vault) -> None:
    with vault.store.reading() as session:
        kept = search_holds(session)
    with vault.store.writing() as session:
        vault.store.search.rebuild(session)
        session.flush()
        fresh = search_holds(session)
        session.rollback()
    assert kept == fresh


@pytest.mark.parametrize("seed", range(2))
def test_random_operations_then_undo_all_then_redo_all(medway: Vault, seed: int) -> None:
    rng = random.Random(seed)
    chooser = Chooser(rng, undoable=True)
    start = hashes(medway)
    done: Counter[str] = Counter()
    for _ in range(TRIED):
        if sum(done.values()) >= WORKED:
            break
        name = call_random(medway.store, medway.actor, chooser)
        if name:
            done[name] += 1
        if rng.random() < 0.15 and sum(done.values()) > 8:
            for _ in range(rng.randrange(1, 4)):
                rng.choice((undo, undo, redo))(medway.store, medway.actor)
    assert sum(done.values()) >= WORKED
    to_the_end(lambda: redo(medway.store, medway.actor))  # where the last steps were undone
    with medway.store.reading() as session:
        end = table_rows(session)
    taken = to_the_end(lambda: undo(medway.store, medway.actor))
    assert hashes(medway) == start
    again = to_the_end(lambda: redo(medway.store, medway.actor))
    assert again >= taken
    with medway.store.reading() as session:
        assert table_rows(session) == end
    index_is_in_step(medway)
    assert problems(medway) == []


def test_two_people_never_undo_each_others_work_unseen(medway: Vault) -> None:
    """With two at work an undo succeeds, or is refused in words and changes nothing."""
    rng = random.Random(12)
    chooser = Chooser(rng)
    taken, said = 0, []
    for _ in range(2 * TRIED):
        if taken > UNDONE and len(said) >= REFUSED:
            break
        actor = rng.choice((medway.actor, COLLEAGUE))
        call_random(medway.store, actor, chooser)
        if rng.random() < 0.4:
            actor = rng.choice((medway.actor, COLLEAGUE))
            before = hashes(medway)
            try:
                taken += undo(medway.store, actor) is not None
            except UserError as error:
                said.append(str(error))
                assert hashes(medway) == before
    assert taken > UNDONE
    assert len(said) >= REFUSED
    assert all("othing was changed" in one or "can't be undone" in one for one in said)
    index_is_in_step(medway)
    assert problems(medway) == []


def test_every_operation_of_the_features_is_among_the_random_ones() -> None:
    found = {
        one.name
        for module in (*modules_of("rules"), *modules_of("intake"), local_rules, attachments)
        for one in vars(module).values()
        if isinstance(one, Operation)
    }
    assert found - NOT_RANDOM == set(Chooser(random.Random(0)).kinds())
