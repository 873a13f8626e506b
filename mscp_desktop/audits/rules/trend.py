"""How cases were graded, by audit, theme and year: counts with their number, and no share of a few."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.assessment.records import Grade, Scale
from mscp_desktop.audits.records import ON_RECORD
from mscp_desktop.audits.rules.programme import AuditRow, audit_rows, year_of

LEAST_FOR_A_SHARE = 5  # cases: of fewer a share says more than is known


@dataclass(frozen=True, slots=True)
class Graded:
    """How many cases of something got each grade of a scale, from the best to the lowest; `audits` is of how many.

    Where several grades are of one case, `apart` is of how many cases they all are.
    """

    name: str
    audits: int
    counts: tuple[int, ...]
    apart: int | None = None

    @property
    def cases(self) -> int:
        """How many cases were graded."""
        return sum(self.counts)

    def share(self, at: int) -> int | None:
        """Return the share of a grade in whole per cent, a half up; None of fewer cases than a share is made of."""
        few = self.cases if self.apart is None else min(self.cases, self.apart)
        return None if few < LEAST_FOR_A_SHARE else share_of(self.counts[at], self.cases)

    def words(self, at: int) -> str:
        """Return a grade's count with its share: "4 (67%)", or "4" of a few cases."""
        share = self.share(at)
        return str(self.counts[at]) if share is None or not self.counts[at] else f"{self.counts[at]} ({share}%)"


@dataclass(frozen=True, slots=True)
class Trend:
    """The grades on one scale; `grades` are their names, from the best to the lowest."""

    scale: str
    grades: tuple[str, ...]
    by_audit: tuple[Graded, ...]
    by_theme: tuple[Graded, ...]
    by_year: tuple[Graded, ...]
    whole: Graded


def share_of(part: int, whole: int) -> int:
    """Return a part in whole per cent, a half up."""
    return (200 * part + whole) // (2 * whole)


def trends(
    session: Session, first: int | None = None, last: int | None = None,
    only: Callable[[AuditRow], bool] = lambda _one: True,
) -> list[Trend]:  # fmt: skip
    """Return the grades of what was held in the years from `first` to `last`, for each scale with some; None is open.

    Years are given by the calendar year in which they begin; `only` takes audits by what they are besides. The scale
    with the most cases comes first.
    """
    held = [
        one
        for one in audit_rows(session)
        if one.state in ON_RECORD
        and one.grades
        and (first is None or one.year >= first)
        and (last is None or one.year <= last)
        and only(one)
    ]
    names = {one.id: one.name for one in session.scalars(select(Scale))}
    found = []
    for scale in dict.fromkeys(one.grades[0].scale_id for one in held):
        rows = [one for one in held if one.grades[0].scale_id == scale]
        grades = session.execute(
            select(Grade.uid, Grade.name).where(Grade.scale_id == scale).order_by(Grade.position, Grade.id)
        ).all()
        found.append(_trend(names[scale], [(uid, name) for uid, name in grades], rows))
    return sorted(found, key=lambda one: -one.whole.cases)


def _trend(scale: str, grades: list[tuple[str, str]], rows: list[AuditRow]) -> Trend:
    uids = [uid for uid, _ in grades]

    def by(said: Callable[[AuditRow], str], ordered: Iterable[AuditRow]) -> tuple[Graded, ...]:
        together: dict[str, list[AuditRow]] = {}
        for one in ordered:
            together.setdefault(said(one), []).append(one)
        return tuple(_graded(name, uids, members) for name, members in together.items())

    return Trend(
        scale, tuple(name for _, name in grades),
        tuple(_graded(audit_words(one), uids, [one]) for one in rows),
        by(lambda one: one.theme, sorted(rows, key=lambda one: one.theme.casefold())),
        by(lambda one: str(year_of(one.year)), rows),
        _graded("All", uids, rows),
    )  # fmt: skip


def audit_words(one: AuditRow) -> str:
    """Return an audit as a trend names it: "Physical abuse, April 2021"."""
    return f"{one.theme}, {one.held_words() or year_of(one.year)}"


def _graded(name: str, grades: list[str], rows: list[AuditRow]) -> Graded:
    counts = dict.fromkeys(grades, 0)
    for one in rows:
        for grade in one.grades:
            counts[grade.uid] += grade.cases
    return Graded(name, len(rows), tuple(counts.values()))
