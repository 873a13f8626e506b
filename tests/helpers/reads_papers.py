"""What reads papers and packs: each is asked by the test of the schema."""

from collections.abc import Callable
from typing import Any

READS: tuple[Callable[..., Any], ...] = ()
