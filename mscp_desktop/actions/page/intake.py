"""The dialog that takes in an action log: from a file or the clipboard, in the steps of every import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from mscp_desktop.actions.intake.importing import first_taken, import_actions
from mscp_desktop.actions.intake.plan import plan_log
from mscp_desktop.actions.intake.planned import PlannedAction, whose_of
from mscp_desktop.actions.intake.words import Meaning
from mscp_desktop.actions.page.fields import LABELS, TONES, find_owner, words_in_history
from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import DONE_WORDS
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.panel.wizard_words import RecordWords
from mscp_desktop.desktop.tables.taking_back import notice_with_undo
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import Cell, Field, Look, Picked, pill
from mscp_desktop.desktop.values import Kind as FieldKind
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import Announcement
from mscp_desktop.groups.rules.groups import group_choices
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate
from mscp_desktop.roster.intake.resolving import What
from mscp_desktop.roster.page.import_dialog.dialog import ImportDialog
from mscp_desktop.roster.page.import_dialog.lists import FINDS, WORDS
from mscp_desktop.roster.page.import_dialog.rows import fate_cell
from mscp_desktop.roster.page.import_dialog.takes import Takes

COLUMNS = (
    ("Row", 90), ("What becomes of it", 170), ("Action", 260), ("Owner", 150), ("Due", 152), ("State", 160),
    ("Group", 140),
)  # fmt: skip
GROUP = Field(
    "group", "Whose log it is", FieldKind.PICKER, "The group of rows that name none", free=True,
    empty="as the log says",
    find=lambda session, typed: [Picked(None, *rest) for _, *rest in group_choices(session, typed)],
)  # fmt: skip
AS_AT = Field(
    "as_at", "The log is of", FieldKind.PARTIAL_DATE, "Updates and ends without a day count from then", required=True,
)  # fmt: skip


def cells_of(row: PlannedAction, _kind: Kind) -> tuple[Cell, ...]:
    """Return what a row of a log shows; one that is left out shows what it said."""
    action = row.action
    if action is None or row.fate in (Fate.LEFT_OUT, Fate.REFUSED):
        return Cell(row.entry.where), fate_cell(row), Cell(row.entry.said, Look.UNKNOWN), *[Cell("")] * 4
    owner = whose_of(row)
    state = action.state.value
    if action.state is ActionState.DONE:
        state = ActionState.IMPACT_SHOWN.value if action.impact else DONE_WORDS
    group = row.group.name if row.group is not None and row.group.kind else ""
    return (
        Cell(row.entry.where), fate_cell(row), Cell(action.text, Look.STRONG),
        Cell(owner.name) if owner is not None else Cell("no owner", Look.UNKNOWN),
        Cell(format_day(action.due)) if action.due is not None else Cell("no date", Look.UNKNOWN),
        pill(state.capitalize(), TONES[state]), Cell(group),
    )  # fmt: skip


def _takes(tasks: Tasks) -> Takes:
    said: dict[str, RecordWords] = {
        "action": RecordWords(
            lambda _session, held: f"A{held['number']}, {_short(held['text'])}", LABELS,
            words_in_history,
        ),
        "action_update": RecordWords(
            lambda _session, held: f"Update: {_short(held['text'])}", {"heard": "Heard", "text": "What was heard"}
        ),
    }  # fmt: skip
    return Takes(
        titles={Kind.ACTIONS: "Import an action log"},
        about="An XLSX or CSV file, or a table copied from a document, a mail or a spreadsheet. You can drop a file"
        " here too. What fits no field goes to the notes of its action. Nothing is changed until the last step.",
        plan=plan_log, take=import_actions, words={**WORDS, **said}, cells=cells_of, columns=lambda _kind: COLUMNS,
        meanings=tuple(Meaning), finds={**FINDS, What.OWNER: find_owner(tasks.store.clock.today)},
        guess=lambda _sheets: Kind.ACTIONS, kinds=None, group=GROUP, as_at=AS_AT,
        files="Tables (*.xlsx *.xlsm *.csv *.tsv *.txt);;All files (*)",
    )  # fmt: skip


def _short(words: Any) -> str:
    line = " ".join(str(words).split())
    return f"{line[:SHOWN].rstrip()}…" if len(line) > SHOWN else line


SHOWN = 80  # characters of an action in the list of what changes


def log_dialog(
    tasks: Tasks, parent: QWidget, *, show: Callable[[str | None], None], notify: Callable[[Notice], object],
    group: str | None = None, file: Path | None = None, pasted: bool = False,
) -> ImportDialog:  # fmt: skip
    """Return the dialog that takes in an action log; a file that is named, or what was copied, is read at once.

    Afterwards `show` is called with the uid of the first action that is new, or else told more, None for none, and
    `notify` with what was done and its undo.
    """
    made = ImportDialog(tasks, parent, kind=Kind.ACTIONS, group=group, file=file, takes=_takes(tasks))

    def took_in(counts: dict[str, int], said: Announcement | None) -> None:
        if said is None:
            show(None)
            return
        new, told = counts.get(Fate.NEW.value, 0), counts.get(Fate.CHANGED.value, 0)
        number = f"{new + told:,} action{'' if new + told == 1 else 's'}"
        uids = {uid for table, uid in said.touched if table == "action"}
        tasks.read(lambda session: first_taken(session, uids, new), show, owner=tasks)
        notify(notice_with_undo(tasks, number, said, notify))

    made.took_in.connect(took_in)
    if pasted:
        made.source.paste_clipboard()
    return made
