"""`python -m tests.corpus`: measures many reports, or makes a single one."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .report import run_all
from .runner import make, measure
from .traits import as_json


def main() -> int:
    options = _options()
    if options.command == "make":
        return _make(options)
    return run_all(
        options.seed, options.number, options.producers, options.keep, options.peers, options.jobs
    )


def _make(options: argparse.Namespace) -> int:
    """One PDF, and its truth beside it; with `--check` loaded and compared as well."""
    document = make(options.seed, options.number, options.out)
    truth = {"traits": as_json(document.traits), "expected": document.expected,
             "printed": document.printed}  # fmt: skip
    options.out.with_suffix(".json").write_text(
        json.dumps(truth, indent=1, ensure_ascii=False), encoding="utf-8"
    )
    if options.check:
        result = measure(options.seed, options.number, peers=options.peers)
        print(result.outcome, *result.said, result.peers or "", sep="\n  ")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="build, load and compare many reports")
    run.add_argument("--seed", default="1")
    run.add_argument("--number", "-n", type=int, default=48, help="how many reports")
    run.add_argument("--producers", default="", help="only these, with commas between")
    run.add_argument("--keep", type=Path, help="folder for the PDF and truth of what is not exact")
    run.add_argument("--peers", action="store_true", help="ask pdfplumber and camelot as well")
    run.add_argument("--jobs", type=int, default=2)
    one = commands.add_parser("make", help="build one report and write its truth beside it")
    one.add_argument("--seed", default="1")
    one.add_argument("--number", type=int, required=True, help="of the report in its seed")
    one.add_argument("--check", action="store_true", help="load it and compare")
    one.add_argument("--peers", action="store_true")
    one.add_argument("out", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
