"""What reads attendance, quorum, decisions, challenges and minutes: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.meetings.rules import attendance, quorum, quorum_rules
from mscp_desktop.meetings.rules.meetings import meetings_between

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (
        quorum_rules.quorum_rules(s, uid), quorum_rules.rules_on(s, uid, day), quorum_rules.quorum_history(s, uid),
    ),
    lambda s, day, uid: [
        (
            quorum.quorum_of(s, one.uid), quorum.forecast(s, one.uid), quorum.quorum_shown(s, one.uid, day),
            quorum.is_quorate_now(s, one.id), attendance.attendance_history(s, one.uid),
            quorum.quorum_seats(s, attendance.attendance_of(s, one.uid)),
            quorum.quorum_by(s, attendance.attendance_of(s, one.uid), day),
        )
        for one in meetings_between(s, day, day)
    ],
    lambda s, day, uid: [
        attendance.deputy_choices(s, one.uid, seat.seat.uid, "a")
        for one in meetings_between(s, day, day)
        for seat in attendance.attendance_of(s, one.uid).seats[:1]
    ],
)  # fmt: skip
