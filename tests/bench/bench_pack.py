"""A pack of 200 pages from twenty PDFs in the vault, against plain concatenation of the same files by pikepdf.

Ours reads the papers from the encrypted vault, sets front page, contents and agenda, looks for an empty place on each
page of others, prints its number there, keeps links and tags, and writes labels and bookmarks. The files come in three
makes: text as a word processor sets it, tables with rules, and pages from a scanner. Streams are written as they are in
both: to pack them anew would flatter us. Runs are interleaved. Target: within two seconds.
"""

import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from figures import HERE, Figure, percentile, show

sys.path.insert(0, str(HERE.parent / "helpers"))

import pikepdf
from PIL import Image, ImageDraw
from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from mscp_desktop import catalogue
from mscp_desktop.foundation.contracts import Request
from mscp_desktop.foundation.operations import run
from mscp_desktop.foundation.store import Role
from mscp_desktop.foundation.vault import Frame, Vault, create_vault
from mscp_desktop.groups.records import Group
from mscp_desktop.groups.rules.groups import add_group
from mscp_desktop.meetings.rules import agenda_changes, meetings, paper_changes

PAPERS, PAGES, RUNS = 20, 10, 7
MOST = 2000.0  # milliseconds
TODAY, DAY = date(2025, 1, 15), date(2025, 2, 5)
WORDS = ("partnership", "safeguarding", "children", "review", "of", "the", "and", "practice", "agencies", "learning")


class Still:
    """A clock that stands."""

    def now(self) -> datetime:
        """Return always the same moment."""
        return datetime(2025, 1, 15, 10, tzinfo=UTC)

    def today(self) -> date:
        """Return its day."""
        return TODAY


def paper(number: int) -> bytes:
    """Return an invented paper, always the same."""
    chance = random.Random(number)  # noqa: S311  invented words
    out = BytesIO()
    kind = number % 3
    size = landscape(A4) if kind == 1 else A4
    canvas = Canvas(out, pagesize=size, invariant=1, pageCompression=1)
    for page in range(PAGES):
        if kind == 2:
            canvas.drawImage(ImageReader(scanned(chance)), 0, 0, *size)
        else:
            canvas.setFont("Helvetica", 10)
            for line in range(int((size[1] - 140) // 14)):
                words = " ".join(chance.choice(WORDS) for _ in range(12 if kind == 0 else 18))
                canvas.drawString(60, size[1] - 72 - 14 * line, words)
                if kind == 1:
                    canvas.line(60, size[1] - 76 - 14 * line, size[0] - 60, size[1] - 76 - 14 * line)
        canvas.bookmarkPage(f"{page}")
        canvas.addOutlineEntry(f"Part {page}", f"{page}", 0)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scanned(chance: random.Random) -> BytesIO:
    """Return a page of 150 dots an inch as a scanner saves it, with grey bars for lines."""
    sheet = Image.new("L", (1240, 1754), 250)
    draw = ImageDraw.Draw(sheet)
    for line in range(45):
        draw.rectangle((150, 150 + 32 * line, chance.randrange(700, 1090), 164 + 32 * line), fill=60)
    out = BytesIO()
    sheet.save(out, "JPEG", quality=75)
    out.seek(0)
    return out


def filled(place: Path, papers: list[bytes]) -> tuple[Vault, str]:
    """Return a vault with a meeting whose papers these are, and the meeting's uid."""
    vault, _ = create_vault(
        place, Frame(catalogue.SEARCH, Still()), partnership="Children Partnership", user_name="Ann Example",
        passphrase="a bench has no secret", roles=frozenset(Role),
    )  # fmt: skip

    def do(what: Any, *args: Any, **fields: Any) -> Any:
        return run(vault.store, vault.actor, what, *args, **fields).value

    do(add_group, "Executive")
    with vault.store.reading() as session:
        group = session.scalars(select(Group.uid)).one()
    meeting: str = do(meetings.add_meeting, group, DAY, start_time="10:00", length=180)
    items = [do(agenda_changes.add_item, meeting, f"Item {number}") for number in range(5)]
    uids = []
    for number, data in enumerate(papers):
        uids.append(do(paper_changes.add_wanted_paper, items[number % 5], f"Paper {number}"))
        do(paper_changes.receive_paper, uids[-1], [(f"paper {number}.pdf", data)])
    do(paper_changes.clear_papers, uids, "The chair")
    return vault, meeting


def packed(vault: Vault, meeting: str) -> bytes:
    """Return the pack as the program makes it."""
    with vault.store.reading() as session:
        entry = catalogue.report_named("pack")
        return catalogue.make_pdf(session, entry, Request(TODAY, DAY, meeting=meeting))[1]


def joined(papers: list[bytes]) -> bytes:
    """Return the same files one behind the other, by pikepdf alone."""
    out = BytesIO()
    with pikepdf.new() as pdf:
        sources = [pikepdf.open(BytesIO(data)) for data in papers]
        for source in sources:
            pdf.pages.extend(source.pages)
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        for source in sources:
            source.close()
    return out.getvalue()


def measure() -> list[Figure]:
    """Return the figures."""
    rl_config.useA85 = 0
    papers = [paper(number) for number in range(PAPERS)]
    with tempfile.TemporaryDirectory() as folder:
        vault, meeting = filled(Path(folder) / "vault", papers)
        with vault:
            ours, bare = [], []
            packed(vault, meeting)
            joined(papers)
            for _ in range(RUNS):
                start = time.perf_counter()
                data = packed(vault, meeting)
                ours.append((time.perf_counter() - start) * 1000)
                start = time.perf_counter()
                joined(papers)
                bare.append((time.perf_counter() - start) * 1000)
            with pikepdf.open(BytesIO(data)) as pdf:
                count = len(pdf.pages)
    name = f"pack of {count} pages, from the vault, against concatenation"
    return [Figure(name, ours, bare, f"{MOST:g} ms", percentile(ours) <= MOST)]


if __name__ == "__main__":
    show(measure())
