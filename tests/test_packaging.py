"""What leaves the house: the wheel, and the frozen program that `make bundle` makes."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from pdf_reading import failures, read
from PyInstaller.archive.readers import CArchiveReader

from mscp_desktop.app import NEEDED
from mscp_desktop.demo import PASSPHRASE
from mscp_desktop.documents import CHARTS, REPORTS
from mscp_desktop.pages import READY

Demonstration = tuple[Path, subprocess.CompletedProcess[str]]
ROOT = Path(__file__).parent.parent
BUNDLE = ROOT / "dist" / "mscp-desktop" / ("mscp-desktop.exe" if sys.platform == "win32" else "mscp-desktop")


def test_the_wheel_holds_what_the_program_needs_and_no_tests(tmp_path: Path) -> None:
    script = f"from hatchling.build import build_wheel; print(build_wheel({str(tmp_path)!r}))"
    made = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(tmp_path / made.stdout.splitlines()[-1]) as wheel:
        names = set(wheel.namelist())
        points = next(name for name in names if name.endswith("entry_points.txt"))
        assert "mscp-desktop = mscp_desktop.__main__:main" in wheel.read(points).decode()
    for folder, inside in (("resources", "mscp_desktop/resources"), ("forms", "mscp_desktop/forms")):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file():
                assert f"{inside}/{file.relative_to(ROOT / folder).as_posix()}" in names, file
    for file in (ROOT / "mscp_desktop").rglob("*.py"):
        assert file.relative_to(ROOT).as_posix() in names, file
    assert "mscp_desktop/foundation/migrations/versions/0001_first.py" in names
    assert not [name for name in names if "test" in Path(name).parts[0] or "conftest" in name or ".pyc" in name]


@pytest.fixture(scope="module")
def bundle() -> Path:
    assert BUNDLE.is_file(), "The frozen program is not there. Run `make bundle` first; `make test` does."
    return BUNDLE


def test_the_frozen_program_holds_the_ways_to_each_password_store(bundle: Path) -> None:
    archive = CArchiveReader(str(bundle)).open_embedded_archive("PYZ.pyz")
    held = set(archive.toc)
    wanted = {f"keyring.backends.{name}" for name in ("Windows", "SecretService", "macOS", "null", "fail")}
    if sys.platform == "linux":
        wanted |= {"secretstorage", "jeepney.io.blocking"}
    if sys.platform == "win32":
        wanted |= {"win32ctypes.pywin32.win32cred"}
    assert wanted <= held


def test_the_frozen_program_holds_what_is_named_as_text(bundle: Path) -> None:
    """Pages, documents and charts are loaded by name when somebody wants them, which the bundler can't see."""
    held = set(CArchiveReader(str(bundle)).open_embedded_archive("PYZ.pyz").toc)
    documents = [name for one in REPORTS for name in (one.pdf, one.sheet, one.bound, one.recorded_by) if name]
    files = [name for one in REPORTS for _, name in one.files]
    modules = {name.partition(":")[0] for name in (*documents, *files, *CHARTS.values())}
    assert {*modules, *READY, *NEEDED} - held == set()


def run_frozen(bundle: Path, place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the frozen program in a folder of its own, without a display and without this Python's packages."""
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    environment |= {"HOME": str(place), "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [str(bundle), *words], cwd=place, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def demonstration(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """Where the frozen program made its demonstration, and how it ended."""
    place = tmp_path_factory.mktemp("frozen")
    return place, run_frozen(bundle, place, "demo")


def test_the_frozen_program_makes_the_demonstration(demonstration: Demonstration) -> None:
    place, made = demonstration
    assert (made.returncode, made.stderr) == (0, "")
    assert "17 groups" in made.stdout
    printed = (place / "out" / "roster.pdf").read_bytes()
    assert failures(printed) == []
    assert "Learning Lessons" in read(printed).text


def test_the_frozen_program_writes_a_workbook(bundle: Path, demonstration: Demonstration) -> None:
    place, _ = demonstration
    (place / "secret.txt").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    options = ("--vault", "out/demo-vault", "--passphrase-file", "secret.txt")
    made = run_frozen(bundle, place, "export", "roster", "--out", "roster.xlsx", *options)
    assert (made.returncode, made.stderr) == (0, "")
    assert openpyxl.load_workbook(place / "roster.xlsx").active is not None
