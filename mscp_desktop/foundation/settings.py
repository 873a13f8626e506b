"""This laptop's preferences: how the window was left; never anything of a partnership's data."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.safe_files import read_bytes, write_atomically

LARGEST = 256 * 1024
LOCK_CHOICES = (5, 10, 15, 30, 60, 0)  # minutes; 0 is never
LOCK_AFTER = 15


class Settings(dict[str, Any]):
    """What is kept on this laptop, by name; without a file it lasts as long as the program runs."""

    def __init__(self, values: dict[str, Any] | None = None, file: Path | None = None) -> None:
        super().__init__(values or {})
        self._file = file

    def keep(self, **values: Any) -> None:
        """Set these and write all at once."""
        self.update(values)
        if self._file is not None:
            write_settings(self._file, self)


def lock_after(settings: dict[str, Any]) -> int:
    """Return after how many minutes without a key or a click the program locks; 0 is never."""
    minutes = settings.get("lock_after")
    return minutes if isinstance(minutes, int) and minutes in LOCK_CHOICES else LOCK_AFTER


def exports_folder(settings: dict[str, Any]) -> Path | None:
    """Return the folder in which files are saved unless another is chosen; None where it was not set or is gone."""
    folder = settings.get("exports")
    return Path(folder) if isinstance(folder, str) and folder and Path(folder).is_dir() else None


def open_settings(file: Path) -> Settings:
    """Return what is kept in a file, which `Settings.keep` writes again."""
    return Settings(read_settings(file), file)


def read_settings(file: Path) -> dict[str, Any]:
    """Return what was kept; nothing where the file is missing or damaged, for a preference is no loss."""
    with suppress(UserError, ValueError):
        value = json.loads(read_bytes(file, LARGEST))
        if isinstance(value, dict):
            return value
    return {}


def write_settings(file: Path, settings: dict[str, Any]) -> None:
    """Keep the preferences; a full disk must not stop the program from closing."""
    with suppress(UserError, OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, json.dumps(settings, indent=1, sort_keys=True).encode())
