"""Published themes and audits of the starting data, loaded into an empty vault."""

from typing import Any

from sqlalchemy import select

from mscp_desktop.assessment.records import Grade
from mscp_desktop.audits.records import Audit, AuditState, AuditTheme, PublishedGrade, ReviewName
from mscp_desktop.audits.rules.programme import quarter_of
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.priorities.records import Priority

Table = dict[str, Any]


def load_audits(session: WorkSession, data: Table, groups: dict[str, int]) -> None:
    """Load the themes, audits and names of reviews that starting data have, audits with their grades as counts.

    `groups` are the ids of groups by the keys of the data. Priorities and grades are there already; an audit that was
    published with its grades is closed.
    """
    titles = {source["key"]: source["title"] for source in data["source"]}
    priorities = {one.title: one.id for one in session.scalars(select(Priority))}
    grades = {one.name: one.id for one in session.scalars(select(Grade).order_by(Grade.id.desc()))}
    session.add_all(
        ReviewName(name=row["name"], published=PartialDate.from_iso(row["published"]), note=row.get("note"))
        for row in data.get("review_name", ())
    )
    themes: dict[str, int] = {}
    for row in data.get("audit_theme", ()):
        theme = AuditTheme(
            name=row["name"], priority_id=priorities[row["serves"]] if "serves" in row else None,
            required=row.get("required", False), note=row.get("note"),
        )  # fmt: skip
        session.add(theme)
        session.flush()
        themes[row["key"]] = theme.id
    for number, row in enumerate(data.get("audit", ()), 1):
        held = PartialDate.from_iso(row["held"])
        if held.month is None:
            raise InternalError(f"The audit held in {held} lies in no quarter: its month is needed.")
        year, quarter = quarter_of(held.earliest())
        audit = Audit(
            number=number, theme_id=themes[row["theme"]], year=year, quarter=quarter, held_on=held,
            state=AuditState.CLOSED, group_id=groups[row["group"]], cases=sum(row["grades"].values()),
            published=titles[row["source"]], learning=row.get("learning"),
        )  # fmt: skip
        session.add(audit)
        session.flush()
        session.add_all(
            PublishedGrade(audit_id=audit.id, grade_id=grades[name], cases=cases)
            for name, cases in row["grades"].items()
        )
    session.flush()
