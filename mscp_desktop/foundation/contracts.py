"""What features offer each other across ranks: values and signatures, no behaviour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person can be taken: a page's key or a kind of record, and the uid of one where it is meant."""

    kind: str
    uid: str | None = None
