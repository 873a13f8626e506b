"""What can be made ready before a vault is open: its statements, compiled."""

from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from mscp_desktop.foundation.base import Base
from mscp_desktop.foundation.engine import empty_engine


def compile_statements(reads: Iterable[Callable[[Session], object]]) -> None:
    """Run what reads a vault on an empty one in memory: each statement that it asks is compiled for whoever asks it.

    What is asked only where there are rows stays to be compiled.
    """
    engine = empty_engine()
    try:
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            for read in reads:
                read(session)
    finally:
        engine.dispose()
