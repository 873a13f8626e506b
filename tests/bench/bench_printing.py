"""The roster PDF of 130 seats, tagged, against the same paragraph table of stock ReportLab, untagged.

Target: the kit takes at most 1.6 times as long. Runs are interleaved, so that a busy machine slows both.
"""

import random
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from figures import Figure, by_ratio, show
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from mscp_desktop.printing import blocks, fonts
from mscp_desktop.printing.document import Document, build

SEATS = 130
RUNS = 25
TARGET = 1.6
TITLES = ("Post", "Organisation", "Role", "Held by")
WIDTHS = (1.4, 1.3, 0.5, 0.8)
POSTS = (
    "Designated nurse for child protection",
    "Practice development lead",
    "Named midwife for safeguarding",
    "Head of first response and early help",
    "Local authority designated officer and education safeguarding manager",
)
BODIES = ("Council", "Police", "Integrated Care Board", "Community healthcare", "NHS and Social Care Partnership Trust")


def roster() -> list[list[str]]:
    """Return the rows of an invented roster, always the same."""
    chance = random.Random(20241231)  # noqa: S311  invented rows
    return [
        [
            f"{chance.choice(POSTS)} {number}",
            f"{chance.choice(POSTS[:2])}, {chance.choice(BODIES)}",
            chance.choice(("Chair", "Vice chair", "Member")),
            chance.choice(("not recorded", "Alex Sample", f"Holder {number} of the post")),
        ]
        for number in range(SEATS)
    ]


def tagged(rows: list[list[str]]) -> bytes:
    """Return the roster as the kit prints it."""
    columns = [blocks.column(title, width) for title, width in zip(TITLES, WIDTHS, strict=True)]
    document = Document("Roster", "Safeguarding Children Partnership", date(2025, 3, 14))
    return build(document, [blocks.heading(1, "Seats"), blocks.table(columns, rows)])


def untagged(rows: list[list[str]]) -> bytes:
    """Return the same roster as a stock paragraph table in the same face, without tags."""
    head = ParagraphStyle("head", fontName="OpenSans-Bold", fontSize=9, leading=12.5)
    cell = ParagraphStyle("cell", fontName="OpenSans-Regular", fontSize=9.5, leading=13.5)
    data: list[list[Any]] = [[Paragraph(escape(title), head) for title in TITLES]]
    data += [[Paragraph(escape(text), cell) for text in row] for row in rows]
    share = (A4[0] - 112) / sum(WIDTHS)
    table = LongTable(data, colWidths=[width * share for width in WIDTHS], repeatRows=1)
    rule = HexColor("#cdd1d4")
    table.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, rule), ("VALIGN", (0, 0), (-1, -1), "TOP")])
    output = BytesIO()
    document = SimpleDocTemplate(output, pagesize=A4, leftMargin=56, rightMargin=56, title="Roster", pageCompression=1)
    document.build([Paragraph("Seats", head), table])
    return output.getvalue()


def timed(work: Callable[[list[list[str]]], bytes], rows: list[list[str]]) -> float:
    """Return the milliseconds that one document took."""
    start = time.perf_counter()
    work(rows)
    return (time.perf_counter() - start) * 1000


def measure() -> list[Figure]:
    """Return the figures."""
    fonts.register()
    rows = roster()
    timed(tagged, rows)
    timed(untagged, rows)
    ours, stock, cold = [], [], []
    for _ in range(RUNS):
        ours.append(timed(tagged, rows))
        stock.append(timed(untagged, rows))
        fonts.width.cache_clear()
        cold.append(timed(tagged, rows))
    return [
        by_ratio(f"roster PDF of {SEATS} seats, tagged against untagged", ours, stock, TARGET),
        Figure("the same, no word measured before", cold, stock),
    ]


if __name__ == "__main__":
    show(measure())
