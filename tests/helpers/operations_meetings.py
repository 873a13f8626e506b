"""How the operations of what groups owe, how the year is planned, and how meetings are moved are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.exchange.ics_in import FoundEvent
from mscp_desktop.foundation.years import Year, YearKind
from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.intake import ics_blocked, ics_meetings
from mscp_desktop.meetings.records import BlockedPeriod, Meeting, MeetingKind
from mscp_desktop.meetings.rules import meetings, moving, obligations, patterns
from mscp_desktop.meetings.rules.planning.adopting import adopt_plan
from mscp_desktop.meetings.rules.planning.reading import request_of
from mscp_desktop.meetings.rules.planning.values import Dated, Hold, Plan

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    rng = chooser.rng

    def whole() -> date:
        return date(rng.randrange(2024, 2027), rng.randrange(1, 13), rng.randrange(1, 29))

    def time() -> str | None:
        return rng.choice((None, "9:30", "2pm", "14.00"))

    def _event() -> FoundEvent:
        day = whole()
        return FoundEvent(
            f"outside-{rng.randrange(6)}", chooser.words(), day, day, rng.choice((None, "10:00")),
            cancelled=rng.random() < 0.2,
        )  # fmt: skip

    def _plan(session: Session) -> Plan:
        chooser.need(session, Group)
        request = request_of(session, Year(YearKind.FINANCIAL, 2025), date(2025, 1, 15))
        days = [
            Dated(one.group_uid, 0, date(2025, rng.randrange(4, 13), rng.randrange(1, 29)), Hold.FREE, meeting=one)
            for one in request.known
            if one.hold is Hold.FREE and request.counts(one) and rng.random() < 0.7
        ]
        new = [Dated(one.uid, 0, one.last, Hold.PINNED) for one in request.groups[:2]]
        return Plan(request, (*days, *new), ())

    return {
        "meetings.adopt_plan": lambda s: (adopt_plan, (_plan(s),), {"remove": rng.random() < 0.7}),
        "meetings.add_meeting": lambda s: (
            meetings.add_meeting,
            (chooser.need(s, Group).uid, whole()),
            chooser.some(
                {
                    "kind": lambda: rng.choice(list(MeetingKind)), "start_time": time, "place": chooser.text,
                    "length": lambda: rng.choice((None, 90, 120)), "note": chooser.text,
                }
            ),
        ),
        "meetings.change_meeting": lambda s: chooser._change(
            s, meetings.change_meeting, Meeting,
            {"day": whole, "start_time": time, "place": chooser.text, "note": chooser.text},
        ),
        "meetings.cancel_meeting": lambda s: (
            meetings.cancel_meeting, (chooser.need(s, Meeting).uid, chooser.words()), {},
        ),
        "meetings.plan_again": lambda s: (meetings.plan_again, (chooser.need(s, Meeting).uid,), {}),
        "meetings.hold_meeting": lambda s: (meetings.hold_meeting, (chooser.need(s, Meeting).uid,), {}),
        "meetings.change_within_rules": lambda s: chooser._change(
            s, moving.change_within_rules, Meeting,
            {"day": whole, "start_time": time, "length": lambda: rng.choice((None, 60)), "link": chooser.text},
        ),
        "meetings.change_meetings": lambda s: (
            moving.change_meetings, (chooser.several(s, Meeting),), {"place": chooser.text(), "length": 60},
        ),
        "meetings.cancel_meetings": lambda s: (
            moving.cancel_meetings, (chooser.several(s, Meeting), chooser.words()), {},
        ),
        "meetings.hold_meetings": lambda s: (moving.hold_meetings, (chooser.several(s, Meeting),), {}),
        "meetings.set_pattern": lambda s: (
            patterns.set_pattern,
            (chooser.need(s, Group).uid, 0),
            chooser.some(
                {
                    "weekday": lambda: rng.choice((None, 0, 4, 6)), "week": lambda: rng.choice((None, 1, -1)),
                    "start_time": time, "place": chooser.text, "papers_before": lambda: rng.choice((None, 7)),
                    "set_elsewhere": lambda: rng.random() < 0.5,
                }
            ),
        ),
        "meetings.set_patterns": lambda s: (
            patterns.set_patterns, (chooser.several(s, Group),), {"length": rng.choice((None, 90))},
        ),
        "meetings.add_blocked": lambda s: (
            patterns.add_blocked, (chooser.words(), whole()), {"last": whole(), "group_uid": chooser.uid(s, Group)},
        ),
        "meetings.change_blocked": lambda s: chooser._change(
            s, patterns.change_blocked, BlockedPeriod,
            {"name": chooser.words, "first": whole, "last": whole, "group_uid": lambda: chooser.uid(s, Group)},
        ),
        "meetings.remove_blocked": lambda s: (patterns.remove_blocked, (chooser.need(s, BlockedPeriod).uid,), {}),
        "meetings.set_obligation": lambda s: (
            obligations.set_obligation,
            (chooser.need(s, Group).uid, rng.randrange(2024, 2027), rng.randrange(0, 13), chooser.words()), {},
        ),
        "meetings.remove_obligation": lambda s: (
            obligations.remove_obligation, (chooser.need(s, Group).uid, rng.randrange(2024, 2027)), {},
        ),
        "meetings.import_blocked": lambda s: (
            ics_blocked.import_blocked, ([_event() for _ in range(rng.randrange(1, 4))],),
            {"group_uid": chooser.uid(s, Group), "source": "dates.ics"},
        ),
        "meetings.import_meetings": lambda s: (
            ics_meetings.import_meetings,
            (chooser.need(s, Group).uid, [_event() for _ in range(rng.randrange(1, 4))]), {},
        ),
        "meetings.remove_meetings": lambda s: (meetings.remove_meetings, (chooser.several(s, Meeting),), {}),
    }  # fmt: skip
