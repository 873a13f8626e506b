"""The house's own rules, read from its files: layers, imports, lists of functions by name, and sizes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import mscp_desktop
from mscp_desktop import catalogue

PACKAGE = Path(mscp_desktop.__file__).parent
ROOT = PACKAGE.parent
LONGEST = 500  # lines
COMPILED = PACKAGE / "desktop" / "forms"
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if COMPILED not in file.parents)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LINES = {file: file.read_text(encoding="utf-8").splitlines() for file in [*MODULES, *TESTS]}
TREES = {file: ast.parse("\n".join(lines)) for file, lines in LINES.items()}


def where(file: Path, line: int = 0) -> str:
    return f"{file.relative_to(ROOT).as_posix()}:{line}"


def test_every_import_contract_holds(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert broken == 0, capsys.readouterr().out


def test_every_document_can_be_made_by_the_function_it_names() -> None:
    for entry in catalogue.REPORTS:
        for target in (entry.pdf, entry.sheet):
            if target is not None:
                assert callable(catalogue.resolve(target)), target
    assert len({entry.name for entry in catalogue.REPORTS}) == len(catalogue.REPORTS)


def test_nothing_is_imported_by_a_star() -> None:
    stars = [
        where(file, node.lineno)
        for file, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert stars == []


def late_imports(tree: ast.Module) -> Iterator[ast.stmt]:
    """Yield the imports that stand inside functions."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom))


def test_an_import_inside_a_function_says_why() -> None:
    """The rule's code is followed by a reason on the line, on the one before in the same run, or above the function."""
    silent = []
    for file in MODULES:
        for node in late_imports(TREES[file]):
            line = LINES[file][node.lineno - 1]
            before = [one for one in LINES[file][: node.lineno] if "PLC0415 - " in one]
            reasoned = "PLC0415 - " in line or ("PLC0415" in line and before)
            if not reasoned:
                silent.append(where(file, node.lineno))
    assert silent == []


def test_no_file_is_longer_than_it_can_be_read() -> None:
    assert [where(file, len(lines)) for file, lines in LINES.items() if file in MODULES and len(lines) >= LONGEST] == []


def test_a_package_begins_with_a_docstring_and_nothing_else() -> None:
    for file in MODULES:
        if file.name == "__init__.py":
            body = TREES[file].body
            assert len(body) == 1, where(file)
            assert ast.get_docstring(TREES[file]), where(file)


def test_the_project_names_no_machine_of_its_makers() -> None:
    marks = ("/" + "work/", "/" + "tmp/h", "/" + "root/")
    text = [*LINES, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / "build.spec"]
    found = [
        where(file, number)
        for file in text
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if any(mark in line for mark in marks)
    ]
    assert found == []
