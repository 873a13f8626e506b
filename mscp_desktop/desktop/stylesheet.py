"""The style sheet, made of the tokens.

A widget says what it is by a property: `role` on labels and frames, `kind` on buttons, `status` on pills and fields.
Measures are written as they are at 100%. Lines of up to 3 pixels stay as they are, everything else grows with the text.
"""

import re
from string import Template

from mscp_desktop.desktop.tokens import HEADING, POINTS, TITLE, Tokens, as_words

SMALL = POINTS - 1.5
THICKEST_LINE = 3
MEASURE = re.compile(r"(-?\d+)px")
SHEET = Template("""
* { outline: 0; }
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="ground"] { background: $ground; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${heading}pt; font-weight: 600; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="secondary"], QLabel[role="crumbs"] { color: $secondary; }
QLabel[role="small"] { color: $secondary; font-size: ${small}pt; }
QLabel[role="label"] { color: $secondary; }
QLabel[role="error"] { color: $danger; font-weight: 600; }
QLabel[role="key"] { color: $secondary; background: $surface; border: 1px solid $border; border-radius: 3px;
  padding: 0 5px; font-size: ${small}pt; }
QLabel[role="avatar"] { background: $accent; color: $on_accent; border-radius: 14px; font-weight: 700;
  font-size: ${small}pt; }
QLabel[role="code"] { background: $ground; border: 1px solid $border; border-radius: 4px; padding: 12px;
  font-size: ${heading}pt; font-weight: 600; }

QLabel[role="bubble"] { padding: 5px 12px; font-weight: 600; }

QLabel[status], QFrame[status] { border-radius: 10px; border: 1px solid $line; padding: 1px 8px; }
QLabel[status="good"], QFrame[status="good"] { color: $good; background: $good_soft; border-color: $good_line; }
QLabel[status="warning"], QFrame[status="warning"] { color: $warning; background: $warning_soft;
  border-color: $warning_line; }
QLabel[status="danger"], QFrame[status="danger"] { color: $danger; background: $danger_soft;
  border-color: $danger_line; }
QLabel[status="info"], QFrame[status="info"] { color: $info; background: $info_soft; border-color: $info_line; }
QFrame[status] QLabel { color: $text; border: 0; padding: 0; }
QFrame[role="banner"] { border-radius: 0; border-width: 0 0 1px 0; }
QFrame[role="notice"] { border-radius: 0; border-width: 1px 0 0 0; }
QFrame[role="notice"] QPushButton { padding: 2px 10px; }
QFrame[role="notice"] QPushButton[kind="link"] { padding: 2px 0; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="bar-top"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[role="bar-bottom"] { background: $surface; border: 0; border-top: 1px solid $line; }
QFrame[role="bar-bottom"] QLabel { color: $secondary; }
QFrame[role="bar-bottom"] QPushButton { font-size: ${small}pt; padding: 0; min-height: 22px; min-width: 24px; }
QFrame[role="rail"] { background: $surface; border: 0; border-right: 1px solid $line; }
QFrame[role="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }

QPushButton { background: $surface; color: $text; border: 1px solid $border; border-radius: 5px; padding: 7px 14px;
  font-weight: 600; icon-size: 18px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:disabled { color: $faded; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: $accent_pressed;
  border-color: $accent_pressed; }
QPushButton[kind="primary"]:disabled { background: $ground; color: $faded; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; font-weight: 400; padding: 5px 8px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton::menu-indicator { image: url($arrow); width: 14px; height: 14px;
  subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QPushButton[kind="quiet"]::menu-indicator { width: 0; }
QPushButton[kind="icon"] { background: transparent; border-color: transparent; padding: 5px; }
QPushButton[kind="icon"]:hover { background: $hover; }
QPushButton[kind="icon"]:checked { background: $accent_soft; border-color: $accent; }
QPushButton[kind="link"] { background: transparent; border: 0; padding: 2px 0; min-height: 20px; min-width: 24px;
  color: $accent_text; font-weight: 400; text-decoration: underline; text-align: left; }
QPushButton[kind="chip"] { background: $accent_soft; color: $accent_text; border: 1px solid $border;
  border-radius: 8px; padding: 2px 10px; font-weight: 400; font-size: ${small}pt; }
QPushButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="quiet"]:checked { background: $accent_soft; color: $accent_text; }
QPushButton[kind="filter"] { font-weight: 400; text-align: left; padding: 2px 18px 2px 8px; border-radius: 4px; }
QPushButton[kind="filter"]::menu-indicator { width: 12px; height: 12px; right: 4px; }
QPushButton[kind="page"] { background: transparent; border: 0; border-left: 3px solid transparent; border-radius: 5px;
  padding: 7px 10px 7px 9px; text-align: left; font-weight: 400; icon-size: 20px; }
QPushButton[kind="page"]:hover { background: $hover; }
QPushButton[kind="page"]:checked { background: $accent_soft; color: $accent_text; border-left-color: $accent;
  font-weight: 700; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox { background: $surface; color: $text;
  placeholder-text-color: $secondary;
  border: 1px solid $border; border-radius: 5px; padding: 6px 10px; selection-background-color: $accent;
  selection-color: $on_accent; }
QLineEdit[role="filter"] { padding: 2px 8px; border-radius: 4px; }
QLineEdit[role="filter"][status="danger"] { padding: 1px 7px; }
QLineEdit:hover, QComboBox:hover { border-color: $text; }
QLineEdit[status="danger"], QPlainTextEdit[status="danger"], QTextEdit[status="danger"], QComboBox[status="danger"] {
  border: 2px solid $danger_line; padding: 5px 9px; }
QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only { background: $ground; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: $ground; color: $faded;
  border-color: $line; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url($arrow); width: 14px; height: 14px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 3px 4px; }
QCheckBox:disabled, QRadioButton:disabled, QPushButton[kind="link"]:disabled { color: $faded; }
QCheckBox::indicator, QListWidget::indicator, QRadioButton::indicator { width: 16px; height: 16px;
  border: 1px solid $border; background: $surface; }
QCheckBox::indicator, QListWidget::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QListWidget::indicator:checked { image: url($tick); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }

QAbstractItemView { background: $surface; color: $text; border: 0; selection-background-color: $accent_soft;
  selection-color: $text; }
QHeaderView { background: $raised; border: 0; }
QHeaderView::section { background: $raised; color: $secondary; border: 0; border-bottom: 1px solid $line;
  padding: 8px 12px; font-weight: 600; text-align: left; }
QHeaderView::section:hover { background: $hover; }
QTableWidget[role="figures"] QHeaderView::section:vertical { padding: 0 12px; color: $text; font-weight: 400; }
QTableCornerButton::section { background: $raised; border: 0; }
QTableCornerButton QLabel { font-weight: 600; }
QListView[role="choices"], QComboBoxPrivateContainer { background: $raised; border: 1px solid $border;
  border-bottom: 3px solid $border; }
QListView[role="choices"], QComboBox QAbstractItemView { background: $raised; padding: 4px;
  selection-background-color: $accent_soft; selection-color: $text; }
QComboBox QAbstractItemView { border: 0; border-left: 1px solid $border; border-right: 1px solid $border;
  padding: 0 4px; }
QFrame[role="popup"] { background: $raised; border: 1px solid $border; border-radius: 6px; }
QFrame[role="popup"] QListView { background: $raised; }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $raised; }
QCalendarWidget QToolButton { background: $raised; color: $text; border: 1px solid transparent; border-radius: 4px;
  padding: 4px 8px; font-weight: 600; }
QCalendarWidget QToolButton:hover { background: $hover; }
QCalendarWidget QToolButton::menu-indicator { width: 0; }
QCalendarWidget QAbstractItemView { background: $raised; alternate-background-color: $raised; color: $text;
  selection-background-color: $accent; selection-color: $on_accent; }
QCalendarWidget QAbstractItemView:disabled { color: $faded; }
QTableWidget[role="figures"]::item { padding: 4px 12px; }
QTableWidget[role="figures"]::item:selected { background: $accent_soft; color: $text; }
QListWidget, QListView[role="lines"] { border: 1px solid $line; border-radius: 6px; padding: 4px; }
QListWidget::item { padding: 6px 10px; border-radius: 4px; }
QListWidget::item:selected { background: $accent_soft; color: $text; }
QTreeWidget::item { padding: 0 9px; }
QTreeWidget::item:selected { background: $accent_soft; color: $text; }
QTextBrowser, QTextBrowser:read-only { background: $surface; padding: 0; }
QMenu { background: $raised; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $secondary; border: 0; border-bottom: 3px solid transparent;
  padding: 7px 14px; margin-right: 4px; font-weight: 600; }
QTabBar::tab:hover { background: $hover; color: $text; }
QTabBar::tab:selected { color: $accent_text; border-bottom-color: $accent; }

QProgressBar { background: $ground; border: 1px solid $border; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSplitter::handle { background: transparent; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[role="plain"] { background: transparent; }
QScrollBar { background: transparent; border: 0; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QFrame[role="rail"] QScrollBar:vertical { width: 8px; }
QScrollBar::handle { background: $border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -7px 0; border-radius: 8px; background: $surface;
  border: 2px solid $accent; }
""")


def stylesheet(tokens: Tokens, pictures: dict[str, str], size: int = 100) -> str:
    """Return the style sheet for a text size in percent.

    `pictures` gives the addresses of `tick` and `arrow`, which style sheets can't tint.
    """
    sizes = {name: points * size / 100 for name, points in (("title", TITLE), ("heading", HEADING), ("small", SMALL))}
    sheet = SHEET.substitute(as_words(tokens), **sizes, **pictures)
    return sheet if size == 100 else MEASURE.sub(lambda found: _grown(found, size), sheet)  # noqa: PLR2004 - percent


def _grown(found: re.Match[str], size: int) -> str:
    pixels = int(found[1])
    return found[0] if abs(pixels) <= THICKEST_LINE else f"{int(pixels * size / 100)}px"
