"""Small readings of text: joined lines, folded words, dates, counts, dispositions, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from detainer_cli.layouts import (
    BULLETS,
    DASHES,
    DATE_FORMATS,
    DISPOSITION_QUALIFIERS,
    DISPOSITIONS,
    MARK_LETTERS,
    MONTH_FORMATS,
    YEARS,
)
from detainer_cli.model import Disposition

_WORDS = "|".join(DISPOSITIONS)
_NUMBERED = "1."
_HYPHENS = {ord(dash): "-" for dash in "‐‑‒–—−"}
_MARKS = r"[.*†‡]*"  # a full stop or footnote marks behind a value
_BEFORE = re.compile(
    rf"^(?P<word>{_WORDS})(?:(?:\s+(?:with|of|for))?\s*[:;–—-]|\s+(?:with|of)\s)\s*(?P<rest>.+)$",
    re.I,
)
_IN_BRACKETS = re.compile(
    rf"^(?P<rest>.*?)\s*[(\[{{]\s*(?P<word>{_WORDS})\s*[)\]}}]{_MARKS}$", re.I
)
_AFTER = re.compile(rf"^(?P<rest>.*?)\s*[,;:/|–—-]\s*(?P<word>{_WORDS}){_MARKS}$", re.I)
_LAST_WORD = re.compile(rf"^(?P<rest>.*?)\s+(?P<word>convicted|conviction|charged){_MARKS}$", re.I)
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
    """A date's text in plain letters: no footnote mark, no month broken by a hyphen."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    plain = re.sub(rf"{_MARKS}$", "", plain.translate(_HYPHENS))
    plain = re.sub(r"(?<=[A-Za-z])-(?=[a-z])", "", plain)
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
    plain = re.sub(r"\s*,\s*", ",", re.sub(rf"{_MARKS}$", "", text.strip()))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,9}", plain, re.ASCII):
        return int(plain.replace(",", ""))
    return None


def read_disposition(text: str) -> Disposition | None:
    """`convicted` or `charged` if the text is a word for it and nothing else."""
    found = {DISPOSITIONS[word] for word in fold(text).split() if word in DISPOSITIONS}
    only = all(word in DISPOSITIONS for word in fold(text).split())
    return found.pop() if only and len(found) == 1 else None


def split_disposition(text: str) -> tuple[str, Disposition | None]:
    """A crime cell as its crime and its disposition: `Assault (Charged)` -> Assault, charged.

    None where there is no disposition, where it is negated or qualified (`Not Charged`, `Prior
    Conviction`), and where the crime is said to have the other one, too.
    """
    for pattern in (_IN_BRACKETS, _BRACKETS_FIRST, _BEFORE, _AFTER, _LAST_WORD):
        match = pattern.match(text)
        if match and match["rest"].strip():
            disposition = DISPOSITIONS[match["word"].casefold()]
            words = fold(match["rest"]).split()
            others = {DISPOSITIONS[word] for word in words if word in DISPOSITIONS}
            if others - {disposition} or DISPOSITION_QUALIFIERS.intersection(words[-1:]):
                return text, None
            return match["rest"].strip(), disposition
    return text, None


def split_list(lines: Sequence[str]) -> tuple[str, ...]:
    """The items of a bulleted (or numbered) list that was drawn as `lines`.

    A line without a bullet goes on with the item before it; without any bullet there is one item.
    """
    items: list[list[str]] = []
    mark = _mark_of_items(lines)
    for line in lines:
        glyph, rest = _first_glyph(line)
        number = _number(glyph) if mark == _NUMBERED else None
        is_item = _is_bullet(glyph) or glyph == mark or number == len(items) + 1
        if is_item and (rest or len(lines) > 1):
            items.append([rest] if rest else [])
        elif items:
            items[-1].append(line)
        else:
            items.append([line])
    return tuple(text for text in (join_lines(item).strip() for item in items) if text)


def _mark_of_items(lines: Sequence[str]) -> str:
    """What marks the items where it is no bullet proper: a dash, a letter, a number; or nothing.

    A wrapped line may well start with a dash or a number, so it is one only if the first line
    has it, or several lines behind an introduction do.
    """
    if not lines:
        return ""
    starts = [_first_glyph(line) for line in lines]
    glyphs = [glyph for glyph, _ in starts]
    first, rest = starts[0]
    if _is_bullet(first):
        return ""
    if first in DASHES or (first in MARK_LETTERS and not rest[:1].isdigit()):
        return first
    if 1 in map(_number, glyphs):
        return _NUMBERED
    return next((dash for dash in DASHES if glyphs.count(dash) > 1), "")


def starts_item(line: str) -> bool:
    """True if the line starts with a bullet, a dash or a number of a list."""
    glyph = _first_glyph(line)[0]
    return _is_bullet(glyph) or glyph in DASHES | MARK_LETTERS or _number(glyph) is not None


def _first_glyph(line: str) -> tuple[str, str]:
    """What may be a bullet, and the rest; some producers leave no space behind a bullet."""
    first, _, rest = line.partition(" ")
    if len(first) > 1 and _is_bullet(first[0]) and not first[0].isalnum():
        return first[0], line[1:].lstrip()
    return first, rest


def _is_bullet(glyph: str) -> bool:
    """True for a bullet proper, which nothing else looks like; so is any glyph of private use."""
    if len(glyph) != 1:
        return False
    return glyph in BULLETS or unicodedata.category(glyph) in {"Co", "So", "Cc"}


def _number(glyph: str) -> int | None:
    """The number of a list's item: `2.`, `2)` or `(2)`."""
    numbered = re.fullmatch(r"\(?(\d{1,2})[.)]", glyph)
    return int(numbered[1]) if numbered else None
