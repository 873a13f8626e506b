"""Invented people in the seats: plausible turnover over some years, for trying the program and for measuring it."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, TermsOfReference, TermsState, Tier
from mscp_desktop.parties.records import CopiedPerson, CopyKind, Person
from mscp_desktop.roster.records import Chairing, Deputy, Seat, Tenure

FIRST_NAMES = (  # noqa: SIM905 - a list of words reads better as words
    "Abena Aisha Alun Amara Anil Beatrix Bethan Callum Carys Cerys Chidi Clara Dafydd Deepa Delroy Elin Emeka"
    " Esther Farah Fergus Gethin Grace Hamza Hannah Imogen Ines Isla Jamal Jowan Kavita Kezia Kofi Leila Lowri"
    " Luca Mabel Malik Mared Mei Nadia Niamh Noor Olu Osian Petra Priya Rhys Rosa Ruben Sabrina Seren Shanice"
    " Sunil Tamsin Tariq Theo Una Wiktor Yasmin Zofia"
).split()
LAST_NAMES = (  # noqa: SIM905 - a list of words reads better as words
    "Abernethy Achterberg Adeyemi Akhtar Appleyard Babatunde Balcombe Beaumaris Brightwell Calloway Chaudhry"
    " Coldwell Cwmgarw Dunmore Eastcote Ellerby Fairweather Fenwick-Okonjo Garrowby Grantley Hallworth Harcombe"
    " Hollins Iqbal Jelbert Kaczmarek Kirkbride Lanyon Larkfield Llewelyn-Pryce Mahmood Marchbank Merrick Nwosu"
    " Oakeshott Okafor Pargeter Penhaligon Quillfeather Ramsbottom Rashid Redfern Sandhurst Sethi Silverdale"
    " Tamworth Thistlewood Umar Vantage Wadhwani Westerby Yeo Zielinska"
).split()
SEED = 20241231
NOT_RECORDED_SHARE = 0.12  # seats whose holders nobody has entered, as in a real office
VACANCY_SHARE = 0.25
SAME_PERSON = 0.7  # of two seats of one post
NAMESAKES = 0.01
WITH_MOBILE, TOLD, WITH_DEPUTY, UNDER_REVIEW = 0.4, 0.8, 0.25, 0.15
TERMS_YEARS = 3
SHORTEST_TENURE = 150  # days, as are the next two
LONGEST_TENURE = 5 * 365
LONGEST_VACANCY = 200
KNOWN_TO_THE_DAY = 0.8
NEW_CHAIR_MONTH = 9
PARTNERS = 3  # the first seats of these groups are the three statutory partners'


@operation("sample.fill_seats", MANAGER, corrected_by="starting a new partnership")
def fill(session: WorkSession, years: int) -> int:
    """Put invented people into every seat over the last `years` years, and return how many; the same each time.

    Names are made up; addresses and numbers are of the kinds that are kept free for invented ones.
    """
    groups = list(session.scalars(select(Group).order_by(Group.position)))
    if not groups:
        raise UserError(
            "This partnership has no groups to fill. Start one from published arrangements first: new --from medway."
        )
    today = session.clock.today()
    first = date(today.year - years, today.month, 1)
    rng = random.Random(SEED)  # noqa: S311 - invented data, the same each time
    people = _People(rng, today)
    for group in groups:
        group.known_from = PartialDate.of(first)
        seats = list(session.scalars(select(Seat).where(Seat.group_id == group.id).order_by(Seat.position)))
        _clear(session, seats)
        for seat in seats:
            if rng.random() > NOT_RECORDED_SHARE:
                _fill_seat(session, people, seat, first)
        if group.tier in (Tier.ACCOUNTABLE, Tier.EXECUTIVE):
            _rotate_chair(session, group, seats[:PARTNERS], first, today)
        if group.tier is not Tier.LINKED:
            _agree_terms(session, rng, group, first, today)
        session.flush()
    _name_deputies(session, rng, today)
    _give_assistants(session, people)
    _say_who_left(session, today)
    session.say(f"Filled the seats with {people.made} invented people over {years} years")
    return people.made


@dataclass(slots=True)
class _People:
    """The people invented so far, and who had which post when: one post in two groups is mostly one person."""

    rng: random.Random
    today: date
    names: set[str] = field(default_factory=set)
    posts: dict[tuple[str | None, int | None], list[tuple[date, date, Person]]] = field(default_factory=dict)
    made: int = 0

    def holder(self, session: WorkSession, seat: Seat, day: date) -> tuple[Person, date]:
        """Return who takes a seat on a day, and until when: somebody who has its post then, or somebody new."""
        known = self.posts.setdefault((seat.post, seat.organisation_id), [])
        for begun, until, person in known:
            if seat.post and begun <= day < until and self.rng.random() < SAME_PERSON:
                return person, until
        until = day + timedelta(days=self.rng.randrange(SHORTEST_TENURE, LONGEST_TENURE))
        person = self.new(session, seat.post, seat.organisation_id, day)
        known.append((day, until, person))
        return person, until

    def new(self, session: WorkSession, post: str | None, organisation_id: int | None, day: date) -> Person:
        """Return a new person; hardly ever two have one name."""
        name = self._name()
        while name in self.names and self.rng.random() > NAMESAKES:
            name = self._name()
        self.names.add(name)
        self.made += 1
        person = Person(
            name=name, post=post, organisation_id=organisation_id, post_from=_as_known(self.rng, day),
            email=f"{name.replace(' ', '.')}.{self.made}@example.org".lower(),
            telephone=f"01632 960{self.made % 1000:03d}",
            mobile=f"07700 900{self.made % 1000:03d}" if self.rng.random() < WITH_MOBILE else None,
            privacy_notice=PartialDate.of(day) if self.rng.random() < TOLD else None,
        )  # fmt: skip
        session.add(person)
        session.flush()
        return person

    def _name(self) -> str:
        return f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"


def _clear(session: WorkSession, seats: list[Seat]) -> None:
    ids = [seat.id for seat in seats]
    for kind in (Tenure, Chairing):
        for row in session.scalars(select(kind).where(kind.seat_id.in_(ids))):
            session.delete(row)


def _fill_seat(session: WorkSession, people: _People, seat: Seat, first: date) -> None:
    """Give a seat one holder after another, now and then with a vacancy between."""
    rng, today = people.rng, people.today
    day = first + timedelta(days=rng.randrange(60))
    while day <= today:
        person, until = people.holder(session, seat, day)
        ended = PartialDate.of(until) if until <= today else None
        session.add(Tenure(seat_id=seat.id, person_id=person.id, start=_as_known(rng, day), end=ended))
        day = until
        if rng.random() < VACANCY_SHARE and day <= today:
            until = day + timedelta(days=rng.randrange(20, LONGEST_VACANCY))
            ended = PartialDate.of(until) if until <= today else None
            session.add(Tenure(seat_id=seat.id, person_id=None, start=PartialDate.of(day), end=ended))
            day = until


def _as_known(rng: random.Random, day: date) -> PartialDate:
    """Return a first day as an office knows it: mostly to the day, sometimes to the month."""
    return PartialDate.of(day) if rng.random() < KNOWN_TO_THE_DAY else PartialDate(day.year, day.month)


def _rotate_chair(session: WorkSession, group: Group, seats: list[Seat], first: date, today: date) -> None:
    for turn, year in enumerate(range(first.year, today.year + 1)):
        start, end = PartialDate(year, NEW_CHAIR_MONTH), PartialDate(year + 1, NEW_CHAIR_MONTH)
        if start.earliest() <= today:
            session.add(Chairing(group_id=group.id, seat_id=seats[turn % len(seats)].id, start=start, end=end))


def _agree_terms(session: WorkSession, rng: random.Random, group: Group, first: date, today: date) -> None:
    """Have a group's terms of reference agreed anew every few years; now and then one is under review."""
    day, edition = first + timedelta(days=rng.randrange(200)), 1
    while day <= today:
        following = day + timedelta(days=rng.randrange(2 * 365, 4 * 365))
        last = following > today
        state = TermsState.UNDER_REVIEW if last and rng.random() < UNDER_REVIEW else TermsState.AGREED
        session.add(TermsOfReference(
            group_id=group.id, edition=str(edition), state=state, agreed=_as_known(rng, day),
            review=PartialDate(day.year + TERMS_YEARS, day.month),
        ))  # fmt: skip
        day, edition = following, edition + 1


def _name_deputies(session: WorkSession, rng: random.Random, today: date) -> None:
    """Name for some seats a deputy among those who work for the same organisation."""
    colleagues: dict[int | None, list[int]] = {}
    held = select(Tenure, Seat).join(Seat, Seat.id == Tenure.seat_id).where(Tenure.end.is_(None)).order_by(Tenure.id)
    rows = [(tenure, seat) for tenure, seat in session.execute(held) if tenure.person_id is not None]
    for tenure, seat in rows:
        colleagues.setdefault(seat.organisation_id, []).append(tenure.person_id or 0)
    for tenure, seat in rows:
        others = [one for one in colleagues[seat.organisation_id] if one != tenure.person_id]
        if others and seat.organisation_id is not None and rng.random() < WITH_DEPUTY:
            day = today - timedelta(days=rng.randrange(600))
            session.add(Deputy(seat_id=seat.id, person_id=rng.choice(others), start=_as_known(rng, day)))


def _give_assistants(session: WorkSession, people: _People) -> None:
    """Give those who sit with the accountable officers or in the executive an assistant who gets copies."""
    query = (
        select(Person)
        .join(Tenure, Tenure.person_id == Person.id)
        .join(Seat, Seat.id == Tenure.seat_id)
        .join(Group, Group.id == Seat.group_id)
        .where(Tenure.end.is_(None), Group.tier.in_((Tier.ACCOUNTABLE, Tier.EXECUTIVE)))
        .order_by(Person.id)
    )
    for person in dict.fromkeys(session.scalars(query)):
        assistant = people.new(session, "Executive Assistant", person.organisation_id, people.today)
        session.add(CopiedPerson(person_id=person.id, copy_id=assistant.id, kind=CopyKind.ASSISTANT))


def _say_who_left(session: WorkSession, today: date) -> None:
    """Say of everybody whose last seat has ended when they left."""
    ends: dict[int, list[PartialDate | None]] = {}
    for tenure in session.scalars(select(Tenure).where(Tenure.person_id.is_not(None))):
        ends.setdefault(tenure.person_id or 0, []).append(tenure.end)
    for person in session.scalars(select(Person).where(Person.id.in_(ends)).order_by(Person.id)):
        last = [end for end in ends[person.id] if end is not None and end.earliest() <= today]
        if len(last) == len(ends[person.id]):
            person.left = max(last, key=PartialDate.earliest)
