"""What is asked of somebody who came to a meeting: a deputy, or a guest without a seat."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mscp_desktop.desktop.values import Field, Picked
from mscp_desktop.meetings.page.attendance_cells import NAMED, POST, deputy_picks, picked_deputy
from mscp_desktop.meetings.records import Presence
from mscp_desktop.meetings.rules.attendance import DeputyChoice, SeatAttendance
from mscp_desktop.parties.page.fields import ORGANISATION

WHO = "A name; whoever is not in the register is entered by name, or added to it"
GUEST_FIELDS = (replace(NAMED, label="Who", help=WHO, required=True, opens=""), POST, ORGANISATION)


def who_fields(found: dict[str, Any]) -> dict[str, Any]:
    """Return a picked person, or a name that was typed, as an operation takes it."""
    rest = {key: value for key, value in found.items() if key != "who"}
    if "who" not in found:
        return rest
    picked: Picked | None = found["who"]
    return rest | {
        "person_uid": picked.uid if picked else None,
        "name": picked.title if picked is not None and picked.uid is None else None,
    }


def deputy_fields(meeting_uid: str, seat_uid: str) -> tuple[Field, ...]:
    """Return the fields of who came for a seat: the deputies named for it are offered first."""
    who = replace(
        NAMED, help=WHO, opens="", find=lambda session, typed: deputy_picks(session, meeting_uid, seat_uid, typed)
    )
    return who, POST


def deputy_begins(row: SeatAttendance, choices: Sequence[DeputyChoice]) -> dict[str, Any]:
    """Return what the form begins with: the deputy who is entered, or else the first who is named or came before."""
    own = row.entered
    if own is not None and own.presence is Presence.DEPUTY:
        return {"who": Picked(own.person_uid, own.who) if own.who else None, "post": own.post}
    first = choices[0] if choices and choices[0].detail.startswith(("named", "came")) else None
    if first is None:
        return {}
    return {"who": picked_deputy(first) if first.name else None, "post": None if first.name else first.post}
