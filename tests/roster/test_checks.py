"""Checks that explain themselves: each finds what it is for, says why, and leads to where it is mended."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from vaults import StillClock

from mscp_desktop.foundation.contracts import Finding
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import TermsState, Tier
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.groups.rules.terms_changes import add_terms
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules import checks
from mscp_desktop.roster.rules.chairs import record_vacant_chair
from mscp_desktop.roster.rules.changes import add_seat, record_vacancy

TODAY = date(2025, 1, 15)


class Office:
    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.group = self.do(add_group, "Quality")

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def found(self, about: str, day: date = TODAY) -> list[Finding]:
        with self.vault.store.reading() as session:
            return [one for one in checks.checks(session, day) if one.about == about]


@pytest.fixture
def office(empty_vault: Vault) -> Office:
    return Office(empty_vault)


def test_a_vacancy_says_for_how_long_or_that_it_is_not_known(office: Office) -> None:
    dated, undated = (office.do(add_seat, office.group, post=post) for post in ("Nurse", "Head"))
    office.do(add_seat, office.group, post="Nobody entered")
    office.do(record_vacancy, dated, start=PartialDate(2023, 3))
    office.do(record_vacancy, undated)
    assert [(one.what, one.why, one.place.uid) for one in office.found(checks.VACANT)] == [
        ("Nurse in Quality is vacant", "Since March 2023, for 1 year 10 months.", dated),
        ("Head in Quality is vacant", "Since when is not known.", undated),
    ]


def test_a_chair_that_is_recorded_as_vacant_is_found(office: Office) -> None:
    office.do(record_vacant_chair, office.group, start=PartialDate(2025, 1, 1), end=PartialDate(2025, 9))
    assert [(one.what, one.why) for one in office.found(checks.CHAIRS)] == [
        ("The chair of Quality is vacant", "Since 1 January 2025, for 14 days.")
    ]
    assert office.found(checks.CHAIRS, date(2024, 12, 31)) == []


def test_terms_of_reference_past_their_review_are_found(office: Office) -> None:
    uid = office.do(
        add_terms, office.group, state=TermsState.AGREED, agreed=PartialDate(2022), review=PartialDate(2024, 12)
    )
    assert [(one.what, one.place.uid) for one in office.found(checks.TERMS)] == [
        ("The terms of reference of Quality are overdue for review", uid)
    ]
    assert office.found(checks.TERMS, date(2024, 12, 31)) == []


def test_one_body_under_two_names_is_found(office: Office) -> None:
    office.do(add_organisation, "Kent & Medway NHS Trust")
    office.do(add_organisation, "The Kent and Medway NHS Trust Ltd")
    (one,) = office.found(checks.NAMES)
    assert one.place.kind == "organisation"
    assert one.why.endswith("If they are, merge them.")


def test_a_group_that_one_published_paper_shows_and_the_other_does_not(office: Office) -> None:
    assert office.found(checks.PUBLISHED) == []
    office.do(change_group, office.group, 1, in_chart=True, in_arrangements=False)
    assert [one.what for one in office.found(checks.PUBLISHED)] == [
        "Quality is in the published chart and not in the arrangements"
    ]
    board = office.do(add_group, "Neighbours' board", tier=Tier.LINKED)
    office.do(change_group, board, 1, in_chart=True, in_arrangements=False)
    assert len(office.found(checks.PUBLISHED)) == 1


def test_a_group_that_ended_while_its_seats_go_on(office: Office) -> None:
    office.do(add_seat, office.group, post="Nurse")
    office.do(change_group, office.group, 1, end=PartialDate(2025, 1, 1))
    assert [one.why for one in office.found(checks.OVER)] == ["It ended 1 January 2025, and 1 seat of it has no end."]
    assert office.found(checks.OVER, date(2024, 12, 31)) == []


def test_of_a_group_of_which_only_the_chair_is_known_no_partner_is_missed(office: Office) -> None:
    partner = office.do(add_organisation, "Oak Council")
    office.do(change_organisation, partner, 1, statutory=True)
    office.do(add_seat, office.group, post="Head", role=SeatRole.CHAIR)
    assert office.found(checks.PARTNERS) == []
    office.do(add_seat, office.group, post="Nurse")
    assert [one.what for one in office.found(checks.PARTNERS)] == ["Quality lacks a statutory partner"]


def test_what_the_published_papers_of_medway_leave_to_look_at(medway: Vault, clock: StillClock) -> None:
    with medway.store.reading() as session:
        found = list(checks.checks(session, clock.today()))
    about = {name: [one.what for one in found if one.about == name] for name in {one.about for one in found}}
    assert len(about[checks.PUBLISHED]) == 3
    assert any("MASH" in what for what in about[checks.PUBLISHED])
    assert {what.partition(" still")[0] for what in about[checks.ENDED]} == {
        "Clinical Commissioning Groups", "Kent, Surrey and Sussex Community Rehabilitation Company",
    }  # fmt: skip
    assert checks.NAMES not in about
    assert all(one.what and one.why.endswith(".") for one in found)
