"""What groups owe in a year: parts that add up, counts that agree with each meeting, and when it is too late."""

import random
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import failures, read

from mscp_desktop.catalogue import make_pdf, report_named, resolve
from mscp_desktop.exchange.sheet_table import SheetTable
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.records import ZONE, Meeting, MeetingKind, MeetingState, MinutesState
from mscp_desktop.meetings.report.obligations import obligations_in_view
from mscp_desktop.meetings.rules.due import TO_PLAN, due
from mscp_desktop.meetings.rules.obligations import (
    Obligation,
    Verdict,
    meet_by,
    obligations,
    owed_between,
    remove_obligation,
    set_obligation,
)
from mscp_desktop.roster.intake.starts import read_start
from mscp_desktop.starting import load_start

YEAR = Year(YearKind.FINANCIAL, 2025)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def add(
    session: object, group: Group, day: date, state: MeetingState, kind: MeetingKind = MeetingKind.ORDINARY
) -> None:
    session.add(Meeting(  # type: ignore[attr-defined]
        group_id=group.id, kind=kind, state=state, day=day, zone=ZONE, pinned=False, sequence=0,
        minutes=MinutesState.NONE,
    ))  # fmt: skip


def one(vault: Vault, name: str, today: date, *meetings: tuple[date, MeetingState], **fields: object) -> Obligation:
    """Return how a group would stand on a day with these meetings; nothing of it is kept."""
    with vault.store.rehearsal(vault.actor, "test") as session:
        group = group_named(session, name)
        for key, value in fields.items():
            setattr(group, key, value)
        for day, state in meetings:
            add(session, group, day, state)
        session.flush()
        return obligations(session, YEAR, today, group.uid)[0]


def test_medway_owes_52_meetings_of_which_38_are_its_own(medway: Vault) -> None:
    with medway.store.reading() as session:
        found = obligations(session, YEAR, date(2025, 1, 15))
    assert sum(one.owed or 0 for one in found) == 52
    assert sum(one.owed or 0 for one in found if one.local) == 38
    assert all(one.verdict is Verdict.SHORT and one.remaining == one.owed for one in found if one.owed)
    assert {one.group_short for one in found if one.owed is None} == {"LCSPR", None}
    assert "Medway Safeguarding Adults Board" not in {one.group for one in found}


def test_kents_frequencies_are_not_stated_which_is_not_none(empty_vault: Vault) -> None:
    run(empty_vault.store, empty_vault.actor, load_start, read_start("kent"))
    with empty_vault.store.reading() as session:
        found = obligations(session, YEAR, date(2025, 6, 1))
    assert len(found) > 5
    assert {(one.owed, one.remaining, one.verdict) for one in found} == {(None, None, Verdict.NOT_STATED)}
    assert all("not stated" in " ".join(one.owed_why) for one in found)


@given(st.integers(1, 30), st.integers(1, 40), DAYS, DAYS, DAYS, DAYS)
def test_parts_of_any_split_add_up_to_the_whole(
    times: int, months: int, anchor: date, one: date, other: date, third: date
) -> None:
    since, between, until = sorted((one, other, third))
    whole = owed_between(times, months, since, until, anchor)
    parts = owed_between(times, months, since, between, anchor), owed_between(times, months, between, until, anchor)
    assert sum(parts) == whole
    assert min(parts) >= 0
    exact = times * ((until - since).days / 365.2425 * 12) / months
    assert abs(whole - exact) < 1 + times * 0.1 / months * 12


def test_a_full_year_owes_what_the_frequency_says() -> None:
    for times, months, owed in ((6, 12, 6), (1, 2, 6), (1, 1, 12), (2, 12, 2), (4, 12, 4)):
        first, after = YEAR.first_day, YEAR.next.first_day
        assert owed_between(times, months, first, after) == owed
    fives = [owed_between(1, 5, Year(YearKind.FINANCIAL, y).first_day, Year(YearKind.FINANCIAL, y + 1).first_day)
             for y in range(2000, 2010)]  # fmt: skip
    assert sum(fives) == 24
    assert set(fives) == {2, 3}


@given(st.integers(0, 8), st.integers(1, 60), st.integers(0, 40), st.sets(st.integers(0, 80), max_size=60))
def test_the_last_day_to_meet_by_is_right_by_trying_all(
    needed: int, distance: int, earliest: int, taken: set[int]
) -> None:
    first, last = date(2025, 1, 1), date(2025, 1, 1) + timedelta(days=80)
    is_free = lambda day: (day - first).days not in taken  # noqa: E731 - said once

    def fits(start: int) -> bool:
        """Say whether all can be held from a day on, the first one on that day, each as early as it can be."""
        day, held = start, 0
        while day <= 80 and held < needed:
            if is_free(first + timedelta(days=day)):
                held, day = held + 1, day + distance
            elif held == 0:
                return False
            else:
                day += 1
        return held >= needed

    right = [day for day in range(earliest, 81) if fits(day)]
    found = meet_by(needed, distance, first + timedelta(days=earliest), last, is_free)
    if needed == 0:
        assert found is None
    else:
        assert found == (first + timedelta(days=right[-1]) if right else None)


def test_counts_agree_with_a_look_at_each_meeting(medway: Vault) -> None:
    rng, today = random.Random(7), date(2025, 9, 20)  # noqa: S311 - the same each time
    with medway.store.rehearsal(medway.actor, "test") as session:
        groups = [group_named(session, name) for name in ("Executive Group", "PMQA", "JEG", "LCSPR")]
        made: list[tuple[str, date, MeetingState, MeetingKind]] = []
        for _ in range(150):
            group, day = rng.choice(groups), date(2024, 12, 1) + timedelta(days=rng.randrange(600))
            state = (
                rng.choice(list(MeetingState))
                if day < today
                else rng.choice((MeetingState.PLANNED,) * 2 + (MeetingState.CANCELLED,))
            )
            kind = rng.choice((MeetingKind.ORDINARY,) * 4 + tuple(MeetingKind))
            made.append((group.uid, day, state, kind))
            add(session, group, day, state, kind)
        session.flush()
        found = {one.group_uid: one for one in obligations(session, YEAR, today)}
    for uid in {uid for uid, *_ in made}:
        own = [(day, state, kind) for whose, day, state, kind in made if whose == uid]
        within = [(day, state) for day, state, kind in own if day in YEAR and kind is MeetingKind.ORDINARY]
        shown = found[uid]
        assert shown.held == sum(state is MeetingState.HELD for _, state in within)
        assert shown.planned == sum(state is MeetingState.PLANNED for _, state in within)
        assert shown.cancelled == sum(state is MeetingState.CANCELLED for _, state in within)
        assert shown.unmarked == sum(state is MeetingState.PLANNED and day < today for day, state in within)
        assert shown.extra == sum(
            day in YEAR and kind is not MeetingKind.ORDINARY and state is not MeetingState.CANCELLED
            for day, state, kind in own
        )
        if shown.owed is not None:
            assert shown.remaining == max(0, shown.owed - shown.held - shown.planned)
        took = sorted(
            day for day, state, kind in own
            if kind is MeetingKind.ORDINARY and state is not MeetingState.CANCELLED and day <= YEAR.last_day
        )  # fmt: skip
        gaps = [(after - before).days for before, after in pairwise([*took, *([today] if took[-1] < today else [])])
                if after >= YEAR.first_day]  # fmt: skip
        assert shown.longest_gap is not None
        assert shown.longest_gap.days == max(gaps)


def test_each_verdict_says_why(medway: Vault) -> None:
    held, planned = MeetingState.HELD, MeetingState.PLANNED
    days = [date(2025, month, 10) for month in (4, 6, 8, 10, 12)] + [date(2026, 2, 10)]
    met = one(medway, "PMQA", date(2026, 3, 1), *((day, held) for day in days))
    assert (met.verdict, met.why, met.remaining, met.meet_by) == (Verdict.MET, "6 of 6 held.", 0, None)
    course = one(
        medway,
        "PMQA",
        date(2025, 9, 1),
        *((day, held if day.month < 9 and day.year == 2025 else planned) for day in days),
    )
    assert (course.verdict, course.why) == (Verdict.ON_COURSE, "3 held and 3 planned of 6.")
    assert course.last is not None
    assert course.next is not None
    assert (course.last.day, course.next.day) == (days[2], days[3])
    mark = one(medway, "PMQA", date(2026, 3, 1), *((day, held) for day in days[:5]), (days[5], planned))
    assert (mark.verdict, mark.unmarked) == (Verdict.TO_MARK, 1)
    assert mark.why == "5 of 6 held. 1 meeting is past and not marked as held."
    short = one(medway, "PMQA", date(2025, 9, 1), *((day, held) for day in days[:3]))
    assert (short.verdict, short.remaining) == (Verdict.SHORT, 3)
    assert short.meet_by == date(2026, 1, 28)  # then 27 February, as 1 March is a Sunday, and 31 March: 30 days apart
    assert short.why == "3 of 6 still to plan; the next has to be held by 28 January 2026."
    assert one(medway, "PMQA", date(2026, 1, 28), *((day, held) for day in days[:3])).verdict is Verdict.SHORT
    late = one(medway, "PMQA", date(2026, 1, 29), *((day, held) for day in days[:3]))
    assert (late.verdict, late.meet_by) == (Verdict.MISSED, None)
    assert late.why == "3 more meetings do not fit in before the end of the year, 30 days apart at least."
    over = one(medway, "PMQA", date(2026, 4, 1), *((day, held) for day in days[:3]))
    assert over.why == "The year is over, and 3 of 6 were not held."


def test_a_group_that_begins_or_ends_owes_its_part(medway: Vault) -> None:
    today = date(2025, 5, 1)
    begins = one(medway, "PMQA", today, start=PartialDate(2025, 10, 1))
    assert begins.owed == 3
    assert begins.owed_why[-1] == "It is there from 1 October 2025, and owes its part of the year."
    ends = one(medway, "PMQA", today, end=PartialDate(2025, 8))
    assert ends.owed == 2
    assert "until August 2025" in ends.owed_why[-1]
    with medway.store.rehearsal(medway.actor, "test") as session:
        group = group_named(session, "PMQA")
        group.end = PartialDate(2024)
        session.flush()
        assert obligations(session, YEAR, today, group.uid) == []


def test_a_year_has_a_number_of_its_own_with_a_reason(medway: Vault) -> None:
    with medway.store.reading() as session:
        uid = group_named(session, "LCSPR").uid

    def now(year: Year) -> Obligation:
        with medway.store.reading() as session:
            return obligations(session, year, date(2025, 5, 1), uid)[0]

    run(medway.store, medway.actor, set_obligation, uid, 2025, 3, "Three reviews are expected")
    assert (now(YEAR).owed, now(YEAR).own_number, now(YEAR).verdict) == (3, True, Verdict.SHORT)
    assert now(YEAR).owed_why == (
        "Set for 2025-26: Three reviews are expected.", "Its frequency is not stated.",
    )  # fmt: skip
    assert now(YEAR.next).owed is None
    run(medway.store, medway.actor, set_obligation, uid, 2025, 0, "None this year")
    assert (now(YEAR).owed, now(YEAR).verdict, now(YEAR).why) == (0, Verdict.MET, "Nothing is owed.")
    run(medway.store, medway.actor, remove_obligation, uid, 2025)
    assert now(YEAR).owed is None
    for owed, reason in ((3, " "), (-1, "Why"), (900, "Why")):
        try:
            run(medway.store, medway.actor, set_obligation, uid, 2025, owed, reason)
        except UserError:
            continue
        raise AssertionError((owed, reason))


def test_what_is_owed_is_due_by_the_day_from_which_it_no_longer_fits(medway: Vault) -> None:
    with medway.store.reading() as session:
        in_june = [one for one in due(session, date(2025, 6, 1)) if one.about == TO_PLAN]
        in_march = [one for one in due(session, date(2025, 3, 1)) if one.about == TO_PLAN]
        found = {one.group_uid: one for one in obligations(session, YEAR, date(2025, 6, 1))}
    assert len(in_june) == 11
    for item in in_june:
        assert item.day == found[(item.place.uid or "").split()[1]].meet_by
        assert item.explain
    (plan,) = [one for one in in_march if one.what == "Plan the meetings of 2025-26"]
    assert plan.day == date(2025, 4, 1)
    assert plan.why == "52 meetings of 11 groups have no date."
    assert plan.place.uid == "2025-26"
    assert "Rule: Dates of the coming year set, by 1 April." in plan.explain


def test_the_document_says_what_the_page_says(medway: Vault) -> None:
    with medway.store.rehearsal(medway.actor, "test") as session:
        group = group_named(session, "Executive Group")
        add(session, group, date(2025, 4, 10), MeetingState.HELD)
        add(session, group, date(2025, 7, 10), MeetingState.PLANNED)
        add(session, group, date(2025, 5, 1), MeetingState.HELD, MeetingKind.BY_EMAIL)
        session.flush()
        request = Request(date(2025, 6, 1), date(2025, 6, 1), year="2025-26")
        title, pdf = make_pdf(session, report_named("obligations"), request)
        sheet: SheetTable = resolve("mscp_desktop.meetings.report.obligations:obligations_sheet")(session, request)
        chart = obligations_in_view(session, request)
        own = make_pdf(
            session,
            report_named("obligations"),
            Request(request.today, request.as_at, "Executive Group", year="2025-26"),
        )
    said = read(pdf).text
    assert failures(pdf) == []
    assert title == "Meetings owed"
    for words in ("2025-26, as at 1 June 2025", "52 in 11 groups whose frequency is stated", "not stated"):
        assert words in said, words
    lines = said.splitlines()
    facts = {name: lines[lines.index(name) + 1] for name in ("Held", "Planned", "Still to plan")}
    at = lines.index("Total")
    assert [words.split(",")[0] for words in facts.values()] == lines[at + 2 : at + 5]
    assert "Planned" in lines[:at], "no heading is broken"
    assert "6 in 1 group whose" in read(own[1]).text
    executive = next(row for row in sheet.rows if row[0] == "Executive Group")
    assert executive[2:9] == (6, 1, 1, 0, 4, 0, 1)
    assert sum(row[2] for row in sheet.rows if isinstance(row[2], int)) == 52
    assert [series.name for series in chart.series] == ["Held", "Planned", "Still to plan"]
    assert sum(value or 0 for series in chart.series for value in series.values) == 52
    assert "Thursday 10 April 2025" in read(own[1]).text
