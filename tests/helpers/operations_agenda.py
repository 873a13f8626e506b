"""How the operations of agendas, backlogs and chairs' reports are called at random."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.groups.records import Group
from mscp_desktop.meetings.records import AgendaItem, ChairsReport, Meeting, Purpose, Source, StandingItem
from mscp_desktop.meetings.rules import agenda_changes, agenda_standing, carrying, chairs_reports_changes

if TYPE_CHECKING:
    from random_operations import Chooser


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""
    return _agendas(chooser) | _standing(chooser) | _carrying(chooser) | _reports(chooser)


def _fields(chooser: "Chooser") -> dict[str, Callable[[], Any]]:
    rng = chooser.rng
    return {
        "purpose": lambda: rng.choice(list(Purpose)),
        "length": lambda: rng.choice((None, 5, 30, 0)),
        "presenter": chooser.text,
        "confidential": lambda: rng.random() < 0.3,
        "brief": chooser.text,
    }


def _agendas(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng
    fields = _fields(chooser)

    def items(session: Session) -> list[str]:
        return list(dict.fromkeys(chooser.need(session, AgendaItem).uid for _ in range(rng.randrange(1, 4))))

    return {
        "meetings.make_agenda": lambda s: (agenda_changes.make_agenda, (chooser.need(s, Meeting).uid,), {}),
        "meetings.copy_agenda": lambda s: (agenda_changes.copy_agenda, (chooser.need(s, Meeting).uid,), {}),
        "meetings.add_item": lambda s: (
            agenda_changes.add_item, (chooser.need(s, Meeting).uid, chooser.words()),
            chooser.some(fields | {"after_uid": lambda: chooser.uid(s, AgendaItem)}),
        ),
        "meetings.change_item": lambda s: chooser._change(
            s, agenda_changes.change_item, AgendaItem,
            fields | {"title": chooser.words, "wanted": chooser.day, "note": chooser.text},
        ),
        "meetings.change_items": lambda s: (agenda_changes.change_items, (items(s),), chooser.some(fields)),
        "meetings.move_items": lambda s: (
            agenda_changes.move_items, (items(s), chooser.uid(s, AgendaItem)), {},
        ),
        "meetings.move_item_by": lambda s: (
            agenda_changes.move_item_by, (chooser.need(s, AgendaItem).uid, rng.randrange(-3, 4)), {},
        ),
        "meetings.remove_items": lambda s: (agenda_changes.remove_items, (items(s),), {}),
        "meetings.send_agenda": lambda s: (agenda_changes.send_agenda, (chooser.need(s, Meeting).uid,), {}),
        "meetings.agenda_not_sent": lambda s: (agenda_changes.agenda_not_sent, (chooser.need(s, Meeting).uid,), {}),
    }  # fmt: skip


def _standing(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    rng = chooser.rng
    fields: dict[str, Callable[[], Any]] = {
        "source": lambda: rng.choice(list(Source)), "length": lambda: rng.choice((None, 10)),
        "place": lambda: rng.randrange(1, 12), "presenter": chooser.text,
    }  # fmt: skip
    return {
        "meetings.add_standing_item": lambda s: (
            agenda_standing.add_standing_item, (chooser.need(s, Group).uid, chooser.words()), chooser.some(fields),
        ),
        "meetings.change_standing_item": lambda s: chooser._change(
            s, agenda_standing.change_standing_item, StandingItem, fields | {"title": chooser.words},
        ),
        "meetings.remove_standing_item": lambda s: (
            agenda_standing.remove_standing_item, (chooser.need(s, StandingItem).uid,), {},
        ),
        "meetings.take_usual_items": lambda s: (
            agenda_standing.take_usual_items, (chooser.need(s, Group).uid,), {},
        ),
    }  # fmt: skip


def _carrying(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    fields = _fields(chooser)

    def own_meeting(session: Session) -> tuple[str, str]:
        """Return an item with a meeting of its group, so that most calls fit."""
        item = session.get_one(AgendaItem, chooser.need(session, AgendaItem).id)
        found = select(Meeting.uid).where(Meeting.group_id == item.group_id).order_by(Meeting.id)
        return item.uid, chooser.rng.choice(list(session.scalars(found)) or [chooser.need(session, Meeting).uid])

    def carry(session: Session) -> Any:
        uid, meeting = own_meeting(session)
        to = {"meeting_uid": meeting} if chooser.rng.random() < 0.7 else {"wanted": chooser.day()}
        return carrying.carry_item, (uid,), to

    def place(session: Session) -> Any:
        uid, meeting = own_meeting(session)
        return carrying.place_matters, ([uid], meeting), {}

    return {
        "meetings.carry_item": carry,
        "meetings.postpone_items": lambda s: (
            carrying.postpone_items, ([chooser.need(s, AgendaItem).uid], chooser.day()), {},
        ),
        "meetings.place_matters": place,
        "meetings.add_matter": lambda s: (
            carrying.add_matter, (chooser.need(s, Group).uid, chooser.words()),
            chooser.some(fields | {"wanted": chooser.day}),
        ),
        "meetings.send_up": lambda s: (carrying.send_up, (chooser.need(s, AgendaItem).uid,), {"why": chooser.text()}),
        "meetings.send_back": lambda s: (carrying.send_back, (chooser.need(s, AgendaItem).uid,), {}),
    }  # fmt: skip


def _reports(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    def group_and_meeting(session: Session) -> tuple[str, str]:
        meeting = session.get_one(Meeting, chooser.need(session, Meeting).id)
        below = list(session.scalars(select(Group.uid).where(Group.parent_id == meeting.group_id).order_by(Group.id)))
        return chooser.rng.choice(below or [chooser.need(session, Group).uid]), meeting.uid

    return {
        "meetings.make_report": lambda s: (chairs_reports_changes.make_report, group_and_meeting(s), {}),
        "meetings.make_reports": lambda s: (chairs_reports_changes.make_reports, (chooser.need(s, Meeting).uid,), {}),
        "meetings.change_report": lambda s: chooser._change(
            s, chairs_reports_changes.change_report, ChairsReport,
            {"assurance": chooser.text, "exceptions": chooser.text, "asks": chooser.text, "note": chooser.text},
        ),
        "meetings.agree_report": lambda s: (
            chairs_reports_changes.agree_report, (chooser.need(s, ChairsReport).uid,), {"by": chooser.text()},
        ),
        "meetings.reopen_report": lambda s: (
            chairs_reports_changes.reopen_report, (chooser.need(s, ChairsReport).uid,), {},
        ),
        "meetings.remove_reports": lambda s: (
            chairs_reports_changes.remove_reports, ([chooser.need(s, ChairsReport).uid],), {},
        ),
    }  # fmt: skip
