"""Pieces of words at the ends and starts of lines: what they can be, by their letters alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from detainer_cli.model.pages import Line

MOST_PIECES = 6  # lines that one word may be cut over: 30 letters in a column of five
_ROOM = 2.2  # of the average letter: with less room left, the next letter would not have fitted

COMPOUNDING = frozenset(["anti", "multi", "non", "quasi", "self", "semi"])
"""First parts of words that are written with a hyphen or without one: `non-violent`."""

LINKING = re.compile("and|as|at|by|for|from|in|into|of|on|or|other|than|the|to|with")
"""Words that go on in small letters behind a capitalized one."""

_AFFIXED = re.compile(
    "(?:counter|inter|over|post|pre|re|sub|super|trans|under)-.*|.*-(?:like|man|men|ship|wide)"
)
"""Words that are as often written with a hyphen as without: `inter-governmental`."""

NAME_PARTS = re.compile("De|Du|Fitz|La|Le|Mac|Mc|Van")
"""First parts of names of one word that goes on with a capital: `McMullen`."""

_NUMERIC = re.compile(r"[\d/.,-]*\d[\d/.,-]*")
INITIALS = re.compile(r"\W*(?:[A-Z]\.){2,}\W*")  # `U.` + `S.`
TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def is_hyphenated(text: str) -> bool:
    """True if the text ends with a hyphen that touches its word."""
    return len(text) > 1 and text[-1] == "-" and text[-2].isalnum()


def last_word(text: str) -> str:
    return text.rsplit(None, 1)[-1] if text.strip() else ""


def first_word(text: str) -> str:
    return text.split(None, 1)[0] if text.strip() else ""


def stem_of(word: str, *, whole: bool = False) -> str:
    """The letters at the end of a word, back to a bracket or slash (or hyphen, unless `whole`)."""
    allowed = r"[^\W_]+(?:['’-][^\W_]+)*$" if whole else r"[^\W_]+(?:['’][^\W_]+)*$"
    found = re.search(allowed, word)
    return found[0] if found else ""


def start_of(word: str, *, whole: bool = False) -> str:
    """The letters at the start of a word, up to punctuation."""
    allowed = r"[^\W_]+(?:['’-][^\W_]+)*" if whole else r"[^\W_]+(?:['’][^\W_]+)*"
    found = re.match(allowed, word)
    return found[0] if found else ""


def part_of(word: str) -> str:
    return word.rsplit("-", 1)[-1]


def head_of(word: str) -> str:
    return word.split("-", 1)[0]


def may_be_affixed(stem: str, tail: str) -> bool:
    return _AFFIXED.fullmatch(f"{part_of(stem)}-{head_of(tail)}".casefold()) is not None


def is_at_sign(last: str, first: str) -> bool:
    """True if the break stands before or behind a sign that no space goes with."""
    return last[-1] in "(#" or (last[-1] == "/" and len(last) > 1) or first[0] in "),.;:"


def is_possessive(last: str, first: str) -> bool:
    """True for `Sheriff'` + `s` and for `Sheriff` + `'s`."""
    if last[-1] in "'’":
        return re.match(r"s\b", first, re.I) is not None
    return re.match(r"['’]s\b", first, re.I) is not None


def pieces_below(below: Sequence[Line]) -> list[str]:
    """The pieces of a word that goes on over the lines below, as long as hyphens or room say so."""
    found = []
    for line, after in zip_longest(below[:MOST_PIECES], below[1:MOST_PIECES]):
        found.append(head_of(start_of(first_word(line.text), whole=True)))
        goes_on = is_hyphenated(line.text) or (after is not None and fills_its_line(line, after))
        if len(line.text.split()) > 1 or not goes_on:
            break
    return found


def carried_over(above: Sequence[Line]) -> str:
    """The piece of a word that ends the lines above, without a hyphen that is not its own."""
    if not above or above[-1].joint == " ":
        return ""
    text = above[-1].text[:-1] if above[-1].joint == "-" else above[-1].text
    is_alone = len(text.split()) == 1
    return (carried_over(above[:-1]) if is_alone else "") + last_word(text)


def are_two(head: str, tail: str) -> bool:
    """True for `du` + `Lac`: a capital stands at the start of a word, or behind another capital."""
    return head[0].islower() and tail[0].isupper()


def is_number(last: str, first: str) -> bool:
    """True if the two are the parts of a date in figures, or of a count."""
    if not (_NUMERIC.fullmatch(last) and _NUMERIC.fullmatch(first)):
        return False
    return last[-1] != "," or re.fullmatch(r"\d{3}", first) is not None


def is_count(lines: Sequence[Line]) -> bool:
    """True for a cell with a number and nothing else: `1,` + `234`, but not `Oct 1,` + `201`."""
    return not re.search(r"[^\d,\s*†‡]", " ".join(line.text for line in lines))


def is_compound(stem: str, tail: str) -> bool:
    """True if the hyphen can only be the word's own: before a capital, or beside a number."""
    starts_name = tail[0].isupper() and not (stem.isupper() and len(stem) > 1)
    return starts_name or any(char.isdigit() for char in stem + tail)


def fills_its_line(before: Line, after: Line) -> bool:
    """True if not even the next letter would have fitted on the line."""
    if not after.words or not before.words:
        return False
    word = after.words[0]
    letter = (word.box.x1 - word.box.x0) / max(1, word.glyphs)
    return before.room < _ROOM * letter
