"""Random operations of every feature, as a person might call them: many fit, some are refused."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import operations_actions
import operations_agenda
import operations_assessment
import operations_audit_away
import operations_audit_cases
import operations_audit_day
import operations_audit_findings
import operations_audit_overview
import operations_audit_returns
import operations_audits
import operations_meetings
import operations_minutes
import operations_papers
import operations_section11
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.exchange.sheet_in import read_bytes
from mscp_desktop.foundation import attachments, local_rules
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import Operation, run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.records import Attachment, CalendarDay
from mscp_desktop.foundation.store import Actor, Store
from mscp_desktop.groups.records import Group, GroupCopy, Scope, TermsOfReference, TermsState, Tier
from mscp_desktop.groups.rules import copies as group_copies
from mscp_desktop.groups.rules import groups, terms_changes
from mscp_desktop.parties.records import (
    AgencyRequest,
    AgencyReview,
    CopiedPerson,
    CopyKind,
    FormerPost,
    NameKind,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    Person,
    PersonAlias,
    PostTitle,
    RelevantAgency,
)
from mscp_desktop.parties.rules import agency_changes, copies, merging, people, posts, requests
from mscp_desktop.parties.rules.organisations import (
    add_alias,
    add_organisation,
    change_alias,
    change_organisation,
    change_organisations,
    put_organisations,
    remove_alias,
)
from mscp_desktop.parties.rules.people import add_person, change_people, change_person, put_people
from mscp_desktop.parties.rules.removal import delete_parties
from mscp_desktop.roster.intake.entries import Kind as ImportKind
from mscp_desktop.roster.intake.importing import import_rows
from mscp_desktop.roster.intake.plan import Asked, make_plan
from mscp_desktop.roster.records import Chairing, Delegation, Deputy, Seat, SeatRole, Tenure
from mscp_desktop.roster.rules import (
    answers,
    chairs,
    changes,
    delegation,
    deputies,
    ending,
    joining,
    leaving,
    membership,
    reorganising,
    rosters,
)

SUBJECTS = (
    operations_actions,
    operations_meetings,
    operations_agenda,
    operations_papers,
    operations_minutes,
    operations_assessment,
    operations_audits,
    operations_audit_away,
    operations_audit_cases,
    operations_audit_day,
    operations_audit_findings,
    operations_audit_overview,
    operations_audit_returns,
    operations_section11,
)
Call = tuple[Operation[Any, Any], tuple[Any, ...], dict[str, Any]]
WORDS = ("Ash", "Birch", "Cédre", "Dogwood", "Elm", "Fir & Oak", "Głóg", "Hazel", "Ivy", "Juniper", "“Kauri”", "Larch")


class Chooser:
    """Chooses what to call, from what the vault holds at that moment."""

    def __init__(self, rng: random.Random, *, undoable: bool = False) -> None:
        """Where it chooses what is `undoable` only, it passes over operations that have no inverse."""
        self.rng = rng
        self._undoable = undoable

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
            call = self.kinds()[kind](session)
        except LookupError:
            return None
        return None if self._undoable and call[0].corrected_by else call

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
                add_alias, (self.need(s, Organisation).uid, self.words()), self.some(self._of_alias()),
            ),
            "parties.change_alias": self._change_alias,
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
            "intake.import_rows": self._import_rows,
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
            **self._groups_subjects(),
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
                {
                    "leaves": self.day() or PartialDate(2024),
                    "vacant": self.rng.random() < 0.5,
                    "chair_ends": self.rng.random() < 0.5,
                },
            ),
            "roster.change_tenure": self._change_tenure,
            "roster.forget_tenure": lambda s: (changes.forget_tenure, (self.need(s, Tenure).uid,), {}),
            "roster.record_chair": lambda s: (
                chairs.record_chair,
                (self.need(s, Seat).uid,),
                {"start": self.day(), "end": self.day(), "note": self.text()},
            ),
            "roster.change_seat_as_at": self._change_seat_as_at,
            **self._roster_subjects(),
            **self._people_subjects(),
            **self._agency_subjects(),
            "roster.ask_membership": lambda s: (membership.ask_membership, (self.need(s, Organisation).uid,), {}),
            "roster.ask_many_membership": lambda s: (
                membership.ask_many_membership, (self.several(s, Organisation),), {"due": date(2025, 2, 3)},
            ),
            "roster.take_membership": self._take_membership,
            "parties.close_request": lambda s: (
                requests.close_request, (self.need(s, AgencyRequest).uid, self.words()), {},
            ),
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
            "rules.set_days": lambda _: (
                local_rules.set_days,
                (
                    self.rng.choice(("agenda-sent", "rapid-review")), self.rng.randrange(1, 40),
                    date(2025, self.rng.randrange(1, 13), 1), self.words(),
                ),
                {"loosened": self.rng.random() < 0.5},
            ),
            "rules.follow_published": lambda _: (
                local_rules.follow_published,
                (
                    self.rng.choice(("agenda-sent", "rapid-review")), date(2025, self.rng.randrange(1, 13), 1),
                    self.words(),
                ),
                {},
            ),
            "calendar.clear_day": lambda s: (local_rules.clear_day, (self.need(s, CalendarDay).uid,), {}),
            **dict(kind for subject in SUBJECTS for kind in subject.kinds(self).items()),
        }  # fmt: skip

    def _take_membership(self, session: Session) -> Call:
        request, seat = self.need(session, AgencyRequest), self.need(session, Seat)
        who = {"name": self.words()} if self.rng.random() < 0.7 else {}
        answer = answers.SeatAnswer(seat.uid, holder=True, start=self.day(), **who)
        return answers.take_membership, (request.uid, [answer], "1 change"), {}

    def _agency_subjects(self) -> dict[str, Callable[[Session], Call]]:
        """Return how the list of relevant agencies is kept and reviewed, and how two records become one."""
        return {
            "parties.add_agency": lambda s: (
                agency_changes.add_agency,
                (self.need(s, Organisation).uid, self.rng.choice((None, "Health", "Voluntary Sector"))),
                {"start": self.day(), "end": self.day(), "involvement": self.text()},
            ),
            "parties.change_agency": lambda s: self._change(
                s, agency_changes.change_agency, RelevantAgency,
                {
                    "start": self.day, "end": self.day, "heading": self.words, "involvement": self.text,
                    "organisation_uid": lambda: self.need(s, Organisation).uid,
                },
            ),
            "parties.change_agencies": lambda s: (
                agency_changes.change_agencies, (self.several(s, RelevantAgency),), {"heading": self.words()},
            ),
            "parties.change_agency_from": lambda s: (
                agency_changes.change_agency_from,
                (self.need(s, RelevantAgency).uid, self.day() or PartialDate(2025)),
                self.some({"heading": self.words, "involvement": self.text}),
            ),
            "parties.end_agencies": lambda s: (
                agency_changes.end_agencies, (self.several(s, RelevantAgency), self.day() or PartialDate(2025)), {},
            ),
            "parties.remove_agencies": lambda s: (
                agency_changes.remove_agencies, (self.several(s, RelevantAgency),), {},
            ),
            "parties.move_agency_by": lambda s: (
                agency_changes.move_agency_by,
                (self.need(s, RelevantAgency).uid, self.rng.randrange(-4, 5), date(2025, 1, 15)),
                {},
            ),
            "parties.record_review": lambda s: (
                agency_changes.record_review,
                (self.day() or PartialDate(2025),),
                {"source": self.text(), "leaving": self.several(s, RelevantAgency) if self.rng.random() < 0.3 else []},
            ),
            "parties.change_review": lambda s: self._change(
                s, agency_changes.change_review, AgencyReview, {"held": self.day, "source": self.text},
            ),
            "parties.remove_review": lambda s: (agency_changes.remove_review, (self.need(s, AgencyReview).uid,), {}),
            "parties.merge_organisations": lambda s: (
                merging.merge_organisations, (self.need(s, Organisation).uid, self.need(s, Organisation).uid), {},
            ),
            "parties.merge_people": lambda s: (
                merging.merge_people, (self.need(s, Person).uid, self.need(s, Person).uid), {},
            ),
        }  # fmt: skip

    def _groups_subjects(self) -> dict[str, Callable[[Session], Call]]:
        """Return how groups are ordered, deleted and ended, who gets their papers, and their terms of reference."""
        return {
            "groups.delete_groups": lambda s: (groups.delete_groups, (self.several(s, Group),), {}),
            "groups.move_group": lambda s: (
                groups.move_group, (self.need(s, Group).uid, self.rng.randrange(-1, 22)), {},
            ),
            "groups.move_group_by": lambda s: (
                groups.move_group_by, (self.need(s, Group).uid, self.rng.randrange(-4, 5)), {},
            ),
            "groups.add_copy": lambda s: (
                group_copies.add_copy,
                (self.need(s, Group).uid,),
                {"person_uid": self.uid(s, Person), "new_name": self.rng.choice((None, self.words()))},
            ),
            "groups.change_copy": lambda s: self._change(
                s, group_copies.change_copy, GroupCopy,
                {"note": self.text, "person_uid": lambda: self.need(s, Person).uid},
            ),
            "groups.remove_copy": lambda s: (group_copies.remove_copy, (self.need(s, GroupCopy).uid,), {}),
            "groups.add_terms": lambda s: (
                terms_changes.add_terms,
                (self.need(s, Group).uid,),
                {"edition": self.text(), "state": self.rng.choice(list(TermsState)), "review": self.day()}
                | self.some({"agreed": self.day, "agreed_by_uid": lambda: self.uid(s, Group), "text": self.text}),
            ),
            "groups.change_terms": lambda s: self._change(
                s, terms_changes.change_terms, TermsOfReference,
                {
                    "edition": self.text, "text": self.text, "agreed": self.day, "review": self.day,
                    "agreed_by_uid": lambda: self.uid(s, Group),
                },
            ),
            "groups.agree_terms": lambda s: (
                terms_changes.agree_terms,
                (self.need(s, TermsOfReference).uid,),
                {"agreed": self.day(), "agreed_by_uid": self.uid(s, Group), "review": self.day()},
            ),
            "groups.begin_review": lambda s: (terms_changes.begin_review, (self.need(s, TermsOfReference).uid,), {}),
            "groups.end_review": lambda s: (
                terms_changes.end_review, (self.need(s, TermsOfReference).uid,), {"review": self.day()},
            ),
            "groups.set_reviews": lambda s: (
                terms_changes.set_reviews, (self.several(s, TermsOfReference),), {"review": self.day()},
            ),
            "groups.remove_terms": lambda s: (terms_changes.remove_terms, (self.several(s, TermsOfReference),), {}),
            "roster.end_group": lambda s: (ending.end_group, (self.need(s, Group).uid,), {"end": self.day()}),
        }  # fmt: skip

    def _roster_subjects(self) -> dict[str, Callable[[Session], Call]]:
        """Return how terms of chairs, deputies, delegations and whole moves are recorded and corrected."""
        return {
            "roster.record_vacant_chair": lambda s: (
                chairs.record_vacant_chair, (self.need(s, Group).uid,), {"start": self.day(), "end": self.day()},
            ),
            "roster.change_chair": lambda s: self._change(
                s, chairs.change_chair, Chairing,
                {"seat_uid": lambda: self.uid(s, Seat), "start": self.day, "end": self.day, "note": self.text},
            ),
            "roster.remove_chair": lambda s: (chairs.remove_chair, (self.need(s, Chairing).uid,), {}),
            "roster.add_deputy": lambda s: (
                deputies.add_deputy,
                (self.need(s, Seat).uid,),
                {
                    "person_uid": self.uid(s, Person), "new_name": self.rng.choice((None, self.words())),
                    "post": self.text(), "start": self.day(), "end": self.day(),
                },
            ),
            "roster.change_deputy": lambda s: self._change(
                s, deputies.change_deputy, Deputy,
                {"person_uid": lambda: self.uid(s, Person), "post": self.text, "start": self.day, "end": self.day},
            ),
            "roster.remove_deputy": lambda s: (deputies.remove_deputy, (self.need(s, Deputy).uid,), {}),
            "roster.add_delegation": lambda s: (
                delegation.add_delegation,
                (self.need(s, Seat).uid, self.need(s, Seat).uid),
                {"functions": self.text(), "start": self.day(), "end": self.day(), "source": self.text()},
            ),
            "roster.change_delegation": lambda s: self._change(
                s, delegation.change_delegation, Delegation,
                {
                    "lead_seat_uid": lambda: self.need(s, Seat).uid,
                    "delegate_seat_uid": lambda: self.need(s, Seat).uid,
                    "functions": self.text, "start": self.day, "end": self.day,
                },
            ),
            "roster.remove_delegation": lambda s: (delegation.remove_delegation, (self.need(s, Delegation).uid,), {}),
            "roster.record_joiner": lambda s: (
                joining.record_joiner,
                (),
                {
                    "start": self.day() or PartialDate(2024), "person_uid": self.uid(s, Person),
                    "new_name": self.rng.choice((None, self.words())), "post": self.text(), "email": self.text(),
                    "organisation_uid": self.uid(s, Organisation),
                    "seats": self.several(s, Seat) if self.rng.random() < 0.7 else (),
                    "deputises": self.several(s, Seat) if self.rng.random() < 0.3 else (),
                },
            ),
            "roster.record_reorganisation": lambda s: (
                reorganising.record_reorganisation,
                (self.need(s, Organisation).uid, self.need(s, Organisation).uid),
                {"start": self.day() or PartialDate(2025)}
                | {name: self.rng.random() < 0.5 for name in ("holders_stay", "ends", "people_move")},
            ),
        }  # fmt: skip

    def _people_subjects(self) -> dict[str, Callable[[Session], Call]]:
        """Return how other names, posts over time, titles and copies are recorded and corrected."""
        return {
            "parties.add_person_alias": lambda s: (
                people.add_person_alias, (self.need(s, Person).uid, self.words()), {},
            ),
            "parties.change_person_alias": lambda s: self._change(
                s, people.change_person_alias, PersonAlias, {"name": self.words},
            ),
            "parties.remove_person_alias": lambda s: (people.remove_person_alias, (self.need(s, PersonAlias).uid,), {}),
            "parties.move_post": lambda s: (
                posts.move_post,
                (self.need(s, Person).uid,),
                {"post": self.text(), "organisation_uid": self.uid(s, Organisation), "start": self.day()},
            ),
            "parties.add_former_post": lambda s: (
                posts.add_former_post,
                (self.need(s, Person).uid,),
                {"post": self.text(), "organisation_uid": self.uid(s, Organisation), "start": self.day()},
            ),
            "parties.change_former_post": lambda s: self._change(
                s, posts.change_former_post, FormerPost,
                {"post": self.text, "organisation_uid": lambda: self.uid(s, Organisation), "end": self.day},
            ),
            "parties.remove_former_post": lambda s: (posts.remove_former_post, (self.need(s, FormerPost).uid,), {}),
            "parties.add_post_title": lambda _: (posts.add_post_title, (self.words(), self.words()), {}),
            "parties.change_post_title": lambda s: self._change(
                s, posts.change_post_title, PostTitle, {"post": self.words, "title": self.words},
            ),
            "parties.remove_post_title": lambda s: (posts.remove_post_title, (self.need(s, PostTitle).uid,), {}),
            "parties.add_copy": lambda s: (
                copies.add_copy,
                (self.need(s, Person).uid,),
                {"copy_uid": self.uid(s, Person), "kind": self.rng.choice(list(CopyKind))},
            ),
            "parties.change_copy": lambda s: self._change(
                s, copies.change_copy, CopiedPerson,
                {"copy_uid": lambda: self.uid(s, Person), "kind": lambda: self.rng.choice(list(CopyKind))},
            ),
            "parties.remove_copy": lambda s: (copies.remove_copy, (self.need(s, CopiedPerson).uid,), {}),
        }  # fmt: skip

    def _change(
        self, session: Session, what: Operation[Any, Any], model: type[Record], made: dict[str, Callable[[], Any]]
    ) -> Call:
        row = self.need(session, model)
        return what, (row.uid, row.version), self.some(made)

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

    def _of_alias(self) -> dict[str, Callable[[], Any]]:
        return {"kind": lambda: self.rng.choice(list(NameKind)), "start": self.day, "end": self.day}

    def _change_alias(self, session: Session) -> Call:
        row = self.need(session, OrganisationAlias)
        return change_alias, (row.uid, row.version), self.some({"name": self.words, **self._of_alias()})

    def _import_rows(self, session: Session) -> Call:
        """Import a few rows; what is unsure is answered with the first answer that is offered."""
        kind = self.rng.choice((ImportKind.ROSTER, ImportKind.PEOPLE))
        text = self.rng.choice((None, None, self.words()))
        lines = [f"{self.words()},{self.words()},{self.words()},{self.rng.choice(('', '14/3/2024', 'May 2025'))}"]
        lines += [f"{self.words()},{self.words()},TBC,"] if self.rng.random() < 0.5 else []
        csv = "Post,Organisation,Name,Since\n" + "\n".join(lines)
        sheets = read_bytes(csv.encode(), "random.csv").sheets
        group = text or session.scalar(select(Group.name).order_by(Group.id).limit(1)) or "Group"
        asked = Asked(sheets, kind, self.day() or PartialDate(2025), group)
        for _ in range(4):
            plan = make_plan(session, asked, date(2025, 1, 15))
            answers = {one.key: one.options[0].answer for one in plan.open_questions()}
            asked = replace(asked, answers={**asked.answers, **answers})
        return import_rows, (asked,), {}

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
