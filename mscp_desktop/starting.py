"""Starting a partnership: shipped starting data, of which each feature loads its part, in one operation."""

from pathlib import Path

from mscp_desktop.assessment.intake import add_shipped_tools
from mscp_desktop.audits.intake import load_audits
from mscp_desktop.foundation.operations import operation, run
from mscp_desktop.foundation.store import WorkSession
from mscp_desktop.foundation.vault import ALL_WORK, Frame, Vault, create_vault
from mscp_desktop.priorities.intake import load_plans
from mscp_desktop.roster.intake.starts import EMPTY, Table, load_arrangements, read_start


@operation("start.load", corrected_by="starting a new partnership")
def load_start(session: WorkSession, data: Table) -> None:
    """Load published arrangements, plans and audits, and the shipped audit tools, into a vault that holds none yet."""
    groups = load_arrangements(session, data)
    load_plans(session, data, groups)
    add_shipped_tools(session)
    load_audits(session, data, groups)
    about = data["partnership"]
    what = about.get("published_as", "published arrangements")
    session.say(f"Started from the {what} of {about.get('area', about['name'])}")


def start_partnership(
    place: Path, frame: Frame, start: str, *, user_name: str, passphrase: str, name: str = "New partnership"
) -> tuple[Vault, str]:
    """Make a vault with the shipped starting data of this name, or `EMPTY`, and return it open with its recovery key.

    `name` is the partnership's where it starts empty: but for the audit tools, which are nobody's own. An unknown start
    is refused before anything is made.
    """
    data = None if start == EMPTY else read_start(start)
    vault, recovery = create_vault(
        place, frame, partnership=name, user_name=user_name, passphrase=passphrase, roles=ALL_WORK
    )
    try:
        if data is None:
            run(vault.store, vault.actor, add_shipped_tools)
        else:
            run(vault.store, vault.actor, load_start, data)
    except BaseException:
        vault.close()
        raise
    return vault, recovery
