"""Rows without an identifier: which is which, what is gone, and what cannot be told."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detainer_cli.model.row_pairs import Match, Row, pair_rows

WEIGHTS = (2, 1, 1, 1, 1)
A = ("Travis", "Mexico", "1/3", "2/1", "Assault")
B = ("Cook", "Cuba", "1/9", "1/30", "Larceny")


def but(row: tuple[str, ...], **changed: str) -> tuple[str, ...]:
    names = ("place", "citizenship", "issued", "declined", "crime")
    return tuple(changed.get(name, text) for name, text in zip(names, row, strict=True))


def pairs(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]]
) -> list[tuple[object, ...]]:
    """What is not equal, as plain tuples."""
    found = pair_rows([Row(row) for row in before], [Row(row) for row in after], WEIGHTS)
    return [(m.before, m.after, m.identical, m.alike) for m in found if not m.is_equal]


def test_rows_in_another_order_are_the_same() -> None:
    assert pairs([A, B, A], [B, A, A]) == []


def test_a_row_of_which_most_is_the_same_is_changed() -> None:
    after = [but(B, crime="Robbery"), A]
    assert pairs([A, B], after) == [(1, 0, 1, (1, 1))]
    assert pairs([A], [but(A, crime="Robbery", citizenship="Cuba")]) == [(0, 0, 1, (1, 1))]


def test_a_row_of_which_half_is_the_same_is_another() -> None:
    after = but(A, citizenship="Cuba", issued="1/4", crime="Robbery")
    assert pairs([A], [after]) == [(0, None, 1, (1, 1)), (None, 0, 1, (1, 1))]


def test_the_place_counts_twice() -> None:
    """Three of five texts with the place are over half, three without it are not."""
    assert len(pairs([A], [but(A, issued="1/4", crime="Robbery")])) == 1
    assert len(pairs([A], [but(A, place="Cook", crime="Robbery")])) == 2


def test_what_agrees_in_more_is_paired_first() -> None:
    near, far = but(A, crime="Robbery"), but(A, crime="Theft", issued="1/4")
    assert pairs([A], [far, near]) == [(0, 1, 1, (1, 1)), (None, 0, 1, (1, 1))]


def test_one_of_identical_rows_is_gone_and_nobody_knows_which() -> None:
    assert pairs([A, B, A], [A, B]) == [(2, None, 2, (1, 1))]
    assert pairs([A], [A, A, A]) == [(None, 1, 3, (1, 1)), (None, 2, 3, (1, 1))]


def test_one_of_identical_rows_has_changed() -> None:
    assert pairs([A, A], [A, but(A, crime="Robbery")]) == [(1, 1, 2, (1, 1))]


def test_pairs_that_could_be_others_say_so() -> None:
    before = [but(A, crime="Theft"), but(A, crime="Fraud")]
    after = [but(A, crime="Robbery"), but(A, crime="Arson")]
    assert pairs(before, after) == [(0, 0, 1, (2, 2)), (1, 1, 1, (2, 2))]


def test_a_row_that_might_have_been_the_changed_one_says_so() -> None:
    before = [but(A, crime="Theft"), but(A, crime="Fraud")]
    assert pairs(before, [but(A, crime="Robbery")]) == [(0, 0, 1, (2, 1)), (1, None, 1, (2, 1))]


def test_a_text_that_is_blank_everywhere_weighs_nothing() -> None:
    """Else a column that the report lacks would make rows alike."""
    before, after = ("Travis", "", "1/3", "", ""), ("Travis", "", "1/4", "", "")
    assert len(pairs([before], [after])) == 1
    assert len(pairs([("", "", "1/3", "", "")], [("", "", "1/4", "", "")])) == 2


def test_rows_read_otherwise_are_paired_before_those_with_other_texts() -> None:
    before = [Row(A, "one"), Row(but(A, crime="Theft"), "one")]
    after = [Row(but(A, crime="Theft"), "two"), Row(A, "two")]
    found = pair_rows(before, after, WEIGHTS)
    assert {(m.before, m.after) for m in found} == {(0, 1), (1, 0)}
    assert not any(m.is_equal for m in found)


# ---------------------------------------------------------------- properties

texts = st.sampled_from(["", "a", "b", "c"])
rows = st.lists(st.builds(Row, st.tuples(*[texts] * 5), st.integers(0, 1)), max_size=12)


def accounted(matches: Sequence[Match], before: Sequence[Row], after: Sequence[Row]) -> None:
    assert sorted(m.before for m in matches if m.before is not None) == list(range(len(before)))
    assert sorted(m.after for m in matches if m.after is not None) == list(range(len(after)))


@given(rows, rows)
def test_every_row_is_accounted_for_once(before: list[Row], after: list[Row]) -> None:
    accounted(pair_rows(before, after, WEIGHTS), before, after)


@given(rows, rows)
def test_equal_are_the_rows_that_are_equal_and_all_of_them(
    before: list[Row], after: list[Row]
) -> None:
    found = [m for m in pair_rows(before, after, WEIGHTS) if m.is_equal]
    assert all(before[m.before or 0] == after[m.after or 0] for m in found)
    assert len(found) == sum((Counter(before) & Counter(after)).values())


@given(rows, st.randoms(use_true_random=False))
def test_the_same_rows_in_any_order_are_no_change(before: list[Row], chance: random.Random) -> None:
    after = chance.sample(before, len(before))
    assert all(m.is_equal for m in pair_rows(before, after, WEIGHTS))


@given(rows, rows)
def test_the_way_back_is_the_mirror_of_the_way(before: list[Row], after: list[Row]) -> None:
    there, back = pair_rows(before, after, WEIGHTS), pair_rows(after, before, WEIGHTS)
    mirrored = {Match(m.after, m.before, m.is_equal, m.identical, m.alike[::-1]) for m in back}
    assert set(there) == mirrored


@given(rows, rows)
def test_what_is_called_changed_is_the_same_in_more_than_half(
    before: list[Row], after: list[Row]
) -> None:
    every = (*before, *after)
    used = [n for n in range(5) if any(row.texts[n] for row in every)]
    for match in pair_rows(before, after, WEIGHTS):
        if match.before is not None and match.after is not None and not match.is_equal:
            one, other = before[match.before].texts, after[match.after].texts
            agree = sum(WEIGHTS[n] for n in used if one[n] == other[n])
            assert 2 * agree > sum(WEIGHTS[n] for n in used)


# ---------------------------------------------------------------- no row against each other


class Counted(str):
    """A text that counts how often it is looked up or held against another."""

    uses = 0

    def __hash__(self) -> int:
        Counted.uses += 1
        return str.__hash__(self)

    def __eq__(self, other: object) -> bool:
        Counted.uses += 1
        return str.__eq__(self, other)


def many(number: int, crime: str) -> list[Row]:
    made = [
        (f"County {n % 90}", f"Land {n % 7}", f"1/{n}", f"2/{n % 9}", crime) for n in range(number)
    ]
    return [Row(tuple(map(Counted, row))) for row in made]


@pytest.mark.parametrize(
    ("before", "after"), [("Theft", "Theft"), ("Theft", "Fraud")], ids=["the same", "all changed"]
)
def test_twice_the_rows_are_twice_the_work(before: str, after: str) -> None:
    uses = []
    for number in (1000, 2000):
        rows, others = many(number, before), many(number, after)[::-1]
        Counted.uses = 0
        found = pair_rows(rows, others, WEIGHTS)
        uses.append(Counted.uses)
        assert all(m.before == number - 1 - (m.after or 0) for m in found)
    assert uses[1] < 2.2 * uses[0]
