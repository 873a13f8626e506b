"""Invented people in the seats: plausible turnover over some years, for trying the program and for measuring it."""

import random
from datetime import date, timedelta

from sqlalchemy import select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import MANAGER, operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Tier
from mscp_desktop.parties.records import Person
from mscp_desktop.roster.records import Chairing, Seat, Tenure

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
SHORTEST_TENURE = 150  # days, as are the next two
LONGEST_TENURE = 5 * 365
LONGEST_VACANCY = 200
KNOWN_TO_THE_DAY = 0.8
NEW_CHAIR_MONTH = 9
PARTNERS = 3  # the first seats of these groups are the three statutory partners'


@operation("sample.fill", MANAGER, corrected_by="starting a new partnership")
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
    made = 0
    for group in groups:
        group.known_from = PartialDate.of(first)
        seats = list(session.scalars(select(Seat).where(Seat.group_id == group.id).order_by(Seat.position)))
        _clear(session, seats)
        for seat in seats:
            if rng.random() > NOT_RECORDED_SHARE:
                made += _fill_seat(session, rng, seat, first, today, made)
        if group.tier in (Tier.ACCOUNTABLE, Tier.EXECUTIVE):
            _rotate_chair(session, group, seats[:PARTNERS], first, today)
        session.flush()
    session.say(f"Filled the seats with {made} invented people over {years} years")
    return made


def _clear(session: WorkSession, seats: list[Seat]) -> None:
    ids = [seat.id for seat in seats]
    for tenure in session.scalars(select(Tenure).where(Tenure.seat_id.in_(ids))):
        session.delete(tenure)
    for chairing in session.scalars(select(Chairing).where(Chairing.seat_id.in_(ids))):
        session.delete(chairing)


def _fill_seat(session: WorkSession, rng: random.Random, seat: Seat, first: date, today: date, number: int) -> int:
    """Give a seat one holder after another, now and then with a vacancy between, and return how many there were."""
    made, day = 0, first + timedelta(days=rng.randrange(60))
    while day <= today:
        until = day + timedelta(days=rng.randrange(SHORTEST_TENURE, LONGEST_TENURE))
        made += 1
        person = _person(session, rng, seat, number + made)
        ended = PartialDate.of(until) if until <= today else None
        session.add(Tenure(seat_id=seat.id, person_id=person.id, start=_as_known(rng, day), end=ended))
        day = until
        if rng.random() < VACANCY_SHARE and day <= today:
            until = day + timedelta(days=rng.randrange(20, LONGEST_VACANCY))
            ended = PartialDate.of(until) if until <= today else None
            session.add(Tenure(seat_id=seat.id, person_id=None, start=PartialDate.of(day), end=ended))
            day = until
    return made


def _person(session: WorkSession, rng: random.Random, seat: Seat, number: int) -> Person:
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    person = Person(
        name=f"{first} {last}", post=seat.post, organisation_id=seat.organisation_id,
        email=f"{first}.{last}.{number}@example.org".lower(), telephone=f"01632 960{number % 1000:03d}",
    )  # fmt: skip
    session.add(person)
    session.flush()
    return person


def _as_known(rng: random.Random, day: date) -> PartialDate:
    """Return a first day as an office knows it: mostly to the day, sometimes to the month."""
    return PartialDate.of(day) if rng.random() < KNOWN_TO_THE_DAY else PartialDate(day.year, day.month)


def _rotate_chair(session: WorkSession, group: Group, seats: list[Seat], first: date, today: date) -> None:
    for turn, year in enumerate(range(first.year, today.year + 1)):
        start, end = PartialDate(year, NEW_CHAIR_MONTH), PartialDate(year + 1, NEW_CHAIR_MONTH)
        if start.earliest() <= today:
            session.add(Chairing(group_id=group.id, seat_id=seats[turn % len(seats)].id, start=start, end=end))
