"""Whom a text tells of: a person it introduces, the one told of before, or who knows whom."""

from __future__ import annotations

import re
from enum import Enum

from detainer_cli.parse.narrative.mentions import (
    NEAR,
    group_of,
    happening,
    happens,
    introduced_late,
    is_behind_pointer,
    is_dated,
    is_entry,
    is_quoted,
    is_statement,
    name_of,
    opening_of,
    other_of,
    points_back,
    search,
)
from detainer_cli.parse.narrative.telling import (
    apposition_of,
    country_codes,
    introduces_person,
    introductions,
    names_in,
    pattern,
    sentences_of,
    tells_of,
)

_MOST_YEARS = 5  # between two ages of one person in a report


class Whom(Enum):
    """Of whom a text tells. `NOT_PLAIN` is not counted, `UNCLEAR` could be counted wrongly."""

    NEW = "a person not told of before"
    KNOWN = "the person told of before"
    NOBODY = "nobody"
    NOT_PLAIN = "what happened, but not to whom"
    UNCLEAR = "somebody, and it is not plain who that is"


def whom_first(text: str, *, is_placed: bool, is_behind: bool) -> Whom:
    """Whom a text tells of where no case is open.

    `is_placed` says that the heading of a place or a list leads to expect a case, `is_behind` that
    there were cases before.
    """
    if introduces_person(text):
        return Whom.NEW
    told = happening(text)
    is_of_many = tells_of(text, "several") and not tells_of(text, "himself")
    if not told or not is_dated(text) or is_of_many:
        first = next(iter(sentences_of(text)), "")
        is_plain = not tells_of(first, "event") or not tells_of(first, "day") or is_statement(first)
        return Whom.NOBODY if is_plain or not is_placed else Whom.NOT_PLAIN
    if is_placed:
        return Whom.UNCLEAR if any(map(group_of, sentences_of(text))) else Whom.NEW
    if opening_of(told) and tells_of(told, "day"):
        return Whom.NEW
    if name_of(told, "") or (is_behind and tells_of(text, "himself")):
        return Whom.UNCLEAR
    return Whom.NOT_PLAIN if tells_of(told, "day") else Whom.NOBODY


def whom_next(
    text: str, known: str, *, is_part: bool, is_like: bool, is_counted: bool = False
) -> Whom:
    """Whom a text tells of behind the text of a case, `known`.

    `is_part` says that it is an item or stands in a cell, `is_like` that the case is an item of the
    same list, `is_counted` that its items bear numbers or letters.
    """
    if apposed := apposition_of(text):
        return _apposed_behind(text, apposed, known, is_like=is_like)
    if introduces_first(text):
        return _introduced_behind(text, known)
    if introduced := introduced_late(text):
        return Whom.NEW if _differs(introduced, known) else Whom.UNCLEAR
    if is_quoted(text) and not tells_of(text, "himself"):
        return Whom.NOBODY
    is_told = tells_of(text, "event") and not is_entry(text)
    if is_like and is_told and (whom := _item_next(text, known, is_counted=is_counted)):
        return whom
    if _renames(text, known):
        return Whom.UNCLEAR
    told = happening(text)
    if told and opening_of(told) and is_dated(text):
        return Whom.UNCLEAR if points_back(text[: text.find(told)]) else Whom.NEW
    if _tells_of_others(text, known):
        return Whom.UNCLEAR
    return _happened_next(text, told, known) if told else _nothing_happened(text)


_DAY_BEFORE = re.compile(r"^(?:On|In)\s+[^,]*(?:,\s*\d{4})?,\s+", re.I)


def _item_next(text: str, known: str, *, is_counted: bool) -> Whom | None:
    """Whom an item tells of, if its place in the list says so, or None.

    Where items are counted, or introduce nobody at all, each is a case for its place in the list;
    below one that introduces a person, `two more arrests followed` is of that person.
    """
    first = next(iter(sentences_of(text)), "")
    is_named = bool(name_of(first, known) or name_of(_DAY_BEFORE.sub("", first), known))
    if points_back(first) and not is_named:
        return None
    if is_named or tells_of(first, "opening") or not introduces_person(known):
        return Whom.NEW
    is_more = tells_of(first, "again") and not _tells_of_others(text, known)
    if is_more:
        return Whom.KNOWN
    return Whom.NEW if is_counted else None


def _tells_of_others(text: str, known: str) -> bool:
    return any(group_of(s) or other_of(s) or name_of(s, known) for s in sentences_of(text))


def _happened_next(text: str, told: str, known: str) -> Whom:
    if tells_of(told, "several") and not tells_of(told, "himself"):
        return Whom.NOBODY
    if points_back(text[: text.find(told) + len(told)]):
        return Whom.KNOWN
    if tells_of(told, "modal") and not is_dated(told):
        return Whom.NOBODY
    if is_entry(text):
        is_alike = is_entry(known) and not introduces_person(known)
        may_be_first = tells_of(told, "first") and not tells_of(told, "again")
        is_list = pattern("day").match(text) is not None
        return Whom.UNCLEAR if is_alike and may_be_first and not is_list else Whom.KNOWN
    return Whom.UNCLEAR if is_dated(text) else Whom.KNOWN


def _nothing_happened(text: str) -> Whom:
    if is_entry(text) and tells_of(text, "event"):
        return Whom.KNOWN
    if tells_of(text, "himself"):
        return Whom.KNOWN
    is_event = any(tells_of(x, "event") and tells_of(x, "day") for x in sentences_of(text))
    is_of_case = tells_of(text, "of_case") and tells_of(text, "day")
    if (is_event or is_of_case) and not tells_of(text, "said", "several", "modal"):
        return Whom.KNOWN
    is_told = tells_of(text, "pointer") or (tells_of(text, "event") and not is_statement(text))
    return Whom.KNOWN if is_told and not tells_of(text, "several") else Whom.NOBODY


def introduces_first(text: str) -> bool:
    """True if a text introduces a person before it speaks of one who is known."""
    for sentence in sentences_of(text):
        for start, _ in introductions(sentence):
            return not is_behind_pointer(sentence, start)
        if points_back(sentence):
            return False
    return False


def _introduced_behind(text: str, known: str) -> Whom:
    """`A citizen of Honduras, he was removed` may tell of the person above, or of another."""
    first = next(s for s in sentences_of(text) if next(introductions(s), None))
    _, end = next(introductions(first))
    if not search(r"^[^,]*,\s+(?:he|she|this|the|that)", first[end:]):
        return Whom.NEW
    if _differs(first, known):
        return Whom.NEW
    return Whom.UNCLEAR if tells_of(first, "first") else Whom.KNOWN


def _apposed_behind(text: str, apposed: str, known: str, *, is_like: bool) -> Whom:
    """`The subject, a citizen of Honduras, …` may be the person above, too, or another.

    Cases that all begin so are told apart by every year of age: one report tells one age.
    """
    before = apposition_of(known)
    ages, known_ages = _ages(apposed), _ages(before)
    told = happening(text)
    is_again = tells_of(told, "again") or search(r"{taken}\s+by\s+{federal}", told) is not None
    is_older = bool(ages and known_ages) and not ages & known_ages
    if _differs(apposed, known) or (is_older and not is_again):
        return Whom.NEW
    if is_again or not tells_of(told, "first"):
        return Whom.KNOWN
    return Whom.NEW if is_like and before else Whom.UNCLEAR


def apposed_within(text: str) -> str:
    """The sentence in a case that tells of `the man, a citizen of Peru`, who is another."""
    before = ""
    for sentence in sentences_of(text):
        apposed = apposition_of(sentence)
        if before and apposed and _differs(apposed, before):
            return sentence
        before = f"{before} {sentence}"
    return ""


def _renames(text: str, known: str) -> bool:
    """True if `the man, a citizen of Peru` is not what the case tells of its person."""
    for sentence in sentences_of(text):
        found = search(r"(?:{himself}|{pointer})(?:,|\s+is|\s+was)\s+(?:an?|aged?)\s+.*", sentence)
        if found and _differs(found[0][:NEAR], known):
            return True
        back = search(r"{himself}|{pointer}", sentence)
        if back and happens(sentence) and _is_called_otherwise(back[0], known):
            return True
    return False


def _is_called_otherwise(pointer: str, known: str) -> bool:
    """True if `this Chinese national` or `the 31-year-old` is not what the case tells."""
    codes, from_where = country_codes(), _origins(known)
    named = {codes[name.casefold()] for name in names_in(pointer)}
    if named and from_where and not named & from_where:
        return True
    ages, known_ages = _ages(pointer), _ages(known)
    return bool(ages and known_ages) and _years_between(ages, known_ages) > _MOST_YEARS


def _years_between(ages: set[int], others: set[int]) -> int:
    return min(abs(one - other) for one in ages for other in others)


def _differs(text: str, known: str) -> bool:
    """True if both texts tell age or citizenship, and not the same."""
    ages, known_ages = _ages(text), _ages(known)
    if ages and known_ages and _years_between(ages, known_ages) > _MOST_YEARS:
        return True
    from_where, known_from = _origins(text), _origins(known)
    return bool(from_where and known_from) and not from_where & known_from


def _ages(text: str) -> set[int]:
    found = (one[0] for one in pattern("age").finditer(text))
    return {int(number) for words in found for number in re.findall(r"\d{1,3}", words)}


def _origins(text: str) -> set[str]:
    found = (one[0].casefold() for one in pattern("origin").finditer(text))
    with_next = (
        f"{words}{text[text.casefold().find(words) + len(words) :][:40]}" for words in found
    )
    codes = country_codes()
    return {codes[name.casefold()] for words in with_next for name in names_in(words)}
