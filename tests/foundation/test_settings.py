"""This laptop's preferences survive what preferences must survive, and nothing more."""

from pathlib import Path

import pytest

from mscp_desktop.foundation.settings import read_settings, write_settings


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.json"
    write_settings(file, {"look": "dark", "window": {"page": "groups"}})
    assert read_settings(file) == {"look": "dark", "window": {"page": "groups"}}


@pytest.mark.parametrize("text", ["", "{", "[1]", "\0\0", '{"look": "dark"'])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(text)
    assert read_settings(file) == {}


def test_a_place_that_cannot_be_written_does_not_stop_the_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    write_settings(tmp_path / "file" / "settings.json", {"look": "dark"})
    assert (tmp_path / "file").read_text() == "in the way"
