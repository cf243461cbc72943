"""Measures `publish` on made-up databases: processor time and memory of 52 and of 520 weeks.

The figures of a run are its own process's; what is to hold is that ten times the weeks take about
ten times the time, and not ten times the memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import large_database

WEEKS = (52, 520)


def main() -> None:
    """Publishes a database of each size twice, and prints what each run took."""
    print("weeks\trun\tseconds of processor\tMB\tsays")
    with tempfile.TemporaryDirectory() as name:
        for weeks in WEEKS:
            large_database.WEEKS = weeks
            db = Path(name) / f"{weeks}.db"
            large_database.make(db)
            for run in ("first", "again"):
                seconds, memory, says = _run(db, Path(name) / f"site_{weeks}")
                print(f"{weeks}\t{run}\t{seconds:.1f}\t{memory:.0f}\t{says}")


def _run(db: Path, site: Path) -> tuple[float, float, str]:
    command = [sys.executable, "-m", "detainer_cli", "publish", str(site), "--db", str(db)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        says = process.stderr.readline().strip().rpartition(": ")[2]
        process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"publish failed: {says}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, says


if __name__ == "__main__":
    main()
