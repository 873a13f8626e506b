"""The house's own rules, read from its files: layers, imports, lists of functions by name, and sizes."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

import mscp_desktop
from mscp_desktop import catalogue, documents

PACKAGE = Path(mscp_desktop.__file__).parent
ROOT = PACKAGE.parent
LONGEST = 500  # lines
COMPILED = PACKAGE / "desktop" / "forms"
MODULES = sorted(file for file in PACKAGE.rglob("*.py") if COMPILED not in file.parents)
STAR = re.compile(r"\bimport[\s\\]*\*")
INDENTED = re.compile(r"^[ \t].*\bimport\b", re.MULTILINE)
TESTS = sorted((ROOT / "tests").rglob("*.py"))


@cache
def lines_of(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse("\n".join(lines_of(file)))


def imports(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    """Yield all imports below a node, and whether each stands inside a function; only statements hold statements."""
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, inside
        elif isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from imports(child, inside=inside)


def where(file: Path, line: int = 0) -> str:
    return f"{file.relative_to(ROOT).as_posix()}:{line}"


def test_every_import_contract_holds(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))
    broken = lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_logo=True)
    assert broken == 0, capsys.readouterr().out


def test_every_document_can_be_made_by_the_function_it_names() -> None:
    for entry in documents.REPORTS:
        for target in (entry.pdf, entry.sheet, entry.bound):
            if target is not None:
                assert callable(catalogue.resolve(target)), target
    assert len({entry.name for entry in documents.REPORTS}) == len(documents.REPORTS)


def test_nothing_is_imported_by_a_star() -> None:
    stars = [
        where(file, node.lineno)
        for file in [*MODULES, *TESTS]
        if STAR.search("\n".join(lines_of(file)))  # a quick look first
        for node, _ in imports(tree_of(file))
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    ]
    assert stars == []


def test_an_import_inside_a_function_says_why() -> None:
    """The rule's code is followed by a reason on the line, on the one before in the same run, or above the function."""
    silent = []
    for file in MODULES:
        if not INDENTED.search("\n".join(lines_of(file))):  # a quick look first
            continue
        late = [node for node, inside in imports(tree_of(file)) if inside]
        for node in late:
            line = lines_of(file)[node.lineno - 1]
            before = [one for one in lines_of(file)[: node.lineno] if "PLC0415 - " in one]
            reasoned = "PLC0415 - " in line or ("PLC0415" in line and before)
            if not reasoned:
                silent.append(where(file, node.lineno))
    assert silent == []


def test_no_file_is_longer_than_it_can_be_read() -> None:
    lengths = {file: len(lines_of(file)) for file in MODULES if file.parent.name != "versions"}  # one a schema
    assert [where(file, length) for file, length in lengths.items() if length >= LONGEST] == []


def test_a_package_begins_with_a_docstring_and_nothing_else() -> None:
    for file in MODULES:
        if file.name == "__init__.py":
            body = tree_of(file).body
            assert len(body) == 1, where(file)
            assert ast.get_docstring(tree_of(file)), where(file)


def test_the_project_names_no_machine_of_its_makers() -> None:
    marks = ("/" + "work/", "/" + "tmp/h", "/" + "root/")
    text = [*MODULES, *TESTS, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile", ROOT / "build.spec"]
    found = [
        where(file, number)
        for file in text
        for number, line in enumerate(lines_of(file), 1)
        if any(mark in line for mark in marks)
    ]
    assert found == []
