"""What the reports of the family look like, as data: headings, header words, dates, bullets.

A new wording is a new line here and nothing else. All words are compared folded: lower case,
punctuation as spaces, single spaces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from detainer_cli.model.records import Disposition, SectionName

Field = Literal[
    "location",
    "facility",
    "county",
    "state",
    "citizenship",
    "issued_date",
    "declined_date",
    "crime",
    "disposition",
    "detainers",
    "aor",
    "date_enacted",
    "policy",
    "criteria",
    "ordinal",
]

# ------------------------------------------------------------------ title, headings, totals

TITLE_WORDS = ("declined detainer outcome report", "for recorded declined detainers")
"""One of these stands on the first pages of every report of this kind."""

HEADINGS: dict[str, tuple[str, ...]] = {
    "issued": ("highest volume of detainers issued",),
    "declined": (
        "jurisdictions with recorded declined detainers",
        "recorded declined detainers broken down",
    ),
    "policy": ("table of jurisdictions",),
    "scope": ("report scope", "scope and data fidelity"),
}
"""How the heading of a section begins, without its number."""

HEADING_WORDS = frozenset(
    {"section", "ii", "jurisdictions", "with", "recorded", "declined", "detainers", "broken"}
    | {"down", "by", "individuals", "released", "between", "and", "to", "through", "from", "week"}
    | {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}
    | {"january", "february", "march", "april", "june", "july", "august", "september", "october"}
    | {"november", "december", "of", "the", "continued", "page"}
)
"""What the heading of section II is made of, beside numbers: anything else is more than that."""

NUMERALS = {"i": "issued", "ii": "declined", "iii": "policy", "iv": "scope"} | {
    str(n): name for n, name in enumerate(("issued", "declined", "policy", "scope"), start=1)
}
"""`Section II` or `Section 2`."""

SECTION_TITLES: dict[str, str] = {
    "issued": "section I (detainers issued)",
    "declined": "section II (declined detainers)",
    "policy": "section III (jurisdictions with policies)",
}

_TOTAL = r"(?P<total>\d{1,3}(?:,\s?\d{3})+|\d+)"
_DETAINERS = r"(?:new\s+|ice\s+|immigration\s+)*detainers"
ISSUED_TOTAL_PATTERNS = (
    rf"\bissued\s+(?:a\s+total\s+of\s+)?{_TOTAL}\s+{_DETAINERS}\b",
    rf"\b{_TOTAL}\s+{_DETAINERS}\s+were\s+issued\b",
    rf"\btotal\s+(?:number\s+)?(?:of\s+)?{_DETAINERS}\s+issued\s*(?:was|is|:)?\s*{_TOTAL}",
)
"""The sentence that carries the week's total."""

NOTHING_DECLINED_PATTERNS = (r"\bno\b[^.]{0,60}\bdeclined\b", r"\bno\b[^.]{0,40}\bdetainers\b")
"""A sentence in place of the table of a week without a declined row."""

BLANK_PAGE_PATTERN = r"\bintentionally\s+(?:left\s+)?blank\b"
"""What a page inside a section may say instead of a table."""

# ------------------------------------------------------------------ columns


@dataclass(frozen=True)
class Header:
    """The words of a column's header: one of each group in `needs`, others only from `may`."""

    field: Field
    needs: tuple[frozenset[str], ...]
    may: frozenset[str] = frozenset()

    def matches(self, words: list[str]) -> bool:
        used = set(words)
        allowed = self.may.union(*self.needs)
        return bool(used) and used <= allowed and all(used & group for group in self.needs)


def _header(name: Field, needs: str, may: str = "") -> Header:
    return Header(
        name,
        tuple(frozenset(group.split("|")) for group in needs.split()),
        frozenset(may.split()),
    )


_ORDINAL = _header("ordinal", "no|number|#|row|rank|item|line|ref", "of row rank the")
_FACILITY = _header(
    "facility",
    "facility|facilities|jail|institution|prison|lea",
    "detention detaining name of holding correctional custody releasing location the agency lea",
)
_CENTER = _header("facility", "detention center|centre", "name of the")
_AGENCY = _header("facility", "law enforcement agency", "name of local the lea releasing")
_COUNTY = _header(
    "county", "county|counties|parish", "name of or equivalent parish borough city the detention"
)
_STATE = _header("state", "state|st|states", "name of abbreviation code the territory or detention")
_PLACE_WORDS = (
    "detention name of facility county city state and or the non federal releasing custody agency"
    " local area aor responsibility field office detainer issued to parish"
)
_LOCATION = _header(
    "location", "location|locations|locality|jurisdiction|jurisdictions|place", _PLACE_WORDS
)
_LOCATION_PARTS = _header("location", "facility county state", "city and name detention")
_COUNTY_STATE = _header("location", "county state", "and city name or")
_PLACES = (_FACILITY, _CENTER, _AGENCY, _COUNTY, _STATE, _LOCATION, _LOCATION_PARTS, _COUNTY_STATE)

HEADERS: dict[SectionName, tuple[Header, ...]] = {
    "issued": (
        *_PLACES,
        _header(
            "detainers",
            "detainers|detainer|issued|count|number|total|volume",
            "of ice issued detainers detainer # no number total count volume by the in week"
            " this during highest",
        ),
        _ORDINAL,
    ),
    "declined": (
        *_PLACES,
        _header(
            "citizenship",
            "citizenship|nationality|country|citizen|citizenships",
            "of citizenship nationality country the individual individuals alien aliens s subject"
            " person or coc",
        ),
        _header("citizenship", "coc"),
        _header(
            "issued_date",
            "issued|issue|issuance",
            "date detainer detainers of on the was ice when dated",
        ),
        _header(
            "declined_date",
            "declined|decline|declination",
            "date detainer detainers of on the was recorded as when dated",
        ),
        _header(
            "disposition",
            "disposition|status|outcome|convicted|conviction|charged|charge",
            "or and criminal case crime of the legal offense convicted conviction charged charge"
            " status disposition outcome type",
        ),
        _header(
            "crime",
            "crime|crimes|criminal|offense|offenses|offence|charge|charges|activity",
            "notable most serious description history or and of the associated primary type crime"
            " crimes criminal offense offenses charge charges conviction convictions activity"
            " activities disposition status charged convicted with nature",
        ),
        _ORDINAL,
    ),
    "policy": (
        *_PLACES,
        _header("aor", "aor", "ice ero area of responsibility"),
        _header("aor", "area responsibility", "ice ero of aor"),
        _header("aor", "field office", "ice ero aor area of responsibility"),
        _header(
            "date_enacted",
            "enacted|enactment|adopted|effective|date",
            "date policy of on the when month year was law enacted",
        ),
        _header(
            "policy",
            "policy|policies|ordinance|law|resolution",
            "name title of the description detainer or and ordinance law resolution policy type"
            " policies enacted",
        ),
        _header(
            "criteria",
            "criteria|criterion|conditions|requirements",
            "for honor honoring honouring detainer detainers ice the a to of accepting acceptance"
            " when honored",
        ),
        _ORDINAL,
    ),
}
"""For each section the headers it may have; where two match, the first that is free counts."""

REQUIRED: dict[SectionName, tuple[Field, ...]] = {
    "issued": ("detainers",),
    "declined": ("citizenship", "issued_date", "declined_date", "crime"),
    "policy": ("date_enacted", "policy", "criteria"),
}
"""Columns without which a table is not of this section; a place column is always needed."""

PLACE_FIELDS: tuple[Field, ...] = ("location", "facility", "county", "state")

EXPECTED: dict[SectionName, str] = {
    "issued": "Jurisdiction, Detainers Issued",
    "declined": "Detention Location (or State, County, Facility), Citizenship, Detainer Issued"
    " Date, Detainer Declined Date, Notable Criminal Activity, and possibly a Disposition",
    "policy": "Jurisdiction (AOR), Date Enacted, Policy, Criteria for Honoring Detainer",
}
"""What an unknown header is told was expected."""

ANCHORS: dict[SectionName, tuple[Field, ...]] = {
    "issued": ("detainers",),
    "declined": ("issued_date", "declined_date"),
    "policy": ("date_enacted",),
}
"""The columns whose values show that a row is whole, not the rest of one cut by a page break."""

# ------------------------------------------------------------------ values

DATE_FORMATS = (
    "%m/%d/%Y",
    "%m/%d/%y",
    "%m-%d-%Y",
    "%m-%d-%y",
    "%Y-%m-%d",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%B %d %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
    "%d %b %Y",
    "%d %B %Y",
    "%m.%d.%Y",
)
"""Ways a day is written: month first, as the agency writes it."""

MONTH_FORMATS = ("%B %Y", "%b %Y", "%B, %Y", "%b, %Y", "%m/%Y", "%Y-%m", "%b-%y", "%b-%Y", "%B-%Y")
"""Ways a month is written in section III."""

YEARS = range(1990, 2100)
"""A date outside these years is a misprint and is not read."""

DISPOSITIONS: dict[str, Disposition] = {
    "convicted": "convicted",
    "conviction": "convicted",
    "convictions": "convicted",
    "convict": "convicted",
    "charged": "charged",
    "charge": "charged",
    "charges": "charged",
}

DISPOSITION_QUALIFIERS = frozenset(
    {"not", "no", "never", "non", "without", "prior", "previous", "previously", "former"}
    | {"pending", "dismissed", "dropped"}
)
"""Words before a disposition that make it another statement: `Not Convicted`."""

BULLETS = frozenset("•‣◦▪▫■□●○◘◙∙·⁃➢►▸▶➤➔→»✓✔✦◆◇❖❑❒★¨o")
"""Glyphs that start an item of a list; so does any glyph of private use."""

DASHES = frozenset("–—-−*>")
"""Glyphs that may start an item of a list, or any line of running text."""

MARK_LETTERS = frozenset("§Ølnqvuwü¾")
"""Letters as which the bullets of symbol fonts come out where their encoding is lost."""

SAMPLE_NOTICE_PATTERN = r"\b(synthetic|invented|fictitious|not an ice publication|reconstruct\w+)\b"
"""A line that says that the file is no publication of the agency; kept with every answer."""

TOTAL_ROW_WORDS = frozenset({"total", "totals", "subtotal", "subtotals", "sum"})
TOTAL_ROW_MORE = frozenset(
    {"grand", "week", "weekly", "overall", "sub", "of", "for", "the", "all", "and", "in", "this"}
    | {"detainers", "detainer", "issued", "declined", "listed", "above", "shown", "number"}
    | {"report", "jurisdictions", "counties", "states", "individuals", "rows"}
)
"""A first cell of these words (one of the former) starts a row that adds up others: no record."""

TOTAL_ROW_PLACES = frozenset(
    {"united states", "the united states", "u s", "usa", "nationwide", "nation", "national"}
    | {"all others", "others", "other", "all other jurisdictions", "other jurisdictions"}
    | {"remaining", "remaining jurisdictions", "all remaining jurisdictions", "remaining counties"}
    | {"rest", "rest of the country", "combined", "top combined", "nationwide all jurisdictions"}
    | {"all other counties", "other counties", "all jurisdictions", "all counties"}
)
"""A first cell that says this, also with a total's words, is no jurisdiction: it adds up others."""
