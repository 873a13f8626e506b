"""This laptop's preferences: how the window was left; never anything of a partnership's data."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.safe_files import read_bytes, write_atomically

LARGEST = 256 * 1024


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
