"""Mutants of reports: whatever is changed, no traceback, no hang, no half report.

Thirty in every run; three hundred under the marker `fuzz`. A mutant that fails can be made again
from its number.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from databases import ask, is_whole
from factory import LAYOUTS, build_report, make_content
from running import detainers
from truths import SAMPLES

ALLOWED = {0, 3, 4, 5}


@cache
def originals() -> tuple[bytes, ...]:
    """Two samples, and two small reports of another producer, which are read faster."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        small = []
        for layout in (LAYOUTS["week_one"], LAYOUTS["places_apart"]):
            build_report(make_content(1, 6, 3, layout.week), layout, path)
            small.append(path.read_bytes())
    return (*(sample.read_bytes() for sample in SAMPLES[1:]), *small, *small)


def mutant(number: int) -> bytes:
    """A report, changed in one of six ways; the same for the same number."""
    rng = Random(number)
    content = bytearray(rng.choice(originals()))
    change = (_flip, _flip_many, _truncate, _splice, _swap, _renumber)[number % 6]
    change(content, rng)
    return bytes(content)


def _flip(content: bytearray, rng: Random) -> None:
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def _flip_many(content: bytearray, rng: Random) -> None:
    for _ in range(rng.choice((5, 50, 500))):
        content[rng.randrange(len(content))] = rng.randrange(256)


def _truncate(content: bytearray, rng: Random) -> None:
    del content[rng.randrange(len(content)) :]


def _splice(content: bytearray, rng: Random) -> None:
    """A piece of another report, or of this one, in place of a piece of this one."""
    other = rng.choice(originals())
    start, at, size = rng.randrange(len(other)), rng.randrange(len(content)), rng.randrange(5000)
    content[at : at + rng.randrange(5000)] = other[start : start + size]


def _swap(content: bytearray, rng: Random) -> None:
    """Two objects with their numbers exchanged."""
    found = list(re.finditer(rb"(?m)^(\d+) 0 obj\b", content))
    one, two = sorted(rng.sample(range(len(found)), 2))
    for here, there in ((two, one), (one, two)):
        content[slice(*found[here].span(1))] = found[there][1]


def _renumber(content: bytearray, rng: Random) -> None:
    """A number inside an object, often a reference, a length or a size, replaced by another."""
    found = list(re.finditer(rb"(?<= )\d+(?= )", content))
    value = rng.choice((b"0", b"1", b"-1", b"7", b"65536", b"2147483648", b"99999999999999999999"))
    content[slice(*rng.choice(found).span())] = value


def run_all(folder: Path, numbers: range) -> None:
    inbox, db, log = folder / "inbox", folder / "x.db", folder / "log"
    inbox.mkdir()
    for number in numbers:
        (inbox / f"{number:03}.pdf").write_bytes(mutant(number))
    run = detainers("ingest", inbox, "--db", db, "--jobs", 2, "--log", log, "--quiet")
    entries = [json.loads(line) for line in log.read_text().splitlines()]
    assert run.returncode in ALLOWED, run.stderr
    assert len(entries) == len(numbers)
    assert "Traceback" not in run.stderr
    wrong = [entry for entry in entries if entry["exit_code"] not in ALLOWED]
    assert wrong == []
    failed = [entry for entry in entries if entry["exit_code"]]
    assert len(run.stderr.splitlines()) == len(failed)
    stored = sum(entry["status"] in {"loaded", "revised"} for entry in entries)
    if stored:
        assert is_whole(db)
        assert ask(db, "SELECT count(*) FROM report") == [(stored,)]
    else:
        assert not db.exists()


@pytest.mark.parametrize("part", range(2))
def test_thirty_mutants(tmp_path: Path, part: int) -> None:
    run_all(tmp_path, range(15 * part, 15 * part + 15))


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(20))
def test_three_hundred_mutants(tmp_path: Path, part: int) -> None:
    run_all(tmp_path, range(100 + 15 * part, 115 + 15 * part))
