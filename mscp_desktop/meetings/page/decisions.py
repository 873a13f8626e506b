"""The register of decisions of all groups: what was decided when, who did not agree, and what is to be ratified."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Choice,
    Column,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Line,
    Lines,
    Look,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
    saving,
)
from mscp_desktop.foundation.contracts import ColumnKind, Place, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.meetings.lists import decisions_table
from mscp_desktop.meetings.records import APPROVED
from mscp_desktop.meetings.rules import decisions
from mscp_desktop.meetings.rules.approval import coming_ratifier, ratifiers
from mscp_desktop.meetings.rules.decisions import QUORATE, RATIFIED, STANDINGS, TO_RATIFY, DecisionRow
from mscp_desktop.meetings.rules.minutes import WRITABLE, Approval, approval_of
from mscp_desktop.meetings.rules.places import MINUTES, meeting_place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.desktop.panel.detail import DetailPanel

RESTORE = restoring(MANAGER)
TABLE = decisions_table()
TONES = {QUORATE: Tone.NEUTRAL, TO_RATIFY: Tone.WARNING, RATIFIED: Tone.GOOD}
FIELDS = (
    Field("text", "What was decided", Kind.MULTILINE, required=True, private=True),
    Field("dissent", "Who did not agree, and why", Kind.MULTILINE, empty="nobody", private=True),
    Field("inquorate", "Taken without a quorum", Kind.YES_NO, required=True),
    Field("note", "Note", Kind.RICH, private=True),
)
LABELS = {field.key: field.label for field in FIELDS} | {"ratified_at_id": "Ratified", "item_id": "Agenda item"}

Follows = Callable[["Session", str], Sequence[tuple[str, str, Place]]]
"""Finds what else was agreed with a decision, by its uid: what it is, how it stands, and where."""
AGREED = Lines("agreed", "Agreed with it", "an audit", ("What", "State"), "Nothing else is linked with it.")


def _nothing(_session: "Session", _uid: str) -> Sequence[tuple[str, str, Place]]:
    return ()


def _standing(one: DecisionRow) -> Cell:
    return pill(one.standing().capitalize(), TONES[one.standing()], one.standing_words())


def _rows(session: "Session", ids: Sequence[int], _query: Query) -> Sequence[Row]:
    return [
        Row(
            one.id, one.uid,
            (
                Cell(f"{one.name()}  Confidential", Look.UNKNOWN) if one.confidential else f"{one.name()}  {one.text}",
                format_day(one.meeting_day), one.group_short or one.group, _standing(one),
                "" if one.confidential else one.item or "", Cell(one.name(), value=one.number),
            ),
        )
        for one in decisions.decision_rows(session, ids)
    ]  # fmt: skip


def _summary(session: "Session", query: Query, number: int) -> str:
    said = f"{number:,} decision{'' if number == 1 else 's'}"
    waiting = 0 if query.narrowed else len(decisions.to_ratify(session))
    return f"{said}, {waiting} to be ratified" if waiting else said


SOURCE = TableSource(
    columns=(
        Column("text", "Decision", 330, filter=Filtering.TEXT),
        Column("day", "Day", 152, ColumnKind.DATE, filter=Filtering.DATE),
        Column("group", "Group", 105, filter=Filtering.TEXT, groups=True),
        Column(
            "standing", "Quorum", 140, filter=Filtering.CHOICE, groups=True,
            choices=tuple(Choice(one, one.capitalize()) for one in STANDINGS),
        ),
        Column("item", "Agenda item", 180, filter=Filtering.TEXT, groups=True, empty="no item", aside=True),
        Column("number", "Number", 70, ColumnKind.NUMBER, filter=Filtering.NUMBER, aside=True),
    ),
    ids=TABLE.ids, rows=_rows, id_of=decisions.decision_id, summary=_summary, sections=TABLE.sections,
    found=TABLE.found, whole=TABLE.whole,
)  # fmt: skip


def _load(follows: Follows, session: "Session", uid: str, _query: Query) -> Detail | None:
    one = decisions.decision_row(session, uid)
    if one is None:
        return None
    approval = approval_of(session, one.meeting_uid)
    settled = approval.approved is not None
    facts: list[tuple[str, Cell | str]] = [("Meeting", one.meeting_words()), ("Quorum", _standing(one))]
    held = held_words(approval)
    if held:
        facts.append(("Minutes", held))
    if one.item is not None and not one.confidential:
        facts.insert(1, ("Agenda item", one.item))
    if one.standing_words():
        facts.append(("Ratification", one.standing_words()))
    return Detail(
        "decision", uid, one.version, f"Decision {one.name()}",
        f"{'Confidential, ' if one.confidential else ''}minutes {approval.state.value}",
        {
            "text": one.text, "dissent": one.dissent, "inquorate": one.inquorate, "note": one.note,
            "meeting": one.meeting_uid, "item": one.item_uid, "standing": one.standing(), "group": one.group,
            "held": bool(held),
        },
        facts=tuple(facts),
        lines={} if follows is _nothing else {
            AGREED.key: tuple(
                Line(place.uid or "", 0, (what, state), opens=place) for what, state, place in follows(session, uid)
            )
        },
        locked="The minutes that hold this are approved, so it stays as it is." if settled else "",
        history=history_items(
            entries_of(session, "decision", uid, None), LABELS, stored_words,
            lambda _entry, field: field if field in ("text", "dissent", "note") else None,
            rich=("note", "text", "dissent"),
        ),
    )  # fmt: skip


def held_words(approval: Approval) -> str:
    """Return why what minutes say can't be changed for now, and what lets it; empty for a draft and approved ones."""
    if approval.state in WRITABLE or approval.state in APPROVED:
        return ""
    return f"{approval.state.value.capitalize()}. To change what they say, go there (Ctrl+Enter) and set them to draft"


def hold_fields(panel: "DetailPanel", keys: Iterable[str]) -> None:
    """Have fields of the record in hand only be read while its minutes are on their way."""
    if panel.detail is not None and panel.detail.values.get("held"):
        for key in keys:
            panel.fields[key].set_read_only(True)


class DecisionsPage(TablePage):
    """Every decision with its lasting number."""

    key = "decisions"
    title = "Decisions"
    icon = "decisions"
    guide = "minutes"
    section = 2
    kinds = frozenset({"decision"})
    watches = frozenset({"decision", "meeting", "agenda_item", "partnership_group"})

    def __init__(self, tasks: Tasks, follows: Follows = _nothing, follows_in: frozenset[str] = frozenset()) -> None:
        """`follows` finds what else was agreed with a decision, in the tables `follows_in`."""
        ratify = Command("decisions.ratify", "Ratify…", self._ratify, "Ctrl+Shift+A", self._may_ratify)
        super().__init__(
            tasks,
            TableParts(
                "Decisions", SOURCE, FIELDS, partial(_load, follows), saving(decisions.change_decision),
                Empty(
                    "The decisions of all groups stand here, each with a number that it keeps. They are recorded in the"
                    " minutes of a meeting.",
                ),
                head=lambda _session, _query: Head("Decisions"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(decisions.remove_decisions, (list(uids),)),
                nothing="Choose a decision to read it.",
                lines=() if follows is _nothing else (AGREED,),
            ),
            actions=(ratify,),
        )  # fmt: skip
        self.watches |= follows_in

    def build(self) -> None:
        """Make the table and the panel."""
        super().build()
        self.panel.loaded.connect(partial(hold_fields, self.panel, ("text", "dissent", "inquorate")))

    def commands(self) -> list[Command]:
        """Return what can be done with decisions, and their register."""
        return [
            *super().commands(),
            Command("decisions.item", "Show it in its minutes", self._show_item, "Ctrl+Return", self._has_one),
            Command("decisions.preview", "Preview the register of decisions", self._preview, "Ctrl+P"),
            Command(
                "decisions.public", "Preview the public register of decisions", partial(self._preview, public=True)
            ),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+Enter", "its minutes"), ("Ctrl+P", "print"), *super().hints()]

    def _has_one(self) -> bool:
        return self.panel.detail is not None

    def _may_ratify(self) -> bool:
        detail = self.panel.detail
        return self._tasks.locked() is None and detail is not None and detail.values["standing"] == TO_RATIFY

    def _ratify(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            uid, today = detail.values["meeting"], self._tasks.store.clock.today()
            self._tasks.read(
                lambda session: (ratifiers(session, uid, today), coming_ratifier(session, uid, today)),
                partial(self._ask, detail.uid, detail.title), owner=self,
            )  # fmt: skip

    def _ask(self, uid: str, title: str, found: tuple[list[tuple[str, str]], str | None]) -> None:
        meetings, coming = found
        if not meetings:
            said = f"The next one is {coming}: record it after that." if coming else "Plan one first."
            self.said.emit(Notice(f"The group has not met since, so nothing can have ratified {title}. {said}"))
            return
        which = Field(
            "meeting", "Ratified at", Kind.CHOICE,
            "A meeting that the group has held since" + (f"; {coming} is offered from its day on" if coming else ""),
            required=True, choices=tuple(Choice(one, words) for one, words in meetings),
        )  # fmt: skip
        AskDialog(
            self._tasks, f"{title}: ratify", (which,), {"meeting": which.choices[0].value},
            "Record as ratified", lambda found: Act(decisions.ratify_decision, (uid, found["meeting"])), self,
        ).open()  # fmt: skip

    def _show_item(self) -> None:
        detail = self.panel.detail
        if detail is not None:
            self.navigate.emit(minutes_place(detail.values["meeting"], detail.values["item"]))

    def _preview(self, *, public: bool = False) -> None:
        today = self._tasks.store.clock.today()
        self.wanted.emit("decisions", Request(today, today, public=public))


def minutes_place(meeting_uid: str, item_uid: Any) -> Place:
    """Return where something stands in the minutes of a meeting: at its item, where it has one."""
    return meeting_place(meeting_uid, MINUTES) if item_uid is None else Place("agenda_item", f"{item_uid}/{MINUTES}")
