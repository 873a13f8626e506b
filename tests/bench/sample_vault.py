"""The vault that benches open: Medway's arrangements with ten years of invented people, always the same."""

from pathlib import Path

from mscp_desktop.catalogue import SEARCH
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Frame, Vault, create_vault
from mscp_desktop.roster.intake.starts import read_start
from mscp_desktop.sampling import fill
from mscp_desktop.starting import load_start

PASSPHRASE = "three plain words"
YEARS = 10


def make(place: Path) -> None:
    """Make the vault, and close it."""
    with open_new(place):
        pass


def open_new(place: Path) -> Vault:
    """Make the vault, and leave it open."""
    vault, _ = create_vault(
        place, Frame(SEARCH), partnership="Medway", user_name="Business manager", passphrase=PASSPHRASE,
        roles=frozenset(Role),
    )  # fmt: skip
    run(vault.store, vault.actor, load_start, read_start("medway"))
    run(vault.store, vault.actor, fill, YEARS)
    return vault
