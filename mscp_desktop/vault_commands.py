"""What can be done with the vault as a whole: print, back up, restore, copy, hand over, take back, passphrase, name."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QInputDialog, QWidget

from mscp_desktop.catalogue import make_chart, make_pdf, report_named, write_report
from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.folders import saved_notice
from mscp_desktop.desktop.messages import Notice, confirm
from mscp_desktop.desktop.preview.previews import PDF_ONLY, Paper, Previews, file_name
from mscp_desktop.desktop.save_dialog import ask_where, ask_which
from mscp_desktop.desktop.tasks import Progress, Tasks
from mscp_desktop.desktop.values import Act, Field
from mscp_desktop.foundation import backups, lineage, partnership
from mscp_desktop.foundation.contracts import Request, public_name
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.pointer import State
from mscp_desktop.foundation.vault import Vault

if TYPE_CHECKING:
    from mscp_desktop.desktop.charts.chart_view import Graph
    from mscp_desktop.desktop.tables.export import ShownTable

Notify = Callable[[Notice], None]
Reopen = Callable[[Path | None, str], None]

BUNDLES = "Bundles (*.mscp)"
KINDS = "PDF (*.pdf);;Excel (*.xlsx);;CSV (*.csv)"
FILES = {
    ".docx": "Word document", ".eml": "Draft e-mail", ".ics": "Calendar file", ".pdf": "PDF", ".vcf": "Contact cards",
}  # fmt: skip
TABLES = "Excel (*.xlsx);;CSV (*.csv);;PDF (*.pdf)"
ABOUT = (
    Field("name", "Name of the partnership", required=True),
    Field(
        "sender", "E-mail address it writes from",
        help="It invites to meetings and gets the answers; drafts of e-mails are from it", empty="none",
        check=partnership.sentence_of_sender,
    ),
)  # fmt: skip


def backed_up(place: Path) -> str:
    """Return when the newest backup was made, in words for the bottom bar."""
    made = backups.backups_of(place)
    return f"Backed up {made[0].made_at.astimezone():%d %b %H:%M}" if made else ""


class VaultCommands:
    """The commands of one open vault; `window` is where dialogs stand, known once it is built.

    `in_view` gives the name of the group whose roster is in view, None for none, and its day. `reopen` closes the
    vault and asks for a passphrase again: for a file to be opened or restored, or for none.
    """

    def __init__(
        self,
        vault: Vault,
        tasks: Tasks,
        notify: Notify,
        show_backup: Callable[[str], None],
        reopen: Reopen,
        in_view: Callable[[], tuple[str | None, date]],
        previews: Previews,
    ) -> None:
        self._vault, self._tasks = vault, tasks
        self._notify, self._show_backup, self._reopen = notify, show_backup, reopen
        self._in_view, self.previews = in_view, previews
        self.window: QWidget | None = None

    def commands(self) -> list[Command]:
        """Return them in the order of the menu."""
        return [
            Command("print.roster", "Preview this roster", self._preview_roster, "Ctrl+P", self._shows_roster),
            Command("save.roster", "Save this roster…", self._save_roster, "Ctrl+Shift+S", self._shows_roster),
            Command("print.rosters", "Preview every roster as at today", partial(self._preview, "roster")),
            Command("print.structure", "Preview the structure as at today", partial(self._preview, "structure"),
                    called="chart diagram", acts="print save"),
            Command("print.turnover", "Preview the turnover of twelve months", partial(self._preview, "turnover")),
            Command("print.contacts", "Preview everybody's contacts", partial(self._preview, "contacts"),
                    called="e-mail email addresses phone mailing list", acts="print save"),
            Command("chart.seats", "Show how many seats are held", partial(self._show_chart, "seats"), called="vacant"),
            Command("chart.turnover", "Show where seats change hands", partial(self._show_chart, "turnover")),
            Command("chart.ageing", "Show how old open actions are", partial(self._show_chart, "ageing")),
            Command("chart.attendance", "Show attendance by agency", partial(self._show_chart, "attendance"),
                    called="figures statistics rates chart"),
            Command("backup", "Back up now", self._back_up, None, self._working, called="backup", acts="make"),
            Command("restore", "Restore a backup…", self._restore),
            Command("bundle.copy", "Save a copy for another laptop…", self._save_copy),
            Command("bundle.hand_over", "Hand over to another laptop…", self._hand_over, None, self._working),
            Command("bundle.open", "Open a bundle…", self._open_bundle),
            Command(
                "bundle.hand_over_again",
                "Write the hand-over's bundle again…",
                self._hand_over_again,
                None,
                self._handed_over,
            ),
            Command("bundle.take_back", "Take the partnership back…", self._take_back, None, self._handed_over),
            Command(
                "partnership.rename",
                "Change the partnership's name and e-mail address…",
                self._rename,
                None,
                self._working,
                called="rename sender organiser",
            ),
        ]  # fmt: skip

    def make_backup(self, progress: Progress) -> str:
        """Back up, on any thread, and return when that was in words."""
        backups.back_up(self._vault, progress.step)
        return backed_up(self._vault.place)

    def _parent(self) -> QWidget:
        if self.window is None:
            raise RuntimeError("A command was called before there was a window.")
        return self.window

    def _working(self) -> bool:
        return self._vault.store.read_only is None

    def _handed_over(self) -> bool:
        return not self._working() and self._vault.pointer.state is not State.COPY

    def _shows_roster(self) -> bool:
        return self._in_view()[0] is not None

    def _preview_roster(self) -> None:
        """Show the roster in view as it prints, as at its day."""
        group, day = self._in_view()
        if group is not None:
            self.preview("roster", self._request(day, group))

    def _preview(self, report: str) -> None:
        """Show a document of everything, as at today."""
        self.preview(report, self._request())

    def _save_roster(self) -> None:
        """Save the roster in view, as at its day."""
        group, day = self._in_view()
        if group is None:
            return
        name = f"Roster of {group}"
        out = ask_where(self._parent(), "Save a roster", f"{file_name(f'{name}, {format_day(day)}')}.pdf", KINDS)
        if out is not None:
            said = saved_notice(out, f"{name}, as at {format_day(day)}.", self._notify)
            self._tasks.work(
                f"Making {out.name}", partial(self._write_report, "roster", self._request(day, group), out),
                then=lambda _: self._notify(said),
            )  # fmt: skip

    def preview(self, report: str, request: Request) -> None:
        """Make a document as a task, and show it in a window of its own."""
        what = f"the {report} of {request.of()}" if request.of() else f"“{report}”"
        self._tasks.work(f"Making {what}", partial(self._make_paper, report, request), then=self._show_paper)

    def save(self, report: str, request: Request, ending: str) -> None:
        """Ask where, and save a document as a file of this ending."""
        name = report_named(report).name.capitalize() + (f" of {request.of()}" if request.of() else "")
        name = public_name(name) if request.public else name
        proposal = f"{file_name(f'{name}, {_when(request)}')}{ending}"
        out = ask_where(self._parent(), "Save as", proposal, f"{FILES[ending]} (*{ending})")
        if out is not None:
            said = saved_notice(out, f"{name}.", self._notify)
            self._tasks.work(
                f"Making {out.name}", partial(self._write_report, report, request, out),
                then=lambda _: self._notify(said),
            )  # fmt: skip

    def _request(self, day: date | None = None, group: str | None = None) -> Request:
        today = self._vault.frame.clock.today()
        return Request(today, day or today, group)

    def _make_paper(self, report: str, request: Request, progress: Progress) -> Paper:
        entry = report_named(report)
        with self._vault.store.reading() as session:
            title, pdf = make_pdf(session, entry, request, progress.step)
        when = _when(request)
        return Paper(
            title if when in title else f"{title}, {when}", pdf, KINDS if entry.sheet else PDF_ONLY,
            partial(self._write_report, report, request) if entry.sheet else None,
        )  # fmt: skip

    def _show_paper(self, paper: Paper) -> None:
        self.previews.show(paper, self._parent())

    def _show_chart(self, name: str) -> None:
        """Show a chart, as at the day in view."""
        _, day = self._in_view()
        request = self._request(day)
        self._tasks.read(
            lambda session: graph_of(make_chart(session, name, request)),
            lambda graph: self._open_chart(graph, day), owner=self._parent(),
        )  # fmt: skip

    def _open_chart(self, graph: "Graph", day: date) -> None:
        from mscp_desktop.desktop.charts.chart_view import ChartDialog  # noqa: PLC0415 - the window must not wait for it

        ChartDialog(graph, f"As at {format_day(day)}.", self._parent()).open()

    def _write_report(self, report: str, request: Request, out: Path, progress: Progress) -> None:
        with self._vault.store.reading() as session:
            write_report(session, report_named(report), request, out, progress.step)

    def save_table(self, shown: "ShownTable") -> None:
        """Save a table exactly as it is shown, in the kind of file that is chosen."""
        named = file_name(shown.title if shown.as_at is None else f"{shown.title}, {format_day(shown.as_at)}")
        out = ask_where(self._parent(), "Save this table", f"{named}.xlsx", TABLES)
        if out is not None:
            said = saved_notice(out, f"{shown.title}, {shown.rows:,} rows.", self._notify)
            self._tasks.work(
                f"Making {out.name}", partial(self._write_table, shown, out), then=lambda _: self._notify(said)
            )

    def _write_table(self, shown: "ShownTable", out: Path, progress: Progress) -> None:
        from mscp_desktop.table_files import write_shown  # noqa: PLC0415 - as above

        with self._vault.store.reading() as session:
            name = partnership.partnership_name(session)
        write_shown(shown, name, self._vault.frame.clock.today(), out, progress)

    def _back_up(self) -> None:
        self._tasks.work("Backing up", self.make_backup, then=self._show_backup)

    def _restore(self) -> None:
        folder = str(self._vault.place / backups.FOLDER)
        file = ask_which(self._parent(), "Restore a backup", BUNDLES, folder)
        if file is not None and confirm(
            self._parent(), "Restore a backup",
            f"The partnership will be as it was in {file.name}. What is here now is backed up first and kept.",
            "Restore this backup",
        ):  # fmt: skip
            self._reopen(file, "restore")

    def _save_copy(self) -> None:
        target = ask_where(self._parent(), "Save a copy", "partnership.mscp", BUNDLES)
        if target is not None:
            said = saved_notice(target, "It opens read-only, with the passphrases of today.", self._notify)
            self._tasks.work(
                "Saving a copy", lambda progress: lineage.export_bundle(self._vault, target, "copy", progress.step),
                then=lambda _: self._notify(said),
            )  # fmt: skip

    def _hand_over(self) -> None:
        words = (
            "The other laptop's will be the working partnership. Here it can only be read, until it comes back or you"
            " take it back with a reason."
        )
        if not confirm(self._parent(), "Hand over", words, "Choose a file and hand over"):
            return
        target = ask_where(self._parent(), "Hand over", "hand-over.mscp", BUNDLES)
        if target is not None:
            self._tasks.work(
                "Handing over", lambda progress: lineage.hand_over(self._vault, target, progress.step),
                then=lambda _: self._reopen(None, ""),
            )  # fmt: skip

    def _hand_over_again(self) -> None:
        words = (
            "Do this only where the first file was lost or never written. If it was opened on another laptop already,"
            " two would be worked on, and only the first that comes back could be kept."
        )
        if not confirm(self._parent(), "Write the bundle again", words, "Choose a file and write it"):
            return
        target = ask_where(self._parent(), "Write the hand-over again", "hand-over.mscp", BUNDLES)
        if target is not None:
            said = saved_notice(target, "Open it on the other laptop.", self._notify)
            self._tasks.work(
                "Writing the bundle", lambda progress: lineage.hand_over_again(self._vault, target, progress.step),
                then=lambda _: self._notify(said),
            )  # fmt: skip

    def _open_bundle(self) -> None:
        file = ask_which(self._parent(), "Open a bundle", BUNDLES)
        if file is not None:
            self._reopen(file, "open")

    def _take_back(self) -> None:
        asked = "Why? The reason goes into history. What was changed on the other laptop since can't come back."
        reason, said = QInputDialog.getText(self._parent(), "Take the partnership back", asked)
        if said:
            self._tasks.work(
                "Taking back", lambda _progress: lineage.take_back(self._vault, reason),
                then=lambda _: self._reopen(None, ""),
            )  # fmt: skip

    def _rename(self) -> None:
        from mscp_desktop.desktop.panel.ask import AskDialog  # noqa: PLC0415 - as above

        with self._vault.store.reading() as session:
            now, sender = partnership.partnership_name(session), partnership.partnership_sender(session)
        AskDialog(
            self._tasks, "The partnership", ABOUT, {"name": now, "sender": sender.addr_spec if sender else None},
            "Save it", lambda found: Act(partnership.change_partnership, (found["name"], found["sender"])),
            self._parent(),
        ).open()  # fmt: skip


def graph_of(chart: Any) -> "Graph":
    """Return a printed chart as the window shows it: the same drawing and the same table."""
    from mscp_desktop.desktop.charts.chart_view import Graph  # noqa: PLC0415 - as above
    from mscp_desktop.printing import charts  # noqa: PLC0415 - ReportLab costs 100 ms

    return Graph(*charts.shown(chart))


def _when(request: Request) -> str:
    """Return the year that a document is of, or the day."""
    return request.year or format_day(request.as_at)
