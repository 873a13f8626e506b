"""Published strategic plans of the starting data, loaded into an empty vault."""

from typing import Any

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.priorities.records import Outcome, Priority, StrategicPlan

Table = dict[str, Any]


def load_plans(session: WorkSession, data: Table, groups: dict[str, int]) -> None:
    """Load the plans that starting data have, each with its priorities and their outcomes in published order.

    `groups` are the ids of groups by the keys of the data; a priority without a lead has none that is published.
    """
    titles = {source["key"]: source["title"] for source in data["source"]}
    for row in data.get("plan", ()):
        plan = StrategicPlan(
            name=row["name"], start=_date(row.get("start")), end=_date(row.get("end")),
            agreed=_date(row.get("agreed")), source=titles[row["source"]], note=row.get("note"),
        )  # fmt: skip
        session.add(plan)
        session.flush()
        for position, one in enumerate(row["priority"], 1):
            priority = Priority(
                plan_id=plan.id, position=position, title=one["title"], aim=one.get("aim"),
                means="\n".join(one.get("means", ())) or None,
                lead_group_id=groups[one["lead"]] if "lead" in one else None,
                start=_date(one.get("start")), end=_date(one.get("end")),
                source=titles[one.get("source", row["source"])], note=one.get("note"),
            )  # fmt: skip
            session.add(priority)
            session.flush()
            for place, text in enumerate(one.get("outcomes", ()), 1):
                session.add(Outcome(priority_id=priority.id, position=place, text=text))
    session.flush()


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.from_iso(text)
