"""The programme of audits: what was published, the schedule, its rotation, what is due, and how cases were graded."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import read as read_pdf

from mscp_desktop.audits.records import ON_RECORD, AuditState
from mscp_desktop.audits.rules import changes, due, programme, themes, trend
from mscp_desktop.audits.rules.proposal import free_quarters, next_free, proposal, year_to_plan
from mscp_desktop.audits.sample.fill import fill_audits
from mscp_desktop.catalogue import make_pdf, report_named
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import ConflictError, NotAllowedError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.local_rules import set_days
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import add_meeting

TODAY = date(2025, 1, 15)
CONTEXTUAL = "Contextual safeguarding and trauma-informed practice"
PUBLISHED = {  # as the annual report of 2021-22 has them
    "Physical abuse": ("2021-04", 6, {"Requires improvement": 2, "Inadequate": 4}),
    "Child sexual exploitation": ("2021-09", 5, {"Good": 1, "Requires improvement": 1, "Inadequate": 3}),
    "Children with disabilities": ("2021-12", 5, {"Requires improvement": 2, "Inadequate": 3}),
    "Parental mental health": ("2022-03", 5, {"Good": 2, "Requires improvement": 1, "Inadequate": 2}),
}


def do(vault: Vault, what: Any, *args: Any, **more: Any) -> Any:
    return run(vault.store, vault.actor, what, *args, **more).value


def read(vault: Vault, what: Callable[..., Any], *args: Any) -> Any:
    with vault.store.reading() as session:
        return what(session, *args)


def theme(vault: Vault, name: str) -> str:
    return next(one.uid for one in read(vault, programme.themes) if one.name == name)


def row(vault: Vault, uid: str) -> programme.AuditRow:
    return read(vault, programme.audit_row, uid)


def decide(vault: Vault) -> str:
    """Record a decision of the Executive."""
    uid = read(vault, group_named, "Executive").uid
    meeting = do(vault, add_meeting, uid, date(2025, 1, 8))
    return do(vault, add_decision, meeting, "The schedule of audits is agreed", inquorate=False)


def test_the_four_audits_that_were_published_add_up(medway: Vault) -> None:
    rows = read(medway, programme.audit_rows)
    found = {
        one.theme: (one.held_on.iso(), one.cases, {grade.name: grade.cases for grade in one.grades}) for one in rows
    }
    assert found == PUBLISHED
    assert [one.number for one in rows] == [one.quarter for one in rows] == [1, 2, 3, 4]
    assert {(one.year, one.state, one.published, one.group) for one in rows} == {
        (2021, AuditState.CLOSED, "Annual Report 2021-22", "Multi-Agency Case File Audit")
    }
    (one,) = read(medway, trend.trends)
    assert dict(zip(one.grades, one.whole.counts, strict=True)) == {
        "Outstanding": 0, "Good": 3, "Requires improvement": 6, "Inadequate": 12,
    }  # fmt: skip
    assert (one.whole.audits, one.whole.cases, one.by_year[0].name) == (4, 21, "2021-22")
    assert [each.cases for each in one.by_audit] == [6, 5, 5, 5]
    assert one.by_audit[0].name == "Physical abuse, April 2021"
    assert one.by_audit[0].words(3) == "4 (67%)"


def test_no_share_is_made_of_a_few_cases() -> None:
    few, enough = trend.Graded("few", 1, (1, 3)), trend.Graded("enough", 1, (1, 4))
    assert (few.words(1), few.share(1)) == ("3", None)
    assert (enough.words(1), enough.words(0)) == ("4 (80%)", "1 (20%)")
    assert trend.Graded("half", 3, (14, 2)).words(1) == "2 (13%)"


@given(st.dates(date(1995, 1, 1), date(2090, 12, 31)))
def test_every_day_lies_in_its_quarter(day: date) -> None:
    first, last = programme.quarter_days(*programme.quarter_of(day))
    assert first <= day <= last
    assert first.day == 1
    assert first.month in (1, 4, 7, 10)
    assert (last - first).days in (89, 90, 91)


def test_a_proposal_gives_each_reason_and_is_taken_back_at_once(medway: Vault) -> None:
    assert read(medway, year_to_plan, TODAY) == 2024
    found = read(medway, proposal, 2025, TODAY)
    assert [quarter for quarter, _ in found.quarters] == [1, 2, 3, 4]
    assert [(one.name, one.reason) for _, one in found.quarters] == [
        ("Domestic abuse", "required by the plan; no audit on record"),
        ("Neglect", "required by the plan; no audit on record"),
        (
            "Child sexual exploitation",
            f"serves the priority {CONTEXTUAL}, which no audit of this plan has served",
        ),
        ("Physical abuse", "last audited in April 2021, three years ago"),
    ]
    assert [one.name for one in found.candidates[4:]] == ["Children with disabilities", "Parental mental health"]
    made = do(medway, changes.adopt_proposal, 2025, [(quarter, one.uid) for quarter, one in found.quarters])
    assert [row(medway, uid).number for uid in made] == [5, 6, 7, 8]
    after = read(medway, proposal, 2025, TODAY)
    assert after.quarters == ()
    assert {(row(medway, uid).group, row(medway, uid).tool is None) for uid in made} == {
        ("Multi-Agency Case File Audit", False)
    }
    with pytest.raises(UserError, match="Neglect is chosen for two quarters"):
        do(medway, changes.adopt_proposal, 2026, [(one, theme(medway, "Neglect")) for one in (1, 2)])
    assert {one.name for one in after.candidates} == {"Children with disabilities", "Parental mental health"}
    later = read(medway, proposal, 2026, TODAY)
    assert later.candidates[-1].reason.endswith("is planned for quarter 4 of 2025-26")
    undo(medway.store, medway.actor)
    assert len(read(medway, programme.audit_rows)) == 4
    uid = do(medway, changes.add_audit, 2025, 1, theme_uid=theme(medway, "Neglect"))
    assert row(medway, uid).number == 9  # a number is given once


def test_a_quarter_takes_what_the_rule_gives_it(medway: Vault) -> None:
    neglect = theme(medway, "Neglect")
    do(medway, changes.add_audit, 2025, 2, theme_uid=neglect)
    with pytest.raises(UserError, match=r"Quarter 2 of 2025-26 has Audit 5, Neglect\. Choose another quarter"):
        do(medway, changes.add_audit, 2025, 2, new_theme="Modern slavery")
    assert "Modern slavery" not in {one.name for one in read(medway, programme.themes)}
    assert read(medway, free_quarters, 2025, TODAY) == [1, 3, 4]
    assert (read(medway, next_free, TODAY), read(medway, next_free, date(2025, 4, 2))) == ((2024, 4), (2025, 1))
    do(medway, set_days, programme.AUDITS_A_YEAR, 6, date(2025, 4, 1), "More audits")
    assert read(medway, programme.audits_a_year, 2025) == 6
    do(medway, changes.add_audit, 2025, 2, new_theme="Modern slavery")
    do(medway, set_days, programme.AUDITS_A_YEAR, 3, date(2025, 4, 1), "Fewer audits")
    assert read(medway, free_quarters, 2025, TODAY) == [1]


def test_an_audit_from_proposal_to_closing(medway: Vault) -> None:
    uid = do(medway, changes.add_audit, 2024, 3, theme_uid=theme(medway, "Neglect"))
    with pytest.raises(UserError, match="Mark it as held first"):
        do(medway, changes.change_audit, uid, row(medway, uid).version, cases=5)
    with pytest.raises(UserError, match="An audit is closed once it is held"):
        do(medway, changes.close_audit, uid)
    decision = decide(medway)
    do(medway, changes.agree_audits, [uid], decision)
    one = row(medway, uid)
    assert read(medway, programme.agreeing_decisions, "schedule agreed") == [
        (decision, "D1, Executive Group, 8 January 2025", "The schedule of audits is agreed")
    ]
    assert (one.state, one.decision, one.decision_uid) == (AuditState.AGREED, "D1, 8 January 2025", decision)
    assert read(medway, programme.audits_of_decision, decision) == [one]
    with pytest.raises(UserError, match="is agreed, so its theme stays"):
        do(medway, changes.change_audit, uid, one.version, theme_uid=theme(medway, "Physical abuse"))
    with pytest.raises(ConflictError, match="The Executive agreed Audit 5"):
        do(medway, changes.remove_audits, [uid])
    with pytest.raises(UserError, match="still to come"):
        do(medway, changes.hold_audit, uid, PartialDate(2025, 3))
    with pytest.raises(UserError, match="more than a year from its quarter") as refused:
        do(medway, changes.hold_audit, uid, PartialDate(2023, 9))
    assert refused.value.field == "held_on"
    do(medway, changes.hold_audit, uid, PartialDate(2024, 12, 11), cases=5)
    grades = {one.name: one.uid for one in read(medway, programme.grades_to_give, uid)}
    do(medway, changes.set_counts, uid, {grades["Good"]: 2, grades["Inadequate"]: 4})
    one = row(medway, uid)
    assert (one.cases, one.grade_words()) == (6, "2 good, 4 inadequate")
    with pytest.raises(UserError, match="add up to 6 cases"):
        do(medway, changes.change_audit, uid, one.version, cases=7)
    assert read(medway, programme.audit_history, uid)[0].summary == (
        "Grades of Audit 5, Neglect: 2 good, 4 inadequate; 6 cases instead of 5"
    )
    do(medway, changes.set_counts, uid, {grades["Good"]: 3})
    undo(medway.store, medway.actor)
    assert row(medway, uid).grade_words() == "2 good, 4 inadequate"
    do(medway, changes.close_audit, uid)
    with pytest.raises(UserError, match=r"closed\. Open it again"):
        do(medway, changes.change_audit, uid, row(medway, uid).version, held_on=PartialDate(2024, 11))
    do(medway, changes.change_audit, uid, row(medway, uid).version, learning="Ask again")
    do(medway, changes.reopen_audit, uid)
    assert row(medway, uid).state is AuditState.HELD
    with pytest.raises(UserError, match="so it can't be cancelled"):
        do(medway, changes.cancel_audit, uid, "No")
    auditor = Actor("bea", "Bea", frozenset({Role.AUDIT}))
    run(medway.store, auditor, changes.set_counts, uid, {grades["Good"]: 6})
    with pytest.raises(NotAllowedError):
        run(medway.store, auditor, changes.close_audit, uid)


def test_a_cancelled_audit_frees_its_quarter(medway: Vault) -> None:
    uid = do(medway, changes.add_audit, 2025, 1, theme_uid=theme(medway, "Neglect"))
    with pytest.raises(UserError, match="Say why"):
        do(medway, changes.cancel_audit, uid, " ")
    do(medway, changes.cancel_audit, uid, "The group could not meet")
    other = do(medway, changes.add_audit, 2025, 1, theme_uid=theme(medway, "Domestic abuse"))
    with pytest.raises(UserError, match="Quarter 1 of 2025-26 has Audit 6"):
        do(medway, changes.reopen_audit, uid)
    do(medway, changes.remove_audits, [other])
    do(medway, changes.reopen_audit, uid)
    assert (row(medway, uid).state, row(medway, uid).cancelled_why) == (AuditState.PROPOSED, None)


def test_themes_have_names_of_their_own_and_stay_while_audited(medway: Vault) -> None:
    with pytest.raises(UserError, match="already a theme called Neglect"):
        do(medway, themes.add_theme, "neglect")
    with pytest.raises(ConflictError, match="There are audits of Physical abuse"):
        do(medway, themes.remove_theme, theme(medway, "Physical abuse"))
    planned = do(medway, changes.add_audit, 2025, 1, theme_uid=theme(medway, "Physical abuse"))
    with pytest.raises(UserError, match="Audit 5 is planned on Physical abuse for quarter 1 of 2025-26"):
        do(medway, themes.end_theme, theme(medway, "Physical abuse"), PartialDate(2025))
    do(medway, changes.remove_audits, [planned])
    do(medway, themes.end_theme, theme(medway, "Physical abuse"), PartialDate(2025))
    assert "Physical abuse" not in {one.name for one in read(medway, proposal, 2025, TODAY).candidates}
    do(medway, themes.remove_theme, theme(medway, "Neglect"))
    assert len(read(medway, programme.themes)) == 5


def test_what_is_due_and_what_is_amiss(medway: Vault) -> None:
    asked = list(read(medway, lambda session: list(due.due(session, TODAY))))
    assert [(one.about, one.what, one.why, one.day) for one in asked] == [
        (due.TO_PLAN, "Plan the audit of 2024-25", "No audit is planned for quarter 4.", date(2025, 1, 1)),
        (due.TO_PLAN, "Plan the audits of 2025-26", "No audit is planned for quarters 1, 2, 3, 4.", date(2025, 4, 1)),
    ]
    assert asked[0].place == Place("audits", None, "audits.propose")
    assert "Rule: Multi-agency audits held, 4 times a year." in asked[0].explain
    past = do(medway, changes.add_audit, 2024, 3, theme_uid=theme(medway, "Neglect"))
    by_about = {one.about: one for one in read(medway, lambda session: list(due.due(session, TODAY)))}
    assert by_about[due.TO_MARK].place == by_about[due.TO_AGREE].place == Place("audits", past)
    assert by_about[due.TO_MARK].day == date(2024, 12, 31)
    amiss = read(medway, lambda session: [(one.about, one.what) for one in due.checks(session, TODAY)])
    assert amiss == [
        (due.MISSED, "Quarter 1 of 2024-25 had no audit"), (due.MISSED, "Quarter 2 of 2024-25 had no audit"),
        (due.UNMARKED, "Audit 5, Neglect: did it take place?"),
        (due.NEVER, "No audit of Domestic abuse is on record"), (due.NEVER, "No audit of Neglect is on record"),
    ]  # fmt: skip
    do(medway, changes.hold_audit, past, PartialDate(2024, 11))
    amiss = read(medway, lambda session: [one.what for one in due.checks(session, TODAY)])
    assert "Audit 5, Neglect: who agreed it?" in amiss
    assert "No audit of Neglect is on record" not in amiss


def test_nothing_is_asked_where_no_programme_is_kept(empty_vault: Vault) -> None:
    with empty_vault.store.reading() as session:
        assert [*due.due(session, TODAY), *due.checks(session, TODAY)] == []
        assert trend.trends(session) == []
        _, data = make_pdf(session, report_named("audit-programme"), Request(TODAY, TODAY))
    assert "No audit is planned." in read_pdf(data).text


def test_the_sample_fills_the_quarters_that_are_free(medway: Vault) -> None:
    assert do(medway, operation("tests.sample")(fill_audits), 3) == 12
    rows = read(medway, programme.audit_rows)
    assert len({one.when() for one in rows}) == len(rows) == 16
    assert len({one.number for one in rows}) == 16
    held = [one for one in rows if one.state in ON_RECORD]
    assert all(sum(grade.cases for grade in one.grades) == one.cases for one in held)
    assert [one.state for one in rows if one.when() >= (2024, 4)] == [AuditState.PROPOSED]


def test_audits_are_found_by_theme_number_and_learning(medway: Vault) -> None:
    def found(typed: str) -> list[str]:
        with medway.store.reading() as session:
            return [one.title for one in find(session, typed) if one.kind == "audit"]

    assert found("physical abuse") == ["Audit 1: Physical abuse"]
    assert found("contextual") == ["Audit 2: Child sexual exploitation"]
    uid = next(one for one in read(medway, programme.themes) if one.name == "Physical abuse")
    do(medway, themes.change_theme, uid.uid, uid.version, name="Bruises")
    assert found("bruises") == ["Audit 1: Bruises"]
