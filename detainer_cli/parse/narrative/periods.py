"""The period that a narrative report names: a quarter, a month, a year, its first and last day."""

from __future__ import annotations

import re
from datetime import date

from detainer_cli.kinds.descriptor import PeriodName
from detainer_cli.model.periods import Period
from detainer_cli.parse.named_periods import named_period, whole_months
from detainer_cli.parse.text import read_date, read_month

_MONTH = r"[A-Z][a-z]{2,8}\.?"
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}(?:,?\s*\d{{4}})?|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}-\d\d-\d\d)"
_DASH = r"\s*(?:–|—|-|to|through|thru|and|until)\s*"
_DAYS = re.compile(rf"(?P<start>{_DAY}){_DASH}(?P<end>{_DAY})")
_MONTHS = re.compile(rf"(?P<start>{_MONTH}(?:,?\s+\d{{4}})?){_DASH}(?P<end>{_MONTH},?\s+\d{{4}})")
_FISCAL = re.compile(r"\b(?:fiscal|fy\s?['’]?\d\d)", re.I)


_NAMES = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4}
_PLAIN: tuple[tuple[str, str], ...] = (
    (r"\s*\((?:FY|CY|Q)\)", ""),
    (r"\s*[|:;•·]\s*", ", "),
    (r"\bfiscal\s+quarter\b", "quarter"),
    (rf"\b(\d{{1,2}})\s+({_NAMES}),?\s+(\d{{4}})", r"\2 \1, \3"),
    (
        rf"((?:^|\bfrom|[(:,])\s*)(\d{{1,2}}){_DASH}({_NAMES})\s+(\d{{1,2}},\s*\d{{4}})",
        r"\1\3 \2 to \3 \4",
    ),
    (rf"\b(\d{{1,2}})\s+({_NAMES})(?={_DASH})", r"\2 \1"),
    (rf"\b({_NAMES})\s+(\d{{1,2}}){_DASH}(\d{{1,2}},\s*\d{{4}})", r"\1 \2 to \1 \3"),
    (rf"\b({_NAMES}),\s+{_NAMES},?\s+and\s+({_NAMES})", r"\1 to \2"),
)
"""Ways to write a period, and the one that is read: `1 to 31 January 2018`, `Quarter (Q) 1`."""

_QUARTER = re.compile(r"\bquarters?\b|\bq\s?[1-4]\b", re.I)
_SEVERAL = re.compile(
    r"\bquarters\b|\b(?:fiscal|calendar)\s+years\b|\bhal(?:f|ves)\b|\bmonths\b|\bto\s+date\b|\bweeks?\b"
    r"|\b(?:FY|year)\s*20\d\d\s*[–/-]\s*(?:20)?\d\d\b|\bend(?:ed|ing)\b",
    re.I,
)
"""What names no single quarter, month or year."""


def is_about_period(text: str) -> bool:
    """True if a text names fiscal years, quarters, or parts of a year."""
    is_year = re.search(r"20\d\d\b|\bFY\s?['’]?\d\d\b", text, re.I) is not None
    is_named = _FISCAL.search(text) or _QUARTER.search(text) or _SEVERAL.search(text)
    return is_year and is_named is not None


def period_in(text: str) -> Period | None:
    """The period that a text names by its name or its days; None if the two differ, or at none.

    So it is for what is more or less than one quarter, month or year (`Second Half of 2018`), but
    for the days that stand beside it.
    """
    text, whole = _plain(text), text
    named, days = _named(text, is_fiscal=_FISCAL.search(whole) is not None), _days(text)
    if not _is_one(text, named):
        return days
    if named and days and (named.start, named.end) != (days.start, days.end):
        is_part = named.name in ("year", "fiscal year", "month")
        return days if is_part else None
    return named or days


def _plain(text: str) -> str:
    """The text with its period written as it is read."""
    for way, plain in _PLAIN:
        text = re.sub(way, plain, text, flags=re.I)
    return re.sub(
        r"\bquarter\s+(one|two|three|four|iv|i{1,3})\b",
        lambda found: f"quarter {_NUMBERS[found[1].casefold()]}",
        text,
        flags=re.I,
    )


def _is_one(text: str, named: Period | None) -> bool:
    """True if nothing beside the name of a period says that it is another one."""
    if named is None:
        return True
    is_quarter = named.name.endswith("quarter")
    if _SEVERAL.search(text) or (_QUARTER.search(text) and not is_quarter):
        return False
    quarters = {
        found.casefold().replace(" ", "") for found in re.findall(r"\bq\s?[1-4]\b", text, re.I)
    }
    months = re.findall(rf"\b{_NAMES}", text)
    return len(quarters) < 2 and not (named.name == "month" and len(months) > 1)


def _named(text: str, *, is_fiscal: bool) -> Period | None:
    names: tuple[PeriodName, ...] = ("quarter", "month", "year")
    for name in names:
        if name == "year" and not (is_fiscal or re.search(r"\byear\b|^\W*20\d\d\W*$", text, re.I)):
            continue
        exact: PeriodName = "fiscal quarter" if name == "quarter" and is_fiscal else name
        if found := named_period(text, exact):
            is_long = name != "month" and is_fiscal
            return Period(*found, f"fiscal {name}" if is_long else name)
    return None


def _days(text: str) -> Period | None:
    if found := _DAYS.search(text):
        end = read_date(found["end"])
        year = f", {end.year}" if end and not re.search(r"\d{4}", found["start"]) else ""
        start = read_date(found["start"] + year) or read_date(found["start"])
        return _period(start, end)
    if found := _MONTHS.search(text):
        last = read_month(found["end"])
        year = f" {last[:4]}" if last and not re.search(r"\d{4}", found["start"]) else ""
        first = read_month(found["start"] + year)
        if first and last:
            start = date.fromisoformat(f"{first}-01")
            return _period(start, whole_months(date.fromisoformat(f"{last}-01"), 1)[1])
    return None


def _period(start: date | None, end: date | None) -> Period | None:
    if start is None or end is None or start > end:
        return None
    for name, months in (("month", 1), ("quarter", 3), ("year", 12)):
        if whole_months(start, months) == (start, end):
            return Period(start, end, name)
    return Period(start, end, "days")
