"""A kill loses nothing that was acknowledged; `make safety` does this two hundred times, and to everything else."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from kills import Subject, kill_commits


@pytest.mark.skipif(sys.platform == "win32", reason="untried on Windows: the drill forks")
def test_six_kills_during_commits_lose_nothing_acknowledged(empty_template: Any, place: Path) -> None:
    shutil.copytree(empty_template.place, place)
    subject = Subject(place, empty_template.user_uid, empty_template.data_key, place)
    assert kill_commits(subject, 6, seed=5, longest=0.02) > 6
