"""An audit from the programme to its end, a stage at a time: each stage does what people do, and keeps what they said.

A stage goes on from where the last one left off: `ask`, `answers`, `reveal`, `moderate`, `give_reasons`, `close`. What
was said stands in `own`, `agreed` and `reasons`, for a later stage to be held against.
"""

import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import openpyxl
from audit_made import AuditMade, fill, first_tool, tool_parts
from sealed_doors import CANARY

from mscp_desktop.audits.records import Audit, PlanStatus
from mscp_desktop.audits.rules import moderation, returns, sealing, service_changes, services
from mscp_desktop.audits.rules.case_changes import add_cases, set_selection
from mscp_desktop.audits.rules.changes import add_audit, agree_audits, change_audit, close_audit
from mscp_desktop.audits.rules.service_changes import NewService
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import add_meeting

SOFFICE = shutil.which("soffice")
UNKNOWN = 3  # every such service does not know the child of a case
DUE = date(2025, 2, 14)


@dataclass(slots=True)
class Journey:
    """What was said so far: `own` by (service, case) has the grades of the sections, none of a child not known."""

    made: AuditMade
    own: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    agreed: dict[tuple[str, str], str] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    old: bytes = b""  # the first edition of the first service's workbook, which was sent again

    def ask(self) -> None:
        """Send every service its workbook, and the first one anew."""
        (first,) = self.made.send(0, due=DUE)
        self.old = self.made.workbook(first)
        self.sent = self.made.send(due=DUE)

    def answers(self, folder: Path, *, by_office: bool) -> list[Path]:
        """Return the workbooks as they come back, in the services' order, after two wrong ones.

        The wrong ones are of an old edition, and from another sender than the one it was sent to. `by_office` lets
        LibreOffice open each and write it anew, so that the file is its own.
        """
        folder.mkdir()
        files = [fill(self.old, self._said(0), folder / "old.xlsx")]
        files.append(fill(self.made.workbook(self.sent[1]), self._said(1), folder / "elsewhere.xlsx"))
        _say_sender(files[1], self.made.services[0])
        for at, one in enumerate(self.sent):
            files.append(fill(self.made.workbook(one), self._said(at), folder / f"back {at:02d}.xlsx"))
        return through_office(files, folder / "office") if by_office else files

    def _said(self, at: int) -> dict[tuple[str, str], str]:
        """Return what a service writes: what it grades depends on its place, the case's and the section's."""
        names, service, said = list(self.made.grades), self.made.services[at], {}
        for place, case in enumerate(self.made.cases):
            known = (at + place) % UNKNOWN != UNKNOWN - 1
            said[returns.row_uid(case, returns.ABOUT), "known"] = returns.KNOWN if known else returns.NOT_KNOWN
            self.own[service, case] = {}
            for number, section in enumerate(self.made.sections if known else ()):
                grade = names[(at + place + number * (at % 2)) % len(names)]
                self.own[service, case][section] = self.made.grades[grade]
                uid = returns.row_uid(case, returns.SECTION, section)
                said |= {(uid, "grade"): grade, (uid, "words"): f"{CANARY} of {at}, {place} and {number}"}
        return said

    def reveal(self) -> None:
        """Reveal the grades, for all are in."""
        self.made.do(sealing.reveal, self.made.audit)

    def moderate(self) -> None:
        """Agree a grade for each section of each case: that of the first service that knows it; one dissents."""
        for case in self.made.cases:
            known = next(service for service in self.made.services if self.own[service, case])
            for section, grade in self.own[known, case].items():
                self.made.do(moderation.agree_grade, case, section, grade)
                self.agreed[case, section] = grade
        other = next(one for one in self.made.services if self.own[one, self.made.cases[0]])
        self.made.do(moderation.set_dissent, self.made.cases[0], self.made.sections[0], other, "We saw it otherwise")

    def give_reasons(self) -> None:
        """Say why, wherever a service graded otherwise than was agreed."""
        for (case, section), grade in self.agreed.items():
            given = {grades[section] for (_, of), grades in self.own.items() if of == case and grades}
            if given != {grade}:
                self.reasons[case, section] = f"The group saw the whole of it ({len(self.reasons)})"
                self.made.do(moderation.set_reason, case, section, self.reasons[case, section])

    def close(self) -> None:
        """Close the audit."""
        self.made.do(close_audit, self.made.audit)


def begun(vault: Vault, cases: int, answering: int) -> Journey:
    """Put an audit into the programme, agree it, choose its cases, and add the first seats of its group as services."""

    def do(what: object, *args: object, **more: object) -> object:
        return run(vault.store, vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    with vault.store.reading() as session:
        group, above = (group_named(session, one).uid for one in ("Multi-Agency Case File Audit", "Executive Group"))
        tool = first_tool(session)
        sections, questions, grades = tool_parts(session, tool)
        tool_uid = tool.uid
    meeting = do(add_meeting, above, date(2025, 1, 8))
    decision = do(add_decision, meeting, "The schedule of audits is agreed", inquorate=False)
    audit = str(do(add_audit, 2024, 4, new_theme="Neglect at home"))
    do(agree_audits, [audit], decision)
    made = AuditMade(vault, audit, [], [], sections, questions, grades)
    made.do(change_audit, audit, _version(made), tool_uid=tool_uid, group_uid=group)
    made.do(
        set_selection, audit, _version(made), selection="At random from a list", key_holder="The lead agency",
        minutes=45,
    )  # fmt: skip
    made.cases = made.do(
        add_cases, audit, [f"N-{at:02d}" for at in range(1, cases + 1)], plan_status=PlanStatus.CHILD_PROTECTION,
        look_from=PartialDate(2024, 1),
    )  # fmt: skip
    seats = made.read(services.seat_services, audit, vault.store.clock.today())[:answering]
    made.services = made.do(
        service_changes.add_services, audit,
        [NewService(one.name, one.short, one.organisation_uid, one.seat_uid, one.email) for one in seats],
    )  # fmt: skip
    return Journey(made)


def through_office(files: list[Path], folder: Path) -> list[Path]:
    """Return the files as LibreOffice writes them anew; it opens them without a window, with settings of its own."""
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'settings').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return [folder / one.name for one in files]


def _version(made: AuditMade) -> int:
    version: int = made.read(lambda session: Audit.by_uid(session, made.audit).version)
    return version


def _say_sender(file: Path, uid: str) -> None:
    """Let a workbook say in its hidden sheet that it is from somebody else."""
    book = openpyxl.load_workbook(file)
    next(line[1] for line in book["Do not change"].iter_rows() if line[0].value == "sender").value = uid
    book.save(file)
