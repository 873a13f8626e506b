"""Taking an audit of 12 cases, 20 services and 40 questions away, looking at what came back, and merging it."""

import time
from collections.abc import Callable
from typing import Any

from day_vault import CASES, QUESTIONS, SERVICES, make_day, make_tool
from figures import Figure, own_home, show
from sample_vault import open_new
from sqlalchemy import select

from mscp_desktop.assessment.records import Grade
from mscp_desktop.audits.records import AuditCase, AuditService
from mscp_desktop.audits.rules import sealing
from mscp_desktop.audits.rules.away_bundles import office_of, write_away
from mscp_desktop.audits.rules.merging_changes import look, merge_bundle
from mscp_desktop.audits.rules.programme import quarter_of
from mscp_desktop.foundation import keys, lineage
from mscp_desktop.foundation.bundle_file import read_bundle_slots
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.vault import open_vault

PASSPHRASE = "seven green bottles hang here"
MOST = 10_000  # milliseconds: somebody waits for it, with a bar


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many milliseconds something took, and what it gave."""
    began = time.perf_counter()
    found = what()
    return 1000 * (time.perf_counter() - began), found


def measure() -> list[Figure]:
    """Return the figures."""
    with own_home() as (folder, _), open_new(folder / "MSCP Desktop") as vault:
        year = quarter_of(vault.store.clock.today())[0] + 1
        tool = run(vault.store, vault.actor, make_tool).value
        audit = run(vault.store, vault.actor, make_day, year, tool).value
        office, out, came = office_of(vault.store, vault.actor), folder / "away.mscp", folder / "back.mscp"
        away, _ = timed(lambda: write_away(office, audit, "Bea Away", PASSPHRASE, out))
        user = keys.users(read_bundle_slots(out))[0][0]
        lineage.open_bundle(out, folder / "there", vault.frame, user, PASSPHRASE)
        with open_vault(folder / "there", vault.frame, user, PASSPHRASE) as there:
            with there.store.reading() as session:
                cases, services = (
                    session.scalars(select(AuditCase.uid)).all(),
                    session.scalars(select(AuditService.uid)),
                )
                grade, some = session.scalars(select(Grade.uid)).first(), list(services)[:4]
            for service in some:
                for case in cases:
                    said = (service, case, tool[1][0], grade)
                    run(there.store, there.actor, sealing.set_own_grade, *said, why="Corrected there")
            lineage.export_bundle(there, came, "copy")
        looked, coming = timed(lambda: look(office, came, PASSPHRASE))
        merged, _ = timed(lambda: merge_bundle(office, came, PASSPHRASE, {one.id: True for one in coming.asked}))
    words = f"an audit of {CASES} cases by {SERVICES} services by {QUESTIONS} questions"
    return [
        Figure(f"take away {words}", [away]),
        Figure(f"look at {words}", [looked], (), f"{MOST:,} ms", looked <= MOST),
        Figure(f"merge {words}", [merged], (), f"{MOST:,} ms", merged <= MOST),
    ]


if __name__ == "__main__":
    show(measure())
