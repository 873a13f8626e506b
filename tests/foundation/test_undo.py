"""Undo, conflicts and restoring: what came later is never lost, and every refusal says what stands in the way."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from vaults import COLLEAGUE, StillClock, problems, table_hashes

from mscp_desktop.foundation.errors import ConflictError, InternalError, NotAllowedError, UserError
from mscp_desktop.foundation.history import Header, entries_of
from mscp_desktop.foundation.operations import MANAGER, operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.purging import purge
from mscp_desktop.foundation.row_changes import RowChange
from mscp_desktop.foundation.store import Actor, Role, WorkSession
from mscp_desktop.foundation.undo import next_steps, redo, restoring, undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group, Scope
from mscp_desktop.groups.rules.groups import add_group, change_group, delete_group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.changes import add_seat, change_seat, record_holder, remove_seats


class Work:
    """A vault with one group, and short ways to act in it as oneself or as a colleague."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.store, self.me = vault, vault.store, vault.actor
        self.group = self.do(add_group, "Quality")

    def do(self, what: Any, *args: Any, by: Actor | None = None, **fields: Any) -> Any:
        return run(self.store, by or self.me, what, *args, **fields).value

    def row(self, model: Any, uid: str) -> Any:
        with self.store.reading() as session:
            return session.scalars(select(model).where(model.uid == uid)).first()

    def version(self, model: Any, uid: str) -> int:
        return int(self.row(model, uid).version)

    def hashes(self) -> dict[str, str]:
        with self.store.reading() as session:
            return table_hashes(session)


@pytest.fixture
def work(empty_vault: Vault) -> Work:
    return Work(empty_vault)


def test_the_same_field_is_refused_with_both_values(work: Work, clock: StillClock) -> None:
    shown = work.version(Group, work.group)
    clock.move(minutes=5)
    work.do(change_group, work.group, shown, note="Theirs", by=COLLEAGUE)
    before = work.hashes()
    with pytest.raises(ConflictError, match=r"Colleague changed this at .* on 15 January 2025") as refused:
        work.do(change_group, work.group, shown, note="Mine", short="Q")
    assert "“Theirs”" in str(refused.value)
    assert "“Mine”" in str(refused.value)
    assert work.hashes() == before


def test_other_fields_merge_and_the_same_value_is_no_conflict(work: Work) -> None:
    shown = work.version(Group, work.group)
    work.do(change_group, work.group, shown, note="Theirs", by=COLLEAGUE)
    work.do(change_group, work.group, shown, short="Q", note="Theirs")
    row = work.row(Group, work.group)
    assert (row.note, row.short) == ("Theirs", "Q")


def test_a_conflict_two_hundred_changes_back_is_seen(work: Work) -> None:
    shown = work.version(Group, work.group)
    work.do(change_group, work.group, shown, note="Theirs", by=COLLEAGUE)
    rows = [
        RowChange("update", "partnership_group", work.group, 1, number, {"short": (None, "Q")})
        for number in range(3, 250)
    ]
    with work.store.writing() as session:
        header = Header("test.many", "do", work.store.clock.now(), COLLEAGUE.uid, COLLEAGUE.name, "Many")
        work.store.chain.write(session.connection(), header, rows, [])
    with pytest.raises(ConflictError, match="Theirs"):
        work.do(change_group, work.group, shown, note="Mine")


def test_what_was_purged_since_counts_as_changed(work: Work) -> None:
    shown = work.version(Group, work.group)
    work.do(change_group, work.group, shown, note="Theirs", by=COLLEAGUE)
    work.do(purge, [("partnership_group", work.group)], "tidying", by=COLLEAGUE)
    with pytest.raises(ConflictError):
        work.do(change_group, work.group, shown, note="Mine")


def change_and_undo(work: Work) -> None:
    work.do(change_group, work.group, work.version(Group, work.group), note="Theirs", by=COLLEAGUE)
    undo(work.store, COLLEAGUE)


def change_undo_and_redo(work: Work) -> None:
    change_and_undo(work)
    redo(work.store, COLLEAGUE)


def delete_and_restore_changed(work: Work) -> None:
    work.do(change_group, work.group, work.version(Group, work.group), note="Theirs", by=COLLEAGUE)
    work.do(delete_group, work.group, by=COLLEAGUE)
    undo(work.store, COLLEAGUE)


def delete_twice(work: Work) -> None:
    delete_and_restore_changed(work)
    redo(work.store, COLLEAGUE)
    undo(work.store, COLLEAGUE)


@pytest.mark.parametrize("meanwhile", [change_and_undo, change_undo_and_redo, delete_and_restore_changed, delete_twice])
def test_a_form_shown_before_undo_redo_or_restore_loses_nobodys_update(
    work: Work, meanwhile: Callable[[Work], None]
) -> None:
    work.do(change_group, work.group, 1, note="At first")
    shown = work.version(Group, work.group)
    meanwhile(work)
    assert work.version(Group, work.group) > shown
    stands = work.row(Group, work.group).note
    with pytest.raises(ConflictError):
        work.do(change_group, work.group, shown, note="Mine")
    assert work.row(Group, work.group).note == stands
    work.do(change_group, work.group, work.version(Group, work.group), note="Mine")
    assert problems(work.vault) == []


def test_versions_are_never_used_twice(work: Work) -> None:
    seen = [work.version(Group, work.group)]
    for number in range(3):
        work.do(change_group, work.group, seen[-1], note=f"{number}")
        seen.append(work.version(Group, work.group))
        for step in (undo, redo, undo):
            step(work.store, work.me)
            seen.append(work.version(Group, work.group))
    work.do(delete_group, work.group)
    undo(work.store, work.me)
    seen.append(work.version(Group, work.group))
    assert seen == sorted(set(seen))


def test_a_form_of_what_was_deleted_is_refused_in_words(work: Work) -> None:
    work.do(delete_group, work.group, by=COLLEAGUE)
    with pytest.raises(ConflictError, match="deleted after it was shown"):
        work.do(change_group, work.group, 1, note="Mine")


def test_undo_refuses_where_a_colleague_changed_the_same_field(work: Work) -> None:
    work.do(change_group, work.group, 1, note="Mine", short="Q")
    work.do(change_group, work.group, 2, note="Theirs", by=COLLEAGUE)
    before = work.hashes()
    with pytest.raises(ConflictError, match="“Note of Quality”, by Colleague on 15 January 2025") as refused:
        undo(work.store, work.me)
    assert "single values can be restored" in str(refused.value)
    assert work.hashes() == before


def test_undo_leaves_a_colleagues_other_fields(work: Work) -> None:
    work.do(change_group, work.group, 1, note="Mine")
    work.do(change_group, work.group, 2, short="Theirs", by=COLLEAGUE)
    undo(work.store, work.me)
    row = work.row(Group, work.group)
    assert (row.note, row.short) == (None, "Theirs")


def test_undo_of_an_addition_refuses_where_something_rests_on_it(work: Work) -> None:
    body = work.do(add_organisation, "Council")
    work.do(add_seat, work.group, post="Chair", organisation_uid=body, by=COLLEAGUE)
    before = work.hashes()
    with pytest.raises(ConflictError, match="something rests on it: “Added a seat to Quality: Chair”"):
        undo(work.store, work.me)
    assert work.hashes() == before
    undo(work.store, COLLEAGUE)
    undo(work.store, work.me)
    assert work.row(Organisation, body) is None


def test_undo_of_a_deletion_refuses_where_what_it_rests_on_is_gone(work: Work) -> None:
    body = work.do(add_organisation, "Council", by=COLLEAGUE)
    seat = work.do(add_seat, work.group, post="Chair", organisation_uid=body)
    work.do(remove_seats, [seat])
    work.do(delete_parties, "organisation", [body], by=COLLEAGUE)
    before = work.hashes()
    with pytest.raises(ConflictError, match="rests on has been removed"):
        undo(work.store, work.me)
    assert work.hashes() == before
    work.do(add_person, "The store still works")


def test_undo_of_an_edit_refuses_where_the_record_is_gone(work: Work) -> None:
    person = work.do(add_person, "Jane Roe", by=COLLEAGUE)
    work.do(change_person, person, 1, post="Nurse")
    work.do(delete_parties, "person", [person], by=COLLEAGUE)
    with pytest.raises(ConflictError, match="“Deleted Jane Roe”, by Colleague"):
        undo(work.store, work.me)


def test_redo_refuses_where_something_came_after(work: Work) -> None:
    work.do(change_group, work.group, 1, note="Mine")
    undo(work.store, work.me)
    work.do(change_group, work.group, work.version(Group, work.group), note="Theirs", by=COLLEAGUE)
    with pytest.raises(ConflictError, match="by Colleague"):
        redo(work.store, work.me)


def test_new_work_ends_what_could_be_done_again(work: Work) -> None:
    work.do(change_group, work.group, 1, note="Mine")
    undo(work.store, work.me)
    work.do(add_person, "Jane Roe")
    assert redo(work.store, work.me) is None


def test_undo_takes_only_ones_own_work(work: Work) -> None:
    work.do(add_person, "Theirs", by=COLLEAGUE)
    taken = undo(work.store, work.me)
    assert taken is not None
    assert taken.summary == "Undid: Added the group Quality"
    assert work.row(Group, work.group) is None
    with work.store.reading() as session:
        mine, again = next_steps(session, work.me.uid)
        theirs, _ = next_steps(session, COLLEAGUE.uid)
    assert mine is None
    assert again is not None
    assert theirs is not None
    assert theirs.summary == "Added Theirs"
    assert undo(work.store, work.me) is None


@operation("test.issue", MANAGER, corrected_by="a credit note")
def issue(session: WorkSession, uid: str) -> None:
    group = Group.by_uid(session, uid)
    group.note = "Issued"
    session.say("Issued the invoice")


def test_undo_stops_at_what_has_no_inverse_and_names_what_corrects_it(work: Work) -> None:
    work.do(change_group, work.group, 1, short="Q")
    work.do(issue, work.group)
    work.do(add_person, "Jane Roe")
    undo(work.store, work.me)
    for _ in range(2):
        with pytest.raises(
            UserError, match=r"“Issued the invoice” can't be undone\. What corrects it is a credit note"
        ):
            undo(work.store, work.me)
    assert work.row(Group, work.group).short == "Q"


def test_a_whole_operation_comes_back_with_every_row(work: Work) -> None:
    seat = work.do(add_seat, work.group, post="Chair")
    tenure = work.do(record_holder, seat, new_name="Jane Roe", start=PartialDate(2024, 9))
    person = work.row(Tenure, tenure).person_id
    before = work.hashes()
    work.do(remove_seats, [seat])
    assert work.row(Seat, seat) is None
    assert work.row(Tenure, tenure) is None
    undo(work.store, work.me)
    assert work.hashes() == before
    assert work.row(Tenure, tenure).person_id == person


def test_a_single_value_is_restored(work: Work) -> None:
    work.do(change_group, work.group, 1, note="First", scope=Scope.JOINT, known_from=PartialDate(2024, 12))
    work.do(change_group, work.group, 2, note="Second", scope=Scope.LOCAL, known_from=None, by=COLLEAGUE)
    with work.store.reading() as session:
        entry, first, made = entries_of(session, "partnership_group", work.group)
    restore = restoring(MANAGER)
    work.do(restore, entry.id, "scope", 3)
    work.do(restore, entry.id, "known_from", 4)
    row = work.row(Group, work.group)
    assert (row.scope, row.known_from, row.note) == (Scope.JOINT, PartialDate(2024, 12), "Second")
    with work.store.reading() as session:
        said = entries_of(session, "partnership_group", work.group)[0].summary
    assert said == f"Restored a former value of {row.name}: known from"
    with pytest.raises(ConflictError, match="changed since its history was shown"):
        work.do(restore, entry.id, "note", 4)
    work.do(restore, first.id, "note", 5)
    assert work.row(Group, work.group).note is None
    with pytest.raises(UserError, match="no value before"):
        work.do(restore, made.id, "name", 6)
    with pytest.raises(UserError, match="no longer kept"):
        work.do(restore, 4711, "name", 6)
    undo(work.store, work.me)
    assert work.row(Group, work.group).note == "Second"
    assert problems(work.vault) == []


def test_a_reference_that_leads_nowhere_now_is_not_restored(work: Work) -> None:
    body = work.do(add_organisation, "Council")
    seat = work.do(add_seat, work.group, organisation_uid=body)
    work.do(change_seat, seat, 1, organisation_uid=None)
    work.do(delete_parties, "organisation", [body])
    with work.store.reading() as session:
        entry = entries_of(session, "seat", seat)[0]
    with pytest.raises(ConflictError, match="rests on has been removed"):
        work.do(restoring(MANAGER), entry.id, "organisation_id", 2)
    assert work.row(Seat, seat).organisation_id is None


def test_a_role_that_may_not_is_told_so(work: Work) -> None:
    reader = Actor("reader", "Reader", frozenset({Role.READER}))
    with pytest.raises(NotAllowedError, match="for the business manager"):
        work.do(add_person, "Jane Roe", by=reader)
    with pytest.raises(NotAllowedError):
        work.do(restoring(MANAGER), 1, "name", 1, by=reader)


def test_a_field_that_is_not_there_is_our_bug(work: Work) -> None:
    for name in ("nonsense", "id", "group_id"):
        fields: dict[str, Any] = {name: 1}
        with pytest.raises(InternalError, match="no field"):
            work.do(change_group, work.group, 1, **fields)


def test_far_back_work_is_counted_from_where_it_is_read(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mscp_desktop.foundation.undo.REACH", 5)
    people = [work.do(add_person, f"Person {number}") for number in range(7)]
    taken = 0
    while undo(work.store, work.me) is not None:
        taken += 1
    assert 1 <= taken <= 5
    assert work.row(Person, people[-1]) is None
    assert work.row(Person, people[0]) is not None
