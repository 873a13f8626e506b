"""Workbooks of an audit that somebody filled in and broke, with what has to be read from each."""

import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from audit_made import AuditMade, whole_answer
from mutated_sheets import broken
from openpyxl.worksheet.worksheet import Worksheet

from mscp_desktop.audits.rules import returns
from mscp_desktop.audits.rules.returned import ServiceAnswer
from mscp_desktop.foundation.errors import UserError

PLACES = {"known": 4, "grade": 5, "words": 6}
ODD = ("=1+1", "#REF!", "x" * 5000, 12345, "Fairly good", "n/a", " good. ", "\u2014", True, "Known")
Said = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Mutated:
    """A broken workbook: its bytes, what was done, and what stands in the cells that were left alone.

    Each cell of `touched` (row's identity, column) was written over, or stands in a row that was; `exact` says that
    nothing was done to the cells.
    """

    data: bytes
    done: tuple[str, ...]
    said: Said
    touched: frozenset[str]
    gone: frozenset[str]
    grades: Mapping[str, str]

    def check(self, answer: ServiceAnswer) -> None:
        """Assert that each untouched cell was read as it was, and that a row which is not read is named."""
        for case in answer.cases:
            named = bool(case.problems or case.missing or answer.others)
            for (uid, key), value in self.said.items():
                owner, kind, part = returns.row_parts(uid)
                if owner != case.case_uid or uid in self.touched or case.contradicts:
                    continue
                if kind != returns.SECTION or (uid in self.gone and named):
                    continue
                read = case.own.grades.get(part) if key == "grade" else case.own.evidence.get(part)
                assert read == (self.grades[value] if key == "grade" else value), (self.done, uid)


def read_mutated(made: AuditMade, file: Path, many: int, rng: random.Random) -> int:
    """Read so many broken workbooks, each right or refused, and return how many could be read."""
    (sent,) = made.send(0)
    said = whole_answer(made, made.cases[0]) | whole_answer(made, made.cases[1], "Inadequate", "Not on file")
    book, read = made.workbook(sent), 0
    for _ in range(many):
        mutated = mutated_return(rng, made, book, said)
        file.write_bytes(mutated.data)
        try:
            answer = made.answer(file)
        except UserError:
            if not mutated.done:
                raise
            continue
        read += 1
        mutated.check(answer)
    return read


def mutated_return(rng: random.Random, made: AuditMade, book: bytes, said: Said) -> Mutated:
    """Return a filled workbook to which something was done."""
    opened = openpyxl.load_workbook(io.BytesIO(book))
    sheet = opened["Form"]
    top = next(at for at in range(1, 20) if sheet.cell(at, 1).value == "Row")
    lines = {str(sheet.cell(at, 1).value): at for at in range(top + 1, sheet.max_row + 1)}
    for (uid, key), value in said.items():
        sheet.cell(lines[uid], PLACES[key]).value = value
    done: list[str] = []
    touched: set[str] = set()
    gone: set[str] = set()
    done += [_change(rng, sheet, top, touched, gone) for _ in range(rng.randrange(4))]
    out = io.BytesIO()
    opened.save(out)
    data = out.getvalue()
    if rng.random() < 0.3:
        data = broken(rng, data, workbook=True, done=done)
    return Mutated(data, tuple(done), said, frozenset(touched), frozenset(gone), made.grades)


def _change(rng: random.Random, sheet: Worksheet, top: int, touched: set[str], gone: set[str]) -> str:
    at = rng.randrange(top + 1, sheet.max_row + 1)
    uid = str(sheet.cell(at, 1).value or "")
    kind = rng.choice(("odd", "delete", "double", "blank id", "move", "added", "heading"))
    if kind == "odd":
        sheet.cell(at, rng.choice((4, 5, 6))).value = rng.choice(ODD)
        touched.add(uid)
    elif kind == "delete":
        sheet.delete_rows(at)
        gone.add(uid)
    elif kind == "double":
        for column in range(1, 7):
            sheet.cell(sheet.max_row + (column == 1), column).value = sheet.cell(at, column).value
        gone.add(uid)
    elif kind == "blank id":
        sheet.cell(at, 1).value = None
        gone.add(uid)
    elif kind == "move":
        other = rng.randrange(top + 1, sheet.max_row + 1)
        for column in range(1, 7):
            one, two = sheet.cell(at, column), sheet.cell(other, column)
            one.value, two.value = two.value, one.value
    elif kind == "added":
        last = sheet.max_row + 1
        sheet.cell(last, 6).value = "One more"
    else:
        sheet.cell(top, 5).value = "Grade"
    return kind
