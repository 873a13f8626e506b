"""An audit from the programme to its end: workbooks that LibreOffice filled, sealed, revealed, moderated, closed."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from audit_journey import SOFFICE, Journey, begun
from sealed_doors import CANARY, raw
from sqlalchemy import func, select

from mscp_desktop.assessment.records import Grade, ToolSection
from mscp_desktop.audits.records import (
    AgreedGrade,
    Audit,
    AuditCase,
    AuditReturn,
    AuditService,
    AuditState,
    Dissent,
    Known,
    OwnGrade,
    ServiceCase,
)
from mscp_desktop.audits.rules import agreed, programme, sealing, services
from mscp_desktop.audits.rules.services import REPLACED, Stand
from mscp_desktop.foundation.bookkeeping import SealedContent
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.vault import Vault

TODAY = date(2025, 1, 15)


def test_a_small_audit_from_the_programme_to_its_end(medway: Vault, tmp_path: Path) -> None:
    journey(begun(medway, 2, 3), tmp_path / "back", by_office=False)


@pytest.mark.safety
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed: there is no soffice to fill the workbooks")
def test_six_cases_and_sixteen_workbooks_by_libreoffice(medway: Vault, tmp_path: Path) -> None:
    journey(begun(medway, 6, 16), tmp_path / "back", by_office=True)


def journey(way: Journey, folder: Path, *, by_office: bool) -> None:
    """Go through the stages, and read the database after each."""
    planned(way)
    way.ask()
    asked(way)
    answered(way, way.answers(folder, by_office=by_office))
    way.reveal()
    revealed(way)
    way.moderate()
    with pytest.raises(UserError, match="a reason is owed"):
        way.close()
    way.give_reasons()
    moderated(way)
    way.close()
    closed(way)


def planned(way: Journey) -> None:
    with way.made.vault.store.reading() as session:
        audit = Audit.by_uid(session, way.made.audit)
        assert (audit.state, audit.decision_id is None, audit.tool_id is None) == (AuditState.AGREED, False, False)
        assert (audit.cases, audit.key_holder) == (len(way.made.cases), "The lead agency")
        places = list(session.scalars(select(AuditService.position).order_by(AuditService.position)))
        assert places == list(range(1, len(way.made.services) + 1))
        shorts = list(session.scalars(select(AuditService.short)))
        assert None not in shorts
        assert len(set(shorts)) == len(shorts)


def asked(way: Journey) -> None:
    with way.made.vault.store.reading() as session:
        out = Counter(session.scalars(select(AuditReturn.outcome)))
        assert out == {REPLACED: 1, None: len(way.made.services)}
        assert session.scalar(select(func.count(ServiceCase.id))) == 0


def answered(way: Journey, files: list[Path]) -> None:
    """Refuse the two that are wrong, and take the others in: all is sealed, and nothing of it can be seen."""
    old, elsewhere, *right = files
    with pytest.raises(UserError, match=r"is edition 1 of the workbook of .+; edition 2 was sent on 15 January 2025"):
        way.made.answer(old)
    with pytest.raises(UserError, match="but it was sent to"):
        way.made.answer(elsewhere)
    with way.made.vault.store.reading() as session:
        assert session.scalar(select(func.count(SealedContent.key))) == 0, "nothing of a wrong one is kept"
    whole = f"{len(way.made.cases)} of {len(way.made.cases)} cases complete"
    for file in right:
        answer = way.made.answer(file)
        assert answer.count_words() == whole, (file.name, answer.others, [one.problems for one in answer.cases])
        way.made.take(answer)
    known = sum(bool(grades) for grades in way.own.values())
    with way.made.vault.store.reading() as session:
        assert session.scalar(select(func.count(SealedContent.key))) == known
        assert CANARY in "".join(session.scalars(select(SealedContent.payload)))
        assert CANARY not in raw(session)
        assert session.scalar(select(func.count(OwnGrade.id))) == 0
        said = Counter(session.scalars(select(ServiceCase.known)))
        assert said == {Known.KNOWN: known, Known.NOT_KNOWN: len(way.own) - known}
        assert {one.stand for one in services.service_rows(session, way.made.audit, TODAY)} == {Stand.IN}
        assert sealing.own_of(session, way.made.audit) == {}


def revealed(way: Journey) -> None:
    with way.made.vault.store.reading() as session:
        found = {key: dict(own.grades) for key, own in sealing.own_of(session, way.made.audit).items()}
        assert found == way.own
        assert session.scalar(select(func.count(SealedContent.key))) == 0
        audit = Audit.by_uid(session, way.made.audit)
        assert (audit.state, audit.revealed_why) == (AuditState.HELD, None)
        assert CANARY in raw(session)


def moderated(way: Journey) -> None:
    with way.made.vault.store.reading() as session:
        rows = session.execute(
            select(AuditCase.uid, ToolSection.uid, Grade.uid, AgreedGrade.reason)
            .join(AuditCase, AuditCase.id == AgreedGrade.case_id)
            .join(ToolSection, ToolSection.id == AgreedGrade.section_id)
            .join(Grade, Grade.id == AgreedGrade.grade_id)
        ).all()
        assert {(case, section): grade for case, section, grade, _ in rows} == way.agreed
        assert {(case, section): why for case, section, _, why in rows if why} == way.reasons
        assert way.reasons
        assert session.scalar(select(Dissent.words)) == "We saw it otherwise"
        assert agreed.owed(session) == []


def closed(way: Journey) -> None:
    with way.made.vault.store.reading() as session:
        row = programme.audit_row(session, way.made.audit)
        assert row is not None
        assert (row.state, row.cases) == (AuditState.CLOSED, len(way.made.cases))
        overall = session.scalar(
            select(ToolSection.uid).where(ToolSection.uid.in_(way.made.sections), ToolSection.overall.is_(True))
        )
        counts = Counter(grade for (_, section), grade in way.agreed.items() if section == overall)
        assert {one.uid: one.cases for one in row.grades} == counts
    with pytest.raises(UserError, match="is closed"):
        way.made.do(sealing.set_own_grade, way.made.services[0], way.made.cases[0], way.made.sections[0], None)
