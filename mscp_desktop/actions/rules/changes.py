"""Operations on actions: added, updated, done, their impact shown, withdrawn, reopened; none closes by itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from mscp_desktop.actions.records import Action, ActionState, ActionUpdate
from mscp_desktop.foundation.attachments import remove_papers_of
from mscp_desktop.foundation.base import Record
from mscp_desktop.foundation.errors import ConflictError, InternalError, UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import format_day
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.groups.records import Group
from mscp_desktop.parties.records import Organisation, Person
from mscp_desktop.parties.rules.words import field_words, many_words, trimmed
from mscp_desktop.priorities.records import Priority
from mscp_desktop.roster.records import Seat

OWNERS: dict[str, tuple[str, type[Record]]] = {
    "seat_uid": ("seat_id", Seat),
    "person_uid": ("person_id", Person),
    "organisation_uid": ("organisation_id", Organisation),
}
CLOSED = frozenset({ActionState.IMPACT_SHOWN, ActionState.WITHDRAWN})
_REFERS: dict[str, tuple[str, type[Record]]] = {
    "group_uid": ("group_id", Group),
    "priority_uid": ("priority_id", Priority),
}
_TEXTS = ("source", "note")
_SAID = {
    "seat_id": "owner",
    "person_id": "owner",
    "organisation_id": "owner",
    "due": "due date",
    "raised": "day raised",
}
_WORDS = 60  # characters of an action that stand in a sentence


@operation("actions.add_action")
def add_action(
    session: WorkSession,
    text: str,
    *,
    seat_uid: str | None = None,
    person_uid: str | None = None,
    organisation_uid: str | None = None,
    group_uid: str | None = None,
    priority_uid: str | None = None,
    due: date | None = None,
    raised: date | None = None,
    source_kind: str | None = None,
    source_uid: str | None = None,
    source: str | None = None,
    confidential: bool = False,
    note: str | None = None,
) -> str:
    """Add an open action and return its uid; its owner is a seat, a person or an organisation, or nobody yet.

    It gets the next number, which stays its own for good. Without `raised` it is raised today.
    """
    owner = _owner({"seat_uid": seat_uid, "person_uid": person_uid, "organisation_uid": organisation_uid})
    keys = _keys(session, owner | {"group_uid": group_uid, "priority_uid": priority_uid})
    action = Action(
        number=_next_number(session), text=_what(text), raised=raised or session.clock.today(), due=due,
        state=ActionState.OPEN, source_kind=source_kind, source_uid=source_uid, source=trimmed(source),
        confidential=confidential, note=trimmed(note), **keys,
    )  # fmt: skip
    _require_order(action)
    session.add(action)
    session.flush()
    session.say(f"Added action {said_of(action)}")
    return action.uid


@operation("actions.change_action")
def change_action(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change fields of an action: text, owner, group, priority, dates, source, note, evidence, impact, confidential.

    The owner is set by one of seat_uid, person_uid and organisation_uid, which takes the place of whichever stood
    there. What shows that it is done, or its impact, is corrected here, never emptied: its state rests on that.
    """
    action = Action.by_uid(session, uid)
    if "text" in fields:
        fields["text"] = _what(fields["text"])
    for name in _TEXTS:
        if name in fields:
            fields[name] = trimmed(fields[name])
    _correct_reasons(action, fields)
    given = {name: fields.pop(name) for name in (*OWNERS, *_REFERS) if name in fields}
    if given.keys() & OWNERS.keys():
        given = _owner({name: given.get(name) for name in OWNERS}) | {
            name: value for name, value in given.items() if name in _REFERS
        }
    changed = change_record(session, action, version, fields | _keys(session, given))
    _require_order(action)
    _require_past(session, action)
    session.say(f"{field_words(dict.fromkeys(_SAID.get(name, _plain(name)) for name in changed))} of {named(action)}")


@operation("actions.change_actions")
def change_actions(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several actions, whatever they say now."""
    for uid in uids:
        change_action(session, uid, Action.by_uid(session, uid).version, **fields)
    session.say(many_words({_SAID.get(name, name): None for name in fields}, len(uids), "actions"))


@operation("actions.add_update")
def add_update(
    session: WorkSession,
    uid: str,
    text: str,
    *,
    heard: date | None = None,
    teller: str | None = None,
    due: date | None = None,
) -> str:
    """Record what was heard of an action, and return the uid of that; `due` moves its due date.

    Without `heard` it was heard today. The date that was moved stays on record with the update.
    """
    action = Action.by_uid(session, uid)
    if not trimmed(text):
        raise UserError("Say what was heard of the action.")
    moved = due is not None and due != action.due
    if moved and action.state is not ActionState.OPEN:
        raise UserError(f"{named(action)} is {action.state.value}, so its date can't move. Reopen it first.")
    update = ActionUpdate(
        action_id=action.id, heard=heard or session.clock.today(), teller=trimmed(teller), text=text.strip(),
        due_was=action.due if moved else None,
    )  # fmt: skip
    _refuse_future(session, update.heard, "heard")
    if moved:
        action.due = due
        _require_order(action)
    session.add(update)
    session.flush()
    session.say(f"Update on {named(action)}" + (f", now due {format_day(due)}" if moved and due else ""))
    return update.uid


@operation("actions.move_due_dates")
def move_due_dates(session: WorkSession, uids: Sequence[str], due: date, why: str) -> None:
    """Agree another due date for several open actions; each keeps the reason and its old date as an update.

    Raises `UserError` where one of them is not open, and moves none then.
    """
    if not trimmed(why):
        raise UserError("Say why the date is another: the reason stays with each action.")
    actions = [Action.by_uid(session, uid) for uid in uids]
    closed = [named(action) for action in actions if action.state is not ActionState.OPEN]
    if closed:
        raise UserError(
            f"{', '.join(closed)} {'is' if len(closed) == 1 else 'are'} not open, so no date can move there. Leave"
            f" {'it' if len(closed) == 1 else 'them'} out, or reopen first; nothing was changed."
        )
    for action in actions:
        if action.due != due:
            add_update(session, action.uid, why, due=due)
    session.say(f"{len(actions):,} action{'' if len(actions) == 1 else 's'} now due {format_day(due)}")


@operation("actions.change_update")
def change_update(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Correct heard, teller or text of an update."""
    update = ActionUpdate.by_uid(session, uid)
    if "text" in fields and not trimmed(fields["text"]):
        raise UserError("Say what was heard of the action.")
    for name in ("teller", "text"):
        if name in fields:
            fields[name] = trimmed(fields[name])
    changed = change_record(session, update, version, fields)
    _refuse_future(session, update.heard, "heard")
    action = session.get_one(Action, update.action_id)
    session.say(f"{field_words(changed)} of an update on {named(action)}")


@operation("actions.remove_update")
def remove_update(session: WorkSession, uid: str) -> None:
    """Delete an update that was entered by mistake; a due date that it moved stays moved."""
    update = ActionUpdate.by_uid(session, uid)
    action = session.get_one(Action, update.action_id)
    session.say(f"Removed an update on {named(action)}")
    session.delete(update)


@operation("actions.mark_done")
def mark_done(session: WorkSession, uid: str, evidence: str, *, done_on: date | None = None) -> None:
    """Record that an open action is done, and what shows it; it stays in view until its impact is shown."""
    action = Action.by_uid(session, uid)
    if action.state is not ActionState.OPEN:
        raise UserError(f"{named(action)} is {action.state.value} already, so it can't be marked as done.")
    if not trimmed(evidence):
        raise UserError("Say what shows that it is done: no action is done without that.")
    action.state, action.evidence = ActionState.DONE, trimmed(evidence)
    action.done_on = done_on or session.clock.today()
    _require_order(action)
    _require_past(session, action)
    session.say(f"Done: {said_of(action)}")


@operation("actions.show_impact")
def show_impact(session: WorkSession, uid: str, impact: str, *, impact_on: date | None = None) -> None:
    """Record what effect an action that is done has had, and what shows that; it is closed by it."""
    action = Action.by_uid(session, uid)
    if action.state is ActionState.OPEN:
        raise UserError(f"{named(action)} is still open. Mark it as done first, with what shows that.")
    if action.state is not ActionState.DONE:
        raise UserError(f"{named(action)} is closed already: {action.state.value}.")
    if not trimmed(impact):
        raise UserError("Say what the action has changed, and what shows it: no action is closed without that.")
    action.state, action.impact = ActionState.IMPACT_SHOWN, trimmed(impact)
    action.impact_on = impact_on or session.clock.today()
    _require_order(action)
    _require_past(session, action)
    session.say(f"Impact shown: {said_of(action)}")


@operation("actions.withdraw")
def withdraw(session: WorkSession, uid: str, why: str) -> None:
    """Withdraw an open action that is no longer to be done, with the reason."""
    action = Action.by_uid(session, uid)
    if action.state is not ActionState.OPEN:
        raise UserError(f"Only an open action can be withdrawn, and {named(action)} is {action.state.value}.")
    if not trimmed(why):
        raise UserError("Say why it is withdrawn: the reason stays with the action.")
    action.state, action.why = ActionState.WITHDRAWN, trimmed(why)
    session.say(f"Withdrawn: {said_of(action)}")


@operation("actions.reopen")
def reopen(session: WorkSession, uid: str, why: str) -> None:
    """Open an action again that was done or withdrawn, with the reason; what showed it stays as an update."""
    action = Action.by_uid(session, uid)
    if action.state is ActionState.OPEN:
        raise UserError(f"{named(action)} is open, so there is nothing to reopen.")
    reason = trimmed(why)
    if not reason:
        raise UserError("Say why it is opened again: the reason stays with the action.")
    session.add(ActionUpdate(action_id=action.id, heard=session.clock.today(), text="\n".join(_before(action, reason))))
    action.state, action.why = ActionState.OPEN, reason
    action.evidence = action.done_on = action.impact = action.impact_on = None
    session.say(f"Reopened: {said_of(action)}")


@operation("actions.remove_actions")
def remove_actions(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete actions that were entered by mistake, with their papers; one of which something was heard is withdrawn.

    Their numbers are not given again.
    """
    names = []
    for uid in uids:
        action = Action.by_uid(session, uid)
        heard = session.scalar(select(func.count()).where(ActionUpdate.action_id == action.id))
        if heard or action.state is not ActionState.OPEN:
            raise ConflictError(
                f"{named(action)} has updates or is closed, so it stays on record. Withdraw it with a reason instead;"
                " nothing was changed."
            )
        names.append(named(action))
        remove_papers_of(session, action.__tablename__, uid)
        session.delete(action)
        session.flush()
    session.say(f"Deleted action{'' if len(names) == 1 else 's'} {', '.join(names)}")


def number_words(number: int) -> str:
    """Return an action's lasting number as people write it: "A12"."""
    return f"A{number}"


def named(action: Action) -> str:
    """Return an action in a sentence: "A12"."""
    return number_words(action.number)


def said_of(action: Action) -> str:
    """Return an action in history and notices: "A12, Write to all schools…"; nothing of one that is confidential."""
    if action.confidential:
        return f"{named(action)}, confidential"
    words = " ".join(action.text.split())
    return f"{named(action)}, {words[:_WORDS].rstrip()}…" if len(words) > _WORDS else f"{named(action)}, {words}"


def _next_number(session: Session) -> int:
    """Return a number that no action has had: SQLite never gives an id twice, and the number is the id to come."""
    last = session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'action'")) or 0
    highest = session.scalar(select(func.max(Action.number))) or 0
    return max(last, highest) + 1


def _before(action: Action, reason: str) -> list[str]:
    said = [f"Reopened: {reason}"]
    if action.state is ActionState.WITHDRAWN:
        said.append(f"It had been withdrawn: {action.why}")
    if action.done_on is not None:
        said.append(f"It had been done on {format_day(action.done_on)}: {action.evidence}")
    if action.impact_on is not None:
        said.append(f"Its impact had been shown on {format_day(action.impact_on)}: {action.impact}")
    return said


def _what(typed: str | None) -> str:
    said = trimmed(typed)
    if said is None:
        raise UserError("An action needs words: what is to be done.")
    return said


def _owner(given: dict[str, str | None]) -> dict[str, str | None]:
    if sum(value is not None for value in given.values()) > 1:
        raise UserError("An action has one owner: a seat, a person or an organisation. Choose one of them.")
    return given


def _keys(session: Session, given: dict[str, str | None]) -> dict[str, int | None]:
    """Return uids as the keys that an action stores."""
    found: dict[str, int | None] = {}
    for name, uid in given.items():
        column, model = (OWNERS | _REFERS)[name]
        found[column] = None if uid is None else model.by_uid(session, uid).id
    return found


def _correct_reasons(action: Action, fields: dict[str, Any]) -> None:
    done = action.state in {ActionState.DONE, ActionState.IMPACT_SHOWN}
    rests = {
        "evidence": done, "done_on": done,
        "impact": action.state is ActionState.IMPACT_SHOWN, "impact_on": action.state is ActionState.IMPACT_SHOWN,
        "why": action.why is not None,
    }  # fmt: skip
    if {"state", "number"} & fields.keys():
        raise InternalError("State and number of an action are not set by hand.")
    for name, there in rests.items():
        if name not in fields:
            continue
        if isinstance(fields[name], str):
            fields[name] = trimmed(fields[name])
        if there and fields[name] is None:
            raise UserError(f"{named(action)} is {action.state.value}, and that rests on this. It can't be emptied.")
        if not there and fields[name] is not None:
            raise UserError(f"{named(action)} is {action.state.value}, so there is nothing to say of this yet.")


def _require_order(action: Action) -> None:
    if action.due is not None and action.due < action.raised:
        raise UserError(
            f"It was raised on {format_day(action.raised)}, so it can't be due on {format_day(action.due)}."
            " Give a later date.",
            field="due",
        )
    if action.done_on is not None and action.done_on < action.raised:
        said = f"It was raised on {format_day(action.raised)}, so it can't have been done before that day."
        raise UserError(said, field="done_on")
    if action.impact_on is not None and action.done_on is not None and action.impact_on < action.done_on:
        said = f"It was done on {format_day(action.done_on)}, so its impact can't have shown before that day."
        raise UserError(said, field="impact_on")


def _require_past(session: WorkSession, action: Action) -> None:
    _refuse_future(session, action.done_on, "done")
    _refuse_future(session, action.impact_on, "shown")


def _refuse_future(session: WorkSession, day: date | None, what: str) -> None:
    if day is not None and day > session.clock.today():
        raise UserError(f"{format_day(day)} is still to come, so nothing can have been {what} on it.")


def _plain(name: str) -> str:
    return name.removesuffix("_id").replace("_", " ")
