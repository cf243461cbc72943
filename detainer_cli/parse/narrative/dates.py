"""The days that a sentence names: as they are written, or as they follow from the day before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.kinds.wording import wording
from detainer_cli.parse.narrative.matching import Node
from detainer_cli.parse.narrative.tokens import Token

_NUMERIC = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NAMED = re.compile(r"(\d{1,2})-([A-Z][A-Za-z]{2})-(\d{2}|\d{4})")
_ISO_MONTH = re.compile(r"(\d{4})-(\d\d)")
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})[/-](\d{4})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_NAMED_MONTH = re.compile(r"([A-Z][A-Za-z]{2,8})-(\d{4})")
_MONTH_AND_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})")


class NotUnderstoodError(Exception):
    """What a sentence says does not fit together: it is left unread."""


@dataclass(frozen=True, slots=True)
class Known:
    """What days told before give.

    `named` is the date named last (`that day`), `last` the date of what was told last, None if that
    has none (`the next day`); `carries_year` says whether a day without year is of the last `year`.
    `forgot` is true behind a sentence that was not read: a day that points back is not known then.
    """

    named: str | None
    last: str | None
    carries_year: bool
    year: int | None
    forgot: bool = False


def date_of(when: Node, words: tuple[Token, ...], known: Known) -> str | None:
    """The date of a phrase, as far as told; None where it gives none."""
    if any(True for _ in when.all("loose_date")):
        return None
    for node in when.all("date", "relative", "month_alone"):
        if node.rule == "month_alone":
            month = _month([word.text for word in words[node.first : node.end]])
            return f"{known.year}-{month:02}" if known.year and known.carries_year else None
        inner = node.inner[0]
        own = [word.text for word in words[inner.first : inner.end]]
        if node.rule == "date":
            return _written(inner.rule, own, known)
        return _relative(inner, own, known)
    return None


def year_of(when: Node, words: tuple[Token, ...]) -> int | None:
    """The year that a phrase names."""
    for node in when.all("full_date", "month_year"):
        written = _written(node.rule, [w.text for w in words[node.first : node.end]], _NONE)
        return int(written[:4]) if written else None
    return None


_NONE = Known(None, None, False, None)


def _written(rule: str, own: list[str], known: Known) -> str | None:
    if rule == "full_date":
        return _full(own)
    if match := _NAMED_MONTH.fullmatch(own[0]):
        own = [match[1], match[2]]
    if match := _ISO_MONTH.fullmatch(own[0]):
        return _day(int(match[1]), int(match[2]), 1)[:7]
    if match := _MONTH_OF_YEAR.fullmatch(own[0]):
        return _day(int(match[2]), int(match[1]), 1)[:7]
    if match := _MONTH_AND_DAY.fullmatch(own[0]):
        own = [f"{match[2]}", *own[1:]]
        month = int(match[1])
    else:
        month = _month(own)
    if rule == "month_year" and own[-1] != "year":
        return f"{_year(own[-1])}-{month:02}"
    points_back = own[-1] == "year"
    if points_back and known.year is None and known.forgot:
        raise NotUnderstoodError("of that year")
    if rule == "month_year":
        return f"{known.year}-{month:02}" if known.year else None
    if known.year and (known.carries_year or points_back):
        return _day(known.year, month, next(int(m[1]) for w in own if (m := _DAY.fullmatch(w))))
    return None


def _month(own: list[str]) -> int:
    """The number of the month that is named; `Unit-2020` names none."""
    for word in own:
        if number := lexicon().months.get(word.lower()):
            return number
    raise NotUnderstoodError("no month")


def _full(own: list[str]) -> str:
    if match := _NAMED.fullmatch(own[0]):
        own = [match[1], match[2], match[3]]
    if match := _NUMERIC.fullmatch(own[0]):
        month, day, year = map(int, match.groups())
        return _day(year if year > 99 else 2000 + year, month, day)
    if match := _ISO.fullmatch(own[0]):
        return _day(*map(int, match.groups()))
    month = _month(own)
    day = next(int(m[1]) for w in own[:-1] if (m := _DAY.fullmatch(w)))
    year = int(own[-1])
    return _day(year if year > 99 else 2000 + year, month, day)


def _year(text: str) -> int:
    years = wording().years
    if not years.first <= int(text) <= years.last:
        raise NotUnderstoodError(f"the year {text}")
    return int(text)


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(_year(str(year)), month, day).isoformat()
    except ValueError:
        raise NotUnderstoodError(f"no such day: {year}-{month}-{day}") from None


def _relative(inner: Node, own: list[str], known: Known) -> str | None:
    """From the date told before; None if that is not a day (or, for the same month, no date)."""
    if inner.rule == "vague":
        return None
    base = known.last if inner.rule in ("days_later", *_DAYS_FROM) else known.named
    if base is None and known.forgot:
        raise NotUnderstoodError("a day that is told by another one")
    if base is None or inner.rule == "days_later":
        return None
    if inner.rule == "day_of_month":
        day = next(int(m[1]) for word in own if (m := _DAY.fullmatch(word)))
        return _day(int(base[:4]), int(base[5:7]), day)
    if inner.rule == "same_month":
        return base[:7]
    if len(base) != len("2020-01-01"):
        return None
    return (date.fromisoformat(base) + timedelta(_DAYS_FROM.get(inner.rule, 0))).isoformat()


_DAYS_FROM = {"next_day": 1, "day_before": -1}


def day_before(told: str | None) -> str | None:
    """The day before one that is known."""
    if told is None or len(told) != len("2020-01-01"):
        return None
    return (date.fromisoformat(told) - timedelta(1)).isoformat()


def days_between(first: str | None, then: str | None) -> int:
    """How many days a date is behind another; 0 if one of them is not known to the day."""
    if first is None or then is None or len(first) != len(then) or len(first) < len("2020-01-01"):
        return 0
    return (date.fromisoformat(then) - date.fromisoformat(first)).days


def number_of(word: str) -> int:
    return int(word) if word.isdigit() else lexicon().numbers[word.lower()]
