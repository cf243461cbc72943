"""Runs many reports over the cores and prints what became of them."""

from __future__ import annotations

import multiprocessing
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from .producers.registry import BASES, NAMES, name_of, producer_of
from .producers.rewriters import WAYS, Rewriter
from .runner import Result, measure

SHOWN = 4  # differences of a report
ROUND = len(NAMES) * len(BASES)  # numbers after which every pair of producers has come up


def run_all(
    seed: str, number: int, producers: str, keep: Path | None, peers: bool, jobs: int
) -> int:
    """Measures `number` reports of `seed`; 1 if any is wrong or could not be built."""
    wanted = _wanted(producers)
    work = partial(measure, seed, keep=keep, peers=peers)
    results = []
    with multiprocessing.get_context("spawn").Pool(jobs, maxtasksperchild=20) as pool:
        for result in pool.imap(work, _numbers(number, wanted)):
            _print(seed, result)
            results.append(result)
    _totals(results)
    return int(any(result.outcome in ("WRONG", "unbuilt") for result in results))


def _wanted(producers: str) -> set[str]:
    """The producers that were asked for; says which are not on this machine."""
    asked = set(filter(None, producers.replace(",", " ").split())) or set(NAMES)
    if unknown := asked - set(NAMES):
        sys.exit(f"no such producer: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    tools = [Rewriter(tool, base, 0) for tool in WAYS for base in BASES[:1]]
    for name, producer in zip(NAMES, (*BASES, *tools), strict=True):
        if name in asked and (why := producer.missing()):
            print(f"skipped: {name}: {why}")
    return asked


def _numbers(number: int, wanted: set[str]) -> Iterator[int]:
    """The first numbers whose producer is wanted and there."""
    if not any(name_of(n) in wanted and not producer_of(n).missing() for n in range(ROUND)):
        sys.exit("none of the producers is on this machine")
    found = (n for n in count() if name_of(n) in wanted and not producer_of(n).missing())
    return (next(found) for _ in range(number))


def _print(seed: str, result: Result) -> None:
    finders = {"declined rows": result.whole, **result.peers}
    rows = "".join(f"  {name} {n}/{result.declined}" for name, n in finders.items())
    spent = " ".join(f"{name} {s:.1f}s" for name, s in result.seconds.items())
    print(f"{seed}/{result.number} {result.producer}: {result.outcome}{rows}  [{spent}]")
    print(f"    {result.traits}")
    if result.unreadable:
        print(f"    unreadable: {result.unreadable}")
    for line in result.said[:SHOWN]:
        print(f"    {line}")
    if len(result.said) > SHOWN:
        print(f"    and {len(result.said) - SHOWN} more differences")
    sys.stdout.flush()


def _totals(results: list[Result]) -> None:
    """By producer, and over all; unreadable reports count apart."""
    outcomes = ("exact", "refused", "doubted", "WRONG", "unbuilt")
    print("\n" + "producer".ljust(14) + "".join(name.rjust(9) for name in outcomes))
    for producer in (*NAMES, "all"):
        of = Counter(r.outcome for r in results if producer in (name_of(r.number), "all"))
        if of:
            print(producer.ljust(14) + "".join(str(of[name]).rjust(9) for name in outcomes))
    readable = [r for r in results if not r.unreadable]
    exact = sum(r.outcome == "exact" for r in readable)
    print(f"\nreadable reports read exactly: {exact} of {len(readable)}"
          f" ({exact / max(1, len(readable)):.1%})")  # fmt: skip
    if unreadable := Counter(r.outcome for r in results if r.unreadable):
        counts = ", ".join(f"{n} {outcome}" for outcome, n in unreadable.most_common())
        print(f"unreadable reports, which may be refused: {counts}")
    _peers(results)


def _peers(results: list[Result]) -> None:
    """The declined rows found whole, by this program and by others alone."""
    asked = [r for r in results if r.peers]
    if not asked:
        return
    rows = sum(r.declined for r in asked)
    print(f"declined rows found whole, of {rows}: this program {sum(r.whole for r in asked)}")
    for name in asked[0].peers:
        print(f"  {name} alone {sum(r.peers[name] for r in asked)}")
        for r in asked:
            if r.peers[name] == r.declined > r.whole and not r.unreadable:
                print(f"    all of {r.number} ({r.producer}), of which this program {r.whole}")
