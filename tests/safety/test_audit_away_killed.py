"""Long drills of an audit day: killed while it is graded or merged, nothing is lost that was shown as saved."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import audit_kills
import pytest
from audit_away import back, elsewhere, left
from audit_made import made_audit
from kills import Killer, Subject, check_whole

from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.case_changes import add_cases
from mscp_desktop.audits.rules.sealing import Cell

pytestmark = [
    pytest.mark.safety,
    pytest.mark.skipif(sys.platform == "win32", reason="untried on Windows: the drills fork"),
]
GRADING, MERGING = 140, 60


@pytest.fixture
def subject(medway_template: Any, tmp_path: Path) -> Subject:
    """A vault with an audit that went away, and what came back beside it."""
    place = tmp_path / "vault"
    shutil.copytree(medway_template.place, place)
    subject = Subject(place, medway_template.user_uid, medway_template.data_key, tmp_path / "back.mscp")
    with subject.open() as vault:
        made = made_audit(vault)
        written = left(made, tmp_path / "away.mscp")
        with elsewhere(written.file, tmp_path / "there", vault) as there:
            for case in made.cases:
                for section in made.sections:
                    there.do(sealing.set_own_grade, made.services[0], case, section, made.grades["Good"])
            there.do(add_cases, made.audit, ["N-07"])
            back(there, subject.other)
    return subject


def test_kills_while_an_audit_is_graded_lose_nothing_shown_as_saved(subject: Subject) -> None:
    killer, number, saved = Killer(41), 0, 0
    for _ in range(GRADING):
        said = killer.run(audit_kills.grade, subject, 0.05, start=number, after=killer.chance.randrange(5))
        with subject.open() as vault:
            check_whole(vault)
            places = audit_kills.cells(vault)
            for one in said[-len(places) + 1 :]:
                assert audit_kills.words(vault, places[one % len(places)]) == Cell(f"Seen {one}")
        saved += len(said)
        number += len(said) + 1
    print(f"\n{GRADING} kills while grading, {saved} cells shown as saved, none lost")
    assert saved > GRADING


def test_kills_while_merging_merge_all_or_nothing(subject: Subject) -> None:
    with subject.open() as vault:
        before = audit_kills.content(vault)
    killer = Killer(43)
    whole = _again(subject, 0)
    usual = killer.usual(audit_kills.merge, whole)
    with whole.open() as vault:
        after = audit_kills.content(vault)
    assert after != before
    shutil.rmtree(whole.place)
    outcomes = {"before": 0, "after": 0}
    for number in range(1, MERGING + 1):
        now = _again(subject, number)
        said = killer.run(audit_kills.merge, now, usual * 1.3)
        with now.open() as vault:
            check_whole(vault)
            found = audit_kills.content(vault)
        assert found in (before, after)
        assert found == after or "merged" not in said
        outcomes["after" if found == after else "before"] += 1
        shutil.rmtree(now.place)
    print(f"\n{MERGING} kills while merging: {outcomes}")
    assert all(outcomes.values())


def _again(subject: Subject, number: int) -> Subject:
    """Return a fresh copy of the vault for the next kill."""
    place = subject.place.with_name(f"vault-{number}")
    shutil.copytree(subject.place, place)
    return replace(subject, place=place)
