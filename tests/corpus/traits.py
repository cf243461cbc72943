"""How a report of the corpus looks: traits drawn at random, as far as its producer can do them.

Every trait is one under which a person who reads the pages is sure of every value. The one
exception is `overflow`, where text runs over neighbouring rows: such a report may be refused, but
not be read wrongly.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from random import Random

PAPERS = {
    "letter": (612.0, 792.0),
    "letter wide": (792.0, 612.0),
    "legal": (612.0, 1008.0),
    "legal wide": (1008.0, 612.0),
    "a4": (595.28, 841.89),
    "a4 wide": (841.89, 595.28),
}
DATES = ("{m}/{d}/{y}", "{mm}/{dd}/{y}", "{mm}/{dd}/{yy}", "{mon} {d}, {y}", "{y}-{mm}-{dd}",
         "{d}-{mon}-{yy}", "{d}-{mon}-{y}")  # fmt: skip
MONTHS = ("{month} {y}", "{month} {y}", "{mon} {y}", "{mm}/{y}", "{y}-{mm}", "{month}, {y}")
BEHIND = (  # a crime with its disposition in one column
    ("{} (Conviction)", "{} (Charged)"), ("{} (Convicted)", "{} (Charged)"),
    ("{} - Convicted", "{} - Charged"), ("{}, Convicted", "{}, Charged"),
    ("{}: Conviction", "{}: Charge"), ("Convicted: {}", "Charged: {}"),
)  # fmt: skip
OWN = (("Convicted", "Charged"), ("Conviction", "Charged"), ("Conviction", "Charge"))
PAGE_NUMBERS = ("", "Page {page}", "{page}", "Page {page} of {pages}", "{page} of {pages}",
                "- {page} -", "{page}/{pages}")  # fmt: skip
WORDS = {
    "location": ("Detention Location", "Detention Facility", "Facility", "Location",
                 "Facility, County, State"),
    "facility": ("Facility", "Detention Facility", "Facility Name", "Releasing Facility", "Jail",
                 "LEA / Facility"),
    "jurisdiction": ("Jurisdiction", "County and State", "Location"),
    "county": ("County", "County/Parish", "County Name", "County or Equivalent"),
    "state": ("State", "State Name", "State or Territory"),
    "citizenship": ("Citizenship", "Country of Citizenship", "Nationality",
                    "Citizenship of Individual"),
    "issued": ("Detainer Issued Date", "Date Issued", "Issued Date", "Detainer Issue Date",
               "Date Detainer Issued"),
    "declined": ("Detainer Declined Date", "Date Declined", "Declined Date",
                 "Date Detainer Declined", "Date of Decline"),
    "crime": ("Notable Criminal Activity", "Criminal Activity", "Most Serious Offense", "Offense",
              "Crime"),
    "disposition": ("Disposition", "Charged/Convicted", "Convicted or Charged", "Status",
                    "Conviction/Charge Status"),
    "ordinal": ("No.", "#", "Row"),
    "count": ("Detainers Issued", "Number of Detainers Issued", "Detainers",
              "Total Detainers Issued"),
    "aor": ("AOR", "Area of Responsibility", "ICE Field Office"),
    "enacted": ("Date Enacted", "Enacted", "Effective Date", "Date of Enactment"),
    "policy": ("Policy", "Policy Name", "Ordinance or Policy"),
    "criteria": ("Criteria for Honoring Detainer", "Criteria", "Criteria for Honoring Detainers",
                 "Conditions for Honoring Detainers"),
}  # fmt: skip
GLYPHS = ("•", "▪", "o", "-", "–", "1.", "1)")
DRAWN = ("disc", "square")
CUTTING = (*["normal"] * 6, *["anywhere"] * 3, "all")  # for producers that cut any word


@dataclass(frozen=True)
class Abilities:
    """What a producer can do; a trait that it cannot do is not drawn for it."""

    papers: tuple[str, ...] = tuple(PAPERS)
    fonts: tuple[str, ...] = ("sans", "serif")
    rules: tuple[str, ...] = ("lines", "boxes", "inner")
    aligns: tuple[str, ...] = ("left", "left", "justify", "center")
    bullets: tuple[str, ...] = (*GLYPHS, *DRAWN, "hanging")
    hyphens: bool = False  # can hyphenate, or break at soft hyphens and show them
    breaking: tuple[str, ...] = ("normal",)  # + "anywhere": cuts a word too long, "all": any word
    merges: tuple[str, ...] = ()  # "whole": a merged cell is kept on its page; "cut": it is not
    valigns: tuple[str, ...] = ("top", "top", "middle", "bottom")
    header_once: bool = True  # can print the header words on the first page only
    header_repeated: bool = True
    cut_rows: bool = True  # can cut a row at the end of a page
    whole_rows: bool = True
    contents_pages: bool = False  # a table of contents with page numbers
    row_heights: bool = True
    overflow: float = 0.0  # share of reports whose text runs over the row below


@dataclass(frozen=True)
class Traits:
    """The look of one report; lengths in points."""

    paper: str
    margin: float
    font: str
    size: float
    padding: float
    align: str
    hyphenate: bool
    breaking: str
    valign: str
    header: str  # plain, bold, gray, dark (white words)
    header_upper: bool
    repeat_header: bool
    cut_rows: bool
    rules: str  # lines, boxes (four borders to a cell), fills (thin rectangles), inner (no outer)
    rule_width: float
    rule_gray: float  # 0 is black
    zebra: bool
    bullet: str
    place: str  # one, two or three columns
    behind: bool  # the disposition stands behind the crime, not in a column of its own
    dispositions: tuple[str, str]
    shuffled: bool  # columns in another order
    merged: tuple[str, ...]
    merging: str
    words: dict[str, str]
    aor_apart: bool
    issued_apart: bool  # county and state of section I in columns of their own
    upper: bool
    dates: str
    months: str
    page_number: str
    furniture: str  # bottom or top
    cover: bool
    contents: str  # none, list, pages
    ordinal: bool
    total_row: bool
    flow: bool  # a section may begin under the table of the one before
    wording: int  # section headings of week 1, or of weeks 2 and 3
    restrict: str
    heading_upper: bool
    title: str  # dots, plain, full
    row_height: float
    width: float  # share of the text width
    squeeze: float  # narrow columns: share of the longest word; 0 is none
    overflow: bool

    def described(self) -> str:
        """What sets the report apart, in a few words."""
        parts = [self.paper, f"{self.font} {self.size:g}", self.rules, self.align]
        flags = ("hyphenate", "zebra", "header_upper", "cut_rows", "shuffled", "upper", "cover",
                 "ordinal", "total_row", "flow", "overflow")  # fmt: skip
        parts += [name.replace("_", " ") for name in flags if getattr(self, name)]
        parts += ["header once"] if not self.repeat_header else []
        cut = self.squeeze or self.breaking == "all"
        parts += [f"break {self.breaking} {self.squeeze:g}"] if cut else []
        parts += [f"merged {'+'.join(self.merged)} ({self.merging})"] if self.merged else []
        parts += [f"bullet {self.bullet}", f"{self.place}-column place", f"{self.valign} aligned"]
        parts += ["behind" if self.behind else "own disposition", f"header {self.header}"]
        parts += [f"dates {self.dates}", f"page number {self.page_number or 'none'}"]
        return ", ".join(parts)


def draw(rng: Random, can: Abilities) -> Traits:
    """Traits of one report, as far as the producer can do them."""
    place = rng.choice(("one", "one", "two", "three"))
    behind = rng.random() < 0.5
    merged = _merged(rng, can, place)
    merging = rng.choice(can.merges) if merged else ""
    valign = "top" if merging == "cut" else rng.choice(can.valigns)
    cut = _either(rng, can.cut_rows and valign == "top" and merging != "whole", can.whole_rows)
    breaking = rng.choice(can.breaking)
    page = rng.choice(tuple(PAPERS))
    return Traits(
        paper=page if page in can.papers else rng.choice(can.papers),
        margin=rng.choice((30.0, 36.0, 48.0, 54.0, 72.0)),
        font=rng.choice(can.fonts),
        size=rng.choice((7.0, 8.0, 8.5, 9.0, 9.0, 10.0, 11.0)),
        padding=rng.choice((1.5, 2.0, 3.0, 4.0, 5.5)),
        align=rng.choice(can.aligns),
        hyphenate=can.hyphens and rng.random() < 0.3 and breaking != "all",
        breaking=breaking,
        valign=valign,
        header=rng.choice(("plain", "bold", "gray", "dark", "dark")),
        header_upper=rng.random() < 0.15,
        repeat_header=_either(rng, can.header_repeated, can.header_once, 0.7),
        cut_rows=cut,
        rules=rng.choice(can.rules),
        rule_width=rng.choice((0.25, 0.5, 0.5, 0.75, 1.0, 1.5)),
        rule_gray=rng.choice((0.0, 0.0, 0.0, 0.4, 0.6)),
        zebra=rng.random() < 0.25,
        bullet=rng.choice(can.bullets),
        place=place,
        behind=behind,
        dispositions=rng.choice(BEHIND if behind else OWN),
        shuffled=not merged and rng.random() < 0.35,
        merged=merged,
        merging=merging,
        words={name: _header_words(rng, options) for name, options in WORDS.items()},
        aor_apart=rng.random() < 0.3,
        issued_apart=rng.random() < 0.3,
        upper=rng.random() < 0.15,
        dates=rng.choice(DATES),
        months=rng.choice(MONTHS),
        page_number=rng.choice(PAGE_NUMBERS),
        furniture=rng.choice(("bottom", "bottom", "top")),
        cover=rng.random() < 0.5,
        contents=rng.choice(("none", "list", "list", "pages" if can.contents_pages else "list")),
        ordinal=rng.random() < 0.2,
        total_row=rng.random() < 0.2,
        flow=rng.random() < 0.35,
        wording=rng.choice((1, 2)),
        restrict=rng.choice(("Limit", "Restrict")),
        heading_upper=rng.random() < 0.15,
        title=rng.choice(("dots", "plain", "full")),
        row_height=rng.choice((0.0, 0.0, 0.0, 24.0, 32.0)) if can.row_heights and not cut else 0.0,
        width=rng.choice((1.0, 1.0, 1.0, 0.85)),
        squeeze=rng.choice((0.0, 0.7, 0.8, 0.9)) if breaking != "normal" else 0.0,
        overflow=rng.random() < can.overflow,
    )


def _header_words(rng: Random, options: tuple[str, ...]) -> str:
    """The published words half of the time."""
    return options[0] if rng.random() < 0.5 else rng.choice(options)


def _merged(rng: Random, can: Abilities, place: str) -> tuple[str, ...]:
    if not can.merges or place != "three":
        return ()
    return rng.choice(((), ("state",), ("state", "county")))


def _either(rng: Random, yes: bool, no: bool, share: float = 0.5) -> bool:
    """True or false as far as both are possible."""
    drawn = rng.random() < share
    return drawn if yes and no else yes


def as_json(traits: Traits) -> dict[str, object]:
    return {item.name: getattr(traits, item.name) for item in fields(traits)}
