"""What an answer has to say of the wording of its filters, so that no zero is a matter of words.

A value that names no row of the weeks, one that stands for more or for less than it seems to, and
filters that no row can meet together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import combinations

from detainer_cli.answers.filter_values import Hint, Match
from detainer_cli.answers.filters import of_another
from detainer_cli.answers.near_misses import having_words, loaded, nearest, rows
from detainer_cli.answers.question import (
    UNRESOLVED,
    Condition,
    Question,
    Table,
    condition_of,
)
from detainer_cli.db.periods import loaded_weeks
from detainer_cli.model.summary import Note

_MOST_NAMES = 8


def told(question: Question, table: Table) -> tuple[Note, ...]:
    """The notes on the filters of a question that is asked of one section's rows."""
    notes = [
        note
        for condition in question.conditions
        for match in condition.matches
        for note in _of_match(question, table, condition, match)
    ]
    notes += _together(question, table)
    return tuple(Note(note) for note in dict.fromkeys(notes))


def _count(question: Question, table: Table, *conditions: Condition) -> int:
    return replace(question, conditions=conditions).count(table)


def _of_match(
    question: Question, table: Table, condition: Condition, match: Match
) -> Iterator[str]:
    alone = condition_of(condition.name, (match,))
    others = tuple(c for c in question.conditions if c is not condition)
    if not _count(question, table, alone):
        if not _was_there(question, table, alone):
            yield _absent(question, table, alone, match)
        return
    for hint in match.hints:
        yield from _hint(question, table, others, hint)
    if match.is_group:
        yield from _not_in_it(question, table, alone, match)


def _not_in_it(question: Question, table: Table, alone: Condition, match: Match) -> Iterator[str]:
    """The crimes that have the word that was asked with, and are not in the group."""
    matched = {name for (name,) in replace(question, conditions=(alone,)).select(table, "r.crime")}
    counted = loaded(question, "crime", table)
    others = [name for name in having_words(match.asked, counted) if name not in matched]
    if others:
        named = ", ".join(f"{name} ({rows(counted[name])})" for name in others[:_MOST_NAMES])
        yield f"Not in “{match.asked}”: {named}."


def _hint(
    question: Question, table: Table, others: Iterable[Condition], hint: Hint
) -> Iterator[str]:
    """The sentence of a hint, if the rows that the other filters leave have any of it."""
    of_it = Condition("", hint.sql, hint.values, "")
    asked = replace(question, conditions=(*others, of_it))
    if not hint.by:
        if count := asked.count(table):
            yield hint.says.format(rows=rows(count))
        return
    counted = asked.select(
        table, f"{hint.by}, count(*)", f"GROUP BY {hint.by} ORDER BY count(*) DESC, {hint.by}"
    )
    if counted:
        named = [f"{name or UNRESOLVED} ({rows(count)})" for name, count in counted]
        more = f" and {len(named) - _MOST_NAMES} more" if named[_MOST_NAMES:] else ""
        yield hint.says.format(names=", ".join(named[:_MOST_NAMES]) + more)


# ---------------------------------------------------------------- no row at all


_NONE = {
    "declined_row": "No row of section II in {weeks} has the {name} {text}.",
    "issued_row": "Section I of {weeks} lists no jurisdiction of the {name} {text}: what a list"
    " leaves out is unknown, not zero.",
    "policy_row": "Section III of {weeks} lists no jurisdiction of the {name} {text}.",
}


def _was_there(question: Question, table: Table, alone: Condition) -> bool:
    """Whether the report lists it, and a correction took it away, which is told elsewhere."""
    printed = replace(question, conditions=(alone,)).as_printed()
    return question.corrected and printed.count(table) > 0


def _absent(question: Question, table: Table, alone: Condition, match: Match) -> str:
    """That no row of the weeks has it; where else rows have it, and what is near."""
    weeks = "this week" if len(question.weeks) == 1 else "these weeks"
    said = f"{match.text} (“{match.asked}”)" if match.asked not in match.text else match.text
    parts = [_NONE[table].format(weeks=weeks, name=alone.name, text=said)]
    parts += _elsewhere(question, table, alone)
    parts += of_another(question, alone.name, match.asked, table)
    for hint in match.hints:
        parts += _hint(question, table, (), hint)
    near = nearest(question, alone.name, match.asked, table=table)
    if near and match.text != UNRESOLVED:
        parts.append(f"Near it: {'; '.join(near)}.")
    return " ".join(parts)


def _elsewhere(question: Question, table: Table, alone: Condition) -> Iterator[str]:
    every = question.within(*loaded_weeks(question.conn))
    if count := _count(every, table, alone):
        yield f"All loaded weeks have {rows(count)}."
    elif table == "issued_row" and (count := _count(question, "declined_row", alone)):
        yield f"Section II has {rows(count)}, of detainers declined."


# ---------------------------------------------------------------- filters together


def _together(question: Question, table: Table) -> Iterator[str]:
    """That the filters exclude each other, or that no row meets them all though each has some."""
    excluded = [
        f"{first.text} and {second.text} exclude each other: no row can meet both."
        for first, second in combinations(question.conditions, 2)
        if _apart(first, second)
    ]
    yield from excluded
    if excluded or len(question.conditions) < 2 or question.count(table):
        return
    alone = {
        condition.text: _count(question, table, condition) for condition in question.conditions
    }
    if all(alone.values()):
        each = "; ".join(f"{text} {rows(count)}" for text, count in alone.items())
        yield f"No row meets all filters together; of each alone: {each}."


def _apart(first: Condition, second: Condition) -> bool:
    """Whether two filters lie in different states, categories or regions."""
    within = [_places(condition) for condition in (first, second)]
    kinds = {kind for kind, _ in within[0]} & {kind for kind, _ in within[1]}
    return any(
        not {v for k, v in within[0] if k == kind} & {v for k, v in within[1] if k == kind}
        for kind in kinds
    )


def _places(condition: Condition) -> set[tuple[str, str]]:
    """In what the condition's rows lie; nothing where one of its values does not say."""
    if not all(match.within for match in condition.matches):
        return set()
    return {place for match in condition.matches for place in match.within}
