"""A thousand workbooks of an audit that were cut, broken and muddled: read right, or refused with the cell named."""

import random
from pathlib import Path

import pytest
from audit_made import made_audit
from mutated_returns import read_mutated

from mscp_desktop.foundation.vault import Vault

MANY = 1000


@pytest.mark.safety
def test_a_thousand_mutated_workbooks(medway: Vault, tmp_path: Path) -> None:
    assert read_mutated(made_audit(medway), tmp_path / "back.xlsx", MANY, random.Random(6)) > MANY / 3  # noqa: S311 - the same each time
