"""LibreOffice, started without a window; each process of ours keeps a profile of its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from .base import run


@cache
def _profile() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="corpus-office-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def print_to_pdf(source: Path, path: Path, kind: str) -> None:
    """Converts `source` with LibreOffice; `kind` is `writer` or `calc`."""
    command = [
        "soffice", f"-env:UserInstallation={_profile().as_uri()}", "--headless", "--norestore",
        "--convert-to", f"pdf:{kind}_pdf_Export", "--outdir", str(source.parent), str(source),
    ]  # fmt: skip
    run(command, source.parent)
    made = source.with_suffix(".pdf")
    if not made.exists():
        raise RuntimeError("LibreOffice made no PDF and did not say why")
    path.write_bytes(made.read_bytes())
