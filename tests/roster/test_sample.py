"""Invented years: plausible for every part of the feature, and the same each time."""

from collections import Counter
from collections.abc import Callable

from sqlalchemy import func, select

from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.groups.records import TermsOfReference
from mscp_desktop.parties.records import CopiedPerson, Person
from mscp_desktop.roster.records import Chairing, Deputy, Tenure
from mscp_desktop.roster.rules import checks
from mscp_desktop.roster.sample import fill


def test_two_years_have_people_in_several_seats_deputies_assistants_and_terms(medway: Vault) -> None:
    made = run(medway.store, medway.actor, fill, 2).value
    with medway.store.reading() as session:
        count: Callable[[type], int] = lambda kind: session.scalar(select(func.count()).select_from(kind)) or 0  # noqa: E731
        people = {person.id: person for person in session.scalars(select(Person))}
        open_ones = session.scalars(select(Tenure).where(Tenure.end.is_(None), Tenure.person_id.is_not(None))).all()
        seats = Counter(tenure.person_id for tenure in open_ones)
        assert made <= len(people)
        assert max(seats.values()) > 1
        assert all(people[key or 0].left is None for key in seats)
        assert any(person.left is not None for person in people.values())
        assert all(count(kind) > 5 for kind in (Deputy, CopiedPerson, TermsOfReference))
        assert count(Chairing) > 2
        names = Counter(person.name for person in people.values())
        assert sum(number > 1 for number in names.values()) < 5
        assert all(one.what and one.why for one in checks.checks(session, medway.store.clock.today()))
        assert min(names) == "Abena Garrowby"  # the same each time
