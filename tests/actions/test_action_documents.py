"""The register of actions on paper and as a table: grouped, aged, and where it is public without confidential ones."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import failures, read

from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.report.ageing import BANDS, ageing, ageing_chart
from mscp_desktop.actions.rules import changes
from mscp_desktop.actions.rules.actions import ActionRow, action_rows
from mscp_desktop.catalogue import make_chart, make_pdf, report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.rules.names import organisation_uids_named

TODAY = date(2025, 1, 15)
ASKED = Request(TODAY, TODAY)


@pytest.fixture
def filled(medway: Vault) -> Vault:
    """Medway with six actions: overdue, coming, without a date, done, with impact shown, and a confidential one."""
    with medway.store.reading() as session:
        executive, pmqa = group_named(session, "Executive").uid, group_named(session, "PMQA").uid
        police = organisation_uids_named(session, "Kent Police")[0]

    def add(text: str, raised: date, due: date | None, **more: object) -> str:
        uid: str = run(
            medway.store, medway.actor, changes.add_action, text, raised=raised, due=due, **more,  # type: ignore[arg-type]
        ).value  # fmt: skip
        return uid

    add("Write to <all> schools & colleges", date(2024, 6, 1), date(2024, 12, 1), group_uid=executive,
        organisation_uid=police)  # fmt: skip
    add("Add neglect", date(2025, 1, 2), date(2025, 3, 1), group_uid=pmqa, organisation_uid=police)
    add("Ask for waiting times", date(2024, 12, 1), None)
    done = add("Review the policy", date(2024, 10, 1), date(2024, 12, 1), group_uid=executive)
    run(medway.store, medway.actor, changes.mark_done, done, "The policy of December")
    shown = add("Train 40 staff", date(2024, 10, 1), date(2024, 12, 1), group_uid=executive)
    run(medway.store, medway.actor, changes.mark_done, shown, "40 certificates")
    run(medway.store, medway.actor, changes.show_impact, shown, "Referrals are complete")
    add("Speak to the family", date(2025, 1, 3), None, group_uid=executive, confidential=True)
    return medway


def test_the_register_reads_back_as_it_was_meant(filled: Vault) -> None:
    with filled.store.reading() as session:
        _, data = make_pdf(session, report_named("actions"), ASKED)
        _, public = make_pdf(session, report_named("actions"), replace(ASKED, public=True))
        _, of_police = make_pdf(session, report_named("actions"), replace(ASKED, organisation="Kent Police"))
        chart = make_chart(session, "ageing", ASKED)
    assert failures(data) == []
    found = read(data)
    headings = [node.text for node in found.root.find("H2")] or [words for _, words in found.outline]
    assert [one for one in headings if one != "Actions"] == [
        "Open actions by age", "Executive Group", "Performance Management and Quality Assurance",
        "Watched by no group", "Impact shown since 16 January 2024",
    ]  # fmt: skip
    ages, executive, *_ = found.tables()[-5:]
    assert ages[1:] == [
        ["0 to 30 days", "0", "1", "1", "2"], ["31 to 90 days", "0", "0", "1", "1"],
        ["91 to 180 days", "0", "0", "0", "0"], ["Over 180 days", "1", "0", "0", "1"], ["Total", "1", "1", "2", "4"],
    ]  # fmt: skip
    assert executive[1] == [
        "A1", "Write to <all> schools & colleges", "Kent Police", "1 December 2024, 45 days overdue", "overdue",
        "nothing yet",
    ]  # fmt: skip
    assert [line[4] for line in executive[1:]] == ["overdue", "open", "done, impact not shown"]
    assert "Speak to the family (confidential)" in found.text
    assert "Speak to the family" not in read(public).text
    assert "Referrals are complete" in read(public).text
    assert [line[0] for table in read(of_police).tables()[-2:] for line in table[1:]] == ["A1", "A2"]
    assert len(found.root.find("Figure")) == 1
    assert [(one.name, one.values) for one in chart.series] == [
        ("Overdue", (0, 0, 0, 1)), ("Not due yet", (1, 0, 0, 0)), ("No date", (1, 1, 0, 0)),
    ]  # fmt: skip


def test_the_same_as_a_workbook_and_as_csv(filled: Vault, tmp_path: Path) -> None:
    book, text = tmp_path / "actions.xlsx", tmp_path / "actions.csv"
    with filled.store.reading() as session:
        write_report(session, report_named("actions"), ASKED, book)
        write_report(session, report_named("actions"), replace(ASKED, public=True, group="Executive"), text)
        with pytest.raises(UserError, match="There is no group called"):
            write_report(session, report_named("actions"), replace(ASKED, group="Nowhere"), text)
    sheet = openpyxl.load_workbook(book).worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if row and str(row[0]).startswith("A") and row[1]]
    assert [(row[0], row[7]) for row in rows if row[0] != "Actions"] == [
        ("A1", "overdue"), ("A2", "open"), ("A3", "open"), ("A4", "done, impact not shown"), ("A5", "impact shown"),
        ("A6", "open"),
    ]  # fmt: skip
    assert rows[0][10] == 45
    with text.open(encoding="utf-8-sig", newline="") as file:
        said = [row for row in csv.reader(file) if row and row[0].startswith("A") and row[0][1:].isdecimal()]
    assert [row[0] for row in said] == ["A1", "A4", "A5"]


def test_without_actions_the_register_says_so_and_there_is_no_chart(medway: Vault) -> None:
    with medway.store.reading() as session:
        _, data = make_pdf(session, report_named("actions"), ASKED)
        with pytest.raises(UserError, match="No action is open"):
            make_chart(session, "ageing", ASKED)
    assert "No action is open, and none waits for its impact" in read(data).text


STATES = st.tuples(
    st.sampled_from(list(ActionState)), st.integers(0, 400), st.one_of(st.none(), st.integers(-300, 300))
)


def test_each_open_action_counts_in_one_band(filled: Vault) -> None:
    with filled.store.reading() as session:
        like = action_rows(session, TODAY)[0]

    @given(st.lists(STATES, max_size=40))
    def drill(made: list[tuple[ActionState, int, int | None]]) -> None:
        rows: list[ActionRow] = [
            replace(
                like, state=state, raised=TODAY - timedelta(days=age),
                due=None if left is None else TODAY + timedelta(days=left),
                late=max(0, -left) if left is not None and state is ActionState.OPEN else 0,
            )
            for state, age, left in made
        ]  # fmt: skip
        bands = ageing(rows, TODAY)
        opened = [(age, left) for state, age, left in made if state is ActionState.OPEN]
        assert sum(band.all for band in bands) == len(opened)
        assert sum(band.overdue for band in bands) == sum(left is not None and left < 0 for _, left in opened)
        edges = [-1, *(most for most, _ in BANDS if most is not None), 10_000]
        for place, band in enumerate(bands):
            assert band.all == sum(edges[place] < age <= edges[place + 1] for age, _ in opened)
        assert (ageing_chart(bands) is None) == (not opened)

    drill()
