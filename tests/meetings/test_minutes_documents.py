"""Minutes, action log and registers as documents: read back, full and public, as PDF, Word, workbook and e-mail."""

import csv
import email
import email.policy
import zipfile
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from minuted import CANARY, FIRST, GROUP, TODAY, Minuted
from pdf_reading import failures, read

from mscp_desktop.actions.rules.changes import change_action
from mscp_desktop.catalogue import REPORTS, check_request, make_pdf, report_named, resolve, write_report
from mscp_desktop.foundation.contracts import PUBLIC, ReportEntry, Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.meetings.records import Presence, Source
from mscp_desktop.meetings.report.minutes import story
from mscp_desktop.meetings.report.pack import make_pack
from mscp_desktop.meetings.rules import agenda_changes, approval, attendance_changes, challenges, decisions, meetings
from mscp_desktop.meetings.rules.agenda_changes import add_item
from mscp_desktop.meetings.rules.approval import Approving
from mscp_desktop.meetings.rules.carrying import carry_item
from mscp_desktop.meetings.rules.checks import SHOWN, checks
from mscp_desktop.meetings.rules.minutes import minutes_of
from mscp_desktop.meetings.rules.minutes_changes import raise_action, set_discussion
from mscp_desktop.parties.rules.people import add_person
from mscp_desktop.printing import blocks
from mscp_desktop.roster.rules.changes import record_holder
from mscp_desktop.roster.rules.rosters import roster_at

WRITTEN = ("minutes", "action-log", "decisions", "challenges")


def minuted_in_full(vault: Vault) -> Minuted:
    """Return a meeting of which everything is minuted, under an item for all and under one that is confidential."""
    made = Minuted(vault)
    person = made.do(add_person, "Ann Poe", email="holder@example.org")
    with made.vault.store.reading() as session:
        seat = roster_at(session, made.group, FIRST).seats[0]
    made.do(record_holder, seat.uid, person_uid=person, start=PartialDate(2024))
    made.do(attendance_changes.set_presence, made.first, seat.uid, Presence.PRESENT)
    made.do(attendance_changes.add_guest, made.first, name="Bo Diaz", post="Auditor")
    for item, word in ((made.audit, "Ptarmigan"), (made.secret, CANARY)):
        made.do(set_discussion, item, made.version(item), f"{word} was **said**.\n\n- one\n- two")
        made.do(decisions.add_decision, made.first, f"{word} is decided", item_uid=item, dissent=f"{word} police")
        made.do(raise_action, item, f"{word} is done", seat_uid=seat.uid, due=date(2025, 2, 3))
        made.do(
            challenges.add_challenge, f"{word} is late", meeting_uid=made.first, item_uid=item, by_whom=f"{word} by",
            to_whom=f"{word} to", answer=f"{word} answers",
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def held_template(kept: Any, medway_template: Any) -> Any:
    return kept(minuted_in_full, medway_template)


@pytest.fixture
def held(held_template: Any, reopened: Any) -> Minuted:
    return reopened(held_template)


def asked(held: Minuted, name: str, *, public: bool = False) -> Request:
    meeting = held.first if name in ("minutes", "action-log") else None
    return Request(TODAY, TODAY, meeting=meeting, public=public)


def pdf_text(held: Minuted, name: str, *, public: bool = False) -> str:
    with held.vault.store.reading() as session:
        _, data = make_pdf(session, report_named(name), asked(held, name, public=public))
    assert failures(data) == []
    return read(data).text


def test_minutes_say_everything_in_the_order_of_the_agenda(held: Minuted) -> None:
    text = pdf_text(held, "minutes")
    wanted = (
        "Draft minutes of Learning Lessons, 8 January 2025", "Not cleared by the chair yet", "Attendance", "Bo Diaz",
        "1. Section 11 returns", "Ptarmigan was said.", "Decision D1", "Did not agree: Ptarmigan police", "A1",
        "3 February 2025", "Challenge C1", "What followed: Ptarmigan answers", f"2. Family {CANARY}", "Decision D2",
        "3. Neglect strategy", "Nothing is minuted.",
    )  # fmt: skip
    places = [text.find(words) for words in wanted]
    assert all(place >= 0 for place in places), [w for w, p in zip(wanted, places, strict=True) if p < 0]
    assert places == sorted(places)
    with held.vault.store.reading() as session:
        minutes = minutes_of(session, held.first)
        to_box = story(session, replace(minutes, items=minutes.items[:1]))
        assert story(session, minutes)[-1] == blocks.paragraph(blocks.quiet("Nothing is minuted."))
    last = to_box[-1]
    assert isinstance(last, blocks.Keep)
    assert [type(one) for one in last.blocks] == [blocks.Table, blocks.Callout], "a page never holds only the box"


@pytest.mark.parametrize("name", WRITTEN)
def test_public_documents_hold_no_word_of_what_is_confidential(held: Minuted, name: str, tmp_path: Path) -> None:
    assert CANARY in pdf_text(held, name)
    text = pdf_text(held, name, public=True)
    assert CANARY not in text
    assert "Ptarmigan" in text
    entry = report_named(name)
    endings = [ending for ending in entry.endings() if ending not in (".pdf", ".eml")]
    for ending in endings:
        for public in (False, True):
            file = tmp_path / f"{name}-{public}{ending}"
            with held.vault.store.reading() as session:
                write_report(session, entry, asked(held, name, public=public), file)
            assert (CANARY in _all_of(file)) is not public, file.name
            assert "Ptarmigan" in _all_of(file)


def test_what_springs_from_an_item_is_hidden_with_it_in_every_public_document(held: Minuted) -> None:
    held.lack_quorum()  # which puts its decision up for ratification
    held.do(carry_item, held.audit, meeting_uid=held.second)
    held.do(agenda_changes.make_agenda, held.second)
    held.do(agenda_changes.change_item, held.audit, held.version(held.audit), title="Ptarmigan")
    held.do(agenda_changes.change_item, held.audit, held.version(held.audit), confidential=True)

    def said(*, public: bool) -> dict[str, str]:
        found = {}
        with held.vault.store.reading() as session:
            for entry in REPORTS:
                for meeting in (held.first, held.second) if "public" in entry.takes else ():
                    request = Request(TODAY, TODAY, meeting=meeting, public=public, year="2024-25")
                    request = replace(request, year=None) if "year" not in entry.takes else request
                    request = replace(request, audit="1") if "audit" in entry.needs else request
                    made = [resolve(one)(session, request) for one in (entry.pdf, entry.sheet) if one]
                    if entry.name == "pack":
                        made.append(read(make_pack(session, request).pdf).text)
                    found[f"{entry.name} {meeting == held.first}"] = repr(made)
        return found

    shown = {name for name, text in said(public=False).items() if "Ptarmigan" in text}
    assert {"agenda False", "pack False", "minutes True", "actions True", "forward-plan True"} <= shown
    assert [name for name, text in said(public=True).items() if "Ptarmigan" in text or CANARY in text] == []
    action = held.minutes().items[0].actions[0]
    held.do(change_action, action.uid, action.version, confidential=False)  # said of it by itself
    assert held.minutes().items[0].actions[0].confidential, "minutes and agendas go by the item all the same"
    with held.vault.store.reading() as session:
        assert [one.about for one in checks(session, TODAY) if one.place.uid == action.uid] == [SHOWN]
    held.do(agenda_changes.change_item, held.audit, held.version(held.audit), confidential=False)
    with held.vault.store.reading() as session:
        told = entries_of(session, "agenda_item", held.audit, None)[0].summary
    assert told.endswith("is not confidential; 2 other items from it still confidential")


def _all_of(file: Path) -> str:
    """Return all that a file holds, whatever part of it that stands in."""
    if not zipfile.is_zipfile(file):
        return file.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(file) as parts:
        return "\n".join(parts.read(one).decode("utf-8", "replace") for one in parts.namelist())


def test_public_minutes_keep_the_numbers(held: Minuted) -> None:
    text = pdf_text(held, "minutes", public=True)
    assert "2. Confidential item" in text
    assert "3. Neglect strategy" in text


def test_every_public_document_says_that_it_is_and_no_other_does(held: Minuted, tmp_path: Path) -> None:
    of_meeting = {"minutes", "action-log", "agenda", "pack"}
    for entry in REPORTS:
        if "public" not in entry.takes or entry.name == "supplement":  # a supplement needs a pack that went out
            continue
        audit = "1" if "audit" in entry.needs else None
        request = Request(TODAY, TODAY, meeting=held.first if entry.name in of_meeting else None, audit=audit)
        for ending, public in product({".pdf", ".docx", ".xlsx"} & {*entry.endings()}, (True, False)):
            file = tmp_path / f"{entry.name}{public}{ending}"
            with held.vault.store.reading() as session:
                write_report(session, entry, replace(request, public=public), file)
            said = read(file.read_bytes()).text if ending == ".pdf" else _all_of(file)
            assert (PUBLIC in said) is public, file.name
            if ending == ".pdf":
                with pikepdf.open(file) as pdf:
                    title = str(pdf.docinfo["/Title"])
                assert title.startswith("Public ") is public, title
                assert said.count(title) >= 1


@pytest.mark.parametrize("entry", [one for one in REPORTS if "year" in one.takes], ids=lambda one: one.name)
@pytest.mark.parametrize("year", ["2025-27", "20x6", ""])
def test_a_year_that_is_none_is_refused(entry: ReportEntry, year: str) -> None:
    with pytest.raises(UserError, match="is not a financial year"):
        check_request(entry, Request(TODAY, TODAY, year=year))


def test_a_word_file_has_headings_tables_language_and_title(held: Minuted, tmp_path: Path) -> None:
    file = tmp_path / "minutes.docx"
    with held.vault.store.reading() as session:
        write_report(session, report_named("minutes"), asked(held, "minutes"), file)
    word = Document(str(file))
    title = "Draft minutes of Learning Lessons, 8 January 2025"
    assert (word.core_properties.title, word.core_properties.language) == (title, "en-GB")
    styled = [(one.style.name, one.text) for one in word.paragraphs if one.style is not None and one.text]
    assert styled[0] == ("Title", title)
    headings = [text for style, text in styled if style == "Heading 1"]
    assert headings[2:] == ["1. Section 11 returns", f"2. Family {CANARY}", "3. Neglect strategy"]
    assert ("List Bullet", "one") in styled
    assert any(text.startswith("Decision D1. Ptarmigan is decided\nDid not agree: ") for _, text in styled)
    bold = [run.text for one in word.paragraphs for run in one.runs if run.bold]
    assert "said" in bold
    for table in word.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    assert [cell.text for cell in word.tables[2].rows[1].cells][:2] == ["A1", "Ptarmigan is done"]
    with zipfile.ZipFile(file) as parts:
        for name in ("word/styles.xml", "word/settings.xml"):
            assert 'w:val="en-GB"' in parts.read(name).decode()
            assert 'w:val="en-US"' not in parts.read(name).decode()


def test_approved_minutes_say_so_with_amendments_and_corrections(held: Minuted) -> None:
    held.circulate()
    held.approve(Approving(TODAY, how="By e-mail", amendments="Item 1: ten, not nine"))
    held.do(approval.correct_minutes, held.first, f"{CANARY} is right", "Misheard", held.secret)
    held.do(approval.correct_minutes, held.first, "Eleven is right", "Miscounted", held.audit)
    text = pdf_text(held, "minutes")
    assert "Draft" not in text
    for words in ("Approved with amendments on 15 January 2025, by e-mail", "ten, not nine", "Eleven is right"):
        assert words in text
    public = pdf_text(held, "minutes", public=True)
    assert CANARY not in public
    assert "Correction of a confidential item" in public


def test_the_action_log_is_mailed_to_the_owners_with_its_pdf(held: Minuted, tmp_path: Path) -> None:
    file = tmp_path / "log.eml"
    with held.vault.store.reading() as session:
        write_report(session, report_named("action-log"), asked(held, "action-log"), file)
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert message["X-Unsent"] == "1"
    assert "holder@example.org" in str(message["To"])
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "Action log, Learning Lessons, 2025-01-08.pdf"
    assert failures(attached.get_content()) == []
    body = message.get_body()
    assert body is not None
    assert "A1: Ptarmigan is done" in body.get_content()
    assert CANARY not in body.get_content()


def test_registers_are_of_a_year_and_of_a_group(held: Minuted, tmp_path: Path) -> None:
    def rows(**more: str) -> list[list[str]]:
        file = tmp_path / "decisions.csv"
        with held.vault.store.reading() as session:
            write_report(session, report_named("decisions"), Request(TODAY, TODAY, **more), file)  # type: ignore[arg-type]
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        return [row for row in csv.reader(lines) if row and row[0].startswith("D")]

    assert [row[0] for row in rows(group=GROUP, year="2024-25")] == ["D1", "D2"]
    assert rows(year="2023-24") == []
    assert rows(group="Executive") == []
    with held.vault.store.reading() as session, pytest.raises(UserError, match="is not a financial year"):
        make_pdf(session, report_named("challenges"), Request(TODAY, TODAY, year="next"))


def test_what_was_not_held_is_not_said_to_have_agreed_nothing(minuted: Minuted) -> None:
    held = minuted
    held.do(meetings.cancel_meeting, held.second, "No room")
    for name in ("minutes", "action-log"):
        request = Request(TODAY, TODAY, meeting=held.second)
        with held.vault.store.reading() as session:
            _, data = make_pdf(session, report_named(name), request)
        text = read(data).text
        assert "This meeting was cancelled." in text
        assert "agreed at this meeting" not in text
        assert "may still be changed" not in text


def test_interests_stand_under_their_item_or_else_under_a_heading_and_never_twice(held: Minuted) -> None:
    assert pdf_text(held, "minutes").count("Declarations of interest") == 1
    held.do(add_item, held.first, "Declarations of interest", source=Source.DECLARATIONS)
    text = pdf_text(held, "minutes")
    assert text.count("Declarations of interest") == 1
    under = text.split("Declarations of interest")[1].split("\n")
    assert under[1] == "None recorded."
