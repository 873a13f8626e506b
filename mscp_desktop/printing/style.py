"""House style of printed documents: colours, faces, sizes, distances. Lengths are in points."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

Face = Literal["regular", "bold", "italic", "bold-italic"]
Align = Literal["left", "right", "centre"]
Colour = tuple[float, float, float]


def colour(code: str) -> Colour:
    """Return the red, green and blue parts, 0 to 1, of a colour written as "#1d70b8"."""
    red, green, blue = (round(int(code[i : i + 2], 16) / 255, 4) for i in (1, 3, 5))
    return red, green, blue


INK = colour("#0b0c0c")
SECONDARY = colour("#505a5f")
ACCENT = colour("#1d70b8")
RULE = colour("#cdd1d4")
BAND = colour("#f3f5f7")
TINT = colour("#eef5fb")

PORTRAIT = (595.2756, 841.8898)
LANDSCAPE = (PORTRAIT[1], PORTRAIT[0])
LARGE = (PORTRAIT[1], 2 * PORTRAIT[0])  # A3
MARGIN_SIDE = 56.0
MARGIN_TOP = 68.0
MARGIN_BOTTOM = 68.0


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a paragraph is set: face, size, leading, colour, alignment, and the air before and after it."""

    face: Face = "regular"
    size: float = 10.0
    leading: float = 15.0
    colour: Colour = INK
    align: Align = "left"
    before: float = 0.0
    after: float = 8.0


BODY = TextStyle()
NOTE = TextStyle(size=9, leading=13.5, colour=SECONDARY, after=8)
EMPTY = replace(NOTE, face="italic", size=10, leading=15)
CAPTION = replace(NOTE, before=4, after=12)
PARTNERSHIP = TextStyle(face="bold", size=10.5, leading=14, colour=ACCENT, after=14)
TITLE = TextStyle(face="bold", size=24, leading=30, after=4)
SUBTITLE = TextStyle(size=13, leading=18, colour=SECONDARY, after=4)
DATES = TextStyle(size=10, leading=14, colour=SECONDARY, before=4, after=20)
HEADINGS = (
    TextStyle(face="bold", size=16, leading=21, before=20, after=7),
    TextStyle(face="bold", size=12.5, leading=17, before=15, after=5),
    TextStyle(face="bold", size=10.5, leading=15, before=11, after=3),
)
ITEM = replace(BODY, after=4)
LABEL = TextStyle(face="bold", size=9.5, leading=14, after=0)
VALUE = TextStyle(size=9.5, leading=14, after=0)
COLUMN_HEAD = TextStyle(face="bold", size=9, leading=12.5, colour=SECONDARY, after=0)
CELL = TextStyle(size=9.5, leading=13.5, after=0)
SUBHEADING = TextStyle(face="bold", size=9.5, leading=13.5, after=0)
CALLOUT = TextStyle(size=10, leading=15, before=4, after=12)
RUNNING = TextStyle(size=8, leading=11, colour=SECONDARY, after=0)

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def long_date(day: date) -> str:
    """Return a day as "14 March 2025", whatever the laptop's locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
