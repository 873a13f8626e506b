"""Groups end with their seats, change places, go with what is their own, and say who gets their papers."""

from datetime import date

import pytest
from vaults import table_hashes

from mscp_desktop.foundation.attachments import add_paper
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import Operation, as_rehearsed, rehearse, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.queries import Filter, Query
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.lists import group_rows, groups_table
from mscp_desktop.groups.records import TermsState, Tier
from mscp_desktop.groups.rules.copies import add_copy, change_copy, copies_history, copies_of, remove_copy
from mscp_desktop.groups.rules.groups import (
    add_group,
    all_groups,
    change_group,
    delete_group,
    delete_groups,
    group_named,
    groups_below,
    move_group,
    move_group_by,
)
from mscp_desktop.groups.rules.terms_changes import add_terms
from mscp_desktop.roster.records import Chairing, Delegation, Deputy, Seat, Tenure
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.checks import checks
from mscp_desktop.roster.rules.ending import end_group
from mscp_desktop.roster.rules.rosters import roster_at

TODAY = date(2025, 1, 15)  # of the tests' clock


def do(vault: Vault, what: "Operation[..., object]", *args: object, **fields: object) -> str:
    return str(run(vault.store, vault.actor, what, *args, **fields).value)


def named(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        return group_named(session, name).uid


def held(vault: Vault) -> dict[str, str]:
    with vault.store.reading() as session:
        return table_hashes(session)


def test_a_group_ends_with_all_that_rests_on_its_seats_and_undo_brings_it_back(medway: Vault) -> None:
    executive, top = named(medway, "Executive"), named(medway, "Accountable Officers")
    with medway.store.reading() as session:
        seats = roster_at(session, executive, TODAY).seats
        lead = roster_at(session, top, TODAY).seats[0]
    do(medway, record_vacancy, seats[-1].uid, start=PartialDate(2025))
    with medway.store.transaction(medway.actor, "test.rest") as session:
        session.add(Deputy(seat_id=seats[0].id, post="Deputy", start=PartialDate(2024)))
        session.add(Deputy(seat_id=seats[0].id, post="Former", end=PartialDate(2023)))
        session.add(Delegation(lead_seat_id=lead.id, delegate_seat_id=seats[0].id))
        session.add(Delegation(lead_seat_id=lead.id, delegate_seat_id=lead.id, note="not of this group"))
    before = held(medway)
    end = PartialDate(2025, 3)
    assert do(medway, end_group, executive, end=end) == str(len(seats))
    with medway.store.reading() as session:
        group = group_named(session, "Executive")
        assert group.end == end
        ids = [seat.id for seat in seats]
        for kind, of in ((Seat, Seat.id), (Tenure, Tenure.seat_id), (Chairing, Chairing.seat_id)):
            rows = session.query(kind).filter(of.in_(ids)).all()
            assert rows
            assert all(row.end is not None and row.end.earliest() <= end.earliest() for row in rows)
        assert sorted((one.post or "", str(one.end)) for one in session.query(Deputy)) == [
            ("Deputy", "March 2025"), ("Former", "2023"),
        ]  # fmt: skip
        delegations = session.query(Delegation).all()
        assert {one.note == "not of this group": str(one.end) for one in delegations} == {
            True: "None", False: "March 2025",
        }  # fmt: skip
        assert len(roster_at(session, executive, date(2025, 2, 28)).seats) == len(seats)
        assert roster_at(session, executive, date(2025, 3, 1)).seats == ()
    undo(medway.store, medway.actor)
    assert held(medway) == before


def test_what_a_preview_shows_is_what_is_done_however_the_rows_come(medway: Vault) -> None:
    uid = named(medway, "Secure Estate")
    shown = [
        rehearse(medway.store, medway.actor, end_group, lambda _session, rows: len(rows), uid, end=PartialDate(2025))
        for _ in range(3)
    ]
    assert {one.said for one in shown} == {16}
    assert len({one.fingerprint for one in shown}) == 1
    done = as_rehearsed(end_group, shown[0].fingerprint)
    assert run(medway.store, medway.actor, done, uid, end=PartialDate(2025)).value == 15


def test_a_group_can_t_end_before_something_of_it_begins(medway: Vault) -> None:
    uid = named(medway, "PMQA")
    do(medway, add_seat, uid, post="New post", start=PartialDate(2025, 6))
    before = held(medway)
    with pytest.raises(UserError, match="New post is recorded from June 2025"):
        do(medway, end_group, uid, end=PartialDate(2025, 4))
    with pytest.raises(UserError, match="Say from when"):
        do(medway, end_group, uid, end=None)
    assert held(medway) == before


def test_seats_that_outlast_a_group_are_found_until_it_is_ended_with_them(empty_vault: Vault) -> None:
    vault = empty_vault
    task = do(vault, add_group, "Task", tier=Tier.TASK_AND_FINISH)
    do(vault, change_group, task, 1, end=PartialDate(2024, 12))
    seat = do(vault, add_seat, task, post="Chair")
    do(vault, record_holder, seat, new_name="Jane Roe", start=PartialDate(2024))

    def found() -> list[str]:
        with vault.store.reading() as session:
            return [one.what for one in checks(session, TODAY) if "Task" in one.what]

    assert found() == ["Task has ended and its seats have not"]
    do(vault, end_group, task, end=PartialDate(2024, 12))
    assert found() == []


def test_groups_change_places(empty_vault: Vault) -> None:
    vault = empty_vault
    made = {name: do(vault, add_group, name) for name in "ABCD"}

    def order() -> str:
        with vault.store.reading() as session:
            return "".join(facts.name for facts in all_groups(session))

    do(vault, move_group, made["D"], 2)
    assert order() == "ADBC"
    do(vault, move_group_by, made["A"], 1)
    assert order() == "DABC"
    do(vault, move_group_by, made["C"], -99)
    assert order() == "CDAB"
    do(vault, move_group, made["C"], 99)
    assert order() == "DABC"


def test_a_list_tells_what_is_there_on_the_day(empty_vault: Vault) -> None:
    vault = empty_vault
    spans = {
        "Old": {"end": PartialDate(2025, 1)}, "Ending": {"start": PartialDate(2024), "end": PartialDate(2025, 2)},
        "Coming": {"start": PartialDate(2025, 1, 16)}, "Here": {},
    }  # fmt: skip
    for name, fields in spans.items():
        do(vault, change_group, do(vault, add_group, name), 1, **fields)
    above = named(vault, "Here")
    for name in ("Old", "Ending"):
        uid = named(vault, name)
        do(vault, change_group, uid, 2, parent_uid=above)
    with vault.store.reading() as session:
        table = groups_table(TODAY)
        ids = table.ids(session, Query())
        rows = {one.name: (one.state, one.state_words(), one.until_words()) for one in group_rows(session, ids, TODAY)}
        assert rows == {
            "Old": ("ended", "ended", "Ended January 2025"),
            "Ending": ("current", "to 2025", "Ends February 2025"),
            "Coming": ("to come", "to come", ""),
            "Here": ("current", "current", ""),
        }
        shown = table.ids(session, Query(filters=(Filter("state", "current", among=("current",)),)))
        assert [one.name for one in group_rows(session, shown, TODAY)] == ["Ending", "Here"]
        assert [one.words for one in table.sections(session, Query(group="state"))] == ["Current", "Ended", "To come"]
        assert groups_below(session, above, TODAY) == ["Ending"]


def test_only_what_was_a_mistake_is_deleted_with_what_is_its_own(empty_vault: Vault) -> None:
    vault = empty_vault
    one, two, three = (do(vault, add_group, name) for name in ("One", "Two", "Three"))
    do(vault, add_copy, one, new_name="Jane Roe")
    do(vault, add_paper, "terms_of_reference", do(vault, add_terms, one), "Terms.pdf", b"%PDF")
    do(vault, add_terms, three, state=TermsState.AGREED, agreed=PartialDate(2024))
    before = held(vault)
    for refused in ([one, three], [three]):
        with pytest.raises(ConflictError, match="agreed terms, meetings or actions"):
            do(vault, delete_groups, refused)
    assert held(vault) == before
    do(vault, delete_groups, [one, two])
    with vault.store.reading() as session:
        assert [facts.name for facts in all_groups(session)] == ["Three"]
    undo(vault.store, vault.actor)
    assert held(vault) == before
    do(vault, delete_group, one)


def test_somebody_gets_the_papers_once_without_a_seat(empty_vault: Vault) -> None:
    vault = empty_vault
    group = do(vault, add_group, "Board")
    copy = do(vault, add_copy, group, new_name="Jane Roe", note=" For the dataset ")
    with vault.store.reading() as session:
        ((_, person, organisation),) = copies_of(session, group)
        assert (person.name, organisation) == ("Jane Roe", None)
        jane = person.uid
    with pytest.raises(UserError, match="Jane Roe gets this group's papers already"):
        do(vault, add_copy, group, person_uid=jane)
    with pytest.raises(UserError, match="Say who gets the papers"):
        do(vault, add_copy, group)
    do(vault, change_copy, copy, 1, person_uid=jane, note="")
    do(vault, change_copy, copy, 2, new_name="John Doe")
    with vault.store.reading() as session:
        assert [(held.note, person.name) for held, person, _ in copies_of(session, group)] == [(None, "John Doe")]
        assert [entry.summary for entry in copies_history(session, group)] == [
            "Person of who gets the papers of Board", "Note of who gets the papers of Board",
            "Jane Roe gets the papers of Board",
        ]  # fmt: skip
    do(vault, remove_copy, copy)
    with vault.store.reading() as session:
        assert copies_of(session, group) == []
