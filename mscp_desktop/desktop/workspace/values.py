"""What a workspace is told: the parts it has, and what stands above them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Cell, Head
from mscp_desktop.foundation.contracts import Place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a workspace: its name in a place's uid, its words on the tab, and its page.

    The page is made with the workspace and built when it is first shown; `open_place` gives it the record's uid.
    """

    key: str
    words: str
    page: Callable[[Tasks], Page]


@dataclass(frozen=True, slots=True)
class Step:
    """A record before or after the one in view: its uid, and what tells it from others."""

    uid: str
    words: str


@dataclass(frozen=True, slots=True)
class Above(Generic[T]):
    """What stands above the parts: path, title and chips of the record, a line beside the tabs, and its neighbours.

    `row` is the record as its workspace knows it. `further` are chips that come after those of the part in view, where
    a low window shows them here.
    """

    uid: str
    row: T
    head: Head
    line: str
    further: Sequence[Cell] = ()
    before: Step | None = None
    after: Step | None = None


@dataclass(frozen=True, slots=True)
class Opened(Generic[T]):
    """What a place led to: the record, the part that is meant, and the record in that part, where one is.

    Without `above` there is nothing to show, and `nothing` says so, with a button that leads to `lead`.
    """

    above: Above[T] | None
    part: str | None = None
    record: str | None = None
    nothing: str = ""
    verb: str = ""
    lead: Place | None = None
