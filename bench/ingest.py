"""How long `detainers ingest` takes, beside what others take for less, in the same run.

All are timed as whole processes, in turn, so that a busy machine slows all; what counts are the
ratios of the medians. The floor is pdfium reading the text of each page and the box of each
character, without which nothing can be read. Memory is that of the largest process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

REPORT = Path(__file__).parent.parent / "sample_reports" / "ddor2017_01-28to02-03.pdf"
ROUNDS = 5
MEMORY_GOAL = 120  # MiB

FLOOR = """
import ctypes, sys, pypdfium2 as pdfium, pypdfium2.raw as c
left, right, bottom, top = (ctypes.c_double() for _ in range(4))
document = pdfium.PdfDocument(sys.argv[1])
for page in document:
    text = page.get_textpage()
    for i in range(text.count_chars()):
        c.FPDFText_GetUnicode(text, i)
        c.FPDFText_GetCharBox(text, i, left, right, bottom, top)
"""
PDFPLUMBER = """
import sys, pdfplumber
with pdfplumber.open(sys.argv[1]) as document:
    for page in document.pages:
        page.extract_tables()
"""
CAMELOT = "import sys, camelot; camelot.read_pdf(sys.argv[1], pages='all', flavor='lattice')"
MEMORY = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
PEERS = {  # name -> what it runs, and the goal for our time in units of its
    "camelot.read_pdf, defaults": (CAMELOT, 0.15),
    "pdfplumber, extract_tables": (PDFPLUMBER, 0.5),
    "pdfium, text and boxes": (FLOOR, 6.0),
}


def seconds(*command: str) -> float:
    """The wall time of a process that ends well."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def ingest(*before: str) -> tuple[float, str]:
    """Loading the report into a database that does not exist yet; what `before` prints of it."""
    with tempfile.TemporaryDirectory() as folder:
        db = str(Path(folder) / "bench.db")
        command = (*before, sys.executable, "-m", "detainer_cli", "ingest", str(REPORT), "--db", db)
        started = time.perf_counter()
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        return time.perf_counter() - started, run.stdout


def memory() -> float:
    """MiB of the largest process of a load: the command's own or that of its child."""
    _, printed = ingest(sys.executable, "-c", MEMORY)
    return int(printed) / (1024 if sys.platform != "darwin" else 1024**2)


def main() -> int:
    """Prints the table; 1 if a goal was missed."""
    ingest()  # all start from warm files
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in PEERS}
    for _ in range(ROUNDS):
        ours.append(ingest()[0])
        for name, (script, _) in PEERS.items():
            theirs[name].append(seconds(sys.executable, "-c", script, str(REPORT)))
    print(f"{REPORT.name}, whole processes, median of {ROUNDS} rounds")
    print(f"  {'detainers ingest':<28}{median(ours):7.2f} s")
    missed = False
    for name, (_, goal) in PEERS.items():
        ratio = median(ours) / median(theirs[name])
        missed |= ratio > goal
        told = f"ratio {ratio:6.2f}   goal: at most {goal}"
        print(f"  {name:<28}{median(theirs[name]):7.2f} s   {told}")
    largest = memory()
    missed |= largest > MEMORY_GOAL
    print(f"  {'memory, largest process':<28}{largest:7.0f} MiB   goal: at most {MEMORY_GOAL}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
