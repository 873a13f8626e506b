"""Back and forward, as in a browser."""

from dataclasses import dataclass, field

from mscp_desktop.foundation.contracts import Place

MOST = 200


@dataclass(slots=True)
class Visits:
    """The places that were visited, in order, and where among them we are."""

    places: list[Place] = field(default_factory=list)
    at: int = -1
    _names: dict[Place, str] = field(default_factory=dict)

    @property
    def here(self) -> Place | None:
        """The place we are at, None before the first."""
        return self.places[self.at] if self.at >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier place."""
        return self.at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether we went back before."""
        return self.at < len(self.places) - 1

    def go(self, place: Place) -> None:
        """Visit a place; what lay ahead is forgotten."""
        if place != self.here:
            del self.places[self.at + 1 :]
            self.places.append(place)
            del self.places[:-MOST]
            self.at = len(self.places) - 1

    def move(self, place: Place) -> None:
        """Note that the place we are at shows another record."""
        if self.at >= 0:
            self.places[self.at] = place

    def name(self, words: str) -> None:
        """Note what the place we are at is called, where it has a name of its own."""
        here = self.here
        if here is not None and here.uid is not None and words:
            self._names[here] = words

    def named(self, place: Place) -> str:
        """Return what a place was called when we were there last, or nothing."""
        return self._names.get(place, "")

    def latest(self) -> list[Place]:
        """Return the places visited last, each once, newest first, without the one we are at."""
        before = dict.fromkeys(reversed([*self.places[self.at + 1 :], *self.places[: self.at]]))
        return [place for place in before if place != self.here]

    def step(self, by: int) -> Place | None:
        """Go back (-1) or forward (1) and return the place, None where there is none."""
        if not 0 <= self.at + by < len(self.places):
            return None
        self.at += by
        return self.here
