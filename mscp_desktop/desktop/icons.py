"""Icons: our own drawings, in whatever colour they are asked for."""

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from mscp_desktop.foundation.errors import InternalError
from mscp_desktop.foundation.paths import resources

ICON_SIZE = 20  # pixels at 100%
SCALES = (1, 2)


def icon_names() -> list[str]:
    """Return the names of all icons."""
    return sorted(file.stem for file in (resources() / "icons").glob("*.svg"))


def tinted(svg: bytes, colour: str) -> bytes:
    """Return a drawing of ours in this colour."""
    return svg.replace(b"currentColor", colour.encode())


def drawn(name: str, colour: str, pale: str, size: int = ICON_SIZE) -> QIcon:
    """Return an icon of resources/icons in one colour, and in a pale one for what can't be used now.

    `size` is its side in pixels, for a screen of one pixel to each.
    """
    icon = QIcon()
    renderer = QSvgRenderer(QByteArray(_svg(name, colour)))
    for scale in SCALES:
        side = size * scale
        picture = QPixmap(side, side)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        faded = QPixmap(picture)  # drawings have one colour: another takes its place
        painter = QPainter(faded)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
        painter.fillRect(faded.rect(), QColor(pale))
        painter.end()
        for shown, mode in ((picture, QIcon.Mode.Normal), (faded, QIcon.Mode.Disabled)):
            shown.setDevicePixelRatio(scale)
            icon.addPixmap(shown, mode)
    return icon


def _svg(name: str, colour: str) -> bytes:
    file = resources() / "icons" / f"{name}.svg"
    if not file.is_file():
        raise InternalError(f"There is no icon {name}.")
    return tinted(file.read_bytes(), colour)
