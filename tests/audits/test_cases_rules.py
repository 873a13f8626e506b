"""An audit's cases: references, look-back, risks, what can't be changed, redacting, and the purge after their time."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from audit_made import AuditMade, made_audit
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from mscp_desktop.audits.records import (
    AgeBand,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditState,
    Dissent,
    OwnAnswer,
    OwnGrade,
    PlanStatus,
    PublishedGrade,
    RiskNow,
)
from mscp_desktop.audits.rules import case_changes, cases, changes, retention, risk, sealing
from mscp_desktop.audits.rules.agreed import overall_counts, owed
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.audits.rules.services import service_rows
from mscp_desktop.audits.sample.asked import graded_audit
from mscp_desktop.audits.sample.fill import fill_audits
from mscp_desktop.catalogue import CHECKS, DUE
from mscp_desktop.foundation.backups import back_up
from mscp_desktop.foundation.errors import ConflictError, NotAllowedError, UserError
from mscp_desktop.foundation.finding import find
from mscp_desktop.foundation.identities import find_identities
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.purging import redacting, still_held
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.undo import undo
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.overview.rules import needs

CANARY = "Kanarienvogel"
NUMBER = "943 476 5919"


@pytest.fixture
def made(medway: Vault) -> AuditMade:
    return made_audit(medway)


def raw(session: Session) -> str:
    """Return all that the tables hold."""
    tables = MetaData()
    tables.reflect(session.connection())
    return "\n".join(
        f"{name} {json.dumps([str(one) for one in row], ensure_ascii=False)}"
        for name, table in tables.tables.items()
        for row in session.execute(select(table))
    )


def facts(made: AuditMade) -> cases.AuditFacts:
    return made.read(cases.audit_facts, made.audit)  # type: ignore[no-any-return]


def rows(made: AuditMade) -> list[cases.CaseRow]:
    return made.read(cases.case_rows, made.audit)  # type: ignore[no-any-return]


def references(made: AuditMade) -> list[str | None]:
    return [one.reference for one in rows(made)]


def refused(made: AuditMade, words: str, what: Callable[..., Any], *args: Any, **more: Any) -> None:
    with pytest.raises(UserError, match=words):
        made.do(what, *args, **more)


def audit_cases(made: AuditMade) -> int | None:
    return made.read(lambda session: session.scalar(select(Audit.cases).where(Audit.uid == made.audit)))  # type: ignore[no-any-return]


def close(made: AuditMade) -> None:
    if facts(made).state is AuditState.PROPOSED:
        made.do(changes.hold_audit, made.audit, PartialDate(2024, 12))
    made.do(changes.close_audit, made.audit, "The day ended early")


def test_cases_are_added_by_reference_described_ordered_and_removed(made: AuditMade) -> None:
    assert references(made) == ["N-01", "N-02"]
    assert made.read(cases.proposed_references, made.audit, 3) == ["N-03", "N-04", "N-05"]
    assert made.read(cases.proposed_references, "no audit", 1) == ["C-01"]
    added = made.do(
        case_changes.add_cases, made.audit, ["N-03", " X 7 "], look_from=PartialDate(2023, 4),
        look_until=PartialDate(2024, 4), age_band=AgeBand.FIVE_TO_NINE,
    )  # fmt: skip
    assert references(made) == ["N-01", "N-02", "N-03", "X 7"]
    assert audit_cases(made) == facts(made).cases == 4
    last = rows(made)[-1]
    assert (last.look_back(), last.age_band) == ("April 2023 to April 2024", AgeBand.FIVE_TO_NINE)
    made.do(case_changes.change_case, added[0], 1, summary="Long " * 40, plan_status=PlanStatus.CHILD_IN_NEED)
    assert rows(made)[2].beginning().endswith("Long…")
    made.do(case_changes.change_cases, made.cases, look_from=PartialDate(2024))
    assert [one.look_back() for one in rows(made)[:2]] == ["from 2024"] * 2
    made.do(case_changes.move_case, added[1], -9)
    assert references(made) == ["X 7", "N-01", "N-02", "N-03"]
    made.do(case_changes.remove_cases, added)
    assert (references(made), audit_cases(made)) == (["N-01", "N-02"], 2)
    undo(made.vault.store, made.vault.actor)
    undo(made.vault.store, made.vault.actor)
    assert (references(made), audit_cases(made)) == (["N-01", "N-02", "N-03", "X 7"], 4)

    refused(made, "two cases n-01", case_changes.add_cases, made.audit, ["n-01"])
    refused(made, "two cases", case_changes.change_case, made.cases[0], rows(made)[0].version, reference="N-02")
    refused(made, "name at least one", case_changes.add_cases, made.audit, ["", " "])
    refused(made, "A reference is short", case_changes.add_cases, made.audit, ["x" * 41])
    refused(
        made, "ends before", case_changes.change_case, added[0], rows(made)[2].version, look_until=PartialDate(2020)
    )
    assert references(made) == ["N-01", "N-02", "N-03", "X 7"]


def test_the_number_of_cases_follows_them_and_counts_are_refused(made: AuditMade) -> None:
    refused(made, "has cases", changes.remove_audits, [made.audit])
    refused(made, "2 cases in this program", changes.hold_audit, made.audit, PartialDate(2024, 12), cases=5)
    made.do(changes.hold_audit, made.audit, PartialDate(2024, 12), cases=2)
    refused(made, "counted from them", changes.set_counts, made.audit, {made.grades["Good"]: 2})
    refused(made, "number follows them", changes.change_audit, made.audit, facts(made).version, cases=7)
    (published,) = made.read(lambda session: list(session.scalars(select(Audit.uid).where(Audit.number == 1))))
    made.do(changes.reopen_audit, published)
    refused(made, "entered as counts", case_changes.add_cases, published, ["P-01"])
    made.do(case_changes.set_selection, made.audit, facts(made).version, selection="At random", minutes=45)
    assert (facts(made).selection, facts(made).minutes) == ("At random", 45)
    refused(made, "1 to 480", case_changes.set_selection, made.audit, facts(made).version, minutes=0)
    made.do(changes.close_audit, made.audit, "The day ended early")
    refused(made, "Open it again", case_changes.add_cases, made.audit, ["N-09"])
    refused(made, "Open it again", case_changes.set_selection, made.audit, facts(made).version, minutes=30)
    made.do(changes.reopen_audit, made.audit)
    assert facts(made).closed_on is None
    reader = Actor("r", "Reader", frozenset({Role.READER}))
    with pytest.raises(NotAllowedError):
        run(made.vault.store, reader, case_changes.add_cases, made.audit, ["N-09"])
    auditor = Actor("a", "Auditor", frozenset({Role.AUDIT}))
    run(made.vault.store, auditor, case_changes.add_cases, made.audit, ["N-09"])


def test_a_case_with_answers_grades_or_a_risk_stays(made: AuditMade) -> None:
    one, two = made.cases
    made.do(sealing.set_own_grade, made.services[0], one, made.sections[0], made.grades["Good"])
    assert rows(made)[0].answered_words() == "0 of 3", "one section is not the whole case"
    for section in made.sections[1:]:
        made.do(sealing.set_own_grade, made.services[0], one, section, made.grades["Good"])
    assert rows(made)[0].answered_words() == "1 of 3"
    with pytest.raises(ConflictError, match="have answered about Case N-01"):
        made.do(case_changes.remove_cases, [two, one])
    assert references(made) == ["N-01", "N-02"]
    made.do(risk.record_risk, two, "Alone at home")
    with pytest.raises(ConflictError, match="at risk"):
        made.do(case_changes.remove_cases, [two])


def test_a_child_at_risk_is_due_first_until_somebody_was_told(made: AuditMade) -> None:
    today, now = made.vault.store.clock.today(), made.vault.store.clock.now()

    def first() -> str:
        with made.vault.store.reading() as session:
            return needs(session, today, DUE, frozenset({Role.MANAGER}))[0].due.what

    def findings() -> int:
        found = made.read(lambda session: [one for check in CHECKS for one in check(session, today)])
        return sum(one.about == risk.AT_RISK for one in found)

    assert "at risk" not in first()
    refused(made, "Say what was seen", risk.record_risk, made.cases[0], " ")
    refused(made, "still to come", risk.record_risk, made.cases[0], "Seen", seen_at=now + timedelta(hours=1))
    refused(made, "before it was seen", risk.record_risk, made.cases[0], "Seen", told="Front door",
            told_at=now - timedelta(hours=1))  # fmt: skip
    uid = made.do(risk.record_risk, made.cases[0], "Bruises")
    assert first() == "A child is at risk: Case N-01, Audit 5, Neglect at home"
    assert (findings(), facts(made).waiting, rows(made)[0].waits()) == (1, 1, True)
    made.do(risk.change_risk, uid, 1, told="Front door of social care", outcome="A strategy meeting at 14:00")
    (row,) = rows(made)[0].risks
    assert (row.told_at, row.seen_at) == (now, now)
    assert "at risk" not in first()
    assert (findings(), facts(made).waiting) == (0, 0)
    refused(made, "Say who was told", risk.change_risk, uid, 2, told=None, told_at=now + timedelta(minutes=1))
    made.do(risk.change_risk, uid, 2, told=None)
    assert (first()[:20], rows(made)[0].risks[0].told_at) == ("A child is at risk: ", None)
    made.do(risk.remove_risk, uid)
    assert findings() == 0


def test_what_is_redacted_leaves_history_search_and_drafts_in_one_act(made: AuditMade) -> None:
    vault, case = made.vault, made.cases[0]
    made.do(case_changes.change_case, case, 1, summary=f"{CANARY}: NHS {NUMBER}")
    made.do(case_changes.change_case, case, 2, age_band=AgeBand.UNBORN)
    vault.store.save_draft(vault.actor.uid, f"audit_case:{case}", "summary", "about 9434765919 again")
    back_up(vault)
    assert "1 backup" in made.read(still_held)
    before = made.read(lambda session: vault.store.chain.head(session.connection())[0])
    made.do(redacting(case_changes.change_case), [NUMBER], case, 3, summary=f"{CANARY}: NHS [NHS number removed]")
    after, said = made.read(lambda session: (vault.store.chain.head(session.connection())[0], raw(session)))
    assert after == before + 1
    assert NUMBER not in said
    assert "9434765919" not in said
    assert "1 backup of" in said  # what history says of it names the backup that still holds it
    assert rows(made)[0].age_band is AgeBand.UNBORN
    assert made.read(lambda session: list(vault.store.chain.problems(session.connection()))) == []
    assert [hit.uid for hit in made.read(find, CANARY)] == [case]
    with pytest.raises(UserError, match="can't be undone"):
        undo(vault.store, vault.actor)
    # where nothing of it was saved before, it is a change like any other
    made.do(redacting(case_changes.change_case), ["ME7 4AB"], made.cases[1], 1, summary="At [postcode removed]")
    undo(vault.store, vault.actor)
    assert rows(made)[1].summary is None


def test_after_their_time_details_are_cleared_and_grades_remain(made: AuditMade) -> None:
    one, today = made.cases[0], made.vault.store.clock.today()

    def waiting(later: int) -> list[str]:
        found = made.read(lambda session: list(retention.due(session, today + timedelta(days=later))))
        return [due.what for due in found]

    made.do(case_changes.change_case, one, 1, summary=CANARY, look_from=PartialDate(2023), age_band=AgeBand.UNBORN)
    made.do(risk.record_risk, one, CANARY, told=CANARY)
    own = Own({made.sections[0]: made.grades["Good"]}, {made.sections[0]: CANARY}, {made.questions[0]: CANARY})

    @operation("test.keep_own")
    def keep(session: Any) -> None:
        sealing.keep_own(session, made.services[0], one, own, None)
        if session.scalar(select(Audit.revealed_at).where(Audit.uid == made.audit)) is not None:
            case = AuditCase.by_uid(session, one)
            agreed = AgreedGrade(
                case_id=case.id, section_id=1, grade_id=1, reason=CANARY, decided_at=session.clock.now(),
                decided_by="Chair", changed_why=CANARY,
            )  # fmt: skip
            session.add(agreed)
            session.flush()
            session.add(Dissent(agreed_id=agreed.id, service_id=1, words=CANARY))

    made.do(keep)
    made.do(sealing.reveal, made.audit, "Late", "Chair")
    made.do(keep)
    refused(made, "once it is closed", retention.clear_cases, made.audit)
    close(made)
    assert waiting(364) == []
    assert waiting(366) == ["Audit 5, Neglect at home"]
    assert made.do(retention.clear_cases, made.audit) == 2
    said = made.read(raw)
    assert CANARY not in said
    assert "N-01" not in said
    assert made.read(lambda session: list(made.vault.store.chain.problems(session.connection()))) == []
    assert waiting(366) == []
    assert [(row.title(), row.age_band, row.answered) for row in rows(made)] == [
        ("Case 1", AgeBand.UNBORN, 0), ("Case 2", None, 0),
    ]  # fmt: skip
    assert made.read(lambda session: len(session.scalars(select(AgreedGrade)).all())) == 1
    (service_own,) = [own for own in made.read(sealing.own_of, made.audit).values() if own.grades]
    assert (dict(service_own.grades), dict(service_own.evidence)) == ({made.sections[0]: made.grades["Good"]}, {})
    refused(made, "were cleared", retention.clear_cases, made.audit)
    made.do(changes.reopen_audit, made.audit)
    refused(made, "were cleared", case_changes.add_cases, made.audit, ["N-09"])
    undo(made.vault.store, made.vault.actor)
    with pytest.raises(UserError, match="can't be undone"):
        undo(made.vault.store, made.vault.actor)


def test_names_of_published_reviews_begin_with_those_of_the_sources(made: AuditMade) -> None:
    assert made.read(cases.watched_names) == ("Baby Harris", "Eve")
    uid = made.do(case_changes.add_review_name, "  Child   Q ", published=PartialDate(2022))
    refused(made, "already", case_changes.add_review_name, "child q")
    made.do(case_changes.change_review_name, uid, 1, name="Child R")
    assert made.read(cases.watched_names) == ("Baby Harris", "Child R", "Eve")
    made.do(case_changes.remove_review_name, uid)


def test_the_sample_has_cases_in_which_nothing_tells_whose_they_are(medway: Vault) -> None:
    fill = operation("test.fill")(fill_audits)
    run(medway.store, medway.actor, fill, 1)
    with medway.store.reading() as session:
        today = medway.store.clock.today()
        found = session.execute(
            select(Audit, AuditCase).join(AuditCase, AuditCase.audit_id == Audit.id).order_by(AuditCase.position)
        ).all()
        ahead, graded = sorted({audit for audit, _ in found}, key=lambda one: one.state is AuditState.HELD)
        assert ahead.state in (AuditState.PROPOSED, AuditState.AGREED)
        assert ahead.revealed_at is None
        shown = graded_audit(session)
        assert shown is not None
        assert (shown[0], len(shown[1])) == (graded, graded.cases)
        assert ahead.cases == len(found) - len(shown[1]) == 6
        assert owed(session) == []
        (counts,) = overall_counts(session).values()
        assert sum(number for _, number in counts) == graded.cases
        assert session.scalar(select(PublishedGrade.id).where(PublishedGrade.audit_id == graded.id)) is None
        assert {one.stand.value for one in service_rows(session, graded.uid, today)} == {"in"}
        columns = (OwnGrade.evidence, OwnAnswer.answer, AgreedGrade.reason, Dissent.words, RiskNow.what)
        written = [set(session.scalars(select(one).where(one.is_not(None)))) for one in columns]
        assert [bool(one) for one in written] == [True] * len(columns)
        texts = [
            ahead.selection,
            ahead.key_holder,
            *(text for _, case in found for text in (case.reference, case.summary)),
            *(text for one in written for text in one),
        ]
        names = cases.watched_names(session)
    assert not [spot for text in texts if text for spot in find_identities(text, names, today)]
