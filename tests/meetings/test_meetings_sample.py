"""Invented years of meetings: plausible in every part, true to the rules they follow, and the same each time."""

from collections import Counter
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from command_line import command_line
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action, ActionState, ActionUpdate
from mscp_desktop.catalogue import CHECKS, DUE
from mscp_desktop.foundation.attachments import content_of, papers_of
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.vault import Vault, open_with_key
from mscp_desktop.meetings.records import (
    AgendaItem,
    Attendance,
    ChairsReport,
    Challenge,
    Decision,
    Meeting,
    MeetingKind,
    MeetingPaper,
    MeetingState,
    MinutesState,
    Presence,
    QuorumRule,
)
from mscp_desktop.meetings.rules.agenda_sent import changed_since_sent
from mscp_desktop.meetings.rules.meetings import BETWEEN
from mscp_desktop.meetings.rules.obligations import Verdict, financial_year, obligations
from mscp_desktop.meetings.rules.patterns import all_patterns, blocked_days
from mscp_desktop.meetings.sample.fill import small_pdf
from mscp_desktop.roster.records import Seat

PEOPLE, MEETINGS = 164, 117  # the same each time


def count(session: Session, kind: type[Record]) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


@pytest.mark.usefixtures("derived_once")
def test_a_year_filled_by_the_command_line_hangs_together(
    medway: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    medway.close()
    filled = command_line(tmp_path, monkeypatch, capsys)
    said = f"Filled the seats with {PEOPLE} invented people over 1 year; they met {MEETINGS} times."
    assert filled("sample", "--years", "1")[1].startswith(said)
    code, said, error = filled("sample", "--years", "1")
    assert (code, said) == (1, "")
    assert "has meetings already" in error
    assert filled("check")[0] == 0
    assert filled("export", "roster", "--out", "roster.csv")[0] == 0
    text = (tmp_path / "roster.csv").read_text(encoding="utf-8-sig")
    assert text.count("Not recorded") < text.count("\n") / 4
    with open_with_key(medway.place, medway.frame, medway.actor.uid, medway.data_key) as vault:
        _hangs_together(vault)


def _hangs_together(medway: Vault) -> None:
    with medway.store.reading() as session:
        today = medway.store.clock.today()
        meetings = {one.id: one for one in session.scalars(select(Meeting))}
        _are_on_free_days_and_never_at_one_time(session, list(meetings.values()))
        _have_minutes_as_far_as_they_can_be(list(meetings.values()))
        _have_numbers_once(session)
        assert len(meetings) == MEETINGS
        for one in meetings.values():
            assert (one.agenda_as_sent is None) is (one.agenda_sent is None)
            assert not changed_since_sent(session, one.uid)
        assert {one.state for one in meetings.values()} == set(MeetingState)
        assert {one.kind for one in meetings.values()} == set(MeetingKind)
        held = {key for key, one in meetings.items() if one.state is MeetingState.HELD}
        for item in session.scalars(select(AgendaItem).where(AgendaItem.discussion.is_not(None))):
            assert item.meeting_id in held
            assert meetings[item.meeting_id or 0].group_id == item.group_id
        backlog = session.scalars(select(AgendaItem).where(AgendaItem.meeting_id.is_(None))).all()
        assert len(backlog) > 12
        assert any(item.wanted for item in backlog)
        assert any(len(item.title) > 150 for item in session.scalars(select(AgendaItem)))
        seats = {seat.id: seat.group_id for seat in session.scalars(select(Seat))}
        for one in session.scalars(select(Attendance)):
            assert one.seat_id is None or seats[one.seat_id] == meetings[one.meeting_id].group_id
            assert one.person_id is not None or one.name
        assert {one.presence for one in session.scalars(select(Attendance))} == set(Presence)
        assert {one.state for one in session.scalars(select(Action))} >= set(ActionState) - {ActionState.WITHDRAWN}
        assert all(
            one.evidence for one in session.scalars(select(Action).where(Action.state == ActionState.IMPACT_SHOWN))
        )
        assert all(
            count(session, kind) > 8 for kind in (ActionUpdate, Challenge, ChairsReport, QuorumRule, MeetingPaper)
        )
        verdicts = Counter(one.verdict for one in obligations(session, financial_year(today), today))
        assert verdicts[Verdict.ON_COURSE] > 3
        assert verdicts[Verdict.SHORT] + verdicts[Verdict.MISSED] > 0
        assert all(pattern.uid for pattern in list(all_patterns(session).values())[:8])
        for ask in (*DUE, *CHECKS):
            assert all(one.what for one in ask(session, today))
        papers = [
            paper
            for one in session.scalars(select(MeetingPaper))
            for paper in papers_of(session, "meeting_paper", one.uid)
        ]
        assert len(papers) > 3
        assert content_of(session, papers[0].uid)[1].startswith(b"%PDF")


def _are_on_free_days_and_never_at_one_time(session: Session, meetings: list[Meeting]) -> None:
    calendar = working_calendar(session)
    first, last = min(one.day for one in meetings), max(one.day for one in meetings)
    blocked = blocked_days(session, first, last)
    sat = [one for one in meetings if one.kind not in BETWEEN]
    assert all(calendar.is_working_day(one.day) and one.day not in blocked for one in meetings)
    ordinary = Counter((one.day, one.start_time) for one in sat if one.kind is MeetingKind.ORDINARY)
    assert max(ordinary.values()) == 1


def _have_minutes_as_far_as_they_can_be(meetings: list[Meeting]) -> None:
    by_id = {one.id: one for one in meetings}
    states = Counter(one.minutes for one in meetings)
    assert states[MinutesState.CLOSED] > states[MinutesState.APPROVED] > 0
    for one in meetings:
        assert one.minutes is MinutesState.NONE or one.state is MeetingState.HELD
        if one.approved_at_id is not None:
            after = by_id[one.approved_at_id]
            assert (after.group_id, after.day) == (one.group_id, one.approved)
            assert after.day > one.day


def _have_numbers_once(session: Session) -> None:
    for kind in (Decision, Action, Challenge):
        numbers = list(session.scalars(select(kind.number).order_by(kind.id)))
        assert numbers == list(range(1, len(numbers) + 1))
    days = [
        session.get_one(Meeting, one.meeting_id).day
        for one in session.scalars(select(Decision).order_by(Decision.number))
    ]
    assert days == sorted(days)


def test_a_small_pdf_opens_and_has_its_pages() -> None:
    with pikepdf.open(BytesIO(small_pdf("Neglect (strategy): progress"))) as opened:
        assert len(opened.pages) == 2
        assert not opened.check_pdf_syntax()
