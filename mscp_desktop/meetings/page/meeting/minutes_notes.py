"""What stands between an item's brief and its discussion: the minutes it has before it, and what was corrected."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mscp_desktop.desktop.parts import button, label
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.meetings.page.meeting.minutes_found import Found
from mscp_desktop.meetings.records import APPROVED, MinutesState, Source
from mscp_desktop.meetings.rules.minutes import Correction, ItemMinutes


class ItemNotes(QWidget):
    """Under the item of the last minutes, the button that approves them; under any item, its corrections."""

    def __init__(self, approve: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.words = label("", "secondary", wrap=True)
        self.approve = button("", approve, kind="primary")
        self.corrected = label("", "strong", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addWidget(self.approve, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.corrected)

    def show_item(self, found: Found, one: ItemMinutes, *, hidden: bool, works: bool) -> None:
        """Show what there is to say of an item; `hidden` says that it is confidential, and `works` that it can act."""
        last = one.item.source is Source.LAST_MINUTES and not hidden
        words, verb = _earlier_words(found) if last else ("", "")
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.approve.setText(verb)
        self.approve.setVisible(bool(verb) and works)
        said = [] if hidden else [*_corrections(found.minutes.corrections, one.item.number)]
        self.corrected.setText("\n".join(said))
        self.corrected.setVisible(bool(said))
        self.setVisible(bool(words or (verb and works) or said))


def _earlier_words(found: Found) -> tuple[str, str]:
    """Return what there is to say of the minutes that a meeting has before it, and what its button says."""
    earlier = found.earlier
    if earlier is None:
        return "No earlier meeting of this group is on record.", ""
    whose = f"minutes of {format_day(earlier.day)}"
    if earlier.state in APPROVED:
        return f"The {whose} are approved.", ""
    if earlier.state is not MinutesState.CIRCULATED:
        how = "not written yet" if earlier.state is MinutesState.NONE else earlier.state.value
        how = "a draft" if earlier.state is MinutesState.DRAFT else how
        return f"The {whose} are {how}. Once they are circulated, they can be approved here.", ""
    if found.ahead:
        return f"The {whose} can be approved here once this meeting takes place.", ""
    return "", f"Approve the {whose}…"


def _corrections(corrections: tuple[Correction, ...], number: str) -> list[str]:
    """Return what was corrected under an item, and in the minutes as a whole."""
    return [
        f"Corrected on {format_day(one.made)} by {one.made_by}{'' if one.number else ', in the minutes as a whole'}:"
        f" {one.text}\nWhy: {one.reason}"
        for one in corrections
        if one.number in ("", number)
    ]


def nothing_yet(said: str, act: QPushButton, parent: QWidget) -> QWidget:
    """Return what stands where there are no items: a sentence, and the button that makes some."""
    made = QWidget(parent)
    made.setProperty("role", "plain")
    middle = QVBoxLayout(made)
    middle.setSpacing(16)
    words = label(said, "secondary", wrap=True)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    middle.addStretch(1)
    middle.addWidget(words)
    middle.addWidget(act, 0, Qt.AlignmentFlag.AlignHCenter)
    middle.addStretch(2)
    return made
