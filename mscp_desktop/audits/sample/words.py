"""Words of invented audits: cases, evidence, reasons; nothing in them is of any child, and nobody is named."""

from mscp_desktop.audits.records import AgeBand, FindingKind, PlanStatus

LEARNING = (
    "What the child said was written down more often than before, and seldom used in the plan.",
    "Agencies shared what they knew early. Who would follow it up was not always said.",
    "Assessments named the risks; plans did not say how anybody would see that they became less.",
    "Supervision was on file in most cases, and reflected on the child's days in few of them.",
)
EVIDENCE = (
    "Seen in the chronology and in two of three contacts.",
    "Recorded in supervision; the plan was changed within the month.",
    "Nothing on file shows it, and the worker remembers it.",
    "The school told us; we wrote back within two days.",
)
ANSWERS = (
    "Yes, at the first contact, and again at each review.",
    "In part: it is in the record of the home visit and not in the plan.",
    "No. The form was filled in, and this was left open.",
    "The child drew it at school; the drawing is kept with the record.",
)
CASES = (
    (AgeBand.FIVE_TO_NINE, PlanStatus.CHILD_PROTECTION, ("One of three children at home. School noted hunger and missed"
     " days; a first conference was held late, and a grandparent gave steady support.")),
    (AgeBand.ONE_TO_FOUR, PlanStatus.CHILD_IN_NEED, ("Health visitor and nursery worked closely with a parent who was"
     " unwell. The plan did not change when the family moved.")),
    (AgeBand.TEN_TO_FIFTEEN, PlanStatus.CHILD_PROTECTION, ("Often missing from school. Police and youth workers knew"
     " where the child spent time; the plan did not say so.")),
    (AgeBand.UNDER_ONE, PlanStatus.CHILD_PROTECTION, ("Known before birth. Midwives and social workers met often, and"
     " the other parent was not spoken to.")),
    (AgeBand.SIXTEEN_UP, PlanStatus.LOOKED_AFTER, ("In a second placement, with one worker throughout, who wrote down"
     " what the young person wanted and what became of it.")),
    (AgeBand.TEN_TO_FIFTEEN, PlanStatus.EARLY_HELP, None),
)  # fmt: skip
GRADED = (
    (AgeBand.ONE_TO_FOUR, PlanStatus.CHILD_PROTECTION, ("Injuries were seen at nursery and told the same day. The"
     " strategy meeting had everybody round the table but the hospital.")),
    (AgeBand.TEN_TO_FIFTEEN, PlanStatus.CHILD_IN_NEED, ("A parent's care changed with the week. School kept a daily"
     " note, which nobody asked for until the second assessment.")),
    (AgeBand.FIVE_TO_NINE, PlanStatus.CHILD_PROTECTION, ("Three agencies visited, each with its own plan. The child's"
     " wishes were asked for once and not again.")),
    (AgeBand.UNDER_ONE, PlanStatus.CHILD_PROTECTION, ("Known before birth. The plan was made with both parents, and the"
     " health visitor and the social worker met at home.")),
    (AgeBand.TEN_TO_FIFTEEN, PlanStatus.EARLY_HELP, ("Stepped down after a good year. Early help kept to the plan and"
     " told the school how to come back.")),
    (AgeBand.SIXTEEN_UP, PlanStatus.LOOKED_AFTER, ("Moved twice. Youth workers held on; who led the plan was open for"
     " four months.")),
)  # fmt: skip
"""Cases of the audit that was graded, as `CASES` are of the one to come."""

REASONS = (
    "The group saw the chronology of all services together, and what was done in time outweighed the gap.",
    "The work is on file, and the child's plan did not change by it.",
    "Two services did it well. The grade is of what the child met, and that was less.",
    "The gap was found and mended by the service itself before the audit.",
    "It was done, and not written down until the review asked for it.",
)
DISSENTS = (
    "We hold that our contact was made in time: it was recorded in another system, which the group could not see.",
    "We would grade it higher, for the plan rested on what we were told on that day.",
)
SELECTION = "At random from the children on the list of the theme on one day; two were taken out as too new."
KEY_HOLDER = "Audit officer of the lead agency"
AT_RISK = (
    "A younger child in the home was found to have no worker, and the same risks.",
    "Duty manager of children's services, by telephone, confirmed by secure e-mail",
    "An assessment was begun the same day.",
)
_STRENGTH, _IMPROVE, _GOOD = FindingKind.STRENGTH, FindingKind.IMPROVEMENT, FindingKind.GOOD_PRACTICE
FOUND = (  # learning theme, kind, what was found, what is done about it
    ("Child's voice and lived experience", _IMPROVE, "What children said was recorded, and the plan did not use it.",
     "Put a question about the child's own words into every plan template"),
    ("Child's voice and lived experience", _GOOD, "Workers used play and drawing to hear younger children.", ""),
    ("Chronologies", _IMPROVE, "Half of the cases had no chronology that several agencies had written.",
     "Agree one form of a chronology, and train team managers in it"),
    ("Information sharing", _IMPROVE, "What schools knew reached the conference late.",
     "Write to schools how to send information before a conference"),
    ("Information sharing", _STRENGTH, "Police shared what they knew within a day.", ""),
    ("Management oversight", _IMPROVE, "Supervision did not test whether the plan made the child safer.",
     "Report how supervision tests progress, from ten files of each agency"),
    ("Management oversight", _STRENGTH, "Decisions of managers were on file with their reasons.", ""),
    ("Fathers and other carers", _IMPROVE, "Fathers and partners were seldom part of the assessment.",
     "Add who lives with and visits the child to the assessment form"),
    ("Joint working", _STRENGTH, "Core groups met on time, and the same people came.", ""),
    ("Joint working", _IMPROVE, "Health services were not invited to every strategy discussion.",
     "Agree who speaks for health services in strategy discussions"),
)  # fmt: skip
ESCALATED = (  # what, to whom, what followed
    ("Thresholds were read differently by two agencies, and a child waited for a service.", "the Executive",
     "The Executive had the thresholds document revised, and both agencies briefed their teams."),
    ("No file could be had from one agency for the day.", "the agency's safeguarding lead",
     "The lead agreed a deputy who sends files where the usual contact is away."),
)  # fmt: skip
