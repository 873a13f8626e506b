"""What could tell whose case a text is about: found where it stands, and ordinary dates and references left alone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mscp_desktop.foundation.backups import Backup, last_day_of, outdated
from mscp_desktop.foundation.history import holds_any
from mscp_desktop.foundation.identities import Identity, check_digit, find_identities, identities_in, words_of
from mscp_desktop.foundation.partial_dates import format_day

TODAY = date(2026, 11, 23)
NAMES = ("Baby Harris", "Eve")
NHS, BORN, MAYBE, POST, NAME = Identity


def found(text: str, since: date | None = None) -> list[tuple[Identity, str]]:
    spots = find_identities(text, NAMES, TODAY, since)
    assert all(text[one.start : one.end] == one.text for one in spots)
    assert all(one.end <= other.start for one, other in pairwise(spots))
    return [(one.kind, one.text) for one in spots]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NHS 943 476 5919, seen", [(NHS, "943 476 5919")]),
        ("9434765919", [(NHS, "9434765919")]),
        ("943-476-5919 12/3/2026", [(NHS, "943-476-5919")]),
        ("born 12 March 2016", [(BORN, "12 March 2016")]),
        ("DOB: 12/03/16", [(BORN, "12/03/16")]),
        ("Born at 38 weeks on 3rd May 2021", [(BORN, "3rd May 2021")]),
        ("12 Mar 2016 (DOB)", [(BORN, "12 Mar 2016")]),
        ("mother's date of birth is 3 May 1988", [(BORN, "3 May 1988")]),
        ("EDD 3/2/2027", [(BORN, "3/2/2027")]),
        ("Jo Smith (12/03/2016) attended", [(MAYBE, "12/03/2016")]),
        ("the child, 2016-03-12, was", [(MAYBE, "2016-03-12")]),
        ("14/05/2020 (aged 6)", [(MAYBE, "14/05/2020")]),
        ("A list:\n12.3.2016\nend", [(MAYBE, "12.3.2016")]),
        ("ME7 4AB or me7 4ab or sw1a1aa", [(POST, "ME7 4AB"), (POST, "me7 4ab"), (POST, "sw1a1aa")]),
        ("as in Baby Harris's review, and EVE", [(NAME, "Baby Harris"), (NAME, "EVE")]),
    ],
)
def test_what_could_tell_whose_case_it_is_is_found(text: str, expected: list[tuple[Identity, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918", "0000000000", "call 01634 336 012 now", "£943 476 5919", "12.03.2019 10:15", "N-03", "Case 14",
        "Strategy discussion on 12 March 2019", "Police, 12/03/2019", "12/03/2019: referral received",
        "Core Group 14/05/2020", "ICPC 14/05/2020", "between 3 May 2018 and 4 June 2019", "seen Monday 3 May 2021",
        "visit Wed 12/03/2019", "31/02/2019", "Jo (12/03/1990)", "Jo (12/03/2026)", "March 2016", "version 1.2.19",
        "s11 2nd return", "Room E2 at 5pm", "Q1 2AB", "A229 and M20", "on the eve of the hearing", "Evening", "reborn",
    ],
)  # fmt: skip
def test_ordinary_words_dates_and_references_are_left_alone(text: str) -> None:
    assert found(text) == []


def test_dates_in_the_time_that_is_looked_at_are_those_of_events() -> None:
    text = "Jo (12/03/2019), Jo (12/03/2025)"
    assert [said for _, said in found(text, date(2019, 1, 1))] == []
    assert [said for _, said in found(text, date(2020, 1, 1))] == ["12/03/2019"]
    assert [said for _, said in found(text, date(2026, 1, 1))] == ["12/03/2019", "12/03/2025"]
    assert found("born 12/03/2025", date(2019, 1, 1)) == [(BORN, "12/03/2025")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=9, max_size=9), st.integers(0, 9), st.sampled_from(("", " ", "-")))
def test_a_number_is_one_by_its_last_figure(figures: list[int], last: int, gap: str) -> None:
    digits = "".join(map(str, [*figures, last]))
    text = f"x {gap.join((digits[:3], digits[3:6], digits[6:]))}, y"
    weights = sum(figure * (10 - at) for at, figure in enumerate(figures))
    right = (weights + last) % 11 == 0 and len(set(digits)) > 1
    assert bool(found(text)) == right
    assert (check_digit(figures) == last) == ((weights + last) % 11 == 0)


@settings(max_examples=60, deadline=None)
@given(st.dates(TODAY.replace(year=2009), TODAY - timedelta(days=800)), st.sampled_from(range(4)))
def test_a_date_is_one_of_birth_however_it_is_written(day: date, way: int) -> None:
    said = (format_day(day), f"{day:%d/%m/%Y}", day.isoformat(), f"{day.day}.{day.month}.{day.year}")[way]
    assert found(f"Sam was born on {said}.") == [(BORN, said)]
    assert found(f"Sam ({said}) is known") == [(MAYBE, said)]
    assert found(f"A visit was made on {said} by two workers") == []


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("0123456789 -./\n(),aABornMEev"), max_size=60))
def test_whatever_the_text_spots_stand_where_they_say(text: str) -> None:
    for kind, said in found(text):
        assert said.strip() == said
        assert kind in Identity


def test_what_is_said_of_spots_and_put_in_their_place() -> None:
    (one,) = find_identities("943 476\n5919", (), TODAY)
    assert one.words == "This looks like an NHS number: 943 476 5919"
    assert one.marker == "[NHS number removed]"
    many = find_identities("ME7 4AB ME7 4AD ME7 4AE ME7 4AF ME7 4AB", (), TODAY)
    assert words_of(many) == "These look like postcodes: ME7 4AB, ME7 4AD, ME7 4AE and 1 more"
    (name,) = find_identities("Eve", NAMES, TODAY)
    assert "only if this text is about that review" in name.words


def test_texts_of_a_workbook_are_told_by_number_and_cell() -> None:
    cells = [("B4", "943 476 5919"), ("C7", "ME7 4AB, 9434765919"), ("D1", "on 3 May 2019")]
    assert identities_in(cells, NAMES, TODAY).words() == "2 NHS numbers and 1 postcode, in B4 and C7"
    assert identities_in([("D1", "nothing")], NAMES, TODAY).words() == ""


def test_a_text_is_sought_however_it_is_spaced() -> None:
    assert holds_any("so 943\u00a0476-5919 it is", ["943 476 5919"])
    assert not holds_any("943 476 591", ["943 476 5919"])
    assert not holds_any("anything", [])


def test_a_backup_goes_by_the_day_that_is_named() -> None:
    for made in (datetime(2026, 1, 30, 12, tzinfo=UTC), datetime(2024, 2, 1, 12, tzinfo=UTC)):
        kept, at = [Backup(Path("0"), made)], made
        while kept[-1].made_at == made:  # one is made each day
            at += timedelta(days=1)
            kept.insert(0, Backup(Path(at.isoformat()), at))
            gone = {one.path for one in outdated(kept, at)}
            kept = [one for one in kept if one.path not in gone]
            assert at.date() <= last_day_of(made.date())
