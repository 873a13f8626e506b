"""The one operation that takes in an action log: all rows as they were shown, or none."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.actions.intake.owners import Whose
from mscp_desktop.actions.intake.plan import LogPlan, plan_log
from mscp_desktop.actions.intake.planned import PlannedAction, whose_of
from mscp_desktop.actions.intake.settling import Settled
from mscp_desktop.actions.intake.words import Meaning
from mscp_desktop.actions.records import Action, ActionState
from mscp_desktop.actions.rules.changes import add_action, add_update, change_action, mark_done, show_impact, withdraw
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import operation
from mscp_desktop.foundation.store import WorkSession
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
from mscp_desktop.roster.intake.fates import Fate, require_taken
from mscp_desktop.roster.intake.plan import Asked
from mscp_desktop.roster.intake.words import is_name

UIDS = {"seat": "seat_uid", "person": "person_uid", "organisation": "organisation_uid"}


@operation("intake.import_actions")
def import_actions(session: WorkSession, asked: Asked) -> dict[str, int]:
    """Take in an action log as its plan says, and return how many rows had each fate.

    Refused where a question is open, or where a row can't be taken and nobody said that such rows are left out. An
    action that is there already is not added again: it is told what the log says more of it.
    """
    plan = plan_log(session, asked, session.clock.today())
    require_taken(plan.rows, without_refused=asked.without_refused)
    _Import(session, min(asked.as_at.latest(), session.clock.today())).take_all(plan)
    new, changed = plan.count(Fate.NEW), plan.count(Fate.CHANGED)
    session.say(f"Imported an action log: {new:,} new, {changed:,} changed")
    return {fate.value: plan.count(fate) for fate in Fate if plan.count(fate)}


def first_taken(session: Session, uids: Iterable[str], new: int) -> str | None:
    """Return the first action that an import made, of all that it touched, else the first that was told more.

    So many `new` ones have the highest numbers, in the order of the log.
    """
    numbered = list(session.scalars(select(Action.uid).where(Action.uid.in_(list(uids))).order_by(Action.number)))
    return next(iter(numbered[-new:] if new else numbered), None)


@dataclass(slots=True)
class _Import:
    """What was made so far, so that a name that is new stands for one record in every row."""

    session: WorkSession
    day: date
    made: dict[tuple[str, str], str] = field(default_factory=dict)
    added: dict[str, str] = field(default_factory=dict)  # the uids of actions by the rows that made them

    def take_all(self, plan: LogPlan) -> None:
        for row in plan.rows:
            if row.fate not in (Fate.NEW, Fate.CHANGED) or row.action is None:
                continue
            try:
                if row.fate is Fate.NEW:
                    self._add(row, row.action)
                else:
                    self._tell(row, row.action)
            except UserError as error:
                where = row.entry.where
                raise UserError(
                    f"{where[:1].upper()}{where[1:]} can't be taken: {error} Nothing was imported."
                ) from error
        self.session.flush()

    def _add(self, row: PlannedAction, action: Settled) -> None:
        uid = self.added[f"row:{row.place}"] = add_action(
            self.session, action.text, group_uid=row.group.uid if row.group else None, due=action.due,
            raised=action.raised, source=action.source, confidential=action.confidential, note=action.note(),
            **self._owner(row),
        )  # fmt: skip
        for on, words in action.updates:
            add_update(self.session, uid, words, heard=on)
        if action.state is ActionState.DONE:
            mark_done(self.session, uid, action.evidence or "", done_on=action.done_on)
            if action.impact:
                show_impact(self.session, uid, action.impact, impact_on=self._shown_on(action))
        elif action.state is ActionState.WITHDRAWN:
            withdraw(self.session, uid, action.why or "")

    def _tell(self, row: PlannedAction, action: Settled) -> None:
        """Add to an action what the log says more of it."""
        more = row.more
        if more is None or row.there is None:
            return
        uid = self.added.get(row.there, row.there)
        fields = self._owner(row) if "owner" in more.fill else {}
        due = {"due": action.due} if "due date" in more.fill else {}
        if fields or due:
            change_action(self.session, uid, Action.by_uid(self.session, uid).version, **fields, **due)
            self.session.flush()
        for on, words in more.updates:
            add_update(self.session, uid, words, heard=on)
        if more.done:
            mark_done(self.session, uid, action.evidence or "", done_on=action.done_on)
        if more.impact:
            done = Action.by_uid(self.session, uid).done_on
            show_impact(self.session, uid, action.impact or "", impact_on=max(self.day, done or self.day))

    def _shown_on(self, action: Settled) -> date:
        return max(self.day, action.done_on or self.day)

    # ---- owners

    def _owner(self, row: PlannedAction) -> dict[str, str | None]:
        whose = whose_of(row)
        for one, meaning in ((row.owner, Meaning.OWNER), (row.agency, Meaning.AGENCY)):
            if one is not None and one.kind is not None:
                uid = self._uid(one)
                self._keep_name(one, uid, row.entry.cell(meaning))
        return {UIDS[whose.kind]: self._uid(whose)} if whose is not None and whose.kind in UIDS else {}

    def _uid(self, whose: Whose) -> str:
        if whose.uid is not None:
            return whose.uid
        key = (whose.kind or "", normal_name(whose.name))
        if key not in self.made:
            self.made[key] = self._new(whose)
        return self.made[key]

    def _new(self, whose: Whose) -> str:
        if whose.kind == "person":
            person = new_person(self.session, whose.name)
            self.session.flush()
            return person.uid
        body = Organisation(name=whose.name, kind=OrganisationKind.BODY, statutory=False)
        self.session.add(body)
        self.session.flush()
        return body.uid

    def _keep_name(self, whose: Whose, uid: str, written: str) -> None:
        """Keep how somebody is written, where a person said who it is and it is one name that nobody has yet."""
        if whose.asked is None or not written:
            return
        if whose.kind == "person" and is_name(written) and not people_named(self.session, written):
            person = Person.by_uid(self.session, uid)
            others = self.session.scalars(select(PersonAlias.name).where(PersonAlias.person_id == person.id))
            if normal_name(written) not in {normal_name(one) for one in (person.name, *others)}:
                self.session.add(PersonAlias(person_id=person.id, name=written))
        elif whose.kind == "organisation" and _is_one(written) and not organisations_named(self.session, written):
            body = Organisation.by_uid(self.session, uid)
            self.session.add(OrganisationAlias(organisation_id=body.id, name=written, kind=NameKind.SPELLING))
        self.session.flush()


def _is_one(written: str) -> bool:
    """Say whether words name one organisation, neither several nor a person."""
    return not set("/,;\n") & set(written) and not is_name(written)
