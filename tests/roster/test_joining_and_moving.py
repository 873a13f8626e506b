"""Somebody joins, and one organisation follows another: what changes, what stays, and one undo for all of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from vaults import table_hashes

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, all_groups, change_group
from mscp_desktop.parties.records import FormerPost, Organisation, Person
from mscp_desktop.parties.rules.names import organisation_uids_named
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.roster.records import Delegation, Deputy, Seat, Tenure
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.joining import employer_of, record_joiner, seats_offered
from mscp_desktop.roster.rules.reorganising import record_reorganisation, reorganisation_counts
from mscp_desktop.roster.rules.rosters import chair_words, roster_at

Do = Callable[..., Any]
APRIL, DAY = PartialDate(2025, 4, 1), date(2025, 4, 1)


@pytest.fixture
def do(empty_vault: Vault) -> Do:
    return lambda what, *args, **more: run(empty_vault.store, empty_vault.actor, what, *args, **more).value


class Place:
    """A group with a seat that is held, one vacant since 2024, and one of which nothing is recorded."""

    def __init__(self, vault: Vault, do: Do) -> None:
        self.vault = vault
        self.group = do(add_group, "Quality")
        do(change_group, self.group, 1, known_from=None)
        self.body = do(add_organisation, "Council")
        self.held, self.vacant, self.open = (
            do(add_seat, self.group, post=post, organisation_uid=self.body) for post in ("Head", "Lead", "Nurse")
        )
        do(record_holder, self.held, new_name="John Doe", start=PartialDate(2023))
        do(record_vacancy, self.vacant, start=PartialDate(2024))

    def holders(self, day: date) -> list[str]:
        with self.vault.store.reading() as session:
            return [seat.holder_words() for seat in roster_at(session, self.group, day).seats]


@pytest.fixture
def quality(empty_vault: Vault, do: Do) -> Place:
    return Place(empty_vault, do)


def test_a_joiner_takes_what_is_vacant_and_what_is_not_recorded(quality: Place, do: Do, empty_vault: Vault) -> None:
    with empty_vault.store.reading() as session:
        before = table_hashes(session)
        offered = seats_offered(session, DAY, organisation_uid=quality.body)
    assert [(one.seat, one.held, one.fits) for one in offered] == [
        ("Head, Council", True, True), ("Lead, Council", False, True), ("Nurse, Council", False, True),
    ]  # fmt: skip
    uid = do(
        record_joiner, new_name="Jane Roe", post="Nurse", organisation_uid=quality.body, email="jane@example.org",
        start=APRIL, seats=[quality.vacant, quality.open], deputises=[quality.held],
    )  # fmt: skip
    assert quality.holders(date(2025, 3, 31)) == ["John Doe", "Vacant since 2024", "Not recorded"]
    assert quality.holders(DAY) == ["John Doe", "Jane Roe", "Jane Roe"]
    with empty_vault.store.reading() as session:
        assert roster_at(session, quality.group, DAY).seats[0].deputies == ("Jane Roe",)
        person = Person.by_uid(session, uid)
        assert (person.post, person.post_from, person.email) == ("Nurse", APRIL, "jane@example.org")
        assert employer_of(session, uid) == quality.body
    undo(empty_vault.store, empty_vault.actor)
    with empty_vault.store.reading() as session:
        assert table_hashes(session) == before


def test_a_seat_that_is_held_is_refused_and_nothing_is_changed(quality: Place, do: Do) -> None:
    with pytest.raises(UserError, match="John Doe holds Head on 1 April 2025"):
        do(record_joiner, new_name="Jane Roe", start=APRIL, seats=[quality.vacant, quality.held])
    assert quality.holders(DAY)[1] == "Vacant since 2024"
    with pytest.raises(UserError, match="Say who joins"):
        do(record_joiner, start=APRIL)


def test_who_is_recorded_to_follow_still_follows(quality: Place, do: Do) -> None:
    do(record_holder, quality.open, new_name="Ann Poe", start=PartialDate(2025, 9))
    do(record_joiner, new_name="Jane Roe", start=APRIL, seats=[quality.open])
    assert [quality.holders(day)[2] for day in (DAY, date(2025, 8, 31), date(2025, 9, 1))] == [
        "Jane Roe", "Jane Roe", "Ann Poe",
    ]  # fmt: skip


def test_somebody_who_comes_back_keeps_their_former_post(quality: Place, do: Do, empty_vault: Vault) -> None:
    uid = do(add_person, "Jane Roe", post="Clerk", organisation_uid=quality.body)
    do(change_person, uid, 1, left=PartialDate(2024))
    do(record_joiner, person_uid=uid, start=APRIL, post="Nurse")
    with empty_vault.store.reading() as session:
        person = Person.by_uid(session, uid)
        assert (person.left, person.post) == (None, "Nurse")
        (former,) = session.scalars(select(FormerPost)).all()
        assert (former.post, former.end) == ("Clerk", APRIL)
        assert employer_of(session, uid) == quality.body  # no other one was named


def test_medways_health_moves_to_another_body_whole(medway: Vault) -> None:
    """Every group is the same on the day but for the organisation, and on the day before as it was; one undo."""
    with medway.store.reading() as session:
        (old,) = organisation_uids_named(session, "ICB")
        before = table_hashes(session)
        seats, people = reorganisation_counts(session, old, DAY)
    new = run(medway.store, medway.actor, add_organisation, "Health Authority").value

    def view(day: date) -> list[tuple[object, ...]]:
        with medway.store.reading() as session:
            return [
                (
                    one.name, chair_words(session, one.uid, day),
                    *((seat.post, seat.role, seat.organisation, seat.holder_words(), seat.chairs_until)
                      for seat in roster_at(session, one.uid, day).seats),
                )
                for one in all_groups(session)
            ]  # fmt: skip

    earlier, later = view(date(2025, 3, 31)), view(DAY)
    done = run(medway.store, medway.actor, record_reorganisation, old, new, start=APRIL).value
    assert (done.seats, done.people) == (seats, people)
    assert seats > 10
    assert [row[2:] for row in view(date(2025, 3, 31))] == [row[2:] for row in earlier]
    assert repr(view(DAY)) == repr(later).replace("NHS Kent and Medway Integrated Care Board", "Health Authority")
    with medway.store.reading() as session:
        body = Organisation.by_uid(session, old)
        assert (body.ended, session.get_one(Organisation, body.successor_id).uid) == (APRIL, new)
        carried = session.scalars(select(Seat).where(Seat.follows_id.is_not(None))).all()
        assert len(carried) == seats
        assert {one.start for one in carried} == {APRIL}
        assert session.scalars(select(Person).where(Person.organisation_id == body.id)).all() == []
        running = session.scalars(select(Delegation).where(Delegation.end.is_(None))).all()
        assert len(running) == 3
    undo(medway.store, medway.actor)
    undo(medway.store, medway.actor)
    with medway.store.reading() as session:
        assert table_hashes(session) == before


def test_holders_need_not_stay_and_what_begins_later_moves_as_it_is(quality: Place, do: Do, empty_vault: Vault) -> None:
    other = do(add_organisation, "Trust")
    future = do(add_seat, quality.group, post="Analyst", organisation_uid=quality.body, start=PartialDate(2025, 9))
    do(record_holder, quality.open, new_name="Ann Poe", start=PartialDate(2025, 9))
    done = do(
        record_reorganisation, quality.body, other, start=APRIL, holders_stay=False, ends=False, people_move=False,
    )  # fmt: skip
    assert done.open == ("Quality: Head has nobody recorded", "Quality: Lead has nobody recorded")
    assert quality.holders(date(2025, 3, 31)) == ["John Doe", "Vacant since 2024", "Not recorded"]
    assert quality.holders(DAY) == ["Not recorded"] * 3
    assert quality.holders(date(2025, 9, 1)) == ["Not recorded", "Not recorded", "Ann Poe", "Not recorded"]
    with empty_vault.store.reading() as session:
        seat = Seat.by_uid(session, future)
        assert session.get_one(Organisation, seat.organisation_id or 0).name == "Trust"
        assert (seat.follows_id, seat.start) == (None, PartialDate(2025, 9))
        assert Organisation.by_uid(session, quality.body).ended is None
        assert session.scalars(select(Deputy)).all() == []
        assert len(session.scalars(select(Tenure)).all()) == 3
    with pytest.raises(UserError, match="there is nothing to move"):
        do(record_reorganisation, quality.body, other, start=APRIL, ends=False, people_move=False)
    with pytest.raises(UserError, match="can't follow itself"):
        do(record_reorganisation, quality.body, quality.body, start=APRIL)
