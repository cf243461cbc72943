"""Folding of text for exact comparison, and the near misses that are shown but never stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from detainer_cli.likeness import alike
from detainer_cli.model.resolutions import Candidate

# Letters that have no decomposition into a base letter and an accent.
_LETTERS = str.maketrans(
    {"Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ß": "ss", "ı": "i"}
    | {"Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ð": "D", "ð": "d", "Þ": "Th", "þ": "th"}
)
_APOSTROPHES = re.compile("['`´\u2018\u2019\u201b\u02bb\u02bc\u2032\uff07]")
_INITIALS = re.compile(r"\b([A-Z])\.(?=[A-Z]\b)")
_SEPARATORS = re.compile(r"[^0-9A-Z]+")
_SPACES = re.compile(r"\s+")

LONGEST = 200  # characters; nothing longer is the name of a crime or a country


def tidy(text: str) -> str:
    """`text` without invisible characters, in NFKC, each run of white space one space."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return _SPACES.sub(" ", text).strip()


def plain(text: str) -> str:
    """`text` in ASCII capitals, without accents and apostrophes; other characters unchanged."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_LETTERS)
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf"))
    return _APOSTROPHES.sub("", text).upper()


def fold(text: str) -> str:
    """The words of `text` in ASCII capitals and digits, one space between them.

    Accents, apostrophes, case and punctuation carry no meaning; `&` is AND, `U.S.` is US.
    """
    capitals = _INITIALS.sub(r"\1", plain(text)).replace("&", " AND ")
    return _SEPARATORS.sub(" ", capitals).strip()


def replace_words(words: list[str], table: dict[str, str], longest: int) -> list[str]:
    """`words` with each phrase of `table` replaced, the longest phrase first, from the left."""
    result: list[str] = []
    position = 0
    while position < len(words):
        for size in range(min(longest, len(words) - position), 0, -1):
            found = table.get(" ".join(words[position : position + size]))
            if found is not None:
                result += found.split()
                position += size
                break
        else:
            result.append(words[position])
            position += 1
    return result


class NearMisses:
    """Names that look like a text that was not resolved: candidates for a person to judge.

    Likeness is used here only; what it finds is shown and never becomes the answer.
    """

    def __init__(self, names: Iterable[tuple[str, Candidate]]) -> None:
        self._candidates: dict[str, list[Candidate]] = {}
        for name, candidate in names:
            self._candidates.setdefault(name, []).append(candidate)

    def find(self, key: str, limit: int = 3, at_least: float = 0.7) -> tuple[Candidate, ...]:
        """At most `limit` candidates whose likeness to `key` is `at_least`, the best first."""
        close = alike(key[:LONGEST], self._candidates, at_least)
        found = dict.fromkeys(c for name in close for c in self._candidates[name])
        return tuple(found)[:limit]
