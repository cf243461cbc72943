"""The ledger of a report in prose: what was made of its words, held against its pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from detainer_cli.errors import CheckError
from detainer_cli.model.pages import Extraction, Page
from detainer_cli.model.records import ParsedReport, Record

_HINT = "Nothing was loaded: the program misread the report. Please report the file."


def check_cases(extraction: Extraction, report: ParsedReport) -> None:
    """Every case stands on its pages, and every event in its case. Raises CheckError."""
    cases = {record.position: record for record in report.sections["cases"]}
    for case in cases.values():
        for problem in _of_case(extraction, case):
            raise CheckError(problem, _HINT, page=case.sources[0].page)
    for event in report.sections["events"]:
        for problem in _of_event(event, cases):
            raise CheckError(problem, _HINT, page=event.sources[0].page)


def _of_case(extraction: Extraction, case: Record) -> Iterator[str]:
    pages = {page.number: page for page in extraction.pages}
    printed: Counter[str] = Counter()
    for number in dict.fromkeys(source.page for source in case.sources):
        if number in pages:
            printed += _letters_of(pages[number])
    text = str(case.values["text"])
    if lacking := _letters(text) - printed:
        yield f"a case has letters that its pages do not have: {''.join(sorted(lacking))[:40]}."
    for name, spans in json.loads(str(case.values["spans"])).items():
        if not all(0 <= start < end <= len(text) for start, end in spans):
            yield f"the {name} of a case does not stand in its text."


def _of_event(event: Record, cases: dict[int, Record]) -> Iterator[str]:
    case = cases.get(int(str(event.values["case_position"])))
    quote = str(event.values["quote"])
    if case is None:
        yield f"“{quote[:60]}” belongs to no case."
        return
    text = str(case.values["text"])
    if not quote or quote not in text:
        yield f"“{quote[:60]}” does not stand in its case."
    words = [str(event.values[name]) for name in ("agency", "place")]
    words += [*map(str, event.values["offenses"] or ())]  # type: ignore[arg-type]
    for said in filter(None, words):
        if said not in text:
            yield f"“{said[:60]}” does not stand in the case of its event."
    spans = json.loads(str(event.values["spans"]))
    if not spans or not all(0 <= start < end <= len(text) for start, end in spans):
        yield f"“{quote[:60]}” rests on no words of its case."


def _letters_of(page: Page) -> Counter[str]:
    cells = {cell for table in page.tables for row in table.rows for cell in row.cells}
    lines = [line.text for line in page.lines] + [ln.text for c in cells for ln in c.lines]
    return _letters("".join(lines))


def _letters(text: str) -> Counter[str]:
    return Counter(char for char in text if char.isalnum())
