"""The starting data for Kent holds what its page says, and leaves the rest open; a partnership starts from it."""

import shutil
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pdf_reading import failures, read
from vaults import StillClock

from mscp_desktop import catalogue
from mscp_desktop.catalogue import make_pdf, report_named
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.starting_points import starting_points
from mscp_desktop.foundation.vault import Frame, Vault, open_with_key
from mscp_desktop.groups.records import Scope, Tier
from mscp_desktop.groups.rules.groups import all_groups, group_named
from mscp_desktop.groups.rules.terms import Standing, terms_versions
from mscp_desktop.groups.structure import structure_at
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.roster import sample
from mscp_desktop.roster.intake import starts
from mscp_desktop.roster.rules.rosters import Holding, chair_words, roster_at
from mscp_desktop.starting import load_start

Table = dict[str, Any]
KENT = Path(__file__).resolve().parents[2] / "resources" / "start" / "kent.toml"
TODAY = date(2025, 1, 15)  # of the tests' clock
MEDWAY = "Medway Safeguarding Children Partnership"
ADULTS = "Kent and Medway Safeguarding Adults Board"

CHILDREN = "KCC Children, Young People and Education"

GROUPS = [
    # name, tier, chair as the page has it, under review, shared with
    (
        "District Council Representative Group", Tier.SUB_GROUP,
        "Alison Broom, Chief Executive, Maidstone Borough Council", False, (),
    ),
    (
        "Education Representative Group", Tier.SUB_GROUP,
        "Peggy Murphy, Head Teacher, Five Acre Wood School", False, (),
    ),
    (
        "Health Representative Forum", Tier.SUB_GROUP,
        "Sarah Vaux, Chief Nurse, Kent Clinical Commissioning Groups", True, (),
    ),
    ("Joint Exploitation Group", Tier.SUB_GROUP, "not recorded", True, (MEDWAY, ADULTS)),
    (
        "Online Safeguarding Working Group", Tier.WORKING,
        "Paula Mitchell, Adult Safeguarding Officer, KCC Adult Social Care and Health", False, (MEDWAY, ADULTS),
    ),
    (
        "Policy and Procedures Group", Tier.SUB_GROUP,
        "Tina Hughes, Senior Probation Officer, National Probation Service", False, (MEDWAY,),
    ),
    (
        "Rapid Review Group", Tier.SUB_GROUP,
        f"Sarah Hammond, Director of Integrated Children's Services (Social Work Lead), {CHILDREN}", False, (),
    ),
    (
        "Scrutiny and Challenge Group", Tier.SUB_GROUP,
        "Sue Chandler, Cabinet Member for Integrated Children's Services, Kent County Council", False, (),
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def kent() -> Table:
    with KENT.open("rb") as file:
        return tomllib.load(file)


@pytest.fixture(scope="module")
def kents(tmp_path_factory: pytest.TempPathFactory, empty_template: Any) -> Iterator[Vault]:
    """A vault with Kent's starting data, only to be read."""
    place = tmp_path_factory.mktemp("kent") / "vault"
    shutil.copytree(empty_template.place, place)
    frame = Frame(catalogue.SEARCH, StillClock())
    with open_with_key(place, frame, empty_template.user_uid, empty_template.data_key) as vault:
        run(vault.store, vault.actor, load_start, starts.read_start("kent"))
        yield vault


def test_keys_hang_together_and_no_day_is_invented(kent: Table) -> None:
    text = KENT.read_text(encoding="utf-8")
    bodies, people = ({row["key"] for row in kent[kind]} for kind in ("organisation", "person"))
    assert kent["partnership"]["name"] == "Kent Safeguarding Children Multi-Agency Partnership"
    assert [source.get("published") for source in kent["source"]] == [None]
    assert not any(
        f"{key} = " in text for key in ("ended", "start", "end", "agreed", "review", "holder_from", "frequency")
    )
    for row in kent["organisation"]:
        assert row.get("parent", row["key"]) in bodies
        assert row["kind"] in {"body", "class"}
    for row in kent["person"]:
        assert row["organisation"] in bodies
    for group in kent["group"]:
        assert group["functions"]
        assert "parent" not in group
        for seat in group.get("seat", ()):
            assert seat["organisation"] in bodies
            assert seat.get("holder", "alison-broom") in people
    held = [seat["holder"] for group in kent["group"] for seat in group.get("seat", ()) if "holder" in seat]
    assert sorted(held) == sorted(people)


def test_the_groups_are_those_of_the_page_and_say_no_more(kents: Vault) -> None:
    with kents.store.reading() as session:
        facts = all_groups(session)
        versions = {one.group: one for one in terms_versions(session, TODAY)}
        made = [
            (
                one.name, one.tier, chair_words(session, one.uid, TODAY),
                versions[one.name].standing is Standing.UNDER_REVIEW, one.shared_with,
            )
            for one in facts
        ]  # fmt: skip
    assert made == GROUPS
    assert all((one.scope is Scope.JOINT) == bool(one.shared_with) for one in facts)
    assert {(one.frequency, one.parent, one.start, one.end, one.known_from) for one in facts} == {
        ("not stated", None, None, None, None)
    }
    assert {(one.in_arrangements, one.in_chart) for one in facts} == {(None, None)}
    assert {(one.agreed, one.review, one.overdue) for one in versions.values()} == {(None, None, False)}
    assert {one.source for one in facts} == {"KSCMP sub-groups (web page of unknown date)"}


@pytest.mark.parametrize("day", [date(1999, 1, 1), TODAY, date(2040, 1, 1)])
def test_the_page_has_no_day_so_every_day_shows_what_it_says(kents: Vault, day: date) -> None:
    with kents.store.reading() as session:
        found = structure_at(session, day)
        assert [one.name for one in found.nodes] == [row[0] for row in GROUPS]
        assert found.first_day is None
        forum = roster_at(session, group_named(session, "Health Representative Forum").uid, day)
    assert [(seat.organisation, seat.holding) for seat in forum.seats] == [
        ("Kent Clinical Commissioning Groups", Holding.HELD),
        ("NHS Kent and Medway", Holding.NOT_RECORDED),
        ("Kent County Council", Holding.NOT_RECORDED),
        ("Health trusts and agencies", Holding.NOT_RECORDED),
    ]
    assert (forum.seats[0].since, forum.seats[0].until) == (None, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("KCC", "Kent County Council"),
        ("KCC Children, Young People and Education", "KCC Children, Young People and Education"),
        ("Kent Clinical Commissioning Groups (CCGs)", "Kent Clinical Commissioning Groups"),
        ("District / Borough Councils", "District and borough councils"),
        ("the NHS", None),
        ("NHS Kent & Medway", "NHS Kent and Medway"),
        ("Medway Safeguarding Children Partnership (MSCP)", None),
        ("MSCP", MEDWAY),
        ("KMSAB", ADULTS),
        ("CSPRP", "National Child Safeguarding Practice Review Panel"),
        ("National Probation Service", "National Probation Service"),
    ],
)
def test_names_of_the_page_mean_one_body_or_none(kents: Vault, written: str, meant: str | None) -> None:
    with kents.store.reading() as session:
        assert [one.name for one in organisations_named(session, written)] == ([meant] if meant else [])


def test_its_documents_say_what_is_not_recorded(kents: Vault) -> None:
    with kents.store.reading() as session:
        roster = Request(TODAY, TODAY, group="Scrutiny and Challenge Group")
        title, data = make_pdf(session, report_named("roster"), roster)
        _, all_of_them = make_pdf(session, report_named("roster"), Request(TODAY, TODAY))
        _, chart = make_pdf(session, report_named("structure"), Request(TODAY, TODAY))
    assert title == "Roster of Scrutiny and Challenge Group"
    for one in (data, all_of_them, chart):
        assert failures(one) == []
    words = read(data).root.text
    for said in (
        "Sue Chandler", "not stated", "date agreed not recorded", "web page of unknown date",
        "1 seat: 1 held. From which day this is known is not recorded.",
    ):  # fmt: skip
        assert said in words
    whole = read(all_of_them).root.text
    assert all(name in whole for name, *_ in GROUPS if name != "Joint Exploitation Group")
    assert "No group above is recorded" in read(chart).root.find("Figure")[0].text


def test_it_is_offered_after_medway_without_a_date() -> None:
    medway, kents = starting_points()
    assert (medway.key, medway.published, medway.what) == ("medway", "December 2024", "published arrangements")
    assert (kents.key, kents.area, kents.published, kents.what) == ("kent", "Kent", "", "published sub-groups")


def test_a_sample_fills_the_seats_the_page_names(empty_vault: Vault) -> None:
    run(empty_vault.store, empty_vault.actor, load_start, starts.read_start("kent"))
    made = run(empty_vault.store, empty_vault.actor, sample.fill, 5).value
    with empty_vault.store.reading() as session:
        seats = [seat for one in all_groups(session) for seat in roster_at(session, one.uid, TODAY).seats]
    assert made >= len(seats) == 11
    assert Holding.HELD in {seat.holding for seat in seats}
