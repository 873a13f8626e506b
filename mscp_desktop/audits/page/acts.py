"""What can be done with an audit as a whole, on the page of all audits and in the workspace of one."""

from collections.abc import Callable, Sequence
from functools import partial

from mscp_desktop.audits.page.fields import CASES, GROUP, HELD, PUBLISHED, WHY, find_decision
from mscp_desktop.audits.records import TO_COME, AuditState
from mscp_desktop.audits.rules import changes, programme
from mscp_desktop.audits.rules.agreed import ungraded
from mscp_desktop.audits.rules.programme import AuditRow, GradeCount
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Picked
from mscp_desktop.foundation.contracts import Place

CLOSING = Field("why", "Why is it closed all the same?", Kind.MULTILINE, "It stands in history", required=True)


class AuditActs:
    """Agrees, holds, grades, closes and cancels the audit that a page has in hand; `shown` gives it, None for none.

    In a workspace, whose parts need them, they are not `keyed`.
    """

    def __init__(
        self, prefix: str, page: Page, tasks: Tasks, shown: Callable[[], AuditRow | None], *, keyed: bool = True
    ) -> None:
        self._page, self._tasks, self._shown = page, tasks, shown
        self.agree = Command(
            f"{prefix}.agree", "Record who agreed it…", self._agree, "Ctrl+Shift+A" if keyed else None,
            self._among(AuditState.PROPOSED, AuditState.AGREED, AuditState.HELD),
            called="agree approve executive decision",
        )  # fmt: skip
        self.hold = Command(
            f"{prefix}.hold", "Mark as held…", self._hold, "Ctrl+Shift+D" if keyed else None, self._among(*TO_COME)
        )
        self.grades = Command(
            f"{prefix}.grades", "Enter its grades…", self._grades, "Ctrl+Shift+Y" if keyed else None, self._may_count,
            called="counts published cases",
        )  # fmt: skip
        self.close = Command(f"{prefix}.close", "Close it", self._close, None, self._among(AuditState.HELD))
        self.reopen = Command(
            f"{prefix}.reopen", "Open it again", self._reopen, None,
            self._among(AuditState.CLOSED, AuditState.CANCELLED),
        )  # fmt: skip
        self.cancel = Command(
            f"{prefix}.cancel", "Cancel it…", self._cancel, "Ctrl+Shift+X" if keyed else None, self._among(*TO_COME)
        )
        self.decision = Command(
            f"{prefix}.decision", "Show the decision that agreed it", self._show_decision,
            "Ctrl+Return" if keyed else None,
            self._has_decision,
        )  # fmt: skip

    def commands(self) -> list[Command]:
        """Return all of them."""
        return [self.agree, self.hold, self.grades, self.close, self.reopen, self.cancel, self.decision]

    def _among(self, *states: AuditState) -> Callable[[], bool]:
        def ready() -> bool:
            one = self._shown()
            return self._tasks.locked() is None and one is not None and one.state in states

        return ready

    def _may_count(self) -> bool:
        one = self._shown()
        return one is not None and not one.graded_here and self._among(AuditState.HELD)()

    def _has_decision(self) -> bool:
        one = self._shown()
        return one is not None and one.decision_uid is not None

    def _agree(self) -> None:
        one = self._shown()
        if one is not None:
            self._tasks.read(
                lambda session: programme.audits_of_year(session, one.year), partial(self._ask_agreed, one),
                owner=self._page,
            )  # fmt: skip

    def _ask_agreed(self, one: AuditRow, of_year: Sequence[AuditRow]) -> None:
        waiting = [each.uid for each in of_year if each.state is AuditState.PROPOSED]
        several = len(waiting) > 1 and one.uid in waiting
        label = f"All {len(waiting)} that are proposed for {programme.year_of(one.year)}"
        which = Field(
            "which", "Which audits", Kind.CHOICE, required=True,
            choices=(Choice(False, f"Only {one.title()}"), Choice(True, label)),
        )  # fmt: skip
        agreed = Field(
            "decision", "The Executive's decision", Kind.PICKER, "By its number, its meeting or its words",
            required=True, find=find_decision, noun="decision",
        )  # fmt: skip
        before = Picked(one.decision_uid, one.decision or "") if one.decision_uid else None
        AskDialog(
            self._tasks, f"{one.title()}: who agreed it?", (agreed, which) if several else (agreed,),
            {"decision": before, "which": False}, "Record it",
            lambda found: Act(
                changes.agree_audits, (waiting if found.get("which") and several else [one.uid], found["decision"].uid)
            ),
            self._page, place=f"agree {one.uid}",
        ).open()  # fmt: skip

    def _hold(self) -> None:
        one = self._shown()
        if one is not None:
            held = Field("held_on", HELD.label, HELD.kind, HELD.help, required=True)
            group = Picked(one.group_uid, one.group or "") if one.group_uid else None
            fields = (held, GROUP) if one.graded_here else (held, GROUP, CASES)
            AskDialog(
                self._tasks, f"{one.title()}: when was it held?", fields, {"group": group, "cases": one.cases},
                "Mark it as held",
                lambda found: Act(
                    changes.hold_audit, (one.uid, found["held_on"]),
                    {"group_uid": found["group"].uid if found["group"] else None, "cases": found.get("cases")}),
                self._page, place=f"hold {one.uid}",
            ).open()  # fmt: skip

    def _grades(self) -> None:
        one = self._shown()
        if one is not None:
            self._tasks.read(
                lambda session: programme.grades_to_give(session, one.uid), partial(self._ask_grades, one),
                owner=self._page,
            )  # fmt: skip

    def _ask_grades(self, one: AuditRow, grades: Sequence[GradeCount]) -> None:
        fields = tuple(Field(each.uid, each.name, Kind.NUMBER, least=0, most=500, empty="none") for each in grades)
        values = {each.uid: each.cases or None for each in grades} | {"published": one.published}
        now = f", which is {one.cases} by now." if one.cases else "."
        AskDialog(
            self._tasks, f"{one.title()}: how were its cases graded?", (*fields, PUBLISHED), values, "Enter them",
            lambda found: Act(
                changes.set_counts, (one.uid, {each.uid: found[each.uid] or 0 for each in grades}),
                {"published": found["published"] or ""}),
            self._page, place=f"grades {one.uid}",
            about=f"How many cases got each grade; their sum becomes the number of cases{now}",
        ).open()  # fmt: skip

    def _close(self) -> None:
        one = self._shown()
        if one is not None:
            self._tasks.read(
                lambda session: ungraded(session, one.id), partial(self._close_or_ask, one), owner=self._page
            )

    def _close_or_ask(self, one: AuditRow, cases: Sequence[str]) -> None:
        """Close an audit, and ask why where cases of it are not graded."""
        if not cases:
            self._tasks.write(changes.close_audit, one.uid, owner=self._page)
            return
        has = "has" if len(cases) == 1 else "have"
        AskDialog(
            self._tasks, f"Close {one.title()}?", (CLOSING,), {}, "Close the audit",
            lambda found: Act(changes.close_audit, (one.uid, found["why"])), self._page, place=f"close {one.uid}",
            about=f"{', '.join(cases)} {has} no agreed overall grade, and count in no figures.",
        ).open()  # fmt: skip

    def _reopen(self) -> None:
        one = self._shown()
        if one is not None:
            self._tasks.write(changes.reopen_audit, one.uid, owner=self._page)

    def _cancel(self) -> None:
        one = self._shown()
        if one is not None:
            AskDialog(
                self._tasks, f"Cancel {one.title()}", WHY, {}, "Cancel the audit",
                lambda found: Act(changes.cancel_audit, (one.uid, found["why"])), self._page, place=f"cancel {one.uid}",
            ).open()  # fmt: skip

    def _show_decision(self) -> None:
        one = self._shown()
        if one is not None and one.decision_uid is not None:
            self._page.navigate.emit(Place("decision", one.decision_uid))
