"""How what is typed into the search box is answered: records, commands and the guide, and what was probably meant."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.frame.finding import Groups, Search, Ways, found, recent, said_instead, words_of
from mscp_desktop.desktop.frame.pages import Lead
from mscp_desktop.desktop.frame.visits import Visits
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.finding import mended
from mscp_desktop.foundation.search import SearchHit

if TYPE_CHECKING:
    from mscp_desktop.desktop.frame.window import MainWindow


class Looking:
    """The search of one main window."""

    def __init__(self, window: "MainWindow", search: Search, ways: Ways, visits: Visits) -> None:
        self._window, self._search, self._ways, self._visits = window, search, ways, visits

    def ask(self, typed: str) -> None:
        """Look for what is typed so far; for nothing the places that were visited last are shown."""
        if typed.strip():
            answer = partial(self._answer, typed)
            self._window.tasks.read(
                lambda session: self._search(session, typed), answer, key="search", owner=self._window
            )
        else:
            self._window.name_here()
            self._window.top.search.show_found(typed, recent(self._visits, self._ways))

    def _answer(self, typed: str, hits: list[SearchHit]) -> None:
        """Show what was found; where that is nothing, look for what was probably meant."""
        groups = self._groups(typed, hits)
        if any(lines for _, lines in groups):
            self._window.top.search.show_found(typed, groups)
            return
        known, names = words_of(self.asked(), self._window.tools.guide_pages), self._window.presenting.on

        def meant(session: Session) -> tuple[str, list[tuple[str, str]], list[SearchHit]]:
            words, slips = mended(session, typed, known, names_only=names)
            return words, slips, self._search(session, words) if slips else []

        self._window.tasks.read(meant, lambda read: self._show_meant(typed, *read), key="search", owner=self._window)

    def _show_meant(self, typed: str, words: str, slips: list[tuple[str, str]], hits: list[SearchHit]) -> None:
        groups = self._groups(words, hits) if slips else []
        said = said_instead(slips) if any(lines for _, lines in groups) else ""
        self._window.top.search.show_found(typed, groups, said)

    def _groups(self, typed: str, hits: list[SearchHit]) -> Groups:
        guide, private = self._window.tools.guide_pages, self._window.presenting.on
        return found(typed, hits, self.asked(), guide, self._ways, private=private)

    def asked(self) -> list[Command]:
        """Return what can be asked for here, and what is done on other pages, as commands that lead there."""
        commands = self._window.commands()
        here = {command.words for command in commands}
        entries = self._window.pages.entries
        shown = None if self._window.page is None else self._window.page.key
        said = {} if shown is None else {lead.does: lead for lead in entries[shown].leads if lead.does}
        leads = [
            Command(
                f"lead.{entry.key}", lead.words, partial(self._go, entry.key, lead.does), None,
                (lambda: self._window.tasks.locked() is None) if lead.changes else None,
                called=lead.called, acts=lead.acts,
            )
            for entry in entries.values() if entry.key != shown
            for lead in entry.leads if lead.words not in here
        ]  # fmt: skip
        return [*(_as_led(one, said.get(one.name)) for one in commands), *leads]

    def _go(self, key: str, does: str) -> None:
        self._window.open(Place(key, does=does))


def _as_led(command: Command, lead: Lead | None) -> Command:
    """Return a command of the page in view, found by all that finds it elsewhere."""
    if lead is None:
        return command
    return replace(command, called=f"{command.called} {lead.words} {lead.called}", acts=lead.acts)
