"""A stretch of the calendar, the letters of groups, the calendar's documents, and what other calendars are told."""

import csv
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from pdf_reading import failures, read
from reportlab.graphics.shapes import Rect, String
from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.catalogue import make_pdf, report_named, write_report
from mscp_desktop.desktop.values import Tone
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import set_day
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.partnership import change_partnership
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import change_group, group_named
from mscp_desktop.meetings.page.calendar_words import days_of
from mscp_desktop.meetings.records import MeetingKind
from mscp_desktop.meetings.report.calendar import planner_of
from mscp_desktop.meetings.report.calendar_planner import DayMark, MarkKind, Planner, PlannerDay, draw_planner
from mscp_desktop.meetings.rules.calendar import (
    Off,
    OffDays,
    OffKind,
    Stretch,
    astray_words,
    marks_of,
    off_days,
    read_stretch,
)
from mscp_desktop.meetings.rules.calendar_feed import feed, uid_of
from mscp_desktop.meetings.rules.meetings import add_meeting, cancel_meeting, change_meeting, meeting_row
from mscp_desktop.meetings.rules.patterns import add_blocked
from mscp_desktop.parties.rules.people import add_person, change_person
from mscp_desktop.roster.records import Seat
from mscp_desktop.roster.rules.changes import record_holder

TODAY = date(2025, 1, 15)
YEAR = Request(TODAY, TODAY, year="2024-25")
TEAMS = "https://teams.microsoft.com/l/meetup-join/abc"


def a_seat(session: Session, group: str) -> str:
    """Return the uid of the first seat of a group."""
    of = group_named(session, group)
    found = session.scalars(select(Seat.uid).where(Seat.group_id == of.id).order_by(Seat.position)).first()
    assert found is not None
    return found


class Made:
    """Meetings in a vault, by a short name of their own."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.uids: dict[str, str] = {}

    def do(self, operation: Any, *args: Any, **kwargs: Any) -> Any:
        return run(self.vault.store, self.vault.actor, operation, *args, **kwargs).value

    def group(self, name: str) -> str:
        with self.vault.store.reading() as session:
            return group_named(session, name).uid

    def add(self, name: str, group: str, day: date, **more: Any) -> str:
        self.uids[name] = self.do(add_meeting, self.group(group), day, **more)
        return self.uids[name]

    def stretch(self, first: date, last: date, *groups: str, person: str | None = None) -> Stretch:
        with self.vault.store.reading() as session:
            return read_stretch(session, first, last, tuple(self.group(one) for one in groups), person)


def meetings_in(vault: Vault) -> Made:
    found = Made(vault)
    found.add("pmqa", "pmqa", date(2025, 3, 12), start_time="10:00", length=120, place="Gun Wharf", link=TEAMS)
    found.add("executive", "Executive Group", date(2025, 3, 12), start_time="14:00")
    found.add("lessons", "Learning Lessons", date(2025, 2, 4))
    found.add("mail", "pmqa", date(2025, 2, 20), kind=MeetingKind.BY_EMAIL)
    found.add("gone", "Learning Lessons", date(2024, 6, 4), start_time="9:30", length=90)
    found.do(cancel_meeting, found.uids["gone"], "Too few could come")
    found.do(add_blocked, "Half term", date(2025, 2, 17), last=date(2025, 2, 21))
    found.do(add_blocked, "Audit week", date(2025, 3, 3), last=date(2025, 3, 4), group_uid=found.group("pmqa"))
    return found


@pytest.fixture(scope="module")
def made_template(kept: Any, medway_template: Any) -> Any:
    return kept(meetings_in, medway_template)


@pytest.fixture
def made(made_template: Any, reopened: Any) -> Made:
    return reopened(made_template)


def test_a_stretch_holds_its_days_only_with_why_none_is_held(made: Made) -> None:
    march = made.stretch(date(2025, 3, 1), date(2025, 4, 21))
    assert [one.uid for one in march.meetings] == [made.uids["pmqa"], made.uids["executive"]]
    assert {day.day: [off.words() for off in march.off[day]] for day in march.off if day.month == 4} == {
        18: ["bank holiday: Good Friday"], 21: ["bank holiday: Easter Monday"],
    }  # fmt: skip
    blocked = march.off[date(2025, 3, 3)]
    assert blocked == (Off(OffKind.BLOCKED, "Audit week", made.group("pmqa"), "PMQA"),)
    assert [one.uid for one in made.stretch(march.first, march.last, "pmqa").meetings] == [made.uids["pmqa"]]
    with made.vault.store.reading() as session:
        assert march.mark(group_named(session, "pmqa").uid) == "PMQA"


def test_a_meeting_on_a_day_on_which_none_is_held_says_so(made: Made) -> None:
    for name, group, day in (
        ("saturday", "pmqa", date(2025, 3, 29)), ("own", "pmqa", date(2025, 3, 3)),
        ("easter", "pmqa", date(2025, 4, 18)),
        ("not theirs", "executive", date(2025, 3, 4)),
    ):  # fmt: skip
        made.add(name, group, day, start_time="10:00")
    stretch = made.stretch(date(2025, 3, 1), date(2025, 4, 30))
    rows = {uid: row for row in stretch.meetings for uid in [row.uid]}
    assert [stretch.day_off(rows[made.uids[name]]) for name in ("saturday", "own", "easter", "not theirs")] == [
        "on a Saturday", "on a blocked day", "on a bank holiday", "",
    ]  # fmt: skip
    days = days_of(stretch, date(2025, 3, 1), frozenset())
    chip = days.known[date(2025, 3, 29)].chips[0]
    assert (chip.state, chip.tone) == ("planned, on a Saturday", Tone.WARNING)
    assert days.known[date(2025, 3, 29)].said.endswith("planned, on a Saturday")
    assert days.known[date(2025, 3, 3)].notes == ("PMQA only: Audit week",)
    planner = planner_of(stretch)
    assert [mark.off for mark in planner.days[date(2025, 3, 29)].marks] == [True]
    drawn = [one.text for one in draw_planner(planner, 740, 400).contents if isinstance(one, String)]
    assert "(1) 29 March: PMQA (on a day off)" in drawn
    assert "PMQA (on a day off)" in {mark.words() for mark in planner.days[date(2025, 4, 18)].marks}
    assert astray_words([rows[made.uids[name]] for name in ("own", "saturday", "not theirs")], stretch.off) == (
        "3 March 2025, on a blocked day; 29 March 2025, on a Saturday"
    )


def test_days_of_the_partnership_itself_and_runs_of_days(made: Made) -> None:
    made.do(set_day, date(2025, 2, 24), "Office move", working=False)
    runs = off_days(made.stretch(date(2025, 2, 1), date(2025, 3, 31)))
    assert [(one.first.day, one.last.day, one.off.words()) for one in runs] == [
        (17, 21, "blocked: Half term"), (24, 24, "closed: Office move"), (3, 4, "blocked: Audit week, for PMQA only"),
    ]  # fmt: skip
    assert isinstance(runs[0], OffDays)


def test_a_persons_calendar_is_of_the_groups_they_sit_in_on_the_day(made: Made) -> None:
    person = made.do(add_person, "Ann Example")
    with made.vault.store.reading() as session:
        uid = a_seat(session, "pmqa")
    made.add("before", "pmqa", date(2025, 2, 12), start_time="10:00")
    made.do(record_holder, uid, person_uid=person, start=PartialDate(2025, 3))
    found = made.stretch(date(2025, 1, 1), date(2025, 3, 31), person=person)
    assert [one.uid for one in found.meetings] == [made.uids["pmqa"]], "not the one before they sat there"


def test_letters_stand_for_groups_and_are_never_shared() -> None:
    names = [
        ("a", "Performance Management and Quality Assurance", None), ("b", "Policy, Money, Quality, Arts", None),
        ("c", "Executive", "Exec"), ("d", "Executive", None), ("e", "Hub (MASH) Board", None), ("f", "", None),
    ]  # fmt: skip
    marks = marks_of(names)
    assert (marks["a"], marks["c"], marks["e"], marks["f"]) == ("PMQA", "Exec", "MASH", "?")
    assert len({one.casefold() for one in marks.values()}) == len(names)


@given(st.lists(st.tuples(st.text("abcAB &()é-", max_size=30), st.none() | st.text("abA", min_size=1, max_size=8))))
def test_letters_are_short_and_each_groups_own(groups: list[tuple[str, str | None]]) -> None:
    marks = marks_of([(f"{at}", name, short) for at, (name, short) in enumerate(groups)])
    assert len(marks) == len({mark.casefold() for mark in marks.values()}) == len(groups)
    assert all(0 < len(mark) <= 5 for mark in marks.values())


def first_page(data: bytes) -> str:
    """Return the words on the first page, as another reader finds them."""
    with pypdfium2.PdfDocument(data) as pdf:
        words: str = pdf[0].get_textpage().get_text_bounded()
    return words


def test_a_long_title_leaves_the_planner_on_its_first_page(made: Made) -> None:
    long = "Kent and Medway Joint Exploitation, Missing, Modern Slavery and Contextual Safeguarding Learning Sub-Group"
    with made.vault.store.reading() as session:
        version = session.scalars(select(Group.version).where(Group.uid == made.group("pmqa"))).one()
    made.do(change_group, made.group("pmqa"), version, name=long, short="KMJ")
    with made.vault.store.reading() as session:
        _, data = make_pdf(session, report_named("calendar"), Request(TODAY, TODAY, long, year="2024-25"))
    words = first_page(data)
    assert words.count("KMJ") == 3, "on its day, for a decision between meetings, and in the legend"
    assert "March" in words
    assert failures(data) == []


def test_a_full_day_of_the_planner_is_named_on_its_own_page() -> None:
    marks = ("EXEC", "LLG", "PMQA", "CSE", "JEG", "EHB", "KMN", "VOICE")
    legend = [(mark, f"Group {mark}") for mark in marks]

    def drawn(days: dict[date, PlannerDay]) -> list[String]:
        drawing = draw_planner(Planner(date(2025, 4, 1), days, legend), 760, 400)
        found = [one for one in drawing.contents if isinstance(one, String)]
        assert all(0 <= one.y <= 400 and one.x >= 0 for one in found)
        return found

    three, full = date(2025, 5, 7), date(2025, 6, 11)
    all_marks = tuple(DayMark(mark) for mark in marks)
    found = drawn({three: PlannerDay(all_marks[1:4]), full: PlannerDay(all_marks)})
    above = [one.text for one in found]
    seen = [word for words in above for word in words.split()]
    assert all(seen.count(mark) >= 2 for mark in marks[1:4]), "on the day, besides the legend"
    (note,) = [words for words in above if words.startswith("(1) 11 June: ")]
    rest = note.partition(": ")[2].split(", ")
    assert 0 < len(rest) < len(marks)
    assert marks[-len(rest) :] == tuple(rest)
    assert f"+{len(rest)} (1)" in above
    crowded = {date(2025, 4, 1) + timedelta(days=7 * week): PlannerDay(all_marks) for week in range(50)}
    assert any("the list on the next page names them" in one.text for one in drawn(crowded))
    looks = {}
    for kind in MarkKind:
        drawing = draw_planner(Planner(date(2025, 4, 1), {three: PlannerDay((DayMark("LLG", kind),))}, ()), 760, 400)
        (at,) = [place for place, one in enumerate(drawing.contents) if getattr(one, "text", "") == "LLG"]
        box = drawing.contents[at - 1]
        looks[kind] = (drawing.contents[at].fillColor.hexval(), isinstance(box, Rect) and box.fillColor.hexval())
    assert looks[MarkKind.PLANNED] == ("0x134f85", False)
    assert looks[MarkKind.HELD] == ("0xffffff", "0x134f85")
    assert looks[MarkKind.BETWEEN] == ("0x134f85", "0xffffff")
    assert DayMark("LLG", MarkKind.HELD).words() == "LLG (held)"


def written(made: Made, request: Request, out: Path) -> Path:
    with made.vault.store.reading() as session:
        write_report(session, report_named("calendar"), request, out)
    return out


def test_the_planner_is_one_page_on_its_side_with_the_same_as_a_list_after_it(made: Made) -> None:
    with made.vault.store.reading() as session:
        title, data = make_pdf(session, report_named("calendar"), YEAR)
    assert title == "Calendar 2024-25"
    assert failures(data) == []
    reading = read(data)
    (figure,) = reading.root.find("Figure")
    words = "3 meetings marked by the letters of their groups, 0 of them held, 1 decision between meetings, and days"
    assert words in figure.alternative, "what was cancelled is not among them"
    drawn = figure.text
    assert "PMQA" in drawn
    assert "Performance Management" in drawn
    assert "Early Help Board" not in drawn, "it has no meeting in this year"
    with pikepdf.open(BytesIO(data)) as pdf:
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
        assert width > height
        drawing = pikepdf.parse_content_stream(pdf.pages[0])
        sizes = [float(one.operands[1]) for one in drawing if str(one.operator) == "Tf"]
        assert min(sizes) >= 6.5
    assert "PMQA" in first_page(data)
    (rows,) = reading.tables()
    assert ["April 2024"] in rows
    assert ["Wed 12 March", "10:00 to 12:00", "Performance Management and Quality Assurance", "Gun Wharf, online",
            "planned"] in rows  # fmt: skip
    assert ["Tue 4 June", "09:30 to 11:00", "Learning Lessons", "place not fixed",
            "cancelled: Too few could come"] in rows  # fmt: skip
    assert ["Mon 17 February to Fri 21 February", "", "Half term", "", "blocked"] in rows
    assert ["Tue 4 February", "time not fixed", "Learning Lessons", "place not fixed", "planned"] in rows


def test_a_year_without_meetings_is_still_a_planner(empty_vault: Vault) -> None:
    with empty_vault.store.reading() as session:
        _, data = make_pdf(session, report_named("calendar"), Request(TODAY, TODAY))
    assert failures(data) == []
    assert "0 meetings marked" in read(data).root.find("Figure")[0].alternative


def test_the_table_has_a_row_for_each_meeting(made: Made, tmp_path: Path) -> None:
    out = written(made, Request(TODAY, TODAY, "pmqa", year="2024-25"), tmp_path / "calendar.csv")
    lines = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [(line["Day"], line["Begins"], line["Kind"]) for line in lines] == [
        ("2025-02-20", "", "by e-mail"), ("2025-03-12", "10:00", "ordinary"),
    ]  # fmt: skip
    assert (lines[1]["Ends"], lines[1]["Length"], lines[1]["Link"]) == ("12:00", "2 hours", TEAMS)
    book = openpyxl.load_workbook(written(made, YEAR, tmp_path / "calendar.xlsx"))
    words = {str(cell.value) for row in book.active.iter_rows() for cell in row}
    assert {"Too few could come", "cancelled", "Calendar 2024-25"} <= words


def test_the_feed_has_meetings_and_cancellations_and_nothing_decided_between_them(made: Made, tmp_path: Path) -> None:
    data = written(made, YEAR, tmp_path / "calendar.ics").read_bytes()
    (calendar,) = vobject.readComponents(data.decode())
    found = {one.uid.value: one for one in calendar.vevent_list}
    assert found.keys() == {f"{made.uids[name]}@mscp-desktop" for name in ("pmqa", "executive", "lessons", "gone")}
    assert calendar.method.value == "PUBLISH"
    gone = found[f"{made.uids['gone']}@mscp-desktop"]
    assert (gone.status.value, gone.sequence.value) == ("CANCELLED", "1")
    assert b"Too few" not in data, "why a meeting was cancelled is not everybody's"
    assert "not fixed yet" in found[f"{made.uids['lessons']}@mscp-desktop"].description.value


def of_meeting(name: str, made: Made, ending: str, tmp_path: Path, sender: str | None = "unit@example.org") -> bytes:
    request = Request(TODAY, TODAY, meeting=made.uids[name], sender=sender)
    return written(made, request, tmp_path / f"meeting{ending}").read_bytes()


def test_one_meeting_is_an_invitation_that_moves_and_is_cancelled_under_one_name(made: Made, tmp_path: Path) -> None:
    first = of_meeting("pmqa", made, ".ics", tmp_path).decode()
    with made.vault.store.reading() as session:
        version = meeting_row(session, made.uids["pmqa"]).version
    made.do(change_meeting, made.uids["pmqa"], version, day=date(2025, 3, 19))
    moved = of_meeting("pmqa", made, ".ics", tmp_path).decode()
    made.do(cancel_meeting, made.uids["pmqa"], "No room")
    gone = of_meeting("pmqa", made, ".ics", tmp_path).decode()
    undo(made.vault.store, made.vault.actor)
    calendars = [next(vobject.readComponents(one)) for one in (first, moved, gone)]
    assert [one.method.value for one in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [one.vevent.sequence.value for one in calendars] == ["0", "1", "2"]
    assert {one.vevent.organizer.value for one in calendars} == {"mailto:unit@example.org"}
    assert len({one.vevent.uid.value for one in calendars}) == 1
    assert calendars[1].vevent.dtstart.value.date() == date(2025, 3, 19)
    assert calendars[2].vevent.status.value == "CANCELLED"


def test_without_a_sender_a_meeting_is_shown_and_nobody_is_asked(made: Made, tmp_path: Path) -> None:
    person = made.do(add_person, "Ann Example")
    made.do(change_person, person, 1, email="ann@example.org")
    with made.vault.store.reading() as session:
        uid = a_seat(session, "pmqa")
    made.do(record_holder, uid, person_uid=person, start=PartialDate(2025, 1))
    calendar = next(vobject.readComponents(of_meeting("pmqa", made, ".ics", tmp_path, sender=None).decode()))
    assert calendar.method.value == "PUBLISH"
    assert not {"attendee", "organizer"} & calendar.vevent.contents.keys(), "RFC 5546, 3.2.1"
    made.do(cancel_meeting, made.uids["pmqa"], "No room")
    gone = next(vobject.readComponents(of_meeting("pmqa", made, ".ics", tmp_path, sender=None).decode()))
    assert (gone.method.value, gone.vevent.status.value) == ("PUBLISH", "CANCELLED")
    with pytest.raises(UserError, match="“unit” is not an e-mail address"):
        of_meeting("pmqa", made, ".ics", tmp_path, sender="unit")
    with pytest.raises(UserError, match="“unit@” is not an e-mail address"):
        made.do(change_partnership, "Sampleshire Partnership", "unit@")
    made.do(change_partnership, "Sampleshire Partnership", "unit@example.org")
    asked = next(vobject.readComponents(of_meeting("lessons", made, ".ics", tmp_path, sender=None).decode()))
    assert (asked.method.value, asked.vevent.organizer.value) == ("REQUEST", "mailto:unit@example.org")
    letter = message_from_bytes(of_meeting("pmqa", made, ".eml", tmp_path, sender=None), policy=default)
    assert letter["From"] == "Sampleshire Partnership <unit@example.org>"


def test_what_another_calendar_named_keeps_that_name_and_is_only_shown(made: Made, tmp_path: Path) -> None:
    made.add("kent", "pmqa", date(2025, 3, 26), outside_uid="kent-7@kent.gov.uk")
    calendar = next(vobject.readComponents(of_meeting("kent", made, ".ics", tmp_path).decode()))
    assert (calendar.vevent.uid.value, calendar.method.value) == ("kent-7@kent.gov.uk", "PUBLISH")
    with made.vault.store.reading() as session:
        assert uid_of(meeting_row(session, made.uids["kent"])) == "kent-7@kent.gov.uk"


def test_the_draft_goes_to_the_members_of_that_day_with_the_invitation(made: Made, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Nobody in this group has an e-mail address"):
        of_meeting("pmqa", made, ".eml", tmp_path)
    person = made.do(add_person, "Ann Example")
    made.do(change_person, person, 1, email="ann@example.org")
    with made.vault.store.reading() as session:
        uid = a_seat(session, "pmqa")
    made.do(record_holder, uid, person_uid=person, start=PartialDate(2025, 1))
    message = message_from_bytes(of_meeting("pmqa", made, ".eml", tmp_path), policy=default)
    assert (message["To"], message["Subject"]) == ("Ann Example <ann@example.org>", "PMQA, 12 March 2025")
    body = message.get_body()
    assert body is not None
    assert "Wednesday 12 March 2025, 10:00 to 12:00" in body.get_content()
    assert TEAMS in body.get_content()
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    calendar = next(vobject.readComponents(attached.get_content()))
    assert calendar.vevent.attendee.value == "mailto:ann@example.org"


@pytest.mark.parametrize(
    ("name", "ending", "words"),
    [
        ("mail", ".ics", "decision between meetings"),
        ("pmqa", ".pdf", "leave the meeting"),
        ("pmqa", ".csv", "leave the"),
    ],
)
def test_what_makes_no_sense_is_refused(made: Made, tmp_path: Path, name: str, ending: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        of_meeting(name, made, ending, tmp_path)
    with pytest.raises(UserError, match="Say which meeting"):
        written(made, YEAR, tmp_path / "year.eml")


def test_the_same_feed_of_the_same_day_is_the_same_file(made: Made) -> None:
    with made.vault.store.reading() as session:
        rows = read_stretch(session, TODAY, TODAY + timedelta(days=90)).meetings
        assert feed(rows, "A", TODAY) == feed(rows, "A", TODAY)
