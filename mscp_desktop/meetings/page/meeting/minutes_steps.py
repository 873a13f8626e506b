"""The steps from a draft to approved minutes, and the documents on the way, as commands of the minutes."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPushButton

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.ask import AskDialog, Making
from mscp_desktop.desktop.parts import button, tip_of
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.issued import issued_content, issued_of
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.page.meeting.agenda_fields import find_clearer
from mscp_desktop.meetings.page.meeting.minutes_gaps import GapsDialog
from mscp_desktop.meetings.page.meeting.papers_fields import clearing
from mscp_desktop.meetings.records import APPROVED, MeetingState, MinutesState
from mscp_desktop.meetings.rules import approval
from mscp_desktop.meetings.rules.approval import Approving
from mscp_desktop.meetings.rules.decisions import DecisionRow, ratify_decision
from mscp_desktop.meetings.rules.meetings import BETWEEN
from mscp_desktop.meetings.rules.minutes import Minutes, minutes_of
from mscp_desktop.meetings.rules.minutes_gaps import Gap, gaps_at
from mscp_desktop.meetings.rules.ratification import RATIFIES

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart

BACK = "Set the minutes back to draft"
OTHERWISE = "by e-mail"
ON = (Field("day", "On", Kind.DAY, required=True),)
CORRECTING = (
    Field("text", "What is right", Kind.MULTILINE, "It stands beside what was approved, which stays", required=True),
    Field("reason", "Why it is corrected", required=True),
)
FOR_GOOD = "A correction stands for good: no undo takes it back, only a further correction."
AMENDMENTS = Field(
    "amendments", "Amendments", Kind.MULTILINE, "As they were agreed; they stand at the end of the minutes",
    empty="none",
)  # fmt: skip


class MinutesSteps:
    """The commands that lead minutes on, for the part that shows them."""

    def __init__(self, tasks: Tasks, part: "MinutesPart") -> None:
        self._tasks, self._part = tasks, part
        self._buttons: list[tuple[Command, QPushButton]] = []

    def primary(self) -> list[Command]:
        """Return the steps that have a button: those that can be taken now are shown."""
        named = {command.name: command for command in self.commands()}
        wanted = ("minutes.ratify", "minutes.clear", "minutes.circulate", "minutes.approve",
                  "minutes.close", "minutes.preview")  # fmt: skip
        return [named[name] for name in wanted]

    def button_of(self, command: Command) -> QPushButton:
        """Return the button of a step."""
        kind = None if command.name == "minutes.preview" else "primary"
        made = button(command.words, command.call, kind=kind, tip=command.tooltip())
        self._buttons.append((command, made))
        return made

    def show_ready(self, *, low: bool) -> None:
        """Show the buttons for what can be done now: the next step, and what this meeting has to settle.

        What waits only for the meeting to take place stands there and says so. In a `low` window a menu has them.
        """
        found = self._part.found
        for command, shown in self._buttons:
            ahead = command.name == "minutes.clear" and found is not None and found.ahead
            unheld = command.name == "minutes.approve" and self._is(MinutesState.CIRCULATED) and not command.ready
            waits = (ahead and self._is(MinutesState.DRAFT)) or unheld
            shown.setVisible(not low and (command.ready or waits))
            shown.setEnabled(not waits)
            day = "" if found is None else format_day(found.minutes.meeting.day)
            why = "Mark the meeting as held first" if unheld else f"It can be cleared from {day} on, once it took place"
            shown.setToolTip(tip_of(why if waits else command.tooltip()))

    def commands(self) -> list[Command]:
        """Return the steps and the documents."""
        return [
            Command("minutes.ratify", "Ratify…", self._ratify, None, self._may_ratify, called="decision quorum"),
            Command(
                "minutes.approve_last", "Approve the last minutes…", self.approve_last, None, self._may_approve_last
            ),
            Command("minutes.clear", "Clear by the chair…", self._clear, None, self._may_clear),
            Command("minutes.circulate", "Circulate…", self._circulate, None, partial(self._is, MinutesState.CLEARED)),
            Command("minutes.approve", "Approve…", self._approve, None, self._may_approve),
            Command("minutes.close", "Close…", self._close, None, partial(self._is, MinutesState.APPROVED)),
            Command("minutes.back", BACK, self._back, None, self._may_set_back),
            Command("minutes.correct", "Correct…", self.correct, None, self._may_correct, called="minutes approved"),
            Command("minutes.preview", "Preview the minutes", self._preview, "Ctrl+P", self._shown),
            Command(
                "minutes.public", "Preview the public minutes", partial(self._preview, public=True), "Ctrl+Shift+O",
                self._shown, called="confidential",
            ),
            Command(
                "minutes.word", "Save the minutes as Word…", partial(self._save, ".docx"), "Ctrl+Shift+W", self._shown,
                called="docx",
            ),
            Command(
                "minutes.word_public", "Save the public minutes as Word…", partial(self._save, ".docx", public=True),
                None, self._shown, called="docx confidential",
            ),
            Command("minutes.actions", "Preview the action log", self._preview_actions, None, self._shown),
            Command(
                "minutes.mail_actions", "Save the action log as an e-mail…", self._mail_actions, None,
                self._has_actions, called="send owners eml",
            ),
            Command(
                "minutes.send_actions", "Record that the action log was sent…", self._send_actions, None, self._may_send
            ),
            Command("minutes.issued", "Open the minutes as approved", self._open_issued, None, self._is_approved),
        ]  # fmt: skip

    def correct(self) -> None:
        """Ask for a correction of approved minutes, under the item at hand."""
        minutes, item = self._minutes(), self._part.current_item()
        if minutes is not None and minutes.approved:
            uid, item_uid = minutes.meeting.uid, None if item is None else item.item.uid
            number = "" if item is None else f", item {item.item.number}"
            AskDialog(
                self._tasks, "Correct approved minutes", CORRECTING, {}, "Add the correction",
                lambda found: Act(approval.correct_minutes, (uid, found["text"], found["reason"], item_uid)),
                self._part, about=f"{minutes.meeting.title()}{number}. {FOR_GOOD}", place=f"correction {uid}",
            ).open()  # fmt: skip

    def mend(self) -> None:
        """Do what mends minutes that stand: correct approved ones, or set back to draft those on their way."""
        if self._is_approved():
            self.correct()
        else:
            self._back()

    def show_mend(self, shown: QPushButton) -> None:
        """Have a button say what `mend` does now; it hides where there is nothing to mend."""
        approved = self._may_correct()
        words, name = ("Correct…", "Correct these minutes") if approved else ("Set back to draft", BACK)
        shown.setText(words)
        shown.setAccessibleName(name)
        shown.setVisible(approved or self._may_set_back())

    def _may_set_back(self) -> bool:
        return self._is(MinutesState.CLEARED) or self._is(MinutesState.CIRCULATED)

    def _minutes(self) -> Minutes | None:
        return None if self._part.found is None else self._part.found.minutes

    def _shown(self) -> bool:
        return self._minutes() is not None

    def _works(self) -> bool:
        return self._shown() and self._tasks.locked() is None

    def _is(self, state: MinutesState) -> bool:
        minutes = self._minutes()
        return self._works() and minutes is not None and minutes.approval.state is state

    def _is_approved(self) -> bool:
        minutes = self._minutes()
        return minutes is not None and minutes.approval.state in APPROVED

    def _may_correct(self) -> bool:
        return self._works() and self._is_approved()

    def _may_clear(self) -> bool:
        found = self._part.found
        return found is not None and not found.ahead and self._is(MinutesState.DRAFT)

    def _may_approve(self) -> bool:
        minutes = self._minutes()
        if minutes is None or not self._is(MinutesState.CIRCULATED):
            return False
        return minutes.meeting.state is MeetingState.HELD or minutes.meeting.kind in BETWEEN

    def _may_approve_last(self) -> bool:
        found = self._part.found
        return self._works() and found is not None and bool(found.approves) and not found.ahead

    def _may_ratify(self) -> bool:
        found = self._part.found
        return self._works() and found is not None and bool(found.ratifies) and found.minutes.writable

    def _has_actions(self) -> bool:
        minutes = self._minutes()
        return minutes is not None and bool(minutes.actions())

    def _may_send(self) -> bool:
        return self._works() and self._has_actions()

    def _clear(self) -> None:
        minutes = self._minutes()
        if minutes is not None:
            uid = minutes.meeting.uid
            self._mind(
                minutes, "Clear them all the same",
                lambda: self._tasks.read(
                    lambda session: approval.chair_of(session, uid), self._ask_clear, owner=self._part
                ),
            )  # fmt: skip

    def _mind(self, minutes: Minutes, verb: str, go_on: Callable[[], None]) -> None:
        """Go on with a step, once somebody has seen what the minutes leave open."""
        typed, user = self._part.typed(), self._tasks.actor.uid
        self._part.leave()

        def ask(gaps: list[Gap]) -> None:
            if gaps:
                GapsDialog(minutes.meeting.title(), gaps, verb, self._part.navigate.emit, go_on, self._part).open()
            else:
                go_on()

        self._tasks.read(lambda session: gaps_at(session, minutes, user, typed), ask, owner=self._part)

    def _ask_clear(self, chair: str | None) -> None:
        minutes = self._minutes()
        if minutes is not None:
            uid = minutes.meeting.uid
            fields = clearing(lambda session, typed: find_clearer(session, uid, typed))
            AskDialog(
                self._tasks, "Minutes cleared by the chair", fields, {"by": chair, "day": self._today()},
                "Record as cleared", lambda found: Act(approval.clear_minutes, (uid, found["by"], found["day"])),
                self._part, about=f"{minutes.meeting.title()}{_held_with_it(minutes)}",
            ).open()  # fmt: skip

    def _circulate(self) -> None:
        minutes = self._minutes()
        if minutes is not None:
            self._mind(
                minutes, "Circulate them all the same",
                partial(self._ask_day, "Minutes circulated", "Record as circulated", approval.circulate_minutes),
            )  # fmt: skip

    def _close(self) -> None:
        self._ask_day("Close the minutes", "Close the minutes", approval.close_minutes)

    def _ask_day(self, title: str, verb: str, operation: Any) -> None:
        minutes = self._minutes()
        if minutes is not None:
            uid = minutes.meeting.uid
            AskDialog(
                self._tasks, title, ON, {"day": self._today()}, verb,
                lambda found: Act(operation, (uid, found["day"])), self._part, about=minutes.meeting.title(),
            ).open()  # fmt: skip

    def _back(self) -> None:
        minutes = self._minutes()
        if minutes is not None:
            self._part.wait_for_text()
            self._tasks.write(approval.set_minutes_back, minutes.meeting.uid, owner=self._part)

    def _approve(self) -> None:
        found = self._part.found
        if found is not None:
            self._ask_approval(found.minutes, found.approvers, found.proposed, found.coming)

    def approve_last(self) -> None:
        """Approve the minutes of an earlier meeting at this one."""
        found = self._part.found
        if found is not None and found.approves:
            here, (uid, _) = found.minutes.meeting, found.approves[0]
            self._tasks.read(
                lambda session: minutes_of(session, uid),
                lambda minutes: self._ask_approval(minutes, ((here.uid, here.title()),), here.uid), owner=self._part,
            )  # fmt: skip

    def _ask_approval(
        self, minutes: Minutes, meetings: tuple[tuple[str, str], ...], proposed: str | None, coming: str | None = None
    ) -> None:
        """Ask how they were approved, once somebody has seen what they leave open."""
        ask = partial(self._ask_how, minutes, meetings, proposed, coming)
        self._mind(minutes, "Approve them all the same", ask)

    def _ask_how(
        self, minutes: Minutes, meetings: tuple[tuple[str, str], ...], proposed: str | None, coming: str | None
    ) -> None:
        """Ask how they were approved: at an ordinary meeting, by e-mail where there was none, or as somebody says."""
        choices = (*(Choice(uid, f"At {title}") for uid, title in meetings), Choice(OTHERWISE, "By e-mail"))
        fields = (
            Field(
                "at", "How they were approved", Kind.CHOICE,
                f"{coming} can approve them, from its day on. By e-mail is final as well" if coming else "",
                required=True, choices=choices,
            ),
            Field(
                "day", "On", Kind.DAY, "Where it was by e-mail, empty for today; a meeting has its own day",
                check=partial(_day_sentence, minutes.approval.circulated or minutes.meeting.day, self._today()),
            ),
            AMENDMENTS,
        )  # fmt: skip
        AskDialog(
            self._tasks, "Approve the minutes", fields, {"at": proposed if meetings or coming else OTHERWISE},
            "Approve and keep them", lambda found: self._make_approved(minutes, found), self._part,
            lambda _: self._approved(minutes),
            about=f"{minutes.meeting.title()}. They stay as they are from now on, and their PDF is kept.",
            place=f"approval {minutes.meeting.uid}",
        ).open()  # fmt: skip

    def _make_approved(self, minutes: Minutes, found: dict[str, Any]) -> Making:
        """Return the making of the PDF of the minutes as approved, and the approval that is recorded with it."""
        at = None if found["at"] == OTHERWISE else found["at"]
        how = OTHERWISE if at is None else None
        approving = Approving(found["day"] or self._today(), at, how, found["amendments"])
        uid, store, today = minutes.meeting.uid, self._tasks.store, self._today()

        def make(progress: Progress) -> tuple[str, str, bytes]:
            # loaded late: ReportLab costs 100 ms, and few who open minutes approve them
            from mscp_desktop.meetings.report.minutes import approved_pdf  # noqa: PLC0415 - as said above

            with store.reading() as session:
                return approved_pdf(session, uid, approving, today, progress.step)

        return Making(
            "Making the minutes as approved", make,
            lambda made: Act(approval.approve_minutes, (uid, approving, *made)),
        )  # fmt: skip

    def _approved(self, minutes: Minutes) -> None:
        said = f"Approved: minutes of {minutes.meeting.title()}. Their PDF is kept as it was approved."
        self._part.said.emit(Notice(said))

    def _ratify(self) -> None:
        found = self._part.found
        if found is None or not found.ratifies:
            return
        item = self._part.current_item()
        named = RATIFIES.fullmatch(item.item.title) if item is not None else None
        first = next((one for one in found.ratifies if named and one.number == int(named["number"])), found.ratifies[0])
        choices = tuple(Choice(one.uid, _ratified_words(one)) for one in found.ratifies)
        uid = found.minutes.meeting.uid
        which = Field("decision", "Decision", Kind.CHOICE, required=True, choices=choices)
        AskDialog(
            self._tasks, "Ratify a decision", (which,), {"decision": first.uid}, "Record as ratified",
            lambda given: Act(ratify_decision, (given["decision"], uid)), self._part,
            about=f"It was taken without a quorum. {found.minutes.meeting.title()} ratifies it.",
        ).open()  # fmt: skip

    def _request(self, *, public: bool = False) -> Request | None:
        minutes, today = self._minutes(), self._today()
        if minutes is None:
            return None
        return Request(today, today, meeting=minutes.meeting.uid, public=public)

    def _preview(self, *, public: bool = False) -> None:
        self._save_first()
        request = self._request(public=public)
        if request is not None:
            self._part.wanted.emit("minutes", request)

    def _preview_actions(self) -> None:
        request = self._request()
        if request is not None:
            self._part.wanted.emit("action-log", request)

    def _save(self, ending: str, *, public: bool = False) -> None:
        self._save_first()
        request = self._request(public=public)
        if request is not None:
            self._part.wanted_file.emit("minutes", request, ending)

    def _mail_actions(self) -> None:
        """Save the action log as a draft e-mail to its owners."""
        request = self._request()
        if request is not None:
            self._part.wanted_file.emit("action-log", request, ".eml")

    def _send_actions(self) -> None:
        self._ask_day("Action log sent", "Record as sent", approval.send_actions)

    def _save_first(self) -> None:
        self._part.discussion.leave()

    def _open_issued(self) -> None:
        minutes = self._minutes()
        if minutes is not None:
            uid = minutes.meeting.uid
            self._tasks.read(lambda session: _issued(session, uid), self._show_issued, owner=self._part)

    def _show_issued(self, found: tuple[str, bytes] | None) -> None:
        if found is not None and self._tasks.show_pdf is not None:
            self._tasks.show_pdf(*found)

    def _today(self) -> Any:
        return self._tasks.store.clock.today()


def _held_with_it(minutes: Minutes) -> str:
    """Return that a meeting which is still planned is marked as held by clearing its minutes; empty for others."""
    planned = minutes.meeting.state is MeetingState.PLANNED and minutes.meeting.kind not in BETWEEN
    return ". The meeting is marked as held with it." if planned else ""


def _day_sentence(earliest: "date", today: "date", day: "date") -> str | None:
    """Return why minutes can't have been approved on a day; None where they can."""
    if day > today:
        return f"{format_day(day)} is still to come, so nothing can have been approved on it."
    if day < earliest:
        return f"They went out on {format_day(earliest)}, so they were approved on that day or later."
    return None


def _ratified_words(one: DecisionRow) -> str:
    return f"{one.name()}, confidential" if one.confidential else f"{one.name()}  {one.text[:80]}"


def _issued(session: "Session", uid: str) -> tuple[str, bytes] | None:
    kept = [one for one in issued_of(session, "meeting", uid) if one.kind == approval.KIND]
    return issued_content(session, kept[-1].uid) if kept else None
