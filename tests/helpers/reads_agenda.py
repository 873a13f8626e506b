"""What reads agendas, backlogs and chairs' reports: each is asked by the test of the schema."""

# ruff: noqa: ARG005 - every read is asked with the same three values

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from mscp_desktop.meetings.records import AgendaItem, Meeting
from mscp_desktop.meetings.rules import (
    agenda_changes,
    agenda_matters,
    agenda_sent,
    agenda_standing,
    agendas,
    carrying,
    chairs_reports,
    chairs_reports_facts,
    forward,
    places,
)

READS: tuple[Callable[..., Any], ...] = (
    lambda s, day, uid: (
        agenda_standing.own_standing(s, uid), agenda_standing.standing_of(s, uid), agendas.backlog_of(s, uid),
        carrying.coming_meetings(s, uid, day), carrying.parent_of(s, uid),
    ),
    lambda s, day, uid: (agendas.item_id(s, uid), agendas.item_row(s, uid), agendas.item_history(s, uid)),
    lambda s, day, uid: [
        (
            agendas.agenda_of(s, one.uid), agenda_sent.changed_since_sent(s, one.uid), agenda_sent.printed(s, one),
            agendas.whole_agenda(s, one.uid), agenda_changes.items_of(s, one),
            agenda_matters.matters_of(s, one.uid), places.workspace_of(s, one.uid), places.is_there(s, one.uid),
            chairs_reports.reports_to(s, one.uid), chairs_reports.report_row(s, f"{one.uid}/{uid}"),
        )
        for one in s.scalars(select(Meeting).limit(3)).all()
    ],
    lambda s, day, uid: [
        (agenda_matters.matter_under(s, one.uid), agendas.untimed_rows(s, [one]), agendas.stands_words(s, one))
        for one in s.scalars(select(AgendaItem).limit(3)).all()
    ],
    lambda s, day, uid: (places.where_of(s, None, day), places.where_of(s, uid, day)),
    lambda s, day, uid: (forward.forward_plan(s, day), forward.forward_plan(s, day, uid), forward.forward_id(s, uid)),
    lambda s, day, uid: (
        chairs_reports.reports_listed(s, day), chairs_reports.receiving(s, day), chairs_reports.report_row(s, uid),
        chairs_reports.report_id(s, uid, day), chairs_reports.report_history(s, uid),
        chairs_reports.reporting_groups(s, uid, day), chairs_reports_facts.report_facts(s, uid, None, day),
    ),
    lambda s, day, uid: [
        (chairs_reports.period_start(s, one), chairs_reports.papers_due(s, one))
        for one in chairs_reports.receiving(s, day)
    ],
    lambda s, day, uid: (list(chairs_reports.checks(s, day)), list(chairs_reports.due(s, day))),
)  # fmt: skip
