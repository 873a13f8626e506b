"""The overview of an audit: its document, draft, public and final, the accuracy check, sheets, slides and data."""

from datetime import date
from pathlib import Path

import pytest
from audit_graded import SUMMARY, graded_audit
from audit_made import AuditMade, made_audit
from openpyxl import load_workbook
from pdf_reading import read as read_pdf
from pptx import Presentation

from mscp_desktop.audits.records import FindingKind
from mscp_desktop.audits.report.check import draft_files, final_file
from mscp_desktop.audits.rules import finding_changes, overview, overview_changes, overview_due, sealing
from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import ChangedMeanwhileError, UserError
from mscp_desktop.foundation.issued import issued_content, issued_of
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault

TODAY, BY = date(2025, 1, 15), date(2025, 2, 1)
CANARY = "Kanarienvogel"
FOUND = "What the child said in case N-02 was written down"


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    """An audit that is graded, with a strength, an escalation and a theme of learning."""
    audit = graded_audit(medway)
    theme = audit.do(finding_changes.add_learning_theme, "The child's voice")
    audit.do(finding_changes.add_finding, audit.audit, FindingKind.STRENGTH, FOUND, learning_uid=theme)
    audit.do(finding_changes.add_finding, audit.audit, FindingKind.IMPROVEMENT, "Plans stood still", learning_uid=theme)
    audit.do(
        finding_changes.add_finding, audit.audit, FindingKind.ESCALATION, "A plan had lapsed",
        escalated_to="The Executive",
    )  # fmt: skip
    return audit


def asked(**more: object) -> Request:
    return Request(TODAY, TODAY, audit="Audit 5", **more)  # type: ignore[arg-type]


def text_of(made: AuditMade, document: str = "audit-overview", **more: object) -> str:
    with made.vault.store.reading() as session:
        _, data = make_pdf(session, report_named(document), asked(**more))
    return read_pdf(data).text


def test_the_draft_says_how_it_was_done_and_graded_and_the_public_one_only_counts(made: AuditMade) -> None:
    whole, public = text_of(made), text_of(made, public=True)
    assert "Draft overview of Audit 5, Neglect at home" in whole
    assert "Every fourth child on a plan for neglect" in whole
    for words in ("N-01", SUMMARY, "What was on file outweighs", "We saw the plan change in May", "A plan had lapsed"):
        assert words in whole
        assert words not in public
    assert "Services' own grades beside the agreed ones" in whole
    assert "Early help" not in public.split("How the cases were graded")[1]
    assert "Plans stood still" in public
    assert "raised in one audit, 2025" in whole


def test_before_the_reveal_no_document_knows_a_grade(medway: Vault, tmp_path: Path) -> None:
    made = made_audit(medway)
    made.do(sealing.set_own_grade, made.services[0], made.cases[0], made.sections[0], made.grades["Inadequate"])
    made.do(sealing.set_own_evidence, made.services[0], made.cases[0], made.sections[0], CANARY)
    text = text_of(made)
    assert "Not revealed yet" in text
    assert CANARY not in text
    assert "Inadequate" not in text
    with pytest.raises(UserError, match="not revealed yet"):
        text_of(made, "grading-sheet")
    with made.vault.store.reading() as session:
        write_report(session, report_named("audit-data"), asked(), tmp_path / "data.xlsx")
    book = load_workbook(tmp_path / "data.xlsx")
    assert book.sheetnames == ["Cases", "Findings"]
    assert not any(value in (CANARY, "Inadequate") for sheet in book for row in sheet.values for value in row)
    with pytest.raises(UserError, match="not held and revealed"):
        made.do(overview_changes.send_draft, made.audit, BY)


def test_the_check_runs_from_the_draft_to_the_final_overview_that_is_kept(made: AuditMade) -> None:
    def due() -> list[str]:
        return [one.what for one in made.read(lambda session: list(overview_due.due(session, TODAY)))]

    assert due() == ["Draft overview of the Neglect at home audit to send"]
    with pytest.raises(UserError, match="not gone to the agencies"):
        made.do(overview_changes.add_comment, made.services[0], "Too early")
    made.do(overview_changes.send_draft, made.audit, BY)
    files, without = made.read(draft_files, made.audit, TODAY)
    assert [name.rpartition(".")[2] for name, _ in files] == ["pdf", "eml", "eml", "eml"]
    assert without == 0
    assert b"Draft overview of Audit 5" in files[1][1]
    assert due() == ["Accuracy check of the Neglect at home audit"]
    comment = made.do(overview_changes.add_comment, made.services[0], "Case 2 was not ours in May")
    seen, name, pdf = made.read(final_file, made.audit, TODAY)
    with pytest.raises(UserError, match="no answer yet"):
        made.do(overview_changes.finish_overview, made.audit, seen, name, pdf)
    made.do(overview_changes.change_comment, comment, 1, answer="Mended in the summary")
    with pytest.raises(ChangedMeanwhileError):
        made.do(overview_changes.finish_overview, made.audit, seen, name, pdf)
    seen, name, pdf = made.read(final_file, made.audit, TODAY)
    made.do(overview_changes.finish_overview, made.audit, seen, name, pdf)
    assert due() == []
    (kept,) = made.read(issued_of, "audit", made.audit)
    assert made.read(issued_content, kept.uid) == (name, pdf)
    assert name == "Overview of Audit 5, Neglect at home.pdf"
    final = read_pdf(pdf).text
    assert "final since 15 January 2025" in final
    assert "Mended in the summary" in final
    assert "Draft" not in final
    with pytest.raises(UserError, match="is final since"):
        made.do(overview_changes.remove_comments, [comment])
    made.do(overview_changes.reopen_overview, made.audit)
    assert made.read(overview.check_of, made.audit).final is None


def test_a_sheet_holds_what_one_service_wrote_or_all(made: AuditMade) -> None:
    one = text_of(made, "grading-sheet", organisation="Kent Police")
    assert "Kent Police" in one
    assert "Named nurse" not in one
    assert one.count("Seen in the chronology") == 2 * len(made.sections)
    assert "The child is not known to this service." in text_of(made, "grading-sheet")
    with pytest.raises(UserError, match="Those who do are: Early help, Kent Police"):
        text_of(made, "grading-sheet", organisation="The moon")
    with pytest.raises(UserError, match="Say which"), made.vault.store.reading() as session:
        make_pdf(session, report_named("grading-sheet"), Request(TODAY, TODAY))


def test_the_data_are_all_rows_of_the_audit(made: AuditMade, tmp_path: Path) -> None:
    with made.vault.store.reading() as session:
        write_report(session, report_named("audit-data"), asked(), tmp_path / "data.xlsx")
    book = load_workbook(tmp_path / "data.xlsx")
    assert book.sheetnames == ["Cases", "Own grades", "Agreed grades", "Dissent", "Findings"]
    assert book["Agreed grades"].max_row == 2 + 2 * len(made.sections)  # its title, its headings
    assert [row[3] for row in book["Dissent"].iter_rows(min_row=3, values_only=True)] == [
        "We saw the plan change in May."
    ]


def test_slides_wait_for_the_learning_and_tell_of_no_case(made: AuditMade, tmp_path: Path) -> None:
    file = tmp_path / "slides.pptx"
    with made.vault.store.reading() as session, pytest.raises(UserError, match="not agreed yet"):
        write_report(session, report_named("learning-slides"), asked(), file)
    made.do(finding_changes.agree_learning, made.audit, PartialDate.of(TODAY))
    with made.vault.store.reading() as session:
        write_report(session, report_named("learning-slides"), asked(), file)
    slides = list(Presentation(str(file)).slides)
    assert 6 <= len(slides) <= 10
    said = []
    for slide in slides:
        first = next(iter(slide.shapes))
        assert first == slide.shapes.title, "what is read first"
        assert first.text_frame.text
        assert slide.has_notes_slide
        assert slide.notes_slide.notes_text_frame is not None
        assert slide.notes_slide.notes_text_frame.text.strip()
        said += [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        said.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            if shape.has_chart:
                said.append(shape._element.nvGraphicFramePr.cNvPr.get("descr"))
                assert said[-1].startswith("Grades")
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2
    grades = {one.name: list(one.values) for one in charts[0].plots[0].series}
    assert grades["Inadequate"] == [4, 3, 3, 2, 0]
    assert sum(values[-1] for values in grades.values()) == 2
    whole = "\n".join(said)
    assert "N-02" not in whole
    assert "in a case was written down" in whole
    assert SUMMARY not in whole
    assert "A plan had lapsed" not in whole
