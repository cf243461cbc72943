"""The values of a record against its own verbatim texts: dates, counts, dispositions, lists."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator

from detainer_cli.checks.words import letters
from detainer_cli.kinds.descriptor import Field, FieldType, Section
from detainer_cli.model.pages import Extraction
from detainer_cli.model.records import ParsedReport, Record

_MARK = 4  # letters and digits that may mark an item of a list: `10.`, `o`
_NUMBER = re.compile(r"\d{1,3}(?:,\s?\d{3})+|\d+")
_SAID = {"convicted": "convict", "charged": "charge"}

Problems = Callable[[Section, Field, Record], Iterator[str]]


def value_problems(section: Section, record: Record) -> Iterator[str]:
    """Every value of `record` that its texts do not say."""
    for field in section.fields:
        if field.type in _PROBLEMS:
            yield from _PROBLEMS[field.type](section, field, record)


def total_problem(extraction: Extraction, report: ParsedReport) -> Iterator[str]:
    """The report's total stands in a line of it, as a number of its own."""
    texts = [line.text for page in extraction.pages for line in page.lines]
    numbers = {
        int(re.sub(r"\D", "", number))
        for text in (" ".join(texts), "".join(texts))
        for number in _NUMBER.findall(text)
    }
    if report.total is not None and report.total not in numbers:
        yield f"the {report.period.name}'s total {report.total:,} stands nowhere in the report."


def _count(section: Section, field: Field, record: Record) -> Iterator[str]:
    value, raw = record.values[field.value], record.raw[field.name]
    digits = re.sub(r"\D", "", raw)
    if value is not None and str(value) != (digits.lstrip("0") or "0"):
        yield f"the count {value} is not “{raw}”."


def _date(section: Section, field: Field, record: Record) -> Iterator[str]:
    day, raw = record.day(field.value), record.raw[field.name]
    if day is not None and not _says(raw, day.year, day.month, day.day):
        yield f"the date {day} is not “{raw}”."


def _month(section: Section, field: Field, record: Record) -> Iterator[str]:
    value, raw = record.values[field.value], record.raw[field.name]
    if value is not None and not _says(raw, *map(int, str(value).split("-"))):
        yield f"the month {value} is not “{raw}”."


def _text(section: Section, field: Field, record: Record) -> Iterator[str]:
    value, raw = record.values[field.value], record.raw[field.name]
    if value != raw:
        yield f"the {field.title} “{value}” is not “{raw}”."


def _says(raw: str, year: int, month: int, day: int | None = None) -> bool:
    """True if the numbers of the date, or the name of its month, stand in the text."""
    squeezed = "".join(raw.split())
    for text in (raw, squeezed):
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        name = calendar.month_abbr[month].casefold() in letters(text)
        wanted = [*([] if name else [month]), *([] if day is None else [day])]
        for number in wanted:
            if number not in numbers:
                break
            numbers.remove(number)
        else:
            if year in numbers or year % 100 in numbers:
                return True
    return False


def _crime(section: Section, field: Field, record: Record) -> Iterator[str]:
    """The crime is its cell's text, less at most the disposition, which is one of its words."""
    raw, crime = letters(record.raw[field.name]), letters(str(record.values[field.value]))
    rest = raw.replace(crime, "", 1)
    is_word = any(rest.startswith(word) for word in _SAID.values())
    if crime not in raw or (rest and not is_word):
        yield f"the crime “{record.values[field.value]}” is not “{record.raw[field.name]}”."


def _disposition(section: Section, field: Field, record: Record) -> Iterator[str]:
    """The disposition stands in its own column, or in what the crime's has besides the crime."""
    value = record.values[field.value]
    if value is None:
        return
    said, told = letters(record.raw[field.name]), record.raw[field.name]
    for crime in section.of_type("crime"):
        raw = record.raw[crime.name]
        rest = letters(raw).replace(letters(str(record.values[crime.value])), "", 1)
        said, told = rest + said, raw
    if _SAID[str(value)] not in said:
        yield f"the disposition “{value}” is not that of “{told}”."


def _list(section: Section, field: Field, record: Record) -> Iterator[str]:
    """The items of the list follow each other, with nothing but their marks between them."""
    value, raw = record.values[field.value], record.raw[field.name]
    rest, what = letters(raw), raw[:80]
    for item in value if isinstance(value, tuple) else ():
        at = rest.find(letters(item))
        if not 0 <= at <= _MARK:
            yield f"the item “{item[:80]}” of {field.title} is not in its place in “{what}”."
            return
        rest = rest[at + len(letters(item)) :]
    if len(rest) > _MARK:
        yield f"the end “{rest[:80]}” of the {field.title} is in none of its items."


_PROBLEMS: dict[FieldType, Problems] = {
    "count": _count,
    "date": _date,
    "month": _month,
    "crime": _crime,
    "disposition": _disposition,
    "text": _text,
    "list": _list,
}
