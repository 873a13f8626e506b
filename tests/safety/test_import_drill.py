"""A thousand broken lists: each is read right, or refused with the cell named, and none is taken in by halves."""

import pytest
from mutation_check import check_many

from mscp_desktop.foundation.vault import Vault

pytestmark = pytest.mark.safety


def test_a_thousand_broken_lists(medway: Vault) -> None:
    outcomes = check_many(medway, range(1_000, 2_000), whole=True)
    assert outcomes["refused"] > 100
    assert outcomes["taken"] > 200
