"""What several test modules share: the sample reports loaded once, and the command line."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from factory import LAYOUTS, build_report, make_content
from running import command, environment
from running import detainers as run_detainers
from samples import SAMPLES

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def loaded_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the three sample reports, for reading; one in each worker."""
    from detainer_cli.ingest.file import File
    from detainer_cli.ingest.reading import read_report
    from detainer_cli.ingest.report import Options, ingest_file

    db = tmp_path_factory.mktemp("loaded") / "samples.db"
    for path in sorted(SAMPLES.glob("*.pdf")):
        outcome = ingest_file(File(path.name, path.read_bytes()), Options(db=db), read_report)
        assert outcome.error is None
    return db


@pytest.fixture(scope="session")
def mixed_db(tmp_path_factory: pytest.TempPathFactory, loaded_db: Path) -> Path:
    """The three sample reports and the three narrative ones, for reading; one in each worker."""
    db = tmp_path_factory.mktemp("mixed") / "mixed.db"
    with closing(sqlite3.connect(loaded_db)) as conn, closing(sqlite3.connect(db)) as mine:
        conn.backup(mine)
    assert (
        run_detainers("ingest", SAMPLES.parent / "tests" / "narrative", "--db", db).returncode == 0
    )
    return db


@pytest.fixture
def detainers(tmp_path: Path) -> Run:
    """Runs `detainers` in a process of its own, in an empty folder, off a terminal."""

    def run(
        *args: object, db: Path | None = None, stdin: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[str]:
        known = {} if db is None else {"DETAINERS_DB": str(db)}
        with (stdin or Path(os.devnull)).open("rb") as given:
            return subprocess.run(
                command(*args),
                stdin=given,
                capture_output=True,
                text=True,
                encoding="utf-8",
                cwd=tmp_path,
                env=environment(**known, **env),
                timeout=60,
            )

    return run


@pytest.fixture(scope="session")
def small_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of six declined rows for the week of 28 January 2017; built once a worker."""
    layout = LAYOUTS["week_one"]
    path = tmp_path_factory.mktemp("reports") / "small.pdf"
    build_report(make_content(1, 6, 4, layout.week), layout, path)
    return path
