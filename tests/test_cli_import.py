"""The command line shows what becomes of each row of a list, and takes it in."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import Run, command_line

LIST = "Post,Organisation,Name\nHead,Kent Police,Ann Example\nLead,Medwya Council,TBC\nClerk,Kent Police,#REF!\n"


@pytest.fixture
def run(
    medway_template: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    derived_once: None,
) -> Run:  # fmt: skip
    shutil.copytree(medway_template.place, tmp_path / "vault")
    (tmp_path / "list.csv").write_text(LIST)
    return command_line(tmp_path, monkeypatch, capsys, "import")


def test_a_dry_run_shows_each_row_and_the_answers_it_gives_are_taken(run: Run, tmp_path: Path) -> None:
    roster = ("roster", "list.csv", "--group", "PMQA", "--as-at", "1/12/2024")
    code, out, error = run(*roster, "--dry-run")
    assert (code, error) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["fate"] for row in rows] == ["left out", "new", "needs an answer", "can't be taken"]
    assert rows[2]["answers needed"] == "Which organisation is “Medwya Council”?"
    assert rows[3]["what"].startswith("Row 4, column C: it shows #REF!")
    code, out, error = run(*roster)
    assert (code, out) == (1, "")
    assert error.startswith("1 row needs an answer, so nothing was imported.")
    assert "- row 3: Which organisation is “Medwya Council”?" in error
    code, out, _ = run(*roster, "--dry-run", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    (question,) = (one for one in told[2]["questions"] if one["needed"])
    answers = {question["key"]: question["options"][0]["answer"]}
    (tmp_path / "answers.json").write_text(json.dumps(answers))
    code, out, error = run(*roster, "--answers", "answers.json")
    assert (code, out) == (1, "")
    assert "1 row can't be taken, so nothing was imported." in error
    code, out, error = run(*roster, "--answers", "answers.json", "--leave-out")
    assert (code, error) == (0, "")
    assert out.splitlines()[0] == "Imported roster: 1 can't be taken, 2 new, 1 left out."
    code, out, _ = run(*roster, "--dry-run")
    assert [row["fate"] for row in csv.DictReader(io.StringIO(out))][1:3] == ["same as there"] * 2


def test_a_list_is_of_the_day_that_its_title_tells_unless_another_is_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("PMQA action log as at 3 November 2024\nAction,Status\nWrite to schools,Closed\n")
    log = ("actions", "log.csv", "--group", "PMQA", "--dry-run")
    assert "3 November 2024, the day of the log" in run(*log)[1]
    assert "4 November 2024, the day of the log" in run(*log, "--as-at", "4/11/2024")[1]


def test_wrong_usage_and_files_are_told_in_a_sentence(run: Run, tmp_path: Path) -> None:
    assert run("people", "list.csv", "--json")[0] == 2
    assert run("people", "none.csv")[2].startswith("“none.csv” can't be read")
    for words, said in (
        ("[1]", "holds no answers"),
        ('{"a": {}}', "neither “uid”, “name” nor “leave”"),
        ("{", "holds no"),
    ):
        (tmp_path / "answers.json").write_text(words)
        code, _, error = run("people", "list.csv", "--answers", "answers.json")
        assert (code, error.count("\n")) == (1, 1)
        assert said in error


def test_an_action_log_is_shown_and_taken_in_the_same_way(run: Run, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("Ref,Action,Lead,Due\n1,Write to schools,Paul Lumsdon,30/4/25\n2,,Tim Smith,\n")
    log = ("actions", "log.csv", "--group", "Executive")
    code, out, _ = run(*log, "--dry-run")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["fate"] for row in rows] == ["left out", "new", "can't be taken"]
    assert {name: rows[1][name] for name in ("group", "owner", "due", "state", "what")} == {
        "group": "Executive Group", "owner": "Paul Lumsdon", "due": "2025-04-30", "state": "open",
        "what": "A new action: open, due 30 April 2025, owned by Paul Lumsdon.",
    }  # fmt: skip
    code, out, error = run(*log)
    assert (code, out) == (1, "")
    assert "- Row 3 says no action" in error
    code, out, _ = run(*log, "--leave-out")
    assert (code, out.splitlines()) == (0, [
        "Imported actions: 1 can't be taken, 1 new, 1 left out.",
        "- Row 3 says no action: nothing stands in the column for that.",
    ])  # fmt: skip
