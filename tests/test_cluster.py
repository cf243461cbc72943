"""Runs `cluster_checks.py` in a process of its own: Dask leaves threads and children in its own."""

from __future__ import annotations

from running import python
from samples import ROOT


def test_reading_on_a_cluster() -> None:
    run = python("-m", "pytest", "-q", "-p", "no:xdist", ROOT / "tests" / "cluster_checks.py")
    assert run.returncode == 0, run.stdout[-8000:]
    assert " passed" in run.stdout or "[100%]" in run.stdout
