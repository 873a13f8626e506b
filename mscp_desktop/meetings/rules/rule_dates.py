"""What the rules on days mean in plain words, which dates here rest on them, and which of those a change moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from mscp_desktop.foundation.rule_editions import RuleEdition, Unit
from mscp_desktop.meetings.records import MeetingState
from mscp_desktop.meetings.rules.deadlines import deadlines
from mscp_desktop.meetings.rules.due import AGENDA_SENT, TO_SEND, YEAR_PLANNED
from mscp_desktop.meetings.rules.due import due as meetings_due
from mscp_desktop.meetings.rules.meetings import BETWEEN, meetings_between
from mscp_desktop.meetings.rules.minutes_due import CHALLENGE_ANSWERED, minutes_due
from mscp_desktop.parties.rules.agencies import REVIEWED, review_due

AHEAD = timedelta(days=400)  # of the meetings whose dates are looked at
MEANS: Mapping[str, str] = {
    "incident-notification": "A serious incident is notified to the national panel by then.",
    "rapid-review": "The rapid review of a serious incident is done, and sent to the panel, by then.",
    "local-review-publication": "A local child safeguarding practice review is published by then.",
    "yearly-report": "The report on a year is published by that day.",
    "section-11-audit": "Agencies audit themselves under section 11 in full so often.",
    REVIEWED: "The list of relevant agencies is looked through again by then.",
    YEAR_PLANNED: "The meetings of a year that comes have their dates by that day.",
    AGENDA_SENT: "Agenda and papers go out at least so long before a meeting.",
    "minutes-written": "The draft of the minutes is written by then.",
    "minutes-cleared": "The chair has cleared the draft by then.",
    "minutes-circulated": "The cleared minutes have gone to the members by then.",
    CHALLENGE_ANSWERED: "A challenge between partners has its answer by then.",
    "audits-a-year": "So many multi-agency audits are held in a financial year, spread over its quarters.",
    "audit-case-details": "The details of an audit's cases are kept so long after it is closed, then cleared.",
}
RESTS: Mapping[str, str] = {
    REVIEWED: "when the list of relevant agencies is due for review",
    YEAR_PLANNED: "when Home asks for the dates of a coming year",
    AGENDA_SENT: "when Home asks for each agenda",
    "minutes-written": "when Home asks for minutes to be written",
    "minutes-cleared": "when Home asks for minutes to be cleared",
    "minutes-circulated": "when Home asks for minutes to be circulated",
    CHALLENGE_ANSWERED: "when Home asks for the answer to a challenge",
    "audits-a-year": "how many audits a quarter takes, and when Home asks for a theme",
    "audit-case-details": "when Home asks for the details of an audit's cases to be cleared",
}
"""What in the program rests on a rule; on the others nothing does yet."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A date that rests on a rule, before and after the rule is changed; None for no date."""

    what: str
    before: date | None
    after: date | None


def means(rule: RuleEdition) -> str:
    """Return a rule in plain words."""
    return MEANS.get(rule.key, f"{rule.title}: {rule.allowance}.")


def counted_from(rule: RuleEdition) -> str:
    """Return from what a rule counts, in words that stand by themselves."""
    if rule.unit is Unit.PER_YEAR:
        return f"in {rule.trigger}"
    side = "back from" if rule.unit is Unit.WORKING_DAYS_BEFORE else "from"
    return f"{side} {rule.trigger}" if rule.unit is not Unit.DAY_OF_YEAR else f"the first such day from {rule.trigger}"


def dates_by_rules(session: Session, today: date) -> dict[tuple[str, str], date | None]:
    """Return the dates to come, and those that wait, which rest on a rule, by what they are about and of what."""
    by_rule = deadlines(session)
    found: dict[tuple[str, str], date | None] = {}
    for row in meetings_between(session, today, today + AHEAD, cancelled=False):
        if row.state is MeetingState.PLANNED and row.agenda_sent is None and row.kind not in BETWEEN:
            found[(TO_SEND, row.title())] = by_rule(AGENDA_SENT, row.day)[0]
    for one in (*meetings_due(session, today), *minutes_due(session, today)):
        if one.about != TO_SEND:
            found[(one.about, one.what)] = one.day
    review = review_due(session, today).due
    if review is not None:
        found[("Relevant agencies", "review of the list")] = review.day
    return found


def moved(before: Mapping[tuple[str, str], date | None], after: Mapping[tuple[str, str], date | None]) -> list[Moved]:
    """Return the dates that are others after a change than before it, the first one first."""
    found = [
        Moved(f"{about}: {what}", before[about, what], day)
        for (about, what), day in after.items()
        if (about, what) in before and before[about, what] != day
    ]
    return sorted(found, key=lambda one: (one.after or date.max, one.what))
