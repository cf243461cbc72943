"""Place names as text: folded to keys, split into parts, freed of what is around them. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from detainer_cli.reference import table

_DROPPED = dict.fromkeys(map(ord, "'’‘`´ʻʼ′\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_TOKEN = re.compile(r"[a-z0-9]+")
_JOINING_DOT = re.compile(r"(?<=\w\w)\.(?=\w)")
_ZIP = re.compile(r"(?<=\S)\s+\d{5}(?:-\d{4})?$")
_ONLY_ZIP = re.compile(r"\d{5}(?:-\d{4})?$")
_SEPARATOR = re.compile(r"[,;|](?![^()]*\))")  # not within parentheses: `(Ardmore, Oklahoma)`
_COUNTRY = {"us", "usa", "unitedstates", "unitedstatesofamerica"}


def _repaired(text: str) -> str:
    """UTF-8 that was read as Windows-1252 (`DoÃ±a`) put right, or the same text."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def tokens(text: str) -> list[str]:
    """The words of a name: lower case, without accents, apostrophes and punctuation.

    `Doña Ana` gives `dona ana`, `O’Brien` gives `obrien`, `N.Y.` gives `ny`, `&` gives `and`.
    """
    if text.isascii():
        if text.isalpha():
            return [text.lower()]
    else:
        text = _repaired(text) if "Ã" in text else text
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if not unicodedata.combining(c))
    text = text.lower().translate(_DROPPED)
    if "." in text:
        text = _JOINING_DOT.sub(" ", text).replace(".", "")
    if "&" in text:
        text = text.replace("&", " and ")
    return _TOKEN.findall(text)


@cache
def _word_forms() -> tuple[dict[str, str], dict[str, str]]:
    rows = table("place_words")
    anywhere = {row["word"]: row["standard"] for row in rows if row["position"] == "any"}
    first = {row["word"]: row["standard"] for row in rows if row["position"] == "first"}
    return anywhere, first


def standard(words: list[str]) -> list[str]:
    """The same words with `Saint`, `Mount`, `Fort` in one form and `E.`, `W.` in full."""
    anywhere, first = _word_forms()
    if len(words) < 2:
        return words
    result = [anywhere.get(word, word) for word in words]
    result[0] = first.get(result[0], result[0])
    return result


def name_key(words: list[str]) -> str:
    """The key under which a name is listed: standard words, spaces left out.

    So `De Kalb` equals `DeKalb` and `Saint Clair` equals `St. Clair`; no letter is ever ignored.
    """
    return "".join(standard(words))


def plain_key(text: str) -> str:
    """The key of a text whose words have no other forms, such as a state's name."""
    return "".join(tokens(text))


def split_parts(text: str) -> list[str]:
    """The parts between commas (or `;`, `|`), without empty ones, ZIP codes and `USA`."""
    parts = [" ".join(part.split()) for part in _SEPARATOR.split(text)]
    kept = [_ZIP.sub("", part) for part in parts if any(map(str.isalnum, part))]
    while len(kept) > 1 and (_ONLY_ZIP.match(kept[-1]) or plain_key(kept[-1]) in _COUNTRY):
        kept.pop()
    return kept


@cache
def _facility_words() -> frozenset[str]:
    return frozenset(row["word"] for row in table("facility_words"))


def is_facility(text: str) -> bool:
    """Whether the words are those of a building or an office, not of a town."""
    return not _facility_words().isdisjoint(tokens(text))


@cache
def _field_offices() -> frozenset[str]:
    return frozenset(name_key(tokens(row["name"])) for row in table("field_offices"))


@cache
def _designation_words() -> frozenset[str]:
    return frozenset("".join(row["word"].split()) for row in table("designation_words"))


def is_field_office(text: str) -> bool:
    """Whether the text is the city of one of ICE's areas of responsibility."""
    return name_key(tokens(text)) in _field_offices()


def _opening(text: str) -> int:
    """Where the parenthesis opens that the last character closes; -1 if it does not."""
    depth = 0
    for position in range(len(text) - 1, -1, -1):
        depth += (text[position] == ")") - (text[position] == "(")
        if depth == 0:
            return position
    return -1


def _split_open(text: str) -> tuple[str, str]:
    """A parenthesis that is never closed, or closed without being opened."""
    if not text.endswith(")"):
        start = text.rfind("(")
        inside = text[start + 1 :].strip()
        if start > 0 and is_field_office(inside):
            return text[:start].strip(), inside
        return text, ""
    words = text[:-1].split()
    for count in (3, 2, 1):
        if len(words) > count and is_field_office(" ".join(words[-count:])):
            return " ".join(words[:-count]), " ".join(words[-count:])
    return text, ""


@lru_cache(maxsize=4096)
def split_aor(text: str) -> tuple[str, str]:
    """The jurisdiction and its area of responsibility: `Ithaca, New York (Buffalo)` in two.

    Only parentheses at the end count, and not those around a word such as `(City)`. Where one
    parenthesis is missing the split is made if what is left is the city of a field office.
    Without an area the second text is empty.
    """
    text = " ".join(text.split())
    start = _opening(text) if text.endswith(")") else -1
    if start < 0:
        return _split_open(text)
    inside = text[start + 1 : -1].strip()
    before = text[:start].strip()
    if not before or not inside or plain_key(inside) in _designation_words():
        return text, ""
    return before, inside
