"""What reads attendance, quorum, decisions, challenges and minutes: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from mscp_desktop.foundation.queries import Query
from mscp_desktop.meetings import lists
from mscp_desktop.meetings.records import AgendaItem, Challenge, Decision, Meeting, Source
from mscp_desktop.meetings.rules import (
    approval,
    attendance,
    attendance_checks,
    attendance_register,
    challenges,
    decisions,
    minutes,
    minutes_changes,
    minutes_due,
    minutes_gaps,
    quorum,
    quorum_rules,
    springing,
)
from mscp_desktop.meetings.rules.meetings import meetings_between

ITEM = AgendaItem(group_id=1, meeting_id=1, position=1, title="Budget", source=Source.OWN)

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (
        attendance_register.register(s, day, group_uid=uid), attendance_register.years_met(s, uid),
        attendance_register.groups_met(s), attendance_register.group_met_last(s),
        list(attendance_checks.attendance_checks(s, day)), attendance.row_id_named(s, uid),
        attendance.attendance_of_all(s, meetings_between(s, day, day)),
    ),
    lambda s, day, uid: (
        quorum_rules.quorum_rules(s, uid), quorum_rules.rules_by_group(s, [uid]), quorum.unmeetable(s, uid, day),
        springing.confidential_among(s, [uid, None]),
    ),
    lambda s, day, uid: [
        (
            quorum.quorum_of(s, one.uid), quorum.forecast(s, one.uid), quorum.quorum_shown(s, one.uid, day),
            attendance.attendance_history(s, one.uid),
            quorum.quorums_by(s, [attendance.attendance_of(s, one.uid)], day),
            quorum.recorded_by(s, [attendance.attendance_of(s, one.uid)]),
        )
        for one in meetings_between(s, day, day)
    ],
    lambda s, day, uid: [
        attendance.deputy_choices(s, one.uid, seat.seat.uid, "a")
        for one in meetings_between(s, day, day)
        for seat in attendance.attendance_of(s, one.uid).seats[:1]
    ],
    lambda s, day, uid: [
        (
            minutes.minutes_of(s, one.uid, day), minutes.approval_of(s, one.uid), approval.approvers(s, one.uid, day),
            approval.ratifiers(s, one.uid, day), minutes_gaps.gaps_at(s, minutes.minutes_of(s, one.uid), uid),
            minutes_gaps.unfinished_in(s, minutes.minutes_of(s, one.uid), uid),
            approval.coming_approver(s, one.uid, day), approval.coming_ratifier(s, one.uid, day),
            approval.proposed_approver(s, one.uid, day), approval.earlier_minutes(s, one.uid),
            approval.to_approve_at(s, one.uid), approval.chair_of(s, one.uid), decisions.ratified_at(s, one.uid),
        )
        for one in meetings_between(s, day, day)
    ],
    lambda s, day, uid: (
        decisions.decision_rows(s, [1]), decisions.decision_row(s, uid), decisions.decisions_of(s, uid),
        decisions.to_ratify(s, uid), decisions.decisions_between(s, day, day, uid), decisions.decision_id(s, uid),
    ),
    lambda s, day, uid: (
        challenges.challenge_rows(s, [1]), challenges.challenge_row(s, uid), challenges.challenges_of(s, uid),
        challenges.challenges_between(s, day, day, uid), challenges.open_challenges(s), challenges.count_open(s),
        challenges.challenge_id(s, uid),
    ),
    lambda s, day, uid: (
        minutes_changes.item_number(s, ITEM), minutes_changes.next_number(s, Decision),
        minutes_changes.next_position(s, Challenge, 1), list(minutes_due.minutes_due(s, day)),
        minutes_changes.next_number(s, Challenge),
    ),
    lambda s, day, uid: [
        (
            minutes_changes.source_words(s, s.get_one(Meeting, one.id), None),
            minutes_changes.place_words(s, s.get_one(Meeting, one.id), None),
            minutes_changes.meeting_of(s, AgendaItem(meeting_id=one.id)),
        )
        for one in meetings_between(s, day, day)
    ],
    lambda s, day, uid: [
        (table.ids(s, Query(text="a", sort=sort)), table.sections(s, Query(group=sort)))
        for table, sort in ((lists.decisions_table(), "standing"), (lists.challenges_table(), "by"))
    ],
)  # fmt: skip
