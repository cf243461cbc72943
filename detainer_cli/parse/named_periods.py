"""Periods that a report names instead of giving their days: `Second Quarter, Fiscal Year 2018`.

The fiscal year of the United States begins on the first of October of the year before.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from detainer_cli.kinds.descriptor import PeriodName
from detainer_cli.parse.text import read_month

MONTHS: dict[PeriodName, int] = {
    "month": 1,
    "quarter": 3,
    "fiscal quarter": 3,
    "year": 12,
    "fiscal year": 12,
}
"""How many months a period has."""

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_QUARTER = (
    r"(?:(?P<number>first|second|third|fourth|[1-4](?:st|nd|rd|th))\s+quarter"
    r"|quarter\s+(?P<count>[1-4])|q\s?(?P<short>[1-4]))"
)
_YEAR = (
    r"(?:(?:fiscal\s+year|fy)\s*['’]?(?P<fiscal>20\d\d|\d\d)"
    r"|(?:calendar\s+year\s+|cy\s*)?(?P<year>20\d\d))\b"
)
_BETWEEN = r"[\s,()–—-]*(?:of\s+|in\s+)?(?:the\s+)?"
_QUARTER_FIRST = re.compile(rf"\b{_QUARTER}{_BETWEEN}{_YEAR}", re.I)
_YEAR_FIRST = re.compile(rf"\b{_YEAR}{_BETWEEN}{_QUARTER}", re.I)
_ONLY_YEAR = re.compile(rf"\b{_YEAR}", re.I)
_MONTH = re.compile(r"\b[a-z]{3,9}\.?,?\s+20\d\d\b", re.I)


def named_period(text: str, name: PeriodName) -> tuple[date, date] | None:
    """The first and the last day of the period that a text names; None if it names none."""
    if name == "month":
        months = (read_month(found[0]) for found in _MONTH.finditer(text))
        first = next((month for month in months if month), None)
        return whole_months(date.fromisoformat(f"{first}-01"), 1) if first else None
    if name in ("year", "fiscal year"):
        found = _ONLY_YEAR.search(text)
        return _days(found, 1, 12, name == "fiscal year") if found else None
    found = _QUARTER_FIRST.search(text) or _YEAR_FIRST.search(text)
    if found is None:
        return None
    number = found["count"] or found["short"] or found["number"]
    quarter = _ORDINALS.get(number.casefold()) or int(number[0])
    return _days(found, quarter, 3, name == "fiscal quarter")


def _days(found: re.Match[str], number: int, months: int, is_fiscal: bool) -> tuple[date, date]:
    """The days of the period of this number in the year that was found."""
    text = found["fiscal"] or found["year"]
    year = int(text) + (2000 if len(text) == 2 else 0)
    before = (number - 1) * months
    if found["fiscal"] or is_fiscal:
        first = _later(date(year - 1, 10, 1), before)
    else:
        first = _later(date(year, 1, 1), before)
    return whole_months(first, months)


def _later(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def whole_months(day: date, months: int) -> tuple[date, date]:
    """The first and the last day of so many months, the first of which is that of `day`."""
    first = day.replace(day=1)
    last = _later(first, months - 1)
    return first, last.replace(day=monthrange(last.year, last.month)[1])
