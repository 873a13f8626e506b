"""Pictures of others, such as photographs, as figures of a document."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps
from reportlab.lib.utils import ImageReader

MOST_PIXELS = 60_000_000
PER_INCH = 150  # pixels of an inch on paper, where the picture does not fill the page
POINTS = 72
_TURNED = 0x0112  # the camera's note of how it was held


class UnreadableError(ValueError):
    """The file is no picture that can be read."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture as a figure takes it; `width` and `height` are in points."""

    reader: Any
    width: float
    height: float


def photo(data: bytes) -> Photo:
    """Return a PNG or JPEG as a figure; raises `UnreadableError` where it is damaged or too large."""
    try:
        with Image.open(BytesIO(data)) as found:
            wide, high = found.size
            if wide * high > MOST_PIXELS:
                raise UnreadableError
            if found.getexif().get(_TURNED, 1) != 1:
                data = _upright(found)
                wide, high = (high, wide) if found.getexif()[_TURNED] > 4 else (wide, high)  # noqa: PLR2004
            else:
                found.load()
        reader = ImageReader(BytesIO(data))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UnreadableError from error
    return Photo(reader, wide * POINTS / PER_INCH, high * POINTS / PER_INCH)


def _upright(found: Image.Image) -> bytes:
    out = BytesIO()
    turned = ImageOps.exif_transpose(found)
    turned.save(out, "PNG" if found.format == "PNG" else "JPEG", quality=92)
    return out.getvalue()
