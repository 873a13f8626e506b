"""What is due over all features: how late it is, in which order it stands, and how each day explains itself."""

from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import failures, read
from sqlalchemy.orm import Session

from mscp_desktop.catalogue import DUE, report_named, write_report
from mscp_desktop.foundation.contracts import Due, Place, Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import TermsState
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.groups.rules.terms_changes import add_terms
from mscp_desktop.overview.rules import AHEAD, Need, Urgency, needs, title_of, urgency
from mscp_desktop.parties.rules.names import organisations_named
from mscp_desktop.roster.rules.chairs import record_chair
from mscp_desktop.roster.rules.due import due as roster_due
from mscp_desktop.roster.rules.membership import ask_membership
from mscp_desktop.roster.rules.rosters import roster_at

TODAY = date(2026, 3, 10)
MANAGER = frozenset({Role.MANAGER})


def matter(day: date | None, role: Role | None = None, what: str = "A matter") -> Due:
    return Due("Matters", what, "It has a reason.", day, Place("home"), "Open", (), role)


def listed(*dues: Due, roles: frozenset[Role] = MANAGER) -> list[Need]:
    return needs(Session(), TODAY, [lambda _session, _today: dues], roles)


def test_how_late_and_how_soon_is_said_in_words() -> None:
    said = {days: urgency(TODAY + timedelta(days=days), TODAY) for days in (-14, -1, 0, 1, 7, 8, 31, 32)}
    assert said == {
        -14: (Urgency.LATE, "14 days late"),
        -1: (Urgency.LATE, "1 day late"),
        0: (Urgency.TODAY, "today"),
        1: (Urgency.SOON, "tomorrow"),
        7: (Urgency.SOON, "in 7 days"),
        8: (Urgency.MONTH, "18 Mar"),
        31: (Urgency.MONTH, "10 Apr"),
        32: (Urgency.LATER, "11 Apr"),
    }
    assert urgency(None, TODAY) == (Urgency.UNDATED, "when you can")


@given(st.lists(st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 12, 31))), max_size=12))
def test_the_latest_comes_first_and_nothing_that_is_near_is_left_out(days: list[date | None]) -> None:
    found = listed(*(matter(day) for day in days))
    shown = [one.due.day for one in found]
    assert shown == sorted(shown, key=lambda day: day or date.max)
    near = [day for day in days if day is None or day <= TODAY + timedelta(days=AHEAD)]
    assert sorted(shown, key=str) == sorted(near, key=str)
    assert sum(one.now for one in found) == sum(day is not None and day <= TODAY + timedelta(days=7) for day in days)


def test_a_role_chooses_what_comes_first_and_nothing_else() -> None:
    dues = (matter(TODAY, what="Minutes"), matter(date(2026, 5, 1), Role.FINANCE, "Invoices"))
    assert [one.due.what for one in listed(*dues)] == ["Minutes", "Invoices"]
    assert [one.due.what for one in listed(*dues, roles=frozenset({Role.FINANCE}))] == ["Invoices", "Minutes"]


def test_the_title_counts_what_needs_somebody_now() -> None:
    assert title_of(listed()) == "Nothing needs you this week"
    assert title_of(listed(matter(TODAY), matter(None))) == "One thing needs you"
    assert title_of(listed(*[matter(TODAY)] * 6)) == "Six things need you"
    assert title_of(listed(*[matter(TODAY)] * 12)) == "12 things need you"
    read = [title_of(listed(*[matter(TODAY)] * number), reads=True) for number in (0, 1, 2)]
    assert read == ["Nothing is due this week", "One thing is due", "Two things are due"]


def test_rosters_say_whose_term_ends_what_is_reviewed_and_who_has_not_answered(medway: Vault) -> None:
    store, actor = medway.store, medway.actor
    with store.reading() as session:
        group = group_named(session, "Executive")
        seat = roster_at(session, group.uid, TODAY).seats[0].uid
        police = organisations_named(session, "Kent Police")[0].uid
    run(
        store,
        actor,
        add_terms,
        group.uid,
        state=TermsState.AGREED,
        agreed=PartialDate(2024),
        review=PartialDate(2026, 4),
    )
    run(store, actor, ask_membership, police, due=date(2026, 3, 9))
    with store.reading() as session:
        found = {one.what: one for one in roster_due(session, TODAY)}
    chair = found["The chair's term in Executive Group is over"]
    assert chair.day is not None
    assert chair.day < TODAY
    assert chair.place == Place("group", group.uid)
    assert found["Review the terms of reference of Executive Group"].day == date(2026, 4, 30)
    assert found["Kent Police has not confirmed its members"].day == date(2026, 3, 9)
    assert "Counted from the last review" in " ".join(found["Review the list of relevant agencies"].explain)
    run(store, actor, record_chair, seat, start=PartialDate(2025, 9), end=PartialDate(2027, 9))
    with store.reading() as session:
        later = [one for one in roster_due(session, TODAY) if one.place == chair.place]
    assert [one.day for one in later] == [date(2027, 9, 30)]


def test_what_is_due_is_printed_with_its_reasons(medway: Vault, tmp_path: Path) -> None:
    request, entry = Request(TODAY, TODAY), report_named("due")
    with medway.store.reading() as session:
        said = needs(session, TODAY, DUE, MANAGER)
        for ending in (".pdf", ".csv", ".xlsx"):
            write_report(session, entry, request, tmp_path / f"due{ending}")
    data = (tmp_path / "due.pdf").read_bytes()
    assert failures(data) == []
    text = read(data).text
    assert said
    for one in said:
        assert one.due.what in text
    assert all(one.due.what in (tmp_path / "due.csv").read_text(encoding="utf-8-sig") for one in said)
