"""Reads the reporting week and the week's total from the running text of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.kinds.layouts import ISSUED_TOTAL_PATTERNS, TITLE_WORDS
from detainer_cli.parse.sections import Heading, Outline
from detainer_cli.parse.text import fold, join_lines, read_date

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,?\s*\d{{4}})?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{4}-\d{2}-\d{2})"
)
_SHORT_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s*,?\s*\d{4})?"
_RANGE = re.compile(
    rf"(?P<start>{_DAY})\s*,?\s*(?:–|—|-|−|to|and|through|thru|until)\s*(?P<end>{_DAY}|{_SHORT_DAY})\b",
    re.I,
)
_WEEKDAY = re.compile(r"\b(?:satur|sun|mon|tues|wednes|thurs|fri)day\b,?", re.I)
_DASHES = {ord(dash): "–" for dash in "‐‑‒―−"}
_WEEK_DAYS = 7


@dataclass(frozen=True)
class Week:
    """First and last day of a reporting week, and what is odd about it."""

    start: date
    end: date
    warnings: tuple[str, ...] = ()


def read_week(found: Outline) -> Week:
    """The week of the title line or, failing that, of the section headings.

    Raises NotAReportError if neither names one, CheckError if it is not a week long.
    """
    titled = next(_ranges(_title_texts(found)), None)
    headed = [r for h in _true_headings(found) for r in _ranges([h.text])]
    if titled is None and not headed:
        raise NotAReportError(
            "neither the title line nor the section headings name the reporting week.",
            "Expected a line such as “For Recorded Declined Detainers Jan. 28 – Feb. 3, 2017”.",
        )
    start, end = titled or headed[0]
    if (end - start).days + 1 != _WEEK_DAYS:
        raise CheckError(
            f"the report speaks of {start} to {end}, {(end - start).days + 1} days;"
            f" a weekly report covers {_WEEK_DAYS}.",
            "Nothing was loaded. Only weekly reports can be loaded.",
        )
    _require_own_counts(found, (start, end))
    others = sorted({r for r in headed if r != (start, end)})
    warnings = [f"a section heading names another week: {a} to {b}" for a, b in others]
    if start.weekday() != 5:
        warnings.append(f"the week starts on a {start:%A}; reporting weeks run Saturday to Friday")
    return Week(start, end, tuple(warnings))


def _require_own_counts(found: Outline, week: tuple[date, date]) -> None:
    """Section I holds counts without dates: only its heading tells whose they are."""
    for heading in _true_headings(found):
        named = next(_ranges([heading.text]), None)
        if heading.section == "issued" and named not in (None, week):
            raise CheckError(
                f"the heading of section I names another week, {named[0]} to {named[1]}, than the"
                f" report, {week[0]} to {week[1]}: its counts are of another report.",
                "Nothing was loaded. Get the whole document, each page once and in order.",
                page=heading.place[0],
            )


def _title_texts(found: Outline) -> Iterator[str]:
    """Title lines, each with the two lines below it: the dates may stand there."""
    lines = [line for _, line in found.lines]
    for number, line in enumerate(lines):
        if any(words in fold(line.text) for words in TITLE_WORDS):
            for last in (1, 2, 3):
                yield join_lines(lines[number : number + last])


def _true_headings(found: Outline) -> list[Heading]:
    starts = set(found.starts.values())
    return [heading for heading in found.headings if heading.place in starts]


def _ranges(texts: Iterator[str] | Sequence[str]) -> Iterator[tuple[date, date]]:
    for text in texts:
        plain = re.sub(r",(?=\S)", ", ", _WEEKDAY.sub("", text).translate(_DASHES))
        for match in _RANGE.finditer(plain):
            days = _days(match["start"], match["end"])
            if days is not None:
                yield days


def _days(first: str, last: str) -> tuple[date, date] | None:
    """Both days; a part that is left out (a year, a month) is taken from the other day."""
    start, end = (re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", t, flags=re.I) for t in (first, last))
    month = re.match(_MONTH, start, re.I)
    if month and re.match(r"\d{1,2}(?!\d|/)", end):
        end = f"{month[0]} {end}"
    year = re.search(r"\d{4}$", end) or re.search(r"\d{4}$", start)
    if year is None and not re.search(r"[/-]", end):
        return None
    last_day = _day(end, year[0] if year else "")
    if last_day is None:
        return None
    first_day = _day(start, str(last_day.year))
    if first_day is not None and first_day > last_day and not re.search(r"\d{4}$", start):
        first_day = _day(start, str(last_day.year - 1))  # the turn of the year
    return None if first_day is None or first_day > last_day else (first_day, last_day)


def _day(text: str, year: str) -> date | None:
    plain = re.sub(r"(?<=[a-z])\.?\s*(?=\d)", " ", text.strip(), flags=re.I)
    if re.search(r"\d{4}$|^\d{4}-", plain) or plain.count("/") == 2:
        return read_date(plain)
    return read_date(f"{plain}/{year}" if "/" in plain else f"{plain}, {year}")


def read_issued_total(found: Outline) -> tuple[int | None, list[str]]:
    """The detainers ISSUED in the whole country, from its sentence; with a warning if unsure."""
    text = join_lines([line for _, line in found.lines])
    totals = {
        int(re.sub(r"\D", "", match["total"]))
        for pattern in ISSUED_TOTAL_PATTERNS
        for match in re.finditer(pattern, text, re.I)
    }
    if len(totals) == 1:
        return totals.pop(), []
    if not totals:
        return None, ["no sentence gives the week's total of detainers issued"]
    listed = ", ".join(f"{total:,}" for total in sorted(totals))
    return None, [f"the text gives more than one total of detainers issued: {listed}"]


# `timedelta` is part of what callers need to step through weeks
ONE_WEEK = timedelta(days=_WEEK_DAYS)
