"""The reference data has no defect, and the validator finds each kind of defect, all of them."""

from __future__ import annotations

import csv
import io
import re
import runpy
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from kinds_validator import KINDS, validate_kinds
from reference_validator import FILES, REFERENCE, Defect, File, read, validate

from detainer_cli.normalize.citizenship import country_key
from detainer_cli.normalize.crime_text import crime_key
from detainer_cli.reference import table, words

KEYS = {"country": country_key, "crime": crime_key}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may spoil."""
    for path in REFERENCE.glob("*.csv"):
        shutil.copyfile(path, tmp_path / path.name)
    return tmp_path


def spoil(folder: Path, name: str, change: Callable[[str], str]) -> list[str]:
    """The defects of the folder after `change` was made to the text of one file."""
    path = folder / name
    path.write_bytes(change(path.read_bytes().decode("utf-8")).encode("utf-8", "surrogateescape"))
    return [str(defect) for defect in validate(folder, KEYS)]


def with_row(row: str) -> Callable[[str], str]:
    """Adds a row at its sorted place (rows without quotes only)."""

    def change(text: str) -> str:
        header, *rows = text.splitlines(keepends=True)
        place = next((i for i, r in enumerate(rows) if r.strip('"') > row), len(rows))
        return "".join([header, *rows[:place], row + "\n", *rows[place:]])

    return change


def test_the_reference_files_have_no_defect() -> None:
    assert [str(defect) for defect in validate(keys=KEYS)] == []


def test_every_file_has_a_declared_shape(folder: Path) -> None:
    assert {path.stem for path in REFERENCE.glob("*.csv")} == set(FILES)
    (folder / "another.csv").write_text("name\nOne\n")
    assert [str(d) for d in validate(folder, KEYS)] == ["another.csv:1: has no declared shape"]


def test_a_copy_without_changes_has_no_defect(folder: Path) -> None:
    assert validate(folder, KEYS) == []


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("country_aliases.csv", "Freedonia,QQQ", "code QQQ is not in countries.code"),
        ("country_aliases.csv", "Nigeria,NER", "Nigeria means NER"),
        ("country_aliases.csv", "THE MEXICO,MEX", "is the canonical name Mexico"),
        ("country_aliases.csv", "St Kitts,KNA", "says the same as"),
        ("country_aliases.csv", "Korea,KOR", "is listed as one country"),
        ("country_aliases.csv", "?!,KOR", "has no word to compare"),
        ("country_ambiguous.csv", "Guinea Coast,GIN", "has one reading only"),
        ("country_none.csv", "Nobody's,Nowhere", "value Nowhere is not in country_none.name"),
        ("country_regions.csv", "ZZZ,Atlantis,M49", "Atlantis is no region of M49"),
        ("countries.csv", "ZZZ,Freedonia,", "ZZZ has no region"),
        ("countries.csv", "Zz,Freedonia,", "code Zz is not [A-Z]{3}"),
        ("demonyms.csv", "Mexican,GTM", "Mexican is already in line"),
        ("crime_terms.csv", "Zeal,,9999,99,", "code 9999 is not in ncic_offenses.code"),
        ("crime_terms.csv", "Zeal,,,,", "Zeal has no category, and no note why"),
        ("crime_terms.csv", "Zeal,,1399,54,", "1399 is not of category 54"),
        ("crime_terms.csv", "Zeal,No Such Term,1399,13,", "No Such Term, code 1399, is no term"),
        ("crime_terms.csv", "Robbery,,,12,", "Robbery means Robbery, and Robbery"),
        ("crime_words.csv", "zeal,ZEST,form", "variant zeal is not"),
        ("crime_words.csv", "ZEAL,ZEST,guess", "kind guess is not"),
        ("ncic_offenses.csv", "9901,ZEAL", "9901 has no canonical term"),
        ("ncic_offenses.csv", "9901,ZEAL", "9901 has no category"),
        ("crime_categories.csv", "99,", "name is empty"),
        ("crime_categories.csv", "99,Zeal ", "has white space that shows nowhere"),
        ("crime_categories.csv", "99,Zeal,Zest", "has 3 columns, the header 2"),
        ("crime_categories.csv", '99,"Zeal"', "is not written back byte for byte"),
    ],
)
def test_a_bad_row_is_a_defect(folder: Path, name: str, row: str, message: str) -> None:
    found = spoil(folder, name, with_row(row))
    assert any(message in defect for defect in found), found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: "\ufeff" + text, "byte order mark"),
        (lambda text: text.replace("\n", "\r\n"), "is not written back byte for byte"),
        (lambda text: text[:-1], "is not written back byte for byte"),
        (lambda text: text + "\n", "has 0 columns"),
        (lambda text: text.replace("Afghan", "Afg\udcffhan"), "is not UTF-8"),
        (lambda text: text.replace("demonym,", "nationality,"), "has the columns"),
        (lambda text: text + "Afghan,AFG\n", "is not sorted"),
        (lambda text: text + text.splitlines(keepends=True)[-1], "is the line before it once more"),
        (lambda text: "", "is empty"),
    ],
)
def test_a_badly_written_file_is_a_defect(
    folder: Path, change: Callable[[str], str], message: str
) -> None:
    found = spoil(folder, "demonyms.csv", change)
    assert any(message in defect and defect.startswith("demonyms.csv:") for defect in found), found


@pytest.mark.parametrize("name", FILES)
def test_every_column_of_a_broken_copy_is_a_defect(folder: Path, name: str) -> None:
    """Its first row with empty cells, then with cells that hold what they may not."""
    shape = FILES[name]
    empty = spoil(folder, f"{name}.csv", with_cells(dict.fromkeys(shape.columns, "")))
    told = [found for found in empty if found.startswith(f"{name}.csv:2:")]
    assert {c for c in shape.columns if any(f": {c} is empty" in d for d in told)} == (
        set(shape.columns) - shape.blank
    )
    held = {*shape.known, *shape.pattern}
    wrong = spoil(folder, f"{name}.csv", with_cells(dict.fromkeys(held, "?!")))
    told = [found for found in wrong if found.startswith(f"{name}.csv:2:")]
    assert {c for c in held if any(f": {c} ?! is not" in d for d in told)} == held


def with_cells(cells: dict[str, str]) -> Callable[[str], str]:
    """Writes other cells into the first row."""

    def change(text: str) -> str:
        first, *rows = csv.DictReader(io.StringIO(text))
        written = io.StringIO()
        writer = csv.DictWriter(written, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerows([first | cells, *rows])
        return written.getvalue()

    return change


@pytest.mark.parametrize("name", FILES)
def test_a_key_that_stands_twice_is_a_defect(folder: Path, name: str) -> None:
    shape = FILES[name]
    others = dict.fromkeys(set(shape.columns) - set(shape.unique), "zz")

    def change(text: str) -> str:
        return text + with_cells(others)(text).splitlines()[1] + "\n"

    assert any("is already in line" in defect for defect in spoil(folder, f"{name}.csv", change))


def test_a_missing_file_is_a_defect(folder: Path) -> None:
    (folder / "states.csv").unlink()
    assert Defect("states.csv", 1, "is missing") in validate(folder, KEYS)


def test_a_file_without_rules_of_its_own_is_checked_as_csv(folder: Path) -> None:
    (folder / "new.csv").write_text("name\nb\na\n", encoding="utf-8")
    assert validate(folder, KEYS) == [
        Defect("new.csv", 1, "has no declared shape"),
        Defect("new.csv", 3, "is not sorted"),
    ]


@pytest.mark.parametrize(
    ("order", "lines"), [(None, [3]), (("number",), [4]), (("number", "name"), [4]), ((), [])]
)
def test_rows_stand_in_the_declared_order(
    tmp_path: Path, order: tuple[str, ...] | None, lines: list[int]
) -> None:
    text = "name,number\nb,1\na,2\nc,1\n"
    (tmp_path / "new.csv").write_text(text, encoding="utf-8")
    _, found = read(tmp_path, {"new": File(("name", "number"), ("name",), order=order)})
    assert found == [Defect("new.csv", line, "is not sorted") for line in lines]


@pytest.fixture
def kinds_folder(tmp_path: Path) -> Path:
    """A copy of the folders of kinds that a test may spoil."""
    return Path(shutil.copytree(KINDS, tmp_path / "kinds"))


def test_the_files_of_the_kinds_have_no_defect(kinds_folder: Path) -> None:
    assert [str(defect) for defect in validate_kinds()] == []
    assert validate_kinds(kinds_folder) == []


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("columns", "report,sha256,f.sha256,string,,Again,,the file", "is already in line 2"),
        ("columns", "report,extra,f.extra,text,,Extra,,the file", "type text is not"),
        ("columns", "report,extra,f.extra,string,,Extra,,", "source is empty"),
        ("columns", "report,extra,,string,,Extra,,the file", "sql is empty"),
        ("columns", "report,Extra,f.extra,string,,Extra,,the file", "column Extra is not"),
        ("weekly/columns", "policy,extra,r.x,string,other.id,Extra,,", "key other.id is no column"),
        ("weekly/columns", "cases,extra,r.extra,string,,Extra,,", "cases is no view of kind.toml"),
        ("weekly/caveats", "extra,cases,Text,Brief,", "cases is no section of kind.toml"),
        ("weekly/caveats", "both,,Text,Brief,", "both is already in line"),
        ("weekly/caveats", "extra,,Text,,", "brief is empty"),
        ("weekly/caveats", 'extra,,"Text",Brief,', "is not written back byte for byte"),
    ],
)
def test_a_bad_row_of_a_kind_is_a_defect(
    kinds_folder: Path, name: str, row: str, message: str
) -> None:
    path = kinds_folder / f"{name}.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    found = [str(defect) for defect in validate_kinds(kinds_folder)]
    assert any(message in d and d.startswith(f"{name}.csv:") for d in found), found


def test_no_file_of_a_kind_is_without_a_shape(kinds_folder: Path) -> None:
    (kinds_folder / "weekly" / "more.csv").write_text("name\nOne\n", encoding="utf-8")
    (kinds_folder / "columns.csv").unlink()
    assert {str(defect) for defect in validate_kinds(kinds_folder)} >= {
        "columns.csv:1: is missing",
        "weekly/more.csv:1: has no declared shape",
    }


def test_every_csv_file_of_the_package_is_under_a_validator() -> None:
    package = KINDS.parent
    every = set(package.rglob("*.csv"))
    assert every == {*REFERENCE.rglob("*.csv"), *KINDS.rglob("*.csv")}


def test_every_defect_is_listed_and_not_the_first_only(folder: Path) -> None:
    spoil(folder, "demonyms.csv", with_row("Zealandic,QQQ"))
    spoil(folder, "states.csv", lambda text: text.replace("\n", "\r\n"))
    found = spoil(folder, "crime_terms.csv", with_row("Zeal,,9999,99,"))
    files = {defect.split(":")[0] for defect in found}
    assert files == {"demonyms.csv", "states.csv", "crime_terms.csv"}
    assert len(found) >= 4


def test_a_defect_says_where_it_is() -> None:
    assert str(Defect("states.csv", 7, "is not sorted")) == "states.csv:7: is not sorted"


def test_every_file_of_the_package_is_named_in_the_sources() -> None:
    pages = [path.read_text(encoding="utf-8") for path in REFERENCE.glob("SOURCES*.md")]
    named = set(re.findall(r"`(\w+)\.csv`", "\n".join(pages)))
    assert {path.stem for path in REFERENCE.glob("*.csv")} == named


def test_files_with_rules_can_be_read_as_tables() -> None:
    for name, file in FILES.items():
        rows = table(name)
        assert rows
        assert tuple(rows[0]) == file.columns


def test_counts_of_the_published_lists() -> None:
    assert len(table("ncic_offenses")) == len(table("crime_descriptions")) == 458
    assert len(table("countries")) == len(table("country_regions"))


def test_every_word_of_the_files_is_a_known_word() -> None:
    script = runpy.run_path(str(Path(__file__).parents[1] / "scripts" / "make_words.py"))
    made = script["words_of_reference"]() | script["names_of_days"]() | script["SHORT"]
    assert not made - words(), "run scripts/make_words.py"
    lines = (REFERENCE / "words.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
