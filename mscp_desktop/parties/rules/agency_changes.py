"""Operations on the list of relevant agencies and on its reviews."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.operations import change_record, operation
from mscp_desktop.foundation.partial_dates import PartialDate, format_date
from mscp_desktop.foundation.spans import Span, require_order
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.parties.records import AgencyReview, Organisation, RelevantAgency
from mscp_desktop.parties.rules.names import take_uids
from mscp_desktop.parties.rules.words import field_words

FIRST_HEADING = "Relevant agencies"


@operation("parties.add_agency")
def add_agency(
    session: WorkSession, organisation_uid: str, heading: str | None = None, *, start: PartialDate | None = None,
    end: PartialDate | None = None, involvement: str | None = None, note: str | None = None,
) -> str:  # fmt: skip
    """Put an organisation on the list of relevant agencies, last under its heading, and return the line's uid."""
    body = Organisation.by_uid(session, organisation_uid)
    line = RelevantAgency(
        organisation_id=body.id, heading=_heading(heading), position=0, involvement=_text(involvement), start=start,
        end=end, note=_text(note),
    )  # fmt: skip
    _refuse_dates(session, line, start, end)
    line.position = _place(session, line.heading)
    session.add(line)
    session.flush()
    since = f" from {format_date(start)}" if start else ""
    session.say(f"{body.name} is a relevant agency{since}")
    return line.uid


@operation("parties.change_agency")
def change_agency(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Put a line of the list right: organisation_uid, heading, involvement, start, end, note."""
    line = RelevantAgency.by_uid(session, uid)
    take_uids(session, fields, "organisation")
    body = fields.get("organisation_id", line.organisation_id)
    if "heading" in fields:
        fields["heading"] = _heading(fields["heading"])
    for name in ("involvement", "note"):
        if name in fields:
            fields[name] = _text(fields[name])
    _refuse_dates(session, line, fields.get("start", line.start), fields.get("end", line.end), body)
    if fields.get("heading", line.heading) != line.heading:
        fields["position"] = _place(session, fields["heading"])
    changed = change_record(session, line, version, fields)
    words = field_words({name: value for name, value in changed.items() if name != "position"})
    session.say(f"{words} of {_name(session, line)} as a relevant agency")


@operation("parties.change_agencies")
def change_agencies(session: WorkSession, /, uids: Sequence[str], **fields: Any) -> None:
    """Set the same fields for several lines of the list, whatever they say now."""
    for uid in uids:
        change_agency(session, uid, RelevantAgency.by_uid(session, uid).version, **fields)
    session.say(f"{field_words(fields)} of {len(uids):,} relevant agencies")


@operation("parties.change_agency_from")
def change_agency_from(session: WorkSession, /, uid: str, start: PartialDate, **fields: Any) -> str:
    """Change heading or involvement from a date on, and return the new line's uid; lists before it stay as they were.

    The line ends on that date, and one that says what is new goes on from there.
    """
    line = RelevantAgency.by_uid(session, uid)
    if not _covers(line, start):
        raise UserError(
            f"{_name(session, line)} is not on the list in {format_date(start)} by this line. Choose another date."
        )
    heading = _heading(fields.get("heading", line.heading))
    place = line.position if heading == line.heading else _place(session, heading)
    new = RelevantAgency(
        organisation_id=line.organisation_id, heading=heading, position=place,
        involvement=_text(fields.get("involvement", line.involvement)), start=start, end=line.end,
        note=_text(fields.get("note", line.note)),
    )  # fmt: skip
    line.end = start
    session.add(new)
    session.flush()
    session.say(f"How {_name(session, line)} is involved from {format_date(start)}")
    return new.uid


@operation("parties.end_agencies")
def end_agencies(session: WorkSession, uids: Sequence[str], end: PartialDate) -> None:
    """Take agencies off the list from a date: the first list that no longer names them is of that date."""
    names = []
    for uid in uids:
        line = RelevantAgency.by_uid(session, uid)
        _refuse_dates(session, line, line.start, end)
        line.end = end
        names.append(_name(session, line))
    session.say(f"{_joined(names)} {'is' if len(names) == 1 else 'are'} no longer listed from {format_date(end)}")


@operation("parties.remove_agencies")
def remove_agencies(session: WorkSession, uids: Sequence[str]) -> None:
    """Delete lines entered by mistake; an agency that was listed is taken off from a date instead."""
    names = []
    for uid in uids:
        line = RelevantAgency.by_uid(session, uid)
        names.append(_name(session, line))
        session.delete(line)
    session.say(f"Deleted {_joined(names)} from the relevant agencies")


@operation("parties.move_agency_by")
def move_agency_by(session: WorkSession, uid: str, by: int, day: date) -> None:
    """Move an agency up (negative) or down by so many places under its heading, among those listed on a day."""
    line = RelevantAgency.by_uid(session, uid)
    lines = list(session.scalars(select(RelevantAgency).order_by(RelevantAgency.position, RelevantAgency.id)))
    beside = [
        one for one in lines if one is line or (one.heading == line.heading and Span(one.start, one.end).shown_at(day))
    ]
    at = beside.index(line)
    to = max(0, min(at + by, len(beside) - 1))
    if to != at:
        lines.remove(line)
        lines.insert(lines.index(beside[to]) + (by > 0), line)
    for place, one in enumerate(lines, 1):
        if one.position != place:
            one.position = place
    session.say(f"Moved {_name(session, line)} among the relevant agencies")


@operation("parties.record_review")
def record_review(
    session: WorkSession, held: PartialDate, *, source: str | None = None, note: str | None = None,
    leaving: Sequence[str] = (),
) -> str:  # fmt: skip
    """Record that the list was reviewed, and return the review's uid; who leaves by it is off the list from its date.

    `leaving` are lines of the list. The list as at the date of the review is its outcome.
    """
    review = AgencyReview(held=held, source=_text(source), note=_text(note))
    session.add(review)
    session.flush()
    if leaving:
        end_agencies(session, leaving, held)
    left = f"; {len(leaving)} left it" if leaving else ""
    session.say(f"Relevant agencies reviewed, {format_date(held)}{left}")
    return review.uid


@operation("parties.change_review")
def change_review(session: WorkSession, /, uid: str, version: int, **fields: Any) -> None:
    """Change a review of the list: held, source, note."""
    review = AgencyReview.by_uid(session, uid)
    if "held" in fields and fields["held"] is None:
        raise UserError("A review needs a date: a month or a year is enough.")
    for name in ("source", "note"):
        if name in fields:
            fields[name] = _text(fields[name])
    changed = change_record(session, review, version, fields)
    session.say(f"{field_words(changed)} of the review of relevant agencies of {format_date(review.held)}")


@operation("parties.remove_review")
def remove_review(session: WorkSession, uid: str) -> None:
    """Delete a review entered by mistake; the list stays as it is."""
    review = AgencyReview.by_uid(session, uid)
    session.say(f"Deleted the review of relevant agencies of {format_date(review.held)}")
    session.delete(review)


def _name(session: WorkSession, line: RelevantAgency) -> str:
    return session.get_one(Organisation, line.organisation_id).name


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + (" and " if names[:-1] else "") + names[-1] if names else "Nobody"


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _heading(heading: str | None) -> str:
    return " ".join((heading or "").split()) or FIRST_HEADING


def _place(session: WorkSession, heading: str) -> int:
    """Return a place after the last line under a heading, or after all, and make room for it."""
    last = session.scalar(select(func.max(RelevantAgency.position)).where(RelevantAgency.heading == heading))
    if last is None:
        return (session.scalar(select(func.max(RelevantAgency.position))) or 0) + 1
    for one in session.scalars(select(RelevantAgency).where(RelevantAgency.position > last)):
        one.position += 1
    return last + 1


def _refuse_dates(
    session: WorkSession, line: RelevantAgency, start: PartialDate | None, end: PartialDate | None,
    body: int | None = None,
) -> None:  # fmt: skip
    """Refuse an end before the start, and two lines of one organisation on one day."""
    require_order(start, end)
    others = select(RelevantAgency).where(RelevantAgency.organisation_id == (body or line.organisation_id))
    for one in session.scalars(others):
        if one is not line and _days(one.start, one.end, (start, end)):
            raise UserError(
                f"{_name(session, one)} is on the list already"
                f" {f'from {format_date(one.start)}' if one.start else 'at that time'}"
                f"{f' until {format_date(one.end)}' if one.end else ''}. Change that line, or choose other dates."
            )


def _days(start: PartialDate | None, end: PartialDate | None, other: tuple[PartialDate | None, ...]) -> bool:
    """Say whether two spans share a day on which both are shown."""
    begins = [date.min if one is None else one.earliest() for one in (start, other[0])]
    ends = [date.max if one is None else one.earliest() for one in (end, other[1])]
    return max(begins) < min(ends)


def _covers(line: RelevantAgency, day: PartialDate) -> bool:
    begins = date.min if line.start is None else line.start.earliest()
    ends = date.max if line.end is None else line.end.earliest()
    return begins < day.earliest() < ends
