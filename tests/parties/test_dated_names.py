"""What an organisation was called on a day, what it succeeded, and its part in the partnership."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.records import NameKind, Organisation, OrganisationKind
from mscp_desktop.parties.rules.choices import sector_choices
from mscp_desktop.parties.rules.names import DatedNames, FormerName, name_on, names_on, organisation_uids_named
from mscp_desktop.parties.rules.organisations import (
    add_alias,
    add_organisation,
    change_organisation,
    change_organisations,
    kin_of,
)
from mscp_desktop.parties.rules.register import organisation_register
from mscp_desktop.roster.rules.rosters import roster_at
from mscp_desktop.roster.rules.sitting import seats_by_body, seats_of_body

DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@given(cuts=st.lists(DAYS, max_size=4, unique=True), day=DAYS)
def test_the_name_of_a_day_is_the_one_whose_span_holds_it(cuts: list[date], day: date) -> None:
    cuts.sort()
    former = [
        FormerName(f"name {place}", PartialDate.of(cuts[place - 1]) if place else None, PartialDate.of(cut))
        for place, cut in enumerate(cuts)
    ]
    expected = next((f"name {place}" for place, cut in enumerate(cuts) if day < cut), "now")
    assert name_on(DatedNames("now", tuple(reversed(former))), day) == expected


def test_a_month_counts_from_its_first_day_and_a_name_without_an_end_holds_never() -> None:
    names = DatedNames("New", (FormerName("Old", None, PartialDate(2021, 6)), FormerName("Odd", None, None)))
    assert name_on(names, date(2021, 5, 31)) == "Old"
    assert name_on(names, date(2021, 6, 1)) == "New"


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        (uid,) = organisation_uids_named(session, name)
    return uid


def test_rosters_bear_the_names_of_their_day(medway: Vault) -> None:
    nelft, change = uid_of(medway, "NELFT"), date(2025, 3, 1)
    run(medway.store, medway.actor, change_organisation, nelft, 1, name="New London Trust")
    run(medway.store, medway.actor, add_alias, nelft, "North East London NHS Foundation Trust",
        kind=NameKind.FORMER, end=PartialDate.of(change))  # fmt: skip
    with medway.store.reading() as session:
        group = group_named(session, "Learning Lessons").uid

        def shown(day: date) -> set[str | None]:
            return {one.organisation for one in roster_at(session, group, day).seats if one.organisation_uid == nelft}

        assert shown(change - timedelta(days=1)) == {"North East London NHS Foundation Trust"}
        assert shown(change) == {"New London Trust"}
        probation = Organisation.by_uid(session, organisation_uids_named(session, "Probation Service")[0])
        assert names_on(session, date(2021, 5, 31)) == {
            probation.id: "National Probation Service",
            Organisation.by_uid(session, nelft).id: "North East London NHS Foundation Trust",
        }
        then = {one.name: one for one in organisation_register(session, date(2021, 5, 31))}
        now = {one.name: one for one in organisation_register(session, date(2025, 6, 1))}
    assert "National Probation Service" in then
    assert "Probation Service" in then["National Probation Service"].others
    assert "National Probation Service (former name until June 2021)" in now["Probation Service"].others


def test_bodies_that_were_succeeded_and_parts_are_known_from_the_papers(medway: Vault) -> None:
    with medway.store.reading() as session:
        by_name = {one.name: one for one in organisation_register(session, date(2025, 1, 15))}
        early = {one.name: one for one in organisation_register(session, date(2021, 1, 1))}

        def kin(name: str) -> tuple[list[str], list[str]]:
            found = kin_of(session, Organisation.by_uid(session, by_name[name].uid).id)
            return [one.name for one in found.predecessors], [one.name for one in found.parts]

        assert kin("NHS Kent and Medway Integrated Care Board")[0] == [
            "Clinical Commissioning Groups", "Kent and Medway Clinical Commissioning Group",
        ]  # fmt: skip
        assert kin("Probation Service")[0] == ["Kent, Surrey and Sussex Community Rehabilitation Company"]
        assert kin("Medway Council")[1] == [
            "Medway Council Public Health", "Medway Council Social Care", "Medway Youth Offending Team",
        ]  # fmt: skip
        assert sector_choices(session, "auth")[0][0] == "local authority"
    ccg = "Kent and Medway Clinical Commissioning Group"
    assert by_name[ccg].end_words() == "ended July 2022; succeeded by NHS Kent and Medway Integrated Care Board"
    assert early[ccg].end_words() == ""
    assert [one.name for one in by_name.values() if one.part == "Statutory partner"] == [
        "Kent Police", "Medway Council", "NHS Kent and Medway Integrated Care Board",
    ]  # fmt: skip
    assert sum(one.part == "Relevant agency" for one in by_name.values()) == 29
    assert sum(one.kind is OrganisationKind.CLASS for one in by_name.values()) == 15


def test_no_chain_of_successors_or_parts_is_a_circle(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    one, two, three = (run(store, actor, add_organisation, name).value for name in ("One", "Two", "Three"))
    for field, words in (("successor_uid", "is succeeded by"), ("parent_uid", "is part of")):
        run(store, actor, change_organisations, [one], **{field: two})
        run(store, actor, change_organisations, [two], **{field: three})
        with pytest.raises(UserError, match=f"in a circle: Three {words} One {words} Two {words} Three"):
            run(store, actor, change_organisations, [three], **{field: one})
    with pytest.raises(UserError, match="can't be a part of itself"):
        run(store, actor, change_organisations, [one], parent_uid=one)


def test_the_seats_of_a_body_are_those_of_the_rosters(medway: Vault) -> None:
    day = date(2025, 1, 15)
    with medway.store.reading() as session:
        counted = seats_by_body(session, day)
        for name in ("Kent Police", "MCH", "Oasis Restore", "NSPCC"):
            (uid,) = organisation_uids_named(session, name)
            seats = seats_of_body(session, uid, day)
            groups: dict[str, int] = {}
            for seat in seats:
                groups[seat.group] = groups.get(seat.group, 0) + 1
            assert groups == counted.get(uid, {})
        (council,) = organisation_uids_named(session, "Medway Council")
        assert counted[council]["Multi-Agency Case File Audit"] == 7
        assert seats_of_body(session, council, date(2024, 11, 30)) == []
        assert seats_by_body(session, date(2024, 11, 30)) == {}
