"""What the program has, as explicit lists: the records, what is searched, what is checked, and the documents."""

from mscp_desktop.foundation.search import SearchSource
from mscp_desktop.groups import records as groups_records
from mscp_desktop.groups import rules as groups_rules
from mscp_desktop.parties import records as parties_records
from mscp_desktop.parties import rules as parties_rules
from mscp_desktop.roster import records as roster_records
from mscp_desktop.roster.rules import rosters

RECORDS = (parties_records, groups_records, roster_records)

SEARCH: tuple[SearchSource, ...] = (*parties_rules.SEARCH, *groups_rules.SEARCH, *rosters.SEARCH)
