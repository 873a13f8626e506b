"""Every row of a list has a fate, what is unsure is asked and remembered, and one undo takes the import back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import ANY

from mscp_desktop.exchange.sheet_in import read_bytes, read_file, read_pasted
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.rules.names import organisations_named, people_named
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.intake.entries import Entry, Kind, Known
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import Asked, Fate, Plan, make_plan
from mscp_desktop.roster.intake.reading import guess_kind, read_sheets
from mscp_desktop.roster.intake.resolving import Answer
from mscp_desktop.roster.intake.words import frequency_of, is_body, is_name, names_two_posts, vacancy_of, without_role
from mscp_desktop.roster.rules.rosters import RosterSeat, roster_at

TITLED = (
    "Membership list 2024\t\t\t\n\t\t\t\nExecutive Group - members\t\t\t\nName\tJob Title\tAgency\tEmail\n"
    "Ann Example\tChair - Chief Nurse\tKent & Medway ICB\tann@example.org\n\t\t\t\nTBC\tLead\tKent Police\t"
)

TWO_HEADINGS = (
    "\tMember\t\tContact\t\nGroup\tForename\tSurname\tRole\tOrganisation\nPMQA\tAnn\tExample\tVice Chair\tX Trust"
    "\nPMQA\tBea\tSample\tMember\tY Trust"
)

ONE_CELL = (
    "Board A\nAnn Example, Head of Safeguarding, Medway Council\nBea Sample (Deputy Chair), Kent Police\n"
    "Example, Cy\nVacant (from May 2024)"
)
TODAY = date(2025, 1, 15)
JANUARY = PartialDate(2025, 1, 15)


def entries(text: str, kind: Kind = Kind.ROSTER, **known: frozenset[str]) -> list[Entry]:
    return read_sheets(read_pasted(text).sheets, kind, TODAY, Known(**known)).entries


def told(text: str, kind: Kind = Kind.ROSTER, **known: frozenset[str]) -> list[tuple[object, ...]]:
    return [
        (one.group, one.role and one.role.value, one.post, one.organisation, one.person and one.person.name, one.vacant)
        for one in entries(text, kind, **known)
        if not one.out and not one.refused
    ]


def plan_of(vault: Vault, asked: Asked) -> Plan:
    with vault.store.reading() as session:
        return make_plan(session, asked, TODAY)


def roster(vault: Vault, group: str, day: date = TODAY) -> tuple[RosterSeat, ...]:
    with vault.store.reading() as session:
        return roster_at(session, group_named(session, group).uid, day).seats


def asked_of(text: str, group: str | None = None, kind: Kind = Kind.ROSTER) -> Asked:
    return Asked(read_bytes(text.encode(), "list.csv").sheets, kind, JANUARY, group)


@pytest.mark.parametrize(
    ("text", "seats"),
    [
        (
            TITLED,
            [
                ("Executive Group", "chair", "Chief Nurse", "Kent & Medway ICB", "Ann Example", False),
                ("Executive Group", None, "Lead", "Kent Police", None, True),
            ],
        ),
        (
            TWO_HEADINGS,
            [
                ("PMQA", "vice chair", None, "X Trust", "Ann Example", False),
                ("PMQA", "member", None, "Y Trust", "Bea Sample", False),
            ],
        ),
        (
            ONE_CELL,
            [
                ("Board A", None, "Head of Safeguarding", "Medway Council", "Ann Example", False),
                ("Board A", "deputy chair", None, "Kent Police", "Bea Sample", False),
                ("Board A", None, None, None, "Cy Example", False),
                ("Board A", None, None, None, None, True),
            ],
        ),
        (
            "Names\tPosition\nAnn Example & Bea Sample\tDesignated Nurse or Named Doctor\nDeputy Chair\nn/a\tDirector",
            [
                (None, None, "Designated Nurse or Named Doctor", None, "Ann Example", False),
                (None, None, "Designated Nurse or Named Doctor", None, "Bea Sample", False),
                (None, "deputy chair", None, None, None, False),
                (None, None, "Director", None, None, False),
            ],
        ),
    ],
    ids=["titles and prefixes", "two heading rows", "one cell", "several people"],
)
def test_tables_as_people_keep_them(text: str, seats: list[tuple[object, ...]]) -> None:
    assert told(text, groups=frozenset({"board a"})) == seats


def test_words_are_told_apart() -> None:
    assert [without_role(one)[1] for one in ("Chair \u2013 Lead", "MELA Chair", "Lead (Chair)", "Chairman, NELFT")] == [
        "Lead", "MELA Chair", "Lead", "NELFT",
    ]  # fmt: skip
    vacant = vacancy_of("VACANT (from May 2024)", TODAY)
    assert vacant is not None
    assert vacant.since == PartialDate(2024, 5)
    assert vacancy_of("Vacant Land Officer", TODAY) is None
    assert [is_name(one) for one in ("Ann O'Neill-Smith", "Dr A. Example", "Chief Nurse", "Kent Police", "NHS")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert is_body("Kent Safeguarding Children Multi-Agency Partnership")
    assert not is_body("Head of Early Help Service")
    assert names_two_posts("Reviewing Officer (IRO) or Chair")
    assert not names_two_posts("Safeguarding (Doctor or Nurse)")
    told = ("6 times per year", "Twice a year", "every two months", "Quarterly", "often")
    assert [frequency_of(one) for one in told] == [
        (6, 12), (2, 12), (1, 2), (1, 3), None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,Since\nAnn Example,31/2/2024\n", "Row 2, column B: 31/2/2024 is not a date"),
        ("Name,Email\nAnn Example,ann at example\n", "Row 2, column B: “ann at example” is no e-mail address"),
        ("Name,Tel\nAnn Example,ask Bea\n", "Row 2, column B: “ask Bea” is no telephone number"),
        ("Name,Post\nAnn Example,#REF!\n", "Row 2, column B: it shows #REF!"),
        ("Name,Post\nAnn Example,=1+1\n", "Row 2, column B: it begins with “=”"),
        (f"Name,Post\nAnn Example,{'x' * 201}\n", "Row 2, column B: it holds 201 characters"),
    ],
)
def test_a_cell_that_can_t_be_taken_is_named(text: str, said: str) -> None:
    (found,) = (
        one
        for one in read_sheets(read_bytes(text.encode(), "x").sheets, Kind.PEOPLE, TODAY, Known()).entries
        if one.refused
    )
    assert found.refused.startswith(said)


def test_each_row_of_a_roster_has_its_fate_and_one_undo_takes_all_back(medway: Vault) -> None:
    before = roster(medway, "Learning Lessons")
    text = (
        "Post,Agency,Name,Email\n"
        "Designated Doctor,Kent & Medway ICB,Ann Example,ann@example.org\n"
        "Practice Development Lead,MSCP,Vacant (from May 2024),\n"
        "Named Midwife for Safeguarding,Medway NHS Foundation trust,,\n"
        "Caldicott Guardian,NHS Kent & Medway (ICB),Bea Sample,\n"
        "Lead,Medwya Council,,\n"
        ",,,\n"
        "Head,Kent Police,Cy Sample,cy at example\n"
    )
    asked = asked_of(text, "Learning Lessons")
    plan = plan_of(medway, asked)
    assert [row.fate for row in plan.rows] == [
        Fate.LEFT_OUT, Fate.CHANGED, Fate.CHANGED, Fate.SAME, Fate.NEW, Fate.ASKS, Fate.REFUSED,
    ]  # fmt: skip
    with pytest.raises(UserError, match=r"1 row needs an answer first, such as row 6"):
        run(medway.store, medway.actor, import_rows, asked)
    (question,) = plan.open_questions()
    council = next(one for one in question.options if one.name == "Medway Council")
    asked = replace(asked, answers={question.key: council.answer})
    with pytest.raises(UserError, match=r"Row 8, column D: “cy at example” is no e-mail.* Nothing was imported"):
        run(medway.store, medway.actor, import_rows, asked)
    assert plan_of(medway, replace(asked, answers={"row:6": Answer(leave=True)})).count(Fate.REFUSED) == 0
    asked = replace(asked, without_refused=True)
    run(medway.store, medway.actor, import_rows, asked)
    after = {seat.post: seat for seat in roster(medway, "Learning Lessons")}
    assert after["Designated Doctor"].holder == "Ann Example"
    assert after["Practice Development Lead"].holder_words() == "Vacant since May 2024"
    assert (after["Caldicott Guardian"].holder, after["Lead"].organisation) == ("Bea Sample", "Medway Council")
    assert len(after) == len({seat.post for seat in before}) + 2
    assert "Lead" not in {seat.post for seat in roster(medway, "Learning Lessons", date(2025, 1, 14))}
    with medway.store.reading() as session:  # the answer is remembered
        assert [one.name for one in organisations_named(session, "Medwya Council")] == ["Medway Council"]
    again = plan_of(medway, replace(asked, answers={}))
    assert {row.fate for row in again.rows} == {Fate.LEFT_OUT, Fate.SAME, Fate.REFUSED}
    undo(medway.store, medway.actor)
    assert roster(medway, "Learning Lessons") == before


def test_a_successor_takes_over_on_the_day_of_the_list_and_never_before_who_is_there(medway: Vault) -> None:
    rows = "Post,Organisation,Name,Since\nChief Nurse,Kent and Medway ICB,{},{}\n"
    first = asked_of(rows.format("Ann Example", "10/12/2024"), "Executive Group")
    plan = plan_of(medway, first)
    assert plan.rows[1].words == "Held by: now Paul Lumsdon, then Ann Example, a new person, from 10 December 2024."
    run(medway.store, medway.actor, import_rows, first)
    clash = plan_of(medway, asked_of(rows.format("Bea Sample", "1/10/2024"), "Executive Group")).rows[1]
    assert clash.fate is Fate.REFUSED
    assert "since 10 December 2024 the seat is recorded as Ann Example" in clash.words
    second = asked_of(rows.format("Bea Sample", ""), "Executive Group")
    assert "from 15 January 2025, the day of the list" in plan_of(medway, second).rows[1].words
    run(medway.store, medway.actor, import_rows, second)
    held = [roster(medway, "Executive Group", day)[1].holder for day in (date(2024, 12, 5), date(2025, 1, 14), TODAY)]
    assert held == ["Paul Lumsdon", "Ann Example", "Bea Sample"]


def test_a_list_that_names_no_group_or_an_unknown_one_asks_or_adds(medway: Vault) -> None:
    plan = plan_of(medway, asked_of("Post,Organisation\nLead,Kent Police\n"))
    (question,) = plan.open_questions()
    assert question.words == "Which group is this the membership of?"
    assert "Learning Lessons" in {option.name for option in question.options}
    new = asked_of("Post,Organisation,Group\nLead,Kent Police,Neglect task and finish group\n")
    assert plan_of(medway, new).rows[1].fate is Fate.NEW
    run(medway.store, medway.actor, import_rows, new)
    with medway.store.reading() as session:
        made = group_named(session, "Neglect task and finish group")
        assert (made.tier.value, made.known_from) == ("task-and-finish group", JANUARY)


def test_people_are_matched_asked_about_and_moved(medway: Vault) -> None:
    run(medway.store, medway.actor, add_person, "Ann Example", email="ann@example.org", post="Head")
    text = (
        "First name,Surname,Company,Job title,E-mail address,Mobile\n"
        "Tim,Smith,Kent Police,Chief Constable,tim@example.org,7700900001\n"
        "Anne,Sample,,Director,ann@example.org,\n"
        "Dee,Known,Medway Council,Lead,,\nDee,Known,Medway Council,Lead,,\nTBC,,Kent Police,Lead,,\n"
    )
    asked = asked_of(text, kind=Kind.PEOPLE)
    plan = plan_of(medway, asked)
    assert [row.fate for row in plan.rows[1:]] == [Fate.CHANGED, Fate.ASKS, Fate.NEW, Fate.LEFT_OUT, Fate.LEFT_OUT]
    assert (
        plan.rows[1].words
        == "E-mail: now not recorded, then tim@example.org; mobile: now not recorded, then 07700900001."
    )
    (question,) = plan.open_questions()
    assert [(one.name, one.why) for one in question.options] == [
        ("Ann Example", "has this e-mail address"), ("Anne Sample", "is somebody new"),
    ]  # fmt: skip
    asked = replace(asked, answers={question.key: question.options[0].answer})
    run(medway.store, medway.actor, import_rows, asked)
    plan = plan_of(medway, replace(asked, answers={}))  # "Anne Sample" is remembered as another name
    assert [row.fate for row in plan.rows[1:]] == [Fate.SAME] * 3 + [Fate.LEFT_OUT] * 2
    assert plan_of(medway, replace(asked, answers={"row:1": Answer(leave=True)})).rows[1].words == "You left it out."


def test_what_a_sheet_is_and_what_its_columns_hold_is_guessed_and_can_be_said() -> None:
    people = read_bytes(b"Full name,Phone\nAnn Example,01634 000000\n", "x").sheets
    assert guess_kind(people) is Kind.PEOPLE
    assert guess_kind(read_bytes(b"Post,Organisation\nLead,Kent Police\n", "x").sheets) is Kind.ROSTER
    sheets = read_bytes(b"Title,First name,Last name,Colour\nDr,Ann,Example,red\nMs,Bea,Sample,blue\n", "x").sheets
    reading = read_sheets(sheets, Kind.PEOPLE, TODAY, Known())
    assert [(one.heading, one.meaning.value) for one in reading.columns] == [
        ("Title", "form of address"), ("First name", "forename"), ("Last name", "surname"), ("Colour", "not taken"),
    ]  # fmt: skip
    assert [one.person.name for one in reading.entries if one.person] == ["Dr Ann Example", "Bea Sample"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(ANY, max_size=12) | st.sampled_from(
    ["Chair", "TBC", "Name", "Post", "Agency", "Membership:", "Frequency:", "Ann Example", "Kent Police", "a@b.org",
     "1/2/2024", "Executive Group", "Head or Lead", "=1", "n/a", "\u2022 x", "Since"]
), max_size=5), max_size=8))  # fmt: skip
def test_whatever_stands_in_a_sheet_each_row_has_an_entry(rows: list[list[str]]) -> None:
    text = "\n".join(
        "\t".join(one.replace("\t", " ").replace("\n", " ").replace("\r", " ") for one in row) for row in rows
    )
    sheets = read_pasted(text or "x").sheets if text.strip() else read_pasted("x").sheets
    for kind in Kind:
        reading = read_sheets(sheets, kind, TODAY, Known())
        told = {one.where.split(" (")[0] for one in reading.entries}
        assert told == {sheet.row_words(row) for sheet in sheets for row in sheet.rows if not row.blank}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_list_that_libreoffice_saved(ending: str) -> None:
    book = read_file(Path(__file__).parents[1] / "exchange" / "files" / f"members-libreoffice.{ending}")
    found = read_sheets([one for one in book.sheets if not one.hidden], Kind.ROSTER, TODAY, Known()).entries
    seen = [one for one in found if not one.out]
    assert {one.group for one in seen} == {"Executive Group"}
    assert not any(one.refused for one in seen)
    ann, bea, vacant, formula = seen[:4]
    assert (ann.person and ann.person.telephone, ann.since) == ("01634000000", PartialDate(2024, 9))
    assert (bea.organisation, bea.since) == ("NHS Kent & Medway (ICB)", PartialDate(2024, 10, 14))
    assert (vacant.post, vacant.vacant, formula.post) == ("D/CH/SUPT", True, "Headteacher")
    merged = [one.organisation for one in seen[-2:]]
    if ending == "xlsx":  # CSV has neither hidden rows nor merged cells
        assert merged == ["Medway Secondary Heads Association"] * 2
        assert [one.where for one in found if one.out.endswith("hidden in the sheet")] == ["row 9"]


def test_namesakes_beside_two_bodies_are_asked_about_and_never_merged_unasked(medway: Vault) -> None:
    text = "Name,Organisation\nJo Namesake,Kent Police\nJo Namesake,NELFT\nJo Namesake,Kent Police\n"
    asked = asked_of(text, kind=Kind.PEOPLE)
    plan = plan_of(medway, asked)
    assert [row.fate for row in plan.rows[1:]] == [Fate.NEW, Fate.ASKS, Fate.LEFT_OUT]
    (question,) = plan.open_questions()
    assert [one.why for one in question.options] == [
        "stands in this list too, beside another organisation", "is somebody new",
    ]  # fmt: skip
    for option, number in zip(question.options, (1, 2), strict=True):
        answered = replace(asked, answers={question.key: option.answer})
        run(medway.store, medway.actor, import_rows, answered)
        with medway.store.reading() as session:
            assert len(people_named(session, "Jo Namesake")) == number
        undo(medway.store, medway.actor)
