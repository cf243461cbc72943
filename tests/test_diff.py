"""`diff`: what a re-issue of a week's report changed, and what of it cannot be told."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import Run
from databases import change, sound_rows, store
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import CITIZENSHIPS, CRIMES, FACILITIES, PLACES, add_report, empty, question
from sheets import POLICY, POLICY_HEADER, TOTAL

from detainer_cli.answers.diff import NO_IDENTIFIER
from detainer_cli.answers.diff import diff as answer
from detainer_cli.model.summary import Summary

WEEK = "2017-03-04"
DATES = sound_rows()[0][2:4]


def row(place: str, citizenship: str = "Mexico", crime: str = "Assault (Charged)") -> list[str]:
    return [f"{place} County Jail, {place}, Texas", citizenship, *DATES, crime]


def lines(summary: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(line[name] for name in names) for line in summary["rows"]]


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A week of which a row is gone, one is changed, one of two like rows is gone, and the total
    is another."""
    db = tmp_path / "x.db"
    same = row("Travis", crime="Larceny (Conviction)")
    store(db, 0, [row("Dallas"), same, row("Bexar", "Cuba"), row("Harris"), same])
    store(
        db,
        0,
        [row("Harris", crime="Robbery (Charged)"), same, row("Bexar", "Cuba")],
        b"re-issue",
        TOTAL.replace("3,083", "3,079"),
    )
    return db


def told(detainers: Run, db: Path, *args: object) -> dict[str, Any]:
    run = detainers("diff", *(args or [WEEK]), "--format", "json", "--db", db)
    assert (run.returncode, run.stderr) == (0, "")
    answer: dict[str, Any] = json.loads(run.stdout)
    return answer


def test_a_reissue_is_told_exactly(two: Path, detainers: Run) -> None:
    found = told(detainers, two)
    dates = " | ".join(DATES)
    twin = f"Travis County Jail, Travis, Texas | Mexico | {dates} | Larceny (Conviction)"
    assert lines(found, "section", "change", "field", "before", "after", "note") == [
        ("report", "changed", "detainers issued", "3,083", "3,079", None),
        ("declined", "removed", "row",
         f"Dallas County Jail, Dallas, Texas | Mexico | {dates} | Assault (Charged)", None, None),
        ("declined", "removed", "row", twin, None,
         "one of 2 identical rows; which of them cannot be told"),
        ("declined", "changed", "crime", "Assault (Charged)", "Robbery (Charged)", None),
    ]  # fmt: skip
    assert lines(found, "ref_before", "ref_after") == [
        (None, None),
        (f"{WEEK}/p3/r2/rev1", None),
        (f"{WEEK}/p3/r6/rev1", None),
        (f"{WEEK}/p3/r5/rev1", f"{WEEK}/p3/r2"),
    ]
    assert found["title"].startswith("What revision 2 changed of revision 1, 4 to 10 March 2017")
    assert found["weeks"] == [WEEK]
    assert found["total"] == 4
    caveats = "\n".join(found["caveats"])
    assert NO_IDENTIFIER in caveats
    counts = "5 rows before, 3 after; 2 removed, 0 added, 1 changed."
    assert f"Section II (declined detainers): {counts}" in caveats


def test_the_way_back_is_the_mirror(two: Path, detainers: Run) -> None:
    there, back = told(detainers, two), told(detainers, two, WEEK, "--from", 2, "--to", 1)
    other = {"added": "removed", "removed": "added", "changed": "changed"}
    same = ("section", "field", "note")
    mirrored = [
        (*one, other[change], *swapped)
        for one, (change, *swapped) in zip(
            lines(back, *same),
            lines(back, "change", "ref_after", "ref_before", "after", "before"),
            strict=True,
        )
    ]
    names = (*same, "change", "ref_before", "ref_after", "before", "after")
    assert Counter(lines(there, *names)) == Counter(mirrored)


@pytest.mark.parametrize("format", ["table", "csv", "tsv", "markdown"])
def test_every_format_has_it(two: Path, detainers: Run, format: str) -> None:
    run = detainers("diff", "latest", "--format", format, "--db", two)
    assert (run.returncode, run.stderr) == (0, "")
    assert "Robbery (Charged)" in run.stdout
    assert "2017-03-04/p3/r5/rev1" in run.stdout
    assert ("no identifier" in run.stdout) == (format in {"table", "markdown"})


def test_a_section_alone(two: Path, detainers: Run) -> None:
    assert told(detainers, two, WEEK, "--section", "policy")["rows"] == []
    assert len(told(detainers, two, WEEK, "--section", "declined")["rows"]) == 3
    run = detainers("diff", WEEK, "--section", "scope", "--db", two)
    assert run.returncode == 2
    assert "Sections: issued, declined, policy." in run.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["2017-03-11"], "one revision is loaded"),
        ([WEEK, "--from", "3"], "has no revision 3. Loaded: 1, 2."),
        ([WEEK, "--to", "7"], "has no revision 7"),
        ([WEEK, "--from", "2", "--to", "2"], "revision 2 of the week of 2017-03-04 is compared"),
        (["2017-03"], "names 2 weeks where one is needed"),
        (["2016-01-01"], "no loaded week holds"),
        ([], "WEEK"),
    ],
)
def test_what_cannot_be_compared(two: Path, detainers: Run, args: list[str], words: str) -> None:
    store(two, 1)
    run = detainers("diff", *args, "--db", two)
    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr


def test_without_a_number_the_two_newest_are_compared(two: Path, detainers: Run) -> None:
    store(two, 0, [row("Harris")], b"third")
    assert "revision 3 changed of revision 2" in told(detainers, two)["title"]
    assert "revision 2 changed of revision 1" in told(detainers, two, WEEK, "--to", 2)["title"]
    assert "revision 3 changed of revision 1" in told(detainers, two, WEEK, "--from", 1)["title"]
    assert "revision 2 changed of revision 3" in told(detainers, two, WEEK, "--from", 3)["title"]


def test_of_a_list_the_items_that_differ_are_told(tmp_path: Path, detainers: Run) -> None:
    db = tmp_path / "x.db"
    place, day, name, _ = POLICY[1]
    for criteria in (
        "• A warrant\n• A conviction\n• A fee",
        "• A conviction\n• A warrant by a judge",
    ):
        policy = [POLICY_HEADER, [place, day, name, criteria]]
        store(db, 0, content=criteria.encode(), policy=policy)
    (line,) = told(detainers, db)["rows"]
    assert (line["field"], line["before"], line["after"], line["note"]) == (
        "criteria", "A warrant; A fee", "A warrant by a judge",
        "the items that differ; 1 is the same",
    )  # fmt: skip


def test_what_is_printed_alike_and_read_otherwise_says_so(two: Path, detainers: Run) -> None:
    store(two, 0, [row("Harris", crime="Robbery (Charged)")], b"third")
    store(two, 0, [row("Harris", crime="Robbery (Charged)")], b"fourth")
    change(
        two,
        "UPDATE declined_row SET region = 'Elsewhere', has_policy = 1 WHERE report_id = 4",
        "UPDATE report_file SET tool_version = '0.0.1' WHERE id = 3",
    )
    found = told(detainers, two)
    assert lines(found, "field", "before", "after", "note") == [
        ("region", "Latin America and the Caribbean", "Elsewhere",
         "the report prints “Mexico” in both"),
        ("listed policy in force", "no", "yes", "follows from the policies that the report lists"),
    ]  # fmt: skip
    assert any("not read by the same version" in text for text in found["caveats"])


def test_a_value_in_another_cell_goes_with_that_cell(two: Path, detainers: Run) -> None:
    """The disposition stands behind the crime: one printed cell has changed, and one is told."""
    store(two, 0, [row("Harris", crime="Robbery (Conviction)")], b"third")
    changed = [line for line in told(detainers, two)["rows"] if line["change"] == "changed"]
    assert [(line["field"], line["after"]) for line in changed] == [
        ("detainers issued", "3,083"),
        ("crime", "Robbery (Conviction)"),
    ]


def test_pairs_that_could_be_others_say_so(tmp_path: Path, detainers: Run) -> None:
    db = tmp_path / "x.db"
    store(db, 0, [row("Harris", crime="Theft (Charged)"), row("Harris", crime="Arson (Charged)")])
    store(db, 0, [row("Harris")], b"second")
    assert lines(told(detainers, db), "change", "note") == [
        ("removed", "2 rows before and 1 row after agree as much: it may as well be one that is"
         " called changed"),
        ("changed", "2 rows before and 1 row after agree as much: paired in the order of the"
         " report"),
    ]  # fmt: skip


def test_the_notice_of_a_sample_goes_with_it(two: Path, detainers: Run) -> None:
    change(two, "UPDATE report_file SET sample_notice = 'Everybody here is invented' WHERE id = 1")
    assert any("Everybody here is invented" in text for text in told(detainers, two)["caveats"])


def test_reports_lists_the_current_ones_or_all(two: Path, detainers: Run) -> None:
    def listed(*args: str) -> list[tuple[int, int]]:
        run = detainers("reports", *args, "--format", "json", "--db", two)
        return [(line["revision"], line["is_current"]) for line in json.loads(run.stdout)["rows"]]

    assert listed() == [(2, 1)]
    assert listed("--all") == [(1, 0), (2, 1)]


# ---------------------------------------------------------------- properties

people = st.lists(
    st.tuples(*map(st.sampled_from, (PLACES, FACILITIES, CITIZENSHIPS, CRIMES))).map(
        lambda parts: {key: value for part in parts for key, value in part.items()}
    ),
    max_size=8,
)


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Summary:
    conn = empty()
    add_report(conn, WEEK, before)
    add_report(conn, WEEK, after)
    return answer(conn, "weekly", question(conn).weeks[0])


@settings(max_examples=40, deadline=None)
@given(people, people)
def test_every_row_is_equal_or_told(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    """What is not told is the same on both sides: without it as many rows are left on each."""
    found = compared(before, after).rows
    mine = {line["ref_before"] for line in found} - {None}
    theirs = {line["ref_after"] for line in found} - {None}
    assert len(before) - len(mine) == len(after) - len(theirs)
    changed = {(ln["ref_before"], ln["ref_after"]) for ln in found if ln["change"] == "changed"}
    assert len(changed) == len({one for one, _ in changed}) == len({two for _, two in changed})


@settings(max_examples=40, deadline=None)
@given(people, st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_are_no_change(
    rows: list[dict[str, Any]], chance: random.Random
) -> None:
    assert compared(rows, chance.sample(rows, len(rows))).rows == []
