"""The one operation that takes in a table: all rows as they were shown, or none."""

from dataclasses import dataclass, field

from sqlalchemy import func, select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group, Scope, Tier
from mscp_desktop.parties.records import (
    NameKind,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Person,
    PersonAlias,
)
from mscp_desktop.parties.rules.names import normal_name, organisations_named, people_named
from mscp_desktop.parties.rules.people import new_person
from mscp_desktop.parties.rules.posts import put_post
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate, require_taken
from mscp_desktop.roster.intake.plan import CONTACT, MOVES, Asked, Plan, PlannedRow, make_plan
from mscp_desktop.roster.intake.resolving import Ref
from mscp_desktop.roster.records import Seat, SeatRole, Tenure
from mscp_desktop.roster.rules.changes import record_holder, record_vacancy

TIERS = (
    ("accountable officer", Tier.ACCOUNTABLE), ("task and finish", Tier.TASK_AND_FINISH), ("network", Tier.NETWORK),
    ("working group", Tier.WORKING), ("operational", Tier.OPERATIONAL), ("leadership", Tier.LEADERSHIP),
    ("executive", Tier.EXECUTIVE),
)  # fmt: skip
LONGEST_SHORT = 10


@operation("intake.import_rows")
def import_rows(session: WorkSession, asked: Asked) -> dict[str, int]:
    """Take in a table as its plan says, and return how many rows had each fate.

    Refused where a question is open, or where a row can't be taken and nobody said that such rows are left out.
    What a person answered about a name is kept as another name of what it means.
    """
    plan = make_plan(session, asked, session.clock.today())
    require_taken(plan.rows, without_refused=asked.without_refused)
    _Import(session, asked, plan).take_all()
    counts = {fate.value: plan.count(fate) for fate in Fate if plan.count(fate)}
    new, changed = plan.count(Fate.NEW), plan.count(Fate.CHANGED)
    what = "people" if asked.kind is Kind.PEOPLE else "rosters"
    session.say(f"Imported {what}: {new:,} new, {changed:,} changed")
    return counts


@dataclass(slots=True)
class _Import:
    """What was made so far, so that a name that is new stands for one record in every row."""

    session: WorkSession
    asked: Asked
    plan: Plan
    groups: dict[str, Group] = field(default_factory=dict)
    bodies: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)  # groups that had no seat before

    def take_all(self) -> None:
        for row in self.plan.rows:
            if row.fate in (Fate.NEW, Fate.CHANGED, Fate.SAME):
                try:
                    self._take(row)
                except UserError as error:
                    where = row.entry.where
                    raise UserError(
                        f"{where[:1].upper()}{where[1:]} can't be taken: {error} Nothing was imported."
                    ) from error
        self.session.flush()

    def _take(self, row: PlannedRow) -> None:
        body = self._body(row)
        if self.asked.kind is Kind.PEOPLE:
            self._take_person(row, body)
        elif row.fate is Fate.NEW:
            self._new_seat(row, body)
        else:
            self._keep_names(row)
            if row.fate is Fate.CHANGED:
                self._change_seat(row, body)

    # ---- what the names stand for

    def _group(self, ref: Ref) -> Group:
        found = self.groups.get(ref.key)
        if found is None:
            found = Group.by_uid(self.session, ref.uid) if ref.uid else self._new_group(ref.name)
            self.groups[ref.key] = found
            if self.session.scalar(select(Seat.id).where(Seat.group_id == found.id).limit(1)) is None:
                self.begun.add(found.id)
        return found

    def _new_group(self, name: str) -> Group:
        plain = normal_name(name)
        times, months = next(
            (told for group, told in self.plan.frequencies.items() if normal_name(group) == plain), (None, None)
        )
        last = self.session.scalar(select(func.max(Group.position))) or 0
        group = Group(
            name=name, tier=next((tier for words, tier in TIERS if words in plain), Tier.SUB_GROUP),
            scope=Scope.JOINT if "kent and medway" in plain or "joint" in plain.split() else Scope.LOCAL,
            position=last + 1, times=times, months=months, known_from=self.asked.as_at,
        )  # fmt: skip
        self.session.add(group)
        self.session.flush()
        return group

    def _body(self, row: PlannedRow) -> Organisation | None:
        ref = row.organisation
        if ref is None:
            return None
        found = self.bodies.get(ref.key)
        if found is None:
            found = Organisation.by_uid(self.session, ref.uid) if ref.uid else self._new_body(ref.name)
            self.bodies[ref.key] = found
        written = row.entry.organisation or ""
        if f"organisation:{normal_name(written)}" in self.asked.answers and not organisations_named(
            self.session, written
        ):
            single = " " not in written and written.upper() == written and len(written) <= LONGEST_SHORT
            if single and not found.short:
                found.short = written
            else:
                self.session.add(OrganisationAlias(organisation_id=found.id, name=written, kind=NameKind.SPELLING))
            self.session.flush()
        return found

    def _new_body(self, name: str) -> Organisation:
        body = Organisation(name=name, kind=OrganisationKind.BODY, statutory=False)
        self.session.add(body)
        self.session.flush()
        return body

    def _person(self, row: PlannedRow, body: Organisation | None) -> Person | None:
        ref, read = row.person, row.entry.person
        if ref is None or read is None:
            return None
        found = self.people.get(ref.key)
        if found is None and ref.uid is not None:
            found = Person.by_uid(self.session, ref.uid)
        if found is None:
            found = new_person(
                self.session, read.name, post=row.entry.post, organisation_id=body.id if body else None,
                **{name: getattr(read, name) for name in CONTACT},
            )  # fmt: skip
        self.people[ref.key] = found
        self._keep_name(found, read.name)
        return found

    def _keep_names(self, row: PlannedRow) -> None:
        if row.person is not None and row.person.uid is not None and row.entry.person is not None:
            self._keep_name(Person.by_uid(self.session, row.person.uid), row.entry.person.name)

    def _keep_name(self, person: Person, written: str) -> None:
        """Keep how somebody is written, where a person said who it is and nobody has this name yet."""
        if normal_name(written) == normal_name(person.name) or people_named(self.session, written):
            return
        others = select(PersonAlias.name).where(PersonAlias.person_id == person.id)
        if normal_name(written) not in {normal_name(one) for one in self.session.scalars(others)}:
            self.session.add(PersonAlias(person_id=person.id, name=written))
            self.session.flush()

    # ---- seats

    def _new_seat(self, row: PlannedRow, body: Organisation | None) -> None:
        entry = row.entry
        if row.group is None:
            raise UserError("No group was named.")
        group = self._group(row.group)
        last = self.session.scalar(select(func.max(Seat.position)).where(Seat.group_id == group.id)) or 0
        seat = Seat(
            group_id=group.id, position=last + 1, post=entry.post, post_published=entry.published,
            either_post=entry.either, organisation_id=body.id if body else None, role=entry.role or SeatRole.MEMBER,
            start=None if group.id in self.begun else self.asked.as_at, note=entry.note,
        )  # fmt: skip
        self.session.add(seat)
        self.session.flush()
        person = self._person(row, body)
        if person is not None or entry.vacant:
            self.session.add(Tenure(
                seat_id=seat.id, person_id=person.id if person else None, start=entry.since, end=entry.until
            ))  # fmt: skip
            self.session.flush()
        if person is not None and row.person is not None and row.person.uid is not None:
            self._take_contact(row, person)

    def _change_seat(self, row: PlannedRow, body: Organisation | None) -> None:
        seat, entry = Seat.by_uid(self.session, row.seat or ""), row.entry
        for one in row.differences:
            if one.field == "post":
                seat.post, seat.post_published, seat.either_post = entry.post, entry.published, entry.either
            elif one.field == "organisation":
                seat.organisation_id = body.id if body else None
            elif one.field == "role":
                seat.role = entry.role or SeatRole.MEMBER
            elif one.field == "note":
                seat.note = "\n".join(part for part in (seat.note, entry.note) if part)
            elif one.field in ("since", "vacant since"):
                self._know_since(seat, entry.since)
            elif one.field == "held by":
                self._take_holder(row, seat, body)
        person = self._person(row, body)
        if person is not None:
            self._take_contact(row, person)
        self.session.flush()

    def _take_holder(self, row: PlannedRow, seat: Seat, body: Organisation | None) -> None:
        start = row.entry.since or self._takes_over(seat)
        person = self._person(row, body)
        if person is not None:
            record_holder(self.session, seat.uid, person_uid=person.uid, start=start)
        else:
            record_vacancy(self.session, seat.uid, start=start)

    def _takes_over(self, seat: Seat) -> PartialDate | None:
        """Return the day of the list where somebody was recorded until then, None where nothing is known before it."""
        before = self.session.scalars(select(Tenure).where(Tenure.seat_id == seat.id, Tenure.end.is_(None)))
        return self.asked.as_at if any(one.person_id is not None or one.start is not None for one in before) else None

    def _know_since(self, seat: Seat, since: PartialDate | None) -> None:
        for tenure in self.session.scalars(select(Tenure).where(Tenure.seat_id == seat.id, Tenure.end.is_(None))):
            if tenure.start is None:
                tenure.start = since

    # ---- people

    def _take_person(self, row: PlannedRow, body: Organisation | None) -> None:
        entry = row.entry
        person = self._person(row, body)
        if person is None:
            return
        if row.fate is Fate.NEW:
            person.note, person.post_from = entry.note, entry.since
            return
        changed = {one.field for one in row.differences}
        if changed & MOVES:
            post = entry.post if "post" in changed else person.post
            employer = body.id if body and "organisation" in changed else person.organisation_id
            put_post(self.session, person, post, employer, entry.since)
        if "in post from" in changed:
            person.post_from = entry.since
        if "note" in changed:
            person.note = "\n".join(part for part in (person.note, entry.note) if part)
        self._take_contact(row, person)

    def _take_contact(self, row: PlannedRow, person: Person) -> None:
        wanted = {one.field for one in row.differences} if row.fate is Fate.CHANGED else set(CONTACT.values())
        for name, words in CONTACT.items():
            told = getattr(row.entry.person, name)
            if told and words in wanted:
                setattr(person, name, told)
