"""The colours and measures of the window, for light, dark and high contrast."""

from enum import StrEnum
from typing import NamedTuple

from PySide6.QtGui import QColor, QGuiApplication, QPalette


class Scheme(StrEnum):
    """How the window looks; `SYSTEM` follows what the computer is set to."""

    SYSTEM = "as the computer is set"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "high contrast"


class Tokens(NamedTuple):
    """One look: colours as #rrggbb. A `_soft` colour is a background for the colour of the same name."""

    name: str
    ground: str  # behind everything
    surface: str  # cards, fields, rail and bars
    raised: str  # menus, popups and the header of a table
    text: str
    secondary: str  # what explains; also *not recorded*
    faded: str  # what can't be used now
    line: str  # between rows and around cards; never the only sign of anything
    border: str  # around what can be typed in or pressed
    accent: str
    on_accent: str
    accent_text: str  # links, and the page we are on
    accent_soft: str  # the selected row and the page we are on
    accent_pressed: str
    hover: str
    focus: str
    focus_inner: str
    good: str
    good_soft: str
    good_line: str
    warning: str
    warning_soft: str
    warning_line: str
    danger: str
    danger_soft: str
    danger_line: str
    info: str
    info_soft: str
    info_line: str


LIGHT = Tokens(
    name="light", ground="#f3f5f7", surface="#ffffff", raised="#ffffff", text="#0b0c0c", secondary="#505a5f",
    faded="#7d858b",
    line="#dee2e6", border="#868f96", accent="#1d70b8", on_accent="#ffffff", accent_text="#134f85",
    accent_soft="#e8f0f8", accent_pressed="#134f85", hover="#f0f3f6", focus="#ffdd00", focus_inner="#0b0c0c",
    good="#00592f", good_soft="#e7f6ed", good_line="#8ccba6", warning="#7a3b00", warning_soft="#fff4e5",
    warning_line="#e3b173", danger="#942514", danger_soft="#fdeceb", danger_line="#e2a097", info="#0c3d6b",
    info_soft="#e8f2fb", info_line="#9cc3e6",
)  # fmt: skip

DARK = Tokens(
    name="dark", ground="#14171a", surface="#1d2125", raised="#262b30", text="#f3f4f5", secondary="#b3bbc1",
    faded="#7b848b",
    line="#343a40", border="#808a92", accent="#2976bb", on_accent="#ffffff", accent_text="#9ccdf5",
    accent_soft="#1e3346", accent_pressed="#1d70b8", hover="#2a3036", focus="#ffdd00", focus_inner="#0b0c0c",
    good="#8fdcb0", good_soft="#16301f", good_line="#2f7a4d", warning="#ffc583", warning_soft="#3a2812",
    warning_line="#8f6327", danger="#ffaca0", danger_soft="#401d19", danger_line="#994238", info="#a9d2f7",
    info_soft="#172e43", info_line="#346896",
)  # fmt: skip

CONTRAST = Tokens(
    name="contrast", ground="#000000", surface="#000000", raised="#000000", text="#ffffff", secondary="#ffffff",
    faded="#9a9a9a",
    line="#ffffff", border="#ffffff", accent="#7fd4ff", on_accent="#000000", accent_text="#7fd4ff",
    accent_soft="#00324f", accent_pressed="#ffffff", hover="#262626", focus="#ffdd00", focus_inner="#000000",
    good="#7dffa9", good_soft="#000000", good_line="#7dffa9", warning="#ffdc6b", warning_soft="#000000",
    warning_line="#ffdc6b", danger="#ff9f95", danger_soft="#000000", danger_line="#ff9f95", info="#7fd4ff",
    info_soft="#000000", info_line="#7fd4ff",
)  # fmt: skip

ALL = (LIGHT, DARK, CONTRAST)

# Every text colour with every background it is drawn on: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((ink, paper) for ink in ("text", "secondary", "accent_text") for paper in
      ("ground", "surface", "raised", "hover", "accent_soft")),
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    ("focus_inner", "focus"),
    *((ink, f"{ink}_soft") for ink in ("good", "warning", "danger", "info")),
    *((ink, paper) for ink in ("good", "warning", "danger", "info") for paper in ("ground", "surface", "raised")),
)  # fmt: skip
# What shows where a control is and which is focused: at least 3 to 1 (WCAG 2.2, 1.4.11).
SHAPE_PAIRS: tuple[tuple[str, str], ...] = (
    ("border", "surface"), ("border", "ground"), ("accent", "surface"), ("focus", "focus_inner"),
)  # fmt: skip

FAMILY = "Open Sans"
POINTS = 10.5  # at 100%
HEADING = 13
TITLE = 16
TEXT_SIZES = (100, 110, 125, 150, 175, 200)  # percent
DARKEST_CURVED = 0.04045  # below it sRGB is linear


def text_size_of(wanted: object) -> int:
    """Return the text size nearest to what was asked for, in percent; 100 where that is no number."""
    if not isinstance(wanted, int | float) or isinstance(wanted, bool):
        return TEXT_SIZES[0]
    return min(TEXT_SIZES, key=lambda size: abs(size - wanted))


def grown(pixels: float) -> int:
    """Return a measure given for text at 100% as it is at the text size of this moment, in pixels."""
    return round(pixels * QGuiApplication.font().pointSizeF() / POINTS)


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= DARKEST_CURVED else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette for what is drawn without a style sheet; `tokens_of` finds the tokens in it again."""
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, colour in (
        ((role.Window,), tokens.ground),
        ((role.Base, role.Button), tokens.surface),
        ((role.AlternateBase, role.ToolTipBase), tokens.raised),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText), tokens.text),
        ((role.PlaceholderText,), tokens.secondary),
        ((role.Highlight, role.Accent), tokens.accent),
        ((role.HighlightedText,), tokens.on_accent),
        ((role.Link, role.LinkVisited), tokens.accent_text),
        ((role.Mid, role.Dark), tokens.border),
        ((role.Light, role.Midlight), tokens.line),
    ):
        for one in roles:
            palette.setColor(one, QColor(colour))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tokens.faded))
    return palette


def tokens_of(palette: QPalette) -> Tokens:
    """Return the tokens that a widget's palette was made of, for those who draw by hand.

    The colour of links tells the looks apart: style sheets change most others from widget to widget.
    """
    link = palette.color(QPalette.ColorRole.Link).name()
    return next((tokens for tokens in ALL if tokens.accent_text == link), LIGHT)


def as_words(tokens: Tokens) -> dict[str, str]:
    """Return the tokens by name, for the style sheet."""
    return tokens._asdict()
