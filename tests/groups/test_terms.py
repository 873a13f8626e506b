"""Terms of reference: what a version goes through, which holds on a day, and what is overdue."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaults import table_hashes

from mscp_desktop.foundation.attachments import add_paper
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import Operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group, TermsOfReference, TermsState
from mscp_desktop.groups.rules.groups import add_group, change_group, group_facts
from mscp_desktop.groups.rules.terms import (
    Standing,
    TermsVersion,
    groups_without_terms,
    overdue_terms,
    terms_history,
    terms_on,
    terms_versions,
    version_of,
)
from mscp_desktop.groups.rules.terms_changes import (
    add_terms,
    agree_terms,
    begin_review,
    change_terms,
    end_review,
    remove_terms,
    set_reviews,
)

TODAY = date(2025, 1, 15)  # of the tests' clock


def do(vault: Vault, what: "Operation[..., object]", *args: object, **fields: object) -> object:
    return run(vault.store, vault.actor, what, *args, **fields).value


def versions(vault: Vault, day: date = TODAY, group: str | None = None) -> list[TermsVersion]:
    with vault.store.reading() as session:
        return terms_versions(session, day, group)


def standings(vault: Vault, day: date = TODAY) -> list[tuple[str | None, Standing]]:
    return [(one.edition, one.standing) for one in versions(vault, day)]


def held(vault: Vault) -> dict[str, str]:
    with vault.store.reading() as session:
        return table_hashes(session)


@pytest.fixture
def group(empty_vault: Vault) -> str:
    return str(do(empty_vault, add_group, "Audit group"))


def test_from_a_draft_to_the_next_version(empty_vault: Vault, group: str) -> None:
    vault = empty_vault
    executive = do(vault, add_group, "Executive")
    first = do(vault, add_terms, group, edition=" 1 ", text="One\n")
    assert standings(vault) == [("1", Standing.DRAFT)]
    with vault.store.reading() as session:
        assert terms_on(session) == {}
        assert group_facts(session, group).terms == "not recorded"
        assert groups_without_terms(session, TODAY) == ["Audit group", "Executive"]
    before = PartialDate(2024, 3)
    do(vault, agree_terms, first, agreed=before, agreed_by_uid=executive, review=PartialDate(2025, 3))
    (one,) = versions(vault)
    assert (one.standing, one.agreed, one.agreed_by, one.review) == (
        Standing.IN_FORCE, before, "Executive", PartialDate(2025, 3),
    )  # fmt: skip
    do(vault, begin_review, first)
    assert standings(vault) == [("1", Standing.UNDER_REVIEW)]
    with vault.store.reading() as session:
        assert group_facts(session, group).terms == "agreed March 2024, under review"
        assert group_facts(session, group, date(2024, 2, 29)).terms == "not recorded"
    second = do(vault, add_terms, group, edition="2")
    assert standings(vault) == [("2", Standing.DRAFT), ("1", Standing.UNDER_REVIEW)]
    do(vault, agree_terms, second, agreed=PartialDate(2025, 1, 10))
    assert standings(vault) == [("2", Standing.IN_FORCE), ("1", Standing.SUPERSEDED)]
    assert standings(vault, date(2025, 1, 9)) == [("1", Standing.IN_FORCE)]
    assert standings(vault, date(2024, 2, 29)) == []
    for _ in range(6):
        undo(vault.store, vault.actor)
    assert standings(vault) == []


def test_what_can_t_be_is_refused_and_changes_nothing(empty_vault: Vault, group: str) -> None:
    vault, late = empty_vault, PartialDate(2025, 2)
    draft = do(vault, add_terms, group)
    agreed = do(vault, add_terms, group, state=TermsState.AGREED, agreed=PartialDate(2024))
    former = do(vault, add_terms, group, state=TermsState.AGREED, agreed=PartialDate(2020))
    refused: list[tuple[str, Operation[..., object], tuple[object, ...], dict[str, object]]] = [
        ("Say when it was agreed", agree_terms, (draft,), {"agreed": None}),
        ("still to come", agree_terms, (draft,), {"agreed": late}),
        ("before the start", agree_terms, (draft,), {"agreed": PartialDate(2024), "review": PartialDate(2023)}),
        ("was agreed already", agree_terms, (agreed,), {"agreed": PartialDate(2024)}),
        ("A draft is not agreed yet", change_terms, (draft, 1), {"agreed": PartialDate(2024)}),
        ("A draft is not agreed yet", change_terms, (draft, 1), {"agreed_by_uid": group}),
        ("A draft is not agreed yet", add_terms, (group,), {"agreed": PartialDate(2024)}),
        ("still to come", add_terms, (group,), {"state": TermsState.AGREED, "agreed": late}),
        ("before the start", change_terms, (agreed, 1), {"review": PartialDate(2023)}),
        ("Only the version in force", begin_review, (draft,), {}),
        ("Only the version in force", begin_review, (former,), {}),
        ("not under review", end_review, (agreed,), {}),
        ("stay on record", remove_terms, ([draft, agreed],), {}),
    ]
    before = held(vault)
    for words, what, args, fields in refused:
        with pytest.raises(UserError, match=words):
            do(vault, what, *args, **fields)
    assert held(vault) == before
    with pytest.raises(ConflictError):
        do(vault, agree_terms, "nobody", agreed=PartialDate(2024))


def test_a_review_can_end_without_a_change_and_a_draft_goes_with_its_papers(empty_vault: Vault, group: str) -> None:
    vault = empty_vault
    agreed = do(vault, add_terms, group, state=TermsState.AGREED, agreed=PartialDate(2022), review=PartialDate(2024))
    do(vault, begin_review, agreed)
    do(vault, end_review, agreed, review=PartialDate(2026))
    (one,) = versions(vault)
    assert (one.standing, one.agreed, one.review, one.overdue) == (
        Standing.IN_FORCE, PartialDate(2022), PartialDate(2026), False,
    )  # fmt: skip
    draft = do(vault, add_terms, group, edition="Next")
    do(vault, add_paper, "terms_of_reference", draft, "Terms.pdf", b"%PDF")
    do(vault, remove_terms, [draft])
    assert [one.edition for one in versions(vault)] == [None]
    undo(vault.store, vault.actor)
    assert [one.edition for one in versions(vault)] == ["Next", None]


def test_overdue_is_what_was_certainly_due_in_a_group_that_is_there(empty_vault: Vault, group: str) -> None:
    vault, when = empty_vault, PartialDate(2023)
    for review in (PartialDate(2024), PartialDate(2025), PartialDate(2025, 1, 14), PartialDate(2025, 1, 15), None):
        other = do(vault, add_group, f"Due {review}")
        do(vault, add_terms, other, state=TermsState.AGREED, agreed=when, review=review)
    do(vault, add_terms, group, state=TermsState.AGREED, agreed=when, review=PartialDate(2024, 1))
    do(vault, add_terms, group, review=PartialDate(2024, 1))

    def overdue(day: date) -> list[str]:
        with vault.store.reading() as session:
            return [one.group for one in overdue_terms(session, day)]

    assert overdue(TODAY) == ["Audit group", "Due 2024", "Due 14 January 2025"]
    assert overdue(date(2026, 1, 1)) == [
        "Audit group",
        "Due 2024",
        "Due 2025",
        "Due 14 January 2025",
        "Due 15 January 2025",
    ]
    do(vault, change_group, group, 1, end=PartialDate(2024, 12))
    assert overdue(TODAY) == ["Due 2024", "Due 14 January 2025"]
    late = [one.uid for one in versions(vault) if one.overdue]
    do(vault, set_reviews, late, review=PartialDate(2026))
    assert overdue(TODAY) == []


def test_a_version_is_changed_found_and_remembered(empty_vault: Vault, group: str) -> None:
    vault = empty_vault
    uid = do(vault, add_terms, group, edition="1", text="It looks at **threshold** decisions.")
    do(vault, change_terms, uid, 1, note="  ", edition="1a", review=PartialDate(2026))
    with vault.store.reading() as session:
        one = version_of(session, str(uid), TODAY)
        assert one is not None
        assert (one.edition, one.note, one.title()) == ("1a", None, "Edition 1a")
        assert version_of(session, group, TODAY) is None
        assert [hit.kind for hit in find(session, "threshold")] == ["terms"]
        assert [entry.summary for entry in terms_history(session, group)] == [
            "Edition and review date of the terms of reference of Audit group",
            "Added terms of reference of Audit group, edition 1, draft",
        ]


def slowly(made: list[tuple[TermsState, PartialDate | None]], day: date) -> int | None:
    """Return the place of the version that holds on a day: go through all, and keep each that is no older."""
    held: int | None = None
    for place, (state, agreed) in enumerate(made):
        if state is TermsState.DRAFT or (agreed is not None and agreed.earliest() > day):
            continue
        if held is None:
            held = place
            continue
        best = made[held][1]
        if best is None or (agreed is not None and (agreed.year, agreed.month or 0) >= (best.year, best.month or 0)):
            held = place
    return held


DAYS = [date(year, month, 1) for year in range(2021, 2026) for month in (1, 5, 12)]
VERSION = st.tuples(
    st.sampled_from(TermsState),
    st.none() | st.builds(PartialDate, st.integers(2021, 2024), st.none() | st.integers(1, 12)),
)


@settings(max_examples=15)
@given(st.lists(VERSION, max_size=6))
def test_what_holds_on_a_day_is_what_a_slow_search_finds(
    empty_vault: Vault, made: list[tuple[TermsState, PartialDate | None]]
) -> None:
    with empty_vault.store.transaction(empty_vault.actor, "test.terms") as session:
        last = Group(name="Any", tier="sub-group", scope="local", position=1)
        session.add(last)
        session.flush()
        keys = []
        for state, agreed in made:
            terms = TermsOfReference(group_id=last.id, state=state, agreed=None if state == "draft" else agreed)
            session.add(terms)
            session.flush()
            keys.append(terms.id)
        group = last.id
    with empty_vault.store.reading() as session:
        for day in DAYS:
            place = slowly(made, day)
            found = terms_on(session, day).get(group)
            assert (found and found.id) == (None if place is None else keys[place])
