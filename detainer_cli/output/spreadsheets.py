"""CSV for spreadsheets and data frames: what they must be told, and what they must not run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BOM = "\ufeff"
"""By this mark at its start Excel knows that a file is UTF-8."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def without_formula(value: object) -> object:
    """A value for a spreadsheet: text that it would run as a formula gets an apostrophe before."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def keeps_zeros(column: str) -> str:
    """How to read a column of codes as text: a sentence for a data dictionary."""
    return (
        f'Text, whose leading zeros count. pandas: dtype={{"{column}": str}}; R: colClasses ='
        f' c({column} = "character"); Excel: Data, From Text/CSV, Transform Data, type Text'
    )


def reading_codes(codes: Mapping[str, Sequence[str]]) -> list[str]:
    """Markdown that says how to read CSV so that codes keep their leading zeros.

    `codes` gives for the name of each file its columns of codes.
    """
    lines = [
        "## Leading zeros",
        "",
        "Codes are text: Anchorage is `02020`, not 2020. What opens a CSV file takes them for"
        " numbers and drops the zeros unless it is told (JSON, Parquet and the database keep"
        " them).",
    ]
    python = [_pandas(name, columns) for name, columns in codes.items()]
    lines += ["", "pandas:", "", "```python", "import pandas", "", *python, "```"]
    lines += ["", "R:", "", "```r", *(_r(name, columns) for name, columns in codes.items()), "```"]
    named = ", ".join(sorted({f"`{column}`" for columns in codes.values() for column in columns}))
    return [
        *lines,
        "",
        "Excel: not a double click, but Data, From Text/CSV, the file, Transform Data; then select"
        f" {named} and set Data Type to Text (Replace current).",
    ]


def _pandas(name: str, columns: Sequence[str]) -> str:
    types = ", ".join(f'"{column}": str' for column in columns)
    return f'{name} = pandas.read_csv("{name}.csv", dtype={{{types}}})'


def _r(name: str, columns: Sequence[str]) -> str:
    types = ", ".join(f'{column} = "character"' for column in columns)
    return f'{name} <- read.csv("{name}.csv", colClasses = c({types}))'
