"""Attendance by seat: what can be entered and when, what a changed roster does to it, and what is said of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from vaults import StillClock

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.meetings.records import Attendance, Meeting, MinutesState, Presence
from mscp_desktop.meetings.rules.attendance import (
    GONE,
    Attended,
    SeatAttendance,
    attendance_history,
    attendance_of,
    attendance_text,
    deputy_choices,
)
from mscp_desktop.meetings.rules.attendance_changes import (
    add_guest,
    change_guest,
    clear_presence,
    note_attendance,
    remove_guests,
    set_others,
    set_presence,
    set_presences,
)
from mscp_desktop.meetings.rules.meetings import add_meeting, cancel_meeting
from mscp_desktop.parties.rules.merging import merge_people
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.rules.changes import (
    add_seat,
    change_seat,
    record_holder,
    record_vacancy,
    remove_seats,
)
from mscp_desktop.roster.rules.deputies import add_deputy

Do = Callable[..., Any]
MET = date(2025, 1, 14)  # the day before the clock's
P, A, D, X = Presence.PRESENT, Presence.APOLOGIES, Presence.DEPUTY, Presence.ABSENT


class Room:
    """A group of four seats, of which one is vacant and two are of one person, and a meeting of yesterday."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        do = self.do
        self.group = do(add_group, "Executive")
        do(change_group, self.group, 1, known_from=None)
        since = PartialDate(2024)
        bodies = {name: do(add_organisation, name) for name in ("Medway Council", "Kent Police", "ICB")}
        self.director, self.police, self.nurse, self.vacant = (
            do(add_seat, self.group, post=post, organisation_uid=bodies[body], start=since)
            for post, body in (
                ("Director", "Medway Council"), ("Superintendent", "Kent Police"), ("Chief Nurse", "ICB"),
                ("Head of Quality", "ICB"),
            )
        )  # fmt: skip
        self.ann, self.bo = do(add_person, "Ann Poe"), do(add_person, "Bo Roe")
        do(record_holder, self.director, person_uid=self.ann, start=since)
        do(record_holder, self.police, person_uid=self.bo, start=since)
        do(record_vacancy, self.vacant, start=since)
        self.meeting = do(add_meeting, self.group, MET)

    def do(self, what: Any, *args: Any, **more: Any) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value

    def now(self, meeting: str | None = None) -> Attended:
        with self.vault.store.reading() as session:
            return attendance_of(session, meeting or self.meeting)

    def row(self, seat: str) -> SeatAttendance:
        return next(one for one in self.now().seats if one.seat.uid == seat)

    def set(self, seat: str, presence: Presence, **more: Any) -> str:
        return str(self.do(set_presence, self.meeting, seat, presence, **more))


@pytest.fixture(scope="module")
def room_template(kept: Any, empty_template: Any) -> Any:
    return kept(Room, empty_template)


@pytest.fixture
def room(room_template: Any, reopened: Any) -> Room:
    return reopened(room_template)


@pytest.fixture
def do(room: Room) -> Do:
    return room.do


def words(room: Room) -> list[str]:
    return [one.presence_words() for one in room.now().seats]


def test_each_seat_of_the_day_is_there_and_nothing_is_recorded_until_it_is_entered(room: Room) -> None:
    before = room.now()
    assert [one.holder_words() for one in before.seats] == ["Ann Poe", "Bo Roe", "Not recorded", "Vacant"]
    assert before.count_words() == "4 seats: 1 vacant, 3 not recorded"
    assert not before.recorded()
    room.set(room.director, P)
    room.set(room.police, A)
    room.set(room.nurse, P)  # somebody sat in it, and who is not recorded
    room.set(room.vacant, D, post="Deputy Head of Quality")
    assert words(room) == ["Present", "Apologies", "Present", "Deputy: Deputy Head of Quality"]
    assert room.now().count_words() == "4 seats: 2 present, 1 by a deputy, 1 with apologies"
    room.do(clear_presence, room.meeting, [room.director, room.nurse])
    assert words(room)[0] == words(room)[2] == "Not recorded"


def test_nobody_is_present_in_a_vacant_seat_and_a_deputy_has_a_name(room: Room) -> None:
    with pytest.raises(UserError, match="vacant on 14 January 2025"):
        room.set(room.vacant, P)
    with pytest.raises(UserError, match="Say who came as deputy"):
        room.set(room.vacant, D, name="  ")
    with pytest.raises(UserError, match="Ann Poe holds this seat"):
        room.set(room.director, D, person_uid=room.ann)
    with pytest.raises(UserError, match="Only a deputy is somebody else"):
        room.set(room.director, P, name="Cy Doe")
    with pytest.raises(UserError, match="Add guests below"):
        room.set(room.director, Presence.IN_ATTENDANCE)
    room.set(room.vacant, X)  # that nobody came can be said
    room.set(room.police, D, new_person_name="Di Low")
    row = room.row(room.police)
    assert row.presence_words() == "Deputy: Di Low"
    with room.vault.store.reading() as session:
        assert session.execute(select(Attendance.person_id).where(Attendance.presence == D)).scalar() is not None
        body = [one.detail for one in deputy_choices(session, room.meeting, room.nurse, "Di Low")]
    assert body == ["Kent Police"]


def test_before_its_day_only_apologies_and_deputies_can_be_entered(room: Room, do: Do) -> None:
    ahead = do(add_meeting, room.group, date(2025, 3, 12))
    for presence in (P, X):
        with pytest.raises(UserError, match="Until then apologies and deputies"):
            do(set_presence, ahead, room.director, presence)
    do(set_presence, ahead, room.director, A)
    do(set_presence, ahead, room.police, D, name="Cy Doe")
    do(add_guest, ahead, name="Ed Fox")
    assert room.now(ahead).count_words() == (
        "4 seats: 1 by a deputy, 1 with apologies, 1 vacant, 1 not recorded; 1 in attendance"
    )


def test_one_person_in_two_seats_is_there_for_both_but_not_where_a_deputy_sits(room: Room, do: Do) -> None:
    do(record_holder, room.nurse, person_uid=room.ann, start=PartialDate(2024))
    room.set(room.director, P)
    assert words(room)[:3] == ["Present", "Not recorded", "Present"]
    room.set(room.nurse, D, name="Cy Doe")
    room.set(room.director, A)
    assert words(room)[:3] == ["Apologies", "Not recorded", "Deputy: Cy Doe"]
    do(clear_presence, room.meeting, [room.director])
    assert words(room)[:3] == ["Not recorded", "Not recorded", "Deputy: Cy Doe"]
    do(set_presences, room.meeting, [room.nurse], P)
    assert words(room)[:3] == ["Present", "Not recorded", "Present"]
    do(clear_presence, room.meeting, [room.nurse])
    assert not room.now().recorded()


def test_all_the_others_are_entered_at_once_and_taken_back_at_once(room: Room, do: Do) -> None:
    room.set(room.police, A)
    assert do(set_others, room.meeting, P) == 1, "nobody is known to hold the nurse's seat"
    assert words(room) == ["Present", "Apologies", "Not recorded", "Not recorded"]
    with pytest.raises(UserError, match="Nobody is recorded as holder of the seats that are left"):
        do(set_others, room.meeting, P)
    assert do(set_others, room.meeting, X) == 0
    assert words(room)[2] == "Absent"
    with pytest.raises(UserError, match="no other seat"):
        do(set_others, room.meeting, P)
    for _ in range(2):
        undo(room.vault.store, room.vault.actor)
    assert words(room) == ["Not recorded", "Apologies", "Not recorded", "Not recorded"]
    do(set_presences, room.meeting, [room.director, room.vacant], P)
    assert words(room)[0::3] == ["Present", "Not recorded"]
    with pytest.raises(UserError, match="nobody who could be present"):
        do(set_presences, room.meeting, [room.vacant], P)


def test_a_roster_that_is_changed_later_loses_no_entry_and_says_so(room: Room, do: Do) -> None:
    room.set(room.director, P)
    room.set(room.police, A)
    # backdated: somebody else held the seat on that day already
    do(record_holder, room.director, new_name="Cy Doe", start=PartialDate(2025, 1))
    row = room.row(room.director)
    assert (row.presence_words(), row.came_words(), row.holder_words()) == ("Present", "Ann Poe", "Cy Doe")
    assert row.remark() == "Entered for Ann Poe; by the roster of that day the seat is now held by Cy Doe"
    assert "Ann Poe, Director, Medway Council" in attendance_text(room.now())
    # backdated: the seat was not there any more
    do(change_seat, room.police, room.row(room.police).seat.version, end=PartialDate(2025, 1))
    gone = room.row(room.police)
    assert (gone.presence_words(), gone.remark(), gone.came_words()) == ("Apologies", GONE, "Bo Roe")
    assert "Bo Roe, Superintendent, Kent Police" in attendance_text(room.now())
    room.set(room.police, X)
    assert room.row(room.police).came_words() == "Bo Roe"
    do(clear_presence, room.meeting, [room.police])
    assert [one.seat.uid for one in room.now().seats] == [room.director, room.nurse, room.vacant]
    with pytest.raises(UserError, match="not on the roster of Executive on 14 January 2025"):
        room.set(room.police, P)


def test_a_seat_with_attendance_is_ended_and_never_deleted(room: Room, do: Do) -> None:
    room.set(room.director, P)
    with pytest.raises(ConflictError, match="attendance"):
        do(remove_seats, [room.director])
    do(remove_seats, [room.nurse])
    assert len(room.now().seats) == 3


def test_a_cancelled_meeting_and_approved_minutes_take_no_attendance(room: Room, do: Do) -> None:
    other = do(add_meeting, room.group, date(2025, 1, 10))
    do(cancel_meeting, other, "no quorum")
    with pytest.raises(UserError, match="cancelled"):
        do(set_presence, other, room.director, A)
    with room.vault.store.transaction(room.vault.actor, "test") as session:
        Meeting.by_uid(session, room.meeting).minutes = MinutesState.APPROVED
    for what, args in (
        (set_presence, (room.meeting, room.director, P)), (set_others, (room.meeting, P)),
        (clear_presence, (room.meeting, [room.director])), (add_guest, (room.meeting,)),
    ):  # fmt: skip
        with pytest.raises(UserError, match="minutes of this meeting are approved"):
            do(what, *args)


def test_guests_are_in_attendance_with_what_is_known_of_them(room: Room, do: Do) -> None:
    body = do(add_organisation, "Barnardo's")
    ed = do(add_guest, room.meeting, name="Ed Fox", post="Project Manager", organisation_uid=body)
    with pytest.raises(UserError, match="Say who was there"):
        do(add_guest, room.meeting, name=" ")
    fay = do(add_person, "Fay Gow", post="Analyst", organisation_uid=body)
    do(add_guest, room.meeting, person_uid=fay)
    with pytest.raises(UserError, match="Fay Gow is in attendance already"):
        do(add_guest, room.meeting, person_uid=fay)
    assert [one.words() for one in room.now().guests] == [
        "Ed Fox, Project Manager, Barnardo's", "Fay Gow, Analyst, Barnardo's",
    ]  # fmt: skip
    do(change_guest, ed, 1, presence=A, interest="Works for a bidder")
    with pytest.raises(UserError, match="has sent apologies"):
        do(change_guest, ed, 2, presence=P)
    assert room.now().count_words().endswith("; 1 in attendance")
    text = attendance_text(room.now())
    assert "Apologies of others invited:\n  Ed Fox, Project Manager, Barnardo's" in text
    assert "Interests declared:\n  Ed Fox: Works for a bidder" in text
    with pytest.raises(UserError, match="no guest"):
        do(remove_guests, [room.set(room.director, P)])
    do(remove_guests, [ed])
    assert [one.name for one in room.now().guests] == ["Fay Gow"]


def test_interests_and_notes_stay_when_the_entry_changes_and_history_tells(room: Room, do: Do) -> None:
    entry = room.set(room.director, P)
    do(note_attendance, entry, 1, interest=" Governor of a school ", note="until 11:00")
    with pytest.raises(UserError, match="Only a deputy"):
        do(note_attendance, entry, 2, name="Cy Doe")
    room.set(room.director, D, name="Cy Doe")
    own = room.row(room.director).entered
    assert own is not None
    assert (own.who, own.interest, own.note) == ("Cy Doe", "Governor of a school", "until 11:00")
    do(note_attendance, entry, own.version, name=None, post="Head of Service")
    assert room.row(room.director).presence_words() == "Deputy: Head of Service"
    with room.vault.store.reading() as session:
        said = attendance_history(session, room.meeting)
    assert len(said) == 4
    assert [one.operation for one in said][-1:] == ["meetings.set_presence"]


def test_deputies_are_offered_with_those_named_for_the_seat_first(room: Room, do: Do) -> None:
    cy = do(add_person, "Cy Doe", post="Inspector")
    do(add_deputy, room.police, person_uid=cy)
    do(add_deputy, room.police, post="Duty Inspector")
    do(add_deputy, room.police, new_name="Gone By", end=PartialDate(2024, 6))
    earlier = do(add_meeting, room.group, date(2024, 11, 5))
    do(set_presence, earlier, room.police, D, name="Di Low")
    with room.vault.store.reading() as session:
        offered = deputy_choices(session, room.meeting, room.police)
        typed = deputy_choices(session, room.meeting, room.police, "ann")
        own = deputy_choices(session, room.meeting, room.director, "ann")
    assert [(one.words(), one.detail) for one in offered] == [
        ("Cy Doe", "named deputy"), ("Duty Inspector", "named deputy"),
        ("Di Low", "came as deputy on 5 November 2024"),
    ]  # fmt: skip
    assert [one.words() for one in typed] == ["Ann Poe"]
    assert own == []  # she holds that seat


def test_two_records_of_one_person_become_one_in_attendance_too(room: Room, do: Do) -> None:
    twin = do(add_person, "Robert Roe")
    room.set(room.nurse, D, person_uid=twin)
    do(merge_people, room.bo, twin)
    assert room.row(room.nurse).presence_words() == "Deputy: Bo Roe"


def test_a_meeting_before_anything_is_known_of_the_seats_says_so(room: Room, do: Do, clock: StillClock) -> None:
    del clock
    group = do(add_group, "Board")
    do(change_group, group, 1, known_from=PartialDate(2025, 1))
    meeting = do(add_meeting, group, date(2024, 12, 3))
    do(add_guest, meeting, name="Ann Poe")
    assert room.now(meeting).count_words() == "The seats are not known before January 2025; 1 in attendance"
