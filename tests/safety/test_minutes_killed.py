"""Long drills of minutes: killed while somebody types at most two seconds are lost, and typing never falls behind."""

import random
import sys
import time

import pytest
import typing_minutes
from kills import check_whole
from minuted import Minuted
from vaults import StillClock, typed_at

from mscp_desktop.catalogue import SEARCH
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key
from mscp_desktop.meetings.records import AgendaItem
from mscp_desktop.meetings.rules.minutes_changes import set_discussion

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(sys.platform == "win32", reason="untried on Windows: the clock of two processes"),
]
KILLS = 8
LOST = 2.0  # seconds
SPEED = 16.0  # letters a second: 190 words a minute, as fast as somebody reads aloud
MEETING = 5_000  # letters: the minutes of a meeting of two hours, some 850 words
BEHIND = 0.25  # seconds that a letter may come late to the screen, on a machine that does other things too


def _typed(vault: Vault, items: list[str]) -> str:
    """Return what is there of the script, item after item: the draft where there is one, else what is saved."""
    found = ""
    for item in items:
        draft = typed_at(vault.store, vault.actor.uid, f"agenda_item:{item}/minutes").get("discussion")
        with vault.store.reading() as session:
            found += draft if draft is not None else AgendaItem.by_uid(session, item).discussion or ""
    return found


def _without_spaces(text: str) -> str:
    """Return a text as it is compared: the spaces at the end of an item are not kept."""
    return "".join(text.split())


def test_kills_while_minutes_are_typed_lose_at_most_two_seconds(medway: Vault) -> None:
    held = Minuted(medway)
    items = [held.audit, held.secret, held.plan]
    medway.close()
    chance, lost = random.Random(29), []  # noqa: S311 - a test's dice
    script = typing_minutes.script(600)
    for _ in range(KILLS):
        process = typing_minutes.start(medway, items, SPEED, len(script))
        said: list[list[str]] = []
        assert process.stdout is not None
        said.append(process.stdout.readline().split())
        end = time.monotonic() + chance.uniform(1, 25)
        while time.monotonic() < end:
            line = process.stdout.readline().split()
            if line == ["over"] or not line:
                break
            said.append(line)
        killed = time.monotonic()
        process.kill()
        process.wait()
        process.stdout.close()
        shown = [line for line in said if float(line[1]) <= killed - LOST]
        with open_with_key(medway.place, Frame(SEARCH, StillClock()), medway.actor.uid, medway.data_key) as vault:
            check_whole(vault)
            kept = _typed(vault, items)
            expected = _without_spaces(script[: int(shown[-1][0])]) if shown else ""
            assert _without_spaces(script).startswith(_without_spaces(kept)), "what is kept is what was typed"
            assert len(_without_spaces(kept)) >= len(expected), "more than two seconds are lost"
            lost.append((int(said[-1][0]) - len(kept)) / SPEED)
            _forget(vault, items)
    print(f"\n{KILLS} kills while minutes were typed: {', '.join(f'{one:.1f}' for one in lost)} seconds lost")


def _forget(vault: Vault, items: list[str]) -> None:
    for item in items:
        vault.store.save_draft(vault.actor.uid, f"agenda_item:{item}/minutes", "discussion", None)
        with vault.store.reading() as session:
            version = AgendaItem.by_uid(session, item).version
        run(vault.store, vault.actor, set_discussion, item, version, None)


def test_a_meeting_of_full_length_is_minuted_at_reading_speed_and_typing_falls_behind_nowhere(medway: Vault) -> None:
    held = Minuted(medway)
    items = [held.audit, held.secret, held.plan]
    medway.close()
    process = typing_minutes.start(medway, items, SPEED, MEETING)
    assert process.stdout is not None
    lines = [line.split() for line in process.stdout]
    process.wait()
    process.stdout.close()
    assert lines[-1] == ["over"]
    late = sorted(float(painted) - float(due) for _, painted, due in lines[:-1])
    middle, most = late[len(late) // 2] * 1000, late[-1] * 1000
    high = late[int(len(late) * 0.95)] * 1000
    print(f"\n{len(late)} letters at {SPEED:g} a second: late by {middle:.1f} ms, 95th {high:.1f}, worst {most:.1f}")
    assert len(late) == MEETING
    with open_with_key(medway.place, Frame(SEARCH, StillClock()), medway.actor.uid, medway.data_key) as vault:
        assert _without_spaces(_typed(vault, items)) == _without_spaces(typing_minutes.script(MEETING))
    assert late[int(len(late) * 0.99)] < BEHIND
    assert late[-1] < 1
