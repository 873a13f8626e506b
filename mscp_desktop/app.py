"""The window: unlock, open the vault, build it."""

from pathlib import Path


def run_window(place: Path, *, passphrase: str | None = None) -> int:
    """Placeholder."""
    del place, passphrase
    return 0
