"""The import rules of the design, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import COMMAND, python
from samples import ROOT

PACKAGE = ROOT / "detainer_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS = (
    ("errors", "likeness", "text"),
    ("files", "lean_imports", "model"),
    ("reference",),
    ("kinds",),
    ("extract", "parse", "normalize"),
    ("checks",),
    ("db",),
    ("ingest", "answers", "fetch"),
    ("output",),
    ("cli",),
)
"""The rooms in the way of the data: one imports those before it, never those beside or behind."""

BESIDE = {("ingest", "fetch")}
"""`ingest` asks `fetch` for the time at which a file was downloaded."""
DESCRIBED = {"kinds.descriptor", "kinds.registry", "kinds.wording"}
"""What reads the descriptions of kinds of reports: data, held against types."""

MOST_AT_THE_ROOT = 8
LONGEST_FUNCTION, LONGEST_MODULE = 40, 400
"""Lines. Ten to thirty are what a function should have; a command's options are no lines of it."""

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
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


def test_rooms_import_one_way() -> None:
    place = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}
    wrong = {
        (name_of(path), other)
        for path in MODULES
        if (room := name_of(path).split(".")[0]) in place
        for other in ours(path) - {room}
        if place.get(other, -1) >= place[room] and (room, other) not in BESIDE
    }
    assert wrong == set()


def test_every_module_has_a_room() -> None:
    rooms = {room for rooms in ROOMS for room in rooms}
    assert {name_of(path).split(".")[0] for path in MODULES} - rooms == {"", "__main__"}


def test_at_most_eight_modules_stand_at_the_root() -> None:
    assert len([path for path in MODULES if path.parent == PACKAGE]) <= MOST_AT_THE_ROOT


def test_no_circles() -> None:
    """No two modules import each other, by whatever way, wherever in them the import stands."""
    names = {name_of(path) for path in MODULES}
    needs = {
        name_of(path): {
            other
            for imported in imports_of(path)
            for other in (imported, imported.rpartition(".")[0])
            if other in names and other != name_of(path)
        }
        for path in MODULES
    }
    assert list(circles(needs)) == []


def circles(needs: dict[str, set[str]]) -> Iterator[str]:
    """Every module that needs itself, through others."""
    for start in needs:
        seen: set[str] = set()
        reach = list(needs[start])
        while reach:
            name = reach.pop()
            if name not in seen:
                seen.add(name)
                reach += needs.get(name, ())
        if start in seen:
            yield start


def test_one_module_imports_camelot() -> None:
    assert importers_of("camelot") == {"extract.grids"}


def test_the_start_and_the_wall_are_thin() -> None:
    """What starts the child loads nothing of ours; one module speaks to it, in one format."""
    assert ours(PACKAGE / "ingest" / "launch.py") == set()
    assert importers_of("msgspec") == {"ingest.wire", *DESCRIBED}
    assert importers_of("pickle") == importers_of("marshal") == set()
    imports = {name_of(path): set(imports_of(path)) for path in MODULES}
    speakers = {name for name, found in imports.items() if "ingest.wire" in found}
    assert speakers == {"ingest.child", "ingest.sandbox"}
    assert all("ingest.child" not in found for found in imports.values())


def test_rich_is_for_the_progress_bar() -> None:
    """Tables are drawn by `text_table`: rich cuts and folds what does not fit, numbers too."""
    assert importers_of("rich") == {"cli.progress_bars"}


def test_pdf_libraries_are_for_those_who_read_pdfs() -> None:
    for library in ("pypdfium2", "pikepdf"):
        assert all(name.split(".")[0] == "extract" for name in importers_of(library))


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
    run = python("-c", script, *arguments, cwd=tmp_path, check=True)
    assert run.stderr.splitlines()[-1] == "[]"


def test_options_are_read_without_pydantic(tmp_path: Path) -> None:
    """Its import takes as long as that of typer: see `cli/fast_options.py`."""
    options = ["--wait", "5", "--timeout", "2.5", "--jobs", "2", "--db", "x.db", "--format", "json"]
    run = python("-X", "importtime", *COMMAND[1:], "ingest", "none.pdf", *options, cwd=tmp_path)
    assert run.returncode == 2
    assert "detainer_cli.ingest.batch" in run.stderr
    assert "pydantic" not in run.stderr


def test_no_function_is_longer_than_forty_lines() -> None:
    """Without the signature, which lists a command's options, and the docstring."""
    long = [
        f"{name_of(path)}.{node.name}: {length}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, FUNCTION) and (length := _length(node)) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lines = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: count for name, count in lines.items() if count > LONGEST_MODULE} == {}


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    has_text = ast.get_docstring(node) is not None
    body = node.body[1:] if has_text and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1
