"""The agency by one name: `we lodged our detainer` and `ERO Boston` are read as `ICE`.

In a report of the agency, `we` and `this office` are the agency; in the words of a sheriff that it
quotes they are not, so a sentence that may quote is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.model.cases import Span
from detainer_cli.parse.narrative.lexicon import LISTS
from detainer_cli.parse.narrative.tokens import Token, folded

_NAME = "ICE"
_QUOTES = frozenset('"“”«»')
_ABBREVIATED_CITY = ("St", "Ft", "Mt")

Words = Sequence[Token]


def in_third_person(words: Words) -> tuple[Token, ...]:
    """The words with the agency's name for `we`, `us`, `our` and `this office`."""
    told = lexicon().first_person
    if not any(_is_first_person(words, at) for at in range(len(words))) or _may_quote(words):
        return tuple(words)
    found: list[Token] = []
    is_behind_we = False
    for at, word in enumerate(words):
        if _is_office(words, at):
            found.append(_named(words[at : at + 2]))
            continue
        if at and _is_office(words, at - 1):
            continue
        if word.text != "US" and word.folded in told:
            found.append(_as(word, told[word.folded]))
        elif is_behind_we and word.folded in lexicon().behind_first_person:
            found.append(_as(word, lexicon().behind_first_person[word.folded]))
        else:
            found.append(word)
        is_behind_we = word.folded == "we" or (is_behind_we and word.folded in _BETWEEN)
    return tuple(found)


_BETWEEN = ("still", "also", "then", "again", "never", "later", "now", "therefore", "since")


def with_short_names(words: Words) -> tuple[Token, ...]:
    """The words with `ICE` for the name of any of its offices: `ERO Boston`, `Chicago ERO`."""
    found: list[Token] = []
    at = 0
    while at < len(words):
        end = _end_of_office(words, at)
        if end is None:
            found.append(words[at])
            at += 1
        else:
            found.append(_named(words[at:end]))
            at = end
    return tuple(found)


def _is_first_person(words: Words, at: int) -> bool:
    word = words[at]
    return (word.text != "US" and word.folded in lexicon().first_person) or _is_office(words, at)


def _is_office(words: Words, at: int) -> bool:
    """`this office`, `this office's`."""
    is_this = words[at].folded == "this" and at + 1 < len(words)
    return is_this and words[at + 1].folded in ("office", "office's")


def _may_quote(words: Words) -> bool:
    """`“We released him”`; `the sheriff said we ...`, but not `wrote that our detainer ...`."""
    if any(word.text in _QUOTES for word in words):
        return True
    speech = lexicon().speech
    for at, word in enumerate(words):
        if word.folded in ("we", "our", "ours"):
            is_said = any(before.folded in speech for before in words[:at])
            return is_said and not any(before.folded == "that" for before in words[:at])
    return False


def _end_of_office(words: Words, at: int) -> int | None:
    """Behind the name of an office that begins here, with the city beside it."""
    name = next(_names(words, at), None)
    if name is not None:
        return _behind_city(words, name) or (name if words[at].folded != "ice" else None)
    for end in LISTS["CITY"](words, at):
        name = next(_names(words, end), None)
        if name is not None:
            return name
    return None


def _names(words: Words, at: int) -> Iterator[int]:
    """Where names of the agency end that begin here; `ERO’s` is one, too."""
    yield from LISTS["ICE_NAME"](words, at)
    if at < len(words) and words[at].folded in ("ero's", "dhs's"):
        yield at + 1


def _behind_city(words: Words, at: int) -> int | None:
    if words[at - 1].folded.endswith("'s") or at >= len(words):
        return None
    if words[at].text in _ABBREVIATED_CITY and [w.text for w in words[at + 1 : at + 2]] == ["."]:
        return at + 3 if at + 2 < len(words) and words[at + 2].text.istitle() else None
    plain = (*words[:at], *(_without_s(word) for word in words[at : at + 3]))
    return next(iter(LISTS["CITY"](plain, at)), None)


def _without_s(word: Token) -> Token:
    return _as(word, word.text[:-2]) if word.folded.endswith("'s") else word


def _named(words: Words) -> Token:
    is_possessive = words[-1].folded.endswith("'s")
    span = Span(words[0].span.start, words[-1].span.end)
    return _as(Token("", "", span), f"{_NAME}’s" if is_possessive else _NAME)


def _as(word: Token, text: str) -> Token:
    return Token(text, folded(text), word.span)
