"""The workspace of one audit: the way into it, its parts, the audits beside it, and what it says above them."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from audit_made import AuditMade, made_audit
from hands import Hands

from mscp_desktop.audits.page.audit import PARTS, AuditPage
from mscp_desktop.audits.rules.changes import cancel_audit
from mscp_desktop.audits.rules.places import audit_place, where_of
from mscp_desktop.audits.rules.risk import record_risk
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.opened import Work


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


def chips(page: AuditPage) -> list[str]:
    row = page.head.page_head._chips
    return [row.itemAt(at).widget().cell.words for at in range(row.count())]


def test_an_audit_is_opened_from_the_list_and_its_parts_by_keys(work: Work, made: AuditMade) -> None:
    hands = Hands(lambda: work.tasks.busy)
    work.window.open(Place("audits", made.audit))
    hands.settle()
    work.window.page.take_keyboard()
    hands.press("Return")
    page = work.window.page
    assert isinstance(page, AuditPage)
    assert page.caption() == "Audit 5, Neglect at home"
    assert page.place() == made.audit
    assert chips(page)[:2] == ["Proposed", "2 cases"]
    for number, part in enumerate(PARTS, 1):
        hands.press(f"Alt+{number}")
        assert page.place() == audit_place(made.audit, part.key).uid
        assert isinstance(page.part, part.page)
        assert page.explained_by() != "index"
    work.window.open(Place("audit_case", made.cases[1]))
    hands.settle()
    assert page.part.place() == made.cases[1]
    seen = datetime(2025, 1, 15, 9, 0, tzinfo=UTC)
    made.do(record_risk, made.cases[1], "A bruise that nobody explained", seen_at=seen)
    hands.settle()
    assert "1 at risk now, nobody told" in chips(page)
    hands.press("Alt+PgUp")
    assert page.caption() == "Audit 4, Parental mental health"
    hands.press("Alt+PgUp", "Alt+PgUp", "Alt+PgUp", "Alt+PgUp")
    assert page.caption() == "Audit 1, Physical abuse"


def test_a_place_leads_to_an_audit_or_to_what_stands_in_one(made: AuditMade) -> None:
    for asked, found in (
        (None, (made.audit, None, None)),
        (f"{made.audit}/returns", (made.audit, "returns", None)),
        (made.cases[0], (made.audit, "cases", made.cases[0])),
        (made.services[2], (made.audit, "returns", made.services[2])),
    ):
        where = made.read(where_of, asked)
        assert (where.audit, where.part, where.record) == found
    assert made.read(where_of, "gone") is None
    made.do(cancel_audit, made.audit, "The group could not meet")
    assert made.read(where_of, None).audit != made.audit, "what is cancelled is not what comes next"
    undo(made.vault.store, made.vault.actor)
