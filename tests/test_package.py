"""What is shipped: every data file of the package, and one version."""

from __future__ import annotations

import tomllib

from samples import ROOT

from detainer_cli import __version__

PACKAGE = ROOT / "detainer_cli"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PATTERNS = PROJECT["tool"]["setuptools"]["package-data"]["detainer_cli"]


def test_every_data_file_is_shipped_and_every_pattern_matches() -> None:
    files = {
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    matched = {pattern: {path for path in files if path.match(pattern)} for pattern in PATTERNS}
    assert [pattern for pattern, found in matched.items() if not found] == []
    assert files == set().union(*matched.values())


def test_nothing_that_python_compiled_is_shipped() -> None:
    folders = {path.parent.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")}
    compiled = [path / "__pycache__" / "module.cpython-311.pyc" for path in folders]
    taken = {(str(p), pattern) for p in compiled for pattern in PATTERNS if p.match(pattern)}
    assert taken == set()


def test_the_version_is_said_once() -> None:
    assert "version" in PROJECT["project"]["dynamic"]
    assert "version" not in PROJECT["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{__version__}]" in changes


def test_every_dependency_says_why_it_is_there() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start = lines.index("dependencies = [")
    needed = lines[start + 1 : lines.index("]", start)]
    assert [line for line in needed if "#" not in line] == []
