"""Folding of text for exact comparison, and the near misses that are shown but never stored."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from heapq import nlargest

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


def _pairs(key: str) -> set[str]:
    padded = f" {key} "
    return {padded[i : i + 2] for i in range(len(padded) - 1)}


class NearMisses:
    """Names that look like a text that was not resolved: candidates for a person to judge.

    Likeness is used here only; what it finds is shown and never becomes the answer.
    """

    def __init__(self, names: Iterable[tuple[str, Candidate]]) -> None:
        self._names = list(dict.fromkeys(names))
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = {}

    def _index(self) -> None:
        """Which names have which pairs of letters; made when the first near miss is wanted."""
        for index, (key, _) in enumerate(self._names):
            pairs = _pairs(key)
            self._sizes.append(len(pairs))
            for pair in pairs:
                self._holders.setdefault(pair, []).append(index)

    def find(self, key: str, limit: int = 3, at_least: float = 0.7) -> tuple[Candidate, ...]:
        """At most `limit` candidates whose likeness to `key` is `at_least`, the best first."""
        if not self._sizes:
            self._index()
        pairs = _pairs(key[:LONGEST])
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._holders.get(pair, ()))
        half = max(shared.values(), default=0) / 2
        sizes = self._sizes
        likely = [(n / (len(pairs) + sizes[i]), -i) for i, n in shared.items() if n >= half]
        close = [-i for _, i in nlargest(5, likely)]
        matcher = SequenceMatcher(None, "", key[:LONGEST], autojunk=False)
        scored = []
        for name, candidate in (self._names[index] for index in close):
            matcher.set_seq1(name)
            if matcher.real_quick_ratio() >= at_least and matcher.ratio() >= at_least:
                scored.append((-matcher.ratio(), name, candidate))
        scored.sort(key=lambda entry: entry[:2])
        return tuple(dict.fromkeys(candidate for _, _, candidate in scored))[:limit]
