"""What graded audits tell: agreed grades by audit, theme, year and section, and services' own grades beside them.

Counts are given with their number, shares only of enough cases. There is no coefficient of agreement, such as a
weighted kappa: five or six cases chosen for what they can teach, graded section by section and so not apart from each
other, with few grades at one end of the scale, bear none; it would say more than is known. What was the same, one grade
apart, higher and lower is counted, and can be checked by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session, aliased

from mscp_desktop.assessment.records import Grade, Scale, ToolSection
from mscp_desktop.audits.records import (
    ON_RECORD,
    AgreedGrade,
    Audit,
    AuditCase,
    AuditService,
    OwnGrade,
    ServiceCase,
)
from mscp_desktop.audits.rules.programme import AuditRow, audit_rows
from mscp_desktop.audits.rules.trend import LEAST_FOR_A_SHARE, Graded, Trend, share_of, trends
from mscp_desktop.parties.records import Organisation


@dataclass(frozen=True, slots=True)
class Scope:
    """Which audits figures are of: one audit or one theme by uid, years by the calendar year in which each begins."""

    audit: str | None = None
    theme: str | None = None
    first: int | None = None
    last: int | None = None

    def takes(self, one: AuditRow) -> bool:
        """Return whether an audit that took place is one of them."""
        return (
            one.state in ON_RECORD
            and self.audit in (None, one.uid)
            and self.theme in (None, one.theme_uid)
            and (self.first is None or one.year >= self.first)
            and (self.last is None or one.year <= self.last)
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """Own grades beside the agreed ones: how many are the same, and of the others how many were higher or lower.

    `near` are those one grade apart, either way. `cases` and `audits` say of how many they are, `late` how many own
    grades came after the reveal, when others' could be seen, and are left out.
    """

    name: str
    audits: int
    cases: int
    same: int
    near: int
    higher: int
    lower: int
    late: int = 0

    @property
    def number(self) -> int:
        """How many own grades were compared."""
        return self.same + self.higher + self.lower

    def words(self, count: int) -> str:
        """Return a count with its share: "14 (70%)"; alone where there are few grades, or they are of few cases."""
        few = min(self.number, self.cases) < LEAST_FOR_A_SHARE
        return str(count) if few or not count else f"{count} ({share_of(count, self.number)}%)"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the audits of one scale tell; `grades` are its names, from the best to the lowest.

    `trend` counts overall grades, published ones too. All else is of audits that were graded here: `sections` are the
    agreed grades of each, `own` the grades that each agency gave its own work, `compared` those beside the agreed ones,
    and `compared_sections` the same by section. The overall section is told by the trend, and compared by itself: it
    rests on the others.
    """

    scale: str
    grades: tuple[str, ...]
    trend: Trend | None
    sections: tuple[Graded, ...]
    own: tuple[Graded, ...]
    compared: tuple[Compared, ...]
    compared_sections: tuple[Compared, ...]
    compared_whole: Compared

    @property
    def late(self) -> int:
        """How many own grades came after the reveal, and are compared with nothing."""
        return sum(one.late for one in self.compared)


def figures(session: Session, scope: Scope, *, by_service: bool = False) -> list[Figures]:
    """Return what the audits in a scope tell, for each scale that something was graded on; the fullest comes first.

    An agency is an organisation with all its services, or a service where none is recorded; `by_service` keeps the
    services apart. Nothing of an audit is compared before its reveal.
    """
    rows = [one for one in audit_rows(session) if scope.takes(one)]
    ids = [one.id for one in rows]
    found = {one.scale: one for one in trends(session, only=scope.takes)}
    names = {one.id: one.name for one in session.scalars(select(Scale))}
    sections, own, pairs = _sections(session, ids), _own(session, ids), _pairs(session, ids)
    used = {one.scale_id for one in (*sections, *own, *pairs)}
    scales = dict.fromkeys([*(key for key, name in names.items() if name in found), *used])
    made = []
    for scale in scales:
        grades = session.scalars(select(Grade.name).where(Grade.scale_id == scale).order_by(Grade.position, Grade.id))
        places = session.scalars(select(Grade.id).where(Grade.scale_id == scale).order_by(Grade.position, Grade.id))
        order = {key: at for at, key in enumerate(places.all())}
        mine = [one for one in pairs if one.scale_id == scale]
        parts = [one for one in mine if not one.overall]
        made.append(
            Figures(
                names[scale], tuple(grades.all()), found.get(names[scale]),
                _counted(((one.section, one) for one in sections if one.scale_id == scale), order),
                _counted(((_agency(one, by_service=by_service), one) for one in own if one.scale_id == scale), order),
                _together((_agency(one, by_service=by_service), one) for one in parts),
                _together((one.section, one) for one in mine),
                next(iter(_together(("All", one) for one in parts)), Compared("All", 0, 0, 0, 0, 0, 0)),
            )
        )  # fmt: skip
    return sorted(made, key=lambda one: -(0 if one.trend is None else one.trend.whole.cases))


def sealed_audits(session: Session, scope: Scope) -> list[AuditRow]:
    """Return the audits in a scope that have cases here and were not revealed: nothing can be compared in them yet."""
    query = select(Audit.id).where(Audit.revealed_at.is_(None), Audit.id.in_(select(AuditCase.audit_id)))
    keys = set(session.scalars(query))
    return [one for one in audit_rows(session, keys) if scope.takes(one)]


def _sections(session: Session, ids: Iterable[int]) -> list[Row[Any]]:
    """Return agreed grades by case, the sections in the order of their tools."""
    query = (
        select(
            Grade.scale_id, func.min(ToolSection.position).label("position"), ToolSection.name.label("section"),
            Grade.id.label("grade"), AuditCase.audit_id.label("audit"), AuditCase.id.label("case"),
            func.count().label("number"),
        )
        .select_from(AgreedGrade)
        .join(AuditCase, AuditCase.id == AgreedGrade.case_id)
        .join(ToolSection, ToolSection.id == AgreedGrade.section_id)
        .join(Grade, Grade.id == AgreedGrade.grade_id)
        .where(AuditCase.audit_id.in_(list(ids)))
        .group_by(ToolSection.key, Grade.id, AuditCase.id)
    )  # fmt: skip
    return _in_order(session, query)


def _own(session: Session, ids: Iterable[int]) -> list[Row[Any]]:
    """Return the grades that services gave, but to the overall section, by case."""
    query = (
        select(
            Grade.scale_id, func.min(AuditService.position).label("position"), AuditService.name.label("service"),
            Organisation.name.label("organisation"), Grade.id.label("grade"), AuditService.audit_id.label("audit"),
            ServiceCase.case_id.label("case"), func.count().label("number"),
        )
        .select_from(OwnGrade)
        .join(ServiceCase, ServiceCase.id == OwnGrade.service_case_id)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .join(Audit, Audit.id == AuditService.audit_id)
        .join(ToolSection, ToolSection.id == OwnGrade.section_id)
        .join(Grade, Grade.id == OwnGrade.grade_id)
        .outerjoin(Organisation, Organisation.id == AuditService.organisation_id)
        .where(
            Audit.id.in_(list(ids)), Audit.revealed_at.is_not(None), ToolSection.overall.is_(False),
            ServiceCase.late.is_(False),
        )
        .group_by(AuditService.id, Grade.id, ServiceCase.case_id)
    )  # fmt: skip
    return _in_order(session, query)


def _pairs(session: Session, ids: Iterable[int]) -> list[Row[Any]]:
    """Return own grades beside agreed ones, counted by service, section and case."""
    agreed, mine = aliased(Grade), aliased(Grade)
    gap = mine.position - agreed.position  # the best has position 1, so that a higher own grade lies below nothing

    def number(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    in_time = ServiceCase.late.is_(False)
    query = (
        select(
            agreed.scale_id, func.min(AuditService.position).label("position"), AuditService.name.label("service"),
            Organisation.name.label("organisation"), ToolSection.name.label("section"),
            ToolSection.position.label("at"), ToolSection.overall.label("overall"),
            AuditService.audit_id.label("audit"), AgreedGrade.case_id.label("case"),
            number(in_time & (gap == 0)).label("same"),
            number(in_time & (func.abs(gap) == 1)).label("near"), number(in_time & (gap < 0)).label("higher"),
            number(in_time & (gap > 0)).label("lower"), number(ServiceCase.late).label("late"),
        )
        .select_from(AgreedGrade)
        .join(ToolSection, ToolSection.id == AgreedGrade.section_id)
        .join(ServiceCase, ServiceCase.case_id == AgreedGrade.case_id)
        .join(
            OwnGrade,
            (OwnGrade.service_case_id == ServiceCase.id) & (OwnGrade.section_id == AgreedGrade.section_id),
        )
        .join(agreed, agreed.id == AgreedGrade.grade_id)
        .join(mine, mine.id == OwnGrade.grade_id)
        .join(AuditService, AuditService.id == ServiceCase.service_id)
        .join(Audit, Audit.id == AuditService.audit_id)
        .outerjoin(Organisation, Organisation.id == AuditService.organisation_id)
        .where(Audit.id.in_(list(ids)), Audit.revealed_at.is_not(None))
        .group_by(AuditService.id, ToolSection.id, AgreedGrade.case_id)
        .order_by(ToolSection.position, AuditService.position)
    )  # fmt: skip
    return list(session.execute(query).all())


def _agency(one: Row[Any], *, by_service: bool) -> str:
    name: str = one.service if by_service else one.organisation or one.service
    return name


def _in_order(session: Session, query: Any) -> list[Row[Any]]:
    return sorted(session.execute(query).all(), key=lambda one: one.position)


def _counted(found: Iterable[tuple[str, Row[Any]]], order: dict[int, int]) -> tuple[Graded, ...]:
    """Return how often each grade was given, by name."""
    groups: dict[str, list[Row[Any]]] = {}
    for name, one in found:
        groups.setdefault(name, []).append(one)
    made = []
    for name, rows in groups.items():
        counts = [0] * len(order)
        for one in rows:
            counts[order[one.grade]] += one.number
        made.append(Graded(name, len({one.audit for one in rows}), tuple(counts), len({one.case for one in rows})))
    return tuple(made)


def _together(found: Iterable[tuple[str, Row[Any]]]) -> tuple[Compared, ...]:
    """Return what was compared, by name."""
    groups: dict[str, list[Row[Any]]] = {}
    for name, one in found:
        groups.setdefault(name, []).append(one)
    made = []
    for name, rows in groups.items():
        in_time = [one for one in rows if one.same or one.higher or one.lower]
        made.append(
            Compared(
                name, len({one.audit for one in in_time}), len({one.case for one in in_time}),
                *(sum(getattr(one, key) for one in rows) for key in ("same", "near", "higher", "lower", "late")),
            )
        )  # fmt: skip
    return tuple(made)
