"""How the operations of papers and packs are called at random."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from mscp_desktop.meetings.records import AgendaItem, Meeting, MeetingPaper
from mscp_desktop.meetings.rules import paper_changes, sent
from mscp_desktop.parties.records import Organisation

if TYPE_CHECKING:
    from random_operations import Chooser

DAYS = (None, date(2025, 1, 6), date(2025, 1, 14))


def kinds(chooser: "Chooser") -> dict[str, Callable[[Session], Any]]:
    """Return how each operation is called, by its name."""

    def day() -> date | None:
        return chooser.rng.choice(DAYS)

    def papers(session: Session) -> list[str]:
        return chooser.several(session, MeetingPaper)

    def change(session: Session) -> Any:
        row = chooser.need(session, MeetingPaper)
        fields = chooser.some({
            "title": chooser.words, "author": chooser.text, "due": day, "received": day, "chased": day, "cleared": day,
            "cleared_by": chooser.text, "note": chooser.text, "confidential": lambda: chooser.rng.random() < 0.5,
            "organisation_uid": lambda: chooser.uid(session, Organisation),
            "item_uid": lambda: chooser.need(session, AgendaItem).uid,
        })  # fmt: skip
        return paper_changes.change_paper, (row.uid, row.version), fields

    def files() -> list[tuple[str, bytes]]:
        return chooser.rng.choice(([], [(f"{chooser.words()}.pdf", chooser.words().encode())]))

    return {
        "meetings.add_wanted_paper": lambda s: (
            paper_changes.add_wanted_paper,
            (chooser.need(s, AgendaItem).uid, chooser.words()),
            {"author": chooser.text(), "due": day(), "organisation_uid": chooser.uid(s, Organisation)},
        ),
        "meetings.change_paper": change,
        "meetings.change_papers": lambda s: (
            paper_changes.change_papers, (papers(s),), {"due": day(), "confidential": chooser.rng.random() < 0.5},
        ),
        "meetings.chase_papers": lambda s: (paper_changes.chase_papers, (papers(s),), {"day": day()}),
        "meetings.receive_paper": lambda s: (
            paper_changes.receive_paper, (chooser.need(s, MeetingPaper).uid,), {"files": files(), "day": day()},
        ),
        "meetings.clear_papers": lambda s: (
            paper_changes.clear_papers, (papers(s), chooser.text() or "The chair"), {"day": day()},
        ),
        "meetings.make_supplement": lambda s: (paper_changes.make_supplement, (papers(s),), {}),
        "meetings.move_paper_by": lambda s: (
            paper_changes.move_paper_by, (chooser.need(s, MeetingPaper).uid, chooser.rng.choice((-1, 1))), {},
        ),
        "meetings.remove_wanted_papers": lambda s: (paper_changes.remove_wanted_papers, (papers(s),), {}),
        "meetings.send_pack": lambda s: (
            paper_changes.send_pack, (chooser.need(s, Meeting).uid, chooser.rng.randrange(90)), {"day": day()},
        ),
        "meetings.record_sent": lambda s: (
            sent.record_sent,
            (chooser.need(s, Meeting).uid, chooser.rng.choice(list(sent.Sent)), sent.SentFile("p.pdf", b"%PDF-1.7")),
            {"day": day()},
        ),
        "meetings.pack_not_sent": lambda s: (paper_changes.pack_not_sent, (chooser.need(s, Meeting).uid,), {}),
    }  # fmt: skip
