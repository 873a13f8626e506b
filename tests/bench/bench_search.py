"""Search at every key stroke over 100,000 records, against the bare query of the index through the driver.

The commonest words of the list are typed letter by letter, alone and two by two. Bare is one FTS5 query that gives the
first 60 records which hold the words at all; ours looks in the titles first, and ranks.
"""

import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from figures import Figure, percentile, show

from mscp_desktop.catalogue import SEARCH
from mscp_desktop.foundation.base import Base
from mscp_desktop.foundation.bookkeeping import EXTRAS
from mscp_desktop.foundation.engine import connect, make_engine
from mscp_desktop.foundation.finding import CANDIDATES, find
from mscp_desktop.foundation.history import Chain
from mscp_desktop.foundation.search import id_of
from mscp_desktop.foundation.store import Clock, Store
from mscp_desktop.roster.sample import FIRST_NAMES, LAST_NAMES

RECORDS = 100_000
SEED = 20241231
COMMONEST = 12
MOST = 30.0  # milliseconds, at the 95th percentile
POSTS = (
    "Designated nurse for safeguarding children", "Head of safeguarding and quality assurance", "Detective inspector",
    "Named general practitioner", "Practice development lead", "Safeguarding and education officer", "Social worker",
)  # fmt: skip
BODIES = ("Medway Council", "Kent Police", "Medway Community Healthcare", "NHS Kent and Medway", "Kent County Council")
BARE = (
    "SELECT e.kind, e.uid, e.title, e.detail FROM search_entry AS e JOIN"
    " (SELECT rowid AS found FROM search_words WHERE search_words MATCH ? LIMIT ?) ON e.id = found"
)


def rows() -> list[tuple[int, str, str, str]]:
    """Return (id, title, detail, further words) of invented people, always the same."""
    chance = random.Random(SEED)  # noqa: S311 - invented
    made = []
    for number in range(1, RECORDS + 1):
        first, last = chance.choice(FIRST_NAMES), chance.choice(LAST_NAMES)
        detail = f"{chance.choice(POSTS)}, {chance.choice(BODIES)}"
        made.append(
            (number, f"{first} {last}", detail, f"{first}.{last}.{number}@example.org 01632 960{number % 1000:03d}")
        )
    return made


def typed(people: list[tuple[int, str, str, str]]) -> list[str]:
    """Return everything that stands in the search box while the commonest words are typed, letter by letter."""
    every, titles = Counter[str](), Counter[str]()
    for _, title, detail, words in people:
        every.update(set(re.findall(r"[^\W\d_]+", f"{title} {detail} {words}".casefold())))
        titles.update(set(re.findall(r"[^\W\d_]+", title.casefold())))
    common = [word for word, _ in every.most_common(COMMONEST)]
    named = [word for word, _ in titles.most_common(3)]
    whole = [
        *common,
        *named,
        *(f"{one} {other}" for one in common[:5] for other in (*common[1:6], *named) if one != other),
    ]
    return [text[:end] for text in whole for end in range(1, len(text) + 1) if text[end - 1] != " "]


def fill(file: Path, key: bytes, people: list[tuple[int, str, str, str]], kinds: int) -> None:
    """Make a database whose index holds these people, as records of so many kinds."""
    connect(file, key, create=True).close()
    engine = make_engine(file, key)
    with engine.execution_options(writing=True).begin() as connection:
        Base.metadata.create_all(connection)
        connection.execution_options(bookkeeping=True)
        for statement in EXTRAS:
            connection.exec_driver_sql(statement)
    engine.dispose()
    driver = connect(file, key)
    driver.execute("BEGIN IMMEDIATE")
    driver.executemany(
        "INSERT INTO search_entry(id, kind, uid, title, detail) VALUES(?, ?, ?, ?, ?)",
        (
            (id_of(number % kinds, None, number), f"kind-{number % kinds}", f"uid-{number}", title, detail)
            for number, title, detail, _ in people
        ),
    )
    driver.executemany(
        "INSERT INTO search_words(rowid, title, body) VALUES(?, ?, ?)",
        sorted(
            (id_of(number % kinds, None, number), f"{title}\n", f"{detail}\n{words}\n")
            for number, title, detail, words in people
        ),
    )
    driver.execute("COMMIT")
    driver.close()


def bare(driver: Any, text: str) -> list[Any]:
    """Run the bare query."""
    match = " ".join(f'"{word}"*' for word in text.split())
    found: list[Any] = driver.execute(BARE, (match, CANDIDATES)).fetchall()
    return found


def measure() -> list[Figure]:
    """Return the figures, of one kind of record and of as many kinds as the program has."""
    return [*_measure(1, "of one kind"), *_measure(len(SEARCH), f"of {len(SEARCH)} kinds")]


def _measure(kinds: int, words: str) -> list[Figure]:
    people = rows()
    strokes = typed(people)
    with tempfile.TemporaryDirectory() as folder:
        file, key = Path(folder) / "data.db", random.Random(SEED).randbytes(32)  # noqa: S311 - invented
        fill(file, key, people, kinds)
        store = Store(file, key, Chain(key), SEARCH, clock=Clock())
        driver = connect(file, key)
        one: tuple[list[float], list[float]] = ([], [])
        two: tuple[list[float], list[float]] = ([], [])
        for text in strokes:
            start = time.perf_counter()
            with store.reading() as session:
                hits = find(session, text)
            middle = time.perf_counter()
            found = bare(driver, text)
            end = time.perf_counter()
            assert bool(hits) == bool(found), text
            kept = two if " " in text else one
            kept[0].append((middle - start) * 1000)
            kept[1].append((end - middle) * 1000)
        driver.close()
        store.close()
    return [
        _figure(f"search {words}, one common word", *one),
        _figure(f"search {words}, two common words", *two),
    ]


def _figure(name: str, ours: list[float], plain: list[float]) -> Figure:
    whole = f"{name}, {len(ours)} key strokes over {RECORDS:,} records"
    return Figure(whole, ours, plain, f"95th {MOST:g} ms", percentile(ours) <= MOST)


if __name__ == "__main__":
    show(measure())
