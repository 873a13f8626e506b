"""Long drills: kills at random moments of commits, backups, hand-overs, arrivals, restores and migrations."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import kills
import pytest
from kills import Killer, Subject, check_whole, kill_commits, still_works
from laptops import Laptops, crash_arrivals, crash_hand_overs, crash_take_backs, skip_argon2, walk_among_three
from vault_files import add_people, people

from mscp_desktop.foundation import backups, lineage, schema
from mscp_desktop.foundation.bundle_file import verify_bundle
from mscp_desktop.foundation.pointer import State, read_pointer
from mscp_desktop.foundation.vault import Frame

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(sys.platform == "win32", reason="untried on Windows: the drills fork"),
]
KILLS = 60
LONGER = 1.3  # times what the work usually takes


@pytest.fixture
def subject(empty_template: Any, tmp_path: Path) -> Subject:
    """A vault of the test's own with one person."""
    place = tmp_path / "vault"
    shutil.copytree(empty_template.place, place)
    made = Subject(place, empty_template.user_uid, empty_template.data_key, tmp_path / "other.mscp")
    with made.open() as vault:
        add_people(vault, "Ann Lee")
    return made


def _again(subject: Subject, number: int) -> Subject:
    """Return a fresh copy of a vault for the next kill, a day later."""
    place = subject.place.with_name(f"vault-{number}")
    shutil.copytree(subject.place, place)
    other = subject.other.with_name(f"other-{number}.mscp")
    if subject.other.is_file():
        shutil.copy(subject.other, other)
    return replace(subject, place=place, other=other, moment=subject.moment + 1)


def test_two_hundred_kills_during_commits_lose_nothing_acknowledged(medway_template: Any, tmp_path: Path) -> None:
    place = tmp_path / "vault"
    shutil.copytree(medway_template.place, place)
    subject = Subject(place, medway_template.user_uid, medway_template.data_key, tmp_path)
    saved = kill_commits(subject, 200, seed=7, longest=0.03)
    print(f"\n200 kills, {saved} acknowledged operations, none lost")
    assert saved > 200


def test_kills_during_backups_leave_every_backup_whole(subject: Subject) -> None:
    killer, made, acknowledged = Killer(11), 1, set[str]()
    for number in range(KILLS):
        now = replace(subject, moment=number % 3)  # the clock goes back and forth; nothing is old enough to be dropped
        said = killer.run(kills.back_up, now, 0.3, start=1000 * number, after=number % 2)
        acknowledged |= set(said)
        held = backups.backups_of(subject.place)
        assert {one.path.name for one in held} >= acknowledged
        for one in held:
            verify_bundle(one.path)
        made = len(held)
        with subject.open() as vault:
            check_whole(vault)
    print(f"\n{KILLS} kills during backups: {made} backups, each whole; {len(acknowledged)} were acknowledged")
    assert acknowledged
    still_works(subject)


def test_kills_during_hand_overs_never_leave_two_that_work(subject: Subject) -> None:
    killer, outcomes = Killer(13), {"nothing done": 0, "handed over, no bundle": 0, "handed over": 0}
    longest = LONGER * killer.usual(kills.hand_over, _again(subject, KILLS))
    for number in range(KILLS):
        one = _again(subject, number)
        killer.run(kills.hand_over, one, longest)
        with one.open() as vault:
            works = vault.store.read_only is None
        assert not (works and one.other.exists()), "two could work"
        if one.other.exists():
            verify_bundle(one.other)
        outcomes["nothing done" if works else "handed over" if one.other.exists() else "handed over, no bundle"] += 1
        still_works(one)
        shutil.rmtree(one.place)
    print(f"\n{KILLS} kills during hand-overs: {outcomes}")
    assert min(outcomes.values()) > 0


def test_kills_while_a_bundle_arrives_leave_the_former_or_the_new(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_argon2(monkeypatch, subject.data_key)
    there = replace(subject, place=tmp_path / "there", moment=1)
    going = tmp_path / "going.mscp"
    with subject.open() as vault:
        lineage.hand_over(vault, going)
    lineage.open_bundle(going, there.place, there.frame(), subject.user_uid, "correct horse battery staple")
    with there.open() as vault:
        add_people(vault, "Bo Diaz")
        lineage.hand_over(vault, subject.other)
    killer, outcomes = Killer(17), {"former": 0, "new": 0, "empty": 0, "made": 0}
    longest = LONGER * killer.usual(kills.receive, _again(subject, KILLS))
    for number in range(KILLS):
        one = _again(subject, number)
        if number % 3 == 2:  # into an empty place
            shutil.rmtree(one.place)
            killer.run(kills.receive, one, longest)
            arrived = one.place.is_dir() and (one.place / "vault.json").is_file()
            outcomes["made" if arrived else "empty"] += 1
            if not arrived:
                lineage.open_bundle(one.other, one.place, one.frame(), one.user_uid, "correct horse battery staple")
        else:
            killer.run(kills.receive, one, longest)
            arrived = read_pointer(one.place).state is State.WORKING
            outcomes["new" if arrived else "former"] += 1
            with one.open() as vault:
                assert people(vault) == ["Ann Lee", "Bo Diaz"][: 1 + arrived]
        still_works(one)
        shutil.rmtree(one.place)
    print(f"\n{KILLS} kills while a bundle arrived: {outcomes}")
    assert min(outcomes.values()) > 0


def test_kills_during_restores_leave_the_former_or_the_restored(subject: Subject) -> None:
    with subject.open() as vault:
        lineage.export_bundle(vault, subject.other, "backup")
        add_people(vault, "Bo Diaz")
    killer, outcomes = Killer(19), {"former": 0, "restored": 0}
    longest = LONGER * killer.usual(kills.restore, _again(subject, KILLS))
    for number in range(KILLS):
        one = _again(subject, number)
        killer.run(kills.restore, one, longest)
        with one.open() as vault:
            held = people(vault)
        assert held in (["Ann Lee"], ["Ann Lee", "Bo Diaz"])
        if held == ["Ann Lee"]:
            saved = backups.backups_of(one.place)
            assert saved, "what was there is in a backup"
            verify_bundle(saved[0].path)
        outcomes["restored" if held == ["Ann Lee"] else "former"] += 1
        still_works(one)
        shutil.rmtree(one.place)
    print(f"\n{KILLS} kills during restores: {outcomes}")
    assert min(outcomes.values()) > 0


SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None
def upgrade():
    with op.batch_alter_table("person") as batch:
        batch.add_column(sa.Column("pronouns", sa.Text()))
"""


def test_kills_during_migrations_leave_the_former_or_the_new(
    subject: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(schema.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_second.py").write_text(SECOND)
    monkeypatch.setattr(schema, "FOLDER", folder)
    monkeypatch.setattr(schema, "HEAD", "0002")
    killer, outcomes = Killer(23), {"former": 0, "moved on": 0}
    longest = LONGER * killer.usual(kills.migrate, replace(_again(subject, KILLS), other=folder))
    for number in range(KILLS):
        one = _again(subject, number)
        former = read_pointer(one.place)
        killer.run(kills.migrate, replace(one, other=folder), longest)
        moved = read_pointer(one.place) != former
        outcomes["moved on" if moved else "former"] += 1
        assert (one.place / former.folder / "data.db").is_file()
        with one.open() as vault:
            assert people(vault) == ["Ann Lee"]
        still_works(one)
        shutil.rmtree(one.place)
    print(f"\n{KILLS} kills during migrations: {outcomes}")
    assert min(outcomes.values()) > 0


def test_crashes_at_many_steps_and_many_walks(
    empty_template: Any, tmp_path: Path, frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_argon2(monkeypatch, empty_template.data_key)
    steps = []
    for number, crash in enumerate((crash_hand_overs, crash_arrivals, crash_take_backs)):
        (tmp_path / str(number)).mkdir()
        laptops = Laptops(empty_template, tmp_path / str(number), frame)
        laptops.first("here")
        steps.append(crash(laptops, 80))
    (tmp_path / "walks").mkdir()
    met = walk_among_three(empty_template, tmp_path / "walks", range(100, 140))
    print(f"\ncrashes at 80 of {steps} steps each; 40 walks: {dict(met)}")
    assert met["came back"] > 20
