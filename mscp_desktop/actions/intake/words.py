"""What the words in people's own action logs mean: headings, how far an action is, and days in all their spellings."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from mscp_desktop.actions.records import ActionState
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.heading_words import plain_heading
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.typed_dates import parse_date


class Meaning(StrEnum):
    """What a column of an action log holds; of `UPDATE` there may be several."""

    REF = "number"
    TEXT = "action"
    OWNER = "owner"
    AGENCY = "agency"
    GROUP = "group or meeting"
    RAISED = "raised on"
    DUE = "due"
    REVISED = "due, as revised"
    STATUS = "status"
    RAG = "colour (RAG)"
    DONE_ON = "done on"
    UPDATE = "progress"
    EVIDENCE = "what shows that it is done"
    IMPACT = "its impact"
    CONFIDENTIAL = "confidential"
    NOTE = "for the notes"
    NOTHING = "not taken"


_HEADINGS: dict[Meaning, str] = {
    Meaning.REF: "no|nos|number|num|ref|refs|reference|id|log no|item no|item number|ref no|ref number|reference no|"
    "reference number|action no|action number|action ref|action reference|action id|unique ref|unique id|log number",
    Meaning.TEXT: "action|actions|action required|actions required|agreed action|agreed actions|action agreed|"
    "actions agreed|action point|action points|task|tasks|what|description|action description|description of action|"
    "details of action|action details|action detail|action to be taken|required action|action needed|actions needed|"
    "actions to be taken|what needs doing|what needs to be done|what needs to happen|what do we need to do|"
    "what will we do|what we will do|what are we going to do|what will be done|what has to be done|what must be done|"
    "what is to be done|what was agreed|key action|key actions|action step|action steps|next steps|next step|to do",
    Meaning.OWNER: "owner|owners|owned by|lead|leads|who|by whom|for whom|action owner|action lead|action for|"
    "action by|assigned to|allocated to|assignee|lead officer|lead person|lead professional|named lead|"
    "officer|responsible|responsibility|responsible officer|responsible person|responsible lead|person responsible|"
    "lead owner|owner lead|who is responsible|name|who leads|who leads it|who is leading|whos leading|who s leading|"
    "who will lead|who will do it|who will do this|who is doing it|who does it|who owns it|who owns this|who by|by who|"
    "by whom lead|with whom|led by|lead by|lead s|lead name|lead member|lead contact|lead manager|lead practitioner|"
    "lead for action|strategic lead|operational lead|nominated lead|nominated person|named person|named officer|"
    "owner s|action holder|action with|actioned by|to be actioned by|for action by|given to|delegated to|accountable|"
    "who is accountable|accountability|accountable person|accountable officer|accountable lead|sro|"
    "senior responsible officer|officer responsible|officers responsible|persons responsible|person s responsible|"
    "individual responsible|responsible for|responsible for action|responsible owner",
    Meaning.AGENCY: "agency|agencies|organisation|organization|lead agency|lead agencies|lead organisation|partner|"
    "partner agency|responsible agency|service|owning agency|agency responsible|org|which agency|lead partner|"
    "lead service|responsible organisation|organisation responsible|agency organisation|organisation agency|"
    "agency service|directorate|department",
    Meaning.GROUP: "group|groups|sub group|subgroup|board|meeting|committee|forum|group meeting|meeting group|panel|"
    "meeting name|name of meeting|name of group|group name|owning group|sub group name|subgroup name|watched by",
    Meaning.RAISED: "raised|raised on|date raised|date agreed|agreed|agreed on|date|date of meeting|meeting date|"
    "date set|date added|added|opened|date opened|date of action|action date|date created|created|created on|"
    "date logged|logged|date assigned|start date|date identified|date of entry|raised date|when raised|logged on|"
    "logged date|entered on|date entered|opened on|open date|date allocated|allocated on|date given|agreed date|"
    "date received",
    Meaning.DUE: "due|due date|due by|date due|deadline|deadline date|target|target date|by when|when|timescale|"
    "timescales|timeframe|time frame|complete by|to be completed by|action due|due on|target completion date|"
    "expected completion|expected completion date|completion due|action due date|target completion|original due date|"
    "original deadline|original target date|when by|by when date|by date|by what date|date by|when due|due when|"
    "when is it due|when will it be done|when will this be done|when will it be done by|required by|date required|"
    "date for completion|due for completion|date to be completed|date to be completed by|to be complete by|"
    "to complete by|finish by|finish date|end date|planned end date|planned date|planned completion|"
    "planned completion date|proposed completion date|agreed completion date|estimated completion|"
    "estimated completion date|anticipated completion date|completion target|delivery date|deliver by|delivery by|"
    "deadline for completion|timescale for completion|timeframe for completion|time scale|time scales|timeline|"
    "target by|target end date|target deadline",
    Meaning.REVISED: "revised date|revised due date|revised deadline|revised target date|revised target|new due date|"
    "new deadline|new date|extended to|extended date|extension|revised completion date|revised timescale|revised due|"
    "revised end date|revised by when|new target date|new target|new timescale|new completion date|due date revised|"
    "amended date|amended due date|amended deadline|updated due date|updated deadline|extended deadline|"
    "extended due date",
    Meaning.STATUS: "status|state|action status|current status|progress status|open closed|status of action|complete|"
    "status open closed|completion status|open or closed|open close|closed open|is it done|is it open|complete y n|"
    "completed y n|closed y n|done y n|complete yes no|completed yes no|closed yes no|done yes no|status now|"
    "current state",
    Meaning.RAG: "rag|rag status|rag rating|brag|brag rating|brag status|bragg|status rag|rag progress|colour|color|"
    "rag rated|brag rag|current rag|rag now|rag score|rag grade|r a g|b r a g|red amber green|blue red amber green|"
    "traffic light|traffic lights|progress rag|action rag|overall rag|brag score",
    Meaning.DONE_ON: "date completed|completed on|date closed|closed on|completed date|date done|done on|closed date|"
    "actual completion date|date complete|date of completion|completed|closed|done|completion date|date of closure|"
    "closure date|date signed off|signed off|date actioned|date action completed|date action closed|"
    "date action complete|when completed|when done|when was it done|actual date|actual completion|date finished|"
    "date achieved|date discharged|complete date",
    Meaning.UPDATE: "progress|update|updates|progress update|progress updates|latest update|action update|"
    "action updates|comment|comments|note|notes|commentary|progress notes|progress comments|update comments|"
    "comments update|comments updates|current position|latest position|position|response|actions taken|action taken|"
    "progress to date|progress made|narrative|remarks|progress report|update progress|last heard|progress so far|"
    "so far|where are we|where are we now|where are we at|where are we up to|where we are|where we are now|"
    "how are we doing|how far are we|how far is it|how far have we got|what has been done|what has been done so far|"
    "what have we done|what has happened|what has happened since|what happened|whats happened|what s happened|"
    "update since last meeting|progress since last meeting|update from lead|lead update|update from owner|"
    "owner update|update from agency|agency update|partner update|latest|latest progress|latest news|current update|"
    "current progress|monthly update|quarterly update|meeting update|update notes|update note|update at meeting|"
    "update for meeting|action progress|status update|status updates|status comments|status comment|"
    "status commentary|status narrative|rag comments|rag commentary|rag narrative|delivery update|"
    "implementation update|position statement|position update|achievements to date|achieved so far|work to date|"
    "work done so far|further comments|additional comments|discussion notes|feedback",
    Meaning.EVIDENCE: "evidence|evidence of completion|evidence received|proof|evidence of action|outcome|"
    "what shows that|evidence of progress|completion evidence",
    Meaning.IMPACT: "impact|evidence of impact|evidence impact|impact evidence|difference made|what difference|so what|"
    "what difference has it made|outcome impact|impact outcome|impact on children|its impact|impact shown|"
    "what has changed|what changed|what has it changed|what difference has this made|what difference did it make|"
    "difference it made|impact so far|impact made|impact to date|impact for children|impact of action|"
    "impact and outcome|impact and outcomes|what impact has it had|outcomes for children|outcome for children|"
    "outcomes achieved|outcome achieved",
    Meaning.CONFIDENTIAL: "confidential|restricted|sensitive|confidential y n|is it confidential",
}  # fmt: skip
_KNOWN = {words: meaning for meaning, many in _HEADINGS.items() for words in many.split("|")}
_HINTS: tuple[tuple[str, Meaning], ...] = (
    (r"raised by|who (?:else|raised|asked|chairs)", Meaning.NOTE),
    (r"(?:rag|brag|status) (?:comments?|commentary|narrative|updates?|notes?|rationale)", Meaning.UPDATE),
    (r"(?:reason|rationale) for (?:the )?(?:rag|brag|status)", Meaning.UPDATE),
    (r"impact|difference", Meaning.IMPACT), (r"evidence", Meaning.EVIDENCE), (r"rag|brag", Meaning.RAG),
    (r"status", Meaning.STATUS),
    (r"revised|extended|amended", Meaning.REVISED),
    (r"progress|updates?|comments?|so far|how far|where (?:are|is|we|things)", Meaning.UPDATE),
    (r"due|deadline|target|time ?scales?|time ?frame|by when|when by|when (?:will|is|must|should)", Meaning.DUE),
    (r"date .*(?:completed|closed|done|finished)|when (?:was|completed|closed|done)", Meaning.DONE_ON),
    (r"date .*(?:raised|agreed|added|logged|opened|set)", Meaning.RAISED),
    (r"agency|agencies|organisations?", Meaning.AGENCY),
    (r"owners?|responsible|responsibility|leads?|leading|led by|accountable|assigned|allocated|who|whom",
     Meaning.OWNER),
    (r"actions?|what (?:needs|must|will|do|should)|tasks?", Meaning.TEXT),
)  # fmt: skip
LONGEST_HEADING = 60  # characters


def heading_of(words: str) -> Meaning | None:
    """Return what a column heading means by its spelling, None where that is not one that is known."""
    return _KNOWN.get(plain_heading(words))


def hint_of(words: str) -> Meaning | None:
    """Return what a heading that is not known most likely means, by one of its words."""
    plain = plain_heading(words)
    return next((meaning for form, meaning in _HINTS if re.search(rf"\b(?:{form})\b", plain)), None)


# ---- how far an action is

_OPEN = (
    r"(?:still |now |remains )?(?:open|on ?going|in progress|in hand|outstanding|not (?:yet )?(?:started|complete|"
    r"completed|done|closed|due|begun)|over ?due|on track|off track|amber|red|yellow|started|pending|part(?:ially|ly)? "
    r"(?:complete|completed|done|met)|incomplete|delayed|late|deferred|on hold|at risk|behind(?: schedule)?|"
    r"carried forward|c f|to do|new|live|active|under ?way|progressing|awaiting|no|n|nearly complete)"
)
_DONE = (
    r"(?:now |action |all )?(?:completed?|closed?|done|finished|discharged|achieved|actioned|signed off|implemented|"
    r"resolved|yes|y|impact shown|done impact not shown)"
)
_WITHDRAWN = (
    r"(?:withdrawn|cancelled|canceled|superseded|superceded|no longer (?:required|needed|relevant|applicable)|dropped|"
    r"removed|not required|abandoned|not progressed)"
)
_STATES = ((_OPEN, ActionState.OPEN), (_DONE, ActionState.DONE), (_WITHDRAWN, ActionState.WITHDRAWN))
PLAIN = frozenset({"open", "closed", "close", "done", "complete", "completed", "withdrawn"})
"""Words for how far an action is that its state says as well."""
_SHORT = 3  # words
_TICKS = frozenset({"✓", "✔", "☑", "x", "√", "✅"})
_BOUNDARY = re.compile(r"\s*(?:[-\u2013\u2014:;,.(\n/]|\b(?:on|as|by|at)\b|\d)")


def state_of(words: str) -> ActionState | None:
    """Return how far an action is by the words of its status: open, done, withdrawn; None where they don't say."""
    plain = plain_heading(words)
    for form, state in _STATES:
        if re.fullmatch(form, plain):
            return state
    for form, state in _STATES:
        found = re.match(rf"\s*{form}(?!\w)", words.replace("-", " ").replace("\u2013", ",").casefold())
        if found is not None and _BOUNDARY.match(words.casefold(), found.end()):
            return state
    return None


def is_tick(words: str) -> bool:
    """Say whether a cell is ticked or says yes."""
    return words.strip() in _TICKS or plain_heading(words) in {"yes", "y", "true", "x", "done", "closed", "complete"}


def is_short(words: str) -> bool:
    """Say whether words are a status, not a sentence on the progress."""
    return len(words.split()) <= _SHORT


def section_state(words: str) -> ActionState | None:
    """Return the state of the rows below a title, or on a sheet: "Completed actions", "Closed", "Archive"."""
    plain = re.sub(r"\b(?:actions?|log|items?|tab|sheet|list)\b", " ", plain_heading(words)).strip()
    if plain in {"closed", "completed", "complete", "archive", "archived", "done", "discharged"}:
        return ActionState.DONE
    return ActionState.OPEN if plain in {"open", "outstanding", "current", "ongoing", "live", "active"} else None


# ---- days

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = re.compile(
    rf"\b(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}(?:[ -]\d{{4}}|[ -]\d{{2}})?|{_MONTH}[ -]\d{{4}})(?![\w/])",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d\d(?::\d\d)?$")
_NO_YEAR = r"\d{1,2}/\d{1,2}(?=\s*[-\u2013\u2014:)\]])|\d{1,2}/\d\d(?=\s)"  # "1/2 of them" is no day
_SERIAL = re.compile(r"(?P<days>[3-6]\d{4})(?:\.\d+)?")  # of 1982 to 2091
_SERIAL_FROM = date(1899, 12, 30)
_MONTH_YEAR = re.compile(rf"(?P<month>{_MONTH})(?:-| ?['\u2019])(?P<year>\d{{2}})", re.IGNORECASE)
"""What spreadsheets show for a month: "Dec-26"; "Dec 26" may be a day as well."""
_LINE = re.compile(
    rf"^[(\[]?(?P<date>{_DATES.pattern}|{_NO_YEAR})[)\]]?\s*[-\u2013\u2014:,.]*\s*", re.IGNORECASE
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """The date that a cell tells; `whole` says that nothing else stands there, and that it is one day."""

    date: PartialDate | None
    whole: bool


def date_in(words: str, today: date, since: date | None = None) -> Told:
    """Return the date in a cell, the last one of several; none where there is none that can be read."""
    plain = _CLOCK.sub("", words.strip())
    found = _read(plain, today, since)
    if found is not None:
        return Told(found, found.day is not None)
    read = [_read(one, today, since) for one in _DATES.findall(plain)]
    known = [one for one in read if one is not None]
    return Told(known[-1] if known else None, whole=False)


def date_under(words: str, today: date, since: date | None = None) -> Told:
    """Return the date in a cell of a column of dates: there "46000" is a day as spreadsheets count them."""
    serial = _SERIAL.fullmatch(words.strip())
    if serial is None:
        return date_in(words, today, since)
    return Told(PartialDate.of(_SERIAL_FROM + timedelta(days=int(serial["days"]))), whole=False)


def without_dates(words: str) -> str:
    """Return the words of a cell but for the dates in them: "Executive 14/3/2025" names a group."""
    return re.sub(r"^[\s,:;()\u2013\u2014-]+|[\s,:;()\u2013\u2014-]+$", "", " ".join(_DATES.sub(" ", words).split()))


def _read(words: str, today: date, since: date | None) -> PartialDate | None:
    month = _MONTH_YEAR.fullmatch(words)
    if month is not None:
        words = f"{month['month']} {today.year // 100}{month['year']}"
    try:
        return parse_date(words, today, since)
    except UserError:
        return None


def heard(words: str, day: date) -> list[tuple[date, str]]:
    """Return what a cell of progress tells, by the days that its lines begin with; `day` is that of the others.

    A day without a year, as in "15/09 - chased", is the last such one up to `day`.
    """
    after = day + timedelta(days=1)
    since = date(after.year - 1, 3, 1) if (after.month, after.day) == (2, 29) else after.replace(year=after.year - 1)
    parts: list[tuple[date, list[str]]] = []
    for line in words.split("\n"):
        found = _LINE.match(line)
        told = date_in(found["date"], day, since) if found is not None else Told(None, whole=False)
        on = told.date.exact() if told.date is not None else None
        rest = line[found.end() :].strip() if found is not None else ""
        if on is not None and on <= day and rest:
            parts.append((on, [rest]))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append((day, [line]))
    return [(on, "\n".join(lines).strip()) for on, lines in parts if any(line.strip() for line in lines)]
