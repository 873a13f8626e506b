"""The form in which it is recorded that a child of a case is at risk now, wherever an audit is worked on."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from mscp_desktop.audits.page.case_fields import RISK_FIELDS, risk_act
from mscp_desktop.audits.rules.cases import AuditFacts, CaseRow, audit_facts, case_rows, moment_words
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TITLE = "A child is at risk now"
_Found = tuple[AuditFacts | None, Sequence[CaseRow]]


def ask_risk(
    tasks: Tasks, audit_uid: str, parent: QWidget, case_uid: str | None = None, *, command: str = "cases.risk"
) -> None:
    """Ask what was seen of a child of an audit's case, and record it; `case_uid` is the case in hand.

    The case stands in the form, and another may be chosen. `command` is the name of what opens the form.
    """

    def read(session: "Session") -> _Found:
        return audit_facts(session, audit_uid), case_rows(session, audit_uid)

    tasks.read(read, partial(_ask, tasks, parent, case_uid, command), key=f"risk {id(parent)}", owner=parent)


def _ask(tasks: Tasks, parent: QWidget, case_uid: str | None, command: str, found: _Found) -> None:
    facts, cases = found
    if facts is None or not cases:
        return
    ordered = sorted(cases, key=lambda one: one.uid != case_uid)
    here = ordered[0].uid if ordered[0].uid == case_uid else None
    case = Field(
        "case", "Case", Kind.CHOICE, required=True, choices=tuple(Choice(one.uid, one.title()) for one in ordered)
    )

    def act(given: dict[str, Any]) -> Act:
        return risk_act(given.pop("case"), given)

    AskDialog(
        tasks, TITLE, (case, *RISK_FIELDS),
        {"case": here, "seen_at": moment_words(tasks.store.clock.now()), "told_at": None}, "Record it", act, parent,
        about=f"{facts.title()}. Tell children's services first; this keeps who was told.",
        place=f"risk:{here or facts.uid}", command=command,
    ).open()  # fmt: skip
