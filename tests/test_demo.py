"""The demonstration: what it makes, what it says without a display, and what it opens with one."""

import runpy
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from pdf_reading import failures, read
from vaults import PASSPHRASE

from mscp_desktop import app, cli, demo
from mscp_desktop.catalogue import SEARCH
from mscp_desktop.foundation.display import has_display
from mscp_desktop.foundation.vault import Frame, open_vault, user_named
from mscp_desktop.groups.rules.groups import all_groups


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")


@pytest.mark.usefixtures("no_display", "derived_once")
def test_without_a_display_it_says_what_it_made_and_ends_also_the_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["demo"]) == 0
    first = capsys.readouterr()
    assert first.err == ""
    assert "Made an encrypted vault in out/demo-vault" in first.out
    assert "17 groups with" in first.out
    assert f"passphrase “{demo.PASSPHRASE}”" in first.out
    assert first.out.endswith("There is no display, so the window was not opened.\n")
    printed = (tmp_path / "out" / "roster.pdf").read_bytes()
    assert failures(printed) == []
    assert "Learning Lessons" in read(printed).text
    (tmp_path / "out" / "roster.pdf").unlink()

    assert cli.main(["demo"]) == 0
    second = capsys.readouterr()
    assert "Opened the encrypted vault in out/demo-vault" in second.out
    assert "Recovery key" not in second.out
    assert (tmp_path / "out" / "roster.pdf").is_file()

    place = tmp_path / "out" / "demo-vault"
    with open_vault(place, Frame(SEARCH), user_named(place, None), demo.PASSPHRASE) as vault:
        with vault.store.reading() as session:
            assert len(all_groups(session)) == 17
        data = vault.db_file.read_bytes()
    assert not data.startswith(b"SQLite format 3")
    assert b"Learning Lessons" not in data


@pytest.mark.parametrize(
    ("platform", "named", "shown"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("win32", {}, True),
        ("win32", {"QT_QPA_PLATFORM": "offscreen"}, False),
        ("darwin", {}, True),
    ],
)
@pytest.mark.usefixtures("no_display")
def test_what_counts_as_a_display(
    monkeypatch: pytest.MonkeyPatch, platform: str, named: dict[str, str], shown: bool
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    assert has_display() is shown


@pytest.mark.usefixtures("no_display", "derived_once")
def test_with_a_display_it_opens_the_window_on_the_vault(
    medway_template: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(medway_template.place, tmp_path / "made" / "demo-vault")
    monkeypatch.setattr(demo, "PASSPHRASE", PASSPHRASE)
    opened: list[tuple[Path, str | None]] = []

    def run_window(place: Path, *, passphrase: str | None = None) -> int:
        opened.append((place, passphrase))
        with open_vault(place, Frame(SEARCH), user_named(place, None), str(passphrase)):
            return 0

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(app, "run_window", run_window)
    assert cli.main(["demo", "--out", str(tmp_path / "made")]) == 0
    assert opened == [(tmp_path / "made" / "demo-vault", PASSPHRASE)]
    assert "no display" not in capsys.readouterr().out


def test_without_a_command_the_window_opens_on_the_managed_place(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[Path] = []

    def run_window(place: Path) -> int:
        places.append(place)
        return 3

    monkeypatch.setattr(app, "run_window", run_window)
    monkeypatch.setattr(sys, "argv", ["mscp-desktop"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("mscp_desktop", run_name="__main__")
    assert ended.value.code == 3
    assert places[0].name == "MSCP Desktop"
    assert cli.main(["window", "--vault", "elsewhere"]) == 3
    assert places[1] == Path("elsewhere")
