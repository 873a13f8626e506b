"""The list of relevant agencies: what it is as at a day, what changed between two days, and when its review is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.history import Entry, entries_of
from mscp_desktop.foundation.local_rules import all_rules, working_calendar
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.rule_editions import DueDate, due_date, edition_at
from mscp_desktop.foundation.spans import Span
from mscp_desktop.parties.records import AgencyReview, Organisation, RelevantAgency
from mscp_desktop.parties.rules.names import DatedNames, former_names, name_on

REVIEWED = "relevant-agencies-review"
"""The rule by which the next review is due."""


@dataclass(frozen=True, slots=True, order=True)
class Heading:
    """A heading of the list, which sorts by its place there."""

    place: int
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class ListedAgency:
    """One line of the list as at a day; its name is that of the day, `involvement` one way to a line.

    `since` is the first list without a gap that names it, whatever was changed about its line since; `until` the first
    one that no longer does.
    """

    id: int
    uid: str
    version: int
    organisation_uid: str
    name: str
    sector: str | None
    heading: Heading
    position: int
    involvement: str | None
    since: PartialDate | None
    until: PartialDate | None
    start: PartialDate | None  # of this line
    end: PartialDate | None
    note: str | None

    def ways(self) -> tuple[str, ...]:
        """Return how it is involved; empty where that is not recorded."""
        return tuple(line for line in (self.involvement or "").splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class AgencyList:
    """The list as at a day, in published order; with `unknown_before` the day lies before the first list known."""

    day: date
    agencies: tuple[ListedAgency, ...]
    unknown_before: PartialDate | None = None

    def count_words(self) -> str:
        """Return how many agencies are listed, or from when that is known."""
        if self.unknown_before is not None:
            return f"Not known before {format_date(self.unknown_before)}"
        if not self.agencies:
            return "No relevant agencies recorded"
        return f"{len(self.agencies)} relevant {'agency' if len(self.agencies) == 1 else 'agencies'}"


class ChangeKind(StrEnum):
    """What became of a line between two lists."""

    JOINED = "joined"
    LEFT = "left"
    SUCCEEDED = "succeeded"
    RENAMED = "renamed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class AgencyChange:
    """One difference between two lists, which explains itself: `name` is the one it had, `words` what happened."""

    kind: ChangeKind
    heading: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Review:
    """A review of the list, or a publication of it."""

    id: int
    uid: str
    version: int
    held: PartialDate
    source: str | None
    note: str | None

    def words(self) -> str:
        """Return the review in words: "December 2024, Multi-Agency Safeguarding Arrangements"."""
        return ", ".join(part for part in (format_date(self.held), self.source) if part)


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """When the list is to be reviewed next; `last` is None where no review is recorded, `due` where no rule applies."""

    last: Review | None
    due: DueDate | None
    overdue: bool

    def words(self) -> str:
        """Return it in few words: "next review due by 31 December 2025"."""
        if self.last is None:
            return "review not recorded"
        if self.due is None:
            return f"last reviewed {format_date(self.last.held)}"
        by = format_date(self.due.day)
        return f"review overdue since {by}" if self.overdue else f"next review due by {by}"

    def explain(self) -> str:
        """Return why it is due then."""
        return "No review of the list is recorded." if self.due is None else "\n".join(self.due.explain())


def agencies_on(session: Session, day: date) -> AgencyList:
    """Return the relevant agencies as at a day, in published order.

    A date known to the month counts from its first day. Before the first review or publication of the list it is not
    known; where none is recorded, before the first date on which an agency is known to be on it.
    """
    first = first_known(session)
    if first is not None and day < first.earliest():
        return AgencyList(day, (), first)
    query = (
        select(RelevantAgency, Organisation)
        .join(Organisation, Organisation.id == RelevantAgency.organisation_id)
        .order_by(RelevantAgency.position, RelevantAgency.id)
    )
    rows = session.execute(query).all()
    lines: dict[int, list[RelevantAgency]] = {}
    for line, _ in rows:
        lines.setdefault(line.organisation_id, []).append(line)
    former = former_names(session)
    places: dict[str, Heading] = {}
    for line, _ in rows:
        places.setdefault(line.heading, Heading(len(places), line.heading))
    return AgencyList(
        day,
        tuple(
            ListedAgency(
                line.id, line.uid, line.version, body.uid, name_on(DatedNames(body.name, former.get(body.id, ())), day),
                body.sector, places[line.heading], line.position, line.involvement,
                *stay(line, lines[line.organisation_id]), line.start, line.end, line.note,
            )
            for line, body in rows
            if Span(line.start, line.end).shown_at(day)
        ),
    )  # fmt: skip


def first_known(session: Session) -> PartialDate | None:
    """Return the first time for which the list is known; None where nothing dates it."""
    held = session.scalars(select(AgencyReview.held)).all()
    known = held or [start for start in session.scalars(select(RelevantAgency.start)) if start is not None]
    return min(known, key=PartialDate.earliest, default=None)


def stay(line: RelevantAgency, lines: Iterable[RelevantAgency]) -> tuple[PartialDate | None, PartialDate | None]:
    """Return since when and until when an organisation is listed without a gap, over all its lines that join up."""
    start, end = line.start, line.end
    begins = {one.end.earliest(): one.start for one in lines if one.end is not None}
    ends = {one.start.earliest(): one.end for one in lines if one.start is not None}
    while start is not None and start.earliest() in begins:
        start = begins[start.earliest()]
    while end is not None and end.earliest() in ends:
        end = ends[end.earliest()]
    return start, end


def changes_between(session: Session, first: date, second: date) -> tuple[AgencyChange, ...]:
    """Return what differs between the lists as at two days, in the order of the headings, each explained.

    Who left stands as succeeded where a body that carries it on is on the second list.
    """
    before, after = agencies_on(session, first), agencies_on(session, second)
    was = {one.organisation_uid: one for one in before.agencies}
    now = {one.organisation_uid: one for one in after.agencies}
    carries = _successors(session)
    ends = {uid: ended for uid, ended in session.execute(select(Organisation.uid, Organisation.ended)) if ended}
    found: list[tuple[int, AgencyChange]] = []
    for uid, one in was.items():
        if uid in now:
            kept = _kept(one, now[uid])
            found += [] if kept is None else [(now[uid].position, kept)]
            continue
        heir = next((now[key] for key in _chain(uid, carries) if key in now), None)
        when = f"ended {_on(ends[uid])} and left the list" if uid in ends else "left the list"
        if heir is None:
            words = when if uid in ends else f"{when}; why is not recorded"
            found.append((one.position, AgencyChange(ChangeKind.LEFT, one.heading.words, one.name, words)))
        else:
            words = f"{when}; succeeded by {heir.name}, which is on it"
            found.append((one.position, AgencyChange(ChangeKind.SUCCEEDED, one.heading.words, one.name, words)))
    for uid, one in now.items():
        if uid not in was:
            left = [was[key].name for key in was if key not in now and uid in _chain(key, carries)]
            words = f"joined the list; it carries on {' and '.join(left)}" if left else "joined the list"
            found.append((one.position, AgencyChange(ChangeKind.JOINED, one.heading.words, one.name, words)))
    order = {one.heading.words: one.heading.place for one in (*before.agencies, *after.agencies)}
    found.sort(key=lambda pair: (order[pair[1].heading], pair[0]))
    return tuple(change for _, change in found)


def _on(when: PartialDate) -> str:
    return f"{'in' if when.day is None else 'on'} {when}"


def _kept(was: ListedAgency, now: ListedAgency) -> AgencyChange | None:
    """Return what changed about an agency that is on both lists."""
    parts = []
    if was.heading.words != now.heading.words:
        parts.append(f"moved from {was.heading} to {now.heading}")
    if was.ways() != now.ways():
        ways = [", ".join(one.ways()).replace("\n", ", ") or "not recorded" for one in (was, now)]
        parts.append(f"how it is involved: {ways[0]}; then {ways[1]}")
    if was.name != now.name:
        return AgencyChange(ChangeKind.RENAMED, now.heading.words, was.name, "; ".join([f"is now {now.name}", *parts]))
    return AgencyChange(ChangeKind.CHANGED, now.heading.words, now.name, "; ".join(parts)) if parts else None


def _successors(session: Session) -> dict[str, str]:
    """Return who carries on whom, by uid."""
    bodies = session.execute(select(Organisation.id, Organisation.uid, Organisation.successor_id)).all()
    uids = {key: uid for key, uid, _ in bodies}
    return {uid: uids[successor] for _, uid, successor in bodies if successor is not None}


def _chain(uid: str, carries: Mapping[str, str]) -> Sequence[str]:
    """Return the successors of an organisation, the next one first."""
    met: list[str] = []
    while (uid := carries.get(uid, "")) and uid not in met:
        met.append(uid)
    return met


def reviews(session: Session) -> list[Review]:
    """Return the reviews and publications of the list, the last one first."""
    found = [
        Review(one.id, one.uid, one.version, one.held, one.source, one.note)
        for one in session.scalars(select(AgencyReview))
    ]
    return sorted(found, key=lambda one: (one.held.earliest(), one.id), reverse=True)


def review_before(session: Session, day: date) -> tuple[Review | None, Review | None]:
    """Return the last review held by a day, and the one before that."""
    held = [one for one in reviews(session) if one.held.earliest() <= day]
    return (held[0] if held else None, held[1] if len(held) > 1 else None)


def review_due(session: Session, today: date) -> ReviewDue:
    """Return when the list is to be reviewed next, by the rule in force today and the last review held.

    A review known to the month counts from the month's last day.
    """
    last, _ = review_before(session, today)
    rule = edition_at(all_rules(session), REVIEWED, today)
    if last is None or rule is None:
        return ReviewDue(last, None, overdue=False)
    due = due_date(rule, last.held.latest(), working_calendar(session))
    return ReviewDue(last, due, overdue=today > due.day)


def headings(session: Session) -> list[str]:
    """Return the headings of the list, in its order."""
    query = select(RelevantAgency.heading).order_by(RelevantAgency.position, RelevantAgency.id)
    return list(dict.fromkeys(session.scalars(query)))


def agency_history(session: Session, uid: str) -> list[Entry]:
    """Return the changes of a line and of the organisation's other lines, newest first."""
    body = select(RelevantAgency.organisation_id).where(RelevantAgency.uid == uid).scalar_subquery()
    found = []
    for one in session.scalars(select(RelevantAgency.uid).where(RelevantAgency.organisation_id == body)):
        found += entries_of(session, "relevant_agency", one)
    return sorted(found, key=lambda entry: entry.id, reverse=True)


def day_listed(session: Session, uid: str, day: date) -> date | None:
    """Return a day on which a line of the list is on it: this one where it can be; None where the line is gone."""
    line = session.scalar(select(RelevantAgency).where(RelevantAgency.uid == uid))
    if line is None or Span(line.start, line.end).shown_at(day):
        return None if line is None else day
    return line.start.earliest() if line.start is not None else day


def listed_times(session: Session, organisation_uid: str) -> list[RelevantAgency]:
    """Return an organisation's lines on the list over time, the first one first."""
    query = (
        select(RelevantAgency)
        .join(Organisation, Organisation.id == RelevantAgency.organisation_id)
        .where(Organisation.uid == organisation_uid)
    )
    return sorted(session.scalars(query), key=lambda one: (one.start is not None, one.start or PartialDate(1), one.id))
