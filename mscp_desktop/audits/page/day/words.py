"""Words as they are typed beside the grid: reasons, evidence and dissents, of which nothing that was typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from mscp_desktop.audits.page.day.grading import WHY
from mscp_desktop.audits.page.day.grid import Grid
from mscp_desktop.audits.page.day.hand import Hand
from mscp_desktop.audits.page.day.model import Where
from mscp_desktop.audits.page.day.side import Side
from mscp_desktop.audits.rules import moderation, sealing
from mscp_desktop.audits.rules.day import CellWords, words_of_cell
from mscp_desktop.audits.rules.day_history import Before, decisions
from mscp_desktop.desktop.messages import Notice, Weight
from mscp_desktop.desktop.panel.ask import DRAFT_EVERY, AskDialog, place_in_view
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind
from mscp_desktop.foundation.drafts import FORM, Kept, drafts_at, place_of, words_of
from mscp_desktop.foundation.errors import UserError

REST = 60  # milliseconds
DISSENT = Field("words", "What it says", Kind.MULTILINE, "In its own words; with nothing here it shares the grade")


@dataclass(slots=True)
class Unsaved:
    """A text that was typed over another, and why it was not saved, where that was tried."""

    text: str
    over: str | None = None
    sentence: str = ""


class Words(QObject):
    """Shows the words of the cell in hand, has them saved when they are left, and keeps them until they are.

    What is typed after the reveal is kept as a draft; before it nothing is, for evidence is sealed then, and what could
    not be saved stands by its cell until the program is left. `stood` tells that something was saved, `said` a notice.
    """

    stood = Signal()
    said = Signal(object)

    def __init__(self, tasks: Tasks, grid: Grid, side: Side, hand: Hand, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks, self._grid, self._side, self._hand = tasks, grid, side, hand
        self._cell: Where | None = None  # the cell beside the grid
        self._unsaved: dict[tuple[Where, str], Unsaved] = {}
        self._sending: set[tuple[Where, str]] = set()
        self._drafted: str | None = None  # the case whose drafts are known
        self._timer = QTimer(self, interval=DRAFT_EVERY, singleShot=True)
        self._timer.timeout.connect(self.keep)
        self._rest = QTimer(self, interval=REST, singleShot=True)
        self._rest.timeout.connect(self.read)
        side.written.connect(self._written)
        for field in side.fields.values():
            field.typed.connect(lambda _: self._timer.isActive() or self._timer.start())
            field.kept.connect(lambda _: self.keep())

    # ---- what is shown

    def show_cell(self) -> None:
        """Show the cell in hand beside the grid, with what was typed there and is not saved."""
        day, line, where = self._hand.day, self._hand.line, self._hand.where
        if day is None or line is None or where is None:
            return
        fresh = self._cell != where
        if fresh:
            self.leave()
            self._side.forget()
            self._cell = where
        case, service, _ = where
        self._side.show_cell(day, line, self._hand.service_at, typed=(where, "reason") in self._unsaved)
        if day.revealed_at is not None:
            self._rest.start()
        if fresh and (service is None or day.revealed_at is None):
            self._bring_back()
        if self._drafted != case and day.revealed_at is not None:
            self._drafted = case
            user, place = self._tasks.actor.uid, _place(case)
            self._tasks.read(
                lambda session: drafts_at(session, user, place), partial(self._take_drafts, case), owner=self
            )

    def read(self) -> None:
        """Read what is written of the cell in hand: once the keys rest, and not for each that is passed."""
        self._rest.stop()
        where = self._hand.where
        if where is None or not self._hand.is_revealed():
            return
        case, service, section = where
        key = f"day words {id(self)}"
        if service is not None:
            self._tasks.read(
                lambda session: words_of_cell(session, case, service, section), partial(self._show_words, where),
                key=key, owner=self,
            )  # fmt: skip
        else:
            self._tasks.read(
                lambda session: decisions(session, case, section), partial(self._show_before, where), key=key,
                owner=self,
            )  # fmt: skip

    def forget(self) -> None:
        """Let the cell go: another day is shown."""
        self.leave()
        self._cell = self._drafted = None

    def show_anew(self) -> None:
        """Show the cell in hand as if it was not in hand before: it is another one in the same place."""
        self.leave()
        self._cell = None

    def _show_words(self, where: Where, words: CellWords) -> None:
        if where == self._hand.where:
            self._side.show_words(words)
            self._bring_back()

    def _show_before(self, where: Where, before: tuple[Before, ...]) -> None:
        if where == self._hand.where:
            self._side.show_before(before)

    def _bring_back(self) -> None:
        """Put what was typed in the cell in hand and not saved back into its fields, each with what is said of it."""
        for key, field in self._side.fields.items():
            kept = None if self._cell is None else self._unsaved.get((self._cell, key))
            if kept is None or field.draft() is not None:
                continue
            field.take_draft(kept.text, kept.over)
            if kept.sentence and not field.asking:
                field.refuse(kept.sentence)
            field.show()

    def _take_drafts(self, case: str, drafts: Mapping[str, Kept]) -> None:
        for name, kept in drafts.items():
            key, section, service = [*name.split(), "", ""][:3]
            self._unsaved.setdefault(((case, service or None, section), key), Unsaved(kept.text, kept.over))
        self._mark()
        if drafts and self._cell is not None and self._cell[0] == case:
            self._bring_back()

    # ---- what is typed

    def open(self) -> None:
        """Open the reason of an agreed grade, or the evidence of a service's."""
        if not self._hand.writable():
            return
        if self._hand.service_at is None:
            self._side.open_reason()
        else:
            self._side.open_evidence()
            self.read()

    def leave(self) -> None:
        """Have what is typed saved, and kept until it is."""
        self._side.leave()
        self.keep()

    def keep(self) -> None:
        """Keep what stands beside the grid and is not saved."""
        self._timer.stop()
        for key, field in self._side.fields.items():
            if self._cell is not None and (self._cell, key) not in self._sending:
                text, known = field.draft(), self._unsaved.get((self._cell, key))
                if text is not None and (known is None or known.text != text):
                    self._remember(self._cell, key, Unsaved(text, field.shown))
                elif text is None and known is not None and not field.dirty:
                    self._remember(self._cell, key, None)

    def _remember(self, where: Where, key: str, unsaved: Unsaved | None) -> None:
        """Keep a text that is not saved, or forget it, as a draft too where that is not sealed."""
        case, service, section = where
        if unsaved is None:
            self._unsaved.pop((where, key), None)
        else:
            self._unsaved[where, key] = unsaved
        self._mark()
        if not self._hand.is_revealed():
            return
        name = f"{key} {section}" if service is None else f"{key} {section} {service}"
        if unsaved is None:
            self._tasks.draft(_place(case), name, None)
            return
        day = self._hand.day
        named = next((one.section.name for one in (day.lines if day else ()) if one.section.uid == section), "")
        called = next((one.name() for one in (day.cases if day else ()) if one.uid == case), "")
        words = words_of(f"{key.capitalize()}: {named}", f"{called}, the day", place_in_view(self._grid))
        self._tasks.draft(_place(case), name, unsaved.text, over=unsaved.over, words=words)

    def _mark(self) -> None:
        self._grid.days.show_unsaved(frozenset(where for where, _ in self._unsaved))

    def _written(self, key: str, value: str | None) -> None:
        where = self._cell
        if where is None:
            return
        case, service, section = where
        field = self._side.fields[key]
        kept = Unsaved(value or "", field.shown)
        self._sending.add((where, key))

        def then(_outcome: object) -> None:
            self._sending.discard((where, key))
            if (where, key) in self._unsaved:
                self._remember(where, key, None)
            self.stood.emit()

        def failed(error: Exception) -> None:
            """Leave the text where it was typed: in its field, or with its cell where another is in hand by now."""
            self._sending.discard((where, key))
            mendable = isinstance(error, UserError)
            kept.sentence = str(error) if mendable else "This was not saved; it is kept here."
            self._remember(where, key, kept)
            if self._cell == where:
                self._bring_back()
            else:
                self.said.emit(Notice(f"{kept.sentence} What you typed stands by its cell, marked.", Weight.WARNING))
            if not mendable:
                self._tasks.failure.emit(error)

        field.saved(value)  # what is typed from now on is typed over it
        if service is not None:
            self._write(sealing.set_own_evidence, (service, case, section, value), then, failed)
            return
        lines = () if self._hand.day is None or not self._hand.day.over else self._hand.day.lines
        if any(one.section.uid == section and one.agreed is not None and one.agreed.reason for one in lines):
            dialog = AskDialog(
                self._tasks, "Why is it changed after the day?", (WHY,), {}, "Change it",
                lambda found: Act(moderation.set_reason, (case, section, value, found["why"])), self._grid, then,
                place=f"day reason {case}",
            )  # fmt: skip
            dialog.rejected.connect(lambda: failed(UserError("It is not changed until you say why.")))
            dialog.open()
            return
        self._write(moderation.set_reason, (case, section, value), then, failed)

    def _write(self, operation: Any, arguments: tuple[Any, ...], then: Any, failed: Any) -> None:
        self._tasks.write(operation, *arguments, then=then, failed=failed, owner=self)

    def dissent(self) -> None:
        """Ask which service does not share the agreed grade in hand, and what it says."""
        day, line, where = self._hand.day, self._hand.line, self._hand.where
        if day is None or line is None or line.agreed is None or where is None:
            return
        case, service, section = where
        which = Field(
            "service", "Which service", Kind.CHOICE, required=True,
            choices=tuple(Choice(one.uid, one.name) for one in day.services),
        )  # fmt: skip
        there = {one.service_uid: one.words for one in line.agreed.dissents}
        asks = day.over and bool(there)
        first = service or next(iter(there), day.services[0].uid)
        AskDialog(
            self._tasks, f"{line.section.name}: who does not share it?", (which, DISSENT, *((WHY,) if asks else ())),
            {"service": first, "words": there.get(first)}, "Record it",
            lambda found: Act(
                moderation.set_dissent, (case, section, found["service"], found["words"], found.get("why"))),
            self._grid, lambda _: self._grid.setFocus(), place=f"dissent {case} {section}",
        ).open()  # fmt: skip


def _place(case: str) -> str:
    return place_of(FORM, f"day {case}")
