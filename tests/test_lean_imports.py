"""Libraries that load less, each tried in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from running import python


def output(script: str) -> str:
    return python("-c", script, check=True).stdout.strip()


def test_a_hidden_library_is_not_found_and_then_is() -> None:
    script = """
import sys
from detainer_cli.lean_imports import without
import threading
with without("colorsys", "sched", "sys"):
    import sys
    try:
        import colorsys
    except ImportError:
        print("hidden")
    other = threading.Thread(target=lambda: print(__import__("sched").__name__))
    other.start(); other.join()
import colorsys
print(colorsys.rgb_to_hsv(0, 0, 1)[2])
"""
    assert output(script) == "hidden\nsched\n1"


@pytest.mark.parametrize(
    "use",
    [
        "import xml.dom.minidom as part; print(part.__name__)",
        "from xml import dom; print(dom.__name__)",
        "import xml as again; from xml.dom import minidom; print(again.dom.__name__)",
        "import importlib.util; print(importlib.util.find_spec('xml').name)",
    ],
)
def test_a_postponed_library_is_there_when_it_is_used(use: str) -> None:
    script = f"""
from detainer_cli.lean_imports import postpone
postpone("xml", "no_such_library")
import sys, xml
assert "no_such_library" not in sys.modules
assert type(xml).__name__ == "_Postponed"
{use}
"""
    assert output(script)


def test_the_grid_is_found_with_what_was_postponed() -> None:
    """camelot's own engines, which a page in doubt is read with, use all three."""
    script = """
import sys
from truths import REPORTS
from detainer_cli.extract.grids import load_engine
load_engine()
late = [name for name in ("pandas", "numpy", "cv2") if type(sys.modules[name]).__name__ != "module"]
import camelot
found = [len(camelot.read_pdf(REPORTS[1], pages="3", engine=engine)) for engine in
         ("vector", "combined")]
print(late, found)
"""
    assert output(f"import sys; sys.path.insert(0, {sys.path[0]!r})\n{script}") == (
        "['pandas', 'numpy', 'cv2'] [1, 1]"
    )


HEAVY = {
    "calendar", "fractions", "importlib.resources", "json", "pydantic", "random", "rich", "shlex",
    "statistics", "tempfile", "detainer_cli.cli.short_helps", "detainer_cli.kinds.registry",
    "detainer_cli.lean_imports", "detainer_cli.model.pages", "detainer_cli.model.records",
}  # fmt: skip
"""What a plain answer has been seen to load and does not need."""


@pytest.mark.parametrize("question", ["split --by crime", "top-counties", "trend", "coverage"])
def test_an_answer_loads_no_more_than_it_needs(question: str, loaded_db: Path) -> None:
    script = f"""
import sys
sys.argv = ["detainers", *{question.split()!r}, "--db", {str(loaded_db)!r}, "--quiet"]
from detainer_cli.__main__ import main
try:
    main()
finally:
    print("loaded:", *sorted({HEAVY!r} & set(sys.modules)))
"""
    assert output(script).splitlines()[-1] == "loaded:"


def test_a_filter_by_state_loads_no_report(loaded_db: Path) -> None:
    script = f"""
import sys
sys.argv = ["detainers", "split", "--state", "TX", "--db", {str(loaded_db)!r}, "--quiet"]
from detainer_cli.__main__ import main
try:
    main()
finally:
    print("loaded:", *sorted({{"detainer_cli.model.pages", "rapidfuzz"}} & set(sys.modules)))
"""
    assert output(script).splitlines()[-1] == "loaded:"
