"""A repeated header without a rule under it: what stands below in the same cells is kept apart."""

from __future__ import annotations

from sheets import lines_of

from detainer_cli.kinds.registry import kind_of
from detainer_cli.model.pages import Box, Cell, Table, TableRow
from detainer_cli.parse.header_in_cell import apart_from_header
from detainer_cli.parse.headers import HeaderMatch, read_header

BOX = Box(0, 0, 100, 10)
TITLES = ("State", "Jurisdiction", "Detainers Issued")


def table(*rows: tuple[Cell, ...]) -> Table:
    lines = tuple(TableRow(n, BOX, cells) for n, cells in enumerate(rows, start=1))
    return Table(1, 1, BOX, ((0, 30), (30, 60), (60, 100)), lines)


def cell(row: int, column: int, *lines: str, span: int = 1) -> Cell:
    return Cell(tuple(lines_of(*lines)), BOX, row, column, span)


def texts(found: Table) -> list[list[str]]:
    return [[" ".join(line.text for line in c.lines) for c in row.cells] for row in found.rows]


def known() -> HeaderMatch:
    header = table(tuple(cell(0, n, title) for n, title in enumerate(TITLES)))
    kind = kind_of("weekly")
    match = read_header(kind, header, kind.section("issued"), None)
    assert isinstance(match, HeaderMatch)
    return match


def test_the_rest_of_a_cut_row_becomes_a_row_of_its_own() -> None:
    whole = table(
        (cell(0, 0, "State"), cell(0, 1, "Jurisdiction", "County"), cell(0, 2, "Detainers Issued")),
        (cell(1, 0, "Texas"), cell(1, 1, "Travis"), cell(1, 2, "5")),
    )
    assert texts(apart_from_header(whole, known())) == [
        list(TITLES),
        ["", "County", ""],
        ["Texas", "Travis", "5"],
    ]


def test_a_merged_cell_under_the_header_does_not_get_its_words() -> None:
    merged = cell(0, 0, "State", span=3)
    whole = table(
        (merged, cell(0, 1, "Jurisdiction"), cell(0, 2, "Detainers Issued")),
        (merged, cell(1, 1, "Travis"), cell(1, 2, "5")),
        (merged, cell(2, 1, "Bastrop"), cell(2, 2, "3")),
    )
    found = apart_from_header(whole, known())
    assert texts(found) == [list(TITLES), ["", "Travis", "5"], ["", "Bastrop", "3"]]
    assert found.rows[1].cells[0] == found.rows[2].cells[0]
    assert found.rows[1].cells[0].row_span == 2


def test_the_words_of_a_merged_cell_under_the_header_count_for_its_rows() -> None:
    merged = cell(0, 0, "State", "Texas", span=3)
    whole = table(
        (merged, cell(0, 1, "Jurisdiction", "County"), cell(0, 2, "Detainers Issued")),
        (merged, cell(1, 1, "Travis"), cell(1, 2, "5")),
        (merged, cell(2, 1, "Bastrop"), cell(2, 2, "3")),
    )
    assert texts(apart_from_header(whole, known())) == [
        list(TITLES),
        ["Texas", "County", ""],
        ["Texas", "Travis", "5"],
        ["Texas", "Bastrop", "3"],
    ]


def test_a_header_with_its_rule_stays_as_it_is() -> None:
    whole = table(
        tuple(cell(0, n, title) for n, title in enumerate(TITLES)),
        (cell(1, 0, "Texas"), cell(1, 1, "Travis"), cell(1, 2, "5")),
    )
    assert apart_from_header(whole, known()) is whole
