"""Action logs of every shape, with what people write into their cells, are taken in, and once only."""

import random
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from mscp_desktop.actions.intake.importing import import_actions
from mscp_desktop.actions.intake.plan import LogPlan, plan_log
from mscp_desktop.actions.records import Action
from mscp_desktop.exchange.sheet import Sheet, SheetRow
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.partial_dates import PartialDate
from mscp_desktop.foundation.vault import Vault
from mscp_desktop.roster.intake.entries import Kind
from mscp_desktop.roster.intake.fates import Fate
from mscp_desktop.roster.intake.plan import Asked

pytestmark = pytest.mark.safety

TODAY = date(2025, 1, 15)
LOGS = 60
COLUMNS: dict[str, tuple[str, ...]] = {
    "Ref": ("1", "2", "A1", "2024/07", "", ""),
    "Action": ("Write to schools", "Audit files", "Close the gap", "Brief board", "Train staff", ""),
    "Lead": ("Paul Lumsdon", "LF", "Chair", "Chief Nurse", "Ann / Bob", "All", "", "TBC", "n/a", "Kent Poilce"),
    "Agency": ("ICB", "Kent Police", "KCHFT, Police", "", "X"),
    "Group": ("Executive", "Executive 14/3/24", "PMQA", "Foo bar", "", ""),
    "Date raised": ("14/3/24", "Mar 2024", "", "30/2/24", "1/1/2030", "14 Mar", "29 Feb"),
    "Deadline": ("30/4/25", "ASAP", "1/1/2020", "Apr 25", "", "30/4/24 then 1/5/24", "29 Feb"),
    "Revised date": ("", "1/6/25", "tbc"),
    "Status": ("Open", "Closed", "Complete 1/1/2020", "Blue", "Withdrawn", "", "a long sentence on this", "x", "✓"),
    "RAG": ("Red", "Green", ""),
    "Date closed": ("", "14/4/24", "yes", "no", "1/1/2040", "tbc", "1/1/2020", "n/a"),
    "Progress": ("", "14/4/24: did\nmore", "1/1/2040: later", "done", "12.04.24 - letter\n13/4/24", "12/4/24"),
    "Evidence": ("", "Minutes"),
    "Impact": ("", "Better"),
    "Confidential": ("", "Yes", "No", "maybe"),
    "Risk": ("", "High"),
}


def a_log(rng: random.Random) -> Sheet:
    heads = [head for head in COLUMNS if head == "Action" or rng.random() < 0.6]
    rng.shuffle(heads)
    rows = [heads, *([rng.choice(COLUMNS[head]) for head in heads] for _ in range(rng.randrange(1, 7)))]
    return Sheet("Log", tuple(SheetRow(at, tuple(cells)) for at, cells in enumerate(rows, 1)))


def planned(vault: Vault, asked: Asked) -> LogPlan:
    with vault.store.reading() as session:
        return plan_log(session, asked, TODAY)


def answered(vault: Vault, asked: Asked, rng: random.Random) -> tuple[Asked, LogPlan]:
    """Return what is asked for with an answer to each question, and the plan of that."""
    for _ in range(6):
        plan = planned(vault, asked)
        waiting = {key for row in plan.rows if row.fate is Fate.ASKS for key in row.questions} - asked.answers.keys()
        if not any(plan.questions[key].needed for key in waiting):
            return asked, plan
        found = {key: rng.choice(plan.questions[key].options).answer for key in sorted(waiting)}
        asked = replace(asked, answers={**asked.answers, **found})
    raise AssertionError("The questions of a log never end.")


def test_each_log_comes_in_and_the_second_time_changes_nothing(medway: Vault) -> None:
    added = 0
    for seed in range(LOGS):
        rng = random.Random(seed)  # noqa: S311 - which log it is, not a secret
        group = rng.choice((None, "PMQA"))
        asked = Asked((a_log(rng),), Kind.ACTIONS, PartialDate.of(TODAY), group, without_refused=True)
        asked, plan = answered(medway, asked, rng)
        run(medway.store, medway.actor, import_actions, asked)
        added += plan.count(Fate.NEW)
        with medway.store.reading() as session:
            assert session.scalar(select(func.count()).select_from(Action)) == added, seed
        was = {row.place: row.there for row in plan.rows}
        for row in planned(medway, asked).rows:
            assert row.fate is not Fate.CHANGED or row.there != was[row.place], (seed, row.words)
            asks = any(key.startswith("action:") for key in row.questions)
            assert row.fate is not Fate.NEW or asks, (seed, row.words)
    assert added > LOGS / 4
