"""The page of the days and dates that rules give: what each means, whose it is, and what a change of it moves."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from mscp_desktop.desktop.commands import Command
from mscp_desktop.desktop.panel.history_items import history_items, stored_words
from mscp_desktop.desktop.panel.wizard import Step, Wizard
from mscp_desktop.desktop.panel.wizard_words import Done, RecordChange
from mscp_desktop.desktop.tables.page import TablePage, TableParts
from mscp_desktop.desktop.tables.view import Empty
from mscp_desktop.desktop.tasks import Tasks
from mscp_desktop.desktop.values import (
    Act,
    Cell,
    Change,
    Choice,
    Column,
    Crumb,
    Detail,
    Field,
    Filtering,
    Head,
    Kind,
    Query,
    Row,
    TableSource,
    Tone,
    pill,
)
from mscp_desktop.foundation import local_rules
from mscp_desktop.foundation.contracts import Place
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.listings import PlainTable
from mscp_desktop.foundation.local_rules import RuleLine, rule_history, rule_lines
from mscp_desktop.foundation.partial_dates import MONTHS, format_date, format_day
from mscp_desktop.foundation.rule_editions import Force, RuleEdition, Unit
from mscp_desktop.meetings.rules.rule_dates import RESTS, counted_from, dates_by_rules, means, moved

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from mscp_desktop.foundation.row_changes import RowChange

Dates = dict[tuple[str, str], date | None]
FORCES = {Force.MUST: "required", Force.EXPECTED: "expected", Force.CHECK: "to be checked"}
FORCE_WORDS = {
    Force.MUST: "It is required: it can be made stricter, and not looser without a warning.",
    Force.EXPECTED: "It is expected practice.",
    Force.CHECK: "It is a number of common practice, shipped as a start. Set it, with the same number or another, once"
    " you know what yours is.",
}
OWN, LOOSER, PUBLISHED, OPEN = "set here", "looser than required", "as published", "not set yet"
MOST = 400  # of any unit: longer is a slip of the finger
UNITS = {
    Unit.WORKING_DAYS: "working days", Unit.WORKING_DAYS_BEFORE: "working days before", Unit.MONTHS: "months",
    Unit.YEARS: "years", Unit.PER_YEAR: "times a year", Unit.DAY_OF_YEAR: "",
}  # fmt: skip
LABELS = {"number": "Number", "month": "Month", "applies_from": "From", "until": "Until", "document": "Agreed in",
          "note": "Why"}  # fmt: skip
SHOWN = 60  # dates that move; more are counted


def present(rule: RuleEdition) -> str:
    """Return how long it is, with what it counts back from: "5 working days before the meeting"."""
    before = rule.unit is Unit.WORKING_DAYS_BEFORE
    return f"{rule.allowance} {rule.trigger.removeprefix('the day of ')}" if before else rule.allowance


def whose(one: RuleLine) -> str:
    """Return who set what holds: "as published", "not set yet", "set here", "looser than required"."""
    if not one.now.is_local:
        return OPEN if one.now.force is Force.CHECK else PUBLISHED
    return LOOSER if one.is_looser else OWN


RULES: PlainTable[RuleLine] = PlainTable(
    {
        "title": lambda one: one.now.title,
        "allowance": lambda one: one.now.number,
        "trigger": lambda one: counted_from(one.now),
        "force": lambda one: FORCES[one.now.force],
        "whose": whose,
        "since": lambda one: one.now.applies_from.earliest() if one.now.applies_from else None,
        "source": lambda one: str(one.now.source),
    },
    lambda one: f"{one.now.title} {one.now.allowance} {counted_from(one.now)} {one.now.source} {means(one.now)}",
    empty={"since": "not recorded"},
)
COLUMNS = (
    Column("title", "Rule", 250, filter=Filtering.TEXT),
    Column("allowance", "How long", 170),
    Column("trigger", "Counted", 260, filter=Filtering.TEXT, aside=True),
    Column("force", "How binding", 120, filter=Filtering.CHOICE, groups=True,
           choices=tuple(Choice(words, words.capitalize()) for words in FORCES.values())),
    Column("whose", "Whose", 190, filter=Filtering.CHOICE, groups=True,
           choices=tuple(Choice(words, words.capitalize()) for words in (PUBLISHED, OPEN, OWN, LOOSER))),
    Column("since", "Since", 130, empty="not recorded", aside=True),
    Column("source", "Source", 260, filter=Filtering.TEXT, aside=True),
)  # fmt: skip


def _cells(one: RuleLine) -> tuple[Cell | str, ...]:
    rule, said = one.now, whose(one)
    tones = {OWN: Tone.INFO, LOOSER: Tone.BAD}
    since = rule.applies_from
    return (
        Cell(rule.title, more=means(rule)),
        Cell(rule.allowance),
        counted_from(rule),
        FORCES[rule.force],
        pill(said, tones[said], f"Published: {one.published.allowance}") if said in tones else said,
        Cell(format_date(since), value=since.earliest()) if since is not None else "",
        str(rule.source),
    )


def _day(query: Query) -> date:
    if query.as_at is None:
        raise InternalError("Rules are listed as they hold on a day.")
    return query.as_at


def _lines(session: "Session", query: Query) -> list[RuleLine]:
    return rule_lines(session, _day(query))


def _rows(session: "Session", ids: Sequence[int], query: Query) -> list[Row]:
    found = {one.place: one for one in _lines(session, query)}
    return [Row(place, found[place].key, _cells(found[place])) for place in ids if place in found]


def _summary(session: "Session", query: Query, number: int) -> str:
    own = sum(one.now.is_local for one in _lines(session, query))
    said = f"{number} rule{'' if number == 1 else 's'}"
    return said if query.narrowed else f"{said}, {own} set here" if own else f"{said}, none set here yet"


SOURCE = TableSource(
    columns=COLUMNS,
    ids=lambda session, query: [one.place for one in RULES.rows(_lines(session, query), query)],
    rows=_rows,
    id_of=lambda _session, uid: next((one.place for one in rule_lines(_session, date.max) if one.key == uid), None),
    summary=_summary,
    whole=lambda session, query: len(_lines(session, query)),
    sections=lambda session, query: RULES.sections(_lines(session, query), query),
    found=lambda session, query, column, typed: [
        one.place for one in RULES.found(_lines(session, query), query, column, typed)
    ],
)


def _load(session: "Session", uid: str, query: Query) -> Detail | None:
    line = next((one for one in _lines(session, query) if one.key == uid), None)
    if line is None:
        return None
    rule, published = line.now, line.published
    facts: list[tuple[str, Cell | str]] = [
        ("What it means", means(rule)),
        ("How long", rule.allowance),
        *((("Beware", pill("Less than is required", Tone.BAD)),) if line.is_looser else ()),
        ("Counted", counted_from(rule)),
        ("How binding", f"{FORCES[rule.force].capitalize()}. {_binding(line)}"),
        ("Source", f"{rule.source}{', set by the partnership' if rule.is_local else ''}"),
        ("Since", format_date(rule.applies_from) if rule.applies_from is not None else "not recorded"),
    ]
    facts += [("Published", f"{published.allowance}, {published.source}")] if rule.is_local else []
    facts += [("Note", rule.note)] if rule.note else []
    facts += [("Later", "\n".join(_later(one) for one in line.later))] if line.later else []
    rests = RESTS.get(uid)
    facts.append(("Here", f"It says {rests}." if rests else "No date in the program rests on it yet."))
    history = history_items(rule_history(session, uid), LABELS, _words, lambda _entry, _field: None)
    return Detail("rule", uid, 0, rule.title, rule.allowance, {"line": line}, tuple(facts), history=history)


def _binding(line: RuleLine) -> str:
    if line.is_looser:
        return f"The partnership has set it, against what is required: {line.published.allowance}."
    if line.now.is_local and line.now.force is Force.EXPECTED:
        return "The partnership has set it for itself."
    return FORCE_WORDS[line.now.force]


def _later(one: RuleEdition) -> str:
    since = one.applies_from
    return f"{one.allowance} from {format_date(since)} on" if since is not None else one.allowance


def _words(field: str, value: Any) -> str:
    if field == "month" and isinstance(value, int):
        return MONTHS[value - 1]
    return stored_words(field, value)


# ---- changing one


def _fields(line: RuleLine) -> tuple[Field, ...]:
    rule, published = line.now, line.published
    required = published.force is Force.MUST
    month = Field(
        "month", "Month", Kind.CHOICE, required=True,
        choices=tuple(Choice(at, name) for at, name in enumerate(MONTHS, 1)),
    )  # fmt: skip
    loosened = Field(
        "loosened", "Where it asks less than what is required", Kind.CHOICE, f"Required: {published.allowance}",
        required=True,
        choices=(Choice(False, "Refuse it"), Choice(True, "Set it all the same, against the requirement")),
    )  # fmt: skip
    return (
        Field(
            "number", "Day of the month" if rule.month else "How long", Kind.NUMBER, f"Counted {counted_from(rule)}",
            required=True, least=1, most=31 if rule.month else MOST, unit=UNITS[rule.unit],
        ),
        *((month,) if rule.month else ()),
        Field("applies_from", "From which day", Kind.DAY, "For what is counted from that day on", required=True),
        Field("why", "Why?", Kind.MULTILINE, "It stays with the rule, and beside each date it gives", required=True,
              empty="the reason"),
        Field("agreed", "Where that was agreed", help="Such as: Executive Group, 4 March 2025",
              empty=local_rules.OWN_PRACTICE),
        *((loosened,) if required else ()),
    )  # fmt: skip


BACK = (
    Field("from_day", "From which day", Kind.DAY, "What was set stays on record until then", required=True),
    Field("why", "Why?", Kind.MULTILINE, "It stays with the rule", required=True, empty="the reason"),
)


def _describe(line: RuleLine, before: Dates, today: date, session: "Session", _rows: "list[RowChange]") -> Any:
    """Return what a change means while it stands: the rule, a warning, and each date that it moves."""
    editions = [one for one in local_rules.all_rules(session) if one.key == line.key]
    published = line.published
    moves = moved(before, dates_by_rules(session, today))
    changes = []
    if any(_is_looser(one, published) for one in editions):
        changes.append(Change("Beware", "", f"It asks less than what is required: {published.allowance}"))
    changes.append(Change("Dates that move", "", f"{len(moves):,} of those that are due, or planned so far"))
    found = [RecordChange(Done.CHANGED, line.now.title, tuple(changes))]
    found += [
        RecordChange(Done.CHANGED, one.what, (Change("Due", _day_words(one.before), _day_words(one.after)),))
        for one in moves[:SHOWN]
    ]
    if len(moves) > SHOWN:
        found.append(RecordChange(Done.CHANGED, f"and {len(moves) - SHOWN:,} more dates", ()))
    return tuple(found)


def _is_looser(one: RuleEdition, published: RuleEdition) -> bool:
    over = one.until is not None
    return one.is_local and not over and local_rules.looser_than_required(published, one.number, one.month)


def _day_words(day: date | None) -> str:
    return format_day(day, weekday=True) if day is not None else "no date"


class DaysOfRulesPage(TablePage):
    """Every rule that gives a day or a date, as it holds today."""

    key = "days-of-rules"
    title = "Days and dates"
    icon = "settings"
    guide = "year"
    under = "year"
    called = "deadlines statutory rules working days agenda minutes challenge local time limits setup"
    watches = frozenset({"local_rule", "calendar_day"})

    def __init__(self, tasks: Tasks) -> None:
        working: Callable[[], bool] = lambda: tasks.locked() is None  # noqa: E731 - said once
        change = Command(
            "rules.change", "Change it…", self._change, "Ctrl+E", lambda: working() and self._line() is not None,
            called="set days number local rule",
        )  # fmt: skip
        back = Command(
            "rules.back", "Back to the published one…", self._back, None,
            lambda: working() and self._has_own(), called="reset default",
        )  # fmt: skip
        super().__init__(
            tasks,
            TableParts(
                "Rules", SOURCE, (), _load, _no_save, Empty("The rules that give days and dates stand here."),
                head=lambda _session, _query: Head(
                    "Days and dates", (Crumb("Year", Place("year")), Crumb("Meeting set-up", Place("meeting-setup")))
                ),
                nothing="Choose a rule to read what it means.",
            ),
            actions=(back, change),
        )  # fmt: skip

    def build(self) -> None:
        """List the rules as they hold today."""
        super().build()
        self.table.query = Query(as_at=self._tasks.store.clock.today())

    def edit(self) -> None:
        """Change the rule in hand: nothing of it is edited in the panel."""
        if self._tasks.locked() is None:
            self._change()

    def row_commands(self) -> list[Command]:
        """Return what can be done with the rule in hand, for its menu."""
        return [*self._actions, *super().row_commands()]

    def hints(self) -> list[tuple[str, str]]:
        """Return the keys that help most here."""
        return [("Enter", "change it"), ("Ctrl+F", "filter")]

    def _line(self) -> RuleLine | None:
        detail = self.panel.detail if self._built else None
        line: RuleLine | None = detail.values["line"] if detail is not None else None
        return line

    def _has_own(self) -> bool:
        line = self._line()
        return line is not None and any(one.is_local for one in (line.now, *line.later))

    def _change(self) -> None:
        line = self._line()
        if line is None:
            return
        rule, today = line.now, self._tasks.store.clock.today()
        words = f"{means(rule)} At present: {present(rule)}. {_binding(line)}"
        values = {"number": rule.number, "month": rule.month, "applies_from": today, "loosened": False}

        def act(found: dict[str, Any]) -> Act:
            rest: dict[str, Any] = {name: found[name] for name in ("month", "agreed", "loosened") if name in found}
            return Act(local_rules.set_days, (line.key, found["number"], found["applies_from"], found["why"]), rest)

        self._lead(line, rule.title, Step(f"{rule.title}: how long?", _fields(line), words), values, "Set it", act)

    def _back(self) -> None:
        line = self._line()
        if line is None:
            return
        published = line.published
        words = f"Published is {published.allowance}, {published.source}."
        step = Step("From when does the published one hold again?", BACK, words)
        self._lead(
            line, published.title, step, {"from_day": self._tasks.store.clock.today()}, "Let it hold again",
            lambda found: Act(local_rules.follow_published, (line.key, found["from_day"], found["why"])),
        )  # fmt: skip

    def _lead(
        self, line: RuleLine, title: str, step: Step, values: dict[str, Any], verb: str,
        act: Callable[[dict[str, Any]], Act],
    ) -> None:  # fmt: skip
        """Ask for a change of a rule, and show what it moves before it is made."""
        today = self._tasks.store.clock.today()

        def begin(before: Dates) -> None:
            describe = partial(_describe, line, before, today)
            Wizard(self._tasks, title, (step,), values, verb, act, describe, self.window()).open()

        self._tasks.read(lambda session: dates_by_rules(session, today), begin, owner=self)


def _no_save(_uid: str, _version: int, _fields: dict[str, Any]) -> Act:
    raise InternalError("A rule is changed by its own step, which shows what it moves.")
