"""The fields in which minutes are taken down, and what their pickers offer."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.values import Act, Field, Kind, Picked
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.rules.challenges import add_challenge
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.minutes_changes import raise_action
from mscp_desktop.parties.rules.choices import organisation_choices, person_choices
from mscp_desktop.roster.rules.rosters import Holding, roster_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

DECISION, ACTION, CHALLENGE = "decision", "action", "challenge"
TITLES = {
    DECISION: ("Decision", "Record the decision"),
    ACTION: ("Action", "Add the action"),
    CHALLENGE: ("Challenge", "Record the challenge"),
}
"""What the form of each is called, and the button that adds it."""

TEXT = Field("text", "What was decided", required=True, empty="The group agreed…")
DISSENT = Field("dissent", "Who did not agree, and why", empty="nobody")
ABOUT = Field("about", "On what", required=True, empty="What was challenged")
ANSWER = Field("answer", "What followed", empty="no answer yet")


@dataclass(slots=True)
class Room:
    """The meeting whose members the pickers offer first; it changes as another meeting comes into view."""

    group_uid: str = ""
    day: date = date.min

    def owners(self, session: "Session", typed: str) -> "Sequence[Picked]":
        """Return who can own an action: that day's seats first, then people, then organisations."""
        words = typed.casefold().split()
        seats = []
        for seat in roster_at(session, self.group_uid, self.day).seats if self.group_uid else ():
            title = f"{seat.post_words()}, {seat.organisation_words()}" if seat.organisation else seat.post_words()
            held = seat.holder if seat.holding is Holding.HELD else None
            text = f"{title} {held or ''} {seat.organisation_short or ''}".casefold()
            if all(word in text for word in words):
                seats.append(Picked(f"seat:{seat.uid}", title, held or "A seat of this group"))
        people = [Picked(f"person:{uid}", name, detail, by) for uid, name, detail, by in person_choices(session, typed)]
        bodies = [
            Picked(f"organisation:{uid}", name, detail or "An organisation", by)
            for uid, name, detail, by in organisation_choices(session, typed)
        ]
        return [*seats[:7], *people[: 3 if seats else 7], *bodies[:5]]

    def since(self, today: date) -> date:
        """Return the day from which a day that is due is read: that of the meeting."""
        return today if self.day == date.min else self.day

    def due_sentence(self, day: date) -> str | None:
        """Return why an action raised at the meeting can't be due on a day; None where it can."""
        if day >= self.day:
            return None
        return f"{format_day(day)} is before the meeting on {format_day(self.day)}. Give that day or a later one."

    def sides(self, session: "Session", typed: str) -> "Sequence[Picked]":
        """Return who can challenge or be challenged: the agencies of that day's seats first."""
        words = typed.casefold().split()
        here: dict[str, Picked] = {}
        for seat in roster_at(session, self.group_uid, self.day).seats if self.group_uid else ():
            text = f"{seat.organisation or ''} {seat.organisation_short or ''}".casefold()
            if seat.organisation_uid and seat.organisation and all(word in text for word in words):
                detail = seat.organisation_short or "Has a seat in this group"
                here[seat.organisation_uid] = Picked(seat.organisation_uid, seat.organisation, detail)
        others = [Picked(uid, name, detail, by) for uid, name, detail, by in organisation_choices(session, typed)]
        return [*here.values(), *(one for one in others if one.uid not in here)]


def fields_of(kind: str, room: Room) -> tuple[Field, ...]:
    """Return the fields of the form that takes down a decision, an action or a challenge."""
    if kind == DECISION:
        return TEXT, DISSENT
    if kind == ACTION:
        return (
            Field("text", "What is to be done", required=True, empty="To write to all schools…"),
            Field(
                "owner",
                "Owner",
                Kind.PICKER,
                empty="a seat, a person or an agency",
                find=room.owners,
                noun="seat, person or agency",
            ),
            Field("due", "Due", Kind.DAY, empty="14 Mar, next thu", since=room.since, check=room.due_sentence),
        )
    return (
        ABOUT,
        Field("by", "Who challenges", Kind.PICKER, empty="an organisation", find=room.sides, noun="organisation"),
        Field("to", "Whom", Kind.PICKER, empty="an organisation", find=room.sides, noun="organisation"),
        ANSWER,
    )


def act_of(kind: str, meeting_uid: str, item_uid: str, found: dict[str, Any]) -> Act:
    """Return the operation that takes down what was entered, under an item of a meeting."""
    if kind == DECISION:
        return Act(add_decision, (meeting_uid, found["text"]), {"item_uid": item_uid, "dissent": found["dissent"]})
    if kind == ACTION:
        return Act(raise_action, (item_uid, found["text"]), {"due": found["due"], **owner_of(found["owner"])})
    return Act(
        add_challenge, (found["about"],),
        {
            "meeting_uid": meeting_uid, "item_uid": item_uid, "answer": found["answer"],
            "by_organisation_uid": uid_of(found["by"]), "to_organisation_uid": uid_of(found["to"]),
        },
    )  # fmt: skip


def owner_of(picked: Picked | None) -> dict[str, str]:
    """Return a picked owner as what the operation is called with."""
    if picked is None or picked.uid is None:
        return {}
    kind, _, uid = picked.uid.partition(":")
    return {f"{kind}_uid": uid}


def uid_of(picked: Picked | None) -> str | None:
    """Return the uid of what was picked."""
    return None if picked is None else picked.uid
