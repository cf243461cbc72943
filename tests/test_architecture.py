"""The import rules of the design, read from the source itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "detainer_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))
STAGES = ("extract", "parse", "normalize", "checks", "store", "summaries", "render")
HEAVY = ("camelot", "pandas", "cv2", "numpy", "pypdfium2", "pikepdf")


def name_of(path: Path) -> str:
    """`parse/rows.py` as `parse.rows`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports_of(path: Path) -> Iterator[str]:
    """What a module imports, wherever in it; ours without the package's name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            base = node.module or ""
            names = [f"{base}.{alias.name}" for alias in node.names]
        yield from (name.removeprefix("detainer_cli.") for name in names)


def importers_of(library: str) -> set[str]:
    return {
        name_of(path)
        for path in MODULES
        if any(name.split(".")[0] == library for name in imports_of(path))
    }


def ours(path: Path) -> set[str]:
    """The first part of every module of ours that `path` imports."""
    known = {name_of(other).split(".")[0] for other in MODULES} - {""}
    return {name.split(".")[0] for name in imports_of(path)} & known


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_not_import_each_other(stage: str) -> None:
    """`store` and the filters of `summaries` may ask `normalize` for the meaning of a text.

    Nothing else passes by `ingest`.
    """
    allowed = {("store", "normalize"), ("summaries", "normalize")}
    wrong = {
        (name_of(path), other)
        for path in MODULES
        if name_of(path).split(".")[0] == stage
        for other in ours(path) & (set(STAGES) - {stage})
        if (stage, other) not in allowed
    }
    assert wrong == set()


def test_one_module_imports_camelot() -> None:
    assert importers_of("camelot") == {"extract.grids"}


def test_the_start_and_the_wall_are_thin() -> None:
    """What starts the child loads nothing of ours; one module speaks to it, in one format."""
    assert ours(PACKAGE / "launch.py") == set()
    assert importers_of("msgspec") == {"wire"}
    assert importers_of("pickle") == importers_of("marshal") == set()
    speakers = {name_of(path) for path in MODULES if "wire" in ours(path)}
    assert speakers == {"child", "sandbox"}
    assert all("child" not in ours(path) for path in MODULES)


def test_rich_is_for_the_progress_bar() -> None:
    """Tables are drawn by `text_table`: rich cuts and folds what does not fit, numbers too."""
    assert importers_of("rich") == {"cli.ingesting"}


def test_pdf_libraries_are_for_those_who_read_pdfs() -> None:
    for library in ("pypdfium2", "pikepdf"):
        assert all(name.split(".")[0] in {"extract", "picture"} for name in importers_of(library))


def test_model_and_errors_stand_at_the_bottom() -> None:
    """`summary` is the part of the model that answers need: apart, so that they start fast."""
    for name in ("model", "errors", "summary"):
        assert ours(PACKAGE / f"{name}.py") <= {"model", "errors", "summary"}
    assert ours(PACKAGE / "layouts.py") <= {"model"}


@pytest.mark.parametrize("stage", ["parse", "normalize", "checks"])
def test_pure_stages_touch_no_file_clock_or_database(stage: str) -> None:
    impure = {"os", "pathlib", "sqlite3", "subprocess", "time", "io", "tempfile", "socket", "httpx"}
    for path in MODULES:
        if name_of(path).split(".")[0] == stage:
            names = set(imports_of(path))
            assert not {name.split(".")[0] for name in names} & impure, path
            source = path.read_text(encoding="utf-8")
            assert ".now(" not in source
            assert ".today(" not in source


def test_nobody_imports_the_command_line() -> None:
    for path in MODULES:
        if name_of(path).split(".")[0] not in {"cli", "__main__"}:
            assert "cli" not in ours(path), path


def test_errors_are_caught_in_one_place() -> None:
    """Only `cli/__init__.py` catches everything; to clean up and raise again is no catching."""
    found = {
        name_of(path)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and _catches_all(node)
    }
    assert found == {"cli"}


def _catches_all(node: ast.ExceptHandler) -> bool:
    names = {child.id for child in ast.walk(node.type) if isinstance(child, ast.Name)} if (
        node.type
    ) else {"BaseException"}  # fmt: skip
    raises_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
    return bool(names & {"Exception", "BaseException"}) and not raises_again


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ingest", "--help"], ["top-counties"], ["split", "-f", "json"]]
)
def test_answers_start_without_the_heavy_libraries(arguments: list[str], tmp_path: Path) -> None:
    """In a process of its own: camelot, pandas and OpenCV take half a second."""
    script = (
        "import sys, runpy\n"
        "sys.argv = ['detainers', *sys.argv[1:]]\n"
        "try:\n    runpy.run_module('detainer_cli', run_name='__main__')\n"
        "except SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.splitlines()[-1] == "[]"


def test_options_are_read_without_pydantic(tmp_path: Path) -> None:
    """Its import takes as long as that of typer: see `cli/quick.py`."""
    options = ["--wait", "5", "--timeout", "2.5", "--jobs", "2", "--db", "x.db", "--format", "json"]
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "detainer_cli", "ingest", "none.pdf", *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert "detainer_cli.cli.ingesting" in run.stderr
    assert "pydantic" not in run.stderr


def test_functions_are_short() -> None:
    """Thirty lines of code, without the docstring."""
    long = [
        f"{name_of(path)}.{node.name}: {length}"
        for path in MODULES
        if name_of(path).split(".")[0] in {"extract", "parse", "checks", "store", "ingest"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (length := _length(node)) > 40
    ]
    assert long == []


def _length(node: ast.FunctionDef) -> int:
    has_text = ast.get_docstring(node) is not None
    body = node.body[1:] if has_text and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1
