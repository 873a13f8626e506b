"""The register of challenges between partners: who challenged whom, on what, what followed, and which are open."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
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
    Look,
    Picked,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation.contracts import ColumnKind, Request
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.operations import MANAGER
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.undo import restoring
from mscp_desktop.meetings.lists import challenges_table
from mscp_desktop.meetings.page.decisions import held_words, hold_fields, minutes_place
from mscp_desktop.meetings.records import APPROVED, ChallengeState
from mscp_desktop.meetings.rules import challenges
from mscp_desktop.meetings.rules.challenges import ChallengeRow
from mscp_desktop.meetings.rules.minutes import approval_of
from mscp_desktop.parties.page.fields import find_organisation
from mscp_desktop.roster.rules.rosters import name_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

RESTORE = restoring(MANAGER)
TABLE = challenges_table()
TONES = {
    ChallengeState.OPEN: Tone.WARNING, ChallengeState.ANSWERED: Tone.INFO, ChallengeState.ACCEPTED: Tone.GOOD,
    ChallengeState.ESCALATED: Tone.BAD,
}  # fmt: skip
CHOICES = tuple(Choice(one, one.value.capitalize()) for one in ChallengeState)
BY = Field(
    "by_organisation",
    "Who challenges",
    Kind.PICKER,
    find=find_organisation,
    noun="organisation",
    opens="organisation",
    private=True,
)
BY_WHOM = Field("by_whom", "Who, in words", help="A person, or a body that is in no register", private=True)
TO = Field(
    "to_organisation",
    "Whom",
    Kind.PICKER,
    find=find_organisation,
    noun="organisation",
    opens="organisation",
    private=True,
)
TO_WHOM = Field("to_whom", "Whom, in words", private=True)
ABOUT = Field("about", "On what", Kind.MULTILINE, required=True, private=True)
ANSWER = Field("answer", "What followed", Kind.MULTILINE, empty="nothing recorded", private=True)
MADE = Field("made", "Made on", Kind.DAY, required=True)
FIELDS = (
    ABOUT, BY, BY_WHOM, TO, TO_WHOM, MADE, ANSWER,
    Field("state", "State", Kind.CHOICE, required=True, choices=CHOICES),
    Field("closed", "Ended on", Kind.DAY, "Once nothing more is awaited", empty="goes on"),
    Field("note", "Note", Kind.RICH, private=True),
)  # fmt: skip
MINUTED = ("about", "by_organisation", "by_whom", "to_organisation", "to_whom", "made")
"""What minutes say of a challenge: its answer and its state go on."""
LABELS = {field.key: field.label for field in FIELDS} | {
    "by_organisation_id": "Who challenges", "to_organisation_id": "Whom",
}  # fmt: skip


def _state(one: ChallengeRow) -> Cell:
    return pill(one.state.value.capitalize(), TONES[one.state], one.state_words())


def _rows(session: "Session", ids: Sequence[int], _query: Query) -> Sequence[Row]:
    hidden = Cell("Confidential", Look.UNKNOWN)
    return [
        Row(
            one.id, one.uid,
            (
                Cell(f"{one.name()}  Confidential", Look.UNKNOWN) if one.confidential else f"{one.name()}  {one.about}",
                hidden if one.confidential else one.by, hidden if one.confidential else one.to,
                format_day(one.made), _state(one), one.group_short or one.group or "",
                Cell(one.name(), value=one.number),
            ),
        )
        for one in challenges.challenge_rows(session, ids)
    ]  # fmt: skip


def _summary(session: "Session", query: Query, number: int) -> str:
    said = f"{number:,} challenge{'' if number == 1 else 's'}"
    return said if query.narrowed else f"{said}, {challenges.count_open(session)} without an answer"


SOURCE = TableSource(
    columns=(
        Column("about", "On what", 230, filter=Filtering.TEXT),
        Column("by", "Who", 125, filter=Filtering.TEXT, groups=True),
        Column("to", "Whom", 125, filter=Filtering.TEXT, groups=True),
        Column("made", "Made", 152, ColumnKind.DATE, filter=Filtering.DATE),
        Column(
            "state", "State", 126, filter=Filtering.CHOICE, groups=True,
            choices=tuple(Choice(one.value, one.value.capitalize()) for one in ChallengeState),
        ),
        Column("group", "Group", 110, filter=Filtering.TEXT, groups=True, empty="outside a meeting", aside=True),
        Column("number", "Number", 70, ColumnKind.NUMBER, filter=Filtering.NUMBER, aside=True),
    ),
    ids=TABLE.ids, rows=_rows, id_of=challenges.challenge_id, summary=_summary, sections=TABLE.sections,
    found=TABLE.found, whole=TABLE.whole,
)  # fmt: skip


def _load(session: "Session", uid: str, _query: Query) -> Detail | None:
    one = challenges.challenge_row(session, uid)
    if one is None:
        return None
    by = Picked(one.by_uid, one.by.removesuffix(f", {one.by_whom}") if one.by_whom else one.by) if one.by_uid else None
    to = Picked(one.to_uid, one.to.removesuffix(f", {one.to_whom}") if one.to_whom else one.to) if one.to_uid else None
    facts: list[tuple[str, Cell | str]] = [("Where", one.meeting_words()), ("State", _state(one))]
    if one.item is not None and not one.confidential:
        facts.insert(1, ("Agenda item", one.item))
    approval = None if one.meeting_uid is None else approval_of(session, one.meeting_uid)
    if approval is not None and approval.state in APPROVED:
        said = "Approved. What was challenged stays as it is; what followed and how far it is can be said"
    else:
        said = "" if approval is None else held_words(approval)
    if said:
        facts.append(("Minutes", said))
    return Detail(
        "challenge", uid, one.version, f"Challenge {one.name()}", "Confidential" if one.confidential else one.sides(),
        {
            "about": one.about, "by_organisation": by, "by_whom": one.by_whom, "to_organisation": to,
            "to_whom": one.to_whom, "made": one.made, "answer": one.answer, "state": one.state, "closed": one.closed,
            "note": one.note, "meeting": one.meeting_uid, "item": one.item_uid,
            "held": bool(said),
        },
        facts=tuple(facts),
        history=history_items(
            entries_of(session, "challenge", uid, None), LABELS, lambda field, value: _words(session, field, value),
            lambda _entry, field: field if field in ("about", "answer", "note") else None,
            rich=("about", "answer", "note"),
        ),
    )  # fmt: skip


def _words(session: "Session", field: str, value: Any) -> str:
    if field.endswith("organisation_id") and isinstance(value, int):
        return name_of(session, "organisation_id", value)
    return stored_words(field, value)


def _with_sides(found: dict[str, Any]) -> dict[str, Any]:
    """Return a form's values as the operation takes them: organisations by uid."""
    sides = {"by_organisation", "to_organisation"}
    given = {name: value for name, value in found.items() if name not in sides}
    return given | {f"{one}_uid": found[one].uid if found[one] else None for one in sides & found.keys()}


def _save(uid: str, version: int, fields: dict[str, Any]) -> Act:
    return Act(challenges.change_challenge, (uid, version), _with_sides(fields))


def _added(found: dict[str, Any]) -> Act:
    given = _with_sides(found)
    return Act(challenges.add_challenge, (given.pop("about"),), given)


class ChallengesPage(TablePage):
    """Every challenge with its lasting number; the badge counts those without an answer."""

    key = "challenges"
    title = "Challenges"
    icon = "challenges"
    guide = "minutes"
    section = 2
    kinds = frozenset({"challenge"})
    watches = frozenset({"challenge", "meeting", "agenda_item", "organisation", "partnership_group"})

    def __init__(self, tasks: Tasks) -> None:
        add = Command("challenges.add", "Add a challenge", self._add, "Ctrl+N", lambda: tasks.locked() is None)
        super().__init__(
            tasks,
            TableParts(
                "Challenges", SOURCE, FIELDS, _load, _save,
                Empty(
                    "Challenges between partners stand here: who challenged whom, on what, and what followed. They are"
                    " recorded in minutes, or here where they were made outside a meeting.",
                    add,
                ),
                head=lambda _session, _query: Head("Challenges"),
                restore=lambda entry, field, version: Act(RESTORE, (entry, field, version)),
                remove=lambda uids: Act(challenges.remove_challenges, (list(uids),)),
                nothing="Choose a challenge to read it.",
            ),
            actions=(add,),
        )  # fmt: skip

    def build(self) -> None:
        """Make the table and the panel."""
        super().build()
        self.panel.loaded.connect(partial(hold_fields, self.panel, MINUTED))

    def refresh(self) -> None:
        """Read rows and record again, and how many wait for an answer."""
        super().refresh()
        self._tasks.read(challenges.count_open, self._count, key=f"challenges {id(self)}", owner=self)

    def commands(self) -> list[Command]:
        """Return what can be done with challenges, and their register."""
        return [
            *super().commands(),
            Command("challenges.item", "Show it in its minutes", self._show_item, "Ctrl+Return", self._at_meeting),
            Command("challenges.preview", "Preview the register of challenges", self._preview, "Ctrl+P"),
            Command(
                "challenges.public", "Preview the public register of challenges", partial(self._preview, public=True)
            ),
        ]  # fmt: skip

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Ctrl+N", "add"), ("Ctrl+Enter", "its minutes"), *super().hints()]

    def _count(self, number: int) -> None:
        badge = str(number) if number else ""
        if badge != self.badge:
            self.badge = badge
            self.badged.emit()

    def _at_meeting(self) -> bool:
        return self.panel.detail is not None and self.panel.detail.values["meeting"] is not None

    def _add(self) -> None:
        AskDialog(
            self._tasks, "Add a challenge", (ABOUT, BY, BY_WHOM, TO, TO_WHOM, MADE, ANSWER),
            {"made": self._tasks.store.clock.today()}, "Add the challenge", _added, self, self.edit_new,
            command="challenges.add",
            about="One that was made outside a meeting. At a meeting it is recorded in the minutes.",
        ).open()  # fmt: skip

    def _show_item(self) -> None:
        detail = self.panel.detail
        if detail is not None and detail.values["meeting"] is not None:
            self.navigate.emit(minutes_place(detail.values["meeting"], detail.values["item"]))

    def _preview(self, *, public: bool = False) -> None:
        today = self._tasks.store.clock.today()
        self.wanted.emit("challenges", Request(today, today, public=public))
