"""Where a word may be hyphenated, for producers that only know soft hyphens."""

from __future__ import annotations

import pyphen

_WORDS = pyphen.Pyphen(lang="en_US")


def soft_hyphens(text: str) -> str:
    """The text with U+00AD where a word may be hyphenated."""
    return " ".join(
        _WORDS.inserted(word, "\u00ad") if word.isalpha() else word for word in text.split(" ")
    )
