"""Search: in step with the data at every moment, kind to spelling, and deaf to hostile input."""

# ruff: noqa: RUF001 - people's names and hostile input have such letters

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from letters import ANY
from sqlalchemy import select, text
from vaults import search_holds

from mscp_desktop.catalogue import ANSWERS, KIND_WORDS, SEARCH
from mscp_desktop.foundation.finding import FIRST, OF_A_KIND, find, mended
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.search import SearchHit
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.undo import redo, undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import add_group, change_group, group_named
from mscp_desktop.meetings.records import Meeting, MeetingState
from mscp_desktop.meetings.rules.agenda_changes import add_item
from mscp_desktop.meetings.rules.meetings import add_meeting, change_meeting
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.organisations import add_alias, add_organisation, change_organisation, remove_alias
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.roster.rules.changes import add_seat


def titles(vault: Vault, typed: str) -> list[str]:
    with vault.store.reading() as session:
        return [hit.title for hit in find(session, typed)]


def fresh(vault: Vault) -> set[tuple[Any, ...]]:
    with vault.store.writing() as session:
        vault.store.search.rebuild(session)
        found = search_holds(session)
        session.rollback()
    return found


def kept(vault: Vault) -> set[tuple[Any, ...]]:
    with vault.store.reading() as session:
        return search_holds(session)


def test_every_record_can_be_found_at_once(medway: Vault) -> None:
    assert kept(medway) == fresh(medway)
    assert "Executive" in " ".join(titles(medway, "exec"))
    assert titles(medway, "MCH")
    assert titles(medway, "medway community healthcare")


def test_what_rests_on_another_record_follows_it(empty_vault: Vault) -> None:
    """A person's and a seat's line name their organisation, a seat's its group, an organisation's its other names."""
    store, actor = empty_vault.store, empty_vault.actor
    group = run(store, actor, add_group, "Quality").value
    body = run(store, actor, add_organisation, "Council").value
    run(store, actor, add_seat, group, post="Chair", organisation_uid=body)
    with store.transaction(actor, "test.person") as session:
        session.add(Person(name="Jane Roe", organisation_id=Organisation.by_uid(session, body).id))
    run(store, actor, change_organisation, body, 1, name="Zenith Board", short="ZB")
    assert set(titles(empty_vault, "zenith")) == {"Zenith Board", "Chair", "Jane Roe"}
    assert titles(empty_vault, "council") == []
    run(store, actor, change_group, group, 1, name="Assurance")
    assert set(titles(empty_vault, "assur")) == {"Assurance", "Chair"}
    assert titles(empty_vault, "quality") == []
    alias = run(store, actor, add_alias, body, "Northern Nook").value
    assert titles(empty_vault, "nook") == ["Zenith Board"]
    run(store, actor, remove_alias, alias)
    assert titles(empty_vault, "nook") == []
    undo(store, actor)
    assert titles(empty_vault, "nook") == ["Zenith Board"]
    undo(store, actor)
    assert titles(empty_vault, "nook") == []
    redo(store, actor)
    assert titles(empty_vault, "nook") == ["Zenith Board"]
    assert kept(empty_vault) == fresh(empty_vault)


def test_what_is_deleted_is_found_no_more_and_again_after_undo(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    uid = run(store, actor, add_person, "Jane Roe", email="jane@example.org").value
    assert titles(empty_vault, "jane@exam") == ["Jane Roe"]
    run(store, actor, delete_parties, "person", [uid])
    assert titles(empty_vault, "roe") == []
    assert kept(empty_vault) == set()
    undo(store, actor)
    assert titles(empty_vault, "roe") == ["Jane Roe"]


NAMES = [
    "Zoë Müller",
    "Siân Prŷs",
    "Łucja Żak",
    "José O’Brien",
    "Ame\u0301lie Ñandú",
    "Children's Trust",
    "Straße 7",
    "李小龍",
]


@pytest.fixture
def people(empty_vault: Vault) -> Vault:
    with empty_vault.store.transaction(empty_vault.actor, "test.people") as session:
        for name in NAMES:
            session.add(Person(name=name))
    return empty_vault


SPELLINGS = [
    ("zoe", "Zoë Müller"),
    ("Zoë", "Zoë Müller"),
    ("ZOE\u0308", "Zoë Müller"),
    ("muller zo", "Zoë Müller"),
    ("sian", "Siân Prŷs"),
    ("prys", "Siân Prŷs"),
    ("zak", "Łucja Żak"),
    ("amel", "Ame\u0301lie Ñandú"),
    ("amélie", "Ame\u0301lie Ñandú"),
    ("ame\u0301lie nandu", "Ame\u0301lie Ñandú"),
    ("o'brien", "José O’Brien"),
    ("brien", "José O’Brien"),
    ("children’s", "Children's Trust"),
    ("trust chil", "Children's Trust"),
    ("7", "Straße 7"),
    ("李", "李小龍"),
    ("  zoë   ,. ", "Zoë Müller"),
]


def test_words_are_found_by_their_beginning_and_without_accents(people: Vault) -> None:
    assert [(typed, titles(people, typed)) for typed, _ in SPELLINGS] == [(typed, [name]) for typed, name in SPELLINGS]


HOSTILE = [
    *(
        "",
        " ",
        '"',
        '""',
        "*",
        "'",
        "NEAR(",
        "NEAR(a b, 2)",
        "AND",
        "OR NOT",
        "NOT",
        "title:",
        "title : x",
        "{",
        "^zoe(",
    ),
    *(
        "-",
        "+",
        ":",
        "%",
        "_",
        "\\",
        ";",
        "--",
        "'; DROP TABLE person; --",
        "a" * 10_000,
        "zoe " * 10_000,
        "\0",
        "zoe\0",
    ),
    *("😀", "👩‍👩‍👧", "\u0301", "\u200b", "\ud800", "½", "Ⅷ", "𝕫𝕠𝕖", "ﬁ", "١٢", "\U0001e900", "\U0003134f", "゙"),
]


def test_hostile_input_finds_or_does_not_and_never_fails(people: Vault) -> None:
    with people.store.reading() as session:
        for typed in HOSTILE:
            assert len(find(session, typed)) <= len(NAMES)
        assert session.scalar(text("SELECT count(*) FROM person")) == len(NAMES)


@settings(max_examples=60)
@given(typed=st.text(ANY, max_size=40))
def test_no_input_fails(people: Vault, typed: str) -> None:
    with people.store.reading() as session:
        find(session, typed)


@settings(max_examples=25)
@given(words=st.lists(st.text(alphabet="abcdéëñø’- 0123XYZ", min_size=1, max_size=12), min_size=1, max_size=4))
def test_what_was_typed_into_a_name_finds_it(people: Vault, words: list[str]) -> None:
    name = " ".join(words)
    if not any(letter.isalnum() for letter in name):
        return
    run(people.store, people.actor, add_person, name)
    assert " ".join(name.split()) in titles(people, name)
    undo(people.store, people.actor)


def test_the_title_comes_before_the_rest(empty_vault: Vault) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    run(store, actor, add_person, "Somebody", post="Nurse")
    run(store, actor, add_person, "Nurse Nightingale")
    run(store, actor, add_person, "The Nurse")
    assert titles(empty_vault, "nurse") == ["Nurse Nightingale", "The Nurse", "Somebody"]


def test_an_open_reader_sees_one_moment(medway: Vault) -> None:
    with medway.store.reading() as session:
        before = [hit.title for hit in find(session, "quetzal")]
        run(medway.store, medway.actor, add_person, "Quetzal Roe")
        assert [hit.title for hit in find(session, "quetzal")] == before == []
    assert titles(medway, "quetzal") == ["Quetzal Roe"]


def _rename_and_fail(vault: Vault, session: WorkSession) -> None:
    group_named(session, "Executive").name = "Quetzal"
    vault.store._finish(session)
    raise KeyError


def test_a_refused_operation_leaves_the_index_alone(medway: Vault) -> None:
    before = kept(medway)
    with pytest.raises(KeyError), medway.store.transaction(medway.actor, "test.fails") as session:
        _rename_and_fail(medway, session)
    assert kept(medway) == before


@pytest.mark.parametrize("typed", ["childrens", "children's", "children’s", "childrens bo", "OBRIENS"])
def test_a_word_with_an_apostrophe_is_found_without_it(empty_vault: Vault, typed: str) -> None:
    run(empty_vault.store, empty_vault.actor, add_group, "Children’s Board of O'Brien's Trust")
    assert titles(empty_vault, typed) == ["Children’s Board of O'Brien's Trust"]


TODAY = date(2025, 3, 14)


def found(vault: Vault, typed: str) -> list[SearchHit]:
    with vault.store.reading() as session:
        return find(session, typed, today=TODAY, kinds=KIND_WORDS)


@pytest.fixture
def met(empty_vault: Vault) -> Vault:
    """A group known by its letters, with six meetings and fourteen items at one of them, and a person."""
    store, actor = empty_vault.store, empty_vault.actor
    group = run(store, actor, add_group, "Quality Assurance").value
    run(store, actor, change_group, group, 1, short="QZ")
    for day in ("2025-09-10", "2024-11-20", "2025-03-26", "2025-01-15", "2023-05-10", "2025-06-11"):
        meeting = run(store, actor, add_meeting, group, day=date.fromisoformat(day)).value
    for number in range(14):
        run(store, actor, add_item, meeting, f"Neglect data {number:02}")
    run(store, actor, add_person, "Neglect Nunn")
    return empty_vault


def test_a_group_is_found_by_its_letters_before_its_meetings_and_the_next_of_these_comes_first(met: Vault) -> None:
    hits = found(met, "qz")
    assert [hit.title for hit in hits if hit.kind in {"group", "meeting"}] == [
        "Quality Assurance", "QZ, 26 March 2025", "QZ, 15 January 2025", "QZ, 20 November 2024", "QZ, 10 May 2023",
        "QZ, 11 June 2025", "QZ, 10 September 2025",
    ]  # fmt: skip
    assert hits[0].kind == "group"
    assert Counter(hit.kind for hit in hits[:FIRST])["agenda_item"] >= OF_A_KIND


def test_a_day_is_found_in_any_usual_spelling_and_numbers_stay_numbers(met: Vault) -> None:
    spelt = ("qz 26/3/2025", "26/03/25 qz", "qz 26 mar", "26th of March, 2025", "2025-03-26", "qz 26.03.2025", "26/3")
    assert {typed: found(met, typed)[0].title for typed in spelt} == dict.fromkeys(spelt, "QZ, 26 March 2025")
    assert found(met, "neglect 40/3") == found(met, "neglect 40 3") == []


def test_why_something_was_found_is_said_where_its_title_does_not_say_it(met: Vault) -> None:
    store, actor = met.store, met.actor
    body = run(store, actor, add_organisation, "Kent Trust").value
    run(store, actor, add_alias, body, "Former Children's Board")
    run(store, actor, add_person, "Board Childs")
    run(store, actor, add_person, "Ines Jelbert", post="Childrens lead, board of the trust")
    run(store, actor, add_item, met_meeting(met), "Other matters", brief="What the Children’s Board asked for.")
    hits = found(met, "children's board")
    assert [(hit.title, hit.why) for hit in hits] == [
        ("Kent Trust", ("also called: Former ", "Children's Board", "")),
        ("Ines Jelbert", ("", "Childrens", " lead, ", "board", " of the trust")),
        ("Other matters", ("mentions: What the ", "Children’s Board", " asked for.")),
    ]
    assert found(met, "child board")[0].title == "Board Childs", "a title with the words comes before other names"
    assert found(met, "qz")[0].why == ("also called: ", "QZ", "")


def test_a_slip_is_mended_by_the_nearest_known_word_and_by_no_confidential_one(met: Vault) -> None:
    run(met.store, met.actor, add_item, met_meeting(met), "Quetzalcoatl", confidential=True)
    slips = {"neglcet": "neglect", "neglct daat": "neglect data", "englect": "neglect", "nunm": "nunn"}
    with met.store.reading() as session:
        assert {typed: mended(session, typed)[0] for typed in slips} == slips
        assert mended(session, "neglct", names_only=True) == ("neglect", [("neglct", "neglect")])
        assert mended(session, "prefrences", ["preferences"]) == ("preferences", [("prefrences", "preferences")])
        for typed in ("quetzalcoatk", "neglect", "pref", "zzyzx", "4567", "", "sdec", "esdec", "qrefe"):
            assert mended(session, typed, ["preferences", "secure"])[1] == [], typed
        assert mended(session, "paln", ["plan"])[0] == mended(session, "lpan", ["plan"])[0] == "plan"
        assert mended(session, "paln", ["plan", "pain"])[1] == [], "two are as near"


def met_meeting(vault: Vault) -> str:
    return next(hit.uid for hit in found(vault, "qz") if hit.title == "QZ, 26 March 2025")


def test_a_meeting_that_moves_is_found_at_its_new_day(met: Vault) -> None:
    uid = next(hit.uid for hit in found(met, "qz") if hit.title == "QZ, 10 September 2025")
    run(met.store, met.actor, change_meeting, uid, 1, day=date(2025, 3, 19))
    assert next(hit.title for hit in found(met, "qz") if hit.kind == "meeting") == "QZ, 19 March 2025"
    undo(met.store, met.actor)
    assert next(hit.title for hit in found(met, "qz") if hit.kind == "meeting") == "QZ, 26 March 2025"
    assert kept(met) == fresh(met)


def test_what_is_found_is_a_mix_of_kinds_and_all_of_it_is_handed_over(met: Vault) -> None:
    hits = found(met, "neglect")
    assert hits[0].title == "Neglect Nunn"
    assert len(hits) == 15
    assert len({(hit.kind, hit.uid) for hit in hits}) == 15


def test_plurals_and_the_words_for_a_kind_are_understood(met: Vault) -> None:
    assert {hit.kind for hit in found(met, "neglects")} == {"agenda_item", "person"}
    assert {hit.kind for hit in found(met, "agenda neglects")} == {"agenda_item"}
    assert {hit.kind for hit in found(met, "people neglect")} == {"person"}
    assert {hit.kind for hit in found(met, "qz meetings")} == {"meeting"}
    assert found(met, "decisions neglect") == [], "no decision says so, and no record's title has both words"
    assert {source.kind for source in SEARCH} == set(KIND_WORDS.values())


def test_what_is_asked_of_a_group_by_a_word_beside_its_name_comes_before_all(met: Vault) -> None:
    def asked(typed: str, today: date) -> list[str]:
        with met.store.reading() as session:
            return [hit.title for hit in find(session, typed, today=today, kinds=KIND_WORDS, answers=ANSWERS)]

    for said in ("qz next meeting", "next qz", "when is the next meeting of quality assurance"):
        assert asked(said, date(2025, 1, 16))[0] == "QZ, 26 March 2025"
    assert asked("next qz", date(2026, 1, 1))[:1] != ["QZ, 10 September 2025"], "there is none to come"
    assert asked("who chairs qz", date(2025, 1, 16)) == ["Quality Assurance"], "that no chair is recorded is said"
    assert asked("minutes of qz", date(2025, 1, 16)) == [], "none of its meetings was held"
    with met.store.transaction(met.actor, "test.held") as session:
        session.scalars(select(Meeting).where(Meeting.day == date(2025, 1, 15))).one().state = MeetingState.HELD
    assert asked("minutes of qz", date(2025, 1, 16))[0] == "Minutes of QZ, 15 January 2025"
    assert asked("minutes", date(2025, 1, 16)) == ["Minutes of QZ, 15 January 2025"]
    assert asked("minuts", date(2025, 1, 16)) == [], "a slip is no plural of what begins so"


def test_the_commonest_kind_does_not_hide_others(empty_vault: Vault) -> None:
    """Whatever the number of people, an organisation and a group of that name are found."""
    store, actor = empty_vault.store, empty_vault.actor
    with store.transaction(actor, "test.people") as session:
        session.add_all([Person(name=f"Kay Quetzal {number}") for number in range(200)])
    run(store, actor, add_organisation, "Quetzal Trust")
    run(store, actor, add_group, "Friends of Quetzal")
    hits = found(empty_vault, "quetzal")
    assert {hit.kind for hit in hits[:FIRST]} == {"person", "organisation", "group"}
