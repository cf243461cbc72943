"""Reads the period of a report, and the total that it gives, from its running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from detainer_cli.errors import CheckError, NotAReportError
from detainer_cli.kinds.descriptor import Kind
from detainer_cli.model.periods import Period
from detainer_cli.parse.named_periods import MONTHS, named_period, whole_months
from detainer_cli.parse.sections import Heading, Outline
from detainer_cli.parse.text import join_lines, lower_words, read_date

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

_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True)
class ReportPeriod:
    """The period of a report, and what is odd about it."""

    period: Period
    warnings: tuple[str, ...] = ()


def read_period(found: Outline) -> ReportPeriod:
    """The period of the title line or, failing that, of the section headings.

    Raises NotAReportError if neither names one, CheckError if it is not as long as the kind's.
    """
    kind = found.kind
    titled = next(_ranges(_title_texts(found)), None) or _named(found)
    headed = [r for h in _true_headings(found) for r in _ranges([h.text])]
    if titled is None and not headed:
        raise NotAReportError(
            f"neither the title line nor the section headings name the reporting {kind.period}.",
            f"Expected a line such as “{kind.period_example}”.",
        )
    period = Period(*(titled or headed[0]), kind.period)
    _require_length(kind, period)
    _require_own_counts(found, period)
    others = sorted({r for r in headed if r != (period.start, period.end)})
    warnings = [f"a section heading names another {kind.period}: {a} to {b}" for a, b in others]
    if kind.usual_days and f"{period.start:%A}" != kind.usual_days.split()[0]:
        warnings.append(
            f"the {kind.period} starts on a {period.start:%A}; reporting {kind.period}s run"
            f" {kind.usual_days}"
        )
    return ReportPeriod(period, tuple(warnings))


def _require_length(kind: Kind, period: Period) -> None:
    """A week has seven days; every other period is of whole months."""
    if kind.period == "week":
        is_right, expected = period.days == _DAYS_OF_A_WEEK, f"{_DAYS_OF_A_WEEK}"
    else:
        months = MONTHS[kind.period]
        is_right = (period.start, period.end) == whole_months(period.start, months)
        expected = "a month" if months == 1 else f"{months} whole months"
    if not is_right:
        raise CheckError(
            f"the report speaks of {period}, {period.days} days;"
            f" a {kind.name} report covers {expected}.",
            f"Nothing was loaded. Only {kind.name} reports can be loaded.",
        )


def _require_own_counts(found: Outline, period: Period) -> None:
    """Where rows have no date, only the heading of their section tells whose they are."""
    for heading in _true_headings(found):
        named = next(_ranges([heading.text]), None)
        section = next((s for s in found.kind.sections if s.name == heading.section), None)
        is_other = named not in (None, (period.start, period.end))
        if section and section.names_period and named and is_other:
            raise CheckError(
                f"the heading of {section.short} names another {period.name}, {named[0]} to"
                f" {named[1]}, than the report, {period}: its counts are of another report.",
                "Nothing was loaded. Get the whole document, each page once and in order.",
                page=heading.place[0],
            )


def _named(found: Outline) -> tuple[date, date] | None:
    """The quarter, month or year that the title names; a week has no such name."""
    if found.kind.period == "week":
        return None
    return next((n for t in _title_texts(found) if (n := named_period(t, found.kind.period))), None)


def _title_texts(found: Outline) -> Iterator[str]:
    """Title lines, each with the two lines below it: the dates may stand there."""
    lines = [line for _, line in found.lines]
    for number, line in enumerate(lines):
        if any(words in lower_words(line.text) for words in found.kind.titles):
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


def read_total(found: Outline) -> tuple[int | None, list[str]]:
    """The number of the whole country, from its sentence; with a warning if it is unsure."""
    kind = found.kind
    if not kind.total:
        return None, []
    text = join_lines([line for _, line in found.lines])
    totals = {
        int(re.sub(r"\D", "", match["number"]))
        for pattern in kind.total_patterns
        for match in re.finditer(pattern, text, re.I)
    }
    if len(totals) == 1:
        return totals.pop(), []
    if not totals:
        return None, [f"no sentence gives the {kind.period}'s total of {kind.total_name}"]
    listed = ", ".join(f"{total:,}" for total in sorted(totals))
    return None, [f"the text gives more than one total of {kind.total_name}: {listed}"]
