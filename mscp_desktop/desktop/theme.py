"""The look of the application: fonts, style sheet, palette and icons, in the scheme that was chosen."""

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from mscp_desktop.desktop.stylesheet import stylesheet
from mscp_desktop.desktop.tokens import CONTRAST, DARK, FAMILY, LIGHT, POINTS, Scheme, Tokens, palette_of
from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.paths import resources

FACES = ("OpenSans-Regular", "OpenSans-Bold", "OpenSans-Italic", "OpenSans-BoldItalic")
STYLE = "Fusion"
ICON_SIZE = 20  # pixels at 100%
SCALES = (1, 2)
PICTURES = {"tick": "check", "arrow": "chevron-down"}  # kept in each look's colour: style sheets can't tint


class Theme(QObject):
    """Dresses the application, and gives icons in its colours; `changed` tells that they are others now."""

    changed = Signal()

    def __init__(self, application: QApplication, scheme: Scheme = Scheme.SYSTEM, *, styled: bool = False) -> None:
        """`styled` says that the application was started in `STYLE`; to set it later costs the first window 10 ms."""
        super().__init__(application)
        self._application = application
        self._icons: dict[tuple[str, str], QIcon] = {}
        self.scheme = scheme
        self.tokens = LIGHT
        _load_fonts()
        font = QFont(FAMILY)
        font.setPointSizeF(POINTS)
        application.setFont(font)
        if not styled:
            application.setStyle(STYLE)
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self.choose(scheme)

    def choose(self, scheme: Scheme) -> None:
        """Dress everything in this scheme."""
        self.scheme = scheme
        self._dress(self._wanted())

    def close(self) -> None:
        """Stop following the computer, and undress the application."""
        self._application.styleHints().colorSchemeChanged.disconnect(self._follow)
        self._application.styleHints().accessibility().contrastPreferenceChanged.disconnect(self._follow)
        self._application.setStyleSheet("")
        self.setParent(None)

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """Return an icon of resources/icons in the colour of a token."""
        value: str = getattr(self.tokens, colour)
        key = (name, value)
        if key not in self._icons:
            self._icons[key] = _icon(name, value, self.tokens.faded)
        return self._icons[key]

    def picture(self, name: str, colour: str = "text", size: int = ICON_SIZE) -> QPixmap:
        """Return an icon as a picture for a label, sharp on the screen at hand."""
        ratio = self._application.devicePixelRatio()
        return self.icon(name, colour).pixmap(QSize(size, size), ratio)

    def _wanted(self) -> Tokens:
        if self.scheme is not Scheme.SYSTEM:
            return {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}[self.scheme]
        hints = self._application.styleHints()
        if hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast:
            return CONTRAST
        return DARK if hints.colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def _follow(self) -> None:
        if self.scheme is Scheme.SYSTEM and self._wanted() is not self.tokens:
            self._dress(self._wanted())

    def _dress(self, tokens: Tokens) -> None:
        self.tokens = tokens
        folder = resources() / "icons" / "tinted"
        pictures = {use: (folder / f"{name}-{tokens.name}.svg").as_posix() for use, name in PICTURES.items()}
        self._application.setPalette(palette_of(tokens))
        self._application.setStyleSheet(stylesheet(tokens, pictures))
        self.changed.emit()


def icon_names() -> list[str]:
    """Return the names of all icons."""
    return sorted(file.stem for file in (resources() / "icons").glob("*.svg"))


def tinted(svg: bytes, colour: str) -> bytes:
    """Return a drawing of ours in this colour."""
    return svg.replace(b"currentColor", colour.encode())


def _load_fonts() -> None:
    if FAMILY in QFontDatabase.families():
        return
    for face in FACES:
        if QFontDatabase.addApplicationFont(str(resources() / "fonts" / f"{face}.ttf")) < 0:
            raise InternalError(f"The font {face} can't be read.")


def _svg(name: str, colour: str) -> bytes:
    file = resources() / "icons" / f"{name}.svg"
    if not file.is_file():
        raise InternalError(f"There is no icon {name}.")
    return tinted(file.read_bytes(), colour)


def _icon(name: str, colour: str, pale: str) -> QIcon:
    icon = QIcon()
    for mode, ink in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, pale)):
        renderer = QSvgRenderer(QByteArray(_svg(name, ink)))
        for scale in SCALES:
            side = ICON_SIZE * scale
            picture = QPixmap(side, side)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            renderer.render(painter, QRectF(0, 0, side, side))
            painter.end()
            picture.setDevicePixelRatio(scale)
            icon.addPixmap(picture, mode)
    return icon
