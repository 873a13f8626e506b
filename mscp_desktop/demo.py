"""The demonstration: Medway's published arrangements in a vault, their roster as a PDF, and the window."""

from pathlib import Path

from mscp_desktop.catalogue import SEARCH, report_named, write_report
from mscp_desktop.foundation import pointer
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.display import has_display
from mscp_desktop.foundation.vault import Frame, open_vault, user_named
from mscp_desktop.groups.rules.groups import all_groups
from mscp_desktop.roster.rules.rosters import roster_at
from mscp_desktop.starting import start_partnership

USER = "Business manager"
PASSPHRASE = "three plain words"  # noqa: S105 - it protects published facts only, and is printed


def run_demo(out: Path) -> int:
    """Make the sample vault where there is none yet, write its roster, say what was made, and open the window on it."""
    out.mkdir(parents=True, exist_ok=True)
    place, frame = out / "demo-vault", Frame(SEARCH)
    if pointer.has_vault(place):
        vault = open_vault(place, frame, user_named(place, None), PASSPHRASE)
        print(f"Opened the encrypted vault in {place}.")
    else:
        vault, recovery = start_partnership(place, frame, "medway", user_name=USER, passphrase=PASSPHRASE)
        print(f"Made an encrypted vault in {place} with Medway's published arrangements of December 2024.")
        print(f"Recovery key: {recovery}")
    with vault:
        today = frame.clock.today()
        with vault.store.reading() as session:
            write_report(session, report_named("roster"), Request(today, today), out / "roster.pdf")
            groups = all_groups(session)
            seats = sum(len(roster_at(session, facts.uid, today).seats) for facts in groups)
    print(f"It holds {len(groups)} groups with {seats} seats. Their roster is in {out / 'roster.pdf'}.")
    print(f"To open it: user “{USER}”, passphrase “{PASSPHRASE}”.")
    if not has_display():
        print("There is no display, so the window was not opened.")
        return 0
    from mscp_desktop import app  # noqa: PLC0415 - Qt is for the window only

    return app.run_window(place, passphrase=PASSPHRASE)
