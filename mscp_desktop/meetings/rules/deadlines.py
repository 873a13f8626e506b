"""Days that rules give, each with the sentences that explain it."""

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from mscp_desktop.foundation.errors import UserError
from mscp_desktop.foundation.local_rules import all_rules, working_calendar
from mscp_desktop.foundation.rule_editions import due_date, edition_at

Reckoned = Callable[[str, date], tuple[date | None, tuple[str, ...]]]


def deadlines(session: Session) -> Reckoned:
    """Return what gives, for the key of a rule and a trigger, the day and its reasons; rules are read once for all.

    There is no day where no edition of the rule applies then, or where the years of bank holidays that are known end.
    """
    rules, calendar = all_rules(session), working_calendar(session)

    def by_rule(key: str, trigger: date) -> tuple[date | None, tuple[str, ...]]:
        rule = edition_at(rules, key, trigger)
        if rule is None:
            return None, ("No edition of its rule applies on that day.",)
        try:
            found = due_date(rule, trigger, calendar)
        except UserError as error:
            return None, (str(error),)
        return found.day, found.explain()

    return by_rule
