"""A fixed part of the corpus, by the producers that pip installs; `make corpus` does the rest."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from copy import deepcopy
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from corpus.content import NOTICE
from corpus.document import Document
from corpus.layer import deviation
from corpus.producers.registry import name_of, producer_of
from corpus.runner import document_of, ingest, make, measure
from corpus.truth import declined_whole, differences
from running import python
from samples import ROOT

SEED = "ci"
NUMBERS = (0, 3, 4, 5, 18, 19, 20, 34, 35, 45, 48, 49, 50)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda n: f"{n}-{name_of(n)}")
def test_report_is_read_exactly(number: int) -> None:
    if why := producer_of(number).missing():
        pytest.skip(why)
    result = measure(SEED, number)
    assert (result.outcome, result.said) == ("exact", []), result.traits


# ------------------------------------------------------------------ the instrument


def test_a_report_is_known_by_its_seed_and_number() -> None:
    assert vars(document_of("s", 4)) == vars(document_of("s", 4))
    assert document_of("s", 4).expected != document_of("t", 4).expected
    assert document_of("s", 4).expected != document_of("s", 19).expected


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Path]:
    """A report that is read exactly, and its database."""
    folder = tmp_path_factory.mktemp("corpus")
    document = make(SEED, 20, folder / "report.pdf")
    run = ingest(folder / "report.pdf", folder / "corpus.db")
    assert run.returncode == 0, run.stderr
    return document, folder / "corpus.db"


CHANGES = {
    "a row is gone": "DELETE FROM declined_row WHERE position = 3",
    "rows are exchanged": "UPDATE declined_row SET position = 3 - position WHERE position < 3",
    "a crime": "UPDATE declined_row SET crime_text = 'Arson of it' WHERE position = 2",
    "a hyphen": "UPDATE policy_row SET policy = policy || '-' WHERE position = 1",
    "a disposition": "UPDATE declined_row SET disposition = NULL WHERE position = 1",
    "a date": "UPDATE declined_row SET issued_date = '2001-01-01' WHERE position = 1",
    "a place": "UPDATE declined_row SET raw_location = 'Elsewhere' WHERE position = 1",
    "a count": "UPDATE issued_row SET detainers_issued = 0 WHERE position = 1",
    "an item": """UPDATE policy_row SET criteria = '["x"]' WHERE position = 1""",
    "the total": "UPDATE report_file SET detainers_issued = 1",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(change: str, loaded: tuple[Document, Path], tmp_path: Path) -> None:
    document, database = loaded
    changed = tmp_path / "changed.db"
    with (
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(changed)) as target,
    ):
        source.backup(target)
        assert target.execute(CHANGES[change]).rowcount > 0
        target.commit()
    assert differences(database, document.expected) == []
    assert differences(changed, document.expected) != []


def test_rows_are_whole_or_not(loaded: tuple[Document, Path]) -> None:
    document, database = loaded
    rows, expected = len(document.printed), deepcopy(document.expected)
    assert declined_whole(database, expected) == rows
    expected["declined"][0]["crime_text"] += "s"
    assert declined_whole(database, expected) == rows - 1


def test_the_letters_of_a_file_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    document = make(SEED, 20, path)
    assert deviation(path, document) == ""
    assert "missing" in deviation(path, document_of("another", 20))


def test_one_report_is_made_with_its_truth(tmp_path: Path) -> None:
    out = tmp_path / "one.pdf"
    make = ["-m", "tests.corpus", "make", "--seed", SEED, "--number", "20", str(out)]
    python(*make, check=True, cwd=ROOT)
    truth = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    assert out.read_bytes().startswith(b"%PDF")
    assert truth["expected"] == json.loads(json.dumps(document_of(SEED, 20).expected))


def test_every_page_says_that_individuals_are_invented(tmp_path: Path) -> None:
    for number in (3, 4, 20):
        path = tmp_path / f"{number}.pdf"
        make(SEED, number, path)
        with closing(pdfium.PdfDocument(path)) as pdf:
            for page in pdf:
                text = " ".join(page.get_textpage().get_text_bounded().split())
                assert NOTICE in text
