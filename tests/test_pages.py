"""The list of pages says of each what the page says of itself, and they are ready before they are asked for."""

import sys
from pathlib import Path

import pytest
from programs import show_work
from pytestqt.qtbot import QtBot

from mscp_desktop import opened
from mscp_desktop.desktop.commands import Command, matching
from mscp_desktop.desktop.frame.finding import Ways, found
from mscp_desktop.desktop.frame.rail import ways_to
from mscp_desktop.desktop.page import Page
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.search import SearchHit
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.pages import FIRST, PAGES, READY

SAID = ("key", "title", "icon", "under", "shortcut", "called", "kinds")


def test_the_list_says_of_each_page_what_the_page_says_of_itself() -> None:
    for entry in PAGES:
        page = entry.load()
        assert isinstance(page, type)
        assert issubclass(page, Page)
        assert {name: getattr(entry, name) for name in SAID} == {name: getattr(page, name) for name in SAID}
        assert entry.under or entry.section == page.section, entry.key
    assert len({entry.key for entry in PAGES}) == len(PAGES)
    assert {entry.module for entry in PAGES} <= {*FIRST, *READY}


SAID_FOR = {  # what a person types, and what it leads to, first or among others
    "Work on the agenda": ("set agenda", "plan the agenda", "send agenda", "publish agenda"),
    "Work on the papers": ("add papers", "chase papers", "clear papers", "circulate the papers", "send pack"),
    "Record attendance and apologies": ("record apologies", "enter an apology", "add deputy", "record attendance"),
    "Work on the minutes": ("take minutes", "approve minutes", "circulate minutes", "clear minutes", "export minutes"),
    "Quorum": ("quorum", "set quorum", "set the quorum", "change quorum"),
    "Go to Decisions": ("record decision", "print decisions", "ratify decisions", "export decisions"),
    "Add a challenge": ("record challenge", "enter a challenge"),
    "Go to Challenges": ("answer challenge", "print challenges"),
    "Add a priority": ("set priority", "new priority"),
    "Go to Priorities": ("set priorities", "change the priorities"),
    "Go to Terms of reference": ("add terms", "agree terms", "approve terms of reference", "change terms"),
    "Go to Roster": ("set chair", "change chair", "add member", "print roster", "import roster", "record seat"),
    "Go to Chairs' reports": ("make chair's report", "send chairs reports", "approve reports"),
    "Add an action": ("record action", "new action"),
    "Go to Actions": ("close action", "import actions", "export actions"),
    "Go to Answers of agencies": ("ask agencies", "enter answers", "import returns", "send returns"),
    "Go to Meeting set-up": ("change set-up", "set preferences", "change setup"),
    "Go to Days and dates": ("change deadlines", "set deadlines"),
    "Go to Attendance": ("print attendance", "show attendance"),
    "Go to Year planner": ("set dates", "plan meetings"),
    "Add a meeting…": ("plan meeting", "new meeting"),
    "Go to Forward plan": ("add to backlog", "print forward plan"),
}


def test_what_is_done_on_a_page_is_found_by_the_verbs_that_people_say_for_it() -> None:
    leads = [
        Command(entry.key, lead.words, str, called=lead.called, acts=lead.acts)
        for entry in PAGES for lead in entry.leads
    ]  # fmt: skip
    commands = [*ways_to(PAGES, str), *leads]
    missed = [
        (typed, words)
        for words, said in SAID_FOR.items() for typed in said
        if words not in {one.words for one in matching(commands, typed)}
    ]  # fmt: skip
    assert missed == []
    assert not any("Decisions" in one.words for one in matching(commands, "print")), "a verb alone finds no page"
    assert all(one.words.startswith("Add a") for one in matching(commands, "add a"))


FIRST_FOR = {  # what a person types in the search box, and what must be the first of all that is found; "|" is any of
    "add user|add a colleague|new user|who may open it|users|remove a colleague": "See who can open it…",
    "plan next year|plan the year": "Plan the year…",
    "ics file|outlook": "Import a calendar file…|Save as a calendar file…",
    "save calendar|save as calendar file": "Save as a calendar file…",
    "print year|year pdf": "Preview the year planner",
    "annual report|year record": "Preview the record of this year's meetings",
    "take minutes|approve minutes": "Work on the minutes",
    "change passphrase|password": "Change your passphrase…",
    "backup|back up": "Back up now",
    "restore": "Restore a backup…",
    "dark mode": "Set the look: dark",
    "bigger text": "Make the text larger",
    "hand over the laptop": "Hand over to another laptop…",
    "undo": "Undo the last change",
    "guide|help|manual": "Open the guide at this page",
    "history": "Undo, history and search",
    "log out": "Lock",
    "quit": "Close the program",
    "about": "About MSCP Desktop",
    "overdue actions|late actions": "Show overdue actions",
    "attendance figures": "Show attendance by agency|Attendance",
    "who was absent": "Record attendance and apologies|Attendance",
    "mailing list|e-mail addresses": "Preview everybody's contacts",
    "business plan": "Strategic plans…",
    "new meeting": "Add a meeting…",
    "deadlines": "Days and dates",
    "vacant seats": "Show how many seats are held",
    "chair PMQA|who chairs PMQA|who is the chair of pmqa": (
        "Head of Safeguarding and Quality Assurance, Medway Council"
    ),
    "members of the PMQA|PMQA roster": "Performance Management and Quality Assurance",
    "minuts|minutes": "Days and dates|Work on the minutes",
    "plan nxet year|pasphrase": "Plan the year…|Change your passphrase…",
}


def test_what_people_say_finds_first_what_does_it(medway: Vault, theme: Theme, qtbot: QtBot) -> None:
    work = show_work(medway, theme, qtbot)
    shown: list[tuple[str, list[str], str]] = []
    try:
        work.window.top.search.show_found = lambda typed, groups, said="": shown.append(  # type: ignore[method-assign]
            (typed, [one.words for _, lines in groups for one in lines], said)
        )
        for said in "|".join(FIRST_FOR).split("|"):
            work.window.looking.ask(said)
            qtbot.waitUntil(lambda said=said: shown[-1:] != [] and shown[-1][0] == said)  # type: ignore[misc]
        found_for = {typed: (lines[:1], said) for typed, lines, said in shown}
        missed = [
            (said, found_for[said]) for several, wanted in FIRST_FOR.items() for said in several.split("|")
            if not {*wanted.split("|")} & {*found_for[said][0]}
        ]  # fmt: skip
        assert missed == []
        told = {typed: said.partition(". ")[2] for typed, (_, said) in found_for.items() if said}
        meant = {"minuts": "minutes", "plan nxet year": "next", "pasphrase": "passphrase"}
        assert told == {typed: f"Shown for “{word}”." for typed, word in meant.items()}
    finally:
        work.window.close()
        work.close()


def test_records_that_say_the_same_are_told_apart_by_a_number() -> None:
    ways = Ways(print, lambda _: PAGES[0], print, lambda _: "", print)
    hits = [
        SearchHit("meeting_paper", uid, "Report", detail) for uid, detail in (("a", "PMQA"), ("b", "PMQA"), ("c", ""))
    ]
    assert [one.words for one in found("report", hits, [], [], ways)[0][1]] == ["Report", "Report (2)", "Report"]
    assert {one.words for one in found("report", hits, [], [], ways, private=True)[0][1]} == {"Report"}


def test_the_pages_are_loaded_once_the_first_one_stands_and_only_those_that_count_are_made(
    empty_vault: Vault, theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("late_page", "later_page"):
        (tmp_path / f"{name}.py").write_text("LOADED = True\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(opened, "READY", ("late_page", "sys", "later_page"))
    work = show_work(empty_vault, theme, qtbot)
    try:
        assert [page.key for page in work.window.pages.made()] == [PAGES[0].key]
        qtbot.waitUntil(lambda: {"late_page", "later_page"} <= set(sys.modules) and not work.tasks.busy)
        counting = [entry.key for entry in PAGES if entry.counts]
        assert counting
        assert [page.key for page in work.window.pages.made()] == [PAGES[0].key, *counting]
    finally:
        work.window.close()
        work.close()
        for name in ("late_page", "later_page"):
            sys.modules.pop(name, None)
