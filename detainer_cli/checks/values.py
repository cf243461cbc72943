"""The values of a record against its own verbatim texts: dates, counts, dispositions, lists."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from detainer_cli.checks.words import letters
from detainer_cli.model.pages import Extraction
from detainer_cli.model.records import DeclinedRecord, IssuedRecord, ParsedReport, PolicyRecord

Record = IssuedRecord | DeclinedRecord | PolicyRecord

_MARK = 4  # letters and digits that may mark an item of a list: `10.`, `o`
_NUMBER = re.compile(r"\d{1,3}(?:,\s?\d{3})+|\d+")
_SAID = {"convicted": "convict", "charged": "charge"}


def value_problems(record: Record) -> Iterator[str]:
    """Every value of `record` that its texts do not say."""
    if isinstance(record, IssuedRecord):
        digits = re.sub(r"\D", "", record.raw_detainers)
        if record.detainers is not None and str(record.detainers) != (digits.lstrip("0") or "0"):
            yield f"the count {record.detainers} is not “{record.raw_detainers}”."
    elif isinstance(record, DeclinedRecord):
        yield from _dates(record)
        yield from _crime(record)
    else:
        enacted = record.date_enacted
        if enacted is not None and not _says(
            record.raw_date_enacted, *map(int, enacted.split("-"))
        ):
            yield f"the month {enacted} is not “{record.raw_date_enacted}”."
        yield from _criteria(record)


def total_problem(extraction: Extraction, report: ParsedReport) -> Iterator[str]:
    """The week's total stands in a line of the report, as a number of its own."""
    texts = [line.text for page in extraction.pages for line in page.lines]
    numbers = {
        int(re.sub(r"\D", "", number))
        for text in (" ".join(texts), "".join(texts))
        for number in _NUMBER.findall(text)
    }
    if report.detainers_issued is not None and report.detainers_issued not in numbers:
        yield f"the week's total {report.detainers_issued:,} stands nowhere in the report."


def _dates(record: DeclinedRecord) -> Iterator[str]:
    pairs = (
        (record.issued_date, record.raw_issued_date),
        (record.declined_date, record.raw_declined_date),
    )
    for day, raw in pairs:
        if isinstance(day, date) and not _says(raw, day.year, day.month, day.day):
            yield f"the date {day} is not “{raw}”."


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


def _crime(record: DeclinedRecord) -> Iterator[str]:
    """The crime is its cell's text, less at most the disposition, which is one of its words."""
    raw, crime = letters(record.raw_crime), letters(record.crime_text)
    rest = raw.replace(crime, "", 1)
    is_word = any(rest.startswith(word) for word in _SAID.values())
    if crime not in raw or (rest and not is_word):
        yield f"the crime “{record.crime_text}” is not “{record.raw_crime}”."
    if record.disposition is not None:
        said = rest + letters(record.raw_disposition)
        if _SAID[record.disposition] not in said:
            yield f"the disposition “{record.disposition}” is not that of “{record.raw_crime}”."


def _criteria(record: PolicyRecord) -> Iterator[str]:
    """The items of the list follow each other, with nothing but their marks between them."""
    rest, raw = letters(record.raw_criteria), record.raw_criteria[:80]
    for item in record.criteria:
        at = rest.find(letters(item))
        if not 0 <= at <= _MARK:
            yield f"the criterion “{item[:80]}” is not in its place in “{raw}”."
            return
        rest = rest[at + len(letters(item)) :]
    if len(rest) > _MARK:
        yield f"the end “{rest[:80]}” of the criteria is in none of them."
