"""The look of the application: fonts, style sheet, palette and icons, in the scheme that was chosen.

The first window is painted before Qt's own namespace, `Qt`, is loaded, which takes 40 ms; so it is named as
`QtCore.Qt` here, in `tokens`, `entrance` and `unlock`, and only in what happens later. Icons wait as well.
"""

from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication

from mscp_desktop.desktop.stylesheet import stylesheet
from mscp_desktop.desktop.tokens import (
    CONTRAST,
    DARK,
    FAMILY,
    LIGHT,
    POINTS,
    TEXT_SIZES,
    Scheme,
    Tokens,
    grown,
    palette_of,
    text_size_of,
)
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.paths import resources

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPixmap

FACES = ("OpenSans-Regular", "OpenSans-Bold", "OpenSans-Italic", "OpenSans-BoldItalic")
STYLE = "Fusion"
ICON_SIZE = 20  # pixels at 100%
CHOSEN = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}
PICTURES = {"tick": "check", "arrow": "chevron-down"}  # kept in each look's colour: style sheets can't tint


class Theme(QObject):
    """Dresses the application, and gives icons in its colours; `changed` tells that look or text size is another."""

    changed = Signal()

    def __init__(
        self, application: QApplication, scheme: Scheme = Scheme.SYSTEM, size: int = 100, *, styled: bool = False
    ) -> None:
        """`size` is the text's, in percent.

        `styled` says that the application was started in `STYLE`; to set it later costs the first window 10 ms.
        """
        super().__init__(application)
        self._application = application
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        self.scheme = scheme
        self.size = text_size_of(size)
        self.tokens = LIGHT
        _load_fonts()
        self._set_font()
        if not styled:
            application.setStyle(STYLE)
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self.follow)
        hints.accessibility().contrastPreferenceChanged.connect(self.follow)
        self._dress(CHOSEN.get(scheme) or (DARK if _is_dark(application.palette()) else LIGHT))

    def choose(self, scheme: Scheme) -> None:
        """Dress everything in this scheme."""
        self.scheme = scheme
        self.follow()

    def resize(self, size: int) -> None:
        """Set the text in this size, in percent; everything around it follows."""
        if text_size_of(size) != self.size:
            self.size = text_size_of(size)
            self._set_font()
            self._dress(self.tokens)

    def size_by(self, steps: int) -> int:
        """Return the text size that many steps larger or smaller, as far as there are any."""
        return TEXT_SIZES[max(0, min(len(TEXT_SIZES) - 1, TEXT_SIZES.index(self.size) + steps))]

    def follow(self) -> None:
        """Dress as was chosen, or as the computer is set; first called once the first window has been painted."""
        if self._wanted() is not self.tokens:
            self._dress(self._wanted())

    def close(self) -> None:
        """Stop following the computer, and undress the application."""
        self._application.styleHints().colorSchemeChanged.disconnect(self.follow)
        self._application.styleHints().accessibility().contrastPreferenceChanged.disconnect(self.follow)
        self._application.setStyleSheet("")
        self.setParent(None)

    def icon(self, name: str, colour: str = "text") -> "QIcon":
        """Return an icon of resources/icons in the colour of a token."""
        from mscp_desktop.desktop.icons import drawn  # noqa: PLC0415 - the first window is painted without icons

        value: str = getattr(self.tokens, colour)
        key = (name, value, self.size)
        if key not in self._icons:
            self._icons[key] = drawn(name, value, self.tokens.faded, grown(ICON_SIZE))
        return self._icons[key]

    def picture(self, name: str, colour: str = "text", size: int = ICON_SIZE) -> "QPixmap":
        """Return an icon as a picture for a label, sharp on the screen at hand; `size` is in pixels at 100%."""
        ratio = self._application.devicePixelRatio()
        return self.icon(name, colour).pixmap(QSize(grown(size), grown(size)), ratio)

    def _set_font(self) -> None:
        font = QFont(FAMILY)
        font.setPointSizeF(POINTS * self.size / 100)
        self._application.setFont(font)

    def _wanted(self) -> Tokens:
        if self.scheme is not Scheme.SYSTEM:
            return CHOSEN[self.scheme]
        hints = self._application.styleHints()
        if hints.accessibility().contrastPreference() is QtCore.Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if hints.colorScheme() is QtCore.Qt.ColorScheme.Dark else LIGHT

    def _dress(self, tokens: Tokens) -> None:
        self.tokens = tokens
        folder = resources() / "icons" / "tinted"
        pictures = {use: (folder / f"{name}-{tokens.name}.svg").as_posix() for use, name in PICTURES.items()}
        self._application.setStyleSheet("")  # one sheet straight after another takes Qt several times as long
        self._application.setPalette(palette_of(tokens))
        self._application.setStyleSheet(stylesheet(tokens, pictures, self.size))
        for one in self._application.allWidgets():
            if isinstance(one, QAbstractButton):  # it remembers the size that it had without a sheet
                self._application.sendEvent(one, QEvent(QEvent.Type.StyleChange))
        self.changed.emit()


def _is_dark(palette: QPalette) -> bool:
    return palette.window().color().lightness() < palette.windowText().color().lightness()


def _load_fonts() -> None:
    if FAMILY in QFontDatabase.applicationFontFamilies(0):  # to look through the computer's own takes 10 ms
        return
    for face in FACES:
        if QFontDatabase.addApplicationFont(str(resources() / "fonts" / f"{face}.ttf")) < 0:
            raise InternalError(f"The font {face} can't be read.")
