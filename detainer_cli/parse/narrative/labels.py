"""A label before a sentence that tells nothing of its own: `What happened: He was released …`.

The rules know many labels by their whole wording. Here a label is any few words of those that
labels are made of (`label_words` of `lexicon.toml`), before a sentence that is read without it.
"""

from __future__ import annotations

from collections.abc import Sequence

from detainer_cli.kinds.grammar import lexicon
from detainer_cli.parse.narrative.tokens import Token

_MOST_WORDS = 5
_SIGNS = (":", "–", "—", "-", "|")


def behind_label(words: Sequence[Token]) -> int:
    """The word at which a sentence begins behind its label; 0 if it has none."""
    known = lexicon().label_words
    for at, word in enumerate(words[: _MOST_WORDS + 1]):
        if word.text in _SIGNS:
            return at + 1 if at and at + 1 < len(words) else 0
        if word.folded not in known:
            return 0
    return 0


def names_agency(words: Sequence[Token]) -> bool:
    """Whether a label says that the agency acts: an arrest behind it is the agency's."""
    return any(word.folded in lexicon().agency_labels for word in words)
