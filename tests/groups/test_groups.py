"""Groups: how often they meet, whom they report to, what they are called."""

import pytest

from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group, TermsOfReference, TermsState, Tier
from mscp_desktop.groups.rules.groups import (
    add_group,
    all_groups,
    change_group,
    delete_group,
    frequency_words,
    group_choices,
    group_facts,
    group_named,
    meetings_a_year,
)
from mscp_desktop.groups.rules.terms import terms_words
from mscp_desktop.roster.rules.changes import add_seat, remove_seats


@pytest.mark.parametrize(
    ("times", "months", "words", "a_year"),
    [
        (6, 12, "6 times a year", 6),
        (1, 12, "once a year", 1),
        (2, 12, "twice a year", 2),
        (1, 1, "monthly", 12),
        (1, 2, "every 2 months", 6),
        (1, 3, "every 3 months", 4),
        (2, 1, "twice every month", 24),
        (3, 6, "3 times every 6 months", 6),
        (None, 12, "not stated", None),
        (1, None, "not stated", None),
        (None, None, "not stated", None),
    ],
)
def test_frequencies_in_words_and_meetings_they_owe(
    times: int | None, months: int | None, words: str, a_year: int | None
) -> None:
    assert frequency_words(times, months) == words
    assert meetings_a_year(times, months) == a_year


def test_terms_of_reference_in_words() -> None:
    def terms(agreed: PartialDate | None, review: PartialDate | None, state: TermsState) -> TermsOfReference:
        return TermsOfReference(group_id=1, state=state, agreed=agreed, review=review)

    dated, undated = PartialDate(2024, 12), None
    assert terms_words(None) == "not recorded"
    assert terms_words(terms(dated, undated, TermsState.AGREED)) == "agreed December 2024, review date not recorded"
    assert terms_words(terms(undated, PartialDate(2026), TermsState.AGREED)) == (
        "date agreed not recorded, review due 2026"
    )
    assert terms_words(terms(undated, undated, TermsState.UNDER_REVIEW)) == "date agreed not recorded, under review"


def test_a_new_group_stands_last_and_is_known_from_today(medway: Vault) -> None:
    uid = run(medway.store, medway.actor, add_group, "  Task  and finish ", tier=Tier.SUB_GROUP).value
    with medway.store.reading() as session:
        last = all_groups(session)[-1]
        assert (last.uid, last.name, last.frequency) == (uid, "Task and finish", "not stated")
        assert last.known_from == PartialDate(2025, 1, 15)
        assert [one[0] for one in group_choices(session, "TASK and")] == [uid]


def test_a_name_means_one_group(medway: Vault) -> None:
    with medway.store.reading() as session:
        for facts in all_groups(session):
            assert group_named(session, facts.name.upper()).uid == facts.uid
            if facts.short:
                assert group_named(session, facts.short).uid == facts.uid
        with pytest.raises(UserError, match=r"There is no group called “Nonsense”\. The groups are: "):
            group_named(session, "Nonsense")
        name = all_groups(session)[0].name
    with pytest.raises(UserError, match="already a group called"):
        run(medway.store, medway.actor, add_group, name.upper())
    with pytest.raises(UserError, match="needs a name"):
        run(medway.store, medway.actor, add_group, "  ")


def test_no_group_reports_to_itself_or_below_itself(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    top = run(store, actor, add_group, "Top").value
    middle = run(store, actor, add_group, "Middle", parent_uid=top).value
    below = run(store, actor, add_group, "Below", parent_uid=middle).value
    for parent in (top, middle, below):
        with pytest.raises(UserError, match="Top can't report to itself or to a group below it"):
            run(store, actor, change_group, top, 1, parent_uid=parent)
    run(store, actor, change_group, below, 1, parent_uid=top)
    with store.reading() as session:
        assert group_facts(session, below).parent == "Top"
    run(store, actor, change_group, below, 2, parent_uid=None)
    with store.reading() as session:
        assert group_facts(session, below).parent is None


def test_a_circle_that_undo_left_does_not_hang(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    one = run(store, actor, add_group, "One").value
    two = run(store, actor, add_group, "Two", parent_uid=one).value
    three = run(store, actor, add_group, "Three").value
    with store.transaction(actor, "test.circle") as session:
        Group.by_uid(session, one).parent_id = Group.by_uid(session, two).id
    run(store, actor, change_group, three, 1, parent_uid=one)
    with store.reading() as session:
        assert len(all_groups(session)) == 3


@pytest.mark.parametrize("fields", [{"times": 0}, {"months": 0}, {"times": -1}, {"months": -12}])
def test_a_frequency_counts_from_one(empty_vault: Vault, fields: dict[str, int]) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_group, "Quality").value
    with pytest.raises(UserError, match="counts from one"):
        run(empty_vault.store, empty_vault.actor, change_group, uid, 1, **fields)


def test_a_group_ends_after_it_begins(empty_vault: Vault) -> None:
    uid = run(empty_vault.store, empty_vault.actor, add_group, "Quality").value
    with pytest.raises(UserError, match="before the start"):
        run(empty_vault.store, empty_vault.actor, change_group, uid, 1, start=PartialDate(2025), end=PartialDate(2024))


def test_only_an_empty_group_is_deleted(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    top = run(store, actor, add_group, "Top").value
    below = run(store, actor, add_group, "Below", parent_uid=top).value
    seat = run(store, actor, add_seat, below, post="Chair").value
    for uid in (top, below):
        with pytest.raises(ConflictError, match="End it instead"):
            run(store, actor, delete_group, uid)
    run(store, actor, remove_seats, [seat])
    run(store, actor, delete_group, below)
    run(store, actor, delete_group, top)
    for _ in range(3):
        undo(store, actor)
    with store.reading() as session:
        assert [facts.name for facts in all_groups(session)] == ["Top", "Below"]
        assert group_facts(session, below).parent_uid == top
