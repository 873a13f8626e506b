"""The pack of a meeting: front page, agenda and papers under one numbering, in full and as it may be published."""

import hashlib
import os
import stat
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from papers_made import locked, lying, picture, plain, turned, with_outline
from pdf_reading import failures, read

from mscp_desktop import catalogue
from mscp_desktop.exchange import office
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.issued import issued_content
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.pdfium import LOCK
from mscp_desktop.foundation.store import private_room
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules import groups
from mscp_desktop.meetings.report.pack import make_pack
from mscp_desktop.meetings.rules import agenda_changes, meetings, paper_changes
from mscp_desktop.meetings.rules.sent import Sent, SentFile, edition_words, record_sent, sent_of

TODAY = date(2025, 1, 15)
DAY = date(2025, 2, 5)
MAKER = """#!{python}
import sys, pathlib, time
folder = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
assert any(one.startswith("-env:UserInstallation=file:") for one in sys.argv)
(folder / "settings").mkdir()
if pathlib.Path(sys.argv[-1]).read_bytes() == b"slow":
    time.sleep(60)
if pathlib.Path(sys.argv[-1]).read_bytes() != b"bad":
    (folder / "paper.pdf").write_bytes(pathlib.Path({made!r}).read_bytes())
"""

Made = Any


class Packed:
    """A pack as it is read back."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        with LOCK:
            pdf = pypdfium2.PdfDocument(data)
            pdf.init_forms()
            self.labels = [pdf.get_page_label(n) for n in range(len(pdf))]
            self.texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]
            self.outline = [(one.level, one.get_title(), one.get_dest().get_index()) for one in pdf.get_toc()]
            pdf.close()
        self.said = "\n".join(self.texts)


class Desk:
    """A meeting with two items, the second of them confidential."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        with vault.store.reading() as session:
            group = groups.group_named(session, "Executive").uid
        self.meeting = self.do(meetings.add_meeting, group, DAY, start_time="10:00", length=120, place="Gun Wharf")
        self.budget = self.do(agenda_changes.add_item, self.meeting, "Budget for 2025-26")
        self.review = self.do(agenda_changes.add_item, self.meeting, "Serious incident", confidential=True)

    def do(self, what: Any, *args: Any, **fields: Any) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **fields).value

    def paper(self, title: str, *files: tuple[str, bytes], item: str = "", clear: bool = True, **fields: Any) -> str:
        uid: str = self.do(paper_changes.add_wanted_paper, item or self.budget, title, **fields)
        self.do(paper_changes.receive_paper, uid, files)
        if clear:
            self.do(paper_changes.clear_papers, [uid], "The chair")
        return uid

    def made(self, name: str = "pack", progress: Any = None, **how: Any) -> Packed:
        request = Request(TODAY, DAY, meeting=self.meeting, **how)
        with self.vault.store.reading() as session:
            return Packed(catalogue.make_pdf(session, catalogue.report_named(name), request, progress)[1])


@pytest.fixture
def desk(medway: Vault, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(office, "converter", lambda: None)
    return Desk(medway)


def test_a_pack_has_front_page_agenda_and_papers_under_one_numbering(desk: Desk) -> None:
    desk.paper("Budget monitoring", ("b.pdf", plain("Budget", 3)), author="Alex Sample")
    desk.paper("Risks", ("r.pdf", turned(lying("Risks"), 90)))
    desk.paper("Still to be cleared", ("s.pdf", plain("Secret draft", 1)), clear=False)
    desk.paper("Learning", ("l.pdf", with_outline("Learning", 2)), ("picture.png", picture()), item=desk.review)
    pack = desk.made()
    assert pack.labels == [str(number) for number in range(1, 10)]
    for number, text in enumerate(pack.texts, 1):
        assert f"Page {number} of 9" in text
    front, agenda = pack.texts[:2]
    for words in ("Pack: Executive Group", "Wednesday 5 February 2025, 10:00 to 12:00", "Gun Wharf", "Alex Sample"):
        assert words in front
    assert "confidential papers" in front
    assert [line for line in front.splitlines() if line.startswith("1")] == [
        "1. Budget for 2025-26", "1a Budget monitoring Alex Sample 3", "1b Risks 6", "1c Still to be cleared to follow",
    ]  # fmt: skip
    assert "2a Learning (confidential) 7" in front.splitlines()
    assert "Agenda" in agenda
    assert "Secret draft" not in pack.said
    assert "Paper 1a · Page 3 of 9" in pack.texts[2]
    assert "Paper 2a (confidential) · Page 7 of 9" in pack.texts[6]
    assert pack.outline == [
        (0, "Front page", 0), (0, "Agenda", 1), (0, "1. Budget for 2025-26", 2),
        (1, "1a. Budget monitoring", 2), (1, "1b. Risks", 5), (0, "2. Serious incident", 6), (1, "2a. Learning", 6),
        (2, "l.pdf", 6), (3, "Chapter 1", 6), (4, "Section 1.1", 6), (3, "Chapter 2", 7), (4, "Section 2.1", 7),
        (2, "picture.png", 8),
    ]  # fmt: skip
    with pikepdf.open(BytesIO(pack.data)) as pdf:
        assert pdf.check_pdf_syntax() == []
        names = pikepdf.NameTree(pdf.Root.Names.Dests)
        targets = [names[str(link.A.D)][0] for link in pdf.pages[0].obj.Annots]
        assert [pdf.pages.index(pikepdf.Page(one)) for one in targets] == [2, 5, 6]
    assert read(pack.data).untagged == []


def test_what_is_published_has_a_sheet_in_the_place_of_each_confidential_paper(desk: Desk) -> None:
    desk.paper("Budget monitoring", ("b.pdf", plain("Budget", 2)))
    desk.paper("Names of staff", ("n.pdf", plain("Staff names", 4)), confidential=True, author="Alex Sample")
    desk.paper("Zebra review", ("zebra.pdf", plain("Zebra", 4)), ("zebra more.pdf", plain("Z", 1)), item=desk.review)
    pack = desk.made(public=True)
    assert len(pack.labels) == 6
    assert "It is left out of this copy of the pack." in pack.texts[4]
    assert "It is left out of this copy of the pack." in pack.texts[5]
    for hidden in ("Names of staff", "Staff names", "Alex Sample", "ebra", "Serious incident"):
        assert hidden not in pack.said
        assert not any(hidden in title for _, title, _ in pack.outline)
        assert hidden.encode() not in pack.data
    assert "1b Confidential paper 5" in pack.texts[0].splitlines()


def test_what_can_not_be_enclosed_leaves_a_sheet_that_says_so(desk: Desk) -> None:
    desk.paper("Locked", ("locked.pdf", locked(plain("Secret", 1))))
    desk.paper("Broken", ("broken.pdf", b"%PDF-1.7 and then nothing"))
    desk.paper("Letter", ("letter.docx", b"PK letter"), ("figures.xlsx", b"PK figures"))
    desk.paper("Handed out")
    desk.paper("Photo", ("photo.jpg", b"\xff\xd8\xff and then nothing"))
    pack = desk.made()
    said = " ".join(pack.said.split())
    assert "(enclosed separately: figures.xlsx, letter.docx)" in " ".join(pack.texts[0].split())
    for words in (
        "This PDF asks for a password, so it can't be a part of this document. It is “locked.pdf”.",
        "This PDF is damaged and can't be read. It is “broken.pdf”.",
        "This paper is a Word document, “letter.docx”. It is enclosed separately, as it came.",
        "This paper is an Excel workbook, “figures.xlsx”.",
        "No file is kept with this paper",
        "The picture “photo.jpg” is damaged",
    ):
        assert words in said
    assert pack.labels == [str(number) for number in range(1, 9)]
    assert failures(pack.data) == [], "all of it is ours"


def test_a_supplement_is_numbered_on_from_the_pack_and_keeps_its_numbers(desk: Desk) -> None:
    desk.paper("Budget monitoring", ("b.pdf", plain("Budget", 2)))
    later = desk.paper("Reserves", ("r.pdf", plain("Reserves", 1)), clear=False)
    latest = desk.paper("Late news", ("n.pdf", plain("News", 1)), clear=False)
    with pytest.raises(UserError, match="has no supplement"):
        desk.made("supplement")

    def kept(name: str = "Pack.pdf") -> SentFile:
        with desk.vault.store.reading() as session:
            return SentFile(name, make_pack(session, Request(TODAY, TODAY, meeting=desk.meeting)).pdf)

    with pytest.raises(UserError, match="nothing to supplement"):
        desk.do(record_sent, desk.meeting, Sent.SUPPLEMENT, kept())
    with pytest.raises(UserError, match="none was made"):
        desk.do(paper_changes.send_pack, desk.meeting, 4, None, SentFile("Pack.pdf", b"PK"))
    sent = kept()
    desk.do(paper_changes.send_pack, desk.meeting, len(desk.made().labels), date(2025, 1, 13), sent)
    desk.do(paper_changes.clear_papers, [latest], "The chair", date(2025, 1, 14))
    desk.do(record_sent, desk.meeting, Sent.SUPPLEMENT, kept("More.pdf"))
    desk.do(record_sent, desk.meeting, Sent.PUBLIC_PACK, kept("Public.pdf"))
    desk.do(paper_changes.send_pack, desk.meeting, 4, None, kept("Again.pdf"))
    desk.do(paper_changes.send_pack, desk.meeting, len(desk.made().labels), date(2025, 1, 13))
    with desk.vault.store.reading() as session:
        rows = sent_of(session, desk.meeting)
        assert [edition_words(row.what, row.edition) for row in rows] == [
            "Pack", "Supplement 1", "Public pack", "Pack, edition 2",
        ]  # fmt: skip
        first = rows[0]
        assert issued_content(session, first.uid) == ("Pack.pdf", sent.pdf)
        assert first.digest == hashlib.sha256(sent.pdf).hexdigest()
        assert first.title.endswith("sent on 13 January 2025")
    first = desk.made("supplement")
    assert first.labels == ["5", "6"]
    assert "Page 6 of 6" in first.texts[1]
    desk.do(paper_changes.clear_papers, [later], "The chair", TODAY)
    second = desk.made("supplement")
    assert second.labels == ["5", "6", "7"]
    assert "1c Late news 6" in second.texts[0].splitlines()
    assert "1b Reserves 7" in second.texts[0].splitlines()
    assert second.outline == [(0, "Front page", 0), (0, "1c. Late news", 1), (0, "1b. Reserves", 2)]
    assert "Reserves" not in "".join(desk.made().texts[1:]), "the pack is as it went out"


def test_a_long_list_of_contents_has_the_numbers_of_the_pages_it_comes_to_stand_on(desk: Desk) -> None:
    data = plain("Same", 1)
    titles = [f"Paper number {number} with a title of some length" for number in range(30)]
    uids = [desk.paper(title, ("p.pdf", data), clear=False) for title in titles]
    desk.do(paper_changes.clear_papers, uids, "The chair")
    pack = desk.made()
    assert pack.labels[-1] == str(len(pack.labels))
    fronts = next(place for place, text in enumerate(pack.texts) if "Same, its page 1" in text)
    assert fronts >= 3
    lines = [line for text in pack.texts[:fronts] for line in text.splitlines() if "Paper number" in line]
    assert [int(line.split()[-1]) for line in lines if line[-1].isdigit()] == list(range(fronts + 1, fronts + 31))


def test_a_meeting_without_an_agenda_has_no_pack_and_work_that_is_stopped_leaves_nothing(desk: Desk) -> None:
    desk.paper("Budget", ("b.pdf", plain("Budget", 2)))

    def stop(_done: int) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        desk.made(progress=stop)
    desk.meeting = desk.do(meetings.add_meeting, _group(desk), date(2025, 3, 5))
    with pytest.raises(UserError, match="no agenda yet"):
        desk.made()


def _group(desk: Desk) -> str:
    with desk.vault.store.reading() as session:
        return groups.group_named(session, "Executive").uid


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Path]:
    """A program that is called as LibreOffice is."""
    made = tmp_path / "made.pdf"
    made.write_bytes(plain("Made of it", 2))
    program = tmp_path / "soffice"
    program.write_text(MAKER.format(python=sys.executable, made=str(made)))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_word_and_excel_are_made_into_pdf_where_there_is_a_program_for_it_and_nothing_is_left_behind(
    desk: Desk, maker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "converter", lambda: maker)
    desk.paper("Letter", ("letter.docx", b"PK letter"))
    desk.paper("Figures", ("figures.xlsx", b"bad"))
    pack = desk.made()
    assert "Made of it, its page 2" in pack.texts[3]
    assert "“figures.xlsx”. It is enclosed separately" in " ".join(pack.texts[4].split())
    with desk.vault.store.reading() as session:
        room = private_room(session)
    assert room.parent == desk.vault.place
    assert stat.S_IMODE(room.stat().st_mode) == 0o700
    assert list(room.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="a script is no program there")
def test_a_program_that_does_not_end_is_ended_when_nobody_waits_for_it_any_more(
    maker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []

    def stop() -> None:
        asked.append(time.monotonic())
        if len(asked) == 2:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        office.as_pdf(maker, "slow.docx", b"slow", tmp_path / "room", stop)
    monkeypatch.setattr(office, "LONGEST", 0.1)
    assert office.as_pdf(maker, "slow.docx", b"slow", tmp_path / "room", lambda: None) is None
    assert office.as_pdf(tmp_path / "none", "a.docx", b"a", tmp_path / "room", lambda: None) is None
    assert list((tmp_path / "room").iterdir()) == []


def test_the_command_line_writes_the_same_pack(desk: Desk, tmp_path: Path) -> None:
    desk.paper("Budget", ("b.pdf", plain("Budget", 1)))
    request = Request(TODAY, TODAY, group="Executive Group", meeting=DAY.isoformat())
    out = tmp_path / "out" / "pack.pdf"
    with desk.vault.store.reading() as session:
        catalogue.write_report(session, catalogue.report_named("pack"), request, out)
        with pytest.raises(UserError, match="Say which"):
            catalogue.write_report(
                session, catalogue.report_named("pack"), replace(request, meeting=None), tmp_path / "none.pdf"
            )
    assert out.read_bytes() == desk.made().data
