"""What an audit finds: tied, raised over several audits, turned into actions, compared, and printed as a plan."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from audit_made import AuditMade, made_audit
from pdf_reading import failures, read
from sqlalchemy import select

from mscp_desktop import catalogue
from mscp_desktop.actions.records import Action
from mscp_desktop.actions.rules.actions import action_row
from mscp_desktop.actions.rules.changes import change_action
from mscp_desktop.audits.records import Audit, AuditFinding, FindingKind, LearningTheme
from mscp_desktop.audits.rules import case_changes, changes, findings, learning
from mscp_desktop.audits.rules import finding_changes as does
from mscp_desktop.audits.rules.asked import audit_asked_for
from mscp_desktop.audits.rules.places import where_of
from mscp_desktop.audits.rules.programme import audit_rows
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation

STRENGTH, IMPROVEMENT, ESCALATION = FindingKind.STRENGTH, FindingKind.IMPROVEMENT, FindingKind.ESCALATION
DAY = date(2025, 1, 15)


@dataclass(slots=True)
class Two:
    """An audit, and one of the same theme that was held before it."""

    now: AuditMade
    before: str

    def rows(self, audit: str | None = None, day: date = DAY) -> list[findings.FindingRow]:
        return self.now.read(findings.finding_rows, audit or self.now.audit, day)

    def add(self, kind: FindingKind, text: str, audit: str | None = None, **more: Any) -> str:
        uid: str = self.now.do(does.add_finding, audit or self.now.audit, kind, text, **more)
        return uid


@pytest.fixture
def two(medway: Vault) -> Two:
    now = made_audit(medway)
    with medway.store.reading() as session:
        theme = session.scalars(select(Audit).where(Audit.uid == now.audit)).one().theme_id
        theme_uid = next(one.theme_uid for one in audit_rows(session) if one.theme_id == theme)
    before = now.do(changes.add_audit, 2023, 1, theme_uid=theme_uid)
    now.do(changes.hold_audit, before, PartialDate(2023, 5))
    return Two(now, before)


def one_of(vault: Vault, model: Any, **more: Any) -> Any:
    with vault.store.reading() as session:
        return session.scalars(select(model).filter_by(**more).order_by(model.id)).first()


def test_a_finding_is_tied_and_a_theme_is_raised_over_several_audits(two: Two) -> None:
    do = two.now.do
    body = one_of(two.now.vault, Organisation)
    first = two.add(
        IMPROVEMENT, "The child was not seen alone", new_learning="Child's voice", case_uids=two.now.cases,
        section_uid=two.now.sections[0], organisation_uids=[body.uid],
    )  # fmt: skip
    theme = one_of(two.now.vault, LearningTheme)
    two.add(IMPROVEMENT, "Wishes were not written down", two.before, learning_uid=theme.uid)
    two.add(STRENGTH, "Play was used", two.before, learning_uid=theme.uid)
    (row,) = two.rows()
    assert (row.case_words(), row.agency_words(), row.learning and row.learning.name) == (
        "N-01, N-02", body.name, "Child's voice",
    )  # fmt: skip
    assert row.raised_words() == "raised in two audits since 2023"
    assert row.learning is not None
    assert [one.year for one in row.learning.audits] == [2023, 2025]
    with pytest.raises(UserError, match="another audit"):
        two.add(STRENGTH, "Seen", two.before, case_uids=two.now.cases[:1])
    with pytest.raises(UserError, match="another tool"):
        two.add(STRENGTH, "Seen", two.before, section_uid=two.now.sections[0])
    with pytest.raises(UserError, match="Say what was found"):
        do(does.change_finding, first, row.version, text="  ")
    with pytest.raises(ConflictError, match="Give it an end"):
        do(does.remove_learning_theme, theme.uid)
    with pytest.raises(UserError, match="already"):
        do(does.add_learning_theme, "CHILD'S  voice")
    do(does.change_learning_theme, theme.uid, theme.version, ended=PartialDate(2025, 1, 1))
    with pytest.raises(UserError, match="no longer"):
        two.add(STRENGTH, "Seen", learning_uid=theme.uid)
    do(does.untie_case, row.cases[0].uid)
    assert two.rows()[0].case_words() == "N-02"


def test_an_escalation_is_due_until_it_says_what_followed_and_a_closed_audit_keeps_its_findings(two: Two) -> None:
    do, now = two.now.do, two.now
    with pytest.raises(UserError, match="to whom"):
        two.add(ESCALATION, "No health file was given")
    uid = two.add(ESCALATION, "No health file", two.before, escalated_to="the ICB", escalated_on=PartialDate(2023, 6))
    (asked,) = now.read(lambda session: list(findings.due(session, DAY)))
    assert asked.place == Place("audit_finding", uid)
    assert "to the ICB, June 2023" in asked.why
    assert now.read(lambda session: where_of(session, uid).part) == "findings"  # type: ignore[union-attr]
    do(does.change_finding, uid, 1, outcome="Files are shared within two days")
    assert not now.read(lambda session: list(findings.due(session, DAY)))
    do(does.change_finding, uid, 2, kind=STRENGTH)
    assert one_of(now.vault, AuditFinding).escalated_to is None
    do(changes.close_audit, two.before, "Graded elsewhere")
    for what in (
        lambda: do(does.change_finding, uid, 3, text="Other"), lambda: two.add(STRENGTH, "One", two.before),
        lambda: do(does.remove_findings, [uid]), lambda: do(does.move_finding, uid, 1),
    ):  # fmt: skip
        with pytest.raises(UserError, match="Open it again"):
            what()
    do(changes.reopen_audit, two.before)
    do(does.change_finding, uid, 3, text="Other")


def test_actions_of_a_finding_stand_in_the_register_and_follow_its_number(two: Two) -> None:
    do, now = two.now.do, two.now
    below = one_of(now.vault, Group, name="Kent Case File Audit Group") or next(
        one for one in now.read(lambda s: s.scalars(select(Group)).all()) if one.parent_id is not None
    )
    audit = one_of(now.vault, Audit, uid=now.audit)
    do(changes.change_audit, now.audit, audit.version, group_uid=below.uid)
    two.add(STRENGTH, "Seen alone")
    uid = two.add(IMPROVEMENT, "No chronology")
    made = do(does.raise_action, uid, "Write a chronology template", due=date(2025, 1, 20))
    with now.vault.store.reading() as session:
        row = action_row(session, made, DAY)
        above = session.get_one(Group, session.get_one(Group, below.id).parent_id)
        assert row is not None
        assert (row.group_uid, row.source_place) == (above.uid, Place("audit_finding", uid))
        assert row.source == f"Audit {audit.number}, Neglect at home, finding 2"
    with pytest.raises(ConflictError, match="Actions came from finding 2"):
        do(does.remove_findings, [uid])
    do(does.move_finding, uid, -1)
    assert [one.text for one in two.rows()] == ["No chronology", "Seen alone"]
    assert one_of(now.vault, Action, uid=made).source.endswith("finding 1")
    assert two.rows(day=date(2025, 2, 1))[0].action_words().endswith("overdue")
    do(change_action, made, one_of(now.vault, Action, uid=made).version, source="Our words")
    do(does.move_finding, uid, 1)
    assert one_of(now.vault, Action, uid=made).source == "Our words"
    do(does.tie_case, uid, now.cases[0])
    with pytest.raises(ConflictError, match="A finding was made in"):
        do(case_changes.remove_cases, now.cases[:1])


def test_an_audit_is_compared_with_the_one_before_and_its_learning_is_agreed(two: Two) -> None:
    do, now = two.now.do, two.now
    voice, plans, joint = (do(does.add_learning_theme, one) for one in ("Voice", "Plans", "Joint working"))
    old = two.add(IMPROVEMENT, "Not heard", two.before, learning_uid=voice)
    two.add(IMPROVEMENT, "No plan", two.before, learning_uid=plans)
    two.add(STRENGTH, "Met weekly", two.before)
    do(does.raise_action, old, "Ask each child", organisation_uid=one_of(now.vault, Organisation).uid)
    two.add(IMPROVEMENT, "Still not heard", learning_uid=voice)
    two.add(STRENGTH, "Joint visits", learning_uid=joint)
    found = now.read(learning.comparison, now.audit, DAY)
    assert {one.theme: one.words for one in found.lines} == {
        "Voice": learning.AGAIN, "Plans": learning.NOT_AGAIN, "Joint working": learning.NEW,
        "without a theme": learning.NO_THEME,
    }  # fmt: skip
    assert [one.text for one in found.open_actions] == ["Ask each child"]
    assert "1 was found again. 1 of its actions is still open" in found.words()
    assert now.read(learning.comparison, two.before, DAY) is None
    with pytest.raises(UserError, match="agreed once it is held"):
        do(does.agree_learning, now.audit, PartialDate(2025, 1))
    with pytest.raises(UserError, match="still to come"):
        do(does.agree_learning, two.before, PartialDate(2025, 2))
    do(does.agree_learning, two.before, PartialDate(2023, 7))
    assert now.read(findings.finding_facts, two.before).agreed_words() == "July 2023"


def test_the_action_plan_names_findings_actions_and_what_is_overdue(two: Two, tmp_path: Path) -> None:
    do, now = two.now.do, two.now
    audit = one_of(now.vault, Audit, uid=now.audit)
    uid = two.add(IMPROVEMENT, "No chronology", new_learning="Records")
    do(does.raise_action, uid, "Write a chronology template", due=date(2025, 1, 20))
    two.add(ESCALATION, "No file", escalated_to="the ICB")
    entry, later = catalogue.report_named("audit-action-plan"), date(2025, 2, 1)
    for words in (now.audit, str(audit.number), f"audit {audit.number}", "Neglect at home, January 2025"):
        with now.vault.store.reading() as session:
            assert audit_asked_for(session, Request(DAY, DAY, audit=words)).uid == now.audit
    with now.vault.store.reading() as session:
        with pytest.raises(UserError, match="Several audits"):
            audit_asked_for(session, Request(DAY, DAY, audit="Neglect at home"))
        with pytest.raises(UserError, match="There is no audit"):
            audit_asked_for(session, Request(DAY, DAY, audit="999"))
        request = Request(later, later, audit=str(audit.number))
        title, data = catalogue.make_pdf(session, entry, request)
        catalogue.write_report(session, entry, request, tmp_path / "plan.xlsx")
        with pytest.raises(UserError, match="made of one audit"):
            catalogue.make_pdf(session, entry, Request(DAY, DAY))
    said = " ".join(read(data).text.split())
    assert failures(data) == []
    assert title == f"Action plan of Audit {audit.number}, Neglect at home"
    for words in (
        "1. No chronology",
        "Write a chronology template",
        "overdue",
        "2. No file",
        "to the ICB",
        "Signature",
    ):
        assert words in said, words
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx").worksheets[0]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert any("Write a chronology template" in line and 12 in line for line in cells)
