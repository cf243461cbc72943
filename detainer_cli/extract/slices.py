"""A line of letters that the end of a page cuts through: shown once, whichever page has which part.

Some producers paint one long page and show windows of it: the upper half of a line stands on one
page, the lower half on the next. Others paint a row that did not fit again, whole, overleaf. Both
paint the same glyphs on both pages, at the same distance from each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from detainer_cli.extract.glyphs import PageGlyphs, Run
from detainer_cli.extract.visible import CUT, OUTSIDE, Verdict
from detainer_cli.model.pages import SHOWN_BEFORE, SHOWN_OVERLEAF

_SAME = 0.5  # points: the same glyph painted on two pages differs by rounding only
_PARTLY = (CUT, OUTSIDE)
_LEAST_SHIFT = 0.3  # of the page's height: from its lower end to the upper end of the next
_LEAST = 3  # letters: fewer are found at some distance in any text


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A glyph of a page, with what says how far it is seen."""

    text: str
    left: float
    right: float
    run: Run
    opened: bool
    verdict: Verdict

    @property
    def place(self) -> tuple[str, int, int]:
        return self.text, round(self.left / _SAME), round(self.run.baseline / _SAME)


def join_slices(pages: Iterable[PageGlyphs]) -> Iterator[PageGlyphs]:
    """The pages, each line that two of them show in part shown by one of them only."""
    held: PageGlyphs | None = None
    for page in pages:
        if held is not None:
            follows = page.number == held.number + 1
            if follows and any(run.verdict == CUT for run in (*held.runs, *page.runs)):
                held, page = _joined(held, page)
            yield held
        held = page
    if held is not None:
        yield held


def _joined(one: PageGlyphs, other: PageGlyphs) -> tuple[PageGlyphs, PageGlyphs]:
    first, second = list(_glyphs(one)), list(_glyphs(other))
    ending = [g for g in first if g.run.baseline < one.height / 2 and _is_between_sides(g, one)]
    starting = [glyph for glyph in second if glyph.run.baseline > other.height / 2]
    shift = _shift(ending, starting, _LEAST_SHIFT * one.height)
    if shift is None:
        return one, other
    places = {glyph.place: i for i, glyph in enumerate(second)}
    pairs = [
        (i, places[spot])
        for i, glyph in enumerate(first)
        for spot in [next((p for p in _near(glyph, shift) if p in places), None)]
        if spot is not None
    ]
    sliced = {
        first[i].run.baseline
        for i, j in pairs
        if first[i].verdict == CUT and second[j].verdict in _PARTLY
    }
    for i, j in pairs:
        if first[i].run.baseline in sliced:  # each page shows a part of the line
            first[i] = replace(first[i], verdict=None)
            second[j] = replace(second[j], verdict=SHOWN_BEFORE)
        elif first[i].verdict in (None, CUT) and second[j].verdict is None:
            first[i] = replace(first[i], verdict=SHOWN_OVERLEAF)
    return _with(one, first), _with(other, second)


def _glyphs(page: PageGlyphs) -> Iterator[_Glyph]:
    for run in page.runs:
        for i, (text, (left, right)) in enumerate(zip(run.texts, run.edges, strict=True)):
            yield _Glyph(text, left, right, run, run.opened and i == 0, run.verdict)


def _is_between_sides(glyph: _Glyph, page: PageGlyphs) -> bool:
    """True if no side of the page cuts the glyph, so that it is its end that does."""
    return glyph.left >= 0 and glyph.right <= page.width


def _shift(first: Sequence[_Glyph], second: Sequence[_Glyph], least: float) -> float | None:
    """How much higher the copy on the next page stands; None if the cut line has no copy there.

    Taken from the first line of cut letters whose every letter is found again. A line that the
    side of the page cuts is no such line: a header may stand at the top of both pages.
    """
    lines: dict[float, list[_Glyph]] = {}
    for glyph in first:
        if glyph.verdict in _PARTLY:
            lines.setdefault(glyph.run.baseline, []).append(glyph)
    heights = {glyph.run.baseline for glyph in second}
    places = {glyph.place for glyph in second}
    for baseline, line in sorted(lines.items(), reverse=True):
        if len(line) < _LEAST or not any(glyph.verdict == CUT for glyph in line):
            continue
        for height in sorted(heights, reverse=True):
            by = height - baseline
            if by < least:
                break
            if all(any(p in places for p in _near(glyph, by)) for glyph in line):
                return by
    return None


def _moved(glyph: _Glyph, by: float) -> tuple[str, int, int]:
    return glyph.text, round(glyph.left / _SAME), round((glyph.run.baseline + by) / _SAME)


def _near(glyph: _Glyph, by: float) -> Iterator[tuple[str, int, int]]:
    """The places where the copy may stand, as rounding goes."""
    text, x, y = _moved(glyph, by)
    yield from ((text, x + dx, y + dy) for dx in (0, -1, 1) for dy in (0, -1, 1))


def _with(page: PageGlyphs, glyphs: Sequence[_Glyph]) -> PageGlyphs:
    """The page with its runs made anew from the glyphs and their new verdicts."""
    runs: list[Run] = []
    for before, glyph in zip([None, *glyphs], glyphs, strict=False):
        is_new = before is None or before.run is not glyph.run or before.verdict != glyph.verdict
        if is_new and not (before is not None and _belongs(before, glyph)):
            runs.append(
                Run(baseline=glyph.run.baseline, verdict=glyph.verdict, size=glyph.run.size)
            )
            runs[-1].opened = glyph.opened
        runs[-1].add(glyph.text, glyph.left, glyph.right, glyph.run.y0, glyph.run.y1)
        runs[-1].closed = glyph.run.closed
    return replace(page, runs=tuple(runs))


def _belongs(before: _Glyph, glyph: _Glyph) -> bool:
    """True if two runs that their verdicts had divided are one word now."""
    touches = abs(glyph.left - before.right) <= _SAME and not glyph.opened
    level = before.run.baseline == glyph.run.baseline
    return touches and level and before.verdict == glyph.verdict
