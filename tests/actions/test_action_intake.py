"""An action log that exists already comes in: no cell is lost, no action doubled, what is unsure is asked."""

from dataclasses import replace
from datetime import date

import pytest
from hands import wait_while
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mscp_desktop.actions.intake.importing import first_taken, import_actions
from mscp_desktop.actions.intake.plan import LogPlan, plan_log
from mscp_desktop.actions.intake.planned import whose_of
from mscp_desktop.actions.intake.reading import LogEntry, read_log
from mscp_desktop.actions.intake.settling import Settled, settle
from mscp_desktop.actions.intake.words import Meaning, heading_of, heard, hint_of, state_of
from mscp_desktop.actions.page.actions import ActionsPage
from mscp_desktop.actions.records import ActionState
from mscp_desktop.actions.rules.actions import ActionRow, action_rows, updates_of
from mscp_desktop.desktop.messages import Notice
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.exchange.sheet import Sheet, SheetRow
from mscp_desktop.exchange.sheet_in import read_bytes, read_pasted
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, next_open
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.intake.resolving import Answer
from mscp_desktop.roster.page.import_dialog.dialog import ImportDialog

TODAY = date(2025, 1, 15)
LOG = (
    "Executive Group action log,,,,,,,\n"
    "Ref,Date agreed,Action,Lead,Agency,Deadline,Status,Progress update,Evidence of impact,Risk\n"
    '1,14/3/24,Write to all schools,Lee-Anne Farach,,30 Apr 2025,In progress,"12.04.24 - letter drafted\n'
    '3/9/24: sent",,High\n'
    "2,14 March 2024,Audit 20 files,Chief Nurse,ICB,ASAP,Blue,,,\n"
    "3,14/3/24,Close the gap,The whole team,,30/4/24,Completed 12/4/24,,18 of 20 files hold the view,\n"
    "4,14/3/24,Brief the board,Kent Poilce,,,Closed,,,\n"
    "5,14/3/24,,Paul Lumsdon,,,,,,\n"
)


def entries(text: str) -> list[LogEntry]:
    return [
        one for one in read_log(read_bytes(text.encode(), "x").sheets, TODAY, lambda _: None).entries if not one.out
    ]


def settled(heads: str, cells: str) -> Settled:
    (entry,) = entries(f"{heads}\n{cells}\n")
    return settle(entry, TODAY, {})


def asked_of(text: str, group: str | None = None, **answers: Answer) -> Asked:
    return Asked(
        read_bytes(text.encode(), "log.csv").sheets, Kind.ACTIONS, PartialDate.of(TODAY), group, answers=answers
    )


def planned(vault: Vault, asked: Asked) -> LogPlan:
    with vault.store.reading() as session:
        return plan_log(session, asked, TODAY)


def actions(vault: Vault) -> list[ActionRow]:
    with vault.store.reading() as session:
        return action_rows(session, TODAY)


# ---- what rows say

WORDS = st.text(st.characters(categories=("L",), max_codepoint=0x17F), min_size=1, max_size=8)
CELL = st.one_of(st.just(""), WORDS, st.builds("{} {}".format, WORDS, WORDS), st.just("14/3/2024"))
ROW = st.tuples(CELL, CELL, CELL, CELL, CELL, CELL)
HEADS = ("Ref", "Action", "Owner", "Due date", "Comments", "Risk")


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, max_size=6))
def test_no_cell_is_lost_and_no_action_becomes_two(rows: list[tuple[str, ...]]) -> None:
    lines = [HEADS, *rows]
    sheet = Sheet("S", tuple(SheetRow(at, tuple(cells)) for at, cells in enumerate(lines, 1)))
    read = read_log([sheet], TODAY, lambda _: None).entries
    held = "\n".join(f"{one.said}\n" + "\n".join(one.all_words()) for one in read)
    assert all(cell in held for row in rows for cell in row if cell)
    made = [one for one in read if not one.out and not one.refused]
    heading = [row for row in rows if sum(heading_of(cell) is not None for cell in row if cell) > 1]
    assert len(made) <= sum(bool(row[1]) for row in rows)
    if not heading:
        told = [(row[0], row[1]) for row in rows if row[1]]
        different = [pair for at, pair in enumerate(told) if at == 0 or pair != told[at - 1] or not pair[0]]
        assert len(made) >= len(different)
    for one in made:
        action = settle(one, TODAY, {})
        kept = "\n".join(
            [
                action.text,
                action.source,
                action.note() or "",
                action.evidence or "",
                *(said for _, said in action.updates),
            ]
        )
        due = one.cell(Meaning.DUE)
        assert all(words in kept for words in one.all_words() if words not in (due, one.cell(Meaning.OWNER)))
        assert not due or action.due is not None or due in kept


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Open", ActionState.OPEN), ("In progress - awaiting data", ActionState.OPEN),
        ("Not complete", ActionState.OPEN),
        ("Partially complete", ActionState.OPEN), ("Amber", ActionState.OPEN), ("Closed", ActionState.DONE),
        ("COMPLETE", ActionState.DONE), ("Completed 14/3/25", ActionState.DONE),
        ("Done (letter sent)", ActionState.DONE),
        ("No longer required", ActionState.WITHDRAWN), ("Superseded", ActionState.WITHDRAWN), ("Blue", None),
        ("Green", None), ("Completely stuck", None),
    ],
)  # fmt: skip
def test_a_status_is_read_in_its_many_words(words: str, state: ActionState | None) -> None:
    assert state_of(words) is state


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("30/4/25", date(2025, 4, 30)), ("30.04.2025", date(2025, 4, 30)), ("30th April 2025", date(2025, 4, 30)),
        ("2025-04-30", date(2025, 4, 30)), ("Apr 2025", date(2025, 4, 30)), ("end of April", date(2024, 4, 30)),
        ("30/4/25 revised to 31/5/25", date(2025, 5, 31)), ("by Friday 2 May 2025", date(2025, 5, 2)), ("ASAP", None),
        ("14/2/2024", None), ("Apr-25", date(2025, 4, 30)), ("45777", date(2025, 4, 30)), ("Q1 2027", None),
    ],
)  # fmt: skip
def test_a_deadline_is_read_in_its_many_spellings_or_kept_in_the_notes(written: str, due: date | None) -> None:
    action = settled("Action,Raised,Deadline", f"Do it,14/3/2024,{written}")
    assert action.due == due
    whole = written in {"30/4/25", "30.04.2025", "30th April 2025", "2025-04-30", "end of April"}
    assert action.notes == ([] if whole else [("Deadline", written)])
    assert bool(action.remarks) is (due is None or written in {"Apr 2025", "Apr-25", "45777"})


def test_what_is_over_has_what_shows_it_and_closes_only_with_its_impact() -> None:
    heads = "Action,Raised,Status,Date closed,Evidence,Impact"
    done = settled(heads, "Do it,1/3/2024,Closed,14/3/2024,Minutes,")
    assert (done.state, done.done_on, done.evidence, done.impact) == (
        ActionState.DONE, date(2024, 3, 14), "Minutes", None
    )  # fmt: skip
    shown = settled(heads, "Do it,1/3/2024,Closed,14/3/2024,,Fewer children wait")
    assert (shown.evidence, shown.impact) == ("The action log says “Closed”.", "Fewer children wait")
    early = settled(heads, "Do it,1/3/2024,Closed,14/2/2024,,")
    assert (early.done_on, early.notes) == (TODAY, [("Done on", "14 February 2024")])
    still = settled(heads, "Do it,1/3/2024,Open,,Half of it,Some")
    assert (still.state, still.notes) == (ActionState.OPEN, [("Evidence", "Half of it"), ("Impact", "Some")])
    gone = settled(heads, "Do it,1/3/2024,Withdrawn,,,")
    assert (gone.state, gone.why) == (ActionState.WITHDRAWN, "The action log says “Withdrawn”.")


def test_titles_tell_of_the_rows_below_and_a_row_without_an_action_carries_on() -> None:
    text = (
        "No.,Action,Who,Comments\n1,First,Ann Ash,one\n,,,two\nCompleted actions,,,\n2,Second,Bea Birch,\n"
        "2,Second,,more\n4,Fourth,,\n4,Fourth,,\nActions of 14 March 2024,,,\n3,Third,,\n"
    )
    first, second, _, third = entries(text)
    said = read_log(read_bytes(text.encode(), "x").sheets, TODAY, lambda _: None).entries
    assert [one.out for one in said if "row 7" in one.out or "row 5" in one.out] == [
        "it carries on row 5", "it says the same as row 7"
    ]  # fmt: skip
    assert first.cell(Meaning.UPDATE) == "one\ntwo"
    assert settle(second, TODAY, {}).state is ActionState.DONE
    assert (second.cell(Meaning.OWNER), second.cell(Meaning.UPDATE)) == ("Bea Birch", "more")
    assert third.day_above == date(2024, 3, 14)


def test_lines_without_headings_are_told_by_what_stands_in_them() -> None:
    book = read_pasted(
        "Write to all schools\tAnn Ash\t30/4/25\tOpen\nAudit 20 files with care\tBea Birch\t1/5/25\tClosed"
    )
    read = read_log(book.sheets, TODAY, lambda _: None)
    assert [one.meaning for one in read.columns] == [Meaning.TEXT, Meaning.OWNER, Meaning.DUE, Meaning.STATUS]
    assert len(read.entries) == 2


def test_a_line_of_progress_that_begins_with_a_day_is_of_the_last_such_day() -> None:
    said = heard("15/09 - chased\n(3/1) sent\n1/2 of them done\n16/01: begun\n15 Jan: today\n14/13 - no day", TODAY)
    assert said == [
        (date(2024, 9, 15), "chased"), (date(2025, 1, 3), "sent\n1/2 of them done"), (date(2024, 1, 16), "begun"),
        (TODAY, "today\n14/13 - no day"),
    ]  # fmt: skip
    assert heard("28/2 - in\n29/02 out", date(2024, 2, 28)) == [(date(2024, 2, 28), "in\n29/02 out")]


# ---- what becomes of them


def test_a_log_comes_in_once_with_its_questions_and_goes_by_one_undo(medway: Vault) -> None:
    asked = asked_of(LOG)
    plan = planned(medway, asked)
    assert [row.fate for row in plan.rows] == [
        Fate.LEFT_OUT, Fate.LEFT_OUT, Fate.NEW, Fate.ASKS, Fate.NEW, Fate.ASKS, Fate.REFUSED
    ]  # fmt: skip
    assert plan.rows[3].words == "What does “Blue” under “Status” say of an action?"
    assert plan.rows[5].words == "Who or what is “Kent Poilce”?"
    assert plan.rows[6].words == "Row 7 says no action: nothing stands in the column for that."
    with pytest.raises(UserError, match="2 rows need an answer first"):
        run(medway.store, medway.actor, import_actions, asked)
    police = plan.questions[plan.rows[5].questions[0]]
    answers = {"status:blue": Answer(name="done"), police.key: police.options[0].answer}
    asked = replace(asked, answers=answers)
    with pytest.raises(UserError, match="Row 7 says no action"):
        run(medway.store, medway.actor, import_actions, asked)
    asked = replace(asked, without_refused=True)
    assert run(medway.store, medway.actor, import_actions, asked).value["new"] == 4
    one, two, three, four = actions(medway)
    assert (one.owner.words, one.group, one.raised, one.due) == (
        "Lee-Anne Farach", "Executive Group", date(2024, 3, 14), date(2025, 4, 30)
    )  # fmt: skip
    assert (one.state, one.source, one.note) == (
        ActionState.OPEN,
        "Action log, no. 1",
        "Risk: High\nStatus: In progress",
    )
    with medway.store.reading() as session:
        told = [(each.heard, each.text) for each in updates_of(session, one.uid)]
    assert told == [(date(2024, 9, 3), "sent"), (date(2024, 4, 12), "letter drafted")]
    assert (two.owner.kind, two.state, two.due) == ("seat", ActionState.DONE, None)
    assert "Deadline: ASAP" in (two.note or "")
    assert (three.state, three.done_on, three.impact) == (
        ActionState.IMPACT_SHOWN, date(2024, 4, 12), "18 of 20 files hold the view"
    )  # fmt: skip
    assert (three.owner.kind, three.note) == (None, "Status: Completed 12/4/24\nLead: The whole team")
    assert (four.owner.words, four.state, four.note) == ("Kent Police", ActionState.DONE, "Lead: Kent Poilce")
    again = planned(medway, replace(asked, answers={"status:blue": Answer(name="done")}))  # who owns them is known here
    assert [row.fate for row in again.rows[2:6]] == [Fate.SAME] * 4
    assert (police.remembered, police.key in again.questions) == (False, False)
    assert "owner:the whole team::" in again.questions  # of an action without an owner, so that it may get one
    with medway.store.reading() as session:
        assert first_taken(session, [one.uid for one in (four, three, two)], 2) == three.uid
        assert first_taken(session, [one.uid for one in (four, three, two)], 0) == two.uid
    assert run(medway.store, medway.actor, import_actions, asked).announcement is None
    undo(medway.store, medway.actor)
    assert actions(medway) == []


def test_an_action_that_is_there_is_told_more_and_never_doubled(medway: Vault) -> None:
    heads = "Ref,Action,Owner,Due,Status,Comments\n"
    run(medway.store, medway.actor, import_actions, asked_of(f"{heads}1,Write to schools,,,Open,begun\n", "Executive"))
    later = "1,WRITE to schools.,Paul Lumsdon,30/4/25,Done,begun\n9,Write to schools,,,Open,\n1,Something else,,,,\n"
    asked = asked_of(heads + later, "Executive Group")
    first, second, third = planned(medway, asked).rows[1:]
    assert (first.fate, first.words) == (
        Fate.CHANGED,
        "It is here already as A1, and the log tells more: its due date and owner, it is done.",
    )  # fmt: skip
    assert (second.fate, third.fate) == (Fate.ASKS, Fate.NEW)  # A1 is meant by the row above
    assert second.words.startswith("Is it the same action as row 2?")
    merged = replace(asked, answers={"twin:2": Answer(f"row:{first.place}")})
    second = planned(medway, merged).rows[2]
    assert (second.fate, second.words) == (Fate.SAME, "It is the same action as A1, as in row 2.")
    alone = asked_of(f"{heads}1,Something else,,,,\n", "Executive Group")
    (row,) = planned(medway, alone).rows[1:]
    assert (row.fate, row.words) == (Fate.ASKS, "Is it an action that is here already?")
    run(medway.store, medway.actor, import_actions, replace(alone, answers={"action:1": Answer(name="new")}))
    run(medway.store, medway.actor, import_actions, asked_of(f"{heads}1,Write to schools,Paul Lumsdon,30/4/25,Done,\n"))
    told, new = actions(medway)
    assert (told.owner.words, told.due, told.state) == ("Paul Lumsdon", date(2025, 4, 30), ActionState.DONE)
    assert new.text == "Something else"


def test_two_rows_about_one_action_are_never_made_two_in_silence(medway: Vault) -> None:
    text = "Action,Owner\nWrite to schools,Paul Lumsdon\nWrite to  schools,Paul Lumsdon\nWrite to schools,Tim Smith\n"
    fates = [(row.fate, row.words) for row in planned(medway, asked_of(text)).rows[1:]]
    assert [fate for fate, _ in fates] == [Fate.NEW, Fate.LEFT_OUT, Fate.ASKS]
    assert fates[1][1] == "It says the same as row 2."
    assert fates[2][1] == "Is it the same action as row 2? Row 4 has the same words."
    text = (
        "PMQA action log as at 3 November 2024\nNo.,What needs doing??,Who leads,By when,BRAG,Where are we\n"
        "1,Review thresholds,Kent Police,12.1.25,Green,3/11/24 started\n2,=1+1,Paul Lumsdno,31/02/2025,Open,\n"
        "5,Review thresholds,,,Closed,Closed at the meeting\n"
    )
    asked = replace(asked_of(text, **{"status:green": Answer(name="open")}), as_at=PartialDate(2024, 11, 3))
    plan = planned(medway, asked)
    assert [one.meaning for one in plan.columns] == [
        Meaning.REF, Meaning.TEXT, Meaning.OWNER, Meaning.DUE, Meaning.RAG, Meaning.UPDATE
    ]  # fmt: skip
    assert (plan.gaps, plan.day_seen and plan.day_seen.day) == ((), PartialDate(2024, 11, 3))
    wrong, again = plan.rows[3:]
    assert wrong.words == (
        "Row 4, column B: it begins with “=”, so it is a formula or text that looks like one. Type the words themselves"
        " there. “31/02/2025” under “By when” is no date that can be read; it goes to the notes. “Paul Lumsdno” under"
        " “Who leads” is not known for certain."
    )
    assert again.fate is Fate.ASKS
    options = [one.answer for one in plan.questions["twin:4"].options]
    told = replace(asked, answers={**asked.answers, "twin:4": options[0]}, without_refused=True)
    assert planned(medway, told).rows[4].words == (
        "It is the same action as row 3, and the log tells more: 2 updates more, it is done."
    )
    run(medway.store, medway.actor, import_actions, told)
    (one,) = actions(medway)
    assert (one.state, one.done_on, one.due) == (ActionState.DONE, date(2024, 11, 3), date(2025, 1, 12))
    undo(medway.store, medway.actor)
    apart = replace(told, answers={**asked.answers, "twin:4": options[1]})
    assert "done: 3 November 2024, the day of the log, stands there." in planned(medway, apart).rows[4].words
    run(medway.store, medway.actor, import_actions, apart)
    assert [one.state for one in actions(medway)] == [ActionState.OPEN, ActionState.DONE]
    again = planned(medway, replace(apart, answers=asked.answers)).rows[4]
    assert again.fate is Fate.SAME, "its own number tells which of the two it is"


def test_headings_are_read_as_partnerships_write_them() -> None:
    wanted = {
        Meaning.OWNER: ("Who leads?", "Lead", "By whom", "Who's leading", "Led by", "Accountable officer", "Lead(s)"),
        Meaning.UPDATE: ("Where are we?", "Progress so far", "Update", "Status update", "How far have we got?"),
        Meaning.DUE: ("When by", "By when?", "When will it be done?", "Timescale", "Deadline / by when"),
        Meaning.RAG: ("RAG", "B.R.A.G", "Current RAG", "R/A/G"), Meaning.TEXT: ("What needs doing??", "Next steps"),
        Meaning.DONE_ON: ("Date action was completed", "When completed"),
        Meaning.STATUS: ("Open / Closed", "Done (Y/N)"),
        Meaning.IMPACT: ("What difference has it made?", "So what?"), Meaning.NOTE: ("Raised by",),
    }  # fmt: skip
    for meaning, many in wanted.items():
        assert {words: heading_of(words) or hint_of(words) for words in many} == dict.fromkeys(many, meaning)
    assert heading_of("Risk") is None
    assert hint_of("Risk") is None


def test_initials_a_role_and_somebody_new_are_asked_or_offered(medway: Vault) -> None:
    titled = planned(medway, asked_of("MSCP \u2013 PMQA Sub-group Action Log,\nAction,Lead\nOne,\n"))
    assert titled.group_seen == "Performance Management and Quality Assurance"
    throughout = "PMQA\nAction,Lead\nOne,\n"
    assert planned(medway, asked_of(throughout)).group_seen == titled.group_seen, "what the rows have is shown"
    (other,) = (row for row in planned(medway, asked_of(throughout, "Executive")).rows if row.group is not None)
    assert other.group is not None
    assert other.group.name == "Executive Group", "who says another is followed"
    text = "Action,Lead,Group\nOne,LF,Executive\nTwo,Chair,Learning Lessons\nThree,Zoe Zander,Excutive Group\n"
    asked = asked_of(text)
    one, two, three = planned(medway, asked).rows[1:]
    plan = planned(medway, asked)
    assert [option.name for option in plan.questions[one.questions[0]].options[:1]] == ["Lee-Anne Farach"]
    owner = whose_of(two)
    assert owner is not None
    assert (owner.kind, two.fate) == ("seat", Fate.NEW)
    assert f"“Chair” is taken for the seat {owner.name} in " in two.words
    opened = [key for key, in_plan in plan.questions.items() if in_plan.needed]
    gone: list[tuple[int, str]] = []
    for _ in range(3):
        at = gone[-1] if gone else None
        found = next_open(plan, {}, None if at is None else plan.rows[at[0]], at)
        assert found is not None
        gone.append(found)
    assert sorted({key for _, key in gone}) == sorted(opened), "what needs an answer, round and round"
    assert gone[2] == gone[0]
    answered = {key: Answer(name="") for key in opened}
    assert next_open(plan, answered, None, None) == (3, "owner:zoe zander::"), "then what may stay"
    assert (three.fate, three.words) == (Fate.ASKS, "Which group is “Excutive Group”?")
    group = plan.questions[three.questions[0]].options[0].answer
    answers = {
        three.questions[0]: group, one.questions[0]: plan.questions[one.questions[0]].options[0].answer,
        "owner:zoe zander::": Answer(name="person:Zoe Zander"),
    }  # fmt: skip
    run(medway.store, medway.actor, import_actions, replace(asked, answers=answers))
    made = actions(medway)
    assert [row.owner.words for row in made] == [
        "Lee-Anne Farach", "chair seat of North East London NHS Foundation Trust", "Zoe Zander"
    ]  # fmt: skip
    assert [row.note for row in made] == ["Lead: LF", None, "Lead: Zoe Zander\nGroup: Excutive Group"]


# ---- in the window


def test_a_log_is_pasted_on_the_page_seen_row_by_row_and_taken_in(medway: Vault, theme: Theme, qtbot: QtBot) -> None:
    tasks = Tasks(medway.store, medway.actor)
    page = ActionsPage(tasks)
    page.prepare()
    qtbot.addWidget(page)
    page.show()
    wait_while(lambda: tasks.busy)
    QGuiApplication.clipboard().setText(
        "MSCP PMQA Sub-group Action Log, updated 3 Nov 2024\nRef\tAction\tOwner\tDue\tRisk\n"
        "7\tWrite to schools\tPaul Lumsdon\tsoon\tHigh\n"
        "8\tVisit\tQX\t\t"
    )
    QApplication.sendEvent(
        page.table.view, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    )
    wait_while(lambda: tasks.busy)
    (dialog,) = page.window().findChildren(ImportDialog)
    assert dialog.windowTitle() == "Import an action log"
    assert {key: one.value for key, one in dialog.source.columns.items()} == {
        "ref": Meaning.REF, "action": Meaning.TEXT, "owner": Meaning.OWNER, "due": Meaning.DUE, "risk": Meaning.NOTE,
    }  # fmt: skip
    assert dialog.source.fields["group"].value == "Performance Management and Quality Assurance"
    assert dialog.source.fields["as_at"].value == PartialDate(2024, 11, 3)
    assert dialog.source.told.text().startswith("The log is of 3 November 2024: row 1 says “MSCP PMQA Sub-group")
    assert dialog.source.gaps.isHidden()
    dialog.source.columns["owner"].changed.emit("owner", Meaning.NOTE)
    wait_while(lambda: tasks.busy)
    assert dialog.source.gaps.text().startswith("▲ No column is taken for the owner, so every action that is new comes")
    dialog.source.columns["owner"].changed.emit("owner", Meaning.OWNER)
    wait_while(lambda: tasks.busy)
    dialog.go_on()
    assert dialog.counted.text().endswith("2 are left out. 1 row has an optional question, and can stay as it is.")
    dialog.next_question()
    assert dialog.panel.in_hand() == ("owner:qx::", 0)
    dialog.table.go_to(2)
    assert "“soon” under “Due” is no date that can be read; it goes to the notes." in dialog.panel.words.text()
    dialog.go_on()
    wait_while(lambda: tasks.busy)
    assert dialog.summary.text().endswith("2 rows are not taken. One undo takes it all back.")
    told: list[Notice] = []
    page.said.connect(told.append)
    with qtbot.waitSignal(dialog.accepted):
        dialog.go_on()
    wait_while(lambda: tasks.busy)
    made, _ = actions(medway)
    (notice,) = told
    assert notice.action is not None
    assert (notice.words, notice.action[0]) == ("Imported an action log: 2 new, 0 changed (2 actions)", "Undo")
    assert page.panel.uid == made.uid
    assert (made.text, made.owner.words, made.note) == ("Write to schools", "Paul Lumsdon", "Risk: High\nDue: soon")
    tasks.close()
