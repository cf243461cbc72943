"""Joins the rows that a page break cuts, on what their columns hold: never on a guess."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from detainer_cli.kinds.descriptor import PLACE_FIELDS, Section
from detainer_cli.parse.row_pieces import Piece, Texts, has_disposition, reads, texts_of
from detainer_cli.parse.text import join_lines, starts_item


def grouped(section: Section, tables: Sequence[list[Piece]]) -> list[list[Piece]]:
    """The pieces of each whole row: more than one where a page break cut it."""
    groups: list[list[Piece]] = []
    usual = _usual(section, tables)
    for number, pieces in enumerate(tables):
        beyond = _beyond(tables[number:])
        for index, piece in enumerate(pieces):
            why = _goes_on(section, groups[-1], piece, usual) if index == 0 and groups else ""
            if why and not _is_start(section, groups[-1], piece, beyond):
                piece.is_rest, piece.joined_by = True, why
                groups[-1].append(piece)
            else:
                groups.append([piece])
    return groups


def _usual(section: Section, tables: Sequence[list[Piece]]) -> frozenset[str]:
    """The columns besides dates and counts that no row leaves blank which no page break can cut."""
    inner = [piece for pieces in tables for piece in pieces[1:-1]]
    if len(inner) < _ENOUGH_ROWS:
        return frozenset()
    names = set(inner[0].texts) - set(section.anchors)
    return frozenset(name for name in names if all(piece.texts[name] for piece in inner))


_ENOUGH_ROWS = 3  # of fewer, one more may well leave blank what they do not


def _goes_on(section: Section, group: list[Piece], piece: Piece, usual: frozenset[str]) -> str:
    """What shows that `piece`, the first row of its page, is the rest of the row before; or "".

    Never where joining would spoil a value that can be read (two dates, two dispositions) or put
    two texts into a date that are none, nor where both are whole rows: a row that lacks only its
    dates is a row. One that lacks those, and a column that no other row leaves blank, is not.
    """
    if piece.source.page <= group[-1].source.page or not group[-1].is_last:
        return ""
    before, after = texts_of(group), piece.texts
    both = texts_of([*group, piece])
    if _spoils_a_value(section, before, after, both):
        return ""
    has_anchor = any(reads(section.field(name), after) for name in section.anchors)
    missing = [name for name in usual if before[name] and not after[name]]
    if not has_anchor and missing:
        return f"the row on this page lacks {_named([*section.anchors, *sorted(missing)])}"
    lacks = _lacks(section, after)
    if lacks:
        return f"the row on this page lacks {_named(lacks)}"
    lacks = _lacks(section, before)
    return f"the row on the page before lacks {_named(lacks)}" if lacks else ""


def _spoils_a_value(section: Section, before: Texts, after: Texts, both: Texts) -> bool:
    """True if the two as one row would have a date, count or disposition that is none."""
    for name in section.anchors:
        has_value = (
            (before[name] and after[name])
            or reads(section.field(name), before)
            or reads(section.field(name), after)
        )
        if has_value and not reads(section.field(name), both):
            return True
    stated = has_disposition(section, before), has_disposition(section, after)
    return all(stated) or (any(stated) and not has_disposition(section, both))


def _named(lacks: Sequence[str]) -> str:
    *some, last = (name.replace("_", " ") for name in lacks)
    return f"{', '.join(some)} and {last}" if some else last


def _beyond(tables: Sequence[list[Piece]]) -> list[Piece]:
    """The first rows of the next pages, as far as a row alone on its page may reach."""
    reach: list[Piece] = []
    for pieces, following in itertools.pairwise(tables):
        if len(pieces) > 1:
            break
        reach.append(following[0])
    return reach


def _is_start(section: Section, group: list[Piece], piece: Piece, beyond: list[Piece]) -> bool:
    """True if `piece`, alone on its page, is rather the start of a row that ends in `beyond`.

    So it is where the row before is complete, and the rows beyond are so only with `piece`.
    """
    if not _is_complete(section, texts_of(group)):
        return False
    for end in range(1, len(beyond) + 1):
        if any(_is_complete(section, texts_of(beyond[start:end])) for start in range(end)):
            return False
        if _is_complete(section, texts_of([piece, *beyond[:end]])):
            return True
    return False


def _is_complete(section: Section, texts: Texts) -> bool:
    return _is_whole(section, texts) and all(
        reads(section.field(name), texts) for name in section.anchors
    )


def _is_whole(section: Section, texts: Texts) -> bool:
    """True if nothing but the anchors (dates, counts) can be missing from these texts."""
    return not _lacks(section, texts)


def _lacks(section: Section, texts: Texts) -> list[str]:
    """What is missing from these texts besides anchors (dates, counts), as far as it can be told.

    The first that is found: blank columns, a place that is blank or cut, a disposition, the start
    of a list.
    """
    needed = [name for name in section.required if name not in section.anchors]
    if blank := [name for name in needed if not texts[name]]:
        return blank
    places = [join_lines(texts[name]) for name in PLACE_FIELDS if name in texts]
    if not any(places):
        return ["a place"]
    if any(_is_cut_text(place) for place in places):
        return ["a whole place"]
    if section.has("disposition"):
        return [] if has_disposition(section, texts) else ["a disposition"]
    lists = {f.name: texts.get(f.name, ()) for f in section.of_type("list") if f.required}
    is_cut = (name for name, lines in lists.items() if not (lines and starts_item(lines[0])))
    return [f"the start of the {name}" for name in is_cut]


def _is_cut_text(text: str) -> bool:
    return (
        text.endswith((",", "-", "(")) or text[:1] in "(),-" or text.count("(") != text.count(")")
    )
