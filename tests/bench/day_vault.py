"""An audit day for the benches: 12 cases, 20 services and 40 questions, revealed, always the same."""

import random

from sqlalchemy import select

from mscp_desktop.assessment.records import Grade
from mscp_desktop.assessment.rules.changes import add_question, add_section, add_tool, put_in_use
from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.case_changes import add_cases
from mscp_desktop.audits.rules.changes import add_audit, change_audit
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.audits.rules.service_changes import add_service
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession

SEED = 20251014
CASES, SERVICES, SECTIONS, QUESTIONS = 12, 20, 8, 40


@operation("bench.make_tool")
def make_tool(session: WorkSession) -> tuple[str, list[str], list[str]]:
    """Make a tool and return the uids of it, its sections and its questions."""
    tool = add_tool(session, "Bench")
    sections = [add_section(session, tool, f"Section {at}", overall=at == SECTIONS) for at in range(1, SECTIONS + 1)]
    questions = [add_question(session, sections[at % SECTIONS], f"What was seen of {at}?") for at in range(QUESTIONS)]
    put_in_use(session, tool)
    return tool, sections, questions


@operation("bench.make_day")
def make_day(session: WorkSession, year: int, made: tuple[str, list[str], list[str]]) -> str:
    """Make the audit in a year without any, with what `make_tool` made, and return its uid."""
    rng = random.Random(SEED)  # noqa: S311 - the same each time
    tool, sections, questions = made
    audit = add_audit(session, year, 1, new_theme="Bench of a day")
    change_audit(session, audit, 1, tool_uid=tool)
    cases = add_cases(session, audit, [f"B-{at:02d}" for at in range(1, CASES + 1)])
    grades = session.scalars(select(Grade.uid).order_by(Grade.scale_id, Grade.position).limit(4)).all()
    for at in range(SERVICES):
        service = add_service(session, audit, f"Service {at + 1}")
        for case in cases:
            own = Own(
                {one: rng.choice(grades) for one in sections}, dict.fromkeys(sections, "Seen in the file. " * 8),
                dict.fromkeys(questions, "Yes, within a week, and again after."),
            )  # fmt: skip
            sealing.keep_own(session, service, case, own, None)
    sealing.reveal(session, audit)
    return audit
