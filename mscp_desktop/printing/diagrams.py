"""Diagrams on paper: boxes and lines that were laid out elsewhere, as one drawing."""

from reportlab.graphics.shapes import Drawing, PolyLine, Rect, String
from reportlab.lib.colors import HexColor

from mscp_desktop.foundation.diagrams import Diagram, DiagramBox
from mscp_desktop.printing import fonts, style
from mscp_desktop.printing.style import Face

INK, QUIET, FRAME, PAPER, OUTSIDE = "#0b0c0c", "#505a5f", "#1d70b8", "#ffffff", "#f3f5f7"
EDGE = 2.0  # so that no frame is cut
DASH = [4, 2.5]
INNER = 3.5  # how far inside the second line of a double frame runs
TITLED = 150.0  # points that title, dates and caption of a page take


def measure(words: str, bold: bool) -> float:
    """Return how wide words are at a size of 9 points."""
    return _wide(words, "bold" if bold else "regular", 9.0)


def room_for(*, large: bool) -> tuple[float, float]:
    """Return how wide and high a diagram may be that stands below the title of a page on its side."""
    upright = style.LARGE if large else style.PORTRAIT
    return upright[1] - 2 * style.MARGIN_SIDE, upright[0] - style.MARGIN_TOP - style.MARGIN_BOTTOM - TITLED


def draw_diagram(diagram: Diagram, scale: float = 1.0) -> Drawing:
    """Return a diagram as a drawing, `scale` points for each of its units."""
    with fonts.BUILDING:
        fonts.register()
        high = diagram.height + 2 * EDGE
        made = Drawing(diagram.width + 2 * EDGE, high)
        for line in diagram.lines:
            flat = [side for x, y in line.points for side in (x + EDGE, high - EDGE - y)]
            made.add(PolyLine(flat, strokeColor=HexColor(QUIET), strokeWidth=1))
        for box in diagram.boxes:
            _add_box(made, diagram, box, high)
        for caption in diagram.captions:
            _add_words(made, caption.words, caption.x + EDGE, high - EDGE - caption.y, "bold", QUIET, diagram.size)
        made.scale(scale, scale)
        made.width, made.height = made.width * scale, made.height * scale
        return made


def _add_box(made: Drawing, diagram: Diagram, box: DiagramBox, high: float) -> None:
    corner = 10 if box.rounded else 2
    ground, frame = (OUTSIDE, QUIET) if box.rounded else (PAPER, FRAME)
    for inset in (0.0, INNER) if box.doubled else (0.0,):
        made.add(
            Rect(
                box.x + EDGE + inset, high - EDGE - box.y - box.height + inset, box.width - 2 * inset,
                box.height - 2 * inset, rx=corner, ry=corner, fillColor=HexColor(ground), strokeColor=HexColor(frame),
                strokeWidth=1.2, strokeDashArray=DASH if box.dashed else None,
            )
        )  # fmt: skip
    down = box.y + diagram.inside + diagram.size
    sets: tuple[tuple[Face, str, tuple[str, ...]], ...] = (("bold", INK, box.heading), ("regular", QUIET, box.below))
    for face, colour, lines in sets:
        for words in lines:
            _add_words(made, words, box.x + EDGE + diagram.inside, high - EDGE - down, face, colour, diagram.size)
            down += diagram.leading


def _add_words(made: Drawing, words: str, x: float, y: float, face: Face, colour: str, size: float) -> None:
    for name, part in fonts.runs(fonts.clean(words), face):
        made.add(String(x, y, part, fontName=name, fontSize=size, fillColor=HexColor(colour)))
        x += fonts.width(part, name, size)


def _wide(words: str, face: Face, size: float) -> float:
    fonts.register()
    return sum(fonts.width(part, name, size) for name, part in fonts.runs(fonts.clean(words), face))
