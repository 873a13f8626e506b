"""Where the program's own files and the user's data are found."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def _shipped(name: str) -> Path:
    """Return a folder that travels with the program: beside the package's modules, or one level up in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def resources() -> Path:
    """Return the folder of shipped fonts, icons, rules, starting data and guide."""
    return _shipped("resources")


def managed_place() -> Path:
    """Return the user's local (never roaming) folder, where the program keeps the vault."""
    import platformdirs  # noqa: PLC0415 - the window does not need it where a vault is named

    return Path(platformdirs.user_data_dir("MSCP Desktop", appauthor=False, roaming=False))


def settings_file() -> Path:
    """Return the file of this laptop's preferences."""
    import platformdirs  # noqa: PLC0415 - as above

    return Path(platformdirs.user_config_dir("MSCP Desktop", appauthor=False, roaming=False)) / "settings.json"
