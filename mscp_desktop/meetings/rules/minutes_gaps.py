"""What minutes leave open that somebody will ask for: an action without an owner, a challenge without its sides."""

from collections.abc import Iterator
from dataclasses import dataclass

from mscp_desktop.actions.records import ActionState
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.meetings.rules.challenges import NOBODY, ChallengeRow
from mscp_desktop.meetings.rules.minutes import Minutes


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is left open, in a sentence that tells nothing confidential, and where it is mended."""

    words: str
    place: Place


def gaps_of(minutes: Minutes) -> list[Gap]:
    """Return what minutes leave open, in the order of the agenda."""
    return list(_gaps(minutes))


def _gaps(minutes: Minutes) -> Iterator[Gap]:
    for one in minutes.items:
        where = f"Item {one.item.number}: "
        for action in one.actions:
            if action.owner.kind is None and action.state is not ActionState.WITHDRAWN:
                yield Gap(f"{where}action {action.words()} has no owner.", Place("action", action.uid))
        yield from _open_sides(one.challenges, f"{where}challenge")
    yield from _open_sides(minutes.loose_challenges, "Challenge")


def _open_sides(rows: tuple[ChallengeRow, ...], called: str) -> Iterator[Gap]:
    for row in rows:
        missing = {
            (True, True): "who challenged whom",
            (True, False): "who made it",
            (False, True): "whom it was made to",
        }
        said = missing.get((row.by == NOBODY, row.to == NOBODY))
        if said is not None:
            yield Gap(f"{called} {row.name()} does not say {said}.", Place("challenge", row.uid))
