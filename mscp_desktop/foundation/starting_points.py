"""What a new partnership can start from: the published arrangements that ship with the program."""

import tomllib
from dataclasses import dataclass

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.paths import resources

SAID = {"what": "published_as", "holds": "holds"}
HOME = "medway"  # the partnership that the program was made for stands first


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """One set of published facts: its file's name, whose they are, when they were published, what, and what of it."""

    key: str
    area: str
    published: str  # empty where that is not known
    what: str = "published arrangements"
    holds: str = "Its groups, seats and agencies"


def starting_points() -> list[StartingPoint]:
    """Return what is shipped, the program's own partnership first, then by area."""
    found = []
    for file in (resources() / "start").glob("*.toml"):
        with file.open("rb") as opened:
            data = tomllib.load(opened)
        dates = [PartialDate.from_iso(source["published"]) for source in data["source"] if "published" in source]
        newest = str(max(dates)) if dates else ""
        about = data["partnership"]
        said = {field: about[key] for field, key in SAID.items() if key in about}
        found.append(StartingPoint(file.stem, about.get("area") or about["name"], newest, **said))
    return sorted(found, key=lambda point: (point.key != HOME, point.area.casefold()))
