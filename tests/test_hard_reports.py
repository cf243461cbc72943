"""The reports of `reports/`: each is read exactly or refused, as its README says."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from factory import Truth
from truths import REPORTS as SAMPLES
from truths import differences

from detainer_cli.errors import CheckError, ExitCode, UnreadableError
from detainer_cli.ingest.reading import read_report
from detainer_cli.model.pages import Document
from detainer_cli.model.records import ParsedReport, Record

Run = Callable[..., CompletedProcess[str]]

REPORTS = Path(__file__).parent / "reports"
WEEK_OF_THE_PAINTED = SAMPLES[2]
EXACT = (
    "p02_typst_columns",
    "p07_pdfmake_combined",
    "p16_groff_combined",
    "p19_wkhtmltopdf_upper_dash",
    "p26_word_upper_narrow",
    "p35_mutoolconvert_of_word",
)
PIECES: dict[
    str, Callable[[Record], object]
] = {  # column of the truth -> what the record must hold
    "loc": lambda r: r.location.whole,
    "jur": lambda r: r.location.whole,
    "fac": lambda r: r.location.facility,
    "county": lambda r: r.location.county,
    "state": lambda r: r.location.state,
    "cit": lambda r: r.raw["citizenship"],
    "iss": lambda r: r.raw["issued_date"],
    "dec": lambda r: r.raw["declined_date"],
    "crime": lambda r: r.raw["crime"],
    "status": lambda r: r.raw["disposition"],
}


@cache
def read(path: Path) -> tuple[Document, ParsedReport]:
    return read_report(path.read_bytes(), path.name)


def truth_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def plain(value: object) -> object:
    """Curly and straight apostrophes are one sign in two fonts; a hyphen is never another."""
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value.replace("’", "'") if isinstance(value, str) else value


# ---------------------------------------------------------------- hard/


def wrong(report: ParsedReport, truth: dict[str, Any]) -> Iterator[str]:
    """Every field of the report that is not what the page says, as printed and as read."""
    said = truth["expect"]
    yield from differing("week", [week(report)], [week_of(truth)])
    found: list[list[object]] = [
        [r.location.whole, r.raw["detainers"], r.values["detainers_issued"]]
        for r in report.sections["issued"]
    ]
    true = [[*row, n] for row, (_, _, n) in zip(said["top"], truth["top"], strict=True)]
    yield from differing("issued", found, true)
    found = [
        [*declined_as_printed(r, said["keys"]), *declined_as_read(r)]
        for r in report.sections["declined"]
    ]
    rows = zip(said["rows"], truth["declined"], strict=True)
    true = [[*printed, *true_declined(row)] for printed, row in rows]
    yield from differing("declined", found, true)
    found = [policy(r) for r in report.sections["policy"]]
    rows = zip(said["pol"], truth["policies"], strict=True)
    true = [[*printed, month(row["enacted"])] for printed, row in rows]
    yield from differing("policy", found, true)


def differing(what: str, found: list[list[object]], true: list[list[object]]) -> Iterator[str]:
    if len(found) != len(true):
        yield f"{what}: {len(found)} rows, not {len(true)}"
    for number, (mine, its) in enumerate(zip(found, true, strict=False), start=1):
        if plain(mine) != plain(its):
            yield f"{what} {number}: {mine} is not {its}"


def week(report: ParsedReport) -> list[object]:
    return [str(report.period.start), str(report.period.end), report.total]


def week_of(truth: dict[str, Any]) -> list[object]:
    return [truth["start"], truth["end"], truth["issued_total"]]


def declined_as_printed(record: Record, keys: list[str]) -> list[object]:
    return [PIECES[key](record) for key in keys]


def declined_as_read(record: Record) -> list[object]:
    return [
        record.day("issued_date"),
        record.day("declined_date"),
        str(record.values["crime_text"]).casefold(),
        record.values["disposition"],
    ]


def true_declined(row: dict[str, str]) -> list[object]:
    days = [date.fromisoformat(row[name]) for name in ("issued", "declined")]
    return [*days, row["crime"].casefold(), row["status"].casefold()]


def items(record: Record) -> tuple[str, ...]:
    """The criteria of a policy."""
    found = record.values["criteria"]
    assert isinstance(found, tuple)
    return found


def policy(record: Record) -> list[object]:
    """In the order of the truth: the place as printed, a month, the policy, its criteria."""
    criteria = list(items(record))
    where, when = record.location.whole, record.raw["date_enacted"]
    return [where, when, record.values["policy"], criteria, record.values["date_enacted"]]


def month(words: str) -> str:
    return f"{datetime.strptime(words, '%B %Y'):%Y-%m}"


@pytest.mark.parametrize("name", EXACT)
def test_a_hard_report_is_read_exactly(name: str) -> None:
    path = REPORTS / "hard" / f"{name}.pdf"
    document, report = read(path)
    assert list(wrong(report, truth_of(path))) == []
    assert (report.unread, report.warnings, document.notes) == ((), (), ())
    assert all((row.text, row.reason) == ("", "blank") for row in report.rejected)
    assert report.sample_notice is not None
    assert all(account.adds_up for account in report.accounting.values())


def test_the_comparison_sees_every_field() -> None:
    """It can fail: one letter, a hyphen, a day, a criterion."""
    path = REPORTS / "hard" / "p16_groff_combined.pdf"
    _, report = read(path)
    changes: list[tuple[str, int | str, Any]] = [
        ("issued_total", "", 1),
        ("top", 0, ["Clark", "Nevada", 78]),
        ("declined", 3, {"issued": "2017-06-07"}),
        ("declined", 3, {"crime": "Larceny of"}),
        ("declined", 3, {"status": "Unknown"}),
        ("policies", 3, {"enacted": "May 1999"}),
    ]
    for key, at, value in changes:
        truth = truth_of(path)
        if isinstance(at, str):
            truth[key] = value
        else:
            truth[key][at] = value if isinstance(value, list) else {**truth[key][at], **value}
        assert len(list(wrong(report, truth))) == 1, (key, at, value)
    for keys, at, column in (("rows", 7, 0), ("rows", 7, 4), ("top", 2, 0), ("pol", 5, 2)):
        truth = truth_of(path)
        printed = truth["expect"][keys][at]
        printed[column] = printed[column].replace(" ", "-", 1)
        assert len(list(wrong(report, truth))) == 1, (keys, at, column)


@pytest.mark.parametrize("name", EXACT)
def test_hyphens_are_those_of_the_report(name: str) -> None:
    """Compounds keep theirs, whatever the typesetter and the font make of them."""
    path = REPORTS / "hard" / f"{name}.pdf"
    said = json.dumps(truth_of(path)["expect"])
    _, report = read(path)
    texts = [r.raw["crime"] for r in report.sections["declined"]] + [
        r.location.raw for r in report.sections["declined"]
    ]
    texts += [line for r in report.sections["policy"] for line in (r.raw["policy"], *items(r))]
    for compound in ("Child-Fondling", "Miami-Dade", "I-247N", "12-5"):
        found = sum(len(re.findall(compound, text, re.I)) for text in texts)
        # the truth's `pol` and `rows` are the same texts: none is printed outside them
        assert found == len(re.findall(compound, said, re.I)), compound
    assert not any(sign in text for text in texts for sign in "\xad\u2010\u2011")


def test_rows_that_run_over_each_other_are_refused() -> None:
    path = REPORTS / "hard" / "p20_calc_columns_overflowing.pdf"
    with pytest.raises(CheckError, match=r"the words “.+” and “.+” are printed over") as caught:
        read(path)
    assert caught.value.exit_code == ExitCode.CHECK_FAILED
    assert caught.value.page is not None


# ---------------------------------------------------------------- painted/


@pytest.mark.parametrize(
    ("name", "page", "words", "reason"),
    [
        ("hidden-Sex-Tr3", 5, "Sex", "painted without ink"),
        ("ocg-off-behind-crime", 5, "with Firearm", "not visible"),
        ("tiny-text-beside", 5, "Guatemala", "too small"),
        ("hidden-digit-white-sec1", 2, "1", "not visible"),
    ],
)
def test_text_that_no_viewer_shows_is_left_out_and_noted(
    name: str, page: int, words: str, reason: str
) -> None:
    document, report = read(REPORTS / "painted" / f"{name}.pdf")
    assert differences(report, Truth.load(WEEK_OF_THE_PAINTED.with_suffix(".json"))) == []
    (note,) = document.notes
    assert note.startswith(f"page {page}: “{words}” stands in the file inside a table")
    assert reason in note


def test_a_page_printed_twice_a_hair_apart_is_read_once() -> None:
    _, report = read(REPORTS / "painted" / "bold-0.3.pdf")
    assert differences(report, Truth.load(WEEK_OF_THE_PAINTED.with_suffix(".json"))) == []


def test_a_page_that_comes_twice_is_refused() -> None:
    with pytest.raises(CheckError, match=r"same as page 5.*printed twice") as caught:
        read(REPORTS / "painted" / "page-printed-twice.pdf")
    assert (caught.value.page, caught.value.exit_code) == (6, ExitCode.CHECK_FAILED)


# ---------------------------------------------------------------- damaged/


@pytest.mark.parametrize("path", sorted((REPORTS / "damaged").glob("*.pdf")), ids=lambda p: p.stem)
def test_a_damaged_copy_is_refused_naming_the_object_and_the_page(path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"damaged: object \d+ \(") as caught:
        read(path)
    assert caught.value.page is not None
    assert caught.value.exit_code == ExitCode.UNREADABLE


# ---------------------------------------------------------------- from outside


def dump(db: Path) -> list[str]:
    with closing(sqlite3.connect(db)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("painted/page-printed-twice.pdf", 5, ["page 6", "printed twice"]),
        ("damaged/mutant_47.pdf", 3, ["page 1", "damaged", "object"]),
    ],
)
def test_what_is_refused_leaves_the_database_as_it_was(
    detainers: Run, tmp_path: Path, small_report: Path, name: str, code: int, words: list[str]
) -> None:
    db = tmp_path / "detainers.db"
    assert detainers("ingest", small_report).returncode == 0
    before = dump(db)
    run = detainers("ingest", REPORTS / name)
    assert (run.returncode, run.stdout) == (code, "")
    (line,) = run.stderr.splitlines()
    assert all(word in line for word in [Path(name).name, *words])
    assert dump(db) == before


def test_what_was_left_out_is_told_and_stored(detainers: Run, tmp_path: Path) -> None:
    run = detainers("ingest", REPORTS / "painted" / "hidden-Sex-Tr3.pdf")
    assert (run.returncode, run.stdout) == (0, "")
    assert "page 5: “Sex” stands in the file inside a table and was left out" in run.stderr
    assert any("“Sex” stands in the file" in line for line in dump(tmp_path / "detainers.db"))
