"""Random operations of every feature, as a person might call them: many fit, some are refused."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.foundation import attachments, local_rules
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.records import Attachment, CalendarDay
from mscp_desktop.foundation.store import Actor, Store
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.groups.rules import groups
from mscp_desktop.parties.records import Organisation, OrganisationAlias, OrganisationKind, Person
from mscp_desktop.parties.rules.organisations import (
    add_alias,
    add_organisation,
    change_organisation,
    change_organisations,
    put_organisations,
    remove_alias,
)
from mscp_desktop.parties.rules.people import add_person, change_people, change_person, put_people
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.roster.records import Seat, SeatRole, Tenure
from mscp_desktop.roster.rules import changes, leaving, rosters

Call = tuple[Operation[Any, Any], tuple[Any, ...], dict[str, Any]]
WORDS = ("Ash", "Birch", "Cédre", "Dogwood", "Elm", "Fir & Oak", "Głóg", "Hazel", "Ivy", "Juniper", "“Kauri”", "Larch")


class Chooser:
    """Chooses what to call, from what the vault holds at that moment."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def one(self, session: Session, model: type[Record]) -> Any:
        """Return a row's id, uid and version; rows made last come up more often, so that things meet."""
        total = session.scalar(select(func.count()).select_from(model)) or 0
        if total == 0:
            return None
        place = self.rng.randrange(total) if self.rng.random() < 0.5 else max(0, total - 1 - self.rng.randrange(4))
        return session.execute(
            select(model.id, model.uid, model.version).order_by(model.id).offset(place).limit(1)
        ).one()

    def words(self) -> str:
        return " ".join(self.rng.choice(WORDS) for _ in range(self.rng.randrange(1, 4)))

    def text(self) -> str | None:
        return self.rng.choice((None, "", self.words(), f"{self.words()}\n{self.words()}"))

    def day(self) -> PartialDate | None:
        year, month = self.rng.randrange(2023, 2027), self.rng.randrange(1, 13)
        return self.rng.choice(
            (None, PartialDate(year), PartialDate(year, month), PartialDate(year, month, self.rng.randrange(1, 29)))
        )

    def some(self, made: dict[str, Callable[[], Any]]) -> dict[str, Any]:
        names = self.rng.sample(sorted(made), self.rng.randrange(1, min(3, len(made)) + 1))
        return {name: made[name]() for name in names}

    def uid(self, session: Session, model: type[Record]) -> str | None:
        found = self.one(session, model)
        return None if found is None or self.rng.random() < 0.2 else found.uid

    def next_call(self, session: Session) -> Call | None:
        """Return an operation with arguments; None where there is nothing to do it to."""
        kind = self.rng.choice(sorted(self.kinds()))
        try:
            return self.kinds()[kind](session)
        except LookupError:
            return None

    def need(self, session: Session, model: type[Record]) -> Any:
        found = self.one(session, model)
        if found is None:
            raise LookupError(model.__tablename__)
        return found

    def kinds(self) -> dict[str, Callable[[Session], Call]]:
        """Return how each operation is called, by its name."""
        return {
            "parties.add_organisation": lambda _: (
                add_organisation,
                (self.words(),),
                {"short": self.text(), "kind": self.rng.choice(list(OrganisationKind)), "sector": self.text()},
            ),
            "parties.change_organisation": self._change_organisation,
            "parties.add_alias": lambda s: (
                add_alias, (self.need(s, Organisation).uid, self.words()), {},
            ),
            "parties.remove_alias": lambda s: (remove_alias, (self.need(s, OrganisationAlias).uid,), {}),
            "parties.add_person": lambda _: (
                add_person, (self.words(),), {"post": self.text(), "email": self.text()},
            ),
            "parties.change_person": self._change_person,
            "parties.delete_parties": self._delete_parties,
            "parties.change_people": lambda s: (
                change_people, (self.several(s, Person),), {"post": self.text()},
            ),
            "parties.change_organisations": lambda s: (
                change_organisations,
                (self.several(s, Organisation),),
                self.some({"sector": self.text, "successor_uid": lambda: self.uid(s, Organisation)}),
            ),
            "parties.put_people": self._put_people,
            "parties.put_organisations": self._put_organisations,
            "groups.add_group": lambda s: (
                groups.add_group,
                (self.words(),),
                {"tier": self.rng.choice(list(Tier)), "parent_uid": self.uid(s, Group)},
            ),
            "groups.change_group": self._change_group,
            "groups.change_groups": lambda s: (
                groups.change_groups,
                (self.several(s, Group),),
                self.some({"scope": lambda: self.rng.choice(list(Scope)), "parent_uid": lambda: self.uid(s, Group)}),
            ),
            "groups.delete_group": lambda s: (groups.delete_group, (self.need(s, Group).uid,), {}),
            "roster.add_seat": lambda s: (
                changes.add_seat,
                (self.need(s, Group).uid,),
                {"post": self.text(), "organisation_uid": self.uid(s, Organisation), "start": self.day()},
            ),
            "roster.change_seat": self._change_seat,
            "roster.change_seats": lambda s: (
                changes.change_seats,
                (self.several(s, Seat),),
                self.some({"role": lambda: self.rng.choice(list(SeatRole)), "note": self.text}),
            ),
            "roster.move_seat": lambda s: (changes.move_seat, (self.need(s, Seat).uid, self.rng.randrange(-1, 22)), {}),
            "roster.move_seat_by": lambda s: (
                changes.move_seat_by, (self.need(s, Seat).uid, self.rng.randrange(-4, 5)), {},
            ),
            "roster.remove_seats": lambda s: (
                changes.remove_seats, (sorted({self.need(s, Seat).uid, self.need(s, Seat).uid}),), {},
            ),
            "roster.record_holder": lambda s: (
                changes.record_holder,
                (self.need(s, Seat).uid,),
                {
                    "person_uid": self.uid(s, Person),
                    "new_name": self.rng.choice((None, self.words())),
                    "start": self.day(),
                },
            ),
            "roster.record_vacancy": lambda s: (
                changes.record_vacancy, (self.need(s, Seat).uid,), {"start": self.day()},
            ),
            "roster.record_leaver": lambda s: (
                leaving.record_leaver,
                (self.need(s, Person).uid,),
                {"leaves": self.day() or PartialDate(2024), "vacant": self.rng.random() < 0.5},
            ),
            "roster.change_tenure": self._change_tenure,
            "roster.forget_tenure": lambda s: (changes.forget_tenure, (self.need(s, Tenure).uid,), {}),
            "roster.record_chair": lambda s: (
                changes.record_chair,
                (self.need(s, Seat).uid,),
                {"start": self.day(), "end": self.day(), "note": self.text()},
            ),
            "roster.change_seat_as_at": self._change_seat_as_at,
            "papers.add": lambda s: (
                attachments.add_paper,
                ("partnership_group", self.need(s, Group).uid, f"{self.words()}.pdf", self.words().encode()),
                {},
            ),
            "papers.rename": lambda s: (attachments.rename_paper, (self.need(s, Attachment).uid, self.words()), {}),
            "papers.remove": lambda s: (attachments.remove_paper, (self.need(s, Attachment).uid,), {}),
            "calendar.set_day": lambda _: (
                local_rules.set_day,
                (date(2025, 1, self.rng.randrange(1, 6)), self.words()),
                {"working": self.rng.random() < 0.5},
            ),
            "calendar.clear_day": lambda s: (local_rules.clear_day, (self.need(s, CalendarDay).uid,), {}),
        }  # fmt: skip

    def several(self, session: Session, model: type[Record]) -> list[str]:
        return sorted({self.need(session, model).uid for _ in range(self.rng.randrange(1, 4))})

    def _put_people(self, session: Session) -> Call:
        row = self.need(session, Person)
        new = {"name": self.words()}
        return put_people, ([(row.uid, row.version, {"email": self.text()}), (None, 0, new)],), {}

    def _put_organisations(self, session: Session) -> Call:
        row = self.need(session, Organisation)
        new = {"name": self.words(), "sector": self.text()}
        return put_organisations, ([(None, 0, new), (row.uid, row.version, {"note": self.text()})],), {}

    def _change_organisation(self, session: Session) -> Call:
        row = self.need(session, Organisation)
        fields = self.some({
            "name": self.words, "short": self.text, "note": self.text, "ended": self.day,
            "parent_uid": lambda: self.uid(session, Organisation),
            "successor_uid": lambda: self.uid(session, Organisation),
            "statutory": lambda: self.rng.random() < 0.5, "kind": lambda: self.rng.choice(list(OrganisationKind)),
        })  # fmt: skip
        return change_organisation, (row.uid, row.version), fields

    def _change_person(self, session: Session) -> Call:
        row = self.need(session, Person)
        fields = self.some({
            "name": self.words, "post": self.text, "email": self.text, "telephone": self.text,
            "organisation_uid": lambda: self.uid(session, Organisation),
        })  # fmt: skip
        return change_person, (row.uid, row.version), fields

    def _delete_parties(self, session: Session) -> Call:
        kind, model = self.rng.choice((("person", Person), ("organisation", Organisation)))
        return delete_parties, (kind, [self.need(session, model).uid]), {}

    def _change_group(self, session: Session) -> Call:
        row = self.need(session, Group)
        fields = self.some({
            "name": self.words, "short": self.text, "note": self.text, "aliases": self.text, "end": self.day,
            "parent_uid": lambda: self.uid(session, Group), "scope": lambda: self.rng.choice(list(Scope)),
            "times": lambda: self.rng.choice((None, 1, 6)), "months": lambda: self.rng.choice((None, 1, 12)),
        })  # fmt: skip
        return groups.change_group, (row.uid, row.version), fields

    def _change_seat(self, session: Session) -> Call:
        row = self.need(session, Seat)
        fields = self.some({
            "post": self.text, "note": self.text, "start": self.day, "end": self.day,
            "organisation_uid": lambda: self.uid(session, Organisation),
            "role": lambda: self.rng.choice(list(SeatRole)),
        })  # fmt: skip
        return changes.change_seat, (row.uid, row.version), fields

    def _change_tenure(self, session: Session) -> Call:
        row = self.need(session, Tenure)
        fields = self.some({
            "new_name": self.words, "start": self.day, "end": self.day,
            "person_uid": lambda: self.need(session, Person).uid,
        })  # fmt: skip
        return changes.change_tenure, (row.uid, row.version), fields

    def _change_seat_as_at(self, session: Session) -> Call:
        row = self.need(session, Seat)
        fields = self.some({
            "post": self.text, "holder_name": self.words, "since": self.day, "until": self.day,
            "holder_uid": lambda: self.uid(session, Person),
        })  # fmt: skip
        group, _ = rosters.place_of(session, row.uid) or ("", None)
        seats = rosters.roster_at(session, group, date(2025, 1, 15)).seats
        shown = next((seat.tenure for seat in seats if seat.uid == row.uid), None)
        return changes.change_seat_as_at, (row.uid, row.version, date(2025, 1, 15), shown), fields


def call_random(store: Store, actor: Actor, chooser: Chooser) -> str | None:
    """Call one operation and return its name; None where it was refused, or changed nothing."""
    with store.reading() as session:
        call = chooser.next_call(session)
    if call is None:
        return None
    what, args, fields = call
    try:
        done = run(store, actor, what, *args, **fields)
    except UserError:
        return None
    return what.name if done.announcement else None
