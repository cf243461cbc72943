"""What no rule can list: names of agencies, facilities, towns and countries, and offenses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.parse.narrative.tokens import Token, folded
from detainer_cli.reference import table
from detainer_cli.reference.states import state_names

Words = Sequence[Token]
Lister = Callable[[Words, int], Iterator[int]]

_WORD = re.compile(r"\w+(?:[-'’]\w+)*['’]?|[^\w\s]")
_CAPITAL = re.compile(r"(?:d['’])?[A-Z][\w'’-]*")
_AMOUNT = re.compile(r"\$[\d,]*\d")
_LONGEST_NAME = 9
_LONGEST_OFFENSES = 60
_ABBREVIATED = re.compile(r"[A-Z]{1,5}(?:PD|SO|SD)")  # NOPD, BCSO
_ROMAN_OR_SHORT = re.compile(r"[A-Z]{2,5}|\d{1,2}")


def _split(text: str) -> tuple[str, ...]:
    return tuple(folded(word) for word in _WORD.findall(text))


@cache
def _phrases(which: str) -> frozenset[tuple[str, ...]]:
    if which in ("agency_ends", "facility_ends", "ice_names"):
        return frozenset(map(_split, getattr(lexicon(), which)))
    return frozenset(map(_split, _NAMES[which]()))


@cache
def _longest(which: str) -> int:
    return max(map(len, _phrases(which)))


def _countries() -> list[str]:
    names = [row["name"] for name in ("countries", "country_names") for row in table(name)]
    return names + [row["alias"] for row in table("country_aliases")]


def _states() -> list[str]:
    aliases = [row["alias"] for row in table("state_aliases")]
    return [*state_names().values(), *state_names(), *aliases]


@cache
def _country_names() -> frozenset[str]:
    return frozenset(_countries())


_NAMES: dict[str, Callable[[], list[str]]] = {
    "countries": _countries,
    "demonyms": lambda: [
        *(row["demonym"] for row in table("demonyms")),
        *lexicon().open_nationalities,
    ],
    "states": _states,
    "cities": lambda: [
        row["name"] for row in table("cities") if row["name"] not in _country_names()
    ],
}


def _listed(which: str, words: Words, at: int) -> Iterator[int]:
    """The ends of phrases of a list that begin here, the longest first."""
    if at >= len(words) or not (words[at].text[0].isupper() or which == "numbers"):
        return
    for size in range(min(_longest(which), len(words) - at), 0, -1):
        if tuple(word.folded for word in words[at : at + size]) in _phrases(which):
            yield at + size


def _country(words: Words, at: int) -> Iterator[int]:
    return _listed("countries", words, at)


def _nationality(words: Words, at: int) -> Iterator[int]:
    return _listed("demonyms", words, at)


def _ice(words: Words, at: int) -> Iterator[int]:
    return _listed("ice_names", words, at)


def _city(words: Words, at: int) -> Iterator[int]:
    """A town without its state: one that the list of cities has."""
    longest = max(_facility(words, at), default=0)  # `Frederick County Adult Detention Center`
    yield from (end for end in _listed("cities", words, at) if end >= longest)


def _state(words: Words, at: int) -> Iterator[int]:
    return _listed("states", words, at)


def _month(words: Words, at: int) -> Iterator[int]:
    if at < len(words) and words[at].folded in lexicon().months and words[at].text[0].isupper():
        if at + 1 < len(words) and words[at + 1].text == "." and words[at].folded != "may":
            yield at + 2
        yield at + 1


def _number(words: Words, at: int) -> Iterator[int]:
    if at < len(words) and (words[at].folded in lexicon().numbers or words[at].text.isdigit()):
        yield at + 1


def _weekday(words: Words, at: int) -> Iterator[int]:
    """A day of the week that stands alone: of `Tuesday, June 5` it is part of the date."""
    if at < len(words) and words[at].text in lexicon().weekdays:
        behind = at + 2 if at + 1 < len(words) and words[at + 1].text == "," else at + 1
        is_date = any(_month(words, behind)) or (
            behind < len(words) and words[behind].text[0].isdigit()
        )
        if not is_date:
            yield at + 1


# ------------------------------------------------------------------ names


def _may_start(word: Token) -> bool:
    return bool(_CAPITAL.fullmatch(word.text)) and word.text not in lexicon().no_name


def _is_inside_city(words: Words, at: int) -> bool:
    """Whether the word before is of the same town's name: `River Police` of `Fall River Police`."""
    if not at or not words[at - 1].text[0].isupper():
        return False
    sizes = range(2, min(_longest("cities"), len(words) - at + 1) + 1)
    names = (tuple(word.folded for word in words[at - 1 : at - 1 + size]) for size in sizes)
    return any(name in _phrases("cities") for name in names)


def _name_ends(words: Words, at: int) -> Iterator[int]:
    """How far a name can go: words with capitals, small words only inside."""
    if at >= len(words) or not _may_start(words[at]) or _is_inside_city(words, at):
        return
    for end in range(at + 1, min(len(words), at + _LONGEST_NAME) + 1):
        word = words[end - 1]
        if _CAPITAL.fullmatch(word.text):
            yield end
        elif word.text not in lexicon().inside_names or not _follows(words, end - 1):
            return


def _follows(words: Words, at: int) -> bool:
    """A period only stands behind an abbreviation or an initial."""
    before = words[at - 1].text
    is_short = before in lexicon().abbreviations or (len(before) == 1 and before.isupper())
    return words[at].text != "." or is_short


def _named(which: str, words: Words, at: int) -> Iterator[int]:
    """Names that end like an agency (or a facility), the longest first."""
    ends = []
    for end in _name_ends(words, at):
        for size in range(min(_longest(which), end - at), 0, -1):
            if tuple(word.folded for word in words[end - size : end]) in _phrases(which):
                ends.append(end)
                break
    # `Dept.` has its period
    yield from reversed(ends)


def _agency(words: Words, at: int) -> Iterator[int]:
    """A name of two words or more, or letters alone (`NYPD`): `Sheriff` is none."""
    ends = _named("agency_ends", words, at)
    if at < len(words) and _ABBREVIATED.fullmatch(words[at].text):
        yield at + 1
    yield from (end for end in ends if end > at + 1 or words[at].text.isupper())


def _facility(words: Words, at: int) -> Iterator[int]:
    """A name with a word of its own: `Jail` and `Main Jail` are none."""
    common = lexicon().common_in_names
    return (
        end
        for end in _named("facility_ends", words, at)
        if end > at + 1 and not all(word.folded in common for word in words[at : end - 1])
    )


def _town(words: Words, at: int) -> Iterator[int]:
    """`Gilroy, California`, `Washoe County, Nevada`, `Washoe County`, `Maryland`."""
    found: dict[int, None] = {}
    for end in _name_ends(words, at):
        if end < len(words) and words[end].text == ",":
            for state in _listed("states", words, end + 1):
                found[_period(words, state)] = None
                found[state] = None
    found |= dict.fromkeys(_listed("states", words, at))
    for end in _name_ends(words, at):
        if words[end - 1].folded in ("county", "parish", "borough") and end - at > 1:
            if any(further > end for further in _facility(words, at)):
                continue  # `Frederick County Adult Detention Center`
            found[end] = None
            found |= dict.fromkeys(_state_behind(words, end))
    yield from sorted(found, reverse=True)


def _state_behind(words: Words, at: int) -> Iterator[int]:
    """Behind `(Maryland)`."""
    if at < len(words) and words[at].text == "(":
        for end in _listed("states", words, at + 1):
            if end < len(words) and words[end].text == ")":
                yield end + 1


def _period(words: Words, end: int) -> int:
    """Behind the period of `Calif.`, unless it is the last of the sentence."""
    return end + 1 if end + 1 < len(words) and words[end].text == "." else end


# ------------------------------------------------------------------ plain words

_LONGEST_PLAIN = 14


def _plain(words: Words, at: int) -> Iterator[int]:
    """What happened around an event, in small words that tell none; the longest first."""
    end = at
    while end < min(len(words), at + _LONGEST_PLAIN) and words[end].text in lexicon().plain_words:
        end += 1
    yield from range(end, at, -1)


# ------------------------------------------------------------------ offenses


@cache
def _offense_words() -> frozenset[str]:
    """The words that offenses are made of: those of the reference tables, and some more."""
    texts = [row[column] for name, column in _OFFENSE_TABLES for row in table(name)]
    found = {word for text in texts for word in _split(text) if len(word) > 1}
    return frozenset(found | lexicon().offense_words | lexicon().offense_heads)


_OFFENSE_TABLES = (
    ("crime_terms", "term"),
    ("crime_terms", "value"),
    ("crime_descriptions", "term"),
    ("crime_words", "variant"),
    ("crime_words", "words"),
    ("ncic_offenses", "description"),
)


_BETWEEN = (",", ";", "/", "+", "&")  # offenses


def _may_be_in_offense(word: Token) -> bool:
    text = word.text
    if word.folded in lexicon().offense_stops:
        return False
    if text in _BETWEEN or word.folded in lexicon().offense_small:
        return True
    if _AMOUNT.fullmatch(text):  # `theft over $1,000`
        return True
    if text[0].isupper() and not _ROMAN_OR_SHORT.fullmatch(text):
        return False
    known = _offense_words()
    return word.folded in known or all(part in known for part in word.folded.split("-"))


def _offenses(words: Words, at: int) -> Iterator[int]:
    """The ends that a list of offenses can have, the longest first."""
    end, last = at, min(len(words), at + _LONGEST_OFFENSES)
    whole = _inside_whole(words, at, last)
    while end < last and (end in whole or _may_be_in_offense(words[end])):
        if words[end].text.isdigit() and any(_month(words, end + 1)):
            break
        end += 1
    for stop in range(end, at, -1):
        if offense_items(words, at, stop):
            yield stop


def offense_items(words: Words, at: int, end: int) -> tuple[tuple[int, int], ...]:
    """The offenses of a list, each from which word up to which; none if it is no list of them."""
    items = _cut(words, at, end)
    return items if all(_is_offense(words, *item) for item in items) else ()


def _cut(words: Words, at: int, end: int) -> tuple[tuple[int, int], ...]:
    """Cut at commas, semicolons and `and`, but not inside of names that hold them."""
    kept = _inside_whole(words, at, end)
    items, start, i = [], at, at
    while i < end:
        is_mark = words[i].text in _BETWEEN and i not in kept
        is_and = words[i].folded == "and" and i not in kept
        if is_mark or is_and:
            items.append((start, i))
            if is_mark and i + 1 < end and words[i + 1].folded == "and":
                i += 1
            start = i + 1
        i += 1
    return (*items, (start, end))


def _inside_whole(words: Words, at: int, end: int) -> set[int]:
    kept: set[int] = set()
    for phrase in map(_split, lexicon().whole_offenses):
        for i in range(at, end - len(phrase) + 1):
            if tuple(word.folded for word in words[i : i + len(phrase)]) == phrase:
                kept |= set(range(i, i + len(phrase)))
    return kept


def _is_offense(words: Words, at: int, end: int) -> bool:
    """Whether something names an offense, and neither begins nor ends with a small word."""
    if at >= end:
        return False
    own = [part for word in words[at:end] for part in (word.folded, *word.folded.split("-"))]
    edges = (words[at], words[end - 1])
    if any(not (word.text[0].isalnum() or _AMOUNT.fullmatch(word.text)) for word in edges):
        return False
    small = lexicon().offense_small
    return (
        words[at].folded not in small
        and words[end - 1].folded not in small
        and any(word in lexicon().offense_heads for word in own)
    )


LISTS: dict[str, Lister] = {
    "COUNTRY": _country,
    "NATIONALITY": _nationality,
    "ICE_NAME": _ice,
    "STATE": _state,
    "MONTH": _month,
    "NUMBER": _number,
    "WEEKDAY": _weekday,
    "AGENCY": _agency,
    "FACILITY": _facility,
    "TOWN": _town,
    "CITY": _city,
    "OFFENSES": _offenses,
    "PLAIN": _plain,
}
"""The rules in capitals: the ends of what begins at a word."""


def city_of(agency: str) -> str | None:
    """`Hyattsville` of `Hyattsville Police Department`: what stands before the end of its name."""
    words = _WORD.findall(agency)
    for size in range(len(words) - 1, 0, -1):
        if tuple(map(folded, words[-size:])) in _phrases("agency_ends"):
            return " ".join(words[:-size])
    return None
