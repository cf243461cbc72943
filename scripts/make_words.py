"""Writes reference/words.txt: the words by which a word cut at a line end is known again.

All words of the other reference files, with their hyphens, and the lower-case words of Debian's
`wamerican` (SCOWL, size 50; free to use with its notice, which SOURCES.md gives). Run it after a
reference file changed; a test compares.
"""

from __future__ import annotations

import calendar
import re
import sys
from pathlib import Path

REFERENCE = Path(__file__).parent.parent / "detainer_cli" / "reference"
ENGLISH = Path("/usr/share/dict/american-english")
SHORT = frozenset(
    """a am an as at be by de do dr el en ft go he i if in is it jr la le me mt my no of on or so sr
    st to up us we""".split()  # noqa: SIM905 - a list would fill the page
)
"""The words of two letters that stand in names and running text; other pairs are codes, or ends
of cut words (`CHARG` + `ED`)."""

LEFT_OUT = {REFERENCE / "errata.csv", REFERENCE / "city_counties.csv"}
TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W_]+)*")


def words_of_reference() -> set[str]:
    """Every word of the names, terms and labels in the CSV files, in lower case.

    What is said of reports (`errata.csv`) stands in none; the small places to which mail is
    addressed (`city_counties.csv`) are names of prose and of no table.
    """
    found: set[str] = set()
    for path in sorted(set(REFERENCE.glob("*.csv")) - LEFT_OUT):
        for token in TOKEN.findall(path.read_text(encoding="utf-8").casefold()):
            found.add(token)
            found.update(part for part in re.split(r"['’-]", token) if len(part) > 2)
    return {word for word in found if len(word) > 2}


def names_of_days() -> set[str]:
    """Months and days of the week, in full."""
    return {name.casefold() for name in (*calendar.month_name, *calendar.day_name) if name}


def english_words() -> set[str]:
    """Words of the dictionary without names and possessives."""
    lines = ENGLISH.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line.isalpha() and line.islower() and len(line) > 2}


def main() -> int:
    """Keeps the English words that the file has where the dictionary is not installed."""
    target = REFERENCE / "words.txt"
    english = english_words() if ENGLISH.exists() else set(target.read_text("utf-8").split())
    every = names_of_days() | words_of_reference() | english | SHORT
    target.write_text("\n".join(sorted(every)) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
