"""Whether a meeting has its quorum: by the rules of that day, and by who was there as far as it is recorded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.meetings.records import Presence, QuorumKind
from mscp_desktop.meetings.rules.attendance import Attended, SeatAttendance, attendance_of
from mscp_desktop.meetings.rules.quorum_rules import WHOLE, QuorumRuleRow, rules_by_group, rules_on
from mscp_desktop.parties.records import Organisation, OrganisationKind
from mscp_desktop.parties.rules.names import FormerName, former_name_on, former_names
from mscp_desktop.roster.records import SeatRole
from mscp_desktop.roster.rules.rosters import Holding, roster_at

NOT_MEMBERS = frozenset({SeatRole.ADVISER, SeatRole.SCRUTINEER})
"""Roles that advise a group and don't make up its quorum."""

STATUTORY_PARTNERS = (
    3  # Children Act 2004, section 16E: local authority, integrated care board, chief officer of police
)
NO_RULE = "Quorum not recorded"
NOT_ENTERED = "Quorum not known: attendance is not entered"
NO_SEATS = "Quorum not known: no seats of that day are recorded, so its rules can't be met"
NOT_YET = "Quorum not known yet"
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


@dataclass(frozen=True, slots=True)
class QuorumSeat:
    """A seat as quorum sees it.

    `agency` is the body it sits for, `partner` the statutory partner that this body is, or is a part of: `part` then
    names the body itself. `named` are the deputies named for it. `unknown` says that no holder is recorded.
    """

    uid: str
    words: str
    member: bool
    agency: str | None
    partner: str | None
    may_chair: bool
    vacant: bool
    presence: Presence | None
    named: tuple[str, ...] = ()
    part: str | None = None
    unknown: bool = False

    def counts(self, rule: QuorumRuleRow) -> bool:
        """Say whether it is filled as a rule counts it."""
        there = self.presence is Presence.PRESENT or (self.presence is Presence.DEPUTY and rule.deputies_count)
        return self.member and there

    def could_count(self, rule: QuorumRuleRow) -> bool:
        """Say whether it counts, or nothing is recorded and its holder may have been there."""
        return self.counts(rule) or (self.member and self.presence is None and not self.vacant)

    def expected(self, rule: QuorumRuleRow) -> bool:
        """Say whether it counts, or somebody holds it of whom nothing is recorded."""
        return self.counts(rule) or (self.could_count(rule) and not self.unknown)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule says of a meeting; `met` is None where that can't be told. `mend` says what it takes to meet it."""

    rule: QuorumRuleRow
    met: bool | None
    why: str
    missing: tuple[str, ...] = ()
    mend: str | None = None


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a meeting is quorate; `met` is None where no rule is recorded, or attendance is not yet entered.

    `why` gives a sentence for each rule, `mend` says what would mend a quorum that is not there, or how much more it
    takes where it is not known yet.
    """

    met: bool | None
    words: str
    why: tuple[str, ...] = ()
    mend: str | None = None
    rules: tuple[Judged, ...] = ()
    ahead: bool = False  # it speaks of a meeting that is to come

    def open(self) -> bool:
        """Say whether rules hold of which it is not known whether they are met, though attendance is entered."""
        return self.met is None and self.words not in (NO_RULE, NOT_ENTERED)

    def sentence(self) -> str:
        """Return the words with what would mend it."""
        return f"{self.words}. {self.mend}." if self.mend else f"{self.words}."

    def state(self) -> str:
        """Return the words that fit on a chip: "Quorate", "Would not be quorate", "Quorum not recorded"."""
        if self.met is None:
            return "Quorum not known" if self.ahead and self.rules else self.words.partition(":")[0]
        return f"{'Would be' if self.met else 'Would not be'} quorate" if self.ahead else self.words.partition(":")[0]

    def reason(self) -> str:
        """Return why, with what would mend it, as sentences to stand beside the chip."""
        why = self.words.partition(": ")[2]
        return " ".join(f"{part[0].upper()}{part[1:]}." for part in (why, self.mend) if part)


def quorum_of(session: Session, meeting_uid: str) -> Quorum:
    """Return whether a meeting is quorate, by what is recorded: a seat of which nothing is recorded is not absent."""
    attended = attendance_of(session, meeting_uid)
    return _quorum(_known(session, [attended.meeting.group_uid]), attended, ahead=False)


def forecast(session: Session, meeting_uid: str) -> Quorum:
    """Return whether a meeting would be quorate if every holder came of whom nothing is recorded.

    It is not known where that rests on a seat whose holder is not recorded.
    """
    attended = attendance_of(session, meeting_uid)
    return _quorum(_known(session, [attended.meeting.group_uid]), attended, ahead=True)


def quorum_shown(session: Session, meeting_uid: str, today: date) -> Quorum:
    """Return the forecast until somebody is entered as present or absent, and after the day what is recorded."""
    return quorums_by(session, [attendance_of(session, meeting_uid)], today)[0]


def quorums_by(session: Session, read: Sequence[Attended], today: date) -> list[Quorum]:
    """Return what `quorum_shown` does, for meetings of which the attendance has been read already."""
    known = _known(session, [one.meeting.group_uid for one in read])
    return [
        _quorum(
            known, attended,
            ahead=attended.meeting.day >= today and not attended.with_presence(Presence.PRESENT, Presence.ABSENT),
            past=attended.meeting.day < today,
        )
        for attended in read
    ]  # fmt: skip


def recorded_by(session: Session, read: Sequence[Attended]) -> list[Quorum]:
    """Return what `quorum_of` does, for meetings of which the attendance has been read already."""
    known = _known(session, [one.meeting.group_uid for one in read])
    return [_quorum(known, attended, ahead=False) for attended in read]


@dataclass(frozen=True, slots=True)
class _Known:
    """What quorum rests on beside attendance, of any day: the rules by group, every body, what bodies were called."""

    rules: Mapping[str, Sequence[QuorumRuleRow]]
    bodies: Mapping[int, Organisation]
    former: Mapping[int, Sequence[FormerName]]


_BODIES = select(Organisation).order_by(Organisation.id)


def _known(session: Session, groups: Iterable[str]) -> _Known:
    rules = rules_by_group(session, list(dict.fromkeys(groups)))
    if not rules:
        return _Known({}, {}, {})
    return _Known(rules, {one.id: one for one in session.scalars(_BODIES)}, former_names(session))


def unmeetable(session: Session, group_uid: str, day: date) -> dict[str, str]:
    """Return why rules of a group can't be met on a day, were every seat filled, by the uids of the rules."""
    known = _known(session, [group_uid])
    rules = rules_on(known.rules.get(group_uid, ()), day)
    rows = [SeatAttendance(seat, None) for seat in roster_at(session, group_uid, day).seats] if rules else []
    seats, partners = _members(known, day, rows)
    if not any(one.member for one in seats):
        return dict.fromkeys((one.uid for one in rules), "no seats are recorded")
    filled = [replace(one, presence=Presence.PRESENT) for one in seats]
    judged = [_judge(one, filled, partners, ahead=False) for one in rules]
    return {one.rule.uid: one.mend or one.why for one in judged if one.met is not True}


def _quorum(known: _Known, attended: Attended, *, ahead: bool, past: bool = False) -> Quorum:
    rules = rules_on(known.rules.get(attended.meeting.group_uid, ()), attended.meeting.day)
    if not rules:
        return Quorum(None, NO_RULE)
    if not ahead and not attended.recorded():
        return Quorum(None, NOT_ENTERED, tuple(one.words() for one in rules))
    seats, partners = _members(known, attended.meeting.day, attended.seats)
    found = judge(rules, seats, partners, ahead=ahead)
    if past and found.mend:
        mend = found.mend.replace("would have to come", "would have had to come")
        found = replace(found, mend=mend.replace("would mend it", "would have mended it"))
    return found


def judge(
    rules: Sequence[QuorumRuleRow], seats: Sequence[QuorumSeat], partners: Sequence[str], *, ahead: bool = False
) -> Quorum:
    """Return what rules that hold together say of seats; `ahead` counts holders as coming of whom nothing is recorded.

    `partners` are the statutory partners of that day by name.
    """
    if not any(one.member for one in seats):
        return Quorum(None, NO_SEATS, tuple(one.words() for one in rules))
    judged = tuple(_judge(rule, seats, partners, ahead=ahead) for rule in rules)
    met = _together(one.met for one in judged)
    failing = [one for one in judged if one.met is met]
    said = "; ".join(dict.fromkeys(one.why for one in failing))
    mends = [one.mend for one in judged if one.mend and one.met is not True]
    why = tuple(f"{one.rule.words()}: {one.why}" for one in judged)
    mend = ". ".join(dict.fromkeys(mends)) or None
    return Quorum(met, f"{_status(met, ahead=ahead)}: {said}", why, mend, judged, ahead)


def _status(met: bool | None, *, ahead: bool) -> str:
    if ahead:
        return {
            True: "With the apologies so far it would be quorate",
            False: "With the apologies so far it would not be quorate",
            None: "Whether it would be quorate is not known",
        }[met]
    return {True: "Quorate", False: "Not quorate", None: "Not quorate yet"}[met]


def _together(answers: Iterable[bool | None]) -> bool | None:
    given = set(answers)
    return False if False in given else None if None in given else True


def _judge(rule: QuorumRuleRow, seats: Sequence[QuorumSeat], partners: Sequence[str], *, ahead: bool) -> Judged:
    could = [one for one in seats if one.could_count(rule)]
    there = [one for one in seats if (one.expected(rule) if ahead else one.counts(rule))]
    main = _COUNTED[rule.kind](_Case(rule, seats, partners, there, could, ahead))
    if not rule.needs_chair:
        return main
    chair = _chair(rule, seats, there, could, ahead=ahead)
    met = _together((main.met, chair.met))
    whys = [one.why for one in (main, chair) if one.met is met]
    mends = [one.mend for one in (main, chair) if one.mend and one.met is not True]
    return Judged(rule, met, ", and ".join(whys), main.missing + chair.missing, ". ".join(mends) or None)


@dataclass(frozen=True, slots=True)
class _Case:
    """A rule before the seats that count by it, and those that could."""

    rule: QuorumRuleRow
    seats: Sequence[QuorumSeat]
    partners: Sequence[str]
    there: Sequence[QuorumSeat]
    could: Sequence[QuorumSeat]
    ahead: bool

    def judged(self, met: bool | None, why: str, missing: Sequence[str] = (), mend: str | None = None) -> Judged:
        return Judged(self.rule, met, why, tuple(missing), None if met else mend)

    def are(self, number: int) -> str:
        """Return the verb for so many, of a meeting that was or that is to come."""
        return "would be" if self.ahead else _are(number)

    def missing(self, bodies: Sequence[str]) -> str:
        """Return which bodies are missing, as a clause."""
        return f"{_list(bodies)} {self.are(len(bodies))} missing"

    def blank(self) -> str:
        """Return how many seats are still open, as the end of a clause."""
        number = len(self.could) - len(self.there)
        return f"; {number} {'without a recorded holder' if self.ahead else 'not recorded'}" if number else ""

    def open(self, bodies: Sequence[str]) -> str:
        """Return of which bodies it is not known whether they come or came, as a clause."""
        if self.ahead:
            return f"who sits for {_list(bodies)} is not recorded"
        return f"{self.missing(bodies)}{self.blank()}"

    def parts(self) -> str:
        """Return which partners are there by a body that is only a part of them, as the end of a clause."""
        by: dict[str, dict[str, None]] = {}
        for one in self.there:
            if one.partner is not None:
                by.setdefault(one.partner, {})[one.part or one.partner] = None
        said = [f"{partner} by {_list(list(parts))}" for partner, parts in by.items() if partner not in parts]
        return f", {_list(said)}" if said else ""


def _statutory(case: _Case) -> Judged:
    """Judge by the statutory partners: each needs somebody who sits for it, or for a part of it."""
    if not case.partners:
        return case.judged(None, "no organisation is marked as a statutory partner")
    there, could = ({seat.partner for seat in those} for those in (case.there, case.could))
    missing, lost = ([one for one in case.partners if one not in those] for those in (there, could))
    known = len(case.partners)
    if lost:
        parts = case.parts()
        why = f"{case.missing(lost)}{f'; there {case.are(1)}{parts[1:]}' if parts else ''}"
        return case.judged(False, why, missing, _mend(case, lost, lambda seat: seat.partner))
    if missing:
        return case.judged(None, case.open(missing), missing)
    if known < STATUTORY_PARTNERS:
        said = f"only {NUMBERS[known]} of the three statutory partners {_are(known)} marked in Organisations"
        return case.judged(None, said)
    return case.judged(
        True, f"all {NUMBERS.get(known, known)} statutory partners {case.are(known)} there{case.parts()}"
    )


def _agencies(case: _Case) -> Judged:
    """Judge by agencies: each of the group's, or so many different ones; a seat without a body is of none."""
    every = list(dict.fromkeys(one.agency for one in case.seats if one.member and one.agency))
    if not every:
        return case.judged(None, "no seat has an organisation")
    there, could = ({one.agency for one in those if one.agency} for those in (case.there, case.could))
    missing, lost = ([one for one in every if one not in those] for those in (there, could))
    if case.rule.number is None:
        return _each_agency(case, len(every), missing, lost)
    needed, short = case.rule.number, case.rule.number - len(there)
    if short <= 0:
        return case.judged(True, f"{_agencies_words(len(there))} {case.are(len(there))} there, {needed} needed")
    why = f"{len(there)} of {needed} agencies {case.are(len(there))} there{case.blank()}"
    if needed <= len(could):
        return case.judged(None, why, missing, f"{_number(short)} more {_are(short)} needed, of {_list(missing)}")
    if len(every) < needed:
        mend: str | None = f"The group has seats of {_agencies_words(len(every))} only"
    else:
        mend = _mend(case, lost if short <= len(lost) else missing, lambda seat: seat.agency, short)
    return case.judged(False, why, missing, mend)


def _each_agency(case: _Case, number: int, missing: Sequence[str], lost: Sequence[str]) -> Judged:
    if lost:
        return case.judged(False, case.missing(lost), missing, _mend(case, lost, lambda seat: seat.agency))
    if missing:
        return case.judged(None, case.open(missing), missing)
    return case.judged(True, f"each of the {number} agencies {case.are(1)} there")


def _seats(case: _Case) -> Judged:
    """Judge by a number of seats, or by a share of them, rounded up; vacant seats are seats."""
    total, number = sum(one.member for one in case.seats), case.rule.number or 0
    share = case.rule.kind is QuorumKind.SHARE
    needed, of = (-(-number * total // WHOLE), f" ({number}% of {total})") if share else (number, "")
    there = len(case.there)
    short = needed - there
    if short <= 0:
        return case.judged(True, f"{_seats_words(there)} {case.are(there)} filled, {needed} needed{of}")
    why = f"{there} of {needed} seats needed{of} {case.are(there)} filled{case.blank()}"
    if total < needed:
        return case.judged(False, why, (), f"The group has {_seats_words(total)} only")
    if needed <= len(case.could):
        return case.judged(None, why, (), f"{_number(short)} more seat{'' if short == 1 else 's'} {_are(short)} needed")
    if not case.rule.deputies_count:
        who = "1 more holder" if short == 1 else f"{short} more holders"
        return case.judged(False, why, (), f"{who} would have to come; deputies do not count")
    who = "A deputy for one more seat" if short == 1 else f"Deputies for {NUMBERS.get(short, short)} more seats"
    named = _named(one for one in case.seats if one.member and one not in case.could)
    return case.judged(False, why, (), f"{who} would mend it{named}")


def _chair(
    rule: QuorumRuleRow,
    seats: Sequence[QuorumSeat],
    there: Sequence[QuorumSeat],
    could: Sequence[QuorumSeat],
    *,
    ahead: bool,
) -> Judged:
    """Judge whether somebody may chair: the holder, in person, of a seat that chairs, vice chairs or deputises."""
    able = [one for one in seats if one.may_chair]
    if not able:
        return Judged(rule, None, "who may chair is not recorded")
    if any(one.may_chair and one.presence is not Presence.DEPUTY for one in there):
        return Judged(rule, True, f"somebody who may chair {'would be' if ahead else 'is'} there")
    why = f"nobody who may chair {'would be' if ahead else 'is'} there"
    if any(one.may_chair and one.presence is not Presence.DEPUTY for one in could):
        return Judged(rule, None, "who holds the seats that may chair is not recorded" if ahead else why)
    who = _list([one.words for one in able], "or")
    return Judged(rule, False, why, (), f"To chair, {who} would have to come")


_COUNTED: dict[QuorumKind, Callable[[_Case], Judged]] = {
    QuorumKind.STATUTORY: _statutory, QuorumKind.AGENCIES: _agencies, QuorumKind.SEATS: _seats,
    QuorumKind.SHARE: _seats,
}  # fmt: skip


def _mend(
    case: _Case, bodies: Sequence[str], of: Callable[[QuorumSeat], str | None], wanted: int | None = None
) -> str | None:
    """Return who would have to come for these bodies; for so many of them where not for all."""
    seats = [one for one in case.seats if one.member and of(one) in bodies]
    without = [body for body in bodies if body not in {of(one) for one in seats}]
    if without and wanted is None:
        return f"{_list(without)} {'has' if len(without) == 1 else 'have'} no seat here on that day"
    number = len(bodies) if wanted is None else wanted
    joined = _list(bodies, "or" if number == 1 else "and")
    if 1 < number < len(bodies):
        joined = f"{NUMBERS.get(number, number)} of {joined}"
    if not case.rule.deputies_count:
        who = "Holders" if number > 1 else "Somebody who holds a seat"
        of_seats = "of seats of" if number > 1 else "of"
        return f"{who} {of_seats} {joined} would have to come; deputies do not count"
    return f"{'Deputies' if number > 1 else 'A deputy'} for {joined} would mend it{_named(seats)}"


def _named(seats: Iterable[QuorumSeat]) -> str:
    """Return the deputies who are named for seats that are not filled, as the end of a sentence."""
    names = list(
        dict.fromkeys(name for one in seats if one.presence not in {Presence.DEPUTY, None} for name in one.named)
    )
    if not names:
        return ""
    return f": {_list(names, 'or')} {'is' if len(names) == 1 else 'are'} named"


def _number(number: int) -> str:
    return NUMBERS.get(number, str(number)).capitalize()


def _agencies_words(number: int) -> str:
    return f"{number} agenc{'y' if number == 1 else 'ies'}"


def _seats_words(number: int) -> str:
    return f"{number} seat{'' if number == 1 else 's'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _list(words: Sequence[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _members(known: _Known, day: date, rows: Iterable[SeatAttendance]) -> tuple[list[QuorumSeat], list[str]]:
    """Return the seats of a day as quorum sees them, and the names of that day's statutory partners.

    A body that is a part of another sits for that, and one that another took over from counts for its successor; a
    Commissioner is another body than the police. A seat that the roster of that day no longer shows counts no more.
    """
    bodies = known.bodies
    keys = {one.uid: one.id for one in bodies.values()}

    def called(key: int) -> str:
        return former_name_on(known.former.get(key, ()), day) or bodies[key].name

    partners = {
        key: called(key)
        for key, one in bodies.items()
        if one.statutory and (one.ended is None or day < one.ended.earliest())
    }
    found = []
    for row in rows:
        seat = row.seat
        if row.gone:
            continue
        key = keys.get(seat.organisation_uid or "")
        whole = None if key is None else _whole(bodies, key)
        partner = None if key is None else next((one for one in _upwards(bodies, key) if one in partners), None)
        found.append(QuorumSeat(
            seat.uid, seat.post or f"{seat.role.value} seat", seat.role not in NOT_MEMBERS,
            None if whole is None else called(whole),
            None if partner is None else partners[partner], row.may_chair, seat.holding is Holding.VACANT,
            row.presence, seat.deputies, None if key is None else called(key), seat.holding is Holding.NOT_RECORDED,
        ))  # fmt: skip
    return found, list(partners.values())


def _whole(bodies: Mapping[int, Organisation], key: int) -> int:
    """Return the body of which one is a part; a class of bodies is no whole."""
    met = {key}
    parent = bodies[key].parent_id
    while parent is not None and parent not in met and bodies[parent].kind is OrganisationKind.BODY:
        key = parent
        met.add(key)
        parent = bodies[key].parent_id
    return key


def _upwards(bodies: Mapping[int, Organisation], key: int) -> list[int]:
    """Return a body, what it is a part of and what succeeded these, the nearest first."""
    found, waiting = [], [key]
    while waiting:
        one = waiting.pop(0)
        if one in found:
            continue
        found.append(one)
        waiting += [next_ for next_ in (bodies[one].parent_id, bodies[one].successor_id) if next_ is not None]
    return found
