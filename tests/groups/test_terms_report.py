"""Terms of reference as documents: of one group, and as a register of all."""

import csv
from datetime import date
from pathlib import Path

import pytest
from pdf_reading import failures, read

from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import TermsState
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.groups.rules.terms_changes import add_terms
from mscp_desktop.printing import blocks
from mscp_desktop.printing.rich import rich_blocks

TODAY = date(2025, 1, 15)  # of the tests' clock
TEXT = "It has **one** purpose.\n\n1. It meets.\n  - often\n2. It reports.\n- and ends"


@pytest.fixture
def vault(medway: Vault) -> Vault:
    """Medway's arrangements, with two versions and a draft for one group."""
    with medway.store.reading() as session:
        pmqa, executive = group_named(session, "PMQA").uid, group_named(session, "Executive").uid
    agreed = {"state": TermsState.AGREED, "agreed_by_uid": executive}
    made = (
        {"edition": "1", "agreed": PartialDate(2022), **agreed},
        {"edition": "2", "agreed": PartialDate(2024, 6, 12), "review": PartialDate(2024, 12), "text": TEXT, **agreed},
        {"edition": "3"},
    )
    for fields in made:
        run(medway.store, medway.actor, add_terms, pmqa, **fields)
    return medway


def printed(vault: Vault, day: date, group: str | None) -> tuple[str, bytes]:
    with vault.store.reading() as session:
        return make_pdf(session, report_named("terms-of-reference"), Request(TODAY, day, group=group))


def test_a_group_s_terms_say_what_holds_who_is_in_it_and_which_versions_there_were(vault: Vault) -> None:
    title, data = printed(vault, TODAY, "PMQA")
    assert title == "Terms of reference of Performance Management and Quality Assurance"
    assert failures(data) == []
    root = read(data).root
    assert [one.text for one in root.find("H2")] == ["What the group is for", "The terms", "Membership", "Versions"]
    words = root.text
    for said in (
        "6 times a year", "Executive Group", "Edition 2, in force", "12 June 2024 by Executive Group",
        "December 2024, overdue", "It has one purpose.",
    ):  # fmt: skip
        assert said in words
    members, versions = root.find("Table")
    assert len(members.find("TR")) == 1 + 15
    assert [row.text[: len("Edition 3")] for row in versions.find("TR")[1:]] == ["Edition 3", "Edition 2", "Edition 1"]


def test_as_at_an_earlier_day_the_version_of_that_day_holds(vault: Vault) -> None:
    _, data = printed(vault, date(2024, 6, 11), "PMQA")
    words = read(data).root.text
    assert "Edition 1, in force" in words
    assert "Edition 2" not in words
    assert "The membership is not known before December 2024." in words


def test_the_register_lists_every_group_of_the_day(vault: Vault, tmp_path: Path) -> None:
    title, data = printed(vault, TODAY, None)
    assert (title, failures(data)) == ("Terms of reference", [])
    reading = read(data)
    assert "1 overdue for review." in reading.root.text
    rows = reading.root.find("Table")[0].find("TR")
    assert len(rows) == 1 + 17 + 1
    with vault.store.reading() as session:
        write_report(session, report_named("terms-of-reference"), Request(TODAY, TODAY), tmp_path / "terms.csv")
    with (tmp_path / "terms.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    kept = [row for row in table if row and row[0].startswith("Performance")]
    assert [row[2:] for row in kept] == [
        ["Edition 3", "draft", "", "", "", ""],
        ["Edition 2", "in force", "12 June 2024", "Executive Group", "December 2024", "yes"],
    ]
    assert ["Executive Group", "Executive", "", "not recorded", "", "", "", ""] in table


def test_without_groups_there_is_no_register(empty_vault: Vault) -> None:
    with pytest.raises(UserError, match="Add a group first"):
        printed(empty_vault, TODAY, None)
    with pytest.raises(UserError, match="There is no group called"):
        printed(empty_vault, TODAY, "Nobody")


def test_simple_text_becomes_paragraphs_and_lists() -> None:
    assert rich_blocks(None) == []
    first, numbers, bullets = rich_blocks(TEXT)
    assert isinstance(first, blocks.Paragraph)
    assert isinstance(numbers, blocks.ItemList)
    assert isinstance(bullets, blocks.ItemList)
    assert (numbers.numbered, bullets.numbered) == (True, False)
    assert [len(item.items) for item in numbers.items] == [1, 0]
    assert [getattr(part, "bold", None) for part in first.text] == [False, True, False]  # type: ignore[union-attr]
