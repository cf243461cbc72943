"""Files that are no report, or mean harm: one clear line each, and nothing else happens."""

from __future__ import annotations

import json
from pathlib import Path

from bad_files import BAD_FILES
from databases import is_whole, store
from running import detainers


def test_each_is_refused_for_its_reason_and_the_database_untouched(tmp_path: Path) -> None:
    """One run over a folder of them all: a process for each file is what takes the time."""
    inbox, db, log = tmp_path / "inbox", store(tmp_path / "x.db"), tmp_path / "log"
    inbox.mkdir()
    for name, bad in BAD_FILES.items():
        (inbox / f"{name}.pdf").write_bytes(bad.make())
    before = db.read_bytes()
    run = detainers("ingest", inbox, "--db", db, "--jobs", 2, "--log", log)
    entries = {Path(e["file"]).stem: e for e in map(json.loads, log.read_text().splitlines())}

    assert entries.keys() == BAD_FILES.keys()
    assert {name: entry["exit_code"] for name, entry in entries.items()} == {
        name: bad.code for name, bad in BAD_FILES.items()
    }
    unclear = {n: e["error"] for n, e in entries.items() if BAD_FILES[n].words not in e["error"]}
    assert unclear == {}

    lines = run.stderr.splitlines()
    assert (run.returncode, run.stdout) == (4, "")
    assert len(lines) == len(BAD_FILES)
    assert all(line.startswith("detainers: ") and "Traceback" not in line for line in lines)
    assert "0x" not in run.stderr

    assert db.read_bytes() == before
    assert is_whole(db)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["inbox", "log", "x.db", "x.db.failures.json"]
