"""`make bench`: all measurements in one run, written to `bench/RESULTS.md`.

`python bench/run.py reading answers` takes these parts alone and prints them.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from timing import TESTS

sys.path.append(str(TESTS))  # the corpus and how it compares

import answers
import explain
import many_reports
import millions
import publishing
import reading

from detainer_cli import __version__

RESULTS = Path(__file__).parent / "RESULTS.md"
SECTIONS = {
    "reading": reading.section,
    "many": many_reports.section,
    "answers": answers.section,
    "millions": millions.section,
    "explain": explain.section,
    "publishing": publishing.section,
}
PACKAGES = ("camelot-py", "pdfplumber", "pypdfium2", "PyMuPDF", "tabula-py", "typer", "rich")
LEFT_OUT = """docling is not among them: it brings PyTorch and the CUDA libraries (some gigabytes),
and the models that it needs are downloaded from Hugging Face when it first runs, which the machine
could not reach."""


def main() -> int:
    """Writes the results, or prints the parts that are asked for; 2 if there is no such part."""
    asked = sys.argv[1:]
    if unknown := set(asked) - set(SECTIONS):
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
        return 2
    load = os.getloadavg()[0]
    parts = []
    for name in asked or SECTIONS:
        print(f"measuring: {name}", file=sys.stderr)
        parts.append(SECTIONS[name]())
    text = "\n\n".join([_head(load), *parts]) + "\n"
    if asked:
        print(text)
    else:
        RESULTS.write_text(text, encoding="utf-8")
        print(f"written: {RESULTS}")
    return 0


def _head(load_before: float) -> str:
    """When, on what machine, with what versions, and how busy it was."""
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return f"""# Measured

Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}; do not edit. What counts are the ratios,
which are of one run: the same machine, in turn, minutes apart. The machine has {os.cpu_count()}
cores and may have other work: its load was {load_before:.1f} before the run and
{os.getloadavg()[0]:.1f} at its end (1.0 is one core at work; the run itself keeps about one busy).

detainers {__version__} · {platform.python_implementation()} {platform.python_version()} · SQLite
{sqlite3.sqlite_version} · {platform.system()} {platform.machine()} · {_processor()} · {versions}

{LEFT_OUT}"""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"


def _processor() -> str:
    """The name of the processor, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "processor unknown")


if __name__ == "__main__":
    sys.exit(main())
