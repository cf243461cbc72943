"""Builds a report, loads it with the command as users do, and compares."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running import detainers, environment

from .document import Document, make_document
from .layer import deviation
from .producers.registry import producer_of
from .traits import as_json
from .truth import all_told, declined_whole, differences, in_doubt, only_nulls
from .widths import fit

REFUSALS = (3, 4, 5)


@dataclass
class Result:
    """What became of report `number` of a seed."""

    number: int
    producer: str
    traits: str
    outcome: str  # exact, refused, doubted (differs only where it says so), WRONG, unbuilt
    said: list[str] = field(default_factory=list)
    unreadable: str = ""  # why it may be refused
    declined: int = 0  # rows of section II in the report
    whole: int = 0  # ... that are in the database with all their values
    peers: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def document_of(seed: str, number: int) -> Document:
    """Report `number` of a seed: always the same, whatever else is built."""
    producer = producer_of(number)
    document = make_document(f"{seed}/{number}/{producer.name}", producer.can)
    fit(document, producer.cuts)
    return document


def make(seed: str, number: int, path: Path) -> Document:
    """Builds one report."""
    document = document_of(seed, number)
    with tempfile.TemporaryDirectory(prefix="corpus-") as folder:
        producer_of(number).build(document, path.resolve(), Path(folder))
    return document


def measure(seed: str, number: int, keep: Path | None = None, peers: bool = False) -> Result:
    """Builds, loads and compares one report."""
    producer = producer_of(number).name
    with tempfile.TemporaryDirectory(prefix="corpus-") as name:
        folder = Path(name)
        path = folder / f"{seed}-{number}-{producer}.pdf"
        started = time.monotonic()
        try:
            document = make(seed, number, path)
        except Exception as error:  # noqa: BLE001 - whatever a producer raises is named
            return Result(number, producer, "", "unbuilt", [f"{type(error).__name__}: {error}"])
        result = Result(number, producer, document.traits.described(), "")
        result.unreadable = _why_unreadable(document, path)
        result.declined = len(document.printed)
        result.seconds["build"] = time.monotonic() - started
        _load(result, path, folder, document)
        if peers:
            _ask_peers(result, path, document)
        if keep and result.outcome != "exact":
            _keep(result, path, keep, document)
    return result


def _why_unreadable(document: Document, path: Path) -> str:
    if document.traits.overflow:
        return "text runs over the row below"
    return deviation(path, document)


def _load(result: Result, path: Path, folder: Path, document: Document) -> None:
    """Runs the command line and sets the outcome."""
    database = folder / "corpus.db"
    started = time.monotonic()
    run = ingest(path, database)
    result.seconds["ingest"] = time.monotonic() - started
    if run.returncode == 0:
        result.said = differences(database, document.expected)
        result.outcome = "WRONG" if result.said else "exact"
        if all_told(result.said, in_doubt(database)):
            result.outcome = "doubted"
        result.whole = declined_whole(database, document.expected)
        if only_nulls(result.said):
            result.said.insert(0, "(values missing, none altered)")
        return
    result.outcome = "refused" if run.returncode in REFUSALS else "WRONG"
    result.said = [f"exit {run.returncode}: {_message(run)}"]
    if result.outcome == "refused" and database.exists():
        result.outcome, result.said = "WRONG", [*result.said, "the refused report left a database"]


def ingest(path: Path, database: Path) -> subprocess.CompletedProcess[str]:
    """`detainers ingest` in a process of its own."""
    return detainers(
        *("ingest", path, "--db", database, "--format", "json"),
        encoding="utf-8",
        timeout=300,
        cwd=path.parent,
        env=environment(NO_COLOR="1"),
    )


def _message(run: subprocess.CompletedProcess[str]) -> str:
    try:
        said = json.loads(run.stdout)[0]["error"]
    except (ValueError, LookupError):
        said = run.stderr
    text = said if isinstance(said, str) else json.dumps(said)
    return " ".join(str(text).split())[-600:]


def _ask_peers(result: Result, path: Path, document: Document) -> None:
    from .peers import PEERS

    for name, whole_rows in PEERS.items():
        started = time.monotonic()
        result.peers[name] = whole_rows(path, document.printed)
        result.seconds[name] = time.monotonic() - started


def _keep(result: Result, path: Path, keep: Path, document: Document) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    (keep / path.name).write_bytes(path.read_bytes())
    truth: dict[str, Any] = {
        "outcome": result.outcome,
        "said": result.said,
        "traits": as_json(document.traits),
        "expected": document.expected,
        "printed": document.printed,
    }
    (keep / path.name).with_suffix(".json").write_text(
        json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8"
    )
