"""Small readings of text: joined lines, folded words, dates, months, counts, dispositions, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from detainer_cli.layouts import (
    BULLETS,
    DATE_FORMATS,
    DISPOSITIONS,
    GLUED,
    MONTH_FORMATS,
    YEARS,
)
from detainer_cli.model import Disposition

_WORDS = "|".join(DISPOSITIONS)
_BEFORE = re.compile(rf"^(?P<word>{_WORDS})(?:\s+(?:with|of|for))?\s*[:;–—-]\s*(?P<rest>.+)$", re.I)
_IN_BRACKETS = re.compile(rf"^(?P<rest>.*?)\s*[(\[{{]\s*(?P<word>{_WORDS})\s*[)\]}}]\.?$", re.I)
_AFTER = re.compile(rf"^(?P<rest>.*?)\s*[,;:/|–—-]\s*(?P<word>{_WORDS})\.?$", re.I)
_LAST_WORD = re.compile(r"^(?P<rest>.*?)\s+(?P<word>convicted|conviction|charged)\.?$", re.I)
_BRACKETS_FIRST = re.compile(
    rf"^[(\[]\s*(?P<word>{_WORDS})\s*[)\]]\s*[:–—-]?\s*(?P<rest>.+)$", re.I
)


def join_lines(lines: Sequence[str]) -> str:
    """Lines of a cell as one text.

    A line break stands for a space, except after a hyphen or slash that ends a word, where
    producers break without one (`Child-` + `Fondling`); a soft hyphen disappears.
    """
    text = ""
    for line in lines:
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif re.search(r"[^\s-][-/‐]$", text):
            text += line
        else:
            text = f"{text} {line}" if text else line
    return text.replace("\u00ad", "")


def fold(text: str) -> str:
    """Lower case words with single spaces, for comparing headers and headings."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+|#", plain))


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """The day that `text` gives, or None if it gives none (such as 2/30/2017)."""
    plain = _month_name_text(text)
    squeezed = re.sub(r"\s+", "", plain)
    for form in DATE_FORMATS:
        value = _parsed(plain if " " in form else squeezed, form)
        if value is not None:
            return value
    return None


def read_month(text: str) -> str | None:
    """The month of `text` as `YYYY-MM` (`January 2017`), or None; a full date gives its month."""
    plain = _month_name_text(text)
    day = read_date(text)
    if day is not None:
        return f"{day:%Y-%m}"
    for form in MONTH_FORMATS:
        value = _parsed(plain, form)
        if value is not None:
            return f"{value:%Y-%m}"
    return None


def _month_name_text(text: str) -> str:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    plain = re.sub(r"\b([A-Za-z]{3,9})\.", r"\1", plain)
    return re.sub(r"\bsept\b", "Sep", plain, flags=re.I)


def _parsed(text: str, form: str) -> date | None:
    try:
        value = datetime.strptime(text, form).date()
    except ValueError:
        return None
    return value if value.year in YEARS else None


def read_count(text: str) -> int | None:
    """The whole number of `text` (`1,234`), or None."""
    plain = re.sub(r"\s+", "", text)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,9}", plain, re.ASCII):
        return int(plain.replace(",", ""))
    return None


def read_disposition(text: str) -> Disposition | None:
    """`convicted` or `charged` if the text is a word for it and nothing else."""
    found = {DISPOSITIONS[word] for word in fold(text).split() if word in DISPOSITIONS}
    only = all(word in DISPOSITIONS for word in fold(text).split())
    return found.pop() if only and len(found) == 1 else None


def split_disposition(text: str) -> tuple[str, Disposition | None]:
    """A crime cell as its crime and its disposition: `Assault (Charged)` -> Assault, charged."""
    for pattern in (_IN_BRACKETS, _BRACKETS_FIRST, _BEFORE, _AFTER, _LAST_WORD):
        match = pattern.match(text)
        if match and match["rest"].strip():
            return match["rest"].strip(), DISPOSITIONS[match["word"].casefold()]
    return text, None


def split_list(lines: Sequence[str]) -> tuple[str, ...]:
    """The items of a bulleted (or numbered) list that was drawn as `lines`.

    A line without a bullet goes on with the item before it; without any bullet there is one item.
    """
    items: list[list[str]] = []
    for line in lines:
        glyph, rest = _first_glyph(line)
        if _is_bullet(glyph, len(items)) and (rest or len(lines) > 1):
            items.append([rest] if rest else [])
        elif items:
            items[-1].append(line)
        else:
            items.append([line])
    return tuple(text for text in (join_lines(item).strip() for item in items) if text)


def starts_item(line: str) -> bool:
    """True if the line starts with a bullet or a number of a list."""
    return _is_bullet(_first_glyph(line)[0], None)


def _first_glyph(line: str) -> tuple[str, str]:
    """What may be a bullet, and the rest; some producers leave no space behind a bullet."""
    first, _, rest = line.partition(" ")
    if len(first) > 1 and not first[0].isalnum() and (first[0] in GLUED or _is_private(first[0])):
        return first[0], line[1:].lstrip()
    return first, rest


def _is_private(glyph: str) -> bool:
    return unicodedata.category(glyph) in {"Co", "So"}


def _is_bullet(glyph: str, count: int | None) -> bool:
    """`count` is the number of items before: numbers must follow each other (None: any number)."""
    if len(glyph) == 1:
        return glyph in BULLETS or _is_private(glyph)
    numbered = re.fullmatch(r"\(?(\d{1,2})[.)]", glyph)
    return numbered is not None and (count is None or int(numbered[1]) == count + 1)
