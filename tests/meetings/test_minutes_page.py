"""Minutes taken down in the window: as one journey from an agenda to approved minutes, and what is never lost."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hands import Hands, wait_while
from minuted import CANARY, GROUP, Minuted
from programs import show_work
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from vaults import StillClock, problems, typed_at

from mscp_desktop.actions.records import Action
from mscp_desktop.actions.rules.changes import change_action
from mscp_desktop.desktop.delegates import DETAIL_ROLE
from mscp_desktop.desktop.panel.ask import AskDialog
from mscp_desktop.desktop.panel.rich_editor import RichText
from mscp_desktop.desktop.theme import Theme
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.issued import issued_of
from mscp_desktop.meetings.page.meeting.minutes_gaps import GapsDialog
from mscp_desktop.meetings.page.meeting.minutes_part import MinutesPart
from mscp_desktop.meetings.page.meeting.page import MeetingPage
from mscp_desktop.meetings.records import Challenge, MinutesState, Source
from mscp_desktop.meetings.rules import agenda_changes, approval, meetings
from mscp_desktop.meetings.rules.approval import Approving
from mscp_desktop.meetings.rules.challenges import add_challenge, change_challenge
from mscp_desktop.meetings.rules.minutes_changes import raise_action, set_discussion
from mscp_desktop.meetings.rules.minutes_gaps import gaps_of
from mscp_desktop.meetings.rules.places import ATTENDANCE, meeting_place
from mscp_desktop.opened import Work
from mscp_desktop.parties.rules.choices import person_choices


@pytest.fixture
def held(minuted: Minuted) -> Minuted:
    return minuted


@pytest.fixture
def work(held: Minuted, qtbot: QtBot, theme: Theme) -> Iterator[Work]:
    made = show_work(held.vault, theme, qtbot)
    yield made
    made.close()


@pytest.fixture
def hands(work: Work) -> Hands:
    made = Hands(lambda: work.tasks.busy)
    made.settle()
    return made


def minutes_part(work: Work, hands: Hands, place: str) -> MinutesPart:
    """Open the minutes at an item, or of a meeting."""
    work.window.open(Place("agenda_item", f"{place}/minutes") if "-" in place else Place("meeting", place))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    wait_while(lambda: not isinstance(page.part, MinutesPart) or page.part.found is None)
    assert isinstance(page.part, MinutesPart)
    page.part.take_keyboard()
    hands.settle()
    return page.part


def call(part: MinutesPart, name: str) -> None:
    """Do what a command does, if it can be done now."""
    command = next(one for one in part.commands() if one.name == name)
    assert command.ready, name
    command.call()


def shown_buttons(part: MinutesPart) -> list[str]:
    return [one.text() for one in part.findChildren(QPushButton) if one.isVisible()]


def answer(hands: Hands, part: MinutesPart, verb: str) -> None:
    """Say yes to the form that stands open, and before to what is left open."""
    hands.settle()
    for gaps in [one for one in part.findChildren(GapsDialog) if one.isVisible()]:
        hands.click(gaps.all_the_same)
        hands.settle()
    (dialog,) = [one for one in part.findChildren(AskDialog) if one.isVisible()]
    assert dialog.accept_button.text() == verb
    hands.click(dialog.accept_button)


def test_a_meeting_is_minuted_without_leaving_the_keyboard(work: Work, hands: Hands, held: Minuted) -> None:
    minutes_part(work, hands, held.audit)
    hands.start()
    hands.type("Nine returns came in.")
    hands.press("Ctrl+Shift+D")
    hands.type("To ask again")
    hands.press("Return")
    assert isinstance(QApplication.focusWidget(), RichText)  # the cursor is back where it was
    hands.type(" Two are late.")
    hands.press("Ctrl+Shift+T")
    hands.type("Write to them")
    hands.press("Tab", "Tab")
    hands.type("next thu")
    hands.press("Return")
    hands.press("Alt+Down", "Alt+Down")
    hands.type("The strategy was read.")
    for number in range(2):
        hands.press("Ctrl+Shift+T")
        hands.type(f"Do {number}")
        hands.press("Return")
    hands.press("Ctrl+Shift+D")
    hands.type("To agree it")
    hands.press("Return")
    hands.press("Ctrl+Shift+L")
    hands.type("Late again")
    hands.press("Return")
    typed = sum(map(len, ("Nine returns came in. Two are late.", "To ask again", "Write to them", "next thu",
                          "The strategy was read.", "Do 0Do 1", "To agree it", "Late again")))  # fmt: skip
    assert hands.count == typed + 16  # two keys an entry; in Word each is a row of a table, and of the log besides
    hands.press("Alt+Up")  # the text that is left is saved
    minutes = held.minutes()
    assert [one.item.discussion for one in minutes.items] == [
        "Nine returns came in. Two are late.", None, "The strategy was read.",
    ]  # fmt: skip
    assert [one.count_words() for one in minutes.items] == [
        "written, 1 decision, 1 action", "", "written, 1 decision, 2 actions, 1 challenge",
    ]  # fmt: skip
    assert str(minutes.actions()[0].due) == "2025-01-16"  # counted from the meeting on 8 January


def test_minutes_are_cleared_circulated_and_approved_at_the_next_meeting(
    work: Work, hands: Hands, held: Minuted, clock: StillClock
) -> None:
    _written(held)
    raised = held.do(raise_action, held.audit, "Write to them")
    made = held.do(add_challenge, "Late again", meeting_uid=held.first, item_uid=held.secret, by_whom="The chair")
    part = minutes_part(work, hands, held.audit)
    assert "Clear by the chair…" in shown_buttons(part)
    _gaps_lead_on(hands, part, held, made)
    call(part, "minutes.clear")
    hands.settle()
    (open_still,) = [one for one in part.findChildren(GapsDialog) if one.isVisible()]
    hands.click(open_still.all_the_same)
    with held.vault.store.reading() as session:
        person = person_choices(session, "")[0][0]
        version = Action.by_uid(session, raised).version
        challenge = Challenge.by_uid(session, made).version
    held.do(change_action, raised, version, person_uid=person)
    held.do(change_challenge, made, challenge, to_whom="The ICB")
    assert gaps_of(held.minutes()) == []
    assert [one.place for one in gaps_of(held.minutes(), None, [(held.plan, "action")])] == [
        Place("agenda_item", f"{held.plan}/minutes")
    ]
    (dialog,) = [one for one in part.findChildren(AskDialog) if one.isVisible()]
    dialog.fields["by"].focus()
    hands.type("Ann Ash")
    answer(hands, part, "Record as cleared")
    assert part.discussion.editor.box.isReadOnly()
    call(part, "minutes.circulate")
    answer(hands, part, "Record as circulated")
    last = held.do(agenda_changes.add_item, held.second, "Minutes of the last meeting", source=Source.LAST_MINUTES)
    held.held_again(clock)
    part = minutes_part(work, hands, last)
    hands.settle()
    assert "Approve the minutes of 8 January 2025…" in shown_buttons(part)
    call(part, "minutes.approve_last")
    answer(hands, part, "Approve and keep them")
    wait_while(lambda: held.minutes().approval.state is not MinutesState.APPROVED)
    hands.settle()
    assert held.minutes().approval.approved_at == f"{GROUP}, 12 February 2025"
    with held.vault.store.reading() as session:
        assert [one.kind for one in issued_of(session, "meeting", held.first)] == ["minutes"]
    assert problems(held.vault) == []


def _gaps_lead_on(hands: Hands, part: MinutesPart, held: Minuted, made: str) -> None:
    """Leave a decision half typed, and go to what the list of gaps names."""
    hands.press("Ctrl+Shift+D")
    hands.type("Half a decision")
    hands.press("Escape")
    wait_while(lambda: part.entries.words()[0] != "✎ Half a decision")
    assert "unfinished" in (part.items.currentIndex().data(DETAIL_ROLE) or "")
    call(part, "minutes.clear")
    hands.settle()
    (open_still,) = part.findChildren(GapsDialog)
    assert [open_still.list.item(row).text() for row in range(open_still.list.count())] == [
        "Attendance is not entered.", "Item 1: a decision is typed and not recorded.",
        "Item 1: action A1 has no owner.", "Item 2: challenge C1 does not say whom it was made to.",
    ]  # fmt: skip
    gone: list[Place] = []
    part.navigate.disconnect()
    part.navigate.connect(gone.append)
    hands.press("Return")
    assert gone == [meeting_place(held.first, ATTENDANCE)], "Enter goes to the first that is open"
    call(part, "minutes.clear")
    hands.settle()
    hands.press("Down", "Return")
    assert gone[1:] == [Place("agenda_item", f"{held.audit}/minutes")]
    call(part, "minutes.clear")
    hands.settle()
    hands.press("Down", "Down", "Down", "Return")
    assert gone[2:] == [Place("challenge", made)]


def test_approved_minutes_are_read_and_corrected_and_nothing_else(work: Work, hands: Hands, held: Minuted) -> None:
    held.do(approval.clear_minutes, _written(held), "Ann Ash")
    part = minutes_part(work, hands, held.audit)
    assert part._mend.isVisible()
    hands.click(part._mend)  # "Set back to draft", beside the sentence that names it
    assert held.minutes().approval.state is MinutesState.DRAFT
    assert not part._mend.isVisible()
    assert isinstance(QApplication.focusWidget(), RichText), "the text can be written again"
    held.circulate()
    held.do(meetings.plan_again, held.first)
    part.refresh()
    hands.settle()
    (approve,) = [shown for command, shown in part.steps._buttons if command.name == "minutes.approve"]
    assert (approve.isVisible(), approve.isEnabled()) == (True, False)
    assert "Mark the meeting as held first" in approve.toolTip()
    held.do(meetings.hold_meeting, held.first)
    held.approve(Approving(clock_day(held), how="by e-mail"))
    part = minutes_part(work, hands, held.audit)
    assert part.locked.text().startswith("These minutes are approved")
    assert not part.discussion.editor.bar.isVisible()
    hands.press("Ctrl+Shift+D")
    assert not part._forms
    call(part, "minutes.correct")
    hands.settle()
    (dialog,) = [one for one in part.findChildren(AskDialog) if one.isVisible()]
    dialog.fields["text"].focus()
    hands.type("Ten came in")
    dialog.fields["reason"].focus()
    hands.type("A page was missed")
    answer(hands, part, "Add the correction")
    assert [one.number for one in held.minutes().corrections] == ["1"]
    assert "1 correction" in part.status.text()
    assert part.notes.corrected.text() == (
        f"Corrected on 15 January 2025 by {held.vault.actor.name}: Ten came in\nWhy: A page was missed"
    )
    hands.press("Alt+Down", "Alt+Down")
    assert not part.notes.corrected.isVisible()
    assert part.discussion.editor.box.placeholderText() == "Nothing was minuted of this item"
    call(part, "minutes.correct")
    hands.settle()
    (dialog,) = [one for one in part.findChildren(AskDialog) if one.isVisible()]
    assert any("no undo takes it back" in one.text() for one in dialog.findChildren(QLabel))
    dialog.reject()


def _written(held: Minuted) -> str:
    held.do(set_discussion, held.audit, held.version(held.audit), "Nine returns came in.")
    return held.first


def clock_day(held: Minuted) -> Any:
    return held.vault.frame.clock.today()


def test_what_is_typed_is_kept_while_it_is_typed(work: Work, hands: Hands, held: Minuted) -> None:
    part = minutes_part(work, hands, held.audit)
    hands.type("Half a sen")
    hands.press("Ctrl+Shift+T")
    hands.type("Half an act")
    part._forms["action"].keep()
    part.discussion.editor.box.setFocus()
    hands.type("tence")
    part.discussion.keep_draft()
    hands.settle()
    store, user = held.vault.store, held.vault.actor.uid
    assert typed_at(store, user, f"agenda_item:{held.audit}/minutes") == {"discussion": "Half a sentence"}
    assert typed_at(store, user, f"form:action {held.audit}") == {"text": "Half an act"}
    assert held.minutes().items[0].item.discussion == "Half a sen"  # what was left is saved
    hands.press("Ctrl+Return")
    assert held.minutes().items[0].item.discussion == "Half a sentence"
    assert typed_at(store, user, f"agenda_item:{held.audit}/minutes") == {}


def test_what_was_typed_before_a_kill_comes_back_in_its_item_and_its_form(
    work: Work, hands: Hands, held: Minuted
) -> None:
    store, user = held.vault.store, held.vault.actor.uid
    store.save_draft(user, f"agenda_item:{held.plan}/minutes", "discussion", "Half a sentence", over="")
    store.save_draft(user, f"form:action {held.plan}", "text", "Half an act", over="")
    part = minutes_part(work, hands, held.audit)
    assert part.discussion.editor.box.toPlainText() == ""
    hands.press("Alt+Down", "Alt+Down")
    assert part.discussion.editor.box.toPlainText() == "Half a sentence"
    assert "typed earlier" in part.discussion.field.sentence
    hands.press("Ctrl+Return", "Ctrl+Shift+T")
    assert held.minutes().items[2].item.discussion == "Half a sentence"
    assert typed_at(store, user, f"agenda_item:{held.plan}/minutes") == {}
    assert part._forms["action"].fields["text"].draft() == "Half an act"
    hands.press("Escape")  # which keeps it
    assert not part._forms["action"].isVisible()
    hands.press("Ctrl+Shift+T")
    assert part._forms["action"].fields["text"].draft() == "Half an act"
    hands.press("Return")
    assert [one.text for one in held.minutes().actions()] == ["Half an act"]
    assert typed_at(store, user, f"form:action {held.plan}") == {}


def test_confidential_items_are_hidden_while_presenting(work: Work, hands: Hands, held: Minuted) -> None:
    part = minutes_part(work, hands, held.secret)

    def seen() -> str:
        hands.settle()
        items = part.items.words()
        return "\n".join([*items, *(one.text() for one in part.findChildren(QLabel) if one.isVisible())])

    assert CANARY in seen()
    assert part.head.mark.isVisible()
    said = part.items.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Confidential" in said, "before the times, and in bold"
    part.take_keyboard()
    work.window.page.present(presenting=True)
    assert CANARY not in seen()
    assert part.items.hasFocus()  # and no button that Space would press before a room
    assert not part.discussion.isVisible()
    assert not next(one for one in part.commands() if one.name == "minutes.decision").ready
    work.window.page.present(presenting=False)
    assert CANARY in seen()


def test_typing_as_fast_as_it_goes_drops_nothing(work: Work, hands: Hands, held: Minuted) -> None:
    """A script of three items is typed without a pause; every letter arrives, whatever is saved meanwhile."""
    part = minutes_part(work, hands, held.audit)
    script = {
        held.audit: "The group read the returns of nine agencies. " * 5,
        held.secret: f"{CANARY}: the family was visited. " * 5,
        held.plan: "The strategy goes to the Executive. " * 5,
    }
    for place, (_, words) in enumerate(script.items()):
        hands.type(words.strip())
        hands.press("Ctrl+Shift+D")
        hands.type(f"Decided {place}")
        hands.press("Return")
        hands.press("Alt+Down")
    part.discussion.leave()
    hands.settle()
    minutes = held.minutes()
    assert [one.item.discussion for one in minutes.items] == [words.strip() for words in script.values()]
    assert [one.decisions[0].text for one in minutes.items] == ["Decided 0", "Decided 1", "Decided 2"]


def test_the_registers_show_what_was_minuted_and_lead_back_to_it(work: Work, hands: Hands, held: Minuted) -> None:
    part = minutes_part(work, hands, held.plan)
    hands.press("Ctrl+Shift+D")
    hands.type("To agree it")
    hands.press("Return")
    hands.press("Ctrl+Shift+L")
    hands.type("Late again")
    hands.press("Return")
    for key, title in (("decisions", "Decision D1"), ("challenges", "Challenge C1")):
        work.window.open(Place(key))
        hands.settle()
        page: Any = work.window.page
        wait_while(lambda page=page: page.panel.detail is None)  # type: ignore[misc]
        assert page.panel.title.text() == title
        first, note = (
            page.panel.fields[one].editor.first() for one in ("text" if key == "decisions" else "about", "note")
        )
        assert not first.isReadOnly() or held.minutes().approval.circulated
        held.circulate() if key == "decisions" else None
        hands.settle()
        assert first.isReadOnly(), "before anything is typed"
        assert not note.isReadOnly()
        hands.press("Ctrl+Return")
        wait_while(partial(_elsewhere, work, part, held.plan))
    assert next(one for one in work.window.pages.values() if one.key == "challenges").badge == "1"


def _elsewhere(work: Work, part: MinutesPart, item: str) -> bool:
    page = work.window.page
    return not isinstance(page, MeetingPage) or page.part is not part or part._item != item


def test_without_an_agenda_the_minutes_make_one_and_the_keyboard_is_in_its_text(
    work: Work, hands: Hands, held: Minuted
) -> None:
    work.window.open(Place("meeting", f"{held.second}/minutes"))
    hands.settle()
    page = work.window.page
    assert isinstance(page, MeetingPage)
    assert isinstance(page.part, MinutesPart)
    page.part.take_keyboard()
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    hands.press("Return")
    assert held.titles(held.second)
    assert isinstance(QApplication.focusWidget(), RichText)
    hands.type("All were welcome.")
    hands.press("Ctrl+Return")
    assert held.minutes(held.second).items[0].item.discussion == "All were welcome."


def test_what_is_said_beside_a_field_of_a_form_has_its_room(work: Work, hands: Hands, held: Minuted) -> None:
    part = minutes_part(work, hands, held.audit)
    hands.press("Ctrl+Shift+T")
    hands.type("Do it")
    hands.press("Tab")
    hands.type("chief")  # several are called so
    hands.press("Return")
    form = part._forms["action"]
    assert form.fields["owner"].sentence
    owner = form.fields["owner"]
    assert owner.height() + 2 >= owner.heightForWidth(owner.width()) > 0  # the form has an edge of a pixel
    assert form.accept.y() >= owner.y() + owner.height()
    assert part.right.rect().contains(form.geometry())
    hands.press("Escape")


def test_a_form_left_open_is_not_taken_to_another_meeting(work: Work, hands: Hands, held: Minuted) -> None:
    held.do(agenda_changes.add_item, held.second, "Another matter")
    work.window.open(Place("meeting", held.first))
    hands.settle()
    hands.press("Alt+4")
    hands.type("Typed at once.")  # the keyboard is in the text when the minutes are first turned to
    hands.press("Ctrl+Return")
    assert held.minutes().items[0].item.discussion == "Typed at once."
    part = work.window.page.part
    assert isinstance(part, MinutesPart)
    hands.press("Ctrl+Shift+L")
    hands.type("Half a chall")
    hands.press("Alt+PgDown")
    assert part.found is not None
    assert part.found.minutes.meeting.uid == held.second
    assert not part._forms["challenge"].isVisible()
    hands.press("Ctrl+Shift+L")
    hands.type("Of the second meeting")
    hands.press("Return", "Alt+PgUp", "Ctrl+Shift+L")
    assert [one.about for one in held.minutes(held.second).items[0].challenges] == ["Of the second meeting"]
    assert part._forms["challenge"].fields["about"].draft() == "Half a chall"
    assert not held.minutes().items[0].challenges
