"""The forms of the calendar: add a meeting, move one with its effects in view, cancel one, and choose what is shown."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mscp_desktop.desktop.messages import announce
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.parts import label, literal, redress
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Act, Choice, Field, Kind, Picked, from_today
from mscp_desktop.foundation.drafts import Kept
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.groups.page.fields import find_group
from mscp_desktop.meetings.rules.calendar import GroupMark
from mscp_desktop.meetings.rules.effects import Effect, day_effects, effects
from mscp_desktop.meetings.rules.meetings import MeetingRow, add_meeting, cancel_meeting, change_meeting
from mscp_desktop.meetings.rules.patterns import Pattern, pattern_of
from mscp_desktop.parties.page.fields import find_person

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LOOKING = "Looking what this would mean…"
FITS = "It breaks none of the rules for dates, and nobody would be in two places."
MOVE, MOVE_ANYWAY = "Move it", "Move it all the same"
ADD, ADD_ANYWAY = "Add the meeting", "Add it all the same"
DAY = Field("day", "Day", Kind.DAY, "“14 Mar”, “next thu” or “in 2 weeks” do", required=True, since=from_today)
TIME = Field("start_time", "Begins at", Kind.TEXT, "As 14:00 or 2pm; empty where it is not fixed", empty="not fixed")
LENGTH = Field("length", "Lasts", Kind.NUMBER, unit="minutes", least=1, most=1439, empty="not fixed")
PLACE = Field("place", "Place", Kind.TEXT, empty="not fixed")
LINK = Field("link", "Link", Kind.TEXT, "Where it is held online", empty="none")
GROUP = Field(
    "group", "Group", Kind.PICKER, required=True,
    find=find_group, noun="group",
)  # fmt: skip
WHY = Field("why", "Why it is cancelled", Kind.TEXT, "The reason stands in the year's record", required=True)


def effect_words(found: Sequence[Effect]) -> str:
    """Return what a date would mean, a line each; a broken rule says so."""
    return "\n".join(f"Breaks a rule: {one.words}" if one.hard else one.words for one in found) or FITS


def status_of(found: Sequence[Effect]) -> str:
    """Return how such words look: as danger, warning or good."""
    return "danger" if any(one.hard for one in found) else "warning" if found else "good"


class EffectsDialog(AskDialog):
    """A form with a day in it that says, while it is typed, what that day would mean.

    Enter waits until that is known of what stands there; where a rule turns out to be broken it does nothing more, so
    that nobody breaks one that they had no chance to see.
    """

    def __init__(
        self,
        tasks: Tasks,
        title: str,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        verbs: tuple[str, str],
        act: Callable[[dict[str, Any]], Act | None],
        find: "Callable[[Session, dict[str, Any]], Sequence[Effect] | None]",
        parent: QWidget,
        then: Callable[[Any], None] | None = None,
        *,
        about: str = "",
        place: str = "",
        drafts: bool = True,
    ) -> None:
        """`verbs` are what the button says where no rule is broken, and where one is.

        `find` tells the effects, and None where there is nothing to tell of yet.
        """
        super().__init__(
            tasks, title, fields, values, verbs[0], act, parent, then, about=about, place=place, drafts=drafts
        )
        self._verbs, self._find = verbs, find
        self._known: dict[str, Any] | None = None  # the values of which it is known what they would mean
        self._held = False  # Enter was pressed before that was known
        self.effects = label("", wrap=True)
        self.effects.setMargin(6)
        layout = self.area.form.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.count() - 1, self.effects)
        for widget in self.fields.values():
            widget.editor.edited.connect(self._unknow)
            widget.typed.connect(lambda _key: self.look())
            widget.changed.connect(lambda _key, _value: self.look())
            widget.restored.connect(lambda _key: self.look())
        self.look()

    def look(self) -> None:
        """Find out what the values that stand there would mean; what can't be read yet means nothing."""
        found = self._values()
        if found == self._known:
            return
        if found.get("day") is None:
            self._tell(found, None)
            return
        self._show_looking()
        self._tasks.read(
            lambda session: self._found(session, found), partial(self._tell, found), self._fail,
            key=f"effects {id(self)}", owner=self,
        )  # fmt: skip

    def _values(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, widget in self.fields.items():
            try:
                found[key] = widget.read()
            except UserError:
                found[key] = None
        return found

    def _take_back(self, drafts: Mapping[str, Kept]) -> None:
        super()._take_back(drafts)
        self.look()

    def _unknow(self) -> None:
        """Say nothing more of what stood there before; what was entered before it is no answer any more."""
        self._known, self._held = None, False
        if self.effects.text():
            self._show_looking()

    def _done(self) -> None:
        """Hand the values over once it is known what they would mean."""
        if self._values() == self._known:
            super()._done()
        else:
            self._held = True
            self.look()

    def _tell(self, values: dict[str, Any], found: Sequence[Effect] | None) -> None:
        self._known = values
        self._show(found)
        held, self._held = self._held, False
        if held and not any(one.hard for one in found or ()):
            super()._done()

    def _fail(self, error: Exception) -> None:
        self._held = False
        self._show(None)
        self._tasks.failure.emit(error)

    def _show_looking(self) -> None:
        self.effects.setText(LOOKING)
        self.effects.setVisible(True)
        redress(self.effects, "status", None)
        self.accept_button.setText(literal(self._verbs[0]))

    def _found(self, session: "Session", values: dict[str, Any]) -> Sequence[Effect] | None:
        try:
            return self._find(session, values)
        except UserError:  # a time that is not typed to its end
            return None

    def _show(self, found: Sequence[Effect] | None) -> None:
        words = "" if found is None else effect_words(found)
        self.effects.setVisible(bool(words))
        redress(self.effects, "status", None if found is None else status_of(found))
        if words != self.effects.text():
            self.effects.setText(words)
            if words:
                announce(self, words)
        hard = found is not None and any(one.hard for one in found)
        self.accept_button.setText(literal(self._verbs[1] if hard else self._verbs[0]))
        self._grow()


def move_dialog(
    tasks: Tasks, row: MeetingRow, parent: QWidget, then: Callable[[Any], None], to: date | None = None
) -> EffectsDialog:
    """Return the form that moves a meeting, with another day proposed where one is given."""

    def act(values: dict[str, Any]) -> Act:
        return Act(change_meeting, (row.uid, row.version), {"day": values["day"], "start_time": values["start_time"]})

    return EffectsDialog(
        tasks, "Move the meeting", (DAY, TIME), {"day": to or row.day, "start_time": row.start_time},
        (MOVE, MOVE_ANYWAY), act,
        lambda session, values: effects(session, row.uid, values["day"], values["start_time"]), parent, then,
        about=f"{row.group}, {row.when_words()}", place=f"move {row.uid}",
    )  # fmt: skip


class AddDialog(EffectsDialog):
    """Adds a meeting on a day; the group that is picked brings what its pattern says."""

    def __init__(
        self, tasks: Tasks, day: date | None, group: GroupMark | None, parent: QWidget, then: Callable[[Any], None]
    ) -> None:
        """`day` is what it begins with, None where nobody has chosen one."""
        picked = None if group is None else Picked(group.uid, group.name)
        super().__init__(
            tasks, "Add a meeting", (GROUP, DAY, TIME, LENGTH, PLACE, LINK), {"group": picked, "day": day},
            (ADD, ADD_ANYWAY), _adding, _would, parent, then,
        )  # fmt: skip
        self.fields["group"].changed.connect(lambda _key, value: self._take_group(value))
        if picked is not None:
            self._take_group(picked)

    def _take_group(self, picked: object) -> None:
        if isinstance(picked, Picked) and picked.uid is not None:
            uid = picked.uid
            self._tasks.read(
                lambda session: pattern_of(session, uid), self._take_pattern, key=f"pattern {id(self)}", owner=self
            )

    def _take_pattern(self, pattern: Pattern) -> None:
        """Fill in what the group likes, where nothing was typed."""
        for key in ("start_time", "length", "place", "link"):
            widget = self.fields[key]
            if not widget.dirty:
                widget.show_value(getattr(pattern, key), 0)
        self.look()


def _adding(values: dict[str, Any]) -> Act:
    kept = {key: values[key] for key in ("start_time", "length", "place", "link")}
    return Act(add_meeting, (values["group"].uid, values["day"]), kept)


def _would(session: "Session", values: dict[str, Any]) -> Sequence[Effect] | None:
    group = values.get("group")
    if not isinstance(group, Picked) or group.uid is None:
        return None
    return day_effects(session, group.uid, values["day"], values["start_time"], values["length"])


def cancel_dialog(tasks: Tasks, row: MeetingRow, parent: QWidget, then: Callable[[Any], None]) -> AskDialog:
    """Return the form that cancels a meeting."""
    return AskDialog(
        tasks, "Cancel the meeting", (WHY,), {}, "Cancel the meeting",
        lambda values: Act(cancel_meeting, (row.uid, values["why"])), parent, then,
        about=f"{row.group}, {row.when_words()}", place=f"cancel {row.uid}",
    )  # fmt: skip


def filter_dialog(
    tasks: Tasks, groups: Sequence[GroupMark], chosen: Sequence[str], person: Picked | None, parent: QWidget,
    take: Callable[[tuple[str, ...], Picked | None], None],
) -> AskDialog:  # fmt: skip
    """Return the form that chooses whose meetings are shown; nothing ticked and nobody named is all."""
    several = Field(
        "groups", "Groups", Kind.SEVERAL, "None ticked is all of them",
        choices=tuple(Choice(one.uid, one.name) for one in groups), empty="There are no groups yet",
    )  # fmt: skip
    who = Field(
        "person", "Person", Kind.PICKER, "Only meetings of groups in which they hold a seat on that day",
        find=find_person, empty="anybody",
    )  # fmt: skip

    def act(values: dict[str, Any]) -> None:
        take(tuple(values["groups"] or ()), values["person"])

    return AskDialog(
        tasks, "Show the meetings of…", (several, who), {"groups": tuple(chosen), "person": person}, "Show them",
        act, parent,
    )  # fmt: skip
