"""What graded audits tell: agreed grades, and services' own grades beside them, counted again from the rows."""

from collections import Counter
from pathlib import Path

import pytest
from audit_graded import graded_audit
from audit_made import AuditMade, made_audit
from openpyxl import load_workbook
from pdf_reading import read as read_pdf
from sqlalchemy import select

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import AgreedGrade, AuditService, OwnGrade, ServiceCase
from mscp_desktop.audits.report.figures import NOTHING, figures_workbook, told
from mscp_desktop.audits.rules import sealing, statistics
from mscp_desktop.audits.rules.statistics import Compared, Scope
from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.vault import Vault


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    """Two cases, three services: the second answered late, the third knows one child."""
    return graded_audit(medway, late=1)


def by_hand(made: AuditMade) -> dict[str, Counter[str]]:
    """Count every own grade beside its agreed one, row by row."""
    found: dict[str, Counter[str]] = {}

    def read(session: object) -> None:
        places = {one.id: one.position for one in session.scalars(select(Grade))}  # type: ignore[attr-defined]
        overall = {one.id for one in session.scalars(select(ToolSection)) if one.overall}  # type: ignore[attr-defined]
        for own in session.scalars(select(OwnGrade)).all():  # type: ignore[attr-defined]
            said = session.get(ServiceCase, own.service_case_id)  # type: ignore[attr-defined]
            service = session.get(AuditService, said.service_id)  # type: ignore[attr-defined]
            agreed = session.scalars(  # type: ignore[attr-defined]
                select(AgreedGrade).where(AgreedGrade.case_id == said.case_id, AgreedGrade.section_id == own.section_id)
            ).one()
            if own.section_id in overall:
                continue
            counts = found.setdefault(service.name, Counter())
            if said.late:
                counts["late"] += 1
                continue
            gap = places[own.grade_id] - places[agreed.grade_id]
            counts["same" if gap == 0 else "higher" if gap < 0 else "lower"] += 1
            counts["near"] += abs(gap) == 1

    made.read(read)
    return found


def test_own_grades_stand_beside_agreed_ones_and_late_ones_are_left_out(made: AuditMade) -> None:
    (one,) = made.read(statistics.figures, Scope(audit=made.audit))
    hand = by_hand(made)
    assert {each.name for each in one.compared} == set(hand)
    for each in one.compared:
        counted = hand[each.name]
        assert (each.same, each.near, each.higher, each.lower, each.late) == tuple(
            counted[key] for key in ("same", "near", "higher", "lower", "late")
        )
    late = next(each for each in one.compared if each.late)
    assert (late.number, late.cases) == (0, 0)
    assert one.late == late.late == 2 * (len(made.sections) - 1)
    assert one.compared_whole.number == sum(each.number for each in one.compared)
    assert one.compared_whole.cases == 2
    assert late.name not in {each.name for each in one.own}


def test_no_share_is_given_of_few_cases_whatever_the_number_of_grades(made: AuditMade) -> None:
    (one,) = made.read(statistics.figures, Scope(audit=made.audit))
    assert one.compared_whole.number > 5
    assert "%" not in one.compared_whole.words(one.compared_whole.same)
    assert not any("%" in each.words(at) for each in (*one.own, *one.sections) for at in range(4))
    assert Compared("All", 1, 5, 3, 1, 1, 0).words(3) == "3", "of four grades"
    assert Compared("All", 1, 5, 6, 1, 1, 1).words(6) == "6 (75%)"


def test_published_counts_count_only_where_the_overall_grade_is_meant(made: AuditMade) -> None:
    (one,) = made.read(statistics.figures, Scope())
    assert one.trend is not None
    assert (one.trend.whole.audits, one.trend.whole.cases) == (5, 23)
    assert {each.cases for each in one.sections} == {2}
    (earlier,) = made.read(statistics.figures, Scope(first=2021, last=2021))
    assert earlier.trend is not None
    assert (earlier.trend.whole.cases, earlier.sections, earlier.compared) == (21, (), ())


def test_nothing_is_told_before_the_reveal(medway: Vault) -> None:
    made = made_audit(medway)
    made.do(sealing.set_own_grade, made.services[0], made.cases[0], made.sections[0], made.grades["Good"])
    today = medway.store.clock.today()
    found = made.read(told, Request(today, today, audit=made.audit))
    assert found.tables == ()
    assert found.remarks == (NOTHING,), "an audit that was not held yet is none of them"
    assert made.read(statistics.figures, Scope(audit=made.audit)) == []
    with pytest.raises(UserError, match="Nothing was written"):
        made.read(figures_workbook, Request(today, today, audit=made.audit))


def test_figures_print_and_go_into_a_workbook(made: AuditMade, tmp_path: Path) -> None:
    today = made.vault.store.clock.today()
    entry, asked = report_named("audit-figures"), Request(today, today)
    with made.vault.store.reading() as session:
        _, data = make_pdf(session, entry, asked)
        write_report(session, entry, asked, tmp_path / "figures.xlsx")
        found = told(session, asked)
    text = read_pdf(data).text
    assert all(one.title in text for one in found.tables)
    assert "own grades are left out" in text
    book = load_workbook(tmp_path / "figures.xlsx")
    assert len(book.sheetnames) == len(found.tables)
    rows = [[cell.value for cell in row] for row in book["Overall grades by year"]]
    assert ["2021-22", 4, 21, 0, 3, 6, 12] in rows
