"""The letter that asks an organisation to name somebody for a vacant seat."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import working_calendar
from mscp_desktop.foundation.partial_dates import format_date, format_day
from mscp_desktop.foundation.partnership import partnership_name
from mscp_desktop.groups.rules.groups import GroupFacts, group_facts, group_named
from mscp_desktop.parties.records import Person
from mscp_desktop.parties.rules.matching import organisation_named
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.printing import blocks
from mscp_desktop.printing.document import Document
from mscp_desktop.roster.records import Seat, Tenure
from mscp_desktop.roster.rules.rosters import Holding, RosterSeat, roster_at

ANSWER_WITHIN = 20  # working days
NOT_STATED = "not stated"


def nomination_pdf(session: Session, request: Request) -> tuple[Document, list[blocks.Block]]:
    """Return a letter for each vacant seat that was asked for, each on a page of its own.

    Raises `UserError` where no such seat of the group is vacant on the day.
    """
    facts = group_facts(session, group_named(session, request.group or "").uid)
    seats = _vacant(session, facts, request)
    partnership = partnership_name(session)
    title = f"Nomination for {facts.name}"
    about = Document(title=title, partnership=partnership, printed_on=request.today)
    story: list[blocks.Block] = []
    for seat in seats:
        if story:
            story.append(blocks.page_break())
        if len(seats) > 1:
            story.append(blocks.heading(1, seat.post or seat.role_words()))
        story += _letter(session, facts, seat, request, partnership, many=len(seats) > 1)
    return about, story


def _vacant(session: Session, facts: GroupFacts, request: Request) -> list[RosterSeat]:
    body = None if request.organisation is None else organisation_named(session, request.organisation)
    found = [
        seat
        for seat in roster_at(session, facts.uid, request.as_at).seats
        if seat.holding is Holding.VACANT
        and (body is None or seat.organisation_uid == body.uid)
        and (request.post is None or normal_name(request.post) in _titles(seat))
    ]
    if not found:
        which = f" as {request.post}" if request.post else ""
        raise UserError(
            f"{facts.name} has no vacant seat{which} on {format_day(request.as_at)}. A seat whose holder is not"
            " recorded is not vacant: record that it is first."
        )
    return found


def _titles(seat: RosterSeat) -> set[str]:
    return {normal_name(words) for words in (seat.post or "", seat.role_words()) if words}


def _former_holder(session: Session, seat: RosterSeat) -> str | None:
    """Return who held a vacant seat last, as far as that is recorded."""
    query = (
        select(Tenure, Person.name)
        .join(Seat, Seat.id == Tenure.seat_id)
        .join(Person, Person.id == Tenure.person_id)
        .where(Seat.uid == seat.uid, Tenure.end.is_not(None))
    )
    ended = [(tenure.end, name) for tenure, name in session.execute(query) if tenure.end is not None]
    return max(ended, key=lambda pair: pair[0], default=(None, None))[1]


def _letter(
    session: Session, facts: GroupFacts, seat: RosterSeat, request: Request, partnership: str, *, many: bool
) -> list[blocks.Block]:
    whom = seat.organisation or "the organisation that this seat belongs to (not recorded)"
    since = f"since {format_date(seat.since)}" if seat.since else "vacant; since when is not recorded"
    before = _former_holder(session, seat)
    due = working_calendar(session).add_working_days(request.today, ANSWER_WITHIN).day
    stated = facts.frequency != NOT_STATED
    meets = f"It meets {facts.frequency}." if stated else "How often the group meets is not stated."
    purpose: list[blocks.Block] = []
    if facts.functions:
        purpose = [blocks.paragraph("The group is there to:"), blocks.bullets(facts.functions)]
    return [
        blocks.paragraph(format_day(request.today)),
        blocks.paragraph("To ", blocks.strong(whom)),
        blocks.paragraph("Dear colleague,"),
        blocks.paragraph(
            f"A seat of yours in {facts.name} of {partnership} is vacant. Please name somebody to take it."
        ),
        blocks.facts([
            ("Seat", seat.post or seat.role_words()),
            ("Role in the group", seat.role_words()),
            ("Vacant", since),
            *([("Held before by", before)] if before else []),
        ]),
        *purpose,
        blocks.paragraph(
            f"{meets} Whoever takes the seat speaks for your organisation: please choose somebody who can commit it to"
            " what is agreed, and who can come, or name a deputy beside them."
        ),
        blocks.heading(2 if many else 1, "Your answer"),
        blocks.paragraph("Please answer by ", blocks.strong(format_day(due)), " with:"),
        blocks.bullets(["name and post", "e-mail address and telephone number", "from which day", "a deputy, if any"]),
        blocks.paragraph("With thanks,"),
        blocks.paragraph(f"The business unit of {partnership}"),
    ]  # fmt: skip
