"""About the program: its version, where the data lies, when it is backed up, and what it is made of."""

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mscp_desktop.desktop.parts import label
from mscp_desktop.desktop.sheet import Sheet, long_text
from mscp_desktop.foundation.paths import resources

SIZE = (600, 560)
Fact = tuple[str, str]

# What is inside, with the licence its makers give it; the full texts of the fonts' are shown below.
INSIDE: tuple[tuple[str, str, str], ...] = (
    ("Qt and PySide", "PySide6_Essentials", "LGPL 3"),
    ("SQLAlchemy", "sqlalchemy", "MIT"),
    ("Alembic", "alembic", "MIT"),
    ("SQLCipher and its binding", "sqlcipher3", "BSD and zlib"),
    ("argon2-cffi", "argon2-cffi", "MIT"),
    ("cryptography", "cryptography", "Apache 2.0 or BSD"),
    ("filelock", "filelock", "MIT"),
    ("holidays", "holidays", "MIT"),
    ("keyring", "keyring", "MIT"),
    ("openpyxl", "openpyxl", "MIT"),
    ("pandas", "pandas", "BSD"),
    ("platformdirs", "platformdirs", "MIT"),
    ("ReportLab", "reportlab", "BSD"),
    ("tzdata", "tzdata", "Apache 2.0"),
    ("uuid-utils", "uuid-utils", "BSD"),
    ("XlsxWriter", "xlsxwriter", "BSD"),
    ("Python", "", "Python Software Foundation licence"),
    ("Open Sans, a typeface", "", "SIL Open Font License 1.1"),
    ("DejaVu Sans, a typeface", "", "Bitstream Vera licence"),
)
FONT_LICENCES = ("OpenSans-LICENSE.txt", "DejaVu-LICENSE.txt")


def own_version() -> str:
    """Return the program's version."""
    return _version("mscp-desktop") or "not installed"


def parts() -> list[Fact]:
    """Return what the program is made of, with version and licence; a part that is not packed is left out."""
    found = []
    for words, package, licence in INSIDE:
        number = platform.python_version() if words == "Python" else _version(package) if package else ""
        if number is not None:
            found.append((words, f"{number}, {licence}" if number else licence))
    return found


class AboutDialog(Sheet):
    """Facts first, then the parts and their licences."""

    def __init__(self, facts: Sequence[Fact], parent: QWidget) -> None:
        """`facts` are (what, words) of the vault that is open."""
        super().__init__("About MSCP Desktop", SIZE, parent)
        inside = QWidget()
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 8, 0)
        grid = QGridLayout()
        lines.addLayout(grid)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(1, 1)
        _add_facts(grid, [("Version", own_version()), *facts])
        grid.addWidget(label("What it is made of", "heading"), grid.rowCount(), 0, 1, 2)
        _add_facts(grid, parts())
        lines.addSpacing(8)
        lines.addWidget(label("Licences of the typefaces", "heading"))
        texts = [(resources() / "fonts" / name).read_text("utf-8") for name in FONT_LICENCES]
        lines.addWidget(long_text("\n\n".join(texts), "Licences of the typefaces", 10))
        self.show_content(inside)
        self.begin()


def _add_facts(grid: QGridLayout, facts: Sequence[Fact]) -> None:
    for what, words in facts:
        row = grid.rowCount()
        said = label(words, wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(label(what, "label", wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(said, row, 1, Qt.AlignmentFlag.AlignTop)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
