"""Sixty broken lists; a thousand are in tests/safety."""

from mutation_check import check_many

from mscp_desktop.exchange.sheet_in import read_bytes
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import Asked

THERE = (
    b"Name,Post,Organisation\nAnn Example,Chief Nurse 1,NELFT\n,Named Doctor 2,Medway Community Healthcare\n"
    b"TBC,Team Manager 0,Medway Council\n"
)


def test_broken_lists_are_read_right_or_refused_with_the_cell_named(empty_vault: Vault) -> None:
    there = Asked(read_bytes(THERE, "there.csv").sheets, Kind.ROSTER, PartialDate(2024), "Learning Lessons")
    run(empty_vault.store, empty_vault.actor, import_rows, there)
    outcomes = check_many(empty_vault, range(30), whole=False)
    assert outcomes["refused"] > 5
    assert outcomes["taken"] > 20
