"""The part on which an audit's cases stand: added, redacted as they are typed, at risk, put in order and cleared."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from audit_made import AuditMade, made_audit
from hands import Hands, wait_while
from pytestqt.qtbot import QtBot
from sqlalchemy import MetaData, select

from mscp_desktop.audits.page import cases as page_module
from mscp_desktop.audits.page.at_risk import ask_risk
from mscp_desktop.audits.page.case_fields import read_moment
from mscp_desktop.audits.page.cases import CasesPart
from mscp_desktop.audits.rules import case_changes, cases, changes, risk
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.fields import FieldWidget
from mscp_desktop.desktop.panel.plain_text import plain_of
from mscp_desktop.desktop.panel.record_dialog import RecordDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.desktop.values import Field, Kind, Watched, words_of
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Vault

NUMBER = "943 476 5919"


@pytest.fixture
def tasks(qtbot: QtBot, medway: Vault, theme: Theme) -> Iterator[Tasks]:
    del qtbot, theme
    made = Tasks(medway.store, medway.actor)
    yield made
    made.close()


def dialog(page: CasesPart, kind: type[Any], hands: Hands) -> Any:
    (found,) = [one for one in page.findChildren(kind) if one.isVisible()]
    found.activateWindow()
    hands.settle()
    return found


def call(page: CasesPart, hands: Hands, name: str) -> None:
    command = next(one for one in page.commands() if one.name == f"cases.{name}")
    assert command.ready, name
    command.call()
    hands.settle()


def ready(page: CasesPart) -> set[str]:
    return {one.name.removeprefix("cases.") for one in page.commands() if one.ready and one.name.startswith("cases.")}


def row(page: CasesPart, at: int) -> list[str]:
    return [words_of(cell) for cell in page.table.model.row_at(at).cells]  # type: ignore[union-attr]


def look(field: FieldWidget, hands: Hands) -> str:
    """Return what is said under a text, as if the moment after the last letter had passed."""
    assert field.identities is not None
    field.identities.look()
    hands.settle()
    return field.identities.words


def raw(vault: Vault) -> str:
    tables = MetaData()
    with vault.store.reading() as session:
        tables.reflect(session.connection())
        rows = [row for table in tables.tables.values() for row in session.execute(select(table))]
    return "\n".join(json.dumps([str(one) for one in row]) for row in rows)


def test_an_audit_gets_its_cases_and_what_could_tell_whose_they_are_goes(
    medway: Vault, tasks: Tasks, qtbot: QtBot
) -> None:
    page, hands = shown(made_audit(medway, references=()), tasks, qtbot)
    assert "by reference only" in page.table._nothing.text()
    assert ready(page) == {"add", "choosing", "names"}
    assert {command.name: one.isEnabled() for command, one in page.head.buttons} == {
        "cases.risk": False, "cases.choosing": True, "cases.add": True,
    }  # fmt: skip
    assert page.table._first_act.text() == "Add cases…"
    assert page.table._first_act.isVisible()

    call(page, hands, "add")
    asked = dialog(page, AskDialog, hands)
    assert asked.fields["references"].read() == "N-01\nN-02\nN-03\nN-04\nN-05\nN-06"
    asked.fields["number"].editor.first().selectAll()
    hands.type("4")
    asked.fields["number"].dirty  # noqa: B018 - reads what was typed
    assert asked.fields["references"].read() == "N-01\nN-02\nN-03\nN-04"
    asked.fields["references"].show_value("N-01\nME7 4AB\nN-03", 0)
    hands.settle()
    assert asked.fields["references"].identities.words == "This looks like a postcode: ME7 4AB"
    asked.fields["references"].show_value("N-01\nN-02\nN-03", 0)
    asked.fields["look_from"].show_value(PartialDate(2023, 4), 0)
    asked.accept_button.click()
    hands.settle()
    assert page.table.model.rowCount() == 3
    assert row(page, 0) == ["N-01", "not recorded", "not recorded", "from April 2023", "0 of 3", "", ""]
    assert "3 cases" in [one.words for one in page.chips()]

    page.panel.fields["summary"].focus()
    hands.type(f"Jo (12/3/2016), NHS {NUMBER}, and {NUMBER}")
    summary = page.panel.fields["summary"]
    assert summary.identities is not None
    wait_while(summary.identities.isHidden)
    assert look(summary, hands) == f"2 found. This looks like an NHS number: {NUMBER}"
    summary.leave()
    hands.settle()
    assert NUMBER in raw(medway)
    hands.press("F4")
    assert summary.read() == "Jo (12/3/2016), NHS [NHS number removed], and [NHS number removed]"
    assert NUMBER not in raw(medway)
    assert look(summary, hands) == "This may be a date of birth: 12/3/2016"
    hands.click(summary.identities.redact_button)
    assert "12/3/2016" not in raw(medway)
    assert look(summary, hands) == "Redacted here, in history and in search."
    assert row(page, 0)[6].startswith("Jo ([date removed])")


def test_a_child_at_risk_how_cases_were_chosen_and_their_end(
    medway: Vault, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = made_audit(medway)
    page, hands = shown(made, tasks, qtbot)
    page.table.reload(made.cases[0])
    hands.settle()
    summary = page.panel.fields["summary"]
    call(page, hands, "risk")
    asked = dialog(page, AskDialog, hands)
    assert asked.fields["case"].read() == made.cases[0]
    asked.fields["what"].show_value("Bruises", 0)
    asked.accept_button.click()
    hands.settle()
    assert row(page, 0)[5] == "nobody told"
    assert page.chips()[0].words == "a child is at risk: tell somebody"
    assert page.panel.detail is not None
    (line,) = page.panel.detail.lines["risks"]
    assert read_moment(line.values["seen_at"]) == medway.store.clock.now().replace(second=0, microsecond=0)
    page.show_private(shown=False)
    assert summary.isHidden()
    assert page.panel.lines["risks"].isHidden()
    page.show_private(shown=True)

    call(page, hands, "down")
    assert [row(page, at)[0] for at in range(2)] == ["N-02", "N-01"]
    call(page, hands, "choosing")
    asked = dialog(page, AskDialog, hands)
    asked.fields["selection"].show_value("At random", 0)
    asked.fields["minutes"].show_value(45, 0)
    asked.accept_button.click()
    hands.settle()
    assert [one.words for one in page.chips()][1:4] == ["2 cases", "45 minutes each", "recorded how chosen"]
    call(page, hands, "names")
    names = dialog(page, RecordDialog, hands)
    assert [words_of(one.cells[0]) for one in names.panel.detail.lines["names"]] == ["Baby Harris", "Eve"]
    names.close()

    made.do(risk.change_risk, line.uid, line.version, told="The front door")
    made.do(changes.hold_audit, made.audit, PartialDate(2024, 12))
    made.do(changes.close_audit, made.audit, "The day ended early")
    hands.settle()
    assert page.panel.detail.locked
    assert summary.identities.isHidden()  # type: ignore[union-attr]
    assert ready(page) == {"names", "clear", "risk"}
    asked_words: list[str] = []

    def agree(_parent: object, _title: str, words: str, _verb: str) -> bool:
        asked_words.append(words)
        return True

    monkeypatch.setattr(page_module, "confirm", agree)
    call(page, hands, "clear")
    assert "Grades remain as counts" in asked_words[0]
    assert [row(page, at)[0] for at in range(2)] == ["Case 1", "Case 2"]
    assert made.read(cases.audit_facts, made.audit).cleared_on == medway.store.clock.today()
    assert ready(page) == {"names"}


def shown(made: AuditMade, tasks: Tasks, qtbot: QtBot) -> tuple[CasesPart, Hands]:
    page = CasesPart(tasks)
    qtbot.addWidget(page)
    tasks.announced.connect(page.hear)
    page.resize(1170, 688)
    page.show()
    page.activateWindow()
    page.open_place(made.audit)
    hands = Hands(lambda: tasks.busy)
    hands.settle()
    return page, hands


def test_who_audits_records_a_child_at_risk_in_the_case_that_is_chosen(
    medway: Vault, qtbot: QtBot, theme: Theme
) -> None:
    del theme
    made = made_audit(medway)
    tasks = Tasks(medway.store, replace(medway.actor, roles=frozenset({Role.AUDIT})))
    page, hands = shown(made, tasks, qtbot)
    page.table.reload(made.cases[1])
    hands.settle()
    assert {"add", "choosing", "risk", "up"} <= ready(page)
    assert page.panel.locked.isHidden()
    call(page, hands, "risk")
    asked = dialog(page, AskDialog, hands)
    field = asked.fields["case"]
    assert field.read() == made.cases[1]
    field.show_value(made.cases[0], 0)
    asked.fields["what"].show_value("Bruises", 0)
    asked.accept_button.click()
    hands.settle()
    assert [bool(one.risks) for one in made.read(cases.case_rows, made.audit)] == [True, False]

    ask_risk(tasks, made.audit, page)
    hands.settle()
    asked = dialog(page, AskDialog, hands)
    with pytest.raises(UserError, match="Case is needed"):  # where none is in hand somebody says which
        asked.fields["case"].read()
    asked.reject()
    tasks.close()


def test_how_they_were_chosen_is_looked_through_for_dates_of_birth(medway: Vault, tasks: Tasks, qtbot: QtBot) -> None:
    made = made_audit(medway)
    made.do(case_changes.set_selection, made.audit, made.read(cases.audit_facts, made.audit).version, minutes=1)
    page, hands = shown(made, tasks, qtbot)
    assert "1 minute each" in [one.words for one in page.chips()]
    call(page, hands, "choosing")
    asked = dialog(page, AskDialog, hands)
    field = asked.fields["selection"]
    field.focus()
    hands.type("Born 4 May 2014")
    assert look(field, hands) == "This looks like a date of birth: 4 May 2014"
    asked.reject()


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.MULTILINE, Kind.RICH])
def test_every_kind_of_text_redacts_what_stands_where_it_was_found(
    kind: Kind, medway: Vault, tasks: Tasks, qtbot: QtBot
) -> None:
    field = FieldWidget(
        Field("words", "Words", kind, watched=lambda _session, _uid: Watched(("Eve",))), tasks,
        medway.store.clock.today, kept=True,
    )  # fmt: skip
    qtbot.addWidget(field)
    field.show()
    hands = Hands(lambda: tasks.busy)
    field.show_value(f"Ça 😀 **is** {NUMBER} of Eve", 1)
    assert look(field, hands) == f"This looks like an NHS number: {NUMBER}"
    field.identities.redact()  # type: ignore[union-attr]
    assert "removed" in plain_of(field.editor)
    assert field.taken_out == (NUMBER,)
    assert "A review was published under the name Eve" in look(field, hands)
    field.identities.redact()  # type: ignore[union-attr]
    bare = plain_of(field.editor).replace("*", "")
    assert bare == "Ça 😀 is [NHS number removed] of [name removed]"
    assert look(field, hands) == ""
    field.set_read_only(True)
    field.show_value("943 476 5919", 2)
    assert field.identities.isHidden()  # type: ignore[union-attr]


@pytest.mark.parametrize("typed", ["yesterday", "14 March 2025", "14 March 2025 at 25:00", "soon 10:00"])
def test_a_moment_that_is_none_is_refused_in_words(typed: str) -> None:
    with pytest.raises(UserError):
        read_moment(typed)


def test_a_moment_is_read_as_it_is_shown() -> None:
    at = read_moment("14 March 2025, 9.05")
    assert cases.moment_words(at) == "14 March 2025 at 09:05"
    assert read_moment(cases.moment_words(at)) == at
