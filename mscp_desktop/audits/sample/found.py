"""Invents what audits found: themes that come back over the years, escalations, and the actions that followed."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from mscp_desktop.actions.rules.changes import mark_done
from mscp_desktop.assessment.records import ToolSection
from mscp_desktop.audits.records import Audit, AuditCase, AuditState, FindingKind, LearningTheme
from mscp_desktop.audits.rules.finding_changes import (
    add_finding,
    add_learning_theme,
    agree_learning,
    raise_action,
    tie_agency,
    tie_case,
)
from mscp_desktop.audits.rules.findings import asked_agencies
from mscp_desktop.audits.sample.words import ESCALATED, FOUND
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession

LEAST, MOST = 3, 5  # findings of an audit
ACTED, DONE, ESCALATES = 0.7, 0.5, 0.3  # of what is to improve; of its actions; of audits
RAISED_IN, DUE_IN, AGREED_IN = timedelta(days=30), timedelta(days=75), timedelta(days=60)
EVIDENCE = "Reported to the sub-group, with the wording that teams use now."


def find(session: WorkSession, rng: random.Random, audits: Sequence[Audit]) -> None:
    """Give audits that were held their findings with actions; those that are closed also had their learning agreed."""
    today = session.clock.today()
    there = set(session.scalars(select(LearningTheme.name)))
    for theme in dict.fromkeys(one[0] for one in FOUND):
        if theme not in there:
            add_learning_theme(session, theme)
    themes = {one.name: one.uid for one in session.scalars(select(LearningTheme))}
    for audit in audits:
        state, audit.state = audit.state, AuditState.HELD  # findings are added while it is open
        session.flush()
        held = audit.held_on.earliest() if audit.held_on is not None else today
        _find_of(session, rng, audit, held, themes)
        if rng.random() < ESCALATES:
            text, to, outcome = rng.choice(ESCALATED)
            add_finding(
                session, audit.uid, FindingKind.ESCALATION, text, escalated_to=to, escalated_on=PartialDate.of(held),
                outcome=outcome if state is AuditState.CLOSED else None,
            )  # fmt: skip
        if state is AuditState.CLOSED and held + AGREED_IN <= today:
            agree_learning(session, audit.uid, PartialDate.of(held + AGREED_IN))
        audit.state = state
        session.flush()


def _find_of(session: WorkSession, rng: random.Random, audit: Audit, held: date, themes: Mapping[str, str]) -> None:
    """Give an audit its strengths, what is to improve, and the actions from that."""
    today = session.clock.today()
    sections = session.scalars(
        select(ToolSection.uid).where(ToolSection.tool_id == audit.tool_id, ToolSection.overall.is_(False))
    ).all()
    cases = session.scalars(select(AuditCase.uid).where(AuditCase.audit_id == audit.id)).all()
    agencies = [uid for uid, _ in asked_agencies(session, audit.uid)]
    for theme, kind, text, action in rng.sample(FOUND, rng.randint(LEAST, MOST)):
        uid = add_finding(
            session, audit.uid, kind, text, learning_uid=themes[theme],
            section_uid=rng.choice(sections) if sections else None,
        )  # fmt: skip
        for case in rng.sample(cases, min(len(cases), rng.randint(0, 2))):
            tie_case(session, uid, case)
        for agency in rng.sample(agencies, min(len(agencies), rng.randint(0, 1))):
            tie_agency(session, uid, agency)
        if kind is FindingKind.IMPROVEMENT and rng.random() < ACTED:
            owner = rng.choice(agencies) if agencies else None
            raised = min(held + RAISED_IN, today)
            made = raise_action(
                session, uid, action, organisation_uid=owner, due=raised + DUE_IN, raised=raised
            )  # fmt: skip
            if rng.random() < DONE:
                mark_done(session, made, EVIDENCE, done_on=min(raised + DUE_IN, today))
