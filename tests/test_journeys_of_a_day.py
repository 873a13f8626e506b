"""From the first window to the last: setting up, unlocking, closing, and what is there the next morning."""

from pathlib import Path

from programs import Begin, page_of, unlock, vault_of, window_of
from PySide6.QtWidgets import QLabel
from sqlalchemy import select
from vaults import PASSPHRASE, USER_NAME

from mscp_desktop.desktop.entrance.first_run import FirstRunWindow
from mscp_desktop.desktop.entrance.passphrase import PassphraseDialog
from mscp_desktop.desktop.entrance.unlock import UnlockWindow
from mscp_desktop.desktop.entrance.users_sheet import PersonForm, UsersSheet
from mscp_desktop.foundation import backups, pointer
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.foundation.settings import read_settings
from mscp_desktop.foundation.vault import Frame, open_vault, users_of
from mscp_desktop.groups.rules.groups import all_groups, group_named
from mscp_desktop.overview.page.home import HomePage
from mscp_desktop.parties.records import Person

TYPIST = 200 / 60  # keys in a second: forty words in a minute, as an office types


def test_a_new_user_is_at_medway_in_under_a_minute_by_keyboard_alone(begin: Begin, tmp_path: Path) -> None:
    program, hands = begin(tmp_path / "new")
    first = program.entrance
    assert isinstance(first, FirstRunWindow)
    form = first.form
    hands.press("Return")
    for text in ("Ada Byron", PASSPHRASE, PASSPHRASE):
        hands.type(text)
        hands.press("Return")
    assert form.typed.hasFocus()
    hands.type("".join(form.key.text().split()))
    hands.press("Return")
    assert window_of(program).page is window_of(program).pages["home"]
    hands.press("Alt+G")
    assert page_of(program).table.footer.text().startswith("17 groups")
    assert (hands.presses, hands.clicks) == (107, 0)
    assert hands.presses / TYPIST < 35, "seconds, of which the program takes one or two more"
    assert [name for _, name in users_of(tmp_path / "new")] == ["Ada Byron"]
    with vault_of(program).store.reading() as session:
        assert len(all_groups(session)) == 17
        assert partnership_name(session) == "Medway Safeguarding Children Partnership"


def test_an_empty_partnership_takes_no_weak_passphrase_has_its_name_and_says_what_to_do_first(
    begin: Begin, tmp_path: Path
) -> None:
    place = tmp_path / "new"
    program, hands = begin(place)
    form = program.entrance.form  # type: ignore[union-attr]
    hands.click(form.empty)
    hands.press("Return")
    for text in ("Sampleshire Partnership", "Ada Byron", "short", "short"):
        hands.type(text)
        hands.press("Return")
    assert form.you_problem.isVisible()
    assert form.passphrase.hasFocus()
    assert not pointer.has_vault(place), "it is refused before anything is made"
    hands.type(PASSPHRASE)  # over the one that was refused, which is selected
    hands.press("Return", "Ctrl+A")
    hands.type(PASSPHRASE)
    hands.press("Return")
    assert form.key_page.isVisible()
    hands.type("".join(form.key.text().split()))
    hands.press("Return")
    home = window_of(program).page
    assert isinstance(home, HomePage)
    assert "No groups are recorded yet" in {
        one.text().split(".")[0] for one in home.findChildren(QLabel) if one.isVisible()
    }
    assert home.first.hasFocus()
    hands.press("Return")
    page = page_of(program)
    assert page.key == "groups"
    assert page.table.model.rowCount() == 0
    assert page.table._first_act.isVisible()
    hands.click(page.table._first_act)
    hands.type("Executive")
    hands.press("Return")
    with vault_of(program).store.reading() as session:
        assert [facts.name for facts in all_groups(session)] == ["Executive"]
        assert partnership_name(session) == "Sampleshire Partnership"


def test_a_wrong_passphrase_is_said_locking_backs_up_and_lets_another_in_and_it_opens_where_it_was_left(
    begin: Begin, closed_medway: Path, frame: Frame
) -> None:
    program, hands = begin(closed_medway)
    assert isinstance(program.entrance, UnlockWindow)
    assert program.entrance.form.who.currentText() == USER_NAME
    unlock(program, hands, "wrong horse battery staple")
    entrance = program.entrance
    assert isinstance(entrance, UnlockWindow)
    assert entrance.form.problem.isVisible()
    assert program.work is None
    hands.start()
    unlock(program, hands)  # over the wrong one, which is selected
    assert hands.count == len(PASSPHRASE) + 1
    assert backups.backups_of(closed_medway) == []
    hands.press("Alt+P", "Ctrl+N")
    hands.type("Ada")
    hands.press("Return", "Ctrl+A")
    hands.type("Ada Byron")
    hands.press("Ctrl+L")  # the field at hand is saved
    assert program.work is None
    assert isinstance(program.entrance, UnlockWindow)
    assert len(backups.backups_of(closed_medway)) == 1
    with (
        open_vault(closed_medway, frame, users_of(closed_medway)[0][0], PASSPHRASE) as vault,
        vault.store.reading() as session,
    ):
        assert session.scalars(select(Person.name).where(Person.name == "Ada Byron")).all() == ["Ada Byron"]
    unlock(program, hands)
    assert page_of(program).key == "people"

    other, others = begin(closed_medway)
    unlock(other, others)
    assert other.work is None, "two windows never work at once"
    assert isinstance(other.entrance, UnlockWindow)
    assert "open" in other.entrance.form.told.text()
    assert program.work is not None


def test_closing_backs_up_what_changed_to_the_last_field_and_nothing_twice(begin: Begin, closed_medway: Path) -> None:
    program, hands = begin(closed_medway)
    unlock(program, hands)
    work = program.work
    assert work is not None
    hands.press("Alt+G", "Return", "Ctrl+A")
    hands.type("Accountable Officers")
    hands.press("Ctrl+Q")
    assert program.work is None
    assert not work.window.isVisible()
    assert len(backups.backups_of(closed_medway)) == 1
    assert read_settings(closed_medway.parent / "settings.json")["user"] == users_of(closed_medway)[0][0]

    program, hands = begin(closed_medway)
    unlock(program, hands)
    vault = vault_of(program)
    assert not backups.changed_since_backup(vault)
    with vault.store.reading() as session:
        assert group_named(session, "Accountable Officers").name == "Accountable Officers"
    hands.press("Ctrl+Q")
    assert program.work is None
    assert len(backups.backups_of(closed_medway)) == 1


def test_what_was_typed_and_is_not_valid_yet_is_there_the_next_morning(begin: Begin, closed_medway: Path) -> None:
    program, hands = begin(closed_medway)
    unlock(program, hands)
    with vault_of(program).store.reading() as session:
        place = Place("group", group_named(session, "Learning Lessons").uid)
    window_of(program).open(Place("groups", place.uid))
    hands.settle()
    hands.press("Return")
    page = page_of(program)
    page.panel.fields["times"].focus()
    hands.press("Ctrl+A")
    hands.type("as often as needed")
    hands.press("Ctrl+Q")
    assert program.work is None

    program, hands = begin(closed_medway)
    unlock(program, hands)
    page = page_of(program)
    assert page.panel.uid == place.uid
    field = page.panel.fields["times"]
    assert field.draft() == "as often as needed"
    assert "typed earlier" in field.sentence
    with vault_of(program).store.reading() as session:
        assert group_named(session, "Learning Lessons").times == 6
    field.focus()
    hands.press("Escape")
    assert field.draft() is None


def test_a_backup_that_fails_is_said_and_holds_nobody_for_good(begin: Begin, closed_medway: Path) -> None:
    (closed_medway / "backups").write_text("a file where the folder should be", encoding="utf-8")
    program, hands = begin(closed_medway)
    unlock(program, hands)
    hands.press("Alt+G", "Return", "Ctrl+A")
    hands.type("Accountable Officers")
    hands.press("Ctrl+Q")
    window = window_of(program)
    assert window.isVisible()
    assert "The backup was not made" in window.notices.words
    assert "Your data is saved" in window.notices.words
    with vault_of(program).store.reading() as session:
        assert group_named(session, "Accountable Officers").name == "Accountable Officers"
    hands.press("Ctrl+Q")
    assert not window.isVisible()
    assert program.work is None


def test_a_colleague_is_added_in_the_window_and_chooses_a_passphrase_of_their_own(
    begin: Begin, closed_medway: Path
) -> None:
    program, hands = begin(closed_medway)
    unlock(program, hands)
    hands.press("Ctrl+K")
    hands.type("see who can")
    hands.press("Return")
    sheet = window_of(program).findChild(UsersSheet)
    assert sheet is not None
    hands.click(sheet.add)
    first = "purple monkey dishwasher tree"
    hands.type("Ann Lee")
    form = sheet.findChild(PersonForm)
    assert form is not None
    for field in (form.first, form.again):
        field.setFocus()
        hands.type(first)
    hands.press("Return")
    assert sheet.table.rowCount() == 2
    hands.click(sheet.close_button)
    hands.press("Ctrl+L")

    entrance = program.entrance
    assert isinstance(entrance, UnlockWindow)
    entrance.form.who.setCurrentText("Ann Lee")
    entrance.form.passphrase.setFocus()
    unlock(program, hands, first)
    dialog = window_of(program).findChild(PassphraseDialog)
    assert dialog is not None
    assert dialog.isVisible()
    own = "seven green bottles on a wall"
    for after in ("Tab", "Return"):  # the one that was just typed is not asked for again
        hands.type(own)
        hands.press(after)
    assert not dialog.isVisible()
    assert vault_of(program).actor.name == "Ann Lee"
    hands.press("Ctrl+L")
    unlock(program, hands, own)
    assert program.work is not None
    assert not [one for one in window_of(program).findChildren(PassphraseDialog) if one.isVisible()]
