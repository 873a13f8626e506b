"""What invented meetings speak of: plain matters of safeguarding work, none of them about a child."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that comes up: as an item, in the minutes, as a decision, an action and what shows its effect."""

    title: str
    brief: str
    discussion: str
    decision: str
    action: str
    impact: str


AUDITS = Topic(
    "Multi-agency audit: findings and action plan",
    "Findings of the audit day, with what agencies said of the draft.",
    "Agencies agreed the grading. The voice of the child was recorded well; planning was not always timely.\n\n"
    "Learning will go to teams as a briefing of one page.",
    "The audit report is agreed, and so is the schedule of audits of the coming year. The learning goes out to all"
    " teams within four weeks.",
    "Brief front-line teams on the learning of the audit and say how many were reached",
    "A dip sample three months later found the learning used in 8 of 10 records.",
)
TOPICS = (
    Topic(
        "Neglect strategy: progress",
        "The group is asked to say where the strategy has changed practice and where it has not.",
        "The use of the assessment tool has risen in health visiting and schools, less so elsewhere.\n\n"
        "Members spoke of waiting times for training and of the need to see the tool in supervision.",
        "The neglect strategy runs for another year, with one page of measures reported each quarter.",
        "Offer the neglect tool's training to housing officers and report how many have attended",
        "Housing officers used the tool in 14 referrals in the quarter after the training.",
    ),
    Topic(
        "Quarterly dataset",
        "Figures of the last quarter beside the year before, with questions that they raise.",
        "Referrals rose by a tenth, mainly from schools. Repeat plans are level.\n\n"
        "- Partners asked for contacts to be shown by source\n- Missing figures from one agency are chased",
        "The dataset shows contacts by source from the next quarter on.",
        "Explain the rise in referrals from schools and bring the answer to the next meeting",
        "The group now hears of a change in referrals in the quarter in which it happens.",
    ),
    AUDITS,
    Topic(
        "Threshold document: review",
        "A revised draft is before the group. Comments are wanted on the second level of need.",
        "The draft was welcomed. Schools asked for examples, and health for shorter wording.",
        "The revised threshold document is agreed with two changes of wording.",
        "Publish the revised threshold document and tell every referring agency",
        "Contacts that needed no further step fell from 41 to 33 in a hundred.",
    ),
    Topic(
        "Child exploitation: mapping and response",
        "An overview of risk by area and of what each partner is doing.",
        "Work with transport providers has begun. The night-time picture is still thin.",
        "A joint briefing on exploitation goes to licensed premises and transport providers.",
        "Agree one form for sharing concerns about places and send it to partners",
        "Twelve concerns about places were shared by the form in its first quarter.",
    ),
    Topic(
        "Information sharing agreement",
        "The agreement lapses this year. A new one has to be signed by all partners.",
        "Legal advice was summarised. Two signatures are outstanding.",
        "The information sharing agreement is agreed, subject to signature by two partners.",
        "Obtain the outstanding signatures to the information sharing agreement",
        "Every partner has signed, and no request was refused for want of an agreement.",
    ),
    Topic(
        "Training programme and take-up",
        "Courses, places taken and what people say three months after.",
        "Take-up is good in health and education. Some courses ran half empty.",
        "Courses with fewer than eight names two weeks ahead are moved online.",
        "Ask each agency for a training lead and publish the list",
        "Empty places fell by half in the following term.",
    ),
    Topic(
        "Front door: contacts and timeliness",
        "How quickly contacts are decided, and what becomes of them.",
        "Decisions within a working day have improved. Weekends are still slower.",
        "Timeliness at the front door is reported to each meeting until it has held for two quarters.",
        "Set out how weekend cover at the front door could be shared",
        "Nine of ten contacts were decided within a working day for two quarters.",
    ),
    Topic(
        "Section 11 self-assessment: return and panel dates",
        "Who has returned, and when agencies come before the panel.",
        "All but three agencies have returned. Panel members were named.",
        "Agencies that have not returned are written to by the chair.",
        "Agree dates for the section 11 panels and tell the agencies",
        "Every agency returned its self-assessment before the panels met.",
    ),
    Topic(
        "Children missing from home, care and education",
        "A joint report on return conversations and on children missing education.",
        "Return conversations are offered more often; fewer are taken up by older children.",
        "Return conversations are offered by somebody whom the child knows, wherever that can be done.",
        "Look at why older children decline a return conversation and report back",
        "More than half of older children accepted a conversation in the last quarter.",
    ),
    Topic(
        "Domestic abuse: notifications to schools and health",
        "How soon notifications arrive and what is done with them.",
        "Notifications reach schools by the next morning. GPs still get them late.",
        "Notifications go to GP practices by the same route as to schools.",
        "Test the route for notifications with three GP practices",
        "All practices in the test had each notification by the next morning.",
    ),
    Topic(
        "Voice of children and families",
        "What was heard this half-year, where it came from and what it changed.",
        "The youth forum asked for plainer letters. Parents asked to know who will be in the room.",
        "Letters to families are rewritten with the youth forum.",
        "Rewrite the invitation to conferences with the youth forum",
        "Families said in 19 of 22 answers that they knew who would be there.",
    ),
    Topic(
        "Independent scrutiny: report and recommendations",
        "The scrutineer's report on the partnership's work in the last half-year.",
        "The scrutineer found candid challenge between partners, and asked for clearer evidence of impact.",
        "The scrutineer's recommendations are accepted; each has an owner.",
        "Bring a plan against the scrutineer's recommendations",
        "The scrutineer closed four of five recommendations at the next review.",
    ),
    Topic(
        "Safer sleep and the first year of life",
        "A summary of local learning and of what parents are told.",
        "Messages differ between services. One leaflet would do.",
        "Services use one leaflet on safer sleep.",
        "Replace the leaflets on safer sleep by one that all services use",
        "Every new parent asked in a survey had been given the same leaflet.",
    ),
    Topic(
        "Mental health: transitions to adult services",
        "Waits at the age of eighteen, and who keeps in touch meanwhile.",
        "The wait has shortened, though young people are not always told what comes next.",
        "Each young person who waits has a named contact from the age of seventeen and a half.",
        "Name the contact for each young person who waits for adult services",
        "No young person was without a named contact at the end of the quarter.",
    ),
    Topic(
        "Budget and contributions",
        "Income and spending to date, and what is still to come in.",
        "Spending is in line. One contribution has not come in.",
        "The forecast is noted, and the outstanding contribution is asked for by the chair.",
        "Write to the partner whose contribution is outstanding",
        "The contribution was paid within a month.",
    ),
    Topic(
        "Risk register: changes",
        "Two risks have changed since the last meeting.",
        "Staffing at the front door was raised to high; the risk to the dataset was lowered.",
        "The risk register is agreed as changed.",
        "Describe what would bring the staffing risk down and by when",
        "The staffing risk was lowered after three posts were filled.",
    ),
    Topic(
        "Policy and procedure updates",
        "Chapters that were changed since the last meeting, with what was taken out.",
        "Four chapters were changed. The wording on strategy discussions was debated at length.",
        "The four chapters are adopted.",
        "Tell teams of the changed chapters in one short note",
        "The note was opened by 640 practitioners in its first month.",
    ),
    Topic(
        "Online safety",
        "A joint offer to schools on harmful content and the sharing of pictures.",
        "Schools asked for something to hand to parents. Police offered to speak at two evenings.",
        "One online safety offer goes to all schools in September.",
        "Put the online safety offer together with schools and police",
        "Thirty-one schools took the offer up in its first term.",
    ),
    Topic(
        "Attendance at conferences and core groups",
        "Which agencies attend, send a report, or do neither.",
        "Reports come in late from two agencies. Remote attendance has helped.",
        "Agencies send their report two working days before a conference.",
        "Report each month which agencies sent no report to a conference",
        "Late reports fell from 30 to 11 in a quarter.",
    ),
    Topic(
        "Implementation of the recommendations of the thematic review of multi-agency decision making at weekends,"
        " in school holidays and between services that cover more than one area",
        "A long list: the group is asked which recommendations are done, which have had an effect and which are not.",
        "Seven recommendations are done. For three nothing shows yet that anything has changed.",
        "Three recommendations stay open until their effect is shown, whatever has been done about them already.",
        "Show for each of the three open recommendations on weekend and holiday decisions what has changed since,"
        " with figures from every service that covers more than one area",
        "Weekend decisions were made within four hours in nine cases of ten.",
    ),
)

SENSITIVE = Topic(
    "Staffing matter in a partner agency",
    "To be spoken of with members only.",
    "The position was explained by the agency. Cover is in place.",
    "The chair is told of any change before the next meeting.",
    "Tell the chair how cover is arranged",
    "Cover held throughout.",
)

CANCELLED = (
    "Too few members could come for a quorum",
    "The chair was called to an inspection; the business went to the next meeting",
    "There was no business that could not wait",
    "The building was closed because of snow",
)
CHALLENGES = (
    (
        "the time that strategy discussions take to arrange",
        "Cover was changed, and discussions are now arranged on the same day.",
    ),
    ("reports that come on the morning of a conference", "Reports are due two working days before; it is watched."),
    ("referrals that were closed without a word to the school", "The reason is now given in writing."),
    ("no attendance at three core groups in a row", "A deputy was named for every core group."),
    ("the quality of the figures sent for the dataset", "A second person checks the figures before they go."),
)
CANDID = (
    "Assurance was given that waiting times for early help are level, and figures support it.",
    "Attendance was good and papers came in time. Two audits found practice better than a year ago.",
    "Members were candid about gaps in supervision, and agreed how to close them.",
)
EXCEPTIONS = (
    "One agency sent no figures for two quarters.",
    "The action on weekend cover is overdue.",
    "Staffing at the front door is still below what was agreed.",
)
ASKS = (
    "The Executive is asked to write to the agency.",
    "No decision is asked for.",
    "A view on priorities is asked for.",
)
HEARD = (
    "Under way; a first draft has gone to partners for comment",
    "Waiting for figures from two agencies",
    "Half done. The rest follows in the coming month",
    "Asked for more time, as the lead has changed post",
)
EVIDENCE = "The paper that was asked for came to the group, and members agreed that the action is done."
PLACES = (
    "Committee Room 2, Civic Centre", "Conference Room, Riverside House", "Training Suite, Fire Headquarters",
    "Room 1.14, Council Offices", "Board Room, Hospital Education Centre",
)  # fmt: skip
LINK = "https://meetings.example.org/partnership/{number}"
BETWEEN = (
    ("Nomination of a vice chair", "The nomination is agreed by e-mail; no member objected within five working days."),
    ("Urgent reply to a consultation", "The reply is sent as drafted by the chair, and reported to the next meeting."),
    ("Extension of the training contract", "The contract is extended by three months on the same terms."),
)
GUESTS = (
    ("Presenter for one item", "Service Manager"), ("Observer", "Trainee"), ("Minute taker", "Partnership Officer"),
    ("Analyst", "Performance Analyst"),
)  # fmt: skip
