"""The command line: every command as a help desk runs it, its exit code, and what it says where something is wrong."""

import io
import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from command_line import Run, command_line
from vaults import PASSPHRASE

from mscp_desktop import cli
from mscp_desktop.foundation.pointer import read_pointer
from mscp_desktop.foundation.safe_files import DATABASE

PROGRAM = (sys.executable, "-m", "mscp_desktop")


@pytest.fixture
def place(medway_template: Any, tmp_path: Path) -> Path:
    """A closed vault with Medway's arrangements."""
    shutil.copytree(medway_template.place, tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture(scope="module")
def one_parser() -> Iterator[None]:
    """Build the parser once, as a process does: it is the same for every command."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cli, "_parser", cache(cli._parser))
        yield


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    derived_once: None,
    one_parser: None,
) -> Run:
    """Return a function that runs one command on a vault and gives exit code, output and errors."""
    return command_line(tmp_path, monkeypatch, capsys)


def one_sentence(error: str) -> str:
    """Return what stands on standard error, which is one line and no trace."""
    assert error.count("\n") == 1, error
    assert "Traceback" not in error
    return error.strip()


@pytest.mark.parametrize(("start", "groups"), [("medway", 17), ("kent", 8), ("empty", 0)])
def test_new_makes_a_partnership_and_says_its_recovery_key_once(
    run: Run, tmp_path: Path, start: str, groups: int
) -> None:
    code, said, error = run("new", "--from", start, "--name", "Sample Partnership", "--user", "Ada Byron")
    assert (code, error) == (0, "")
    assert re.search(r"^Recovery key: [0-9A-Z]{4,}(-[0-9A-Z]+)+$", said, re.MULTILINE)
    assert "loses the data for good" in said
    code, said, _ = run("check", "--user", "ada byron")
    assert code == 0
    assert "unbroken history" in said
    code, said, error = run("export", "roster", "--out", "roster.csv")
    assert (code, bool(error)) == ((0, False) if groups else (1, True))
    code, _, error = run("export", "grading-sheet", "--tool", "Neglect", "--out", "neglect.csv")  # it is nobody's own
    assert (code, error) == (0, "")
    code, _, error = run("new", "--from", start)
    assert code == 1
    assert "already a partnership" in one_sentence(error)


def test_documents_are_listed_without_a_vault_or_a_passphrase(run: Run) -> None:
    code, said, error = run("export", "--list", passphrase=None)
    assert (code, error) == (0, "")
    assert said.startswith("roster ")
    assert "PDF, XLSX, CSV" in said


def test_the_ending_chooses_the_format(run: Run, place: Path, tmp_path: Path) -> None:
    for ending, start in ((".pdf", b"%PDF-"), (".xlsx", b"PK"), (".csv", b"\xef\xbb\xbf")):
        out = tmp_path / "out" / f"roster{ending}"
        code, said, error = run("export", "roster", "--group", "learning  LESSONS", "--out", out)
        assert (code, error) == (0, "")
        assert said == f"Wrote {out}.\n"
        assert out.read_bytes().startswith(start)


def test_a_group_is_found_by_any_of_its_names_and_a_day_in_any_spelling(run: Run, place: Path, tmp_path: Path) -> None:
    code, _, error = run("export", "roster", "--group", "cfag", "--as-at", "1 dec 2024", "--out", "roster.xlsx")
    assert (code, error) == (0, "")
    rows = list(openpyxl.load_workbook(tmp_path / "roster.xlsx").active.iter_rows(values_only=True))
    text = "\n".join(str(cell) for row in rows for cell in row if cell)
    assert "Multi-Agency Case File Audit" in text
    assert "1 December 2024" in text
    assert "Learning Lessons" not in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("export", "roster", "--out", "roster.docx"), "made as .pdf or .xlsx or .csv"),
        (("export", "roster", "--out", "roster.pdf", "--group", "Nobody"), "Nobody"),
        (("export", "roster", "--out", "roster.pdf", "--as-at", "someday"), "someday"),
        (("export", "year-record", "--out", "r.pdf", "--year", "2025-27"), "the year that begins in 2025 is 2025-26"),
        (("export", "agenda", "--out", "a.pdf", "--meeting", "18/11/2026", "--group", "PMQA"), "on 18 November 2026"),
        (("export", "letter", "--out", "letter.pdf"), "The documents are: roster"),
        (("export", "roster", "--out", "vault"), "End the file's name"),
        (("check", "--user", "Nobody"), "Those who can unlock it are: Business manager"),
        (("new", "--from", "essex"), "kent, medway, empty"),
        (("take-back", "--reason", "It was never fetched"), "was not handed over"),
        (("restore", "missing.mscp"), "missing.mscp"),
        (("open-bundle", "missing.mscp"), "missing.mscp"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_exit_1(
    run: Run, place: Path, words: tuple[str, ...], sentence: str
) -> None:
    before = (place / read_pointer(place).folder / DATABASE).read_bytes()
    code, said, error = run(*words)
    assert (code, said) == (1, "")
    assert sentence in one_sentence(error)
    assert (place / read_pointer(place).folder / DATABASE).read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("export", "roster"),
        ("export", "--out", "roster.pdf"),
        ("sample",),
        ("sample", "--years", "0"),
        ("sample", "--years", "many"),
        ("backup",),
        ("take-back",),
        ("check", "--passphrase", PASSPHRASE),
        ("check", PASSPHRASE),
        ("history", "--pass", PASSPHRASE),
    ],
)
def test_wrong_usage_is_exit_2(run: Run, words: tuple[str, ...]) -> None:
    code, said, error = run(*words)
    assert (code, said) == (2, "")
    assert "usage: mscp-desktop" in error


@pytest.mark.parametrize("content", ["\ufeff{}\r\n", "{}", "{}\n\nsecond line\n"])
def test_a_passphrase_file_may_come_from_any_editor(run: Run, place: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "from editor.txt"
    file.write_bytes(content.format(PASSPHRASE).encode())
    code, said, error = run("check", passphrase=file)
    assert (code, error) == (0, "")
    assert "The vault is whole" in said


def test_a_passphrase_comes_from_standard_input_only_where_it_is_named(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPHRASE}\r\n"))
    assert run("check", passphrase="-")[0] == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSPHRASE}\n"))
    code, _, error = run("check", passphrase=None)
    assert code == 1
    assert "--passphrase-file" in one_sentence(error)


@pytest.mark.parametrize("content", [b"wrong horse battery staple\n", b"", b"\xff\xfe\x00", None])
def test_a_wrong_or_missing_passphrase_opens_nothing(
    run: Run, place: Path, tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "other.txt"
    if content is not None:
        file.write_bytes(content)
    code, said, error = run("check", passphrase=file)
    assert (code, said) == (1, "")
    one_sentence(error)


def test_a_missing_vault_is_said_to_be_missing_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    code, said, error = run("check", vault=tmp_path / "nowhere")
    assert (code, said) == (1, "")
    assert "There is no partnership in" in one_sentence(error)
    assert not (tmp_path / "nowhere").exists()


def test_a_damaged_database_is_found_by_check(run: Run, place: Path) -> None:
    database = place / read_pointer(place).folder / DATABASE
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)
    code, _, error = run("check")
    assert code == 1
    assert "damaged" in one_sentence(error).casefold() or "restore a backup" in error.casefold()
    assert database.read_bytes() == bytes(data)


def test_check_tells_what_to_look_at(run: Run, place: Path) -> None:
    code, said, _ = run("check")
    assert code == 0
    assert said.startswith("The vault is whole: 2 operations in an unbroken history.\nThere is no backup yet.\n")
    assert re.search(r"^\d+ to look at\.$|^Nothing to look at in the data\.$", said, re.MULTILINE)


def test_history_lists_every_change_also_as_json(run: Run, place: Path) -> None:
    code, plain, error = run("history")
    assert (code, error) == (0, "")
    code, said, _ = run("history", "--json")
    entries = [json.loads(line) for line in said.splitlines()]
    assert len(entries) == len(plain.splitlines())
    assert {"at", "actor", "operation", "summary", "kind", "table", "uid", "values"} <= entries[0].keys()
    named = [entry["values"]["name"] for entry in entries if entry["table"] == "partnership_group"]
    assert [None, "Learning Lessons"] in named
    assert all(entry["at"].startswith("2025-01-15T10:00:00") for entry in entries)


LEAVER = ("leaver", "Simon Wilson", "--from", "1 Feb 2025")


def _executive(run: Run, tmp_path: Path) -> str:
    """Return the roster of a group after somebody left it."""
    assert run("export", "roster", "--group", "Executive", "--as-at", "2/2/2025", "--out", "roster.csv")[0] == 0
    return (tmp_path / "roster.csv").read_text(encoding="utf-8-sig")


def test_a_backup_is_restored_over_what_changed_since(run: Run, place: Path, tmp_path: Path) -> None:
    code, said, _ = run("backup", "--out", "kept.mscp")
    assert code == 0
    assert said == "Backed up 2 operations to kept.mscp, and checked the file.\n"
    assert run(*LEAVER)[0] == 0
    assert "Simon Wilson" not in _executive(run, tmp_path)
    code, said, error = run("restore", "kept.mscp")
    assert (code, error) == (0, "")
    assert "kept beside it" in said
    assert "Simon Wilson" in _executive(run, tmp_path)
    assert run("restore", "kept.mscp", vault=tmp_path / "other")[0] == 0
    assert run("check", vault=tmp_path / "other")[0] == 0
    (tmp_path / "kept.mscp").write_bytes((tmp_path / "kept.mscp").read_bytes()[:-1])
    code, _, error = run("restore", "kept.mscp")
    assert code == 1
    one_sentence(error)


def test_a_copy_opens_elsewhere_to_read(run: Run, place: Path, tmp_path: Path) -> None:
    code, said, _ = run("bundle", "--out", "copy.mscp")
    assert (code, said) == (0, "Wrote copy.mscp: a copy, to read elsewhere.\n")
    other = tmp_path / "other"
    code, said, _ = run("open-bundle", "copy.mscp", vault=other)
    assert code == 0
    assert "A copy to read, as of 15 January 2025" in said
    assert run("export", "roster", "--out", "roster.pdf", vault=other)[0] == 0
    code, _, error = run("sample", "--years", "1", vault=other)
    assert code == 1
    assert "This is a copy" in one_sentence(error)


def test_a_hand_over_moves_the_work_and_can_be_taken_back(run: Run, place: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    code, said, _ = run("bundle", "--hand-over", "--out", "over.mscp")
    assert code == 0
    assert "can only be read now" in said
    code, _, error = run("sample", "--years", "1")
    assert code == 1
    assert "handed over" in one_sentence(error)
    assert run("check")[0] == 0
    code, said, _ = run("open-bundle", "over.mscp", vault=other)
    assert (code, said) == (0, f"This is now the working partnership, in {other}.\n")
    code, _, error = run("take-back", "--reason", "None", vault=other)
    assert code == 1
    assert "was not handed over" in one_sentence(error)
    code, _, error = run("take-back", "--reason", " ")
    assert code == 1
    one_sentence(error)
    assert run("take-back", "--reason", "The other laptop was lost")[0] == 0
    assert run(*LEAVER)[0] == 0


@pytest.fixture
def holding(place: Path) -> Iterator[None]:
    """Another process that has the vault open to change it, as a window has."""
    script = (
        "import sys; from pathlib import Path; from mscp_desktop.foundation.safe_files import FolderLock\n"
        "lock = FolderLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(place)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.communicate("")


@pytest.mark.usefixtures("holding")
def test_beside_an_open_window_reading_goes_on_and_writing_is_refused(run: Run, place: Path) -> None:
    for words in ("check", "history", "export roster --out roster.csv", "backup --out b.mscp"):
        assert run(*words.split())[0] == 0, words
    for words in ("sample --years 1", "bundle --hand-over --out over.mscp", "restore b.mscp"):
        code, _, error = run(*words.split())
        assert code == 1, words
        assert "another window" in one_sentence(error).casefold() or "open" in error


def test_a_file_that_cannot_be_written_is_named(run: Run, place: Path, tmp_path: Path) -> None:
    (tmp_path / "taken.pdf").mkdir()
    (tmp_path / "plain").write_text("a file, not a folder", encoding="utf-8")
    code, _, error = run("export", "roster", "--group", "Learning Lessons", "--out", "plain/roster.csv")
    assert code == 1, error
    assert "roster.csv" in one_sentence(error)
    code, _, error = run("export", "roster", "--group", "Learning Lessons", "--out", "taken.pdf")
    assert code == 1, error
    assert "taken.pdf" in one_sentence(error)


def test_help_names_every_command(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for command in ("window", "new", "demo", "export", "check", "history", "backup", "restore", "bundle", "sample"):
        assert f"\n    {command} " in shown
    assert "open-bundle" in shown


def test_as_a_process_it_takes_the_passphrase_from_a_pipe_and_a_reader_that_stops_early_is_no_fault(
    place: Path,
) -> None:
    words = [*PROGRAM, "history", "--vault", str(place), "--passphrase-file", "-"]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(words, **pipes, text=True) as listing:
        listing.stdin.write(f"{PASSPHRASE}\n")
        listing.stdin.close()
        assert "Made the partnership" in listing.stdout.readline()
        listing.stdout.close()
        assert listing.stderr.read() == ""
    assert listing.returncode == 0


def test_what_is_refused_ends_the_process_with_1(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["mscp_desktop", "check", "--vault", str(tmp_path / "nowhere")])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("mscp_desktop", run_name="__main__")
    assert ended.value.code == 1


def test_a_colleague_is_added_works_and_is_removed(run: Run, place: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("a passphrase of her own", encoding="utf-8")
    code, said, _ = run(
        "add-user", "Ada Byron", "--role", "finance officer", "--new-passphrase-file", theirs, vault=place
    )
    assert (code, said) == (0, "Ada Byron can now unlock the partnership.\n")
    assert run("check", "--user", "Ada Byron", vault=place, passphrase=theirs)[0] == 0
    code, _, error = run("sample", "--years", "1", "--user", "Ada Byron", vault=place, passphrase=theirs)
    assert code == 1
    assert "business manager" in one_sentence(error)
    assert run("remove-user", "Ada Byron", vault=place)[0] == 0
    code, _, error = run("check", "--user", "Ada Byron", vault=place, passphrase=theirs)
    assert code == 1
    assert "Ada Byron" in error


def test_without_a_display_the_window_says_so(run: Run, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    code, _, error = run("window", vault=place)
    assert code == 1
    assert "no display" in one_sentence(error)


def test_a_leaver_is_rehearsed_then_recorded_and_a_name_must_be_known(run: Run, place: Path) -> None:
    words = ("leaver", "simon wilson", "--from", "1 Feb 2025")
    code, said, error = run(*words, "--dry-run")
    assert (code, error) == (0, "")
    assert said.startswith("Simon Wilson leaves on 1 February 2025: 1 seat. 5 records: 3 changed, 2 added. Nothing was")
    assert "  Until: no end recorded -> 1 February 2025\n" in said
    code, _, error = run("leaver", "Nobody There", "--from", "2025")
    assert code == 1
    assert "Nobody is called “Nobody There”" in one_sentence(error)
    code, said, error = run(*words)
    assert (code, error) == (0, "")
    assert said.splitlines() == [
        "Simon Wilson leaves on 1 February 2025: 1 seat.",
        "Left open:",
        "- Executive Group: Assistant Chief Constable is vacant.",
        "- Executive Group: the chair is vacant until September 2025; the next chair is not recorded.",
    ]
    code, _, error = run(*words)
    assert code == 1
    assert "so there is nothing to end" in one_sentence(error)
