"""An audit away from the office: what leaves, what comes back, and what becomes of it."""

from pathlib import Path
from typing import Any

import pytest
from audit_away import PASSPHRASE, back, elsewhere, left, office
from audit_made import AuditMade, made_audit
from command_line import command_line
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Tool
from mscp_desktop.audits.records import AgreedGrade, Audit, AuditAway, AuditCase, OwnGrade, ServiceCase
from mscp_desktop.audits.rules import away, moderation, sealing
from mscp_desktop.audits.rules.away_content import content_of, keyed
from mscp_desktop.audits.rules.case_changes import add_cases, change_case
from mscp_desktop.audits.rules.changes import add_audit, change_audit
from mscp_desktop.audits.rules.merging_changes import GONE, REVEALS, SEALED, look, merge_bundle
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.audits.rules.service_changes import add_service
from mscp_desktop.foundation import lineage
from mscp_desktop.foundation.errors import ConflictError, UserError, WrongPassphraseError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault

pytestmark = pytest.mark.usefixtures("derived_once")
CANARY = "Kanarienvogel"


def held(session: Session, made: AuditMade) -> Any:
    """Return what an audit holds, but for ids."""
    content = content_of(session, made.audit, keyed(sealing.cells_of(session, made.audit)))
    return content.rows, content.cells


def everything(vault: Vault) -> str:
    """Return all that the tables hold, of history and search too."""
    with vault.store.reading() as session:
        tables = MetaData()
        tables.reflect(session.connection())
        return "\n".join(str(tuple(row)) for table in tables.tables.values() for row in session.execute(select(table)))


def another(made: AuditMade) -> str:
    """Propose an audit that stays in the office."""
    audit: str = made.do(add_audit, 2025, 1, new_theme=CANARY)
    with made.vault.store.reading() as session:
        own = session.scalars(select(Audit).where(Audit.uid == made.audit)).one()
        tool = session.get_one(Tool, own.tool_id).uid
    made.do(change_audit, audit, 1, tool_uid=tool)
    return audit


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    """Return an audit with a sealed grade, in a partnership that has more to hide."""
    made = made_audit(medway)
    made.do(sealing.set_own_grade, made.services[0], made.cases[0], made.sections[0], made.grades["Good"])
    made.do(sealing.set_own_evidence, made.services[0], made.cases[0], made.sections[0], "On file")
    return made


def test_nothing_else_leaves(made: AuditMade, tmp_path: Path) -> None:
    """Of all the partnership the bundle holds one audit; addresses stay, and so do other audits and people."""
    office = everything(made.vault)
    other = another(made)
    case = made.do(add_cases, other, [f"{CANARY}-1"])[0]
    made.do(sealing.set_own_evidence, made.do(add_service, other, CANARY), case, made.sections[0], CANARY)
    with made.vault.store.reading() as session:
        names = {row[0] for row in session.connection().exec_driver_sql("SELECT name FROM person")}
        seats = {row[0] for row in session.connection().exec_driver_sql("SELECT name FROM partnership_group")}
    assert "@example.gov.uk" in office
    written = left(made, tmp_path / "away.mscp")
    with elsewhere(written.file, tmp_path / "there", made.vault) as there:
        holds = everything(there.vault)
        for one in (CANARY, "@example.gov.uk", *names, *seats):
            assert one not in holds, one
        assert "On file" in holds  # sealed there as here, and not lost
        with there.vault.store.reading() as session:
            assert held(session, there)[0]["audit_service"].keys() == set(made.services)
            assert not session.scalars(select(OwnGrade)).all()
            assert away.aways_of(session, made.audit)[0].words().startswith("Away from the office since")
        raw = b"".join(one.read_bytes() for one in (tmp_path / "there").rglob("*") if one.is_file())
        assert CANARY.encode() not in raw
        assert b"On file" not in raw
    with made.vault.store.reading() as session:
        assert away.aways_of(session, made.audit)[0].words().startswith("Away with Bea Away since")


def test_what_was_done_apart_comes_together(made: AuditMade, tmp_path: Path) -> None:
    """Different cells are merged without a question, sealed; merging again changes nothing; undo takes it all back."""
    written = left(made, tmp_path / "away.mscp")
    with elsewhere(written.file, tmp_path / "there", made.vault) as there:
        there.do(sealing.set_own_grade, made.services[1], made.cases[0], made.sections[1], made.grades["Inadequate"])
        there.do(sealing.set_own_grade, made.services[0], made.cases[0], made.sections[1], None, applies=False)
        new = there.do(add_cases, made.audit, ["N-09"])[0]
        file = back(there, tmp_path / "back.mscp")
    made.do(sealing.set_own_evidence, made.services[0], made.cases[0], made.sections[2], "Seen here")
    before = made.read(held, made)
    coming = look(office(made.vault), file, PASSPHRASE)
    assert not coming.asked
    assert any(line.startswith("cases: 1 new") for line in coming.lines)
    assert "services' own grades and words: 2 new" in coming.lines
    merge_bundle(office(made.vault), file, PASSPHRASE, {})
    with made.vault.store.reading() as session:
        assert session.scalars(select(AuditCase.uid).where(AuditCase.reference == "N-09")).all() == [new]
        cells = sealing.cells_of(session, made.audit)
        assert cells[made.services[0], made.cases[0]].keys() == {
            ("grades", made.sections[0]), ("evidence", made.sections[0]), ("grades", made.sections[1]),
            ("evidence", made.sections[2]),
        }  # fmt: skip
        assert session.scalars(select(Audit.cases).where(Audit.uid == made.audit)).one() == 3
        assert not session.scalars(select(OwnGrade)).all()
    after = made.read(held, made)
    assert look(office(made.vault), file, PASSPHRASE).already
    assert "already" in merge_bundle(office(made.vault), file, PASSPHRASE, {})
    assert made.read(held, made) == after
    undo(made.vault.store, made.vault.actor)
    assert made.read(held, made) == before
    merge_bundle(office(made.vault), file, PASSPHRASE, {})
    assert made.read(held, made) == after


def test_the_same_cell_is_asked(made: AuditMade, tmp_path: Path) -> None:
    """Both are named with who and when, sealed ones unseen; without a decision nothing is merged; reveal is told."""
    written = left(made, tmp_path / "away.mscp")
    cell = (made.services[0], made.cases[0], made.sections[0])
    with elsewhere(written.file, tmp_path / "there", made.vault) as there:
        there.do(sealing.set_own_grade, *cell, made.grades["Inadequate"], replace=True)
        there.do(change_case, made.cases[1], 1, summary="Theirs")
        sealed = back(there, tmp_path / "sealed.mscp")
        there.do(sealing.reveal, made.audit, "The chair wanted to", "Ann Chair")
        there.do(moderation.agree_grade, made.cases[0], made.sections[0], made.grades["Good"])
        there.do(moderation.set_reason, made.cases[0], made.sections[0], "Moderated")
        shown = back(there, tmp_path / "shown.mscp")
    made.do(sealing.set_own_grade, *cell, made.grades["Outstanding"], replace=True)
    made.do(change_case, made.cases[1], 1, summary="Ours")
    coming = look(office(made.vault), sealed, PASSPHRASE)
    own = next(one for one in coming.asked if "its own grade" in one.what)
    words = next(one for one in coming.asked if one is not own)
    assert (own.ours, own.theirs) == (SEALED, SEALED)
    assert "Bea Away" in own.theirs_by
    assert "Bea Away" not in own.ours_by
    assert own.ours_by
    assert (words.ours, words.theirs) == ("Ours", "Theirs")
    for grade in made.grades:
        assert grade not in repr(coming)
    with pytest.raises(ConflictError, match="must be decided first"):
        merge_bundle(office(made.vault), sealed, PASSPHRASE, {own.id: True})
    coming = look(office(made.vault), shown, PASSPHRASE)
    assert coming.told == (REVEALS,)
    merge_bundle(office(made.vault), shown, PASSPHRASE, {own.id: True, words.id: False})
    with made.vault.store.reading() as session:
        assert sealing.is_revealed(session, made.audit)
        said = sealing.own_of(session, made.audit)[made.services[0], made.cases[0]]
        assert said == Own({made.sections[0]: made.grades["Inadequate"]}, {made.sections[0]: "On file"}, {})
        assert session.scalars(select(AuditCase.summary).where(AuditCase.uid == made.cases[1])).one() == "Ours"
        assert session.scalars(select(AgreedGrade.reason)).all() == ["Moderated"]
        assert not session.scalars(select(ServiceCase).where(ServiceCase.sealed.is_not(None))).all()
    with pytest.raises(UserError, match="can't be undone"):
        undo(made.vault.store, made.vault.actor)


def test_what_is_none_of_ours_is_refused(made: AuditMade, tmp_path: Path, medway: Vault) -> None:
    """Another vault's bundle, another audit's, a wrong passphrase and one that was given up change nothing."""
    file = left(made, tmp_path / "away.mscp").file
    whole = tmp_path / "whole.mscp"
    lineage.export_bundle(medway, whole, "copy")
    other = another(made)
    with pytest.raises(UserError, match="no audit that left from here"):
        look(office(medway), whole, PASSPHRASE)
    with pytest.raises(UserError, match="Open that one"):
        look(office(medway), file, PASSPHRASE, other)
    with pytest.raises(WrongPassphraseError):
        look(office(medway), file, "something else entirely")
    with medway.store.reading() as session:
        gone = session.scalars(select(AuditAway.uid)).one()
    with pytest.raises(UserError, match="there already"):
        left(made, file)
    run(medway.store, medway.actor, away.end_away, gone, "The laptop was lost")
    with pytest.raises(UserError, match="The laptop was lost"):
        look(office(medway), file, PASSPHRASE)
    assert GONE


def test_either_order_gives_the_same(made: AuditMade, tmp_path: Path) -> None:
    """Two who graded apart are merged in either order, to the same."""
    files = []
    for name, grade in (("Bea", "Inadequate"), ("Cid", "Good")):
        written = left(made, tmp_path / f"{name}.mscp", name)
        with elsewhere(written.file, tmp_path / name, made.vault) as there:
            there.do(sealing.set_own_grade, made.services[1], made.cases[0], made.sections[0], made.grades[grade])
            at = 0 if name == "Bea" else 1
            there.do(sealing.set_own_grade, made.services[2], made.cases[at], made.sections[at], made.grades[grade])
            there.do(add_cases, made.audit, [f"N-{name}"])
            files.append(back(there, tmp_path / f"{name} back.mscp"))
    outcomes = []
    for order, wins in ((files, True), (files[::-1], False)):
        for file in order:
            coming = look(office(made.vault), file, PASSPHRASE)
            merge_bundle(office(made.vault), file, PASSPHRASE, {one.id: wins for one in coming.asked})
        assert len(coming.asked) == 1
        outcomes.append(made.read(held, made))
        for _ in order:
            undo(made.vault.store, made.vault.actor)
    assert outcomes[0] == outcomes[1]


def test_the_command_line_takes_away_and_merges(
    made: AuditMade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both commands do what the window does; passphrases come from files; what clashes is not decided unasked."""
    (tmp_path / "theirs").write_text(PASSPHRASE, encoding="utf-8")
    made.do(change_case, made.cases[0], 1, summary="As it was")
    made.vault.close()
    out, more = tmp_path / "away.mscp", ["--bundle-passphrase-file", str(tmp_path / "theirs")]

    run_line = command_line(tmp_path, monkeypatch, capsys)

    def call(*words: str) -> tuple[int, str, str]:
        return run_line(*words, *more)

    code, said, error = call("audit-away", "--audit", "5", "--to", "Bea Away", "--out", str(out))
    assert (code, error) == (0, "")
    assert "audit 5 and nothing else" in said
    assert "Recovery key: " in said
    assert call("audit-away", "--audit", "99", "--to", "Bea", "--out", str(tmp_path / "x.mscp"))[0] == 1
    with elsewhere(out, tmp_path / "there", made.vault) as there:
        there.do(change_case, made.cases[0], 1, summary="Theirs")
        file = back(there, tmp_path / "back.mscp")
    assert "cases: 1 changed" in call("audit-merge", str(file), "--dry-run")[1]
    assert call("audit-merge", str(file))[1].endswith("Merged: cases: 1 changed.\n")
    assert "merged already" in call("audit-merge", str(file))[1]
