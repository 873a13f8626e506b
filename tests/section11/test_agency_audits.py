"""The log of agencies' and schools' own audits: its rules on a real vault, its document read back, and its page."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hands import Hands, wait_while
from pdf_reading import failures, read
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from mscp_desktop.actions.rules.actions import actions_of_source
from mscp_desktop.assessment.records import Grade
from mscp_desktop.catalogue import SEARCH, make_pdf, report_named, write_report
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.attachments import add_paper, papers_of
from mscp_desktop.foundation.contracts import Place, Request
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.section11.page.agency_audits import AgencyAuditsPage
from mscp_desktop.section11.records import AgencyAudit, AuditKind, Outcome
from mscp_desktop.section11.rules import changes, due, log
from mscp_desktop.section11.rules.log import KIND, AgencyAuditRow, Standing

TODAY = date(2025, 1, 15)  # of the tests' clock
REQUEST = Request(TODAY, TODAY)


def do(vault: Vault, what: Any, *args: Any, **kwargs: Any) -> Any:
    return run(vault.store, vault.actor, what, *args, **kwargs).value


def uid_of(vault: Vault, name: str) -> str:
    with vault.store.reading() as session:
        return organisation_named(session, name).uid


def group_of(vault: Vault, name: str = "PMQA") -> Group:
    with vault.store.reading() as session:
        return group_named(session, name)


def row(vault: Vault, uid: str) -> AgencyAuditRow:
    with vault.store.reading() as session:
        found = log.audit_row(session, uid, TODAY)
    assert found is not None
    return found


def police(vault: Vault, subject: str = "Missing children", **fields: Any) -> str:
    given = {"organisation_uid": uid_of(vault, "Kent Police"), "received": date(2024, 11, 20)} | fields
    uid: str = do(vault, changes.add_agency_audit, subject, **given)
    return uid


def asked(vault: Vault, today: date = TODAY) -> tuple[list[str], list[str]]:
    """Return what is due and what the checks find, as "about: what"."""
    with vault.store.reading() as session:
        return (
            [f"{one.about}: {one.what}" for one in due.due(session, today)],
            [f"{one.about}: {one.what}" for one in due.checks(session, today)],
        )


def test_an_audit_is_logged_brought_considered_and_followed_by_an_action(medway: Vault) -> None:
    with medway.store.reading() as session:
        good = session.scalars(select(Grade).where(Grade.name == "Good")).one().uid
    uid = police(medway, made=PartialDate(2024, 10), cases=12, grade_words="Green", grade_uid=good)
    one = row(medway, uid)
    assert (one.title(), one.graded(), one.year(), one.standing()) == (
        "Kent Police: Missing children", "Good (“Green”)", "2024-25", Standing.RECEIVED,
    )  # fmt: skip
    waiting, found = asked(medway)
    assert waiting == []
    assert found == [f"{due.NO_GROUP}: Kent Police: Missing children, received on 20 November 2024"]
    group = group_of(medway)
    do(medway, changes.bring_agency_audits, [uid], group.uid, date(2025, 1, 8))
    assert asked(medway) == ([f"{due.TO_RECORD}: Kent Police: Missing children"], [])
    do(medway, changes.consider_agency_audit, uid, Outcome.QUESTIONS, date(2025, 1, 8), "What of the night?")
    one = row(medway, uid)
    assert one.standing() is Standing.CONSIDERED
    assert one.standing_words() == f"questions asked by {group.short or group.name} on 8 January 2025"
    assert asked(medway) == ([], [])
    with pytest.raises(ConflictError, match="is on record"):
        do(medway, changes.bring_agency_audits, [uid], group.uid)
    do(medway, changes.raise_action, uid, "Say what happens at night", organisation_uid=uid_of(medway, "Kent Police"))
    with medway.store.reading() as session:
        (action,) = actions_of_source(session, KIND, [uid])
    assert (action.group_uid, action.source_place) == (group.uid, Place(KIND, uid))
    assert row(medway, uid).action_words() == "A1 open"
    with pytest.raises(ConflictError, match="Actions came from"):
        do(medway, changes.remove_agency_audits, [uid])


def test_an_audit_is_of_somebody_and_its_days_can_be(medway: Vault) -> None:
    for words, fields in {
        "who made": {"organisation_uid": None, "body": " "},
        "still to come": {"made": PartialDate(2026)},
        "not received then": {"received": date(2025, 2, 1)},
        "before this one": {"made": PartialDate(2024, 5), "next_due": PartialDate(2024, 4)},
    }.items():
        with pytest.raises(UserError, match=words):
            police(medway, **fields)
    uid = police(medway)
    for words, fields in {
        "which group considered": {"outcome": Outcome.ACCEPTED},
        "to which group": {"brought_on": TODAY},
        "what the group made": {"response": "Thanks"},
        "needs a subject": {"subject": ""},
    }.items():
        with pytest.raises(UserError, match=words):
            do(medway, changes.change_agency_audit, uid, row(medway, uid).version, **fields)
    with pytest.raises(UserError, match="once it has met"):
        do(medway, changes.consider_agency_audit, uid, Outcome.ACCEPTED, date(2025, 1, 16))
    assert row(medway, uid).standing() is Standing.RECEIVED


def test_the_next_one_is_asked_for_until_it_has_come(medway: Vault) -> None:
    school = {"kind": AuditKind.SCHOOL, "organisation_uid": uid_of(medway, "Medway Primary Schools"), "body": "Hilltop"}
    police(medway, made=PartialDate(2023, 9), next_due=PartialDate(2024, 9), learning="Ask sooner")
    do(
        medway,
        changes.add_agency_audit,
        "Safeguarding",
        made=PartialDate(2022),
        next_due=PartialDate(2025),
        **school,
    )
    assert asked(medway)[0] == [
        f"{due.NEXT}: Kent Police: Missing children", f"{due.NEXT}: Hilltop, Medway Primary Schools: Safeguarding",
    ]  # fmt: skip
    assert asked(medway, date(2024, 12, 31))[0] == [f"{due.NEXT}: Kent Police: Missing children"]
    police(medway, "Another matter", made=PartialDate(2024, 10))
    do(medway, changes.add_agency_audit, "Yearly audit", made=PartialDate(2024, 12), **school)
    assert asked(medway)[0] == [f"{due.NEXT}: Kent Police: Missing children"]  # a school's is one matter
    police(medway, "missing children", made=PartialDate(2024, 10))
    assert asked(medway)[0] == []


def test_what_is_confidential_is_told_only_inside_and_removal_is_taken_back(medway: Vault, tmp_path: Path) -> None:
    secret = police(medway, "Canary matter", confidential=True, learning="canary lesson", made=PartialDate(2024, 6))
    police(medway, made=PartialDate(2024, 7), learning="Names are checked twice", strengths="Calls are made at once")
    do(medway, changes.add_agency_audit, "Safeguarding", body="Hilltop", kind=AuditKind.SCHOOL, made=PartialDate(2022))
    do(medway, changes.raise_action, secret, "canary deed")
    with medway.store.reading() as session:
        hits = [hit.title for hit in find(session, "canary")]
        titles = [hit.title for hit in find(session, "confidential audit")]
        (action,) = actions_of_source(session, KIND, [secret])
        _, data = make_pdf(session, report_named("agency-audits"), REQUEST)
        year = Request(TODAY, TODAY, year="2024-25", organisation="Kent Police", public=True)
        public = read(make_pdf(session, report_named("agency-audits"), year)[1])
    assert hits == []
    assert f"{log.CONFIDENTIAL} of an agency" in titles
    assert (action.confidential, action.source) == (True, "A confidential audit of an agency")
    assert failures(data) == []
    whole = read(data)
    assert "canary lesson" in whole.text
    assert "Hilltop" in whole.text
    assert "Names are checked twice" in public.text
    assert "anary" not in public.text
    assert "Hilltop" not in public.text
    file = tmp_path / "log.xlsx"
    with medway.store.reading() as session:
        write_report(session, report_named("agency-audits"), year, file)
    said = "|".join(str(cell) for line in openpyxl.load_workbook(file).active.values for cell in line)
    assert "Names are checked twice" in said
    assert "anary" not in said
    gone = police(medway, "By mistake")
    do(medway, add_paper, KIND, gone, "Report.pdf", b"%PDF-1.4 report")
    do(medway, changes.remove_agency_audits, [gone])
    with medway.store.reading() as session:
        assert papers_of(session, KIND, gone) == []
    undo(medway.store, medway.actor)
    with medway.store.reading() as session:
        assert [paper.name for paper in papers_of(session, KIND, gone)] == ["Report.pdf"]
    assert row(medway, gone).subject == "By mistake"
    assert any(source.kind == KIND for source in SEARCH)


def test_the_log_is_kept_by_keyboard(qtbot: QtBot, medway: Vault, theme: Theme) -> None:
    tasks = Tasks(medway.store, medway.actor)
    page, gone, wanted = AgencyAuditsPage(tasks), list[Place](), list[tuple[str, Request]]()
    page.navigate.connect(gone.append)
    page.wanted.connect(lambda name, request: wanted.append((name, request)))
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    page.show()
    page.activateWindow()
    wait_while(lambda: tasks.busy)
    hands = Hands(lambda: tasks.busy)
    hands.settle()

    def call(name: str) -> None:
        command = next(one for one in page.commands() if one.name == name)
        assert command.ready, name
        command.call()
        hands.settle()

    def fill(**values: Any) -> None:
        dialog = next(one for one in page.findChildren(AskDialog) if one.isVisible())
        for key, value in values.items():
            dialog.fields[key].show_value(value, 0)
        dialog.accept_button.click()
        hands.settle()

    call("agency-audits.add")
    fill(body="Hilltop School", subject="Safeguarding in school", made=PartialDate(2024, 6), grade_words="Green")
    with medway.store.reading() as session:
        (one,) = log.audit_rows(session)
    assert (one.who(), one.received, one.made, one.grade_words) == (
        "Hilltop School", TODAY, PartialDate(2024, 6), "Green",
    )  # fmt: skip
    assert page.panel.detail is not None
    do(medway, changes.change_agency_audit, one.uid, one.version, confidential=True, group_uid=group_of(medway).uid)
    page.refresh()
    hands.settle()
    assert page.table.model.rowCount() == 1
    page.show_private(shown=False)
    hands.settle()
    assert page.table.model.rowCount() == 0
    call("agency-audits.preview")
    assert wanted[0][1].public
    page.show_private(shown=True)
    hands.settle()
    call("agency-audits.preview")
    assert not wanted[1][1].public
    page.open_place(one.uid)
    hands.settle()
    assert page.panel.detail.values["row"].confidential
    with medway.store.reading() as session:
        assert session.scalars(select(AgencyAudit.subject)).all() == ["Safeguarding in school"]
    tasks.close()
