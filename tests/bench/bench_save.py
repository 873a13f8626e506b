"""One saved field with its history and search, against hand-written SQL through the bare driver.

The bare side writes the same rows, with the same digests and link of the chain, into a copy of the same vault, on a
connection with the same pragmas. The two take turns, so that a busy machine slows both.
"""

import hashlib
import hmac
import json
import os
import random
import re
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uuid_utils
from figures import Figure, by_ratio, percentile, show
from sample_vault import open_new

from mscp_desktop.foundation.copies import copy_database
from mscp_desktop.foundation.engine import connect
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Actor
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.people import change_person

SAVES = 250
WARM_UP = 25
SEED = 20241231
RATIO = 4
SLOWER = 3  # milliseconds that the 95th percentile may lie above the bare one

JOINED = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)+")  # words with an apostrophe, which search knows without it too

Saved = tuple[str, str]  # a person's uid, and their new telephone number


def saves(driver: Any) -> list[Saved]:
    """Return what is saved, always the same."""
    chance = random.Random(SEED)  # noqa: S311 - invented
    uids = [row[0] for row in driver.execute("SELECT uid FROM person ORDER BY id")]
    return [(chance.choice(uids), f"01632 {number:06d}") for number in range(SAVES + WARM_UP)]


def ours(vault: Vault, saved: Saved, versions: dict[str, int]) -> float:
    """Save a field as the window does, and return the milliseconds; the form knows the version it shows."""
    uid, telephone = saved
    start = time.perf_counter()
    run(vault.store, vault.actor, change_person, uid, versions[uid], telephone=telephone)
    taken = (time.perf_counter() - start) * 1000
    versions[uid] += 1
    return taken


def bare(driver: Any, key: bytes, actor: Actor, saved: Saved) -> float:
    """Write the same rows by hand, and return the milliseconds."""
    uid, telephone = saved
    start = time.perf_counter()
    driver.execute("BEGIN IMMEDIATE")
    row = driver.execute(
        "SELECT p.id, p.version, p.name, p.post, o.name, p.email, p.telephone, p.mobile FROM person AS p"
        " LEFT JOIN organisation AS o ON o.id = p.organisation_id WHERE p.uid = ?",
        (uid,),
    ).fetchone()
    person, version, name, post, body, email, before, mobile = row
    driver.execute(
        "UPDATE person SET telephone = ?, version = ? WHERE id = ? AND version = ?",
        (telephone, version + 1, person, version),
    )
    last, mac = driver.execute("SELECT id, mac FROM operation ORDER BY id DESC LIMIT 1").fetchone()
    entry = driver.execute("SELECT max(id) FROM history_entry").fetchone()[0] + 1
    at, made = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), str(uuid_utils.uuid7())
    words, words_nonce = _canonical({"reason": None, "summary": f"Telephone of {name}"}), os.urandom(16)
    values, nonce = _canonical({"telephone": [before, telephone]}), os.urandom(16)
    signed = [last + 1, made, at, actor.uid, actor.name, "parties.change_person", "do", None, None, 1]
    words_digest, digest = _digest(words_nonce, words), _digest(nonce, values)
    change = [entry, "update", "person", uid, person, version + 1, "telephone"]
    link = hmac.digest(
        key, mac + _canonical([*signed, words_digest.hex(), [[*change, digest.hex()]]]).encode(), "sha256"
    )
    driver.execute(
        "INSERT INTO operation(id, uid, at, actor_uid, actor_name, name, kind, target_uid, corrected_by, entries,"
        " text_digest, mac) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*signed, words_digest, link),
    )
    driver.execute("INSERT INTO operation_text VALUES(?, ?, ?)", (last + 1, words_nonce, words))
    driver.execute(
        "INSERT INTO history_entry(id, kind, table_name, row_uid, row_id, revision, fields, operation_id, digest)"
        " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*change, last + 1, digest),
    )
    driver.execute("INSERT INTO history_value VALUES(?, ?, ?)", (entry, nonce, values))
    detail = ", ".join(part for part in (post, body) if part)
    called = "\n".join([name, *_aliases(driver, person)])
    further = "; ".join(part for part in (*_titles(driver, post), email, telephone, mobile) if part)
    said = f"{detail}\n{further}"
    found = driver.execute("SELECT id FROM search_entry WHERE kind = 'person' AND uid = ?", (uid,)).fetchone()[0]
    driver.execute(
        "UPDATE search_words SET title = ?, body = ? WHERE rowid = ?",
        (f"{called}\n{_joined(called)}", f"{said}\n{_joined(said)}", found),
    )
    driver.execute("COMMIT")
    return (time.perf_counter() - start) * 1000


def _joined(words: str) -> str:
    return " ".join(word.replace("\u2019", "").replace("'", "") for word in JOINED.findall(words))


def _aliases(driver: Any, person: int) -> list[str]:
    return [name for (name,) in driver.execute("SELECT name FROM person_alias WHERE person_id = ?", (person,))]


def _titles(driver: Any, post: str | None) -> list[str]:
    """Return the other titles of a post, by whichever of them it is called."""
    wanted = normal_name(post or "")
    rows = driver.execute("SELECT post, title FROM post_title ORDER BY id").fetchall()
    of = next((main for main, title in rows if wanted in (normal_name(main), normal_name(title))), None)
    known = [of, *(title for main, title in rows if main == of)] if of else []
    return [title for title in known if normal_name(title) != wanted]


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _digest(nonce: bytes, payload: str) -> bytes:
    return hashlib.sha256(nonce + payload.encode()).digest()


def measure() -> list[Figure]:
    """Return the figures; both databases then hold the same values, and both chains verify."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_new(folder / "vault") as vault:
            copy = folder / "copy.db"
            key = vault.subkey("db")
            driver = connect(vault.db_file, key)
            todo = saves(driver)
            versions = dict(driver.execute("SELECT uid, version FROM person").fetchall())
            driver.close()
            copy_database(vault.db_file, copy, key)
            driver = connect(copy, key)
            mine, plain = [], []
            for saved in todo:
                mine.append(ours(vault, saved, versions))
                plain.append(bare(driver, vault.subkey("history-mac"), vault.actor, saved))
            _compare(vault, driver)
            driver.close()
    mine, plain = mine[WARM_UP:], plain[WARM_UP:]
    most = percentile(plain) + SLOWER
    late = Figure("the same", mine, plain, f"95th {most:.2f} ms (bare + {SLOWER})", percentile(mine) <= most)
    return [by_ratio("one field saved, with history and search", mine, plain, RATIO), late]


def _compare(vault: Vault, driver: Any) -> None:
    query = "SELECT uid, version, telephone FROM person ORDER BY id"
    words = "SELECT rowid, title, body FROM search_words ORDER BY rowid"
    with vault.store.reading() as session:
        connection = session.connection()
        for one in (query, words):
            assert [tuple(row) for row in connection.exec_driver_sql(one)] == driver.execute(one).fetchall()
        assert not list(vault.store.chain.problems(connection))
    said = "SELECT count(*) FROM operation_text AS t JOIN operation AS o ON o.id = t.operation_id"
    assert driver.execute(said).fetchone()[0] == vault_operations(vault)


def vault_operations(vault: Vault) -> int:
    """Return how many operations the vault's history has."""
    with vault.store.reading() as session:
        return vault.store.chain.head(session.connection())[0]


if __name__ == "__main__":
    show(measure())
