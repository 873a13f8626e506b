"""Sealed grades: nobody sees a service's own grade before the reveal, by whatever door."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from audit_made import fill, made_audit, whole_answer
from command_line import command_line
from sealed_doors import CANARY, GRADE, doors, told
from sqlalchemy import func, select

from mscp_desktop.audits.records import AuditService, Known, OwnAnswer, OwnGrade, ServiceCase
from mscp_desktop.audits.rules import sealing, service_changes, services
from mscp_desktop.audits.rules.own_rows import Own
from mscp_desktop.foundation.bookkeeping import OperationText, SealedContent
from mscp_desktop.foundation.errors import ConflictError, NotAllowedError, UserError
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Actor, Role
from mscp_desktop.foundation.undo import redo, undo
from mscp_desktop.foundation.vault import Vault


def test_a_canary_comes_out_by_no_door_before_the_reveal(
    medway: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    derived_once: None,
) -> None:  # fmt: skip
    made = made_audit(medway)
    sent = made.send()
    before = told(made, doors(made))
    said = whole_answer(made, made.cases[0], GRADE, f"Words of {CANARY}")
    said |= {(f"{made.cases[0]}/question/{made.questions[0]}", "words"): f"Answer of {CANARY}"}
    answer = made.answer(fill(made.workbook(sent[0]), said, tmp_path / "back.xlsx"))
    assert CANARY not in repr(answer), "not where it might be logged either"
    made.take(answer)
    made.do(sealing.set_own_grade, made.services[1], made.cases[0], made.sections[0], made.grades[GRADE])
    made.do(sealing.set_own_evidence, made.services[1], made.cases[0], made.sections[0], f"Typed {CANARY}")
    after = told(made, doors(made, others=True))
    assert not after.pop("other documents")[0]
    assert after == before
    undo(medway.store, medway.actor)
    undo(medway.store, medway.actor)
    redo(medway.store, medway.actor)
    redo(medway.store, medway.actor)
    assert told(made, doors(made, documented=False)) == {**before, "documents": (False, 0)}
    with medway.store.reading() as session:
        assert CANARY in "".join(session.scalars(select(SealedContent.payload))), "it is there, under its key"
    medway.close()
    line = command_line(tmp_path, monkeypatch, capsys)
    for words in (("history", "--json"), ("check",), ("export", "due", "--out", "due.csv")):
        code, out, error = line(*words, vault=medway.place)
        assert (code, CANARY in out + error) == (0, False), words
        assert out.count(made.grades[GRADE]) <= 1, "where the grade itself was made"


def test_the_reveal_shows_everything_and_forgets_what_was_sealed(medway: Vault, tmp_path: Path) -> None:
    made = made_audit(medway)
    sent = made.send()
    said = whole_answer(made, made.cases[0], GRADE, f"Words of {CANARY}")
    answer = made.answer(fill(made.workbook(sent[0]), said, tmp_path / "back.xlsx"))
    made.take(answer)
    undo(medway.store, medway.actor)
    assert made.read(sealing.not_in, made.audit)[0].answered == 0
    redo(medway.store, medway.actor)
    with pytest.raises(UserError, match=r"Not all have answered: Early help \(1 of 2 cases\); Kent Police"):
        made.do(sealing.reveal, made.audit)
    with pytest.raises(UserError, match="who decided it"):
        made.do(sealing.reveal, made.audit, "The day is today")
    reader = Actor(medway.actor.uid, medway.actor.name, frozenset({Role.FINANCE}))
    with pytest.raises(NotAllowedError):
        run(medway.store, reader, sealing.reveal, made.audit, "The day is today", "The chair")
    made.do(sealing.reveal, made.audit, "The day is today", "The chair")
    found = doors(made, documented=False)
    assert CANARY in found["tables"], "history and records have it now: the doors are open"
    assert CANARY in found["own"]
    own = made.read(sealing.own_of, made.audit)[made.services[0], made.cases[0]]
    assert set(own.grades.values()) == {made.grades[GRADE]}
    assert own.grades.keys() == set(made.sections)
    with medway.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedContent)) == 0
        assert {one.sealed for one in session.scalars(select(ServiceCase))} == {None}
    with pytest.raises(UserError, match=r"can't be undone\. What corrects it is changing a grade with its reason"):
        undo(medway.store, medway.actor)
    with pytest.raises(UserError, match="revealed already"):
        made.do(sealing.reveal, made.audit)
    made.do(sealing.set_own_grade, made.services[1], made.cases[0], made.sections[0], made.grades["Good"])
    with medway.store.reading() as session:
        late = {
            session.get_one(AuditService, one.service_id).name: one.late for one in session.scalars(select(ServiceCase))
        }
    assert late == {"Early help": False, "Kent Police": True}
    cell = made.services[0], made.cases[0], made.sections[0]
    with pytest.raises(UserError, match="say why Early help grades"):
        made.do(sealing.set_own_grade, *cell, made.grades["Good"], replace=True)
    made.do(sealing.set_own_grade, *cell, made.grades["Good"], why="It sent the wrong file")
    said = made.read(
        lambda s: s.scalars(select(OperationText.payload).order_by(OperationText.operation_id.desc())).first()
    )
    assert "It sent the wrong file" in said
    assert set(made.read(lambda s: s.scalars(select(ServiceCase.late)).all())) == {True}


def test_nobody_elses_undo_seals_anything_again(medway: Vault) -> None:
    made = made_audit(medway)
    other = Actor("other", "Bea Other", frozenset({Role.AUDIT}))
    run(medway.store, other, sealing.set_own_grade, made.services[0], made.cases[0], made.sections[0],
        made.grades["Good"])  # fmt: skip
    run(medway.store, other, sealing.set_own_grade, made.services[0], made.cases[0], made.sections[0],
        made.grades[GRADE], replace=True)  # fmt: skip
    undo(medway.store, other)
    made.do(sealing.reveal, made.audit, "Enough for today", "The chair")
    for back in (undo, redo):
        with pytest.raises(ConflictError):
            back(medway.store, other)
    (own,) = [one for one in made.read(sealing.own_of, made.audit).values() if not one.is_empty()]
    assert own.grades == {made.sections[0]: made.grades["Good"]}


def test_cells_typed_one_by_one_add_up_under_the_seal(medway: Vault) -> None:
    made = made_audit(medway)
    service, case = made.services[0], made.cases[0]
    first, second = made.sections[:2]

    def graded() -> int:
        with medway.store.reading() as session:
            return session.scalars(select(ServiceCase)).one().graded

    made.do(sealing.set_own_grade, service, case, first, made.grades["Good"])
    made.do(sealing.set_own_grade, service, case, second, None, applies=False)
    made.do(sealing.set_own_evidence, service, case, made.sections[2], "Seen by the school")
    assert graded() == 2
    for grade in (made.grades["Good"], made.grades["Inadequate"], None):
        with pytest.raises(UserError, match="has answered"):  # the same one too: a refusal tells nothing of what it is
            made.do(sealing.set_own_grade, service, case, first, grade)
    made.do(sealing.set_own_grade, service, case, first, None, replace=True)
    assert graded() == 1
    assert made.read(sealing.differs_from_sealed, service, case, Own({second: made.grades["Good"]})) == 1
    assert made.read(sealing.differs_from_sealed, service, case, Own({first: made.grades["Good"]})) == 0
    assert made.read(sealing.differences, service, case, Own({second: made.grades["Good"]})) == []
    made.do(sealing.reveal, made.audit, "A trial", "The chair")
    (told,) = made.read(sealing.differences, service, case, Own({second: made.grades["Good"]}))
    assert (told.before, told.now) == ("does not apply", "Good")
    with medway.store.reading() as session:
        rows = {one.applies: (one.grade_id, one.evidence) for one in session.scalars(select(OwnGrade))}
        assert rows == {False: (None, None), True: (None, "Seen by the school")}
        assert session.scalars(select(OwnAnswer)).all() == []


def test_a_child_not_known_has_no_grades(medway: Vault) -> None:
    made = made_audit(medway)
    service, case = made.services[0], made.cases[0]
    made.do(sealing.set_own_grade, service, case, made.sections[0], made.grades["Good"])
    made.do(sealing.set_known, service, case, Known.NOT_KNOWN)
    row = made.read(services.service_rows, made.audit, medway.store.clock.today())[0]
    assert (row.answered, row.graded, row.asked) == (1, 0, len(made.sections))
    with pytest.raises(UserError, match="not known to it"):
        made.do(sealing.set_own_grade, service, case, made.sections[0], made.grades["Good"])
    undo(medway.store, medway.actor)
    made.do(sealing.reveal, made.audit, "A trial", "The chair")
    assert made.read(sealing.own_of, made.audit)[service, case].grades == {made.sections[0]: made.grades["Good"]}


@pytest.mark.parametrize("what", ["section", "grade", "case"])
def test_what_is_of_something_else_is_refused(medway: Vault, what: str) -> None:
    made = made_audit(medway)
    other = {"section": made.questions[0], "grade": made.sections[0], "case": made.cases[0]}
    args = [made.services[0], made.cases[0], made.sections[0], made.grades["Good"]]
    if what == "case":
        made.do(service_changes.add_service, made.audit, "Another")
        args[1] = made.services[0]
    else:
        args[2 if what == "section" else 3] = other[what]
    with pytest.raises(UserError):
        made.do(sealing.set_own_grade, *args)


def test_only_one_module_reads_what_is_sealed() -> None:
    root = Path(sealing.__file__).parents[2]
    named: Callable[[Path], bool] = lambda file: bool(  # noqa: E731 - one line of what is looked for
        re.search(r"SealedContent|sealed_content|foundation\.sealing", file.read_text(encoding="utf-8"))
    )
    found = {str(one.relative_to(root)) for one in root.rglob("*.py") if named(one)}
    allowed = {"foundation/sealing.py", "foundation/bookkeeping.py", "audits/rules/sealing.py"}
    assert {one for one in found if "migrations" not in one} == allowed
