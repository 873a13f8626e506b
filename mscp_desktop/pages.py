"""The pages of the window, as a plain list: what is said of each, and where its class lies until it is wanted."""

from mscp_desktop.audits.rules.programme import agreed_with
from mscp_desktop.catalogue import CHECKS, DUE
from mscp_desktop.desktop.frame.pages import Lead, PageEntry

MAKE = "new make set enter record plan"  # what else is said for "add"

PAGES: tuple[PageEntry, ...] = (  # in the order of the rail
    PageEntry(
        "home", "Home", "mscp_desktop.overview.page.home:HomePage", "home", given={"due": DUE, "checks": CHECKS},
    ),
    PageEntry(
        "calendar", "Calendar", "mscp_desktop.meetings.page.calendar:CalendarPage", "calendar", section=1,
        acts="plan move print save export import", leads=(
            Lead("Add a meeting…", "calendar.add", acts=MAKE),
            Lead("Preview the year planner", "calendar.preview", changes=False, called="PDF", acts="print save export"),
            Lead("Save as a calendar file…", "calendar.save", changes=False, called="ICS Outlook", acts="export"),
        ),
    ),
    PageEntry(
        "year", "Year", "mscp_desktop.meetings.page.year:YearPage", "year", section=1,
        leads=(
            Lead("Preview what the groups owe", "year.preview", changes=False, called="year obligations PDF",
                 acts="print save export"),
            Lead("Preview the record of this year's meetings", "year.record", changes=False,
                 called="yearly annual end compiled report PDF", acts="print save export"),
        ),
    ),
    PageEntry(
        "planner", "Year planner", "mscp_desktop.meetings.page.planner:PlannerPage", "year", under="year",
        called="plan dates meetings", acts="make set adopt", leads=(Lead("Plan the year…", changes=False),),
    ),
    PageEntry(
        "meeting-setup", "Meeting set-up", "mscp_desktop.meetings.page.setup:MeetingSetupPage", "settings",
        under="year", called="setup patterns preferences blocked days free", acts="set change enter",
        leads=(
            Lead("Quorum", "setup.quorum", changes=False, called="rules of a group how many deputies",
                 acts="set change enter add"),
        ),
    ),
    PageEntry(
        "days-of-rules", "Days and dates", "mscp_desktop.meetings.page.days_of_rules:DaysOfRulesPage", "settings",
        under="year",
        called="deadlines statutory rules working days agenda minutes challenge local time limits setup",
        acts="set change enter",
    ),
    PageEntry(
        "meetings", "Meetings", "mscp_desktop.meetings.page.meetings:MeetingsPage", "meetings", section=1,
        acts="add plan move cancel print save export",
    ),
    PageEntry(
        "meeting", "Meeting", "mscp_desktop.meetings.page.meeting.page:MeetingPage", "meetings", under="meetings",
        called="next agenda papers attendance minutes",
        kinds=frozenset({"agenda_item", "attendance_entry", "meeting", "meeting_paper"}),
        leads=(
            Lead("Work on the agenda", "meeting.agenda", changes=False, called="items",
                 acts="make set plan add write enter change order send circulate publish print save export"),
            Lead("Work on the papers", "meeting.papers", changes=False, called="pack supplement",
                 acts="ask chase add enter receive clear send circulate publish print save export"),
            Lead("Record attendance and apologies", "meeting.attendance",
                 called="apology present absent deputy deputies guest",
                 acts="set enter add change take mark"),
            Lead("Work on the minutes", "meeting.minutes", changes=False, called="discussion decision decisions",
                 acts="take write make record enter add change clear send circulate approve ratify close publish print"
                 " save export"),
        ),
    ),
    PageEntry(
        "chairs-reports", "Chairs' reports", "mscp_desktop.meetings.page.chairs_reports:ChairsReportsPage", "reports",
        under="meetings", called="chair's report send up",
        acts="make write begin change agree approve print save export", kinds=frozenset({"chairs_report"}),
    ),
    PageEntry(
        "actions", "Actions", "mscp_desktop.actions.page.actions:ActionsPage", "actions", section=1,
        kinds=frozenset({"action"}), counts=True, acts="enter record change update close print save export import",
        leads=(
            Lead("Add an action", "actions.add", acts=MAKE),
            Lead("Show overdue actions", "actions.overdue", changes=False, called="late"),
        ),
    ),
    PageEntry(
        "action-returns", "Answers of agencies", "mscp_desktop.actions.page.returns:ReturnsPage", "actions",
        under="actions", called="action returns extract workbook chase",
        acts="ask send import enter record take print save export",
    ),
    PageEntry(
        "priorities", "Priorities", "mscp_desktop.actions.page.priorities:PrioritiesPage", "plan", section=1,
        kinds=frozenset({"priority"}), acts="set change order end link print save export",
        leads=(
            Lead("Add a priority", "priorities.add", acts=MAKE),
            Lead("Strategic plans…", "priorities.plans", changes=False, called="business strategy years", acts=MAKE),
        ),
    ),
    PageEntry(
        "decisions", "Decisions", "mscp_desktop.meetings.page.decisions:DecisionsPage", "decisions", section=2,
        kinds=frozenset({"decision"}), acts="record enter add change ratify print save export",
        given={"follows": agreed_with, "follows_in": frozenset({"audit", "audit_theme"})},
    ),
    PageEntry(
        "challenges", "Challenges", "mscp_desktop.meetings.page.challenges:ChallengesPage", "challenges", section=2,
        kinds=frozenset({"challenge"}), counts=True, acts="answer change print save export",
        leads=(Lead("Add a challenge", "challenges.add", acts=f"{MAKE} raise"),),
    ),
    PageEntry(
        "attendance", "Attendance", "mscp_desktop.meetings.page.attendance:AttendancePage", "attendance", section=2,
        called="absent absence missed figures statistics",
        acts="record enter show print save export",
    ),
    PageEntry(
        "forward-plan", "Forward plan", "mscp_desktop.meetings.page.forward:ForwardPlanPage", "forward-plan",
        section=2, shortcut="Alt+F", called="backlog", acts="set add enter change put print save export",
    ),
    PageEntry(
        "audits", "Audits", "mscp_desktop.audits.page.audits:AuditsPage", "audits", section=2, shortcut="Alt+U",
        kinds=frozenset({"audit"}), called="programme schedule themes grades case file rotation",
        acts="record enter change agree hold close cancel print save export", leads=(
            Lead("Add an audit", "audits.add", acts=MAKE),
            Lead("Propose audit themes for a year…", "audits.propose", called="rotation schedule", acts=MAKE),
            Lead("Audit themes…", "audits.themes", changes=False, called="priority required", acts=MAKE),
        ),
    ),
    PageEntry(
        "audit-work", "Audit", "mscp_desktop.audits.page.audit:AuditPage", "audits", under="audits",
        kinds=frozenset({"audit_case", "audit_service", "audit_finding", "accuracy_comment"}),
        called="cases returns grading day cockpit moderation findings learning overview",
        leads=(
            Lead("Work on an audit's cases", "audit-work.cases", changes=False, called="references selection",
                 acts="add enter choose change clear"),
            Lead("Work on an audit's returns", "audit-work.returns", changes=False, called="services workbooks",
                 acts="send ask chase import take reveal"),
            Lead("Open the day of an audit", "audit-work.day", changes=False,
                 called="cockpit grading grades moderation projector", acts="grade moderate agree begin"),
            Lead("Work on an audit's findings", "audit-work.findings", changes=False,
                 called="learning strengths improvement good practice escalations action plan",
                 acts="add enter change agree compare"),
            Lead("Work on an audit's overview", "audit-work.overview", changes=False,
                 called="report accuracy check draft final comments learning slides data",
                 acts="send ask add enter change finish print save export"),
        ),
    ),
    PageEntry(
        "audit-figures", "Audit figures", "mscp_desktop.audits.page.figures:FiguresPage", "audits", under="audits",
        called="statistics grades trend agencies own grade agreed distribution chart", acts="show print save export",
    ),
    PageEntry(
        "agency-audits", "Agencies' audits", "mscp_desktop.section11.page.agency_audits:AgencyAuditsPage", "registers",
        under="audits", kinds=frozenset({"agency_audit"}),
        called="single agency schools safeguarding audit log reports assurance",
        acts="enter record change bring consider print save export",
        leads=(Lead("Add an audit of an agency or a school", "agency-audits.add", acts=MAKE),),
    ),
    PageEntry(
        "tools", "Audit tools", "mscp_desktop.assessment.page.tools:ToolsPage", "checklist", under="audits",
        kinds=frozenset({"assessment_tool"}), called="templates questionnaires grading sheets",
        acts="copy change retire put print save export", leads=(Lead("Add a tool", "tools.add", acts=MAKE),),
    ),
    PageEntry(
        "tool", "Audit tool", "mscp_desktop.assessment.page.tool:ToolPage", "checklist", under="audits",
        kinds=frozenset({"tool_question", "tool_section"}), called="sections questions of a tool",
        acts="add change move order copy retire put print save export",
    ),
    PageEntry(
        "groups", "Groups", "mscp_desktop.roster.page.groups:GroupsPage", "groups", shortcut="Alt+G",
        kinds=frozenset({"partnership_group"}), leads=(Lead("Add a group", "groups.add", acts=MAKE),),
        acts="set change order end print save export",
    ),
    PageEntry(
        "structure", "Structure", "mscp_desktop.groups.page.structure:StructurePage", "structure", under="groups",
        acts="set change print save export",
    ),
    PageEntry(
        "terms", "Terms of reference", "mscp_desktop.groups.page.terms:TermsPage", "document", under="groups",
        kinds=frozenset({"terms_of_reference"}),
        acts="set add enter record change review agree approve print save export",
    ),
    PageEntry(
        "roster", "Roster", "mscp_desktop.roster.page.roster:RosterPage", "seat", under="groups",
        kinds=frozenset({"group", "seat"}), called="members chairs seats holders",
        acts="set add enter record change plan end print save export import",
    ),
    PageEntry(
        "people", "People", "mscp_desktop.roster.page.people:PeoplePage", "people", shortcut="Alt+P",
        kinds=frozenset({"person"}), acts="change import print save export",
        leads=(Lead("Add a person", "people.add", acts=MAKE),),
    ),
    PageEntry(
        "organisations", "Organisations", "mscp_desktop.roster.page.organisations:OrganisationsPage", "organisation",
        shortcut="Alt+O", kinds=frozenset({"organisation"}), acts="change print save export",
        leads=(Lead("Add an organisation", "organisations.add", acts=MAKE),),
    ),
    PageEntry(
        "agencies", "Relevant agencies", "mscp_desktop.parties.page.agencies:AgenciesPage", "registers",
        shortcut="Alt+R", kinds=frozenset({"agency_review", "relevant_agency"}),
        acts="set add enter change review print save export",
    ),
    PageEntry(
        "membership", "Membership", "mscp_desktop.roster.page.membership:MembershipPage", "checklist",
        shortcut="Alt+M", kinds=frozenset({"agency"}),
    ),
    PageEntry(
        "checks", "Checks", "mscp_desktop.overview.page.checks:ChecksPage", "check", section=1, shortcut="Alt+C",
        given={"checks": CHECKS},
    ),
)  # fmt: skip

FIRST: tuple[str, ...] = (  # the window and what stands in it first, in pieces that each take a moment
    "mscp_desktop.desktop.frame.finding",
    "mscp_desktop.desktop.frame.window",
    "mscp_desktop.desktop.preview.previews",
    "mscp_desktop.opened",
    PAGES[0].module,
)

READY: tuple[str, ...] = (  # what is loaded before anybody asks for it, in such pieces: pages, and what is soon seen
    "mscp_desktop.desktop.delegates",
    "mscp_desktop.desktop.panel.picker",
    "mscp_desktop.desktop.panel.detail",
    "mscp_desktop.desktop.tables.chosen_acts",
    "mscp_desktop.desktop.tables.page",
    "mscp_desktop.meetings.page.calendar_acts",
    "mscp_desktop.meetings.page.meeting.minutes_discussion",
    "mscp_desktop.meetings.page.meeting.minutes_part",
    *(page.module for page in PAGES[1:]),
    "mscp_desktop.desktop.panel.day_picker",
    "mscp_desktop.desktop.panel.rich_editor",
    "mscp_desktop.desktop.charts.structure_view",
    "mscp_desktop.desktop.preview.window",
    "mscp_desktop.desktop.tables.paste_dialog",
)
