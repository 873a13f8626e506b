"""The starting data for Medway holds what was published: every seat, each body once, and nothing invented."""

import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

Table = dict[str, Any]

MEDWAY = Path(__file__).resolve().parents[2] / "resources" / "start" / "medway.toml"
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")

OPTIONAL_ORGANISATION = {
    "short",
    "aliases",
    "former",
    "statutory",
    "ended",
    "successor",
    "parent",
    "note",
}
OPTIONAL_GROUP = {"short", "aliases", "shared_with", "parent", "frequency", "note", "seat", "chair"}
OPTIONAL_SEAT = {"post", "post_published", "organisation", "state", "holder", "either_post"}
SECTORS = {
    "probation",
    "health",
    "education",
    "secure estate",
    "voluntary",
    "police",
    "local authority",
    "other",
}

RELEVANT_AGENCIES = [
    ("Probation", ["Probation Service"]),
    (
        "Health",
        [
            "Kent and Medway Partnership Trust (KMPT)",
            "NHS England",
            "Medway NHS Foundation Trust",
            "North East London NHS Foundation Trust (NELFT)",
            "Kent Community Health NHS Foundation Trust (KCHT)",
            "Medway Community Healthcare (MCH)",
            "Central and North West London NHS Foundation Trust (CWLFT)",
            "Open Road",
            "Turning Point",
        ],
    ),
    (
        "Education",
        [
            "Medway Primary Schools",
            "Medway Secondary Schools",
            "Mid Kent College",
            "Medway Independent Schools",
            "Early Years Providers",
            "Medway Pupil Referral Units",
        ],
    ),
    ("Secure Estate", ["Oasis Restore", "Youth Custody Service"]),
    ("Voluntary Sector", ["Medway Voluntary Action (MVA)", "Forward Trust"]),
    (
        "Other Agencies",
        [
            "Cafcass",
            "Medway Youth Offending Team (YOT)",
            "Medway Council Public Health",
            "Kent Fire and Rescue Service",
            "British Transport Police",
            "Housing Providers",
            "Children's Homes",
            "Sports Groups/ Associations",
            "Faith Groups",
        ],
    ),
]

LISTED_IN_2022 = [
    (
        "Probation",
        ["Kent Sussex and Surrey Community Rehabilitation Company (CRC)", "National Probation Service"],
    ),
    (
        "Health",
        [
            "Kent and Medway Partnership Trust (KMPT)",
            "NHS England",
            "Medway NHS Foundation Trust",
            "NELFT",
            "Kent Community Health NHS Foundation Trust (KCHT)",
            "Medway Community Healthcare (MCH)",
            "Open Road",
            "Turning Point",
        ],
    ),
    (
        "Education",
        [
            "Medway Primary Schools",
            "Medway Secondary Schools",
            "Mid Kent College",
            "Medway Independent Schools",
            "Early Years Providers",
        ],
    ),
    ("Secure Estate", ["HMYOI Cookham Wood"]),
    ("Voluntary Sector", ["Medway Voluntary Action (MVA)", "MY Trust", "NSPCC"]),
    (
        "Other Agencies",
        [
            "Medway Youth Offending Team (YOT)",
            "Medway Council - Public Health",
            "Kent Fire and Rescue Service",
            "CAFCASS",
            "British Transport Police",
            "Housing Providers",
            "Children's Homes",
            "Sports Groups/ Associations",
            "Faith Groups",
        ],
    ),
]


def spelling(name: str) -> str:
    """One form for names that differ only in case, in space or in the sign for "and"."""
    return " ".join(name.casefold().replace("&", " and ").split())


def names(record: Table) -> list[str]:
    short = [record["short"]] if "short" in record else []
    former = [one["name"] for one in record.get("former", [])]
    return [record["name"], *short, *record.get("aliases", []), *former]


@pytest.fixture(scope="module")
def medway() -> Table:
    return tomllib.loads(MEDWAY.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def organisations(medway: Table) -> dict[str, Table]:
    return {row["key"]: row for row in medway["organisation"]}


@pytest.fixture(scope="module")
def groups(medway: Table) -> dict[str, Table]:
    return {row["key"]: row for row in medway["group"]}


@pytest.fixture(scope="module")
def by_name(organisations: dict[str, Table]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, row in organisations.items():
        for name in names(row):
            found[spelling(name)].add(key)
    return found


def one(by_name: dict[str, set[str]], name: str) -> str:
    (key,) = by_name[spelling(name)]
    return key


def seats(group: Table) -> list[Table]:
    rows: list[Table] = group.get("seat", [])
    return rows


def test_the_partnership_is_medways(medway: Table) -> None:
    assert medway["partnership"] == {
        "name": "Medway Safeguarding Children Partnership",
        "short": "MSCP",
        "area": "Medway",
        "nation": "England",
    }
    assert set(medway) == {
        "partnership", "source", "organisation", "agency_list", "person", "group", "delegation", "post_title", "plan",
        "audit_theme", "audit", "review_name",
    }  # fmt: skip


def test_keys_are_slugs_and_unique_in_their_kind(medway: Table) -> None:
    for kind in ("source", "organisation", "person", "group"):
        keys = [row["key"] for row in medway[kind]]
        assert [key for key, times in Counter(keys).items() if times > 1] == []
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)


def test_no_record_carries_a_key_the_shape_does_not_know(medway: Table) -> None:
    for row in medway["organisation"]:
        assert set(row) - OPTIONAL_ORGANISATION == {"key", "name", "kind", "sector"}
        assert row["kind"] in {"body", "class"}
        assert row["sector"] in SECTORS
    for row in medway["person"]:
        assert set(row) == {"key", "name", "organisation", "post"}
    for row in medway["group"]:
        assert set(row) - OPTIONAL_GROUP == {
            "key", "order", "name", "tier", "scope", "functions", "source", "in_arrangements", "in_chart",
        }  # fmt: skip
        assert row["tier"] in {"accountable officers", "executive", "sub-group", "linked board"}
        assert row["scope"] in {"local", "joint"}
        for seat in seats(row):
            assert set(seat) - OPTIONAL_SEAT == {"role"}
            assert seat["role"] in {"chair", "vice chair", "deputy chair", "member", "adviser", "scrutineer"}


def test_texts_are_trimmed_and_not_empty(medway: Table) -> None:
    def texts(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        if isinstance(value, dict):
            return [text for inner in value.values() for text in texts(inner)]
        if isinstance(value, list):
            return [text for inner in value for text in texts(inner)]
        return []

    assert [text for text in texts(medway) if not text or text != " ".join(text.split())] == []


def test_every_reference_resolves(medway: Table, organisations: dict[str, Table], groups: dict[str, Table]) -> None:
    people = {row["key"] for row in medway["person"]}
    sources = {row["key"] for row in medway["source"]}
    for row in organisations.values():
        for link in ("parent", "successor"):
            assert row.get(link, row["key"]) in organisations
            assert row.get(link) != row["key"]
    for row in medway["person"]:
        assert row["organisation"] in organisations
    for group in groups.values():
        assert group["source"] in sources
        for seat in seats(group):
            assert seat.get("organisation", "kent-police") in organisations
            assert seat.get("holder", "tim-smith") in people
        for chair in group.get("chair", []):
            assert seats(group)[chair["seat"] - 1]["holder"] == chair["holder"]


def test_dates_are_partial_dates(medway: Table) -> None:
    dates = [row[key] for row in medway["source"] for key in ("published",) if key in row]
    dates += [row["ended"] for row in medway["organisation"] if "ended" in row]
    dates += [one["until"] for row in medway["organisation"] for one in row.get("former", [])]
    dates += [row["published"] for row in medway["agency_list"]]
    for group in medway["group"]:
        for chair in group.get("chair", []):
            assert chair["from"] < chair["until"]
            dates += [chair["from"], chair["until"]]
    assert len(dates) == 13
    assert all(DATE.fullmatch(date) for date in dates)


def test_each_spelling_means_one_organisation(by_name: dict[str, set[str]]) -> None:
    assert {name: keys for name, keys in by_name.items() if len(keys) > 1} == {}


def test_each_spelling_means_one_group(groups: dict[str, Table]) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for key, group in groups.items():
        for name in names(group):
            found[spelling(name)].add(key)
    assert {name: keys for name, keys in found.items() if len(keys) > 1} == {}


@pytest.mark.parametrize(
    "same",
    [
        ("MCH", "Medway Community Healthcare"),
        (
            "KMPT",
            "Kent and Medway Partnership Trust",
            "Kent & Medway NHS & Social Care Partnership",
            "Kent and Medway NHS and Social Care Partnership Trust",
        ),
        (
            "NHS Kent and Medway (ICB)",
            "Kent & Medway ICB",
            "NHS Kent & Medway ICB",
            "Kent and Medway Integrated Care Board (ICB)",
            "ICB",
        ),
        ("Medway NHS Foundation trust", "Medway Foundation Trust", "MFT"),
        ("NELFT", "North East London NHS Foundation Trust"),
        ("KCHT", "KCHFT"),
        ("National Probation Service", "Probation Service"),
        ("Kent Fire & Rescue", "Kent Fire and Rescue Service"),
        ("Medway Secondary Heads", "MSHA", "Medway Secondary Heads Association"),
        ("NHS Medway CCG", "Kent and Medway CCG"),
        (
            "Kent, Surrey and Sussex Community Rehabilitation Companies",
            "Kent Sussex and Surrey Community Rehabilitation Company (CRC)",
            "KSS Community Rehabilitation Company",
        ),
        ("Public Health, Medway Council", "Medway Council Public Health"),
        ("CAFCASS", "Cafcass"),
        ("KSCMP", "Kent Safeguarding Children Multi Agency Partnership"),
    ],
    ids=lambda same: same[0],
)
def test_one_body_under_many_names(by_name: dict[str, set[str]], same: tuple[str, ...]) -> None:
    assert len({one(by_name, name) for name in same}) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kent Police", "Kent Police and Crime Commissioner"),
        ("Kent Police", "British Transport Police"),
        ("MELA", "Medway Primary Heads"),
        ("MSCP", "KSCMP"),
        ("Medway Council", "Medway Council Public Health"),
        ("ICB", "Kent and Medway CCG"),
        ("Probation Service", "Probation Providers"),
        ("Oasis Restore", "HMYOI Cookham Wood"),
    ],
)
def test_two_bodies_stay_two(by_name: dict[str, set[str]], first: str, second: str) -> None:
    assert one(by_name, first) != one(by_name, second)


def test_ended_bodies_name_their_successor(organisations: dict[str, Table]) -> None:
    ended = {key: (row["ended"], row["successor"]) for key, row in organisations.items() if "ended" in row}
    assert ended == {
        "clinical-commissioning-groups": ("2022-07", "kent-and-medway-icb"),
        "kent-and-medway-ccg": ("2022-07", "kent-and-medway-icb"),
        "kss-crc": ("2021-06", "probation-service"),
    }


def test_the_statutory_partners_are_three(organisations: dict[str, Table]) -> None:
    statutory = [key for key, row in organisations.items() if row.get("statutory")]
    assert statutory == ["medway-council", "kent-and-medway-icb", "kent-police"]


def lists(medway: Table) -> dict[str, list[Table]]:
    return {one["published"]: one["agency"] for one in medway["agency_list"]}


@pytest.mark.parametrize(("published", "listed"), [("2022-10", LISTED_IN_2022), ("2024-12", RELEVANT_AGENCIES)])
def test_each_list_of_relevant_agencies_is_complete_and_in_published_order(
    medway: Table, by_name: dict[str, set[str]], published: str, listed: list[tuple[str, list[str]]]
) -> None:
    rows = lists(medway)[published]
    assert [(row["heading"], row["organisation"]) for row in rows] == [
        (heading, one(by_name, agency)) for heading, agencies in listed for agency in agencies
    ]
    assert len(rows) == {"2022-10": 28, "2024-12": 29}[published]
    assert list(lists(medway)) == ["2022-10", "2024-12"]


def test_how_each_agency_is_involved_is_as_published(medway: Table) -> None:
    ways = Counter(tuple(row["involvement"]) for row in lists(medway)["2022-10"])
    both = ("Leadership Group", "Sub-groups")
    schools = [("Executive", "Leadership Group", f"Engagement through {name}") for name in (
        "Medway Educational Leaders Association (MELA)", "Medway Secondary Heads Association (MSHA)",
    )]  # fmt: skip
    assert ways == {
        both: 17, ("Leadership Group",): 8, (*both, "Secure Estate sub-group"): 1, schools[0]: 1, schools[1]: 1,
    }  # fmt: skip
    assert all(set(row) == {"organisation", "heading"} for row in lists(medway)["2024-12"])


def test_who_pays_is_not_always_listed(medway: Table) -> None:
    listed = {row["organisation"] for row in lists(medway)["2024-12"]}
    assert not listed & {"cookham-wood", "kent-police-and-crime-commissioner"}
    assert "oasis-restore" in listed


def test_classes_are_no_bodies(organisations: dict[str, Table]) -> None:
    classes = {row["name"] for row in organisations.values() if row["kind"] == "class"}
    assert classes == {
        "Clinical Commissioning Groups",
        "Children's Homes",
        "Early Years Providers",
        "Faith Groups",
        "Health Providers \u2013 Kent and Medway",
        "Housing Providers",
        "Medway GPs",
        "Medway Independent Schools",
        "Medway Primary Schools",
        "Medway Pupil Referral Units",
        "Medway Schools",
        "Medway Secondary Schools",
        "Post 16 Education",
        "Probation Providers",
        "Sports Groups/Associations",
    }


def test_seats_by_group(medway: Table) -> None:
    assert [(group["key"], len(seats(group))) for group in medway["group"]] == [
        ("accountable-officers", 3),
        ("executive", 10),
        ("learning-lessons", 19),
        ("case-file-audit", 17),
        ("pmqa", 15),
        ("secure-estate", 15),
        ("early-help-board", 9),
        ("mash-strategic-board", 16),
        ("joint-exploitation", 19),
        ("policy-and-procedures", 17),
        ("child-death-overview-panel", 14),
        ("health-safeguarding", 0),
        ("local-practice-reviews", 0),
        ("domestic-abuse-and-sexual-violence", 0),
        ("community-safety-partnership", 0),
        ("health-and-wellbeing-board", 0),
        ("adult-safeguarding-board", 0),
    ]
    assert [group["order"] for group in medway["group"]] == list(range(1, 18))


def test_published_frequencies_make_52_meetings_38_of_them_medways_own(groups: dict[str, Table]) -> None:
    owed = {key: group["frequency"] for key, group in groups.items() if "frequency" in group}
    assert all(frequency["per"] == "year" for frequency in owed.values())
    assert sum(frequency["times"] for frequency in owed.values()) == 52
    assert sum(owed[key]["times"] for key in owed if groups[key]["scope"] == "local") == 38
    assert [key for key in groups if key not in owed] == [key for key in groups if not groups[key]["in_arrangements"]]


def test_tiers_hang_together(groups: dict[str, Table]) -> None:
    above = {
        "accountable officers": None,
        "executive": "accountable-officers",
        "sub-group": "executive",
        "linked board": None,
    }
    assert all(group.get("parent") == above[group["tier"]] for group in groups.values())
    assert all(group.get("parent", key) in groups for key, group in groups.items())
    joint = [key for key, group in groups.items() if group["scope"] == "joint"]
    assert joint == [
        "joint-exploitation",
        "policy-and-procedures",
        "child-death-overview-panel",
        "health-safeguarding",
        "domestic-abuse-and-sexual-violence",
        "adult-safeguarding-board",
    ]


def test_what_only_the_chart_or_only_the_arrangements_show_is_marked(groups: dict[str, Table]) -> None:
    only = [key for key, group in groups.items() if not group["in_arrangements"]]
    assert [key for key, group in groups.items() if not group["in_chart"]] == ["mash-strategic-board"]
    assert only == [key for key, group in groups.items() if group["source"] == "000"]
    assert len(only) == 6
    assert [key for key in only if groups[key]["tier"] == "sub-group"] == [
        "health-safeguarding",
        "local-practice-reviews",
    ]


def test_only_the_two_deputy_chairs_marked_tbc_are_vacant(groups: dict[str, Table]) -> None:
    stated = [(key, seat) for key, group in groups.items() for seat in seats(group) if "state" in seat]
    assert stated == [
        ("case-file-audit", {"role": "deputy chair", "state": "vacant"}),
        ("pmqa", {"role": "deputy chair", "state": "vacant"}),
    ]


def test_a_seat_that_is_not_vacant_names_a_post_or_an_organisation(groups: dict[str, Table]) -> None:
    filled = [seat for group in groups.values() for seat in seats(group) if "state" not in seat]
    assert len(filled) == 152
    assert all("post" in seat or "organisation" in seat for seat in filled)


def test_a_published_post_is_given_beside_only_where_it_differs(groups: dict[str, Table]) -> None:
    corrected = [seat for group in groups.values() for seat in seats(group) if "post_published" in seat]
    assert len(corrected) == 13
    assert all(seat["post"] != seat["post_published"] for seat in corrected)


def test_chairs_as_published(groups: dict[str, Table]) -> None:
    chairs = {
        key: (seat.get("post"), seat.get("organisation"))
        for key, group in groups.items()
        for seat in seats(group)
        if seat["role"] == "chair"
    }
    assert chairs == {
        "learning-lessons": (None, "nelft"),
        "case-file-audit": ("Designated Nurse, Safeguarding Children", "kent-and-medway-icb"),
        "pmqa": ("Head of Safeguarding and Quality Assurance", "medway-council"),
        "secure-estate": ("Independent Scrutineer", "mscp"),
        "early-help-board": ("Assistant Director Children's Services", "medway-council"),
        "mash-strategic-board": ("Assistant Director Children's Services", "medway-council"),
        "policy-and-procedures": (None, "kent-police"),
        "child-death-overview-panel": (
            "Director of Public Health, Kent County Council and Medway Council",
            None,
        ),
    }
    rotating = {key: group["chair"] for key, group in groups.items() if "chair" in group}
    assert set(rotating) == {"accountable-officers", "executive"}
    (executive,) = rotating["executive"]
    assert executive == {"holder": "simon-wilson", "seat": 3, "from": "2024-09", "until": "2025-09"}


def test_the_named_people_are_the_lead_and_delegated_partners(medway: Table, groups: dict[str, Table]) -> None:
    held = [
        (seat["holder"], seat["organisation"])
        for key in ("accountable-officers", "executive")
        for seat in seats(groups[key])
        if "holder" in seat
    ]
    assert held == [(row["key"], row["organisation"]) for row in medway["person"]]
    assert len(held) == 6
    assert sum("holder" in seat for group in groups.values() for seat in seats(group)) == 6


def test_two_posts_for_one_seat_and_seven_of_the_audit_seats_are_the_councils(
    groups: dict[str, Table],
) -> None:
    either = [seat for group in groups.values() for seat in seats(group) if "either_post" in seat]
    (seat,) = either
    assert seat["either_post"] is True
    assert seat in seats(groups["case-file-audit"])
    council = [row for row in seats(groups["case-file-audit"]) if row.get("organisation") == "medway-council"]
    assert len(council) == 7


def test_groups_answer_to_their_other_names(groups: dict[str, Table]) -> None:
    assert "Performance Improvement and Quality Assurance" in names(groups["pmqa"])
    assert {"CFAG", "Case File Audit Group", "Multi-Agency Audit Group"} <= set(names(groups["case-file-audit"]))
    assert "Early Help Partnership Board" in names(groups["early-help-board"])
    assert "MASH Strategic Board" in names(groups["mash-strategic-board"])


def test_each_lead_partner_delegates_to_the_same_agencys_delegated_partner(medway: Table) -> None:
    """Source 001 names the three delegated safeguarding partners by agency, and gives no date."""
    groups = {row["key"]: row for row in medway["group"]}
    sides = [
        [seats(groups[row[side]["group"]])[row[side]["seat"] - 1] for side in ("lead", "delegate")]
        for row in medway["delegation"]
    ]
    assert [[seat["holder"] for seat in pair] for pair in sides] == [
        ["richard-hicks", "lee-anne-farach"], ["paul-bentley", "paul-lumsdon"], ["tim-smith", "simon-wilson"],
    ]  # fmt: skip
    assert all(lead["organisation"] == delegate["organisation"] for lead, delegate in sides)
    assert not any({"from", "until"} & set(row) for row in medway["delegation"])


def test_the_other_titles_of_a_post_are_of_posts_that_are_seats_or_peoples(medway: Table) -> None:
    posts = {seat.get("post") for row in medway["group"] for seat in seats(row)}
    assert all(row["post"] in posts for row in medway["post_title"])
    assert "LADO and Education Safeguarding Manager" in {row["title"] for row in medway["post_title"]} & posts
