"""Names that look like a text: candidates for a person to judge, and never the answer.

Imports nothing of this program.
"""

from __future__ import annotations

from collections.abc import Iterable


def alike(text: str, names: Iterable[str], at_least: float, most: int | None = None) -> list[str]:
    """The names whose likeness to `text`, from 0 to 1, is `at_least`: the best first, `most` of
    them; equal ones by name.

    Likeness is the share of letters that stand in both in the same order.
    """
    from rapidfuzz import fuzz, process  # here, for only what is not found asks for it

    listed = sorted(set(names))
    found = process.extract(
        text, listed, scorer=fuzz.ratio, limit=most, score_cutoff=at_least * 100
    )
    return [name for name, _, _ in found]
