"""Draws the pictures of README and docs from the sample reports, into docs/pictures/.

An entry a picture: its file and the command whose answer it is. Each carries the notice of the
samples, that individuals are invented; one that does not is not written.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
NOTICE = "individuals are invented"
CHARTS = {
    "map.png": "breakdown --by county --week 2017-02-01",
    "split.svg": "split --by category --week 2017-02-01",
    "weeks.svg": "trend",
}


def detainers(*args: str | Path) -> str:
    """What a command prints. Raises CalledProcessError if it fails."""
    return subprocess.run(
        [sys.executable, "-m", "detainer_cli", *map(str, args)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
    ).stdout


def main() -> None:
    """Loads the samples into a database of its own, and draws."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "samples.db"
        detainers("ingest", *sorted((ROOT / "sample_reports").glob("*.pdf")), "--db", db, "--quiet")
        for name, command in CHARTS.items():
            told = detainers(*command.split(), "--db", db, "--chart", FOLDER / name)
            if NOTICE not in told:
                sys.exit(f"{name}: without the notice of the samples")


if __name__ == "__main__":
    main()
