"""The compiled forms are those of forms/, and Designer's files hold nothing that a compiled form has lost."""

import subprocess
import sys
from pathlib import Path

import PySide6
import pytest

ROOT = Path(__file__).parents[1]
FORMS = sorted((ROOT / "forms").glob("*.ui"))
COMPILED = ROOT / "mscp_desktop" / "desktop" / "forms"


def compiler() -> Path:
    """Return Qt's own compiler, which lies in another folder on Windows."""
    folder = Path(PySide6.__file__).parent
    found = [*folder.glob("Qt/libexec/uic"), *folder.glob("uic.exe"), *folder.glob("uic")]
    return found[0]


def code(text: str) -> list[str]:
    """Return the lines but for comments, which name the version of the compiler."""
    return [line.rstrip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def trimmed(text: str) -> str:
    """Return a compiled form without what it imports for nothing, which would slow the first window down."""
    trimming = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet", "--select", "F401", "--fix", "-"]
    done = subprocess.run(trimming, input=text, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_a_form_is_compiled_as_it_stands(form: Path) -> None:
    made = subprocess.run(
        [compiler(), "-g", "python", form], capture_output=True, text=True, encoding="utf-8", check=True
    )
    kept = (COMPILED / f"ui_{form.stem}.py").read_text(encoding="utf-8")
    assert code(trimmed(made.stdout)) == code(kept)


def test_every_compiled_form_has_its_source() -> None:
    assert {f"ui_{form.stem}.py" for form in FORMS} == {file.name for file in COMPILED.glob("ui_*.py")}
