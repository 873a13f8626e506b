"""Rows for every page that Medway's arrangements leave empty."""

from datetime import date

from minuted import Minuted
from sqlalchemy import select

from mscp_desktop.actions.rules.changes import add_action
from mscp_desktop.actions.rules.extract import ask_actions
from mscp_desktop.groups.rules.groups import group_named
from mscp_desktop.groups.rules.terms_changes import add_terms
from mscp_desktop.meetings.rules.agenda_changes import add_item
from mscp_desktop.meetings.rules.chairs_reports_changes import make_reports
from mscp_desktop.meetings.rules.challenges import add_challenge
from mscp_desktop.meetings.rules.decisions import add_decision
from mscp_desktop.meetings.rules.meetings import add_meeting
from mscp_desktop.parties.records import Organisation
from mscp_desktop.section11.rules.changes import add_agency_audit


def fill_pages(minuted: Minuted) -> None:
    """Record two or more of everything, with what `Minuted` has."""
    with minuted.vault.store.reading() as session:
        group, above = (group_named(session, name).uid for name in ("PMQA", "Executive Group"))
        agencies = list(session.scalars(select(Organisation.uid).limit(2)))
    minuted.do(make_reports, minuted.do(add_meeting, above, date(2025, 3, 12)))
    for number, agency in enumerate(agencies, 1):
        minuted.do(add_terms, group, edition=str(number))
        minuted.do(add_item, minuted.second, f"Coming up, number {number}")
        minuted.do(add_decision, minuted.first, f"To agree number {number}")
        minuted.do(
            add_challenge, f"What came {number} weeks late", meeting_uid=minuted.first, by_organisation_uid=agency
        )
        minuted.do(add_action, f"To do number {number}", organisation_uid=agency)
        minuted.do(add_agency_audit, f"Supervision, number {number}", organisation_uid=agency)
        minuted.do(ask_actions, agency)
