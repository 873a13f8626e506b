"""The list of relevant agencies as at any day, what changed between two, and its yearly review."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from vaults import table_hashes

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.parties.records import AgencyReview, NameKind, Organisation, RelevantAgency
from mscp_desktop.parties.rules import agencies, agency_changes
from mscp_desktop.parties.rules.agencies import AgencyList, ChangeKind, agencies_on, changes_between
from mscp_desktop.parties.rules.names import organisation_uids_named
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_organisation
from mscp_desktop.roster.intake.starts import read_start

OLD, NEW = date(2022, 10, 31), date(2024, 12, 31)


def on(vault: Vault, day: date) -> AgencyList:
    with vault.store.reading() as session:
        return agencies_on(session, day)


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        (uid,) = organisation_uids_named(session, name)
    return uid


def line_of(vault: Vault, name: str, day: date = NEW) -> agencies.ListedAgency:
    return next(one for one in on(vault, day).agencies if one.name == name)


def test_both_published_lists_stand_whole_and_in_order(medway: Vault) -> None:
    data = read_start("medway")
    names = {row["key"]: row["name"] for row in data["organisation"]}
    for published, day in zip(data["agency_list"], (OLD, NEW), strict=True):
        shown = on(medway, day)
        assert [(one.heading.words, one.name) for one in shown.agencies] == [
            (row["heading"], names[row["organisation"]]) for row in published["agency"]
        ]
        for one, row in zip(shown.agencies, published["agency"], strict=True):
            if "involvement" in row:
                assert one.ways() == tuple(row["involvement"])
            joined = next(held["published"] for held in data["agency_list"] if row["organisation"] in {
                agency["organisation"] for agency in held["agency"]
            })  # fmt: skip
            assert one.since == PartialDate.from_iso(joined)
    assert (on(medway, OLD).count_words(), on(medway, NEW).count_words()) == (
        "28 relevant agencies", "29 relevant agencies",
    )  # fmt: skip


def test_before_the_first_list_it_is_not_known_and_a_month_counts_from_its_first_day(medway: Vault) -> None:
    before = on(medway, date(2022, 9, 30))
    assert (before.agencies, before.count_words()) == ((), "Not known before October 2022")
    assert len(on(medway, date(2022, 10, 1)).agencies) == 28
    assert len(on(medway, date(2024, 11, 30)).agencies) == 28
    assert len(on(medway, date(2024, 12, 1)).agencies) == 29
    uid = uid_of(medway, "NSPCC")
    run(medway.store, medway.actor, agency_changes.add_agency, uid, "Voluntary Sector", start=PartialDate(2019),
        end=PartialDate(2022))  # fmt: skip
    assert on(medway, date(2020, 1, 1)).unknown_before == PartialDate(2022, 10)  # one agency known is not the list


def test_who_joined_left_and_was_succeeded_between_the_two_lists(medway: Vault) -> None:
    with medway.store.reading() as session:
        found = changes_between(session, OLD, NEW)
        back = changes_between(session, NEW, OLD)
        assert changes_between(session, NEW, NEW) == ()
    by_kind = {kind: [one.name for one in found if one.kind is kind] for kind in ChangeKind}
    assert by_kind == {
        ChangeKind.JOINED: [
            "Central and North West London NHS Foundation Trust", "Medway Pupil Referral Units", "Oasis Restore",
            "Youth Custody Service", "Forward Trust",
        ],
        ChangeKind.LEFT: ["HMYOI Cookham Wood", "MY Trust", "NSPCC"],
        ChangeKind.SUCCEEDED: ["Kent, Surrey and Sussex Community Rehabilitation Company"],
        ChangeKind.RENAMED: [],
        ChangeKind.CHANGED: [],
    }  # fmt: skip
    (succeeded,) = (one for one in found if one.kind is ChangeKind.SUCCEEDED)
    assert succeeded.words == ("ended in June 2021 and left the list; succeeded by Probation Service, which is on it")
    assert len(on(medway, OLD).agencies) - 4 + 5 == len(on(medway, NEW).agencies)
    assert {one.name for one in back if one.kind is ChangeKind.JOINED} == set(by_kind[ChangeKind.LEFT]) | {
        succeeded.name
    }
    assert [one.heading for one in found] == sorted(
        (one.heading for one in found),
        key=["Probation", "Health", "Education", "Secure Estate", "Voluntary Sector", "Other Agencies"].index,
    )


def test_a_successor_that_joins_a_new_name_and_another_involvement_are_explained(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    day = PartialDate(2025, 3)
    trust = run(store, actor, add_organisation, "New Trust").value
    run(store, actor, change_organisation, uid_of(medway, "Turning Point"), 1, successor_uid=trust)
    run(store, actor, agency_changes.end_agencies, [line_of(medway, "Turning Point").uid], day)
    run(store, actor, agency_changes.add_agency, trust, "Health", start=day)
    run(store, actor, add_alias, uid_of(medway, "Open Road"), "Open House", kind=NameKind.FORMER, end=day)
    nelft = line_of(medway, "North East London NHS Foundation Trust")
    new = run(store, actor, agency_changes.change_agency_from, nelft.uid, day, involvement="Executive").value
    with store.reading() as session:
        found = {one.name: (one.kind.value, one.words) for one in changes_between(session, NEW, date(2025, 3, 1))}
    assert found == {
        "Turning Point": ("succeeded", "left the list; succeeded by New Trust, which is on it"),
        "New Trust": ("joined", "joined the list; it carries on Turning Point"),
        "Open House": ("renamed", "is now Open Road"),
        "North East London NHS Foundation Trust": (
            "changed", "how it is involved: Leadership Group, Sub-groups; then Executive",
        ),
    }  # fmt: skip
    line = next(one for one in on(medway, date(2025, 3, 1)).agencies if one.uid == new)
    assert (line.since, line.start, line.until) == (PartialDate(2022, 10), day, None)
    assert line_of(medway, nelft.name, date(2025, 2, 28)).until is None  # it is still listed, by another line
    assert line.position == nelft.position
    undo(store, actor)
    assert line_of(medway, nelft.name, date(2025, 3, 1)).uid == nelft.uid


def test_the_next_review_is_due_by_the_rule_in_force(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    with store.reading() as session:
        ready = agencies.review_due(session, date(2025, 12, 31))
        late = agencies.review_due(session, date(2026, 1, 1))
        early = agencies.review_due(session, date(2022, 9, 30))
    assert (ready.overdue, late.overdue) == (False, True)
    assert late.words() == "review overdue since 31 December 2025"
    assert "Source: Medway Safeguarding Children Partnership, multi-agency" in late.explain()
    assert (early.last, early.words()) == (None, "review not recorded")
    run(store, actor, agency_changes.record_review, PartialDate(2025, 11, 3), source="Executive, minute 7")
    with store.reading() as session:
        again = agencies.review_due(session, date(2026, 1, 1))
        assert again.words() == "next review due by 3 November 2026"
        assert [one.words() for one in agencies.reviews(session)][:2] == [
            "3 November 2025, Executive, minute 7", "December 2024, Multi-Agency Safeguarding Arrangements",
        ]  # fmt: skip
        assert agencies.review_before(session, date(2025, 11, 2))[0].held == PartialDate(2024, 12)


def test_a_review_takes_off_who_leaves_as_one_change(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    with store.reading() as session:
        before = table_hashes(session)
    leaving = [line_of(medway, name).uid for name in ("Faith Groups", "Open Road")]
    held = PartialDate(2025, 12)
    review = run(store, actor, agency_changes.record_review, held, leaving=leaving).value
    assert len(on(medway, date(2025, 11, 30)).agencies) == 29
    assert len(on(medway, date(2025, 12, 1)).agencies) == 27
    undo(store, actor)
    with store.reading() as session:
        assert table_hashes(session) == before
    review = run(store, actor, agency_changes.record_review, held).value
    with pytest.raises(UserError, match="needs a date"):
        run(store, actor, agency_changes.change_review, review, 1, held=None)
    run(store, actor, agency_changes.change_review, review, 1, source=" ", note="Agreed")
    with store.reading() as session:
        assert (agencies.reviews(session)[0].source, agencies.reviews(session)[0].note) == (None, "Agreed")
    run(store, actor, agency_changes.remove_review, review)
    with store.reading() as session:
        assert len(agencies.reviews(session)) == 2


def test_no_agency_is_listed_twice_on_a_day_and_dates_are_in_order(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    mch, faith = uid_of(medway, "MCH"), line_of(medway, "Faith Groups")
    with pytest.raises(UserError, match="is on the list already from October 2022"):
        run(store, actor, agency_changes.add_agency, mch, "Health", start=PartialDate(2025))
    with pytest.raises(UserError, match="is on the list already"):
        run(store, actor, agency_changes.change_agency, faith.uid, faith.version, organisation_uid=mch)
    with pytest.raises(UserError, match="before the start"):
        run(store, actor, agency_changes.end_agencies, [faith.uid], PartialDate(2020))
    with pytest.raises(UserError, match="is not on the list in 2020"):
        run(store, actor, agency_changes.change_agency_from, faith.uid, PartialDate(2020), involvement="x")
    run(store, actor, agency_changes.end_agencies, [faith.uid], PartialDate(2025, 2))
    again = run(store, actor, agency_changes.add_agency, uid_of(medway, "Faith Groups"), "Health",
                start=PartialDate(2025, 2), involvement=" \n ").value  # fmt: skip
    shown = on(medway, date(2025, 2, 1))
    line = next(one for one in shown.agencies if one.uid == again)
    assert (line.since, line.ways(), line.heading.words) == (PartialDate(2022, 10), (), "Health")
    under = [one.name for one in shown.agencies if one.heading.words == "Health"]
    assert under[-1] == "Faith Groups"


def test_agencies_are_moved_under_their_heading_and_removed_and_put_right(medway: Vault) -> None:
    store, actor = medway.store, medway.actor

    def health() -> list[str]:
        return [one.name for one in on(medway, NEW).agencies if one.heading.words == "Health"]

    names = health()
    road = line_of(medway, "Open Road")
    run(store, actor, agency_changes.move_agency_by, road.uid, -3, NEW)
    assert health() == [*names[:4], "Open Road", *names[4:7], names[8]]
    undo(store, actor)
    run(store, actor, agency_changes.move_agency_by, road.uid, 40, NEW)
    assert health() == [*names[:7], names[8], "Open Road"]
    run(store, actor, agency_changes.move_agency_by, road.uid, -40, NEW)
    assert health()[0] == "Open Road"
    assert len(on(medway, OLD).agencies) == 28
    run(store, actor, agency_changes.change_agencies, [road.uid], heading="  Voluntary   Sector ")
    assert [one.name for one in on(medway, NEW).agencies if one.heading.words == "Voluntary Sector"][-1] == "Open Road"
    run(store, actor, agency_changes.remove_agencies, [road.uid])
    assert "Open Road" not in {one.name for one in on(medway, OLD).agencies}
    with store.reading() as session:
        assert agencies.headings(session)[0] == "Probation"
        assert agencies.day_listed(session, road.uid, NEW) is None
        crc = next(one for one in agencies_on(session, OLD).agencies if one.name.startswith("Kent, Surrey"))
        assert agencies.day_listed(session, crc.uid, NEW) == date(2022, 10, 1)


Lines = list[tuple[int, PartialDate | None, PartialDate | None]]
MONTHS = st.integers(0, 35).map(lambda at: PartialDate(2023 + at // 12, at % 12 + 1))
DAYS = st.integers(0, 1000).map(lambda at: PartialDate.of(date(2023, 1, 1) + timedelta(days=at)))


@st.composite
def spans(draw: st.DrawFn) -> Lines:
    """Return lines of a few agencies: those of one never share a day, and often join up."""
    made: Lines = []
    for body in range(draw(st.integers(1, 4))):
        cuts = sorted(draw(st.lists(st.one_of(MONTHS, DAYS), min_size=2, max_size=6)), key=PartialDate.earliest)
        cuts = [cut for place, cut in enumerate(cuts) if place == 0 or cut.earliest() > cuts[place - 1].earliest()]
        ends: list[PartialDate | None] = [*cuts]
        if draw(st.booleans()):
            ends.append(None)
        begins: list[PartialDate | None] = [None if draw(st.booleans()) else ends[0], *ends[1:]]
        pairs = list(zip(begins, ends[1:], strict=False))
        made += [(body, *pair) for pair in pairs if pair[0] is not None or pair is pairs[0]]
    return [one for one in made if draw(st.integers(0, 3))]


@operation("test.relist")
def relist(session: WorkSession, lines: Lines, reviewed: Sequence[PartialDate]) -> None:
    """Have these lines and reviews in the place of all others."""
    session.flush()
    for model in (RelevantAgency, AgencyReview):
        for row in session.scalars(select(model)):
            session.delete(row)
    bodies = session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    for place, (body, start, end) in enumerate(lines):
        session.add(RelevantAgency(
            organisation_id=bodies[body], heading="All", position=place, start=start, end=end,
        ))  # fmt: skip
    for held in reviewed:
        session.add(AgencyReview(held=held))
    session.say("Listed anew")


def plainly_listed(line: tuple[int, PartialDate | None, PartialDate | None], day: date) -> bool:
    _, start, end = line
    return (start is None or day >= start.earliest()) and (end is None or day < end.earliest())


@given(
    lines=spans(), reviewed=st.lists(MONTHS, max_size=2), days=st.lists(st.integers(-60, 1200), min_size=3, max_size=6)
)
@settings(max_examples=12)
def test_the_list_as_at_a_day_is_what_a_plain_look_at_each_span_gives(
    empty_vault: Vault, lines: Lines, reviewed: list[PartialDate], days: list[int]
) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    if not on(empty_vault, NEW).agencies and not uids_there(empty_vault):
        for name in "ABCD":
            run(store, actor, add_organisation, name)
    run(store, actor, relist, lines, reviewed)
    starts = [held.earliest() for held in reviewed] or [start.earliest() for _, start, _ in lines if start]
    for at in days:
        day = date(2023, 1, 1) + timedelta(days=at)
        shown = on(empty_vault, day)
        if starts and day < min(starts):
            assert shown.unknown_before is not None
            assert shown.agencies == ()
            continue
        assert [one.name for one in shown.agencies] == ["ABCD"[line[0]] for line in lines if plainly_listed(line, day)]
        for one in shown.agencies:
            own = [line for line in lines if "ABCD"[line[0]] == one.name]
            first = day
            while first > date(2022, 1, 1) and any(plainly_listed(line, first - timedelta(days=1)) for line in own):
                first -= timedelta(days=1)
            assert (one.since.earliest() if one.since else date(2022, 1, 1)) == first
            last = day
            while last < date(2027, 1, 1) and any(plainly_listed(line, last) for line in own):
                last += timedelta(days=1)
            assert (one.until.earliest() if one.until else date(2027, 1, 1)) == last


def uids_there(vault: Vault) -> int:
    with vault.store.reading() as session:
        return len(session.scalars(select(Organisation.uid)).all())
