"""Taking an audit away in the window, and deciding by keyboard what both sides changed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from audit_away import PASSPHRASE, back, elsewhere
from audit_made import AuditMade, made_audit
from hands import Hands
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from mscp_desktop.audits.page import away as away_page
from mscp_desktop.audits.page.audit import AuditPage
from mscp_desktop.audits.page.away_dialogs import MergeDialog, PassphraseDialog, RecoveryDialog, TakeAwayDialog
from mscp_desktop.audits.records import AuditCase
from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.case_changes import change_case
from mscp_desktop.audits.rules.places import audit_place
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work

pytestmark = pytest.mark.usefixtures("derived_once")


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    return made_audit(medway)


@pytest.fixture
def work(made: AuditMade, theme: Theme) -> Iterator[Work]:
    one = Work(made.vault, theme, lambda *_: None)
    one.window.resize(1366, 768)
    one.window.show()
    one.window.activateWindow()
    yield one
    one.close()
    one.window.deleteLater()


def shown(kind: type, page: AuditPage) -> object:
    """Return the dialog that stands over a page."""
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1, found
    return found[0]


def keep(name: str, widget: object) -> None:
    """Save a picture where somebody wants to look at it."""
    if folder := os.environ.get("AWAY_SHOTS"):
        widget.grab().save(f"{folder}/{name}.png")  # type: ignore[attr-defined]


def test_an_audit_goes_away_and_is_merged(  # noqa: PLR0915 - a journey
    work: Work, made: AuditMade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says with whom it is; what both changed is chosen by keyboard, side by side, and nothing sealed is shown."""
    hands = Hands(lambda: work.tasks.busy)
    work.window.open(audit_place(made.audit))
    hands.settle()
    page = work.window.page
    assert isinstance(page, AuditPage)
    monkeypatch.setattr(away_page, "ask_where", lambda *_: tmp_path / "away.mscp")
    monkeypatch.setattr(away_page, "ask_which", lambda *_: tmp_path / "back.mscp")
    page._away.take.call()
    taking = shown(TakeAwayDialog, page)
    assert isinstance(taking, TakeAwayDialog)
    taking.name.setText("Bea Away")
    taking.due.setText("9/5/2031")
    taking.new.setText(PASSPHRASE)
    taking.take_button.click()
    assert taking.problem.text() == "The two passphrases differ."
    taking.again.setText(PASSPHRASE)
    keep("take", taking)
    taking.take_button.click()
    hands.settle()
    key = shown(RecoveryDialog, page)
    assert isinstance(key, RecoveryDialog)
    assert len(key.key.text()) > 30
    keep("key", key)
    key.accept()
    hands.settle()
    row = page.head.page_head._chips
    chips = [row.itemAt(at).widget().cell.words for at in range(row.count())]
    assert any(one.startswith("Away with Bea Away since") and "back by 9 May 2031" in one for one in chips)
    cell = (made.services[0], made.cases[0], made.sections[0])
    with elsewhere(tmp_path / "away.mscp", tmp_path / "there", made.vault) as there:
        there.do(sealing.set_own_grade, *cell, made.grades["Inadequate"])
        there.do(change_case, made.cases[1], 1, summary="Seen by the health visitor until the summer, then by nobody")
        back(there, tmp_path / "back.mscp")
    made.do(sealing.set_own_grade, *cell, made.grades["Good"])
    made.do(change_case, made.cases[1], 1, summary="Seen by nobody")
    hands.settle()
    keep("head", work.window)
    assert page._away.end.ready
    page._away.merge.call()
    asking = shown(PassphraseDialog, page)
    assert isinstance(asking, PassphraseDialog)
    asking.typed.setText("not the passphrase")
    asking.read_button.click()
    hands.settle()
    assert asking.problem.isVisible()
    asking.typed.setText(PASSPHRASE)
    asking.read_button.click()
    hands.settle()
    merging = shown(MergeDialog, page)
    assert isinstance(merging, MergeDialog)
    assert not merging.merge_button.isEnabled()
    assert merging.left.text() == "2 of 2 still to decide."
    for group in merging.groups.values():
        group.button(1).setFocus()
        hands.press("Space")
    keep("merge", merging)
    assert not [name for name in made.grades if f": {name}" in "".join(b.accessibleName() for b in group.buttons())]
    merging.merge_button.click()
    hands.settle()
    with made.vault.store.reading() as session:
        summary = session.scalars(select(AuditCase.summary).where(AuditCase.uid == made.cases[1])).one()
    assert summary == "Seen by the health visitor until the summer, then by nobody"
    assert "Merged" in work.window.notices.words
    QApplication.processEvents()
