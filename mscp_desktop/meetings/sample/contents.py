"""What stands in invented meetings: agendas, papers, attendance, minutes, decisions, challenges and reports."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.meetings.records import (
    AgendaItem,
    ChairsReport,
    Challenge,
    ChallengeState,
    Decision,
    Meeting,
    MeetingKind,
    MeetingPaper,
    MeetingState,
    MinutesCorrection,
    MinutesState,
    Purpose,
    Source,
)
from mscp_desktop.meetings.rules.agenda_standing import USUAL, Standing
from mscp_desktop.meetings.sample.dates import Timetable
from mscp_desktop.meetings.sample.people import Rosters
from mscp_desktop.meetings.sample.words import (
    ASKS,
    AUDITS,
    BETWEEN,
    CANDID,
    CHALLENGES,
    EXCEPTIONS,
    SENSITIVE,
    TOPICS,
    Topic,
)

BEFORE_A_YEAR = (1, 2, 3)  # the months in which what a year holds is agreed
AGENDA_AHEAD = 40  # days for which coming meetings have an agenda
OWN_ITEMS = (2, 3, 3, 4)
SENSITIVE_SHARE, DECIDED, PAPER_SHARE, CHALLENGED, CARRIED, SENT_UP = 0.03, 0.45, 0.6, 0.07, 0.05, 0.04
DRAFT_DAYS, CLEARED_DAYS, CIRCULATED_DAYS, CLOSED_DAYS = 9, 16, 30, 200
TAKER = "Partnership Officer"


@dataclass(slots=True)
class Matter:
    """An own item of a meeting with the topic it is about."""

    meeting: Meeting
    item: AgendaItem
    topic: Topic
    held: bool


@dataclass(slots=True)
class Contents:
    """What was invented so far, in the order of time."""

    rng: random.Random
    table: Timetable
    rosters: Rosters
    above: set[int]  # groups that others report to
    matters: list[Matter] = field(default_factory=list)

    def agendas(self) -> Iterator[AgendaItem]:
        """Give the items of every meeting that has an agenda; the matters are kept for what follows."""
        for number, meeting in enumerate(self.table.meetings):
            coming = meeting.day >= self.table.today
            if meeting.kind is not MeetingKind.ORDINARY or meeting.state is MeetingState.CANCELLED:
                if meeting.kind is not MeetingKind.ORDINARY and meeting.state is MeetingState.HELD:
                    yield self._single(meeting)
                continue
            if coming and (meeting.day - self.table.today).days > AGENDA_AHEAD:
                continue
            standing = [one for one in USUAL if self._stands(one, meeting)]
            opening = [one for one in standing if one.source is not Source.OTHER_BUSINESS]
            items = [self._standing(meeting, one, place) for place, one in enumerate(opening, 1)]
            for place in range(self.rng.choice(OWN_ITEMS)):
                usual = TOPICS[(number * 5 + place * 7) % len(TOPICS)]
                items.append(self._own(meeting, usual if place else self._first(meeting, usual), len(items) + 1))
            items.append(self._standing(meeting, USUAL[-1], len(items) + 1))
            yield from items

    def _first(self, meeting: Meeting, usual: Topic) -> Topic:
        """Return what a meeting deals with first: before a year begins the Executive agrees its audits."""
        executive = any(group.id == meeting.group_id and group.tier is Tier.EXECUTIVE for group in self.table.groups)
        return AUDITS if executive and meeting.day.month in BEFORE_A_YEAR else usual

    def _stands(self, one: Standing, meeting: Meeting) -> bool:
        return meeting.group_id in self.above or one.source not in (Source.CHAIRS_REPORTS, Source.RISKS)

    def _standing(self, meeting: Meeting, one: Standing, place: int) -> AgendaItem:
        said = {
            Source.LAST_MINUTES: "Agreed as a true record.",
            Source.ACTIONS: "The log was gone through; what is late was explained.",
        }
        return AgendaItem(
            group_id=meeting.group_id, meeting_id=meeting.id, position=place, title=one.title, source=one.source,
            purpose=one.purpose, length=one.length, confidential=False,
            discussion=said.get(one.source) if meeting.minutes is not MinutesState.NONE else None,
        )  # fmt: skip

    def _own(self, meeting: Meeting, topic: Topic, place: int) -> AgendaItem:
        sensitive = meeting.group_id in self.above and self.rng.random() < SENSITIVE_SHARE and topic is not AUDITS
        topic = SENSITIVE if sensitive else topic
        written = meeting.minutes is not MinutesState.NONE
        item = AgendaItem(
            group_id=meeting.group_id, meeting_id=meeting.id, position=place, title=topic.title, source=Source.OWN,
            purpose=self.rng.choice(list(Purpose)), length=self.rng.choice((10, 10, 15, 20)), confidential=sensitive,
            brief=topic.brief, discussion=topic.discussion if written else None,
            presenter=self._presenter(meeting),
        )  # fmt: skip
        self.matters.append(Matter(meeting, item, topic, written))
        return item

    def _presenter(self, meeting: Meeting) -> str | None:
        sitting = self.rosters.at(meeting.group_id, meeting.day)
        return self.rng.choice(sitting).person.name if sitting else None

    def _single(self, meeting: Meeting) -> AgendaItem:
        """Return the one matter of a decision between meetings, or of an extraordinary meeting."""
        title, decision = BETWEEN[meeting.day.day % len(BETWEEN)]
        item = AgendaItem(
            group_id=meeting.group_id, meeting_id=meeting.id, position=1, title=title, source=Source.OWN,
            purpose=Purpose.DECIDE, confidential=False, discussion="Taken out of turn, as it could not wait.",
        )  # fmt: skip
        topic = Topic(title, "", "", decision, "Report the decision to the next meeting", "It was reported.")
        self.matters.append(Matter(meeting, item, topic, held=True))
        return item

    def carried(self) -> Iterator[AgendaItem]:
        """Give items that a later meeting of the group carries on, and those that were sent to the group above."""
        groups = {group.id: group for group in self.table.groups}
        for one in self.matters:
            if one.meeting.kind is not MeetingKind.ORDINARY or one.item.confidential or not one.held:
                continue
            chance, parent = self.rng.random(), groups[one.meeting.group_id].parent_id
            if chance < CARRIED:
                yield from self._again(one, one.meeting.group_id, f"{one.topic.title}, carried over", sent=False)
            elif chance < CARRIED + SENT_UP and parent in groups:
                yield from self._again(one, parent or 0, one.topic.title, sent=True)

    def _again(self, one: Matter, group_id: int, title: str, *, sent: bool) -> Iterator[AgendaItem]:
        later = [each for each in self.table.of(group_id) if each.day > one.meeting.day]
        later = [each for each in later if each.state is MeetingState.HELD][:1]
        for meeting in later:
            yield AgendaItem(
                group_id=group_id, meeting_id=meeting.id, position=50, title=title, source=Source.OWN,
                purpose=Purpose.DECIDE, length=10, confidential=False, discussion=one.topic.discussion,
                carried_from_id=None if sent else one.item.id, sent_from_id=one.item.id if sent else None,
            )  # fmt: skip

    def waiting(self) -> Iterator[AgendaItem]:
        """Give what waits in each group's backlog, with the time at which it is wanted."""
        today = self.table.today
        for place, group in enumerate(self.table.groups):
            for count in range(2 + place % 2):
                topic = TOPICS[(place * 3 + count * 4) % len(TOPICS)]
                month = today.month + 2 * count + 1
                wanted = PartialDate(today.year + (month - 1) // 12, (month - 1) % 12 + 1)
                yield AgendaItem(
                    group_id=group.id, position=count + 1, title=topic.title, source=Source.OWN,
                    purpose=Purpose.DISCUSS, length=15, confidential=False, brief=topic.brief,
                    wanted=wanted if count else None,
                )  # fmt: skip

    def papers(self) -> Iterator[MeetingPaper]:
        """Give the papers of the matters: all in for what was held, in every state for what is coming."""
        rng, today = self.rng, self.table.today
        for one in self.matters:
            if one.meeting.kind is not MeetingKind.ORDINARY or rng.random() >= PAPER_SHARE:
                continue
            due = self.table.before(one.meeting.day, 7)
            late = rng.random() < 0.2  # noqa: PLR2004 - a share
            received = due + timedelta(days=2 if late else -rng.randrange(5))
            cleared = self.table.before(one.meeting.day, 5)
            there = received < today and (one.held or rng.random() < 0.6)  # noqa: PLR2004 - a share
            sitting = self.rosters.at(one.meeting.group_id, one.meeting.day)
            author = rng.choice(sitting) if sitting else None
            yield MeetingPaper(
                item_id=one.item.id, position=1, title=f"{one.topic.title}: report", due=due,
                author=author.person.name if author else None,
                organisation_id=author.seat.organisation_id if author else None,
                chased=due + timedelta(days=1) if late and due < today else None,
                received=received if there else None, cleared=cleared if there and cleared <= today else None,
                cleared_by=TAKER if there and cleared <= today else None, confidential=one.item.confidential,
                supplement=late and there and received > cleared,
            )  # fmt: skip

    def decisions(self, number: int) -> Iterator[Decision]:
        """Give the decisions of what was held, numbered from `number` on."""
        for one in self.matters:
            sure = one.meeting.kind is not MeetingKind.ORDINARY or one.topic is AUDITS
            if one.held and (sure or self.rng.random() < DECIDED):
                dissent = "Police, who asked for more time" if self.rng.random() < 0.02 else None  # noqa: PLR2004 - a share
                yield Decision(
                    number=number, meeting_id=one.meeting.id, item_id=one.item.id, position=1, text=one.topic.decision,
                    dissent=dissent, inquorate=False,
                )  # fmt: skip
                number += 1

    def challenges(self, number: int, organisations: Sequence[int]) -> Iterator[Challenge]:
        """Give challenges between partners; what is older was answered."""
        for one in self.matters:
            if not one.held or len(organisations) < 2 or self.rng.random() >= CHALLENGED:  # noqa: PLR2004 - two sides
                continue
            by, to = self.rng.sample(list(organisations), 2)
            about, answer = self.rng.choice(CHALLENGES)
            age = (self.table.today - one.meeting.day).days
            states = (ChallengeState.OPEN, ChallengeState.ESCALATED) if age < 60 else (  # noqa: PLR2004 - days
                ChallengeState.ANSWERED, ChallengeState.ACCEPTED, ChallengeState.ACCEPTED)  # fmt: skip
            state = self.rng.choice(states)
            over = state in (ChallengeState.ANSWERED, ChallengeState.ACCEPTED)
            yield Challenge(
                number=number, meeting_id=one.meeting.id, item_id=one.item.id, position=1, made=one.meeting.day,
                by_organisation_id=by, to_organisation_id=to, about=about[0].upper() + about[1:], state=state,
                answer=answer if over else None, closed=one.meeting.day + timedelta(days=45) if over else None,
            )  # fmt: skip
            number += 1

    def reports(self) -> Iterator[ChairsReport]:
        """Give each chair's report to the meetings of the group above, over its own meetings since the one before."""
        for above in self.table.groups:
            below = [group for group in self.table.groups if group.parent_id == above.id]
            sat = [one for one in self.table.of(above.id) if one.state is not MeetingState.CANCELLED]
            for since, meeting in zip([None, *sat], sat, strict=False):
                if (meeting.day - self.table.today).days <= AGENDA_AHEAD:
                    yield from self._reports(below, since.day if since else None, meeting)

    def _reports(self, below: Iterable[Group], since: date | None, meeting: Meeting) -> Iterator[ChairsReport]:
        for group in below:
            held = [one for one in self.table.of(group.id) if one.state is MeetingState.HELD]
            if any((since is None or one.day >= since) and one.day < meeting.day for one in held):
                agreed = self.table.before(meeting.day, 6)
                ready = agreed < self.table.today
                yield ChairsReport(
                    group_id=group.id, meeting_id=meeting.id, since=since, until=meeting.day,
                    assurance=self.rng.choice(CANDID), exceptions=self.rng.choice(EXCEPTIONS),
                    asks=self.rng.choice(ASKS), agreed=agreed if ready else None,
                    agreed_by="The chair" if ready else None,
                )  # fmt: skip

    def corrections(self) -> Iterator[MinutesCorrection]:
        """Give one correction of minutes that were approved some years back."""
        old = [one for one in self.matters if one.meeting.minutes is MinutesState.CLOSED]
        for one in old[:1]:
            yield MinutesCorrection(
                meeting_id=one.meeting.id, item_id=one.item.id, made=one.meeting.day + timedelta(days=90),
                made_by=TAKER, text="The figure for referrals is 412, not 421.", reason="Two digits were exchanged",
            )  # fmt: skip


def write_minutes(table: Timetable) -> None:
    """Say of each meeting that was held how far its papers and minutes are; the next meeting approves them."""
    for group in table.groups:
        held = [one for one in table.of(group.id) if one.state is MeetingState.HELD]
        for meeting, following in zip(held, [*held[1:], None], strict=True):
            _sent(table, meeting)
            _minute(table, meeting, following)
    for meeting in table.meetings:
        if meeting.kind is not MeetingKind.ORDINARY and meeting.state is MeetingState.HELD:
            _minute(table, meeting, None)
            if (table.today - meeting.day).days > CIRCULATED_DAYS:
                meeting.minutes, meeting.approved = MinutesState.APPROVED, meeting.day + timedelta(days=14)
                meeting.approved_how = "By e-mail; nobody objected within a week"
        elif meeting.state is MeetingState.PLANNED and table.before(meeting.day, 5) < table.today:
            _sent(table, meeting)


def _sent(table: Timetable, meeting: Meeting) -> None:
    meeting.agenda_sent = table.before(meeting.day, 5)  # no pack: the sample has no papers


def _minute(table: Timetable, meeting: Meeting, following: Meeting | None) -> None:
    age = (table.today - meeting.day).days
    if age <= 1:
        return
    meeting.minutes, meeting.minutes_by = MinutesState.DRAFT, TAKER
    if age <= DRAFT_DAYS:
        return
    meeting.minutes, meeting.cleared, meeting.cleared_by = (
        MinutesState.CLEARED,
        table.before(meeting.day, -5),
        "The chair",
    )
    meeting.actions_sent = table.before(meeting.day, -2)
    if age <= CLEARED_DAYS:
        return
    meeting.minutes, meeting.circulated = MinutesState.CIRCULATED, table.before(meeting.day, -8)
    if following is None or following.kind is not MeetingKind.ORDINARY:
        return
    meeting.minutes, meeting.approved = MinutesState.APPROVED, following.day
    meeting.approved_at_id = following.id
    if meeting.day.day == 1:
        meeting.amendments = "The list of those present was completed."
    if age > CLOSED_DAYS:
        meeting.minutes, meeting.closed = MinutesState.CLOSED, following.day + timedelta(days=7)
