"""Small readings of text: joined lines, folded words, dates, counts, dispositions, lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise

from detainer_cli.kinds.wording import Disposition, wording
from detainer_cli.model.pages import Joint, Line, TextLine

_USED = wording()
DISPOSITIONS = _USED.dispositions
_WORDS = "|".join(DISPOSITIONS)
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


def join_lines(lines: Sequence[Line | TextLine]) -> str:
    """Lines as one text, each break as its line's joint says (see `cuts.py`)."""
    return _joined([(line.text, line.joint) for line in lines])


def _joined(parts: Sequence[tuple[str, Joint]]) -> str:
    text, joint = "", " "
    for part, following in parts:
        if not part:
            continue
        text = text[:-1] if joint == "-" else text
        text += part if joint != " " or not text else f" {part}"
        joint = following
    return text


def lower_words(text: str) -> str:
    """Lower case words with single spaces, for comparing headers and headings."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+|#", plain))


@lru_cache(maxsize=4096)
def read_date(text: str) -> date | None:
    """The day that `text` gives, or None if it gives none (such as 2/30/2017)."""
    plain = _month_name_text(text)
    squeezed = re.sub(r"\s+", "", plain)
    for form in _USED.date_formats:
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
    for form in _USED.month_formats:
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
    return value if _USED.years.first <= value.year <= _USED.years.last else None


def read_count(text: str) -> int | None:
    """The whole number of `text` (`1,234`), or None."""
    plain = re.sub(r"\s*,\s*", ",", re.sub(rf"{_MARKS}$", "", text.strip()))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,9}", plain, re.ASCII):
        return int(plain.replace(",", ""))
    return None


def read_disposition(text: str) -> Disposition | None:
    """`convicted` or `charged` if the text is a word for it and nothing else."""
    found = {DISPOSITIONS[word] for word in lower_words(text).split() if word in DISPOSITIONS}
    only = all(word in DISPOSITIONS for word in lower_words(text).split())
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
            words = lower_words(match["rest"]).split()
            others = {DISPOSITIONS[word] for word in words if word in DISPOSITIONS}
            if others - {disposition} or _USED.disposition_qualifiers.intersection(words[-1:]):
                return text, None
            return match["rest"].strip(), disposition
    return text, None


def split_list(lines: Sequence[Line], hangs: bool = False, counts: bool = False) -> tuple[str, ...]:
    """The items of a list that was drawn as `lines`, whatever marks them.

    A glyph, a number or a dash, a drawn mark, or a hanging indent. A line without one goes on with
    the item before it; without any there is one item. `hangs` says that lists of the same column
    set in what goes on, so that a line that is not set in is an item; `counts` that they number
    their items without a full stop.
    """
    if any(line.mark for line in lines):
        return _items([(line.text, line.joint, line.mark) for line in lines])
    mark = _mark_of_items([line.text for line in lines])
    first = _first_glyph(lines[0].text)[0] if lines else ""
    parts: list[tuple[str, Joint, bool]] = []
    for above, line in zip([None, *lines], lines, strict=False):
        glyph, rest = _first_glyph(line.text)
        expected = sum(is_item for _, _, is_item in parts) + 1
        is_bare = counts and glyph == str(expected)
        is_next = is_bare or (mark in _LABELS and _label(glyph) == _LABELS[mark](expected))
        is_letter = glyph.isalpha() and glyph != first
        is_piece = is_letter and _is_full(above)
        is_bullet = _is_bullet(glyph) and not is_piece
        is_item = is_bullet or glyph == mark or is_next
        is_item = is_item and bool(rest or len(lines) > 1)
        parts.append((rest if is_item else line.text, line.joint, is_item))
    if not any(is_item for _, _, is_item in parts):
        starts = hanging_starts(lines, hangs) or paragraph_starts(lines)
        parts = [(line.text, line.joint, i in starts) for i, line in enumerate(lines)]
    return _items(parts)


def _letter_width(line: Line) -> float:
    glyphs = sum(word.glyphs for word in line.words)
    return (line.words[-1].box.x1 - line.left) / glyphs if glyphs else 0.0


def _is_full(line: Line | None) -> bool:
    return line is not None and line.room < _LETTERS * _letter_width(line)


_LETTERS = 3  # room for so many: a letter alone that would have fitted above is no piece of a word


def _items(parts: Sequence[tuple[str, Joint, bool]]) -> tuple[str, ...]:
    items: list[list[tuple[str, Joint]]] = []
    for text, joint, is_item in parts:
        if is_item or not items:
            items.append([])
        items[-1].append((text, joint))
    return tuple(text for text in (_joined(item).strip() for item in items) if text)


def starts_with_one(lines: Sequence[Line]) -> bool:
    """True if a number 1 without a full stop stands before the text."""
    return bool(lines) and _first_glyph(lines[0].text)[0] == "1"


def has_bare_numbers(lines: Sequence[Line]) -> bool:
    """True if the first line starts with 1, and a later one at the same place with 2."""
    starts = [(_first_glyph(line.text)[0], round(line.left)) for line in lines]
    return bool(starts) and starts[0][0] == "1" and ("2", starts[0][1]) in starts[1:]


def hanging_starts(lines: Sequence[Line], hangs: bool = False) -> frozenset[int]:
    """Which lines start an item of a list whose lines below the first are set in.

    So it is where the lines start at two places only, the first and another at the left one, and
    at least one line is set in by more than a letter's slant.
    """
    lefts = [line.left for line in lines]
    if hangs and lefts and max(lefts) - min(lefts) < _INDENT / 3:
        return frozenset(range(len(lines)))
    if len(lines) < 3 or not all(line.words for line in lines):
        return frozenset()
    least, most = min(lefts), max(lefts)
    if most - least < _INDENT or any(_INDENT / 3 < x - least < most - least - 1 for x in lefts):
        return frozenset()
    starts = frozenset(i for i, x in enumerate(lefts) if x - least < _INDENT / 3)
    return starts if 0 in starts and len(starts) > 1 else frozenset()


def paragraph_starts(lines: Sequence[Line]) -> frozenset[int]:
    """Which lines start a paragraph: the next word would have fitted on the line before.

    Only where all lines start at the same place, and with a capital or a number: items of a list
    that are a line each show no indent.
    """
    if not all(line.words for line in lines) or len({round(line.left) for line in lines}) != 1:
        return frozenset()
    starts = {
        i + 1
        for i, (before, after) in enumerate(pairwise(lines))
        if before.room > after.words[0].box.x1 - after.words[0].box.x0 + 2 * _letter_width(before)
        and (after.text[0].isupper() or after.text[0].isdigit())
    }
    return frozenset({0} | starts) if starts else frozenset()


_STARTING = frozenset("&/$#@%=([{<‘“§")
"""Signs that a line of text may start with, a space behind them or not."""

_INDENT = 3.0  # points: a hanging indent is 6 and more, centred lines start anywhere


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
    is_letter = first in _USED.mark_letters and not rest[:1].isdigit()  # `§ 1373` is no item
    if _is_lone_sign(first) or is_letter:
        return first
    labels = [_label(glyph) for glyph in glyphs]
    if labels[0] in _LABELS or "1" in labels:
        return labels[0] if labels[0] in _LABELS else "1"
    return next((dash for dash in _USED.dashes if glyphs.count(dash) > 1), "")


def starts_item(line: Line) -> bool:
    """True if the line starts with a bullet, a drawn mark, a dash or a number of a list."""
    if line.mark:
        return True
    glyph = _first_glyph(line.text)[0]
    is_mark = _is_bullet(glyph) or _is_lone_sign(glyph) or glyph in _USED.mark_letters
    return is_mark or _label(glyph).isdigit() or _label(glyph) in _LABELS


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
    return glyph in _USED.bullets or unicodedata.category(glyph) in {"Co", "So", "Cc"}


def _is_lone_sign(glyph: str) -> bool:
    """True for a sign that no text starts with, a space behind it.

    Where the encoding of a font is lost, bullets and dashes come out as any: `"`, `±`.
    """
    is_sign = len(glyph) == 1 and unicodedata.category(glyph)[0] in "PS"
    return glyph in _USED.dashes or (is_sign and glyph not in _STARTING)


def _label(glyph: str) -> str:
    """The number or letters that count an item: of `2.`, `2)`, `(2)`, `b.`, `iv)`; or nothing."""
    found = re.fullmatch(r"\(?(\d{1,2}|[a-z]{1,5}|[A-Z]{1,5})[.)]", glyph)
    return found[1] if found else ""


def _roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


_LABELS: dict[str, Callable[[int], str]] = {
    "1": str,
    "a": lambda number: chr(ord("a") + number - 1),
    "A": lambda number: chr(ord("A") + number - 1),
    "i": _roman,
    "I": lambda number: _roman(number).upper(),
}
"""How a list goes on that starts with this label."""
