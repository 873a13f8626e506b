"""An agency is asked about its actions: the form and the e-mail that go out, and what each answer does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from vaults import table_hashes

from mscp_desktop.actions.records import Action, ActionState
from mscp_desktop.actions.report.extract import ask_by_request, extract_mail, extract_workbook, owners_of
from mscp_desktop.actions.rules import changes
from mscp_desktop.actions.rules.actions import action_row, updates_of
from mscp_desktop.actions.rules.checks import LATE, NO_OWNER, OVER, UNSHOWN, VACANT, checks
from mscp_desktop.actions.rules.due import due
from mscp_desktop.actions.rules.extract import COLUMNS, KIND, actions_form, agencies_with_actions, ask_actions
from mscp_desktop.actions.rules.returned import ActionAnswer, read_answer, take_actions
from mscp_desktop.catalogue import record_report, report_named, write_report
from mscp_desktop.exchange.returns_in import kind_of, read_form
from mscp_desktop.exchange.returns_out import SHEET, form_workbook
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import add_group, change_group
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.organisations import add_organisation, change_organisation
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.parties.rules.requests import AgencyAnswer, Asking, Fate, requests_to
from mscp_desktop.parties.rules.write_back import write_back
from mscp_desktop.roster.rules.changes import add_seat, record_holder, record_vacancy

TODAY = date(2025, 1, 15)
PROGRESS, DONE, DONE_ON, EVIDENCE, NEW_DUE, WHY, IMPACT = "IJKLMNO"
SAVED = Path(__file__).with_name("answered_in_libreoffice.xlsx")


class Agency:
    """Elm Trust with four actions that come back, the last of them done, and the form that was sent to it."""

    folder: Path
    form: Path

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.uid = self.do(add_organisation, "Elm Trust")
        self.other = self.do(add_organisation, "Oak Council")
        group = self.do(add_group, "Executive")
        self.seat = self.do(add_seat, group, post="Head", organisation_uid=self.uid)
        ada = self.do(add_person, "Ada Ash", organisation_uid=self.uid, email="ada@example.org")
        self.do(record_holder, self.seat, person_uid=ada, start=PartialDate(2024))
        more: dict[str, Any] = {"raised": date(2024, 11, 1), "group_uid": group}
        self.actions = [
            self.do(changes.add_action, "Write to all schools", seat_uid=self.seat, due=date(2025, 1, 10), **more),
            self.do(changes.add_action, "Add neglect", organisation_uid=self.uid, due=date(2025, 3, 1), **more),
            self.do(changes.add_action, "Review the policy", person_uid=ada, **more),
            self.do(changes.add_action, "Report missing", organisation_uid=self.uid, due=date(2025, 4, 1), **more),
        ]
        self.do(changes.mark_done, self.actions[3], "Minutes of December", done_on=date(2024, 12, 1))
        self.do(changes.add_action, "Of another", organisation_uid=self.other, **more)
        self.do(changes.add_action, "Secret", organisation_uid=self.uid, confidential=True, **more)
        self.request = self.do(ask_actions, self.uid, due=date(2025, 2, 1))

    def do(self, what: Callable[..., object], *args: object, **more: object) -> Any:
        return run(self.vault.store, self.vault.actor, what, *args, **more).value  # type: ignore[arg-type]

    def write(self, name: str) -> Path:
        path = self.folder / name
        with self.vault.store.reading() as session:
            path.write_bytes(form_workbook(actions_form(session, self.request, TODAY)))
        return path

    def fill(self, cells: dict[str, object]) -> None:
        book = openpyxl.load_workbook(self.form)
        for cell, value in cells.items():
            book[SHEET][cell] = value
        book.save(self.form)

    def read(self) -> AgencyAnswer[ActionAnswer]:
        returned = read_form(self.form, KIND, COLUMNS, TODAY)
        with self.vault.store.reading() as session:
            return read_answer(session, returned, self.uid, TODAY)

    def line(self, action: int) -> int:
        """Return the line of the sheet in which an action stands."""
        sheet = openpyxl.load_workbook(self.form)[SHEET]
        return next(row[0].row for row in sheet.iter_rows(max_row=20) if row[0].value == self.actions[action])

    def row(self, action: int) -> Any:
        with self.vault.store.reading() as session:
            return action_row(session, self.actions[action], TODAY)


@pytest.fixture(scope="module")
def agency_template(kept: Any, empty_template: Any) -> Any:
    return kept(Agency, empty_template)


@pytest.fixture
def agency(agency_template: Any, reopened: Any, tmp_path: Path) -> Agency:
    made: Agency = reopened(agency_template)
    made.folder = tmp_path
    made.form = made.write("form.xlsx")
    return made


def test_the_form_has_the_agency_s_actions_and_no_confidential_one(agency: Agency) -> None:
    sheet = openpyxl.load_workbook(agency.form)[SHEET]
    assert sheet["B1"].value == "Actions of Elm Trust"
    assert "by 1 February 2025" in sheet["B3"].value
    shown = [[sheet.cell(line, column).value for column in (2, 3, 4, 6, 7)] for line in range(7, 12)]
    assert shown == [
        ["A1", "Write to all schools", "Head, Elm Trust", "10 January 2025", "overdue"],
        ["A2", "Add neglect", "Elm Trust", "1 March 2025", "open"],
        ["A3", "Review the policy", "Ada Ash", "no date", "open"],
        ["A4", "Report missing", "Elm Trust", "1 April 2025", "done, impact not shown"],
        [None] * 5,
    ]
    assert kind_of(agency.form) == KIND
    assert [line.fate for line in agency.read().lines] == [Fate.UNANSWERED] * 4
    with agency.vault.store.reading() as session:
        rows = agencies_with_actions(session, TODAY)
    assert [(one.name, one.rows, one.state) for one in rows] == [
        ("Elm Trust", 4, Asking.WAITING), ("Oak Council", 1, Asking.NEVER),
    ]  # fmt: skip


def test_an_answer_changes_the_actions_in_one_operation_and_one_undo_takes_it_back(agency: Agency) -> None:
    with agency.vault.store.reading() as session:
        before = table_hashes(session)
    first, second, third, fourth = (agency.line(at) for at in range(4))
    agency.fill({
        f"{PROGRESS}{first}": "Letters are printed", f"{DONE}{first}": "done", f"{DONE_ON}{first}": "14 January",
        f"{EVIDENCE}{first}": "98 letters", f"{IMPACT}{first}": "Calls doubled",
        f"{NEW_DUE}{second}": date(2025, 4, 1), f"{WHY}{second}": "New year starts then",
        f"{DONE}{third}": "Not yet",
        f"{IMPACT}{fourth}": "Twelve missing, was twenty",
    })  # fmt: skip
    answer = agency.read()
    assert [(line.about, line.fate, line.words) for line in answer.lines] == [
        (
            "A1, Write to all schools", Fate.CHANGES,
            "update: “Letters are printed”; done on 14 January 2025: “98 letters”; impact: “Calls doubled”",
        ),
        ("A2, Add neglect", Fate.CHANGES, "due 1 April 2025 instead: “New year starts then”"),
        ("A3, Review the policy", Fate.CONFIRMED, "not done yet, and nothing new"),
        ("A4, Report missing", Fate.CHANGES, "impact: “Twelve missing, was twenty”"),
    ]  # fmt: skip
    assert answer.count_words() == "3 changes, 1 confirmed"
    assert agency.do(take_actions, answer.request_uid, answer.answers(), answer.count_words()) == 3
    assert [agency.row(at).state for at in range(4)] == [
        ActionState.IMPACT_SHOWN, ActionState.OPEN, ActionState.OPEN, ActionState.IMPACT_SHOWN,
    ]  # fmt: skip
    assert agency.row(1).due == date(2025, 4, 1)
    with agency.vault.store.reading() as session:
        (update,) = updates_of(session, agency.actions[1])
        assert [(one.state(TODAY), one.outcome) for one in requests_to(session, KIND, agency.uid)] == [
            (Asking.CLOSED, "3 changes, 1 confirmed")
        ]
    assert (update.teller, update.due_was, update.text) == ("Elm Trust", date(2025, 3, 1), "New year starts then")
    with pytest.raises(UserError, match="was taken in on 15 January 2025 already"):
        agency.read()
    undo(agency.vault.store, agency.vault.actor)
    with agency.vault.store.reading() as session:
        assert table_hashes(session) == before


def test_a_change_that_is_left_stays_as_it_was(agency: Agency) -> None:
    agency.fill({f"{PROGRESS}{agency.line(0)}": "Begun", f"{PROGRESS}{agency.line(1)}": "Begun too"})
    answer = agency.read()
    agency.do(take_actions, answer.request_uid, answer.answers()[:1], answer.count_words(1))
    assert [agency.row(at).last_words() for at in (0, 1)] == ["15 January 2025, Elm Trust: Begun", ""]
    with agency.vault.store.reading() as session:
        assert requests_to(session, KIND, agency.uid)[0].outcome == "1 change, 2 no answer, 1 left as it was"


def test_an_answer_that_was_undone_can_be_taken_in_again(agency: Agency) -> None:
    """What an answer rests on is compared, not the version: an undo puts all of it back."""
    first = agency.line(0)
    agency.fill({f"{DONE}{first}": "Done", f"{EVIDENCE}{first}": "98 letters"})
    answer = agency.read()
    agency.do(take_actions, answer.request_uid, answer.answers(), "1 change")
    undo(agency.vault.store, agency.vault.actor)
    assert agency.row(0).state is ActionState.OPEN
    again = agency.read()
    assert [line.words for line in again.lines[:1]] == ["done: “98 letters”"]
    version = agency.row(0).version
    agency.do(changes.change_action, agency.actions[0], version, note="Rang them")
    assert agency.read().lines[0].fate is Fate.CHANGES, "what it rests on is as it was"
    agency.do(changes.change_action, agency.actions[0], version + 1, due=date(2025, 2, 1))
    assert "changed since the form was sent" in agency.read().lines[0].words


def test_yes_and_no_are_understood_and_a_spoilt_cell_leaves_what_is_new(agency: Agency) -> None:
    first, second, third = (agency.line(at) for at in range(3))
    agency.fill({
        f"{DONE}{first}": "Yes", f"{EVIDENCE}{first}": "98 letters", f"{DONE}{second}": "no",
        f"{PROGRESS}{third}": "Half of it", f"{DONE}{third}": "Partly", f"{NEW_DUE}{second}": "end of March",
        f"{WHY}{second}": "Year's end",
    })  # fmt: skip
    lines = agency.read().lines
    assert [line.words for line in lines[:2]] == ["done: “98 letters”", "due 31 March 2025 instead: “Year's end”"]
    assert lines[2].fate is Fate.CHANGES
    assert lines[2].words.startswith("update: “Half of it”; not taken: ")
    assert "“Partly”" in lines[2].words
    assert lines[2].answer == ActionAnswer(agency.actions[2], "Half of it")


def test_a_proposed_date_without_a_year_lies_ahead(agency: Agency) -> None:
    line = agency.line(1)
    agency.fill({f"{NEW_DUE}{line}": "10 January", f"{WHY}{line}": "Illness"})
    assert "due 10 January 2026 instead" in agency.read().lines[1].words


FATES: tuple[tuple[dict[str, object], int, str | None, str], ...] = (
    ({"done": "Done"}, 0, None, "says that it is done, but not what shows that"),
    (
        {"evidence": "A letter"}, 0, "update: “What shows that it is done, as they say: A letter”",
        "says what shows it, but not that it is done: that is kept as an update",
    ),
    (
        {"impact": "Fewer"}, 0, "update: “What it has changed, as they say: Fewer”",
        "says what it has changed, but not that it is done: that is kept as an update",
    ),
    ({"new_due": PartialDate(2025, 5, 1)}, 0, None, "proposes another date without saying why"),
    (
        {"why": "Illness"}, 0, "update: “Why another date, as they say: Illness”",
        "says why another date, but not which",
    ),
    (
        {"new_due": PartialDate(2025, 5), "why": "Illness"}, 0, "update: “Why another date, as they say: Illness”",
        "give the whole day on which it is to be due",
    ),
    (
        {"done": "Done", "evidence": "x", "done_on": PartialDate(2025)}, 0, "done: “x”",
        "give the whole day on which it was done: the day on which this comes in stands there",
    ),
    (
        {"done": "Done", "evidence": "x", "done_on": PartialDate(2025, 1, 16), "progress": "Well on"}, 0,
        "update: “Well on\nWhat shows that it is done, as they say: x”",
        "was done on a day that is still to come: what shows it is kept as an update",
    ),
    (
        {"done": "Done", "evidence": "x", "done_on": PartialDate(2024, 10, 1)}, 0, "done: “x”",
        "was done before it was raised (1 November 2024): the day on which this comes in stands there",
    ),
    (
        {"done": "Done", "evidence": "x", "new_due": PartialDate(2025, 5, 1), "why": "y"}, 0, "done: “x”",
        "is done, and yet has another date",
    ),
    (
        {"done": "Done", "evidence": "x"}, 3, None,
        "it is recorded as done here already; only its impact is asked for",
    ),
    ({"done": "Not yet"}, 3, None, "it is recorded as done already"),
)  # fmt: skip


def test_what_is_good_of_a_row_is_taken_and_each_cell_that_is_not_says_why(agency: Agency) -> None:
    returned = read_form(agency.form, KIND, COLUMNS, TODAY)
    with agency.vault.store.reading() as session:
        for given, place, taken, words in FATES:
            rows = list(returned.rows)
            rows[place] = replace(rows[place], answers={**rows[place].answers, **given})  # type: ignore[dict-item]
            line = read_answer(session, replace(returned, rows=tuple(rows)), agency.uid, TODAY).lines[place]
            if taken is None:
                assert (line.fate, line.words, line.answer) == (Fate.UNUSABLE, words, None)
            else:
                assert (line.fate, line.words) == (Fate.CHANGES, f"{taken}; not taken: {words}")


def test_who_answered_is_written_back_to_about_what_can_t_be_taken(agency: Agency) -> None:
    first, second, third = (agency.line(at) for at in range(3))
    agency.fill({
        f"{DONE}{first}": "Done", f"{PROGRESS}{first}": "=1+1", f"{NEW_DUE}{second}": "next spring",
        f"{IMPACT}{second}": "Fewer referrals",
    })  # fmt: skip
    answer = agency.read()
    formula = f"{PROGRESS}{first} begins with “=”, so it is a formula or text that looks like one. Type the words in."
    assert answer.lines[0].not_taken == (formula, "says that it is done, but not what shows that")
    assert answer.lines[1].words.startswith("update: “What it has changed, as they say: Fewer referrals”; not taken: ")
    assert [line.line for line, _ in answer.refused()] == [first, second]
    assert not answer.is_spent()
    spent = replace(answer, lines=answer.lines[:1])
    assert spent.is_spent()
    with agency.vault.store.reading() as session:
        to = owners_of(session, answer.organisation_uid, TODAY)
        mails = [message_from_bytes(write_back(session, one, "actions", to), policy=policy.default)
                 for one in (answer, spent)]  # fmt: skip
    assert mails[0]["To"] == "Ada Ash <ada@example.org>"
    texts = [one.get_content() for one in mails]
    assert f"- row {first}: A1, Write to all schools" in texts[0]
    assert formula in texts[0]
    assert "The rest is clear. Please answer this e-mail" in texts[0]
    assert "put this right in the same workbook, and send it back" in texts[1]
    assert third not in [line.line for line, _ in answer.refused()]


def test_what_changed_here_meanwhile_is_not_overwritten(agency: Agency) -> None:
    agency.fill({
        f"{PROGRESS}{agency.line(0)}": "Begun", f"{DONE}{agency.line(0)}": "Done",
        f"{PROGRESS}{agency.line(1)}": "Begun", f"{PROGRESS}{agency.line(2)}": "Half",
    })  # fmt: skip
    agency.do(changes.change_action, agency.actions[0], 1, text="Write to all schools again")
    agency.do(changes.withdraw, agency.actions[1], "Overtaken")
    agency.do(changes.change_action, agency.actions[2], 1, text="Review the whole policy")
    now = "changed since the form was sent: it is now overdue, due 10 January 2025"
    assert [(line.fate, line.words) for line in agency.read().lines][:3] == [
        (Fate.CHANGES, f"update: “Begun”; not taken: {now}"),
        (Fate.UNUSABLE, "this action was closed, or is another's, since the form was sent"),
        (Fate.CHANGES, "update: “Half”"),
    ]
    agency.request = agency.do(ask_actions, agency.uid)
    with pytest.raises(UserError, match="out of date: Elm Trust was asked again"):
        agency.read()
    with pytest.raises(UserError, match="is a form for something else"):
        read_form(agency.form, "membership", COLUMNS, TODAY)
    returned = read_form(agency.form, KIND, COLUMNS, TODAY)
    with agency.vault.store.reading() as session, pytest.raises(UserError, match="was sent to Elm Trust, not to Oak"):
        read_answer(session, returned, agency.other, TODAY)


def test_an_answer_saved_by_libreoffice_means_the_same(agency: Agency) -> None:
    """The file was filled in and saved by LibreOffice; its rows stand for the four actions here."""
    returned = read_form(SAVED, KIND, COLUMNS, TODAY)
    with agency.vault.store.reading() as session:
        form = actions_form(session, agency.request, TODAY)
        here = {f"action-{at}": row for at, row in enumerate(form.rows, 1)}
        rows = tuple(
            replace(row, uid=here[row.uid or ""].uid, version=here[row.uid or ""].version) for row in returned.rows
        )
        back = replace(
            returned, rows=rows, request=agency.request, partnership_uid=form.partnership_uid, sender_uid=agency.uid
        )
        answer = read_answer(session, back, agency.uid, TODAY)
    assert [(line.fate, line.words) for line in answer.lines] == [
        (
            Fate.CHANGES,
            (
                "update: “Letters are printed”; done on 14 January 2025: “98 letters of 14 January”;"
                " impact: “Calls by schools doubled”"
            ),
        ),
        (Fate.CHANGES, "due 1 April 2025 instead: “New year starts then”"),
        (Fate.CHANGES, "update: “Begun”"),
        (Fate.CHANGES, "impact: “Fewer missing: 12, was 20”"),
    ]


def test_the_e_mail_carries_the_workbook_to_whoever_owns_the_actions(agency: Agency) -> None:
    asked = Request(TODAY, TODAY, organisation="Elm Trust")
    uid = agency.do(ask_by_request, asked)
    with agency.vault.store.reading() as session:
        mail, book = extract_mail(session, asked), extract_workbook(session, asked)
        assert requests_to(session, KIND, agency.uid)[0].uid == uid
        with pytest.raises(UserError, match="is not being asked at the moment"):
            extract_mail(session, replace(asked, organisation="Oak Council"))
    message = message_from_bytes(mail, policy=policy.default)
    assert (message["To"], message["Subject"], message["X-Unsent"]) == (
        "Ada Ash <ada@example.org>", "Actions of Elm Trust", "1",
    )  # fmt: skip
    entry = report_named("actions-extract")
    record_report(agency.vault.store, agency.vault.actor, entry, asked)
    with agency.vault.store.reading() as session:
        for ending in entry.endings():
            write_report(session, entry, asked, agency.folder / f"by_name{ending}")
    assert b"Actions of Elm Trust" in (agency.folder / "by_name.eml").read_bytes()
    assert kind_of(agency.folder / "by_name.xlsx") == KIND
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "Actions of Elm Trust.xlsx"
    agency.form.write_bytes(attached.get_payload(decode=True))
    assert len(read_form(agency.form, KIND, COLUMNS, TODAY).rows) == 4
    agency.form.write_bytes(book)
    assert len(read_form(agency.form, KIND, COLUMNS, TODAY).rows) == 4
    body = message.get_body()
    assert body is not None
    assert "has 4 actions" in body.get_content()
    agency.do(ask_actions, agency.other)
    with agency.vault.store.reading() as session, pytest.raises(UserError, match="has an e-mail address on record"):
        extract_mail(session, replace(asked, organisation="Oak Council"))


def test_an_owner_who_is_gone_and_a_group_that_is_over_are_found(agency: Agency) -> None:
    with agency.vault.store.reading() as session:
        ada = session.scalars(select(Person)).one()
        group = session.scalars(select(Group)).one()
    agency.do(change_person, ada.uid, ada.version, left=PartialDate(2025, 1))
    agency.do(change_organisation, agency.uid, 1, ended=PartialDate(2025, 1))
    agency.do(change_group, group.uid, group.version, end=PartialDate(2025, 1))
    with agency.vault.store.reading() as session:
        found = {(one.what, one.why) for one in checks(session, TODAY) if one.about in {VACANT, OVER}}
    assert ("A2, “Add neglect”, has nobody to do it", "It belongs to Elm Trust, which has ended.") in found
    assert ("A3, “Review the policy”, has nobody to do it", "It belongs to Ada Ash, who has left.") in found
    assert sum(words.startswith("It would come back to Executive") for _, words in found) == 6


def test_checks_and_what_is_due(agency: Agency) -> None:
    agency.do(changes.add_action, "Nobody's", raised=date(2024, 11, 1))
    agency.do(record_vacancy, agency.seat, start=PartialDate(2025, 1, 2))
    agency.do(changes.add_update, agency.actions[1], "Later", teller="Elm Trust", due=date(2025, 3, 15))
    with agency.vault.store.reading() as session:
        found = [(one.about, one.what) for one in checks(session, TODAY)]
        later = [(one.about, one.what) for one in checks(session, date(2025, 3, 2))]
        coming = list(due(session, TODAY))
    assert found == [
        (VACANT, "A1, “Write to all schools”, has nobody to do it"),
        (NO_OWNER, "A7, “Nobody's”, has no owner"),
        (LATE, "A1, “Write to all schools”, is overdue"),
    ]
    assert (UNSHOWN, "A4, “Report missing”, has shown no impact") in later
    assert [(one.what, one.day) for one in coming] == [
        ("A1, Write to all schools", date(2025, 1, 10)),
        ("A2, Add neglect", date(2025, 3, 15)),
        ("Show the impact of A4: Report missing", date(2025, 3, 1)),
        ("Answer of Elm Trust about its actions", date(2025, 2, 1)),
    ]
    with agency.vault.store.reading() as session:
        (secret,) = session.scalars(select(Action).where(Action.confidential.is_(True)))
    agency.do(changes.change_action, secret.uid, 1, due=date(2025, 2, 1), source="A family's home")
    with agency.vault.store.reading() as session:
        (hidden,) = [one for one in due(session, TODAY) if one.place.uid == secret.uid]
    assert (hidden.what, hidden.why) == ("A6, confidential", "It is confidential: open it to read more.")
    assert "home" not in " ".join(hidden.explain)
    assert coming[1].explain == (
        "Raised on 1 November 2024.", "It was due on 1 March 2025. Elm Trust said so on 15 January 2025.",
    )  # fmt: skip
