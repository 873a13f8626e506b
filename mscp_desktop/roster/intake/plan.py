"""What becomes of each row of a table, before anything is changed: new, there already, changed, asked, or left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet import Sheet
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.parties.records import Organisation, Person, PostTitle
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.roster.intake.entries import Entry, Kind, Reading
from mscp_desktop.roster.intake.fates import Fate, count_rows, fates_words
from mscp_desktop.roster.intake.layout import ColumnSeen
from mscp_desktop.roster.intake.reading import read_sheets
from mscp_desktop.roster.intake.resolving import Answer, Option, Question, Ref, Resolver, What, known_names, resolver
from mscp_desktop.roster.intake.titles import DayTold, day_told
from mscp_desktop.roster.intake.words import Meaning
from mscp_desktop.roster.records import Seat, SeatRole
from mscp_desktop.roster.rules.rosters import Holding, RosterSeat, roster_at


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be imported: the sheets, what they are, and what a person said of them.

    `as_at` is the day of the list: what it tells is known from then on. `group` is the name of the group where the
    list itself names none. `columns` are meanings by the columns' keys. `without_refused` says that rows which can't be
    taken are left out; else none is taken while there is one.
    """

    sheets: tuple[Sheet, ...]
    kind: Kind
    as_at: PartialDate
    group: str | None = None
    columns: tuple[tuple[str, StrEnum], ...] = ()
    hidden_too: bool = False
    without_refused: bool = False
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is another in the list: its words, what stands there now and then."""

    field: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row, what it says, and what becomes of it. `questions` are keys of those it depends on.

    `besides` is what else is to be known of it while it asks.
    """

    place: int
    entry: Entry
    fate: Fate
    words: str
    group: Ref | None = None
    organisation: Ref | None = None
    person: Ref | None = None
    seat: str | None = None
    differences: tuple[Difference, ...] = ()
    besides: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows in the order of the list, and what is asked of them."""

    kind: Kind
    rows: tuple[PlannedRow, ...]
    questions: dict[str, Question]
    columns: tuple[ColumnSeen, ...]
    frequencies: dict[str, tuple[int, int]]
    notes: tuple[str, ...]
    group_seen: str | None = None
    day_seen: DayTold | None = None
    gaps: tuple[str, ...] = ()

    def count(self, fate: Fate) -> int:
        """Return how many rows have a fate."""
        return count_rows(self.rows, fate)

    def open_questions(self) -> list[Question]:
        """Return what must be answered before anything can be imported, in the order of the rows."""
        keys = dict.fromkeys(key for row in self.rows if row.fate is Fate.ASKS for key in row.questions)
        return [self.questions[key] for key in keys if self.questions[key].needed]

    def words(self) -> str:
        """Return the count of rows by their fates: "12 rows are new, 3 need an answer"."""
        return fates_words(self.rows)


def make_plan(session: Session, asked: Asked, today: date) -> Plan:
    """Return what would become of each row."""
    said = {key: Meaning(one) for key, one in asked.columns}
    reading = read_sheets(asked.sheets, asked.kind, today, known_names(session), said=said, hidden_too=asked.hidden_too)
    names = resolver(session, reading.entries, asked.answers)
    planner = _Planner(session, asked, names, reading)
    rows = planner.rows()
    needed = {key for row in rows for key in row.questions}
    passed_over = [one.heading for one in reading.columns if one.meaning is Meaning.NOTHING and one.sample]
    notes = (*reading.notes, *planner.notes)
    if passed_over:
        notes = (*notes, f"Not taken: what stands under {', '.join(passed_over)}.")
    questions = {key: one for key, one in names.questions.items() if key in needed}
    return Plan(
        asked.kind, tuple(rows), questions, tuple(reading.columns), reading.frequencies, notes,
        day_seen=day_told(_titles(reading.entries), today), gaps=_gaps(asked, reading),
    )  # fmt: skip


def _titles(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Return the rows above the first that tells of a seat or a person, each with where it stands."""
    first = next((at for at, one in enumerate(entries) if not one.out), len(entries))
    return [(one.where, one.said) for one in entries[:first]]


def _gaps(asked: Asked, reading: Reading) -> tuple[str, ...]:
    """Return what no column is taken for, and what happens then, where a list has headings and rows at all."""
    held = {one.meaning for one in reading.columns}
    bare = any(sheet.row_word == "card" for sheet in asked.sheets) or Meaning.MIXED in held
    if not held or bare or all(one.out for one in reading.entries):
        return ()
    what = "seat" if asked.kind is Kind.ROSTER else "person"
    found = []
    if not {Meaning.NAME, Meaning.FORENAME, Meaning.SURNAME} & held and asked.kind is Kind.ROSTER:
        found.append("No column is taken for the names of people, so nobody is put into a seat.")
    if Meaning.ORGANISATION not in held:
        found.append(f"No column is taken for the organisation, so every new {what} comes in without one.")
    return tuple(found)


class _Planner:
    def __init__(self, session: Session, asked: Asked, names: Resolver, reading: Reading) -> None:
        self.session, self.asked, self.names, self.reading = session, asked, names, reading
        self.day = asked.as_at.latest()
        self.notes: list[str] = []
        self.titles = {
            normal_name(title): normal_name(post)
            for post, title in session.execute(select(PostTitle.post, PostTitle.title))
        }

        query = select(Seat.uid, Seat.post_published).where(Seat.post_published.is_not(None))
        self.published: dict[str, str | None] = {uid: post for uid, post in session.execute(query)}  # noqa: C416 - rows are no pairs to dict()

    def rows(self) -> list[PlannedRow]:
        made = [self._named(place, entry) for place, entry in enumerate(self.reading.entries)]
        if self.asked.kind is Kind.PEOPLE:
            return self._people(made)
        groups = dict.fromkeys(row.group.key for row in made if row.group is not None)
        for key in groups:
            members = [row for row in made if row.group is not None and row.group.key == key and row.fate is Fate.NEW]
            for row in self._seats(members):
                made[row.place] = row
        return made

    def _named(self, place: int, entry: Entry) -> PlannedRow:
        """Return a row with its names settled: one that may be new, needs an answer, or is out."""
        if entry.out:
            return PlannedRow(place, entry, Fate.LEFT_OUT, _sentence(entry.out))
        if self.asked.answers.get(f"row:{place}", Answer()).leave:
            return PlannedRow(place, entry, Fate.LEFT_OUT, "You left it out.")
        if entry.refused:
            return PlannedRow(place, entry, Fate.REFUSED, entry.refused)
        if self.asked.kind is Kind.ROSTER:
            entry = replace(entry, group=entry.group or self.asked.group)
        found, stops = self._settle_names(entry)
        keys = tuple(key for key in found if key in self.names.questions)
        refs = {key.partition(":")[0]: ref for key, ref in found.items()}
        row = PlannedRow(
            place, entry, Fate.NEW, "", refs.get("group"), refs.get("organisation"), refs.get("person"), questions=keys
        )
        if stops == "leave":
            return replace(row, fate=Fate.LEFT_OUT, words="You left out the rows with this name.", group=None)
        if stops == "asks":
            first = next(self.names.questions[key] for key in keys if self._open(key))
            return replace(row, fate=Fate.ASKS, words=first.words, besides=" ".join(entry.remarks))
        return row

    def _settle_names(self, entry: Entry) -> tuple[dict[str, Ref | None], str]:
        """Return what the names of a row mean, by the keys of their questions, and why the row stops here, if it does.

        Who somebody is depends on their organisation, and is asked after it.
        """
        found: dict[str, Ref | None] = {}
        stops: list[str] = []

        def settle(key: str, answer: Ref | Answer | None) -> Ref | None:
            found[key] = answer if isinstance(answer, Ref) else None
            stops.append("leave" if isinstance(answer, Answer) else "asks" if answer is None else "")
            return found[key]

        body = None
        if self.asked.kind is Kind.ROSTER:
            settle(f"group:{normal_name(entry.group or '')}", self.names.group(entry.group))
        if entry.organisation:
            body = settle(f"organisation:{normal_name(entry.organisation)}", self.names.body(entry.organisation))
        if entry.person is not None and not any(stops):
            key = f"person:{normal_name(entry.person.name)}:{body.key if body else ''}"
            settle(key, self.names.person(entry.person, body))
        return found, "leave" if "leave" in stops else "asks" if "asks" in stops else ""

    def _open(self, key: str) -> bool:
        return self.names.questions[key].needed and key not in self.asked.answers

    # ---- seats

    def _seats(self, rows: Sequence[PlannedRow]) -> list[PlannedRow]:
        """Return the rows of one group, each beside the seat that it means."""
        group = rows[0].group if rows else None
        if group is None:
            return []
        there = list(roster_at(self.session, group.uid, self.day).seats) if group.uid else []
        tells_roles = any(row.entry.role is not None for row in rows)
        left, made = self._without_doubles(rows)
        pairs = self._pairs(left, there)
        free = [seat for seat in there if seat not in pairs.values()]
        for row in left:
            paired = pairs.get(row.place)
            asked_of = None if paired is not None else self._ask_seat(row, free)
            if isinstance(asked_of, PlannedRow):
                made.append(asked_of)
                continue
            if isinstance(asked_of, RosterSeat):
                free.remove(asked_of)
                paired = asked_of
            made.append(self._beside(row, paired, tells_roles=tells_roles))
        self._note_others(group.name, free)
        return made

    def _without_doubles(self, rows: Sequence[PlannedRow]) -> tuple[list[PlannedRow], list[PlannedRow]]:
        """Return the rows of one group, and apart those that name a person in a seat that a row above names."""
        seen: set[tuple[str, ...]] = set()
        left, doubles = [], []
        for row in rows:
            mark = (*self._mark(row), row.person.key if row.person else str(row.place))
            if mark in seen:
                doubles.append(replace(row, fate=Fate.LEFT_OUT, words="A row above says the same.", questions=()))
            else:
                left.append(row)
            seen.add(mark)
        return left, doubles

    def _pairs(self, rows: Sequence[PlannedRow], there: Sequence[RosterSeat]) -> dict[int, RosterSeat]:
        """Return the seat that each row means, by the row's place: those that agree in most things are paired first."""
        pairs: dict[int, RosterSeat] = {}
        taken: set[str] = set()
        for fits in (self._fits_wholly, self._fits, self._fits_loosely):
            for row in rows:
                if row.place not in pairs:
                    free = (seat for seat in there if seat.uid not in taken)
                    same = next((seat for seat in free if fits(row, seat, self.published.get(seat.uid))), None)
                    if same is not None:
                        pairs[row.place] = same
                        taken.add(same.uid)
        return pairs

    def _mark(self, row: PlannedRow) -> tuple[str, ...]:
        entry = row.entry
        return (self._post(entry.post), row.organisation.key if row.organisation else "", entry.role or "")

    def _post(self, post: str | None) -> str:
        plain = normal_name(post or "")
        return self.titles.get(plain, plain)

    def _same_post(self, entry: Entry, seat: RosterSeat, published: str | None) -> bool:
        own = self._post(entry.post)
        return own in {self._post(seat.post), *([self._post(published)] if published else [])}

    def _fits_wholly(self, row: PlannedRow, seat: RosterSeat, published: str | None) -> bool:
        held = row.person is not None and row.person.uid == seat.holder_uid and seat.holder_uid is not None
        return held and self._fits_loosely(row, seat, published)

    def _fits(self, row: PlannedRow, seat: RosterSeat, published: str | None) -> bool:
        return (row.entry.role or SeatRole.MEMBER) is seat.role and self._fits_loosely(row, seat, published)

    def _fits_loosely(self, row: PlannedRow, seat: RosterSeat, published: str | None) -> bool:
        body = row.organisation.uid if row.organisation else None
        new = row.organisation is not None and row.organisation.uid is None
        empty = not row.entry.post and row.organisation is None
        if empty and (row.entry.role or SeatRole.MEMBER) is not seat.role:
            return False
        return not new and body == seat.organisation_uid and self._same_post(row.entry, seat, published)

    def _ask_seat(self, row: PlannedRow, free: Sequence[RosterSeat]) -> "PlannedRow | RosterSeat | None":
        """Return the seat that a row means by an answer, None for a new one, or the row where that must be asked."""
        near = [seat for seat in free if self._near(row, seat)]
        if not near:
            return None
        key = f"seat:{':'.join(self._mark(row))}:{row.group.key if row.group else ''}:{row.place}"
        name = row.entry.post or (row.organisation.name if row.organisation else "this seat")
        options = tuple(Option(Answer(seat.uid), _called(seat), _is_there(seat)) for seat in near)
        words = f"Is “{name}” one of the seats that {row.group.name if row.group else 'the group'} has already?"
        new = Option(Answer(name=name), name, "is a new seat")
        answer = self.names.ask(Question(key, What.SEAT, name, words, (*options, new), True))
        if answer is None:
            return replace(
                row, fate=Fate.ASKS, words=words, besides=" ".join(row.entry.remarks),
                questions=(*row.questions, key),
            )  # fmt: skip
        return next((seat for seat in near if seat.uid == answer.uid), None)

    def _near(self, row: PlannedRow, seat: RosterSeat) -> bool:
        """Say whether a row may mean a seat under another name: one of three agrees that tells seats apart."""
        if row.person is not None and row.person.uid is not None and row.person.uid == seat.holder_uid:
            return True
        body = row.organisation.uid if row.organisation else None
        same_body = body is not None and body == seat.organisation_uid
        chairs = row.entry.role not in (None, SeatRole.MEMBER) and row.entry.role is seat.role
        post = bool(row.entry.post) and self._post(row.entry.post) == self._post(seat.post)
        own, other = set(self._post(row.entry.post).split()), set(self._post(seat.post).split())
        alike = bool(own & other) and len(own & other) * 2 >= len(own | other)
        return post or chairs or (same_body and (alike or not row.entry.post or not seat.post))

    def _beside(self, row: PlannedRow, seat: RosterSeat | None, *, tells_roles: bool) -> PlannedRow:
        """Return what a row changes of its seat."""
        entry = row.entry
        remarks = " ".join(entry.remarks)
        if seat is None:
            new = [f"a new {one}" for one, ref in (("group", row.group), ("organisation", row.organisation),
                   ("person", row.person)) if ref is not None and ref.uid is None]  # fmt: skip
            adds = f" Adds {', '.join(new)}." if new else ""
            words = f"A new seat in {row.group.name if row.group else ''}.{adds} {remarks}".strip()
            return replace(row, words=words)
        found = list(self._seat_differences(row, seat, tells_roles=tells_roles))
        found += self._holder_differences(row, seat)
        if row.person is not None and row.person.uid is not None:
            found += self._contact_differences(row)
        clash = self._clash(row, seat, found)
        if clash:
            return replace(row, fate=Fate.REFUSED, words=clash, seat=seat.uid)
        if not found:
            return replace(row, fate=Fate.SAME, words=f"The seat is there already. {remarks}".strip(), seat=seat.uid)
        words = "; ".join(f"{one.field}: now {one.now}, then {one.then}" for one in found)
        return replace(
            row,
            fate=Fate.CHANGED,
            words=f"{words[0].upper()}{words[1:]}. {remarks}".strip(),
            seat=seat.uid,
            differences=tuple(found),
        )

    def _seat_differences(self, row: PlannedRow, seat: RosterSeat, *, tells_roles: bool) -> list[Difference]:
        entry, found = row.entry, []
        role = entry.role or (SeatRole.MEMBER if tells_roles else None)
        if entry.post and not self._same_post(entry, seat, self.published.get(seat.uid)):
            found.append(Difference("post", seat.post or "not stated", entry.post))
        if row.organisation is not None and row.organisation.uid != seat.organisation_uid:
            found.append(Difference("organisation", seat.organisation or "not stated", row.organisation.name))
        if role is not None and role is not seat.role and seat.role not in (SeatRole.ADVISER, SeatRole.SCRUTINEER):
            found.append(Difference("role", seat.role.value, role.value))
        if entry.note and entry.note not in (seat.note or ""):
            found.append(Difference("note", seat.note or "none", entry.note))
        return found

    def _holder_differences(self, row: PlannedRow, seat: RosterSeat) -> list[Difference]:
        entry = row.entry
        since = f" from {format_date(entry.since)}" if entry.since else ""
        now = seat.holder or seat.holder_words().lower()
        if row.person is not None:
            if row.person.uid is not None and row.person.uid == seat.holder_uid:
                if entry.since is not None and seat.since is None:
                    return [Difference("since", "not known", format_date(entry.since))]
                return []
            new = "" if row.person.uid else ", a new person,"
            return [Difference("held by", now, f"{row.person.name}{new}{since or self._from_list(seat)}")]
        if entry.vacant:
            if seat.holding is Holding.VACANT:
                known = entry.since is not None and seat.since is None
                return [Difference("vacant since", "not known", format_date(entry.since))] if known else []
            return [Difference("held by", now, f"vacant{since or self._from_list(seat)}")]
        return []

    def _clash(self, row: PlannedRow, seat: RosterSeat, found: Sequence[Difference]) -> str:
        """Return why a change of holder can't be taken: what is recorded began later than it; nothing where it can."""
        start = row.entry.since or self.asked.as_at
        if seat.since is None or not any(one.field == "held by" for one in found):
            return ""
        if start.latest() > seat.since.earliest():
            return ""
        now = seat.holder or seat.holder_words().lower()
        where = f"{row.entry.where[:1].upper()}{row.entry.where[1:]}"
        return (
            f"{where}: since {format_date(seat.since)} the seat is recorded as {now}, and this would begin earlier,"
            f" from {format_date(start)}. Put the date right here or there."
        )

    def _from_list(self, seat: RosterSeat) -> str:
        """Return from when, in words, where the list does not say it and something is recorded until then."""
        recorded = seat.holding is Holding.HELD or seat.since is not None
        return f" from {self.asked.as_at}, the day of the list" if recorded else ""

    def _contact_differences(self, row: PlannedRow) -> list[Difference]:
        """Return what the list says otherwise of how to reach somebody."""
        person = Person.by_uid(self.session, row.person.uid) if row.person and row.person.uid else None
        read = row.entry.person
        if person is None or read is None:
            return []
        return [
            Difference(words, getattr(person, name) or "not recorded", told)
            for name, words in CONTACT.items()
            if (told := getattr(read, name)) and _bare(told) != _bare(getattr(person, name) or "")
        ]

    def _note_others(self, group: str, free: Sequence[RosterSeat]) -> None:
        if free:
            which = "; ".join(_called(seat) for seat in free[:NAMED])
            which += f"; and {len(free) - NAMED} others" if len(free) > NAMED else ""
            many = "1 seat" if len(free) == 1 else f"{len(free)} seats"
            self.notes.append(f"{many} of {group} not in this list stay as they are: {which}.")

    # ---- people

    def _people(self, rows: list[PlannedRow]) -> list[PlannedRow]:
        seen: dict[str, str] = {}
        made = []
        for row in rows:
            if row.fate is not Fate.NEW or row.person is None:
                made.append(row)
            elif row.person.key in seen:
                first = seen[row.person.key]
                made.append(replace(row, fate=Fate.LEFT_OUT, words=f"The same person stands in {first}.", questions=()))
            else:
                seen[row.person.key] = row.entry.where
                made.append(self._person(row))
        return made

    def _person(self, row: PlannedRow) -> PlannedRow:
        if row.person is None or row.person.uid is None:
            new = row.organisation is not None and row.organisation.uid is None
            return replace(row, words="A new person." + (" Adds a new organisation." if new else ""))
        person = Person.by_uid(self.session, row.person.uid)
        found = self._contact_differences(row)
        entry = row.entry
        if entry.post and self._post(entry.post) != self._post(person.post):
            found.append(Difference("post", person.post or "not recorded", entry.post))
        body = self.session.get(Organisation, person.organisation_id) if person.organisation_id else None
        if row.organisation is not None and row.organisation.uid != (body.uid if body else None):
            found.append(Difference("organisation", body.name if body else "not recorded", row.organisation.name))
        if entry.since is not None and person.post_from is None and not any(one.field in MOVES for one in found):
            found.append(Difference("in post from", "not recorded", format_date(entry.since)))
        if entry.note and entry.note not in (person.note or ""):
            found.append(Difference("note", person.note or "none", entry.note))
        if not found:
            return replace(row, fate=Fate.SAME, words="They are there already.")
        words = "; ".join(f"{one.field}: now {one.now}, then {one.then}" for one in found)
        return replace(row, fate=Fate.CHANGED, words=f"{words[0].upper()}{words[1:]}.", differences=tuple(found))


NAMED = 3  # seats that a note names
CONTACT = {"email": "e-mail", "telephone": "telephone", "mobile": "mobile"}
MOVES = frozenset({"post", "organisation"})


def _called(seat: RosterSeat) -> str:
    return ", ".join(one for one in (seat.post, seat.organisation) if one) or seat.role_words()


def _is_there(seat: RosterSeat) -> str:
    return f"is there as {seat.role.value}, {seat.holder or seat.holder_words().lower()}"


def _bare(words: str) -> str:
    return "".join(words.casefold().split())


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
