"""docs/scale.md: what it does with the exported Parquet gives the numbers of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from databases import ask
from running import detainers
from samples import ROOT
from test_pages import FENCE


def test_duckdb_reads_what_is_exported(
    loaded_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("duckdb")
    run = detainers("export", "published", "--db", loaded_db, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    page = (ROOT / "docs" / "scale.md").read_text("utf-8")
    (lines,) = (text for kind, text in FENCE.findall(page) if kind == "python" and "duckdb" in text)
    assert len(lines.split("\n")) - lines.count("\n\n") - 1 == 3
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    exec(lines, known)
    counted = ask(loaded_db, "SELECT state, count(*) FROM declined GROUP BY state")
    assert sorted(known["answer"].fetchall()) == sorted(counted)
    assert len(counted) > 10
