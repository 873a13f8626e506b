"""Who is written to about a group, and how: list, table, contact cards, draft e-mail."""

import email
import email.policy
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letters import ANY
from pdf_reading import failures, read

from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.exchange.mail_draft import address_of, draft
from mscp_desktop.exchange.vcard_out import LONGEST_LINE, Card, write_cards
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules import copies as group_copies
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.parties.rules import copies
from mscp_desktop.parties.rules.organisations import add_organisation
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy
from mscp_desktop.roster.rules.contacts import group_contacts, without_address
from mscp_desktop.roster.rules.deputies import add_deputy

TODAY = date(2025, 1, 15)
NEW_YEAR = PartialDate(2025, 1, 1)


class Office:
    """A group in which Ada holds two seats; Ben is her deputy, Cy her assistant, Dee gets the papers."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        trust = self.do(add_organisation, "Elm Trust")
        self.group = self.do(add_group, "Executive")
        names = ("Ada Ash", "Ben Bérénice", "Cy Cedar", "Dee Dogwood")
        self.people = [
            self.do(add_person, name, email=f"{name.split()[0].lower()}@example.org", organisation_uid=trust)
            for name in names
        ]
        ada, ben, cy, dee = self.people
        self.seats = [self.do(add_seat, self.group, post=post, organisation_uid=trust) for post in ("Head", "Nurse")]
        for seat in self.seats:
            self.do(record_holder, seat, person_uid=ada, start=NEW_YEAR)
        self.do(add_deputy, self.seats[0], person_uid=ben, start=NEW_YEAR)
        self.do(copies.add_copy, ada, copy_uid=cy)
        self.do(group_copies.add_copy, self.group, person_uid=dee)

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def write(self, out: Path, **of: str) -> bytes:
        with self.vault.store.reading() as session:
            write_report(session, report_named("contacts"), Request(TODAY, TODAY, **of), out)
        return out.read_bytes()


@pytest.fixture(scope="module")
def office_template(kept: Any, empty_template: Any) -> Any:
    return kept(Office, empty_template)


@pytest.fixture
def office(office_template: Any, reopened: Any) -> Office:
    return reopened(office_template)


def test_a_group_s_contacts_are_each_there_once_and_say_why(office: Office) -> None:
    with office.vault.store.reading() as session:
        found = group_contacts(session, office.group, TODAY)
    assert [(one.name, one.why, one.copied) for one in found] == [
        ("Ada Ash", ("Member, as Head", "Member, as Nurse"), False),
        ("Ben Bérénice", ("Deputy for Head",), True),
        ("Dee Dogwood", ("Gets the papers",), True),
        ("Cy Cedar", ("Assistant of Ada Ash",), True),
    ]


def test_a_member_who_is_also_copied_is_written_to(office: Office) -> None:
    office.do(group_copies.add_copy, office.group, person_uid=office.people[0])
    with office.vault.store.reading() as session:
        ada = group_contacts(session, office.group, TODAY)[0]
    assert (ada.name, len(ada.why), ada.copied) == ("Ada Ash", 3, False)


def test_the_draft_goes_to_the_members_and_copies_the_others(office: Office, tmp_path: Path) -> None:
    read = email.message_from_bytes(office.write(tmp_path / "a.eml", group="Executive"), policy=email.policy.default)
    assert read["X-Unsent"] == "1"
    assert [one.addr_spec for one in read["To"].addresses] == ["ada@example.org"]
    assert [one.display_name for one in read["Cc"].addresses] == ["Ben Bérénice", "Dee Dogwood", "Cy Cedar"]


def test_the_same_people_are_in_the_table_the_list_and_the_cards(office: Office, tmp_path: Path) -> None:
    names = ["Ada Ash", "Ben Bérénice", "Dee Dogwood", "Cy Cedar"]
    table = office.write(tmp_path / "a.csv", group="Executive").decode("utf-8-sig")
    cards = office.write(tmp_path / "a.vcf", group="Executive").decode()
    with office.vault.store.reading() as session:
        _, pdf = make_pdf(session, report_named("contacts"), Request(TODAY, TODAY, "Executive"))
    assert failures(pdf) == []
    said = read(pdf).text
    assert all(name in table for name in names)
    assert all(name in said for name in names)
    assert [line[3:] for line in cards.splitlines() if line.startswith("FN:")] == names


def test_an_organisation_s_people_and_everybody(office: Office, tmp_path: Path) -> None:
    office.do(add_person, "Eve Elm")
    everybody = office.write(tmp_path / "all.csv").decode("utf-8-sig")
    theirs = office.write(tmp_path / "theirs.csv", organisation="elm trust").decode("utf-8-sig")
    assert "Eve Elm" in everybody
    assert "Eve Elm" not in theirs
    assert "Dee Dogwood" in theirs


def test_where_nobody_can_be_written_to_it_says_so(office: Office, tmp_path: Path) -> None:
    group = office.do(add_group, "Empty")
    with pytest.raises(UserError, match="nobody to write to"):
        office.write(tmp_path / "a.eml", group="Empty")
    seat = office.do(add_seat, group, post="Head")
    office.do(record_holder, seat, new_name="No Address", start=NEW_YEAR)
    with pytest.raises(UserError, match="Nobody there has an e-mail"):
        office.write(tmp_path / "a.eml", group="Empty")
    with office.vault.store.reading() as session:
        assert without_address(group_contacts(session, group, TODAY)) == ["No Address"]


@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=120),
    st.text(ANY, max_size=200),
)
def test_a_card_s_lines_are_short_and_unfold_to_what_was_written(name: str, post: str) -> None:
    data = write_cards([Card("u", name, post)])
    lines = data.split(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in lines)
    unfolded = data.replace(b"\r\n ", b"").decode()
    escaped = name.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    assert f"FN:{escaped}\r\n" in unfolded or "\u2028" in name or "\u2029" in name


@given(st.text(ANY, max_size=60), st.text(ANY, max_size=60))
def test_no_name_or_address_breaks_a_draft(name: str, written: str) -> None:
    address = address_of(name, written)
    if address is not None:
        read = email.message_from_bytes(draft([address], "Papers", "Dear all"), policy=email.policy.default)
        assert read.keys()[:3] == ["X-Unsent", "Subject", "To"]
        assert read["Subject"] == "Papers"


def letter(office: Office, **of: str) -> str:
    request = Request(TODAY, TODAY, "Executive", **of)
    with office.vault.store.reading() as session:
        _, pdf = make_pdf(session, report_named("nomination-letter"), request)
    assert failures(pdf) == []
    return " ".join(read(pdf).text.split())


def test_a_nomination_letter_asks_for_each_vacant_seat(office: Office) -> None:
    with pytest.raises(UserError, match="has no vacant seat"):
        letter(office)
    office.do(record_vacancy, office.seats[0], start=PartialDate(2025, 1, 10))
    one = letter(office)
    assert "To Elm Trust" in one
    assert "Vacant since 10 January 2025" in one
    assert "Held before by Ada Ash" in one
    assert "answer by 12 February 2025" in one  # twenty working days
    office.do(record_vacancy, office.seats[1], start=PartialDate(2025, 1, 12))
    both = letter(office)
    assert both.count("Dear colleague") == 2
    assert letter(office, post="nurse").count("Dear colleague") == 1
    with pytest.raises(UserError, match="no vacant seat as Midwife"):
        letter(office, post="Midwife")
