"""What is compiled while the passphrase is typed serves the vault that is opened then."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine.interfaces import CacheStats

from mscp_desktop import unlocking
from mscp_desktop.catalogue import DUE
from mscp_desktop.foundation.records import Partnership
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.foundation.warming import compile_statements
from mscp_desktop.overview.rules import needs


@contextmanager
def compiled_anew(vault: Vault) -> Iterator[list[str]]:
    """Collect the statements that the vault's readers have to compile."""
    found: list[str] = []

    def look(_connection: Any, _cursor: Any, words: str, _params: Any, context: Any, _many: bool) -> None:
        if context.cache_hit is not CacheStats.CACHE_HIT:
            found.append(words)

    event.listen(vault.store.engine, "before_cursor_execute", look)
    yield found
    event.remove(vault.store.engine, "before_cursor_execute", look)


def test_a_vault_compiles_nothing_that_was_compiled_before(empty_vault: Vault) -> None:
    asked = select(Partnership.name).where(Partnership.name == "asked nowhere else", Partnership.id == 1)
    compile_statements([lambda session: session.execute(asked).all()])
    again = select(Partnership.name).where(Partnership.name == "another value", Partnership.id == 2)
    other = select(Partnership.id).where(Partnership.name == "asked nowhere else either", Partnership.id == 1)
    with compiled_anew(empty_vault) as found, empty_vault.store.reading() as session:
        session.execute(again).all()
        assert found == []
        session.execute(other).all()
        assert len(found) == 1


def test_what_home_asks_is_ready_when_the_vault_is_opened(empty_vault: Vault) -> None:
    unlocking.make_ready()
    with compiled_anew(empty_vault) as found, empty_vault.store.reading() as session:
        needs(session, date(2025, 1, 15), DUE, frozenset())
    assert found == []
