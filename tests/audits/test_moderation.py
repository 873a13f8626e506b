"""What is agreed of a case: decided, with the reason where a service differs, and changed after the day only so."""

from datetime import date, timedelta

import pytest
from audit_made import AuditMade, made_audit
from sqlalchemy import select

from mscp_desktop.audits.records import AgreedGrade, Audit, AuditCase, AuditState, Dissent
from mscp_desktop.audits.rules import agreed, due, moderation, programme, sealing, trend
from mscp_desktop.audits.rules.changes import close_audit
from mscp_desktop.audits.rules.day import Day, Stand, day_of
from mscp_desktop.audits.rules.risk import record_risk, remove_risk
from mscp_desktop.foundation.bookkeeping import OperationText
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.history import entries_of
from mscp_desktop.foundation.undo import next_steps, undo
from mscp_desktop.foundation.vault import Vault

TODAY = date(2025, 1, 15)


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    """An audit whose services graded: the first Good all over, the second one grade lower at first, then two."""
    audit = made_audit(medway)
    names = list(audit.grades)
    for at, section in enumerate(audit.sections):
        audit.do(sealing.set_own_grade, audit.services[0], audit.cases[0], section, audit.grades["Good"])
        other = names[min(len(names) - 1, 1 + at % 3)]
        audit.do(sealing.set_own_grade, audit.services[1], audit.cases[0], section, audit.grades[other])
    audit.do(sealing.set_own_grade, audit.services[2], audit.cases[0], audit.sections[0], None, applies=False)
    return audit


def shown(made: AuditMade, today: date = TODAY) -> Day:
    found = made.read(day_of, made.audit, today, made.cases[0])
    assert isinstance(found, Day)
    return found


def reveal(made: AuditMade) -> None:
    made.do(sealing.reveal, made.audit, "The room is waiting", "Ann, chair")


def test_before_the_reveal_no_grade_is_shown_and_nothing_is_agreed(made: AuditMade) -> None:
    day = shown(made)
    assert {cell.grade for line in day.lines for cell in line.own} == {None}
    assert [cell.stand for cell in day.lines[0].own] == [Stand.IN] * 3
    assert day.lines[1].own[2].stand is Stand.MISSING
    assert {line.apart for line in day.lines} == {0}
    with pytest.raises(UserError, match="still sealed"):
        made.do(moderation.agree_grade, made.cases[0], made.sections[0], made.grades["Good"])


def test_the_most_disagreement_comes_first_and_the_overall_grade_last(made: AuditMade) -> None:
    reveal(made)
    day = shown(made)
    assert day.state is AuditState.HELD, "the first reveal marks the day"
    ordered = day.by_disagreement()
    apart = [line.apart for line in ordered if not line.section.overall]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] == 2
    assert ordered[0].apart_words() == "two grades apart"
    assert ordered[-1].section.overall
    assert [line.section.uid for line in day.lines] == made.sections
    assert day.lines[0].own[2].stand is Stand.NOT_APPLICABLE


def test_a_reason_is_owed_where_a_service_differs_until_it_is_given(made: AuditMade) -> None:
    reveal(made)
    case, (first, second, *_) = made.cases[0], made.sections
    made.do(moderation.agree_grade, case, first, made.grades["Good"])  # all that graded it say Good
    made.do(moderation.agree_grade, case, second, made.grades["Good"])
    by_uid = {line.section.uid: line.agreed for line in shown(made).lines}
    assert (by_uid[first].owed, by_uid[second].owed) == (False, True)  # type: ignore[union-attr]
    assert shown(made).counted().startswith("2 of ")
    assert shown(made).in_hand.owed == 1  # type: ignore[union-attr]
    assert [one.what for one in made.read(lambda s: list(due.checks(s, TODAY))) if "reason" in one.what] == [
        "Audit 5, Neglect at home: a reason is owed"
    ]
    with pytest.raises(UserError, match="a reason is owed"):
        made.do(close_audit, made.audit)
    with pytest.raises(UserError, match="in words"):
        made.do(moderation.set_reason, case, second, " 2 ")
    made.do(moderation.set_reason, case, second, "The chronology shows it")
    made.do(moderation.agree_grade, case, second, made.grades["Inadequate"])
    assert made.read(agreed.owed)[0][1] == "Case N-01", "another grade owes a reason of its own"
    undo(made.vault.store, made.vault.actor)
    line = shown(made).lines[1].agreed
    assert line is not None
    assert (line.reason, line.owed) == ("The chronology shows it", False)
    with pytest.raises(UserError, match="Case N-01 and Case N-02 have no agreed overall grade"):
        made.do(close_audit, made.audit)
    risk = made.do(record_risk, case, "A bruise that nobody explained")
    with pytest.raises(UserError, match="nobody is recorded as told"):
        made.do(close_audit, made.audit, "The day ended early")
    made.do(remove_risk, risk)
    made.do(close_audit, made.audit, "The day ended early")
    assert made.read(lambda s: entries_of(s, "audit", made.audit))[0].reason == "The day ended early"


def test_dissent_is_kept_in_the_services_words_and_goes_with_the_grade(made: AuditMade) -> None:
    reveal(made)
    where = made.cases[0], made.sections[0]
    with pytest.raises(UserError, match="Nothing is agreed"):
        made.do(moderation.set_dissent, *where, made.services[1], "We saw him twice")
    made.do(moderation.agree_grade, *where, None)
    made.do(moderation.set_dissent, *where, made.services[1], "We saw him twice")
    made.do(moderation.set_dissent, *where, made.services[1], "We saw him three times")
    line = shown(made).lines[0].agreed
    assert line is not None
    assert [(one.service, one.words) for one in line.dissents] == [("Kent Police", "We saw him three times")]
    made.do(moderation.take_back_agreed, *where)
    assert made.read(lambda s: (s.scalars(select(Dissent)).all(), s.scalars(select(AgreedGrade)).all())) == ([], [])
    undo(made.vault.store, made.vault.actor)
    assert shown(made).lines[0].agreed == line


def test_after_the_day_a_change_needs_a_reason_that_history_shows(made: AuditMade) -> None:
    reveal(made)
    where = made.cases[0], made.sections[0]
    made.do(moderation.agree_grade, *where, made.grades["Good"])
    made.vault.store.clock.moment += timedelta(days=1)  # type: ignore[attr-defined]
    assert shown(made, TODAY + timedelta(days=1)).over
    for what, arguments in (
        (moderation.agree_grade, (*where, made.grades["Inadequate"])),
        (moderation.take_back_agreed, where),
    ):
        with pytest.raises(UserError, match="say why"):
            made.do(what, *arguments)
    made.do(moderation.agree_grade, made.cases[0], made.sections[1], made.grades["Good"])  # was left open
    made.do(moderation.agree_grade, *where, made.grades["Inadequate"], "The school sent its file")
    line = shown(made).lines[0].agreed
    assert line is not None
    assert line.changed_why == "The school sent its file"
    said = made.read(
        lambda s: s.scalars(select(OperationText.payload).order_by(OperationText.operation_id.desc())).first()
    )
    assert "The school sent its file" in said


def test_agreed_overall_grades_count_beside_published_ones(made: AuditMade) -> None:
    reveal(made)
    overall = next(line.section.uid for line in shown(made).lines if line.section.overall)
    made.do(moderation.agree_grade, made.cases[0], overall, made.grades["Good"])
    row = made.read(programme.audit_row, made.audit)
    assert row is not None
    assert row.grade_words() == "1 good"
    (found,) = made.read(trend.trends)
    assert found.whole.cases == 22
    assert found.by_audit[-1].name.startswith("Neglect at home")
    assert [one.name for one in found.by_audit[:2]] == [
        "Physical abuse, April 2021",
        "Child sexual exploitation, September 2021",
    ]


def test_undo_steps_over_the_clock(made: AuditMade) -> None:
    made.do(moderation.begin_day, made.audit)
    made.do(moderation.add_seconds, made.cases[0], 30)
    made.do(moderation.add_seconds, made.cases[0], 12)
    step, _ = made.read(next_steps, made.vault.actor.uid)
    assert step is not None
    assert step.summary.startswith("Began the day")
    undo(made.vault.store, made.vault.actor)
    state, seconds = made.read(lambda s: (
        s.scalars(select(Audit.state).where(Audit.uid == made.audit)).one(),
        s.scalars(select(AuditCase.seconds).where(AuditCase.uid == made.cases[0])).one(),
    ))  # fmt: skip
    assert (state, seconds) == (AuditState.PROPOSED, 42)
    with pytest.raises(UserError, match="seconds"):
        made.do(moderation.add_seconds, made.cases[0], 0)
