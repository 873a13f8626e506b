"""An audit with a tool, two cases and three services, and a service's workbook as somebody fills it in."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Tool, ToolQuestion, ToolSection, ToolState
from mscp_desktop.assessment.rules.changes import put_in_use
from mscp_desktop.audits.rules import returned, returns, service_changes
from mscp_desktop.audits.rules.case_changes import add_cases
from mscp_desktop.audits.rules.changes import add_audit, change_audit
from mscp_desktop.exchange.returns_out import form_workbook
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault

SERVICES = ("Early help", "Kent Police", "Named nurse, NELFT")
REFERENCES = ("N-01", "N-02")


@dataclass(slots=True)
class AuditMade:
    """An audit by the uids of its parts."""

    vault: Vault
    audit: str
    cases: list[str]
    services: list[str]
    sections: list[str]
    questions: list[str]
    grades: dict[str, str]

    def do(self, what: Any, *args: Any, **more: Any) -> Any:
        """Run an operation."""
        return run(self.vault.store, self.vault.actor, what, *args, **more).value

    def read(self, what: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Ask something."""
        with self.vault.store.reading() as session:
            return what(session, *args, **more)

    def send(self, *services: int, due: date | None = None) -> list[str]:
        """Send workbooks to services by their places; all where none is named."""
        uids = [self.services[at] for at in services] or self.services
        found: list[str] = self.do(service_changes.send_returns, uids, due=due)
        return found

    def workbook(self, sent: str) -> bytes:
        """Return the workbook of a return."""
        return form_workbook(self.read(returns.return_form, sent, self.vault.store.clock.today()))

    def answer(self, file: Path, **expected: str) -> returned.ServiceAnswer:
        """Read a workbook that came back."""
        with self.vault.store.reading() as session:
            return returned.read_file(session, file, self.vault.store.clock.today(), **expected)

    def take(self, answer: returned.ServiceAnswer) -> None:
        """Take in what a workbook says."""
        self.do(returned.take_return, answer.return_uid, [(one.case_uid, one.own, one.known) for one in answer.takes()])


def made_audit(vault: Vault, theme: str = "Neglect at home", references: tuple[str, ...] = REFERENCES) -> AuditMade:
    """Propose an audit and give it a tool in use, cases and services."""
    with vault.store.reading() as session:
        tool = first_tool(session)
        sections, questions, grades = tool_parts(session, tool)
    if tool.state is not ToolState.IN_USE:
        run(vault.store, vault.actor, put_in_use, tool.uid)
    audit = run(vault.store, vault.actor, add_audit, 2024, 4, new_theme=theme).value
    run(vault.store, vault.actor, change_audit, audit, 1, tool_uid=tool.uid)
    cases = run(vault.store, vault.actor, add_cases, audit, references).value if references else []
    services = [
        run(vault.store, vault.actor, service_changes.add_service, audit, name, email=f"s{at}@example.gov.uk").value
        for at, name in enumerate(SERVICES)
    ]
    return AuditMade(vault, audit, cases, services, sections, questions, grades)


def first_tool(session: Session) -> Tool:
    """Return the first tool by name."""
    tool = session.scalars(select(Tool).order_by(Tool.name, Tool.id)).first()
    assert tool is not None
    return tool


def tool_parts(session: Session, tool: Tool) -> tuple[list[str], list[str], dict[str, str]]:
    """Return the uids of a tool's sections, of its questions, and of its grades by name, the best first."""
    sections = select(ToolSection).where(ToolSection.tool_id == tool.id).order_by(ToolSection.position)
    found = session.scalars(sections).all()
    questions = select(ToolQuestion.uid).where(ToolQuestion.section_id.in_([one.id for one in found]))
    grades = select(Grade).where(Grade.scale_id == tool.scale_id).order_by(Grade.position)
    return (
        [one.uid for one in found],
        list(session.scalars(questions)),
        {one.name: one.uid for one in session.scalars(grades)},
    )


def fill(book: bytes, said: Mapping[tuple[str, str], str], file: Path, *, save: bool = True) -> Path:
    """Write answers into a workbook by (the identity of a row, the key of a column), and save it as a file."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened["Form"]
    top = next(at for at in range(1, 20) if sheet.cell(at, 1).value == "Row")
    places = {"known": 4, "grade": 5, "words": 6}
    lines = {sheet.cell(at, 1).value: at for at in range(top + 1, sheet.max_row + 1)}
    for (uid, key), value in said.items():
        sheet.cell(lines[uid], places[key]).value = value
    if save:
        opened.save(file)
    return file


def whole_answer(made: AuditMade, case: str, grade: str = "Good", words: str = "On file") -> dict[tuple[str, str], str]:
    """Return what a service writes that answers a whole case with one grade."""
    said = {(returns.row_uid(case, returns.ABOUT), "known"): returns.KNOWN}
    for section in made.sections:
        uid = returns.row_uid(case, returns.SECTION, section)
        said |= {(uid, "grade"): grade, (uid, "words"): words}
    return said
