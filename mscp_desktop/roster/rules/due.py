"""What is due in groups and rosters: chairs whose term ends, reviews of terms and agencies, answers of agencies."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mscp_desktop.foundation.contracts import Due, Place
from mscp_desktop.foundation.partial_dates import format_date, format_day, on_date
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.terms import Standing, terms_versions
from mscp_desktop.parties.rules.agencies import review_due
from mscp_desktop.parties.rules.requests import Asking, any_waiting
from mscp_desktop.roster.records import Chairing
from mscp_desktop.roster.rules.membership import KIND, agencies


def due(session: Session, today: date) -> Iterator[Due]:
    """Yield what is due, late or coming; each says how its day was found."""
    yield from _chairs(session, today)
    yield from _terms(session, today)
    yield from _agencies(session, today)
    yield from _answers(session, today)


def _chairs(session: Session, today: date) -> Iterator[Due]:
    """Yield rotating chairs whose last recorded term ends, or is over: the next is recorded, never computed."""
    query = select(Group, Chairing).join(Chairing, Chairing.group_id == Group.id).order_by(Group.position, Chairing.id)
    terms: dict[str, tuple[Group, list[Chairing]]] = {}
    for group, chairing in session.execute(query):
        terms.setdefault(group.uid, (group, []))[1].append(chairing)
    for group, chairings in terms.values():
        over = group.end is not None and group.end.earliest() <= today
        ends = [one.end for one in chairings if one.end is not None]
        if over or not ends or len(ends) < len(chairings):
            continue
        last = max(ends)
        ended = last.latest() <= today
        term = f"The last recorded term {'ended' if ended else 'ends'} {on_date(last)}."
        yield Due(
            "Chairs", f"The chair's term in {group.name} {'is over' if ended else 'ends'}",
            f"{term} The next chair is not recorded.", last.latest(), Place("group", group.uid), "Record",
            (term, "Who comes next is agreed among the partners, so it is recorded and never computed."),
        )  # fmt: skip


def _terms(session: Session, today: date) -> Iterator[Due]:
    for one in terms_versions(session, today):
        if one.standing is Standing.IN_FORCE and one.review is not None:
            yield Due(
                "Terms of reference", f"Review the terms of reference of {one.group}",
                f"{one.title()}; its review is due {on_date(one.review)}.", one.review.latest(),
                Place("terms", one.uid), "Review",
                (f"The review date that the terms give: {format_date(one.review)}.",),
            )  # fmt: skip


def _agencies(session: Session, today: date) -> Iterator[Due]:
    review = review_due(session, today)
    if review.due is not None and review.last is not None:
        yield Due(
            "Relevant agencies", "Review the list of relevant agencies",
            f"It was last reviewed {on_date(review.last.held)}.", review.due.day, Place("agencies"), "Review",
            review.due.explain(),
        )  # fmt: skip


def _answers(session: Session, today: date) -> Iterator[Due]:
    for one in agencies(session, today) if any_waiting(session, KIND) else ():
        if one.last is not None and one.state in (Asking.WAITING, Asking.OVERDUE) and one.last.due is not None:
            yield Due(
                "Membership checks", f"{one.name} has not confirmed its members",
                f"It was asked on {format_day(one.last.made)}.", one.last.due, Place("agency", one.uid), "Chase",
                (f"The day by which it was asked to answer: {format_day(one.last.due)}.",),
            )  # fmt: skip
