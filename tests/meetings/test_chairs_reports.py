"""Chairs' reports: due for the meeting that receives them, begun from what is on record, on one page, then agreed."""

from datetime import date
from pathlib import Path

import pytest
from agenda_case import TODAY, AgendaCase
from pdf_reading import failures, read
from vaults import StillClock

from mscp_desktop.actions.rules.changes import add_action
from mscp_desktop.catalogue import report_named, write_report
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.groups.records import Tier
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.meetings.report.chairs_report import pages_of
from mscp_desktop.meetings.rules import agenda_changes, carrying, chairs_reports, chairs_reports_changes
from mscp_desktop.meetings.rules.chairs_reports_facts import report_facts
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import cancel_meeting, hold_meeting
from mscp_desktop.meetings.rules.patterns import set_pattern


@pytest.fixture
def case(agenda_case: AgendaCase) -> AgendaCase:
    return agenda_case


@pytest.fixture
def story(case: AgendaCase, clock: StillClock) -> AgendaCase:
    """Between two meetings of the Executive, PMQA met once, cancelled once, decided, and sent a matter up."""
    clock.move(days=50)  # 6 March
    met, gone = case.below[1], case.meeting(case.pmqa, date(2025, 2, 10))
    case.do(cancel_meeting, gone, "Not quorate")
    case.do(hold_meeting, met)
    item = case.do(agenda_changes.add_item, met, "Audit programme")
    secret = case.do(agenda_changes.add_item, met, "Child Q", confidential=True)
    case.do(add_decision, met, "The programme is **agreed**.", item_uid=item, inquorate=False)
    case.do(add_decision, met, "Hidden from all.", item_uid=secret, inquorate=True)
    late = {"group_uid": case.pmqa, "raised": date(2025, 1, 20), "due": date(2025, 2, 1)}
    case.do(add_action, "Chase the returns", **late)
    case.do(carrying.send_up, item)
    return case


def test_a_report_is_due_from_each_group_that_reports_to_a_meeting_s_group(case: AgendaCase) -> None:
    linked = case.do(add_group, "Adults Board", tier=Tier.LINKED, parent_uid=case.executive)
    rows = case.read(chairs_reports.reports_to, case.above[0])
    assert [(row.group_uid, row.state(), row.since, row.until) for row in rows] == [
        (case.pmqa, "missing", None, date(2025, 1, 29))
    ]
    assert linked
    assert rows[0].due == date(2025, 1, 22)  # five working days before
    case.do(set_pattern, case.executive, 0, papers_before=10)
    assert case.read(chairs_reports.reports_to, case.above[0])[0].due == TODAY
    (finding,) = case.look(lambda session: list(chairs_reports.checks(session, TODAY)))
    assert finding.what.endswith("has no chair's report for Executive, 29 January 2025")
    assert finding.place == Place("chairs_report", f"{case.above[0]}/{case.pmqa}")
    case.do(chairs_reports_changes.make_reports, case.above[0])
    assert case.look(lambda session: list(chairs_reports.checks(session, TODAY))) == []
    (due,) = case.look(lambda session: list(chairs_reports.due(session, TODAY)))
    assert (due.day, due.verb, due.why) == (TODAY, "Finish it", "It is a draft: its chair has not agreed it.")
    assert "10 working days before Wednesday 29 January 2025 is Wednesday 15 January 2025." in due.explain
    report = case.read(chairs_reports.reports_to, case.above[0])[0].uid
    case.do(chairs_reports_changes.change_report, report, 1, assurance="All is well.")
    case.do(chairs_reports_changes.agree_report, report, by="Ann Ash")
    assert case.look(lambda session: list(chairs_reports.due(session, TODAY))) == []
    assert case.do(chairs_reports_changes.make_reports, case.above[0]) == 0


def test_a_report_begins_with_what_is_on_record_since_the_receiver_last_met(story: AgendaCase) -> None:
    facts = story.read(report_facts, story.pmqa, date(2025, 1, 29), date(2025, 3, 26))
    assert dict(facts.pairs()) == {
        "Meetings held": "3 March 2025 (cancelled: 10 February 2025)",
        "Attendance": "not recorded",
        "Decisions": "2, 1 of them without a quorum",
        "Actions": "0 raised, 0 closed, 1 open, 1 of them overdue",
        "Challenges": "none",
    }
    uid = story.do(chairs_reports_changes.make_report, story.pmqa, story.above[1])
    row = story.read(chairs_reports.report_row, uid)
    assert (row.since, row.until) == (date(2025, 1, 29), date(2025, 3, 26))
    assert row.assurance == "- D1: The programme is agreed."
    assert row.exceptions == (
        "- A1 is overdue: Chase the returns\n- 1 decision was taken without a quorum\n"
        "- The meeting of 10 February 2025 was cancelled"
    )
    assert row.asks == "- Audit programme"
    assert "Hidden" not in f"{row}"
    with pytest.raises(ConflictError, match="There is a chair's report"):
        story.do(chairs_reports_changes.make_report, story.pmqa, story.above[1])
    with pytest.raises(UserError, match="does not report to"):
        story.do(chairs_reports_changes.make_report, story.executive, story.below[2])


def test_an_agreed_report_stays_as_it_is(story: AgendaCase) -> None:
    uid = story.do(chairs_reports_changes.make_report, story.pmqa, story.above[1])
    story.do(chairs_reports_changes.agree_report, uid, by="Ann Ash")
    with pytest.raises(UserError, match="agreed on 6 March 2025"):
        story.do(chairs_reports_changes.change_report, uid, 2, asks="More")
    with pytest.raises(UserError, match="can't be deleted"):
        story.do(chairs_reports_changes.remove_reports, [uid])
    story.do(chairs_reports_changes.change_report, uid, 2, note="A note")
    story.do(chairs_reports_changes.reopen_report, uid)
    story.do(chairs_reports_changes.remove_reports, [uid])
    assert story.read(chairs_reports.report_row, uid) is None
    new = story.do(chairs_reports_changes.make_report, story.pmqa, story.above[1])
    with pytest.raises(UserError, match="ends after it begins"):
        story.do(chairs_reports_changes.change_report, new, 1, since=date(2025, 4, 1))


def test_a_report_prints_on_one_page_and_it_is_known_when_it_does_not(story: AgendaCase, tmp_path: Path) -> None:
    uid = story.do(chairs_reports_changes.make_report, story.pmqa, story.above[1])
    request = Request(date(2025, 3, 6), date(2025, 3, 6), group="PMQA")
    out = tmp_path / "report.pdf"
    with story.vault.store.reading() as session:
        write_report(session, report_named("chairs-report"), request, out)
        row = chairs_reports.report_row(session, uid)
        assert row is not None
        assert pages_of(session, row, request) == 1
    data = out.read_bytes()
    reading = read(data)
    assert failures(data) == []
    assert [node.text for node in reading.root.find("H2")] == [
        "Assurance: what is going well, and how we know", "Exceptions: what is not, and what we do about it",
        "Asks: what we need from you",
    ]  # fmt: skip
    for words in ("29 January 2025 to 25 March 2025", "D1: The programme is agreed.", "A draft, not agreed yet"):
        assert words in reading.text
    story.do(chairs_reports_changes.change_report, uid, 1, exceptions="\n\n".join(["Far too much. " * 20] * 12))
    with story.vault.store.reading() as session:
        row = chairs_reports.report_row(session, uid)
        assert row is not None
        assert pages_of(session, row, request) == 2
