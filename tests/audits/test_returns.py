"""Returns: services from the group's seats, the workbook and what it says, back whole or with each cell named."""

import email
import random
import zipfile
from datetime import date, timedelta
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from audit_made import AuditMade, fill, made_audit, whole_answer
from mutated_returns import read_mutated

from mscp_desktop.assessment.records import ToolState
from mscp_desktop.assessment.rules.changes import retire
from mscp_desktop.audits.records import Audit, Known
from mscp_desktop.audits.report.returns import return_mail
from mscp_desktop.audits.rules import returns, returns_due, sealing, service_changes, services
from mscp_desktop.audits.rules.changes import add_audit, change_audit
from mscp_desktop.audits.rules.service_changes import NewService
from mscp_desktop.audits.rules.services import Stand
from mscp_desktop.audits.rules.short_names import WIDE, Called, fitted, short_names
from mscp_desktop.exchange.row_heights import height_of, lines_of
from mscp_desktop.foundation.errors import ConflictError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    return made_audit(medway)


def rows(made: AuditMade) -> list[services.ServiceRow]:
    found: list[services.ServiceRow] = made.read(services.service_rows, made.audit, made.vault.store.clock.today())
    return found


def test_services_are_proposed_from_the_groups_seats_and_a_council_has_several(medway: Vault) -> None:
    audit = run(medway.store, medway.actor, add_audit, 2024, 4, new_theme="Neglect at home").value
    with medway.store.reading() as session:
        group, today = group_named(session, "Multi-Agency Case File Audit").uid, medway.store.clock.today()
    run(medway.store, medway.actor, change_audit, audit, 1, group_uid=group)
    with medway.store.reading() as session:
        seats = services.seat_services(session, audit, today)
    assert len(seats) == 16, "the deputy chair is of no post and no body"
    assert sum(one.organisation == "Medway Council" for one in seats) == 7
    shorts = [one.short or "" for one in seats]
    assert shorts[:6] == ["Designated nurse", "Quality assurance", "AASSA", "Early help", "IRO", "Education"]
    assert {"NELFT", "Kent Police", "Probation", "Adults", "Named GP", "Youth offending"} < set(shorts)
    assert len({one.casefold() for one in shorts}) == len(shorts)
    assert max(len(word) for one in shorts for word in one.split()) <= WIDE
    chosen = [NewService(one.name, one.short, one.organisation_uid, one.seat_uid, one.email) for one in seats]
    run(medway.store, medway.actor, service_changes.add_services, audit, chosen)
    with medway.store.reading() as session:
        assert services.seat_services(session, audit, today) == []
        found = services.service_rows(session, audit, today)
    assert [one.name for one in found] == [one.name for one in seats]
    assert {one.stand for one in found} == {Stand.NEVER}
    run(medway.store, medway.actor, service_changes.move_service_by, found[2].uid, -2)
    with medway.store.reading() as session:
        moved = services.service_rows(session, audit, today)
    assert [one.name for one in moved][:3] == [seats[2].name, seats[0].name, seats[1].name]
    with pytest.raises(UserError, match="has no tool"):
        run(medway.store, medway.actor, service_changes.send_returns, [found[0].uid])


def test_short_names_are_told_apart() -> None:
    police = Called("Detective Inspector", "Kent Police", None, several=False)
    nurse = Called("Named Nurse", "A Very Long Community Healthcare Trust", "AVLCH", several=False)
    strange = Called("Superintendent-in-waiting", None, None, several=False)
    found = short_names([police, police, police, nurse, nurse, strange, strange], ["AVLCH"])
    assert found[:3] == ["Kent Police", "Detective inspector", "Kent Police 2"]
    assert found[3:5] == ["Named nurse", "AVLCH 2"]
    assert len(set(found)) == len(found)
    assert fitted("Quality assurance and improvement of everything") == "Quality assurance"


def test_the_workbook_asks_what_the_tool_asks_and_tells_no_more_of_a_case(made: AuditMade, tmp_path: Path) -> None:
    (sent,) = made.send(0, due=date(2025, 2, 14))
    (tmp_path / "form.xlsx").write_bytes(made.workbook(sent))
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    sheet = book["Form"]
    assert book.sheetnames == ["Form", "Grades", "Do not change"]
    assert [line[0].value for line in book["Grades"].iter_rows(min_row=2)][-1] == "Does not apply"
    assert "14 February 2025" in "".join(str(sheet.cell(at, 2).value) for at in range(1, 10))
    lines = [line for line in sheet.iter_rows() if line[0].value and "/" in str(line[0].value)]
    assert len(lines) == len(made.cases) * (1 + len(made.sections) + len(made.questions))
    assert sheet.protection.sheet
    told = [str(sheet.cell(at, 2).value) for at in range(1, 10)]
    assert told[1].startswith("Please grade 2 cases, and send this workbook back by 14 February 2025, as an answer to")
    assert any("No names, dates of birth" in one for one in told)
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)
    assert "Early help, edition 1" in str(sheet.oddFooter.left.text)
    for line in lines:
        assert sheet.row_dimensions[line[0].row].height + 1 > height_of(lines_of(str(line[2].value), 62))
    with zipfile.ZipFile(tmp_path / "form.xlsx") as archive:
        assert b"customHeight" not in archive.read("xl/worksheets/sheet1.xml"), "rows grow with what is typed"
    kinds = {"known": [3], "section": [4, 5], "question": [5]}
    for line in lines:
        open_cells = [at for at in (1, 2, 3, 4, 5) if not line[at].protection.locked]
        assert open_cells == kinds[str(line[0].value).split("/")[1]]
    grades = next(one for one in sheet.data_validations.dataValidation if "Good" in str(one.formula1))
    assert str(grades.formula1).count(",") == len(made.grades)
    covered = {at for part in grades.sqref.ranges for at in range(part.min_row, part.max_row + 1)}
    assert covered == {line[0].row for line in lines if "/section/" in str(line[0].value)}
    with made.vault.store.reading() as session:
        today = made.vault.store.clock.today()
        mail = return_mail(session, returns.return_form(session, sent, today), b"book")
    letter = email.message_from_bytes(mail or b"", policy=default)
    assert letter["To"] == "Early help <s0@example.gov.uk>"
    assert letter["X-Unsent"] == "1"
    assert next(letter.iter_attachments()).get_filename().endswith("edition 1.xlsx")


def test_a_whole_answer_is_in_and_the_tool_stays_as_it_was(made: AuditMade, tmp_path: Path) -> None:
    sent = made.send()
    with made.vault.store.reading() as session:
        _, _, _, tool = returns.return_of(session, sent[0])
        assert (tool.state, tool.first_used) == (ToolState.IN_USE, made.vault.store.clock.today())
    said = whole_answer(made, made.cases[0])
    said[returns.row_uid(made.cases[1], returns.ABOUT), "known"] = "not known to us"
    answer = made.answer(fill(made.workbook(sent[0]), said, tmp_path / "back.xlsx"))
    assert answer.count_words() == "2 of 2 cases complete"
    assert [one.known for one in answer.cases] == [Known.KNOWN, Known.NOT_KNOWN]
    made.take(answer)
    row = rows(made)[0]
    assert (row.stand, row.answered_words()) == (Stand.IN, "2 of 2")
    assert row.graded_words() == f"{len(made.sections)} of {len(made.sections)}"
    with pytest.raises(ConflictError, match="has answered, so it stays"):
        made.do(service_changes.remove_services, [row.uid])
    undo(made.vault.store, made.vault.actor)
    assert rows(made)[0].stand is Stand.WAITING
    version = made.read(lambda session: Audit.by_uid(session, made.audit).version)
    with pytest.raises(ConflictError, match="so the audit keeps it"):
        made.do(change_audit, made.audit, version, tool_uid=None)
    made.do(retire, made.read(lambda s: returns.return_of(s, sent[0])[3].uid))
    made.send(1)  # what is under way goes on with the tool that it began with


def test_a_part_of_an_answer_leaves_it_open_and_a_second_one_tells_how_many_cells_differ(
    made: AuditMade, tmp_path: Path
) -> None:
    sent = made.send()
    book = made.workbook(sent[0])
    first = whole_answer(made, made.cases[0], "Good", "A")
    made.take(made.answer(fill(book, first, tmp_path / "one.xlsx")))
    assert rows(made)[0].stand is Stand.IN_PART
    second = whole_answer(made, made.cases[0], "Inadequate", "A") | whole_answer(made, made.cases[1], "n/a", "")
    answer = made.answer(fill(book, second, tmp_path / "two.xlsx"))
    assert [one.differs for one in answer.cases] == [len(made.sections), 0]
    assert answer.cases[0].differences == (), "how many, and not what"
    assert "9 cells differ" in answer.count_words()
    made.take(answer)
    assert (rows(made)[0].stand, rows(made)[0].last.outcome) == (Stand.IN, "answered")
    made.do(sealing.reveal, made.audit, "The others are excused", "The chair")
    third = made.answer(fill(book, first, tmp_path / "three.xlsx"))
    assert third.late
    assert {(one.before, one.now) for one in third.cases[0].differences} == {("Inadequate", "Good")}
    made.take(third)
    assert rows(made)[0].late


def test_cells_that_cant_be_read_are_named_without_what_stands_in_them(made: AuditMade, tmp_path: Path) -> None:
    (sent,) = made.send(0)
    said = whole_answer(made, made.cases[0])
    first, second = (returns.row_uid(made.cases[0], returns.SECTION, one) for one in made.sections[:2])
    said[first, "grade"] = "Kanarie"
    said[second, "words"] = "NHS number 943 476 5919"
    said[second, "known"] = "Kanarie"
    said[returns.row_uid(made.cases[1], returns.ABOUT), "known"] = "Not known to us"
    said[returns.row_uid(made.cases[1], returns.QUESTION, made.questions[0]), "words"] = "Kanarie"
    answer = made.answer(fill(made.workbook(sent), said, tmp_path / "back.xlsx"))
    graded, contradicts = answer.cases
    assert graded.graded == len(made.sections) - 1
    assert len(graded.problems) == 2
    assert any(one.startswith("E12 can't be read; it has to be one of: ") for one in graded.problems), graded.problems
    assert any("nothing is asked there" in one for one in graded.problems)
    assert [(kind, len(lines)) for kind, lines in graded.identities] == [("NHS number", 1)]
    assert contradicts.contradicts
    assert [one.case_uid for one in answer.takes()] == [made.cases[0]]
    assert "Kanarie" not in repr(answer)


def test_the_wrong_workbook_is_told_from_the_right_one(made: AuditMade, tmp_path: Path) -> None:
    (first,) = made.send(0)
    old = fill(made.workbook(first), {}, tmp_path / "old.xlsx")
    (second,) = made.send(0)
    day = "15 January 2025"
    with pytest.raises(UserError, match=f"“old.xlsx” is edition 1 of .* Early help; edition 2 was sent on {day}"):
        made.answer(old)
    right = fill(made.workbook(second), {}, tmp_path / "right.xlsx")
    with pytest.raises(UserError, match="was sent to Early help, not to Kent Police"):
        made.answer(right, service_uid=made.services[1])
    with pytest.raises(UserError, match="another audit"):
        made.answer(right, audit_uid="another")
    for row, words in (("partnership", "another partnership"), ("sender", "it was sent to Early help")):
        book = openpyxl.load_workbook(right)
        cell = next(line[1] for line in book["Do not change"].iter_rows() if line[0].value == row)
        cell.value = made.services[1]
        book.save(tmp_path / "wrong.xlsx")
        with pytest.raises(UserError, match=words):
            made.answer(tmp_path / "wrong.xlsx")
    undo(made.vault.store, made.vault.actor)
    with pytest.raises(UserError, match="not in this vault"):
        made.answer(right)


def test_missing_answers_are_due_chased_and_closed(made: AuditMade) -> None:
    today = made.vault.store.clock.today()
    made.send(due=today + timedelta(days=7))
    (due,) = made.read(lambda s: list(returns_due.due(s, today)))
    assert (due.what, due.day) == ("Returns for the Neglect at home audit", today + timedelta(days=7))
    assert due.why.startswith("3 of 3 missing, due 22 January 2025")
    late = today + timedelta(days=8)
    assert {one.stand for one in made.read(services.service_rows, made.audit, late)} == {Stand.OVERDUE}
    assert made.do(service_changes.chase_returns, made.services) == 3
    assert {one.last.chased for one in rows(made) if one.last} == {today}
    with pytest.raises(UserError, match="Say why"):
        made.do(service_changes.close_return, made.services[0], " ")
    made.do(service_changes.close_return, made.services[0], "Nobody could be freed")
    assert rows(made)[0].stand is Stand.CLOSED
    (due,) = made.read(lambda s: list(returns_due.due(s, today)))
    assert due.why.startswith("2 of 3 missing")
    made.do(service_changes.change_service, made.services[1], 1, email=None)
    (finding,) = made.read(lambda s: list(returns_due.checks(s, today)))
    assert "Kent Police" in finding.why
    for service in made.services:
        for case in made.cases:
            made.do(sealing.set_known, service, case, Known.NOT_KNOWN)
    (due,) = made.read(lambda s: list(returns_due.due(s, today)))
    assert due.about == returns_due.TO_REVEAL
    made.do(sealing.reveal, made.audit)
    assert made.read(lambda s: list(returns_due.due(s, today))) == []


def test_broken_workbooks_are_read_right_or_refused(made: AuditMade, tmp_path: Path) -> None:
    assert read_mutated(made, tmp_path / "back.xlsx", 8, random.Random(3)) >= 3  # noqa: S311 - the same each time
