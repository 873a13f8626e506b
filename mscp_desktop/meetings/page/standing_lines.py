"""The items that stand on each agenda of a group, as lines of its set-up."""

from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.values import Act, Field, Kind, Line, Lines
from mscp_desktop.meetings.page.meeting.agenda_fields import LENGTH, PURPOSE, SOURCE, TITLE
from mscp_desktop.meetings.records import Purpose, Source
from mscp_desktop.meetings.rules import agenda_standing
from mscp_desktop.meetings.rules.agendas import PURPOSE_WORDS
from mscp_desktop.meetings.rules.times import length_words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST = 99
USUAL = "This is a usual item. Add an item, and all of these become the group's own."
FIELDS = (
    TITLE, PURPOSE, LENGTH, Field("presenter", "Presenter", empty="nobody in particular"), SOURCE,
    Field("place", "Place", Kind.NUMBER, "Counted from 1", empty="before any other business", least=1, most=MOST),
)  # fmt: skip


def _added(group_uid: str, found: dict[str, Any]) -> Act:
    rest = {key: value for key, value in found.items() if key != "title" and not (key == "source" and value is None)}
    return Act(agenda_standing.add_standing_item, (group_uid, found["title"]), rest)


STANDING = Lines(
    "standing", "Standing items", "a standing item", ("Item", "Purpose", "Length"), "No item stands on each agenda.",
    FIELDS, add=_added,
    change=lambda uid, version, found: Act(agenda_standing.change_standing_item, (uid, version), found),
    remove=lambda uid: Act(agenda_standing.remove_standing_item, (uid,)),
    begins={"purpose": Purpose.DISCUSS, "source": Source.OWN},
)  # fmt: skip


def standing_lines(session: "Session", group_uid: str) -> tuple[Line, ...]:
    """Return what stands on each agenda of a group; the usual items, where it has set none, can't be changed."""
    return tuple(
        Line(
            one.uid or f"usual-{one.place}", one.version,
            (f"{one.place}. {one.title}", PURPOSE_WORDS[one.purpose], length_words(one.length)),
            {field.key: getattr(one, field.key) for field in FIELDS}, locked="" if one.uid else USUAL,
        )
        for one in agenda_standing.standing_of(session, group_uid)
    )  # fmt: skip
