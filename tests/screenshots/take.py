"""Pictures of every page, dialog and entrance window in six states, for looking at: `make screenshots`.

Each state is a process of its own, for the look and the text size belong to the application.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1] / "helpers"))

from hands import wait_while
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget
from shiboken6 import isValid
from sqlalchemy import func, select

from mscp_desktop import app, catalogue, sampling
from mscp_desktop.audits.page.audit import PARTS
from mscp_desktop.audits.records import Audit, AuditCase, ServiceCase
from mscp_desktop.audits.rules.places import audit_place
from mscp_desktop.desktop.frame.window import MainWindow
from mscp_desktop.desktop.preview.window import PreviewWindow
from mscp_desktop.foundation import backups
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.vault import Frame
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingPaper, MeetingState
from mscp_desktop.meetings.rules.places import meeting_place
from mscp_desktop.opened import Work
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.starting import start_partnership

PASSPHRASE = "three plain words"
LARGE, SMALL = (1600, 900), (1366, 768)
SCREENS = {LARGE: (1920, 1080), SMALL: SMALL}
LONG = {
    Group: "Kent and Medway Joint Exploitation, Missing, Modern Slavery and Contextual Safeguarding Learning Sub-Group",
    Organisation: "North East London and Medway Integrated Community Health and Wellbeing NHS Foundation Trust",
    Person: "Dr Alexandra-Georgiana Featherstonehaugh-Cholmondeley of Llanfairpwllgwyngyll",
}
DIALOGS = ("preferences", "about", "shortcuts", "guide", "notices", "running", "users", "unfinished", "chart.seats")
VIEWS = {
    "calendar": ("calendar.month", "calendar.list", "calendar.year"), "attendance": ("agencies", "years", "seats"),
    "planner": ("planner.solve",),
}  # fmt: skip
"""What shows a page another way than it opens, by the page."""
ON_PAGES = {
    "planner": ("planner.adopt", "planner.move"), "meetings": ("meetings.add", "meetings.move", "meetings.between"),
    "calendar": ("calendar.filter",), "meeting-setup": ("setup.block",), "forward-plan": ("forward.add", "forward.put"),
    "actions": ("actions.add", "actions.done", "actions.update"), "priorities": ("priorities.add", "priorities.plans"),
    "challenges": ("challenges.add",), "home": ("home.preview",),
    "audits": ("audits.add", "audits.propose", "audits.themes", "audits.agree", "audits.chart"),
    "agency-audits": ("agency-audits.add", "agency-audits.action"),
    "tools": ("tools.add", "tools.copy_scale", "tools.scale"), "tool": ("tool.section", "tool.add"),
}  # fmt: skip
"""What opens a dialog on a page, by the page."""
IN_MEETING = {
    "agenda": ("agenda.add", "agenda.carry", "agenda.send_up", "agenda.sent"),
    "papers": ("papers.add", "papers.clear", "papers.sent"),
    "attendance": ("attendance.deputy", "attendance.guest", "attendance.quorum"),
    "minutes": ("minutes.clear", "minutes.circulate", "minutes.approve", "minutes.correct"),
}
"""What opens a dialog in a part of a meeting, by the part."""
IN_AUDIT = {
    "cases": ("cases.add", "cases.choosing", "cases.risk", "cases.names"),
    "returns": ("returns.seats", "returns.add", "returns.close", "returns.reveal"),
    "day": ("day.projector", "day.dissent", "day.finding"),
    "findings": ("findings.add", "findings.themes", "findings.compare"),
    "overview": ("overview.add", "overview.preview"),
}
"""What opens a dialog in a part of an audit, by the part."""
ON_ROSTER = ("roster.leaves", "roster.joins", "roster.terms", "roster.new_holder", "print.roster")


@dataclass(frozen=True, slots=True)
class State:
    """One way of looking at everything: which vault, and how the window is set."""

    vault: str
    size: tuple[int, int] = LARGE
    look: str = "light"
    text: int = 100


STATES = {
    "1-empty": State("empty"),
    "2-medway": State("medway"),
    "3-ten-years": State("ten-years"),
    "4-dark": State("ten-years", look="dark"),
    "5-text-200": State("ten-years", size=SMALL, text=200),
    "6-1366x768": State("medway", size=SMALL),
}


@operation("screenshots.lengthen")
def lengthen(session: WorkSession) -> None:
    """Give one record of each kind the longest name that is likely."""
    for model, name in LONG.items():
        record = session.scalars(select(model).order_by(model.id)).first()
        if record is not None:
            record.name = name
    session.say("Gave one record of each kind the longest name that is likely")


def make_vaults(folder: Path) -> None:
    """Make the three vaults that the states look at."""
    frame = Frame(catalogue.SEARCH)
    for name, start in (("empty", "empty"), ("medway", "medway"), ("ten-years", "medway")):
        vault, _ = start_partnership(folder / name, frame, start, user_name="Business manager", passphrase=PASSPHRASE)
        with vault:
            if name == "ten-years":
                run(vault.store, vault.actor, sampling.fill, 10)
                run(vault.store, vault.actor, lengthen)
            backups.back_up(vault)


def take(name: str, vaults: Path, out: Path) -> None:
    """Take all pictures of one state."""
    state, settings = STATES[name], vaults / f"{name}.json"
    settings.write_text(json.dumps({"look": state.look, "text": state.text}))
    application = QApplication(sys.argv[:1])
    out.mkdir(parents=True, exist_ok=True)

    def keep(widget: QWidget, called: str) -> None:
        _settle()
        widget.grab()  # what is drawn on a thread is asked for by the first paint
        _settle(lambda: any(getattr(one, "busy", False) is True for one in (widget, *widget.findChildren(QWidget))))
        widget.grab().save(str(out / f"{called}.png"))

    if state.vault == "empty":
        first = app.Program(application, vaults / "none", settings)
        first.begin()
        _entrance(first, state, partial_of(keep, "first-run"))
    program = app.Program(application, vaults / state.vault, settings)
    program.begin()
    _entrance(program, state, partial_of(keep, "unlock"))
    program.begin(PASSPHRASE)
    work = program.work
    assert work is not None
    window = work.window
    window.resize(*state.size)
    busy = lambda: work.tasks.busy  # noqa: E731 - said once
    for called, place in _places(work):
        window.open(place)
        _settle(busy)
        _settle(busy)
        keep(window, f"page-{called}")
    window.top.search.start()
    window.top.search.line.setText("safe")
    window.top.search.line.textEdited.emit("safe")
    _settle(busy)
    keep(window, "search")
    window.top.search.close_list()
    window.top.search.line.clear()
    _open_each(work, DIALOGS, keep)
    _take_tables(work, keep)
    _open_each(work, ON_ROSTER, keep)
    _take_year(work, keep)
    _take_audits(work, keep)
    window.tools.show_mistake(ValueError("planted"))
    for dialog in _others(application):
        keep(dialog, "dialog-mistake")
        dialog.close()
    window.presenting.start()
    _settle(busy)
    keep(window, "presenting")
    print(f"{name}: {len(list(out.glob('*.png')))} pictures")
    sys.stdout.flush()
    os._exit(0)  # nothing here is worth closing well


def _take_tables(work: Work, keep: Callable[[QWidget, str], None]) -> None:
    """Take a table with filters and groups, and one with several rows chosen; the roster stays in view."""
    window: Any = work.window
    busy = lambda: work.tasks.busy  # noqa: E731 - said once
    places = dict(_places(work))
    window.open(places["organisations"])
    _settle(busy)
    table = window.page.table
    table.toggle_filters()
    table.query = replace(table.query, group="sector")
    table.reload()
    _settle(busy)
    keep(window, "table-filters-and-groups")
    table.filter_row.focus(0)
    for editor in table.filter_row.editors.values():
        if hasattr(editor, "insert"):
            editor.insert("kent")
            break
    _settle(busy)
    keep(window, "table-filtered")
    table.drop_filters()
    window.open(places["roster"])
    _settle(busy)
    window.page.table.view.selectAll()
    _settle(busy)
    keep(window, "table-several-chosen")
    window.page.table.view.setCurrentIndex(window.page.table.model.index(0, 0))
    _settle(busy)


def _take_year(work: Work, keep: Callable[[QWidget, str], None]) -> None:
    """Take the other views of pages, the parts of a meeting, and what is asked on them."""
    window = work.window
    for key in dict.fromkeys([*VIEWS, *ON_PAGES]):
        window.open(Place(key))
        _settle(lambda: work.tasks.busy)
        for name in VIEWS.get(key, ()):
            command = next(one for one in window.commands() if one.name in (name, f"{key}.{name}"))
            if command.ready:
                command.call()
                _settle(lambda: work.tasks.busy)
                keep(window, f"page-{key}-{name.rpartition('.')[2]}")
        _open_each(work, ON_PAGES.get(key, ()), keep, f"{key}-")
    with work.vault.store.reading() as session:
        uids = [
            session.scalars(
                select(Meeting.uid)
                .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
                .outerjoin(MeetingPaper, MeetingPaper.item_id == AgendaItem.id)
                .where(Meeting.state == state)
                .group_by(Meeting.id)
                .order_by((func.count(MeetingPaper.id) > 0).desc(), Meeting.day.desc())
            ).first()
            for state in (MeetingState.HELD, MeetingState.PLANNED)
        ]
    for uid, called in zip(uids, ("held", "planned"), strict=True):
        for part, names in IN_MEETING.items() if uid is not None else ():
            window.open(meeting_place(uid, part))
            _settle(lambda: work.tasks.busy)
            next(one for one in window.commands() if one.name == f"meeting.{part}").call()  # as it was left, else
            _settle(lambda: work.tasks.busy)
            _settle(lambda: work.tasks.busy)
            keep(window, f"meeting-{called}-{part}")
            _open_each(work, names, keep, f"meeting-{called}-")
        for kind in ("decision", "action", "challenge") if uid is not None else ():
            command = next((one for one in window.commands() if one.name == f"minutes.{kind}" and one.ready), None)
            if command is not None:
                command.call()
                _settle(lambda: work.tasks.busy)
                keep(window, f"meeting-{called}-minutes-{kind}")


def _take_audits(work: Work, keep: Callable[[QWidget, str], None]) -> None:
    """Take every part of an audit that is sealed and of one that is revealed, and what is asked in them."""
    window = work.window
    answered = select(AuditCase.audit_id).join(ServiceCase, ServiceCase.case_id == AuditCase.id)
    asked = select(Audit.uid).where(Audit.id.in_(answered)).order_by(Audit.number.desc())
    with work.vault.store.reading() as session:
        uids = {
            "sealed": session.scalars(asked.where(Audit.revealed_at.is_(None))).first(),
            "revealed": session.scalars(asked.where(Audit.revealed_at.is_not(None))).first(),
        }
        if not any(uids.values()):
            uids["bare"] = session.scalars(select(Audit.uid).order_by(Audit.number.desc())).first()
    for called, uid in uids.items():
        for part in PARTS if uid is not None else ():
            window.open(audit_place(uid, part.key))
            for _ in range(3):
                _settle(lambda: work.tasks.busy)
            keep(window, f"audit-{called}-{part.key}")
            _open_each(work, IN_AUDIT.get(part.key, ()), keep, f"audit-{called}-{part.key}-")


def _open_each(work: Work, names: tuple[str, ...], keep: Callable[[QWidget, str], None], where: str = "") -> None:
    """Take a picture of what each of these commands opens, where it can be called now; `where` goes into its name."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    for command in [one for one in work.window.commands() if one.name in names and one.ready]:
        before = set(_others(application))
        command.call()
        for _ in range(3):
            _settle(lambda: work.tasks.busy)
        for other in set(_others(application)) - before:
            keep(other, f"dialog-{where}{command.name.rpartition('.')[2]}")
            if isinstance(other, PreviewWindow):
                next(one for one in other.commands() if one.name == "small").call()
                keep(other, "dialog-preview-small-pages")
            other.close()


def _others(application: QApplication) -> list[QWidget]:
    """Return the windows that stand before the main one."""
    shown = [one for one in application.topLevelWidgets() if isValid(one) and isinstance(one, QDialog | QMainWindow)]
    return [one for one in shown if one.isVisible() and not isinstance(one, MainWindow)]


def partial_of(keep: Callable[[QWidget, str], None], called: str) -> Callable[[QWidget], None]:
    """Return what keeps the picture of a widget under one name."""
    return lambda widget: keep(widget, called)


def _entrance(program: app.Program, state: State, keep: Callable[[QWidget], None]) -> None:
    window = program.entrance
    assert window is not None
    window.resize(min(state.size[0], 900), min(state.size[1], 760))
    keep(window)
    if program._loading is not None:
        program._loading.join()


def _places(work: Work) -> Iterator[tuple[str, Place]]:
    """Yield every page, with a record in view where there is one."""
    with work.vault.store.reading() as session:
        group = session.scalars(select(Group).order_by(Group.position)).first()
    for key in work.window.pages:
        scoped = group is not None and key == "roster"
        yield key, Place("group", group.uid) if scoped and group is not None else Place(key)


def _settle(busy: Callable[[], bool] = lambda: False) -> None:
    for _ in range(3):
        QCoreApplication.processEvents()
        wait_while(busy)


def main() -> int:
    """Take every picture into the folder that is named, or only those of the states that are."""
    if len(sys.argv) > 3 and sys.argv[1] == "--state":
        take(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
        return 0
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/screenshots")
    wanted = sys.argv[2:] or list(STATES)
    with tempfile.TemporaryDirectory() as folder:
        make_vaults(Path(folder))
        for name in wanted:
            screen = Path(folder) / "screen.json"
            wide, high = SCREENS[STATES[name].size]
            screen.write_text(
                json.dumps({"screens": [{"name": "screen", "x": 0, "y": 0, "width": wide, "height": high}]})
            )
            done = subprocess.run(
                [sys.executable, __file__, "--state", name, folder, str(out / name)], check=False,
                env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}"},
            )  # fmt: skip
            if done.returncode:
                return done.returncode
    print(f"The pictures are in {out}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
