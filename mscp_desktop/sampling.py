"""The sample: invented people in the seats, and their years of meetings and audits, as one operation."""

from dataclasses import dataclass

from mscp_desktop.audits.sample.fill import fill_audits
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.meetings.sample.fill import fill_meetings
from mscp_desktop.roster import sample as roster_sample
from mscp_desktop.section11.sample import fill_agency_audits


@dataclass(frozen=True, slots=True)
class Filled:
    """How many people and meetings were invented."""

    people: int
    meetings: int


@operation("sample.fill", MANAGER, corrected_by="starting a new partnership")
def fill(session: WorkSession, years: int) -> Filled:
    """Invent who held the seats over the last `years` years, how they met and what they audited; the same each time."""
    made = Filled(roster_sample.fill(session, years), fill_meetings(session, years))
    session.flush()
    fill_audits(session, years)
    fill_agency_audits(session, years)
    ago = "the last year" if years == 1 else f"{years} years"
    session.say(f"Filled the seats with {made.people} invented people, who met {made.meetings:,} times, over {ago}")
    return made
