"""Half-open spans of time with partly known ends, and whether something held on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.partial_dates import Answer, PartialDate, format_day


@dataclass(frozen=True, slots=True)
class Span:
    """From `start`, included, to `until`, the first day on which it no longer holds.

    `start` is None where it is not known. `until` is None where no end is recorded: it goes on, unless
    `ended` says that it is over and nobody knows since when. `known_on` is a day on which it is known to
    have held, such as the date of a published list.
    """

    start: PartialDate | None = None
    until: PartialDate | None = None
    ended: bool = False
    known_on: date | None = None

    def holds_at(self, day: date) -> Answer:
        """Answer whether it held on a day, exactly as far as the dates allow.

        With a start known to the month: before that month no, on its last day and after it yes, in between
        not known. The same for the end, with yes and no exchanged. With no start recorded it is not known
        before `known_on`, and on any day where there is no `known_on` either.
        """
        return all_of((self._begun(day), self._not_ended(day)))

    def shown_at(self, day: date) -> bool:
        """Decide whether a page shows it: by what is known, and else from the first day that could be.

        So a person who begins in March 2025 is shown from 1 March, one who leaves in March is shown to the
        end of February, and where one follows the other in a seat exactly one of them is shown on every day.
        A start that is not known counts as `known_on`, or as long ago where there is none; an end on a day
        that is not known counts as over. A page that shows by this rule still says so where `holds_at` is
        not known.
        """
        answer = self.holds_at(day)
        if answer is not Answer.NOT_KNOWN:
            return answer is Answer.YES
        start = self.known_on if self.start is None else self.start.earliest()
        if start is not None and day < start:
            return False
        if self._not_ended(day) is not Answer.NOT_KNOWN:
            return True
        return self.until is not None and day < self.until.earliest()

    def _begun(self, day: date) -> Answer:
        if self.start is not None and day < self.start.earliest():
            return Answer.NO
        if self.start is not None and day >= self.start.latest():
            return Answer.YES
        return Answer.YES if self.known_on is not None and day >= self.known_on else Answer.NOT_KNOWN

    def _not_ended(self, day: date) -> Answer:
        if self.until is not None and day >= self.until.latest():
            return Answer.NO
        if self.until is not None and day < self.until.earliest():
            return Answer.YES
        if self.until is None and not self.ended:
            return Answer.YES
        return Answer.YES if self.known_on is not None and day <= self.known_on else Answer.NOT_KNOWN


def all_of(answers: Iterable[Answer]) -> Answer:
    """Answer yes where all are yes, no where one is no, and not known otherwise."""
    given = set(answers)
    if Answer.NO in given:
        return Answer.NO
    return Answer.NOT_KNOWN if Answer.NOT_KNOWN in given else Answer.YES


def any_of(answers: Iterable[Answer]) -> Answer:
    """Answer yes where one is yes, no where all are no, and not known otherwise."""
    given = set(answers)
    if Answer.YES in given:
        return Answer.YES
    return Answer.NOT_KNOWN if Answer.NOT_KNOWN in given else Answer.NO


def span_words(start: PartialDate | None, until: PartialDate | None) -> str:
    """Return a span as it is shown: "2013 to July 2022", "from 2013", "until July 2022"; "" for neither.

    Of an end known to the day the last day on which it holds is said: "to 30 November 2026" where it no longer does on
    1 December, so that it does not read as holding on the day from which another does.
    """
    if start is None and until is None:
        return ""
    if until is None:
        return f"from {start}"
    day = until.exact()
    last = None if day is None or (start is not None and start.latest() >= day) else day - timedelta(days=1)
    if last is not None:
        return f"to {format_day(last)}" if start is None else f"{start} to {format_day(last)}"
    return f"until {until}" if start is None else f"{start} to {until}"


def require_order(start: PartialDate | None, until: PartialDate | None, field: str = "end") -> None:
    """Raise `UserError` where the end certainly lies before the start: no range is stored backwards.

    `field` names the field of a form by which that is said: the end, unless only another is asked for.
    """
    if start is not None and until is not None and until.is_before(start) is Answer.YES:
        said = f"The end, {until}, is before the start, {start}. Check which of the two is right."
        raise UserError(said, field=field)
