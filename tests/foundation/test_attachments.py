"""Papers: kept inside the vault, told apart from what must not be opened, undone, and purged with their bytes."""

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from vaults import COLLEAGUE, problems, raw

from mscp_desktop.foundation import attachments as papers
from mscp_desktop.foundation.backups import back_up
from mscp_desktop.foundation.bookkeeping import AttachmentPiece, HistoryValue
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import ConflictError, DamagedError, UserError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.purging import purge
from mscp_desktop.foundation.undo import redo, undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules import groups

DATA = b"%PDF-1.7 " + bytes(range(256)) * 9000  # 2.3 MB: three pieces
GROUP = "partnership_group"


@pytest.fixture
def group(empty_vault: Vault) -> str:
    uid: str = run(empty_vault.store, empty_vault.actor, groups.add_group, "Board").value
    return uid


def add(vault: Vault, uid: str, name: str = "Terms.pdf", data: bytes = DATA) -> str:
    made: str = run(vault.store, vault.actor, papers.add_paper, GROUP, uid, name, data).value
    return made


def names(vault: Vault, uid: str) -> list[str]:
    with vault.store.reading() as session:
        return [one.name for one in papers.papers_of(session, GROUP, uid)]


def pieces(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AttachmentPiece)) or 0


def test_a_paper_is_kept_whole_and_history_holds_no_byte_of_it(empty_vault: Vault, group: str) -> None:
    uid = add(empty_vault, group)
    with empty_vault.store.reading() as session:
        assert papers.content_of(session, uid) == ("Terms.pdf", DATA)
        assert pieces(session) == 3
        one = papers.papers_of(session, GROUP, group)[0]
        assert (one.size, one.added_by) == (len(DATA), empty_vault.actor.name)
        assert "%PDF" not in "".join(session.scalars(select(HistoryValue.payload)))
        told = papers.with_papers(session, GROUP, group, entries_of(session, GROUP, group))
    assert told[0].summary == "Added the paper Terms.pdf to Board"
    assert problems(empty_vault) == []
    assert back_up(empty_vault).path.is_file()


def test_a_paper_that_was_removed_and_brought_back_is_told_of_once(empty_vault: Vault, group: str) -> None:
    uid = add(empty_vault, group)
    run(empty_vault.store, empty_vault.actor, papers.remove_paper, uid)
    undo(empty_vault.store, empty_vault.actor)
    with empty_vault.store.reading() as session:
        told = [entry.summary for entry in papers.with_papers(session, GROUP, group, [])]
    assert told == [
        "Undid: Removed the paper Terms.pdf", "Removed the paper Terms.pdf", "Added the paper Terms.pdf to Board",
    ]  # fmt: skip


def test_the_same_bytes_are_kept_once_and_a_taken_name_gets_a_number(empty_vault: Vault, group: str) -> None:
    first, second = add(empty_vault, group), add(empty_vault, group)
    assert names(empty_vault, group) == ["Terms (2).pdf", "Terms.pdf"]
    with empty_vault.store.reading() as session:
        assert pieces(session) == 3
    run(empty_vault.store, empty_vault.actor, papers.rename_paper, second, "Agreed terms")
    assert names(empty_vault, group) == ["Agreed terms.pdf", "Terms.pdf"]
    with pytest.raises(UserError, match="program or a shortcut"):
        run(empty_vault.store, empty_vault.actor, papers.rename_paper, first, "Terms.exe")


def test_adding_and_removing_are_undone_and_done_again(empty_vault: Vault, group: str) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    uid = add(empty_vault, group)
    undo(store, actor)
    assert names(empty_vault, group) == []
    redo(store, actor)
    run(store, actor, papers.remove_paper, uid)
    with store.reading() as session, pytest.raises(ConflictError, match="removed"):
        papers.content_of(session, uid)
    undo(store, actor)
    with store.reading() as session:
        assert papers.content_of(session, uid)[1] == DATA
    assert problems(empty_vault) == []


def test_a_paper_is_found_by_its_name_and_opens_the_record_it_is_kept_with(empty_vault: Vault, group: str) -> None:
    store, actor = empty_vault.store, empty_vault.actor

    def found(typed: str) -> list[tuple[str, str, str, Place | None]]:
        with store.reading() as session:
            return [(hit.kind, hit.title, hit.detail, hit.of) for hit in papers.find_with_papers(session, typed)]

    add(empty_vault, group, "Terms_of-reference 2024.pdf")
    here = Place(GROUP, group)
    assert found("reference 2024") == [("paper", "Terms_of-reference 2024.pdf", "Board", here)]
    with store.reading() as session:
        version = groups.group_named(session, "Board").version
    run(store, actor, groups.change_group, group, version, name="Executive")
    assert found("terms")[0][2] == "Executive", "the group is named as it is called now"
    with store.reading() as session:
        uid = papers.papers_of(session, GROUP, group)[0].uid
    run(store, actor, papers.remove_paper, uid)
    assert found("terms") == []
    undo(store, actor)
    assert [one[1] for one in found("terms")] == ["Terms_of-reference 2024.pdf"]


def test_a_group_goes_with_its_papers_and_comes_back_with_them(empty_vault: Vault, group: str) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    add(empty_vault, group)
    run(store, actor, groups.delete_group, group)
    assert names(empty_vault, group) == []
    undo(store, actor)
    assert names(empty_vault, group) == ["Terms.pdf"]


def test_what_a_paper_rests_on_is_not_undone_from_under_it(empty_vault: Vault, group: str) -> None:
    run(empty_vault.store, COLLEAGUE, papers.add_paper, GROUP, group, "Terms.pdf", DATA)
    with pytest.raises(ConflictError, match="Added the paper"):
        undo(empty_vault.store, empty_vault.actor)


def test_a_purge_takes_the_bytes_of_removed_papers_and_of_no_other(empty_vault: Vault, group: str) -> None:
    store, actor = empty_vault.store, empty_vault.actor
    other = run(store, actor, groups.add_group, "Other").value
    kept = add(empty_vault, group, "Kept.pdf", b"kept")
    gone, shared = add(empty_vault, group, "Gone.pdf", b"gone"), add(empty_vault, group, "Shared.pdf", b"shared")
    add(empty_vault, other, "Shared too.pdf", b"shared")
    for uid in (gone, shared):
        run(store, actor, papers.remove_paper, uid)
    run(store, actor, purge, [(GROUP, group)], "Asked for by the board")
    with store.reading() as session:
        held = set(session.scalars(select(AttachmentPiece.data)))
        assert held == {b"kept", b"shared"}
        assert papers.content_of(session, kept)[1] == b"kept"
        assert "Gone.pdf" not in "".join(session.scalars(select(HistoryValue.payload)))
    assert problems(empty_vault) == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("setup.exe", b"x", "program or a shortcut"),
        ("Report.pdf.lnk", b"x", "program or a shortcut"),
        ("Report.PS1", b"x", "program or a shortcut"),
        ("Report.pdf", b"MZ\x90\x00", "whatever its name says"),
        ("Report", b"#!/bin/sh", "whatever its name says"),
        ("empty.pdf", b"", "is empty"),
        (" . ", b"x", "needs a name"),
        ("Rep\u202efdp.exe", b"x", "program or a shortcut"),
    ],
)
def test_what_must_not_be_opened_is_refused_in_words(
    empty_vault: Vault, group: str, name: str, data: bytes, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        add(empty_vault, group, name, data)
    assert names(empty_vault, group) == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc passwd"),
        ('a<b>:"c"|?.pdf', "a b c .pdf"),
        ("CON.txt", "Paper CON.txt"),
        ("n" * 300 + ".pdf", "n" * 146 + ".pdf"),
        ("Annual  report .docx ", "Annual report .docx"),
    ],
)
def test_names_are_made_fit_for_any_computer(given: str, kept: str) -> None:
    assert papers.fit_name(given) == kept


def test_files_are_read_and_what_can_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Terms.pdf"
    file.write_bytes(b"terms")
    assert papers.read_file(file) == ("Terms.pdf", b"terms")
    with pytest.raises(UserError, match="is not a file"):
        papers.read_file(tmp_path)
    monkeypatch.setattr(papers, "MOST_BYTES", 4)
    with pytest.raises(UserError, match="larger than 4 bytes"):
        papers.read_file(file)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UserError, match="Permission denied"):
        papers.read_file(file)


def test_damaged_bytes_are_said_and_never_handed_over(empty_vault: Vault, group: str) -> None:
    uid = add(empty_vault, group)
    connection = raw(empty_vault)
    connection.execute("UPDATE attachment_piece SET data = x'00' WHERE number = 1")
    connection.close()
    with empty_vault.store.reading() as session, pytest.raises(DamagedError, match="is not what was kept"):
        papers.content_of(session, uid)


def test_sizes_in_words() -> None:
    assert [papers.size_words(size) for size in (1, 999, 23_456, 3_400_000, 50_000_000)] == [
        "1 byte", "999 bytes", "23 KB", "3.4 MB", "50 MB",
    ]  # fmt: skip
