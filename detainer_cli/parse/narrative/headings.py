"""What the headings of a narrative report name: a place, a part of the report or of a case."""

from __future__ import annotations

import re
from functools import cache

from detainer_cli.parse.narrative.telling import (
    bare,
    case_number,
    introduces_person,
    label_of,
    line_start,
    pattern,
    tells_of,
    tells_people,
    words_of,
)

_SURE_NUMBER = r"(?:\d{1,2}(?:\.\d{1,2})*[.):]|\d{1,2}(?:\.\d{1,2})+|[IVX]{1,5}[.):])"
_BEFORE_NAME = r"\s+(?=[A-Z])"


def is_numbered(text: str) -> bool:
    """True for a heading behind a number that is no count: `2.1 Ohio`, `II. Ohio`; not `2 Ohio`."""
    return re.match(_SURE_NUMBER + _BEFORE_NAME, text) is not None


def without_number(text: str) -> str:
    """A heading without the number of its part: `2 Baltimore County, Maryland`."""
    return re.sub(rf"^(?:{_SURE_NUMBER}|\d{{1,2}}|[IVX]{{2,5}}){_BEFORE_NAME}", "", text)


def heading_name(text: str) -> str:
    """What a heading names: without its number, and the same where it is `(continued)`."""
    return _CONTINUED.sub("", without_number(text))


def is_part_of_case(text: str) -> bool:
    """True for the heading of a part of a case: `Outcome`."""
    return pattern("case_part").fullmatch(bare(text)) is not None


@cache
def _place() -> re.Pattern[str]:
    return re.compile(rf"\W*{words_of('place')}\W*", re.I)


_MOST_WORDS_OF_A_PLACE = 9
_CONTINUED = re.compile(
    r"\s*(?:[(\[](?:continued|cont[’'.]?d?\.?)[)\]]|(?:,|\s[–—-])\s+(?:continued|cont[’'.]d\.?)$)",
    re.I,
)
_HOW_MANY = re.compile(  # `(2 cases)`, `: two cases`
    r"(?:\s*\((?:\d{1,3}|[a-z]+)\s+[a-z]+\)|(?::|,|\s[–—-])\s+(?:\d{1,3}|[a-z]+)\s+"
    r"(?:cases?|incidents?|releases?|individuals?|persons?))$"
)
_MARKS = re.compile(r"^[^\w(]+|[^\w.)]+$")  # `[Kent County, Michigan]`
_SENTENCE = re.compile(r"(?<!\S)[a-z]+\.$")  # `are arranged by county.` is no name


@cache
def _label_behind() -> re.Pattern[str]:
    """The label of a case behind what a heading names: ` – Case 3`, ` (Case 3)`."""
    return re.compile(rf"(?:\s*[(,:|/]\s*|\s+[–—-]\s+){case_number()}\)?$", re.I)


def is_place(text: str) -> bool:
    """True if the text is the name of a place and nothing else but its case and how many."""
    plain = _label_behind().sub("", _HOW_MANY.sub("", _CONTINUED.sub("", text)))
    plain = _MARKS.sub("", plain)
    if _SENTENCE.search(plain):
        return False
    if len(plain.split()) > _MOST_WORDS_OF_A_PLACE or tells_of(plain, "event", "pointer"):
        return False
    return plain[:1].isupper() and _place().fullmatch(plain) is not None


def behind_label(text: str) -> str:
    """What stands behind the label of a case; empty if it has none."""
    label = label_of(text)
    return re.sub(r"^\W+", "", text[text.find(label) + len(label) :]) if label else ""


def names_place(text: str) -> bool:
    """True for the name of a place, also behind the label of a case: `Case 3: Kent County`."""
    return is_place(text) or is_place(behind_label(text))


def is_head_of_person(text: str) -> bool:
    """True for a line that introduces a person, or tells a citizenship behind the label of a case.

    `Individual C: Mexican, male, Montgomery County, Pennsylvania` is no heading above the case;
    `Case 3: Bernalillo County, New Mexico` is one.
    """
    behind = behind_label(text)
    return introduces_person(text) or (tells_people(behind) and not is_place(behind))


def place_label(text: str) -> str:
    """The label of a line that names a place behind it: `Jurisdiction:`; empty if it does not."""
    start = line_start(text)
    happened = tells_of(start, "event", "day") and not tells_of(start, "where")
    is_other = happened or tells_of(start, "pointer") or introduces_person(text)
    return start if start and not is_other and is_place(text.partition(start)[2].strip()) else ""
