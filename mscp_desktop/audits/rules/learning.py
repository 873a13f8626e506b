"""Learning over several audits: how often a theme was raised and since when, and what became of the audit before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mscp_desktop.actions.rules.actions import WATCHED, ActionRow, actions_of_source
from mscp_desktop.audits.records import ON_RECORD, AuditFinding, AuditState, FindingKind, LearningTheme
from mscp_desktop.audits.rules.programme import AuditRow, audit_rows, quarter_days
from mscp_desktop.audits.rules.proposal import SMALL
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.spans import Span
from mscp_desktop.parties.rules.names import normal_name
from mscp_desktop.parties.rules.words import capital

FINDING = "audit_finding"
"""The kind of place that shows a finding, and the source of its actions."""
RAISES = (FindingKind.IMPROVEMENT, FindingKind.ESCALATION)
"""The kinds of finding that raise a theme; the others say that it went well."""
AGAIN, BETTER, NOT_AGAIN, NEW, NO_THEME = (
    "found again", "a strength now", "not found again", "found for the first time",
    "no learning theme, so not compared",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RaisedIn:
    """An audit in which a theme was raised, or where `well` says so only found to go well."""

    uid: str
    title: str
    year: int
    well: bool


@dataclass(frozen=True, slots=True)
class LearningRow:
    """A learning theme with the audits that it was found in, in order of time; `findings` are how many there are."""

    id: int
    uid: str
    version: int
    name: str
    ended: PartialDate | None
    note: str | None
    findings: int
    audits: tuple[RaisedIn, ...]

    def raised(self) -> tuple[RaisedIn, ...]:
        """Return the audits that raised it as something to improve."""
        return tuple(one for one in self.audits if not one.well)

    def words(self) -> str:
        """Return how often it was raised: "raised in three audits since 2021"; empty where it never was."""
        found = self.raised()
        if not found:
            return ""
        if len(found) == 1:
            return f"raised in one audit, {found[0].year}"
        number = SMALL[len(found)] if len(found) < len(SMALL) else str(len(found))
        return f"raised in {number} audits since {found[0].year}"

    def named(self) -> str:
        """Return the audits by name: "Audit 3, Neglect (2021); Audit 9, Domestic abuse (2023)"."""
        said = [f"{one.title} ({one.year}{', as a strength' if one.well else ''})" for one in self.audits]
        return "; ".join(said)

    def raised_named(self) -> str:
        """Return how often it was raised with the audits that raised it, and in how many it was found to go well."""
        found, well = self.raised(), sum(one.well for one in self.audits)
        names = "; ".join(f"{one.title} ({one.year})" for one in found)
        good = f"A strength in {well} audit{'' if well == 1 else 's'}" if well else ""
        return ". ".join(part for part in (f"{capital(self.words())}: {names}" if found else "", good) if part)

    def is_used(self, day: date) -> bool:
        """Return whether it is still chosen on a day."""
        return Span(None, self.ended).shown_at(day)


def learning_rows(session: Session, ids: Iterable[int] | None = None) -> list[LearningRow]:
    """Return learning themes by name, those that are used no more last; audits that were cancelled don't count."""
    query = select(LearningTheme)
    if ids is not None:
        query = query.where(LearningTheme.id.in_(list(ids)))
    audits = {one.id: one for one in audit_rows(session) if one.state is not AuditState.CANCELLED}
    found: dict[int, dict[int, list[FindingKind]]] = {}
    made = select(AuditFinding.learning_id, AuditFinding.audit_id, AuditFinding.kind)
    for theme, audit, kind in session.execute(made.where(AuditFinding.learning_id.is_not(None))):
        if audit in audits and theme is not None:
            found.setdefault(theme, {}).setdefault(audit, []).append(kind)
    rows = []
    for one in session.scalars(query):
        of_theme = found.get(one.id, {})
        order = sorted(of_theme, key=lambda key: (audits[key].when(), audits[key].number))
        rows.append(
            LearningRow(
                one.id, one.uid, one.version, one.name, one.ended, one.note, sum(map(len, of_theme.values())),
                tuple(
                    RaisedIn(audits[key].uid, audits[key].title(), year_held(audits[key]),
                             not any(kind in RAISES for kind in of_theme[key]))
                    for key in order
                ),
            )
        )  # fmt: skip
    return sorted(rows, key=lambda one: (one.ended is not None, one.name.casefold(), one.id))


def learning_choices(session: Session, typed: str, day: date) -> list[tuple[str, str, str]]:
    """Return (uid, name, how often it was raised) of the themes in use on a day whose name holds what was typed."""
    wanted = normal_name(typed)
    return [
        (one.uid, one.name, one.words() or "not raised yet") for one in learning_rows(session)
        if one.is_used(day) and wanted in normal_name(one.name)
    ]  # fmt: skip


def year_held(row: AuditRow) -> int:
    """Return the calendar year in which an audit was held, or in which the quarter that it is planned for begins."""
    return row.held_on.year if row.held_on is not None else quarter_days(*row.when())[0].year


@dataclass(frozen=True, slots=True)
class Compared:
    """A learning theme in an audit and the one before: what was found then and now, and in words what became of it."""

    theme: str
    then: tuple[str, ...]
    now: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An audit beside the last one of the same theme; `open_actions` came from that one and still come back."""

    audit: AuditRow
    before: AuditRow
    lines: tuple[Compared, ...]
    open_actions: tuple[ActionRow, ...]

    def again(self) -> int:
        """Return how many themes were found again."""
        return sum(one.words == AGAIN for one in self.lines)

    def words(self) -> str:
        """Return it in a sentence."""
        then = sum(bool(one.then) for one in self.lines)
        left = len(self.open_actions)
        return (
            f"Of {then} thing{'' if then == 1 else 's'} found by {self.before.title()} ({year_held(self.before)}),"
            f" {self.again()} {'was' if self.again() == 1 else 'were'} found again. {left or 'None'} of its actions"
            f" {'is' if left == 1 else 'are'} still open."
        )


def comparison(session: Session, audit_uid: str, day: date) -> Comparison | None:
    """Return an audit beside the last one on record of the same theme; None where there is none before it.

    What was found is matched by learning theme; of the earlier actions those stand here that still come back.
    """
    rows = audit_rows(session)
    audit = next((one for one in rows if one.uid == audit_uid), None)
    if audit is None:
        return None
    earlier = [
        one for one in rows
        if one.theme_id == audit.theme_id and one.state in ON_RECORD and one.id != audit.id
        and (one.when(), one.number) < (audit.when(), audit.number)
    ]  # fmt: skip
    if not earlier:
        return None
    before = earlier[-1]
    then, now = _findings(session, before.id), _findings(session, audit.id)
    names = dict(session.execute(select(LearningTheme.id, LearningTheme.name)).all())
    keys = dict.fromkeys(one.learning_id for one in (*then, *now) if one.learning_id is not None)
    lines = [
        _compared(
            names[key], [one for one in then if one.learning_id == key], [one for one in now if one.learning_id == key]
        )
        for key in keys
    ]
    loose = [one for one in then if one.learning_id is None]
    if loose:
        lines.append(Compared("without a theme", tuple(map(said_finding, loose)), (), NO_THEME))
    actions = actions_of_source(session, FINDING, [one.uid for one in then], day)
    return Comparison(audit, before, tuple(lines), tuple(one for one in actions if one.state in WATCHED))


def said_finding(one: AuditFinding) -> str:
    """Return a finding in one line: what it is, and its words."""
    return f"{one.kind.value.capitalize()}: {one.text}"


def _findings(session: Session, audit_id: int) -> list[AuditFinding]:
    query = select(AuditFinding).where(AuditFinding.audit_id == audit_id)
    return list(session.scalars(query.order_by(AuditFinding.number, AuditFinding.id)))


def _compared(name: str, before: Sequence[AuditFinding], after: Sequence[AuditFinding]) -> Compared:
    raised = any(one.kind in RAISES for one in after)
    if not before:
        words = NEW
    elif not after:
        words = NOT_AGAIN
    elif any(one.kind in RAISES for one in before):
        words = AGAIN if raised else BETTER
    else:
        words = "was a strength, and is raised now" if raised else "a strength again"
    return Compared(name, tuple(map(said_finding, before)), tuple(map(said_finding, after)), words)


def unused_learning(session: Session, theme_id: int) -> bool:
    """Return whether no finding has a learning theme."""
    return not session.scalar(select(func.count()).where(AuditFinding.learning_id == theme_id))


def learning_id(session: Session, uid: str) -> int | None:
    """Return the id of a learning theme by uid; None where it is gone."""
    return session.scalar(select(LearningTheme.id).where(LearningTheme.uid == uid))
