"""Draws docs/terminal.svg: what two commands print on a terminal, of the sample reports.

`make_picture.py` writes the picture; `--check` only says, by its exit code, whether its text is
what the program prints today, however another version of rich may draw it.
"""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "terminal.svg"
COMMANDS = ("top-counties --week 2017-02-01", "split --week 2017-02-01")
WIDTH = 96


def printed(db: Path, command: str) -> str:
    """What a command prints on a terminal of this width."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": str(WIDTH), "LINES": "60"}
    run = subprocess.Popen(
        [sys.executable, "-m", "detainer_cli", *command.split(), "--db", str(db)],
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment | {"TERM": "xterm-256color", "PYTHONUTF8": "1"},
    )
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    except OSError:  # the other end is closed
        pass
    run.wait()
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


def picture() -> str:
    """The picture as SVG: each command with what it prints."""
    console = Console(width=WIDTH, record=True, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "samples.db"
        reports = sorted(map(str, (ROOT / "sample_reports").glob("*.pdf")))
        subprocess.run(
            [sys.executable, "-m", "detainer_cli", "ingest", *reports, "--db", str(db), "--quiet"],
            check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for command in COMMANDS:
            console.print(Text(f"$ detainers {command}", "bold"))
            console.print(Text.from_ansi(printed(db, command)))
    drawn = console.export_svg(title="detainers", unique_id="detainers")
    return re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)  # fonts of another host


def shown(drawn: str) -> list[str]:
    """The text of a picture, piece by piece."""
    return re.findall(r"<text[^>]*>(.*?)</text>", drawn)


def main() -> None:
    """Writes the picture, or checks it."""
    new = picture()
    if "--check" in sys.argv:
        is_true = PICTURE.exists() and shown(PICTURE.read_text("utf-8")) == shown(new)
        sys.exit(0 if is_true else "docs/terminal.svg is out of date: make docs")
    PICTURE.write_text(new, "utf-8")


if __name__ == "__main__":
    main()
